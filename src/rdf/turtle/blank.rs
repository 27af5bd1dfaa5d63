//! How blank nodes are written: nested where they are used once, with a label of their own otherwise.
use oxrdf::vocab::rdf;
use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, QuadRef, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deep blank nodes nest; deeper ones get a label.
const DEPTH: u32 = 32;

/// What is known of the blank nodes of some quads.
#[derive(Default)]
pub(super) struct Blanks<'a> {
    labels: FxHashMap<&'a str, usize>,
    lists: FxHashMap<&'a str, (TermRef<'a>, TermRef<'a>)>,
    unreferenced: FxHashSet<&'a str>,
}

#[derive(Default)]
struct Uses<'a> {
    /// The triple by which another node refers to this one.
    parent: Option<(NamedOrBlankNodeRef<'a>, &'a str)>,
    references: usize,
    /// Stands in several graphs, names one, or is in a triple term.
    label: bool,
    graph: Option<GraphNameRef<'a>>,
    triples: usize,
    first: Option<TermRef<'a>>,
    rest: Option<TermRef<'a>>,
}

impl<'a> Blanks<'a> {
    /// Looks at quads, each given once.
    pub(super) fn of(quads: &[QuadRef<'a>]) -> Self {
        let mut uses: FxHashMap<&'a str, Uses<'a>> = FxHashMap::default();
        for quad in quads {
            look(&mut uses, quad);
        }
        if uses.is_empty() {
            return Self::default();
        }
        let lists = lists(&uses);
        let nested = nested(&uses, &lists);
        let mut unreferenced = FxHashSet::default();
        let mut labelled = FxHashSet::default();
        for (name, node) in &uses {
            if !node.label && node.references == 0 {
                unreferenced.insert(*name);
            } else if !nested.contains(name) {
                labelled.insert(*name);
            }
        }
        let labels = crate::rdf::turtle::colour::order(quads, &labelled)
            .into_iter()
            .enumerate()
            .map(|(number, name)| (name, number))
            .collect();
        let lists = lists
            .into_iter()
            .filter(|name| nested.contains(name))
            .filter_map(|name| uses.get(name).and_then(|node| Some((name, (node.first?, node.rest?)))))
            .collect();
        Self { labels, lists, unreferenced }
    }

    /// The number in the label of a node that needs one.
    pub(super) fn label(&self, name: &str) -> Option<usize> {
        self.labels.get(name).copied()
    }

    /// Whether a node is written as `[]` where it is a subject.
    pub(super) fn is_unreferenced(&self, name: &str) -> bool {
        self.unreferenced.contains(name)
    }

    /// The items of the list that begins at a nested node, if one does.
    pub(super) fn list(&self, name: &str) -> Option<Vec<TermRef<'a>>> {
        let (first, mut rest) = *self.lists.get(name)?;
        let mut items = vec![first];
        while let TermRef::BlankNode(node) = rest {
            let (first, next) = *self.lists.get(node.as_str())?;
            items.push(first);
            rest = next;
        }
        Some(items)
    }
}

fn look<'a>(uses: &mut FxHashMap<&'a str, Uses<'a>>, quad: &QuadRef<'a>) {
    let place = |uses: &mut FxHashMap<&'a str, Uses<'a>>, name: &'a str| {
        let node = uses.entry(name).or_default();
        node.label |= node.graph.replace(quad.graph_name).is_some_and(|other| other != quad.graph_name);
    };
    if let GraphNameRef::BlankNode(name) = quad.graph_name {
        uses.entry(name.as_str()).or_default().label = true;
    }
    if let NamedOrBlankNodeRef::BlankNode(name) = quad.subject {
        place(uses, name.as_str());
        let node = uses.entry(name.as_str()).or_default();
        node.triples += 1;
        if quad.predicate == rdf::FIRST {
            node.first = Some(quad.object);
        } else if quad.predicate == rdf::REST {
            node.rest = Some(quad.object);
        }
    }
    match quad.object {
        TermRef::BlankNode(name) => {
            place(uses, name.as_str());
            let node = uses.entry(name.as_str()).or_default();
            node.references += 1;
            node.parent = Some((quad.subject, quad.predicate.as_str()));
        }
        TermRef::Triple(triple) => {
            if quad.predicate == rdf::REIFIES
                && let NamedOrBlankNodeRef::BlankNode(name) = quad.subject
            {
                uses.entry(name.as_str()).or_default().label = true;
            }
            label_within(uses, triple);
        }
        _ => {}
    }
}

