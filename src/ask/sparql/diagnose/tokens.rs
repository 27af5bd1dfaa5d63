//! Tokens that are wrong in themselves: strings and IRIs that do not end, escapes, tags, names.
use oxilangtag::LanguageTag;

use super::{Checked, Look};
use crate::ask::sparql::lex::Kind;
use crate::diagnostic::{Code, Diagnostic, Span};

const STRING_ESCAPES: &str = "a string takes `\\\\`, `\\\"`, `\\'`, `\\n`, `\\r`, `\\t`, `\\b`, `\\f`, `\\uXXXX` and `\\UXXXXXXXX`; a backslash is written twice: `\\\\`";
const IRI_ESCAPES: &str = "an IRI takes `\\uXXXX` and `\\UXXXXXXXX`, each with all its hexadecimal digits; a surrogate is not a character";
/// What a backslash may stand before in a name.
const NAME_ESCAPES: &str = "_~.-!$&'()*+,;=/?#@%";

/// Checks each token.
pub(super) fn check(look: &Look<'_>) -> Checked {
    for at in 0..look.tokens.len() {
        open(look, at)?;
        match look.kind(at) {
            Some(Kind::Text) => text(look, at)?,
            Some(Kind::Iri) => iri(look, at)?,
            Some(Kind::Name) => name(look, at)?,
            Some(Kind::Tag) => tag(look, at)?,
            _ => {}
        }
    }
    Ok(())
}

fn open(look: &Look<'_>, at: usize) -> Checked {
    if look.kind(at) == Some(Kind::OpenIri) {
        escape_in_open_iri(look, at)?;
    }
    let (message, help) = match look.kind(at) {
        Some(Kind::OpenText) => (
            format!("a string that begins with {} is never closed", &look.of(at)[..1]),
            "close it with the same quote; a string over several lines is in three: `\"\"\"…\"\"\"`",
        ),
        Some(Kind::OpenIri) => (
            format!("the IRI `{}` is never closed", look.of(at)),
            "an IRI ends in `>` and contains no spaces or quotes",
        ),
        Some(Kind::Sign) if matches!(look.of(at), "“" | "”" | "„" | "‘" | "’" | "«" | "»") => (
            format!("`{}` does not quote a string", look.of(at)),
            "write strings in straight quotes: `\"…\"` or `'…'`",
        ),
        _ => return Ok(()),
    };
    Err(look.error(at, at, message).help(help).into())
}

/// A backslash that begins no escape ends the token of an IRI: the escape is wrong, not the end of the IRI.
fn escape_in_open_iri(look: &Look<'_>, at: usize) -> Checked {
    let start = look.tokens[at].span.len();
    let rest = &look.text[look.tokens[at].span.end..];
    let Some(escaped) = rest.strip_prefix('\\').and_then(|after| after.chars().next()) else {
        return Ok(());
    };
    let digits = match escaped {
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let hex = rest[1 + escaped.len_utf8()..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
    let length = 1 + escaped.len_utf8() + hex;
    let error =
        part(look, at, (start, start + length), format!("invalid escape `{}` in an IRI", &rest[..length]));
    Err(error.help(IRI_ESCAPES).into())
}

/// A part of a token that is wrong.
fn part(look: &Look<'_>, at: usize, (from, to): (usize, usize), message: String) -> Diagnostic {
    let start = look.tokens[at].span.start;
    let span = Span { start: (start + from) as u32, end: (start + to) as u32 };
    Diagnostic::error(Code::Query, span, message)
}

fn text(look: &Look<'_>, at: usize) -> Checked {
    let written = look.of(at);
    match escapes(written, "tbnrf\"'\\") {
        Some(place) => {
            let escape = &written[place.0..place.1];
            Err(part(look, at, place, format!("invalid escape `{escape}`")).help(STRING_ESCAPES).into())
        }
        None => Ok(()),
    }
}

fn iri(look: &Look<'_>, at: usize) -> Checked {
    let written = look.of(at);
    if let Some(place) = escapes(written, "") {
        let message = format!("invalid escape `{}` in an IRI", &written[place.0..place.1]);
        return Err(part(look, at, place, message).help(IRI_ESCAPES).into());
    }
    // All escapes are valid. One may still stand for a character that an IRI cannot contain.
    let mut from = 0;
    while let Some(found) = written[from..].find('\\') {
        let start = from + found;
        let end = start + if written[start + 1..].starts_with('u') { 6 } else { 10 };
        let code = written.get(start + 2..end).and_then(|code| u32::from_str_radix(code, 16).ok());
        if let Some(c) = code.and_then(char::from_u32)
            && (c <= ' ' || "<>\"{}|^`\\".contains(c))
        {
            let shown = match c {
                ' ' => "a space".to_owned(),
                c if c < ' ' => "a control character".to_owned(),
                c => format!("`{c}`"),
            };
            let message = format!("an IRI cannot contain {shown}, not even as `{}`", &written[start..end]);
            return Err(part(look, at, (start, end), message)
                .help(format!("write `%{:02X}` if the IRI contains it percent-encoded", u32::from(c)))
                .into());
        }
        from = end;
    }
    Ok(())
}

/// The place of the first escape that is neither one of `single` nor the code of a character.
fn escapes(text: &str, single: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let start = at + found;
        let escaped = text[start + 1..].chars().next()?;
        let digits = match escaped {
            'u' => 4,
            'U' => 8,
            c if single.contains(c) => {
                at = start + 2;
                continue;
            }
            c => return Some((start, start + 1 + c.len_utf8())),
        };
        let end = start + 2 + digits;
        let code = text.get(start + 2..end);
        let valid = code
            .filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32)
            .is_some();
        if !valid {
            return Some((
                start,
                if text.is_char_boundary(end.min(text.len())) { end.min(text.len()) } else { start + 2 },
            ));
        }
        at = end;
    }
    None
}

