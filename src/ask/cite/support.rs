//! What a triple rests on: the facts that say it, and what else holds it.
use oxrdf::{NamedNodeRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::ops::Range;

use super::path::{Edges, Pattern, Triple, compare};
use crate::ask::dataset::{Dataset, TermId};
use crate::rdf::fact::{Facts, NODES, Role};
use crate::term::iri::{ArticleGraph, article_graph, is_ontology_graph};
use crate::term::vocab::af;

/// What holds a triple beside facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// A document or corpus that declares an entity, or the head of an article.
    Declared,
    /// The ontology.
    Ontology,
    /// The file with this number.
    File(usize),
}

/// A set of grounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Grounds {
    declared: bool,
    ontology: bool,
    /// The numbers of files, sorted. Most triples rest on none.
    files: Vec<usize>,
}

impl Grounds {
    pub(super) fn contains(&self, ground: Ground) -> bool {
        match ground {
            Ground::Declared => self.declared,
            Ground::Ontology => self.ontology,
            Ground::File(number) => self.files.binary_search(&number).is_ok(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.declared && !self.ontology && self.files.is_empty()
    }

    pub(super) fn add(&mut self, ground: Ground) {
        match ground {
            Ground::Declared => self.declared = true,
            Ground::Ontology => self.ontology = true,
            Ground::File(number) => {
                if let Err(place) = self.files.binary_search(&number) {
                    self.files.insert(place, number);
                }
            }
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        self.declared |= other.declared;
        self.ontology |= other.ontology;
        for number in &other.files {
            self.add(Ground::File(*number));
        }
    }
}

/// What a term is to the citing of triples about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A fact: it is cited itself.
    Fact,
    /// A quote, time or quantity: it is there because of the facts that link to it.
    Node,
    /// Anything else: the facts that say the triple are cited.
    Other,
}

#[derive(Clone, Copy)]
enum GraphKind {
    Facts,
    Plain,
    Ground(Ground),
}

/// What a triple rests on; `facts` is a range of [`Supports::list`].
#[derive(Clone)]
pub(super) struct Support {
    pub(super) facts: Range<usize>,
    pub(super) grounds: Grounds,
}

/// A fact, as far as plain triples rest on it.
#[derive(Clone, Copy)]
struct Stated {
    /// Whether it is realized (or narrower) and not negated.
    holds: bool,
    /// The graph of its plain triple.
    graph: Option<TermId>,
}

/// Finds what triples rest on, and remembers it.
pub(super) struct Supports<'d> {
    dataset: &'d Dataset,
    /// The class of facts, and those of what belongs to them; none where the dataset does not have it.
    fact: Option<TermId>,
    nodes: [Option<TermId>; 3],
    /// The graphs that the default graph is merged of, where that is not all.
    from: Option<FxHashSet<TermId>>,
    files: FxHashMap<TermId, usize>,
    graphs: FxHashMap<TermId, GraphKind>,
    /// The kind of each term of the dataset that was asked for.
    kinds: Vec<Option<Kind>>,
    /// The graphs of plain triples that belong to a graph of facts: the article's own, and what others say.
    homes: FxHashMap<TermId, [Option<TermId>; 2]>,
    stated: FxHashMap<TermId, Stated>,
    found: FxHashMap<(Triple, Option<TermId>), Support>,
    linked: FxHashMap<(TermId, Option<TermId>), Range<usize>>,
    facts: Vec<TermId>,
}

impl<'d> Supports<'d> {
    /// For a dataset, whose default graph is merged of the graphs `from` (all where there is none), and in which the
    /// graphs of `files` (graph, number) come from files beside the documents.
    pub(super) fn new(
        dataset: &'d Dataset,
        from: Option<FxHashSet<TermId>>,
        files: FxHashMap<TermId, usize>,
    ) -> Self {
        Self {
            dataset,
            fact: dataset.iri(af::FACT),
            nodes: NODES.map(|class| dataset.iri(class)),
            from,
            files,
            graphs: FxHashMap::default(),
            kinds: Vec::new(),
            homes: FxHashMap::default(),
            stated: FxHashMap::default(),
            found: FxHashMap::default(),
            linked: FxHashMap::default(),
            facts: Vec::new(),
        }
    }

