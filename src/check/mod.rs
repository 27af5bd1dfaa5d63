//! From written to checked: names to terms and entities, quotes to offsets, times to bounds.
//!
//! Only this group makes a checked [document](model::Document); nothing later checks again.
pub mod corpus;
pub mod model;
pub mod quote;
pub mod resolve;
pub(crate) mod schema;
pub mod support;
