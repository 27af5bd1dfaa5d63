//! What could stand in a query where a reader has begun to type a word.
use super::site::Site;
use crate::archive::Snapshot;
use serde_json::json;
use std::collections::BTreeSet;

/// How many are told.
const MOST: usize = 12;
/// How many labels and keys are looked through for the best ones.
const LOOKED_THROUGH: usize = 2000;

/// Labels and keys in lower case, sorted, so that those which begin with a word are found without looking at the others.
#[derive(Debug)]
pub(super) struct Labels {
    /// What begins with a word that is typed: the whole label or key, or what follows a space in it; its rank; its thing.
    entries: Vec<(Box<str>, u8, u32)>,
    things: Vec<Suggestion>,
}

#[derive(Debug)]
struct Suggestion {
    /// As a query writes it.
    term: String,
    label: String,
}

impl Labels {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let namer = snapshot.namer();
        let mut labels = Self { entries: Vec::new(), things: Vec::new() };
        for (thing, names) in snapshot.labelled() {
            let number = u32::try_from(labels.things.len()).unwrap_or(u32::MAX);
            let key = thing.iri.rsplit(['/', '#']).next().unwrap_or_default().to_lowercase();
            labels.entries.push((key.into(), 1, number));
            for name in names {
                let name = name.to_lowercase();
                let later =
                    name.match_indices(char::is_whitespace).map(|(at, space)| &name[at + space.len()..]);
                labels
                    .entries
                    .extend(later.filter(|rest| !rest.is_empty()).map(|rest| (rest.into(), 2, number)));
                labels.entries.push((name.into(), 0, number));
            }
            labels.things.push(Suggestion { term: namer.short(&thing.iri), label: thing.label });
        }
        labels.entries.sort_unstable();
        labels.entries.dedup();
        labels
    }

    /// The things with a name that begins with some words, or has a word that does: labels first, then keys, then words
    /// further on; the shortest label first.
    fn find(&self, words: &str, fits: impl Fn(&str) -> bool) -> Vec<&Suggestion> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() {
            return Vec::new();
        }
        let start = self.entries.partition_point(|(name, ..)| **name < *wanted);
        let begin = self.entries[start..].iter().take_while(|(name, ..)| name.starts_with(&wanted));
        let mut found: Vec<(u8, usize, &str, u32)> = begin
            .filter_map(|(name, rank, number)| {
                let thing = self.things.get(*number as usize).filter(|thing| fits(&thing.term))?;
                let rank = if **name == *wanted && *rank < 2 { 0 } else { rank + 1 };
                Some((rank, thing.label.len(), thing.label.as_str(), *number))
            })
            .take(LOOKED_THROUGH)
            .collect();
        found.sort_unstable();
        let mut seen = BTreeSet::new();
        found.retain(|(.., number)| seen.insert(*number));
        found.iter().filter_map(|(.., number)| self.things.get(*number as usize)).collect()
    }
}

/// The terms and things that `typed` may become, as JSON: a list of objects with `term`, as a query writes it, and `label`.
/// `typed` begins a label, a word of one, a key (`kaz`), or a prefix and a key (`ent:kaz`).
pub(super) fn suggestions(site: &Site, typed: &str) -> String {
    let (prefix, words) = typed.rsplit_once(':').unwrap_or(("", typed));
    let fits = |term: &str| prefix.is_empty() || term.rsplit_once(':').is_some_and(|(own, _)| own == prefix);
    let list: Vec<_> = site
        .labels()
        .find(words, fits)
        .into_iter()
        .take(MOST)
        .map(|thing| json!({"term": thing.term, "label": thing.label}))
        .collect();
    format!("{}\n", json!(list))
}

#[cfg(test)]
mod tests {
    use super::Labels;
    use crate::archive::Snapshot;
    use crate::corpus::CorpusOptions;
    use std::path::Path;

    #[test]
    fn what_begins_with_the_words_is_found_and_the_best_comes_first() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let snapshot = Snapshot::open(&[data], &CorpusOptions::default(), &mut Vec::new()).unwrap();
        let labels = Labels::new(&snapshot);
        let terms = |words: &str| -> Vec<&str> {
            labels.find(words, |_| true).into_iter().map(|thing| thing.term.as_str()).collect()
        };
        assert_eq!(terms("Kazakhstan")[0], "ent:kazakhstan");
        // A word further on in a label, and a key.
        assert!(terms("of europe").contains(&"ent:council-of-europe"), "{:?}", terms("of europe"));
        assert!(terms("council-of").contains(&"ent:council-of-europe"));
        assert!(terms("azakhstan").is_empty() && terms(" ").is_empty());
        // What it finds is what looking through all labels finds, up to the words inside others.
        for words in ["kaz", "stra", "observ", "eu"] {
            let all = snapshot.find(words, 1000);
            let namer = snapshot.namer();
            for thing in labels.find(words, |_| true) {
                assert!(
                    all.iter().any(|other| namer.short(&other.iri) == thing.term),
                    "{words}: {}",
                    thing.term
                );
            }
        }
    }
}
