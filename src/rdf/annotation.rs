//! Facts as [Web Annotations](https://www.w3.org/TR/annotation-model/): each an annotation of the words that say it.
//!
//! | node | IRI |
//! |---|---|
//! | annotation | the fact's, `/annotation` |
//! | the fact in words, its first body | the annotation's, `/text` |
//! | the fact as data, its second body | the fact's |
//! | target: a part of the article | the quote's, `/target` |
//! | selectors of a target | the quote's, `/exact` and `/position` |
//!
//! Of an article they stand in the graph `article/{id}/graph/annotations`.
use crate::rdf::fact::{Facts, node, text};
use crate::rdf::nodes::{Nodes, put};
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::vocab::{activity, af, dc, dcterms, dctypes, foaf, oa, prov, rdf, rdfs};
use oxrdf::TermRef;
use std::collections::BTreeMap;

/// What a fact says, as against where it says so and who wrote it down.
const DATA: &[&str] = &[
    af::SUBJECT,
    af::PREDICATE,
    af::OBJECT,
    af::VALUE,
    af::MODALITY,
    af::NEGATED,
    af::INFERRED,
    af::WHEN,
    af::ACCORDING_TO,
    af::STATED_IN,
    af::TOPIC,
    af::CONFIDENCE,
    rdfs::COMMENT,
];

/// Writes an annotation for each of these facts.
pub fn write<'a>(nodes: &Nodes<'a>, facts: &[&'a str], sink: &mut impl QuadSink) {
    // What several annotations share is written once, in the graph of its article.
    let mut shared: BTreeMap<(String, Shared), &str> = BTreeMap::new();
    for fact in facts {
        let Some(article) = nodes.article(node(fact)).map(text) else { continue };
        let graph = format!("{article}/graph/annotations");
        annotation(nodes, fact, article, &graph, sink);
        data(nodes, fact, &graph, sink);
        let mut keep = |kind: fn(String) -> Shared, iris: Vec<&str>| {
            for iri in iris {
                shared.insert((graph.clone(), kind(iri.to_owned())), article);
            }
        };
        keep(Shared::Quote, nodes.iris(fact, af::EVIDENCE));
        keep(Shared::Recorder, nodes.iris(fact, prov::WAS_ATTRIBUTED_TO));
        for predicate in [af::SUBJECT, af::OBJECT, af::WHEN, af::ACCORDING_TO, af::STATED_IN, af::TOPIC] {
            keep(Shared::Thing, nodes.iris(fact, predicate));
        }
        let units = nodes.iris(fact, af::OBJECT).into_iter().flat_map(|object| nodes.iris(object, af::UNIT));
        keep(Shared::Thing, units.collect());
    }
    for ((graph, kept), article) in &shared {
        match kept {
            Shared::Quote(quote) => target(nodes, quote, article, graph, sink),
            Shared::Recorder(recorder) => creator(nodes, recorder, graph, sink),
            Shared::Thing(thing) => described(nodes, thing, graph, sink),
        }
    }
}

/// What several annotations point to, by its IRI.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Quote(String),
    Recorder(String),
    Thing(String),
}

