//! Diagnostics as people read them: the location, the excerpt, the fix.
use crate::diagnostic::Span;
use crate::diagnostic::source::{Place, SourceMap};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{visible, visible_lines, wrap};
use std::fmt::Write as _;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// How many columns of a long line an excerpt shows.
const WINDOW: usize = 100;
/// How many it shows at least, however narrow the terminal.
const LEAST: usize = 20;

/// How a report looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Whether it has colors.
    pub color: bool,
    /// The width of the terminal in columns; none where it is not a terminal, and then nothing is broken into lines.
    pub width: Option<usize>,
}

/// The line of a span, cut to a window around it: (text, the span within it). The window has at most
/// `room` columns; without one only very long lines are cut.
fn window(map: &SourceMap<'_>, span: Span, room: Option<usize>) -> (String, Range<usize>) {
    let Range { start, end } = map.line_of(span.start);
    let line_text = &map.source.text[start..end];
    let from = map.boundary(span.start).clamp(start, end) - start;
    let to = map.boundary(span.end).clamp(start + from, end) - start;
    let (most, room) =
        room.map_or((2 * WINDOW - 1, WINDOW), |room| (room, room.saturating_sub(2).max(LEAST)));
    if columns(line_text.chars()).all(|(_, used)| used <= most) {
        return (line_text.to_owned(), from..to);
    }
    let before = columns(line_text[..from].chars().rev()).take_while(|(_, used)| *used < room / 3);
    let back = from - before.map(|(c, _)| c.len_utf8()).sum::<usize>();
    let within = columns(line_text[back..].chars()).take_while(|(_, used)| *used <= room);
    let shown = back + within.map(|(c, _)| c.len_utf8()).sum::<usize>();
    let mut text = String::new();
    let lead = if back > 0 { "…" } else { "" };
    text.push_str(lead);
    text.push_str(&line_text[back..shown]);
    if shown < line_text.len() {
        text.push('…');
    }
    let begin = from - back + lead.len();
    (text, begin..(to.min(shown) - back + lead.len()).max(begin))
}

/// Characters, and how many columns they take up to each, as they are shown.
fn columns(chars: impl Iterator<Item = char>) -> impl Iterator<Item = (char, usize)> {
    chars.scan(0, |used, c| {
        *used += visible(c.encode_utf8(&mut [0; 4])).width();
        Some((c, *used))
    })
}

/// Renders a diagnostic with its excerpts, ending in an empty line.
///
/// The shape is that of compilers: editors and people know it. `path:line:column` counts lines from 1
/// and columns in code points from 1.
pub fn render(diagnostic: &Diagnostic, map: &SourceMap<'_>, style: Style) -> String {
    let paint = Paint { color: style.color };
    let width = style.width;
    let (style, word) = match diagnostic.severity {
        Severity::Error => (Paint::ERROR, "error"),
        Severity::Warning => (Paint::WARNING, "warning"),
    };
    let gutter = std::iter::once(diagnostic.span)
        .chain(diagnostic.related.iter().map(|(span, _)| *span))
        .map(|span| map.place(span.start).line.to_string().len())
        .max()
        .unwrap_or(1);
    let mut out = String::new();
    let title = format!("{word}[{}]", diagnostic.code.name());
    let message = visible(&diagnostic.message);
    let message = broken(&format!("{title}: {message}"), width, 2);
    out.push_str(&paint.with(style, &title));
    out.push_str(&paint.with(Paint::BOLD, message.strip_prefix(&title).unwrap_or(&message)));
    out.push('\n');
    let label = visible(&diagnostic.label);
    let room = width.map(|width| width.saturating_sub(gutter + 3));
    excerpt(map, diagnostic.span, &label, ("-->", '^', style), (gutter, room), paint, &mut out);
    for (span, label) in &diagnostic.related {
        excerpt(map, *span, &visible(label), (":::", '-', Paint::DIM), (gutter, room), paint, &mut out);
    }
    let notes = diagnostic.notes.iter().map(|note| ("note", note));
    for (word, text) in notes.chain(diagnostic.help.iter().map(|help| ("help", help))) {
        let indent = format!("\n{:gutter$}   {:word$}  ", "", "", word = word.len());
        let room = width.map(|width| width.saturating_sub(gutter + word.len() + 5));
        let text = broken(&visible_lines(text), room, 0).replace('\n', &indent);
        let head = paint.with(Paint::BOLD, word);
        let _ = writeln!(out, "{:gutter$} {} {head}: {text}", "", paint.with(Paint::DIM, "="));
    }
    out.push('\n');
    out
}

