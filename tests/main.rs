//! The tests that need the whole library; one module a subject.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected must stop")]

mod batch;
mod cases;
mod cite;
mod commands;
#[cfg(unix)]
mod completions;
mod contradictions;
mod decide;
mod diff;
#[cfg(feature = "disk")]
mod disk;
mod docs;
mod draft;
mod drafts;
#[cfg(feature = "endpoint")]
mod endpoint;
mod explain;
mod exports;
mod formats;
mod fuzz;
mod layers;
mod library;
#[cfg(feature = "mcp")]
mod mcp;
#[cfg(feature = "model")]
mod model;
mod musl;
mod new;
mod questions;
mod quotes;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod shacl;
mod shapes;
mod specification;
mod support;
mod views;
mod warnings;
