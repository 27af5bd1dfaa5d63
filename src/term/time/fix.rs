//! What a text that is not an EDTF was probably meant to be.
use super::{Edtf, MONTHS, TimeFault, days_in, fix_clock, parse};

/// The EDTF text that was probably meant, if there is one that needs no guessing.
pub(super) fn fix(text: &str) -> Option<String> {
    let plain = text.trim().to_lowercase();
    let corrected = span(&plain)?;
    let corrected = match parse(&corrected) {
        Ok(_) => corrected,
        Err((_, TimeFault::Order)) => {
            let (from, to) = corrected.split_once('/')?;
            format!("{to}/{from}")
        }
        Err(_) => return None,
    };
    (corrected != text && Edtf::parse(&corrected).is_ok()).then_some(corrected)
}

fn span(text: &str) -> Option<String> {
    if let Some(single) = end(text) {
        return Some(single);
    }
    if let Some(decade) = decade(text) {
        return Some(decade);
    }
    if let Some(from) = text.strip_prefix("since ").or_else(|| text.strip_suffix('-')) {
        return Some(format!("{}/..", end(from.trim())?));
    }
    for word in ["until ", "till ", "up to "] {
        if let Some(to) = text.strip_prefix(word) {
            return Some(format!("../{}", end(to.trim())?));
        }
    }
    if let Some(both) = text.strip_prefix("between ") {
        let (from, to) = both.split_once(" and ")?;
        return Some(format!("{}/{}", end(from)?, end(to)?));
    }
    let both = text.strip_prefix("from ").unwrap_or(text);
    for between in ["/", " to ", " until ", " till ", "–", "—", " - "] {
        if let Some((from, to)) = both.split_once(between) {
            let (from, to) = (from.trim(), to.trim());
            let open = |end: &str| end.is_empty() || end.chars().all(|c| matches!(c, '.' | '…'));
            let from = if open(from) { Some("..".to_owned()) } else { end(from) };
            let to = if open(to) { Some("..".to_owned()) } else { end(to) };
            if let (Some(from), Some(to)) = (from, to) {
                return Some(format!("{from}/{to}"));
            }
        }
    }
    None
}

/// A date with the words or signs that mark it.
fn end(text: &str) -> Option<String> {
    for (words, mark) in [
        (["about ", "around ", "circa ", "ca. ", "c. ", "approximately ", "~"].as_slice(), "~"),
        (["perhaps ", "maybe ", "possibly ", "probably ", "?"].as_slice(), "?"),
    ] {
        for word in words {
            if let Some(rest) = text.strip_prefix(word) {
                return Some(date(rest)? + mark);
            }
        }
    }
    if let Some((day, clock)) = fix_clock::split(text) {
        // A time of day belongs to a day.
        return date(day).filter(|day| day.len() == 10).map(|day| format!("{day}T{clock}"));
    }
    let bare = text.trim_end_matches(['~', '?', '%']);
    let mark = match &text[bare.len()..] {
        "" => "",
        "?" => "?",
        _ => "~",
    };
    Some(date(bare)? + mark)
}

