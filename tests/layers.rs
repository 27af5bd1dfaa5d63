//! The groups of modules use only groups before them, and no files use each other in a circle.
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use uses::{Module, Sources};

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

fn sources() -> Sources {
    let found = Sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(found.files().count() > 100, "{} files", found.files().count());
    found
}

#[test]
fn no_group_uses_one_behind_it() {
    let sources = sources();
    let rank = |group: &str| GROUPS.iter().position(|known| *known == group);
    let mut arrows: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (module, path) in sources.files() {
        // Beside the groups there are the crate itself and what the program does before all else.
        let [group, _, ..] = &module[..] else { continue };
        let own = rank(group).unwrap_or_else(|| panic!("the group `{group}` has no rank"));
        for other in sources.used(module) {
            let Some(other) = other.into_iter().next() else { continue };
            let Some(other_rank) = rank(&other) else { continue };
            if other_rank > own {
                wrong.push(format!("{} uses `{other}`", path.display()));
            }
            if other_rank != own {
                arrows.entry(group).or_default().insert(other);
            }
        }
    }
    for (group, others) in arrows {
        println!("{group} -> {}", others.into_iter().collect::<Vec<_>>().join(", "));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The predicates that tell a fact: `rdf::fact` names them for all that asks and serves a dataset.
const SHAPE: &str =
    "SUBJECT PREDICATE OBJECT VALUE MODALITY NEGATED EVIDENCE WHEN ACCORDING_TO STATED_IN IN_ARTICLE";

#[test]
fn facts_are_read_by_role() {
    for (module, path) in sources().files() {
        let [group, .., file] = &module[..] else { continue };
        if ["ask", "serve"].contains(&&**group) && file != "tests" {
            let text = fs::read_to_string(path).unwrap();
            let names = text.split("af::").skip(1);
            let names =
                names.filter_map(|rest| rest.split(|c: char| c != '_' && !c.is_ascii_uppercase()).next());
            let found: Vec<&str> =
                names.filter(|name| SHAPE.split(' ').any(|shape| shape == *name)).collect();
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

/// What leads into a circle or out of it is taken away until nothing changes; what stays are the circles.
fn circles(mut arrows: BTreeMap<Module, BTreeSet<Module>>) -> BTreeMap<Module, BTreeSet<Module>> {
    loop {
        let before = arrows.len();
        let begun: BTreeSet<Module> = arrows.keys().cloned().collect();
        arrows.values_mut().for_each(|ends| ends.retain(|end| begun.contains(end)));
        let ended: BTreeSet<Module> = arrows.values().flatten().cloned().collect();
        arrows.retain(|start, ends| !ends.is_empty() && ended.contains(start));
        if arrows.len() == before {
            return arrows;
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let sources = sources();
    // A folder's `mod.rs` is the face of the files in it: it hands on what they make, and they use what stands in it.
    let faces: BTreeSet<&[String]> =
        sources.files().filter_map(|(module, _)| Some(module.split_last()?.1)).collect();
    let files = sources.files().map(|(module, _)| module).filter(|module| !faces.contains(&module[..]));
    let arrows = files.map(|module| {
        let used = sources.used(module).into_iter().filter(|used| !faces.contains(&used[..]));
        (module.clone(), used.collect())
    });
    let found = circles(arrows.collect());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_circle_is_found() {
    let module = |name: &str| vec![name.to_owned()];
    let arrow = |(start, ends): (&str, &str)| {
        (module(start), ends.split(' ').filter(|end| !end.is_empty()).map(module).collect::<BTreeSet<_>>())
    };
    let found = circles(
        [("a", "b"), ("b", "c d"), ("c", "b e"), ("d", "e"), ("e", "")].into_iter().map(arrow).collect(),
    );
    assert!(found.keys().map(|module| module[0].as_str()).eq(["b", "c"]), "{found:?}");
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
    let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, path) in sources().files() {
        for name in public_types(&fs::read_to_string(path).unwrap()) {
            by_name.entry(name.to_owned()).or_default().push(path.display().to_string());
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
    for (_, path) in sources().files() {
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
