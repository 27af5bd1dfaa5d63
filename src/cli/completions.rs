//! `groundwire completions`
use super::{Failure, Outcome, output::Output};
use crate::cli::arguments::{Cli, Completions};
use clap::CommandFactory;
use std::io::Write;

/// Writes a shell's completions.
pub fn run(args: &Completions) -> Result<Outcome, Failure> {
    // Into memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "groundwire", &mut script);
    let mut output = Output::open(None)?;
    output.write_all(&script).map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Outcome::Fine)
}
