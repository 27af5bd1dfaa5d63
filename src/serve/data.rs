//! Linked data: the RDF of a thing, a fact or a graph at its own address, and the description of the endpoint.
use super::site::Site;
use crate::archive::inside::write_default_graph;
use crate::archive::{Ask, TriplesFormat};
use crate::ask::dataset::{Dataset, TermId};
use crate::ask::explain::Page;
use crate::ask::sparql::Form;
use crate::rdf::csv;
use crate::rdf::fact::{Facts, Role, named};
use crate::rdf::jsonld;
use crate::rdf::nodes::Shared;
use crate::rdf::recast::{self, Recast};
use crate::rdf::record::{self, Recorder};
use crate::term::iri::{ArticleGraph, graph_of};
use crate::term::vocab::{rdf, rdfs, schema};
use oxrdf::{
    GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef, Triple,
    TripleRef,
};
use std::collections::BTreeSet;

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const VOID: &str = "http://rdfs.org/ns/void#";
const SH: &str = "http://www.w3.org/ns/shacl#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";

/// Up to how many named graphs the description of the endpoint lists them: it would be larger than the data that most
/// clients want.
const NAMED_GRAPHS: usize = 5000;

/// Whether the data speak of an IRI: as a subject, an object or a graph.
pub(super) fn is_known(site: &Site, iri: &str) -> bool {
    site.snapshot().dataset().has_iri(iri)
}

/// The triples about an IRI, as quads of the default graph, each once: of a graph all that it holds, of an article its facts,
/// of anything else what is declared of it and the facts that it is part of.
pub(super) fn about<'s>(site: &'s Site, iri: &str) -> Vec<QuadRef<'s>> {
    let dataset = site.snapshot().dataset();
    let node = NamedNodeRef::new_unchecked(iri);
    let quads: Vec<QuadRef<'s>> = dataset
        .quads_in(GraphNameRef::NamedNode(node))
        .map(|quad| QuadRef { graph_name: GraphNameRef::DefaultGraph, ..quad })
        .collect();
    if quads.is_empty() { about_thing(site, iri) } else { quads }
}

/// What is declared of a thing, and the facts that it is part of, with their quotes, times and quantities; of an article
/// its facts.
fn about_thing<'s>(site: &'s Site, iri: &str) -> Vec<QuadRef<'s>> {
    let dataset = site.snapshot().dataset();
    let Some(thing) = dataset.iri(iri) else { return Vec::new() };
    let mut subjects = BTreeSet::from([thing]);
    let roles = [
        Role::Subject,
        Role::Object,
        Role::AccordingTo,
        Role::StatedIn,
        Role::Topic,
        Role::When,
        Role::Evidence,
        Role::InArticle,
    ];
    let with = |thing: TermId| roles.into_iter().flat_map(move |role| dataset.with(role, thing));
    // What speaks of the thing, and, of an article, the facts that its quotes are the evidence of.
    let is_article = site.is_article(iri);
    for speaking in with(thing) {
        subjects.insert(speaking);
        if is_article {
            subjects.extend(with(speaking));
        }
    }
    // What belongs to those facts: quotes, times, quantities.
    for fact in subjects.clone() {
        let ends = Role::LINKS.into_iter().flat_map(|link| dataset.all(fact, link));
        subjects.extend(ends.filter(|&end| dataset.is_node(end)));
    }
    let plain = dataset.matching(None, None, Some(thing));
    let own = subjects.iter().flat_map(|&subject| dataset.matching(Some(subject), None, None));
    let mut triples: Vec<[TermId; 3]> = plain.chain(own).collect();
    triples.sort_unstable();
    triples.dedup();
    let quad = |[subject, predicate, object]: [TermId; 3]| {
        let TermRef::NamedNode(predicate) = dataset.term(predicate) else { return None };
        let subject: NamedOrBlankNodeRef<'s> = match dataset.term(subject) {
            TermRef::NamedNode(node) => node.into(),
            TermRef::BlankNode(node) => node.into(),
            _ => return None,
        };
        Some(QuadRef::new(subject, predicate, dataset.term(object), GraphNameRef::DefaultGraph))
    };
    triples
        .into_iter()
        .filter_map(quad)
        .filter(|quad| site.shows_text() || quad.predicate.as_str() != schema::ARTICLE_BODY)
        .collect()
}

