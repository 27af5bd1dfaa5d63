//! The dates of a text, as far as it gives them.
use super::fold::digit;
use super::han;
use super::lexicon::Kind;
use super::reading::{Reading, Shape};
use std::ops::Range;

/// What kind of time a text gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateKind {
    /// A year, month or day, or parts of one: `March 26`.
    Date,
    /// A decade; its first year is the date's year.
    Decade,
    /// A day of the week, 1 (Monday) to 7.
    Weekday(u8),
    /// A time told by another one: `last week`.
    Relative,
    /// A day told by the day of the article, as how many days later: -1 for `yesterday`.
    RelativeDay(i64),
    /// A day told by another one that was told before: -1 for `the day before`.
    DayShift(i64),
    /// A year told by the year of the article: 1 for `next year`.
    RelativeYear(i64),
}

/// A date in a text: what is there and nothing that would have to be inferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// Where it is.
    pub span: Range<usize>,
    /// Its kind.
    pub kind: DateKind,
    /// Its year, where it is given.
    pub year: Option<i32>,
    /// Its month, 1 to 12.
    pub month: Option<u8>,
    /// Its day, 1 to 31.
    pub day: Option<u8>,
    /// Whether day and month may be meant the other way round: `03/04/2019`.
    pub either_order: bool,
}

impl Date {
    /// The date in EDTF, where it has a year: `2019-03-26`, `2019-03`, `2019`.
    pub(crate) fn edtf(&self) -> Option<String> {
        let year = self.year.filter(|_| self.kind == DateKind::Date)?;
        Some(match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(month), None) => format!("{year:04}-{month:02}"),
            _ => format!("{year:04}"),
        })
    }
}

/// All dates of a text, in order. The two ends of a range are two dates.
pub(crate) fn dates(reading: &Reading<'_>) -> Vec<Date> {
    let used = vec![false; reading.tokens().len()];
    let mut finder = Finder { reading, used, found: Vec::new() };
    finder.all();
    // A word such as `жылғы` ties the parts of a date, and by itself it is relative: the whole date counts.
    let whole: Vec<_> = finder.found.iter().filter(|date| date.kind != DateKind::Relative).cloned().collect();
    let within = |date: &Date| {
        whole.iter().any(|all| all.span.start <= date.span.start && date.span.end <= all.span.end)
    };
    finder.found.retain(|date| date.kind != DateKind::Relative || !within(date));
    finder.found.sort_by_key(|date| (date.span.start, date.span.end));
    finder.share_years();
    finder.found
}

/// Whether a Kazakh month has the day behind it: `шілденің 15-і`.
fn is_genitive(month: &str) -> bool {
    ["ның", "нің", "дың", "дің", "тың", "тің"].iter().any(|ending| month.ends_with(ending))
}

struct Finder<'r, 't> {
    reading: &'r Reading<'t>,
    used: Vec<bool>,
    found: Vec<Date>,
}

impl Finder<'_, '_> {
    fn all(&mut self) {
        for index in 0..self.used.len() {
            if !self.used[index] {
                self.triple(index);
            }
        }
        for index in 0..self.used.len() {
            if self.reading.hit(index, Kind::Month).is_some() {
                self.month(index);
            }
            if self.reading.tokens()[index].shape == Shape::Han {
                self.ideographs(index);
            }
        }
        for index in 0..self.used.len() {
            if !self.used[index] {
                self.year(index);
            }
        }
        for index in 0..self.used.len() {
            if !self.used[index] {
                self.bare_day(index);
            }
        }
        for index in 0..self.used.len() {
            let weekday = self.reading.hit(index, Kind::Weekday);
            let weekday = weekday.map(|hit| (hit, DateKind::Weekday(u8::try_from(hit.value).unwrap_or(1))));
            let relative = || self.reading.hit(index, Kind::Relative).map(|hit| (hit, DateKind::Relative));
            let day = || {
                let hit = self.reading.hit(index, Kind::RelativeDay)?;
                Some((hit, DateKind::RelativeDay(hit.value)))
            };
            let other = |kind: Kind, made: fn(i64) -> DateKind| {
                self.reading.hit(index, kind).map(|hit| (hit, made(hit.value)))
            };
            let shift = || other(Kind::DayShift, DateKind::DayShift);
            let year = || other(Kind::RelativeYear, DateKind::RelativeYear);
            if let Some((hit, kind)) = weekday.or_else(day).or_else(shift).or_else(year).or_else(relative) {
                self.keep(hit.start..hit.end, kind, (None, None, None));
            }
        }
    }

