//! Polarity: is the fact negated where its words are?
use super::bearing::{bearing, expected};
use super::doubt::{Doubt, Part};
use super::focus::{focus, is_own_word};
use super::judge::{Case, Judge};
use super::negation;
use super::page::touch;
use super::report::Report;
use crate::check::model::{Modality, Object, Referent};
use crate::diagnostic::Code;
use crate::language::{Cue, Kind, Language, Reading};
use crate::term::vocab::af;
use std::ops::Range;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let fact = case.fact;
    let speaks = judge.is_utterance(&fact.subject) && !judge.is_listed(fact, "addressees")
        || judge.is_listed(fact, "speech")
            && !judge.is_listed(fact, "stances")
            && !judge.is_listed(fact, "addressees");
    if fact.negated {
        // "Leave" and "ended" negate a membership, not an event such as the leaving itself.
        let event = judge.entity(&fact.subject).is_some_and(|entity| judge.is_a(entity, af::EVENT));
        let own = |word: &str| is_own_word(judge, case, word);
        // Nor does "lost" negate a number, or "cancelled" a date.
        let typed = !matches!(fact.object, Object::Thing(_));
        let weak = bearing(judge, case, Kind::WeakNegation)
            .filter(|_| !typed)
            .filter(|cue| !event && !own(&judge.page.text[cue.span.clone()]));
        let strong = negation::supports(judge, case, Kind::Negation);
        let annulled = expected(judge, case, Kind::Annulment)
            .filter(|_| !typed)
            .filter(|cue| !is_own_stem(judge, case, &judge.page.text[cue.span.clone()]));
        let shown = strong
            || weak.is_some()
            || annulled.is_some()
            || fact.inferred && fact.note.is_some_and(|note| note_negates(judge, note));
        if !shown {
            doubts.push(Doubt::new(
                Code::UnsupportedPolarity,
                Part::Predicate,
                "the fact is negated, and nothing in its quotes negates it".to_owned(),
                "quote the words that say that it is not so, or remove `negated: true`",
            ));
        }
        return;
    }
    // What might be follows from what is not: a note tells how.
    let only_possible = matches!(fact.modality, Modality::Possible | Modality::Hypothetical);
    if speaks || only_possible && fact.inferred && fact.note.is_some() {
        return;
    }
    let negative = is_negative_end(judge, case);
    let against = negation::against(judge, case)
        .filter(|cue| !passes_by(judge, case, cue))
        .filter(|cue| !negative || is_before_end(judge, case, cue));
    if let Some(cue) = against.filter(|cue| !opposes_by(judge, case, cue)) {
        let word = &judge.page.text[cue.span.clone()];
        doubts.push(Doubt::new(
            Code::UnsupportedPolarity,
            Part::Predicate,
            format!("the fact is not negated, and the article says `{word}` here"),
            "if the article says that it is not so, add `negated: true`; else quote the words that say it without the negation",
        ));
    }
}

/// Whether a negation of the fact's clause is not about the fact: it denies what depends on a condition, is itself the event
/// that the fact dates or counts, or is followed by a phrase that tells the fact in passing, "will not attend the talks in Geneva".
fn passes_by(judge: &Judge<'_, '_>, case: &Case<'_, '_>, cue: &Cue) -> bool {
    let page = &judge.page;
    let fact = case.fact;
    if fact.modality == Modality::Hypothetical && page.any_cue(&case.sentences, &[Kind::Condition]) {
        return true;
    }
    let word = &page.text[cue.span.clone()];
    let by_ending = page.language.is_some_and(|language| language.tag() == "kk");
    if word.chars().count() >= 5 && !by_ending && is_own_stem(judge, case, word) {
        return true;
    }
    if is_until(judge, case, cue) || is_attributive(judge, case, cue) {
        return true;
    }
    let Object::Thing(object) = &fact.object else { return false };
    let passing = judge.is_listed(fact, "parts") || judge.is_listed(fact, "background");
    let clause = page.clause_of(cue.span.start);
    let places = |thing: &Referent<'_>| {
        let places = judge.names(thing).map_or_else(Vec::new, |names| names.all_places(page, &clause));
        let first = places.iter().map(|place| place.start).min()?;
        Some(first..places.iter().map(|place| place.end).max()?)
    };
    let (Some(subject), Some(object)) = (places(&fact.subject), places(object)) else { return false };
    let words = |range: Range<usize>| page.words_in(&range).len();
    let (first, last) = if subject.start < object.start { (&subject, &object) } else { (&object, &subject) };
    let apart = words(first.end.min(last.start)..last.start);
    passing
        && first.start >= cue.span.end
        && words(cue.span.end..first.start) >= 2
        && (1..=3).contains(&apart)
}

/// Whether a negation tells from when on something is so, and the fact dates it: "does not open until May".
fn is_until(judge: &Judge<'_, '_>, case: &Case<'_, '_>, cue: &Cue) -> bool {
    let page = &judge.page;
    let clause = page.clause_of(cue.span.start);
    matches!(case.fact.object, Object::Time(_))
        && page.any_cue(std::slice::from_ref(&clause), &[Kind::Until])
        && focus(judge, case).iter().any(|place| touch(place, &clause))
}

