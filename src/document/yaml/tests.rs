use super::{MAX_DEPTH, error, parse, parse_any, subset};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::json;
use crate::document::tree::{Entry, Node, Scalar, Value};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};
use std::borrow::Cow;

fn slice(text: &str, span: Span) -> &str {
    &text[span.start as usize..span.end as usize]
}

/// The tree on one line: scalars as they are written in the source, with their text where it
/// differs, and `'` before a text that cannot be a number.
fn show(text: &str, node: &Node<'_>) -> String {
    let written = slice(text, node.span);
    match &node.value {
        Value::Scalar(scalar) => {
            let mark = if scalar.plain { "" } else { "'" };
            let text = if written == scalar.text { String::new() } else { format!("={:?}", scalar.text) };
            format!("{mark}<{written}>{text}")
        }
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(|item| show(text, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let show =
                |entry: &Entry<'_>| format!("{}: {}", slice(text, entry.key_span), show(text, &entry.value));
            format!("{{{}}}", entries.iter().map(show).collect::<Vec<_>>().join(", "))
        }
    }
}

#[track_caller]
fn reads(text: &str, tree: &str) {
    let node = parse(text).expect("good");
    assert_eq!(show(text, &node), tree);
    check_places(text, &node, node.span).expect("places");
}

#[test]
fn scalars_keep_their_characters_and_places() {
    reads(
        "😀 Привет: мир # x\nb: 'é y' \nc:   \"q\\n\" # co\n",
        "{😀 Привет: <мир>, b: '<'é y'>=\"é y\", c: '<\"q\\n\">=\"q\\n\"}",
    );
    reads("a: 3.20\nb: 2018\nc: yes", "{a: <3.20>, b: <2018>, c: <yes>}");
    reads("a: é one\n  two\n  три # c\nb: x\n", "{a: <é one\n  two\n  три>=\"é one two три\", b: <x>}");
    reads(
        "a: |\n  öne\n  two\n\nb: >-\n  x\n   y\n",
        "{a: '<öne\n  two>=\"öne\\ntwo\\n\", b: '<x\n   y>=\"x\\n y\"}",
    );
    reads("a: 'it''s \"x\"'", "{a: '<'it''s \"x\"'>=\"it's \\\"x\\\"\"}");
    reads("\u{feff}a: é x\n", "{a: <é x>}");
    reads("a: 1\r\nb: 2\rc: 'q'\r\n", "{a: <1>, b: <2>, c: '<'q'>=\"q\"}");
    reads("--- # start\na: x\n...\n# end\n", "{a: <x>}");
    reads("<<: {a: b}", "{<<: {a: <b>}}");
}

#[test]
fn null_stands_after_its_indicator() {
    for (text, places) in [
        ("a:\nb: # c\n", vec![2, 5]),
        ("- \n- # c\n- ~\n-\n", vec![1, 4, 11, 14]),
        ("a:\n-\nb: &x\n", vec![4, 10]),
        ("{a, b: , c: [d: ]}", vec![2, 6, 15]),
    ] {
        let mut found = Vec::new();
        let node = parse(text).expect("good");
        collect(&node, &mut |scalar, span| {
            assert!(scalar.is_null());
            found.push(span.start);
        });
        assert_eq!(found, places, "{text}");
    }
}

fn collect<'n>(node: &'n Node<'_>, see: &mut impl FnMut(&'n Scalar<'_>, Span)) {
    match &node.value {
        Value::Scalar(scalar) => see(scalar, node.span),
        Value::List(items) => items.iter().for_each(|item| collect(item, see)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.value, see)),
    }
}

#[test]
fn maps_and_lists_know_where_they_stand() {
    let text = "a:\n- [é, {x: y} ] # c\n- z\nb:\n  c: &k [d: 1, ]\ne:\n  - - f\n";
    let node = parse(text).expect("good");
    let Value::Map(entries) = &node.value else { panic!("a map") };
    let written: Vec<_> = entries.iter().map(|entry| slice(text, entry.value.span)).collect();
    assert_eq!(written, ["- [é, {x: y} ] # c\n- z", "c: &k [d: 1, ]", "- - f"]);
    let Value::List(items) = &entries[0].value.value else { panic!("a list") };
    assert_eq!(slice(text, items[0].span), "[é, {x: y} ]");
    let Value::Map(inner) = &entries[1].value.value else { panic!("a map") };
    assert_eq!(slice(text, inner[0].value.span), "[d: 1, ]");
}

