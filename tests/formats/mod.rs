//! What is written in a format is what other people's parsers read from it.
mod jsonld;
mod nasty;
mod nquads;
mod rdfxml;
mod turtle;

use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{BlankNode, Dataset, GraphName, NamedOrBlankNode, Quad, QuadRef, Term};
use std::collections::{BTreeSet, HashSet};

fn refs(quads: &[Quad]) -> Vec<QuadRef<'_>> {
    quads.iter().map(Quad::as_ref).collect()
}

/// The quads as a set in which the labels of blank nodes do not count.
fn canonical(quads: impl IntoIterator<Item = Quad>) -> Dataset {
    let mut dataset: Dataset = quads.into_iter().collect();
    // The standard algorithm knows no triple terms.
    let algorithm = if dataset.iter().any(|quad| quad.object.is_triple()) {
        CanonicalizationAlgorithm::Unstable
    } else {
        CanonicalizationAlgorithm::Rdfc10 { hash_algorithm: CanonicalizationHashAlgorithm::Sha256 }
    };
    dataset.canonicalize(algorithm);
    dataset
}

/// Whether two sets of quads are the same but for the labels of blank nodes.
fn alike(one: Vec<Quad>, other: Vec<Quad>) -> bool {
    // The standard algorithm cannot tell nodes apart that differ only in which of them names whose graph.
    canonical(one.clone()) == canonical(other.clone()) || isomorphic(&one, &other)
}

/// The same, by trying how the blank nodes of one may be those of the other.
fn isomorphic(one: &[Quad], other: &[Quad]) -> bool {
    let (from, to) = (blank_nodes(one), blank_nodes(other));
    from.len() == to.len()
        && from.len() <= 6
        && is_mapped(one, &other.iter().collect(), &from, to, &mut Vec::new())
}

/// Whether the nodes `from` can be mapped to the nodes `free`, the first of them as `mapped` says.
fn is_mapped(
    one: &[Quad],
    other: &HashSet<&Quad>,
    from: &[BlankNode],
    free: Vec<BlankNode>,
    mapped: &mut Vec<BlankNode>,
) -> bool {
    if free.is_empty() {
        let place = |node: &BlankNode| from.iter().position(|other| other == node).unwrap();
        let quads = renamed(one, |node| mapped[place(node)].clone());
        return quads.iter().collect::<HashSet<_>>() == *other;
    }
    (0..free.len()).any(|index| {
        let mut rest = free.clone();
        mapped.push(rest.remove(index));
        let is_one = is_mapped(one, other, from, rest, mapped);
        mapped.pop();
        is_one
    })
}

fn blank_nodes(quads: &[Quad]) -> Vec<BlankNode> {
    let mut nodes = BTreeSet::new();
    renamed(quads, |node| {
        nodes.insert(node.as_str().to_owned());
        node.clone()
    });
    nodes.into_iter().map(BlankNode::new_unchecked).collect()
}

/// Quads with other blank nodes. Triple terms stay as they are.
fn renamed(quads: &[Quad], mut rename: impl FnMut(&BlankNode) -> BlankNode) -> Vec<Quad> {
    quads
        .iter()
        .map(|quad| Quad {
            subject: match &quad.subject {
                NamedOrBlankNode::BlankNode(node) => rename(node).into(),
                named => named.clone(),
            },
            predicate: quad.predicate.clone(),
            object: match &quad.object {
                Term::BlankNode(node) => rename(node).into(),
                other => other.clone(),
            },
            graph_name: match &quad.graph_name {
                GraphName::BlankNode(node) => rename(node).into(),
                other => other.clone(),
            },
        })
        .collect()
}

/// The union of the graphs.
fn union(quads: &[Quad]) -> Vec<Quad> {
    quads.iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }).collect()
}

/// Quads written as Turtle by hand, for tests that begin with a graph.
fn turtle_quads(text: &str) -> Vec<Quad> {
    oxttl::TriGParser::new().for_slice(text).collect::<Result<_, _>>().unwrap()
}