/// Whether the number of a fact is in an attribute before the noun, which a negation behind the noun leaves as it is, in
/// languages where such attributes are clauses: "құны 5 миллион теңге тұратын аппарат жеткізілген жоқ".
fn is_attributive(judge: &Judge<'_, '_>, case: &Case<'_, '_>, cue: &Cue) -> bool {
    let page = &judge.page;
    let endings: &[&str] = match page.language.map_or("", |language| language.tag()) {
        "kk" => &["тын", "тін", "ған", "ген", "қан", "кен"],
        "zh" => &["的"],
        _ => return false,
    };
    let Object::Quantity(_) = &case.fact.object else { return false };
    let clause = page.clause_of(cue.span.start);
    let subjects =
        judge.names(&case.fact.subject).map_or_else(Vec::new, |names| names.all_places(page, &clause));
    let Some(subject) = subjects.iter().map(|place| place.start).filter(|at| *at < cue.span.end).max() else {
        return false;
    };
    focus(judge, case).iter().any(|number| {
        number.start >= clause.start
            && number.end <= subject
            && page
                .words_in(&(number.end..subject))
                .iter()
                .any(|word| endings.iter().any(|ending| page.folded(word).ends_with(ending)))
    })
}

/// Whether a negation is in what somebody says who opposes something by it.
fn opposes_by(judge: &Judge<'_, '_>, case: &Case<'_, '_>, cue: &Cue) -> bool {
    let said = |report: &Report| report.content.iter().any(|content| touch(content, &cue.span));
    judge.is_listed(case.fact, "opposition") && judge.near_reports(case).any(said)
}

/// Whether a label of the fact's ends has a word with the first five letters of this one: "cancelled" of the cancellation.
fn is_own_stem(judge: &Judge<'_, '_>, case: &Case<'_, '_>, word: &str) -> bool {
    let stem = |word: &str| word.to_lowercase().chars().take(5).collect::<String>();
    let object = match &case.fact.object {
        Object::Thing(thing) => Some(thing),
        _ => None,
    };
    let entities =
        [Some(&case.fact.subject), object].into_iter().flatten().filter_map(|thing| judge.entity(thing));
    let mut labels = entities.flat_map(|entity| entity.labels.iter().chain(&entity.alt_labels));
    is_own_word(judge, case, word)
        || labels.any(|label| label.text.split_whitespace().any(|own| stem(own) == stem(word)))
}

/// Verbs by which a note speaks of the article rather than of the fact: "the article does not say when".
const ABOUT_THE_TEXT: [&str; 12] = [
    "say",
    "says",
    "said",
    "give",
    "gives",
    "given",
    "name",
    "named",
    "state",
    "stated",
    "mention",
    "mentioned",
];

/// Whether a note says that something is not so.
fn note_negates(judge: &Judge<'_, '_>, note: &str) -> bool {
    let languages = [Language::of("en"), judge.page.language];
    languages.into_iter().flatten().any(|language| {
        let reading = Reading::new(note, Some(language));
        reading.cues().filter(|cue| matches!(cue.kind, Kind::Negation | Kind::WeakNegation)).any(|cue| {
            let mut next = note[cue.span.end..].split_whitespace().take(6);
            !next.any(|word| ABOUT_THE_TEXT.contains(&word.trim_matches(|c: char| !c.is_alphabetic())))
        })
    })
}

/// Whether a negation is right before the noun of the subject: "not for lack of money".
fn is_before_end(judge: &Judge<'_, '_>, case: &Case<'_, '_>, cue: &Cue) -> bool {
    let page = &judge.page;
    let clause = page.clause_of(cue.span.start);
    let places =
        judge.names(&case.fact.subject).map_or_else(Vec::new, |names| names.head_places(page, &clause));
    let first = places.iter().map(|place| place.start).find(|at| *at >= cue.span.end);
    first.is_some_and(|at| page.words_in(&(cue.span.end..at)).len() <= 3)
}

/// Whether an end of the fact is itself the absence of something: "lack of recognition", "no effect".
fn is_negative_end(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let negates = |text: &str| {
        [Language::of("en"), judge.page.language].into_iter().flatten().any(|language| {
            let reading = Reading::new(text, Some(language));
            reading.cues().any(|cue| matches!(cue.kind, Kind::Negation | Kind::Lack))
        })
    };
    let thing = |thing: &Referent<'_>| {
        judge.entity(thing).is_some_and(|entity| {
            // A name may hold such a word: "Sans-Souci", "No Man's Land".
            judge.names(thing).is_some_and(|names| !names.proper) && negates(entity.label())
        })
    };
    thing(&case.fact.subject)
        || match &case.fact.object {
            Object::Thing(object) => thing(object),
            Object::Literal(literal) => negates(literal.text),
            _ => false,
        }
}
