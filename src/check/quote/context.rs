//! What a document says of a quote's place: prefix, suffix and start. They are claims: they must hold.
use super::guillemets::Reading;
use super::place::Found;
use super::{ArticleText, Claim, fold, folded};
use std::borrow::Cow;

/// The claims about a place, folded.
#[derive(Debug)]
pub(super) struct Context<'q> {
    pub(super) prefix: Option<Cow<'q, str>>,
    pub(super) suffix: Option<Cow<'q, str>>,
    pub(super) start: Option<u64>,
}

/// Whether a place is as claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    /// The prefix begins, or the suffix ends, inside a word: some tools cut them by length. Places
    /// with whole words go before such.
    Loosely,
    Yes,
}

impl<'q> Context<'q> {
    pub(super) fn new(claim: &Claim<'q>, reading: Reading) -> Self {
        let folded = |text| match reading {
            Reading::Paired => folded(text),
            reading => Cow::Owned(fold::fold_as(text, reading)),
        };
        let words = |text: Option<&'q str>| text.map(folded).filter(|text| !text.is_empty());
        Self { prefix: words(claim.prefix), suffix: words(claim.suffix), start: claim.start }
    }
    /// Whether nothing is claimed.
    pub(super) fn is_empty(&self) -> bool {
        self.prefix.is_none() && self.suffix.is_none() && self.start.is_none()
    }
}

impl ArticleText<'_, '_> {
    /// Whether a place is as claimed.
    pub(super) fn fit(&self, found: &Found, context: &Context<'_>) -> Fit {
        if context.is_empty() {
            return Fit::Yes;
        }
        if !self.fits_start(found, context.start) {
            return Fit::No;
        }
        self.fit_prefix(found, context.prefix.as_deref())
            .min(self.fit_suffix(found, context.suffix.as_deref()))
    }

    /// Whether a place begins where it is claimed to.
    pub(super) fn fits_start(&self, found: &Found, start: Option<u64>) -> bool {
        start.is_none_or(|start| u64::from(self.code_points(found.range.start)) == start)
    }

    /// Whether the words before a place are the claimed ones; white space between does not count.
    pub(super) fn fit_prefix(&self, found: &Found, prefix: Option<&str>) -> Fit {
        let Some(prefix) = prefix else { return Fit::Yes };
        let before = self.folded.text[..found.folded.start].trim_end_matches(' ');
        if !before.ends_with(prefix) || self.folded.end(before.len()).is_none() {
            return Fit::No;
        }
        self.outer(self.folded.start(before.len() - prefix.len()))
    }

    /// Whether the words after a place are the claimed ones; white space between does not count.
    pub(super) fn fit_suffix(&self, found: &Found, suffix: Option<&str>) -> Fit {
        let Some(suffix) = suffix else { return Fit::Yes };
        let after = self.folded.text[found.folded.end..].trim_start_matches(' ');
        if !after.starts_with(suffix) {
            return Fit::No;
        }
        self.outer(self.folded.end(self.folded.text.len() - after.len() + suffix.len()))
    }

    /// How well a context fits whose outer end is here.
    fn outer(&self, at: Option<usize>) -> Fit {
        match at {
            None => Fit::No,
            Some(at) if self.boundaries.cut(at).is_some() => Fit::Loosely,
            Some(_) => Fit::Yes,
        }
    }
}
