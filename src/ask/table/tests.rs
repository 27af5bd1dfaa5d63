use super::{Labels, Table, TableStyle, write};
use crate::term::prefixes::Prefixes;
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, Term, Variable};
use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};
use unicode_width::UnicodeWidthStr;

fn draw(width: Option<usize>, columns: &[&str], rows: &[Vec<Option<Term>>]) -> String {
    let prefixes = Prefixes::predeclared();
    let columns: Vec<Variable> = columns.iter().map(|c| Variable::new_unchecked(*c)).collect();
    let mut out = Vec::new();
    write(TableStyle { prefixes: &prefixes, width, color: false, labels: None }, &columns, rows, &mut out)
        .expect("written to memory");
    String::from_utf8(out).expect("text")
}

fn text(text: &str) -> Option<Term> {
    Some(Literal::new_simple_literal(text).into())
}

fn iri(iri: &str) -> Option<Term> {
    Some(NamedNode::new_unchecked(iri).into())
}

#[test]
fn one_language_is_not_told() {
    let rows = [
        vec![Some(Literal::new_language_tagged_literal_unchecked("Kasachstan", "de").into())],
        vec![text("x")],
    ];
    assert!(!draw(None, &["word"], &rows).contains("@de"));
}

#[test]
fn later_rows_keep_the_widths_and_tell_what_differs() {
    let prefixes = Prefixes::predeclared();
    let word =
        |word, language| vec![Some(Literal::new_language_tagged_literal_unchecked(word, language).into())];
    let style = TableStyle { prefixes: &prefixes, width: None, color: false, labels: None };
    let mut out = Vec::new();
    let columns = [Variable::new_unchecked("word")];
    let mut table =
        Table::begin(style, &columns, &[word("Wort genug", "de")], &mut out).expect("written to memory");
    for row in [word("noch eines", "de"), word("mot", "fr"), word("viel zu viele Worte", "de")] {
        table.row(&row, &mut out).expect("written to memory");
    }
    table.row(&word("kurz", "de"), &mut out).expect("written to memory");
    table.foot(&mut out).expect("written to memory");
    assert_eq!(
        String::from_utf8(out).expect("text"),
        "\
┌────────────┐
│ word       │
├────────────┤
│ Wort genug │
│ noch eines │
│ mot @fr    │
├────────────┤
│ viel zu    │
│ viele      │
│ Worte      │
├────────────┤
│ kurz       │
└────────────┘
"
    );
}

#[test]
fn shows_terms_as_people_read_them() {
    let rows = [
        vec![
            iri("http://www.w3.org/ns/oa#exact"),
            Some(Literal::new_language_tagged_literal_unchecked("Kasachstan", "de-AT").into()),
            Some(Literal::new_typed_literal("3.20", xsd::DECIMAL).into()),
        ],
        vec![
            iri("http://example.com/a"),
            Some(Literal::new_typed_literal("2018", xsd::G_YEAR).into()),
            Some(Literal::new_typed_literal("12", xsd::INTEGER).into()),
        ],
        vec![None, Some(Literal::new_language_tagged_literal_unchecked("x", "en").into()), None],
    ];
    assert_eq!(
        draw(None, &["what", "word", "n"], &rows),
        "\
┌────────────────────────┬───────────────────┬──────┐
│ what                   │ word              │    n │
├────────────────────────┼───────────────────┼──────┤
│ oa:exact               │ Kasachstan @de-AT │ 3.20 │
│ <http://example.com/a> │ 2018 ^^xsd:gYear  │   12 │
│                        │ x @en             │      │
└────────────────────────┴───────────────────┴──────┘
"
    );
}

