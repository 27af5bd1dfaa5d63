//! Data that are asked for citations without being in memory: the index of a store, or what stands for it.
use oxigraph::store::Store;
use oxrdf::{GraphNameRef, Quad, Term};
use spareval::{CancellationToken, QuerySolutionIter};
use std::io;

use crate::ask::sparql::{EvaluationError, Query, matching};

/// Data that are asked.
pub(crate) trait Asked {
    /// The rows of an algebra.
    fn rows(&self, algebra: spargebra::Query) -> Result<QuerySolutionIter<'_>, EvaluationError>;

    /// The triples of a graph, or of the default graph, that match.
    fn triples(&self, pattern: [Option<Term>; 3], graph: Option<Term>) -> io::Result<Vec<[Term; 3]>>;

    /// Is told how many solutions there were, of how many columns and of how many terms in all. An error ends it.
    fn met(&self, _solutions: usize, _columns: usize, _terms: usize) -> Result<(), EvaluationError> {
        Ok(())
    }
}

/// The index of a store.
pub(super) struct Index<'a> {
    pub(super) query: &'a Query,
    pub(super) store: &'a Store,
    pub(super) token: &'a CancellationToken,
}

impl Asked for Index<'_> {
    fn rows(&self, algebra: spargebra::Query) -> Result<QuerySolutionIter<'_>, EvaluationError> {
        self.query.rows_in_store(algebra, self.store, self.token)
    }

    fn triples(&self, pattern: [Option<Term>; 3], _: Option<Term>) -> io::Result<Vec<[Term; 3]>> {
        let triple = |quad: Quad| [quad.subject.into(), quad.predicate.into(), quad.object];
        let union = Some(GraphNameRef::DefaultGraph);
        let quads = matching(self.store, &pattern, union).into_iter().flatten();
        Ok(quads.map(|quad| quad.map(triple)).collect::<Result<_, _>>()?)
    }
}
