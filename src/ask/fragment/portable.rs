//! Conditions that any engine judges alike: about IRIs, and about the characters of texts.
use spargebra::algebra::{Expression, Function};
use std::collections::BTreeSet;

use crate::ask::walk::{operands, operands_mut};

/// The conditions among those that an expression demands all together that may be sent.
pub(super) fn portable(expression: &Expression) -> Vec<Expression> {
    match expression {
        Expression::And(left, right) => portable(left).into_iter().chain(portable(right)).collect(),
        condition if is_condition(condition) => vec![condition.clone()],
        _ => Vec::new(),
    }
}

fn is_condition(expression: &Expression) -> bool {
    match expression {
        Expression::And(left, right) | Expression::Or(left, right) => {
            is_condition(left) && is_condition(right)
        }
        Expression::Not(inner) => is_condition(inner),
        Expression::Equal(left, right) | Expression::SameTerm(left, right) => {
            (is_iri(left) && is_thing(right))
                || (is_thing(left) && is_iri(right))
                || (is_text(left) && is_text(right))
        }
        Expression::In(one, list) => is_thing(one) && list.iter().all(is_iri),
        Expression::FunctionCall(function, operands) => match (function, &operands[..]) {
            (Function::Contains | Function::StrStarts | Function::StrEnds, [text, part]) => {
                is_text(text) && is_text(part)
            }
            (Function::IsIri | Function::IsLiteral, [one]) => is_thing(one),
            _ => false,
        },
        _ => false,
    }
}

fn is_iri(expression: &Expression) -> bool {
    matches!(expression, Expression::NamedNode(_))
}

fn is_thing(expression: &Expression) -> bool {
    matches!(expression, Expression::NamedNode(_) | Expression::Variable(_))
}

/// Whether it gives a text without a language tag.
fn is_text(expression: &Expression) -> bool {
    match expression {
        Expression::Literal(literal) => {
            literal.language().is_none() && literal.datatype() == oxrdf::vocab::xsd::STRING
        }
        Expression::FunctionCall(Function::Str | Function::Lang, operands) => operands.iter().all(is_thing),
        Expression::FunctionCall(Function::LCase | Function::UCase, operands) => operands.iter().all(is_text),
        _ => false,
    }
}

/// The variables of a condition.
pub(super) fn variables(expression: &Expression) -> BTreeSet<String> {
    match expression {
        Expression::Variable(variable) => BTreeSet::from([variable.as_str().to_owned()]),
        _ => operands(expression).into_iter().flat_map(variables).collect(),
    }
}

/// Gives the variables of a condition other names.
pub(super) fn rename(expression: &mut Expression, name: &mut impl FnMut(&str) -> String) {
    match expression {
        Expression::Variable(variable) => {
            *variable = oxrdf::Variable::new_unchecked(name(variable.as_str()));
        }
        _ => operands_mut(expression).into_iter().for_each(|operand| rename(operand, name)),
    }
}
