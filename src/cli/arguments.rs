//! The command line's arguments: clap types only.
use crate::corpus::CorpusOptions;
use crate::corpus::batch::BatchOptions;
use crate::diagnostic::Code;
use crate::diagnostic::policy::{Denied, Policy};
use crate::rdf::recast::Recast;
use crate::term::iri::nearest;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

/// Linked data from news articles in which every statement is traceable to the words that support it.
#[derive(Debug, Parser)]
#[command(name = "groundwire", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  groundwire check data                            check every fact against its article
  groundwire query 'SELECT ?who ?where { ?who af:observerAt ?where }' data
  groundwire export data -o corpus.ttl             write Turtle for other tools
  zcat archive.jsonl.gz | groundwire export - --format nq > archive.nq";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check documents: names, properties, times, and each quote against its article.
    Check(Check),
    /// Run a SPARQL query.
    Query(Query),
    /// Show everything the corpus says about a thing or a fact, or how two things are connected.
    Explain(Explain),
    /// List the saved questions that `query` can run by name.
    Questions(Questions),
    /// Export facts as RDF.
    Export(Export),
    /// Compare the facts of two documents, folders or exports.
    Diff(Diff),
    /// Serve pages, a SPARQL endpoint and linked data over HTTP, on this machine.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Publish the pages as a static site.
    #[cfg(feature = "serve")]
    Publish(Publish),
    /// Answer an AI agent over standard input and output (Model Context Protocol).
    #[cfg(feature = "mcp")]
    Mcp(Mcp),
    /// Load documents into a store on disk for repeated queries and exports.
    Load(Load),
    /// Remove articles from a store.
    Retract(Retract),
    /// Look after a store on disk.
    Store(Store),
    /// Propose facts for an article, for a person to decide: by rules, offline, or with a language model too.
    Draft(Draft),
    /// Accept drafts: they become facts of their document.
    Accept(Accept),
    /// Reject drafts: they are not proposed again.
    Reject(Reject),
    /// Take back the last decision on a document's drafts.
    Undo(Undo),
    /// Create a new document: a folder with the text and a `facts.yaml` to fill in.
    New(New),
    /// Write the JSON Schema of documents, for editors and for programs that draft facts.
    Schema(Schema),
    /// Answer requests in JSON Lines on standard input, for programs that ask more than once.
    #[command(hide = true)]
    Session(Session),
    /// Describe the classes, properties and controlled values that documents can use.
    Terms(Terms),
    /// Write the manual pages.
    #[command(hide = true)]
    Man(Man),
    /// Write completions for a shell.
    Completions(Completions),
}

/// The subcommands that work on drafts themselves.
const OF_DRAFTS: [&str; 5] = ["draft", "accept", "reject", "undo", "mcp"];

/// The command line, whose help shows for each subcommand only the options that mean something to it.
pub(crate) fn command() -> clap::Command {
    let command = Cli::command();
    let is_there = |name: &&&str| command.find_subcommand(name).is_some();
    let of_drafts: Vec<&str> = OF_DRAFTS.iter().filter(is_there).copied().collect();
    of_drafts.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |command| command.mut_arg("drafts", |option| option.hide(true)))
    })
}

/// Reads the arguments of a process.
///
/// # Errors
/// Arguments that are no arguments of the command line, and options that have no effect with their subcommand.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(arguments)?;
    if let Some(message) = matches.subcommand().and_then(|(name, given)| without_effect(name, given)) {
        return Err(command.error(clap::error::ErrorKind::ArgumentConflict, message));
    }
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Why an option that is given to a subcommand has no effect.
fn without_effect(name: &str, given: &clap::ArgMatches) -> Option<String> {
    let is_given = |id: &str| {
        given.try_contains_id(id).is_ok()
            && given.value_source(id) == Some(clap::parser::ValueSource::CommandLine)
    };
    if !is_given("drafts") {
        return None;
    }
    if OF_DRAFTS.contains(&name) {
        return Some(format!(
            "`--drafts` has no effect on `{name}`: leave it out; `check`, `query`, `explain`, `export` and `load` show drafts"
        ));
    }
    let elsewhere = |id: &&&str| name != "load" && is_given(id);
    ["store", "url"].iter().find(elsewhere).map(|id| {
        let (place, option) = if *id == "store" { ("a store", "store") } else { ("an endpoint", "endpoint") };
        format!("{place} has the drafts that were loaded into it: give `--drafts` to `load`, not beside `--{option}`")
    })
}

