//! Classes and properties, read from Turtle at run time.
//!
//! A term exists where an ontology declares it, or uses it in `rdfs:domain`, `rdfs:range`,
//! `schema:domainIncludes`, `schema:rangeIncludes`, `rdfs:subClassOf` or `rdfs:subPropertyOf`. Everything a
//! check asks for is worked out once a term, when it is first asked for, so that a large ontology of which a
//! document uses little costs little more than its reading.
use oxrdf::{LiteralRef, TermRef, TripleRef};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

mod check;
mod closure;
mod compiled;
mod flags;
mod graph;
mod list;
mod load;
mod locate;
mod property;
pub(crate) mod terms;
#[cfg(test)]
mod tests;
mod triples;
mod warn;

pub use check::{Misfit, MisfitReason};
pub use closure::{Clash, ClassSet};
pub use load::Loader;
pub use property::PropertyKind;

use closure::Closure;
use flags::{Edges, Flags};
use property::PropertyFacts;
use triples::Triples;

/// The core ontology's Turtle.
pub const CORE: &str = include_str!("../../ontology/article-facts.ttl");

/// A class of the [`Ontology`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(u32);

/// A property of the [`Ontology`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PropertyId(u32);

/// The classes and properties of the core and of the ontologies beside it.
#[derive(Debug)]
pub struct Ontology {
    triples: Triples,
    /// The IRI of each node; `_:` and a label for a blank one.
    names: Vec<Box<str>>,
    index: FxHashMap<Box<str>, u32>,
    flags: Vec<Flags>,
    /// From a class to those above it: superclasses, equivalents, the unions it is a member of.
    up: Edges,
    /// From a union or an intersection to its members.
    members: Edges,
    /// From a class or datatype to the expressions that are equivalent to it.
    equivalents: Edges,
    /// From a class to the groups of classes of which no two share an instance.
    disjoint: Edges,
    super_properties: Edges,
    domains: Edges,
    ranges: Edges,
    domain_includes: Edges,
    range_includes: Edges,
    /// From an individual to its classes.
    types: Edges,
    /// From a data range to the datatype that it narrows.
    narrows: Edges,
    /// The allowed literals of an enumeration, as places in `triples`.
    enumerations: Edges,
    /// From a member of an intersection to the intersection.
    intersections: Edges,
    /// Whether lists were too long and too often shared to be read whole.
    lists_cut: bool,
    labels: FxHashMap<u32, u32>,
    comments: FxHashMap<u32, u32>,
    closures: Vec<OnceLock<Closure>>,
    facts: Vec<OnceLock<Box<PropertyFacts>>>,
    terms: OnceLock<terms::Terms>,
}

impl Ontology {
    /// The core alone.
    pub fn core() -> Self {
        Loader::new().finish().0
    }

