//! Triples that are looked for together.
use oxrdf::{NamedNode, Term};
use spargebra::algebra::{Expression, PropertyPathExpression};
use spargebra::term::GroundTerm;
use std::collections::{BTreeMap, BTreeSet};

use super::portable;

/// A place of a triple: a variable, by name, or a term.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Slot {
    /// A variable.
    Variable(String),
    /// A term.
    Term(Term),
}

impl Slot {
    /// The variable's name, if it is one.
    #[must_use]
    pub(crate) fn variable(&self) -> Option<&str> {
        match self {
            Self::Variable(name) => Some(name),
            Self::Term(_) => None,
        }
    }

    /// An IRI.
    #[must_use]
    pub(crate) fn iri(iri: &str) -> Self {
        Self::Term(NamedNode::new_unchecked(iri).into())
    }

    fn rename(&mut self, name: &mut impl FnMut(&str) -> String) {
        if let Self::Variable(variable) = self {
            *variable = name(variable);
        }
    }
}

/// A triple that is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Atom {
    /// Subject, predicate and object.
    pub triple: [Slot; 3],
    /// The named graph; none for the default graph.
    pub graph: Option<Slot>,
}

impl Atom {
    fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.triple.iter().chain(&self.graph)
    }

    fn slots_mut(&mut self) -> impl Iterator<Item = &mut Slot> {
        self.triple.iter_mut().chain(&mut self.graph)
    }
}

/// A closure of a path, which only holds solutions back: its triples are looked for by themselves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Way {
    pub(super) ends: [Slot; 2],
    pub(super) path: PropertyPathExpression,
    pub(super) graph: Option<Slot>,
}

impl Way {
    fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.ends.iter().chain(&self.graph)
    }
}

/// Rows that are given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Given {
    pub(super) variables: Vec<String>,
    pub(super) rows: Vec<Vec<Option<GroundTerm>>>,
}

/// Triples that are looked for together, and what holds their solutions back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Conjunct {
    /// The triples.
    pub atoms: Vec<Atom>,
    pub(super) ways: Vec<Way>,
    pub(super) given: Vec<Given>,
    pub(super) conditions: Vec<Expression>,
}

fn add_new<T: PartialEq + Clone>(to: &mut Vec<T>, from: &[T]) {
    for item in from {
        if !to.contains(item) {
            to.push(item.clone());
        }
    }
}

impl Conjunct {
    /// Both together.
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut all = self.clone();
        add_new(&mut all.atoms, &other.atoms);
        add_new(&mut all.ways, &other.ways);
        add_new(&mut all.given, &other.given);
        add_new(&mut all.conditions, &other.conditions);
        all
    }

    /// The variables that triples bind, sorted.
    #[must_use]
    pub(crate) fn bound(&self) -> BTreeSet<&str> {
        self.atoms.iter().flat_map(Atom::slots).filter_map(Slot::variable).collect()
    }

    /// Whether a slot is a variable that no triple binds.
    pub(super) fn is_free(&self, slot: &Slot) -> bool {
        slot.variable().is_some_and(|name| !self.bound().contains(name))
    }

    /// Gives its variables numbers for names, in the order in which they appear: equal questions become the same.
    pub(super) fn number_variables(&mut self) {
        let mut numbers = BTreeMap::new();
        self.rename(|name| {
            let next = numbers.len();
            numbers.entry(name.to_owned()).or_insert(next).to_string()
        });
    }

    /// Gives its variables other names.
    pub(super) fn rename(&mut self, mut name: impl FnMut(&str) -> String) {
        for atom in &mut self.atoms {
            atom.slots_mut().for_each(|slot| slot.rename(&mut name));
        }
        for way in &mut self.ways {
            way.ends.iter_mut().chain(&mut way.graph).for_each(|slot| slot.rename(&mut name));
        }
        for given in &mut self.given {
            given.variables.iter_mut().for_each(|variable| *variable = name(variable));
        }
        for condition in &mut self.conditions {
            portable::rename(condition, &mut name);
        }
    }

    /// Its parts that share no variable, which are looked for one by one: together they would be multiplied.
    pub(super) fn parts(&self) -> Vec<Self> {
        // Each atom, way and row of values has a part; those that share a variable are joined.
        let mut parts: Vec<(BTreeSet<String>, Self)> = Vec::new();
        let mut add = |names: BTreeSet<String>, item: Self| {
            let mut all = (names, item);
            let (joined, apart): (Vec<_>, Vec<_>) =
                std::mem::take(&mut parts).into_iter().partition(|(other, _)| !other.is_disjoint(&all.0));
            for (names, item) in joined.into_iter().rev() {
                all = (names.into_iter().chain(all.0).collect(), item.and(&all.1));
            }
            parts = apart;
            parts.push(all);
        };
        let names = |slots: &mut dyn Iterator<Item = &Slot>| -> BTreeSet<String> {
            slots.filter_map(Slot::variable).map(str::to_owned).collect()
        };
        for atom in &self.atoms {
            add(names(&mut atom.slots()), Self { atoms: vec![atom.clone()], ..Self::default() });
        }
        for way in &self.ways {
            add(names(&mut way.slots()), Self { ways: vec![way.clone()], ..Self::default() });
        }
        for given in &self.given {
            let names = given.variables.iter().cloned().collect();
            add(names, Self { given: vec![given.clone()], ..Self::default() });
        }
        for condition in &self.conditions {
            let used = portable::variables(condition);
            // One that spans several parts is left to the evaluation.
            if let Some((_, part)) =
                parts.iter_mut().find(|(names, _)| used.iter().all(|v| names.contains(v)))
            {
                part.conditions.push(condition.clone());
            }
        }
        parts
            .into_iter()
            .map(|(_, part)| part)
            .filter(|part| !(part.atoms.is_empty() && part.ways.is_empty()))
            .collect()
    }
}
