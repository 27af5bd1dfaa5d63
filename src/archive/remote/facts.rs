//! Facts in full, looked up by their IRIs.
use super::error::RemoteError;
use super::gather::{Kind, Triple, iri_of, is_a_fact, kind, mended};
use super::lookup::{AskSparql, Lookup, values};
use crate::term::vocab::{af, dcterms, oa, prov, rdf, rdfs};
use oxrdf::{NamedNode, Term};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What a fact says, and its quotes, times and quantities.
#[derive(Clone, Debug, Default)]
pub(super) struct Description {
    /// Triples with their graphs.
    pub(super) quads: Vec<(Triple, String)>,
}

impl Description {
    /// What the fact itself says with a predicate.
    pub(super) fn objects<'d>(&'d self, fact: &'d str, predicate: &'d str) -> impl Iterator<Item = &'d Term> {
        self.quads
            .iter()
            .filter(move |([subject, property, _], _)| {
                iri_of(subject) == Some(fact) && iri_of(property) == Some(predicate)
            })
            .map(|([.., object], _)| object)
    }
}

pub(super) fn iri_term(iri: &str) -> Term {
    NamedNode::new_unchecked(iri).into()
}

/// The facts that have one of some quotes or times.
pub(super) fn linking(
    lookup: &Lookup<'_, impl AskSparql>,
    nodes: &BTreeSet<String>,
) -> Result<BTreeSet<String>, RemoteError> {
    let nodes: Vec<Term> = nodes.iter().map(|node| iri_term(node)).collect();
    let links = [af::EVIDENCE, af::WHEN, af::OBJECT];
    let found = lookup.chunks(&nodes, |nodes| {
        let given = values(&["n"], nodes.iter().map(|node| vec![node]));
        let branches: Vec<String> =
            links.iter().map(|link| format!("{{ {given}?f <{link}> ?n . }}")).collect();
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
    Ok(found.into_iter().flatten().filter(|fact| kind(fact) == Kind::Fact).collect())
}

/// Facts in full, and the labels of what they speak of.
type Described = (BTreeMap<String, Description>, Vec<Triple>);

/// What some facts say. One that the endpoint does not know as a fact is left out.
pub(super) fn describe(
    lookup: &Lookup<'_, impl AskSparql>,
    facts: &[String],
) -> Result<Described, RemoteError> {
    let terms: Vec<Term> = facts.iter().map(|fact| iri_term(fact)).collect();
    let given = values(&["f"], terms.iter().map(|fact| vec![fact]));
    let mut branches = vec![
        format!("{given}GRAPH ?g {{ ?f ?p ?o }} BIND(?f AS ?s) BIND(0 AS ?k)"),
        format!("{given}GRAPH ?g {{ ?f <{}> ?s . ?s ?p ?o }} BIND(1 AS ?k)", af::EVIDENCE),
        format!("{given}GRAPH ?g {{ ?f <{}> ?s . ?s ?p ?o }} BIND(1 AS ?k)", af::WHEN),
        format!(
            "{given}GRAPH ?g {{ ?f <{}> ?e . ?e <{}> ?s . ?s <{}> ?o }} BIND(<{}> AS ?p) BIND(2 AS ?k)",
            af::EVIDENCE,
            af::IN_ARTICLE,
            dcterms::TITLE,
            dcterms::TITLE
        ),
    ];
    for class in [af::TIME_SPAN, af::QUANTITY] {
        branches.push(format!(
            "{given}GRAPH ?g {{ ?f <{}> ?s . ?s <{}> <{class}> . ?s ?p ?o }} BIND(1 AS ?k)",
            af::OBJECT,
            rdf::TYPE
        ));
    }
    for role in [
        af::SUBJECT,
        af::PREDICATE,
        af::OBJECT,
        af::ACCORDING_TO,
        af::STATED_IN,
        af::MODALITY,
        af::TOPIC,
        prov::WAS_ATTRIBUTED_TO,
    ] {
        branches.push(format!(
            "{given}?f <{role}> ?s . ?s <{}> ?o . BIND(<{}> AS ?p) BIND(3 AS ?k)",
            rdfs::LABEL,
            rdfs::LABEL
        ));
    }
    let body: Vec<String> = branches.into_iter().map(|branch| format!("{{ {branch} }}")).collect();
    let columns = ["f", "k", "g", "s", "p", "o"];
    let names: String = columns.iter().map(|column| format!(" ?{column}")).collect();
    let body = format!("{{ SELECT DISTINCT{names} WHERE {{ {} }} }}", body.join(" UNION "));
    read(&terms, lookup.all(&body, &columns)?)
}

/// Reads the rows of a description.
fn read(asked: &[Term], rows: Vec<Vec<Option<Term>>>) -> Result<Described, RemoteError> {
    let mut found: BTreeMap<String, Description> = BTreeMap::new();
    let mut labels = Vec::new();
    let places: FxHashMap<&Term, ()> = asked.iter().map(|term| (term, ())).collect();
    for row in rows {
        let row: [Option<Term>; 6] = row
            .try_into()
            .map_err(|_| RemoteError::Foreign("a row of facts has other columns".to_owned()))?;
        let [Some(fact), Some(Term::Literal(number)), graph, Some(subject), Some(predicate), Some(object)] =
            row
        else {
            return Err(RemoteError::Foreign("a row of facts lacks a value".to_owned()));
        };
        let (Some(iri), true) = (iri_of(&fact), places.contains_key(&fact)) else {
            return Err(RemoteError::Foreign(format!("it describes {fact}, which was not asked for")));
        };
        let object = mended(iri_of(&predicate).unwrap_or_default(), object);
        let is_own = subject == fact;
        let triple = [subject, predicate, object];
        match (number.value(), graph) {
            ("3", _) => labels.push(triple),
            (number, Some(Term::NamedNode(graph))) if (number == "0") == is_own => {
                found.entry(iri.to_owned()).or_default().quads.push((triple, graph.into_string()));
            }
            _ => return Err(RemoteError::Foreign(format!("its description of {fact} is not one"))),
        }
    }
    found.retain(|fact, description| {
        description.quads.iter().any(|(triple, _)| iri_of(&triple[0]) == Some(fact) && is_a_fact(triple))
    });
    for (fact, description) in &found {
        check(fact, description)?;
    }
    Ok((found, labels))
}

/// A fact that is only half there must not be cited.
fn check(fact: &str, description: &Description) -> Result<(), RemoteError> {
    let lacks = |what: &str| Err(RemoteError::Foreign(format!("the fact <{fact}> comes without {what}")));
    let has = |predicate| description.objects(fact, predicate).next().is_some();
    if !has(af::SUBJECT) || !has(af::PREDICATE) || !(has(af::OBJECT) || has(af::VALUE)) || !has(af::MODALITY) {
        return lacks("its subject, predicate, object or modality");
    }
    let mut quotes = description.objects(fact, af::EVIDENCE).peekable();
    if quotes.peek().is_none() {
        return lacks("a quote");
    }
    for quote in quotes {
        let says = |predicate: &str| {
            description
                .quads
                .iter()
                .any(|([subject, property, _], _)| subject == quote && iri_of(property) == Some(predicate))
        };
        if ![oa::EXACT, oa::START, oa::END, af::IN_ARTICLE].into_iter().all(says) {
            return lacks("the words of a quote");
        }
    }
    Ok(())
}
