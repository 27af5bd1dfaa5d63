//! The functions and aggregates that take the place of the evaluator's own.
use oxrdf::vocab::xsd;
use oxrdf::{BlankNode, Literal, LiteralRef, NamedNode, Term};
use regex::{Regex, RegexBuilder};
use spareval::{AggregateFunctionAccumulator, CancellationToken, ExpressionTerm};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::ask::dataset::keys::KEY;
use crate::ask::literal::number::{Number, Operation, Rounding, is_misread, is_numeric};
use crate::ask::literal::value::{calculate, compare, equal, is_true, sort_key};
use crate::ask::literal::written::{kept, plain};
use crate::ask::rewrite::stop::GOES_ON;
use crate::ask::walk::{Part, walk};
use crate::ask::watchdog::is_stopped;

/// The namespace of these functions.
pub(crate) const NAMESPACE: &str = "urn:groundwire:";
/// What stands for an error among the arguments of `in`, and for COUNT.
const ERROR: &str = "urn:groundwire:error";
/// The longest pattern of a regular expression once it is compiled, in bytes.
const REGEX_SIZE: usize = 1_000_000;

/// A call of one of these functions.
pub(super) fn call(name: &str, arguments: Vec<Expression>) -> Expression {
    Expression::FunctionCall(Function::Custom(named(name)), arguments)
}

fn named(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{NAMESPACE}{name}"))
}

/// `COALESCE(expression, error)`, for `in`, which other arguments can make true all the same, and for COUNT.
pub(super) fn or_error(expression: Expression) -> Expression {
    match expression {
        Expression::Literal(_) | Expression::NamedNode(_) => expression,
        expression => Expression::Coalesce(vec![expression, NamedNode::new_unchecked(ERROR).into()]),
    }
}

fn is_error(term: &Term) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == ERROR)
}

/// The aggregate that takes the place of one of the evaluator's.
pub(super) fn aggregate(function: &AggregateFunction) -> Option<AggregateFunction> {
    let name = match function {
        AggregateFunction::Sum => "sum".to_owned(),
        AggregateFunction::Avg => "avg".to_owned(),
        AggregateFunction::Min => "min".to_owned(),
        AggregateFunction::Max => "max".to_owned(),
        AggregateFunction::GroupConcat { separator } => {
            let separator = separator.as_deref().unwrap_or(" ");
            let hex: String = separator.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("group-concat:{hex}")
        }
        AggregateFunction::Count | AggregateFunction::Sample | AggregateFunction::Custom(_) => return None,
    };
    Some(AggregateFunction::Custom(named(&name)))
}

/// COUNT over what [`or_error`] makes.
pub(super) fn counting() -> AggregateFunction {
    AggregateFunction::Custom(named("count"))
}

type Evaluate = Box<dyn Fn(&[Term]) -> Option<Term> + Send + Sync>;
type Accumulate = Box<dyn Fn() -> Box<dyn AggregateFunctionAccumulator + Send + Sync> + Send + Sync>;

/// What takes functions: the evaluators of spareval and of oxigraph's store.
pub(crate) trait Registry: Sized {
    /// Adds a function.
    fn function(self, name: NamedNode, evaluate: Evaluate) -> Self;
    /// Adds an aggregate.
    fn aggregate(self, name: NamedNode, accumulate: Accumulate) -> Self;
}

impl Registry for spareval::QueryEvaluator {
    fn function(self, name: NamedNode, evaluate: Evaluate) -> Self {
        self.with_custom_function(name, evaluate)
    }

    fn aggregate(self, name: NamedNode, accumulate: Accumulate) -> Self {
        self.with_custom_aggregate_function(name, accumulate)
    }
}

#[cfg(any(feature = "disk", test))]
impl Registry for oxigraph::sparql::SparqlEvaluator {
    fn function(self, name: NamedNode, evaluate: Evaluate) -> Self {
        self.with_custom_function(name, evaluate)
    }

    fn aggregate(self, name: NamedNode, accumulate: Accumulate) -> Self {
        self.with_custom_aggregate_function(name, accumulate)
    }
}