    fn keep(&mut self, span: Range<usize>, kind: DateKind, parts: (Option<i32>, Option<u8>, Option<u8>)) {
        let (year, month, day) = parts;
        self.found.push(Date { span, kind, year, month, day, either_order: false });
    }

    /// The value and length of a token of digits.
    fn value(&self, index: usize) -> Option<(i32, usize)> {
        let token = self.reading.tokens().get(index)?;
        if token.shape != Shape::Digits || token.end - token.start > 16 {
            return None;
        }
        let text = self.reading.slice(token);
        let value = text
            .chars()
            .try_fold(0i32, |sum, c| sum.checked_mul(10)?.checked_add(i32::try_from(digit(c)?).ok()?));
        Some((value?, text.chars().count()))
    }

    fn day(&self, index: usize) -> Option<u8> {
        let (value, length) = self.value(index)?;
        u8::try_from(value).ok().filter(|day| length <= 2 && (1..=31).contains(day))
    }

    fn four(&self, index: usize) -> Option<i32> {
        let (value, length) = self.value(index)?;
        (length == 4 && (1000..=2199).contains(&value)).then_some(value)
    }

    /// `2019-03-26`, `26.03.2019`, `03/26/2019`.
    fn triple(&mut self, index: usize) {
        let sign = |at: usize| {
            let mut gap = self.reading.gap(at).trim_end_matches([' ', '\u{a0}']).chars();
            let sign = gap.next().filter(|c| matches!(c, '.' | '/' | '-' | '‑' | '–'))?;
            gap.next().is_none().then_some(sign)
        };
        let [Some(first), Some(second), Some(third)] = [0, 1, 2].map(|at| self.value(index + at)) else {
            return;
        };
        let (Some(sign_one), Some(sign_two)) = (sign(index), sign(index + 1)) else { return };
        if sign_one != sign_two {
            return;
        }
        let language = self.reading.language();
        let small = |(value, length): (i32, usize)| u8::try_from(value).ok().filter(|_| length <= 2);
        let (year, month, day, either) = if first.1 == 4 {
            let (Some(month), Some(day)) = (small(second), small(third)) else { return };
            (first.0, month, day, false)
        } else {
            let year = match third {
                (year, 4) => year,
                (year, 2) if sign_one != '-' => 2000 + year - if year > 50 { 100 } else { 0 },
                _ => return,
            };
            let (Some(one), Some(two)) = (small(first), small(second)) else { return };
            let month_first = sign_one == '/' && language.is_some_and(|language| language.month_first);
            let swap = month_first && one <= 12 || two > 12;
            let (month, day) = if swap { (one, two) } else { (two, one) };
            let known = language.is_some_and(|language| !language.month_first);
            (year, month, day, sign_one == '/' && one <= 12 && two <= 12 && !known)
        };
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1000..=2199).contains(&year) {
            return;
        }
        let tokens = self.reading.tokens();
        let span = tokens[index].start..tokens[index + 2].end;
        self.keep(span, DateKind::Date, (Some(year), Some(month), Some(day)));
        if let Some(date) = self.found.last_mut() {
            date.either_order = either;
        }
        self.used[index..index + 3].fill(true);
    }

    /// What is around the name of a month.
    fn month(&mut self, index: usize) {
        let Some(hit) = self.reading.hit(index, Kind::Month) else { return };
        let Ok(month) = u8::try_from(hit.value) else { return };
        let mut span = hit.start..hit.end;
        let mut days: Vec<(u8, usize)> = Vec::new();
        let (mut first, mut next) = (index, hit.next);
        if let Some((day, at, start)) = self.day_before(index) {
            days.push((day, at));
            (first, span.start) = (at, start);
            while let Some((day, at, start)) = self.earlier_day(first) {
                days.push((day, at));
                (first, span.start) = (at, start);
            }
        } else if self.reading.language().is_none_or(|language| language.month_first)
            || is_genitive(&self.reading.text()[hit.start..hit.end])
        {
            while let Some((day, end, after)) = self.later_day(next, days.is_empty()) {
                days.push((day, next));
                (span.end, next) = (end, after);
            }
        }
        let mut year = None;
        if let Some((value, end, at)) = self.year_after(next) {
            (year, span.end) = (Some(value), end);
            self.used[at] = true;
        } else if let Some((value, at)) = self.year_before(first) {
            (year, span.start) = (Some(value), self.reading.tokens()[at].start);
            self.used[at] = true;
        }
        let Some((main, others)) = days.split_first() else {
            self.keep(span, DateKind::Date, (year, Some(month), None));
            return;
        };
        for (day, at) in others {
            let token = &self.reading.tokens()[*at];
            self.keep(token.start..token.end, DateKind::Date, (year, Some(month), Some(*day)));
        }
        self.keep(span, DateKind::Date, (year, Some(month), Some(main.0)));
        for (_, at) in days {
            self.used[at] = true;
        }
    }

    /// The day before a month: `26 March`, `26th of March`, `le 1er mars`, `26 de julio`, `26. März`.
    fn day_before(&self, month: usize) -> Option<(u8, usize, usize)> {
        let mut at = month.checked_sub(1)?;
        for _ in 0..2 {
            if self.reading.hit(at, Kind::DateJoin).is_some() {
                at = at.checked_sub(1)?;
            }
        }
        if self.reading.hit(at, Kind::OrdinalEnding).is_some() && self.day(at.checked_sub(1)?).is_some() {
            at -= 1;
        }
        let between = &self.reading.text()[self.reading.tokens()[at].end..self.reading.tokens()[month].start];
        if between.len() > 16 || between.contains([',', ';', ':', '\n', '(', ')', '!', '?']) {
            return None;
        }
        let start = self.reading.tokens()[at].start;
        if let Some(day) = self.day(at) {
            return (!self.used[at]).then_some((day, at, start));
        }
        let word = self.reading.hit(at, Kind::Ordinal).or_else(|| self.reading.hit(at, Kind::Number))?;
        let day = u8::try_from(word.value).ok().filter(|day| (1..=31).contains(day))?;
        Some((day, at, start))
    }

    /// The first day of a range: `5–7 July`, `from 26 to 28 July`, `am 5. und 7. Juli`.
    fn earlier_day(&self, day: usize) -> Option<(u8, usize, usize)> {
        let mut at = day.checked_sub(1)?;
        let dash = self.reading.gap(at).trim_matches([' ', '.', '\u{a0}']);
        if !matches!(dash, "-" | "–" | "—" | "," | "/" | "‑") {
            self.reading.hit(at, Kind::Range)?;
            at = at.checked_sub(1)?;
        }
        if self.reading.hit(at, Kind::OrdinalEnding).is_some() {
            at = at.checked_sub(1)?;
        }
        let value = self.day(at).filter(|_| !self.used[at])?;
        let token = &self.reading.tokens()[at];
        (self.reading.tokens()[day].start - token.end < 12).then_some((value, at, token.start))
    }

    /// The day after a month: `March 26`, and the other end of a range: `March 26–28`.
    fn later_day(&self, at: usize, is_first: bool) -> Option<(u8, usize, usize)> {
        let day = self.day(at).filter(|_| !self.used[at])?;
        let gap = self.reading.gap(at.checked_sub(1)?);
        let plain = gap.chars().all(|c| c.is_whitespace() || c == '.') && gap.len() <= 3;
        let dash = matches!(gap.trim(), "-" | "–" | "—");
        if is_first && !plain || !is_first && !dash {
            return None;
        }
        // `March 5,000`: a number.
        let rest = &self.reading.text()[self.reading.tokens()[at].end..];
        let mut chars = rest.chars();
        let sign = chars.next().filter(|c| matches!(c, ',' | '.' | ':'));
        if sign.is_some() && chars.next().is_some_and(|c| c.is_ascii_digit()) {
            let year = sign == Some(',') && self.four(at + 1).is_some();
            if !year {
                return None;
            }
        }
        let mut end = self.reading.tokens()[at].end;
        let mut after = at + 1;
        if let Some(hit) = self.reading.hit(after, Kind::OrdinalEnding).filter(|hit| hit.start == end) {
            (end, after) = (hit.end, hit.next);
        }
        Some((day, end, after))
    }

    /// The year after a month or day.
    fn year_after(&self, next: usize) -> Option<(i32, usize, usize)> {
        let mut at = next;
        let mut gap = self.reading.gap(at.checked_sub(1)?);
        let plain =
            |gap: &str| gap.len() <= 4 && gap.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '.'));
        if !plain(gap) {
            let short = gap.trim_start_matches([' ', '\u{a0}']);
            let (value, length) = self.value(at)?;
            let end = self.reading.tokens()[at].end;
            return (matches!(short, "’" | "'" | "‘") && length == 2).then_some((century(value), end, at));
        }
        if let Some(hit) = self.reading.hit(at, Kind::YearJoin) {
            at = hit.next;
            gap = self.reading.gap(at - 1);
        }
        let year = self.four(at).filter(|_| plain(gap) && !self.used[at])?;
        Some((year, self.reading.tokens()[at].end, at))
    }

    /// The year before a day, where words tie them: `2019 жылғы 26 шілде`, `2019 July`.
    fn year_before(&self, first: usize) -> Option<(i32, usize)> {
        let before = first.checked_sub(1)?;
        let join = self.reading.hit(before, Kind::YearJoin).is_some();
        let at = if join { before.checked_sub(1)? } else { before };
        let gap = self.reading.gap(before);
        let plain = gap.chars().all(|c| c.is_whitespace() || c == '.');
        self.four(at).filter(|_| plain && !self.used[at] && gap.len() <= 3).map(|year| (year, at))
    }

    /// `2019年3月26日`, `三月`, `二〇一九年`.
    fn ideographs(&mut self, index: usize) {
        let token = self.reading.tokens()[index];
        if self.used[index] || !matches!(self.reading.slice(&token), "年" | "月") {
            return;
        }
        let Some((value, start)) = self.before(index) else { return };
        let is_year = self.reading.slice(&token) == "年";
        let mut end = token.end;
        let (mut year, mut month, mut day) = (None, None, None);
        let small =
            |value: i64, most: u8| u8::try_from(value).ok().filter(|value| (1..=most).contains(value));
        let rest = |from: usize| self.reading.text().get(from..).unwrap_or_default();
        if is_year {
            let digits = self.reading.text()[start..token.start].chars().count();
            if digits == 2 && rest(end).starts_with('代') && value % 10 == 0 {
                let decade = i32::try_from(value).ok().map(century);
                self.keep(start..end + '代'.len_utf8(), DateKind::Decade, (decade, None, None));
                return;
            }
            year = i32::try_from(value).ok().filter(|year| (1000..=2199).contains(year));
            if year.is_none() {
                return;
            }
            if rest(end).starts_with('代') {
                self.keep(start..end + '代'.len_utf8(), DateKind::Decade, (year, None, None));
                return;
            }
            if let Some((value, after)) = number_at(rest(end))
                && rest(end + after).starts_with('月')
            {
                month = small(value, 12);
                end += after + '月'.len_utf8();
            }
        } else {
            month = small(value, 12);
        }
        if month.is_some()
            && let Some((value, after)) = number_at(rest(end))
            && rest(end + after).starts_with(['日', '号', '號'])
        {
            day = small(value, 31);
            end += after + '日'.len_utf8();
        }
        if year.is_none() && month.is_none() {
            return;
        }
        for at in 0..self.used.len() {
            let token = &self.reading.tokens()[at];
            if token.start >= end {
                break;
            }
            self.used[at] |= token.start >= start;
        }
        self.keep(start..end, DateKind::Date, (year, month, day));
    }

    /// A day without its month: `el día 22`, `samedi 13`, `22 числа`, `23日`.
    fn bare_day(&mut self, index: usize) {
        let Some(day) = self.day(index) else { return };
        let (token, text) = (self.reading.tokens()[index], self.reading.text());
        let rest = &text[token.end..];
        let in_han = rest.strip_prefix(['日', '号', '號']).is_some_and(|rest| {
            !rest.starts_with(['内', '內', '间', '間', '游', '后', '後', '元', '线', '線', '楼', '樓'])
        });
        let tag = self.reading.language().map_or("", super::Language::tag);
        let beside = |at: usize| text[self.reading.tokens()[at].end..token.start].trim().is_empty();
        let named = index > 0
            && beside(index - 1)
            && match tag {
                "es" => {
                    self.reading.hit(index - 1, Kind::Weekday).is_some()
                        || matches!(self.reading.slice(&self.reading.tokens()[index - 1]), "día" | "dia")
                }
                "fr" => self.reading.hit(index - 1, Kind::Weekday).is_some(),
                _ => false,
            };
        let follows = |word: &str| {
            let rest = rest.trim_start_matches(['-', '‑']);
            let rest = rest.strip_prefix("го").or(rest.strip_prefix("е")).unwrap_or(rest);
            rest.trim_start().starts_with(word)
        };
        if in_han || named || tag == "ru" && follows("числа") {
            self.used[index] = true;
            let end = if in_han { token.end + '日'.len_utf8() } else { token.end };
            self.keep(token.start..end, DateKind::Date, (None, None, Some(day)));
        }
    }

    /// The number right before a token, and where it begins.
    fn before(&self, index: usize) -> Option<(i64, usize)> {
        let before = &self.reading.tokens()[..index];
        let numeral =
            |c: char| han::begins(c) && !matches!(c, '百' | '千' | '万' | '萬' | '亿' | '億' | '兆');
        let run = before.iter().rev().take(4).take_while(|token| {
            token.shape == Shape::Digits || self.reading.slice(token).chars().next().is_some_and(numeral)
        });
        let start = run.last()?.start;
        let text = &self.reading.text()[start..self.reading.tokens()[index].start];
        let (value, length) = number_at(text)?;
        (length == text.len()).then_some((value, start))
    }

    /// A year alone, a decade, a season: `2019`, `the 1990s`, `2018/19`, `’19`.
    fn year(&mut self, index: usize) {
        let token = self.reading.tokens()[index];
        let text = self.reading.text();
        let before = text[..token.start].chars().next_back();
        if let Some((value, 2)) = self.value(index) {
            let start = text[..token.start].trim_end_matches(['’', '\'', '‘']).len();
            let opened = text[..start].chars().next_back().is_none_or(char::is_whitespace);
            let after = text[token.end..].chars().next();
            if start < token.start && opened && !matches!(after, Some('’' | '\'')) {
                self.keep(start..token.end, DateKind::Date, (Some(century(value)), None, None));
            }
            return;
        }
        let Some(year) = self.four(index) else { return };
        let numeric = |c: char| matches!(c, '.' | ',' | '\'' | '’' | ':');
        let unit =
            self.reading.hits_at(index).iter().any(|hit| hit.kind == Kind::Unit && hit.end == token.start);
        let joined = before.is_some_and(|c| c.is_alphabetic() && !super::fold::is_han(c))
            || before.is_some_and(numeric) && self.reading.gap(index.wrapping_sub(1)).chars().count() == 1;
        let after = self.reading.gap(index);
        let goes_on = after.chars().eq(after.chars().take(1).filter(|c| numeric(*c)))
            && !after.is_empty()
            && self.value(index + 1).is_some();
        let scaled = self.reading.hit(index + 1, Kind::Scale).is_some()
            || after.trim().starts_with('%')
            || self.reading.hit(index + 1, Kind::AttachedScale).is_some() && after.is_empty();
        if unit || joined || goes_on || scaled {
            return;
        }
        self.used[index] = true;
        let decade = self.reading.hit(index + 1, Kind::Decade);
        let near = |start: usize| text[token.end..start].chars().all(|c| matches!(c, '-' | ' ' | '’' | '\''));
        if let Some(hit) = decade.filter(|hit| year % 10 == 0 && near(hit.start)) {
            self.keep(token.start..hit.end, DateKind::Decade, (Some(year), None, None));
            return;
        }
        self.keep(token.start..token.end, DateKind::Date, (Some(year), None, None));
        if matches!(after, "/" | "-" | "–" | "‑")
            && let Some((value, 2)) = self.value(index + 1)
            && value > year % 100
        {
            let next = self.reading.tokens()[index + 1];
            self.used[index + 1] = true;
            let end = year - year % 100 + value;
            self.keep(next.start..next.end, DateKind::Date, (Some(end), None, None));
        }
    }

    /// `in May and June 2019`: the first month is one of that year too.
    fn share_years(&mut self) {
        for index in (1..self.found.len()).rev() {
            let (before, after) = self.found.split_at_mut(index);
            let (Some(first), Some(second)) = (before.last_mut(), after.first()) else { continue };
            let near = second.span.start.saturating_sub(first.span.end) <= 12;
            if first.month.is_some() && first.year.is_none() && second.month.is_some() && near {
                first.year = second.year;
            }
        }
    }
}

