//! The drafts that lie beside a document, read and checked together with it.
use super::error::OpenError;
use super::input::Found;
use super::path::{not_utf8, valid_part};
use crate::diagnostic::source::Source;
use crate::diagnostic::{Diagnostic, LineEnds};
use crate::document::facts::RawDocument;
use crate::draft::file;
use crate::draft::merge::{Merged, merge};
use std::io::ErrorKind;

/// The name of the file.
pub(crate) const DRAFTS: &str = "drafts.yaml";

/// The drafts of one document.
#[derive(Debug)]
pub(super) struct Drafts {
    name: String,
    bytes: Vec<u8>,
}

impl Drafts {
    /// Reads those of a document; none where they are not wanted, or there are none.
    ///
    /// # Errors
    /// Where the file is there and cannot be read.
    pub(super) fn of(found: &Found) -> Result<Option<Self>, OpenError> {
        let Some(path) = &found.drafts else { return Ok(None) };
        let name = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(Self { name, bytes })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(OpenError::io(error, format!("cannot read `{name}`"))),
        }
    }

    /// Adds them to their document, whose own source ends before `base`: what is found in them is at `base` and behind.
    pub(super) fn merge_into<'a>(
        &'a self,
        written: &mut RawDocument<'a>,
        base: u32,
        found: &mut Vec<Diagnostic>,
    ) -> Merged {
        let text = std::str::from_utf8(&self.bytes);
        if let Err(error) = &text {
            let mut error = not_utf8(error);
            (error.span.start, error.span.end) = (error.span.start + base, error.span.end + base);
            found.push(error);
        }
        let read = file::read(text.unwrap_or_default(), base, found);
        merge(written, read, base, found)
    }

    /// The file, to show what was found in it.
    pub(super) fn source(&self) -> Source<'_> {
        let (path, text) = (self.name.as_str(), valid_part(&self.bytes));
        Source { path, text, first_line: 1, first_byte: 0, ends: LineEnds::Any }
    }
}