    /// Facts that were found.
    pub(super) fn list(&self, range: &Range<usize>) -> &[TermId] {
        &self.facts[range.clone()]
    }

    fn graph_kind(&mut self, graph: TermId) -> GraphKind {
        *self.graphs.entry(graph).or_insert_with(|| {
            if let Some(number) = self.files.get(&graph) {
                return GraphKind::Ground(Ground::File(*number));
            }
            let TermRef::NamedNode(node) = self.dataset.term(graph) else {
                return GraphKind::Ground(Ground::Declared);
            };
            match article_graph(node.as_str()).map(|(_, graph)| graph) {
                Some(ArticleGraph::Facts | ArticleGraph::Drafts) => GraphKind::Facts,
                Some(ArticleGraph::Stated | ArticleGraph::Attributed) => GraphKind::Plain,
                _ if is_ontology_graph(node.as_str()) => GraphKind::Ground(Ground::Ontology),
                _ => GraphKind::Ground(Ground::Declared),
            }
        })
    }

    /// Whether a pattern that looks at `graph` (none: the default graph) sees a graph's triples.
    fn looks_at(&self, graph: Option<TermId>, other: TermId) -> bool {
        match (graph, &self.from) {
            (Some(graph), _) => graph == other,
            (None, Some(from)) => from.contains(&other),
            (None, None) => true,
        }
    }

    /// Whether a pattern that looks at `graph` sees a triple.
    fn sees(&self, triple: Triple, graph: Option<TermId>) -> bool {
        (graph.is_none() && self.from.is_none())
            || self.dataset.graph_ids_of(triple).any(|other| self.looks_at(graph, other))
    }

    /// What a term is. What other files say to be a fact is none.
    pub(super) fn kind(&mut self, term: TermId) -> Kind {
        let place = term.number() as usize;
        if let Some(Some(kind)) = self.kinds.get(place) {
            return *kind;
        }
        let kind = self.find_kind(term);
        if self.kinds.is_empty() {
            self.kinds = vec![None; self.dataset.term_count()];
        }
        if let Some(known) = self.kinds.get_mut(place) {
            *known = Some(kind);
        }
        kind
    }

    fn find_kind(&mut self, term: TermId) -> Kind {
        let dataset = self.dataset;
        let Some(a) = dataset.role(Role::Type) else { return Kind::Other };
        for class in dataset.all(term, Role::Type) {
            let kind = if Some(class) == self.fact {
                Kind::Fact
            } else if self.nodes.contains(&Some(class)) {
                Kind::Node
            } else {
                continue;
            };
            let mut graphs = dataset.graph_ids_of([term, a, class]);
            if graphs.any(|graph| matches!(self.graph_kind(graph), GraphKind::Facts)) {
                return kind;
            }
        }
        Kind::Other
    }

    fn stated(&mut self, fact: TermId) -> Stated {
        if let Some(stated) = self.stated.get(&fact) {
            return *stated;
        }
        let dataset = self.dataset;
        let parts = dataset.parts(fact);
        let mut home = None;
        if let Some((a, class)) = dataset.role(Role::Type).zip(self.fact) {
            for graph in dataset.graph_ids_of([fact, a, class]) {
                let homes = self.homes.entry(graph).or_insert_with(|| {
                    ["stated", "attributed"].map(|voice| {
                        let TermRef::NamedNode(node) = dataset.term(graph) else { return None };
                        let article = node.as_str().strip_suffix("facts")?;
                        dataset.id(NamedNodeRef::new_unchecked(&format!("{article}{voice}")).into())
                    })
                });
                home = home.or(homes[usize::from(parts.is_attributed())]);
            }
        }
        let stated = Stated { holds: dataset.holds(&parts), graph: home };
        self.stated.insert(fact, stated);
        stated
    }

