//! A dataset as the SPARQL evaluator wants it.
use oxrdf::{Literal, NamedNodeRef, Term, TermRef};
use spareval::{CancellationToken, ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::rc::Rc;

use super::index::{DEFAULT_GRAPH, InGraph, Index, Matches, Row};
use super::keys::{KEY, Keys};
use super::terms::Terms;
use super::{Dataset, TermId};
use crate::ask::literal::value::is_true;
use crate::ask::literal::written::{expression_term, plain};
use crate::ask::watchdog::is_stopped;

/// A dataset during one query: the terms that the query itself makes are kept here, beside the dataset's.
pub struct View<'a> {
    dataset: &'a Dataset,
    /// What the query sees as its default graph, where that is not the union of all.
    default_graph: Option<&'a DefaultGraph>,
    made: RefCell<Terms>,
    keys: RefCell<Keys>,
    /// Whether the evaluator is given literals as they are written.
    keep_forms: bool,
    watch: Option<Rc<Watch>>,
}

/// What stops a query, and how much it may look at before that.
struct Watch {
    left: Cell<usize>,
    token: CancellationToken,
}

impl Watch {
    /// Whether a query that looks on is stopped.
    fn is_over(&self) -> bool {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => self.token.cancel(),
        }
        is_stopped(&self.token)
    }
}

/// The union, as a set, of the graphs that a query names by
/// [`FROM`](https://www.w3.org/TR/sparql11-query/#unnamedGraph).
pub struct DefaultGraph(Index);

impl DefaultGraph {
    /// Merges the named graphs `names` of `dataset`; those that it does not have are empty.
    #[must_use]
    pub fn new<'t>(dataset: &Dataset, names: impl IntoIterator<Item = NamedNodeRef<'t>>) -> Self {
        let mut rows = Vec::new();
        for name in names {
            if let Some(TermId(graph)) = dataset.id(name.into()) {
                rows.extend(dataset.index.of_graph(graph).map(|[subject, predicate, object]| Row {
                    subject,
                    predicate,
                    object,
                    graph: DEFAULT_GRAPH,
                }));
            }
        }
        Self(Index::new(rows, dataset.terms.len()))
    }
}

impl<'a> View<'a> {
    /// The whole dataset; its default graph is the union of all graphs.
    #[must_use]
    pub fn new(dataset: &'a Dataset) -> Self {
        Self {
            dataset,
            default_graph: None,
            made: RefCell::default(),
            keys: RefCell::default(),
            keep_forms: false,
            watch: None,
        }
    }

    /// The same with another default graph.
    #[must_use]
    pub fn with_default_graph(mut self, graph: &'a DefaultGraph) -> Self {
        self.default_graph = Some(graph);
        self
    }

    /// The same with literals as they are written, for a query that looks at that: the evaluator takes a number that is
    /// not written as it would write it itself for a literal of an unknown datatype.
    #[must_use]
    pub(crate) fn keeping_forms(mut self, keep: bool) -> Self {
        self.keep_forms = keep;
        self
    }

    /// The same for a query that is stopped by its token. What it looks through ends then: an evaluator goes on with all the
    /// rows that it has begun, and would look through all triples for each.
    #[must_use]
    pub(crate) fn stopped_by(self, token: &CancellationToken) -> Self {
        self.looking_at(usize::MAX, token)
    }

    /// The same for a query that is stopped by its token also when it has looked for, or at, so many triples.
    #[must_use]
    pub(crate) fn looking_at(mut self, most: usize, token: &CancellationToken) -> Self {
        self.watch = Some(Rc::new(Watch { left: Cell::new(most), token: token.clone() }));
        self
    }

    /// The place of a sort's key among the others; none where it is a term.
    fn place(&self, term: TermId) -> Option<u32> {
        let is_over = || self.watch.as_ref().is_some_and(|watch| is_stopped(&watch.token));
        self.keys.borrow_mut().place(term.0, is_over)
    }

    fn internalize(&self, term: TermRef<'_>) -> TermId {
        self.dataset.terms.get(term).map_or_else(
            || TermId(self.dataset.terms.len() as u32 + self.made.borrow_mut().add(term)),
            TermId,
        )
    }
}

