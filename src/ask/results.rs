//! Answers as bytes, in the [formats of SPARQL](https://www.w3.org/TR/sparql11-overview/#sparql11-results) and as a table.
use oxrdf::{TermRef, Variable};
use sparesults::{QueryResultsFormat, QueryResultsSerializer};
use spareval::QuerySolutionIter;
use std::error::Error;
use std::fmt;
use std::io::{self, Write};

use crate::ask::sparql::EvaluationError;
use crate::ask::table;

/// How rows are written.
#[derive(Clone, Copy, Debug)]
pub enum Format<'p> {
    /// For people. The first [`MEASURED`] rows tell how wide its columns are.
    Table(table::TableStyle<'p>),
    /// [CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/): values without their kinds.
    Csv,
    /// [TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/): terms as Turtle has them.
    Tsv,
    /// [JSON](https://www.w3.org/TR/sparql11-results-json/).
    Json,
    /// [XML](https://www.w3.org/TR/rdf-sparql-XMLres/).
    Xml,
}

/// Why rows were not all written.
#[derive(Debug)]
pub enum WriteError {
    /// The answer broke off.
    Evaluation(EvaluationError),
    /// The output did.
    Io(io::Error),
    /// A value holds a character that XML cannot hold at all.
    NotXml(char),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evaluation(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
            Self::NotXml(c) => write!(
                f,
                "a value contains the character U+{:04X}, which is not allowed in XML; use JSON, CSV or TSV",
                u32::from(*c)
            ),
        }
    }
}

impl Error for WriteError {}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<spareval::QueryEvaluationError> for WriteError {
    fn from(error: spareval::QueryEvaluationError) -> Self {
        Self::Evaluation(error.into())
    }
}

/// So many rows of a table are held before the first is written, so that its columns are as wide as they need.
pub const MEASURED: usize = 10_000;

/// Writes all rows, each as soon as it is known (in a table the first [`MEASURED`] at once); gives their number.
///
/// # Errors
/// Where the evaluation or the output breaks off.
pub fn write_solutions(
    solutions: QuerySolutionIter<'_>,
    format: Format<'_>,
    out: &mut impl Write,
) -> Result<u64, WriteError> {
    let columns = solutions.variables().to_vec();
    let format = match format {
        Format::Table(style) => return write_table(solutions, style, &columns, out),
        Format::Xml => return write_xml(solutions, &columns, out),
        Format::Csv => QueryResultsFormat::Csv,
        Format::Tsv => QueryResultsFormat::Tsv,
        Format::Json => QueryResultsFormat::Json,
    };
    let mut writer =
        QueryResultsSerializer::from_format(format).serialize_solutions_to_writer(&mut *out, columns)?;
    let mut rows = 0;
    for solution in solutions {
        writer.serialize(&solution?)?;
        rows += 1;
    }
    writer.finish()?;
    if matches!(format, QueryResultsFormat::Json) {
        out.write_all(b"\n")?;
    }
    Ok(rows)
}

fn write_table(
    mut solutions: QuerySolutionIter<'_>,
    style: table::TableStyle<'_>,
    columns: &[Variable],
    out: &mut impl Write,
) -> Result<u64, WriteError> {
    let mut first: Vec<table::Row> = Vec::new();
    for solution in solutions.by_ref().take(MEASURED) {
        first.push(solution?.values().to_vec());
    }
    let mut table = table::Table::begin(style, columns, &first, out)?;
    let mut rows = first.len() as u64;
    for solution in solutions {
        table.row(solution?.values(), out)?;
        rows += 1;
    }
    table.foot(out)?;
    Ok(rows)
}

