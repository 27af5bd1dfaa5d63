//! Quads, indexed, and the questions that can be asked of them: SPARQL, citations, explanations, contradictions.
pub mod cite;
pub mod contradiction;
pub mod dataset;
mod exact;
pub mod explain;
pub(crate) mod fragment;
pub(crate) mod literal;
pub mod memory;
pub(crate) mod question;
pub mod results;
pub(crate) mod rewrite;
pub(crate) mod sameness;
pub mod sparql;
pub mod table;
pub(crate) mod unknown;
pub(crate) mod walk;
pub(crate) mod watchdog;
