//! The facts behind an endpoint that could contradict those that were fetched.
use super::error::RemoteError;
use super::facts::{Description, iri_term};
use super::gather::{Gathered, iri_of};
use super::lookup::{AskSparql, Lookup, values};
use crate::ask::contradiction::{End, rivals};
use crate::ontology::{Ontology, PropertyId};
use crate::term::vocab::{AF, REALIZED, af, owl};
use oxrdf::Term;
use std::collections::{BTreeMap, BTreeSet};

/// What a fact says, as far as others can contradict it.
struct Claim {
    subject: String,
    object: Option<String>,
    /// Every object, a value too, as it is written.
    end: Term,
    property: String,
    negated: bool,
}

fn claim(fact: &str, description: &Description) -> Option<Claim> {
    let iri = |predicate| description.objects(fact, predicate).find_map(iri_of).map(str::to_owned);
    let end = description.objects(fact, af::OBJECT).chain(description.objects(fact, af::VALUE)).next()?;
    Some(Claim {
        subject: iri(af::SUBJECT)?,
        object: iri(af::OBJECT),
        end: end.clone(),
        property: iri(af::PREDICATE)?,
        negated: description.objects(fact, af::NEGATED).next().is_some(),
    })
}

/// Whether it says that it is or was so.
fn is_realized(fact: &str, description: &Description) -> bool {
    let modality = description.objects(fact, af::MODALITY).find_map(iri_of);
    let name = modality.and_then(|modality| modality.strip_prefix(AF));
    name.is_none_or(|name| REALIZED.contains(&name))
}

/// What is looked for: facts with a thing at an end and a property.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Want {
    role: Role,
    thing: String,
    property: String,
}

/// Which of the facts that are found do not matter: those with these other ends agree, unless all are wanted.
#[derive(Clone, Debug, Default)]
struct Agreeing {
    all: bool,
    ends: BTreeSet<String>,
}

/// At which end the thing is, and which facts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// Denials about it.
    Denied,
    /// All about it.
    Subject,
    /// All that lead to it.
    Object,
}

/// Fetches what could contradict the facts that were fetched, under some ontologies.
pub(super) fn add(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    ontologies: &[&Ontology],
) -> Result<(), RemoteError> {
    let claims: Vec<(Claim, bool)> = gathered
        .facts
        .iter()
        .filter_map(|(fact, described)| Some((claim(fact, described)?, is_realized(fact, described))))
        .collect();
    let ends = claims.iter().flat_map(|(claim, _)| [Some(&claim.subject), claim.object.as_ref()]);
    let names = names(gathered, lookup, ends.flatten().cloned().collect())?;
    let mut wants: BTreeMap<Want, Agreeing> = BTreeMap::new();
    for ontology in ontologies {
        for (claim, realized) in &claims {
            want(ontology, claim, *realized, &names, &mut wants);
        }
    }
    let wants: Vec<(Want, Agreeing)> = wants.into_iter().collect();
    let found = lookup.chunks(&wants, |wants| look(lookup, wants))?;
    // Where all have one end they agree.
    let mut ends: BTreeMap<(Role, String, String), Met> = BTreeMap::new();
    for (role, thing, property, fact, end) in found.into_iter().flatten() {
        let known = ends.entry((role, thing, property)).or_default();
        known.0.insert(end.to_string());
        known.1.push(fact);
    }
    let mut facts = BTreeSet::new();
    for ((role, thing, property), (different, found)) in ends {
        let want = Want { role, thing, property };
        let own = wants.binary_search_by(|(other, _)| other.cmp(&want)).ok().and_then(|at| wants.get(at));
        let agrees = own.is_some_and(|(_, own)| !own.all && own.ends == different);
        if role == Role::Denied || !agrees {
            facts.extend(found);
        }
    }
    gathered.describe(lookup, facts)
}

/// A property and those below it.
fn below(ontology: &Ontology, property: PropertyId) -> impl Iterator<Item = &str> {
    let below = ontology.properties().into_iter().filter(move |&below| ontology.is_below(below, property));
    below.map(|below| ontology.property_iri(below))
}

