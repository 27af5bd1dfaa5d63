//! The groups of modules use only groups before them, and within a group no two modules use each other in a circle.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The groups: each may use itself and those before it.
const GROUPS: [&str; 17] = [
    "text",
    "diagnostic",
    "term",
    "language",
    "document",
    "ontology",
    "check",
    "draft",
    "rdf",
    "ask",
    "corpus",
    "archive",
    "diff",
    "shacl",
    "mcp",
    "serve",
    "cli",
];

/// The Rust files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The paths below the crate that a file names, comments and tests left out: `ask::sparql` of `crate::ask::sparql::Query`.
fn uses(path: &Path) -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found = BTreeSet::new();
    for line in code.lines().map(|line| line.split("//").next().unwrap()) {
        for rest in line.split("crate::").skip(1) {
            let mut names = rest.split("::").map(|name| {
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
                name[..end].to_owned()
            });
            found.insert((names.next().unwrap_or_default(), names.next().unwrap_or_default()));
        }
    }
    found
}

/// The group of a file, and its module within the group.
fn place(path: &Path) -> Option<(String, String)> {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let parts: Vec<String> =
        below.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let is_test =
        parts.last().is_some_and(|name| name == "tests") || parts.iter().any(|part| part == "tests");
    if parts.len() < 2 || is_test { None } else { Some((parts[0].clone(), parts[1].clone())) }
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 100, "{} files", found.len());
    found
}

#[test]
fn no_group_uses_one_behind_it() {
    let rank = |group: &str| GROUPS.iter().position(|known| *known == group);
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for path in sources() {
        let Some((group, _)) = place(&path) else { continue };
        let own = rank(&group).unwrap_or_else(|| panic!("the group `{group}` has no rank"));
        for (other, _) in uses(&path) {
            let Some(other_rank) = rank(&other) else { continue };
            if other_rank > own {
                wrong.push(format!("{} uses `{other}`", path.display()));
            }
            if other_rank != own {
                arrows.entry(group.clone()).or_default().insert(other);
            }
        }
    }
    for (group, others) in arrows {
        println!("{group} -> {}", others.into_iter().collect::<Vec<_>>().join(", "));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_modules_of_a_group_use_each_other() {
    let mut arrows: BTreeMap<(String, String), BTreeSet<(String, String)>> = BTreeMap::new();
    for path in sources() {
        let Some((group, module)) = place(&path) else { continue };
        for (other_group, other) in uses(&path) {
            if other_group == group && other != module && !other.is_empty() {
                arrows.entry((group.clone(), module.clone())).or_default().insert((other_group, other));
            }
        }
    }
    // What nothing leads out of is taken away until nothing is left; what stays is a circle.
    let mut open: BTreeMap<_, BTreeSet<_>> = arrows.clone();
    loop {
        let ends: BTreeSet<_> =
            open.values().flatten().filter(|end| !open.contains_key(*end)).cloned().collect();
        let before = open.len();
        for others in open.values_mut() {
            others.retain(|other| !ends.contains(other));
        }
        open.retain(|_, others| !others.is_empty());
        if open.len() == before && ends.is_empty() {
            break;
        }
    }
    assert!(open.is_empty(), "{open:#?}");
}

/// The functions of a source that are longer than a screen, with their lines.
fn long_functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let before = &line[..line.len() - code.len()];
        let words: Vec<&str> = code.split([' ', '(', '<']).collect();
        let Some(at) = words.iter().position(|word| *word == "fn") else { continue };
        let is_function =
            words[..at].iter().all(|word| ["pub", "crate)", "super)", "const", "async"].contains(word));
        let end = format!("{before}}}");
        let Some(length) = lines[start..].iter().position(|line| **line == end) else { continue };
        if is_function && length >= SCREEN {
            long.push((words[at + 1].to_owned(), length + 1));
        }
    }
    long
}

/// In lines.
const SCREEN: usize = 80;

/// The names of the types that a source makes public.
fn public_types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let mut words = line.trim_start().strip_prefix("pub ")?.split([' ', '<', '(', ';', ':', '{', '=']);
        let kind = words.next()?;
        ["struct", "enum", "trait", "type", "union"].contains(&kind).then(|| words.next())?
    })
}

#[test]
fn no_two_public_types_have_one_name() {
    let mut by_name: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in sources() {
        for name in public_types(&fs::read_to_string(&path).unwrap()) {
            by_name.entry(name.to_owned()).or_default().push(path.clone());
        }
    }
    assert!(by_name.len() > 100, "{}", by_name.len());
    by_name.retain(|_, paths| paths.len() > 1);
    assert!(by_name.is_empty(), "{by_name:#?}");
}

#[test]
fn public_types_are_found() {
    let text = "pub struct A<'a> {\n    pub enum B;\npub(crate) struct C;\npub fn d() {}\npub trait E: F {\npub type G = H;\n";
    assert!(public_types(text).eq(["A", "B", "E", "G"]));
}

#[test]
fn functions_fit_a_screen() {
    let mut long = Vec::new();
    for path in sources().iter().filter(|path| place(path).is_some()) {
        for (name, lines) in long_functions(&fs::read_to_string(path).unwrap()) {
            long.push(format!("{} {name}: {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn a_long_function_is_found() {
    let text =
        format!("impl A {{\n    pub(crate) fn b(&self) {{\n{}    }}\n}}\n", "        c();\n".repeat(SCREEN));
    assert_eq!(long_functions(&text), [("b".to_owned(), SCREEN + 2)]);
    let text = format!("fn b() {{\n{}}}\n", "    c();\n".repeat(SCREEN - 2));
    assert_eq!(long_functions(&text), []);
}
