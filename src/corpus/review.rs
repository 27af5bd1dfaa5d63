//! Decisions on the drafts of a document in files: what the command line and the pages call.
//!
//! Each decision reads the files, decides, compares them with what was read and replaces them. What was there before goes to
//! a hidden file beside them, `.drafts.undo.jsonl`, from which [`Review::undo`] takes back one decision after another.
use super::Corpus;
use super::drafts::DRAFTS;
use super::input::Found;
use super::read::{document_text, folder_name};
use super::replace::{Held, ReplaceError, replace};
use crate::check::resolve::{Context, FoundText};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{self, Notation};
use crate::draft::decide::{Decided, Desk, Refusal, Verdict};
use crate::draft::file::Drafts;
use crate::draft::item::Item;
use crate::draft::show::Shown;
use crate::text::digest::sha256;
use serde_json::{Value, json};
use std::fmt;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file that holds what was there before the last decisions.
const UNDO: &str = ".drafts.undo.jsonl";

/// A document in a file of its own, whose drafts are decided on.
#[derive(Debug)]
pub(crate) struct Review<'c> {
    found: &'c Found,
    path: &'c Path,
    corpus: &'c Corpus,
    folder: String,
}

/// Why nothing was decided.
#[derive(Debug)]
pub(crate) enum ReviewError {
    /// What the checks say, with the sources that its places are in: the document's and the drafts'.
    Refused {
        /// Why.
        refusal: Refusal,
        /// The document's source.
        source: String,
        /// The drafts' source.
        drafts: String,
    },
    /// The files cannot be replaced.
    Replace(ReplaceError),
    /// The files are not what they were when they were shown.
    Stale,
    /// A line of JSON Lines, or stdin, is not a file of its own.
    NotAFile(String),
    /// Another program is deciding right now.
    Busy,
    /// No decision is left to be taken back.
    NothingToUndo,
}

impl fmt::Display for ReviewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReviewError::Refused { refusal, .. } => refusal.fmt(f),
            ReviewError::Replace(error) => error.fmt(f),
            ReviewError::Stale => f.write_str("the files changed meanwhile; nothing was written"),
            ReviewError::NotAFile(name) => write!(
                f,
                "`{name}` is not a document in a file of its own: its drafts cannot be decided; write each document to a folder first"
            ),
            ReviewError::Busy => f.write_str("another program is deciding on these drafts right now"),
            ReviewError::NothingToUndo => f.write_str("there is no decision to take back"),
        }
    }
}

impl std::error::Error for ReviewError {}

impl From<ReplaceError> for ReviewError {
    fn from(error: ReplaceError) -> Self {
        ReviewError::Replace(error)
    }
}

/// The files as they were read.
#[derive(Debug)]
pub(crate) struct Files {
    document: Held,
    drafts: Held,
    source: String,
    drafts_source: String,
    text: String,
}

impl Files {
    /// What tells whether the files are the same later: a digest of both.
    #[must_use]
    pub(crate) fn state(&self) -> String {
        let both = [sha256(self.document.bytes()), sha256(self.drafts.bytes())].concat();
        sha256(both.as_bytes())
    }
}

/// A decision that is not written yet.
#[derive(Debug)]
pub(crate) struct Planned {
    files: Files,
    decided: Decided,
    name: String,
}

impl<'c> Review<'c> {
    /// Of a document.
    ///
    /// # Errors
    /// Where it is not in a file of its own.
    pub(crate) fn open(found: &'c Found, corpus: &'c Corpus) -> Result<Self, ReviewError> {
        match &found.path {
            Some(path) if found.notation != Notation::Lines => {
                Ok(Self { found, path, corpus, folder: folder_name(path) })
            }
            _ => Err(ReviewError::NotAFile(found.name.clone())),
        }
    }

    /// The path of the drafts file.
    #[must_use]
    pub(crate) fn drafts_path(&self) -> PathBuf {
        self.path.with_file_name(DRAFTS)
    }

