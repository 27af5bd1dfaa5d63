//! A shortest way along a property path.
use oxrdf::NamedNode;
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression;
use std::collections::VecDeque;

use super::widen::known;
use crate::dataset::{Dataset, TermId};

/// A triple as term numbers: subject, predicate, object.
pub(super) type Triple = [TermId; 3];

/// What leads from a state to another.
#[derive(Clone, Debug)]
enum Step {
    /// Nothing.
    Free,
    /// A triple with this predicate (none: one that the dataset does not have).
    Predicate { predicate: Option<TermId>, back: bool },
    /// A triple with any predicate but these.
    Not { predicates: Vec<TermId>, back: bool },
}

/// A path as an automaton: from state 0 to state 1, by triples.
#[derive(Debug)]
pub(super) struct Automaton {
    /// The steps out of each state, and where they lead.
    steps: Vec<Vec<(Step, usize)>>,
}

const START: usize = 0;
const END: usize = 1;

impl Automaton {
    pub(super) fn new(path: &PropertyPathExpression, dataset: &Dataset) -> Self {
        let mut automaton = Self { steps: vec![Vec::new(), Vec::new()] };
        automaton.add(path, false, START, END, dataset);
        automaton
    }

    fn state(&mut self) -> usize {
        self.steps.push(Vec::new());
        self.steps.len() - 1
    }

    fn step(&mut self, from: usize, step: Step, to: usize) {
        self.steps[from].push((step, to));
    }

    fn add(&mut self, path: &PropertyPathExpression, back: bool, from: usize, to: usize, dataset: &Dataset) {
        let ids = |nodes: &[NamedNode]| nodes.iter().filter_map(|node| known(dataset, node)).collect();
        match path {
            PropertyPathExpression::NamedNode(node) => {
                let predicate = known(dataset, node);
                self.step(from, Step::Predicate { predicate, back }, to);
            }
            PropertyPathExpression::NegatedPropertySet(nodes) => {
                self.step(from, Step::Not { predicates: ids(nodes), back }, to);
            }
            PropertyPathExpression::Reverse(path) => self.add(path, !back, from, to, dataset),
            PropertyPathExpression::Sequence(first, second) => {
                let (first, second) = if back { (second, first) } else { (first, second) };
                let middle = self.state();
                self.add(first, back, from, middle, dataset);
                self.add(second, back, middle, to, dataset);
            }
            PropertyPathExpression::Alternative(a, b) => {
                self.add(a, back, from, to, dataset);
                self.add(b, back, from, to, dataset);
            }
            PropertyPathExpression::ZeroOrOne(path) => {
                self.step(from, Step::Free, to);
                self.add(path, back, from, to, dataset);
            }
            PropertyPathExpression::ZeroOrMore(path) => {
                let around = self.state();
                self.step(from, Step::Free, around);
                self.add(path, back, around, around, dataset);
                self.step(around, Step::Free, to);
            }
            PropertyPathExpression::OneOrMore(path) => {
                let (before, after) = (self.state(), self.state());
                self.step(from, Step::Free, before);
                self.add(path, back, before, after, dataset);
                self.step(after, Step::Free, before);
                self.step(after, Step::Free, to);
            }
        }
    }

    /// A search for the ends of all ways from a term.
    pub(super) fn from(&self, from: TermId) -> Search {
        let mut search = Search {
            from,
            reached: Vec::new(),
            queue: VecDeque::new(),
            done: FxHashSet::default(),
            ends: FxHashMap::default(),
        };
        search.begin(from);
        search
    }
}

/// A place reached: what it was reached from, and by which triple.
struct Reached {
    state: usize,
    term: TermId,
    before: usize,
    by: Option<Triple>,
}

/// A search from one term, nearest places first. It goes only as far as it is asked to.
pub(super) struct Search {
    /// Where it begins.
    pub(super) from: TermId,
    reached: Vec<Reached>,
    queue: VecDeque<usize>,
    done: FxHashSet<(usize, TermId)>,
    /// The ends of ways, and where they were reached.
    ends: FxHashMap<TermId, usize>,
}

impl Search {
    /// Begins anew from another term, in the same memory.
    pub(super) fn begin(&mut self, from: TermId) {
        self.from = from;
        self.reached.clear();
        self.reached.push(Reached { state: START, term: from, before: usize::MAX, by: None });
        self.queue.clear();
        self.queue.push_back(0);
        self.done.clear();
        self.ends.clear();
    }

    /// The triples along a shortest way to a term, in order; of several, the first by the order of the dataset. `sees`
    /// tells which triples count.
    pub(super) fn way(
        &mut self,
        automaton: &Automaton,
        dataset: &Dataset,
        to: TermId,
        mut sees: impl FnMut(Triple) -> bool,
    ) -> Option<Vec<Triple>> {
        while !self.ends.contains_key(&to) {
            let at = self.queue.pop_front()?;
            self.step(automaton, dataset, at, &mut sees);
        }
        let mut at = *self.ends.get(&to)?;
        let mut way = Vec::new();
        while let Some(place) = self.reached.get(at) {
            way.extend(place.by);
            at = place.before;
        }
        way.reverse();
        Some(way)
    }

