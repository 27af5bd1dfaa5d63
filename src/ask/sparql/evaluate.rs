//! A query's answer from a dataset.
use oxrdf::vocab::rdf;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Term, Triple};
use spareval::{
    CancellationToken, QueryDatasetSpecification, QueryEvaluationError, QueryEvaluator, QueryExplanation,
    QueryResults, QuerySolution, QuerySolutionIter, QueryableDataset,
};
use spargebra::algebra::{Expression, QueryDataset};
use std::error::Error;
use std::fmt;

use super::parse::{Query, pattern, pattern_mut};
use super::plan::Plan;
use crate::ask::dataset::{Dataset, DefaultGraph, View};
use crate::ask::exact::functions::register;
use crate::ask::exact::{Needs, exact};
use crate::ask::memory;
use crate::ask::rewrite::rewrite;
use crate::ask::rewrite::stop::stoppable;
use crate::ask::walk::{Part, walk};
use crate::ask::watchdog::is_stopped;

/// What a query is asked of: a dataset, with the default graph that the query wants.
pub struct Scope<'d> {
    dataset: &'d Dataset,
    /// The graphs that the query names by FROM, merged.
    default_graph: Option<DefaultGraph>,
    needs: Needs,
}

impl<'d> Scope<'d> {
    /// Prepares a dataset for a query: its default graph is the union of all graphs, or of those that the query names
    /// by FROM; none where it has FROM NAMED alone.
    #[must_use]
    pub fn new(dataset: &'d Dataset, query: &Query) -> Self {
        let default_graph = query
            .algebra
            .dataset()
            .map(|names| DefaultGraph::new(dataset, names.default.iter().map(NamedNode::as_ref)));
        let needs = Needs::new(&query.algebra, dataset.traits());
        Self { dataset, default_graph, needs }
    }

    /// The dataset.
    #[must_use]
    pub fn dataset(&self) -> &'d Dataset {
        self.dataset
    }

    /// The dataset as the evaluator takes it.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        let view = View::new(self.dataset).keeping_forms(self.needs.forms);
        match &self.default_graph {
            Some(graph) => view.with_default_graph(graph),
            None => view,
        }
    }
}

/// What a query gives.
pub enum QueryResult<'a> {
    /// Rows, made as they are asked for.
    Solutions(QuerySolutionIter<'a>),
    /// The answer to an ASK.
    Boolean(bool),
    /// The triples of a CONSTRUCT or DESCRIBE, sorted, each once.
    Triples(Vec<Triple>),
}

/// Why an answer broke off.
#[derive(Debug)]
pub enum EvaluationError {
    /// The query was stopped: by a time limit, say.
    Stopped,
    /// The query held more memory than it may.
    Memory,
    /// Anything else, in the evaluator's words.
    Other(String),
}

impl fmt::Display for EvaluationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => f.write_str("the query was stopped"),
            Self::Memory => write!(
                f,
                "the query was stopped: it needs more than {} MB of memory; what it joins, sorts or groups must be fewer rows",
                memory::MOST >> 20
            ),
            Self::Other(message) => f.write_str(message),
        }
    }
}

impl Error for EvaluationError {}

impl From<QueryEvaluationError> for EvaluationError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled if memory::was_over() => Self::Memory,
            QueryEvaluationError::Cancelled => Self::Stopped,
            error => Self::Other(error.to_string()),
        }
    }
}

