//! Rewrites the algebra of queries that the evaluator would answer slowly.
//!
//! The evaluator orders joins by rules of thumb and, inside EXISTS, not at all; what it cannot order it evaluates whole
//! and joins afterwards, which takes time by the product of the sizes. Here all patterns that join are put into one chain
//! by how many triples the dataset really has for them, each evaluated for each row of those before
//! ([LATERAL](https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md)). Only patterns for which that is the
//! same as a join are moved; the order of rows without ORDER BY is all that may change.
mod order;
pub(crate) mod stop;
pub(crate) mod vars;

#[cfg(test)]
mod tests;

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::NamedNodePattern;

use crate::ask::dataset::Dataset;
use order::{Estimator, Step};
use vars::{Vars, certain, expression_vars, is_joinable, makes, possible};

/// Rewrites a query for a dataset. The rows are the same, as a bag.
#[must_use]
pub(crate) fn rewrite(mut query: Query, dataset: Option<&Dataset>) -> Query {
    let rewriter = Rewriter { estimator: Estimator::new(dataset) };
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &mut query;
    *pattern = rewriter.pattern(std::mem::take(pattern), &Vars::default());
    query
}

struct Rewriter<'d> {
    estimator: Estimator<'d>,
}

fn boxed(pattern: GraphPattern) -> Box<GraphPattern> {
    Box::new(pattern)
}

