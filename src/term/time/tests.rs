use super::{Edtf, TimeFault};
use crate::term::vocab::xsd;
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn label(text: &str) -> String {
    let mut out = String::new();
    Edtf::parse(text).unwrap().write_label(&mut out);
    out
}
fn bounds(text: &str) -> (String, String) {
    let edtf = Edtf::parse(text).unwrap();
    let say = |date: Option<super::Date>| date.map_or("-".to_owned(), |date| date.to_string());
    (say(edtf.earliest()), say(edtf.latest()))
}

#[test]
fn labels_are_those_of_the_contract() {
    for (text, words) in [
        ("2019-03-26", "26 March 2019"),
        ("2019-03-06", "6 March 2019"),
        ("2018-07", "July 2018"),
        ("2018", "2018"),
        ("0987", "0987"),
        ("2018/..", "since 2018"),
        ("../2018", "until 2018"),
        ("2019/2022", "2019 to 2022"),
        ("1997~", "about 1997"),
        ("2018?", "perhaps 2018"),
        ("1997~/2001", "about 1997 to 2001"),
        ("2018?/..", "since perhaps 2018"),
        ("../2018-07~", "until about July 2018"),
        ("2019-10-16T19:37", "16 October 2019, 19:37"),
        ("2019-10-16T19:37:05Z", "16 October 2019, 19:37:05 UTC"),
        ("2019-10-16T09:00-05:30/..", "since 16 October 2019, 09:00 -05:30"),
        ("2019-10-16T19:37+08:00/2019-10-17", "16 October 2019, 19:37 +08:00 to 17 October 2019"),
    ] {
        assert_eq!(label(text), words, "{text}");
    }
}

#[test]
fn bounds_are_those_of_the_bare_date() {
    for (text, first, last) in [
        ("2019-03-26", "2019-03-26", "2019-03-26"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02~", "2000-02-01", "2000-02-29"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2018?/..", "2018-01-01", "-"),
        ("../2018-04", "-", "2018-04-30"),
        ("2019-03/2019", "2019-03-01", "2019-12-31"),
        ("0000", "0000-01-01", "0000-12-31"),
        ("2019-10-16T00:30+14:00", "2019-10-16", "2019-10-16"),
    ] {
        assert_eq!(bounds(text), (first.to_owned(), last.to_owned()), "{text}");
    }
}

#[test]
fn only_a_bare_single_date_has_a_datatype() {
    let datatype = |text: &str| Edtf::parse(text).unwrap().datatype();
    assert_eq!(datatype("2019"), Some(xsd::G_YEAR));
    assert_eq!(datatype("2019-03"), Some(xsd::G_YEAR_MONTH));
    assert_eq!(datatype("2019-03-26"), Some(xsd::DATE));
    assert_eq!(datatype("2019-03-26T10:00Z"), Some(xsd::DATE_TIME));
    for text in ["2019~", "2019-03?", "2019/2020", "2019/..", "../2019"] {
        assert_eq!(datatype(text), None, "{text}");
    }
}

#[test]
fn tells_place_and_reason() {
    for (text, at, reason) in [
        ("", 0..0, TimeFault::Empty),
        ("/2018", 0..0, TimeFault::Empty),
        ("2018/", 5..5, TimeFault::Empty),
        ("..", 0..2, TimeFault::Unbounded),
        ("../..", 0..5, TimeFault::Unbounded),
        ("18", 0..2, TimeFault::NotADate),
        ("26 March 2019", 0..13, TimeFault::NotADate),
        ("19-03-2019", 0..10, TimeFault::NotADate),
        ("2018-07-1", 0..9, TimeFault::NotADate),
        ("Y170000002", 0..10, TimeFault::NotADate),
        ("2018/...", 5..8, TimeFault::NotADate),
        ("２０１９", 0..12, TimeFault::NotADate),
        ("2019-00", 5..7, TimeFault::Month),
        ("2019/2020-13", 10..12, TimeFault::Month),
        ("2018-21", 5..7, TimeFault::Season),
        ("2100-02-29", 8..10, TimeFault::Day(28)),
        ("2018-07-32", 8..10, TimeFault::Day(31)),
        ("2018-07-00", 8..10, TimeFault::Day(31)),
        ("2019-03T10:00", 7..13, TimeFault::TimeOfDay),
        ("2019-03-26T10", 11..13, TimeFault::TimeOfDay),
        ("2019-03-26T24:00", 11..16, TimeFault::TimeOfDay),
        ("2019-03-26T23:59:60", 11..19, TimeFault::TimeOfDay),
        ("2019-03-26T10:00:00.5", 11..21, TimeFault::TimeOfDay),
        ("2019-03-26t10:00", 10..16, TimeFault::TimeOfDay),
        ("2019-03-26T10:00+14:01", 16..22, TimeFault::Zone),
        ("2019-03-26T10:00+0800", 16..21, TimeFault::Zone),
        ("2019-03-26T10:00 Z", 16..18, TimeFault::Zone),
        ("2019-03-26T10:00?", 16..17, TimeFault::MarkedTime),
        ("2019-03-26T10:00/2019-03-26T09:59", 17..33, TimeFault::Order),
        ("2019-03-26T10:00Z/2019-03-26T10:00+01:00", 18..40, TimeFault::Order),
        ("2020-03-01T00:30+01:00/2020-03-01T23:00+24:00", 39..45, TimeFault::Zone),
        ("2019-03-26 10:00", 10..16, TimeFault::TimeOfDay),
        ("2004-06-11%", 10..11, TimeFault::BothMarks),
        ("2004~?", 4..6, TimeFault::BothMarks),
        ("2018/2019/2020", 9..14, TimeFault::Parts),
        ("2019/2018", 5..9, TimeFault::Order),
        ("2019-04/2019-03-31", 8..18, TimeFault::Order),
    ] {
        let bad = Edtf::parse(text).unwrap_err();
        assert_eq!((bad.at, bad.reason), (at, reason), "{text}");
    }
}

