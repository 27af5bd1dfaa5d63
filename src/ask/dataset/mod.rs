//! The quads of a run in memory, to be looked up and queried.
//!
//! The [default graph](https://www.w3.org/TR/sparql11-query/#rdfDataset) that a query sees is the union of all graphs,
//! and it is a set: a triple that is in three graphs counts once. Literals are kept as they are written (`3.20`
//! stays `3.20`); only language tags that differ in letter case alone are one tag
//! ([RDF 1.1 Concepts, 3.3](https://www.w3.org/TR/rdf11-concepts/#section-Graph-Literal)), shown as first written.
mod facts;
mod index;
pub(crate) mod keys;
mod reify;
mod terms;
#[cfg(test)]
mod tests;
mod view;

use oxrdf::{BlankNode, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

use crate::ask::literal::Traits;
use crate::rdf::fact::named;
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::iri::{ArticleGraph, article_graph};
use index::{DEFAULT_GRAPH, Index, Row};

pub use terms::TermId;
pub(crate) use terms::Terms;
pub use view::{DefaultGraph, View};

/// Takes quads and makes a [`Dataset`] of them.
///
/// ```
/// use groundwire::ask::dataset::DatasetBuilder;
/// use groundwire::rdf::quads::{LiteralKind, QuadSink};
///
/// let mut builder = DatasetBuilder::new();
/// builder.subject("https://example.org/graph", "https://example.org/a");
/// builder.iri("https://example.org/knows", "https://example.org/b");
/// builder.literal("https://example.org/age", "3.20", LiteralKind::Plain);
/// assert_eq!(builder.finish().len(), 2);
/// ```
#[derive(Default)]
pub struct DatasetBuilder {
    terms: Terms,
    rows: Vec<Row>,
    graph: u32,
    subject: u32,
    /// Whether the statements of the subject begun last are left out.
    skip: bool,
    without_attributed: bool,
    with_reifiers: bool,
    graph_name: String,
    labels: FxHashMap<String, u32>,
    labels_given: usize,
}

impl DatasetBuilder {
    /// A builder with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out the graphs of plain triples that articles only report someone as saying
    /// (`…/graph/attributed`): what remains is what the articles say in their own voice.
    #[must_use]
    pub fn without_attributed(mut self) -> Self {
        self.without_attributed = true;
        self
    }

    /// Adds `fact rdf:reifies <<( subject predicate object )>>` for each fact, in the fact's graph
    /// ([RDF 1.2](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification)).
    ///
    /// For queries that mention reifiers; others must not see (and count) what the data do not hold.
    #[must_use]
    pub fn with_reifiers(mut self) -> Self {
        self.with_reifiers = true;
        self
    }

    /// Begins another file: blank nodes of the quads that follow are others than those before, whatever their labels.
    pub fn next_file(&mut self) {
        self.labels.clear();
    }

    /// Adds one quad of other data. Blank nodes get labels of our own (`b1`, `b2` …, in the order in which they come).
    pub fn insert_quad(&mut self, quad: QuadRef<'_>) {
        // Graphs and subjects come in runs.
        let last = self.rows.last().copied();
        let graph = match quad.graph_name {
            GraphNameRef::DefaultGraph => DEFAULT_GRAPH,
            GraphNameRef::NamedNode(node) => {
                if self.without_attributed && is_attributed(node.as_str()) {
                    return;
                }
                let last = last.map(|row| row.graph).filter(|&graph| graph != DEFAULT_GRAPH);
                self.terms.iri_again(last, node.as_str())
            }
            GraphNameRef::BlankNode(node) => self.blank(node.as_str()),
        };
        let subject = match quad.subject {
            NamedOrBlankNodeRef::NamedNode(node) => {
                self.terms.iri_again(last.map(|row| row.subject), node.as_str())
            }
            NamedOrBlankNodeRef::BlankNode(node) => self.blank(node.as_str()),
        };
        let predicate = self.terms.iri(quad.predicate.as_str());
        let object = match quad.object {
            TermRef::BlankNode(node) => self.blank(node.as_str()),
            TermRef::Triple(triple) => {
                let triple = Box::new(self.relabel(triple));
                self.terms.add(TermRef::Triple(&triple))
            }
            term => self.terms.add(term),
        };
        self.rows.push(Row { subject, predicate, object, graph });
    }

    fn label(&mut self, label: &str) -> u32 {
        if let Some(&number) = self.labels.get(label) {
            return number;
        }
        self.labels_given += 1;
        let number = self.labels_given as u32;
        self.labels.insert(label.to_owned(), number);
        number
    }

    fn blank(&mut self, label: &str) -> u32 {
        let label = format!("b{}", self.label(label));
        self.terms.blank(&label)
    }

    fn relabel(&mut self, triple: &Triple) -> Triple {
        let subject = match &triple.subject {
            oxrdf::NamedOrBlankNode::BlankNode(node) => self.relabel_node(node).into(),
            subject => subject.clone(),
        };
        let object = match &triple.object {
            Term::BlankNode(node) => self.relabel_node(node).into(),
            Term::Triple(inner) => self.relabel(inner).into(),
            object => object.clone(),
        };
        Triple::new(subject, triple.predicate.clone(), object)
    }

    fn relabel_node(&mut self, node: &BlankNode) -> BlankNode {
        BlankNode::new_unchecked(format!("b{}", self.label(node.as_str())))
    }

    fn push(&mut self, predicate: &str, object: u32) {
        let predicate = self.terms.iri(predicate);
        self.rows.push(Row { subject: self.subject, predicate, object, graph: self.graph });
    }

    /// Begins what is to be [added](Self::finish_over) to a dataset: the terms of that one are known already.
    #[must_use]
    pub fn over(dataset: &Dataset) -> Self {
        Self { terms: Terms::over(&dataset.terms), ..Self::default() }
    }

    /// Ends the loading of what is added to a dataset, without that one's graphs `gone`. Neither may have blank nodes that
    /// the other has, nor reifiers.
    ///
    /// The cost is that of going through the dataset's triples once; its terms are shared.
    #[must_use]
    pub fn finish_over(mut self, dataset: &Dataset, gone: &[String]) -> Dataset {
        let gone: FxHashSet<u32> =
            gone.iter().filter_map(|graph| dataset.iri(graph)).map(|id| id.0).collect();
        let rows = std::mem::take(&mut self.rows);
        let (index, dropped) = dataset.index.replaced(&gone, rows, self.terms.len());
        Dataset {
            terms: Arc::new(self.terms),
            index,
            roles: OnceLock::new(),
            dropped: dataset.dropped + dropped,
        }
    }

    /// Ends the loading.
    #[must_use]
    pub fn finish(mut self) -> Dataset {
        self.terms.shrink();
        let index = Index::new(std::mem::take(&mut self.rows), self.terms.len());
        let dataset = Dataset { terms: Arc::new(self.terms), index, roles: OnceLock::new(), dropped: 0 };
        if self.with_reifiers { reify::with_reifiers(dataset) } else { dataset }
    }
}

fn is_attributed(graph: &str) -> bool {
    matches!(article_graph(graph), Some((_, ArticleGraph::Attributed)))
}

impl QuadSink for DatasetBuilder {
    fn subject(&mut self, graph: &str, subject: &str) {
        if graph != self.graph_name {
            self.skip = self.without_attributed && is_attributed(graph);
            if !self.skip {
                self.graph = self.terms.iri(graph);
            }
            self.graph_name.clear();
            self.graph_name.push_str(graph);
        }
        if !self.skip {
            self.subject = self.terms.iri(subject);
        }
    }

    fn iri(&mut self, predicate: &str, object: &str) {
        if !self.skip {
            let object = self.terms.iri(object);
            self.push(predicate, object);
        }
    }

    fn literal(&mut self, predicate: &str, text: &str, kind: LiteralKind<'_>) {
        if !self.skip {
            let object = self.terms.literal(text, kind);
            self.push(predicate, object);
        }
    }
}

/// A set of quads in memory. Made by a [`DatasetBuilder`]; queried through a [`View`].
pub struct Dataset {
    terms: Arc<Terms>,
    index: Index,
    roles: OnceLock<facts::Roles>,
    /// How many quads were taken out since it was loaded as a whole: their terms may still be here.
    dropped: usize,
}

impl Dataset {
    /// Whether so much was replaced in it that it should be loaded anew as a whole.
    pub(crate) fn is_worn(&self) -> bool {
        let added = self.terms.added();
        (self.dropped > 10_000 && self.dropped > self.len() / 4)
            || (added > 10_000 && added > self.terms.len() / 4)
    }

    /// Makes ready what answers need and what another dataset, whose place this one takes, had made already.
    pub(crate) fn warm(&self, before: &Self) {
        self.index.warm(&before.index);
    }

    /// Whether the orders are made in which patterns without a subject are looked up.
    #[cfg(feature = "serve")]
    pub(crate) fn is_ordered(&self) -> bool {
        self.index.is_ordered()
    }

    /// Tells this dataset from every other. It depends on the order in which the quads were loaded, too.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        self.terms.digest(&mut digest);
        self.index.digest(&mut digest);
        digest.finalize().into()
    }

    /// The number of quads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.quads()
    }

    /// Whether there is no quad.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of distinct triples in the union of the graphs.
    #[must_use]
    pub fn triple_count(&self) -> usize {
        self.index.triples()
    }

    /// The language tags with which a text occurs, in no order.
    #[must_use]
    pub fn tags_of(&self, text: &str) -> Vec<&str> {
        self.terms.tags_of(text)
    }

    /// All IRIs that occur, in the order in which they were first met.
    pub fn iris(&self) -> impl Iterator<Item = &str> {
        self.terms.iris()
    }

    /// What its literals are like.
    #[must_use]
    pub fn traits(&self) -> Traits {
        self.terms.traits()
    }

    /// The number of a term, if it occurs.
    #[must_use]
    pub fn id(&self, term: TermRef<'_>) -> Option<TermId> {
        self.terms.get(term).map(TermId)
    }

    /// The number of an IRI, if it occurs.
    #[must_use]
    pub fn iri(&self, iri: &str) -> Option<TermId> {
        self.id(NamedNodeRef::new_unchecked(iri).into())
    }

    /// Whether a quad has an IRI. Of replaced documents there may be terms that no quad has any more.
    #[must_use]
    pub fn has_iri(&self, iri: &str) -> bool {
        self.iri(iri).is_some_and(|id| self.occurs(id))
    }

    /// Whether a quad has a term.
    pub(crate) fn occurs(&self, id: TermId) -> bool {
        self.dropped == 0
            || self.count(Some(id), None, None) > 0
            || self.count(None, None, Some(id)) > 0
            || self.count(None, Some(id), None) > 0
            || self.index.graphs().contains(&id.0)
    }

    /// The term with a number of this dataset.
    ///
    /// # Panics
    /// Where the number comes from another, larger dataset.
    #[must_use]
    pub fn term(&self, id: TermId) -> TermRef<'_> {
        self.terms.term(id.0)
    }

    /// The IRI with a number of this dataset; none where the number is that of another term.
    pub(crate) fn named(&self, id: TermId) -> Option<&str> {
        named(self.term(id))
    }

    /// All quads, by graph (the default graph last), subject, predicate and object, each in the order in which the terms
    /// were first met while loading: the same input gives the same order, and documents stay together.
    pub fn quads(&self) -> impl Iterator<Item = QuadRef<'_>> {
        self.index.graphs().iter().copied().chain([DEFAULT_GRAPH]).flat_map(move |graph| {
            let name = self.graph_name(graph);
            self.index.of_graph(graph).filter_map(move |triple| self.quad(triple, name))
        })
    }

    /// The IRIs that are subjects, in the order in which they were first met.
    pub(crate) fn subject_iris(&self) -> impl Iterator<Item = &str> {
        let all = (0..self.terms.len() as u32).map(TermId);
        all.filter(|&id| self.count(Some(id), None, None) > 0).filter_map(|id| self.named(id))
    }

    /// How many named graphs there are.
    pub(crate) fn graph_count(&self) -> usize {
        self.index.graphs().len()
    }

    /// The names of the named graphs, in the order in which they were first met.
    pub fn graph_names(&self) -> impl Iterator<Item = NamedOrBlankNodeRef<'_>> {
        self.index.graphs().iter().filter_map(|&graph| self.node(graph))
    }

    /// The quads of one graph, sorted as [`quads`](Self::quads) sorts them.
    pub fn quads_in<'d>(&'d self, graph: GraphNameRef<'_>) -> impl Iterator<Item = QuadRef<'d>> + use<'d> {
        let id = match graph {
            GraphNameRef::DefaultGraph => Some(DEFAULT_GRAPH),
            GraphNameRef::NamedNode(node) => self.terms.get(node.into()),
            GraphNameRef::BlankNode(node) => self.terms.get(node.into()),
        };
        let triples = id.into_iter().flat_map(|id| self.index.of_graph(id));
        let name = id.map_or(GraphNameRef::DefaultGraph, |id| self.graph_name(id));
        triples.filter_map(move |triple| self.quad(triple, name))
    }

    /// The triples of the union that match, `None` standing for any term; each once.
    pub fn matching(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> impl Iterator<Item = [TermId; 3]> + Clone {
        self.index
            .matching(subject.map(|id| id.0), predicate.map(|id| id.0), object.map(|id| id.0))
            .map(|triple| triple.map(TermId))
    }

    /// The first of the triples of the union that match, and each that is `step` further.
    pub(crate) fn sample(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
        step: usize,
    ) -> impl Iterator<Item = [TermId; 3]> {
        self.index
            .matching(subject.map(|id| id.0), predicate.map(|id| id.0), object.map(|id| id.0))
            .step_by(step)
            .map(|triple| triple.map(TermId))
    }

    /// How many triples of the union match; exact unless subject and object alone are given, then an upper bound.
    #[must_use]
    pub fn count(&self, subject: Option<TermId>, predicate: Option<TermId>, object: Option<TermId>) -> usize {
        self.index.count(subject.map(|id| id.0), predicate.map(|id| id.0), object.map(|id| id.0))
    }

    /// The objects of a subject's predicate in the union of the graphs, each once.
    pub fn objects<'d>(
        &'d self,
        subject: TermRef<'_>,
        predicate: NamedNodeRef<'_>,
    ) -> impl Iterator<Item = TermRef<'d>> + use<'d> {
        let ids = self.terms.get(subject).zip(self.terms.get(predicate.into()));
        ids.into_iter()
            .flat_map(|(subject, predicate)| self.index.matching(Some(subject), Some(predicate), None))
            .map(|[_, _, object]| self.terms.term(object))
    }

    /// The characters of the first object of a subject's predicate, where that is a literal.
    #[must_use]
    pub fn text(&self, subject: TermRef<'_>, predicate: &str) -> Option<&str> {
        match self.objects(subject, NamedNodeRef::new_unchecked(predicate)).next()? {
            TermRef::Literal(literal) => Some(literal.value()),
            _ => None,
        }
    }

    /// The subjects whose predicate has an object, in the union of the graphs, each once.
    pub fn subjects<'d>(
        &'d self,
        predicate: NamedNodeRef<'_>,
        object: TermRef<'_>,
    ) -> impl Iterator<Item = NamedOrBlankNodeRef<'d>> + use<'d> {
        let ids = self.terms.get(predicate.into()).zip(self.terms.get(object));
        ids.into_iter()
            .flat_map(|(predicate, object)| self.index.matching(None, Some(predicate), Some(object)))
            .filter_map(|[subject, _, _]| self.node(subject))
    }

    /// Whether the union of the graphs holds a triple.
    #[must_use]
    pub fn contains(&self, subject: TermRef<'_>, predicate: NamedNodeRef<'_>, object: TermRef<'_>) -> bool {
        let Some(subject) = self.terms.get(subject) else { return false };
        let Some(predicate) = self.terms.get(predicate.into()) else { return false };
        let Some(object) = self.terms.get(object) else { return false };
        !self.index.graphs_of([subject, predicate, object]).is_empty()
    }

    /// The names of the named graphs in which a triple of the union is.
    pub fn graphs_of(&self, triple: [TermId; 3]) -> impl Iterator<Item = NamedOrBlankNodeRef<'_>> {
        self.index
            .graphs_of(triple.map(|id| id.0))
            .iter()
            .filter(|graph| **graph != DEFAULT_GRAPH)
            .filter_map(|&graph| self.node(graph))
    }

    /// The subjects of both one predicate and object and another, sorted.
    pub(crate) fn subjects_of_both(
        &self,
        one: [TermId; 2],
        other: [TermId; 2],
    ) -> impl Iterator<Item = TermId> {
        let list = |[predicate, object]: [TermId; 2]| self.index.subjects(predicate.0, object.0);
        let (one, other) = (list(one), list(other));
        let (few, mut many) = if one.len() < other.len() { (one, other) } else { (other, one) };
        few.iter().filter_map(move |&[_, subject]| {
            // In steps that double, then by halves: where the lists are of one length it is a merge.
            let mut step = 1;
            while many.get(step).is_some_and(|[_, at]| *at < subject) {
                step *= 2;
            }
            let within = &many[..many.len().min(step + 1)];
            many = &many[within.partition_point(|[_, at]| *at < subject)..];
            many.first().is_some_and(|[_, at]| *at == subject).then_some(TermId(subject))
        })
    }

    /// The number of distinct terms; their [numbers](TermId) are below it.
    pub(crate) fn term_count(&self) -> usize {
        self.terms.len()
    }

    /// The same by number.
    pub(crate) fn graph_ids_of(&self, triple: [TermId; 3]) -> impl Iterator<Item = TermId> {
        let graphs = self.index.graphs_of(triple.map(|id| id.0)).iter();
        graphs.filter(|graph| **graph != DEFAULT_GRAPH).map(|&graph| TermId(graph))
    }

    fn node(&self, id: u32) -> Option<NamedOrBlankNodeRef<'_>> {
        match self.terms.term(id) {
            TermRef::NamedNode(node) => Some(node.into()),
            TermRef::BlankNode(node) => Some(node.into()),
            TermRef::Literal(_) | TermRef::Triple(_) => None,
        }
    }

    fn graph_name(&self, graph: u32) -> GraphNameRef<'_> {
        if graph == DEFAULT_GRAPH {
            return GraphNameRef::DefaultGraph;
        }
        self.node(graph).map_or(GraphNameRef::DefaultGraph, Into::into)
    }

    fn quad<'a>(&'a self, triple: index::Triple, graph: GraphNameRef<'a>) -> Option<QuadRef<'a>> {
        let [subject, predicate, object] = triple;
        let TermRef::NamedNode(predicate) = self.terms.term(predicate) else { return None };
        Some(QuadRef::new(self.node(subject)?, predicate, self.terms.term(object), graph))
    }

    /// All quads as numbers.
    fn rows(&self) -> impl Iterator<Item = Row> {
        self.index.graphs().iter().copied().chain([DEFAULT_GRAPH]).flat_map(|graph| {
            self.index.of_graph(graph).map(move |[subject, predicate, object]| Row {
                subject,
                predicate,
                object,
                graph,
            })
        })
    }
}
