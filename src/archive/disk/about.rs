//! What a store says about things: the documents that an explanation depends on.
use super::around;
use super::error::DiskError;
use super::index;
use super::lookup::{Lookup, Wanted, iri_term};
use super::names;
use super::read::{DiskArchive, Inner};
use super::slice::Slice;
use crate::archive::remote::ExplainTarget;
use crate::archive::thing::{self, Iris};
use crate::archive::{ExplainError, NameError, Snapshot};
use crate::ask::cite::Citation;
use crate::ask::explain::{Filter, Page};
use crate::corpus::Corpus;
use crate::rdf::fact::named;
use crate::term::vocab::af;
use oxrdf::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::io;

impl DiskArchive {
    /// What an explanation depends on: the documents that speak of the things it is about, and those that could
    /// contradict these. Where only all documents tell, as for chains and unknown names, it is everything.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn about(&self, about: ExplainTarget<'_>) -> Result<Snapshot, DiskError> {
        self.part_about(about)?.map_or_else(|| self.snapshot(), Ok)
    }

    /// The same where the index tells which documents these are.
    pub(crate) fn part_about(&self, about: ExplainTarget<'_>) -> Result<Option<Snapshot>, DiskError> {
        let corpora = self.corpora()?;
        let explaining = Explaining { store: self.inner(), corpora: &corpora };
        explaining.part(about).map_err(|error| self.failed(error))
    }
}

/// What facts speak of, and who says so in what.
fn spoken_of<'f>(facts: &[Citation<'f>]) -> impl Iterator<Item = &'f str> {
    facts.iter().flat_map(|fact| {
        let ends = [fact.subject, fact.object].into_iter().filter_map(|end| named(end?));
        ends.chain(fact.according_to.iter().copied()).chain(fact.stated_in)
    })
}

struct Explaining<'e> {
    store: &'e Inner,
    corpora: &'e [Corpus],
}

impl<'e> Explaining<'e> {
    /// The documents that tell; none where only all of them do.
    fn part(&self, about: ExplainTarget<'_>) -> io::Result<Option<Snapshot>> {
        let mut slice = Slice::new(&self.store.index, &self.store.aside);
        let is_found = match about {
            ExplainTarget::Thing(name) => self.thing(name, &mut slice)?,
            ExplainTarget::Triple(parts) => self.triple(parts, &mut slice)?,
            ExplainTarget::Chain(..) => false,
        };
        if !is_found || self.store.is_large(&slice) {
            return Ok(None);
        }
        let snapshot = self.store.part(self.corpora, &slice)?.finish();
        let size = slice.size();
        {
            let filter = Filter::default();
            let page = match about {
                ExplainTarget::Triple([subject, predicate, object]) => {
                    snapshot.explain_triple(subject, predicate, object, filter)
                }
                ExplainTarget::Thing(name) | ExplainTarget::Chain([name, _], _) => {
                    snapshot.explain(name, filter)
                }
            };
            let Page { facts, .. } = match page {
                Ok(page) => page,
                // The nearest name may be in another document.
                Err(ExplainError::Name(NameError::Unknown { .. })) => return Ok(None),
                // Whoever asks is told so once more.
                Err(_) => return Ok(Some(snapshot)),
            };
            let facts: Vec<Citation<'_>> = facts.into_iter().map(|told| told.citation).collect();
            let ontologies: Vec<_> = self.corpora.iter().map(Corpus::ontology).collect();
            // Articles that say nothing else of it may name it.
            slice.add_labels(spoken_of(&facts), Some(snapshot.dataset()))?;
            around::add(&mut slice, &facts, &ontologies)?;
            slice.complete();
        }
        if slice.size() == size {
            Ok(Some(snapshot))
        } else {
            Ok(Some(self.store.part(self.corpora, &slice)?.finish()))
        }
    }

