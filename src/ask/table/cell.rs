//! What is in one place of a table.
use crate::ask::literal::number::is_numeric;
use oxrdf::vocab::xsd;
use oxrdf::{BaseDirection, LiteralRef, NamedNodeRef, Term, TermRef};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::term::prefixes::Prefixes;

/// How a piece of text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The content itself.
    Plain,
    /// The name of a column.
    Header,
    /// What is beside the content: tags, datatypes, prefixes, rules.
    Dim,
    /// An escape in the place of a character that is not shown.
    Escape,
}

impl Look {
    pub(super) fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Header => Some("1"),
            Self::Dim => Some("2"),
            Self::Escape => Some("7"),
        }
    }
}

/// What the reader sees as one character, with the columns it takes.
#[derive(Clone, Copy, Debug)]
struct Glyph {
    /// Where it ends in the cell's text; it begins where the one before it ends.
    end: usize,
    width: usize,
    look: Look,
    /// Whether it is a space.
    space: bool,
    /// Whether a line may be broken after it.
    breaks: bool,
}

/// The content of one place.
#[derive(Default)]
pub(super) struct Cell {
    text: String,
    glyphs: Vec<Glyph>,
}

/// A line of a wrapped cell.
pub(super) struct Line<'c> {
    text: &'c str,
    /// Where the first glyph begins.
    start: usize,
    glyphs: &'c [Glyph],
}

impl<'c> Line<'c> {
    pub(super) fn width(&self) -> usize {
        self.glyphs.iter().map(|glyph| glyph.width).sum()
    }

    /// The text in runs of one look.
    pub(super) fn runs(&self) -> impl Iterator<Item = (&'c str, Look)> {
        let mut start = self.start;
        self.glyphs.chunk_by(|one, next| one.look == next.look).map(move |run| {
            let end = run.last().map_or(start, |glyph| glyph.end);
            let text = &self.text[start..end];
            start = end;
            (text, run[0].look)
        })
    }
}

/// Whether a character must not reach a terminal as it is: it steers the terminal, turns the direction of writing, or is
/// invisible. Joiners stay, which scripts and emoji need.
fn must_be_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn escape(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        c => format!("\\u{{{:x}}}", u32::from(c)),
    }
}

/// Whether a term is a number, whatever its datatype.
pub(super) fn is_number(term: &Term) -> bool {
    matches!(term, Term::Literal(literal) if is_numeric(literal.datatype()))
}

/// Whether a reader sees from the text alone what a literal of this datatype is.
fn is_obvious(datatype: NamedNodeRef<'_>) -> bool {
    is_numeric(datatype)
        || [xsd::STRING, xsd::BOOLEAN, xsd::DATE, xsd::DATE_TIME, xsd::G_YEAR_MONTH].contains(&datatype)
}

impl Cell {
    pub(super) fn header(name: &str) -> Self {
        let mut cell = Self::default();
        cell.push(name, Look::Header);
        cell
    }

    /// A term, or nothing where the variable is unbound; the language of a text is not shown where it is `usual`.
    pub(super) fn term(term: Option<&Term>, prefixes: &Prefixes, usual: Option<&str>) -> Self {
        let mut cell = Self::default();
        match term.map(Term::as_ref) {
            Some(TermRef::Literal(literal))
                if literal.language().is_some() && literal.language() == usual =>
            {
                cell.push(literal.value(), Look::Plain);
            }
            Some(term) => cell.push_term(term, prefixes, false),
            None => {}
        }
        cell
    }

    fn push_term(&mut self, term: TermRef<'_>, prefixes: &Prefixes, quoted: bool) {
        match term {
            TermRef::NamedNode(node) => self.push_iri(node.as_str(), prefixes),
            TermRef::BlankNode(node) => {
                self.push("_:", Look::Dim);
                self.push(node.as_str(), Look::Plain);
            }
            TermRef::Literal(literal) => self.push_literal(literal, prefixes, quoted),
            TermRef::Triple(triple) => {
                self.push("<<( ", Look::Dim);
                self.push_term(triple.subject.as_ref().into(), prefixes, true);
                self.push(" ", Look::Plain);
                self.push_iri(triple.predicate.as_str(), prefixes);
                self.push(" ", Look::Plain);
                self.push_term(triple.object.as_ref(), prefixes, true);
                self.push(" )>>", Look::Dim);
            }
        }
    }

