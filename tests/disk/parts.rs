//! Explanations and queries of named graphs: the same from a store as from the documents, and from no more documents than
//! they need.
use super::{Place, ROOT, assert_same, line, text};
use crate::contradictions::corpus;
use std::fs;
use std::process::Output;

/// That a store and documents give the same output.
fn assert_same_output(stored: &Output, direct: &Output, of: &str) {
    assert_eq!(stored.status.code(), direct.status.code(), "{of}: {}", text(&stored.stderr));
    assert_eq!(text(&stored.stdout), text(&direct.stdout), "{of}");
    assert_eq!(text(&stored.stderr), text(&direct.stderr), "{of}");
}

#[test]
fn an_explanation_from_a_store_is_that_from_the_documents() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    for things in [
        &["kazakhstan"][..],
        &["ent:kazakhstan"],
        &["KAZAKHSTAN"],
        &["Council of Europe"],
        &["council of europe"],
        &["<https://example.org/article-facts/entity/kazakhstan>"],
        &["kazakhstan-council-of-europe"],
        &["kazakhstan-council-of-europe:f1"],
        &["af:observerAt"],
        &["observerAt"],
        &["observer at"],
        &["completed"],
        &["af:Country"],
        &["2018"],
        &["26 march 2019"],
        &["7 percent"],
        &["kind:convention"],
        &["f1"],
        &["nothing-of-the-sort"],
        &["ent:nothing-of-the-sort"],
        &["kazakhstan observerAt cepej"],
        &["kazakhstan", "observerAt", "cepej"],
        &["kazakhstan", "observerAt", "?"],
        &["?", "observerAt", "cepej"],
        &["?", "?", "cepej"],
        &["?", "observerAt", "?"],
        &["kazakhstan", "cepej"],
        &["kazakhstan", "observerAt", "nothing-of-the-sort"],
    ] {
        for format in ["text", "json"] {
            let arguments = [&["explain", "--format", format], things].concat();
            let stored = place.run(&[&arguments[..], &["--store", "store"]].concat());
            let direct = place.run(&[&arguments[..], &["--in", &data]].concat());
            assert_same_output(&stored, &direct, &arguments.join(" "));
        }
    }
}

#[test]
fn an_explanation_has_the_names_that_other_articles_give() {
    let place = Place::new();
    let lines = [
        r#"{"article":{"id":"a1","title":"T1","text":"Ann is known as Anna."},"entities":{"berg":{"type":"Person","label":"Ann B"}},"facts":[{"id":"f1","subject":"<http://x.example/ann>","predicate":"rdfs:label","value":"Anna","quote":"Ann is known as Anna"}]}"#,
        r#"{"article":{"id":"a2","title":"T2","text":"Bob opposes Ann."},"facts":[{"id":"f1","subject":"<http://x.example/bob>","predicate":"opposes","object":"<http://x.example/ann>","quote":"Bob opposes Ann"},{"id":"f2","subject":"<http://x.example/bob>","predicate":"supports","object":"<https://example.org/article-facts/article/a1/entity/berg>","quote":"Bob opposes Ann"}]}"#,
    ];
    fs::write(place.path("a.jsonl"), lines.join("\n")).unwrap();
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    let stored = place.run(&["explain", "http://x.example/bob", "--store", "store"]);
    assert!(text(&stored.stdout).contains("Anna") && text(&stored.stdout).contains("Ann B"));
    assert_same_output(&stored, &place.run(&["explain", "http://x.example/bob", "--in", "a.jsonl"]), "bob");
}

#[test]
fn an_explanation_names_what_contradicts() {
    let folder = corpus(&[
        &["subject: a, predicate: m:near, object: b", "subject: a, predicate: m:size, value: 3.20"],
        &["subject: b, predicate: m:near, object: a2, negated: true"],
        &["subject: a, predicate: m:capital, object: b, when: 2018"],
        &["subject: a2, predicate: m:seat, object: c, when: 2018"],
        &["subject: c, predicate: m:precedes, object: c", "subject: c, predicate: m:size, value: words"],
    ]);
    let place = Place { folder };
    let loaded = place.run(&["load", "--store", "store", "."]);
    assert!(loaded.status.success(), "{}", text(&loaded.stderr));
    let mut contradicted = 0;
    for things in [
        &["a"][..],
        &["a2"],
        &["b"],
        &["c"],
        &["m:near"],
        &["m:size"],
        &["a", "m:near", "?"],
        &["?", "m:near", "b"],
        &["?", "?", "3.20"],
        &["?", "m:size", "3.20"],
        &["?", "?", "words"],
    ] {
        let arguments = [&["explain"], things].concat();
        let stored = place.run(&[&arguments[..], &["--store", "store"]].concat());
        let direct = place.run(&[&arguments[..], &["--in", "."]].concat());
        assert_same_output(&stored, &direct, &arguments.join(" "));
        contradicted += text(&stored.stdout).matches("contradict").count();
    }
    assert!(contradicted > 3, "{contradicted}");
}

