//! A document's quads as a store keeps them: each text once, and quads as the numbers of texts. The article's own text is
//! kept apart, so that whoever wants a few facts need not unpack it. Terms that nearly every document has are
//! [known] and not written down: they have the first numbers.
//!
//! | part | what it holds |
//! |---|---|
//! | how many texts that are not known | a number |
//! | how long each text is | numbers |
//! | the texts | one after another |
//! | the quads | a byte that says what follows, then the numbers of texts |
//!
//! Numbers are [LEB128](https://en.wikipedia.org/wiki/LEB128).
use super::error::broken;
use super::known::{self, KNOWN};
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::vocab::schema;
use hashbrown::HashTable;
use oxrdf::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};
use std::io;

const SUBJECT: u8 = 0;
const IRI: u8 = 1;
const PLAIN: u8 = 2;
const LANG: u8 = 3;
const TYPED: u8 = 4;
/// A literal that is kept apart: its length follows.
const APART: u8 = 5;

fn put(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> io::Result<usize> {
    // Most numbers are of one byte.
    if let Some((&byte, rest)) = bytes.split_first()
        && byte < 0x80
    {
        *bytes = rest;
        return Ok(usize::from(byte));
    }
    let mut number = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or_else(broken)?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(broken())
}

/// Takes a document's quads, to write them down.
#[derive(Default)]
pub(super) struct Encoder {
    texts: String,
    /// Where each text ends.
    ends: Vec<usize>,
    table: HashTable<u32>,
    quads: Vec<u8>,
    apart: String,
}

impl Encoder {
    /// A text of its own.
    fn text(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.texts[start..self.ends[number]]
    }

    fn number(&mut self, text: &str) -> usize {
        let hash = known::hash(text);
        if let Some(number) = known::number_hashed(text, hash) {
            return number as usize;
        }
        if let Some(number) = self.table.find(hash, |&number| self.text(number) == text) {
            return KNOWN.len() + *number as usize;
        }
        let number = self.ends.len();
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let (texts, ends) = (&self.texts, &self.ends);
        self.table.insert_unique(hash, number as u32, |&number| {
            let number = number as usize;
            let start = if number == 0 { 0 } else { ends[number - 1] };
            known::hash(&texts[start..ends[number]])
        });
        KNOWN.len() + number
    }

    fn put(&mut self, tag: u8, texts: &[&str]) {
        self.quads.push(tag);
        for text in texts {
            let number = self.number(text);
            put(number, &mut self.quads);
        }
    }

    /// Writes down what it took, and what is kept apart, and begins anew.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>, apart: &mut Vec<u8>) {
        put(self.ends.len(), out);
        let mut start = 0;
        for &end in &self.ends {
            put(end - start, out);
            start = end;
        }
        out.extend_from_slice(self.texts.as_bytes());
        out.extend_from_slice(&self.quads);
        apart.extend_from_slice(self.apart.as_bytes());
        self.texts.clear();
        self.ends.clear();
        self.table.clear();
        self.quads.clear();
        self.apart.clear();
    }
}

impl QuadSink for Encoder {
    fn subject(&mut self, graph: &str, subject: &str) {
        self.put(SUBJECT, &[graph, subject]);
    }

    fn iri(&mut self, predicate: &str, object: &str) {
        self.put(IRI, &[predicate, object]);
    }

    fn literal(&mut self, predicate: &str, text: &str, kind: LiteralKind<'_>) {
        match kind {
            LiteralKind::Plain if predicate == schema::ARTICLE_BODY => {
                self.put(APART, &[predicate]);
                put(text.len(), &mut self.quads);
                self.apart.push_str(text);
            }
            LiteralKind::Plain => self.put(PLAIN, &[predicate, text]),
            LiteralKind::Lang(tag) => self.put(LANG, &[predicate, text, tag]),
            LiteralKind::Typed(datatype) => self.put(TYPED, &[predicate, text, datatype]),
        }
    }
}

/// A text of a [`Content`], by its number.
pub(super) type Text = u32;

/// What a predicate leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Iri(Text),
    Plain(Text),
    Lang(Text, Text),
    Typed(Text, Text),
    /// A literal that is kept apart: where it begins there, and how long it is.
    Apart(usize, usize),
}

