//! What shells complete: the scripts of `groundwire completions` in a real shell, over documents.
use crate::cases::shell;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const CORPUS: &str =
    "entities: {norland: {type: Country, label: Norland}, norway: {type: Country, label: Norway}}\n";
const FACTS: &str = "\
article: {title: Norland joins the League}
entities: {league: {type: Organization, label: The League}}
facts:
  - {id: f1, subject: norland, predicate: memberOf, object: league, quote: Norland joined the League}
";
const DRAFTS: &str = "\
facts:
  - {id: f2a, subject: norland, predicate: memberOf, object: league, quote: Norland, origin: {by: rules, name: r, at: 2026-01-01T00:00:00Z, article-sha256: 0000000000000000000000000000000000000000000000000000000000000000}}
  - {id: f2b, subject: norland, predicate: memberOf, object: norway, quote: Norland, origin: {by: rules, name: r, at: 2026-01-01T00:00:00Z, article-sha256: 0000000000000000000000000000000000000000000000000000000000000000}}
";

/// A corpus in `data` and the same in `my news`.
fn corpus() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["data", "my news"] {
        let data = folder.path().join(name);
        fs::create_dir_all(data.join("questions")).unwrap();
        fs::create_dir(data.join("harbour")).unwrap();
        fs::write(data.join("corpus.yaml"), CORPUS).unwrap();
        let question = "# Who is in a body?\n# $body: the body\nSELECT ?who { ?who af:memberOf $body }";
        fs::write(data.join("questions/members.rq"), question).unwrap();
        fs::write(data.join("questions/memory.rq"), "ASK {}").unwrap();
        fs::write(data.join("harbour/article.txt"), "Norland joined the League.\n").unwrap();
        fs::write(data.join("harbour/facts.yaml"), FACTS).unwrap();
        fs::write(data.join("harbour/drafts.yaml"), DRAFTS).unwrap();
    }
    folder
}

