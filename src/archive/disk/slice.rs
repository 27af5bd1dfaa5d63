//! The part of a store that an answer rests on: the articles that say it, and what else must be known of it.
use super::index::{self, Kind, Look};
use super::lookup::{Lookup, iri_term};
use super::record::{Place, each_unpacked};
use crate::ask::cite::Uncited;
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::literal::written::kept;
use crate::rdf::record::{self, replay};
use crate::term::iri::{ArticleGraph, article_graph};
use crate::term::vocab::{af, rdf, rdfs};
use oxigraph::store::Store;
use oxrdf::{
    GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, QuadRef, Term, TermRef,
    Triple,
};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::term::GroundTerm;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// A part of a store, as it is gathered.
pub(super) struct Slice<'s> {
    pub(super) index: &'s Store,
    /// Where the articles stand that were looked for, by their IRI.
    articles: FxHashMap<String, Option<Place>>,
    /// The articles it has, in the order in which they were loaded.
    places: BTreeSet<Place>,
    /// Of which facts of other articles it has what they say, by the places of these.
    facts: BTreeMap<Place, BTreeSet<String>>,
    /// What else it has.
    quads: FxHashSet<Quad>,
}

impl<'s> Slice<'s> {
    pub(super) fn new(index: &'s Store) -> Self {
        Self {
            index,
            articles: FxHashMap::default(),
            places: BTreeSet::new(),
            facts: BTreeMap::new(),
            quads: FxHashSet::default(),
        }
    }

    /// How much it has.
    pub(super) fn size(&self) -> usize {
        self.places.len() + self.facts.values().map(BTreeSet::len).sum::<usize>() + self.quads.len()
    }

    /// How long the records of its articles are, in bytes.
    pub(super) fn length(&self) -> u64 {
        self.places.iter().map(|place| place.length).sum()
    }

