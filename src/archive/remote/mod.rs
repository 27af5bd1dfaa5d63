//! Archives that lie behind a SPARQL endpoint which someone else runs.
//!
//! Of the endpoint nothing is wanted but the solutions of basic graph patterns
//! (`ask::fragment`) and look-ups of facts in the plain `af:Fact` form: what comes back becomes a
//! [`Snapshot`] of what an answer depends on, which is asked like any other. So rows, citations, contradictions and
//! explanations are made by one code, whatever the endpoint's engine makes of OPTIONAL, decimals or triple terms.
mod around;
mod error;
mod facts;
mod gather;
#[cfg(feature = "endpoint")]
mod http;
mod lookup;
mod names;
mod reach;
#[cfg(test)]
mod tests;
mod thing;
mod triple;
#[cfg(feature = "endpoint")]
mod write;

pub use error::RemoteError;
#[cfg(feature = "endpoint")]
pub use http::{Credentials, HttpEndpoint, Patience, Traffic};
pub use lookup::{AskSparql, RemoteRows, Select, Union};
pub use reach::RemoteNote;
pub use thing::ExplainTarget;
#[cfg(feature = "endpoint")]
pub use write::{EndpointWriter, Protocol, Replacement};

use super::ask::{Ask, AskError, Voice};
use super::builder::SnapshotBuilder;
use super::snapshot::Snapshot;
use super::thing::Thing;
use crate::ask::dataset::DatasetBuilder;
use crate::ask::fragment;
use crate::ask::sparql::Query;
use crate::corpus::Corpus;
use crate::term::vocab::{dcterms, rdfs, skos};
use around::Rivals;
use gather::{Gathered, Needed};
use lookup::Lookup;
use oxrdf::{Literal, Term};
use reach::Reach;
use std::time::Instant;

/// How much is asked for at once.
#[derive(Clone, Copy, Debug)]
pub struct RemoteOptions {
    /// How many look-ups are under way at once.
    pub connections: usize,
    /// The most solutions that are fetched for a part of a query.
    pub most: u64,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        Self { connections: 4, most: 1_000_000 }
    }
}

/// What is told of facts that are cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// Which they are.
    Facts,
    /// What contradicts them, too.
    Contradictions,
    /// And what people call the things that they speak of.
    Names,
}

/// An archive behind an endpoint.
#[derive(Debug)]
pub struct Remote<A> {
    asker: A,
    corpora: Vec<Corpus>,
    options: RemoteOptions,
    reach: Reach,
}

impl<A: AskSparql> Remote<A> {
    /// An archive whose base and ontology are those of a corpus. One request finds out what the endpoint holds.
    ///
    /// # Errors
    /// Where the endpoint does not answer, or its default graph is not the union of its graphs and cannot be had so.
    pub fn open(asker: A, corpus: Corpus, options: RemoteOptions) -> Result<Self, RemoteError> {
        let reach = Reach::find(&asker, corpus.base(), options)?;
        Ok(Self { asker, corpora: vec![corpus], options, reach })
    }

    /// The same archive, asked by another: what was found out of the endpoint holds.
    #[must_use]
    pub fn asked_by<B: AskSparql>(&self, asker: B) -> Remote<B> {
        Remote { asker, corpora: self.corpora.clone(), options: self.options, reach: self.reach.clone() }
    }

    /// The things whose label, alternative label or title holds some words, whatever their letter case, the shortest
    /// label first; at most `limit`.
    ///
    /// # Errors
    /// Where the endpoint's answer cannot be relied on.
    pub fn find(&self, words: &str, limit: usize) -> Result<Vec<Thing>, RemoteError> {
        let wanted = words.trim().to_lowercase();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = Literal::new_simple_literal(wanted);
        let labels = [rdfs::LABEL, skos::PREF_LABEL, skos::ALT_LABEL, dcterms::TITLE];
        let branches = labels.map(|label| {
            format!("{{ ?s <{label}> ?l . FILTER(ISIRI(?s) && CONTAINS(LCASE(STR(?l)), {wanted})) }}")
        });
        // The endpoint may cut it off: what was found is still right.
        let query = format!(
            "SELECT DISTINCT ?s ?l WHERE {{ {} }} ORDER BY STRLEN(STR(?l)) ?l ?s LIMIT {limit}",
            branches.join(" UNION ")
        );
        let mut found = Vec::new();
        for row in self.lookup().some(&query, &["s", "l"])? {
            if let [Some(Term::NamedNode(thing)), Some(Term::Literal(label))] = &row[..]
                && !found.iter().any(|known: &Thing| known.iri == thing.as_str())
            {
                found.push(Thing { iri: thing.as_str().to_owned(), label: label.value().to_owned() });
            }
        }
        Ok(found)
    }

