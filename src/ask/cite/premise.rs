//! From solutions to the triples that each rests on.
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use super::path::{Edges, Search, Triple, World};
use super::solutions::UNBOUND;
use super::widen::{Link, Need, Part, Place, Slot};
use crate::ask::dataset::TermId;

/// A triple that a solution rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Premise {
    pub(super) subject: TermId,
    /// None where it is not a term of the data.
    pub(super) predicate: Option<TermId>,
    /// None where it is not a term of the data, or no single one.
    pub(super) object: Option<TermId>,
    /// The graph that was looked at; none for the default graph.
    pub(super) graph: Option<TermId>,
    /// Whether the row would be another one without it.
    pub(super) needed: bool,
}

/// A way along a path: its triples; none where there is no way.
type Way = Option<Rc<[Triple]>>;

/// Fills the parts of a query with the terms of its solutions.
pub(super) struct Premises {
    parts: Vec<Part>,
    /// The terms of the query's constants; none where the data do not have one.
    constants: Vec<Option<TermId>>,
    ways: FxHashMap<(usize, TermId, TermId, Option<TermId>), Way>,
    /// The search that each path is at.
    searches: FxHashMap<(usize, Option<TermId>), Search>,
}

impl Premises {
    pub(super) fn new(parts: Vec<Part>, constants: Vec<Option<TermId>>) -> Self {
        Self { parts, constants, ways: FxHashMap::default(), searches: FxHashMap::default() }
    }

    /// Takes what a solution rests on.
    pub(super) fn of(&mut self, solution: &[u32], edges: &impl Edges, mut take: impl FnMut(Premise)) {
        let constants = &self.constants;
        let term = |slot: Slot| match slot {
            Slot::Column(column) if solution[column] == UNBOUND => None,
            Slot::Column(column) => Some(TermId::of_number(solution[column])),
            Slot::Constant(number) => constants[number],
            Slot::Opaque => None,
        };
        for (number, part) in self.parts.iter().enumerate() {
            if part.marker.is_some_and(|marker| solution[marker] == UNBOUND) {
                continue;
            }
            let graph = match part.place {
                Place::Default => None,
                Place::Named(slot) => match term(slot) {
                    Some(graph) => Some(graph),
                    None => continue,
                },
            };
            let Some(subject) = term(part.subject) else { continue };
            let needed = match part.need {
                Need::Always => true,
                Need::Unless(column) => solution[column] == UNBOUND,
                Need::Never => false,
            };
            match &part.link {
                Link::Predicate(predicate) => {
                    let (predicate, object) = (term(*predicate), term(part.object));
                    take(Premise { subject, predicate, object, graph, needed });
                }
                Link::Path(automaton) => {
                    let Some(object) = term(part.object) else { continue };
                    let way = match self.ways.entry((number, subject, object, graph)) {
                        Entry::Occupied(entry) => entry.into_mut(),
                        Entry::Vacant(entry) => {
                            // Solutions come by their beginnings, mostly: one search serves all ends.
                            let search = match self.searches.entry((number, graph)) {
                                Entry::Occupied(entry) => {
                                    let search = entry.into_mut();
                                    if search.from != subject {
                                        search.begin(subject);
                                    }
                                    search
                                }
                                Entry::Vacant(entry) => entry.insert(automaton.from(subject)),
                            };
                            let world = World { edges, constants, graph };
                            entry.insert(search.way(automaton, object, &world).map(Rc::from))
                        }
                    };
                    for &[subject, predicate, object] in way.iter().flat_map(|way| way.iter()) {
                        let (predicate, object) = (Some(predicate), Some(object));
                        take(Premise { subject, predicate, object, graph, needed });
                    }
                }
            }
        }
    }
}
