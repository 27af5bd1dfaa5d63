//! A shortest way along a property path.
use oxrdf::{NamedNode, Term, TermRef};
use rustc_hash::FxHashMap;
use spargebra::algebra::PropertyPathExpression;
use std::cmp::Ordering;
use std::collections::hash_map::Entry;

use crate::ask::dataset::TermId;

/// A triple as term numbers: subject, predicate, object.
pub(super) type Triple = [TermId; 3];

/// The order of two terms, by their texts.
pub(super) fn compare(one: TermRef<'_>, other: TermRef<'_>) -> Ordering {
    match (one, other) {
        (TermRef::NamedNode(one), TermRef::NamedNode(other)) => one.cmp(&other),
        (one, other) => one.to_string().cmp(&other.to_string()),
    }
}

/// A triple that is looked for, none standing for any term.
pub(super) type Pattern = [Option<TermId>; 3];

/// Data to go along.
pub(super) trait Edges {
    /// Takes the triples that match in a graph (none: the default graph).
    fn edges(&self, pattern: Pattern, graph: Option<TermId>, take: impl FnMut(Triple));

    /// The order of two terms by what they are, whatever their numbers.
    fn compare(&self, one: TermId, other: TermId) -> Ordering;
}

/// What leads from a state to another; predicates are numbers of the query's constants.
#[derive(Clone, Debug)]
enum Step {
    /// A triple with this predicate.
    Predicate { predicate: usize, back: bool },
    /// A triple with any predicate but these.
    Not { predicates: Vec<usize>, back: bool },
}

/// A path as an automaton that goes from state 0 by triples.
#[derive(Debug)]
pub(super) struct Automaton {
    /// The steps out of each state, and where they lead.
    steps: Vec<Vec<(Step, usize)>>,
    /// Whether a way may end in each state.
    is_end: Vec<bool>,
}

const START: usize = 0;
const END: usize = 1;

impl Automaton {
    /// Its predicates become constants of the query.
    pub(super) fn new(path: &PropertyPathExpression, constants: &mut Vec<Term>) -> Self {
        let mut draft = Draft { steps: vec![Vec::new(), Vec::new()] };
        draft.add(path, false, START, END, constants);
        draft.automaton()
    }

    /// A search for the ends of all ways from a term.
    pub(super) fn from(&self, from: TermId) -> Search {
        let mut search = Search { from, reached: Vec::new(), next: 0, places: FxHashMap::default() };
        search.begin(from);
        search
    }
}

/// An automaton on its way, from state 0 to state 1: a step of none costs nothing.
struct Draft {
    steps: Vec<Vec<(Option<Step>, usize)>>,
}

impl Draft {
    /// The same, in which each step is a triple.
    fn automaton(&self) -> Automaton {
        let mut automaton = Automaton { steps: Vec::new(), is_end: Vec::new() };
        for state in 0..self.steps.len() {
            let mut free = vec![state];
            let mut steps = Vec::new();
            let mut at = 0;
            while let Some(&state) = free.get(at) {
                for (step, next) in &self.steps[state] {
                    match step {
                        Some(step) => steps.push((step.clone(), *next)),
                        None if free.contains(next) => {}
                        None => free.push(*next),
                    }
                }
                at += 1;
            }
            automaton.is_end.push(free.contains(&END));
            automaton.steps.push(steps);
        }
        automaton
    }

    fn state(&mut self) -> usize {
        self.steps.push(Vec::new());
        self.steps.len() - 1
    }

    fn step(&mut self, from: usize, step: Option<Step>, to: usize) {
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
                self.step(from, Some(Step::Predicate { predicate, back }), to);
            }
            PropertyPathExpression::NegatedPropertySet(nodes) => {
                let predicates = nodes.iter().map(constant).collect();
                self.step(from, Some(Step::Not { predicates, back }), to);
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
                self.step(from, None, to);
                self.add(path, back, from, to, constants);
            }
            PropertyPathExpression::ZeroOrMore(path) => {
                let around = self.state();
                self.step(from, None, around);
                self.add(path, back, around, around, constants);
                self.step(around, None, to);
            }
            PropertyPathExpression::OneOrMore(path) => {
                let (before, after) = (self.state(), self.state());
                self.step(from, None, before);
                self.add(path, back, before, after, constants);
                self.step(after, None, before);
                self.step(after, None, to);
            }
        }
    }
}

/// A state with a term.
type At = (usize, TermId);

/// A place reached: after how many triples, from which place and by which triple.
struct Reached {
    at: At,
    length: u32,
    by: Option<(usize, Triple)>,
}

/// A search from one term, nearest places first. It goes only as far as it is asked to.
pub(super) struct Search {
    /// Where it begins.
    pub(super) from: TermId,
    /// The places, in the order in which they were reached.
    reached: Vec<Reached>,
    /// The first of them that the search has not gone on from.
    next: usize,
    places: FxHashMap<At, usize>,
}