    /// Whether the endpoint says anything of an IRI.
    ///
    /// # Errors
    /// Where its answer cannot be relied on.
    pub fn has(&self, iri: &str) -> Result<bool, RemoteError> {
        let query = format!("SELECT ?p WHERE {{ {} ?p ?o }} LIMIT 1", triple::iri_term(iri));
        Ok(!self.lookup().some(&query, &["p"])?.is_empty())
    }

    /// What is worth knowing of the endpoint.
    #[must_use]
    pub fn notes(&self) -> &[RemoteNote] {
        &self.reach.notes
    }

    /// Whoever is asked.
    #[must_use]
    pub fn asker(&self) -> &A {
        &self.asker
    }

    /// The corpora whose prefixes a query needs not declare.
    #[must_use]
    pub fn corpora(&self) -> &[Corpus] {
        &self.corpora
    }

    fn lookup(&self) -> Lookup<'_, A> {
        Lookup {
            asker: &self.asker,
            union: self.reach.union,
            connections: self.options.connections,
            most: self.options.most,
            whole: &self.reach.whole,
        }
    }

    /// All that the answer to a query depends on, its citations included where they are asked for. `tells` says what
    /// is told of the facts that are cited.
    ///
    /// # Errors
    /// Where the endpoint's answers cannot be relied on, or the query needs more than can be fetched.
    pub fn snapshot(&self, query: &Query, ask: &Ask, tells: Tells) -> Result<Snapshot, RemoteError> {
        let begun = Instant::now();
        let algebra = query.algebra();
        let plan = fragment::plan(algebra)?;
        let lookup = self.lookup();
        let mut gathered = Gathered::default();
        gathered.fetch(&lookup, plan, algebra.dataset())?;
        let whole = ask.cite || query.mentions_reifiers();
        let in_graphs = ask.voice == Voice::Article || algebra.dataset().is_some();
        if (whole || in_graphs) && !self.reach.has_graphs && self.reach.has_facts {
            return Err(RemoteError::NoGraphs);
        }
        if !whole {
            if in_graphs {
                gathered.place_all(&lookup)?;
            }
            return Ok(self.finish(&gathered));
        }
        // Where the triples tell the rows, only those are proved that the rows which a LIMIT or a condition leaves rest on.
        let telling = !query.mentions_reifiers() && !in_graphs && !gathered.has_graphs();
        if telling && let Some(found) = premises(&self.finish(&gathered), query, ask, begun)? {
            let needed = Needed::new(found);
            self.prove(&mut gathered, Some(&needed), tells)?;
            let snapshot = self.finish(&gathered);
            // Of rows that are equal in the order a LIMIT may leave others now.
            if premises(&snapshot, query, ask, begun)?.is_some_and(|again| needed.covers(&again)) {
                return Ok(snapshot);
            }
        }
        self.prove(&mut gathered, None, tells)?;
        Ok(self.finish(&gathered))
    }

    /// Fetches the facts that say the triples, all or those with some subjects and predicates, and what is told of them.
    fn prove(
        &self,
        gathered: &mut Gathered,
        needed: Option<&Needed>,
        tells: Tells,
    ) -> Result<(), RemoteError> {
        let lookup = self.lookup();
        gathered.prove(&lookup, needed)?;
        if tells != Tells::Facts {
            let ontologies: Vec<_> = self.corpora.iter().map(Corpus::ontology).collect();
            around::add(gathered, &lookup, &ontologies, Rivals::Claims)?;
        }
        if tells == Tells::Names {
            gathered.label(&lookup)?;
        }
        Ok(())
    }

    fn finish(&self, gathered: &Gathered) -> Snapshot {
        let mut dataset = DatasetBuilder::new();
        gathered.write(self.corpora.first().map_or("", Corpus::base), &mut dataset);
        if self.reach.has_ontology {
            SnapshotBuilder::of_dataset(&self.corpora, dataset).finish()
        } else {
            SnapshotBuilder::without_ontology(&self.corpora, dataset).finish()
        }
    }
}

/// Triples, by subject and predicate.
type Premises = Vec<(Term, Option<Term>)>;

/// The triples that the rows of an answer rest on; none where they cannot be told. The time that a
/// query may take has begun.
fn premises(
    snapshot: &Snapshot,
    query: &Query,
    ask: &Ask,
    begun: Instant,
) -> Result<Option<Premises>, RemoteError> {
    let left = ask.deadline.map(|limit| limit.saturating_sub(begun.elapsed()));
    match snapshot.premises(query, &Ask { deadline: left, ..ask.clone() }) {
        Ok(premises) => Ok(Some(premises)),
        Err(AskError::Deadline(_)) => Err(RemoteError::Timeout(ask.deadline.unwrap_or_default())),
        Err(_) => Ok(None),
    }
}
