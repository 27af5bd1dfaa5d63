//! What an article gives in quotation marks.
use super::page::Page;
use super::speech::{Report, VERBAL, touches, words};
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

/// Quotations of four words or more that no listed word reports: sentences that somebody says, not titles or single words.
pub(super) fn bare(page: &Page<'_>, found: &[Report]) -> Vec<Report> {
    let is_said = |range: &&Range<usize>| {
        if words(page, range) < 4 {
            return false;
        }
        let before = page.text[..range.start].trim_end_matches(|c| is_mark(c) || c == ' ');
        let after = page.text[range.end..].trim_start_matches(|c| is_mark(c) || c == ' ');
        page.text[..range.end].trim_end().ends_with(['.', ',', '!', '?', '…', '。', '，', '！', '？'])
            || before.ends_with([':', '：'])
            || after.starts_with([',', '—', '–', '，']) && page.any_cue(std::slice::from_ref(*range), &VERBAL)
    };
    let unsaid = |range: &&Range<usize>| !found.iter().any(|report| touches(report, range));
    let report = |range: &Range<usize>| {
        let touched = page.sentences_of(range);
        let source = page.sentences.get(touched.start).cloned().unwrap_or_else(|| range.clone());
        let first = page.words_in(range).first().map_or(range.clone(), |word| word.span.clone());
        Report { cue: first, content: vec![range.clone()], source, bare: true }
    };
    page.quoted.iter().filter(is_said).filter(unsaid).map(report).collect()
}

/// What is in quotation marks right before a short sentence: “…！”他说.
pub(super) fn quoted_before(page: &Page<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    let at = page.quoted.partition_point(|range| range.end <= sentence.start);
    let range = page.quoted.get(at.checked_sub(1)?)?;
    let between = page.text[range.end..sentence.start].chars();
    (words(page, range) >= 3 && between.filter(|c| c.is_alphanumeric()).count() == 0).then(|| range.clone())
}

fn is_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '"' | '\u{a0}' | '\u{202f}')
}
