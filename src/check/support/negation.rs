//! Which negations of an article are about a fact.
//!
//! A negation speaks against a fact only where two things come together: it is in the words of the fact, and its clause is the
//! one that says the fact. An agent may be left out of that clause ("the plant denies it and will appeal"); an event, a
//! number or a date may not.
use super::focus::{before, is_own_word, statements};
use super::judge::{Case, Judge};
use super::named::{End, Ends};
use super::page::{Page, Word, touch};
use crate::check::model::{LiteralType, Object};
use crate::language::{Cue, Kind};
use std::ops::Range;

/// A negation that speaks against a fact that is not negated.
pub(super) fn against<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>) -> Option<&'j Cue> {
    let page = &judge.page;
    // Where an ending negates a verb, the word of the negation is also the one that names what does not happen.
    let by_ending = page.language.is_some_and(|language| language.tag() == "kk");
    let own = |cue: &&Cue| by_ending || !is_own_word(judge, case, &page.text[cue.span.clone()]);
    // Of several quotes those that name most of the fact's ends say it; the others tell what it is about.
    let quotes: Vec<(Range<usize>, Ends)> = statements(judge, case)
        .into_iter()
        .map(|quote| (quote.clone(), Ends::of(judge, case, &quote)))
        .collect();
    let most = quotes.iter().map(|(_, ends)| ends.named()).max().unwrap_or_default();
    for (quote, ends) in quotes.iter().filter(|(_, ends)| ends.named() == most) {
        let bears = |cue: &&Cue| {
            if is_denial(page, cue) {
                denies(judge, case, ends, cue)
            } else {
                negates(page, quote, ends, cue)
            }
        };
        // What a phrase tells of somebody in passing, such as an age, is not what a negation outside of it is about.
        let from = if judge.is_listed(case.fact, "background") { quote.start } else { before(page, quote) };
        if let Some(cue) = page.cues_in(&(from..quote.end), Kind::Negation).filter(own).find(bears) {
            return Some(cue);
        }
    }
    None
}

/// Whether a negation in or before a quote is in the clause that says the fact.
fn negates(page: &Page<'_>, quote: &Range<usize>, ends: &Ends, cue: &Cue) -> bool {
    let clause = page.clause_of(cue.span.start);
    if is_conditional(page, cue, &clause)
        || is_denied(page, cue, &clause)
        || !is_before_its_noun(page, cue, ends, None)
    {
        return false;
    }
    if ends.named() == 0 {
        return clause.start <= quote.start.max(cue.span.start) && quote.end <= clause.end;
    }
    if tells_anew(page, quote, ends, cue, &clause) || is_inserted(page, ends, cue, &clause) {
        return false;
    }
    ends.are_in(page, &with_antecedent(page, ends, cue, &clause)) || is_elliptic(page, &clause, ends)
}

/// Whether a negation is in another sentence of a quote than all that names the object, and no pronoun there stands for it:
/// "Ann Berg won. Never were the votes so close."
fn tells_anew(page: &Page<'_>, quote: &Range<usize>, ends: &Ends, cue: &Cue, clause: &Range<usize>) -> bool {
    let sentence = sentence_of(page, cue);
    let elsewhere =
        !ends.object.places.is_empty() && !ends.object.places.iter().any(|place| touch(place, &sentence));
    let pronoun = ends.object_is_thing() && page.cues_in(clause, Kind::Pronoun).next().is_some();
    page.sentences_of(quote).len() > 1 && elsewhere && !pronoun
}

/// Whether the fact is what was put into the sentence right before the clause of a negation: "The fire, caused by a
/// short circuit, was not a crime".
fn is_inserted(page: &Page<'_>, ends: &Ends, cue: &Cue, clause: &Range<usize>) -> bool {
    let sentence = sentence_of(page, cue);
    if sentence.start >= clause.start || !page.text[..clause.start].ends_with([',', '，']) {
        return false;
    }
    let before = page.text[sentence.start..clause.start].trim_end_matches([',', '，']);
    let Some(comma) = before.rfind([',', '，']) else { return false };
    let insert = sentence.start + comma..clause.start;
    let has = |end: &End, range: &Range<usize>| end.places.iter().any(|place| touch(place, range));
    let elsewhere = |end: &End, other: &End| {
        has(end, &insert) && !has(end, clause) && has(other, &(sentence.start..insert.start))
    };
    !has(&ends.subject, clause)
        && !has(&ends.object, clause)
        && (elsewhere(&ends.subject, &ends.object) || elsewhere(&ends.object, &ends.subject))
}

