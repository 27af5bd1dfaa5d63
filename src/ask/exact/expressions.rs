//! Expressions: operators and functions by value or by written form, as each needs.
use oxrdf::vocab::xsd;
use oxrdf::{Literal, Term};
use spargebra::algebra::{Expression, Function, GraphPattern};
use std::cmp::Ordering;

use super::Exact;
use super::functions::{call, or_error};
use crate::ask::literal::number::is_misread;
use crate::ask::literal::value::{compare, is_true};
use crate::ask::literal::written::{as_written, kept};
use crate::ask::walk::{operands, operands_mut};

/// What becomes of an expression's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// An operator looks at it that reads it as it comes.
    Raw,
    /// A function of the evaluator computes with it.
    Value,
    /// It is a condition.
    Condition,
    /// It is given on, or its written form is looked at.
    Form,
}

/// Whether the evaluator gives an expression's result on as it is.
pub(super) fn is_passed_on(expression: &Expression) -> bool {
    match expression {
        Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) => true,
        Expression::Coalesce(list) => list.iter().all(is_passed_on),
        Expression::If(_, one, other) => is_passed_on(one) && is_passed_on(other),
        _ => false,
    }
}

/// Whether an expression's result is certainly an IRI or a text, whose form is its value.
pub(super) fn is_text(expression: &Expression) -> bool {
    match expression {
        Expression::NamedNode(_) => true,
        Expression::Literal(literal) => literal.datatype() == xsd::STRING || literal.language().is_some(),
        Expression::FunctionCall(function, _) => matches!(
            function,
            Function::Str
                | Function::Lang
                | Function::Datatype
                | Function::Iri
                | Function::Concat
                | Function::SubStr
                | Function::Replace
                | Function::UCase
                | Function::LCase
                | Function::EncodeForUri
                | Function::StrBefore
                | Function::StrAfter
                | Function::Uuid
                | Function::StrUuid
                | Function::StrLang
                | Function::Subject
                | Function::Predicate
        ),
        _ => false,
    }
}

fn is_leaf(expression: &Expression) -> bool {
    matches!(expression, Expression::Variable(_) | Expression::Literal(_) | Expression::NamedNode(_))
}

/// Whether the result is computed, so that it may be of any size, or a date with a zone.
fn is_computed(expression: &Expression) -> bool {
    match expression {
        Expression::Add(..)
        | Expression::Subtract(..)
        | Expression::Multiply(..)
        | Expression::Divide(..)
        | Expression::UnaryMinus(_)
        | Expression::UnaryPlus(_) => true,
        Expression::FunctionCall(function, arguments) => match function {
            Function::Abs | Function::Ceil | Function::Floor | Function::Round => {
                arguments.iter().any(is_computed)
            }
            Function::Custom(_) => true,
            _ => false,
        },
        Expression::Coalesce(list) => list.iter().any(is_computed),
        Expression::If(_, one, other) => is_computed(one) || is_computed(other),
        _ => false,
    }
}

/// Whether the result is certainly a value that is equal to itself in the order of `<=`: that of an IRI is an error, and
/// NaN is not equal to itself.
fn is_ordered(expression: &Expression) -> bool {
    match expression {
        Expression::Literal(literal) => {
            let literal = Term::from(literal.clone());
            compare(&literal, &literal, Ordering::is_eq) == Some(true)
        }
        Expression::FunctionCall(function, _) => {
            is_text(expression)
                && !matches!(
                    function,
                    Function::Datatype
                        | Function::Iri
                        | Function::Uuid
                        | Function::Subject
                        | Function::Predicate
                )
                || computes(function)
                || matches!(function, Function::StrLen | Function::Now)
        }
        _ => false,
    }
}

/// Whether a condition can have a result of which the evaluator does not know whether it is true.
fn is_open(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) | Expression::Coalesce(_) => true,
        // Its branches are conditions themselves.
        Expression::If(..) => false,
        Expression::FunctionCall(
            Function::Object
            | Function::StrDt
            | Function::Abs
            | Function::Ceil
            | Function::Floor
            | Function::Round,
            _,
        ) => true,
        expression => is_computed(expression),
    }
}

/// Whether no number and no date is equal to it.
fn is_no_value(expression: &Expression) -> bool {
    match expression {
        Expression::NamedNode(_) => true,
        Expression::Literal(literal) => literal.language().is_some(),
        _ => false,
    }
}

/// Whether a function of the evaluator takes a date or time; others take texts, or look at the kind of a term.
fn computes(function: &Function) -> bool {
    matches!(
        function,
        Function::Year
            | Function::Month
            | Function::Day
            | Function::Hours
            | Function::Minutes
            | Function::Seconds
            | Function::Timezone
            | Function::Tz
            | Function::Adjust
    )
}

type Two = fn(Box<Expression>, Box<Expression>) -> Expression;

