//! What a graph says: our facts, entities and articles, and anything else that is described.
use super::{Item, Items, Key, Kind, Value};
use crate::ask::cite::Citation;
use crate::ask::dataset::TermId;
use crate::ask::explain::Namer;
use crate::rdf::fact::{Facts, NODES, Role, text};
use crate::term::iri::article_and_key;
use crate::term::vocab::{af, dcterms, owl, pav, prov, rdf, rdfs, schema, skos};
use oxrdf::TermRef;
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
    let facts: FxHashSet<TermId> = dataset.facts().collect();
    let articles: FxHashSet<TermId> = dataset.of_class(af::ARTICLE).collect();
    // What belongs to a fact is shown with it.
    let within: FxHashSet<TermId> = NODES.into_iter().flat_map(|class| dataset.of_class(class)).collect();
    let mut follow: FxHashSet<[TermId; 3]> = FxHashSet::default();
    for &fact in &facts {
        let parts = dataset.parts(fact);
        if let (Some(subject), Some(predicate), Some(object)) =
            (parts.get(Role::Subject), parts.get(Role::Predicate), parts.object())
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
            if let Some(value) = value(namer, &part, object) {
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
fn value(namer: Namer<'_>, part: &str, object: TermId) -> Option<Value> {
    let dataset = namer.dataset;
    let term = dataset.term(object);
    let told = |role| dataset.one(object, role).map(|end| text(dataset.term(end)));
    match term {
        TermRef::Literal(literal) if part == "text" => Some(Value {
            meaning: literal.value().to_owned(),
            shown: format!("{} code points", literal.value().chars().count()),
        }),
        TermRef::Literal(literal) => {
            Some(Value { meaning: literal.to_string(), shown: namer.name(literal.into()) })
        }
        TermRef::NamedNode(node) => {
            if let Some(edtf) = told(Role::Edtf) {
                return Some(Value::plain(edtf));
            }
            if let Some(exact) = told(Role::Exact) {
                let [start, end] = [Role::Start, Role::End].map(|role| told(role).unwrap_or("?"));
                let words: Vec<&str> = exact.split_whitespace().collect();
                return Some(Value::plain(format!("“{}” at {start}–{end}", words.join(" "))));
            }
            if let Some(unit) = dataset.one(object, Role::Unit) {
                let roles = Role::NUMBERS.into_iter().chain([Role::Approximate]);
                let numbers: Vec<&str> = roles.map(|role| told(role).unwrap_or_default()).collect();
                return Some(Value {
                    meaning: format!("{} {}", numbers.join(" "), dataset.term(unit)),
                    shown: namer.name(term),
                });
            }
            Some(Value { meaning: node.to_string(), shown: namer.short(node.as_str()) })
        }
        term => Some(Value::plain(term.to_string())),
    }
}
