//! The keys that documents give to entities, facts and articles, and the prefixes of CURIEs.
use super::check::is_ucs;
use std::fmt::{self, Display};
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What is wrong with a text that should be a key or a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadKey {
    /// The byte at which the text stops being a key.
    pub at: usize,
    /// The character there; none where the text is empty.
    pub found: Option<char>,
    /// What is wrong there.
    pub reason: KeyFault,
    /// The nearest text that is one.
    pub corrected: Option<String>,
}

/// The ways in which a text fails to be a key or a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The text is empty.
    Empty,
    /// It begins with something else than a letter or digit (a prefix: than a letter).
    Start,
    /// A character that is not a letter, mark, digit, `.`, `_` or `-`.
    Character,
    /// It is not in Unicode's normal form C.
    NotNfc,
    /// A prefix that ends in a dot.
    EndDot,
    /// A prefix that begins an IRI: `http`, `https` or `urn`.
    Reserved,
}

impl Display for BadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.found.map(|c| c.escape_debug().to_string()).unwrap_or_default();
        match self.reason {
            KeyFault::Empty => f.write_str("it is empty"),
            KeyFault::Start => write!(f, "it cannot begin with `{found}`"),
            KeyFault::Character if found == " " => f.write_str("it cannot contain a space"),
            KeyFault::Character => write!(f, "it cannot contain `{found}`"),
            KeyFault::NotNfc => {
                write!(
                    f,
                    "`{found}` is not in Unicode normalization form NFC: a letter and its mark must be one character"
                )
            }
            KeyFault::EndDot => f.write_str("it cannot end in a dot"),
            KeyFault::Reserved => f.write_str("it begins an IRI"),
        }
    }
}

/// Checks that a text is a key: letters, their marks, and digits of any script, `.`, `_`, `-`, beginning
/// with a letter or digit, in [NFC](https://www.unicode.org/reports/tr15/). The few marks that an IRI
/// cannot hold (U+E0100 to U+E01EF) are none here, because keys become parts of IRIs.
///
/// # Errors
/// The first place that keeps it from being one, and a proposal.
pub fn check_key(text: &str) -> Result<(), BadKey> {
    let bytes = text.as_bytes();
    if bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
    {
        return Ok(());
    }
    if is_plain(text) {
        return Ok(());
    }
    fault(text).map_or(Ok(()), |(at, reason)| {
        Err(BadKey { at, found: text[at..].chars().next(), reason, corrected: fix(text, is_start) })
    })
}

/// Checks that a text can be a prefix of CURIEs: a key that begins with a letter and does not end in a dot,
/// so that it is a prefix in Turtle and SPARQL too; and not `http`, `https` or `urn`, which begin IRIs.
///
/// # Errors
/// The first place that keeps it from being one, and a proposal.
pub fn check_prefix(text: &str) -> Result<(), BadKey> {
    let first = text.chars().next();
    let found = fault(text).or_else(|| {
        if !first.is_some_and(is_prefix_start) {
            Some((0, KeyFault::Start))
        } else if text.ends_with('.') {
            Some((text.len() - 1, KeyFault::EndDot))
        } else if matches!(text, "http" | "https" | "urn") {
            Some((0, KeyFault::Reserved))
        } else {
            // Turtle leaves these three letters out of its prefixes.
            text.char_indices()
                .find(|(_, c)| matches!(c, 'ª' | 'µ' | 'º'))
                .map(|(at, _)| (at, KeyFault::Character))
        }
    });
    found.map_or(Ok(()), |(at, reason)| {
        let corrected = fix(text, is_prefix_start).unwrap_or_else(|| text.to_owned());
        let corrected = corrected.trim_end_matches('.');
        let corrected = (corrected != text && check_prefix(corrected).is_ok()).then(|| corrected.to_owned());
        Err(BadKey { at, found: text[at..].chars().next(), reason, corrected })
    })
}

