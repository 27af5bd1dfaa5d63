//! Archives behind a SPARQL endpoint, served.
use super::ArchiveSource;
use crate::archive::remote::{ExplainTarget, HttpEndpoint, Remote, RemoteError, Tells};
use crate::archive::{Ask, AskError, Snapshot, Thing};
use crate::ask::explain::Filter;
use crate::ask::sparql::Query;
use std::time::{Duration, Instant};

/// An archive behind an endpoint.
#[derive(Debug)]
pub struct Endpoint {
    remote: Remote<HttpEndpoint>,
    name: String,
    /// How long what a page depends on may take.
    patience: Duration,
}

impl Endpoint {
    /// An archive that is open already; `name` is its address as people may see it.
    #[must_use]
    pub fn new(remote: Remote<HttpEndpoint>, name: String, patience: Duration) -> Self {
        Self { remote, name, patience }
    }

    /// The archive for one request, whose time begins now.
    fn begin(&self, limit: Duration) -> Remote<HttpEndpoint> {
        self.remote.asked_by(self.remote.asker().begin(Some(limit)))
    }
}

fn failed(error: RemoteError) -> AskError {
    match error {
        RemoteError::Timeout(limit) => AskError::Deadline(limit),
        RemoteError::Unsupported(error) => AskError::Unsupported(error.to_string()),
        error => AskError::Source(format!("the endpoint: {error}")),
    }
}

impl ArchiveSource for Endpoint {
    fn name(&self) -> &str {
        &self.name
    }

    fn answering(&self, query: &Query, ask: &Ask) -> Result<Snapshot, AskError> {
        let limit = ask.deadline.unwrap_or(self.patience);
        let began = Instant::now();
        let found = self.begin(limit).snapshot(query, ask, Tells::Names).map_err(failed)?;
        // What is fetched must leave time to be evaluated.
        if began.elapsed() >= limit { Err(AskError::Deadline(limit)) } else { Ok(found) }
    }

    fn about(&self, thing: &str) -> Result<Snapshot, AskError> {
        self.begin(self.patience).about(ExplainTarget::Thing(thing)).map_err(failed)
    }

    fn between(&self, ends: [&str; 2]) -> Result<Snapshot, AskError> {
        self.begin(self.patience).about(ExplainTarget::Chain(ends, Filter::default())).map_err(failed)
    }

    fn find(&self, words: &str, most: usize) -> Result<Vec<Thing>, AskError> {
        self.begin(self.patience).find(words, most).map_err(failed)
    }
}
