//! Who is told what is found while documents and corpora are read.
use super::batch::Count;
use super::input::Input;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Diagnostic, LineEnds, Severity};

/// Is told what is found while documents and corpora are read, in the order of the input.
pub trait Listener: Send {
    /// Takes the diagnostics of one source, sorted by place. There is at least one.
    fn report(&mut self, source: &Source<'_>, found: &[Diagnostic]);

    /// A run over documents begins.
    fn start(&mut self, _input: &Input) {}

    /// So many bytes were read, and so many documents taken.
    fn progress(&mut self, _read: u64, _count: Count) {}

    /// The run is over.
    fn end(&mut self) {}

    /// Whether nothing more needs to be reported, so that the run may stop.
    fn is_full(&self) -> bool {
        false
    }
}

/// The diagnostics of one file, with the text that they point into.
#[derive(Clone, Debug, PartialEq)]
pub struct FileReport {
    /// The file's name, as it was given.
    pub name: String,
    /// Its text, or the line of it that is meant.
    pub text: String,
    /// The number of the text's first line in the file, from 1.
    pub first_line: u64,
    /// What ends a line in it.
    pub ends: LineEnds,
    /// What was found, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl FileReport {
    /// The text as a source to show diagnostics in.
    #[must_use]
    pub fn source(&self) -> Source<'_> {
        let Self { name, text, first_line, ends, .. } = self;
        Source { path: name, text, first_line: *first_line, first_byte: 0, ends: *ends }
    }

    /// Whether one of the diagnostics is an error.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

/// Keeps everything it is told.
impl Listener for Vec<FileReport> {
    fn report(&mut self, source: &Source<'_>, found: &[Diagnostic]) {
        self.push(FileReport {
            name: source.path.to_owned(),
            text: source.text.to_owned(),
            first_line: source.first_line,
            ends: source.ends,
            diagnostics: found.to_vec(),
        });
    }
}
