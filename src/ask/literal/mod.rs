//! Literals by their values and by their written forms.
//!
//! The evaluator computes with 64-bit integers and decimals of 18 digits after the point, and forgets how a literal is
//! written (`3.20`, `007`, `"2"^^xsd:nonNegativeInteger`). What is here has neither limit.
pub(crate) mod number;
mod traits;
pub(crate) mod value;
pub(crate) mod written;

pub(crate) use traits::Traits;
