//! An answer's rows, and the solutions that support each.
use oxrdf::{Term, Variable};
use rustc_hash::FxHashMap;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::GroundTerm;

use super::shape::{Shape, first, with_columns};
use super::solutions::{Solve, UNBOUND};
use super::widen::{self, Widened};
use crate::ask::rewrite::vars::certain;
use crate::ask::sparql::EvaluationError;

/// The most rows of a cut answer that are put back into the query to find their facts.
const MOST_ROWS: usize = 2_000;

/// An answer on its way: its rows, as far as they are known, and the pattern whose solutions support them.
pub(super) struct Answer {
    /// The columns.
    pub(super) columns: Vec<Variable>,
    /// Whether the query is an ASK.
    pub(super) ask: bool,
    pub(super) widened: Widened,
    pub(super) rows: Rows,
    /// Whether each solution of the widened pattern is a row.
    at_once: bool,
    /// Whether each row has all that tells what it rests on.
    is_whole: bool,
    /// How many columns of a solution tell which row it supports.
    width: usize,
}

impl Answer {
    /// The answer to a SELECT or an ASK.
    pub(super) fn new(
        algebra: Query,
        columns: &[Variable],
        data: &impl Solve,
    ) -> Result<Self, EvaluationError> {
        let (pattern, columns, ask) = match algebra {
            Query::Select { pattern, .. } => (pattern, columns.to_vec(), false),
            // Every solution supports a yes.
            Query::Ask { pattern, .. } => (pattern, Vec::new(), true),
            Query::Construct { .. } | Query::Describe { .. } => {
                return Err(EvaluationError::Other(
                    "only the answers of SELECT and ASK queries can be cited".to_owned(),
                ));
            }
        };
        // The rows, with the keys of their group where they are groups.
        let shape = Shape::new(&pattern, ask);
        let by = shape.group.clone().unwrap_or_else(|| columns.clone());
        let mut widened = widen::widen(shape.body, &by);
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
            data.each(body, shown, |row| {
                key.clear();
                key.extend(places.iter().map(|&place| row[place]));
                rows.add(&key, &row[..columns.len()]);
            })?;
            if rows.number_of.is_empty() {
                // Nothing to prove.
                widened.pattern = GraphPattern::Values { variables: Vec::new(), bindings: Vec::new() };
            } else if shape.is_cut && rows.number_of.len() <= MOST_ROWS {
                let keys: Vec<&[u32]> = rows.number_of.keys().map(|key| &**key).collect();
                let (variables, given) = restriction(data, &by, &keys, shape.body);
                widened.pattern = widen::only(widened.pattern, variables, given);
            }
        }
        let width = by.len();
        // What a row does not tell, nothing rests on: each is a solution.
        let is_whole = !at_once && shape.group.is_none() && widened.columns.len() == width;
        Ok(Self { columns, ask, widened, rows, at_once, is_whole, width })
    }

    /// Goes through the solutions, each with the number of the receipt that it belongs to.
    pub(super) fn each(
        &mut self,
        data: &impl Solve,
        mut visit: impl FnMut(usize, &[u32]),
    ) -> Result<(), EvaluationError> {
        let Self { widened, rows, at_once, width, .. } = self;
        if self.is_whole {
            let mut receipts: Vec<(usize, &[u32])> =
                rows.number_of.iter().map(|(key, row)| (*row, &**key)).collect();
            receipts.sort_unstable();
            receipts.into_iter().for_each(|(row, solution)| visit(row, solution));
            return Ok(());
        }
        data.each(std::mem::take(&mut widened.pattern), std::mem::take(&mut widened.columns), |solution| {
            let key = &solution[..*width];
            let row = if *at_once { Some(rows.add(key, key)) } else { rows.number_of.get(key).copied() };
            if let Some(row) = row {
                visit(row, solution);
            }
        })
    }
}

/// The rows of an answer as term numbers.
pub(super) struct Rows {
    /// Whether equal rows are one.
    is_folded: bool,
    pub(super) found: Vec<Box<[u32]>>,
    /// The number of each receipt, by what it is known: a row, or the keys of a group.
    number_of: FxHashMap<Box<[u32]>, usize>,
    /// The receipt of each row.
    pub(super) of_row: Vec<usize>,
}

impl Rows {
    fn new(is_folded: bool) -> Self {
        Self { is_folded, found: Vec::new(), number_of: FxHashMap::default(), of_row: Vec::new() }
    }

    /// How many receipts there are.
    pub(super) fn receipts(&self) -> usize {
        self.number_of.len()
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

/// The rows of an answer as given rows of the query: for the columns that its pattern binds in every solution.
fn restriction(
    data: &impl Solve,
    columns: &[Variable],
    rows: &[&[u32]],
    body: &GraphPattern,
) -> (Vec<Variable>, Vec<Vec<Option<GroundTerm>>>) {
    let certain = certain(body);
    let ground = |number: u32| match data.term(number)? {
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
