//! `--drafts`: what nobody has accepted stands in a graph of its own, changes nothing else, and is always called a draft.
use crate::decide::Scratch;
use groundwire::{CorpusOptions, Live};
use std::collections::BTreeSet;
use std::fs;

const GRAPH: &str = "/graph/drafts> .";

/// The lines of an export, each once.
fn quads(scratch: &Scratch, options: &str) -> BTreeSet<String> {
    let (out, err, code) = scratch.run(&format!("export data/news --format nq {options}"));
    assert_eq!(code, 0, "{err}");
    let lines: BTreeSet<String> = out.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), out.lines().count(), "a quad is written twice");
    lines
}

#[test]
fn they_have_a_graph_of_their_own_and_change_no_other() {
    let scratch = Scratch::new();
    let (without, with) = (quads(&scratch, ""), quads(&scratch, "--drafts"));
    let (drafts, own): (Vec<&String>, Vec<&String>) = with.iter().partition(|quad| quad.ends_with(GRAPH));
    assert!(own.into_iter().eq(&without));
    let ids = scratch.ids();
    assert!(ids.len() > 5, "{ids:?}");
    let told = |subject: &str, predicate: &str| {
        drafts
            .iter()
            .filter(|quad| quad.contains(&format!("/{subject}>")) && quad.contains(predicate))
            .count()
    };
    for id in &ids {
        let (fact, activity) = (format!("fact/{id}"), format!("draft/{id}"));
        assert_eq!(told(&fact, "#confidence> "), 1, "{id}");
        assert_eq!(
            told(
                &fact,
                &format!("#wasGeneratedBy> <https://example.org/article-facts/article/news/draft/{id}>")
            ),
            1
        );
        assert_eq!(told(&activity, "#endedAtTime> \"2026-"), 1, "{id}");
        assert_eq!(told(&activity, "/entity/groundwire-rules> "), 1, "{id}");
        // Nobody has written it down.
        assert_eq!(told(&fact, "#wasAttributedTo> "), 0, "{id}");
    }
    assert_eq!(told("entity/groundwire-rules", "rdf-schema#label> \"groundwire rules\""), 1);
    assert_eq!(told("entity/groundwire-rules", "article-facts#Software>"), 1);
    // What they cite is there: the graph can be read by itself.
    for quote in drafts.iter().filter(|quad| quad.contains("#evidence> ")) {
        let iri = quote.split(' ').nth(2).unwrap();
        assert!(drafts.iter().any(|quad| quad.starts_with(iri) && quad.contains("#exact> ")), "{iri}");
    }
    // None of them is a plain triple.
    let (out, _, code) = scratch.run("query 'ASK { GRAPH ?g { ?s af:memberOf ?o } }' data/news --drafts");
    assert_eq!((out.as_str(), code), ("false\n", 0));
    let asked =
        "query 'SELECT ?o { ?f af:predicate af:memberOf ; af:object/rdfs:label ?o }' data/news --format csv";
    assert_eq!(scratch.run(asked).0, "o\r\n");
    assert_eq!(scratch.run(&format!("{asked} --drafts")).0, "o\r\nAfrican Union\r\n");
}

#[test]
fn an_accepted_draft_leaves_their_graph() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    let fact = format!("/fact/{}> ", ids[0]);
    let graphs = |quads: &BTreeSet<String>| -> BTreeSet<String> {
        let of_it = quads.iter().filter(|quad| quad.contains(&fact) && quad.contains("#confidence> "));
        of_it.map(|quad| quad.rsplit('/').next().unwrap().to_owned()).collect()
    };
    assert_eq!(graphs(&quads(&scratch, "--drafts")), ["drafts> .".to_owned()].into());
    let (_, err, code) = scratch.run(&format!("accept data/news {}", ids[0]));
    assert_eq!(code, 0, "{err}");
    assert_eq!(graphs(&quads(&scratch, "--drafts")), ["facts> .".to_owned()].into());
    let (_, err, code) = scratch.run("accept data/news --all");
    assert_eq!(code, 0, "{err}");
    assert_eq!(quads(&scratch, "--drafts"), quads(&scratch, ""));
}

#[test]
fn whatever_shows_one_calls_it_a_draft() {
    let scratch = Scratch::new();
    let asked = "query 'SELECT ?f { ?f af:predicate af:memberOf }' data/news --drafts --cite";
    let (out, _, _) = scratch.run(asked);
    assert!(out.contains("draft, not accepted yet"), "{out}");
    let (out, _, _) = scratch.run(&format!("{asked} --format json"));
    assert!(out.contains("\"draft\":true"), "{out}");
    let explained = "explain ann-lee data/news";
    let (out, err, _) = scratch.run(&format!("{explained} --drafts"));
    assert!(out.contains("draft, not accepted yet") && !out.contains("Holds"), "{out}{err}");
    let (out, _, _) = scratch.run(explained);
    assert!(!out.contains("draft"), "{out}");
    let (_, err, code) = scratch.run("check data/news --drafts");
    assert!(
        code == 0 && err.contains(&format!(": 1 fact, {} drafts, no errors", scratch.ids().len())),
        "{err}"
    );
    let (_, err, _) = scratch.run("check data/news");
    assert!(err.contains(": 1 fact, no errors"), "{err}");
}

