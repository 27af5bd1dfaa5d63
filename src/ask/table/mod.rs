//! Rows of bindings as a table for a terminal.
//!
//! IRIs are shown with prefixes where that is unambiguous, text as it is, wrapped and never cut. No character reaches the
//! terminal that could move the cursor, turn the direction of writing or hide: such are shown as their escapes.
mod cell;

use oxrdf::{Literal, Term, Variable};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use crate::term::prefixes::Prefixes;
use cell::{Cell, Line, Look};

/// How wide a column is at most where no terminal says how wide the table may be.
const MOST: usize = 100;
/// No column is made narrower than this to fit the terminal, unless its content is.
const LEAST: usize = 8;

/// How tables are drawn.
#[derive(Clone, Copy, Debug)]
pub struct TableStyle<'p> {
    /// The prefixes for IRIs.
    pub prefixes: &'p Prefixes,
    /// How many columns the terminal has; without it only what is very long is wrapped.
    pub width: Option<usize>,
    /// Whether weight and dimness are shown by the terminal's codes.
    pub color: bool,
    /// What things are called, where their labels are shown in place of their IRIs.
    pub labels: Option<Labels<'p>>,
}

/// Gives the label of what an IRI names, if it has one.
pub type Naming<'n> = dyn Fn(&str) -> Option<String> + 'n;

/// What things are called.
#[derive(Clone, Copy)]
pub struct Labels<'p>(pub &'p Naming<'p>);

impl fmt::Debug for Labels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Labels")
    }
}

impl TableStyle<'_> {
    /// A term as it is shown: by its label, where labels are wanted and it has one.
    fn shown<'t>(&self, term: Option<&'t Term>) -> Option<Cow<'t, Term>> {
        let label = |term: &Term| match (self.labels, term) {
            (Some(Labels(of)), Term::NamedNode(node)) => of(node.as_str()),
            _ => None,
        };
        term.map(|term| match label(term) {
            Some(label) => Cow::Owned(Literal::new_simple_literal(label).into()),
            None => Cow::Borrowed(term),
        })
    }
}

/// A row: a place for each column.
pub type Row = Vec<Option<Term>>;

/// Writes a table: a header and a row for each of `rows`, which have a place for each of `columns`.
///
/// # Errors
/// Those of `out`.
pub fn write(
    style: TableStyle<'_>,
    columns: &[Variable],
    rows: &[Row],
    out: &mut impl Write,
) -> io::Result<()> {
    Table::begin(style, columns, rows, out)?.foot(out)
}

/// A table that is written row by row. The first rows tell how wide its columns are.
pub struct Table<'p> {
    style: TableStyle<'p>,
    /// The language that is not told beside a text.
    usual: Option<String>,
    header: Vec<Cell>,
    widths: Vec<usize>,
    /// Which columns are set to the right.
    numbers: Vec<bool>,
    /// Whether rules stand between the rows.
    ruled: bool,
    /// How many rows are written.
    written: usize,
}

