//! Corpora and their documents: what lies in files, found and checked.
//!
//! A [`Corpus`] is what documents share. It checks a document that is given as text ([`Corpus::check`]), or the
//! documents below a path are found and taken one after another, on all cores, in memory that does not grow with
//! their number (`batch`).
pub(crate) mod batch;
pub mod checked;
pub(crate) mod compressed;
pub(crate) mod drafts;
pub mod error;
pub(crate) mod find;
mod input;
pub mod listen;
mod load;
pub mod names;
pub(crate) mod path;
pub(crate) mod read;
pub(crate) mod replace;
pub(crate) mod review;
pub mod saved;
pub(crate) mod stamp;

pub use checked::{Checked, Report, Written};
pub use error::OpenError;
pub use listen::{FileReport, Listener};
pub use names::Named;
pub use saved::SavedQuestion;

use crate::check::corpus::CheckedCorpus as Shared;
use crate::diagnostic::policy::Policy;
use crate::ontology::Ontology;
use load::{CorpusText, Given};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An ontology by name, as bytes.
pub(crate) type Extra = (String, Vec<u8>);

/// How a corpus is opened.
#[derive(Clone, Debug, Default)]
pub struct CorpusOptions {
    /// The corpus file to use instead of the nearest `corpus.yaml`.
    pub corpus: Option<PathBuf>,
    /// The base of all minted IRIs, instead of the corpus's own; it ends in `/` or `#`.
    pub base: Option<String>,
    /// Turtle files with more classes and properties.
    pub ontologies: Vec<PathBuf>,
    /// Whether errors of domain, range and property kind are only warnings.
    pub lenient: bool,
    /// Which warnings refuse a document and which are not reported; goes before what the corpus says.
    pub policy: Policy,
    /// Whether the drafts that lie beside a document, in a `drafts.yaml`, are read and checked with it. They come into a graph
    /// of their own, `article/{id}/graph/drafts`, and give no plain triple.
    pub drafts: bool,
}

/// What documents share: the base of their IRIs, prefixes, ontologies, entities, saved questions.
///
/// Cheap to clone; threads share it.
#[derive(Clone, Debug)]
pub struct Corpus(Arc<Inner>);

/// A corpus with what only the file system knows.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) shared: Shared,
    /// The folder of its `corpus.yaml`, where it has one.
    pub(crate) folder: Option<PathBuf>,
    /// The folder of its saved questions.
    pub(crate) questions: Option<PathBuf>,
    /// Its file and the ontologies that it names, where they are files.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) state: State,
    pub(crate) lenient: bool,
    pub(crate) policy: Policy,
}

/// How far a corpus can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is good.
    Good,
    /// It has an error: its documents are checked and refused.
    Refused,
    /// Its ontology could not be read: nothing can be said about its documents.
    Unreadable,
}

/// Why a corpus cannot be used.
#[derive(Debug)]
pub enum CorpusError {
    /// It could not be read at all.
    Open(OpenError),
    /// Its file or an ontology has errors.
    Refused(Vec<FileReport>),
}

impl fmt::Display for CorpusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Refused(reports) => {
                let first = reports.iter().find(|report| report.is_refused());
                let Some((report, found)) =
                    first.and_then(|report| Some((report, report.diagnostics.first()?)))
                else {
                    return f.write_str("the corpus has errors");
                };
                let place = report.source().place(found.span.start);
                write!(f, "{}:{}:{}: {}", report.name, place.line, place.column, found.message)
            }
        }
    }
}

impl std::error::Error for CorpusError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Open(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

impl From<OpenError> for CorpusError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<Inner> for Corpus {
    fn from(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }
}

impl Default for Corpus {
    /// The core ontology, the default base, and nothing else.
    fn default() -> Self {
        load::load(
            Given { file: None, base: None, extra: &[], lenient: false, policy: Policy::default() },
            &mut Vec::new(),
        )
    }
}

impl Corpus {
    /// Opens the corpus that holds in a folder: the nearest `corpus.yaml` in it or above, or none.
    ///
    /// # Errors
    /// Where a file cannot be read, or the corpus or one of its ontologies has an error. Warnings are not returned:
    /// [`open_with`](Self::open_with) hands them to a listener.
    pub fn open(folder: impl AsRef<Path>, options: &CorpusOptions) -> Result<Self, CorpusError> {
        let mut reports = Vec::new();
        let corpus = Self::open_with(folder, options, &mut reports)?;
        match corpus.state() {
            State::Good => Ok(corpus),
            State::Refused | State::Unreadable => Err(CorpusError::Refused(reports)),
        }
    }

    /// The same, with what is wrong told to a listener; a corpus with errors comes back too, in its
    /// [state](Self::state).
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn open_with(
        folder: impl AsRef<Path>,
        options: &CorpusOptions,
        listener: &mut dyn Listener,
    ) -> Result<Self, OpenError> {
        find::corpus_of(folder.as_ref(), options, listener)
    }

    /// A corpus from text: that of a `corpus.yaml`, and ontologies in Turtle, each with its name. No file is read.
    ///
    /// # Errors
    /// Where one of the texts has an error.
    pub fn from_text(corpus: &str, ontologies: &[(&str, &str)]) -> Result<Self, CorpusError> {
        let extra: Vec<Extra> = ontologies
            .iter()
            .map(|(name, turtle)| ((*name).to_owned(), turtle.as_bytes().to_vec()))
            .collect();
        let file =
            CorpusText { name: "corpus.yaml".to_owned(), bytes: corpus.as_bytes().to_vec(), folder: None };
        let mut reports = Vec::new();
        let corpus = load::load(
            Given { file: Some(file), base: None, extra: &extra, lenient: false, policy: Policy::default() },
            &mut reports,
        );
        match corpus.state() {
            State::Good => Ok(corpus),
            State::Refused | State::Unreadable => Err(CorpusError::Refused(reports)),
        }
    }

    /// The base of all minted IRIs.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.0.shared.base
    }

    /// The core ontology and what was added to it.
    #[must_use]
    pub fn ontology(&self) -> &Ontology {
        &self.0.shared.ontology
    }

    /// Its prefixes, each with its IRI.
    #[must_use]
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.0.shared.prefixes
    }

    /// How far it can be relied on.
    #[must_use]
    pub fn state(&self) -> State {
        self.0.state
    }

    /// The folder of its `corpus.yaml`, where it has one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.0.folder.as_deref()
    }

    /// The files that it was read from: its `corpus.yaml`, where it has one, and the ontologies that this names.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.0.files
    }

    /// The folder of its saved questions, where it has one.
    pub(crate) fn questions_folder(&self) -> Option<&Path> {
        self.0.questions.as_deref()
    }

    /// Whether errors of domain, range and property kind are only warnings.
    #[must_use]
    pub fn is_lenient(&self) -> bool {
        self.0.lenient
    }

    /// Which warnings refuse a document, and which are not reported.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// Whether the two are handles to one corpus.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// One that no file declares.
    #[cfg(feature = "disk")]
    pub(crate) fn without_file(shared: Shared) -> Self {
        Inner {
            shared,
            folder: None,
            questions: None,
            files: Vec::new(),
            state: State::Good,
            lenient: false,
            policy: Policy::default(),
        }
        .into()
    }

    /// What its documents share, as checked.
    pub(crate) fn shared(&self) -> &Shared {
        &self.0.shared
    }
}
