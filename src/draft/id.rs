//! Ids of drafts: the number of the sentence and letters.
use super::file::{Drafts, sentence_digest, sentence_of};
use crate::document::facts;
use rustc_hash::{FxHashMap, FxHashSet};

/// Gives ids that no fact has and no draft has or had.
#[derive(Debug)]
pub(super) struct Ids {
    taken: FxHashSet<String>,
    /// How many drafts of a sentence were rejected, by its digest.
    rejected: FxHashMap<String, usize>,
    next: FxHashMap<usize, usize>,
}

impl Ids {
    /// For a document with its drafts.
    pub(super) fn new(drafts: &Drafts, written: &facts::RawDocument<'_>) -> Self {
        let mut taken: FxHashSet<String> = drafts.facts.iter().map(|draft| draft.id.clone()).collect();
        taken.extend(written.facts.iter().filter_map(|fact| fact.id.as_ref().map(|id| id.to_string())));
        let mut rejected: FxHashMap<String, usize> = FxHashMap::default();
        for one in &drafts.rejected {
            *rejected.entry(one.sentence.clone()).or_default() += 1;
        }
        Self { taken, rejected, next: FxHashMap::default() }
    }

    /// The next one for a sentence, by its number.
    pub(super) fn next(&mut self, sentence: usize, text: &str) -> String {
        let (taken, rejected) = (&mut self.taken, &self.rejected);
        let count = self.next.entry(sentence).or_insert_with(|| {
            let gone = rejected.get(&sentence_digest(text)).copied().unwrap_or(0);
            let used = taken.iter().filter(|id| sentence_of(id) == sentence).count();
            if gone > 0 { used + gone } else { 0 }
        });
        loop {
            let id = format!("f{sentence}{}", letters(*count));
            *count += 1;
            if taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// `a` to `z`, `aa`, …
fn letters(number: usize) -> String {
    let last = char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    match number / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}
