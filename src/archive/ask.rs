//! A query asked of a snapshot.
use super::answer::{Answer, Rows};
use super::look::{AnswerFormat, TriplesFormat};
use super::prefixes::with_articles;
use super::snapshot::{Sight, Snapshot};
use super::{ExportError, export};
use crate::ask::cite::{self, Cited};
use crate::ask::contradiction;
use crate::ask::question::Question;
use crate::ask::results::{self, WriteError};
use crate::ask::sparql::{self, EvaluationError, Query, value};
use crate::ask::watchdog::{self, Stopped};
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::term::prefixes::Prefixes;
use oxrdf::{NamedNode, Term, Variable};
use spareval::{CancellationToken, QueryEvaluationError, QuerySolutionIter};
use std::cell::Cell;
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

/// How a query is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Whether the facts that prove each row come with the answer (SELECT and ASK).
    pub cite: bool,
    /// Whose voice counts.
    pub voice: Voice,
    /// Values to put in the place of variables: the name of each, and a term as `--set` takes it (the key of a shared
    /// entity, a CURIE, an IRI, a number, a text).
    pub set: Vec<(String, String)>,
    /// The graphs, by IRI, that are merged into the default graph of the query, in the place of those that it names by
    /// FROM ([SPARQL 1.1 Protocol, 2.1.4](https://www.w3.org/TR/sparql11-protocol/#dataset)).
    pub default_graphs: Vec<String>,
    /// The graphs, by IRI, that the query may name by GRAPH, in the place of those that it names by FROM NAMED.
    pub named_graphs: Vec<String>,
    /// How long the answer may take; none for as long as it needs.
    pub deadline: Option<Duration>,
    /// The most rows that the answer may have; none for any number.
    pub most_rows: Option<u64>,
}

/// Whose voice counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// What articles say in their own voice, and what they report others as saying.
    #[default]
    All,
    /// What articles say in their own voice alone.
    Article,
}

/// Why a query has no answer.
#[derive(Debug)]
pub enum AskError {
    /// The query is wrong, at a place in its text.
    Query(Box<Diagnostic>),
    /// A value cannot be put in the place of a variable.
    Set {
        /// The variable and the value, as given.
        given: String,
        /// What is wrong with them.
        message: String,
    },
    /// Citations of triples were asked for, which have no row to be beside.
    NoRows,
    /// The answer took longer than it may.
    Deadline(Duration),
    /// The query needs more memory than it may.
    Memory(String),
    /// The answer has more rows than it may.
    TooManyRows(u64),
    /// The evaluation broke off.
    Evaluation(String),
    /// The output broke off.
    Output(io::Error),
    /// A value cannot be written in the format.
    Unsupported(String),
    /// No thread could be started.
    Thread(io::Error),
    /// What holds the data could not be asked, or not be relied on.
    Source(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(diagnostic) => f.write_str(&diagnostic.message),
            Self::Set { given, message } => write!(f, "`{given}`: {message}"),
            Self::NoRows => f.write_str("citations work only with SELECT and ASK queries"),
            Self::Deadline(limit) => {
                write!(f, "the query was stopped: it took longer than {} s", limit.as_secs_f64())
            }
            Self::TooManyRows(most) => write!(f, "the answer has more than {most} rows; add a LIMIT"),
            Self::Memory(message)
            | Self::Evaluation(message)
            | Self::Unsupported(message)
            | Self::Source(message) => f.write_str(message),
            Self::Output(error) => error.fmt(f),
            Self::Thread(error) => write!(f, "cannot start a thread: {error}"),
        }
    }
}

impl std::error::Error for AskError {}

impl From<WriteError> for AskError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Evaluation(error) => error.into(),
            WriteError::Io(error) => Self::Output(error),
            error @ WriteError::NotXml(_) => Self::Unsupported(error.to_string()),
        }
    }
}

impl From<EvaluationError> for AskError {
    fn from(error: EvaluationError) -> Self {
        match error {
            // How long that was, whoever set the limit knows.
            EvaluationError::Stopped => Self::Deadline(Duration::ZERO),
            error @ EvaluationError::Memory => Self::Memory(error.to_string()),
            EvaluationError::Other(message) => Self::Evaluation(message),
        }
    }
}

impl From<QueryEvaluationError> for AskError {
    fn from(error: QueryEvaluationError) -> Self {
        EvaluationError::from(error).into()
    }
}

