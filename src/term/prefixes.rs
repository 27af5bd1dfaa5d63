//! Prefixes: short names for the beginnings of IRIs.
use std::collections::BTreeMap;

use crate::term::vocab::PREDECLARED;

/// A table of prefixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefixes {
    iris: BTreeMap<String, String>,
}

impl Prefixes {
    /// No prefix at all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those that every query, document and table knows, and that all may be redefined: `PREDECLARED`.
    #[must_use]
    pub fn predeclared() -> Self {
        let mut prefixes = Self::new();
        for &(prefix, iri) in PREDECLARED {
            prefixes.insert(prefix, iri);
        }
        prefixes
    }

    /// Declares a prefix, or declares it anew.
    pub fn insert(&mut self, prefix: impl Into<String>, iri: impl Into<String>) {
        self.iris.insert(prefix.into(), iri.into());
    }

    /// Declares a prefix unless it is already declared.
    pub fn insert_new(&mut self, prefix: impl Into<String>, iri: impl Into<String>) {
        self.iris.entry(prefix.into()).or_insert_with(|| iri.into());
    }

    /// What a prefix represents.
    #[must_use]
    pub fn get(&self, prefix: &str) -> Option<&str> {
        self.iris.get(prefix).map(String::as_str)
    }

    /// A prefix as it is kept, with what it represents.
    pub(crate) fn get_pair(&self, prefix: &str) -> Option<(&str, &str)> {
        self.iris.get_key_value(prefix).map(|(prefix, iri)| (prefix.as_str(), iri.as_str()))
    }

    /// All of them with their IRIs, by prefix.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iris.iter().map(|(prefix, iri)| (prefix.as_str(), iri.as_str()))
    }

    /// An IRI as prefix and local name: the longest namespace that leaves a local name which needs no escape.
    ///
    /// ```
    /// let prefixes = groundwire::term::prefixes::Prefixes::predeclared();
    /// assert_eq!(prefixes.shorten("http://www.w3.org/ns/oa#exact"), Some(("oa", "exact")));
    /// assert_eq!(prefixes.shorten("http://www.w3.org/ns/oa#a/b"), None);
    /// ```
    #[must_use]
    pub fn shorten<'a>(&'a self, iri: &'a str) -> Option<(&'a str, &'a str)> {
        self.iris
            .iter()
            .filter_map(|(prefix, namespace)| Some((prefix.as_str(), iri.strip_prefix(namespace.as_str())?)))
            .filter(|(_, local)| is_local_name(local))
            .min_by_key(|(_, local)| local.len())
    }
}

/// Whether `local` is a [local name](https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL) as written.
#[must_use]
pub fn is_local_name(local: &str) -> bool {
    !local.starts_with(['-', '.', '\u{b7}'])
        && !local.ends_with('.')
        && !local.starts_with(|c: char| ('\u{300}'..='\u{36f}').contains(&c))
        && local.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || matches!(c, '_' | '-' | '.' | ':' | '\u{b7}' | '\u{203f}' | '\u{2040}')
                || matches!(c,
                    '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
                    | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
                    | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
                    | '\u{10000}'..='\u{effff}')
        })
}

#[cfg(test)]
mod tests {
    use super::Prefixes;

    #[test]
    fn the_longest_namespace_wins() {
        let mut prefixes = Prefixes::new();
        prefixes.insert("e", "http://e/");
        prefixes.insert("ent", "http://e/entity/");
        assert_eq!(prefixes.shorten("http://e/entity/kazakhstan"), Some(("ent", "kazakhstan")));
        assert_eq!(prefixes.shorten("http://e/x"), Some(("e", "x")));
        assert_eq!(prefixes.shorten("http://e/"), Some(("e", "")));
    }

    #[test]
    fn only_names_that_need_no_escape() {
        let mut prefixes = Prefixes::new();
        prefixes.insert("e", "http://e/");
        for iri in ["http://e/a/b", "http://e/-a", "http://e/a.", "http://e/a%20b", "http://e/a(b)"] {
            assert_eq!(prefixes.shorten(iri), None, "{iri}");
        }
    }
}
