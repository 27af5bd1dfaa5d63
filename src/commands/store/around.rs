//! The facts of a store that could contradict those of an answer.
use super::ask::{Ask, Wanted, iri_term};
use super::slice::Slice;
use crate::cite::Citation;
use crate::ontology::{Ontology, PropertyId};
use crate::vocab::{af, owl};
use oxrdf::{NamedNode, Term, TermRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::io;

/// Of more things than these it takes less time to go through all denials than through all facts about them.
const MANY: usize = 64;

/// Facts that could contradict some: those with a property, or one below it, in which a thing has a role.
type Request = (&'static str, String, PropertyId);

/// Adds those facts of a store to a slice that could contradict one of these, under some ontologies.
pub(super) fn add(slice: &mut Slice<'_>, facts: &[Citation<'_>], ontologies: &[&Ontology]) -> io::Result<()> {
    let ends = facts.iter().flat_map(|fact| [iri(fact.subject), iri(fact.object)]).flatten();
    let names = names(slice, ends.collect())?;
    for ontology in ontologies {
        let (mut denials, mut claims) = (BTreeSet::new(), BTreeSet::new());
        for fact in facts {
            let (Some(subject), Some(predicate)) = (iri(fact.subject), iri(fact.predicate)) else { continue };
            let Some(property) = ontology.property(predicate) else { continue };
            let object = iri(fact.object);
            let add = |to: &mut BTreeSet<Request>, role, thing: Option<&str>, property| {
                for name in thing.into_iter().flat_map(|thing| &names[thing]) {
                    to.insert((role, name.clone(), property));
                }
            };
            if fact.negated {
                add(&mut claims, af::SUBJECT, Some(subject), property);
                if ontology.is_symmetric(property) {
                    add(&mut claims, af::OBJECT, Some(subject), property);
                }
                continue;
            }
            for above in ontology.properties_above(property) {
                add(&mut denials, af::SUBJECT, Some(subject), above);
                if ontology.is_symmetric(above) {
                    add(&mut denials, af::SUBJECT, object, above);
                }
                if ontology.is_functional(above) {
                    add(&mut claims, af::SUBJECT, Some(subject), above);
                }
                if ontology.is_inverse_functional(above) {
                    add(&mut claims, af::OBJECT, object, above);
                }
                if ontology.is_asymmetric(above) {
                    add(&mut claims, af::SUBJECT, object, above);
                }
            }
        }
        let mut found = matches(slice, ontology, &denials, true)?;
        found.extend(matches(slice, ontology, &claims, false)?);
        slice.add_facts(found.iter().map(String::as_str))?;
    }
    Ok(())
}

fn iri<'t>(term: Option<TermRef<'t>>) -> Option<&'t str> {
    match term? {
        TermRef::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// All names of each of some things. The slice gets the links that say so.
fn names(slice: &mut Slice<'_>, things: FxHashSet<&str>) -> io::Result<FxHashMap<String, Vec<String>>> {
    let mut links: FxHashMap<String, BTreeSet<String>> = FxHashMap::default();
    let mut triples = FxHashSet::default();
    let mut open: Vec<String> = things.iter().map(|&thing| thing.to_owned()).collect();
    open.sort_unstable();
    while !open.is_empty() {
        links.extend(open.iter().map(|thing| (thing.clone(), BTreeSet::new())));
        let mut next = BTreeSet::new();
        for (wanted, forth) in
            [(["?one", owl::SAME_AS, "?other"], true), (["?other", owl::SAME_AS, "?one"], false)]
        {
            let ask = Ask::of(slice.index, ["one"], open.iter().map(|thing| [iri_term(thing)]));
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
        open = next.into_iter().filter(|thing| !links.contains_key(thing)).collect();
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

/// The facts that requests speak of: the denials of them, or all.
fn matches(
    slice: &Slice<'_>,
    ontology: &Ontology,
    requests: &BTreeSet<Request>,
    denials: bool,
) -> io::Result<BTreeSet<String>> {
    if denials && requests.len() > MANY {
        return all_denials(slice, ontology, requests);
    }
    let properties = ontology.properties();
    // What is denied of a property is not denied of those below it.
    let counts = |below: PropertyId, property: PropertyId| match denials {
        true => below == property,
        false => ontology.is_below(below, property),
    };
    let negated = ["?fact", af::NEGATED, "?negated"];
    let denied: &[Wanted<'_>] = if denials { &[negated] } else { &[] };
    let mut found = BTreeSet::new();
    for role in [af::SUBJECT, af::OBJECT] {
        let pairs = requests.iter().filter(|(of, ..)| *of == role).flat_map(|(_, thing, property)| {
            let below = properties.iter().filter(|below| counts(**below, *property));
            below.map(|below| [iri_term(thing), iri_term(ontology.property_iri(*below))])
        });
        let ask = Ask::of(slice.index, ["thing", "predicate"], pairs).then(&[["?fact", role, "?thing"]]);
        for (_, [fact]) in
            ask.then(denied).then(&[["?fact", af::PREDICATE, "?predicate"]]).answers(["fact"])?
        {
            if let Term::NamedNode(fact) = fact {
                found.insert(fact.into_string());
            }
        }
    }
    Ok(found)
}

/// The denials that requests speak of, of all there are.
fn all_denials(
    slice: &Slice<'_>,
    ontology: &Ontology,
    requests: &BTreeSet<Request>,
) -> io::Result<BTreeSet<String>> {
    let ask = Ask::of(slice.index, [], [[]]).then(&[
        ["?fact", af::NEGATED, "?negated"],
        ["?fact", af::PREDICATE, "?predicate"],
        ["?fact", af::SUBJECT, "?thing"],
    ]);
    let mut found = BTreeSet::new();
    for (_, terms) in ask.answers(["fact", "predicate", "thing"])? {
        if let [Term::NamedNode(fact), Term::NamedNode(predicate), Term::NamedNode(thing)] = terms
            && let Some(property) = ontology.property(predicate.as_str())
            && requests.contains(&(af::SUBJECT, thing.into_string(), property))
        {
            found.insert(fact.into_string());
        }
    }
    Ok(found)
}
