//! Receipts: from each row of an answer to the facts that prove it, and their words.
//!
//! The semantics is that of why-provenance ([Buneman, Khanna and Tan, 2001](https://doi.org/10.1007/3-540-44503-X_20)),
//! with facts as its unit: a solution of the query's pattern rests on triples; a triple of a fact's own description rests
//! on that fact, a plain triple on each fact that says it and holds (realized or narrower, not negated), a triple about a
//! quote, a time or a quantity on the fact it was reached from. A row cites what any of its solutions rests on, a group
//! what its members rest on. `docs/receipts.md` has it in full, with its limits.
mod answer;
#[cfg(feature = "disk")]
mod asked;
mod exists;
mod path;
mod premise;
mod record;
mod rename;
#[cfg(feature = "disk")]
mod repeating;
mod shape;
mod solutions;
#[cfg(feature = "disk")]
mod stored;
mod support;
mod widen;
mod witness;
mod write;

use oxrdf::{Term, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spareval::CancellationToken;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use crate::ask::dataset::{Dataset, TermId};
use crate::ask::sparql::{EvaluationError, Query, Scope};
pub use crate::rdf::fact::CitedQuote;
use crate::rdf::fact::text;
use answer::Answer;
#[cfg(feature = "disk")]
pub(crate) use asked::Asked;
use premise::Premises;
pub use record::Citation;
pub(crate) use record::DRAFT;
use solutions::{Solutions, Solve};
#[cfg(feature = "disk")]
pub use stored::Uncited;
use support::{Ground as Held, Grounds, Supports};
use witness::Witnesses;
pub use write::{citation_object, column_name, told, write};

/// What a query does that no fact can be cited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// MINUS: what is not there cannot be cited.
    Minus,
    /// NOT EXISTS or `!BOUND(…)`: what is not there cannot be cited.
    NotExists,
    /// A closure (`*`, `+`): one of the shortest ways is cited.
    ShortestPath,
    /// An EXISTS in the condition of an OPTIONAL.
    ExistsInOptional,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minus => "rows also depend on what MINUS did not find, which cannot be cited",
            Self::NotExists => "rows also depend on missing data (NOT EXISTS, !BOUND), which cannot be cited",
            Self::ShortestPath => "for a path with `*` or `+`, the facts of one shortest path are cited",
            Self::ExistsInOptional => "an EXISTS in the condition of an OPTIONAL is not cited",
        })
    }
}

/// What a row rests on beside facts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// What a document or the corpus declares: entities, their labels, the head of an article.
    Declared,
    /// The ontology.
    Ontology,
    /// A file beside the documents.
    File(String),
}

/// What proves a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The facts, each once, in the order of the documents.
    pub facts: Vec<TermId>,
    /// What it rests on beside facts.
    pub grounds: BTreeSet<Ground>,
    /// Whether one of its solutions needs no fact: what a document declares, the ontology or another file holds it, too.
    /// The row may then be there without the facts.
    pub also_without: bool,
}

/// An answer with its receipts.
pub struct Cited<'d> {
    dataset: &'d Dataset,
    /// The columns.
    pub columns: Vec<Variable>,
    /// Whether the query is an ASK: true where there is a row.
    pub ask: bool,
    /// The rows: a term for each column, if any. Of an ASK that is true, one without columns.
    pub rows: Vec<Vec<Option<Term>>>,
    /// What the query does that cannot be cited.
    pub notes: BTreeSet<Note>,
    /// Facts that others contradict, and which: for whoever knows, of those that are [told].
    pub contradicted: FxHashMap<TermId, Vec<TermId>>,
    receipts: Vec<Receipt>,
    /// The receipt of each row: equal rows have one.
    of_row: Vec<usize>,
    facts: OnceLock<Vec<TermId>>,
}

impl<'d> Cited<'d> {
    fn new(
        dataset: &'d Dataset,
        answer: &Answer,
        term: impl Fn(u32) -> Option<Term>,
        witnesses: Witnesses<'_>,
        files: &[&str],
    ) -> Self {
        let receipts = witnesses.finish(answer.rows.receipts()).map(|found| found.named(files)).collect();
        let cells = |row: &[u32]| row.iter().map(|&number| term(number)).collect();
        Self {
            dataset,
            columns: answer.columns.clone(),
            ask: answer.ask,
            rows: answer.rows.found.iter().map(|row| cells(row)).collect(),
            notes: answer.widened.notes.clone(),
            contradicted: FxHashMap::default(),
            receipts,
            of_row: answer.rows.of_row.clone(),
            facts: OnceLock::new(),
        }
    }

    /// What proves a row, by its number.
    ///
    /// # Panics
    /// Where there is no such row.
    #[must_use]
    pub fn receipt(&self, row: usize) -> &Receipt {
        &self.receipts[self.of_row[row]]
    }

