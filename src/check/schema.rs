//! The [JSON Schema](https://json-schema.org/draft/2020-12) of documents and corpora, for editors and
//! for programs that draft documents.
//!
//! What the schema refuses, [`resolve`](crate::check::resolve) refuses too. The other way round it goes as far
//! as a schema can see: not to whether a name is declared, a quote is in the text, or a class fits.
use crate::check::model::Modality;
use crate::ontology::Ontology;
use crate::term::vocab::{AF, PREDECLARED};
use serde_json::{Map, Value, json};

/// Letters and digits of any script, `.`, `_`, `-`; spelled by what it excludes, since not all
/// validators know classes of Unicode.
const KEY: &str = r"^[^\u0000-\u002f:-@\[-`{-\u007f][^\u0000-,/:-@\[-^`{-\u007f]*$";
const TIME: &str = concat!(
    r"^(\.\./)?\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?[~?]?",
    r"(/(\.\.|\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?[~?]?))?$"
);
const LANGUAGE: &str = r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$";
/// A CURIE or `<IRI>`.
const IRI_OR_CURIE: &str = r"^(<[^<>\s]+>|[^:<>\s]+:[^<>\s]*)$";
const IRI: &str = r"^[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*$";

/// What a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// A `facts.yaml` or `facts.json`.
    Document,
    /// A line of JSON Lines: with its id and text.
    Line,
    /// A `corpus.yaml`.
    Corpus,
}

/// The schema, with the ontology's classes and properties as completions. Terms outside the core are
/// offered with these prefixes.
pub(crate) fn schema(of: Of, ontology: &Ontology, prefixes: &[(String, String)]) -> Value {
    let mut root = match of {
        Of::Document => document(false),
        Of::Line => document(true),
        Of::Corpus => corpus(),
    };
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        (
            "title",
            json!(match of {
                Of::Document | Of::Line => "A groundwire document: the facts of one article",
                Of::Corpus => "A groundwire corpus: what its documents have in common",
            }),
        ),
    ];
    let mut whole = Map::new();
    for (key, value) in head {
        whole.insert(key.to_owned(), value);
    }
    if let Value::Object(root) = &mut root {
        whole.append(root);
    }
    whole.insert("$defs".to_owned(), definitions(ontology, prefixes));
    Value::Object(whole)
}

fn document(line: bool) -> Value {
    let mut article = json!({
        "id": described(reference("key"), "Part of every IRI; default: the folder's name"),
        "title": described(reference("text"), "The headline"),
        "text": described(reference("text"), "The text itself, if it is not in a file"),
        "text-file": described(reference("text"), "The file with the text, relative to the document's folder; default: article.txt"),
        "sha256": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$", "description": "SHA-256 of the text's bytes; if the text changes later, the document is refused"},
        "publisher": described(reference("keys"), "Who published it: an entity's key, or a list"),
        "author": described(reference("keys"), "Who wrote it: an entity's key, or a list"),
        "source": described(reference("iri"), "Where it was published"),
        "license": described(reference("iri"), "The license of the text"),
        "published": described(reference("time"), "When it was published"),
        "retrieved": described(reference("time"), "When it was retrieved"),
        "language": {"type": "string", "pattern": LANGUAGE, "description": "A BCP 47 tag: of the text, and of labels without one"},
        "recorded-by": described(reference("keys"), "Who wrote the facts down: the key of a person, an organization or a Software, or a list")
    });
    let mut required = vec!["title"];
    if line {
        required.extend(["id", "text"]);
        if let Value::Object(article) = &mut article {
            article.remove("text-file");
        }
    }
    json!({
        "type": "object",
        "required": ["article", "facts"],
        "additionalProperties": false,
        "properties": {
            "article": {
                "type": "object", "required": required, "additionalProperties": false,
                "not": {"required": ["text", "text-file"]},
                "properties": article
            },
            "prefixes": reference("prefixes"),
            "entities": reference("entities"),
            "facts": {"type": "array", "items": reference("fact"), "description": "What the article states, one statement per fact"}
        }
    })
}

/// Where a fact that a program proposed comes from.
fn origin() -> Value {
    json!({
        "type": "object", "required": ["by", "name", "article-sha256", "at"], "additionalProperties": false,
        "description": "Which program proposed the fact, and when; `groundwire draft` writes it",
        "properties": {
            "by": {"enum": ["rules", "model", "agent"]},
            "name": {"type": "string"},
            "prompt-sha256": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"},
            "article-sha256": {"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"},
            "at": {"type": "string"}
        }
    })
}

fn corpus() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "base": {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*[/#]$", "description": "Base of all generated IRIs; must end in / or #"},
            "prefixes": reference("prefixes"),
            "ontology": described(reference("texts"), "Turtle files below this folder"),
            "entities": reference("entities"),
            "questions": described(reference("text"), "The folder of saved questions; default: questions"),
            "language": {"type": "string", "pattern": LANGUAGE, "description": "A BCP 47 tag: of the shared entities' labels without one"},
            "deny": described(reference("texts"), "Warnings that refuse a document: codes, or warnings for all"),
            "allow": described(reference("texts"), "Warnings that are not reported: codes")
        }
    })
}

