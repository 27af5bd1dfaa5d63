//! How answers are written.
use crate::ask::results;
use crate::ask::table;
use crate::term::prefixes::Prefixes;

/// How a table looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The width to fit it to, in columns of a terminal; none for as wide as it needs.
    pub width: Option<usize>,
    /// Whether it has colors.
    pub color: bool,
}

/// The format of an answer with rows, or of yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// A table for people, written once all rows are known.
    Table(Look),
    /// [CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/).
    Csv,
    /// [TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/).
    Tsv,
    /// [JSON](https://www.w3.org/TR/sparql11-results-json/).
    Json,
    /// [XML](https://www.w3.org/TR/rdf-sparql-XMLres/).
    Xml,
}

impl AnswerFormat {
    pub(crate) fn with_prefixes(self, prefixes: &Prefixes) -> results::Format<'_> {
        match self {
            Self::Table(Look { width, color }) => {
                results::Format::Table(table::Style { prefixes, width, color })
            }
            Self::Csv => results::Format::Csv,
            Self::Tsv => results::Format::Tsv,
            Self::Json => results::Format::Json,
            Self::Xml => results::Format::Xml,
        }
    }
}

/// The format of an answer that is triples: of CONSTRUCT and DESCRIBE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriplesFormat {
    /// [Turtle](https://www.w3.org/TR/turtle/).
    Turtle,
    /// [N-Triples](https://www.w3.org/TR/n-triples/).
    NTriples,
    /// [RDF/XML](https://www.w3.org/TR/rdf-syntax-grammar/).
    RdfXml,
    /// [JSON-LD](https://www.w3.org/TR/json-ld11/).
    JsonLd,
}