    /// Adds what the rows of an answer rest on.
    pub(super) fn add_answer(&mut self, answer: &Uncited) -> io::Result<()> {
        let premises: Vec<[Option<TermRef<'_>>; 3]> =
            (0..answer.premise_count() as u32).map(|number| answer.premise(number)).collect();
        let subject = |number: u32| match premises[number as usize][0] {
            Some(TermRef::NamedNode(node)) => Some(node.as_str()),
            _ => None,
        };
        let subjects: FxHashSet<&str> = (0..premises.len() as u32).filter_map(subject).collect();
        let owners = self.owners(subjects.iter().copied())?;
        self.places.extend(owners.values());
        let others = subjects.into_iter().filter(|iri| !owners.contains_key(iri));
        let times = self.times(others)?;
        // A time may be in very many articles: of those that a solution leads through a fact to, that fact's is enough.
        let mut led: Vec<(u32, Vec<[&str; 2]>)> = Vec::new();
        for premises in answer.solutions() {
            for &number in premises {
                if let Some(time) = subject(number).filter(|iri| times.contains(iri)) {
                    let things = premises.iter().filter_map(|&other| subject(other));
                    let own = things.filter(|iri| owners.contains_key(iri));
                    led.push((number, own.map(|fact| [fact, time]).collect()));
                }
            }
        }
        let linked = self.linked(led.iter().flat_map(|(_, pairs)| pairs).copied().collect())?;
        let not_led = led.iter().filter(|(_, pairs)| pairs.iter().all(|pair| !linked.contains(pair)));
        let others = (0..premises.len() as u32).filter(|&number| {
            subject(number).is_none_or(|iri| !owners.contains_key(iri) && !times.contains(iri))
        });
        let needed: BTreeSet<u32> = not_led.map(|(number, _)| *number).chain(others).collect();
        let triples = needed.into_iter().filter_map(|number| triple(premises[number as usize]));
        self.add_triples(&triples.collect::<Vec<_>>())
    }

    /// Of some things those that are an article's own, with the places of the articles.
    pub(super) fn owners<'t>(
        &mut self,
        things: impl Iterator<Item = &'t str>,
    ) -> io::Result<FxHashMap<&'t str, Place>> {
        let mut owners = FxHashMap::default();
        let mut open: Vec<(&str, _)> = things.map(|thing| (thing, index::article_keys(thing))).collect();
        while !open.is_empty() {
            let mut next: Vec<(&str, &str, _)> =
                open.into_iter().filter_map(|(thing, mut keys)| Some((thing, keys.next()?, keys))).collect();
            let unknown: BTreeSet<&str> =
                next.iter().map(|(_, key, _)| *key).filter(|key| !self.articles.contains_key(*key)).collect();
            let unknown: Vec<&str> = unknown.into_iter().collect();
            self.articles.extend(unknown.iter().map(|key| ((*key).to_owned(), None)));
            let ask = Lookup::of(self.index, ["key"], unknown.iter().map(|key| [iri_term(key)]));
            let ask =
                ask.then_in(index::HIDDEN.as_str(), ["?key", Kind::Article.predicate().as_str(), "?place"]);
            for (number, [place]) in ask.answers(["place"])? {
                if let Term::Literal(place) = place {
                    self.articles.insert(unknown[number].to_owned(), Place::parse(place.value()));
                }
            }
            next.retain(|(thing, key, _)| match self.articles.get(*key).copied().flatten() {
                Some(place) => {
                    owners.insert(*thing, place);
                    false
                }
                None => true,
            });
            open = next.into_iter().map(|(thing, _, keys)| (thing, keys)).collect();
        }
        Ok(owners)
    }

    /// Those of some things that are times.
    fn times<'t>(&self, things: impl Iterator<Item = &'t str>) -> io::Result<FxHashSet<&'t str>> {
        let things: Vec<&str> = things.collect();
        let ask = Lookup::of(self.index, ["thing"], things.iter().map(|thing| [iri_term(thing)]));
        let times = ask.then(&[["?thing", rdf::TYPE, af::TIME_SPAN]]).answers([])?;
        Ok(times.into_iter().map(|(number, [])| things[number]).collect())
    }

    /// Those of some pairs of a thing and a time of which the first is a fact with that time.
    fn linked<'t>(&self, pairs: FxHashSet<[&'t str; 2]>) -> io::Result<FxHashSet<[&'t str; 2]>> {
        let pairs: Vec<[&str; 2]> = pairs.into_iter().collect();
        let mut linked = FxHashSet::default();
        for link in [af::WHEN, af::OBJECT] {
            let ask = Lookup::of(self.index, ["fact", "time"], pairs.iter().map(|pair| pair.map(iri_term)));
            let ask = ask.then(&[["?fact", link, "?time"], ["?fact", rdf::TYPE, af::FACT]]);
            linked.extend(ask.answers([])?.into_iter().map(|(number, [])| pairs[number]));
        }
        Ok(linked)
    }

    /// Adds the articles that say triples, and of the graphs that declare one of them the first.
    pub(super) fn add_triples(&mut self, triples: &[Triple]) -> io::Result<()> {
        let subject = |triple: &'_ Triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_str().to_owned()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        // An article's own things are in no shared graph.
        let subjects: BTreeSet<String> = triples.iter().filter_map(subject).collect();
        let owners = self.owners(subjects.iter().map(String::as_str))?;
        self.places.extend(owners.into_values());
        let mut found: Vec<(&Triple, GraphName)> = Vec::new();
        let (mut given, mut rows) = (Vec::new(), Vec::new());
        for triple in triples {
            if let Some(row) = ground(triple) {
                given.push(triple);
                rows.push(row);
                continue;
            }
            // What has a blank node cannot be given.
            let Triple { subject, predicate, object } = triple;
            let (subject, predicate, object) = (subject.as_ref(), predicate.as_ref(), object.as_ref());
            for quad in self.index.matching(Some(subject), Some(predicate), Some(object), None) {
                found.push((triple, quad?.graph_name));
            }
        }
        let ask = Lookup::of(self.index, ["s", "p", "o"], rows).then_in("?graph", ["?s", "?p", "?o"]);
        for (number, [graph]) in ask.answers(["graph"])? {
            if let Term::NamedNode(graph) = graph {
                found.push((given[number], graph.into()));
            }
        }
        let mut articles: BTreeSet<String> = BTreeSet::new();
        let mut declared: FxHashSet<&Triple> = FxHashSet::default();
        for (triple, graph) in found {
            let GraphName::NamedNode(name) = &graph else { continue };
            match article_graph(name.as_str()) {
                Some((article, kind)) if kind != ArticleGraph::Entities => {
                    articles.insert(article.to_owned());
                }
                Some(_) if !declared.insert(triple) => {}
                _ if name.as_ref() == index::HIDDEN => {}
                _ => {
                    self.quads.insert(index::as_said(&triple.clone().in_graph(graph)));
                }
            }
        }
        let owners = self.owners(articles.iter().map(String::as_str))?;
        self.places.extend(owners.into_values());
        Ok(())
    }

    /// Adds the labels of things.
    pub(super) fn add_labels<'t>(&mut self, things: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        let things: Vec<&str> = things.into_iter().collect();
        let ask = Lookup::of(self.index, ["thing"], things.iter().map(|thing| [iri_term(thing)]));
        for (number, [label]) in ask.then(&[["?thing", rdfs::LABEL, "?label"]]).answers(["label"])? {
            self.quads.insert(loose(things[number], rdfs::LABEL, label));
        }
        Ok(())
    }

    /// Adds the articles of things that are an article's own.
    pub(super) fn add_owners<'t>(&mut self, things: impl Iterator<Item = &'t str>) -> io::Result<()> {
        let owners = self.owners(things)?;
        self.places.extend(owners.into_values());
        Ok(())
    }

    /// Adds the articles of the facts of which it has only what they say.
    pub(super) fn add_articles_of_facts(&mut self) {
        let facts = std::mem::take(&mut self.facts);
        self.places.extend(facts.into_keys());
    }

    /// Adds links between names of things.
    pub(super) fn add_links(&mut self, links: impl IntoIterator<Item = Triple>) {
        self.quads.extend(links.into_iter().map(|link| link.in_graph(GraphName::DefaultGraph)));
    }

    /// Adds what facts say, when, and how real it is, without the articles that they are from.
    pub(super) fn add_facts<'t>(&mut self, facts: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        for (fact, place) in self.owners(facts.into_iter())? {
            if !self.places.contains(&place) {
                self.facts.entry(place).or_default().insert(fact.to_owned());
            }
        }
        Ok(())
    }

    /// What it has, in memory. `documents` is the file of the records.
    pub(super) fn dataset(&self, documents: &Path) -> io::Result<Dataset> {
        self.write(documents, DatasetBuilder::new()).map(DatasetBuilder::finish)
    }

    /// The same beside other quads.
    pub(super) fn write(&self, documents: &Path, mut builder: DatasetBuilder) -> io::Result<DatasetBuilder> {
        let all: BTreeSet<Place> = self.places.iter().chain(self.facts.keys()).copied().collect();
        each_unpacked(
            documents,
            all,
            |error| error,
            |place, raw| {
                if self.places.contains(&place) {
                    replay(raw, &mut builder);
                } else if let Some(facts) = self.facts.get(&place) {
                    add_loose(raw, facts, &mut builder);
                }
                Ok(())
            },
        )?;
        for quad in &self.quads {
            builder.insert_quad(quad.as_ref());
        }
        Ok(builder)
    }
}

