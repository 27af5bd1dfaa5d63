//! An article in pieces that are asked about one at a time.
use std::ops::Range;

/// At most this many sentences.
const SENTENCES: usize = 6;
/// About this many bytes.
const BYTES: usize = 1000;
/// A sentence that is longer is shown up to here.
const LONGEST: usize = 2000;

/// The pieces: ranges of sentences.
pub(super) fn chunks(sentences: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut bytes = 0;
    for (at, sentence) in sentences.iter().enumerate() {
        if at > start && (at - start >= SENTENCES || bytes + sentence.len() > BYTES) {
            chunks.push(start..at);
            (start, bytes) = (at, 0);
        }
        bytes += sentence.len();
    }
    if start < sentences.len() {
        chunks.push(start..sentences.len());
    }
    chunks
}

/// A piece in two halves, where it has two sentences.
pub(super) fn halves(chunk: &Range<usize>) -> Option<[Range<usize>; 2]> {
    let middle = chunk.start + chunk.len() / 2;
    (chunk.len() > 1).then_some([chunk.start..middle, middle..chunk.end])
}

/// A sentence on one line.
pub(super) fn line(sentence: &str) -> String {
    let mut line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| line.is_char_boundary(*at)).unwrap_or_default();
        line.truncate(end);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_short_and_leave_nothing_out() {
        let sentences: Vec<Range<usize>> = (0..20).map(|at| at * 90..(at + 1) * 90).collect();
        let chunks = chunks(&sentences);
        assert_eq!((chunks[0].clone(), chunks.len()), (0..6, 4));
        assert_eq!(chunks.iter().flat_map(Clone::clone).collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
        assert_eq!(super::chunks(&[0..5000, 5000..5010]), [0..1, 1..2]);
        assert_eq!(super::chunks(&[]), Vec::<Range<usize>>::new());
        assert_eq!(halves(&(3..6)), Some([3..4, 4..6]));
        assert_eq!(halves(&(3..4)), None);
        assert!(line(&"é".repeat(3000)).len() <= LONGEST);
    }
}