/// Adds the functions that a rewritten pattern calls. `token` stops the query.
pub(crate) fn register<R: Registry>(mut registry: R, pattern: &GraphPattern, token: &CancellationToken) -> R {
    let mut functions = Vec::new();
    let mut aggregates = Vec::new();
    walk(&mut pattern.clone(), &mut |part| match part {
        Part::Expression(Expression::FunctionCall(Function::Custom(name), _)) => functions.push(name.clone()),
        Part::Pattern(GraphPattern::Group { aggregates: list, .. }) => {
            for (_, aggregate) in list {
                if let AggregateExpression::FunctionCall { name: AggregateFunction::Custom(name), .. } =
                    aggregate
                {
                    aggregates.push(name.clone());
                }
            }
        }
        _ => {}
    });
    functions.sort();
    functions.dedup();
    let nodes = Arc::default();
    for name in functions {
        if name.as_str() == GOES_ON {
            let token = token.clone();
            let goes_on =
                move |_: &[Term]| (!is_stopped(&token)).then(|| Literal::new_simple_literal("+").into());
            registry = registry.function(name, Box::new(goes_on));
        } else if let Some(evaluate) =
            name.as_str().strip_prefix(NAMESPACE).and_then(|local| function(local, &nodes))
        {
            registry = registry.function(name, evaluate);
        }
    }
    aggregates.sort();
    aggregates.dedup();
    for name in aggregates {
        if let Some(accumulate) = name.as_str().strip_prefix(NAMESPACE).and_then(accumulator) {
            registry = registry.aggregate(name, accumulate);
        }
    }
    registry
}

fn truth(value: Option<bool>) -> Option<Term> {
    value.map(|value| Literal::from(value).into())
}

fn two(arguments: &[Term]) -> Option<(Term, Term)> {
    Some((plain(arguments.first()?.clone()), plain(arguments.get(1)?.clone())))
}

fn number(arguments: &[Term]) -> Option<Number> {
    match plain(arguments.first()?.clone()) {
        Term::Literal(literal) => Number::of(literal.as_ref()),
        _ => None,
    }
}

fn function(name: &str, nodes: &Arc<Mutex<Nodes>>) -> Option<Evaluate> {
    let operation = |operation: Operation| -> Evaluate {
        Box::new(move |a| {
            let (one, other) = two(a)?;
            calculate(operation, &one, &other)
        })
    };
    let order = |fits: fn(std::cmp::Ordering) -> bool| -> Evaluate {
        Box::new(move |a| {
            let (one, other) = two(a)?;
            truth(compare(&one, &other, fits))
        })
    };
    let rounded =
        |rounding: Rounding| -> Evaluate { Box::new(move |a| Some(number(a)?.round(rounding).term())) };
    if let Some(sort) = name.strip_prefix("sort-key:") {
        let datatype = NamedNode::new_unchecked(format!("{KEY}{sort}"));
        return Some(Box::new(move |a| {
            let key = sort_key(&plain(a.first()?.clone()));
            Some(Literal::new_typed_literal(key, datatype.clone()).into())
        }));
    }
    Some(match name {
        "add" => operation(Operation::Add),
        "subtract" => operation(Operation::Subtract),
        "multiply" => operation(Operation::Multiply),
        "divide" => operation(Operation::Divide),
        "less" => order(std::cmp::Ordering::is_lt),
        "less-or-equal" => order(std::cmp::Ordering::is_le),
        "greater" => order(std::cmp::Ordering::is_gt),
        "greater-or-equal" => order(std::cmp::Ordering::is_ge),
        "equal" => Box::new(|a| {
            let (one, other) = two(a)?;
            truth(equal(&one, &other))
        }),
        "in" => Box::new(|a| truth(among(a))),
        "plus" => Box::new(|a| Some(number(a)?.term())),
        "minus" => Box::new(|a| Some(number(a)?.negate().term())),
        "abs" => Box::new(|a| Some(number(a)?.absolute().term())),
        "ceil" => rounded(Rounding::Ceil),
        "floor" => rounded(Rounding::Floor),
        "round" => rounded(Rounding::Round),
        // What a term of this kind is worth to the evaluator: it reads the value of what comes back.
        "value" => Box::new(|a| match plain(a.first()?.clone()) {
            Term::Literal(literal) if is_misread(literal.value(), literal.datatype()) => None,
            term => Some(term),
        }),
        "is-true" => Box::new(|a| truth(is_true(plain(a.first()?.clone()).as_ref()))),
        "is-numeric" => Box::new(|a| truth(Some(number(a).is_some()))),
        "strdt" => Box::new(|a| match (a.first()?, a.get(1)?) {
            (Term::Literal(text), Term::NamedNode(datatype)) if text.datatype() == xsd::STRING => {
                let literal = Literal::new_typed_literal(text.value(), datatype.clone());
                Some(kept(literal).into())
            }
            _ => None,
        }),
        "fits-subject" => {
            Box::new(|a| truth(Some(matches!(a.first()?, Term::NamedNode(_) | Term::BlankNode(_)))))
        }
        "fits-predicate" => Box::new(|a| truth(Some(matches!(a.first()?, Term::NamedNode(_))))),
        "datatype" => Box::new(|a| match plain(a.first()?.clone()) {
            Term::Literal(literal) => Some(literal.datatype().into_owned().into()),
            _ => None,
        }),
        "replace" => {
            let known = Mutex::default();
            Box::new(move |a| replace(a, &known))
        }
        "row" => {
            let nodes = Arc::clone(nodes);
            Box::new(move |_| Some(Literal::from(nodes.lock().ok()?.next_row()).into()))
        }
        "bnode" => {
            let nodes = Arc::clone(nodes);
            Box::new(move |a| Some(nodes.lock().ok()?.node(a)?.into()))
        }
        name => return casting(name),
    })
}

