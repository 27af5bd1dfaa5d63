//! Dates, times and durations of XSD.
use super::Invalid;

/// Whether a text is in the lexical space of a datatype of dates, times or durations; none for other datatypes.
pub(super) fn valid(text: &[u8], local: &str) -> Option<Result<(), Invalid>> {
    let mut rest = Rest(text);
    let (right, wants) = match local {
        "date" => (rest.date() && rest.zone(), "a date such as `2019-03-26`"),
        "dateTime" => (
            rest.date() && rest.sign(b'T') && rest.time() && rest.zone(),
            "a date and time such as `2019-03-26T10:00:00`",
        ),
        "dateTimeStamp" => (
            rest.date() && rest.sign(b'T') && rest.time() && !rest.0.is_empty() && rest.zone(),
            "a date, time and zone such as `2019-03-26T10:00:00Z`",
        ),
        "time" => (rest.time() && rest.zone(), "a time such as `10:00:00`"),
        "gYear" => (rest.year().is_some() && rest.zone(), "a year such as `2019`"),
        "gYearMonth" => (
            rest.year().is_some() && rest.sign(b'-') && rest.two(1, 12).is_some() && rest.zone(),
            "a year and month such as `2019-03`",
        ),
        "gMonth" => (rest.signs(b"--") && rest.two(1, 12).is_some() && rest.zone(), "a month such as `--03`"),
        "gDay" => (rest.signs(b"---") && rest.two(1, 31).is_some() && rest.zone(), "a day such as `---26`"),
        "gMonthDay" => (rest.month_day() && rest.zone(), "a month and day such as `--03-26`"),
        "duration" => (rest.duration(b"YMD", b"HMS"), "a duration such as `P1Y2M` or `PT4H`"),
        "yearMonthDuration" => (rest.duration(b"YM", b""), "years and months such as `P1Y2M`"),
        "dayTimeDuration" => (rest.duration(b"D", b"HMS"), "days and hours such as `P1DT4H`"),
        _ => return None,
    };
    Some(if right { Ok(()) } else { Err(Invalid { wants }) })
}

/// What is left of a text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn sign(&mut self, sign: u8) -> bool {
        let found = self.0.first() == Some(&sign);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }
    fn signs(&mut self, signs: &[u8]) -> bool {
        signs.iter().all(|&sign| self.sign(sign))
    }
    /// Digits, as many as there are.
    fn digits(&mut self) -> &[u8] {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits
    }
    /// A number of two digits between two bounds.
    fn two(&mut self, least: u8, most: u8) -> Option<u8> {
        let [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] = self.0 else { return None };
        self.0 = rest;
        let number = (a - b'0') * 10 + (b - b'0');
        (least..=most).contains(&number).then_some(number)
    }
    /// A year of four digits, or more that do not begin with 0; gives its place in a cycle of 400 years.
    fn year(&mut self) -> Option<u16> {
        self.sign(b'-');
        let digits = self.digits();
        if digits.len() < 4 || (digits.len() > 4 && digits[0] == b'0') {
            return None;
        }
        // 10,000 is a multiple of 400, so the last four digits tell.
        let last = &digits[digits.len() - 4..];
        Some(last.iter().fold(0, |year, digit| year * 10 + u16::from(digit - b'0')) % 400)
    }
    fn date(&mut self) -> bool {
        let Some(year) = self.year() else { return false };
        let leap = year.is_multiple_of(4) && (year == 0 || !year.is_multiple_of(100));
        self.sign(b'-') && self.month_and_day(leap)
    }
    fn month_day(&mut self) -> bool {
        self.signs(b"--") && self.month_and_day(true)
    }
    fn month_and_day(&mut self, leap: bool) -> bool {
        let Some(month) = self.two(1, 12) else { return false };
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => 31,
        };
        self.sign(b'-') && self.two(1, days).is_some()
    }
    fn time(&mut self) -> bool {
        let Some(hour) = self.two(0, 24) else { return false };
        let most = if hour == 24 { 0 } else { 59 };
        if !(self.sign(b':') && self.two(0, most).is_some() && self.sign(b':') && self.two(0, most).is_some())
        {
            return false;
        }
        if !self.sign(b'.') {
            return true;
        }
        let digits = self.digits();
        !digits.is_empty() && (hour < 24 || digits.iter().all(|&digit| digit == b'0'))
    }
    /// A time zone or none, and then the end.
    fn zone(&mut self) -> bool {
        if self.0.is_empty() || self.0 == b"Z" {
            return true;
        }
        if !(self.sign(b'+') || self.sign(b'-')) {
            return false;
        }
        let Some(hour) = self.two(0, 14) else { return false };
        self.sign(b':') && self.two(0, if hour == 14 { 0 } else { 59 }).is_some() && self.0.is_empty()
    }
    /// A whole duration with some of the parts, in their order.
    fn duration(&mut self, date: &[u8], time: &[u8]) -> bool {
        self.sign(b'-');
        if !self.sign(b'P') {
            return false;
        }
        let Some(before) = self.duration_parts(date) else { return false };
        let mut after = 0;
        if self.sign(b'T') {
            match self.duration_parts(time) {
                Some(count) if count > 0 => after = count,
                _ => return false,
            }
        }
        self.0.is_empty() && before + after > 0
    }
    /// How many parts there are; none where they are wrong.
    fn duration_parts(&mut self, mut units: &[u8]) -> Option<usize> {
        let mut count = 0;
        while self.0.first().is_some_and(u8::is_ascii_digit) {
            self.digits();
            let fraction = self.sign(b'.');
            if fraction && self.digits().is_empty() {
                return None;
            }
            let (&unit, rest) = self.0.split_first()?;
            let place = units.iter().position(|&known| known == unit)?;
            if fraction && unit != b'S' {
                return None;
            }
            self.0 = rest;
            units = &units[place + 1..];
            count += 1;
        }
        Some(count)
    }
}
