//! What a shape asks of its value nodes.
use super::sparql::{Custom, SparqlConstraint};
use super::terms;
use crate::diagnostic::Span;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, TermRef};
use regex::Regex;
use rustc_hash::FxHashSet;

/// A shape's number in its [`super::Shapes`].
pub(super) type ShapeId = usize;

/// One constraint of a shape, and where its parameter is written.
pub(super) struct Constraint {
    pub(super) check: Check,
    pub(super) span: Span,
}

/// The constraints of [SHACL Core](https://www.w3.org/TR/shacl/#core-components), `sh:sparql`, and those of
/// components that the shapes graph declares.
pub(super) enum Check {
    Class(NamedNode),
    Datatype(NamedNode),
    NodeKind(NodeKind),
    MinCount(u64),
    MaxCount(u64),
    Bound(Bound, Literal),
    MinLength(u64),
    MaxLength(u64),
    Pattern { regex: Regex, written: String },
    LanguageIn(Vec<String>),
    UniqueLang,
    Equals(NamedNode),
    Disjoint(NamedNode),
    LessThan(NamedNode),
    LessThanOrEquals(NamedNode),
    Not(ShapeId),
    And(Vec<ShapeId>),
    Or(Vec<ShapeId>),
    Xone(Vec<ShapeId>),
    Node(ShapeId),
    Property(ShapeId),
    Qualified { shape: ShapeId, min: Option<u64>, max: Option<u64>, siblings: Vec<ShapeId> },
    Closed(FxHashSet<NamedNode>),
    HasValue(Term),
    In(Vec<Term>),
    Sparql(Box<SparqlConstraint>),
    Custom(Box<Custom>),
}

/// `sh:nodeKind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeKind {
    iri: bool,
    blank: bool,
    literal: bool,
}

impl NodeKind {
    /// By its term; `None` where SHACL has no such kind.
    pub(super) fn from_term(term: TermRef<'_>) -> Option<Self> {
        let TermRef::NamedNode(name) = term else { return None };
        let kind = |iri, blank, literal| Some(Self { iri, blank, literal });
        match name {
            terms::IRI => kind(true, false, false),
            terms::BLANK_NODE => kind(false, true, false),
            terms::LITERAL => kind(false, false, true),
            terms::BLANK_NODE_OR_IRI => kind(true, true, false),
            terms::BLANK_NODE_OR_LITERAL => kind(false, true, true),
            terms::IRI_OR_LITERAL => kind(true, false, true),
            _ => None,
        }
    }

    /// Whether a node is of the kind.
    pub(super) fn holds(self, node: TermRef<'_>) -> bool {
        match node {
            TermRef::NamedNode(_) => self.iri,
            TermRef::BlankNode(_) => self.blank,
            TermRef::Literal(_) => self.literal,
            TermRef::Triple(_) => false,
        }
    }

    /// In words: `an IRI or a literal`.
    pub(super) fn words(self) -> String {
        let kinds = [(self.iri, "an IRI"), (self.blank, "a blank node"), (self.literal, "a literal")];
        let kinds: Vec<_> = kinds.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
        kinds.join(" or ")
    }
}

/// Which side a value is bounded on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    MinExclusive,
    MinInclusive,
    MaxExclusive,
    MaxInclusive,
}

impl Bound {
    /// Whether a value that compares so with the bound is within it.
    pub(super) fn holds(self, order: Option<std::cmp::Ordering>) -> bool {
        match self {
            Self::MinExclusive => order.is_some_and(std::cmp::Ordering::is_gt),
            Self::MinInclusive => order.is_some_and(std::cmp::Ordering::is_ge),
            Self::MaxExclusive => order.is_some_and(std::cmp::Ordering::is_lt),
            Self::MaxInclusive => order.is_some_and(std::cmp::Ordering::is_le),
        }
    }

    /// In words: `greater than`.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::MinExclusive => "greater than",
            Self::MinInclusive => "at least",
            Self::MaxExclusive => "less than",
            Self::MaxInclusive => "at most",
        }
    }
}

impl Check {
    /// The constraint component. `sh:qualifiedValueShape` has two; this names the one that the caller
    /// does not need to tell apart.
    pub(super) fn component(&self) -> NamedNodeRef<'_> {
        match self {
            Self::Class(_) => terms::CLASS_COMPONENT,
            Self::Datatype(_) => terms::DATATYPE_COMPONENT,
            Self::NodeKind(_) => terms::NODE_KIND_COMPONENT,
            Self::MinCount(_) => terms::MIN_COUNT_COMPONENT,
            Self::MaxCount(_) => terms::MAX_COUNT_COMPONENT,
            Self::Bound(Bound::MinExclusive, _) => terms::MIN_EXCLUSIVE_COMPONENT,
            Self::Bound(Bound::MinInclusive, _) => terms::MIN_INCLUSIVE_COMPONENT,
            Self::Bound(Bound::MaxExclusive, _) => terms::MAX_EXCLUSIVE_COMPONENT,
            Self::Bound(Bound::MaxInclusive, _) => terms::MAX_INCLUSIVE_COMPONENT,
            Self::MinLength(_) => terms::MIN_LENGTH_COMPONENT,
            Self::MaxLength(_) => terms::MAX_LENGTH_COMPONENT,
            Self::Pattern { .. } => terms::PATTERN_COMPONENT,
            Self::LanguageIn(_) => terms::LANGUAGE_IN_COMPONENT,
            Self::UniqueLang => terms::UNIQUE_LANG_COMPONENT,
            Self::Equals(_) => terms::EQUALS_COMPONENT,
            Self::Disjoint(_) => terms::DISJOINT_COMPONENT,
            Self::LessThan(_) => terms::LESS_THAN_COMPONENT,
            Self::LessThanOrEquals(_) => terms::LESS_THAN_OR_EQUALS_COMPONENT,
            Self::Not(_) => terms::NOT_COMPONENT,
            Self::And(_) => terms::AND_COMPONENT,
            Self::Or(_) => terms::OR_COMPONENT,
            Self::Xone(_) => terms::XONE_COMPONENT,
            Self::Node(_) => terms::NODE_COMPONENT,
            Self::Property(_) => terms::PROPERTY_COMPONENT,
            Self::Qualified { .. } => terms::QUALIFIED_MIN_COUNT_COMPONENT,
            Self::Closed(_) => terms::CLOSED_COMPONENT,
            Self::HasValue(_) => terms::HAS_VALUE_COMPONENT,
            Self::In(_) => terms::IN_COMPONENT,
            Self::Sparql(_) => terms::SPARQL_COMPONENT,
            Self::Custom(custom) => custom.component.as_ref(),
        }
    }
}
