//! Rows of bindings as a table for a terminal.
//!
//! IRIs are shown with prefixes where that is unambiguous, text as it is, wrapped and never cut. No character reaches the
//! terminal that could move the cursor, turn the direction of writing or hide: such are shown as their escapes.
mod cell;

use oxrdf::{Term, Variable};
use std::io::{self, Write};

use crate::term::prefixes::Prefixes;
use cell::{Cell, Line, Look};

/// How wide a column is at most where no terminal says how wide the table may be.
const MOST: usize = 100;
/// No column is made narrower than this to fit the terminal, unless its content is.
const LEAST: usize = 8;

/// How tables are drawn.
#[derive(Clone, Copy, Debug)]
pub struct Style<'p> {
    /// The prefixes for IRIs.
    pub prefixes: &'p Prefixes,
    /// How many columns the terminal has; without it only what is very long is wrapped.
    pub width: Option<usize>,
    /// Whether weight and dimness are shown by the terminal's codes.
    pub color: bool,
}

/// Writes a table: a header and a row for each of `rows`, which have a place for each of `columns`.
///
/// # Errors
/// Those of `out`.
pub fn write(
    style: Style<'_>,
    columns: &[Variable],
    rows: &[Vec<Option<Term>>],
    out: &mut impl Write,
) -> io::Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    let header: Vec<Cell> = columns.iter().map(|column| Cell::header(column.as_str())).collect();
    // Where all texts are in one language, or in none, no reader needs to be told.
    let mut languages: Vec<&str> = rows
        .iter()
        .flatten()
        .filter_map(|term| match term {
            Some(Term::Literal(literal)) => literal.language(),
            _ => None,
        })
        .collect();
    languages.sort_unstable();
    languages.dedup();
    let tags = languages.len() > 1;
    let cells: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| {
            let cell = |at: usize| row.get(at).and_then(Option::as_ref);
            (0..columns.len()).map(|at| Cell::term(cell(at), style.prefixes, tags)).collect()
        })
        .collect();
    let natural: Vec<usize> = (0..columns.len())
        .map(|at| {
            cells.iter().map(|row| row[at].width()).chain([header[at].width()]).max().unwrap_or(0).max(1)
        })
        .collect();
    let numbers: Vec<bool> = (0..columns.len())
        .map(|at| {
            let mut bound = rows.iter().filter_map(|row| row.get(at)?.as_ref()).peekable();
            bound.peek().is_some() && bound.all(cell::is_number)
        })
        .collect();
    let widths = match style.width {
        Some(width) => fit(&natural, width.saturating_sub(3 * columns.len() + 1)),
        None => natural.into_iter().map(|width| width.min(MOST)).collect(),
    };
    let table = Drawing { widths, numbers, color: style.color };
    let wrapped: Vec<Vec<Vec<Line>>> = cells.iter().map(|row| table.wrap(row)).collect();
    // Where a row takes several lines, rules between the rows show where each ends.
    let ruled = wrapped.iter().any(|row| row.iter().any(|cell| cell.len() > 1));
    table.rule(['┌', '┬', '┐'], out)?;
    table.row(&table.wrap(&header), out)?;
    table.rule(['├', '┼', '┤'], out)?;
    for (i, row) in wrapped.iter().enumerate() {
        if ruled && i > 0 {
            table.rule(['├', '┼', '┤'], out)?;
        }
        table.row(row, out)?;
    }
    table.rule(['└', '┴', '┘'], out)
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

struct Drawing {
    widths: Vec<usize>,
    numbers: Vec<bool>,
    color: bool,
}

impl Drawing {
    fn wrap(&self, row: &[Cell]) -> Vec<Vec<Line>> {
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

    fn row(&self, cells: &[Vec<Line>], out: &mut impl Write) -> io::Result<()> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(1);
        for line in 0..height {
            for (at, cell) in cells.iter().enumerate() {
                self.dim("│", out)?;
                let content = cell.get(line);
                let width = content.map_or(0, Line::width);
                let pad = " ".repeat(self.widths[at].saturating_sub(width));
                out.write_all(b" ")?;
                if self.numbers[at] {
                    out.write_all(pad.as_bytes())?;
                }
                for (text, look) in content.into_iter().flat_map(Line::runs) {
                    self.write(&text, look, out)?;
                }
                if !self.numbers[at] {
                    out.write_all(pad.as_bytes())?;
                }
                out.write_all(b" ")?;
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
        if self.color
            && let Some(code) = look.code()
        {
            write!(out, "\x1b[{code}m{text}\x1b[0m")
        } else {
            out.write_all(text.as_bytes())
        }
    }
}

#[cfg(test)]
mod tests;
