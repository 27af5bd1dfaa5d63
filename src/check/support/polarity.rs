//! Polarity: is the fact negated where its words are?
use super::doubt::{Doubt, Part};
use super::focus::bearing;
use super::judge::{Case, Judge};
use crate::diagnostic::Code;
use crate::language::{Cue, Kind, Language, Reading};

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let fact = case.fact;
    let speaks = judge.is_utterance(&fact.subject) || judge.is_listed(fact, "speech");
    if fact.negated {
        let page = &judge.page;
        let kinds = [Kind::Negation, Kind::WeakNegation];
        let noted = fact.inferred
            && fact.note.is_some_and(|note| {
                let languages = [Language::of("en"), page.language];
                let negates = |cue: Cue| matches!(cue.kind, Kind::Negation | Kind::WeakNegation);
                languages.into_iter().flatten().any(|one| Reading::new(note, Some(one)).cues().any(negates))
            });
        if !noted && !page.any_cue(&case.quotes, &kinds) && bearing(judge, case, Kind::Negation).is_none() {
            doubts.push(Doubt::new(
                Code::UnsupportedPolarity,
                Part::Predicate,
                "the fact is negated, and nothing in its quotes negates it".to_owned(),
                "quote the words that say that it is not so, or remove `negated: true`",
            ));
        }
        return;
    }
    if speaks || fact.inferred && fact.note.is_some() && !fact.holds() {
        return;
    }
    if let Some(cue) = bearing(judge, case, Kind::Negation) {
        let word = &judge.page.text[cue.span.clone()];
        doubts.push(Doubt::new(
            Code::UnsupportedPolarity,
            Part::Predicate,
            format!("the fact is not negated, and the article says `{word}` here"),
            "if the article says that it is not so, add `negated: true`; else quote the words that say it without the negation",
        ));
    }
}
