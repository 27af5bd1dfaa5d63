//! Entities that no fact uses, and entities that look like one.
use crate::check::corpus::CheckedCorpus;
use crate::check::model::{Document, Object, Referent};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::facts;
use rustc_hash::{FxHashMap, FxHashSet};

/// Warns about them.
pub(super) fn warnings<'s, 'd>(
    document: &'s Document<'d>,
    written: &facts::RawDocument<'_>,
    corpus: &CheckedCorpus,
    found: &mut Vec<Diagnostic>,
) {
    let mut used: FxHashSet<&str> = FxHashSet::default();
    let mut note = |thing: &'s Referent<'d>| {
        if let Referent::Own(key) = thing {
            used.insert(key);
        }
    };
    for fact in &document.facts {
        note(&fact.subject);
        match &fact.object {
            Object::Thing(thing) => note(thing),
            Object::Quantity(quantity) => note(&quantity.unit),
            Object::Time(_) | Object::Literal(_) => {}
        }
        fact.according_to.iter().chain(&fact.stated_in).chain(&fact.topics).for_each(&mut note);
        fact.recorded_by.iter().for_each(&mut note);
    }
    let article = &document.article;
    article.publisher.iter().chain(&article.author).chain(&article.recorded_by).for_each(&mut note);
    document.entities.iter().filter_map(|entity| Some(&entity.base.as_ref()?.unit)).for_each(&mut note);
    document.entities.iter().flat_map(|entity| &entity.kinds).for_each(&mut note);
    for written in written.entities.iter().filter(|written| !used.contains(&*written.key)) {
        found.push(
            Diagnostic::warning(
                Code::UnusedEntity,
                written.key.span,
                format!("no fact speaks of `{}`", &*written.key),
            )
            .help("add what the article says of it, or take it out"),
        );
    }
    twins(document, written, corpus, found);
}

/// Entities with one label or one identity.
fn twins(
    document: &Document<'_>,
    written: &facts::RawDocument<'_>,
    corpus: &CheckedCorpus,
    found: &mut Vec<Diagnostic>,
) {
    let mut known: FxHashMap<(String, Option<String>), &str> = FxHashMap::default();
    let mut same: FxHashMap<String, &str> = FxHashMap::default();
    let spans: FxHashMap<&str, Span> =
        written.entities.iter().map(|written| (&*written.key, written.key.span)).collect();
    let own = document.entities.iter().map(|entity| (entity, true));
    let mut warnings = Vec::new();
    for (entity, is_own) in corpus.entities().map(|entity| (entity, false)).chain(own) {
        let mut twin = None;
        for label in &entity.labels {
            let language = label.language.as_ref().map(|tag| tag.to_lowercase());
            // A label without a tag is one in any language.
            let keys = [(label.text.to_lowercase(), language), (label.text.to_lowercase(), None)];
            twin = twin.or_else(|| keys.iter().find_map(|key| known.get(key)).map(|other| (*other, "label")));
            for key in keys {
                known.entry(key).or_insert(&entity.key);
            }
        }
        for iri in &entity.same_as {
            let iri = format!("{}{}", iri.namespace, iri.local);
            twin = twin.or_else(|| same.get(&iri).map(|other| (*other, "identity")));
            same.entry(iri).or_insert(&entity.key);
        }
        let span = is_own.then(|| spans.get(&*entity.key)).flatten();
        if let (Some((other, what)), Some(span)) = (twin, span) {
            warnings.push(
                Diagnostic::warning(
                    Code::TwinEntities,
                    *span,
                    format!("`{}` and `{other}` have the same {what}: they look like one thing", entity.key),
                )
                .help("keep one of them; or give them labels that tell them apart"),
            );
        }
    }
    found.extend(warnings);
}
