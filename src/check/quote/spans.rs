//! Where a quote was found.
use std::ops::Range;

/// Where a quote is: one range of bytes of the text, or several in order where an ellipsis in
/// the quote leaves something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans(Held);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    One([Range<usize>; 1]),
    Many(Vec<Range<usize>>),
}

impl Spans {
    pub(super) fn one(range: Range<usize>) -> Self {
        Self(Held::One([range]))
    }
    pub(super) fn many(mut ranges: Vec<Range<usize>>) -> Self {
        match (ranges.pop(), ranges.is_empty()) {
            (Some(only), true) => Self::one(only),
            (last, _) => {
                ranges.extend(last);
                Self(Held::Many(ranges))
            }
        }
    }
    /// The ranges, in order.
    pub fn as_slice(&self) -> &[Range<usize>] {
        match &self.0 {
            Held::One(range) => range,
            Held::Many(ranges) => ranges,
        }
    }
    /// The ranges, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Range<usize>> {
        self.as_slice().iter()
    }
    /// The ranges that an ellipsis leaves out: what is between the spans.
    pub fn gaps(&self) -> impl Iterator<Item = Range<usize>> {
        self.as_slice().windows(2).map(|pair| pair[0].end..pair[1].start)
    }
}

impl<'s> IntoIterator for &'s Spans {
    type Item = &'s Range<usize>;
    type IntoIter = std::slice::Iter<'s, Range<usize>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