impl<'p> Table<'p> {
    /// Writes the header and the `first` rows, which may be all.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(
        style: TableStyle<'p>,
        columns: &[Variable],
        first: &[Row],
        out: &mut impl Write,
    ) -> io::Result<Self> {
        let mut table = Self::measured(style, columns, first);
        table.head(out)?;
        for row in first {
            table.row(row, out)?;
        }
        Ok(table)
    }

    /// A table whose columns are as wide as some rows need.
    fn measured(style: TableStyle<'p>, columns: &[Variable], first: &[Row]) -> Self {
        let header: Vec<Cell> = columns.iter().map(|column| Cell::header(column.as_str())).collect();
        let usual = only_language(first);
        let cell = |row: &Row, at: usize| {
            let term = style.shown(row.get(at).and_then(Option::as_ref));
            Cell::term(term.as_deref(), style.prefixes, usual.as_deref())
        };
        let natural: Vec<usize> = (0..columns.len())
            .map(|at| {
                let widths = first.iter().map(|row| cell(row, at).width());
                widths.chain([header[at].width()]).max().unwrap_or(0).max(1)
            })
            .collect();
        let numbers: Vec<bool> = (0..columns.len())
            .map(|at| {
                let mut bound = first.iter().filter_map(|row| row.get(at)?.as_ref()).peekable();
                bound.peek().is_some() && bound.all(cell::is_number)
            })
            .collect();
        let widths = match style.width {
            Some(width) => fit(&natural, width.saturating_sub(3 * columns.len() + 1)),
            None => natural.iter().map(|&width| width.min(MOST)).collect(),
        };
        // Where a row takes several lines, rules between the rows show where each ends.
        let ruled = first.iter().any(|row| {
            (0..columns.len()).any(|at| natural[at] > widths[at] && cell(row, at).width() > widths[at])
        });
        Self { style, usual, header, widths, numbers, ruled, written: 0 }
    }

    /// Writes what is above the rows.
    fn head(&self, out: &mut impl Write) -> io::Result<()> {
        if self.header.is_empty() {
            return Ok(());
        }
        self.rule(['┌', '┬', '┐'], out)?;
        self.lines(&self.wrap(&self.header), out)?;
        self.rule(['├', '┼', '┤'], out)
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn row(&mut self, row: &[Option<Term>], out: &mut impl Write) -> io::Result<()> {
        if self.header.is_empty() {
            return Ok(());
        }
        let cell = |at: usize| {
            let term = self.style.shown(row.get(at).and_then(Option::as_ref));
            Cell::term(term.as_deref(), self.style.prefixes, self.usual.as_deref())
        };
        let cells: Vec<Cell> = (0..self.widths.len()).map(cell).collect();
        let wrapped = self.wrap(&cells);
        let ruled = self.ruled || wrapped.iter().any(|cell| cell.len() > 1);
        if ruled && self.written > 0 {
            self.rule(['├', '┼', '┤'], out)?;
        }
        self.lines(&wrapped, out)?;
        self.ruled = ruled;
        self.written += 1;
        Ok(())
    }

    /// Writes what is below the rows.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn foot(&self, out: &mut impl Write) -> io::Result<()> {
        if self.header.is_empty() { Ok(()) } else { self.rule(['└', '┴', '┘'], out) }
    }

    fn wrap<'c>(&self, row: &'c [Cell]) -> Vec<Vec<Line<'c>>> {
        row.iter().zip(&self.widths).map(|(cell, &width)| cell.wrap(width)).collect()
    }

    fn rule(&self, [left, cross, right]: [char; 3], out: &mut impl Write) -> io::Result<()> {
        let mut line = String::new();
        for (i, width) in self.widths.iter().enumerate() {
            line.push(if i == 0 { left } else { cross });
            line.extend(std::iter::repeat_n('─', width + 2));
        }
        line.push(right);
        self.dim(&line, out)?;
        out.write_all(b"\n")
    }

    fn lines(&self, cells: &[Vec<Line<'_>>], out: &mut impl Write) -> io::Result<()> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(1);
        for line in 0..height {
            for (at, cell) in cells.iter().enumerate() {
                self.dim("│", out)?;
                let content = cell.get(line);
                let pad = self.widths[at].saturating_sub(content.map_or(0, Line::width));
                let (before, after) = if self.numbers[at] { (pad, 0) } else { (0, pad) };
                write!(out, " {:before$}", "")?;
                for (text, look) in content.into_iter().flat_map(Line::runs) {
                    self.write(text, look, out)?;
                }
                write!(out, "{:after$} ", "")?;
            }
            self.dim("│", out)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn dim(&self, text: &str, out: &mut impl Write) -> io::Result<()> {
        self.write(text, Look::Dim, out)
    }

    fn write(&self, text: &str, look: Look, out: &mut impl Write) -> io::Result<()> {
        if self.style.color
            && let Some(code) = look.code()
        {
            write!(out, "\x1b[{code}m{text}\x1b[0m")
        } else {
            out.write_all(text.as_bytes())
        }
    }
}

/// The language that all texts of the rows are in, if they are in one: no reader needs to be told.
fn only_language(rows: &[Row]) -> Option<String> {
    let mut languages = rows.iter().flatten().filter_map(|term| match term {
        Some(Term::Literal(literal)) => literal.language(),
        _ => None,
    });
    let first = languages.next()?;
    languages.all(|language| language == first).then(|| first.to_owned())
}

/// Shares `room` among columns that would like `natural`: narrow ones get what they need, the others the same each.
fn fit(natural: &[usize], room: usize) -> Vec<usize> {
    let mut widths = vec![0; natural.len()];
    let mut left: Vec<usize> = (0..natural.len()).collect();
    let mut room = room;
    while !left.is_empty() {
        let share = room / left.len();
        let (fits, rest): (Vec<usize>, Vec<usize>) = left.iter().partition(|&&at| natural[at] <= share);
        if fits.is_empty() {
            for (i, &at) in rest.iter().enumerate() {
                let extra = usize::from(i < room % rest.len());
                widths[at] = (share + extra).max(LEAST.min(natural[at]));
            }
            break;
        }
        for at in fits {
            widths[at] = natural[at];
            room -= natural[at];
        }
        left = rest;
    }
    widths
}

#[cfg(test)]
mod tests;
