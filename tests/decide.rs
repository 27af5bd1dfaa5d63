//! `groundwire accept`, `reject` and `undo`: what moves where, what stays, and what is refused.
use crate::cases::shell;
use std::fs;
use std::path::Path;

const ARTICLE: &str = "Russian President Vladimir Putin left Moscow, Russia.\n\nGhana is a member of the African Union. “Ghana signed the Paris Agreement,” Ann Lee told reporters on Sunday.\n";
const FACTS: &str = "# Kept as it is.\narticle:\n  title: News   # a title\n  published: 2019-07-10\n  language: en\n  recorded-by: ann\n\nentities:\n  # people\n  ann: {type: Person, label: Ann Berg}\n\nfacts:\n  # 1. Russian President …\n  - {id: f1z, subject: article, predicate: topic, object: ann,   quote: \"Moscow\"}   # odd\n\n  # 2. Ghana …\n";

pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(scratch.0.path().join("data/news")).unwrap();
        scratch.write("article.txt", ARTICLE);
        scratch.write("facts.yaml", FACTS);
        let (_, err, code) = scratch.run("draft data/news");
        assert_eq!(code, 0, "{err}");
        scratch
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn run(&self, command: &str) -> (String, String, i32) {
        let (out, err, code) =
            shell(&format!("SOURCE_DATE_EPOCH=1795737600 groundwire {command}"), self.path());
        (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), code)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join("data/news").join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join("data/news").join(name), text).unwrap();
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let drafts = self.read("drafts.yaml");
        drafts.lines().filter_map(|line| line.strip_prefix("  - id: ")).map(str::to_owned).collect()
    }

    /// The files of the document, the hidden ones too.
    fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().join("data/news")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// Whether all lines of one text are in another, in order.
fn keeps(new: &str, old: &str) -> bool {
    let mut lines = new.lines();
    old.lines().all(|line| lines.any(|new| new == line))
}

#[test]
fn who_accepts_may_be_given_by_name() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    let accept = |id: &str, by: &str| scratch.run(&format!("accept data/news {id} --by {by}"));
    assert_eq!(accept(&ids[0], "'ann berg'").2, 0, "a name that somebody has");
    assert!(scratch.read("facts.yaml").contains("recorded-by: [ann, groundwire-rules]"));
    let before = scratch.read("facts.yaml");
    let (_, err, code) = accept(&ids[1], "zoe");
    assert!(code == 2 && err.contains("--by \"Ann Berg\""), "{err}");
    assert_eq!(scratch.read("facts.yaml"), before);
    for id in &ids[1..3] {
        assert_eq!(accept(id, "'Zoe Ray'").2, 0);
    }
    let facts = scratch.read("facts.yaml");
    assert_eq!(facts.matches("zoe-ray: {type: Person, label: Zoe Ray}").count(), 1, "{facts}");
    assert_eq!(facts.matches("recorded-by: [zoe-ray, groundwire-rules]").count(), 2, "{facts}");
    assert_eq!(scratch.run("check --quiet data").2, 0);
}

