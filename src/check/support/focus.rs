//! Where in its quotes a fact says what it says.
use super::judge::{Case, Judge};
use super::page::{Page, Word, touch};
use super::{number, time};
use crate::check::model::Object;
use crate::language::{Cue, Kind, Number};
use crate::term::vocab::af;
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
                let own = || page.dates_in(quote).filter(|date| time::agrees(time.text, date));
                let any = own().next().is_none();
                let dates = page.dates_in(quote).filter(|date| any || time::agrees(time.text, date));
                found.extend(dates.map(|date| date.span.clone()));
            }
        }
    }
    found
}

/// A cue of a kind that bears on the fact: in a clause of its quotes that holds its object's words, or, where those are not
/// found, anywhere in its quotes; right before a quote in the same clause; or between the subject and a quote without it.
pub(super) fn bearing<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>, kind: Kind) -> Option<&'j Cue> {
    bearing_or(judge, case, kind, false)
}

/// The same, where the fact expects it: a pronoun stands for an end, and a label may hold the word itself.
pub(super) fn expected<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>, kind: Kind) -> Option<&'j Cue> {
    bearing_or(judge, case, kind, true)
}

fn bearing_or<'j>(
    judge: &'j Judge<'_, '_>,
    case: &Case<'_, '_>,
    kind: Kind,
    expected: bool,
) -> Option<&'j Cue> {
    let page = &judge.page;
    let focus = focus(judge, case);
    let own = |cue: &&Cue| expected || !is_own_word(judge, case, &page.text[cue.span.clone()]);
    let subject = judge.names(&case.fact.subject);
    let subjects =
        |range: &Range<usize>| subject.as_ref().map_or_else(Vec::new, |names| names.places(page, range));
    let within =
        |places: &[Range<usize>], range: &Range<usize>| places.iter().any(|place| touch(place, range));
    let statements = statements(judge, case);
    // What is said of an event is said of its ends.
    let event = matches!(case.fact.object, Object::Thing(_))
        && !judge.entity(&case.fact.subject).is_some_and(|entity| judge.is_a(entity, af::AGENT));
    for quote in &case.quotes {
        // A quote of another sentence that only names what the fact is about says nothing of it.
        let apart = !statements.iter().any(|said| {
            let (one, other) = (page.sentences_of(said), page.sentences_of(quote));
            one.start < other.end && other.start < one.end
        });
        if apart && !expected {
            continue;
        }
        for cue in page.cues_in(quote, kind).filter(own) {
            let clause = page.clause_of(cue.span.start);
            let near = within(&focus, &clause) || event && within(&subjects(quote), &clause);
            let only_subject = || {
                let all = subjects(quote);
                !all.is_empty() && all.iter().all(|place| within(std::slice::from_ref(place), &clause))
            };
            // "… but has not ratified it": a clause that leaves its subject to the one before.
            let elliptic = || {
                let join = page.cues_in(&clause, Kind::ClauseJoin).next();
                join.is_some_and(|join| join.span.start == clause.start)
                    && !page.words_in(&clause).iter().any(|word| word.capital)
            };
            let whole = quote.start >= clause.start && quote.end <= clause.end;
            // Where its object is not found, what is said of its subject counts.
            let unfocused =
                || focus.is_empty() && (!subjects(&clause).is_empty() || subjects(quote).is_empty());
            // "The agency, a body of the state, has to approve it": the rest of a sentence behind what was put in.
            let rest = || {
                let first = page.words_in(&clause).first();
                first.is_some_and(|word| word.span.start == cue.span.start)
                    && !page.words_in(&(quote.start..clause.start)).is_empty()
                    && (within(&focus, page.sentence_of(&clause).unwrap_or(&clause))
                        || focus.is_empty() && !subjects(quote).is_empty())
            };
            // "Pryce's lawyer said her client intended to appeal": what is said, of the one whom the words before name.
            let told = || {
                judge.near_reports(case).any(|report| {
                    let holds =
                        |range: &Range<usize>| report.content.iter().any(|content| touch(content, range));
                    quote.start <= report.cue.start
                        && report.cue.end <= quote.end
                        && holds(&cue.span)
                        && !subjects(quote).iter().any(|subject| holds(subject) && !touch(subject, &clause))
                        && !focus.is_empty()
                        && !focus.iter().any(holds)
                })
            };
            // "The paper, which has yet to be reviewed": the last words of a quote, about the noun before them.
            let relative = || {
                let words = page.words_in(&clause);
                let is_pronoun = |word: &Word| {
                    page.cues_in(&word.span, Kind::Pronoun).any(|cue| cue.span.start == word.span.start)
                };
                quote.end <= clause.end
                    && words.iter().take(2).any(is_pronoun)
                    && focus.iter().any(|place| {
                        place.end <= clause.start && page.words_in(&(place.end..clause.start)).is_empty()
                    })
            };
            let pronoun = || expected && page.cues_in(&clause, Kind::Pronoun).next().is_some();
            if near
                || whole
                || only_subject()
                || elliptic()
                || unfocused()
                || rest()
                || pronoun()
                || relative()
                || told()
            {
                return Some(cue);
            }
        }
        // A quote that only names what the fact is about has its own surroundings.
        if !statements.contains(quote) {
            continue;
        }
        // Right before the quote: at most four words away.
        let clause = page.clause_of(quote.start);
        let says = focus.is_empty() || within(&focus, &clause) || event && within(&subjects(quote), &clause);
        if says && let Some(cue) = page.cues_in(&(before(page, quote)..quote.start), kind).filter(own).last()
        {
            return Some(cue);
        }
        // Between the subject and what is said of it.
        let sentence = page.sentence_of(quote);
        let sentence = sentence.map(|sentence| sentence.start.max(page.near(quote).start)..sentence.end);
        if let Some(sentence) = sentence.filter(|sentence| sentence.start < quote.start)
            && subjects(quote).is_empty()
            && let Some(named) = subjects(&(sentence.start..quote.start)).first()
            && let Some(cue) = page.cues_in(&(named.end..quote.start), kind).filter(own).last()
        {
            return Some(cue);
        }
    }
    None
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
