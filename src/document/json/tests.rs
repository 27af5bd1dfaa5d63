use super::{MAX_DEPTH, parse};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::{Entry, Node, Value};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};
use std::borrow::Cow;

/// The only error of a text, with the text it is reported on.
fn diagnostic(text: &str) -> (Diagnostic, &str) {
    let mut errors = parse(text).expect_err("an error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let error = errors.remove(0);
    let on = &text[error.span.start as usize..error.span.end as usize];
    (error, on)
}

#[track_caller]
fn says(text: &str, on: &str, message: &str, help: &str) {
    let (error, found) = diagnostic(text);
    assert_eq!((found, error.message.as_str()), (on, message), "{error:?}");
    assert_eq!(error.help.as_deref().unwrap_or(""), help);
    assert_eq!(error.code, Code::Syntax);
}

#[test]
fn values_keep_their_characters_and_places() {
    let text = " {\"é😀\":\r\n\t3.20, \"l\": [1e3, \"a\", \"b\\n\", true, null, {}]}\n";
    let node = parse(text).expect("good");
    let slice = |node: &Node<'_>| &text[node.span.start as usize..node.span.end as usize];
    assert_eq!(slice(&node), text.trim());
    let Value::Map(entries) = &node.value else { panic!("a map") };
    assert_eq!(entries[0].key, "é😀");
    assert_eq!(&text[entries[0].key_span.start as usize..entries[0].key_span.end as usize], "\"é😀\"");
    assert_eq!(slice(&entries[0].value), "3.20");
    let Value::List(items) = &entries[1].value.value else { panic!("a list") };
    assert_eq!(
        items.iter().map(slice).collect::<Vec<_>>(),
        ["1e3", "\"a\"", "\"b\\n\"", "true", "null", "{}"]
    );
    let scalars: Vec<_> = items.iter().filter_map(scalar).collect();
    assert_eq!(scalars, [("1e3", true), ("a", false), ("b\n", false), ("true", true), ("null", true)]);
    let Value::Scalar(a) = &items[1].value else { panic!("a scalar") };
    assert!(matches!(a.text, Cow::Borrowed(_)));
}

fn scalar<'n>(node: &'n Node<'_>) -> Option<(&'n str, bool)> {
    match &node.value {
        Value::Scalar(scalar) => Some((&scalar.text, scalar.plain)),
        Value::List(_) | Value::Map(_) => None,
    }
}

#[test]
fn every_duplicate_key_is_named() {
    let text = r#"{"a": 1, "b": {"": 2, "": 3}, "a": 4, "a": 5}"#;
    let errors = parse(text).expect_err("duplicates");
    let places: Vec<_> = errors.iter().map(|e| (e.code, e.span.start, e.related[0].0.start)).collect();
    assert_eq!(
        places,
        [(Code::DuplicateKey, 22, 15), (Code::DuplicateKey, 30, 1), (Code::DuplicateKey, 38, 1)]
    );
    assert_eq!(errors[1].message, "the key `a` occurs twice in one map");
}

#[test]
fn duplicates_are_found_in_maps_of_every_size() {
    for size in 1..80 {
        for twice in [0, size / 2, size - 1] {
            let keys: Vec<String> = (0..size).chain([twice]).map(|n| format!("\"k{n}\":0")).collect();
            let errors = parse(&format!("{{{}}}", keys.join(","))).map(|_| ()).expect_err("a duplicate");
            assert_eq!(errors.len(), 1);
            assert_eq!(errors[0].message, format!("the key `k{twice}` occurs twice in one map"));
        }
    }
}

