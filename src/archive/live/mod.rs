//! Documents in files, kept up to date: only what has changed is read again.
//!
//! Which files a document depends on is known: its own, its article's text, `corpus.yaml` and the ontologies. A change of
//! the last two concerns all documents, any other only those that depend on the file. What cannot be read or has errors
//! leaves the last good state in place, and is reported.
mod piece;
#[cfg(test)]
mod tests;
mod watch;

use super::Archive;
use super::builder::SnapshotBuilder;
use super::open::SnapshotError;
use super::replace::record_of;
use super::snapshot::Snapshot;
use crate::corpus::find::{self, Found, Input};
use crate::corpus::stamp::{Stamps, stamps};
use crate::corpus::{CorpusOptions, FileReport, OpenError, State};
use piece::{Mapped, check};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use watch::Change;

/// Documents in files, kept up to date.
///
/// ```
/// use groundwire::{CorpusOptions, Live};
///
/// let mut live = Live::open(vec!["data".into()], CorpusOptions::default())?;
/// let before = live.snapshot();
/// // Nothing has changed since.
/// assert!(live.refresh().is_none());
/// assert_eq!(live.snapshot().quad_count(), before.quad_count());
/// # Ok::<(), groundwire::archive::SnapshotError>(())
/// ```
#[derive(Debug)]
pub struct Live {
    paths: Vec<PathBuf>,
    options: CorpusOptions,
    /// What is looked at for changes, and how it was.
    watched: Vec<PathBuf>,
    known: Stamps,
    held: Held,
    /// Why the documents could not be read when they were read last.
    problem: Option<String>,
}

/// What was read.
#[derive(Debug)]
struct Held {
    input: Arc<Input>,
    archive: Archive,
    /// What each file of documents gave, by its path.
    files: HashMap<PathBuf, File>,
    /// What was found in corpora and ontologies.
    reports: Vec<FileReport>,
    /// Tells what was replaced since everything was read.
    chain: [u8; 32],
}

/// What a file of documents gave when it was read last.
#[derive(Debug, Default)]
struct File {
    /// The IRIs of its articles.
    articles: BTreeSet<String>,
    /// Those among them that are still as an earlier reading gave them, as the file has errors now.
    stale: BTreeSet<String>,
    /// The texts that its articles name.
    texts: BTreeSet<PathBuf>,
    reports: Vec<FileReport>,
}

impl File {
    fn is_refused(&self) -> bool {
        self.reports.iter().any(FileReport::is_refused)
    }

    /// Whether it was refused for the sake of another document.
    fn has_twin(&self) -> bool {
        let codes = self.reports.iter().flat_map(|report| &report.diagnostics).map(|found| found.code);
        codes.into_iter().any(|code| code == crate::diagnostic::Code::DuplicateDocument)
    }
}

/// What was read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// How many files of documents were read.
    pub documents: usize,
    /// How many files of documents are gone.
    pub gone: usize,
    /// Whether it was all that there is, as a corpus file or an ontology has changed.
    pub is_whole: bool,
}

impl Live {
    /// Finds, reads and checks the documents below some paths. Refused ones are left out and [reported](Self::reports).
    ///
    /// # Errors
    /// Where a path leads to no document, or a file cannot be read.
    pub fn open(paths: Vec<PathBuf>, options: CorpusOptions) -> Result<Self, SnapshotError> {
        // Looked at first: what changes while it is read is seen afterwards.
        let watched = watch::before(&paths, &options);
        let known = stamps(&watched);
        let mut reports = Vec::new();
        let input = find::find(&paths, &options, &mut reports)?;
        let held = Held::read(input, reports, None)?;
        let mut live = Self { paths, options, watched, known, held, problem: None };
        live.watch();
        Ok(live)
    }

