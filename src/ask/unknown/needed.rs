//! Conditions that each row of an answer must meet: those outside of UNION, OPTIONAL, MINUS and EXISTS.
use oxrdf::vocab::xsd;
use oxrdf::{Literal, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::{BTreeMap, BTreeSet};

/// Texts without a tag, or a number, of which an object is one in each row of the answer.
pub(super) struct Choice {
    /// The literals.
    pub(super) members: Vec<Literal>,
    /// The properties that the object is a value of; none for any other path.
    pub(super) predicates: BTreeSet<Option<String>>,
}

/// The literals of which an object must be one: as it is written, by FILTER, or by VALUES.
pub(super) fn choices(pattern: &GraphPattern) -> Vec<Choice> {
    let mut choices = Vec::new();
    let mut left = vec![pattern];
    while let Some(pattern) = left.pop() {
        let mut scope = Scope::default();
        scope.read(pattern);
        for (variable, members) in scope.members() {
            let are_texts =
                !members.is_empty() && members.iter().all(|member| member.datatype() == xsd::STRING);
            if let (true, Some(predicates)) = (are_texts, scope.objects.get(variable)) {
                let members = members.into_iter().cloned().collect();
                choices.push(Choice { members, predicates: predicates.clone() });
            }
        }
        choices.extend(scope.literals);
        left.extend(scope.inner);
    }
    choices
}

/// A row of VALUES.
type Row = Vec<Option<GroundTerm>>;

/// What is in one scope of variables.
#[derive(Default)]
struct Scope<'q> {
    /// The properties of which a variable is a value; none for any other path.
    objects: BTreeMap<&'q Variable, BTreeSet<Option<String>>>,
    /// The texts and numbers that are objects.
    literals: Vec<Choice>,
    conditions: Vec<&'q Expression>,
    tables: Vec<(&'q [Variable], &'q [Row])>,
    /// Patterns with a scope of their own.
    inner: Vec<&'q GraphPattern>,
}

impl<'q> Scope<'q> {
    fn read(&mut self, pattern: &'q GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    let predicate = match &triple.predicate {
                        NamedNodePattern::NamedNode(node) => Some(node.as_str().to_owned()),
                        NamedNodePattern::Variable(_) => None,
                    };
                    self.object(&triple.object, predicate);
                }
            }
            GraphPattern::Path { object, .. } => self.object(object, None),
            GraphPattern::Values { variables, bindings } => self.tables.push((variables, bindings)),
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                self.read(left);
                self.read(right);
            }
            GraphPattern::Filter { expr, inner } => {
                self.conditions.push(expr);
                self.read(inner);
            }
            GraphPattern::LeftJoin { left: inner, .. }
            | GraphPattern::Minus { left: inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::OrderBy { inner, .. } => self.read(inner),
            GraphPattern::Project { inner, .. } | GraphPattern::Group { inner, .. } => self.inner.push(inner),
            GraphPattern::Union { .. } | GraphPattern::Service { .. } => {}
        }
    }

    fn object(&mut self, object: &'q TermPattern, predicate: Option<String>) {
        match object {
            TermPattern::Variable(variable) => {
                self.objects.entry(variable).or_default().insert(predicate);
            }
            TermPattern::Literal(literal)
                if [xsd::STRING, xsd::INTEGER, xsd::DECIMAL, xsd::DOUBLE].contains(&literal.datatype()) =>
            {
                let predicates = BTreeSet::from([predicate]);
                self.literals.push(Choice { members: vec![literal.clone()], predicates });
            }
            _ => {}
        }
    }

    /// Variables, each with the literals of which it must be one.
    fn members(&self) -> Vec<(&'q Variable, Vec<&'q Literal>)> {
        let mut found = Vec::new();
        let mut left = self.conditions.clone();
        while let Some(condition) = left.pop() {
            match condition {
                Expression::And(one, other) => left.extend([&**one, &**other]),
                condition => found.extend(alternatives(condition)),
            }
        }
        for (variables, rows) in &self.tables {
            for (column, variable) in variables.iter().enumerate() {
                let value = |row: &'q Row| match row.get(column) {
                    Some(Some(GroundTerm::Literal(literal))) => Some(literal),
                    _ => None,
                };
                found.extend(rows.iter().map(value).collect::<Option<_>>().map(|values| (variable, values)));
            }
        }
        found
    }
}

/// The literals to one of which a condition sets a variable equal.
fn alternatives(condition: &Expression) -> Option<(&Variable, Vec<&Literal>)> {
    match condition {
        Expression::Equal(one, other) | Expression::SameTerm(one, other) => match (&**one, &**other) {
            (Expression::Variable(variable), Expression::Literal(literal))
            | (Expression::Literal(literal), Expression::Variable(variable)) => {
                Some((variable, vec![literal]))
            }
            _ => None,
        },
        Expression::In(one, list) => {
            let Expression::Variable(variable) = &**one else { return None };
            Some((variable, list.iter().map(literal).collect::<Option<_>>()?))
        }
        Expression::Or(one, other) => {
            let ((variable, mut all), (same, more)) = (alternatives(one)?, alternatives(other)?);
            all.extend(more);
            (variable == same).then_some((variable, all))
        }
        _ => None,
    }
}

fn literal(expression: &Expression) -> Option<&Literal> {
    match expression {
        Expression::Literal(literal) => Some(literal),
        _ => None,
    }
}
