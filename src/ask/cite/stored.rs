//! Receipts of what a store answers: its index gives the rows and what each rests on; the facts are looked up in those
//! documents alone that say it.
use oxigraph::store::Store;
use oxrdf::{Term, TermRef, Variable};
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, QuerySolutionIter};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::io;
use std::rc::Rc;

use super::Cited;
use super::answer::Answer;
use super::asked::{Asked, Index};
use super::path::{Edges, Pattern, Triple, compare};
use super::premise::{Premise, Premises};
use super::repeating::{self, Repeating, Watched};
use super::solutions::{Solve, UNBOUND};
use super::support::Supports;
use super::witness::Witnesses;
use crate::ask::dataset::{Dataset, TermId, Terms};
use crate::ask::literal::written::plain;
use crate::ask::sparql::{EvaluationError, Query, Tags};

/// An answer from a store, each row with the triples that it rests on. Which facts those are a dataset tells that holds
/// the articles which say them: [`cite`](Self::cite).
pub struct Uncited {
    answer: Answer,
    terms: Terms,
    /// Each solution: the row that it supports, and where its premises end.
    solutions: Vec<(u32, usize)>,
    /// The premises of all solutions, one solution after another, by their numbers in `distinct`.
    premises: Vec<u32>,
    distinct: Vec<Premise>,
}

impl Uncited {
    /// Answers a SELECT or an ASK that asks the union of all graphs. `tags` are the language tags of the store's literals,
    /// by their lower case.
    ///
    /// # Errors
    /// Where the evaluation breaks off, the store cannot be read, or the query is none of these.
    pub fn new(
        query: &Query,
        store: &Store,
        tags: &Tags,
        token: &CancellationToken,
    ) -> Result<Self, EvaluationError> {
        let (algebra, columns) = (query.tagged(tags), query.columns());
        let index = Index { query, store, token };
        if !repeating::is_join(&algebra) {
            return Self::of(algebra, columns, &index);
        }
        let watched = Watched::new(index);
        let answer = Self::of(algebra.clone(), columns, &watched);
        if !watched.has_ended() {
            return answer;
        }
        let repeating = Repeating::new(store, token);
        let answer = Self::of(algebra.clone(), columns, &repeating);
        if !repeating.is_beyond() {
            return answer;
        }
        Self::of(algebra, columns, &Index { query, store, token })
    }

    /// The same of other data.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(crate) fn of(
        algebra: spargebra::Query,
        columns: &[Variable],
        data: &impl Asked,
    ) -> Result<Self, EvaluationError> {
        let data = Stored {
            data,
            terms: RefCell::default(),
            edges: RefCell::default(),
            failure: RefCell::default(),
        };
        let mut answer = Answer::new(algebra, columns, &data)?;
        let constants = answer.widened.constants.iter().map(|term| Some(data.id(term.as_ref()))).collect();
        let mut premises = Premises::new(std::mem::take(&mut answer.widened.parts), constants);
        let mut numbers: FxHashMap<Premise, u32> = FxHashMap::default();
        let (mut solutions, mut all, mut distinct) = (Vec::new(), Vec::new(), Vec::new());
        answer.each(&data, |row, solution| {
            premises.of(solution, &data, |premise| {
                let number = *numbers.entry(premise).or_insert_with(|| {
                    distinct.push(premise);
                    distinct.len() as u32 - 1
                });
                all.push(number);
            });
            solutions.push((row as u32, all.len()));
        })?;
        if let Some(error) = data.failure.take() {
            return Err(EvaluationError::Other(error.to_string()));
        }
        Ok(Self { answer, terms: data.terms.into_inner(), solutions, premises: all, distinct })
    }

    /// How many distinct triples it rests on.
    #[must_use]
    pub fn premise_count(&self) -> usize {
        self.distinct.len()
    }

    /// A triple that it rests on, by its number: subject, predicate and object, as far as they are single terms, as the
    /// index has them.
    ///
    /// # Panics
    /// Where there is no such number.
    #[must_use]
    pub fn premise(&self, number: u32) -> [Option<TermRef<'_>>; 3] {
        let Premise { subject, predicate, object, .. } = self.distinct[number as usize];
        [Some(subject), predicate, object].map(|id| Some(self.terms.term(id?.number())))
    }

    /// The solutions, each by the numbers of the triples that it rests on.
    pub fn solutions(&self) -> impl Iterator<Item = &[u32]> {
        self.each().map(|(_, premises)| premises)
    }

    /// The solutions: the number of a row, and premises by number.
    fn each(&self) -> impl Iterator<Item = (usize, &[u32])> {
        let starts = [0].into_iter().chain(self.solutions.iter().map(|(_, end)| *end));
        let solutions = self.solutions.iter().zip(starts);
        solutions.map(|(&(row, end), start)| (row as usize, &self.premises[start..end]))
    }

    /// The answer with the facts that prove each row. The dataset holds the triples of the [premises](Self::premise), in
    /// the graphs where documents have them, and the facts of those documents.
    #[must_use]
    pub fn cite<'d>(&self, dataset: &'d Dataset) -> Cited<'d> {
        let known: Vec<Premise> =
            self.distinct.iter().map(|premise| self.in_dataset(*premise, dataset)).collect();
        let mut witnesses = Witnesses::new(Supports::new(dataset, None, FxHashMap::default()));
        let mut at_hand = Vec::new();
        for (row, premises) in self.each() {
            at_hand.clear();
            at_hand.extend(premises.iter().map(|&number| known[number as usize]));
            witnesses.add(row, &at_hand);
        }
        let term = |number: u32| (number != UNBOUND).then(|| plain(self.terms.term(number).into_owned()));
        Cited::new(dataset, &self.answer, term, witnesses, &[])
    }

    /// A premise as a dataset has it.
    fn in_dataset(&self, premise: Premise, dataset: &Dataset) -> Premise {
        // What the dataset does not have has a number that none of its terms has.
        let known = |id: TermId| {
            let absent = TermId::of_number(dataset.term_count() as u32 + id.number());
            dataset.id(plain(self.terms.term(id.number()).into_owned()).as_ref()).unwrap_or(absent)
        };
        Premise {
            subject: known(premise.subject),
            predicate: premise.predicate.map(known),
            object: premise.object.map(known),
            ..premise
        }
    }
}

