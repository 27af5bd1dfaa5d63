//! What the names in a document represent: prefixes, classes, properties, entities.
use super::suggest::Suggestions;
use crate::check::corpus::CheckedCorpus;
use crate::check::model::{Entity, Iri, Referent};
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts::Spanned;
use crate::ontology::terms::{Kind, Term};
use crate::ontology::{ClassId, ClassSet, Ontology, PropertyId};
use crate::term::iri::{self, nearest};
use crate::term::vocab::{self, PREDECLARED};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Display;

/// The prefixes for what is minted under the base, and their folders.
const MINTED: &[(&str, &str)] = &[("ent", "entity/"), ("kind", "kind/")];

/// What a CURIE with a prefix for what is minted names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Minted {
    /// A shared entity.
    Shared,
    /// A kind or unit that is declared by its use.
    Kind,
}

/// The names that hold in a document (or in a corpus, while it is read).
pub(crate) struct Names<'d> {
    pub(crate) ontology: &'d Ontology,
    prefixes: Vec<(&'d str, &'d str)>,
    corpus: Option<&'d CheckedCorpus>,
    /// The base of all minted IRIs.
    base: &'d str,
    own: FxHashMap<&'d str, u32>,
    /// What unknown names may have meant.
    suggestions: Suggestions,
    /// A buffer for IRIs in two pieces.
    whole: RefCell<String>,
}

impl<'d> Names<'d> {
    /// The names of a document of a corpus.
    pub(crate) fn of_document(corpus: &'d CheckedCorpus) -> Self {
        Self::new(&corpus.ontology, &corpus.base, Some(corpus))
    }

    /// The names of a corpus itself: what it declares counts as shared.
    pub(crate) fn of_corpus(ontology: &'d Ontology, base: &'d str) -> Self {
        Self::new(ontology, base, None)
    }

    fn new(ontology: &'d Ontology, base: &'d str, corpus: Option<&'d CheckedCorpus>) -> Self {
        Self {
            ontology,
            prefixes: Vec::new(),
            corpus,
            base,
            own: FxHashMap::default(),
            suggestions: Suggestions::default(),
            whole: RefCell::default(),
        }
    }

