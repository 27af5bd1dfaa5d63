//! Numbers, their scale, and whether they are exact.
use super::doubt::{Doubt, Part};
use super::judge::{Case, Judge};
use super::unit;
use crate::check::model::{LiteralType, Object};
use crate::diagnostic::Code;
use crate::language::{Decimal, Kind, Language, Number, Reading, number};
use crate::term::time::Edtf;
use std::ops::Range;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    match &case.fact.object {
        Object::Quantity(quantity) => {
            let scale = unit::scale(judge, quantity);
            let mut found = Vec::new();
            for text in quantity.numbers() {
                match one(judge, case, text, scale) {
                    Ok(number) => found.extend(number),
                    Err(doubt) => doubts.push(doubt),
                }
            }
            let bounded = quantity.number.is_none();
            if let [place] = found.as_slice() {
                let spans = judge.is_listed(case.fact, "spans");
                exactness(judge, place, quantity.approximate, bounded, spans, doubts);
            }
        }
        Object::Literal(literal) => match &literal.kind {
            // A date has a check of its own.
            LiteralType::Typed(_) if is_date(literal.text) => {}
            LiteralType::Typed(_) if literal.text.bytes().any(|byte| byte.is_ascii_digit()) => {
                if let Err(doubt) = one(judge, case, literal.text, None) {
                    doubts.push(doubt);
                }
            }
            LiteralType::Plain | LiteralType::Tagged(_) if !holds(judge, case, literal.text) => {
                let message = format!("`{}` is not in the quotes of the fact", literal.text);
                doubts.push(Doubt::new(
                    Code::Unsupported,
                    Part::Object,
                    message,
                    "quote the words that say it",
                ));
            }
            _ => {}
        },
        _ => {}
    }
}

/// Whether a literal is a date of its own, not a bare year.
pub(super) fn is_date(text: &str) -> bool {
    text.contains('-') && !text.starts_with('-') && Edtf::parse(text).is_ok()
}

/// The numbers that a fact gives.
pub(super) fn of_fact(object: &Object<'_>) -> Vec<Decimal> {
    let numbers: Vec<&str> = match object {
        Object::Quantity(quantity) => quantity.numbers().collect(),
        Object::Literal(literal) => std::iter::once(literal.text).collect(),
        _ => Vec::new(),
    };
    numbers.into_iter().filter_map(Decimal::parse).map(Decimal::abs).collect()
}

/// Where the quotes hold a number.
fn one(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    text: &str,
    scale: Option<Decimal>,
) -> Result<Option<Range<usize>>, Doubt> {
    let Some(value) = Decimal::parse(text).map(Decimal::abs) else { return Ok(None) };
    let scaled = scale.and_then(|scale| value.times(scale)).unwrap_or(value);
    let page = &judge.page;
    let is = |number: &&Number| number.may_be(scaled);
    let quoted = || case.quotes.iter().flat_map(|quote| page.numbers_in(quote));
    if let Some(number) = quoted().find(is) {
        return Ok(Some(number.span.clone()));
    }
    if case.fact.inferred {
        // "More than 8,000" said again: "that sum".
        let noted = case.fact.note.is_some_and(|note| {
            let english = number::numbers(&Reading::new(note, Language::of("en")));
            let own = number::numbers(&Reading::new(note, page.language));
            english.iter().chain(&own).any(|number| number.may_be(scaled) || number.may_be(value))
        });
        let nearby = case
            .sentences
            .iter()
            .chain(&case.earlier)
            .flat_map(|range| page.numbers_in(range))
            .any(|number| is(&number));
        if noted || nearby {
            return Ok(None);
        }
    }
    // Letters and digits that belong together: `CETS 198`, `3-1`.
    let written = Decimal::parse(text).is_none();
    if written && holds(judge, case, text) {
        return Ok(None);
    }
    let others: Vec<String> = quoted()
        .filter(|number| !number.ordinal)
        .take(3)
        .map(|number| format!("`{}`", &page.text[number.span.clone()]))
        .collect();
    let whole = if scaled == value { text.to_owned() } else { format!("{text} ({scaled} with its unit)") };
    let instead =
        if others.is_empty() { String::new() } else { format!("; they have {}", others.join(", ")) };
    let message = format!("the number {whole} is not in the quotes of the fact{instead}");
    Err(Doubt::new(
        Code::UnsupportedNumber,
        Part::Object,
        message,
        "write the number of the article, or quote the words that give it",
    ))
}

/// "About", "over" and "under" right before a number, against what the fact says: whether that is about, a bound, or tells how
/// long something takes.
fn exactness(
    judge: &Judge<'_, '_>,
    place: &Range<usize>,
    about: bool,
    bounded: bool,
    spans: bool,
    doubts: &mut Vec<Doubt>,
) {
    let page = &judge.page;
    if page.language.is_none() {
        return;
    }
    let words = page.words_in(&(place.start.saturating_sub(60)..place.start));
    let near = words.get(words.len().saturating_sub(3)).map_or(place.start, |word| word.span.start);
    let clause = page.clause_of(place.start);
    let before = near.max(clause.start)..place.start;
    let touching = |kind: Kind| {
        page.cues_in(&before, kind)
            .filter(|cue| page.words_in(&(cue.span.end..place.start)).len() <= 1)
            .last()
    };
    let bound = touching(Kind::Over).or_else(|| touching(Kind::Under));
    let message = match bound {
        Some(cue) if spans && is_in_the_course_of(&page.text[cue.span.clone()]) => return,
        Some(cue) if !bounded && touching(Kind::About).is_none() => {
            let word = &page.text[cue.span.clone()];
            (
                format!("the fact gives an exact number, and the article says `{word}`"),
                "give a bound: `from`, `to`, `above` or `below` in place of `number`",
            )
        }
        None if !bounded && !about => {
            let Some(cue) = touching(Kind::About).filter(|cue| !is_article(&page.text[cue.span.clone()]))
            else {
                return;
            };
            (
                format!(
                    "the fact gives an exact number, and the article says `{}`",
                    &page.text[cue.span.clone()]
                ),
                "add `about: true`",
            )
        }
        _ => return,
    };
    doubts.push(Doubt::new(Code::UnsupportedNumber, Part::Object, message.0, message.1));
}

/// Words that may tell during what time something happens as well as a bound.
fn is_in_the_course_of(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "over" | "über")
}

/// Words that are more often an article.
fn is_article(word: &str) -> bool {
    matches!(word, "une" | "una" | "a" | "some" | "до" | "多" | "余")
}

/// Whether the quotes hold a text, whatever its letter case, quotation marks and spaces.
fn holds(judge: &Judge<'_, '_>, case: &Case<'_, '_>, text: &str) -> bool {
    let text = even(text);
    case.quotes.iter().any(|quote| even(&judge.page.text[quote.clone()]).contains(text.trim()))
}

fn even(text: &str) -> String {
    let straight =
        text.replace(['‘', '\''], "’").replace(['“', '”', '„', '«', '»'], "\"").replace(['–', '—', '‑'], "-");
    straight.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
