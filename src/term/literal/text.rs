//! Strings, names and binary data of XSD.
use super::Invalid;

/// Whether a datatype is xsd:string or below it.
pub(super) fn is_string(local: &str) -> bool {
    matches!(
        local,
        "string"
            | "normalizedString"
            | "token"
            | "language"
            | "Name"
            | "NCName"
            | "NMTOKEN"
            | "ID"
            | "IDREF"
            | "ENTITY"
    )
}

/// Whether a text is in the lexical space of a datatype of strings, names or bytes; none for those that allow
/// every text.
pub(super) fn valid(text: &str, local: &str) -> Option<Result<(), Invalid>> {
    let (right, wants) = match local {
        "normalizedString" => (!text.contains(['\t', '\n', '\r']), "text without tabs or line breaks"),
        "token" => (is_token(text), "text without tabs, line breaks, double spaces, or spaces at either end"),
        "language" => (is_language(text), "a language tag such as `en` or `de-CH`"),
        "Name" => (is_name(text), "an XML name"),
        "NCName" | "ID" | "IDREF" | "ENTITY" => (is_bare_name(text), "an XML name without a colon"),
        "QName" | "NOTATION" => (
            match text.split_once(':') {
                Some((prefix, local)) => is_bare_name(prefix) && is_bare_name(local),
                None => is_bare_name(text),
            },
            "an XML name, optionally with a prefix",
        ),
        "NMTOKEN" => (is_name_token(text), "an XML name token"),
        "NMTOKENS" => (text.split(' ').all(is_name_token), "XML name tokens separated by spaces"),
        "IDREFS" | "ENTITIES" => (text.split(' ').all(is_bare_name), "XML names separated by spaces"),
        "hexBinary" => (
            text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "pairs of hexadecimal digits",
        ),
        "base64Binary" => (is_base64(text.as_bytes()), "Base64 text"),
        _ => return None,
    };
    Some(if right { Ok(()) } else { Err(Invalid { wants }) })
}

fn is_token(text: &str) -> bool {
    !text.contains(['\t', '\n', '\r'])
        && !text.contains("  ")
        && !text.starts_with(' ')
        && !text.ends_with(' ')
}

fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(at, part)| {
        (1..=8).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()))
    })
}

fn is_name(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_part)
}
fn is_bare_name(text: &str) -> bool {
    is_name(text) && !text.contains(':')
}
fn is_name_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_part)
}

/// `NameStartChar` of [XML](https://www.w3.org/TR/xml/#NT-NameStartChar)
fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}
/// `NameChar` of [XML](https://www.w3.org/TR/xml/#NT-NameChar)
fn is_name_part(c: char) -> bool {
    is_name_start(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// Groups of four characters, a space between any two allowed, the last group padded.
fn is_base64(text: &[u8]) -> bool {
    if text.first() == Some(&b' ') || text.last() == Some(&b' ') || text.windows(2).any(|two| two == b"  ") {
        return false;
    }
    let bare: Vec<u8> = text.iter().copied().filter(|&byte| byte != b' ').collect();
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // Padding leaves bits of the digit before it unused; these must be zero.
    let digits = match &*bare {
        [digits @ .., last, b'=', b'='] if b"AQgw".contains(last) => digits,
        [digits @ .., last, b'='] if b"AEIMQUYcgkosw048".contains(last) => digits,
        digits => digits,
    };
    bare.len().is_multiple_of(4) && digits.iter().all(is_digit)
}
