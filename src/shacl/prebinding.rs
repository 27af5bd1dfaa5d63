//! Values for variables before a query runs:
//! [pre-binding](https://www.w3.org/TR/shacl/#pre-binding).
//!
//! Values are written into the algebra, so that the optimizer knows them; only blank nodes, which a
//! pattern cannot name, are left to the evaluator.
use super::path::Path;
use oxrdf::{BlankNode, Literal, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// The variable that stands for the path of a property shape.
const PATH: &str = "PATH";

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
            P::Group { inner: grouped, variables, aggregates } => P::Group {
                inner: inner(grouped),
                variables: self.unbound(variables),
                aggregates: aggregates
                    .into_iter()
                    .map(|(variable, aggregate)| (variable, self.aggregate(aggregate)))
                    .collect(),
            },
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

/// A pattern without solutions.
fn nothing() -> GraphPattern {
    GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() }
}

/// Refuses what SHACL forbids in a query whose variables get values from outside. `bound` names those
/// variables, beside `this`.
pub(super) fn check(pattern: &GraphPattern, bound: &[&str], ask: bool) -> Result<(), String> {
    let checker = Checker { bound };
    // Around the outermost projection stand only DISTINCT, REDUCED, LIMIT and OFFSET.
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
                "the query assigns a value to `${}`, which has one already",
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
            P::Minus { .. } => Err("SHACL allows no MINUS; write FILTER NOT EXISTS".to_owned()),
            P::Values { .. } => Err("SHACL allows no VALUES; write FILTER (?x IN (…))".to_owned()),
            P::Service { .. } => Err("SHACL allows no SERVICE".to_owned()),
        }
    }

    fn variable(&self, variable: &Variable) -> Result<(), String> {
        if variable.as_str() == "shapesGraph" {
            return Err("`$shapesGraph` is not supported: the shapes are no graph of the data".to_owned());
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
        use Expression as E;
        match expression {
            E::NamedNode(_) | E::Literal(_) => Ok(()),
            E::Variable(variable) | E::Bound(variable) => self.variable(variable),
            E::Exists(pattern) => self.pattern(pattern),
            E::Or(a, b)
            | E::And(a, b)
            | E::Equal(a, b)
            | E::SameTerm(a, b)
            | E::Greater(a, b)
            | E::GreaterOrEqual(a, b)
            | E::Less(a, b)
            | E::LessOrEqual(a, b)
            | E::Add(a, b)
            | E::Subtract(a, b)
            | E::Multiply(a, b)
            | E::Divide(a, b) => {
                self.expression(a)?;
                self.expression(b)
            }
            E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => self.expression(a),
            E::If(a, b, c) => [a, b, c].into_iter().try_for_each(|e| self.expression(e)),
            E::In(a, list) => {
                self.expression(a)?;
                list.iter().try_for_each(|e| self.expression(e))
            }
            E::Coalesce(list) | E::FunctionCall(_, list) => list.iter().try_for_each(|e| self.expression(e)),
        }
    }
}

/// Writes the path of a property shape in the place of `$PATH`, which may only stand as a predicate.
pub(super) fn replace_path(pattern: &mut GraphPattern, path: Option<&Path>) -> Result<(), String> {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            for triple in patterns.iter() {
                refuse_path(&triple.subject)?;
                refuse_path(&triple.object)?;
            }
            let is_path = |triple: &TriplePattern| matches!(&triple.predicate, NamedNodePattern::Variable(variable) if variable.as_str() == PATH);
            if !patterns.iter().any(is_path) {
                return Ok(());
            }
            let Some(path) = path else {
                return Err(
                    "`$PATH` stands for the path of a property shape, and this is a node shape".to_owned()
                );
            };
            let (with, mut without): (Vec<_>, Vec<_>) =
                std::mem::take(patterns).into_iter().partition(is_path);
            let mut paths = Vec::new();
            for triple in with {
                if let Path::Predicate(predicate) = path {
                    without.push(TriplePattern { predicate: predicate.clone().into(), ..triple });
                } else {
                    let TriplePattern { subject, object, .. } = triple;
                    paths.push(P::Path { subject, path: path.to_sparql(), object });
                }
            }
            let mut joined = (!without.is_empty()).then_some(P::Bgp { patterns: without });
            for path in paths {
                joined = Some(match joined {
                    Some(left) => P::Join { left: Box::new(left), right: Box::new(path) },
                    None => path,
                });
            }
            if let Some(joined) = joined {
                *pattern = joined;
            }
            Ok(())
        }
        P::Path { subject, object, .. } => {
            refuse_path(subject)?;
            refuse_path(object)
        }
        P::Values { .. } => Ok(()),
        P::Join { left, right }
        | P::LeftJoin { left, right, .. }
        | P::Lateral { left, right }
        | P::Union { left, right }
        | P::Minus { left, right } => {
            replace_path(left, path)?;
            replace_path(right, path)?;
            if let P::LeftJoin { expression: Some(expression), .. } = pattern {
                replace_path_inside(expression, path)?;
            }
            Ok(())
        }
        P::Filter { expr, inner } => {
            replace_path_inside(expr, path)?;
            replace_path(inner, path)
        }
        P::Extend { inner, expression, .. } => {
            replace_path_inside(expression, path)?;
            replace_path(inner, path)
        }
        P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Group { inner, .. }
        | P::Graph { inner, .. }
        | P::Service { inner, .. } => replace_path(inner, path),
    }
}

const PATH_MISPLACED: &str = "`$PATH` stands for a path, so that it can only be the predicate of a triple";

fn refuse_path(term: &TermPattern) -> Result<(), String> {
    match term {
        TermPattern::Variable(variable) if variable.as_str() == PATH => Err(PATH_MISPLACED.to_owned()),
        _ => Ok(()),
    }
}

/// The same inside EXISTS.
fn replace_path_inside(expression: &mut Expression, path: Option<&Path>) -> Result<(), String> {
    use Expression as E;
    match expression {
        E::NamedNode(_) | E::Literal(_) => Ok(()),
        E::Variable(variable) | E::Bound(variable) => {
            if variable.as_str() == PATH {
                return Err(PATH_MISPLACED.to_owned());
            }
            Ok(())
        }
        E::Exists(pattern) => replace_path(pattern, path),
        E::Or(a, b)
        | E::And(a, b)
        | E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b)
        | E::Add(a, b)
        | E::Subtract(a, b)
        | E::Multiply(a, b)
        | E::Divide(a, b) => {
            replace_path_inside(a, path)?;
            replace_path_inside(b, path)
        }
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => replace_path_inside(a, path),
        E::If(a, b, c) => [a, b, c].into_iter().try_for_each(|e| replace_path_inside(e, path)),
        E::In(a, list) => {
            replace_path_inside(a, path)?;
            list.iter_mut().try_for_each(|e| replace_path_inside(e, path))
        }
        E::Coalesce(list) | E::FunctionCall(_, list) => {
            list.iter_mut().try_for_each(|e| replace_path_inside(e, path))
        }
    }
}
