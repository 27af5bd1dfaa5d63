//! Entities: classes, labels, kinds.
use super::names::{Names, check_key};
use super::text_of_language;
use crate::check::model::{Entity, Label, Referent};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::facts::{self, Spanned};
use crate::ontology::{ClassId, ClassSet, Ontology};
use crate::term::vocab::{af, skos};
use crate::text::ordered::Ordered;
use smallvec::SmallVec;
use std::borrow::Cow;

/// Written entities by key: the order in which they are checked, so that what was checked is in the order
/// of the output and need not be moved.
pub(crate) fn by_key<'d>(written: &'d [facts::RawEntity<'d>]) -> Vec<&'d facts::RawEntity<'d>> {
    let mut entities: Vec<_> = written.iter().collect();
    entities.sort_by_cached_key(|entity| Ordered::new(&entity.key));
    entities
}

/// Facts, quotes, quantities, times and articles come from their own keys, and none of them is checked as an entity: their
/// classes, and what to write instead.
const RESERVED: [(&str, &str); 5] = [
    (af::ARTICLE, "the key `article` names the document's own article; another article is an `Artifact`"),
    (af::FACT, "list it under `facts`"),
    (af::QUOTE, "give the words as `quote` of a fact"),
    (af::QUANTITY, "write it in the fact: `quantity: {number: 54.2, unit: billion-us-dollars}`"),
    (af::TIME_SPAN, "write it in the fact: `when: 2019-03-26`, or as its `object`"),
];

/// The classes that every entity is held against, looked up once.
pub(crate) struct KnownClasses {
    concept: Option<ClassId>,
    reserved: [Option<ClassId>; RESERVED.len()],
}

impl KnownClasses {
    pub(crate) fn new(ontology: &Ontology) -> Self {
        Self {
            concept: ontology.class(skos::CONCEPT),
            reserved: RESERVED.map(|(iri, _)| ontology.class(iri)),
        }
    }
}

/// Checks an entity but for its kinds, which may name any other entity. Labels without a language
/// are in the article's.
pub(crate) fn check<'d>(
    written: &'d facts::RawEntity<'d>,
    language: Option<&'d str>,
    known: &KnownClasses,
    names: &Names<'d>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Entity<'d> {
    let mut classes = SmallVec::with_capacity(written.types.len());
    for name in &written.types {
        classes.extend(names.class(name, diagnostics));
    }
    let class_set = names.ontology.class_set(&classes);
    if classes.len() > 1 {
        if let Some(clash) = names.ontology.disjoint(&class_set) {
            let (one, other) = clash.declared;
            let short = |class| names.short(names.ontology.class_iri(class));
            diagnostics.push(
                Diagnostic::error(
                    Code::Disjoint,
                    written.types.first().map_or(written.key.span, |text| text.span),
                    format!(
                        "`{}` has disjoint classes: nothing can be both `{}` and `{}`",
                        &*written.key,
                        short(one),
                        short(other)
                    ),
                )
                .help("keep one of the classes, or declare two entities"),
            );
        }
        classes.sort_unstable_by_key(|class| names.ontology.class_iri(*class));
        classes.dedup();
    }
    reserved(written, &class_set, known, names, diagnostics);
    let concept = known.concept.is_some_and(|concept| names.ontology.is_a(&class_set, concept));
    let mut same_as = Vec::with_capacity(written.same_as.len());
    for iri in &written.same_as {
        same_as.extend(names.iri(iri, diagnostics));
        diagnostics.extend(page_of_entity(iri));
    }
    same_as.sort_unstable();
    same_as.dedup();
    let mut identifiers: Vec<_> = written.identifiers.iter().map(|text| Cow::Borrowed(&**text)).collect();
    identifiers.sort_unstable();
    identifiers.dedup();
    Entity {
        key: Cow::Borrowed(&written.key),
        classes,
        class_set,
        concept,
        labels: labels(&written.labels, language, diagnostics),
        alt_labels: labels(&written.alt_labels, language, diagnostics),
        same_as,
        kinds: Vec::new(),
        identifiers,
        base: None,
        note: written.note.as_ref().map(|text| Cow::Borrowed(&**text)),
        is_draft: written.is_draft,
    }
}

