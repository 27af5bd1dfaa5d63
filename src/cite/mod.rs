//! Receipts: from each row of an answer to the facts that prove it, and their words.
//!
//! The semantics is that of why-provenance ([Buneman, Khanna and Tan, 2001](https://doi.org/10.1007/3-540-44503-X_20)),
//! with facts as its unit: a solution of the query's pattern rests on triples; a triple of a fact's own description rests
//! on that fact, a plain triple on each fact that says it and holds (realized or narrower, not negated), a triple about a
//! quote, a time or a quantity on the fact it was reached from. A row cites what any of its solutions rests on, a group
//! what its members rest on. `docs/receipts.md` has it in full, with its limits.
mod exists;
mod path;
mod record;
mod rename;
mod solutions;
mod support;
mod widen;
mod witness;
mod write;

use oxrdf::{Term, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spareval::CancellationToken;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::GroundTerm;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use crate::dataset::{Dataset, TermId};
use crate::query::{EvaluationError, Query, Source};
use crate::rewrite::vars::certain;
use record::Reader;
pub use record::{Citation, Quote};
use solutions::{Solutions, UNBOUND};
use support::{Grounds, Supports};
use witness::Witnesses;
pub use write::{citation_object, column_name, told, write};

/// The most rows of a cut answer that are put back into the query to find their facts.
const MOST_ROWS: usize = 2_000;

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
            Self::Minus => "rows rest on what MINUS did not find, too: what is not there cannot be cited",
            Self::NotExists => {
                "rows rest on something that is missing (NOT EXISTS, !BOUND), too: what is not there cannot be cited"
            }
            Self::ShortestPath => "of a path with `*` or `+` the facts of one shortest way are cited",
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
    reader: Reader<'d>,
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
        let mut citation = self.reader.read(fact);
        if let Some(others) = self.contradicted.get(&fact) {
            citation.contradicted_by =
                others.iter().map(|other| record::text(self.dataset.term(*other))).collect();
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
    source: &Source<'d>,
    files: &[(Term, String)],
    token: &CancellationToken,
) -> Result<Cited<'d>, EvaluationError> {
    let dataset = source.dataset();
    let algebra = query.localized(dataset);
    let (pattern, columns, ask) = match algebra {
        spargebra::Query::Select { pattern, .. } => (pattern, query.columns().to_vec(), false),
        // Every solution supports a yes.
        spargebra::Query::Ask { pattern, .. } => (pattern, Vec::new(), true),
        spargebra::Query::Construct { .. } | spargebra::Query::Describe { .. } => {
            return Err(EvaluationError::Other("only the answers of SELECT and ASK can be cited".to_owned()));
        }
    };
    let solutions = Solutions::new(query, source, token);

    // The rows, with the keys of their group where they are groups.
    let shape = Shape::new(&pattern, ask);
    let by = shape.group.clone().unwrap_or_else(|| columns.clone());
    let mut widened = widen::widen(shape.body, &by, dataset);
    let mut rows = Rows::new(shape.is_folded);
    // Where each solution is a row, one evaluation gives the rows and what they rest on.
    let at_once = !(ask || shape.is_cut || shape.is_reduced || shape.group.is_some())
        && (shape.is_folded || widened.is_faithful);
    if at_once {
        if let Some(expression) = shape.order {
            let (inner, expression) = (Box::new(widened.pattern), expression.to_vec());
            widened.pattern = GraphPattern::OrderBy { inner, expression };
        }
    } else {
        let mut shown = columns.clone();
        shown.extend(by.iter().filter(|key| !columns.contains(key)).cloned());
        let places: Vec<usize> =
            by.iter().filter_map(|key| shown.iter().position(|other| other == key)).collect();
        let body = if ask { first(pattern.clone()) } else { with_columns(&pattern, &shown) };
        let mut key = Vec::new();
        solutions.each(body, shown, |row| {
            key.clear();
            key.extend(places.iter().map(|&place| row[place]));
            rows.add(&key, &row[..columns.len()]);
        })?;
        if rows.number_of.is_empty() {
            // Nothing to prove.
            widened.pattern = GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() };
        } else if shape.is_cut && rows.number_of.len() <= MOST_ROWS {
            let keys: Vec<&[u32]> = rows.number_of.keys().map(|key| &**key).collect();
            let (variables, given) = restriction(&solutions, &by, &keys, shape.body);
            widened.pattern = widen::only(widened.pattern, variables, given);
        }
    }
    let from = query.algebra().dataset().map(|names| {
        names.default.iter().filter_map(|name| dataset.id(name.as_ref().into())).collect::<FxHashSet<_>>()
    });
    let mut names: Vec<&str> = files.iter().map(|(_, file)| file.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let numbers = files
        .iter()
        .filter_map(|(graph, file)| {
            Some((dataset.id(graph.as_ref())?, names.binary_search(&file.as_str()).ok()?))
        })
        .collect();
    let mut witnesses = Witnesses::new(Supports::new(dataset, from, numbers), widened.parts);
    let width = by.len();
    solutions.each(widened.pattern, widened.columns, |solution| {
        let key = &solution[..width];
        let row = if at_once { Some(rows.add(key, key)) } else { rows.number_of.get(key).copied() };
        if let Some(row) = row {
            witnesses.add(row, solution);
        }
    })?;
    let receipts = witnesses.finish(rows.number_of.len()).map(|receipt| receipt.named(&names)).collect();
    let term = |&number: &u32| solutions.term(number);
    let (found, of_row) = (rows.found, rows.of_row);
    let rows = found.iter().map(|row| row.iter().map(term).collect()).collect();
    Ok(Cited {
        dataset,
        reader: Reader::new(dataset),
        columns,
        ask,
        rows,
        notes: widened.notes,
        contradicted: FxHashMap::default(),
        receipts,
        of_row,
        facts: OnceLock::new(),
    })
}