/// The corpus file to use.
#[derive(Args, Clone, Debug)]
pub(crate) struct CorpusFile {
    /// Use this corpus file instead of the nearest `corpus.yaml`.
    #[arg(id = "corpus", long = "corpus", value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// The corpus file to use, and ontologies beside the corpus's own.
#[derive(Args, Clone, Debug)]
pub(crate) struct Vocabulary {
    /// Also use the classes and properties of this Turtle file (repeatable).
    #[arg(long, value_name = "FILE")]
    pub ontology: Vec<PathBuf>,
    /// The corpus file.
    #[command(flatten)]
    pub corpus: CorpusFile,
}

/// What a subcommand prints beside its output.
#[derive(Args, Clone, Debug)]
pub(crate) struct Shown {
    /// Print only errors: no warnings, no summary, no progress.
    #[arg(long, short)]
    pub quiet: bool,
    /// When to use colors.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: When,
}

impl CorpusFile {
    /// How corpora are opened.
    #[must_use]
    pub(crate) fn corpus_options(&self) -> CorpusOptions {
        CorpusOptions { corpus: self.file.clone(), ..CorpusOptions::default() }
    }
}

impl Vocabulary {
    /// How corpora are opened.
    #[must_use]
    pub(crate) fn corpus_options(&self) -> CorpusOptions {
        CorpusOptions { ontologies: self.ontology.clone(), ..self.corpus.corpus_options() }
    }
}

/// Options shared by all subcommands that check documents.
#[derive(Args, Clone, Debug)]
pub(crate) struct Common {
    /// The corpus file to use, and ontologies beside the corpus's own.
    #[command(flatten)]
    pub vocabulary: Vocabulary,
    /// Base of all generated IRIs; must end in `/` or `#`.
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// Take in the drafts beside each document: facts that nobody has accepted, in a graph of their own.
    #[arg(long)]
    pub drafts: bool,
    /// Report errors of domain, range and property kind as warnings.
    #[arg(long)]
    pub lenient: bool,
    /// Make errors of all warnings, or of those with these codes: `warnings`, `unsupported-number,uncovered`.
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = denied)]
    pub deny: Vec<Denied>,
    /// Do not report warnings with these codes.
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = code)]
    pub allow: Vec<Code>,
    /// Continue with the valid documents when one is refused; the exit code is still 1.
    #[arg(long, short)]
    pub keep_going: bool,
    /// Number of threads (default: all cores); the output does not depend on it.
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZero<usize>>,
    /// Stop after this many errors.
    #[arg(long, value_name = "N")]
    pub max_errors: Option<u64>,
    /// Messages and colors.
    #[command(flatten)]
    pub shown: Shown,
}

impl Common {
    /// How corpora are opened.
    #[must_use]
    pub(crate) fn corpus_options(&self) -> CorpusOptions {
        CorpusOptions {
            base: self.base.clone(),
            lenient: self.lenient,
            policy: Policy::new(&self.deny, &self.allow),
            drafts: self.drafts,
            ..self.vocabulary.corpus_options()
        }
    }

    /// How documents are taken.
    #[must_use]
    pub(crate) fn batch(&self) -> BatchOptions {
        BatchOptions { keep_going: self.keep_going, threads: self.threads }
    }
}

/// A diagnostic code.
fn code(name: &str) -> Result<Code, String> {
    Code::from_name(name).ok_or_else(|| {
        let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
        near.map_or_else(|| "unknown code".to_owned(), |near| format!("unknown code; did you mean `{near}`?"))
    })
}

