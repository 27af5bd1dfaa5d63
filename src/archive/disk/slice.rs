//! The part of a store that an answer rests on: the articles that say it, and what else must be known of it.
use super::index::{self, Kind, Look};
use super::lookup::{Lookup, iri_term};
use super::marked::Marks;
use super::pick::{Wanted, pick};
use super::record::{Place, each_unpacked};
use crate::ask::cite::Uncited;
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::literal::written::kept;
use crate::rdf::fact::Role;
use crate::term::iri::{ArticleGraph, article_graph, articles_of, is_in_fact_or_quote};
use crate::term::vocab::{af, rdf, rdfs};
use oxigraph::store::Store;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::term::GroundTerm;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// A part of a store, as it is gathered.
pub(super) struct Slice<'s> {
    pub(super) index: &'s Store,
    marks: &'s Marks,
    /// Where the articles stand that were looked for, by their IRI.
    articles: FxHashMap<String, Option<Place>>,
    /// The articles that it has whole, in the order in which they were loaded.
    places: BTreeSet<Place>,
    /// What it has of others.
    wanted: BTreeMap<Place, Wanted>,
    /// What else it has.
    quads: FxHashSet<Quad>,
    /// How many times something was added.
    size: usize,
}

impl<'s> Slice<'s> {
    /// One with nothing in it.
    pub(super) fn new(index: &'s Store, marks: &'s Marks) -> Self {
        Self {
            index,
            marks,
            articles: FxHashMap::default(),
            places: BTreeSet::new(),
            wanted: BTreeMap::new(),
            quads: FxHashSet::default(),
            size: 0,
        }
    }

    /// One with nothing in it that knows as much. What this one has need not be added to it.
    pub(super) fn further(&mut self) -> Self {
        let articles = std::mem::take(&mut self.articles);
        Self { articles, ..Self::new(self.index, self.marks) }
    }

    /// Adds what another one has.
    pub(super) fn absorb(&mut self, other: Self) {
        self.places.extend(other.places);
        for (place, wanted) in other.wanted {
            self.wanted.entry(place).or_default().absorb(wanted);
        }
        self.quads.extend(other.quads);
        self.size += other.size;
    }

    /// How much was added to it.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Whether a thing may have other names, or be denied something.
    pub(super) fn is_marked(&self, thing: &str) -> io::Result<bool> {
        Ok(self.marks.get()?.has(thing))
    }

    /// How long the records of its articles are, in bytes.
    pub(super) fn length(&self) -> u64 {
        self.places.iter().map(|place| place.length).sum()
    }

    /// Whether it has blank nodes of its own.
    pub(super) fn has_blank_nodes(&self) -> bool {
        self.quads.iter().any(|quad| {
            matches!(quad.subject, NamedOrBlankNode::BlankNode(_))
                || matches!(quad.object, Term::BlankNode(_))
        })
    }

    fn add_places(&mut self, places: impl IntoIterator<Item = Place>) {
        for place in places {
            self.size += usize::from(self.places.insert(place));
        }
    }

    /// Wants something of an article, unless it has it whole.
    fn want(&mut self, place: Place, add: impl FnOnce(&mut Wanted) -> bool) {
        if !self.places.contains(&place) {
            self.size += usize::from(add(self.wanted.entry(place).or_default()));
        }
    }

    fn add_quad(&mut self, quad: Quad) {
        self.size += usize::from(self.quads.insert(quad));
    }

