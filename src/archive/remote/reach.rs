//! What an endpoint holds, and how its default graph is asked for.
use super::RemoteOptions;
use super::error::RemoteError;
use super::lookup::{AskSparql, Lookup, RemoteRows, Union};
use crate::term::iri;
use crate::term::vocab::{af, rdf};
use oxrdf::Term;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// How many typed things of named graphs are looked for in the default graph.
const SAMPLE: usize = 1000;

/// Rows that say nothing and are asked for to see whether they all come: each of three variables has so many values.
/// Virtuoso gives 10,000 rows as it is set up, and nothing at all for a list of thousands.
const EACH: usize = 21;
const EMPTY_ROWS: usize = EACH * EACH * EACH;

/// What is worth knowing of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemoteNote {
    /// It holds no fact.
    NoFacts,
    /// It does not hold the ontology under this base.
    NoOntology,
    /// Its default graph is asked for as the union of all graphs.
    Union(Union),
}

impl fmt::Display for RemoteNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFacts => f.write_str("the endpoint holds no facts"),
            Self::NoOntology => f.write_str(
                "the endpoint does not hold the ontology of this base: queries that combine facts with it find nothing; load an export made with `--with-ontology`",
            ),
            Self::Union(union) => match union.parameter() {
                Some((name, value)) => write!(
                    f,
                    "the endpoint's default graph is not the union of its graphs; asking for the union with `{name}={value}`"
                ),
                None => f.write_str("the endpoint's default graph is the union of its graphs"),
            },
        }
    }
}

/// What an endpoint holds.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub(super) union: Union,
    pub(super) has_facts: bool,
    /// Whether facts are in named graphs.
    pub(super) has_graphs: bool,
    pub(super) has_ontology: bool,
    /// How many rows it is known to give at once; none where it did not give all that were asked for. Those who ask the same
    /// endpoint learn it together.
    pub(super) whole: Arc<AtomicU64>,
    pub(super) notes: Vec<RemoteNote>,
}

impl Reach {
    /// Finds out.
    pub(super) fn find(
        asker: &impl AskSparql,
        base: &str,
        options: RemoteOptions,
    ) -> Result<Self, RemoteError> {
        let mut ontology = String::new();
        iri::ontology_graph(base, &mut ontology);
        let (a, fact) = (rdf::TYPE, af::FACT);
        let part = |what: &str, body: &str| {
            format!("{{ {{ SELECT ?s WHERE {{ {body} }} LIMIT 1 }} BIND(\"{what}\" AS ?what) }}")
        };
        let parts = [
            part("graphs", &format!("GRAPH ?g {{ ?s <{a}> <{fact}> }}")),
            part("default", &format!("?s <{a}> <{fact}>")),
            part("ontology", &format!("GRAPH <{ontology}> {{ ?s ?p ?o }}")),
            part(
                "apart",
                &format!(
                    "{{ SELECT ?s ?c WHERE {{ GRAPH ?g {{ ?s <{a}> ?c }} }} LIMIT {SAMPLE} }} \
                     FILTER NOT EXISTS {{ ?s <{a}> ?c }}"
                ),
            ),
        ];
        let zeros = "0 ".repeat(EACH);
        let query = format!(
            "SELECT ?what WHERE {{ {} UNION \
             {{ VALUES ?x {{ {zeros}}} VALUES ?y {{ {zeros}}} VALUES ?z {{ {zeros}}} }} }}",
            parts.join(" UNION ")
        );
        for union in [Union::Already, Union::Parameter, Union::Graph] {
            let most = options.most.max(2 * EMPTY_ROWS as u64);
            let whole = AtomicU64::new(0);
            let lookup = Lookup { asker, union, connections: options.connections, most, whole: &whole };
            let mut rows = match lookup.some(&query, &["what"]) {
                Ok(rows) => rows,
                // What it does not know it may refuse.
                Err(RemoteError::Status(..)) if union != Union::Already => continue,
                Err(error) => return Err(error),
            };
            let came = rows.len() as u64;
            let empty = rows.iter().filter(|row| matches!(row.first(), Some(None))).count();
            if empty < EMPTY_ROWS && !names(&rows, "graphs") && !names(&rows, "default") {
                // It may have cut off any of them.
                for part in &parts {
                    rows.extend(lookup.some(&format!("SELECT ?what WHERE {{ {part} }}"), &["what"])?);
                }
            }
            let has = |what: &str| names(&rows, what);
            if has("apart") {
                continue;
            }
            let has_facts = has("graphs") || has("default");
            let mut notes = Vec::new();
            if union != Union::Already {
                notes.push(RemoteNote::Union(union));
            }
            if !has_facts {
                notes.push(RemoteNote::NoFacts);
            } else if !has("ontology") {
                notes.push(RemoteNote::NoOntology);
            }
            return Ok(Self {
                union,
                has_facts,
                has_graphs: has("graphs"),
                has_ontology: has("ontology"),
                whole: Arc::new(AtomicU64::new(if empty == EMPTY_ROWS { came } else { 0 })),
                notes,
            });
        }
        Err(RemoteError::DefaultGraph)
    }
}

/// Whether a row names something.
fn names(rows: &RemoteRows, what: &str) -> bool {
    let name = |row: &Vec<Option<Term>>| match row.first() {
        Some(Some(Term::Literal(literal))) => literal.value() == what,
        _ => false,
    };
    rows.iter().any(name)
}
