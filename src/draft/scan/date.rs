//! Times in a text, as EDTF.
use super::lexicon::Lexicon;
use super::token::{Form, Token};
use crate::term::time::days_in;
use std::ops::Range;

/// A time in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its meaning, where it is known.
    pub edtf: Option<String>,
    /// Whether the article's date had to tell what it means.
    pub resolved: bool,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// Reads `YYYY-MM-DD`, also where a time of day follows.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let date = text.get(..10)?;
        let mut parts = date.split('-');
        let day = Day {
            year: parts.next()?.parse().ok()?,
            month: parts.next()?.parse().ok()?,
            day: parts.next()?.parse().ok()?,
        };
        (parts.next().is_none() && day.is_valid()).then_some(day)
    }

    /// The day that is this many days after 1 January 1970.
    pub(crate) fn since_1970(days: i64) -> Self {
        Day { year: 1970, month: 1, day: 1 }.plus(days)
    }

    fn is_valid(self) -> bool {
        (1..=12).contains(&self.month) && self.day >= 1 && self.day <= days_in(self.year, self.month)
    }

    /// Days since 1 January of the year 0, in the Gregorian calendar.
    fn number(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
    }

    fn of_number(number: i64) -> Self {
        let era = number.div_euclid(146_097);
        let rest = number.rem_euclid(146_097);
        let of_era = (rest - rest / 1460 + rest / 36_524 - rest / 146_096) / 365;
        let of_year = rest - (365 * of_era + of_era / 4 - of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = of_era + era * 400 + i64::from(month <= 2);
        // A month and a day fit.
        Day { year: year as i32, month: month as u8, day: day as u8 }
    }

    /// 1 is Monday.
    fn weekday(self) -> u8 {
        // 1 March of the year 0 was a Wednesday.
        ((self.number() + 2).rem_euclid(7) + 1) as u8
    }

    fn plus(self, days: i64) -> Self {
        Self::of_number(self.number() + days)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Finds the times of a text. Those that need it are resolved by the article's date, if there is one; a text
/// that begins with a date has that.
pub(crate) fn dates(text: &str, tokens: &[Token], lexicon: &Lexicon, published: Option<Day>) -> Vec<Date> {
    let mut finder = Finder { text, tokens, lexicon, published };
    if finder.published.is_none() {
        let head = (0..tokens.len().min(6)).find_map(|at| finder.at(at));
        finder.published = head.and_then(|date| Day::parse(date.edtf.as_deref()?));
    }
    let mut dates = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match finder.at(at) {
            Some(date) => {
                at = date.tokens.end;
                dates.push(date);
            }
            None => at += 1,
        }
    }
    dates
}

struct Finder<'t> {
    text: &'t str,
    tokens: &'t [Token],
    lexicon: &'t Lexicon,
    published: Option<Day>,
}

