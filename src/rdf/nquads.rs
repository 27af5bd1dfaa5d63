//! Quads as [N-Quads](https://www.w3.org/TR/rdf12-n-quads/) and
//! [N-Triples](https://www.w3.org/TR/rdf12-n-triples/), as they come: nothing is sorted, nothing is left out.
//!
//! Literals are escaped as the canonical form of RDF 1.2 wants it, which is what every RDF 1.1 reader
//! accepts too: `\"`, `\\`, the letters for tab, line feed, carriage return, backspace and form feed, `\u00XX`
//! for the other control characters, and everything else as written.
use crate::rdf::quads::{LiteralKind, QuadSink};
use oxrdf::{GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::io::{self, Write};

/// Writes quads as N-Quads, in the order given.
///
/// # Errors
/// Those of the output.
pub fn write(quads: &[QuadRef<'_>], out: &mut impl Write) -> io::Result<()> {
    lines(quads, true, out)
}

/// Writes the triples of quads as N-Triples, in the order given. A triple that is in several graphs is
/// repeated where its quads are.
///
/// # Errors
/// Those of the output.
pub fn write_triples(quads: &[QuadRef<'_>], out: &mut impl Write) -> io::Result<()> {
    lines(quads, false, out)
}

/// Gathers quads as N-Quads or N-Triples in memory: what the mapping writes into when a corpus is exported
/// document by document.
///
/// IRIs and language tags are written as they come, so they must be valid: absolute IRIs without the characters
/// that [IRIREF](https://www.w3.org/TR/rdf12-n-quads/#grammar-production-IRIREF) excludes. Literals may hold any text.
///
/// ```
/// use groundwire::rdf::nquads::NQuads;
/// use groundwire::rdf::quads::{LiteralKind, QuadSink};
///
/// let mut quads = NQuads::new();
/// quads.subject("urn:g", "urn:a");
/// quads.iri("urn:p", "urn:b");
/// quads.literal("urn:p", "so \"called\"", LiteralKind::Lang("en-GB"));
/// assert_eq!(
///     quads.take(),
///     b"<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> \"so \\\"called\\\"\"@en-GB <urn:g> .\n"
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct NQuads {
    text: Vec<u8>,
    /// What ends the line of one quad and begins that of the next: ` <graph> .\n<subject> <`.
    between: Vec<u8>,
    /// How much of `between` ends a line.
    end: usize,
    /// Whether the text's last line still lacks its end.
    open: bool,
    triples: bool,
    quads: u64,
}

impl NQuads {
    /// A writer of N-Quads.
    pub fn new() -> Self {
        Self::default()
    }

    /// A writer of N-Triples: the graph is left out.
    pub fn triples() -> Self {
        Self { triples: true, ..Self::default() }
    }

    /// The number of quads written since the writer was made.
    pub fn quads(&self) -> u64 {
        self.quads
    }

    /// The text of all quads so far. Every line is complete.
    pub fn text(&mut self) -> &[u8] {
        self.finish();
        &self.text
    }

    /// Takes the text out and begins anew. The next quad must be preceded by its [subject](QuadSink::subject).
    pub fn take(&mut self) -> Vec<u8> {
        self.finish();
        std::mem::take(&mut self.text)
    }

    /// Swaps the text for another one, to write on at its end. The next quad must be preceded by its
    /// [subject](QuadSink::subject).
    pub fn swap(&mut self, text: &mut Vec<u8>) {
        self.finish();
        std::mem::swap(&mut self.text, text);
    }

    /// Forgets the text but keeps its memory. The next quad must be preceded by its [subject](QuadSink::subject).
    pub fn clear(&mut self) {
        self.text.clear();
        self.open = false;
    }

    fn finish(&mut self) {
        if std::mem::take(&mut self.open) {
            self.text.extend_from_slice(&self.between[..self.end]);
        }
    }

    /// Begins a line up to the predicate's opening bracket.
    #[inline]
    fn line(&mut self) {
        let from = if self.open { 0 } else { self.end };
        self.text.extend_from_slice(&self.between[from..]);
        self.open = true;
        self.quads += 1;
    }
}

impl QuadSink for NQuads {
    fn subject(&mut self, graph: &str, subject: &str) {
        self.finish();
        self.between.clear();
        if self.triples {
            self.between.extend_from_slice(b" .\n");
        } else {
            put(&mut self.between, &[b" <", graph.as_bytes(), b"> .\n"]);
        }
        self.end = self.between.len();
        put(&mut self.between, &[b"<", subject.as_bytes(), b"> <"]);
    }

    #[inline]
    fn iri(&mut self, predicate: &str, object: &str) {
        self.line();
        put(&mut self.text, &[predicate.as_bytes(), b"> <", object.as_bytes(), b">"]);
    }

    #[inline]
    fn literal(&mut self, predicate: &str, text: &str, kind: LiteralKind<'_>) {
        self.line();
        put(&mut self.text, &[predicate.as_bytes(), b"> \""]);
        escape(&mut self.text, text);
        match kind {
            LiteralKind::Plain => self.text.push(b'"'),
            LiteralKind::Lang(tag) => put(&mut self.text, &[b"\"@", tag.as_bytes()]),
            LiteralKind::Typed(datatype) => put(&mut self.text, &[b"\"^^<", datatype.as_bytes(), b">"]),
        }
    }
}

/// How much text is gathered before it goes to the output.
const BLOCK: usize = 1 << 16;

fn lines(quads: &[QuadRef<'_>], graphs: bool, out: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::with_capacity(BLOCK + 1024);
    for quad in quads {
        push_subject(&mut text, quad.subject);
        text.push(b' ');
        push_iri(&mut text, quad.predicate);
        text.push(b' ');
        push_term(&mut text, quad.object);
        if graphs && quad.graph_name != GraphNameRef::DefaultGraph {
            text.push(b' ');
            match quad.graph_name {
                GraphNameRef::NamedNode(name) => push_iri(&mut text, name),
                GraphNameRef::BlankNode(name) => put(&mut text, &[b"_:", name.as_str().as_bytes()]),
                GraphNameRef::DefaultGraph => {}
            }
        }
        text.extend_from_slice(b" .\n");
        if text.len() > BLOCK {
            out.write_all(&text)?;
            text.clear();
        }
    }
    out.write_all(&text)
}

fn push_iri(out: &mut Vec<u8>, iri: NamedNodeRef<'_>) {
    put(out, &[b"<", iri.as_str().as_bytes(), b">"]);
}

fn push_subject(out: &mut Vec<u8>, subject: NamedOrBlankNodeRef<'_>) {
    match subject {
        NamedOrBlankNodeRef::NamedNode(iri) => push_iri(out, iri),
        NamedOrBlankNodeRef::BlankNode(node) => put(out, &[b"_:", node.as_str().as_bytes()]),
    }
}

fn push_term(out: &mut Vec<u8>, term: TermRef<'_>) {
    match term {
        TermRef::NamedNode(iri) => push_iri(out, iri),
        TermRef::BlankNode(node) => put(out, &[b"_:", node.as_str().as_bytes()]),
        TermRef::Literal(literal) => push_literal(out, literal),
        TermRef::Triple(triple) => {
            out.extend_from_slice(b"<<( ");
            push_subject(out, triple.subject.as_ref());
            out.push(b' ');
            push_iri(out, triple.predicate.as_ref());
            out.push(b' ');
            push_term(out, triple.object.as_ref());
            out.extend_from_slice(b" )>>");
        }
    }
}

fn push_literal(out: &mut Vec<u8>, literal: LiteralRef<'_>) {
    out.push(b'"');
    escape(out, literal.value());
    out.push(b'"');
    if let Some(tag) = literal.language() {
        put(out, &[b"@", tag.as_bytes()]);
        if let Some(direction) = literal.direction() {
            put(out, &[b"--", direction.to_string().as_bytes()]);
        }
    } else if literal.datatype() != oxrdf::vocab::xsd::STRING {
        put(out, &[b"^^<", literal.datatype().as_str().as_bytes(), b">"]);
    }
}

/// Appends pieces.
#[inline]
fn put(out: &mut Vec<u8>, pieces: &[&[u8]]) {
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}

/// Appends a literal's text without its quotation marks.
///
/// The text is looked at in blocks that the compiler turns into vector instructions; only a block that holds
/// something to escape is looked at byte by byte.
pub(crate) fn escape(out: &mut Vec<u8>, text: &str) {
    const WIDTH: usize = 32;
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes.len().min(at + WIDTH);
        let block = &bytes[at..end];
        if holds_special(block) {
            for (offset, byte) in block.iter().enumerate().filter(|(_, byte)| is_special(**byte)) {
                out.extend_from_slice(&bytes[copied..at + offset]);
                push_escaped(out, *byte);
                copied = at + offset + 1;
            }
        }
        at = end;
    }
    out.extend_from_slice(&bytes[copied..]);
}

/// Whether any of these bytes has to be escaped. Short texts are looked at in two halves that overlap.
#[inline]
fn holds_special(block: &[u8]) -> bool {
    fn ends<const N: usize>(block: &[u8]) -> Option<bool> {
        let (first, last) = (block.first_chunk::<N>()?, block.last_chunk::<N>()?);
        Some(first.iter().zip(last).fold(false, |found, (a, b)| found | is_special(*a) | is_special(*b)))
    }
    ends::<16>(block)
        .or_else(|| ends::<8>(block))
        .or_else(|| ends::<4>(block))
        .unwrap_or_else(|| block.iter().any(|byte| is_special(*byte)))
}

#[inline]
fn is_special(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7F)
}

fn push_escaped(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0C => out.extend_from_slice(b"\\f"),
        _ => {
            out.extend_from_slice(b"\\u00");
            out.push(HEX[usize::from(byte >> 4)]);
            out.push(HEX[usize::from(byte & 15)]);
        }
    }
}
