//! How many rows a pattern gives.
use oxrdf::TermRef;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::vars::{Vars, possible, triple_vars};
use crate::ask::dataset::{Dataset, TermId};

/// A link of a chain.
pub(super) enum Step {
    /// One triple pattern.
    Triple(TriplePattern),
    /// A path, VALUES, UNION, GRAPH, or a filtered pattern.
    Other(GraphPattern),
}

impl Step {
    /// The links that a pattern gives: a basic graph pattern one for each triple. The empty one stays: inside GRAPH it
    /// says that the graph exists.
    pub(super) fn of(pattern: GraphPattern) -> Vec<Self> {
        match pattern {
            GraphPattern::Bgp { patterns } if !patterns.is_empty() => {
                patterns.into_iter().map(Self::Triple).collect()
            }
            pattern => vec![Self::Other(pattern)],
        }
    }

    /// The variables that the link mentions.
    pub(super) fn vars(&self) -> Vars {
        match self {
            Self::Triple(triple) => {
                let mut vars = Vars::new();
                triple_vars(triple, &mut vars);
                vars
            }
            Self::Other(pattern) => possible(pattern),
        }
    }
}

/// Counts rows before they are there: from the dataset, else by rules of thumb.
pub(super) struct Estimator<'d> {
    dataset: Option<&'d Dataset>,
}

/// A term of a pattern as the estimate sees it.
#[derive(Clone, Copy)]
enum Known {
    /// Nothing known: any term.
    Any,
    /// A variable that is bound, to what nobody knows yet.
    Bound,
    /// A term of the dataset.
    Term(TermId),
    /// A term that the dataset does not have.
    Absent,
}

/// How many triples are looked at to guess how many share a subject or object.
const SAMPLE: usize = 32;

impl<'d> Estimator<'d> {
    pub(super) fn new(dataset: Option<&'d Dataset>) -> Self {
        Self { dataset }
    }

    /// The place of the step that gives the fewest rows where `bound` is bound; of equals, the first. `costs` are the
    /// rows of each, where they are known.
    pub(super) fn best(&self, steps: &[Step], costs: &mut [Option<f64>], bound: &Vars) -> usize {
        let mut best = (0, f64::INFINITY);
        for (i, (step, cost)) in steps.iter().zip(costs).enumerate() {
            let rows = *cost.get_or_insert_with(|| match step {
                Step::Triple(triple) => self.triple(triple, bound),
                Step::Other(pattern) => self.pattern(pattern, bound),
            });
            if rows < best.1 {
                best = (i, rows);
            }
        }
        best.0
    }

