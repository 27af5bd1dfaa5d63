//! Dates: does the article give the fact's time where its quotes are?
use super::doubt::{Doubt, Part};
use super::judge::{Case, Judge};
use super::number::is_date;
use super::page::Page;
use super::point::{Point, is_period};
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

/// The part of a point in time that the article does not give where it should.
fn missing(judge: &Judge<'_, '_>, case: &Case<'_, '_>, point: &Point, text: &str) -> Option<String> {
    // Another fact that gives the same time carries the reasons for it.
    if case.fact.inferred && judge.given.get(text).copied().unwrap_or_default() > 1 {
        return None;
    }
    let noted = noted(judge, case);
    let dates = Dates::around(judge, case, &noted, (point, text));
    let answer = dates.day().or_else(|| dates.relation()).or_else(|| dates.year());
    match answer.unwrap_or_else(|| dates.month()) {
        Answer::Given => None,
        Answer::Missing(part) => Some(part),
    }
}

/// The dates in the note of an inferred fact.
fn noted(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Vec<Date> {
    let Some(note) = case.fact.note.filter(|_| case.fact.inferred) else { return Vec::new() };
    [Language::of("en"), judge.page.language]
        .into_iter()
        .flatten()
        .flat_map(|language| date::dates(&Reading::new(note, Some(language))))
        .collect()
}

/// Whether an article gives a point in time.
enum Answer {
    Given,
    /// The part that it does not give.
    Missing(String),
}

/// The dates of an article that may give a point in time of a fact.
struct Dates<'c> {
    page: &'c Page<'c>,
    case: &'c Case<'c, 'c>,
    point: &'c Point,
    /// The time of the fact: the point, or an interval that it begins or ends.
    text: &'c str,
    /// Those of the quotes and their sentences.
    near: Vec<&'c Date>,
    /// Those of the date line.
    line: &'c [Date],
    /// Both, and for an inferred fact those of its note and of the sentences before.
    all: Vec<&'c Date>,
    /// Whether the words around the fact count from the article's own day, which is near enough.
    relative: bool,
}

impl<'c> Dates<'c> {
    fn around(
        judge: &'c Judge<'_, '_>,
        case: &'c Case<'c, 'c>,
        noted: &'c [Date],
        (point, text): (&'c Point, &'c str),
    ) -> Self {
        let page = &*judge.page;
        let near: Vec<&Date> =
            case.quotes.iter().chain(&case.sentences).flat_map(|range| page.dates_in(range)).collect();
        let line = judge.date_line.get_or_init(|| date_line(judge));
        let mut all: Vec<&Date> = near.clone();
        all.extend(line);
        all.extend(noted);
        if case.fact.inferred {
            all.extend(case.earlier.iter().flat_map(|range| page.dates_in(range)));
        }
        let mut dates = Self { page, case, point, text, near, line, all, relative: false };
        dates.relative = dates.is_relative();
        dates
    }

    fn is_relative(&self) -> bool {
        // "The last four years".
        let ago = self
            .case
            .quotes
            .iter()
            .flat_map(|quote| self.page.numbers_in(quote))
            .filter_map(|number| number.value.integer());
        let ago = ago
            .filter(|years| (1..=30).contains(years))
            .max()
            .and_then(|years| i32::try_from(years).ok())
            .unwrap_or(1);
        let reach = if self.point.day.is_some() {
            45
        } else if self.point.month.is_some() {
            100
        } else {
            500 + ago * 365
        };
        self.near.iter().any(|date| !matches!(date.kind, DateKind::Date | DateKind::Decade))
            && self.line.iter().any(|date| self.distance(date) <= reach)
    }

    /// The days from a date to the point.
    fn distance(&self, date: &Date) -> i32 {
        let date = Point { year: date.year.unwrap_or(self.point.year), month: date.month, day: date.day };
        (date.days() - self.point.days()).abs()
    }

    /// "Before 1 November" is until 31 October, "the night to the 17th" begins on the 16th.
    fn is_beside(&self, date: &Date) -> bool {
        let interval = self.text.contains('/') && self.case.fact.inferred;
        interval && date.day.is_some() && self.point.neighbours().iter().any(|day| day.is_in(date))
    }

    fn has_near_month(&self) -> bool {
        self.near.iter().any(|date| date.month.is_some())
    }

    /// Whether a number is in the quotes or their sentences.
    fn in_digits(&self, number: i32) -> bool {
        let ranges = self.case.quotes.iter().chain(&self.case.sentences);
        ranges
            .flat_map(|range| self.page.numbers_in(range))
            .any(|found| found.may_be(i64::from(number).into()))
    }

    /// By the article's own day, and by days of its month: "on Tuesday", "on the 23rd".
    fn day(&self) -> Option<Answer> {
        let day = self.point.day?;
        let is_given = |date: &&Date| date.day.is_some() && self.point.is_in(date) || self.is_beside(date);
        if self.relative
            && !self.all.iter().any(is_given)
            && let Some(part) = wrong_day(&self.near, self.line, self.point)
        {
            return Some(Answer::Missing(part));
        }
        let bare: Vec<u8> =
            self.near.iter().filter(|date| date.month.is_none()).filter_map(|date| date.day).collect();
        let in_month = self.line.iter().any(|date| date.month.is_some() && self.distance(date) <= 40);
        if !in_month || bare.is_empty() {
            return None;
        }
        if bare.contains(&day) {
            return Some(Answer::Given);
        }
        let dated = self.all.iter().any(|date| date.month.is_some() && self.point.is_in(date));
        (!dated).then(|| Answer::Missing(format!("the day {day}")))
    }