#[test]
fn accepted_drafts_become_facts_and_the_layout_stays() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    let (out, err, code) = scratch.run("accept data/news --all");
    assert_eq!(code, 0, "{err}");
    assert_eq!(out, ids.iter().map(|id| format!("accepted {id}\n")).collect::<String>());
    let facts = scratch.read("facts.yaml");
    assert!(keeps(&facts, FACTS), "{facts}");
    assert!(facts.contains("  groundwire-rules: {type: Software, label: groundwire rules}\n"), "{facts}");
    assert!(facts.contains("recorded-by: [ann, groundwire-rules]") && facts.contains("origin: {by: rules"));
    assert!(facts.contains("confidence: 0."), "{facts}");
    let drafts = scratch.read("drafts.yaml");
    assert!(drafts.contains("facts: []") && !drafts.contains("entities"), "{drafts}");
    let (_, err, code) = scratch.run("check --quiet data");
    assert_eq!(code, 0, "{err}");
    let (out, _, _) = scratch.run("export --format nq data");
    assert!(out.contains(
        "prov#wasAttributedTo> <https://example.org/article-facts/article/news/entity/groundwire-rules>"
    ));
    assert!(out.contains("article/news/draft/f1a> <http://www.w3.org/ns/prov#wasAssociatedWith> <https://example.org/article-facts/article/news/entity/groundwire-rules>"), "{out}");
    assert!(out.contains("fact/f1a> <http://www.w3.org/ns/prov#wasGeneratedBy> <https://example.org/article-facts/article/news/draft/f1a>"));
    assert!(
        out.contains(
            "prov#endedAtTime> \"2026-11-27T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>"
        )
    );
    let (out, _, _) = scratch.run("export --format jsonl data");
    assert!(out.contains("\"origin\":{\"by\":\"rules\""), "{out}");
    // Nothing is proposed again, and nothing is left to decide.
    scratch.run("draft data/news");
    assert_eq!(scratch.ids(), Vec::<String>::new());
    assert_eq!(scratch.run("accept data/news --all"), (String::new(), String::new(), 0));
    assert_eq!(scratch.run("accept data/news f1a").2, 2);
}

#[test]
fn entities_come_along_and_others_stay() {
    let scratch = Scratch::new();
    let before = scratch.read("drafts.yaml");
    let id = before.split("  - id: ").find(|draft| draft.contains("predicate: memberOf")).unwrap();
    let id = id.lines().next().unwrap().to_owned();
    let (out, err, code) = scratch.run(&format!("accept data/news {id} --format json"));
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        out,
        format!(
            "{{\"id\":\"{id}\",\"decision\":\"accepted\",\"by\":\"ann\",\"document\":\"data/news/facts.yaml\"}}\n"
        )
    );
    let (facts, drafts) = (scratch.read("facts.yaml"), scratch.read("drafts.yaml"));
    for key in ["ghana", "african-union"] {
        assert!(facts.contains(&format!("\n  {key}: {{type: ")), "{facts}");
        assert!(!drafts.contains(&format!("\n  {key}: {{type: ")), "{drafts}");
    }
    assert!(drafts.contains("vladimir-putin: {type: Person") && !facts.contains("vladimir-putin"));
    // In its sentence's place.
    assert!(
        facts.ends_with("}\n") && facts.contains(&format!("  # 2. Ghana …\n  - {{id: {id}, ")),
        "{facts}"
    );
    assert_eq!(scratch.run("check --quiet data").2, 0);
}

#[test]
fn decisions_are_taken_back_byte_for_byte() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    let before = scratch.read("drafts.yaml");
    let files = scratch.files();
    assert_eq!(scratch.run(&format!("accept data/news {}", ids[0])).2, 0);
    let between = (scratch.read("facts.yaml"), scratch.read("drafts.yaml"));
    assert_eq!(scratch.run(&format!("reject data/news {}", ids[1])).2, 0);
    assert_eq!(
        scratch.run("undo data/news"),
        (format!("took back: rejected {}\n", ids[1]), String::new(), 0)
    );
    assert_eq!((scratch.read("facts.yaml"), scratch.read("drafts.yaml")), between);
    assert_eq!(scratch.run("undo data/news").2, 0);
    assert_eq!((scratch.read("facts.yaml"), scratch.read("drafts.yaml")), (FACTS.to_owned(), before));
    let (_, err, code) = scratch.run("undo data/news");
    assert!(code == 2 && err.contains("no decision"), "{err}");
    assert_eq!(scratch.files(), files);
    // Not over a later change.
    assert_eq!(scratch.run(&format!("accept data/news {}", ids[0])).2, 0);
    let changed = scratch.read("facts.yaml") + "# mine\n";
    scratch.write("facts.yaml", &changed);
    let (_, err, code) = scratch.run("undo data/news");
    assert!(code == 2 && err.contains("changed"), "{err}");
    assert_eq!(scratch.read("facts.yaml"), changed);
}

