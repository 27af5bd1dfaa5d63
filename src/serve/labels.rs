//! What things are called, so that they are found by a part of it without a look at all that is known.
use crate::archive::{Snapshot, Thing};
use crate::ask::dataset::TermId;
use crate::rdf::fact::node;
use memchr::memmem;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// How many labels and keys are looked through for the best ones.
const LOOKED_THROUGH: usize = 2000;
/// What a name ends with in the text of all of them.
const END: char = '\0';

/// Labels and keys in lower case, one behind another in one text, with the places where a word begins sorted by what
/// follows.
#[derive(Debug, Default)]
pub(super) struct Labels {
    text: String,
    /// Where each name begins in the text, whether it is a key, and its thing.
    names: Vec<(u32, bool, TermId)>,
    /// Where a name, or a word of one behind a space, begins in the text.
    sorted: Vec<u32>,
}

/// How well a name fits what was typed; the least fits best.
type Rank = u8;

impl Labels {
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let mut labels = Self::default();
        let mut last = None;
        for (thing, name) in snapshot.labelled() {
            if last != Some(thing) {
                last = Some(thing);
                if let Some(iri) = snapshot.dataset().named(thing) {
                    labels.add(thing, iri.rsplit(['/', '#']).next().unwrap_or_default(), true);
                }
            }
            labels.add(thing, name, false);
        }
        let Self { text, sorted, .. } = &mut labels;
        let bytes = text.as_bytes();
        sorted.sort_unstable_by(|one, other| bytes[*one as usize..].cmp(&bytes[*other as usize..]));
        sorted.shrink_to_fit();
        text.shrink_to_fit();
        labels.names.shrink_to_fit();
        labels
    }

    fn add(&mut self, thing: TermId, name: &str, is_key: bool) {
        let name = name.to_lowercase();
        // Beyond 4 GB of names the rest is not found.
        let Some(start) = u32::try_from(self.text.len() + name.len()).ok().map(|_| self.text.len() as u32)
        else {
            return;
        };
        self.names.push((start, is_key, thing));
        self.text.extend(name.chars().filter(|&c| c != END));
        self.sorted.push(start);
        if !is_key {
            let name = &self.text[start as usize..];
            let spaces = name.match_indices(char::is_whitespace);
            let later = spaces.map(|(at, space)| at + space.len()).filter(|&at| at < name.len());
            self.sorted.extend(later.map(|at| start + at as u32));
        }
        self.text.push(END);
    }

    /// The name that a place in the text belongs to: where it begins, what it is, whether it is a key, and its thing.
    fn name_at(&self, place: usize) -> Option<(usize, &str, bool, TermId)> {
        let number = self.names.partition_point(|(start, ..)| *start as usize <= place).checked_sub(1)?;
        let (start, is_key, thing) = *self.names.get(number)?;
        let start = start as usize;
        let end = self.names.get(number + 1).map_or(self.text.len(), |(next, ..)| *next as usize);
        Some((start, self.text.get(start..end)?.trim_end_matches(END), is_key, thing))
    }

    /// The things with a name that begins with some words, or has a word that does, as a query writes them, with their
    /// labels: labels first, then keys, then words further on; the shortest label first.
    pub(super) fn begin(
        &self,
        snapshot: &Snapshot,
        words: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() || wanted.contains(END) {
            return Vec::new();
        }
        let namer = snapshot.namer();
        let follows = |place: u32| &self.text.as_bytes()[place as usize..];
        let first = self.sorted.partition_point(|&place| follows(place) < wanted.as_bytes());
        let begin =
            self.sorted[first..].iter().take_while(|&&place| follows(place).starts_with(wanted.as_bytes()));
        let mut found: Vec<(Rank, usize, String, String, TermId)> = begin
            .filter_map(|&place| {
                let (start, name, is_key, thing) = self.name_at(place as usize)?;
                let iri = snapshot.dataset().named(thing)?;
                let term = namer.short(iri);
                if !fits(&term) {
                    return None;
                }
                let rank = match (start == place as usize, is_key) {
                    (true, _) if name == wanted => 0,
                    (true, false) => 1,
                    (true, true) => 2,
                    (false, _) => 3,
                };
                let label = label(snapshot, iri);
                Some((rank, label.len(), label, term, thing))
            })
            .take(LOOKED_THROUGH)
            .collect();
        found.sort_unstable();
        let mut seen = BTreeSet::new();
        found.retain(|(.., thing)| seen.insert(*thing));
        found.into_iter().map(|(_, _, label, term, _)| (term, label)).collect()
    }

    /// The things whose label, alternative label or key holds some words, the best first, as
    /// [`Snapshot::find`] gives them; at most `limit`.
    pub(super) fn holding(&self, snapshot: &Snapshot, words: &str, limit: usize) -> Vec<Thing> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() || wanted.contains(END) {
            return Vec::new();
        }
        let mut best: FxHashMap<TermId, Rank> = FxHashMap::default();
        for place in memmem::find_iter(self.text.as_bytes(), &wanted) {
            let Some((start, name, is_key, thing)) = self.name_at(place) else { continue };
            let begins_a_word = || {
                let before = self.text.get(start..place).and_then(|before| before.chars().next_back());
                !is_key && before.is_none_or(char::is_whitespace)
            };
            let rank = match (place == start, is_key) {
                (true, _) if name == wanted => 0,
                (true, false) => 1,
                (true, true) => 2,
                _ if begins_a_word() => 3,
                _ => 4,
            };
            let known = best.entry(thing).or_insert(rank);
            *known = rank.min(*known);
        }
        // What is sure to come behind so many others needs no label.
        let mut ranks: Vec<Rank> = best.values().copied().collect();
        ranks.sort_unstable();
        let worst = ranks.get(limit.saturating_sub(1)).copied().unwrap_or(Rank::MAX);
        let named = best.into_iter().filter(|(_, rank)| *rank <= worst).filter_map(|(thing, rank)| {
            let iri = snapshot.dataset().named(thing)?;
            let label = label(snapshot, iri);
            Some((rank, label.chars().count(), label, iri))
        });
        let mut named: Vec<(Rank, usize, String, &str)> = named.collect();
        named.sort_unstable();
        let thing = |(_, _, label, iri): (Rank, usize, String, &str)| Thing { iri: iri.to_owned(), label };
        named.into_iter().take(limit).map(thing).collect()
    }
}

