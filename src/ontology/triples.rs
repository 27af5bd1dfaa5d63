//! Triples of ontologies.
use super::compiled::Core;
use oxrdf::{Triple, TripleRef};

/// The triples of the core, which are in the program, and those of the ontologies beside it.
#[derive(Debug)]
pub(super) struct Triples {
    core: &'static [TripleRef<'static>],
    added: Vec<Triple>,
}

impl Triples {
    /// Those of the core.
    pub(super) fn core() -> Self {
        Self { core: &Core::get().triples, added: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.core.len() + self.added.len()
    }

    /// One of them, which must be there.
    pub(super) fn get(&self, at: u32) -> TripleRef<'_> {
        let at = at as usize;
        match self.core.get(at) {
            Some(triple) => *triple,
            None => self.added[at - self.core.len()].as_ref(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = TripleRef<'_>> {
        self.core.iter().copied().chain(self.added.iter().map(Triple::as_ref))
    }

    pub(super) fn push(&mut self, triple: Triple) {
        self.added.push(triple);
    }

    /// Takes back those after the first `length`, none of which may be of the core.
    pub(super) fn truncate(&mut self, length: usize) {
        self.added.truncate(length.saturating_sub(self.core.len()));
    }
}