/// `201x` and `2010s`.
fn decade(text: &str) -> Option<String> {
    let first = text.strip_suffix('s').filter(|year| year.ends_with('0')).map(|year| &year[..year.len() - 1]);
    let three = first.or_else(|| text.strip_suffix('x'))?;
    (three.len() == 3 && three.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{three}0/{three}9"))
}

/// A part of a written date.
#[derive(Clone, Copy)]
enum Part {
    /// A number and how many digits it was written with.
    Number(u16, usize),
    /// A month's name.
    Month(u8),
    /// `xx`: a part that is left open.
    Unknown,
}

/// A date in another notation.
fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.starts_with(['-', '/', '.']) || text.ends_with(['-', '/', '.']) {
        return None;
    }
    let mut parts = Vec::with_capacity(3);
    for word in text.split([' ', ',', '.', '/', '-', '\u{a0}']).filter(|word| !word.is_empty()) {
        if parts.len() == 3 {
            return None;
        }
        parts.push(part(word)?);
    }
    match parts[..] {
        [Part::Number(year, 4)] => whole(year, 0, 0),
        [Part::Number(..)] if text.len() == 8 => {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.split_at_checked(2)?;
            let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
            whole(year.parse().ok()?, month, day.parse().ok()?)
        }
        [Part::Number(year, 4), Part::Unknown] | [Part::Number(year, 4), Part::Unknown, Part::Unknown] => {
            whole(year, 0, 0)
        }
        [Part::Number(year, 4), month] | [month, Part::Number(year, 4)] => whole(year, month.month()?, 0),
        [Part::Number(year, 4), month, Part::Unknown] => whole(year, month.month()?, 0),
        [Part::Number(year, 4), month, day] => whole(year, month.month()?, day.day()?),
        [Part::Month(month), day, Part::Number(year, 4)]
        | [day, Part::Month(month), Part::Number(year, 4)] => whole(year, month, day.day()?),
        [first @ Part::Number(a, _), second @ Part::Number(b, _), Part::Number(year, 4)] => {
            // Dots mean day before month; else only a number above 12 tells which is which.
            if a > 12 || a == b || text.contains('.') {
                whole(year, second.month()?, first.day()?)
            } else if b > 12 {
                whole(year, first.month()?, second.day()?)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn part(word: &str) -> Option<Part> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than four digits are not a year, but may be a date without hyphens.
        return Some(Part::Number(digits.parse().unwrap_or(u16::MAX), digits.len()));
    }
    if word == "xx" {
        return Some(Part::Unknown);
    }
    let named = |name: &&str| {
        let name = name.to_lowercase();
        name == word || name[..3] == *word || (word == "sept" && name == "september")
    };
    // There are twelve months.
    MONTHS.iter().position(named).map(|at| Part::Month(at as u8 + 1))
}

impl Part {
    fn month(self) -> Option<u8> {
        match self {
            Self::Month(month) => Some(month),
            Self::Number(month @ 0..=12, 1 | 2) => Some(month as u8),
            _ => None,
        }
    }
    fn day(self) -> Option<u8> {
        match self {
            Self::Number(day @ 0..=99, 1 | 2) => Some(day as u8),
            _ => None,
        }
    }
}

/// The date in EDTF; a month or day of zero is left out. A day past the end of its month is a slip that nobody can guess.
fn whole(year: u16, month: u8, day: u8) -> Option<String> {
    if month == 0 {
        return Some(format!("{year:04}"));
    }
    if day == 0 {
        return Some(format!("{year:04}-{month:02}"));
    }
    (day <= days_in(year, month)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use crate::term::time::Edtf;

    #[test]
    fn proposes_what_was_meant() {
        for (text, meant) in [
            ("26 March 2019", Some("2019-03-26")),
            ("March 26, 2019", Some("2019-03-26")),
            ("26th Mar. 2019", Some("2019-03-26")),
            ("March 2019", Some("2019-03")),
            ("Sept 2019", Some("2019-09")),
            ("2019-3-6", Some("2019-03-06")),
            ("2018-07-1", Some("2018-07-01")),
            ("26.03.2019", Some("2019-03-26")),
            ("3.4.2019", Some("2019-04-03")),
            ("19-03-2019", Some("2019-03-19")),
            ("03/26/2019", Some("2019-03-26")),
            ("03/04/2019", None),
            ("2019/03/26", Some("2019-03-26")),
            ("20190326", Some("2019-03-26")),
            ("2019/2018", Some("2018/2019")),
            ("2019-13", None),
            ("2018-21", None),
            ("2019-00", Some("2019")),
            ("2019-02-30", None),
            ("2020-02-31", None),
            ("2019-03-00", Some("2019-03")),
            ("2018-XX-XX", Some("2018")),
            ("2018-05-XX", Some("2018-05")),
            ("201X", Some("2010/2019")),
            ("2010s", Some("2010/2019")),
            ("2019-03-26 10:00", Some("2019-03-26T10:00")),
            ("2019-03-26t10:00z", Some("2019-03-26T10:00Z")),
            ("2019-03-26T10:00:00.5Z", Some("2019-03-26T10:00:00Z")),
            ("2019-03-26T10:00+0800", Some("2019-03-26T10:00+08:00")),
            ("2019-03-26T9:05", Some("2019-03-26T09:05")),
            ("26 March 2019, 7:37 pm", Some("2019-03-26T19:37")),
            ("March 26, 2019 at 12:05 a.m. UTC+8", None),
            ("March 26, 2019 at 12:05 a.m. GMT+08:00", Some("2019-03-26T00:05+08:00")),
            (
                "26 March 2019, 19:37 UTC/27 March 2019, 03:00 UTC",
                Some("2019-03-26T19:37Z/2019-03-27T03:00Z"),
            ),
            ("2019-03 10:00", None),
            ("2019-03-26T24:00", None),
            ("2019-03-26T10:00~", None),
            ("2018-", Some("2018/..")),
            ("2018/", Some("2018/..")),
            ("/2018", Some("../2018")),
            ("2018/...", Some("2018/..")),
            ("since March 2018", Some("2018-03/..")),
            ("until 2018", Some("../2018")),
            ("from 2018 to 2020", Some("2018/2020")),
            ("2018–2020", Some("2018/2020")),
            ("between March 2018 and 2020", Some("2018-03/2020")),
            ("circa 1997", Some("1997~")),
            ("~1997", Some("1997~")),
            ("2004-06-11%", Some("2004-06-11~")),
            (" 2018 ", Some("2018")),
            ("18", None),
            ("..", None),
            ("", None),
            ("Y170000002", None),
            ("yesterday", None),
            ("Kırmızı", None),
        ] {
            let bad = Edtf::parse(text).unwrap_err();
            assert_eq!(bad.corrected.as_deref(), meant, "{text}");
        }
    }
}
