//! A text, and the lines and columns of its bytes.
use crate::text::offsets::Offsets;
use crate::text::work;
use std::ops::Range;

/// A range of bytes in the source text, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// LF alone, as in JSON and JSON Lines.
    Lf,
    /// LF, CR LF, or a CR alone, as in YAML.
    Any,
}

/// The line and column of a byte, both counted from 1, the column in Unicode code points.
///
/// A byte order mark at the start of the text has no column. A byte within a character counts as
/// the character, one after the end as the end.
pub fn place(text: &str, byte: u32, ends: LineEnds) -> (usize, usize) {
    let mut end = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    work::add(end);
    let before = &text[..end];
    let bytes = before.as_bytes();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let (breaks, line_start) = match ends {
        LineEnds::Lf => (feeds, memchr::memrchr(b'\n', bytes)),
        LineEnds::Any => {
            // A CR counts where no LF follows it, also one just past `before`: CR LF is one break.
            let lone = |&at: &usize| text.as_bytes().get(at + 1) != Some(&b'\n');
            let returns = memchr::memchr_iter(b'\r', bytes).filter(lone).count();
            let last = memchr::memrchr_iter(b'\r', bytes).find(lone);
            (feeds + returns, last.max(memchr::memrchr(b'\n', bytes)))
        }
    };
    let line = &before[line_start.map_or(0, |at| at + 1)..];
    let line = if line_start.is_none() { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
    (breaks + 1, line.chars().count() + 1)
}

/// A text in which errors are shown.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// Its path, as people know it.
    pub path: &'s str,
    /// The text; spans count its bytes.
    pub text: &'s str,
    /// The number of its first line, from 1: a line of a `.jsonl` is a text of its own.
    pub first_line: u64,
    /// Where the text begins in its file, in bytes.
    pub first_byte: u64,
    /// What ends a line in it.
    pub ends: LineEnds,
}

impl<'s> Source<'s> {
    /// A text that is a whole file, or no file at all. Lines end as in YAML.
    #[must_use]
    pub fn whole(path: &'s str, text: &'s str) -> Self {
        Self { path, text, first_line: 1, first_byte: 0, ends: LineEnds::Any }
    }
}

/// Where a byte of a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column in code points, from 1.
    pub column: u64,
}

impl Source<'_> {
    /// The place of a byte. It reads the text from its start: for many bytes make a [`SourceMap`].
    pub fn place(&self, byte: u32) -> Place {
        let (line, column) = place(self.text, byte, self.ends);
        Place { line: self.first_line + line as u64 - 1, column: column as u64 }
    }
}

/// A source with a table of its lines and code points, so that many places in it can be told in linear time.
#[derive(Debug)]
pub struct SourceMap<'s> {
    /// The source.
    pub source: Source<'s>,
    /// Where each line starts; the first is 0.
    starts: Vec<u32>,
    offsets: Offsets,
}

impl<'s> SourceMap<'s> {
    /// Reads the lines of a source.
    pub fn new(source: Source<'s>) -> Self {
        let bytes = source.text.as_bytes();
        work::add(bytes.len());
        let feed = |at: &usize| {
            source.ends == LineEnds::Lf || bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')
        };
        let breaks: Vec<usize> = match source.ends {
            LineEnds::Lf => memchr::memchr_iter(b'\n', bytes).collect(),
            LineEnds::Any => memchr::memchr2_iter(b'\n', b'\r', bytes).filter(feed).collect(),
        };
        let after = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let starts = std::iter::once(0).chain(breaks.into_iter().map(after)).collect();
        let mut offsets = Offsets::default();
        offsets.set(source.text);
        Self { source, starts, offsets }
    }

    /// The place of a byte.
    pub fn place(&self, byte: u32) -> Place {
        let at = self.boundary(byte);
        let line = self.line_index(at);
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
        let mark = usize::from(start == 0 && at >= 3 && self.source.text.starts_with('\u{feff}'));
        work::add(1);
        let before = |byte| self.offsets.at(self.source.text, byte) as usize;
        let column = before(at) - before(start) - mark + 1;
        Place { line: self.source.first_line + line as u64, column: column as u64 }
    }

    /// The bytes of the line that a byte is in, without the line end.
    pub(crate) fn line_of(&self, byte: u32) -> Range<usize> {
        let text = self.source.text;
        let line = self.line_index(self.boundary(byte));
        let start = self.starts.get(line).map_or(0, |start| *start as usize);
        let end = self.starts.get(line + 1).map_or(text.len(), |next| *next as usize - 1);
        let end = if text[start..end].ends_with('\r') { end - 1 } else { end };
        start..end
    }

    /// The last character boundary up to a byte.
    pub(crate) fn boundary(&self, byte: u32) -> usize {
        let mut at = (byte as usize).min(self.source.text.len());
        while !self.source.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Which line a byte is in, from 0.
    fn line_index(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= at).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{LineEnds, Source, SourceMap, place};

    #[test]
    fn the_table_tells_the_same_places() {
        let texts =
            ["", "\n", "\r", "\u{feff}", "\u{feff}aé😀b\nx", "a\r\nb\rc\nd\r\n", "\u{feff}\r\r\n\n😀"];
        for (text, ends) in texts.iter().flat_map(|text| [(text, LineEnds::Lf), (text, LineEnds::Any)]) {
            let source = Source { path: "", text, first_line: 7, first_byte: 0, ends };
            let map = SourceMap::new(source);
            for byte in 0..text.len() as u32 + 2 {
                assert_eq!(map.place(byte), source.place(byte), "{text:?} {ends:?} {byte}");
            }
        }
    }

    #[test]
    fn a_line_has_no_line_end() {
        let text = "a\r\nbé\rc\n";
        let lines = |ends| {
            let map = SourceMap::new(Source { path: "", text, first_line: 1, first_byte: 0, ends });
            (0..text.len() as u32).map(|byte| &text[map.line_of(byte)]).collect::<Vec<_>>()
        };
        assert_eq!(lines(LineEnds::Any), ["a", "a", "a", "bé", "bé", "bé", "bé", "c", "c"]);
        assert_eq!(
            lines(LineEnds::Lf),
            ["a", "a", "a", "bé\rc", "bé\rc", "bé\rc", "bé\rc", "bé\rc", "bé\rc"]
        );
    }

    #[test]
    fn places_count_code_points() {
        let text = "\u{feff}aé😀b\nx";
        let at = |part: &str| u32::try_from(text.find(part).expect("it is there")).expect("small");
        assert_eq!(place(text, 0, LineEnds::Any), (1, 1));
        assert_eq!(place(text, at("a"), LineEnds::Any), (1, 1));
        assert_eq!(place(text, at("😀"), LineEnds::Any), (1, 3));
        assert_eq!(place(text, at("😀") + 2, LineEnds::Any), (1, 3));
        assert_eq!(place(text, at("b"), LineEnds::Any), (1, 4));
        assert_eq!(place(text, at("x"), LineEnds::Lf), (2, 1));
        assert_eq!(place(text, 1000, LineEnds::Lf), (2, 2));
    }

    #[test]
    fn lines_end_as_the_notation_says() {
        let text = "a\r\nb\rc\nd";
        let all = |ends| (0..9).map(|byte| place(text, byte, ends)).collect::<Vec<_>>();
        assert_eq!(
            all(LineEnds::Any),
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2)]
        );
        assert_eq!(
            all(LineEnds::Lf),
            [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (3, 1), (3, 2)]
        );
    }
}
