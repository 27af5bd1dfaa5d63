//! `groundwire query`
use super::answer::{Formats, answer, terminal_width};
use super::endpoint::{self, Endpoint};
use super::output::Output;
use super::report::{Reporter, wants_color};
use super::store::Stored;
use super::{Failure, Outcome, failed, load};
use crate::archive::{self, AnswerFormat, Ask, Look, QueryWarning, Snapshot, TriplesFormat, inside_cli};
use crate::ask::question::Question;
use crate::ask::sparql::Form;
use crate::cli::arguments::{self, Voice};
use crate::corpus::Corpus;
use crate::corpus::find;
use crate::corpus::listen::Listener;
use crate::diagnostic::SourceMap;
use crate::diagnostic::machine;
use crate::diagnostic::render::render;
use crate::diagnostic::source::Source;
use crate::term::iri::nearest;
use crate::text::visible_lines;
use serde_json::Value;
use std::fs;
use std::io::{self, Read, Write};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::slice;

/// Asks a question of documents.
pub(crate) fn run(args: &arguments::Query) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    check_arguments(args)?;
    let stored = args.store.as_deref().map(Stored::open).transpose()?;
    let open = |url: &String| {
        let corpus = endpoint::corpus(&args.common.corpus_options(), &mut reporter)?;
        Endpoint::open(&args.endpoint, url, corpus, args.timeout, &reporter)
    };
    let endpoint = args.endpoint.url.as_ref().map(open).transpose()?;
    let input = match (&stored, &endpoint) {
        (_, Some(endpoint)) => endpoint.input(),
        (Some(stored), None) => stored.input()?,
        (None, None) => find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?,
    };
    // The process ends with the answer: its memory need not be given back piece by piece.
    let input = ManuallyDrop::new(input);
    let (name, text) = asked(args, stored.is_some(), &input.corpora, &mut reporter)?;
    let mut ask = ask(args)?;
    let question = Question::read(&text);
    // Documents are read before the query is parsed only where it may use an article's id as a prefix.
    let mut read = None;
    let has = |article: &str| match (&stored, &endpoint) {
        (_, Some(endpoint)) => endpoint.has(article),
        (Some(stored), None) => stored.has(article),
        (None, None) => {
            if read.is_none() {
                read = Some(load::snapshot(&input, args.common.batch(), &args.with, &mut reporter)?);
            }
            let snapshot = read.as_ref().and_then(|(_, snapshot)| snapshot.as_ref());
            Ok(snapshot.is_some_and(|snapshot| snapshot.dataset().has_iri(article)))
        }
    };
    let prefixes = inside_cli::prefixes(&input.corpora);
    let prefixes = inside_cli::with_articles(&text, &input.corpora, &prefixes, has)?;
    if let Some((outcome, None)) = read {
        return Ok(outcome);
    }
    let query = inside_cli::parse(&text, &ask.set, &input.corpora, &prefixes)
        .map_err(|error| refused(error, &name, &text, &reporter))?;
    tell_parameters(args, &question, &reporter);
    let form = query.form();
    if args.cite && !form.has_rows() {
        return Err(Failure::Usage("`--cite` works only with SELECT and ASK queries".to_owned()));
    }
    let (formats, explain) = (formats(args, form)?, args.explain.then_some(text.as_str()));
    if let Some(endpoint) = endpoint {
        let warnings = inside_cli::without_data(&query, &input.corpora);
        let warnings = warn(warnings, (&name, &text), &mut reporter);
        let rows = endpoint.ask(query, &ask, explain, formats, warnings)?;
        return Ok(ended(args, form, rows, Outcome::Fine, &reporter));
    }
    let mut is_part = false;
    let (outcome, snapshot) = match stored {
        Some(stored) if args.with.is_empty() && !args.labels => {
            let warnings = warn(stored.warnings(&text, &ask)?, (&name, &text), &mut reporter);
            let rows = stored.ask(query, &ask, explain, formats, warnings)?;
            return Ok(ended(args, form, rows, Outcome::Fine, &reporter));
        }
        // The labels of what the rows name are anywhere.
        Some(stored) if args.labels => (Outcome::Fine, Some(load::stored(&stored, &args.with)?)),
        Some(stored) => {
            let (part, left) = stored.beside(&query, &ask, &args.with)?;
            (ask, is_part) = (left, true);
            (Outcome::Fine, Some(part))
        }
        None => match read {
            Some(read) => read,
            None => load::snapshot(&input, args.common.batch(), &args.with, &mut reporter)?,
        },
    };
    let Some(snapshot) = snapshot else { return Ok(outcome) };
    let warnings = warn(snapshot.warnings_of(&text, &ask, is_part)?, (&name, &text), &mut reporter);
    let rows = match explain {
        Some(text) => plan(&snapshot, text, &ask)?,
        None => answer(&snapshot, query, &ask, formats, warnings)?,
    };
    Ok(ended(args, form, rows, outcome, &reporter))
}