/// A diagnostic code, or all warnings.
fn denied(name: &str) -> Result<Denied, String> {
    if name == "warnings" { Ok(Denied::Warnings) } else { code(name).map(Denied::Code) }
}

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// When the output is a terminal and `NO_COLOR` is not set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// `groundwire check`
#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// Diagnostic output format: text for people, on stderr; JSON or SARIF for programs, on stdout.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: CheckFormat,
    /// Apply the safe fixes; comments and layout are kept.
    #[arg(long, conflicts_with = "pin")]
    pub fix: bool,
    /// Show the safe fixes as a diff without changing any file.
    #[arg(long, conflicts_with = "pin")]
    pub diff: bool,
    /// Write each article's SHA-256 into its document; if the text changes later, the document is refused.
    #[arg(long)]
    pub pin: bool,
    /// Validate the exported graph against SHACL shapes in Turtle (repeatable).
    #[arg(long, value_name = "FILE", conflicts_with = "coverage")]
    pub shapes: Vec<PathBuf>,
    /// Show how much of each article its quotes cover, and the text that no quote covers.
    #[arg(long)]
    pub coverage: bool,
    /// List the facts from the least supported one, with what speaks against each.
    #[arg(long, conflicts_with_all = ["coverage", "shapes", "across"])]
    pub support: bool,
    /// Report facts that cannot both hold, within a document or across documents.
    #[arg(long)]
    pub across: bool,
    /// Explain a diagnostic code, such as `quote-not-found`.
    #[arg(long, value_name = "CODE", exclusive = true)]
    pub explain: Option<String>,
    /// Documents, folders of documents, or `.jsonl` files (`-`: JSON Lines on stdin).
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  groundwire check data/my-article
  groundwire check data --deny warnings                   every warning is an error
  groundwire check data --fix --diff                      show what `--fix` would change
  groundwire check data --support                         the least supported facts first
  groundwire check --explain quote-not-found";

/// Output formats of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people, on stderr.
    #[default]
    Text,
    /// A JSON array, one object per line, on stdout.
    Json,
    /// SARIF 2.1.0, on stdout.
    Sarif,
}

/// `groundwire query`
#[derive(Args, Debug)]
#[command(after_help = QUERY_EXAMPLES)]
pub(crate) struct Query {
    /// SPARQL text, a `.rq` file, the name of a saved question, or `-` for stdin.
    #[arg(value_name = "QUERY")]
    pub query: String,
    /// Documents, folders of documents, or `.jsonl` files.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Query a store made by `groundwire load` instead of documents.
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub store: Option<PathBuf>,
    /// Where the data are, instead of documents.
    #[command(flatten)]
    pub endpoint: EndpointOptions,
    /// Output format of the answer.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<AnswerFormat>,
    /// `article`: only what articles assert; `all`: also what they attribute to someone.
    #[arg(long, value_enum, value_name = "VOICE")]
    pub voice: Option<Voice>,
    /// Exit with 1 if the answer is false or has no rows.
    #[arg(long)]
    pub exit_status: bool,
    /// Give a variable a value: the key of a shared entity, `who=ent:kazakhstan`, `year=2018`, `words="text"@en` (repeatable).
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Also query this RDF file (repeatable).
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// Stop a query that takes longer than this many seconds; the exit code is then 124.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,
    /// Cite the facts that support each row, with their quotes (SELECT and ASK).
    #[arg(long)]
    pub cite: bool,
    /// Show labels instead of IRIs in a table.
    #[arg(long, conflicts_with = "url")]
    pub labels: bool,
    /// Show the query plan, with rows and times, instead of the answer.
    #[arg(long, conflicts_with = "cite")]
    pub explain: bool,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

const QUERY_EXAMPLES: &str = "\
Examples:
  groundwire query accessions data                        a saved question
  groundwire query observer-quotes data --set body=cepej
  groundwire query 'SELECT ?who ?where { ?who af:observerAt ?where }' data --cite
  groundwire query question.rq data --labels              names instead of IRIs";

/// A SPARQL endpoint that is asked instead of documents.
#[derive(Args, Clone, Debug)]
pub(crate) struct EndpointOptions {
    /// Ask the SPARQL endpoint at this address, which holds an export, instead of documents.
    #[arg(long = "endpoint", value_name = "URL", conflicts_with_all = ["paths", "store"])]
    pub url: Option<String>,
    /// Number of simultaneous requests to the endpoint.
    #[arg(long, value_name = "N", value_parser = threads, default_value = "4", requires = "url")]
    pub connections: NonZero<usize>,
}

/// Parses a time limit.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "expected a number of seconds above 0, such as 10 or 0.5".to_owned())
}

