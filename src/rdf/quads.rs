//! Quads as they pass from one part to the next: borrowed text, no allocation a term.
//!
//! Whoever produces quads (the mapping, a reader) writes into a [`QuadSink`]; whoever takes them (the N-Quads writer,
//! the [dataset](crate::ask::dataset)) is one. Terms are plain strings that the producer already holds, valid by
//! construction: a sink writes or keeps them and checks nothing.

/// What a [literal](https://www.w3.org/TR/rdf11-concepts/#section-Graph-Literal) is beside its lexical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiteralKind<'a> {
    /// An `xsd:string`, written without a datatype.
    Plain,
    /// A language-tagged string; the tag keeps its case.
    Lang(&'a str),
    /// A literal of the datatype with this IRI.
    Typed(&'a str),
}

/// Takes quads one after another.
///
/// [`subject`](Self::subject) begins, [`iri`](Self::iri) and [`literal`](Self::literal) each add one quad about the
/// subject that was begun last. All IRIs are absolute.
pub trait QuadSink {
    /// Begins statements about `subject` in the named graph `graph`.
    fn subject(&mut self, graph: &str, subject: &str);

    /// States that the subject's `predicate` is the thing `object`.
    fn iri(&mut self, predicate: &str, object: &str);

    /// States that the subject's `predicate` is the literal with the lexical form `text`.
    fn literal(&mut self, predicate: &str, text: &str, kind: LiteralKind<'_>);
}
