//! Facts that an agent brings: checked against the article, and written to `drafts.yaml` where that is allowed.
use super::shelf::Shown;
use super::{UNTRUSTED, error};
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

/// The name under which the drafts of an agent without a name are kept.
const AGENT: &str = "agent";
/// The longest name of an agent.
const LONGEST: usize = 100;

/// The name under which an agent's drafts are kept: what its client is called, on one line.
pub(super) fn signature(client: Option<&str>) -> String {
    let words =
        client.unwrap_or_default().split(|letter: char| letter.is_whitespace() || letter.is_control());
    let name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    match name.chars().take(LONGEST).collect::<String>() {
        name if name.is_empty() => AGENT.to_owned(),
        name => name,
    }
}

/// Checks facts and, where they are to be kept under a name, adds them to the document's drafts.
pub(super) fn facts(
    shown: &Shown,
    article: &ArticleEntry,
    arguments: &Map<String, Value>,
    keep: Option<String>,
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
    let is_kept = keep.is_some();
    let origin = origin(keep.unwrap_or_else(|| AGENT.to_owned()), &body);
    let proposed = proposed(given, arguments.get("entities"), &origin, taken.clone())?;
    let base = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let own = proposed.write();
    let mut found_here = Vec::new();
    let read = file::read(&own, base, &mut found_here);
    let proposed = read.drafts.clone();
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
            "untrusted": UNTRUSTED, "diagnostics": diagnostics, "checked": own,
            "next": "fix what is named and call again",
        }));
    }
    if !is_kept {
        return Ok(json!({"accepted": given.len(), "untrusted": UNTRUSTED, "diagnostics": diagnostics}));
    }
    let mut all = known;
    let ids = add(&mut all, proposed, given, taken);
    if !ids.written.is_empty() {
        replace(&[(&held, all.write().as_bytes())]).map_err(|failure| error(&failure.to_string()))?;
    }
    let mut answer = json!({"written": ids.written});
    if !ids.known.is_empty() {
        answer["known"] = ids.known.into();
    }
    answer["untrusted"] = UNTRUSTED.into();
    answer["diagnostics"] = diagnostics.into();
    answer["next"] = "a person decides: groundwire accept or reject".into();
    Ok(answer)
}

/// The ids of proposed facts, each beside the one that it was given.
#[derive(Default)]
struct Ids {
    written: Vec<Value>,
    /// Those of facts that were proposed before.
    known: Vec<Value>,
}

/// Adds what is proposed and was not before.
fn add(all: &mut Drafts, proposed: Drafts, given: &[Value], mut taken: BTreeSet<String>) -> Ids {
    let mut ids = Ids::default();
    for (mut draft, given) in proposed.facts.into_iter().zip(given) {
        if let Some(known) = all.facts.iter().find(|known| says_the_same(known, &draft)) {
            ids.known.push(json!({"id": known.id, "given": given.get("id")}));
            continue;
        }
        draft.id = free(&mut taken);
        ids.written.push(json!({"id": draft.id, "given": given.get("id")}));
        all.facts.push(draft);
    }
    if !ids.written.is_empty() {
        let known: BTreeSet<String> = all.entities.iter().map(|(key, _)| key.clone()).collect();
        all.entities.extend(proposed.entities.into_iter().filter(|(key, _)| !known.contains(key)));
    }
    ids
}

/// Whether two drafts have the same members, in whatever order.
fn says_the_same(one: &Draft, other: &Draft) -> bool {
    one.entries.len() == other.entries.len()
        && one.entries.iter().all(|(key, item)| other.get(key) == Some(item))
}

/// An id that is not taken; now it is.
fn free(taken: &mut BTreeSet<String>) -> String {
    let id = (1..).map(|free| format!("a{free}")).find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(id.clone());
    id
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

/// Where the drafts of an agent come from.
fn origin(name: String, body: &str) -> Origin {
    let article_sha256 = sha256(body.as_bytes());
    Origin { by: By::Agent, name, prompt_sha256: None, article_sha256, at: now() }
}

/// What is proposed, as drafts.
fn proposed(
    given: &[Value],
    entities: Option<&Value>,
    origin: &Origin,
    mut taken: BTreeSet<String>,
) -> Result<Drafts, Value> {
    let mut proposed = Drafts::default();
    for (key, value) in entities.and_then(Value::as_object).into_iter().flatten() {
        proposed.entities.push((key.clone(), Item::from(value)));
    }
    for (number, fact) in given.iter().enumerate() {
        let Some(fact) = fact.as_object() else {
            return Err(error(&format!("fact {} is not an object", number + 1)));
        };
        // A null counts as left out, as within a member.
        let entries: Vec<(String, Item)> = fact
            .iter()
            .filter(|(key, value)| !matches!(key.as_str(), "id" | "origin") && !value.is_null())
            .map(|(key, value)| (key.clone(), Item::from(value)))
            .collect();
        if entries.iter().any(|(key, _)| key == "recorded-by") {
            return Err(error(&format!(
                "fact {} has `recorded-by`: leave it out; a draft is recorded under your own name",
                number + 1
            )));
        }
        proposed.facts.push(Draft { id: free(&mut taken), origin: origin.clone(), entries });
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
