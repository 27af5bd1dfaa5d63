//! The words of a label.
use super::page::fold_into;
use crate::language::is_mark;

/// Its words in folded letters, and whether each begins with a capital or a number.
pub(super) fn label_words(label: &str) -> impl Iterator<Item = (String, bool)> {
    raw_words(label).map(|word| {
        let mut folded = String::new();
        fold_into(word, &mut folded);
        (folded, word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
    })
}

/// The same as they are written.
pub(super) fn raw_words(label: &str) -> impl Iterator<Item = &str> {
    let words = label.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | 'ʼ') || is_mark(c)));
    words.filter(|word| word.chars().any(char::is_alphanumeric))
}
