use super::{Answer, EvaluationError, Query, Source};
use crate::dataset::{Dataset, DatasetBuilder};
use crate::prefixes::Prefixes;
use crate::quads::{LiteralKind, QuadSink};
use oxrdf::{Literal, NamedNode, Term, Variable};
use spareval::CancellationToken;

const E: &str = "http://example.com/";

fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new();
    for graph in ["g", "h"] {
        builder.subject(&format!("{E}{graph}"), &format!("{E}a"));
        builder.iri(&format!("{E}knows"), &format!("{E}b"));
    }
    builder.literal(&format!("{E}label"), "Colour", LiteralKind::Lang("en-GB"));
    builder.literal(
        &format!("{E}age"),
        "007",
        LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#integer"),
    );
    builder.subject(&format!("{E}g"), &format!("{E}b"));
    builder.iri(&format!("{E}knows"), &format!("{E}c"));
    builder.finish()
}

fn parse(text: &str) -> Query {
    let mut prefixes = Prefixes::predeclared();
    prefixes.insert("", E);
    Query::parse(text, &prefixes, Some(E)).expect(text)
}

fn rows(query: &Query) -> Vec<String> {
    let dataset = dataset();
    let source = Source::new(&dataset, query);
    match query.evaluate(&source, &CancellationToken::new()).expect("evaluated") {
        Answer::Solutions(solutions) => solutions
            .map(|solution| {
                let solution = solution.expect("a row");
                let shown = |(v, t): (&Variable, &Term)| format!("{v}={}", t.to_string().replace(E, ""));
                solution.iter().map(shown).collect::<Vec<_>>().join(" ")
            })
            .collect(),
        Answer::Boolean(value) => vec![value.to_string()],
        Answer::Triples(triples) => triples.iter().map(|t| t.to_string().replace(E, "")).collect(),
    }
}

#[test]
fn the_default_graph_is_the_union_as_a_set() {
    assert_eq!(rows(&parse("SELECT ?x { :a :knows ?x }")), ["?x=<b>"]);
    assert_eq!(rows(&parse("SELECT ?g { GRAPH ?g { :a :knows :b } }")), ["?g=<g>", "?g=<h>"]);
}

#[test]
fn from_merges_graphs_and_hides_the_others() {
    assert_eq!(rows(&parse("SELECT ?x FROM :g FROM :h { :a :knows ?x }")), ["?x=<b>"]);
    assert_eq!(rows(&parse("SELECT ?x FROM :h { :b :knows ?x }")), [""; 0]);
    assert_eq!(rows(&parse("SELECT ?g FROM :h { GRAPH ?g { ?s ?p ?o } }")), [""; 0]);
    assert_eq!(rows(&parse("SELECT ?x FROM NAMED :h { ?x :knows ?y }")), [""; 0]);
    assert_eq!(rows(&parse("SELECT ?y FROM NAMED :h { GRAPH ?g { ?x :knows ?y } }")), ["?y=<b>"]);
}

#[test]
fn literals_stay_as_written_and_compare_by_value() {
    assert_eq!(
        rows(&parse("SELECT ?n { ?s :age ?n FILTER(?n = 7) }")),
        ["?n=\"007\"^^<http://www.w3.org/2001/XMLSchema#integer>"]
    );
    assert_eq!(
        rows(&parse("SELECT ?l { ?s :label ?l FILTER(?l = \"Colour\"@en-gb) }")),
        ["?l=\"Colour\"@en-GB"]
    );
    assert_eq!(rows(&parse("SELECT ?s { ?s :label \"Colour\"@EN-GB }")), ["?s=<a>"]);
}

#[test]
fn star_gives_columns_as_they_come_in_the_query() {
    let columns =
        |text: &str| -> Vec<String> { parse(text).columns().iter().map(ToString::to_string).collect() };
    assert_eq!(columns("SELECT * { ?z :knows ?a . ?m :age ?b }"), ["?z", "?a", "?m", "?b"]);
    assert_eq!(columns("SELECT DISTINCT * { ?z :knows ?a } ORDER BY ?a LIMIT 3"), ["?z", "?a"]);
    assert_eq!(columns("SELECT ?b ?a { ?a :knows ?b }"), ["?b", "?a"]);
    assert_eq!(columns("ASK { ?a :knows ?b }"), [""; 0]);
    assert_eq!(rows(&parse("SELECT * { ?z :knows ?a }")), ["?z=<a> ?a=<b>", "?z=<b> ?a=<c>"]);
}