#[test]
fn tags_choose_between_text_and_number() {
    reads(
        "a: !!str 5\nb: ! 6\nc: !<tag:yaml.org,2002:str> 7\nd: &x !!int 8",
        "{a: '<5>, b: '<6>, c: '<7>, d: <8>}",
    );
    reads(
        "a: !!int '5'\nb: !!null ~\nc: !!map {}\nd: !!seq\n- !!str\n",
        "{a: <'5'>=\"5\", b: <~>, c: {}, d: ['<>]}",
    );
    says(
        "é: !foo x",
        "!foo",
        "the tag `!foo` has no meaning here",
        "remove the tag, or put the whole value in quotation marks if `!` belongs to it",
    );
    says(
        "a: !!set {x}",
        "!!set",
        "the tag `!!set` has no meaning here",
        "remove the tag, or put the whole value in quotation marks if `!` belongs to it",
    );
    assert_eq!(parse("a: !x b\nc: !y d").map(|_| ()).expect_err("two").len(), 2);
}

#[test]
fn aliases_stand_for_what_they_name() {
    reads("a: &x [é, 1]\nb: *x\nc: *x", "{a: [<é>, <1>], b: [<é>, <1>], c: [<é>, <1>]}");
    let text = "é: &x 5\nb: *x # c\n*x : d";
    let node = parse(text).expect("good");
    let Value::Map(entries) = &node.value else { panic!("a map") };
    assert_eq!(slice(text, entries[1].value.span), "*x");
    assert_eq!((&*entries[2].key, slice(text, entries[2].key_span)), ("5", "*x"));
    says("a: &x [*x]", "*x", "the alias `*x` is inside the value that it refers to", "");
}

#[test]
fn hostile_documents_are_refused() {
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(",");
        bomb.push_str(&format!("a{level}: &a{level} [{inner}]\n"));
    }
    assert_eq!(diagnostic(&bomb).0.code, Code::TooLarge);
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(diagnostic(&nested(MAX_DEPTH + 1)).0.code, Code::TooLarge);
    assert_eq!(diagnostic(&"- ".repeat(100_000)).0.code, Code::TooLarge);
    let chain: String = (0..70).map(|n| format!("a{}: &a{} [*a{n}]\n", n + 1, n + 1)).collect();
    assert_eq!(diagnostic(&format!("a0: &a0 x\n{chain}")).0.code, Code::TooLarge);
}

/// The only error of a text, with the text it is reported on.
#[track_caller]
fn diagnostic(text: &str) -> (Diagnostic, &str) {
    let mut errors = parse(text).expect_err("an error");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let error = errors.remove(0);
    let on = slice(text, error.span);
    (error, on)
}

#[track_caller]
fn says(text: &str, on: &str, message: &str, help: &str) {
    let (error, found) = diagnostic(text);
    assert_eq!((found, error.message.as_str()), (on, message));
    assert_eq!(error.help.as_deref().unwrap_or(""), help);
    assert_eq!(error.code, Code::Syntax);
}

const SPACES: &str = "YAML allows only spaces in the indentation: replace the tab with spaces";
const ALIGN: &str =
    "start the line in the same column as the other keys of its map, or the other items of its list";
const CLOSE: &str = "at its end; if the text goes on below, indent its lines more than the key";

