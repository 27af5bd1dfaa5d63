//! One file a subcommand, and what they share: the only place that opens files.
pub mod across;
pub mod arguments;
pub mod batch;
pub mod check;
pub mod completions;
pub mod compressed;
pub mod diff;
pub mod explain;
pub mod export;
pub mod fix;
pub mod input;
pub mod load;
pub mod new;
pub mod output;
pub mod query;
pub mod questions;
mod rejects;
pub mod report;
pub mod schema;
pub mod shapes;
#[cfg(feature = "disk")]
pub mod store;
#[cfg(not(feature = "disk"))]
#[path = "without_store.rs"]
pub mod store;
pub mod thing;

use std::fmt;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

/// How a command ended, where nothing stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is fine.
    Fine,
    /// The data are wrong, or the answer is no.
    Wrong,
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
    /// As many mistakes as asked for were said.
    Enough,
    /// A wrong query; what is wrong with it was said.
    Said,
    /// The query took longer than it was given.
    Time(Duration),
    /// Whoever read our output closed it: no reason for words.
    Closed,
}

impl Failure {
    /// Of a failed read or write of something with a name.
    pub fn io(error: &io::Error, what: impl fmt::Display) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::Closed;
        }
        Failure::Usage(format!("{what}: {}", reason(error)))
    }
}

/// The reason of an I/O error without the error number that the library adds.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}