#[test]
fn rejected_drafts_are_not_proposed_again() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    let (out, err, code) = scratch.run("reject data/news --all");
    assert_eq!((out.lines().count(), code), (ids.len(), 0), "{err}");
    let drafts = scratch.read("drafts.yaml");
    assert_eq!(drafts.matches("  - {sentence: ").count(), ids.len());
    assert!(drafts.contains("subject: Ghana, predicate: memberOf, object: African Union"), "{drafts}");
    assert_eq!(scratch.read("facts.yaml"), FACTS);
    scratch.run("draft data/news");
    assert_eq!(scratch.ids(), Vec::<String>::new());
}

#[test]
fn an_id_that_is_taken_becomes_the_next_free_one() {
    let scratch = Scratch::new();
    let id = scratch.ids()[0].clone();
    scratch.write("facts.yaml", &FACTS.replace("f1z", &id));
    let (out, err, code) = scratch.run(&format!("accept data/news {id} --format json"));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(&format!("\"as\":\"{id}-2\"")) && err.contains(&format!("{id}-2")), "{out}{err}");
    assert!(scratch.read("facts.yaml").contains(&format!("id: {id}-2")));
}

#[test]
fn nothing_is_written_where_one_is_refused() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    // A quote that no longer is in the text.
    scratch.write("article.txt", &ARTICLE.replace("is a member", "was a member"));
    let before = scratch.read("drafts.yaml");
    let (out, err, code) = scratch.run("accept data/news --all");
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("drafts.yaml:") && err.contains("quote"), "{err}");
    assert!(out.lines().count() >= 1 && out.lines().all(|line| line.starts_with("refused f2")), "{out}");
    assert_eq!((scratch.read("facts.yaml"), scratch.read("drafts.yaml")), (FACTS.to_owned(), before));
    // What still is can be accepted, what does not can be rejected.
    assert_eq!(scratch.run(&format!("accept data/news {}", ids[0])).2, 0);
    let refused: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("refused ")).collect();
    assert_eq!(scratch.run(&format!("reject data/news {}", refused.join(" "))).2, 0);
}

#[test]
fn wrong_usage_writes_nothing() {
    let scratch = Scratch::new();
    let ids = scratch.ids();
    let before = scratch.read("drafts.yaml");
    for (arguments, words) in [
        ("accept data/news", "name the drafts"),
        ("accept data/news f9x", "`f9x`"),
        (&format!("accept data/news {} f9x", ids[0]), "`f9x`"),
        (&format!("accept data/news {} --all", ids[0]), "--all"),
        ("accept data/news --min-confidence 1.5", "from 0 to 1"),
        ("accept data/news --all --by nobody", "`nobody`"),
        ("accept data/news --all --by ghana", "`ghana`"),
        ("reject data/news", "name the drafts"),
        ("accept nowhere --all", "nowhere"),
    ] {
        let (out, err, code) = scratch.run(arguments);
        assert!(code == 2 && out.is_empty() && err.contains(words), "{arguments}: {code} {err}");
    }
    scratch.write("facts.yaml", &FACTS.replace("  recorded-by: ann\n", ""));
    let (_, err, code) = scratch.run("accept data/news --all");
    assert!(code == 2 && err.contains("--by \"Ann Berg\""), "{err}");
    assert_eq!(scratch.run(&format!("accept data/news {} --by ann", ids[0])).2, 0);
    assert_ne!(scratch.read("drafts.yaml"), before);
    fs::write(scratch.path().join("lines.jsonl"), "{}\n").unwrap();
    assert_eq!(scratch.run("accept lines.jsonl --all").2, 2);
}

#[test]
fn only_the_surer_drafts() {
    let scratch = Scratch::new();
    let drafts = scratch.read("drafts.yaml");
    let sure = drafts.lines().filter_map(|line| line.strip_prefix("    confidence: "));
    let sure = sure.filter(|number| number.parse::<f64>().unwrap() >= 0.9).count();
    let all = scratch.ids().len();
    assert!(sure > 0 && sure < all, "{sure} of {all}\n{drafts}");
    let (out, err, code) = scratch.run("accept data/news --min-confidence 0.9");
    assert_eq!((out.lines().count(), code), (sure, 0), "{err}");
    assert_eq!(scratch.ids().len(), all - sure);
}

