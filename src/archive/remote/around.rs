//! The facts behind an endpoint that could contradict those that were fetched.
use super::error::RemoteError;
use super::facts::{self, Description};
use super::gather::Gathered;
use super::lookup::{AskSparql, CHUNK, Lookup, values};
use super::names;
use super::triple::{iri_of, iri_term};
use crate::archive::groups::{Group, Groups, Other};
use crate::ask::contradiction::{End, rivals};
use crate::ontology::{Ontology, PropertyId};
use crate::rdf::fact::{self, Facts, named, node};
use crate::term::iri::{Form, form};
use crate::term::vocab::af;
use oxrdf::Term;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What is fetched of the facts that could contradict others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rivals {
    /// What they claim: enough to tell whether they do.
    Claims,
    /// All, their words too.
    Whole,
}

/// What a fact says, as far as others can contradict it.
struct Claim {
    subject: String,
    object: Option<String>,
    /// Every object, a value too, as it is written.
    end: Term,
    property: String,
    negated: bool,
}

/// What a fact claims, and whether it says that it is or was so.
fn claim(fact: &str, description: &Description) -> Option<(Claim, bool)> {
    let parts = description.parts(node(fact));
    let iri = |role| parts.get(role).and_then(named).map(str::to_owned);
    let claim = Claim {
        end: parts.object()?.into_owned(),
        subject: iri(fact::Role::Subject)?,
        object: iri(fact::Role::Object),
        property: iri(fact::Role::Predicate)?,
        negated: parts.is_negated(),
    };
    Some((claim, description.is_realized(&parts)))
}

/// At which end of a fact a thing is, and which facts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Role {
    /// Denials about it.
    Denied,
    /// All about it.
    Subject,
    /// All that lead to it.
    Object,
}

const ROLES: [Role; 3] = [Role::Denied, Role::Subject, Role::Object];

/// What is looked for: facts with a thing at an end, and a property.
type Want<'o> = (Role, Group, &'o str);

/// Which of the facts that are found could contradict.
#[derive(Clone, Debug, Default)]
struct Counting {
    /// All.
    all: bool,
    /// All, unless every other end is the only one of these.
    unlike: FxHashSet<Other>,
    /// Those whose other end is one of these things.
    with: FxHashSet<Group>,
}

/// Fetches what could contradict the facts that were fetched, under some ontologies.
pub(super) fn add(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    ontologies: &[&Ontology],
    what: Rivals,
) -> Result<(), RemoteError> {
    let claims: Vec<(Claim, bool)> =
        gathered.facts.iter().filter_map(|(fact, described)| claim(fact, described)).collect();
    let ends = claims.iter().flat_map(|(claim, _)| [Some(&claim.subject), claim.object.as_ref()]);
    let groups = names::groups(gathered, lookup, ends.flatten().cloned().collect())?;
    let mut around = Around { groups: &groups, wants: FxHashMap::default(), said: BTreeSet::new() };
    for ontology in ontologies {
        for (claim, realized) in &claims {
            around.want(ontology, claim, *realized);
        }
    }
    let rivals = around.look(lookup)?;
    match what {
        Rivals::Whole => gathered.describe(lookup, rivals.into_iter().map(|rival| rival.fact).collect()),
        Rivals::Claims => add_claims(gathered, lookup, rivals),
    }
}

/// Adds what facts claim, in no graph: nothing could be cited for it.
fn add_claims(
    gathered: &mut Gathered,
    lookup: &Lookup<'_, impl AskSparql>,
    rivals: Vec<Rival>,
) -> Result<(), RemoteError> {
    // What a quantity or a time says, where it is the object, no row has.
    let is_node = |end: &Term| iri_of(end).is_some_and(|end| form(end) != Form::Other);
    let nodes: BTreeSet<&str> =
        rivals.iter().map(|rival| &rival.end).filter(|end| is_node(end)).filter_map(iri_of).collect();
    let nodes: Vec<Term> = nodes.into_iter().map(iri_term).collect();
    let found = lookup.chunks(&nodes, |nodes| facts::things(lookup, nodes))?;
    gathered.add_labels(found.into_iter().flatten().map(|(triple, _)| triple));
    gathered.claims.extend(rivals.into_iter().map(|rival| (rival.fact.clone(), rival.triples())));
    Ok(())
}

