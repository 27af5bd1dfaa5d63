//! Ends: is what the fact is about in its quotes?
use super::doubt::{Doubt, Part};
use super::judge::{Case, GROUP, Judge};
use super::name::{Match, Names};
use super::{number, point};
use crate::check::model::{Object, Referent};
use crate::diagnostic::Code;
use crate::language::{Cue, Kind};
use crate::ontology::ClassId;
use crate::term::vocab::af;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

/// The least share of a description that must stand in the words.
const ENOUGH: f32 = 0.2;

const HELP: &str = "quote the words that name it, add what the article calls it as `alt-label`, or mark the fact `inferred` with a `note`";

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let mut missing = false;
    if let Some(doubt) = subject(judge, case) {
        doubts.push(doubt);
        missing = true;
    }
    if let Object::Thing(thing) = &case.fact.object
        && let Some(doubt) = object(judge, case, thing, missing)
    {
        doubts.push(doubt);
    }
}

fn subject(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Option<Doubt> {
    let thing = &case.fact.subject;
    let names = judge.names(thing)?;
    let entity = judge.entity(thing)?;
    if names.foreign || judge.page.language.is_none() && !names.proper {
        return None;
    }
    if let Some(other) = other_utterance(judge, case) {
        let message = format!("other facts place `{other}` in this sentence, not `{}`", entity.label());
        return Some(Doubt::new(Code::UnsupportedEnd, Part::Subject, message, HELP));
    }
    let found = names.best(&judge.page, &case.before);
    if is_enough(&names, found) || is_noted(case, &names) {
        return rival(judge, case, thing, &names, Part::Subject);
    }
    let nearby = |ranges: &[Range<usize>]| is_enough(&names, names.best(&judge.page, ranges));
    if nearby(&case.earlier) && (refers(judge, case, thing) || case.fact.inferred) {
        return rival(judge, case, thing, &names, Part::Subject);
    }
    // An utterance is there where someone speaks: its label often names who does, before or after the quote.
    if judge.is_utterance(thing)
        && judge.page.any_cue(&case.sentences, &[Kind::Speech, Kind::StrongSpeech])
        && names.best(&judge.page, &case.sentences).share > 0.0
    {
        return None;
    }
    if case.fact.inferred && nearby(&case.sentences) {
        return None;
    }
    // Another noun may stand for it; for a pronoun, a noun of another thing of its class tells which one is meant.
    let by_pronoun = judge.page.any_cue(&case.before, &[Kind::Pronoun]);
    if refers(judge, case, thing)
        && is_known_before(judge, case, &names)
        && best_rival(judge, case, thing).is_none()
        && !is_speaker_meant(judge, case, thing, &names)
        && (!by_pronoun || nearer(judge, case, thing, &names, found, false).is_none())
    {
        return None;
    }
    if holds_object(judge, case) && is_unnamed_by_the_article(judge, case, thing, &names) {
        return None;
    }
    let message = format!(
        "neither the quotes of the fact nor what stands right before them names its subject, `{}`",
        entity.label()
    );
    Some(Doubt::new(Code::UnsupportedEnd, Part::Subject, message, HELP))
}

/// The utterance that other facts place in the sentences of a fact about an utterance, where they place its own elsewhere.
fn other_utterance(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Option<String> {
    let subject = &case.fact.subject;
    if !judge.is_utterance(subject) {
        return None;
    }
    // It is elsewhere, too.
    if judge.anchors().get(subject)?.len() <= case.quotes.len() {
        return None;
    }
    let mut others: Vec<(&Referent<'_>, usize)> = Vec::new();
    let sentences: BTreeSet<usize> =
        case.quotes.iter().flat_map(|quote| judge.page.sentences_of(quote)).collect();
    for sentence in sentences.into_iter().take(8) {
        for index in judge.by_sentence().get(&sentence).into_iter().flatten().take(200) {
            let Some(fact) = judge.document.facts.get(*index).filter(|fact| fact.id != case.fact.id) else {
                continue;
            };
            if fact.subject == *subject {
                return None;
            }
            let quotes = fact.evidence.iter().filter_map(|at| judge.document.quotes.get(*at as usize));
            let within =
                quotes.filter(|quote| judge.page.sentences_of(&quote.bytes).contains(&sentence)).count();
            match others.iter_mut().find(|(other, _)| *other == &fact.subject) {
                Some((_, count)) => *count += within,
                None => others.push((&fact.subject, within)),
            }
        }
    }
    others.retain(|(other, count)| *count >= 2 && judge.is_utterance(other));
    others.sort_unstable_by(|one, other| one.0.cmp(other.0));
    let other = others.into_iter().find_map(|(other, _)| judge.entity(other))?;
    Some(other.label().to_owned())
}

fn object(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>, missing: bool) -> Option<Doubt> {
    let names = judge.names(thing)?;
    let entity = judge.entity(thing)?;
    if names.foreign || judge.page.language.is_none() && !names.proper {
        return None;
    }
    let found = names.best(&judge.page, &case.quotes);
    if is_enough(&names, found) || is_noted(case, &names) {
        return rival(judge, case, thing, &names, Part::Object);
    }
    let nearby = |ranges: &[Range<usize>]| is_enough(&names, names.best(&judge.page, ranges));
    // A part of a quoted sentence may be left to the reader, if not both ends are.
    if !missing && (nearby(&case.before) || nearby(&case.sentences) && (!names.proper || case.fact.inferred))
    {
        return rival(judge, case, thing, &names, Part::Object);
    }
    let refers = refers_within(judge, case, &case.quotes, thing);
    if !missing
        && refers
        && (nearby(&case.earlier) || is_known_before(judge, case, &names))
        && best_rival(judge, case, thing).is_none()
        && !is_speaker_meant(judge, case, thing, &names)
        && nearer(judge, case, thing, &names, found, false).is_none()
    {
        return None;
    }
    if case.fact.inferred && nearby(&case.earlier) && best_rival(judge, case, thing).is_none() {
        return None;
    }
    if judge.is_utterance(thing)
        && judge.page.any_cue(&case.sentences, &[Kind::Speech, Kind::StrongSpeech])
        && found.share > 0.0
    {
        return None;
    }
    if !missing && is_unnamed_by_the_article(judge, case, thing, &names) {
        return None;
    }
    let message = format!("no quote of the fact names its object, `{}`", entity.label());
    Some(Doubt::new(Code::UnsupportedEnd, Part::Object, message, HELP))
}

/// Whether what was found of a name or description will do.
fn is_enough(names: &Names, found: Match) -> bool {
    if names.descriptive {
        return found.head || found.named;
    }
    if names.proper {
        found.named || found.share >= 0.6
    } else {
        found.named || found.head || found.share >= ENOUGH
    }
}

/// Whether the label of an event or another thing without a name of its own is its recorder's, so that no quote has to name it:
/// the article has no such noun, and the quotes name no other thing of its class.
fn is_unnamed_by_the_article(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    thing: &Referent<'_>,
    names: &Names,
) -> bool {
    let (entities, facts) = (judge.document.entities.len(), judge.document.facts.len());
    let large = entities * facts > 60_000 || entities * judge.page.words.len() > 2_000_000;
    if names.proper || large || names.is_told(&judge.page) {
        return false;
    }
    let Some(class) = judge.entity(thing).and_then(|entity| entity.classes.first().copied()) else {
        return false;
    };
    !others(judge, case, thing, class).iter().any(|(names, _)| {
        let found = names.best(&judge.page, &case.quotes);
        found.named || found.head || found.share >= 0.5
    })
}

/// Whether the quotes hold what a fact says of its subject.
fn holds_object(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let page = &judge.page;
    match &case.fact.object {
        Object::Thing(thing) => {
            judge.names(thing).is_some_and(|names| is_enough(&names, names.best(page, &case.quotes)))
        }
        Object::Time(time) => case
            .quotes
            .iter()
            .flat_map(|quote| page.dates_in(quote))
            .any(|date| point::agrees(time.text, date)),
        Object::Quantity(_) | Object::Literal(_) => {
            let mut doubts = Vec::new();
            number::doubts(judge, case, &mut doubts);
            doubts.is_empty()
        }
    }
}

/// The other entities of a class, with their names, apart from the fact's ends and who says it.
fn others(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    thing: &Referent<'_>,
    class: ClassId,
) -> Vec<(Rc<Names>, String)> {
    let object = match &case.fact.object {
        Object::Thing(thing) => Some(thing),
        _ => None,
    };
    let others = judge.of_class(class).filter_map(|(other, entity)| {
        let is_end = other == case.fact.subject || Some(&other) == object || other == *thing;
        let speaks = case.fact.according_to.contains(&other);
        if is_end || speaks || judge.is_a(entity, GROUP) && entity.concept {
            return None;
        }
        let names = judge.names(&other).filter(|names| !names.foreign)?;
        Some((names, entity.label().to_owned()))
    });
    others.collect()
}

/// Whether the note of an inferred fact names it; of one that is not so, by its noun: who was acquitted of what.
fn is_noted(case: &Case<'_, '_>, names: &Names) -> bool {
    let tells = |note: &str| {
        names.share_of_text(note) >= 0.5 || case.fact.negated && !names.proper && names.head_is_in_text(note)
    };
    case.fact.inferred && case.fact.note.is_some_and(tells)
}

/// Whether a pronoun or a description such as "the ministry" may stand for it, in the quotes or right before them.
fn refers(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>) -> bool {
    refers_within(judge, case, &case.before, thing)
}

/// Whether a pronoun may stand for a thing: "I" for the one who speaks, "she" for a person, "it" for none.
fn stands_for(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>, pronoun: &Cue) -> bool {
    let Some(entity) = judge.entity(thing) else { return false };
    let is = |kind| judge.page.cues_in(&pronoun.span, kind).any(|cue| cue.span == pronoun.span);
    if judge.is_a(entity, af::PERSON) {
        let speaks = case.fact.according_to.is_empty() || case.fact.according_to.contains(thing);
        !is(Kind::ThingPronoun) && (speaks || !is(Kind::FirstPerson))
    } else if judge.is_a(entity, af::AGENT) || judge.is_a(entity, GROUP) {
        true
    } else {
        // "Berg's run", "she finished": who takes part may stand for the event.
        let takes_part =
            || judge.names(thing).is_some_and(|names| names.best(&judge.page, &case.before).share > 0.0);
        !is(Kind::FirstPerson) && !is(Kind::PersonPronoun) || takes_part()
    }
}

fn refers_within(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    ranges: &[Range<usize>],
    thing: &Referent<'_>,
) -> bool {
    let Some(entity) = judge.entity(thing) else { return false };
    let person = judge.is_a(entity, af::PERSON);
    let kind = if person { Kind::PersonWord } else { Kind::GroupWord };
    let page = &judge.page;
    let description = |range: &Range<usize>| {
        page.cues_in(range, kind).any(|cue| {
            // A description is not part of a name of its own: it begins with a small letter, or the words before it do.
            let word = &page.text[cue.span.clone()];
            // Nor of a compound: "centre-ville".
            let joined =
                page.text[..cue.span.start].ends_with('-') || page.text[cue.span.end..].starts_with('-');
            !joined
                && (!word.starts_with(char::is_uppercase)
                    || page.language.is_some_and(|language| language.tag() != "en")
                    || page.words_in(&(range.start..cue.span.start)).last().is_none_or(|word| !word.capital))
        })
    };
    let pronoun = |range: &Range<usize>| {
        page.cues_in(range, Kind::Pronoun).any(|cue| stands_for(judge, case, thing, cue))
    };
    ranges.iter().any(|range| pronoun(range) || description(range))
}

/// Whether who says the fact is of the class of one of its ends and named in its quotes, while the end itself is neither there
/// nor in the sentence before: then a pronoun is the speaker's.
fn is_speaker_meant(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>, names: &Names) -> bool {
    let page = &judge.page;
    if case.fact.according_to.contains(thing) || is_enough(names, names.best(page, &case.earlier)) {
        return false;
    }
    let class = judge.entity(thing).and_then(|entity| entity.classes.first());
    case.fact.according_to.iter().any(|speaker| {
        let same = judge.entity(speaker).and_then(|entity| entity.classes.first()) == class;
        same && judge.names(speaker).is_some_and(|names| names.best(page, &case.quotes).named)
    })
}

/// Whether it is named in one of the sentences before.
fn is_known_before(judge: &Judge<'_, '_>, case: &Case<'_, '_>, names: &Names) -> bool {
    let Some(first) = case.sentences.iter().map(|sentence| sentence.start).min() else { return false };
    let sentences = judge.sentences();
    let end = sentences.partition_point(|sentence| sentence.end <= first);
    let before = &sentences[end.saturating_sub(6)..end];
    let found = names.best(&judge.page, before);
    found.named || found.share >= 0.5
}

/// A doubt where the quotes name another entity of the same class, and this one hardly.
fn rival(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    thing: &Referent<'_>,
    names: &Names,
    part: Part,
) -> Option<Doubt> {
    let entity = judge.entity(thing)?;
    let own = names.best(&judge.page, &case.quotes);
    let enough = if names.proper { 0.34 } else { 0.5 };
    // Reports have much in common.
    let report = own.head && judge.is_utterance(thing);
    if own.named || own.share >= enough || report || is_noted(case, names) {
        return None;
    }
    // A reader may infer what the quotes do not name, but not where they name another one.
    let other = best_rival(judge, case, thing)
        .filter(|_| !case.fact.inferred)
        .filter(|(share, _)| (own.share < 0.34 || *share >= 0.95) && *share >= own.share + 0.35)
        .map(|(_, label)| label)
        .or_else(|| nearer(judge, case, thing, names, own, true))?;
    let message = format!("the quotes name `{other}` rather than `{}`", entity.label());
    Some(Doubt::new(Code::UnsupportedEnd, part, message, HELP))
}

/// The other entities of its class; none where the document is too large for each fact to be compared with all of them.
fn rivals(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>) -> Vec<(Rc<Names>, String)> {
    let class = judge.entity(thing).and_then(|entity| entity.classes.first());
    let small = judge.document.entities.len() * judge.document.facts.len() <= 60_000;
    class.filter(|_| small).map_or_else(Vec::new, |class| others(judge, case, thing, *class))
}

/// Another description of the same class whose noun the quotes have, where they only have a word in passing of this one's.
fn nearer(
    judge: &Judge<'_, '_>,
    case: &Case<'_, '_>,
    thing: &Referent<'_>,
    of_own: &Names,
    own: Match,
    loose: bool,
) -> Option<String> {
    if own.head {
        return None;
    }
    let told = of_own.is_told(&judge.page);
    let near = |(names, label): (Rc<Names>, String)| {
        let found = names.best(&judge.page, &case.quotes);
        // Where the article has a noun for this one, it would be there.
        let is = !names.proper
            && (found.head || !judge.is_utterance(thing))
            && (found.share >= own.share + 0.2
                || loose && told && own.share < 0.34 && found.head && found.share > own.share)
            && names.has_head_of_its_own(&judge.page, &case.quotes, of_own);
        is.then_some(label)
    };
    rivals(judge, case, thing).into_iter().find_map(near)
}

/// The entity of the same class that the quotes name best, apart from the fact's own ends.
fn best_rival(judge: &Judge<'_, '_>, case: &Case<'_, '_>, thing: &Referent<'_>) -> Option<(f32, String)> {
    let mut best: Option<(f32, String)> = None;
    for (names, label) in rivals(judge, case, thing) {
        let found = names.best(&judge.page, &case.quotes);
        if found.share >= 0.75 && best.as_ref().is_none_or(|(share, _)| *share < found.share) {
            best = Some((found.share, label));
        }
    }
    best
}
