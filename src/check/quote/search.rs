//! Looks for the places of a run of words.
use super::ArticleText;
use super::context::{Context, Fit};
use super::place::{Found, Severed};
use memchr::memmem::Finder;
use std::ops::Range;

/// What a search for a quote comes to.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Places that the context fits, and the first of them.
    pub(super) fitting: (usize, Option<Range<usize>>),
    /// Places that it fits only where its own outer end is inside a word.
    pub(super) loosely: (usize, Option<Range<usize>>),
    /// Places whatever the context says.
    pub(super) bare: usize,
    /// The first place that would be one, did it not cut something.
    pub(super) severed: Option<Severed>,
}

impl Tally {
    /// The place, where there is exactly one.
    pub(super) fn only(&self) -> Option<Range<usize>> {
        match (&self.fitting, &self.loosely) {
            ((1, range), _) | ((0, _), (1, range)) => range.clone(),
            _ => None,
        }
    }
    /// How many places fit.
    pub(super) fn count(&self) -> usize {
        if self.fitting.0 > 0 { self.fitting.0 } else { self.loosely.0 }
    }
}

impl ArticleText<'_, '_> {
    /// Looks at every place of some folded words.
    pub(super) fn tally(&self, needle: &str, context: &Context<'_>) -> Tally {
        let mut tally = Tally::default();
        self.each(needle, |found| match found {
            Ok(found) => {
                tally.bare += 1;
                let held = match self.fit(&found, context) {
                    Fit::Yes => &mut tally.fitting,
                    Fit::Loosely => &mut tally.loosely,
                    Fit::No => return,
                };
                held.0 += 1;
                held.1.get_or_insert(found.range);
            }
            Err(severed) => {
                tally.severed.get_or_insert(severed);
            }
        });
        tally
    }

    /// Calls back with every place of some folded words, in order; they may overlap.
    pub(super) fn each(&self, needle: &str, mut take: impl FnMut(Result<Found, Severed>)) {
        let mut take = |at| {
            let folded = at..at + needle.len();
            if let (Some(start), Some(end)) = (self.folded.start(folded.start), self.folded.end(folded.end)) {
                let range = start..end;
                let cut = |at| self.boundaries.cut(at).map(|cut| (at, cut));
                take(match cut(start).or_else(|| cut(end)) {
                    None => Ok(Found { folded, range }),
                    Some((at, cut)) => Err(Severed { range, at, cut }),
                });
            }
        };
        let (folded, needle) = (self.folded.text.as_bytes(), needle.as_bytes());
        let Some(candidates) = self.index.candidates(needle) else { return each(folded, needle, 0, take) };
        for (count, at) in candidates.enumerate() {
            if count >= MANY {
                return each(folded, needle, at, take);
            }
            if folded[at..].starts_with(needle) {
                take(at);
            }
        }
    }
}

/// After so many places a text may be one that was made to take long.
const MANY: usize = 64;

/// Calls back with every place of a needle from a byte on, in order; they may overlap.
fn each(haystack: &[u8], needle: &[u8], mut from: usize, mut take: impl FnMut(usize)) {
    let finder = Finder::new(needle);
    let mut places = 0;
    while let Some(found) = haystack.get(from..).and_then(|rest| finder.find(rest)) {
        let at = from + found;
        take(at);
        from = at + 1;
        places += 1;
        // A long needle that overlaps itself would be compared from its beginning at every place.
        if places == MANY && needle.len() > MANY {
            return each_overlapping(haystack, needle, from, take);
        }
    }
}

/// The same, in time that does not depend on the needle (Knuth, Morris, Pratt).
fn each_overlapping(haystack: &[u8], needle: &[u8], from: usize, mut take: impl FnMut(usize)) {
    let mut border = vec![0; needle.len()];
    let mut matched = 0;
    for (i, b) in needle.iter().enumerate().skip(1) {
        while matched > 0 && needle[matched] != *b {
            matched = border[matched - 1];
        }
        matched += usize::from(needle[matched] == *b);
        border[i] = matched;
    }
    matched = 0;
    for (i, b) in haystack.iter().enumerate().skip(from) {
        while matched > 0 && (matched == needle.len() || needle[matched] != *b) {
            matched = border[matched - 1];
        }
        matched += usize::from(needle[matched] == *b);
        if matched == needle.len() {
            take(i + 1 - needle.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_needles_that_overlap_are_all_found() {
        let (text, needle) = ("ab".repeat(500), "ab".repeat(40));
        let mut places = Vec::new();
        each(text.as_bytes(), needle.as_bytes(), 0, |at| places.push(at));
        assert_eq!(places, (0..=460).map(|i| 2 * i).collect::<Vec<_>>());
    }
}
