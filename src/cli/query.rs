//! `groundwire query`
use super::batch::Options;
use super::input::Input;
use super::output::Output;
use super::questions::saved;
use super::report::{Reporter, wants_color};
use super::store::Stored;
use super::{Failure, Outcome, input, load};
use crate::ask::cite;
use crate::ask::cite::Cited;
use crate::ask::contradiction;
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::question::Question;
use crate::ask::results::{self, WriteError};
use crate::ask::sparql::{Answer, EvaluationError, Form, Plan, Query, Source, value};
use crate::ask::table;
use crate::ask::watchdog::{self, Limit};
use crate::cli::arguments::{self, AnswerFormat, Voice};
use crate::diagnostic::LineEnds;
use crate::diagnostic::render::render;
use crate::diagnostic::source;
use crate::ontology::Ontology;
use crate::rdf::jsonld;
use crate::rdf::nquads;
use crate::rdf::rdfxml;
use crate::rdf::turtle;
use crate::term::iri::nearest;
use crate::term::prefixes::Prefixes;
use crate::text::visible_lines;
use oxrdf::{GraphNameRef, NamedNode, QuadRef, Triple, Variable};
use spareval::CancellationToken;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::time::Duration;

/// How long a query that does not heed its token may go on, before the process is ended.
const GRACE: Duration = Duration::from_millis(500);

/// Asks a question of documents.
pub fn run(args: &arguments::Query) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    if args.query == "-" && args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::Usage("stdin cannot be the query and the documents".to_owned()));
    }
    let stored = args.store.as_deref().map(Stored::open).transpose()?;
    let input = match &stored {
        Some(stored) => stored.input(args.cite)?,
        None => input::find(&args.paths, &args.common, &mut reporter)?,
    };
    let prefixes = prefixes(&input);
    let (name, text) = question(&args.query, &input)?;
    let base = input.corpora.first().map(|loaded| loaded.corpus.base.as_str());
    let mut query = match Query::parse(&text, &prefixes, base) {
        Ok(query) => query,
        Err(mistake) => {
            let source = source::Source {
                path: &name,
                text: &text,
                first_line: 1,
                first_byte: 0,
                ends: LineEnds::Any,
            };
            let said = render(&mistake, &source, reporter.style());
            let _ = io::stderr().write_all(said.as_bytes());
            return Err(Failure::Said);
        }
    };
    let question = Question::read(&text);
    for set in &args.set {
        let (variable, text) = set
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("`--set {set}` has no `=`; write `--set name=value`")))?;
        let variable = variable.trim_start_matches(['?', '$']);
        let wrong = |message: String| Failure::Usage(format!("`--set {set}`: {message}"));
        let term = match shared_entity(text, &input) {
            Some(entity) => entity.into(),
            None => value(text, &prefixes).map_err(wrong)?,
        };
        query.bind(&Variable::new_unchecked(variable), &term).map_err(|message| {
            let known = question.parameters.is_empty() || question.parameter(variable).is_some();
            wrong(if known { message } else { format!("{message}; its parameters: {}", question.listed()) })
        })?;
    }
    // Whoever sets one parameter knows of them.
    if args.set.is_empty() && !question.parameters.is_empty() {
        reporter.say(&format!("any value will do for: {}; `--set name=value` gives one", question.listed()));
    }
    if args.cite && matches!(query.form(), Form::Construct | Form::Describe) {
        return Err(Failure::Usage(
            "`--cite` goes with SELECT and ASK: triples have no row to stand beside; ask for them with SELECT".to_owned(),
        ));
    }
    let format = format(args, query.form())?;
    let mut builder = DatasetBuilder::new();
    if args.voice == Some(Voice::Article) {
        builder = builder.without_attributed();
    }
    if query.mentions_reifiers() {
        builder = builder.with_reifiers();
    }
    let options = Options::new(&args.common);
    let from_index = args.voice != Some(Voice::Article) && args.with.is_empty();
    let (outcome, dataset) = match &stored {
        Some(stored) if from_index && stored.can_answer(&query) => (Outcome::Fine, None),
        Some(stored) => (Outcome::Fine, Some(load::stored(stored, builder, &args.with)?)),
        None => load::dataset(&input, options, builder, &args.with, &mut reporter)?,
    };
    let data = match (&dataset, &stored) {
        (Some(dataset), _) => Data::Memory(dataset),
        (None, Some(stored)) => Data::Store(stored),
        (None, None) => return Ok(outcome),
    };
    let ontologies = input.corpora.iter().map(|loaded| &loaded.corpus.ontology).collect();
    let asking = Asking { args, query: &query, data, prefixes: &prefixes, format, ontologies };
    let answered = watchdog::run(
        args.timeout.map(|time| Limit { time, grace: GRACE }),
        || {
            super::report::say_failure(&Failure::Time(args.timeout.unwrap_or_default()));
            std::process::exit(124)
        },
        |token| asking.answer(token),
    );
    let rows = answered.map_err(|error| Failure::io(&error, "cannot start a thread"))??;
    if let Some(rows) = rows
        && format == AnswerFormat::Table
        && query.form() == Form::Select
        && !args.explain
    {
        reporter.say(&if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") });
    }
    Ok(if args.exit_status && rows == Some(0) { Outcome::Wrong } else { outcome })
}