fn label(snapshot: &Snapshot, iri: &str) -> String {
    snapshot.namer().name(node(iri))
}

#[cfg(test)]
mod tests {
    use super::Labels;
    use crate::archive::Snapshot;
    use crate::corpus::CorpusOptions;
    use std::path::Path;

    fn snapshot() -> Snapshot {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        Snapshot::open(&[data], &CorpusOptions::default(), &mut Vec::new()).unwrap()
    }

    #[test]
    fn what_begins_with_the_words_is_found_and_the_best_comes_first() {
        let snapshot = snapshot();
        let labels = Labels::new(&snapshot);
        let terms = |words: &str| -> Vec<String> {
            labels.begin(&snapshot, words, |_| true).into_iter().map(|(term, _)| term).collect()
        };
        let has = |words: &str, term: &str| terms(words).iter().any(|known| known == term);
        assert_eq!(terms("Kazakhstan")[0], "ent:kazakhstan");
        // A word further on in a label, and a key.
        assert!(has("of europe", "ent:council-of-europe"), "{:?}", terms("of europe"));
        assert!(has("council-of", "ent:council-of-europe"));
        assert!(terms("azakhstan").is_empty() && terms(" ").is_empty() && terms("\0").is_empty());
        // What it finds is what looking through all labels finds, up to the words inside others.
        for words in ["kaz", "stra", "observ", "eu"] {
            let all = snapshot.find(words, 1000);
            let namer = snapshot.namer();
            for term in terms(words) {
                assert!(all.iter().any(|other| namer.short(&other.iri) == term), "{words}: {term}");
            }
        }
    }

    #[test]
    fn what_holds_the_words_is_what_looking_through_all_labels_finds() {
        let snapshot = snapshot();
        let labels = Labels::new(&snapshot);
        for words in [
            "a",
            "kaz",
            "KAZAKHSTAN",
            "stra",
            "of europe",
            "council-of",
            "observ",
            "é",
            "-",
            "zzz",
            "",
            " eu ",
        ] {
            for limit in [1, 5, 50, 10_000] {
                assert_eq!(
                    labels.holding(&snapshot, words, limit),
                    snapshot.find(words, limit),
                    "{words} {limit}"
                );
            }
        }
    }
}
