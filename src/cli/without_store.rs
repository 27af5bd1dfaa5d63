//! What takes the place of stores on disk where they are not built in.
use super::answer::Formats;
use super::{Failure, Outcome};
use crate::archive::remote::ExplainTarget;
use crate::archive::{Ask, QueryWarning, Snapshot, SnapshotBuilder};
use crate::ask::sparql::Query;
use crate::cli::arguments;
use crate::corpus::find::Input;
use oxrdf::Quad;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A store, of which there is none.
pub(crate) enum Stored {}

fn missing() -> Failure {
    Failure::Usage(
        "this build of groundwire has no stores on disk: give the documents themselves, or an RDF store by `--endpoint`; for stores on disk, build it in a checkout with `cargo install --path . --features disk` (that needs a C++20 compiler and libclang)"
            .to_owned(),
    )
}

/// Says that stores are not built in.
///
/// # Errors
/// Always.
pub(crate) fn load(_: &arguments::Load, _: &Path) -> Result<Outcome, Failure> {
    Err(missing())
}

/// Says that stores are not built in.
///
/// # Errors
/// Always.
pub(crate) fn retract(_: &arguments::Retract, _: &Path) -> Result<String, Failure> {
    Err(missing())
}

/// Says that stores are not built in.
///
/// # Errors
/// Always.
#[cfg(feature = "serve")]
pub(crate) fn served(
    _: &arguments::Serve,
    _: &Path,
    _: std::time::Duration,
    _: &mut super::report::Reporter,
) -> Result<crate::serve::Site, Failure> {
    Err(missing())
}

/// Says that stores are not built in.
///
/// # Errors
/// Always.
pub(crate) fn check(_: &arguments::StoreCheck) -> Result<Outcome, Failure> {
    Err(missing())
}

impl Stored {
    /// Says that stores are not built in.
    ///
    /// # Errors
    /// Always.
    pub(crate) fn open(_: &Path) -> Result<Self, Failure> {
        Err(missing())
    }

    /// The corpora whose documents were loaded.
    ///
    /// # Errors
    /// None.
    pub(crate) fn input(&self) -> Result<Input, Failure> {
        match *self {}
    }

    pub(crate) fn has(&self, _: &str) -> Result<bool, Failure> {
        match *self {}
    }

    /// What the corpora declare.
    ///
    /// # Errors
    /// None.
    pub(crate) fn declared(&self) -> Result<(Vec<Quad>, Vec<Quad>), Failure> {
        match *self {}
    }

    /// Takes each document's recorded quads.
    ///
    /// # Errors
    /// None.
    pub(crate) fn articles(&self, _: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        match *self {}
    }

    /// All that was loaded, in memory.
    ///
    /// # Errors
    /// None.
    pub(crate) fn builder(&self) -> Result<SnapshotBuilder, Failure> {
        match *self {}
    }

    /// What a query depends on.
    ///
    /// # Errors
    /// None.
    pub(crate) fn beside(&self, _: &Query, _: &Ask, _: &[PathBuf]) -> Result<(Snapshot, Ask), Failure> {
        match *self {}
    }

    /// What an explanation depends on.
    ///
    /// # Errors
    /// None.
    pub(crate) fn about(&self, _: ExplainTarget<'_>) -> Result<Option<Snapshot>, Failure> {
        match *self {}
    }

    /// Warnings about a query.
    ///
    /// # Errors
    /// None.
    pub(crate) fn warnings(&self, _: &str, _: &Ask) -> Result<Vec<QueryWarning>, Failure> {
        match *self {}
    }

    /// Answers a query.
    ///
    /// # Errors
    /// None.
    pub(crate) fn ask(
        &self,
        _: Query,
        _: &Ask,
        _: Option<&str>,
        _: Formats,
        _: Vec<Value>,
    ) -> Result<u64, Failure> {
        match *self {}
    }
}
