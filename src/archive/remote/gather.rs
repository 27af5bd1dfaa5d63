//! What was fetched from an endpoint: the triples that a query takes, their graphs, and the facts that say them.
use super::error::RemoteError;
use super::facts;
use super::lookup::{AskSparql, Lookup, Union, values};
use super::triple::{Triple, corrected, iri_of, iri_term};
use crate::archive::groups::Links;
use crate::ask::dataset::DatasetBuilder;
use crate::ask::fragment::{self, Plan, Request, Steps};
use crate::rdf::fact::{Facts, Role, named, node};
use crate::term::iri::{self, ArticleGraph, Form, Own, article_graph, form, own};
use crate::term::vocab::{af, owl};
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::QueryDataset;
use std::collections::{BTreeMap, BTreeSet};

/// A solution of a request: the number of a conjunct, and its terms.
type Solution = (usize, Vec<Option<Term>>);

/// Triples, by subject and predicates; where one of these is none, all of the subject.
pub(super) struct Needed(FxHashMap<Term, Vec<Option<Term>>>);

impl Needed {
    pub(super) fn new(triples: Vec<(Term, Option<Term>)>) -> Self {
        let mut all: FxHashMap<Term, Vec<Option<Term>>> = FxHashMap::default();
        for (subject, predicate) in triples {
            all.entry(subject).or_default().push(predicate);
        }
        Self(all)
    }

    /// Whether all these are among them.
    pub(super) fn covers(&self, triples: &[(Term, Option<Term>)]) -> bool {
        triples.iter().all(|(subject, predicate)| {
            self.0.get(subject).is_some_and(|predicates| predicates.contains(predicate))
        })
    }

    fn holds(&self, [subject, predicate, _]: &Triple) -> bool {
        let is = |other: &Option<Term>| other.as_ref().is_none_or(|other| other == predicate);
        self.0.get(subject).is_some_and(|predicates| predicates.iter().any(is))
    }
}

fn is_needed(needed: Option<&Needed>, triple: &Triple) -> bool {
    needed.is_none_or(|needed| needed.holds(triple))
}

/// What was fetched.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The triples of the query, whose graphs are not known.
    triples: FxHashSet<Triple>,
    /// Quotes, times and quantities that a solution comes to without the fact that they belong to.
    loose: BTreeSet<String>,
    /// The facts, by IRI, with what they and their quotes, times and quantities say: triples and graphs.
    pub(super) facts: BTreeMap<String, facts::Description>,
    /// Of other facts what they claim: in no graph, so that no one cites them.
    pub(super) claims: BTreeMap<String, Vec<Triple>>,
    /// Triples with their graphs.
    quads: FxHashSet<(Triple, String)>,
    /// Which names stand for one thing, as far as that was asked.
    pub(super) links: Links,
    /// The names whose links are all among them.
    pub(super) linked: BTreeSet<String>,
    /// Labels and titles: in no graph, so that no one cites them.
    labels: FxHashSet<Triple>,
    /// How many requests' blank nodes were met.
    files: usize,
}

