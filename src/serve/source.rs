//! Archives that are not in memory: what a page or an answer depends on is fetched for it.
use crate::archive::{
    Answer, AnswerFormat, ArticleEntry, Ask, AskError, QueryWarning, Snapshot, Thing, TriplesFormat,
};
use crate::ask::sparql::Query;
use std::fmt;
use std::io::Write;

/// Where an answer is written.
pub type Output = Box<dyn Write + Send>;

/// Holds an archive that is not in memory.
pub trait ArchiveSource: fmt::Debug + Send + Sync {
    /// What people call it.
    fn name(&self) -> &str;

    /// All that the answer to a query depends on, its citations included where they are asked for.
    ///
    /// # Errors
    /// Where the data cannot be had in time, or not be relied on.
    fn answering(&self, query: &Query, ask: &Ask) -> Result<Snapshot, AskError>;

    /// The answer to a query, and what tells the names of what it speaks of.
    ///
    /// # Errors
    /// Those of [`answering`](Self::answering) and of the query.
    fn answer(&self, query: Query, ask: &Ask) -> Result<(Answer, Snapshot), AskError> {
        let near = self.answering(&query, ask)?;
        Ok((near.query_parsed(query, ask)?, near))
    }

    /// The same, written in one of two formats; gives the output back.
    ///
    /// # Errors
    /// Those of [`answering`](Self::answering), of the query and of the output.
    fn write(
        &self,
        query: Query,
        ask: &Ask,
        (rows, triples): (AnswerFormat, TriplesFormat),
        out: Output,
    ) -> Result<Output, AskError> {
        let near = self.answering(&query, ask)?;
        near.write_parsed(query, ask, rows, triples, out).map(|(_, out)| out)
    }

    /// Warnings about terms of a query that exist nowhere, as [`Snapshot::warnings`] gives them. None where what the corpora
    /// declare is all that tells.
    fn warnings(&self, text: &str, ask: &Ask) -> Option<Vec<QueryWarning>> {
        let _ = (text, ask);
        None
    }

    /// All that is said of a thing, by its IRI in pointed brackets or a name.
    ///
    /// # Errors
    /// Where the data cannot be had in time, or not be relied on.
    fn about(&self, thing: &str) -> Result<Snapshot, AskError>;

    /// All that the shortest chains between two things depend on.
    ///
    /// # Errors
    /// Where the data cannot be had in time, or not be relied on.
    fn between(&self, ends: [&str; 2]) -> Result<Snapshot, AskError>;

    /// The things and articles whose label or title holds some words.
    ///
    /// # Errors
    /// Where the data cannot be had in time, or not be relied on.
    fn find(&self, words: &str, most: usize) -> Result<Vec<Thing>, AskError>;

    /// Its articles, newest first: how many there are, and some of them from one on. None where it has no list of them.
    ///
    /// # Errors
    /// Where the data cannot be had in time, or not be relied on.
    fn articles(&self, from: usize, most: usize) -> Result<Option<(usize, Vec<ArticleEntry>)>, AskError> {
        let _ = (from, most);
        Ok(None)
    }
}