    /// What the documents say, as they were read last.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.held.archive.snapshot()
    }

    /// What was found in each file when it was read last: corpora first, then documents in order.
    #[must_use]
    pub fn reports(&self) -> Vec<FileReport> {
        self.each_report().cloned().collect()
    }

    /// The same, as they are held.
    pub(crate) fn each_report(&self) -> impl Iterator<Item = &FileReport> {
        let of = |found: &Found| found.path.as_deref().and_then(|path| self.held.files.get(path));
        let documents = self.held.input.documents.iter().filter_map(of).flat_map(|file| &file.reports);
        self.held.reports.iter().chain(documents)
    }

    /// Why the documents could not be read when they changed last: what is served is older.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// The articles whose documents have errors now, by IRI: what is known of them is what they said before.
    #[must_use]
    pub fn stale(&self) -> BTreeSet<String> {
        self.held.files.values().flat_map(|file| file.stale.iter().cloned()).collect()
    }

    /// The files that were found.
    #[cfg(any(feature = "mcp", feature = "serve"))]
    pub(crate) fn input(&self) -> Arc<Input> {
        Arc::clone(&self.held.input)
    }

    /// Tells what was replaced since everything was read: beside the snapshot of then it says what is held now.
    #[cfg(feature = "serve")]
    pub(crate) fn chain(&self) -> [u8; 32] {
        self.held.chain
    }

    /// Reads again what has changed; none where nothing has. What cannot be read leaves the last good state, and is a
    /// [problem](Self::problem) or [reported](Self::reports).
    pub fn refresh(&mut self) -> Option<Refreshed> {
        let now = stamps(&self.watched);
        if now == self.known {
            return None;
        }
        let change = self.change(&now);
        self.known = now;
        let before = self.snapshot();
        let done = match change {
            Change::Whole => self.whole(),
            Change::Some { is_listed, files } => self.some(is_listed, &files),
        };
        let refreshed = done.unwrap_or_else(|error| {
            self.problem = Some(error.to_string());
            Refreshed { documents: 0, gone: 0, is_whole: true }
        });
        self.snapshot().warm(&before);
        self.watch();
        Some(refreshed)
    }

    /// Reads everything again.
    fn whole(&mut self) -> Result<Refreshed, OpenError> {
        let mut reports = Vec::new();
        let input = find::find(&self.paths, &self.options, &mut reports)?;
        if input.corpora.iter().any(|corpus| corpus.state() != State::Good) {
            // No document would hold against it: those that did before stay.
            self.held.reports = reports;
            self.problem = Some("the corpus has errors; what is shown is how it was before".to_owned());
            return Ok(Refreshed { documents: 0, gone: 0, is_whole: true });
        }
        let count = input.documents.len();
        let held = Held::read(input, reports, Some(&self.held))?;
        let gone = self.held.files.keys().filter(|path| !held.files.contains_key(*path)).count();
        self.held = held;
        self.problem = None;
        Ok(Refreshed { documents: count, gone, is_whole: true })
    }

    /// Reads some files again; where files have come or gone, looks for documents first.
    fn some(&mut self, is_listed: bool, files: &BTreeSet<PathBuf>) -> Result<Refreshed, OpenError> {
        let input = match is_listed {
            false => Arc::clone(&self.held.input),
            true => {
                let mut input = find::find(&self.paths, &self.options, &mut Vec::new())?;
                let folders = |input: &Input| -> Vec<Option<PathBuf>> {
                    input.corpora.iter().map(|corpus| corpus.folder().map(Path::to_owned)).collect()
                };
                if folders(&input) != folders(&self.held.input) {
                    return self.whole();
                }
                // No corpus file has changed: what was made of them holds.
                input.corpora = self.held.input.corpora.clone();
                Arc::new(input)
            }
        };
        let before: HashMap<&Path, &Found> = by_path(&self.held.input);
        let is_new = |path: &Path, found: &Found| {
            before.get(path).is_none_or(|known| known.beside != found.beside || known.corpus != found.corpus)
        };
        let documents: Vec<Found> = by_path(&input)
            .into_iter()
            .filter(|(path, found)| files.contains(*path) || is_new(path, found))
            .map(|(_, found)| found.clone())
            .collect();
        let left = by_path(&input);
        let gone: Vec<PathBuf> =
            self.held.files.keys().filter(|path| !left.contains_key(path.as_path())).cloned().collect();
        if documents.is_empty() && gone.is_empty() {
            return Ok(Refreshed { documents: 0, gone: 0, is_whole: false });
        }
        let again = Input { corpora: input.corpora.clone(), documents };
        let mut mapped: Vec<Mapped> = Vec::new();
        let read = check(&again, |one| mapped.push(one))?;
        if self.held.has_twins(&read, &gone) {
            return self.whole();
        }
        let refreshed = Refreshed { documents: read.len(), gone: gone.len(), is_whole: false };
        self.held.take(read, mapped, &gone);
        self.held.input = input;
        self.problem = None;
        Ok(refreshed)
    }
}