#[test]
fn wraps_long_text_at_words_and_long_iris_at_signs() {
    let rows =
        [vec![iri("http://example.com/article/kazakhstan/fact/f1"), text("the quick brown fox jumps over")]];
    assert_eq!(
        draw(Some(40), &["fact", "quote"], &rows),
        "\
┌───────────────────┬──────────────────┐
│ fact              │ quote            │
├───────────────────┼──────────────────┤
│ <http://example.c │ the quick brown  │
│ om/article/       │ fox jumps over   │
│ kazakhstan/fact/  │                  │
│ f1>               │                  │
└───────────────────┴──────────────────┘
"
    );
}

#[test]
fn no_code_reaches_the_terminal() {
    let drawn = draw(None, &["x"], &[vec![text("a\u{1b}[31mb\nc\u{202e}d\u{7}")]]);
    assert!(drawn.contains("a\\u{1b}[31mb\\nc\\u{202e}d\\u{7}"), "{drawn}");
}

fn widths(drawn: &str) -> Vec<usize> {
    drawn.lines().map(UnicodeWidthStr::width).collect()
}

#[test]
fn wide_and_combining_characters_keep_the_rules_straight() {
    let rows = ["漢字かな交じり", "e\u{301}tat", "👩‍👩‍👧 family", "абв"].map(|t| vec![text(t), text("x")]);
    let drawn = draw(None, &["a", "b"], &rows);
    let widths = widths(&drawn);
    assert!(widths.iter().all(|w| *w == widths[0]), "{drawn}");
}

#[test]
fn colors_add_codes_and_nothing_else() {
    let prefixes = Prefixes::predeclared();
    let columns = [Variable::new_unchecked("x")];
    let rows = [vec![iri("http://www.w3.org/ns/oa#exact")]];
    let mut out = Vec::new();
    write(
        TableStyle { prefixes: &prefixes, width: None, color: true, labels: None },
        &columns,
        &rows,
        &mut out,
    )
    .expect("written to memory");
    let colored = String::from_utf8(out).expect("text");
    assert!(colored.contains('\u{1b}'));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').expect("a style code").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, draw(None, &["x"], &rows));
}

proptest! {
    #[test]
    fn every_line_has_the_width_of_the_table_and_fits_the_terminal(
        cells in proptest::collection::vec(
            proptest::collection::vec("[ a-z/é漢\u{301}👍\n\u{202e}\u{200d}]{0,60}".prop_map(|t| text(&t)), 3),
            0..5,
        ),
        width in 40..90_usize,
    ) {
        let drawn = draw(Some(width), &["a", "b", "c"], &cells);
        let widths = widths(&drawn);
        prop_assert!(widths[0] <= width);
        for (line, w) in drawn.lines().zip(&widths) {
            prop_assert_eq!(*w, widths[0], "{}", line);
        }
    }

    #[test]
    fn wrapping_loses_nothing_but_spaces(words in "[a-z /é漢]{0,80}", width in 9..40_usize) {
        let drawn = draw(Some(width + 4), &["a"], &[vec![text(&words)]]);
        let shown: String = drawn
            .lines()
            .skip(3)
            .flat_map(|line| line.chars())
            .filter(|c| !matches!(c, ' ' | '│' | '└' | '─' | '┘'))
            .collect();
        let wanted: String = words.chars().filter(|c| *c != ' ').collect();
        prop_assert_eq!(shown, wanted);
    }
}

#[test]
fn labels_stand_in_for_iris_where_they_are_wanted() {
    let prefixes = Prefixes::predeclared();
    let label = |iri: &str| (iri == "http://e/ann").then(|| "Ann Berg".to_owned());
    let style = TableStyle { prefixes: &prefixes, width: None, color: false, labels: Some(Labels(&label)) };
    let columns = [Variable::new_unchecked("who")];
    let node = |iri: &str| Some(NamedNode::new_unchecked(iri).into());
    let mut out = Vec::new();
    write(style, &columns, &[vec![node("http://e/ann")], vec![node("http://e/bob")]], &mut out).unwrap();
    let table = String::from_utf8(out).unwrap();
    assert!(table.contains("│ Ann Berg ") && table.contains("<http://e/bob>"), "{table}");
}
