//! Parts of an export: each view keeps some of the quads and changes none.
//!
//! The views know our graphs by their names: `article/{id}/graph/facts`, `…/entities`, `…/stated`, `…/attributed`,
//! `graph/entities` and `graph/ontology`; and `article/{id}/graph/drafts`, which has of drafts all that they need.
use crate::rdf::fact::named;
use crate::term::iri::{self, ArticleGraph, Own};
use crate::term::vocab::{af, dcterms, rdf, schema};
use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, QuadRef};
use rustc_hash::FxHashSet;

/// What an export holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum View<'v> {
    /// All there is.
    Everything,
    /// The plain triples, whoever says them.
    Plain,
    /// Articles, facts, quotes, times and quantities: all but the plain triples and the entities.
    Facts,
    /// One article, by its IRI: its graphs, and of the shared entities those that it mentions.
    Article(&'v str),
    /// One entity, by its IRI, with its neighbourhood: the facts that it is part of, their quotes, times, quantities
    /// and articles, the plain triples with it, and what is said about the entities named there.
    About(&'v str),
}

/// The quads that a view keeps, in their order.
pub(crate) fn select<'a>(quads: &[QuadRef<'a>], view: &View<'_>) -> Vec<QuadRef<'a>> {
    match view {
        View::Everything => quads.to_vec(),
        View::Plain => kept(quads, is_plain),
        View::Facts => kept(quads, has_facts),
        View::Article(article) => of_article(quads, article),
        View::About(entity) => about(quads, entity),
    }
}

/// Whether a quad is among the plain triples that an article only reports someone as saying.
pub(crate) fn is_attributed(quad: &QuadRef<'_>) -> bool {
    graph_kind(quad) == Some(ArticleGraph::Attributed)
}

/// The quads without the drafts, which no person has accepted.
pub(crate) fn without_drafts<'a>(quads: &[QuadRef<'a>]) -> Vec<QuadRef<'a>> {
    let is_draft = |name: &str| matches!(iri::article_graph(name), Some((_, ArticleGraph::Drafts)));
    kept(quads, |quad| !matches!(quad.graph_name, GraphNameRef::NamedNode(name) if is_draft(name.as_str())))
}

/// The quads without the plain triples.
pub(crate) fn without_plain<'a>(quads: &[QuadRef<'a>]) -> Vec<QuadRef<'a>> {
    kept(quads, |quad| !is_plain(quad))
}

/// The quads without the articles' full texts; quotes stay.
pub(crate) fn without_text<'a>(quads: &[QuadRef<'a>]) -> Vec<QuadRef<'a>> {
    kept(quads, |quad| quad.predicate.as_str() != schema::ARTICLE_BODY)
}

fn kept<'a>(quads: &[QuadRef<'a>], keep: impl Fn(&QuadRef<'a>) -> bool) -> Vec<QuadRef<'a>> {
    quads.iter().filter(|quad| keep(quad)).copied().collect()
}

fn graph_kind(quad: &QuadRef<'_>) -> Option<ArticleGraph> {
    match quad.graph_name {
        GraphNameRef::NamedNode(name) => iri::graph_kind(name.as_str()),
        _ => None,
    }
}

fn is_plain(quad: &QuadRef<'_>) -> bool {
    matches!(graph_kind(quad), Some(ArticleGraph::Stated | ArticleGraph::Attributed))
}

fn has_facts(quad: &QuadRef<'_>) -> bool {
    matches!(graph_kind(quad), Some(ArticleGraph::Facts | ArticleGraph::Drafts))
}

fn describes_entities(quad: &QuadRef<'_>) -> bool {
    graph_kind(quad) == Some(ArticleGraph::Entities)
}

fn subject<'a>(quad: &QuadRef<'a>) -> Option<&'a str> {
    match quad.subject {
        NamedOrBlankNodeRef::NamedNode(iri) => Some(iri.as_str()),
        NamedOrBlankNodeRef::BlankNode(_) => None,
    }
}

fn object<'a>(quad: &QuadRef<'a>) -> Option<&'a str> {
    named(quad.object)
}

fn of_article<'a>(quads: &[QuadRef<'a>], article: &str) -> Vec<QuadRef<'a>> {
    let own = |quad: &QuadRef<'a>| match quad.graph_name {
        GraphNameRef::NamedNode(name) => iri::own(name.as_str(), article) == Some(Own::Graph),
        _ => false,
    };
    let mut named: FxHashSet<&str> = FxHashSet::default();
    for quad in quads.iter().filter(|quad| own(quad)) {
        named.extend([subject(quad), object(quad)].into_iter().flatten());
    }
    with_kinds(quads, &mut named);
    kept(quads, |quad| {
        own(quad) || is_shared(quad) && subject(quad).is_some_and(|subject| named.contains(subject))
    })
}

/// Whether the quad describes a shared entity.
fn is_shared(quad: &QuadRef<'_>) -> bool {
    describes_entities(quad)
        && matches!(quad.graph_name, GraphNameRef::NamedNode(name) if !iri::is_in_article(name.as_str()))
}

/// Adds the kinds of the named entities, so that none is named without being described.
fn with_kinds<'a>(quads: &[QuadRef<'a>], named: &mut FxHashSet<&'a str>) {
    let kinds: Vec<&str> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == dcterms::TYPE && describes_entities(quad))
        .filter(|quad| subject(quad).is_some_and(|subject| named.contains(subject)))
        .filter_map(object)
        .collect();
    named.extend(kinds);
}

