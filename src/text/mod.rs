//! Text as a terminal or a page shows it.
pub(crate) mod digest;
pub(crate) mod offsets;
pub(crate) mod ordered;
pub(crate) mod work;
pub(crate) mod wrap;

use std::fmt::Write as _;

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

/// Characters that reorder or hide what surrounds them.
pub fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}
