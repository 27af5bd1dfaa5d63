//! Closures of paths, followed over triples that were fetched.
use oxrdf::Term;
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::PropertyPathExpression;
use spargebra::term::GroundTerm;

use super::conjunct::{Conjunct, Given, Slot};
use super::text::Request;

/// How many ends of a path hold a look-up back; with more it is asked without them.
const MOST_ENDS: usize = 500;

/// A triple, and the graph in which it was asked for.
type Step = ([Term; 3], Option<Term>);

/// The triples along which closures go.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    steps: Vec<Step>,
    by_subject: FxHashMap<Term, Vec<usize>>,
    by_object: FxHashMap<Term, Vec<usize>>,
    /// Those that a path comes along.
    used: FxHashSet<usize>,
}

impl Steps {
    /// Adds triples.
    pub(crate) fn add(&mut self, steps: Vec<Step>) {
        for step in steps {
            let number = self.steps.len();
            self.by_subject.entry(step.0[0].clone()).or_default().push(number);
            self.by_object.entry(step.0[2].clone()).or_default().push(number);
            self.steps.push(step);
        }
    }

    /// Where a path leads from some terms, or from where it leads to them.
    fn reach(
        &mut self,
        path: &PropertyPathExpression,
        from: &FxHashSet<Term>,
        back: bool,
    ) -> FxHashSet<Term> {
        match path {
            PropertyPathExpression::NamedNode(node) => self.follow(from, back, |name| name == node.as_str()),
            PropertyPathExpression::NegatedPropertySet(nodes) => {
                self.follow(from, back, |name| nodes.iter().all(|node| node.as_str() != name))
            }
            PropertyPathExpression::Reverse(path) => self.reach(path, from, !back),
            PropertyPathExpression::Sequence(one, other) => {
                let (first, second) = if back { (other, one) } else { (one, other) };
                let middle = self.reach(first, from, back);
                self.reach(second, &middle, back)
            }
            PropertyPathExpression::Alternative(one, other) => {
                let mut all = self.reach(one, from, back);
                all.extend(self.reach(other, from, back));
                all
            }
            PropertyPathExpression::ZeroOrOne(path) => {
                let mut all = self.reach(path, from, back);
                all.extend(from.iter().cloned());
                all
            }
            PropertyPathExpression::ZeroOrMore(path) => {
                let mut all = self.closure(path, from, back);
                all.extend(from.iter().cloned());
                all
            }
            PropertyPathExpression::OneOrMore(path) => self.closure(path, from, back),
        }
    }

    fn closure(
        &mut self,
        path: &PropertyPathExpression,
        from: &FxHashSet<Term>,
        back: bool,
    ) -> FxHashSet<Term> {
        let mut all = FxHashSet::default();
        let mut open = from.clone();
        while !open.is_empty() {
            let found = self.reach(path, &open, back);
            open = found.into_iter().filter(|term| !all.contains(term)).collect();
            all.extend(open.iter().cloned());
        }
        all
    }

    fn follow(&mut self, from: &FxHashSet<Term>, back: bool, fits: impl Fn(&str) -> bool) -> FxHashSet<Term> {
        let mut found = FxHashSet::default();
        for term in from {
            let places = if back { self.by_object.get(term) } else { self.by_subject.get(term) };
            for &number in places.into_iter().flatten() {
                let ([subject, predicate, object], _) = &self.steps[number];
                if matches!(predicate, Term::NamedNode(node) if fits(node.as_str())) {
                    found.insert(if back { subject.clone() } else { object.clone() });
                    self.used.insert(number);
                }
            }
        }
        found
    }

    /// A conjunct whose paths from or to a term are the ends that these have.
    #[must_use]
    pub(crate) fn restrict(&mut self, mut conjunct: Conjunct) -> Conjunct {
        for way in conjunct.ways.clone() {
            let (from, back, name) = match &way.ends {
                [Slot::Term(from), Slot::Variable(name)] => (from, false, name),
                [Slot::Variable(name), Slot::Term(from)] => (from, true, name),
                _ => continue,
            };
            let ends = self.reach(&way.path, &FxHashSet::from_iter([from.clone()]), back);
            let mut rows: Vec<Vec<Option<GroundTerm>>> = Vec::new();
            for end in &ends {
                match end {
                    Term::NamedNode(node) => rows.push(vec![Some(node.clone().into())]),
                    // Engines differ in how they compare literals, and a blank node cannot be given.
                    _ => rows.clear(),
                }
            }
            if !rows.is_empty() && rows.len() == ends.len() && rows.len() <= MOST_ENDS {
                rows.sort_unstable_by_key(|row| format!("{row:?}"));
                conjunct.given.push(Given { variables: vec![name.clone()], rows });
            }
        }
        conjunct
    }

    /// Follows the paths of a conjunct from where its solutions have their ends.
    pub(crate) fn follow_solutions(&mut self, request: &Request, rows: &[(usize, &[Option<Term>])]) {
        for (number, (conjunct, columns)) in request.conjuncts.iter().enumerate() {
            for way in &conjunct.ways {
                let terms = |slot: &Slot| -> Option<FxHashSet<Term>> {
                    match slot {
                        Slot::Term(term) => Some(FxHashSet::from_iter([term.clone()])),
                        Slot::Variable(name) => {
                            let column = *columns.get(name)?;
                            let own = rows.iter().filter(|(of, _)| *of == number);
                            Some(own.filter_map(|(_, row)| row.get(column)?.clone()).collect())
                        }
                    }
                };
                if let Some(from) = terms(&way.ends[0]) {
                    self.reach(&way.path, &from, false);
                } else if let Some(from) = terms(&way.ends[1]) {
                    self.reach(&way.path, &from, true);
                } else {
                    self.used.extend(0..self.steps.len());
                }
            }
        }
    }

    /// Follows the paths of a conjunct that has nothing but paths. Those with an end that is known were followed from there.
    pub(crate) fn follow_alone(&mut self, conjunct: &Conjunct) {
        let is_open = |slot: &Slot| slot.variable().is_some();
        if conjunct.ways.iter().any(|way| way.ends.iter().all(is_open)) {
            self.used.extend(0..self.steps.len());
        }
        for way in &conjunct.ways {
            if let Slot::Term(from) = &way.ends[0] {
                self.reach(&way.path, &FxHashSet::from_iter([from.clone()]), false);
            }
        }
    }

    /// The triples that paths came along.
    #[must_use]
    pub(crate) fn used(self) -> Vec<Step> {
        let Self { steps, used, .. } = self;
        steps
            .into_iter()
            .enumerate()
            .filter(|(number, _)| used.contains(number))
            .map(|(_, step)| step)
            .collect()
    }
}