impl Search {
    /// Begins anew from another term, in the same memory.
    pub(super) fn begin(&mut self, from: TermId) {
        self.from = from;
        self.reached.clear();
        self.reached.push(Reached { at: (START, from), length: 0, by: None });
        self.next = 0;
        self.places.clear();
        self.places.insert((START, from), 0);
    }

    /// The triples along a shortest way to a term in a graph, in order. Of several it is the same whatever the order of the
    /// data: from its end back, each triple is the first by its terms.
    pub(super) fn way(
        &mut self,
        automaton: &Automaton,
        to: TermId,
        world: &World<'_, impl Edges>,
    ) -> Option<Vec<Triple>> {
        let mut at = loop {
            if let Some(end) = self.end(automaton, to, world.edges) {
                break end;
            }
            if self.next == self.reached.len() {
                return None;
            }
            self.step(automaton, world);
        };
        let mut way = Vec::new();
        while let Some((before, triple)) = self.reached[at].by {
            way.push(triple);
            at = before;
        }
        way.reverse();
        Some(way)
    }

    /// The nearest place where a way to a term ends, once no other way that is as short can be found.
    fn end(&self, automaton: &Automaton, to: TermId, edges: &impl Edges) -> Option<usize> {
        let ends = (0..automaton.is_end.len()).filter(|&state| automaton.is_end[state]);
        let places = ends.filter_map(|state| self.places.get(&(state, to)).copied());
        let order = |&one: &usize, &other: &usize| {
            let [one, other] = [&self.reached[one], &self.reached[other]];
            one.length.cmp(&other.length).then_with(|| self.compare(one.by, other.by, edges))
        };
        let nearest = places.min_by(order)?;
        let next = self.reached.get(self.next);
        next.is_none_or(|next| next.length >= self.reached[nearest].length).then_some(nearest)
    }

    /// Goes on from the nearest place that it has not gone on from.
    fn step(&mut self, automaton: &Automaton, world: &World<'_, impl Edges>) {
        let from = self.next;
        self.next += 1;
        let Reached { at: (state, term), length, .. } = self.reached[from];
        for (step, next) in &automaton.steps[state] {
            let (predicate, not, back) = match step {
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
                if !barred {
                    self.reach((*next, end), length + 1, (from, triple), world.edges);
                }
            });
        }
    }

    /// Reaches a place by a triple, where that is shorter than what is known, or as short and first in order.
    fn reach(&mut self, at: At, length: u32, by: (usize, Triple), edges: &impl Edges) {
        match self.places.entry(at) {
            Entry::Vacant(entry) => {
                entry.insert(self.reached.len());
                self.reached.push(Reached { at, length, by: Some(by) });
            }
            Entry::Occupied(entry) => {
                let place = *entry.get();
                let known = &self.reached[place];
                if known.length == length && self.compare(Some(by), known.by, edges) == Ordering::Less {
                    self.reached[place].by = Some(by);
                }
            }
        }
    }

    /// The order of two last steps: by their triples, then by the states that they come from.
    fn compare(
        &self,
        one: Option<(usize, Triple)>,
        other: Option<(usize, Triple)>,
        edges: &impl Edges,
    ) -> Ordering {
        let (Some((before, one)), Some((other_before, other))) = (one, other) else {
            return one.is_some().cmp(&other.is_some());
        };
        let terms = one.iter().zip(&other).filter(|(one, other)| one != other);
        let by_terms = terms.map(|(one, other)| edges.compare(*one, *other)).find(|order| order.is_ne());
        by_terms.unwrap_or_else(|| self.reached[before].at.0.cmp(&self.reached[other_before].at.0))
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
    use super::{Automaton, Edges, Pattern, Triple, World, compare};
    use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
    use crate::rdf::quads::QuadSink;
    use std::cmp::Ordering;

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

        fn compare(&self, one: TermId, other: TermId) -> Ordering {
            compare(self.term(one), self.term(other))
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

    #[test]
    fn of_several_shortest_ways_one_is_found_whatever_the_order_of_the_data() {
        let mut triples = vec![
            ("a", "p", "b"),
            ("a", "p", "c"),
            ("b", "p", "d"),
            ("c", "p", "d"),
            ("a", "q", "d"),
            ("c", "q", "d"),
        ];
        for _ in 0..triples.len() {
            triples.rotate_left(1);
            for triples in [triples.clone(), triples.iter().rev().copied().collect()] {
                let dataset = dataset(&triples);
                let found = |text| way(&dataset, text, "a", "d");
                assert_eq!(found("x:p+").as_deref(), Some("apb bpd"));
                assert_eq!(found("x:p/(x:p|x:q)").as_deref(), Some("apb bpd"));
                assert_eq!(found("(x:p/x:p)|(x:p/x:q)+").as_deref(), Some("apb bpd"));
                assert_eq!(found("x:p?/x:q?").as_deref(), Some("aqd"));
            }
        }
    }
}
