//! Where in its quotes a fact says what it says.
use super::judge::{Case, Judge};
use crate::check::model::{Object, Thing};
use crate::language::{Cue, Kind};
use std::ops::Range;

/// Where the words of a fact's object stand in its quotes: names, numbers or dates. Empty where they are not found.
pub(super) fn focus(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Vec<Range<usize>> {
    let page = &judge.page;
    let mut found = Vec::new();
    for quote in &case.quotes {
        match &case.fact.object {
            Object::Thing(thing) => found.extend(judge.names(thing).into_iter().flat_map(|names| names.places(page, quote))),
            Object::Quantity(_) | Object::Literal(_) => {
                found.extend(page.numbers_in(quote).iter().map(|number| number.span.clone()));
            }
            Object::Time(_) => found.extend(page.dates_in(quote).map(|date| date.span.clone())),
        }
    }
    found
}

/// A cue of one of some kinds that bears on the fact: in a clause of its quotes that holds its object's words, or, where
/// those are not found, anywhere in its quotes; or right before a quote in the same clause.
pub(super) fn bearing<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>, kind: Kind) -> Option<&'j Cue> {
    let page = &judge.page;
    let focus = focus(judge, case);
    let own = |cue: &&Cue| !is_own_word(judge, case, &page.text[cue.span.clone()]);
    for quote in &case.quotes {
        for cue in page.cues_in(quote, kind).filter(own) {
            let clause = page.clause_of(cue.span.start);
            let near = focus.is_empty() || focus.iter().any(|place| place.start < clause.end && clause.start < place.end);
            if near || quote.start >= clause.start && quote.end <= clause.end {
                return Some(cue);
            }
        }
        let Some(outside) = page.clause_of(quote.start).start.checked_sub(0).filter(|start| *start < quote.start) else { continue };
        // Right before the quote: at most four words away.
        let words = page.words_in(&(outside..quote.start));
        let from = words.get(words.len().saturating_sub(4)).map_or(quote.start, |word| word.span.start);
        if let Some(cue) = page.cues_in(&(from..quote.start), kind).filter(own).last() {
            return Some(cue);
        }
    }
    None
}

/// Whether a word belongs to the labels or kinds of what the fact is about: "plans" in "the plans were discussed".
pub(super) fn is_own_word(judge: &Judge<'_, '_>, case: &Case<'_, '_>, word: &str) -> bool {
    let object = match &case.fact.object {
        Object::Thing(thing) => Some(thing),
        _ => None,
    };
    [Some(&case.fact.subject), object].into_iter().flatten().any(|thing| {
        let first = word.split_whitespace().next().unwrap_or(word);
        let in_labels = judge.names(thing).is_some_and(|names| names.holds(first));
        let in_kinds = judge.entity(thing).is_some_and(|entity| {
            entity.kinds.iter().any(|kind| matches!(kind, Thing::Kind(key) | Thing::Own(key) | Thing::Shared(key) if key.split('-').any(|part| super::name::same(part, &first.to_lowercase()))))
        });
        in_labels || in_kinds
    })
}