impl Rewriter<'_> {
    /// Rewrites a pattern that is evaluated where the variables `bound` are bound from outside.
    fn pattern(&self, pattern: GraphPattern, bound: &Vars) -> GraphPattern {
        let inner = |inner: Box<GraphPattern>| boxed(self.pattern(*inner, bound));
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. } => {
                let mut joined = Vec::new();
                flatten(pattern, &mut joined);
                self.join(joined, bound)
            }
            GraphPattern::Values { .. } | GraphPattern::Service { .. } => pattern,
            GraphPattern::LeftJoin { left, right, expression } => {
                self.left_join(self.pattern(*left, bound), *right, expression, bound)
            }
            GraphPattern::Lateral { left, right } => {
                let left = self.pattern(*left, bound);
                let bound = with(bound, &certain(&left));
                let right = if makes(&right, None) { right } else { boxed(self.pattern(*right, &bound)) };
                GraphPattern::Lateral { left: boxed(left), right }
            }
            GraphPattern::Filter { expr, inner: filtered } => {
                let filtered = self.pattern(*filtered, bound);
                let bound = with(bound, &certain(&filtered));
                GraphPattern::Filter { expr: self.expression(expr, &bound), inner: boxed(filtered) }
            }
            GraphPattern::Union { left, right } => {
                GraphPattern::Union { left: inner(left), right: inner(right) }
            }
            GraphPattern::Graph { name, inner: named } => {
                let mut bound = bound.clone();
                if let NamedNodePattern::Variable(variable) = &name {
                    // What happens to a graph variable that BIND makes inside depends on the order of evaluation.
                    if makes(&named, Some(variable)) {
                        return GraphPattern::Graph { name, inner: named };
                    }
                    bound.insert(variable.as_str().to_owned());
                }
                GraphPattern::Graph { name, inner: boxed(self.pattern(*named, &bound)) }
            }
            GraphPattern::Extend { inner: extended, variable, expression } => {
                let extended = self.pattern(*extended, bound);
                let bound = with(bound, &certain(&extended));
                GraphPattern::Extend {
                    inner: boxed(extended),
                    variable,
                    expression: self.expression(expression, &bound),
                }
            }
            // The right side is evaluated as a whole.
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: inner(left),
                right: boxed(self.pattern(*right, &Vars::default())),
            },
            GraphPattern::OrderBy { inner: sorted, expression } => {
                let sorted = self.pattern(*sorted, bound);
                let bound = with(bound, &certain(&sorted));
                let expression = expression
                    .into_iter()
                    .map(|order| match order {
                        OrderExpression::Asc(e) => OrderExpression::Asc(self.expression(e, &bound)),
                        OrderExpression::Desc(e) => OrderExpression::Desc(self.expression(e, &bound)),
                    })
                    .collect();
                GraphPattern::OrderBy { inner: boxed(sorted), expression }
            }
            GraphPattern::Project { inner: projected, variables } => {
                let visible =
                    bound.iter().filter(|v| variables.iter().any(|w| w.as_str() == **v)).cloned().collect();
                GraphPattern::Project { inner: boxed(self.pattern(*projected, &visible)), variables }
            }
            GraphPattern::Distinct { inner: all } => GraphPattern::Distinct { inner: inner(all) },
            GraphPattern::Reduced { inner: all } => GraphPattern::Reduced { inner: inner(all) },
            GraphPattern::Slice { inner: all, start, length } => {
                GraphPattern::Slice { inner: inner(all), start, length }
            }
            GraphPattern::Group { inner: grouped, variables, aggregates } => {
                GraphPattern::Group { inner: inner(grouped), variables, aggregates }
            }
        }
    }

    /// An expression, evaluated for rows that bind `bound`: the patterns inside EXISTS are rewritten.
    fn expression(&self, mut expression: Expression, bound: &Vars) -> Expression {
        self.exists(&mut expression, bound);
        expression
    }

    fn exists(&self, expression: &mut Expression, bound: &Vars) {
        match expression {
            // What BIND does to a variable that is bound outside depends on the order of evaluation.
            Expression::Exists(pattern) if !makes(pattern, None) => {
                **pattern = self.pattern(std::mem::take(pattern), bound);
            }
            Expression::Or(a, b) | Expression::And(a, b) => {
                self.exists(a, bound);
                self.exists(b, bound);
            }
            Expression::Not(a) => self.exists(a, bound),
            Expression::If(a, b, c) => {
                self.exists(a, bound);
                self.exists(b, bound);
                self.exists(c, bound);
            }
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
                for item in list {
                    self.exists(item, bound);
                }
            }
            _ => {}
        }
    }

    /// OPTIONAL: for each row of the left, where the right side allows it.
    fn left_join(
        &self,
        left: GraphPattern,
        right: GraphPattern,
        expression: Option<Expression>,
        bound: &Vars,
    ) -> GraphPattern {
        let inside = with(bound, &certain(&left));
        // A right side that has nothing to do with the left one is evaluated once, not for each row.
        let shared = certain(&left).intersection(&possible(&right)).next().is_some();
        if !shared || !is_joinable(&right) {
            return GraphPattern::LeftJoin {
                right: boxed(self.pattern(right, &Vars::default())),
                expression: expression.map(|e| self.expression(e, &inside)),
                left: boxed(left),
            };
        }
        let right = self.pattern(right, &inside);
        let inside = with(&inside, &certain(&right));
        GraphPattern::Lateral {
            left: boxed(left),
            right: boxed(GraphPattern::LeftJoin {
                left: boxed(GraphPattern::Bgp { patterns: Vec::new() }),
                right: boxed(right),
                expression: expression.map(|e| self.expression(e, &inside)),
            }),
        }
    }

    /// The join of `parts`: those that can be evaluated for each row of the others go into a chain, as deep inside the
    /// rest as they may.
    fn join(&self, parts: Vec<GraphPattern>, bound: &Vars) -> GraphPattern {
        let (chain, rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_joinable);
        let mut rest = rest.into_iter();
        let Some(first) = rest.next() else { return self.chain(chain, bound) };
        let mut parts = vec![self.join_into(first, chain, bound)];
        parts.extend(rest.map(|part| self.pattern(part, bound)));
        let join = |left, right| GraphPattern::Join { left: boxed(left), right: boxed(right) };
        // Of two, the evaluator finds out which to go through.
        let parts = if parts.len() > 2 { self.in_order(parts, bound) } else { parts };
        parts.into_iter().reduce(join).unwrap_or_default()
    }

    /// Patterns that are each evaluated as a whole, in the order in which to join them: the small ones first, and those that
    /// have nothing in common with the others last.
    fn in_order(&self, parts: Vec<GraphPattern>, bound: &Vars) -> Vec<GraphPattern> {
        let rated = |part| (self.estimator.pattern(&part, bound), certain(&part), part);
        let mut rest: Vec<_> = parts.into_iter().map(rated).collect();
        let mut ordered = Vec::new();
        let mut seen = Vars::new();
        while !rest.is_empty() {
            let rank = |(rows, vars, _): &(f64, Vars, GraphPattern)| (vars.is_disjoint(&seen), *rows);
            let better =
                |one: &(bool, f64), other: &(bool, f64)| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1));
            let next = (0..rest.len()).min_by(|one, other| better(&rank(&rest[*one]), &rank(&rest[*other])));
            let (_, vars, part) = rest.remove(next.unwrap_or_default());
            seen.extend(vars);
            ordered.push(part);
        }
        ordered
    }

    /// The join of a pattern that is none for a chain with a chain. Where the chain's patterns mean the same inside, they
    /// go there, so that the selective ones come first.
    fn join_into(&self, pattern: GraphPattern, chain: Vec<GraphPattern>, bound: &Vars) -> GraphPattern {
        let parts: Vec<Vars> = chain.iter().map(possible).collect();
        // Whether no part of the chain binds something new to `seen`, of which `inside` is bound anyway.
        let unseen = |seen: &Vars, inside: &Vars| {
            parts.iter().flatten().all(|v| !seen.contains(v) || inside.contains(v))
        };
        match pattern {
            GraphPattern::LeftJoin { left, right, expression } => {
                let mut seen = possible(&right);
                seen.extend(expression.iter().flat_map(expression_vars));
                if unseen(&seen, &certain(&left)) {
                    let left = self.join_into(*left, chain, bound);
                    return self.left_join(left, *right, expression, bound);
                }
                self.behind(GraphPattern::LeftJoin { left, right, expression }, chain, bound)
            }
            GraphPattern::Filter { expr, inner } if unseen(&expression_vars(&expr), &certain(&inner)) => {
                let inner = self.join_into(*inner, chain, bound);
                let bound = with(bound, &certain(&inner));
                GraphPattern::Filter { expr: self.expression(expr, &bound), inner: boxed(inner) }
            }
            GraphPattern::Extend { inner, variable, expression } => {
                let mut seen = expression_vars(&expression);
                let inside = certain(&inner);
                let mut fits = unseen(&seen, &inside);
                seen.clear();
                seen.insert(variable.as_str().to_owned());
                fits &= unseen(&seen, &Vars::default());
                if fits {
                    let inner = self.join_into(*inner, chain, bound);
                    let bound = with(bound, &certain(&inner));
                    let expression = self.expression(expression, &bound);
                    return GraphPattern::Extend { inner: boxed(inner), variable, expression };
                }
                self.behind(GraphPattern::Extend { inner, variable, expression }, chain, bound)
            }
            GraphPattern::Minus { left, right } if unseen(&possible(&right), &certain(&left)) => {
                GraphPattern::Minus {
                    left: boxed(self.join_into(*left, chain, bound)),
                    right: boxed(self.pattern(*right, &Vars::default())),
                }
            }
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. } => {
                let mut parts = chain;
                flatten(pattern, &mut parts);
                self.join(parts, bound)
            }
            pattern if is_joinable(&pattern) => {
                let mut parts = chain;
                parts.push(pattern);
                self.join(parts, bound)
            }
            pattern => self.behind(pattern, chain, bound),
        }
    }

    /// The chain after a pattern that it cannot go into.
    fn behind(&self, pattern: GraphPattern, chain: Vec<GraphPattern>, bound: &Vars) -> GraphPattern {
        let pattern = self.pattern(pattern, bound);
        if chain.is_empty() {
            return pattern;
        }
        // Joined by hash: the chain alone may be far smaller than the pattern, or the pattern than the chain.
        GraphPattern::Join { left: boxed(pattern), right: boxed(self.chain(chain, bound)) }
    }

    /// The join of patterns that are all joinable: a chain for each group of them that shares variables.
    fn chain(&self, parts: Vec<GraphPattern>, bound: &Vars) -> GraphPattern {
        let mut groups: Vec<(Vars, Vec<Step>)> = Vec::new();
        for step in parts.into_iter().flat_map(Step::of) {
            let mut vars: Vars = step.vars().difference(bound).cloned().collect();
            let mut steps = Vec::new();
            // Whatever shares a variable with the step is one group with it, in the order in which it is written.
            for (of, group) in groups.extract_if(.., |(of, _)| !of.is_disjoint(&vars)).collect::<Vec<_>>() {
                vars.extend(of);
                steps.extend(group);
            }
            steps.push(step);
            groups.push((vars, steps));
        }
        let mut groups = groups.into_iter().map(|(_, steps)| self.group(steps, bound));
        let Some(first) = groups.next() else { return GraphPattern::default() };
        let Some(second) = groups.next() else { return first };
        let two = GraphPattern::Join { left: boxed(first), right: boxed(second) };
        // Joined by hash, too, the evaluator would go on with all the others for the rows of one when it is stopped.
        groups.fold(two, |left, right| GraphPattern::Lateral { left: boxed(left), right: boxed(right) })
    }

    /// One chain, the most selective pattern first, each evaluated for each row of those before.
    fn group(&self, mut steps: Vec<Step>, bound: &Vars) -> GraphPattern {
        let mut bound = bound.clone();
        let mut chain = None;
        let mut costs: Vec<Option<f64>> = vec![None; steps.len()];
        while !steps.is_empty() {
            // Nothing is counted where there is nothing to choose.
            let best = if steps.len() == 1 { 0 } else { self.estimator.best(&steps, &mut costs, &bound) };
            costs.remove(best);
            let next = match steps.remove(best) {
                Step::Triple(triple) => GraphPattern::Bgp { patterns: vec![triple] },
                Step::Other(
                    pattern @ (GraphPattern::Bgp { .. }
                    | GraphPattern::Path { .. }
                    | GraphPattern::Values { .. }),
                ) => pattern,
                Step::Other(pattern) => self.pattern(pattern, &bound),
            };
            let binds = certain(&next);
            // What the others cost changes only where a variable of theirs is bound now.
            for (step, cost) in steps.iter().zip(&mut costs) {
                if !step.vars().is_disjoint(&binds) {
                    *cost = None;
                }
            }
            bound.extend(binds);
            chain = Some(match chain {
                None => next,
                Some(chain) => GraphPattern::Lateral { left: boxed(chain), right: boxed(next) },
            });
        }
        chain.unwrap_or_default()
    }
}

fn with(bound: &Vars, more: &Vars) -> Vars {
    bound.union(more).cloned().collect()
}

/// The patterns that a join is of.
fn flatten(pattern: GraphPattern, parts: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, parts);
            flatten(*right, parts);
        }
        pattern => parts.push(pattern),
    }
}
