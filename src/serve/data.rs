//! Linked data: the RDF of a thing, a fact or a graph at its own address, and the description of the endpoint.
use super::site::Site;
use crate::archive::TriplesFormat;
use crate::archive::inside::write_triples;
use crate::rdf::view::{self, View};
use crate::term::vocab::{af, rdf};
use oxrdf::{GraphNameRef, Literal, NamedNode, NamedNodeRef, QuadRef, Triple, TripleRef};

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const SH: &str = "http://www.w3.org/ns/shacl#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// Whether the data speak of an IRI: as a subject, an object or a graph.
pub(super) fn is_known(site: &Site, iri: &str) -> bool {
    let dataset = site.snapshot().dataset();
    dataset.iri(iri).is_some()
}

/// The triples about an IRI: of a graph all that it holds, of an article its facts, of anything else what is declared of
/// it and the facts that it is part of.
pub(super) fn triples(site: &Site, iri: &str) -> Vec<Triple> {
    let dataset = site.snapshot().dataset();
    let node = NamedNodeRef::new_unchecked(iri);
    let mut triples: Vec<Triple> = dataset
        .quads_in(GraphNameRef::NamedNode(node))
        .map(|quad| TripleRef::from(quad).into_owned())
        .collect();
    if triples.is_empty() {
        let is_article = dataset.contains(
            node.into(),
            NamedNodeRef::new_unchecked(rdf::TYPE),
            NamedNodeRef::new_unchecked(af::ARTICLE).into(),
        );
        let quads: Vec<QuadRef<'_>> = dataset.quads().collect();
        let view = if is_article { View::Article(iri) } else { View::About(iri) };
        let found = view::select(&quads, &view);
        triples = found.into_iter().map(|quad| TripleRef::from(quad).into_owned()).collect();
    }
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
    triples
}

/// The triples about an IRI in a format.
pub(super) fn rdf(
    site: &Site,
    iri: &str,
    format: TriplesFormat,
) -> Result<String, crate::archive::ExportError> {
    written(site, &triples(site, iri), format)
}

fn written(
    site: &Site,
    triples: &[Triple],
    format: TriplesFormat,
) -> Result<String, crate::archive::ExportError> {
    let mut out = Vec::new();
    write_triples(triples, site.snapshot().prefixes(), format, &mut out)?;
    Ok(String::from_utf8(out).unwrap_or_default())
}

/// The description of the endpoint ([SPARQL 1.1 Service Description](https://www.w3.org/TR/sparql11-service-description/))
/// and of its data ([VoID](https://www.w3.org/TR/void/)), with the saved questions as
/// [`sh:SPARQLExecutable`](https://www.w3.org/TR/shacl/).
pub(super) fn description(site: &Site, format: TriplesFormat) -> Result<String, crate::archive::ExportError> {
    let mut triples = Vec::new();
    let base = site.base();
    let at = |path: &str| NamedNode::new_unchecked(format!("{base}{path}"));
    let named = |namespace: &str, local: &str| NamedNode::new_unchecked(format!("{namespace}{local}"));
    let a = NamedNode::new_unchecked(rdf::TYPE);
    let (service, dataset, graph) = (at("sparql"), at("sparql#dataset"), at("sparql#default-graph"));
    let mut say = |subject: &NamedNode, predicate: NamedNode, object: oxrdf::Term| {
        triples.push(Triple::new(subject.clone(), predicate, object));
    };
    say(&service, a.clone(), named(SD, "Service").into());
    say(&service, named(SD, "endpoint"), service.clone().into());
    for language in ["SPARQL10Query", "SPARQL11Query"] {
        say(&service, named(SD, "supportedLanguage"), named(SD, language).into());
    }
    for feature in ["UnionDefaultGraph", "BasicFederatedQuery"].iter().take(1) {
        say(&service, named(SD, "feature"), named(SD, feature).into());
    }
    let formats = [
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "N-Triples",
        "RDF_XML",
        "JSON-LD",
    ];
    for format in formats {
        say(&service, named(SD, "resultFormat"), named(FORMATS, format).into());
    }
    say(&service, named(SD, "defaultDataset"), dataset.clone().into());
    say(&dataset, a.clone(), named(SD, "Dataset").into());
    say(&dataset, a.clone(), named(VOID, "Dataset").into());
    say(&dataset, named(VOID, "sparqlEndpoint"), service.clone().into());
    say(&dataset, named(VOID, "uriSpace"), Literal::new_simple_literal(base).into());
    say(&dataset, named(SD, "defaultGraph"), graph.clone().into());
    say(&graph, a.clone(), named(SD, "Graph").into());
    let count = |number: usize| oxrdf::Term::from(Literal::from(number as u64));
    let data = site.snapshot().dataset();
    say(&graph, named(VOID, "triples"), count(data.triple_count()));
    for name in data.graph_names() {
        if let oxrdf::NamedOrBlankNodeRef::NamedNode(name) = name {
            let entry = NamedNode::new_unchecked(format!("{}#named", name.as_str()));
            say(&dataset, named(SD, "namedGraph"), entry.clone().into());
            say(&entry, a.clone(), named(SD, "NamedGraph").into());
            say(&entry, named(SD, "name"), name.into_owned().into());
        }
    }
    for corpus in site.snapshot().corpora() {
        for name in corpus.question_names() {
            let Ok(Some(question)) = corpus.question(&name) else { continue };
            let node = at(&format!("questions/{name}"));
            say(&node, a.clone(), named(SH, "SPARQLExecutable").into());
            let property = if question.text.to_ascii_uppercase().contains("ASK")
                && !question.text.to_ascii_uppercase().contains("SELECT")
            {
                "ask"
            } else {
                "select"
            };
            say(&node, named(SH, property), Literal::new_simple_literal(&question.text).into());
            let title = crate::ask::question::Question::read(&question.text).title;
            say(
                &node,
                named("http://www.w3.org/2000/01/rdf-schema#", "label"),
                Literal::new_simple_literal(title).into(),
            );
            say(&service, named("http://purl.org/dc/terms/", "hasPart"), node.into());
        }
    }
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
    written(site, &triples, format)
}
