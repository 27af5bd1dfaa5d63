//! JSON text to a tree, by [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259) and nothing beyond it.
//!
//! A reader of our own, since none of the kept crates gives what is needed: serde_json knows no
//! places; jiter knows where a value ends but not where a key begins, and hands its strings out with
//! the lifetime of the parser instead of the text's. On documents of 11 kB, measured side by side,
//! this reader builds the tree in little more than half the time that jiter takes to walk over the
//! values, and in a quarter of the time that serde_json takes for its own tree.
//!
//! Strings are taken from the text as written wherever they have no escapes. The values of the
//! maps and lists that are still open lie on two common stacks, so that each finished map or list
//! costs one allocation of its exact size.
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::tree::{Entry, Node, Scalar, Value, duplicate_keys};
use std::borrow::Cow;

mod error;
#[cfg(test)]
pub(crate) mod tests;

/// How deep maps and lists may nest. Documents need five levels; the bound keeps hostile input from
/// overflowing the stack.
const MAX_DEPTH: usize = 64;

/// Reads one JSON text; a byte order mark at its start is skipped.
///
/// # Errors
/// The first place where the text is not JSON ([`Code::Syntax`]) or too deep or long
/// ([`Code::TooLarge`]), after every duplicate key before it ([`Code::DuplicateKey`]).
pub fn parse<'a>(text: &'a str) -> Result<Node<'a>, Vec<Diagnostic>> {
    if u32::try_from(text.len()).is_err() {
        let message = "the text is longer than 4 GiB";
        return Err(vec![Diagnostic::error(Code::TooLarge, Span::default(), message)]);
    }
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
        any_control: has_control(text.as_bytes()),
        // Room for what most documents have open at once.
        nodes: Vec::with_capacity(32),
        entries: Vec::with_capacity(64),
        errors: Vec::new(),
    };
    match reader.document() {
        Ok(node) if reader.errors.is_empty() => Ok(node),
        Ok(_) => Err(reader.errors),
        Err(error) => {
            reader.errors.push(*error);
            Err(reader.errors)
        }
    }
}

/// Boxed, since it is rare and large and every value passes through.
type Failure = Box<Diagnostic>;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    /// The next byte to read.
    at: usize,
    /// Whether the text has any byte below 0x20. Most lines of a `.jsonl` have none, and their
    /// strings need no search for them.
    any_control: bool,
    /// The items of the lists that are still open.
    nodes: Vec<Node<'a>>,
    /// The entries of the maps that are still open.
    entries: Vec<Entry<'a>>,
    /// Duplicate keys.
    errors: Vec<Diagnostic>,
}

