//! Names and values: vocabularies, IRIs, prefixes, literals and times. Everything above builds on them.
pub(crate) mod bounds;
pub mod iri;
pub(crate) mod language;
pub(crate) mod literal;
pub mod prefixes;
pub mod slug;
pub mod time;
pub(crate) mod vocab;
