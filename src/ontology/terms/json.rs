//! Terms as JSON for programs.
use super::{Term, Terms};
use serde_json::{Map, Value, json};

/// Terms as a list of objects; members without content are left out.
#[must_use]
pub(crate) fn json<'t>(found: impl IntoIterator<Item = &'t Term>) -> Value {
    found.into_iter().map(object).collect()
}

impl Terms {
    /// All terms as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json(self.all())
    }
}

fn object(term: &Term) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        if !empty {
            object.insert(name.to_owned(), value);
        }
    };
    put("name", json!(term.name));
    put("iri", json!(term.iri));
    put("kind", json!(term.kind.name()));
    put("label", json!(term.label));
    put("labels", json!(term.names));
    put("comment", json!(term.comment));
    put("synonyms", json!(term.synonyms));
    put(
        "takes",
        json!(term.takes.map(|takes| match takes {
            super::Takes::Time => "time",
            other => other.name(),
        })),
    );
    put("domain", json!(term.domain));
    put("domainIncludes", json!(term.domain_includes));
    put("range", json!(term.range));
    put("rangeIncludes", json!(term.range_includes));
    put("values", json!(term.values));
    put("valueOf", json!(term.value_of));
    put("above", json!(term.above));
    put("below", json!(term.below));
    put("properties", json!(term.properties));
    put("examples", json!(term.examples));
    let alignments: Vec<Value> = term
        .alignments
        .iter()
        .map(|alignment| json!({"relation": alignment.relation, "term": alignment.other, "iri": alignment.iri}))
        .collect();
    put("alignments", json!(alignments));
    object.into()
}
