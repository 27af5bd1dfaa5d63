//! SPARQL over a [dataset](crate::ask::dataset): parsing with mistakes said in our own words, evaluating.
mod bind;
mod evaluate;
mod grammar;
mod lex;
mod mistake;
mod parse;
mod plan;
#[cfg(feature = "disk")]
mod stored;
mod value;

pub use evaluate::{Answer, EvaluationError, Source};
pub use parse::{Form, MAX_DEPTH, Query};
pub use plan::Plan;
#[cfg(feature = "disk")]
pub use stored::Tags;
pub use value::value;
#[cfg(test)]
mod tests;