/// The IRIs of a property and those below it.
fn below(ontology: &Ontology, property: PropertyId) -> impl Iterator<Item = &str> {
    ontology.properties_below(property).map(|below| ontology.property_iri(below))
}

/// What is wanted for some facts.
struct Around<'o> {
    groups: &'o Groups,
    wants: FxHashMap<Want<'o>, Counting>,
    /// Facts that hold and say that a thing has a property with another thing.
    said: BTreeSet<(Group, &'o str, Group)>,
}

impl<'o> Around<'o> {
    /// Wants facts.
    fn add(&mut self, role: Role, thing: &str, property: &'o str) -> Option<&mut Counting> {
        let thing = self.groups.get(thing)?;
        Some(self.wants.entry((role, thing, property)).or_default())
    }

    /// Wants facts, all of which count.
    fn add_all(&mut self, role: Role, thing: &str, property: &'o str) {
        if let Some(counting) = self.add(role, thing, property) {
            counting.all = true;
        }
    }

    /// Wants the facts that say that a thing has a property with another.
    fn add_said(&mut self, thing: &str, property: &'o str, other: &str) {
        let (Some(thing), Some(other)) = (self.groups.get(thing), self.groups.get(other)) else { return };
        if self.groups.names(thing).count() * self.groups.names(other).count() <= CHUNK {
            self.said.insert((thing, property, other));
        } else {
            self.wants.entry((Role::Subject, thing, property)).or_default().with.insert(other);
        }
    }

    /// Wants what could contradict a claim.
    fn want(&mut self, ontology: &'o Ontology, claim: &Claim, realized: bool) {
        let Some(property) = ontology.property(&claim.property) else { return };
        if claim.negated {
            let is_symmetric = ontology.is_symmetric(property);
            for below in below(ontology, property) {
                if let Some(object) = claim.object.as_deref().filter(|_| realized) {
                    self.add_said(&claim.subject, below, object);
                    if is_symmetric {
                        self.add_said(object, below, &claim.subject);
                    }
                    continue;
                }
                self.add_all(Role::Subject, &claim.subject, below);
                if is_symmetric {
                    self.add_all(Role::Object, &claim.subject, below);
                }
            }
            return;
        }
        for above in ontology.properties_above(property) {
            let iri = ontology.property_iri(above);
            self.add_all(Role::Denied, &claim.subject, iri);
            if let Some(object) = claim.object.as_deref().filter(|_| ontology.is_symmetric(above)) {
                self.add_all(Role::Denied, object, iri);
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
                let (role, end) = match other {
                    End::Subject => (Role::Subject, self.groups.other(&claim.end)),
                    End::Object => (Role::Object, self.groups.other(&iri_term(&claim.subject))),
                };
                for below in below(ontology, above) {
                    if own == other {
                        self.add(role, thing, below).map(|counting| counting.unlike.insert(end.clone()));
                    } else if role == Role::Subject {
                        self.add_said(thing, below, &claim.subject);
                    } else {
                        self.add_said(&claim.subject, below, thing);
                    }
                }
            }
        }
    }

