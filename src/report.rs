//! Diagnostics as people read them: the place, the excerpt, the mend.
use crate::diagnostic::{Diagnostic, Severity};
use crate::tree::{LineEnds, Span, place};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// How many columns of a long line an excerpt shows.
const WINDOW: usize = 100;

/// A text in which mistakes are shown.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// Its path, as people know it.
    pub path: &'s str,
    /// The text; spans count its bytes.
    pub text: &'s str,
    /// The number of its first line, from 1: a line of a `.jsonl` is a text of its own.
    pub first_line: u64,
    /// Where the text begins in its file, in bytes.
    pub first_byte: u64,
    /// What ends a line in it.
    pub ends: LineEnds,
}

/// Where a byte of a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column in code points, from 1.
    pub column: u64,
}

impl Source<'_> {
    /// The place of a byte.
    pub fn place(&self, byte: u32) -> Place {
        let (line, column) = place(self.text, byte, self.ends);
        Place { line: self.first_line + line as u64 - 1, column: column as u64 }
    }

    /// The number and the start of the line that a byte is in.
    fn line_of(&self, byte: u32) -> (u64, usize) {
        let line = self.place(byte).line;
        let before = &self.text[..self.boundary(byte)];
        let start = match self.ends {
            LineEnds::Lf => before.rfind('\n'),
            // Between the CR and the LF of a line end nothing is ever marked.
            LineEnds::Any => before.rfind(['\n', '\r']),
        };
        (line, start.map_or(0, |at| at + 1))
    }

    fn boundary(&self, byte: u32) -> usize {
        let mut at = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The line of a span, cut to a window around it: (line number, text, the span within it).
    fn excerpt(&self, span: Span) -> (u64, String, std::ops::Range<usize>) {
        let (line, start) = self.line_of(span.start);
        let rest = &self.text[start..];
        let end = rest.find(['\n', '\r']).map_or(self.text.len(), |at| start + at);
        let line_text = &self.text[start..end];
        let from = self.boundary(span.start).clamp(start, end) - start;
        let to = self.boundary(span.end).clamp(start + from, end) - start;
        if line_text.chars().take(2 * WINDOW).count() < 2 * WINDOW {
            return (line, line_text.to_owned(), from..to);
        }
        let back = line_text[..from].char_indices().rev().take(WINDOW / 3).last().map_or(from, |(at, _)| at);
        let shown = line_text[back..].char_indices().nth(WINDOW).map_or(line_text.len(), |(at, _)| back + at);
        let mut text = String::new();
        let lead = if back > 0 { "…" } else { "" };
        text.push_str(lead);
        text.push_str(&line_text[back..shown]);
        if shown < line_text.len() {
            text.push('…');
        }
        let begin = from - back + lead.len();
        (line, text, begin..(to.min(shown) - back + lead.len()).max(begin))
    }
}

/// Renders a diagnostic with its excerpts, ending in an empty line.
///
/// The shape is that of compilers: editors and people know it. `path:line:column` counts lines from 1
/// and columns in code points from 1.
pub fn render(diagnostic: &Diagnostic, source: &Source<'_>, color: bool) -> String {
    let paint = Paint { color };
    let (style, word) = match diagnostic.severity {
        Severity::Error => (Paint::ERROR, "error"),
        Severity::Warning => (Paint::WARNING, "warning"),
    };
    let gutter = std::iter::once(diagnostic.span)
        .chain(diagnostic.related.iter().map(|(span, _)| *span))
        .map(|span| source.place(span.start).line.to_string().len())
        .max()
        .unwrap_or(1);
    let mut out = String::new();
    let title = format!("{word}[{}]", diagnostic.code.name());
    let message = visible(&diagnostic.message);
    out.push_str(&paint.with(style, &title));
    out.push_str(&paint.with(Paint::BOLD, &format!(": {message}")));
    out.push('\n');
    let label = visible(&diagnostic.label);
    excerpt(source, diagnostic.span, &label, ("-->", '^', style), gutter, paint, &mut out);
    for (span, label) in &diagnostic.related {
        excerpt(source, *span, &visible(label), (":::", '-', Paint::DIM), gutter, paint, &mut out);
    }
    let notes = diagnostic.notes.iter().map(|note| ("note", note));
    for (word, text) in notes.chain(diagnostic.help.iter().map(|help| ("help", help))) {
        let indent = format!("\n{:gutter$}   {:word$}  ", "", "", word = word.len());
        let text = visible_lines(text).replace('\n', &indent);
        let head = paint.with(Paint::BOLD, word);
        let _ = writeln!(out, "{:gutter$} {} {head}: {text}", "", paint.with(Paint::DIM, "="));
    }
    out.push('\n');
    out
}

fn excerpt(
    source: &Source<'_>,
    span: Span,
    label: &str,
    (arrow, mark, style): (&str, char, &str),
    gutter: usize,
    paint: Paint,
    out: &mut String,
) {
    let Place { line, column } = source.place(span.start);
    let (_, text, marked) = source.excerpt(span);
    let arrow = paint.with(Paint::DIM, arrow);
    let bar = paint.with(Paint::DIM, "|");
    let _ = writeln!(out, "{:gutter$}{arrow} {}:{line}:{column}", "", visible(source.path));
    let _ = writeln!(out, "{:gutter$} {bar}", "");
    let number = paint.with(Paint::DIM, &format!("{line:gutter$}"));
    let _ = writeln!(out, "{number} {bar} {}", visible(&text).trim_end());
    let before = visible(&text[..marked.start]).width();
    let width = visible(&text[marked]).width().max(1);
    let marks: String = std::iter::repeat_n(mark, width).collect();
    let space = if label.is_empty() { "" } else { " " };
    let marks = paint.with(style, &format!("{marks}{space}{label}"));
    let _ = writeln!(out, "{:gutter$} {bar} {:before$}{marks}", "", "");
}

/// Colours that can be read on dark and on light backgrounds.
#[derive(Clone, Copy, Debug)]
struct Paint {
    color: bool,
}

impl Paint {
    const ERROR: &'static str = "1;31";
    const WARNING: &'static str = "1;33";
    const BOLD: &'static str = "1";
    const DIM: &'static str = "2";

    fn with(self, style: &str, text: &str) -> String {
        if self.color { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The text with control and direction characters escaped: nothing that a document holds reaches a
/// terminal as a command. White space becomes plain.
pub fn visible(text: &str) -> String {
    escape(text, false)
}

/// The same, line breaks kept.
pub fn visible_lines(text: &str) -> String {
    escape(text, true)
}

fn escape(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' if lines => out.push('\n'),
            '\n' => out.push('⏎'),
            '\t' => out.push(' '),
            c if c.is_control() || is_direction(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Characters that reorder or hide what stands around them.
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}
