//! From a query's pattern to the triples that its solutions take.
use oxrdf::{Term, Variable};
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;
use std::fmt;

use super::conjunct::{Atom, Conjunct, Given, Slot, Way};
use super::portable;
use crate::ask::walk::operands;
use crate::rdf::fact::Role;
use crate::term::vocab::{af, rdf};

/// How many alternatives a query may have, those of its UNIONs multiplied.
const MOST: usize = 200;

/// What a query does that needs all the data at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// Too many alternatives.
    Alternatives,
    /// A path that may be empty between two variables that no triple binds: nodes without a triple are its solutions, too.
    FreePath,
    /// `GRAPH ?g {}`: all names of graphs.
    GraphNames,
    /// SERVICE.
    Service,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alternatives => write!(
                f,
                "the query has more than {MOST} alternatives (its UNIONs multiplied), too many for an endpoint; ask them one by one"
            ),
            Self::FreePath => f.write_str(
                "a path with `*` or `?` between two variables that no triple binds matches nodes without a triple, which cannot be asked of an endpoint; bind one end by a triple, or write it as a term",
            ),
            Self::GraphNames => {
                f.write_str("an empty `GRAPH ?g {}` cannot be asked of an endpoint; write a triple inside it")
            }
            Self::Service => f.write_str("SERVICE is not supported"),
        }
    }
}

impl std::error::Error for Unsupported {}

/// What must be looked for to answer a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// The triples along which closures (`*`, `+`, `?`) go, wherever they are: to be looked for first.
    pub steps: Vec<Conjunct>,
    /// Everything else.
    pub parts: Vec<Conjunct>,
}

/// What must be looked for to answer a query.
///
/// # Errors
/// Where that is all the data, or too many things.
pub(crate) fn plan(query: &spargebra::Query) -> Result<Plan, Unsupported> {
    let mut planner = Planner { made: 0, wanted: Vec::new(), steps: Vec::new() };
    let pattern = match query {
        spargebra::Query::Select { pattern, .. }
        | spargebra::Query::Ask { pattern, .. }
        | spargebra::Query::Construct { pattern, .. }
        | spargebra::Query::Describe { pattern, .. } => pattern,
    };
    let unit = vec![Conjunct::default()];
    let mut whole = planner.skeleton(pattern, None)?;
    if let spargebra::Query::Describe { .. } = query {
        let described = planner.described(pattern);
        let described = cross(&whole, &described)?;
        planner.wanted.extend(described);
    }
    planner.wanted.append(&mut whole);
    planner.collect(pattern, None, &unit)?;
    let parts = different(&planner.wanted);
    for part in &parts {
        let may_be_empty = |path: &PropertyPathExpression| {
            matches!(path, PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_))
        };
        if part.ways.iter().any(|way| may_be_empty(&way.path) && way.ends.iter().all(|end| part.is_free(end)))
        {
            return Err(Unsupported::FreePath);
        }
    }
    Ok(Plan { steps: different(&planner.steps), parts })
}

