//! What is written in a format is what other people's parsers read from it.
mod jsonld;
mod nasty;
mod nquads;
mod rdfxml;
mod turtle;

use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{Dataset, GraphName, Quad, QuadRef};

fn refs(quads: &[Quad]) -> Vec<QuadRef<'_>> {
    quads.iter().map(Quad::as_ref).collect()
}

/// The quads as a set in which the labels of blank nodes do not count.
fn canonical(quads: impl IntoIterator<Item = Quad>) -> Dataset {
    let mut dataset: Dataset = quads.into_iter().collect();
    // The standard algorithm knows no triple terms; the other one is not to be relied on where a blank node names a graph.
    let algorithm = if dataset.iter().any(|quad| quad.object.is_triple()) {
        CanonicalizationAlgorithm::Unstable
    } else {
        CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 }
    };
    dataset.canonicalize(algorithm);
    dataset
}

/// The union of the graphs.
fn union(quads: &[Quad]) -> Vec<Quad> {
    quads.iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).collect()
}

/// Quads written as Turtle by hand, for tests that begin with a graph.
fn turtle_quads(text: &str) -> Vec<Quad> {
    oxttl::TriGParser::new().for_slice(text).collect::<Result<_, _>>().unwrap()
}