/// The quads of an article's own graphs, and what the corpora declare of the things that these speak of.
pub(super) fn of_article<'s>(site: &'s Site, iri: &str) -> Vec<QuadRef<'s>> {
    let dataset = site.snapshot().dataset();
    let own = [ArticleGraph::Facts, ArticleGraph::Entities, ArticleGraph::Stated];
    let own = own.map(|graph| graph_of(iri, graph));
    let mut quads: Vec<QuadRef<'s>> = own
        .iter()
        .flat_map(|graph| dataset.quads_in(GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(graph))))
        .filter(|quad| site.shows_text() || quad.predicate.as_str() != schema::ARTICLE_BODY)
        .collect();
    let corpora = site.snapshot().corpora().iter();
    let shared: Vec<TermId> =
        corpora.filter_map(|corpus| dataset.iri(&format!("{}graph/entities", corpus.base()))).collect();
    let mut seen: BTreeSet<&'s str> = BTreeSet::new();
    let mut at = 0;
    // What is declared may speak of further things: their kinds, say.
    while let Some(quad) = quads.get(at).copied() {
        at += 1;
        let subject = match quad.subject {
            NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str()),
            NamedOrBlankNodeRef::BlankNode(_) => None,
        };
        for thing in [subject, named(quad.object)].into_iter().flatten() {
            if seen.insert(thing) {
                quads.extend(declared(dataset, thing, &shared));
            }
        }
    }
    quads
}

/// The quads about a thing in some graphs.
fn declared<'d>(
    dataset: &'d Dataset,
    thing: &str,
    graphs: &[TermId],
) -> impl Iterator<Item = QuadRef<'d>> + use<'d> {
    let mut found = Vec::new();
    let id = dataset.iri(thing).filter(|_| !graphs.is_empty());
    for triple in id.into_iter().flat_map(|id| dataset.matching(Some(id), None, None)) {
        let graph = dataset.graph_ids_of(triple).find(|graph| graphs.contains(graph));
        let [subject, predicate, object] = triple.map(|id| dataset.term(id));
        if let (Some(graph), TermRef::NamedNode(subject), TermRef::NamedNode(predicate)) =
            (graph.map(|graph| dataset.term(graph)), subject, predicate)
            && let TermRef::NamedNode(graph) = graph
        {
            found.push(QuadRef::new(subject, predicate, object, graph));
        }
    }
    found.into_iter()
}

