//! The sentences of a text.
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Where the sentences of a text stand, as ranges of bytes without white space around them.
///
/// They are those of [UAX 29](https://www.unicode.org/reports/tr29/#Sentence_Boundaries), but a line
/// break ends one too, and an initial or a title of one or two letters (`U.S.`, `Mr.`) ends none.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut glue = false;
    for (start, piece) in text.split_sentence_bound_indices() {
        for line in piece.split_inclusive(['\n', '\r', '\u{2029}']) {
            let at = start + (line.as_ptr() as usize - piece.as_ptr() as usize);
            let words = line.trim();
            if words.is_empty() {
                glue = false;
                continue;
            }
            let begin = at + (words.as_ptr() as usize - line.as_ptr() as usize);
            let range = begin..begin + words.len();
            match sentences.last_mut() {
                Some(last) if glue => last.end = range.end,
                _ => sentences.push(range),
            }
            glue = ends_in_abbreviation(words) && !line.ends_with(['\n', '\r', '\u{2029}']);
        }
    }
    sentences
}

/// Abbreviations of more than two letters that end no sentence.
const BEFORE_NAMES: &[&str] = &[
    "Gen", "Sen", "Rep", "Gov", "Prof", "Mrs", "Capt", "Sgt", "Col", "Rev", "Hon", "Maj", "Adm", "Jan",
    "Feb", "Aug", "Sept", "Oct", "Nov", "Dec",
];

/// Whether the last word is a short one with a capital and a point, after which a sentence goes on.
fn ends_in_abbreviation(words: &str) -> bool {
    let Some(bare) = words.strip_suffix('.') else { return false };
    let last = bare.rsplit([' ', '\u{a0}', '(', '“', '"', '.']).next().unwrap_or(bare);
    // Titles and months are followed by a name or a day.
    if BEFORE_NAMES.contains(&last) {
        return true;
    }
    let letters = last.chars().count();
    letters > 0
        && letters <= 2
        && last.chars().all(char::is_alphabetic)
        && last.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn they_end_where_readers_end_them() {
        assert_eq!(
            split("One met Two. “Three,” said Four.\n\nFive was 3.20 high! And?  "),
            ["One met Two.", "“Three,” said Four.", "Five was 3.20 high!", "And?"]
        );
        assert_eq!(split("Using U.S. Dollars. Mr. Bean came."), ["Using U.S. Dollars.", "Mr. Bean came."]);
        assert_eq!(
            split("They met Gen. Ann Lee on Sept. 3. She left."),
            ["They met Gen. Ann Lee on Sept. 3.", "She left."]
        );
        assert_eq!(split("他走了。她来了。"), ["他走了。", "她来了。"]);
        assert_eq!(split("A headline\nThen text."), ["A headline", "Then text."]);
        assert_eq!(split(" \n "), Vec::<&str>::new());
    }
}