impl Exact {
    /// Rewrites an expression whose result is used so: what it is made of first, then the expression itself.
    pub(super) fn expression(&mut self, expression: &mut Expression, of: Use) {
        if let Expression::Exists(pattern) = expression {
            let row = self.row.take();
            **pattern = self.pattern(std::mem::take(pattern));
            self.row = row;
            return;
        }
        if let Some(folded) = folded(expression) {
            *expression = folded;
            return;
        }
        let (first, rest) = operand_uses(expression, of);
        for (i, operand) in operands_mut(expression).into_iter().enumerate() {
            self.expression(operand, if i == 0 { first } else { rest });
        }
        self.replace(expression, of);
    }

    fn replace(&mut self, expression: &mut Expression, of: Use) {
        let is_open = of == Use::Condition && is_open(expression);
        let replaced = match std::mem::replace(expression, nothing()) {
            Expression::Variable(variable) => self.leaf(variable.into(), of),
            Expression::Literal(literal) => self.literal(literal, of),
            Expression::Equal(a, b) => self.equal(*a, *b),
            Expression::Greater(a, b) => self.comparison(Expression::Greater, "greater", *a, *b),
            Expression::GreaterOrEqual(a, b) => {
                self.comparison(Expression::GreaterOrEqual, "greater-or-equal", *a, *b)
            }
            Expression::Less(a, b) => self.comparison(Expression::Less, "less", *a, *b),
            Expression::LessOrEqual(a, b) => {
                self.comparison(Expression::LessOrEqual, "less-or-equal", *a, *b)
            }
            Expression::In(a, list) => self.among(*a, list),
            Expression::Add(a, b) => either(Some(Expression::Add), "add", *a, *b),
            Expression::Subtract(a, b) => either(Some(Expression::Subtract), "subtract", *a, *b),
            // The evaluator drops digits beyond the eighteenth after the point without a word.
            Expression::Multiply(a, b) => either(None, "multiply", *a, *b),
            Expression::Divide(a, b) => either(None, "divide", *a, *b),
            Expression::UnaryPlus(a) => self.unary(Expression::UnaryPlus, "plus", *a),
            Expression::UnaryMinus(a) => self.unary(Expression::UnaryMinus, "minus", *a),
            Expression::FunctionCall(function, arguments) => self.function(function, arguments, of),
            same => same,
        };
        *expression = if is_open { call("is-true", vec![replaced]) } else { replaced };
    }

    fn leaf(&self, expression: Expression, of: Use) -> Expression {
        match of {
            Use::Value if self.needs.forms => call("value", vec![expression]),
            _ => expression,
        }
    }

    fn literal(&self, literal: Literal, of: Use) -> Expression {
        match of {
            Use::Form => kept(literal).into(),
            _ if is_misread(literal.value(), literal.datatype()) => as_written(&literal).into(),
            Use::Condition => is_true(literal.as_ref().into())
                .map_or_else(|| literal.into(), |value| Literal::from(value).into()),
            _ => literal.into(),
        }
    }

    fn is_exact(&self, a: &Expression, b: &Expression) -> bool {
        self.needs.forms || self.needs.big || is_computed(a) || is_computed(b)
    }

    fn comparison(&self, native: Two, name: &str, a: Expression, b: Expression) -> Expression {
        if is_ordered(&a) || is_ordered(&b) {
            return self.by_value(native, name, a, b);
        }
        if !is_leaf(&a) || !is_leaf(&b) {
            return call(name, vec![a, b]);
        }
        // The evaluator takes any term to be equal to itself.
        let same = Box::new(Expression::SameTerm(Box::new(a.clone()), Box::new(b.clone())));
        let native = native(Box::new(a.clone()), Box::new(b.clone()));
        let native = Expression::If(same, Box::new(nothing()), Box::new(native));
        Expression::Coalesce(vec![native, call(name, vec![a, b])])
    }

    fn by_value(&self, native: Two, name: &str, a: Expression, b: Expression) -> Expression {
        if self.is_exact(&a, &b) {
            return either(Some(native), name, a, b);
        }
        native(Box::new(a), Box::new(b))
    }

    fn equal(&self, a: Expression, b: Expression) -> Expression {
        if is_no_value(&a) || is_no_value(&b) {
            return Expression::Equal(Box::new(a), Box::new(b));
        }
        // The evaluator takes a date with a zone for unequal to one without, where nobody knows.
        if self.needs.zones {
            return either(None, "equal", a, b);
        }
        self.by_value(Expression::Equal, "equal", a, b)
    }

    fn among(&self, a: Expression, list: Vec<Expression>) -> Expression {
        let exact = self.needs.zones || list.iter().any(|b| self.is_exact(&a, b));
        if !exact || list.iter().all(is_no_value) {
            return Expression::In(Box::new(a), list);
        }
        call("in", std::iter::once(a).chain(list.into_iter().map(or_error)).collect())
    }

