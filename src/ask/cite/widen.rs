//! A query's algebra, widened: the same solutions, with everything kept that tells which triples each rests on.
//!
//! What the query hides is brought to light: blank nodes and the variables of subqueries get names of their own; DISTINCT
//! and ORDER BY, which only order and fold rows, are left out; a group is joined with its members and a cut with what it
//! was cut from; a positive EXISTS becomes a join. A marker (a column that is bound where the part holds) tells which
//! branch of a UNION and which OPTIONAL a solution comes from. The solutions of the widened algebra, folded to the query's
//! own columns, are those of the query, as a set.
use oxrdf::{Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

use super::exists::{self, Exists};
use super::rename::{Names, rename, walk_variables};
use super::{Note, path};
use crate::ask::rewrite::vars::{Vars, certain, possible};
use crate::ask::walk::name_blank_nodes;

/// A place of a part that each solution fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// With the value of a column.
    Column(usize),
    /// With one of the query's own [constants](Widened::constants).
    Constant(usize),
    /// With something that is not a single term: a triple term with variables inside.
    Opaque,
}

/// The graph that a part looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The default graph.
    Default,
    /// A named one.
    Named(Slot),
}

/// A part of the query that a solution makes ground.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) subject: Slot,
    pub(super) link: Link,
    pub(super) object: Slot,
    pub(super) place: Place,
    /// The column that is bound where the part holds; without one it always does.
    pub(super) marker: Option<usize>,
    pub(super) need: Need,
}

/// Whether the row would be another one without a part that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// It would.
    Always,
    /// It would, unless this column is bound: a condition holds without the part, too.
    Unless(usize),
    /// It would not: an OPTIONAL that binds nothing that is used anywhere else.
    Never,
}

/// How a part goes from its subject to its object.
#[derive(Debug)]
pub(super) enum Link {
    /// By one triple.
    Predicate(Slot),
    /// By a path.
    Path(path::Automaton),
}

/// A widened pattern.
#[derive(Debug)]
pub(super) struct Widened {
    pub(super) pattern: GraphPattern,
    /// The columns to project to.
    pub(super) columns: Vec<Variable>,
    pub(super) parts: Vec<Part>,
    /// The terms of the query that parts mention.
    pub(super) constants: Vec<Term>,
    pub(super) notes: BTreeSet<Note>,
    /// Whether it has as many solutions as the pattern, and not only the same ones.
    pub(super) is_faithful: bool,
}

/// Widens a pattern. `first` are the first of its columns.
pub(super) fn widen(pattern: &GraphPattern, first: &[Variable]) -> Widened {
    let mut pattern = pattern.clone();
    name_blank_nodes(&mut pattern);
    let mut widener = Widener {
        columns: Vec::new(),
        places: FxHashMap::default(),
        parts: Vec::new(),
        constants: Vec::new(),
        notes: BTreeSet::new(),
        is_faithful: true,
        made: 0,
        mentions: FxHashMap::default(),
    };
    for variable in first {
        widener.column(variable);
        *widener.mentions.entry(variable.as_str().to_owned()).or_default() += 1;
    }
    widener.count_mentions(&pattern);
    let scope = Scope { place: Place::Default, marker: None, need: Need::Always, outer: Vars::new() };
    let pattern = widener.pattern(&pattern, &scope);
    let Widener { columns, parts, constants, notes, is_faithful, .. } = widener;
    Widened { pattern, columns, parts, constants, notes, is_faithful }
}

/// Where a pattern is.
#[derive(Clone)]
struct Scope {
    place: Place,
    marker: Option<usize>,
    need: Need,
    /// The variables that are bound from outside.
    outer: Vars,
}

struct Widener {
    columns: Vec<Variable>,
    places: FxHashMap<Variable, usize>,
    parts: Vec<Part>,
    constants: Vec<Term>,
    notes: BTreeSet<Note>,
    is_faithful: bool,
    /// How many names were made.
    made: usize,
    /// How often each variable is spoken of.
    mentions: FxHashMap<String, usize>,
}