fn about<'a>(quads: &[QuadRef<'a>], entity: &str) -> Vec<QuadRef<'a>> {
    // The facts that the entity is part of, then what they point to: quotes and quantities with their own, articles.
    let mut facts: FxHashSet<&str> = FxHashSet::default();
    let types: FxHashSet<&str> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == rdf::TYPE && object(quad) == Some(af::FACT))
        .filter_map(subject)
        .collect();
    for quad in quads.iter().filter(|quad| has_facts(quad)) {
        if let Some(fact) = subject(quad).filter(|subject| types.contains(subject))
            && (object(quad) == Some(entity) || fact == entity)
        {
            facts.insert(fact);
        }
    }
    let mut named: FxHashSet<&str> = facts.clone();
    for _ in 0..2 {
        let next: Vec<&str> = quads
            .iter()
            .filter(|quad| has_facts(quad))
            .filter(|quad| subject(quad).is_some_and(|subject| named.contains(subject)))
            // Facts do not lead to other facts.
            .filter_map(object)
            .filter(|object| !types.contains(object))
            .collect();
        named.extend(next);
    }
    let touches = |quad: &QuadRef<'a>| subject(quad) == Some(entity) || object(quad) == Some(entity);
    for quad in quads.iter().filter(|quad| is_plain(quad) && touches(quad)) {
        named.extend([subject(quad), object(quad)].into_iter().flatten());
    }
    named.extend(
        quads.iter().filter(|quad| touches(quad)).filter_map(|quad| subject(quad).filter(|s| *s == entity)),
    );
    let publishers: Vec<&str> = quads
        .iter()
        .filter(|quad| matches!(quad.predicate.as_str(), dcterms::PUBLISHER | dcterms::CREATOR))
        .filter(|quad| subject(quad).is_some_and(|subject| named.contains(subject)))
        .filter_map(object)
        .collect();
    named.extend(publishers);
    with_kinds(quads, &mut named);
    kept(quads, |quad| match graph_kind(quad) {
        Some(ArticleGraph::Stated | ArticleGraph::Attributed) => touches(quad),
        Some(ArticleGraph::Facts | ArticleGraph::Entities | ArticleGraph::Drafts) => {
            subject(quad).is_some_and(|subject| named.contains(subject))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{View, select, without_text};
    use oxrdf::{Quad, QuadRef};

    const DATA: &str = r#"
        @base <https://x.org/c/> . @prefix af: <https://w3id.org/article-facts#> .
        @prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <article/a/graph/facts> {
            <article/a> a af:Article ; <http://schema.org/articleBody> "…" ; dcterms:publisher <entity/paper> .
            <article/a/fact/f1> a af:Fact ; af:subject <entity/k> ; af:predicate af:partyTo ; af:object <entity/c> ;
                af:evidence <article/a/quote/1-2> .
            <article/a/fact/f2> a af:Fact ; af:subject <article/a/entity/m> ; af:predicate af:place ;
                af:object <entity/s> ; af:evidence <article/a/quote/3-4> .
            <article/a/quote/1-2> af:inArticle <article/a> .
            <article/a/quote/3-4> af:inArticle <article/a> .
        }
        <article/a/graph/stated> { <entity/k> af:partyTo <entity/c> . <article/a/entity/m> af:place <entity/s> . }
        <article/a/graph/entities> { <article/a/entity/m> rdfs:label "m" . }
        <article/ab/graph/facts> { <article/ab/fact/f1> a af:Fact ; af:subject <entity/z> . }
        <graph/entities> {
            <entity/k> rdfs:label "k" ; dcterms:type <entity/kind> . <entity/c> rdfs:label "c" . <entity/kind> rdfs:label "q" .
            <entity/s> rdfs:label "s" . <entity/z> rdfs:label "z" . <entity/paper> rdfs:label "paper" .
        }"#;

    fn data() -> Vec<Quad> {
        oxttl::TriGParser::new().for_slice(DATA).map(Result::unwrap).collect()
    }

    /// The local names of the subjects, each once.
    fn subjects(quads: &[QuadRef<'_>]) -> Vec<String> {
        let mut names: Vec<String> = quads
            .iter()
            .map(|quad| quad.subject.to_string().replace("<https://x.org/c/", "").replace('>', ""))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn each_keeps_its_part() {
        let quads = data();
        let refs: Vec<_> = quads.iter().map(Quad::as_ref).collect();
        assert_eq!(select(&refs, &View::Everything), refs);
        assert_eq!(without_text(&refs).len(), refs.len() - 1);
        assert_eq!(subjects(&select(&refs, &View::Plain)), ["article/a/entity/m", "entity/k"]);
        assert_eq!(
            subjects(&select(&refs, &View::Facts)),
            [
                "article/a",
                "article/a/fact/f1",
                "article/a/fact/f2",
                "article/a/quote/1-2",
                "article/a/quote/3-4",
                "article/ab/fact/f1"
            ]
        );
        let of_article = select(&refs, &View::Article("https://x.org/c/article/a"));
        assert_eq!(
            subjects(&of_article),
            [
                "article/a",
                "article/a/entity/m",
                "article/a/fact/f1",
                "article/a/fact/f2",
                "article/a/quote/1-2",
                "article/a/quote/3-4",
                "entity/c",
                "entity/k",
                "entity/kind",
                "entity/paper",
                "entity/s"
            ]
        );
        let about = select(&refs, &View::About("https://x.org/c/entity/k"));
        assert_eq!(
            subjects(&about),
            [
                "article/a",
                "article/a/fact/f1",
                "article/a/quote/1-2",
                "entity/c",
                "entity/k",
                "entity/kind",
                "entity/paper"
            ]
        );
        assert_eq!(select(&refs, &View::About("https://x.org/c/entity/nobody")), []);
    }
}