fn name(look: &Look<'_>, at: usize) -> Checked {
    let written = look.of(at);
    if look.kind(at.wrapping_sub(1)) == Some(Kind::Blank) && look.is_glued(at) {
        let whole = format!("{}{written}", look.of(at - 1));
        return Err(look
            .error(at - 1, at, format!("`{whole}` is neither a blank node nor a name"))
            .help("the label of a blank node contains letters, digits, `_`, `-` and `.`")
            .into());
    }
    if look.kind(at.wrapping_sub(1)) == Some(Kind::Variable) && look.is_glued(at) {
        let whole = format!("{}{written}", look.of(at - 1));
        return Err(look
            .error(at - 1, at, format!("`{whole}` is neither a variable nor a name"))
            .help("the name of a variable contains letters, digits and `_`; write a space before a name with a prefix")
            .into());
    }
    let bytes = written.as_bytes();
    for (i, c) in written.char_indices() {
        let after = written[i + c.len_utf8()..].chars().next();
        if c == '\\'
            && after.is_none_or(|after| !NAME_ESCAPES.contains(after))
            && (i == 0 || bytes[i - 1] != b'\\')
        {
            let end = i + 1 + after.map_or(0, char::len_utf8);
            let end = end.max(i + 1);
            let error = part(look, at, (i, end), format!("invalid escape `{}` in a name", &written[i..end]));
            return Err(error
                .help("codes such as `\\u00e9` are for IRIs in `< >` and for strings; in a name a backslash stands before a punctuation mark")
                .into());
        }
        if c == '%' && !(i > 0 && bytes[i - 1] == b'\\') {
            let hex = bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
            if !hex {
                return Err(part(
                    look,
                    at,
                    (i, i + 1),
                    "`%` in a name needs two hexadecimal digits".to_owned(),
                )
                .help("write `\\%` for a percent sign")
                .into());
            }
        }
    }
    Ok(())
}

fn tag(look: &Look<'_>, at: usize) -> Checked {
    let written = &look.of(at)[1..];
    let tag = written.split_once("--").map_or(written, |(tag, _)| tag);
    let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && LanguageTag::parse(tag.to_ascii_lowercase()).is_ok();
    if !is_tag {
        return Err(part(look, at, (1, 1 + tag.len()), format!("invalid language tag `{tag}`"))
            .help("a language tag is a language, perhaps with more parts: `@en`, `@en-GB`")
            .into());
    }
    if let Some((_, direction)) = look.of(at).split_once("--")
        && !matches!(direction, "ltr" | "rtl")
    {
        let start = look.of(at).len() - direction.len();
        let place = (start, look.of(at).len());
        return Err(part(look, at, place, format!("invalid text direction `{direction}`"))
            .help("the direction is `ltr` or `rtl`: `\"…\"@ar--rtl`")
            .into());
    }
    Ok(())
}

/// The text of a string as it is written in a query; none where an escape is invalid.
pub(in crate::ask::sparql) fn string_value(written: &str) -> Option<String> {
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") { 3 } else { 1 };
    let inside = written.get(quotes..written.len().checked_sub(quotes)?)?;
    let mut out = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let escaped = chars.next()?;
        let digits = match escaped {
            'u' => 4,
            'U' => 8,
            escaped => {
                let places = "tnrbf\"'\\".find(escaped)?;
                out.push(['\t', '\n', '\r', '\u{8}', '\u{c}', '"', '\'', '\\'][places]);
                continue;
            }
        };
        let code: String = chars.by_ref().take(digits).collect();
        out.push(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32)?);
    }
    Some(out)
}
