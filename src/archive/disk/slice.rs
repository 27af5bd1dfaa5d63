//! The part of a store that an answer rests on: the articles that say it, and what else must be known of it.
use super::aside::Aside;
use super::index::{self, Kind, Look};
use super::lookup::{Lookup, iri_term};
use super::pick::{Wanted, pick};
use super::record::{Place, Records, each_unpacked};
use super::sayers::{Sayer, of_triple};
use super::things::What;
use crate::ask::cite::Uncited;
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::literal::written::kept;
use crate::rdf::fact::{Role, named};
use crate::term::iri::{ArticleGraph, Form, articles_of, form, graph_of, is_in_fact_or_quote};
use crate::term::vocab::{af, owl, rdf, rdfs};
use oxigraph::store::Store;
use oxrdf::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef, Triple,
};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::term::GroundTerm;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::rc::Rc;

/// A part of a store, as it is gathered.
pub(super) struct Slice<'s> {
    pub(super) index: &'s Store,
    aside: &'s Aside,
    /// Where the articles stand that were looked for, by their IRI.
    articles: FxHashMap<String, Option<Place>>,
    /// The articles whose records begin where it was looked.
    records: FxHashMap<u64, Option<(Rc<str>, Place)>>,
    file: Option<Records>,
    /// The articles that it has whole, in the order in which they were loaded.
    places: BTreeSet<Place>,
    /// What it has of others.
    wanted: BTreeMap<Place, Wanted>,
    /// What else it has.
    quads: FxHashSet<Quad>,
    /// Whether it has the labels of what its facts are told with.
    with_names: bool,
    /// Whether it has all graphs that declare a triple, or one of them.
    with_graphs: bool,
    /// Other names of things that other files state.
    links: FxHashMap<String, Vec<(What, String)>>,
    /// How many times something was added.
    size: usize,
}

impl<'s> Slice<'s> {
    /// One with nothing in it.
    pub(super) fn new(index: &'s Store, aside: &'s Aside) -> Self {
        Self {
            index,
            aside,
            articles: FxHashMap::default(),
            records: FxHashMap::default(),
            file: None,
            places: BTreeSet::new(),
            wanted: BTreeMap::new(),
            quads: FxHashSet::default(),
            with_names: false,
            with_graphs: false,
            links: FxHashMap::default(),
            size: 0,
        }
    }

    /// The same with the labels of what the facts are told with, as far as their own articles have them.
    pub(super) fn with_names(self) -> Self {
        Self { with_names: true, ..self }
    }

    /// The same with all graphs that declare a triple.
    pub(super) fn with_graphs(self) -> Self {
        Self { with_graphs: true, ..self }
    }

    /// The same with the links between names of things that other files state.
    pub(super) fn with_links(mut self, files: &Dataset) -> Self {
        let triples = files.iri(owl::SAME_AS).map(|same| files.matching(None, Some(same), None));
        for [one, _, other] in triples.into_iter().flatten() {
            if let Some((one, other)) = files.named(one).zip(files.named(other)) {
                self.links.entry(one.to_owned()).or_default().push((What::SameAs, other.to_owned()));
                self.links.entry(other.to_owned()).or_default().push((What::SameOf, one.to_owned()));
            }
        }
        self
    }

