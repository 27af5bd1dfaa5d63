//! `groundwire session`: requests as JSON Lines on standard input, answers as JSON Lines on standard output. For programs
//! that ask more than once: the documents are read when they have changed and not for each request.
use super::explain::page;
use super::query::question;
use super::{Failure, Outcome};
use crate::archive::{
    AnswerFormat, Ask, AskError, ExplainError, QueryWarning, Snapshot, SnapshotError, TriplesFormat, Voice,
};
use crate::ask::explain::{self, Filter};
use crate::cli::arguments::Session;
use crate::corpus::find::{self, Input};
use crate::corpus::stamp::{Stamps, stamps};
use crate::corpus::{CorpusOptions, FileReport};
use crate::diagnostic::machine;
use crate::diagnostic::source::{Source, SourceMap};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

/// Answers requests until standard input ends.
pub(crate) fn run(args: &Session) -> Result<Outcome, Failure> {
    let mut desk =
        Desk { args, options: args.common.corpus_options(), watched: args.paths.clone(), state: None };
    let broken = |error: io::Error| Failure::io(&error, "cannot answer");
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| Failure::io(&error, "cannot read a request"))?;
        let answered = match serde_json::from_str::<Request>(&line) {
            Ok(request) => desk.answer(request),
            Err(error) => Err(Refusal::new("request", format!("the request is wrong: {error}"))),
        };
        let answer = answered.unwrap_or_else(|refusal| json!({"error": refusal.0}).to_string());
        writeln!(out, "{answer}").and_then(|()| out.flush()).map_err(broken)?;
    }
    Ok(Outcome::Fine)
}

/// A request: one line.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
enum Request {
    /// A query; `query` is SPARQL or the name of a saved question.
    Query {
        query: String,
        #[serde(default)]
        cite: bool,
        #[serde(default)]
        voice: Said,
        #[serde(default)]
        set: BTreeMap<String, String>,
        timeout: Option<f64>,
    },
    /// Everything about a thing, or about the facts of a triple.
    Explain {
        things: Vec<String>,
        #[serde(default)]
        voice: Said,
        #[serde(default)]
        realized: bool,
        most: Option<NonZero<usize>>,
    },
    /// What things are called.
    Names { iris: Vec<String> },
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Said {
    #[default]
    All,
    Article,
}

/// Why a request has no answer: its kind, the message, and the diagnostics if there are some.
struct Refusal(Value);

impl Refusal {
    fn new(kind: &str, message: impl Into<String>) -> Self {
        Self(json!({"kind": kind, "message": message.into()}))
    }
}

impl From<SnapshotError> for Refusal {
    fn from(error: SnapshotError) -> Self {
        Self::new("environment", error.to_string())
    }
}

impl From<ExplainError> for Refusal {
    fn from(error: ExplainError) -> Self {
        Self::new("name", error.to_string())
    }
}

/// The documents as they were read last.
struct State {
    known: Stamps,
    input: Input,
    snapshot: Snapshot,
    reports: Vec<FileReport>,
}

/// Where requests are answered.
struct Desk<'a> {
    args: &'a Session,
    options: CorpusOptions,
    /// The files and folders that the answers depend on.
    watched: Vec<PathBuf>,
    state: Option<State>,
}