#[test]
fn values_that_need_quotation_marks() {
    let colon = "a colon followed by a space is not allowed inside a value without quotation marks";
    says("é: b: c\n", "b: c", colon, "put the whole value in quotation marks: `\"b: c\"`");
    says("- q: He said: \"yes\"\n", "He said: \"yes\"", colon, "put the whole value in quotation marks");
    for bad in ["@x", "`x y", "%x", "*x y", "**bold**", "? b", "*"] {
        let text = format!("é: {bad}\nb: c\n");
        let (error, on) = diagnostic(&text);
        assert_eq!(on, bad);
        assert!(error.message.starts_with("text without quotation marks cannot begin with "), "{error:?}");
        let fix = error.fix.expect("a fix");
        let corrected =
            format!("{}{}{}", &text[..fix.span.start as usize], fix.text, &text[fix.span.end as usize..]);
        reads(&corrected, &format!("{{é: '<\"{bad}\">={bad:?}, b: <c>}}"));
    }
    says(
        "a: *x\n",
        "*x",
        "`*x` refers to an anchor `&x` that is not in this file",
        "put the whole value in quotation marks: `\"*x\"`",
    );
    says(
        "a: - x\n",
        "- x",
        "a list cannot begin on the line of its key",
        "put the whole value in quotation marks: `\"- x\"`",
    );
    says("a: ,x\n", ",x", "expected a value, found `,`", "put the whole value in quotation marks: `\",x\"`");
    says(
        "a: > x\n",
        "> x",
        "text is not allowed on the line of `>`",
        "put the whole value in quotation marks: `\"> x\"`",
    );
}

#[test]
fn quotation_marks_that_do_not_match() {
    let unclosed = "the quoted text that begins here has no closing quotation mark";
    says("é: \"x\nb: c\n", "\"x", unclosed, &format!("write a `\"` {CLOSE}"));
    says("a: 'x", "'x", unclosed, &format!("write a `'` {CLOSE}"));
    let apostrophe = "inside single quotation marks write an apostrophe twice: `''`";
    says("a: 'it's'\n", "s'", "found `s'` after the closing quotation mark", apostrophe);
    let quote = "inside double quotation marks write `\\\"` for a quotation mark";
    says("a: \"x\" and \"y\"\n", "and \"y\"", "found `and` after the closing quotation mark", quote);
    let backslash = "write `\\\\` for a backslash, or use single quotation marks";
    says("a: \"é\\n\\q\"\n", "\\q", "`\\q` is not a YAML escape", backslash);
    says(
        "a: \"\\u12\"",
        "\\u12",
        "`\\u12` is not a YAML escape",
        "write the character itself, or its code point: `\\u0301`, `\\U0001F600`",
    );
}

#[test]
fn indentation_that_does_not_fit() {
    says(
        "a:\n  b: 1\n c: 2\n",
        "c: 2",
        "the indentation of this line matches none of the lines above",
        ALIGN,
    );
    says(
        "a: 1\n  é: 2\n",
        "é",
        "the key `é` is not allowed here",
        "the line above already has a value: start this line in the same column as the key above",
    );
    says(
        "a: x\n- b\n",
        "- b",
        "expected a key, found a list item",
        "give the list a key, and begin all its items in the same column",
    );
    says(
        "- a\nb: c\n",
        "b: c",
        "expected `- ` and the next item of the list",
        "write `- ` before it; or start the line in the same column as its key",
    );
    for text in ["\ta: 1\n", "é:\n\tb: 1\n", "a:\n  - b\n\t- c\n", "a:\n  b: c\n  \td: e\n"] {
        let (error, on) = diagnostic(text);
        if error.message != "the key `d` is not allowed here" {
            assert_eq!((on, error.message.as_str()), ("\t", "the indentation contains a tab"));
            assert_eq!(error.help.as_deref(), Some(SPACES));
        }
    }
}

