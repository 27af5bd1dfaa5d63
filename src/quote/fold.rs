//! A text in the form in which it is compared, with a map back to the bytes it came from.
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
        self.text.clear();
        self.pieces.clear();
        self.text.reserve(source.len());
        Folder { source, folded: self, cursor: 0, pending: None }.run();
    }

    /// Where in the source the folded text from here on begins; `None` inside what stands for one
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

    /// Where in the source the folded text up to here ends; `None` inside what stands for one
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

/// Whether a text is its own folded form, seen at a glance: an answer of no may be wrong.
pub(super) fn is_folded(source: &str) -> bool {
    let bytes = source.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    *first != b' ' && *last != b' ' && quick_run(bytes, 0) == bytes.len()
}

struct Folder<'s, 'f> {
    source: &'s str,
    folded: &'f mut Folded,
    /// Where the source goes on if the next characters are taken as they are.
    cursor: usize,
    /// White space that has been read and not yet written.
    pending: Option<(usize, usize)>,
}

impl Folder<'_, '_> {
    fn run(mut self) {
        let mut at = 0;
        while at < self.source.len() {
            let end = quick_run(self.source.as_bytes(), at);
            // A run begins with a letter, or with white space that `one` has to look at.
            if end > at && !self.source.as_bytes()[at].is_ascii_whitespace() {
                self.plain(at, end);
                at = end;
            } else {
                at = self.one(at);
            }
        }
    }

    /// Takes one character, or a base with its marks; gives the place of the next one.
    fn one(&mut self, at: usize) -> usize {
        let Some(c) = self.source[at..].chars().next() else { return self.source.len() };
        let end = at + c.len_utf8();
        match class(c) {
            Class::Plain => self.plain(at, end),
            Class::Space => {
                let start = self.pending.map_or(at, |(start, _)| start);
                self.pending = Some((start, end));
            }
            Class::Nothing => {}
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

    /// Writes text that stands for a part of the source.
    fn head(&mut self, text: &str, start: usize, end: usize) {
        let at = self.folded.text.len();
        self.folded.pieces.push(Piece { at, source: start, head: text.len(), source_head: end - start });
        self.folded.text.push_str(text);
        self.cursor = end;
    }

    /// Writes the white space that is due before a text, if it counts there.
    fn space(&mut self, next: &str) {
        let Some((start, end)) = self.pending.take() else { return };
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
    /// composed: together they stand for a part of the source that is never cut.
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

    /// Takes back the last character written (or the characters that stand for one), with the place
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

/// The end of the characters from here on that fold to themselves, as far as a quick look tells.
fn quick_run(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        // Sixteen bytes at once, and the one after; at the end of the text it is a line break.
        let mut last = [b'\n'; 17];
        let window = match bytes.get(at..).and_then(|rest| rest.first_chunk::<17>()) {
            Some(window) => window,
            None => {
                last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
                &last
            }
        };
        let mut other = [0_u8; 16];
        for i in 0..16 {
            let (b, next) = (window[i], window[i + 1]);
            // The bytes after the first of a letter are as good as it.
            let plain = (b.wrapping_sub(b' ') < 0x5f) | (b.wrapping_sub(0x80) < 0x40) | is_lead(b);
            let letter = ((next | 0x20).wrapping_sub(b'a') < 26) | is_lead(next);
            let digit = next.wrapping_sub(b'0') < 10;
            // `"`, `#`, `$`, `&`, `'`, `(`, `-`
            let sign = (next.wrapping_sub(b'"') < 7) & (next != b'%') | (next == b'-');
            other[i] = u8::from(
                !plain
                    | ((b == b' ') & !(letter | digit | sign))
                    | ((next == b' ') & ((b == b'(') | (b == b'['))),
            );
        }
        let other = u128::from_le_bytes(other);
        if other == 0 {
            at += 16;
            continue;
        }
        at += other.trailing_zeros() as usize / 8;
        // A closer look at the first of the others.
        let next = bytes.get(at + 1).map(|next| KIND[*next as usize]);
        match (bytes.get(at).map(|b| KIND[*b as usize]), next) {
            (Some(SPACE), Some(WORD | OPEN | LETTER)) | (Some(LETTER), _) => at += 1,
            _ => break,
        }
    }
    at.min(bytes.len())
}

/// Whether a byte is the first of two that are a letter (U+00C0 to U+027F, U+0400 to U+047F, U+04C0 to
/// U+04FF: none is a mark, none decomposes into what counts for another).
const fn is_lead(b: u8) -> bool {
    (b.wrapping_sub(0xc3) < 7) | (b & 0xfe == 0xd0) | (b == 0xd3)
}

/// Bytes that stand for themselves.
const WORD: u8 = 0;
/// Those before which white space does not count.
const CLOSE: u8 = 1;
/// Those after which white space does not count.
const OPEN: u8 = 2;
/// The space.
const SPACE: u8 = 3;
/// The first byte of two that are a letter.
const LETTER: u8 = 4;
/// Anything that needs a closer look.
const OTHER: u8 = 5;

static KIND: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut b = 0x21;
    while b < 0x7f {
        kinds[b] = match b as u8 {
            b',' | b'.' | b';' | b':' | b'!' | b'?' | b'%' | b')' | b']' => CLOSE,
            b'(' | b'[' => OPEN,
            _ => WORD,
        };
        b += 1;
    }
    kinds[b' ' as usize] = SPACE;
    // What follows the first byte of a letter; after any other the run has ended before.
    let mut b = 0x80;
    while b < 0xc0 {
        kinds[b] = WORD;
        b += 1;
    }
    let mut b = 0xc3;
    while b < 0xd4 {
        if is_lead(b) {
            kinds[b as usize] = LETTER;
        }
        b += 1;
    }
    kinds
};
