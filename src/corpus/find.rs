//! Which documents there are below some paths, and the corpus of each.
use super::drafts::DRAFTS;
use super::error::OpenError;
use super::listen::Listener;
use super::load::{self, Given};
use super::{Corpus, CorpusOptions, Extra};
use crate::document::Notation;
use crate::term::iri;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

pub(crate) use super::input::{Found, Input};

/// Finds the documents of paths, and loads their corpora. What is wrong with corpora and ontologies goes to the
/// listener.
///
/// # Errors
/// Where a path leads nowhere, or to no document, or cannot be read.
pub(crate) fn find(
    paths: &[PathBuf],
    options: &CorpusOptions,
    listener: &mut dyn Listener,
) -> Result<Input, OpenError> {
    let mut files = Vec::new();
    for path in paths {
        list(path, &mut files)?;
    }
    let mut seen = HashMap::new();
    files.retain(|(path, _)| {
        seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone()), ()).is_none()
    });
    let mut finder = Finder::new(options)?;
    if let Some(path) = &options.corpus {
        finder.corpus(Some(path), listener)?;
    }
    let mut documents = Vec::with_capacity(files.len());
    for (path, notation) in files {
        documents.push(finder.document(path, notation, listener)?);
    }
    if documents.is_empty() {
        return Err(OpenError::NoDocument(paths.to_vec()));
    }
    Ok(Input { corpora: finder.corpora, documents })
}

/// Finds the documents in a file that people know by another path, as version control passes a temporary file: their
/// notation and their corpus are those of that path.
///
/// # Errors
/// Where that path does not name a document, or a corpus cannot be read.
pub(crate) fn find_called(
    path: &Path,
    called: &Path,
    options: &CorpusOptions,
    listener: &mut dyn Listener,
) -> Result<Input, OpenError> {
    let notation = notation(called).ok_or_else(|| OpenError::NotADocument(called.to_owned()))?;
    let mut finder = Finder::new(options)?;
    let mut found = finder.document(called.to_owned(), notation, listener)?;
    found.path = Some(path.to_owned());
    Ok(Input { corpora: finder.corpora, documents: vec![found] })
}

/// The notation of the documents in a file, by its name; only JSON Lines may be compressed.
pub(crate) fn notation(called: &Path) -> Option<Notation> {
    let file = called.file_name().unwrap_or_default().to_string_lossy();
    let bare = file.strip_suffix(".gz").or_else(|| file.strip_suffix(".zst")).unwrap_or(&file);
    match bare.rsplit_once('.').map(|(_, ending)| ending) {
        Some("jsonl" | "ndjson") => Some(Notation::Lines),
        Some("yaml" | "yml") if bare.len() == file.len() => Some(Notation::Yaml),
        Some("json") if bare.len() == file.len() => Some(Notation::Json),
        _ => None,
    }
}

/// Whether a file is a corpus, by its name.
pub(crate) fn is_corpus(called: &Path) -> bool {
    called.file_name().is_some_and(|name| name == "corpus.yaml")
}

/// Looks whether the options can be used at all, for those who may need no corpus.
///
/// # Errors
/// Where a file that they name does not exist or cannot be read, or the base is not one.
pub(crate) fn check_options(options: &CorpusOptions) -> Result<(), OpenError> {
    Finder::new(options).map(drop)
}

/// Loads the corpus that the options name; without one, that of no file.
///
/// # Errors
/// Where a file cannot be read, or the base is not one.
pub(crate) fn corpus_named(
    options: &CorpusOptions,
    listener: &mut dyn Listener,
) -> Result<Corpus, OpenError> {
    Finder::new(options)?.load(options.corpus.as_deref(), listener)
}

/// Loads the corpus that holds in a folder.
///
/// # Errors
/// Where a file cannot be read, or the base is not one.
pub(crate) fn corpus_of(
    folder: &Path,
    options: &CorpusOptions,
    listener: &mut dyn Listener,
) -> Result<Corpus, OpenError> {
    let mut finder = Finder::new(options)?;
    let path = match &options.corpus {
        Some(path) => Some(path.clone()),
        None => finder.nearest(folder),
    };
    finder.load(path.as_deref(), listener)
}

fn check_base(base: &str) -> Result<(), OpenError> {
    if let Err(reason) = iri::check(base) {
        return Err(OpenError::BaseNotIri { base: base.to_owned(), reason });
    }
    if !base.ends_with(['/', '#']) {
        return Err(OpenError::BaseEnd(base.to_owned()));
    }
    if iri::has_dot_segments(base) {
        return Err(OpenError::BaseDots(base.to_owned()));
    }
    Ok(())
}

/// The name and text of an ontology that is added to all corpora.
fn read_ontology(path: &Path) -> Result<Extra, OpenError> {
    let name = path.display().to_string();
    match fs::read(path) {
        Ok(bytes) => Ok((name, bytes)),
        Err(error) => Err(OpenError::io(error, format!("cannot read the ontology `{name}`"))),
    }
}

fn list(path: &Path, files: &mut Vec<(PathBuf, Notation)>) -> Result<(), OpenError> {
    if path.as_os_str() == "-" {
        files.push((path.to_owned(), Notation::Lines));
        return Ok(());
    }
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if path.as_os_str() == "data" => OpenError::NoData,
        io::ErrorKind::NotFound => OpenError::NotFound(path.to_owned()),
        _ => OpenError::io(error, format!("cannot read `{}`", path.display())),
    })?;
    if found.is_dir() {
        let before = files.len();
        walk(path, files)?;
        if files.len() == before {
            return Err(OpenError::NoDocument(vec![path.to_owned()]));
        }
        return Ok(());
    }
    if is_corpus(path) {
        return Err(OpenError::IsCorpus(path.to_owned()));
    }
    let notation = notation(path).ok_or_else(|| OpenError::NotADocument(path.to_owned()))?;
    files.push((path.to_owned(), notation));
    Ok(())
}

