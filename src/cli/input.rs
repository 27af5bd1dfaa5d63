//! Which documents there are, and the corpus of each.
use super::{Failure, reason};
use crate::check::corpus::Corpus;
use crate::cli::arguments::Common;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::diagnostic::{LineEnds, Span};
use crate::document::facts::{CorpusFile, Text, read_corpus};
use crate::document::yaml;
use crate::ontology::{self, Ontology};
use crate::term::iri;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::report::Reporter;

/// Everything a command was pointed at.
#[derive(Debug)]
pub struct Input {
    /// The corpora of the documents; one without a file among them where a document has none.
    pub corpora: Vec<LoadedCorpus>,
    /// The documents, in order.
    pub documents: Vec<Found>,
}

impl Input {
    /// Whether a file of many documents is among them: JSON Lines.
    #[must_use]
    pub fn has_lines(&self) -> bool {
        self.documents.iter().any(|found| found.notation == Notation::Lines)
    }
}

/// A corpus with what only the file system knows.
#[derive(Debug)]
pub struct LoadedCorpus {
    /// The corpus.
    pub corpus: Corpus,
    /// The folder of its `corpus.yaml`, where it has one.
    pub folder: Option<PathBuf>,
    /// The folder of its saved questions.
    pub questions: Option<PathBuf>,
    /// How far it can be relied on.
    pub state: State,
}

/// How far a corpus can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is good.
    Good,
    /// It has a mistake: its documents are checked and refused.
    Refused,
    /// Its ontology could not be read: nothing can be said about its documents.
    Unreadable,
}

/// A file with one document or many.
#[derive(Debug)]
pub struct Found {
    /// Its path; none for stdin.
    pub path: Option<PathBuf>,
    /// Its path as people know it.
    pub name: String,
    /// Its notation.
    pub notation: Notation,
    /// Its corpus: an index.
    pub corpus: usize,
    /// The folder that its text may not leave.
    pub root: PathBuf,
    /// The other document in its folder, if there is one.
    pub beside: Option<String>,
}

/// How documents are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// One YAML document.
    Yaml,
    /// One JSON document.
    Json,
    /// A JSON document a line.
    Lines,
}

impl Notation {
    /// What ends a line.
    pub fn line_ends(self) -> LineEnds {
        match self {
            Notation::Yaml => LineEnds::Any,
            Notation::Json | Notation::Lines => LineEnds::Lf,
        }
    }
}

/// Finds the documents of paths, and loads their corpora. Mistakes of corpora and ontologies are
/// reported; what cannot be found at all is a failure.
pub fn find(paths: &[PathBuf], common: &Common, reporter: &mut Reporter) -> Result<Input, Failure> {
    let mut files = Vec::new();
    for path in paths {
        list(path, &mut files)?;
    }
    let mut seen = HashMap::new();
    files.retain(|(path, _)| {
        seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone()), ()).is_none()
    });
    let extra = common.ontology.iter().map(|path| read_ontology(path)).collect::<Result<Vec<_>, _>>()?;
    if let Some(base) = &common.base {
        check_base(base)?;
    }
    let mut loader =
        Loader { common, extra, corpora: Vec::new(), index: HashMap::new(), nearest: HashMap::new() };
    if let Some(path) = &common.corpus {
        if !path.is_file() {
            return Err(Failure::Usage(format!("there is no corpus file `{}`", path.display())));
        }
        loader.corpus(Some(path), reporter)?;
    }
    let mut documents = Vec::with_capacity(files.len());
    for (path, notation) in files {
        documents.push(loader.document(path, notation, reporter)?);
    }
    if documents.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
        return Err(Failure::Usage(format!(
            "there is no document in {}: a document is a `facts.yaml` or `facts.json` in a folder, or a line of a `.jsonl`",
            names.join(", ")
        )));
    }
    Ok(Input { corpora: loader.corpora, documents })
}