    /// What a triple whose subject is neither a fact nor a node of one rests on, for a pattern that looks at `graph`.
    pub(super) fn of_triple(&mut self, triple: Triple, graph: Option<TermId>) -> Support {
        if let Some(support) = self.found.get(&(triple, graph)) {
            return support.clone();
        }
        let mut grounds = Grounds::default();
        let mut plain = Vec::new();
        let dataset = self.dataset;
        for other in dataset.graph_ids_of(triple) {
            if self.looks_at(graph, other) {
                match self.graph_kind(other) {
                    GraphKind::Plain => plain.push(other),
                    // The head of an article.
                    GraphKind::Facts => grounds.add(Ground::Declared),
                    GraphKind::Ground(more) => grounds.add(more),
                }
            }
        }
        let start = self.facts.len();
        if !plain.is_empty() {
            self.stating(triple, &plain);
        }
        let support = Support { facts: start..self.facts.len(), grounds };
        self.found.insert((triple, graph), support.clone());
        support
    }

    /// Finds the facts that say a triple and hold, and whose plain triples are in one of `graphs`.
    fn stating(&mut self, [subject, predicate, object]: Triple, graphs: &[TermId]) {
        let facts = self.saying(subject, predicate, object);
        for fact in facts {
            if self.kind(fact) == Kind::Fact {
                let stated = self.stated(fact);
                if stated.holds && stated.graph.is_some_and(|graph| graphs.contains(&graph)) {
                    self.facts.push(fact);
                }
            }
        }
    }

    /// The facts that say a triple, whether it holds or not.
    fn saying(&self, subject: TermId, predicate: TermId, object: TermId) -> Vec<TermId> {
        let is_literal = matches!(self.dataset.term(object), TermRef::Literal(_));
        let link = if is_literal { Role::Value } else { Role::Object };
        let dataset = self.dataset;
        let (Some(about), Some(link)) = (dataset.role(Role::Subject), dataset.role(link)) else {
            return Vec::new();
        };
        let facts = dataset.subjects_of_both([about, subject], [link, object]);
        facts.filter(|&fact| dataset.has(fact, Role::Predicate, predicate)).collect()
    }

    /// Whether a fact links to a quote, time or quantity.
    pub(super) fn links(&self, fact: TermId, node: TermId) -> bool {
        Role::LINKS.into_iter().any(|link| self.dataset.has(fact, link, node))
    }

    /// The facts that link to a quote, time or quantity, for a pattern that looks at `graph`.
    pub(super) fn linking(&mut self, node: TermId, graph: Option<TermId>) -> Range<usize> {
        if let Some(range) = self.linked.get(&(node, graph)) {
            return range.clone();
        }
        let start = self.facts.len();
        for link in Role::LINKS.into_iter().filter_map(|link| self.dataset.role(link)) {
            let triples: Vec<Triple> = self.dataset.matching(None, Some(link), Some(node)).collect();
            for triple in triples {
                if self.kind(triple[0]) == Kind::Fact && self.sees(triple, graph) {
                    self.facts.push(triple[0]);
                }
            }
        }
        let range = start..self.facts.len();
        self.linked.insert((node, graph), range.clone());
        range
    }
}

impl Edges for Supports<'_> {
    fn edges(&self, [subject, predicate, object]: Pattern, graph: Option<TermId>, take: impl FnMut(Triple)) {
        let triples = self.dataset.matching(subject, predicate, object);
        triples.filter(|&triple| self.sees(triple, graph)).for_each(take);
    }

    fn compare(&self, one: TermId, other: TermId) -> Ordering {
        compare(self.dataset.term(one), self.dataset.term(other))
    }
}