fn annotation<'a>(nodes: &Nodes<'a>, fact: &'a str, article: &str, graph: &str, sink: &mut impl QuadSink) {
    let annotation = format!("{fact}/annotation");
    let text = format!("{annotation}/text");
    sink.subject(graph, &annotation);
    sink.iri(rdf::TYPE, oa::ANNOTATION);
    sink.iri(oa::MOTIVATED_BY, oa::DESCRIBING);
    for recorder in nodes.iris(fact, prov::WAS_ATTRIBUTED_TO) {
        sink.iri(dcterms::CREATOR, recorder);
    }
    for activity in nodes.iris(fact, prov::WAS_GENERATED_BY) {
        for time in nodes.objects(activity, prov::ENDED_AT_TIME) {
            put(dcterms::CREATED, time, sink);
        }
    }
    for license in nodes.iris(article, dcterms::LICENSE) {
        sink.iri(dcterms::RIGHTS, license);
    }
    sink.iri(oa::HAS_BODY, &text);
    sink.iri(oa::HAS_BODY, fact);
    for quote in nodes.iris(fact, af::EVIDENCE) {
        sink.iri(oa::HAS_TARGET, &format!("{quote}/target"));
    }
    sink.subject(graph, &text);
    sink.iri(rdf::TYPE, oa::TEXTUAL_BODY);
    sink.literal(rdf::VALUE, &nodes.words(fact), LiteralKind::Plain);
    sink.literal(dc::FORMAT, "text/plain", LiteralKind::Plain);
    sink.literal(dc::LANGUAGE, "en", LiteralKind::Plain);
    sink.iri(oa::HAS_PURPOSE, oa::DESCRIBING);
}

/// The fact's own statements.
fn data(nodes: &Nodes<'_>, fact: &str, graph: &str, sink: &mut impl QuadSink) {
    sink.subject(graph, fact);
    sink.iri(rdf::TYPE, af::FACT);
    sink.iri(rdf::TYPE, dctypes::DATASET);
    for quad in nodes.of(fact).iter().filter(|quad| DATA.contains(&quad.predicate.as_str())) {
        put(quad.predicate.as_str(), quad.object, sink);
    }
}

/// A quote as a part of its article, by its words and by its place.
fn target(nodes: &Nodes<'_>, quote: &str, article: &str, graph: &str, sink: &mut impl QuadSink) {
    let (exact, position) = (format!("{quote}/exact"), format!("{quote}/position"));
    sink.subject(graph, &format!("{quote}/target"));
    sink.iri(rdf::TYPE, oa::SPECIFIC_RESOURCE);
    sink.iri(oa::HAS_SOURCE, nodes.text(quote, af::IN_ARTICLE).unwrap_or(article));
    sink.iri(oa::HAS_SELECTOR, &exact);
    sink.iri(oa::HAS_SELECTOR, &position);
    let mut selector = |iri: &str, class, predicates: &[&str]| {
        sink.subject(graph, iri);
        sink.iri(rdf::TYPE, class);
        for predicate in predicates {
            for object in nodes.objects(quote, predicate) {
                put(predicate, object, sink);
            }
        }
    };
    selector(&exact, oa::TEXT_QUOTE_SELECTOR, &[oa::EXACT, oa::PREFIX, oa::SUFFIX]);
    selector(&position, oa::TEXT_POSITION_SELECTOR, &[oa::START, oa::END]);
}

fn creator(nodes: &Nodes<'_>, recorder: &str, graph: &str, sink: &mut impl QuadSink) {
    sink.subject(graph, recorder);
    let classes = [
        (af::PERSON, foaf::PERSON),
        (af::ORGANIZATION, foaf::ORGANIZATION),
        (af::SOFTWARE, activity::APPLICATION),
    ];
    for (_, class) in classes.iter().filter(|(class, _)| nodes.is_a(recorder, class)) {
        sink.iri(rdf::TYPE, class);
    }
    if let Some(label) = nodes.called(recorder) {
        // Clients want a plain text here.
        sink.literal(foaf::NAME, label.value(), LiteralKind::Plain);
    }
}

/// A time or a quantity as it is, of any other thing the label. A fact that a fact speaks of is described in its own
/// annotation.
fn described<'a>(nodes: &Nodes<'a>, thing: &'a str, graph: &str, sink: &mut impl QuadSink) {
    if nodes.is_a(thing, af::FACT) {
        return;
    }
    if nodes.is_node(node(thing)) {
        sink.subject(graph, thing);
        for quad in nodes.of(thing) {
            put(quad.predicate.as_str(), quad.object, sink);
        }
    } else if let Some(label) = nodes.called(thing) {
        sink.subject(graph, thing);
        put(rdfs::LABEL, TermRef::Literal(label), sink);
    }
}
