//! What takes the place of stores on disk where they are not built in.
use super::query::Formats;
use super::{Failure, Outcome};
use crate::archive::{Ask, SnapshotBuilder};
use crate::ask::sparql::Query;
use crate::cli::arguments;
use crate::corpus::find::Input;
use oxrdf::Quad;
use std::path::Path;

/// A store, of which there is none.
pub enum Stored {}

fn missing() -> Failure {
    Failure::Usage(
        "this build has no support for stores on disk: build it with `cargo install groundwire --features disk` (that needs a C++20 compiler and libclang)"
            .to_owned(),
    )
}

/// Says that stores are not built in.
///
/// # Errors
/// Always.
pub fn load(_: &arguments::Load, _: &Path) -> Result<Outcome, Failure> {
    Err(missing())
}

/// Says that stores are not built in.
///
/// # Errors
/// Always.
pub fn retract(_: &arguments::Retract, _: &Path) -> Result<Outcome, Failure> {
    Err(missing())
}

impl Stored {
    /// Says that stores are not built in.
    ///
    /// # Errors
    /// Always.
    pub fn open(_: &Path) -> Result<Self, Failure> {
        Err(missing())
    }

    /// The corpora whose documents were loaded.
    ///
    /// # Errors
    /// None.
    pub fn input(&self, _: bool) -> Result<Input, Failure> {
        match *self {}
    }

    /// What the corpora declare: the shared entities, and the ontologies.
    ///
    /// # Errors
    /// None.
    pub fn corpora(&self) -> Result<(Vec<Quad>, Vec<Quad>), Failure> {
        match *self {}
    }

    /// Takes each document's recorded quads.
    ///
    /// # Errors
    /// None.
    pub fn articles(&self, _: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        match *self {}
    }

    /// All that was loaded, in memory.
    ///
    /// # Errors
    /// None.
    pub fn snapshot(&self, _: &Input) -> Result<SnapshotBuilder, Failure> {
        match *self {}
    }

    /// Whether the index can answer a query.
    #[must_use]
    pub fn can_answer(&self, _: &Query) -> bool {
        match *self {}
    }

    /// Answers a query from the index.
    ///
    /// # Errors
    /// None.
    pub fn ask(self, _: Query, _: &Ask, _: bool, _: &Input, _: Formats) -> Result<u64, Failure> {
        match self {}
    }
}