    /// How many rows a pattern gives where `bound` is bound.
    pub(super) fn pattern(&self, pattern: &GraphPattern, bound: &Vars) -> f64 {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns.iter().map(|triple| self.triple(triple, bound)).min_by(f64::total_cmp).unwrap_or(1.0)
            }
            GraphPattern::Path { subject, path, object } => self.path(subject, path, object, bound),
            // All rows are gone through for each row before.
            GraphPattern::Values { bindings, .. } => bindings.len() as f64,
            GraphPattern::Join { left, right } => self.pattern(left, bound).min(self.pattern(right, bound)),
            GraphPattern::Union { left, right } => self.pattern(left, bound) + self.pattern(right, bound),
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => self.pattern(inner, bound),
            GraphPattern::Slice { inner, length, .. } => {
                self.pattern(inner, bound).min(length.map_or(f64::INFINITY, |length| length as f64))
            }
            GraphPattern::Group { variables, .. } if variables.is_empty() => 1.0,
            GraphPattern::Group { inner, .. } => self.pattern(inner, bound),
            GraphPattern::LeftJoin { left, .. }
            | GraphPattern::Lateral { left, .. }
            | GraphPattern::Minus { left, .. } => self.pattern(left, bound),
            GraphPattern::Service { .. } => 1e9,
        }
    }

    fn known(&self, term: &TermPattern, bound: &Vars) -> Known {
        let of_term = |term: TermRef<'_>| match self.dataset {
            Some(dataset) => dataset.id(term).map_or(Known::Absent, Known::Term),
            None => Known::Bound,
        };
        match term {
            TermPattern::NamedNode(node) => of_term(node.as_ref().into()),
            TermPattern::Literal(literal) => of_term(literal.as_ref().into()),
            TermPattern::Variable(variable) if bound.contains(variable.as_str()) => Known::Bound,
            TermPattern::BlankNode(node) if bound.contains(node.as_str()) => Known::Bound,
            TermPattern::Variable(_) | TermPattern::BlankNode(_) | TermPattern::Triple(_) => Known::Any,
        }
    }

    fn triple(&self, triple: &TriplePattern, bound: &Vars) -> f64 {
        let subject = self.known(&triple.subject, bound);
        let object = self.known(&triple.object, bound);
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(node) => self.known(&node.clone().into(), bound),
            NamedNodePattern::Variable(variable) => self.known(&variable.clone().into(), bound),
        };
        self.rows(subject, predicate, object)
    }

    fn rows(&self, subject: Known, predicate: Known, object: Known) -> f64 {
        let Some(dataset) = self.dataset else { return by_thumb(subject, predicate, object) };
        let id = |known: Known| match known {
            Known::Term(id) => Some(id),
            _ => None,
        };
        if [subject, predicate, object].iter().any(|known| matches!(known, Known::Absent)) {
            return 0.0;
        }
        let [s, p, o] = [subject, predicate, object].map(id);
        let mut rows = dataset.count(s, p, o) as f64;
        if rows == 0.0
            || !matches!(
                (subject, predicate, object),
                (Known::Bound, ..) | (_, Known::Bound, _) | (.., Known::Bound)
            )
        {
            return rows;
        }
        if matches!(predicate, Known::Bound) {
            rows /= 10.0;
        }
        // The mean number of matches that share a bound term, from a sample of them: of n matches, each of which shares
        // its term with f others, the terms are the sum of 1/f.
        let step = (rows as usize / SAMPLE).max(1);
        let (mut sampled, mut subjects, mut objects) = (0.0_f64, 0.0, 0.0);
        for [s_id, _, o_id] in dataset.sample(s, p, o, step).take(SAMPLE) {
            sampled += 1.0;
            if matches!(subject, Known::Bound) {
                subjects += 1.0 / dataset.count(Some(s_id), p, o).max(1) as f64;
            }
            if matches!(object, Known::Bound) {
                objects += 1.0 / dataset.count(s, p, Some(o_id)).max(1) as f64;
            }
        }
        let share = |terms: f64| if terms > 0.0 { (rows * terms / sampled).max(1.0) } else { 1.0 };
        (rows / share(subjects) / share(objects)).max(1e-3)
    }

    fn path(
        &self,
        subject: &TermPattern,
        path: &PropertyPathExpression,
        object: &TermPattern,
        bound: &Vars,
    ) -> f64 {
        let ends = (self.known(subject, bound), self.known(object, bound));
        self.path_rows(ends.0, path, ends.1)
    }

    fn path_rows(&self, subject: Known, path: &PropertyPathExpression, object: Known) -> f64 {
        let open = matches!((subject, object), (Known::Any, Known::Any));
        let closed = !matches!(subject, Known::Any) && !matches!(object, Known::Any);
        match path {
            PropertyPathExpression::NamedNode(node) => {
                let predicate = self.known(&node.clone().into(), &Vars::new());
                self.rows(subject, predicate, object)
            }
            PropertyPathExpression::Reverse(inner) => self.path_rows(object, inner, subject),
            PropertyPathExpression::Sequence(first, second) => {
                let forwards = self.path_rows(subject, first, Known::Any)
                    * self.path_rows(Known::Bound, second, object).max(1.0);
                let backwards = self.path_rows(Known::Any, second, object)
                    * self.path_rows(subject, first, Known::Bound).max(1.0);
                forwards.min(backwards)
            }
            PropertyPathExpression::Alternative(one, other) => {
                self.path_rows(subject, one, object) + self.path_rows(subject, other, object)
            }
            // Length zero: each term of the dataset is beside itself.
            PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) if open => 1e9,
            PropertyPathExpression::ZeroOrMore(_)
            | PropertyPathExpression::ZeroOrOne(_)
            | PropertyPathExpression::OneOrMore(_)
                if closed =>
            {
                1.0
            }
            PropertyPathExpression::ZeroOrMore(inner) | PropertyPathExpression::OneOrMore(inner) => {
                10.0 * self.path_rows(subject, inner, object).max(1.0)
            }
            PropertyPathExpression::ZeroOrOne(inner) => 1.0 + self.path_rows(subject, inner, object),
            PropertyPathExpression::NegatedPropertySet(_) => self.rows(subject, Known::Any, object),
        }
    }
}

/// Rows of a triple pattern in a dataset that nobody knows.
fn by_thumb(subject: Known, predicate: Known, object: Known) -> f64 {
    let known = |known: Known| !matches!(known, Known::Any);
    match (known(subject), known(predicate), known(object)) {
        (true, true, true) => 1.0,
        (true, false, true) => 2.0,
        (true, true, false) => 10.0,
        (true, false, false) => 100.0,
        (false, true, true) => 1e3,
        (false, false, true) => 1e4,
        (false, true, false) => 1e6,
        (false, false, false) => 1e9,
    }
}
