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
//! line      an article of an archive, and the same with its drafts
//! merge     drafts together with their document
//! decide    accepted drafts go into the document, rejected ones are remembered
//! model     proposals of a language model -> the checks -> drafts
//! show      drafts as a person sees them
//! ```
pub mod decide;
pub mod file;
mod id;
mod insert;
mod instruction;
pub mod item;
mod label;
pub mod line;
pub mod mention;
pub mod merge;
pub mod model;
pub mod phrase;
pub mod propose;
pub mod rules;
pub mod scan;
mod shift;
pub mod show;
#[cfg(test)]
mod tests;
pub mod thing;
pub mod view;