/// The rows of an answer as term numbers.
struct Rows {
    /// Whether equal rows are one.
    is_folded: bool,
    found: Vec<Box<[u32]>>,
    /// The number of each receipt, by what it is known: a row, or the keys of a group.
    number_of: FxHashMap<Box<[u32]>, usize>,
    /// The receipt of each row.
    of_row: Vec<usize>,
}

impl Rows {
    fn new(is_folded: bool) -> Self {
        Self { is_folded, found: Vec::new(), number_of: FxHashMap::default(), of_row: Vec::new() }
    }

    /// Adds a row, and gives the number of its receipt.
    fn add(&mut self, key: &[u32], row: &[u32]) -> usize {
        let known = self.number_of.get(key).copied();
        let number = known.unwrap_or_else(|| {
            self.number_of.insert(key.into(), self.number_of.len());
            self.number_of.len() - 1
        });
        if known.is_none() || !self.is_folded {
            self.found.push(row.into());
            self.of_row.push(number);
        }
        number
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
        if self.grounds.contains(Grounds::DECLARED) {
            grounds.insert(Ground::Declared);
        }
        if self.grounds.contains(Grounds::ONTOLOGY) {
            grounds.insert(Ground::Ontology);
        }
        for (number, name) in files.iter().enumerate() {
            if self.grounds.contains(Grounds::file(number)) {
                grounds.insert(Ground::File((*name).to_owned()));
            }
        }
        Receipt { facts: self.facts, grounds, also_without: self.also_without }
    }
}

/// How a query makes rows of the solutions of its pattern.
struct Shape<'q> {
    /// The pattern whose solutions support the rows.
    body: &'q GraphPattern,
    /// Whether rows are cut off (LIMIT, OFFSET).
    is_cut: bool,
    /// Whether equal rows are one (DISTINCT).
    is_folded: bool,
    /// Whether equal rows may be one (REDUCED): which ones are is the evaluator's to say.
    is_reduced: bool,
    /// In which order they come.
    order: Option<&'q [OrderExpression]>,
    /// The keys, where each row is a group of solutions.
    group: Option<Vec<Variable>>,
}

