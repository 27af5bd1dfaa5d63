//! `groundwire man`
use super::{Failure, Outcome};
use crate::cli::arguments::{self, Man};
use std::fs;

/// Writes the manual pages: one of the program and one of each command.
pub(crate) fn run(args: &Man) -> Result<Outcome, Failure> {
    let failed = |error: &std::io::Error| {
        Failure::io(error, format!("cannot write manual pages to `{}`", args.output.display()))
    };
    fs::create_dir_all(&args.output).map_err(|error| failed(&error))?;
    clap_mangen::generate_to(arguments::command(), &args.output).map_err(|error| failed(&error))?;
    Ok(Outcome::Fine)
}
