//! `docs/quotes.md` says what is so: every row of its tables is tried.
use super::definition::NOTHING;
use groundwire::check::quote::{ArticleText, Claim, Miss, QuoteBuffers};

/// The rows of the table under a heading, their cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let page = include_str!("../../docs/quotes.md");
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> =
        rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect();
    assert!(rows.len() > 5 && rows.iter().all(|row| row.len() == 3), "{heading}: {rows:?}");
    rows
}

/// The texts in backquotes of a cell, `\n` and `\u{…}` resolved.
fn code(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(unescaped).collect()
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut pieces = text.replace("\\n", "\n").replace("\\t", "\t");
    while let Some((before, after)) = pieces.split_once("\\u{") {
        let (digits, rest) = after.split_once('}').unwrap();
        plain.push_str(before);
        plain.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        pieces = rest.to_owned();
    }
    plain + &pieces
}

fn spans_of(body: &str, quote: &str) -> Result<Vec<String>, Miss> {
    let mut buffers = QuoteBuffers::default();
    let text = ArticleText::new(body, &mut buffers);
    let spans = text.find(&Claim { exact: quote, ..Claim::default() })?;
    Ok(spans.iter().map(|range| body[range.clone()].to_owned()).collect())
}

#[test]
fn the_page_on_quotes_says_what_is_so() {
    for row in table("What counts as equal") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        let shown = body.trim_matches(|c| NOTHING.contains(c));
        assert_eq!(spans_of(body, quote), Ok(vec![shown.to_owned()]), "{row:?}");
        assert_eq!(spans_of(quote, body), Ok(vec![quote.clone()]), "{row:?}, the other way round");
    }
    for row in table("What does not") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        assert!(matches!(spans_of(body, quote), Err(Miss::NotFound(_))), "{row:?}");
        assert!(matches!(spans_of(quote, body), Err(Miss::NotFound(_))), "{row:?}, the other way round");
    }
    for row in table("Where a quote begins and ends") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        match spans_of(body, quote) {
            Ok(spans) => {
                assert!(row[2].starts_with("yes"), "{row:?}");
                assert_eq!(spans, [quote.as_str()], "{row:?}");
            }
            Err(Miss::Cut(cutting)) => {
                assert!(row[2].starts_with("no"), "{row:?}");
                if let Some(cut) = row[2].contains("cuts").then(|| code(row[2]).remove(0)) {
                    assert_eq!(&body[cutting.token], cut, "{row:?}");
                }
            }
            Err(other) => panic!("{row:?}: {other:?}"),
        }
    }
    for row in table("Ellipses") {
        let (body, quote) = (&code(row[0])[0], &code(row[1])[0]);
        match spans_of(body, quote) {
            Ok(spans) => assert_eq!(spans, code(row[2]), "{row:?}"),
            Err(_) => assert!(row[2].starts_with("none"), "{row:?}"),
        }
    }
}
