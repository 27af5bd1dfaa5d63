//! `groundwire store check`: a store that is as it should be, and stores that are damaged.
use super::{Place, text};
use oxigraph::store::Store;
use oxrdf::{GraphNameRef, Literal, NamedNode, Quad};
use serde_json::Value;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};

/// How many bytes a record has before its key.
const HEAD: u64 = 24;
const BASE: &str = "https://example.org/article-facts/";

fn loaded() -> Place {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann"), ("b", "bea"), ("c", "ann")]);
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    place
}

/// What a check says of a damaged store, on stdout and stderr.
fn said(place: &Place) -> (String, String) {
    let output = place.run(&["store", "check", "store"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

/// Changes a byte of the file of the records.
fn flip(place: &Place, at: u64) {
    let mut file =
        OpenOptions::new().read(true).write(true).open(place.path("store/gen-1/documents")).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(at)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[byte[0] ^ 0x55]).unwrap();
}

/// Where the record of an article begins.
fn start(place: &Place, article: &str) -> u64 {
    let bytes = fs::read(place.path("store/gen-1/documents")).unwrap();
    let key = format!("{BASE}article/{article}");
    let at = bytes.windows(key.len()).position(|window| window == key.as_bytes()).unwrap();
    at as u64 - HEAD
}

fn index(place: &Place) -> Store {
    Store::open(place.path("store/gen-1/index")).unwrap()
}

#[test]
fn a_store_that_is_as_loaded_differs_in_nothing() {
    let place = loaded();
    let output = place.run(&["store", "check", "store"]);
    assert!(output.status.success() && output.stdout.is_empty(), "{}", text(&output.stdout));
    assert!(text(&output.stderr).starts_with("3 documents, "), "{}", text(&output.stderr));
    assert!(text(&output.stderr).ends_with(" quads: 0 differences\n"), "{}", text(&output.stderr));
    // Changed in place: loaded again otherwise, and taken out.
    place.write("again.jsonl", &[("a", "bea"), ("d", "ann")]);
    place.fine(&["load", "--store", "store", "again.jsonl"]);
    place.fine(&["store", "check", "store"]);
    place.fine(&["retract", "--store", "store", "b"]);
    place.fine(&["store", "check", "store"]);
    let report = place.fine(&["store", "check", "store", "--format", "json"]);
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!(report["documents"], 3);
    assert_eq!(report["differences"], Value::Array(Vec::new()));
}

#[test]
fn a_flipped_byte_is_found() {
    let place = loaded();
    let at = start(&place, "b");
    // Behind the lengths and the key, in the midst of the packed quads.
    flip(&place, at + 200);
    let (differences, summary) = said(&place);
    assert_eq!(differences, format!("<{BASE}article/b>: byte {at} of `documents`: the record is damaged\n"));
    assert!(summary.ends_with(" quads: 1 difference\n"), "{summary}");
    // The key.
    flip(&place, at + 200);
    place.fine(&["store", "check", "store"]);
    flip(&place, at + HEAD + BASE.len() as u64 + "article/".len() as u64);
    let (differences, _) = said(&place);
    assert!(
        differences.contains("the record is that of <https://example.org/article-facts/article/7>"),
        "{differences}"
    );
}

#[test]
fn a_record_that_is_cut_off_is_found() {
    let place = loaded();
    let at = start(&place, "b");
    let file = File::options().write(true).open(place.path("store/gen-1/documents")).unwrap();
    file.set_len(at + 50).unwrap();
    let (differences, _) = said(&place);
    let lines: Vec<&str> = differences.lines().collect();
    assert_eq!(lines.len(), 3, "{differences}");
    assert_eq!(lines[0], format!("<{BASE}article/b>: byte {at} of `documents`: the record is cut off"));
    assert!(lines[1].starts_with(&format!("<{BASE}article/c>: ")), "{differences}");
    assert!(lines[2].starts_with(&format!("<{BASE}>: ")), "{differences}");
}

#[test]
fn a_quad_that_is_missing_or_too_many_is_found() {
    let place = loaded();
    let at = start(&place, "c");
    let fact = NamedNode::new(format!("{BASE}article/c/fact/f1")).unwrap();
    let subject = NamedNode::new("https://w3id.org/article-facts#subject").unwrap();
    let ann = NamedNode::new(format!("{BASE}entity/ann")).unwrap();
    let missing = Quad::new(fact.clone(), subject, ann.clone(), GraphNameRef::DefaultGraph);
    {
        let index = index(&place);
        assert!(index.contains(&missing).unwrap());
        index.remove(&missing).unwrap();
        index.flush().unwrap();
    }
    let triple =
        format!("<{BASE}article/c/fact/f1> <https://w3id.org/article-facts#subject> <{BASE}entity/ann>");
    let lacks = format!("<{BASE}article/c>: byte {at} of `documents`: the index lacks {triple}\n");
    assert_eq!(said(&place).0, lacks);
    let label = NamedNode::new("http://www.w3.org/2000/01/rdf-schema#label").unwrap();
    {
        let index = index(&place);
        index.insert(&missing).unwrap();
        for thing in [fact, ann] {
            let extra = Literal::new_simple_literal("Extra");
            index.insert(&Quad::new(thing, label.clone(), extra, GraphNameRef::DefaultGraph)).unwrap();
        }
        index.flush().unwrap();
    }
    let output = place.run(&["store", "check", "store", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found: Vec<[String; 4]> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            ["kind", "document", "byte", "quad"].map(|key| found[key].to_string().replace(['"', '\\'], ""))
        })
        .collect();
    found.sort();
    let label = "<http://www.w3.org/2000/01/rdf-schema#label> Extra";
    let quads = [format!("<{BASE}article/c/fact/f1> {label}"), format!("<{BASE}entity/ann> {label}")];
    assert_eq!(
        found,
        [
            ["extra-quad".to_owned(), format!("{BASE}article/c"), at.to_string(), quads[0].clone()],
            ["extra-quad".to_owned(), "null".to_owned(), "null".to_owned(), quads[1].clone()],
        ]
    );
}

#[test]
fn a_name_that_is_missing_is_found() {
    let place = loaded();
    let names = fs::read(place.path("store/gen-1/names")).unwrap();
    // The first article's are the first.
    fs::write(place.path("store/gen-1/names"), &names[16..]).unwrap();
    let differences = said(&place).0;
    assert!(differences.contains("article/a>: byte 0 of `documents`: `names` lacks a name"), "{differences}");
    fs::write(place.path("store/gen-1/names"), &names).unwrap();
    place.fine(&["store", "check", "store"]);
    // A document with a denial.
    let denial = super::line("d", "ann").replace("\"f1\",", "\"f1\", \"negated\": true,");
    assert!(denial.contains("negated"), "{denial}");
    fs::write(place.path("denial.jsonl"), denial).unwrap();
    place.fine(&["load", "--store", "store", "denial.jsonl"]);
    place.fine(&["store", "check", "store"]);
    for (name, lacks) in [
        ("things", "article/a>: byte 0 of `documents`: `things` lacks"),
        ("sayers", "article/a>: byte 0 of `documents`: `sayers` lacks"),
        // The pair that is both asserted and negated.
        ("pairs", "`pairs` lacks"),
    ] {
        let path = place.path(&format!("store/gen-1/{name}"));
        let bytes = fs::read(&path).unwrap();
        // A table without entries.
        fs::write(&path, 16_u128.to_le_bytes()).unwrap();
        let differences = said(&place).0;
        assert!(differences.contains(lacks), "{differences}");
        fs::write(&path, bytes).unwrap();
    }
    place.fine(&["store", "check", "store"]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let place = loaded();
    fs::write(place.path("store/CURRENT"), "gen-9\n").unwrap();
    let said = place.refused(&["store", "check", "store"]);
    assert!(said.contains("its `CURRENT` names `gen-9`, which does not exist"), "{said}");
    fs::write(place.path("store/CURRENT"), "gen-1\n").unwrap();
    fs::rename(place.path("store/gen-1/documents"), place.path("store/gen-1/elsewhere")).unwrap();
    let said = place.refused(&["store", "check", "store"]);
    assert!(said.contains("the store `store`: No such file"), "{said}");
    let said = place.refused(&["store", "check", "nowhere"]);
    assert!(said.contains("no store `nowhere` exists"), "{said}");
}
