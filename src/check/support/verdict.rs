//! The verdict on a fact: what all rules find.
use super::doubt::Doubt;
use super::grade::Grade;
use super::judge::Judge;
use super::{end, modality, number, polarity, speaker, time, unit};
use crate::check::model::Fact;

impl<'s, 'd> Judge<'s, 'd> {
    /// How well a fact of the document is supported, and what speaks against it.
    pub fn grade(&self, fact: &'s Fact<'d>) -> Grade {
        Grade::of(fact, self.doubts(fact))
    }

    /// What speaks against a fact of the document.
    pub fn doubts(&self, fact: &'s Fact<'d>) -> Vec<Doubt> {
        let case = self.case(fact);
        let mut doubts = Vec::new();
        if case.quotes.is_empty() || self.page.text.is_empty() {
            return doubts;
        }
        end::doubts(self, &case, &mut doubts);
        number::doubts(self, &case, &mut doubts);
        unit::doubts(self, &case, &mut doubts);
        time::doubts(self, &case, &mut doubts);
        if self.page.language.is_some() {
            polarity::doubts(self, &case, &mut doubts);
            modality::doubts(self, &case, &mut doubts);
        }
        speaker::doubts(self, &case, &mut doubts);
        doubts
    }
}