impl From<ExportError> for AskError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Io(error) => Self::Output(error),
            ExportError::Unsupported(what) => Self::Unsupported(what),
        }
    }
}

/// Parses a query in which some prefixes are declared, and sets its variables.
pub(crate) fn parse(
    text: &str,
    set: &[(String, String)],
    corpora: &[Corpus],
    prefixes: &Prefixes,
) -> Result<Query, AskError> {
    let base = corpora.first().map(Corpus::base);
    let mut query = Query::parse(text, prefixes, base).map_err(AskError::Query)?;
    if set.is_empty() {
        return Ok(query);
    }
    let question = Question::read(text);
    for (name, text) in set {
        bind(&mut query, &question, name, text, corpora, prefixes)?;
    }
    Ok(query)
}

/// The same, where the ids of articles are prefixes as well: they are looked for only where the query is wrong without them.
pub(super) fn parse_among<E: From<AskError>>(
    text: &str,
    set: &[(String, String)],
    corpora: &[Corpus],
    prefixes: &Prefixes,
    has: impl FnMut(&str) -> Result<bool, E>,
) -> Result<Query, E> {
    match parse(text, set, corpora, prefixes) {
        Err(AskError::Query(_)) => {
            let prefixes = with_articles(text, corpora, prefixes, has)?;
            Ok(parse(text, set, corpora, &prefixes)?)
        }
        parsed => Ok(parsed?),
    }
}

/// Puts a value in the place of a variable.
fn bind(
    query: &mut Query,
    question: &Question,
    name: &str,
    text: &str,
    corpora: &[Corpus],
    prefixes: &Prefixes,
) -> Result<(), AskError> {
    let variable = name.trim_start_matches(['?', '$']);
    let wrong = |message: String| AskError::Set { given: format!("{name}={text}"), message };
    let term = term(text, corpora, prefixes).map_err(wrong)?;
    query.bind(&Variable::new_unchecked(variable), &term).map_err(|message| {
        let known = question.parameters.is_empty() || question.parameter(variable).is_some();
        wrong(if known { message } else { format!("{message}; its parameters: {}", question.listed()) })
    })
}

/// The term that a value names.
pub(super) fn term(text: &str, corpora: &[Corpus], prefixes: &Prefixes) -> Result<Term, String> {
    match shared_entity(text, corpora) {
        Some(entity) => Ok(entity.into()),
        None => value(text, prefixes),
    }
}

/// The shared entity with this key.
fn shared_entity(key: &str, corpora: &[Corpus]) -> Option<NamedNode> {
    let corpus = corpora.iter().find(|corpus| corpus.shared().entity(key).is_some())?;
    let mut iri = String::new();
    crate::term::iri::shared_entity(corpus.base(), key, &mut iri);
    Some(NamedNode::new_unchecked(iri))
}

/// What was written of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count(pub(crate) u64);

impl Snapshot {
    /// A query as it is asked: parsed against the prefixes of the corpora, its variables and its graphs set.
    pub(crate) fn parse(&self, text: &str, ask: &Ask) -> Result<Query, AskError> {
        let has = |article: &str| Ok::<_, AskError>(self.dataset().has_iri(article));
        let mut query = parse_among(text, &ask.set, self.corpora(), self.prefixes(), has)?;
        query.ask_of(&ask.default_graphs, &ask.named_graphs).map_err(AskError::Evaluation)?;
        Ok(query)
    }

    /// Answers a query in SPARQL, with all that belongs to the answer as data.
    ///
    /// # Errors
    /// Where the query is wrong, takes too long, or gives too many rows.
    pub fn query(&self, text: &str, ask: &Ask) -> Result<Answer, AskError> {
        self.query_parsed(self.parse(text, ask)?, ask)
    }

    /// The same of a query that is parsed already.
    pub(crate) fn query_parsed(&self, query: Query, ask: &Ask) -> Result<Answer, AskError> {
        self.run(ask, move |snapshot, ask, token| snapshot.answer(&query, ask, token))
    }

