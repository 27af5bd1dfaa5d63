//! Quads, indexed, and the questions that can be asked of them: SPARQL, citations, explanations, contradictions.
pub mod cite;
pub mod contradiction;
pub mod dataset;
mod exact;
pub mod explain;
pub mod fragment;
pub mod literal;
pub mod question;
pub mod results;
pub mod rewrite;
pub mod sameness;
pub mod sparql;
pub mod table;
pub mod unknown;
pub mod walk;
pub mod watchdog;
