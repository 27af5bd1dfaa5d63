use super::parse::MAX_CHAIN;
use super::{Answer, EvaluationError, MAX_DEPTH, Query, Source};
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::prefixes::Prefixes;
use oxrdf::{Literal, NamedNode, Term, Variable};
use proptest::prelude::{prop_assert, proptest};
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

/// One mistake each: the query, the text that is named, words of the message and of the help.
const MISTAKES: [(&str, &str, &str, &str); 56] = [
    (" # nothing", "", "the query is empty", "SELECT ?fact"),
    ("SELECT * WHERE { ?s ?p ?o", "{", "`{` is never closed", "write the missing `}`"),
    ("SELECT * { ?s ?p ?o FILTER(?o = (1) }", "}", "`}` stands where `)` is due", "close `(` with `)`"),
    ("SELECT * WHERE { ?s ?p ?o } }", "}", "`}` closes nothing", "take it away"),
    ("SELECT * WHERE ?s ?p ?o", "WHERE", "the pattern after WHERE stands in braces", "`WHERE { … }`"),
    ("INSERT DATA { :a :b :c }", "INSERT", "an update (`INSERT`) where a query is due", "SELECT, ASK"),
    ("PREFIX x: <http://x/> DELETE WHERE { ?s ?p ?o }", "DELETE", "an update", "SELECT"),
    ("SELECT * { ?s fa:subject ?o }", "fa:", "unknown prefix `fa:`", "did you mean `af:subject`?"),
    ("SELECT * { ?s nowhere:b ?o }", "nowhere:", "unknown prefix", "PREFIX nowhere: <https://…>"),
    (
        "SELECT * { ?s http://e.org/p ?o }",
        "http://e.org/p",
        "stands in angle brackets",
        "write `<http://e.org/p>`",
    ),
    ("SELECT * { ?s <http://e.org/p ?o }", "<http://e.org/p", "is never closed", "ends in `>`"),
    ("SELECT * { ?s ?p <a b> }", "<", "begins no IRI", "holds no spaces"),
    ("SELECT * { ?s ?p \"abc }", "\"abc }", "never closed", "same quote"),
    ("SELECT * { ?s ?p “abc” }", "“", "`“` is no quote", "plain quotes"),
    ("SELECT * { ?s ?p 'a\\z' }", "'a\\z'", "`\\z` is no escape", "written twice"),
    ("SELECT * { ?s ?p ?o ?a ?b ?c }", "?a", "begins another statement", "end a triple with `.`"),
    ("SELECT * { ?s a af:Fact af:subject ?o }", "af:subject", "begins another statement", "with `;`"),
    ("SELECT * { ?s ?p }", "}", "`}` stands where an object is due", ""),
    ("SELECT name { ?s ?p ?name }", "name", "`name` is no word of SPARQL", "a variable is `?name`"),
    ("SELECT ?name { ?s label ?name }", "label", "no word of SPARQL", "a term `prefix:label`"),
    ("SELECT ?s { ?s ?p ?o . OPTINAL { ?s ?q ?r } }", "OPTINAL", "no word", "did you mean OPTIONAL?"),
    ("SELEKT ?s { ?s ?p ?o }", "SELEKT", "begins no query", "did you mean SELECT?"),
    ("SELECT ?a, ?b { ?a ?p ?b }", ",", "no commas", "`SELECT ?a ?b`"),
    ("SELECT WHERE { ?s ?p ?o }", "SELECT WHERE", "SELECT without columns", "`SELECT *`"),
    ("SELECT ?first-name { ?s ?p ?o }", "?first-name", "letters, digits and `_` alone", "`?first_name`"),
    ("SELECT COUNT(*) { ?s ?p ?o }", "COUNT(*)", "in parentheses and has a name", "`(COUNT(*) AS ?n)`"),
    ("SELECT (COUNT(?s)) { ?s ?p ?o }", "COUNT(?s)", "has a name", "`(COUNT(?s) AS ?n)`"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "?s", "neither grouped nor computed", "GROUP BY ?s"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT *", "does not go with groups", "name the columns"),
    ("SELECT ?s { ?s ?p ?o FILTER(COUNT(?o) > 1) }", "COUNT", "counts over groups", "HAVING"),
    ("SELECT ?a { ?a ?p ?b . ?b = 3 }", "=", "`=` cannot stand in a pattern", "FILTER(… = …)"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b == 3) }", "==", "no operator of SPARQL", "write `=`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b <> 3) }", "<>", "no operator of SPARQL", "write `!=`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b = 3 AND ?a = 2) }", "AND", "no operator", "write `&&`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b = 3 OR ?a = 2) }", "OR", "no operator", "write `||`"),
    ("SELECT ?a { ?a ?p ?b FILTER ?b > 3 }", "FILTER ?b", "stands in parentheses", "`FILTER(…)`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b LIKE 'x%') }", "LIKE", "no operator", "CONTAINS"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b IS NULL) }", "IS", "no operator", "!BOUND"),
    ("SELECT ?s { ?s ?p ?o FILTER(regx(?o, 'a')) }", "regx", "unknown function `regx`", "REGEX"),
    ("SELECT ?s { ?s ?p ?o FILTER(NOT EXIST { ?s ?p 1 }) }", "EXIST", "no word", "EXISTS"),
    ("SELECT ?s { ?s ?p ?o } ORDER BY ?s DESC", "DESC", "before what it sorts", "`ORDER BY DESC(?s)`"),
    ("SELECT ?s { ?s ?p ?o } LIMIT 10 ORDER BY ?s", "ORDER", "wrong place", "in this order"),
    ("SELECT ?s { ?s ?p ?o } LIMIT ten", "ten", "a whole number is due", ""),
    ("SELECT ?s { ?s ?p ?o } LIMIT -1", "-", "a whole number is due", ""),
    ("SELECT ?s { ?s ?p ?o } GROUP ?s", "?s", "BY is due", ""),
    ("SELECT ?s { ?s ?p ?o };", ";", "does not end in `;`", "take it away"),
    ("SELECT ?s { BIND(?x + 1 ?y) }", "?y", "AS is due", ""),
    ("SELECT ?x { ?x ?p ?o . BIND(1 AS ?x) }", "?x", "must be new", "another name"),
    ("SELECT ?x { VALUES ?x (1 2) }", "(", "`{` and the values is due", ""),
    ("SELECT * { VALUES (?a ?b) { (1) } }", ")", "a value for each variable", ""),
    ("SELECT * { _:a ?p ?o . OPTIONAL { _:a ?q ?r } }", "_:a", "stands in two patterns", "`?a`"),
    ("SELECT * { ?s ?p <a> }", "<a>", "is relative", "BASE"),
    ("PREFIX ex <http://a/> SELECT * { ?s ?p ?o }", "ex", "with a colon and an IRI", "`PREFIX ex:"),
    ("ASK", "", "the query ends where `{` and a pattern is due", ""),
    ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE", "does not use the network", "from a file"),
    (
        "SELECT * { ?s ?p ?o FILTER(STRLEN(?o, 3)) }",
        "SELECT * { ?s ?p ?o FILTER(STRLEN(?o, 3)) }",
        "cannot be",
        "too few or too many",
    ),
];

