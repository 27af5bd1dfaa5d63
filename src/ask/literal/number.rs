//! Numbers of any size, with the arithmetic of [XPath](https://www.w3.org/TR/xpath-functions-31/#numeric-functions).
use num_bigint::{BigInt, Sign};
use oxrdf::vocab::xsd;
use oxrdf::{Literal, LiteralRef, NamedNodeRef, Term};
use oxsdatatypes as xs;
use std::cmp::Ordering;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// How many significant digits a quotient has at least.
const PRECISION: u64 = 18;
/// How many digits a number may have: arithmetic on longer ones is an error, so that no query can fill the memory.
const MAX_DIGITS: u64 = 10_000;

/// A number of one of the four types that arithmetic knows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Number {
    /// xsd:integer and the types derived from it.
    Integer(BigInt),
    /// xsd:decimal.
    Decimal(Decimal),
    /// xsd:float.
    Float(f32),
    /// xsd:double.
    Double(f64),
}

/// `digits` divided by ten to the power of `scale`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Decimal {
    digits: BigInt,
    scale: u64,
}

fn ten_to(power: u64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(power).unwrap_or(u32::MAX))
}

fn digits_of(number: &BigInt) -> u64 {
    // log10(2) < 0.30103
    number.bits() * 30_103 / 100_000 + 1
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let bare = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
        if whole.len() + part.len() == 0 || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = BigInt::from_str(&format!("{whole}{part}")).ok()?;
        let digits = if text.starts_with('-') { -digits } else { digits };
        Some(Self { digits, scale: part.len() as u64 })
    }

    fn at(&self, scale: u64) -> BigInt {
        &self.digits * ten_to(scale - self.scale)
    }

    fn aligned(&self, other: &Self) -> (BigInt, BigInt, u64) {
        let scale = self.scale.max(other.scale);
        (self.at(scale), other.at(scale), scale)
    }

    /// The largest integer that is not larger.
    fn floor(&self) -> BigInt {
        let unit = ten_to(self.scale);
        let whole = &self.digits / &unit;
        if self.digits.sign() == Sign::Minus && &whole * &unit != self.digits { whole - 1 } else { whole }
    }

    fn divide(&self, other: &Self) -> Option<Self> {
        if other.digits.sign() == Sign::NoSign {
            return None;
        }
        let missing = digits_of(&other.digits).saturating_sub(digits_of(&self.digits));
        // Digits after the point: eighteen, and as many more as it has zeros before the first other digit.
        let wanted = PRECISION + (self.scale + missing).saturating_sub(other.scale);
        let scale = wanted.max(self.scale);
        let digits = self.at(scale) * ten_to(other.scale) / &other.digits;
        Some(Self { digits, scale }.cut(PRECISION))
    }

    /// Without the digits beyond the precision of division, which are cut off; all digits before the point stay.
    fn cut(mut self, precision: u64) -> Self {
        let excess = digits_of(&self.digits).saturating_sub(precision);
        let keep = self.scale.saturating_sub(excess).max(precision.min(self.scale));
        self.digits /= ten_to(self.scale - keep);
        self.scale = keep;
        self
    }

    fn to_f64(&self) -> f64 {
        format!("{}e-{}", self.digits, self.scale).parse().unwrap_or(f64::NAN)
    }
}