/// A predicate and an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    pub(super) predicate: Text,
    pub(super) object: Object,
}

/// What is said of one subject in one graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) graph: Text,
    pub(super) subject: Text,
    /// Where its statements begin and end.
    from: usize,
    to: usize,
}

/// A document's quads, read.
pub(super) struct Content<'b> {
    /// Those that are known, then its own.
    texts: Vec<&'b str>,
    blocks: Vec<Block>,
    statements: Vec<Statement>,
    apart: &'b str,
}

impl<'b> Content<'b> {
    /// Reads what an [`Encoder`] wrote. Without what is kept apart its literals are empty.
    pub(super) fn read(bytes: &'b [u8], apart: &'b [u8]) -> io::Result<Self> {
        let mut rest = bytes;
        let count = take(&mut rest)?;
        // Each text has a length of a byte at least.
        if count > rest.len() {
            return Err(broken());
        }
        let lengths = (0..count).map(|_| take(&mut rest)).collect::<io::Result<Vec<usize>>>()?;
        let all =
            lengths.iter().try_fold(0_usize, |sum, length| sum.checked_add(*length)).ok_or_else(broken)?;
        let (text, mut rest) = rest.split_at_checked(all).ok_or_else(broken)?;
        let text = simdutf8::basic::from_utf8(text).map_err(|_| broken())?;
        let mut texts = Vec::with_capacity(KNOWN.len() + count);
        texts.extend_from_slice(KNOWN);
        let mut start = 0;
        for length in lengths {
            texts.push(text.get(start..start + length).ok_or_else(broken)?);
            start += length;
        }
        let apart = simdutf8::basic::from_utf8(apart).map_err(|_| broken())?;
        let mut content = Self { texts, blocks: Vec::new(), statements: Vec::new(), apart };
        let mut at = 0;
        while let Some((&tag, behind)) = rest.split_first() {
            rest = behind;
            content.call(tag, &mut rest, &mut at)?;
        }
        Ok(content)
    }

    fn call(&mut self, tag: u8, rest: &mut &[u8], at: &mut usize) -> io::Result<()> {
        let known = self.texts.len();
        let mut number = || -> io::Result<Text> {
            let number = take(rest)?;
            if number < known { Ok(number as Text) } else { Err(broken()) }
        };
        let first = number()?;
        if tag == SUBJECT {
            let (from, subject) = (self.statements.len(), number()?);
            self.blocks.push(Block { graph: first, subject, from, to: from });
            return Ok(());
        }
        let object = match tag {
            IRI => Object::Iri(number()?),
            PLAIN => Object::Plain(number()?),
            LANG => Object::Lang(number()?, number()?),
            TYPED => Object::Typed(number()?, number()?),
            APART => {
                let (start, length) = (*at, take(rest)?);
                *at = start.checked_add(length).ok_or_else(broken)?;
                Object::Apart(start, length)
            }
            _ => return Err(broken()),
        };
        self.statements.push(Statement { predicate: first, object });
        let block = self.blocks.last_mut().ok_or_else(broken)?;
        block.to = self.statements.len();
        Ok(())
    }

    /// How many texts it has, with those that are known.
    pub(super) fn text_count(&self) -> usize {
        self.texts.len()
    }

