//! Which triples of the documents an answer depends on, where the index alone does not tell it: where a voice is left out,
//! where a query asks for the graphs of triples, where other files say something beside.
//!
//! The query is evaluated once over the index, with the graphs from the documents' records, to see which triples the
//! evaluation comes to. Of these the documents are then read as far as they say them, and the answer is made of that.
use super::read::Inner;
use super::record::{Place, Record, Records};
use super::sayers::{Sayer, of_triple};
use super::slice::Slice;
use crate::archive::{Ask, Snapshot, Voice};
use crate::ask::cite::{Asked, Uncited};
use crate::ask::dataset::{Dataset, TermId, Terms};
use crate::ask::literal::value::is_true;
use crate::ask::literal::written::{expression_term, kept, plain};
use crate::ask::sparql::{EvaluationError, Query, matching, results_over};
use crate::term::iri::{ArticleGraph, article_graph, graph_of, is_in_fact_or_quote};
use crate::term::vocab::{AF, OA};
use oxigraph::store::QuadIter;
use oxrdf::{GraphName, GraphNameRef, Literal, NamedNodeRef, Quad, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use spareval::{
    CancellationToken, ExpressionTerm, InternalQuad, QueryResults, QuerySolutionIter, QueryableDataset,
};
use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

/// So many triples are looked at, at least.
const LEAST: u64 = 5_000;
/// A triple that is looked at takes as long as to read so many bytes of documents.
const TRIPLE: u64 = 2 << 10;
/// How many triples take as long as to read the record of a document.
const DOCUMENT: u64 = 10;

/// A triple by the numbers of its terms.
type Numbers = [u32; 3];

/// The triples of the documents that an answer depends on; none where they are so many that to read all takes less
/// time, or where only all documents tell. `files` is what other files say.
pub(super) fn touched(
    store: &Inner,
    query: &Query,
    ask: &Ask,
    files: Option<&Snapshot>,
    token: &CancellationToken,
) -> Result<Option<Vec<Triple>>, EvaluationError> {
    let most = LEAST.max(store.end / TRIPLE);
    let state = Rc::new(Touching {
        store,
        own_voice: ask.voice == Voice::Article,
        files: files.map(Snapshot::dataset),
        keeps_forms: query.needs_forms(),
        terms: RefCell::default(),
        slice: RefCell::new(Slice::new(&store.index, &store.aside)),
        articles: RefCell::default(),
        touched: RefCell::default(),
        left: Cell::new(most),
        is_beyond: Cell::new(false),
    });
    let looked = look_through(&Looking(Rc::clone(&state)), query, ask.cite, token);
    if state.is_beyond.get() {
        return Ok(None);
    }
    looked?;
    let touched = state.touched.borrow();
    Ok(Some(touched.iter().filter_map(|&triple| state.triple(triple)).collect()))
}

/// Goes through all that an answer depends on.
fn look_through(
    data: &Looking<'_>,
    query: &Query,
    is_cited: bool,
    token: &CancellationToken,
) -> Result<(), EvaluationError> {
    let algebra = query.looking_through(&data.0.store.tags, is_cited);
    if is_cited && query.form().has_rows() {
        return Uncited::of(algebra, query.columns(), &LookingOn { data, token }).map(drop);
    }
    match results_over(algebra, data.again(), token)? {
        QueryResults::Solutions(mut solutions) => solutions.try_for_each(|solution| solution.map(drop))?,
        QueryResults::Graph(mut triples) => triples.try_for_each(|triple| triple.map(drop))?,
        QueryResults::Boolean(_) => {}
    }
    Ok(())
}

/// A look at a store on the way to citations.
struct LookingOn<'l, 'a> {
    data: &'l Looking<'a>,
    token: &'l CancellationToken,
}

impl Asked for LookingOn<'_, '_> {
    fn rows(&self, algebra: spargebra::Query) -> Result<QuerySolutionIter<'_>, EvaluationError> {
        match results_over(algebra, self.data.again(), self.token)? {
            QueryResults::Solutions(solutions) => Ok(solutions),
            QueryResults::Boolean(_) | QueryResults::Graph(_) => {
                Err(EvaluationError::Other("the algebra gives no rows".to_owned()))
            }
        }
    }

    fn triples(&self, pattern: [Option<Term>; 3], graph: Option<Term>) -> io::Result<Vec<[Term; 3]>> {
        let number = |term: Option<Term>| Some(TermId::of_number(self.data.0.number(plain(term?).as_ref())));
        let ([subject, predicate, object], graph) = (pattern.map(number), number(graph));
        let quads = self.data.internal_quads_for_pattern(
            subject.as_ref(),
            predicate.as_ref(),
            object.as_ref(),
            Some(graph.as_ref()),
        );
        let triple = |quad: InternalQuad<TermId>| {
            [quad.subject, quad.predicate, quad.object].map(|id| self.data.0.term(id.number()))
        };
        quads.map(|quad| quad.map(triple)).collect()
    }
}