/// The [canonical form](https://www.w3.org/TR/xmlschema11-2/#decimal): no zeros at the end, no point in a whole number.
impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scale = usize::try_from(self.scale).unwrap_or(0);
        let digits = format!("{:0>width$}", self.digits.magnitude(), width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        let part = part.trim_end_matches('0');
        let sign = if self.digits.sign() == Sign::Minus { "-" } else { "" };
        if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

impl From<BigInt> for Decimal {
    fn from(digits: BigInt) -> Self {
        Self { digits, scale: 0 }
    }
}

/// The numbers that xsd:integer or a type derived from it has; the ends of [`i128`] stand for no end.
fn bounds(datatype: NamedNodeRef<'_>) -> Option<RangeInclusive<i128>> {
    fn of<T: Into<i128>>(least: T, greatest: T) -> Option<RangeInclusive<i128>> {
        Some(least.into()..=greatest.into())
    }
    match datatype {
        xsd::INTEGER => of(i128::MIN, i128::MAX),
        xsd::NON_NEGATIVE_INTEGER => of(0, i128::MAX),
        xsd::POSITIVE_INTEGER => of(1, i128::MAX),
        xsd::NON_POSITIVE_INTEGER => of(i128::MIN, 0),
        xsd::NEGATIVE_INTEGER => of(i128::MIN, -1),
        xsd::LONG => of(i64::MIN, i64::MAX),
        xsd::INT => of(i32::MIN, i32::MAX),
        xsd::SHORT => of(i16::MIN, i16::MAX),
        xsd::BYTE => of(i8::MIN, i8::MAX),
        xsd::UNSIGNED_LONG => of(u64::MIN, u64::MAX),
        xsd::UNSIGNED_INT => of(u32::MIN, u32::MAX),
        xsd::UNSIGNED_SHORT => of(u16::MIN, u16::MAX),
        xsd::UNSIGNED_BYTE => of(u8::MIN, u8::MAX),
        _ => None,
    }
}

fn is_floating(datatype: NamedNodeRef<'_>) -> bool {
    datatype == xsd::DOUBLE || datatype == xsd::FLOAT
}

/// Whether a text ends as a number does: `INF` and `NaN` have one spelling, for which the standard library has more.
fn ends_as_number(text: &str) -> bool {
    !text.ends_with(|c: char| c.is_ascii_alphabetic()) || ["INF", "+INF", "-INF", "NaN"].contains(&text)
}

/// Whether the evaluator takes a literal for a number that is none: one out of the range of its type, or `inf`.
pub(crate) fn is_misread(text: &str, datatype: NamedNodeRef<'_>) -> bool {
    match bounds(datatype) {
        Some(bounds) => text.parse().is_ok_and(|number: i128| !bounds.contains(&number)),
        None => is_floating(datatype) && !ends_as_number(text),
    }
}

/// Whether a datatype is one of numbers.
pub(crate) fn is_numeric(datatype: NamedNodeRef<'_>) -> bool {
    bounds(datatype).is_some() || datatype == xsd::DECIMAL || is_floating(datatype)
}

/// The operations on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// The ways to a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    Ceil,
    Floor,
    /// To the nearest; of two, to the greater one.
    Round,
}

impl Number {
    /// The number that a literal is, if it is a valid one.
    pub(crate) fn of(literal: LiteralRef<'_>) -> Option<Self> {
        Self::parse(literal.value(), literal.datatype())
    }

    /// The number that a text is as one of a datatype.
    pub(crate) fn parse(text: &str, datatype: NamedNodeRef<'_>) -> Option<Self> {
        if let Some(bounds) = bounds(datatype) {
            let number = Decimal::parse(text).filter(|_| !text.contains('.'))?.digits;
            let end = if number.sign() == Sign::Minus { i128::MIN } else { i128::MAX };
            let is_valid = bounds.contains(&i128::try_from(&number).unwrap_or(end));
            return is_valid.then_some(Self::Integer(number));
        }
        match datatype {
            xsd::DECIMAL => Decimal::parse(text).map(Self::Decimal),
            _ if !ends_as_number(text) => None,
            xsd::DOUBLE => xs::Double::from_str(text).ok().map(|x| Self::Double(x.into())),
            xsd::FLOAT => xs::Float::from_str(text).ok().map(|x| Self::Float(x.into())),
            _ => None,
        }
    }

