//! Literals: which texts a datatype allows, which values a range holds, and what an unquoted scalar is.
//!
//! The lexical spaces are those of [XSD 1.1](https://www.w3.org/TR/xmlschema11-2/), without its white space
//! processing, as RDF has them. Numbers may have any length.
use crate::term::vocab::{XSD, owl, rdf, rdfs, xsd};
use std::fmt::{self, Display};

mod calendar;
mod number;
mod product;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use product::product;

use number::Decimal;

/// What an unquoted scalar of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// `2018`, `+5`, `007`
    Integer,
    /// `3.20`, `.5`, `5.`
    Decimal,
    /// `1e3`, `1.5E-3`
    Double,
    /// `true`, `false`
    Boolean,
    /// Everything else: `0xff`, `.inf`, `True`, `1_000`, `2019-03-26`
    String,
}

impl Kind {
    /// The XSD datatype of a literal of this kind.
    pub(crate) fn datatype(self) -> &'static str {
        match self {
            Self::Integer => xsd::INTEGER,
            Self::Decimal => xsd::DECIMAL,
            Self::Double => xsd::DOUBLE,
            Self::Boolean => xsd::BOOLEAN,
            Self::String => xsd::STRING,
        }
    }
    /// Whether it is a number.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Double)
    }
}

/// What an unquoted scalar is by the way it is written.
pub(crate) fn kind_of(text: &str) -> Kind {
    match text {
        "true" | "false" => Kind::Boolean,
        _ => number::kind_of(text.as_bytes()).unwrap_or(Kind::String),
    }
}

/// Which of two numbers is the greater; `None` where one of them is none. Decimals of any length are compared
/// exactly.
pub(crate) fn compare(one: &str, other: &str) -> Option<std::cmp::Ordering> {
    let kinds = [kind_of(one), kind_of(other)];
    if !kinds.into_iter().all(Kind::is_number) {
        return None;
    }
    if kinds.contains(&Kind::Double) {
        return one.parse::<f64>().ok()?.partial_cmp(&other.parse::<f64>().ok()?);
    }
    number::compare(one.as_bytes(), other.as_bytes())
}

/// Why a text is not in the lexical space of a datatype: what the datatype wants, in words that go on after
/// "wants".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// `a whole number such as `42``, `true or false`
    pub wants: &'static str,
}

impl Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wants)
    }
}

/// Checks that a text is in the lexical space of a datatype. Of a datatype that neither XSD nor RDF defines,
/// every text is allowed.
///
/// # Errors
/// What the datatype wants instead. `rdf:langString` allows no text here, for it wants a language tag in place
/// of the datatype.
pub(crate) fn valid(text: &str, datatype: &str) -> Result<(), Invalid> {
    let Some(local) = datatype.strip_prefix(XSD) else {
        return match datatype {
            rdf::LANG_STRING | rdf::DIR_LANG_STRING => Err(Invalid { wants: "a language tag" }),
            rdf::JSON => serde_json::from_str::<serde::de::IgnoredAny>(text)
                .map(|_| ())
                .map_err(|_| Invalid { wants: "JSON" }),
            _ => Ok(()),
        };
    };
    let bytes = text.as_bytes();
    if let Some(result) = number::valid(bytes, local) {
        return result;
    }
    if let Some(result) = calendar::valid(bytes, local) {
        return result;
    }
    text::valid(text, local).unwrap_or(Ok(()))
}

/// Whether the range of a property holds a literal, by its value: `45` (an xsd:integer) is an
/// xsd:nonNegativeInteger and an xsd:decimal, `45.0` is an xsd:integer, `"en"` is an xsd:language. Decimals
/// serve as xsd:double and xsd:float, as they do in SPARQL's arithmetic; but no string is a date, no integer
/// a boolean, and no double an xsd:decimal. `rdfs:Literal` holds all, `rdf:langString` what has a language tag.
///
/// The literal is taken to be [`valid`]; what datatypes of the user's own hold, only they know: here just
/// their own literals.
pub(crate) fn fits(text: &str, datatype: &str, language: Option<&str>, range: &str) -> bool {
    match range {
        rdfs::LITERAL => return true,
        rdf::LANG_STRING | rdf::DIR_LANG_STRING => return language.is_some(),
        rdf::PLAIN_LITERAL => return language.is_some() || datatype == xsd::STRING,
        owl::REAL | owl::RATIONAL => {
            return language.is_none() && datatype.strip_prefix(XSD).is_some_and(number::is_decimal);
        }
        _ => {}
    }
    if language.is_some() {
        return false;
    }
    if datatype == range {
        return true;
    }
    let (Some(own), Some(range)) = (datatype.strip_prefix(XSD), range.strip_prefix(XSD)) else {
        return false;
    };
    match range {
        "anySimpleType" | "anyAtomicType" => true,
        "double" | "float" => number::is_decimal(own) || matches!(own, "double" | "float"),
        _ if number::is_decimal(range) => {
            number::is_decimal(own)
                && Decimal::parse(text.as_bytes()).is_some_and(|number| number.is_of(range))
        }
        "dateTime" => own == "dateTimeStamp",
        "dateTimeStamp" => own == "dateTime" && calendar::valid(text.as_bytes(), range) == Some(Ok(())),
        "duration" => matches!(own, "yearMonthDuration" | "dayTimeDuration"),
        "yearMonthDuration" | "dayTimeDuration" => {
            matches!(own, "duration" | "yearMonthDuration" | "dayTimeDuration")
                && calendar::valid(text.as_bytes(), range) == Some(Ok(()))
        }
        _ => {
            text::is_string(own)
                && text::is_string(range)
                && text::valid(text, range).is_none_or(|r| r.is_ok())
        }
    }
}
