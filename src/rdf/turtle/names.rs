//! IRIs as a reader of Turtle likes them: prefixed names and references relative to a base.
use crate::rdf::turtle::literal::{is_hidden, push_code};
use crate::term::vocab::PREDECLARED;

/// The prefixes, and the base, that a document may use.
///
/// A name is shortened only where all common readers agree: the part after the prefix is made of letters,
/// digits, `_` and `-` (no dots, slashes, percent signs or escapes), and a relative reference of whole path
/// segments. Everything else is written in full.
#[derive(Clone, Debug, Default)]
pub struct TurtleNames {
    /// Sorted by namespace, the longest first.
    entries: Vec<(String, String)>,
    base: Option<String>,
}

/// How an IRI is written.
pub(super) enum Name<'a> {
    /// The prefix with this number, and the local name.
    Prefixed(usize, &'a str),
    /// Relative to the base.
    Relative(&'a str),
    /// In full.
    Full,
}

impl TurtleNames {
    /// None at all: every IRI is written in full.
    pub fn new() -> Self {
        Self::default()
    }

    /// The prefixes for a corpus with this base IRI: those predeclared in documents, and some for the corpus's own
    /// IRIs (`ent:`, `kind:`, `time:`). Where the data is of one article, give its id: its facts, quotes and own
    /// entities get the prefixes `fact:`, `quote:` and `own:`.
    pub fn corpus(base: &str, article: Option<&str>) -> Self {
        let mut prefixes = Self::default();
        for (prefix, namespace) in PREDECLARED {
            prefixes.declare(prefix, namespace);
        }
        for (prefix, folder) in [("ent", "entity/"), ("kind", "kind/"), ("time", "time/")] {
            prefixes.declare(prefix, &format!("{base}{folder}"));
        }
        if let Some(article) = article {
            for (prefix, folder) in [("fact", "fact/"), ("quote", "quote/"), ("own", "entity/")] {
                prefixes.declare(prefix, &format!("{base}article/{article}/{folder}"));
            }
        }
        prefixes.set_base(base);
        prefixes
    }

    /// Adds a prefix. Says whether it will be used: one that is taken (by another namespace), or that not every
    /// reader would accept, is not.
    pub fn declare(&mut self, prefix: &str, namespace: &str) -> bool {
        let plain = prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && prefix.bytes().next().is_none_or(|first| first.is_ascii_alphabetic());
        if !plain || namespace.is_empty() {
            return false;
        }
        if let Some((_, known)) = self.entries.iter().find(|(known, _)| known == prefix) {
            return known == namespace;
        }
        let key = |namespace: &str| (usize::MAX - namespace.len(), namespace.to_owned());
        let at = self.entries.partition_point(|(p, n)| (key(n), p.as_str()) < (key(namespace), prefix));
        self.entries.insert(at, (prefix.to_owned(), namespace.to_owned()));
        true
    }

    /// Sets the IRI to which references are relative. Only one against which all readers resolve alike is used: with an
    /// authority, a path that ends in `/` and has neither empty segments nor dots, no query and no fragment. Scheme and
    /// authority are in lower case: some readers make them so.
    pub fn set_base(&mut self, base: &str) {
        let parts = base.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.strip_suffix('/')?)));
        let fits = parts.is_some_and(|(scheme, rest)| {
            let authority = rest.split('/').next().unwrap_or_default();
            let in_upper_case = |part: &str| part.chars().any(char::is_uppercase);
            !in_upper_case(scheme)
                && !in_upper_case(authority)
                && !rest.contains(['?', '#'])
                && rest.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
        });
        self.base = fits.then(|| base.to_owned());
    }

    /// The prefixes with their namespaces, sorted by prefix.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sorted().into_iter().map(|(_, prefix, namespace)| (prefix, namespace))
    }

    /// The prefixes with their numbers and namespaces, sorted by prefix.
    pub(super) fn sorted(&self) -> Vec<(usize, &str, &str)> {
        let mut sorted: Vec<_> = self
            .entries
            .iter()
            .enumerate()
            .map(|(number, (p, n))| (number, p.as_str(), n.as_str()))
            .collect();
        sorted.sort_unstable_by_key(|(_, prefix, _)| *prefix);
        sorted
    }

    /// The number of prefixes.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn prefix(&self, number: usize) -> &str {
        &self.entries[number].0
    }

    pub(crate) fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    pub(super) fn name<'i>(&self, iri: &'i str) -> Name<'i> {
        for (number, (_, namespace)) in self.entries.iter().enumerate() {
            if let Some(local) = iri.strip_prefix(namespace.as_str())
                && Self::is_plain_local(local)
            {
                return Name::Prefixed(number, local);
            }
        }
        match self.base.as_deref().and_then(|base| iri.strip_prefix(base)) {
            Some(rest) if Self::is_plain_path(rest) => Name::Relative(rest),
            _ => Name::Full,
        }
    }

    /// Whether every reader takes the text for a local name.
    pub(crate) fn is_plain_local(local: &str) -> bool {
        !local.is_empty()
            && !local.starts_with('-')
            && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    }

    /// Whether a reference resolves to the base followed by exactly this text: segments that are neither empty nor
    /// dots.
    pub(crate) fn is_plain_path(path: &str) -> bool {
        path.split('/').all(|segment| {
            !matches!(segment, "" | "." | "..")
                && segment.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric()
                        || matches!(byte, b'_' | b'-' | b'.' | b'~' | b'%')
                        || byte >= 0x80
                })
        })
    }
}

