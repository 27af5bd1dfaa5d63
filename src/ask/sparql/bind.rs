//! Values from outside, put in the place of a query's variables as terms: never as text, so nothing in a value can
//! change what the query asks.
use oxrdf::{Term, Variable};
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

use crate::ask::walk::{Part, walk};

/// Puts `term` in the place of `variable` in the whole pattern. A variable that the query makes itself (`BIND … AS`,
/// `SELECT (… AS …)`) must not be given. A blank node matches nothing.
pub(super) fn bind(pattern: &mut GraphPattern, variable: &Variable, term: &Term) {
    walk(pattern, &mut |part| match part {
        Part::Pattern(pattern) => bind_pattern(pattern, variable, term),
        Part::Expression(expression) => match expression {
            Expression::Variable(v) if v == variable => {
                if let Some(value) = as_expression(term) {
                    *expression = value;
                }
            }
            Expression::Bound(v) if v == variable => *expression = Expression::Literal(true.into()),
            _ => {}
        },
    });
}

/// Puts a term in the place of a variable in the template of a CONSTRUCT; a triple that cannot be goes.
pub(super) fn bind_template(template: &mut Vec<TriplePattern>, variable: &Variable, term: &Term) {
    template.retain_mut(|triple| bind_triple(triple, variable, term));
}

fn as_expression(term: &Term) -> Option<Expression> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::Literal(literal) => Some(literal.clone().into()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}

fn as_ground(term: &Term) -> Option<GroundTerm> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::Literal(literal) => Some(literal.clone().into()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    }
}

fn nothing() -> GraphPattern {
    GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() }
}

/// The pattern with one more binding in each of its solutions.
fn extend(inner: &mut Box<GraphPattern>, variable: &Variable, term: &Term) {
    if let Some(expression) = as_expression(term) {
        let pattern = std::mem::replace(&mut **inner, nothing());
        **inner = GraphPattern::Extend { inner: Box::new(pattern), variable: variable.clone(), expression };
    }
}

fn bind_pattern(pattern: &mut GraphPattern, variable: &Variable, term: &Term) {
    let possible = match pattern {
        GraphPattern::Bgp { patterns } => {
            patterns.iter_mut().all(|triple| bind_triple(triple, variable, term))
        }
        GraphPattern::Path { subject, path, object } => {
            let possible = bind_term(subject, variable, term) & bind_term(object, variable, term);
            // A path of length zero reaches a literal, too.
            possible && (!is_literal(subject) || may_be_empty(path))
        }
        GraphPattern::Graph { name, .. } | GraphPattern::Service { name, .. } => {
            bind_name(name, variable, term)
        }
        GraphPattern::Values { variables, bindings } => {
            if let Some(column) = variables.iter().position(|v| v == variable) {
                let ground = as_ground(term);
                bindings.retain(|row| row[column].is_none() || row[column] == ground);
                variables.remove(column);
                for row in bindings {
                    row.remove(column);
                }
            }
            true
        }
        GraphPattern::Project { inner, variables } | GraphPattern::Group { inner, variables, .. }
            if variables.contains(variable) =>
        {
            extend(inner, variable, term);
            true
        }
        _ => true,
    };
    if !possible {
        *pattern = nothing();
    }
}

fn is_literal(term: &TermPattern) -> bool {
    matches!(term, TermPattern::Literal(_))
}

fn may_be_empty(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => false,
        PropertyPathExpression::Reverse(inner) | PropertyPathExpression::OneOrMore(inner) => {
            may_be_empty(inner)
        }
        // A reversed step leads away from a literal.
        PropertyPathExpression::Sequence(..) | PropertyPathExpression::Alternative(..) => true,
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) => true,
    }
}

/// Whether the triple can still match anything.
fn bind_triple(triple: &mut TriplePattern, variable: &Variable, term: &Term) -> bool {
    bind_term(&mut triple.subject, variable, term)
        & bind_name(&mut triple.predicate, variable, term)
        & bind_term(&mut triple.object, variable, term)
        & !is_literal(&triple.subject)
}

fn bind_term(pattern: &mut TermPattern, variable: &Variable, term: &Term) -> bool {
    match pattern {
        TermPattern::Variable(v) if v == variable => match term {
            Term::NamedNode(node) => *pattern = node.clone().into(),
            Term::Literal(literal) => *pattern = literal.clone().into(),
            Term::BlankNode(_) | Term::Triple(_) => return false,
        },
        TermPattern::Triple(triple) => return bind_triple(triple, variable, term),
        _ => {}
    }
    true
}

fn bind_name(pattern: &mut NamedNodePattern, variable: &Variable, term: &Term) -> bool {
    match (&pattern, term) {
        (NamedNodePattern::Variable(v), Term::NamedNode(node)) if v == variable => {
            *pattern = node.clone().into();
            true
        }
        (NamedNodePattern::Variable(v), _) => v != variable,
        (NamedNodePattern::NamedNode(_), _) => true,
    }
}
