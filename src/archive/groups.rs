//! The things that are one each, by their names.
use oxrdf::Term;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Which names stand for one thing, pair by pair.
#[derive(Debug, Default)]
pub(super) struct Links(FxHashMap<String, BTreeSet<String>>);

impl Links {
    pub(super) fn add(&mut self, one: &str, other: &str) {
        self.0.entry(one.to_owned()).or_default().insert(other.to_owned());
        self.0.entry(other.to_owned()).or_default().insert(one.to_owned());
    }

    /// The names that a link joins with this one.
    pub(super) fn of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }
}

/// A thing: the number of the group of its names.
pub(super) type Group = usize;

/// An end of what a fact says: a thing by any of its names, where they are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Other {
    Thing(Group),
    Term(Term),
}

/// Things, each with all its names.
#[derive(Debug, Default)]
pub(super) struct Groups {
    of: FxHashMap<String, Group>,
    names: Vec<Vec<String>>,
}

impl Groups {
    /// The things that some names stand for, in the order of these.
    pub(super) fn new<'t>(names: impl IntoIterator<Item = &'t str>, links: &Links) -> Self {
        let mut groups = Self::default();
        for name in names {
            if groups.of.contains_key(name) {
                continue;
            }
            let group = groups.names.len();
            let mut own = vec![name.to_owned()];
            groups.of.insert(name.to_owned(), group);
            let mut at = 0;
            while let Some(name) = own.get(at).cloned() {
                for other in links.of(&name) {
                    if groups.of.insert(other.to_owned(), group).is_none() {
                        own.push(other.to_owned());
                    }
                }
                at += 1;
            }
            groups.names.push(own);
        }
        groups
    }

    /// The thing that a name stands for, where that is known.
    pub(super) fn get(&self, name: &str) -> Option<Group> {
        self.of.get(name).copied()
    }

    /// An end of what a fact says.
    pub(super) fn other(&self, term: &Term) -> Other {
        let thing = match term {
            Term::NamedNode(node) => self.get(node.as_str()),
            _ => None,
        };
        thing.map_or_else(|| Other::Term(term.clone()), Other::Thing)
    }

    /// All names of a thing.
    pub(super) fn names(&self, group: Group) -> impl Iterator<Item = &str> {
        self.names[group].iter().map(String::as_str)
    }

    /// All names of all things.
    pub(super) fn into_names(self) -> impl Iterator<Item = String> {
        self.names.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_links_join_stand_for_one_thing() {
        let mut links = Links::default();
        for (one, other) in [("a", "q"), ("b", "q"), ("b", "r"), ("c", "s")] {
            links.add(one, other);
        }
        let groups = Groups::new(["b", "a", "d", "c"], &links);
        let names = |name: &str| groups.get(name).map(|group| groups.names(group).collect::<BTreeSet<_>>());
        assert_eq!(names("r"), Some(BTreeSet::from(["a", "b", "q", "r"])));
        assert_eq!(names("a"), names("b"));
        assert_eq!(names("d"), Some(BTreeSet::from(["d"])));
        assert_eq!(names("s"), Some(BTreeSet::from(["c", "s"])));
        assert_eq!(names("e"), None);
    }
}