    /// Goes on from a place that was reached.
    fn step(
        &mut self,
        automaton: &Automaton,
        dataset: &Dataset,
        at: usize,
        sees: &mut impl FnMut(Triple) -> bool,
    ) {
        let (state, term) = (self.reached[at].state, self.reached[at].term);
        if !self.done.insert((state, term)) {
            return;
        }
        if state == END {
            self.ends.entry(term).or_insert(at);
        }
        for (step, next) in &automaton.steps[state] {
            let (predicate, not, back) = match step {
                Step::Free => {
                    self.reached.push(Reached { state: *next, term, before: at, by: None });
                    // What costs nothing comes first, so that the way found first is a shortest one.
                    self.queue.push_front(self.reached.len() - 1);
                    continue;
                }
                Step::Predicate { predicate: None, .. } => continue,
                Step::Predicate { predicate, back } => (*predicate, &[][..], *back),
                Step::Not { predicates, back } => (None, &predicates[..], *back),
            };
            let (subject, object) = if back { (None, Some(term)) } else { (Some(term), None) };
            for triple in dataset.matching(subject, predicate, object) {
                let end = if back { triple[0] } else { triple[2] };
                if not.contains(&triple[1]) || self.done.contains(&(*next, end)) || !sees(triple) {
                    continue;
                }
                self.reached.push(Reached { state: *next, term: end, before: at, by: Some(triple) });
                self.queue.push_back(self.reached.len() - 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Automaton;
    use crate::dataset::{Dataset, DatasetBuilder, TermId};
    use crate::quads::QuadSink;

    use spargebra::SparqlParser;
    use spargebra::algebra::{GraphPattern, PropertyPathExpression};

    fn dataset(triples: &[(&str, &str, &str)]) -> Dataset {
        let mut builder = DatasetBuilder::new();
        for (subject, predicate, object) in triples {
            builder.subject("x:g", &format!("x:{subject}"));
            builder.iri(&format!("x:{predicate}"), &format!("x:{object}"));
        }
        builder.finish()
    }

    fn path(text: &str) -> PropertyPathExpression {
        // Grouped with a second alternative, so that the parser keeps it a path whatever it is.
        let query = format!("PREFIX x: <x:> SELECT * {{ ?s ({text})|x:never ?o }}");
        let spargebra::Query::Select { pattern: GraphPattern::Project { inner, .. }, .. } =
            SparqlParser::new().parse_query(&query).unwrap()
        else {
            panic!("a select")
        };
        let GraphPattern::Path { path, .. } = *inner else { panic!("a path") };
        path
    }

    /// The steps of a shortest way, in short.
    fn way(dataset: &Dataset, text: &str, from: &str, to: &str) -> Option<String> {
        let id = |name: &str| dataset.iri(&format!("x:{name}")).unwrap();
        let local = |term: TermId| dataset.term(term).to_string().trim_matches(['<', '>'])[2..].to_owned();
        let way = {
            let automaton = Automaton::new(&path(text), dataset);
            let mut search = automaton.from(id(from));
            search.way(&automaton, dataset, id(to), |_| true)?
        };
        let steps = way.iter().map(|triple| triple.map(local).join(""));
        Some(steps.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_shortest_way_is_found() {
        let dataset = dataset(&[
            ("a", "p", "b"),
            ("b", "p", "c"),
            ("c", "p", "d"),
            ("a", "q", "c"),
            ("d", "p", "a"),
            ("e", "q", "d"),
        ]);
        let found = |text, from, to| way(&dataset, text, from, to);
        assert_eq!(found("x:p+", "a", "d").as_deref(), Some("apb bpc cpd"));
        assert_eq!(found("(x:p|x:q)+", "a", "d").as_deref(), Some("aqc cpd"));
        assert_eq!(found("x:p+", "a", "a").as_deref(), Some("apb bpc cpd dpa"));
        assert_eq!(found("x:p*", "a", "a").as_deref(), Some(""));
        assert_eq!(found("^x:p+", "c", "a").as_deref(), Some("bpc apb"));
        assert_eq!(found("(x:q/x:p)+", "a", "d").as_deref(), Some("aqc cpd"));
        assert_eq!(found("^(x:q/x:p)", "d", "a").as_deref(), Some("cpd aqc"));
        assert_eq!(found("!x:p", "a", "c").as_deref(), Some("aqc"));
        assert_eq!(found("!(x:q|^x:q)", "a", "b").as_deref(), Some("apb"));
        assert_eq!(found("x:p?", "a", "b").as_deref(), Some("apb"));
        assert_eq!(found("x:p?/x:q?", "a", "c").as_deref(), Some("aqc"));
        assert_eq!(found("x:p+", "a", "e"), None);
        assert_eq!(found("x:unknown+", "a", "b"), None);
    }
}