fn boxed(pattern: GraphPattern) -> Box<GraphPattern> {
    Box::new(pattern)
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: boxed(left), right: boxed(right) }
}

impl Widener {
    fn column(&mut self, variable: &Variable) -> usize {
        let columns = &mut self.columns;
        *self.places.entry(variable.clone()).or_insert_with(|| {
            columns.push(variable.clone());
            columns.len() - 1
        })
    }

    /// A name that neither a query nor a blank node of one can have, since it has two spaces.
    fn fresh(&mut self, name: &str) -> Variable {
        self.made += 1;
        Variable::new_unchecked(format!("{}  {}", name.split(' ').next().unwrap_or(name), self.made))
    }

    fn constant(&mut self, term: impl Into<Term>) -> Slot {
        self.constants.push(term.into());
        Slot::Constant(self.constants.len() - 1)
    }

    fn term(&mut self, term: &TermPattern) -> Slot {
        match term {
            TermPattern::Variable(variable) => Slot::Column(self.column(variable)),
            TermPattern::NamedNode(node) => self.constant(node.clone()),
            TermPattern::Literal(literal) => self.constant(literal.clone()),
            TermPattern::BlankNode(_) | TermPattern::Triple(_) => Slot::Opaque,
        }
    }

    fn name(&mut self, name: &NamedNodePattern) -> Slot {
        match name {
            NamedNodePattern::Variable(variable) => Slot::Column(self.column(variable)),
            NamedNodePattern::NamedNode(node) => self.constant(node.clone()),
        }
    }

    /// A column that is bound where the pattern holds, and the pattern with it.
    fn marked(&mut self, pattern: &GraphPattern, scope: &Scope) -> GraphPattern {
        let variable = self.fresh("marker");
        let marker = Some(self.column(&variable));
        let pattern = self.pattern(pattern, &Scope { marker, ..scope.clone() });
        let yes = oxrdf::Literal::from(true);
        let marker =
            GraphPattern::Values { variables: vec![variable], bindings: vec![vec![Some(yes.into())]] };
        join(marker, pattern)
    }

