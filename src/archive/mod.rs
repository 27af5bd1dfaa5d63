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
#[cfg(feature = "serve")]
mod glance;
#[cfg(any(feature = "cli", feature = "disk", feature = "endpoint"))]
#[cfg_attr(
    not(any(feature = "disk", feature = "endpoint")),
    allow(dead_code, reason = "no one asks far then")
)]
mod groups;
pub mod live;
mod look;
mod open;
mod page;
mod prefixes;
mod rdf_file;
#[cfg(any(feature = "cli", feature = "disk", feature = "endpoint"))]
#[cfg_attr(not(feature = "endpoint"), allow(dead_code, reason = "no one asks an endpoint then"))]
pub mod remote;
mod replace;
mod snapshot;
mod thing;
mod warning;

pub use answer::{Answer, CitedFact, Quotation, Receipts, RowReceipt, Rows};
pub use ask::{Ask, AskError, Voice};
pub use builder::SnapshotBuilder;
pub use export::{ExportError, ExportFormat};
pub use live::{Live, Refreshed};
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
    pub(crate) use super::export::write_default_graph;
}

/// What the command line works with, one level below the API.
#[cfg(feature = "cli")]
pub(crate) mod inside_cli {
    pub(crate) use super::ask::parse;
    pub(crate) use super::builder::{add_ontologies, declare, ontology_graph, ontology_quads};
    pub(crate) use super::open::{Gather, RecordWork, gather};
    pub(crate) use super::prefixes::{prefixes, with_articles};
    pub(crate) use super::rdf_file::{is_rdf, read as read_rdf};
    pub(crate) use super::thing::find as find_thing;
    pub(crate) use super::warning::without_data;
}

use crate::corpus::{Checked, Corpus};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Checked documents in memory, by the IRIs of their articles.
///
/// To replace one reads, checks and maps no other: a snapshot is made of the one before it and of what has changed since.
/// Rows that a query does not order may then come in another order than from an archive that was filled in one go.
#[derive(Debug)]
pub struct Archive {
    corpora: Vec<Corpus>,
    /// How many facts each article has.
    articles: BTreeMap<String, usize>,
    state: Mutex<State>,
}

/// What an archive holds, where it was asked for, and what has changed since.
#[derive(Debug, Default)]
struct State {
    last: Option<Snapshot>,
    /// By article: its quads, recorded; none where it was removed.
    changed: BTreeMap<String, Option<Vec<u8>>>,
    /// Whether the corpora have changed.
    has_other_corpora: bool,
}

impl Archive {
    /// An archive in memory, with what a corpus declares and nothing else.
    #[must_use]
    pub fn in_memory(corpus: Corpus) -> Self {
        Self { corpora: vec![corpus], articles: BTreeMap::new(), state: Mutex::default() }
    }

    /// An archive that holds what a snapshot of it does; the articles with the numbers of their facts.
    pub(crate) fn of_snapshot(snapshot: Snapshot, articles: BTreeMap<String, usize>) -> Self {
        let corpora = snapshot.corpora().to_vec();
        let state = State { last: Some(snapshot), ..State::default() };
        Self { corpora, articles, state: Mutex::new(state) }
    }

    /// Puts a document in the place of the one with the same article, if there is one: then true comes back.
    ///
    /// The document may have been checked against another corpus than the archive's: what that one declares comes along.
    pub fn put(&mut self, document: &Checked) -> bool {
        if !self.corpora.iter().any(|corpus| corpus.is_same(document.corpus())) {
            self.corpora.push(document.corpus().clone());
            self.state().has_other_corpora = true;
        }
        self.put_record(document.iri(), document.fact_count(), document.record())
    }

    /// The same of a document that is mapped already, of one of the archive's corpora.
    pub(crate) fn put_record(&mut self, article: String, facts: usize, record: Vec<u8>) -> bool {
        self.state().changed.insert(article.clone(), Some(record));
        self.articles.insert(article, facts).is_some()
    }

    /// Takes out the document of an article, by the article's id or IRI; false where it holds none.
    pub fn remove(&mut self, article: &str) -> bool {
        let of_id = |corpus: &Corpus| format!("{}article/{article}", corpus.base());
        let names: Vec<String> = self.corpora.iter().map(of_id).chain([article.to_owned()]).collect();
        let Some(name) = names.into_iter().find(|name| self.articles.remove(name).is_some()) else {
            return false;
        };
        self.state().changed.insert(name, None);
        true
    }

    /// Puts another corpus in the place of the archive's first: its declarations and ontologies hold from now on.
    ///
    /// Documents that were checked against the one before stay as they were mapped; check those that depend on what
    /// changed once more, and [put](Self::put) them.
    pub fn replace_corpus(&mut self, corpus: Corpus) {
        self.corpora.clear();
        self.corpora.push(corpus);
        self.state().has_other_corpora = true;
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
        self.articles.values().sum()
    }

    /// How many facts an article has, by its IRI.
    pub(crate) fn facts_of(&self, article: &str) -> Option<usize> {
        self.articles.get(article).copied()
    }

    /// What the archive holds now. Made once after each change, then shared.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { last, changed, has_other_corpora } = std::mem::take(&mut *state);
        let made = match last {
            Some(last) if changed.is_empty() && !has_other_corpora => last,
            Some(last) if !has_other_corpora && !last.dataset().is_worn() => last.changed(&changed),
            last => replace::whole(&self.corpora, last.as_ref(), &changed),
        };
        state.last = Some(made.clone());
        made
    }

    fn state(&mut self) -> &mut State {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
