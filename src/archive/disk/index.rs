//! How a store's index, an oxigraph store, holds what the documents said.
//!
//! Its default graph is the union of all graphs, each triple once: what a query sees. The named graphs are those of corpora.
//! Which graphs of articles hold a triple the records tell: what an article says of its own things (itself, its facts, quotes
//! and entities) is in its record, and for all else [`sayers`](super::sayers) tells which records say it. To keep them once
//! more, six times sorted, would only cost time and room. One more graph, [`HIDDEN`], says where each record is, and what
//! else must be known.
use super::record::{Place, Record, Unpacked};
use crate::ask::literal::written::{kept, plain};
use crate::rdf::record;
use crate::term::iri::{self, ArticleGraph};
use crate::term::vocab::af;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::store::{StorageError, Store, Transaction};
use oxrdf::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad,
    QuadRef, Term, TermRef, Triple,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::io;

/// A quad of the index as the document says it.
pub(super) fn as_said(quad: &Quad) -> Quad {
    Quad { object: plain(quad.object.clone()), ..quad.clone() }
}

/// Whether a quad is one that the store keeps for itself and that no record tells of.
pub(super) fn is_for_itself(quad: &Quad) -> bool {
    let predicate = quad.predicate.as_ref();
    quad.graph_name.as_ref() == HIDDEN.into() && [PREFIX, END, LANGUAGE].contains(&predicate)
}

/// The graph of what the store must know for itself.
pub(super) const HIDDEN: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:store");
/// An article's record: its [`Place`].
const ARTICLE: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:article");
/// The record of a corpus.
const CORPUS: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:corpus");
/// A prefix of a corpus, and its namespace.
const PREFIX: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:prefix");
/// Where the records end.
const END: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:end");
/// A language tag as it was first written.
const LANGUAGE: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:language");

/// A thing, and a fact that denies a property of it: the property, a space, the fact.
pub(super) const DENIED: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("tag:groundwire,2026:denied");

/// Which records there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A document's.
    Article,
    /// What a corpus declares, and its ontology.
    Corpus,
}

impl Kind {
    pub(super) fn predicate(self) -> NamedNodeRef<'static> {
        match self {
            Kind::Article => ARTICLE,
            Kind::Corpus => CORPUS,
        }
    }
}

fn hidden(subject: &str, predicate: NamedNodeRef<'_>, value: &str) -> Quad {
    Quad::new(
        NamedNode::new_unchecked(subject),
        predicate.into_owned(),
        Literal::new_simple_literal(value),
        HIDDEN.into_owned(),
    )
}

/// Says where a record is.
pub(super) fn entry(kind: Kind, key: &str, place: Place) -> Quad {
    hidden(key, kind.predicate(), &place.text())
}

/// Says where the records end.
pub(super) fn end(end: u64) -> Quad {
    hidden(HIDDEN.as_str(), END, &end.to_string())
}

/// Says a prefix of a corpus.
pub(super) fn prefix(base: &str, prefix: &str, namespace: &str) -> Quad {
    hidden(base, PREFIX, &format!("{prefix} {namespace}"))
}

/// Language tags in the letter case in which they were first written: those that differ in case alone are one tag
/// ([RDF 1.1 Concepts, 3.3](https://www.w3.org/TR/rdf11-concepts/#section-Graph-Literal)).
#[derive(Clone, Debug, Default)]
pub(super) struct Tags {
    forms: FxHashMap<String, String>,
    new: Vec<String>,
}

impl Tags {
    /// A tag as it was first written.
    fn form(&mut self, tag: &str) -> &str {
        let lower = tag.to_ascii_lowercase();
        self.forms.entry(lower).or_insert_with(|| {
            self.new.push(tag.to_owned());
            tag.to_owned()
        })
    }

    /// What is to be said of the tags met since the last time.
    pub(super) fn news(&mut self) -> Vec<Quad> {
        self.new.drain(..).map(|tag| hidden(HIDDEN.as_str(), LANGUAGE, &tag)).collect()
    }

    /// The forms by their lower case.
    pub(super) fn into_forms(self) -> FxHashMap<String, String> {
        self.forms
    }
}