    fn unary(&self, native: fn(Box<Expression>) -> Expression, name: &str, a: Expression) -> Expression {
        let exact = self.needs.forms || self.needs.big || is_computed(&a);
        match (exact, is_leaf(&a)) {
            (false, _) => native(Box::new(a)),
            (true, true) => Expression::Coalesce(vec![native(Box::new(a.clone())), call(name, vec![a])]),
            (true, false) => call(name, vec![a]),
        }
    }

    fn function(&self, function: Function, mut arguments: Vec<Expression>, of: Use) -> Expression {
        let exact = self.needs.forms || self.needs.big || arguments.iter().any(is_computed);
        let name = match &function {
            // A constant inside comes with a datatype of ours, and so does a literal of a store.
            Function::Datatype if self.needs.in_store || !arguments.iter().all(is_leaf) => "datatype",
            Function::Abs if exact => "abs",
            Function::Ceil if exact => "ceil",
            Function::Floor if exact => "floor",
            Function::Round => "round",
            Function::IsNumeric if exact => "is-numeric",
            Function::Replace => "replace",
            Function::BNode => {
                if !arguments.is_empty()
                    && let Some(row) = &self.row
                {
                    arguments.insert(0, row.clone().into());
                }
                "bnode"
            }
            Function::StrDt if of != Use::Value => "strdt",
            Function::Custom(name) if arguments.len() == 1 => match name.as_ref() {
                xsd::INTEGER => "integer",
                xsd::DECIMAL => "decimal",
                xsd::DOUBLE => "double",
                xsd::FLOAT => "float",
                xsd::BOOLEAN => "boolean",
                xsd::STRING => "string",
                _ => {
                    let text = call("collapse", arguments);
                    return Expression::FunctionCall(function, vec![text]);
                }
            },
            Function::Object => {
                return match of {
                    Use::Value if self.needs.forms => {
                        call("value", vec![Expression::FunctionCall(function, arguments)])
                    }
                    _ => Expression::FunctionCall(function, arguments),
                };
            }
            _ => return Expression::FunctionCall(function, arguments),
        };
        call(name, arguments)
    }

    /// Whether an expression calls BNODE with a text: the same node for the same text in one row.
    pub(super) fn tells_rows_apart(expression: &Expression) -> bool {
        match expression {
            Expression::FunctionCall(Function::BNode, arguments) if !arguments.is_empty() => true,
            expression => operands(expression).into_iter().any(Self::tells_rows_apart),
        }
    }

    /// A condition for the solutions of a pattern.
    pub(super) fn filter(&mut self, mut expr: Expression, inner: GraphPattern) -> GraphPattern {
        self.expression(&mut expr, Use::Condition);
        GraphPattern::Filter { expr, inner: Box::new(inner) }
    }
}

/// An expression without a value.
pub(super) fn nothing() -> Expression {
    Expression::Coalesce(Vec::new())
}

/// The operator of the evaluator, and the function where that fails. Both are given the operands, so these must be
/// leaves: else expressions would double with each operator.
fn either(native: Option<Two>, name: &str, a: Expression, b: Expression) -> Expression {
    match native {
        Some(native) if is_leaf(&a) && is_leaf(&b) => {
            let function = call(name, vec![a.clone(), b.clone()]);
            Expression::Coalesce(vec![native(Box::new(a), Box::new(b)), function])
        }
        _ => call(name, vec![a, b]),
    }
}

/// STR and DATATYPE of a constant.
fn folded(expression: &Expression) -> Option<Expression> {
    let Expression::FunctionCall(function, arguments) = expression else { return None };
    let [Expression::Literal(literal)] = arguments.as_slice() else { return None };
    match function {
        Function::Str => Some(Literal::new_simple_literal(literal.value()).into()),
        Function::Datatype => Some(literal.datatype().into_owned().into()),
        _ => None,
    }
}

/// How an expression uses its first operand, and the others.
fn operand_uses(expression: &Expression, of: Use) -> (Use, Use) {
    match expression {
        Expression::Or(..) | Expression::And(..) | Expression::Not(_) => (Use::Condition, Use::Condition),
        Expression::If(..) => (Use::Condition, of),
        // Its first value counts, even one that is neither true nor false.
        Expression::Coalesce(_) if of == Use::Condition => (Use::Raw, Use::Raw),
        Expression::Coalesce(_) => (of, of),
        Expression::SameTerm(..) => (Use::Form, Use::Form),
        Expression::FunctionCall(function, _) => match function {
            Function::Str | Function::Datatype | Function::Object | Function::Triple => {
                (Use::Form, Use::Form)
            }
            Function::Abs | Function::Ceil | Function::Floor | Function::Round | Function::IsNumeric => {
                (Use::Raw, Use::Raw)
            }
            Function::SubStr => (Use::Raw, Use::Value),
            function if computes(function) => (Use::Value, Use::Value),
            _ => (Use::Raw, Use::Raw),
        },
        _ => (Use::Raw, Use::Raw),
    }
}
