//! Polarity: is the fact negated where its words are?
use super::doubt::{Doubt, Part};
use super::focus::bearing;
use super::judge::{Case, Judge};
use crate::diagnostic::Code;
use crate::language::Kind;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let fact = case.fact;
    let speaks = judge.is_utterance(&fact.subject) || judge.is_listed(fact, "speech");
    if fact.negated {
        let page = &judge.page;
        let kinds = [Kind::Negation, Kind::WeakNegation];
        let noted = fact.inferred;
        if !noted && !page.any_cue(&case.before, &kinds) && !page.any_cue(&case.sentences, &kinds) && !page.any_cue(&case.sentences, &[Kind::NoNegation]) {
            doubts.push(Doubt::new(
                Code::UnsupportedPolarity,
                Part::Predicate,
                "the fact is negated, and nothing in its quotes or their sentences negates it".to_owned(),
                "quote the words that say that it is not so, or remove `negated: true`",
            ));
        } else if !noted && !page.any_cue(&case.quotes, &kinds) && bearing(judge, case, Kind::Negation).is_none() {
            doubts.push(Doubt::new(
                Code::UnsupportedPolarity,
                Part::Predicate,
                "the fact is negated, and none of its quotes holds a negation".to_owned(),
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