#[test]
fn an_error_is_shown_in_the_file_it_is_in() {
    let scratch = Scratch::new();
    let drafts = scratch.read("drafts.yaml");
    let first = scratch.ids()[0].clone();
    let cases = [
        (
            drafts.replacen("predicate: ", "predicate: x", 1),
            "unknown-property",
            "drafts.yaml",
            "unknown property `x",
        ),
        (
            drafts.replacen(&format!("- id: {first}"), "- id: f1z", 1),
            "duplicate-id",
            "drafts.yaml",
            "the first one is in the document",
        ),
        (
            drafts.replacen("entities:\n", "entities:\n  ann: {type: Person, label: Someone else}\n", 1),
            "duplicate-id",
            "drafts.yaml",
            "the drafts and the document declare `ann` differently",
        ),
        ("facts: [".to_owned(), "syntax", "drafts.yaml", ""),
        (drafts.replacen("origin:", "origins:", 1), "unknown-key", "drafts.yaml", "origins"),
    ];
    for (text, code, file, words) in cases {
        scratch.write("drafts.yaml", &text);
        let (out, err, status) = scratch.run("check data/news --drafts --format json");
        assert_eq!(status, 1, "{code}: {err}");
        let found: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
        let of_it = found.iter().find(|found| found["code"] == code).unwrap_or_else(|| panic!("{out}"));
        assert_eq!(of_it["path"], format!("data/news/{file}"), "{out}");
        assert!(of_it.to_string().contains(words), "{out}");
        // Who does not ask for drafts does not see what is wrong with them.
        assert_eq!(scratch.run("check data/news -q"), (String::new(), String::new(), 0), "{code}");
    }
    // A fact may not lean on what only the drafts declare.
    scratch.write("drafts.yaml", &drafts);
    scratch.write("facts.yaml", &scratch.read("facts.yaml").replace("object: ann, ", "object: ann-lee, "));
    let (_, err, status) = scratch.run("check data/news --drafts -q");
    assert!(
        status == 1 && err.contains("only the drafts declare `ann-lee`") && err.contains("facts.yaml:"),
        "{err}"
    );
    // Bytes that are no text, and a folder in the place of the file.
    fs::write(scratch.path().join("data/news/drafts.yaml"), b"facts: []\n# \xff\n").unwrap();
    let (_, err, status) = scratch.run("check data/news --drafts -q");
    assert!(status == 1 && err.contains("drafts.yaml:2:3"), "{err}");
    fs::remove_file(scratch.path().join("data/news/drafts.yaml")).unwrap();
    fs::create_dir(scratch.path().join("data/news/drafts.yaml")).unwrap();
    let (_, err, status) = scratch.run("check data/news --drafts -q");
    assert!(status == 2 && err.contains("cannot read `data/news/drafts.yaml`"), "{err}");
}

#[test]
fn what_cannot_hold_drafts_says_so() {
    let scratch = Scratch::new();
    let refused = [
        "export data/news --drafts --format csv",
        "export data/news --drafts --format jsonl",
        "export data/news --drafts --view nanopub",
        "export data/news --drafts --view annotation",
        "export data/news --drafts --view schema.org",
        "draft data/news --drafts",
        "accept data/news --drafts --all",
        "terms --drafts",
        "query 'ASK {}' --store s --drafts",
        "query 'ASK {}' --endpoint http://127.0.0.1:9/ --drafts",
    ];
    for command in refused {
        let (out, err, code) = scratch.run(command);
        assert!(out.is_empty() && code == 2 && err.contains("--drafts"), "{command}: {code} {out}{err}");
    }
}

#[test]
fn a_change_of_them_is_seen() {
    let scratch = Scratch::new();
    let drafts = scratch.read("drafts.yaml");
    let options = CorpusOptions { drafts: true, ..CorpusOptions::default() };
    let mut live = Live::open(vec![scratch.path().join("data")], options).unwrap();
    let before = live.snapshot().quad_count();
    fs::remove_file(scratch.path().join("data/news/drafts.yaml")).unwrap();
    assert!(live.refresh().is_some());
    let without = live.snapshot().quad_count();
    assert!(without < before);
    scratch.write("drafts.yaml", &drafts.replace("predicate: ", "predicate: x"));
    live.refresh();
    // The last good state stays.
    assert_eq!(live.snapshot().quad_count(), without);
    scratch.write("drafts.yaml", &drafts);
    assert!(live.refresh().is_some());
    assert_eq!(live.snapshot().quad_count(), before);
}
