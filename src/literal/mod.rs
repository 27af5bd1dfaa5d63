//! Literals: which texts a datatype allows, which values a range holds, and what an unquoted scalar is.
//!
//! The lexical spaces are those of [XSD 1.1](https://www.w3.org/TR/xmlschema11-2/), without its white space
//! processing, as RDF has them. Numbers may have any length.
use crate::vocab::{XSD, owl, rdf, rdfs, xsd};
use std::fmt::{self, Display};

mod calendar;
mod number;
mod text;

use number::Decimal;

/// What an unquoted scalar of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
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
    pub fn datatype(self) -> &'static str {
        match self {
            Self::Integer => xsd::INTEGER,
            Self::Decimal => xsd::DECIMAL,
            Self::Double => xsd::DOUBLE,
            Self::Boolean => xsd::BOOLEAN,
            Self::String => xsd::STRING,
        }
    }
    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Double)
    }
}

/// What an unquoted scalar is by the way it is written.
pub fn kind_of(text: &str) -> Kind {
    match text {
        "true" | "false" => Kind::Boolean,
        _ => number::kind_of(text.as_bytes()).unwrap_or(Kind::String),
    }
}

/// Which of two numbers is the greater; `None` where one of them is none. Decimals of any length are compared
/// exactly.
pub fn compare(one: &str, other: &str) -> Option<std::cmp::Ordering> {
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
pub struct Invalid {
    /// `a whole number such as `42``, `true or false`
    pub wants: &'static str,
}

impl Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wants)
    }
}

/// The local names of XSD's datatypes, sorted.
pub const XSD_DATATYPES: &[&str] = &[
    "ENTITIES",
    "ENTITY",
    "ID",
    "IDREF",
    "IDREFS",
    "NCName",
    "NMTOKEN",
    "NMTOKENS",
    "NOTATION",
    "Name",
    "QName",
    "anyAtomicType",
    "anySimpleType",
    "anyType",
    "anyURI",
    "base64Binary",
    "boolean",
    "byte",
    "date",
    "dateTime",
    "dateTimeStamp",
    "dayTimeDuration",
    "decimal",
    "double",
    "duration",
    "float",
    "gDay",
    "gMonth",
    "gMonthDay",
    "gYear",
    "gYearMonth",
    "hexBinary",
    "int",
    "integer",
    "language",
    "long",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "normalizedString",
    "positiveInteger",
    "short",
    "string",
    "time",
    "token",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
    "yearMonthDuration",
];

