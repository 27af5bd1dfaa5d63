//! The checked document as quads, and quads as text: one place writes the RDF shape.
pub mod csv;
pub mod jsonld;
pub mod mapping;
pub mod nquads;
pub mod quads;
pub mod rdfxml;
pub mod record;
pub mod reify;
pub mod turtle;
pub mod view;