#[test]
fn other_errors_are_said_in_words() {
    for text in ["", "\n\n", "# only\n", "---\n...\n", "\u{feff}"] {
        let help = "a document needs `article:` with a `title`, and `facts:`; `groundwire new` creates one";
        says(text, "", "the file is empty", help);
    }
    says(
        "a: b\n--- # é\nc: d\n",
        "---",
        "a second document begins here, but a file holds only one",
        "remove the `---`, or move what follows to another file",
    );
    says("é:b\nc: d\n", ":", "a space is missing after the colon", "write `é: b`");
    says(
        "key\nb: c\n",
        "key",
        "expected a `:` after `key`",
        "write a colon and a value after the key; continuation lines of a text must be indented more",
    );
    says(
        "a: [1, 2\nb: 3\n",
        "[",
        "the bracket `[` that opens here is not closed",
        "write a `]` at its end, or put text that begins with `[` in quotation marks",
    );
    says(
        "a: {x: y\n",
        "{",
        "the bracket `{` that opens here is not closed",
        "write a `}` at its end, or put text that begins with `{` in quotation marks",
    );
    says(
        "a: é]\nb: ]",
        "]",
        "the closing bracket `]` has no opening bracket",
        "remove it, or put the whole value in quotation marks",
    );
    says(
        "a: {b: c}d\n",
        "d",
        "found `d` after the end of the value",
        "remove it, or put the whole value in quotation marks",
    );
    says(
        "? [a]\n: b\n",
        "[",
        "expected a key, found a list",
        "write a name as the key; text that begins with `[` or `{` needs quotation marks",
    );
    says(": b\n", "", "a key is missing here", "write a name before the `:`");
    says(
        "a: é\u{1}x",
        "\u{1}",
        "the control character U+0001 cannot be used in YAML",
        "remove it, or write `\\u0001` for it inside double quotation marks",
    );
    let errors = parse("é: 1\nb: {c: 1, c: 2}\né: 3\n").expect_err("duplicates");
    let places: Vec<_> = errors.iter().map(|e| (e.code, e.span.start, e.related[0].0.start)).collect();
    assert_eq!(places, [(Code::DuplicateKey, 16, 10), (Code::DuplicateKey, 22, 0)]);
}

/// Spans stand on characters, children inside their parents and in order, scalars on their marks.
fn check_places(text: &str, node: &Node<'_>, within: Span) -> Result<(), String> {
    let span = node.span;
    let written =
        text.get(span.start as usize..span.end as usize).ok_or(format!("{span:?} is not a slice"))?;
    if span.start < within.start || span.end > within.end {
        return Err(format!("{written:?} {span:?} stands outside {within:?}"));
    }
    if written.starts_with('*') {
        return Ok(());
    }
    match &node.value {
        Value::Scalar(_) => Ok(()),
        Value::List(items) => {
            let mut from = span.start;
            for item in items {
                check_places(text, item, Span { start: from, end: span.end })?;
                from = item.span.end;
            }
            Ok(())
        }
        Value::Map(entries) => {
            let mut from = span.start;
            for entry in entries {
                if entry.key_span.start < from || slice(text, entry.key_span).is_empty() {
                    return Err(format!("the key {} stands too early", entry.key));
                }
                check_places(text, &entry.value, Span { start: entry.key_span.end, end: span.end })?;
                from = entry.value.span.end;
            }
            Ok(())
        }
    }
}

/// A tree to write down, each text with the way of writing it.
#[derive(Clone, Debug)]
enum Tree {
    Number(String),
    Text(String, Style),
    List(Vec<Tree>, bool),
    Map(Vec<(String, Tree)>, bool),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    Single,
    Double,
    Literal,
}

fn trees() -> impl Strategy<Value = Tree> {
    let style = prop_oneof![Just(Style::Single), Just(Style::Double), Just(Style::Literal)];
    let leaf = prop_oneof![
        "(0|-?[1-9][0-9]{0,5})(\\.[0-9]{1,3})?|true|false|null".prop_map(Tree::Number),
        ("[a-zé😀'\"\\\\:#,&*!%@`{}\\[\\]-]([a-zé😀 '\"\\\\:#]{0,12}[a-zж:'\"]\n?){0,3}", style)
            .prop_map(|(text, style)| Tree::Text(text, style)),
        any::<String>().prop_map(|text| Tree::Text(text, Style::Double)),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..6), any::<bool>())
                .prop_map(|(items, flow)| Tree::List(items, flow)),
            (prop::collection::btree_map("[a-zé😀\": -]{0,8}", inner, 0..6), any::<bool>())
                .prop_map(|(entries, flow)| Tree::Map(entries.into_iter().collect(), flow)),
        ]
    })
}

/// A JSON string is a YAML one, save for DEL and non-characters, which YAML wants escaped.
fn double_quoted(text: &str) -> String {
    let mut out = serde_json::to_string(text).expect("a string");
    for c in ['\u{7f}', '\u{fffe}', '\u{ffff}', '\u{feff}', '\u{85}'] {
        out = out.replace(c, &format!("\\u{:04x}", u32::from(c)));
    }
    out
}