/// The facts about an IRI as a table, as `export --format csv` writes it.
pub(super) fn table(site: &Site, iri: &str) -> String {
    let dataset = site.snapshot().dataset();
    let quads = by_text(about(site, iri));
    let things: BTreeSet<&str> = quads.iter().filter_map(|quad| named(quad.object)).collect();
    let is_label = NamedNodeRef::new_unchecked(rdfs::LABEL);
    let labels: Vec<QuadRef<'_>> = things
        .iter()
        .map(|iri| NamedNodeRef::new_unchecked(iri))
        .flat_map(|node| {
            let label = move |label| QuadRef::new(node, is_label, label, GraphNameRef::DefaultGraph);
            dataset.objects(node.into(), is_label).map(label)
        })
        .collect();
    let mut out = Vec::new();
    csv::write_head(&mut out);
    csv::write(&quads, &Shared::new(labels), &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// The facts of an article as a page of Web Annotations, as `export --view annotation` writes it.
pub(super) fn annotations(site: &Site, iri: &str) -> Result<String, jsonld::JsonLdError> {
    let terms = site.snapshot().corpora().iter().flat_map(|corpus| corpus.ontology().triples());
    let shared = Shared::new(terms.map(|triple| triple.in_graph(GraphNameRef::DefaultGraph)));
    let mut recorded = Vec::new();
    let quads = of_article(site, iri);
    recast::write(&quads, Recast::Annotation, &shared, true, &mut Recorder::new(&mut recorded));
    let mut out = Vec::new();
    jsonld::write_page(&format!("{iri}/annotations"), &record::quads(&recorded), &mut out)?;
    Ok(String::from_utf8(out).unwrap_or_default())
}

/// Quads of the default graph by the text of their triples, whatever order they were loaded in.
fn by_text(mut quads: Vec<QuadRef<'_>>) -> Vec<QuadRef<'_>> {
    quads.sort_by_cached_key(|quad| TripleRef::from(*quad).to_string());
    quads
}

/// What is said [about] an IRI, in a format.
pub(super) fn rdf(
    site: &Site,
    iri: &str,
    format: TriplesFormat,
) -> Result<String, crate::archive::ExportError> {
    let quads = about(site, iri);
    // The other formats have an order of their own.
    let quads = if format == TriplesFormat::NTriples { by_text(quads) } else { quads };
    written(site, &quads, format)
}

/// Quads of the default graph in a format.
pub(super) fn written(
    site: &Site,
    quads: &[QuadRef<'_>],
    format: TriplesFormat,
) -> Result<String, crate::archive::ExportError> {
    let mut out = Vec::new();
    write_default_graph(quads, site.snapshot().prefixes(), format, &mut out)?;
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
    let mut say = |subject: &NamedNode, predicate: NamedNode, object: Term| {
        triples.push(Triple::new(subject.clone(), predicate, object));
    };
    say(&service, a.clone(), named(SD, "Service").into());
    say(&service, named(SD, "endpoint"), service.clone().into());
    for language in ["SPARQL10Query", "SPARQL11Query"] {
        say(&service, named(SD, "supportedLanguage"), named(SD, language).into());
    }
    say(&service, named(SD, "feature"), named(SD, "UnionDefaultGraph").into());
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
    let count = |number: usize| Term::from(Literal::from(number as u64));
    let data = site.snapshot().dataset();
    // What is elsewhere is not counted here.
    let is_here = site.source().is_none();
    if is_here {
        say(&graph, named(VOID, "triples"), count(data.triple_count()));
    }
    let names_graphs = is_here && data.graph_count() <= NAMED_GRAPHS;
    for name in data.graph_names().filter(|_| names_graphs) {
        if let NamedOrBlankNodeRef::NamedNode(name) = name {
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
            let parsed = site.snapshot().parse(&question.text, &Ask::default());
            let property = match parsed.map(|query| query.form()) {
                Ok(Form::Ask) => "ask",
                Ok(Form::Construct | Form::Describe) => "construct",
                Ok(Form::Select) | Err(_) => "select",
            };
            say(&node, named(SH, property), Literal::new_simple_literal(&question.text).into());
            let title = crate::ask::question::Question::read(&question.text).title;
            say(&node, NamedNode::new_unchecked(rdfs::LABEL), Literal::new_simple_literal(title).into());
            say(&service, named("http://purl.org/dc/terms/", "hasPart"), node.into());
        }
    }
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
    let quads: Vec<QuadRef<'_>> =
        triples.iter().map(|triple| triple.as_ref().in_graph(GraphNameRef::DefaultGraph)).collect();
    written(site, &quads, format)
}

/// The schema.org description of an article, for the head of its page; none where there is none.
pub(super) fn schema_org(site: &Site, iri: &str, page: &Page<'_>) -> Option<String> {
    let is_article = matches!(page.about.as_ref()?.thing, TermRef::NamedNode(node) if node.as_str() == iri);
    if !is_article {
        return None;
    }
    let quads = of_article(site, iri);
    let mut out = Vec::new();
    jsonld::write_schema_org(&quads, iri, &mut out).ok()?;
    // Nothing in it may end the element that holds it.
    String::from_utf8(out).ok().map(|text| text.replace('<', "\\u003c"))
}