/// The casts, and what casts of the evaluator are given.
fn casting(name: &str) -> Option<Evaluate> {
    Some(match name {
        "integer" | "decimal" | "double" | "float" => {
            let name = name.to_owned();
            Box::new(move |a| cast(&name, a.first()?))
        }
        "boolean" => Box::new(|a| truth(to_boolean(&plain(a.first()?.clone())))),
        "string" => Box::new(|a| to_text(plain(a.first()?.clone()))),
        "collapse" => Box::new(|a| {
            Some(match plain(a.first()?.clone()) {
                Term::Literal(literal) if literal.datatype() == xsd::STRING => {
                    Literal::new_simple_literal(collapsed(literal.value())).into()
                }
                term => term,
            })
        }),
        _ => return None,
    })
}

/// Whether the first argument is equal to one of the others; none where that is an error.
fn among(arguments: &[Term]) -> Option<bool> {
    let (first, rest) = arguments.split_first()?;
    let first = plain(first.clone());
    let mut answer = Some(false);
    for other in rest {
        let found = match other {
            other if is_error(other) => None,
            other => equal(&first, &plain(other.clone())),
        };
        match found {
            Some(true) => return Some(true),
            Some(false) => {}
            None => answer = None,
        }
    }
    answer
}

/// The casts to a number.
fn cast(name: &str, term: &Term) -> Option<Term> {
    let Term::Literal(literal) = plain(term.clone()) else { return None };
    let datatype = match name {
        "integer" => xsd::INTEGER,
        "decimal" => xsd::DECIMAL,
        "double" => xsd::DOUBLE,
        _ => xsd::FLOAT,
    };
    if literal.datatype() == xsd::STRING {
        return Number::parse(collapsed(literal.value()), datatype).map(|number| number.term());
    }
    let number = match literal.datatype() {
        xsd::BOOLEAN => {
            let value = matches!(literal.value(), "true" | "1");
            let known = value || matches!(literal.value(), "false" | "0");
            known.then(|| Number::Integer(u8::from(value).into()))?
        }
        _ => Number::of(literal.as_ref())?,
    };
    Some(
        match name {
            "integer" => Number::Integer(number.truncate()?),
            "decimal" => number.to_decimal()?,
            "double" => Number::Double(number.to_f64()),
            _ => Number::Float(number.to_f32()),
        }
        .term(),
    )
}

/// A text without the white space around it, as casts read it.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// The cast to xsd:boolean.
fn to_boolean(term: &Term) -> Option<bool> {
    let Term::Literal(literal) = term else { return None };
    match literal.datatype() {
        xsd::STRING => {
            is_true(LiteralRef::new_typed_literal(collapsed(literal.value()), xsd::BOOLEAN).into())
        }
        _ => is_true(term.as_ref()),
    }
}

/// The cast to xsd:string: the canonical form of a value.
fn to_text(term: Term) -> Option<Term> {
    let text = match term {
        Term::NamedNode(node) => node.into_string(),
        Term::Literal(literal) => match Number::of(literal.as_ref()) {
            Some(number) => number.text(),
            None => match Term::from(ExpressionTerm::from(Term::from(literal))) {
                Term::Literal(literal) => literal.destruct().0,
                _ => return None,
            },
        },
        Term::BlankNode(_) | Term::Triple(_) => return None,
    };
    Some(Literal::new_simple_literal(text).into())
}