/// Each `facts.yaml` or `facts.json` below a folder, by path. Folders whose name begins with a dot, and
/// links to folders, are passed over.
fn walk(folder: &Path, files: &mut Vec<(PathBuf, Notation)>) -> Result<(), OpenError> {
    let failed =
        |error: io::Error| OpenError::io(error, format!("cannot read the folder `{}`", folder.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        entries.push(entry.map_err(failed)?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            if !name.to_string_lossy().starts_with('.') {
                walk(&path, files)?;
            }
        } else if name == "facts.json" {
            files.push((path, Notation::Json));
        } else if name == "facts.yaml" {
            files.push((path, Notation::Yaml));
        }
    }
    Ok(())
}

/// Looks for documents and loads each corpus once.
struct Finder<'o> {
    options: &'o CorpusOptions,
    /// The ontologies that are added to all corpora.
    extra: Vec<Extra>,
    corpora: Vec<Corpus>,
    index: HashMap<Option<PathBuf>, usize>,
    /// The corpus file that holds in a folder.
    nearest: HashMap<PathBuf, Option<PathBuf>>,
}

impl<'o> Finder<'o> {
    fn new(options: &'o CorpusOptions) -> Result<Self, OpenError> {
        let extra = options.ontologies.iter().map(|path| read_ontology(path)).collect::<Result<_, _>>()?;
        if let Some(base) = &options.base {
            check_base(base)?;
        }
        if let Some(path) = &options.corpus
            && !path.is_file()
        {
            return Err(OpenError::NoCorpusFile(path.clone()));
        }
        Ok(Self { options, extra, corpora: Vec::new(), index: HashMap::new(), nearest: HashMap::new() })
    }

    fn document(
        &mut self,
        path: PathBuf,
        notation: Notation,
        listener: &mut dyn Listener,
    ) -> Result<Found, OpenError> {
        let stdin = path.as_os_str() == "-";
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let (corpus, root) = if let Some(given) = &self.options.corpus {
            (Some(given.clone()), folder.clone())
        } else {
            // What comes from stdin is nowhere: no folder's corpus holds for it.
            let nearest = if stdin { None } else { self.nearest(&folder) };
            let root = nearest.as_deref().and_then(Path::parent).map_or(folder.clone(), Path::to_owned);
            (nearest, root)
        };
        let corpus = self.corpus(corpus.as_deref(), listener)?;
        let beside = (notation == Notation::Json && path.ends_with("facts.json"))
            .then(|| path.with_file_name("facts.yaml"))
            .filter(|other| other.is_file())
            .map(|other| other.display().to_string());
        let drafts =
            (self.options.drafts && notation != Notation::Lines).then(|| path.with_file_name(DRAFTS));
        let name = if stdin { "<stdin>".to_owned() } else { path.display().to_string() };
        Ok(Found { path: (!stdin).then_some(path), name, notation, corpus, root, beside, drafts })
    }

    /// The nearest `corpus.yaml` in a folder or above.
    fn nearest(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.nearest.get(folder) {
            return known.clone();
        }
        let here = folder.join("corpus.yaml");
        let found = if here.is_file() {
            Some(here)
        } else if folder.components().all(|part| part == Component::CurDir) {
            // Above the folder we are in, only the absolute path knows the way.
            let above = fs::canonicalize(folder).ok();
            above.as_deref().and_then(Path::parent).map(Path::to_owned).and_then(|above| self.nearest(&above))
        } else if folder.components().next_back() == Some(Component::ParentDir) {
            let whole = fs::canonicalize(folder).ok();
            whole.as_deref().and_then(Path::parent).map(Path::to_owned).and_then(|above| self.nearest(&above))
        } else {
            match folder.parent() {
                Some(above) if above.as_os_str().is_empty() => self.nearest(Path::new(".")),
                Some(above) => self.nearest(above),
                None => None,
            }
        };
        self.nearest.insert(folder.to_owned(), found.clone());
        found
    }

    /// The index of a corpus, loaded where it is not yet.
    fn corpus(&mut self, path: Option<&Path>, listener: &mut dyn Listener) -> Result<usize, OpenError> {
        let key = path.map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        if let Some(index) = self.index.get(&key) {
            return Ok(*index);
        }
        let loaded = self.load(path, listener)?;
        self.corpora.push(loaded);
        self.index.insert(key, self.corpora.len() - 1);
        Ok(self.corpora.len() - 1)
    }

    fn load(&self, path: Option<&Path>, listener: &mut dyn Listener) -> Result<Corpus, OpenError> {
        let mut given = Given {
            file: None,
            base: self.options.base.as_deref(),
            extra: &self.extra,
            lenient: self.options.lenient,
            policy: self.options.policy.clone(),
        };
        if let Some(path) = path {
            let name = path.display().to_string();
            let bytes = match fs::read(path) {
                Ok(bytes) => bytes,
                Err(error) => return Err(OpenError::io(error, format!("cannot read `{name}`"))),
            };
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
                _ => PathBuf::from("."),
            };
            given.file = Some(load::CorpusText { name, bytes, folder: Some(folder) });
        }
        Ok(load::load(given, listener))
    }
}