    /// By what the words leave to the article's own day: "last year", "in March", of the year that is nearest.
    fn relation(&self) -> Option<Answer> {
        let (point, inferred) = (self.point, self.case.fact.inferred);
        if self.relative && (inferred || !self.has_near_month()) {
            return Some(Answer::Given);
        }
        let bare_month = |date: &&Date| {
            date.kind == DateKind::Date
                && date.year.is_none()
                && date.month.is_some()
                && date.month == point.month
                && point.day.is_none_or(|day| date.day == Some(day))
        };
        let within_a_year = |line: &Date| self.distance(line) <= 366;
        (inferred && self.near.iter().any(bare_month) && self.line.iter().any(within_a_year))
            .then_some(Answer::Given)
    }

    /// By its year, where the quotes give another one or nothing gives it.
    fn year(&self) -> Option<Answer> {
        let (point, case) = (self.point, self.case);
        let missing = || Some(Answer::Missing(format!("the year {}", point.year)));
        let quotes = case.quotes.iter().flat_map(|quote| self.page.dates_in(quote));
        let quoted: Vec<i32> = quotes.filter_map(|date| date.year).collect();
        let dated = |date: &&Date| date.year == Some(point.year) && point.is_in(date);
        let told = point.month.is_some() && (self.relative || self.near.iter().any(dated));
        let single = !case.fact.inferred && !self.text.contains('/');
        let other_year = single && !told && !quoted.is_empty() && !quoted.contains(&point.year);
        if other_year && !self.near.iter().any(|date| date.kind == DateKind::Decade) {
            return missing();
        }
        let decade = self.all.iter().any(|date| date.kind == DateKind::Decade);
        let in_digits = decade || self.page.language.is_none() || case.fact.inferred;
        if self.has_year() || in_digits && self.in_digits(point.year) { None } else { missing() }
    }

    /// Whether a date gives the year, as it is, by its decade or from the article's own: "next year".
    fn has_year(&self) -> bool {
        let year = self.point.year;
        let by_shift = self.near.iter().any(|date| {
            let DateKind::RelativeYear(shift) = date.kind else { return false };
            self.line
                .iter()
                .any(|line| line.year.is_some_and(|from| i64::from(from) + shift == i64::from(year)))
        });
        by_shift
            || self.all.iter().any(|date| {
                date.year == Some(year)
                    || date.kind == DateKind::Decade
                        && date.year.is_some_and(|first| (first..first + 10).contains(&year))
            })
    }

    /// By its month and day.
    fn month(&self) -> Answer {
        let (point, case) = (self.point, self.case);
        let Some(month) = point.month else { return Answer::Given };
        let by_date = || self.all.iter().any(|date| point.is_in(date) || self.is_beside(date));
        if self.is_named_end(month)
            || by_date()
            || case.fact.inferred && is_period(self.text)
            || self.text.contains('/') && self.is_open_end(month)
        {
            return Answer::Given;
        }
        if self.page.language.is_none() {
            // Months in words cannot be read: the day is all that can be looked for.
            return match point.day.filter(|day| !self.in_digits(i32::from(*day))) {
                Some(day) => Answer::Missing(format!("the day {day}")),
                None => Answer::Given,
            };
        }
        let same_month = self.all.iter().any(|date| date.month == Some(month) && date.kind == DateKind::Date);
        Answer::Missing(match point.day {
            Some(day) if same_month => format!("the day {day}"),
            _ => format!("the month {month}"),
        })
    }

    /// "By the end of last year", "on the last day of May".
    fn is_named_end(&self, month: u8) -> bool {
        let point = self.point;
        let end_of_year = month == 12 && point.day.is_none_or(|day| day == 31);
        let end_of_month = || {
            point.day == Some(days_in(point.year, month))
                && self.near.iter().any(|date| date.month == Some(month))
        };
        let mut sentences = self.case.sentences.iter();
        (end_of_year || end_of_month())
            && !self.near.iter().any(|date| date.day.is_some())
            && sentences.any(|sentence| self.page.cues_in(sentence, Kind::PeriodEnd).next().is_some())
    }

    /// "By the end of May", "in mid-May", "in January, by the 12th", "by the end of the year": an end of an interval that no
    /// date gives whole.
    fn is_open_end(&self, month: u8) -> bool {
        let point = self.point;
        let whole = |date: &&Date| {
            date.kind == DateKind::Date
                && date.day.is_none()
                && date.month == Some(month)
                && date.year.is_none_or(|year| year == point.year)
        };
        let part = || point.is_part_of_month() || point.day.is_some_and(|day| self.in_digits(i32::from(day)));
        let of_month = self.near.iter().any(whole) && part();
        of_month || !self.has_near_month() && point.is_part_of_year()
    }
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
