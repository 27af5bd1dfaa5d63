//! Modality: is it so already where its words are?
use super::doubt::{Doubt, Part};
use super::focus::bearing;
use super::judge::{Case, Judge};
use super::time;
use crate::check::model::{Modality, Object};
use crate::diagnostic::Code;
use crate::language::Kind;

pub(super) fn doubts(judge: &Judge<'_, '_>, case: &Case<'_, '_>, doubts: &mut Vec<Doubt>) {
    let fact = case.fact;
    let page = &judge.page;
    let speaks = judge.is_utterance(&fact.subject) || judge.is_listed(fact, "speech");
    if speaks || judge.is_listed(fact, "plans") {
        return;
    }
    if fact.modality.is_realized() {
        let passing = fact.modality != Modality::Completed
            && (judge.is_listed(fact, "background")
                || judge.is_listed(fact, "parts") && super::speaker::is_phrase(judge, case));
        if passing {
            return;
        }
        let cue = || bearing(judge, case, Kind::StrongPlan);
        if let Some(cue) = cue().filter(|_| !fact.negated && !judge.is_listed(fact, "loose")) {
            let word = &page.text[cue.span.clone()];
            doubts.push(Doubt::new(
                Code::UnsupportedModality,
                Part::Modality,
                format!("the fact is `{}`, and the article says `{word}` here", fact.modality.name()),
                "if it is not so yet, give its modality: `planned`, `aspired`, `expected`, `possible` or `hypothetical`",
            ));
        } else if let Some(date) = time::later(judge, case).filter(|_| !fact.negated) {
            doubts.push(Doubt::new(
                Code::UnsupportedModality,
                Part::Modality,
                format!("the fact is `{}`, and its time, `{date}`, is later than the article", fact.modality.name()),
                "if it is not so yet, give its modality: `planned`, `aspired`, `expected`, `possible` or `hypothetical`",
            ));
        } else if let Some(label) = judge
            .unrealized_event(fact)
            .filter(|_| !matches!(fact.object, Object::Quantity(_) | Object::Literal(_)))
        {
            doubts.push(Doubt::new(
                Code::UnsupportedModality,
                Part::Modality,
                format!("the fact is `{}`, and the other facts about `{label}` present it as not so yet", fact.modality.name()),
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
        || judge.is_presented_as_plan(fact);
    if !shown {
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
