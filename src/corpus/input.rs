//! Documents that were found, with their corpora.
use super::Corpus;
use crate::document::Notation;
use std::path::PathBuf;

/// The documents below some paths, with their corpora.
#[derive(Debug)]
pub struct Input {
    /// The corpora of the documents; one without a file among them where a document has none.
    pub corpora: Vec<Corpus>,
    /// The documents, in order.
    pub documents: Vec<Found>,
}

impl Input {
    /// Whether a file of many documents is among them: JSON Lines.
    #[must_use]
    pub fn has_lines(&self) -> bool {
        self.documents.iter().any(|found| found.notation == Notation::Lines)
    }
}

/// A file with one document or many.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its path; none for stdin.
    pub path: Option<PathBuf>,
    /// Its path as people know it.
    pub name: String,
    /// Its notation.
    pub notation: Notation,
    /// Its corpus: an index.
    pub corpus: usize,
    /// The folder that its text may not leave.
    pub root: PathBuf,
    /// The other document in its folder, if there is one.
    pub beside: Option<String>,
    /// Where its drafts are, if they are to be read and there are any.
    pub drafts: Option<PathBuf>,
}
