//! Pretty, sorted [Turtle](https://www.w3.org/TR/rdf12-turtle/) and [TriG](https://www.w3.org/TR/rdf12-trig/).
//!
//! The same quads give the same bytes, in whatever order they come:
//! - graphs and subjects are sorted by IRI (path segment by path segment, numbers by value), subjects without an IRI
//!   come last;
//! - `a` is first, then `rdfs:label` and what else names a thing, `af:subject`, `af:predicate`, `af:object`, the
//!   other predicates by IRI, and `schema:articleBody` last; objects are sorted;
//! - only the prefixes in use are declared, sorted; names are shortened where every reader agrees ([`TurtleNames`]);
//! - integers, decimals and booleans stand bare only in their canonical form, every other literal is quoted, and so is
//!   its text: what was written is what is read;
//! - blank nodes (our data has none, an ontology may) are nested where they are used once, lists are written as lists,
//!   and the remaining labels depend on the graph alone.
//!
//! Triples with triple terms make it RDF 1.2: the first line is `VERSION "1.2"`, and a reifier of a triple that is
//! in the same graph is written as its annotation, `s p o ~ reifier`.
//!
//! A whole graph: [`write()`], [`write_trig`]. One document after another: [`write_head`] once, which declares every
//! prefix because it cannot know which will be used, then [`write_document`] or [`write_trig_document`] for each.
mod blank;
pub(crate) mod colour;
pub(crate) mod literal;
mod names;
pub(crate) mod order;

pub use names::TurtleNames;

use blank::Blanks;
use names::{Name, push_iri};
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef, TripleRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::io::{self, Write};

