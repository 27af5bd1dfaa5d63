//! Facts as [nanopublications](https://nanopub.net/guidelines/working_draft/): each with a graph of what it asserts, one
//! of where that comes from, and one of who wrote it down.
//!
//! A fact's nanopublication has the fact's IRI with `/nanopub` behind it, and its graphs that with `/head`, `/assertion`,
//! `/provenance` and `/pubinfo`. They carry neither a digest in the IRI nor a signature: whoever publishes them signs
//! them.
use crate::rdf::fact::{Facts, Parts, Role, node, text};
use crate::rdf::nodes::{Nodes, put};
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::vocab::{af, dcterms, np, prov, rdf, rdfs, schema};
use oxrdf::TermRef;

/// What of a fact is asserted; the rest is about where it comes from or who wrote it down.
const ASSERTED: &[&str] =
    &[af::SUBJECT, af::PREDICATE, af::OBJECT, af::VALUE, af::MODALITY, af::NEGATED, af::WHEN, af::TOPIC];
/// What of a fact says where it comes from.
const DERIVED: &[&str] = &[
    af::EVIDENCE,
    af::INFERRED,
    af::ACCORDING_TO,
    af::STATED_IN,
    af::CONFIDENCE,
    prov::WAS_GENERATED_BY,
    rdfs::COMMENT,
];

/// Writes a nanopublication for each of these facts.
pub fn write<'a>(nodes: &Nodes<'a>, facts: &[&'a str], sink: &mut impl QuadSink) {
    for fact in facts {
        let Some(article) = nodes.article(node(fact)).map(text) else { continue };
        Nanopub::new(nodes, fact, article).write(sink);
    }
}

struct Nanopub<'n, 'a> {
    nodes: &'n Nodes<'a>,
    fact: &'a str,
    article: &'a str,
    parts: Parts<TermRef<'a>>,
    iri: String,
    assertion: String,
    provenance: String,
    pubinfo: String,
}

impl<'n, 'a> Nanopub<'n, 'a> {
    fn new(nodes: &'n Nodes<'a>, fact: &'a str, article: &'a str) -> Self {
        let graph = |name: &str| format!("{fact}/nanopub/{name}");
        Self {
            nodes,
            fact,
            article,
            parts: nodes.parts(node(fact)),
            iri: format!("{fact}/nanopub"),
            assertion: graph("assertion"),
            provenance: graph("provenance"),
            pubinfo: graph("pubinfo"),
        }
    }

    fn write(&self, sink: &mut impl QuadSink) {
        sink.subject(&format!("{}/head", self.iri), &self.iri);
        sink.iri(rdf::TYPE, np::NANOPUBLICATION);
        sink.iri(np::HAS_ASSERTION, &self.assertion);
        sink.iri(np::HAS_PROVENANCE, &self.provenance);
        sink.iri(np::HAS_PUBLICATION_INFO, &self.pubinfo);
        self.assertion(sink);
        self.provenance(sink);
        self.pubinfo(sink);
    }

    /// The fact with its time and its modality, and its plain triple where it holds.
    fn assertion(&self, sink: &mut impl QuadSink) {
        let graph = &self.assertion;
        let [subject, predicate] = [Role::Subject, Role::Predicate].map(|role| self.parts.get(role));
        if let (Some(subject), Some(predicate), Some(object)) = (subject, predicate, self.parts.object())
            && self.nodes.holds(&self.parts)
        {
            sink.subject(graph, text(subject));
            put(text(predicate), object, sink);
        }
        sink.subject(graph, self.fact);
        sink.iri(rdf::TYPE, af::FACT);
        self.copy(self.fact, ASSERTED, sink);
        for end in [af::OBJECT, af::WHEN].iter().flat_map(|part| self.nodes.iris(self.fact, part)) {
            if self.nodes.is_node(node(end)) {
                self.whole(graph, end, sink);
            }
        }
    }

