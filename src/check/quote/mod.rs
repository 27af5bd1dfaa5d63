//! Where a quote is in an article's text: strict on content, tolerant of typography.
//!
//! A [`ArticleText`] is prepared once and searched for each [`Claim`]; the answer is the ranges of the
//! article's own words, or a [`Miss`] that knows what a helpful message needs. What counts as equal
//! is the closed list of `docs/quotes.md`.
mod boundary;
mod character;
mod context;
mod cut;
mod ellipsis;
mod fold;
mod guillemets;
mod ideograph;
mod index;
mod miss;
mod nearest;
mod number;
mod place;
mod plain;
mod search;
mod spans;
mod typography;

pub use cut::Cut;
pub use miss::{ClaimMismatch, ClaimPart, Cutting, EllipsisFault, Miss, Places, QuotePlace, Tell};
pub use nearest::{Likeness, Nearest, Step};
pub use spans::Spans;

pub use crate::document::facts::Claim;

use crate::text::offsets::Offsets;
use boundary::Boundaries;
use context::Context;
use ellipsis::Ellipses;
use fold::Folded;
use guillemets::Reading;
use index::Index;
use search::Tally;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// Memory that one text after another can be prepared in.
#[derive(Debug, Default)]
pub struct QuoteBuffers {
    folded: Folded,
    index: Index,
    offsets: Offsets,
}

/// An article's text, prepared for searching.
#[derive(Debug)]
pub struct ArticleText<'a, 'b> {
    body: &'a str,
    folded: &'b Folded,
    index: &'b Index,
    offsets: &'b Offsets,
    boundaries: Boundaries<'a>,
    /// Whether a blank line is between paragraphs; looked for when it is first asked.
    has_blank_lines: OnceCell<bool>,
    /// Whether the text has guillemets; looked for when it is first asked.
    has_guillemets: OnceCell<bool>,
    /// The words of the text, for quotes that stand nowhere.
    words: OnceCell<nearest::Words>,
}

/// Why a quote has no place. What is nearest to one takes long to find: it is told last.
enum Lost {
    Told(Miss),
    Untold(Tally),
}

impl Lost {
    /// Whether the words are nowhere, or nowhere as claimed.
    fn is_nowhere(&self) -> bool {
        match self {
            Self::Told(miss) => matches!(miss, Miss::NotFound(_) | Miss::Context(_)),
            Self::Untold(tally) => tally.count() == 0 && (tally.bare > 0 || tally.severed.is_none()),
        }
    }

    /// Whether they are in several places.
    fn is_ambiguous(&self) -> bool {
        match self {
            Self::Told(miss) => matches!(miss, Miss::Ambiguous(_)),
            Self::Untold(tally) => tally.count() > 1,
        }
    }
}

impl<'a, 'b> ArticleText<'a, 'b> {
    /// Prepares a text. What the buffers held is forgotten.
    pub fn new(body: &'a str, buffers: &'b mut QuoteBuffers) -> Self {
        buffers.folded.set(body);
        buffers.index.set(buffers.folded.text.as_bytes());
        buffers.offsets.set(body);
        Self {
            body,
            folded: &buffers.folded,
            index: &buffers.index,
            offsets: &buffers.offsets,
            boundaries: Boundaries::new(body),
            has_blank_lines: OnceCell::new(),
            has_guillemets: OnceCell::new(),
            words: OnceCell::new(),
        }
    }