/// Writes the union of the quads' graphs as Turtle.
///
/// # Errors
/// Those of the output.
pub fn write(quads: &[QuadRef<'_>], prefixes: &TurtleNames, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer::new(prefixes);
    writer.triples(quads);
    writer.finish(out)
}

/// Writes quads as TriG: the default graph, then the named graphs.
///
/// # Errors
/// Those of the output.
pub fn write_trig(quads: &[QuadRef<'_>], prefixes: &TurtleNames, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer::new(prefixes);
    writer.quads(quads);
    writer.finish(out)
}

/// Which version of RDF a stream of documents announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Version {
    /// RDF 1.1: nothing is announced.
    #[default]
    Rdf11,
    /// RDF 1.2: there may be triple terms.
    Rdf12,
}

/// Begins a stream of documents: every prefix is declared.
///
/// # Errors
/// Those of the output.
pub fn write_head(prefixes: &TurtleNames, version: Version, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer::new(prefixes);
    writer.version = version;
    writer.base = true;
    writer.used.fill(true);
    writer.finish(out)
}

/// Goes on with a stream of Turtle: the union of one document's graphs, sorted. Blank nodes must not be shared between
/// documents.
///
/// # Errors
/// Those of the output.
pub fn write_document(quads: &[QuadRef<'_>], prefixes: &TurtleNames, out: &mut impl Write) -> io::Result<()> {
    let mut writer = Writer::new(prefixes);
    writer.triples(quads);
    out.write_all(&writer.text)
}

/// Goes on with a stream of TriG: one document's graphs, sorted. Blank nodes must not be shared between documents.
///
/// # Errors
/// Those of the output.
pub fn write_trig_document(
    quads: &[QuadRef<'_>],
    prefixes: &TurtleNames,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut writer = Writer::new(prefixes);
    writer.quads(quads);
    out.write_all(&writer.text)
}

/// How wide a line may become before its objects get lines of their own.
const WIDTH: usize = 100;
const INDENT: usize = 4;

/// One graph, ready to be written.
struct Graph<'g, 'a> {
    blanks: &'g Blanks<'a>,
    /// The quads of each blank node that is nested or has no label.
    nested: FxHashMap<&'a str, &'g [QuadRef<'a>]>,
    /// The reifiers of asserted triples.
    reifiers: FxHashMap<TripleRef<'a>, Vec<NamedOrBlankNodeRef<'a>>>,
}

/// Gathers the body, and which prefixes it uses.
struct Writer<'p> {
    prefixes: &'p TurtleNames,
    used: Vec<bool>,
    base: bool,
    version: Version,
    text: Vec<u8>,
}

impl<'p> Writer<'p> {
    fn new(prefixes: &'p TurtleNames) -> Self {
        let used = vec![false; prefixes.len()];
        Self { prefixes, used, base: false, version: Version::Rdf11, text: Vec::new() }
    }

    fn finish(self, out: &mut impl Write) -> io::Result<()> {
        let mut head = Vec::new();
        if self.version == Version::Rdf12 {
            head.extend_from_slice(b"VERSION \"1.2\"\n");
        }
        if let Some(base) = self.prefixes.base().filter(|_| self.base) {
            head.extend_from_slice(b"@base <");
            push_iri(&mut head, base);
            head.extend_from_slice(b"> .\n");
        }
        for (number, prefix, namespace) in self.prefixes.sorted() {
            if self.used[number] {
                head.extend_from_slice(format!("@prefix {prefix}: <").as_bytes());
                push_iri(&mut head, namespace);
                head.extend_from_slice(b"> .\n");
            }
        }
        out.write_all(&head)?;
        // The empty line before the first subject parts it from the head, if there is one.
        let body =
            if head.is_empty() { self.text.strip_prefix(b"\n").unwrap_or(&self.text) } else { &self.text };
        out.write_all(body)
    }

    /// The union of the quads' graphs.
    fn triples(&mut self, quads: &[QuadRef<'_>]) {
        let triples = union(quads);
        let blanks = Blanks::of(&triples);
        self.graph(&triples, &blanks, 0);
    }

    /// Each graph by itself.
    fn quads(&mut self, quads: &[QuadRef<'_>]) {
        let mut sorted = quads.to_vec();
        sort(&mut sorted);
        let blanks = Blanks::of(&sorted);
        let mut graphs: Vec<_> = sorted.chunk_by(|a, b| a.graph_name == b.graph_name).collect();
        let label = |name: GraphNameRef<'_>| match name {
            GraphNameRef::BlankNode(node) => blanks.label(node.as_str()),
            _ => None,
        };
        graphs.sort_by_key(|graph| label(graph[0].graph_name));
        for graph in graphs {
            match graph[0].graph_name {
                GraphNameRef::DefaultGraph => {
                    self.graph(graph, &blanks, 0);
                    continue;
                }
                GraphNameRef::NamedNode(name) => {
                    self.text.push(b'\n');
                    self.iri(name);
                }
                GraphNameRef::BlankNode(name) => {
                    self.text.push(b'\n');
                    self.label(&blanks, name.as_str());
                }
            }
            self.text.extend_from_slice(b" {");
            self.graph(graph, &blanks, INDENT);
            self.text.extend_from_slice(b"}\n");
        }
    }

    /// The sorted quads of one graph.
    fn graph<'a>(&mut self, quads: &[QuadRef<'a>], blanks: &Blanks<'a>, indent: usize) {
        let mut graph = Graph { blanks, nested: FxHashMap::default(), reifiers: reifiers(quads) };
        let mut labelled = Vec::new();
        let mut unreferenced = Vec::new();
        let subjects: Vec<_> = quads.chunk_by(|a, b| a.subject == b.subject).collect();
        for subject in &subjects {
            if let NamedOrBlankNodeRef::BlankNode(node) = subject[0].subject {
                let name = node.as_str();
                match blanks.label(name) {
                    Some(number) => labelled.push((number, *subject)),
                    None => {
                        graph.nested.insert(name, subject);
                        if blanks.is_unreferenced(name) {
                            unreferenced.push(*subject);
                        }
                    }
                }
            }
        }
        for reifiers in graph.reifiers.values_mut() {
            reifiers.sort_by(|a, b| reifier_order(*a, *b, blanks));
        }
        for subject in subjects {
            if let NamedOrBlankNodeRef::NamedNode(_) = subject[0].subject {
                self.subject(&graph, subject, indent);
            }
        }
        labelled.sort_unstable_by_key(|(number, _)| *number);
        for (_, subject) in labelled {
            self.subject(&graph, subject, indent);
        }
        let mut blocks: Vec<_> = unreferenced
            .into_iter()
            .map(|subject| self.aside(|writer| writer.subject(&graph, subject, indent)))
            .collect();
        blocks.sort_unstable();
        self.text.extend(blocks.into_iter().flatten());
    }

    /// What `write` would append.
    fn aside(&mut self, write: impl FnOnce(&mut Self)) -> Vec<u8> {
        let before = std::mem::take(&mut self.text);
        write(self);
        std::mem::replace(&mut self.text, before)
    }

    /// An empty line and all that is said of one subject.
    fn subject<'a>(&mut self, graph: &Graph<'_, 'a>, quads: &[QuadRef<'a>], indent: usize) {
        let start = self.text.len();
        self.line(indent);
        match quads[0].subject {
            NamedOrBlankNodeRef::NamedNode(iri) => self.iri(iri),
            NamedOrBlankNodeRef::BlankNode(node) if graph.blanks.is_unreferenced(node.as_str()) => {
                self.text.extend_from_slice(b"[]");
            }
            NamedOrBlankNodeRef::BlankNode(node) => self.label(graph.blanks, node.as_str()),
        }
        self.text.push(b' ');
        if self.properties(graph, quads, indent + INDENT) == 0 {
            self.text.truncate(start);
        } else {
            self.text.extend_from_slice(b" .\n");
        }
    }

    /// Predicates and objects, the first on the line that was begun. Says how many predicates there are.
    fn properties<'a>(&mut self, graph: &Graph<'_, 'a>, quads: &[QuadRef<'a>], indent: usize) -> usize {
        let mut written = 0;
        for quads in quads.chunk_by(|a, b| a.predicate == b.predicate) {
            let annotations: Vec<_>;
            let quads = if quads[0].predicate == rdf::REIFIES && !graph.reifiers.is_empty() {
                // What is written as an annotation is not written again.
                annotations = quads.iter().filter(|quad| !is_annotation(quad, graph)).copied().collect();
                &annotations
            } else {
                quads
            };
            let Some(first) = quads.first() else { continue };
            if written > 0 {
                self.text.extend_from_slice(b" ;");
                self.line(indent);
            }
            written += 1;
            if first.predicate == rdf::TYPE {
                self.text.push(b'a');
            } else {
                self.iri(first.predicate);
            }
            self.objects(graph, quads, indent + INDENT);
        }
        written
    }

    /// The objects of one predicate: on its line, or where that becomes too wide each on a line of its own.
    fn objects<'a>(&mut self, graph: &Graph<'_, 'a>, quads: &[QuadRef<'a>], indent: usize) {
        if let [quad] = quads {
            self.text.push(b' ');
            self.object(graph, quad, indent - INDENT);
            return;
        }
        let mut objects: Vec<(u8, Vec<u8>)> = quads
            .iter()
            .map(|quad| (kind(quad.object), self.aside(|writer| writer.object(graph, quad, indent))))
            .collect();
        if objects.iter().any(|(kind, _)| *kind > 1) {
            // IRIs and literals are sorted already; what holds blank nodes is sorted by how it is written.
            let from = objects.partition_point(|(kind, _)| *kind <= 1);
            objects[from..].sort_unstable();
        }
        let begun =
            self.text.len() - self.text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let width: usize = begun + objects.iter().map(|(_, text)| text.len() + 2).sum::<usize>();
        let wide = width > WIDTH || objects.iter().any(|(_, text)| text.contains(&b'\n'));
        for (number, (_, text)) in objects.iter().enumerate() {
            if number > 0 {
                self.text.push(b',');
            }
            if wide {
                self.line(indent);
            } else {
                self.text.push(b' ');
            }
            self.text.extend_from_slice(text);
        }
    }

    fn object<'a>(&mut self, graph: &Graph<'_, 'a>, quad: &QuadRef<'a>, indent: usize) {
        self.term(graph, quad.object, indent);
        if !graph.reifiers.is_empty() {
            for reifier in graph.reifiers.get(&TripleRef::from(*quad)).into_iter().flatten() {
                self.text.extend_from_slice(b" ~ ");
                self.term(graph, (*reifier).into(), indent);
            }
        }
    }

    fn term<'a>(&mut self, graph: &Graph<'_, 'a>, term: TermRef<'a>, indent: usize) {
        match term {
            TermRef::NamedNode(iri) if iri == rdf::NIL => self.text.extend_from_slice(b"()"),
            TermRef::NamedNode(iri) => self.iri(iri),
            TermRef::Literal(literal) => self.literal(literal),
            TermRef::Triple(triple) => {
                self.version = Version::Rdf12;
                self.text.extend_from_slice(b"<<( ");
                // Inside a triple term neither lists nor brackets are allowed.
                self.term_within(graph, triple.subject.as_ref().into(), indent);
                self.text.push(b' ');
                self.iri(triple.predicate.as_ref());
                self.text.push(b' ');
                self.term_within(graph, triple.object.as_ref(), indent);
                self.text.extend_from_slice(b" )>>");
            }
            TermRef::BlankNode(node) => {
                let name = node.as_str();
                if graph.blanks.label(name).is_some() {
                    self.label(graph.blanks, name);
                } else if let Some(items) = graph.blanks.list(name) {
                    self.list(graph, &items, indent);
                } else {
                    self.nested(graph, name, indent);
                }
            }
        }
    }

    fn term_within<'a>(&mut self, graph: &Graph<'_, 'a>, term: TermRef<'a>, indent: usize) {
        match term {
            TermRef::NamedNode(iri) => self.iri(iri),
            other => self.term(graph, other, indent),
        }
    }

    fn list<'a>(&mut self, graph: &Graph<'_, 'a>, items: &[TermRef<'a>], indent: usize) {
        let items: Vec<_> = items
            .iter()
            .map(|item| self.aside(|writer| writer.term(graph, *item, indent + INDENT)))
            .collect();
        let width: usize = indent + items.iter().map(|text| text.len() + 1).sum::<usize>();
        let wide = width > WIDTH || items.iter().any(|text| text.contains(&b'\n'));
        self.text.push(b'(');
        for text in items {
            if wide {
                self.line(indent + INDENT);
            } else {
                self.text.push(b' ');
            }
            self.text.extend_from_slice(&text);
        }
        if wide {
            self.line(indent);
        } else {
            self.text.push(b' ');
        }
        self.text.push(b')');
    }

    fn nested<'a>(&mut self, graph: &Graph<'_, 'a>, name: &str, indent: usize) {
        let Some(quads) = graph.nested.get(name) else {
            self.text.extend_from_slice(b"[]");
            return;
        };
        let body = self.aside(|writer| {
            writer.properties(graph, quads, indent + INDENT);
        });
        self.text.push(b'[');
        if body.contains(&b'\n') {
            self.line(indent + INDENT);
            self.text.extend_from_slice(&body);
            self.line(indent);
        } else {
            self.text.push(b' ');
            self.text.extend_from_slice(&body);
            self.text.push(b' ');
        }
        self.text.push(b']');
    }

    fn literal(&mut self, literal: LiteralRef<'_>) {
        if literal::is_bare(literal) {
            self.text.extend_from_slice(literal.value().as_bytes());
            return;
        }
        literal::push_quoted(&mut self.text, literal.value());
        if let Some(tag) = literal.language() {
            self.text.push(b'@');
            self.text.extend_from_slice(tag.as_bytes());
            if let Some(direction) = literal.direction() {
                self.version = Version::Rdf12;
                self.text.extend_from_slice(format!("--{direction}").as_bytes());
            }
        } else if literal.datatype() != xsd::STRING {
            self.text.extend_from_slice(b"^^");
            self.iri(literal.datatype());
        }
    }

    fn iri(&mut self, iri: NamedNodeRef<'_>) {
        match self.prefixes.name(iri.as_str()) {
            Name::Prefixed(number, local) => {
                self.used[number] = true;
                self.text.extend_from_slice(self.prefixes.prefix(number).as_bytes());
                self.text.push(b':');
                self.text.extend_from_slice(local.as_bytes());
            }
            name => {
                self.base |= matches!(name, Name::Relative(_));
                let text = if let Name::Relative(rest) = name { rest } else { iri.as_str() };
                self.text.push(b'<');
                push_iri(&mut self.text, text);
                self.text.push(b'>');
            }
        }
    }

    fn label(&mut self, blanks: &Blanks<'_>, name: &str) {
        self.text.extend_from_slice(b"_:b");
        let number = blanks.label(name).unwrap_or_default();
        self.text.extend_from_slice(number.to_string().as_bytes());
    }

    fn line(&mut self, indent: usize) {
        self.text.push(b'\n');
        self.text.resize(self.text.len() + indent, b' ');
    }
}

