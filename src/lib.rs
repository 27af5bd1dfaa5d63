//! Grounded linked data from articles: every statement with the words that say it.
//!
//! The groups of modules, each of which uses only those above it:
//!
//! ```text
//! text        strings as a terminal shows them
//! diagnostic  an error in the user's data, with its location
//! term        vocabularies, IRIs, prefixes, literals, times
//! language    what a text says in the languages groundwire knows: numbers, dates, cues
//! document    a document as written: YAML or JSON with the location of every value
//! ontology    classes and properties, as read from Turtle
//! check       written -> checked: names to terms, quotes to offsets, times to bounds
//! rdf         checked document -> quads -> N-Quads, Turtle, RDF/XML, JSON-LD
//! ask         quads, indexed -> SPARQL, citations, explanations, contradictions
//! draft       article -> proposed facts, for a person to decide
//! diff, shacl comparison of two documents, validation against shapes
//! cli         the command line
//! ```
//!
//! Only `cli` opens files, reads the environment or prints.
pub mod ask;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod draft;
pub mod language;
pub mod ontology;
pub mod rdf;
pub mod shacl;
pub mod term;
pub mod text;