/// The name and the text of what is asked. A store keeps no saved questions: they are those of a corpus that is named.
fn asked(
    args: &arguments::Query,
    is_stored: bool,
    corpora: &[Corpus],
    reporter: &mut Reporter,
) -> Result<(String, String), Failure> {
    if is_stored && args.common.vocabulary.corpus.file.is_some() {
        let beside = find::corpus_named(&args.common.corpus_options(), reporter)?;
        return question(&args.query, slice::from_ref(&beside));
    }
    question(&args.query, corpora)
}

/// Refuses arguments that cannot be combined.
fn check_arguments(args: &arguments::Query) -> Result<(), Failure> {
    let refused = |words: &str| Err(Failure::Usage(words.to_owned()));
    if args.labels && !matches!(args.format, None | Some(arguments::AnswerFormat::Table)) {
        return refused("`--labels` works only with tables: other formats keep the IRIs for programs");
    }
    if args.query == "-" && args.paths.iter().any(|path| path.as_os_str() == "-") {
        return refused("stdin cannot provide both the query and the documents");
    }
    if args.endpoint.url.is_some() && !args.with.is_empty() {
        return refused("`--with` and `--endpoint` cannot be combined");
    }
    Ok(())
}

/// Says which parameters a question has. Whoever sets one knows of them.
fn tell_parameters(args: &arguments::Query, question: &Question, reporter: &Reporter) {
    if args.set.is_empty() && !question.parameters.is_empty() {
        reporter.say(&format!(
            "unset parameters match any value: {}; use `--set name=value` to set one",
            question.listed()
        ));
    }
}

