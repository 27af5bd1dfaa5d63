//! The model that `groundwire draft` asks: where it is, who allows it, what is kept of it.
use super::Failure;
use super::calls::Calls;
use super::output::Output;
use super::report::Reporter;
use crate::cli::arguments::Draft;
use crate::corpus::Listener;
use crate::diagnostic::source::Source;
use crate::document::sentence::sentences;
use crate::draft::decide::{Desk, Refusal};
use crate::draft::file::Drafts;
use crate::draft::model::audit;
use crate::draft::model::client::{Client, Limits, Tally, Wire};
#[cfg(feature = "model")]
use crate::draft::model::http::{Address, Http, HttpLimits};
use crate::draft::model::propose::{Outcome, Progress, ProposeError, Task, propose, requests};
use crate::draft::propose::Subject;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Every call of a document.
const CALLS: &str = "drafts.calls.jsonl";
/// What was refused.
const REJECTED: &str = "drafts.rejected.jsonl";

/// The models to ask, and how.
#[derive(Debug)]
pub(super) struct Model {
    /// Which proposes.
    drafts: Option<String>,
    /// Which looks at the drafts again.
    audits: Option<String>,
    /// The file of calls that are replayed.
    replay: Option<PathBuf>,
    dry_run: bool,
    yes: bool,
    limits: Limits,
    server: Server,
}

/// Where the requests go.
#[derive(Debug, Default)]
struct Server {
    #[cfg(feature = "model")]
    address: Option<Address>,
    #[cfg(feature = "model")]
    key: Key,
    #[cfg(feature = "model")]
    limits: HttpLimits,
}

/// A key, which is shown nowhere.
#[cfg(feature = "model")]
#[derive(Clone, Default)]
struct Key(Option<String>);

#[cfg(feature = "model")]
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Key(…)" } else { "none" })
    }
}

