//! What a store's index cites, by the documents that say it, is what all documents in memory do.
use super::{Place, groundwire, text};
use crate::cite::corpus::Shipped;
use crate::cite::generated::{each_query, said};
use crate::contradictions::corpus;
use proptest::prop_assert_eq;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The rows of an answer, sorted: values, citations and what is said about the row.
fn rows(folder: &Path, query: &str, source: &[&str]) -> Vec<String> {
    let arguments = [&["query", query, "--cite", "--format", "json"], source].concat();
    let output = groundwire(folder, &arguments).output().unwrap();
    assert!(output.status.success(), "{query}: {}", text(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let none = Vec::new();
    let bindings = answer["results"]["bindings"].as_array().unwrap_or(&none);
    let citations = answer["citations"].as_array().unwrap();
    let mut rows: Vec<String> = citations
        .iter()
        .enumerate()
        .map(|(number, citations)| {
            let mut row = format!("{} ", answer["boolean"]);
            for (variable, term) in bindings.get(number).and_then(Value::as_object).into_iter().flatten() {
                let mut term = term.to_string();
                // A GROUP_CONCAT may come in any order.
                if query.contains("GROUP_CONCAT") || query.ends_with(".rq") {
                    let mut words: Vec<&str> = term.split([' ', '"']).collect();
                    words.sort_unstable();
                    term = words.join(" ");
                }
                write!(row, "{variable} {term} ").unwrap();
            }
            let note = &answer["citationNotes"]["rows"][number.to_string()];
            write!(row, "{citations} {note} {}", answer["citationNotes"]["query"]).unwrap();
            row
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn a_store_cites_what_the_documents_do() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    let mut queries = 0;
    for folder in ["tests/cite", "data/questions"] {
        for entry in fs::read_dir(Path::new(ROOT).join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rq") {
                let query = path.to_str().unwrap();
                let of_store = rows(place.folder.path(), query, &["--store", "store"]);
                assert_eq!(of_store, rows(place.folder.path(), query, &[&data]), "{query}");
                queries += 1;
            }
        }
    }
    assert!(queries > 100);
}

#[test]
fn a_store_cites_generated_queries_as_the_documents_do() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10);
    each_query(&said(&mut Shipped::load()), cases, |query| {
        let of_store = rows(place.folder.path(), query, &["--store", "store"]);
        prop_assert_eq!(of_store, rows(place.folder.path(), query, &[&data]), "{}", query);
        Ok(())
    });
}

fn load(folder: &Path, store: &str, documents: &str) {
    let load = groundwire(folder, &["load", "--store", store, documents]).output().unwrap();
    assert!(load.status.success(), "{}", text(&load.stderr));
    let check = groundwire(folder, &["store", "check", store]).output().unwrap();
    assert!(check.status.success(), "{}", text(&check.stdout));
}

#[test]
fn what_other_articles_say_counts() {
    let documents: &[&[&str]] = &[
        &[
            "subject: a, predicate: m:capital, object: b, when: 2018",
            "subject: a, predicate: m:size, value: 3.20",
        ],
        &[
            "subject: a2, predicate: m:seat, object: c, when: 2018",
            "subject: a, predicate: m:size, value: 3.2",
        ],
        &["subject: a, predicate: m:near, object: b"],
        &["subject: b, predicate: m:near, object: a2, negated: true"],
        &["subject: b, predicate: m:leads, object: c", "subject: c, predicate: m:size, value: 7, when: 2018"],
        &["subject: a, predicate: m:leads, object: c", "subject: c, predicate: m:size, value: +8"],
        &["subject: c, predicate: m:precedes, object: c", "subject: a, predicate: m:founded, object: 1999"],
        &["subject: a, predicate: m:founded, object: 1998", "subject: b, predicate: m:near, object: c"],
        &[
            "subject: a, predicate: m:precedes, object: b",
            "subject: c, predicate: m:near, object: u, modality: planned",
        ],
        &["subject: b, predicate: m:precedes, object: a2"],
        &["subject: u, predicate: m:near, object: c, modality: planned, negated: true"],
        &[
            "subject: a2, predicate: m:size, value: 3.200, negated: true",
            "subject: a, predicate: m:founded, object: 1999, negated: true",
        ],
    ];
    let folder = corpus(documents);
    load(folder.path(), "store", ".");
    // One document after another, changed in place, in the order in which a folder is read.
    let mut names: Vec<String> = (0..documents.len()).map(|number| format!("d{number}")).collect();
    names.sort();
    names.iter().for_each(|name| load(folder.path(), "later", name));
    let mut contradicted = 0;
    for query in [
        "SELECT ?f { ?f af:predicate m:capital }",
        "SELECT ?f { ?f af:predicate m:seat }",
        "SELECT ?f { ?f af:predicate m:near ; af:negated true }",
        "SELECT ?s ?o { ?s m:near ?o }",
        "SELECT ?s ?o { ?s m:leads ?o }",
        "SELECT ?f { ?f af:predicate m:precedes }",
        "SELECT ?f { ?f af:modality af:planned ; af:subject entity:c }",
        "SELECT ?f { ?f af:modality af:planned ; af:subject entity:u }",
        "SELECT ?s ?v { ?s m:size ?v }",
        "SELECT ?s { ?s m:size 3.2 }",
        "SELECT ?s (SUM(?v) AS ?sum) { ?s m:size ?v } GROUP BY ?s",
        "SELECT ?f ?v { ?f af:value ?v FILTER (?v > 3) }",
        "SELECT ?s { ?s m:precedes ?s }",
        "SELECT ?s ?t { ?s m:founded/af:edtf ?t }",
        "SELECT ?t ?e { ?t a af:TimeSpan ; af:earliest ?e }",
        "SELECT ?f ?e { ?f af:when/af:earliest ?e ; af:subject entity:c }",
        "SELECT ?f { ?f af:when <time/2018> }",
        "SELECT ?s ?o { ?s (m:near|^m:near|m:leads)+ ?o }",
        "SELECT ?s ?same { ?s owl:sameAs ?same }",
        "SELECT ?thing ?class { ?thing a ?class ; rdfs:label 'A' }",
        "SELECT ?article ?title { ?article dcterms:title ?title }",
        "ASK { ?s m:leads ?o ; m:near ?p }",
    ] {
        let of_store = rows(folder.path(), query, &["--store", "store"]);
        let of_documents = rows(folder.path(), query, &["."]);
        assert!(!of_documents.is_empty(), "{query}");
        assert_eq!(of_store, of_documents, "{query}");
        assert_eq!(rows(folder.path(), query, &["--store", "later"]), of_documents, "{query}");
        contradicted += of_store.iter().filter(|row| row.contains("contradictedBy")).count();
    }
    assert!(contradicted > 12, "{contradicted}");
    // Each way of writing is a value of its own.
    let of_store = rows(folder.path(), "SELECT ?v { entity:a m:size ?v }", &["--store", "store"]);
    assert_eq!(of_store.len(), 2);
    assert!(of_store[0].contains("3.2\"") && of_store[0].contains("d1/fact"), "{of_store:?}");
    assert!(of_store[1].contains("3.20\"") && of_store[1].contains("d0/fact"), "{of_store:?}");
}

#[test]
fn a_join_whose_terms_repeat_cites_what_the_documents_do() {
    // What is planned contradicts nothing.
    let fact = |number| {
        format!("subject: a, predicate: m:size, value: {}.{}0, modality: planned", number / 10, number % 10)
    };
    let facts: Vec<String> = (0..92).map(fact).collect();
    let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
    let folder = corpus(&[&facts]);
    load(folder.path(), "store", ".");
    // Each has 8,464 solutions of some hundred terms.
    for query in [
        "SELECT DISTINCT ?v { ?f af:value ?v ; af:subject ?s . ?g af:subject ?s }",
        "SELECT ?f ?g { ?f af:subject ?s . ?g af:subject ?s }",
    ] {
        let of_store = rows(folder.path(), query, &["--store", "store"]);
        assert_eq!(of_store, rows(folder.path(), query, &["."]), "{query}");
        let answer = |more: &[&str]| {
            let arguments = ["query", query, "--format", "json", "--store", "store"];
            let output = groundwire(folder.path(), &[&arguments[..], more].concat()).output().unwrap();
            serde_json::from_slice::<Value>(&output.stdout).unwrap()["results"].clone()
        };
        assert_eq!(answer(&["--cite"]), answer(&[]), "{query}: the order of the rows");
    }
}

#[test]
fn a_table_from_a_store_names_what_the_facts_name() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    for query in [
        "SELECT ?f { ?f af:accordingTo ?who } ORDER BY ?f",
        "SELECT ?f ?how { ?f af:modality ?how } ORDER BY ?f",
        "SELECT ?who ?where { ?who af:observerAt ?where } ORDER BY ?who ?where",
    ] {
        let arguments = ["query", query, "--cite"];
        let of_store = place.fine(&[&arguments[..], &["--store", "store"]].concat());
        assert_eq!(text(&of_store), text(&place.fine(&[&arguments[..], &[&data]].concat())), "{query}");
    }
}

