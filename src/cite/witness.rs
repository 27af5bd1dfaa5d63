//! From solutions to the facts that each rests on.
use super::Found;
use super::path::{Search, Triple};
use super::solutions::UNBOUND;
use super::support::{Grounds, Kind, Supports};
use super::widen::{Link, Need, Part, Place, Slot};
use crate::dataset::TermId;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

/// A way along a path: its triples; none where there is no way.
type Way = Option<Rc<[Triple]>>;

/// Gathers what rows rest on.
pub(super) struct Witnesses<'d> {
    supports: Supports<'d>,
    parts: Vec<Part>,
    rows: Vec<Row>,
    ways: FxHashMap<(usize, TermId, TermId, Option<TermId>), Way>,
    /// The search that each path is at.
    searches: FxHashMap<(usize, Option<TermId>), Search>,
    /// The facts of the solution at hand.
    facts: Vec<TermId>,
    /// Its triples about quotes, times and quantities.
    nodes: Vec<(TermId, Option<TermId>)>,
}

#[derive(Default)]
struct Row {
    facts: Vec<TermId>,
    /// How many of the facts are sorted and single.
    sorted: usize,
    grounds: Grounds,
    also_without: bool,
}

impl Row {
    /// Sorts the facts, and takes each once.
    fn fold(&mut self) {
        self.facts.sort_unstable();
        self.facts.dedup();
        self.sorted = self.facts.len();
    }
}

impl<'d> Witnesses<'d> {
    pub(super) fn new(supports: Supports<'d>, parts: Vec<Part>) -> Self {
        Self {
            supports,
            parts,
            rows: Vec::new(),
            ways: FxHashMap::default(),
            searches: FxHashMap::default(),
            facts: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// Adds a solution that gives a row.
    pub(super) fn add(&mut self, row: usize, solution: &[u32]) {
        self.facts.clear();
        self.nodes.clear();
        let mut grounds = Grounds::default();
        // Whether the solution would not be there without some fact.
        let mut needs = false;
        let parts = std::mem::take(&mut self.parts);
        for (number, part) in parts.iter().enumerate() {
            if part.marker.is_some_and(|marker| solution[marker] == UNBOUND) {
                continue;
            }
            let graph = match part.place {
                Place::Default => None,
                Place::Named(slot) => match term(slot, solution) {
                    Some(graph) => Some(graph),
                    None => continue,
                },
            };
            let Some(subject) = term(part.subject, solution) else { continue };
            let needed = match part.need {
                Need::Always => true,
                Need::Unless(column) => solution[column] == UNBOUND,
                Need::Never => false,
            };
            match &part.link {
                Link::Predicate(predicate) => {
                    let (predicate, object) = (term(*predicate, solution), term(part.object, solution));
                    needs |= self.triple(subject, predicate, object, graph, &mut grounds) && needed;
                }
                Link::Path(automaton) => {
                    let Some(object) = term(part.object, solution) else { continue };
                    let supports = &self.supports;
                    let key = (number, subject, object, graph);
                    if !self.ways.contains_key(&key) {
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
                        let sees = |triple| supports.sees(triple, graph);
                        let way = search.way(automaton, supports.dataset(), object, sees);
                        self.ways.insert(key, way.map(Rc::from));
                    }
                    let way = self.ways.get(&key).cloned().flatten();
                    for &[subject, predicate, object] in way.iter().flat_map(|way| way.iter()) {
                        needs |= self.triple(subject, Some(predicate), Some(object), graph, &mut grounds)
                            && needed;
                    }
                }
            }
        }
        self.parts = parts;
        // A quote, time or quantity that a cited fact leads to is there because of that fact; else of any that does.
        let nodes = std::mem::take(&mut self.nodes);
        for &(node, graph) in &nodes {
            if !self.facts.iter().any(|fact| self.supports.links(*fact, node)) {
                let range = self.supports.linking(node, graph);
                needs |= !range.is_empty();
                self.facts.extend_from_slice(self.supports.list(&range));
            }
        }
        self.nodes = nodes;
        if row >= self.rows.len() {
            self.rows.resize_with(row + 1, Row::default);
        }
        let row = &mut self.rows[row];
        row.grounds.add(grounds);
        row.also_without |= !needs;
        for &fact in &self.facts {
            if row.facts.last() != Some(&fact) {
                row.facts.push(fact);
            }
        }
        if row.facts.len() > 2 * row.sorted + 64 {
            row.fold();
        }
    }

    /// Adds a triple; whether the solution would not be there without the facts that it rests on.
    fn triple(
        &mut self,
        subject: TermId,
        predicate: Option<TermId>,
        object: Option<TermId>,
        graph: Option<TermId>,
        grounds: &mut Grounds,
    ) -> bool {
        match self.supports.kind(subject) {
            Kind::Fact => {
                if !self.facts.contains(&subject) {
                    self.facts.push(subject);
                }
                true
            }
            Kind::Node => {
                if !self.nodes.contains(&(subject, graph)) {
                    self.nodes.push((subject, graph));
                }
                false
            }
            Kind::Other => {
                let (Some(predicate), Some(object)) = (predicate, object) else { return false };
                let support = self.supports.of_triple([subject, predicate, object], graph);
                grounds.add(support.grounds);
                for &fact in self.supports.list(&support.facts) {
                    if !self.facts.contains(&fact) {
                        self.facts.push(fact);
                    }
                }
                !support.facts.is_empty() && support.grounds.is_empty()
            }
        }
    }

    /// What each of `rows` rows rests on.
    pub(super) fn finish(mut self, rows: usize) -> impl Iterator<Item = Found> {
        self.rows.resize_with(rows, Row::default);
        self.rows.into_iter().map(|mut row| {
            row.fold();
            Found { facts: row.facts, grounds: row.grounds, also_without: row.also_without }
        })
    }
}

/// The term in a slot, if there is one.
fn term(slot: Slot, solution: &[u32]) -> Option<TermId> {
    match slot {
        Slot::Column(column) if solution[column] == UNBOUND => None,
        Slot::Column(column) => Some(TermId::of_number(solution[column])),
        Slot::Term(term) => term,
        Slot::Opaque => None,
    }
}