    /// The things that a name may represent, with all their other names; none where the index does not tell. The slice
    /// gets what makes them known.
    fn candidates(&self, name: &str, slice: &mut Slice<'_>) -> io::Result<Option<BTreeSet<String>>> {
        let index = &self.store.index;
        let mut found = BTreeSet::new();
        match thing::iris(name, self.corpora) {
            Iris::One(iri) => found.extend([iri]),
            Iris::Several(iris) => found.extend(iris),
        }
        let mut known = BTreeSet::new();
        for iri in found {
            if index::is_known(index, &iri)? {
                known.insert(iri);
            }
        }
        known.extend(names::with_key(self.store, name)?);
        if known.is_empty() {
            known = names::labelled(self.store, name)?;
        }
        if known.is_empty() {
            return Ok(None);
        }
        let called = around::groups(slice, known.iter().map(String::as_str).collect::<FxHashSet<_>>())?;
        let all: BTreeSet<String> = called.into_names().collect();
        // One document that names each is enough for it to be known.
        for thing in &all {
            let node = NamedNode::new_unchecked(thing);
            let union = Some(GraphNameRef::DefaultGraph);
            let first = index.quads_for_pattern(None, None, Some(node.as_ref().into()), union).next();
            let subject = first.transpose()?.map(|quad| quad.subject);
            let namer = match &subject {
                Some(NamedOrBlankNode::NamedNode(subject)) => Some(subject.as_str()),
                _ => None,
            };
            slice.add_owners([Some(thing.as_str()), namer].into_iter().flatten())?;
        }
        Ok(Some(all))
    }

    /// The subjects of triples with some things.
    fn subjects(&self, things: &BTreeSet<String>, wanted: Wanted<'_>) -> io::Result<BTreeSet<String>> {
        let given = things.iter().map(|thing| [iri_term(thing)]);
        self.found(Lookup::of(&self.store.index, ["thing"], given).then(&[wanted]))
    }

    fn found(&self, lookup: Lookup<'_>) -> io::Result<BTreeSet<String>> {
        let rows = lookup.answers(["f"])?;
        let iri = |(_, [term]): (usize, [Term; 1])| match term {
            Term::NamedNode(node) => Some(node.into_string()),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(iri).collect())
    }

    /// Adds all documents that speak of a thing.
    fn thing(&self, name: &str, slice: &mut Slice<'_>) -> io::Result<bool> {
        let Some(things) = self.candidates(name, slice)? else { return Ok(false) };
        let naming = self.subjects(&things, ["?f", "?p", "?thing"])?;
        slice.add_owners(things.iter().chain(&naming).map(String::as_str))?;
        Ok(true)
    }

    /// Adds all documents that have facts with some parts.
    fn triple(&self, parts: [Option<&str>; 3], slice: &mut Slice<'_>) -> io::Result<bool> {
        let mut facts: Option<BTreeSet<String>> = None;
        for (part, role) in parts.into_iter().zip([af::SUBJECT, af::PREDICATE, af::OBJECT]) {
            let Some(name) = part else { continue };
            let things = self.candidates(name, slice)?;
            let found = match things {
                Some(things) => self.subjects(&things, ["?f", role, "?thing"])?,
                // A value may read so.
                None if role == af::OBJECT => BTreeSet::new(),
                None => return Ok(false),
            };
            // A value may read like the object: all facts of the other parts are taken.
            if role == af::OBJECT {
                if facts.is_none() {
                    facts = Some(found.union(&self.reading(name)?).cloned().collect());
                }
                continue;
            }
            facts = Some(match facts {
                Some(known) => known.intersection(&found).cloned().collect(),
                None => found,
            });
        }
        let Some(facts) = facts else { return Ok(false) };
        slice.add_owners(facts.iter().map(String::as_str))?;
        Ok(true)
    }

    /// The facts with a value that reads like a text.
    fn reading(&self, text: &str) -> io::Result<BTreeSet<String>> {
        let value = NamedNodeRef::new_unchecked(af::VALUE);
        let union = Some(GraphNameRef::DefaultGraph);
        let mut found = BTreeSet::new();
        for quad in self.store.index.quads_for_pattern(None, Some(value), None, union) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(fact), Term::Literal(literal)) = (quad.subject, quad.object)
                && literal.value() == text
            {
                found.insert(fact.into_string());
            }
        }
        Ok(found)
    }
}