impl Tree {
    /// Within a line. With `json`, as JSON has it.
    fn write_flow(&self, json: bool, out: &mut String) {
        match self {
            Tree::Number(number) => out.push_str(number),
            Tree::Text(text, Style::Single) if !json && !text.contains('\n') => {
                out.push_str(&format!("'{}'", text.replace('\'', "''")));
            }
            Tree::Text(text, _) => out.push_str(&double_quoted(text)),
            Tree::List(items, _) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.write_flow(json, out);
                }
                out.push(']');
            }
            Tree::Map(entries, _) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { " , " } else { " " });
                    out.push_str(&format!("{}: ", double_quoted(key)));
                    value.write_flow(json, out);
                }
                out.push('}');
            }
        }
    }

    /// On lines of its own, or behind what is in the line.
    fn write_block(&self, indent: usize, out: &mut String) {
        let margin = " ".repeat(indent);
        match self {
            Tree::Text(text, Style::Literal)
                if text.trim() != ""
                    && !text.starts_with([' ', '\n'])
                    && !text.contains(|c: char| {
                        c != '\n' && (c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}'))
                    }) =>
            {
                // A number tells how far it is indented, `-` and `+` what becomes of its end.
                let chomp = if text.ends_with("\n\n") {
                    "+"
                } else if text.ends_with('\n') {
                    ""
                } else {
                    "-"
                };
                out.push_str(&format!(" |{chomp}\n"));
                for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
                    out.push_str(&format!("{margin} {line}\n"));
                }
            }
            Tree::List(items, false) if !items.is_empty() => {
                out.push('\n');
                for item in items {
                    out.push_str(&format!("{margin}-"));
                    item.write_block(indent + 1, out);
                }
            }
            Tree::Map(entries, false) if !entries.is_empty() => {
                out.push('\n');
                for (key, value) in entries {
                    out.push_str(&format!("{margin}{}:", double_quoted(key)));
                    value.write_block(indent + 1, out);
                }
            }
            _ => {
                out.push(' ');
                self.write_flow(false, out);
                out.push_str(" # 😀\n");
            }
        }
    }
}

fn texts<'n>(node: &'n Node<'_>) -> Vec<(&'n str, bool)> {
    let mut found = Vec::new();
    collect(node, &mut |scalar, _| found.push((&*scalar.text, scalar.plain)));
    found
}