type Patterns = Mutex<HashMap<(String, String), Option<Regex>>>;

/// [REPLACE](https://www.w3.org/TR/xpath-functions-31/#func-replace) with the groups and escapes of XPath.
fn replace(arguments: &[Term], known: &Patterns) -> Option<Term> {
    let text = |at: usize| match arguments.get(at)? {
        Term::Literal(literal) if literal.datatype() == xsd::STRING => Some(literal.value()),
        _ => None,
    };
    let Term::Literal(literal) = arguments.first()? else { return None };
    if literal.language().is_none() && literal.datatype() != xsd::STRING {
        return None;
    }
    let flags = if arguments.len() > 3 { text(3)? } else { "" };
    let key = (text(1)?.to_owned(), flags.to_owned());
    let regex = {
        let mut known = known.lock().ok()?;
        let compiled = |(pattern, flags): &(String, String)| {
            // A pattern that matches the empty text is an error in XPath (err:FORX0003).
            compile(pattern, flags).ok().filter(|regex| !regex.is_match(""))
        };
        known.entry(key).or_insert_with_key(compiled).clone()?
    };
    let replacement = if flags.contains('q') {
        text(2)?.replace('$', "$$")
    } else {
        rust_replacement(text(2)?, regex.captures_len() - 1).ok()?
    };
    let replaced = regex.replace_all(literal.value(), replacement.as_str()).into_owned();
    Some(match (literal.language(), literal.direction()) {
        (Some(tag), Some(direction)) => {
            Literal::new_directional_language_tagged_literal_unchecked(replaced, tag, direction).into()
        }
        (Some(tag), None) => Literal::new_language_tagged_literal_unchecked(replaced, tag).into(),
        (None, _) => Literal::new_simple_literal(replaced).into(),
    })
}

/// A regular expression with the flags of XPath.
///
/// # Errors
/// What is wrong with the pattern or the flags.
pub(crate) fn compile(pattern: &str, flags: &str) -> Result<Regex, String> {
    let quoted = if flags.contains('q') { regex::escape(pattern) } else { pattern.to_owned() };
    let mut builder = RegexBuilder::new(&quoted);
    builder.size_limit(REGEX_SIZE);
    for flag in flags.chars() {
        match flag {
            's' => builder.dot_matches_new_line(true),
            'm' => builder.multi_line(true),
            'i' => builder.case_insensitive(true),
            'x' => builder.ignore_whitespace(true),
            'q' => &mut builder,
            flag => return Err(format!("unknown flag `{flag}`; the flags are `i`, `m`, `q`, `s` and `x`")),
        };
    }
    builder.build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too long once compiled".to_owned(),
        // The last line says what is wrong; those before show where.
        error => {
            error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    })
}

/// A replacement in the form of the regex library: `$1` is a group, `\$` and `\\` are the characters. As in XPath the
/// number of a group has as many digits as there are groups for.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn rust_replacement(text: &str, groups: usize) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\\') => out.push('\\'),
                Some('$') => out.push_str("$$"),
                _ => return Err("a backslash stands before `$` or another backslash".to_owned()),
            },
            '$' => {
                let Some(mut group) = chars.next_if(char::is_ascii_digit).and_then(|c| c.to_digit(10)) else {
                    return Err(
                        "`$` stands before the number of a group; write `\\\\$` for a dollar sign".to_owned()
                    );
                };
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10))
                    && (group * 10 + digit) as usize <= groups
                {
                    group = group * 10 + digit;
                    chars.next();
                }
                // A group that the pattern does not have is empty.
                if group as usize <= groups {
                    out.push_str(&format!("${{{group}}}"));
                }
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

/// The blank nodes that a query makes, in the order in which it makes them.
#[derive(Default)]
struct Nodes {
    rows: i64,
    nodes: usize,
    by_row: HashMap<(String, String), usize>,
}

impl Nodes {
    fn next_row(&mut self) -> i64 {
        self.rows += 1;
        self.rows
    }