/// The part of a sentence that a clause behind an insertion takes up again, with what was put in: "Ann Berg, charged with
/// theft, was cleared". None where the clause names somebody or something itself, or begins with a conjunction.
fn resumed(page: &Page<'_>, cue: &Cue, clause: &Range<usize>) -> Option<Range<usize>> {
    let sentence = sentence_of(page, cue);
    let before = page.text[..clause.start].strip_suffix([',', '，'])?;
    let comma = before.rfind([',', '，']).filter(|at| *at > sentence.start)?;
    let starts_anew = page
        .cues_in(clause, Kind::ClauseJoin)
        .chain(page.cues_in(clause, Kind::Coordinator))
        .any(|join| page.words_in(&(clause.start..join.span.start)).is_empty());
    let short = page.words_in(&(comma..clause.start)).len() <= 14;
    (short && !starts_anew).then_some(sentence.start..clause.end)
}

/// A clause with what its first word stands for: the word before a relative pronoun, unless the words before say the fact
/// already; and, where it begins with the negation, the sentence before it, which was broken off: "The school, which is old,
/// has not closed".
fn with_antecedent(page: &Page<'_>, ends: &Ends, cue: &Cue, clause: &Range<usize>) -> Range<usize> {
    let words = page.words_in(clause);
    let sentence = sentence_of(page, cue);
    if words.first().is_some_and(|word| word.span.start == cue.span.start) {
        return sentence.start.min(clause.start)..clause.end;
    }
    let is_pronoun = |word: &Word| page.any_cue(std::slice::from_ref(&word.span), &[Kind::Pronoun]);
    let before = sentence.start..clause.start.max(sentence.start);
    match page.words_in(&before).last() {
        Some(word) if !ends.are_all_in(&before) && words.iter().take(2).any(is_pronoun) => {
            word.span.start..clause.end
        }
        _ => clause.clone(),
    }
}

fn sentence_of(page: &Page<'_>, cue: &Cue) -> Range<usize> {
    let sentence = page.sentence_of(&cue.span);
    let near = page.near(&cue.span);
    sentence.map_or(near.clone(), |sentence| sentence.start.max(near.start)..sentence.end.min(near.end))
}

/// "… signed it, but has not ratified it": a clause whose pronoun stands for an end in the clause before.
fn is_elliptic(page: &Page<'_>, clause: &Range<usize>, ends: &Ends) -> bool {
    let join = page.cues_in(clause, Kind::ClauseJoin).next();
    join.is_some_and(|join| join.span.start == clause.start)
        && ends.object_is_thing()
        && page.cues_in(clause, Kind::Pronoun).next().is_some()
        && !page.words_in(clause).iter().any(|word| word.capital)
        && ends.object.places.iter().any(|place| place.end <= clause.start)
}

/// Whether a negation is a verb by which somebody denies or rejects something.
fn is_denial(page: &Page<'_>, cue: &Cue) -> bool {
    page.cues_in(&cue.span, Kind::Denial).any(|denial| denial.span.start == cue.span.start)
}

/// Whether a denial is about the fact: its sentence says it, without another negation. What is rejected has its number and
/// its date all the same, and who opposes something rejects it.
fn denies(judge: &Judge<'_, '_>, case: &Case<'_, '_>, ends: &Ends, cue: &Cue) -> bool {
    let page = &judge.page;
    let typed = |object: &Object<'_>| match object {
        Object::Literal(literal) => matches!(literal.kind, LiteralType::Typed(_)),
        Object::Thing(_) => false,
        _ => true,
    };
    let sentence = sentence_of(page, cue);
    let negated = || {
        page.cues_in(&(cue.span.end..sentence.end), Kind::Negation).any(|other| {
            let clause = page.clause_of(other.span.start);
            !is_denial(page, other) && is_denied(page, other, &clause) && ends.are_in(page, &clause)
        })
    };
    !typed(&case.fact.object)
        && !judge.is_listed(case.fact, "stances")
        && ends.are_in(page, &sentence)
        && !negated()
}

/// Whether a denial stands before a clause: "denied that it had not paid". Not where the clause says it anew.
fn is_denied(page: &Page<'_>, cue: &Cue, clause: &Range<usize>) -> bool {
    let before = sentence_of(page, cue).start..clause.start;
    page.cues_in(&before, Kind::Denial).any(|denial| {
        !page.any_cue(
            std::slice::from_ref(&(denial.span.end..cue.span.start)),
            &[Kind::Speech, Kind::StrongSpeech],
        )
    })
}

