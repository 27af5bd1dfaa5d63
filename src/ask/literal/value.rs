//! What terms are worth: equality, order and truth by value, whatever the written form.
use oxrdf::vocab::xsd;
use oxrdf::{LiteralRef, Term, TermRef};
use oxsdatatypes as xs;
use std::cmp::Ordering;
use std::str::FromStr;

use super::number::{Number, Operation, is_numeric};

/// A literal by its value.
pub(crate) enum Value {
    Number(Number),
    Boolean(bool),
    Text(String),
    DateTime(xs::DateTime),
    Date(xs::Date),
    Time(xs::Time),
    Year(xs::GYear),
    YearMonth(xs::GYearMonth),
    Month(xs::GMonth),
    MonthDay(xs::GMonthDay),
    Day(xs::GDay),
    Duration(xs::Duration),
    YearMonthDuration(xs::YearMonthDuration),
    DayTimeDuration(xs::DayTimeDuration),
}

impl Value {
    /// The value of a literal; none of one that is not valid, that has a language, or whose datatype is not known.
    pub(crate) fn of(literal: LiteralRef<'_>) -> Option<Self> {
        fn read<T: FromStr>(text: &str, make: impl Fn(T) -> Value) -> Option<Value> {
            T::from_str(text).ok().map(make)
        }
        let (text, datatype) = (literal.value(), literal.datatype());
        if is_numeric(datatype) {
            return Number::parse(text, datatype).map(Self::Number);
        }
        match datatype {
            xsd::STRING => Some(Self::Text(text.to_owned())),
            xsd::BOOLEAN => match text {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            xsd::DATE_TIME | xsd::DATE_TIME_STAMP => read(text, Self::DateTime),
            xsd::DATE => read(text, Self::Date),
            xsd::TIME => read(text, Self::Time),
            xsd::G_YEAR => read(text, Self::Year),
            xsd::G_YEAR_MONTH => read(text, Self::YearMonth),
            xsd::G_MONTH => read(text, Self::Month),
            xsd::G_MONTH_DAY => read(text, Self::MonthDay),
            xsd::G_DAY => read(text, Self::Day),
            xsd::DURATION => read(text, Self::Duration),
            xsd::YEAR_MONTH_DURATION => read(text, Self::YearMonthDuration),
            xsd::DAY_TIME_DURATION => read(text, Self::DayTimeDuration),
            _ => None,
        }
    }

    /// The order of two values of one kind. Of dates with and without a zone there is none while they are within
    /// fourteen hours.
    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.compare(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.partial_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(b),
            (Self::Year(a), Self::Year(b)) => a.partial_cmp(b),
            (Self::YearMonth(a), Self::YearMonth(b)) => a.partial_cmp(b),
            (Self::Month(a), Self::Month(b)) => a.partial_cmp(b),
            (Self::MonthDay(a), Self::MonthDay(b)) => a.partial_cmp(b),
            (Self::Day(a), Self::Day(b)) => a.partial_cmp(b),
            _ => match (self.duration(), other.duration()) {
                (Some(a), Some(b)) => a.partial_cmp(&b),
                _ => None,
            },
        }
    }

    fn duration(&self) -> Option<xs::Duration> {
        match self {
            Self::Duration(value) => Some(*value),
            Self::YearMonthDuration(value) => Some((*value).into()),
            Self::DayTimeDuration(value) => Some((*value).into()),
            _ => None,
        }
    }

    fn is_duration(&self) -> bool {
        self.duration().is_some()
    }

    /// Whether values of the two can be equal at all.
    fn is_of_a_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            || (self.is_duration() && other.is_duration())
    }
}