proptest! {
    #[test]
    fn yaml_and_json_of_a_tree_are_the_same(tree in trees(), crlf in any::<bool>()) {
        let (mut yaml, mut json_text) = (String::new(), String::new());
        tree.write_block(0, &mut yaml);
        tree.write_flow(true, &mut json_text);
        if crlf {
            yaml = yaml.replace('\n', "\r\n");
        }
        agrees(&yaml)?;
        let from_yaml = parse(&yaml);
        prop_assert!(from_yaml.is_ok(), "{yaml}\n{from_yaml:?}");
        let from_yaml = from_yaml.expect("just seen");
        let from_json = json::parse(&json_text).expect("good JSON");
        prop_assert_eq!(json::tests::bare(&from_yaml), json::tests::bare(&from_json), "{}", yaml);
        prop_assert_eq!(texts(&from_yaml), texts(&from_json));
        prop_assert_eq!(check_places(&yaml, &from_yaml, from_yaml.span), Ok(()), "{}", yaml);
        // A scalar's place holds what is written: read alone, it is the same.
        collect(&from_yaml, &mut |scalar, span| {
            let written = slice(&yaml, span);
            if written.starts_with(['"', '\'']) && !scalar.plain && !scalar.text.starts_with(['"', '\'']) {
                let alone = parse(written).expect("a scalar");
                assert!(matches!(&alone.value, Value::Scalar(read) if read == scalar), "{written}");
            } else if scalar.plain {
                assert_eq!(written, scalar.text);
                assert!(matches!(scalar.text, Cow::Borrowed(_)));
            }
        });
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place(
        text in "([a-c]|[-:?,\\[\\]{}#&*!|>'\"%@`\\\\~]|[ \n\t\r]|: |- |\n  |é|😀|---|\\.\\.\\.|!!|\u{feff}|<<|\\\\u|&a |\\*a){0,25}"
    ) {
        judge(&text)?;
    }

    #[test]
    fn any_characters_are_read_or_refused_with_a_place(text in any::<String>()) {
        judge(&text)?;
    }
}

fn judge(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    agrees(text)?;
    match parse(text) {
        Ok(node) => prop_assert_eq!(check_places(text, &node, node.span), Ok(()), "{}", text),
        Err(errors) => {
            prop_assert!(!errors.is_empty());
            for error in errors {
                let fix = error.fix.iter().map(|fix| fix.span);
                for span in error.related.iter().map(|(span, _)| *span).chain([error.span]).chain(fix) {
                    prop_assert!(
                        text.get(span.start as usize..span.end as usize).is_some(),
                        "{text}: {error:?}"
                    );
                }
            }
        }
    }
    Ok(())
}

/// What the subset reads, saphyr-parser reads as the same.
fn agrees(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    if error::control_character(text).is_none()
        && let Some(node) = subset::read(text)
    {
        prop_assert_eq!(parse_any(text), Ok(node), "{}", text);
    }
    Ok(())
}

const PIECES: &str = "(a|b|é|'|\"|\\\\\"|\\\\|#|-|~|x y|- |: |:|, |,|[\\[\\]{} ]|  |\n|\n  |\n- |\n  - |key: |b: c\n|- id: q\n| # c\n|\"q r\"|'s t'|\\{a: b, d: \\[e, f]})";

proptest! {
    #[test]
    fn the_subset_agrees_with_the_parser(pieces in prop::collection::vec(PIECES, 1..16)) {
        agrees(&pieces.concat())?;
    }
}

#[test]
fn the_subset_reads_what_people_write() {
    for text in [
        "# c\na: x\nb: # c\n  - {c: d, e: [f, \"g, h\", i # c\n    j]}\n  - k: l m\n\n     n # c\n    o: p:q\n",
        "a:\n- 'it''s\n  \\x'\n- - -1\n  -\n- \"\\\"é \n\n  \\\\\"\n\"b\" :\n  c\n  d\n",
        "- {}\n- []\n- [a, b, ]\n- c\n  d: e",
        "a: https://example.org/#x\nb: c#d - e\nc: '#'\nd: {e: wd:Q1, f: g-}",
    ] {
        let long = parse_any(text);
        assert_eq!(subset::read(text), long.as_ref().ok().cloned(), "{text}");
    }
    for text in [
        "a: &x b",
        "a: *x",
        "a: !t b",
        "a: |\n  b",
        "? a\n: b",
        "--- a",
        "a\tb: c",
        "a: \"\\n\"",
        "{a: b,}",
        "{a, b: c}",
        "[a: b]",
        "a: 1\na: 2",
        "a: [b",
        "a: {b: c}d",
        "a: b: c",
        "a\n b: c",
        "a:\n b: c\n  d: e",
        "- a\nb: c",
        "x",
        "",
        "\u{feff}a: b",
        "a: b\r\n",
    ] {
        assert_eq!(subset::read(text), None, "{text}");
    }
    let deep = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(subset::read(&deep(MAX_DEPTH)).is_some());
    assert_eq!(subset::read(&deep(MAX_DEPTH + 1)), None);
    let long = |length| format!("{}: b", "a".repeat(length));
    assert!(subset::read(&long(1000)).is_some());
    assert_eq!(subset::read(&long(1001)), None);
}

#[test]
fn the_shipped_documents_are_in_the_subset() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let folders = std::fs::read_dir(&data)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path().join("facts.yaml"));
    for path in folders.filter(|path| path.is_file()).chain([data.join("corpus.yaml")]) {
        let text = std::fs::read_to_string(&path).expect("a text");
        let read = subset::read(&text);
        assert!(read.is_some(), "{}", path.display());
        assert_eq!(read, parse_any(&text).ok());
    }
}