    /// The triples of all ontologies in the order they were read. Blank nodes are labelled in that order, so
    /// that the same files give the same labels.
    pub fn triples(&self) -> impl Iterator<Item = TripleRef<'_>> {
        self.triples.iter()
    }

    /// The terms as people look them up; those outside the core are named by predeclared prefixes or IRIs.
    pub fn terms(&self) -> &terms::Terms {
        self.terms.get_or_init(|| terms::Terms::new(self, &[]))
    }

    /// The class with an IRI.
    pub fn class(&self, iri: &str) -> Option<ClassId> {
        let node = *self.index.get(iri)?;
        self.is_class(node).then_some(ClassId(node))
    }
    /// The property with an IRI.
    pub fn property(&self, iri: &str) -> Option<PropertyId> {
        let node = *self.index.get(iri)?;
        self.is_property(node).then_some(PropertyId(node))
    }
    /// The class whose IRI is `namespace` and `local` written together.
    pub fn class_in(&self, namespace: &str, local: &str) -> Option<ClassId> {
        with_joined(namespace, local, |iri| self.class(iri))
    }
    /// The property whose IRI is `namespace` and `local` written together.
    pub fn property_in(&self, namespace: &str, local: &str) -> Option<PropertyId> {
        with_joined(namespace, local, |iri| self.property(iri))
    }
    /// A class's IRI.
    pub fn class_iri(&self, class: ClassId) -> &str {
        &self.names[class.0 as usize]
    }
    /// A property's IRI.
    pub fn property_iri(&self, property: PropertyId) -> &str {
        &self.names[property.0 as usize]
    }

    /// All classes, sorted by IRI.
    pub fn classes(&self) -> Vec<ClassId> {
        self.sorted(|node| self.is_class(node)).into_iter().map(ClassId).collect()
    }
    /// All properties, sorted by IRI.
    pub fn properties(&self) -> Vec<PropertyId> {
        self.sorted(|node| self.is_property(node)).into_iter().map(PropertyId).collect()
    }

    /// The classes of an individual that an ontology describes, such as a controlled value. None where no
    /// ontology says a class of it.
    pub fn individual(&self, iri: &str) -> Option<ClassSet> {
        let node = *self.index.get(iri)?;
        let classes: Vec<ClassId> =
            self.types.of(node).filter(|&class| self.is_class(class)).map(ClassId).collect();
        (!classes.is_empty()).then(|| self.class_set(&classes))
    }
    /// The IRIs of all individuals of a class or of one below it, sorted.
    pub fn individuals(&self, class: ClassId) -> Vec<&str> {
        let of = |node| self.types.of(node).any(|t| self.is_class(t) && self.closure(t).has(class.0));
        self.sorted(of).into_iter().map(|node| &*self.names[node as usize]).collect()
    }

    /// What an ontology calls a term: its `rdfs:label` (else `skos:prefLabel`), the English one first, then one
    /// without a language, then the first.
    pub fn label(&self, iri: &str) -> Option<LiteralRef<'_>> {
        self.literal_at(*self.labels.get(self.index.get(iri)?)?)
    }
    /// What an ontology says of a term: its `rdfs:comment` (else `skos:definition`), chosen as a label is.
    pub fn comment(&self, iri: &str) -> Option<LiteralRef<'_>> {
        self.literal_at(*self.comments.get(self.index.get(iri)?)?)
    }

    fn literal_at(&self, triple: u32) -> Option<LiteralRef<'_>> {
        match self.triples.get(triple).object {
            TermRef::Literal(literal) => Some(literal),
            _ => None,
        }
    }
    fn sorted(&self, which: impl Fn(u32) -> bool) -> Vec<u32> {
        // There are fewer than 2^32 nodes, see `Loader::add`.
        let mut nodes: Vec<u32> = (0..self.names.len() as u32)
            .filter(|&node| !self.flags(node).has(Flags::BLANK) && which(node))
            .collect();
        nodes.sort_unstable_by_key(|&node| &*self.names[node as usize]);
        nodes
    }
    fn flags(&self, node: u32) -> Flags {
        self.flags[node as usize]
    }
    fn is_class(&self, node: u32) -> bool {
        let flags = self.flags(node);
        flags.has(Flags::CLASS) && !flags.has(Flags::DATATYPE)
    }
    fn is_property(&self, node: u32) -> bool {
        self.flags(node).has(Flags::PROPERTY)
    }
}

/// Calls a function with two texts joined, without a heap allocation where they are short.
fn with_joined<T>(a: &str, b: &str, then: impl FnOnce(&str) -> T) -> T {
    let mut buffer = [0; 256];
    let length = a.len() + b.len();
    if let Some(joined) = buffer.get_mut(..length) {
        joined[..a.len()].copy_from_slice(a.as_bytes());
        joined[a.len()..].copy_from_slice(b.as_bytes());
        if let Ok(joined) = str::from_utf8(joined) {
            return then(joined);
        }
    }
    then(&[a, b].concat())
}