    /// Declares the document's prefixes.
    pub(crate) fn declare_prefixes(
        &mut self,
        prefixes: &'d [(Spanned<'d>, Spanned<'d>)],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (prefix, iri) in prefixes {
            if matches!(&**prefix, "http" | "https" | "urn") {
                diagnostics.push(
                    Diagnostic::error(
                        Code::BadPrefix,
                        prefix.span,
                        format!("`{}:` begins an IRI and cannot be a prefix", &**prefix),
                    )
                    .help("choose another prefix"),
                );
            } else if iri::check_prefix(prefix).is_err() {
                diagnostics.push(
                    Diagnostic::error(Code::BadPrefix, prefix.span, format!("invalid prefix `{}`", &**prefix))
                        .help("a prefix begins with a letter and consists of letters and digits, with `-`, `_` and `.` in between"),
                );
            }
            check_iri(iri, diagnostics);
            self.prefixes.push((prefix, iri));
        }
    }

    /// Declares the keys of the document's entities.
    pub(crate) fn declare_entities(
        &mut self,
        entities: &[&'d crate::document::facts::RawEntity<'d>],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        self.own.reserve(entities.len());
        for (index, entity) in entities.iter().enumerate() {
            check_key(&entity.key, "an entity's key", diagnostics);
            if &*entity.key == "article" {
                diagnostics.push(
                    Diagnostic::error(
                        Code::BadKey,
                        entity.key.span,
                        "`article` is reserved for the document's own article",
                    )
                    .help("choose another key"),
                );
            }
            if self.shared(&entity.key).is_some() {
                diagnostics.push(
                    Diagnostic::error(
                        Code::SharedRedefined,
                        entity.key.span,
                        format!("`{}` is already declared in the corpus", &*entity.key),
                    )
                    .help("use the shared entity, or choose another key if this is a different thing"),
                );
            }
            self.own.insert(&entity.key, u32::try_from(index).unwrap_or(u32::MAX));
        }
    }

    /// The shared entity with this key.
    pub(crate) fn shared(&self, key: &str) -> Option<&'d Entity<'static>> {
        self.corpus?.entity(key)
    }

    /// Whether the corpus has a unit that is a multiple of this one.
    pub(crate) fn is_base_unit(&self, unit: &Referent<'_>) -> bool {
        self.corpus.is_some_and(|corpus| corpus.is_base_unit(unit))
    }

    /// Whether the corpus declares a kind by its use.
    pub(crate) fn is_kind(&self, key: &str) -> bool {
        self.corpus.is_some_and(|corpus| corpus.kinds.iter().any(|kind| kind == key))
    }

    /// The place of the document's own entity with this key.
    pub(crate) fn own(&self, key: &str) -> Option<usize> {
        self.own.get(key).map(|index| *index as usize)
    }

    /// Whether an entity has this key.
    pub(crate) fn is_entity(&self, key: &str) -> bool {
        self.own.contains_key(key) || self.shared(key).is_some()
    }

    /// The entity with this key.
    pub(crate) fn entity(&self, key: &'d str) -> Option<Referent<'d>> {
        if self.own.contains_key(key) {
            // What a corpus declares is shared.
            let key = Cow::Borrowed(key);
            Some(if self.corpus.is_some() { Referent::Own(key) } else { Referent::Shared(key) })
        } else {
            self.shared(key).map(|_| Referent::Shared(Cow::Borrowed(key)))
        }
    }

    /// The namespace of a prefix: the document's, else the corpus's, else the predeclared one.
    fn namespace(&self, prefix: &str) -> Option<Cow<'d, str>> {
        let declared = self.declared(prefix).map(Cow::Borrowed);
        declared.or_else(|| {
            let (_, folder) = MINTED.iter().find(|(name, _)| *name == prefix)?;
            Some(Cow::Owned([self.base, folder].concat()))
        })
    }

    /// The namespace of a prefix that does not depend on the base.
    fn declared(&self, prefix: &str) -> Option<&'d str> {
        let own = self.prefixes.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| *iri);
        own.or_else(|| self.corpus?.namespace(prefix))
            .or_else(|| PREDECLARED.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| *iri))
    }

    /// The key in a CURIE with a prefix for what is minted, `ent:key` or `kind:key`, where the prefix is not given
    /// another meaning.
    pub(crate) fn minted<'n>(&self, name: &'n str) -> Option<(Minted, &'n str)> {
        let (prefix, key) = name.split_once(':')?;
        let (_, folder) = MINTED.iter().find(|(known, _)| *known == prefix)?;
        let own = |iri: &str| iri.strip_prefix(self.base) == Some(*folder);
        let kind = if prefix == "ent" { Minted::Shared } else { Minted::Kind };
        self.declared(prefix).is_none_or(own).then_some((kind, key))
    }

    /// All prefixes in force.
    fn prefixes(&self) -> impl Iterator<Item = &str> {
        let corpus = self.corpus.into_iter().flat_map(|corpus| corpus.prefixes.iter());
        let own = self.prefixes.iter().map(|(name, _)| *name);
        own.chain(corpus.map(|(name, _)| name.as_str()))
            .chain(PREDECLARED.iter().chain(MINTED).map(|(name, _)| *name))
    }

    /// Whether a name is an IRI or a CURIE rather than a key.
    pub(crate) fn is_iri(name: &str) -> bool {
        // A time may hold colons, and no prefix begins like one.
        let is_time = name.starts_with(|first: char| first.is_ascii_digit() || first == '.');
        name.starts_with('<') || !is_time && memchr::memchr(b':', name.as_bytes()).is_some()
    }

    /// The IRI that `<…>`, a whole IRI or a CURIE represents.
    pub(crate) fn iri(&self, name: &'d Spanned<'d>, diagnostics: &mut Vec<Diagnostic>) -> Option<Iri<'d>> {
        let text: &'d str = name;
        let whole = |iri: &'d str| Iri { namespace: Cow::Borrowed(iri), local: Cow::Borrowed("") };
        if let Some(inner) = text.strip_prefix('<') {
            let Some(inner) = inner.strip_suffix('>') else {
                diagnostics.push(
                    Diagnostic::error(Code::BadIri, name.span, format!("`{text}` has no closing `>`"))
                        .help(format!("write `{text}>`")),
                );
                return None;
            };
            return check_iri_text(inner, name.span, diagnostics).then(|| whole(inner));
        }
        let Some((prefix, local)) = text.split_once(':') else {
            check_iri(name, diagnostics);
            return None;
        };
        if matches!(prefix, "http" | "https" | "urn") {
            return check_iri(name, diagnostics).then(|| whole(text));
        }
        let Some(namespace) = self.namespace(prefix) else {
            diagnostics.push(self.unknown_prefix(prefix, local, name.span));
            return None;
        };
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if !local.bytes().all(plain) {
            let iri = Iri { namespace: namespace.clone(), local: Cow::Borrowed(local) };
            if !self.with_whole(&iri, |iri| check_iri_text(iri, name.span, diagnostics)) {
                return None;
            }
        }
        Some(Iri { namespace, local: Cow::Borrowed(local) })
    }

    /// Calls back with both pieces of an IRI in one. The callback must not come back here.
    pub(super) fn with_whole<T>(&self, iri: &Iri<'_>, take: impl FnOnce(&str) -> T) -> T {
        if iri.local.is_empty() {
            return take(&iri.namespace);
        }
        let mut buffer = self.whole.borrow_mut();
        buffer.clear();
        buffer.push_str(&iri.namespace);
        buffer.push_str(&iri.local);
        take(&buffer)
    }

    fn unknown_prefix(&self, prefix: &str, local: &str, span: Span) -> Diagnostic {
        let diagnostic =
            Diagnostic::error(Code::UnknownPrefix, span, format!("the prefix `{prefix}` is not declared"));
        let help = if local.starts_with("//") || matches!(prefix, "mailto" | "tel" | "doi" | "ftp") {
            format!("write a whole IRI in angle brackets: `<{prefix}:{local}>`")
        } else {
            format!("declare it under `prefixes`: `{prefix}: <its IRI>`")
        };
        match nearest(prefix, self.prefixes()) {
            Some(near) => diagnostic.label(format!("did you mean `{near}:{local}`?")),
            None => diagnostic,
        }
        .help(help)
    }

    /// The two pieces of the IRI of a class or property name: a core name, a CURIE or `<IRI>`.
    fn term(&self, name: &'d Spanned<'d>, diagnostics: &mut Vec<Diagnostic>) -> Option<Iri<'d>> {
        if Self::is_iri(name) {
            return self.iri(name, diagnostics);
        }
        Some(Iri { namespace: Cow::Borrowed(vocab::AF), local: Cow::Borrowed(name) })
    }

    /// The class of this name.
    pub(crate) fn class(&self, name: &'d Spanned<'d>, diagnostics: &mut Vec<Diagnostic>) -> Option<ClassId> {
        let found = if &**name == "Concept" {
            self.ontology.class(vocab::skos::CONCEPT)
        } else {
            let term = self.term(name, diagnostics)?;
            self.ontology.class_in(&term.namespace, &term.local)
        };
        if found.is_none() {
            let near = self.suggestions.class(name, || {
                let classes = self.ontology.classes();
                classes.into_iter().map(|class| self.short(self.ontology.class_iri(class))).collect()
            });
            diagnostics.push(self.unknown_term(Code::UnknownClass, Kind::Class, name, near));
        }
        found
    }

    /// The property of this name.
    pub(crate) fn property(
        &self,
        name: &'d Spanned<'d>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<PropertyId> {
        let term = self.term(name, diagnostics)?;
        let found = self.ontology.property_in(&term.namespace, &term.local);
        if found.is_none() {
            let near = self.suggestions.property(name, || {
                let properties = self.ontology.properties();
                properties
                    .into_iter()
                    .map(|property| self.short(self.ontology.property_iri(property)))
                    .collect()
            });
            diagnostics.push(self.unknown_term(Code::UnknownProperty, Kind::Property, name, near));
        }
        found
    }

    /// `spelled` is the name that is spelled most like the unknown one.
    fn unknown_term(
        &self,
        code: Code,
        kind: Kind,
        name: &Spanned<'_>,
        spelled: Option<String>,
    ) -> Diagnostic {
        let what = kind.name();
        let diagnostic = Diagnostic::error(code, name.span, format!("unknown {what} `{}`", &**name));
        let declare = format!("declare the {what} in a Turtle file and give it with `--ontology`");
        let terms = self.ontology.terms();
        let called = terms.called(kind, name);
        let is_name = |term: &&&Term| {
            let local = name.rsplit_once(':').map_or(&**name, |(_, local)| local);
            term.iri.rsplit(['/', '#']).next() == Some(local)
        };
        // The same local name under another prefix, another word for it, a slip, a part of it.
        let near = match called.iter().find(is_name) {
            Some(term) => Some(self.short(&term.iri)),
            None if called.is_empty() => spelled,
            None => None,
        };
        if let Some(near) = near {
            return diagnostic
                .label(format!("did you mean `{near}`?"))
                .help(format!("write `{near}`, or {declare}"))
                .rename(name.span, near);
        }
        let found = if called.is_empty() { terms.alike(kind, name) } else { called };
        let Some(first) = found.first().map(|term| self.short(&term.iri)) else {
            return diagnostic.help(format!("`groundwire terms` lists what there is; or {declare}"));
        };
        let all: Vec<String> = found.iter().map(|term| format!("`{}`", self.short(&term.iri))).collect();
        let finer = if kind == Kind::Class { ", with a `kind` for what is finer" } else { "" };
        diagnostic.label(format!("did you mean `{first}`?")).help(format!(
            "use {}{finer}: `groundwire terms {}` describes each; or {declare}",
            all.join(" or "),
            name.rsplit(':').next().unwrap_or(name)
        ))
    }

    /// An IRI as a document would write it: a core name, a CURIE, or `<IRI>`.
    pub(crate) fn short(&self, iri: &str) -> String {
        if let Some(local) = iri.strip_prefix(vocab::AF) {
            return local.to_owned();
        }
        let corpus = self.corpus.into_iter().flat_map(|corpus| corpus.prefixes.iter());
        let corpus = corpus.map(|(name, iri)| (name.as_str(), iri.as_str()));
        let all = self.prefixes.iter().copied().chain(corpus).chain(PREDECLARED.iter().copied());
        let found = all.filter_map(|(name, namespace)| Some((name, iri.strip_prefix(namespace)?)));
        match found.min_by_key(|(_, local)| local.len()) {
            Some((name, local)) => format!("{name}:{local}"),
            None => format!("<{iri}>"),
        }
    }

    /// The classes of a thing where they are known.
    pub(crate) fn class_set<'s>(
        &'s self,
        thing: &Referent<'_>,
        entities: &'s [Entity<'d>],
    ) -> Option<Cow<'s, ClassSet>> {
        let own = |key: &str| self.own(key).and_then(|index| entities.get(index)).map(|e| &e.class_set);
        let set = match thing {
            Referent::Article => {
                Cow::Owned(self.ontology.class_set(&[self.ontology.class(vocab::af::ARTICLE)?]))
            }
            Referent::Own(key) => Cow::Borrowed(own(key)?),
            // While a corpus is checked, what it declares is shared.
            Referent::Shared(key) => {
                Cow::Borrowed(self.shared(key).map(|e| &e.class_set).or_else(|| own(key))?)
            }
            Referent::Kind(_) => return None,
            Referent::Iri(iri) => Cow::Owned(self.with_whole(iri, |iri| self.ontology.individual(iri))?),
        };
        (!set.classes().is_empty()).then_some(set)
    }

    /// The classes of a set, as words.
    pub(crate) fn classes(&self, set: &ClassSet) -> String {
        let name = |class: &ClassId| format!("`{}`", self.short(self.ontology.class_iri(*class)));
        set.classes().iter().map(name).collect::<Vec<_>>().join(" and ")
    }

    /// The nearest key of an entity.
    pub(crate) fn nearest_entity(&self, key: &str) -> Option<String> {
        let shared = self.corpus.map(CheckedCorpus::candidates);
        self.suggestions.entity(key, shared, || {
            let mut keys: Vec<&str> = self.own.keys().copied().collect();
            keys.sort_unstable();
            keys.into_iter().map(str::to_owned).collect()
        })
    }
}

