//! What a store has that could contradict facts of an answer.
//!
//! What holds and is not denied has a plain triple, which the index finds at once: where it has one alone of a thing and a
//! property that has one value, nothing contradicts it. Of which things something is denied the file
//! [`things`](super::things) tells.
use super::lookup::{Lookup, iri_term};
use super::slice::Slice;
use super::things::What;
use crate::archive::groups::{Group, Groups, Links, Other};
use crate::ask::cite::Citation;
use crate::ask::contradiction::{End, rivals};
use crate::ontology::{Ontology, PropertyId};
use crate::rdf::fact::named;
use crate::term::iri::{Form, form};
use crate::term::vocab::{af, owl};
use oxrdf::{NamedNode, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::io;

/// Adds to a slice what could contradict some facts, under some ontologies.
pub(super) fn add(slice: &mut Slice<'_>, facts: &[Citation<'_>], ontologies: &[&Ontology]) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    // What a fact leads to matters from the start where a rule or the other end compares it, else where its like is denied.
    let early = |fact: &&Citation<'_>| {
        fact.negated || ontologies.iter().any(|ontology| is_ruled(ontology, iri(fact.predicate)))
    };
    let subjects = facts.iter().filter_map(|fact| iri(fact.subject));
    let objects = facts.iter().filter(early).filter_map(|fact| iri(fact.object));
    let groups = groups(slice, subjects.chain(objects).collect())?;
    let mut denied = FxHashSet::default();
    for ontology in ontologies {
        let mut around = Around::new(ontology, &groups);
        facts.iter().for_each(|fact| around.want(fact));
        let found = around.add_denials(slice)?;
        let of_denied = facts.iter().filter(|fact| around.implied(fact).any(|said| found.contains(&said)));
        denied.extend(of_denied.filter_map(|fact| iri(fact.object)));
        around.add_unreal(slice)?;
        around.add_plain(slice)?;
    }
    self::groups(slice, denied).map(drop)
}

/// Whether a rule of a property, or of one above it, looks at both ends of a fact.
fn is_ruled(ontology: &Ontology, property: Option<&str>) -> bool {
    let Some(property) = property.and_then(|iri| ontology.property(iri)) else { return false };
    let mut above = ontology.properties_above(property);
    above.any(|above| ontology.is_symmetric(above) || rivals(ontology, above).next().is_some())
}

/// The plain triples of a thing and a property that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Count {
    /// All.
    All,
    /// All, where their other ends are not one.
    Several,
    /// Those whose other end is this thing.
    With(Group),
}

/// What is wanted for some facts under one ontology.
struct Around<'f> {
    ontology: &'f Ontology,
    groups: &'f Groups,
    /// Denials of these properties of a thing.
    denials: FxHashSet<(Group, PropertyId)>,
    /// Facts that are not so yet: about a thing, in a role, with a property or one below it.
    unreal: FxHashSet<(End, Group, PropertyId)>,
    /// Plain triples of a thing, in a role, with a property or one below it.
    plain: FxHashSet<(End, Group, PropertyId, Count)>,
}

impl<'f> Around<'f> {
    fn new(ontology: &'f Ontology, groups: &'f Groups) -> Self {
        Self {
            ontology,
            groups,
            denials: FxHashSet::default(),
            unreal: FxHashSet::default(),
            plain: FxHashSet::default(),
        }
    }

    /// The IRIs of a property and those below it.
    fn below(&self, property: PropertyId) -> impl Iterator<Item = &'f str> + use<'f> {
        let ontology = self.ontology;
        ontology.properties_below(property).map(|below| ontology.property_iri(below))
    }

