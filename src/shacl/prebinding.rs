//! Values for variables before a query runs:
//! [pre-binding](https://www.w3.org/TR/shacl/#pre-binding).
//!
//! Values are written into the algebra, so that the optimizer knows them; only blank nodes, which a
//! pattern cannot name, are left to the evaluator.
use oxrdf::{BlankNode, Literal, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Values by the names of their variables.
#[derive(Default)]
pub(super) struct Values {
    values: Vec<(String, Term)>,
}

impl Values {
    /// Gives a variable a value.
    pub(super) fn insert(&mut self, name: &str, value: Term) {
        self.values.push((name.to_owned(), value));
    }

    /// The value of a variable.
    pub(super) fn get(&self, name: &str) -> Option<&Term> {
        self.values.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The value of a variable, where a pattern can name it.
    fn constant(&self, variable: &Variable) -> Option<&Term> {
        self.get(variable.as_str()).filter(|value| matches!(value, Term::NamedNode(_) | Term::Literal(_)))
    }

    /// The blank nodes among the values, for those variables that a query mentions.
    pub(super) fn blank_nodes(&self, query: &Query) -> Vec<(Variable, BlankNode)> {
        let blank = self.values.iter().filter_map(|(name, value)| match value {
            Term::BlankNode(node) => Some((name, node)),
            _ => None,
        });
        let mut text = None;
        let mut mentioned = |name: &str| {
            let text = text.get_or_insert_with(|| query.to_string());
            let mut places = text.match_indices(name);
            places.any(|(at, _)| {
                let after = text[at + name.len()..].chars().next();
                text[..at].ends_with('?') && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        };
        blank
            .filter(|(name, _)| mentioned(name))
            .map(|(name, node)| (Variable::new_unchecked(name.clone()), node.clone()))
            .collect()
    }

    /// The pattern with the values in it.
    pub(super) fn bind(&self, pattern: GraphPattern) -> GraphPattern {
        use Expression as E;
        use GraphPattern as P;
        let inner = |pattern: Box<P>| Box::new(self.bind(*pattern));
        match pattern {
            P::Bgp { patterns } => {
                let bound: Option<_> = patterns.into_iter().map(|triple| self.triple(triple)).collect();
                bound.map_or_else(nothing, |patterns| P::Bgp { patterns })
            }
            P::Path { subject, path, object } => {
                P::Path { subject: self.term(subject), path, object: self.term(object) }
            }
            P::Join { left, right } => P::Join { left: inner(left), right: inner(right) },
            P::LeftJoin { left, right, expression } => P::LeftJoin {
                left: inner(left),
                right: inner(right),
                expression: expression.map(|expression| self.expression(expression)),
            },
            P::Lateral { left, right } => P::Lateral { left: inner(left), right: inner(right) },
            P::Filter { expr, inner: filtered } => {
                P::Filter { expr: self.expression(expr), inner: inner(filtered) }
            }
            P::Union { left, right } => P::Union { left: inner(left), right: inner(right) },
            P::Graph { name, inner: named } => match self.name(name) {
                Some(name) => P::Graph { name, inner: inner(named) },
                None => nothing(),
            },
            P::Extend { inner: extended, variable, expression } => {
                P::Extend { inner: inner(extended), variable, expression: self.expression(expression) }
            }
            P::OrderBy { inner: ordered, expression } => P::OrderBy {
                inner: inner(ordered),
                expression: expression
                    .into_iter()
                    .map(|by| match by {
                        OrderExpression::Asc(by) => OrderExpression::Asc(self.expression(by)),
                        OrderExpression::Desc(by) => OrderExpression::Desc(self.expression(by)),
                    })
                    .collect(),
            },
            P::Project { inner: projected, variables } => {
                P::Project { inner: inner(projected), variables: self.unbound(variables) }
            }
            P::Distinct { inner: distinct } => P::Distinct { inner: inner(distinct) },
            P::Reduced { inner: reduced } => P::Reduced { inner: inner(reduced) },
            P::Slice { inner: sliced, start, length } => P::Slice { inner: inner(sliced), start, length },
            P::Group { inner: grouped, variables, aggregates } => {
                // The keys stay: without solutions a group by a key is none, a group by nothing is one.
                let key = |inner, variable: &Variable| match self.constant(variable) {
                    Some(Term::NamedNode(node)) => extend(inner, variable, E::NamedNode(node.clone())),
                    Some(Term::Literal(literal)) => extend(inner, variable, E::Literal(literal.clone())),
                    _ => inner,
                };
                let keyed = variables.iter().fold(inner(grouped), key);
                let bound = |(variable, aggregate)| (variable, self.aggregate(aggregate));
                P::Group { inner: keyed, variables, aggregates: aggregates.into_iter().map(bound).collect() }
            }
            // `check` lets none of these through.
            P::Minus { .. } | P::Values { .. } | P::Service { .. } => pattern,
        }
    }

    fn unbound(&self, variables: Vec<Variable>) -> Vec<Variable> {
        variables.into_iter().filter(|variable| self.constant(variable).is_none()).collect()
    }

    fn aggregate(&self, aggregate: AggregateExpression) -> AggregateExpression {
        match aggregate {
            AggregateExpression::FunctionCall { name, expr, distinct } => {
                AggregateExpression::FunctionCall { name, expr: self.expression(expr), distinct }
            }
            count @ AggregateExpression::CountSolutions { .. } => count,
        }
    }

    /// `None` where a literal would be a predicate, which nothing matches.
    fn triple(&self, triple: TriplePattern) -> Option<TriplePattern> {
        Some(TriplePattern {
            subject: self.term(triple.subject),
            predicate: self.name(triple.predicate)?,
            object: self.term(triple.object),
        })
    }

    fn name(&self, name: NamedNodePattern) -> Option<NamedNodePattern> {
        let NamedNodePattern::Variable(variable) = &name else { return Some(name) };
        match self.constant(variable) {
            Some(Term::NamedNode(node)) => Some(node.clone().into()),
            Some(_) => None,
            None => Some(name),
        }
    }

    fn term(&self, term: TermPattern) -> TermPattern {
        match term {
            TermPattern::Variable(variable) => match self.constant(&variable) {
                Some(Term::NamedNode(node)) => node.clone().into(),
                Some(Term::Literal(literal)) => literal.clone().into(),
                _ => TermPattern::Variable(variable),
            },
            TermPattern::Triple(triple) => match self.triple((*triple).clone()) {
                Some(triple) => TermPattern::Triple(Box::new(triple)),
                None => TermPattern::Triple(triple),
            },
            term => term,
        }
    }

    fn expression(&self, expression: Expression) -> Expression {
        use Expression as E;
        let one = |expression: Box<E>| Box::new(self.expression(*expression));
        let all = |list: Vec<E>| list.into_iter().map(|e| self.expression(e)).collect::<Vec<_>>();
        match expression {
            E::NamedNode(_) | E::Literal(_) => expression,
            E::Variable(variable) => match self.constant(&variable) {
                Some(Term::NamedNode(node)) => E::NamedNode(node.clone()),
                Some(Term::Literal(literal)) => E::Literal(literal.clone()),
                _ => E::Variable(variable),
            },
            E::Bound(variable) => match self.constant(&variable) {
                Some(_) => E::Literal(Literal::from(true)),
                None => E::Bound(variable),
            },
            E::Exists(pattern) => E::Exists(Box::new(self.bind(*pattern))),
            E::Or(a, b) => E::Or(one(a), one(b)),
            E::And(a, b) => E::And(one(a), one(b)),
            E::Equal(a, b) => E::Equal(one(a), one(b)),
            E::SameTerm(a, b) => E::SameTerm(one(a), one(b)),
            E::Greater(a, b) => E::Greater(one(a), one(b)),
            E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a), one(b)),
            E::Less(a, b) => E::Less(one(a), one(b)),
            E::LessOrEqual(a, b) => E::LessOrEqual(one(a), one(b)),
            E::Add(a, b) => E::Add(one(a), one(b)),
            E::Subtract(a, b) => E::Subtract(one(a), one(b)),
            E::Multiply(a, b) => E::Multiply(one(a), one(b)),
            E::Divide(a, b) => E::Divide(one(a), one(b)),
            E::UnaryPlus(a) => E::UnaryPlus(one(a)),
            E::UnaryMinus(a) => E::UnaryMinus(one(a)),
            E::Not(a) => E::Not(one(a)),
            E::If(a, b, c) => E::If(one(a), one(b), one(c)),
            E::In(a, list) => E::In(one(a), all(list)),
            E::Coalesce(list) => E::Coalesce(all(list)),
            E::FunctionCall(function, list) => E::FunctionCall(function, all(list)),
        }
    }
}

fn extend(inner: Box<GraphPattern>, variable: &Variable, expression: Expression) -> Box<GraphPattern> {
    Box::new(GraphPattern::Extend { inner, variable: variable.clone(), expression })
}

/// A pattern without solutions.
fn nothing() -> GraphPattern {
    GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() }
}