/// The reifiers of the triples that are asserted among the quads of a graph.
fn reifiers<'a>(quads: &[QuadRef<'a>]) -> FxHashMap<TripleRef<'a>, Vec<NamedOrBlankNodeRef<'a>>> {
    let mut reified: FxHashMap<TripleRef<'a>, Vec<NamedOrBlankNodeRef<'a>>> = FxHashMap::default();
    for quad in quads.iter().filter(|quad| quad.predicate == rdf::REIFIES) {
        if let TermRef::Triple(triple) = quad.object {
            reified.entry(triple.as_ref()).or_default().push(quad.subject);
        }
    }
    if !reified.is_empty() {
        let asserted: FxHashSet<_> = quads.iter().map(|quad| TripleRef::from(*quad)).collect();
        reified.retain(|triple, _| asserted.contains(triple));
    }
    reified
}

/// Whether a quad is written as the annotation of the triple that it reifies.
fn is_annotation(quad: &QuadRef<'_>, graph: &Graph<'_, '_>) -> bool {
    matches!(quad.object, TermRef::Triple(triple) if graph.reifiers.contains_key(&triple.as_ref()))
}

fn reifier_order(a: NamedOrBlankNodeRef<'_>, b: NamedOrBlankNodeRef<'_>, blanks: &Blanks<'_>) -> Ordering {
    match (a, b) {
        (NamedOrBlankNodeRef::NamedNode(a), NamedOrBlankNodeRef::NamedNode(b)) => {
            order::iris(a.as_str(), b.as_str())
        }
        (NamedOrBlankNodeRef::NamedNode(_), NamedOrBlankNodeRef::BlankNode(_)) => Ordering::Less,
        (NamedOrBlankNodeRef::BlankNode(_), NamedOrBlankNodeRef::NamedNode(_)) => Ordering::Greater,
        (NamedOrBlankNodeRef::BlankNode(a), NamedOrBlankNodeRef::BlankNode(b)) => {
            blanks.label(a.as_str()).cmp(&blanks.label(b.as_str()))
        }
    }
}

