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
    /// Whether things are shown by their labels in place of their IRIs.
    pub labels: bool,
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
    /// The format with what it needs: prefixes, and what things are called where a table is to show their labels.
    pub(crate) fn with_names<'p>(
        self,
        prefixes: &'p Prefixes,
        name: Option<&'p table::Naming<'p>>,
    ) -> results::Format<'p> {
        match self {
            Self::Table(Look { width, color, labels }) => {
                let labels = name.filter(|_| labels).map(table::Labels);
                results::Format::Table(table::TableStyle { prefixes, width, color, labels })
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