    /// A new node, or for a row and a text the node of that text in that row. The labels are none that a dataset has.
    fn node(&mut self, arguments: &[Term]) -> Option<BlankNode> {
        let number = match arguments {
            [Term::Literal(row), Term::Literal(text)] => {
                if text.datatype() != xsd::STRING {
                    return None;
                }
                let next = self.nodes + 1;
                let key = (row.value().to_owned(), text.value().to_owned());
                let number = *self.by_row.entry(key).or_insert(next);
                self.nodes = self.nodes.max(number);
                number
            }
            [] => {
                self.nodes += 1;
                self.nodes
            }
            _ => return None,
        };
        Some(BlankNode::new_unchecked(format!("made{number}")))
    }
}

fn accumulator(name: &str) -> Option<Accumulate> {
    if let Some(hex) = name.strip_prefix("group-concat:") {
        let bytes = (0..hex.len() / 2).map(|i| u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok());
        let separator = String::from_utf8(bytes.collect::<Option<Vec<_>>>()?).ok()?;
        return Some(Box::new(move || {
            Box::new(GroupConcat { separator: separator.clone(), text: Some(String::new()), any: false })
        }));
    }
    Some(match name {
        "count" => Box::new(|| Box::new(Count(0))),
        "sum" => Box::new(|| Box::new(Sum { sum: Some(zero()), count: 0, average: false })),
        "avg" => Box::new(|| Box::new(Sum { sum: Some(zero()), count: 0, average: true })),
        "min" => Box::new(|| Box::new(Extreme { best: None, sign: std::cmp::Ordering::Less })),
        "max" => Box::new(|| Box::new(Extreme { best: None, sign: std::cmp::Ordering::Greater })),
        _ => return None,
    })
}

fn zero() -> Term {
    Number::Integer(0.into()).term()
}

/// COUNT of what is not an error.
struct Count(u64);

impl AggregateFunctionAccumulator for Count {
    fn accumulate(&mut self, element: Term) {
        self.0 += u64::from(!is_error(&element));
    }

    fn finish(&mut self) -> Option<Term> {
        Some(Number::Integer(self.0.into()).term())
    }
}

/// SUM and AVG, of numbers of any size and of durations.
struct Sum {
    /// None once something came that cannot be added.
    sum: Option<Term>,
    count: u64,
    average: bool,
}

impl AggregateFunctionAccumulator for Sum {
    fn accumulate(&mut self, element: Term) {
        let element = plain(element);
        let first = self.count == 0;
        self.count += 1;
        self.sum = self.sum.take().and_then(|sum| match &element {
            // Durations have no zero that fits all of them: the first one begins.
            Term::Literal(literal) if first && !is_numeric(literal.datatype()) => {
                calculate(Operation::Add, &element, &element).map(|_| element)
            }
            _ => calculate(Operation::Add, &sum, &element),
        });
    }

    fn finish(&mut self) -> Option<Term> {
        let sum = self.sum.take()?;
        if !self.average || self.count == 0 {
            return Some(sum);
        }
        calculate(
            Operation::Divide,
            &sum,
            &Literal::new_typed_literal(self.count.to_string(), xsd::INTEGER).into(),
        )
    }
}

/// MIN and MAX, by the order of ORDER BY; the value stays as it is written.
struct Extreme {
    best: Option<(String, Term)>,
    sign: std::cmp::Ordering,
}

impl AggregateFunctionAccumulator for Extreme {
    fn accumulate(&mut self, element: Term) {
        let element = plain(element);
        let key = sort_key(&element);
        if self.best.as_ref().is_none_or(|(best, _)| key.cmp(best) == self.sign) {
            self.best = Some((key, element));
        }
    }

    fn finish(&mut self) -> Option<Term> {
        let (_, term) = self.best.take()?;
        Some(match term {
            Term::Literal(literal) => kept(literal).into(),
            term => term,
        })
    }
}

/// GROUP_CONCAT, of all that STR takes.
struct GroupConcat {
    separator: String,
    /// None once something came that has no text.
    text: Option<String>,
    any: bool,
}

impl AggregateFunctionAccumulator for GroupConcat {
    fn accumulate(&mut self, element: Term) {
        let Some(text) = &mut self.text else { return };
        if self.any {
            text.push_str(&self.separator);
        }
        self.any = true;
        match &element {
            Term::NamedNode(node) => text.push_str(node.as_str()),
            Term::Literal(literal) => text.push_str(literal.value()),
            Term::BlankNode(_) | Term::Triple(_) => self.text = None,
        }
    }

    fn finish(&mut self) -> Option<Term> {
        self.text.take().map(|text| Literal::new_simple_literal(text).into())
    }
}