/// The triples of the quads as quads of the default graph, sorted as they are written, each once.
pub(crate) fn union<'a>(quads: &[QuadRef<'a>]) -> Vec<QuadRef<'a>> {
    let mut triples: Vec<_> =
        quads.iter().map(|quad| QuadRef { graph_name: GraphNameRef::DefaultGraph, ..*quad }).collect();
    sort(&mut triples);
    triples
}

/// Sorts quads and leaves each once. Blank nodes stand by their labels, which is not how they are written.
pub(crate) fn sort(quads: &mut Vec<QuadRef<'_>>) {
    quads.sort_unstable_by(|a, b| {
        graph_order(a.graph_name, b.graph_name)
            .then_with(|| subject_order(a.subject, b.subject))
            .then_with(|| order::predicates(a.predicate.as_str(), b.predicate.as_str()))
            .then_with(|| object_order(a.object, b.object))
    });
    quads.dedup();
}

fn graph_order(a: GraphNameRef<'_>, b: GraphNameRef<'_>) -> Ordering {
    match (a, b) {
        (GraphNameRef::NamedNode(a), GraphNameRef::NamedNode(b)) => order::iris(a.as_str(), b.as_str()),
        (GraphNameRef::BlankNode(a), GraphNameRef::BlankNode(b)) => a.as_str().cmp(b.as_str()),
        _ => {
            let kind = |name: GraphNameRef<'_>| match name {
                GraphNameRef::DefaultGraph => 0,
                GraphNameRef::NamedNode(_) => 1,
                GraphNameRef::BlankNode(_) => 2,
            };
            kind(a).cmp(&kind(b))
        }
    }
}

