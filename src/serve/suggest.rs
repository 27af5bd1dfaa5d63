//! What could stand in a query where a reader has begun to type a word.
use super::site::Site;
use serde_json::json;

/// How many are told.
const MOST: usize = 12;

/// The terms and things that `typed` may become, as JSON: a list of objects with `term`, as a query writes it, and `label`.
/// `typed` begins a label, a word of one, a key (`kaz`), or a prefix and a key (`ent:kaz`).
pub(super) fn suggestions(site: &Site, typed: &str) -> String {
    let (prefix, words) = typed.rsplit_once(':').unwrap_or(("", typed));
    let fits = |term: &str| prefix.is_empty() || term.rsplit_once(':').is_some_and(|(own, _)| own == prefix);
    let found = site.labels().begin(site.snapshot(), words, fits);
    let list: Vec<_> =
        found.into_iter().take(MOST).map(|(term, label)| json!({"term": term, "label": label})).collect();
    format!("{}\n", json!(list))
}
