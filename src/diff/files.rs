//! Documents and corpora in files, as they are written. Only what is not YAML or JSON at all is reported.
use super::Items;
use super::written::{self, CorpusNames};
use crate::corpus::find::Found;
use crate::corpus::path::{not_utf8, valid_part};
use crate::corpus::read::{document_text, folder_name};
use crate::corpus::{Listener, OpenError};
use crate::diagnostic::source::Source;
use crate::diagnostic::{Diagnostic, LineEnds};
use crate::document::{self, Notation, facts, yaml};
use crate::text::digest::sha256;
use memchr::memchr;
use std::fs;
use std::path::Path;

/// Adds what a file of one document or of many says. `article` is the id of one that gives none and is not known by its
/// folder.
pub(crate) fn documents(
    found: &Found,
    names: &CorpusNames,
    article: Option<&str>,
    listener: &mut dyn Listener,
    items: &mut Items,
) -> Result<(), OpenError> {
    let bytes = found.bytes()?;
    if found.notation != Notation::Lines {
        let folder = || found.path.as_deref().map(folder_name).filter(|name| !name.is_empty());
        let article = article.map(str::to_owned).or_else(folder).unwrap_or_else(|| "article".to_owned());
        let place = Place { line: 1, byte: 0 };
        document(found, &bytes, place, names, &article, listener, items);
        return Ok(());
    }
    let mut place = Place { line: 1, byte: 0 };
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    while !rest.is_empty() {
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        place.byte = (bytes.len() - rest.len()) as u64;
        if !line.iter().all(u8::is_ascii_whitespace) {
            document(found, line, place, names, &format!("line {}", place.line), listener, items);
        }
        place.line += 1;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Ok(())
}

/// Where a text begins in its file.
#[derive(Clone, Copy)]
struct Place {
    line: u64,
    byte: u64,
}

fn document(
    found: &Found,
    bytes: &[u8],
    place: Place,
    names: &CorpusNames,
    article: &str,
    listener: &mut dyn Listener,
    items: &mut Items,
) {
    let mut report = |text: &str, diagnostics: &[Diagnostic]| {
        let ends = found.notation.line_ends();
        let source = Source { path: &found.name, text, first_line: place.line, first_byte: place.byte, ends };
        listener.report(&source, diagnostics);
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return report(valid_part(bytes), &[not_utf8(&error)]),
    };
    let mut diagnostics = Vec::new();
    let Some(written) = document::read(text, found.notation, &mut diagnostics) else {
        return report(text, &diagnostics);
    };
    let digest = document_text(found, &written, &mut diagnostics).map(|text| sha256(text.as_bytes()));
    written::items(&written, names, article, digest, items);
}

/// Adds the entities that a `corpus.yaml` declares; `called` is the path by which people know it.
pub(crate) fn corpus(
    path: &Path,
    called: &Path,
    names: &CorpusNames,
    listener: &mut dyn Listener,
    items: &mut Items,
) -> Result<(), OpenError> {
    let name = called.display().to_string();
    let bytes = fs::read(path).map_err(|error| OpenError::io(error, format!("cannot read `{name}`")))?;
    let mut report = |text: &str, diagnostics: &[Diagnostic]| {
        listener.report(
            &Source { path: &name, text, first_line: 1, first_byte: 0, ends: LineEnds::Any },
            diagnostics,
        );
    };
    match std::str::from_utf8(&bytes) {
        Err(error) => report(valid_part(&bytes), &[not_utf8(&error)]),
        // One that declares nothing marks the top of its folder.
        Ok(text) if text.trim_start_matches('\u{feff}').trim().is_empty() => {}
        Ok(text) => match yaml::parse(text) {
            Err(errors) => report(text, &errors),
            Ok(root) => {
                written::shared(&facts::read_corpus(root, &mut Vec::new()).entities, names, items);
            }
        },
    }
    Ok(())
}
