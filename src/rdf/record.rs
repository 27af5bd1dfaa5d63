//! Quads written down as bytes, to be handed from thread to thread and played again: one buffer a
//! document instead of a term object a term.
use crate::rdf::quads::{LiteralKind, QuadSink};
use oxrdf::{GraphNameRef, LiteralRef, NamedNodeRef, QuadRef, TermRef};

const SUBJECT: u8 = 0;
const IRI: u8 = 1;
const PLAIN: u8 = 2;
const LANG: u8 = 3;
const TYPED: u8 = 4;

/// Writes quads down. What it writes only this module reads.
#[derive(Debug)]
pub struct Recorder<'b> {
    bytes: &'b mut Vec<u8>,
    quads: u64,
}

impl<'b> Recorder<'b> {
    /// Appends to a buffer.
    pub fn new(bytes: &'b mut Vec<u8>) -> Self {
        Self { bytes, quads: 0 }
    }

    /// How many quads it has written down.
    pub fn quads(&self) -> u64 {
        self.quads
    }

    fn put(&mut self, tag: u8, texts: &[&str]) {
        self.bytes.push(tag);
        self.quads += u64::from(tag != SUBJECT);
        for text in texts {
            // A text of 4 GiB has failed long before: no document is that large.
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            self.bytes.extend_from_slice(&length.to_ne_bytes());
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }
}

impl QuadSink for Recorder<'_> {
    fn subject(&mut self, graph: &str, subject: &str) {
        self.put(SUBJECT, &[graph, subject]);
    }

    fn iri(&mut self, predicate: &str, object: &str) {
        self.put(IRI, &[predicate, object]);
    }

    fn literal(&mut self, predicate: &str, text: &str, kind: LiteralKind<'_>) {
        match kind {
            LiteralKind::Plain => self.put(PLAIN, &[predicate, text]),
            LiteralKind::Lang(tag) => self.put(LANG, &[predicate, text, tag]),
            LiteralKind::Typed(datatype) => self.put(TYPED, &[predicate, text, datatype]),
        }
    }
}

/// Plays what was recorded into another sink.
pub fn replay(bytes: &[u8], sink: &mut impl QuadSink) {
    let mut reader = Reader { bytes };
    while let Some(call) = reader.call() {
        match call {
            Call::Subject(graph, subject) => sink.subject(graph, subject),
            Call::Iri(predicate, object) => sink.iri(predicate, object),
            Call::Literal(predicate, text, kind) => sink.literal(predicate, text, kind),
        }
    }
}

/// The recorded quads as terms, borrowed from the bytes.
pub fn quads(bytes: &[u8]) -> Vec<QuadRef<'_>> {
    let mut reader = Reader { bytes };
    let (mut graph, mut subject) = ("", "");
    let mut quads = Vec::new();
    while let Some(call) = reader.call() {
        let (predicate, object) = match call {
            Call::Subject(in_graph, about) => {
                (graph, subject) = (in_graph, about);
                continue;
            }
            Call::Iri(predicate, object) => {
                (predicate, TermRef::NamedNode(NamedNodeRef::new_unchecked(object)))
            }
            Call::Literal(predicate, text, kind) => {
                let literal = match kind {
                    LiteralKind::Plain => LiteralRef::new_simple_literal(text),
                    LiteralKind::Lang(tag) => LiteralRef::new_language_tagged_literal_unchecked(text, tag),
                    LiteralKind::Typed(datatype) => {
                        LiteralRef::new_typed_literal(text, NamedNodeRef::new_unchecked(datatype))
                    }
                };
                (predicate, TermRef::Literal(literal))
            }
        };
        quads.push(QuadRef::new(
            NamedNodeRef::new_unchecked(subject),
            NamedNodeRef::new_unchecked(predicate),
            object,
            GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(graph)),
        ));
    }
    quads
}

enum Call<'b> {
    Subject(&'b str, &'b str),
    Iri(&'b str, &'b str),
    Literal(&'b str, &'b str, LiteralKind<'b>),
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn call(&mut self) -> Option<Call<'b>> {
        let (tag, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        let (one, two) = (self.text()?, self.text()?);
        Some(match *tag {
            SUBJECT => Call::Subject(one, two),
            IRI => Call::Iri(one, two),
            PLAIN => Call::Literal(one, two, LiteralKind::Plain),
            LANG => Call::Literal(one, two, LiteralKind::Lang(self.text()?)),
            _ => Call::Literal(one, two, LiteralKind::Typed(self.text()?)),
        })
    }

    fn text(&mut self) -> Option<&'b str> {
        let (length, rest) = self.bytes.split_first_chunk::<4>()?;
        let length = u32::from_ne_bytes(*length) as usize;
        let (text, rest) = rest.split_at_checked(length)?;
        self.bytes = rest;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::nquads::NQuads;

    #[test]
    fn what_is_played_is_what_was_recorded() {
        let play = |sink: &mut dyn FnMut(&mut NQuads)| {
            let mut lines = NQuads::new();
            sink(&mut lines);
            lines.take()
        };
        fn say(sink: &mut impl QuadSink) {
            sink.subject("http://g", "http://s");
            sink.iri("http://p", "http://o");
            sink.literal("http://p", "", LiteralKind::Plain);
            sink.literal("http://p", "été\n", LiteralKind::Lang("fr-CA"));
            sink.subject("http://h", "http://t");
            sink.literal("http://q", "01", LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#integer"));
        }
        let mut bytes = Vec::new();
        say(&mut Recorder::new(&mut bytes));
        let direct = play(&mut |lines| say(lines));
        assert_eq!(play(&mut |lines| replay(&bytes, lines)), direct);
        let listed: String = quads(&bytes).iter().map(|quad| format!("{quad} .\n")).collect();
        assert_eq!(listed.into_bytes(), direct);
    }
}
