//! Numbers written with ideographs, alone or with digits: `三百二十`, `1.5亿`, `二〇一九`.
use super::decimal::Decimal;
use super::fold::digit;

/// A number that begins at a byte of a text, and the byte after it.
pub(crate) fn number(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let mut parts = Parts::default();
    let mut end = start;
    let mut ideographs = false;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = start + at + c.len_utf8();
        if let Some(value) = numeral(c) {
            ideographs = true;
            parts.digit(value, c == '廿' || c == '卅')?;
        } else if let Some(value) = digit(c) {
            parts.digit(i64::from(value), false)?;
        } else if let Some(power) = unit(c) {
            // Mega: 兆瓦, 兆赫, 兆字节.
            let next = chars.peek().map(|(_, next)| *next);
            if c == '兆' && next.is_some_and(|next| "瓦赫字比焦帕伏欧".contains(next)) {
                break;
            }
            ideographs = true;
            parts.unit(power)?;
        } else if matches!(c, '.' | '．' | '点' | '點') {
            let next = chars.peek().map(|(_, next)| *next);
            if parts.fraction.is_some() || !parts.written || next.and_then(any_digit).is_none() {
                break;
            }
            parts.fraction = Some(0);
        } else if matches!(c, ',' | '，') && chars.peek().is_some_and(|(_, next)| digit(*next).is_some()) {
            // A group: three digits must follow.
            let group = text[after..].chars().take_while(|c| digit(*c).is_some()).count();
            if group != 3 || !parts.written {
                break;
            }
        } else if matches!(c, '多' | '余' | '餘' | '几') {
            // "more than 200,000": the unit comes after it.
            if chars.peek().is_none_or(|(_, next)| unit(*next).is_none()) {
                break;
            }
        } else {
            break;
        }
        end = after;
    }
    (ideographs && end > start).then_some(())?;
    Some((parts.sum()?, end))
}

/// The value of an ideographic numeral below ten, or of 廿 and 卅.
fn numeral(c: char) -> Option<i64> {
    let ones = "〇一二三四五六七八九";
    let index = ones.chars().position(|one| one == c);
    match c {
        '零' => Some(0),
        '两' | '兩' => Some(2),
        '廿' => Some(20),
        '卅' => Some(30),
        _ => i64::try_from(index?).ok(),
    }
}

fn any_digit(c: char) -> Option<i64> {
    numeral(c).or_else(|| digit(c).map(i64::from))
}

/// The power of ten of a unit.
fn unit(c: char) -> Option<i32> {
    match c {
        '十' => Some(1),
        '百' => Some(2),
        '千' => Some(3),
        '万' | '萬' => Some(4),
        '亿' | '億' => Some(8),
        '兆' => Some(12),
        _ => None,
    }
}

/// Whether a character may begin such a number, or go on with one after digits.
pub(crate) fn begins(c: char) -> bool {
    numeral(c).is_some() || unit(c).is_some()
}

#[derive(Default)]
struct Parts {
    /// What was multiplied by 10^8 or more; by 10^4; by less.
    high: Option<Decimal>,
    middle: Option<Decimal>,
    low: Option<Decimal>,
    digits: i128,
    /// Whether digits stand here that no unit has taken yet.
    written: bool,
    /// How many of the digits are decimals.
    fraction: Option<i32>,
}

impl Parts {
    fn digit(&mut self, value: i64, tens: bool) -> Option<()> {
        let base = if tens { 100 } else { 10 };
        self.digits = self.digits.checked_mul(base)?.checked_add(i128::from(value))?;
        self.written = true;
        if let Some(places) = &mut self.fraction {
            *places += 1;
        }
        Some(())
    }

    fn take(&mut self, default: i128) -> Decimal {
        let digits = if self.written { self.digits } else { default };
        let number = Decimal::new(digits, -self.fraction.unwrap_or_default());
        (self.digits, self.written, self.fraction) = (0, false, None);
        number
    }

    fn unit(&mut self, power: i32) -> Option<()> {
        let add = |sum: &mut Option<Decimal>, number: Decimal| {
            *sum = Some(sum.map_or(Some(number), |sum| sum.plus(number))?);
            Some(())
        };
        let ten = Decimal::new(1, power);
        if power < 4 {
            let number = self.take(1).times(ten)?;
            return add(&mut self.low, number);
        }
        let empty = self.low.is_none() && self.middle.is_none();
        let mut below = self.take(i128::from(empty && self.high.is_none()));
        below = self.low.take().map_or(Some(below), |low| low.plus(below))?;
        if power == 4 {
            return add(&mut self.middle, below.times(ten)?);
        }
        below = self.middle.take().map_or(Some(below), |middle| middle.plus(below))?;
        add(&mut self.high, below.times(ten)?)
    }

    fn sum(mut self) -> Option<Decimal> {
        let rest = self.take(0);
        [self.high, self.middle, self.low].into_iter().flatten().try_fold(rest, Decimal::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn ideographs_are_numbers() {
        for (text, value) in [
            ("三百二十人", "320"),
            ("十五", "15"),
            ("二十", "20"),
            ("二〇一九年", "2019"),
            ("1.5亿元", "150000000"),
            ("3亿5000万", "350000000"),
            ("1万亿", "1000000000000"),
            ("两千零一", "2001"),
            ("三点五", "3.5"),
            ("20多万", "200000"),
            ("12,500万", "125000000"),
            ("百万", "1000000"),
        ] {
            assert_eq!(
                number(text, 0).map(|(number, _)| number.to_string()).as_deref(),
                Some(value),
                "{text}"
            );
        }
        assert_eq!(number("15", 0), None);
    }
}
