//! What a triple rests on: the facts that say it, and what else holds it.
use oxrdf::{NamedNodeRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

use super::path::Triple;
use crate::dataset::{Dataset, TermId};
use crate::vocab::{af, rdf};

/// What holds a triple beside facts, as a set of marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Grounds(u64);

impl Grounds {
    /// A document or corpus that declares an entity, or the head of an article.
    pub(super) const DECLARED: Self = Self(1);
    /// The ontology.
    pub(super) const ONTOLOGY: Self = Self(2);
    /// Where the marks of files begin.
    const FILES: u32 = 2;

    /// The mark of the file with this number. Files from the 62nd on share one mark.
    pub(super) fn file(number: usize) -> Self {
        Self(1 << (Self::FILES + (number as u32).min(61)))
    }

    pub(super) fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
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
    Grounds(Grounds),
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

/// The terms by which facts are found; none where the dataset does not have them.
struct Names {
    a: Option<TermId>,
    fact: Option<TermId>,
    nodes: [Option<TermId>; 3],
    subject: Option<TermId>,
    predicate: Option<TermId>,
    object: Option<TermId>,
    value: Option<TermId>,
    modality: Option<TermId>,
    negated: Option<TermId>,
    /// By which facts are linked to quotes, times and quantities.
    links: [Option<TermId>; 3],
    /// By which facts are attributed to someone.
    voices: [Option<TermId>; 2],
    realized: Vec<TermId>,
}

/// Finds what triples rest on, and remembers it.
pub(super) struct Supports<'d> {
    dataset: &'d Dataset,
    names: Names,
    /// The graphs that the default graph is merged of, where that is not all.
    from: Option<FxHashSet<TermId>>,
    files: FxHashMap<TermId, usize>,
    graphs: FxHashMap<TermId, GraphKind>,
    kinds: FxHashMap<TermId, Kind>,
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
        let id = |iri: &str| dataset.id(NamedNodeRef::new_unchecked(iri).into());
        let names = Names {
            a: id(rdf::TYPE),
            fact: id(af::FACT),
            nodes: [af::QUOTE, af::TIME_SPAN, af::QUANTITY].map(id),
            subject: id(af::SUBJECT),
            predicate: id(af::PREDICATE),
            object: id(af::OBJECT),
            value: id(af::VALUE),
            modality: id(af::MODALITY),
            negated: id(af::NEGATED),
            links: [af::EVIDENCE, af::WHEN, af::OBJECT].map(id),
            voices: [af::ACCORDING_TO, af::STATED_IN].map(id),
            realized: [af::REALIZED, af::COMPLETED, af::ONGOING].into_iter().filter_map(id).collect(),
        };
        Self {
            dataset,
            names,
            from,
            files,
            graphs: FxHashMap::default(),
            kinds: FxHashMap::default(),
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

    pub(super) fn dataset(&self) -> &'d Dataset {
        self.dataset
    }

    fn graph_kind(&mut self, graph: TermId) -> GraphKind {
        if let Some(kind) = self.graphs.get(&graph) {
            return *kind;
        }
        let kind = if let Some(number) = self.files.get(&graph) {
            GraphKind::Grounds(Grounds::file(*number))
        } else if let TermRef::NamedNode(node) = self.dataset.term(graph) {
            match node.as_str().rsplit_once("/graph/").map(|(_, name)| name) {
                Some("facts") => GraphKind::Facts,
                Some("stated" | "attributed") => GraphKind::Plain,
                Some("ontology") => GraphKind::Grounds(Grounds::ONTOLOGY),
                _ if node.as_str().ends_with("graph/ontology") => GraphKind::Grounds(Grounds::ONTOLOGY),
                _ => GraphKind::Grounds(Grounds::DECLARED),
            }
        } else {
            GraphKind::Grounds(Grounds::DECLARED)
        };
        self.graphs.insert(graph, kind);
        kind
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
    pub(super) fn sees(&self, triple: Triple, graph: Option<TermId>) -> bool {
        (graph.is_none() && self.from.is_none())
            || self.dataset.graph_ids_of(triple).any(|other| self.looks_at(graph, other))
    }

    fn has(&self, subject: TermId, predicate: Option<TermId>, object: Option<TermId>) -> bool {
        let (Some(predicate), Some(object)) = (predicate, object) else { return false };
        self.dataset.matching(Some(subject), Some(predicate), Some(object)).next().is_some()
    }

    /// What a term is. What other files say to be a fact is none.
    pub(super) fn kind(&mut self, term: TermId) -> Kind {
        if let Some(kind) = self.kinds.get(&term) {
            return *kind;
        }
        let is_a = |supports: &mut Self, class: Option<TermId>| {
            let (Some(a), Some(class)) = (supports.names.a, class) else { return false };
            let graphs: Vec<TermId> = supports.dataset.graph_ids_of([term, a, class]).collect();
            graphs.into_iter().any(|graph| matches!(supports.graph_kind(graph), GraphKind::Facts))
        };
        let nodes = self.names.nodes;
        let kind = if is_a(self, self.names.fact) {
            Kind::Fact
        } else if nodes.into_iter().any(|class| is_a(self, class)) {
            Kind::Node
        } else {
            Kind::Other
        };
        self.kinds.insert(term, kind);
        kind
    }

    fn stated(&mut self, fact: TermId) -> Stated {
        if let Some(stated) = self.stated.get(&fact) {
            return *stated;
        }
        let names = &self.names;
        let object = |predicate: Option<TermId>| {
            self.dataset.matching(Some(fact), Some(predicate?), None).next().map(|[.., object]| object)
        };
        let holds = object(names.modality).is_some_and(|modality| names.realized.contains(&modality))
            && object(names.negated).is_none();
        let voice = if names.voices.into_iter().any(|voice| object(voice).is_some()) {
            "attributed"
        } else {
            "stated"
        };
        let home = names.a.zip(names.fact).and_then(|(a, class)| {
            self.dataset.graph_ids_of([fact, a, class]).find_map(|graph| {
                let TermRef::NamedNode(node) = self.dataset.term(graph) else { return None };
                let article = node.as_str().strip_suffix("facts")?;
                self.dataset.id(NamedNodeRef::new_unchecked(&format!("{article}{voice}")).into())
            })
        });
        let stated = Stated { holds, graph: home };
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
        let graphs: Vec<TermId> = self.dataset.graph_ids_of(triple).collect();
        for other in graphs {
            if self.looks_at(graph, other) {
                match self.graph_kind(other) {
                    GraphKind::Plain => plain.push(other),
                    // The head of an article.
                    GraphKind::Facts => grounds.add(Grounds::DECLARED),
                    GraphKind::Grounds(more) => grounds.add(more),
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

    /// Finds the facts that say a triple and hold, and whose plain triples stand in one of `graphs`.
    fn stating(&mut self, [subject, predicate, object]: Triple, graphs: &[TermId]) {
        let dataset = self.dataset;
        let (about, says) = (self.names.subject, self.names.predicate);
        for link in [self.names.object, self.names.value] {
            let (Some(link), Some(about)) = (link, about) else { continue };
            let by_object = dataset.count(None, Some(link), Some(object));
            if by_object == 0 {
                continue;
            }
            let candidates: Vec<TermId> = if by_object <= dataset.count(None, Some(about), Some(subject)) {
                dataset.matching(None, Some(link), Some(object)).map(|[fact, ..]| fact).collect()
            } else {
                dataset.matching(None, Some(about), Some(subject)).map(|[fact, ..]| fact).collect()
            };
            for fact in candidates {
                if self.has(fact, Some(about), Some(subject))
                    && self.has(fact, says, Some(predicate))
                    && self.has(fact, Some(link), Some(object))
                    && self.kind(fact) == Kind::Fact
                {
                    let stated = self.stated(fact);
                    if stated.holds && stated.graph.is_some_and(|graph| graphs.contains(&graph)) {
                        self.facts.push(fact);
                    }
                }
            }
        }
    }

    /// Whether a fact links to a quote, time or quantity.
    pub(super) fn links(&self, fact: TermId, node: TermId) -> bool {
        self.names.links.into_iter().any(|link| self.has(fact, link, Some(node)))
    }

    /// The facts that link to a quote, time or quantity, for a pattern that looks at `graph`.
    pub(super) fn linking(&mut self, node: TermId, graph: Option<TermId>) -> Range<usize> {
        if let Some(range) = self.linked.get(&(node, graph)) {
            return range.clone();
        }
        let start = self.facts.len();
        for link in self.names.links.into_iter().flatten() {
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
