//! What counts as equal: the closed list of typographic variants.
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// What a character counts as where texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// For itself.
    Plain,
    /// For white space: any run of it is one space.
    Space,
    /// For nothing.
    Nothing,
    /// For these characters.
    As(&'static str),
    /// A mark, or another character whose canonical form depends on its neighbours.
    Unstable,
}

/// The class of a character.
pub(super) fn class(c: char) -> Class {
    match c {
        '\t'..='\r' | ' ' => Class::Space,
        '\0'..='\u{7f}' => Class::Plain,
        '\u{85}' | '\u{a0}' => Class::Space,
        '\u{ad}' => Class::Nothing,
        '«' | '»' => Class::As("\""),
        'ʼ' => Class::As("'"),
        '\u{80}'..='\u{2ff}' => Class::Plain,
        // Arabic letter mark
        '\u{61c}' => Class::Nothing,
        '\u{1680}' | '\u{2000}'..='\u{200a}' => Class::Space,
        // zero-width space, left-to-right and right-to-left mark
        '\u{200b}' | '\u{200e}' | '\u{200f}' => Class::Nothing,
        '‐'..='―' | '−' => Class::As("-"),
        '‘'..='‛' => Class::As("'"),
        '“'..='‟' => Class::As("\""),
        '…' => Class::As("..."),
        '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Class::Space,
        // embeddings and isolates; an override changes what the reader sees, and so it counts
        '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => Class::Nothing,
        // word joiner, zero-width no-break space
        '\u{2060}' | '\u{feff}' => Class::Nothing,
        'ﬀ' => Class::As("ff"),
        'ﬁ' => Class::As("fi"),
        'ﬂ' => Class::As("fl"),
        'ﬃ' => Class::As("ffi"),
        'ﬄ' => Class::As("ffl"),
        'ﬅ' | 'ﬆ' => Class::As("st"),
        _ if is_stable(c) => Class::Plain,
        _ => Class::Unstable,
    }
}

/// Whether white space before this character is the same as none.
pub(super) fn closes(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '%' | ')' | ']')
}

/// Whether white space after this character is the same as none.
pub(super) fn opens(c: char) -> bool {
    matches!(c, '(' | '[')
}

/// Whether a character is an apostrophe or a variant of one.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘'..='‛' | 'ʼ')
}

/// Whether a character is a hyphen, dash or minus sign.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐'..='―' | '−')
}

/// Whether the character is its own canonical form wherever it is: no mark, nothing that
/// decomposes, nothing that composes with what precedes it.
fn is_stable(c: char) -> bool {
    match c {
        // Letters of the alphabets that most texts are written in, without a look into the tables.
        '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{388}'..='\u{3ff}' => true,
        '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{904}'..='\u{939}' => true,
        '\u{e01}'..='\u{e30}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' => true,
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        _ => canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes,
    }
}

/// Whether the canonical form of a character depends on the one before: a mark, or what composes.
pub(super) fn joins(before: char, c: char) -> bool {
    is_mark(c) || compose(before, c).is_some()
}

/// Whether a character is a mark that has a place in the canonical order.
pub(super) fn is_mark(c: char) -> bool {
    let mut first = None;
    decompose_canonical(c, |d| {
        first.get_or_insert(d);
    });
    first.is_some_and(|first| canonical_combining_class(first) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_taken_for_stable_are() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let by_table =
                canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
            assert_eq!(is_stable(c), by_table, "U+{:04X}", u32::from(c));
            if c < '\u{300}' {
                assert!(by_table, "U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn white_space_is_what_unicode_says() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            assert_eq!(class(c) == Class::Space, c.is_whitespace(), "U+{:04X}", u32::from(c));
        }
    }
}
