//! What a store has that could contradict facts of an answer.
//!
//! What holds and is not denied has a plain triple, which the index finds at once: where it has one alone of a thing and a
//! property that has one value, nothing contradicts it. It knows by itself of which things something is denied.
use super::index;
use super::lookup::{Lookup, iri_term};
use super::slice::Slice;
use crate::ask::cite::Citation;
use crate::ask::contradiction::{End, rivals};
use crate::ontology::{Ontology, PropertyId};
use crate::term::vocab::{af, owl};
use oxrdf::{NamedNode, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Adds to a slice what could contradict some facts, under some ontologies.
pub(super) fn add(slice: &mut Slice<'_>, facts: &[Citation<'_>], ontologies: &[&Ontology]) -> io::Result<()> {
    let ends = facts.iter().flat_map(|fact| [iri(fact.subject), iri(fact.object)]).flatten();
    let names = names(slice, ends.collect())?;
    for ontology in ontologies {
        let mut around = Around::new(ontology, &names);
        facts.iter().for_each(|fact| around.want(fact));
        around.add_denials(slice)?;
        around.add_unreal(slice)?;
        around.add_plain(slice)?;
    }
    Ok(())
}

/// The plain triples of a thing and a property that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Count<'f> {
    /// All.
    All,
    /// All, where their other ends are not one.
    Several,
    /// Those whose other end is this thing.
    With(&'f str),
}

/// What is wanted for some facts under one ontology.
struct Around<'f> {
    ontology: &'f Ontology,
    /// All names of each thing.
    names: &'f FxHashMap<String, Vec<String>>,
    /// Denials of these properties of a thing, by each of its names.
    denials: BTreeMap<&'f str, BTreeSet<PropertyId>>,
    /// Facts that are not so yet: about a thing, in a role, with a property or one below it.
    unreal: BTreeSet<(End, &'f str, PropertyId)>,
    /// Plain triples of a thing, in a role, with a property or one below it.
    plain: BTreeSet<(End, &'f str, PropertyId, Count<'f>)>,
}

impl<'f> Around<'f> {
    fn new(ontology: &'f Ontology, names: &'f FxHashMap<String, Vec<String>>) -> Self {
        Self { ontology, names, denials: BTreeMap::new(), unreal: BTreeSet::new(), plain: BTreeSet::new() }
    }

    fn names(&self, thing: Option<&str>) -> impl Iterator<Item = &'f str> + use<'f> {
        let names = thing.and_then(|thing| self.names.get(thing));
        names.into_iter().flatten().map(String::as_str)
    }

    /// A property and those below it.
    fn below(&self, property: PropertyId) -> impl Iterator<Item = &'f str> + use<'f> {
        let ontology = self.ontology;
        let below =
            ontology.properties().into_iter().filter(move |&below| ontology.is_below(below, property));
        below.map(|below| ontology.property_iri(below))
    }

    /// Wants what could contradict a fact.
    fn want(&mut self, fact: &Citation<'f>) {
        let ontology = self.ontology;
        let (Some(subject), object) = (iri(fact.subject), iri(fact.object)) else { return };
        let Some(property) = iri(fact.predicate).and_then(|iri| ontology.property(iri)) else { return };
        if fact.negated {
            let other = ontology.is_symmetric(property).then_some(End::Object);
            for role in [End::Subject].into_iter().chain(other) {
                if fact.is_realized() {
                    self.plain.insert((role, subject, property, Count::All));
                } else {
                    self.unreal.insert((role, subject, property));
                }
            }
            return;
        }
        for above in ontology.properties_above(property) {
            let other = object.filter(|_| ontology.is_symmetric(above));
            for name in self.names(Some(subject)).chain(self.names(other)) {
                self.denials.entry(name).or_default().insert(above);
            }
            for (own, other) in rivals(ontology, above) {
                let thing = match own {
                    End::Subject => Some(subject),
                    End::Object => object,
                };
                let count = if own == other { Count::Several } else { Count::With(subject) };
                self.plain.extend(thing.map(|thing| (other, thing, above, count)));
            }
        }
    }

    /// Adds the denials that are wanted.
    fn add_denials(&self, slice: &mut Slice<'_>) -> io::Result<()> {
        let mut things: Vec<(&&str, &BTreeSet<PropertyId>)> = Vec::new();
        for (thing, properties) in &self.denials {
            if slice.is_marked(thing)? {
                things.push((thing, properties));
            }
        }
        let ask = Lookup::of(slice.index, ["thing"], things.iter().map(|(thing, _)| [iri_term(thing)]));
        let ask = ask.then_in(index::HIDDEN.as_str(), ["?thing", index::DENIED.as_str(), "?denied"]);
        let denied = ask.answers(["denied"])?;
        let facts = denied.iter().filter_map(|(number, [denied])| {
            let Term::Literal(denied) = denied else { return None };
            let (property, fact) = denied.value().split_once(' ')?;
            things[*number].1.contains(&self.ontology.property(property)?).then_some(fact)
        });
        slice.add_claims(facts)
    }

