//! Times of day, with or without a zone.
use super::{TimeFault, write_digits};
use std::ops::Range;

/// A time of day, as precise as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Clock {
    hour: u8,
    minute: u8,
    second: Option<u8>,
    zone: Zone,
}

/// The zone of a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Zone {
    /// None is written.
    None,
    /// `Z`
    Utc,
    /// `+08:00`, `-05:30`
    Offset { west: bool, minutes: u16 },
}

/// The greatest offset from UTC, in minutes.
const MOST: u16 = 14 * 60;

impl Clock {
    /// Reads `hh:mm` or `hh:mm:ss`, with or without a zone.
    pub(super) fn parse(text: &[u8]) -> Result<Self, (Range<usize>, TimeFault)> {
        let two = |at: usize| match text.get(at..at + 2) {
            Some(&[a @ b'0'..=b'9', b @ b'0'..=b'9']) => Some((a - b'0') * 10 + (b - b'0')),
            _ => None,
        };
        let wrong = || (0..text.len(), TimeFault::TimeOfDay);
        let part = |at: usize, most: u8| two(at).filter(|part| *part <= most).ok_or_else(wrong);
        let hour = part(0, 23)?;
        if text.get(2) != Some(&b':') {
            return Err(wrong());
        }
        let minute = part(3, 59)?;
        let (second, rest) = match text.get(5) {
            Some(b':') => (Some(part(6, 59)?), 8),
            _ => (None, 5),
        };
        let zone = match &text[rest..] {
            [] => Zone::None,
            [b'Z'] => Zone::Utc,
            [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
                let fault = || (rest..text.len(), TimeFault::Zone);
                let hours = two(rest + 1).ok_or_else(fault)?;
                let minutes = two(rest + 4).filter(|minutes| *minutes < 60).ok_or_else(fault)?;
                let minutes = u16::from(hours) * 60 + u16::from(minutes);
                if minutes > MOST {
                    return Err(fault());
                }
                Zone::Offset { west: *sign == b'-', minutes }
            }
            [b'.' | b',', ..] => return Err(wrong()),
            _ => return Err((rest..text.len(), TimeFault::Zone)),
        };
        Ok(Self { hour, minute, second, zone })
    }

    /// Appends it as it was written.
    pub(super) fn write_digits(self, out: &mut String) {
        self.write_hours(self.second, out);
        self.write_zone(out);
    }

    /// Appends it as an xsd:dateTime has it: with seconds.
    pub(super) fn write_value(self, out: &mut String) {
        self.write_hours(self.second.or(Some(0)), out);
        self.write_zone(out);
    }

    /// Appends it in words: `19:37`, `19:37:05 UTC`, `19:37 +08:00`.
    pub(super) fn write_words(self, out: &mut String) {
        self.write_hours(self.second, out);
        match self.zone {
            Zone::None => {}
            Zone::Utc => out.push_str(" UTC"),
            Zone::Offset { .. } => {
                out.push(' ');
                self.write_zone(out);
            }
        }
    }

    fn write_hours(self, second: Option<u8>, out: &mut String) {
        write_digits(u32::from(self.hour), 2, out);
        for part in [Some(self.minute), second].into_iter().flatten() {
            out.push(':');
            write_digits(u32::from(part), 2, out);
        }
    }

    fn write_zone(self, out: &mut String) {
        match self.zone {
            Zone::None => {}
            Zone::Utc => out.push('Z'),
            Zone::Offset { west, minutes } => {
                out.push(if west { '-' } else { '+' });
                write_digits(u32::from(minutes / 60), 2, out);
                out.push(':');
                write_digits(u32::from(minutes % 60), 2, out);
            }
        }
    }

    /// The seconds since midnight UTC, which may be of the day before or after; none where no zone is written.
    pub(super) fn utc_seconds(self) -> Option<i64> {
        let offset = match self.zone {
            Zone::None => return None,
            Zone::Utc => 0,
            Zone::Offset { west, minutes } => i64::from(minutes) * if west { -60 } else { 60 },
        };
        Some(self.seconds() - offset)
    }

    /// The seconds since midnight where it is.
    pub(super) fn seconds(self) -> i64 {
        i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second.unwrap_or(0))
    }
}