#[test]
fn a_denial_that_is_taken_back_contradicts_no_more() {
    let fact = "subject: a, predicate: m:near, object: b";
    let folder = corpus(&[&[fact], &[&format!("{fact}, negated: true")]]);
    let load = |what: &str| load(folder.path(), "store", what);
    let of_store = || rows(folder.path(), "SELECT ?s ?o { ?s m:near ?o }", &["--store", "store"]);
    load(".");
    assert!(of_store()[0].contains("contradictedBy"), "{:?}", of_store());
    fs::write(
        folder.path().join("d1/facts.yaml"),
        "article: {title: Document 1}\nfacts:\n  - {id: f0, quote: Words, subject: b, predicate: m:near, object: c}\n",
    )
    .unwrap();
    load(".");
    assert_eq!(of_store().len(), 2);
    assert!(!of_store().concat().contains("contradictedBy"), "{:?}", of_store());
    // What the store knows for itself is still there.
    fs::write(
        folder.path().join("d1/facts.yaml"),
        format!(
            "article: {{title: Document 1}}\nfacts:\n  - {{id: f0, quote: Words, {fact}, negated: true}}\n"
        ),
    )
    .unwrap();
    load(".");
    assert!(of_store()[0].contains("contradictedBy"), "{:?}", of_store());
}