/// Quads that match, as the evaluator takes them.
enum Quads<'a> {
    Default(Matches<'a>),
    Named { triples: InGraph<'a>, graph: u32 },
    AnyNamed { index: &'a Index, triples: Matches<'a>, triple: [u32; 3], graphs: std::slice::Iter<'a, u32> },
    None,
}

impl Iterator for Quads<'_> {
    type Item = Result<InternalQuad<TermId>, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        let (triple, graph) = match self {
            Self::Default(triples) => (triples.next()?, None),
            Self::Named { triples, graph } => (triples.next()?, Some(*graph)),
            Self::AnyNamed { index, triples, triple, graphs } => loop {
                match graphs.next() {
                    Some(&DEFAULT_GRAPH) => {}
                    Some(&graph) => break (*triple, Some(graph)),
                    None => {
                        *triple = triples.next()?;
                        *graphs = index.graphs_of(*triple).iter();
                    }
                }
            },
            Self::None => return None,
        };
        let [subject, predicate, object] = triple.map(TermId);
        Some(Ok(InternalQuad { subject, predicate, object, graph_name: graph.map(TermId) }))
    }
}

/// The same until the query is stopped. There is one more then, for which the evaluator says that it was stopped.
struct Looked<'a> {
    quads: Quads<'a>,
    watch: Option<Rc<Watch>>,
    is_over: bool,
}

impl Iterator for Looked<'_> {
    type Item = Result<InternalQuad<TermId>, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        self.is_over = self.watch.as_ref().is_some_and(|watch| watch.is_over());
        self.quads.next()
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = TermId;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph_name: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermId>, Infallible>> + use<'a> {
        let known = self.dataset.terms.len();
        let graph = graph_name.flatten();
        // A term that the query made occurs nowhere.
        let is_made =
            [subject, predicate, object, graph].iter().any(|term| term.is_some_and(|id| id.index() >= known));
        let index = &self.dataset.index;
        let (subject, predicate, object) =
            (subject.map(|id| id.0), predicate.map(|id| id.0), object.map(|id| id.0));
        let quads = match graph_name {
            _ if is_made => Quads::None,
            Some(None) => {
                let index = self.default_graph.map_or(index, |graph| &graph.0);
                Quads::Default(index.matching(subject, predicate, object))
            }
            Some(Some(&TermId(graph))) => {
                Quads::Named { triples: index.matching_in(graph, subject, predicate, object), graph }
            }
            None => Quads::AnyNamed {
                index,
                triples: index.matching(subject, predicate, object),
                triple: [0; 3],
                graphs: [].iter(),
            },
        };
        Looked { quads, watch: self.watch.clone(), is_over: false }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermId, Infallible>> + use<'a> {
        self.dataset.index.graphs().iter().map(|&graph| Ok(TermId(graph)))
    }

    fn contains_internal_graph_name(&self, graph_name: &TermId) -> Result<bool, Infallible> {
        Ok(self.dataset.index.graphs().binary_search(&graph_name.0).is_ok())
    }

    fn internalize_term(&self, term: Term) -> Result<TermId, Infallible> {
        Ok(self.internalize(plain(term).as_ref()))
    }

    fn externalize_term(&self, term: TermId) -> Result<Term, Infallible> {
        let known = self.dataset.terms.len();
        Ok(if term.index() < known {
            self.dataset.terms.term(term.0).into_owned()
        } else if let Some(place) = self.place(term) {
            Literal::from(place).into()
        } else {
            self.made.borrow().term(term.0 - known as u32).into_owned()
        })
    }

    fn externalize_expression_term(&self, term: TermId) -> Result<ExpressionTerm, Infallible> {
        let known = self.dataset.terms.len();
        Ok(if term.index() < known {
            expression_term(self.dataset.terms.term(term.0), self.keep_forms)
        } else if let Some(place) = self.place(term) {
            ExpressionTerm::IntegerLiteral(i64::from(place).into())
        } else {
            expression_term(self.made.borrow().term(term.0 - known as u32), self.keep_forms)
        })
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<TermId, Infallible> {
        if let ExpressionTerm::OtherTypedLiteral { value, datatype } = &term
            && let Some(sort) = datatype.as_str().strip_prefix(KEY)
            && let Ok(sort) = sort.parse()
        {
            return Ok(TermId(self.keys.borrow_mut().add(sort, value)));
        }
        self.internalize_term(term.into())
    }

    fn internal_term_effective_boolean_value(&self, term: TermId) -> Result<Option<bool>, Infallible> {
        Ok(is_true(self.externalize_term(term)?.as_ref()))
    }
}