/// Writes the answer to an ASK; a table is the word alone.
///
/// # Errors
/// Those of `out`.
pub fn write_boolean(value: bool, format: Format<'_>, out: &mut impl Write) -> io::Result<()> {
    let format = match format {
        Format::Table(_) => return writeln!(out, "{value}"),
        Format::Csv => return write!(out, "{value}\r\n"),
        Format::Tsv => return writeln!(out, "{value}"),
        Format::Json => QueryResultsFormat::Json,
        Format::Xml => QueryResultsFormat::Xml,
    };
    QueryResultsSerializer::from_format(format).serialize_boolean_to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Passes an answer in JSON on, perhaps with a member added before its last brace.
pub struct WithMember<W> {
    out: W,
    /// The member's name and its JSON text.
    member: Option<(&'static str, String)>,
    /// What came last and may be the end.
    held: Vec<u8>,
}

/// How an answer in JSON ends.
const END: &[u8] = b"}\n";

impl<W: Write> WithMember<W> {
    /// Writes to `out`, and adds the member if there is one.
    pub fn new(out: W, member: Option<(&'static str, String)>) -> Self {
        Self { out, member, held: Vec::new() }
    }

    /// Where it writes to.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Ends the answer.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some((name, value)) = &self.member
            && self.held == END
        {
            write!(self.out, ",\"{name}\":{value}")?;
        }
        self.out.write_all(&self.held)?;
        Ok(self.out)
    }
}

impl<W: Write> Write for WithMember<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.member.is_none() {
            return self.out.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        let sure = self.held.len().saturating_sub(END.len());
        self.out.write_all(&self.held[..sure])?;
        self.held.drain(..sure);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// XML of our own: readers make a line feed of a bare carriage return, so it is written as a reference.
fn write_xml(
    solutions: QuerySolutionIter<'_>,
    columns: &[Variable],
    out: &mut impl Write,
) -> Result<u64, WriteError> {
    out.write_all(
        b"<?xml version=\"1.0\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n<head>\n",
    )?;
    for column in columns {
        writeln!(out, "<variable name=\"{}\"/>", column.as_str())?;
    }
    out.write_all(b"</head>\n<results>\n")?;
    let mut rows = 0;
    let mut row = String::new();
    for solution in solutions {
        row.clear();
        row.push_str("<result>");
        for (variable, term) in &solution? {
            row.push_str("<binding name=\"");
            row.push_str(variable.as_str());
            row.push_str("\">");
            xml_term(term.as_ref(), &mut row)?;
            row.push_str("</binding>");
        }
        row.push_str("</result>\n");
        out.write_all(row.as_bytes())?;
        rows += 1;
    }
    out.write_all(b"</results>\n</sparql>\n")?;
    Ok(rows)
}

fn xml_term(term: TermRef<'_>, out: &mut String) -> Result<(), WriteError> {
    match term {
        TermRef::NamedNode(node) => {
            out.push_str("<uri>");
            xml_text(node.as_str(), out)?;
            out.push_str("</uri>");
        }
        TermRef::BlankNode(node) => {
            out.push_str("<bnode>");
            xml_text(node.as_str(), out)?;
            out.push_str("</bnode>");
        }
        TermRef::Literal(literal) => {
            out.push_str("<literal");
            if let Some(tag) = literal.language() {
                out.push_str(" xml:lang=\"");
                xml_text(tag, out)?;
                out.push('"');
                if let Some(direction) = literal.direction() {
                    out.push_str(
                        " xmlns:its=\"http://www.w3.org/2005/11/its\" its:version=\"2.0\" its:dir=\"",
                    );
                    out.push_str(&direction.to_string());
                    out.push('"');
                }
            } else if literal.datatype() != oxrdf::vocab::xsd::STRING {
                out.push_str(" datatype=\"");
                xml_text(literal.datatype().as_str(), out)?;
                out.push('"');
            }
            out.push('>');
            xml_text(literal.value(), out)?;
            out.push_str("</literal>");
        }
        TermRef::Triple(triple) => {
            out.push_str("<triple><subject>");
            xml_term(triple.subject.as_ref().into(), out)?;
            out.push_str("</subject><predicate>");
            xml_term(triple.predicate.as_ref().into(), out)?;
            out.push_str("</predicate><object>");
            xml_term(triple.object.as_ref(), out)?;
            out.push_str("</object></triple>");
        }
    }
    Ok(())
}

fn xml_text(text: &str, out: &mut String) -> Result<(), WriteError> {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => return Err(WriteError::NotXml(c)),
            // XML 1.0 allows these; as references nothing on the way takes them for line ends.
            '\u{7f}'..='\u{9f}' | '\u{2028}' => {
                out.push_str("&#");
                out.push_str(&u32::from(c).to_string());
                out.push(';');
            }
            c => out.push(c),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Format, WithMember, WriteError, write_boolean, write_solutions};
    use crate::ask::dataset::DatasetBuilder;
    use crate::ask::sparql::{Query, QueryResult, Scope};
    use crate::rdf::quads::{LiteralKind, QuadSink};
    use crate::term::prefixes::Prefixes;
    use spareval::CancellationToken;

    fn written(query: &str, format: Format<'_>) -> Result<String, WriteError> {
        let mut builder = DatasetBuilder::new();
        builder.subject("http://example.com/g", "http://example.com/a");
        builder.literal(
            "http://example.com/n",
            "3.20",
            LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#decimal"),
        );
        builder.literal("http://example.com/t", "a\r\"b\",\u{202e}<&\n", LiteralKind::Lang("en-GB"));
        builder.literal("http://example.com/u", "\u{1}", LiteralKind::Plain);
        let dataset = builder.finish();
        let query = Query::parse(query, &Prefixes::predeclared(), None).expect("a good query");
        let source = Scope::new(&dataset, &query);
        let mut out = Vec::new();
        match query.evaluate(&source, &CancellationToken::new()).expect("evaluated") {
            QueryResult::Solutions(solutions) => {
                write_solutions(solutions, format, &mut out)?;
            }
            QueryResult::Boolean(value) => write_boolean(value, format, &mut out)?,
            QueryResult::Triples(_) => {}
        }
        Ok(String::from_utf8(out).expect("text"))
    }

    #[test]
    fn each_format_keeps_what_it_can() {
        let query = "SELECT ?n ?t ?x { ?s <http://example.com/n> ?n ; <http://example.com/t> ?t }";
        let written = |format| written(query, format).expect("written");
        assert_eq!(written(Format::Csv), "n,t,x\r\n3.20,\"a\r\"\"b\"\",\u{202e}<&\n\",\r\n");
        assert_eq!(written(Format::Tsv), "?n\t?t\t?x\n3.20\t\"a\\r\\\"b\\\",\u{202e}<&\\n\"@en-GB\t\n");
        assert_eq!(
            written(Format::Json),
            "{\"head\":{\"vars\":[\"n\",\"t\",\"x\"]},\"results\":{\"bindings\":[{\"n\":{\"type\":\"literal\",\
             \"value\":\"3.20\",\"datatype\":\"http://www.w3.org/2001/XMLSchema#decimal\"},\"t\":{\"type\":\
             \"literal\",\"value\":\"a\\r\\\"b\\\",\u{202e}<&\\n\",\"xml:lang\":\"en-GB\"}}]}}\n"
        );
        assert_eq!(
            written(Format::Xml),
            "<?xml version=\"1.0\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n<head>\n\
             <variable name=\"n\"/>\n<variable name=\"t\"/>\n<variable name=\"x\"/>\n</head>\n<results>\n<result>\
             <binding name=\"n\"><literal datatype=\"http://www.w3.org/2001/XMLSchema#decimal\">3.20</literal>\
             </binding><binding name=\"t\"><literal xml:lang=\"en-GB\">a&#13;&quot;b&quot;,\u{202e}&lt;&amp;\n\
             </literal></binding></result>\n</results>\n</sparql>\n"
        );
    }

    #[test]
    fn what_xml_cannot_hold_is_said() {
        let error = written("SELECT ?u { ?s <http://example.com/u> ?u }", Format::Xml).expect_err("refused");
        assert!(error.to_string().contains("U+0001"), "{error}");
        assert!(written("SELECT ?u { ?s <http://example.com/u> ?u }", Format::Json).is_ok());
    }

    #[test]
    fn a_member_is_added_at_the_end() {
        let mut out = WithMember::new(Vec::new(), Some(("warnings", "[1]".to_owned())));
        write_boolean(true, Format::Json, &mut out).expect("written");
        assert_eq!(out.finish().expect("written"), b"{\"head\":{},\"boolean\":true,\"warnings\":[1]}\n");
    }

    #[test]
    fn a_yes_is_true() {
        assert_eq!(written("ASK { ?s ?p ?o }", Format::Csv).expect("written"), "true\r\n");
        assert_eq!(written("ASK { ?s <x:y> ?o }", Format::Tsv).expect("written"), "false\n");
        assert_eq!(written("ASK {}", Format::Json).expect("written"), "{\"head\":{},\"boolean\":true}\n");
    }
}
