//! Drafting with a language model: any server that speaks the chat completions of OpenAI's interface.
//!
//! The model chooses among closed lists and copies words; the checks decide. Its output is data: it gives no IRI, no path
//! and no key.
//!
//! ```text
//! chunk     the article in pieces of a few sentences
//! schema    the JSON Schema of an answer, for one piece
//! prompt    what is asked
//! client    one request: kept answers, limits, what a server understands
//! answer    what comes back, also where it is cut off
//! fact      a fact of it, as a draft
//! propose   the loop: entities, facts, checks, one repair
//! audit     a second look at each draft
//! http      the wire (feature `model`)
//! ```
mod answer;
pub(crate) mod audit;
mod chunk;
pub(crate) mod client;
mod fact;
#[cfg(feature = "model")]
pub(crate) mod http;
mod prompt;
pub(crate) mod propose;
pub(crate) mod schema;