fn label_within<'a>(uses: &mut FxHashMap<&'a str, Uses<'a>>, triple: &'a Triple) {
    if let NamedOrBlankNodeRef::BlankNode(name) = triple.subject.as_ref() {
        uses.entry(name.as_str()).or_default().label = true;
    }
    match &triple.object {
        Term::BlankNode(name) => uses.entry(name.as_str()).or_default().label = true,
        Term::Triple(triple) => label_within(uses, triple),
        _ => {}
    }
}

/// The cells of well-formed lists: one item, one rest that is `rdf:nil` or such a cell, nothing else said of them.
fn lists<'a>(uses: &FxHashMap<&'a str, Uses<'a>>) -> FxHashSet<&'a str> {
    let mut cells = FxHashSet::default();
    let mut pending: Vec<&'a str> = uses
        .iter()
        .filter(|(_, node)| is_cell(node) && node.rest == Some(rdf::NIL.into()))
        .map(|(name, _)| *name)
        .collect();
    while let Some(name) = pending.pop() {
        cells.insert(name);
        let Some(node) = uses.get(name) else { continue };
        if let Some((NamedOrBlankNodeRef::BlankNode(parent), predicate)) = node.parent
            && node.references == 1
            && predicate == rdf::REST.as_str()
            && uses.get(parent.as_str()).is_some_and(is_cell)
        {
            pending.push(parent.as_str());
        }
    }
    cells
}

fn is_cell(node: &Uses<'_>) -> bool {
    node.triples == 2 && node.first.is_some() && node.rest.is_some() && !node.label
}

/// The nodes that are written where they are used: they are used once, and following the use upwards leads, in no
/// more than [`DEPTH`] steps, to a node with a name or a label.
fn nested<'a>(uses: &FxHashMap<&'a str, Uses<'a>>, lists: &FxHashSet<&'a str>) -> FxHashSet<&'a str> {
    #[derive(Clone, Copy)]
    enum Depth {
        Unknown,
        Nested(u32),
        Labelled,
    }
    let mut depths: FxHashMap<&'a str, Depth> = FxHashMap::default();
    for start in uses.keys().copied() {
        let mut path = Vec::new();
        let mut at = start;
        // The depth of what is above the path.
        let mut depth = loop {
            match depths.get(at) {
                Some(Depth::Nested(depth)) => break *depth,
                Some(Depth::Labelled) => break 0,
                Some(Depth::Unknown) => {
                    // The path came back to itself: all nodes of the circle are labelled.
                    let from = path.iter().position(|(name, _)| *name == at).unwrap_or(0);
                    for (name, _) in path.drain(from..) {
                        depths.insert(name, Depth::Labelled);
                    }
                    break 0;
                }
                None => {}
            }
            let parent = uses.get(at).filter(|node| node.references == 1 && !node.label);
            let Some((parent, predicate)) = parent.and_then(|node| node.parent) else {
                depths.insert(at, Depth::Labelled);
                break 0;
            };
            depths.insert(at, Depth::Unknown);
            path.push((at, predicate == rdf::REST.as_str() && lists.contains(at)));
            match parent {
                NamedOrBlankNodeRef::BlankNode(parent) => at = parent.as_str(),
                NamedOrBlankNodeRef::NamedNode(_) => break 0,
            }
        };
        while let Some((name, in_list)) = path.pop() {
            depth += u32::from(!in_list);
            if depth > DEPTH && !in_list {
                depths.insert(name, Depth::Labelled);
                depth = 0;
            } else {
                depths.insert(name, Depth::Nested(depth));
            }
        }
    }
    depths.into_iter().filter(|(_, depth)| matches!(depth, Depth::Nested(_))).map(|(name, _)| name).collect()
}
