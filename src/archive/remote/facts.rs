//! Facts in full, looked up by their IRIs.
use super::error::RemoteError;
use super::lookup::{AskSparql, Lookup, projected, values};
use super::triple::{Triple, corrected, iri_of, iri_term, is_a_fact};
use crate::check::model::Modality;
use crate::rdf::fact::{Facts, Role, named, node};
use crate::term::iri::{ArticleGraph, Form, GRAPH, form};
use crate::term::vocab::{AF, af, dcterms, owl, rdf, rdfs};
use oxrdf::{Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What a fact says, and its quotes, times and quantities.
#[derive(Clone, Debug, Default)]
pub(super) struct Description {
    /// Triples with their graphs.
    pub(super) quads: Vec<(Triple, String)>,
}

impl<'d> Facts for &'d Description {
    type Term = TermRef<'d>;

    fn told(&self, of: TermRef<'d>) -> impl Iterator<Item = (Role, TermRef<'d>)> {
        let told = self.quads.iter().filter(move |([subject, ..], _)| subject.as_ref() == of);
        told.filter_map(|([_, predicate, object], _)| Some((Role::of(iri_of(predicate)?)?, object.as_ref())))
    }

    fn term(&self, term: TermRef<'d>) -> TermRef<'_> {
        term
    }
}

/// The graphs `?g` with the facts of the articles whose graphs hold some triples. Of a thing that many articles speak of, all
/// facts would be looked through without them.
pub(super) fn facts_graphs(given: &str, [subject, predicate, object]: [&str; 3], columns: &[&str]) -> String {
    let columns = columns.join(" ");
    format!(
        "{{ SELECT DISTINCT {columns} ?g WHERE {{ {given}GRAPH ?h {{ {subject} {predicate} {object} }} \
         BIND(IRI(CONCAT(STRBEFORE(STR(?h), \"{GRAPH}\"), \"{GRAPH}{}\")) AS ?g) }} }} ",
        ArticleGraph::Facts.name()
    )
}

/// The facts that have one of some quotes or times.
pub(super) fn linking(
    lookup: &Lookup<'_, impl AskSparql>,
    nodes: &BTreeSet<String>,
) -> Result<BTreeSet<String>, RemoteError> {
    let nodes: Vec<Term> = nodes.iter().map(|node| iri_term(node)).collect();
    let found = lookup.chunks(&nodes, |nodes| {
        let given = values(&["n"], nodes.iter().map(|node| vec![node]));
        let branches: Vec<String> =
            Role::LINKS.iter().map(|link| format!("{{ {given}?f <{link}> ?n . }}")).collect();
        let rows = lookup.all(&branches.join(" UNION "), &["n", "f"])?;
        rows.into_iter()
            .map(|row| match &row[..] {
                [Some(node), Some(Term::NamedNode(fact))] if nodes.contains(node) => {
                    Ok(fact.as_str().to_owned())
                }
                _ => Err(RemoteError::Foreign("a row of facts was not asked for".to_owned())),
            })
            .collect::<Result<Vec<String>, _>>()
    })?;
    Ok(found.into_iter().flatten().filter(|fact| form(fact) == Form::Fact).collect())
}

/// Whether a predicate leads from a fact to quotes, times or quantities.
pub(super) fn is_link(predicate: &Term) -> bool {
    iri_of(predicate).and_then(Role::of).is_some_and(|role| Role::LINKS.contains(&role))
}

/// The labels of things, each where it has one.
pub(super) fn labels(
    lookup: &Lookup<'_, impl AskSparql>,
    things: &[Term],
) -> Result<Vec<Triple>, RemoteError> {
    let given = values(&["s"], things.iter().map(|thing| vec![thing]));
    let wanted: FxHashSet<&Term> = things.iter().collect();
    let rows = lookup.all(&format!("{given}?s <{}> ?o .", rdfs::LABEL), &["s", "o"])?;
    rows.into_iter()
        .map(|row| match &row[..] {
            [Some(thing), Some(label)] if wanted.contains(thing) => {
                Ok([thing.clone(), iri_term(rdfs::LABEL), label.clone()])
            }
            _ => Err(RemoteError::Foreign("a label was not asked for".to_owned())),
        })
        .collect()
}

/// All that is said of things, with its graphs.
pub(super) fn things(
    lookup: &Lookup<'_, impl AskSparql>,
    things: &[Term],
) -> Result<Vec<(Triple, String)>, RemoteError> {
    let given = values(&["s"], things.iter().map(|thing| vec![thing]));
    let wanted: FxHashSet<&Term> = things.iter().collect();
    let rows = lookup.all(&format!("{given}GRAPH ?g {{ ?s ?p ?o }}"), &["g", "s", "p", "o"])?;
    rows.into_iter()
        .map(|row| match &row[..] {
            [Some(Term::NamedNode(graph)), Some(thing), Some(predicate), Some(object)]
                if wanted.contains(thing) =>
            {
                Ok(([thing.clone(), predicate.clone(), object.clone()], graph.as_str().to_owned()))
            }
            _ => Err(RemoteError::Foreign("a description was not asked for".to_owned())),
        })
        .collect()
}

/// Facts in full, by their IRIs, and the links between names of the things that they are about or lead to.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) facts: BTreeMap<String, Description>,
    pub(super) links: Vec<[Term; 2]>,
}

/// What some facts say. One that the endpoint does not know as a fact is left out.
pub(super) fn describe(
    lookup: &Lookup<'_, impl AskSparql>,
    facts: &[String],
) -> Result<Described, RemoteError> {
    let terms: Vec<Term> = facts.iter().map(|fact| iri_term(fact)).collect();
    let given = values(&["f"], terms.iter().map(|fact| vec![fact]));
    let (a, title, evidence, object) = (rdf::TYPE, dcterms::TITLE, af::EVIDENCE, af::OBJECT);
    let mut branches = vec![
        format!("{}GRAPH ?g {{ ?s ?p ?o }}", values(&["s"], terms.iter().map(|fact| vec![fact]))),
        format!("{given}GRAPH ?g {{ ?f <{evidence}> ?s . ?s ?p ?o }}"),
        format!("{given}GRAPH ?g {{ ?f <{}> ?s . ?s ?p ?o }}", af::WHEN),
        format!(
            "{given}GRAPH ?g {{ ?f <{evidence}> ?e . ?e <{}> ?s . ?s <{title}> ?o }} BIND(<{title}> AS ?p)",
            af::IN_ARTICLE
        ),
    ];
    for class in [af::TIME_SPAN, af::QUANTITY] {
        branches.push(format!("{given}GRAPH ?g {{ ?f <{object}> ?s . ?s <{a}> <{class}> . ?s ?p ?o }}"));
    }
    // Where the links of a thing to its other names are asked for apart, that is one request more.
    let link = owl::SAME_AS;
    for (role, end) in [(af::SUBJECT, "?s"), (af::SUBJECT, "?o"), (object, "?s"), (object, "?o")] {
        let links = format!("GRAPH ?g {{ ?s <{link}> ?o }} BIND(<{link}> AS ?p)");
        branches.push(format!("{given}?f <{role}> {end} . {links}"));
    }
    let body: Vec<String> = branches.into_iter().map(|branch| format!("{{ {branch} }}")).collect();
    let columns = ["g", "s", "p", "o"];
    let body = format!("{{ SELECT DISTINCT{} WHERE {{ {} }} }}", projected(&columns), body.join(" UNION "));
    read(&terms, lookup.all(&body, &columns)?)
}

/// Reads the rows of a description: what facts say, and what their quotes, times, quantities and articles say.
fn read(asked: &[Term], rows: Vec<Vec<Option<Term>>>) -> Result<Described, RemoteError> {
    let asked: FxHashSet<&Term> = asked.iter().collect();
    // By graph and subject.
    let mut nodes: FxHashMap<(String, Term), Vec<Triple>> = FxHashMap::default();
    let mut found = Described::default();
    for row in rows {
        let [Some(Term::NamedNode(graph)), Some(subject), Some(predicate), Some(object)] = &row[..] else {
            return Err(RemoteError::Foreign("a row of facts lacks a value".to_owned()));
        };
        let object = corrected(iri_of(predicate).unwrap_or_default(), object.clone());
        let triple = [subject.clone(), predicate.clone(), object];
        let graph = graph.as_str().to_owned();
        if iri_of(predicate) == Some(owl::SAME_AS) {
            found.links.push([subject.clone(), triple[2].clone()]);
        } else if let (Some(fact), true) = (iri_of(subject), asked.contains(subject)) {
            found.facts.entry(fact.to_owned()).or_default().quads.push((triple, graph));
        } else {
            nodes.entry((graph, subject.clone())).or_default().push(triple);
        }
    }
    found.facts.retain(|_, description| description.quads.iter().any(|(triple, _)| is_a_fact(triple)));
    let mut met: FxHashSet<(String, Term)> = FxHashSet::default();
    for (fact, description) in &mut found.facts {
        // The nodes of a fact, and the articles of its quotes.
        let mut open: Vec<(String, Term)> = description
            .quads
            .iter()
            .filter(|(triple, _)| is_link(&triple[1]))
            .map(|(triple, graph)| (graph.clone(), triple[2].clone()))
            .collect();
        let mut own: FxHashSet<(String, Term)> = FxHashSet::default();
        while let Some(key) = open.pop() {
            if !own.insert(key.clone()) {
                continue;
            }
            for triple in nodes.get(&key).into_iter().flatten() {
                if iri_of(&triple[1]) == Some(af::IN_ARTICLE) {
                    open.push((key.0.clone(), triple[2].clone()));
                }
                description.quads.push((triple.clone(), key.0.clone()));
            }
            met.insert(key);
        }
        check(fact, description)?;
    }
    match nodes.keys().find(|key| !met.contains(key)) {
        None => Ok(found),
        Some((_, subject)) => {
            Err(RemoteError::Foreign(format!("it describes {subject}, which was not asked for")))
        }
    }
}

/// A fact that is only half there must not be cited.
fn check(fact: &str, description: &Description) -> Result<(), RemoteError> {
    let wrong = |what: &str| Err(RemoteError::Foreign(format!("the fact <{fact}> comes with {what}")));
    let lacks = |what: &str| Err(RemoteError::Foreign(format!("the fact <{fact}> comes without {what}")));
    let fact = node(fact);
    let parts = description.parts(fact);
    let has = |role| parts.get(role).is_some();
    if !has(Role::Subject) || !has(Role::Predicate) || parts.object().is_none() || !has(Role::Modality) {
        return lacks("its subject, predicate, object or modality");
    }
    if !description.all(fact, Role::Modality).all(is_modality) {
        return wrong("an unknown modality");
    }
    if !has(Role::Evidence) {
        return lacks("a quote");
    }
    for quote in description.all(fact, Role::Evidence) {
        let only = |role| {
            let first = description.one(quote, role)?;
            description.all(quote, role).all(|other| other == first).then_some(first)
        };
        let [exact, start, end, article] = [Role::Exact, Role::Start, Role::End, Role::InArticle].map(only);
        let (Some(TermRef::Literal(exact)), Some(start), Some(end), Some(TermRef::NamedNode(_))) =
            (exact, start, end, article)
        else {
            return lacks("the words of a quote");
        };
        let length = offset(start).zip(offset(end)).and_then(|(start, end)| end.checked_sub(start));
        if length != Some(exact.value().chars().count()) {
            return wrong("words of a quote that are not as long as its offsets say");
        }
    }
    Ok(())
}

/// A number of code points.
fn offset(term: TermRef<'_>) -> Option<usize> {
    match term {
        TermRef::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
}

fn is_modality(term: TermRef<'_>) -> bool {
    named(term).and_then(|iri| iri.strip_prefix(AF)).and_then(Modality::from_name).is_some()
}
