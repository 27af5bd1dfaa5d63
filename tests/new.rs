//! `groundwire new`: from a text and from a saved web page.
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CORPUS: &str = "\
entities:
  ostby: {type: Place, label: Ostby}
  the-post: {type: Organization, label: The Post}
  us: {type: Country, label: US}
";

const TEXT: &str = "Ann Berg, the mayor of Ostby, opened the new bridge on Tuesday. It cost 45 million euros, the city said, and the business community had paid a third of it.";

fn run(folder: &Path, args: &[&str]) -> (i32, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(folder).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("corpus.yaml"), CORPUS).unwrap();
    folder
}

fn facts(folder: &TempDir) -> String {
    fs::read_to_string(folder.path().join("bridge/facts.yaml")).unwrap()
}

#[test]
fn a_text_gives_its_date_line_and_the_shared_entities_that_it_names() {
    let folder = folder();
    fs::write(folder.path().join("a.txt"), format!("Bridge opens\n\nTuesday, March 12, 2024\n\n{TEXT}\n"))
        .unwrap();
    let (code, said) = run(folder.path(), &["new", "bridge", "--text", "a.txt"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("published: 2024-03-12, from the date line"), "{said}");
    // `US` is not in `business`.
    assert!(said.contains("shared entities that the text names: ostby\n"), "{said}");
    let facts = facts(&folder);
    assert!(facts.contains("published: '2024-03-12'") && facts.contains("#   ostby: Ostby"), "{facts}");
    assert_eq!(run(folder.path(), &["check", "bridge"]).0, 0);
}

#[test]
fn a_date_line_is_no_title() {
    for (head, title) in [
        ("Tuesday, March 12, 2024\n\n", "bridge"),
        ("March 12, 2024\n\nBridge opens\n\n", "Bridge opens"),
        ("Bridge opens\n\nMarch 12, 2024\n\n", "Bridge opens"),
        ("Published: 12 March 2024\n\n", "bridge"),
        ("Twelve dead after March 12, 2024\n\n", "Twelve dead after March 12, 2024"),
    ] {
        let folder = folder();
        fs::write(folder.path().join("a.txt"), format!("{head}{TEXT}\n")).unwrap();
        assert_eq!(run(folder.path(), &["new", "bridge", "--text", "a.txt"]).0, 0);
        let facts = facts(&folder);
        assert!(facts.contains(&format!("\n  title: '{title}'\n")), "{head}{facts}");
    }
}

#[test]
fn a_page_given_as_text_points_to_from() {
    let folder = folder();
    fs::write(folder.path().join("a.html"), "<!DOCTYPE html><html><body><p>Hello</p></body></html>").unwrap();
    let (code, said) = run(folder.path(), &["new", "bridge", "--text", "a.html"]);
    assert_eq!(code, 2);
    assert!(said.contains("`a.html` is a web page") && said.contains("--from a.html"), "{said}");
    assert!(!folder.path().join("bridge").exists());
}

#[cfg(feature = "page")]
#[test]
fn a_page_gives_text_and_metadata_and_says_from_where() {
    let folder = folder();
    let page = format!(
        r#"<!DOCTYPE html><html lang="en"><head><title>Bridge | Post</title>
<script type="application/ld+json">{{"@type":["NewsArticle"],"headline":"It's open: \"the bridge\"","author":[{{"@type":"Person","name":"Jo Field"}},{{"name":"Jo Field: x"}}],"publisher":{{"name":"The Post"}},"datePublished":"2024-03-12T09:30:00.5+0100"}}</script>
<link rel="canonical" href="https://post.example/bridge"></head>
<body><nav><ul><li><a href="/">Home</a></li></ul></nav><article><h1>It's open</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"#
    )
    .replace('\n', "\r\n");
    fs::write(folder.path().join("a.html"), page).unwrap();
    let (code, said) = run(folder.path(), &["new", "bridge", "--from", "a.html"]);
    assert_eq!(code, 0, "{said}");
    for line in [
        "title: It's open: \"the bridge\", from schema.org",
        "publisher: The Post, from schema.org",
        "published: 2024-03-12T09:30:00+01:00, from schema.org",
        "language: en, from <html lang>",
        "source: https://post.example/bridge, from <link rel=canonical>",
        "author: Jo Field, from schema.org",
    ] {
        assert!(said.lines().any(|one| one == line), "{line}\n{said}");
    }
    let facts = facts(&folder);
    // The publisher is a shared entity; the authors are not.
    assert!(facts.contains("publisher: the-post") && !facts.contains("  the-post: {"), "{facts}");
    assert!(facts.contains("author: [jo-field, jo-field-x]"), "{facts}");
    assert!(facts.contains("published: '2024-03-12T09:30:00+01:00'"), "{facts}");
    let text = fs::read_to_string(folder.path().join("bridge/article.txt")).unwrap();
    assert!(text.starts_with("It's open: \"the bridge\"\n\n") && !text.contains("Home"), "{text}");
    let (code, said) = run(folder.path(), &["check", "bridge"]);
    assert_eq!(code, 0, "{said}\n{facts}");
}

#[cfg(feature = "page")]
#[test]
fn pages_without_an_article_make_nothing() {
    let folder = folder();
    for page in ["", "<html></html>", "<html><body><p>Hi</p></body></html>"] {
        fs::write(folder.path().join("a.html"), page).unwrap();
        let (code, said) = run(folder.path(), &["new", "bridge", "--from", "a.html"]);
        assert_eq!(code, 2, "{page}: {said}");
        assert!(said.contains("no text that reads like an article"), "{said}");
        assert!(!folder.path().join("bridge").exists());
    }
}
