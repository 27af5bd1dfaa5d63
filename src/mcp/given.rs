//! The arguments of a call, checked against the schema of its tool.
use serde_json::{Map, Value};

/// What is wrong with the arguments; nothing where they are as the schema says.
pub(super) fn wrong(
    tool: &str,
    schema: &Map<String, Value>,
    arguments: &Map<String, Value>,
) -> Option<String> {
    let due = |name: &str| schema.get("properties").and_then(|properties| properties.get(name));
    for (name, value) in arguments {
        match due(name) {
            None => {
                let known = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
                let names: Vec<&str> = known.map(|(name, _)| name.as_str()).collect();
                return Some(format!("`{tool}` has no argument `{name}`; it has {}", names.join(", ")));
            }
            Some(due) if !fits(due, value) => {
                let allowed = allowed(due);
                return Some(format!("the argument `{name}` must be {allowed}; found {}", found(value)));
            }
            Some(_) => {}
        }
    }
    let mut required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let missing = required.find_map(|name| {
        let name = name.as_str()?;
        (!arguments.contains_key(name)).then_some(name)
    })?;
    Some(format!("the argument `{missing}` is required: {}", due(missing).map(allowed).unwrap_or_default()))
}

/// A number without a fraction, however it is written.
pub(super) fn integer(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.fract() == 0.0)
}

fn fits(due: &Value, value: &Value) -> bool {
    match due["type"].as_str() {
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("integer") => integer(value).is_some_and(|number| {
            due["minimum"].as_f64().is_none_or(|least| number >= least)
                && due["maximum"].as_f64().is_none_or(|most| number <= most)
        }),
        _ => true,
    }
}

fn allowed(due: &Value) -> String {
    match (due["type"].as_str(), &due["minimum"], &due["maximum"]) {
        (Some("integer"), Value::Number(least), Value::Number(most)) => {
            format!("an integer from {least} to {most}")
        }
        (Some("integer"), Value::Number(least), _) => format!("an integer, {least} or more"),
        (Some("array"), ..) => "a list".to_owned(),
        (Some("object"), ..) => "an object".to_owned(),
        _ => "a string".to_owned(),
    }
}

/// A value as a message names it.
fn found(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        value => {
            let text = value.to_string();
            match text.chars().count() {
                0..=60 => text,
                _ => text.chars().take(60).chain(['…']).collect(),
            }
        }
    }
}
