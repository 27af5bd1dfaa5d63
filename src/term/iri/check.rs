//! Whether a text is an absolute IRI, and what is wrong where it is none.
use std::fmt::{self, Display};

/// What is wrong with a text that should be an absolute IRI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadIri {
    /// The byte at which the text stops being an IRI.
    pub at: usize,
    /// The character there; none where the text ends too early.
    pub found: Option<char>,
    /// What is wrong there.
    pub reason: IriFault,
    /// The nearest text that is an IRI.
    pub corrected: Option<String>,
}

/// The ways in which a text fails to be an absolute IRI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IriFault {
    /// The text is empty.
    Empty,
    /// It does not begin with a scheme and a colon.
    NoScheme,
    /// A character that an IRI cannot hold at this place.
    Character,
    /// A percent sign without two hexadecimal digits after it.
    Percent,
    /// The host or the port is invalid.
    Authority,
}

impl Display for BadIri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.reason, self.found) {
            (IriFault::Empty, _) => f.write_str("an IRI cannot be empty"),
            (IriFault::NoScheme, _) => f.write_str("an IRI must begin with a scheme such as `https:`"),
            (IriFault::Character, Some(' ')) => f.write_str("an IRI cannot contain a space"),
            (IriFault::Character, Some('#')) => f.write_str("an IRI can have only one `#`"),
            (IriFault::Character, Some(found)) => {
                write!(f, "an IRI cannot contain `{}` here", found.escape_debug())
            }
            (IriFault::Character, None) => f.write_str("the IRI ends too early"),
            (IriFault::Percent, _) => f.write_str("`%` in an IRI needs two hexadecimal digits after it"),
            (IriFault::Authority, _) => f.write_str("the host or port of the IRI is invalid"),
        }
    }
}

/// Checks that a text is an absolute IRI ([RFC 3987](https://www.rfc-editor.org/rfc/rfc3987)).
///
/// # Errors
/// The first place that keeps it from being one, and a proposal.
pub fn check(text: &str) -> Result<(), BadIri> {
    if is_plain_web_address(text.as_bytes()) || oxiri::Iri::parse(text).is_ok() {
        return Ok(());
    }
    let (at, reason) = first_fault(text);
    Err(BadIri { at, found: text[at..].chars().next(), reason, corrected: fix(text) })
}

/// Bytes of an ASCII path, query or fragment that need no further look.
const PLAIN: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0);
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let (others, mut at) = (*b"-._~!$&'()*+,;=:@/", 0);
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
};

/// Accepts in one pass what nearly all IRIs are: `http(s)://host/…` in plain ASCII.
fn is_plain_web_address(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"http") else { return false };
    let rest = rest.strip_prefix(b"s").unwrap_or(rest);
    let Some(rest) = rest.strip_prefix(b"://") else { return false };
    let host =
        rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')).count();
    let mut fragment = false;
    let mut after = rest[host..].iter();
    if after.clone().next().is_some_and(|byte| !matches!(byte, b'/' | b'?' | b'#')) {
        return false;
    }
    host > 0
        && after.all(|&byte| match byte {
            b'?' => true,
            b'#' => !std::mem::replace(&mut fragment, true),
            _ => PLAIN[usize::from(byte)],
        })
}

/// The length of the scheme without its colon.
fn scheme(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    let scheme = &text.as_bytes()[..colon];
    (scheme.first()?.is_ascii_alphabetic()
        && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')))
    .then_some(colon)
}

/// Characters that stand anywhere in an IRI after its scheme: `iunreserved`, `sub-delims`, `:` and `@`.
fn is_common(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '\0'..='\x7F' => "-._~!$&'()*+,;=:@".contains(c),
        _ => is_ucs(c),
    }
}

/// `ucschar` of RFC 3987.
pub(super) fn is_ucs(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}')
        || (matches!(c, '\u{10000}'..='\u{DFFFF}' | '\u{E1000}'..='\u{EFFFF}')
            && u32::from(c) & 0xFFFF < 0xFFFE)
}

/// `iprivate` of RFC 3987: only a query may hold them.
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}')
}

fn is_escape(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// The faults of what follows the scheme, in order: place, character and kind.
fn faults(text: &str, from: usize) -> impl Iterator<Item = (usize, char, IriFault)> + '_ {
    let (mut query, mut fragment) = (false, false);
    let authority = text[from..].starts_with("//");
    let authority_end = if authority {
        text[from + 2..].find(['/', '?', '#']).map_or(text.len(), |end| from + 2 + end)
    } else {
        from
    };
    text[from..].char_indices().filter_map(move |(at, c)| {
        let at = from + at;
        let right = match c {
            '/' => true,
            '?' => {
                query = true;
                true
            }
            '#' => !std::mem::replace(&mut fragment, true),
            '%' if !is_escape(&text[at..]) => return Some((at, c, IriFault::Percent)),
            '%' => true,
            '[' | ']' => at < authority_end,
            _ => is_common(c) || (query && !fragment && is_private(c)),
        };
        (!right).then_some((at, c, IriFault::Character))
    })
}

fn first_fault(text: &str) -> (usize, IriFault) {
    if text.is_empty() {
        return (0, IriFault::Empty);
    }
    let Some(colon) = scheme(text) else { return (0, IriFault::NoScheme) };
    match faults(text, colon + 1).next() {
        Some((at, _, reason)) => (at, reason),
        // All characters are fine one by one, so the host or port is what the parser refuses.
        None => (text.len().min(colon + 3), IriFault::Authority),
    }
}

