//! Values as a drafts file holds them, and how they are written as YAML or JSON.
use crate::document::edit::{is_plain, yaml};
use crate::document::tree::{Node, Value};
use crate::term::literal::{Kind, kind_of};
use std::fmt::Write as _;

/// A value without its location: what a program proposes, before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// Text, quoted where the notation needs it.
    Text(String),
    /// A scalar that is without quotation marks: a number, a boolean, a time.
    Plain(String),
    /// A list.
    List(Vec<Item>),
    /// A map, in its order.
    Map(Vec<(String, Item)>),
}

/// A JSON value as it is written to a drafts file. A member that is null counts as left out.
impl From<&serde_json::Value> for Item {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Item::text(text.clone()),
            serde_json::Value::Array(items) => Item::List(items.iter().map(Item::from).collect()),
            serde_json::Value::Object(members) => {
                let members = members.iter().filter(|(_, value)| !value.is_null());
                Item::Map(members.map(|(key, value)| (key.clone(), Item::from(value))).collect())
            }
            value => Item::Plain(value.to_string()),
        }
    }
}

impl Item {
    /// Text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Item::Text(text.into())
    }

    /// The characters of a scalar.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Item::Text(text) | Item::Plain(text) => Some(text),
            Item::List(_) | Item::Map(_) => None,
        }
    }

    /// As JSON in which every scalar is a text: what a page shows and sends back.
    pub(crate) fn texts_in_json(&self) -> serde_json::Value {
        match self {
            Item::Text(text) | Item::Plain(text) => text.as_str().into(),
            Item::List(items) => items.iter().map(Item::texts_in_json).collect(),
            Item::Map(entries) => {
                entries.iter().map(|(key, value)| (key.clone(), value.texts_in_json())).collect()
            }
        }
    }

    /// The value of a key, where this is a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Item> {
        match self {
            Item::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The scalars of a list, or the one scalar that is in place of a list.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            Item::List(items) => items.iter().filter_map(Item::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        }
    }

    /// Appends the value as YAML on one line.
    pub(crate) fn write_flow(&self, out: &mut String) {
        match self {
            Item::Plain(text) => out.push_str(text),
            Item::Text(text) => write_text(text, out),
            Item::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.write_flow(out);
                }
                out.push(']');
            }
            Item::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    write_text(key, out);
                    out.push_str(": ");
                    value.write_flow(out);
                }
                out.push('}');
            }
        }
    }

    /// Appends the value as JSON on one line.
    pub(crate) fn write_json(&self, out: &mut String) {
        match self {
            Item::Plain(text) if serde_json::from_str::<serde_json::Value>(text).is_ok() => {
                out.push_str(text)
            }
            Item::Plain(text) | Item::Text(text) => write_json_text(text, out),
            Item::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write_json(out);
                }
                out.push(']');
            }
            Item::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    write_json_text(key, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

impl From<&Node<'_>> for Item {
    fn from(node: &Node<'_>) -> Self {
        match &node.value {
            // Other text without quotation marks may not be able to stand without them where it is written next.
            Value::Scalar(scalar)
                if scalar.plain && (kind_of(&scalar.text) != Kind::String || scalar.is_null()) =>
            {
                Item::Plain(scalar.text.clone().into_owned())
            }
            Value::Scalar(scalar) => Item::Text(scalar.text.clone().into_owned()),
            Value::List(items) => Item::List(items.iter().map(Item::from).collect()),
            Value::Map(entries) => Item::Map(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone().into_owned(), Item::from(&entry.value)))
                    .collect(),
            ),
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        out.push_str(&yaml(text));
    }
}

fn write_json_text(text: &str, out: &mut String) {
    let _ = write!(out, "{}", serde_json::Value::String(text.to_owned()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::yaml::parse;

    #[test]
    fn what_is_written_reads_the_same() {
        let texts =
            ["plain", "a: b", "it's", "2018", "yes", "-x", "a #b", "two\nlines", "{", "’", "3.20", ""];
        for text in texts {
            let item = Item::Map(vec![
                ("k".to_owned(), Item::text(text)),
                ("l".to_owned(), Item::List(vec![Item::text(text), Item::Plain("3.20".to_owned())])),
            ]);
            let mut yaml = String::new();
            item.write_flow(&mut yaml);
            let node = parse(&yaml).unwrap();
            assert_eq!(Item::from(&node), item, "{yaml}");
            let mut json = String::new();
            item.write_json(&mut json);
            assert_eq!(Item::from(&crate::document::json::parse(&json).unwrap()), item, "{json}");
        }
    }
}