/// A pattern in a graph, or in the default graph.
type InGraph = (Pattern, Option<TermId>);

/// Data that are asked: their terms get numbers as they are met.
struct Stored<'a, D> {
    data: &'a D,
    terms: RefCell<Terms>,
    /// The edges that were read: searches come to the same places again and again.
    edges: RefCell<FxHashMap<InGraph, Rc<[Triple]>>>,
    /// What went wrong first while edges were read.
    failure: RefCell<Option<io::Error>>,
}

impl<D: Asked> Stored<'_, D> {
    fn id(&self, term: TermRef<'_>) -> TermId {
        TermId::of_number(self.terms.borrow_mut().add(term))
    }

    /// The triples that match.
    fn read(&self, (pattern, graph): InGraph) -> io::Result<Vec<Triple>> {
        let term = |id: Option<TermId>| Some(self.known(id?.number()));
        let triples = self.data.triples(pattern.map(term), term(graph))?;
        Ok(triples.iter().map(|triple| [0, 1, 2].map(|at| self.id(triple[at].as_ref()))).collect())
    }
}

impl<D: Asked> Solve for Stored<'_, D> {
    fn solutions(&self, algebra: spargebra::Query) -> Result<QuerySolutionIter<'_>, EvaluationError> {
        self.data.rows(algebra)
    }

    fn number(&self, term: &Term) -> u32 {
        self.id(term.as_ref()).number()
    }

    fn known(&self, number: u32) -> Term {
        self.terms.borrow().term(number).into_owned()
    }

    fn met(&self, count: usize, columns: usize) -> Result<(), EvaluationError> {
        let terms = self.terms.borrow().len();
        self.data.met(count, columns, terms)
    }
}

impl<D: Asked> Edges for Stored<'_, D> {
    fn edges(&self, pattern: Pattern, graph: Option<TermId>, take: impl FnMut(Triple)) {
        let known = self.edges.borrow().get(&(pattern, graph)).cloned();
        let edges = known.unwrap_or_else(|| {
            let edges: Rc<[Triple]> = match self.read((pattern, graph)) {
                Ok(edges) => edges.into(),
                Err(error) => {
                    self.failure.borrow_mut().get_or_insert(error);
                    [].into()
                }
            };
            self.edges.borrow_mut().insert((pattern, graph), Rc::clone(&edges));
            edges
        });
        edges.iter().copied().for_each(take);
    }

    fn compare(&self, one: TermId, other: TermId) -> Ordering {
        let terms = self.terms.borrow();
        compare(terms.term(one.number()), terms.term(other.number()))
    }
}
