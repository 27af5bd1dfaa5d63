//! Names and values: vocabularies, IRIs, prefixes, literals and times. Everything above builds on them.
pub mod bounds;
pub mod iri;
pub mod language;
pub mod literal;
pub mod prefixes;
pub mod slug;
pub mod time;
pub mod vocab;