/// The documents in files, by path.
fn by_path(input: &Input) -> HashMap<&Path, &Found> {
    input.documents.iter().filter_map(|found| Some((found.path.as_deref()?, found))).collect()
}

impl Held {
    /// Reads all documents of an input. Articles whose documents are refused now stay as they were before.
    fn read(input: Input, reports: Vec<FileReport>, before: Option<&Self>) -> Result<Self, OpenError> {
        let mut builder = SnapshotBuilder::new(&input.corpora);
        let mut articles: BTreeMap<String, usize> = BTreeMap::new();
        let mut files = check(&input, |one: Mapped| {
            builder.record(&one.record);
            articles.insert(one.article, one.facts);
        })?;
        if let Some(before) = before {
            let last = before.archive.snapshot();
            for (path, file) in files.iter_mut().filter(|(_, file)| file.is_refused()) {
                let known = before.files.get(path).into_iter().flat_map(|file| &file.articles);
                for article in known {
                    let is_named = |base: &str| article.starts_with(base);
                    let fits = input.corpora.iter().any(|corpus| is_named(corpus.base()));
                    if let Some(facts) = before.archive.facts_of(article)
                        && fits
                        && !articles.contains_key(article)
                    {
                        builder.record(&record_of(last.dataset(), article));
                        articles.insert(article.clone(), facts);
                        file.articles.insert(article.clone());
                        file.stale.insert(article.clone());
                    }
                }
            }
        }
        let archive = Archive::of_snapshot(builder.finish(), articles);
        Ok(Self { input: Arc::new(input), archive, files, reports, chain: [0; 32] })
    }

    /// Whether two documents have, or had, the same article: then all of them must be looked at together.
    fn has_twins(&self, read: &HashMap<PathBuf, File>, gone: &[PathBuf]) -> bool {
        if self.files.values().chain(read.values()).any(File::has_twin) {
            return true;
        }
        let stay = self.files.iter().filter(|(path, _)| !read.contains_key(*path) && !gone.contains(path));
        let known: BTreeSet<&String> = stay.flat_map(|(_, file)| &file.articles).collect();
        read.values().flat_map(|file| &file.articles).any(|article| known.contains(article))
    }

    /// Whether a file gives an article, and not only as it was before the file was refused.
    fn is_given(&self, article: &str) -> bool {
        self.files.values().any(|file| file.articles.contains(article) && !file.stale.contains(article))
    }

    /// Puts what was read in the place of what the same files gave before.
    fn take(&mut self, read: HashMap<PathBuf, File>, mapped: Vec<Mapped>, gone: &[PathBuf]) {
        let mut digest = Sha256::new();
        digest.update(self.chain);
        gone.iter().for_each(|path| digest.update(path.as_os_str().as_encoded_bytes()));
        for one in &mapped {
            digest.update((one.record.len() as u64).to_le_bytes());
            digest.update(&one.record);
        }
        self.chain = digest.finalize().into();
        for path in gone {
            for article in self.files.remove(path).into_iter().flat_map(|file| file.articles) {
                if !self.is_given(&article) {
                    self.archive.remove(&article);
                }
            }
        }
        for (path, mut file) in read {
            let before = self.files.remove(&path).unwrap_or_default();
            for article in before.articles {
                // Another file may have taken it over, as from one that was refused.
                if file.articles.contains(&article) || self.is_given(&article) {
                    continue;
                }
                if file.is_refused() {
                    file.stale.insert(article.clone());
                    file.articles.insert(article);
                } else {
                    self.archive.remove(&article);
                }
            }
            self.files.insert(path, file);
        }
        // What moved from one file to another was removed above.
        for Mapped { article, facts, record } in mapped {
            self.archive.put_record(article, facts, record);
        }
    }
}