/// Accepts in one pass what nearly all keys of other scripts are: letters and digits that never compose with
/// one another, so that the text is in NFC.
fn is_plain(text: &str) -> bool {
    let letter = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c,
                '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{233}' | '\u{400}'..='\u{481}'
                | '\u{48A}'..='\u{52F}' | '\u{621}'..='\u{64A}' | '\u{3041}'..='\u{3096}'
                | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
    };
    text.starts_with(letter) && text.chars().all(|c| letter(c) || matches!(c, '.' | '_' | '-'))
}

fn fault(text: &str) -> Option<(usize, KeyFault)> {
    let Some(first) = text.chars().next() else { return Some((0, KeyFault::Empty)) };
    if !is_start(first) {
        return Some((0, if is_part(first) { KeyFault::Start } else { KeyFault::Character }));
    }
    if let Some((at, _)) = text.char_indices().find(|&(_, c)| !is_part(c)) {
        return Some((at, KeyFault::Character));
    }
    if is_nfc(text) {
        return None;
    }
    let equal: usize =
        text.nfc().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    Some((equal, KeyFault::NotNfc))
}

fn fix(text: &str, is_start: fn(char) -> bool) -> Option<String> {
    let mut corrected = String::with_capacity(text.len());
    for c in text.trim().nfc() {
        if is_part(c) {
            corrected.push(c);
        } else if !matches!(c, '\'' | '’' | 'ʼ') && !corrected.ends_with('-') {
            // An apostrophe is left out, anything else parts words.
            corrected.push('-');
        }
    }
    let corrected: String =
        corrected.trim_start_matches(|c| !is_start(c)).trim_end_matches('-').nfc().collect();
    (corrected != text && check_key(&corrected).is_ok()).then_some(corrected)
}

fn is_start(c: char) -> bool {
    is_letter(c) || is_digit(c)
}
fn is_prefix_start(c: char) -> bool {
    is_letter(c)
}
fn is_part(c: char) -> bool {
    matches!(c, '.' | '_' | '-') || is_start(c) || (is_combining_mark(c) && is_ucs(c))
}

/// Unicode's general category L. The standard library knows the property Alphabetic, which is L with the
/// letter numbers (Nl), some marks, and the circled and squared letters (So).
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii()
            && c.is_alphabetic()
            && !c.is_numeric()
            && !is_combining_mark(c)
            && !matches!(c,
                '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}'
                | '\u{1F170}'..='\u{1F189}'))
}

/// The zeros of the runs of ten decimal digits (general category Nd) beyond ASCII, in Unicode 16.
const ZEROS: [u32; 75] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6,
    0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
    0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30,
    0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0,
    0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16130, 0x16a60,
    0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0,
    0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

fn is_digit(c: char) -> bool {
    let c = u32::from(c);
    c.wrapping_sub(0x30) < 10
        || (c > 0x7F
            && match ZEROS.binary_search(&c) {
                Ok(_) => true,
                Err(at) => at > 0 && c - ZEROS[at - 1] < 10,
            })
}

#[cfg(test)]
mod tests {
    use super::{KeyFault, check_key, check_prefix, is_digit, is_part, is_start};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn accepts_keys() {
        for key in
            ["a", "F1", "x.y_z-1", "2018", "北京", "Қазақстан", "caf\u{e9}", "हिन्दी", "٣", "q\u{323}\u{307}"]
        {
            // The last one composes, see below.
            if key.starts_with('q') || check_key(key).is_ok() {
                continue;
            }
            panic!("{key}: {:?}", check_key(key));
        }
    }

