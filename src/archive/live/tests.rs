use super::{Live, Refreshed};
use crate::archive::Snapshot;
use crate::corpus::CorpusOptions;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const NONE: Refreshed = Refreshed { documents: 0, gone: 0, is_whole: false };

fn one() -> Refreshed {
    Refreshed { documents: 1, ..NONE }
}

/// A document that says that a person owns something.
fn facts(person: &str) -> String {
    format!(
        "article: {{title: T, language: en}}\nentities:\n  who: {{type: Person, label: {person}}}\n  acme: {{type: Organization, \
         label: Acme}}\nfacts:\n  - {{id: f1, subject: who, predicate: owns, object: acme, quote: {person} owns Acme}}\n"
    )
}

fn write(folder: &Path, name: &str, person: &str) {
    let folder = folder.join("news").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("facts.yaml"), facts(person)).unwrap();
    fs::write(folder.join("article.txt"), format!("{person} owns Acme.\n")).unwrap();
}

/// Three documents below a folder that is watched; its corpus lies above.
fn corpus() -> (TempDir, Live) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("corpus.yaml"), "base: https://news.example/\nontology: [own.ttl]\n")
        .unwrap();
    fs::write(folder.path().join("own.ttl"), "").unwrap();
    for (name, person) in [("a", "Ann"), ("b", "Bob"), ("c", "Cai")] {
        write(folder.path(), name, person);
    }
    let live = Live::open(vec![folder.path().join("news")], CorpusOptions::default()).unwrap();
    (folder, live)
}

/// Who owns something, sorted.
fn owners(snapshot: &Snapshot) -> Vec<String> {
    let dataset = snapshot.dataset();
    let owns = dataset.iri("https://w3id.org/article-facts#owns");
    let mut owners: Vec<String> = owns
        .into_iter()
        .flat_map(|owns| dataset.matching(None, Some(owns), None))
        .filter_map(|[owner, ..]| {
            Some(dataset.text(dataset.term(owner), crate::term::vocab::rdfs::LABEL)?.to_owned())
        })
        .collect();
    owners.sort();
    owners
}

/// What is held is what reading everything afresh gives.
fn is_as_if_read_afresh(folder: &TempDir, live: &Live) {
    let lines = |snapshot: &Snapshot| {
        let mut lines: Vec<String> = snapshot.dataset().quads().map(|quad| quad.to_string()).collect();
        lines.sort();
        lines
    };
    let fresh =
        Snapshot::open(&[folder.path().join("news")], &CorpusOptions::default(), &mut Vec::new()).unwrap();
    let held = live.snapshot();
    assert_eq!(lines(&held), lines(&fresh));
    assert_eq!(
        (held.quad_count(), held.dataset().triple_count()),
        (fresh.quad_count(), fresh.dataset().triple_count())
    );
    assert_eq!(held.articles(), fresh.articles());
}

#[test]
fn only_the_document_that_changed_is_read_again() {
    let (folder, mut live) = corpus();
    let before = live.snapshot();
    assert_eq!(owners(&before), ["Ann", "Bob", "Cai"]);
    assert_eq!(live.refresh(), None);
    write(folder.path(), "b", "Berit");
    assert_eq!(live.refresh(), Some(one()));
    assert_eq!(owners(&live.snapshot()), ["Ann", "Berit", "Cai"]);
    assert_eq!(owners(&before), ["Ann", "Bob", "Cai"]);
    is_as_if_read_afresh(&folder, &live);
    assert_eq!(live.refresh(), None);
    // The text alone.
    fs::write(folder.path().join("news/c/article.txt"), "\u{201c}Cai owns Acme\u{201d}, he said.\n").unwrap();
    assert_eq!(live.refresh(), Some(one()));
    is_as_if_read_afresh(&folder, &live);
    // A file that no document names.
    fs::write(folder.path().join("news/c/notes.txt"), "x").unwrap();
    assert_eq!(live.refresh(), Some(NONE));
}

#[test]
fn a_text_elsewhere_belongs_to_the_document_that_names_it() {
    let (folder, _) = corpus();
    fs::write(folder.path().join("text.txt"), "Dag owns Acme.\n").unwrap();
    let named = facts("Dag").replace("language: en", "language: en, text-file: ../../text.txt");
    fs::write(folder.path().join("news/a/facts.yaml"), &named).unwrap();
    let mut live = Live::open(vec![folder.path().join("news")], CorpusOptions::default()).unwrap();
    assert_eq!(live.reports(), []);
    fs::write(folder.path().join("text.txt"), "It is said that Dag owns Acme.\n").unwrap();
    assert_eq!(live.refresh(), Some(one()));
    is_as_if_read_afresh(&folder, &live);
}

