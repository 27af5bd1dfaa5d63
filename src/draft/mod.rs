//! Drafting: what a program proposes for an article, for a person to decide.
//!
//! A draft is written to `drafts.yaml`, never to the document, and passes the same checks.
//!
//! ```text
//! scan      names, times, quantities, who says what
//! view      the names as things, those that are declared and new ones
//! rules     proposals: posts, utterances, bodies, places, events, and the phrases of each property
//! propose   proposals -> the checks -> drafts
//! file      drafts.yaml, read and written
//! line      an article of an archive, and the same with its drafts
//! merge     drafts together with their document
//! decide    accepted drafts go into the document, rejected ones are remembered
//! model     proposals of a language model -> the checks -> drafts
//! show      drafts as a person sees them
//! ```
mod abbreviation;
pub(crate) mod decide;
pub(crate) mod file;
mod id;
mod insert;
mod instruction;
pub(crate) mod item;
mod label;
pub(crate) mod line;
pub(crate) mod mention;
pub(crate) mod merge;
pub(crate) mod model;
pub(crate) mod phrase;
pub(crate) mod propose;
pub(crate) mod rules;
pub(crate) mod scan;
mod shift;
pub(crate) mod show;
#[cfg(test)]
mod tests;
pub(crate) mod thing;
pub(crate) mod view;
