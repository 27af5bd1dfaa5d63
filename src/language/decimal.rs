//! Exact decimal numbers, for comparing what a text says with what a fact says.
use std::fmt;

/// A number `digits × 10^exponent`, in lowest terms: equal numbers are equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// `digits × 10^exponent`.
    pub(crate) fn new(digits: i128, exponent: i32) -> Self {
        let (mut digits, mut exponent) = (digits, exponent);
        if digits == 0 {
            return Self { digits: 0, exponent: 0 };
        }
        while digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        Self { digits, exponent }
    }

    /// A number as documents write it: `54`, `-3.20`, `+5`, `1e3`. None for anything else, and for more digits than fit.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mantissa, power) = match text.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, power.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let bare = mantissa.trim_start_matches(['+', '-']);
        let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
        if whole.is_empty() && part.is_empty() {
            return None;
        }
        let part = part.trim_end_matches('0');
        let mut digits: i128 = 0;
        for byte in whole.bytes().chain(part.bytes()) {
            let digit = byte.is_ascii_digit().then(|| i128::from(byte - b'0'))?;
            digits = digits.checked_mul(10)?.checked_add(digit)?;
        }
        let scale = i32::try_from(part.len()).ok()?;
        Some(Self::new(if negative { -digits } else { digits }, power.checked_sub(scale)?))
    }

    /// The product, where it fits.
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let digits = self.digits.checked_mul(other.digits)?;
        Some(Self::new(digits, self.exponent.checked_add(other.exponent)?))
    }

    /// The sum, where it fits.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let raised = |number: Self| {
            let by = u32::try_from(number.exponent.checked_sub(exponent)?).ok()?;
            number.digits.checked_mul(10i128.checked_pow(by)?)
        };
        Some(Self::new(raised(self)?.checked_add(raised(other)?)?, exponent))
    }

    /// The number without its sign.
    #[must_use]
    pub(crate) fn abs(self) -> Self {
        Self { digits: self.digits.abs(), exponent: self.exponent }
    }

    /// The number where it is whole and fits.
    pub(crate) fn integer(self) -> Option<i64> {
        let power = u32::try_from(self.exponent).ok()?;
        i64::try_from(self.digits.checked_mul(10i128.checked_pow(power)?)?).ok()
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Self::new(i128::from(number), 0)
    }
}

impl fmt::Display for Decimal {
    /// In plain digits: `3400000`, `0.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.unsigned_abs().to_string();
        let sign = if self.digits < 0 { "-" } else { "" };
        match usize::try_from(self.exponent) {
            Ok(zeros) => write!(f, "{sign}{digits}{:0<zeros$}", ""),
            Err(_) => {
                let places = usize::try_from(self.exponent.unsigned_abs()).unwrap_or_default();
                let padded = format!("{digits:0>width$}", width = places + 1);
                let (whole, part) = padded.split_at(padded.len() - places);
                write!(f, "{sign}{whole}.{part}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        let number = |text| Decimal::parse(text).expect(text);
        assert_eq!(number("3.50"), number("+3.5"));
        assert_eq!(number("1e3"), number("1000"));
        assert_eq!(number("3.4").times(number("1e12")), Some(number("3400000000000")));
        assert_ne!(number("3.5"), number("35"));
        assert_eq!(number("2").plus(number("0.5")), Some(number("2.5")));
        assert_eq!(number("-0.050").to_string(), "-0.05");
        assert_eq!(number("1e6").to_string(), "1000000");
        assert_eq!(number("0").to_string(), "0");
        for text in ["", ".", "five", "1_000", "1.2.3"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