/// The shared entity with this key.
fn shared_entity(key: &str, input: &Input) -> Option<NamedNode> {
    let corpus =
        input.corpora.iter().map(|loaded| &loaded.corpus).find(|corpus| corpus.entity(key).is_some())?;
    let mut iri = String::new();
    crate::term::iri::shared_entity(&corpus.base, key, &mut iri);
    Some(NamedNode::new_unchecked(iri))
}

/// The prefixes that a query needs not declare: the usual ones, those of the corpora, and some for the corpora's own
/// things.
pub(super) fn prefixes(input: &Input) -> Prefixes {
    let mut prefixes = Prefixes::predeclared();
    for loaded in input.corpora.iter().rev() {
        for (prefix, namespace) in &loaded.corpus.prefixes {
            prefixes.insert(prefix, namespace);
        }
    }
    for loaded in &input.corpora {
        for (prefix, folder) in [("entity", "entity/"), ("kind", "kind/"), ("time", "time/")] {
            let namespace = format!("{}{folder}", loaded.corpus.base);
            // The corpus's own name for it is the one to show.
            if prefixes.iter().all(|(_, known)| known != namespace) {
                prefixes.insert_new(prefix, namespace);
            }
        }
    }
    prefixes
}

/// The query's text, and where it is from.
fn question(query: &str, input: &Input) -> Result<(String, String), Failure> {
    if query == "-" {
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::io(&error, "cannot read the query from stdin"))?;
        return Ok(("<stdin>".to_owned(), text));
    }
    let read = |path: &Path| {
        let name = path.display().to_string();
        let text =
            fs::read_to_string(path).map_err(|error| Failure::io(&error, format!("cannot read `{name}`")))?;
        Ok((name, text))
    };
    if query.ends_with(".rq") || query.ends_with(".sparql") {
        return read(Path::new(query));
    }
    let is_name = !query.is_empty() && query.chars().all(|c| c.is_alphanumeric() || "._-/".contains(c));
    if !is_name {
        return Ok(("<query>".to_owned(), query.to_owned()));
    }
    let folders: Vec<&Path> = input.corpora.iter().filter_map(|loaded| loaded.questions.as_deref()).collect();
    for folder in &folders {
        let path = folder.join(format!("{query}.rq"));
        // A name never leads out of the folder.
        if !query.split('/').any(|part| part == "..") && !query.starts_with('/') && path.is_file() {
            return read(&path);
        }
    }
    let mut saved: Vec<String> = folders.iter().flat_map(|folder| saved(folder)).collect();
    saved.sort();
    saved.dedup();
    let help = match nearest(query, saved.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if saved.is_empty() => {
            " (there is none at all), and as SPARQL it begins with no known word".to_owned()
        }
        None => {
            format!(", and as SPARQL it begins with no known word; the saved ones are: {}", saved.join(", "))
        }
    };
    Err(Failure::Usage(format!("there is no saved question `{query}`{help}")))
}

/// The format of the answer, which must be one for what the query asks for.
fn format(args: &arguments::Query, form: Form) -> Result<AnswerFormat, Failure> {
    let triples = matches!(form, Form::Construct | Form::Describe);
    let Some(format) = args.format else {
        return Ok(if triples { AnswerFormat::Ttl } else { AnswerFormat::Table });
    };
    let for_triples =
        matches!(format, AnswerFormat::Ttl | AnswerFormat::Nt | AnswerFormat::Rdf | AnswerFormat::Jsonld);
    match (triples, for_triples) {
        (true, false) => Err(Failure::Usage(
            "CONSTRUCT and DESCRIBE give triples: `--format` ttl, nt, rdf or jsonld".to_owned(),
        )),
        (false, true) => Err(Failure::Usage(
            "SELECT and ASK give rows and yes or no: `--format` table, csv, tsv, json or xml; for RDF, ask with CONSTRUCT"
                .to_owned(),
        )),
        _ => Ok(format),
    }
}

/// What a query is asked of.
enum Data<'a> {
    /// Everything, in memory.
    Memory(&'a Dataset),
    /// The index of a store.
    Store(&'a Stored),
}

/// Data prepared for one query.
enum Prepared<'a> {
    Memory(Box<Source<'a>>),
    Store(&'a Stored),
}

impl Prepared<'_> {
    fn answer(&self, query: &Query, token: &CancellationToken) -> Result<Answer<'_>, EvaluationError> {
        match self {
            Self::Memory(source) => query.evaluate(source, token),
            Self::Store(stored) => stored.answer(query, token),
        }
    }

    fn explain(
        &self,
        query: &Query,
        token: &CancellationToken,
    ) -> Result<(Answer<'_>, Plan), EvaluationError> {
        match self {
            Self::Memory(source) => query.explain(source, token),
            Self::Store(stored) => stored.explain(query, token),
        }
    }
}

