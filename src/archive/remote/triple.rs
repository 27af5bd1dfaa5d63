//! Triples as endpoints return them, and what their terms are.
use crate::term::vocab::{af, oa, rdf, xsd};
use oxrdf::{Literal, NamedNode, Term, vocab};

/// A triple.
pub(super) type Triple = [Term; 3];

/// The IRI of a term.
pub(super) fn iri_of(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// An IRI as a term.
pub(super) fn iri_term(iri: &str) -> Term {
    NamedNode::new_unchecked(iri).into()
}

/// Repairs what engines are known to make of values whose datatype the shape of facts fixes: oxigraph turns all integers
/// into xsd:integer, Virtuoso booleans into numbers.
pub(super) fn corrected(predicate: &str, object: Term) -> Term {
    let Term::Literal(literal) = &object else { return object };
    match predicate {
        af::NEGATED | af::INFERRED | af::APPROXIMATE if literal.value() == "1" => Literal::from(true).into(),
        oa::START | oa::END if literal.datatype() == vocab::xsd::INTEGER => {
            Literal::new_typed_literal(literal.value(), NamedNode::new_unchecked(xsd::NON_NEGATIVE_INTEGER))
                .into()
        }
        _ => object,
    }
}

/// Whether a triple says that its subject is a fact.
pub(super) fn is_a_fact([_, predicate, object]: &Triple) -> bool {
    iri_of(predicate) == Some(rdf::TYPE) && iri_of(object) == Some(af::FACT)
}