/// Wants what could contradict a claim.
fn want(
    ontology: &Ontology,
    claim: &Claim,
    realized: bool,
    names: &BTreeMap<String, BTreeSet<String>>,
    wants: &mut BTreeMap<Want, Agreeing>,
) {
    let Some(property) = ontology.property(&claim.property) else { return };
    let all = |thing: &str| names.get(thing).cloned().unwrap_or_else(|| BTreeSet::from([thing.to_owned()]));
    // The end that makes another fact agree; none where agreeing does not settle it.
    let mut add = |role: Role, thing: &str, property: &str, own: Option<&Term>| {
        for thing in all(thing) {
            let want = Want { role, thing, property: property.to_owned() };
            let known = wants.entry(want).or_default();
            known.all |= own.is_none();
            known.ends.extend(own.map(Term::to_string));
        }
    };
    if claim.negated {
        for below in below(ontology, property) {
            add(Role::Subject, &claim.subject, below, None);
            if ontology.is_symmetric(property) {
                add(Role::Object, &claim.subject, below, None);
            }
        }
        return;
    }
    for above in ontology.properties_above(property) {
        let iri = ontology.property_iri(above);
        add(Role::Denied, &claim.subject, iri, None);
        if let Some(object) = claim.object.as_deref().filter(|_| ontology.is_symmetric(above)) {
            add(Role::Denied, object, iri, None);
        }
        if !realized {
            continue;
        }
        for (own, other) in rivals(ontology, above) {
            let thing = match own {
                End::Subject => Some(claim.subject.as_str()),
                End::Object => claim.object.as_deref(),
            };
            let Some(thing) = thing else { continue };
            let subject = iri_term(&claim.subject);
            let (role, agreeing) = match (own, other) {
                (End::Subject, End::Subject) => (Role::Subject, Some(&claim.end)),
                (_, End::Object) => (Role::Object, Some(&subject)),
                (End::Object, End::Subject) => (Role::Subject, None),
            };
            for below in below(ontology, above) {
                add(role, thing, below, agreeing);
            }
        }
    }
}

/// The other ends of facts that were found, and the facts.
type Met = (BTreeSet<String>, Vec<String>);

/// A fact that was found: what it was looked for by, and its other end.
type Found = (Role, String, String, String, Term);

/// Looks for facts.
fn look(lookup: &Lookup<'_, impl AskSparql>, wants: &[(Want, Agreeing)]) -> Result<Vec<Found>, RemoteError> {
    let mut branches = Vec::new();
    for (number, role) in [Role::Denied, Role::Subject, Role::Object].into_iter().enumerate() {
        let pairs: Vec<[Term; 2]> = wants
            .iter()
            .filter(|(want, _)| want.role == role)
            .map(|(want, _)| [iri_term(&want.thing), iri_term(&want.property)])
            .collect();
        if pairs.is_empty() {
            continue;
        }
        let given = values(&["t", "p"], pairs.iter().map(|pair| pair.iter().collect()));
        let (subject, object, value) = (af::SUBJECT, af::OBJECT, af::VALUE);
        let patterns: &[String] = &match role {
            Role::Denied => {
                vec![format!("?f <{subject}> ?t . ?f <{}> ?p . ?f <{}> ?e .", af::PREDICATE, af::NEGATED)]
            }
            Role::Subject => [object, value]
                .map(|end| format!("?f <{subject}> ?t . ?f <{}> ?p . ?f <{end}> ?e .", af::PREDICATE))
                .to_vec(),
            Role::Object => {
                vec![format!("?f <{object}> ?t . ?f <{}> ?p . ?f <{subject}> ?e .", af::PREDICATE)]
            }
        };
        branches
            .extend(patterns.iter().map(|pattern| format!("{{ {given}{pattern} BIND({number} AS ?k) }}")));
    }
    let rows = lookup.all(&branches.join(" UNION "), &["k", "t", "p", "f", "e"])?;
    rows.into_iter()
        .map(|row| {
            let [
                Some(Term::Literal(number)),
                Some(Term::NamedNode(thing)),
                Some(Term::NamedNode(property)),
                Some(Term::NamedNode(fact)),
                Some(end),
            ] = &row[..]
            else {
                return Err(RemoteError::Foreign("a row of facts lacks a value".to_owned()));
            };
            let role = match number.value() {
                "0" => Role::Denied,
                "1" => Role::Subject,
                _ => Role::Object,
            };
            let (thing, property) = (thing.as_str().to_owned(), property.as_str().to_owned());
            let want = Want { role, thing, property };
            if wants.binary_search_by(|(other, _)| other.cmp(&want)).is_err() {
                return Err(RemoteError::Foreign(format!("the fact {fact} was not asked for")));
            }
            Ok((role, want.thing, want.property, fact.as_str().to_owned(), end.clone()))
        })
        .collect()
}

