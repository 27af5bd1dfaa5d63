//! The part of a store that an answer rests on: the articles that say it, and what else must be known of it.
use super::index::{self, Kind, Look};
use super::record::{Place, Record, Records};
use crate::cite::Uncited;
use crate::dataset::{Dataset, DatasetBuilder};
use crate::iri::{ArticleGraph, article_graph};
use crate::record::replay;
use crate::vocab::{af, rdf, rdfs};
use oxigraph::store::Store;
use oxrdf::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, QuadRef, TermRef, TripleRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

/// How many unpacked records may wait for the dataset.
const WAITING: usize = 16;

/// A part of a store, as it is gathered.
pub(super) struct Slice<'s> {
    pub(super) index: &'s Store,
    /// Where the articles stand that were looked for, by their IRI.
    articles: FxHashMap<String, Option<Place>>,
    /// The articles it has, in the order in which they were loaded.
    places: BTreeSet<Place>,
    /// What else it has.
    quads: FxHashSet<Quad>,
    /// Whether a thing is a time.
    times: FxHashMap<String, bool>,
}

fn node(iri: &str) -> NamedNodeRef<'_> {
    NamedNodeRef::new_unchecked(iri)
}

impl<'s> Slice<'s> {
    pub(super) fn new(index: &'s Store) -> Self {
        Self {
            index,
            articles: FxHashMap::default(),
            places: BTreeSet::new(),
            quads: FxHashSet::default(),
            times: FxHashMap::default(),
        }
    }

    /// How much it has.
    pub(super) fn size(&self) -> usize {
        self.places.len() + self.quads.len()
    }

    /// Adds what the rows of an answer rest on.
    pub(super) fn add_answer(&mut self, answer: &Uncited) -> io::Result<()> {
        let mut is_done = vec![false; answer.premise_count()];
        for premises in answer.solutions() {
            for &number in premises {
                if is_done[number as usize] {
                    continue;
                }
                let [subject, predicate, object] = answer.premise(number);
                let subject = match subject {
                    Some(TermRef::NamedNode(node)) => NamedOrBlankNodeRef::from(node),
                    Some(TermRef::BlankNode(node)) => node.into(),
                    _ => continue,
                };
                is_done[number as usize] = true;
                if self.add_owner(subject)? {
                    continue;
                }
                // A time may stand in very many articles: of those that a solution leads through a fact to, that fact's
                // is enough.
                if self.is_time(subject)? {
                    let facts = premises.iter().filter_map(|&other| answer.premise(other)[0]);
                    let mut facts = facts.filter(|other| *other != subject.into());
                    let index = self.index;
                    let linked = facts.find_map(|fact| leads(index, fact, subject.into()).transpose());
                    if linked.transpose()?.is_some() {
                        is_done[number as usize] = false;
                        continue;
                    }
                }
                if let (Some(TermRef::NamedNode(predicate)), Some(object)) = (predicate, object) {
                    self.add_triple(TripleRef::new(subject, predicate, object))?;
                }
            }
        }
        Ok(())
    }