/// Adds what is looked at to find out whether facts contradict others, from the record of their article.
fn add_loose(raw: &[u8], facts: &BTreeSet<String>, builder: &mut DatasetBuilder) {
    const OWN: [&str; 7] =
        [af::SUBJECT, af::PREDICATE, af::OBJECT, af::VALUE, af::MODALITY, af::NEGATED, af::WHEN];
    /// What tells a time or a quantity.
    const OF_ITS_ENDS: [&str; 14] = [
        af::EDTF,
        af::UNIT,
        af::NUMBER,
        af::LEAST,
        af::MOST,
        af::ABOVE,
        af::BELOW,
        af::BASE_UNIT,
        af::BASE_NUMBER,
        af::BASE_LEAST,
        af::BASE_MOST,
        af::BASE_ABOVE,
        af::BASE_BELOW,
        af::APPROXIMATE,
    ];
    let quads = record::quads(raw);
    let mut ends: FxHashSet<&str> = FxHashSet::default();
    for quad in &quads {
        if let (NamedOrBlankNodeRef::NamedNode(fact), TermRef::NamedNode(end)) = (quad.subject, quad.object)
            && [af::WHEN, af::OBJECT].contains(&quad.predicate.as_str())
            && facts.contains(fact.as_str())
        {
            ends.insert(end.as_str());
        }
    }
    for quad in &quads {
        let NamedOrBlankNodeRef::NamedNode(subject) = quad.subject else { continue };
        let predicate = quad.predicate.as_str();
        if (OWN.contains(&predicate) && facts.contains(subject.as_str()))
            || (OF_ITS_ENDS.contains(&predicate) && ends.contains(subject.as_str()))
        {
            // In no graph: nothing could be cited for it.
            builder.insert_quad(QuadRef { graph_name: GraphNameRef::DefaultGraph, ..*quad });
        }
    }
}

/// A triple of no graph: none that a fact could be cited for.
fn loose(subject: &str, predicate: &str, object: Term) -> Quad {
    let (subject, predicate) = (NamedNode::new_unchecked(subject), NamedNode::new_unchecked(predicate));
    Quad::new(subject, predicate, object, GraphName::DefaultGraph)
}

/// A premise as a triple, where it is one.
fn triple(premise: [Option<TermRef<'_>>; 3]) -> Option<Triple> {
    let [Some(subject), Some(TermRef::NamedNode(predicate)), Some(object)] = premise else { return None };
    let subject = match subject {
        TermRef::NamedNode(node) => NamedOrBlankNodeRef::from(node),
        TermRef::BlankNode(node) => node.into(),
        TermRef::Literal(_) | TermRef::Triple(_) => return None,
    };
    Some(Triple::new(subject, predicate, object))
}

/// The terms of a triple without blank nodes, as the index has them.
fn ground(triple: &Triple) -> Option<[GroundTerm; 3]> {
    let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { return None };
    let object = match &triple.object {
        Term::NamedNode(node) => GroundTerm::from(node.clone()),
        Term::Literal(literal) => kept(literal.clone()).into(),
        Term::BlankNode(_) | Term::Triple(_) => return None,
    };
    Some([subject.clone().into(), triple.predicate.clone().into(), object])
}
