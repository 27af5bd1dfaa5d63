//! Why a quote was not found, with what helps to fix it.
use super::context::{Context, Fit};
use super::cut::Cut;
use super::nearest::Nearest;
use super::place::{Found, Severed};
use super::plain::{after, before};
use super::search::Tally;
use super::{ArticleText, fold};
use std::ops::Range;

/// Why a quote has no place. Ranges are bytes of the article's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Miss {
    /// It has no words.
    Empty,
    /// Its words do not occur in the text; the place that is most like it, where one is.
    NotFound(Option<Box<Nearest>>),
    /// It is in more than one place that its claims fit.
    Ambiguous(Places),
    /// Its words are in the text, but not where its prefix, suffix or start says.
    Context(Box<ClaimMismatch>),
    /// Its words are in the text, but begin or end inside a word or number.
    Cut(Box<Cutting>),
    /// An ellipsis in it is at fault.
    Ellipsis(Box<EllipsisFault>),
}

/// The places of a quote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// The first of them, in order.
    pub first: Vec<QuotePlace>,
    /// How many there are.
    pub count: usize,
}

impl Places {
    /// How many places are kept and shown.
    pub const SHOWN: usize = 20;
}

/// A place of a quote, and what tells it from the others.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotePlace {
    /// From its first byte to its last.
    pub range: Range<usize>,
    /// Where it begins, in code points: as `start` it always tells the place.
    pub start: u32,
    /// The fewest words before or after that no other place has, as the article has them; `None` where
    /// eight are not enough, or the places are too many to compare.
    pub tell: Option<Tell>,
}

/// Words that tell a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tell {
    /// Those before it.
    Prefix(String),
    /// Those after it.
    Suffix(String),
}

/// What a claim about a place consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimPart {
    /// The words before.
    Prefix,
    /// The words after.
    Suffix,
    /// Where it begins.
    Start,
}

/// A claim about a place that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimMismatch {
    /// The claim that no place fits; `None` where each fits some place, but no place all.
    pub claim: Option<ClaimPart>,
    /// What is there instead, at the first place: words, or for a start the code points.
    pub stands: String,
    /// The places of the words themselves.
    pub places: Places,
}

/// What a quote cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Cutting {
    /// The kind of what is cut.
    pub cut: Cut,
    /// What is cut, whole: `illegal`, `10,000`.
    pub token: Range<usize>,
    /// Where the quote would be.
    pub range: Range<usize>,
    /// The shortest quote around it that cuts nothing.
    pub whole: Range<usize>,
}

/// What is wrong with an ellipsis.
#[derive(Clone, Debug, PartialEq)]
pub enum EllipsisFault {
    /// It is inside a word or number.
    InWord(Cutting),
    /// What is between its two sides (this range) is not a word: the ellipsis is to go.
    HidesNothing(Range<usize>),
    /// Its two sides (from here to there) are in different paragraphs.
    AcrossParagraphs(Range<usize>),
    /// Its two sides are in the text, but not in this order.
    Order,
    /// It could be filled in more than one way.
    Ambiguous(Places),
}

/// How many places are compared to find what tells one.
const COMPARED: usize = 1_000;
/// How many words tell a place at most.
const TELLING: usize = 8;

impl ArticleText<'_, '_> {
    /// Why a quote without an ellipsis has no place.
    pub(super) fn miss(&self, needle: &str, context: &Context<'_>, tally: &Tally) -> Miss {
        if tally.count() > 1 {
            return Miss::Ambiguous(self.places(needle, context, tally.count()));
        }
        if tally.bare > 0 {
            return Miss::Context(Box::new(self.contradiction(needle, context)));
        }
        match &tally.severed {
            Some(severed) => Miss::Cut(Box::new(self.cutting(severed))),
            None => Miss::NotFound(self.nearest(needle)),
        }
    }

    /// The places of a quote that its claims fit, with what tells them from all places of its words.
    fn places(&self, needle: &str, context: &Context<'_>, count: usize) -> Places {
        let mut all = Vec::new();
        let mut fitting = Vec::new();
        let mut loosely = Vec::new();
        self.each(needle, |found| {
            let Ok(found) = found else { return };
            let held = match self.fit(&found, context) {
                Fit::Yes => &mut fitting,
                Fit::Loosely => &mut loosely,
                Fit::No => &mut all,
            };
            if held.len() <= COMPARED {
                held.push(found);
            }
        });
        let shown = if fitting.is_empty() { &loosely } else { &fitting };
        let shown: Vec<Found> = shown.iter().take(Places::SHOWN).cloned().collect();
        all.append(&mut fitting);
        all.append(&mut loosely);
        let first = shown
            .into_iter()
            .map(|found| QuotePlace {
                start: self.code_points(found.range.start),
                tell: if all.len() > COMPARED { None } else { self.tell(&found, &all) },
                range: found.range,
            })
            .collect();
        Places { first, count }
    }