impl Gathered {
    /// Fetches what a plan looks for.
    pub(super) fn fetch(
        &mut self,
        lookup: &Lookup<'_, impl AskSparql>,
        plan: Plan,
        from: Option<&QueryDataset>,
    ) -> Result<(), RemoteError> {
        let mut steps = Steps::default();
        for request in fragment::requests(&plan.steps) {
            for (number, values) in self.rows(lookup, &request, from)? {
                steps.add(triples(&request, number, &values)?);
            }
        }
        let parts: Vec<_> = plan.parts.into_iter().map(|part| steps.restrict(part)).collect();
        let (parts, paths): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| !part.atoms.is_empty());
        paths.iter().for_each(|path| steps.follow_alone(path));
        for request in fragment::requests(&parts) {
            let rows = self.rows(lookup, &request, from)?;
            let shown: Vec<(usize, &[Option<Term>])> =
                rows.iter().map(|(number, row)| (*number, row.as_slice())).collect();
            steps.follow_solutions(&request, &shown);
            for (number, values) in rows {
                self.take(triples(&request, number, &values)?);
            }
        }
        for step in steps.used() {
            self.take(vec![step]);
        }
        Ok(())
    }

    /// The solutions of a request: the number of a conjunct, and its terms.
    fn rows(
        &mut self,
        lookup: &Lookup<'_, impl AskSparql>,
        request: &Request,
        from: Option<&QueryDataset>,
    ) -> Result<Vec<Solution>, RemoteError> {
        let mut columns: Vec<String> = request.is_numbered.then(|| "q".to_owned()).into_iter().collect();
        columns.extend((0..request.width).map(|column| format!("v{column}")));
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let rows = match from {
            Some(from) => {
                let named = from.named.iter().flatten().map(|graph| format!("FROM NAMED {graph} "));
                let from: String =
                    from.default.iter().map(|graph| format!("FROM {graph} ")).chain(named).collect();
                let own = Lookup { union: Union::Already, ..*lookup };
                own.all_from(&from, &request.body, &columns)?
            }
            None => lookup.all(&request.body, &columns)?,
        };
        self.files += 1;
        let file = self.files;
        rows.into_iter()
            .map(|mut row| {
                let number = match row.first() {
                    _ if !request.is_numbered => Some(0),
                    Some(Some(Term::Literal(number))) => number.value().parse().ok(),
                    _ => None,
                };
                for term in row.iter_mut().flatten() {
                    // What a label means ends with the answer that it is in.
                    if let Term::BlankNode(node) = term {
                        *term = oxrdf::BlankNode::new_unchecked(format!("f{file}x{}", node.as_str())).into();
                    }
                }
                let number = number.ok_or_else(|| RemoteError::Foreign("a row has no number".to_owned()))?;
                if request.is_numbered {
                    row.remove(0);
                }
                Ok((number, row))
            })
            .collect()
    }

    /// Takes the triples of one solution.
    fn take(&mut self, triples: Vec<(Triple, Option<Term>)>) {
        let led: FxHashSet<&Term> = triples
            .iter()
            .filter(|(triple, _)| facts::is_link(&triple[1]))
            .map(|(triple, _)| &triple[2])
            .collect();
        for (triple, _) in &triples {
            if let Some(iri) = iri_of(&triple[0])
                && form(iri) == Form::Shared
                && !led.contains(&triple[0])
            {
                self.loose.insert(iri.to_owned());
            }
        }
        for ([subject, predicate, object], graph) in triples {
            let object = corrected(iri_of(&predicate).unwrap_or_default(), object);
            let triple = [subject, predicate, object];
            if matches!(triple[0], Term::Literal(_) | Term::Triple(_)) || iri_of(&triple[1]).is_none() {
                continue;
            }
            match graph.as_ref().and_then(iri_of) {
                Some(graph) => {
                    self.quads.insert((triple.clone(), graph.to_owned()));
                }
                None => {
                    self.triples.insert(triple);
                }
            }
        }
    }

    /// Finds the graphs of all triples.
    pub(super) fn place_all(&mut self, lookup: &Lookup<'_, impl AskSparql>) -> Result<(), RemoteError> {
        let triples: Vec<Triple> = self.triples.iter().filter(|triple| has_names(triple)).cloned().collect();
        self.place(lookup, &triples)?;
        self.check_placed(None)
    }

    /// Whether the query took triples with their graphs.
    pub(super) fn has_graphs(&self) -> bool {
        !self.quads.is_empty()
    }

    /// Finds all facts that the triples rest on, or those that are needed, with their words.
    pub(super) fn prove(
        &mut self,
        lookup: &Lookup<'_, impl AskSparql>,
        needed: Option<&Needed>,
    ) -> Result<(), RemoteError> {
        let known = self.quads.iter().map(|(triple, _)| triple);
        let all: FxHashSet<Triple> = self
            .triples
            .iter()
            .chain(known)
            .filter(|triple| has_names(triple) && is_needed(needed, triple))
            .cloned()
            .collect();
        let mut facts: BTreeSet<String> = BTreeSet::new();
        let mut others = Vec::new();
        for triple in &all {
            let mut is_other = true;
            for (place, term) in [(0, &triple[0]), (2, &triple[2])] {
                match iri_of(term).map(|iri| (iri, form(iri))) {
                    Some((iri, Form::Fact)) => {
                        facts.insert(iri.to_owned());
                        is_other &= place != 0;
                    }
                    Some((_, Form::Quantity(fact))) => {
                        facts.insert(fact.to_owned());
                        is_other &= place != 0;
                    }
                    Some((_, Form::Shared)) => is_other &= place != 0,
                    _ => {}
                }
            }
            if is_other {
                others.push(triple.clone());
            }
        }
        let mut claims = self.place(lookup, &others)?;
        facts.extend(claims.iter().map(|(fact, _)| fact.clone()));
        let subjects: FxHashSet<&str> = all.iter().filter_map(|triple| iri_of(&triple[0])).collect();
        let loose = self.loose.iter().filter(|iri| subjects.contains(iri.as_str())).cloned().collect();
        facts.extend(facts::linking(lookup, &loose)?);
        self.describe(lookup, facts)?;
        // What the facts themselves say has its graph by now.
        let described: FxHashSet<&Triple> =
            self.facts.values().flat_map(|fact| fact.quads.iter().map(|(triple, _)| triple)).collect();
        let placed: FxHashSet<&Triple> = self.quads.iter().map(|(triple, _)| triple).collect();
        let missing: Vec<Triple> = all
            .into_iter()
            .filter(|triple| !described.contains(triple) && !placed.contains(triple))
            .collect();
        if !missing.is_empty() {
            let more = self.place(lookup, &missing)?;
            self.describe(lookup, more.iter().map(|(fact, _)| fact.clone()).collect())?;
            claims.extend(more);
        }
        self.check_claims(&claims)?;
        self.check_placed(needed)
    }

    /// Fetches what facts say that are not known yet.
    pub(super) fn describe(
        &mut self,
        lookup: &Lookup<'_, impl AskSparql>,
        facts: BTreeSet<String>,
    ) -> Result<(), RemoteError> {
        let new: Vec<String> = facts.into_iter().filter(|fact| !self.facts.contains_key(fact)).collect();
        for found in lookup.halves(&new, |facts| facts::describe(lookup, facts))? {
            for (fact, described) in &found.facts {
                let ends = [Role::Subject, Role::Object].into_iter();
                let ends = ends.flat_map(|role| described.all(node(fact), role));
                self.linked.extend(ends.filter_map(named).map(str::to_owned));
            }
            self.facts.extend(found.facts);
            for link in found.links {
                if !link.iter().any(|end| iri_of(end).is_some_and(|end| self.linked.contains(end))) {
                    return Err(RemoteError::Foreign("a row of names was not asked for".to_owned()));
                }
                self.link(link);
            }
        }
        Ok(())
    }

    /// Adds a link between two names of a thing.
    pub(super) fn link(&mut self, [one, other]: [Term; 2]) {
        if let (Some(one), Some(other)) = (iri_of(&one), iri_of(&other)) {
            self.links.add(one, other);
        }
        self.labels.insert([one, iri_term(owl::SAME_AS), other]);
    }

    /// Fetches the labels of what the facts and the other quads name.
    pub(super) fn label(&mut self, lookup: &Lookup<'_, impl AskSparql>) -> Result<(), RemoteError> {
        let own = self.facts.iter().flat_map(|(fact, described)| {
            let spoken_of = |triple: &&Triple| iri_of(&triple[0]) == Some(fact);
            described.quads.iter().map(|(triple, _)| triple).filter(spoken_of)
        });
        let others = self.quads.iter().map(|(triple, _)| triple);
        let things: BTreeSet<&str> =
            own.chain(others).flatten().filter_map(iri_of).filter(|iri| form(iri) == Form::Other).collect();
        let things: Vec<Term> = things.into_iter().map(iri_term).collect();
        let found = lookup.chunks(&things, |things| facts::labels(lookup, things))?;
        self.labels.extend(found.into_iter().flatten());
        Ok(())
    }

    /// Fetches all that is said of things.
    pub(super) fn describe_things(
        &mut self,
        lookup: &Lookup<'_, impl AskSparql>,
        things: &BTreeSet<String>,
    ) -> Result<(), RemoteError> {
        let things: Vec<Term> = things.iter().map(|thing| iri_term(thing)).collect();
        let found = lookup.chunks(&things, |things| facts::things(lookup, things))?;
        self.quads.extend(found.into_iter().flatten());
        Ok(())
    }

    /// Adds triples that are in no graph.
    pub(super) fn add_labels(&mut self, triples: impl IntoIterator<Item = Triple>) {
        self.labels.extend(triples);
    }

    /// A triple without a graph would count as one of no fact.
    fn check_placed(&self, needed: Option<&Needed>) -> Result<(), RemoteError> {
        let described: FxHashSet<&Triple> =
            self.facts.values().flat_map(|fact| fact.quads.iter().map(|(triple, _)| triple)).collect();
        let placed: FxHashSet<&Triple> = self.quads.iter().map(|(triple, _)| triple).collect();
        let lost = self.triples.iter().find(|triple| {
            has_names(triple)
                && is_needed(needed, triple)
                && !described.contains(triple)
                && !placed.contains(triple)
        });
        match lost {
            None => Ok(()),
            Some([subject, predicate, object]) => Err(RemoteError::Foreign(format!(
                "no named graph holds {subject} {predicate} {object}, which its default graph holds"
            ))),
        }
    }

    /// Finds the graphs of triples, and the facts that say them.
    fn place(
        &mut self,
        lookup: &Lookup<'_, impl AskSparql>,
        triples: &[Triple],
    ) -> Result<Vec<Claim>, RemoteError> {
        let mut claims = Vec::new();
        for (quads, saying) in lookup.chunks(triples, |triples| place(lookup, triples))? {
            self.quads.extend(quads);
            claims.extend(saying);
        }
        Ok(claims)
    }

    /// Whether the facts say what they are said to say, and each plain triple of an article is said by one of its facts.
    fn check_claims(&self, claims: &[Claim]) -> Result<(), RemoteError> {
        for (fact, triple) in claims {
            let [subject, predicate, object] = triple;
            let says = self.facts.get(fact).is_some_and(|described| {
                let has = |role, term: &Term| described.has(node(fact), role, term.as_ref());
                has(Role::Subject, subject)
                    && has(Role::Predicate, predicate)
                    && (has(Role::Object, object) || has(Role::Value, object))
            });
            if !says {
                return Err(RemoteError::Foreign(format!("<{fact}> does not say what it is said to say")));
            }
        }
        let said: FxHashMap<&Triple, Vec<&str>> =
            claims.iter().fold(FxHashMap::default(), |mut said, (fact, triple)| {
                said.entry(triple).or_insert_with(Vec::new).push(fact);
                said
            });
        for (triple, graph) in &self.quads {
            let Some((article, ArticleGraph::Stated | ArticleGraph::Attributed)) = article_graph(graph)
            else {
                continue;
            };
            let is_own = |fact: &&str| own(fact, article) == Some(Own::Fact);
            if !said.get(triple).is_some_and(|facts| facts.iter().any(is_own)) {
                let [subject, predicate, object] = triple;
                return Err(RemoteError::Foreign(format!(
                    "no fact of <{article}> says {subject} {predicate} {object}, which its graph holds"
                )));
            }
        }
        Ok(())
    }

    /// Writes all into a dataset: facts first, by their IRIs.
    pub(super) fn write(&self, base: &str, dataset: &mut DatasetBuilder) {
        let placed: FxHashSet<&Triple> = self
            .facts
            .values()
            .flat_map(|fact| fact.quads.iter())
            .chain(&self.quads)
            .map(|(triple, _)| triple)
            .collect();
        let described = self.facts.keys().chain(self.claims.keys()).collect::<BTreeSet<_>>();
        for fact in described {
            let Some(whole) = self.facts.get(fact) else {
                self.claims[fact].iter().for_each(|triple| insert(triple, None, dataset));
                continue;
            };
            for (triple, graph) in &whole.quads {
                insert(triple, Some(graph), dataset);
            }
        }
        let mut quads: Vec<&(Triple, String)> = self.quads.iter().collect();
        quads.sort_by_cached_key(|(triple, graph)| (graph, text(triple)));
        for (triple, graph) in quads {
            insert(triple, Some(graph), dataset);
        }
        // Blank nodes are in ontologies alone.
        let mut ontology = String::new();
        iri::ontology_graph(base, &mut ontology);
        let mut rest: Vec<&Triple> = self.triples.iter().filter(|triple| !placed.contains(triple)).collect();
        rest.sort_by_cached_key(|triple| text(triple));
        for triple in rest {
            insert(triple, (!has_names(triple)).then_some(&ontology), dataset);
        }
        let mut labels: Vec<&Triple> = self.labels.iter().filter(|triple| !placed.contains(triple)).collect();
        labels.sort_by_cached_key(|triple| text(triple));
        for triple in labels {
            insert(triple, None, dataset);
        }
    }
}

