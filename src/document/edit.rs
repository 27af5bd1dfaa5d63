//! Fixes applied to a source, its comments and layout kept.
use crate::diagnostic::Fix;
use crate::diagnostic::Span;

/// A notation of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

/// The source with fixes applied, and how many were. Of two that overlap the first counts; one of a value
/// that spans several lines is left out.
pub(crate) fn apply(source: &str, fixes: &[Fix], notation: Notation) -> (String, usize) {
    let mut fixes: Vec<&Fix> = fixes.iter().collect();
    fixes.sort_by_key(|fix| (fix.span, fix.text.clone()));
    let mut out = String::with_capacity(source.len());
    let (mut done, mut applied) = (0, 0);
    for fix in fixes {
        let Span { start, end } = fix.span;
        let (start, end) = (start as usize, end as usize);
        let Some(old) = source.get(start..end).filter(|_| start >= done) else { continue };
        let new = if fix.is_value { requote(old, &fix.text, notation) } else { Some(fix.text.clone()) };
        let Some(new) = new else { continue };
        out.push_str(&source[done..start]);
        out.push_str(&new);
        done = end;
        applied += 1;
    }
    out.push_str(&source[done..]);
    (out, applied)
}

/// A value in the quotation marks of the scalar that it replaces; none where that has several lines.
fn requote(old: &str, value: &str, notation: Notation) -> Option<String> {
    if old.contains(['\n', '\r']) {
        return None;
    }
    if notation == Notation::Json || old.starts_with('"') {
        return Some(serde_json::Value::String(value.to_owned()).to_string());
    }
    Some(if old.starts_with('\'') || !is_plain(value) { yaml(value) } else { value.to_owned() })
}

/// A text as a YAML scalar on one line, in quotation marks.
pub(crate) fn yaml(text: &str) -> String {
    if text.contains('\\') || text.chars().any(char::is_control) {
        return serde_json::Value::String(text.to_owned()).to_string();
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether a text can be as a plain YAML scalar, also inside `{}` and `[]`, and is a string there.
pub(crate) fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let last = text.chars().next_back().unwrap_or(first);
    (first.is_alphabetic() || first.is_ascii_digit())
        && !last.is_whitespace()
        && !text.contains([',', '[', ']', '{', '}', '#', '\n', '\r', '\t'])
        && !text.contains(": ")
        && !text.ends_with(':')
        && crate::term::literal::kind_of(text) == crate::term::literal::Kind::String
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off"
        )
}

/// The source with the digest of its article's text, which replaces an older one or goes behind the title.
/// None where there is no place for it.
pub(crate) fn pin(
    source: &str,
    article: &crate::document::facts::RawArticle<'_>,
    digest: &str,
    notation: Notation,
) -> Option<String> {
    let quoted = |text: &str| match notation {
        Notation::Json => format!("\"{text}\""),
        Notation::Yaml => text.to_owned(),
    };
    let (span, new) = if let Some(old) = &article.sha256 {
        (old.span, quoted(digest))
    } else {
        let title = article.title.as_ref()?.span;
        let line = source.get(..title.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
        let indent: String = source[line..].chars().take_while(|c| *c == ' ').collect();
        let block = source[line + indent.len()..].starts_with("title:");
        let end = Span { start: title.end, end: title.end };
        if notation == Notation::Yaml && block {
            let rest = source.get(title.end as usize..)?;
            let to_end = rest.find('\n').unwrap_or(rest.len());
            let at = title.end + u32::try_from(to_end).ok()?;
            (Span { start: at, end: at }, format!("\n{indent}sha256: {digest}"))
        } else {
            (end, format!(", {}: {}", quoted("sha256"), quoted(digest)))
        }
    };
    let mut out = source.to_owned();
    out.replace_range(span.start as usize..span.end as usize, &new);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(source: &str, old: &str, new: &str) -> Fix {
        let start = u32::try_from(source.find(old).unwrap()).unwrap();
        let end = start + u32::try_from(old.len()).unwrap();
        Fix { span: Span { start, end }, text: new.to_owned(), is_value: true }
    }

    #[test]
    fn a_value_keeps_its_quotation_marks() {
        let source = "a: memberOff # why\nb: 'x'\nc: \"y\"\n";
        let fixes = [
            fix(source, "memberOff", "memberOf"),
            fix(source, "'x'", "it's"),
            fix(source, "\"y\"", "a \"b\""),
        ];
        let (fixed, applied) = apply(source, &fixes, Notation::Yaml);
        assert_eq!((fixed.as_str(), applied), ("a: memberOf # why\nb: 'it''s'\nc: \"a \\\"b\\\"\"\n", 3));
    }

    #[test]
    fn what_cannot_be_plain_is_quoted() {
        let source = "q: one two";
        let (fixed, _) = apply(source, &[fix(source, "one two", "one, two")], Notation::Yaml);
        assert_eq!(fixed, "q: 'one, two'");
    }
}
