//! What a character of a text is: a part of a number, a part of a word.
use unicode_normalization::char::is_combining_mark;

/// Whether a character is a digit of any script, a raised one or a fraction.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && c.is_numeric()
}

/// Whether a character is a letter, a digit or a mark on one.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() && is_combining_mark(c)
}