fn text([subject, predicate, object]: &Triple) -> [String; 3] {
    [subject.to_string(), predicate.to_string(), object.to_string()]
}

/// The triples of a solution.
fn triples(
    request: &Request,
    number: usize,
    values: &[Option<Term>],
) -> Result<Vec<(Triple, Option<Term>)>, RemoteError> {
    let lacks = || RemoteError::Foreign("a row lacks what every solution has".to_owned());
    request.triples(number, values).ok_or_else(lacks)
}

/// Whether it has no blank node: then it can be looked up.
fn has_names(triple: &Triple) -> bool {
    !triple.iter().any(|term| matches!(term, Term::BlankNode(_) | Term::Triple(_)))
}

fn insert(triple: &Triple, graph: Option<&String>, dataset: &mut DatasetBuilder) {
    let [subject, predicate, object] = triple;
    let subject = match subject {
        Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
        Term::BlankNode(node) => node.clone().into(),
        Term::Literal(_) | Term::Triple(_) => return,
    };
    let Term::NamedNode(predicate) = predicate else { return };
    let graph = graph.map_or(GraphName::DefaultGraph, |graph| NamedNode::new_unchecked(graph).into());
    dataset.insert_quad(Quad::new(subject, predicate.clone(), object.clone(), graph).as_ref());
}