    /// Answers a query and writes the answer: rows, or yes or no, in one format, triples in another. Each row is written
    /// as soon as it is known, unless the format is a table. Gives the number of rows or triples (of a yes 1, of a no 0)
    /// and the output back.
    ///
    /// # Errors
    /// As [`query`](Self::query), and those of the output. What was written up to then stays written.
    pub fn write<W: Write + Send + 'static>(
        &self,
        text: &str,
        ask: &Ask,
        rows: AnswerFormat,
        triples: TriplesFormat,
        out: W,
    ) -> Result<(u64, W), AskError> {
        let query = self.parse(text, ask)?;
        self.write_parsed(query, ask, rows, triples, out)
    }

    /// The same of a query that is parsed already.
    pub(crate) fn write_parsed<W: Write + Send + 'static>(
        &self,
        query: Query,
        ask: &Ask,
        rows: AnswerFormat,
        triples: TriplesFormat,
        mut out: W,
    ) -> Result<(u64, W), AskError> {
        self.run(ask, move |snapshot, ask, token| {
            let Count(count) = snapshot.write_answer(&query, ask, rows, triples, &mut out, token)?;
            Ok((count, out))
        })
    }

    /// How a query is answered: its plan with rows and times, and the number of rows or triples. The answer itself is
    /// thrown away.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn plan(&self, text: &str, ask: &Ask) -> Result<(String, u64), AskError> {
        let query = self.parse(text, ask)?;
        self.run(ask, move |snapshot, ask, token| {
            let source = sparql::Scope::new(snapshot.seen(sight(&query, ask)), &query);
            let (answer, plan) = query.explain(&source, token)?;
            let rows = counted(answer)?;
            Ok((plan.render(snapshot.prefixes()), rows))
        })
    }

    /// The triples that the rows of an answer rest on, as [`cite::premises`] tells them.
    pub(super) fn premises(&self, query: &Query, ask: &Ask) -> Result<Vec<(Term, Option<Term>)>, AskError> {
        let query = query.clone();
        self.run(ask, move |snapshot, ask, token| {
            let dataset = snapshot.seen(sight(&query, ask));
            let term = |id| dataset.term(id).into_owned();
            let found = cite::premises(&query, &sparql::Scope::new(dataset, &query), token)?;
            Ok(found.into_iter().map(|(subject, predicate)| (term(subject), predicate.map(term))).collect())
        })
    }

    /// Works on a thread of its own, within the limits.
    fn run<T: Send + 'static>(
        &self,
        ask: &Ask,
        work: impl FnOnce(&Self, &Ask, &CancellationToken) -> Result<T, AskError> + Send + 'static,
    ) -> Result<T, AskError> {
        let (snapshot, asked) = (self.clone(), ask.clone());
        watched(ask.deadline, move |token| work(&snapshot, &asked, token))
    }

    fn answer(&self, query: &Query, ask: &Ask, token: &CancellationToken) -> Result<Answer, AskError> {
        let source = sparql::Scope::new(self.seen(sight(query, ask)), query);
        if ask.cite {
            let mut cited = self.cited(query, &source, ask, token)?;
            cited.contradicted = contradiction::near(cited.dataset(), &self.ontologies(), cited.facts());
            return Ok((&cited).into());
        }
        gathered(query.evaluate(&source, token)?, ask)
    }

    fn cited<'s>(
        &'s self,
        query: &Query,
        source: &sparql::Scope<'s>,
        ask: &Ask,
        token: &CancellationToken,
    ) -> Result<Cited<'s>, AskError> {
        if !query.form().has_rows() {
            return Err(AskError::NoRows);
        }
        let cited = cite::cite(query, source, self.files(), token)?;
        within(cited.rows.len() as u64, ask)?;
        Ok(cited)
    }

    fn write_answer(
        &self,
        query: &Query,
        ask: &Ask,
        rows: AnswerFormat,
        triples: TriplesFormat,
        out: &mut impl Write,
        token: &CancellationToken,
    ) -> Result<Count, AskError> {
        let source = sparql::Scope::new(self.seen(sight(query, ask)), query);
        let namer = self.namer();
        let name = |iri: &str| namer.label_of(iri);
        let format = rows.with_names(self.prefixes(), Some(&name));
        if ask.cite {
            let mut cited = self.cited(query, &source, ask, token)?;
            let told = cite::told(&cited, format);
            cited.contradicted = contradiction::near(cited.dataset(), &self.ontologies(), &told);
            return Ok(Count(cite::write(&cited, format, out)?));
        }
        written(query.evaluate(&source, token)?, ask, format, (self.prefixes(), triples), out)
    }
}

