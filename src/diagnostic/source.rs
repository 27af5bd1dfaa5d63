//! A text, and the lines and columns of its bytes.

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

/// Where a byte of a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column in code points, from 1.
    pub column: u64,
}

impl Source<'_> {
    /// The place of a byte.
    pub fn place(&self, byte: u32) -> Place {
        let (line, column) = place(self.text, byte, self.ends);
        Place { line: self.first_line + line as u64 - 1, column: column as u64 }
    }

    /// The number and the start of the line that a byte is in.
    pub(crate) fn line_of(&self, byte: u32) -> (u64, usize) {
        let line = self.place(byte).line;
        let before = &self.text[..self.boundary(byte)];
        let start = match self.ends {
            LineEnds::Lf => before.rfind('\n'),
            // Between the CR and the LF of a line end nothing is ever marked.
            LineEnds::Any => before.rfind(['\n', '\r']),
        };
        (line, start.map_or(0, |at| at + 1))
    }

    pub(crate) fn boundary(&self, byte: u32) -> usize {
        let mut at = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::{LineEnds, place};

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