impl Finder<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range.clone()])
    }

    fn small(&self, at: usize) -> String {
        self.word(at).to_lowercase()
    }

    fn before(&self, at: usize) -> String {
        at.checked_sub(1).map(|at| self.small(at)).unwrap_or_default()
    }

    fn digits(&self, at: usize) -> Option<u32> {
        let token = self.tokens.get(at).filter(|token| token.form == Form::Number)?;
        let word = &self.text[token.range.clone()];
        (word.len() <= 4).then(|| word.parse().ok()).flatten()
    }

    fn year(&self, at: usize) -> Option<u32> {
        let year = self.digits(at).filter(|year| (1000..=2199).contains(year))?;
        (!self.tokens.get(at + 1).is_some_and(|next| next.is_word() && !next.spaced)).then_some(year)
    }

    /// A day of a month, `7`, `7th`; and how many tokens it takes.
    fn day(&self, at: usize) -> Option<(u32, usize)> {
        let day = self.digits(at).filter(|day| (1..=31).contains(day) && self.word(at).len() <= 2)?;
        let next = self.tokens.get(at + 1);
        match next {
            Some(token) if token.is_word() && !token.spaced => {
                matches!(self.word(at + 1), "st" | "nd" | "rd" | "th").then_some((day, 2))
            }
            _ => Some((day, 1)),
        }
    }

    /// A month; and how many tokens it takes (`Sept.`).
    fn month(&self, at: usize) -> Option<(u8, usize)> {
        if !self.tokens.get(at)?.is_capital() {
            return None;
        }
        let small = self.small(at);
        let month = *self.lexicon.months.get(small.trim_end_matches('.'))?;
        let short =
            small.len() <= 4 && self.word(at + 1) == "." && !self.tokens[at + 1].spaced && small != "may";
        Some((month, if short { 2 } else { 1 }))
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        matches!((self.tokens.get(a), self.tokens.get(b)), (Some(a), Some(b)) if a.sentence == b.sentence)
    }

    fn at(&self, at: usize) -> Option<Date> {
        let token = self.tokens.get(at)?;
        if token.form == Form::Number {
            self.iso(at)
                .or_else(|| self.day_first(at))
                .or_else(|| self.years(at))
                .or_else(|| self.century(at))
        } else if token.is_capital() {
            self.month_first(at).or_else(|| self.weekday(at)).or_else(|| self.relative(at))
        } else {
            self.relative(at)
        }
    }

    fn found(&self, tokens: Range<usize>, edtf: String) -> Option<Date> {
        Some(Date { tokens, edtf: Some(edtf), resolved: false })
    }

    fn day_of(&self, year: u32, month: u8, day: u32) -> Option<Day> {
        let day = Day { year: year as i32, month, day: day as u8 };
        day.is_valid().then_some(day)
    }

    fn iso(&self, at: usize) -> Option<Date> {
        let dash = |at: usize| self.word(at) == "-" && !self.tokens[at].spaced;
        let year = self.year(at)?;
        if !(dash(at + 1) && dash(at + 3) && self.word(at + 2).len() == 2 && self.word(at + 4).len() == 2) {
            return None;
        }
        let (month, day) = (self.digits(at + 2)?, self.digits(at + 4)?);
        let day = self.day_of(year, month as u8, day)?;
        self.found(at..at + 5, day.to_string())
    }

    /// `10 July 2019`, `10th of July`.
    fn day_first(&self, at: usize) -> Option<Date> {
        let (day, length) = self.day(at)?;
        let mut next = at + length;
        if self.word(next) == "of" {
            next += 1;
        }
        let (month, length) = self.month(next)?;
        next += length;
        if !self.same_sentence(at, next - 1) {
            return None;
        }
        let after = if self.word(next) == "," { next + 1 } else { next };
        match self.year(after).filter(|_| self.same_sentence(at, after)) {
            Some(year) => self.found(at..after + 1, self.day_of(year, month, day)?.to_string()),
            None => Some(self.without_year(at..next, month, day)),
        }
    }

    /// `July 10, 2019`, `July 2019`, `July 10`, `in July`.
    fn month_first(&self, at: usize) -> Option<Date> {
        let (month, length) = self.month(at)?;
        let next = at + length;
        if let Some(year) = self.year(next).filter(|_| self.same_sentence(at, next)) {
            return self.found(at..next + 1, format!("{year:04}-{month:02}"));
        }
        if matches!(self.word(next), "," | "of")
            && let Some(year) = self.year(next + 1).filter(|_| self.same_sentence(at, next + 1))
        {
            return self.found(at..next + 2, format!("{year:04}-{month:02}"));
        }
        if let Some((day, length)) = self.day(next).filter(|_| self.same_sentence(at, next)) {
            let end = next + length;
            let after = if self.word(end) == "," { end + 1 } else { end };
            if let Some(year) = self.year(after).filter(|_| self.same_sentence(at, after)) {
                return self.found(at..after + 1, self.day_of(year, month, day)?.to_string());
            }
            // `July 10-12`
            if matches!(self.word(end), "-" | "–")
                && !self.tokens[end].spaced
                && let Some((last, length)) = self.day(end + 1)
            {
                let range = at..end + 1 + length;
                return Some(self.span_without_year(range, month, (day, last)));
            }
            return Some(self.without_year(at..end, month, day));
        }
        // A month alone: only where a preposition tells that it is none of the other words that look like it.
        let before = self.before(at);
        if !self.lexicon.has("before-months", &before) {
            return None;
        }
        let last = matches!(before.as_str(), "last" | "next" | "this");
        let range = if last { at - 1..next } else { at..next };
        let edtf = self.published.map(|published| {
            let year = self.near_year(published, month, self.future(at) || before == "next");
            format!("{year:04}-{month:02}")
        });
        Some(Date { tokens: range, resolved: edtf.is_some(), edtf })
    }

    fn near_year(&self, published: Day, month: u8, future: bool) -> i32 {
        match month.cmp(&published.month) {
            std::cmp::Ordering::Less if future => published.year + 1,
            std::cmp::Ordering::Greater if !future => published.year - 1,
            _ => published.year,
        }
    }

    fn without_year(&self, tokens: Range<usize>, month: u8, day: u32) -> Date {
        let future = self.future(tokens.start);
        let edtf = self.published.and_then(|published| {
            let year = self.near_year(published, month, future);
            let found = self.day_of(year as u32, month, day)?;
            // A few days ahead is this year even where no word says so.
            let ahead = self
                .day_of(published.year as u32, month, day)
                .filter(|day| (0..=60).contains(&(day.number() - published.number())));
            Some(ahead.unwrap_or(found).to_string())
        });
        Date { tokens, resolved: edtf.is_some(), edtf }
    }

    fn span_without_year(&self, tokens: Range<usize>, month: u8, (first, last): (u32, u32)) -> Date {
        let from = self.without_year(tokens.clone(), month, first);
        let edtf = from.edtf.and_then(|from| {
            let year: u32 = from.get(..4)?.parse().ok()?;
            (first < last).then(|| self.day_of(year, month, last)).flatten().map(|to| format!("{from}/{to}"))
        });
        Date { tokens, resolved: edtf.is_some(), edtf }
    }

    /// Whether the words of the clause around speak of what is to come.
    fn future(&self, at: usize) -> bool {
        let around = at.saturating_sub(12)..(at + 8).min(self.tokens.len());
        around.filter(|other| self.same_sentence(at, *other)).any(|other| {
            matches!(
                self.small(other).as_str(),
                "will" | "scheduled" | "upcoming" | "next" | "due" | "planned" | "plans" | "until"
            ) || self.small(other) == "to" && self.small(other + 1) == "be"
        })
    }

    /// `2019`, `2019–2022`, `the 1990s`.
    fn years(&self, at: usize) -> Option<Date> {
        let token = self.tokens.get(at)?;
        if self.word(at).len() != 4 {
            return None;
        }
        let decade = self.digits(at).filter(|year| (1000..=2099).contains(year) && year % 10 == 0);
        if let Some(decade) = decade
            && self.word(at + 1) == "s"
            && !self.tokens[at + 1].spaced
        {
            return self.found(self.with_article(at)..at + 2, format!("{decade:04}/{:04}", decade + 9));
        }
        let year = self.year(at)?;
        let before = self.before(at);
        let touched = at > 0
            && !token.spaced
            && matches!(before.as_str(), "$" | "€" | "£" | "#" | "-" | "/" | "." | "+");
        if touched || self.lexicon.has("before-numbers", &before) {
            return None;
        }
        let dash = matches!(self.word(at + 1), "-" | "–" | "—" | "/") && !self.tokens[at + 1].spaced;
        if dash && let Some(to) = self.digits(at + 2) {
            let to_text = self.word(at + 2);
            let to = if to_text.len() == 2 { year / 100 * 100 + to } else { to };
            if to > year && to <= 2199 && (to_text.len() == 2 || to_text.len() == 4) {
                return self.found(at..at + 3, format!("{year:04}/{to:04}"));
            }
        }
        if matches!(self.word(at + 1), "to" | "until")
            && matches!(before.as_str(), "from" | "between")
            && let Some(to) = self.year(at + 2).filter(|to| *to > year)
        {
            return self.found(at..at + 3, format!("{year:04}/{to:04}"));
        }
        if self.word(at + 1) == "and"
            && before == "between"
            && let Some(to) = self.year(at + 2).filter(|to| *to > year)
        {
            return self.found(at..at + 3, format!("{year:04}/{to:04}"));
        }
        if !self.reads_as_year(at, year, &before) {
            return None;
        }
        self.found(at..at + 1, format!("{year:04}"))
    }

    fn reads_as_year(&self, at: usize, year: u32, before: &str) -> bool {
        let next = self.small(at + 1);
        if next == "%"
            || next == "percent"
            || self.lexicon.get("units", &next).is_some()
            || self.lexicon.get("scales", &next).is_some()
        {
            return false;
        }
        if year >= 1500 {
            return true;
        }
        matches!(
            before,
            "in" | "since" | "until" | "by" | "year" | "from" | "of" | "around" | "before" | "after"
        )
    }

    /// `19th century`
    fn century(&self, at: usize) -> Option<Date> {
        let number = self.digits(at).filter(|number| (1..=21).contains(number))?;
        if !matches!(self.word(at + 1), "st" | "nd" | "rd" | "th") || self.tokens[at + 1].spaced {
            return None;
        }
        let next = if self.word(at + 2) == "-" { at + 3 } else { at + 2 };
        if !matches!(self.small(next).as_str(), "century" | "centuries") {
            return None;
        }
        let first = (number - 1) * 100;
        self.found(self.with_article(at)..next + 1, format!("{:04}/{:04}", first + 1, first + 100))
    }

    /// `the 1990s` begins at its article.
    fn with_article(&self, at: usize) -> usize {
        at - usize::from(self.before(at) == "the")
    }

    /// `Sunday`, `last Sunday`; a date may follow that says more.
    fn weekday(&self, at: usize) -> Option<Date> {
        let small = self.small(at);
        let weekday = *self.lexicon.weekdays.get(small.as_str())?;
        let next = if self.word(at + 1) == "," { at + 2 } else { at + 1 };
        let more = self.month_first(next).or_else(|| self.day_first(next));
        if let Some(date) = more.filter(|date| date.edtf.is_some() && self.same_sentence(at, next)) {
            // The longer date stands for both.
            if self.same_sentence(at, date.tokens.start) && date.tokens.start == next {
                return Some(Date { tokens: at..date.tokens.end, ..date });
            }
        }
        let before = self.before(at);
        let with = matches!(before.as_str(), "last" | "next" | "this");
        let edtf = self.published.map(|published| {
            let days = i64::from(weekday) - i64::from(published.weekday());
            let days = match before.as_str() {
                "next" if days <= 0 => days + 7,
                "next" => days,
                "last" if days >= 0 => days - 7,
                _ if days > 0 && !self.future(at) => days - 7,
                _ if days < 0
                    && self.future(at)
                    && self.word(at + 1) != "'s"
                    && self.word(at + 1) != "’s"
                    && !self.past(at) =>
                {
                    days + 7
                }
                _ => days,
            };
            published.plus(days).to_string()
        });
        let start = if with { at - 1 } else { at };
        Some(Date { tokens: start..at + 1, resolved: edtf.is_some(), edtf })
    }

    /// Whether a verb of saying is nearer than what is to come: `said on Sunday that it will`.
    fn past(&self, at: usize) -> bool {
        (at.saturating_sub(4)..(at + 4).min(self.tokens.len()))
            .filter(|other| self.same_sentence(at, *other))
            .any(|other| self.lexicon.has("say-sure", &self.small(other)))
    }

    /// `yesterday`, `last week`, `this year`.
    fn relative(&self, at: usize) -> Option<Date> {
        let small = self.small(at);
        let published = self.published;
        let day = |days: i64| published.map(|day| day.plus(days).to_string());
        let (length, edtf) = match (small.as_str(), self.small(at + 1).as_str()) {
            ("yesterday", _) => (1, day(-1)),
            ("today" | "tonight", _) => (1, day(0)),
            ("tomorrow", _) => (1, day(1)),
            ("last" | "this" | "next", "year") => {
                let by = i32::from(small == "next") - i32::from(small == "last");
                (2, published.map(|day| format!("{:04}", day.year + by)))
            }
            ("last" | "this" | "next", "month") => {
                let by = i32::from(small == "next") - i32::from(small == "last");
                let month = |day: Day| {
                    let months = day.year * 12 + i32::from(day.month) - 1 + by;
                    format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1)
                };
                (2, published.map(month))
            }
            (
                "last" | "this" | "next",
                "week" | "weekend" | "night" | "summer" | "winter" | "spring" | "autumn",
            ) => (2, None),
            _ => return None,
        };
        Some(Date { tokens: at..at + length, resolved: edtf.is_some(), edtf })
    }
}

