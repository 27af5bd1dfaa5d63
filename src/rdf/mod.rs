//! The checked document as quads, and quads as text: one place writes the RDF shape of facts, and one reads it.
pub mod annotation;
pub(crate) mod csv;
pub(crate) mod fact;
pub mod jsonld;
pub mod mapping;
pub mod nanopub;
pub mod nodes;
pub mod nquads;
mod part;
pub mod quads;
pub mod rdfxml;
pub mod recast;
pub mod record;
pub(crate) mod reify;
pub mod turtle;
pub(crate) mod view;
