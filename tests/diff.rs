//! `groundwire diff`: what differs by meaning, and what does not.
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const DOCUMENT: &str = "\
article: {title: A title}
entities:
  a: {type: Place, label: A}
  b: {type: Place, label: B}
facts:
  - {id: f1, subject: a, predicate: partOf, object: b, when: 2018, quote: Some words}
  - {id: f2, subject: b, predicate: partOf, object: a, modality: planned, quote: [more, Some words]}
  - {id: f3, subject: a, predicate: memberCount, value: 3.20, quote: Some}
";

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// A folder with two documents of one article.
fn pair(old: &str, new: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (side, text) in [("old", old), ("new", new)] {
        let place = folder.path().join(side).join("news");
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("facts.yaml"), text).unwrap();
        fs::write(place.join("article.txt"), "Some words and more words.\n").unwrap();
    }
    folder
}

/// What changed between two documents.
fn differences(old: &str, new: &str) -> Vec<Value> {
    let folder = pair(old, new);
    let (code, out, err) =
        run(folder.path(), &["diff", "old/news/facts.yaml", "new/news/facts.yaml", "--format", "json", "-q"]);
    assert_eq!(err, "");
    let found: Vec<Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(code, i32::from(!found.is_empty()));
    // A folder says the same as its document.
    let (_, folders, _) = run(folder.path(), &["diff", "old", "new", "--format", "json"]);
    assert_eq!(folders, out);
    found
}

fn told(old: &str, new: &str) -> Vec<String> {
    let tell = |one: Value| {
        let parts = one["parts"].as_object().map(|parts| parts.keys().cloned().collect::<Vec<_>>().join(" "));
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        let to = one["to"]["id"].as_str().map(str::to_owned);
        [text("change"), text("kind"), text("id")]
            .into_iter()
            .chain(parts)
            .chain(to)
            .collect::<Vec<_>>()
            .join(" ")
    };
    differences(old, new).into_iter().map(tell).collect()
}

#[test]
fn the_same_meaning_is_no_difference() {
    let json = r#"{"facts": [
        {"quote": {"exact": "Some"}, "value": 3.20, "predicate": "af:memberCount", "subject": "a", "id": "f3"},
        {"id": "f2", "subject": "b", "predicate": "partOf", "object": "a", "modality": "planned", "quote": ["Some words", "more"]},
        {"id": "f1", "subject": "a", "predicate": "<https://w3id.org/article-facts#partOf>", "object": "b", "when": 2018,
         "negated": false, "modality": "realized", "quote": "Some  words"}],
      "entities": {"b": {"label": "B", "type": "Place"}, "a": {"label": "A", "type": ["af:Place"]}},
      "article": {"title": "A title"}}"#;
    assert_eq!(told(DOCUMENT, DOCUMENT), [""; 0]);
    assert_eq!(told(DOCUMENT, json), [""; 0]);
    let spaced = DOCUMENT.replace("{id: f1,", "{   id: f1,   # the first\n     ");
    assert_ne!(spaced, DOCUMENT);
    assert_eq!(told(DOCUMENT, &spaced), [""; 0]);
}

#[test]
fn each_part_that_changes_is_named() {
    let change = |from: &str, to: &str| {
        let new = DOCUMENT.replacen(from, to, 1);
        assert_ne!(new, DOCUMENT);
        told(DOCUMENT, &new)
    };
    assert_eq!(change("when: 2018", "when: 2018-03"), ["changed fact f1 when"]);
    assert_eq!(change("when: 2018, ", ""), ["changed fact f1 when"]);
    assert_eq!(change("3.20", "3.2"), ["changed fact f3 value"]);
    assert_eq!(change("3.20", "'3.20'"), ["changed fact f3 value"]);
    assert_eq!(change("object: b", "object: a, negated: true"), ["changed fact f1 negated object"]);
    assert_eq!(change("planned", "aspired"), ["changed fact f2 modality"]);
    assert_eq!(change("[more, Some words]", "[more]"), ["changed fact f2 quote"]);
    assert_eq!(change("label: B", "label: Bee"), ["changed entity b label"]);
    assert_eq!(change("A title", "Another"), ["changed article news title"]);
}

#[test]
fn what_comes_goes_and_is_renamed() {
    let without = DOCUMENT.lines().filter(|line| !line.contains("f2")).collect::<Vec<_>>().join("\n") + "\n";
    assert_eq!(told(DOCUMENT, &without), ["removed fact f2"]);
    assert_eq!(told(&without, DOCUMENT), ["added fact f2"]);
    assert_eq!(told(DOCUMENT, &DOCUMENT.replace("id: f1", "id: f9")), ["renamed fact f1 f9"]);
    let article = DOCUMENT.replace("{title:", "{id: other, title:");
    assert_eq!(told(DOCUMENT, &article), ["renamed article news other"]);
}

