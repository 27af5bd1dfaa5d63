//! The JSON Schema against the checker: it accepts what `check` accepts, and refuses no document that `check` accepts.
//!
//! The documents are those of `docs/format.md` and of `tests/bad` and `tests/good`. The validator here knows the keywords
//! that our schema uses, and fails on any other.
use groundwire::document::tree::{Node, Value as Written};
use groundwire::document::yaml;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

const SPECIFICATION: &str = include_str!("../docs/format.md");

/// What the command says in a folder, and its status.
fn groundwire(args: &[&str], folder: &Path) -> (String, bool) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(folder).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

/// A YAML tree as JSON, by the core schema of YAML 1.2.
fn as_json(node: &Node<'_>) -> Value {
    match &node.value {
        Written::Scalar(scalar) => match &*scalar.text {
            _ if scalar.is_null() => Value::Null,
            "true" | "True" | "TRUE" if scalar.plain => Value::Bool(true),
            "false" | "False" | "FALSE" if scalar.plain => Value::Bool(false),
            text if scalar.plain => {
                let number = text.trim_start_matches('+').parse().ok().and_then(serde_json::Number::from_f64);
                let digits = text.chars().any(|c| c.is_ascii_digit());
                number.filter(|_| digits).map_or_else(|| json!(text), Value::Number)
            }
            text => json!(text),
        },
        Written::List(items) => items.iter().map(as_json).collect(),
        Written::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.to_string(), as_json(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// Why a value does not conform to a schema, if so.
fn misfit(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    let keywords = match schema {
        Value::Bool(true) => return None,
        Value::Object(keywords) => keywords,
        other => return Some(format!("{other} allows nothing")),
    };
    let fits = |schema: &Value, value: &Value| misfit(root, schema, value).is_none();
    for (keyword, wanted) in keywords {
        let number = |wanted: &Value| wanted.as_f64().unwrap();
        let items = wanted.as_array();
        let good = match keyword.as_str() {
            "$ref" => {
                let pointer = wanted.as_str().unwrap().trim_start_matches('#');
                let found = misfit(root, root.pointer(pointer).unwrap(), value);
                if found.is_some() {
                    return found;
                }
                true
            }
            "type" => {
                let name = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let whole = value.as_f64().is_some_and(|number| number.fract() == 0.0);
                let is = |wanted: &Value| wanted == name || wanted == "integer" && whole;
                items.map_or_else(|| is(wanted), |all| all.iter().any(is))
            }
            "enum" => items.unwrap().contains(value),
            "const" => wanted == value,
            "pattern" => {
                value.as_str().is_none_or(|text| Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text))
            }
            "minimum" => value.as_f64().is_none_or(|value| value >= number(wanted)),
            "exclusiveMinimum" => value.as_f64().is_none_or(|value| value > number(wanted)),
            "maximum" => value.as_f64().is_none_or(|value| value <= number(wanted)),
            "minItems" => value.as_array().is_none_or(|list| list.len() as f64 >= number(wanted)),
            "minProperties" => value.as_object().is_none_or(|map| map.len() as f64 >= number(wanted)),
            "required" => value
                .as_object()
                .is_none_or(|map| items.unwrap().iter().all(|key| map.contains_key(key.as_str().unwrap()))),
            "dependentRequired" => value.as_object().is_none_or(|map| {
                let present = wanted.as_object().unwrap().iter().filter(|(key, _)| map.contains_key(*key));
                present
                    .flat_map(|(_, needed)| needed.as_array().unwrap())
                    .all(|key| map.contains_key(key.as_str().unwrap()))
            }),
            "properties" => {
                let known = wanted.as_object().unwrap();
                for (key, value) in value.as_object().into_iter().flatten() {
                    if let Some(found) = known.get(key).and_then(|schema| misfit(root, schema, value)) {
                        return Some(format!("{key}: {found}"));
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = keywords.get("properties").and_then(Value::as_object);
                let mut others = value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter(|(key, _)| known.is_none_or(|known| !known.contains_key(*key)));
                others.all(|(_, value)| fits(wanted, value))
            }
            "propertyNames" => {
                value.as_object().into_iter().flatten().all(|(key, _)| fits(wanted, &json!(key)))
            }
            "items" => value.as_array().into_iter().flatten().all(|item| fits(wanted, item)),
            "allOf" => {
                let found = items.unwrap().iter().find_map(|schema| misfit(root, schema, value));
                if found.is_some() {
                    return found;
                }
                true
            }
            "anyOf" => items.unwrap().iter().any(|schema| fits(schema, value)),
            "oneOf" => items.unwrap().iter().filter(|schema| fits(schema, value)).count() == 1,
            "not" => !fits(wanted, value),
            "if" => !fits(wanted, value) || keywords.get("then").is_none_or(|then| fits(then, value)),
            "then" | "$schema" | "$defs" | "title" | "description" | "default" | "enumDescriptions" => true,
            other => panic!("the validator of this test does not know `{other}`"),
        };
        if !good {
            return Some(format!("`{keyword}` of {value}"));
        }
    }
    None
}

/// The fenced blocks whose info string begins with the words: the rest of it, and the document.
fn documents<'a>(words: &str) -> Vec<(&'a str, &'a str)> {
    let blocks = SPECIFICATION.split("\n```").filter_map(|block| block.strip_prefix(words));
    blocks.map(|rest| rest.split_once('\n').unwrap()).collect()
}

fn schema() -> Value {
    let folder = tempfile::tempdir().unwrap();
    serde_json::from_str(&groundwire(&["schema"], folder.path()).0).unwrap()
}

#[test]
fn the_schema_accepts_the_good_documents_of_the_specification() {
    let schema = schema();
    let good = documents("yaml good");
    assert!(good.len() >= 6);
    for (_, text) in good {
        let document = as_json(&yaml::parse(text).unwrap());
        assert_eq!(misfit(&schema, &schema, &document), None, "{text}");
    }
}

#[test]
fn the_schema_refuses_errors_of_form() {
    let schema = schema();
    let codes =
        ["unknown-key", "missing-key", "null", "wrong-type", "bad-key", "bad-modality", "object-or-value"];
    let mut tried = 0;
    for (code, text) in documents("yaml bad ").into_iter().filter(|(code, _)| codes.contains(code)) {
        let document = as_json(&yaml::parse(text).unwrap());
        assert!(misfit(&schema, &schema, &document).is_some(), "{code}: {text}");
        tried += 1;
    }
    assert_eq!(tried, codes.len());
}

#[test]
fn what_the_schema_refuses_the_checker_refuses() {
    let schema = schema();
    let (mut accepted, mut refused) = (0, 0);
    for suite in ["bad", "good", "commands"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(suite);
        for case in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
            let Ok(text) = fs::read_to_string(case.join("facts.yaml")) else { continue };
            // Cases with more than a document are about something else than its form.
            let Ok(tree) = yaml::parse(&text) else { continue };
            let Some(reason) = misfit(&schema, &schema, &as_json(&tree)) else {
                accepted += 1;
                continue;
            };
            refused += 1;
            let (_, is_good) = groundwire(&["check", "facts.yaml"], &case);
            assert!(!is_good, "{}: the schema refuses it: {reason}", case.display());
        }
    }
    assert!(accepted >= 50 && refused >= 10, "{accepted} accepted, {refused} refused");
}
