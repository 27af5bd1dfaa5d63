//! What is said on stderr: errors, a summary, nothing else.
use super::fix::Fixes;
use super::{Failure, failed};
use crate::cli::arguments::{Common, Shown, When};
use crate::corpus::Listener;
use crate::corpus::batch::Count;
use crate::corpus::find::{Found, Input};
use crate::diagnostic::machine;
use crate::diagnostic::render::{Style, render};
use crate::diagnostic::source::{Source, SourceMap};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Notation;
use crate::text::visible_lines;
use crate::text::wrap;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use std::io::{self, IsTerminal, Write};

/// A form of errors for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A JSON array.
    Json,
    /// A SARIF log.
    Sarif,
}

#[derive(Debug)]
struct Machine {
    form: Form,
    found: Vec<Value>,
}

/// Writes errors to stderr and counts them.
#[derive(Debug)]
pub(crate) struct Reporter {
    /// Errors that refuse something, reported so far.
    pub errors: u64,
    /// Warnings reported so far.
    pub warnings: u64,
    /// How many of both have a safe fix.
    pub fixable: u64,
    /// Whether diagnostics are only counted.
    silent: bool,
    quiet: bool,
    color: bool,
    max_errors: Option<u64>,
    /// Where errors are gathered for programs.
    machine: Option<Machine>,
    /// Where fixes are gathered.
    fixes: Option<Fixes>,
    progress: Option<ProgressBar>,
}

impl Reporter {
    /// As the command line wants it.
    pub(crate) fn new(common: &Common) -> Self {
        Self { max_errors: common.max_errors, ..Self::plain(&common.shown) }
    }

    /// The same for a subcommand that checks no documents.
    pub(crate) fn plain(shown: &Shown) -> Self {
        Self {
            errors: 0,
            warnings: 0,
            fixable: 0,
            silent: false,
            quiet: shown.quiet,
            color: wants_color(shown.color, &io::stderr()),
            max_errors: None,
            machine: None,
            fixes: None,
            progress: None,
        }
    }

    /// Gathers errors for programs from now on.
    pub(crate) fn for_machines(&mut self, form: Form) {
        self.machine = Some(Machine { form, found: Vec::new() });
    }

    /// What was gathered for programs, as text, with what stopped the command, if something did.
    pub(crate) fn machine_text(&mut self, stopped: Option<&str>) -> Option<String> {
        let Machine { form, mut found } = self.machine.take()?;
        if let (Form::Json, Some(message)) = (form, stopped) {
            found.push(machine::stopped(message));
        }
        Some(match form {
            Form::Sarif => format!("{:#}\n", machine::log(found, stopped)),
            Form::Json => machine::list(&found),
        })
    }

    /// Only counts diagnostics from now on.
    pub(crate) fn silence(&mut self) {
        self.silent = true;
    }

    /// Gathers fixes from now on.
    pub(crate) fn gather_fixes(&mut self) {
        self.fixes = Some(Fixes::default());
    }

    /// The fixes gathered.
    pub(crate) fn take_fixes(&mut self) -> Fixes {
        self.fixes.take().unwrap_or_default()
    }

    /// Whether fixes are wanted.
    pub(crate) fn wants_fixes(&self) -> bool {
        self.fixes.is_some()
    }

    /// Says something that is not an error, unless quiet.
    pub(crate) fn say(&self, text: &str) {
        if !self.quiet {
            put(&visible_lines(text));
        }
    }

    /// How errors look on stderr.
    pub(crate) fn style(&self) -> Style {
        Style { color: self.color, width: stderr_width() }
    }
}

impl Listener for Reporter {
    fn report(&mut self, source: &Source<'_>, diagnostics: &[Diagnostic]) {
        let map = &SourceMap::new(*source);
        let mut text = String::new();
        let style = self.style();
        for diagnostic in diagnostics {
            if self.is_full() {
                break;
            }
            if self.quiet && diagnostic.severity == Severity::Warning {
                continue;
            }
            match diagnostic.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
            }
            self.fixable += u64::from(diagnostic.fix.is_some());
            if self.silent {
                continue;
            }
            if let Some(machine) = &mut self.machine {
                machine.found.push(match machine.form {
                    Form::Json => machine::object(diagnostic, map),
                    Form::Sarif => machine::result(diagnostic, map),
                });
                continue;
            }
            failed::keep(diagnostic, map);
            text.push_str(&render(diagnostic, map, style));
        }
        if let Some(fixes) = &mut self.fixes {
            fixes.gather(map.source.path, diagnostics);
        }
        // Where stderr is closed there is nobody to tell.
        let write = || {
            let _ = io::stderr().write_all(text.as_bytes());
        };
        match &self.progress {
            Some(bar) if !text.is_empty() => bar.suspend(write),
            _ => write(),
        }
    }

    fn start(&mut self, input: &Input) {
        let many = input.documents.len() > 100 || input.has_lines();
        if self.quiet || !many || !io::stderr().is_terminal() {
            return;
        }
        let size = |found: &Found| Some(std::fs::metadata(found.path.as_ref()?).ok()?.len());
        let lines = input.documents.iter().filter(|found| found.notation == Notation::Lines);
        let total = lines.map(size).sum::<Option<u64>>().filter(|total| *total > 0);
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        let template = match total {
            Some(_) => "{percent:>3} %  {msg}  {elapsed} (about {eta} left)",
            None => "{msg}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        self.progress = Some(bar);
    }

    fn progress(&mut self, read: u64, count: Count) {
        let Some(bar) = &self.progress else { return };
        let documents = count.good + count.refused;
        let rate = documents as f64 / bar.elapsed().as_secs_f64().max(0.001);
        bar.set_message(format!(
            "{documents} documents, {} quads, {} errors, {rate:.0} documents/s",
            count.quads, self.errors
        ));
        bar.set_position(read);
    }

    fn end(&mut self) {
        if let Some(bar) = self.progress.take() {
            bar.finish_and_clear();
        }
    }

    fn is_full(&self) -> bool {
        self.max_errors.is_some_and(|most| self.errors >= most)
    }
}

/// Whether a stream is to have colors.
pub(crate) fn wants_color(when: When, stream: &impl IsTerminal) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            stream.is_terminal()
                && !set("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// Says how a command ended.
pub(super) fn say(text: &str) {
    put(&visible_lines(text));
}

/// Says what stopped a command.
pub(crate) fn say_failure(failure: &Failure) {
    if let Some(words) = words(failure) {
        put(&format!("groundwire: {}", visible_lines(&words)));
    }
}

/// What stopped a command, where it was not said before.
pub(super) fn words(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Usage(message) => Some(message.clone()),
        Failure::Time(limit) => Some(format!(
            "the query was stopped: it took longer than {} s; `--explain` shows the time of each step",
            limit.as_secs_f64()
        )),
        Failure::Enough | Failure::Said | Failure::Closed => None,
    }
}

/// How wide the terminal is on which stderr appears; none where it is not a terminal.
fn stderr_width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0))
}

/// Writes lines to stderr; on a terminal none is broken within a word.
fn put(text: &str) {
    let width = stderr_width();
    let mut shown = String::new();
    let mut add = |line: &str| {
        shown.push_str(line);
        shown.push('\n');
    };
    for line in text.split('\n') {
        match width {
            // What is indented is as it is.
            Some(width) if !line.starts_with(' ') => {
                wrap::lines(line, width).into_iter().for_each(|range| add(&line[range]));
            }
            _ => add(line),
        }
    }
    let _ = io::stderr().write_all(shown.as_bytes());
}
