//! The terms that a word finds.
use super::{Kind, Term, Terms};
use crate::term::iri::nearest;
use rustc_hash::FxHashMap;

/// How well a word finds a term; the less the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// It is the term's name.
    Name,
    /// It is what the term is called, in any language.
    Label,
    /// It is a synonym.
    Synonym,
    /// Its name, a label or a synonym has a word that begins so.
    Part,
    /// What it means has the word.
    Comment,
}

/// What terms are called, so that many words can be looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// What is called so, in lower case, its words apart.
    exact: FxHashMap<String, Vec<(Match, usize)>>,
    /// Every name, label and synonym with its term.
    spellings: Vec<(String, usize)>,
    /// Where the words of spellings begin: which one, and its byte; sorted by the text from there on.
    words: Vec<(usize, usize)>,
}

impl Index {
    pub(super) fn new(terms: &[Term]) -> Self {
        let mut index = Self::default();
        for (number, term) in terms.iter().enumerate() {
            let mut add = |how, text: &str| {
                let text = plain(text);
                let known = index.exact.entry(text.clone()).or_default();
                if !known.iter().any(|(_, known)| *known == number) {
                    known.push((how, number));
                    index.spellings.push((text, number));
                }
            };
            add(Match::Name, &term.name);
            add(Match::Name, term.iri.rsplit(['/', '#']).next().unwrap_or_default());
            term.label.iter().chain(term.names.values()).for_each(|label| add(Match::Label, label));
            term.synonyms.iter().for_each(|synonym| add(Match::Synonym, synonym));
        }
        let words = index.spellings.iter().enumerate();
        let mut words: Vec<_> =
            words.flat_map(|(spelling, (text, _))| begun(text).map(move |at| (spelling, at))).collect();
        words.sort_unstable_by(|one, other| index.from(*one).cmp(index.from(*other)));
        index.words = words;
        index
    }

    /// A spelling from a word on.
    fn from(&self, (spelling, at): (usize, usize)) -> &str {
        self.spellings.get(spelling).and_then(|(text, _)| text.get(at..)).unwrap_or_default()
    }

    fn exact(&self, word: &str) -> Vec<(Match, usize)> {
        self.exact.get(word).cloned().unwrap_or_default()
    }

    /// The terms with a word that begins so.
    fn parts(&self, word: &str) -> impl Iterator<Item = (Match, usize)> {
        let first = self.words.partition_point(|at| self.from(*at) < word);
        // Shorter beginnings find too much.
        let words = if word.chars().count() > 2 { &self.words[first..] } else { &[] };
        let alike = words.iter().take_while(move |at| self.from(**at).starts_with(word));
        alike.map(|(spelling, _)| (Match::Part, self.spellings[*spelling].1))
    }
}

/// Where a text's words begin, in bytes.
fn begun(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(memchr::memchr_iter(b' ', text.as_bytes()).map(|at| at + 1))
}

/// Whether one of a text's words begins so; both in lower case.
fn begins(text: &str, word: &str) -> bool {
    begun(text).any(|at| text[at..].starts_with(word))
}

impl Terms {
    /// The terms that a word finds, the best first: by name, label or synonym, then by words that begin so; where there are
    /// none, by what terms mean.
    #[must_use]
    pub fn find(&self, word: &str) -> Vec<&Term> {
        let word = plain(word);
        if word.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Match, usize)> = self.index.exact(&word);
        found.extend(self.index.parts(&word));
        if found.is_empty() && word.chars().count() > 2 {
            let means =
                |term: &Term| term.comment.as_ref().is_some_and(|comment| begins(&plain(comment), &word));
            let numbers = (0..self.terms.len()).filter(|number| means(&self.terms[*number]));
            found.extend(numbers.map(|number| (Match::Comment, number)));
        }
        self.best(found, |_| true)
    }

    /// The terms of a kind that are called so: by name, label or synonym, whatever the prefix.
    #[must_use]
    pub fn called(&self, kind: Kind, name: &str) -> Vec<&Term> {
        self.few(self.index.exact(&local(name)), kind)
    }

    /// The terms of a kind of whose name, label or synonyms a word begins so.
    #[must_use]
    pub fn alike(&self, kind: Kind, name: &str) -> Vec<&Term> {
        self.few(self.index.parts(&local(name)).collect(), kind)
    }

    fn few(&self, found: Vec<(Match, usize)>, kind: Kind) -> Vec<&Term> {
        let mut found = self.best(found, |term| term.kind == kind);
        found.truncate(MOST);
        found
    }

    /// The term whose name, label or synonym is spelled most like a word.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&Term> {
        let spellings = &self.index.spellings;
        let near = nearest(&plain(word), spellings.iter().map(|(text, _)| text.as_str()))?;
        let (_, number) = spellings.iter().find(|(text, _)| text == near)?;
        self.terms.get(*number)
    }

    /// Each term once, the best match first.
    fn best(&self, mut found: Vec<(Match, usize)>, which: impl Fn(&Term) -> bool) -> Vec<&Term> {
        found.sort_unstable();
        let mut terms: Vec<&Term> = Vec::new();
        for term in found.iter().filter_map(|(_, number)| self.terms.get(*number)).filter(|term| which(term))
        {
            if !terms.iter().any(|known| std::ptr::eq(*known, term)) {
                terms.push(term);
            }
        }
        terms
    }
}

/// How many terms are suggested at most.
const MOST: usize = 3;

/// A name without its prefix, as it is looked up.
fn local(name: &str) -> String {
    let local = name.trim_end_matches('>').rsplit([':', '/', '#']).next().unwrap_or(name);
    plain(local)
}

/// A name in lower case, its words apart: `memberOf`, `member-of` and `Member of` are one.
fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 4);
    let mut small = false;
    for c in text.trim().chars() {
        if !c.is_alphanumeric() {
            if !words.is_empty() && !words.ends_with(' ') {
                words.push(' ');
            }
            small = false;
            continue;
        }
        if c.is_uppercase() && small {
            words.push(' ');
        }
        small = c.is_lowercase();
        words.extend(c.to_lowercase());
    }
    words.truncate(words.trim_end().len());
    words
}

#[cfg(test)]
mod tests {
    use super::{Match, begins};
    use crate::ontology::Ontology;
    use std::collections::BTreeSet;

    #[test]
    fn the_words_of_the_index_begin_as_the_spellings_do() {
        let ontology = Ontology::core();
        let index = &ontology.terms().index;
        let words: BTreeSet<&str> = index.spellings.iter().flat_map(|(text, _)| text.split(' ')).collect();
        for word in words.iter().filter_map(|word| word.char_indices().nth(3).map(|(end, _)| &word[..end])) {
            let found: BTreeSet<_> = index.parts(word).collect();
            let spellings = index.spellings.iter().filter(|(text, _)| begins(text, word));
            let expected: BTreeSet<_> = spellings.map(|(_, number)| (Match::Part, *number)).collect();
            assert!(!found.is_empty());
            assert_eq!(found, expected, "{word}");
        }
        assert_eq!(index.parts("me").count(), 0);
    }
}