    /// One with nothing in it that knows as much. What this one has need not be added to it.
    pub(super) fn further(&mut self) -> Self {
        let (articles, records) = (std::mem::take(&mut self.articles), std::mem::take(&mut self.records));
        Self { articles, records, file: self.file.take(), ..Self::new(self.index, self.aside) }
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
        let times = self.times(others.filter(|iri| form(iri) == Form::Shared))?;
        // A time may be in very many articles: of those that a solution leads through a fact to, that fact's is enough.
        let mut led: Vec<(u32, Vec<[&str; 2]>)> = Vec::new();
        for premises_of in answer.solutions() {
            for &number in premises_of {
                if let Some(time) = subject(number).filter(|iri| times.contains(iri)) {
                    // Mostly the solution itself has the triple that leads to it.
                    let leads = |[from, predicate, to]: [Option<TermRef<'_>>; 3]| {
                        let [Some(fact), Some(link), Some(to)] =
                            [from, predicate, to].map(|term| named(term?))
                        else {
                            return false;
                        };
                        to == time
                            && [Role::When, Role::Object].iter().any(|role| role.iri() == link)
                            && form(fact) == Form::Fact
                            && owners.contains_key(fact)
                    };
                    if premises_of.iter().any(|&other| leads(premises[other as usize])) {
                        continue;
                    }
                    let things = premises_of.iter().filter_map(|&other| subject(other));
                    let own = things.filter(|iri| owners.contains_key(iri));
                    led.push((number, own.map(|fact| [fact, time]).collect()));
                }
            }
        }
        let linked = self.linked(led.iter().flat_map(|(_, pairs)| pairs).copied().collect())?;
        let not_led = led.iter().filter(|(_, pairs)| pairs.iter().all(|pair| !linked.contains(pair)));
        // Of an article's own facts and quotes it tells alone; of its entities others may say the same.
        let is_told =
            |iri: &str| times.contains(iri) || (owners.contains_key(iri) && is_in_fact_or_quote(iri));
        let others =
            (0..premises.len() as u32).filter(|&number| subject(number).is_none_or(|iri| !is_told(iri)));
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
            for (number, _, place) in self.said(&unknown, &[What::Record])? {
                self.articles.insert(unknown[number].to_owned(), Place::parse(&place));
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

    /// What is said of some things, as far as it is one of these: of each its number, and what.
    pub(super) fn said(&self, things: &[&str], whats: &[What]) -> io::Result<Vec<(usize, What, String)>> {
        let known = self.aside.things()?;
        let (mut found, mut asked) = (Vec::new(), Vec::new());
        for (number, thing) in things.iter().enumerate() {
            let links = self.links.get(*thing).into_iter().flatten();
            let links = links.filter(|(what, _)| whats.contains(what));
            found.extend(links.map(|(what, other)| (number, *what, other.clone())));
            match known.said(thing, whats)? {
                Some(said) => found.extend(said.into_iter().map(|(what, said)| (number, what, said))),
                None => asked.push(number),
            }
        }
        if asked.is_empty() {
            return Ok(found);
        }
        for &what in whats {
            let ask =
                Lookup::of(self.index, ["thing"], asked.iter().map(|number| [iri_term(things[*number])]));
            let hidden = index::HIDDEN.as_str();
            let ask = match what {
                What::Record => ask.then_in(hidden, ["?thing", Kind::Article.predicate().as_str(), "?said"]),
                What::Denied => ask.then_in(hidden, ["?thing", index::DENIED.as_str(), "?said"]),
                What::SameAs => ask.then(&[["?thing", owl::SAME_AS, "?said"]]),
                What::SameOf => ask.then(&[["?said", owl::SAME_AS, "?thing"]]),
            };
            for (number, [said]) in ask.answers(["said"])? {
                let said = match (what, said) {
                    (What::Record | What::Denied, Term::Literal(text)) => text.destruct().0,
                    (What::SameAs | What::SameOf, Term::NamedNode(node)) => node.into_string(),
                    _ => continue,
                };
                found.push((asked[number], what, said));
            }
        }
        Ok(found)
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

    /// Adds the articles that say triples, and of the graphs that declare one of them the first, or [all](Self::with_graphs).
    pub(super) fn add_triples(&mut self, triples: &[Triple]) -> io::Result<()> {
        let subject = |triple: &'_ Triple| match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_str().to_owned()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        // What an article says of its own things is in its record, and not among the sayers.
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
        let mut declared: FxHashSet<&Triple> = FxHashSet::default();
        let (mut given, mut rows) = (Vec::new(), Vec::new());
        for triple in triples {
            if let Some(row) = ground(triple) {
                if self.add_sayers(triple, &mut declared)? {
                    given.push(triple);
                    rows.push(row);
                }
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
        for (triple, graph) in found {
            if !graph.is_default_graph() && graph.as_ref() != index::HIDDEN.into() {
                self.add_quad(index::as_said(&triple.clone().in_graph(graph)));
            }
        }
        Ok(())
    }

    /// Adds the articles that say a triple, and of the graphs of articles that declare it the first, or
    /// [all](Self::with_graphs). Whether corpora say it, too.
    fn add_sayers<'t>(
        &mut self,
        triple: &'t Triple,
        declared: &mut FxHashSet<&'t Triple>,
    ) -> io::Result<bool> {
        let mut of_corpora = false;
        for Sayer { start, graph } in self.aside.sayers()?.of(of_triple(triple))? {
            let Some(graph) = graph else {
                of_corpora = true;
                continue;
            };
            if graph == ArticleGraph::Entities && !self.with_graphs && declared.contains(triple) {
                continue;
            }
            let Some((article, place)) = self.record(start)? else { continue };
            if graph == ArticleGraph::Entities {
                declared.insert(triple);
                let graph = NamedNode::new_unchecked(graph_of(&article, graph));
                self.add_quad(index::as_said(&triple.clone().in_graph(graph)));
            } else {
                self.want(place, |wanted| wanted.add_triple(triple));
                if let NamedOrBlankNode::NamedNode(thing) = &triple.subject {
                    self.want(place, |wanted| wanted.add_thing(thing.as_str()));
                }
            }
        }
        Ok(of_corpora)
    }

    /// The article whose record begins at a byte, where that counts.
    pub(super) fn record(&mut self, start: u64) -> io::Result<Option<(Rc<str>, Place)>> {
        if let Some(known) = self.records.get(&start) {
            return Ok(known.clone());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.aside.records()?),
        };
        let key: Rc<str> = file.key_at(start)?.into();
        let place = match self.articles.get(&*key) {
            Some(place) => *place,
            None => {
                let said = self.said(&[&*key], &[What::Record])?;
                let place = said.first().and_then(|(.., place)| Place::parse(place));
                self.articles.insert((*key).to_owned(), place);
                place
            }
        };
        let known = place.filter(|place| place.start == start).map(|place| (Rc::clone(&key), place));
        self.records.insert(start, known.clone());
        Ok(known)
    }

    /// Adds the labels of things that some data do not have already.
    pub(super) fn add_labels<'t>(
        &mut self,
        things: impl IntoIterator<Item = &'t str>,
        known: Option<&Dataset>,
    ) -> io::Result<()> {
        let things: BTreeSet<&str> = things.into_iter().collect();
        let things: Vec<&str> = things.into_iter().collect();
        let ask = Lookup::of(self.index, ["thing"], things.iter().map(|thing| [iri_term(thing)]));
        for (number, [label]) in ask.then(&[["?thing", rdfs::LABEL, "?label"]]).answers(["label"])? {
            let [thing, predicate] = [things[number], rdfs::LABEL].map(NamedNodeRef::new_unchecked);
            if known.is_none_or(|known| !known.contains(thing.into(), predicate, label.as_ref())) {
                self.add_quad(loose(things[number], rdfs::LABEL, label));
            }
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
                    pick(&content, wanted, self.with_names, &mut builder);
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
