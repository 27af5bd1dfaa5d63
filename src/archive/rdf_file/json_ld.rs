//! What JSON-LD may hold that the library's parser reads differently from the specification: it is refused.
use super::dotted_base;
use crate::term::iri::{has_dot_segments, has_inner_dot_segments};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Looks through a file of JSON-LD; what is not JSON is left to the parser.
pub(super) fn check(text: &[u8]) -> Result<(), String> {
    let holds = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
    let concerned = holds("@base") || holds("@container") && holds("@type");
    if !concerned {
        return Ok(());
    }
    let Ok(whole) = serde_json::from_slice::<Value>(text) else { return Ok(()) };
    let mut terms = Terms::default();
    each(&whole, &mut |object| terms.add(object))?;
    if terms.by_type.is_empty() || terms.scoped.is_empty() {
        return Ok(());
    }
    each(&whole, &mut |object| terms.look(object))
}

/// References to another host (`//host/path`) with a path segment `.` or `..`: where one is used as an IRI the parser keeps
/// these segments, which [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-5.2.2) removes.
pub(super) fn dotted_references(text: &[u8]) -> Vec<String> {
    let holds = |start: &str| memchr::memmem::find(text, start.as_bytes()).is_some();
    // A slash may be escaped.
    if !holds("\"//") && !holds("\"\\") && !holds("\"/\\") {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Ok(whole) = serde_json::from_slice::<Value>(text) {
        add_dotted(&whole, &mut found);
    }
    found
}

fn add_dotted(value: &Value, found: &mut Vec<String>) {
    let mut add = |text: &String| {
        if text.starts_with("//") && has_dot_segments(text) {
            found.push(text.clone());
        }
    };
    match value {
        Value::String(text) => add(text),
        Value::Array(items) => items.iter().for_each(|item| add_dotted(item, found)),
        Value::Object(object) => {
            object.keys().for_each(&mut add);
            object.values().for_each(|inner| add_dotted(inner, found));
        }
        _ => {}
    }
}

/// Calls a function with each object.
fn each(
    value: &Value,
    with: &mut impl FnMut(&Map<String, Value>) -> Result<(), String>,
) -> Result<(), String> {
    match value {
        Value::Object(object) => {
            with(object)?;
            object.values().try_for_each(|inner| each(inner, with))
        }
        Value::Array(items) => items.iter().try_for_each(|inner| each(inner, with)),
        _ => Ok(()),
    }
}

/// Terms that contexts define.
#[derive(Default)]
struct Terms {
    /// Those with a map by type.
    by_type: BTreeSet<String>,
    /// Those with a context of their own.
    scoped: BTreeSet<String>,
}

impl Terms {
    fn add(&mut self, object: &Map<String, Value>) -> Result<(), String> {
        for (key, value) in object {
            if key == "@base"
                && let Some(base) =
                    value.as_str().filter(|base| base.contains(':') && has_inner_dot_segments(base))
            {
                return Err(dotted_base(base));
            }
            let Value::Object(definition) = value else { continue };
            let by_type = match definition.get("@container") {
                Some(Value::String(container)) => container == "@type",
                Some(Value::Array(containers)) => containers.iter().any(|container| container == "@type"),
                _ => false,
            };
            if by_type {
                self.by_type.insert(key.clone());
            }
            if definition.contains_key("@context") && !key.starts_with('@') {
                self.scoped.insert(key.clone());
            }
        }
        Ok(())
    }

    /// In a map by type, the context of the type holds in the nodes below, too. The parser forgets it there.
    fn look(&self, object: &Map<String, Value>) -> Result<(), String> {
        for (term, value) in object.iter().filter(|(term, _)| self.by_type.contains(*term)) {
            let Value::Object(types) = value else { continue };
            let mut mapped = types.iter().filter(|(name, _)| self.scoped.contains(*name));
            if let Some((name, _)) = mapped.find(|(_, nodes)| has_nodes_below(nodes)) {
                return Err(format!(
                    "`{term}` is a map by type, and the context of its type `{name}` would have to hold in the nodes \
                     below, too, which is not supported; write the type as `@type` of its node"
                ));
            }
        }
        Ok(())
    }
}

/// Whether a node, or one of several, has a property whose value is a node.
fn has_nodes_below(nodes: &Value) -> bool {
    match nodes {
        Value::Array(items) => items.iter().any(has_nodes_below),
        Value::Object(node) => node.values().any(|value| match value {
            Value::Array(items) => items.iter().any(Value::is_object),
            value => value.is_object(),
        }),
        _ => false,
    }
}