    /// Looks for the facts, and leaves out those that agree.
    fn look(&self, lookup: &Lookup<'_, impl AskSparql>) -> Result<Vec<Rival>, RemoteError> {
        let about = self.wants.keys().flat_map(|&(role, thing, property)| {
            self.groups.names(thing).map(move |name| Asked::About(role, name, property))
        });
        let said = self.said.iter().flat_map(|&(thing, property, other)| {
            let others =
                move |name| self.groups.names(other).map(move |other| Asked::Said(name, property, other));
            self.groups.names(thing).flat_map(others)
        });
        let mut asked: Vec<Asked<'_>> = about.chain(said).collect();
        asked.sort_unstable();
        let found = lookup.chunks(&asked, |asked| look(lookup, asked))?;
        let mut met: FxHashMap<Want<'_>, Vec<(Other, Rival)>> = FxHashMap::default();
        let mut known = FxHashSet::default();
        let mut counting = Vec::new();
        for (asked, rival) in found.into_iter().flatten() {
            let Asked::About(role, name, property) = asked else {
                if known.insert(rival.fact.clone()) {
                    counting.push(rival);
                }
                continue;
            };
            let Some(thing) = self.groups.get(name) else { continue };
            let other = self.groups.other(if role == Role::Object { &rival.subject } else { &rival.end });
            met.entry((role, thing, property)).or_default().push((other, rival));
        }
        for (want, found) in met {
            let wanted = &self.wants[&want];
            let unlike = |own: &Other| found.iter().any(|(other, _)| other != own);
            let all = wanted.all || wanted.unlike.iter().any(unlike);
            let counts =
                |other: &Other| all || matches!(other, Other::Thing(thing) if wanted.with.contains(thing));
            let rivals = found.into_iter().filter(|(other, _)| counts(other)).map(|(_, rival)| rival);
            counting.extend(rivals.filter(|rival| known.insert(rival.fact.clone())));
        }
        Ok(counting)
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Asked<'a> {
    /// Facts with this name at an end, and a property.
    About(Role, &'a str, &'a str),
    /// Facts that hold and say this.
    Said(&'a str, &'a str, &'a str),
}

/// A fact that was found: what it claims.
struct Rival {
    fact: String,
    subject: Term,
    property: Term,
    end: Term,
    modality: Option<Term>,
    negated: Option<Term>,
    /// A time, and what it reads.
    when: Option<(Term, Term)>,
}

impl Rival {
    /// What it claims, as triples.
    fn triples(self) -> Vec<[Term; 3]> {
        let fact = iri_term(&self.fact);
        let link = if matches!(self.end, Term::Literal(_)) { af::VALUE } else { af::OBJECT };
        let mut triples = vec![
            [fact.clone(), iri_term(af::SUBJECT), self.subject],
            [fact.clone(), iri_term(af::PREDICATE), self.property],
            [fact.clone(), iri_term(link), self.end],
        ];
        let others = [(af::MODALITY, self.modality), (af::NEGATED, self.negated)];
        triples
            .extend(others.into_iter().filter_map(|(link, end)| Some([fact.clone(), iri_term(link), end?])));
        if let Some((when, edtf)) = self.when {
            triples.push([fact, iri_term(af::WHEN), when.clone()]);
            triples.push([when, iri_term(af::EDTF), edtf]);
        }
        triples
    }
}

/// Looks for facts: each with what it was asked for by.
fn look<'a>(
    lookup: &Lookup<'_, impl AskSparql>,
    asked: &[Asked<'a>],
) -> Result<Vec<(Asked<'a>, Rival)>, RemoteError> {
    let mut branches: Vec<String> = ROLES.iter().filter_map(|role| branch(*role, asked)).collect();
    branches.extend(said(asked));
    let columns = ["k", "t", "p", "f", "e", "v", "m", "n", "w", "d"];
    let rows = lookup.all(&branches.join(" UNION "), &columns)?;
    let asked: FxHashMap<Asked<'_>, Asked<'a>> = asked.iter().map(|asked| (*asked, *asked)).collect();
    rows.into_iter().filter_map(|row| read(&asked, row).transpose()).collect()
}

/// Where facts with a role are looked for.
fn branch(role: Role, asked: &[Asked<'_>]) -> Option<String> {
    let wanted: Vec<[Term; 2]> = asked
        .iter()
        .filter_map(|asked| match asked {
            Asked::About(of, name, property) if *of == role => Some([iri_term(name), iri_term(property)]),
            _ => None,
        })
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let given = if role == Role::Denied {
        // Of a thing little is denied: all of that costs less than to look for each property.
        let mut names: Vec<&Term> = wanted.iter().map(|[name, _]| name).collect();
        names.dedup();
        values(&["t"], names.into_iter().map(|name| vec![name]))
    } else {
        values(&["t", "p"], wanted.iter().map(|pair| pair.iter().collect()))
    };
    let about = format!("?f <{}> ?t . ", af::SUBJECT);
    let property = format!("?f <{}> ?p . ", af::PREDICATE);
    let claim = match role {
        Role::Denied => about + &format!("?f <{}> ?n . ", af::NEGATED) + &property,
        Role::Subject => about + &property,
        Role::Object => format!("?f <{}> ?t . {property}?f <{}> ?e . ", af::OBJECT, af::SUBJECT),
    };
    Some(format!("{{ {given}GRAPH ?g {{ {claim}}} {}BIND(\"{}\" AS ?k) }}", how(Some(role)), role as u8))
}

/// Where facts that hold and say something are looked for: in the articles whose graphs hold it.
fn said(asked: &[Asked<'_>]) -> Option<String> {
    let wanted: Vec<[Term; 3]> = asked
        .iter()
        .filter_map(|asked| match asked {
            Asked::Said(thing, property, other) => Some([thing, property, other].map(|iri| iri_term(iri))),
            Asked::About(..) => None,
        })
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let given = values(&["t", "p", "e"], wanted.iter().map(|triple| triple.iter().collect()));
    let places = facts::facts_graphs(&given, ["?t", "?p", "?e"], &["?t", "?p", "?e"]);
    let claim = format!("?f <{}> ?t . ?f <{}> ?p . ?f <{}> ?e . ", af::SUBJECT, af::PREDICATE, af::OBJECT);
    Some(format!("{{ {places}GRAPH ?g {{ {claim}}} {}BIND(\"{SAID}\" AS ?k) }}", how(None)))
}

/// The number of what is said, where roles have theirs.
const SAID: u8 = ROLES.len() as u8;

/// What else a fact with a role may say, in its own graph: many articles have the same time. Engines take OPTIONAL within
/// GRAPH for a pattern of its own, and look at all facts for it; so they do for an OPTIONAL of what is bound.
fn how(role: Option<Role>) -> String {
    let is_bound = |link| match role {
        Some(Role::Denied) => link == af::NEGATED,
        Some(Role::Subject) => false,
        Some(Role::Object) | None => matches!(link, af::OBJECT | af::VALUE),
    };
    let more = format!(" . ?w <{}> ?d", af::EDTF);
    let mut text = String::new();
    for (link, end, more) in [
        (af::OBJECT, "e", ""),
        (af::VALUE, "v", ""),
        (af::NEGATED, "n", ""),
        (af::MODALITY, "m", ""),
        (af::WHEN, "w", more.as_str()),
    ] {
        if !is_bound(link) {
            let _ = write!(text, "OPTIONAL {{ GRAPH ?g {{ ?f <{link}> ?{end}{more} }} }} ");
        }
    }
    text
}

/// Reads a row of facts; none where it denies what was not asked for.
fn read<'a>(
    asked: &FxHashMap<Asked<'_>, Asked<'a>>,
    row: Vec<Option<Term>>,
) -> Result<Option<(Asked<'a>, Rival)>, RemoteError> {
    let lacks = || RemoteError::Foreign("a row of facts lacks a value".to_owned());
    let row: [Option<Term>; 10] = row.try_into().map_err(|_| lacks())?;
    let [
        Some(Term::Literal(number)),
        Some(thing),
        Some(property),
        Some(Term::NamedNode(fact)),
        object,
        value,
        modality,
        negated,
        when,
        edtf,
    ] = row
    else {
        return Err(lacks());
    };
    let end = object.or(value).ok_or_else(lacks)?;
    let role = ROLES.into_iter().find(|role| (*role as u8).to_string() == number.value());
    let (Some(name), Some(iri)) = (iri_of(&thing), iri_of(&property)) else { return Err(lacks()) };
    let wanted = match role {
        Some(role) => Asked::About(role, name, iri),
        None => Asked::Said(name, iri, iri_of(&end).ok_or_else(lacks)?),
    };
    let Some(own) = asked.get(&wanted).copied() else {
        let is_about =
            |asked: &Asked<'_>| matches!(asked, Asked::About(Role::Denied, thing, _) if *thing == name);
        if role == Some(Role::Denied) && asked.keys().any(is_about) {
            return Ok(None);
        }
        return Err(RemoteError::Foreign(format!("the fact {fact} was not asked for")));
    };
    let (subject, end) = if role == Some(Role::Object) { (end, thing) } else { (thing, end) };
    let (fact, when) = (fact.into_string(), when.zip(edtf));
    Ok(Some((own, Rival { fact, subject, property, end, modality, negated, when })))
}
