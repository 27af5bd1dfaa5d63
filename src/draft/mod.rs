//! Drafting: what a program proposes for an article, for a person to decide.
//!
//! A draft is written to `drafts.yaml`, never to the document, and passes the same checks.
//!
//! ```text
//! scan      names, times, quantities, who says what
//! view      the names as things, those that are declared and new ones
//! rules     proposals: posts, utterances, bodies, places, and the phrases of each property
//! propose   proposals -> the checks -> drafts
//! file      drafts.yaml, read and written
//! merge     drafts together with their document
//! ```
pub mod file;
pub mod item;
pub mod mention;
pub mod merge;
pub mod phrase;
pub mod propose;
pub mod rules;
pub mod scan;
mod shift;
#[cfg(test)]
mod tests;
pub mod thing;
pub mod view;
