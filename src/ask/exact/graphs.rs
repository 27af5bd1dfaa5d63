//! GRAPH: its pattern is evaluated in each graph by itself, where the graph's variable is not bound yet.
use oxrdf::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

use super::patterns::same_term;
use super::{Exact, boxed, unit};
use crate::ask::rewrite::vars::{certain, possible};
use crate::ask::walk::{Part, walk};

impl Exact {
    pub(super) fn graph(&mut self, name: NamedNodePattern, inner: GraphPattern) -> GraphPattern {
        let row = self.row.take();
        let mut inner = self.pattern(inner);
        self.row = row;
        if is_simple(&inner, &name) {
            return GraphPattern::Graph { name, inner: boxed(inner) };
        }
        // Each graph that there is, and in it the pattern.
        let graphs = boxed(GraphPattern::Graph { name: name.clone(), inner: boxed(unit()) });
        let NamedNodePattern::Variable(graph) = &name else {
            let inner = boxed(GraphPattern::Graph { name, inner: boxed(inner) });
            return GraphPattern::Lateral { left: graphs, right: inner };
        };
        // Inside, a variable of the graph's name is one of its own; what it is bound to must agree afterwards.
        let own = possible(&inner).contains(graph.as_str()).then(|| self.variable());
        if let Some(own) = &own {
            rename(&mut inner, graph, own);
        }
        self.tie(&mut inner, graph);
        let lateral = GraphPattern::Lateral {
            left: graphs,
            right: boxed(GraphPattern::Graph { name: name.clone(), inner: boxed(inner) }),
        };
        let Some(own) = own else { return lateral };
        let unbound = Expression::Not(Box::new(Expression::Bound(own.clone())));
        GraphPattern::Filter {
            expr: Expression::Or(Box::new(unbound), Box::new(same_term(own, graph.clone()))),
            inner: boxed(lateral),
        }
    }

    /// Makes the graph that is bound outside known inside: subqueries give it on, and MINUS must not take it for a
    /// variable that both sides share.
    fn tie(&mut self, pattern: &mut GraphPattern, graph: &Variable) {
        match pattern {
            // Another graph holds inside.
            GraphPattern::Graph { .. }
            | GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. } => {}
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right } => {
                self.tie(left, graph);
                self.tie(right, graph);
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.tie(left, graph);
                self.tie(right, graph);
                if let Some(expression) = expression {
                    self.tie_exists(expression, graph);
                }
            }
            GraphPattern::Minus { left, right } => {
                self.tie(left, graph);
                self.tie(right, graph);
                let (left, right) = (std::mem::take(&mut **left), std::mem::take(&mut **right));
                *pattern = self.minus(left, right);
            }
            GraphPattern::Filter { inner, expr } => {
                self.tie(inner, graph);
                self.tie_exists(expr, graph);
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.tie(inner, graph);
                self.tie_exists(expression, graph);
            }
            GraphPattern::Project { inner, variables } => {
                self.tie(inner, graph);
                variables.push(graph.clone());
            }
            GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Group { inner, .. } => self.tie(inner, graph),
        }
    }

    fn tie_exists(&mut self, expression: &mut Expression, graph: &Variable) {
        if let Expression::Exists(pattern) = expression {
            self.tie(pattern, graph);
            return;
        }
        for operand in crate::ask::walk::operands_mut(expression) {
            self.tie_exists(operand, graph);
        }
    }

    /// MINUS by NOT EXISTS: a solution goes where another is compatible and shares a variable with it.
    fn minus(&mut self, left: GraphPattern, mut right: GraphPattern) -> GraphPattern {
        let shared: Vec<Variable> = scope(&left).into_iter().filter(|v| scope(&right).contains(v)).collect();
        if shared.is_empty() {
            return left;
        }
        let (here, there) = (certain(&left), certain(&right));
        let all_certain = shared.iter().all(|v| here.contains(v.as_str()) && there.contains(v.as_str()));
        if !all_certain {
            // With names of its own inside, so that what is bound outside is not taken for bound inside.
            let mut compatible = None::<Expression>;
            let mut common = None::<Expression>;
            for variable in &shared {
                let own = self.variable();
                rename(&mut right, variable, &own);
                let both = and(Expression::Bound(variable.clone()), Expression::Bound(own.clone()));
                let agree = or(Expression::Not(Box::new(both.clone())), same_term(variable.clone(), own));
                compatible = Some(compatible.map_or(agree.clone(), |all| and(all, agree)));
                common = Some(common.map_or(both.clone(), |any| or(any, both)));
            }
            if let (Some(compatible), Some(common)) = (compatible, common) {
                right = GraphPattern::Filter { expr: and(compatible, common), inner: boxed(right) };
            }
        }
        let exists = Expression::Exists(boxed(right));
        GraphPattern::Filter { expr: Expression::Not(Box::new(exists)), inner: boxed(left) }
    }
}