    /// The number as a literal in its canonical form.
    pub(crate) fn term(&self) -> Term {
        let (text, datatype) = match self {
            Self::Integer(value) => (value.to_string(), xsd::INTEGER),
            Self::Decimal(value) => (value.to_string(), xsd::DECIMAL),
            Self::Float(value) => (xs::Float::from(*value).to_string(), xsd::FLOAT),
            Self::Double(value) => (xs::Double::from(*value).to_string(), xsd::DOUBLE),
        };
        Literal::new_typed_literal(text, datatype).into()
    }

    /// The text that a [cast](https://www.w3.org/TR/xpath-functions-31/#casting-to-string) makes of it.
    pub(crate) fn text(&self) -> String {
        let floating = |value: f64, scientific: String, plain: String| {
            if !value.is_finite() || value == 0.0 || (1e-6..1e6).contains(&value.abs()) {
                return plain;
            }
            match scientific.split_once('E') {
                Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
                _ => scientific,
            }
        };
        match self {
            Self::Integer(value) => value.to_string(),
            Self::Decimal(value) => value.to_string(),
            Self::Float(value) => {
                floating((*value).into(), format!("{value:E}"), xs::Float::from(*value).to_string())
            }
            Self::Double(value) => {
                floating(*value, format!("{value:E}"), xs::Double::from(*value).to_string())
            }
        }
    }

