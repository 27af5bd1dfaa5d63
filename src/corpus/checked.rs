//! A document given as text, and what checking makes of it.
use super::{Corpus, State};
use crate::check::model;
use crate::check::resolve::{self, Context, resolve};
use crate::diagnostic::render::{Style, render};
use crate::diagnostic::source::{Source, SourceMap};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::facts;
use crate::document::{self, Notation};
use crate::rdf::mapping::Mapper;
use crate::rdf::quads::QuadSink;
use crate::rdf::record::Recorder;
use crate::term::iri;
use self_cell::self_cell;
use std::fmt;

/// A document to check: its text, and the article's text where the document does not hold it.
///
/// No file is read: what `article.text-file` names is given with [`article`](Self::article).
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The document's text.
    pub text: String,
    /// Its notation.
    pub notation: Notation,
    /// The text of the article, where the document does not hold it; a byte order mark counts towards its digest.
    pub article: Option<String>,
    /// The article's id, where the document names none: the name of its folder.
    pub id: Option<String>,
}

impl Written {
    /// A document in YAML.
    #[must_use]
    pub fn yaml(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A document in JSON.
    #[must_use]
    pub fn json(text: impl Into<String>) -> Self {
        Self { text: text.into(), notation: Notation::Json, ..Self::default() }
    }

    /// With the article's text.
    #[must_use]
    pub fn article(mut self, text: impl Into<String>) -> Self {
        self.article = Some(text.into());
        self
    }

    /// With an id for the article, where the document names none.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// What checking a document found.
#[derive(Debug)]
pub struct Report {
    /// The errors and warnings, by their places in the document's text.
    pub diagnostics: Vec<Diagnostic>,
    /// The document, where nothing is an error.
    pub document: Option<Checked>,
}

impl Report {
    /// Whether the document is refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.document.is_none()
    }

    /// The diagnostics as text for people, with excerpts, as the command line shows them. `name` represents the
    /// document's path.
    #[must_use]
    pub fn render(&self, written: &Written, name: &str) -> String {
        let map = SourceMap::new(Source {
            path: name,
            text: &written.text,
            first_line: 1,
            first_byte: 0,
            ends: written.notation.line_ends(),
        });
        self.diagnostics.iter().map(|found| render(found, &map, Style::default())).collect()
    }
}

/// What a checked document is made from.
struct Owner {
    corpus: Corpus,
    written: Written,
}

type Facts<'o> = facts::RawDocument<'o>;

self_cell!(
    /// The document as written, beside the text that it borrows.
    struct Read {
        owner: Owner,
        #[covariant]
        dependent: Facts,
    }
);

type Model<'o> = model::Document<'o>;

self_cell!(
    /// The document as checked, beside what it borrows.
    struct Cell {
        owner: Read,
        #[covariant]
        dependent: Model,
    }
);

/// A checked document, which owns all that it mentions. Only [`Corpus::check`] makes one.
pub struct Checked(Cell);

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("iri", &self.iri()).field("facts", &self.fact_count()).finish()
    }
}

impl Checked {
    /// The corpus that it was checked against.
    #[must_use]
    pub fn corpus(&self) -> &Corpus {
        &self.0.borrow_owner().borrow_owner().corpus
    }

    /// The id of its article.
    #[must_use]
    pub fn id(&self) -> &str {
        self.model().article.id
    }

    /// The IRI of its article.
    #[must_use]
    pub fn iri(&self) -> String {
        let mut article = String::new();
        iri::article(self.corpus().base(), self.id(), &mut article);
        article
    }

    /// The title of its article.
    #[must_use]
    pub fn title(&self) -> &str {
        self.model().article.title
    }

    /// The text of its article, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        self.model().article.text
    }

    /// How many facts it has.
    #[must_use]
    pub fn fact_count(&self) -> usize {
        self.model().facts.len()
    }

    /// The document as checked, for the parts of this crate that read it.
    pub(crate) fn model(&self) -> &Model<'_> {
        self.0.borrow_dependent()
    }

    /// Maps it to quads.
    pub(crate) fn map(&self, sink: &mut impl QuadSink) {
        let corpus = self.corpus();
        Mapper::new(corpus.base(), corpus.ontology()).document(self.model(), sink);
    }

    /// Its quads, recorded.
    pub(crate) fn record(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.map(&mut Recorder::new(&mut bytes));
        bytes
    }
}

impl Corpus {
    /// Checks a document against this corpus and against its article's text.
    ///
    /// All errors and warnings are found at once. A document of a corpus that has errors itself is checked and refused.
    #[must_use]
    pub fn check(&self, written: &Written) -> Report {
        let mut found = Vec::new();
        let owner = Owner { corpus: self.clone(), written: written.clone() };
        let read = Read::try_new(owner, |owner| {
            document::read(&owner.written.text, owner.written.notation, &mut found).ok_or(())
        });
        let document = read.ok().and_then(|read| {
            Cell::try_new(read, |read| self.resolve(read, &mut found).ok_or(())).ok().map(Checked)
        });
        self.policy().apply(&mut found);
        found.sort_by_key(|found| (found.span, found.code));
        let refused = found.iter().any(|found| found.severity == Severity::Error);
        Report { diagnostics: found, document: document.filter(|_| !refused) }
    }

    fn resolve<'r>(&self, read: &'r Read, found: &mut Vec<Diagnostic>) -> Option<Model<'r>> {
        let Owner { corpus, written } = read.borrow_owner();
        if corpus.state() == State::Unreadable {
            return None;
        }
        let facts = read.borrow_dependent();
        let inline = facts.article.text.as_deref();
        let text = inline.or(written.article.as_deref()).map(resolve::FoundText::new);
        if text.is_none() {
            found.push(super::read::no_text(&facts.article));
        }
        let context = Context {
            corpus: corpus.shared(),
            lenient: corpus.is_lenient(),
            default_id: written.id.as_deref(),
        };
        let model = resolve(facts, text, context, &mut resolve::Buffers::default(), found);
        model.filter(|_| corpus.state() == State::Good)
    }
}