    /// The fewest words that tell a place from the others.
    fn tell(&self, place: &Found, all: &[Found]) -> Option<Tell> {
        let (mut start, mut end) = (place.range.start, place.range.end);
        for _ in 0..TELLING {
            if let Some(next) = self.word_start(start) {
                start = next;
                let words = self.words(start..place.range.start);
                let prefix = fold::fold(&words);
                if all.iter().filter(|other| self.fit_prefix(other, Some(&prefix)) == Fit::Yes).count() == 1 {
                    return Some(Tell::Prefix(words));
                }
            }
            if let Some(next) = self.word_end(end) {
                end = next;
                let words = self.words(place.range.end..end);
                let suffix = fold::fold(&words);
                if all.iter().filter(|other| self.fit_suffix(other, Some(&suffix)) == Fit::Yes).count() == 1 {
                    return Some(Tell::Suffix(words));
                }
            }
        }
        None
    }

    /// Where the word begins that precedes a byte, with the marks around it.
    fn word_start(&self, mut at: usize) -> Option<usize> {
        let mut letters = false;
        let from = at;
        while let Some(p) = before(self.body, at) {
            if p.c == ' ' && letters {
                break;
            }
            letters |= p.c != ' ';
            at = p.start;
        }
        (letters && at < from && self.boundaries.cut(at).is_none()).then_some(at)
    }

    /// Where the word ends that follows a byte.
    fn word_end(&self, mut at: usize) -> Option<usize> {
        let mut letters = false;
        let from = at;
        while let Some(p) = after(self.body, at) {
            if p.c == ' ' && letters {
                break;
            }
            letters |= p.c != ' ';
            at = p.end;
        }
        (letters && at > from && self.boundaries.cut(at).is_none()).then_some(at)
    }

    fn contradiction(&self, needle: &str, context: &Context<'_>) -> ClaimMismatch {
        let (mut prefix, mut suffix, mut start) = (Fit::No, Fit::No, false);
        let mut first = None;
        let mut count = 0;
        self.each(needle, |found| {
            let Ok(found) = found else { return };
            count += 1;
            prefix = prefix.max(self.fit_prefix(&found, context.prefix.as_deref()));
            suffix = suffix.max(self.fit_suffix(&found, context.suffix.as_deref()));
            start |= self.fits_start(&found, context.start);
            first.get_or_insert(found);
        });
        let claim = match (prefix, suffix, start) {
            (Fit::No, _, _) => Some(ClaimPart::Prefix),
            (_, Fit::No, _) => Some(ClaimPart::Suffix),
            (_, _, false) => Some(ClaimPart::Start),
            _ => None,
        };
        let range = first.map(|found| found.range).unwrap_or_default();
        let nothing = Context { prefix: None, suffix: None, start: None };
        ClaimMismatch {
            claim,
            stands: self.stands(claim, &range, context),
            places: self.places(needle, &nothing, count),
        }
    }

    /// What is at a place instead of what is claimed: as many words, or the start.
    pub(super) fn stands(
        &self,
        claim: Option<ClaimPart>,
        range: &Range<usize>,
        context: &Context<'_>,
    ) -> String {
        let count = |text: Option<&str>| text.map_or(1, |text| text.split(' ').count()).clamp(1, 12);
        match claim {
            Some(ClaimPart::Prefix) => {
                let mut at = range.start;
                for _ in 0..count(context.prefix.as_deref()) {
                    at = self.word_start(at).unwrap_or(at);
                }
                self.words(at..range.start)
            }
            Some(ClaimPart::Suffix) => {
                let mut at = range.end;
                for _ in 0..count(context.suffix.as_deref()) {
                    at = self.word_end(at).unwrap_or(at);
                }
                self.words(range.end..at)
            }
            Some(ClaimPart::Start) | None => self.code_points(range.start).to_string(),
        }
    }

    pub(super) fn cutting(&self, severed: &Severed) -> Cutting {
        let token = self.uncut_before(severed.at)..self.uncut_after(severed.at);
        let whole = self.uncut_before(severed.range.start)..self.uncut_after(severed.range.end);
        Cutting { cut: severed.cut, token, range: severed.range.clone(), whole }
    }

    /// The last byte up to here at which a quote can begin.
    fn uncut_before(&self, mut at: usize) -> usize {
        while self.boundaries.cut(at).is_some() {
            let Some(p) = before(self.body, at) else { break };
            at = p.start;
        }
        at
    }

    /// The first byte from here on at which a quote can end.
    fn uncut_after(&self, mut at: usize) -> usize {
        while self.boundaries.cut(at).is_some() {
            let Some(p) = after(self.body, at) else { break };
            at = p.end;
        }
        at
    }
}