    /// As a decimal, where the type is exact.
    pub(crate) fn decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(value) => Some(value.clone().into()),
            Self::Decimal(value) => Some(value.clone()),
            Self::Float(_) | Self::Double(_) => None,
        }
    }

    pub(crate) fn to_f64(&self) -> f64 {
        match self {
            Self::Integer(value) => value.to_string().parse().unwrap_or(f64::NAN),
            Self::Decimal(value) => value.to_f64(),
            Self::Float(value) => f64::from(*value),
            Self::Double(value) => *value,
        }
    }

    pub(crate) fn to_f32(&self) -> f32 {
        match self {
            Self::Integer(value) => value.to_string().parse().unwrap_or(f32::NAN),
            Self::Decimal(value) => format!("{}e-{}", value.digits, value.scale).parse().unwrap_or(f32::NAN),
            Self::Float(value) => *value,
            Self::Double(value) => *value as f32,
        }
    }

    /// Whether the number is neither zero nor NaN.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Integer(value) => value.sign() != Sign::NoSign,
            Self::Decimal(value) => value.digits.sign() != Sign::NoSign,
            Self::Float(value) => *value != 0.0 && !value.is_nan(),
            Self::Double(value) => *value != 0.0 && !value.is_nan(),
        }
    }

    /// The order of two numbers in the wider of their types; none with NaN.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        if let (Some(one), Some(other)) = (self.decimal(), other.decimal()) {
            let (one, other, _) = one.aligned(&other);
            return Some(one.cmp(&other));
        }
        if matches!(self, Self::Double(_)) || matches!(other, Self::Double(_)) {
            return self.to_f64().partial_cmp(&other.to_f64());
        }
        self.to_f32().partial_cmp(&other.to_f32())
    }

    /// The result of an operation in the wider of the two types; a quotient of integers is a decimal.
    pub(crate) fn apply(&self, operation: Operation, other: &Self) -> Option<Self> {
        if let (Self::Integer(one), Self::Integer(two)) = (self, other)
            && operation != Operation::Divide
        {
            return Some(Self::Integer(match operation {
                Operation::Add => one + two,
                Operation::Subtract => one - two,
                _ if digits_of(one) + digits_of(two) > MAX_DIGITS => return None,
                _ => one * two,
            }));
        }
        if let (Some(one), Some(two)) = (self.decimal(), other.decimal()) {
            if [&one, &two].iter().any(|n| digits_of(&n.digits) + n.scale > MAX_DIGITS) {
                return None;
            }
            let (left, right, scale) = one.aligned(&two);
            return Some(Self::Decimal(match operation {
                Operation::Add => Decimal { digits: left + right, scale },
                Operation::Subtract => Decimal { digits: left - right, scale },
                Operation::Multiply => {
                    Decimal { digits: one.digits * two.digits, scale: one.scale + two.scale }
                }
                Operation::Divide => one.divide(&two)?,
            }));
        }
        fn of<T>(operation: Operation, a: T, b: T) -> T
        where
            T: std::ops::Add<Output = T>
                + std::ops::Sub<Output = T>
                + std::ops::Mul<Output = T>
                + std::ops::Div<Output = T>,
        {
            match operation {
                Operation::Add => a + b,
                Operation::Subtract => a - b,
                Operation::Multiply => a * b,
                Operation::Divide => a / b,
            }
        }
        if matches!(self, Self::Double(_)) || matches!(other, Self::Double(_)) {
            return Some(Self::Double(of(operation, self.to_f64(), other.to_f64())));
        }
        Some(Self::Float(of(operation, self.to_f32(), other.to_f32())))
    }

    pub(crate) fn negate(&self) -> Self {
        match self {
            Self::Integer(value) => Self::Integer(-value),
            Self::Decimal(value) => Self::Decimal(Decimal { digits: -&value.digits, scale: value.scale }),
            Self::Float(value) => Self::Float(-value),
            Self::Double(value) => Self::Double(-value),
        }
    }

    pub(crate) fn absolute(&self) -> Self {
        let negative = match self {
            Self::Integer(value) => value.sign() == Sign::Minus,
            Self::Decimal(value) => value.digits.sign() == Sign::Minus,
            Self::Float(value) => value.is_sign_negative(),
            Self::Double(value) => value.is_sign_negative(),
        };
        if negative { self.negate() } else { self.clone() }
    }

    pub(crate) fn round(&self, rounding: Rounding) -> Self {
        match self {
            Self::Integer(_) => self.clone(),
            Self::Decimal(value) => {
                let whole = match rounding {
                    Rounding::Floor => value.floor(),
                    Rounding::Ceil => -Decimal { digits: -&value.digits, scale: value.scale }.floor(),
                    Rounding::Round => {
                        let scale = value.scale.max(1);
                        let half = BigInt::from(5) * ten_to(scale - 1);
                        Decimal { digits: value.at(scale) + half, scale }.floor()
                    }
                };
                Self::Decimal(whole.into())
            }
            Self::Float(value) => Self::Float(match rounding {
                Rounding::Ceil => value.ceil(),
                Rounding::Floor => value.floor(),
                Rounding::Round => nearest(f64::from(*value)) as f32,
            }),
            Self::Double(value) => Self::Double(match rounding {
                Rounding::Ceil => value.ceil(),
                Rounding::Floor => value.floor(),
                Rounding::Round => nearest(*value),
            }),
        }
    }

    /// As a whole number, towards zero; none of NaN and the infinities.
    pub(crate) fn truncate(&self) -> Option<BigInt> {
        let exact = match self {
            Self::Integer(value) => return Some(value.clone()),
            Self::Decimal(value) => value.clone(),
            Self::Float(_) | Self::Double(_) => exact(self.to_f64())?,
        };
        Some(exact.digits / ten_to(exact.scale))
    }

    /// As a decimal; none of NaN and the infinities.
    pub(crate) fn to_decimal(&self) -> Option<Self> {
        let decimal = match self {
            Self::Integer(_) | Self::Decimal(_) => self.decimal()?,
            Self::Float(_) | Self::Double(_) => exact(self.to_f64())?,
        };
        Some(Self::Decimal(decimal))
    }

    /// A text that sorts as the number does among all numbers.
    pub(crate) fn sort_key(&self) -> String {
        let text = match self {
            Self::Integer(value) => value.to_string(),
            Self::Decimal(value) => value.to_string(),
            Self::Float(value) if !value.is_finite() => return Self::Double(f64::from(*value)).sort_key(),
            Self::Float(value) => format!("{value}"),
            Self::Double(value) if value.is_nan() => return "9".to_owned(),
            Self::Double(value) if value.is_infinite() => {
                return if *value > 0.0 { "4" } else { "0" }.to_owned();
            }
            Self::Double(value) => format!("{value}"),
        };
        let bare = text.trim_start_matches('-');
        let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
        let whole = whole.trim_start_matches('0');
        // The place of the first digit that is not zero, counted from the point.
        let (exponent, digits) = if whole.is_empty() {
            let zeros = part.len() - part.trim_start_matches('0').len();
            (-(zeros as i64), part.trim_start_matches('0').to_owned())
        } else {
            (whole.len() as i64, format!("{whole}{part}"))
        };
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() {
            return "2".to_owned();
        }
        let exponent = 5_000_000_000 + exponent;
        if text.starts_with('-') {
            let turned: String = digits.bytes().map(|b| char::from(b'9' - b + b'0')).collect();
            // What is longer is smaller: it ends in a character above all digits.
            format!("1{:010}{turned}~", 9_999_999_999 - exponent)
        } else {
            format!("3{exponent:010}{digits}")
        }
    }
}