    /// The text itself.
    pub fn body(&self) -> &'a str {
        self.body
    }

    /// The code points before a byte of the text (beyond four thousand millions, as many as that).
    pub fn code_points(&self, byte: usize) -> u32 {
        self.offsets.at(self.body, byte)
    }

    /// Where a quote is.
    ///
    /// # Errors
    /// Where it does not occur, or is in more than one place that its claims fit.
    pub fn find(&self, claim: &Claim<'_>) -> Result<Spans, Miss> {
        let (needle, context) = (folded(claim.exact), Context::new(claim, Reading::Paired));
        let lost = match self.search(&needle, &context) {
            Ok(spans) => return Ok(spans),
            Err(lost) => lost,
        };
        let other = if lost.is_nowhere() { self.find_in_guillemets(claim) } else { None };
        other.unwrap_or_else(|| Err(self.tell_miss(lost, &needle, &context)))
    }

    /// Where a quote is whose guillemets are not paired as in the article, of which it may be a part, or which has other
    /// marks in their place with white space at their inner sides.
    fn find_in_guillemets(&self, claim: &Claim<'_>) -> Option<Result<Spans, Miss>> {
        let in_text = self.has_guillemets.get_or_init(|| guillemets::has_guillemets(self.body));
        if !in_text && !guillemets::has_guillemets(claim.exact) {
            return None;
        }
        let found = |needle: &str, reading| {
            let context = Context::new(claim, reading);
            match self.search(needle, &context) {
                Err(lost) if lost.is_ambiguous() => Some(Err(self.tell_miss(lost, needle, &context))),
                found => found.ok().map(Ok),
            }
        };
        for reading in [Reading::French, Reading::Reversed] {
            if let Some(found) = found(&fold::fold_as(claim.exact, reading), reading) {
                return Some(found);
            }
        }
        let spaced = guillemets::spaced(claim.exact);
        if let Some(found) = found(&folded(&spaced), Reading::Paired) {
            return Some(found);
        }
        let needle = guillemets::without_inner_space(&folded(claim.exact))?;
        let spans = self.search(&needle, &Context::new(claim, Reading::Paired)).ok()?;
        let has = |range: &Range<usize>| self.body.get(range.clone()).is_some_and(guillemets::has_guillemets);
        spans.iter().any(has).then_some(Ok(spans))
    }

    /// Where folded words are.
    fn search(&self, needle: &str, context: &Context<'_>) -> Result<Spans, Lost> {
        // A folded ellipsis is three dots.
        if memchr::memchr(b'.', needle.as_bytes()).is_some() && needle.contains("...") {
            return self.find_with_ellipses(&Ellipses::new(needle), context).map_err(Lost::Told);
        }
        if needle.is_empty() {
            return Err(Lost::Told(Miss::Empty));
        }
        let tally = self.tally(needle, context);
        match tally.only() {
            Some(range) => Ok(Spans::one(range)),
            None => Err(Lost::Untold(tally)),
        }
    }

    fn tell_miss(&self, lost: Lost, needle: &str, context: &Context<'_>) -> Miss {
        match lost {
            Lost::Told(miss) => miss,
            Lost::Untold(tally) => self.miss(needle, context, &tally),
        }
    }

    /// The article's own words for a quote that was found: what it may be rewritten to. White space
    /// is even, and an ellipsis represents what is left out.
    pub fn own_words(&self, spans: &Spans) -> String {
        let mut words = String::new();
        for range in spans {
            if !words.is_empty() {
                words.push_str(" … ");
            }
            words.push_str(&self.words(range.clone()));
        }
        words
    }

    /// Whether a quote differs from the article's words where it was found in more than white space.
    pub fn differs(&self, exact: &str, spans: &Spans) -> bool {
        let parts: Vec<String> = spans.iter().map(|range| self.words(range.clone())).collect();
        let mut rest = even(exact);
        for part in parts {
            let Some(at) = rest.find(&part) else { return true };
            let left_out = &rest[..at];
            if left_out.chars().any(|c| !matches!(c, ' ' | '.' | '…' | '[' | ']')) {
                return true;
            }
            rest.drain(..at + part.len());
        }
        rest.chars().any(|c| !matches!(c, ' ' | '.' | '…' | '[' | ']'))
    }

    /// A piece of the article, its white space even.
    fn words(&self, range: Range<usize>) -> String {
        even(self.body.get(range).unwrap_or_default())
    }
}

/// A text with one space for each run of white space, and none at its ends.
fn even(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// A piece of a document in the form in which it is compared.
fn folded(text: &str) -> Cow<'_, str> {
    if fold::is_folded(text) { Cow::Borrowed(text) } else { Cow::Owned(fold::fold(text)) }
}

#[cfg(test)]
mod tests;