/// Whether a clause is a condition, or the cue is a word that begins one.
fn is_conditional(page: &Page<'_>, cue: &Cue, clause: &Range<usize>) -> bool {
    let words = page.words_in(clause);
    let join = page.cues_in(clause, Kind::ClauseJoin).next().filter(|join| join.span.start == clause.start);
    let first = words.iter().find(|word| join.is_none_or(|join| word.span.start >= join.span.end));
    let first = first.map_or(clause.end, |word| word.span.start);
    let mut conditions = page.cues_in(clause, Kind::Condition);
    conditions.any(|condition| {
        // "Without a grant it could not be built": the condition is a phrase, and "not" is outside it.
        let phrase = page.any_cue(std::slice::from_ref(&condition.span), &[Kind::Without]);
        condition.span.start == first
            && condition.span.start <= cue.span.start
            && (!phrase || condition.span.start == cue.span.start)
    })
}

/// Whether a preposition such as "without" is at most three words before an end of the fact in its clause, apart from one
/// that has the preposition in its label; other words always are.
fn is_before_its_noun(page: &Page<'_>, cue: &Cue, ends: &Ends, except: Option<&End>) -> bool {
    if page.cues_in(&cue.span, Kind::Without).next().is_none() {
        return true;
    }
    let behind = cue.span.end..page.clause_of(cue.span.start).end;
    let excepted = |place: &Range<usize>| except.is_some_and(|end| end.places.contains(place));
    let mut places = ends.places().filter(|place| !excepted(place));
    places.any(|place| {
        touch(place, &behind) && page.words_in(&(cue.span.end..place.start.max(cue.span.end))).len() <= 3
    })
}

/// Whether something in the quotes of a negated fact negates it: a negation in a clause that names an end of it, or a denial
/// in such a sentence.
pub(super) fn supports(judge: &Judge<'_, '_>, case: &Case<'_, '_>, kind: Kind) -> bool {
    let page = &judge.page;
    // Of a number or a date, quotes of other sentences than those that name most of the fact only tell what it is about.
    let typed = !matches!(case.fact.object, Object::Thing(_));
    let named: Vec<(&Range<usize>, usize)> =
        case.quotes.iter().map(|quote| (quote, Ends::of(judge, case, quote).named())).collect();
    let most = named.iter().map(|(_, named)| *named).max().unwrap_or_default();
    let best = || named.iter().filter(|(_, named)| *named == most).map(|(quote, _)| *quote);
    let says = |quote: &Range<usize>| {
        let own = page.sentences_of(quote);
        best().map(|best| page.sentences_of(best)).any(|best| own.start < best.end && best.start < own.end)
    };
    let rejects = judge.is_listed(case.fact, "opposition");
    case.quotes.iter().filter(|quote| !typed || says(quote)).any(|quote| {
        let ends = Ends::of(judge, case, quote);
        let names = |range: &Range<usize>| ends.places().any(|place| touch(place, range));
        let said = |cue: &Cue| {
            let clause = page.clause_of(cue.span.start);
            // Who rejects something opposes it; and what is rejected has its number and its date all the same.
            if rejects && is_denial(page, cue) || typed && tells_anew(page, quote, &ends, cue, &clause) {
                return false;
            }
            let reach = if is_denial(page, cue) && ends.object_is_thing() {
                sentence_of(page, cue)
            } else if names(&clause) {
                with_antecedent(page, &ends, cue, &clause)
            } else {
                let behind = ends.places().any(|place| place.start >= clause.end);
                resumed(page, cue, &clause)
                    .filter(|_| !behind && !typed)
                    .unwrap_or_else(|| with_antecedent(page, &ends, cue, &clause))
            };
            let pronoun = page.cues_in(&clause, Kind::Pronoun).next().is_some();
            // "Departments without assistants" are departments, and have no assistants.
            let own = is_own_word(judge, case, &page.text[cue.span.clone()]);
            let subject = own.then_some(&ends.subject);
            (names(&reach) || pronoun || ends.named() == 0)
                && (names(&clause) || !is_conditional(page, cue, &clause))
                && is_before_its_noun(page, cue, &ends, subject)
        };
        page.cues_in(&(before(page, quote)..quote.end), kind).any(said)
    })
}
