//! [JSON-LD](https://www.w3.org/TR/json-ld11/) that a person who knows JSON and not RDF can use.
//!
//! The document brings its context along, so that no processor fetches anything; the context is that part of
//! `ontology/context.jsonld` which the data uses. Articles hold their facts, facts their quotes and quantities;
//! entities and times, which several facts share, stand beside the articles. Members have the names of the document
//! that a person wrote (`facts`, `when`, `published`), classes and modalities are plain words, and nodes are named
//! relative to the base.
//!
//! Every number is a string: a JSON number would not keep `3.20`.
mod annotation;
mod context;
mod print;
mod schema_org;

pub use annotation::{write_page, write_page_head, write_page_items};
pub use schema_org::write_schema_org;

use crate::rdf::turtle::{TurtleNames, colour, sort, union};
use crate::term::vocab::{af, owl, rdf, rdfs, xsd};
use context::{Coercion, Context};
use oxrdf::{GraphNameRef, LiteralRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};
use std::fmt;
use std::io::{self, Write};

/// Why quads cannot be written as JSON-LD.
#[derive(Debug)]
pub enum JsonLdError {
    /// The output failed.
    Io(io::Error),
    /// A triple term; the subject's and the property's IRIs.
    TripleTerm(String, String),
    /// An IRI that begins like a prefix of a context that is not ours.
    Prefix(String),
}

impl fmt::Display for JsonLdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::TripleTerm(subject, predicate) => write!(
                f,
                "JSON-LD does not support the triple term that is `{predicate}` of `{subject}`; choose another format, \
                 such as Turtle"
            ),
            Self::Prefix(iri) => write!(
                f,
                "the context of Web Annotation reads the IRI `{iri}` as an abbreviation; choose another format, such as \
                 Turtle"
            ),
        }
    }
}

impl std::error::Error for JsonLdError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::TripleTerm(..) | Self::Prefix(_) => None,
        }
    }
}