impl Query {
    /// Answers the query. `source` must have been [made](Scope::new) for it. Stops soon after `token` is cancelled, except
    /// inside a sort, which `watchdog` deals with.
    ///
    /// # Errors
    /// Where the answer could not begin, or, for triples, not end.
    pub fn evaluate<'a>(
        &self,
        source: &'a Scope<'_>,
        token: &CancellationToken,
    ) -> Result<QueryResult<'a>, EvaluationError> {
        let algebra = stoppable(self.prepared(source));
        let evaluator = evaluator(&algebra, token);
        let mut prepared = evaluator.prepare(&algebra);
        if let Some(names) = self.algebra.dataset() {
            restrict(prepared.dataset_mut(), names);
        }
        answer(prepared.execute(source.view().stopped_by(token))?, token)
    }

    /// Answers the query and tells how: the plan's counts and times are complete once the answer has been consumed.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn explain<'a>(
        &self,
        source: &'a Scope<'_>,
        token: &CancellationToken,
    ) -> Result<(QueryResult<'a>, Plan), EvaluationError> {
        let algebra = self.prepared(source);
        let evaluator = evaluator(&algebra, token).compute_statistics();
        let mut prepared = evaluator.prepare(&algebra);
        if let Some(names) = self.algebra.dataset() {
            restrict(prepared.dataset_mut(), names);
        }
        let (results, explanation): (_, QueryExplanation) = prepared.explain(source.view().stopped_by(token));
        Ok((answer(results?, token)?, Plan::new(explanation)))
    }

    /// The rows of another algebra over what this query sees. `data` takes the place of the source's view.
    ///
    /// # Errors
    /// Where the rows could not begin.
    pub(crate) fn rows_of<'a>(
        &self,
        algebra: spargebra::Query,
        source: &Scope<'_>,
        data: impl QueryableDataset<'a>,
        token: &CancellationToken,
    ) -> Result<QuerySolutionIter<'a>, EvaluationError> {
        let algebra = stoppable(rewrite(exact(algebra, source.needs), Some(source.dataset)));
        let evaluator = evaluator(&algebra, token);
        let mut prepared = evaluator.prepare(&algebra);
        if let Some(names) = self.algebra.dataset() {
            restrict(prepared.dataset_mut(), names);
        }
        match answer(prepared.execute(data)?, token)? {
            QueryResult::Solutions(solutions) => Ok(solutions),
            QueryResult::Boolean(_) | QueryResult::Triples(_) => {
                Err(EvaluationError::Other("the algebra gives no rows".to_owned()))
            }
        }
    }

    /// The algebra to evaluate: rewritten where the evaluator would be wrong or slow, tags in the letter case of the data.
    fn prepared(&self, source: &Scope<'_>) -> spargebra::Query {
        rewrite(exact(self.localized(source.dataset), source.needs), Some(source.dataset))
    }

    /// The algebra with tags in the letter case of the data.
    pub(crate) fn localized(&self, dataset: &Dataset) -> spargebra::Query {
        let mut algebra = self.algebra.clone();
        walk(pattern_mut(&mut algebra), &mut |part| {
            // Tags are compared letter by letter in expressions, and the parser makes those of the query lower case.
            if let Part::Expression(Expression::Literal(literal)) = part
                && literal.datatype() == rdf::LANG_STRING
                && let Some(id) = dataset.id(literal.as_ref().into())
                && let Term::Literal(known) = dataset.term(id).into_owned()
            {
                *literal = known;
            }
        });
        algebra
    }
}

/// An evaluator for a rewritten query.
fn evaluator(algebra: &spargebra::Query, token: &CancellationToken) -> QueryEvaluator {
    register(QueryEvaluator::new(), pattern(algebra), token).with_cancellation_token(token.clone())
}

/// The default graph is merged by the source; without FROM NAMED a query that has FROM sees no named graph
/// ([SPARQL 1.1, 13.2](https://www.w3.org/TR/sparql11-query/#specifyingDataset)).
fn restrict(specification: &mut QueryDatasetSpecification, names: &QueryDataset) {
    specification.set_default_graph(vec![GraphName::DefaultGraph]);
    let named = names.named.iter().flatten().cloned().map(NamedOrBlankNode::from).collect();
    specification.set_available_named_graphs(named);
}

/// An answer, which is none once the query is stopped: what the evaluator goes on to give then is not what was asked for.
pub(super) fn answer<'a>(
    results: QueryResults<'a>,
    token: &CancellationToken,
) -> Result<QueryResult<'a>, EvaluationError> {
    let answer = match results {
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().into();
            let rows = Rows { solutions, token: token.clone(), is_over: false };
            return Ok(QueryResult::Solutions(QuerySolutionIter::new(variables, rows)));
        }
        QueryResults::Boolean(value) => QueryResult::Boolean(value),
        QueryResults::Graph(triples) => {
            let mut triples = triples.collect::<Result<Vec<_>, _>>()?;
            triples.sort_by_cached_key(ToString::to_string);
            triples.dedup();
            QueryResult::Triples(triples)
        }
    };
    if is_stopped(token) {
        return Err(QueryEvaluationError::Cancelled.into());
    }
    Ok(answer)
}

/// Rows until the query is stopped, which is an error.
struct Rows<'a> {
    solutions: QuerySolutionIter<'a>,
    token: CancellationToken,
    is_over: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<QuerySolution, QueryEvaluationError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.solutions.next();
        if is_stopped(&self.token) {
            self.is_over = true;
            return Some(Err(QueryEvaluationError::Cancelled));
        }
        next
    }
}