/// Checks that a text is in the lexical space of a datatype. Of a datatype that neither XSD nor RDF defines,
/// every text is allowed.
///
/// # Errors
/// What the datatype wants instead. `rdf:langString` allows no text here, for it wants a language tag in place
/// of the datatype.
pub fn valid(text: &str, datatype: &str) -> Result<(), Invalid> {
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
pub fn fits(text: &str, datatype: &str, language: Option<&str>, range: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::{Kind, XSD_DATATYPES, fits, kind_of, valid};
    use crate::vocab::{XSD, rdf, rdfs, xsd};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn is_valid(text: &str, local: &str) -> bool {
        valid(text, &[XSD, local].concat()).is_ok()
    }

    #[test]
    fn kinds_are_those_of_the_contract() {
        for (kind, texts) in [
            (Kind::Integer, ["2018", "+5", "007", "-0", "12345678901234567890123456789"].as_slice()),
            (Kind::Decimal, &["3.20", ".5", "5.", "+5.0", "-.5", "1.10000000000000000000001"]),
            (Kind::Double, &["1e3", "1E3", "1.5e-3", ".5e1", "5.e+0", "-0e0"]),
            (Kind::Boolean, &["true", "false"]),
            (
                Kind::String,
                &[
                    "0xff",
                    "0o7",
                    ".inf",
                    "-.inf",
                    ".nan",
                    "NaN",
                    "INF",
                    "True",
                    "FALSE",
                    "1_000",
                    "yes",
                    "no",
                    "+",
                    "-",
                    ".",
                    "+.",
                    "",
                    "e3",
                    "1e",
                    "1e+",
                    "1.2.3",
                    "1,000",
                    "2019-03-26",
                    "--5",
                    "5 ",
                    "٣",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(kind_of(text), kind, "{text}");
            }
        }
    }

    #[test]
    fn lexical_spaces() {
        let good = [
            ("integer", ["0", "+5", "-007", "123456789012345678901234567890"].as_slice()),
            ("nonNegativeInteger", &["0", "-0", "+1"]),
            ("byte", &["127", "-128", "00127"]),
            ("unsignedLong", &["18446744073709551615"]),
            ("negativeInteger", &["-1"]),
            ("decimal", &["5", ".5", "5.", "+5.0"]),
            ("double", &["1e3", "5", ".5", "INF", "-INF", "+INF", "NaN", "1E-400"]),
            ("boolean", &["true", "false", "0", "1"]),
            (
                "date",
                &[
                    "2019-03-26",
                    "2019-03-26Z",
                    "2019-03-26+14:00",
                    "-0044-03-15",
                    "12019-01-01",
                    "0000-02-29",
                ],
            ),
            ("dateTime", &["2019-03-26T10:00:00", "2019-03-26T24:00:00.0Z", "2019-03-26T10:00:00.123+02:00"]),
            ("dateTimeStamp", &["2019-03-26T10:00:00Z"]),
            ("time", &["10:00:00", "23:59:59.9Z"]),
            ("gYear", &["2018", "-0001", "2018Z", "0000"]),
            ("gYearMonth", &["2018-07"]),
            ("gMonthDay", &["--02-29"]),
            ("gDay", &["---31"]),
            ("gMonth", &["--07", "--07Z"]),
            ("duration", &["P1Y2M3DT4H5M6.7S", "-P1D", "PT0S", "P1Y"]),
            ("yearMonthDuration", &["P1Y2M", "P14M"]),
            ("dayTimeDuration", &["P1DT2H", "PT1.5S"]),
            ("language", &["en", "de-CH-1901"]),
            ("token", &["a b", ""]),
            ("normalizedString", &[" a  b "]),
            ("Name", &["a:b", "é"]),
            ("NCName", &["a-b.c"]),
            ("QName", &["a:b", "b"]),
            ("NMTOKEN", &["-1"]),
            ("hexBinary", &["", "0fB8"]),
            ("base64Binary", &["", "AA==", "AAA=", "AAAA", "A A A A"]),
            ("anyURI", &["https://e.example/", "a b"]),
            ("string", &["anything\n"]),
            ("noSuchType", &["anything"]),
        ];
        for (local, texts) in good {
            for text in texts {
                assert!(is_valid(text, local), "{text} is an xsd:{local}");
            }
        }
        let bad = [
            ("integer", ["", "x", "5.0", "1e3", "+", " 5", "５"].as_slice()),
            ("nonNegativeInteger", &["-1"]),
            ("positiveInteger", &["0", "-0"]),
            ("nonPositiveInteger", &["1"]),
            ("byte", &["128", "-129"]),
            ("unsignedLong", &["18446744073709551616", "-1"]),
            ("decimal", &["1e3", ".", "", "+", "1.2.3"]),
            ("double", &["inf", "nan", "+NaN", "1e", ".e3"]),
            ("boolean", &["yes", "True", ""]),
            (
                "date",
                &[
                    "26 March 2019",
                    "2019-02-29",
                    "2019-13-01",
                    "2019-3-6",
                    "2019-03-26T10:00:00",
                    "02019-01-01",
                    "2019-03-26+14:01",
                    "2019-03-26+15:00",
                    "19-03-26",
                ],
            ),
            (
                "dateTime",
                &[
                    "2019-03-26",
                    "2019-03-26T24:00:01",
                    "2019-03-26T10:60:00",
                    "2019-03-26T10:00",
                    "2019-03-26T10:00:00.",
                    "2019-03-26 10:00:00",
                ],
            ),
            ("dateTimeStamp", &["2019-03-26T10:00:00"]),
            ("time", &["25:00:00", "10:00"]),
            ("gYear", &["18", "2018-", "x"]),
            ("gYearMonth", &["2018-13", "2018-00"]),
            ("gMonthDay", &["--02-30", "02-28"]),
            ("gDay", &["---32", "31"]),
            ("duration", &["P", "PT", "P1S", "P1.5Y", "1Y", "P1YT", "P1M1Y", "PT1.S"]),
            ("yearMonthDuration", &["P1D"]),
            ("dayTimeDuration", &["P1Y"]),
            ("language", &["", "e n", "abcdefghi", "en-"]),
            ("token", &[" a", "a  b", "a\tb"]),
            ("normalizedString", &["a\nb"]),
            ("NCName", &["a:b", "1a", ""]),
            ("hexBinary", &["0", "0g"]),
            ("base64Binary", &["A", "AB==", "A=AA", "AAAA="]),
        ];
        for (local, texts) in bad {
            for text in texts {
                assert!(!is_valid(text, local), "{text} is no xsd:{local}");
            }
        }
        assert!(valid("x", rdf::LANG_STRING).is_err());
        assert!(valid("{\"a\": [1]}", rdf::JSON).is_ok() && valid("{", rdf::JSON).is_err());
        assert!(valid("x", "https://e.example/own").is_ok());
    }

    #[test]
    fn values_fit_by_their_value() {
        let fits = |text: &str, own: &str, range: &str| {
            fits(text, &[XSD, own].concat(), None, &[XSD, range].concat())
        };
        for (text, own, range) in [
            ("45", "integer", "nonNegativeInteger"),
            ("45", "integer", "byte"),
            ("45.0", "decimal", "integer"),
            ("-0.0", "decimal", "nonNegativeInteger"),
            ("45", "integer", "decimal"),
            ("45", "byte", "integer"),
            ("45", "integer", "double"),
            ("4.5", "decimal", "float"),
            ("1e3", "double", "float"),
            ("en", "string", "language"),
            ("en", "language", "string"),
            ("P1D", "dayTimeDuration", "duration"),
            ("P1Y", "duration", "yearMonthDuration"),
            ("2019-03-26T10:00:00Z", "dateTime", "dateTimeStamp"),
            ("2019", "gYear", "gYear"),
        ] {
            assert!(fits(text, own, range), "{text} of {own} fits {range}");
        }
        for (text, own, range) in [
            ("5.5", "decimal", "integer"),
            ("-1", "integer", "nonNegativeInteger"),
            ("128", "integer", "byte"),
            ("1e3", "double", "decimal"),
            ("1e3", "double", "integer"),
            ("2019-03-26", "string", "date"),
            ("45", "string", "integer"),
            ("45", "integer", "string"),
            ("1", "integer", "boolean"),
            ("2019", "integer", "gYear"),
            ("2019-03-26", "date", "dateTime"),
            ("e n", "string", "language"),
            ("https://e.example/", "string", "anyURI"),
        ] {
            assert!(!fits(text, own, range), "{text} of {own} does not fit {range}");
        }
        let tagged = |range| super::fits("x", rdf::LANG_STRING, Some("en"), range);
        assert!(tagged(rdf::LANG_STRING) && tagged(rdfs::LITERAL) && tagged(rdf::PLAIN_LITERAL));
        assert!(!tagged(xsd::STRING) && !super::fits("x", xsd::STRING, None, rdf::LANG_STRING));
    }

    proptest! {
        #[test]
        fn an_unquoted_number_is_valid_as_what_it_is(text in "[+-]?[0-9]{0,3}[.]?[0-9]{0,3}([eE][+-]?[0-9]{0,2})?") {
            prop_assert_eq!(valid(&text, kind_of(&text).datatype()), Ok(()));
        }
        #[test]
        fn integers_agree_with_the_machine(number: i32) {
            let text = number.to_string();
            for (local, inside) in [
                ("byte", i8::try_from(number).is_ok()),
                ("short", i16::try_from(number).is_ok()),
                ("unsignedByte", u8::try_from(number).is_ok()),
                ("unsignedShort", u16::try_from(number).is_ok()),
                ("positiveInteger", number > 0),
                ("nonPositiveInteger", number <= 0),
                ("int", true),
            ] {
                prop_assert_eq!(is_valid(&text, local), inside, "{} as {}", text, local);
                prop_assert_eq!(fits(&format!("{number}.00"), xsd::DECIMAL, None, &[XSD, local].concat()), inside);
            }
        }
        #[test]
        fn dates_agree_with_times(year in 0u16..=9999, month in 0u8..=13, day in 0u8..=32) {
            let text = format!("{year:04}-{month:02}-{day:02}");
            prop_assert_eq!(is_valid(&text, "date"), crate::time::Edtf::parse(&text).is_ok());
        }
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,10}|[-+PTYMDHSZ:.0-9]{0,12}") {
            for local in XSD_DATATYPES {
                let own = [XSD, local].concat();
                if valid(&text, &own).is_ok() {
                    prop_assert!(fits(&text, &own, None, &own));
                }
                fits(&text, xsd::DECIMAL, None, &own);
            }
        }
    }
}