    /// Reads the files.
    ///
    /// # Errors
    /// Where one cannot be read, or is wrong in its form.
    pub(crate) fn files(&self) -> Result<Files, ReviewError> {
        let document = Held::read(self.path)?;
        let drafts = Held::read(&self.drafts_path())?;
        let utf8 = |held: &Held| match std::str::from_utf8(held.bytes()) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(ReplaceError::Io {
                path: held.path().to_owned(),
                error: io::Error::new(io::ErrorKind::InvalidData, error),
            }),
        };
        let (source, drafts_source) = (utf8(&document)?, utf8(&drafts)?);
        let mut found = Vec::new();
        let written = document::read(&source, self.found.notation, &mut found);
        let text = written.and_then(|written| document_text(self.found, &written, &mut found));
        found.retain(|one: &Diagnostic| one.severity == Severity::Error);
        match text {
            Some(text) if found.is_empty() => Ok(Files { document, drafts, source, drafts_source, text }),
            _ => {
                Err(ReviewError::Refused { refusal: Refusal::Document(found), source, drafts: drafts_source })
            }
        }
    }

    /// Does something with the desk that the files make.
    fn at_desk<T>(
        &self,
        files: &Files,
        work: impl FnOnce(&Desk<'_>) -> Result<T, Refusal>,
    ) -> Result<T, ReviewError> {
        let desk = Desk {
            source: &files.source,
            notation: self.found.notation,
            drafts: &files.drafts_source,
            text: FoundText::new(&files.text),
            context: Context {
                corpus: self.corpus.shared(),
                lenient: self.corpus.is_lenient(),
                default_id: Some(&self.folder),
            },
        };
        work(&desk).map_err(|refusal| ReviewError::Refused {
            refusal,
            source: files.source.clone(),
            drafts: files.drafts_source.clone(),
        })
    }

    /// The undecided drafts.
    ///
    /// # Errors
    /// What is wrong with the drafts file.
    pub(crate) fn drafts(&self) -> Result<Drafts, ReviewError> {
        self.at_desk(&self.files()?, |desk| desk.read())
    }

    /// The undecided drafts as a person sees them, and the [state](Files::state) of the files.
    ///
    /// # Errors
    /// What is wrong with the document or the drafts file.
    pub(crate) fn show(&self) -> Result<(Vec<Shown>, String), ReviewError> {
        let files = self.files()?;
        Ok((self.at_desk(&files, |desk| desk.show())?, files.state()))
    }

    /// Plans to accept drafts, all or none.
    ///
    /// # Errors
    /// Why they cannot be accepted.
    pub(crate) fn plan_accept(&self, ids: &[&str], by: Option<&str>) -> Result<Planned, ReviewError> {
        self.plan(|desk| desk.accept(ids, by), format!("accepted {}", ids.join(" ")))
    }

    /// Plans to reject drafts.
    ///
    /// # Errors
    /// Why they cannot be rejected.
    pub(crate) fn plan_reject(&self, ids: &[&str]) -> Result<Planned, ReviewError> {
        self.plan(|desk| desk.reject(ids), format!("rejected {}", ids.join(" ")))
    }

    /// Plans to give a draft other content.
    ///
    /// # Errors
    /// Why it stays as it is.
    pub(crate) fn plan_edit(&self, id: &str, entries: Vec<(String, Item)>) -> Result<Planned, ReviewError> {
        self.plan(|desk| desk.edit(id, entries), format!("edited {id}"))
    }

    /// Plans to add a fact that a person wrote.
    ///
    /// # Errors
    /// Why it cannot be added.
    pub(crate) fn plan_add(
        &self,
        entries: Vec<(String, Item)>,
        by: Option<&str>,
    ) -> Result<Planned, ReviewError> {
        self.plan(|desk| desk.add(entries, by), "added a fact".to_owned())
    }

    /// The article's text and the keys of the entities that a fact may name, each with its label, sorted by key.
    ///
    /// # Errors
    /// What is wrong with the document or the drafts file.
    pub(crate) fn material(&self) -> Result<(String, Vec<(String, String)>), ReviewError> {
        let files = self.files()?;
        let entities = self.at_desk(&files, |desk| desk.entities())?;
        Ok((files.text, entities))
    }

    fn plan(
        &self,
        work: impl FnOnce(&Desk<'_>) -> Result<Decided, Refusal>,
        name: String,
    ) -> Result<Planned, ReviewError> {
        let files = self.files()?;
        let decided = self.at_desk(&files, work)?;
        Ok(Planned { files, decided, name })
    }

    /// Writes what is planned. With `seen`, the files must still have that [state](Files::state).
    ///
    /// # Errors
    /// Why nothing was written.
    pub(crate) fn write(&self, planned: Planned, seen: Option<&str>) -> Result<Vec<Verdict>, ReviewError> {
        let Planned { files, decided, name } = planned;
        if seen.is_some_and(|seen| seen != files.state()) {
            return Err(ReviewError::Stale);
        }
        let mut changed: Vec<(Which, &Held, &[u8])> = Vec::with_capacity(2);
        if let Some(source) = &decided.source {
            changed.push((Which::Document, &files.document, source.as_bytes()));
        }
        if decided.drafts.as_bytes() != files.drafts.bytes() {
            changed.push((Which::Drafts, &files.drafts, decided.drafts.as_bytes()));
        }
        let mut journal = Journal::open(&self.path.with_file_name(UNDO))?;
        journal.push(&entry(&name, &changed))?;
        let changed: Vec<(&Held, &[u8])> = changed.iter().map(|(_, held, new)| (*held, *new)).collect();
        if let Err(error) = replace(&changed) {
            journal.pop();
            return Err(error.into());
        }
        Ok(decided.verdicts)
    }

    /// Takes back the last decision, byte for byte; what it was comes back.
    ///
    /// # Errors
    /// Where there is none, or a file has changed since.
    pub(crate) fn undo(&self) -> Result<String, ReviewError> {
        let path = self.path.with_file_name(UNDO);
        if !path.exists() {
            return Err(ReviewError::NothingToUndo);
        }
        let mut journal = Journal::open(&path)?;
        let last: Option<Value> = serde_json::from_str(&journal.text[journal.last()..]).ok();
        let Some(last) = last else { return Err(ReviewError::NothingToUndo) };
        let mut held = Vec::new();
        for file in last.get("files").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| file.get(key).and_then(Value::as_str).unwrap_or_default();
            let path =
                if text("file") == Which::Drafts.name() { self.drafts_path() } else { self.path.to_owned() };
            let now = Held::read(&path)?;
            let before = restored(now.bytes(), file);
            let before = before
                .filter(|before| sha256(before) == text("before") && sha256(now.bytes()) == text("after"));
            let Some(before) = before else {
                return Err(ReplaceError::Changed(now.path().to_owned()).into());
            };
            held.push((now, before));
        }
        let changed: Vec<(&Held, &[u8])> =
            held.iter().map(|(held, bytes)| (held, bytes.as_slice())).collect();
        replace(&changed)?;
        journal.pop();
        Ok(last.get("what").and_then(Value::as_str).unwrap_or_default().to_owned())
    }
}

