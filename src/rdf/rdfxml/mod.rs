//! [RDF/XML](https://www.w3.org/TR/rdf12-xml/) of the union of the graphs: sorted as Turtle is, one element a subject,
//! named after its first class, only the namespaces in use.
//!
//! XML cannot hold everything: a property whose IRI does not end in an XML name, and a literal with a control
//! character (tab, line feed and carriage return are fine), are errors that say where.
mod names;

use crate::rdf::turtle::{TurtleNames, colour, literal, union};
use names::Names;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{LiteralRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;
use std::io::{self, Write};

/// Why a graph cannot be written as RDF/XML.
#[derive(Debug)]
pub enum RdfXmlError {
    /// The output failed.
    Io(io::Error),
    /// A property whose IRI cannot be the name of an element.
    Predicate(String),
    /// A literal with a character that XML does not know.
    Character {
        /// The character.
        character: char,
        /// The literal's text.
        text: String,
        /// The subject, an IRI or `_:label`.
        subject: String,
        /// The property's IRI.
        predicate: String,
    },
    /// A triple term or a literal with a direction; the subject's and the property's IRIs.
    Rdf12(String, String),
}

impl fmt::Display for RdfXmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Predicate(iri) => write!(
                f,
                "RDF/XML has no name for the property `{iri}`, because the part after its last `/`, `#` or `:` is \
                 not an XML name; choose another format, such as Turtle"
            ),
            Self::Character { character, text, subject, predicate } => {
                let place = text.find(*character).unwrap_or(0);
                let from = text[..place].char_indices().rev().nth(19).map_or(0, |(at, _)| at);
                let to = text[place..].char_indices().nth(20).map_or(text.len(), |(at, _)| place + at);
                write!(
                    f,
                    "XML does not allow the character U+{:04X} in the literal `{}` (`{predicate}` of `{subject}`); \
                     remove it, or choose another format, such as Turtle",
                    u32::from(*character),
                    text[from..to].escape_debug()
                )
            }
            Self::Rdf12(subject, predicate) => write!(
                f,
                "RDF/XML supports only RDF 1.1, but `{predicate}` of `{subject}` needs RDF 1.2; choose another \
                 format, such as Turtle"
            ),
        }
    }
}

impl std::error::Error for RdfXmlError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for RdfXmlError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes the union of the quads' graphs as RDF/XML. Nothing is written where the graph cannot be.
///
/// # Errors
/// Those of the output, and what RDF/XML cannot hold.
pub fn write(quads: &[QuadRef<'_>], prefixes: &TurtleNames, out: &mut impl Write) -> Result<(), RdfXmlError> {
    let triples = union(quads);
    let iris = triples.iter().flat_map(|quad| {
        let class = match quad.object {
            TermRef::NamedNode(class) if quad.predicate == rdf::TYPE => Some(class.as_str()),
            _ => None,
        };
        [Some(quad.predicate.as_str()), class].into_iter().flatten()
    });
    let mut document =
        Document { names: Names::new(prefixes, iris), labels: labels(&triples), text: Vec::new() };
    document.text.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF");
    let mut head = String::new();
    for (prefix, namespace) in document.names.declared() {
        head.push_str(&format!("\n    xmlns:{prefix}=\"{}\"", escaped(namespace)));
    }
    document.text.extend_from_slice(head.as_bytes());
    document.text.extend_from_slice(b">\n");
    for subject in triples.chunk_by(|a, b| a.subject == b.subject) {
        document.subject(subject)?;
    }
    document.text.extend_from_slice(b"</rdf:RDF>\n");
    Ok(out.write_all(&document.text)?)
}

/// Writes what a stream of documents begins with: the namespaces of all prefixes.
///
/// # Errors
/// Those of the output.
pub fn write_head(prefixes: &TurtleNames, out: &mut impl Write) -> io::Result<()> {
    let names = Names::streamed(prefixes);
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF")?;
    for (prefix, namespace) in names.declared() {
        write!(out, "\n    xmlns:{prefix}=\"{}\"", escaped(namespace))?;
    }
    out.write_all(b">\n")
}

/// Writes the union of the graphs of one document of a stream. Namespaces without a prefix are declared where they
/// are used. Nothing is written where the document cannot be.
///
/// # Errors
/// Those of the output, and what RDF/XML cannot hold.
pub fn write_document(
    quads: &[QuadRef<'_>],
    prefixes: &TurtleNames,
    out: &mut impl Write,
) -> Result<(), RdfXmlError> {
    let triples = union(quads);
    let mut document =
        Document { names: Names::streamed(prefixes), labels: labels(&triples), text: Vec::new() };
    for subject in triples.chunk_by(|a, b| a.subject == b.subject) {
        document.subject(subject)?;
    }
    Ok(out.write_all(&document.text)?)
}

/// Writes what a stream of documents ends with.
///
/// # Errors
/// Those of the output.
pub fn write_tail(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"</rdf:RDF>\n")
}

/// The labels of the blank nodes that need one, because something refers to them.
fn labels<'a>(triples: &[QuadRef<'a>]) -> FxHashMap<&'a str, usize> {
    let referenced: FxHashSet<&str> = triples
        .iter()
        .filter_map(|quad| match quad.object {
            TermRef::BlankNode(node) => Some(node.as_str()),
            _ => None,
        })
        .collect();
    let order = colour::order(triples, &referenced);
    order.into_iter().enumerate().map(|(number, name)| (name, number)).collect()
}

