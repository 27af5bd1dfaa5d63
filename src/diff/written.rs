//! Documents as they are written: they need no text and no ontology, and may have errors.
use super::{Item, Items, Key, Kind, Value};
use crate::corpus::Corpus;
use crate::document::facts::{
    self, RawArticle, RawDocument, RawEntity, RawFact, RawLabel, RawObject, RawQuote, Spanned,
};
use crate::term::bounds::Bounds;
use crate::term::literal;
use crate::term::vocab::{AF, CONTROLLED, PREDECLARED, skos};

/// What a corpus gives to the names in its documents.
#[derive(Clone, Debug)]
pub(crate) struct CorpusNames {
    /// The base of all minted IRIs.
    pub base: String,
    /// Prefixes with their IRIs.
    pub prefixes: Vec<(String, String)>,
}

impl CorpusNames {
    /// Those of a corpus.
    pub(crate) fn of(corpus: &Corpus) -> Self {
        Self { base: corpus.base().to_owned(), prefixes: corpus.prefixes().to_vec() }
    }
}

struct Names<'n> {
    corpus: &'n CorpusNames,
    document: &'n [(Spanned<'n>, Spanned<'n>)],
    own: Vec<&'n str>,
}

impl Names<'_> {
    /// What a CURIE or an IRI in `<>` means.
    fn iri(&self, text: &str) -> Option<String> {
        if let Some(iri) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
            return Some(iri.to_owned());
        }
        let (prefix, local) = text.split_once(':')?;
        let known = self.document.iter().find(|(name, _)| &**name == prefix).map(|(_, iri)| &**iri);
        let known = known.or_else(|| {
            self.corpus.prefixes.iter().find(|(name, _)| name == prefix).map(|(_, iri)| iri.as_str())
        });
        let known =
            known.or_else(|| PREDECLARED.iter().find(|(name, _)| *name == prefix).map(|(_, iri)| *iri));
        if known.is_none()
            && let Some(folder) =
                [("ent", "entity/"), ("kind", "kind/")].iter().find(|(name, _)| *name == prefix)
        {
            return Some(format!("{}{}{local}", self.corpus.base, folder.1));
        }
        Some(known.map_or_else(|| text.to_owned(), |iri| format!("{iri}{local}")))
    }

    fn thing(&self, text: &str) -> Value {
        let meaning = if self.own.contains(&text) {
            format!("own {text}")
        } else if let Some(iri) = self.iri(text) {
            iri
        } else if CONTROLLED.contains(&text) {
            format!("{AF}{text}")
        } else {
            format!("{}entity/{text}", self.corpus.base)
        };
        Value { meaning, shown: text.to_owned() }
    }

    fn term(&self, text: &str) -> Value {
        let meaning = match self.iri(text) {
            Some(iri) => iri,
            None if text == "Concept" => skos::CONCEPT.to_owned(),
            None => format!("{AF}{text}"),
        };
        Value { meaning, shown: text.to_owned() }
    }
}