/// The parts of conjuncts, each once.
fn different(conjuncts: &[Conjunct]) -> Vec<Conjunct> {
    let mut parts: Vec<Conjunct> = Vec::new();
    for mut part in conjuncts.iter().flat_map(Conjunct::parts) {
        part.number_variables();
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts
}

/// Each of the one with each of the other.
fn cross(ones: &[Conjunct], others: &[Conjunct]) -> Result<Vec<Conjunct>, Unsupported> {
    if ones.len() * others.len() > MOST {
        return Err(Unsupported::Alternatives);
    }
    Ok(ones.iter().flat_map(|one| others.iter().map(|other| one.and(other))).collect())
}

struct Planner {
    /// How many names were made.
    made: usize,
    wanted: Vec<Conjunct>,
    steps: Vec<Conjunct>,
}

impl Planner {
    fn fresh(&mut self) -> String {
        self.made += 1;
        // No query has a name with a space.
        format!("made {}", self.made)
    }

    fn fresh_slot(&mut self) -> Slot {
        Slot::Variable(self.fresh())
    }

    /// Alternatives that every solution of a pattern has one of: what is compared with nothing, such as a triple of an
    /// OPTIONAL, is not in them.
    fn skeleton(
        &mut self,
        pattern: &GraphPattern,
        graph: Option<&Slot>,
    ) -> Result<Vec<Conjunct>, Unsupported> {
        Ok(match pattern {
            GraphPattern::Bgp { patterns } => {
                let mut all = vec![Conjunct::default()];
                for triple in patterns {
                    all = cross(&all, &self.triple(triple, graph)?)?;
                }
                all
            }
            GraphPattern::Path { subject, path, object } => {
                let ends = [self.term(subject), self.term(object)];
                self.path(ends, path, graph)?
            }
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                let left = self.skeleton(left, graph)?;
                cross(&left, &self.skeleton(right, graph)?)?
            }
            GraphPattern::Union { left, right } => {
                let mut all = self.skeleton(left, graph)?;
                all.extend(self.skeleton(right, graph)?);
                if all.len() > MOST {
                    return Err(Unsupported::Alternatives);
                }
                all
            }
            GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => {
                self.skeleton(left, graph)?
            }
            GraphPattern::Filter { expr, inner } => {
                let conditions = portable::portable(expr);
                let mut all = self.skeleton(inner, graph)?;
                for conjunct in &mut all {
                    for condition in &conditions {
                        let bound = conjunct.bound();
                        if portable::variables(condition).iter().all(|name| bound.contains(name.as_str())) {
                            conjunct.conditions.push(condition.clone());
                        }
                    }
                }
                all
            }
            GraphPattern::Graph { name, inner } => {
                let name = Self::name(name);
                let all = self.skeleton(inner, Some(&name))?;
                if all.iter().any(|conjunct| conjunct.atoms.is_empty() && conjunct.ways.is_empty()) {
                    return Err(Unsupported::GraphNames);
                }
                all
            }
            GraphPattern::Values { variables, bindings } => {
                let has_triples =
                    bindings.iter().flatten().any(|term| matches!(term, Some(GroundTerm::Triple(_))));
                let variables: Vec<String> = variables.iter().map(|v| v.as_str().to_owned()).collect();
                let given = Given { variables, rows: bindings.clone() };
                let given = if has_triples || given.variables.is_empty() { Vec::new() } else { vec![given] };
                vec![Conjunct { given, ..Conjunct::default() }]
            }
            GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.skeleton(inner, graph)?,
            GraphPattern::Project { inner, variables } | GraphPattern::Group { inner, variables, .. } => {
                let mut all = self.skeleton(inner, graph)?;
                self.hide(&mut all, variables);
                all
            }
            GraphPattern::Service { .. } => return Err(Unsupported::Service),
        })
    }

    /// Gives the variables that a subquery does not show names of their own.
    fn hide(&mut self, all: &mut [Conjunct], shown: &[Variable]) {
        let mut names = std::collections::BTreeMap::new();
        for conjunct in all {
            conjunct.rename(|name| {
                if shown.iter().any(|variable| variable.as_str() == name) {
                    return name.to_owned();
                }
                names.entry(name.to_owned()).or_insert_with(|| self.fresh()).clone()
            });
        }
    }

    /// Wants what a pattern compares with its solutions. `outer` are alternatives that one of holds wherever the pattern
    /// counts.
    fn collect(
        &mut self,
        pattern: &GraphPattern,
        graph: Option<&Slot>,
        outer: &[Conjunct],
    ) -> Result<(), Unsupported> {
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => Ok(()),
            GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
                let beside = cross(outer, &self.skeleton(right, graph)?)?;
                self.collect(left, graph, &beside)?;
                let beside = cross(outer, &self.skeleton(left, graph)?)?;
                self.collect(right, graph, &beside)
            }
            GraphPattern::Union { left, right } => {
                self.collect(left, graph, outer)?;
                self.collect(right, graph, outer)
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.collect(left, graph, outer)?;
                let beside = cross(outer, &self.skeleton(left, graph)?)?;
                self.compare(right, graph, &beside)?;
                let Some(expression) = expression else { return Ok(()) };
                let beside = cross(&beside, &self.skeleton(right, graph)?)?;
                self.expression(expression, graph, &beside)
            }
            GraphPattern::Minus { left, right } => {
                self.collect(left, graph, outer)?;
                let beside = cross(outer, &self.skeleton(left, graph)?)?;
                self.compare(right, graph, &beside)
            }
            GraphPattern::Filter { expr: expression, inner } => {
                // Where it does not hold nothing counts, whatever is compared inside.
                let conditions = portable::portable(expression);
                let outer = cross(outer, &[Conjunct { conditions, ..Conjunct::default() }])?;
                self.collect(inner, graph, &outer)?;
                let beside = cross(&outer, &self.skeleton(inner, graph)?)?;
                self.expression(expression, graph, &beside)
            }
            GraphPattern::Extend { inner, expression, .. } => {
                self.collect(inner, graph, outer)?;
                let beside = cross(outer, &self.skeleton(inner, graph)?)?;
                self.expression(expression, graph, &beside)
            }
            GraphPattern::OrderBy { inner, expression } => {
                self.collect(inner, graph, outer)?;
                let beside = cross(outer, &self.skeleton(inner, graph)?)?;
                expression.iter().try_for_each(|order| match order {
                    OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
                        self.expression(expression, graph, &beside)
                    }
                })
            }
            GraphPattern::Graph { name, inner } => {
                let name = Self::name(name);
                self.collect(inner, Some(&name), outer)
            }
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                self.collect(inner, graph, outer)
            }
            GraphPattern::Slice { inner, .. } => self.cut(inner, graph, outer),
            GraphPattern::Project { inner, variables } => {
                let mut outer = outer.to_vec();
                self.hide(&mut outer, variables);
                self.collect(inner, graph, &outer)
            }
            GraphPattern::Group { inner, variables, aggregates } => {
                let mut outer = outer.to_vec();
                self.hide(&mut outer, variables);
                self.collect(inner, graph, &outer)?;
                let beside = cross(&outer, &self.skeleton(inner, graph)?)?;
                aggregates.iter().try_for_each(|(_, aggregate)| match aggregate {
                    AggregateExpression::FunctionCall { expr, .. } => self.expression(expr, graph, &beside),
                    AggregateExpression::CountSolutions { .. } => Ok(()),
                })
            }
            GraphPattern::Service { .. } => Err(Unsupported::Service),
        }
    }

    /// Wants what a pattern of which some rows are left compares with its solutions: which rows a cut leaves does not
    /// depend on what is around it.
    fn cut(
        &mut self,
        inner: &GraphPattern,
        graph: Option<&Slot>,
        outer: &[Conjunct],
    ) -> Result<(), Unsupported> {
        let unit = vec![Conjunct::default()];
        if outer != unit {
            let all = self.skeleton(inner, graph)?;
            self.wanted.extend(all);
        }
        self.collect(inner, graph, &unit)
    }

    /// Wants what a pattern finds beside others.
    fn compare(
        &mut self,
        pattern: &GraphPattern,
        graph: Option<&Slot>,
        beside: &[Conjunct],
    ) -> Result<(), Unsupported> {
        let found = self.skeleton(pattern, graph)?;
        let wanted = cross(beside, &found)?;
        self.wanted.extend(wanted);
        self.collect(pattern, graph, beside)
    }

    fn expression(
        &mut self,
        expression: &Expression,
        graph: Option<&Slot>,
        beside: &[Conjunct],
    ) -> Result<(), Unsupported> {
        match expression {
            Expression::Exists(pattern) => self.compare(pattern, graph, beside),
            _ => operands(expression)
                .into_iter()
                .try_for_each(|operand| self.expression(operand, graph, beside)),
        }
    }

    /// What DESCRIBE says of its things.
    fn described(&mut self, pattern: &GraphPattern) -> Vec<Conjunct> {
        let mut found = BTreeSet::new();
        let mut pattern = pattern.clone();
        let GraphPattern::Project { variables, .. } = innermost(&mut pattern) else { return Vec::new() };
        found.extend(variables.iter().map(|variable| variable.as_str().to_owned()));
        let one = |name: String, predicate: Slot, object: Slot| Conjunct {
            atoms: vec![Atom { triple: [Slot::Variable(name), predicate, object], graph: None }],
            ..Conjunct::default()
        };
        found.into_iter().map(|name| one(name, self.fresh_slot(), self.fresh_slot())).collect()
    }

    fn term(&mut self, term: &TermPattern) -> Slot {
        match term {
            TermPattern::NamedNode(node) => Slot::Term(node.clone().into()),
            TermPattern::Literal(literal) => Slot::Term(literal.clone().into()),
            TermPattern::Variable(variable) => Slot::Variable(variable.as_str().to_owned()),
            // One blank node is one variable wherever it is written.
            TermPattern::BlankNode(node) => Slot::Variable(format!("blank {}", node.as_str())),
            TermPattern::Triple(_) => self.fresh_slot(),
        }
    }

    fn name(name: &NamedNodePattern) -> Slot {
        match name {
            NamedNodePattern::NamedNode(node) => Slot::Term(node.clone().into()),
            NamedNodePattern::Variable(variable) => Slot::Variable(variable.as_str().to_owned()),
        }
    }

    /// A triple. A fact that reifies one is looked for in the form that every engine reads.
    fn triple(&mut self, triple: &TriplePattern, graph: Option<&Slot>) -> Result<Vec<Conjunct>, Unsupported> {
        let subject = self.term(&triple.subject);
        let predicate = Self::name(&triple.predicate);
        let atoms = |wanted: &[(&str, Slot)]| -> Conjunct {
            let atom = |(predicate, object): &(&str, Slot)| Atom {
                triple: [subject.clone(), Slot::iri(predicate), object.clone()],
                graph: graph.cloned(),
            };
            Conjunct { atoms: wanted.iter().map(atom).collect(), ..Conjunct::default() }
        };
        if predicate != Slot::iri(rdf::REIFIES) {
            let object = self.term(&triple.object);
            let atom = Atom { triple: [subject.clone(), predicate, object], graph: graph.cloned() };
            return Ok(vec![Conjunct { atoms: vec![atom], ..Conjunct::default() }]);
        }
        let TermPattern::Triple(inner) = &triple.object else {
            return Ok(vec![atoms(&[(rdf::TYPE, Slot::iri(af::FACT))])]);
        };
        let (subject, predicate) = (self.term(&inner.subject), Self::name(&inner.predicate));
        let about = [(Role::Subject.iri(), subject), (Role::Predicate.iri(), predicate)];
        let object = self.term(&inner.object);
        let links: &[Role] = match &object {
            Slot::Variable(_) => &[Role::Object, Role::Value],
            Slot::Term(Term::Literal(_)) => &[Role::Value],
            Slot::Term(_) => &[Role::Object],
        };
        let one = |link: &Role| atoms(&[about[0].clone(), about[1].clone(), (link.iri(), object.clone())]);
        Ok(links.iter().map(one).collect())
    }

    fn path(
        &mut self,
        ends: [Slot; 2],
        path: &PropertyPathExpression,
        graph: Option<&Slot>,
    ) -> Result<Vec<Conjunct>, Unsupported> {
        let [from, to] = ends;
        let one = |predicate: Slot, from: Slot, to: Slot, conditions: Vec<Expression>| {
            let atom = Atom { triple: [from, predicate, to], graph: graph.cloned() };
            vec![Conjunct { atoms: vec![atom], conditions, ..Conjunct::default() }]
        };
        Ok(match path {
            PropertyPathExpression::NamedNode(node) => one(Slot::iri(node.as_str()), from, to, Vec::new()),
            PropertyPathExpression::Reverse(path) => self.path([to, from], path, graph)?,
            PropertyPathExpression::Sequence(first, second) => {
                let middle = self.fresh_slot();
                let first = self.path([from, middle.clone()], first, graph)?;
                cross(&first, &self.path([middle, to], second, graph)?)?
            }
            PropertyPathExpression::Alternative(one, other) => {
                let mut all = self.path([from.clone(), to.clone()], one, graph)?;
                all.extend(self.path([from, to], other, graph)?);
                if all.len() > MOST {
                    return Err(Unsupported::Alternatives);
                }
                all
            }
            PropertyPathExpression::NegatedPropertySet(nodes) => {
                let name = self.fresh();
                let variable = Expression::Variable(Variable::new_unchecked(&name));
                let list = nodes.iter().cloned().map(Expression::from).collect();
                let condition = Expression::Not(Box::new(Expression::In(Box::new(variable), list)));
                one(Slot::Variable(name), from, to, vec![condition])
            }
            PropertyPathExpression::ZeroOrOne(inner)
            | PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner) => {
                // The triples along the way, wherever they are.
                let open = [self.fresh_slot(), self.fresh_slot()];
                let steps = self.steps(open, inner, graph)?;
                self.steps.extend(steps);
                let way = Way { ends: [from, to], path: path.clone(), graph: graph.cloned() };
                vec![Conjunct { ways: vec![way], ..Conjunct::default() }]
            }
        })
    }

    /// The single triples that a path goes along.
    fn steps(
        &mut self,
        ends: [Slot; 2],
        path: &PropertyPathExpression,
        graph: Option<&Slot>,
    ) -> Result<Vec<Conjunct>, Unsupported> {
        Ok(match path {
            PropertyPathExpression::Reverse(inner)
            | PropertyPathExpression::ZeroOrOne(inner)
            | PropertyPathExpression::ZeroOrMore(inner)
            | PropertyPathExpression::OneOrMore(inner) => self.steps(ends, inner, graph)?,
            PropertyPathExpression::Sequence(one, other)
            | PropertyPathExpression::Alternative(one, other) => {
                let mut all = self.steps(ends.clone(), one, graph)?;
                all.extend(self.steps(ends, other, graph)?);
                all
            }
            PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => {
                self.path(ends, path, graph)?
            }
        })
    }
}

/// What a query's modifiers are about.
fn innermost(pattern: &mut GraphPattern) -> &mut GraphPattern {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::OrderBy { inner, .. } => innermost(inner),
        pattern => pattern,
    }
}