/// All names of each of some things. The links that say so are added.
///
/// Each link comes once or twice however many things share a name: what is asked for are links, and not the things that
/// they lead to.
pub(super) fn names(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    things: BTreeSet<String>,
) -> Result<BTreeMap<String, BTreeSet<String>>, RemoteError> {
    let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut open = things.clone();
    // Two links at once at first: documents mostly share a name that none of them has made.
    let mut steps = 2;
    while !open.is_empty() {
        let mut reached = open.clone();
        let mut next = BTreeSet::new();
        let found = linked(gathered, lookup, &open, steps)?;
        for [one, other] in &found {
            links.entry(one.clone()).or_default().insert(other.clone());
            links.entry(other.clone()).or_default().insert(one.clone());
            next.extend([one.clone(), other.clone()]);
        }
        if steps == 2 {
            reached.extend(open.iter().filter_map(|name| links.get(name)).flatten().cloned());
        }
        if found.iter().any(|[one, other]| !reached.contains(one) && !reached.contains(other)) {
            return Err(RemoteError::Foreign("a row of names was not asked for".to_owned()));
        }
        known.append(&mut reached);
        open = next.difference(&known).cloned().collect();
        steps = 1;
    }
    let all = |thing: &str| {
        let mut names = BTreeSet::from([thing.to_owned()]);
        let mut next = vec![thing.to_owned()];
        while let Some(name) = next.pop() {
            for other in links.get(&name).into_iter().flatten() {
                if names.insert(other.clone()) {
                    next.push(other.clone());
                }
            }
        }
        names
    };
    Ok(things.iter().map(|thing| (thing.clone(), all(thing))).collect())
}

/// The links of some names, and for two steps those of the names beside them too. They are added.
fn linked(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    names: &BTreeSet<String>,
    steps: usize,
) -> Result<Vec<[String; 2]>, RemoteError> {
    let (same, link) = (iri_term(owl::SAME_AS), owl::SAME_AS);
    let mut ways =
        vec![format!("?t <{link}> ?o . BIND(?t AS ?s)"), format!("?s <{link}> ?t . BIND(?t AS ?o)")];
    if steps == 2 {
        ways.extend([
            format!("?t <{link}> ?o . ?s <{link}> ?o ."),
            format!("?t <{link}> ?s . ?s <{link}> ?o ."),
            format!("?s <{link}> ?t . ?s <{link}> ?o ."),
            format!("?o <{link}> ?t . ?s <{link}> ?o ."),
        ]);
    }
    let names: Vec<Term> = names.iter().map(|name| iri_term(name)).collect();
    let found = lookup.chunks(&names, |names| {
        let given = values(&["t"], names.iter().map(|name| vec![name]));
        let ways: Vec<String> = ways.iter().map(|way| format!("{{ {given}{way} }}")).collect();
        lookup.all(&format!("{{ SELECT DISTINCT ?s ?o WHERE {{ {} }} }}", ways.join(" UNION ")), &["s", "o"])
    })?;
    let mut links = Vec::new();
    for row in found.into_iter().flatten() {
        let [Some(one), Some(other)] = &row[..] else {
            return Err(RemoteError::Foreign("a row of names lacks a value".to_owned()));
        };
        gathered.add_labels([[one.clone(), same.clone(), other.clone()]]);
        links.extend(iri_of(one).zip(iri_of(other)).map(|(one, other)| [one.to_owned(), other.to_owned()]));
    }
    Ok(links)
}