/// Parses a number of threads.
fn threads(text: &str) -> Result<NonZero<usize>, String> {
    text.parse().map_err(|_| "expected a whole number above 0, such as 4".to_owned())
}

/// Formats of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// A table for people.
    Table,
    /// Comma-separated values.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// SPARQL results in JSON.
    Json,
    /// SPARQL results in XML.
    Xml,
    /// Turtle (CONSTRUCT and DESCRIBE).
    Ttl,
    /// N-Triples (CONSTRUCT and DESCRIBE).
    Nt,
    /// RDF/XML (CONSTRUCT and DESCRIBE).
    Rdf,
    /// JSON-LD (CONSTRUCT and DESCRIBE).
    Jsonld,
}

/// Whose statements count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Voice {
    /// What articles assert.
    Article,
    /// Also what articles attribute to someone.
    All,
}

/// `groundwire questions`
#[derive(Args, Debug)]
pub(crate) struct Questions {
    /// Documents or folders whose corpora hold the questions.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Output format of the list.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// The corpus file.
    #[command(flatten)]
    pub corpus: CorpusFile,
    /// Messages and colors.
    #[command(flatten)]
    pub shown: Shown,
}

/// `groundwire explain`
#[derive(Args, Debug)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(crate) struct Explain {
    /// A thing (key, label, CURIE or IRI), two things, or a subject, predicate and object (`?`: any), as one argument
    /// or three; then the documents to search, as after `--in`.
    #[arg(value_name = "THING", required = true, num_args = 1..)]
    pub things: Vec<String>,
    /// Documents, folders of documents, or `.jsonl` files to search (repeatable).
    #[arg(long = "in", default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Search a store made by `groundwire load` instead of documents.
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub store: Option<PathBuf>,
    /// Where the data are, instead of documents.
    #[command(flatten)]
    pub endpoint: EndpointOptions,
    /// Only facts that already hold.
    #[arg(long)]
    pub realized: bool,
    /// `article`: only what articles assert; `all`: also what they attribute to someone.
    #[arg(long, value_enum, value_name = "VOICE")]
    pub voice: Option<Voice>,
    /// Show at most this many chains between two things.
    #[arg(long, default_value = "5", value_name = "N")]
    pub most: NonZero<usize>,
    /// Output format.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  groundwire explain kazakhstan                           everything the articles in `data` say about it
  groundwire explain 'kazakhstan observerAt cepej'        the words that support it
  groundwire explain kazakhstan news                      the same of the documents in `news`
  groundwire explain nigeria signatoryTo '?' --in news    what it has and has not signed
  groundwire explain 'Roman Vassilenko' strasbourg        how the two are connected";

/// Output formats of explanations and lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For people.
    #[default]
    Text,
    /// JSON.
    Json,
}

/// `groundwire diff`
#[derive(Args, Debug)]
#[command(after_help = DIFF_EXAMPLES)]
pub(crate) struct Diff {
    /// Two documents (`facts.yaml`, `facts.json`), two folders, two `.jsonl` files (`-`: stdin) or two RDF files; with
    /// `--git`, the arguments that git passes to an external diff.
    #[arg(value_name = "PATH", num_args = 1.., required = true)]
    pub paths: Vec<PathBuf>,
    /// Accept the arguments of git's external diff, and exit with 0 even if there are differences.
    #[arg(long)]
    pub git: bool,
    /// Output format of the differences.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// The corpus file.
    #[command(flatten)]
    pub corpus: CorpusFile,
    /// Base of the documents' IRIs, instead of that of `corpus.yaml`; must end in `/` or `#`.
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// Messages and colors.
    #[command(flatten)]
    pub shown: Shown,
}

impl Diff {
    /// How corpora are opened.
    #[must_use]
    pub(crate) fn corpus_options(&self) -> CorpusOptions {
        CorpusOptions { base: self.base.clone(), ..self.corpus.corpus_options() }
    }
}

const DIFF_EXAMPLES: &str = "\
Exit code: 0 if both have the same facts, 1 if they differ, 2 for an error.

Examples:
  groundwire diff old/facts.yaml new/facts.yaml
  groundwire diff old.ttl new.nq
  git -c diff.facts.command='groundwire diff --git' diff   with `facts.yaml diff=facts` in .gitattributes";

