//! Files of RDF beside the documents.
mod json_ld;
mod place;
mod xml_literal;

use crate::ask::dataset::DatasetBuilder;
use crate::corpus::error::reason;
use crate::term::iri::has_inner_dot_segments;
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxrdf::{NamedNode, NamedOrBlankNode, Quad, QuadRef, Term};
use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Why a file of RDF could not be taken.
#[derive(Debug)]
pub enum RdfFileError {
    /// Its name does not say which format it has.
    Format {
        /// The file.
        name: String,
    },
    /// It could not be read.
    Io {
        /// The file.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// It is not in the format that its name says.
    Syntax {
        /// The file.
        name: String,
        /// The line and the column, counted from 1, where the parser knows them.
        place: Option<(u64, u64)>,
        /// What the parser says.
        message: String,
    },
}

impl fmt::Display for RdfFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { name } => {
                write!(f, "`{name}`: unknown RDF format; use .ttl, .trig, .nt, .nq, .rdf or .jsonld")
            }
            Self::Io { name, error } => write!(f, "cannot read `{name}`: {}", reason(error)),
            Self::Syntax { name, place, message } => match place {
                Some((line, column)) => write!(f, "{name}:{line}:{column}: {message}"),
                None => write!(f, "{name}: {message}"),
            },
        }
    }
}

impl std::error::Error for RdfFileError {}

/// The graph that holds what a file says, whatever graphs the file itself names: its path as an IRI.
pub(crate) fn graph(path: &Path) -> NamedNode {
    let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut iri = "file://".to_owned();
    for byte in whole.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            let _ = write!(iri, "%{byte:02X}");
        }
    }
    NamedNode::new_unchecked(iri)
}

/// A file from behind its byte order mark, if it has one.
fn unmarked(file: impl Read) -> io::Result<impl Read> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let mut file = BufReader::new(file);
    let mut start = Vec::new();
    file.by_ref().take(MARK.len() as u64).read_to_end(&mut start)?;
    if start == MARK {
        start.clear();
    }
    Ok(io::Cursor::new(start).chain(file))
}

/// The format of a file of RDF, by its name.
fn format(called: &Path) -> Option<RdfFormat> {
    RdfFormat::from_extension(called.extension()?.to_str()?)
}

/// Whether a file is one of RDF, by its name.
pub(crate) fn is_rdf(called: &Path) -> bool {
    format(called).is_some()
}

/// Reads a file of RDF into a graph of its own. `called` is the name that tells its format.
pub(crate) fn read(path: &Path, called: &Path, builder: &mut DatasetBuilder) -> Result<(), RdfFileError> {
    let name = || path.display().to_string();
    let format = format(called).ok_or_else(|| RdfFileError::Format { name: name() })?;
    let failed = |error| RdfFileError::Io { name: name(), error };
    let file = File::open(path).and_then(unmarked).map_err(failed)?;
    let graph = graph(path);
    let mut parser = RdfParser::from_format(format);
    if let Ok(based) = parser.clone().with_base_iri(graph.as_str()) {
        parser = based;
    }
    let refused = |(place, message)| RdfFileError::Syntax { name: name(), place, message };
    match format {
        // In these two the library's parser reads some constructs differently from the specification and does not say
        // where an error is, so the text is needed.
        RdfFormat::RdfXml | RdfFormat::JsonLd { .. } => {
            let mut text = Vec::new();
            { file }.read_to_end(&mut text).map_err(failed)?;
            let mut dotted = Vec::new();
            let rewritten = if format == RdfFormat::RdfXml {
                xml_literal::rewrite(&text)
            } else {
                json_ld::check(&text).map_err(|message| refused((None, message)))?;
                dotted = json_ld::dotted_references(&text);
                None
            };
            let input = rewritten.as_ref().unwrap_or(&text).as_slice();
            insert(parser.clone(), input, &graph, &dotted, builder).map_err(|error| match error {
                Fault::Io(error) => failed(error),
                Fault::Refused(None, message) => refused((place::find(parser, format, &text), message)),
                Fault::Refused(place, message) => refused((place, message)),
            })
        }
        _ => insert(parser, file, &graph, &[], builder).map_err(|error| match error {
            Fault::Io(error) => failed(error),
            Fault::Refused(place, message) => refused((place, message)),
        }),
    }
}

/// Why a parser stopped.
enum Fault {
    Io(io::Error),
    /// The line and the column, counted from 1, where they are known, and a message.
    Refused(Option<(u64, u64)>, String),
}

/// Inserts what a parser reads. It is refused where it resolves one of the references `dotted`.
fn insert(
    parser: RdfParser,
    input: impl Read,
    graph: &NamedNode,
    dotted: &[String],
    builder: &mut DatasetBuilder,
) -> Result<(), Fault> {
    let mut quads = parser.for_reader(input);
    while let Some(quad) = quads.next() {
        let quad = quad.map_err(|error| match error {
            RdfParseError::Io(error) => Fault::Io(error),
            RdfParseError::Syntax(error) => {
                let place = error.location().map(|range| (range.start.line + 1, range.start.column + 1));
                let message = error.to_string();
                // The library says the place too, in front.
                let message = match message.split_once(": ") {
                    Some((front, rest)) if front.starts_with("Parser error") => rest.to_owned(),
                    _ => message,
                };
                Fault::Refused(place, message)
            }
        })?;
        // The parsers resolve a relative IRI against such a base without removing the base's own segments.
        if let Some(base) = quads.base_iri().filter(|base| has_inner_dot_segments(base)) {
            return Err(Fault::Refused(None, dotted_base(base)));
        }
        if let Some(reference) = dotted.iter().find(|reference| resolves(&quad, reference)) {
            return Err(Fault::Refused(
                None,
                format!(
                    "the relative IRI `{reference}` has a path segment `.` or `..`, which is not supported \
                     behind `//`; write the IRI without it"
                ),
            ));
        }
        builder.insert_quad(QuadRef { graph_name: graph.as_ref().into(), ..quad.as_ref() });
    }
    Ok(())
}

/// Whether a quad has an IRI that a reference to another host was resolved to.
fn resolves(quad: &Quad, reference: &str) -> bool {
    let of = |iri: &str| iri.strip_suffix(reference).is_some_and(|scheme| scheme.ends_with(':'));
    let subject = matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if of(node.as_str()));
    let object = matches!(&quad.object, Term::NamedNode(node) if of(node.as_str()));
    subject || object || of(quad.predicate.as_str())
}

/// What is said of a base with a path segment `.` or `..`.
fn dotted_base(base: &str) -> String {
    let message =
        "has a path segment `.` or `..`, which readers resolve differently; write the base without it";
    format!("the base `{base}` {message}")
}
