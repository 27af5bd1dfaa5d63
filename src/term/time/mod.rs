//! Times as documents write them: a part of [EDTF](https://www.loc.gov/standards/datetime/), its bounds and
//! its words.
//!
//! Dates of level 0 (`2019`, `2019-03`, `2019-03-26`), intervals of them (`2019/2022`), open ends (`2018/..`,
//! `../2018`), and `~` (approximate) or `?` (uncertain) after a date. A day may carry a time of day, with or without a zone
//! (`2019-10-16T19:37`, `2019-10-16T19:37:00+08:00`). Nothing else of EDTF. Years go from 0000 to 9999; EDTF and XSD 1.1 count
//! a year 0000 (1 BC), XSD 1.0 did not.
use std::fmt::{self, Display};
use std::ops::Range;

mod clock;
mod fix;
mod fix_clock;
#[cfg(test)]
mod tests;

use clock::Clock;

/// A time span: as precise as it was written, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edtf {
    start: End,
    /// None for a single date.
    end: Option<End>,
}

/// A single date, or one end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Open,
    Date(Partial),
}

/// A date that may lack its day, or its month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Partial {
    year: u16,
    /// 1 to 12, or 0 where there is none.
    month: u8,
    /// 1 to 31, or 0 where there is none.
    day: u8,
    mark: Mark,
    /// Only of a whole date without a mark.
    clock: Option<Clock>,
}

/// How sure a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mark {
    None,
    Approximate,
    Uncertain,
}

/// A day of the proleptic Gregorian calendar, as `xsd:date` without a time zone writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// What is wrong with a text that should be a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeError {
    /// The offending bytes; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong there.
    pub reason: TimeFault,
    /// What was probably meant, in the notation that is asked for.
    pub corrected: Option<String>,
}

/// The ways in which a text fails to be a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFault {
    /// The text is empty.
    Empty,
    /// Not a date at all: words, or digits in another order.
    NotADate,
    /// A month that is none.
    Month,
    /// A season (`2018-21` to `2018-24` and beyond), which belongs to a higher level of EDTF.
    Season,
    /// A day that the month does not have; the month has this many.
    Day(u8),
    /// A time of day that is none, or that does not follow a whole date.
    TimeOfDay,
    /// The zone of a time of day.
    Zone,
    /// `~` or `?` behind a time of day.
    MarkedTime,
    /// `%`, or `~` and `?` together.
    BothMarks,
    /// An interval with more than two parts.
    Parts,
    /// An interval that is open at both ends.
    Unbounded,
    /// An interval that ends before it begins.
    Order,
}

impl Display for TimeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a date is missing"),
            Self::NotADate => f.write_str("a date must be `YYYY-MM-DD`, `YYYY-MM` or `YYYY`"),
            Self::Month => f.write_str("a month must be from 01 to 12"),
            Self::Season => f.write_str("seasons are not supported: a month must be from 01 to 12"),
            Self::Day(days) => write!(f, "that month has {days} days"),
            Self::TimeOfDay => f.write_str(
                "a time of day is `hh:mm` or `hh:mm:ss`, from 00:00 to 23:59:59, after a day and a `T`",
            ),
            Self::Zone => f.write_str("a zone is `Z`, or hours and minutes up to `+14:00` or `-14:00`"),
            Self::MarkedTime => f.write_str("a date with a time of day is not marked by `~` or `?`"),
            Self::BothMarks => f.write_str("a date can have `~` (about) or `?` (perhaps), not both"),
            Self::Parts => f.write_str("an interval must have two parts, `from/to`"),
            Self::Unbounded => f.write_str("an interval needs a date at at least one end"),
            Self::Order => f.write_str("the interval ends before it begins"),
        }
    }
}