/// `groundwire export`
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// Documents, folders of documents, or `.jsonl` files (`-`: JSON Lines on stdin).
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Export a store made by `groundwire load` instead of documents.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "rejects"])]
    pub store: Option<PathBuf>,
    /// Output format (default: by the name of the output file, else Turtle).
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<RdfFormat>,
    /// Keep the named graphs in JSON-LD.
    #[arg(long)]
    pub graphs: bool,
    /// Write to this file; it is replaced only when the output is complete.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write refused lines of JSON Lines to this file, unchanged (implies `--keep-going`).
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// `article`: only what articles assert; `all`: also what they attribute to someone.
    #[arg(long, value_enum, value_name = "VOICE")]
    pub voice: Option<Voice>,
    /// Which part of the data to export.
    #[arg(long, value_enum, default_value_t, value_name = "VIEW")]
    pub view: ViewName,
    /// Export only this article, given by its id.
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<String>,
    /// Export only this thing and its neighborhood, given by key, CURIE, IRI or label.
    #[arg(long, value_name = "THING", conflicts_with = "article")]
    pub about: Option<String>,
    /// Omit the full texts of articles; quotes are kept.
    #[arg(long)]
    pub no_text: bool,
    /// RDF version; 1.2 adds each fact as a reifier of its triple.
    #[arg(long, value_enum, default_value_t, value_name = "VERSION")]
    pub rdf: RdfVersion,
    /// Also export the ontology.
    #[arg(long)]
    pub with_ontology: bool,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

/// Parts of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ViewName {
    /// Everything.
    #[default]
    Everything,
    /// Only the plain triples of facts that hold, for tools that do not know about facts.
    Plain,
    /// Articles, facts, quotes, times and quantities.
    Facts,
    /// A schema.org `NewsArticle` in JSON-LD, for the head of the article's page.
    #[value(name = "schema.org")]
    SchemaOrg,
    /// Web Annotations: each fact as an annotation of the words that say it; a page of them in JSON-LD.
    Annotation,
    /// Nanopublications, one per fact; needs a format with named graphs.
    Nanopub,
}

impl ViewName {
    /// The shape of others in which facts are written, if it is one.
    pub(crate) fn recast(self) -> Option<Recast> {
        match self {
            Self::Annotation => Some(Recast::Annotation),
            Self::Nanopub => Some(Recast::Nanopub),
            Self::Everything | Self::Plain | Self::Facts | Self::SchemaOrg => None,
        }
    }
}

/// Versions of RDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RdfVersion {
    /// Readable by all tools.
    #[default]
    #[value(name = "1.1")]
    V11,
    /// With triple terms.
    #[value(name = "1.2")]
    V12,
}

/// Formats of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RdfFormat {
    /// Turtle: the union of the graphs, sorted.
    Ttl,
    /// TriG: the graphs, document by document.
    Trig,
    /// N-Triples: the union of the graphs.
    Nt,
    /// N-Quads.
    Nq,
    /// RDF/XML: the union of the graphs.
    Rdf,
    /// JSON-LD: the union of the graphs, or the graphs (`--graphs`).
    Jsonld,
    /// A table: one row per fact.
    Csv,
    /// The documents themselves, one per line, with their texts.
    Jsonl,
}

