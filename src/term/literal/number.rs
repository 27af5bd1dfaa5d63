//! Numbers of any length, and booleans.
use super::{Invalid, Kind};
use std::cmp::Ordering;

/// The kind of number that a text is; none where it is not a number. `INF` and `NaN` are none here.
pub(super) fn kind_of(text: &[u8]) -> Option<Kind> {
    let (whole, fraction, exponent) = split(text)?;
    match (fraction, exponent) {
        (_, Some(_)) => Some(Kind::Double),
        (Some(_), None) => Some(Kind::Decimal),
        (None, None) => {
            debug_assert!(!whole.is_empty());
            Some(Kind::Integer)
        }
    }
}

/// A number's parts: digits before the point, after it, and the exponent with its sign.
pub(super) type Parts<'a> = (&'a [u8], Option<&'a [u8]>, Option<&'a [u8]>);

/// Splits a number without its sign, where it is one.
pub(super) fn split(text: &[u8]) -> Option<Parts<'_>> {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let text = unsigned(text).1;
    let (whole, mut rest) = text.split_at(digits(text));
    let mut fraction = None;
    if let [b'.', after @ ..] = rest {
        let (part, after) = after.split_at(digits(after));
        (fraction, rest) = (Some(part), after);
    }
    if whole.is_empty() && fraction.is_none_or(<[u8]>::is_empty) {
        return None;
    }
    match rest {
        [] => Some((whole, fraction, None)),
        [b'e' | b'E', exponent @ ..] => {
            let bare = unsigned(exponent).1;
            (!bare.is_empty() && digits(bare) == bare.len()).then_some((whole, fraction, Some(exponent)))
        }
        _ => None,
    }
}

/// Whether a minus precedes it, and the text after the sign.
pub(super) fn unsigned(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    }
}

/// A decimal number as its digits, without zeros that say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal<'a> {
    negative: bool,
    whole: &'a [u8],
    is_whole: bool,
}

impl<'a> Decimal<'a> {
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        let (whole, fraction, None) = split(text)? else { return None };
        let is_whole = fraction.is_none_or(|digits| digits.iter().all(|&digit| digit == b'0'));
        let zeros = whole.iter().take_while(|&&digit| digit == b'0').count();
        let whole = &whole[zeros..];
        Some(Self { negative: unsigned(text).0 && !(is_whole && whole.is_empty()), whole, is_whole })
    }

    /// Whether the value space of xsd:decimal or of a datatype below it holds the number.
    pub(super) fn is_of(self, local: &str) -> bool {
        if local == "decimal" {
            return true;
        }
        let (least, most) = bounds(local);
        self.is_whole
            && least.is_none_or(|bound| self.cmp_whole(bound) != Ordering::Less)
            && most.is_none_or(|bound| self.cmp_whole(bound) != Ordering::Greater)
    }

    /// Compares a whole number with a bound.
    fn cmp_whole(self, bound: &str) -> Ordering {
        let (negative, digits) = unsigned(bound.as_bytes());
        let size = |a: &[u8], b: &[u8]| a.len().cmp(&b.len()).then_with(|| a.cmp(b));
        match (self.negative, negative) {
            (true, true) => size(digits, self.whole),
            (false, false) => size(self.whole, if digits == b"0" { b"" } else { digits }),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

/// Compares two decimal numbers of any length.
pub(super) fn compare(one: &[u8], other: &[u8]) -> Option<Ordering> {
    let digits = |text| {
        let (whole, fraction, None) = split(text)? else { return None };
        let zeros = whole.iter().take_while(|&&digit| digit == b'0').count();
        let fraction = fraction.unwrap_or_default();
        let kept = fraction.iter().rposition(|&digit| digit != b'0').map_or(0, |at| at + 1);
        let (whole, fraction) = (&whole[zeros..], &fraction[..kept]);
        let negative = unsigned(text).0 && !(whole.is_empty() && fraction.is_empty());
        Some((negative, (whole.len(), whole, fraction)))
    };
    Some(match (digits(one)?, digits(other)?) {
        ((false, one), (false, other)) => one.cmp(&other),
        ((true, one), (true, other)) => other.cmp(&one),
        ((one, _), (other, _)) => other.cmp(&one),
    })
}

/// Whether a datatype is xsd:decimal or below it.
pub(super) fn is_decimal(local: &str) -> bool {
    matches!(
        local,
        "decimal"
            | "integer"
            | "nonNegativeInteger"
            | "positiveInteger"
            | "nonPositiveInteger"
            | "negativeInteger"
            | "long"
            | "int"
            | "short"
            | "byte"
            | "unsignedLong"
            | "unsignedInt"
            | "unsignedShort"
            | "unsignedByte"
    )
}

/// The least and the most that a datatype below xsd:integer allows.
fn bounds(local: &str) -> (Option<&'static str>, Option<&'static str>) {
    match local {
        "nonNegativeInteger" => (Some("0"), None),
        "positiveInteger" => (Some("1"), None),
        "nonPositiveInteger" => (None, Some("0")),
        "negativeInteger" => (None, Some("-1")),
        "long" => (Some("-9223372036854775808"), Some("9223372036854775807")),
        "int" => (Some("-2147483648"), Some("2147483647")),
        "short" => (Some("-32768"), Some("32767")),
        "byte" => (Some("-128"), Some("127")),
        "unsignedLong" => (Some("0"), Some("18446744073709551615")),
        "unsignedInt" => (Some("0"), Some("4294967295")),
        "unsignedShort" => (Some("0"), Some("65535")),
        "unsignedByte" => (Some("0"), Some("255")),
        _ => (None, None),
    }
}

/// Whether a text is in the lexical space of a numeric datatype or xsd:boolean; none for other datatypes.
pub(super) fn valid(text: &[u8], local: &str) -> Option<Result<(), Invalid>> {
    let (right, wants) = match local {
        "boolean" => (matches!(text, b"true" | b"false" | b"1" | b"0"), "`true` or `false`"),
        "double" | "float" => (
            split(text).is_some() || matches!(text, b"INF" | b"+INF" | b"-INF" | b"NaN"),
            "a number such as `1.5e3`, `INF` or `NaN`",
        ),
        "decimal" => (Decimal::parse(text).is_some(), "a decimal number such as `3.20`, without an exponent"),
        _ if is_decimal(local) => {
            let integer = kind_of(text) == Some(Kind::Integer);
            let wants = match local {
                "integer" => "a whole number such as `42`",
                "nonNegativeInteger" => "a whole number, 0 or more",
                "positiveInteger" => "a whole number, 1 or more",
                "nonPositiveInteger" => "a whole number, 0 or less",
                "negativeInteger" => "a whole number, -1 or less",
                "long" => "a whole number from -9223372036854775808 to 9223372036854775807",
                "int" => "a whole number from -2147483648 to 2147483647",
                "short" => "a whole number from -32768 to 32767",
                "byte" => "a whole number from -128 to 127",
                "unsignedLong" => "a whole number from 0 to 18446744073709551615",
                "unsignedInt" => "a whole number from 0 to 4294967295",
                "unsignedShort" => "a whole number from 0 to 65535",
                _ => "a whole number from 0 to 255",
            };
            (integer && Decimal::parse(text).is_some_and(|number| number.is_of(local)), wants)
        }
        _ => return None,
    };
    Some(if right { Ok(()) } else { Err(Invalid { wants }) })
}