fn definitions(ontology: &Ontology, prefixes: &[(String, String)]) -> Value {
    let classes: Vec<&str> = ontology.classes().into_iter().map(|class| ontology.class_iri(class)).collect();
    let properties: Vec<&str> =
        ontology.properties().into_iter().map(|property| ontology.property_iri(property)).collect();
    json!({
        "text": {"type": ["string", "number"]},
        "texts": one_or_more(&reference("text")),
        "key": {"anyOf": [{"type": "string", "pattern": KEY}, {"type": "number"}]},
        "keys": one_or_more(&reference("key")),
        "iri": {"type": "string", "pattern": IRI},
        "time": {
            "anyOf": [{"type": "string", "pattern": TIME}, {"type": "number"}],
            "description": "EDTF: 2019-03-26, 2018-07, 2018, 2018/.. (since), ../2018 (until), 2019/2022, 1997~ (about), 1997? (perhaps), 2019-10-16T19:37+08:00"
        },
        "language": {"type": "string", "pattern": LANGUAGE},
        "prefixes": {
            "type": "object",
            "propertyNames": {"not": {"enum": ["http", "https", "urn"]}},
            "additionalProperties": reference("iri"),
            "description": "Prefixes for CURIEs, in addition to the predeclared ones"
        },
        "class": named(&classes, ontology, prefixes, true),
        "property": named(&properties, ontology, prefixes, false),
        "entities": {
            "type": "object",
            "propertyNames": {"allOf": [{"pattern": KEY}, {"not": {"const": "article"}}]},
            "additionalProperties": reference("entity")
        },
        "entity": entity(),
        "fact": fact(ontology),
        "value": value(),
        "quantity": quantity(),
        "quote": quote()
    })
}

/// A thing that an article speaks of.
fn entity() -> Value {
    json!({
        "type": "object", "required": ["type", "label"], "additionalProperties": false,
        "dependentRequired": {"base-unit": ["factor"], "factor": ["base-unit"]},
        "properties": {
            "type": described(one_or_more_at_least(&reference("class")), "Its class, or a list of classes"),
            "label": described(languages(&reference("text"), 1), "Its name: text, or a map from languages to texts"),
            "alt-label": described(languages(&reference("texts"), 0), "Its other names"),
            "same-as": described(one_or_more(&json!({"type": "string"})), "The same thing elsewhere: an IRI or CURIE, or a list"),
            "kind": described(reference("keys"), "A more specific kind: a concept's key; using it declares it"),
            "base-unit": described(reference("key"), "Of a unit: the unit that it is a multiple of"),
            "factor": {"type": "number", "exclusiveMinimum": 0, "description": "Of a unit: how many base units it is"},
            "identifier": described(reference("texts"), "An identifier, as text"),
            "note": described(reference("text"), "A note for readers")
        }
    })
}

/// A fact with its words.
fn fact(ontology: &Ontology) -> Value {
    let modalities: Vec<&str> = Modality::ALL.into_iter().map(Modality::name).collect();
    let modality_words: Vec<String> =
        modalities.iter().map(|name| definition(ontology, &format!("{AF}{name}"))).collect();
    json!({
        "type": "object", "required": ["id", "subject", "predicate", "quote"], "additionalProperties": false,
        "oneOf": [{"required": ["object"]}, {"required": ["value"]}, {"required": ["quantity"]}],
        "if": {"properties": {"inferred": {"const": true}}, "required": ["inferred"]},
        "then": {"required": ["note"]},
        "properties": {
            "id": described(reference("key"), "Its key, unique in the document; keep it when other facts change"),
            "subject": described(reference("text"), "An entity's key, `article`, a CURIE or <IRI>"),
            "predicate": reference("property"),
            "object": described(reference("text"), "An entity's key, `article`, a controlled value, a CURIE or <IRI>; a time where the property takes one"),
            "value": reference("value"),
            "quantity": reference("quantity"),
            "modality": {"enum": modalities, "enumDescriptions": modality_words, "default": "realized", "description": "How real the article presents it to be"},
            "negated": {"type": "boolean", "default": false, "description": "True if the article states that this is not so"},
            "inferred": {"type": "boolean", "default": false, "description": "True if a part of it must be inferred; the note states which"},
            "when": described(reference("time"), "The time at which it holds"),
            "according-to": described(reference("key"), "The agent who states it; absent if the article itself asserts it"),
            "stated-in": described(reference("key"), "The key of the utterance that states it"),
            "quote": {
                "anyOf": [reference("quote"), {"type": "array", "minItems": 1, "items": reference("quote")}],
                "description": "The words of the article that state it, word for word; a list if they are not adjacent"
            },
            "topic": described(reference("keys"), "What it is about: an entity's key, or a list"),
            "recorded-by": described(reference("keys"), "Who wrote it down: the key of a person, an organization or a Software, or a list; default: the article's"),
            "confidence": {"type": "number", "minimum": 0, "maximum": 1, "description": "Confidence of the program that proposed it"},
            "origin": origin(),
            "note": described(reference("text"), "A note for readers")
        }
    })
}