    fn push_iri(&mut self, iri: &str, prefixes: &Prefixes) {
        match prefixes.shorten(iri) {
            Some((prefix, local)) => {
                self.push(prefix, Look::Dim);
                self.push(":", Look::Dim);
                self.push(local, Look::Plain);
            }
            None => {
                self.push("<", Look::Dim);
                self.push(iri, Look::Plain);
                self.push(">", Look::Dim);
            }
        }
    }

    fn push_literal(&mut self, literal: LiteralRef<'_>, prefixes: &Prefixes, quoted: bool) {
        if quoted {
            self.push("\"", Look::Dim);
        }
        self.push(literal.value(), Look::Plain);
        if quoted {
            self.push("\"", Look::Dim);
        }
        if let Some(tag) = literal.language() {
            self.push(" @", Look::Dim);
            self.push(tag, Look::Dim);
            match literal.direction() {
                Some(BaseDirection::Ltr) => self.push("--ltr", Look::Dim),
                Some(BaseDirection::Rtl) => self.push("--rtl", Look::Dim),
                None => {}
            }
        } else if !is_obvious(literal.datatype()) {
            self.push(" ^^", Look::Dim);
            match prefixes.shorten(literal.datatype().as_str()) {
                Some((prefix, local)) => self.push(&format!("{prefix}:{local}"), Look::Dim),
                None => self.push(&format!("<{}>", literal.datatype().as_str()), Look::Dim),
            }
        }
    }

    fn push(&mut self, text: &str, look: Look) {
        for grapheme in text.graphemes(true) {
            if !grapheme.contains(must_be_escaped) {
                let breaks = matches!(grapheme, " " | "/" | "#" | ":" | "-" | "?" | "&" | "=");
                self.push_glyph(grapheme, grapheme.width(), look, breaks);
                continue;
            }
            for c in grapheme.chars() {
                if must_be_escaped(c) {
                    let escaped = escape(c);
                    let breaks = matches!(c, '\n' | '\t' | '\u{2028}' | '\u{2029}');
                    self.push_glyph(&escaped, escaped.len(), Look::Escape, breaks);
                } else {
                    let mut buffer = [0; 4];
                    let text = c.encode_utf8(&mut buffer);
                    self.push_glyph(text, text.width(), look, false);
                }
            }
        }
    }

    fn push_glyph(&mut self, text: &str, width: usize, look: Look, breaks: bool) {
        self.text.push_str(text);
        self.glyphs.push(Glyph { end: self.text.len(), width, look, space: text == " ", breaks });
    }

    pub(super) fn width(&self) -> usize {
        self.glyphs.iter().map(|glyph| glyph.width).sum()
    }

    /// The content in lines of at most `width` columns (a wider character has a line of its own). Broken after spaces and
    /// signs where the line is at least half full there, else anywhere; a space at a break is not shown.
    pub(super) fn wrap(&self, width: usize) -> Vec<Line<'_>> {
        let line = |from: usize, to: usize| Line {
            text: &self.text,
            start: if from == 0 { 0 } else { self.glyphs[from - 1].end },
            glyphs: &self.glyphs[from..to],
        };
        let mut lines = Vec::new();
        let mut from = 0;
        while from < self.glyphs.len() {
            let to = from + fitting(&self.glyphs[from..], width);
            let last = to == self.glyphs.len();
            let shown =
                self.glyphs[from..to].iter().rposition(|glyph| !glyph.space).map_or(from, |at| from + at + 1);
            lines.push(line(from, if last { to } else { shown }));
            // A line never begins with the space at which it was broken.
            let skipped = !last && self.glyphs[to].space && !self.glyphs[to - 1].space;
            from = to + usize::from(skipped);
        }
        if lines.is_empty() {
            lines.push(line(0, 0));
        }
        lines
    }
}

/// How many of the glyphs, which are not none, stand on a line of `width` columns.
fn fitting(glyphs: &[Glyph], width: usize) -> usize {
    let mut used = 0;
    let fits = |glyph: &Glyph| {
        used += glyph.width;
        used > width
    };
    let end = glyphs.iter().position(fits).unwrap_or(glyphs.len()).max(1);
    if end == glyphs.len() || glyphs[end].space {
        return end;
    }
    let taken = |end: usize| glyphs[..end].iter().map(|glyph| glyph.width).sum::<usize>();
    let broken = glyphs[..end].iter().rposition(|glyph| glyph.breaks).map(|at| at + 1);
    broken.filter(|&broken| 2 * taken(broken) >= width).unwrap_or(end)
}
