//! Look-ups: questions to an endpoint whose answers are known to be whole.
use super::error::RemoteError;
use oxrdf::Term;
use rustc_hash::FxHashSet;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many values one look-up gives: Virtuoso refuses more than a few thousand.
pub(super) const CHUNK: usize = 500;

/// From how many values on two look-ups at the same time are worth one more request.
const HALVED: usize = 64;

/// Rows: a term for each column.
pub type RemoteRows = Vec<Vec<Option<Term>>>;

/// How an endpoint is told that the default graph is to be the union of all graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Union {
    /// It is anyway.
    Already,
    /// By a parameter of oxigraph's server, `union-default-graph`.
    Parameter,
    /// By a graph that Apache Jena understands as the union, `urn:x-arq:UnionGraph`.
    Graph,
}

impl Union {
    /// The parameter of the protocol that says so, with its value.
    #[must_use]
    pub fn parameter(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Already => None,
            Self::Parameter => Some(("union-default-graph", "true")),
            Self::Graph => Some(("default-graph-uri", "urn:x-arq:UnionGraph")),
        }
    }
}

/// A SELECT to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Select<'q> {
    /// The text.
    pub query: &'q str,
    /// Its columns, without `?`.
    pub columns: &'q [String],
    /// How the default graph is asked for.
    pub union: Union,
    /// The most rows that are wanted: one more is an error.
    pub most: u64,
}

/// Whoever answers SPARQL.
pub trait AskSparql: Sync {
    /// The rows of a SELECT, with a term for each of the columns.
    ///
    /// # Errors
    /// Where no answer comes, or one that is not whole or not well-formed.
    fn select(&self, select: &Select<'_>) -> Result<RemoteRows, RemoteError>;
}

/// Asks with the settings that were found out.
#[derive(Debug)]
pub(super) struct Lookup<'a, A> {
    pub(super) asker: &'a A,
    pub(super) union: Union,
    pub(super) connections: usize,
    /// The most rows that are fetched at once.
    pub(super) most: u64,
    /// How many rows the endpoint is known to give at once: a shorter answer has not been cut off.
    pub(super) whole: &'a AtomicU64,
}

/// Columns as a SELECT clause names them, each behind a space.
pub(super) fn projected(columns: &[impl AsRef<str>]) -> String {
    columns.iter().map(|column| format!(" ?{}", column.as_ref())).collect()
}

/// A body with its columns as a query for rows and, in the first row, for their number.
fn counted(from: &str, body: &str, columns: &[String]) -> String {
    let names = projected(columns);
    format!(
        "SELECT ?count{names} {from}WHERE {{ {{ SELECT (COUNT(*) AS ?count) WHERE {{ {body} }} }} UNION {{ {body} }} }}"
    )
}

