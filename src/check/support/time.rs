//! Dates: does the article give the fact's time where its quotes are?
use super::doubt::{Doubt, Part};
use super::judge::{Case, Judge};
use super::number::is_date;
use crate::check::model::{LiteralType, Modality, Object};
use crate::diagnostic::Code;
use crate::language::{Date, DateKind, Kind, Language, Reading, date};
use crate::term::time::days_in;
use std::ops::Range;

const HELP: &str = "write the date of the article, or quote the words that give it; or mark the fact `inferred` and say in a `note` how the time is known";

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let object = match &case.fact.object {
        Object::Time(time) => Some(time.text),
        Object::Literal(literal)
            if matches!(literal.kind, LiteralType::Typed(_)) && is_date(literal.text) =>
        {
            Some(literal.text)
        }
        _ => None,
    };
    let when = case.fact.when.map(|time| time.text);
    for (part, text) in [(Part::Object, object), (Part::When, when.filter(|when| Some(*when) != object))] {
        let Some(text) = text else { continue };
        let mut missing =
            text.split('/').filter_map(Point::read).filter_map(|point| missing(judge, case, &point, text));
        if let Some(what) = missing.next() {
            let message = format!(
                "{what} of `{text}` is neither in the quotes of the fact nor in their sentences nor in the article's date line"
            );
            doubts.push(Doubt::new(Code::UnsupportedTime, part, message, HELP));
        }
    }
}

/// A date as a fact gives it.
struct Point {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

impl Point {
    fn read(text: &str) -> Option<Self> {
        let bare = text.trim_end_matches(['~', '?', 'Z']);
        let bare = bare.split('T').next()?;
        let mut parts = bare.split('-');
        let year = parts.next()?.parse().ok()?;
        let mut next = || parts.next().and_then(|part| part.parse().ok());
        Some(Self { year, month: next(), day: next() })
    }

    /// Whether a date in the text agrees with month and day.
    fn is_in(&self, date: &Date) -> bool {
        if date.year.is_some_and(|year| year != self.year) || date.kind != DateKind::Date {
            return false;
        }
        let straight = self.month.is_none_or(|month| date.month == Some(month))
            && self.day.is_none_or(|day| date.day == Some(day));
        straight || date.either_order && date.month == self.day && date.day == self.month
    }

    /// The days before and after it.
    fn neighbours(&self) -> Vec<Self> {
        let (Some(month), Some(day)) = (self.month, self.day) else { return Vec::new() };
        let year = self.year;
        let before = match (month, day) {
            (1, 1) => (year - 1, 12, 31),
            (_, 1) => (year, month.saturating_sub(1), days_in(year, month.saturating_sub(1))),
            _ => (year, month, day - 1),
        };
        let after = match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            _ if day >= days_in(year, month) => (year, month + 1, 1),
            _ => (year, month, day + 1),
        };
        let point = |(year, month, day)| Self { year, month: Some(month), day: Some(day) };
        [before, after].map(point).into()
    }

    /// Whether its day is the first or last one of a month, a half or a third of it.
    fn is_part_of_month(&self) -> bool {
        let last = self.month.map_or(31, |month| days_in(self.year, month));
        self.day.is_some_and(|day| day == last || matches!(day, 1 | 10 | 11 | 15 | 16 | 20 | 21))
    }

    /// Whether it is the first or last day or month of a year or of half of it.
    fn is_part_of_year(&self) -> bool {
        let begins = matches!(self.month, Some(1 | 7)) && self.day.is_none_or(|day| day == 1);
        let ends = matches!(self.month, Some(6 | 12)) && self.day.is_none_or(|day| day >= 30);
        begins || ends
    }

    /// The day of the week, 1 (Monday) to 7.
    fn weekday(&self) -> Option<u8> {
        let (month, day) = (i32::from(self.month?), i32::from(self.day?));
        let year = if month < 3 { self.year - 1 } else { self.year };
        let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].get(usize::try_from(month - 1).ok()?)?;
        let from_sunday = (year + year / 4 - year / 100 + year / 400 + shift + day) % 7;
        u8::try_from(if from_sunday == 0 { 7 } else { from_sunday }).ok()
    }

    /// The number of the day, from a fixed one.
    fn number(&self) -> Option<i64> {
        let (month, day) = (i64::from(self.month?), i64::from(self.day?));
        let year = i64::from(self.year) - i64::from(month < 3);
        let month = (month + 9) % 12;
        Some(365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day)
    }

    /// Days from a fixed one, months and years rounded.
    fn days(&self) -> i32 {
        self.year * 365 + (i32::from(self.month.unwrap_or(6)) - 1) * 30 + i32::from(self.day.unwrap_or(15))
    }
}

