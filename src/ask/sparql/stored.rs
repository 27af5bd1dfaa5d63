//! A query's answer from a store on disk, whose default graph is the union of all graphs.
//!
//! A store knows numbers and dates by their values. So that `3.20` comes back as it was written, its index holds a literal
//! that it would change with a datatype [of its own](kept). The query is rewritten to match, and what comes
//! out is [as it was](plain).
use oxigraph::sparql::SparqlEvaluator;
#[cfg(feature = "disk")]
use oxigraph::store::QuadIter;
use oxigraph::store::Store;
#[cfg(feature = "disk")]
use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, Term};
use oxrdf::{Literal, NamedNode, Triple, Variable};
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, QuerySolutionIter};
#[cfg(feature = "disk")]
use spareval::{QueryEvaluator, QueryResults, QueryableDataset};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::BTreeSet;
use std::sync::Arc;

use super::evaluate::{EvaluationError, QueryResult, answer};
use super::parse::{Query, pattern, pattern_mut};
use super::plan::Plan;
use crate::ask::exact::functions::register;
use crate::ask::exact::{Needs, exact};
#[cfg(feature = "disk")]
use crate::ask::literal::Traits;
use crate::ask::literal::written::{kept, plain};
use crate::ask::rewrite::rewrite;
use crate::ask::rewrite::stop::stoppable;
use crate::ask::walk::{Part, operands, walk};

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

    /// Whether the query names the graphs that it sees, by FROM or FROM NAMED.
    #[cfg(feature = "disk")]
    #[must_use]
    pub(crate) fn names_graphs(&self) -> bool {
        self.algebra.dataset().is_some()
    }

    /// The graphs that the query looks at, where it names all of them itself: by FROM and FROM NAMED, or by GRAPH around
    /// everything.
    #[must_use]
    pub(crate) fn graphs_alone(&self) -> Option<BTreeSet<&str>> {
        if let Some(names) = self.algebra.dataset() {
            let all = names.default.iter().chain(names.named.iter().flatten());
            return Some(all.map(NamedNode::as_str).collect());
        }
        if matches!(self.algebra, spargebra::Query::Describe { .. }) {
            return None;
        }
        let mut graphs = BTreeSet::new();
        all_in_graphs(pattern(&self.algebra), &mut graphs).then_some(graphs)
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
    ) -> Result<QueryResult<'static>, EvaluationError> {
        let algebra = stoppable(self.in_store(tags));
        Ok(as_said(answer(evaluator(&algebra, token).for_query(algebra).on_store(store).execute()?, token)?))
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
    ) -> Result<(QueryResult<'static>, Plan), EvaluationError> {
        let algebra = self.in_store(tags);
        let bound = evaluator(&algebra, token).for_query(algebra).on_store(store).compute_statistics();
        let (results, explanation) = bound.explain();
        Ok((as_said(answer(results?, token)?), Plan::new(explanation)))
    }

    /// The rows of another algebra, whose literals are those of the store, as the store has them.
    ///
    /// # Errors
    /// Where the rows could not begin.
    pub(crate) fn rows_in_store(
        &self,
        algebra: spargebra::Query,
        store: &Store,
        token: &CancellationToken,
    ) -> Result<QuerySolutionIter<'static>, EvaluationError> {
        let algebra = stoppable(rewritten(algebra));
        let results = evaluator(&algebra, token).for_query(algebra).on_store(store).execute()?;
        solutions(answer(results, token)?)
    }

    /// Whether the evaluator must be given literals as they are written.
    #[cfg(feature = "disk")]
    pub(crate) fn needs_forms(&self) -> bool {
        Needs::new(&self.algebra, Traits::ALL).forms
    }

    /// The algebra by which other data are asked for all that the answer depends on, with its citations where these are
    /// wanted. `tags` are those of the data's literals, by their lower case.
    #[cfg(feature = "disk")]
    pub(crate) fn looking_through(&self, tags: &Tags, is_cited: bool) -> spargebra::Query {
        let mut algebra = self.tagged(tags);
        if is_cited || !only_adds(pattern(&algebra)) {
            // Each solution must be looked at to its end: with less data another one could take its place.
            walk(pattern_mut(&mut algebra), &mut |part| {
                if let Part::Pattern(pattern) = part {
                    while let GraphPattern::Slice { inner, .. } = pattern {
                        *pattern = std::mem::take(&mut **inner);
                    }
                }
            });
            if let spargebra::Query::Ask { pattern, .. } = algebra {
                let inner = GraphPattern::Project { inner: Box::new(pattern), variables: Vec::new() };
                algebra = spargebra::Query::Select { dataset: None, pattern: inner, base_iri: None };
            }
        }
        algebra
    }
}

