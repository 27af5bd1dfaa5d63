//! Documents checked and mapped, each by itself.
use super::File;
use crate::corpus::batch::{self, BatchOptions, Good, Sink, Work};
use crate::corpus::find::{Found, Input};
use crate::corpus::{FileReport, OpenError};
use crate::diagnostic::Diagnostic;
use crate::rdf::mapping::Mapper;
use crate::rdf::record::Recorder;
use crate::term::iri;
use regex::Regex;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A good document as it was mapped.
pub(super) struct Mapped {
    /// The IRI of its article.
    pub(super) article: String,
    pub(super) facts: usize,
    /// Its quads, recorded.
    pub(super) record: Vec<u8>,
}

/// Checks all documents of an input and hands out the good ones, in order; what each file gave, by its path.
pub(super) fn check(
    input: &Input,
    mut take: impl FnMut(Mapped) + Send,
) -> Result<HashMap<PathBuf, File>, OpenError> {
    let mut files: Vec<File> = input.documents.iter().map(|_| File::default()).collect();
    let mut reports: Vec<FileReport> = Vec::new();
    let mut pieces = Pieces { files: &mut files, take: &mut take };
    let options = BatchOptions { keep_going: true, ..BatchOptions::default() };
    batch::run(input, options, &PieceWork(input), &mut pieces, &mut reports)?;
    let mut names: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for (number, found) in input.documents.iter().enumerate() {
        names.insert(found.name.as_str().into(), number);
        names.extend(found.drafts.iter().map(|path| (path.display().to_string().into(), number)));
    }
    for report in reports {
        if let Some(file) = names.get(report.name.as_str()).and_then(|&number| files.get_mut(number)) {
            file.reports.push(report);
        }
    }
    for (found, file) in input.documents.iter().zip(&mut files) {
        file.texts.extend(found.drafts.clone());
        if let Some(path) = found.path.as_deref().filter(|_| file.is_refused()) {
            let named =
                file.reports.iter().flat_map(|report| named_texts(path, &report.text)).collect::<Vec<_>>();
            file.texts.extend(named);
        }
    }
    let paths = input.documents.iter().map(|found| found.path.clone().unwrap_or_default());
    Ok(paths.zip(files).collect())
}

/// Records each document's quads behind what is to be known of it.
struct PieceWork<'i>(&'i Input);

impl<'i> Work for PieceWork<'i> {
    type Worker = Vec<Mapper<'i>>;

    fn worker(&self) -> Self::Worker {
        self.0.corpora.iter().map(|corpus| Mapper::new(corpus.base(), corpus.ontology())).collect()
    }

    fn document(
        &self,
        mappers: &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        _: &mut Vec<Diagnostic>,
    ) -> u64 {
        let Some(mapper) = mappers.get_mut(good.corpus_index) else { return 0 };
        let mut article = String::new();
        iri::article(good.corpus.base(), good.document.article.id, &mut article);
        let text = self.0.documents.get(good.found_index).and_then(|found| text_of(found, &good));
        let text = text.map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
        put(payload, good.found_index);
        put(payload, good.document.facts.len());
        for text in [&article, &text] {
            put(payload, text.len());
            payload.extend_from_slice(text.as_bytes());
        }
        let length_at = payload.len();
        put(payload, 0);
        let mut recorder = Recorder::new(payload);
        mapper.document(good.document, &mut recorder);
        let quads = recorder.quads();
        let start = length_at + NUMBER;
        let length = (payload.len() - start) as u64;
        payload[length_at..start].copy_from_slice(&length.to_ne_bytes());
        quads
    }
}

/// The file of an article's text, where it has one.
fn text_of(found: &Found, good: &Good<'_>) -> Option<PathBuf> {
    if good.written.article.text.is_some() {
        return None;
    }
    let folder = found.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    Some(folder.join(good.written.article.text_file.as_deref().unwrap_or("article.txt")))
}

/// The files that may hold the article's text of a document that was refused: what it says may be out of reach, but a change
/// of one of these may be what it waits for.
fn named_texts(document: &Path, text: &str) -> Vec<PathBuf> {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"text-file["']?\s*:\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"',}#]+))"#).ok()
    });
    if !document.file_name().is_some_and(|name| name == "facts.yaml" || name == "facts.json") {
        return Vec::new();
    }
    let folder = document.parent().unwrap_or(Path::new(""));
    let names = NAME.iter().flat_map(|pattern| pattern.captures_iter(text));
    let named = names.filter_map(|found| found.iter().skip(1).flatten().next().map(|name| name.as_str()));
    named.chain(["article.txt"]).map(|name| folder.join(name)).collect()
}

/// The bytes of a number in a payload.
const NUMBER: usize = size_of::<u64>();

fn put(payload: &mut Vec<u8>, number: usize) {
    payload.extend_from_slice(&(number as u64).to_ne_bytes());
}

/// Takes payloads apart.
struct Pieces<'f, F> {
    files: &'f mut [File],
    take: F,
}

impl<F: FnMut(Mapped) + Send> Sink for Pieces<'_, F> {
    type Error = OpenError;

    fn deliver(&mut self, payload: &[u8]) -> Result<(), OpenError> {
        let mut reader = Reader(payload);
        while let Some((number, text, mapped)) = reader.piece() {
            if let Some(file) = self.files.get_mut(number) {
                file.articles.insert(mapped.article.clone());
                file.texts.extend((!text.is_empty()).then(|| PathBuf::from(text)));
            }
            (self.take)(mapped);
        }
        Ok(())
    }
}

/// Reads what [`PieceWork`] wrote.
struct Reader<'p>(&'p [u8]);

impl<'p> Reader<'p> {
    fn piece(&mut self) -> Option<(usize, &'p str, Mapped)> {
        let (number, facts) = (self.number()?, self.number()?);
        let (article, text) = (self.bytes()?, self.bytes()?);
        let record = self.bytes()?.to_vec();
        let article = std::str::from_utf8(article).ok()?.to_owned();
        Some((number, std::str::from_utf8(text).ok()?, Mapped { article, facts, record }))
    }

    fn number(&mut self) -> Option<usize> {
        let (number, rest) = self.0.split_first_chunk::<NUMBER>()?;
        self.0 = rest;
        usize::try_from(u64::from_ne_bytes(*number)).ok()
    }

    fn bytes(&mut self) -> Option<&'p [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}
