//! The text behind the events: where exactly in it a value is.
use crate::diagnostic::Span;
use saphyr_parser::ScalarStyle;
use std::borrow::Cow;

/// A YAML text, less than 4 GiB long. saphyr-parser counts code points, we count bytes.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    /// The byte of each code point; empty where the text is ASCII and both are the same.
    bytes: Vec<u32>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(byte, _)| to_u32(byte)).collect()
        };
        Self { text, bytes }
    }

    /// The byte of a code point; the end for one that is past it.
    pub(super) fn byte(&self, index: usize) -> u32 {
        let end = to_u32(self.text.len());
        if self.bytes.is_empty() {
            to_u32(index.min(self.text.len()))
        } else {
            self.bytes.get(index).copied().unwrap_or(end)
        }
    }

    pub(super) fn span(&self, span: &saphyr_parser::Span) -> Span {
        let start = self.byte(span.start.index());
        Span { start, end: self.byte(span.end.index()).max(start) }
    }

    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// From `start` to the last character that is not white space before `end`.
    pub(super) fn trimmed(&self, start: u32, end: u32) -> Span {
        let written = self.slice(Span { start, end }).trim_end_matches([' ', '\t', '\r', '\n']);
        Span { start, end: start + to_u32(written.len()) }
    }

    /// Where the value begins that has a tag, an anchor or both before it.
    pub(super) fn after_properties(&self, start: u32, end: u32) -> u32 {
        let mut at = start;
        loop {
            let rest = self.slice(Span { start: at, end });
            let after = match rest.as_bytes().first() {
                Some(b'!' | b'&') => {
                    rest.trim_start_matches(|c: char| !matches!(c, ' ' | '\t' | '\r' | '\n'))
                }
                Some(b' ' | b'\t' | b'\r' | b'\n') => rest.trim_start_matches([' ', '\t', '\r', '\n']),
                Some(b'#') => rest.trim_start_matches(|c| !matches!(c, '\r' | '\n')),
                _ => return at,
            };
            at = end - to_u32(after.len());
        }
    }

    /// The text of a block scalar, from its `|` or `>` on.
    pub(super) fn block_content(&self, start: u32, end: u32) -> u32 {
        let header = self.slice(Span { start, end });
        let below = header.trim_start_matches(|c| !matches!(c, '\r' | '\n'));
        let content = below.trim_start_matches([' ', '\r', '\n']);
        if content.is_empty() { start } else { end - to_u32(content.len()) }
    }

    /// A quoted scalar with its quotation marks; `end` may lie behind white space and a comment.
    pub(super) fn quoted(&self, start: u32, end: u32) -> Span {
        let written = self.slice(Span { start, end }).as_bytes();
        let mark = written.first().copied().unwrap_or(b'"');
        let mut at = 1;
        while at < written.len() {
            if written[at] == b'\\' && mark == b'"' {
                at += 1;
            } else if written[at] == mark {
                if mark != b'\'' || written.get(at + 1) != Some(&mark) {
                    return Span { start, end: start + to_u32(at + 1) };
                }
                at += 1;
            }
            at += 1;
        }
        self.trimmed(start, end)
    }

    /// Where nothing represents null: right after the indicator between `last` and `limit` (where
    /// the indicator itself may be), or else at `last`.
    pub(super) fn empty_place(&self, last: u32, limit: u32) -> u32 {
        let mut at = last as usize;
        while at <= limit as usize {
            match self.text.as_bytes().get(at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(b'#') => at += self.text[at..].find(['\r', '\n']).unwrap_or(self.text.len() - at),
                Some(b':' | b'-' | b'?') => return to_u32(at + 1),
                _ => break,
            }
        }
        last
    }

    /// The first `-` after a key that ends at `last`, or else `limit`.
    pub(super) fn first_dash(&self, last: u32, limit: u32) -> u32 {
        let mut at = last;
        loop {
            let rest = self.slice(Span { start: at, end: limit });
            let next = self.after_properties(at, limit);
            if next > at {
                at = next;
            } else if rest.starts_with(':') {
                at += 1;
            } else {
                return if rest.starts_with('-') { at } else { limit };
            }
        }
    }

    /// The tag among what precedes a value.
    pub(super) fn tag_place(&self, written: Span) -> Span {
        let text = self.slice(written);
        let start = text.find('!').unwrap_or(0);
        let end = text[start..].find([' ', '\t', '\r', '\n', ',', '[', ']', '{', '}']);
        let end = end.map_or(text.len(), |length| start + length);
        Span { start: written.start + to_u32(start), end: written.start + to_u32(end) }
    }

    /// The scalar's text, taken from the source where it is there in one piece.
    pub(super) fn borrow(&self, text: Cow<'a, str>, style: ScalarStyle, span: Span) -> Cow<'a, str> {
        let from = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => span.start + 1,
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => span.start,
        };
        match self.text.get(from as usize..from as usize + text.len()) {
            Some(written) if written == text => Cow::Borrowed(written),
            _ => Cow::Owned(text.into_owned()),
        }
    }

    /// The tab in the white space that begins the line of `at`, if nothing else precedes `at`.
    pub(super) fn tab_before(&self, at: u32) -> Option<u32> {
        let before = &self.text[..at as usize];
        let line = before.rfind(['\r', '\n']).map_or(0, |end| end + 1);
        let indentation = &before[line..];
        let bare = indentation.trim_start_matches([' ', '\t', '\u{feff}']).is_empty();
        indentation.find('\t').filter(|_| bare).map(|tab| to_u32(line + tab))
    }
}

/// For places within a text that is shorter than 4 GiB, which the caller has seen to.
pub(super) fn to_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
