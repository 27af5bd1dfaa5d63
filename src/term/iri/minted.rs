//! The IRIs that the mapping mints from keys, and what such an IRI is by its form: both know how these IRIs are composed,
//! and nothing else does.
//!
//! The functions that mint append to a buffer, so that a caller reuses one for all the terms of a document.
use crate::term::time::Edtf;

const ARTICLE: &str = "article/";
const FACT: &str = "/fact/";
const QUOTE: &str = "/quote/";
const ENTITY: &str = "/entity/";
/// What is between the IRI of an article and the kind of one of its graphs.
pub(crate) const GRAPH: &str = "/graph/";
const QUANTITY: &str = "/quantity";

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

    fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|graph| graph.name() == name)
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
/// Appends the IRI of an entity of one document: `{article's IRI}/entity/{key}`.
pub fn entity(article: &str, key: &str, out: &mut String) {
    join(out, &[article, ENTITY, key]);
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
    join(out, &[base, ARTICLE, id]);
}
/// Appends the IRI of a fact: `{article's IRI}/fact/{fact id}`.
pub fn fact(article: &str, fact: &str, out: &mut String) {
    join(out, &[article, FACT, fact]);
}
/// Appends the IRI of the activity in which a program proposed a fact: `{article's IRI}/draft/{fact id}`.
pub fn draft(article: &str, fact: &str, out: &mut String) {
    join(out, &[article, "/draft/", fact]);
}
/// Appends the IRI of a fact's quantity: `{article's IRI}/fact/{fact id}/quantity`.
pub fn quantity(article: &str, fact: &str, out: &mut String) {
    join(out, &[article, FACT, fact, QUANTITY]);
}
/// Appends the IRI of a quote: `{article's IRI}/quote/{start}-{end}`, in code points, end excluded.
pub fn quote(article: &str, start: u32, end: u32, out: &mut String) {
    let (mut first, mut last) = (itoa::Buffer::new(), itoa::Buffer::new());
    join(out, &[article, QUOTE, first.format(start), "-", last.format(end)]);
}
/// Appends the name of one of an article's graphs: `{article's IRI}/graph/{name}`.
pub fn graph(article: &str, graph: ArticleGraph, out: &mut String) {
    join(out, &[article, GRAPH, graph.name()]);
}

/// The name of one of an article's graphs, by the article's IRI.
pub(crate) fn graph_of(article: &str, kind: ArticleGraph) -> String {
    let mut name = String::new();
    graph(article, kind, &mut name);
    name
}

/// Appends the name of the graph of what `corpus.yaml` declares: `graph/entities`.
pub fn shared_graph(base: &str, out: &mut String) {
    join(out, &[base, "graph/entities"]);
}
/// Appends the name of the graph of the ontology: `graph/ontology`.
pub fn ontology_graph(base: &str, out: &mut String) {
    join(out, &[base, "graph/ontology"]);
}

/// The article, by its IRI, and the kind of graph of a name that [`graph()`] could have made.
#[must_use]
pub fn article_graph(name: &str) -> Option<(&str, ArticleGraph)> {
    // No kind has a slash in its name.
    let (before, kind) = name.rsplit_once('/')?;
    Some((before.strip_suffix("/graph")?, ArticleGraph::of_name(kind)?))
}

/// The kind of an article's graph, or of the graph of what `corpus.yaml` declares.
pub(crate) fn graph_kind(name: &str) -> Option<ArticleGraph> {
    let (before, kind) = name.rsplit_once('/')?;
    ArticleGraph::of_name(kind).filter(|_| before.ends_with("graph"))
}

/// Whether a name is that of the graph of the ontology.
pub(crate) fn is_ontology_graph(name: &str) -> bool {
    name.ends_with("graph/ontology")
}

/// What an IRI is by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form<'i> {
    /// A fact.
    Fact,
    /// The quantity of a fact, which is given.
    Quantity(&'i str),
    /// A quote or a time: many facts may have it.
    Shared,
    /// Anything else.
    Other,
}

