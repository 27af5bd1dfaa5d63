use super::parse::MAX_CHAIN;
use super::{MAX_DEPTH, Query, QueryResult, Scope};
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::watchdog;
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
    let source = Scope::new(&dataset, query);
    match query.evaluate(&source, &CancellationToken::new()).expect("evaluated") {
        QueryResult::Solutions(solutions) => solutions
            .map(|solution| {
                let solution = solution.expect("a row");
                let shown = |(v, t): (&Variable, &Term)| format!("{v}={}", t.to_string().replace(E, ""));
                solution.iter().map(shown).collect::<Vec<_>>().join(" ")
            })
            .collect(),
        QueryResult::Boolean(value) => vec![value.to_string()],
        QueryResult::Triples(triples) => triples.iter().map(|t| t.to_string().replace(E, "")).collect(),
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
fn a_plan_counts_rows() {
    let dataset = dataset();
    let query = parse("SELECT ?y { :a :knows/:knows ?y }");
    let source = Scope::new(&dataset, &query);
    let (answer, plan) = query.explain(&source, &CancellationToken::new()).expect("evaluated");
    let QueryResult::Solutions(solutions) = answer else { panic!("rows") };
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

/// One error each: the query, the text that is named, words of the message and of the help.
const ERRORS: [(&str, &str, &str, &str); 122] = [
    (" # nothing", "", "the query is empty", "SELECT ?fact"),
    ("SELECT * WHERE { ?s ?p ?o", "{", "`{` is never closed", "write the missing `}`"),
    ("SELECT * { ?s ?p ?o FILTER(?o = (1) }", "}", "expected `)`, found `}`", "close `(` with `)`"),
    ("SELECT * WHERE { ?s ?p ?o } }", "}", "`}` closes nothing", "remove it"),
    ("SELECT * WHERE ?s ?p ?o", "WHERE", "the pattern after WHERE is written in braces", "`WHERE { … }`"),
    ("INSERT DATA { :a :b :c }", "INSERT", "expected a query, found the update `INSERT`", "SELECT, ASK"),
    ("PREFIX x: <http://x/> DELETE WHERE { ?s ?p ?o }", "DELETE", "the update", "SELECT"),
    ("SELECT * { ?s fa:subject ?o }", "fa:", "unknown prefix `fa:`", "did you mean `af:subject`?"),
    ("SELECT * { ?s nowhere:b ?o }", "nowhere:", "unknown prefix", "PREFIX nowhere: <https://…>"),
    (
        "SELECT * { ?s http://e.org/p ?o }",
        "http://e.org/p",
        "is written in angle brackets",
        "write `<http://e.org/p>`",
    ),
    ("SELECT * { ?s <http://e.org/p ?o }", "<http://e.org/p", "is never closed", "ends in `>`"),
    ("SELECT * { ?s ?p <a b> }", "<", "does not begin an IRI", "no spaces"),
    ("SELECT * { ?s ?p \"abc }", "\"abc }", "never closed", "same quote"),
    ("SELECT * { ?s ?p “abc” }", "“", "`“` does not quote", "straight quotes"),
    ("SELECT * { ?s ?p 'a\\z' }", "\\z", "invalid escape `\\z`", "written twice"),
    ("SELECT * { ?s ?p ?o ?a ?b ?c }", "?a", "begins another triple", "end a triple with `.`"),
    ("SELECT * { ?s a af:Fact af:subject ?o }", "af:subject", "begins another triple", "with `;`"),
    ("SELECT * { ?s ?p }", "}", "expected an object, found `}`", ""),
    ("SELECT name { ?s ?p ?name }", "name", "unknown keyword `name`", "a variable is `?name`"),
    ("SELECT ?name { ?s label ?name }", "label", "unknown keyword", "a term `prefix:label`"),
    ("SELECT ?s { ?s ?p ?o . OPTINAL { ?s ?q ?r } }", "OPTINAL", "unknown keyword", "did you mean OPTIONAL?"),
    ("SELEKT ?s { ?s ?p ?o }", "SELEKT", "cannot begin with", "did you mean SELECT?"),
    ("SELECT ?a, ?b { ?a ?p ?b }", ",", "have no commas", "`SELECT ?a ?b`"),
    ("SELECT WHERE { ?s ?p ?o }", "SELECT WHERE", "SELECT has no columns", "`SELECT *`"),
    ("SELECT ?first-name { ?s ?p ?o }", "?first-name", "only letters, digits and `_`", "`?first_name`"),
    ("SELECT COUNT(*) { ?s ?p ?o }", "COUNT(*)", "in parentheses and has a name", "`(COUNT(*) AS ?n)`"),
    ("SELECT (COUNT(?s)) { ?s ?p ?o }", "COUNT(?s)", "has a name", "`(COUNT(?s) AS ?n)`"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "?s", "neither grouped nor aggregated", "GROUP BY ?s"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT *", "cannot be used with GROUP BY", "name the columns"),
    ("SELECT ?s { ?s ?p ?o FILTER(COUNT(?o) > 1) }", "COUNT", "inside a pattern", "HAVING"),
    ("SELECT ?a { ?a ?p ?b . ?b = 3 }", "=", "`=` cannot be in a pattern", "FILTER(… = …)"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b == 3) }", "==", "not an operator of SPARQL", "write `=`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b <> 3) }", "<>", "not an operator of SPARQL", "write `!=`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b = 3 AND ?a = 2) }", "AND", "not an operator", "write `&&`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b = 3 OR ?a = 2) }", "OR", "not an operator", "write `||`"),
    ("SELECT ?a { ?a ?p ?b FILTER ?b > 3 }", "FILTER ?b", "written in parentheses", "`FILTER(…)`"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b LIKE 'x%') }", "LIKE", "not an operator", "CONTAINS"),
    ("SELECT ?a { ?a ?p ?b FILTER(?b IS NULL) }", "IS", "not an operator", "!BOUND"),
    ("SELECT ?s { ?s ?p ?o FILTER(regx(?o, 'a')) }", "regx", "unknown function `regx`", "REGEX"),
    ("SELECT ?s { ?s ?p ?o FILTER(NOT EXIST { ?s ?p 1 }) }", "EXIST", "unknown keyword", "EXISTS"),
    ("SELECT ?s { ?s ?p ?o } ORDER BY ?s DESC", "DESC", "before what it sorts", "`ORDER BY DESC(?s)`"),
    ("SELECT ?s { ?s ?p ?o } LIMIT 10 ORDER BY ?s", "ORDER", "wrong place", "in this order"),
    ("SELECT ?s { ?s ?p ?o } LIMIT ten", "ten", "expected a whole number", ""),
    ("SELECT ?s { ?s ?p ?o } LIMIT -1", "-", "expected a whole number", ""),
    ("SELECT ?s { ?s ?p ?o } GROUP ?s", "?s", "expected BY", ""),
    ("SELECT ?s { ?s ?p ?o };", ";", "does not end in `;`", "remove it"),
    ("SELECT ?s { BIND(?x + 1 ?y) }", "?y", "expected AS", ""),
    ("SELECT ?x { ?x ?p ?o . BIND(1 AS ?x) }", "?x", "must be new", "another name"),
    ("SELECT ?x { VALUES ?x (1 2) }", "(", "expected `{` and the values", ""),
    ("SELECT * { VALUES (?a ?b) { (1) } }", ")", "expected a value for each variable", ""),
    ("SELECT * { _:a ?p ?o . OPTIONAL { _:a ?q ?r } }", "_:a", "is in two patterns", "`?a`"),
    ("SELECT * { ?s ?p <a> }", "<a>", "is relative", "BASE"),
    ("PREFIX ex <http://a/> SELECT * { ?s ?p ?o }", "ex", "with its name, a colon and an IRI", "`PREFIX ex:"),
    ("ASK", "", "expected `{` and a pattern, found the end of the query", ""),
    ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE", "does not use the network", "--with"),
    ("SELECT (COUNT(COUNT(*)) AS ?n) {}", "COUNT", "inside another aggregate", "subquery"),
    ("SELECT * { BIND(<<( \"x\" af:q af:z )>> AS ?x) }", "\"x\"", "found a literal", "is an IRI"),
    (
        "SELECT * { BIND(<<( <<( af:a af:b af:c )>> af:q af:z )>> AS ?x) }",
        "<<(",
        "another triple term",
        "is an IRI",
    ),
    ("SELECT * { ?x ?a ?b FILTER (?x<?a&&?b>?y) }", "<?a&&?b>", "read as an IRI", "spaces"),
    ("SELECT (xsd:dat(\"2018\") AS ?d) {}", "xsd:dat", "unknown function", "did you mean `xsd:date`?"),
    ("SELECT (<http://e/f>(1) AS ?d) {}", "<http://e/f>", "unknown function", "custom function"),
    ("SELECT (xsd:integer(1, 2) AS ?d) {}", "xsd:integer", "takes one value", "xsd:integer(?value)"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, \"[a\")) }", "\"[a\"", "unclosed character class", "twice"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, \"a\", \"k\")) }", "\"k\"", "unknown flag `k`", "twice"),
    ("SELECT (REPLACE(\"a\", \"a(\", \"\") AS ?x) {}", "\"a(\"", "unclosed group", "twice"),
    ("SELECT (REPLACE(\"a\", \"a\", \"$\") AS ?x) {}", "\"$\"", "invalid replacement", "first group"),
    ("SELECT * { ?s ?p ?o FILTER(REGEX(?o, \"(?=a)\")) }", "\"(?=a)\"", "look-around", "not supported"),
    ("SELECT (SUM(?x,?y) AS ?S) {}", ",", "SUM takes one value", ""),
    ("SELECT (IF(?x,?y) AS ?S) {}", ")", "IF takes 3 values", ""),
    ("SELECT (NOW(1) AS ?S) {}", "1", "takes no value", ""),
    ("PREFIX ex:ex: <http://e/> ASK {}", "ex:ex:", "with its name, a colon and an IRI", "PREFIX ex:"),
    ("PREFIX 1: <http://e/> ASK {}", "1:", "begins with a letter", "PREFIX ex:"),
    ("SELECT * { VALUES (?a ?a) { (1 1) } }", "?a", "column of VALUES already", "once"),
    (
        "SELECT (?o AS ?x) (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "?o",
        "neither grouped",
        "add `?o` to GROUP BY",
    ),
    ("SELECT (?a + ?b AS ?x) { ?a ?p ?b } GROUP BY (?a + ?b)", "?a", "neither grouped", "(… AS ?key)"),
    ("SELECT (1 AS ?z) { ?z ?p ?o }", "?z", "bound already", "another name"),
    ("SELECT (1 AS ?z) {} GROUP BY ?z", "?z", "bound already", "another name"),
    (
        "SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y } GROUP BY ?x HAVING(?y > 2)",
        "?y",
        "neither grouped nor aggregated",
        "`MAX(?y)`",
    ),
    ("SELECT (COUNT(?y) AS ?n) { ?x ?p ?y } HAVING(COUNT(?y) > ?y)", "?y", "neither grouped", "GROUP BY"),
    ("ASK { { SELECT ?x { ?x ?p ?y } GROUP BY ?x HAVING(?y > 2) } }", "?y", "neither grouped", "GROUP BY"),
    ("SELECT (COUNT(*) AS ?n) { ?x ?p ?y } GROUP BY (?x AS ?k) HAVING(?x > 2)", "?x", "neither", "GROUP BY"),
    (
        "SELECT (RAND() AS ?n) { ?x ?p ?y } GROUP BY ?x HAVING(?n > 0.5)",
        "?n",
        "cannot use the column",
        "FILTER",
    ),
    ("SELECT (COUNT(?y) AS ?n) { ?x ?p ?y } HAVING(SUM(?n) > 2)", "?n", "cannot use the column", "subquery"),
    ("SELECT (COUNT(?y) AS ?n) { ?x ?p ?y } HAVING(BOUND(?n))", "?n", "cannot use the column", "subquery"),
    ("SELECT * { [] . }", ".", "expected a property, found `.`", ""),
    ("SELECT * { ?s af:p+ ?o {| ?p ?q |} }", "{|", "takes no annotation", ""),
    ("SELECT * { << ?s af:p/af:q ?o >> ?p ?q }", "/", "not a property path", "outside"),
    ("SELECT * { BIND(<< ?s ?p ?o >> AS ?t) }", "<<", "cannot be a value", "<<("),
    ("SELECT * { << ?s ?p (1 2) >> ?a ?b }", "(", "not a list", ""),
    ("SELECT * { ?s ?p+ ?o }", "?p", "cannot be part of a property path", "a triple for each step"),
    ("SELECT * { ?s a ?x ; ?p+ ?o }", "?p", "cannot be part of a property path", "a triple for each step"),
    ("SELECT * { ?s af:p - ?o }", "-", "expected an object, found `-`", ""),
    ("SELECT * { <http://x/a\\u0020b> ?p ?o }", "\\u0020", "cannot contain a space", "`%20`"),
    ("SELECT * { <http://x/a\\u003Eb> ?p ?o }", "\\u003E", "cannot contain `>`", "`%3E`"),
    ("SELECT * { <http://x/a\\U0000007Cb> ?p ?o }", "\\U0000007C", "cannot contain `|`", "`%7C`"),
    ("SELECT * { <http://x/caf\\u20> ?p ?o }", "\\u20", "invalid escape `\\u20` in an IRI", "hexadecimal"),
    ("SELECT * { <http://x/caf\\n> ?p ?o }", "\\n", "invalid escape `\\n` in an IRI", "\\uXXXX"),
    ("SELECT * { ?x ?p \"a\"@1 }", "1", "invalid language tag `1`", "`@en`"),
    ("SELECT * { ?x ?p \"a\"@en- }", "en-", "invalid language tag `en-`", "`@en`"),
    ("SELECT * { ?x ?p \"a\"@abcdefghij }", "abcdefghij", "invalid language tag", "`@en`"),
    ("SELECT * { ?x ?p \"a\"@1--ltr }", "1", "invalid language tag `1`", "`@en`"),
    ("SELECT * { ?s ?p \"\\uD800\" }", "\\uD800", "invalid escape `\\uD800`", ""),
    ("SELECT * { ?s ?p af:a\\u0062c }", "\\u", "invalid escape `\\u` in a name", "IRIs in `< >`"),
    ("SELECT * { ?s ?p \"a\"@en--foo }", "foo", "invalid text direction `foo`", "`ltr` or `rtl`"),
    ("SELECT * { af:a af:b ?x:c }", "?x:c", "neither a variable nor a name", "a space"),
    ("SELECT * { _:az:b ?p ?o }", "_:az:b", "neither a blank node nor a name", "label"),
    ("SELECT * { {} SELECT * { ?s ?p ?o } }", "SELECT", "in braces of its own", "{ SELECT"),
    ("SELECT * { ?s ?p ?o UNION ?s ?p ?o }", "UNION", "between patterns in braces", "UNION {"),
    ("CONSTRUCT WHERE { ?s ?p ?o FILTER(?o = 1) }", "FILTER", "takes only triples", "CONSTRUCT {"),
    ("VERSION \"\"\"1.2\"\"\" ASK {}", "\"\"\"1.2\"\"\"", "a version in single quotes", ""),
    ("SELECT * { ?s ?p ?o FILTER(STRLEN(?o, 3)) }", ",", "STRLEN takes one value", ""),
    ("\\u0041SK {}", "\\", "unexpected `\\`", "in strings"),
    ("SELECT * { ?x n\\0073:a ?o }", "\\", "unexpected `\\`", "in strings"),
    ("SELECT * { . }", ".", "no triple before this `.`", "remove it"),
    ("SELECT * { ?s ?p ?o . ; ?q ?r }", ";", "no triple before this `;`", "remove it"),
    ("SELECT * { ?s ?p/af:q ?o }", "?p", "cannot be part of a property path", "a triple for each step"),
    ("SELECT * { ?s ?p* ?o }", "?p", "cannot be part of a property path", "a triple for each step"),
    ("SELECT (1 AS ?X) (2 AS ?X) {}", "?X", "bound already", "another name"),
    (
        "SELECT ?o (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?o",
        "?o",
        "neither",
        "add `?o` to GROUP BY",
    ),
    (
        "BASE <http://e.org/a/../b> ASK { <c> ?p ?o }",
        "<http://e.org/a/../b>",
        "the base has a path segment",
        "without",
    ),
    (
        "BASE <http://e.org/a> ASK { <//f.org/./c> ?p ?o }",
        "<//f.org/./c>",
        "the IRI has a path segment",
        "without",
    ),
    ("SELECT * { ?s ?p ?o } ORDER BY ?s / ?o", "/", "expected", ""),
];