/// What bash would offer at the end of a line. Its pieces are given as bash takes them apart, at white space and at the
/// signs of `COMP_WORDBREAKS`; the last one is what it would replace.
fn bash(folder: &Path, line: &str, pieces: &[&str]) -> Vec<String> {
    let quoted: Vec<String> = pieces.iter().map(|piece| format!("'{piece}'")).collect();
    // Bash gives the function an empty piece where the cursor is right after a sign.
    let last = pieces.last().filter(|piece| !["=", ":"].contains(piece)).unwrap_or(&"");
    let command = format!(
        "source <(groundwire completions bash) && complete -p groundwire >/dev/null || exit 9
         COMP_WORDS=({}); COMP_CWORD={}; COMP_LINE='{line}'; COMP_POINT={}
         _groundwire groundwire '{last}' ''
         (( ${{#COMPREPLY[@]}} == 0 )) || printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        pieces.len() - 1,
        line.len(),
    );
    let (out, err, status) = shell(&command, folder);
    assert_eq!((String::from_utf8(err).unwrap().as_str(), status), ("", 0), "{line}");
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

/// The same of a line that is taken apart at white space alone.
fn plain(folder: &Path, line: &str) -> Vec<String> {
    bash(folder, line, &line.split(' ').collect::<Vec<_>>())
}

#[test]
fn questions_and_their_parameters() {
    let folder = corpus();
    let folder = folder.path();
    let all = plain(folder, "groundwire query ");
    assert_eq!(all[..2], ["members", "memory"]);
    assert!(all[2..].iter().all(|other| other.starts_with('-')), "{all:?}");
    assert_eq!(plain(folder, "groundwire query membe"), ["members"]);
    assert_eq!(plain(folder, "groundwire query members --set "), ["body="]);
    let set = ["groundwire", "query", "members", "--set", "body", "="];
    assert_eq!(bash(folder, "groundwire query members --set body=", &set), ["norland", "norway"]);
    let set = ["groundwire", "query", "members", "--set", "body", "=", "ent", ":", "norl"];
    assert_eq!(bash(folder, "groundwire query members --set body=ent:norl", &set), ["norland"]);
}

#[test]
fn codes_one_after_another() {
    let folder = corpus();
    let folder = folder.path();
    assert_eq!(plain(folder, "groundwire check --deny warn"), ["warnings"]);
    assert_eq!(plain(folder, "groundwire check --deny warnings,quote-not-f"), ["warnings,quote-not-found"]);
    assert!(plain(folder, "groundwire check --allow ").contains(&"uncovered".to_owned()));
    assert!(!plain(folder, "groundwire export --allow ").contains(&"warnings".to_owned()));
    assert_eq!(plain(folder, "groundwire check --explain quote-not-f"), ["quote-not-found"]);
    let set = ["groundwire", "check", "--deny", "=", "quote-not-f"];
    assert_eq!(bash(folder, "groundwire check --deny=quote-not-f", &set), ["quote-not-found"]);
}

#[test]
fn things_terms_and_articles() {
    let folder = corpus();
    let folder = folder.path();
    assert_eq!(plain(folder, "groundwire explain nor"), ["norland", "norway"]);
    assert_eq!(plain(folder, "groundwire explain ha"), ["harbour"]);
    assert!(!plain(folder, "groundwire explain m").contains(&"memberOf".to_owned()));
    assert_eq!(plain(folder, "groundwire explain norland memberO"), ["memberOf"]);
    assert_eq!(plain(folder, "groundwire explain norland memberOf leag"), ["league"]);
    assert_eq!(plain(folder, "groundwire export --about le"), ["league"]);
    assert_eq!(plain(folder, "groundwire export --article "), ["harbour"]);
    assert_eq!(plain(folder, "groundwire terms Count"), ["Country"]);
    assert!(plain(folder, "groundwire terms membe").contains(&"memberOf".to_owned()));
}

#[test]
fn drafts_that_are_not_named_yet() {
    let folder = corpus();
    let folder = folder.path();
    let ids = |line: &str| -> Vec<String> {
        plain(folder, line).into_iter().filter(|found| !found.starts_with('-')).collect()
    };
    assert_eq!(ids("groundwire accept data/harbour f"), ["f2a", "f2b"]);
    assert_eq!(ids("groundwire reject data/harbour f2a f"), ["f2b"]);
    assert_eq!(plain(folder, "groundwire accept data/har"), ["data/harbour/"]);
}

#[test]
fn other_folders_and_wrong_ones() {
    let folder = corpus();
    let folder = folder.path();
    assert_eq!(
        bash(
            folder,
            "groundwire terms --in my\\ news Count",
            &["groundwire", "terms", "--in", "my\\ news", "Count"]
        ),
        ["Country"]
    );
    assert_eq!(plain(folder, "groundwire explain --in data/harbour lea"), ["league"]);
    // What is wrong with documents and lines is no matter for a completion.
    fs::write(folder.join("data/harbour/facts.yaml"), "facts: [").unwrap();
    fs::write(folder.join("data/corpus.yaml"), "entities: {norland: {type: Nothing}}\n").unwrap();
    assert!(plain(folder, "groundwire explain lea").is_empty());
    assert!(plain(folder, "groundwire query membe").contains(&"members".to_owned()));
    assert!(plain(folder, "groundwire explain --in nowhere lea").is_empty());
    plain(folder, "groundwire nonsense --in x ");
    let (out, err, _) = shell("GROUNDWIRE_COMPLETE=csh groundwire -- groundwire ''", folder);
    assert_eq!((out, err), (vec![], vec![]));
    let (out, err, _) = shell("GROUNDWIRE_COMPLETE=bash groundwire", folder);
    assert_eq!((out, err), (vec![], vec![]));
    let (_, err, _) = shell("GROUNDWIRE_COMPLETE=fish groundwire", folder);
    assert_eq!(err, Vec::<u8>::new());
}

#[test]
fn every_command_and_option() {
    let folder = corpus();
    let folder = folder.path();
    let (help, _, _) = shell("groundwire --help", folder);
    let help = String::from_utf8(help).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let mut commands: Vec<&str> = commands
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 11, "{commands:?}");
    let mut offered = plain(folder, "groundwire ");
    offered.retain(|word| !word.starts_with('-'));
    offered.sort();
    commands.sort_unstable();
    assert_eq!(offered, commands);
    assert_eq!(plain(folder, "groundwire query --exit"), ["--exit-status"]);
    assert_eq!(plain(folder, "groundwire export --format j"), ["jsonld", "jsonl"]);
    let has_threads = |command: &str| plain(folder, command).iter().any(|word| word == "--threads");
    assert!(has_threads("groundwire check --") && !has_threads("groundwire schema --"));
}

#[test]
fn every_shell_has_a_script() {
    let folder = corpus();
    for name in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (out, err, status) = shell(&format!("groundwire completions {name}"), folder.path());
        assert_eq!((err, status), (vec![], 0), "{name}");
        let script = String::from_utf8(out).unwrap();
        assert!(script.contains("GROUNDWIRE_COMPLETE"), "{name}: {script}");
        // The program is found in PATH: a package may put it anywhere.
        assert!(!script.contains("/groundwire"), "{name}: {script}");
    }
}

/// What the other shells' scripts ask for, and how the answers look to them.
#[test]
fn descriptions_where_a_shell_shows_them() {
    let folder = corpus();
    let asked = |variables: &str, words: &str| {
        let (out, err, status) =
            shell(&format!("{variables} groundwire -- groundwire {words}"), folder.path());
        assert_eq!((err, status), (vec![], 0));
        String::from_utf8(out).unwrap()
    };
    let zsh = "GROUNDWIRE_COMPLETE=zsh _CLAP_COMPLETE_INDEX=2";
    assert_eq!(asked(zsh, "query membe"), "members:Who is in a body?");
    let fish = "GROUNDWIRE_COMPLETE=fish";
    assert_eq!(asked(fish, "query membe"), "members\tWho is in a body?\n");
    assert_eq!(asked(fish, "query members --set body=norl"), "body=norland\tNorland\n");
    assert_eq!(asked(fish, "accept data/harbour f2b"), "f2b\tnorland memberOf norway\n");
}