/// The text with its lines broken at spaces where they are wider than `width`; what goes on is `indent` columns
/// deeper than its line.
fn broken(text: &str, width: Option<usize>, indent: usize) -> String {
    let Some(width) = width else { return text.to_owned() };
    let mut out = String::new();
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let words = line.trim_start_matches(' ');
        let deep = line.len() - words.len();
        let room = width.saturating_sub(deep + indent).max(LEAST);
        for (i, range) in wrap::lines(words, room).into_iter().enumerate() {
            if i > 0 {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', deep + indent));
            } else {
                out.push_str(&line[..deep]);
            }
            out.push_str(&words[range]);
        }
    }
    out
}

fn excerpt(
    map: &SourceMap<'_>,
    span: Span,
    label: &str,
    (arrow, mark, style): (&str, char, &str),
    (gutter, room): (usize, Option<usize>),
    paint: Paint,
    out: &mut String,
) {
    let Place { line, column } = map.place(span.start);
    let (text, marked) = window(map, span, room);
    let arrow = paint.with(Paint::DIM, arrow);
    let bar = paint.with(Paint::DIM, "|");
    let _ = writeln!(out, "{:gutter$}{arrow} {}:{line}:{column}", "", visible(map.source.path));
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

/// Colors that can be read on dark and on light backgrounds.
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

#[cfg(test)]
mod tests {
    use super::{SourceMap, Style, render};
    use crate::diagnostic::source::Source;
    use crate::diagnostic::{Code, Diagnostic, Span};
    use unicode_width::UnicodeWidthStr;

    fn shown(text: &str, marked: &str, width: usize) -> String {
        let start = text.find(marked).unwrap() as u32;
        let span = Span { start, end: start + marked.len() as u32 };
        let words = "words that are long enough to need more than one line of a narrow terminal";
        let diagnostic = Diagnostic::error(Code::QuoteNotFound, span, words).note(words).help(words);
        let source = Source::whole("facts.yaml", text);
        render(&diagnostic, &SourceMap::new(source), Style { color: false, width: Some(width) })
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for (text, marked) in [
            ("before before before before before before here after after after after after", "here"),
            ("日本語日本語日本語日本語日本語日本語日本語日本語日本語ここ日本語日本語日本語日本語", "ここ"),
            (
                "\u{1b}[31m\u{1b}[31m\u{1b}[31m\u{1b}[31m here \u{1b}[31m\u{1b}[31m\u{1b}[31m\u{1b}[31m",
                "here",
            ),
        ] {
            for width in 40..80 {
                let shown = shown(text, marked, width);
                for line in shown.lines() {
                    assert!(line.width() <= width, "{width}: {line}");
                }
                let lines: Vec<_> = shown.lines().collect();
                let at = lines.iter().position(|line| line.contains('^')).unwrap();
                let before = lines[at].find('^').unwrap();
                let above = lines[at - 1].find(marked).unwrap();
                assert_eq!(lines[at - 1][..above].width(), before, "{shown}");
            }
        }
    }

    #[test]
    fn what_is_cut_has_a_sign() {
        let shown = shown(&format!("{}here{}", "a".repeat(99), "b".repeat(99)), "here", 60);
        let excerpt = shown.lines().find(|line| line.starts_with("1 |")).unwrap();
        assert!(excerpt.contains("| …a") && excerpt.ends_with("b…"), "{excerpt}");
    }
}
