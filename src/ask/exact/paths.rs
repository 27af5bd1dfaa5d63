//! Property paths: alternatives and negated sets count each way, and a path of length zero leads from any term to itself.
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use super::patterns::same_term;
use super::triples::variable;
use super::{Exact, boxed, can_be_empty, is_plain, unit};

impl Exact {
    /// The pattern of a path, as [the specification](https://www.w3.org/TR/sparql11-query/#sparqlPropertyPaths) has it:
    /// a union for alternatives, a join for a sequence.
    pub(super) fn path(
        &mut self,
        subject: TermPattern,
        path: PropertyPathExpression,
        object: TermPattern,
    ) -> GraphPattern {
        if is_plain(&path) && !matches!(path, PropertyPathExpression::NamedNode(_)) {
            return GraphPattern::Path { subject, path, object };
        }
        match path {
            // What can be of length zero, once or more often, is the same as not at all or more often.
            PropertyPathExpression::OneOrMore(inner) if can_be_empty(&inner) => {
                zero_length(subject, PropertyPathExpression::ZeroOrMore(inner), object)
            }
            PropertyPathExpression::NamedNode(node) => triple(subject, node, object),
            PropertyPathExpression::Reverse(inner) => self.path(object, *inner, subject),
            PropertyPathExpression::Sequence(one, other) => {
                let middle = TermPattern::Variable(self.variable());
                let left = boxed(self.path(subject, *one, middle.clone()));
                let right = boxed(self.path(middle, *other, object));
                GraphPattern::Join { left, right }
            }
            PropertyPathExpression::Alternative(one, other) => GraphPattern::Union {
                left: boxed(self.path(subject.clone(), *one, object.clone())),
                right: boxed(self.path(subject, *other, object)),
            },
            PropertyPathExpression::NegatedPropertySet(properties) => {
                let predicate = self.variable();
                let list = properties.into_iter().map(Expression::from).collect();
                let among = Expression::In(Box::new(predicate.clone().into()), list);
                GraphPattern::Filter {
                    expr: Expression::Not(Box::new(among)),
                    inner: boxed(triple(subject, predicate, object)),
                }
            }
            path @ (PropertyPathExpression::ZeroOrMore(_)
            | PropertyPathExpression::ZeroOrOne(_)
            | PropertyPathExpression::OneOrMore(_)) => zero_length(subject, path, object),
        }
    }
}

fn triple(subject: TermPattern, predicate: impl Into<NamedNodePattern>, object: TermPattern) -> GraphPattern {
    GraphPattern::Bgp { patterns: vec![TriplePattern { subject, predicate: predicate.into(), object }] }
}

fn ground(term: &TermPattern) -> Option<GroundTerm> {
    match term {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}

/// A path that may have length zero. From a term it leads to that term, whether the data have it or not; the evaluator
/// gives the other ends.
fn zero_length(subject: TermPattern, path: PropertyPathExpression, object: TermPattern) -> GraphPattern {
    let ends = (ground(&subject), ground(&object));
    let (known, open) = match &ends {
        (Some(one), Some(other)) if one == other => return unit(),
        (Some(known), None) => (known.clone(), variable(&object)),
        (None, Some(known)) => (known.clone(), variable(&subject)),
        _ => return GraphPattern::Path { subject, path, object },
    };
    let Some(open) = open else { return GraphPattern::Path { subject, path, object } };
    let term = match known.clone() {
        GroundTerm::NamedNode(node) => Expression::from(node),
        GroundTerm::Literal(literal) => literal.into(),
        GroundTerm::Triple(_) => return GraphPattern::Path { subject, path, object },
    };
    GraphPattern::Union {
        left: boxed(GraphPattern::Values {
            variables: vec![open.clone()],
            bindings: vec![vec![Some(known)]],
        }),
        right: boxed(GraphPattern::Filter {
            expr: Expression::Not(Box::new(same_term(open, term))),
            inner: boxed(GraphPattern::Path { subject, path, object }),
        }),
    }
}
