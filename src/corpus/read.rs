//! One document from its files.
use super::compressed;
use super::error::OpenError;
use super::input::{Found, Input};
use super::path::{below, not_utf8, unreadable};
use crate::check::resolve::{self, Context, resolve};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{self, Notation, facts};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of an article's text, and the diagnostics of its document: one that is not a line of many.
pub(crate) fn examine(
    input: &Input,
    found: &Found,
    path: &Path,
) -> Result<(Option<Vec<u8>>, Vec<Diagnostic>), OpenError> {
    let bytes = read_file(path)?;
    let mut diagnostics = Vec::new();
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return Ok((None, vec![not_utf8(&error)])),
    };
    let Some(written) = document::read(text, found.notation, &mut diagnostics) else {
        return Ok((None, diagnostics));
    };
    let Some(loaded) = input.corpora.get(found.corpus) else { return Ok((None, diagnostics)) };
    let file = match &written.article.text {
        Some(text) => Some(text.to_string()),
        None => text_file(found, &written, &mut diagnostics),
    };
    let folder = folder_name(path);
    let context = Context { corpus: loaded.shared(), lenient: true, default_id: Some(&folder) };
    let source = file.as_deref().map(resolve::FoundText::new);
    resolve(&written, source, context, &mut resolve::Buffers::default(), &mut diagnostics);
    Ok((file.map(String::into_bytes), diagnostics))
}

impl Input {
    /// The document in a file of its own whose article has an id.
    #[must_use]
    pub fn document_of(&self, id: &str) -> Option<&Found> {
        let of = |found: &&Found| {
            let Some(path) = found.path.as_deref().filter(|_| found.notation != Notation::Lines) else {
                return false;
            };
            let Ok(text) = fs::read_to_string(path) else { return false };
            let written = document::read(&text, found.notation, &mut Vec::new());
            written
                .and_then(|written| written.article.id.map(|id| id.to_string()))
                .unwrap_or_else(|| folder_name(path))
                == id
        };
        // Most ids are the names of folders: those first, so that the others need not be read.
        let named = |found: &&Found| found.path.as_deref().is_some_and(|path| folder_name(path) == id);
        self.documents.iter().filter(named).find(of).or_else(|| self.documents.iter().find(of))
    }
}

impl Found {
    /// All bytes of its file, or of standard input.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, OpenError> {
        let mut bytes = Vec::new();
        let read = match &self.path {
            None => io::stdin().read_to_end(&mut bytes),
            Some(path) => compressed::open(path, Path::new(&self.name))
                .and_then(|mut file| file.read_to_end(&mut bytes)),
        };
        read.map(|_| bytes).map_err(|error| OpenError::io(error, format!("cannot read `{}`", self.name)))
    }
}

/// The whole of a file, which must not be larger than places in it can be told.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, OpenError> {
    fs::read(path).map_err(|error| OpenError::io(error, format!("cannot read `{}`", path.display())))
}

/// The name of the folder that a document lies in.
pub(crate) fn folder_name(path: &Path) -> String {
    let folder = match path.parent() {
        Some(folder) if folder.file_name().is_some() => folder.to_owned(),
        Some(folder) if folder.as_os_str().is_empty() => fs::canonicalize(".").unwrap_or_default(),
        Some(folder) => fs::canonicalize(folder).unwrap_or_default(),
        None => return String::new(),
    };
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The article's text from its file.
pub(super) fn text_file(
    found: &Found,
    written: &facts::RawDocument<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    if found.notation == Notation::Lines {
        diagnostics.push(
            Diagnostic::error(Code::MissingKey, written.article.span, "the article has no `text`")
                .help("in JSON Lines each article needs its text"),
        );
        return None;
    }
    let folder = found.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let default = facts::Spanned { text: "article.txt".into(), span: written.article.span };
    let named = written.article.text_file.as_ref().unwrap_or(&default);
    let path = below(&found.root, folder, named, Code::TextMissing, diagnostics)?;
    match fs::read(path) {
        Err(error) => {
            diagnostics.push(unreadable(named, &error, Code::TextMissing));
            None
        }
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                diagnostics.push(
                    Diagnostic::error(
                        Code::TextMissing,
                        named.span,
                        format!("the text `{}` is not UTF-8 (from byte {at})", &**named),
                    )
                    .help("save it as UTF-8"),
                );
                None
            }
        },
    }
}

/// The error of a folder with two documents.
pub(super) fn beside(found: &Found) -> Option<Diagnostic> {
    let other = found.beside.as_ref()?;
    let message = format!("two documents in one folder: this one and `{other}`");
    let error = Diagnostic::error(Code::DuplicateDocument, Span::default(), message);
    Some(error.help("keep one of them, or move one to another folder"))
}

/// The error of an article whose text was not given.
pub(super) fn no_text(article: &facts::RawArticle<'_>) -> Diagnostic {
    Diagnostic::error(Code::TextMissing, article.span, "the article's text was not given")
        .help("pass it with the document, or write it under `text`")
}

/// The text of a document's article, inline or from its file.
pub(crate) fn document_text(
    found: &Found,
    written: &facts::RawDocument<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    match &written.article.text {
        Some(text) => Some(text.to_string()),
        None => text_file(found, written, diagnostics),
    }
}
