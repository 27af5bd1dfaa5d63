//! What can be typed: clap types only.
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

/// Grounded linked data from articles: every statement with the words that say it.
#[derive(Debug, Parser)]
#[command(name = "groundwire", version, propagate_version = true, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  groundwire check data                            is every fact grounded in its article?
  groundwire query 'SELECT ?who ?where { ?who af:observerAt ?where }' data
  groundwire export data -o corpus.ttl             Turtle for other tools
  zcat archive.jsonl.gz | groundwire export - --format nq > archive.nq";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check documents: names, properties, times, and every quote against its article.
    Check(Check),
    /// Ask a question in SPARQL.
    Query(Query),
    /// Say all that is known of a thing or a fact, or how two things are connected.
    Explain(Explain),
    /// List the saved questions that `query` can ask by name.
    Questions(Questions),
    /// Write the documents' facts as RDF.
    Export(Export),
    /// Compare two documents, folders or exports by what they say.
    Diff(Diff),
    /// Load documents into a store on disk, to be asked and exported many times.
    Load(Load),
    /// Take articles out of a store.
    Retract(Retract),
    /// Begin a new document: a folder with the text and a `facts.yaml` to fill.
    New(New),
    /// Write the JSON Schema of documents, for editors and for programs that draft them.
    Schema(Schema),
    /// Write a shell's completions.
    Completions(Completions),
}

/// Where to look, and how strictly: what all subcommands that read documents share.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// A Turtle file with more classes and properties (repeatable).
    #[arg(long, value_name = "FILE")]
    pub ontology: Vec<PathBuf>,
    /// The corpus file to use in place of the nearest `corpus.yaml`.
    #[arg(long, value_name = "FILE")]
    pub corpus: Option<PathBuf>,
    /// The base of all minted IRIs; ends in `/` or `#`.
    #[arg(long, value_name = "IRI")]
    pub base: Option<String>,
    /// Take mistakes of domain, range and property kind as warnings.
    #[arg(long)]
    pub lenient: bool,
    /// Go on with the good documents where one is refused; the exit code is 1 all the same.
    #[arg(long, short)]
    pub keep_going: bool,
    /// How many threads work (all cores by default); the output is the same for any number.
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZero<usize>>,
    /// Stop after this many mistakes.
    #[arg(long, value_name = "N")]
    pub max_errors: Option<u64>,
    /// Say nothing but what refuses a document: no warnings, no summary, no progress.
    #[arg(long, short)]
    pub quiet: bool,
    /// Colours on the terminal.
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: When,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where the output is a terminal and `NO_COLOR` is not set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// `groundwire check`
#[derive(Args, Debug)]
pub struct Check {
    /// How to say mistakes: for people, or for programs on stdout.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: CheckFormat,
    /// Apply the safe fixes, comments and layout kept.
    #[arg(long, conflicts_with_all = ["diff", "pin"])]
    pub fix: bool,
    /// Show the safe fixes as a diff, and change nothing.
    #[arg(long, conflicts_with = "pin")]
    pub diff: bool,
    /// Write each article's SHA-256 into its document: a text that changes later is then refused.
    #[arg(long)]
    pub pin: bool,
    /// Hold the mapped graph against SHACL shapes in Turtle (repeatable).
    #[arg(long, value_name = "FILE", conflicts_with = "coverage")]
    pub shapes: Vec<PathBuf>,
    /// Show how much of each article its quotes cover, and the text that they do not.
    #[arg(long)]
    pub coverage: bool,
    /// Warn of facts that cannot both hold, within a document or across them.
    #[arg(long)]
    pub across: bool,
    /// Explain a code of mistakes, such as `quote-not-found`.
    #[arg(long, value_name = "CODE", exclusive = true)]
    pub explain: Option<String>,
    /// Documents, folders of documents, or `.jsonl` files (`-`: JSON Lines on stdin).
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// How mistakes are said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people, on stderr.
    #[default]
    Text,
    /// A JSON array with an object a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// `groundwire query`
#[derive(Args, Debug)]
pub struct Query {
    /// SPARQL text, a file `*.rq`, the name of a saved question, or `-` for stdin.
    #[arg(value_name = "QUERY")]
    pub query: String,
    /// Documents, folders of documents, or `.jsonl` files.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Ask a store that `groundwire load` made, in place of documents.
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub store: Option<PathBuf>,
    /// How to write the answer.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<AnswerFormat>,
    /// Leave out what articles only report someone as saying.
    #[arg(long, value_enum, value_name = "VOICE")]
    pub voice: Option<Voice>,
    /// Exit with 1 where the answer is false or has no row.
    #[arg(long)]
    pub exit_status: bool,
    /// Put a value in the place of a variable: the key of a shared entity, `who=ent:kazakhstan`, `year=2018`, `words="text"@en` (repeatable).
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Ask another RDF file, too (repeatable).
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// Stop a query that takes longer than this many seconds; the exit code is then 124.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<Duration>,
    /// Cite the facts that prove each row, with the words of their articles (SELECT and ASK).
    #[arg(long)]
    pub cite: bool,
    /// Show how the query is answered, with rows and times, in place of the answer.
    #[arg(long, conflicts_with = "cite")]
    pub explain: bool,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// A time limit.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "a number of seconds above 0 is due, such as 10 or 0.5".to_owned())
}

/// A number of threads.
fn threads(text: &str) -> Result<NonZero<usize>, String> {
    text.parse().map_err(|_| "a whole number above 0 is due, such as 4".to_owned())
}

/// Formats of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
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

/// Whose voice counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Voice {
    /// What articles say in their own voice.
    Article,
    /// What they report others as saying, too.
    All,
}

