//! Modality: is it so already where its words are?
use super::bearing::{bearing, expected};
use super::doubt::{Doubt, Part};
use super::focus::focus;
use super::judge::{Case, Judge};
use super::neighbour::neighbours;
use super::page::touch;
use super::time;
use crate::check::model::{Modality, Object};
use crate::diagnostic::Code;
use crate::language::{Cue, Kind};
use crate::term::vocab::af;
use std::ops::Range;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let fact = case.fact;
    let page = &judge.page;
    let speaks = judge.is_utterance(&fact.subject)
        || judge.is_listed(fact, "speech") && !(fact.negated && judge.is_listed(fact, "stances"));
    if speaks || judge.is_listed(fact, "plans") {
        return;
    }
    if fact.modality.is_realized() {
        if let Some(why) = unrealized(judge, case) {
            doubts.push(Doubt::new(
                Code::UnsupportedModality,
                Part::Modality,
                format!("the fact is `{}`, and {why}", fact.modality.name()),
                "if it is not so yet, give its modality: `planned`, `aspired`, `expected`, `possible` or `hypothetical`",
            ));
        }
        return;
    }
    if fact.modality == Modality::Underway || fact.inferred || judge.is_listed(fact, "loose") {
        return;
    }
    let kinds = [Kind::Plan, Kind::StrongPlan, Kind::Possible];
    let shown = page.any_cue(&case.before, &kinds)
        || page.any_cue(&case.sentences, &kinds)
        || page.any_cue(&case.earlier, &[Kind::StrongPlan])
        || time::later(judge, case).is_some()
        || judge.is_presented_as_plan(fact)
        // What is ruled out or given up is not so yet.
        || fact.negated && page.any_cue(&case.quotes, &[Kind::Denial, Kind::Annulment]);
    // Not all forms of the future can be listed: a form of the past has to speak against it.
    if !shown && page.any_cue(&case.quotes, &[Kind::Past]) {
        doubts.push(Doubt::new(
            Code::UnsupportedModality,
            Part::Modality,
            format!(
                "the fact is `{}`, and nothing in its quotes or their sentences says that it is not so yet",
                fact.modality.name()
            ),
            "quote the words that present it as planned, wished for or expected; or remove the modality",
        ));
    }
}

/// Why a fact that is given as realized may not be so yet.
fn unrealized(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> Option<String> {
    let fact = case.fact;
    let passing = fact.modality != Modality::Completed
        && (judge.is_listed(fact, "background")
            || judge.is_listed(fact, "parts")
                && super::speaker::is_phrase(judge, case)
                && !plans_in_phrase(judge, case));
    if passing {
        return None;
    }
    if !judge.is_listed(fact, "loose") {
        let cue = match fact.modality {
            // The plans themselves are hardly completed.
            Modality::Completed if !fact.negated => expected_plan(judge, case),
            Modality::Completed => {
                bearing(judge, case, Kind::StrongPlan).filter(|cue| is_negated_plan(judge, cue))
            }
            _ if fact.negated => None,
            _ => bearing(judge, case, Kind::StrongPlan),
        };
        // What is only reported may be so already.
        let told = |cue: &&Cue| {
            let subjunctive = judge.page.language.is_some_and(|language| language.tag() == "de");
            // A condition, or somebody's own words, present what is not so: "sans cela, il aurait fermé".
            let page = &judge.page;
            let mut conditions = case.quotes.iter().flat_map(|quote| page.cues_in(quote, Kind::Condition));
            let unreal = conditions.any(|condition| condition.span != cue.span)
                || page.quoted.iter().any(|quoted| touch(quoted, &cue.span));
            let reported = if subjunctive {
                matches!(&page.text[cue.span.clone()], "hätten" | "wären")
            } else {
                page.cues_in(&cue.span, Kind::Reported).next().is_some()
            };
            fact.is_attributed() && !unreal && reported
        };
        let passes = |cue: &&Cue| {
            told(cue) || is_present_passive(judge, fact.modality, cue) || is_in_attribute(judge, case)
        };
        if let Some(cue) = cue.filter(|cue| !passes(cue)) {
            return Some(format!("the article says `{}` here", &judge.page.text[cue.span.clone()]));
        }
    }
    if let Some(word) = depends_on(judge, case).filter(|_| fact.modality == Modality::Completed) {
        return Some(format!("the article says `{word}` here"));
    }
    if let Some(date) = time::later(judge, case).filter(|_| !fact.negated) {
        return Some(format!("its time, `{date}`, is later than the article"));
    }
    let counted = matches!(fact.object, Object::Quantity(_) | Object::Literal(_));
    if let Some(label) = judge.unrealized_event(fact).filter(|_| !counted) {
        return Some(format!("the other facts about `{label}` present it as not so yet"));
    }
    let passing = counted || fact.modality == Modality::Ongoing || judge.is_listed(fact, "background");
    (!passing && others_are_unrealized(judge, case))
        .then(|| "the other facts with these words present them as not so yet".to_owned())
}

/// The word of a condition that what is said depends on, in Chinese, which has no forms of verbs for it: 如果…，贸易额早就翻番了.
fn depends_on<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>) -> Option<&'j str> {
    let page = &judge.page;
    page.language.filter(|language| language.tag() == "zh")?;
    let places = focus(judge, case);
    let sentences = case.quotes.iter().flat_map(|quote| page.sentences_of(quote));
    let mut conditions = sentences
        .filter_map(|index| page.sentences.get(index))
        .flat_map(|sentence| page.cues_in(sentence, Kind::Condition).map(move |cue| (sentence, cue)));
    let found = conditions.find(|(sentence, cue)| {
        places.iter().any(|place| place.start > cue.span.end && place.end <= sentence.end)
            && case.quotes.iter().any(|quote| touch(quote, &cue.span))
    });
    found.map(|(_, cue)| &page.text[cue.span.clone()])
}

