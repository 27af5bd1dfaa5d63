//! Where in a file a parser stopped that does not say it.
use oxigraph::io::{RdfFormat, RdfParser};
use std::cell::Cell;
use std::io::{self, Read};

/// Gives a text byte by byte and counts, so that a parser which reads no further than it must tells where it is.
struct Drip<'t> {
    text: &'t [u8],
    given: &'t Cell<usize>,
}

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let at = self.given.get();
        match (self.text.get(at), out.first_mut()) {
            (Some(&byte), Some(first)) => {
                *first = byte;
                self.given.set(at + 1);
                Ok(1)
            }
            _ => Ok(0),
        }
    }
}

/// The line and the column, counted from 1, of what a parser refuses. It parses the text once more.
pub(super) fn find(parser: RdfParser, format: RdfFormat, text: &[u8]) -> Option<(u64, u64)> {
    let given = Cell::new(0);
    if parser.for_reader(Drip { text, given: &given }).all(|quad| quad.is_ok()) {
        return None;
    }
    let read = text.get(..given.get())?;
    let start = if format == RdfFormat::RdfXml { tag(read) } else { value(read) };
    let before = String::from_utf8_lossy(text.get(..start)?);
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    Some((line, column))
}

/// The start of the last tag, or of the text behind it.
fn tag(read: &[u8]) -> usize {
    if read.last() == Some(&b'>') {
        return memchr::memrchr(b'<', read).unwrap_or(0);
    }
    let text = memchr::memrchr(b'>', read).map_or(0, |end| end + 1);
    let blank = read[text..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    text + blank
}

/// The start of the last JSON value: of an object or an array that ends here, where it begins.
fn value(read: &[u8]) -> usize {
    let (mut last, mut open, mut at) = (0, Vec::new(), 0);
    while let Some(&byte) = read.get(at) {
        match byte {
            b'"' => {
                last = at;
                at += 1;
                while read.get(at).is_some_and(|&byte| byte != b'"') {
                    at += if read[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' => {
                last = at;
                open.push(at);
            }
            b'}' | b']' => last = open.pop().unwrap_or(at),
            byte if byte.is_ascii_alphanumeric() || byte == b'-' => {
                last = at;
                while read.get(at + 1).is_some_and(|byte| !b" \t\r\n,]}".contains(byte)) {
                    at += 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    last
}
