//! The examples in the pages are true: every `console` block of the README and of `docs` is run, in order, in a copy of the
//! repository's data, and its output is compared with the page, line by line. A block with `file=NAME` in its info string
//! is written to that file first.
//!
//! A line `$ command` runs the command, and the lines below it are all that a terminal would show of it (standard output
//! and standard error as they come). A line `…` means any number of left-out lines. Commands of other programs are
//! shown and not run. `GROUNDWIRE_BLESS=1 cargo test docs` writes what comes now into the pages.
use crate::cases::shell;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages with examples.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<_> =
        fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "md"));
    pages.extend(["README.md", "data/README.md", "ontology/README.md"].map(|page| root.join(page)));
    pages.sort();
    pages
}

/// The page as it should be, its examples run in a folder, and the number of them.
fn rewritten(page: &str, folder: &Path) -> (String, usize) {
    let mut out = String::new();
    let mut tried = 0;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some((_, name)) = line.strip_prefix("```").and_then(|info| info.split_once(" file=")) {
            let mut text = String::new();
            while let Some(line) = lines.next_if(|line| *line != "```") {
                out.push_str(line);
                out.push('\n');
                text.push_str(line);
                text.push('\n');
            }
            fs::write(folder.join(name), text).unwrap();
        }
        if line != "```console" {
            continue;
        }
        while let Some(command) = lines.next_if(|line| line.starts_with("$ ")) {
            out.push_str(command);
            out.push('\n');
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && *line != "```") {
                shown.push(line);
            }
            let given = if command.contains("groundwire ") {
                tried += 1;
                shell(&format!("exec 2>&1; {}", &command[2..]), folder).0
            } else {
                Vec::new()
            };
            let given = String::from_utf8(given).unwrap();
            let mut given: Vec<_> = given.lines().map(str::trim_end).collect();
            while given.last().is_some_and(|line| line.is_empty()) {
                given.pop();
            }
            let blank = shown.iter().rev().take_while(|line| line.is_empty()).count();
            let (words, space) = shown.split_at(shown.len() - blank);
            let kept = !command.contains("groundwire ") || fits(words, &given);
            for line in if kept { words } else { &given }.iter().chain(space) {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    (out, tried)
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether the lines are what is shown, `…` standing for any number of them.
fn fits(shown: &[&str], lines: &[&str]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((&"…", rest)) => (0..=lines.len()).any(|left| fits(rest, &lines[left..])),
        Some((first, rest)) => {
            lines.first().is_some_and(|line| *line == first.trim_end()) && fits(rest, &lines[1..])
        }
    }
}

#[test]
fn what_the_pages_show_is_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let blessing = std::env::var_os("GROUNDWIRE_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut all = 0;
    for path in pages() {
        // A page's examples may write files that its later ones read.
        let folder = tempfile::tempdir().unwrap();
        for part in ["data", "ontology", "docs"] {
            copy(&root.join(part), &folder.path().join(part));
        }
        let page = fs::read_to_string(&path).unwrap();
        let (given, tried) = rewritten(&page, folder.path());
        all += tried;
        if given != page && blessing {
            fs::write(&path, given).unwrap();
        } else if given != page {
            let difference = similar::TextDiff::from_lines(&page, &given);
            let difference = difference.unified_diff().header("shown", "given").to_string();
            wrong.push(format!("{}\n{difference}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all >= 10, "only {all} examples were found");
}

/// The facts that the annotation guide shows as examples: `K/f07f`, `B/f01t`.
#[test]
fn the_annotation_guide_names_facts_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let articles = [("K/", "kazakhstan-council-of-europe"), ("B/", "benin-nigeria-afcfta")]
        .map(|(short, id)| (short, read(&format!("data/{id}/facts.yaml"))));
    let mut named = 0;
    for word in read("docs/annotation-guide.md").split('`') {
        for (short, facts) in &articles {
            let Some(id) = word.strip_prefix(short) else { continue };
            named += 1;
            let declared = |line: &str| line.split(['{', '}', ',', ' ']).any(|part| part == id);
            assert!(
                facts.lines().any(|line| line.contains("id: ") && declared(line)),
                "{word} is not a fact"
            );
        }
    }
    assert!(named > 40, "only {named} facts are named");
}
