//! What takes the place of endpoints where they are not built in.
use super::answer::Formats;
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::archive::remote::ExplainTarget;
use crate::archive::{Ask, Snapshot};
use crate::ask::sparql::Query;
use crate::cli::arguments::{self, EndpointOptions};
use crate::corpus::find::Input;
use crate::corpus::{Corpus, CorpusOptions};
use serde_json::Value;
use std::time::Duration;

/// An endpoint, of which there is none.
pub(super) enum Endpoint {}

fn missing() -> Failure {
    Failure::Usage(
        "this build has no support for SPARQL endpoints: build it with the feature `endpoint`".to_owned(),
    )
}

/// Says that endpoints are not built in.
pub(super) fn corpus(_: &CorpusOptions, _: &mut Reporter) -> Result<Corpus, Failure> {
    Err(missing())
}

/// Says that endpoints are not built in.
pub(super) fn load(_: &arguments::Load, _: &str) -> Result<Outcome, Failure> {
    Err(missing())
}

/// Says that endpoints are not built in.
pub(super) fn retract(_: &arguments::Retract, _: &str) -> Result<String, Failure> {
    Err(missing())
}

/// Says that endpoints are not built in.
#[cfg(feature = "serve")]
pub(super) fn served(
    _: &arguments::Serve,
    _: &str,
    _: Duration,
    _: &mut Reporter,
) -> Result<crate::serve::Site, Failure> {
    Err(missing())
}

impl Endpoint {
    /// Says that endpoints are not built in.
    pub(super) fn open(
        _: &EndpointOptions,
        _: &str,
        _: Corpus,
        _: Option<Duration>,
        _: &Reporter,
    ) -> Result<Self, Failure> {
        Err(missing())
    }

    /// The corpus, and no document.
    pub(super) fn input(&self) -> Input {
        match *self {}
    }

    pub(super) fn has(&self, _: &str) -> Result<bool, Failure> {
        match *self {}
    }

    /// Answers a query.
    pub(super) fn ask(
        &self,
        _: Query,
        _: &Ask,
        _: Option<&str>,
        _: Formats,
        _: Vec<Value>,
    ) -> Result<u64, Failure> {
        match *self {}
    }

    /// All that an explanation depends on.
    pub(super) fn about(&self, _: ExplainTarget<'_>) -> Result<Snapshot, Failure> {
        match *self {}
    }
}