/// A fact that is said to say a triple.
type Claim = (String, Triple);

/// What was found of some triples: their graphs, and the facts that say them.
type Placed = (Vec<(Triple, String)>, Vec<Claim>);

/// The graphs of some triples, and the facts that say them. A literal is not sent: engines differ in how they write
/// and compare literals, so that all values of the subject and the property come back.
fn place(lookup: &Lookup<'_, impl AskSparql>, triples: &[Triple]) -> Result<Placed, RemoteError> {
    let mut whole: Vec<&Triple> = Vec::new();
    let mut pairs: FxHashSet<(&Term, &Term)> = FxHashSet::default();
    let mut wanted: FxHashMap<(&Term, &Term), Vec<&Term>> = FxHashMap::default();
    for triple in triples {
        let [subject, predicate, object] = triple;
        wanted.entry((subject, predicate)).or_default().push(object);
        if matches!(object, Term::Literal(_)) {
            pairs.insert((subject, predicate));
        } else {
            whole.push(triple);
        }
    }
    let things = values(&["s", "p", "o"], whole.iter().map(|triple| triple.iter().collect()));
    let literals = values(&["s", "p"], pairs.iter().map(|(subject, predicate)| vec![*subject, *predicate]));
    let mut branches = Vec::new();
    for (given, end, is_given) in
        [(&things, af::OBJECT, !whole.is_empty()), (&literals, af::VALUE, !pairs.is_empty())]
    {
        if is_given {
            branches.push(format!("{{ {given}GRAPH ?x {{ ?s ?p ?o }} BIND(\"0\" AS ?k) }}"));
            branches.push(format!("{{ {} BIND(\"1\" AS ?k) }}", said(given, end)));
        }
    }
    let body = branches.join(" UNION ");
    let (mut quads, mut facts) = (Vec::new(), Vec::new());
    for row in lookup.all(&body, &["k", "s", "p", "o", "x"])? {
        let [Some(number), Some(subject), Some(predicate), Some(object), Some(Term::NamedNode(found))] =
            &row[..]
        else {
            return Err(RemoteError::Foreign("a row of graphs and facts lacks a value".to_owned()));
        };
        let object = &corrected(iri_of(predicate).unwrap_or_default(), object.clone());
        let Some(objects) = wanted.get(&(subject, predicate)) else {
            return Err(foreign(subject, predicate, object));
        };
        // Of a subject and a property all objects come, where one of them is a literal.
        if !objects.contains(&object) {
            if pairs.contains(&(subject, predicate)) {
                continue;
            }
            return Err(foreign(subject, predicate, object));
        }
        match number {
            Term::Literal(number) if number.value() == "0" => {
                quads.push(([subject.clone(), predicate.clone(), object.clone()], found.as_str().to_owned()));
            }
            _ => {
                let triple = [subject.clone(), predicate.clone(), object.clone()];
                facts.push((found.as_str().to_owned(), triple));
            }
        }
    }
    Ok((quads, facts))
}

/// The facts that say triples, in the articles whose graphs hold these.
fn said(given: &str, end: &str) -> String {
    // The objects of a property with values are not given.
    let (object, columns) =
        if end == af::OBJECT { ("?o", &["?s", "?p", "?o"][..]) } else { ("?held", &["?s", "?p"][..]) };
    let places = facts::facts_graphs(given, ["?s", "?p", object], columns);
    let (about, property) = (af::SUBJECT, af::PREDICATE);
    format!("{places}GRAPH ?g {{ ?x <{about}> ?s . ?x <{property}> ?p . ?x <{end}> ?o . }}")
}

fn foreign(subject: &Term, predicate: &Term, object: &Term) -> RemoteError {
    RemoteError::Foreign(format!("it returned {subject} {predicate} {object}, which was not asked for"))
}
