//! The JSON Schema of a model's answer: flat, all keys required, closed lists, no references. Servers that constrain what
//! a model can write understand this much of it, and refuse or ignore more.
use crate::check::model::Modality;
use crate::ontology::Ontology;
use crate::ontology::terms::{Kind, Term};
use serde_json::{Value, json};

/// The keys of things that a model wants declared.
pub(super) const NEW: [&str; 6] = ["new1", "new2", "new3", "new4", "new5", "new6"];

/// Classes that an entity cannot have, or whose entities an article does not name.
const NOT_FOR_ENTITIES: [&str; 7] = ["Article", "Fact", "Quantity", "Quote", "TimeSpan", "Software", "Unit"];

/// The classes that a model can give an entity.
pub(super) fn classes(ontology: &Ontology) -> Vec<&Term> {
    let named = |term: &&Term| {
        let own = !term.name.contains(':') && !term.name.starts_with('<');
        let foreign = term.name.contains(':') && !term.iri.starts_with("http://www.w3.org/");
        !NOT_FOR_ENTITIES.contains(&&*term.name) && (own || foreign)
    };
    let mut classes: Vec<&Term> = ontology.terms().of(Kind::Class).filter(named).collect();
    // The core's first: a long list is cut.
    classes.sort_by_key(|term| (term.name.contains(':'), term.name.clone()));
    classes.truncate(80);
    classes
}

/// An answer that names entities to declare.
pub(super) fn entities(classes: &[&Term]) -> Value {
    let names: Vec<&str> = classes.iter().map(|term| term.name.as_str()).collect();
    closed(json!({"entities": {"type": "array", "items": closed(json!({
        "words": {"type": "string"},
        "type": {"type": "string", "enum": names},
    }))}}))
}

/// What an answer about facts can choose from.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices<'c> {
    /// The numbers of the sentences.
    pub(super) sentences: Vec<usize>,
    /// The labels of the candidates, and the keys of new entities.
    pub(super) things: Vec<String>,
    /// Those of them that can say something.
    pub(super) speakers: Vec<String>,
    /// The properties.
    pub(super) properties: Vec<&'c Term>,
}

/// An answer that gives facts.
pub(super) fn facts(choices: &Choices<'_>) -> Value {
    let or_none =
        |list: &[String]| -> Vec<String> { [String::new()].into_iter().chain(list.to_vec()).collect() };
    let properties: Vec<&str> = choices.properties.iter().map(|term| term.name.as_str()).collect();
    facts_of(
        json!({"type": "integer", "enum": choices.sentences}),
        json!({"type": "string", "enum": choices.things}),
        json!({"type": "string", "enum": or_none(&choices.things)}),
        json!({"type": "string", "enum": or_none(&choices.speakers)}),
        &properties,
    )
}

fn facts_of(sentence: Value, subject: Value, object: Value, speaker: Value, properties: &[&str]) -> Value {
    let modalities: Vec<&str> = Modality::ALL.iter().map(|modality| modality.name()).collect();
    let text = json!({"type": "string"});
    closed(json!({"facts": {"type": "array", "items": closed(json!({
        "sentence": sentence,
        "quote": text,
        "subject": subject,
        "predicate": {"type": "string", "enum": properties},
        "object": object,
        "literal": text,
        "unit": text,
        "when": text,
        "modality": {"type": "string", "enum": modalities},
        "negated": {"type": "boolean"},
        "speaker": speaker,
    }))}}))
}

/// The schema for a model outside of a piece: things are named by free text. What `groundwire schema --for model` prints.
#[must_use]
pub(crate) fn for_model(ontology: &Ontology) -> Value {
    let properties: Vec<&str> = properties(ontology).iter().map(|term| term.name.as_str()).collect();
    let text = json!({"type": "string"});
    let mut facts = facts_of(json!({"type": "integer"}), text.clone(), text.clone(), text, &properties);
    let mut entities = entities(&classes(ontology));
    facts["properties"]["entities"] = entities["properties"]["entities"].take();
    facts["required"] = json!(["facts", "entities"]);
    facts
}

/// The properties that facts of an article have: not those of the shape of facts, quotes and times themselves.
pub(super) fn properties(ontology: &Ontology) -> Vec<&Term> {
    let own = |term: &&Term| {
        let classes = [&term.domain, &term.domain_includes];
        let about_shape = classes.into_iter().any(|list| {
            !list.is_empty() && list.iter().all(|class| NOT_FOR_ENTITIES.contains(&class.as_str()))
        });
        let foreign = term.name.contains(':')
            && crate::term::vocab::PREDECLARED
                .iter()
                .any(|(prefix, _)| term.name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(':')));
        !about_shape && !foreign && !term.name.starts_with('<') && term.takes.is_some()
    };
    ontology.terms().of(Kind::Property).filter(own).collect()
}

/// An object with these keys, all of them required, and no others.
fn closed(properties: Value) -> Value {
    let required: Vec<String> =
        properties.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every object is closed and requires all its keys, and nothing is used that servers refuse.
    fn is_plain(schema: &Value) {
        let Value::Object(map) = schema else { return };
        for key in map.keys() {
            let known = ["type", "properties", "required", "additionalProperties", "items", "enum"];
            assert!(known.contains(&&**key), "{key}");
        }
        if let Some(Value::Object(properties)) = map.get("properties") {
            assert_eq!(map["additionalProperties"], json!(false));
            assert_eq!(map["required"].as_array().unwrap().len(), properties.len());
            properties.values().for_each(is_plain);
        }
        map.get("items").into_iter().for_each(is_plain);
    }

    #[test]
    fn servers_can_take_it() {
        let ontology = Ontology::core();
        let schema = for_model(&ontology);
        is_plain(&schema);
        let properties = schema["properties"]["facts"]["items"]["properties"]["predicate"]["enum"].clone();
        let has = |name: &str| properties.as_array().unwrap().iter().any(|one| one == name);
        assert!(has("memberOf") && has("holdsPosition") && has("amount"), "{properties}");
        assert!(!has("statedIn") && !has("edtf") && !has("evidence") && !has("modality"), "{properties}");
        let enums = properties.as_array().unwrap().len();
        assert!(enums < 250, "{enums}");
        is_plain(&facts(&Choices { sentences: vec![1], ..Choices::default() }));
    }
}