impl<A: AskSparql> Lookup<'_, A> {
    fn select(&self, query: &str, columns: &[String], most: u64) -> Result<RemoteRows, RemoteError> {
        self.asker.select(&Select { query, columns, union: self.union, most })
    }

    /// The rows of a SELECT of one's own, which may be cut off.
    pub(super) fn some(&self, query: &str, columns: &[&str]) -> Result<RemoteRows, RemoteError> {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        self.select(query, &columns, self.most)
    }

    /// All rows of a group. Where a limit of the endpoint's own could have cut some off, it counts them as well; what is
    /// cut off is asked for in pages.
    pub(super) fn all(&self, body: &str, columns: &[&str]) -> Result<RemoteRows, RemoteError> {
        self.all_from("", body, columns)
    }

    /// The same of a dataset of the query's own, given by FROM clauses.
    pub(super) fn all_from(
        &self,
        from: &str,
        body: &str,
        columns: &[&str],
    ) -> Result<RemoteRows, RemoteError> {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let whole = self.whole.load(Ordering::Relaxed);
        let (rows, count) = if whole == 0 {
            self.rows_and_count(from, body, &columns)?
        } else {
            let query = format!("SELECT{} {from}WHERE {{ {body} }}", projected(&columns));
            let rows = self.select(&query, &columns, self.most)?;
            if (rows.len() as u64) < whole {
                return Ok(rows);
            }
            (rows, None)
        };
        let came = rows.len() as u64;
        let counted = match count {
            Some(counted) => counted,
            None => self.count(from, body)?,
        };
        if counted > self.most {
            return Err(RemoteError::TooMany(self.most));
        }
        match came.cmp(&counted) {
            std::cmp::Ordering::Equal => {
                if whole > 0 {
                    self.whole.fetch_max(came, Ordering::Relaxed);
                }
                Ok(rows)
            }
            std::cmp::Ordering::Less => self.pages(from, body, &columns, came),
            std::cmp::Ordering::Greater => Err(RemoteError::Foreign(format!(
                "it counts {counted} rows and returned {came}; its data may have changed meanwhile"
            ))),
        }
    }

    /// The rows, and how many there are by the endpoint's own count, where it came with them.
    fn rows_and_count(
        &self,
        from: &str,
        body: &str,
        columns: &[String],
    ) -> Result<(RemoteRows, Option<u64>), RemoteError> {
        let mut with_count = vec!["count".to_owned()];
        with_count.extend(columns.iter().cloned());
        let found = self.select(&counted(from, body, columns), &with_count, self.most + 1)?;
        let mut count = None;
        let mut rows = Vec::with_capacity(found.len());
        for mut row in found {
            match row.first() {
                Some(Some(term)) if count.is_none() => count = Some(number(term)?),
                Some(Some(_)) => {
                    return Err(RemoteError::Foreign("it counts the rows more than once".to_owned()));
                }
                _ => {
                    row.remove(0);
                    rows.push(row);
                }
            }
        }
        Ok((rows, count))
    }

    fn count(&self, from: &str, body: &str) -> Result<u64, RemoteError> {
        let query = format!("SELECT (COUNT(*) AS ?count) {from}WHERE {{ {body} }}");
        let rows = self.select(&query, &["count".to_owned()], 1)?;
        match rows.first().and_then(|row| row.first()) {
            Some(Some(term)) => number(term),
            _ => Err(RemoteError::Foreign("it does not count".to_owned())),
        }
    }

    /// The different rows page by page, as long as the endpoint gives any.
    fn pages(
        &self,
        from: &str,
        body: &str,
        columns: &[String],
        came: u64,
    ) -> Result<RemoteRows, RemoteError> {
        let names = projected(columns);
        let counted = self.count(from, &format!("{{ SELECT DISTINCT{names} WHERE {{ {body} }} }}"))?;
        let size = came.max(1);
        let mut rows = Vec::new();
        let mut seen = FxHashSet::default();
        while (rows.len() as u64) < counted {
            let query = format!(
                "SELECT DISTINCT{names} {from}WHERE {{ {body} }} ORDER BY{names} LIMIT {size} OFFSET {}",
                rows.len()
            );
            let before = rows.len();
            for row in self.select(&query, columns, self.most)? {
                // A page that comes twice is not another page.
                if seen.insert(row.clone()) {
                    rows.push(row);
                }
            }
            if rows.len() == before {
                break;
            }
        }
        let came = rows.len() as u64;
        if came == counted { Ok(rows) } else { Err(RemoteError::Short { counted, came }) }
    }

    /// Asks for the parts of a list, several at a time; the answers in the order of the list.
    pub(super) fn chunks<T: Sync, R: Send>(
        &self,
        items: &[T],
        ask: impl Fn(&[T]) -> Result<R, RemoteError> + Sync,
    ) -> Result<Vec<R>, RemoteError> {
        self.pieces(items, CHUNK, ask)
    }

    /// The same of what takes long to answer: what would be one part is two, which are answered at the same time.
    pub(super) fn halves<T: Sync, R: Send>(
        &self,
        items: &[T],
        ask: impl Fn(&[T]) -> Result<R, RemoteError> + Sync,
    ) -> Result<Vec<R>, RemoteError> {
        let is_worth_it = self.connections > 1 && (HALVED..=CHUNK).contains(&items.len());
        self.pieces(items, if is_worth_it { items.len().div_ceil(2) } else { CHUNK }, ask)
    }

    fn pieces<T: Sync, R: Send>(
        &self,
        items: &[T],
        size: usize,
        ask: impl Fn(&[T]) -> Result<R, RemoteError> + Sync,
    ) -> Result<Vec<R>, RemoteError> {
        let chunks: Vec<&[T]> = items.chunks(size).collect();
        if chunks.len() <= 1 || self.connections <= 1 {
            return chunks.into_iter().map(ask).collect();
        }
        let next = AtomicUsize::new(0);
        let answers: Mutex<Vec<(usize, Result<R, RemoteError>)>> = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..self.connections.min(chunks.len()) {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(chunk) = chunks.get(number) else { return };
                        let answer = ask(chunk);
                        if answer.is_err() {
                            // The others need not go on.
                            next.store(chunks.len(), Ordering::Relaxed);
                        }
                        answers.lock().unwrap_or_else(PoisonError::into_inner).push((number, answer));
                    }
                });
            }
        });
        let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        answers.sort_by_key(|(number, _)| *number);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }
}

fn number(term: &Term) -> Result<u64, RemoteError> {
    match term {
        Term::Literal(literal) => literal.value().parse().ok(),
        _ => None,
    }
    .ok_or_else(|| RemoteError::Foreign(format!("expected a number of rows, found {term}")))
}

/// A list of values for some variables: `VALUES (?a ?b) { (… …) … }`.
pub(super) fn values<'t>(variables: &[&str], rows: impl IntoIterator<Item = Vec<&'t Term>>) -> String {
    let mut text = "VALUES (".to_owned();
    for variable in variables {
        let _ = write!(text, "?{variable} ");
    }
    text.push_str(") { ");
    for row in rows {
        text.push('(');
        for term in row {
            let _ = write!(text, "{term} ");
        }
        text.push_str(") ");
    }
    text.push_str("} ");
    text
}
