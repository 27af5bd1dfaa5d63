//! What a text gives in quotation marks.
use std::ops::Range;

/// What is between quotation marks, without them.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        if c == '\n' {
            open = None;
            continue;
        }
        let closes = |opening: char| match opening {
            '“' => matches!(c, '”'),
            '„' => matches!(c, '“' | '”'),
            '«' => c == '»',
            '»' => c == '«',
            '「' => c == '」',
            '『' => c == '』',
            '"' => c == '"',
            _ => false,
        };
        match open {
            Some((opening, start)) if closes(opening) => {
                found.push(start..at);
                open = None;
            }
            None if matches!(c, '“' | '„' | '«' | '»' | '「' | '『' | '"') => {
                open = Some((c, at + c.len_utf8()))
            }
            _ => {}
        }
    }
    found
}
