//! IRIs: checking those that people write, minting ours from keys and taking them apart again, and the keys themselves.
mod check;
mod key;
mod minted;
mod nearest;

pub use check::{BadIri, IriFault, check};
pub use key::{BadKey, KeyFault, check_key, check_prefix};
pub use minted::{
    ArticleGraph, article, article_graph, draft, entity, fact, graph, kind, ontology_graph, quantity, quote,
    shared_entity, shared_graph, time,
};
pub(crate) use minted::{
    Form, GRAPH, Own, article_and_key, entity_key, form, graph_kind, graph_of, is_article, is_entity_called,
    is_fact_called, is_in_article, is_in_fact, is_ontology_graph, last_part, own,
};
#[cfg(feature = "disk")]
pub(crate) use minted::{articles_of, is_in_article_of, is_in_fact_or_quote};
pub use nearest::{Budget, Candidates, nearest};

/// The base under which IRIs are minted where no corpus and no option names one.
pub const DEFAULT_BASE: &str = "https://example.org/article-facts/";

/// Whether all readers resolve IRIs below a base alike: one with `.` or `..` as a path segment is changed by some.
pub fn has_dot_segments(base: &str) -> bool {
    let path = base.split(['?', '#']).next().unwrap_or_default();
    path.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// Whether the parsers of RDF and SPARQL resolve relative IRIs against a base wrongly: they keep the path segments `.` and
/// `..` before the last one, which [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-5.2) removes.
pub fn has_inner_dot_segments(base: &str) -> bool {
    let path = base.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('/').is_some_and(|(folder, _)| has_dot_segments(folder))
}