/// What the models gave.
pub(super) struct Done {
    pub(super) drafts: Drafts,
    pub(super) new: usize,
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Model {
    /// As the command line and the environment want it; none where no model is named.
    pub(super) fn of(args: &Draft) -> Result<Option<Self>, Failure> {
        let drafts = args.model.clone().or_else(|| variable("GROUNDWIRE_MODEL"));
        if drafts.is_none() && args.audit.is_none() {
            if args.url.is_some() || args.replay.is_some() || args.dry_run || args.key_env.is_some() {
                return Err(Failure::Usage("name the model with `--model NAME`".to_owned()));
            }
            return Ok(None);
        }
        let replay = args.replay.clone();
        let server = if replay.is_some() || args.dry_run { Server::default() } else { Server::of(args)? };
        Ok(Some(Self {
            drafts,
            audits: args.audit.clone(),
            replay,
            dry_run: args.dry_run,
            yes: args.yes,
            limits: Limits { calls: args.max_calls, tokens: args.max_tokens, ..Limits::default() },
            server,
        }))
    }

    /// Whether a document for which nothing came back was refused: not where only requests are printed.
    pub(super) fn refused(&self) -> bool {
        !self.dry_run
    }

    /// The model that proposes.
    pub(super) fn name(&self) -> Option<&str> {
        self.drafts.as_deref()
    }

    /// The calls that answer again: those of a file, or those that are replayed.
    pub(super) fn calls(&self, path: PathBuf) -> Result<Calls, Failure> {
        match &self.replay {
            Some(replayed) => Calls::replayed(replayed),
            None => Calls::kept(path),
        }
    }

    /// Does something with a client for a model.
    pub(super) fn with_client<T>(
        &self,
        model: &str,
        calls: &mut Calls,
        ask: impl FnOnce(&mut Client<'_>) -> T,
    ) -> T {
        let mut wire = self.server.wire(self.replay.is_some());
        let wire = wire.as_mut().map(|wire| wire as &mut dyn Wire);
        ask(&mut Client::new(model, wire, calls, self.limits))
    }

    /// Asks the models about a document; none where it is refused or nothing is to be sent.
    pub(super) fn draft(
        &self,
        subject: &Subject<'_>,
        drafts: Drafts,
        at: &str,
        path: &Path,
        reporter: &mut Reporter,
    ) -> Result<Option<Done>, Failure> {
        if self.dry_run {
            let mut output = Output::open(None)?;
            self.print(subject, &drafts, at, &mut output)?;
            output.finish()?;
            return Ok(None);
        }
        let text = subject.text.text;
        self.consent(|| Ok(sent(sentences(text).len(), text.len(), &path.display())))?;
        let mut calls = self.calls(path.with_file_name(CALLS))?;
        let mut done = Done { drafts, new: 0 };
        if let Some(model) = &self.drafts {
            let (outcome, tally) = self.with_client(model, &mut calls, |client| {
                (proposed(subject, &done.drafts, at, client, "", reporter), client.tally)
            });
            let outcome = match outcome {
                Ok(outcome) => outcome,
                Err(error) => {
                    return refuse(error, subject.source, &done.drafts, path, reporter).map(|()| None);
                }
            };
            write_rejected(&path.with_file_name(REJECTED), &outcome.refused)?;
            if let Some(limit) = &outcome.stopped {
                reporter.say(&format!("{limit}: the rest of the article was not asked about"));
            }
            let refused = outcome.refused.len();
            reporter.say(&format!(
                "{model}: {}, {} accepted, {refused} refused",
                counted(tally),
                outcome.new
            ));
            done = Done { drafts: outcome.drafts, new: outcome.new };
        }
        if let Some(model) = &self.audits {
            let text = done.drafts.write();
            let (audited, tally) = self.with_client(model, &mut calls, |client| {
                (audit::audit(&desk(subject, &text), client, at), client.tally)
            });
            match audited {
                Ok(audited) => {
                    if let Some(limit) = &audited.stopped {
                        reporter.say(&format!("{limit}: the other drafts were not looked at"));
                    }
                    reporter.say(&format!(
                        "{model}: {}, {} drafts looked at",
                        counted(tally),
                        audited.looked
                    ));
                    done.drafts = audited.drafts;
                }
                Err(error) => {
                    return refuse(error, subject.source, &done.drafts, path, reporter).map(|()| None);
                }
            }
        }
        Ok(Some(done))
    }

    /// Prints the requests for a document.
    pub(super) fn print(
        &self,
        subject: &Subject<'_>,
        drafts: &Drafts,
        at: &str,
        output: &mut dyn Write,
    ) -> Result<(), Failure> {
        let before = drafts.write();
        let desk = desk(subject, &before);
        let failed = |refusal: Refusal| Failure::Usage(refusal.to_string());
        let (mut bodies, mut nothing) = (Vec::new(), ());
        if let Some(model) = &self.drafts {
            let client = Client::new(model, None, &mut nothing, self.limits);
            bodies.extend(requests(&Task { desk, drafts, at }, &client).map_err(failed)?);
        }
        if let Some(model) = &self.audits {
            let client = Client::new(model, None, &mut nothing, self.limits);
            bodies.extend(audit::requests(&desk, &client).map_err(failed)?);
        }
        for body in bodies {
            writeln!(output, "{body}")
                .map_err(|error| Failure::io(&error, "cannot write to standard output"))?;
        }
        Ok(())
    }

    /// Asks whether articles may leave the machine; `what` says how much would be sent.
    pub(super) fn consent(&self, what: impl FnOnce() -> Result<String, Failure>) -> Result<(), Failure> {
        let Some(host) = self.server.other_machine() else { return Ok(()) };
        if self.yes {
            return Ok(());
        }
        let what = format!("{} would be sent to {host}", what()?);
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            return Err(Failure::Usage(format!("{what}: add `--yes` to allow it")));
        }
        let _ = write!(io::stderr(), "{what}. Send? [y/N] ");
        let mut answer = String::new();
        let _ = io::stdin().lock().read_line(&mut answer);
        if matches!(answer.trim(), "y" | "Y" | "yes") {
            Ok(())
        } else {
            Err(Failure::Usage("nothing was sent".to_owned()))
        }
    }
}

/// How much would be sent.
pub(super) fn sent(sentences: usize, bytes: usize, name: &dyn std::fmt::Display) -> String {
    format!("{sentences} sentences ({bytes} bytes) of `{name}`")
}

/// A document with drafts, as the model's part of drafting takes it.
fn desk<'d>(subject: &Subject<'d>, drafts: &'d str) -> Desk<'d> {
    Desk {
        source: subject.source,
        notation: subject.notation,
        drafts,
        text: subject.text,
        context: subject.context,
    }
}

/// Lets a model propose facts for a document, and shows on a terminal how far it is.
pub(super) fn proposed(
    subject: &Subject<'_>,
    drafts: &Drafts,
    at: &str,
    client: &mut Client<'_>,
    prefix: &str,
    reporter: &mut Reporter,
) -> Result<Outcome, ProposeError> {
    let before = drafts.write();
    let task = Task { desk: desk(subject, &before), drafts, at };
    let shows = io::stderr().is_terminal();
    let mut progress = |progress: Progress| {
        if shows {
            let Progress { done, all, tally, accepted, refused } = progress;
            let asked = counted(tally);
            reporter.say(&format!(
                "{prefix}piece {done} of {all}: {asked}, {accepted} accepted, {refused} refused"
            ));
        }
    };
    propose(&task, client, &mut progress)
}

#[cfg(feature = "model")]
impl Server {
    fn of(args: &Draft) -> Result<Self, Failure> {
        let url = args.url.clone().or_else(|| variable("GROUNDWIRE_URL")).ok_or_else(|| {
            Failure::Usage(
                "where is the model? Add `--url`, such as `http://localhost:11434/v1`, or `--replay FILE`"
                    .to_owned(),
            )
        })?;
        let address = Address::new(&url).map_err(|error| Failure::Usage(format!("`--url`: {error}")))?;
        let key = match &args.key_env {
            Some(name) => Some(variable(name).ok_or_else(|| {
                Failure::Usage(format!("the variable `{name}`, which `--key-env` names, holds no key"))
            })?),
            None => None,
        };
        if key.as_ref().is_some_and(|key| key.chars().any(|c| !c.is_ascii_graphic())) {
            return Err(Failure::Usage("the key holds characters that cannot be sent".to_owned()));
        }
        let limits = HttpLimits { seconds: args.timeout, ..HttpLimits::default() };
        Ok(Self { address: Some(address), key: Key(key), limits })
    }