    /// The quotes, the article, and who says so: in the article's own voice, its authors, or else its publisher.
    fn provenance(&self, sink: &mut impl QuadSink) {
        let (nodes, graph) = (self.nodes, &self.provenance);
        let quotes = nodes.iris(self.fact, af::EVIDENCE);
        sink.subject(graph, &self.assertion);
        for quote in &quotes {
            sink.iri(prov::WAS_DERIVED_FROM, quote);
        }
        sink.iri(prov::HAD_PRIMARY_SOURCE, self.article);
        let says = self.says();
        for agent in &says {
            sink.iri(prov::WAS_ATTRIBUTED_TO, agent);
        }
        sink.subject(graph, self.fact);
        self.copy(self.fact, DERIVED, sink);
        let activities = nodes.iris(self.fact, prov::WAS_GENERATED_BY);
        for activity in &activities {
            self.whole(graph, activity, sink);
        }
        for quote in quotes {
            self.whole(graph, quote, sink);
        }
        sink.subject(graph, self.article);
        for quad in nodes.of(self.article) {
            if quad.predicate.as_str() != schema::ARTICLE_BODY {
                put(quad.predicate.as_str(), quad.object, sink);
            }
        }
        let mut named = says;
        named.extend(nodes.iris(self.fact, af::STATED_IN));
        named.extend(activities.iter().flat_map(|one| nodes.iris(one, prov::WAS_ASSOCIATED_WITH)));
        named.extend(
            [dcterms::PUBLISHER, dcterms::CREATOR].iter().flat_map(|part| nodes.iris(self.article, part)),
        );
        self.names(graph, named, sink);
    }

    /// What the nanopublication is called, under which license, who wrote the fact down, and when.
    fn pubinfo(&self, sink: &mut impl QuadSink) {
        let (nodes, graph) = (self.nodes, &self.pubinfo);
        let recorders = nodes.iris(self.fact, prov::WAS_ATTRIBUTED_TO);
        sink.subject(graph, &self.iri);
        sink.literal(rdfs::LABEL, &nodes.words(self.fact), LiteralKind::Lang("en"));
        for activity in nodes.iris(self.fact, prov::WAS_GENERATED_BY) {
            for time in nodes.objects(activity, prov::ENDED_AT_TIME) {
                put(dcterms::CREATED, time, sink);
            }
        }
        for recorder in &recorders {
            sink.iri(dcterms::CREATOR, recorder);
        }
        for license in nodes.iris(self.article, dcterms::LICENSE) {
            sink.iri(dcterms::LICENSE, license);
        }
        if !recorders.is_empty() {
            sink.subject(graph, self.fact);
            for recorder in &recorders {
                sink.iri(prov::WAS_ATTRIBUTED_TO, recorder);
            }
        }
        for recorder in &recorders {
            sink.subject(graph, recorder);
            self.copy(recorder, &[rdf::TYPE], sink);
        }
        let mut named = recorders;
        let parts = [af::SUBJECT, af::PREDICATE, af::OBJECT, af::TOPIC];
        named.extend(parts.iter().flat_map(|part| nodes.iris(self.fact, part)));
        let units =
            nodes.iris(self.fact, af::OBJECT).into_iter().flat_map(|object| nodes.iris(object, af::UNIT));
        named.extend(units);
        // A time and a quantity have their labels where they are asserted.
        named.retain(|thing| !nodes.is_node(node(thing)));
        self.names(graph, named, sink);
    }

    /// Whose assertion it is.
    fn says(&self) -> Vec<&'a str> {
        let nodes = self.nodes;
        if self.parts.is_attributed() {
            return nodes.iris(self.fact, af::ACCORDING_TO);
        }
        let authors = nodes.iris(self.article, dcterms::CREATOR);
        if authors.is_empty() { nodes.iris(self.article, dcterms::PUBLISHER) } else { authors }
    }

    /// States of the sink's subject what a node has for these predicates.
    fn copy(&self, node: &str, predicates: &[&str], sink: &mut impl QuadSink) {
        for predicate in predicates {
            for object in self.nodes.objects(node, predicate) {
                put(predicate, object, sink);
            }
        }
    }

    fn whole(&self, graph: &str, node: &str, sink: &mut impl QuadSink) {
        sink.subject(graph, node);
        for quad in self.nodes.of(node) {
            put(quad.predicate.as_str(), quad.object, sink);
        }
    }

    /// The labels of things, each once.
    fn names(&self, graph: &str, mut named: Vec<&str>, sink: &mut impl QuadSink) {
        named.sort_unstable();
        named.dedup();
        for node in named {
            if let Some(label) = self.nodes.called(node) {
                sink.subject(graph, node);
                put(rdfs::LABEL, TermRef::Literal(label), sink);
            }
        }
    }
}