/// The answer as data.
pub(super) fn gathered(answer: sparql::QueryResult<'_>, ask: &Ask) -> Result<Answer, AskError> {
    Ok(match answer {
        sparql::QueryResult::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(|name| name.as_str().to_owned()).collect();
            let mut rows: Vec<Vec<Option<Term>>> = Vec::new();
            for solution in solutions {
                rows.push(solution?.values().to_vec());
                within(rows.len() as u64, ask)?;
            }
            Answer::Rows(Rows { variables, rows, receipts: None })
        }
        sparql::QueryResult::Boolean(value) => Answer::Boolean { value, receipts: None },
        sparql::QueryResult::Triples(triples) => {
            within(triples.len() as u64, ask)?;
            Answer::Triples(triples)
        }
    })
}

/// Writes an answer without citations.
pub(super) fn written(
    answer: sparql::QueryResult<'_>,
    ask: &Ask,
    format: results::Format<'_>,
    (prefixes, triples): (&Prefixes, TriplesFormat),
    out: &mut impl Write,
) -> Result<Count, AskError> {
    match answer {
        sparql::QueryResult::Solutions(solutions) => {
            let limited = Limited::new(solutions, ask.most_rows);
            let is_over = Rc::clone(&limited.is_over);
            let written = results::write_solutions(limited.solutions(), format, out);
            if is_over.get() {
                return Err(AskError::TooManyRows(ask.most_rows.unwrap_or_default()));
            }
            Ok(Count(written?))
        }
        sparql::QueryResult::Boolean(value) => {
            results::write_boolean(value, format, out).map_err(AskError::Output)?;
            Ok(Count(u64::from(value)))
        }
        sparql::QueryResult::Triples(found) => {
            within(found.len() as u64, ask)?;
            export::write_triples(&found, prefixes, triples, out)?;
            Ok(Count(found.len() as u64))
        }
    }
}

/// The number of rows or triples of an answer, of a yes 1, of a no 0.
pub(super) fn counted(answer: sparql::QueryResult<'_>) -> Result<u64, AskError> {
    Ok(match answer {
        sparql::QueryResult::Solutions(solutions) => {
            let mut rows = 0;
            for solution in solutions {
                solution?;
                rows += 1;
            }
            rows
        }
        sparql::QueryResult::Boolean(value) => u64::from(value),
        sparql::QueryResult::Triples(triples) => triples.len() as u64,
    })
}

/// Works on a thread of its own, within a time limit.
pub(super) fn watched<T: Send + 'static>(
    deadline: Option<Duration>,
    work: impl FnOnce(&CancellationToken) -> Result<T, AskError> + Send + 'static,
) -> Result<T, AskError> {
    let limit = deadline.unwrap_or_default();
    match watchdog::run(deadline, work) {
        Ok(Err(AskError::Deadline(_))) | Err(Stopped::Deadline) => Err(AskError::Deadline(limit)),
        Ok(result) => result,
        Err(Stopped::Thread(error)) => Err(AskError::Thread(error)),
    }
}

/// What a query sees.
pub(super) fn sight(query: &Query, ask: &Ask) -> Sight {
    Sight { without_attributed: ask.voice == Voice::Article, with_reifiers: query.mentions_reifiers() }
}

pub(super) fn within(rows: u64, ask: &Ask) -> Result<(), AskError> {
    match ask.most_rows {
        Some(most) if rows > most => Err(AskError::TooManyRows(most)),
        _ => Ok(()),
    }
}

/// Solutions that break off behind the most that are wanted.
struct Limited<'a> {
    solutions: QuerySolutionIter<'a>,
    most: u64,
    is_over: Rc<Cell<bool>>,
}

impl<'a> Limited<'a> {
    fn new(solutions: QuerySolutionIter<'a>, most: Option<u64>) -> Self {
        Self { solutions, most: most.unwrap_or(u64::MAX), is_over: Rc::default() }
    }

    fn solutions(self) -> QuerySolutionIter<'a> {
        let Self { solutions, most, is_over } = self;
        if most == u64::MAX {
            return solutions;
        }
        let columns = solutions.variables().to_vec().into();
        let mut count = 0;
        let rows = solutions.map(move |solution| {
            count += 1;
            if count > most {
                is_over.set(true);
                return Err(QueryEvaluationError::Cancelled);
            }
            Ok(solution?.values().to_vec())
        });
        QuerySolutionIter::from_tuples(columns, Box::new(rows))
    }
}