/// Writes how the answer is found; gives the number of rows or triples, of a yes 1, of a no 0.
fn plan(snapshot: &Snapshot, text: &str, ask: &Ask) -> Result<u64, Failure> {
    let mut output = Output::open(None)?;
    let (plan, rows) = snapshot.plan(text, ask)?;
    output.write_all(visible_lines(&plan).as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(rows)
}

/// Warns about what the query names and nothing has; gives the warnings for programs.
fn warn(found: Vec<QueryWarning>, (name, text): (&str, &str), reporter: &mut Reporter) -> Vec<Value> {
    let mut warnings = Vec::new();
    for QueryWarning { given, diagnostic } in found {
        let (path, text) = given.as_deref().map_or((name, text), |given| ("--set", given));
        let source = Source::whole(path, text);
        warnings.push(machine::object(&diagnostic, &SourceMap::new(source)));
        reporter.report(&source, &[diagnostic]);
    }
    warnings
}

/// Says how many rows there were, where that is not plain; the outcome.
fn ended(args: &arguments::Query, form: Form, rows: u64, outcome: Outcome, reporter: &Reporter) -> Outcome {
    let is_table = matches!(args.format, None | Some(arguments::AnswerFormat::Table));
    if is_table && form == Form::Select && !args.explain {
        reporter.say(&if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") });
    }
    if args.exit_status && rows == 0 {
        return Outcome::Wrong;
    }
    outcome
}

/// How the arguments want the query asked.
fn ask(args: &arguments::Query) -> Result<Ask, Failure> {
    let pair = |set: &String| {
        let (name, value) = set
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("`--set {set}` has no `=`; write `--set name=value`")))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    Ok(Ask {
        cite: args.cite,
        voice: match args.voice {
            Some(Voice::Article) => archive::Voice::Article,
            Some(Voice::All) | None => archive::Voice::All,
        },
        set: args.set.iter().map(pair).collect::<Result<_, Failure>>()?,
        deadline: args.timeout,
        ..Ask::default()
    })
}

/// What stopped a query that was refused: a wrong one is shown with the place.
fn refused(error: archive::AskError, name: &str, text: &str, reporter: &Reporter) -> Failure {
    match error {
        archive::AskError::Query(diagnostic) => {
            let map = SourceMap::new(Source::whole(name, text));
            failed::keep(&diagnostic, &map);
            let shown = render(&diagnostic, &map, reporter.style());
            let _ = io::stderr().write_all(shown.as_bytes());
            Failure::Said
        }
        archive::AskError::Set { given, message } => Failure::Usage(format!("`--set {given}`: {message}")),
        error => error.into(),
    }
}

/// A text without a byte order mark.
fn unmarked(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    text
}

/// The query's text, behind the name of where it is from: given, of a file or standard input, or a saved question.
pub(super) fn question(query: &str, corpora: &[Corpus]) -> Result<(String, String), Failure> {
    if query == "-" {
        let mut text = String::new();
        io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::io(&error, "cannot read the query from stdin"))?;
        return Ok(("<stdin>".to_owned(), unmarked(text)));
    }
    if query.ends_with(".rq") || query.ends_with(".sparql") {
        let name = Path::new(query).display().to_string();
        let text = fs::read_to_string(query)
            .map_err(|error| Failure::io(&error, format!("cannot read `{name}`")))?;
        return Ok((name, unmarked(text)));
    }
    let is_name = !query.is_empty() && query.chars().all(|c| c.is_alphanumeric() || "._-/".contains(c));
    if !is_name {
        return Ok(("<query>".to_owned(), query.to_owned()));
    }
    for corpus in corpora {
        if let Some(found) = corpus.question(query)? {
            return Ok((found.path.display().to_string(), unmarked(found.text)));
        }
    }
    let mut saved: Vec<String> = corpora.iter().flat_map(|corpus| corpus.question_names()).collect();
    saved.sort();
    saved.dedup();
    let help = match nearest(query, saved.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if saved.is_empty() => {
            " (no corpus with saved questions was read; `--corpus FILE` names one), and a single word is not a SPARQL query"
                .to_owned()
        }
        None => {
            format!(
                ", and a single word is not a SPARQL query; the saved questions are: {}",
                saved.join(", ")
            )
        }
    };
    Err(Failure::Usage(format!("no saved question `{query}` exists{help}")))
}

/// The format of the answer, which must be one for what the query asks for.
fn formats(args: &arguments::Query, form: Form) -> Result<Formats, Failure> {
    use arguments::AnswerFormat as Named;
    let table = AnswerFormat::Table(Look {
        width: terminal_width(),
        color: wants_color(args.common.shown.color, &io::stdout()),
        labels: args.labels,
    });
    let triples = !form.has_rows();
    let (rows, of_triples, for_triples) = match args.format {
        None => return Ok((table, TriplesFormat::Turtle)),
        Some(Named::Table) => (table, TriplesFormat::Turtle, false),
        Some(Named::Csv) => (AnswerFormat::Csv, TriplesFormat::Turtle, false),
        Some(Named::Tsv) => (AnswerFormat::Tsv, TriplesFormat::Turtle, false),
        Some(Named::Json) => (AnswerFormat::Json, TriplesFormat::Turtle, false),
        Some(Named::Xml) => (AnswerFormat::Xml, TriplesFormat::Turtle, false),
        Some(Named::Ttl) => (table, TriplesFormat::Turtle, true),
        Some(Named::Nt) => (table, TriplesFormat::NTriples, true),
        Some(Named::Rdf) => (table, TriplesFormat::RdfXml, true),
        Some(Named::Jsonld) => (table, TriplesFormat::JsonLd, true),
    };
    match (triples, for_triples) {
        (true, false) => Err(Failure::Usage(
            "CONSTRUCT and DESCRIBE return triples: use `--format` ttl, nt, rdf or jsonld".to_owned(),
        )),
        (false, true) => Err(Failure::Usage(
            "SELECT and ASK return rows or a boolean: use `--format` table, csv, tsv, json or xml; for RDF, use CONSTRUCT"
                .to_owned(),
        )),
        _ => Ok((rows, of_triples)),
    }
}