#[test]
fn a_document_with_errors_stays_as_it_was_and_is_reported() {
    let (folder, mut live) = corpus();
    fs::write(folder.path().join("news/b/facts.yaml"), facts("Bob").replace("quote: Bob", "quote: Ben"))
        .unwrap();
    assert_eq!(live.refresh(), Some(one()));
    assert_eq!(owners(&live.snapshot()), ["Ann", "Bob", "Cai"]);
    assert_eq!(live.reports().len(), 1);
    assert!(live.stale().contains("https://news.example/article/b") && live.stale().len() == 1);
    // Another one changes meanwhile; the one with errors is looked at again, too.
    write(folder.path(), "a", "Audun");
    assert_eq!(live.refresh(), Some(Refreshed { documents: 2, ..NONE }));
    assert_eq!(owners(&live.snapshot()), ["Audun", "Bob", "Cai"]);
    write(folder.path(), "b", "Berit");
    live.refresh();
    assert_eq!((live.reports().len(), live.stale().len()), (0, 0));
    is_as_if_read_afresh(&folder, &live);
    // Refused while everything is read again: as it was, too.
    fs::write(folder.path().join("news/b/facts.yaml"), facts("Bob").replace("quote: Bob", "quote: Ben"))
        .unwrap();
    fs::write(folder.path().join("own.ttl"), "# changed\n").unwrap();
    assert_eq!(live.refresh(), Some(Refreshed { documents: 3, gone: 0, is_whole: true }));
    assert_eq!(owners(&live.snapshot()), ["Audun", "Berit", "Cai"]);
    assert_eq!(live.stale().len(), 1);
}

#[test]
fn folders_come_go_and_are_renamed() {
    let (folder, mut live) = corpus();
    let news = folder.path().join("news");
    fs::remove_dir_all(news.join("a")).unwrap();
    assert_eq!(live.refresh(), Some(Refreshed { gone: 1, ..NONE }));
    assert_eq!(owners(&live.snapshot()), ["Bob", "Cai"]);
    // What only the removed document named is not known any more.
    assert!(live.snapshot().dataset().has_iri("https://news.example/article/b"));
    assert!(!live.snapshot().dataset().has_iri("https://news.example/article/a"));
    fs::rename(news.join("b"), news.join("z")).unwrap();
    assert_eq!(live.refresh(), Some(Refreshed { documents: 1, gone: 1, is_whole: false }));
    is_as_if_read_afresh(&folder, &live);
    assert!(live.snapshot().articles().iter().any(|article| article.id == "z"));
    write(folder.path(), "d", "Dag");
    assert_eq!(live.refresh(), Some(one()));
    is_as_if_read_afresh(&folder, &live);
    // Without any document the last state stays; as soon as there is one again it holds.
    fs::rename(&news, folder.path().join("away")).unwrap();
    live.refresh();
    assert!(live.problem().is_some());
    assert_eq!(owners(&live.snapshot()), ["Bob", "Cai", "Dag"]);
    fs::rename(folder.path().join("away"), &news).unwrap();
    live.refresh();
    assert_eq!(live.problem(), None);
    is_as_if_read_afresh(&folder, &live);
}

#[test]
fn a_corpus_file_or_an_ontology_above_the_path_concerns_all() {
    let (folder, mut live) = corpus();
    let corpus = folder.path().join("corpus.yaml");
    let all = Some(Refreshed { documents: 3, gone: 0, is_whole: true });
    fs::write(&corpus, "base: https://other.example/\nontology: [own.ttl]\n").unwrap();
    assert_eq!(live.refresh(), all);
    assert!(live.snapshot().articles()[0].iri.starts_with("https://other.example/"));
    is_as_if_read_afresh(&folder, &live);
    fs::write(
        folder.path().join("own.ttl"),
        "<https://e.example/x> a <http://www.w3.org/2002/07/owl#Class> .\n",
    )
    .unwrap();
    assert_eq!(live.refresh(), all);
    is_as_if_read_afresh(&folder, &live);
    // With errors it is reported, and what holds is how it was.
    fs::write(&corpus, "base: nowhere\n").unwrap();
    live.refresh();
    assert!(live.problem().is_some() && !live.reports().is_empty());
    assert_eq!(owners(&live.snapshot()), ["Ann", "Bob", "Cai"]);
    fs::remove_file(&corpus).unwrap();
    assert_eq!(live.refresh(), all);
    assert_eq!((live.problem(), live.reports().len()), (None, 0));
    is_as_if_read_afresh(&folder, &live);
    // It comes back.
    fs::write(&corpus, "base: https://third.example/\n").unwrap();
    assert_eq!(live.refresh(), all);
    is_as_if_read_afresh(&folder, &live);
}