/// What an algebra gives over other data, whose literals come as the evaluator wants them.
///
/// # Errors
/// Where the evaluation cannot begin.
#[cfg(feature = "disk")]
pub(crate) fn results_over<'a>(
    algebra: spargebra::Query,
    data: impl QueryableDataset<'a>,
    token: &CancellationToken,
) -> Result<QueryResults<'a>, EvaluationError> {
    let needs = Needs::new(&algebra, Traits::ALL);
    over(stoppable(rewrite(exact(algebra, needs), None)), data, token)
}

/// The rows of an algebra over what was read of a store, with terms as the store has them.
///
/// # Errors
/// Where the rows could not begin.
#[cfg(feature = "disk")]
pub(crate) fn rows_over<'a>(
    algebra: spargebra::Query,
    data: impl QueryableDataset<'a>,
    token: &CancellationToken,
) -> Result<QuerySolutionIter<'a>, EvaluationError> {
    solutions(answer(over(stoppable(rewritten(algebra)), data, token)?, token)?)
}

/// What an algebra that is ready to be evaluated gives.
#[cfg(feature = "disk")]
fn over<'a>(
    algebra: spargebra::Query,
    data: impl QueryableDataset<'a>,
    token: &CancellationToken,
) -> Result<QueryResults<'a>, EvaluationError> {
    let evaluator =
        register(QueryEvaluator::new(), pattern(&algebra), token).with_cancellation_token(token.clone());
    Ok(evaluator.prepare(&algebra).execute(data)?)
}

/// The quads of a store that match, in a graph or in any; none where no triple could.
#[cfg(feature = "disk")]
pub(crate) fn matching(
    store: &Store,
    [subject, predicate, object]: &[Option<Term>; 3],
    graph: Option<GraphNameRef<'_>>,
) -> Option<QuadIter<'static>> {
    let subject = match subject {
        Some(Term::NamedNode(node)) => Some(NamedOrBlankNodeRef::from(node.as_ref())),
        Some(Term::BlankNode(node)) => Some(node.as_ref().into()),
        // Nothing begins at a literal.
        Some(_) => return None,
        None => None,
    };
    let predicate = match predicate {
        Some(Term::NamedNode(node)) => Some(node.as_ref()),
        Some(_) => return None,
        None => None,
    };
    Some(store.quads_for_pattern(subject, predicate, object.as_ref().map(Term::as_ref), graph))
}

/// The rows of an answer that has rows.
fn solutions(answer: QueryResult<'_>) -> Result<QuerySolutionIter<'_>, EvaluationError> {
    match answer {
        QueryResult::Solutions(solutions) => Ok(solutions),
        QueryResult::Boolean(_) | QueryResult::Triples(_) => {
            Err(EvaluationError::Other("the algebra gives no rows".to_owned()))
        }
    }
}

impl Query {
    /// The algebra to evaluate.
    fn in_store(&self, tags: &Tags) -> spargebra::Query {
        rewritten(self.tagged(tags))
    }

    /// The algebra with literals as the store has them.
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
        let stored = |literal: &mut Literal| {
            localize(literal);
            *literal = kept(literal.clone());
        };
        let of_pattern = |term: &mut TermPattern| {
            if let TermPattern::Literal(literal) = term {
                stored(literal);
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
                        stored(literal);
                    }
                }
            }
            Part::Expression(Expression::Literal(literal)) => localize(literal),
            _ => {}
        });
        algebra
    }
}

