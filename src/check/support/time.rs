//! Dates: does the article give the fact's time where its quotes are?
use super::doubt::{Doubt, Part};
use super::judge::{Case, Judge};
use super::number::is_date;
use crate::check::model::{LiteralKind, Object};
use crate::diagnostic::Code;
use crate::language::{Date, DateKind, Language, Reading, date};
use std::ops::Range;

const HELP: &str = "write the date of the article, or quote the words that give it; or mark the fact `inferred` and say in a `note` how the time is known";

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let object = match &case.fact.object {
        Object::Time(time) => Some(time.text),
        Object::Literal(literal)
            if matches!(literal.kind, LiteralKind::Typed(_)) && is_date(literal.text) =>
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

    /// The day of the week, 1 (Monday) to 7.
    fn weekday(&self) -> Option<u8> {
        let (month, day) = (i32::from(self.month?), i32::from(self.day?));
        let year = if month < 3 { self.year - 1 } else { self.year };
        let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].get(usize::try_from(month - 1).ok()?)?;
        let from_sunday = (year + year / 4 - year / 100 + year / 400 + shift + day) % 7;
        u8::try_from(if from_sunday == 0 { 7 } else { from_sunday }).ok()
    }

    /// Days from a fixed one, months and years rounded.
    fn days(&self) -> i32 {
        self.year * 365 + (i32::from(self.month.unwrap_or(6)) - 1) * 30 + i32::from(self.day.unwrap_or(15))
    }
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
    let relative = near.iter().any(|date| matches!(date.kind, DateKind::Relative | DateKind::Weekday(_)))
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
    let weekdays: Vec<u8> = near
        .iter()
        .filter_map(|date| match date.kind {
            DateKind::Weekday(day) => Some(day),
            _ => None,
        })
        .collect();
    if point.day.is_some() && !weekdays.is_empty() && relative && !near.iter().any(|date| date.day.is_some())
    {
        let fits = point.weekday().is_some_and(|day| weekdays.contains(&day));
        return (!fits).then(|| {
            format!("the day {} (not the weekday that the article names)", point.day.unwrap_or_default())
        });
    }
    if relative && (case.fact.inferred || !near.iter().any(|date| date.month.is_some())) {
        return None;
    }
    let year = all.iter().any(|date| {
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
    if all.iter().any(|date| point.is_in(date)) {
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

/// The dates of the article's date line, and of its publication.
fn date_line(judge: &Judge<'_, '_>) -> Vec<Date> {
    let page = &judge.page;
    let mut dates: Vec<Date> = Vec::new();
    // The date line stands in the first two lines, or before the first sentence's dash.
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