/// The year of two digits.
fn century(value: i32) -> i32 {
    if value <= 40 { 2000 + value } else { 1900 + value }
}

/// A whole number at the beginning of a text, and how long it is.
fn number_at(text: &str) -> Option<(i64, usize)> {
    let length: usize = text.chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum();
    if length > 0 {
        let digits = text[..length]
            .chars()
            .try_fold(0i64, |sum, c| sum.checked_mul(10)?.checked_add(i64::from(digit(c)?)));
        return Some((digits?, length));
    }
    let (value, end) = han::number(text, 0)?;
    Some((value.integer()?, end))
}

#[cfg(test)]
mod tests {
    use super::{DateKind, dates};
    use crate::language::{Language, Reading};

    fn found(text: &str, tag: &str) -> Vec<String> {
        let found = dates(&Reading::new(text, Language::of(tag)));
        let dates = found.into_iter().filter(|date| date.kind == DateKind::Date);
        dates
            .map(|date| {
                let part = |part: Option<u8>| part.map_or("?".to_owned(), |part| part.to_string());
                let year = date.year.map_or("?".to_owned(), |year| year.to_string());
                format!("{year}-{}-{}", part(date.month), part(date.day))
            })
            .collect()
    }

    #[test]
    fn dates_are_read_in_every_language() {
        for (tag, text, date) in [
            ("en", "joined on 2019-03-26", "2019-3-26"),
            ("en", "03/26/2019", "2019-3-26"),
            ("en", "Wednesday, July 10, 2019", "2019-7-10"),
            ("en", "on March 26 in Strasbourg", "?-3-26"),
            ("en", "the 26th of March 2019", "2019-3-26"),
            ("en", "In July 2018, it", "2018-7-?"),
            ("en", "in 2018.", "2018-?-?"),
            ("en", "summer of ’19", "2019-?-?"),
            ("de", "Am 26. März 2019", "2019-3-26"),
            ("de", "26.03.2019", "2019-3-26"),
            ("fr", "le 13 juillet 1995", "1995-7-13"),
            ("fr", "le 1er mars", "?-3-1"),
            ("es", "el 26 de julio de 2019", "2019-7-26"),
            ("ru", "26 июля 2019 года", "2019-7-26"),
            ("kk", "2019 жылғы 26 шілдеде", "2019-7-26"),
            ("kk", "2019 жылы шілдеде", "2019-7-?"),
            ("zh", "2019年3月26日", "2019-3-26"),
            ("zh", "二〇一九年三月二十六日", "2019-3-26"),
            ("zh", "23日夜间着陆", "?-?-23"),
            ("es", "el próximo día 22", "?-?-22"),
            ("es", "el sábado 13", "?-?-13"),
            ("fr", "samedi 13", "?-?-13"),
            ("ru", "22-го числа", "?-?-22"),
            ("sw", "26.03.2019", "2019-3-26"),
        ] {
            assert_eq!(found(text, tag), [date], "{tag}: {text}");
        }
        assert_eq!(found("from 26 to 28 July 2019", "en"), ["2019-7-26", "2019-7-28"]);
        assert_eq!(found("March 26–28, 2019", "en"), ["2019-3-26", "2019-3-28"]);
        assert_eq!(found("in May and June 2019", "en"), ["2019-5-?", "2019-6-?"]);
        assert_eq!(
            found("the 2018/19 season, 2019-2022", "en"),
            ["2018-?-?", "2019-?-?", "2019-?-?", "2022-?-?"]
        );
        assert!(found("三天, 3日内", "zh").is_empty());
        assert!(found("$2000, 1500 million, 2018%, 12,2018 and 2018.5", "en").is_empty());
    }

    #[test]
    fn other_times_are_told_apart() {
        let text = "the 1990s, on Sunday, yesterday";
        let found: Vec<DateKind> =
            dates(&Reading::new(text, Language::of("en"))).into_iter().map(|date| date.kind).collect();
        assert_eq!(found, [DateKind::Decade, DateKind::Weekday(7), DateKind::RelativeDay(-1)]);
        let kinds = |text: &str, tag: &str| -> Vec<DateKind> {
            dates(&Reading::new(text, Language::of(tag))).into_iter().map(|date| date.kind).collect()
        };
        assert_eq!(kinds("Tags darauf kam sie.", "de"), [DateKind::DayShift(1)]);
        assert_eq!(kinds("Накануне там сошли вагоны.", "ru"), [DateKind::DayShift(-1)]);
        assert_eq!(kinds("新工厂明年投产", "zh"), [DateKind::RelativeYear(1)]);
        let edtf =
            |text: &str| dates(&Reading::new(text, Language::of("en"))).first().and_then(super::Date::edtf);
        assert_eq!(edtf("July 10, 2019"), Some("2019-07-10".to_owned()));
        assert_eq!(edtf("July 10"), None);
    }
}
