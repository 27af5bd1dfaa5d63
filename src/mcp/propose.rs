//! Facts that an agent brings: checked against the article, and written to `drafts.yaml` where that is allowed.
use super::shelf::Shown;
use super::tool::error;
use crate::archive::ArticleEntry;
use crate::check::resolve::{self, Context, resolve};
use crate::corpus::find::Found;
use crate::corpus::read::{document_text, folder_name};
use crate::corpus::replace::{Held, replace};
use crate::diagnostic::source::{Source, SourceMap};
use crate::diagnostic::{Severity, machine};
use crate::document;
use crate::draft::file::{self, By, Draft, Drafts, Origin};
use crate::draft::item::Item;
use crate::draft::merge::merge;
use crate::text::digest::sha256;
use oxsdatatypes::DateTime;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The name under which an agent's drafts are kept.
const AGENT: &str = "agent";

/// Checks facts and, where they are to be kept, adds them to the document's drafts.
pub(super) fn facts(
    shown: &Shown,
    article: &ArticleEntry,
    arguments: &Map<String, Value>,
    keep: bool,
) -> Result<Value, Value> {
    let Some(given) = arguments.get("facts").and_then(Value::as_array).filter(|facts| !facts.is_empty())
    else {
        return Err(error("the argument `facts` is required: a list of facts, each an object"));
    };
    let (found, path) = file_of(shown, article)?;
    let text =
        fs::read_to_string(path).map_err(|failure| error(&format!("cannot read the document: {failure}")))?;
    let mut wrong = Vec::new();
    let Some(mut written) = document::read(&text, found.notation, &mut wrong) else {
        return Err(error("the document itself has errors: a person must fix them first"));
    };
    let body = document_text(found, &written, &mut wrong)
        .ok_or_else(|| error("the article's text cannot be read"))?;
    let drafts_path = path.with_file_name("drafts.yaml");
    let held = Held::read(&drafts_path).map_err(|failure| error(&failure.to_string()))?;
    let known = drafts(&held)?;
    let taken = taken(&written, &known);
    let proposed = proposed(given, arguments.get("entities"), &body, taken)?;
    let base = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let own = proposed.drafts.write();
    let mut found_here = Vec::new();
    let read = file::read(&own, base, &mut found_here);
    let merged = merge(&mut written, read, base, &mut found_here);
    let corpus = shown.input.corpora.get(found.corpus).ok_or_else(|| error("the document has no corpus"))?;
    let folder = folder_name(path);
    let context = Context { corpus: corpus.shared(), lenient: false, default_id: Some(&folder) };
    let source = Some(resolve::FoundText::new(&body));
    resolve(&written, source, context, &mut resolve::Buffers::default(), &mut found_here);
    let (_, mine) = merged.split(found_here);
    let source = Source::whole("facts", &own);
    let map = SourceMap::new(source);
    let diagnostics: Vec<Value> = mine.iter().map(|found| machine::object(found, &map)).collect();
    if mine.iter().any(|found| found.severity == Severity::Error) {
        return Err(json!({
            "error": "the facts are refused; nothing was written",
            "diagnostics": diagnostics, "checked": own,
            "next": "fix what is named and call again",
        }));
    }
    if !keep {
        return Ok(json!({"accepted": given.len(), "diagnostics": diagnostics}));
    }
    let mut all = known;
    let known: BTreeSet<String> = all.entities.iter().map(|(key, _)| key.clone()).collect();
    all.entities.extend(proposed.drafts.entities.into_iter().filter(|(key, _)| !known.contains(key)));
    all.facts.extend(proposed.drafts.facts);
    replace(&[(&held, all.write().as_bytes())]).map_err(|failure| error(&failure.to_string()))?;
    Ok(json!({
        "written": proposed.ids, "diagnostics": diagnostics,
        "next": "a person decides: groundwire accept or reject",
    }))
}

/// The drafts that a file holds already. One that cannot be read as a whole is not written over.
fn drafts(held: &Held) -> Result<Drafts, Value> {
    let text = std::str::from_utf8(held.bytes())
        .map_err(|_| error("`drafts.yaml` is not UTF-8: a person must fix it first"))?;
    let mut wrong = Vec::new();
    let read = file::read(text, 0, &mut wrong);
    if wrong.iter().any(|found| found.severity == Severity::Error) {
        return Err(error("`drafts.yaml` has errors: a person must fix it first (groundwire check)"));
    }
    Ok(read.drafts)
}

/// The file of an article's document: one in a folder of its own.
fn file_of<'s>(shown: &'s Shown, article: &ArticleEntry) -> Result<(&'s Found, &'s Path), Value> {
    let found = shown.input.document_of(&article.id);
    found.and_then(|found| Some((found, found.path.as_deref()?))).ok_or_else(|| {
        error("this document is a line of a larger file: facts can be checked only for documents in folders")
    })
}

/// The ids that a new draft may not have.
fn taken(written: &document::facts::RawDocument<'_>, known: &Drafts) -> BTreeSet<String> {
    let own = written.facts.iter().filter_map(|fact| fact.id.as_ref().map(|id| id.to_string()));
    own.chain(known.facts.iter().map(|draft| draft.id.clone())).collect()
}

/// What is proposed, with the ids beside those that were given.
struct Proposed {
    drafts: Drafts,
    ids: Vec<Value>,
}

fn proposed(
    given: &[Value],
    entities: Option<&Value>,
    body: &str,
    mut taken: BTreeSet<String>,
) -> Result<Proposed, Value> {
    let origin = Origin {
        by: By::Agent,
        name: AGENT.to_owned(),
        prompt_sha256: None,
        article_sha256: sha256(body.as_bytes()),
        at: now(),
    };
    let mut proposed = Proposed { drafts: Drafts::default(), ids: Vec::new() };
    for (key, value) in entities.and_then(Value::as_object).into_iter().flatten() {
        proposed.drafts.entities.push((key.clone(), Item::from(value)));
    }
    for (number, fact) in given.iter().enumerate() {
        let Some(fact) = fact.as_object() else {
            return Err(error(&format!("fact {} is not an object", number + 1)));
        };
        let id = (1..).map(|free| format!("a{free}")).find(|id| !taken.contains(id)).unwrap_or_default();
        taken.insert(id.clone());
        proposed.ids.push(json!({"id": id, "given": fact.get("id")}));
        let entries = fact.iter().filter(|(key, _)| !matches!(key.as_str(), "id" | "origin"));
        let entries = entries.map(|(key, value)| (key.clone(), Item::from(value))).collect();
        proposed.drafts.facts.push(Draft { id, origin: origin.clone(), entries });
    }
    Ok(proposed)
}

/// The time as an xsd:dateTime in UTC, to the second.
fn now() -> String {
    let now = DateTime::now().to_string();
    // Without the fraction of the second.
    format!("{}Z", now.get(..19).unwrap_or(&now))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_time_is_one_of_xml_schema() {
        let now = super::now();
        assert_eq!((now.len(), &now[10..11], &now[19..]), (20, "T", "Z"));
        assert!(now.as_str() > "2026-01-01" && now.as_str() < "2100");
    }
}