/// Spans as they may be written.
fn spans() -> impl Strategy<Value = String> {
    let date = || {
        let clock = "|T[01][0-9]:[0-5][0-9](:[0-5][0-9])?(Z|[+-]0[0-9]:[0-5][0-9])?";
        (0u16..=9999, 0u8..=12, 0u8..=31, "[~?]?", clock).prop_map(|(year, month, day, mark, clock)| {
            let mut text = format!("{year:04}");
            if month > 0 {
                text += &format!("-{month:02}");
                if day > 0 {
                    text += &format!("-{:02}", day.min(super::days_in(year, month)));
                    if !clock.is_empty() {
                        return text + &clock;
                    }
                }
            }
            text + &mark
        })
    };
    prop_oneof![
        date(),
        date().prop_map(|date| date + "/.."),
        date().prop_map(|date| format!("../{date}")),
        (date(), date()).prop_map(|(a, b)| if a[..4] <= b[..4] {
            format!("{a}/{b}")
        } else {
            format!("{b}/{a}")
        }),
    ]
}

#[test]
fn times_of_day_compare_where_their_zones_tell() {
    for text in [
        "2019-03-26T10:00Z/2019-03-26T10:00Z",
        "2020-02-29T23:00-05:00/2020-03-01T05:00+01:00",
        "2019-03-26T10:00Z/2019-03-26T09:00",
        "2019-03-26T10:00/2019-03-26",
    ] {
        assert!(Edtf::parse(text).is_ok(), "{text}");
    }
    let value = |text: &str| {
        let mut out = String::new();
        Edtf::parse(text).unwrap().write_value(&mut out);
        out
    };
    assert_eq!(value("2019-10-16T19:37"), "2019-10-16T19:37:00");
    assert_eq!(value("2019-10-16T19:37:05+08:00"), "2019-10-16T19:37:05+08:00");
    assert_eq!(value("2019-10"), "2019-10");
}

proptest! {
    #[test]
    fn what_is_written_comes_back(text in spans()) {
        if let Ok(edtf) = Edtf::parse(&text) {
            prop_assert_eq!(edtf.to_string(), text);
            if let (Some(first), Some(last)) = (edtf.earliest(), edtf.latest()) {
                prop_assert!(first <= last);
                prop_assert_eq!(first.to_string().cmp(&last.to_string()), first.cmp(&last));
            }
        } else {
            // Only two dates of one year can be out of order here.
            prop_assert_eq!(&text[..4], &text[text.find('/').unwrap() + 1..][..4]);
        }
    }
    #[test]
    fn slugs_tell_spans_apart(a in spans(), b in spans()) {
        if let (Ok(first), Ok(second)) = (Edtf::parse(&a), Edtf::parse(&b)) {
            let (mut x, mut y) = (String::new(), String::new());
            first.write_slug(&mut x);
            second.write_slug(&mut y);
            prop_assert_eq!(&x, &a.replace('/', "_").replace("..", "open").replace('?', "%3F"));
            prop_assert_eq!(x == y, a == b);
        }
    }
    #[test]
    fn the_words_say_which_span_it_was(text in spans()) {
        if let Ok(edtf) = Edtf::parse(&text) {
            let mut words = String::new();
            edtf.write_label(&mut words);
            if words != text {
                prop_assert_eq!(Edtf::parse(&words).unwrap_err().corrected, Some(text));
            }
        }
    }
    #[test]
    fn anything_is_refused_with_a_place_and_a_mend_that_holds(text in "\\PC{0,12}|[0-9./~?%T: -]{0,12}") {
        if let Err(bad) = Edtf::parse(&text) {
            prop_assert!(text.get(bad.at).is_some());
            if let Some(corrected) = bad.corrected {
                prop_assert!(Edtf::parse(&corrected).is_ok(), "{}", corrected);
            }
        }
    }
}