#[test]
fn errors_are_said_in_words() {
    says("", "", "the text is empty, expected a JSON value", "");
    says("[1, 2,]", ",", "a comma follows the last item of the list", "remove the comma");
    says("{\"a\": 1, }", ",", "a comma follows the last entry of the map", "remove the comma");
    says("{'a': 1}", "'", "expected a key, found `'`", "write keys in double quotation marks");
    says(
        "[NaN]",
        "NaN",
        "expected a value, found `NaN`",
        "JSON has no such number; write it in double quotation marks as text",
    );
    says("[True]", "True", "expected a value, found `True`", "write it in lower case: `true`");
    says("[truely]", "truely", "expected a value, found `truely`", "write text in double quotation marks");
    says(
        "{\"a\" 1}",
        "1",
        "expected `:` after the key, found `1`",
        "write a colon between the key and its value",
    );
    says("[1 // x", "/", "expected `,` or `]`, found `/`", "JSON has no comments: remove it");
    says("[1", "", "expected `,` or `]`, found the end of the text", "the list is not closed: write a `]`");
    says("[1] x", "x", "expected nothing more after the value, found `x`", "");
    says("\"a\\q\"", "\\q", "a backslash before `q` is not a JSON escape", "write `\\\\` for a backslash");
    says("\"a\\u12\"", "\\u12", "`\\u12` is not an escape", "write `\\u` with four hexadecimal digits");
    says("\"\\ud800x\"", "\\ud800", "`\\ud800` is an unpaired surrogate", "write the character itself");
    says("\"\\udc00\"", "\\udc00", "`\\udc00` is an unpaired surrogate", "write the character itself");
    says(
        "[\"ab\n\"]",
        "\n",
        "a line break is not allowed inside a string",
        "write it as `\\n`, or close the string before it",
    );
    says("[\"ab\tc\"]", "\t", "a tab is not allowed inside a string", "write it as `\\t`");
    says(
        "[\"ab\u{1}\"]",
        "\u{1}",
        "the control character U+0001 is not allowed inside a string",
        "write it as `\\u0001`",
    );
    says(
        "[\"ab",
        "\"ab",
        "the text that begins here has no closing quotation mark",
        "write a `\"` at its end",
    );
    for bad in ["007", "+5", ".5", "5.", "1e", "-", "0x1f", "1.2.3", "1_000", "5kg", "-Infinity"] {
        let text = format!("[{bad}]");
        let (error, on) = diagnostic(&text);
        assert_eq!(on, bad);
        assert!(error.help.is_some());
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(diagnostic(&nested(MAX_DEPTH + 1)).0.code, Code::TooLarge);
    assert_eq!(diagnostic(&"[".repeat(1_000_000)).0.code, Code::TooLarge);
}

#[test]
fn a_byte_order_mark_at_the_start_is_skipped() {
    assert_eq!(parse("\u{feff}1").expect("good").span.start, 3);
    says("1\u{feff}", "\u{feff}", "expected nothing more after the value, found the character U+FEFF", "");
}

/// Whether tree and serde_json's value are the same, numbers by their written form.
fn same(node: &Node<'_>, other: &serde_json::Value) -> bool {
    use serde_json::Value as Other;
    match (&node.value, other) {
        (Value::Scalar(scalar), Other::String(text)) => !scalar.plain && scalar.text == *text,
        (Value::Scalar(scalar), Other::Null) => scalar.plain && scalar.text == "null",
        (Value::Scalar(scalar), Other::Bool(yes)) => scalar.plain && scalar.text == yes.to_string(),
        (Value::Scalar(scalar), Other::Number(number)) => {
            // serde_json's floats may be off in the last bit.
            let (ours, theirs) =
                (scalar.text.parse::<f64>().unwrap_or(f64::NAN), number.as_f64().unwrap_or(0.0));
            scalar.plain && (ours == theirs || ((ours - theirs) / theirs).abs() < 1e-14)
        }
        (Value::List(items), Other::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(a, b)| same(a, b))
        }
        (Value::Map(entries), Other::Object(others)) => {
            entries.len() == others.len()
                && entries.iter().zip(others).all(|(a, (key, b))| a.key == *key && same(&a.value, b))
        }
        _ => false,
    }
}

/// Every span holds what is written there: read alone, it gives the same value.
fn check_spans(text: &str, node: &Node<'_>) {
    let written = &text[node.span.start as usize..node.span.end as usize];
    let alone = parse(written).expect("a value by itself");
    assert_eq!(bare(&alone), bare(node));
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|item| check_spans(text, item)),
        Value::Map(entries) => entries.iter().for_each(|entry| {
            let key = &text[entry.key_span.start as usize..entry.key_span.end as usize];
            assert_eq!(serde_json::from_str::<String>(key).expect("a string"), entry.key);
            check_spans(text, &entry.value);
        }),
    }
}

/// The tree without its places.
pub(crate) fn bare<'a>(node: &Node<'a>) -> Node<'a> {
    let value = match &node.value {
        Value::Scalar(scalar) => Value::Scalar(scalar.clone()),
        Value::List(items) => Value::List(items.iter().map(bare).collect()),
        Value::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|entry| Entry {
                    key_span: crate::diagnostic::Span::default(),
                    key: entry.key.clone(),
                    value: bare(&entry.value),
                })
                .collect(),
        ),
    };
    Node { span: crate::diagnostic::Span::default(), value }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i64>().prop_map(serde_json::Value::from),
        prop::num::f64::NORMAL.prop_map(serde_json::Value::from),
        "\\PC{0,40}".prop_map(serde_json::Value::from),
        any::<String>().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(serde_json::Value::from),
            prop::collection::vec(("[a-zé😀\"\\\\\n]{0,12}", inner), 0..8)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read_the_same(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("written").replace('\n', "\r\n\t");
        let node = parse(&text).expect("good JSON");
        prop_assert!(same(&node, &value));
        check_spans(&text, &node);
    }

    #[test]
    fn one_changed_place_is_judged_as_serde_json_does(
        value in json(), at in any::<prop::sample::Index>(), piece in "[\"\\\\,:\\[\\]{}0-9eE.+\\-tfnu\\r\\n\\t \u{1}é]{0,3}",
        cut in 0..3_usize,
    ) {
        let text = serde_json::to_string(&value).expect("written");
        let mut start = at.index(text.len());
        while !text.is_char_boundary(start) { start -= 1; }
        let mut end = (start + cut).min(text.len());
        while !text.is_char_boundary(end) { end += 1; }
        let text = format!("{}{piece}{}", &text[..start], &text[end..]);
        judge(&text)?;
    }

    #[test]
    fn any_text_is_judged_as_serde_json_does(text in "[\"\\\\,:\\[\\]{}0-9eE.+\\-truefalsn \\n\u{1}é😀]{0,30}") {
        judge(&text)?;
    }
}

/// The same acceptance and value as serde_json, save for what only we refuse; spans on characters.
fn judge(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let theirs = serde_json::from_str::<serde_json::Value>(text);
    match (parse(text), theirs) {
        (Ok(node), Ok(value)) => prop_assert!(same(&node, &value), "{text}"),
        // serde_json refuses numbers that no float holds; we keep their characters.
        (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("out of range"), "{text}: {error}"),
        (Err(errors), theirs) => {
            let only_ours = errors.iter().all(|error| error.code == Code::DuplicateKey);
            prop_assert_eq!(theirs.is_ok(), only_ours, "{}: {:?}", text, errors);
            for error in errors {
                let span = error.span.start as usize..error.span.end as usize;
                prop_assert!(text.get(span).is_some(), "{text}: {error:?}");
            }
        }
    }
    Ok(())
}