/// Whether a time is a quarter or a half of a year, whose months an article hardly names.
fn is_period(text: &str) -> bool {
    let mut points = text.split('/').map(Point::read);
    let (Some(Some(from)), Some(Some(to))) = (points.next(), points.next()) else { return false };
    let begins = from.month.is_some_and(|month| month % 3 == 1);
    let ends = to.month.is_some_and(|month| month % 3 == 0);
    from.year == to.year && begins && ends && from.day.is_none() && to.day.is_none()
}

/// Whether a date of the article may be one of a time's ends.
pub(super) fn agrees(time: &str, date: &Date) -> bool {
    let bare =
        date.kind == DateKind::Date && date.year.is_none() && date.month.is_none() && date.day.is_some();
    let mut points = time.split('/').filter_map(Point::read);
    // A day of some month is not the year that a fact gives.
    let is_in = |point: &Point| (point.month.is_some() || date.year.is_some()) && point.is_in(date);
    points.any(|point| is_in(&point) || bare && date.day == point.day)
}

/// The part of a point in time that the article does not give where it should.
fn missing(judge: &Judge<'_, '_>, case: &Case<'_, '_>, point: &Point, text: &str) -> Option<String> {
    let page = &judge.page;
    let near: Vec<&Date> =
        case.quotes.iter().chain(&case.sentences).flat_map(|range| page.dates_in(range)).collect();
    let line = judge.date_line.get_or_init(|| date_line(judge));
    let mut all: Vec<&Date> = near.clone();
    all.extend(line);
    let noted: Vec<Date> = match case.fact.note.filter(|_| case.fact.inferred) {
        Some(note) => [Language::of("en"), page.language]
            .into_iter()
            .flatten()
            .flat_map(|language| date::dates(&Reading::new(note, Some(language))))
            .collect(),
        None => Vec::new(),
    };
    all.extend(&noted);
    if case.fact.inferred {
        // Another fact that gives the same time carries the reasons for it.
        let others = judge.given.get(text).copied().unwrap_or_default();
        if others > 1 {
            return None;
        }
        all.extend(case.earlier.iter().flat_map(|range| page.dates_in(range)));
    }
    let is_known = page.language.is_some();
    // "The last four years".
    let ago = case
        .quotes
        .iter()
        .flat_map(|quote| page.numbers_in(quote))
        .filter_map(|number| number.value.integer());
    let ago = ago
        .filter(|years| (1..=30).contains(years))
        .max()
        .and_then(|years| i32::try_from(years).ok())
        .unwrap_or(1);
    let relative = near.iter().any(|date| !matches!(date.kind, DateKind::Date | DateKind::Decade))
        && line.iter().any(|date| {
            let line = Point { year: date.year.unwrap_or(point.year), month: date.month, day: date.day };
            let reach = if point.day.is_some() {
                45
            } else if point.month.is_some() {
                100
            } else {
                500 + ago * 365
            };
            (line.days() - point.days()).abs() <= reach
        });
    // "Before 1 November" is until 31 October, "the night to the 17th" begins on the 16th.
    let beside = |date: &Date| {
        let interval = text.contains('/') && case.fact.inferred;
        interval && date.day.is_some() && point.neighbours().iter().any(|day| day.is_in(date))
    };
    let is_given = |date: &&Date| date.day.is_some() && point.is_in(date) || beside(date);
    if relative
        && point.day.is_some()
        && !all.iter().any(is_given)
        && let Some(doubt) = wrong_day(&near, line, point)
    {
        return Some(doubt);
    }
    // "On the 23rd", of the month of the article.
    let bare: Vec<u8> = near.iter().filter(|date| date.month.is_none()).filter_map(|date| date.day).collect();
    let in_month = line.iter().any(|date| {
        let line = Point { year: date.year.unwrap_or(point.year), month: date.month, day: date.day };
        date.month.is_some() && (line.days() - point.days()).abs() <= 40
    });
    if let Some(day) = point.day.filter(|_| in_month && !bare.is_empty()) {
        if bare.contains(&day) {
            return None;
        }
        if !all.iter().any(|date| date.month.is_some() && point.is_in(date)) {
            return Some(format!("the day {day}"));
        }
    }
    if relative && (case.fact.inferred || !near.iter().any(|date| date.month.is_some())) {
        return None;
    }
    // "In March", of the year that is nearest to the article.
    let within_a_year = |line: &Date| {
        let line = Point { year: line.year.unwrap_or(point.year), month: line.month, day: line.day };
        (line.days() - point.days()).abs() <= 366
    };
    let bare_month = |date: &&Date| {
        date.kind == DateKind::Date
            && date.year.is_none()
            && date.month.is_some()
            && date.month == point.month
            && point.day.is_none_or(|day| date.day == Some(day))
    };
    if case.fact.inferred && near.iter().any(bare_month) && line.iter().any(within_a_year) {
        return None;
    }
    // Its quotes give another year.
    let quoted: Vec<i32> =
        case.quotes.iter().flat_map(|quote| page.dates_in(quote)).filter_map(|date| date.year).collect();
    let told = relative && point.month.is_some()
        || near
            .iter()
            .any(|date| point.month.is_some() && date.year == Some(point.year) && point.is_in(date));
    let single = !case.fact.inferred && !text.contains('/');
    let other_year = single && !told && !quoted.is_empty() && !quoted.contains(&point.year);
    if other_year && !near.iter().any(|date| date.kind == DateKind::Decade) {
        return Some(format!("the year {}", point.year));
    }
    // "Next year".
    let told_year = near.iter().any(|date| {
        let DateKind::RelativeYear(shift) = date.kind else { return false };
        line.iter().any(|line| line.year.is_some_and(|year| i64::from(year) + shift == i64::from(point.year)))
    });
    let year = told_year
        || all.iter().any(|date| {
            date.year == Some(point.year)
                || date.kind == DateKind::Decade
                    && date.year.is_some_and(|year| (year..year + 10).contains(&point.year))
        });
    let in_digits = |number: i32| {
        let quoted = case.quotes.iter().chain(&case.sentences).flat_map(|range| page.numbers_in(range));
        quoted.into_iter().any(|found| found.may_be(i64::from(number).into()))
    };
    let decade = all.iter().any(|date| date.kind == DateKind::Decade);
    if !(year || decade && in_digits(point.year)) {
        let later = (page.language.is_none() || case.fact.inferred) && in_digits(point.year);
        if !later {
            return Some(format!("the year {}", point.year));
        }
    }
    let month = point.month?;
    // "By the end of last year", "on the last day of May".
    let end_of_year = month == 12 && point.day.is_none_or(|day| day == 31);
    let end_of_month =
        || point.day == Some(days_in(point.year, month)) && near.iter().any(|date| date.month == Some(month));
    let named_end =
        || case.sentences.iter().any(|sentence| page.cues_in(sentence, Kind::PeriodEnd).next().is_some());
    if (end_of_year || end_of_month()) && !near.iter().any(|date| date.day.is_some()) && named_end() {
        return None;
    }
    if all.iter().any(|date| point.is_in(date) || beside(date)) || case.fact.inferred && is_period(text) {
        return None;
    }
    // "By the end of May", "in mid-May", "by the end of the year": an end of an interval that no day is given for.
    let whole =
        |date: &&&Date| date.kind == DateKind::Date && date.day.is_none() && date.month == Some(month);
    let of_month = || {
        let of_year = |date: &&Date| date.year.is_none_or(|year| year == point.year);
        near.iter().filter(whole).any(of_year) && point.is_part_of_month()
    };
    // "In January, by the 12th".
    let of_month = || {
        of_month()
            || point.day.is_some_and(|day| in_digits(i32::from(day)))
                && near.iter().filter(whole).any(|date| date.year.is_none_or(|year| year == point.year))
    };
    let of_year = || !near.iter().any(|date| date.month.is_some()) && point.is_part_of_year();
    if text.contains('/') && (of_month() || of_year()) {
        return None;
    }
    if !is_known {
        // Months in words cannot be read: the day is all that can be looked for.
        let day = point.day?;
        return (!in_digits(i32::from(day))).then(|| format!("the day {day}"));
    }
    let same_month = all.iter().any(|date| date.month == Some(month) && date.kind == DateKind::Date);
    Some(match point.day {
        Some(day) if same_month => format!("the day {day}"),
        _ => format!("the month {month}"),
    })
}

