//! What a model answers: JSON, perhaps with words around it, perhaps cut off.
use serde_json::{Deserializer, Value};

/// The objects of a list in an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Objects {
    /// The objects.
    pub(super) items: Vec<Value>,
    /// Whether the answer was whole: a map with that list.
    pub(super) is_whole: bool,
}

/// The objects under a key. Of an answer that is cut off or has words around it, those that are whole.
pub(super) fn objects(text: &str, key: &str) -> Objects {
    for (at, _) in text.match_indices('{').take(20) {
        let mut values = Deserializer::from_str(&text[at..]).into_iter::<Value>();
        if let Some(Ok(Value::Object(mut map))) = values.next()
            && let Some(Value::Array(items)) = map.remove(key)
        {
            return Objects { items, is_whole: true };
        }
    }
    // A list that does not end.
    let start = text.find(&format!("\"{key}\"")).and_then(|at| Some(at + text[at..].find('[')? + 1));
    let mut items = Vec::new();
    let mut rest = start.map_or("", |at| &text[at..]);
    loop {
        rest = rest.trim_start_matches([',', ' ', '\n', '\r', '\t']);
        if !rest.starts_with('{') {
            break;
        }
        let mut values = Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else { break };
        items.push(value);
        rest = &rest[values.byte_offset()..];
    }
    Objects { items, is_whole: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_around_and_cut_ends_are_borne() {
        let whole = |text: &str| objects(text, "facts");
        let one = Objects { items: vec![json!({"a": 1})], is_whole: true };
        assert_eq!(whole("{\"facts\":[{\"a\":1}]}"), one);
        assert_eq!(whole("Sure! Here:\n```json\n{\"facts\": [{\"a\":1}]}\n```\nIs {that} all?"), one);
        let cut = Objects { items: vec![json!({"a": "}"})], is_whole: false };
        assert_eq!(whole("{\"facts\":[{\"a\":\"}\"},{\"a\":2"), cut);
        assert_eq!(whole("{\"facts\":[{\"a\":\"}\"}, \n \n"), cut);
        assert_eq!(whole("Sure! {\"facts\": ["), Objects::default());
        assert_eq!(whole("{\"facts\": 3}"), Objects::default());
        assert_eq!(whole(&"[{".repeat(100_000)), Objects::default());
        assert_eq!(whole(""), Objects::default());
    }
}
