//! Graph patterns.
use oxrdf::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};

use super::expressions::Use;
use super::functions::{aggregate, call};
use super::triples::{given, has_triples};
use super::{Exact, boxed};
use crate::ask::walk::UNNAMED;

impl Exact {
    /// A pattern with the same solutions, rewritten.
    pub(super) fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { patterns } if has_triples(&patterns) => self.triples(patterns),
            GraphPattern::Values { variables, mut bindings } => {
                bindings.iter_mut().flatten().flatten().for_each(given);
                GraphPattern::Values { variables, bindings }
            }
            GraphPattern::Bgp { .. } | GraphPattern::Service { .. } => pattern,
            GraphPattern::Path { subject, path, object } => self.path(subject, path, object),
            GraphPattern::Join { left, right } => {
                GraphPattern::Join { left: self.inside(*left), right: self.inside(*right) }
            }
            GraphPattern::Lateral { left, right } => {
                GraphPattern::Lateral { left: self.inside(*left), right: self.inside(*right) }
            }
            GraphPattern::Union { left, right } => {
                GraphPattern::Union { left: self.inside(*left), right: self.inside(*right) }
            }
            GraphPattern::Minus { left, right } => {
                GraphPattern::Minus { left: self.inside(*left), right: self.inside(*right) }
            }
            GraphPattern::LeftJoin { left, right, expression } => GraphPattern::LeftJoin {
                left: self.inside(*left),
                right: self.inside(*right),
                expression: expression.map(|mut e| {
                    self.expression(&mut e, Use::Condition);
                    e
                }),
            },
            GraphPattern::Graph { name, inner } => self.graph(name, *inner),
            GraphPattern::Filter { .. } | GraphPattern::Extend { .. } | GraphPattern::OrderBy { .. } => {
                self.rows(pattern)
            }
            GraphPattern::Project { inner, variables } => {
                GraphPattern::Project { inner: self.inside(*inner), variables }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: self.inside(*inner) },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: self.inside(*inner) },
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: self.inside(*inner), start, length }
            }
            GraphPattern::Group { inner, variables, aggregates } => self.group(*inner, variables, aggregates),
        }
    }

    /// What is inside another pattern: its rows are others than those outside.
    fn inside(&mut self, pattern: GraphPattern) -> Box<GraphPattern> {
        let row = self.row.take();
        let pattern = self.pattern(pattern);
        self.row = row;
        boxed(pattern)
    }

    /// FILTER, BIND and ORDER BY above one another, all of which see the same rows. Where BNODE tells these apart, the
    /// pattern below gets a number for each.
    fn rows(&mut self, pattern: GraphPattern) -> GraphPattern {
        let outer = self.row.take();
        let needed = needs_rows(&pattern);
        if needed {
            self.row = Some(self.variable());
        }
        let pattern = self.chain(pattern);
        self.row = outer;
        pattern
    }

    fn chain(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Filter { expr, inner } => {
                let inner = self.chain(*inner);
                self.filter(expr, inner)
            }
            GraphPattern::Extend { inner, variable, mut expression } => {
                let inner = boxed(self.chain(*inner));
                self.expression(&mut expression, Use::Form);
                GraphPattern::Extend { inner, variable, expression }
            }
            GraphPattern::OrderBy { inner, expression } => {
                let inner = self.chain(*inner);
                self.order(inner, expression)
            }
            pattern => {
                let row = self.row.take();
                let mut pattern = self.pattern(pattern);
                if let Some(row) = &row {
                    let number = call("row", Vec::new());
                    pattern = GraphPattern::Extend {
                        inner: boxed(pattern),
                        variable: row.clone(),
                        expression: number,
                    };
                }
                self.row = row;
                pattern
            }
        }
    }

    /// ORDER BY over keys that are computed once a row.
    fn order(&mut self, mut inner: GraphPattern, by: Vec<OrderExpression>) -> GraphPattern {
        let mut keys = Vec::new();
        for order in by {
            let (mut expression, descending) = match order {
                OrderExpression::Asc(expression) => (expression, false),
                OrderExpression::Desc(expression) => (expression, true),
            };
            let variable = self.variable();
            self.expression(&mut expression, Use::Form);
            let expression = call(&format!("sort-key:{}", self.fresh), vec![expression]);
            inner = GraphPattern::Extend { inner: boxed(inner), variable: variable.clone(), expression };
            keys.push(if descending {
                OrderExpression::Desc(variable.into())
            } else {
                OrderExpression::Asc(variable.into())
            });
        }
        GraphPattern::OrderBy { inner: boxed(inner), expression: keys }
    }

    fn group(
        &mut self,
        inner: GraphPattern,
        variables: Vec<Variable>,
        aggregates: Vec<(Variable, AggregateExpression)>,
    ) -> GraphPattern {
        let mut visible = Vec::new();
        inner.on_in_scope_variable(|variable| {
            if !visible.contains(variable) && !variable.as_str().starts_with(UNNAMED) {
                visible.push(variable.clone());
            }
        });
        let mut inner = *self.inside(inner);
        // `COUNT(DISTINCT *)` counts the rows of the variables that the query speaks of, not of those that it does not
        // name: blank nodes, steps of paths.
        let counts_rows = |aggregate: &AggregateExpression| {
            matches!(aggregate, AggregateExpression::CountSolutions { distinct: true })
        };
        if aggregates.iter().any(|(_, aggregate)| counts_rows(aggregate)) {
            inner = GraphPattern::Project { inner: boxed(inner), variables: visible };
        }
        let aggregates = aggregates
            .into_iter()
            .map(|(variable, expression)| match expression {
                AggregateExpression::FunctionCall { name, mut expr, distinct } => {
                    self.expression(&mut expr, Use::Form);
                    let name = aggregate(&name).unwrap_or(name);
                    (variable, AggregateExpression::FunctionCall { name, expr, distinct })
                }
                count => (variable, count),
            })
            .collect();
        GraphPattern::Group { inner: boxed(inner), variables, aggregates }
    }
}

/// Whether BNODE tells the rows of a pattern apart.
fn needs_rows(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Filter { expr, inner } => Exact::tells_rows_apart(expr) || needs_rows(inner),
        GraphPattern::Extend { expression, inner, .. } => {
            Exact::tells_rows_apart(expression) || needs_rows(inner)
        }
        GraphPattern::OrderBy { inner, expression } => {
            expression.iter().any(|order| match order {
                OrderExpression::Asc(e) | OrderExpression::Desc(e) => Exact::tells_rows_apart(e),
            }) || needs_rows(inner)
        }
        _ => false,
    }
}

/// A condition that holds where two expressions have the same term.
pub(super) fn same_term(a: impl Into<Expression>, b: impl Into<Expression>) -> Expression {
    Expression::SameTerm(Box::new(a.into()), Box::new(b.into()))
}