/// What an IRI is by its form.
pub(crate) fn form(iri: &str) -> Form<'_> {
    if let Some(fact) = iri.strip_suffix(QUANTITY)
        && own_folder(fact) == Some("fact")
    {
        return Form::Quantity(fact);
    }
    match own_folder(iri) {
        Some("fact") => return Form::Fact,
        Some("quote") => return Form::Shared,
        _ => {}
    }
    let folder = iri.rsplit_once('/').map(|(before, _)| before).unwrap_or_default();
    if folder.ends_with("/time") || folder.ends_with("#time") { Form::Shared } else { Form::Other }
}

/// The folder of what an article has: `fact` of `article/{id}/fact/{key}`. Read from the end, as the base and an id may hold
/// any of these words.
fn own_folder(iri: &str) -> Option<&str> {
    let mut parts = iri.rsplit('/');
    let (key, folder, id, before) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    (!key.is_empty() && !id.is_empty() && before.ends_with("article")).then_some(folder)
}

/// Whether an IRI is that of a fact, or of what belongs to one.
pub(crate) fn is_in_fact(iri: &str) -> bool {
    matches!(form(iri), Form::Fact | Form::Quantity(_))
}

/// Whether an IRI is that of a fact or of a quote, or of what belongs to one.
#[cfg(any(test, feature = "disk"))]
pub(crate) fn is_in_fact_or_quote(iri: &str) -> bool {
    is_in_fact(iri) || own_folder(iri) == Some("quote")
}

/// Whether an IRI is that of an article.
pub(crate) fn is_article(iri: &str) -> bool {
    iri.rsplit_once('/').is_some_and(|(before, _)| before.ends_with("article"))
}

/// Whether an IRI is that of an article of a corpus with this base, or of what belongs to one.
#[cfg(any(test, feature = "disk"))]
pub(crate) fn is_in_article_of(iri: &str, base: &str) -> bool {
    iri.strip_prefix(base).is_some_and(|rest| rest.starts_with(ARTICLE))
}

/// Whether an IRI is that of an article, or of what belongs to one.
pub(crate) fn is_in_article(iri: &str) -> bool {
    iri.contains("/article/")
}

/// What something of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Own<'i> {
    /// The article.
    Article,
    /// One of its facts, or what belongs to one.
    Fact,
    /// An entity, by its key.
    Entity(&'i str),
    /// One of its graphs.
    Graph,
    /// Something else: a quote, say.
    Other,
}

/// What an IRI is of an article, by the article's IRI; none where it is not the article's own.
pub(crate) fn own<'i>(iri: &'i str, article: &str) -> Option<Own<'i>> {
    let rest = iri.strip_prefix(article)?;
    if let Some(key) = rest.strip_prefix(ENTITY) {
        return Some(Own::Entity(key));
    }
    let own = match rest {
        "" => Own::Article,
        _ if rest.starts_with(FACT) => Own::Fact,
        _ if rest.starts_with(GRAPH) => Own::Graph,
        _ if rest.starts_with('/') => Own::Other,
        _ => return None,
    };
    Some(own)
}

/// What could be the IRI of the article whose own a thing is, the shortest first.
#[cfg(any(test, feature = "disk"))]
pub(crate) fn articles_of(iri: &str) -> impl Iterator<Item = &str> {
    let from = iri.find(ARTICLE).unwrap_or(iri.len());
    let ends = iri[from..].match_indices('/').map(move |(at, _)| from + at).chain([iri.len()]);
    ends.skip(1).map(|end| &iri[..end])
}

/// The id of an article and the key of an article, a fact or an entity of its own (of the article its id once more).
pub(crate) fn article_and_key(iri: &str) -> Option<(&str, &str)> {
    let (_, rest) = iri.split_once("/article/")?;
    let mut parts = rest.split('/');
    match (parts.next()?, parts.next(), parts.next(), parts.next()) {
        (article, None, ..) => Some((article, article)),
        (article, Some("fact" | "entity"), Some(key), None) => Some((article, key)),
        _ => None,
    }
}

