//! Drafting: what a program proposes for an article, for a person to decide.
//!
//! A draft is written to `drafts.yaml`, never to the document, and passes the same checks.
pub mod file;
pub mod item;
pub mod merge;
