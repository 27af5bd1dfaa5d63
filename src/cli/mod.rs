//! One file a subcommand or a family of them, and what they share: arguments in, words out.
pub(crate) mod across;
mod answer;
pub(crate) mod arguments;
mod calls;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod decide;
pub(crate) mod diff;
pub(crate) mod draft;
#[cfg(feature = "endpoint")]
mod endpoint;
#[cfg(not(feature = "endpoint"))]
#[path = "without_endpoint.rs"]
mod endpoint;
pub(crate) mod explain;
pub(crate) mod export;
mod failed;
pub(crate) mod fix;
pub(crate) mod load;
pub(crate) mod man;
#[cfg(feature = "mcp")]
pub(crate) mod mcp;
mod model;
pub(crate) mod new;
pub(crate) mod output;
#[cfg(feature = "serve")]
pub(crate) mod publish;
pub(crate) mod query;
pub(crate) mod questions;
#[cfg(feature = "endpoint")]
mod reach;
mod refusal;
mod rejects;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod schema;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod session;
pub(crate) mod shapes;
#[cfg(feature = "disk")]
pub(crate) mod store;
#[cfg(not(feature = "disk"))]
#[path = "without_store.rs"]
pub(crate) mod store;
pub(crate) mod terms;
#[cfg(feature = "endpoint")]
mod write;

pub use crate::corpus::error::reason;

use crate::archive::{AskError, NameError, RdfFileError};
use crate::corpus::OpenError;
use crate::corpus::batch::Ended;
use crate::text::visible;
use arguments::Command;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

/// Parses the arguments of this process, runs the command, and tells the shell how it went: 0 where all is well, 1 where
/// the data are wrong or the answer is no, 2 where the command could not do its work, 124 where its time ran out.
#[must_use]
pub fn main() -> ExitCode {
    if let Some(code) = completions::answer() {
        return code;
    }
    failed::begin(std::env::args_os());
    let cli = arguments::read(std::env::args_os()).unwrap_or_else(|diagnostic| {
        // What is typed comes back in the words about it: they are to hold nothing that a terminal obeys.
        let shown = std::env::args_os().map(|argument| visible(&argument.to_string_lossy()));
        let diagnostic = arguments::read(shown.map(OsString::from)).err().unwrap_or(diagnostic);
        // Help is asked for, and is the output.
        if diagnostic.use_stderr() {
            failed::write(Some(&failed::refused_argument(&diagnostic)));
        }
        diagnostic.exit()
    });
    let outcome = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Query(args) => query::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Questions(args) => questions::run(args),
        Command::Export(args) => export::run(args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args),
        Command::Load(args) => load::run(args),
        Command::Retract(args) => load::retract(args),
        Command::Store(args) => load::store(args),
        #[cfg(feature = "serve")]
        Command::Publish(args) => publish::run(args),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(args),
        Command::Draft(args) => draft::run(args),
        Command::Accept(args) => decide::accept(args),
        Command::Reject(args) => decide::reject(args),
        Command::Undo(args) => decide::undo(args),
        Command::New(args) => new::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Session(args) => session::run(args),
        Command::Terms(args) => terms::run(args),
        Command::Man(args) => man::run(args),
        Command::Completions(args) => completions::run(args),
    };
    match outcome {
        Ok(outcome) => {
            if outcome == Outcome::Wrong {
                failed::write(None);
            }
            outcome.into()
        }
        Err(failure) => {
            report::say_failure(&failure);
            failed::write(report::words(&failure).as_deref());
            match failure {
                Failure::Usage(_) | Failure::Said => ExitCode::from(2),
                Failure::Time(_) => ExitCode::from(124),
                Failure::Enough => ExitCode::from(1),
                Failure::Closed => ExitCode::SUCCESS,
            }
        }
    }
}

/// How a command ended, where nothing stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is fine.
    Fine,
    /// The data are wrong, or the answer is no.
    Wrong,
}

impl Outcome {
    /// How a run over documents ended.
    ///
    /// # Errors
    /// Where it stopped because enough errors were reported.
    pub(crate) fn of(ended: &Ended) -> Result<Self, Failure> {
        match (ended.is_full, ended.is_wrong) {
            (true, _) => Err(Failure::Enough),
            (false, true) => Ok(Self::Wrong),
            (false, false) => Ok(Self::Fine),
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Wrong => ExitCode::from(1),
        }
    }
}

/// What stopped a command.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage, a wrong query, or an environment that does not play along: a sentence for people.
    Usage(String),
    /// As many errors as asked for were said.
    Enough,
    /// A wrong query; what is wrong with it was said.
    Said,
    /// The query took longer than it was given.
    Time(Duration),
    /// Whoever read our output closed it: no reason for words.
    Closed,
}

impl Failure {
    /// The sentence for people, where there is one.
    pub(crate) fn message(&self) -> Option<&str> {
        match self {
            Self::Usage(message) => Some(message),
            _ => None,
        }
    }

    /// Of a failed read or write of something with a name.
    pub fn io(error: &io::Error, what: impl fmt::Display) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::Closed;
        }
        Failure::Usage(format!("{what}: {}", reason(error)))
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Io { error, .. } if error.kind() == io::ErrorKind::BrokenPipe => Failure::Closed,
            error => Failure::Usage(error.to_string()),
        }
    }
}

impl From<RdfFileError> for Failure {
    fn from(error: RdfFileError) -> Self {
        Failure::Usage(error.to_string())
    }
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        Failure::Usage(error.to_string())
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Deadline(limit) => Failure::Time(limit),
            AskError::Output(error) => Failure::io(&error, "cannot write the answer"),
            error => Failure::Usage(error.to_string()),
        }
    }
}
