//! The terms of `ontology/context.jsonld`, and names by them.
use crate::rdf::turtle::TurtleNames;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// What a context makes of a term's plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Coercion {
    /// An `xsd:string`.
    None,
    /// The IRI of a node, relative to the base.
    Id,
    /// A term, or an IRI.
    Vocabulary,
    /// A literal of the datatype with this IRI.
    Datatype(String),
}

/// A term that the shipped context defines.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) name: String,
    iri: String,
    pub(super) coercion: Coercion,
}

/// The shipped context.
struct Shipped {
    prefixes: Vec<(String, String)>,
    terms: Vec<Term>,
    /// The position of the term for an IRI.
    by_iri: FxHashMap<String, usize>,
    /// Names of keywords: `id`, `facts`.
    aliases: Vec<(String, String)>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(include_str!("../../../ontology/context.jsonld"))
        .expect("the shipped context is JSON, which a test holds it to");
    let mut shipped = Shipped {
        prefixes: Vec::new(),
        terms: Vec::new(),
        by_iri: FxHashMap::default(),
        aliases: Vec::new(),
    };
    for (name, definition) in document["@context"].as_object().into_iter().flatten() {
        let iri = definition.as_str().or_else(|| definition["@id"].as_str()).unwrap_or_default();
        if iri.starts_with('@') {
            shipped.aliases.push((name.clone(), iri.to_owned()));
        } else if iri.ends_with(['#', '/']) {
            shipped.prefixes.push((name.clone(), iri.to_owned()));
        } else if !name.starts_with('@') {
            let full = |text: &str| {
                let found = text.split_once(':').and_then(|(prefix, local)| {
                    let (_, namespace) = shipped.prefixes.iter().find(|(known, _)| known == prefix)?;
                    Some(format!("{namespace}{local}"))
                });
                found.unwrap_or_else(|| text.to_owned())
            };
            let coercion = match definition["@type"].as_str() {
                None => Coercion::None,
                Some("@id") => Coercion::Id,
                Some("@vocab") => Coercion::Vocabulary,
                Some(datatype) => Coercion::Datatype(full(datatype)),
            };
            let iri = full(iri);
            shipped.by_iri.insert(iri.clone(), shipped.terms.len());
            shipped.terms.push(Term { name: name.clone(), iri, coercion });
        }
    }
    shipped
});

/// Gives names, and remembers which parts of the context they need.
pub(super) struct Context<'p> {
    prefixes: Vec<(String, String)>,
    /// Prefixes that are left out because schemes have their names.
    hidden: Vec<String>,
    base: Option<&'p str>,
    used_prefixes: FxHashSet<String>,
    used_terms: FxHashSet<usize>,
    used_aliases: FxHashSet<&'static str>,
}

impl<'p> Context<'p> {
    /// A context for a document in which these schemes begin IRIs: a prefix of that name would be taken for them.
    pub(super) fn new(prefixes: &'p TurtleNames, schemes: &FxHashSet<&str>) -> Self {
        let shipped = &*SHIPPED;
        let is_term = |name: &str| {
            shipped.terms.iter().any(|term| term.name == name)
                || shipped.aliases.iter().any(|(alias, _)| alias == name)
        };
        let mut all = shipped.prefixes.clone();
        for (prefix, namespace) in prefixes.iter() {
            // A term is a prefix only if its IRI ends in one of these characters.
            let fits = namespace.ends_with([':', '/', '?', '#', '[', ']', '@']);
            if fits && !prefix.is_empty() && !is_term(prefix) && all.iter().all(|(known, _)| known != prefix)
            {
                all.push((prefix.to_owned(), namespace.to_owned()));
            }
        }
        let is_scheme = |prefix: &String| schemes.contains(prefix.as_str());
        let hidden =
            all.iter().map(|(prefix, _)| prefix).filter(|prefix| is_scheme(prefix)).cloned().collect();
        all.retain(|(prefix, _)| !is_scheme(prefix));
        Self {
            prefixes: all,
            hidden,
            base: prefixes.base(),
            used_prefixes: FxHashSet::default(),
            used_terms: FxHashSet::default(),
            used_aliases: FxHashSet::default(),
        }
    }

