//! Exact products of decimal numbers.
use super::number::{split, unsigned};

/// More digits than any article's number has; a limit to the work, which grows with their square.
const MOST_DIGITS: usize = 1000;

/// A number as its sign, its digits, and how many of them stand after the point (less than none where zeros
/// follow).
struct Digits {
    negative: bool,
    digits: Vec<u8>,
    after_point: i64,
}

impl Digits {
    fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let (whole, fraction, exponent) = split(text)?;
        let fraction = fraction.unwrap_or_default();
        let exponent: i64 = match exponent {
            Some(exponent) => str::from_utf8(exponent).ok()?.parse().ok()?,
            None => 0,
        };
        let digits: Vec<u8> = whole.iter().chain(fraction).map(|digit| digit - b'0').collect();
        let after_point = i64::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        let within = digits.len() <= MOST_DIGITS && after_point.unsigned_abs() <= MOST_DIGITS as u64;
        within.then_some(Self { negative: unsigned(text).0, digits, after_point })
    }
}

/// The product of two numbers as a decimal without exponent and without zeros that say nothing. None where one of
/// them is not a number, or has more than a thousand digits.
#[must_use]
pub(crate) fn product(one: &str, other: &str) -> Option<String> {
    let (one, other) = (Digits::parse(one)?, Digits::parse(other)?);
    let mut digits = vec![0u32; one.digits.len() + other.digits.len()];
    for (at, a) in one.digits.iter().enumerate() {
        for (offset, b) in other.digits.iter().enumerate() {
            digits[at + offset + 1] += u32::from(*a) * u32::from(*b);
        }
    }
    let mut carry = 0;
    for digit in digits.iter_mut().rev() {
        let sum = *digit + carry;
        (*digit, carry) = (sum % 10, sum / 10);
    }
    let mut digits: String = digits.iter().filter_map(|digit| char::from_digit(*digit, 10)).collect();
    let after_point = one.after_point + other.after_point;
    let zeros = usize::try_from(-after_point).unwrap_or_default();
    digits.extend(std::iter::repeat_n('0', zeros));
    let after_point = usize::try_from(after_point).unwrap_or_default();
    if digits.len() < after_point {
        digits.insert_str(0, &"0".repeat(after_point - digits.len()));
    }
    let (whole, fraction) = digits.split_at(digits.len() - after_point);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let sign =
        if one.negative != other.negative && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    Some([sign, whole, point, fraction].concat())
}

#[cfg(test)]
mod tests {
    use super::product;

    #[test]
    fn products_are_exact() {
        for (one, other, due) in [
            ("54.2", "1000000000", Some("54200000000")),
            ("3.20", "1", Some("3.2")),
            ("+007", "1.50", Some("10.5")),
            ("-.5", "0.001", Some("-0.0005")),
            ("-0", "7", Some("0")),
            ("5.", "1000", Some("5000")),
            ("1e3", "1000", Some("1000000")),
            ("1.5E-3", "2", Some("0.003")),
            ("0.1", "0.2", Some("0.02")),
            (
                "99999999999999999999999999999999",
                "99999999999999999999999999999999",
                Some("9999999999999999999999999999999800000000000000000000000000000001"),
            ),
            ("1e999999999", "1", None),
            ("seven", "1", None),
            ("", "1", None),
        ] {
            assert_eq!(product(one, other).as_deref(), due, "{one} × {other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agree_with_machine_arithmetic(a in -1_000_000_000i128..1_000_000_000, b in 1i128..1_000_000_000) {
            proptest::prop_assert_eq!(product(&a.to_string(), &b.to_string()), Some((a * b).to_string()));
        }
    }
}