/// Loads one corpus for a command that reads no documents.
pub fn corpus_of(folder: &Path, common: &Common, reporter: &mut Reporter) -> Result<LoadedCorpus, Failure> {
    let extra = common.ontology.iter().map(|path| read_ontology(path)).collect::<Result<Vec<_>, _>>()?;
    let mut loader =
        Loader { common, extra, corpora: Vec::new(), index: HashMap::new(), nearest: HashMap::new() };
    let path = match &common.corpus {
        Some(path) => Some(path.clone()),
        None => loader.nearest(folder),
    };
    loader.corpus(path.as_deref(), reporter)?;
    loader.corpora.pop().ok_or(Failure::Closed)
}

fn check_base(base: &str) -> Result<(), Failure> {
    if let Err(bad) = iri::check(base) {
        return Err(Failure::Usage(format!("`--base {base}` is no IRI: {bad}")));
    }
    if !base.ends_with(['/', '#']) {
        return Err(Failure::Usage(format!(
            "`--base {base}` does not end in `/` or `#`; write `--base {base}/`"
        )));
    }
    Ok(())
}

/// The name and text of an ontology that the command line names.
fn read_ontology(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let name = path.display().to_string();
    let bytes =
        fs::read(path).map_err(|error| Failure::io(&error, format!("cannot read the ontology `{name}`")))?;
    Ok((name, bytes))
}

fn list(path: &Path, files: &mut Vec<(PathBuf, Notation)>) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        files.push((path.to_owned(), Notation::Lines));
        return Ok(());
    }
    let name = path.display();
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if path.as_os_str() == "data" => Failure::Usage(
            "there is no folder `data` here, which counts where no path is given: name a document or a folder of them"
                .to_owned(),
        ),
        io::ErrorKind::NotFound => Failure::Usage(format!("there is no file or folder `{name}`")),
        _ => Failure::io(&error, format!("cannot read `{name}`")),
    })?;
    if found.is_dir() {
        let before = files.len();
        walk(path, files)?;
        if files.len() == before {
            return Err(Failure::Usage(format!(
                "there is no document in `{name}`: a document is a `facts.yaml` or `facts.json` in a folder of its own"
            )));
        }
        return Ok(());
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let bare = file.strip_suffix(".gz").or_else(|| file.strip_suffix(".zst")).unwrap_or(&file);
    let notation = match bare.rsplit_once('.').map(|(_, ending)| ending) {
        _ if bare == "corpus.yaml" => {
            return Err(Failure::Usage(format!(
                "`{name}` is a corpus, not a document: name its folder, or give it with `--corpus`"
            )));
        }
        Some("jsonl" | "ndjson") => Notation::Lines,
        Some("yaml" | "yml") if bare.len() == file.len() => Notation::Yaml,
        Some("json") if bare.len() == file.len() => Notation::Json,
        _ => {
            return Err(Failure::Usage(format!(
                "`{name}` is no document: its name should end in `.yaml`, `.json` or `.jsonl`"
            )));
        }
    };
    files.push((path.to_owned(), notation));
    Ok(())
}

