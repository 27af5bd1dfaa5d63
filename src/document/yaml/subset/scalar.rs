//! Scalars with and without quotation marks.
use super::cursor::{Cursor, is_white};
use super::flow::is_bracket;
use super::{Reader, to_u32};
use crate::diagnostic::Span;
use std::borrow::Cow;

/// A scalar and where it is written.
pub(super) struct Text<'a> {
    pub(super) span: Span,
    pub(super) text: Cow<'a, str>,
    /// Whether it has no quotation marks.
    pub(super) is_plain: bool,
}

impl<'a> Reader<'a> {
    /// The scalar here, inside brackets or not; stops behind it and the spaces that follow.
    pub(super) fn text(&mut self, floor: usize, is_flow: bool) -> Option<Text<'a>> {
        let start = self.cursor.at;
        let mark = self.cursor.peek();
        let (text, end) = match mark {
            b'"' | b'\'' => {
                let text = quoted(&mut self.cursor, mark, floor)?;
                (text, self.cursor.at)
            }
            _ if begins_plain(&self.cursor) => plain(&mut self.cursor, floor, is_flow)?,
            _ => return None,
        };
        self.cursor.skip_spaces();
        let span = Span { start: to_u32(start), end: to_u32(end) };
        Some(Text { span, text, is_plain: !matches!(mark, b'"' | b'\'') })
    }
}

/// Whether a scalar without quotation marks may begin here.
fn begins_plain(cursor: &Cursor<'_>) -> bool {
    match cursor.peek() {
        b'-' => {
            let next = cursor.byte(cursor.at + 1);
            !is_white(next) && !is_bracket(next)
        }
        b'?' | b':' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => false,
        byte => !is_white(byte) && !is_bracket(byte),
    }
}

/// A scalar without quotation marks, and where it ends. Its lines are joined, the empty ones kept.
fn plain<'a>(cursor: &mut Cursor<'a>, floor: usize, is_flow: bool) -> Option<(Cow<'a, str>, usize)> {
    let start = cursor.at;
    let mut end = plain_line(cursor, is_flow)?;
    let mut text = Cow::Borrowed(&cursor.text[start..end]);
    while cursor.peek() == b'\n' {
        let (at, line) = (cursor.at, cursor.line);
        let lines = cursor.skip_lines();
        let next = cursor.peek();
        if next == 0 || next == b'#' || cursor.column() < floor || is_flow && is_bracket(next) {
            (cursor.at, cursor.line) = (at, line);
            break;
        }
        let start = cursor.at;
        end = plain_line(cursor, is_flow)?;
        join(text.to_mut(), lines);
        text.to_mut().push_str(cursor.text.get(start..end).filter(|more| !more.is_empty())?);
    }
    Some((text, end))
}

/// Goes to the end of what a line holds of a scalar; where that ends, without spaces.
fn plain_line(cursor: &mut Cursor<'_>, is_flow: bool) -> Option<usize> {
    let start = cursor.at;
    loop {
        match cursor.peek() {
            0 | b'\n' => break,
            b'#' if cursor.at > start && cursor.byte(cursor.at - 1) == b' ' => break,
            b':' => {
                let next = cursor.byte(cursor.at + 1);
                if is_white(next) {
                    break;
                }
                if is_flow && is_bracket(next) {
                    return None;
                }
            }
            byte if is_flow && is_bracket(byte) => {
                // A word that is a dash alone.
                let word = &cursor.text.as_bytes()[start..cursor.at];
                if word == b"-" || word.ends_with(b" -") {
                    return None;
                }
                break;
            }
            _ => {}
        }
        cursor.at += 1;
    }
    Some(cursor.trimmed(start))
}

/// A scalar in quotation marks. None for escapes other than those of quotation marks, backslashes and slashes.
fn quoted<'a>(cursor: &mut Cursor<'a>, mark: u8, floor: usize) -> Option<Cow<'a, str>> {
    let is_double = mark == b'"';
    let escape = if is_double { b'\\' } else { mark };
    cursor.at += 1;
    let mut text = Cow::Borrowed("");
    loop {
        let rest = &cursor.text[cursor.at..];
        let run = &rest[..memchr::memchr3(mark, escape, b'\n', rest.as_bytes())?];
        cursor.at += run.len();
        let next = cursor.byte(cursor.at + 1);
        match cursor.peek() {
            b'\n' => {
                add(&mut text, run.trim_end_matches(' '));
                let lines = cursor.skip_lines();
                if cursor.column() < floor {
                    return None;
                }
                join(text.to_mut(), lines);
            }
            byte if byte == mark && (is_double || next != mark) => {
                add(&mut text, run);
                cursor.at += 1;
                return Some(text);
            }
            _ if matches!(next, b'"' | b'\\' | b'/') || next == mark => {
                add(&mut text, run);
                text.to_mut().push(char::from(next));
                cursor.at += 2;
            }
            _ => return None,
        }
    }
}

/// Adds a part of a scalar; the first one is not copied.
fn add<'a>(text: &mut Cow<'a, str>, more: &'a str) {
    match text {
        Cow::Borrowed("") => *text = Cow::Borrowed(more),
        _ => text.to_mut().push_str(more),
    }
}

/// Adds what represents the ends of some lines: a space for one, or else the empty lines.
fn join(text: &mut String, lines: usize) {
    match lines {
        1 => text.push(' '),
        _ => text.extend(std::iter::repeat_n('\n', lines - 1)),
    }
}
