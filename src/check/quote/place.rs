//! A place of a run of words.
use super::cut::Cut;
use std::ops::Range;

/// Where words stand, in the folded text and in the article.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) folded: Range<usize>,
    pub(super) range: Range<usize>,
}

/// Words that stand where a quote cannot begin or end.
#[derive(Clone, Debug)]
pub(super) struct Severed {
    pub(super) range: Range<usize>,
    /// The byte at which something is cut.
    pub(super) at: usize,
    pub(super) cut: Cut,
}