    /// Wants what could contradict a fact.
    fn want(&mut self, fact: &Citation<'_>) {
        let ontology = self.ontology;
        let thing = |end| iri(end).and_then(|end| self.groups.get(end));
        let (Some(subject), object) = (thing(fact.subject), thing(fact.object)) else { return };
        let Some(property) = iri(fact.predicate).and_then(|iri| ontology.property(iri)) else { return };
        if fact.negated {
            let other = ontology.is_symmetric(property).then_some(End::Object);
            // Quantities and times are equal by value.
            let thing = object.filter(|_| !iri(fact.object).is_some_and(is_measure));
            for role in [End::Subject].into_iter().chain(other) {
                if fact.is_realized() {
                    let count = thing.map_or(Count::All, Count::With);
                    self.plain.insert((role, subject, property, count));
                } else {
                    self.unreal.insert((role, subject, property));
                }
            }
            return;
        }
        for above in ontology.properties_above(property) {
            let other = object.filter(|_| ontology.is_symmetric(above));
            self.denials.extend([subject].into_iter().chain(other).map(|thing| (thing, above)));
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

    /// What a fact says, as what would have to be denied: its subject with its property and each above.
    fn implied(&self, fact: &Citation<'_>) -> impl Iterator<Item = (Group, PropertyId)> + use<'f> {
        let subject = iri(fact.subject).and_then(|subject| self.groups.get(subject));
        let property = iri(fact.predicate).and_then(|iri| self.ontology.property(iri));
        let ontology = self.ontology;
        subject.zip(property).into_iter().flat_map(move |(subject, property)| {
            ontology.properties_above(property).map(move |above| (subject, above))
        })
    }

    /// Adds the denials that are wanted. Gives what they deny.
    fn add_denials(&self, slice: &mut Slice<'_>) -> io::Result<FxHashSet<(Group, PropertyId)>> {
        let things: BTreeSet<Group> = self.denials.iter().map(|(thing, _)| *thing).collect();
        let mut names: Vec<(Group, &str)> = Vec::new();
        for thing in things {
            names.extend(self.groups.names(thing).map(|name| (thing, name)));
        }
        let things: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
        let rows = slice.said(&things, &[What::Denied])?;
        let mut denied = FxHashSet::default();
        let mut facts = Vec::new();
        for (number, _, said) in &rows {
            let Some((property, fact)) = said.split_once(' ') else { continue };
            let Some(property) = self.ontology.property(property) else { continue };
            let said = (names[*number].0, property);
            if self.denials.contains(&said) {
                denied.insert(said);
                facts.push(fact);
            }
        }
        slice.add_claims(facts)?;
        Ok(denied)
    }

    /// Adds the facts that are wanted although they are not so yet.
    fn add_unreal(&self, slice: &mut Slice<'_>) -> io::Result<()> {
        for (role, predicate) in [(End::Subject, af::SUBJECT), (End::Object, af::OBJECT)] {
            let wanted = self.unreal.iter().filter(|(of, ..)| *of == role);
            // Only facts with these properties are given back: a thing may have very many others.
            let rows = wanted.flat_map(|(_, thing, property)| {
                let names = self.groups.names(*thing);
                names.flat_map(|name| self.below(*property).map(move |below| [name, below].map(iri_term)))
            });
            let ask = Lookup::of(slice.index, ["thing", "predicate"], rows);
            let ask = ask.then(&[["?fact", predicate, "?thing"], ["?fact", af::PREDICATE, "?predicate"]]);
            let found = ask.answers(["fact"])?;
            let facts = found.iter().filter_map(|(_, [fact])| iri(Some(fact.as_ref())));
            slice.add_claims(facts)?;
        }
        Ok(())
    }

    /// Adds the articles that say the plain triples that are wanted.
    fn add_plain(&self, slice: &mut Slice<'_>) -> io::Result<()> {
        let mut counted = FxHashSet::default();
        for role in [End::Subject, End::Object] {
            // What there is of a thing and a property is asked for once, whoever wants it.
            let mut wanted: FxHashMap<(Group, PropertyId), Vec<Count>> = FxHashMap::default();
            for (_, thing, property, count) in self.plain.iter().filter(|(of, ..)| *of == role) {
                wanted.entry((*thing, *property)).or_default().push(*count);
            }
            let (wanted, counts): (Vec<_>, Vec<_>) = wanted.into_iter().unzip();
            for (found, counts) in self.plain_triples(slice, role, &wanted)?.into_iter().zip(counts) {
                let several = found.iter().any(|(_, end)| *end != found[0].1);
                let counts = |end: &Other| {
                    counts.iter().any(|count| match count {
                        Count::All => true,
                        Count::Several => several,
                        Count::With(other) => *end == Other::Thing(*other),
                    })
                };
                counted.extend(found.into_iter().filter(|(_, end)| counts(end)).map(|(triple, _)| triple));
            }
        }
        slice.add_triples(&counted.into_iter().collect::<Vec<_>>())
    }

    /// For each of some things and properties the plain triples of the thing, in a role, with the property or one below it,
    /// and their other ends.
    fn plain_triples(
        &self,
        slice: &Slice<'_>,
        role: End,
        wanted: &[(Group, PropertyId)],
    ) -> io::Result<Vec<Vec<(Triple, Other)>>> {
        let mut below: FxHashMap<PropertyId, Vec<&str>> = FxHashMap::default();
        let mut rows: Vec<(usize, &str, &str)> = Vec::new();
        for (number, (thing, property)) in wanted.iter().enumerate() {
            let below = below.entry(*property).or_insert_with(|| self.below(*property).collect());
            let names = self.groups.names(*thing);
            rows.extend(names.flat_map(|name| below.iter().map(move |below| (number, name, *below))));
        }
        let triple = match role {
            End::Subject => ["?thing", "?predicate", "?end"],
            End::Object => ["?end", "?predicate", "?thing"],
        };
        let given = rows.iter().map(|(_, name, below)| [iri_term(name), iri_term(below)]);
        let ask = Lookup::of(slice.index, ["thing", "predicate"], given).then(&[triple]);
        let mut found = vec![Vec::new(); wanted.len()];
        for (row, [end]) in ask.answers(["end"])? {
            let (number, name, below) = rows[row];
            let [thing, predicate] = [name, below].map(NamedNode::new_unchecked);
            let other = self.groups.other(&end);
            found[number].extend(match (role, end) {
                (End::Subject, end) => Some((Triple::new(thing, predicate, end), other)),
                (End::Object, Term::NamedNode(end)) => Some((Triple::new(end, predicate, thing), other)),
                (End::Object, _) => None,
            });
        }
        Ok(found)
    }
}

/// Whether an IRI has the form of that of a quantity or a time.
fn is_measure(iri: &str) -> bool {
    matches!(form(iri), Form::Quantity(_) | Form::Shared)
}

fn iri<'t>(term: Option<TermRef<'t>>) -> Option<&'t str> {
    named(term?)
}

/// All names of some things, by the things that they stand for. The slice gets the links that say so.
pub(super) fn groups(slice: &mut Slice<'_>, things: FxHashSet<&str>) -> io::Result<Groups> {
    let mut links = Links::default();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut triples = FxHashSet::default();
    let mut things: Vec<&str> = things.into_iter().collect();
    things.sort_unstable();
    let mut unknown: Vec<String> = things.iter().map(|&thing| thing.to_owned()).collect();
    while !unknown.is_empty() {
        let mut next = BTreeSet::new();
        let names: Vec<&str> = unknown.iter().map(String::as_str).collect();
        for (number, what, other) in slice.said(&names, &[What::SameAs, What::SameOf])? {
            let (one, same) = (names[number], owl::SAME_AS);
            let link = if what == What::SameAs { [one, same, &other] } else { [&other, same, one] };
            let [from, same, to] = link.map(NamedNode::new_unchecked);
            triples.insert(Triple::new(from, same, to));
            links.add(one, &other);
            next.insert(other);
        }
        known.extend(unknown);
        unknown = next.into_iter().filter(|thing| !known.contains(thing)).collect();
    }
    slice.add_links(triples);
    Ok(Groups::new(things, &links))
}