/// A triple as the index holds it.
fn triple(quad: QuadRef<'_>, tags: &mut Tags) -> Triple {
    let object = match quad.object {
        TermRef::Literal(literal) => match literal.language() {
            Some(tag) => {
                Literal::new_language_tagged_literal_unchecked(literal.value(), tags.form(tag)).into()
            }
            // The index would keep the value of `3.20` and forget how it was written.
            None => kept(literal.into_owned()).into(),
        },
        object => object.into_owned(),
    };
    Triple::new(quad.subject.into_owned(), quad.predicate.into_owned(), object)
}

/// Whether a subject is an article's own.
pub(super) fn is_own(subject: NamedOrBlankNodeRef<'_>, article: &str) -> bool {
    let NamedOrBlankNodeRef::NamedNode(subject) = subject else { return false };
    iri::own(subject.as_str(), article).is_some()
}

/// Whether the union speaks of a thing.
pub(super) fn is_known(index: &impl Look, iri: &str) -> io::Result<bool> {
    let node = NamedNodeRef::new_unchecked(iri);
    let union = Some(GraphNameRef::DefaultGraph);
    for (subject, predicate, object) in
        [(Some(node.into()), None, None), (None, None, Some(node.into())), (None, Some(node), None)]
    {
        if let Some(quad) = index.matching(subject, predicate, object, union).next() {
            return quad.map(|_| true).map_err(io::Error::from);
        }
    }
    Ok(false)
}

/// The quads of a record as the index holds them, and which graphs say triples that others may say, too: those of an
/// article, or none for those of a corpus.
pub(super) fn quads(
    kind: Kind,
    key: &str,
    unpacked: &Unpacked,
    tags: &mut Tags,
    take: &mut impl FnMut(Quad),
    say: &mut impl FnMut(&Triple, Option<ArticleGraph>),
) -> io::Result<()> {
    match kind {
        Kind::Article => {
            let (mut thing, mut property) = (None, None);
            let content = unpacked.content()?;
            for quad in content.quads() {
                // A fact's subject and predicate come before the rest of what it says.
                match quad.predicate.as_str() {
                    af::SUBJECT => thing = Some(quad.object),
                    af::PREDICATE => property = Some(quad.object),
                    af::NEGATED => {
                        if let NamedOrBlankNodeRef::NamedNode(fact) = quad.subject
                            && let Some(TermRef::NamedNode(thing)) = thing
                            && let Some(TermRef::NamedNode(property)) = property
                        {
                            let denied = format!("{} {}", property.as_str(), fact.as_str());
                            take(hidden(thing.as_str(), DENIED, &denied));
                        }
                    }
                    _ => {}
                }
                let triple = triple(quad, tags);
                if !is_own(quad.subject, key) {
                    let graph = match quad.graph_name {
                        GraphNameRef::NamedNode(graph) => iri::article_graph(graph.as_str()),
                        _ => None,
                    };
                    match graph {
                        Some((_, graph)) => say(&triple, Some(graph)),
                        None => take(triple.clone().in_graph(quad.graph_name.into_owned())),
                    }
                }
                take(triple.in_graph(GraphName::DefaultGraph));
            }
        }
        Kind::Corpus => {
            let mut raw = Vec::new();
            unpacked.restore(&mut raw)?;
            let (entities, ontology) = corpus_parts(&raw)?;
            let mut both = |quad: QuadRef<'_>| {
                let triple = triple(quad, tags);
                say(&triple, None);
                take(triple.clone().in_graph(quad.graph_name.into_owned()));
                take(triple.in_graph(GraphName::DefaultGraph));
            };
            record::quads(entities).into_iter().for_each(&mut both);
            for quad in ontology_quads(ontology) {
                both(quad?.as_ref());
            }
        }
    }
    Ok(())
}

/// What is kept of a corpus: its shared entities, recorded, and its ontology in N-Quads, which knows blank nodes.
pub(super) fn corpus(entities: &[u8], ontology: &[u8]) -> Vec<u8> {
    [&(entities.len() as u64).to_le_bytes(), entities, ontology].concat()
}

/// The shared entities and the ontology of a corpus's record.
pub(super) fn corpus_parts(raw: &[u8]) -> io::Result<(&[u8], &[u8])> {
    let parts = raw
        .split_first_chunk::<8>()
        .and_then(|(length, rest)| rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?));
    parts.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "its corpus data is damaged"))
}

