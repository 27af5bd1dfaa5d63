//! Whether queries that would take years end when they are stopped.
use super::{EvaluationError, Query, QueryResult, Scope};
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::memory;
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::prefixes::Prefixes;
use spareval::CancellationToken;
use std::fs;
use std::thread;
use std::time::Duration;

const E: &str = "http://example.com/";

/// How long a query runs before it is stopped.
const BEFORE: Duration = Duration::from_millis(100);
/// How much processor time it may take from then on.
const AFTER: Duration = Duration::from_secs(3);

/// Each subject has one of two objects, so that there is much to join on.
fn dataset(subjects: usize) -> Dataset {
    let mut builder = DatasetBuilder::new();
    for subject in 0..subjects {
        builder.subject(&format!("{E}g"), &format!("{E}{subject}"));
        builder.iri(&format!("{E}knows"), &format!("{E}{}", subject % 2));
        builder.iri(&format!("{E}next"), &format!("{E}{}", subject + 1));
        builder.literal(&format!("{E}name"), &format!("name {subject}"), LiteralKind::Plain);
    }
    builder.finish()
}

fn values(name: &str, count: usize) -> String {
    let rows: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    format!("VALUES ?{name} {{ {} }}", rows.join(" "))
}

/// A subquery for the subjects that know something.
fn part(names: &str, pattern: &str) -> String {
    format!("{{ SELECT {names} {{ {pattern} }} }}")
}

/// What a query ends with.
fn end(query: &Query, source: &Scope<'_>, token: &CancellationToken) -> Option<EvaluationError> {
    match query.evaluate(source, token) {
        Ok(QueryResult::Solutions(solutions)) => {
            solutions.into_iter().find_map(Result::err).map(EvaluationError::from)
        }
        Ok(_) => None,
        Err(error) => Some(error),
    }
}

/// The processor time of a thread, by its folder under `/proc`.
fn used(folder: &str) -> Duration {
    let text = fs::read_to_string(format!("/proc/{folder}/schedstat")).unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

/// Asserts that a query runs until it is stopped, and ends soon after that.
fn assert_stops(text: &str, dataset: &Dataset) {
    let mut prefixes = Prefixes::predeclared();
    prefixes.insert("", E);
    let query = Query::parse(text, &prefixes, Some(E)).expect(text);
    let token = CancellationToken::new();
    let here = fs::read_link("/proc/thread-self").unwrap_or_default().display().to_string();
    let after = thread::scope(|scope| {
        let stop = scope.spawn(|| {
            thread::sleep(BEFORE);
            let used = used(&here);
            token.cancel();
            used
        });
        let end = end(&query, &Scope::new(dataset, &query), &token);
        assert!(matches!(end, Some(EvaluationError::Stopped)), "{end:?}: {text}");
        used(&here).saturating_sub(stop.join().unwrap())
    });
    assert!(after < AFTER, "{after:?}: {text}");
}

#[test]
fn a_cancelled_query_says_that_it_was_stopped() {
    let token = CancellationToken::new();
    token.cancel();
    let dataset = dataset(2);
    for text in
        ["SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", "ASK {}", "SELECT * { VALUES ?x { 1 2 } }"]
    {
        let query = Query::parse(text, &Prefixes::predeclared(), None).unwrap();
        let end = end(&query, &Scope::new(&dataset, &query), &token);
        assert!(matches!(end, Some(EvaluationError::Stopped)), "{text}");
    }
}

#[test]
fn a_product_of_look_ups_ends_soon_after_it_is_stopped() {
    let dataset = dataset(7_000);
    for text in [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?p ?d . ?e ?p ?f . ?g ?p ?h }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?j && ?b = ?i) }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f } OPTIONAL { ?g ?h ?i } OPTIONAL { ?j ?k ?l } }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c MINUS { ?a :name ?n . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }",
        "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?d = ?l) } }",
        "SELECT (COUNT(*) AS ?n) { ?a (:next|^:next|:knows|^:knows)* ?b . ?c (:next|^:next)* ?d }",
        "SELECT (COUNT(*) AS ?n) { ?a (!:none)+ ?b . ?c (!:none)+ ?d }",
        "CONSTRUCT { ?a :with ?d } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?i = :none) }",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?i = :none) }",
    ] {
        assert_stops(text, &dataset);
    }
}

#[test]
fn a_product_of_closures_ends_soon_after_it_is_stopped() {
    // Few enough for both to be there before the end.
    let text = "SELECT (COUNT(*) AS ?n) { ?a (:next|^:next)+ ?b . ?c (:next|^:next)+ ?d }";
    assert_stops(text, &dataset(70));
}

