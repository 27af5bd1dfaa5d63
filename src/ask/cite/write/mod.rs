//! Answers with their receipts as bytes.
mod footnotes;
mod json;

pub use json::object as citation_object;

use oxrdf::{Literal, Term, Variable};
use spareval::QuerySolutionIter;
use std::io::Write;

use super::Cited;
use crate::ask::dataset::TermId;
use crate::ask::results::{Format, WriteError, write_boolean, write_solutions};
use crate::rdf::fact;

/// The name of the column with the facts, in formats that have nothing but columns: `citations`, with as many `_` behind
/// as it takes to clash with no column of the query.
#[must_use]
pub fn column_name(columns: &[Variable]) -> Variable {
    let mut name = "citations".to_owned();
    while columns.iter().any(|column| column.as_str() == name) {
        name.push('_');
    }
    Variable::new_unchecked(name)
}

/// The facts of which a format tells more than which they are, sorted: who contradicts the others need not be known.
#[must_use]
pub fn told(cited: &Cited<'_>, format: Format<'_>) -> Vec<TermId> {
    match format {
        Format::Table(_) => {
            let mut facts = footnotes::shown(cited);
            facts.sort_unstable();
            facts
        }
        Format::Json => cited.facts().to_vec(),
        Format::Csv | Format::Tsv | Format::Xml => Vec::new(),
    }
}

/// Writes an answer with its receipts; gives the number of rows.
///
/// - A table has the numbers of footnotes in a last column, and the footnotes below.
/// - JSON has two more members at the top: `citations`, parallel to the rows, and `citationNotes`, where there is something
///   to say.
/// - CSV, TSV and XML have one more [column](column_name) with the IRIs of the facts, a space between them.
///
/// # Errors
/// Those of the output, and of what a format cannot hold.
pub fn write(cited: &Cited<'_>, format: Format<'_>, out: &mut impl Write) -> Result<u64, WriteError> {
    match format {
        Format::Table(style) => footnotes::write(cited, style, out)?,
        Format::Json => json::write(cited, out)?,
        _ if cited.ask => write_boolean(!cited.rows.is_empty(), format, out)?,
        Format::Csv | Format::Tsv | Format::Xml => {
            let mut columns = cited.columns.clone();
            columns.push(column_name(&columns));
            write_solutions(with_column(columns, cited, |row| facts(cited, row)), format, out)?;
        }
    }
    Ok(cited.rows.len() as u64)
}

/// The IRIs of the facts of a row.
fn facts(cited: &Cited<'_>, row: usize) -> String {
    let mut text = String::new();
    for (i, fact) in cited.receipt(row).facts.iter().enumerate() {
        if i > 0 {
            text.push(' ');
        }
        text.push_str(fact::text(cited.dataset().term(*fact)));
    }
    text
}

/// The rows with one more column of text.
fn with_column<'c>(
    columns: Vec<Variable>,
    cited: &'c Cited<'_>,
    last: impl Fn(usize) -> String + 'c,
) -> QuerySolutionIter<'c> {
    let rows = cited.rows.iter().enumerate().map(move |(number, row)| {
        let mut row = row.clone();
        row.push(Some(Term::from(Literal::new_simple_literal(last(number)))));
        Ok(row)
    });
    QuerySolutionIter::from_tuples(columns.into(), Box::new(rows))
}
