//! Which file of the crate uses which other, read from its `use` declarations and from paths within its code.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module, by the names that lead to it from the crate: `["ask", "sparql"]`. The crate itself has none.
pub(super) type Module = Vec<String>;

/// The sources of the crate, tests left out.
pub(super) struct Sources {
    files: BTreeMap<Module, PathBuf>,
    named: BTreeMap<Module, Vec<Named>>,
}

/// A path that a file names.
#[derive(Debug, PartialEq)]
struct Named {
    path: Vec<String>,
    /// What it is called in the file, where a `use` brings it in.
    called: Option<String>,
}

impl Sources {
    /// Those below a folder.
    pub(super) fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        find(folder, &Module::new(), &mut files);
        let named = |path: &PathBuf| named(&code(&fs::read_to_string(path).unwrap()));
        let named = files.iter().map(|(module, path)| (module.clone(), named(path)));
        Self { named: named.collect(), files }
    }

    /// The modules and their files.
    pub(super) fn files(&self) -> impl Iterator<Item = (&Module, &PathBuf)> {
        self.files.iter()
    }

    /// The modules that a module uses. What another module only hands on counts where it stands.
    pub(super) fn used(&self, module: &Module) -> BTreeSet<Module> {
        let named = &self.named[module];
        let used = named.iter().filter_map(|Named { path, called }| {
            let brought =
                named.iter().find(|other| other.called.as_ref() == path.first() && called.is_none());
            self.place(module, path, 0)
                .or_else(|| self.place(module, &[&brought?.path[..], &path[1..]].concat(), 0))
        });
        used.filter(|used| used != module).collect()
    }

    /// The module in which stands what a path names; none where it is of another crate.
    fn place(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let ups = path.iter().take_while(|name| *name == "super").count();
        let (mut at, names) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from[..from.len().checked_sub(ups)?].to_vec(), &path[ups..]),
            name if self.files.contains_key(&below(from, name)) => (from.clone(), path),
            _ => return None,
        };
        for name in names {
            let next = below(&at, name);
            if self.files.contains_key(&next) {
                at = next;
                continue;
            }
            let handed = self.named.get(&at)?.iter().find(|named| named.called.as_ref() == Some(name));
            let handed = handed.filter(|handed| depth < 8 && handed.path != path);
            return handed.and_then(|handed| self.place(&at, &handed.path, depth + 1)).or(Some(at));
        }
        Some(at)
    }
}

fn below(module: &Module, name: &str) -> Module {
    let mut module = module.clone();
    module.push(name.to_owned());
    module
}

/// The Rust files below a folder, by module.
fn find(folder: &Path, module: &Module, found: &mut BTreeMap<Module, PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let is_source = path.extension().is_some_and(|ending| ending == "rs");
        match name.as_str() {
            "tests" | "main" => {}
            _ if path.is_dir() => find(&path, &below(module, &name), found),
            "mod" | "lib" => _ = found.insert(module.clone(), path),
            _ if is_source => _ = found.insert(below(module, &name), path),
            _ => {}
        }
    }
}

/// A source without comments and without its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// All paths that a source names.
fn named(code: &str) -> Vec<Named> {
    let mut named = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        let bare = bare.strip_prefix("pub").map_or(bare, |rest| match rest.strip_prefix('(') {
            Some(scope) => scope.split_once(") ").map_or(rest, |(_, rest)| rest),
            None => rest.trim_start(),
        });
        let Some(tree) = bare.strip_prefix("use ") else {
            named.extend(line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').filter_map(path));
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.contains(';') {
            tree.push_str(lines.next().unwrap().trim());
        }
        expand(&[], tree.trim_end_matches(';'), &mut named);
    }
    named
}

/// A path within code: two names at least.
fn path(word: &str) -> Option<Named> {
    let path: Vec<String> = word.split("::").map(str::to_owned).collect();
    (path.len() > 1 && path.iter().all(|name| !name.is_empty() && !name.contains(':')))
        .then_some(Named { path, called: None })
}

/// The paths of a tree of `use`: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(prefix: &[String], tree: &str, found: &mut Vec<Named>) {
    let tree = tree.trim();
    let (names, within) = tree.split_once('{').map_or((tree, None), |(names, rest)| (names, Some(rest)));
    let (names, called) =
        names.split_once(" as ").map_or((names, None), |(names, called)| (names, Some(called)));
    let mut path = prefix.to_vec();
    path.extend(names.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
    let Some(within) = within else {
        if path.last().is_some_and(|name| name == "self") {
            path.pop();
        }
        let called = called.map_or_else(|| path.last().cloned(), |called| Some(called.trim().to_owned()));
        return found.push(Named { path, called });
    };
    let mut depth = 0;
    let within = within.strip_suffix('}').unwrap();
    let parts = within.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    for part in parts.filter(|part| !part.trim().is_empty()) {
        expand(&path, part, found);
    }
}

#[test]
fn paths_are_found() {
    let source =
        "pub(crate) use super::{a::{self, B}, c as d};\nfn e() -> f::G { crate::h::<u8>(\"x\") } // i::J\n";
    let found: Vec<(String, Option<String>)> =
        named(&code(source)).into_iter().map(|named| (named.path.join("::"), named.called)).collect();
    let called = |name: &str| Some(name.to_owned());
    assert_eq!(
        found,
        [
            ("super::a".to_owned(), called("a")),
            ("super::a::B".to_owned(), called("B")),
            ("super::c".to_owned(), called("d")),
            ("f::G".to_owned(), None),
        ]
    );
}