/// A warning where `same-as` gives a page of Wikidata about a thing in place of the thing.
fn page_of_entity(iri: &Spanned<'_>) -> Option<Diagnostic> {
    let rest = iri.trim_start_matches('<').trim_end_matches('>');
    let rest = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").or_else(|| rest.strip_prefix("m.")).unwrap_or(rest);
    let rest = rest.strip_prefix("wikidata.org/")?;
    let id = rest.strip_prefix("wiki/").map(|id| id.strip_prefix("Special:EntityData/").unwrap_or(id));
    let id = match id {
        Some(id) => id,
        // The address of the thing itself begins with http.
        None => rest.strip_prefix("entity/").filter(|_| iri.contains("https://"))?,
    };
    let number = id.strip_prefix('Q').or_else(|| id.strip_prefix("Property:P"))?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let id = id.trim_start_matches("Property:");
    let entity = format!("http://www.wikidata.org/entity/{id}");
    let message = format!("`{}` is a page about the entity, not the entity itself", &**iri);
    let help = format!("write `{entity}`");
    Some(Diagnostic::warning(Code::BadIri, iri.span, message).help(help).rename(iri.span, entity))
}

/// Reports the classes of an entity that only other keys make.
fn reserved(
    written: &facts::RawEntity<'_>,
    class_set: &ClassSet,
    known: &KnownClasses,
    names: &Names<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (class, (iri, instead)) in known.reserved.iter().zip(RESERVED) {
        if class.is_some_and(|class| names.ontology.is_a(class_set, class)) {
            let short = names.short(iri);
            diagnostics.push(
                Diagnostic::error(
                    Code::ReservedType,
                    written.types.first().map_or(written.key.span, |text| text.span),
                    format!("an entity cannot be declared as `{short}`"),
                )
                .help(instead),
            );
        }
    }
}

fn labels<'d>(
    written: &'d [facts::RawLabel<'d>],
    language: Option<&'d str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Label<'d>> {
    let mut labels = Vec::with_capacity(written.len());
    for label in written {
        let language = match &label.language {
            Some(tag) => text_of_language(tag, diagnostics),
            None => language,
        };
        labels.push(Label { text: Cow::Borrowed(&*label.text), language: language.map(Cow::Borrowed) });
    }
    if labels.len() > 1 {
        labels.sort_unstable_by(|a, b| (&a.language, &a.text).cmp(&(&b.language, &b.text)));
        labels.dedup();
    }
    labels
}

/// Looks up the kinds of checked entities; those that nobody declares are added to `kinds`.
pub(crate) fn check_kinds<'d>(
    written: &[&'d facts::RawEntity<'d>],
    entities: &mut [Entity<'d>],
    names: &Names<'d>,
    kinds: &mut Vec<&'d str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (index, entity) in written.iter().enumerate() {
        let mut found = Vec::with_capacity(entity.kinds.len());
        for key in &entity.kinds {
            found.extend(concept(key, "kind", entities, names, kinds, diagnostics));
        }
        found.sort_unstable();
        found.dedup();
        if let Some(entity) = entities.get_mut(index) {
            entity.kinds = found;
        }
    }
}

/// The concept that a `kind` or a `unit` names. One that nobody declares is declared by its use.
pub(crate) fn concept<'d>(
    key: &'d Spanned<'d>,
    what: &str,
    entities: &[Entity<'d>],
    names: &Names<'d>,
    kinds: &mut Vec<&'d str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Referent<'d>> {
    let Some(thing) = names.entity(key) else {
        if !check_key(key, format_args!("a {what}"), diagnostics) {
            return None;
        }
        kinds.push(key);
        return Some(Referent::Kind(Cow::Borrowed(key)));
    };
    let concept = names.ontology.class(skos::CONCEPT);
    if let (Some(set), Some(concept)) = (names.class_set(&thing, entities), concept)
        && !names.ontology.is_a(&set, concept)
    {
        diagnostics.push(
            Diagnostic::error(
                Code::NotAConcept,
                key.span,
                format!("the {what} `{}` is an entity, but not a concept", &**key),
            )
            .help(format!("give `{}` the type `Concept`, or use another key for the {what}", &**key)),
        );
        return None;
    }
    Some(thing)
}