fn subject_order(a: NamedOrBlankNodeRef<'_>, b: NamedOrBlankNodeRef<'_>) -> Ordering {
    object_order(a.into(), b.into())
}

/// IRIs, literals, blank nodes, triple terms.
fn kind(term: TermRef<'_>) -> u8 {
    match term {
        TermRef::NamedNode(_) => 0,
        TermRef::Literal(_) => 1,
        TermRef::BlankNode(_) => 2,
        TermRef::Triple(_) => 3,
    }
}

fn object_order(a: TermRef<'_>, b: TermRef<'_>) -> Ordering {
    match (a, b) {
        (TermRef::NamedNode(a), TermRef::NamedNode(b)) => order::iris(a.as_str(), b.as_str()),
        (TermRef::Literal(a), TermRef::Literal(b)) => order::literals(a, b),
        (TermRef::BlankNode(a), TermRef::BlankNode(b)) => a.as_str().cmp(b.as_str()),
        (TermRef::Triple(a), TermRef::Triple(b)) => subject_order(a.subject.as_ref(), b.subject.as_ref())
            .then_with(|| order::predicates(a.predicate.as_str(), b.predicate.as_str()))
            .then_with(|| object_order(a.object.as_ref(), b.object.as_ref())),
        _ => kind(a).cmp(&kind(b)),
    }
}