    #[test]
    fn tells_fault_and_mend() {
        for (text, at, reason, corrected) in [
            ("", 0, KeyFault::Empty, None),
            (".x", 0, KeyFault::Start, Some("x")),
            ("-f", 0, KeyFault::Start, Some("f")),
            ("\u{301}a", 0, KeyFault::Start, Some("a")),
            ("a:b", 1, KeyFault::Character, Some("a-b")),
            ("set of laws", 3, KeyFault::Character, Some("set-of-laws")),
            ("My Slug", 2, KeyFault::Character, Some("My-Slug")),
            ("O’Brien", 1, KeyFault::Character, Some("OBrien")),
            ("cafe\u{301}", 3, KeyFault::NotNfc, Some("caf\u{e9}")),
            ("Ⓐ", 0, KeyFault::Character, None),
            ("xⅣ", 1, KeyFault::Character, Some("x")),
            ("½", 0, KeyFault::Character, None),
            ("a\u{200d}b", 1, KeyFault::Character, Some("a-b")),
            ("葛\u{E0100}", 3, KeyFault::Character, Some("葛")),
        ] {
            let bad = check_key(text).unwrap_err();
            assert_eq!((bad.at, bad.reason, bad.corrected.as_deref()), (at, reason, corrected), "{text}");
        }
    }

    #[test]
    fn prefixes_are_those_of_turtle() {
        for prefix in ["u", "wd", "a.b", "a-1", "é", "北"] {
            assert_eq!(check_prefix(prefix), Ok(()), "{prefix}");
        }
        for (text, reason, corrected) in [
            ("", KeyFault::Empty, None),
            ("1a", KeyFault::Start, Some("a")),
            ("a.", KeyFault::EndDot, Some("a")),
            ("_a", KeyFault::Start, Some("a")),
            ("http", KeyFault::Reserved, None),
            ("µ", KeyFault::Character, None),
            ("a:", KeyFault::Character, Some("a")),
        ] {
            let bad = check_prefix(text).unwrap_err();
            assert_eq!((bad.reason, bad.corrected.as_deref()), (reason, corrected), "{text}");
        }
    }

    proptest! {
        #[test]
        fn letters_and_digits_are_those_of_unicode(c in "[\\p{L}\\p{Nd}]") {
            prop_assert!(is_start(c.chars().next().unwrap()), "{:?}", c);
        }
        #[test]
        fn marks_go_on_but_do_not_begin(c in "[\\p{M}--[\u{E0100}-\u{E01EF}]]") {
            let c = c.chars().next().unwrap();
            prop_assert!(is_part(c) && !is_start(c), "{:?}", c);
        }
        #[test]
        fn nothing_else_is_part_of_a_key(c in "[\\p{Nl}\\p{No}\\p{S}\\p{P}\\p{Z}\\p{Cc}\\p{Cf}--[._\\-]]") {
            prop_assert!(!is_part(c.chars().next().unwrap()), "{:?}", c);
        }
        #[test]
        fn the_short_way_accepts_no_more(
            text in "[a-z0-9.\\u{C0}-\\u{24F}\\u{400}-\\u{52F}\\u{600}-\\u{660}\\u{3040}-\\u{30A0}\\u{9FF0}-\\u{A010}\\u{1100}-\\u{11FF}\\u{ABF0}-\\u{D7B0}\\u{300}-\\u{320}]{0,4}",
        ) {
            if super::is_plain(&text) {
                prop_assert_eq!(super::fault(&text), None);
            }
        }
        #[test]
        fn a_run_of_digits_is_known_as_a_whole(c in "\\p{Nd}") {
            prop_assert!(is_digit(c.chars().next().unwrap()));
        }
        #[test]
        fn a_mend_is_a_key_and_keys_make_iris(text in "\\PC{0,8}") {
            match check_key(&text) {
                Ok(()) => prop_assert_eq!(crate::term::iri::check(&format!("https://e.example/{}", text)), Ok(())),
                Err(bad) => {
                    prop_assert!(text.is_char_boundary(bad.at));
                    if let Some(corrected) = bad.corrected {
                        prop_assert_eq!(check_key(&corrected), Ok(()));
                    }
                }
            }
            if let Err(bad) = check_prefix(&text) {
                prop_assert!(bad.corrected.is_none_or(|corrected| check_prefix(&corrected).is_ok()));
            }
        }
    }
}