/// Whether more data can only add solutions to a pattern.
#[cfg(feature = "disk")]
fn only_adds(pattern: &GraphPattern) -> bool {
    let mut adds = true;
    walk(&mut pattern.clone(), &mut |part| match part {
        Part::Pattern(
            GraphPattern::LeftJoin { .. } | GraphPattern::Minus { .. } | GraphPattern::Group { .. },
        )
        | Part::Expression(Expression::Exists(_) | Expression::Bound(_)) => adds = false,
        _ => {}
    });
    adds
}

/// Whether all that a pattern looks for is in graphs that it names, which are added to `graphs`.
fn all_in_graphs<'q>(pattern: &'q GraphPattern, graphs: &mut BTreeSet<&'q str>) -> bool {
    match pattern {
        GraphPattern::Graph { name: NamedNodePattern::NamedNode(graph), inner } => {
            graphs.insert(graph.as_str());
            // What is inside may name others.
            let mut alone = true;
            walk(&mut (**inner).clone(), &mut |part| {
                alone &=
                    !matches!(part, Part::Pattern(GraphPattern::Graph { .. } | GraphPattern::Service { .. }));
            });
            alone
        }
        GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => all_in_graphs(left, graphs) && all_in_graphs(right, graphs),
        GraphPattern::LeftJoin { left, right, expression } => {
            expression.as_ref().is_none_or(looks_nowhere)
                && all_in_graphs(left, graphs)
                && all_in_graphs(right, graphs)
        }
        GraphPattern::Filter { expr, inner } => looks_nowhere(expr) && all_in_graphs(inner, graphs),
        GraphPattern::Extend { inner, expression, .. } => {
            looks_nowhere(expression) && all_in_graphs(inner, graphs)
        }
        GraphPattern::OrderBy { inner, expression } => {
            let nowhere = |order: &OrderExpression| match order {
                OrderExpression::Asc(expression) | OrderExpression::Desc(expression) => {
                    looks_nowhere(expression)
                }
            };
            expression.iter().all(nowhere) && all_in_graphs(inner, graphs)
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            let nowhere = |(_, aggregate): &(Variable, AggregateExpression)| match aggregate {
                AggregateExpression::FunctionCall { expr, .. } => looks_nowhere(expr),
                AggregateExpression::CountSolutions { .. } => true,
            };
            aggregates.iter().all(nowhere) && all_in_graphs(inner, graphs)
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => all_in_graphs(inner, graphs),
        GraphPattern::Bgp { patterns } => patterns.is_empty(),
        GraphPattern::Graph { .. } | GraphPattern::Path { .. } | GraphPattern::Service { .. } => false,
    }
}

/// Whether an expression looks for nothing in the data.
fn looks_nowhere(expression: &Expression) -> bool {
    !matches!(expression, Expression::Exists(_)) && operands(expression).into_iter().all(looks_nowhere)
}

/// An answer with literals as they were written.
fn as_said(answer: QueryResult<'static>) -> QueryResult<'static> {
    match answer {
        QueryResult::Solutions(solutions) => {
            let columns: Arc<[Variable]> = solutions.variables().to_vec().into();
            let said = solutions
                .map(|solution| Ok(solution?.values().iter().map(|term| term.clone().map(plain)).collect()));
            QueryResult::Solutions(QuerySolutionIter::from_tuples(columns, said))
        }
        QueryResult::Boolean(value) => QueryResult::Boolean(value),
        QueryResult::Triples(triples) => {
            let said = |triple: Triple| Triple { object: plain(triple.object), ..triple };
            let mut triples: Vec<Triple> = triples.into_iter().map(said).collect();
            triples.sort_by_cached_key(ToString::to_string);
            QueryResult::Triples(triples)
        }
    }
}

/// The algebra that the store gets right, in an order that it is fast in.
fn rewritten(algebra: spargebra::Query) -> spargebra::Query {
    let needs = Needs::in_store(&algebra);
    rewrite(exact(algebra, needs), None)
}

/// An evaluator for a rewritten query.
fn evaluator(algebra: &spargebra::Query, token: &CancellationToken) -> SparqlEvaluator {
    register(SparqlEvaluator::new(), pattern(algebra), token).with_cancellation_token(token.clone())
}
