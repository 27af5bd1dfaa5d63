//! Rewriting the algebra of queries that the evaluator would answer wrongly.
//!
//! The evaluator (spareval with the optimizer of sparopt) leaves the specification in some places: arithmetic past 64
//! bits, the written forms of literals, sums of dates and durations, alternatives in property paths, `GRAPH ?g` around
//! subqueries. Here a query becomes one that says the same in terms that it gets right, with [functions] of our own where
//! there are none. What the query does not need is left as it is.
mod expressions;
pub(crate) mod functions;
mod graphs;
mod paths;
mod patterns;
#[cfg(test)]
mod tests;
mod triples;

use oxrdf::Variable;
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, PropertyPathExpression,
};
use spargebra::term::{GroundTerm, TermPattern};

use crate::ask::literal::Traits;
use crate::ask::walk::{Part, name_blank_nodes, walk};
use expressions::{is_passed_on, is_text, nothing};
use functions::{counting, or_error};
use triples::{Nodes, has_triples};

/// What a query needs to be right.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    /// The written forms of literals: a [view](crate::ask::dataset::View) must give them.
    pub(crate) forms: bool,
    /// The data are an index of a store: literals that it would change come [as
    /// written](crate::ask::literal::written::kept).
    in_store: bool,
    /// Numbers of any size.
    big: bool,
    /// Dates with and without a zone are compared.
    zones: bool,
}

impl Needs {
    /// What a query needs over the index of a store.
    #[cfg(any(feature = "disk", test))]
    pub(crate) fn in_store(query: &Query) -> Self {
        Self { forms: true, in_store: true, ..Self::new(query, Traits::ALL) }
    }

    /// What a query needs over data with these traits.
    pub(crate) fn new(query: &Query, data: Traits) -> Self {
        let mut traits = data;
        let mut forms = false;
        let pattern = pattern(query);
        walk(&mut pattern.clone(), &mut |part| match part {
            Part::Pattern(GraphPattern::Values { bindings, .. }) => {
                for term in bindings.iter().flatten().flatten() {
                    match term {
                        GroundTerm::Literal(literal) => {
                            traits.add(literal.value(), literal.datatype().as_str());
                        }
                        GroundTerm::Triple(_) => forms = true,
                        GroundTerm::NamedNode(_) => {}
                    }
                }
            }
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                // A triple term is taken apart and put together again.
                forms |= has_triples(patterns);
                for triple in patterns {
                    if let TermPattern::Literal(literal) = &triple.object {
                        traits.add(literal.value(), literal.datatype().as_str());
                    }
                }
            }
            Part::Pattern(GraphPattern::Extend { expression, .. }) => {
                forms |= matches!(expression, Expression::Coalesce(_) | Expression::If(..))
                    && !is_passed_on(expression);
            }
            Part::Pattern(GraphPattern::Group { aggregates, .. }) => {
                for (_, aggregate) in aggregates {
                    let AggregateExpression::FunctionCall { name, distinct, .. } = aggregate else {
                        continue;
                    };
                    match name {
                        AggregateFunction::Count => {}
                        AggregateFunction::Sum | AggregateFunction::Avg => {
                            traits.big = true;
                            forms |= *distinct;
                        }
                        _ => forms = true,
                    }
                }
            }
            Part::Expression(Expression::Literal(literal)) => {
                traits.add(literal.value(), literal.datatype().as_str());
            }
            Part::Expression(
                Expression::Add(..)
                | Expression::Subtract(..)
                | Expression::Multiply(..)
                | Expression::Divide(..),
            ) => traits.big = true,
            Part::Expression(Expression::SameTerm(a, b)) => {
                forms |= ![a, b].into_iter().all(|e| is_passed_on(e) || is_text(e));
            }
            Part::Expression(Expression::FunctionCall(function, arguments)) => match function {
                Function::Str | Function::Datatype | Function::Object | Function::Triple => {
                    forms |= !arguments.iter().all(is_text);
                }
                // What these make can have a zone.
                Function::Now | Function::Adjust | Function::StrDt | Function::Custom(_) => {
                    traits = Traits { misread: traits.misread, ..Traits::ALL };
                }
                _ => {}
            },
            _ => {}
        });
        forms |= traits.misread;
        Self { forms, in_store: false, big: traits.big, zones: traits.mixes_zones() }
    }
}

/// Rewrites a query for data that keep written forms if the query [needs](Needs) them.
pub(crate) fn exact(mut query: Query, needs: Needs) -> Query {
    let pattern = pattern_mut(&mut query);
    // A pattern that is taken apart must go on naming what it named as a whole.
    name_blank_nodes(pattern);
    let mut exact = Exact { needs, fresh: 0, row: None, nodes: Nodes::default() };
    walk(pattern, &mut |part| {
        exact.nodes.see(&part);
        if let Part::Pattern(GraphPattern::Group { aggregates, .. }) = part {
            aggregates.iter_mut().for_each(|(_, aggregate)| skip_errors(aggregate));
        }
    });
    *pattern = exact.pattern(std::mem::take(pattern));
    query
}

struct Exact {
    needs: Needs,
    /// How many variables were made.
    fresh: u32,
    /// The variable that tells the rows of the pattern at hand apart, for BNODE.
    row: Option<Variable>,
    /// What can stand where in triple terms.
    nodes: Nodes,
}

impl Exact {
    /// A variable that no one can have written.
    fn variable(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!(
            "{:x}",
            0xE8AC_7000_0000_0000_0000_0000_0000_0000_u128 + u128::from(self.fresh)
        ))
    }
}

/// COUNT of a term leaves errors out by itself; that of an expression would be an error as a whole.
fn skip_errors(aggregate: &mut AggregateExpression) {
    if let AggregateExpression::FunctionCall { name: name @ AggregateFunction::Count, expr, .. } = aggregate
        && !is_passed_on(expr)
    {
        *name = counting();
        *expr = or_error(std::mem::replace(expr, nothing()));
    }
}

fn boxed(pattern: GraphPattern) -> Box<GraphPattern> {
    Box::new(pattern)
}

fn unit() -> GraphPattern {
    GraphPattern::Bgp { patterns: Vec::new() }
}

fn pattern(query: &Query) -> &GraphPattern {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    pattern
}

fn pattern_mut(query: &mut Query) -> &mut GraphPattern {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    pattern
}

/// Whether the evaluator gets a path right, so that it is left as it is.
fn is_plain(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) => true,
        PropertyPathExpression::OneOrMore(inner) => !can_be_empty(inner),
        PropertyPathExpression::Reverse(inner) => is_plain(inner),
        // Between two ends that are known the evaluator counts but one way.
        PropertyPathExpression::Sequence(..)
        | PropertyPathExpression::Alternative(..)
        | PropertyPathExpression::NegatedPropertySet(_)
        | PropertyPathExpression::ZeroOrMore(_)
        | PropertyPathExpression::ZeroOrOne(_) => false,
    }
}

/// Whether a path leads from a term that the data do not have to itself. A sequence does not: its middle is a node of the data.
fn can_be_empty(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) => true,
        PropertyPathExpression::Reverse(inner) | PropertyPathExpression::OneOrMore(inner) => {
            can_be_empty(inner)
        }
        PropertyPathExpression::Alternative(one, other) => can_be_empty(one) || can_be_empty(other),
        PropertyPathExpression::NamedNode(_)
        | PropertyPathExpression::Sequence(..)
        | PropertyPathExpression::NegatedPropertySet(_) => false,
    }
}
