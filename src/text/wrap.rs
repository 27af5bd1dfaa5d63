//! Text in lines of a width.
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Where the lines of a text stand (bytes) when each has at most `width` columns: broken at spaces, which are left out,
/// and within a word only where it is wider than a line.
#[must_use]
pub(crate) fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(2);
    let mut lines = Vec::new();
    let mut line = 0..0;
    let mut used = 0;
    let mut at = 0;
    for word in text.split(' ') {
        let columns = word.width();
        let begin = at;
        at += word.len() + 1;
        if used > 0 && used + 1 + columns <= width {
            used += 1 + columns;
            line.end = begin + word.len();
            continue;
        }
        if used > 0 {
            lines.push(line.clone());
        }
        line = begin..begin;
        used = 0;
        for grapheme in word.graphemes(true) {
            let wide = grapheme.width();
            if used > 0 && used + wide > width {
                lines.push(line.clone());
                line.start = line.end;
                used = 0;
            }
            line.end += grapheme.len();
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn lines_are_broken_at_spaces_and_long_words_anywhere() {
        let split = |text: &'static str, width| -> Vec<&str> {
            lines(text, width).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(split("one two three", 7), ["one two", "three"]);
        assert_eq!(split("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(split("日本語です", 4), ["日本", "語で", "す"]);
        assert_eq!(split("", 4), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_too_wide(text in "[a-z日é ]{0,60}", width in 2usize..20) {
            let ranges = lines(&text, width);
            let kept: String = ranges.iter().map(|range| &text[range.clone()]).collect();
            prop_assert_eq!(kept.replace(' ', ""), text.replace(' ', ""));
            for range in ranges {
                prop_assert!(text[range].width() <= width);
            }
        }
    }
}