/// The [`=`](https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal) of SPARQL; none where it is an error.
pub(crate) fn equal(a: &Term, b: &Term) -> Option<bool> {
    if let (Term::Triple(a), Term::Triple(b)) = (a, b) {
        let same = a.subject == b.subject && a.predicate == b.predicate;
        return Some(same && equal(&a.object, &b.object)?);
    }
    let (Term::Literal(one), Term::Literal(two)) = (a, b) else { return Some(a == b) };
    match (Value::of(one.as_ref()), Value::of(two.as_ref())) {
        (Some(x), Some(y)) if x.is_of_a_kind(&y) => match (&x, &y) {
            // NaN is a number, and is equal to none.
            (Value::Number(_), Value::Number(_)) => Some(x.compare(&y) == Some(Ordering::Equal)),
            // Durations of months and of seconds have no order, and are not equal.
            _ if x.is_duration() => Some(x.duration() == y.duration()),
            _ => x.compare(&y).map(Ordering::is_eq),
        },
        (Some(_), Some(_)) => Some(false),
        _ if one == two => Some(true),
        _ if one.language().is_some() || two.language().is_some() => {
            let tag = |literal: &oxrdf::Literal| literal.language().map(str::to_ascii_lowercase);
            Some(one.value() == two.value() && tag(one) == tag(two) && one.direction() == two.direction())
        }
        _ => None,
    }
}

/// Whether the order that `<` and `>` know fits; none where it is an error.
pub(crate) fn compare(a: &Term, b: &Term, fits: fn(Ordering) -> bool) -> Option<bool> {
    if matches!(a, Term::Triple(_)) && a == b {
        return Some(fits(Ordering::Equal));
    }
    let (Term::Literal(one), Term::Literal(two)) = (a, b) else { return None };
    if let (Some(tag), Some(other)) = (one.language(), two.language()) {
        return tag.eq_ignore_ascii_case(other).then(|| fits(one.value().cmp(two.value())));
    }
    let (x, y) = (Value::of(one.as_ref())?, Value::of(two.as_ref())?);
    match (&x, &y) {
        // NaN has no order with any number.
        (Value::Number(x), Value::Number(y)) => Some(x.compare(y).is_some_and(fits)),
        _ => x.compare(&y).map(fits),
    }
}

/// The [effective boolean value](https://www.w3.org/TR/sparql11-query/#ebv); none where it is an error.
pub(crate) fn is_true(term: TermRef<'_>) -> Option<bool> {
    let TermRef::Literal(literal) = term else { return None };
    match literal.datatype() {
        xsd::STRING => Some(!literal.value().is_empty()),
        datatype if datatype == xsd::BOOLEAN || is_numeric(datatype) => match Value::of(literal)? {
            Value::Boolean(value) => Some(value),
            Value::Number(value) => Some(value.is_true()),
            _ => None,
        },
        _ => None,
    }
}

/// The result of `+`, `-`, `*` or `/`: of numbers, of durations, of a date and a duration in either order.
pub(crate) fn calculate(operation: Operation, a: &Term, b: &Term) -> Option<Term> {
    let (Term::Literal(one), Term::Literal(two)) = (a, b) else { return None };
    let (x, y) = (Value::of(one.as_ref())?, Value::of(two.as_ref())?);
    if let (Value::Number(x), Value::Number(y)) = (&x, &y) {
        return x.apply(operation, y).map(|number| number.term());
    }
    let literal = match operation {
        Operation::Add if x.is_duration() && !y.is_duration() => add(&y, &x)?,
        Operation::Add => add(&x, &y)?,
        Operation::Subtract => subtract(&x, &y)?,
        Operation::Multiply | Operation::Divide => return None,
    };
    Some(literal.into())
}

fn add(one: &Value, two: &Value) -> Option<oxrdf::Literal> {
    Some(match (one, two) {
        (Value::DateTime(a), b) => a.checked_add_duration(b.duration()?)?.into(),
        (Value::Date(a), b) => a.checked_add_duration(b.duration()?)?.into(),
        (Value::Time(a), b) => a.checked_add_duration(b.duration()?)?.into(),
        (Value::YearMonthDuration(a), Value::YearMonthDuration(b)) => a.checked_add(*b)?.into(),
        (Value::DayTimeDuration(a), Value::DayTimeDuration(b)) => a.checked_add(*b)?.into(),
        (a, b) => a.duration()?.checked_add(b.duration()?)?.into(),
    })
}