    /// Adds the facts that are wanted although they are not so yet.
    fn add_unreal(&self, slice: &mut Slice<'_>) -> io::Result<()> {
        for (role, predicate) in [(End::Subject, af::SUBJECT), (End::Object, af::OBJECT)] {
            let wanted = self.unreal.iter().filter(|(of, ..)| *of == role);
            let things: Vec<(&str, PropertyId)> = wanted
                .flat_map(|(_, thing, property)| self.names(Some(thing)).map(move |name| (name, *property)))
                .collect();
            let ask = Lookup::of(slice.index, ["thing"], things.iter().map(|(thing, _)| [iri_term(thing)]));
            let ask = ask.then(&[["?fact", predicate, "?thing"], ["?fact", af::PREDICATE, "?predicate"]]);
            let found = ask.answers(["fact", "predicate"])?;
            let facts = found.iter().filter_map(|(number, [fact, predicate])| {
                let property = self.ontology.property(iri(Some(predicate.as_ref()))?)?;
                let is_below = self.ontology.is_below(property, things[*number].1);
                iri(Some(fact.as_ref())).filter(|_| is_below)
            });
            slice.add_claims(facts)?;
        }
        Ok(())
    }

    /// Adds the articles that say the plain triples that are wanted.
    fn add_plain(&self, slice: &mut Slice<'_>) -> io::Result<()> {
        let wanted: Vec<_> = self.plain.iter().collect();
        // For each that is wanted, the triples found.
        let mut found: Vec<Vec<Triple>> = vec![Vec::new(); wanted.len()];
        for (role, triple) in [
            (End::Subject, ["?thing", "?predicate", "?end"]),
            (End::Object, ["?end", "?predicate", "?thing"]),
        ] {
            let mut rows = Vec::new();
            for (number, (of, thing, property, _)) in wanted.iter().enumerate() {
                if *of == role {
                    for name in self.names(Some(thing)) {
                        rows.extend(self.below(*property).map(|below| (number, name, below)));
                    }
                }
            }
            let given = rows.iter().map(|(_, name, below)| [iri_term(name), iri_term(below)]);
            let ask = Lookup::of(slice.index, ["thing", "predicate"], given).then(&[triple]);
            for (row, [end]) in ask.answers(["end"])? {
                let (number, name, below) = rows[row];
                let [thing, predicate] = [name, below].map(NamedNode::new_unchecked);
                found[number].extend(match (role, end) {
                    (End::Subject, end) => Some(Triple::new(thing, predicate, end)),
                    (End::Object, Term::NamedNode(end)) => Some(Triple::new(end, predicate, thing)),
                    (End::Object, _) => None,
                });
            }
        }
        let mut triples = FxHashSet::default();
        for ((role, _, _, count), found) in wanted.iter().zip(found) {
            let end = |triple: &Triple| match role {
                End::Subject => triple.object.clone(),
                End::Object => triple.subject.clone().into(),
            };
            match count {
                Count::All => triples.extend(found),
                Count::Several => {
                    let first = found.first().map(end);
                    if found.iter().any(|triple| Some(end(triple)) != first) {
                        triples.extend(found);
                    }
                }
                Count::With(other) => {
                    let others: Vec<&str> = self.names(Some(other)).collect();
                    triples.extend(found.into_iter().filter(|triple| {
                        iri(Some(end(triple).as_ref())).is_some_and(|end| others.contains(&end))
                    }));
                }
            }
        }
        slice.add_triples(&triples.into_iter().collect::<Vec<_>>())
    }
}

fn iri<'t>(term: Option<TermRef<'t>>) -> Option<&'t str> {
    match term? {
        TermRef::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// All names of each of some things. The slice gets the links that say so.
pub(super) fn names(
    slice: &mut Slice<'_>,
    things: FxHashSet<&str>,
) -> io::Result<FxHashMap<String, Vec<String>>> {
    let mut links: FxHashMap<String, BTreeSet<String>> = FxHashMap::default();
    let mut triples = FxHashSet::default();
    let mut unknown: Vec<String> = things.iter().map(|&thing| thing.to_owned()).collect();
    unknown.sort_unstable();
    while !unknown.is_empty() {
        links.extend(unknown.iter().map(|thing| (thing.clone(), BTreeSet::new())));
        let mut marked = Vec::new();
        for thing in unknown {
            if slice.is_marked(&thing)? {
                marked.push(thing);
            }
        }
        let open = marked;
        let mut next = BTreeSet::new();
        for (wanted, forth) in
            [(["?one", owl::SAME_AS, "?other"], true), (["?other", owl::SAME_AS, "?one"], false)]
        {
            let ask = Lookup::of(slice.index, ["one"], open.iter().map(|thing| [iri_term(thing)]));
            for (number, [other]) in ask.then(&[wanted]).answers(["other"])? {
                let Term::NamedNode(other) = other else { continue };
                let one = &open[number];
                let (from, to) =
                    if forth { (one.as_str(), other.as_str()) } else { (other.as_str(), one.as_str()) };
                triples.insert(Triple::new(
                    NamedNode::new_unchecked(from),
                    NamedNode::new_unchecked(owl::SAME_AS),
                    NamedNode::new_unchecked(to),
                ));
                if let Some(links) = links.get_mut(one) {
                    links.insert(other.as_str().to_owned());
                }
                next.insert(other.into_string());
            }
        }
        unknown = next.into_iter().filter(|thing| !links.contains_key(thing)).collect();
    }
    slice.add_links(triples);
    let names = |thing: &str| {
        let mut names = vec![thing.to_owned()];
        let mut at = 0;
        while let Some(name) = names.get(at) {
            let new: Vec<String> = links
                .get(name)
                .into_iter()
                .flatten()
                .filter(|other| !names.contains(other))
                .cloned()
                .collect();
            names.extend(new);
            at += 1;
        }
        names
    };
    Ok(things.into_iter().map(|thing| (thing.to_owned(), names(thing))).collect())
}
