//! What can go wrong with a store on disk.
use crate::archive::AskError;
use crate::corpus::error::reason;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The format of the stores that this version reads and writes.
pub(super) const VERSION: &str = "8";

/// Why a store could not be opened, changed or asked.
#[derive(Debug)]
pub enum DiskError {
    /// Something is wrong with the store of this folder.
    Store(PathBuf, StoreProblem),
    /// A query has no answer.
    Ask(AskError),
}

/// What is wrong with a store.
#[derive(Debug)]
pub enum StoreProblem {
    /// There is no such folder.
    Missing,
    /// It is not a folder.
    NotAFolder,
    /// The folder holds something else.
    Foreign,
    /// The store has another format, which is named.
    Format(String),
    /// Nothing was loaded yet.
    Empty,
    /// Its `CURRENT` names this, which does not exist.
    Lost(String),
    /// Another process changes it.
    Changing,
    /// Another process reads it.
    Reading,
    /// The disk is full.
    Full,
    /// An article is not in it.
    NoArticle {
        /// The article, as it was named.
        article: String,
        /// The nearest id.
        near: Option<String>,
    },
    /// It could not be read or written.
    Io(io::Error),
}

impl DiskError {
    pub(super) fn new(store: &Path, problem: StoreProblem) -> Self {
        Self::Store(store.to_owned(), problem)
    }

    /// Of a failed read or write.
    pub(super) fn io(store: &Path, error: io::Error) -> Self {
        // RocksDB hands the system's error on as text.
        let is_full = error.kind() == io::ErrorKind::StorageFull
            || error.to_string().contains("No space left on device");
        Self::new(store, if is_full { StoreProblem::Full } else { StoreProblem::Io(error) })
    }
}

/// Of records that are not as they were written.
pub(super) fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "its list of documents is damaged; load the documents into a new folder",
    )
}

impl fmt::Display for DiskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (store, problem) = match self {
            Self::Store(store, problem) => (store.display(), problem),
            Self::Ask(error) => return error.fmt(f),
        };
        match problem {
            StoreProblem::Missing => write!(f, "no store `{store}` exists"),
            StoreProblem::NotAFolder => write!(f, "`{store}` is not a folder; a store is a folder"),
            StoreProblem::Foreign => write!(
                f,
                "`{store}` is not a groundwire store and not empty: nothing was changed; name a new folder, or one made by `groundwire load`"
            ),
            StoreProblem::Format(version) => write!(
                f,
                "the store `{store}` has format {version}, and this version of groundwire reads format {}: use the version that made it, or load the documents into a new folder",
                VERSION
            ),
            StoreProblem::Empty => write!(
                f,
                "the store `{store}` is empty: load documents with `groundwire load --store {store} PATH`"
            ),
            StoreProblem::Lost(name) => write!(
                f,
                "the store `{store}` is damaged: its `CURRENT` names `{name}`, which does not exist; load the documents into a new folder"
            ),
            StoreProblem::Changing => write!(
                f,
                "the store `{store}` is being changed by another process: try again when it has finished"
            ),
            StoreProblem::Reading => write!(
                f,
                "the store `{store}` is being read by another process: try again when it has finished"
            ),
            StoreProblem::Full => write!(
                f,
                "the disk of the store `{store}` is full: nothing was changed; free some space and run the command again"
            ),
            StoreProblem::NoArticle { article, near } => {
                write!(f, "no article `{article}` exists in the store `{store}`")?;
                near.iter().try_for_each(|near| write!(f, "; did you mean `{near}`?"))
            }
            StoreProblem::Io(error) => write!(f, "the store `{store}`: {}", reason(error)),
        }
    }
}

impl std::error::Error for DiskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(_, StoreProblem::Io(error)) => Some(error),
            Self::Store(..) => None,
            Self::Ask(error) => Some(error),
        }
    }
}

impl From<AskError> for DiskError {
    fn from(error: AskError) -> Self {
        Self::Ask(error)
    }
}
