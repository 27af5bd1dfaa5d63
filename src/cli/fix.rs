//! `groundwire check --fix`, `--diff` and `--pin`: what check writes into documents.
use super::{Failure, output::Output};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use crate::document::edit::{self, Notation};
use crate::document::facts;
use crate::document::json;
use crate::document::yaml;
use crate::text::digest::sha256;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// What is to be done with fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write them.
    Write,
    /// Show them.
    Show,
}

/// The fixes of whole files, gathered while they are checked.
#[derive(Debug, Default)]
pub(crate) struct Fixes {
    files: BTreeMap<String, Vec<Fix>>,
}

impl Fixes {
    /// Keeps the fixes of a file's diagnostics.
    pub(crate) fn gather(&mut self, path: &str, diagnostics: &[Diagnostic]) {
        let fixes = diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.clone());
        self.files.entry(path.to_owned()).or_default().extend(fixes);
    }

    /// Applies them, or shows them on stdout. A sentence about what was done comes back.
    pub(crate) fn apply(self, mode: Mode) -> Result<String, Failure> {
        let mut all = 0;
        for (name, fixes) in self.files {
            let source = read(&name)?;
            let (fixed, applied) = edit::apply(&source, &fixes, notation(&name));
            if applied == 0 {
                continue;
            }
            all += applied;
            match mode {
                Mode::Show => show(&name, &source, &fixed)?,
                Mode::Write => write(&name, &fixed)?,
            }
        }
        let fixes = if all == 1 { "1 fix".to_owned() } else { format!("{all} fixes") };
        Ok(match mode {
            Mode::Show => format!("{fixes} to apply; `groundwire check --fix` writes them"),
            Mode::Write => format!("{fixes} applied"),
        })
    }
}

fn notation(name: &str) -> Notation {
    if name.ends_with(".json") { Notation::Json } else { Notation::Yaml }
}

fn read(name: &str) -> Result<String, Failure> {
    std::fs::read_to_string(name).map_err(|error| Failure::io(&error, format!("cannot read `{name}`")))
}

fn write(name: &str, text: &str) -> Result<(), Failure> {
    let mut output = Output::open(Some(Path::new(name)))?;
    output.write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()
}

fn show(name: &str, old: &str, new: &str) -> Result<(), Failure> {
    let diff = TextDiff::from_lines(old, new);
    let mut output = Output::open(None)?;
    let text = diff.unified_diff().context_radius(1).header(name, name).to_string();
    output.write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()
}

/// Writes the digest of an article's text into its document, which must be good but for an older digest.
/// Whether anything was written comes back.
pub(crate) fn pin(name: &str, text_bytes: &[u8], diagnostics: &[Diagnostic]) -> Result<bool, Failure> {
    let refused = |diagnostic: &Diagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.code != Code::TextChanged
    };
    if diagnostics.iter().any(refused) {
        return Ok(false);
    }
    let source = read(name)?;
    let notation = notation(name);
    let root = match notation {
        Notation::Yaml => yaml::parse(&source),
        Notation::Json => json::parse(&source),
    };
    let Ok(root) = root else { return Ok(false) };
    let written = facts::read(root, &mut Vec::new());
    let digest = sha256(text_bytes);
    if written.article.sha256.as_ref().is_some_and(|old| old.eq_ignore_ascii_case(&digest)) {
        return Ok(false);
    }
    match edit::pin(&source, &written.article, &digest, notation) {
        Some(pinned) => write(name, &pinned).map(|()| true),
        None => Ok(false),
    }
}
