//! The answer to a query on stdout: its formats, and the warnings beside it.
use super::Failure;
use super::output::Output;
use crate::archive::{AnswerFormat, Ask, Snapshot, TriplesFormat};
use crate::ask::results::WithMember;
use crate::ask::sparql::Query;
use serde_json::Value;
use std::io::{self, IsTerminal};

/// The format of rows, or of yes and no, and that of triples.
pub(super) type Formats = (AnswerFormat, TriplesFormat);

/// Writes the answer; gives the number of rows or triples, of a yes 1, of a no 0.
pub(super) fn answer(
    snapshot: &Snapshot,
    query: Query,
    ask: &Ask,
    (rows, triples): Formats,
    warnings: Vec<Value>,
) -> Result<u64, Failure> {
    let output = with_warnings(Output::open(None)?, rows, warnings);
    let (rows, output) = snapshot.write_parsed(query, ask, rows, triples, output)?;
    finished(output)?;
    Ok(rows)
}

/// An output to which warnings are added, where the format has a place for them.
pub(super) fn with_warnings(output: Output, rows: AnswerFormat, warnings: Vec<Value>) -> WithMember<Output> {
    let wanted = rows == AnswerFormat::Json && !warnings.is_empty();
    WithMember::new(output, wanted.then(|| ("warnings", Value::from(warnings).to_string())))
}

/// Ends an output.
pub(super) fn finished(output: WithMember<Output>) -> Result<(), Failure> {
    let output = output.finish().map_err(|error| Failure::io(&error, "cannot write to standard output"))?;
    output.finish()
}

/// How wide the terminal is on which the answer appears; none where it is not a terminal.
pub(super) fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}