#[test]
fn values_are_set_as_terms() {
    let bound = |text: &str, name: &str, term: Term| {
        let mut query = parse(text);
        query.bind(&Variable::new_unchecked(name), &term).map(|()| rows(&query))
    };
    let a = || Term::from(NamedNode::new_unchecked(format!("{E}a")));
    let nasty = || Term::from(Literal::new_simple_literal("\" } DELETE { ?s ?p ?o"));
    assert_eq!(bound("SELECT ?x ?y { ?x :knows ?y }", "x", a()), Ok(vec!["?x=<a> ?y=<b>".to_owned()]));
    assert_eq!(bound("SELECT ?y { ?x :knows ?y }", "x", a()), Ok(vec!["?y=<b>".to_owned()]));
    assert_eq!(bound("SELECT ?y { ?x :knows ?y }", "x", nasty()), Ok(vec![]));
    assert_eq!(bound("SELECT ?y { ?y :label ?x }", "x", nasty()), Ok(vec![]));
    let seven = || Term::from(Literal::from(6));
    assert_eq!(
        bound(
            "SELECT ?s { ?s :age ?n OPTIONAL { ?s :knows ?k FILTER(?n > ?min) } FILTER(BOUND(?k)) }",
            "min",
            seven()
        ),
        Ok(vec!["?s=<a>".to_owned()])
    );
    assert_eq!(
        bound("SELECT ?x (COUNT(*) AS ?n) { ?x :knows ?y } GROUP BY ?x", "x", a()),
        Ok(vec!["?x=<a> ?n=\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>".to_owned()])
    );
    assert_eq!(
        bound("SELECT ?y { VALUES ?x { :a :b } ?x :knows ?y }", "x", a()),
        Ok(vec!["?y=<b>".to_owned()])
    );
    assert_eq!(
        bound("CONSTRUCT { ?y :knownBy ?x } { ?x :knows ?y }", "x", a()),
        Ok(vec!["<b> <knownBy> <a>".to_owned()])
    );
    assert_eq!(
        bound("SELECT ?name { ?x :label ?name }", "nmae", a()),
        Err("the query has no variable `?nmae`; did you mean `?name`?".to_owned())
    );
    assert_eq!(
        bound("SELECT ?x { BIND(1 AS ?x) }", "x", a()),
        Err("the query makes `?x` itself, so it cannot be set".to_owned())
    );
}

#[test]
fn triples_come_sorted_and_once() {
    assert_eq!(
        rows(&parse("CONSTRUCT { ?x :met ?y . ?x :met ?y } { ?x :knows ?y }")),
        ["<a> <met> <b>", "<b> <met> <c>"]
    );
    assert_eq!(rows(&parse("DESCRIBE :b")), ["<b> <knows> <c>"]);
}

#[test]
fn knows_when_a_query_speaks_of_reifiers() {
    for text in [
        "SELECT ?f { ?f rdf:reifies ?t }",
        "SELECT ?f { ?f rdf:reifies <<( ?s ?p ?o )>> }",
        "SELECT ?f { << :a :knows ?b ~ ?f >> :p ?o }",
        "SELECT ?f { ?f rdf:reifies/:p ?t }",
        "SELECT ?f { ?f ?p ?t FILTER(isTRIPLE(?t)) }",
        "SELECT ?f { FILTER EXISTS { ?f rdf:reifies ?t } }",
    ] {
        assert!(parse(text).mentions_reifiers(), "{text}");
    }
    assert!(!parse("SELECT ?f { ?f ?p ?t FILTER(?p != rdf:type) }").mentions_reifiers());
}

#[test]
fn a_cancelled_query_says_that_it_was_stopped() {
    let dataset = dataset();
    let query = parse("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }");
    let source = Source::new(&dataset, &query);
    let token = CancellationToken::new();
    token.cancel();
    let stopped = match query.evaluate(&source, &token) {
        Ok(Answer::Solutions(mut solutions)) => {
            solutions.next().and_then(Result::err).map(EvaluationError::from)
        }
        Ok(_) => None,
        Err(error) => Some(error),
    };
    assert!(matches!(stopped, Some(EvaluationError::Stopped)));
}

#[test]
fn a_plan_counts_rows() {
    let dataset = dataset();
    let query = parse("SELECT ?y { :a :knows/:knows ?y }");
    let source = Source::new(&dataset, &query);
    let (answer, plan) = query.explain(&source, &CancellationToken::new()).expect("evaluated");
    let Answer::Solutions(solutions) = answer else { panic!("rows") };
    assert_eq!(solutions.count(), 1);
    let mut prefixes = Prefixes::new();
    prefixes.insert("e", E);
    let shown: Vec<String> = plan
        .render(&prefixes)
        .lines()
        .skip(2)
        .map(|line| format!("{} {}", line[..9].trim(), &line[22..]))
        .collect();
    assert_eq!(
        shown,
        [
            "1 columns ?y",
            "1 └─ for each row of the first, the second",
            "1    ├─ look up e:a e:knows ?_1",
            "1    └─ look up ?_1 e:knows ?y",
        ]
    );
}
