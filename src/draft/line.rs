//! A line of an archive: the document that facts are drafted for, and the same with its drafts as facts.
use super::file::{Drafts, origin_item};
use super::item::Item;
use super::propose::Subject;
use crate::check::resolve::{Context, FoundText};
use crate::document::Notation;
use serde_json::{Map, Value};
use std::fmt;

/// Why a line cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LineError {
    /// Not UTF-8.
    Utf8(String),
    /// Not JSON.
    Json(String),
    /// JSON, but not an object.
    NotAnObject,
    /// `article` is not a map.
    NotAMap,
    /// No key of this name in the article; with its id, where there is one.
    Missing(&'static str, Option<String>),
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LineError::Utf8(reason) => write!(f, "not UTF-8: {reason}"),
            LineError::Json(reason) => write!(f, "not JSON: {reason}"),
            LineError::NotAnObject => f.write_str("expected a JSON object"),
            LineError::NotAMap => f.write_str("expected a map under `article`"),
            LineError::Missing(key, None) => write!(f, "the article has no `{key}`"),
            LineError::Missing(key, Some(id)) => write!(f, "the article `{id}` has no `{key}`"),
        }
    }
}

impl std::error::Error for LineError {}

/// An article with its text in the line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    id: String,
    text: String,
    document: Map<String, Value>,
    source: String,
}

impl Line {
    /// Reads a line: a text with `id`, `title`, `text` and `date`, or a whole document.
    ///
    /// # Errors
    /// What is not as it must be.
    pub(crate) fn read(line: &[u8]) -> Result<Self, LineError> {
        let line = std::str::from_utf8(line).map_err(|error| LineError::Utf8(error.to_string()))?;
        let value: Value = serde_json::from_str(line).map_err(|error| LineError::Json(error.to_string()))?;
        let Value::Object(mut map) = value else { return Err(LineError::NotAnObject) };
        let is_document = map.contains_key("article");
        let article = if is_document { map.remove("article") } else { Some(article(&map)?) };
        let Some(Value::Object(article)) = article else { return Err(LineError::NotAMap) };
        let id = text_of(&article, "id").ok_or(LineError::Missing("id", None))?;
        let Some(Value::String(text)) = article.get("text").cloned() else {
            return Err(LineError::Missing("text", Some(id)));
        };
        let facts = map.remove("facts").filter(|_| is_document).unwrap_or_else(|| Value::Array(Vec::new()));
        let mut document = Map::new();
        document.insert("article".to_owned(), Value::Object(article));
        for key in ["prefixes", "entities"] {
            if let Some(value) = map.remove(key).filter(|_| is_document) {
                document.insert(key.to_owned(), value);
            }
        }
        document.insert("facts".to_owned(), facts);
        let source = Value::Object(document.clone()).to_string();
        Ok(Self { id, text, document, source })
    }

    /// The article's id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The article's text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The document to draft for.
    pub(crate) fn subject<'d>(&'d self, context: Context<'d>, drafts: &'d Drafts) -> Subject<'d> {
        Subject {
            source: &self.source,
            notation: Notation::Json,
            text: FoundText::new(&self.text),
            context,
            drafts,
        }
    }

    /// The line with its drafts as facts, each with its confidence and origin.
    pub(crate) fn written(mut self, drafts: &Drafts) -> String {
        if !drafts.entities.is_empty() {
            let entities = self.document.entry("entities").or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(entities) = entities {
                for (key, entity) in &drafts.entities {
                    entities.insert(key.clone(), value(entity));
                }
            }
        }
        if let Some(Value::Array(facts)) = self.document.get_mut("facts") {
            for draft in &drafts.facts {
                let mut fact = Map::new();
                fact.insert("id".to_owned(), Value::String(draft.id.clone()));
                for (key, item) in &draft.entries {
                    fact.insert(key.clone(), value(item));
                }
                fact.insert("origin".to_owned(), value(&origin_item(&draft.origin)));
                facts.push(Value::Object(fact));
            }
        }
        let mut line = Value::Object(self.document).to_string();
        line.push('\n');
        line
    }
}

fn value(item: &Item) -> Value {
    let mut text = String::new();
    item.write_json(&mut text);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// The article of a line with a text alone.
fn article(map: &Map<String, Value>) -> Result<Value, LineError> {
    let id = text_of(map, "id").ok_or(LineError::Missing("id", None))?;
    let text = map.get("text").cloned().ok_or_else(|| LineError::Missing("text", Some(id.clone())))?;
    let mut article = Map::new();
    article.insert("id".to_owned(), Value::String(id.clone()));
    let title = text_of(map, "title").unwrap_or(id);
    article.insert("title".to_owned(), Value::String(title));
    for (key, name) in
        [("date", "published"), ("published", "published"), ("language", "language"), ("source", "source")]
    {
        if let Some(text) = text_of(map, key) {
            article.insert(name.to_owned(), Value::String(text));
        }
    }
    article.insert("text".to_owned(), text);
    Ok(Value::Object(article))
}

fn text_of(map: &Map<String, Value>, key: &str) -> Option<String> {
    match map.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let error = |line: &str| Line::read(line.as_bytes()).unwrap_err().to_string();
        assert_eq!(error("[]"), "expected a JSON object");
        assert_eq!(error("{\"text\": \"A.\"}"), "the article has no `id`");
        assert_eq!(error("{\"id\": \"a\"}"), "the article `a` has no `text`");
        assert_eq!(error("{\"id\": \"a\", \"text\": 7}"), "the article `a` has no `text`");
        assert_eq!(error("{\"article\": []}"), "expected a map under `article`");
        assert!(error("{").starts_with("not JSON: "));
        assert!(Line::read(b"\"\xff\"").unwrap_err().to_string().starts_with("not UTF-8: "));
    }

    #[test]
    fn a_text_becomes_a_document() {
        let line = Line::read(br#"{"id": 7, "date": "2019-07-10", "text": "A.", "facts": 1}"#).unwrap();
        assert_eq!((line.id(), line.text()), ("7", "A."));
        let written = line.written(&Drafts::default());
        let document: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(document["article"]["published"], "2019-07-10");
        assert_eq!(
            (&document["article"]["title"], document["facts"].as_array().unwrap().len()),
            (&"7".into(), 0)
        );
    }
}
