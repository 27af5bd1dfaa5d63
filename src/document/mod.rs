//! A document as written: YAML or JSON with the location of every value, read into entities and facts.
pub mod edit;
pub mod facts;
pub mod json;
pub mod sentence;
pub mod tree;
pub mod yaml;