/// `groundwire publish`
#[cfg(feature = "serve")]
#[derive(Args, Debug)]
pub(crate) struct Publish {
    /// Documents, folders of documents, or `.jsonl` files.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The folder of the site; made where it does not exist.
    #[arg(long, short, value_name = "DIR")]
    pub output: PathBuf,
    /// Leave out the articles' full texts; quotes stay.
    #[arg(long)]
    pub no_text: bool,
    /// The address at which the site will be found, for its map (the corpus's base by default).
    #[arg(long, value_name = "IRI")]
    pub address: Option<String>,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire mcp`
#[cfg(feature = "mcp")]
#[derive(Args, Debug)]
pub(crate) struct Mcp {
    /// Documents or folders of documents.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Let the agent propose facts into `drafts.yaml`, for a person to decide.
    #[arg(long)]
    pub allow_drafts: bool,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire serve`
#[cfg(feature = "serve")]
#[derive(Args, Debug)]
#[command(after_help = SERVE_EXAMPLES)]
pub(crate) struct Serve {
    /// Documents, folders of documents, or `.jsonl` files.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Serve what a SPARQL endpoint holds, at this address, instead of documents.
    #[arg(long, value_name = "URL", conflicts_with_all = ["paths", "allow_write"])]
    pub endpoint: Option<String>,
    /// Serve a store made by `groundwire load` instead of documents.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "allow_write", "endpoint"])]
    pub store: Option<PathBuf>,
    /// Number of simultaneous requests to the endpoint for one page or answer.
    #[arg(long, value_name = "N", value_parser = threads, default_value = "4", requires = "endpoint")]
    pub connections: NonZero<usize>,
    /// The address to listen on. Off this machine's loopback each request needs the token in GROUNDWIRE_TOKEN.
    #[arg(long, default_value = "127.0.0.1:8487", value_name = "ADDRESS")]
    pub bind: String,
    /// Stop a query that takes longer than this many seconds (10 by default).
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,
    /// Open the page in a browser.
    #[arg(long)]
    pub open: bool,
    /// Let the pages change the documents: review drafts at `/review/ID`, add facts. The address that is printed has the
    /// token of this run.
    #[arg(long)]
    pub allow_write: bool,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

#[cfg(feature = "serve")]
const SERVE_EXAMPLES: &str = "\
Examples:
  groundwire serve                            the documents below `data`, at http://127.0.0.1:8487/
  groundwire serve news --bind 127.0.0.1:0    on a port that is free
  groundwire serve --endpoint https://example.org/sparql --corpus data/corpus.yaml
  groundwire serve --store archive
  curl -H 'Accept: text/turtle' http://127.0.0.1:8487/entity/kazakhstan";

/// `groundwire load`
#[derive(Args, Debug)]
pub(crate) struct Load {
    /// The store's folder; it is created if it does not exist.
    #[arg(long, value_name = "DIR", required_unless_present = "endpoint")]
    pub store: Option<PathBuf>,
    /// Write to the graphs of the SPARQL endpoint at this address instead: the one for updates, or that of its graph
    /// store.
    #[arg(long, value_name = "URL", conflicts_with = "store")]
    pub endpoint: Option<String>,
    /// How to write to the endpoint.
    #[arg(long, value_enum, default_value_t, value_name = "PROTOCOL", requires = "endpoint")]
    pub protocol: WriteProtocol,
    /// Check the documents and report what would be written to the endpoint, and write nothing.
    #[arg(long, requires = "endpoint")]
    pub dry_run: bool,
    /// Write only what follows this article in the input: an interrupted load goes on.
    #[arg(long, value_name = "ARTICLE", requires = "endpoint")]
    pub after: Option<String>,
    /// Documents, folders of documents, or `.jsonl` files (`-`: JSON Lines on stdin).
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write refused lines of JSON Lines to this file, unchanged (implies `--keep-going`).
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

/// How an endpoint is written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WriteProtocol {
    /// What the endpoint understands.
    #[default]
    Auto,
    /// SPARQL 1.1 Update.
    Update,
    /// The SPARQL 1.1 Graph Store Protocol.
    GraphStore,
}

/// `groundwire retract`
#[derive(Args, Debug)]
pub(crate) struct Retract {
    /// The store.
    #[arg(long, value_name = "DIR", required_unless_present = "endpoint")]
    pub store: Option<PathBuf>,
    /// Remove the graphs of the articles from the SPARQL endpoint at this address instead: the one for updates, or that
    /// of its graph store.
    #[arg(long, value_name = "URL", conflicts_with = "store")]
    pub endpoint: Option<String>,
    /// How to write to the endpoint.
    #[arg(long, value_enum, default_value_t, value_name = "PROTOCOL", requires = "endpoint")]
    pub protocol: WriteProtocol,
    /// Report what would be removed from the endpoint, and remove nothing.
    #[arg(long, requires = "endpoint")]
    pub dry_run: bool,
    /// Base of the articles' IRIs at the endpoint, where ids are given.
    #[arg(long, value_name = "IRI", requires = "endpoint")]
    pub base: Option<String>,
    /// Ids or IRIs of the articles.
    #[arg(required = true, value_name = "ARTICLE")]
    pub articles: Vec<String>,
}

/// `groundwire store`
#[derive(Args, Debug)]
pub(crate) struct Store {
    /// What to do with it.
    #[command(subcommand)]
    pub command: StoreCommand,
}

/// What can be done with a store.
#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Check that a store can be read and holds exactly what its documents say.
    Check(StoreCheck),
}

/// `groundwire store check`
#[derive(Args, Debug)]
pub(crate) struct StoreCheck {
    /// The store's folder.
    #[arg(value_name = "DIR")]
    pub store: PathBuf,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ReportFormat,
}

/// The format of a report about a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One difference a line.
    #[default]
    Text,
    /// An object with all differences.
    Json,
}

