//! IRIs: checking those that people write, minting ours from keys, and the keys themselves.
//!
//! The functions that mint append to a buffer, so that a caller reuses one for all the terms of a document.
use crate::term::time::Edtf;

mod check;
mod key;
mod nearest;

pub use check::{BadIri, IriFault, check};
pub use key::{BadKey, KeyFault, check_key, check_prefix};
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

/// The graphs of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArticleGraph {
    /// What the document declares, kinds by use included.
    Entities,
    /// The article, its facts, quotes, times and quantities.
    Facts,
    /// Plain triples that the article says in its own voice.
    Stated,
    /// Plain triples that someone in the article says.
    Attributed,
    /// What a program proposes and no person has decided: facts with their quotes, times, quantities and entities.
    Drafts,
}

impl ArticleGraph {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Entities, Self::Facts, Self::Stated, Self::Attributed, Self::Drafts];

    /// The last part of the graph's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entities => "entities",
            Self::Facts => "facts",
            Self::Stated => "stated",
            Self::Attributed => "attributed",
            Self::Drafts => "drafts",
        }
    }
}

fn join(out: &mut String, parts: &[&str]) {
    out.reserve(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        out.push_str(part);
    }
}

/// Appends the IRI of an entity that `corpus.yaml` declares: `entity/{key}`.
pub fn shared_entity(base: &str, key: &str, out: &mut String) {
    join(out, &[base, "entity/", key]);
}
/// Appends the IRI of an entity of one document: `article/{id}/entity/{key}`.
pub fn entity(base: &str, article: &str, key: &str, out: &mut String) {
    join(out, &[base, "article/", article, "/entity/", key]);
}
/// Appends the IRI of a kind or unit that its use declares: `kind/{key}`.
pub fn kind(base: &str, key: &str, out: &mut String) {
    join(out, &[base, "kind/", key]);
}
/// Appends the IRI of a time span: `time/{edtf}`, `/` written as `_`, `..` as `open`, `?` as `%3F`.
pub fn time(base: &str, edtf: &Edtf, out: &mut String) {
    join(out, &[base, "time/"]);
    edtf.write_slug(out);
}
/// Appends the IRI of an article: `article/{id}`.
pub fn article(base: &str, id: &str, out: &mut String) {
    join(out, &[base, "article/", id]);
}
/// Appends the IRI of a fact: `article/{id}/fact/{fact id}`.
pub fn fact(base: &str, article: &str, fact: &str, out: &mut String) {
    join(out, &[base, "article/", article, "/fact/", fact]);
}
/// Appends the IRI of the activity in which a program proposed a fact: `article/{id}/draft/{fact id}`.
pub fn draft(base: &str, article: &str, fact: &str, out: &mut String) {
    join(out, &[base, "article/", article, "/draft/", fact]);
}
/// Appends the IRI of a fact's quantity: `article/{id}/fact/{fact id}/quantity`.
pub fn quantity(base: &str, article: &str, fact: &str, out: &mut String) {
    join(out, &[base, "article/", article, "/fact/", fact, "/quantity"]);
}
/// Appends the IRI of a quote: `article/{id}/quote/{start}-{end}`, in code points, end excluded.
pub fn quote(base: &str, article: &str, start: u32, end: u32, out: &mut String) {
    join(out, &[base, "article/", article, "/quote/"]);
    let mut number = itoa::Buffer::new();
    out.push_str(number.format(start));
    out.push('-');
    out.push_str(number.format(end));
}
/// Appends the name of one of an article's graphs: `article/{id}/graph/{name}`.
pub fn graph(base: &str, article: &str, graph: ArticleGraph, out: &mut String) {
    join(out, &[base, "article/", article, "/graph/", graph.name()]);
}

/// The article, by its IRI, and the kind of graph of a name that [`graph`] could have made.
#[must_use]
pub fn article_graph(name: &str) -> Option<(&str, ArticleGraph)> {
    let (article, kind) = name.rsplit_once("/graph/")?;
    Some((article, ArticleGraph::ALL.into_iter().find(|graph| graph.name() == kind)?))
}

/// Appends the name of the graph of what `corpus.yaml` declares: `graph/entities`.
pub fn shared_graph(base: &str, out: &mut String) {
    join(out, &[base, "graph/entities"]);
}
/// Appends the name of the graph of the ontology: `graph/ontology`.
pub fn ontology_graph(base: &str, out: &mut String) {
    join(out, &[base, "graph/ontology"]);
}

#[cfg(test)]
mod tests {
    use super::{ArticleGraph, DEFAULT_BASE, check};
    use crate::term::time::Edtf;

    fn minted(mint: impl Fn(&mut String)) -> String {
        let mut out = String::new();
        mint(&mut out);
        assert!(check(&out).is_ok(), "{out}");
        out.strip_prefix(DEFAULT_BASE).unwrap().to_owned()
    }

    #[test]
    fn each_node_has_its_iri() {
        let base = DEFAULT_BASE;
        assert_eq!(minted(|out| super::shared_entity(base, "北京", out)), "entity/北京");
        assert_eq!(minted(|out| super::entity(base, "a", "x.y", out)), "article/a/entity/x.y");
        assert_eq!(minted(|out| super::kind(base, "set-of-laws", out)), "kind/set-of-laws");
        assert_eq!(minted(|out| super::article(base, "a", out)), "article/a");
        assert_eq!(minted(|out| super::fact(base, "a", "f1", out)), "article/a/fact/f1");
        assert_eq!(minted(|out| super::quantity(base, "a", "f1", out)), "article/a/fact/f1/quantity");
        assert_eq!(minted(|out| super::quote(base, "a", 0, 4019, out)), "article/a/quote/0-4019");
        assert_eq!(
            minted(|out| super::graph(base, "a", ArticleGraph::Stated, out)),
            "article/a/graph/stated"
        );
        assert_eq!(minted(|out| super::shared_graph(base, out)), "graph/entities");
        assert_eq!(minted(|out| super::ontology_graph(base, out)), "graph/ontology");
        let time = |text: &str| minted(|out| super::time(base, &Edtf::parse(text).unwrap(), out));
        assert_eq!(time("2018?/.."), "time/2018%3F_open");
        assert_eq!(time("../1997~"), "time/open_1997~");
    }
}
