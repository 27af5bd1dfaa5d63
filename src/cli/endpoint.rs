//! Archives behind a SPARQL endpoint: the address, who asks, and what is said of it.
use super::Failure;
use super::answer::{Formats, answer};
use super::output::Output;
use super::reach::{failure, http, shown};
use super::report::Reporter;
pub(super) use super::write::{load, retract};
use crate::archive::remote::{
    ExplainTarget, HttpEndpoint, Remote, RemoteError, RemoteNote, RemoteOptions, Tells, Traffic,
};
use crate::archive::{AnswerFormat, Ask, Snapshot};
use crate::ask::sparql::Query;
use crate::cli::arguments::EndpointOptions;
use crate::corpus::find::{self, Input};
use crate::corpus::{Corpus, CorpusOptions, State};
use crate::text::visible_lines;
use serde_json::Value;
use std::io::Write;
use std::time::{Duration, Instant};

/// An endpoint that is asked.
pub(super) struct Endpoint {
    remote: Remote<HttpEndpoint>,
    url: String,
    started: Instant,
}

/// The corpus whose base and prefixes hold for an endpoint.
pub(super) fn corpus(options: &CorpusOptions, reporter: &mut Reporter) -> Result<Corpus, Failure> {
    let corpus = find::corpus_named(options, reporter)?;
    if corpus.state() == State::Good {
        return Ok(corpus);
    }
    Err(Failure::Usage("the corpus has errors; fix them first".to_owned()))
}

/// A site of what an endpoint holds.
///
/// # Errors
/// Where it does not answer, or is not one.
#[cfg(feature = "serve")]
pub(super) fn served(
    args: &crate::cli::arguments::Serve,
    url: &str,
    limit: Duration,
    reporter: &mut Reporter,
) -> Result<crate::serve::Site, Failure> {
    let corpus = corpus(&args.common.corpus_options(), reporter)?;
    let options = EndpointOptions { url: Some(url.to_owned()), connections: args.connections };
    Ok(Endpoint::open(&options, url, corpus, Some(limit), reporter)?.into_site(limit))
}

impl Endpoint {
    /// Opens an endpoint: one request finds out what it holds.
    ///
    /// # Errors
    /// Where it does not answer, or is not one.
    pub(super) fn open(
        options: &EndpointOptions,
        url: &str,
        corpus: Corpus,
        deadline: Option<Duration>,
        reporter: &Reporter,
    ) -> Result<Self, Failure> {
        let http = http(url, deadline)?;
        let url = shown(url);
        let settings = RemoteOptions { connections: options.connections.get(), ..RemoteOptions::default() };
        let started = Instant::now();
        let remote = Remote::open(http, corpus, settings).map_err(|error| failure(&url, error))?;
        for note in remote.notes() {
            let is_wrong = *note == RemoteNote::NoFacts;
            if is_wrong || matches!(note, RemoteNote::Union(_) | RemoteNote::NoOntology) {
                reporter.say(&format!("note: {note}"));
            }
        }
        Ok(Self { remote, url, started })
    }

    /// A site of what it holds; each page and answer may take so long.
    #[cfg(feature = "serve")]
    fn into_site(self, limit: Duration) -> crate::serve::Site {
        let corpora = self.remote.corpora().to_vec();
        let endpoint = crate::serve::Endpoint::new(self.remote, self.url, limit);
        crate::serve::Site::distant(&corpora, std::sync::Arc::new(endpoint))
    }

    /// The corpus, and no document.
    #[must_use]
    pub(super) fn input(&self) -> Input {
        Input { corpora: self.remote.corpora().to_vec(), documents: Vec::new() }
    }

    /// Whether it says anything of an IRI.
    ///
    /// # Errors
    /// Where its answer cannot be relied on.
    pub(super) fn has(&self, iri: &str) -> Result<bool, Failure> {
        self.remote.has(iri).map_err(|error| self.failure(error))
    }

    fn failure(&self, error: RemoteError) -> Failure {
        failure(&self.url, error)
    }

    /// All that an explanation depends on.
    ///
    /// # Errors
    /// Where the endpoint's answers cannot be relied on.
    pub(super) fn about(&self, about: ExplainTarget<'_>) -> Result<Snapshot, Failure> {
        self.remote.about(about).map_err(|error| self.failure(error))
    }

    /// Answers a query, or tells how it is answered; gives the number of rows or triples, of a yes 1, of a no 0.
    ///
    /// # Errors
    /// Where the endpoint's answers cannot be relied on, or the evaluation or the output breaks off.
    pub(super) fn ask(
        &self,
        query: Query,
        ask: &Ask,
        explain: Option<&str>,
        formats: Formats,
        warnings: Vec<Value>,
    ) -> Result<u64, Failure> {
        let tells = match formats.0 {
            AnswerFormat::Table(_) => Tells::Names,
            AnswerFormat::Json => Tells::Contradictions,
            _ => Tells::Facts,
        };
        let snapshot = self.remote.snapshot(&query, ask, tells).map_err(|error| self.failure(error))?;
        let left =
            ask.deadline.map(|all| all.saturating_sub(self.started.elapsed()).max(Duration::from_millis(1)));
        let ask = Ask { deadline: left, ..ask.clone() };
        let answered = match explain {
            Some(text) => self.plan(&snapshot, text, &ask),
            None => answer(&snapshot, query, &ask, formats, warnings),
        };
        answered.map_err(|failure| match (failure, ask.deadline) {
            (Failure::Time(_), Some(limit)) => Failure::Time(limit),
            (failure, _) => failure,
        })
    }

    /// Writes what was fetched, and how the answer is found in it.
    fn plan(&self, snapshot: &Snapshot, text: &str, ask: &Ask) -> Result<u64, Failure> {
        let Traffic { requests, sent, received, time } = self.remote.asker().traffic();
        let mut output = Output::open(None)?;
        let (plan, rows) = snapshot.plan(text, ask)?;
        let shown = format!(
            "endpoint: {requests} requests, {sent} bytes sent, {received} bytes received, {:.0} ms\nfetched: {} quads\n{}",
            time.as_secs_f64() * 1000.0,
            snapshot.quad_count(),
            visible_lines(&plan)
        );
        output.write_all(shown.as_bytes()).map_err(|error| output.failure(&error))?;
        output.finish()?;
        Ok(rows)
    }
}