/// A literal.
fn value() -> Value {
    json!({
        "anyOf": [
            {"type": ["string", "number", "boolean"]},
            {
                "type": "object", "required": ["value"], "additionalProperties": false,
                "not": {"required": ["datatype", "lang"]},
                "properties": {
                    "value": {"type": ["string", "number", "boolean"]},
                    "datatype": {"type": "string", "description": "A datatype: a CURIE such as xsd:gYear, or an IRI"},
                    "lang": reference("language")
                }
            }
        ],
        "description": "A literal, instead of an object"
    })
}

/// A number with its unit.
fn quantity() -> Value {
    let any_bound: Vec<Value> =
        ["from", "to", "above", "below"].into_iter().map(|bound| json!({"required": [bound]})).collect();
    json!({
        "type": "object", "required": ["unit"], "additionalProperties": false,
        "oneOf": [
            {"required": ["number"], "not": {"anyOf": any_bound}},
            {"anyOf": any_bound, "not": {"required": ["number"]}}
        ],
        "not": {"anyOf": [{"required": ["from", "above"]}, {"required": ["to", "below"]}]},
        "properties": {
            "number": {"type": "number"},
            "from": {"type": "number", "description": "The lower bound: at least"},
            "to": {"type": "number", "description": "The upper bound: at most"},
            "above": {"type": "number", "description": "The lower bound, excluded: more than, over"},
            "below": {"type": "number", "description": "The upper bound, excluded: less than, under"},
            "unit": described(reference("key"), "A concept's key; using it declares it"),
            "about": {"type": "boolean", "description": "True if the article says about, nearly or some"}
        },
        "description": "A number with its unit, or a range of numbers"
    })
}

/// Words of the article.
fn quote() -> Value {
    json!({
        "anyOf": [
            reference("text"),
            {
                "type": "object", "required": ["exact"], "additionalProperties": false,
                "properties": {
                    "exact": described(reference("text"), "The words"),
                    "prefix": described(reference("text"), "The words right before"),
                    "suffix": described(reference("text"), "The words right after"),
                    "start": {"type": "integer", "minimum": 0, "description": "Its start, in Unicode code points"}
                }
            }
        ]
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn described(mut value: Value, description: &str) -> Value {
    if let Value::Object(map) = &mut value {
        map.insert("description".to_owned(), json!(description));
    }
    value
}

fn one_or_more(item: &Value) -> Value {
    json!({"anyOf": [item, {"type": "array", "items": item}]})
}

fn one_or_more_at_least(item: &Value) -> Value {
    json!({"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]})
}

/// An item, or a map from languages to items, of which there are at least so many.
fn languages(item: &Value, least: u8) -> Value {
    json!({"anyOf": [
        item,
        {"type": "object", "minProperties": least, "propertyNames": {"pattern": LANGUAGE}, "additionalProperties": item}
    ]})
}

/// Names of terms as completions, and whatever else may name one.
fn named(iris: &[&str], ontology: &Ontology, prefixes: &[(String, String)], concept: bool) -> Value {
    let mut names: Vec<(String, String)> = Vec::new();
    for iri in iris {
        if let Some(name) = short(iri, prefixes) {
            names.push((name, definition(ontology, iri)));
        }
    }
    if concept {
        names.push(("Concept".to_owned(), "A topic, kind or unit (skos:Concept).".to_owned()));
    }
    names.sort();
    names.dedup_by(|a, b| a.0 == b.0);
    let (names, words): (Vec<String>, Vec<String>) = names.into_iter().unzip();
    json!({"anyOf": [
        {"enum": names, "enumDescriptions": words},
        {"type": "string", "pattern": IRI_OR_CURIE}
    ]})
}

/// A term as a document names it: a core name or a CURIE.
fn short(iri: &str, prefixes: &[(String, String)]) -> Option<String> {
    if let Some(local) = iri.strip_prefix(AF) {
        return Some(local.to_owned());
    }
    let given = prefixes.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str()));
    let (prefix, local) = given
        .chain(PREDECLARED.iter().copied())
        .filter_map(|(prefix, namespace)| Some((prefix, iri.strip_prefix(namespace)?)))
        .min_by_key(|(_, local)| local.len())?;
    Some(format!("{prefix}:{local}"))
}

/// What a term means, in the ontology's words.
fn definition(ontology: &Ontology, iri: &str) -> String {
    let words = ontology.comment(iri).or_else(|| ontology.label(iri));
    words.map(|literal| literal.value().to_owned()).unwrap_or_default()
}