#[test]
fn mistakes_are_named_with_place_and_mend() {
    for (text, place, message, help) in MISTAKES {
        let mistake = Query::parse(text, &Prefixes::predeclared(), None).expect_err(text);
        let found = &text[mistake.span.start as usize..mistake.span.end as usize];
        assert_eq!(found, place, "{text}: {}", mistake.message);
        assert!(mistake.message.contains(message), "{text}: {}", mistake.message);
        let said = mistake.help.unwrap_or_default();
        assert!(said.contains(help), "{text}: {said}");
    }
}

#[test]
fn depth_and_chains_are_bounded() {
    let nested = |n: usize| format!("SELECT * {}{}{}", "{".repeat(n), " ?s ?p ?o ", "}".repeat(n));
    let chained = |n: usize| format!("SELECT * {{ ?s ?p ?o FILTER(?o = 1{}) }}", " || ?o = 2".repeat(n));
    // On the stack of an ordinary thread.
    std::thread::spawn(move || {
        let dataset = dataset();
        for text in
            [nested(MAX_DEPTH), chained(MAX_CHAIN - 2), nested(20_000), chained(20_000), "(".repeat(50_000)]
        {
            let parsed = Query::parse(&text, &Prefixes::predeclared(), None);
            if text.len() < 30_000 {
                let query = parsed.expect("within the bounds");
                let source = Source::new(&dataset, &query);
                let Ok(Answer::Solutions(solutions)) = query.evaluate(&source, &CancellationToken::new())
                else {
                    panic!("rows")
                };
                assert!(solutions.count() <= MAX_CHAIN);
            } else {
                assert!(parsed.is_err());
            }
        }
    })
    .join()
    .expect("no overflow");
}

proptest! {
    /// Whatever is typed: no panic, and a place within the text.
    #[test]
    fn mistakes_have_a_place_in_the_text(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..20),
    ) {
        let text = pieces.join(" ");
        if let Err(mistake) = Query::parse(&text, &Prefixes::predeclared(), None) {
            let (start, end) = (mistake.span.start as usize, mistake.span.end as usize);
            prop_assert!(text.get(start..end).is_some());
            prop_assert!(!mistake.message.is_empty());
        }
    }
}

const PIECES: [&str; 48] = [
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "WHERE",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "?x",
    "?y",
    "*",
    "a",
    "af:Fact",
    "x:y",
    ".",
    ";",
    ",",
    "FILTER",
    "OPTIONAL",
    "UNION",
    "MINUS",
    "BIND",
    "AS",
    "VALUES",
    "GROUP BY",
    "ORDER BY",
    "LIMIT",
    "1",
    "-1.5",
    "'text'",
    "\"é",
    "<http://e/>",
    "<",
    ">",
    "=",
    "||",
    "NOT EXISTS",
    "COUNT",
    "str",
    "@en",
    "^^",
    "PREFIX",
    "x:",
    "_:b",
    "«",
];
