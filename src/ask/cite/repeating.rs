//! Joins whose solutions have the same terms again and again. A store keeps terms as hashes and looks up each that a solution
//! gives back, which takes longer than to find the solution. Here each triple that a join comes to is read once, and its
//! terms have numbers. The solutions are the same, in the same order.
use oxigraph::store::Store;
use oxrdf::{GraphNameRef, Term};
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, ExpressionTerm, InternalQuad, QuerySolutionIter, QueryableDataset};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use super::asked::{Asked, Index};
use super::path::{Pattern, Triple};
use crate::ask::dataset::{TermId, Terms};
use crate::ask::literal::value::is_true;
use crate::ask::literal::written::expression_term;
use crate::ask::sparql::{EvaluationError, matching, rows_over};

/// After so many solutions it is looked whether terms repeat, and each time when there are twice as many, up to the most.
const FEW: usize = 1_024;
/// The most.
const MANY: usize = 8_192;
/// They do where each came so many times, on average.
const TIMES: usize = 8;
/// So many look-ups and triples are read at most: where a join comes to more, the store itself takes less time.
const MOST: usize = 32_768;

/// Whether a query is a join alone: what decides there are the terms themselves, not their values.
pub(super) fn is_join(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else { return false };
    let mut pattern = pattern;
    while let GraphPattern::Distinct { inner } | GraphPattern::Project { inner, .. } = pattern {
        pattern = inner;
    }
    matches!(pattern, GraphPattern::Bgp { .. })
}

/// The index of a store, which is asked until the terms of solutions repeat.
pub(super) struct Watched<'a> {
    index: Index<'a>,
    has_ended: Cell<bool>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(index: Index<'a>) -> Self {
        Self { index, has_ended: Cell::new(false) }
    }

    /// Whether it ended because terms repeat.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended.get()
    }
}

impl Asked for Watched<'_> {
    fn rows(&self, algebra: Query) -> Result<QuerySolutionIter<'_>, EvaluationError> {
        self.index.rows(algebra)
    }

    fn triples(&self, pattern: [Option<Term>; 3], graph: Option<Term>) -> io::Result<Vec<[Term; 3]>> {
        self.index.triples(pattern, graph)
    }

    fn met(&self, solutions: usize, columns: usize, terms: usize) -> Result<(), EvaluationError> {
        let is_time = (FEW..=MANY).contains(&solutions) && solutions.is_power_of_two();
        if !is_time || terms * TIMES > solutions * columns {
            return Ok(());
        }
        self.has_ended.set(true);
        Err(EvaluationError::Other("the terms of solutions repeat".to_owned()))
    }
}

/// A store whose triples are read once.
#[derive(Clone)]
pub(super) struct Repeating(Rc<State>);

struct State {
    store: Store,
    token: CancellationToken,
    terms: RefCell<Terms>,
    read: RefCell<FxHashMap<Pattern, Rc<[Triple]>>>,
    /// How many look-ups and triples may still be read.
    left: Cell<usize>,
    is_beyond: Cell<bool>,
}

impl Repeating {
    pub(super) fn new(store: &Store, token: &CancellationToken) -> Self {
        Self(Rc::new(State {
            store: store.clone(),
            token: token.clone(),
            terms: RefCell::default(),
            read: RefCell::default(),
            left: Cell::new(MOST),
            is_beyond: Cell::new(false),
        }))
    }

    /// Whether there was too much to read.
    pub(super) fn is_beyond(&self) -> bool {
        self.0.is_beyond.get()
    }
}

impl Asked for Repeating {
    fn rows(&self, algebra: Query) -> Result<QuerySolutionIter<'_>, EvaluationError> {
        rows_over(algebra, self.clone(), &self.0.token)
    }

    fn triples(&self, _: [Option<Term>; 3], _: Option<Term>) -> io::Result<Vec<[Term; 3]>> {
        Err(io::Error::other("a join has no paths"))
    }
}

impl State {
    fn id(&self, term: &Term) -> TermId {
        TermId::of_number(self.terms.borrow_mut().add(term.as_ref()))
    }

    fn term(&self, id: TermId) -> Term {
        self.terms.borrow().term(id.number()).into_owned()
    }

    /// The triples of the union that match.
    fn matching(&self, pattern: Pattern) -> io::Result<Rc<[Triple]>> {
        if let Some(known) = self.read.borrow().get(&pattern) {
            return Ok(Rc::clone(known));
        }
        let triples: Rc<[Triple]> = self.read(pattern)?.into();
        self.read.borrow_mut().insert(pattern, Rc::clone(&triples));
        Ok(triples)
    }

    /// Counts a look-up or a triple.
    fn count(&self) -> io::Result<()> {
        let Some(left) = self.left.get().checked_sub(1) else {
            self.is_beyond.set(true);
            return Err(io::Error::other("the query looks at too much of the store"));
        };
        self.left.set(left);
        Ok(())
    }

    fn read(&self, pattern: Pattern) -> io::Result<Vec<Triple>> {
        // Those that find nothing take memory, too.
        self.count()?;
        let pattern = pattern.map(|id| id.map(|id| self.term(id)));
        let mut triples = Vec::new();
        let union = Some(GraphNameRef::DefaultGraph);
        for quad in matching(&self.store, &pattern, union).into_iter().flatten() {
            let quad = quad?;
            self.count()?;
            triples.push([
                self.id(&quad.subject.into()),
                self.id(&quad.predicate.into()),
                self.id(&quad.object),
            ]);
        }
        Ok(triples)
    }
}

impl<'a> QueryableDataset<'a> for Repeating {
    type InternalTerm = TermId;
    type Error = io::Error;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        _: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = io::Result<InternalQuad<TermId>>> + use<'a> {
        let (found, wrong) = match self.0.matching([subject, predicate, object].map(Option::<&_>::copied)) {
            Ok(found) => (Some(found), None),
            Err(error) => (None, Some(error)),
        };
        let count = found.as_ref().map_or(0, |found| found.len());
        let quads = (0..count).filter_map(move |at| {
            let [subject, predicate, object] = found.as_ref()?[at];
            Some(Ok(InternalQuad { subject, predicate, object, graph_name: None }))
        });
        wrong.into_iter().map(Err).chain(quads)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = io::Result<TermId>> + use<'a> {
        std::iter::empty()
    }

    fn contains_internal_graph_name(&self, _: &TermId) -> io::Result<bool> {
        Ok(false)
    }

    fn internalize_term(&self, term: Term) -> io::Result<TermId> {
        Ok(self.0.id(&term))
    }

    fn externalize_term(&self, term: TermId) -> io::Result<Term> {
        Ok(self.0.term(term))
    }

    fn externalize_expression_term(&self, term: TermId) -> io::Result<ExpressionTerm> {
        Ok(expression_term(self.0.term(term).as_ref(), true))
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> io::Result<TermId> {
        self.internalize_term(term.into())
    }

    fn internal_term_effective_boolean_value(&self, term: TermId) -> io::Result<Option<bool>> {
        Ok(is_true(self.0.term(term).as_ref()))
    }
}
