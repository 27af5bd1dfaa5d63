//! How well a fact's quotes support it, as a number.
use super::doubt::Doubt;
use crate::check::model::Fact;
use crate::diagnostic::Code;

/// How well the quotes of a fact support it.
///
/// The value goes from 0 to 1 and is only good for sorting: 1 means that nothing speaks against the fact, each doubt takes
/// away a share by its weight, and what a reader has to infer is a little weaker. No fact is refused by its grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// From 0 to 1, in hundredths.
    pub value: f64,
    /// Why it is not 1.
    pub reasons: Vec<Doubt>,
}

impl Grade {
    pub(super) fn of(fact: &Fact<'_>, doubts: Vec<Doubt>) -> Self {
        let start = if fact.inferred { 0.9 } else { 1.0 };
        let value = start * share(&doubts);
        Self { value: (value * 100.0).round() / 100.0, reasons: doubts }
    }

    /// What some of the doubts leave, from 0 to 1; that a reader has to infer something does not count.
    #[must_use]
    pub fn support(&self, counts: impl Fn(&Doubt) -> bool) -> f64 {
        share(self.reasons.iter().filter(|doubt| counts(doubt)))
    }
}

/// What doubts leave of a fact's support.
fn share<'d>(doubts: impl IntoIterator<Item = &'d Doubt>) -> f64 {
    doubts.into_iter().map(|doubt| 1.0 - weight(doubt.code)).product()
}

/// How much a doubt takes away.
fn weight(code: Code) -> f64 {
    match code {
        Code::UnsupportedPolarity => 0.7,
        Code::UnsupportedNumber | Code::UnsupportedUnit | Code::UnsupportedTime | Code::Unsupported => 0.6,
        Code::UnsupportedModality | Code::UnsupportedEnd => 0.5,
        Code::MissingSpeaker | Code::UnnamedSpeaker => 0.4,
        _ => 0.1,
    }
}