impl Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl Edtf {
    /// Reads a time.
    ///
    /// # Errors
    /// The place of the error, its reason, and what was probably meant.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        parse(text).map_err(|(at, reason)| TimeError { at, reason, corrected: fix::fix(text) })
    }

    /// The first possible day; none where the span is open. `~` and `?` do not move it.
    pub fn earliest(&self) -> Option<Date> {
        match self.start {
            End::Open => None,
            End::Date(date) => Some(date.first()),
        }
    }

    /// The last possible day; none where the span is open. `~` and `?` do not move it.
    pub fn latest(&self) -> Option<Date> {
        match self.end.unwrap_or(self.start) {
            End::Open => None,
            End::Date(date) => Some(date.last()),
        }
    }

    /// The XSD datatype of a single date without `~` and `?`, as precise as it is: `xsd:gYear`,
    /// `xsd:gYearMonth`, `xsd:date` or `xsd:dateTime`. None for all other spans.
    pub fn datatype(&self) -> Option<&'static str> {
        match (self.start, self.end) {
            (End::Date(Partial { clock: Some(_), .. }), None) => Some(crate::term::vocab::xsd::DATE_TIME),
            (End::Date(Partial { month, day, mark: Mark::None, .. }), None) => Some(match (month, day) {
                (0, _) => crate::term::vocab::xsd::G_YEAR,
                (_, 0) => crate::term::vocab::xsd::G_YEAR_MONTH,
                _ => crate::term::vocab::xsd::DATE,
            }),
            _ => None,
        }
    }

    /// Appends a single date as its [`datatype`](Self::datatype) has it: an `xsd:dateTime` with seconds, all others as
    /// written.
    pub fn write_value(&self, out: &mut String) {
        match (self.start, self.end) {
            (End::Date(date @ Partial { clock: Some(clock), .. }), None) => {
                date.first().write(out);
                out.push('T');
                clock.write_value(out);
            }
            _ => self.write_text(out),
        }
    }

    /// Appends the span as it was written.
    pub fn write_text(&self, out: &mut String) {
        let write = |end: End, out: &mut String| match end {
            End::Open => out.push_str(".."),
            End::Date(date) => {
                date.write_digits(out);
                out.push_str(date.mark.sign());
            }
        };
        write(self.start, out);
        if let Some(end) = self.end {
            out.push('/');
            write(end, out);
        }
    }

    /// Appends the span as a part of an IRI: `/` as `_`, `..` as `open`, `?` as `%3F`.
    pub fn write_slug(&self, out: &mut String) {
        let write = |end: End, out: &mut String| match end {
            End::Open => out.push_str("open"),
            End::Date(date) => {
                date.write_digits(out);
                out.push_str(if date.mark == Mark::Uncertain { "%3F" } else { date.mark.sign() });
            }
        };
        write(self.start, out);
        if let Some(end) = self.end {
            out.push('_');
            write(end, out);
        }
    }

    /// Appends the span in English words: `26 March 2019`, `since 2018`, `about 2018 to perhaps 2020`.
    pub fn write_label(&self, out: &mut String) {
        match (self.start, self.end) {
            (End::Date(date), None) => date.write_words(out),
            (End::Open, Some(End::Date(to))) => {
                out.push_str("until ");
                to.write_words(out);
            }
            (End::Date(from), Some(End::Open)) => {
                out.push_str("since ");
                from.write_words(out);
            }
            (End::Date(from), Some(End::Date(to))) => {
                from.write_words(out);
                out.push_str(" to ");
                to.write_words(out);
            }
            (End::Open, None | Some(End::Open)) => unreachable!("parse refuses a span without a date"),
        }
    }
}

impl Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(24);
        self.write_text(&mut text);
        f.write_str(&text)
    }
}

impl Date {
    /// Appends `YYYY-MM-DD`.
    pub fn write(&self, out: &mut String) {
        write_digits(u32::from(self.year), 4, out);
        for part in [self.month, self.day] {
            out.push('-');
            write_digits(u32::from(part), 2, out);
        }
    }
}

impl Date {
    /// The days from the first one of the year 0, by the calendar's rule for leap years.
    fn number(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        // March to February, so that the leap day comes last.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        year * 365 + leap_days + (153 * month + 2) / 5 + i64::from(self.day)
    }
}

impl Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Approximate => "~",
            Self::Uncertain => "?",
        }
    }
}

impl Partial {
    fn first(self) -> Date {
        Date { year: self.year, month: self.month.max(1), day: self.day.max(1) }
    }
    fn last(self) -> Date {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in(self.year, month) } else { self.day };
        Date { year: self.year, month, day }
    }
    fn write_digits(self, out: &mut String) {
        write_digits(u32::from(self.year), 4, out);
        for part in [self.month, self.day] {
            if part == 0 {
                break;
            }
            out.push('-');
            write_digits(u32::from(part), 2, out);
        }
        if let Some(clock) = self.clock {
            out.push('T');
            clock.write_digits(out);
        }
    }
    /// Whether it is later than another date whose day is the same or later, by the times of day. Only times that both have
    /// a zone, or both have none, can be compared.
    fn is_after(self, other: Self) -> bool {
        let (Some(one), Some(two)) = (self.clock, other.clock) else { return false };
        let days = other.first().number() - self.first().number();
        match (one.utc_seconds(), two.utc_seconds()) {
            (Some(one), Some(two)) => one > two + days * 86_400,
            (None, None) => one.seconds() > two.seconds() + days * 86_400,
            _ => false,
        }
    }
    fn write_words(self, out: &mut String) {
        out.push_str(match self.mark {
            Mark::None => "",
            Mark::Approximate => "about ",
            Mark::Uncertain => "perhaps ",
        });
        if self.day > 0 {
            write_digits(u32::from(self.day), if self.day < 10 { 1 } else { 2 }, out);
            out.push(' ');
        }
        if self.month > 0 {
            out.push_str(MONTHS[usize::from(self.month) - 1]);
            out.push(' ');
        }
        write_digits(u32::from(self.year), 4, out);
        if let Some(clock) = self.clock {
            out.push_str(", ");
            clock.write_words(out);
        }
    }
}

