//! What must be known of a set of literals before it is computed with.
use super::number::{is_misread, is_numeric};
use oxrdf::NamedNodeRef;

/// Which literals occur that the evaluator gets wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Numbers that may have more digits than the evaluator computes with, and NaN, which it does not compare.
    pub big: bool,
    /// Literals that it takes for numbers though they are none.
    pub misread: bool,
    /// Dates and times with a time zone.
    pub zoned: bool,
    /// Dates and times without one.
    pub local: bool,
}

impl Traits {
    /// Everything may occur.
    pub const ALL: Self = Self { big: true, misread: true, zoned: true, local: true };

    /// Takes a literal with a datatype into account.
    pub(crate) fn add(&mut self, text: &str, datatype: &str) {
        let Some(local) = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#") else { return };
        match local {
            "date" | "dateTime" | "time" | "gYear" | "gYearMonth" | "gMonth" | "gMonthDay" | "gDay"
            | "dateTimeStamp" => {
                if has_zone(text) {
                    self.zoned = true;
                } else {
                    self.local = true;
                }
            }
            "string" => {}
            "integer" | "decimal" if text.len() <= 18 => {}
            _ => {
                let datatype = NamedNodeRef::new_unchecked(datatype);
                self.big |= (text.len() > 18 || text == "NaN") && is_numeric(datatype);
                self.misread |= is_misread(text, datatype);
            }
        }
    }

    /// Whether dates with and without a time zone can meet.
    pub(crate) fn mixes_zones(self) -> bool {
        self.zoned && self.local
    }
}

fn has_zone(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.ends_with(b"Z")
        || (bytes.len() > 6
            && bytes[bytes.len() - 3] == b':'
            && matches!(bytes[bytes.len() - 6], b'+' | b'-'))
}