#[test]
fn for_people() {
    let new = DOCUMENT
        .replace("when: 2018", "when: 2019")
        .replace("id: f2", "id: f5")
        .replace("f3, subject: a", "f3, subject: b");
    let folder = pair(DOCUMENT, &new);
    let (code, out, err) = run(folder.path(), &["diff", "old", "new"]);
    assert_eq!(
        out,
        "\
news
  ~ fact f1: a — partOf → b
      when
        - 2018
        + 2019
  = fact f2 is now f5: b — partOf → a
  ~ fact f3: b — memberCount → 3.20
      subject
        - a
        + b
"
    );
    assert_eq!((code, err.as_str()), (1, "1 renamed, 2 changed\n"));
    let (code, out, err) = run(folder.path(), &["diff", "old", "old"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", "no difference\n"));
}

#[test]
fn a_text_that_changed() {
    let folder = pair(DOCUMENT, DOCUMENT);
    fs::write(folder.path().join("new/news/article.txt"), "Other words.").unwrap();
    let (code, out, _) = run(folder.path(), &["diff", "old", "new"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("news\n  ~ article news: A title\n      text\n        - SHA-256 "), "{out}");
}

#[test]
fn exports() {
    let new =
        DOCUMENT.replace("when: 2018", "when: 2019").replace("id: f3", "id: f4").replace("A title", "Title");
    let folder = pair(DOCUMENT, &new);
    for (side, format) in [("old", "ttl"), ("old", "nq"), ("old", "jsonld"), ("new", "trig"), ("new", "nt")] {
        let to = format!("{side}.{format}");
        let (code, _, err) =
            run(folder.path(), &["export", side, "--format", format, "-o", &to, "--lenient"]);
        assert_eq!(code, 0, "{err}");
    }
    for same in ["old.nq", "old.jsonld"] {
        let (code, out, _) = run(folder.path(), &["diff", "old.ttl", same]);
        assert_eq!((code, out.as_str()), (0, ""), "{same}");
    }
    let (code, out, _) = run(folder.path(), &["diff", "old.ttl", "new.trig"]);
    assert_eq!(
        out,
        "\
news
  ~ article news: Title
      title
        - “A title”
        + “Title”
  ~ fact f1: A — af:partOf → B
      when
        - 2018
        + 2019
  = fact f3 is now f4: A — af:memberCount → 3.20
"
    );
    assert_eq!(code, 1);
    assert_eq!(run(folder.path(), &["diff", "old.nq", "new.nt"]).1, out);
}

#[test]
fn trouble_is_said() {
    let folder = pair(DOCUMENT, "article: {title: A\nfacts: [");
    let code = |args: &[&str]| run(folder.path(), &[&["diff"], args].concat()).0;
    assert_eq!(code(&["old/news/facts.yaml", "new/news/facts.yaml"]), 2);
    assert_eq!(code(&["old/news/facts.yaml", "none.yaml"]), 2);
    assert_eq!(code(&["old", "old/news/facts.yaml"]), 2);
    assert_eq!(code(&["old"]), 2);
    assert_eq!(code(&["--git", "a", "b"]), 2);
}

#[test]
fn git_shows_facts_and_no_lines() {
    let folder = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| {
        let done = Command::new("git")
            .args(["-c", "user.name=n", "-c", "user.email=n@example.org", "-c", "init.defaultBranch=main"])
            .args(args)
            .current_dir(folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_PAGER", "cat")
            .output()
            .unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let put = |text: &str| {
        fs::create_dir_all(folder.path().join("data/news")).unwrap();
        fs::write(folder.path().join("data/news/facts.yaml"), text).unwrap();
    };
    git(&["init", "-q"]);
    let command = format!("'{}' diff --git", env!("CARGO_BIN_EXE_groundwire"));
    git(&["config", "diff.groundwire.command", &command]);
    fs::write(folder.path().join(".gitattributes"), "facts.yaml diff=groundwire\n").unwrap();
    put(DOCUMENT);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "one"]);
    put(&DOCUMENT.replace("when: 2018", "when: 2019"));
    let expected = "\
groundwire diff data/news/facts.yaml
news
  ~ fact f1: a — partOf → b
      when
        - 2018
        + 2019
";
    assert_eq!(git(&["diff"]), expected);
    git(&["commit", "-qam", "two"]);
    assert_eq!(git(&["diff", "HEAD~1", "HEAD"]), expected);
    let log = git(&["log", "-p", "--ext-diff", "--format=%s"]);
    assert!(log.contains(expected) && log.contains("  + fact f1: a — partOf → b\n"), "{log}");
    // Comments and layout are nothing to show.
    put(&DOCUMENT.replace("when: 2018", "when: 2019").replace("facts:", "# said\nfacts:"));
    assert_eq!(git(&["diff"]), "");
    // Renamed together with a change.
    put(&DOCUMENT.replace("when: 2018", "when: 2019"));
    git(&["mv", "data/news", "data/olds"]);
    fs::write(folder.path().join("data/olds/facts.yaml"), DOCUMENT).unwrap();
    git(&["add", "-A"]);
    let moved = git(&["diff", "-M", "--cached"]);
    assert!(moved.starts_with("groundwire diff data/news/facts.yaml data/olds/facts.yaml\n"), "{moved}");
    assert!(moved.contains("fact f1"), "{moved}");
    // Gone altogether.
    git(&["commit", "-qm", "three"]);
    git(&["rm", "-q", "data/olds/facts.yaml"]);
    assert!(git(&["diff", "--cached"]).contains("  - fact f1: a — partOf → b\n"));
}