/// Checks an absolute IRI.
pub(crate) fn check_iri(iri: &Spanned<'_>, diagnostics: &mut Vec<Diagnostic>) -> bool {
    check_iri_text(iri, iri.span, diagnostics)
}

fn check_iri_text(text: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let Err(bad) = iri::check(text) else { return true };
    let span = at_character(text, bad.at, bad.found, span);
    let mut diagnostic = Diagnostic::error(Code::BadIri, span, format!("invalid IRI `{text}`: {bad}"));
    if let Some(corrected) = &bad.corrected {
        diagnostic = diagnostic.help(format!("write `{corrected}`"));
    }
    diagnostics.push(diagnostic);
    false
}

/// The place of the wrong character of an IRI, where the source has the IRI as it is, in brackets or
/// quotation marks or without.
fn at_character(text: &str, at: usize, found: Option<char>, span: Span) -> Span {
    let around = (span.end - span.start) as usize;
    let (Some(found), Some(more)) = (found, around.checked_sub(text.len())) else { return span };
    if more != 0 && more != 2 || at >= text.len() {
        return span;
    }
    let offset = |bytes: usize| span.start + u32::try_from(bytes + more / 2).unwrap_or_default();
    Span { start: offset(at), end: offset(at + found.len_utf8()) }
}

/// Checks a key.
pub(crate) fn check_key(key: &Spanned<'_>, what: impl Display, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let Err(bad) = iri::check_key(key) else { return true };
    let mut diagnostic =
        Diagnostic::error(Code::BadKey, key.span, format!("`{}` cannot be {what}: {bad}", &**key));
    if let Some(corrected) = &bad.corrected {
        diagnostic = diagnostic.help(format!("write `{corrected}`"));
    }
    diagnostics.push(diagnostic);
    false
}
