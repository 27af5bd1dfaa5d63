//! Archives that are not in memory: what a page or an answer depends on is fetched for it.
use crate::archive::{Ask, AskError, Snapshot, Thing};
use crate::ask::sparql::Query;
use std::fmt;

/// Holds an archive that is not in memory.
pub trait ArchiveSource: fmt::Debug + Send + Sync {
    /// What people call it.
    fn name(&self) -> &str;

    /// All that the answer to a query depends on, its citations included where they are asked for.
    ///
    /// # Errors
    /// Where the data cannot be had in time, or not be relied on.
    fn answering(&self, query: &Query, ask: &Ask) -> Result<Snapshot, AskError>;

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
}
