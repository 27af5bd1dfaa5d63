//! The YAML of most documents, read in one pass over its bytes: block maps and lists, collections in brackets, scalars
//! with and without quotation marks.
//!
//! What is not of this kind, or may be wrong, is not read here at all: anchors, tags, block scalars, tabs, most escapes,
//! errors. saphyr-parser reads that, with about ten times as many instructions, and finds the words for an error.
use super::source::to_u32;
use super::{MAX_DEPTH, MAX_NODES};
use crate::diagnostic::Span;
use crate::document::tree::{Entry, Node, Scalar, Value, duplicate_keys};
use cursor::Cursor;
use scalar::Text;
use std::borrow::Cow;

mod cursor;
mod flow;
mod scalar;

/// How many bytes a key may have; saphyr-parser takes somewhat more.
const MAX_KEY: usize = 1000;

/// The tree of a text without control characters, or none where the text must be read by saphyr-parser.
pub(super) fn read(text: &str) -> Option<Node<'_>> {
    let is_other = memchr::memchr2(b'\t', b'\r', text.as_bytes()).is_some()
        || ["---", "..."].iter().any(|mark| text.starts_with(mark))
        || ["\n---", "\n...", "\u{feff}"]
            .iter()
            .any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some());
    if is_other {
        return None;
    }
    let mut reader = Reader { cursor: Cursor::new(text), depth: 0, nodes: 0 };
    reader.cursor.skip();
    if reader.cursor.column() > 0 {
        return None;
    }
    let root = reader.block(0)?;
    (reader.cursor.is_at_end() && !matches!(root.value, Value::Scalar(_))).then_some(root)
}

/// Reads nodes; each method gives none at the first thing that is not read here.
struct Reader<'a> {
    cursor: Cursor<'a>,
    /// How many maps and lists are open.
    depth: usize,
    /// How many nodes there are so far, keys among them.
    nodes: usize,
}

impl<'a> Reader<'a> {
    /// The value that begins here; its further lines begin in the column `floor` or after it. Stops at what follows it
    /// on a later line.
    fn block(&mut self, floor: usize) -> Option<Node<'a>> {
        if self.cursor.is_at_dash() {
            return self.list();
        }
        if matches!(self.cursor.peek(), b'[' | b'{') {
            return self.inline(floor);
        }
        let (column, line) = (self.cursor.column(), self.cursor.line);
        let text = self.text(floor, false)?;
        if self.cursor.is_at_colon() {
            let key = self.key(text, line)?;
            return self.map(column, key);
        }
        let value = self.scalar(text)?;
        self.end_of_line(value)
    }

    /// The value after a colon on the same line.
    fn inline(&mut self, floor: usize) -> Option<Node<'a>> {
        let value = match self.cursor.peek() {
            b'[' | b'{' => self.collection(floor)?,
            _ => {
                let text = self.text(floor, false)?;
                self.scalar(text)?
            }
        };
        self.end_of_line(value)
    }

    /// Goes to the next line with content after a value, which must have nothing but a comment behind it.
    fn end_of_line(&mut self, value: Node<'a>) -> Option<Node<'a>> {
        let end = self.cursor.at;
        self.cursor.skip();
        (self.cursor.line > end || self.cursor.is_at_end()).then_some(value)
    }

    /// The map in this column whose first key was read.
    fn map(&mut self, column: usize, first: Text<'a>) -> Option<Node<'a>> {
        self.open()?;
        let mut entries = Vec::with_capacity(8);
        let mut key = first;
        loop {
            let value = self.value_of_key(column)?;
            entries.push(Entry { key_span: key.span, key: key.text, value });
            if !self.goes_on(column)? {
                break;
            }
            let line = self.cursor.line;
            let text = self.text(column, false)?;
            key = self.key(text, line)?;
        }
        if !duplicate_keys(&entries).is_empty() {
            return None;
        }
        let span = Span { start: entries.first()?.key_span.start, end: entries.last()?.value.span.end };
        self.close(span, Value::Map(entries))
    }

    /// The value of a key in this column, from its colon on.
    fn value_of_key(&mut self, column: usize) -> Option<Node<'a>> {
        self.cursor.at += 1;
        let colon = self.cursor.at;
        self.cursor.skip();
        if self.cursor.is_at_end() {
            return self.null(colon);
        }
        if self.cursor.line < colon {
            return self.inline(column + 1);
        }
        if self.cursor.column() > column {
            return self.block(column + 1);
        }
        if self.cursor.column() == column && self.cursor.is_at_dash() {
            self.list()
        } else {
            self.null(colon)
        }
    }

    /// The list whose first dash is here.
    fn list(&mut self) -> Option<Node<'a>> {
        self.open()?;
        let (start, column) = (self.cursor.at, self.cursor.column());
        let mut items = Vec::with_capacity(4);
        loop {
            self.cursor.at += 1;
            let dash = self.cursor.at;
            self.cursor.skip();
            let is_inside = self.cursor.line < dash || self.cursor.column() > column;
            let item =
                if is_inside && !self.cursor.is_at_end() { self.block(column + 1) } else { self.null(dash) };
            items.push(item?);
            if !self.goes_on(column)? || !self.cursor.is_at_dash() {
                break;
            }
        }
        let span = Span { start: to_u32(start), end: items.last()?.span.end };
        self.close(span, Value::List(items))
    }

    /// Whether what follows belongs to the map or list in this column. None where it belongs to nothing.
    fn goes_on(&self, column: usize) -> Option<bool> {
        if self.cursor.is_at_end() || self.cursor.column() < column {
            return Some(false);
        }
        (self.cursor.column() == column).then_some(true)
    }

    /// A text that began in this line, as a key: its colon must be here.
    fn key(&mut self, text: Text<'a>, line: usize) -> Option<Text<'a>> {
        self.count()?;
        let length = self.cursor.at - text.span.start as usize;
        (self.cursor.is_at_colon() && self.cursor.line == line && length <= MAX_KEY).then_some(text)
    }

    fn null(&mut self, at: usize) -> Option<Node<'a>> {
        self.count()?;
        let span = Span { start: to_u32(at), end: to_u32(at) };
        Some(Node { span, value: Value::Scalar(Scalar { text: Cow::Borrowed(""), plain: true }) })
    }

    /// A scalar that is not a key.
    fn scalar(&mut self, text: Text<'a>) -> Option<Node<'a>> {
        self.count()?;
        Some(Node { span: text.span, value: Value::Scalar(Scalar { text: text.text, plain: text.is_plain }) })
    }

    fn open(&mut self) -> Option<()> {
        self.depth += 1;
        self.count()?;
        (self.depth <= MAX_DEPTH).then_some(())
    }

    fn close(&mut self, span: Span, value: Value<'a>) -> Option<Node<'a>> {
        self.depth -= 1;
        Some(Node { span, value })
    }

    fn count(&mut self) -> Option<()> {
        self.nodes += 1;
        (self.nodes <= MAX_NODES).then_some(())
    }
}
