//! How many copies of documents there were, by kind of change, and how many were caught.
use super::change::CHANGES;
use super::sample::Sample;
use groundwire::document::facts::RawFact;
use std::collections::BTreeMap;

/// How many copies there were of each kind of change, and how many were caught.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The facts of the originals.
    pub(crate) facts: usize,
    /// What is said of the originals.
    pub(crate) alarms: Vec<String>,
    /// Copies that were not caught.
    pub(crate) missed: Vec<String>,
    caught: BTreeMap<&'static str, (usize, usize)>,
}

impl Tally {
    /// How many copies were caught, of how many.
    pub(crate) fn count(&self, kinds: &[&str]) -> (usize, usize) {
        let of = self.caught.iter().filter(|(kind, _)| kinds.contains(kind));
        of.fold((0, 0), |sum, (_, (caught, all))| (sum.0 + caught, sum.1 + all))
    }

    /// The share in percent.
    pub(crate) fn share(&self, kinds: &[&str]) -> f64 {
        let (caught, all) = self.count(kinds);
        caught as f64 * 100.0 / all.max(1) as f64
    }

    /// Every kind of change.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&'static str, (usize, usize))> {
        self.caught.iter().map(|(kind, count)| (*kind, *count))
    }

    fn add(&mut self, sample: &Sample) {
        let written = sample.read();
        let before = sample.check(&written);
        self.facts += written.facts.len();
        for (fact, said) in written.facts.iter().zip(&before) {
            for (code, message) in said {
                self.alarms.push(format!("{} {}: {}: {message}", sample.name, describe(fact), code.name()));
            }
        }
        let mut kinds = Vec::new();
        let mut copies = Vec::new();
        // Who speaks in an utterance holds for all facts that are stated in it: checked alone.
        let mut alone = Vec::new();
        for (index, original) in written.facts.iter().enumerate() {
            for (kind, change) in CHANGES {
                let mut fact = original.clone();
                if change(sample, &written, index, &mut fact).is_none() {
                    continue;
                }
                if original.predicate.as_deref() == Some("speaker") {
                    alone.push((kind, (index, fact)));
                } else {
                    kinds.push(kind);
                    copies.push((index, fact));
                }
            }
        }
        let mut found = sample.check_copies(&copies);
        for (kind, copy) in alone {
            found.extend(sample.check_copies(std::slice::from_ref(&copy)));
            kinds.push(kind);
            copies.push(copy);
        }
        for ((kind, (index, fact)), said) in kinds.into_iter().zip(&copies).zip(&found) {
            let caught = said.iter().any(|one| !before[*index].contains(one));
            let count = self.caught.entry(kind).or_default();
            count.0 += usize::from(caught);
            count.1 += 1;
            if !caught {
                self.missed.push(format!("{kind}: {} {}", sample.name, describe(fact)));
            }
        }
    }
}

/// Measures documents.
pub(crate) fn measure(samples: &[Sample]) -> Tally {
    let mut tally = Tally::default();
    for sample in samples {
        tally.add(sample);
    }
    tally
}

fn describe(fact: &RawFact<'_>) -> String {
    let text =
        |text: &Option<groundwire::document::facts::Spanned<'_>>| text.as_deref().unwrap_or("-").to_owned();
    let object = fact.object_text().map_or("…".to_owned(), |text| text.to_string());
    let quotes: Vec<&str> = fact.quotes.iter().map(|quote| &*quote.exact.text).collect();
    format!(
        "{} {} {} {object} [{}{}] by {}/{} \"{}\"",
        text(&fact.id),
        text(&fact.subject),
        text(&fact.predicate),
        text(&fact.modality),
        if fact.negated { " not" } else { "" },
        text(&fact.according_to),
        text(&fact.stated_in),
        quotes.join("\" + \"")
    )
}
