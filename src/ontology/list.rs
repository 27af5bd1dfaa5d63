//! The members of RDF lists.
use super::triples::Triples;
use oxrdf::TermRef;
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// All lists of the ontologies.
pub(super) struct Lists {
    /// A list's node to the triple that holds its first member, and the member where it is a node.
    first: FxHashMap<u32, (u32, Option<u32>)>,
    rest: FxHashMap<u32, u32>,
    /// How many members may still be read. Each list is written for one expression; a text in which very many
    /// expressions share long lists would grow with the square of its length.
    left: Cell<usize>,
}

impl Lists {
    pub(super) fn new(
        first: &FxHashMap<u32, u32>,
        rest: &[(u32, u32)],
        triples: &Triples,
        index: &FxHashMap<Box<str>, u32>,
    ) -> Self {
        let node = |triple: u32| match triples.get(triple).object {
            TermRef::NamedNode(iri) => index.get(iri.as_str()).copied(),
            TermRef::BlankNode(blank) => index.get(&*["_:", blank.as_str()].concat()).copied(),
            _ => None,
        };
        Self {
            first: first.iter().map(|(&list, &triple)| (list, (triple, node(triple)))).collect(),
            rest: rest.iter().copied().collect(),
            left: Cell::new(1_000_000 + 16 * first.len()),
        }
    }

    /// Whether not all members could be read.
    pub(super) fn are_cut(&self) -> bool {
        self.left.get() == 0
    }

    /// The members' triples and nodes. A list that runs in a circle ends where it comes round.
    fn of(&self, head: u32) -> impl Iterator<Item = (u32, Option<u32>)> + '_ {
        let mut at = Some(head);
        std::iter::from_fn(move || {
            let here = at?;
            self.left.set(self.left.get().checked_sub(1)?);
            at = self.rest.get(&here).copied();
            self.first.get(&here).copied()
        })
        .take(self.first.len())
    }
    /// From each pair of a node and a list, the pairs of the node and the list's members.
    pub(super) fn expand<'a>(&'a self, pairs: &'a [(u32, u32)]) -> impl Iterator<Item = (u32, u32)> + 'a {
        pairs
            .iter()
            .flat_map(|&(node, list)| self.of(list).filter_map(move |(_, member)| Some((node, member?))))
    }
    /// The same, with the triples that hold the members.
    pub(super) fn expand_triples(&self, pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
        pairs.iter().flat_map(|&(node, list)| self.of(list).map(move |(at, _)| (node, at))).collect()
    }
}
