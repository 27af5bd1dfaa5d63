use super::{Kind, fits, kind_of, valid};
use crate::term::vocab::{XSD, rdf, rdfs, xsd};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

/// The local names of XSD's datatypes, sorted.
const XSD_DATATYPES: &[&str] = &[
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
            &["2019-03-26", "2019-03-26Z", "2019-03-26+14:00", "-0044-03-15", "12019-01-01", "0000-02-29"],
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
            assert!(!is_valid(text, local), "{text} is not an xsd:{local}");
        }
    }
    assert!(valid("x", rdf::LANG_STRING).is_err());
    assert!(valid("{\"a\": [1]}", rdf::JSON).is_ok() && valid("{", rdf::JSON).is_err());
    assert!(valid("x", "https://e.example/own").is_ok());
}

#[test]
fn values_fit_by_their_value() {
    let fits =
        |text: &str, own: &str, range: &str| fits(text, &[XSD, own].concat(), None, &[XSD, range].concat());
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
        prop_assert_eq!(is_valid(&text, "date"), crate::term::time::Edtf::parse(&text).is_ok());
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