    /// The term for a property.
    pub(super) fn term(&mut self, iri: &str) -> Option<&'static Term> {
        let number = *SHIPPED.by_iri.get(iri)?;
        self.used_terms.insert(number);
        Some(&SHIPPED.terms[number])
    }

    /// The name of a class, a property or a value: a term, a compact IRI or an IRI.
    pub(super) fn name(&mut self, iri: &str) -> String {
        match self.term(iri) {
            Some(term) => term.name.clone(),
            None => self.compact(iri),
        }
    }

    /// The name of a node: relative to the base, a compact IRI or an IRI.
    pub(super) fn id(&mut self, iri: &str) -> String {
        if let Some(rest) = self.base.and_then(|base| iri.strip_prefix(base))
            && TurtleNames::is_plain_path(rest)
            // A reader takes a bare word that is a term of the context for that term: `id` would be `@id`.
            && rest.contains('/')
        {
            return rest.to_owned();
        }
        self.compact(iri)
    }

    /// A compact IRI where a prefix fits.
    pub(super) fn compact(&mut self, iri: &str) -> String {
        let found = self
            .prefixes
            .iter()
            .filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace.as_str())?)))
            .filter(|(_, local)| TurtleNames::is_plain_local(local))
            .min_by_key(|(_, local)| local.len());
        match found {
            Some((prefix, local)) => {
                self.used_prefixes.insert(prefix.clone());
                format!("{prefix}:{local}")
            }
            None => iri.to_owned(),
        }
    }

    /// The context's name for a keyword.
    pub(super) fn alias(&mut self, name: &'static str) -> String {
        self.used_aliases.insert(name);
        name.to_owned()
    }

    /// The prefixes that were left out because schemes have their names, by name.
    pub(super) fn hidden(&self) -> &[String] {
        &self.hidden
    }

    /// The whole context, for documents that are not known yet.
    pub(super) fn finish_whole(mut self) -> Map<String, Value> {
        self.used_prefixes.extend(self.prefixes.iter().map(|(prefix, _)| prefix.clone()));
        self.used_terms.extend(0..SHIPPED.terms.len());
        self.used_aliases.extend(SHIPPED.aliases.iter().map(|(name, _)| name.as_str()));
        self.finish()
    }

    /// The context itself, with what was used and nothing else.
    pub(super) fn finish(mut self) -> Map<String, Value> {
        let mut terms: Vec<usize> = self.used_terms.iter().copied().collect();
        terms.sort_unstable();
        let terms: Vec<(String, Value)> = terms
            .into_iter()
            .map(|number| {
                let term = &SHIPPED.terms[number];
                let iri = self.compact(&term.iri);
                let coercion = match &term.coercion {
                    Coercion::None => return (term.name.clone(), iri.into()),
                    Coercion::Id => "@id".to_owned(),
                    Coercion::Vocabulary => "@vocab".to_owned(),
                    Coercion::Datatype(datatype) => self.compact(datatype),
                };
                let definition = [("@id".to_owned(), iri.into()), ("@type".to_owned(), coercion.into())];
                (term.name.clone(), Value::Object(definition.into_iter().collect()))
            })
            .collect();
        let mut context = Map::new();
        context.insert(
            "@version".to_owned(),
            Value::Number(serde_json::Number::from_f64(1.1).unwrap_or(1.into())),
        );
        if let Some(base) = self.base {
            context.insert("@base".to_owned(), base.into());
        }
        for (prefix, namespace) in &self.prefixes {
            if self.used_prefixes.contains(prefix) {
                context.insert(prefix.clone(), namespace.as_str().into());
            }
        }
        for (name, keyword) in
            SHIPPED.aliases.iter().filter(|(name, _)| self.used_aliases.contains(name.as_str()))
        {
            context.insert(name.clone(), keyword.as_str().into());
        }
        context.extend(terms);
        context
    }
}
