//! What `--cite` promises, held against the shipped corpus; README.md beside the queries says it in words.
pub(crate) mod corpus;
mod formats;
pub(crate) mod generated;
mod shapes;

use corpus::Shipped;
use groundwire::ask::cite::{Note, Receipt, cite};
use groundwire::ask::dataset::Dataset;
use groundwire::ask::sparql::{Query, QueryResult, Scope};
use oxrdf::Term;
use spareval::CancellationToken;
use std::collections::{BTreeMap, BTreeSet};

/// A row of an answer.
type Row = Vec<Option<Term>>;

/// The rows of an answer; a yes is one row without columns.
fn rows(query: &Query, dataset: &Dataset) -> Vec<Row> {
    let source = Scope::new(dataset, query);
    match query.evaluate(&source, &CancellationToken::new()).unwrap() {
        QueryResult::Solutions(solutions) => {
            solutions.map(|solution| solution.unwrap().values().to_vec()).collect()
        }
        QueryResult::Boolean(true) => vec![Vec::new()],
        QueryResult::Boolean(false) => Vec::new(),
        QueryResult::Triples(_) => panic!("rows are expected"),
    }
}

/// A row with what proves it.
struct Proved {
    row: Row,
    facts: BTreeSet<String>,
    receipt: Receipt,
}

/// What a query is answered with.
struct Answered {
    rows: Vec<Proved>,
    notes: BTreeSet<Note>,
}

fn answer(query: &Query, dataset: &Dataset) -> Answered {
    let source = Scope::new(dataset, query);
    let cited = cite(query, &source, &[], &CancellationToken::new()).unwrap();
    let rows = (0..cited.rows.len())
        .map(|number| {
            let receipt = cited.receipt(number).clone();
            let facts = receipt.facts.iter().map(|fact| cited.citation(*fact).fact.to_owned()).collect();
            Proved { row: cited.rows[number].clone(), facts, receipt }
        })
        .collect();
    Answered { rows, notes: cited.notes }
}

/// What was found of many rows.
#[derive(Debug, Default)]
struct Figures {
    queries: usize,
    rows: usize,
    /// Rows with different citations or values, each of which is tried.
    distinct: usize,
    /// Rows that cite nothing.
    uncited: usize,
    /// Rows that something declared holds as well.
    also_without: usize,
    /// Rows of closures that another way still gives.
    another_way: usize,
    /// Rows that are gone without the facts that they cite.
    gone: usize,
    /// Rows that are there with these facts alone.
    enough: usize,
    /// Rows that are not: what else they rest on was missing.
    not_enough: usize,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.queries += other.queries;
        self.rows += other.rows;
        self.distinct += other.distinct;
        self.uncited += other.uncited;
        self.also_without += other.also_without;
        self.another_way += other.another_way;
        self.gone += other.gone;
        self.enough += other.enough;
        self.not_enough += other.not_enough;
    }
}

/// What of a query's rows is not as promised.
struct Faults {
    figures: Figures,
    faults: Vec<String>,
}

/// The most rows of a query that are tried, each with two new datasets.
const MOST_ROWS: usize = 40;

/// Holds each row of a query against the corpus without the facts it cites, and with these alone.
///
/// `alone`: whether the row must be there with these alone; not where it rests on other rows, or on what is missing.
fn hold(name: &str, query: &Query, alone: bool, shipped: &mut Shipped) -> Faults {
    let reifiers = query.mentions_reifiers();
    let whole = shipped.dataset(reifiers, |_| true);
    let answered = answer(query, &whole);
    let mut figures = Figures { queries: 1, rows: answered.rows.len(), ..Figures::default() };
    let mut faults = Vec::new();
    let mut plain = rows(query, &whole);
    let mut cited: Vec<Row> = answered.rows.iter().map(|proved| proved.row.clone()).collect();
    plain.sort_by_key(|row| format!("{row:?}"));
    cited.sort_by_key(|row| format!("{row:?}"));
    if plain != cited {
        faults.push(format!("{name}: the rows are others with citations than without"));
    }
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    for proved in &answered.rows {
        if seen.insert(format!("{:?}", proved.row), ()).is_some() {
            continue;
        }
        figures.distinct += 1;
        if figures.distinct > MOST_ROWS {
            break;
        }
        if proved.facts.is_empty() {
            figures.uncited += 1;
            continue;
        }
        let shown = || format!("{name}: {:?} citing {:?}", proved.row, proved.facts);
        let without = rows(query, &shipped.dataset(reifiers, |fact| !proved.facts.contains(fact)));
        if !without.contains(&proved.row) {
            figures.gone += 1;
        } else if proved.receipt.also_without {
            figures.also_without += 1;
        } else if answered.notes.contains(&Note::ShortestPath) {
            figures.another_way += 1;
        } else {
            faults.push(format!("{}\n    is there without these facts", shown()));
        }
        let kept = rows(query, &shipped.dataset(reifiers, |fact| proved.facts.contains(fact)));
        if kept.contains(&proved.row) {
            figures.enough += 1;
        } else {
            figures.not_enough += 1;
        }
        if alone && !kept.contains(&proved.row) {
            faults.push(format!("{}\n    is not there with these facts alone", shown()));
        }
    }
    Faults { figures, faults }
}
