//! Units and their scales.
use super::doubt::{Doubt, Part};
use super::judge::{Case, Judge};
use super::label::label_words;
use super::page::{Page, touch};
use super::word::same;
use crate::check::model::{Object, Quantity, Referent};
use crate::diagnostic::Code;
use crate::language::fold::is_han;
use crate::language::{Cue, Decimal, Kind, Language, Number, Reading, units};
use std::ops::Range;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let Object::Quantity(quantity) = &case.fact.object else { return };
    let page = &judge.page;
    let labels = labels(judge, quantity);
    let known: Vec<usize> = labels.iter().flat_map(|label| known(judge, label)).collect();
    let shown = |range: &Range<usize>| -> Vec<usize> {
        let cues = page.cues_in(range, Kind::Unit);
        cues.filter_map(|cue| usize::try_from(cue.value).ok()).collect()
    };
    let after: Vec<Range<usize>> =
        case.quotes.iter().map(|quote| quote.start..(quote.end + 4).min(page.text.len())).collect();
    let quoted: Vec<usize> = case.quotes.iter().chain(&after).flat_map(&shown).collect();
    if known.iter().any(|unit| quoted.contains(unit)) {
        let beside = beside(judge, case, quantity, &known);
        if let Some(other) = beside.first().filter(|_| !beside.iter().any(|other| known.contains(other))) {
            doubts.push(mismatch(quantity, *other));
        }
        return;
    }
    // "A third of the harvest" is a share in percent.
    let percent = units().iter().position(|unit| *unit == "percent");
    let values = values(quantity);
    let fractions: Vec<Range<usize>> = case
        .quotes
        .iter()
        .flat_map(|quote| page.cues_in(quote, Kind::Fraction))
        .map(|cue| {
            let spaced = !page.text[cue.span.clone()].starts_with(is_han);
            cue.span.start..cue.span.end + if spaced { 2 } else { 0 }
        })
        .collect();
    let mut numbers = case.quotes.iter().flat_map(|quote| page.numbers_in(quote));
    let counts = numbers.any(|number| {
        is_one(number, &values) && !fractions.iter().any(|fraction| touch(fraction, &number.span))
    });
    let fraction = !counts && !fractions.is_empty();
    if fraction && known.iter().any(|unit| Some(*unit) == percent) {
        return;
    }
    let words = |ranges: &[Range<usize>]| labels.iter().any(|label| stands(judge, ranges, label));
    if words(&case.quotes) || case.fact.inferred && words(&case.sentences) {
        return;
    }
    let noted = || {
        let words: Vec<String> =
            case.fact.note.iter().flat_map(|note| label_words(note)).map(|(word, _)| word).collect();
        labels
            .iter()
            .flat_map(|label| label_words(label))
            .any(|(word, _)| words.iter().any(|said| same(&word, said)))
    };
    let nearby = case.sentences.iter().flat_map(&shown).any(|unit| known.contains(&unit));
    match beside(judge, case, quantity, &known).first().copied() {
        Some(other) if !known.is_empty() => doubts.push(mismatch(quantity, other)),
        _ if nearby || words(&case.sentences) => {}
        // "Thirty-seven dead", "7,000 employees": whoever is counted is a person.
        None if known.iter().any(|unit| units().get(*unit) == Some(&"person")) => {}
        None if case.fact.inferred && noted() => {}
        Some(other) if is_measured(judge, &labels) => doubts.push(mismatch(quantity, other)),
        None if is_measured(judge, &labels) => doubts.push(Doubt::new(
            Code::UnsupportedUnit,
            Part::Object,
            format!("the unit `{}` is not in the quotes of the fact", quantity.unit_label),
            "write the unit of the article, or quote the words that give it",
        )),
        _ => {}
    }
}

/// Whether a label names a currency or a measure and nothing else, so that its absence says something: what is counted has
/// many names.
fn is_measured(judge: &Judge<'_, '_>, labels: &[String]) -> bool {
    let page = &judge.page;
    let languages = || [Language::of("en"), page.language].into_iter().flatten();
    let counted = units_counted();
    page.language.is_some()
        && labels.iter().any(|label| {
            let units = known(judge, label);
            let is_named = |word: &str| {
                languages().any(|language| {
                    [Kind::Unit, Kind::Scale, Kind::Number, Kind::Stop]
                        .iter()
                        .any(|kind| language.lists(word, *kind))
                })
            };
            let plain = label_words(label).all(|(word, _)| {
                is_named(&word) || word.strip_suffix('s').is_some_and(is_named) || word == "us"
            });
            !units.is_empty()
                && !units.iter().any(|unit| counted.contains(unit))
                && (plain || label.chars().any(is_han))
        })
}

