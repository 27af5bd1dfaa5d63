//! The core ontology as it was read when groundwire was compiled (`build.rs`): texts with a byte of kind before them and a
//! zero behind them.
use oxrdf::{BlankNodeRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, TermRef, TripleRef};
use std::sync::LazyLock;

const CORE: &str = include_str!(concat!(env!("OUT_DIR"), "/core.triples"));

/// The core's triples and prefixes.
#[derive(Debug, Default)]
pub(super) struct Core {
    pub(super) triples: Vec<TripleRef<'static>>,
    pub(super) prefixes: Vec<(String, String)>,
    /// How many blank nodes the triples have: `o0`, `o1`, ….
    pub(super) blank_nodes: u32,
}

impl Core {
    /// The core, read once.
    pub(super) fn get() -> &'static Self {
        static READ: LazyLock<Core> = LazyLock::new(Core::read);
        &READ
    }

    /// Reads it. What is compiled in is as it was written.
    fn read() -> Self {
        let mut texts = Texts(CORE);
        let mut core = Self { triples: Vec::with_capacity(2048), ..Self::default() };
        while let Some((kind, text)) = texts.next() {
            if kind == b'p' {
                core.prefixes.extend(texts.next().map(|(_, iri)| (text.to_owned(), iri.to_owned())));
                continue;
            }
            let subject = if kind == b'b' {
                NamedOrBlankNodeRef::BlankNode(core.blank_node(text))
            } else {
                NamedOrBlankNodeRef::NamedNode(NamedNodeRef::new_unchecked(text))
            };
            let Some((_, predicate)) = texts.next() else { break };
            let Some(object) = core.object(&mut texts) else { break };
            let predicate = NamedNodeRef::new_unchecked(predicate);
            core.triples.push(TripleRef { subject, predicate, object });
        }
        core
    }

    fn object(&mut self, texts: &mut Texts) -> Option<TermRef<'static>> {
        Some(match texts.next()? {
            (b'b', label) => self.blank_node(label).into(),
            (b'l', value) => match texts.next()? {
                (b'@', tag) => LiteralRef::new_language_tagged_literal_unchecked(value, tag).into(),
                (_, datatype) => {
                    LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(datatype)).into()
                }
            },
            (_, iri) => NamedNodeRef::new_unchecked(iri).into(),
        })
    }

    fn blank_node(&mut self, label: &'static str) -> BlankNodeRef<'static> {
        let number: u32 = label.trim_start_matches('o').parse().unwrap_or_default();
        self.blank_nodes = self.blank_nodes.max(number + 1);
        BlankNodeRef::new_unchecked(label)
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
