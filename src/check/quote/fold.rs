//! A text in the form in which it is compared, with a map back to the bytes it came from.
use super::guillemets::{self, Reading, is_guillemet};
use super::typography::{Class, class, closes, is_mark, joins, opens};
use unicode_normalization::UnicodeNormalization;

/// The form of a text in which everything that is taken as equal is equal: white space even, marks
/// canonically composed, one apostrophe, one quotation mark, one dash.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The folded text.
    pub(super) text: String,
    /// Where it is no longer the source, byte for byte.
    pieces: Vec<Piece>,
}

/// A piece of the folded text: first `head` bytes that stand as a whole for `source_head` bytes of
/// the source, then bytes that are those of the source.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    source: usize,
    head: usize,
    source_head: usize,
}

impl Folded {
    /// Folds a text; what was folded before is forgotten, its memory is used again.
    pub(super) fn set(&mut self, source: &str) {
        self.set_as(source, Reading::Paired);
    }

    fn set_as(&mut self, source: &str, reading: Reading) {
        self.text.clear();
        self.pieces.clear();
        self.text.reserve(source.len());
        let guillemets = Guillemets { reading, openers: None, seen: 0 };
        Folder { source, folded: self, cursor: 0, pending: None, guillemets, opened: false }.run();
    }

    /// Where in the source the folded text from here on begins; `None` inside what represents one
    /// character of the source.
    pub(super) fn start(&self, at: usize) -> Option<usize> {
        let index = self.pieces.partition_point(|p| p.at <= at);
        let Some(piece) = index.checked_sub(1).and_then(|i| self.pieces.get(i)) else { return Some(at) };
        let inside = at - piece.at;
        if inside == 0 {
            Some(piece.source)
        } else if inside < piece.head {
            None
        } else {
            Some(piece.source + piece.source_head + (inside - piece.head))
        }
    }

    /// Where in the source the folded text up to here ends; `None` inside what represents one
    /// character of the source.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        let index = self.pieces.partition_point(|p| p.at < at);
        let Some(piece) = index.checked_sub(1).and_then(|i| self.pieces.get(i)) else { return Some(at) };
        let inside = at - piece.at;
        (inside >= piece.head).then(|| piece.source + piece.source_head + (inside - piece.head))
    }
}

/// Folds a text without a map back. White space at its ends falls away.
pub(super) fn fold(source: &str) -> String {
    let mut folded = Folded::default();
    folded.set(source);
    folded.text
}

/// The same, its guillemets read in this way.
pub(super) fn fold_as(source: &str, reading: Reading) -> String {
    let mut folded = Folded::default();
    folded.set_as(source, reading);
    folded.text
}

/// Whether a text is its own folded form, seen at a glance: an answer of no may be wrong.
pub(super) fn is_folded(source: &str) -> bool {
    let bytes = source.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    *first != b' ' && *last != b' ' && (0..bytes.len()).step_by(BLOCK).all(|base| strange(bytes, base) == 0)
}

struct Folder<'s, 'f> {
    source: &'s str,
    folded: &'f mut Folded,
    /// Where the source goes on if the next characters are taken as they are.
    cursor: usize,
    /// White space that has been read and not yet written.
    pending: Option<(usize, usize)>,
    guillemets: Guillemets,
    /// Whether a guillemet that opens was written last: white space after it counts for nothing.
    opened: bool,
}

/// The guillemets of a text, told apart when the first is met.
struct Guillemets {
    reading: Reading,
    openers: Option<Vec<bool>>,
    seen: usize,
}

impl Guillemets {
    /// Whether the next one opens.
    fn next_opens(&mut self, source: &str) -> bool {
        let openers = self.openers.get_or_insert_with(|| guillemets::openers(source, self.reading));
        self.seen += 1;
        openers.get(self.seen - 1).copied().unwrap_or(false)
    }
}

impl Folder<'_, '_> {
    fn run(mut self) {
        let bytes = self.source.as_bytes();
        let mut at = 0;
        for base in (0..bytes.len()).step_by(BLOCK) {
            let mut strange = strange(bytes, base);
            while strange != 0 {
                let next = base + strange.trailing_zeros() as usize;
                if next >= at {
                    self.ordinary(at, next);
                    at = self.one(next);
                }
                strange &= strange - 1;
            }
        }
        self.ordinary(at, bytes.len());
    }

    /// Takes characters that are as they are, except for a space at either end: whether it counts
    /// depends on what precedes and after.
    fn ordinary(&mut self, mut start: usize, mut end: usize) {
        let bytes = self.source.as_bytes();
        let last = end;
        while start < end && bytes[start] == b' ' {
            start = self.one(start);
        }
        if start < end && bytes[end - 1] == b' ' {
            end -= 1;
        }
        if start < end {
            self.plain(start, end);
        }
        if end < last {
            self.one(end);
        }
    }

    /// Takes one character, or a base with its marks; gives the place of the next one.
    fn one(&mut self, at: usize) -> usize {
        let Some(c) = self.source[at..].chars().next() else { return self.source.len() };
        let end = at + c.len_utf8();
        match class(c) {
            Class::Plain => {
                // In most scripts the next ones are such, too.
                let rest = self.source[end..].char_indices();
                let more = rest.take_while(|(_, c)| !c.is_ascii() && class(*c) == Class::Plain).last();
                let end = more.map_or(end, |(offset, c)| end + offset + c.len_utf8());
                self.plain(at, end);
                return end;
            }
            Class::Space => {
                let start = self.pending.map_or(at, |(start, _)| start);
                self.pending = Some((start, end));
            }
            Class::Nothing => {}
            Class::As(text) if is_guillemet(c) => {
                let opens = self.guillemets.next_opens(self.source);
                if !opens {
                    self.pending = None;
                }
                self.space(text);
                self.head(text, at, end);
                self.opened = opens;
            }
            Class::As(text) => {
                self.space(text);
                self.head(text, at, end);
            }
            Class::Unstable => return self.cluster(c, at, end),
        }
        end
    }

