//! What is known of a node, and the edges between nodes.
use crate::term::vocab::{SCHEMA, SCHEMA_HTTPS, XSD, owl, rdf, rdfs};

/// What is known of a node, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(u32);

impl Flags {
    pub(super) const CLASS: Self = Self(1);
    /// Declared, not only used.
    pub(super) const DECLARED: Self = Self(1 << 1);
    pub(super) const DATATYPE: Self = Self(1 << 2);
    pub(super) const PROPERTY: Self = Self(1 << 3);
    pub(super) const OBJECT: Self = Self(1 << 4);
    pub(super) const DATA: Self = Self(1 << 5);
    pub(super) const FUNCTIONAL: Self = Self(1 << 6);
    pub(super) const INVERSE_FUNCTIONAL: Self = Self(1 << 7);
    pub(super) const TRANSITIVE: Self = Self(1 << 8);
    pub(super) const SYMMETRIC: Self = Self(1 << 9);
    pub(super) const ASYMMETRIC: Self = Self(1 << 10);
    pub(super) const IRREFLEXIVE: Self = Self(1 << 11);
    pub(super) const BLANK: Self = Self(1 << 12);
    pub(super) const UNION: Self = Self(1 << 13);
    pub(super) const INTERSECTION: Self = Self(1 << 14);
    /// Fits every thing: `owl:Thing`, `rdfs:Resource`.
    pub(super) const TOP: Self = Self(1 << 15);
    /// A datatype that RDF, XSD or OWL define.
    pub(super) const BUILT_IN: Self = Self(1 << 16);
    /// Used in a domain or range, or described by one, and not only as a term above another.
    pub(super) const RELIED_ON: Self = Self(1 << 17);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Pairs of nodes, sorted, each once.
#[derive(Debug, Default)]
pub(super) struct Edges(Vec<(u32, u32)>);

impl Edges {
    pub(super) fn new(mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }
    /// Where the edges from a node lead, in order.
    pub(super) fn of(&self, from: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let start = self.0.partition_point(|&(node, _)| node < from);
        self.0[start..].iter().take_while(move |&&(node, _)| node == from).map(|&(_, to)| to)
    }
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.0.iter().copied()
    }
    /// The same edges in the other direction.
    pub(super) fn reversed(&self) -> Self {
        Self::new(self.0.iter().map(|&(from, to)| (to, from)).collect())
    }
}

/// What it means for a node to be of a class of RDF, RDFS or OWL; none where the class is one of things.
pub(super) fn meaning(class: &str) -> Option<Flags> {
    let declared = |flags: Flags| flags.and(Flags::DECLARED);
    let property = Flags::PROPERTY.and(Flags::DECLARED);
    let object = property.and(Flags::OBJECT);
    Some(match class {
        owl::CLASS | rdfs::CLASS | owl::DEPRECATED_CLASS => declared(Flags::CLASS),
        owl::RESTRICTION => Flags::default(),
        rdfs::DATATYPE | owl::DATA_RANGE => declared(Flags::DATATYPE),
        rdf::PROPERTY | owl::ANNOTATION_PROPERTY | owl::ONTOLOGY_PROPERTY | owl::DEPRECATED_PROPERTY => {
            property
        }
        owl::OBJECT_PROPERTY => object,
        owl::DATATYPE_PROPERTY => property.and(Flags::DATA),
        owl::FUNCTIONAL_PROPERTY => property.and(Flags::FUNCTIONAL),
        // OWL 2 has these characteristics for object properties alone; OWL Full and old ontologies use the
        // first for others too.
        owl::INVERSE_FUNCTIONAL_PROPERTY => property.and(Flags::INVERSE_FUNCTIONAL),
        owl::TRANSITIVE_PROPERTY => object.and(Flags::TRANSITIVE),
        owl::SYMMETRIC_PROPERTY => object.and(Flags::SYMMETRIC),
        owl::ASYMMETRIC_PROPERTY => object.and(Flags::ASYMMETRIC),
        owl::IRREFLEXIVE_PROPERTY => object.and(Flags::IRREFLEXIVE),
        owl::REFLEXIVE_PROPERTY => object,
        owl::NAMED_INDIVIDUAL | owl::ONTOLOGY | owl::ALL_DISJOINT_CLASSES | rdf::LIST => Flags::default(),
        other => match other.strip_prefix(SCHEMA).or_else(|| other.strip_prefix(SCHEMA_HTTPS)) {
            Some("DataType") => declared(Flags::DATATYPE),
            _ => return None,
        },
    })
}

/// The datatypes that need no declaration.
pub(super) fn is_built_in_datatype(iri: &str) -> bool {
    iri.starts_with(XSD)
        || matches!(
            iri,
            rdfs::LITERAL
                | rdf::LANG_STRING
                | rdf::DIR_LANG_STRING
                | rdf::PLAIN_LITERAL
                | rdf::XML_LITERAL
                | rdf::HTML
                | rdf::JSON
                | owl::REAL
                | owl::RATIONAL
        )
}