/// Whether a byte below 0x20 is among these. The least of all bytes, without an early end: that is what
/// the compiler makes vector instructions of.
fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(u8::MAX, |least, &byte| least.min(byte)) < 0x20
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Node<'a>, Failure> {
        self.skip_space();
        if self.at == self.bytes.len() {
            return Err(self.failure(self.at, self.at, "the text is empty, expected a JSON value"));
        }
        let node = self.value(0)?;
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self.after_the_end());
        }
        Ok(node)
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn span(&self, start: usize) -> Span {
        to_span(start, self.at)
    }

    fn value(&mut self, depth: usize) -> Result<Node<'a>, Failure> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                let text = self.string()?;
                Ok(Node { span: self.span(start), value: Value::Scalar(Scalar { text, plain: false }) })
            }
            Some(b'{') => self.map(depth),
            Some(b'[') => self.list(depth),
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                Ok(self.plain(start))
            }
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => Err(self.no_value()),
        }
    }

    fn plain(&self, start: usize) -> Node<'a> {
        let text = Cow::Borrowed(&self.text[start..self.at]);
        Node { span: self.span(start), value: Value::Scalar(Scalar { text, plain: true }) }
    }

    fn word(&mut self, word: &str) -> Result<Node<'a>, Failure> {
        let start = self.at;
        if !self.bytes[start..].starts_with(word.as_bytes()) || self.word_end(start) != start + word.len() {
            return Err(self.no_value());
        }
        self.at += word.len();
        Ok(self.plain(start))
    }

    fn number(&mut self) -> Result<(), Failure> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let good = if self.peek() == Some(b'0') {
            self.at += 1;
            true
        } else {
            self.digits()
        } && (self.peek() != Some(b'.') || {
            self.at += 1;
            self.digits()
        }) && (!matches!(self.peek(), Some(b'e' | b'E')) || {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()
        });
        // What could go on as a number or a word is part of the error: `007`, `1.2.3`, `5kg`.
        if !good || self.word_end(self.at) != self.at {
            return Err(self.bad_number(start));
        }
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> bool {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at > start
    }

    /// A string from its opening quotation mark on.
    #[inline(always)]
    fn string(&mut self) -> Result<Cow<'a, str>, Failure> {
        let start = self.at + 1;
        let end = find_quote_or_backslash(self.bytes, start);
        if self.any_control && has_control(&self.bytes[start..end]) {
            return Err(self.control_character(start));
        }
        if self.bytes.get(end) == Some(&b'"') {
            self.at = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.escaped_string(start, end)
    }

    /// The rest of a string whose first backslash is at `end` (or that has no end).
    #[cold]
    fn escaped_string(&mut self, start: usize, mut end: usize) -> Result<Cow<'a, str>, Failure> {
        // Mostly the article's text, which has several paragraphs as long as its first.
        let mut out = String::with_capacity((8 * (end - start) + 64).min(self.bytes.len() - start));
        let mut from = start;
        loop {
            out.push_str(&self.text[from..end]);
            match self.bytes.get(end) {
                Some(b'"') => {
                    self.at = end + 1;
                    return Ok(Cow::Owned(out));
                }
                Some(_) => from = self.escape(end, &mut out)?,
                None => return Err(self.unclosed_string(start - 1)),
            }
            end = find_quote_or_backslash(self.bytes, from);
            if self.any_control && has_control(&self.bytes[from..end]) {
                return Err(self.control_character(from));
            }
        }
    }

    /// One escape, its backslash at `at`; gives the place after it.
    fn escape(&self, at: usize, out: &mut String) -> Result<usize, Failure> {
        let plain = match self.bytes.get(at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(at, out),
            _ => return Err(self.bad_escape(at)),
        };
        out.push(plain);
        Ok(at + 2)
    }

    fn unicode_escape(&self, at: usize, out: &mut String) -> Result<usize, Failure> {
        let first = self.hex4(at).ok_or_else(|| self.bad_escape(at))?;
        let (code, end) = if (0xd800..0xdc00).contains(&first) {
            match self.hex4(at + 6) {
                Some(second @ 0xdc00..=0xdfff) => {
                    (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), at + 12)
                }
                _ => return Err(self.lone_surrogate(at)),
            }
        } else {
            (first, at + 6)
        };
        out.push(char::from_u32(code).ok_or_else(|| self.lone_surrogate(at))?);
        Ok(end)
    }

    /// The number of the `\uXXXX` at `at`, if one is there.
    fn hex4(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |sum, &byte| Some(sum * 16 + char::from(byte).to_digit(16)?))
    }

    fn list(&mut self, depth: usize) -> Result<Node<'a>, Failure> {
        let (start, base) = (self.at, self.nodes.len());
        self.open(depth)?;
        if self.peek() == Some(b']') {
            self.at += 1;
        } else {
            loop {
                let node = self.value(depth + 1)?;
                self.nodes.push(node);
                if self.item_end(start, b']')? {
                    break;
                }
            }
        }
        let items = self.nodes.drain(base..).collect();
        Ok(Node { span: self.span(start), value: Value::List(items) })
    }

    fn map(&mut self, depth: usize) -> Result<Node<'a>, Failure> {
        let (map_start, base) = (self.at, self.entries.len());
        self.open(depth)?;
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            loop {
                let key_start = self.at;
                if self.peek() != Some(b'"') {
                    return Err(self.no_key());
                }
                let key = self.string()?;
                let key_span = self.span(key_start);
                self.skip_space();
                if self.peek() != Some(b':') {
                    return Err(self.no_colon(key_span));
                }
                self.at += 1;
                self.skip_space();
                let start = self.at;
                if self.peek() == Some(b'"') {
                    // Most values are strings: made in place, they are not copied out of a result.
                    let text = self.string()?;
                    let value = Value::Scalar(Scalar { text, plain: false });
                    let value = Node { span: self.span(start), value };
                    self.entries.push(Entry { key_span, key, value });
                } else {
                    let value = self.value(depth + 1)?;
                    self.entries.push(Entry { key_span, key, value });
                }
                if self.item_end(map_start, b'}')? {
                    break;
                }
            }
        }
        self.errors.extend(duplicate_keys(&self.entries[base..]));
        let entries = self.entries.drain(base..).collect();
        Ok(Node { span: self.span(map_start), value: Value::Map(entries) })
    }

    /// Steps over an opening bracket and the white space after it.
    fn open(&mut self, depth: usize) -> Result<(), Failure> {
        if depth >= MAX_DEPTH {
            let message = format!("maps and lists nest deeper than {MAX_DEPTH} levels");
            let span = to_span(self.at, self.at + 1);
            return Err(Box::new(Diagnostic::error(Code::TooLarge, span, message)));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// Steps over what follows an item: a comma, or the bracket that ends all (then true).
    #[inline]
    fn item_end(&mut self, start: usize, close: u8) -> Result<bool, Failure> {
        self.skip_space();
        match self.peek() {
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_space();
                if self.peek() == Some(close) {
                    return Err(self.trailing_comma(comma, close));
                }
                Ok(false)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(self.no_item_end(start, close)),
        }
    }
}

/// Where the next `"` or `\` is at or after `from`, or the end.
///
/// Most strings are short, and a call costs more than they do: so the first words are looked at in
/// place, eight bytes at a time, and only longer strings go to memchr.
#[inline]
fn find_quote_or_backslash(bytes: &[u8], from: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let mut at = from;
    while at < from + 32 {
        let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { break };
        let word = u64::from_le_bytes(*word);
        // The highest bit of each byte that equals the one sought; a borrow can only spoil bytes
        // after the first hit.
        let hit = |sought: u64| {
            let difference = word ^ (ONES * sought);
            difference.wrapping_sub(ONES) & !difference & HIGHS
        };
        let found = hit(u64::from(b'"')) | hit(u64::from(b'\\'));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    memchr::memchr2(b'"', b'\\', &bytes[at..]).map_or(bytes.len(), |offset| at + offset)
}

/// The text is shorter than 4 GiB: [`parse`] looked.
fn to_span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}
