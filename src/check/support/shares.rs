//! What the labels of a document have in common: words, and the last names of persons.
use super::label::label_words;
use super::word::same;
use rustc_hash::{FxHashMap, FxHashSet};

/// What the labels of a document have in common.
#[derive(Debug, Default)]
pub(super) struct Shares {
    /// How often each word stands in them.
    words: FxHashMap<String, u32>,
    /// The words of the names of persons, by the first letters of the last one.
    persons: FxHashMap<String, Vec<Vec<String>>>,
}

impl Shares {
    /// Counts a label of an entity.
    pub(super) fn add(&mut self, label: &str, person: bool) {
        let words: Vec<String> = label_words(label).map(|(word, _)| word).collect();
        if let Some(last) = words.last().filter(|_| person && words.len() > 1) {
            self.persons.entry(beginning(last)).or_default().push(words.clone());
        }
        for word in words.into_iter().collect::<FxHashSet<String>>() {
            *self.words.entry(word).or_default() += 1;
        }
    }

    /// How many labels have a word; one where none is counted.
    pub(super) fn of_word(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(1).max(1)
    }

    /// The first names of other persons with the last name of a label.
    pub(super) fn namesakes(&self, label: &str) -> Vec<String> {
        let words: Vec<String> = label_words(label).map(|(word, _)| word).collect();
        let Some(last) = words.last().filter(|_| words.len() > 1) else { return Vec::new() };
        let others = self.persons.get(&beginning(last)).into_iter().flatten().take(200);
        let is_alike = |other: &&Vec<String>| {
            **other != words && other.last().is_some_and(|other| same(last, other) || same(other, last))
        };
        let first = others.filter(is_alike).flat_map(|other| &other[..other.len() - 1]);
        first.filter(|first| !words.iter().any(|word| same(word, first))).cloned().collect()
    }
}

fn beginning(word: &str) -> String {
    word.chars().take(3).collect()
}
