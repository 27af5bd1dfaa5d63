//! `groundwire check --shapes`: the mapped graph held against a user's SHACL shapes, what is found told at
//! the line of the document that it comes from.
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::ask::dataset::Dataset;
use crate::check::model::thing_iri;
use crate::check::model::{Fact, Object};
use crate::corpus::Listener;
use crate::corpus::batch::Good;
use crate::corpus::compressed;
use crate::corpus::find::{Found, Input};
use crate::corpus::path::not_utf8;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::document::Notation;
use crate::document::facts;
use crate::rdf::mapping::Mapper;
use crate::rdf::record::Recorder;
use crate::shacl::{ShapeResult, Shapes, validate};
use crate::term::iri;
use oxrdf::Term;
use rustc_hash::FxHashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Where the nodes of the mapped graph are written down.
#[derive(Debug, Default)]
pub(crate) struct Places {
    places: Mutex<FxHashMap<String, Place>>,
}

/// A place in a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The file: an index of the input's.
    pub document: usize,
    /// The line at which its document begins, from 1.
    pub first_line: u64,
    /// The place in the document.
    pub span: Span,
}

impl Places {
    /// Notes where a document's nodes are written, and records its quads. A node that several facts speak
    /// of has the place of the first.
    pub(crate) fn record(&self, good: Good<'_>, payload: &mut Vec<u8>) {
        let corpus = good.corpus;
        Mapper::new(corpus.base(), corpus.ontology()).document(good.document, &mut Recorder::new(payload));
        let mut found: Vec<(String, Span)> = Vec::new();
        let mut article = String::new();
        iri::article(corpus.base(), good.document.article.id, &mut article);
        let mut add = |span: Span, mint: &dyn Fn(&mut String)| {
            let mut node = String::new();
            mint(&mut node);
            found.push((node, span));
        };
        add(good.written.article.span, &|out| out.push_str(&article));
        for entity in &good.written.entities {
            add(entity.key.span, &|out| iri::entity(&article, &entity.key, out));
        }
        for fact in &good.document.facts {
            let Some(written) = good.written.facts.get(fact.index) else { continue };
            of_fact(fact, written, good, &article, &mut add);
        }
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        for (node, span) in found {
            let place = Place { document: good.found_index, first_line: good.first_line, span };
            places.entry(node).or_insert(place);
        }
    }

    /// Where a node is written.
    pub(crate) fn of(&self, node: &str) -> Option<Place> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).get(node).copied()
    }
}

/// The nodes that a fact makes or names, with their places.
fn of_fact(
    fact: &Fact<'_>,
    written: &facts::RawFact<'_>,
    good: Good<'_>,
    article: &str,
    add: &mut impl FnMut(Span, &dyn Fn(&mut String)),
) {
    let base = good.corpus.base();
    let of = |text: Option<&facts::Spanned<'_>>| text.map_or(written.span, |text| text.span);
    add(of(written.id.as_ref()), &|out| iri::fact(article, fact.id, out));
    let object = written.object.as_ref().map_or(written.span, facts::RawObject::span);
    for index in &fact.evidence {
        let Some(quote) = good.document.quotes.get(*index as usize) else { continue };
        let span = written.quotes.first().map_or(written.span, |quote| quote.exact.span);
        add(span, &|out| iri::quote(article, quote.start, quote.end, out));
    }
    if let Some(when) = fact.when {
        add(of(written.when.as_ref()), &|out| iri::time(base, &when.edtf, out));
    }
    match &fact.object {
        Object::Quantity(_) => add(object, &|out| iri::quantity(article, fact.id, out)),
        Object::Time(time) => add(object, &|out| iri::time(base, &time.edtf, out)),
        Object::Thing(thing) => add(object, &|out| thing_iri(base, article, thing, out)),
        Object::Literal(_) => {}
    }
    add(of(written.subject.as_ref()), &|out| thing_iri(base, article, &fact.subject, out));
}

/// Shapes with the file that they are from.
pub(crate) struct ShapesFile {
    name: String,
    text: String,
    shapes: Shapes,
}