    /// Wants of an article a triple about a thing of its own.
    fn want_own(&mut self, place: Place, thing: &str, triple: Option<&Triple>) {
        self.want(place, |wanted| wanted.add_thing(thing));
        // A fact or a quote tells by itself.
        let is_told = is_in_fact_or_quote(thing);
        if let Some(triple) = triple.filter(|_| !is_told) {
            self.want(place, |wanted| wanted.add_triple(triple));
        }
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
        for (number, premise) in (0..).zip(&premises) {
            if let Some(thing) = subject(number)
                && let Some(place) = owners.get(thing)
            {
                self.want_own(*place, thing, triple(*premise).as_ref());
            }
        }
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
        let mut open: Vec<(&str, _)> = things.map(|thing| (thing, articles_of(thing))).collect();
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
        for link in [Role::When, Role::Object] {
            let ask = Lookup::of(self.index, ["fact", "time"], pairs.iter().map(|pair| pair.map(iri_term)));
            let ask = ask.then(&[["?fact", link.iri(), "?time"], ["?fact", rdf::TYPE, af::FACT]]);
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
        for triple in triples {
            if let NamedOrBlankNode::NamedNode(thing) = &triple.subject
                && let Some(place) = owners.get(thing.as_str())
            {
                self.want_own(*place, thing.as_str(), Some(triple));
            }
        }
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
        let mut saying: Vec<(String, &Triple)> = Vec::new();
        let mut declared: FxHashSet<&Triple> = FxHashSet::default();
        for (triple, graph) in found {
            let GraphName::NamedNode(name) = &graph else { continue };
            match article_graph(name.as_str()) {
                Some((article, kind)) if kind != ArticleGraph::Entities => {
                    saying.push((article.to_owned(), triple));
                }
                Some(_) if !declared.insert(triple) => {}
                _ if name.as_ref() == index::HIDDEN => {}
                _ => self.add_quad(index::as_said(&triple.clone().in_graph(graph))),
            }
        }
        let articles: FxHashSet<&str> = saying.iter().map(|(article, _)| article.as_str()).collect();
        let owners = self.owners(articles.into_iter())?;
        for (article, triple) in &saying {
            if let Some(&place) = owners.get(article.as_str()) {
                self.want(place, |wanted| wanted.add_triple(triple));
                if let NamedOrBlankNode::NamedNode(thing) = &triple.subject {
                    self.want(place, |wanted| wanted.add_thing(thing.as_str()));
                }
            }
        }
        Ok(())
    }

    /// Adds the labels of things.
    pub(super) fn add_labels<'t>(&mut self, things: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        let things: Vec<&str> = things.into_iter().collect();
        let ask = Lookup::of(self.index, ["thing"], things.iter().map(|thing| [iri_term(thing)]));
        for (number, [label]) in ask.then(&[["?thing", rdfs::LABEL, "?label"]]).answers(["label"])? {
            self.add_quad(loose(things[number], rdfs::LABEL, label));
        }
        Ok(())
    }

    /// Adds the articles of things that are an article's own.
    pub(super) fn add_owners<'t>(&mut self, things: impl Iterator<Item = &'t str>) -> io::Result<()> {
        let owners = self.owners(things)?;
        self.add_places(owners.into_values());
        Ok(())
    }

    /// Makes the articles whole of which it has a part.
    pub(super) fn complete(&mut self) {
        let wanted = std::mem::take(&mut self.wanted);
        self.add_places(wanted.into_keys());
    }

    /// Adds links between names of things.
    pub(super) fn add_links(&mut self, links: impl IntoIterator<Item = Triple>) {
        links.into_iter().for_each(|link| self.add_quad(link.in_graph(GraphName::DefaultGraph)));
    }

    /// Adds what facts say, when, and how real it is, without the articles that they are from.
    pub(super) fn add_claims<'t>(&mut self, facts: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        for (fact, place) in self.owners(facts.into_iter())? {
            self.want(place, |wanted| wanted.add_claim(fact));
        }
        Ok(())
    }

    /// What it has, in memory. `documents` is the file of the records.
    pub(super) fn dataset(&self, documents: &Path) -> io::Result<Dataset> {
        self.write(documents, DatasetBuilder::new()).map(DatasetBuilder::finish)
    }

    /// The same beside other quads.
    pub(super) fn write(&self, documents: &Path, mut builder: DatasetBuilder) -> io::Result<DatasetBuilder> {
        let (places, wanted) = (&self.places, &self.wanted);
        let all: BTreeSet<Place> = places.iter().chain(wanted.keys()).copied().collect();
        each_unpacked(
            documents,
            all,
            |place| places.contains(&place) || wanted.get(&place).is_some_and(Wanted::needs_text),
            |error| error,
            |place, unpacked| {
                let content = unpacked.content()?;
                if places.contains(&place) {
                    content.replay(&mut builder);
                } else if let Some(wanted) = wanted.get(&place) {
                    pick(&content, wanted, &mut builder);
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
