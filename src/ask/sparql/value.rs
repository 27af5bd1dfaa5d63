//! A value for a variable, as a person types it.
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term};
use std::str::FromStr;

use crate::term::iri;
use crate::term::prefixes::Prefixes;

/// The term that a text names: `<IRI>`, an IRI with its scheme, `prefix:name` with a known prefix; a number, `true` or
/// `false`; a literal in double quotes with a tag or datatype (`"Kasachstan"@de`, `"2018"^^xsd:gYear`); else the text
/// itself, as a string.
///
/// # Errors
/// Where the text begins as an IRI or a quoted literal and is none.
pub fn value(text: &str, prefixes: &Prefixes) -> Result<Term, String> {
    if let Some(inside) = text.strip_prefix('<') {
        let iri =
            inside.strip_suffix('>').ok_or_else(|| format!("`{text}` begins as an IRI and has no `>`"))?;
        return named(iri);
    }
    if text.starts_with('"') {
        return quoted(text, prefixes);
    }
    if ["http://", "https://", "urn:"].iter().any(|scheme| text.starts_with(scheme)) {
        return named(text);
    }
    if let Some((prefix, local)) = text.split_once(':')
        && let Some(namespace) = prefixes.get(prefix)
        && !local.contains(char::is_whitespace)
    {
        return named(&format!("{namespace}{local}"));
    }
    Ok(datatype(text)
        .map_or_else(
            || Literal::new_simple_literal(text),
            |datatype| Literal::new_typed_literal(text, datatype),
        )
        .into())
}

fn named(iri: &str) -> Result<Term, String> {
    iri::check(iri).map_err(|bad| format!("`{iri}` is not an IRI: {bad}"))?;
    Ok(NamedNode::new_unchecked(iri).into())
}

/// The datatype that SPARQL gives a bare word.
fn datatype(text: &str) -> Option<NamedNodeRef<'static>> {
    if matches!(text, "true" | "false") {
        return Some(xsd::BOOLEAN);
    }
    let bare = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(bare) {
        return Some(xsd::INTEGER);
    }
    if let Some((mantissa, exponent)) = bare.split_once(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let plain = mantissa.replacen('.', "", 1);
        return (digits(&plain) && digits(exponent)).then_some(xsd::DOUBLE);
    }
    let (whole, part) = bare.split_once('.')?;
    ((whole.is_empty() || digits(whole)) && digits(part)).then_some(xsd::DECIMAL)
}

fn quoted(text: &str, prefixes: &Prefixes) -> Result<Term, String> {
    let wrong = || {
        format!(
            "`{text}` begins as a literal and is none; write it as `\"text\"`, `\"text\"@en` or `\"text\"^^xsd:date`"
        )
    };
    let mut whole = text.to_owned();
    if let Some((literal, name)) = text.rsplit_once("^^")
        && !name.starts_with('<')
        && !name.contains('"')
    {
        let (prefix, local) = name.split_once(':').ok_or_else(wrong)?;
        let namespace =
            prefixes.get(prefix).ok_or_else(|| format!("unknown prefix `{prefix}:` in `{text}`"))?;
        whole = format!("{literal}^^<{namespace}{local}>");
    }
    // The parser makes tags lower case; the dataset compares them without regard to case.
    Literal::from_str(&whole).map(Into::into).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::value;
    use crate::term::prefixes::Prefixes;

    fn shown(text: &str) -> Result<String, String> {
        value(text, &Prefixes::predeclared()).map(|term| term.to_string())
    }

    #[test]
    fn a_value_is_what_it_looks_like() {
        let x = |local: &str| format!("<http://www.w3.org/2001/XMLSchema#{local}>");
        for (text, term) in [
            ("<http://example.com/a>", "<http://example.com/a>".to_owned()),
            ("https://example.com/a", "<https://example.com/a>".to_owned()),
            ("af:Fact", "<https://w3id.org/article-facts#Fact>".to_owned()),
            ("7", format!("\"7\"^^{}", x("integer"))),
            ("-3.20", format!("\"-3.20\"^^{}", x("decimal"))),
            ("1e3", format!("\"1e3\"^^{}", x("double"))),
            ("true", format!("\"true\"^^{}", x("boolean"))),
            ("\"2018\"^^xsd:gYear", format!("\"2018\"^^{}", x("gYear"))),
            ("\"Kasachstan\"@de", "\"Kasachstan\"@de".to_owned()),
            ("Re: hello", "\"Re: hello\"".to_owned()),
            ("Kazakhstan", "\"Kazakhstan\"".to_owned()),
            ("", "\"\"".to_owned()),
            ("} DROP ALL", "\"} DROP ALL\"".to_owned()),
        ] {
            assert_eq!(shown(text), Ok(term), "{text}");
        }
    }

    #[test]
    fn half_a_term_is_none() {
        for text in
            ["<http://example.com/a", "<a b>", "\"a", "\"a\"^^nope:x", "\"a\"^^date", "https://exa mple/"]
        {
            assert!(shown(text).is_err(), "{text}");
        }
    }
}