/// Where the graphs of an article hold its triples.
#[derive(Default)]
struct Article {
    of_triple: FxHashMap<Numbers, Vec<u32>>,
    of_graph: FxHashMap<u32, Vec<Numbers>>,
}

/// A look at a store that is going on.
struct Touching<'a> {
    store: &'a Inner,
    own_voice: bool,
    files: Option<&'a Dataset>,
    keeps_forms: bool,
    terms: RefCell<Terms>,
    /// Knows where articles are.
    slice: RefCell<Slice<'a>>,
    articles: RefCell<FxHashMap<Place, Rc<Article>>>,
    touched: RefCell<FxHashSet<Numbers>>,
    /// How many more triples may be looked at.
    left: Cell<u64>,
    /// Whether there were more.
    is_beyond: Cell<bool>,
}

impl Touching<'_> {
    fn number(&self, term: TermRef<'_>) -> u32 {
        self.terms.borrow_mut().add(term)
    }

    fn term(&self, number: u32) -> Term {
        self.terms.borrow().term(number).into_owned()
    }

    /// A term as the index has it.
    fn stored(&self, number: u32) -> Term {
        match self.term(number) {
            Term::Literal(literal) => {
                let known = literal.language().and_then(|tag| self.store.tags.get(&tag.to_ascii_lowercase()));
                match known {
                    Some(tag) => Literal::new_language_tagged_literal_unchecked(literal.value(), tag).into(),
                    None => kept(literal).into(),
                }
            }
            term => term,
        }
    }

    /// A triple that documents may say: those with blank nodes are in ontologies alone.
    fn triple(&self, [subject, predicate, object]: Numbers) -> Option<Triple> {
        let Term::NamedNode(subject) = self.term(subject) else { return None };
        let Term::NamedNode(predicate) = self.term(predicate) else { return None };
        let object = self.stored(object);
        (!matches!(object, Term::BlankNode(_))).then(|| Triple::new(subject, predicate, object))
    }

    fn numbers(&self, quad: &Quad) -> Numbers {
        let object = plain(quad.object.clone());
        [quad.subject.as_ref().into(), quad.predicate.as_ref().into(), object.as_ref()]
            .map(|term| self.number(term))
    }

    /// Takes what something costs from what may be looked at.
    fn pay(&self, cost: u64) -> io::Result<()> {
        match self.left.get().checked_sub(cost) {
            Some(left) => self.left.set(left),
            None => return Err(self.beyond()),
        }
        Ok(())
    }

    /// Nothing but all documents tells.
    fn beyond(&self) -> io::Error {
        self.is_beyond.set(true);
        io::Error::other("the query looks at too much of the store")
    }

    /// What the index has that matches.
    fn matching(
        &self,
        pattern: [Option<u32>; 3],
        graph: Option<GraphNameRef<'_>>,
    ) -> Option<QuadIter<'static>> {
        matching(&self.store.index, &pattern.map(|number| Some(self.stored(number?))), graph)
    }

    /// Where the article is whose own a thing is, or that an IRI names.
    fn place(&self, iri: &str) -> io::Result<Option<Place>> {
        Ok(self.slice.borrow_mut().owners([iri].into_iter())?.into_values().next())
    }

    fn article(&self, place: Place) -> io::Result<Rc<Article>> {
        if let Some(article) = self.articles.borrow().get(&place) {
            return Ok(Rc::clone(article));
        }
        self.pay(DOCUMENT)?;
        let mut bytes = Vec::new();
        Records::open(&self.store.documents())?.read(place, &mut bytes)?;
        let unpacked = Record::first(&bytes)?.0.open(true)?;
        let mut article = Article::default();
        for quad in unpacked.content()?.quads() {
            let GraphNameRef::NamedNode(graph) = quad.graph_name else { continue };
            let graph = self.number(graph.into());
            let triple =
                [quad.subject.into(), quad.predicate.into(), quad.object].map(|term| self.number(term));
            let graphs = article.of_triple.entry(triple).or_default();
            if !graphs.contains(&graph) {
                graphs.push(graph);
                article.of_graph.entry(graph).or_default().push(triple);
            }
        }
        let article = Rc::new(article);
        self.articles.borrow_mut().insert(place, Rc::clone(&article));
        Ok(article)
    }

    /// Whether a graph is one that is looked at.
    fn is_seen(&self, graph: &str) -> bool {
        !self.own_voice || article_graph(graph).is_none_or(|(_, kind)| kind != ArticleGraph::Attributed)
    }

    /// The graphs that hold a triple of the union, as far as they are looked at.
    fn graphs(&self, triple: Numbers) -> io::Result<Vec<u32>> {
        let mut graphs = Vec::new();
        if let Term::NamedNode(subject) = self.term(triple[0])
            && let Some(place) = self.place(subject.as_str())?
            && let Some(found) = self.article(place)?.of_triple.get(&triple)
        {
            graphs.extend_from_slice(found);
        }
        // What others may share is said by several records; the graphs of corpora are in the index.
        let said = self.triple(triple).map(|triple| self.store.aside.sayers()?.of(of_triple(&triple)));
        for Sayer { start, graph } in said.transpose()?.into_iter().flatten() {
            if let Some(graph) = graph
                && let Some((article, _)) = self.slice.borrow_mut().record(start)?
            {
                let graph = self.number(NamedNodeRef::new_unchecked(&graph_of(&article, graph)).into());
                if !graphs.contains(&graph) {
                    graphs.push(graph);
                }
            }
        }
        for quad in self.matching(triple.map(Some), None).into_iter().flatten() {
            if let GraphName::NamedNode(graph) = quad?.graph_name
                && graph.as_ref() != super::index::HIDDEN
            {
                let number = self.number(graph.as_ref().into());
                if !graphs.contains(&number) {
                    graphs.push(number);
                }
            }
        }
        graphs.retain(|&graph| match self.term(graph) {
            Term::NamedNode(graph) => self.is_seen(graph.as_str()),
            _ => true,
        });
        Ok(graphs)
    }

    /// Whether the default graph has a triple of the index.
    fn is_in_default(&self, triple: Numbers) -> io::Result<bool> {
        if !self.own_voice {
            return Ok(true);
        }
        // What describes facts, quotes and the like is in no attributed graph.
        if let (Term::NamedNode(subject), Term::NamedNode(predicate)) =
            (self.term(triple[0]), self.term(triple[1]))
            && [AF, OA].iter().any(|namespace| predicate.as_str().starts_with(namespace))
            && is_in_fact_or_quote(subject.as_str())
        {
            return Ok(true);
        }
        Ok(!self.graphs(triple)?.is_empty())
    }

    /// A pattern as the files have it; none where they lack a term of it.
    fn of_files(&self, pattern: [Option<u32>; 3]) -> Option<(&Dataset, [Option<TermId>; 3])> {
        let files = self.files?;
        let mut known = [None; 3];
        for (known, number) in known.iter_mut().zip(pattern) {
            if let Some(number) = number {
                *known = Some(files.id(self.term(number).as_ref())?);
            }
        }
        Some((files, known))
    }

    /// What the files say that matches, with its graphs.
    fn said_in_files(&self, pattern: [Option<u32>; 3]) -> Vec<(Numbers, Vec<u32>)> {
        let Some((files, [subject, predicate, object])) = self.of_files(pattern) else { return Vec::new() };
        let number = |id| self.number(files.term(id));
        let triples = files.matching(subject, predicate, object);
        triples.map(|triple| (triple.map(number), files.graph_ids_of(triple).map(number).collect())).collect()
    }

    /// What a graph of the documents or the corpora holds that matches.
    fn in_graph(&self, graph: u32, pattern: [Option<u32>; 3]) -> io::Result<Vec<Numbers>> {
        let Term::NamedNode(name) = self.term(graph) else { return Ok(Vec::new()) };
        if name.as_ref() == super::index::HIDDEN || !self.is_seen(name.as_str()) {
            return Ok(Vec::new());
        }
        if let Some((article, _)) = article_graph(name.as_str())
            && let Some(place) = self.place(article)?
        {
            let article = self.article(place)?;
            let triples = article.of_graph.get(&graph).into_iter().flatten().copied();
            let fits = |triple: &Numbers| {
                triple
                    .iter()
                    .zip(pattern)
                    .all(|(number, wanted)| wanted.is_none_or(|wanted| wanted == *number))
            };
            return Ok(triples.filter(fits).collect());
        }
        let mut found = Vec::new();
        for quad in self.matching(pattern, Some(name.as_ref().into())).into_iter().flatten() {
            self.pay(1)?;
            found.push(self.numbers(&quad?));
        }
        Ok(found)
    }
}

