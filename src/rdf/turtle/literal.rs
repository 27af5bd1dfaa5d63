//! Literals as Turtle writes them, so that every reader gets the same text back.
use oxrdf::vocab::xsd;
use oxrdf::{LiteralRef, NamedNodeRef};

/// Whether a literal is written bare: `5`, `3.2`, `true`. Only canonical forms are, because readers rewrite the
/// others (`007.100`, `.5`, `-0`), and numbers that every reader can hold.
pub(super) fn is_bare(literal: LiteralRef<'_>) -> bool {
    let text = literal.value();
    let datatype: NamedNodeRef<'_> = literal.datatype();
    if datatype == xsd::INTEGER {
        is_canonical_integer(text)
    } else if datatype == xsd::DECIMAL {
        text.split_once('.').is_some_and(|(whole, fraction)| {
            let unsigned = whole.strip_prefix('-').unwrap_or(whole);
            !unsigned.starts_with('-')
                && is_canonical_integer(unsigned)
                && (1..=6).contains(&fraction.len())
                && unsigned.len() <= 9
                && fraction.bytes().all(|byte| byte.is_ascii_digit())
                && !fraction.ends_with('0')
        })
    } else if datatype == xsd::BOOLEAN {
        matches!(text, "true" | "false")
    } else {
        false
    }
}

fn is_canonical_integer(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    (1..=18).contains(&unsigned.len())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit())
        && (!unsigned.starts_with('0') || text == "0")
}

/// Appends a literal's text with its quotation marks: between `"""` where it has several lines, else between `"`.
pub(super) fn push_quoted(out: &mut Vec<u8>, text: &str) {
    let long = text.contains('\n');
    let mark: &[u8] = if long { b"\"\"\"" } else { b"\"" };
    let bytes = text.as_bytes();
    out.extend_from_slice(mark);
    let mut copied = 0;
    for (at, character) in text.char_indices() {
        let raw = match character {
            '\n' => long,
            // One alone is not an end of a long string; at its start and end, and in a run, it could be. serd 0.30
            // misreads an escape right after it.
            '"' => {
                long && at > 0
                    && bytes[at - 1] != b'"'
                    && text[at + 1..]
                        .starts_with(|next| next == '\n' || next != '"' && next != '\\' && !is_hidden(next))
            }
            '\\' => false,
            _ => !is_hidden(character),
        };
        if !raw {
            out.extend_from_slice(&bytes[copied..at]);
            push_escape(out, character);
            copied = at + character.len_utf8();
        }
    }
    out.extend_from_slice(&bytes[copied..]);
    out.extend_from_slice(mark);
}

/// Whether a character is written as an escape because an eye or an editor would lose it, or a reader refuse it:
/// controls, direction marks, line separators, the byte order mark and what is not a character.
pub(crate) fn is_hidden(character: char) -> bool {
    match character {
        '\u{20}'..='\u{7E}' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' => true,
        _ => u32::from(character) & 0xFFFE == 0xFFFE,
    }
}

/// Appends the escape of a character.
pub(super) fn push_escape(out: &mut Vec<u8>, character: char) {
    match character {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        _ => push_code(out, character),
    }
}

/// Appends the numeric escape of a character.
pub(super) fn push_code(out: &mut Vec<u8>, character: char) {
    let code = u32::from(character);
    let text = if code > 0xFFFF { format!("\\U{code:08X}") } else { format!("\\u{code:04X}") };
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::{is_bare, push_quoted};
    use oxrdf::vocab::xsd;
    use oxrdf::{LiteralRef, NamedNodeRef};

    #[test]
    fn bare_only_where_canonical() {
        let bare =
            |text, datatype: NamedNodeRef<'static>| is_bare(LiteralRef::new_typed_literal(text, datatype));
        for text in ["0", "5", "-5", "123456789012345678"] {
            assert!(bare(text, xsd::INTEGER), "{text}");
        }
        for text in ["", "-", "+5", "007", "-0", "00", "1234567890123456789", "5.0", " 5"] {
            assert!(!bare(text, xsd::INTEGER), "{text}");
        }
        for text in ["3.2", "-0.5", "0.000001", "123456789.123456"] {
            assert!(bare(text, xsd::DECIMAL), "{text}");
        }
        for text in
            ["3.20", "3.0", ".5", "5.", "5", "+3.2", "03.2", "0.0000001", "1234567890.5", "--1.5", "3.2.1"]
        {
            assert!(!bare(text, xsd::DECIMAL), "{text}");
        }
        assert!(bare("true", xsd::BOOLEAN) && bare("false", xsd::BOOLEAN));
        assert!(!bare("1", xsd::BOOLEAN) && !bare("True", xsd::BOOLEAN));
        assert!(
            !bare("1e3", xsd::DOUBLE) && !bare("5", xsd::NON_NEGATIVE_INTEGER) && !bare("5", xsd::STRING)
        );
    }

    #[test]
    fn quotation_marks_and_backslashes() {
        for (text, wanted) in [
            ("", "\"\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
            ("a\tb\rc", "\"a\\tb\\rc\""),
            ("a\nb", "\"\"\"a\nb\"\"\""),
            ("\"a\" \"\"\"\nb\\n\"", "\"\"\"\\\"a\" \\\"\\\"\\\"\nb\\\\n\\\"\"\"\""),
            ("\n-\"\u{200F}", "\"\"\"\n-\\\"\\u200F\"\"\""),
            ("\n-\"\\", "\"\"\"\n-\\\"\\\\\"\"\""),
            ("\n-\"\n", "\"\"\"\n-\"\n\"\"\""),
            ("a\r\nb", "\"\"\"a\\r\nb\"\"\""),
            (
                "\u{1}\u{202E}\u{1FFFF}\u{FEFF}é👩\u{200D}👩",
                "\"\\u0001\\u202E\\U0001FFFF\\uFEFFé👩\u{200D}👩\"",
            ),
        ] {
            let mut out = Vec::new();
            push_quoted(&mut out, text);
            assert_eq!(String::from_utf8(out).unwrap(), wanted);
        }
    }
}
