//! What unknown names may have meant.
use crate::term::iri::{Budget, Candidates};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};

/// The suggestions for one document. Each name is looked up once, however often it is wrong.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    entities: Group,
    classes: Group,
    properties: Group,
}

/// The names of one kind.
#[derive(Debug, Default)]
struct Group {
    candidates: OnceCell<(Candidates, Budget)>,
    known: RefCell<FxHashMap<String, Option<String>>>,
}

impl Group {
    /// The answer for a name: the one given before, or a new one.
    fn answer(&self, name: &str, find: impl FnOnce() -> Option<String>) -> Option<String> {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let found = find();
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }

    fn candidates(&self, more: usize, names: impl FnOnce() -> Vec<String>) -> &(Candidates, Budget) {
        self.candidates.get_or_init(|| {
            let candidates = Candidates::new(names());
            let budget = Budget::among(candidates.len() + more);
            (candidates, budget)
        })
    }

    /// The term nearest to a name, or one with the same local name under another prefix.
    fn term(&self, name: &str, names: impl FnOnce() -> Vec<String>) -> Option<String> {
        self.answer(name, || {
            let (candidates, budget) = self.candidates(0, names);
            let near = budget.nearest(name, &[candidates]);
            let near = near.or_else(|| {
                let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
                let same =
                    |candidate: &&str| candidate.rsplit_once(':').map_or(*candidate, |(_, own)| own) == local;
                if budget.spend(candidates.len()) { candidates.names().find(same) } else { None }
            });
            near.map(str::to_owned)
        })
    }
}

impl Suggestions {
    /// A class near to a name; `names` gives all of them.
    pub(super) fn class(&self, name: &str, names: impl FnOnce() -> Vec<String>) -> Option<String> {
        self.classes.term(name, names)
    }

    /// A property near to a name; `names` gives all of them.
    pub(super) fn property(&self, name: &str, names: impl FnOnce() -> Vec<String>) -> Option<String> {
        self.properties.term(name, names)
    }

    /// The key of an entity near to one: the document's own (`names` gives them), or a shared one.
    pub(super) fn entity(
        &self,
        key: &str,
        shared: Option<&Candidates>,
        names: impl FnOnce() -> Vec<String>,
    ) -> Option<String> {
        self.entities.answer(key, || {
            let (own, budget) = self.entities.candidates(shared.map_or(0, Candidates::len), names);
            let groups: Vec<&Candidates> = std::iter::once(own).chain(shared).collect();
            budget.nearest(key, &groups).map(str::to_owned)
        })
    }
}
