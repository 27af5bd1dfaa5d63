//! Grounded linked data from articles: every statement with the words that say it.
//!
//! The straight line:
//!
//! ```text
//! article.txt + facts.yaml + ontology
//!   -> tree       YAML or JSON with the place of every value          (yaml, json, tree)
//!   -> facts      the document as written                             (facts)
//!   -> resolve    names to terms, quotes to offsets, times to bounds; (resolve, quote, time, iri,
//!                 every mistake in one run                             literal, ontology, diagnostic)
//!   -> model      the document as checked: nothing later re-checks    (model, corpus)
//!   -> mapping    the checked document as quads                       (mapping, quads, record)
//!   -> nquads | turtle | rdfxml | jsonld                              an export
//!   -> dataset    the quads, indexed -> query, table, cite            an answer, and its proof
//! ```
//!
//! The library is pure: only [`commands`] (and `main`) open files, look at the environment or speak.
pub mod cite;
pub mod cli;
pub mod commands;
pub mod contradiction;
pub mod corpus;
pub mod dataset;
pub mod diagnostic;
pub mod diff;
pub mod edit;
pub mod explain;
pub mod facts;
pub mod iri;
pub mod json;
pub mod jsonld;
pub mod literal;
pub mod machine;
pub mod mapping;
pub mod model;
pub mod nquads;
pub mod ontology;
pub mod prefixes;
pub mod quads;
pub mod query;
pub mod question;
pub mod quote;
pub mod rdfxml;
pub mod record;
pub mod reify;
pub mod report;
pub mod resolve;
pub mod results;
pub mod rewrite;
pub mod sameness;
pub mod schema;
pub mod sentence;
pub mod shacl;
pub mod support;
pub mod table;
pub mod time;
pub mod tree;
pub mod turtle;
pub mod view;
pub mod vocab;
pub mod watchdog;
pub mod wrap;
pub mod yaml;