/// Each `facts.yaml` or `facts.json` below a folder, by path. Folders whose name begins with a dot, and
/// links to folders, are passed over.
fn walk(folder: &Path, files: &mut Vec<(PathBuf, Notation)>) -> Result<(), Failure> {
    let failed =
        |error: &io::Error| Failure::io(error, format!("cannot read the folder `{}`", folder.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        entries.push(entry.map_err(|error| failed(&error))?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type().map_err(|error| failed(&error))?;
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

struct Loader<'c> {
    common: &'c Common,
    /// The ontologies that the command line names.
    extra: Vec<(String, Vec<u8>)>,
    corpora: Vec<LoadedCorpus>,
    index: HashMap<Option<PathBuf>, usize>,
    /// The corpus file that holds in a folder.
    nearest: HashMap<PathBuf, Option<PathBuf>>,
}

impl Loader<'_> {
    fn document(
        &mut self,
        path: PathBuf,
        notation: Notation,
        reporter: &mut Reporter,
    ) -> Result<Found, Failure> {
        let stdin = path.as_os_str() == "-";
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let (corpus, root) = if let Some(given) = &self.common.corpus {
            (Some(given.clone()), folder.clone())
        } else {
            // What comes from stdin stands nowhere: no folder's corpus holds for it.
            let nearest = if stdin { None } else { self.nearest(&folder) };
            let root = nearest.as_deref().and_then(Path::parent).map_or(folder.clone(), Path::to_owned);
            (nearest, root)
        };
        let corpus = self.corpus(corpus.as_deref(), reporter)?;
        let beside = (notation == Notation::Json && path.ends_with("facts.json"))
            .then(|| path.with_file_name("facts.yaml"))
            .filter(|other| other.is_file())
            .map(|other| other.display().to_string());
        let name = if stdin { "<stdin>".to_owned() } else { path.display().to_string() };
        Ok(Found { path: (!stdin).then_some(path), name, notation, corpus, root, beside })
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
    fn corpus(&mut self, path: Option<&Path>, reporter: &mut Reporter) -> Result<usize, Failure> {
        let key = path.map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        if let Some(index) = self.index.get(&key) {
            return Ok(*index);
        }
        let loaded = self.load(path, reporter)?;
        self.corpora.push(loaded);
        self.index.insert(key, self.corpora.len() - 1);
        Ok(self.corpora.len() - 1)
    }

    fn load(&mut self, path: Option<&Path>, reporter: &mut Reporter) -> Result<LoadedCorpus, Failure> {
        let mut sources: Vec<(String, Vec<u8>)> = Vec::new();
        let Some(path) = path else {
            let (ontology, state) = self.ontology(&sources, reporter);
            let base = self.common.base.as_deref().unwrap_or(iri::DEFAULT_BASE);
            let corpus = Corpus::empty(base.to_owned(), ontology);
            return Ok(LoadedCorpus { corpus, folder: None, questions: None, state });
        };
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| Failure::io(&error, format!("cannot read `{name}`")))?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let text = String::from_utf8_lossy(&bytes);
        let source = Source { path: &name, text: &text, first_line: 1, first_byte: 0, ends: LineEnds::Any };
        let mut mistakes = Vec::new();
        let mut file = CorpusFile::default();
        if let Err(error) = std::str::from_utf8(&bytes) {
            mistakes.push(not_utf8(&error));
        } else if text.trim_start_matches('\u{feff}').trim().is_empty() {
            // A corpus that declares nothing marks the top of its folder.
        } else {
            match yaml::parse(&text) {
                Ok(root) => file = read_corpus(root, &mut mistakes),
                Err(found) => mistakes.extend(found),
            }
        }
        let mut unreadable_ontology = false;
        for written in &file.ontology {
            let Some(path) = below(&folder, &folder, written, Code::Ontology, &mut mistakes) else {
                unreadable_ontology = true;
                continue;
            };
            match fs::read(&path) {
                Ok(bytes) => sources.push((path.display().to_string(), bytes)),
                Err(error) => {
                    unreadable_ontology = true;
                    mistakes.push(unreadable(written, &error, Code::Ontology));
                }
            }
        }
        let (ontology, mut state) = self.ontology(&sources, reporter);
        let corpus = Corpus::check(&file, ontology, self.common.base.as_deref(), &mut mistakes);
        let questions = match &file.questions {
            Some(written) => below(&folder, &folder, written, Code::PathOutside, &mut mistakes),
            None => Some(folder.join("questions")).filter(|path| path.is_dir()),
        };
        if unreadable_ontology {
            state = State::Unreadable;
        } else if state == State::Good && mistakes.iter().any(|mistake| mistake.severity == Severity::Error) {
            state = State::Refused;
        }
        reporter.report(&source, &mistakes);
        Ok(LoadedCorpus { corpus, folder: Some(folder), questions, state })
    }

    /// The core with the ontologies of a corpus and those of the command line; what is wrong with one is
    /// said.
    fn ontology(&self, own: &[(String, Vec<u8>)], reporter: &mut Reporter) -> (Ontology, State) {
        let mut state = State::Good;
        let mut loader = ontology::Loader::new();
        let mut texts: Vec<(&str, &str)> = Vec::new();
        for (name, bytes) in own.iter().chain(&self.extra) {
            let found = match std::str::from_utf8(bytes) {
                Ok(text) => {
                    texts.push((name, text));
                    loader.add(name, text)
                }
                Err(error) => Err(vec![not_utf8(&error)]),
            };
            if let Err(mistakes) = found {
                state = State::Unreadable;
                let text = String::from_utf8_lossy(bytes);
                reporter.report(&turtle_source(name, &text), &mistakes);
            }
        }
        let (ontology, warnings) = loader.finish();
        for (name, warning) in warnings {
            // An ontology that is too large to be understood is worse than a warning.
            if warning.severity == Severity::Error {
                state = State::Unreadable;
            }
            if let Some((_, text)) = texts.iter().find(|(source, _)| *source == name) {
                reporter.report(&turtle_source(name, text), &[warning]);
            }
        }
        (ontology, state)
    }
}

fn turtle_source<'s>(name: &'s str, text: &'s str) -> Source<'s> {
    Source { path: name, text, first_line: 1, first_byte: 0, ends: LineEnds::Any }
}

/// The mistake of bytes that are no UTF-8; its place counts in the text up to there.
pub fn not_utf8(error: &std::str::Utf8Error) -> Diagnostic {
    let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
    let message = if at == 0 {
        "the file is not UTF-8: from its first byte on it is something else, such as UTF-16"
    } else {
        "the file is not UTF-8 from here on"
    };
    Diagnostic::error(Code::Syntax, Span { start: at, end: at.saturating_add(3) }, message)
        .help("save it as UTF-8")
}

/// The path of a file that a document or a corpus names, which may not leave the root folder, links
/// followed.
pub fn below(
    root: &Path,
    folder: &Path,
    written: &Text<'_>,
    missing: Code,
    mistakes: &mut Vec<Diagnostic>,
) -> Option<PathBuf> {
    let outside = || {
        Diagnostic::error(
            Code::PathOutside,
            written.span,
            format!("`{}` leads out of the folder `{}`", &**written, root.display()),
        )
        .help("put the file below that folder")
    };
    let relative = Path::new(&**written);
    let path = folder.join(relative);
    if relative.components().any(|part| matches!(part, Component::Prefix(_) | Component::RootDir)) {
        mistakes.push(outside());
        return None;
    }
    let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    match fs::canonicalize(&path) {
        Ok(whole) if !whole.starts_with(&root) => {
            mistakes.push(outside());
            None
        }
        Ok(whole) if !whole.is_file() && !whole.is_dir() => {
            mistakes.push(Diagnostic::error(
                missing,
                written.span,
                format!("`{}` is no regular file", &**written),
            ));
            None
        }
        Ok(_) => Some(path),
        Err(_) if climbs_out(&root, folder, relative) => {
            mistakes.push(outside());
            None
        }
        Err(error) => {
            mistakes.push(unreadable(written, &error, missing));
            None
        }
    }
}

/// Whether a path that leads nowhere would leave the root.
fn climbs_out(root: &Path, folder: &Path, relative: &Path) -> bool {
    let mut whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for part in relative.components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::Normal(name) => whole.push(name),
            _ => {}
        }
        if !whole.starts_with(root) {
            return true;
        }
    }
    false
}

/// The mistake of a file that a document or a corpus names and that cannot be read.
pub fn unreadable(written: &Text<'_>, error: &io::Error, code: Code) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{}`", &**written),
        io::ErrorKind::IsADirectory => format!("`{}` is a folder", &**written),
        _ => format!("cannot read `{}`: {}", &**written, reason(error)),
    };
    let help = match (error.kind(), code) {
        (io::ErrorKind::NotFound, Code::TextMissing) => {
            "put the article's text there; or name its file as `text-file`, from the document's folder, \
             or give the words themselves as `text`"
        }
        (io::ErrorKind::NotFound, _) => "write its path from the folder of the file that names it",
        (io::ErrorKind::IsADirectory, _) => "name a file in it",
        _ => return Diagnostic::error(code, written.span, message),
    };
    Diagnostic::error(code, written.span, message).help(help)
}