/// Appends the inside of `<…>`: characters that Turtle excludes there, and those that hide, are escaped.
pub(super) fn push_iri(out: &mut Vec<u8>, iri: &str) {
    let mut copied = 0;
    for (at, character) in iri.char_indices() {
        let excluded = matches!(character, '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\');
        if excluded || is_hidden(character) {
            out.extend_from_slice(&iri.as_bytes()[copied..at]);
            push_code(out, character);
            copied = at + character.len_utf8();
        }
    }
    out.extend_from_slice(&iri.as_bytes()[copied..]);
}

#[cfg(test)]
mod tests {
    use super::{Name, TurtleNames, push_iri};

    fn written(prefixes: &TurtleNames, iri: &str) -> String {
        match prefixes.name(iri) {
            Name::Prefixed(number, local) => format!("{}:{local}", prefixes.prefix(number)),
            Name::Relative(rest) => format!("<{rest}>"),
            Name::Full => format!("<{iri}>"),
        }
    }

    #[test]
    fn only_what_every_reader_takes() {
        let prefixes = TurtleNames::corpus("https://x.org/c/", Some("a1"));
        for (iri, wanted) in [
            ("https://w3id.org/article-facts#Fact", "af:Fact"),
            ("https://w3id.org/article-facts#", "<https://w3id.org/article-facts#>"),
            ("https://x.org/c/article/a1/fact/f1", "fact:f1"),
            ("https://x.org/c/article/a1/fact/f1.2", "<article/a1/fact/f1.2>"),
            ("https://x.org/c/article/a1/fact/f1/quantity", "<article/a1/fact/f1/quantity>"),
            ("https://x.org/c/article/a1", "<article/a1>"),
            ("https://x.org/c/article/a2/fact/f1", "<article/a2/fact/f1>"),
            ("https://x.org/c/time/2018_..", "<time/2018_..>"),
            ("https://x.org/c/time/2018", "time:2018"),
            ("https://x.org/c/a//b", "<https://x.org/c/a//b>"),
            ("https://x.org/c/../b", "<https://x.org/c/../b>"),
            ("https://x.org/c/a:b", "<https://x.org/c/a:b>"),
            ("https://x.org/c/", "<https://x.org/c/>"),
            ("http://schema.org/-x", "<http://schema.org/-x>"),
        ] {
            assert_eq!(written(&prefixes, iri), wanted);
        }
    }

    #[test]
    fn the_longest_namespace_wins_and_the_first_declaration() {
        let mut prefixes = TurtleNames::new();
        assert!(prefixes.declare("a", "http://x/"));
        assert!(prefixes.declare("b", "http://x/Q"));
        assert!(prefixes.declare("a", "http://x/"));
        assert!(!prefixes.declare("a", "http://y/"));
        assert!(!prefixes.declare("_", "http://y/"));
        assert!(!prefixes.declare("1", "http://y/"));
        assert!(!prefixes.declare("a.b", "http://y/"));
        assert_eq!(written(&prefixes, "http://x/Q1"), "b:1");
        assert_eq!(written(&prefixes, "http://x/R1"), "a:R1");
        assert_eq!(written(&prefixes, "http://y/R1"), "<http://y/R1>");
    }

    #[test]
    fn a_base_that_readers_resolve_differently_is_not_used() {
        for base in ["https://x.org/", "https://x.org/c/", "http://[::1]:80/a/"] {
            assert_eq!(TurtleNames::corpus(base, None).base(), Some(base));
        }
        for base in [
            "https://x.org/#/",
            "https://x.org/app?p=/",
            "urn:gw/",
            "https://x.org/a/../b/",
            "https://x.org//",
            "https://x.org/c#",
        ] {
            let prefixes = TurtleNames::corpus(base, None);
            assert_eq!(prefixes.base(), None, "{base}");
            let iri = format!("{base}article/a.1");
            assert_eq!(written(&prefixes, &iri), format!("<{iri}>"));
        }
    }

    #[test]
    fn excluded_characters_are_escaped() {
        let mut out = Vec::new();
        push_iri(&mut out, "http://x/a b\u{202E}é\"\\");
        assert_eq!(String::from_utf8(out).unwrap(), "http://x/a\\u0020b\\u202Eé\\u0022\\u005C");
    }
}