impl<'q> Shape<'q> {
    fn new(pattern: &'q GraphPattern, ask: bool) -> Self {
        let mut shape = Self {
            body: pattern,
            is_cut: false,
            is_folded: false,
            is_reduced: false,
            order: None,
            group: None,
        };
        loop {
            match shape.body {
                GraphPattern::Slice { inner, .. } => (shape.body, shape.is_cut) = (inner, true),
                GraphPattern::Distinct { inner } => (shape.body, shape.is_folded) = (inner, true),
                GraphPattern::Reduced { inner } => (shape.body, shape.is_reduced) = (inner, true),
                GraphPattern::OrderBy { inner, expression } => {
                    (shape.body, shape.order) = (inner, Some(expression.as_slice()));
                }
                GraphPattern::Project { inner, .. } => {
                    shape.body = inner;
                    // What is further inside belongs to a subquery.
                    while let GraphPattern::OrderBy { inner, expression } = shape.body {
                        (shape.body, shape.order) = (inner, Some(expression.as_slice()));
                    }
                    break;
                }
                _ => break,
            }
        }
        // Where rows are groups, the solutions of the members have the keys; what was computed of a group has no part.
        let mut grouped = shape.body;
        loop {
            match grouped {
                GraphPattern::Extend { inner, expression, .. }
                | GraphPattern::Filter { inner, expr: expression }
                    if !has_exists(expression) =>
                {
                    grouped = inner;
                }
                GraphPattern::Group { inner, variables, .. }
                    if !shape.is_folded && !shape.is_reduced && !ask =>
                {
                    return Self { body: inner, group: Some(variables.clone()), ..shape };
                }
                _ => return shape,
            }
        }
    }
}

fn has_exists(expression: &Expression) -> bool {
    let mut found = Vec::new();
    exists::find(expression, false, &mut found);
    !found.is_empty()
}

/// The same query with these columns.
fn with_columns(pattern: &GraphPattern, columns: &[Variable]) -> GraphPattern {
    let mut pattern = pattern.clone();
    let mut inner = &mut pattern;
    loop {
        match inner {
            GraphPattern::Project { variables, .. } => {
                *variables = columns.to_vec();
                return pattern;
            }
            GraphPattern::Slice { inner: next, .. }
            | GraphPattern::Distinct { inner: next }
            | GraphPattern::Reduced { inner: next }
            | GraphPattern::OrderBy { inner: next, .. } => inner = next,
            _ => return pattern,
        }
    }
}

/// The first solution of a pattern, if there is any.
fn first(pattern: GraphPattern) -> GraphPattern {
    let inner = GraphPattern::Project { inner: Box::new(pattern), variables: Vec::new() };
    GraphPattern::Slice { inner: Box::new(inner), start: 0, length: Some(1) }
}

/// The rows of an answer as given rows of the query: for the columns that its pattern binds in every solution.
fn restriction(
    solutions: &Solutions<'_, '_>,
    columns: &[Variable],
    rows: &[&[u32]],
    body: &GraphPattern,
) -> (Vec<Variable>, Vec<Vec<Option<GroundTerm>>>) {
    let certain = certain(body);
    let ground = |number: u32| match solutions.term(number)? {
        Term::NamedNode(node) => Some(GroundTerm::from(node)),
        Term::Literal(literal) => Some(literal.into()),
        Term::BlankNode(_) | Term::Triple(_) => None,
    };
    let places: Vec<usize> = (0..columns.len())
        .filter(|&place| {
            certain.contains(columns[place].as_str())
                && rows.iter().all(|row| row[place] != UNBOUND && ground(row[place]).is_some())
        })
        .collect();
    let mut given: Vec<Vec<u32>> =
        rows.iter().map(|row| places.iter().map(|&place| row[place]).collect()).collect();
    given.sort_unstable();
    given.dedup();
    let given = given.iter().map(|row| row.iter().map(|&number| ground(number)).collect()).collect();
    (places.iter().map(|&place| columns[place].clone()).collect(), given)
}
