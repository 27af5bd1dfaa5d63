//! How a query makes rows of the solutions of its pattern.
use oxrdf::Variable;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};

use super::exists;

/// What becomes of a pattern's solutions.
pub(super) struct Shape<'q> {
    /// The pattern whose solutions support the rows.
    pub(super) body: &'q GraphPattern,
    /// Whether rows are cut off (LIMIT, OFFSET).
    pub(super) is_cut: bool,
    /// Whether equal rows are one (DISTINCT).
    pub(super) is_folded: bool,
    /// Whether equal rows may be one (REDUCED): which ones are is the evaluator's to say.
    pub(super) is_reduced: bool,
    /// In which order they come.
    pub(super) order: Option<&'q [OrderExpression]>,
    /// The keys, where each row is a group of solutions.
    pub(super) group: Option<Vec<Variable>>,
}

impl<'q> Shape<'q> {
    pub(super) fn new(pattern: &'q GraphPattern, ask: bool) -> Self {
        let mut shape = Self {
            body: pattern,
            is_cut: false,
            is_folded: false,
            is_reduced: false,
            order: None,
            group: None,
        };
        loop {
            match shape.body {
                GraphPattern::Slice { inner, .. } => (shape.body, shape.is_cut) = (inner, true),
                GraphPattern::Distinct { inner } => (shape.body, shape.is_folded) = (inner, true),
                GraphPattern::Reduced { inner } => (shape.body, shape.is_reduced) = (inner, true),
                GraphPattern::OrderBy { inner, expression } => {
                    (shape.body, shape.order) = (inner, Some(expression.as_slice()));
                }
                GraphPattern::Project { inner, .. } => {
                    shape.body = inner;
                    // What is further inside belongs to a subquery.
                    while let GraphPattern::OrderBy { inner, expression } = shape.body {
                        (shape.body, shape.order) = (inner, Some(expression.as_slice()));
                    }
                    break;
                }
                _ => break,
            }
        }
        // Where rows are groups, the solutions of the members have the keys; what was computed of a group has no part.
        let mut grouped = shape.body;
        loop {
            match grouped {
                GraphPattern::Extend { inner, expression, .. }
                | GraphPattern::Filter { inner, expr: expression }
                    if !has_exists(expression) =>
                {
                    grouped = inner;
                }
                GraphPattern::Group { inner, variables, .. }
                    if !shape.is_folded && !shape.is_reduced && !ask =>
                {
                    return Self { body: inner, group: Some(variables.clone()), ..shape };
                }
                _ => return shape,
            }
        }
    }
}

fn has_exists(expression: &Expression) -> bool {
    let mut found = Vec::new();
    exists::find(expression, false, &mut found);
    !found.is_empty()
}

/// The same query with these columns.
pub(super) fn with_columns(pattern: &GraphPattern, columns: &[Variable]) -> GraphPattern {
    let mut pattern = pattern.clone();
    let mut inner = &mut pattern;
    loop {
        match inner {
            GraphPattern::Project { variables, .. } => {
                *variables = columns.to_vec();
                return pattern;
            }
            GraphPattern::Slice { inner: next, .. }
            | GraphPattern::Distinct { inner: next }
            | GraphPattern::Reduced { inner: next }
            | GraphPattern::OrderBy { inner: next, .. } => inner = next,
            _ => return pattern,
        }
    }
}

/// The first solution of a pattern, if there is any.
pub(super) fn first(pattern: GraphPattern) -> GraphPattern {
    let inner = GraphPattern::Project { inner: Box::new(pattern), variables: Vec::new() };
    GraphPattern::Slice { inner: Box::new(inner), start: 0, length: Some(1) }
}