/// A doubt where the words around a fact tell its day by the article's own day, and tell another one.
fn wrong_day(near: &[&Date], line: &[Date], point: &Point) -> Option<String> {
    let day = point.day?;
    let mut weekdays = Vec::new();
    let mut shifts = Vec::new();
    for date in near {
        match date.kind {
            DateKind::DayShift(_) => return None,
            DateKind::Weekday(weekday) => weekdays.push(weekday),
            DateKind::RelativeDay(shift) => shifts.push(shift),
            _ => {}
        }
    }
    if !weekdays.is_empty() && point.weekday().is_some_and(|weekday| weekdays.contains(&weekday)) {
        return None;
    }
    let own = point.number()?;
    let mut lines =
        line.iter().filter_map(|date| Point { year: date.year?, month: date.month, day: date.day }.number());
    let vague = near.iter().any(|date| date.kind == DateKind::Relative);
    if !shifts.is_empty() && !vague {
        let fits = lines.any(|line| shifts.iter().any(|shift| line + shift == own));
        return (!fits && line.iter().any(|date| date.day.is_some() && date.year.is_some()))
            .then(|| format!("the day {day} (the article tells another one by its own date)"));
    }
    (!weekdays.is_empty()).then(|| format!("the day {day} (not the weekday that the article names)"))
}