/// The text with what can be fixed without guessing: white space or brackets around it taken off, a scheme
/// put before a host, wrong characters written in percent.
fn fix(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
    let whole = if scheme(bare).is_some() {
        bare.to_owned()
    } else if let Some(rest) = bare.strip_prefix("//") {
        begins_with_host(rest).then(|| format!("https://{rest}"))?
    } else {
        begins_with_host(bare).then(|| format!("https://{bare}"))?
    };
    let after_scheme = scheme(&whole)? + 1;
    let wrong: Vec<_> = faults(&whole, after_scheme).collect();
    let mut corrected = String::with_capacity(whole.len() + 2 * wrong.len());
    let mut done = 0;
    for (at, c, _) in wrong {
        corrected.push_str(&whole[done..at]);
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            corrected.push('%');
            for half in [byte >> 4, byte & 15] {
                corrected.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
        done = at + c.len_utf8();
    }
    corrected.push_str(&whole[done..]);
    // A host with percent signs would be an IRI, but nobody's.
    let host =
        corrected.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    (!host.contains('%') && corrected != text && oxiri::Iri::parse(corrected.as_str()).is_ok())
        .then_some(corrected)
}

/// `www.…` or `name.tld` at the start.
fn begins_with_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or("");
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or("");
    let before = labels.clone().count();
    top.len() >= 2
        && top.chars().all(char::is_alphabetic)
        && before > 0
        && labels.all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        })
}

#[cfg(test)]
mod tests {
    use super::{IriFault, check, is_plain_web_address};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn accepts_iris() {
        for iri in [
            "https://timesca.com/a-b/c?d=e&f#g",
            "http://www.wikidata.org/entity/Q232",
            "urn:isbn:0-486-27557-4",
            "mailto:a@b.example",
            "http://[::1]:80/x",
            "https://пример.example/é/北京",
            "http://example.org/%C3%A9",
            "http:",
            "http://example.org?x=/?",
        ] {
            assert_eq!(check(iri), Ok(()), "{iri}");
        }
    }

    #[test]
    fn tells_place_and_mend() {
        for (text, at, reason, corrected) in [
            ("", 0, IriFault::Empty, None),
            ("a\\b c", 0, IriFault::NoScheme, None),
            ("www.example.org/x", 0, IriFault::NoScheme, Some("https://www.example.org/x")),
            ("example.org/a b", 0, IriFault::NoScheme, Some("https://example.org/a%20b")),
            ("//example.org/x", 0, IriFault::NoScheme, Some("https://example.org/x")),
            ("https://example.org/a b", 21, IriFault::Character, Some("https://example.org/a%20b")),
            ("https://example.org/a>b", 21, IriFault::Character, Some("https://example.org/a%3Eb")),
            ("https://example.org/a#b#c", 23, IriFault::Character, Some("https://example.org/a#b%23c")),
            ("https://example.org/100%", 23, IriFault::Percent, Some("https://example.org/100%25")),
            ("https://example.org/[1]", 20, IriFault::Character, Some("https://example.org/%5B1%5D")),
            ("https://exa mple.org/", 11, IriFault::Character, None),
            ("https://example.org:8x/", 8, IriFault::Authority, None),
            ("https://example.org/\u{E000}", 20, IriFault::Character, Some("https://example.org/%EE%80%80")),
            (" https://example.org/ ", 0, IriFault::NoScheme, Some("https://example.org/")),
            ("<https://example.org/>", 0, IriFault::NoScheme, Some("https://example.org/")),
        ] {
            let bad = check(text).unwrap_err();
            assert_eq!((bad.at, bad.reason, bad.corrected.as_deref()), (at, reason, corrected), "{text}");
            assert_eq!(bad.found, text[at..].chars().next());
        }
    }

    proptest! {
        #[test]
        fn the_short_way_accepts_no_more_than_the_parser(
            text in "https?://[a-z0-9.\\-]{0,6}[/?#:@\\[\\]%a-z0-9\"<> \\\\é_~!-]{0,12}",
        ) {
            if is_plain_web_address(text.as_bytes()) {
                prop_assert!(oxiri::Iri::parse(text.as_str()).is_ok(), "{}", text);
            }
        }
        #[test]
        fn the_fault_is_where_the_prefix_stops_being_one(
            text in "(https?:|//|urn:|[a-z])?[a-z./?#:@\\[\\]%0-9\"<> \\\\é\u{E000}\u{FFFF}_~!{}|^`-]{0,16}",
        ) {
            match check(&text) {
                Ok(()) => prop_assert!(oxiri::Iri::parse(text.as_str()).is_ok()),
                Err(bad) => {
                    prop_assert!(text.is_char_boundary(bad.at));
                    if bad.reason == IriFault::Character {
                        // What precedes the place is not a fault of the characters.
                        prop_assert!(super::faults(&text[..bad.at], super::scheme(&text).unwrap() + 1)
                            .all(|(_, _, reason)| reason == IriFault::Percent));
                    }
                    if let Some(corrected) = bad.corrected {
                        prop_assert_eq!(check(&corrected), Ok(()));
                    }
                }
            }
        }
    }
}
