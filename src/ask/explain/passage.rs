//! The words of an article around a fact's quotes.
use crate::ask::cite::CitedQuote;
use crate::document::sentence::sentences;
use crate::text::is_direction;
use std::fmt::Write as _;
use std::ops::Range;

/// The whole sentences that some quotes are in, one after another in the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage<'d> {
    /// The words of the article.
    pub text: &'d str,
    /// Where the quotes are in them, in bytes: in order, none touching another.
    pub marks: Vec<Range<usize>>,
}

/// An article's text with its sentences.
pub struct SplitText<'d> {
    text: &'d str,
    sentences: Vec<Range<usize>>,
}

impl<'d> SplitText<'d> {
    /// Finds the sentences.
    #[must_use]
    pub fn new(text: &'d str) -> Self {
        Self { text, sentences: sentences(text) }
    }

    /// The passages that hold all of some quotes.
    #[must_use]
    pub fn passages(&self, quotes: &[CitedQuote<'_>]) -> Vec<Passage<'d>> {
        let mut marks: Vec<Range<usize>> =
            quotes.iter().map(|quote| self.byte(quote.start)..self.byte(quote.end)).collect();
        marks.sort_by_key(|mark| (mark.start, mark.end));
        let mut passages: Vec<(Range<usize>, Vec<Range<usize>>)> = Vec::new();
        for mark in marks {
            let inside = |sentence: &&Range<usize>| sentence.start < mark.end && mark.start < sentence.end;
            let around = self.sentences.iter().filter(inside);
            let around = around.fold(mark.clone(), |all, one| all.start.min(one.start)..all.end.max(one.end));
            match passages.last_mut() {
                Some((range, marks)) if around.start < range.end => {
                    range.end = range.end.max(around.end);
                    match marks.last_mut() {
                        Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
                        _ => marks.push(mark),
                    }
                }
                _ => passages.push((around, vec![mark])),
            }
        }
        passages
            .into_iter()
            .filter_map(|(range, marks)| {
                let text = self.text.get(range.clone())?;
                let within = |mark: Range<usize>| mark.start - range.start..mark.end - range.start;
                Some(Passage { text, marks: marks.into_iter().map(within).collect() })
            })
            .collect()
    }

    /// Where a code point begins, in bytes.
    fn byte(&self, point: u64) -> usize {
        let nth = usize::try_from(point).ok().and_then(|point| self.text.char_indices().nth(point));
        nth.map_or(self.text.len(), |(at, _)| at)
    }
}

/// A text for a terminal: escaped, white space made plain, with the places of its marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What is shown.
    pub text: String,
    /// Where the marks are in it, in bytes.
    pub marks: Vec<Range<usize>>,
}

impl Passage<'_> {
    /// The passage for a terminal. Without colors the marks are written: `«` and `»`, or `⟦` and `⟧` where the article
    /// itself has such.
    #[must_use]
    pub fn show(&self, color: bool) -> Shown {
        let (open, close) = match self.text.contains(['«', '»']) {
            _ if color => ("", ""),
            false => ("«", "»"),
            true => ("⟦", "⟧"),
        };
        let mut shown = Shown::default();
        let mut marks = self.marks.iter().peekable();
        let mut begun = None;
        let mut space = false;
        for (at, c) in self.text.char_indices().chain([(self.text.len(), ' ')]) {
            if let Some(mark) = marks.peek()
                && begun.is_some()
                && at >= mark.end
            {
                shown.text.push_str(close);
                shown.marks.extend(begun.take().map(|start| start..shown.text.len()));
                marks.next();
            }
            if at == self.text.len() {
                break;
            }
            if c.is_whitespace() {
                space = true;
                continue;
            }
            if space && !shown.text.is_empty() {
                shown.text.push(' ');
            }
            space = false;
            if begun.is_none() && marks.peek().is_some_and(|mark| at >= mark.start) {
                begun = Some(shown.text.len());
                shown.text.push_str(open);
            }
            if c.is_control() || is_direction(c) {
                let _ = write!(shown.text, "\\u{{{:x}}}", u32::from(c));
            } else {
                shown.text.push(c);
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::{Passage, SplitText};
    use crate::ask::cite::CitedQuote;

    fn quote(start: u64, end: u64) -> CitedQuote<'static> {
        CitedQuote { start, end, exact: "" }
    }

    #[test]
    fn the_sentences_around_quotes() {
        let text = SplitText::new("One isté. Two is here. Three.\n\nFour is there.");
        let passages = text.passages(&[quote(7, 8), quote(10, 13), quote(17, 21)]);
        assert_eq!(
            passages,
            [
                Passage { text: "One isté.", marks: std::iter::once(7..9).collect() },
                Passage { text: "Two is here.", marks: vec![0..3, 7..11] }
            ]
        );
        // A quote over two sentences, and one inside it.
        let passages = text.passages(&[quote(24, 35), quote(31, 35)]);
        assert_eq!(
            passages,
            [Passage { text: "Three.\n\nFour is there.", marks: std::iter::once(1..12).collect() }]
        );
    }

    #[test]
    fn marks_are_shown_and_nothing_acts() {
        let passage = Passage { text: "a\u{1b}b  cd\ne", marks: vec![0..3, 5..7] };
        assert_eq!(passage.show(false).text, "«a\\u{1b}b» «cd» e");
        let shown = passage.show(true);
        assert_eq!(shown.text, "a\\u{1b}b cd e");
        let marked: Vec<&str> = shown.marks.iter().map(|mark| &shown.text[mark.clone()]).collect();
        assert_eq!(marked, ["a\\u{1b}b", "cd"]);
        let own = Passage { text: "«a» b", marks: std::iter::once(6..7).collect() };
        assert_eq!(own.show(false).text, "«a» ⟦b⟧");
    }
}