/// Whether the date of a German fact belongs to a participle before a noun, so that it dates what has happened: "das 1927
/// entstandene Werk" of a work that is to be shown.
fn is_in_attribute(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let page = &judge.page;
    let german = page.language.is_some_and(|language| language.tag() == "de");
    let endings = ["ene", "enen", "ener", "enes", "enem", "te", "ten", "ter", "tes", "tem"];
    let places =
        if german && matches!(case.fact.object, Object::Time(_)) { focus(judge, case) } else { Vec::new() };
    let is_attribute = |place: &Range<usize>| {
        let behind = page.words_in(&(place.end..page.clause_of(place.start).end));
        let mut pairs = behind.windows(2).take(3);
        pairs.any(|pair| {
            let word = page.folded(&pair[0]);
            let participle = word.chars().count() >= 6 && endings.iter().any(|ending| word.ends_with(ending));
            participle && !pair[0].capital && pair[1].capital
        })
    };
    !places.is_empty() && places.iter().all(is_attribute)
}

/// Whether a German "wird" makes a passive of the present, which suits an ongoing fact: "wird auf 5 Euro geschätzt".
fn is_present_passive(judge: &Judge<'_, '_>, modality: Modality, cue: &Cue) -> bool {
    let page = &judge.page;
    let german = page.language.is_some_and(|language| language.tag() == "de");
    if !german || modality != Modality::Ongoing || !matches!(&page.text[cue.span.clone()], "wird" | "werden")
    {
        return false;
    }
    let clause = page.clause_of(cue.span.start);
    let end = page.words_in(&(cue.span.end..clause.end)).last().map_or("", |word| page.folded(word));
    let is_participle = |word: &str| {
        (word.ends_with('t') || word.ends_with("en") && word.contains("ge")) && word.chars().count() >= 5
    };
    // "Finanziert wird der Kauf von …": its participle stands right before it, at the beginning.
    let before = page.words_in(&(clause.start..cue.span.start));
    is_participle(end) || before.len() == 1 && before.iter().any(|word| is_participle(page.folded(word)))
}

/// Whether a phrase presents a plan, and no pronoun behind it tells what is so already: "wants to add rooms" does, "wants to
/// strengthen its chain" does not.
fn plans_in_phrase(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let page = &judge.page;
    case.quotes.iter().any(|quote| {
        let plan = page.cues_in(quote, Kind::StrongPlan).last();
        plan.is_some_and(|plan| page.cues_in(&(plan.span.end..quote.end), Kind::Pronoun).next().is_none())
    })
}

/// Whether a word of a plan is itself negated: "will not sell", "has no intention to sell".
fn is_negated_plan(judge: &Judge<'_, '_>, cue: &Cue) -> bool {
    let page = &judge.page;
    let clause = page.clause_of(cue.span.start);
    let yet = page.text[cue.span.clone()].eq_ignore_ascii_case("yet to");
    !yet && page.any_cue(std::slice::from_ref(&clause), &[Kind::Negation])
}

/// A cue that bears on the fact, or one that is a word of its subject.
fn expected_plan<'j>(judge: &'j Judge<'_, '_>, case: &Case<'_, '_>) -> Option<&'j Cue> {
    bearing(judge, case, Kind::StrongPlan).or_else(|| {
        judge.entity(&case.fact.subject).filter(|entity| !judge.is_a(entity, af::AGENT))?;
        let cue = expected(judge, case, Kind::StrongPlan)?;
        let own =
            judge.names(&case.fact.subject)?.holds(judge.page.text[cue.span.clone()].split(' ').next()?);
        own.then_some(cue)
    })
}

/// Whether all other facts with the same words are not realized: two at least.
fn others_are_unrealized(judge: &Judge<'_, '_>, case: &Case<'_, '_>) -> bool {
    let mut unrealized = 0;
    for (other, says) in neighbours(judge, case) {
        let listed =
            ["plans", "speech", "background", "loose"].iter().any(|list| judge.is_listed(other, list));
        if listed || judge.is_utterance(&other.subject) {
            continue;
        }
        if other.modality.is_realized() {
            return false;
        }
        unrealized += usize::from(says);
    }
    unrealized >= 2
}