#[cfg(unix)]
#[test]
fn links_and_modes_stay_and_read_only_files_are_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let folder = scratch.path().join("data/news");
    let real = scratch.path().join("real.yaml");
    fs::rename(folder.join("facts.yaml"), &real).unwrap();
    std::os::unix::fs::symlink(&real, folder.join("facts.yaml")).unwrap();
    let ids = scratch.ids();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o444)).unwrap();
    let before = scratch.read("drafts.yaml");
    let (_, err, code) = scratch.run(&format!("accept data/news {}", ids[0]));
    assert!(code == 2 && err.contains("may not be written"), "{err}");
    assert_eq!((scratch.read("drafts.yaml"), fs::read_to_string(&real).unwrap()), (before, FACTS.to_owned()));
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(scratch.run(&format!("accept data/news {}", ids[0])).2, 0);
    assert!(fs::symlink_metadata(folder.join("facts.yaml")).unwrap().file_type().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains(&ids[0]));
    assert_eq!(scratch.run("undo data/news").2, 0);
    assert_eq!(fs::read_to_string(&real).unwrap(), FACTS);
}

#[test]
fn a_full_disk_leaves_both_files() {
    let scratch = Scratch::new();
    let before = scratch.read("drafts.yaml");
    // No file may grow past one block: the document is larger than that once it is written anew.
    let long = format!("{FACTS}{}", "# a long comment\n".repeat(400));
    scratch.write("facts.yaml", &long);
    let (_, _, code) = scratch.run("--version");
    assert_eq!(code, 0);
    let (out, err, code) =
        shell("trap '' XFSZ; ulimit -f 6; groundwire accept data/news --all", scratch.path());
    let (out, err) = (String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
    assert!(code == 2 && out.is_empty() && err.contains("cannot write"), "{code} {out} {err}");
    assert_eq!((scratch.read("facts.yaml"), scratch.read("drafts.yaml")), (long, before));
    assert!(scratch.files().iter().all(|name| !name.ends_with(".part") && !name.ends_with(".back")));
}

#[test]
fn an_interrupted_run_is_finished() {
    let scratch = Scratch::new();
    let drafts = scratch.read("drafts.yaml");
    let id = scratch.ids()[0].clone();
    assert_eq!(scratch.run(&format!("accept data/news {id}")).2, 0);
    let facts = scratch.read("facts.yaml");
    // As if the second file had not been replaced.
    scratch.write("drafts.yaml", &drafts);
    let (out, err, code) = scratch.run(&format!("accept data/news {id}"));
    assert_eq!((out, code), (format!("accepted {id}\n"), 0), "{err}");
    assert_eq!(scratch.read("facts.yaml"), facts);
    assert!(!scratch.ids().contains(&id));
}

#[test]
fn json_documents_are_decided_on_too() {
    let scratch = Scratch::new();
    fs::remove_file(scratch.path().join("data/news/facts.yaml")).unwrap();
    let json = "{\n  \"article\": {\"title\": \"News\", \"language\": \"en\", \"published\": \"2019-07-10\", \"recorded-by\": \"ann\"},\n  \"entities\": {\n    \"ann\": {\"type\": \"Person\", \"label\": \"Ann Berg\"}\n  },\n  \"facts\": [\n  ]\n}\n";
    scratch.write("facts.json", json);
    let (_, err, code) = scratch.run("accept data/news --all");
    assert_eq!(code, 0, "{err}");
    let facts = scratch.read("facts.json");
    assert!(facts.contains("\"recorded-by\": [\"ann\",\"groundwire-rules\"]"), "{facts}");
    assert_eq!(scratch.run("check --quiet data").2, 0);
}
