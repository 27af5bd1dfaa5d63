//! Refused lines, kept so that nothing is lost.
use super::Failure;
use super::output::Output;
use crate::corpus::find::Input;
use std::io::Write;
use std::path::Path;

/// The file of refused lines, if there is to be one.
pub(super) struct Rejects(Option<Output>);

impl Rejects {
    /// Opens the file that `--rejects` names, which is written beside first.
    pub(super) fn open(path: Option<&Path>, input: &Input) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self(None)) };
        if !input.has_lines() {
            return Err(Failure::Usage(
                "`--rejects` writes refused lines of JSON Lines, but the input has none: refused documents in folders stay where they are"
                    .to_owned(),
            ));
        }
        Ok(Self(Some(Output::open(Some(path))?)))
    }

    /// Whether refused lines are kept.
    pub(super) fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// Keeps a line, which is without its end.
    pub(super) fn keep(&mut self, line: &[u8]) -> Result<(), Failure> {
        let Some(output) = &mut self.0 else { return Ok(()) };
        let written = output.write_all(line).and_then(|()| output.write_all(b"\n"));
        written.map_err(|error| output.failure(&error))
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.0.map_or(Ok(()), Output::finish)
    }
}
