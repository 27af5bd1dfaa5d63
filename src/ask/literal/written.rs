//! Literals as they are written.
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Literal, LiteralRef, NamedNode, Term, TermRef};
use spareval::{ExpressionTerm, ExpressionTriple};

/// What is before the datatype of a literal whose written form the evaluator must not touch.
pub(crate) const AS_WRITTEN: &str = "urn:groundwire:as-written:";

/// A literal that the evaluator passes on as it is written: of a datatype that it does not know. A
/// [view](crate::ask::dataset::View) takes it as the literal that it stands for.
pub(crate) fn as_written(literal: &Literal) -> Literal {
    if literal.language().is_some() || literal.datatype() == xsd::STRING {
        return literal.clone();
    }
    let datatype = NamedNode::new_unchecked(format!("{AS_WRITTEN}{}", literal.datatype().as_str()));
    Literal::new_typed_literal(literal.value(), datatype)
}

/// A literal as the index of a store holds it: by its value where that gives the written form back, else
/// [as written](as_written).
pub(crate) fn kept(literal: Literal) -> Literal {
    if is_canonical(&literal) { literal } else { as_written(&literal) }
}

/// The datatype of a literal, or of the one that it stands for.
#[cfg(feature = "disk")]
pub(crate) fn said_datatype(literal: LiteralRef<'_>) -> &str {
    let datatype = literal.datatype().as_str();
    datatype.strip_prefix(AS_WRITTEN).unwrap_or(datatype)
}

/// The term with the literals that are [as written](as_written) as what they stand for.
pub(crate) fn plain(term: Term) -> Term {
    match term {
        Term::Literal(literal) => match literal.datatype().as_str().strip_prefix(AS_WRITTEN) {
            Some(datatype) => {
                Literal::new_typed_literal(literal.value(), NamedNode::new_unchecked(datatype)).into()
            }
            None => literal.into(),
        },
        Term::Triple(mut triple) => {
            triple.object = plain(std::mem::replace(&mut triple.object, triple.predicate.clone().into()));
            Term::Triple(triple)
        }
        term => term,
    }
}

/// Whether the evaluator would write a literal just as it is written here.
pub(crate) fn is_canonical(literal: &Literal) -> bool {
    let text = literal.value();
    match literal.datatype() {
        xsd::STRING | rdf::LANG_STRING | rdf::DIR_LANG_STRING => return true,
        xsd::INTEGER => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            return digits.len() <= 18
                && !digits.is_empty()
                && digits.bytes().all(|b| b.is_ascii_digit())
                && (!digits.starts_with('0') || text == "0");
        }
        _ => {}
    }
    let term = Term::from(literal.clone());
    Term::from(ExpressionTerm::from(term.clone())) == term
}

/// A term as the evaluator computes with it. Where `keep`, a literal whose written form that would lose comes as one of a
/// datatype that the evaluator does not know.
pub(crate) fn expression_term(term: TermRef<'_>, keep: bool) -> ExpressionTerm {
    match term {
        TermRef::Literal(literal) => expression_literal(literal, keep),
        TermRef::Triple(triple) if keep => ExpressionTriple {
            subject: triple.subject.clone(),
            predicate: triple.predicate.clone(),
            object: expression_term(triple.object.as_ref(), keep),
        }
        .into(),
        term => term.into_owned().into(),
    }
}

fn expression_literal(literal: LiteralRef<'_>, keep: bool) -> ExpressionTerm {
    if literal.language().is_some() {
        return Term::from(literal.into_owned()).into();
    }
    match literal.datatype() {
        xsd::STRING => return ExpressionTerm::StringLiteral(literal.value().to_owned()),
        xsd::INTEGER if !keep => {
            if let Ok(value) = literal.value().parse() {
                return ExpressionTerm::IntegerLiteral(value);
            }
        }
        _ => {}
    }
    let literal = literal.into_owned();
    if keep && !is_canonical(&literal) {
        let (value, datatype, _, _) = literal.destruct();
        return ExpressionTerm::OtherTypedLiteral {
            value,
            datatype: datatype.unwrap_or_else(|| xsd::STRING.into_owned()),
        };
    }
    Term::from(literal).into()
}
