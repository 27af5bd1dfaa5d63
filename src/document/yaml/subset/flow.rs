//! Maps and lists in brackets.
use super::{Reader, to_u32};
use crate::diagnostic::Span;
use crate::document::tree::{Entry, Node, Value, duplicate_keys};

impl<'a> Reader<'a> {
    /// The map or list whose bracket is here.
    pub(super) fn collection(&mut self, floor: usize) -> Option<Node<'a>> {
        self.open()?;
        let start = self.cursor.at;
        let value = match self.cursor.peek() {
            b'[' => self.items(floor)?,
            _ => self.entries(floor)?,
        };
        let span = Span { start: to_u32(start), end: to_u32(self.cursor.at) };
        self.close(span, value)
    }

    fn items(&mut self, floor: usize) -> Option<Value<'a>> {
        let mut items = Vec::new();
        self.step(floor)?;
        while self.cursor.peek() != b']' {
            items.push(self.inner(floor)?);
            self.separator(b']', floor)?;
        }
        self.cursor.at += 1;
        Some(Value::List(items))
    }

    fn entries(&mut self, floor: usize) -> Option<Value<'a>> {
        let mut entries = Vec::with_capacity(4);
        self.step(floor)?;
        // After a comma before the bracket, saphyr-parser ends the map at the comma.
        let mut is_more = self.cursor.peek() != b'}';
        while is_more {
            let line = self.cursor.line;
            let text = self.text(floor, true)?;
            let key = self.key(text, line)?;
            self.step(floor)?;
            let value = self.inner(floor)?;
            entries.push(Entry { key_span: key.span, key: key.text, value });
            is_more = self.separator(b'}', floor)?;
        }
        self.cursor.at += 1;
        duplicate_keys(&entries).is_empty().then_some(Value::Map(entries))
    }

    /// A value inside brackets.
    fn inner(&mut self, floor: usize) -> Option<Node<'a>> {
        if matches!(self.cursor.peek(), b'[' | b'{') {
            return self.collection(floor);
        }
        let text = self.text(floor, true)?;
        self.scalar(text)
    }

    /// Goes past a comma to what follows it, or to the closing bracket; whether there was a comma.
    fn separator(&mut self, close: u8, floor: usize) -> Option<bool> {
        self.skip_inside(floor)?;
        match self.cursor.peek() {
            b',' => self.step(floor).map(|()| true),
            byte => (byte == close).then_some(false),
        }
    }

    /// Goes past the byte here to what follows it.
    fn step(&mut self, floor: usize) -> Option<()> {
        self.cursor.at += 1;
        self.skip_inside(floor)
    }

    /// Skips white space and comments inside brackets.
    fn skip_inside(&mut self, floor: usize) -> Option<()> {
        let line = self.cursor.line;
        self.cursor.skip();
        (self.cursor.line == line || self.cursor.column() >= floor).then_some(())
    }
}

/// Whether a byte ends a scalar without quotation marks inside brackets.
pub(super) fn is_bracket(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}