/// A text whose white space says nothing.
fn prose(text: &str) -> Value {
    Value::plain(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Adds what a document says. `article` is its id where it gives none; `digest` the SHA-256 of its text where that is at
/// hand.
pub(crate) fn items(
    document: &RawDocument<'_>,
    corpus: &CorpusNames,
    article: &str,
    digest: Option<String>,
    items: &mut Items,
) {
    let id = document.article.id.as_deref().unwrap_or(article);
    let own = document.entities.iter().map(|entity| &*entity.key).collect();
    let names = Names { corpus, document: &document.prefixes, own };
    let key = |kind, id_of: &str| Key { article: id.to_owned(), kind, id: id_of.to_owned() };
    items.insert(key(Kind::Article, id), of_article(&document.article, &names, digest));
    for entity in &document.entities {
        items.insert(key(Kind::Entity, &entity.key), of_entity(entity, &names));
    }
    for (number, fact) in document.facts.iter().enumerate() {
        let unnamed = format!("number {}", number + 1);
        let id = fact.id.as_deref().unwrap_or(&unnamed);
        // Of two with one id, which is an error, neither hides the other.
        let again = (2..).map(|number| format!("{id} ({number})"));
        let free = std::iter::once(id.to_owned()).chain(again).map(|id| key(Kind::Fact, &id));
        if let Some(key) = free.into_iter().find(|key| !items.contains_key(key)) {
            items.insert(key, of_fact(fact, &names));
        }
    }
}

/// Adds the entities that a corpus declares.
pub(crate) fn shared(entities: &[RawEntity<'_>], corpus: &CorpusNames, items: &mut Items) {
    let names = Names { corpus, document: &[], own: Vec::new() };
    for entity in entities {
        let key = Key { article: String::new(), kind: Kind::Entity, id: entity.key.to_string() };
        items.insert(key, of_entity(entity, &names));
    }
}

fn of_article(article: &RawArticle<'_>, names: &Names<'_>, digest: Option<String>) -> Item {
    let mut item = Item::default();
    let texts = [
        ("title", &article.title),
        ("sha256", &article.sha256),
        ("source", &article.source),
        ("license", &article.license),
        ("published", &article.published),
        ("retrieved", &article.retrieved),
        ("language", &article.language),
        ("text-file", &article.text_file),
    ];
    for (part, text) in texts {
        if let Some(text) = text {
            item.add(part, prose(text));
        }
    }
    for (part, things) in [
        ("publisher", &article.publisher),
        ("author", &article.author),
        ("recorded-by", &article.recorded_by),
    ] {
        for thing in things {
            item.add(part, names.thing(thing));
        }
    }
    if let Some(digest) = digest {
        item.add(super::TEXT, Value { shown: format!("SHA-256 {digest}"), meaning: digest });
    }
    item.words = article.title.as_deref().map(|title| prose(title).shown).unwrap_or_default();
    item
}

fn of_entity(entity: &RawEntity<'_>, names: &Names<'_>) -> Item {
    let mut item = Item::default();
    let label = |label: &RawLabel<'_>| {
        let text = &*label.text;
        Value::plain(
            label.language.as_ref().map_or_else(|| text.to_owned(), |tag| format!("{text} @{}", &**tag)),
        )
    };
    for class in &entity.types {
        item.add("type", names.term(class));
    }
    for one in &entity.labels {
        item.add("label", label(one));
    }
    for one in &entity.alt_labels {
        item.add("alt-label", label(one));
    }
    for same in &entity.same_as {
        let meaning = names.iri(same).unwrap_or_else(|| same.to_string());
        item.add("same-as", Value { meaning, shown: same.to_string() });
    }
    for kind in &entity.kinds {
        item.add("kind", names.thing(kind));
    }
    if let Some(unit) = &entity.base_unit {
        item.add("base-unit", names.thing(unit));
    }
    if let Some(factor) = &entity.factor {
        item.add("factor", Value::plain(&*factor.text));
    }
    for identifier in &entity.identifiers {
        item.add("identifier", Value::plain(&**identifier));
    }
    if let Some(note) = &entity.note {
        item.add("note", prose(note));
    }
    item.words = entity.labels.first().map(|label| prose(&label.text).shown).unwrap_or_default();
    item
}

fn of_fact(fact: &RawFact<'_>, names: &Names<'_>) -> Item {
    let mut item = Item::default();
    let mut thing = |part: &str, text: &Option<Spanned<'_>>| {
        if let Some(text) = text {
            item.add(part, names.thing(text));
        }
    };
    thing("subject", &fact.subject);
    thing("according-to", &fact.according_to);
    thing("stated-in", &fact.stated_in);
    if let Some(predicate) = &fact.predicate {
        item.add("predicate", names.term(predicate));
    }
    if let Some(object) = &fact.object {
        let (part, value) = of_object(object, names);
        item.add(part, value);
    }
    if let Some(modality) = fact.modality.as_deref().filter(|modality| *modality != "realized") {
        item.add("modality", Value::plain(modality));
    }
    for (part, holds) in [("negated", fact.negated), ("inferred", fact.inferred)] {
        if holds {
            item.add(part, Value::plain("true"));
        }
    }
    if let Some(when) = &fact.when {
        item.add("when", prose(when));
    }
    for quote in &fact.quotes {
        item.add("quote", of_quote(quote));
    }
    for topic in &fact.topics {
        item.add("topic", names.thing(topic));
    }
    if let Some((confidence, _)) = &fact.confidence {
        item.add("confidence", Value::plain(&**confidence));
    }
    match fact.recorded_by.as_deref() {
        Some([]) => item.add("recorded-by", Value::plain("nobody")),
        recorders => {
            for recorder in recorders.unwrap_or_default() {
                item.add("recorded-by", names.thing(recorder));
            }
        }
    }
    if let Some(note) = &fact.note {
        item.add("note", prose(note));
    }
    let shown = |text: &Option<Spanned<'_>>| text.as_deref().unwrap_or("?").to_owned();
    let not = if fact.negated { "not " } else { "" };
    let object =
        fact.object.as_ref().map_or_else(|| "?".to_owned(), |object| of_object(object, names).1.shown);
    item.words = format!("{} — {not}{} → {object}", shown(&fact.subject), shown(&fact.predicate));
    item
}

fn of_object(object: &RawObject<'_>, names: &Names<'_>) -> (&'static str, Value) {
    match object {
        RawObject::Thing(text) => ("object", names.thing(text)),
        RawObject::Value(value) => {
            let text = &*value.text;
            let (meaning, shown) = match (&value.datatype, &value.language) {
                (Some(datatype), _) => {
                    let iri = names.iri(datatype).unwrap_or_else(|| datatype.to_string());
                    (format!("{text} ^^{iri}"), format!("“{text}” ^^{}", &**datatype))
                }
                (None, Some(tag)) => (format!("{text} @{}", &**tag), format!("“{text}” @{}", &**tag)),
                (None, None) if value.plain => {
                    let datatype = literal::kind_of(text).datatype();
                    let shown = if matches!(literal::kind_of(text), literal::Kind::String) {
                        format!("“{text}”")
                    } else {
                        text.to_owned()
                    };
                    (format!("{text} ^^{datatype}"), shown)
                }
                (None, None) => {
                    (format!("{text} ^^{}", literal::Kind::String.datatype()), format!("“{text}”"))
                }
            };
            ("value", Value { meaning, shown })
        }
        RawObject::Quantity(quantity) => {
            fn number<'n>(number: &'n Option<facts::Number<'_>>) -> Option<&'n str> {
                number.as_ref().map(|n| &*n.text)
            }
            let mut words = String::new();
            if quantity.about {
                words.push_str("about ");
            }
            let bounds = Bounds {
                number: number(&quantity.number),
                least: number(&quantity.from),
                most: number(&quantity.to),
                above: number(&quantity.above),
                below: number(&quantity.below),
            };
            bounds.write(&mut words);
            let unit = quantity.unit.as_deref().map(|unit| names.thing(unit));
            let (meaning, shown) = unit.map(|unit| (unit.meaning, unit.shown)).unwrap_or_default();
            ("quantity", Value { meaning: format!("{words} {meaning}"), shown: format!("{words} {shown}") })
        }
    }
}

fn of_quote(quote: &RawQuote<'_>) -> Value {
    let mut text = format!("“{}”", prose(&quote.exact).shown);
    if let Some(prefix) = &quote.prefix {
        text.push_str(&format!(" after “{}”", prose(prefix).shown));
    }
    if let Some(suffix) = &quote.suffix {
        text.push_str(&format!(" before “{}”", prose(suffix).shown));
    }
    if let Some((start, _)) = quote.start {
        text.push_str(&format!(" at {start}"));
    }
    Value::plain(text)
}
