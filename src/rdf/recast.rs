//! The facts among quads in a shape that others defined.
use crate::rdf::annotation;
use crate::rdf::fact::{Facts, node};
use crate::rdf::nanopub;
use crate::rdf::nodes::{Nodes, Shared};
use crate::rdf::quads::QuadSink;
use crate::rdf::view;
use oxrdf::QuadRef;

/// A shape for facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recast {
    /// [Web Annotations](crate::rdf::annotation).
    Annotation,
    /// [Nanopublications](crate::rdf::nanopub).
    Nanopub,
}

/// Writes each fact in another shape, sorted by IRI. Without `attributed` only those that an article says in its own
/// voice.
pub fn write(
    quads: &[QuadRef<'_>],
    recast: Recast,
    shared: &Shared,
    attributed: bool,
    sink: &mut impl QuadSink,
) {
    // What a plain triple says is in its fact.
    let quads = view::without_plain(quads);
    let nodes = Nodes::new(&quads, shared);
    let mut facts = nodes.facts();
    facts.retain(|fact| attributed || !nodes.parts(node(fact)).is_attributed());
    match recast {
        Recast::Annotation => annotation::write(&nodes, &facts, sink),
        Recast::Nanopub => nanopub::write(&nodes, &facts, sink),
    }
}
