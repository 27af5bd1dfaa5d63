//! A shortest way along a property path.
use oxrdf::{NamedNode, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression;
use std::collections::VecDeque;

use crate::ask::dataset::TermId;

/// A triple as term numbers: subject, predicate, object.
pub(super) type Triple = [TermId; 3];

/// A triple that is looked for, none standing for any term.
pub(super) type Pattern = [Option<TermId>; 3];

/// Data to go along.
pub(super) trait Edges {
    /// Takes the triples that match in a graph (none: the default graph).
    fn edges(&self, pattern: Pattern, graph: Option<TermId>, take: impl FnMut(Triple));
}

/// What leads from a state to another; predicates are numbers of the query's constants.
#[derive(Clone, Debug)]
enum Step {
    /// Nothing.
    Free,
    /// A triple with this predicate.
    Predicate { predicate: usize, back: bool },
    /// A triple with any predicate but these.
    Not { predicates: Vec<usize>, back: bool },
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
    /// Its predicates become constants of the query.
    pub(super) fn new(path: &PropertyPathExpression, constants: &mut Vec<Term>) -> Self {
        let mut automaton = Self { steps: vec![Vec::new(), Vec::new()] };
        automaton.add(path, false, START, END, constants);
        automaton
    }

    fn state(&mut self) -> usize {
        self.steps.push(Vec::new());
        self.steps.len() - 1
    }

    fn step(&mut self, from: usize, step: Step, to: usize) {
        self.steps[from].push((step, to));
    }

    fn add(
        &mut self,
        path: &PropertyPathExpression,
        back: bool,
        from: usize,
        to: usize,
        constants: &mut Vec<Term>,
    ) {
        let mut constant = |node: &NamedNode| {
            constants.push(node.clone().into());
            constants.len() - 1
        };
        match path {
            PropertyPathExpression::NamedNode(node) => {
                let predicate = constant(node);
                self.step(from, Step::Predicate { predicate, back }, to);
            }
            PropertyPathExpression::NegatedPropertySet(nodes) => {
                let predicates = nodes.iter().map(constant).collect();
                self.step(from, Step::Not { predicates, back }, to);
            }
            PropertyPathExpression::Reverse(path) => self.add(path, !back, from, to, constants),
            PropertyPathExpression::Sequence(first, second) => {
                let (first, second) = if back { (second, first) } else { (first, second) };
                let middle = self.state();
                self.add(first, back, from, middle, constants);
                self.add(second, back, middle, to, constants);
            }
            PropertyPathExpression::Alternative(a, b) => {
                self.add(a, back, from, to, constants);
                self.add(b, back, from, to, constants);
            }
            PropertyPathExpression::ZeroOrOne(path) => {
                self.step(from, Step::Free, to);
                self.add(path, back, from, to, constants);
            }
            PropertyPathExpression::ZeroOrMore(path) => {
                let around = self.state();
                self.step(from, Step::Free, around);
                self.add(path, back, around, around, constants);
                self.step(around, Step::Free, to);
            }
            PropertyPathExpression::OneOrMore(path) => {
                let (before, after) = (self.state(), self.state());
                self.step(from, Step::Free, before);
                self.add(path, back, before, after, constants);
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

    /// The triples along a shortest way to a term in a graph, in order; of several, the first by the order of the data.
    pub(super) fn way(
        &mut self,
        automaton: &Automaton,
        to: TermId,
        world: &World<'_, impl Edges>,
    ) -> Option<Vec<Triple>> {
        while !self.ends.contains_key(&to) {
            let at = self.queue.pop_front()?;
            self.step(automaton, at, world);
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
    fn step(&mut self, automaton: &Automaton, at: usize, world: &World<'_, impl Edges>) {
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
                Step::Predicate { predicate, back } => match world.constants[*predicate] {
                    Some(predicate) => (Some(predicate), &[][..], *back),
                    None => continue,
                },
                Step::Not { predicates, back } => (None, &predicates[..], *back),
            };
            let (subject, object) = if back { (None, Some(term)) } else { (Some(term), None) };
            world.edges.edges([subject, predicate, object], world.graph, |triple| {
                let end = if back { triple[0] } else { triple[2] };
                let barred = not.iter().any(|&not| world.constants[not] == Some(triple[1]));
                if !barred && !self.done.contains(&(*next, end)) {
                    self.reached.push(Reached { state: *next, term: end, before: at, by: Some(triple) });
                    self.queue.push_back(self.reached.len() - 1);
                }
            });
        }
    }
}

/// Where a way is looked for.
pub(super) struct World<'w, E> {
    pub(super) edges: &'w E,
    /// The terms of the query's constants; none where the data do not have one.
    pub(super) constants: &'w [Option<TermId>],
    /// The graph; none for the default graph.
    pub(super) graph: Option<TermId>,
}

#[cfg(test)]
mod tests {
    use super::{Automaton, Edges, Pattern, Triple, World};
    use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
    use crate::rdf::quads::QuadSink;

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

    impl Edges for Dataset {
        fn edges(&self, [subject, predicate, object]: Pattern, _: Option<TermId>, take: impl FnMut(Triple)) {
            self.matching(subject, predicate, object).for_each(take);
        }
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
            let mut constants = Vec::new();
            let automaton = Automaton::new(&path(text), &mut constants);
            let constants: Vec<_> = constants.iter().map(|term| dataset.id(term.as_ref())).collect();
            let world = World { edges: dataset, constants: &constants, graph: None };
            automaton.from(id(from)).way(&automaton, id(to), &world)?
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
