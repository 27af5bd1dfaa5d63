//! A point in time as a fact gives it.
use crate::language::{Date, DateKind};
use crate::term::time::days_in;

/// A year, a month or a day.
pub(super) struct Point {
    pub(super) year: i32,
    pub(super) month: Option<u8>,
    pub(super) day: Option<u8>,
}

impl Point {
    pub(super) fn read(text: &str) -> Option<Self> {
        let bare = text.trim_end_matches(['~', '?', 'Z']);
        let bare = bare.split('T').next()?;
        let mut parts = bare.split('-');
        let year = parts.next()?.parse().ok()?;
        let mut next = || parts.next().and_then(|part| part.parse().ok());
        Some(Self { year, month: next(), day: next() })
    }

    /// Whether a date in the text agrees with month and day.
    pub(super) fn is_in(&self, date: &Date) -> bool {
        if date.year.is_some_and(|year| year != self.year) || date.kind != DateKind::Date {
            return false;
        }
        let straight = self.month.is_none_or(|month| date.month == Some(month))
            && self.day.is_none_or(|day| date.day == Some(day));
        straight || date.either_order && date.month == self.day && date.day == self.month
    }

    /// The days before and after it.
    pub(super) fn neighbours(&self) -> Vec<Self> {
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
    pub(super) fn is_part_of_month(&self) -> bool {
        let last = self.month.map_or(31, |month| days_in(self.year, month));
        self.day.is_some_and(|day| day == last || matches!(day, 1 | 10 | 11 | 15 | 16 | 20 | 21))
    }

    /// Whether it is the first or last day or month of a year or of half of it.
    pub(super) fn is_part_of_year(&self) -> bool {
        let begins = matches!(self.month, Some(1 | 7)) && self.day.is_none_or(|day| day == 1);
        let ends = matches!(self.month, Some(6 | 12)) && self.day.is_none_or(|day| day >= 30);
        begins || ends
    }

    /// The day of the week, 1 (Monday) to 7.
    pub(super) fn weekday(&self) -> Option<u8> {
        let (month, day) = (i32::from(self.month?), i32::from(self.day?));
        let year = if month < 3 { self.year - 1 } else { self.year };
        let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].get(usize::try_from(month - 1).ok()?)?;
        let from_sunday = (year + year / 4 - year / 100 + year / 400 + shift + day) % 7;
        u8::try_from(if from_sunday == 0 { 7 } else { from_sunday }).ok()
    }

    /// The number of the day, from a fixed one.
    pub(super) fn number(&self) -> Option<i64> {
        let (month, day) = (i64::from(self.month?), i64::from(self.day?));
        let year = i64::from(self.year) - i64::from(month < 3);
        let month = (month + 9) % 12;
        Some(365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + day)
    }

    /// Days from a fixed one, months and years rounded.
    pub(super) fn days(&self) -> i32 {
        self.year * 365 + (i32::from(self.month.unwrap_or(6)) - 1) * 30 + i32::from(self.day.unwrap_or(15))
    }
}

/// Whether a time is a quarter or a half of a year, whose months an article hardly names.
pub(super) fn is_period(text: &str) -> bool {
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