    /// Adds the article whose own a thing is; whether there is one.
    pub(super) fn add_owner(&mut self, thing: NamedOrBlankNodeRef<'_>) -> io::Result<bool> {
        let NamedOrBlankNodeRef::NamedNode(thing) = thing else { return Ok(false) };
        for key in index::article_keys(thing.as_str()) {
            let place = match self.articles.get(key) {
                Some(place) => *place,
                None => {
                    let place = index::place(self.index, Kind::Article, key)?;
                    self.articles.insert(key.to_owned(), place);
                    place
                }
            };
            if let Some(place) = place {
                self.places.insert(place);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Adds the articles that say a triple, and one of the graphs that declare it.
    pub(super) fn add_triple(&mut self, triple: TripleRef<'_>) -> io::Result<()> {
        if self.add_owner(triple.subject)? {
            return Ok(());
        }
        let mut declared: Option<Quad> = None;
        let (subject, predicate, object) = (triple.subject, triple.predicate, triple.object);
        for quad in self.index.matching(Some(subject), Some(predicate), Some(object), None) {
            let quad = quad?;
            let GraphName::NamedNode(graph) = &quad.graph_name else { continue };
            match article_graph(graph.as_str()) {
                Some((article, kind)) if kind != ArticleGraph::Entities => {
                    self.add_owner(node(article).into())?;
                }
                Some(_) => {
                    declared.get_or_insert(quad);
                }
                None if graph.as_ref() == index::HIDDEN => {}
                None => {
                    self.quads.insert(quad);
                }
            }
        }
        self.quads.extend(declared);
        Ok(())
    }

    fn is_time(&mut self, thing: NamedOrBlankNodeRef<'_>) -> io::Result<bool> {
        let NamedOrBlankNodeRef::NamedNode(iri) = thing else { return Ok(false) };
        if let Some(is) = self.times.get(iri.as_str()) {
            return Ok(*is);
        }
        let is = has(self.index, thing, rdf::TYPE, node(af::TIME_SPAN).into())?;
        self.times.insert(iri.as_str().to_owned(), is);
        Ok(is)
    }

    /// Adds the labels of a thing.
    pub(super) fn add_labels(&mut self, iri: &str) -> io::Result<()> {
        for quad in self.matching(Some(iri), rdfs::LABEL, None) {
            self.quads.insert(quad?);
        }
        Ok(())
    }

    /// The triples of the union that match.
    pub(super) fn matching(
        &self,
        subject: Option<&str>,
        predicate: &str,
        object: Option<&str>,
    ) -> impl Iterator<Item = io::Result<Quad>> + use<'s> {
        let object = object.map(|object| TermRef::from(node(object)));
        let subject = subject.map(|subject| node(subject).into());
        let quads = self.index.quads_for_pattern(
            subject,
            Some(node(predicate)),
            object,
            Some(GraphNameRef::DefaultGraph),
        );
        quads.map(|quad| Ok(quad?))
    }

    /// What it has, in memory. `documents` is the file of the records.
    pub(super) fn dataset(&self, documents: &Path) -> io::Result<Dataset> {
        let mut records = Records::open(documents)?;
        let mut builder = DatasetBuilder::new();
        thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            scope.spawn(move || {
                let mut bytes = Vec::new();
                for place in &self.places {
                    let mut raw = Vec::new();
                    let read = records
                        .read(*place, &mut bytes)
                        .and_then(|()| Record::first(&bytes)?.0.unpack(&mut raw));
                    let is_last = read.is_err();
                    if sender.send(read.map(|()| raw)).is_err() || is_last {
                        return;
                    }
                }
            });
            receiver.into_iter().try_for_each(|raw| {
                replay(&raw?, &mut builder);
                Ok::<_, io::Error>(())
            })
        })?;
        for quad in &self.quads {
            builder.insert_quad(quad.as_ref());
        }
        Ok(builder.finish())
    }
}

/// Whether the union holds a triple.
fn has(
    index: &Store,
    subject: NamedOrBlankNodeRef<'_>,
    predicate: &str,
    object: TermRef<'_>,
) -> io::Result<bool> {
    Ok(index.contains(QuadRef::new(subject, node(predicate), object, GraphNameRef::DefaultGraph))?)
}

/// Whether a thing is a fact that has a time.
fn leads(index: &Store, fact: TermRef<'_>, time: TermRef<'_>) -> io::Result<Option<()>> {
    let TermRef::NamedNode(fact) = fact else { return Ok(None) };
    for link in [af::WHEN, af::OBJECT] {
        if has(index, fact.into(), link, time)? && has(index, fact.into(), rdf::TYPE, node(af::FACT).into())?
        {
            return Ok(Some(()));
        }
    }
    Ok(None)
}
