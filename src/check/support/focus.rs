//! Where in its quotes a fact says what it says.
use super::judge::{Case, Judge};
use super::page::Page;
use super::{number, point};
use crate::check::model::Object;
use crate::language::Number;
use std::ops::Range;

/// Where the words of a fact's object stand in its quotes: names, numbers or dates. Empty where they are not found.
pub(super) fn focus(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Vec<Range<usize>> {
    let page = &judge.page;
    let own = number::of_fact(&case.fact.object);
    let is = |number: &&Number| own.iter().any(|value| number.may_be(*value) || number.bare == *value);
    // Where no quote has the fact's number, any may stand for it.
    let any = !case.quotes.iter().flat_map(|quote| page.numbers_in(quote)).any(|number| is(&number));
    let mut found = Vec::new();
    for quote in &case.quotes {
        match &case.fact.object {
            Object::Thing(thing) => {
                found.extend(judge.names(thing).into_iter().flat_map(|names| names.places(page, quote)))
            }
            Object::Quantity(_) | Object::Literal(_) => {
                if let Object::Literal(literal) = &case.fact.object
                    && let Some(at) = page.text[quote.clone()].find(literal.text)
                {
                    let start = quote.start + at;
                    found.push(start..start + literal.text.len());
                }
                let numbers = page.numbers_in(quote).iter().filter(|number| any || is(number));
                found.extend(numbers.map(|number| number.span.clone()));
            }
            Object::Time(time) => {
                let own = || page.dates_in(quote).filter(|date| point::agrees(time.text, date));
                let any = own().next().is_none();
                let dates = page.dates_in(quote).filter(|date| any || point::agrees(time.text, date));
                found.extend(dates.map(|date| date.span.clone()));
            }
        }
    }
    found
}

/// Where the four words before a quote begin, as far as they are of its clause.
pub(super) fn before(page: &Page<'_>, quote: &Range<usize>) -> usize {
    let clause = page.clause_of(quote.start);
    let words = page.words_in(&(clause.start..quote.start.max(clause.start)));
    words.get(words.len().saturating_sub(4)).map_or(quote.start, |word| word.span.start)
}

/// The quotes of a fact that say it, apart from those that only name what it is about: where it counts or dates, those with
/// the number or date, else those that are not less than half as long as the longest.
pub(super) fn statements(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Vec<Range<usize>> {
    if case.quotes.len() < 2 {
        return case.quotes.clone();
    }
    let letters = |quote: &Range<usize>| judge.page.text[quote.clone()].chars().count();
    let longest = case.quotes.iter().map(letters).max().unwrap_or_default();
    let focus = if matches!(case.fact.object, Object::Thing(_)) { Vec::new() } else { focus(judge, case) };
    let holds = |quote: &&Range<usize>| {
        focus.iter().any(|place| quote.start <= place.start && place.end <= quote.end)
            || focus.is_empty() && letters(quote) * 2 >= longest
    };
    case.quotes.iter().filter(holds).cloned().collect()
}

/// Whether a word belongs to the labels of what the fact is about: "plans" in "the plans were discussed".
pub(super) fn is_own_word(judge: &Judge<'_, '_>, case: &Case<'_, '_>, word: &str) -> bool {
    let object = match &case.fact.object {
        Object::Thing(thing) => Some(thing),
        _ => None,
    };
    let first = word.split_whitespace().next().unwrap_or(word);
    if let Object::Literal(literal) = &case.fact.object
        && literal.text.to_lowercase().contains(&first.to_lowercase())
    {
        return true;
    }
    let ends = [Some(&case.fact.subject), object].into_iter().flatten();
    ends.into_iter().any(|thing| judge.names(thing).is_some_and(|names| names.holds(first)))
}
