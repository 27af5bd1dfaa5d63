//! `groundwire draft`: what it writes, beside a document and for an archive.
use crate::cases::shell;
use std::fs;
use std::path::Path;

const ARTICLE: &str = "Russian President Vladimir Putin left Moscow, Russia.\n\nGhana is a member of the African Union. “Ghana signed the Paris Agreement,” Ann Lee told reporters on Sunday.\n";

fn document(folder: &Path) {
    let place = folder.join("data/news");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("article.txt"), ARTICLE).unwrap();
    let facts = "article: {title: News, published: 2019-07-10, language: en}\nfacts: []\n";
    fs::write(place.join("facts.yaml"), facts).unwrap();
}

fn run(command: &str, folder: &Path) -> (String, String, i32) {
    let (out, err, code) = shell(&format!("SOURCE_DATE_EPOCH=1795737600 groundwire {command}"), folder);
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), code)
}

#[test]
fn drafts_go_beside_the_document_and_stay_when_drafting_again() {
    let folder = tempfile::tempdir().unwrap();
    document(folder.path());
    let (out, err, code) = run("draft data/news", folder.path());
    assert_eq!((out.as_str(), code), ("", 0), "{err}");
    let path = folder.path().join("data/news/drafts.yaml");
    let first = fs::read_to_string(&path).unwrap();
    for part in
        ["object: president-of-russia", "at: 2026-11-27T00:00:00Z", "by: rules", "stated-in: ann-lee-s3"]
    {
        assert!(first.contains(part), "{part} is missing from\n{first}");
    }
    assert_eq!(run("draft data/news", folder.path()).2, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), first);
    // Other commands ignore drafts.
    let (out, _, code) = run("export --format nq data", folder.path());
    assert!(code == 0 && !out.contains("putin"));
}

#[test]
fn a_text_becomes_a_document_first() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("article.txt"), ARTICLE).unwrap();
    let (_, err, code) = run("draft article.txt", folder.path());
    assert!(code == 2 && err.contains("--new SLUG"), "{err}");
    let (_, err, code) = run("draft article.txt --new news", folder.path());
    assert_eq!(code, 0, "{err}");
    assert!(folder.path().join("news/drafts.yaml").is_file());
}

#[test]
fn what_is_wrong_is_reported_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    document(folder.path());
    let path = folder.path().join("data/news/facts.yaml");
    fs::write(&path, "article: {title: News}\nfacts: [{id: f1}]\n").unwrap();
    let (_, err, code) = run("draft data/news", folder.path());
    assert!(code == 1 && err.contains("facts.yaml:2:"), "{err}");
    assert!(!folder.path().join("data/news/drafts.yaml").exists());
    document(folder.path());
    fs::write(folder.path().join("data/news/drafts.yaml"), "facts: [{id: f1, subject: a}]\n").unwrap();
    let (_, err, code) = run("draft data/news", folder.path());
    assert!(code == 1 && err.contains("drafts.yaml:1:"), "{err}");
    assert_eq!(run("draft nowhere", folder.path()).2, 2);
}

#[test]
fn an_archive_is_drafted_line_by_line_and_continued() {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: &str| {
        format!("{}\n", serde_json::json!({"id": id, "title": "News", "date": "2019-07-10", "text": ARTICLE}))
    };
    let lines = [line("a"), "not json\n".to_owned(), line("b"), line("c")];
    fs::write(folder.path().join("in.jsonl"), lines.concat()).unwrap();
    let (_, err, code) = run("draft in.jsonl -o out.jsonl --rejects no.jsonl", folder.path());
    assert!(
        code == 1 && err.contains("in.jsonl:2: ") && err.contains("3 articles drafted, 1 refused"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(folder.path().join("no.jsonl")).unwrap(), "not json\n");
    let whole = fs::read_to_string(folder.path().join("out.jsonl")).unwrap();
    assert_eq!(whole.lines().count(), 3);
    assert!(whole.contains("\"confidence\":") && whole.contains("\"by\":\"rules\""));
    // What is written passes the checks.
    assert_eq!(run("check --quiet out.jsonl", folder.path()).2, 0);
    // Not over an earlier run; but a run that ended within a line goes on from there.
    assert_eq!(run("draft in.jsonl -o out.jsonl", folder.path()).2, 2);
    let cut = whole.find("\n").unwrap() + 40;
    fs::write(folder.path().join("out.jsonl"), &whole[..cut]).unwrap();
    run("draft in.jsonl -o out.jsonl --resume", folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), whole);
}

#[test]
fn mentions_are_objects_a_line() {
    let folder = tempfile::tempdir().unwrap();
    document(folder.path());
    let (out, err, code) = run("draft data/news --mentions -", folder.path());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(r#"{"kind":"name","start":18,"end":32,"class":"Person"}"#), "{out}");
    assert!(out.contains(r#""edtf":"2019-07-07""#) && out.contains(r#""mode":"direct""#), "{out}");
    assert!(!folder.path().join("data/news/drafts.yaml").exists());
}