struct Document<'p, 'a> {
    names: Names<'p>,
    labels: FxHashMap<&'a str, usize>,
    text: Vec<u8>,
}

impl Document<'_, '_> {
    fn subject(&mut self, quads: &[QuadRef<'_>]) -> Result<(), RdfXmlError> {
        let class = quads.iter().find_map(|quad| match quad.object {
            // What is named like RDF's own syntax would be read as such.
            TermRef::NamedNode(class)
                if quad.predicate == rdf::TYPE
                    && !class.as_str().starts_with(rdf::TYPE.as_str().trim_end_matches("type")) =>
            {
                Some((class, self.names.name(class.as_str())?))
            }
            _ => None,
        });
        let element = class.as_ref().map_or("rdf:Description", |(_, name)| name.text.as_str());
        self.put(&["\n  <", element]);
        self.declare(class.as_ref().and_then(|(_, name)| name.undeclared));
        match quads[0].subject {
            NamedOrBlankNodeRef::NamedNode(iri) => self.put(&[" rdf:about=\"", &escaped(iri.as_str()), "\""]),
            NamedOrBlankNodeRef::BlankNode(node) => {
                if let Some(number) = self.labels.get(node.as_str()).copied() {
                    self.put(&[" rdf:nodeID=\"b", &number.to_string(), "\""]);
                }
            }
        }
        self.put(&[">\n"]);
        for quad in quads {
            let written = class.as_ref().is_some_and(|(class, _)| {
                quad.predicate == rdf::TYPE && quad.object == TermRef::NamedNode(*class)
            });
            if !written {
                self.property(quad)?;
            }
        }
        self.put(&["  </", element, ">\n"]);
        Ok(())
    }

    fn property(&mut self, quad: &QuadRef<'_>) -> Result<(), RdfXmlError> {
        let predicate = quad.predicate.as_str();
        let name = self.names.name(predicate).ok_or_else(|| RdfXmlError::Predicate(predicate.to_owned()))?;
        let undeclared = name.undeclared;
        let name = name.text;
        self.put(&["    <", &name]);
        self.declare(undeclared);
        match quad.object {
            TermRef::NamedNode(iri) => self.put(&[" rdf:resource=\"", &escaped(iri.as_str()), "\"/>\n"]),
            TermRef::BlankNode(node) => {
                let number = self.labels.get(node.as_str()).copied().unwrap_or_default();
                self.put(&[" rdf:nodeID=\"b", &number.to_string(), "\"/>\n"]);
            }
            TermRef::Literal(literal) if literal.direction().is_none() => {
                self.literal(quad, literal)?;
                self.put(&["</", &name, ">\n"]);
            }
            _ => return Err(RdfXmlError::Rdf12(subject_text(quad), predicate.to_owned())),
        }
        Ok(())
    }

    fn literal(&mut self, quad: &QuadRef<'_>, literal: LiteralRef<'_>) -> Result<(), RdfXmlError> {
        if let Some(tag) = literal.language() {
            self.put(&[" xml:lang=\"", &escaped(tag), "\""]);
        } else if literal.datatype() != xsd::STRING {
            self.put(&[" rdf:datatype=\"", &escaped(literal.datatype().as_str()), "\""]);
        }
        let text = literal.value();
        if let Some(character) = text.chars().find(|character| !is_xml(*character)) {
            return Err(RdfXmlError::Character {
                character,
                text: text.to_owned(),
                subject: subject_text(quad),
                predicate: quad.predicate.as_str().to_owned(),
            });
        }
        self.put(&[">", &escaped(text)]);
        Ok(())
    }

    /// Declares the namespace of a name that has no prefix, in the element that has the name.
    fn declare(&mut self, namespace: Option<&str>) {
        if let Some(namespace) = namespace {
            self.put(&[" xmlns:", names::UNDECLARED, "=\"", &escaped(namespace), "\""]);
        }
    }

    fn put(&mut self, pieces: &[&str]) {
        for piece in pieces {
            self.text.extend_from_slice(piece.as_bytes());
        }
    }
}

fn subject_text(quad: &QuadRef<'_>) -> String {
    match quad.subject {
        NamedOrBlankNodeRef::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNodeRef::BlankNode(node) => format!("_:{}", node.as_str()),
    }
}

/// Whether XML 1.0 knows the [character](https://www.w3.org/TR/xml/#charsets).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Text for an attribute or an element's content. Readers make a line feed of a raw carriage return, so that is a
/// reference, and so is what an eye or an editor would lose.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(character),
            _ if literal::is_hidden(character) => out.push_str(&format!("&#x{:X};", u32::from(character))),
            _ => out.push(character),
        }
    }
    out
}
