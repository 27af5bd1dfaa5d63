//! Linked data from news articles in which every statement is traceable to the words that support it.
//!
//! You write down an article's facts in YAML or JSON, each with its quote. groundwire checks every fact against the
//! ontology and every quote against the text, maps what passes to RDF, and answers a SPARQL query with the quotes that
//! support each row.
//!
//! ```
//! use groundwire::{Answer, Archive, Ask, Corpus, Written};
//!
//! let article = "Ann Berg, the mayor of Oslo, joined the board of Acme on 26 March 2019.";
//! let facts = "
//! article: {id: acme-board, title: Mayor joins the board of Acme, language: en}
//! entities:
//!   ann: {type: Person, label: Ann Berg}
//!   board: {type: Organization, label: board of Acme}
//! facts:
//!   - id: f1
//!     subject: ann
//!     predicate: memberOf
//!     object: board
//!     when: 2019-03-26
//!     quote: Ann Berg, the mayor of Oslo, joined the board of Acme on 26 March 2019
//! ";
//!
//! // Check: all errors and warnings in one run, each with its location.
//! let corpus = Corpus::from_text("base: https://news.example/", &[])?;
//! let report = corpus.check(&Written::yaml(facts).article(article));
//! assert_eq!(report.diagnostics, []);
//! let document = report.document.ok_or("the document was refused")?;
//!
//! // Ask: an archive takes checked documents, and a snapshot of it answers queries.
//! let mut archive = Archive::in_memory(corpus);
//! archive.put(&document);
//! let snapshot = archive.snapshot();
//! let ask = Ask { cite: true, ..Ask::default() };
//! let answer = snapshot.query("SELECT ?who ?body { ?who af:memberOf ?body }", &ask)?;
//! let Answer::Rows(rows) = answer else { return Err("a SELECT gives rows".into()) };
//! assert_eq!(rows.variables, ["who", "body"]);
//!
//! // Each row has its receipt: the facts that support it, with their quotes and positions.
//! let receipts = rows.receipts.ok_or("citations were asked for")?;
//! let quote = receipts.of_row(0).flat_map(|fact| &fact.quotes).next().ok_or("a quote")?;
//! assert_eq!((quote.start, quote.end), (0, 70));
//! assert!(quote.exact.starts_with("Ann Berg, the mayor of Oslo, joined"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Other ways in: [`Corpus::open`] opens the corpus of a folder, [`Snapshot::open`] checks all documents below the given
//! paths on all cores. Other ways out: [`Snapshot::explain`] returns everything that is said about a thing,
//! [`Snapshot::chains`] how two things are connected, [`Snapshot::find`] finds things by their labels,
//! [`Snapshot::export`] writes RDF.
//!
//! # Features
//!
//! - `cli` (default): the command line. The library alone (`default-features = false`) brings no crate for arguments,
//!   terminals or HTTP.
//! - `model` (default): drafting with a language model over HTTP(S).
//! - `endpoint` (default): archives behind a SPARQL endpoint, over HTTP (see [`archive::remote`]).
//! - `disk`: archives on disk (`archive::disk`, on RocksDB), which need a C++20 compiler and libclang.
//!
//! # Inside
//!
//! The groups of modules, each of which uses only those above it; a test fails otherwise:
//!
//! ```text
//! text        strings as a terminal shows them
//! diagnostic  an error in the user's data, with its location
//! term        vocabularies, IRIs, prefixes, literals, times
//! language    numbers, dates and cue words in the languages that groundwire knows
//! document    a document as written: YAML or JSON with the location of every value
//! ontology    classes and properties, read from Turtle
//! check       written -> checked: names to terms, quotes to offsets, times to bounds
//! draft       facts proposed by a program, for a person to accept or reject
//! rdf         checked document -> quads -> N-Quads, Turtle, RDF/XML, JSON-LD
//! ask         quads, indexed -> SPARQL, citations, explanations, contradictions
//! corpus      corpora and documents in files -> checked documents
//! archive     checked documents, in memory, on disk or behind an endpoint -> snapshots -> answers
//! diff, shacl comparison of documents or exports; validation against shapes
//! mcp         tools for agents, over standard input and output or HTTP
//! serve       pages, the SPARQL endpoint and the review over HTTP; the static site
//! cli         the command line
//! ```
//!
//! Only `cli` prints, exits or reads the environment.
// All the front ends together use all of the inside; one alone leaves parts of it unused.
#![cfg_attr(
    not(all(
        feature = "cli",
        feature = "endpoint",
        feature = "mcp",
        feature = "model",
        feature = "page",
        feature = "serve"
    )),
    allow(dead_code, unused_imports, unreachable_pub)
)]
pub mod archive;
pub mod ask;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
pub mod diagnostic;
pub(crate) mod diff;
pub mod document;
pub(crate) mod draft;
pub mod language;
#[cfg(feature = "mcp")]
pub(crate) mod mcp;
pub mod ontology;
pub mod rdf;
#[cfg(feature = "serve")]
pub mod serve;
pub mod shacl;
pub mod term;
pub mod text;

pub use archive::{
    Answer, AnswerFormat, Archive, Ask, AskError, ExportFormat, Live, Snapshot, TriplesFormat, Voice,
};
pub use corpus::{Checked, Corpus, CorpusError, CorpusOptions, FileReport, Listener, Report, Written};
pub use diagnostic::Diagnostic;
