//! `groundwire completions`, and the answers that its scripts ask for at each TAB.
//!
//! A script runs the program again, with the shell's name in the variable [`VARIABLE`] and the words typed so far behind
//! `--`. That way questions, codes, terms, things and drafts are completed too, from the documents that the words name.
mod bash;
mod candidates;
mod zsh;

use super::{Failure, Outcome, output::Output};
use crate::cli::arguments::{self, Completions};
use clap_complete::Shell;
use clap_complete::env::{Elvish, EnvCompleter, Fish, Powershell};
use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// The environment variable with the name of the shell that asks for completions.
const VARIABLE: &str = "GROUNDWIRE_COMPLETE";
/// What is typed to run the program.
const PROGRAM: &str = "groundwire";

/// Writes a shell's completions.
pub(crate) fn run(args: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    registration(args.shell, &mut script)
        .map_err(|error| Failure::io(&error, "cannot write the completions"))?;
    let mut output = Output::open(None)?;
    output.write_all(&script).map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Outcome::Fine)
}

fn registration(shell: Shell, script: &mut Vec<u8>) -> io::Result<()> {
    let other: &dyn EnvCompleter = match shell {
        Shell::Bash => return script.write_all(bash::SCRIPT.as_bytes()),
        Shell::Zsh => return script.write_all(zsh::SCRIPT.as_bytes()),
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        shell => return Err(io::Error::other(format!("there are no completions for {shell}"))),
    };
    other.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, script)
}

/// Answers a shell that asks what could stand at the cursor; nothing where the program was not run for that. What goes
/// wrong is not reported: it would be written into the line that someone types.
pub(crate) fn answer() -> Option<ExitCode> {
    let shell = env::var(VARIABLE).ok().filter(|shell| !shell.is_empty())?;
    let words: Vec<OsString> = env::args_os().skip_while(|word| word != "--").skip(1).collect();
    let mut answer = Vec::new();
    let written = answered(&shell, words, &mut answer).and_then(|()| io::stdout().write_all(&answer));
    Some(if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn answered(shell: &str, words: Vec<OsString>, answer: &mut Vec<u8>) -> io::Result<()> {
    if words.is_empty() {
        return Err(io::Error::other("no words"));
    }
    let shell = Path::new(shell).file_stem().unwrap_or_default();
    let other: &dyn EnvCompleter = match shell.to_str() {
        Some("bash") => return bash::answer(words, answer),
        Some("zsh") => &clap_complete::env::Zsh,
        Some("elvish") => &Elvish,
        Some("fish") => &Fish,
        Some("powershell" | "pwsh") => &Powershell,
        _ => return Err(io::Error::other("unknown shell")),
    };
    let mut command = candidates::add(arguments::command(), &words);
    other.write_complete(&mut command, words, env::current_dir().ok().as_deref(), answer)
}
