//! Which variables a pattern binds, and whether it may be evaluated for each row of others.
use oxrdf::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

use crate::ask::walk::{Part, walk};

/// Names of variables; blank nodes of a query are variables under their labels.
pub(crate) type Vars = BTreeSet<String>;

/// Adds the variables of a term.
pub(super) fn term_vars(term: &TermPattern, vars: &mut Vars) {
    match term {
        TermPattern::Variable(variable) => {
            vars.insert(variable.as_str().to_owned());
        }
        TermPattern::BlankNode(node) => {
            vars.insert(node.as_str().to_owned());
        }
        TermPattern::Triple(triple) => triple_vars(triple, vars),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
    }
}

fn name_vars(name: &NamedNodePattern, vars: &mut Vars) {
    if let NamedNodePattern::Variable(variable) = name {
        vars.insert(variable.as_str().to_owned());
    }
}

/// Adds the variables of a triple pattern.
pub(super) fn triple_vars(triple: &TriplePattern, vars: &mut Vars) {
    term_vars(&triple.subject, vars);
    name_vars(&triple.predicate, vars);
    term_vars(&triple.object, vars);
}

/// The variables that every solution of a pattern binds.
pub(crate) fn certain(pattern: &GraphPattern) -> Vars {
    let mut vars = Vars::new();
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().for_each(|triple| triple_vars(triple, &mut vars)),
        GraphPattern::Path { subject, object, .. } => {
            term_vars(subject, &mut vars);
            term_vars(object, &mut vars);
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            vars = certain(left);
            vars.extend(certain(right));
        }
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => vars = certain(left),
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => vars = certain(inner),
        GraphPattern::Union { left, right } => {
            vars = certain(left).intersection(&certain(right)).cloned().collect();
        }
        GraphPattern::Graph { name, inner } => {
            vars = certain(inner);
            name_vars(name, &mut vars);
        }
        GraphPattern::Values { variables, bindings } => {
            for (column, variable) in variables.iter().enumerate() {
                if bindings.iter().all(|row| row[column].is_some()) {
                    vars.insert(variable.as_str().to_owned());
                }
            }
        }
        GraphPattern::Project { inner, variables } => {
            vars = certain(inner);
            vars.retain(|v| variables.iter().any(|w| w.as_str() == v));
        }
        GraphPattern::Group { inner, variables, .. } => {
            vars = certain(inner);
            vars.retain(|v| variables.iter().any(|w| w.as_str() == v));
        }
        GraphPattern::Service { .. } => {}
    }
    vars
}

/// All variables that a pattern mentions, at any depth, bound or not.
pub(crate) fn possible(pattern: &GraphPattern) -> Vars {
    let mut vars = Vars::new();
    walk(&mut pattern.clone(), &mut |part| mentioned(part, &mut vars));
    vars
}

/// All variables that an expression mentions, those inside EXISTS too.
pub(super) fn expression_vars(expression: &Expression) -> Vars {
    let mut filter = GraphPattern::Filter {
        expr: expression.clone(),
        inner: Box::new(GraphPattern::Bgp { patterns: Vec::new() }),
    };
    let mut vars = Vars::new();
    walk(&mut filter, &mut |part| mentioned(part, &mut vars));
    vars
}

fn mentioned(part: Part<'_>, vars: &mut Vars) {
    let mut add = |variable: &Variable| {
        vars.insert(variable.as_str().to_owned());
    };
    match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            patterns.iter().for_each(|triple| triple_vars(triple, vars));
        }
        Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
            term_vars(subject, vars);
            term_vars(object, vars);
        }
        Part::Pattern(GraphPattern::Graph { name, .. } | GraphPattern::Service { name, .. }) => {
            name_vars(name, vars);
        }
        Part::Pattern(GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. }) => {
            variables.iter().for_each(add);
        }
        Part::Pattern(GraphPattern::Extend { variable, .. }) => add(variable),
        Part::Pattern(GraphPattern::Group { variables, aggregates, .. }) => {
            variables.iter().for_each(&mut add);
            aggregates.iter().map(|(variable, _): &(_, AggregateExpression)| variable).for_each(add);
        }
        Part::Expression(Expression::Variable(variable) | Expression::Bound(variable)) => add(variable),
        _ => {}
    }
}

/// Whether evaluating a pattern for each row of others gives just its join with them: it looks at no variable that it
/// does not bind itself, and takes nothing away that a row from outside could have saved.
pub(super) fn is_joinable(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            is_joinable(left) && is_joinable(right)
        }
        GraphPattern::Graph { inner, .. } => is_joinable(inner),
        GraphPattern::Filter { expr, inner } => {
            is_joinable(inner) && !has_exists(expr) && expression_vars(expr).is_subset(&certain(inner))
        }
        _ => false,
    }
}

/// Whether a pattern gives a variable (any, if none is named) a value of its own, at any depth.
pub(super) fn makes(pattern: &GraphPattern, variable: Option<&Variable>) -> bool {
    let wanted = |made: &Variable| variable.is_none_or(|variable| variable == made);
    let mut found = false;
    walk(&mut pattern.clone(), &mut |part| match part {
        Part::Pattern(GraphPattern::Extend { variable: made, .. }) => found |= wanted(made),
        Part::Pattern(GraphPattern::Group { aggregates, .. }) => {
            found |= aggregates.iter().any(|(made, _)| wanted(made));
        }
        _ => {}
    });
    found
}

fn has_exists(expression: &Expression) -> bool {
    let mut filter = GraphPattern::Filter {
        expr: expression.clone(),
        inner: Box::new(GraphPattern::Bgp { patterns: Vec::new() }),
    };
    let mut found = false;
    walk(&mut filter, &mut |part| found |= matches!(part, Part::Expression(Expression::Exists(_))));
    found
}