impl From<io::Error> for JsonLdError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes the union of the quads' graphs.
///
/// # Errors
/// Those of the output, and triple terms.
pub fn write(quads: &[QuadRef<'_>], prefixes: &TurtleNames, out: &mut impl Write) -> Result<(), JsonLdError> {
    let triples = union(quads);
    let mut writer = Writer::new(&triples, prefixes);
    let mut document = Map::new();
    for (group, nodes) in writer.groups(&triples)? {
        document.insert(writer.context.alias(group), nodes.into());
    }
    writer.finish(document, out)
}

/// Writes the quads graph by graph: each named graph is an object with `@graph`.
///
/// # Errors
/// Those of the output, and triple terms.
pub fn write_graphs(
    quads: &[QuadRef<'_>],
    prefixes: &TurtleNames,
    out: &mut impl Write,
) -> Result<(), JsonLdError> {
    let mut sorted = quads.to_vec();
    sort(&mut sorted);
    let mut writer = Writer::new(&sorted, prefixes);
    let mut graphs = Vec::new();
    writer.graphs(&sorted, &mut graphs)?;
    let document = [("@graph".to_owned(), graphs.into())].into_iter().collect();
    writer.finish(document, out)
}

/// Writes what a stream of documents begins with: the whole context.
///
/// # Errors
/// Those of the output.
pub fn write_head(prefixes: &TurtleNames, out: &mut impl Write) -> io::Result<()> {
    let context = Value::Object(Context::new(prefixes, &FxHashSet::default()).finish_whole());
    let context = print::pretty(&context);
    write!(out, "{{\n\"@context\": {},\n\"@graph\": [", context.trim_end())
}

/// Writes the nodes of one document of a stream, a line each, every one after a comma; or its graphs, each an object
/// with `@graph`. Whoever puts the stream together leaves the first comma out.
///
/// # Errors
/// Those of the output, and triple terms.
pub fn write_document(
    quads: &[QuadRef<'_>],
    prefixes: &TurtleNames,
    graphs: bool,
    out: &mut impl Write,
) -> Result<(), JsonLdError> {
    let triples = if graphs {
        let mut sorted = quads.to_vec();
        sort(&mut sorted);
        sorted
    } else {
        union(quads)
    };
    let mut writer = Writer::new(&triples, prefixes);
    let mut nodes = Vec::new();
    if graphs {
        writer.graphs(&triples, &mut nodes)?;
    } else {
        nodes.extend(writer.groups(&triples)?.into_iter().flat_map(|(_, nodes)| nodes));
    }
    let hidden = writer.context.hidden();
    for node in nodes {
        let mut node = node;
        if let (Value::Object(members), false) = (&mut node, hidden.is_empty()) {
            // A prefix of the context that is a scheme here must not be taken for the prefix.
            let nulls = hidden.iter().map(|prefix| (prefix.clone(), Value::Null)).collect();
            members.shift_insert(0, "@context".to_owned(), Value::Object(nulls));
        }
        write!(out, ",\n{node}")?;
    }
    Ok(())
}

/// Writes what a stream of documents ends with.
///
/// # Errors
/// Those of the output.
pub fn write_tail(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\n]\n}\n")
}

type Subjects<'g, 'a> = FxHashMap<NamedOrBlankNodeRef<'a>, &'g [QuadRef<'a>]>;

struct Writer<'p, 'a> {
    context: Context<'p>,
    labels: FxHashMap<&'a str, usize>,
}

/// What is inside what in one graph.
#[derive(Default)]
struct Nesting<'a> {
    /// The fact inside which a quote or a quantity is written.
    facts: FxHashMap<&'a str, &'a str>,
    /// The article inside which a fact or a quote is written.
    articles: FxHashMap<&'a str, &'a str>,
}

impl<'p, 'a> Writer<'p, 'a> {
    fn new(quads: &[QuadRef<'a>], prefixes: &'p TurtleNames) -> Self {
        let mut schemes = FxHashSet::default();
        let mut blank = FxHashSet::default();
        for quad in quads {
            let literal = match quad.object {
                TermRef::Literal(literal) => Some(TermRef::NamedNode(literal.datatype())),
                _ => None,
            };
            let graph = match quad.graph_name {
                GraphNameRef::NamedNode(name) => Some(TermRef::NamedNode(name)),
                GraphNameRef::BlankNode(name) => Some(TermRef::BlankNode(name)),
                GraphNameRef::DefaultGraph => None,
            };
            let terms =
                [Some(quad.subject.into()), Some(quad.predicate.into()), Some(quad.object), literal, graph];
            for term in terms.into_iter().flatten() {
                match term {
                    TermRef::NamedNode(iri) => {
                        schemes.extend(iri.as_str().split_once(':').map(|(scheme, _)| scheme))
                    }
                    TermRef::BlankNode(node) => {
                        blank.insert(node.as_str());
                    }
                    _ => {}
                }
            }
        }
        let labels =
            colour::order(quads, &blank).into_iter().enumerate().map(|(n, name)| (name, n)).collect();
        Self { context: Context::new(prefixes, &schemes), labels }
    }

    fn finish(self, body: Map<String, Value>, out: &mut impl Write) -> Result<(), JsonLdError> {
        let mut document = Map::new();
        document.insert("@context".to_owned(), self.context.finish().into());
        document.extend(body);
        Ok(out.write_all(print::pretty(&document.into()).as_bytes())?)
    }

    /// The graphs of sorted quads, each an object with `@graph`; the nodes of the default graph stand beside them.
    fn graphs(&mut self, sorted: &[QuadRef<'a>], graphs: &mut Vec<Value>) -> Result<(), JsonLdError> {
        for graph in sorted.chunk_by(|a, b| a.graph_name == b.graph_name) {
            let nodes: Vec<Value> = self.groups(graph)?.into_iter().flat_map(|(_, nodes)| nodes).collect();
            let name = match graph[0].graph_name {
                GraphNameRef::DefaultGraph => {
                    graphs.extend(nodes);
                    continue;
                }
                GraphNameRef::NamedNode(iri) => self.context.id(iri.as_str()),
                GraphNameRef::BlankNode(node) => self.label(node.as_str()),
            };
            let id = self.context.alias("id");
            graphs.push(Value::Object(
                [(id, name.into()), ("@graph".to_owned(), nodes.into())].into_iter().collect(),
            ));
        }
        Ok(())
    }

    /// The nodes of a graph's sorted quads, by kind. Empty groups are left out.
    fn groups(&mut self, quads: &[QuadRef<'a>]) -> Result<Vec<(&'static str, Vec<Value>)>, JsonLdError> {
        let chunks: Vec<_> = quads.chunk_by(|a, b| a.subject == b.subject).collect();
        let subjects: Subjects<'_, 'a> = chunks.iter().map(|chunk| (chunk[0].subject, *chunk)).collect();
        let nesting = Nesting::of(&chunks, &subjects);
        let mut groups =
            ["articles", "facts", "quotes", "entities", "times", "terms"].map(|name| (name, Vec::new()));
        // What is inside an article, in the order of subjects.
        let mut inside: FxHashMap<&str, [Vec<Value>; 2]> = FxHashMap::default();
        for chunk in &chunks {
            let (group, name) = (group(chunk), iri(chunk[0].subject));
            if group == 0 || name.is_some_and(|name| nesting.facts.contains_key(name)) {
                continue;
            }
            let node = self.node(chunk, &subjects, &nesting)?.into();
            match name.and_then(|name| nesting.articles.get(name)) {
                Some(article) => inside.entry(article).or_default()[group - 1].push(node),
                None => groups[group].1.push(node),
            }
        }
        for chunk in chunks.iter().filter(|chunk| group(chunk) == 0) {
            let mut node = self.node(chunk, &subjects, &nesting)?;
            let parts = iri(chunk[0].subject).and_then(|name| inside.remove(name)).unwrap_or_default();
            for (name, nodes) in ["facts", "quotes"].into_iter().zip(parts) {
                if !nodes.is_empty() {
                    node.insert(self.context.alias(name), nodes.into());
                }
            }
            groups[0].1.push(node.into());
        }
        Ok(groups.into_iter().filter(|(_, nodes)| !nodes.is_empty()).collect())
    }

    fn node(
        &mut self,
        quads: &[QuadRef<'a>],
        subjects: &Subjects<'_, 'a>,
        nesting: &Nesting<'a>,
    ) -> Result<Map<String, Value>, JsonLdError> {
        let mut node = Map::new();
        let id = match quads[0].subject {
            NamedOrBlankNodeRef::NamedNode(iri) => self.context.id(iri.as_str()),
            NamedOrBlankNodeRef::BlankNode(node) => self.label(node.as_str()),
        };
        node.insert(self.context.alias("id"), id.into());
        let mut types = Vec::new();
        for quad in quads.iter().filter(|quad| is_class(quad)) {
            if let TermRef::NamedNode(class) = quad.object {
                types.push(Value::from(self.context.name(class.as_str())));
            }
        }
        if !types.is_empty() {
            node.insert(self.context.alias("type"), one_or_many(types));
        }
        for quads in quads.chunk_by(|a, b| a.predicate == b.predicate) {
            let mut values = Vec::new();
            for quad in quads.iter().filter(|quad| !is_class(quad)) {
                values.push(self.value(quad, subjects, nesting)?);
            }
            if !values.is_empty() {
                node.insert(self.context.name(quads[0].predicate.as_str()), one_or_many(values));
            }
        }
        Ok(node)
    }

    fn value(
        &mut self,
        quad: &QuadRef<'a>,
        subjects: &Subjects<'_, 'a>,
        nesting: &Nesting<'a>,
    ) -> Result<Value, JsonLdError> {
        let coercion =
            self.context.term(quad.predicate.as_str()).map_or(&Coercion::None, |term| &term.coercion);
        let name = match quad.object {
            TermRef::Literal(literal) => return Ok(self.literal(literal, coercion)),
            TermRef::Triple(_) => {
                let subject = quad.subject.to_string();
                let subject = subject.trim_matches(['<', '>']).to_owned();
                return Err(JsonLdError::TripleTerm(subject, quad.predicate.as_str().to_owned()));
            }
            TermRef::NamedNode(object) => {
                let owner = nesting.facts.get(object.as_str()).copied();
                if owner.is_some()
                    && owner == iri(quad.subject)
                    && is_nesting(quad)
                    && let Some(quads) = subjects.get(&object.into())
                {
                    return Ok(self.node(quads, subjects, nesting)?.into());
                }
                match coercion {
                    Coercion::Vocabulary => self.context.name(object.as_str()),
                    _ => self.context.id(object.as_str()),
                }
            }
            TermRef::BlankNode(node) => self.label(node.as_str()),
        };
        Ok(match coercion {
            Coercion::Id | Coercion::Vocabulary => name.into(),
            _ => Value::Object([(self.context.alias("id"), name.into())].into_iter().collect()),
        })
    }

    fn literal(&mut self, literal: LiteralRef<'_>, coercion: &Coercion) -> Value {
        let (text, datatype) = (literal.value(), literal.datatype().as_str());
        let plain = match coercion {
            Coercion::None => xsd::STRING,
            Coercion::Datatype(datatype) => datatype.as_str(),
            Coercion::Id | Coercion::Vocabulary => "",
        };
        // JSON has two booleans, and XSD has four: the canonical ones are the same.
        if datatype == xsd::BOOLEAN
            && matches!(plain, xsd::STRING | xsd::BOOLEAN)
            && matches!(text, "true" | "false")
        {
            return Value::Bool(text == "true");
        }
        if datatype == plain {
            return text.into();
        }
        let mut value = Map::new();
        value.insert("@value".to_owned(), text.into());
        if let Some(tag) = literal.language() {
            value.insert("@language".to_owned(), tag.into());
            if let Some(direction) = literal.direction() {
                value.insert("@direction".to_owned(), direction.to_string().into());
            }
        } else if datatype != xsd::STRING {
            value.insert("@type".to_owned(), self.context.compact(datatype).into());
        }
        value.into()
    }

    fn label(&self, name: &str) -> String {
        format!("_:b{}", self.labels.get(name).copied().unwrap_or_default())
    }
}

impl<'a> Nesting<'a> {
    fn of(chunks: &[&[QuadRef<'a>]], subjects: &Subjects<'_, 'a>) -> Self {
        let is = |name: &NamedOrBlankNodeRef<'a>, class: &str| {
            subjects.get(name).is_some_and(|quads| quads.iter().any(|quad| is_a(quad, class)))
        };
        let mut nesting = Self::default();
        // The first fact that has a quote for evidence shows it; a quantity belongs to one fact.
        for chunk in chunks.iter().filter(|chunk| group(chunk) == 1) {
            let Some(fact) = iri(chunk[0].subject) else { continue };
            for quad in chunk.iter().filter(|quad| is_nesting(quad)) {
                let TermRef::NamedNode(object) = quad.object else { continue };
                let node = object.into();
                let quote = quad.predicate.as_str() == af::EVIDENCE
                    && subjects.get(&node).is_some_and(|c| group(c) == 2);
                let quantity = quad.predicate.as_str() == af::OBJECT
                    && is(&node, af::QUANTITY)
                    && group_of(&node, subjects) == Some(3);
                if quote || quantity {
                    nesting.facts.entry(object.as_str()).or_insert(fact);
                }
            }
        }
        for chunk in chunks.iter().filter(|chunk| matches!(group(chunk), 1 | 2)) {
            let Some(name) = iri(chunk[0].subject) else { continue };
            let quote = if group(chunk) == 2 { Some(*chunk) } else { first_quote(chunk, subjects) };
            let article = quote.and_then(|quads| {
                quads.iter().find_map(|quad| match quad.object {
                    TermRef::NamedNode(article) if quad.predicate.as_str() == af::IN_ARTICLE => Some(article),
                    _ => None,
                })
            });
            if let Some(article) = article.filter(|article| group_of(&(*article).into(), subjects) == Some(0))
            {
                nesting.articles.insert(name, article.as_str());
            }
        }
        nesting
    }
}

fn first_quote<'g, 'a>(fact: &[QuadRef<'a>], subjects: &Subjects<'g, 'a>) -> Option<&'g [QuadRef<'a>]> {
    fact.iter().filter(|quad| quad.predicate.as_str() == af::EVIDENCE).find_map(|quad| match quad.object {
        TermRef::NamedNode(quote) => subjects.get(&quote.into()).copied(),
        _ => None,
    })
}

/// The number of the group that a subject belongs to: articles, facts, quotes, entities, times, terms.
fn group(quads: &[QuadRef<'_>]) -> usize {
    let is = |class| quads.iter().any(|quad| is_a(quad, class));
    let is_term = || {
        quads.iter().any(|quad| match quad.object {
            TermRef::NamedNode(class) if is_class(quad) => [owl::THING, rdf::TYPE, rdfs::CLASS]
                .iter()
                .any(|iri| namespace(iri) == namespace(class.as_str())),
            _ => false,
        })
    };
    match quads[0].subject {
        NamedOrBlankNodeRef::BlankNode(_) => 5,
        NamedOrBlankNodeRef::NamedNode(_) if is(af::ARTICLE) => 0,
        NamedOrBlankNodeRef::NamedNode(_) if is(af::FACT) => 1,
        NamedOrBlankNodeRef::NamedNode(_) if is(af::QUOTE) => 2,
        NamedOrBlankNodeRef::NamedNode(_) if is(af::TIME_SPAN) => 4,
        NamedOrBlankNodeRef::NamedNode(_) if is_term() => 5,
        NamedOrBlankNodeRef::NamedNode(_) => 3,
    }
}

fn group_of<'a>(name: &NamedOrBlankNodeRef<'a>, subjects: &Subjects<'_, 'a>) -> Option<usize> {
    subjects.get(name).map(|quads| group(quads))
}

fn namespace(iri: &str) -> &str {
    iri.rsplit_once(['#', '/']).map_or(iri, |(namespace, _)| namespace)
}

/// Whether the quad's object may be written inside its subject.
fn is_nesting(quad: &QuadRef<'_>) -> bool {
    matches!(quad.predicate.as_str(), af::EVIDENCE | af::OBJECT)
}

fn is_a(quad: &QuadRef<'_>, class: &str) -> bool {
    is_class(quad) && matches!(quad.object, TermRef::NamedNode(object) if object.as_str() == class)
}

/// Whether the quad gives its subject a class with an IRI.
fn is_class(quad: &QuadRef<'_>) -> bool {
    quad.predicate.as_str() == rdf::TYPE && matches!(quad.object, TermRef::NamedNode(_))
}

fn iri<'a>(subject: NamedOrBlankNodeRef<'a>) -> Option<&'a str> {
    match subject {
        NamedOrBlankNodeRef::NamedNode(iri) => Some(iri.as_str()),
        NamedOrBlankNodeRef::BlankNode(_) => None,
    }
}

fn one_or_many(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { values.into() }
}
