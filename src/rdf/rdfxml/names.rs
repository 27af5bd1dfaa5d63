//! IRIs of properties and classes as the qualified names of XML elements.
use crate::rdf::turtle::{TurtleNames, order};
use std::collections::BTreeMap;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Names of RDF's own that are syntax, not properties.
/// See [coreSyntaxTerms](https://www.w3.org/TR/rdf12-xml/#coreSyntaxTerms).
const SYNTAX: [&str; 12] = [
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
    "Description",
    "li",
    "aboutEach",
    "aboutEachPrefix",
    "bagID",
];

/// The prefix of a namespace that is declared where it is used.
pub(super) const UNDECLARED: &str = "ns0";

/// The qualified name of an element.
pub(super) struct QName<'i> {
    /// Prefix and local name.
    pub(super) text: String,
    /// The namespace, where the element itself must declare it.
    pub(super) undeclared: Option<&'i str>,
}

/// The namespaces that a document declares.
pub(super) struct Names<'p> {
    prefixes: &'p TurtleNames,
    /// Prefix and namespace of each, as they are used.
    declared: BTreeMap<String, String>,
    /// Whether all prefixes are declared, and other namespaces where they are used.
    streamed: bool,
}

impl<'p> Names<'p> {
    /// The names for a document with these properties and classes (in any order).
    pub(super) fn new<'a>(prefixes: &'p TurtleNames, iris: impl Iterator<Item = &'a str>) -> Self {
        let mut names = Self {
            prefixes,
            declared: BTreeMap::from([("rdf".to_owned(), RDF.to_owned())]),
            streamed: false,
        };
        let mut undeclared = Vec::new();
        for iri in iris {
            match names.known(iri) {
                Some((prefix, namespace, _)) => {
                    let (prefix, namespace) = (prefix.to_owned(), namespace.to_owned());
                    names.declared.insert(prefix, namespace);
                }
                None => undeclared.extend(split(iri).map(|(namespace, _)| namespace)),
            }
        }
        undeclared.sort_unstable_by(|a, b| order::iris(a, b));
        undeclared.dedup();
        let taken: Vec<String> = prefixes.iter().map(|(prefix, _)| prefix.to_owned()).collect();
        let mut free = (1..).map(|number| format!("ns{number}")).filter(|prefix| !taken.contains(prefix));
        for (namespace, prefix) in undeclared.into_iter().zip(&mut free) {
            names.declared.insert(prefix, namespace.to_owned());
        }
        names
    }

    /// The names for documents that are not known yet: all prefixes that XML allows are declared.
    pub(super) fn streamed(prefixes: &'p TurtleNames) -> Self {
        let fits = |prefix: &str| is_prefix(prefix) && prefix != UNDECLARED;
        let all = prefixes.iter().filter(|(prefix, _)| fits(prefix));
        let mut declared: BTreeMap<String, String> =
            all.map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned())).collect();
        declared.insert("rdf".to_owned(), RDF.to_owned());
        Self { prefixes, declared, streamed: true }
    }

    /// The prefixes in use with their namespaces, sorted by prefix.
    pub(super) fn declared(&self) -> impl Iterator<Item = (&str, &str)> {
        self.declared.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()))
    }

    /// The qualified name of an IRI that stood among those the names were made for; none where XML has no name for it.
    pub(super) fn name<'i>(&self, iri: &'i str) -> Option<QName<'i>> {
        let text = |prefix: &str, local: &str| format!("{prefix}:{local}");
        if let Some((prefix, _, local)) = self.known(iri) {
            return Some(QName { text: text(prefix, local), undeclared: None });
        }
        let (namespace, local) = split(iri)?;
        if self.streamed {
            return Some(QName { text: text(UNDECLARED, local), undeclared: Some(namespace) });
        }
        let (prefix, _) = self.declared.iter().find(|(_, known)| *known == namespace)?;
        Some(QName { text: text(prefix, local), undeclared: None })
    }

    /// Prefix, namespace and local name by the given prefixes; the longest namespace wins.
    fn known<'a>(&'a self, iri: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
        if let Some(local) = iri.strip_prefix(RDF) {
            return (is_ncname(local) && !SYNTAX.contains(&local)).then_some(("rdf", RDF, local));
        }
        self.prefixes
            .iter()
            .filter(|(prefix, _)| is_prefix(prefix) && !(self.streamed && *prefix == UNDECLARED))
            .filter_map(|(prefix, namespace)| Some((prefix, namespace, iri.strip_prefix(namespace)?)))
            .filter(|(.., local)| is_ncname(local))
            .max_by_key(|(_, namespace, _)| namespace.len())
    }
}

/// Whether a prefix may be declared: none that belongs to XML or to RDF itself.
fn is_prefix(prefix: &str) -> bool {
    !prefix.is_empty() && !prefix.to_ascii_lowercase().starts_with("xml") && prefix != "rdf"
}

/// The longest end of an IRI that is a name, and what is before it. None where there is none, or where the IRI
/// belongs to the syntax of RDF/XML or XML itself.
fn split(iri: &str) -> Option<(&str, &str)> {
    let end = iri.char_indices().rev().take_while(|(_, character)| is_name(*character)).last()?.0;
    let start = end + iri[end..].find(is_name_start)?;
    let (namespace, local) = iri.split_at(start);
    let reserved =
        matches!(namespace, RDF | "http://www.w3.org/XML/1998/namespace" | "http://www.w3.org/2000/xmlns/");
    (!namespace.is_empty() && !reserved).then_some((namespace, local))
}

/// Whether a text is a [name without colon](https://www.w3.org/TR/xml-names/#NT-NCName).
fn is_ncname(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name)
}

/// [NameStartChar](https://www.w3.org/TR/xml/#NT-NameStartChar) without the colon.
fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// [NameChar](https://www.w3.org/TR/xml/#NT-NameChar) without the colon.
fn is_name(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::{Names, split};
    use crate::rdf::turtle::TurtleNames;

    #[test]
    fn the_longest_name_at_the_end() {
        assert_eq!(split("http://x/a#b1"), Some(("http://x/a#", "b1")));
        assert_eq!(split("http://x/12b"), Some(("http://x/12", "b")));
        assert_eq!(split("urn:x:é.b-1"), Some(("urn:x:", "é.b-1")));
        assert_eq!(split("http://x/a/"), None);
        assert_eq!(split("http://x/12"), None);
        assert_eq!(split("http://www.w3.org/1999/02/22-rdf-syntax-ns#li"), None);
    }

    #[test]
    fn prefixes_given_and_made() {
        let mut prefixes = TurtleNames::new();
        for (prefix, namespace) in
            [("a", "http://x/"), ("b", "http://x/y/"), ("xmlish", "http://z/"), ("ns1", "urn:q:")]
        {
            prefixes.declare(prefix, namespace);
        }
        let iris = ["http://x/y/p", "http://z/p", "http://x/q", "urn:q:1"];
        let names = Names::new(&prefixes, iris.into_iter());
        let written: Vec<_> = iris.iter().map(|iri| names.name(iri).map(|name| name.text)).collect();
        assert_eq!(written, [Some("b:p".to_owned()), Some("ns2:p".to_owned()), Some("a:q".to_owned()), None]);
        let declared: Vec<_> = names.declared().map(|(prefix, _)| prefix).collect();
        assert_eq!(declared, ["a", "b", "ns2", "rdf"]);
    }
}