/// `groundwire questions`
#[derive(Args, Debug)]
pub struct Questions {
    /// Documents or folders whose corpora have the questions.
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to write the list.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire explain`
#[derive(Args, Debug)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub struct Explain {
    /// A thing (its key, label, CURIE or IRI), two things, or subject, predicate and object (`?`: any), in one argument
    /// or three.
    #[arg(value_name = "THING", required = true, num_args = 1..=3)]
    pub things: Vec<String>,
    /// Where to look: documents, folders of documents, or `.jsonl` files (repeatable).
    #[arg(long = "in", default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Look into a store that `groundwire load` made, in place of documents.
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub store: Option<PathBuf>,
    /// Leave out what is not so yet.
    #[arg(long)]
    pub realized: bool,
    /// Leave out what articles only report someone as saying.
    #[arg(long, value_enum, value_name = "VOICE")]
    pub voice: Option<Voice>,
    /// How many chains between two things are shown at most.
    #[arg(long, default_value = "5", value_name = "N")]
    pub most: NonZero<usize>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  groundwire explain kazakhstan                           all that the articles in `data` say of it
  groundwire explain 'kazakhstan observerAt cepej'        the words that say so
  groundwire explain nigeria signatoryTo '?' --in news    what it has signed, and has not
  groundwire explain 'Roman Vassilenko' strasbourg        how the two are connected";

/// For whom an explanation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    #[default]
    Text,
    /// JSON.
    Json,
}

/// `groundwire diff`
#[derive(Args, Debug)]
#[command(after_help = DIFF_EXAMPLES)]
pub struct Diff {
    /// Two documents (`facts.yaml`, `facts.json`), two folders, two `.jsonl` files or two files of RDF; with `--git`, what
    /// git gives to an external diff.
    #[arg(value_name = "PATH", num_args = 1.., required = true)]
    pub paths: Vec<PathBuf>,
    /// Take the arguments of git's external diff, and exit with 0 also where there are differences.
    #[arg(long)]
    pub git: bool,
    /// How to write the differences.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExplainFormat,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

const DIFF_EXAMPLES: &str = "\
Exit code: 0 where both say the same, 1 where they differ, 2 for trouble.

Examples:
  groundwire diff old/facts.yaml new/facts.yaml
  groundwire diff old.ttl new.nq
  git -c diff.facts.command='groundwire diff --git' diff   with `facts.yaml diff=facts` in .gitattributes";

/// `groundwire export`
#[derive(Args, Debug)]
pub struct Export {
    /// Documents, folders of documents, or `.jsonl` files (`-`: JSON Lines on stdin).
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Export a store that `groundwire load` made, in place of documents.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["paths", "rejects"])]
    pub store: Option<PathBuf>,
    /// The RDF format.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<RdfFormat>,
    /// Write to a file: beside it first, then renamed.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Keep refused lines of JSON Lines in a file, whole (implies `--keep-going`).
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Leave out what articles only report someone as saying.
    #[arg(long, value_enum, value_name = "VOICE")]
    pub voice: Option<Voice>,
    /// What to write.
    #[arg(long, value_enum, default_value_t, value_name = "VIEW")]
    pub view: ViewName,
    /// Only one article, by its id.
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<String>,
    /// Only one thing with its neighbourhood, by key, CURIE, IRI or label.
    #[arg(long, value_name = "THING", conflicts_with = "article")]
    pub about: Option<String>,
    /// Leave out the articles' full texts; quotes stay.
    #[arg(long)]
    pub no_text: bool,
    /// The version of RDF: 1.2 adds each fact as the reifier of its triple.
    #[arg(long, value_enum, default_value_t, value_name = "VERSION")]
    pub rdf: RdfVersion,
    /// Write the ontology too.
    #[arg(long)]
    pub with_ontology: bool,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// Parts of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ViewName {
    /// All there is.
    #[default]
    Everything,
    /// Plain triples alone: what is so, for tools that know nothing of facts.
    Plain,
    /// Articles, facts, quotes, times and quantities.
    Facts,
    /// A schema.org `NewsArticle` in JSON-LD, for the head of the article's page.
    #[value(name = "schema.org")]
    SchemaOrg,
}

/// Versions of RDF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RdfVersion {
    /// Read by all tools.
    #[default]
    #[value(name = "1.1")]
    V11,
    /// With triple terms.
    #[value(name = "1.2")]
    V12,
}

/// RDF formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RdfFormat {
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
    /// JSON-LD.
    Jsonld,
}

/// `groundwire load`
#[derive(Args, Debug)]
pub struct Load {
    /// The store: a folder, made where it is not there.
    #[arg(long, value_name = "DIR")]
    pub store: PathBuf,
    /// Documents, folders of documents, or `.jsonl` files (`-`: JSON Lines on stdin).
    #[arg(default_value = "data", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Keep refused lines of JSON Lines in a file, whole (implies `--keep-going`).
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire retract`
#[derive(Args, Debug)]
pub struct Retract {
    /// The store.
    #[arg(long, value_name = "DIR")]
    pub store: PathBuf,
    /// The articles, by id or IRI.
    #[arg(required = true, value_name = "ARTICLE")]
    pub articles: Vec<String>,
}

/// `groundwire new`
#[derive(Args, Debug)]
pub struct New {
    /// The article's id: the name of its folder (in `data`, where there is one), or a path to it.
    #[arg(value_name = "SLUG")]
    pub slug: PathBuf,
    /// The article's text (`-`: stdin); it is kept as it comes.
    #[arg(long, value_name = "FILE")]
    pub text: PathBuf,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// `groundwire schema`
#[derive(Args, Debug)]
pub struct Schema {
    /// The folder whose corpus, with its ontology, counts (the one we are in, by default).
    #[arg(value_name = "FOLDER")]
    pub path: Option<PathBuf>,
    /// What the schema is of.
    #[arg(long = "of", value_enum, default_value_t, value_name = "WHAT")]
    pub of: SchemaOf,
    /// Write to a file.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What is shared.
    #[command(flatten)]
    pub common: Common,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// A `facts.yaml` or `facts.json`.
    #[default]
    Document,
    /// A line of JSON Lines.
    Line,
    /// A `corpus.yaml`.
    Corpus,
}

/// `groundwire completions`
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}