#[test]
fn two_documents_with_one_id_are_looked_at_together() {
    let (folder, mut live) = corpus();
    let twin = |id: &str| facts("Bob").replace("language: en", &format!("language: en, id: {id}"));
    fs::write(folder.path().join("news/b/facts.yaml"), twin("a")).unwrap();
    assert!(live.refresh().unwrap().is_whole);
    assert_eq!(live.reports().len(), 1);
    assert!(owners(&live.snapshot()).contains(&"Ann".to_owned()));
    // Once the first is gone the second is good.
    fs::remove_dir_all(folder.path().join("news/a")).unwrap();
    live.refresh();
    assert_eq!(live.reports(), []);
    is_as_if_read_afresh(&folder, &live);
}

#[test]
fn an_article_that_another_file_took_over_stays_when_the_refused_one_goes() {
    let (folder, mut live) = corpus();
    let news = folder.path().join("news");
    fs::write(news.join("a/facts.yaml"), "article: [").unwrap();
    live.refresh();
    write(folder.path(), "d", "Dag");
    let own = facts("Dag").replace("language: en", "language: en, id: a");
    fs::write(news.join("d/facts.yaml"), own).unwrap();
    live.refresh();
    assert_eq!(owners(&live.snapshot()), ["Bob", "Cai", "Dag"]);
    fs::remove_dir_all(news.join("a")).unwrap();
    live.refresh();
    assert_eq!(owners(&live.snapshot()), ["Bob", "Cai", "Dag"]);
    is_as_if_read_afresh(&folder, &live);
}

#[test]
fn what_changes_often_is_put_together_anew_and_says_the_same() {
    let (folder, mut live) = corpus();
    for round in 0..40 {
        write(folder.path(), "b", &format!("Bob{}", "o".repeat(round)));
        live.refresh();
    }
    is_as_if_read_afresh(&folder, &live);
}

#[test]
fn what_has_a_name_with_a_dot_is_looked_at_where_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join(".news");
    fs::create_dir_all(home.join("a")).unwrap();
    fs::write(home.join("corpus.yaml"), "base: https://news.example/\nontology: [.own/terms.ttl]\n").unwrap();
    fs::create_dir_all(home.join(".own")).unwrap();
    fs::write(home.join(".own/terms.ttl"), "").unwrap();
    fs::write(
        home.join("a/facts.yaml"),
        facts("Ann").replace("language: en", "language: en, text-file: .text"),
    )
    .unwrap();
    fs::write(home.join("a/.text"), "Ann owns Acme.\n").unwrap();
    let mut live = Live::open(vec![home.clone()], CorpusOptions::default()).unwrap();
    assert_eq!(owners(&live.snapshot()), ["Ann"]);
    assert_eq!(live.refresh(), None);
    fs::write(home.join("a/.text"), "Ann owns Acme, it says.\n").unwrap();
    assert_eq!(live.refresh(), Some(one()));
    fs::write(home.join(".own/terms.ttl"), "# nothing yet\n").unwrap();
    assert!(live.refresh().unwrap().is_whole);
}

#[test]
fn the_text_of_a_refused_document_is_looked_at() {
    for (key, name) in [
        ("", "article.txt"),
        (", text-file: text/a.txt", "text/a.txt"),
        (", 'text-file': \"b c.txt\"", "b c.txt"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("facts.yaml");
        fs::create_dir_all(folder.path().join("text")).unwrap();
        fs::write(&document, facts("Ann").replace("language: en", &format!("language: en, id: a{key}")))
            .unwrap();
        fs::write(folder.path().join(name), "Ann sold Acme.\n").unwrap();
        // The document alone is named: its folder is not looked at.
        let mut live = Live::open(vec![document], CorpusOptions::default()).unwrap();
        assert!(live.reports().iter().any(super::FileReport::is_refused), "{name}");
        assert_eq!(live.refresh(), None, "{name}");
        fs::write(folder.path().join(name), "Ann owns Acme.\n").unwrap();
        assert_eq!(live.refresh(), Some(one()), "{name}");
        assert_eq!(owners(&live.snapshot()), ["Ann"], "{name}");
    }
}
