//! What could stand in a query where a reader has begun to type a word.
use super::site::Site;
use serde_json::json;

/// How many are told.
const MOST: usize = 12;
/// How many are looked through where a prefix was typed, too.
const LOOKED_THROUGH: usize = 1000;

/// The terms and things that `typed` may become, as JSON: a list of objects with `term`, as a query writes it, and `label`.
/// `typed` begins a label, a key (`kaz`), or a prefix and a key (`ent:kaz`).
pub(super) fn suggestions(site: &Site, typed: &str) -> String {
    let (prefix, words) = typed.rsplit_once(':').unwrap_or(("", typed));
    let namer = site.snapshot().namer();
    let found = site.snapshot().find(words, if prefix.is_empty() { MOST } else { LOOKED_THROUGH });
    let fits =
        |term: &String| prefix.is_empty() || term.rsplit_once(':').is_some_and(|(own, _)| own == prefix);
    let list: Vec<_> = found
        .iter()
        .map(|thing| (namer.short(&thing.iri), &thing.label))
        .filter(|(term, _)| fits(term))
        .take(MOST)
        .map(|(term, label)| json!({"term": term, "label": label}))
        .collect();
    format!("{}\n", json!(list))
}