/// The quads of a corpus's ontology.
pub(super) fn ontology_quads(lines: &[u8]) -> impl Iterator<Item = io::Result<Quad>> {
    let parser = RdfParser::from_format(RdfFormat::NQuads).lenient().for_slice(lines);
    parser.map(|quad| quad.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string())))
}

/// The index, to be read.
pub(super) trait Look {
    /// The quads that match.
    fn matching(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>>;
}

impl Look for Store {
    fn matching(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> {
        self.quads_for_pattern(subject, predicate, object, graph)
    }
}

impl Look for Transaction<'_> {
    fn matching(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> {
        self.quads_for_pattern(subject, predicate, object, graph)
    }
}

fn said(
    index: &impl Look,
    subject: Option<&str>,
    predicate: NamedNodeRef<'_>,
) -> io::Result<Vec<(String, String)>> {
    let subject = subject.map(|subject| NamedNodeRef::new_unchecked(subject).into());
    let mut found = Vec::new();
    for quad in index.matching(subject, Some(predicate), None, Some(HIDDEN.into())) {
        let quad = quad?;
        if let (NamedOrBlankNode::NamedNode(subject), Term::Literal(value)) = (quad.subject, quad.object) {
            found.push((subject.into_string(), value.value().to_owned()));
        }
    }
    Ok(found)
}

/// Where the record of a key is.
pub(super) fn place(index: &impl Look, kind: Kind, key: &str) -> io::Result<Option<Place>> {
    Ok(said(index, Some(key), kind.predicate())?.first().and_then(|(_, text)| Place::parse(text)))
}

/// All records of a kind, in the order in which they are in the file.
pub(super) fn places(index: &impl Look, kind: Kind) -> io::Result<Vec<(String, Place)>> {
    let mut found: Vec<(String, Place)> = said(index, None, kind.predicate())?
        .into_iter()
        .filter_map(|(key, text)| Some((key, Place::parse(&text)?)))
        .collect();
    found.sort_by_key(|(_, place)| *place);
    Ok(found)
}

/// Where the records end.
pub(super) fn read_end(index: &impl Look) -> io::Result<u64> {
    Ok(said(index, None, END)?.first().and_then(|(_, text)| text.parse().ok()).unwrap_or(0))
}

/// The prefixes of each corpus, by its base.
pub(super) fn prefixes(index: &impl Look) -> io::Result<BTreeMap<String, Vec<(String, String)>>> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (base, text) in said(index, None, PREFIX)? {
        if let Some((prefix, namespace)) = text.split_once(' ') {
            found.entry(base).or_default().push((prefix.to_owned(), namespace.to_owned()));
        }
    }
    for prefixes in found.values_mut() {
        prefixes.sort();
    }
    Ok(found)
}

/// The language tags.
pub(super) fn tags(index: &impl Look) -> io::Result<Tags> {
    let found = said(index, None, LANGUAGE)?;
    let forms = found.into_iter().map(|(_, tag)| (tag.to_ascii_lowercase(), tag)).collect();
    Ok(Tags { forms, new: Vec::new() })
}

/// Whether a graph of the documents holds a triple.
pub(super) fn is_in_a_graph(index: &impl Look, triple: &Triple) -> io::Result<bool> {
    let triple = triple.as_ref();
    for quad in index.matching(Some(triple.subject), Some(triple.predicate), Some(triple.object), None) {
        let graph = quad?.graph_name;
        if !graph.is_default_graph() && graph.as_ref() != HIDDEN.into() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The article whose own a subject is, other than `except`.
pub(super) fn owner(
    index: &impl Look,
    subject: NamedOrBlankNodeRef<'_>,
    except: &str,
) -> io::Result<Option<(String, Place)>> {
    let NamedOrBlankNodeRef::NamedNode(subject) = subject else { return Ok(None) };
    for key in iri::articles_of(subject.as_str()) {
        if key != except
            && let Some(place) = place(index, Kind::Article, key)?
        {
            return Ok(Some((key.to_owned(), place)));
        }
    }
    Ok(None)
}

/// Whether a record says a triple, as the index has it.
pub(super) fn says(record: &Record<'_>, wanted: &Triple, tags: &mut Tags) -> io::Result<bool> {
    let unpacked = record.open(true)?;
    let content = unpacked.content()?;
    Ok(content.quads().any(|quad| {
        quad.subject == wanted.subject.as_ref()
            && quad.predicate == wanted.predicate.as_ref()
            && triple(quad, tags) == *wanted
    }))
}
