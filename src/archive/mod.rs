//! Archives of checked documents, and the questions that can be asked of them.
//!
//! An [`Archive`] takes [checked documents](crate::Checked) one by one and forgets them by the id of their article. A
//! [`Snapshot`] is what it held at one moment: it never changes, is cheap to clone, and many threads ask it at once.
mod answer;
mod ask;
mod builder;
#[cfg(feature = "disk")]
pub mod disk;
mod export;
mod look;
mod open;
mod page;
mod rdf_file;
#[cfg(any(feature = "cli", feature = "disk", feature = "endpoint"))]
#[cfg_attr(not(feature = "endpoint"), allow(dead_code, reason = "no one asks an endpoint then"))]
pub mod remote;
mod snapshot;
mod thing;
mod warning;

pub use answer::{Answer, CitedFact, Quotation, Receipts, RowReceipt, Rows};
pub use ask::{Ask, AskError, Voice};
pub use builder::SnapshotBuilder;
pub use export::{ExportError, ExportFormat};
pub use look::{AnswerFormat, Look, TriplesFormat};
pub use open::SnapshotError;
pub use page::ExplainError;
pub use rdf_file::RdfFileError;
pub use snapshot::{ArticleEntry, Snapshot};
pub use thing::{NameError, Thing};
pub use warning::QueryWarning;

/// What the front ends work with, one level below the API.
#[cfg(feature = "serve")]
pub(crate) mod inside {
    pub(crate) use super::export::write_triples;
}

/// What the command line works with, one level below the API.
#[cfg(feature = "cli")]
pub(crate) mod inside_cli {
    pub(crate) use super::ask::parse;
    pub(crate) use super::builder::{add_ontologies, declare, ontology_graph, ontology_quads};
    pub(crate) use super::open::{Gather, RecordWork, gather};
    pub(crate) use super::rdf_file::read as read_rdf;
    pub(crate) use super::thing::find as find_thing;
}

use crate::corpus::{Checked, Corpus};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Checked documents in memory, by the IRIs of their articles.
///
/// Each document is kept as it was mapped: to replace one reads and checks no other.
#[derive(Debug)]
pub struct Archive {
    corpora: Vec<Corpus>,
    articles: BTreeMap<String, Entry>,
    /// What the archive holds, where it was asked for since the last change.
    current: Mutex<Option<Snapshot>>,
}

/// A document as it was mapped.
#[derive(Debug)]
struct Entry {
    record: Arc<[u8]>,
    facts: usize,
}

impl Archive {
    /// An archive in memory, with what a corpus declares and nothing else.
    #[must_use]
    pub fn in_memory(corpus: Corpus) -> Self {
        Self { corpora: vec![corpus], articles: BTreeMap::new(), current: Mutex::default() }
    }

    /// Puts a document in the place of the one with the same article, if there is one: then true comes back.
    ///
    /// The document may have been checked against another corpus than the archive's: what that one declares comes along.
    pub fn put(&mut self, document: &Checked) -> bool {
        if !self.corpora.iter().any(|corpus| corpus.is_same(document.corpus())) {
            self.corpora.push(document.corpus().clone());
        }
        self.forget_snapshot();
        let entry = Entry { record: document.record().into(), facts: document.fact_count() };
        self.articles.insert(document.iri(), entry).is_some()
    }

    /// Takes out the document of an article, by the article's id or IRI; false where it holds none.
    pub fn remove(&mut self, article: &str) -> bool {
        let of_id = |corpus: &Corpus| format!("{}article/{article}", corpus.base());
        let names: Vec<String> = self.corpora.iter().map(of_id).chain([article.to_owned()]).collect();
        let gone = names.iter().any(|name| self.articles.remove(name).is_some());
        if gone {
            self.forget_snapshot();
        }
        gone
    }

    /// Puts another corpus in the place of the archive's first: its declarations and ontologies hold from now on.
    ///
    /// Documents that were checked against the one before stay as they were mapped; check those that depend on what
    /// changed once more, and [put](Self::put) them.
    pub fn replace_corpus(&mut self, corpus: Corpus) {
        self.corpora.clear();
        self.corpora.push(corpus);
        self.forget_snapshot();
    }

    /// How many articles it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether it holds no article.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// How many facts it holds.
    #[must_use]
    pub fn fact_count(&self) -> usize {
        self.articles.values().map(|entry| entry.facts).sum()
    }

    /// What the archive holds now. Made once after each change, then shared.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current
            .get_or_insert_with(|| {
                let mut builder = SnapshotBuilder::new(&self.corpora);
                self.articles.values().for_each(|entry| builder.record(&entry.record));
                builder.finish()
            })
            .clone()
    }

    fn forget_snapshot(&mut self) {
        *self.current.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
