//! Other names for the variables of a pattern.
use oxrdf::Variable;
use rustc_hash::FxHashMap;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use crate::ask::walk::{Part, walk};

/// New names by old.
pub(super) type Names = FxHashMap<Variable, Variable>;

/// Renames variables wherever they stand, in subqueries and expressions too.
pub(super) fn rename(pattern: &mut GraphPattern, names: &Names) {
    if names.is_empty() {
        return;
    }
    walk_variables(pattern, &mut |variable| {
        if let Some(name) = names.get(variable) {
            *variable = name.clone();
        }
    });
}

/// Goes through all places where a variable is.
pub(super) fn walk_variables(pattern: &mut GraphPattern, change: &mut dyn FnMut(&mut Variable)) {
    walk(pattern, &mut |part| match part {
        Part::Expression(Expression::Variable(variable) | Expression::Bound(variable)) => change(variable),
        Part::Expression(_) => {}
        Part::Pattern(pattern) => match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns.iter_mut().for_each(|triple| in_triple(triple, change));
            }
            GraphPattern::Path { subject, object, .. } => {
                in_term(subject, change);
                in_term(object, change);
            }
            GraphPattern::Graph { name, .. } | GraphPattern::Service { name, .. } => in_name(name, change),
            GraphPattern::Extend { variable, .. } => change(variable),
            GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. } => {
                variables.iter_mut().for_each(&mut *change);
            }
            GraphPattern::Group { variables, aggregates, .. } => {
                variables.iter_mut().for_each(&mut *change);
                aggregates.iter_mut().for_each(|(variable, _)| change(variable));
            }
            _ => {}
        },
    });
}

fn in_term(term: &mut TermPattern, change: &mut dyn FnMut(&mut Variable)) {
    match term {
        TermPattern::Variable(variable) => change(variable),
        TermPattern::Triple(triple) => in_triple(triple, change),
        TermPattern::NamedNode(_) | TermPattern::BlankNode(_) | TermPattern::Literal(_) => {}
    }
}

fn in_name(name: &mut NamedNodePattern, change: &mut dyn FnMut(&mut Variable)) {
    if let NamedNodePattern::Variable(variable) = name {
        change(variable);
    }
}

fn in_triple(triple: &mut TriplePattern, change: &mut dyn FnMut(&mut Variable)) {
    in_term(&mut triple.subject, change);
    in_name(&mut triple.predicate, change);
    in_term(&mut triple.object, change);
}