/// `groundwire draft`
#[derive(Args, Debug)]
#[command(after_help = DRAFT_EXAMPLES)]
pub(crate) struct Draft {
    /// A document or its folder; a text (with `--new`); or texts in JSON Lines (`-`: on stdin).
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Make a document of this name of a text first, as `groundwire new` does.
    #[arg(long, value_name = "SLUG")]
    pub new: Option<PathBuf>,
    /// Keep the weak proposals too.
    #[arg(long)]
    pub all: bool,
    /// Draft nothing, and write the names, times, quantities and attributions that the text has, an object a line.
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    pub mentions: Option<PathBuf>,
    /// Write the drafted documents of JSON Lines to a file, line by line.
    #[arg(long, short, value_name = "FILE", conflicts_with = "mentions")]
    pub output: Option<PathBuf>,
    /// Keep refused lines of JSON Lines in a file.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Continue a run that ended early. Answers of a model are always kept and used again.
    #[arg(long, conflicts_with = "mentions")]
    pub resume: bool,
    /// Also ask this language model (default: the variable GROUNDWIRE_MODEL).
    #[arg(long, value_name = "NAME", conflicts_with = "mentions")]
    pub model: Option<String>,
    /// The model's server, any with OpenAI's interface: `http://localhost:11434/v1` (default: GROUNDWIRE_URL).
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Let this model say of each draft whether its words state it; the answer is shown to who decides.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["mentions", "output"])]
    pub audit: Option<String>,
    /// The environment variable that holds the key for the server.
    #[arg(long, value_name = "VARIABLE")]
    pub key_env: Option<String>,
    /// Send the article to another machine without asking.
    #[arg(long)]
    pub yes: bool,
    /// Print the requests, send nothing, write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Take the answers from recorded calls (a `drafts.calls.jsonl`); no server is asked.
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    pub replay: Option<PathBuf>,
    /// At most this many calls for a document, or for all of JSON Lines.
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub max_calls: u64,
    /// At most about this many tokens for a document, or for all of JSON Lines.
    #[arg(long, value_name = "N", default_value_t = 60_000)]
    pub max_tokens: u64,
    /// At most this many seconds for one call.
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: u64,
    /// Common arguments.
    #[command(flatten)]
    pub common: Common,
}

const DRAFT_EXAMPLES: &str = "\
Drafts go to `drafts.yaml` beside the document; other commands ignore them. Without a model nothing is sent anywhere.

Examples:
  groundwire draft data/my-article
  groundwire draft article.txt --new my-article
  groundwire draft data/my-article --model qwen2.5:7b --url http://localhost:11434/v1
  groundwire draft articles.jsonl -o drafted.jsonl --rejects refused.jsonl
  groundwire draft articles.jsonl -o drafted.jsonl --model qwen2.5:7b --url http://localhost:11434/v1 --max-calls 5000 --max-tokens 9000000";