/// The units of what is counted, not measured: the last ones of `units.txt`.
fn units_counted() -> Range<usize> {
    let first = units().iter().position(|unit| *unit == "person").unwrap_or(units().len());
    first..units().len()
}

fn mismatch(quantity: &Quantity<'_>, other: usize) -> Doubt {
    let other = units().get(other).copied().unwrap_or_default().replace('-', " ");
    Doubt::new(
        Code::UnsupportedUnit,
        Part::Object,
        format!("the unit is `{}`, and the article counts in `{other}` here", quantity.unit_label),
        "write the unit of the article",
    )
}

/// The units that the word right beside the number in the quotes may stand for; of several such numbers the one with a known
/// unit counts.
fn beside(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    quantity: &Quantity<'_>,
    known: &[usize],
) -> Vec<usize> {
    let page = &judge.page;
    let values = values(quantity);
    let is = |number: &&Number| is_one(number, &values);
    let numbers = case.quotes.iter().flat_map(|quote| page.numbers_in(quote)).filter(is);
    let all: Vec<Vec<usize>> = numbers.map(|number| beside_number(page, number)).collect();
    let known = all.iter().find(|units| units.iter().any(|unit| known.contains(unit)));
    known.or_else(|| all.first()).cloned().unwrap_or_default()
}

fn beside_number(page: &Page<'_>, number: &Number) -> Vec<usize> {
    let end = (number.span.end + 60).min(page.text.len());
    let end = (number.span.end..=end).rev().find(|at| page.text.is_char_boundary(*at)).unwrap_or(end);
    let start = number.span.start.saturating_sub(4);
    let start = (start..=number.span.start).find(|at| page.text.is_char_boundary(*at)).unwrap_or(start);
    let before =
        page.cues_in(&(start..number.span.start), Kind::Unit).filter(|cue| cue.span.end == number.span.start);
    let after = || {
        page.cues_in(&(number.span.end..end), Kind::Unit).filter(|cue| {
            let gap = &page.text[number.span.end..cue.span.start];
            gap.chars().all(|c| c.is_whitespace() || c == '-') && gap.len() <= 4
        })
    };
    if let Some(cue) = before.last() {
        return usize::try_from(cue.value).into_iter().collect();
    }
    let Some(longest) = after().map(|cue| cue.span.end).max() else { return Vec::new() };
    after().filter(|cue| cue.span.end == longest).filter_map(|cue| usize::try_from(cue.value).ok()).collect()
}

/// The numbers of a quantity.
fn values(quantity: &Quantity<'_>) -> Vec<Decimal> {
    quantity.numbers().filter_map(Decimal::parse).map(Decimal::abs).collect()
}

/// Whether a number of the article is one of some values.
fn is_one(number: &Number, values: &[Decimal]) -> bool {
    values.iter().any(|value| number.bare == *value || number.may_be(*value))
}

/// The labels of a quantity's unit.
fn labels(judge: &Judge<'_, '_>, quantity: &Quantity<'_>) -> Vec<String> {
    match judge.entity(&quantity.unit) {
        Some(entity) => {
            entity.labels.iter().chain(&entity.alt_labels).map(|label| label.text.to_string()).collect()
        }
        None => match &quantity.unit {
            Referent::Kind(key) => vec![key.replace('-', " ")],
            _ => vec![quantity.unit_label.to_string()],
        },
    }
}