#[test]
fn a_product_of_what_is_held_ends_soon_after_it_is_stopped() {
    let dataset = dataset(3_000);
    let [a, b, c] =
        ["a", "b", "c"].map(|name| part(&format!("?{name}"), &format!("?{name} ?{name}2 ?{name}3")));
    let [x, y, z] = ["x", "y", "z"].map(|name| values(name, 1_000));
    let on = ["a", "b", "c"].map(|name| part(&format!("?k ?{name}"), &format!("?{name} :knows ?k")));
    let groups = ["a", "b", "c"].map(|name| {
        part(&format!("?{name} (COUNT(*) AS ?{name}n)"), &format!("?{name} ?{name}2 ?{name}3"))
            .replace("} }", "} GROUP BY ?")
            + &format!("{name} }}")
    });
    let twos: String = (0..40).map(|number| format!("VALUES ?v{number} {{ 1 2 }} ")).collect();
    let unions: String = "{ {} UNION {} } ".repeat(40);
    let binds: String = (0..40)
        .map(|number| format!("{{ BIND(1 AS ?v{number}) }} UNION {{ BIND(2 AS ?v{number}) }} "))
        .collect();
    let count = |pattern: &str| format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}");
    for text in [
        count(&[&*a, &b, &c].concat()),
        count(&[&*x, &y, &z].concat()),
        count(&twos),
        count(&unions),
        count(&binds),
        count(&on.concat()),
        count(&groups.concat()),
        count(&format!("{a} {x} {on} ?d ?e ?f", on = on[0])),
        count(&format!("{{ {a} {b} }} UNION {{ {x} {y} {z} }}")),
        count(&format!("{x} OPTIONAL {{ {y} }} OPTIONAL {{ {z} }} OPTIONAL {{ {a} {b} }}")),
        count(&format!("{x} {y} MINUS {{ {x} {y} {z} {a} }}")),
        count(&format!("GRAPH ?g {{ {x} {y} {z} }}")),
        format!("SELECT (GROUP_CONCAT(?x) AS ?all) {{ {x} {y} {z} }} GROUP BY ?y"),
        format!("SELECT DISTINCT ?x {{ {x} {y} {z} {a} }}"),
        format!("SELECT * {{ {x} {y} {z} {a} FILTER(?x + ?y + ?z < 0) }}"),
        format!("SELECT * {{ ?d ?e ?f FILTER NOT EXISTS {{ {x} {y} {z} FILTER(?x + ?y + ?z < 0) }} }}"),
        format!(
            "SELECT * {{ {x} {y} {z} {a} BIND(CONCAT(STR(?x), STR(?y), STR(?a)) AS ?s) }} OFFSET 1000000000000"
        ),
        format!("CONSTRUCT {{ :a :b ?x }} {{ {x} {y} {z} }}"),
        format!("ASK {{ {x} {y} {z} FILTER(?x + ?y + ?z < 0) }}"),
        format!("SELECT * {{ {x} {y} {z} }} ORDER BY ?z ?y"),
    ] {
        assert_stops(&text, &dataset);
    }
}

#[test]
fn a_query_that_holds_too_much_is_stopped() {
    let dataset = dataset(3_000);
    let [x, y, z] = ["x", "y", "z"].map(|name| values(name, 1_000));
    let long = "-".repeat(1_000);
    let text = "CONCAT(STR(?x), ' ', STR(?y), ' ', STR(?z))";
    for query in [
        format!("SELECT DISTINCT * {{ {x} {y} {z} }} OFFSET 1000000000000"),
        format!("SELECT * {{ {x} {y} {z} }} ORDER BY ?z"),
        format!("SELECT (GROUP_CONCAT(?x; SEPARATOR='{long}') AS ?all) {{ {x} {y} {z} }}"),
        format!("SELECT (COUNT(DISTINCT {text}) AS ?n) {{ {x} {y} {z} }}"),
        format!("SELECT (COUNT(*) AS ?n) {{ {x} {y} {z} BIND({text} AS ?s) }}"),
        format!("SELECT ?x (COUNT(*) AS ?n) {{ {x} {y} {z} }} GROUP BY ?x ?y ?z"),
        format!("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c {{ SELECT * {{ {x} {y} {z} }} ORDER BY ?x }} }}"),
        format!("SELECT * {{ {x} {y} MINUS {{ {x} {y} {z} }} }}"),
        format!("SELECT * {{ ?x ?b ?c OPTIONAL {{ SELECT * {{ {x} {y} {z} }} }} }}"),
        format!("CONSTRUCT {{ ?a <{E}with> ?x, ?y, ?z }} {{ {x} {y} {z} ?a ?b ?c }}"),
        format!("SELECT (COUNT(*) AS ?n) {{ ?a (<{E}next>|^<{E}next>)+ ?b }}"),
    ] {
        let query = Query::parse(&query, &Prefixes::predeclared(), Some(E)).expect(&query);
        let _bound = memory::bounded(8 << 20);
        let end = end(&query, &Scope::new(&dataset, &query), &CancellationToken::new());
        assert!(matches!(end, Some(EvaluationError::Memory)), "{end:?}: {query:?}");
    }
}
