//! Solutions as term numbers: nothing is written out that no one reads.
use oxrdf::{BlankNode, Term, Variable};
use spareval::{CancellationToken, ExpressionTerm, InternalQuad, QuerySolutionIter, QueryableDataset};
use spargebra::algebra::GraphPattern;
use std::convert::Infallible;
use std::rc::Rc;

use crate::ask::dataset::{TermId, View};
use crate::ask::sparql::{EvaluationError, Query, Scope};

/// The number of no term: the variable is unbound.
pub(super) const UNBOUND: u32 = u32::MAX;

/// Evaluates patterns over what a query sees. Terms that one evaluation makes have the same numbers in the next.
pub(super) trait Solve {
    /// The solutions of an algebra.
    fn solutions(&self, algebra: spargebra::Query) -> Result<QuerySolutionIter<'_>, EvaluationError>;

    /// The number of a term as solutions have it.
    fn number(&self, term: &Term) -> u32;

    /// The term of a number that is not [`UNBOUND`].
    fn known(&self, number: u32) -> Term;

    /// Is told of each solution: how many there were, of how many columns. An error ends it.
    fn met(&self, _count: usize, _columns: usize) -> Result<(), EvaluationError> {
        Ok(())
    }

    /// The term of a number, if there is one.
    fn term(&self, number: u32) -> Option<Term> {
        (number != UNBOUND).then(|| self.known(number))
    }

    /// Goes through the solutions of a pattern: the number of a term, or [`UNBOUND`], for each column. A pattern that is
    /// a query with columns of its own keeps those.
    fn each(
        &self,
        pattern: GraphPattern,
        columns: Vec<Variable>,
        mut visit: impl FnMut(&[u32]),
    ) -> Result<(), EvaluationError> {
        let mut numbers = Vec::new();
        for (count, solution) in (1..).zip(self.solutions(select(pattern, columns))?) {
            let solution = solution?;
            let values = solution.values().iter();
            numbers.clear();
            numbers.extend(values.map(|term| term.as_ref().map_or(UNBOUND, |term| self.number(term))));
            visit(&numbers);
            self.met(count, numbers.len())?;
        }
        Ok(())
    }
}

/// A query for the rows of a pattern.
fn select(pattern: GraphPattern, columns: Vec<Variable>) -> spargebra::Query {
    let pattern = match pattern {
        // A query that has its columns already.
        GraphPattern::Project { .. }
        | GraphPattern::Slice { .. }
        | GraphPattern::Distinct { .. }
        | GraphPattern::Reduced { .. } => pattern,
        pattern => GraphPattern::Project { inner: Box::new(pattern), variables: columns },
    };
    spargebra::Query::Select { dataset: None, pattern, base_iri: None }
}

/// A view whose solutions are term numbers, which blank nodes carry out of the evaluator.
struct Numbered<'a>(Rc<View<'a>>);

impl<'a> QueryableDataset<'a> for Numbered<'a> {
    type InternalTerm = TermId;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph_name: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermId>, Infallible>> + use<'a> {
        self.0.internal_quads_for_pattern(subject, predicate, object, graph_name)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermId, Infallible>> + use<'a> {
        self.0.internal_named_graphs()
    }

    fn contains_internal_graph_name(&self, graph_name: &TermId) -> Result<bool, Infallible> {
        self.0.contains_internal_graph_name(graph_name)
    }

    fn internalize_term(&self, term: Term) -> Result<TermId, Infallible> {
        self.0.internalize_term(term)
    }

    fn externalize_term(&self, term: TermId) -> Result<Term, Infallible> {
        Ok(BlankNode::new_from_unique_id(term.number().into()).into())
    }

    fn externalize_expression_term(&self, term: TermId) -> Result<ExpressionTerm, Infallible> {
        self.0.externalize_expression_term(term)
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<TermId, Infallible> {
        self.0.internalize_expression_term(term)
    }

    fn internal_term_effective_boolean_value(&self, term: TermId) -> Result<Option<bool>, Infallible> {
        self.0.internal_term_effective_boolean_value(term)
    }
}

/// Solutions over a dataset.
pub(super) struct Solutions<'a, 's> {
    query: &'a Query,
    source: &'a Scope<'s>,
    token: &'a CancellationToken,
    view: Rc<View<'a>>,
}

impl<'a, 's> Solutions<'a, 's> {
    pub(super) fn new(query: &'a Query, source: &'a Scope<'s>, token: &'a CancellationToken) -> Self {
        Self { query, source, token, view: Rc::new(source.view().stopped_by(token)) }
    }
}

impl Solve for Solutions<'_, '_> {
    fn solutions(&self, algebra: spargebra::Query) -> Result<QuerySolutionIter<'_>, EvaluationError> {
        self.query.rows_of(algebra, self.source, Numbered(Rc::clone(&self.view)), self.token)
    }

    fn number(&self, term: &Term) -> u32 {
        match term {
            Term::BlankNode(node) => {
                node.as_ref().unique_id().and_then(|id| u32::try_from(id).ok()).unwrap_or(UNBOUND)
            }
            _ => UNBOUND,
        }
    }

    fn known(&self, number: u32) -> Term {
        let Ok(term) = self.view.externalize_term(TermId::of_number(number));
        term
    }
}