fn and(a: Expression, b: Expression) -> Expression {
    Expression::And(Box::new(a), Box::new(b))
}

fn or(a: Expression, b: Expression) -> Expression {
    Expression::Or(Box::new(a), Box::new(b))
}

fn scope(pattern: &GraphPattern) -> Vec<Variable> {
    let mut variables = Vec::new();
    pattern.on_in_scope_variable(|variable| {
        if !variables.contains(variable) {
            variables.push(variable.clone());
        }
    });
    variables
}

/// Whether the evaluator gets a graph's pattern right: each solution comes from a triple or a path in the graph, and
/// nothing looks at whether the graph's variable is bound.
fn is_simple(pattern: &GraphPattern, name: &NamedNodePattern) -> bool {
    let NamedNodePattern::Variable(graph) = name else { return binds(pattern) };
    let mentioned = possible(pattern).contains(graph.as_str());
    binds(pattern) && fits(pattern, mentioned)
}

/// Whether each solution comes from a triple or a path.
fn binds(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            binds(left) || binds(right)
        }
        GraphPattern::Union { left, right } => binds(left) && binds(right),
        GraphPattern::LeftJoin { left, .. } => binds(left),
        GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } => binds(inner),
        _ => false,
    }
}

/// Whether nothing inside goes wrong with the graph's variable; `mentioned` where the pattern speaks of it itself.
fn fits(pattern: &GraphPattern, mentioned: bool) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            fits(left, mentioned) && fits(right, mentioned)
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            !mentioned
                && fits(left, mentioned)
                && fits(right, mentioned)
                && expression.as_ref().is_none_or(fits_expression)
        }
        GraphPattern::Filter { expr, inner } => !mentioned && fits_expression(expr) && fits(inner, mentioned),
        GraphPattern::Extend { inner, expression, .. } => {
            !mentioned && fits_expression(expression) && fits(inner, mentioned)
        }
        _ => false,
    }
}

fn fits_expression(expression: &Expression) -> bool {
    match expression {
        Expression::Exists(pattern) => binds(pattern) && fits(pattern, false),
        expression => crate::ask::walk::operands(expression).into_iter().all(fits_expression),
    }
}

/// Gives a variable another name throughout a pattern.
fn rename(pattern: &mut GraphPattern, from: &Variable, to: &Variable) {
    let change = |variable: &mut Variable| {
        if variable == from {
            *variable = to.clone();
        }
    };
    fn term(pattern: &mut TermPattern, change: &impl Fn(&mut Variable)) {
        match pattern {
            TermPattern::Variable(variable) => change(variable),
            TermPattern::Triple(inner) => triple(inner, change),
            _ => {}
        }
    }
    fn named(pattern: &mut NamedNodePattern, change: &impl Fn(&mut Variable)) {
        if let NamedNodePattern::Variable(variable) = pattern {
            change(variable);
        }
    }
    fn triple(pattern: &mut TriplePattern, change: &impl Fn(&mut Variable)) {
        term(&mut pattern.subject, change);
        named(&mut pattern.predicate, change);
        term(&mut pattern.object, change);
    }
    walk(pattern, &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            patterns.iter_mut().for_each(|pattern| triple(pattern, &change));
        }
        Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
            term(subject, &change);
            term(object, &change);
        }
        Part::Pattern(GraphPattern::Graph { name, .. } | GraphPattern::Service { name, .. }) => {
            named(name, &change);
        }
        Part::Pattern(GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. }) => {
            variables.iter_mut().for_each(change);
        }
        Part::Pattern(GraphPattern::Extend { variable, .. }) => change(variable),
        Part::Pattern(GraphPattern::Group { variables, aggregates, .. }) => {
            variables.iter_mut().for_each(change);
            aggregates.iter_mut().for_each(|(variable, _)| change(variable));
        }
        Part::Expression(Expression::Variable(variable) | Expression::Bound(variable)) => change(variable),
        _ => {}
    });
}
