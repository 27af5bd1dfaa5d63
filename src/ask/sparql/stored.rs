//! A query's answer from a store on disk, whose default graph is the union of all graphs.
use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::Store;
use oxrdf::Literal;
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, QuerySolutionIter};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, TermPattern};

use super::evaluate::{Answer, EvaluationError, answer};
use super::parse::{Query, pattern, pattern_mut};
use super::plan::Plan;
use crate::ask::exact::functions::register;
use crate::ask::exact::{Needs, exact};
use crate::ask::literal::Traits;
use crate::ask::rewrite::rewrite;
use crate::ask::walk::{Part, walk};

/// Language tags as the store has them, by their lower case.
pub type Tags = FxHashMap<String, String>;

impl Query {
    /// Whether the query asks the union of all graphs and no graph by itself.
    #[must_use]
    pub(crate) fn asks_the_union_alone(&self) -> bool {
        let mut alone = self.algebra.dataset().is_none();
        walk(&mut pattern(&self.algebra).clone(), &mut |part| {
            if let Part::Pattern(GraphPattern::Graph { .. }) = part {
                alone = false;
            }
        });
        alone
    }

    /// Answers the query from a store. `tags` are those of the store's literals, by their lower case.
    ///
    /// # Errors
    /// Where the answer could not begin, or, for triples, not end.
    pub(crate) fn evaluate_in_store(
        &self,
        store: &Store,
        tags: &Tags,
        token: &CancellationToken,
    ) -> Result<Answer<'static>, EvaluationError> {
        let algebra = self.in_store(tags);
        answer(evaluator(&algebra, token).for_query(algebra).on_store(store).execute()?)
    }

    /// Answers the query from a store and tells how.
    ///
    /// # Errors
    /// As [`evaluate_in_store`](Self::evaluate_in_store).
    pub(crate) fn explain_in_store(
        &self,
        store: &Store,
        tags: &Tags,
        token: &CancellationToken,
    ) -> Result<(Answer<'static>, Plan), EvaluationError> {
        let algebra = self.in_store(tags);
        let bound = evaluator(&algebra, token).for_query(algebra).on_store(store).compute_statistics();
        let (results, explanation) = bound.explain();
        Ok((answer(results?)?, Plan::new(explanation)))
    }

    /// The rows of another algebra, whose tags are those of the store.
    ///
    /// # Errors
    /// Where the rows could not begin.
    pub(crate) fn rows_in_store(
        &self,
        algebra: spargebra::Query,
        store: &Store,
        token: &CancellationToken,
    ) -> Result<QuerySolutionIter<'static>, EvaluationError> {
        let algebra = rewritten(algebra);
        match answer(evaluator(&algebra, token).for_query(algebra).on_store(store).execute()?)? {
            Answer::Solutions(solutions) => Ok(solutions),
            Answer::Boolean(_) | Answer::Triples(_) => {
                Err(EvaluationError::Other("the algebra gives no rows".to_owned()))
            }
        }
    }

    /// The algebra to evaluate.
    fn in_store(&self, tags: &Tags) -> spargebra::Query {
        rewritten(self.tagged(tags))
    }

    /// The algebra with tags in the letter case of the store.
    pub(crate) fn tagged(&self, tags: &Tags) -> spargebra::Query {
        let mut algebra = self.algebra.clone();
        let localize = |literal: &mut Literal| {
            if let Some(tag) = literal.language()
                && let Some(known) = tags.get(&tag.to_ascii_lowercase())
                && known != tag
            {
                *literal = Literal::new_language_tagged_literal_unchecked(literal.value(), known);
            }
        };
        let of_pattern = |term: &mut TermPattern| {
            if let TermPattern::Literal(literal) = term {
                localize(literal);
            }
        };
        walk(pattern_mut(&mut algebra), &mut |part| match part {
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                for pattern in patterns {
                    of_pattern(&mut pattern.object);
                }
            }
            Part::Pattern(GraphPattern::Path { subject, object, .. }) => {
                of_pattern(subject);
                of_pattern(object);
            }
            Part::Pattern(GraphPattern::Values { bindings, .. }) => {
                for term in bindings.iter_mut().flatten() {
                    if let Some(GroundTerm::Literal(literal)) = term {
                        localize(literal);
                    }
                }
            }
            Part::Expression(Expression::Literal(literal)) => localize(literal),
            _ => {}
        });
        algebra
    }
}

/// The algebra that the store gets right, in an order that it is fast in.
fn rewritten(algebra: spargebra::Query) -> spargebra::Query {
    let needs = Needs::new(&algebra, Traits::ALL, false);
    rewrite(exact(algebra, needs, false), None)
}

/// An evaluator for a rewritten query.
fn evaluator(algebra: &spargebra::Query, token: &CancellationToken) -> SparqlEvaluator {
    register(SparqlEvaluator::new(), pattern(algebra), false).with_cancellation_token(token.clone())
}
