//! Triple terms in patterns. The evaluator fails where it has to make one of terms that no triple can have, such as a literal
//! as subject: here such a pattern has no solution, as the specification says.
use oxrdf::{NamedNode, Variable};
use rustc_hash::FxHashSet;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, GroundTriple, NamedNodePattern, TermPattern, TriplePattern};

use super::functions::call;
use super::{Exact, boxed, unit};
use crate::ask::literal::written::kept;
use crate::ask::walk::Part;

/// Whether a pattern has triple terms.
pub(super) fn has_triples(patterns: &[TriplePattern]) -> bool {
    let is_triple = |term: &TermPattern| matches!(term, TermPattern::Triple(_));
    patterns.iter().any(|triple| is_triple(&triple.subject) || is_triple(&triple.object))
}

/// The variables of a query that can be what does not fit into a triple term, by what is stated anywhere in it.
#[derive(Default)]
pub(super) struct Nodes {
    /// Those that can be anything: literals and triple terms, too.
    any: FxHashSet<Variable>,
    /// The subjects, which can be blank nodes.
    subjects: FxHashSet<Variable>,
}

impl Nodes {
    /// Adds those of a part of the query.
    pub(super) fn see(&mut self, part: &Part<'_>) {
        match part {
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                for triple in patterns {
                    self.add(&triple.object);
                    self.subjects.extend(variable(&triple.subject));
                }
            }
            Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
                self.add(subject);
                self.add(object);
            }
            Part::Pattern(GraphPattern::Values { variables, .. }) => {
                self.any.extend(variables.iter().cloned())
            }
            Part::Pattern(GraphPattern::Extend { variable, .. }) => {
                self.any.insert(variable.clone());
            }
            Part::Pattern(GraphPattern::Group { aggregates, .. }) => {
                self.any.extend(aggregates.iter().map(|(variable, _)| variable.clone()));
            }
            _ => {}
        }
    }

    fn add(&mut self, object: &TermPattern) {
        self.any.extend(variable(object));
        if let TermPattern::Triple(triple) = object {
            self.subjects.extend(variable(&triple.subject));
            self.add(&triple.object);
        }
    }
}

/// The variable that a term is; blank nodes have become variables by now.
pub(super) fn variable(term: &TermPattern) -> Option<Variable> {
    match term {
        TermPattern::Variable(variable) => Some(variable.clone()),
        _ => None,
    }
}

/// A triple term that is given, with its literals as they are written.
pub(super) fn given(term: &mut GroundTerm) {
    fn keep(triple: &mut GroundTriple) {
        match &mut triple.object {
            GroundTerm::Literal(literal) => *literal = kept(literal.clone()),
            GroundTerm::Triple(inner) => keep(inner),
            GroundTerm::NamedNode(_) => {}
        }
    }
    if let GroundTerm::Triple(triple) = term {
        keep(triple);
    }
}

impl Exact {
    /// Triple patterns; those with triple terms that could be made of terms which do not fit are looked at once these do.
    pub(super) fn triples(&self, patterns: Vec<TriplePattern>) -> GraphPattern {
        let (mut plain, mut guarded) = (Vec::new(), Vec::new());
        for triple in patterns {
            let mut guards = Vec::new();
            self.guard(&triple.subject, &mut guards);
            self.guard(&triple.object, &mut guards);
            match guards.into_iter().reduce(|one, other| Expression::And(Box::new(one), Box::new(other))) {
                None => plain.push(triple),
                Some(expr) => guarded.push(GraphPattern::Lateral {
                    left: boxed(GraphPattern::Filter { expr, inner: boxed(unit()) }),
                    right: boxed(GraphPattern::Bgp { patterns: vec![triple] }),
                }),
            }
        }
        let plain = GraphPattern::Bgp { patterns: plain };
        let join = |left, right| GraphPattern::Join { left: boxed(left), right: boxed(right) };
        guarded.into_iter().fold(plain, join)
    }

    /// Conditions for what a triple term is made of.
    fn guard(&self, term: &TermPattern, guards: &mut Vec<Expression>) {
        let TermPattern::Triple(triple) = term else { return };
        let Nodes { any, subjects } = &self.nodes;
        let fits = |name: &str, variable: &Variable| {
            // What is not bound yet is bound to something that fits.
            let unbound = NamedNode::new_unchecked("urn:groundwire:unbound");
            call(name, vec![Expression::Coalesce(vec![variable.clone().into(), unbound.into()])])
        };
        if let TermPattern::Variable(variable) = &triple.subject
            && any.contains(variable)
        {
            guards.push(fits("fits-subject", variable));
        }
        if let NamedNodePattern::Variable(variable) = &triple.predicate
            && (any.contains(variable) || subjects.contains(variable))
        {
            guards.push(fits("fits-predicate", variable));
        }
        self.guard(&triple.object, guards);
    }
}