/// A store as the evaluator sees it.
struct Looking<'a>(Rc<Touching<'a>>);

impl Looking<'_> {
    fn again(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Which graphs are looked at.
#[derive(Clone, Copy)]
enum Graphs {
    /// The default graph.
    Default,
    /// Each named graph by itself.
    Named,
}

/// Quads that match, as they are found.
struct Matches<'a> {
    state: Rc<Touching<'a>>,
    graphs: Graphs,
    /// What the index has.
    quads: Option<QuadIter<'static>>,
    /// What was found and not given yet.
    ready: Vec<(Numbers, Option<u32>)>,
    /// What comes behind that of the index.
    last: Vec<(Numbers, Vec<u32>)>,
}

impl Matches<'_> {
    /// Finds more; false at the end.
    fn find(&mut self) -> io::Result<bool> {
        if let Some(quad) = self.quads.as_mut().and_then(Iterator::next) {
            self.state.pay(1)?;
            let triple = self.state.numbers(&quad?);
            match self.graphs {
                Graphs::Default if self.state.is_in_default(triple)? => {
                    self.state.touched.borrow_mut().insert(triple);
                    self.ready.push((triple, None));
                }
                Graphs::Default => {}
                Graphs::Named => {
                    let graphs = self.state.graphs(triple)?;
                    if !graphs.is_empty() {
                        self.state.touched.borrow_mut().insert(triple);
                    }
                    self.ready.extend(graphs.into_iter().map(|graph| (triple, Some(graph))));
                }
            }
            return Ok(true);
        }
        self.quads = None;
        let Some((triple, graphs)) = self.last.pop() else { return Ok(false) };
        match self.graphs {
            Graphs::Named => self.ready.extend(graphs.into_iter().map(|graph| (triple, Some(graph)))),
            Graphs::Default => {
                // The union is a set.
                let mut known = false;
                for quad in self
                    .state
                    .matching(triple.map(Some), Some(GraphNameRef::DefaultGraph))
                    .into_iter()
                    .flatten()
                {
                    known |= self.state.is_in_default(self.state.numbers(&quad?))?;
                }
                if !known {
                    self.ready.push((triple, None));
                }
            }
        }
        Ok(true)
    }
}

