//! How much of an article its quotes cover.
use crate::check::model::Document;
use crate::document::sentence::sentences_in;
use crate::language::Language;
use std::ops::Range;

/// How much of an article its quotes cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Sentences that a quote touches.
    pub covered: usize,
    /// All sentences.
    pub sentences: usize,
    /// Code points of words within quotes, and of all words.
    pub letters: (usize, usize),
    /// The parts that no quote covers, as ranges of bytes, where they have a letter or digit.
    pub gaps: Vec<Range<usize>>,
}

/// The coverage of a document's article.
pub fn coverage(document: &Document<'_>) -> Coverage {
    let text = document.article.text;
    let language = document.article.language.and_then(Language::of);
    let all = sentences_in(text, language);
    let quotes = merged(document);
    let touches = |sentence: &&Range<usize>| {
        let at = quotes.partition_point(|quote| quote.end <= sentence.start);
        quotes.get(at).is_some_and(|quote| quote.start < sentence.end)
    };
    let letters = |range: &Range<usize>| text[range.clone()].chars().filter(|c| c.is_alphanumeric()).count();
    let mut gaps = Vec::new();
    let mut end = 0;
    let end_of_text = text.len()..text.len();
    for quote in quotes.iter().chain([&end_of_text]) {
        if end < quote.start {
            gaps.push(trimmed(text, end..quote.start));
        }
        end = end.max(quote.end);
    }
    gaps.retain(|gap| letters(gap) > 0);
    Coverage {
        covered: all.iter().filter(touches).count(),
        sentences: all.len(),
        letters: (quotes.iter().map(letters).sum(), letters(&(0..text.len()))),
        gaps,
    }
}

/// The quotes as stretches that do not overlap, in order.
pub(super) fn merged(document: &Document<'_>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for quote in &document.quotes {
        match merged.last_mut() {
            Some(last) if quote.bytes.start <= last.end => last.end = last.end.max(quote.bytes.end),
            _ => merged.push(quote.bytes.clone()),
        }
    }
    merged
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}