#[cfg(test)]
mod tests {
    use super::super::token;
    use super::*;

    fn found(text: &str, published: Option<&str>) -> Vec<String> {
        let tokens = token::tokens(text, &crate::document::sentence::sentences(text));
        let all = dates(text, &tokens, Lexicon::english(), published.and_then(Day::parse));
        let shown = |date: &Date| {
            let words = &text[tokens[date.tokens.start].range.start..tokens[date.tokens.end - 1].range.end];
            format!("{words}={}", date.edtf.as_deref().unwrap_or("?"))
        };
        all.iter().map(shown).collect()
    }

    #[test]
    fn dates_keep_their_precision() {
        let text = "On 10 July 2019 and July 11, 2019, in May 2018, in 2015, from 2010 to 2012, 2019–2022, 2020-01-31 and the 1990s; 19th century.";
        assert_eq!(
            found(text, None),
            [
                "10 July 2019=2019-07-10",
                "July 11, 2019=2019-07-11",
                "May 2018=2018-05",
                "2015=2015",
                "2010 to 2012=2010/2012",
                "2019–2022=2019/2022",
                "2020-01-31=2020-01-31",
                "the 1990s=1990/1999",
                "19th century=1801/1900"
            ]
        );
        assert_eq!(
            found("He may march in March. It paid $2000 for 1500 people on 31 February 2019.", None),
            ["March=?", "February 2019=2019-02"]
        );
    }

    #[test]
    fn the_articles_date_tells_the_rest() {
        let text = "On Sunday they met. It was on March 26, yesterday, in December and last month. It will open on Friday.";
        assert_eq!(
            found(text, Some("2019-07-10")),
            [
                "Sunday=2019-07-07",
                "March 26=2019-03-26",
                "yesterday=2019-07-09",
                "December=2018-12",
                "last month=2019-06",
                "Friday=2019-07-12"
            ]
        );
        let dateline = "Wednesday, July 10, 2019\n\nOn Sunday they met.";
        assert_eq!(found(dateline, None), ["Wednesday, July 10, 2019=2019-07-10", "Sunday=2019-07-07"]);
    }

    #[test]
    fn days_count_over_months_and_years() {
        let day = Day::parse("2020-03-01").unwrap();
        assert_eq!(day.plus(-1).to_string(), "2020-02-29");
        assert_eq!(day.plus(366).to_string(), "2021-03-02");
        assert_eq!(day.weekday(), 7);
        assert_eq!(Day::parse("2019-02-29"), None);
    }
}