/// The key of an entity.
pub(crate) fn entity_key(iri: &str) -> Option<&str> {
    iri.rsplit_once(ENTITY).map(|(_, key)| key)
}

/// Whether an IRI is that of an entity with this key.
pub(crate) fn is_entity_called(iri: &str, key: &str) -> bool {
    iri.strip_suffix(key).is_some_and(|before| before.ends_with(ENTITY))
}

/// Whether an IRI is that of a fact with this id.
pub(crate) fn is_fact_called(iri: &str, id: &str) -> bool {
    iri.strip_suffix(id).is_some_and(|before| before.ends_with(FACT))
}

/// The last part of an IRI: the id of a fact or an article, the key of an entity.
pub(crate) fn last_part(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{
        ArticleGraph, Form, Own, article_and_key, article_graph, articles_of, entity_key, form, graph_kind,
        is_article, is_entity_called, is_fact_called, is_in_article, is_in_article_of, is_in_fact,
        is_in_fact_or_quote, is_ontology_graph, last_part, own,
    };
    use crate::term::iri::{DEFAULT_BASE, check, check_key};
    use crate::term::time::Edtf;
    use proptest::prelude::*;

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
        assert_eq!(minted(|out| super::kind(base, "set-of-laws", out)), "kind/set-of-laws");
        assert_eq!(minted(|out| super::article(base, "a", out)), "article/a");
        let article = &format!("{base}article/a");
        assert_eq!(minted(|out| super::entity(article, "x.y", out)), "article/a/entity/x.y");
        assert_eq!(minted(|out| super::fact(article, "f1", out)), "article/a/fact/f1");
        assert_eq!(minted(|out| super::quantity(article, "f1", out)), "article/a/fact/f1/quantity");
        assert_eq!(minted(|out| super::quote(article, 0, 4019, out)), "article/a/quote/0-4019");
        assert_eq!(minted(|out| super::graph(article, ArticleGraph::Stated, out)), "article/a/graph/stated");
        assert_eq!(minted(|out| super::shared_graph(base, out)), "graph/entities");
        assert_eq!(minted(|out| super::ontology_graph(base, out)), "graph/ontology");
        let time = |text: &str| minted(|out| super::time(base, &Edtf::parse(text).unwrap(), out));
        assert_eq!(time("2018?/.."), "time/2018%3F_open");
        assert_eq!(time("../1997~"), "time/open_1997~");
    }

    #[test]
    fn what_others_mint_is_not_ours() {
        for iri in [
            "http://e/fact/",
            "http://e/fact/f1",
            "http://e/article/a/fact/f1/quote",
            "http://e/a/quotes/1",
            "timetable/x",
            "x",
            "",
        ] {
            assert_eq!(form(iri), Form::Other, "{iri}");
        }
        for name in ["http://e/graph/others", "http://e/graph/", "facts", "/facts", "http://e/a/facts", ""] {
            assert_eq!((article_graph(name), graph_kind(name)), (None, None), "{name}");
        }
        assert_eq!(article_graph("http://e/graph/entities"), Some(("http://e", ArticleGraph::Entities)));
        assert_eq!(own("http://e/article/ab", "http://e/article/a"), None);
        assert_eq!(own("http://e/article/a/quote/0-1", "http://e/article/a"), Some(Own::Other));
        assert_eq!(article_and_key("http://e/article/a/quote/0-1"), None);
        assert_eq!(article_and_key("http://e/article/a/fact/f1/quantity"), None);
        assert_eq!(article_and_key("http://e/a"), None);
        assert!(!is_article("http://e/articles/a") && !is_in_article("http://e/articles/a"));
    }

    fn key() -> impl Strategy<Value = String> {
        "[\\p{L}\\p{Nd}a-z][\\p{L}a-z0-9._-]{0,6}|graph|entity|article|quantity|time|fact|quote"
            .prop_filter("a key", |key| check_key(key).is_ok())
    }

    proptest! {
        #[test]
        fn what_is_minted_comes_apart_again(
            base in prop::sample::select(vec![
                DEFAULT_BASE, "http://e/", "http://e/#", "http://fact.e/graph/", "urn:x:y/", "http://e/fact/", "http://e/quote/",
            ]),
            (id, other, (start, length)) in (key(), key(), (0..1_000_000_u32, 1..500_u32)),
        ) {
            let made = |mint: &dyn Fn(&mut String)| {
                let mut out = String::new();
                mint(&mut out);
                out
            };
            let article = made(&|out| super::article(base, &id, out));
            let fact = made(&|out| super::fact(&article, &other, out));
            let quantity = made(&|out| super::quantity(&article, &other, out));
            let quote = made(&|out| super::quote(&article, start, start + length, out));
            let entity = made(&|out| super::entity(&article, &other, out));
            let draft = made(&|out| super::draft(&article, &other, out));
            let shared = made(&|out| super::shared_entity(base, &other, out));
            let kind = made(&|out| super::kind(base, &other, out));
            let time = made(&|out| super::time(base, &Edtf::parse("2018/2020").unwrap(), out));
            let graphs = ArticleGraph::ALL.map(|graph| made(&|out| super::graph(&article, graph, out)));

            for (graph, name) in ArticleGraph::ALL.into_iter().zip(&graphs) {
                prop_assert_eq!(article_graph(name), Some((&*article, graph)));
                prop_assert_eq!(graph_kind(name), Some(graph));
                prop_assert_eq!(own(name, &article), Some(Own::Graph));
            }
            let declared = made(&|out| super::shared_graph(base, out));
            prop_assert_eq!(graph_kind(&declared), Some(ArticleGraph::Entities));
            prop_assert!(is_ontology_graph(&made(&|out| super::ontology_graph(base, out))));

            prop_assert_eq!(form(&fact), Form::Fact);
            prop_assert_eq!(form(&quantity), Form::Quantity(&fact));
            prop_assert_eq!((form(&quote), form(&time)), (Form::Shared, Form::Shared));
            for iri in [&article, &entity, &draft, &shared, &kind, &declared] {
                prop_assert_eq!(form(iri), Form::Other);
                prop_assert!(!is_in_fact_or_quote(iri));
            }
            prop_assert!(is_in_fact(&fact) && is_in_fact(&quantity) && is_in_fact_or_quote(&quote));
            prop_assert!(is_article(&article));

            prop_assert_eq!(own(&article, &article), Some(Own::Article));
            prop_assert_eq!(own(&fact, &article), Some(Own::Fact));
            prop_assert_eq!(own(&entity, &article), Some(Own::Entity(&other)));
            for iri in [&article, &fact, &quantity, &quote, &entity, &draft].into_iter().chain(&graphs) {
                prop_assert!(own(iri, &article).is_some() && is_in_article_of(iri, base));
                prop_assert!(articles_of(iri).any(|found| found == article));
                prop_assert!(is_in_article(iri) || base.ends_with('#'));
            }
            for iri in [&shared, &kind, &time, &declared] {
                prop_assert!(own(iri, &article).is_none() && !is_in_article(iri));
            }
            if !base.ends_with('#') {
                prop_assert_eq!(article_and_key(&article), Some((&*id, &*id)));
                prop_assert_eq!(article_and_key(&fact), Some((&*id, &*other)));
                prop_assert_eq!(article_and_key(&entity), Some((&*id, &*other)));
                prop_assert_eq!(entity_key(&shared), Some(&*other));
                prop_assert!(is_entity_called(&shared, &other));
            }
            prop_assert_eq!(entity_key(&entity), Some(&*other));
            prop_assert!(is_entity_called(&entity, &other) && is_fact_called(&fact, &other));
            prop_assert!(!is_entity_called(&fact, &other) && !is_fact_called(&entity, &other));
            prop_assert_eq!([&article, &fact, &entity].map(|iri| last_part(iri)), [&*id, &*other, &*other]);
        }
    }
}