/// A query on its way.
struct Asking<'a> {
    args: &'a arguments::Query,
    query: &'a Query,
    data: Data<'a>,
    prefixes: &'a Prefixes,
    format: AnswerFormat,
    ontologies: Vec<&'a Ontology>,
}

impl Asking<'_> {
    /// Writes the answer; gives the number of rows or triples, of a yes 1, of a no 0.
    fn answer(&self, token: &CancellationToken) -> Result<Option<u64>, Failure> {
        let prepared = match self.data {
            Data::Memory(dataset) => Prepared::Memory(Box::new(Source::new(dataset, self.query))),
            Data::Store(stored) => Prepared::Store(stored),
        };
        let mut output = Output::open(None)?;
        if self.args.explain {
            let (answer, plan) = prepared.explain(self.query, token).map_err(|error| self.broke(error))?;
            let rows = match answer {
                Answer::Solutions(solutions) => {
                    let mut rows = 0;
                    for solution in solutions {
                        solution.map_err(|error| self.broke(error.into()))?;
                        rows += 1;
                    }
                    rows
                }
                Answer::Boolean(value) => u64::from(value),
                Answer::Triples(triples) => triples.len() as u64,
            };
            let shown = visible_lines(&plan.render(self.prefixes));
            output.write_all(shown.as_bytes()).map_err(|error| output.failure(&error))?;
            output.finish()?;
            return Ok(Some(rows));
        }
        let failed = |error: WriteError, output: &Output| match error {
            WriteError::Evaluation(error) => self.broke(error),
            WriteError::Io(error) => output.failure(&error),
            error @ WriteError::NotXml(_) => Failure::Usage(error.to_string()),
        };
        if self.args.cite {
            let told = |cited: &Cited<'_>| cite::told(cited, self.rows_format());
            let write = |mut cited: Cited<'_>| {
                cited.contradicted = contradiction::near(cited.dataset(), &self.ontologies, &told(&cited));
                cite::write(&cited, self.rows_format(), &mut output)
            };
            let written = match &prepared {
                Prepared::Memory(source) => {
                    let files = load::file_graphs(&self.args.with);
                    cite::cite(self.query, source, &files, token).map(write)
                }
                Prepared::Store(stored) => stored.cite(self.query, &self.ontologies, told, token, write),
            };
            let written = written.map_err(|error| self.broke(error))?;
            let rows = written.map_err(|error| failed(error, &output))?;
            output.finish()?;
            return Ok(Some(rows));
        }
        let answer = prepared.answer(self.query, token).map_err(|error| self.broke(error))?;
        let rows = match answer {
            Answer::Solutions(solutions) => {
                results::write_solutions(solutions, self.rows_format(), &mut output)
                    .map_err(|error| failed(error, &output))?
            }
            Answer::Boolean(value) => {
                results::write_boolean(value, self.rows_format(), &mut output)
                    .map_err(|error| output.failure(&error))?;
                u64::from(value)
            }
            Answer::Triples(triples) => {
                self.write_triples(&triples, &mut output)?;
                triples.len() as u64
            }
        };
        output.finish()?;
        Ok(Some(rows))
    }

    fn broke(&self, error: EvaluationError) -> Failure {
        match error {
            EvaluationError::Stopped => Failure::Time(self.args.timeout.unwrap_or_default()),
            EvaluationError::Other(message) => Failure::Usage(message),
        }
    }

    fn rows_format(&self) -> results::Format<'_> {
        match self.format {
            AnswerFormat::Csv => results::Format::Csv,
            AnswerFormat::Tsv => results::Format::Tsv,
            AnswerFormat::Json => results::Format::Json,
            AnswerFormat::Xml => results::Format::Xml,
            _ => results::Format::Table(table::Style {
                prefixes: self.prefixes,
                width: terminal_width(),
                color: wants_color(self.args.common.color, &io::stdout()),
            }),
        }
    }

    fn write_triples(&self, triples: &[Triple], output: &mut Output) -> Result<(), Failure> {
        let quads: Vec<QuadRef<'_>> =
            triples.iter().map(|triple| triple.as_ref().in_graph(GraphNameRef::DefaultGraph)).collect();
        let mut prefixes = turtle::Prefixes::new();
        for (prefix, namespace) in self.prefixes.iter() {
            prefixes.declare(prefix, namespace);
        }
        match self.format {
            AnswerFormat::Nt => nquads::write_triples(&quads, output).map_err(|error| output.failure(&error)),
            AnswerFormat::Rdf => rdfxml::write(&quads, &prefixes, output).map_err(|error| match error {
                rdfxml::Error::Io(error) => output.failure(&error),
                error => Failure::Usage(error.to_string()),
            }),
            AnswerFormat::Jsonld => jsonld::write(&quads, &prefixes, output).map_err(|error| match error {
                jsonld::Error::Io(error) => output.failure(&error),
                error => Failure::Usage(error.to_string()),
            }),
            _ => turtle::write(&quads, &prefixes, output).map_err(|error| output.failure(&error)),
        }
    }
}

/// How wide the terminal is on which the answer appears; none where it is no terminal.
pub(super) fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}
