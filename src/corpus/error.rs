//! Why documents or a corpus could not be opened.
use crate::term::iri::BadIri;
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why documents or a corpus could not be opened at all. What is wrong inside a file is a
/// [diagnostic](crate::diagnostic::Diagnostic) instead.
#[derive(Debug)]
pub enum OpenError {
    /// No file or folder of this name exists.
    NotFound(PathBuf),
    /// No folder `data` exists, which is used where no path is given.
    NoData,
    /// A folder, or all paths together, hold no document.
    NoDocument(Vec<PathBuf>),
    /// A `corpus.yaml` was named where a document is expected.
    IsCorpus(PathBuf),
    /// The name of the file ends in nothing that a document's name can end in.
    NotADocument(PathBuf),
    /// The corpus file that was asked for does not exist.
    NoCorpusFile(PathBuf),
    /// The base is not an IRI.
    BaseNotIri {
        /// The base.
        base: String,
        /// What is wrong with it.
        reason: BadIri,
    },
    /// The base does not end in `/` or `#`.
    BaseEnd(String),
    /// The base has a path segment `.` or `..`.
    BaseDots(String),
    /// A file or folder could not be read.
    Io {
        /// What was tried: `cannot read …`.
        what: String,
        /// Why it failed.
        error: io::Error,
    },
}

impl OpenError {
    /// Of a failed read of something with a name.
    pub(crate) fn io(error: io::Error, what: impl fmt::Display) -> Self {
        Self::Io { what: what.to_string(), error }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(path) => write!(f, "no file or folder `{}` exists", path.display()),
            Self::NoData => f.write_str(
                "no folder `data` exists here, which is used where no path is given: name a document or a folder of documents",
            ),
            Self::NoDocument(paths) => {
                let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                write!(
                    f,
                    "no document in {}: a document is a `facts.yaml` or `facts.json` in a folder, or a line of a `.jsonl`",
                    names.join(", ")
                )
            }
            Self::IsCorpus(path) => write!(
                f,
                "`{}` is a corpus, not a document: name its folder, or give it with `--corpus`",
                path.display()
            ),
            Self::NotADocument(path) => write!(
                f,
                "`{}` is not a document: its name must end in `.yaml`, `.json` or `.jsonl`",
                path.display()
            ),
            Self::NoCorpusFile(path) => write!(f, "no corpus file `{}` exists", path.display()),
            Self::BaseNotIri { base, reason } => write!(f, "the base `{base}` is not an IRI: {reason}"),
            Self::BaseEnd(base) => {
                write!(f, "the base `{base}` does not end in `/` or `#`; write `{base}/`")
            }
            Self::BaseDots(base) => write!(
                f,
                "the base `{base}` has a path segment `.` or `..`, which readers of RDF resolve differently; write the \
                 path without it"
            ),
            Self::Io { what, error } => write!(f, "{what}: {}", reason(error)),
        }
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// The reason of an I/O error without the error number that the library adds.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