    /// A text.
    pub(super) fn text(&self, number: Text) -> &'b str {
        self.texts[number as usize]
    }

    /// What is said of subjects, in order.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What is said of one.
    pub(super) fn statements(&self, block: &Block) -> &[Statement] {
        &self.statements[block.from..block.to]
    }

    /// An object as a term.
    pub(super) fn term(&self, object: Object) -> TermRef<'b> {
        match object {
            Object::Iri(iri) => NamedNodeRef::new_unchecked(self.text(iri)).into(),
            Object::Plain(text) => LiteralRef::new_simple_literal(self.text(text)).into(),
            Object::Lang(text, tag) => {
                LiteralRef::new_language_tagged_literal_unchecked(self.text(text), self.text(tag)).into()
            }
            Object::Typed(text, datatype) => {
                let datatype = NamedNodeRef::new_unchecked(self.text(datatype));
                LiteralRef::new_typed_literal(self.text(text), datatype).into()
            }
            Object::Apart(start, length) => LiteralRef::new_simple_literal(self.apart(start, length)).into(),
        }
    }

    fn apart(&self, start: usize, length: usize) -> &'b str {
        self.apart.get(start..start + length).unwrap_or_default()
    }

    /// The quads as terms.
    pub(super) fn quads(&self) -> impl Iterator<Item = QuadRef<'b>> {
        self.blocks.iter().flat_map(move |block| {
            let graph = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(self.text(block.graph)));
            let subject = NamedNodeRef::new_unchecked(self.text(block.subject));
            self.statements(block).iter().map(move |statement| {
                let predicate = NamedNodeRef::new_unchecked(self.text(statement.predicate));
                QuadRef::new(subject, predicate, self.term(statement.object), graph)
            })
        })
    }

    /// Says a statement of the subject at hand.
    pub(super) fn say(&self, statement: &Statement, sink: &mut impl QuadSink) {
        let predicate = self.text(statement.predicate);
        match statement.object {
            Object::Iri(iri) => sink.iri(predicate, self.text(iri)),
            Object::Plain(text) => sink.literal(predicate, self.text(text), LiteralKind::Plain),
            Object::Lang(text, tag) => {
                sink.literal(predicate, self.text(text), LiteralKind::Lang(self.text(tag)));
            }
            Object::Typed(text, datatype) => {
                sink.literal(predicate, self.text(text), LiteralKind::Typed(self.text(datatype)));
            }
            Object::Apart(start, length) => {
                sink.literal(predicate, self.apart(start, length), LiteralKind::Plain);
            }
        }
    }

    /// Says all.
    pub(super) fn replay(&self, sink: &mut impl QuadSink) {
        for block in &self.blocks {
            sink.subject(self.text(block.graph), self.text(block.subject));
            self.statements(block).iter().for_each(|statement| self.say(statement, sink));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::nquads::NQuads;

    fn say(sink: &mut impl QuadSink) {
        sink.subject("http://g", "http://s");
        sink.iri("http://p", "http://o");
        sink.literal("http://p", "", LiteralKind::Plain);
        sink.literal(schema::ARTICLE_BODY, "A text, été.", LiteralKind::Plain);
        sink.subject("http://h", "http://t");
        sink.literal("http://p", "été\n", LiteralKind::Lang("fr-CA"));
        sink.literal(schema::ARTICLE_BODY, "Another.", LiteralKind::Plain);
        sink.literal("http://q", "01", LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#integer"));
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        let (mut encoder, mut direct) = (Encoder::default(), NQuads::new());
        say(&mut direct);
        let direct = direct.take();
        // An encoder can be used again.
        for _ in 0..2 {
            let (mut bytes, mut apart) = (Vec::new(), Vec::new());
            say(&mut encoder);
            encoder.finish(&mut bytes, &mut apart);
            assert_eq!(apart, "A text, été.Another.".as_bytes());
            let mut lines = NQuads::new();
            Content::read(&bytes, &apart).unwrap().replay(&mut lines);
            assert_eq!(lines.take(), direct);
        }
    }

    #[test]
    fn damage_is_an_error_and_no_panic() {
        let mut encoder = Encoder::default();
        let (mut bytes, mut apart) = (Vec::new(), Vec::new());
        say(&mut encoder);
        encoder.finish(&mut bytes, &mut apart);
        for at in 0..bytes.len() {
            for change in [0x01, 0x55, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= change;
                if let Ok(content) = Content::read(&damaged, &apart) {
                    content.replay(&mut NQuads::new());
                }
            }
        }
        assert!(Content::read(&bytes[..bytes.len() - 1], &apart).is_err());
    }

    #[test]
    fn a_number_that_names_no_text_is_an_error() {
        let subject = |number| {
            let mut bytes = vec![0, SUBJECT, 0];
            put(number, &mut bytes);
            Content::read(&bytes, &[]).map(|content| content.blocks().len())
        };
        assert_eq!(subject(KNOWN.len() - 1).unwrap(), 1);
        assert!(subject(KNOWN.len()).is_err());
    }
}
