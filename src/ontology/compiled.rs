//! The core ontology as it was read when groundwire was compiled (`build.rs`): texts with a byte of kind before them and a
//! zero behind them.
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

const CORE: &str = include_str!(concat!(env!("OUT_DIR"), "/core.triples"));

/// The core's triples and prefixes.
#[derive(Debug, Default)]
pub(super) struct Core {
    pub(super) triples: Vec<Triple>,
    pub(super) prefixes: Vec<(String, String)>,
    /// How many blank nodes the triples have: `o0`, `o1`, ….
    pub(super) blank_nodes: u32,
}

impl Core {
    /// Reads it. What is compiled in is as it was written.
    pub(super) fn read() -> Self {
        let mut texts = Texts(CORE);
        let mut core = Self { triples: Vec::with_capacity(2048), ..Self::default() };
        while let Some((kind, text)) = texts.next() {
            if kind == b'p' {
                core.prefixes.extend(texts.next().map(|(_, iri)| (text.to_owned(), iri.to_owned())));
                continue;
            }
            let subject = if kind == b'b' {
                NamedOrBlankNode::BlankNode(core.blank_node(text))
            } else {
                NamedOrBlankNode::NamedNode(NamedNode::new_unchecked(text))
            };
            let Some((_, predicate)) = texts.next() else { break };
            let Some(object) = core.object(&mut texts) else { break };
            core.triples.push(Triple { subject, predicate: NamedNode::new_unchecked(predicate), object });
        }
        core
    }

    fn object(&mut self, texts: &mut Texts) -> Option<Term> {
        Some(match texts.next()? {
            (b'b', label) => self.blank_node(label).into(),
            (b'l', value) => match texts.next()? {
                (b'@', tag) => Literal::new_language_tagged_literal_unchecked(value, tag).into(),
                (_, datatype) => Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into(),
            },
            (_, iri) => NamedNode::new_unchecked(iri).into(),
        })
    }

    fn blank_node(&mut self, label: &str) -> BlankNode {
        let number: u32 = label.trim_start_matches('o').parse().unwrap_or_default();
        self.blank_nodes = self.blank_nodes.max(number + 1);
        BlankNode::new_unchecked(label)
    }
}

/// What is left of the texts.
struct Texts(&'static str);

impl Iterator for Texts {
    type Item = (u8, &'static str);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = *self.0.as_bytes().first()?;
        let end = memchr::memchr(0, self.0.as_bytes())?;
        let text = self.0.get(1..end)?;
        self.0 = self.0.get(end + 1..)?;
        Some((kind, text))
    }
}