/// The known units that a label names.
fn known(judge: &Judge<'_, '_>, label: &str) -> Vec<usize> {
    let languages = [Language::of("en"), judge.page.language];
    let mut found: Vec<(usize, usize)> = Vec::new();
    for language in languages.into_iter().flatten() {
        let reading = Reading::new(label, Some(language));
        found.extend(
            reading
                .cues()
                .filter(|cue| cue.kind == Kind::Unit)
                .filter_map(|cue| Some((cue.span.len(), usize::try_from(cue.value).ok()?))),
        );
    }
    // Degrees of a kind are called degrees.
    let index = |key: &str| units().iter().position(|unit| *unit == key);
    let kinds = [index("degree-celsius"), index("degree-fahrenheit")];
    let degrees = found.iter().any(|(_, unit)| kinds.contains(&Some(*unit)));
    // "square kilometre" is not a kilometre.
    let longest = found.iter().map(|(length, _)| *length).max().unwrap_or_default();
    let mut units: Vec<usize> =
        found.into_iter().filter(|(length, _)| *length == longest).map(|(_, unit)| unit).collect();
    if degrees {
        units.extend(index("degree"));
    }
    // "Litres per square metre" counts litres.
    let first = [" per ", "/", " pro ", " par ", " por "].iter().find_map(|sign| label.split_once(sign));
    if let Some((first, _)) = first {
        units.extend(known(judge, first));
    }
    units
}

/// How many of its base a unit is by its label: a million for "million euros". None where it is one.
pub(super) fn scale(judge: &Judge<'_, '_>, quantity: &Quantity<'_>) -> Option<Decimal> {
    let languages = [Language::of("en"), judge.page.language];
    for label in labels(judge, quantity) {
        for language in languages.into_iter().flatten() {
            let reading = Reading::new(&label, Some(language));
            let scale = scales(&reading);
            let plural = label_words(&label).find_map(|(word, _)| {
                let bare = word.strip_suffix('s')?;
                scales(&Reading::new(bare, Some(language)))
            });
            if let Some(scale) = scale.or(plural) {
                return Some(scale);
            }
        }
        let han = ["万亿", "亿", "万"].iter().find(|scale| label.starts_with(**scale));
        if let Some((_, power)) =
            han.and_then(|han| [("万亿", 12), ("亿", 8), ("万", 4)].into_iter().find(|(one, _)| one == han))
        {
            return Some(Decimal::new(1, power));
        }
    }
    None
}

/// The product of the scales at the beginning of a unit's label: "ten thousand", "hundred million".
fn scales(reading: &Reading<'_>) -> Option<Decimal> {
    let mut product: Option<i64> = None;
    let mut end = 0;
    let cues: Vec<Cue> = reading.cues().collect();
    // The "ciento" of "por ciento" is none.
    let in_unit = |cue: &Cue| {
        let mut units =
            cues.iter().filter(|unit| unit.kind == Kind::Unit && unit.span.len() > cue.span.len());
        units.any(|unit| unit.span.start <= cue.span.start && cue.span.end <= unit.span.end)
    };
    for cue in cues.iter().filter(|cue| !in_unit(cue)) {
        let scale =
            cue.kind == Kind::Scale && cue.value >= 100 || cue.kind == Kind::Number && cue.value == 10;
        let apart = reading.text().get(end..cue.span.start).unwrap_or("…");
        if scale && (product.is_none() || apart.trim_matches(['-', ' ']).is_empty()) {
            end = cue.span.end;
            product = product.unwrap_or(1).checked_mul(cue.value);
        }
    }
    // "Ten" alone is not a scale.
    product.filter(|product| *product >= 100).map(Decimal::from)
}

/// Whether a word of a unit's label, scales aside, is in some ranges.
fn stands(judge: &Judge<'_, '_>, ranges: &[Range<usize>], label: &str) -> bool {
    let page = &judge.page;
    if label.chars().any(is_han) {
        return ranges.iter().any(|range| page.text[range.clone()].contains(label));
    }
    let mut words: Vec<String> = label_words(label).map(|(word, _)| word).collect();
    words.retain(|word| {
        let scale = [Language::of("en"), page.language].into_iter().flatten().any(|language| {
            language.lists(word, Kind::Scale)
                || language.lists(word, Kind::Stop)
                || word.strip_suffix('s').is_some_and(|word| language.lists(word, Kind::Scale))
        });
        !scale
    });
    // The last word is the unit itself, or the first in "tonnes of wheat".
    words.iter().any(|word| {
        ranges.iter().any(|range| page.words_in(range).iter().any(|said| same(word, page.folded(said))))
    })
}