/// The fact's time, where it begins after the day of the article, or ends after it though the fact is completed.
pub(super) fn later(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Option<String> {
    let object = match &case.fact.object {
        Object::Time(time) => Some(time.text),
        _ => None,
    };
    let text = object.or(case.fact.when.map(|time| time.text))?;
    let line = judge.date_line.get_or_init(|| date_line(judge));
    let days = |year: i32, month: Option<u8>, day: Option<u8>, rest: (u8, u8)| {
        (year, month.unwrap_or(rest.0), day.unwrap_or(rest.1))
    };
    let last = line.iter().filter_map(|date| Some(days(date.year?, date.month, date.day, (12, 31)))).max()?;
    let mut ends = text.split('/').map(Point::read);
    let first = ends.next().flatten();
    let end = ends.next().flatten();
    let begins = first.map(|point| days(point.year, point.month, point.day, (1, 1)));
    let ended = end.map(|point| days(point.year, point.month, point.day, (1, 1)));
    let completed = case.fact.modality == Modality::Completed;
    (begins.is_some_and(|begins| begins > last) || completed && ended.is_some_and(|ended| ended > last))
        .then(|| text.to_owned())
}

/// The dates of the article's date line, and of its publication.
fn date_line(judge: &Judge<'_, '_>) -> Vec<Date> {
    let page = &judge.page;
    let mut dates: Vec<Date> = Vec::new();
    // The date line is in the first two lines, or before the first sentence's dash.
    let head: Range<usize> =
        0..page.sentences.get(..2).and_then(|first| first.last()).map_or(0, |second| second.end);
    let short = |sentence: &&Range<usize>| sentence.end - sentence.start <= 60;
    for sentence in page.sentences.iter().take(3).filter(short) {
        dates.extend(page.dates_in(sentence).filter(|date| date.year.is_some()).cloned());
    }
    let dash = page.text[head.clone()].find(['—', '–']).filter(|at| *at <= 80).unwrap_or_default();
    dates.extend(page.dates_in(&(0..dash)).filter(|date| date.month.is_some()).cloned());
    let published = judge.document.article.published.and_then(|time| Point::read(time.text));
    if let Some(point) = published {
        dates.push(Date {
            span: 0..0,
            kind: DateKind::Date,
            year: Some(point.year),
            month: point.month,
            day: point.day,
            either_order: false,
        });
    }
    dates
}