/// Appends a number's last `width` decimal digits.
fn write_digits(number: u32, width: u32, out: &mut String) {
    for place in (0..width).rev() {
        // A remainder by ten is below ten.
        out.push(char::from(b'0' + (number / 10u32.pow(place) % 10) as u8));
    }
}

/// The days of a month (1 to 12) in the proleptic Gregorian calendar.
pub(crate) fn days_in(year: impl Into<i32>, month: u8) -> u8 {
    let year = year.into();
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

type Fault = (Range<usize>, TimeFault);

fn parse(text: &str) -> Result<Edtf, Fault> {
    let Some(slash) = text.find('/') else {
        return match parse_end(text, 0)? {
            End::Open => Err((0..text.len(), TimeFault::Unbounded)),
            start => Ok(Edtf { start, end: None }),
        };
    };
    if let Some(second) = text[slash + 1..].find('/') {
        return Err((slash + 1 + second..text.len(), TimeFault::Parts));
    }
    let start = parse_end(&text[..slash], 0)?;
    let end = parse_end(&text[slash + 1..], slash + 1)?;
    match (start, end) {
        (End::Open, End::Open) => Err((0..text.len(), TimeFault::Unbounded)),
        (End::Date(from), End::Date(to)) if from.first() > to.last() || from.is_after(to) => {
            Err((slash + 1..text.len(), TimeFault::Order))
        }
        _ => Ok(Edtf { start, end: Some(end) }),
    }
}

/// Reads one end; `offset` is where it begins in the whole text.
fn parse_end(text: &str, offset: usize) -> Result<End, Fault> {
    if text == ".." {
        return Ok(End::Open);
    }
    if text.is_empty() {
        return Err((offset..offset, TimeFault::Empty));
    }
    let (_, mark) = marked(text);
    let bad = |range: Range<usize>, fault| Err((offset + range.start..offset + range.end, fault));
    if let Some(at) = text.find('T')
        && let Ok(day @ Partial { day: 1.., mark: Mark::None, .. }) = parse_date(&text[..at], offset)
    {
        if mark != Mark::None {
            return bad(text.len() - 1..text.len(), TimeFault::MarkedTime);
        }
        return match Clock::parse(&text.as_bytes()[at + 1..]) {
            Ok(clock) => Ok(End::Date(Partial { clock: Some(clock), ..day })),
            Err((range, fault)) => bad(at + 1 + range.start..at + 1 + range.end, fault),
        };
    }
    parse_date(text, offset).map(End::Date)
}

/// Reads a date without a time of day; `offset` is where it begins in the whole text.
fn parse_date(text: &str, offset: usize) -> Result<Partial, Fault> {
    let (digits, mark) = marked(text);
    let bad = |range: Range<usize>, fault| Err((offset + range.start..offset + range.end, fault));
    let Some(Partial { year, month, day, .. }) = parse_digits(digits) else {
        let date = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
        let rest = &text[date..];
        return if parse_digits(&text.as_bytes()[..date]).is_none() {
            bad(0..text.len(), TimeFault::NotADate)
        } else if rest.starts_with(['T', 't']) || (rest.starts_with(' ') && rest.contains(':')) {
            bad(date..text.len(), TimeFault::TimeOfDay)
        } else if matches!(rest, "%" | "~?" | "?~") {
            bad(date..text.len(), TimeFault::BothMarks)
        } else {
            bad(0..text.len(), TimeFault::NotADate)
        };
    };
    // The places of month and day are fixed: `YYYY-MM-DD`.
    if digits.len() >= 7 && !(1..=12).contains(&month) {
        // 21 to 41 are the seasons, quarters and halves of EDTF.
        return bad(5..7, if (21..=41).contains(&month) { TimeFault::Season } else { TimeFault::Month });
    }
    if digits.len() == 10 && !(1..=days_in(year, month)).contains(&day) {
        return bad(8..10, TimeFault::Day(days_in(year, month)));
    }
    Ok(Partial { year, month, day, mark, clock: None })
}

/// A date's digits, and the sign behind them that marks it.
fn marked(text: &str) -> (&[u8], Mark) {
    match text.as_bytes() {
        [digits @ .., b'~'] => (digits, Mark::Approximate),
        [digits @ .., b'?'] => (digits, Mark::Uncertain),
        digits => (digits, Mark::None),
    }
}

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, whatever the numbers.
fn parse_digits(text: &[u8]) -> Option<Partial> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u16, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
        })
    };
    // Two digits always fit a byte.
    let two = |digits: &[u8]| number(digits).map(|number| number as u8);
    let year = number(text.get(..4)?)?;
    let (month, day) = match &text[4..] {
        [] => (0, 0),
        [b'-', month @ ..] if month.len() == 2 => (two(month)?, 0),
        [b'-', month @ .., b'-', d, e] if month.len() == 2 => (two(month)?, two(&[*d, *e])?),
        _ => return None,
    };
    Some(Partial { year, month, day, mark: Mark::None, clock: None })
}