fn subtract(one: &Value, two: &Value) -> Option<oxrdf::Literal> {
    Some(match (one, two) {
        (Value::DateTime(a), Value::DateTime(b)) => a.checked_sub(*b)?.into(),
        (Value::Date(a), Value::Date(b)) => a.checked_sub(*b)?.into(),
        (Value::Time(a), Value::Time(b)) => a.checked_sub(*b)?.into(),
        (Value::DateTime(a), b) => a.checked_sub_duration(b.duration()?)?.into(),
        (Value::Date(a), b) => a.checked_sub_duration(b.duration()?)?.into(),
        (Value::Time(a), b) => a.checked_sub_duration(b.duration()?)?.into(),
        (Value::YearMonthDuration(a), Value::YearMonthDuration(b)) => a.checked_sub(*b)?.into(),
        (Value::DayTimeDuration(a), Value::DayTimeDuration(b)) => a.checked_sub(*b)?.into(),
        (a, b) => a.duration()?.checked_sub(b.duration()?)?.into(),
    })
}

/// A text that sorts as ORDER BY does: blank nodes, IRIs, numbers, dates, texts, other literals, triples. The order is
/// total, as the sort of the evaluator needs it.
pub(crate) fn sort_key(term: &Term) -> String {
    match term {
        Term::BlankNode(node) => format!("1{}", node.as_str()),
        Term::NamedNode(node) => format!("2{}", node.as_str()),
        Term::Triple(triple) => {
            let subject = sort_key(&triple.subject.clone().into());
            format!("7{subject}\0{}\0{}", triple.predicate.as_str(), sort_key(&triple.object))
        }
        Term::Literal(literal) => {
            if let Some(tag) = literal.language() {
                return format!("5{}\0{}", literal.value(), tag.to_ascii_lowercase());
            }
            match Value::of(literal.as_ref()) {
                Some(Value::Number(number)) => format!("3{}", number.sort_key()),
                Some(Value::Text(text)) => format!("5{text}"),
                Some(Value::Boolean(value)) => format!("6{}", u8::from(value)),
                Some(value) => match (instant(&value), length(&value)) {
                    (Some(text), _) => format!("4{text}"),
                    (None, Some(length)) => {
                        format!("6{}\0{}", literal.datatype().as_str(), length.sort_key())
                    }
                    (None, None) => other(literal),
                },
                None => other(literal),
            }
        }
    }
}

/// The sort key of a literal without a value that sorts.
fn other(literal: &oxrdf::Literal) -> String {
    format!("6{}\0{}", literal.datatype().as_str(), literal.value())
}

/// A duration of one unit: in months or in seconds.
fn length(value: &Value) -> Option<Number> {
    match value {
        Value::YearMonthDuration(value) => {
            Some(Number::Integer((12 * value.years() + value.months()).into()))
        }
        Value::DayTimeDuration(value) => Number::parse(&value.as_seconds().to_string(), xsd::DECIMAL),
        _ => None,
    }
}

/// A date or time, whose text sorts as time goes by; one with a zone is taken at UTC.
fn instant(value: &Value) -> Option<String> {
    let utc = xs::TimezoneOffset::UTC;
    let text = match value {
        Value::DateTime(value) => match value.timezone_offset() {
            Some(_) => value.adjust(Some(utc))?.to_string(),
            None => value.to_string(),
        },
        // The day as it is written: its begin at UTC may be on the day before.
        Value::Date(value) => value.to_string(),
        Value::Time(value) => match value.timezone_offset() {
            Some(_) => value.adjust(Some(utc))?.to_string(),
            None => value.to_string(),
        },
        Value::Year(value) => value.to_string(),
        Value::YearMonth(value) => value.to_string(),
        Value::Month(value) => value.to_string(),
        Value::MonthDay(value) => value.to_string(),
        Value::Day(value) => value.to_string(),
        _ => return None,
    };
    // Years before year 1 run backwards, those beyond 9999 have more digits.
    let (sign, bare) = match text.strip_prefix('-') {
        Some(bare) if !bare.starts_with('-') => ("-", bare),
        _ => ("0", text.as_str()),
    };
    let year = bare.find('-').unwrap_or(bare.len());
    if bare[..year].is_empty() || !bare[..year].bytes().all(|b| b.is_ascii_digit()) {
        return Some(format!("0{text}"));
    }
    if sign == "-" {
        let turned: u64 = 999_999_999_999 - bare[..year].parse::<u64>().ok()?.min(999_999_999_999);
        return Some(format!("-{turned:012}{}", &bare[year..]));
    }
    Some(format!("0{:0>12}{}", &bare[..year], &bare[year..]))
}
