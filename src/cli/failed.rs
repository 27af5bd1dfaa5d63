//! Errors for programs: what stopped a command that was asked for JSON is JSON on standard output, where the command wrote
//! nothing there itself.
use super::output::{self, Output};
use crate::diagnostic::machine;
use crate::diagnostic::source::SourceMap;
use crate::diagnostic::{Diagnostic, Severity};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::Write;
use std::sync::Mutex;

/// The errors of this process, where it was asked for JSON.
static GATHERED: Mutex<Option<Gathered>> = Mutex::new(None);
/// How many errors are gathered at most. With `--keep-going` a command writes its answer, and they are not needed.
const MOST: usize = 1_000;

struct Gathered {
    /// Whether the command writes an array of diagnostics.
    is_list: bool,
    errors: Vec<Value>,
}

/// Gathers errors from now on, if the arguments of this process ask for JSON.
pub(super) fn begin(arguments: impl Iterator<Item = OsString>) {
    let arguments: Vec<OsString> = arguments.skip(1).take_while(|argument| argument != "--").collect();
    let asked = arguments.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
        || arguments.iter().any(|argument| argument == "--format=json");
    if asked && let Ok(mut gathered) = GATHERED.lock() {
        let is_list = arguments.first().is_some_and(|command| command == "check");
        *gathered = Some(Gathered { is_list, errors: Vec::new() });
    }
}

/// Keeps an error for programs.
pub(crate) fn keep(diagnostic: &Diagnostic, map: &SourceMap<'_>) {
    if diagnostic.severity == Severity::Error
        && let Ok(mut gathered) = GATHERED.lock()
        && let Some(Gathered { errors, .. }) = gathered.as_mut()
        && errors.len() < MOST
    {
        errors.push(machine::object(diagnostic, map));
    }
}

/// Writes the errors, and what stopped the command, unless it has written something else.
pub(super) fn write(stopped: Option<&str>) {
    let gathered = GATHERED.lock().ok().and_then(|mut gathered| gathered.take());
    let Some(Gathered { is_list, mut errors }) = gathered.filter(|_| !output::is_written()) else { return };
    errors.extend(stopped.map(machine::stopped));
    if errors.is_empty() {
        return;
    }
    let text = if is_list { machine::list(&errors) } else { format!("{:#}\n", json!({"errors": errors})) };
    // Standard error has the words: where nobody reads standard output, nothing is lost.
    if let Ok(mut output) = Output::open(None) {
        let _ = output.write_all(text.as_bytes());
        let _ = output.finish();
    }
}

/// The words of a refused argument, without the advice below them.
pub(super) fn refused_argument(error: &clap::Error) -> String {
    let shown = error.render().to_string();
    let words = shown.split("\n\n").next().unwrap_or_default();
    words.strip_prefix("error: ").unwrap_or(words).trim_end().to_owned()
}