/// What takes a decision back: of each file the piece that was changed, and the digests before and after.
fn entry(what: &str, files: &[(Which, &Held, &[u8])]) -> Value {
    let one = |(which, held, new): &(Which, &Held, &[u8])| {
        let old = held.bytes();
        let same = |(a, b): &(&u8, &u8)| a == b;
        let mut start = old.iter().zip(*new).take_while(same).count();
        let most = old.len().min(new.len()) - start;
        let mut end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(same).count();
        // Not within a character.
        let inside = |bytes: &[u8], at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
        while inside(old, start) || inside(new, start) {
            start -= 1;
        }
        while inside(old, old.len() - end) || inside(new, new.len() - end) {
            end -= 1;
        }
        json!({
            "file": which.name(), "before": sha256(old), "after": sha256(new), "start": start, "end": end,
            "old": String::from_utf8_lossy(&old[start..old.len() - end]),
        })
    };
    json!({"what": what, "files": files.iter().map(one).collect::<Vec<_>>()})
}

/// One of the two files.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Document,
    Drafts,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Which::Document => "document",
            Which::Drafts => "drafts",
        }
    }
}

/// A file as it was before.
fn restored(now: &[u8], file: &Value) -> Option<Vec<u8>> {
    let number = |key: &str| file.get(key)?.as_u64().and_then(|number| usize::try_from(number).ok());
    let (start, end) = (number("start")?, number("end")?);
    let old = file.get("old")?.as_str()?;
    let tail = now.len().checked_sub(end).filter(|tail| *tail >= start)?;
    Some([&now[..start], old.as_bytes(), &now[tail..]].concat())
}

/// The decisions that can be taken back, one a line. It is locked while it is open, so that two programs do not decide at
/// once.
struct Journal {
    file: File,
    path: PathBuf,
    text: String,
}

impl Journal {
    fn open(path: &Path) -> Result<Self, ReviewError> {
        let io = |error| ReplaceError::Io { path: path.to_owned(), error };
        let mut file =
            File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(ReviewError::Busy);
        }
        let mut text = String::new();
        // What this program did not write is begun anew.
        if file.read_to_string(&mut text).is_err() {
            text.clear();
        }
        Ok(Self { file, path: path.to_owned(), text })
    }

    /// Where the last line begins.
    fn last(&self) -> usize {
        self.text.trim_end_matches('\n').rfind('\n').map_or(0, |end| end + 1)
    }

    fn push(&mut self, entry: &Value) -> Result<(), ReplaceError> {
        let before = self.text.len();
        let line = format!("{entry}\n");
        self.text.push_str(&line);
        self.append(before, line.as_bytes()).map_err(|error| {
            self.cut(before);
            ReplaceError::Io { path: self.path.clone(), error }
        })
    }

    fn append(&mut self, at: usize, line: &[u8]) -> io::Result<()> {
        self.file.seek(io::SeekFrom::Start(at as u64))?;
        self.file.write_all(line)?;
        self.file.set_len(self.text.len() as u64)?;
        self.file.sync_all()
    }

    fn pop(&mut self) {
        self.cut(self.last());
    }

    /// Without decisions the file serves nobody. A failure leaves an entry that no longer fits: undo refuses it.
    fn cut(&mut self, length: usize) {
        self.text.truncate(length);
        if length == 0 {
            let _ = std::fs::remove_file(&self.path);
        } else {
            let _ = self.file.set_len(length as u64);
        }
    }
}
