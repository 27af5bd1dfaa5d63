//! All that a snapshot holds, as RDF.
use super::builder;
use super::look::TriplesFormat;
use super::snapshot::Snapshot;
use crate::rdf::jsonld;
use crate::rdf::nquads;
use crate::rdf::rdfxml;
use crate::rdf::turtle::{self, TurtleNames};
use crate::term;
use crate::term::iri::DEFAULT_BASE;
use crate::term::vocab::schema;
use oxrdf::{GraphNameRef, QuadRef, Triple};
use std::fmt;
use std::io::{self, Write};

/// A format of RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// [Turtle](https://www.w3.org/TR/turtle/): the union of the graphs, sorted.
    Turtle,
    /// [TriG](https://www.w3.org/TR/trig/): the graphs.
    TriG,
    /// [N-Triples](https://www.w3.org/TR/n-triples/): the union of the graphs.
    NTriples,
    /// [N-Quads](https://www.w3.org/TR/n-quads/): the graphs.
    NQuads,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/): the union of the graphs.
    RdfXml,
    /// [JSON-LD](https://www.w3.org/TR/json-ld11/): the union of the graphs.
    JsonLd,
}

/// Why an export was not written.
#[derive(Debug)]
pub enum ExportError {
    /// The output could not be written to.
    Io(io::Error),
    /// The format cannot hold something that the data hold.
    Unsupported(String),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Unsupported(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for ExportError {}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<rdfxml::RdfXmlError> for ExportError {
    fn from(error: rdfxml::RdfXmlError) -> Self {
        match error {
            rdfxml::RdfXmlError::Io(error) => Self::Io(error),
            error => Self::Unsupported(error.to_string()),
        }
    }
}

impl From<jsonld::JsonLdError> for ExportError {
    fn from(error: jsonld::JsonLdError) -> Self {
        match error {
            jsonld::JsonLdError::Io(error) => Self::Io(error),
            error => Self::Unsupported(error.to_string()),
        }
    }
}

impl Snapshot {
    /// Writes what the documents say and the corpora declare, without the ontologies. The same content gives the same
    /// bytes.
    ///
    /// # Errors
    /// Those of the output, and of a format that cannot hold a term.
    pub fn export(&self, format: ExportFormat, out: &mut impl Write) -> Result<(), ExportError> {
        self.export_parts(format, true, out)
    }

    /// The same without the articles' full texts; quotes stay.
    ///
    /// # Errors
    /// As [`export`](Self::export).
    pub fn export_without_text(&self, format: ExportFormat, out: &mut impl Write) -> Result<(), ExportError> {
        self.export_parts(format, false, out)
    }

    fn export_parts(
        &self,
        format: ExportFormat,
        with_text: bool,
        out: &mut impl Write,
    ) -> Result<(), ExportError> {
        let ontologies: Vec<String> = self.corpora().iter().map(builder::ontology_graph).collect();
        let is_ontology = |quad: &QuadRef<'_>| matches!(quad.graph_name, GraphNameRef::NamedNode(graph) if ontologies.iter().any(|name| name == graph.as_str()));
        let quads: Vec<QuadRef<'_>> = self
            .dataset()
            .quads()
            .filter(|quad| {
                !is_ontology(quad) && (with_text || quad.predicate.as_str() != schema::ARTICLE_BODY)
            })
            .collect();
        let mut prefixes = TurtleNames::corpus(self.base().unwrap_or(DEFAULT_BASE), None);
        for (prefix, namespace) in self.corpora().iter().flat_map(|corpus| corpus.prefixes()) {
            prefixes.declare(prefix, namespace);
        }
        match format {
            ExportFormat::Turtle => turtle::write(&quads, &prefixes, out)?,
            ExportFormat::TriG => turtle::write_trig(&quads, &prefixes, out)?,
            ExportFormat::NTriples => nquads::write_triples(&quads, out)?,
            ExportFormat::NQuads => nquads::write(&quads, out)?,
            ExportFormat::RdfXml => rdfxml::write(&quads, &prefixes, out)?,
            ExportFormat::JsonLd => jsonld::write(&quads, &prefixes, out)?,
        }
        Ok(())
    }
}

/// Writes the triples of a CONSTRUCT or DESCRIBE.
pub(crate) fn write_triples(
    triples: &[Triple],
    known: &term::prefixes::Prefixes,
    format: TriplesFormat,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let quads: Vec<QuadRef<'_>> =
        triples.iter().map(|triple| triple.as_ref().in_graph(GraphNameRef::DefaultGraph)).collect();
    write_default_graph(&quads, known, format, out)
}

/// Writes quads of the default graph in a format of triples.
pub(crate) fn write_default_graph(
    quads: &[QuadRef<'_>],
    known: &term::prefixes::Prefixes,
    format: TriplesFormat,
    out: &mut impl Write,
) -> Result<(), ExportError> {
    let mut prefixes = TurtleNames::new();
    for (prefix, namespace) in known.iter() {
        prefixes.declare(prefix, namespace);
    }
    match format {
        TriplesFormat::Turtle => turtle::write(quads, &prefixes, out)?,
        TriplesFormat::NTriples => nquads::write_triples(quads, out)?,
        TriplesFormat::RdfXml => rdfxml::write(quads, &prefixes, out)?,
        TriplesFormat::JsonLd => jsonld::write(quads, &prefixes, out)?,
    }
    Ok(())
}
