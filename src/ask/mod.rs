//! Quads, indexed, and the questions that can be asked of them: SPARQL, citations, explanations, contradictions.
pub mod cite;
pub mod contradiction;
pub mod dataset;
pub mod explain;
pub mod question;
pub mod results;
pub mod rewrite;
pub mod sameness;
pub mod sparql;
pub mod table;
pub mod walk;
pub mod watchdog;