impl Desk<'_> {
    /// The documents as they are now.
    fn state(&mut self) -> Result<&State, Refusal> {
        let now = stamps(&self.watched);
        let state = match self.state.take() {
            Some(state) if state.known == now => state,
            _ => self.read()?,
        };
        let state = &*self.state.insert(state);
        if !self.args.common.keep_going && state.reports.iter().any(FileReport::is_refused) {
            let found: Vec<Value> = state.reports.iter().flat_map(diagnostics).collect();
            let errors = found.iter().filter(|found| found["severity"] == "error").count();
            let message = format!("the documents have {errors} error{}", if errors == 1 { "" } else { "s" });
            return Err(Refusal(json!({"kind": "data", "message": message, "diagnostics": found})));
        }
        Ok(state)
    }

    fn read(&mut self) -> Result<State, Refusal> {
        // Looked at first: what changes while it is read is seen afterwards.
        let before = stamps(&self.watched);
        let mut reports: Vec<FileReport> = Vec::new();
        let input = find::find(&self.args.paths, &self.options, &mut reports).map_err(SnapshotError::from)?;
        let snapshot = Snapshot::of_input(&input, &mut reports).map_err(SnapshotError::from)?;
        let mut watched = self.args.paths.clone();
        watched.extend(self.options.ontologies.iter().cloned());
        watched.extend(self.options.corpus.clone());
        // A corpus file may lie above the paths, with its ontologies beside it.
        for folder in input.corpora.iter().filter_map(|corpus| corpus.folder()) {
            if !watched.iter().any(|path| folder.starts_with(path)) {
                watched.push(folder.to_owned());
            }
        }
        let known = if watched == self.watched { before } else { stamps(&watched) };
        self.watched = watched;
        Ok(State { known, input, snapshot, reports })
    }

    fn answer(&mut self, request: Request) -> Result<String, Refusal> {
        let state = self.state()?;
        match request {
            Request::Query { query, cite, voice, set, timeout } => {
                let deadline = match timeout {
                    Some(seconds) => Some(
                        Duration::try_from_secs_f64(seconds)
                            .map_err(|_| Refusal::new("request", "the timeout is not a number of seconds"))?,
                    ),
                    None => None,
                };
                let set = set.into_iter().collect();
                let ask = Ask { cite, voice: voice.into(), set, deadline, ..Ask::default() };
                state.query(&query, &ask)
            }
            Request::Explain { things, voice, realized, most } => {
                let filter = Filter { realized, own_voice: voice == Said::Article };
                state.explain(&things, filter, most.map_or(5, NonZero::get)).map(|value| value.to_string())
            }
            Request::Names { iris } => {
                let namer = state.snapshot.namer();
                let names = iris.into_iter().map(|iri| {
                    let name = namer.name(oxrdf::NamedNodeRef::new_unchecked(&iri).into());
                    (iri, Value::from(name))
                });
                Ok(json!({"names": names.collect::<Map<_, _>>()}).to_string())
            }
        }
    }
}

impl From<Said> for Voice {
    fn from(said: Said) -> Self {
        match said {
            Said::All => Self::All,
            Said::Article => Self::Article,
        }
    }
}

/// The diagnostics of a file as objects.
fn diagnostics(report: &FileReport) -> Vec<Value> {
    let map = SourceMap::new(report.source());
    report.diagnostics.iter().map(|found| machine::object(found, &map)).collect()
}

impl State {
    /// Answers a query: `{"answer": …}` with SPARQL results in JSON, or `{"triples": …}` in N-Triples.
    fn query(&self, query: &str, ask: &Ask) -> Result<String, Refusal> {
        if query == "-" {
            // Standard input holds the requests.
            return Err(Refusal::new("query", "`-` is not a query"));
        }
        let (name, text) = question(query, &self.input.corpora)
            .map_err(|failure| Refusal::new("query", failure.message().unwrap_or_default()))?;
        let refused = |error: AskError| refused(error, &name, &text);
        let parsed = self.snapshot.parse(&text, ask).map_err(refused)?;
        let warnings: Vec<Value> = (self.snapshot.warnings(&text, ask).map_err(refused)?.into_iter())
            .map(|QueryWarning { given, diagnostic }| {
                let (path, text) = given.as_deref().map_or((&*name, &*text), |given| ("set", given));
                machine::object(&diagnostic, &SourceMap::new(Source::whole(path, text)))
            })
            .collect();
        let has_rows = parsed.form().has_rows();
        let ask = Ask { cite: ask.cite && has_rows, ..ask.clone() };
        let (_, written) = self
            .snapshot
            .write_parsed(parsed, &ask, AnswerFormat::Json, TriplesFormat::NTriples, Vec::new())
            .map_err(refused)?;
        let written = String::from_utf8_lossy(&written);
        let warnings = Value::from(warnings);
        Ok(match has_rows {
            // JSON within JSON: on one line, and not read once more.
            true => format!(r#"{{"answer":{},"warnings":{warnings}}}"#, written.replace('\n', " ").trim()),
            false => json!({"triples": written, "warnings": warnings}).to_string(),
        })
    }

    /// A page about a thing or a triple, or the chains between two things.
    fn explain(&self, things: &[String], filter: Filter, most: usize) -> Result<Value, Refusal> {
        Ok(match things {
            [one, other] => {
                let chains = self.snapshot.chains(one, other, filter, most)?;
                json!({"chains": explain::chains_json(&chains, self.snapshot.namer())})
            }
            things => {
                let page = page(things, &self.snapshot, filter)?;
                json!({"page": explain::page_json(&page, self.snapshot.namer())})
            }
        })
    }
}

/// What stopped a query; a wrong one with its diagnostic.
fn refused(error: AskError, name: &str, text: &str) -> Refusal {
    let kind = match &error {
        AskError::Deadline(_) => "timeout",
        _ => "query",
    };
    match &error {
        AskError::Query(diagnostic) => {
            let found = machine::object(diagnostic, &SourceMap::new(Source::whole(name, text)));
            Refusal(json!({"kind": kind, "message": error.to_string(), "diagnostics": [found]}))
        }
        error => Refusal::new(kind, error.to_string()),
    }
}
