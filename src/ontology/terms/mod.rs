//! The terms of an ontology as people look them up: classes, properties and controlled values, with what is said of each.
mod find;
mod json;
mod page;
mod read;
mod text;

pub(crate) use json::json;
pub(crate) use page::page;
pub(crate) use text::{list, text};

use crate::ontology::{Ontology, PropertyId};
use std::collections::BTreeMap;

/// The shipped alignments to other vocabularies.
pub(crate) const ALIGNMENTS: &str = include_str!("../../../ontology/alignments.ttl");

/// What a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A class: the `type` of an entity.
    Class,
    /// A property: the `predicate` of a fact.
    Property,
    /// A controlled value: an `object`, or a `modality`.
    Value,
}

impl Kind {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Class => "class",
            Kind::Property => "property",
            Kind::Value => "value",
        }
    }
}

/// What a property takes in a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Takes {
    /// A thing, by name.
    Object,
    /// A time.
    Time,
    /// A number with a unit.
    Quantity,
    /// A literal.
    Value,
}

impl Takes {
    /// The key of a fact under which it is written, with a word where that is not enough.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Takes::Object => "object",
            Takes::Time => "object (a time)",
            Takes::Quantity => "quantity",
            Takes::Value => "value",
        }
    }
}

/// A link from a term to one of another vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alignment {
    /// How they are related: `rdfs:subClassOf`, `skos:exactMatch`.
    pub relation: String,
    /// The other term, as a CURIE where a prefix is known.
    pub other: String,
    /// Its IRI.
    pub iri: String,
}

/// A class, a property or a controlled value. Terms are named as a document names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its name: the local name of the core, a CURIE, or `<IRI>`.
    pub name: String,
    /// Its IRI.
    pub iri: String,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub label: Option<String>,
    /// What it is called in each language.
    pub names: BTreeMap<String, String>,
    /// What it means.
    pub comment: Option<String>,
    /// Words that people look for when they mean it, or narrower words that it covers.
    pub synonyms: Vec<String>,
    /// The classes, properties or values right above it.
    pub above: Vec<String>,
    /// Those right below it.
    pub below: Vec<String>,
    /// The classes of which a subject has each; those of the properties above it too.
    pub domain: Vec<String>,
    /// The classes of which a subject has one.
    pub domain_includes: Vec<String>,
    /// The classes or datatypes of which an object has each; those of the properties above it too.
    pub range: Vec<String>,
    /// The classes or datatypes of which an object has one.
    pub range_includes: Vec<String>,
    /// Of a property: what it takes.
    pub takes: Option<Takes>,
    /// Of a property: the controlled values that it takes.
    pub values: Vec<String>,
    /// Of a value: the properties that take it.
    pub value_of: Vec<String>,
    /// Of a class: the properties whose domain names it.
    pub properties: Vec<String>,
    /// Words of an article and a fact that they state.
    pub examples: Vec<String>,
    /// The terms of other vocabularies that it is related to.
    pub alignments: Vec<Alignment>,
}

/// All terms of an ontology that a document can name.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Classes, then properties, then values; each by name.
    terms: Vec<Term>,
    index: find::Index,
}

impl Terms {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    /// Those of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.kind == kind)
    }

    /// A property's term.
    #[must_use]
    pub fn of_property(&self, ontology: &Ontology, property: PropertyId) -> Option<&Term> {
        let iri = ontology.property_iri(property);
        self.of(Kind::Property).find(|term| term.iri == iri)
    }

    /// The term with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.name == name)
    }
}

#[cfg(test)]
mod tests;