    /// Takes characters as they are.
    fn plain(&mut self, start: usize, end: usize) {
        self.space(&self.source[start..end]);
        if self.cursor != start {
            self.folded.pieces.push(Piece {
                at: self.folded.text.len(),
                source: start,
                head: 0,
                source_head: 0,
            });
        }
        self.folded.text.push_str(&self.source[start..end]);
        self.cursor = end;
    }

    /// Writes text that represents a part of the source.
    fn head(&mut self, text: &str, start: usize, end: usize) {
        let at = self.folded.text.len();
        self.folded.pieces.push(Piece { at, source: start, head: text.len(), source_head: end - start });
        self.folded.text.push_str(text);
        self.cursor = end;
    }

    /// Writes the white space that is expected before a text, if it counts there.
    fn space(&mut self, next: &str) {
        let opened = std::mem::take(&mut self.opened);
        let Some((start, end)) = self.pending.take() else { return };
        if opened {
            return;
        }
        let Some(before) = self.folded.text.as_bytes().last() else { return };
        if opens(char::from(*before)) || next.chars().next().is_some_and(closes) {
            return;
        }
        if start == self.cursor && end == start + 1 && self.source.as_bytes()[start] == b' ' {
            self.folded.text.push(' ');
            self.cursor = end;
        } else {
            self.head(" ", start, end);
        }
    }

    /// Takes a mark with the others that follow and the character before, in canonical order and
    /// composed: together they represent a part of the source that is never cut.
    fn cluster(&mut self, first: char, start: usize, first_end: usize) -> usize {
        let (mut start, mut end) = (start, first_end);
        let mut characters = String::new();
        let joined = self.pending.is_none()
            && self.folded.text.chars().next_back().is_some_and(|last| joins(last, first));
        if joined && let Some((text, base_start)) = self.take_last() {
            characters = text;
            start = base_start;
        }
        characters.push(first);
        for (offset, c) in self.source[first_end..].char_indices() {
            match class(c) {
                Class::Nothing => {}
                Class::Unstable if is_mark(c) => {
                    characters.push(c);
                    end = first_end + offset + c.len_utf8();
                }
                _ => break,
            }
        }
        let composed: String = characters.nfc().collect();
        self.space(&composed);
        self.head(&composed, start, end);
        end
    }

    /// Takes back the last character written (or the characters that represent one), with the place
    /// in the source where it begins.
    fn take_last(&mut self) -> Option<(String, usize)> {
        let text = &self.folded.text;
        let last = text.len() - text.chars().next_back()?.len_utf8();
        let (at, source) = match self.folded.pieces.last().copied() {
            None => (last, last),
            Some(piece) if last < piece.at + piece.head => {
                self.folded.pieces.pop();
                (piece.at, piece.source)
            }
            Some(piece) => {
                if last == piece.at {
                    self.folded.pieces.pop();
                }
                (last, piece.source + piece.source_head + (last - piece.at - piece.head))
            }
        };
        Some((self.folded.text.split_off(at), source))
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// Which of the bytes from here on may not represent themselves, a bit for each. Of the bytes of one
/// character only the first matters; of a space at the end of a run, the byte after it.
fn strange(bytes: &[u8], base: usize) -> u64 {
    // After the last byte of the text comes a line break.
    let mut last = [b'\n'; BLOCK + 1];
    let rest = &bytes[base..];
    let window = match rest.first_chunk() {
        Some(window) => window,
        None => {
            last[..rest.len()].copy_from_slice(rest);
            &last
        }
    };
    let mut flags = [0_u8; BLOCK];
    for i in 0..BLOCK {
        let (b, next) = (window[i], window[i + 1]);
        // Not the bytes of ASCII, nor the first of a letter's, nor those after it.
        let other = (b < b' ') | (b == 0x7f) | ((b >= 0xc0) & !is_lead(b));
        // Before these, space may not count; which ones, a closer look tells.
        let sign = (next.wrapping_sub(b' ') < 0x10) | (next.wrapping_sub(b':') < 6) | (next == b']');
        let opens = (b == b'(') | (b == b'[');
        flags[i] = u8::from(other | ((b == b' ') & sign) | (opens & (next == b' ')));
    }
    let mut bits = 0;
    for (i, eight) in (0..).zip(flags.as_chunks::<8>().0) {
        let eight = u64::from_le_bytes(*eight);
        if eight != 0 {
            // The product moves the lowest bit of each byte into the highest byte, side by side.
            bits |= (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
        }
    }
    // What was written after the end of the text.
    if rest.len() < BLOCK {
        bits &= (1 << rest.len()) - 1;
    }
    let mut flagged = bits;
    while flagged != 0 {
        let i = flagged.trailing_zeros() as usize;
        if window[i] == b' '
            && matches!(window[i + 1], b'"' | b'#' | b'$' | b'&'..=b'(' | b'*' | b'+' | b'-' | b'/' | b'<'..=b'>')
        {
            bits &= !(1 << i);
        }
        flagged &= flagged - 1;
    }
    bits
}

/// Whether a byte is the first of two that are a letter (U+00C0 to U+027F, U+0400 to U+047F, U+04C0 to
/// U+04FF: none is a mark, none decomposes into what counts for another).
const fn is_lead(b: u8) -> bool {
    (b.wrapping_sub(0xc3) < 7) | (b & 0xfe == 0xd0) | (b == 0xd3)
}