#[test]
fn what_names_its_graphs_is_answered_alike() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    let article = "https://example.org/article-facts/article/kazakhstan-council-of-europe";
    let [facts, stated, attributed, own] =
        ["facts", "stated", "attributed", "entities"].map(|graph| format!("<{article}/graph/{graph}>"));
    let shared = "<https://example.org/article-facts/graph/entities>";
    for query in [
        format!("SELECT ?s ?o {{ GRAPH {stated} {{ ?s af:observerAt ?o }} }}"),
        format!("SELECT ?s ?o {{ GRAPH {attributed} {{ ?s ?p ?o }} }}"),
        format!(
            "SELECT ?s ?label {{ GRAPH {stated} {{ ?s af:observerAt ?o }} GRAPH {shared} {{ ?s rdfs:label ?label }} }}"
        ),
        format!("SELECT ?f ?o FROM {facts} {{ ?f af:subject ?s ; af:object ?o }}"),
        format!("SELECT ?s ?o FROM {stated} FROM {own} {{ ?s ?p ?o }}"),
        format!("SELECT ?g ?s FROM NAMED {stated} FROM NAMED {shared} {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        format!(
            "SELECT ?s {{ GRAPH {facts} {{ ?s a af:Fact }} FILTER NOT EXISTS {{ GRAPH {facts} {{ ?s af:accordingTo ?who }} }} }}"
        ),
        format!(
            "SELECT ?s {{ GRAPH {facts} {{ ?s a af:Fact }} FILTER EXISTS {{ ?s af:accordingTo ?who }} }}"
        ),
        format!("SELECT ?s {{ GRAPH {facts} {{ ?s a af:Fact }} ?s af:object ?o . ?o rdfs:label ?l }}"),
        "SELECT ?s { GRAPH <https://example.org/nowhere> { ?s ?p ?o } }".to_owned(),
        format!("ASK {{ GRAPH {stated} {{ ?s af:observerAt ?o }} }}"),
        format!("SELECT ?s ?t FROM {facts} {{ ?f rdf:reifies <<( ?s af:observerAt ?t )>> }}"),
    ] {
        for cite in [&[][..], &["--cite"]] {
            let arguments = [&["query", &query, "--format", "csv"], cite].concat();
            let stored = place.fine(&[&arguments[..], &["--store", "store"]].concat());
            let direct = place.fine(&[&arguments[..], &[&data]].concat());
            assert_same(&stored, &direct, &query);
        }
    }
}

/// An output without the labels of blank nodes, which are as they come.
fn unlabelled(output: &[u8]) -> Vec<u8> {
    let output = text(output);
    let mut parts = output.split("_:b");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| format!("_:{}", part.trim_start_matches(|c: char| c.is_ascii_digit())));
    std::iter::once(first).chain(rest).collect::<String>().into_bytes()
}

/// Voices, the graphs of triples and other files: what the index alone does not answer.
#[test]
fn what_only_documents_tell_is_answered_alike() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    let more = "@prefix ent: <https://example.org/article-facts/entity/> .\n\
                @prefix af: <https://w3id.org/article-facts#> .\n\
                @prefix x: <https://example.org/more#> .\n\
                ent:kazakhstan x:population 20.40 ; x:near [ x:name \"Caspian Sea\"@EN ] ; a af:Country .\n";
    fs::write(place.path("more.ttl"), more).unwrap();
    let x = "PREFIX x: <https://example.org/more#> ";
    let queries = [
        "SELECT ?s ?o { ?s af:observerAt ?o }",
        "SELECT ?g ?s ?o { GRAPH ?g { ?s af:observerAt ?o } }",
        "SELECT ?g ?f { GRAPH ?g { ?f af:predicate af:observerAt ; af:when ?t } ?t af:edtf ?e }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s af:partOf ?o } } GROUP BY ?g",
        "SELECT ?s ?p ?o { ent:kazakhstan ?p ?o . BIND(ent:kazakhstan AS ?s) }",
        "SELECT ?p ?o { ent:kazakhstan ?p ?o OPTIONAL { GRAPH ?g { ?o af:partOf ?w } } }",
        "SELECT ?s ?o { ?s af:memberOf ?o FILTER NOT EXISTS { ?s af:observerAt ?x } }",
        "SELECT ?s { ?s af:memberOf ?o MINUS { GRAPH ?g { ?s af:observerAt ?x } } }",
        "SELECT ?p { ?p af:partOf+ ent:council-of-europe }",
        "SELECT ?g { GRAPH ?g { ent:kazakhstan a af:Country } }",
        "SELECT ?s { ?s af:observerAt ?o . { SELECT ?o { ?o a af:Organization } } }",
        "SELECT ?g ?l { GRAPH ?g { ent:kazakhstan rdfs:label ?l } }",
        "SELECT ?g { GRAPH ?g { } }",
        "ASK { GRAPH ?g { ent:kazakhstan af:observerAt ?o } }",
        "ASK { ent:kazakhstan af:observerAt ?o }",
        "CONSTRUCT { ?s af:observerAt ?o } WHERE { GRAPH ?g { ?s af:observerAt ?o } }",
        "DESCRIBE ent:cepej",
        "SELECT ?n { ent:kazakhstan x:near/x:name ?n }",
        "SELECT ?o ?n { ent:kazakhstan x:population ?n ; af:observerAt ?o }",
        "SELECT ?n (SUM(?v) AS ?sum) { ?c a af:Country ; rdfs:label ?n OPTIONAL { ?c x:population ?v } } GROUP BY ?n",
        "SELECT ?v { ?s ?p ?v FILTER(STR(?v) = \"20.40\") }",
        "SELECT ?g ?v { GRAPH ?g { ent:kazakhstan x:population ?v } }",
    ];
    for (number, query) in queries.into_iter().enumerate() {
        let query = format!("{x}{query}");
        for (turn, given) in [
            &["--voice", "article"][..],
            &["--with", "more.ttl"],
            &["--voice", "article", "--with", "more.ttl"],
            &[],
        ]
        .into_iter()
        .enumerate()
        {
            let has_rows = !query.contains("CONSTRUCT") && !query.contains("DESCRIBE");
            // Each way is cited for half of the queries.
            let cite: &[&str] = if has_rows && (number + turn) % 2 == 0 { &["--cite"] } else { &[] };
            let format = if has_rows { "csv" } else { "nt" };
            let arguments = [&["query", &query, "--format", format, "--quiet"], given, cite].concat();
            let stored = place.fine(&[&arguments[..], &["--store", "store"]].concat());
            let direct = place.fine(&[&arguments[..], &[&data]].concat());
            assert_same(&unlabelled(&stored), &unlabelled(&direct), &format!("{query} {given:?} {cite:?}"));
        }
    }
}