#[test]
fn things_that_become_one_later_can_contradict() {
    let fact = |id: &str, negated: bool| {
        format!("{{id: {id}, quote: Words, subject: x, predicate: m:near, object: y, negated: {negated}}}")
    };
    let folder = corpus(&[]);
    let write = |name: &str, same: &str, facts: &str| {
        let folder = folder.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("article.txt"), "Words that say it.\n").unwrap();
        let facts = format!(
            "article: {{title: {name}}}\nentities:\n  x: {{type: Place, label: X{same}}}\n  \
             y: {{type: Place, label: Y, same-as: 'w:7'}}\nfacts:\n  - {facts}\n"
        );
        fs::write(folder.join("facts.yaml"), facts).unwrap();
    };
    write("d0", ", same-as: 'w:8'", &fact("f0", false));
    write("d1", ", same-as: 'w:9'", &fact("f0", true));
    load(folder.path(), "store", ".");
    let query = "SELECT ?f { ?f af:predicate m:near }";
    let rows = |contradicted| {
        let of_store = rows(folder.path(), query, &["--store", "store"]);
        assert_eq!(of_store, rows(folder.path(), query, &["."]));
        let count = of_store.iter().filter(|row| row.contains("contradictedBy")).count();
        assert_eq!(count, contradicted, "{of_store:?}");
    };
    rows(0);
    write("d2", ", same-as: ['w:8', 'w:9']", &fact("f0", true));
    load(folder.path(), "store", "d2");
    rows(3);
    // And no more.
    write("d2", "", &fact("f0", true));
    load(folder.path(), "store", "d2");
    rows(0);
    // Until another file states it.
    let link = "<http://w.example/8> <http://www.w3.org/2002/07/owl#sameAs> <http://w.example/9> .";
    fs::write(folder.path().join("link.ttl"), link).unwrap();
    let with = |source: &str| {
        let source = if source == "." { vec!["."] } else { vec!["--store", source] };
        self::rows(folder.path(), query, &[&source[..], &["--with", "link.ttl"]].concat())
    };
    assert_eq!(with("store"), with("."));
    assert_eq!(with("store").iter().filter(|row| row.contains("contradictedBy")).count(), 2);
}

/// A document with one fact.
fn document(id: &str, entities: &str, fact: &str) -> String {
    format!(
        r#"{{"article":{{"id":"{id}","title":"On {id}","language":"en","text":"Words say it."}},"entities":{{{entities}}},"facts":[{{"id":"f1","quote":"Words",{fact}}}]}}"#
    ) + "\n"
}