    fn pattern(&mut self, pattern: &GraphPattern, scope: &Scope) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                for triple in patterns {
                    self.triple(triple, scope);
                }
                pattern.clone()
            }
            GraphPattern::Path { subject, path, object } => self.path(subject, path, object, scope),
            GraphPattern::Join { left, right } => {
                let left = self.pattern(left, scope);
                join(left, self.pattern(right, scope))
            }
            GraphPattern::Lateral { left, right } => {
                let bound = certain(left);
                let left = self.pattern(left, scope);
                let scope = Scope { outer: with(&scope.outer, &bound), ..scope.clone() };
                GraphPattern::Lateral { left: boxed(left), right: boxed(self.pattern(right, &scope)) }
            }
            GraphPattern::LeftJoin { left, right, expression } => {
                self.left_join(left, right, expression.as_ref(), scope)
            }
            GraphPattern::Union { left, right } => {
                let mut branch = |branch: &GraphPattern| match branch {
                    GraphPattern::Union { .. } => self.pattern(branch, scope),
                    branch => self.marked(branch, scope),
                };
                GraphPattern::Union { left: boxed(branch(left)), right: boxed(branch(right)) }
            }
            GraphPattern::Filter { expr, inner } => self.filter(expr, inner, scope),
            GraphPattern::Extend { inner, variable, expression } => {
                let extended = GraphPattern::Extend {
                    inner: boxed(self.pattern(inner, scope)),
                    variable: variable.clone(),
                    expression: expression.clone(),
                };
                let mut found = Vec::new();
                exists::find(expression, false, &mut found);
                self.exists(extended, &found, inner, scope)
            }
            GraphPattern::Minus { left, right } => {
                self.notes.insert(Note::Minus);
                GraphPattern::Minus { left: boxed(self.pattern(left, scope)), right: right.clone() }
            }
            GraphPattern::Graph { name, inner } => {
                let place = Place::Named(self.name(name));
                let mut outer = scope.outer.clone();
                if let NamedNodePattern::Variable(variable) = name {
                    outer.insert(variable.as_str().to_owned());
                }
                let inner = self.pattern(inner, &Scope { place, outer, ..scope.clone() });
                GraphPattern::Graph { name: name.clone(), inner: boxed(inner) }
            }
            GraphPattern::Values { .. } | GraphPattern::Service { .. } => pattern.clone(),
            GraphPattern::OrderBy { inner, .. } => self.pattern(inner, scope),
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                self.is_faithful = false;
                self.pattern(inner, scope)
            }
            GraphPattern::Project { inner, variables } => {
                let inner = self.hidden(inner, variables);
                let mut outer = scope.outer.clone();
                outer.retain(|v| variables.iter().any(|w| w.as_str() == v));
                self.pattern(&inner, &Scope { outer, ..scope.clone() })
            }
            GraphPattern::Slice { inner, .. } => {
                let (variables, body) = columns_of(inner);
                let body = self.hidden(body, &variables);
                let certain = certain(&body);
                let all = self.pattern(&body, scope);
                self.together(pattern.clone(), all, &variables, &certain)
            }
            GraphPattern::Group { inner, variables, .. } => {
                let members = self.hidden(inner, variables);
                let certain = certain(&members);
                let members = self.pattern(&members, scope);
                self.together(pattern.clone(), members, variables, &certain)
            }
        }
    }

    fn left_join(
        &mut self,
        left: &GraphPattern,
        right: &GraphPattern,
        expression: Option<&Expression>,
        scope: &Scope,
    ) -> GraphPattern {
        if let Some(expression) = expression {
            let mut found = Vec::new();
            exists::find(expression, true, &mut found);
            if !found.is_empty() {
                self.notes.insert(Note::ExistsInOptional);
            }
        }
        let need = if self.is_used_outside(right, &certain(left)) { scope.need } else { Need::Never };
        GraphPattern::LeftJoin {
            left: boxed(self.pattern(left, scope)),
            right: boxed(self.marked(right, &Scope { need, ..scope.clone() })),
            expression: expression.cloned(),
        }
    }

    fn triple(&mut self, triple: &TriplePattern, scope: &Scope) {
        let part = Part {
            subject: self.term(&triple.subject),
            link: Link::Predicate(self.name(&triple.predicate)),
            object: self.term(&triple.object),
            place: scope.place,
            marker: scope.marker,
            need: scope.need,
        };
        self.parts.push(part);
    }

    /// A path. What has an end (sequences, alternatives, sets of predicates) becomes patterns, so that every way counts;
    /// of a closure one shortest way will be found.
    fn path(
        &mut self,
        subject: &TermPattern,
        path: &PropertyPathExpression,
        object: &TermPattern,
        scope: &Scope,
    ) -> GraphPattern {
        let bgp = |predicate: NamedNodePattern| GraphPattern::Bgp {
            patterns: vec![TriplePattern { subject: subject.clone(), predicate, object: object.clone() }],
        };
        let way = |path: &PropertyPathExpression, subject: &TermPattern, object: &TermPattern| {
            GraphPattern::Path { subject: subject.clone(), path: path.clone(), object: object.clone() }
        };
        self.is_faithful &= !matches!(
            path,
            PropertyPathExpression::Sequence(..)
                | PropertyPathExpression::Alternative(..)
                | PropertyPathExpression::NegatedPropertySet(_)
        );
        match path {
            PropertyPathExpression::NamedNode(node) => self.pattern(&bgp(node.clone().into()), scope),
            PropertyPathExpression::Reverse(path) => self.path(object, path, subject, scope),
            PropertyPathExpression::Sequence(a, b) => {
                let middle = TermPattern::from(self.fresh("middle"));
                let left = self.path(subject, a, &middle, scope);
                join(left, self.path(&middle, b, object, scope))
            }
            PropertyPathExpression::Alternative(a, b) => {
                let (left, right) = (way(a, subject, object), way(b, subject, object));
                self.pattern(&GraphPattern::Union { left: boxed(left), right: boxed(right) }, scope)
            }
            PropertyPathExpression::NegatedPropertySet(not) => {
                let predicate = self.fresh("predicate");
                let inner = self.pattern(&bgp(predicate.clone().into()), scope);
                let list = not.iter().cloned().map(Expression::from).collect();
                let is_in = Expression::In(Box::new(predicate.into()), list);
                GraphPattern::Filter { expr: Expression::Not(Box::new(is_in)), inner: boxed(inner) }
            }
            PropertyPathExpression::ZeroOrMore(_)
            | PropertyPathExpression::OneOrMore(_)
            | PropertyPathExpression::ZeroOrOne(_) => {
                if !matches!(path, PropertyPathExpression::ZeroOrOne(_)) {
                    self.notes.insert(Note::ShortestPath);
                }
                let part = Part {
                    subject: self.term(subject),
                    link: Link::Path(path::Automaton::new(path, &mut self.constants)),
                    object: self.term(object),
                    place: scope.place,
                    marker: scope.marker,
                    need: scope.need,
                };
                self.parts.push(part);
                way(path, subject, object)
            }
        }
    }

    /// The pattern with names of its own for all variables but `seen`.
    fn hidden(&mut self, pattern: &GraphPattern, seen: &[Variable]) -> GraphPattern {
        let mut names = Names::default();
        for name in possible(pattern) {
            if !seen.iter().any(|v| v.as_str() == name) {
                let fresh = self.fresh(&name);
                names.insert(Variable::new_unchecked(name), fresh);
            }
        }
        let mut pattern = pattern.clone();
        rename(&mut pattern, &names);
        self.count_mentions(&pattern);
        pattern
    }

    fn count_mentions(&mut self, pattern: &GraphPattern) {
        for (name, count) in mentions(pattern) {
            // Of a pattern that was renamed the other names were counted before.
            let known = self.mentions.entry(name).or_default();
            *known = (*known).max(count);
        }
    }

    /// Whether anything outside an OPTIONAL mentions a variable that the OPTIONAL alone binds.
    fn is_used_outside(&self, optional: &GraphPattern, bound: &Vars) -> bool {
        mentions(optional).iter().any(|(name, count)| {
            !bound.contains(name) && self.mentions.get(name).is_none_or(|all| all > count)
        })
    }

    /// What was folded or cut, with what it came from: equal where `shared` are the same, bound or not.
    fn together(
        &mut self,
        folded: GraphPattern,
        from: GraphPattern,
        shared: &[Variable],
        certain: &Vars,
    ) -> GraphPattern {
        self.is_faithful = false;
        let (mut left, mut right) = (folded, from);
        for variable in shared.iter().filter(|v| !certain.contains(v.as_str())) {
            let flag = self.fresh("bound");
            for side in [&mut left, &mut right] {
                *side = GraphPattern::Extend {
                    inner: boxed(std::mem::take(side)),
                    variable: flag.clone(),
                    expression: Expression::Bound(variable.clone()),
                };
            }
        }
        // A group without keys is there even where it has no member.
        GraphPattern::LeftJoin { left: boxed(left), right: boxed(right), expression: None }
    }

    fn filter(&mut self, expression: &Expression, inner: &GraphPattern, scope: &Scope) -> GraphPattern {
        let mut kept = Vec::new();
        let mut found = Vec::new();
        for condition in exists::conjuncts(expression) {
            match condition {
                Expression::Exists(pattern) => found.push(Exists { pattern, required: true }),
                condition => {
                    if exists::is_negative(condition) {
                        self.notes.insert(Note::NotExists);
                    }
                    exists::find(condition, true, &mut found);
                    kept.push(condition.clone());
                }
            }
        }
        let mut result = self.pattern(inner, scope);
        let mut scope = scope.clone();
        if let Some(expr) = kept.into_iter().reduce(|a, b| Expression::And(Box::new(a), Box::new(b))) {
            result = GraphPattern::Filter { expr: expr.clone(), inner: boxed(result) };
            if found.iter().any(|exists| !exists.required) {
                // Bound where the condition holds although nothing exists.
                let variable = self.fresh("without");
                let mut without = expr;
                exists::deny(&mut without);
                let yes = Expression::from(oxrdf::Literal::from(true));
                let no = Expression::Coalesce(Vec::new());
                scope.need = Need::Unless(self.column(&variable));
                result = GraphPattern::Extend {
                    inner: boxed(result),
                    variable,
                    expression: Expression::If(Box::new(without), Box::new(yes), Box::new(no)),
                };
            }
        }
        self.exists(result, &found, inner, &scope)
    }

    /// A widened pattern with what the EXISTS found for its solutions; `inner` is the pattern whose variables they see.
    fn exists(
        &mut self,
        mut result: GraphPattern,
        found: &[Exists<'_>],
        inner: &GraphPattern,
        scope: &Scope,
    ) -> GraphPattern {
        if found.is_empty() {
            return result;
        }
        self.is_faithful = false;
        let outer = with(&scope.outer, &certain(inner));
        let seen = possible(inner);
        for Exists { pattern, required } in found {
            let mut names = Names::default();
            let mut same = Vec::new();
            for name in possible(pattern) {
                if outer.contains(&name) {
                    continue;
                }
                let fresh = self.fresh(&name);
                let variable = Variable::new_unchecked(name);
                if seen.contains(variable.as_str()) {
                    // It may be bound: then it is the same inside.
                    same.push(Expression::Or(
                        Box::new(Expression::Not(Box::new(Expression::Bound(variable.clone())))),
                        Box::new(Expression::SameTerm(
                            Box::new(variable.clone().into()),
                            Box::new(fresh.clone().into()),
                        )),
                    ));
                }
                names.insert(variable, fresh);
            }
            let mut renamed = (*pattern).clone();
            rename(&mut renamed, &names);
            self.count_mentions(&renamed);
            let need = if *required { Need::Always } else { scope.need };
            let scope = Scope { outer: outer.clone(), need, ..scope.clone() };
            let mut right =
                if *required { self.pattern(&renamed, &scope) } else { self.marked(&renamed, &scope) };
            if let Some(expr) = same.into_iter().reduce(|a, b| Expression::And(Box::new(a), Box::new(b))) {
                right = GraphPattern::Filter { expr, inner: boxed(right) };
            }
            if !*required {
                right = GraphPattern::LeftJoin {
                    left: boxed(GraphPattern::Bgp { patterns: Vec::new() }),
                    right: boxed(right),
                    expression: None,
                };
            }
            result = GraphPattern::Lateral { left: boxed(result), right: boxed(right) };
        }
        result
    }
}

/// How often a pattern mentions each variable.
fn mentions(pattern: &GraphPattern) -> FxHashMap<String, usize> {
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    walk_variables(&mut pattern.clone(), &mut |variable| {
        *counts.entry(variable.as_str().to_owned()).or_default() += 1;
    });
    counts
}

fn with(bound: &Vars, more: &Vars) -> Vars {
    bound.union(more).cloned().collect()
}

/// The columns of what is cut, and the pattern they are of.
fn columns_of(pattern: &GraphPattern) -> (Vec<Variable>, &GraphPattern) {
    match pattern {
        GraphPattern::Project { inner, variables } => (variables.clone(), inner),
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Slice { inner, .. } => columns_of(inner),
        pattern => {
            let variables = possible(pattern).into_iter().map(Variable::new_unchecked).collect();
            (variables, pattern)
        }
    }
}

/// A pattern whose solutions are only those that agree with one of `rows`: terms for `variables`.
pub(super) fn only(
    pattern: GraphPattern,
    variables: Vec<Variable>,
    rows: Vec<Vec<Option<GroundTerm>>>,
) -> GraphPattern {
    if variables.is_empty() {
        return pattern;
    }
    join(GraphPattern::Values { variables, bindings: rows }, pattern)
}