/// `groundwire accept`
#[derive(Args, Debug)]
#[command(after_help = ACCEPT_EXAMPLES)]
pub(crate) struct Accept {
    /// A document or its folder.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The drafts to accept. Without ids, on a terminal, one draft after another is shown.
    #[arg(value_name = "ID", conflicts_with_all = ["all", "min_confidence"])]
    pub ids: Vec<String>,
    /// Accept all drafts.
    #[arg(long)]
    pub all: bool,
    /// Accept the drafts that have at least this confidence, from 0 to 1.
    #[arg(long, value_name = "N", value_parser = share)]
    pub min_confidence: Option<f64>,
    /// Who accepts: the key of a person, or a full name, which is declared where it is new (default: the one person
    /// under `recorded-by` of the article).
    #[arg(long, value_name = "PERSON")]
    pub by: Option<String>,
    /// How decisions are written to stdout.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DecisionFormat,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

const ACCEPT_EXAMPLES: &str = "\
Several ids, `--all` and `--min-confidence` accept all of them or none. Comments and layout of the document stay.

Examples:
  groundwire accept data/my-article                      one draft after another, with keys
  groundwire accept data/my-article f1a f3b --by ann
  groundwire accept data/my-article --min-confidence 0.9";

/// `groundwire reject`
#[derive(Args, Debug)]
pub(crate) struct Reject {
    /// A document or its folder.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// The drafts to reject.
    #[arg(value_name = "ID", conflicts_with = "all")]
    pub ids: Vec<String>,
    /// Reject all drafts.
    #[arg(long)]
    pub all: bool,
    /// How decisions are written to stdout.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DecisionFormat,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire undo`
#[derive(Args, Debug)]
pub(crate) struct Undo {
    /// A document or its folder.
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

/// How decisions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecisionFormat {
    /// `accepted f1a`.
    #[default]
    Text,
    /// An object a line.
    Json,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// `groundwire new`
#[derive(Args, Debug)]
pub(crate) struct New {
    /// The article's id, used as the name of its folder (in `data` if that exists), or a path to the folder.
    #[arg(value_name = "SLUG")]
    pub slug: PathBuf,
    /// Where the article comes from.
    #[command(flatten)]
    pub article: ArticleFile,
    /// The corpus file to use, and ontologies beside the corpus's own.
    #[command(flatten)]
    pub vocabulary: Vocabulary,
    /// Messages and colors.
    #[command(flatten)]
    pub shown: Shown,
}

/// Where a new document's article comes from: one of the two.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct ArticleFile {
    /// The article's text (`-`: stdin), copied unchanged; this or `--from` is needed.
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
    /// The article's web page as a browser saves it (`-`: stdin), instead of `--text`: its main text, and what it says of
    /// title, publisher, author, date, language and address.
    #[arg(long, value_name = "PAGE")]
    pub from: Option<PathBuf>,
}

/// `groundwire schema`
#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// Folder whose corpus and ontology the schema follows (default: the current folder).
    #[arg(value_name = "FOLDER")]
    pub path: Option<PathBuf>,
    /// What the schema describes.
    #[arg(long = "of", value_enum, default_value_t, value_name = "WHAT")]
    pub of: SchemaOf,
    /// Who is to follow it: `model` gives a flat schema that servers of language models can take.
    #[arg(long = "for", value_enum, value_name = "WHOM", conflicts_with = "of")]
    pub reader: Option<SchemaFor>,
    /// Write to this file.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The corpus file to use, and ontologies beside the corpus's own.
    #[command(flatten)]
    pub vocabulary: Vocabulary,
    /// Messages and colors.
    #[command(flatten)]
    pub shown: Shown,
}

/// Who follows a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFor {
    /// A language model: flat, closed lists, no references.
    Model,
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A `facts.yaml` or `facts.json`.
    #[default]
    Document,
    /// One line of JSON Lines.
    Line,
    /// A `corpus.yaml`.
    Corpus,
}

/// `groundwire session`
#[derive(Args, Debug)]
pub(crate) struct Session {
    /// Documents, folders of documents, or `.jsonl` files.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Shared options.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire terms`
#[derive(Args, Debug)]
pub(crate) struct Terms {
    /// A name, or a word for what you mean (`Treaty`, `location`); without it, all terms are listed.
    #[arg(value_name = "WORD")]
    pub word: Option<String>,
    /// Folder whose corpus and ontology to describe (default: the current folder).
    #[arg(long = "in", value_name = "FOLDER")]
    pub within: Option<PathBuf>,
    /// Format of the output.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: TermsFormat,
    /// Write to this file.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The corpus file to use, and ontologies beside the corpus's own.
    #[command(flatten)]
    pub vocabulary: Vocabulary,
    /// Messages and colors.
    #[command(flatten)]
    pub shown: Shown,
}

/// Formats of terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TermsFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// A page about all terms.
    Html,
}

/// `groundwire man`
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The folder for the pages; it is created if it does not exist.
    #[arg(long, short, value_name = "DIR")]
    pub output: PathBuf,
}

/// `groundwire completions`
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