/// That a store cites what the documents do; gives the rows.
fn assert_cites(folder: &Path, query: &str, documents: &[&str]) -> Vec<String> {
    let of_store = rows(folder, query, &["--store", "store"]);
    assert_eq!(of_store, rows(folder, query, documents), "{query}");
    of_store
}

#[test]
fn what_articles_say_of_another_articles_entity_counts() {
    let place = Place::new();
    let folder = place.folder.path();
    let owner = |fact: &str| {
        let entities = r#""x":{"type":"Person","label":"X"},"y":{"type":"Organization","label":"Y"}"#;
        document("a", entities, fact)
    };
    let own = |predicate: &str| owner(&format!(r#""subject":"x","predicate":"{predicate}","object":"y""#));
    let article = "https://example.org/article-facts/article/a/entity";
    let foreign = |id: &str| {
        let fact = format!(r#""subject":"<{article}/x>","predicate":"memberOf","object":"<{article}/y>""#);
        document(id, "", &fact)
    };
    let members = "SELECT ?s ?o { ?s af:memberOf ?o }";
    // Both the owner and others.
    fs::write(place.path("all.jsonl"), [own("memberOf"), foreign("b"), foreign("c")].concat()).unwrap();
    load(folder, "store", "all.jsonl");
    let cited = assert_cites(folder, members, &["all.jsonl"]);
    assert!(cited[0].contains("article/a/fact") && cited[0].contains("article/c/fact"), "{cited:?}");
    // The owner says something else by now, and then nothing.
    fs::write(place.path("other.jsonl"), own("opposes")).unwrap();
    load(folder, "store", "other.jsonl");
    fs::write(place.path("rest.jsonl"), [foreign("b"), foreign("c")].concat()).unwrap();
    assert_cites(folder, members, &["other.jsonl", "rest.jsonl"]);
    place.assert_holds(&["other.jsonl", "rest.jsonl"]);
    place.fine(&["retract", "--store", "store", "b"]);
    fs::write(place.path("rest.jsonl"), foreign("c")).unwrap();
    let cited = assert_cites(folder, members, &["other.jsonl", "rest.jsonl"]);
    assert!(cited.len() == 1 && cited[0].contains("article/c/fact"), "{cited:?}");
    place.assert_holds(&["other.jsonl", "rest.jsonl"]);
    place.fine(&["retract", "--store", "store", "a"]);
    place.assert_holds(&["rest.jsonl"]);
    place.fine(&["retract", "--store", "store", "c"]);
    assert_eq!(rows(folder, members, &["--store", "store"]), [""; 0]);
    place.fine(&["store", "check", "store"]);
}

#[test]
fn a_denied_quantity_or_time_is_contradicted_by_an_equal_one() {
    let place = Place::new();
    let folder = place.folder.path();
    let cost =
        r#""subject":"<http://x.example/acme>","predicate":"cost","quantity":{"number":5,"unit":"euro"}"#;
    let since = r#""subject":"<http://x.example/acme>","predicate":"inForceSince","object":"2018""#;
    let denied = |id: &str, fact: &str| document(id, "", &format!(r#"{fact},"negated":true"#));
    let one = [denied("a", cost), denied("b", since), document("c", "", cost)].concat();
    for (base, documents) in [("one", one), ("two", document("a", "", since))] {
        fs::create_dir(place.path(base)).unwrap();
        let corpus = format!("base: http://{base}.example/\n");
        fs::write(place.path(&format!("{base}/corpus.yaml")), corpus).unwrap();
        fs::write(place.path(&format!("{base}/all.jsonl")), documents).unwrap();
    }
    place.fine(&["load", "--store", "store", "one/all.jsonl", "two/all.jsonl"]);
    for query in [
        "SELECT ?f { ?f af:negated true }",
        "SELECT ?f { ?f a af:Fact FILTER NOT EXISTS { ?f af:negated true } }",
    ] {
        let cited = assert_cites(folder, query, &["one/all.jsonl", "two/all.jsonl"]);
        assert_eq!(cited.iter().filter(|row| row.contains("contradictedBy")).count(), 2, "{cited:?}");
    }
}