/// The nearest whole number; of two, the greater one. What becomes zero keeps its sign.
fn nearest(value: f64) -> f64 {
    let below = value.floor();
    if value - below >= 0.5 { (below + 1.0).copysign(value) } else { below }
}

/// A finite double as a decimal, as it is written.
fn exact(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    Decimal::parse(&format!("{value}"))
}

#[cfg(test)]
mod tests {
    use super::{Number, Operation, Rounding};
    use oxrdf::vocab::xsd;
    use proptest::proptest;

    fn decimal(text: &str) -> Number {
        Number::parse(text, xsd::DECIMAL).expect(text)
    }

    fn integer(text: &str) -> Number {
        Number::parse(text, xsd::INTEGER).expect(text)
    }

    fn shown(number: &Number) -> String {
        match number {
            Number::Integer(value) => value.to_string(),
            Number::Decimal(value) => value.to_string(),
            Number::Float(value) => value.to_string(),
            Number::Double(value) => value.to_string(),
        }
    }

    #[test]
    fn arithmetic_is_exact_at_any_size() {
        let big = integer("20000000000000000000");
        assert_eq!(shown(&big.apply(Operation::Add, &integer("1")).expect("sum")), "20000000000000000001");
        let small = decimal("0.0000000001");
        let product = small.apply(Operation::Multiply, &small).expect("product");
        assert_eq!(shown(&product), "0.00000000000000000001");
        let third = integer("1").apply(Operation::Divide, &integer("3")).expect("quotient");
        assert_eq!(shown(&third), "0.333333333333333333");
        let tiny =
            integer("1").apply(Operation::Divide, &integer("100000000000000000000")).expect("quotient");
        assert_eq!(shown(&tiny), "0.00000000000000000001");
        assert_eq!(shown(&integer("6").apply(Operation::Divide, &integer("4")).expect("quotient")), "1.5");
        assert!(integer("1").apply(Operation::Divide, &decimal("0.0")).is_none());
        assert_eq!(shown(&decimal("-2.5").round(Rounding::Round)), "-2");
        assert_eq!(shown(&decimal("2.5").round(Rounding::Round)), "3");
        assert_eq!(shown(&decimal("-2.5").round(Rounding::Floor)), "-3");
        assert_eq!(shown(&decimal("-2.5").round(Rounding::Ceil)), "-2");
        assert_eq!(shown(&decimal("-.50")), "-0.5");
        assert!(Number::parse("1.", xsd::INTEGER).is_none() && Number::parse("", xsd::DECIMAL).is_none());
    }

    proptest! {
        #[test]
        fn keys_sort_as_numbers(a in "-?[0-9]{1,22}(\\.[0-9]{1,4})?", b in "-?[0-9]{1,3}(\\.[0-9]{1,20})?") {
            for (a, b) in [(&a, &b), (&a, &a), (&b, &a)] {
                let (one, other) = (decimal(a), decimal(b));
                assert_eq!(Some(one.sort_key().cmp(&other.sort_key())), one.compare(&other), "{a} {b}");
            }
        }
    }
}