impl Iterator for Matches<'_> {
    type Item = io::Result<InternalQuad<TermId>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(([subject, predicate, object], graph)) = self.ready.pop() {
                let [subject, predicate, object] = [subject, predicate, object].map(TermId::of_number);
                let graph_name = graph.map(TermId::of_number);
                return Some(Ok(InternalQuad { subject, predicate, object, graph_name }));
            }
            match self.find() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    (self.quads, self.last) = (None, Vec::new());
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<'a> QueryableDataset<'a> for Looking<'a> {
    type InternalTerm = TermId;
    type Error = io::Error;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph_name: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = io::Result<InternalQuad<TermId>>> + use<'a> {
        let state = &self.0;
        let pattern = [subject, predicate, object].map(|id| Some(id?.number()));
        let union = || state.matching(pattern, Some(GraphNameRef::DefaultGraph));
        let mut matches = Matches {
            state: Rc::clone(state),
            graphs: Graphs::Named,
            quads: None,
            ready: Vec::new(),
            last: Vec::new(),
        };
        let mut wrong = None;
        match graph_name {
            Some(Some(graph)) => {
                let graph = graph.number();
                match state.in_graph(graph, pattern) {
                    Ok(found) => {
                        state.touched.borrow_mut().extend(found.iter().copied());
                        matches.ready.extend(found.into_iter().map(|triple| (triple, Some(graph))));
                    }
                    Err(error) => wrong = Some(error),
                }
                let in_files = state.said_in_files(pattern).into_iter();
                let in_files = in_files.filter(|(_, graphs)| graphs.contains(&graph));
                matches.ready.extend(in_files.map(|(triple, _)| (triple, Some(graph))));
            }
            Some(None) | None => {
                if graph_name.is_some() {
                    matches.graphs = Graphs::Default;
                }
                matches.quads = union();
                matches.last = state.said_in_files(pattern);
            }
        }
        wrong.into_iter().map(Err).chain(matches)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = io::Result<TermId>> + use<'a> {
        // Which graphs there are only all documents tell.
        std::iter::once(Err(self.0.beyond()))
    }

    fn contains_internal_graph_name(&self, graph_name: &TermId) -> io::Result<bool> {
        let graph = graph_name.number();
        let of_files = self.0.files.is_some_and(|files| {
            let name = self.0.term(graph);
            files.graph_names().any(|known| TermRef::from(known) == name.as_ref())
        });
        Ok(of_files || !self.0.in_graph(graph, [None; 3])?.is_empty())
    }

    fn internalize_term(&self, term: Term) -> io::Result<TermId> {
        Ok(TermId::of_number(self.0.number(plain(term).as_ref())))
    }

    fn externalize_term(&self, term: TermId) -> io::Result<Term> {
        Ok(self.0.term(term.number()))
    }

    fn externalize_expression_term(&self, term: TermId) -> io::Result<ExpressionTerm> {
        Ok(expression_term(self.0.term(term.number()).as_ref(), self.0.keeps_forms))
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> io::Result<TermId> {
        self.internalize_term(term.into())
    }

    fn internal_term_effective_boolean_value(&self, term: TermId) -> io::Result<Option<bool>> {
        Ok(is_true(self.0.term(term.number()).as_ref()))
    }
}
