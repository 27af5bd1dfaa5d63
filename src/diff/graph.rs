//! What a graph says: our facts, entities and articles, and anything else that is described.
use super::{Item, Items, Key, Kind, Value};
use crate::ask::cite::Citation;
use crate::ask::dataset::TermId;
use crate::ask::explain::Namer;
use crate::term::iri::article_and_key;
use crate::term::vocab::{NUMBERS, af, dcterms, oa, owl, pav, prov, rdf, rdfs, schema, skos};
use oxrdf::{NamedNodeRef, TermRef};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Names of parts, as documents have them.
const PARTS: &[(&str, &str)] = &[
    (rdf::TYPE, "type"),
    (rdfs::LABEL, "label"),
    (skos::PREF_LABEL, "label"),
    (skos::ALT_LABEL, "alt-label"),
    (owl::SAME_AS, "same-as"),
    (dcterms::TYPE, "kind"),
    (dcterms::IDENTIFIER, "identifier"),
    (rdfs::COMMENT, "note"),
    (dcterms::TITLE, "title"),
    (dcterms::PUBLISHER, "publisher"),
    (dcterms::CREATOR, "author"),
    (dcterms::SOURCE, "source"),
    (dcterms::LICENSE, "license"),
    (dcterms::ISSUED, "published"),
    (pav::RETRIEVED_ON, "retrieved"),
    (dcterms::LANGUAGE, "language"),
    (schema::ARTICLE_BODY, "text"),
    (schema::SHA256, "sha256"),
    (af::SUBJECT, "subject"),
    (af::PREDICATE, "predicate"),
    (af::OBJECT, "object"),
    (af::VALUE, "value"),
    (af::MODALITY, "modality"),
    (af::EVIDENCE, "quote"),
    (af::NEGATED, "negated"),
    (af::INFERRED, "inferred"),
    (af::WHEN, "when"),
    (af::ACCORDING_TO, "according-to"),
    (af::STATED_IN, "stated-in"),
    (af::TOPIC, "topic"),
    (af::CONFIDENCE, "confidence"),
    (prov::WAS_ATTRIBUTED_TO, "recorded-by"),
    (af::BASE_UNIT, "base-unit"),
    (af::FACTOR, "factor"),
];

/// Adds what a dataset says. Plain triples are left out where a fact says them: they follow from it.
pub(crate) fn items(namer: Namer<'_>, items: &mut Items) {
    let dataset = namer.dataset;
    let id = |iri: &str| dataset.iri(iri);
    let of_class = |class: &str| -> FxHashSet<TermId> {
        let pair = id(rdf::TYPE).zip(id(class));
        pair.into_iter()
            .flat_map(|(is_a, class)| dataset.matching(None, Some(is_a), Some(class)))
            .map(|[subject, ..]| subject)
            .collect()
    };
    let facts = of_class(af::FACT);
    let articles = of_class(af::ARTICLE);
    // What belongs to a fact is shown with it.
    let mut within = of_class(af::QUOTE);
    within.extend(of_class(af::TIME_SPAN));
    within.extend(of_class(af::QUANTITY));
    let one = |subject: TermId, predicate: &str| {
        let found = dataset.matching(Some(subject), Some(id(predicate)?), None).next();
        found.map(|[_, _, object]| object)
    };
    let mut follow: FxHashSet<[TermId; 3]> = FxHashSet::default();
    for &fact in &facts {
        if let (Some(subject), Some(predicate)) = (one(fact, af::SUBJECT), one(fact, af::PREDICATE))
            && let Some(object) = one(fact, af::OBJECT).or_else(|| one(fact, af::VALUE))
        {
            follow.insert([subject, predicate, object]);
        }
    }
    let mut subjects: BTreeMap<TermId, Vec<[TermId; 3]>> = BTreeMap::new();
    for triple in dataset.matching(None, None, None) {
        if !within.contains(&triple[0]) && !follow.contains(&triple) {
            subjects.entry(triple[0]).or_default().push(triple);
        }
    }
    for (subject, triples) in subjects {
        let term = dataset.term(subject);
        let kind = if facts.contains(&subject) {
            Kind::Fact
        } else if articles.contains(&subject) {
            Kind::Article
        } else {
            Kind::Entity
        };
        let mut item = Item::default();
        for [_, predicate, object] in triples {
            let TermRef::NamedNode(predicate) = dataset.term(predicate) else { continue };
            if kind == Kind::Fact && predicate.as_str() == rdf::TYPE {
                continue;
            }
            let known = PARTS.iter().find(|(iri, _)| *iri == predicate.as_str());
            let part = known.map_or_else(|| namer.short(predicate.as_str()), |(_, name)| (*name).to_owned());
            if let Some(value) = value(namer, &part, dataset.term(object)) {
                item.add(&part, value);
            }
        }
        item.words = match kind {
            Kind::Fact => namer.sentence(&Citation::new(dataset, subject)),
            Kind::Article => dataset.text(term, dcterms::TITLE).unwrap_or_default().to_owned(),
            Kind::Entity => namer.name(term),
        };
        items.insert(key(kind, term), item);
    }
}

/// The article and the id in an IRI that the mapping minted; any other IRI as it is.
fn key(kind: Kind, term: TermRef<'_>) -> Key {
    let TermRef::NamedNode(node) = term else {
        return Key { article: String::new(), kind, id: term.to_string() };
    };
    let (article, id) = article_and_key(node.as_str()).unwrap_or(("", node.as_str()));
    Key { article: article.to_owned(), kind, id: id.to_owned() }
}

/// What a part's object means. Times, quantities and quotes are told by what they say.
fn value(namer: Namer<'_>, part: &str, object: TermRef<'_>) -> Option<Value> {
    let dataset = namer.dataset;
    match object {
        TermRef::Literal(literal) if part == "text" => Some(Value {
            meaning: literal.value().to_owned(),
            shown: format!("{} code points", literal.value().chars().count()),
        }),
        TermRef::Literal(literal) => {
            Some(Value { meaning: literal.to_string(), shown: namer.name(literal.into()) })
        }
        TermRef::NamedNode(node) => {
            if let Some(edtf) = dataset.text(object, af::EDTF) {
                return Some(Value::plain(edtf));
            }
            if let Some(exact) = dataset.text(object, oa::EXACT) {
                let place = |predicate| dataset.text(object, predicate).unwrap_or("?").to_owned();
                let words: Vec<&str> = exact.split_whitespace().collect();
                return Some(Value::plain(format!(
                    "“{}” at {}–{}",
                    words.join(" "),
                    place(oa::START),
                    place(oa::END)
                )));
            }
            if let Some(unit) = dataset.objects(object, NamedNodeRef::new_unchecked(af::UNIT)).next() {
                let numbers: Vec<&str> = NUMBERS
                    .into_iter()
                    .chain([af::APPROXIMATE])
                    .map(|predicate| dataset.text(object, predicate).unwrap_or_default())
                    .collect();
                return Some(Value {
                    meaning: format!("{} {unit}", numbers.join(" ")),
                    shown: namer.name(object),
                });
            }
            Some(Value { meaning: node.to_string(), shown: namer.short(node.as_str()) })
        }
        term => Some(Value::plain(term.to_string())),
    }
}