/// Reads shapes; what is wrong with them, or not supported, is said.
pub(crate) fn read(paths: &[PathBuf], reporter: &mut Reporter) -> Result<Option<Vec<ShapesFile>>, Failure> {
    let mut files = Vec::new();
    let mut good = true;
    for path in paths {
        let name = path.display().to_string();
        let bytes = fs::read(path)
            .map_err(|error| Failure::io(&error, format!("cannot read the shapes `{name}`")))?;
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).map_or(&*bytes, |bytes| bytes);
        let text = String::from_utf8_lossy(bytes).into_owned();
        let source = Source::whole(&name, &text);
        let base = fs::canonicalize(path)
            .map_or_else(|_| "file:///".to_owned(), |path| format!("file://{}", path.display()));
        let parsed = match std::str::from_utf8(bytes) {
            Ok(text) => Shapes::parse(&base, text),
            Err(error) => Err(vec![not_utf8(&error)]),
        };
        match parsed {
            Ok(shapes) => {
                reporter.report(&source, shapes.warnings());
                files.push(ShapesFile { name, text, shapes });
            }
            Err(diagnostics) => {
                good = false;
                reporter.report(&source, &diagnostics);
            }
        }
    }
    Ok(good.then_some(files))
}

/// Holds the data against shapes; each result is said where the node that it is about is written.
pub(crate) fn hold(
    files: &[ShapesFile],
    dataset: &Dataset,
    places: &Places,
    input: &Input,
    reporter: &mut Reporter,
) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Fine;
    let mut texts: FxHashMap<(usize, u64), String> = FxHashMap::default();
    for file in files {
        let source = Source::whole(&file.name, &file.text);
        let report = match validate(dataset, &file.shapes) {
            Ok(report) => report,
            Err(diagnostic) => {
                reporter.report(&source, &[*diagnostic]);
                outcome = Outcome::Wrong;
                continue;
            }
        };
        if report.focus_nodes == 0 {
            reporter
                .say(&format!("{}: no shape has a target in the data, so nothing was validated", file.name));
        }
        for result in &report.results {
            let diagnostic = diagnostic(result, &file.name);
            if diagnostic.severity == Severity::Error {
                outcome = Outcome::Wrong;
            }
            let place = match &result.focus_node {
                Term::NamedNode(node) => places.of(node.as_str()),
                _ => None,
            };
            let found = place.and_then(|place| Some((place, input.documents.get(place.document)?)));
            let Some((place, found)) = found else {
                reporter.report(&source, &[Diagnostic { span: result.span, ..diagnostic }]);
                continue;
            };
            let key = (place.document, place.first_line);
            let text = match texts.entry(key) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(text_at(found, place.first_line)?)
                }
            };
            let source = Source {
                path: &found.name,
                text,
                first_line: place.first_line,
                first_byte: 0,
                ends: found.notation.line_ends(),
            };
            reporter.report(&source, &[Diagnostic { span: place.span, ..diagnostic }]);
        }
    }
    Ok(outcome)
}

fn diagnostic(result: &ShapeResult, file: &str) -> Diagnostic {
    let severity = if result.is_violation() { Severity::Error } else { Severity::Warning };
    let diagnostic = Diagnostic::error(Code::Shape, Span::default(), result.message());
    let mut diagnostic = Diagnostic { severity, ..diagnostic };
    diagnostic = diagnostic.note(format!("the node is {}", result.focus_node));
    diagnostic.note(format!("the shape is {} in {file}", result.shape_name))
}

/// The text of a document, or of one line of many.
pub(crate) fn text_at(found: &Found, line: u64) -> Result<String, Failure> {
    let Some(path) = &found.path else { return Ok(String::new()) };
    let failed = |error: &std::io::Error| Failure::io(error, format!("cannot read `{}`", found.name));
    if found.notation != Notation::Lines {
        return fs::read_to_string(path).map_err(|error| failed(&error));
    }
    let mut lines = BufReader::new(compressed::open(path, path).map_err(|error| failed(&error))?).lines();
    let wanted = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    lines.nth(wanted).transpose().map(Option::unwrap_or_default).map_err(|error| failed(&error))
}
