//! SPARQL over a [dataset](crate::ask::dataset): parsing with errors in our own words, evaluating.
mod bind;
mod diagnose;
mod evaluate;
mod functions;
mod grammar;
mod having;
mod lex;
mod look;
mod names;
mod parse;
mod plan;
#[cfg(any(feature = "disk", test))]
#[cfg_attr(not(feature = "disk"), allow(dead_code, reason = "tests ask a store in memory"))]
mod stored;
mod value;

pub use evaluate::{EvaluationError, QueryResult, Scope};
pub use names::Mention;
pub(crate) use parse::undeclared;
pub use parse::{Form, MAX_DEPTH, Query};
pub use plan::Plan;
#[cfg(any(feature = "disk", test))]
pub use stored::Tags;
#[cfg(feature = "disk")]
pub(crate) use stored::{matching, results_over, rows_over};
pub use value::value;
#[cfg(test)]
mod stopping;
#[cfg(test)]
mod tests;
