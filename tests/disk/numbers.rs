//! Numbers come back from a store as the documents write them.
use super::{Place, text};
use crate::contradictions::corpus;

/// The rows of an answer in TSV, which shows datatypes; sorted unless the query sorts them.
fn rows(place: &Place, query: &str, source: &str) -> Vec<String> {
    let source: &[&str] = if source == "store" { &["--store", "store"] } else { &["."] };
    let answer = place.fine(&[&["query", query, "--format", "tsv"], source].concat());
    let mut rows: Vec<String> = text(&answer).lines().skip(1).map(str::to_owned).collect();
    if !query.contains("ORDER BY") {
        rows.sort();
    }
    rows
}

#[test]
fn a_store_answers_with_numbers_as_they_are_written() {
    let place = Place {
        folder: corpus(&[
            &["subject: a, predicate: m:size, value: 3.20", "subject: b, predicate: m:size, value: 007"],
            &["subject: a, predicate: m:size, value: 3.2", "subject: b, predicate: m:size, value: +8"],
            &["subject: c, predicate: m:size, value: 7", "subject: c, predicate: m:size, value: 1e3"],
            &["subject: c, predicate: m:size, value: 12345678901234567890.50"],
        ]),
    };
    let loaded = place.run(&["load", "--store", "store", "."]);
    assert!(loaded.status.success(), "{}", text(&loaded.stderr));
    place.fine(&["store", "check", "store"]);
    let size = |rows: &[&str]| -> Vec<String> { rows.iter().map(|row| (*row).to_owned()).collect() };
    assert_eq!(rows(&place, "SELECT ?v { ent:a m:size ?v }", "store"), size(&["3.2", "3.20"]));
    for query in [
        "SELECT ?s ?v { ?s m:size ?v }",
        "SELECT ?s ?p ?v { ?s ?p ?v FILTER (isNumeric(?v)) }",
        "SELECT ?s ?v { ?s m:size ?v } ORDER BY ?v ?s STR(?v)",
        "SELECT ?s { ?s m:size 3.20 }",
        "SELECT ?s { ?s m:size 3.2 }",
        "SELECT ?s { ?s m:size 7 }",
        "SELECT ?s ?v { VALUES ?v { 3.20 007 7.0 } ?s m:size ?v }",
        "SELECT ?s ?v { ?s m:size ?v FILTER (?v = 3.2) }",
        "SELECT ?s ?v { ?s m:size ?v FILTER (?v != 3.2) }",
        "SELECT ?s ?v { ?s m:size ?v FILTER (?v > 3.2 && ?v <= 8.0) }",
        "SELECT ?s ?v { ?s m:size ?v FILTER (?v IN (7, 3.2)) }",
        "SELECT ?s ?v { ?s m:size ?v FILTER (?v NOT IN (7, 3.2)) }",
        "SELECT ?s ?v { ?s m:size ?v FILTER (sameTerm(?v, 3.20)) }",
        "SELECT ?s ?t { ?s m:size ?v ; m:size ?w FILTER (?v = ?w && !sameTerm(?v, ?w)) BIND(STR(?v) AS ?t) }",
        "SELECT ?s ?o { ?s m:size ?v . ?o m:size ?w FILTER (?v = ?w && ?s != ?o) }",
        "SELECT ?s (STR(?v) AS ?t) (DATATYPE(?v) AS ?d) { ?s m:size ?v }",
        "SELECT ?s (LANG(?v) AS ?l) (isLiteral(?v) AS ?i) (isNumeric(?v) AS ?n) { ?s m:size ?v }",
        "SELECT ?s (?v + 1 AS ?w) (-?v AS ?m) (ABS(?v) AS ?a) (ROUND(?v) AS ?r) { ?s m:size ?v }",
        "SELECT ?s (IF(?v > 5, ?v, \"small\") AS ?w) (COALESCE(?v, 1) AS ?c) { ?s m:size ?v }",
        "SELECT ?s (xsd:integer(?v) AS ?i) (xsd:string(?v) AS ?t) (xsd:boolean(?v) AS ?b) { ?s m:size ?v }",
        "SELECT ?s { ?s m:size ?v FILTER (?v) }",
        "SELECT ?s (SUM(?v) AS ?sum) (AVG(?v) AS ?avg) (COUNT(?v) AS ?n) { ?s m:size ?v } GROUP BY ?s",
        // Without a double, whose sums depend on the order.
        "SELECT (COUNT(DISTINCT ?v) AS ?n) (SUM(DISTINCT ?v) AS ?sum) { VALUES ?s { ent:a ent:b } ?s m:size ?v }",
        "SELECT ?s (MIN(?v) AS ?min) (MAX(?v) AS ?max) (SAMPLE(?s) AS ?same) { ?s m:size ?v } GROUP BY ?s",
        "SELECT ?v (COUNT(*) AS ?n) { ?s m:size ?v } GROUP BY ?v",
        "SELECT (GROUP_CONCAT(?v) AS ?all) { { SELECT ?v { ent:b m:size ?v } ORDER BY ?v } }",
        "SELECT DISTINCT ?v { ?f af:value ?v }",
        "SELECT ?q ?start ?end { ?q oa:start ?start ; oa:end ?end FILTER (?end - ?start > 3) }",
        "SELECT ?d (COUNT(*) AS ?n) { ?s ?p ?o BIND(DATATYPE(?o) AS ?d) } GROUP BY ?d",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?v { ent:a (m:size|m:near)+ ?v }",
        "SELECT ?s ?v { ?s m:size ?v MINUS { ?s m:size ?v FILTER (?v < 4) } }",
        "SELECT ?s ?v { BIND(3.20 AS ?v) ?s m:size ?v }",
        "SELECT ?s (CONCAT(STR(?v), \"!\") AS ?t) { ?s m:size ?v FILTER (STRLEN(STR(?v)) > 2) }",
        "SELECT ?s ?t { ?s m:size ?v BIND(STRDT(STR(?v), xsd:decimal) AS ?t) }",
        "SELECT ?s { ?s m:size ?v FILTER (DATATYPE(?v) = xsd:decimal) }",
    ] {
        assert_eq!(rows(&place, query, "store"), rows(&place, query, "documents"), "{query}");
    }
    for query in
        ["CONSTRUCT { ?s m:was ?v } { ?s m:size ?v }", "DESCRIBE ent:a", "CONSTRUCT WHERE { ?s m:size ?v }"]
    {
        let stored = place.fine(&["query", query, "--format", "nt", "--store", "store"]);
        let direct = place.fine(&["query", query, "--format", "nt", "."]);
        assert_eq!(text(&stored), text(&direct), "{query}");
        assert!(text(&stored).contains("\"3.20\""), "{query}");
    }
    let plan = text(&place.fine(&["query", "SELECT ?s { ?s m:size 3.20 }", "--explain", "--store", "store"]));
    assert!(plan.contains("3.20") && !plan.contains("as-written"), "{plan}");
}