#[test]
fn errors_are_named_with_location_and_fix() {
    let mut wrong = Vec::new();
    for (text, place, message, help) in ERRORS {
        let error = Query::parse(text, &Prefixes::predeclared(), None).expect_err(text);
        let found = &text[error.span.start as usize..error.span.end as usize];
        let given = error.help.clone().unwrap_or_default();
        if found != place || !error.message.contains(message) || !given.contains(help) {
            wrong.push(format!("{text}\n  at {found:?}: {} ({given})", error.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn valid_queries_are_taken() {
    assert_eq!(
        rows(&parse("SELECT (TRUE AS ?t) (!False AS ?u) {}")),
        [
            "?t=\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> ?u=\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>"
        ]
    );
    let integer = |n: u8| format!("\"{n}\"^^<http://www.w3.org/2001/XMLSchema#integer>");
    assert_eq!(
        rows(&parse("SELECT (COUNT(?v) AS ?n) (?n+1 AS ?m) (?n+?m AS ?k) { VALUES ?v {1 2} }")),
        [format!("?n={} ?m={} ?k={}", integer(2), integer(3), integer(5))]
    );
    assert_eq!(rows(&parse("SELECT ?o { <http://example.com/\\u0061> :knows ?o }")), ["?o=<b>"]);
    // A variable alone with a name in GROUP BY, which HAVING and ORDER BY know, and SELECT beside a name of its own.
    for key in ["(?v AS ?k)", "((?v) AS ?k)"] {
        let text = format!(
            "SELECT ?k (COUNT(*) AS ?n) (?n + 1 AS ?m) {{ VALUES ?v {{ 1 2 2 3 }} }} \
             GROUP BY {key} HAVING(?k > 1) ORDER BY DESC(?k)"
        );
        let row = |k: u8, n: u8| format!("?k={} ?n={} ?m={}", integer(k), integer(n), integer(n + 1));
        assert_eq!(rows(&parse(&text)), [row(3, 1), row(2, 2)], "{text}");
    }
    // A blank node is not a variable, though the evaluator takes it for one.
    assert_eq!(rows(&parse("SELECT ?x { :a :knows ?x . _:x :knows :c }")), ["?x=<b>"]);
    assert_eq!(rows(&parse("SELECT ?x { :b :knows ?x . _:x :knows :c }")), ["?x=<c>"]);
}

#[test]
fn having_knows_the_columns_of_select() {
    for (columns, rest) in [
        ("?x (COUNT(?y) AS ?n)", "GROUP BY ?x HAVING(?n > 1)"),
        ("?x (COUNT(?y) AS ?n)", "GROUP BY (?x) HAVING(?x = 1 && ?n > 1)"),
        ("?x (COUNT(?y) AS ?m) (?m * 2 AS ?n)", "GROUP BY ?x HAVING(?n > 3) (?m < 3) ORDER BY ?n"),
        ("?x (STR(?x) AS ?n)", "GROUP BY ?x HAVING(?n = \"1\" && COUNT(?y) > 0)"),
        ("?x (IF(TRUE, 2, 1) AS ?n)", "GROUP BY ?x HAVING(?n IN (2) && MAX(?y) = 3)"),
        ("?x", "GROUP BY ?x HAVING(COUNT(?y) > 1 && EXISTS { VALUES ?y { 1 } })"),
    ] {
        let text = format!("SELECT {columns} {{ VALUES (?x ?y) {{ (1 2) (1 3) (2 2) }} }} {rest}");
        let rows = rows(&parse(&text));
        assert_eq!(rows.len(), 1, "{text}: {rows:?}");
        assert!(rows[0].starts_with("?x=\"1\""), "{text}: {rows:?}");
        let inner = format!("SELECT * {{ {{ {text} }} }}");
        assert_eq!(self::rows(&parse(&inner)).len(), 1, "{inner}");
    }
    // What is nowhere else can be set from outside.
    let mut query = parse("SELECT ?x { VALUES ?x { 1 1 2 } } GROUP BY ?x HAVING(COUNT(*) >= ?least)");
    query.bind(&Variable::new_unchecked("least"), &Literal::from(2).into()).expect("a variable");
    assert_eq!(rows(&query).len(), 1);
    // Columns that double each time.
    let doubled = |n: u32| format!("(?a{} + ?a{} AS ?a{n})", n - 1, n - 1);
    let columns: String = (1..40).map(doubled).collect();
    let text = format!("SELECT (COUNT(*) AS ?a0) {columns} {{ ?s ?p ?o }} HAVING(?a39 > 1)");
    let error = Query::parse(&text, &Prefixes::predeclared(), None).expect_err("too large");
    assert!(error.message.contains("cannot use the column `?a39`"), "{}", error.message);
}

#[test]
fn depth_and_chains_are_bounded() {
    let nested = |n: usize| format!("SELECT * {}{}{}", "{".repeat(n), " ?s ?p ?o ", "}".repeat(n));
    let negated = |n: usize| format!("SELECT * {{ ?s ?p ?o FILTER({}true) }}", "!".repeat(n));
    let summed = |n: usize| format!("SELECT * {{ ?s ?p ?o FILTER(?o = 1{}) }}", " + 1".repeat(n));
    let joined = |n: usize| format!("SELECT * {{ ?s ?p ?o {} }}", "{ ?s ?p ?o } ".repeat(n));
    let listed = |n: usize| format!("SELECT * {{ ?s ?p ({}) }}", "1 ".repeat(n));
    let stated = |n: usize| format!("SELECT * {{ {} }}", "?s ?p ?o . ".repeat(n));
    let chained = |n: usize| format!("SELECT * {{ ?s ?p ?o FILTER(?o = 1{}) }}", " || ?o = 2".repeat(n));
    // Parsed on the stack of an ordinary thread.
    std::thread::spawn(move || {
        for text in [
            nested(MAX_DEPTH),
            chained(MAX_CHAIN - 3),
            negated(MAX_CHAIN - 3),
            summed(MAX_CHAIN - 3),
            joined(MAX_CHAIN - 3),
            listed(MAX_CHAIN / 2 - 2),
            stated(MAX_CHAIN - 3),
            nested(20_000),
            chained(20_000),
            negated(30_000),
            summed(30_000),
            joined(20_000),
            listed(30_000),
            stated(20_000),
            "(".repeat(50_000),
        ] {
            let parsed = Query::parse(&text, &Prefixes::predeclared(), None);
            if text.len() < 30_000 {
                let query = parsed.expect("within the bounds");
                // Evaluated on the stack that a query has, see `watchdog`.
                let rows = watchdog::run(None, move |token| {
                    let dataset = dataset();
                    let scope = Scope::new(&dataset, &query);
                    let Ok(QueryResult::Solutions(solutions)) = query.evaluate(&scope, token) else {
                        panic!("rows")
                    };
                    solutions.count()
                });
                assert!(rows.expect("a thread") <= MAX_CHAIN);
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
    fn errors_have_a_place_in_the_text(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..20),
    ) {
        let text = pieces.join(" ");
        if let Err(diagnostic) = Query::parse(&text, &Prefixes::predeclared(), None) {
            let (start, end) = (diagnostic.span.start as usize, diagnostic.span.end as usize);
            prop_assert!(text.get(start..end).is_some());
            prop_assert!(!diagnostic.message.is_empty());
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