#[test]
fn no_more_documents_are_read_than_the_answer_needs() {
    let place = Place::new();
    let lines = [line("a", "ann"), line("b", "bea")].concat();
    fs::write(place.path("a.jsonl"), lines).unwrap();
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    // The record of b cannot be read any more.
    fs::write(place.path("more.ttl"), "<https://e/s> <https://e/p> 1 .\n").unwrap();
    let documents = place.path("store/gen-1/documents");
    let mut bytes = fs::read(&documents).unwrap();
    let key = b"https://example.org/article-facts/article/b";
    let at = bytes.windows(key.len()).position(|window| window == key).unwrap();
    bytes[at + key.len() + 20] ^= 0x55;
    fs::write(&documents, bytes).unwrap();
    let graph = "<https://example.org/article-facts/article/a/graph/stated>";
    for arguments in [
        &["explain", "ann"][..],
        &["explain", "Hall a"],
        &["explain", "ann", "memberOf", "acme"],
        &["query", &format!("SELECT ?s {{ GRAPH {graph} {{ ?s af:memberOf ?o }} }}")],
        &["query", &format!("SELECT ?s FROM {graph} {{ ?s af:memberOf ?o }}")],
        &["query", &format!("SELECT ?s FROM {graph} {{ ?s af:memberOf ?o }}"), "--cite"],
        &["query", "SELECT ?g { GRAPH ?g { ent:ann af:memberOf ?o } }"],
        &["query", "SELECT ?g { GRAPH ?g { ent:ann af:memberOf ?o } }", "--cite"],
        &["query", "SELECT ?o { ent:ann af:memberOf ?o }", "--voice", "article"],
        &["query", "SELECT ?o { ent:ann af:memberOf ?o }", "--with", "more.ttl", "--cite"],
    ] {
        place.fine(&[arguments, &["--store", "store"]].concat());
    }
    for arguments in [&["explain", "bea"][..], &["query", "SELECT ?g { GRAPH ?g { ?s af:memberOf ?o } }"]] {
        let said = place.refused(&[arguments, &["--store", "store"]].concat());
        assert!(said.contains("is damaged"), "{said}");
    }
}

#[test]
fn all_graphs_that_declare_a_kind_are_found() {
    let place = Place::new();
    let mut all = String::new();
    for id in ["a", "b", "c"] {
        all += &line(id, "ann").replace("\"Place\",", "\"Place\",\"kind\":\"building\",");
    }
    fs::write(place.path("all.jsonl"), all).unwrap();
    place.fine(&["load", "--store", "store", "all.jsonl"]);
    for query in [
        "SELECT ?g { GRAPH ?g { kind:building rdfs:label ?l } }",
        "SELECT ?g ?a { GRAPH ?g { kind:building rdfs:label ?l } ?a dcterms:title ?l }",
        "SELECT (COUNT(?g) AS ?n) { GRAPH ?g { kind:building rdfs:label ?l } }",
        "SELECT ?g { ?s a kind:building GRAPH ?g { kind:building a ?class } }",
        "ASK { kind:building rdfs:label ?l }",
    ] {
        place.assert_answers(&["all.jsonl"], query);
    }
    let arguments = ["query", "SELECT ?g { GRAPH ?g { kind:building rdfs:label ?l } }", "--format", "csv"];
    let graphs = place.fine(&[&arguments[..], &["--store", "store"]].concat());
    assert_eq!(text(&graphs).lines().count(), 4);
}