    /// All facts that rows cite, each once, in the order of the documents.
    #[must_use]
    pub fn facts(&self) -> &[TermId] {
        self.facts.get_or_init(|| {
            let mut facts: Vec<TermId> =
                self.receipts.iter().flat_map(|receipt| &receipt.facts).copied().collect();
            facts.sort_unstable();
            facts.dedup();
            facts
        })
    }

    /// A fact in full.
    #[must_use]
    pub fn citation(&self, fact: TermId) -> Citation<'d> {
        let mut citation = Citation::new(self.dataset, fact);
        if let Some(others) = self.contradicted.get(&fact) {
            citation.contradicted_by = others.iter().map(|other| text(self.dataset.term(*other))).collect();
        }
        citation
    }

    /// The dataset that was asked.
    #[must_use]
    pub fn dataset(&self) -> &'d Dataset {
        self.dataset
    }
}

/// Answers a SELECT or an ASK, with the facts that prove each row. The graphs of `files` (graph, file) come from files
/// beside the documents.
///
/// # Errors
/// Where the evaluation breaks off, or the query is none of these.
pub fn cite<'d>(
    query: &Query,
    source: &Scope<'d>,
    files: &[(Term, String)],
    token: &CancellationToken,
) -> Result<Cited<'d>, EvaluationError> {
    let dataset = source.dataset();
    let (solutions, mut answer, mut premises) = solved(query, source, token)?;
    let from = query.algebra().dataset().map(|names| {
        names.default.iter().filter_map(|name| dataset.id(name.as_ref().into())).collect::<FxHashSet<_>>()
    });
    let files = Files::new(files, dataset);
    let mut witnesses = Witnesses::new(Supports::new(dataset, from, files.numbers));
    let mut at_hand = Vec::new();
    answer.each(&solutions, |row, solution| {
        at_hand.clear();
        premises.of(solution, &witnesses.supports, |premise| at_hand.push(premise));
        witnesses.add(row, &at_hand);
    })?;
    Ok(Cited::new(dataset, &answer, |number| solutions.term(number), witnesses, &files.names))
}

/// The solutions of a SELECT or an ASK, its answer, and what fills their premises.
fn solved<'a, 's>(
    query: &'a Query,
    source: &'a Scope<'s>,
    token: &'a CancellationToken,
) -> Result<(Solutions<'a, 's>, Answer, Premises), EvaluationError> {
    let dataset = source.dataset();
    let solutions = Solutions::new(query, source, token);
    let mut answer = Answer::new(query.localized(dataset), query.columns(), &solutions)?;
    let constants = answer.widened.constants.iter().map(|term| dataset.id(term.as_ref())).collect();
    let premises = Premises::new(std::mem::take(&mut answer.widened.parts), constants);
    Ok((solutions, answer, premises))
}

/// The triples that the rows of a SELECT or an ASK rest on, by subject and predicate; without the predicate where the data do
/// not have it. The facts that say the triples need not be there.
///
/// # Errors
/// As [`cite`].
pub(crate) fn premises(
    query: &Query,
    source: &Scope<'_>,
    token: &CancellationToken,
) -> Result<FxHashSet<(TermId, Option<TermId>)>, EvaluationError> {
    let (solutions, mut answer, mut premises) = solved(query, source, token)?;
    let edges = Supports::new(source.dataset(), None, FxHashMap::default());
    let mut found = FxHashSet::default();
    answer.each(&solutions, |_, solution| {
        premises.of(solution, &edges, |premise| {
            found.insert((premise.subject, premise.predicate));
        });
    })?;
    Ok(found)
}

/// The files beside the documents.
struct Files<'f> {
    /// Their names, each once, sorted.
    names: Vec<&'f str>,
    /// The graphs of each, by the place of its name.
    numbers: FxHashMap<TermId, usize>,
}

impl<'f> Files<'f> {
    fn new(files: &'f [(Term, String)], dataset: &Dataset) -> Self {
        let mut names: Vec<&str> = files.iter().map(|(_, file)| file.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let number = |(graph, file): &(Term, String)| {
            Some((dataset.id(graph.as_ref())?, names.binary_search(&file.as_str()).ok()?))
        };
        let numbers = files.iter().filter_map(number).collect();
        Self { names, numbers }
    }
}

/// What a row was found to rest on.
struct Found {
    facts: Vec<TermId>,
    grounds: Grounds,
    also_without: bool,
}

impl Found {
    fn named(self, files: &[&str]) -> Receipt {
        let mut grounds = BTreeSet::new();
        if self.grounds.contains(Held::Declared) {
            grounds.insert(Ground::Declared);
        }
        if self.grounds.contains(Held::Ontology) {
            grounds.insert(Ground::Ontology);
        }
        for (number, name) in files.iter().enumerate() {
            if self.grounds.contains(Held::File(number)) {
                grounds.insert(Ground::File((*name).to_owned()));
            }
        }
        Receipt { facts: self.facts, grounds, also_without: self.also_without }
    }
}