    fn wire(&self, replay: bool) -> Option<Http> {
        let address = self.address.clone().filter(|_| !replay)?;
        Some(Http::new(address, self.key.0.clone(), self.limits))
    }

    /// The host, where it is another machine.
    fn other_machine(&self) -> Option<&str> {
        self.address.as_ref().filter(|address| !address.is_loopback()).map(Address::host)
    }
}

/// Without the feature `model` there is no wire: only recorded calls can be replayed.
#[cfg(not(feature = "model"))]
impl Server {
    fn of(_: &Draft) -> Result<Self, Failure> {
        Err(Failure::Usage(
            "this build cannot ask a model: build it with the feature `model`, or use `--replay FILE`"
                .to_owned(),
        ))
    }

    fn wire(&self, _: bool) -> Option<NoWire> {
        None
    }

    fn other_machine(&self) -> Option<&str> {
        None
    }
}

#[cfg(not(feature = "model"))]
enum NoWire {}

#[cfg(not(feature = "model"))]
impl Wire for NoWire {
    fn send(
        &mut self,
        _: &str,
    ) -> Result<crate::draft::model::client::Reply, crate::draft::model::client::ClientError> {
        match *self {}
    }
}

pub(super) fn counted(tally: Tally) -> String {
    let Tally { calls, kept, tokens } = tally;
    let kept = if kept > 0 { format!(" ({kept} kept from before)") } else { String::new() };
    format!("{calls} call{}{kept}, {tokens} tokens", if calls == 1 { "" } else { "s" })
}

/// Reports why nothing came of it: errors of the document, or what stops the command.
fn refuse(
    error: ProposeError,
    source: &str,
    drafts: &Drafts,
    path: &Path,
    reporter: &mut Reporter,
) -> Result<(), Failure> {
    match error {
        ProposeError::Document(Refusal::Document(found)) => {
            reporter.report(&Source::whole(&path.display().to_string(), source), &found);
            Ok(())
        }
        ProposeError::Document(Refusal::Drafts(found)) => {
            reporter.report(&Source::whole("drafts.yaml", &drafts.write()), &found);
            Ok(())
        }
        error => Err(Failure::Usage(error.to_string())),
    }
}

/// Writes what was refused; without refusals no older file stays.
fn write_rejected(path: &Path, refused: &[serde_json::Value]) -> Result<(), Failure> {
    if refused.is_empty() {
        return match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Failure::io(&error, format!("cannot remove `{}`", path.display())))
            }
            _ => Ok(()),
        };
    }
    let mut output = Output::open(Some(path))?;
    for one in refused {
        writeln!(output, "{one}").map_err(|error| output.failure(&error))?;
    }
    output.finish()
}
