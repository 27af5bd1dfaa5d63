//! Queries that end when they are told to.
//!
//! The evaluator looks at the sign to stop where it looks something up. What it holds in memory, the rows of VALUES, of a
//! subquery that sorts or groups, of a path's closure, of a join by hash, it joins with others to the end: a product of three such parts goes on
//! for hours. So whatever is joined with others must end by itself once the query is stopped: look-ups do, and rows that
//! are held pass a filter that lets none through then. What is left to do is to go once through what is held.
use oxrdf::{NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::NamedNodePattern;

use crate::ask::walk::operands_mut;

/// The function that is true until the query is stopped; an error from then on.
pub(crate) const GOES_ON: &str = "urn:groundwire:goes-on";
/// A variable that nobody can write and nothing binds. The optimizer moves conditions to where their variables are bound,
/// below a join that is to be checked: those on this one stay.
const NOWHERE: &str = "_ nowhere";

/// What the rows of a pattern are once the query is stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Left {
    /// None but for one at most.
    None,
    /// The one that there is.
    One,
    /// All that are held.
    Held,
}

/// Rewrites a query so that it ends soon after it is stopped. The rows are the same.
pub(crate) fn stoppable(mut query: Query) -> Query {
    let (Query::Select { pattern: of, .. }
    | Query::Construct { pattern: of, .. }
    | Query::Describe { pattern: of, .. }
    | Query::Ask { pattern: of, .. }) = &mut query;
    pattern(of);
    query
}

/// Rewrites a pattern whose rows are joined with others.
fn joined(of: &mut GraphPattern) -> Left {
    match pattern(of) {
        Left::Held => {
            check(of);
            Left::None
        }
        left => left,
    }
}

fn check(of: &mut GraphPattern) {
    let goes_on = Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(GOES_ON)), Vec::new());
    let nowhere = Expression::Variable(Variable::new_unchecked(NOWHERE));
    *of = GraphPattern::Filter {
        expr: Expression::Coalesce(vec![goes_on, nowhere]),
        inner: Box::new(std::mem::take(of)),
    };
}

fn pattern(of: &mut GraphPattern) -> Left {
    match of {
        GraphPattern::Bgp { patterns } if patterns.is_empty() => Left::One,
        // What a closure leads to is held.
        GraphPattern::Path { path, .. } if closes(path) => Left::Held,
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Service { .. } => Left::None,
        GraphPattern::Values { bindings, .. } if bindings.len() <= 1 => Left::One,
        GraphPattern::Values { .. } => Left::Held,
        GraphPattern::Join { left, right } => match (joined(left), joined(right)) {
            (Left::One, Left::One) => Left::One,
            _ => Left::Held,
        },
        GraphPattern::Lateral { left, right } => {
            let before = joined(left);
            let after = if let GraphPattern::LeftJoin { left: unit, right, expression: condition } =
                &mut **right
                && matches!(&**unit, GraphPattern::Bgp { patterns } if patterns.is_empty())
            {
                // The evaluator knows this form, and goes through it row by row.
                let after = joined(right);
                condition.iter_mut().for_each(expression);
                after
            } else {
                pattern(right)
            };
            if before == Left::One || after == Left::Held { after } else { before }
        }
        GraphPattern::LeftJoin { left, right, expression: condition } => {
            joined(left);
            joined(right);
            condition.iter_mut().for_each(expression);
            Left::Held
        }
        GraphPattern::Minus { left, right } => {
            joined(right);
            joined(left)
        }
        GraphPattern::Union { left, right } => match (pattern(left), pattern(right)) {
            (Left::None, Left::None) => Left::None,
            _ => Left::Held,
        },
        GraphPattern::Graph { name, inner } => match pattern(inner) {
            // All graphs.
            Left::One if matches!(name, NamedNodePattern::Variable(_)) => Left::Held,
            left => left,
        },
        GraphPattern::Filter { inner, expr: on } | GraphPattern::Extend { inner, expression: on, .. } => {
            expression(on);
            pattern(inner)
        }
        GraphPattern::OrderBy { inner, expression: keys } => {
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in keys {
                expression(key);
            }
            held(pattern(inner))
        }
        GraphPattern::Group { inner, variables, aggregates } => {
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    expression(expr);
                }
            }
            let left = pattern(inner);
            if variables.is_empty() { Left::One } else { held(left) }
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => pattern(inner),
    }
}

fn closes(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::OneOrMore(_) => true,
        PropertyPathExpression::Reverse(inner) | PropertyPathExpression::ZeroOrOne(inner) => closes(inner),
        PropertyPathExpression::Sequence(one, other) | PropertyPathExpression::Alternative(one, other) => {
            closes(one) || closes(other)
        }
        PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => false,
    }
}

fn held(left: Left) -> Left {
    if left == Left::One { Left::One } else { Left::Held }
}

fn expression(of: &mut Expression) {
    match of {
        Expression::Exists(inner) => {
            pattern(inner);
        }
        _ => operands_mut(of).into_iter().for_each(expression),
    }
}
