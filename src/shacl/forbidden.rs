//! What SHACL forbids in the queries of shapes
//! ([pre-binding](https://www.w3.org/TR/shacl/#pre-binding) says why).
use crate::ask::walk::operands;
use oxrdf::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

/// Refuses what SHACL forbids in a query whose variables get values from outside. `bound` names those
/// variables, beside `this`.
pub(super) fn check(pattern: &GraphPattern, bound: &[&str], ask: bool) -> Result<(), String> {
    let checker = Checker { bound };
    // Only DISTINCT, REDUCED, LIMIT and OFFSET surround the outermost projection.
    let mut outer = pattern;
    while let GraphPattern::Distinct { inner }
    | GraphPattern::Reduced { inner }
    | GraphPattern::Slice { inner, .. } = outer
    {
        outer = inner;
    }
    match outer {
        GraphPattern::Project { variables, .. }
            if !ask && !variables.iter().any(|v| v.as_str() == "this") =>
        {
            Err("the query does not select `$this`".to_owned())
        }
        GraphPattern::Project { inner, .. } => checker.pattern(inner),
        _ => checker.pattern(outer),
    }
}

struct Checker<'a> {
    bound: &'a [&'a str],
}

impl Checker<'_> {
    fn is_bound(&self, variable: &Variable) -> bool {
        let name = variable.as_str();
        name == "this" || name == "currentShape" || name == "shapesGraph" || self.bound.contains(&name)
    }

    fn assign(&self, variable: &Variable) -> Result<(), String> {
        if self.is_bound(variable) {
            return Err(format!(
                "the query assigns a value to `${}`, which already has one",
                variable.as_str()
            ));
        }
        Ok(())
    }

    fn pattern(&self, pattern: &GraphPattern) -> Result<(), String> {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => patterns.iter().try_for_each(|triple| {
                self.term(&triple.subject)?;
                self.name(&triple.predicate)?;
                self.term(&triple.object)
            }),
            P::Path { subject, object, .. } => {
                self.term(subject)?;
                self.term(object)
            }
            P::Join { left, right } | P::Union { left, right } | P::Lateral { left, right } => {
                self.pattern(left)?;
                self.pattern(right)
            }
            P::LeftJoin { left, right, expression } => {
                self.pattern(left)?;
                self.pattern(right)?;
                expression.as_ref().map_or(Ok(()), |expression| self.expression(expression))
            }
            P::Filter { expr, inner } => {
                self.expression(expr)?;
                self.pattern(inner)
            }
            P::Graph { name, inner } => {
                self.name(name)?;
                self.pattern(inner)
            }
            P::Extend { inner, variable, expression } => {
                self.assign(variable)?;
                self.expression(expression)?;
                self.pattern(inner)
            }
            P::OrderBy { inner, expression } => {
                for by in expression {
                    let (OrderExpression::Asc(by) | OrderExpression::Desc(by)) = by;
                    self.expression(by)?;
                }
                self.pattern(inner)
            }
            P::Project { inner, variables } => {
                for name in ["this"].iter().chain(self.bound) {
                    if !variables.iter().any(|variable| variable.as_str() == *name) {
                        return Err(format!("a nested SELECT does not select `${name}`"));
                    }
                }
                self.pattern(inner)
            }
            P::Distinct { inner } | P::Reduced { inner } | P::Slice { inner, .. } => self.pattern(inner),
            P::Group { inner, aggregates, .. } => {
                for (variable, aggregate) in aggregates {
                    self.assign(variable)?;
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr)?;
                    }
                }
                self.pattern(inner)
            }
            P::Minus { .. } => Err("SHACL does not allow MINUS; use FILTER NOT EXISTS".to_owned()),
            P::Values { .. } => Err("SHACL does not allow VALUES; use FILTER (?x IN (…))".to_owned()),
            P::Service { .. } => Err("SHACL does not allow SERVICE".to_owned()),
        }
    }

    fn variable(&self, variable: &Variable) -> Result<(), String> {
        if variable.as_str() == "shapesGraph" {
            return Err("`$shapesGraph` is not supported: the shapes are not a graph of the data".to_owned());
        }
        Ok(())
    }

    fn name(&self, name: &NamedNodePattern) -> Result<(), String> {
        match name {
            NamedNodePattern::Variable(variable) => self.variable(variable),
            NamedNodePattern::NamedNode(_) => Ok(()),
        }
    }

    fn term(&self, term: &TermPattern) -> Result<(), String> {
        match term {
            TermPattern::Variable(variable) => self.variable(variable),
            TermPattern::Triple(triple) => {
                self.term(&triple.subject)?;
                self.name(&triple.predicate)?;
                self.term(&triple.object)
            }
            _ => Ok(()),
        }
    }

    fn expression(&self, expression: &Expression) -> Result<(), String> {
        match expression {
            Expression::Variable(variable) | Expression::Bound(variable) => self.variable(variable),
            Expression::Exists(pattern) => self.pattern(pattern),
            _ => operands(expression).into_iter().try_for_each(|operand| self.expression(operand)),
        }
    }
}
