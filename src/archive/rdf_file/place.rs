//! Where in a file a parser stopped that does not say it.
use oxigraph::io::{RdfFormat, RdfParser};
use serde_json::Value;
use std::cell::Cell;
use std::io::{self, Read};
use std::ops::Range;

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

/// The line and the column, counted from 1, of what a parser refuses. It parses the text once more, or parts of it.
pub(super) fn find(parser: RdfParser, format: RdfFormat, text: &[u8]) -> Option<(u64, u64)> {
    let start = if format == RdfFormat::RdfXml { in_xml(parser, text)? } else { in_json(&parser, text)? };
    let before = String::from_utf8_lossy(text.get(..start)?);
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    Some((line, column))
}

fn in_xml(parser: RdfParser, text: &[u8]) -> Option<usize> {
    let given = Cell::new(0);
    if parser.for_reader(Drip { text, given: &given }).all(|quad| quad.is_ok()) {
        return None;
    }
    Some(tag(text.get(..given.get())?))
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

/// How many objects of a file are tried.
const MAX_OBJECTS: usize = 1_000;

/// The start of the smallest object that is refused for the same reason as the whole file, whose objects the parser gathers
/// before it looks at them.
fn in_json(parser: &RdfParser, text: &[u8]) -> Option<usize> {
    let refused =
        |text: &[u8]| parser.clone().for_reader(text).find_map(Result::err).map(|error| error.to_string());
    let reason = refused(text)?;
    let whole: Value = serde_json::from_slice(text).ok()?;
    let context =
        whole.get("@context").map(|context| format!("\"@context\": {context}, ")).unwrap_or_default();
    let alone = |object: &[u8]| {
        let mut file = format!("{{{context}\"@graph\": [").into_bytes();
        file.extend_from_slice(object);
        file.extend_from_slice(b"]}");
        refused(&file).is_some_and(|found| found == reason)
    };
    if alone(b"{}") {
        return memchr::memmem::find(text, b"\"@context\"");
    }
    let mut objects = objects(text);
    objects.sort_by_key(ExactSizeIterator::len);
    objects.truncate(MAX_OBJECTS);
    objects.into_iter().find(|object| alone(&text[object.clone()])).map(|object| object.start)
}

/// Where the objects of a JSON text are.
fn objects(text: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut open, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while text.get(at).is_some_and(|&byte| byte != b'"') {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' => open.push(at),
            b'}' => found.extend(open.pop().map(|start| start..at + 1)),
            _ => {}
        }
        at += 1;
    }
    found
}
