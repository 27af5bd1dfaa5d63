//! [SHACL](https://www.w3.org/TR/shacl/) over a graph: SHACL Core, SPARQL constraints, and components
//! declared in SPARQL.
//!
//! [`Shapes::parse`] reads and checks a shapes graph, [`validate`] holds the union of a [`Dataset`](crate::ask::dataset::Dataset)'s graphs against it. What
//! is not supported is refused when the shapes are read, with its place, and never skipped: recursive
//! shapes, rules, node expressions, functions, custom targets, JavaScript, `sh:entailment`,
//! `$shapesGraph`.
//!
//! The recommendation leaves some things open; here
//! - `owl:imports` is not followed (a warning says so),
//! - an `owl:Class` that is a shape has its instances as targets, as an `rdfs:Class` has,
//! - `sh:severity` on a `sh:sparql` constraint goes before the shape's,
//! - `sh:pattern` takes the regular expressions of XPath, save back-references, `\i`, `\c` and the
//!   subtraction of character classes.
mod components;
mod constraint;
mod data;
mod forbidden;
mod judge;
mod parameters;
mod path;
mod path_variable;
mod pattern;
mod prebinding;
mod reader;
mod report;
mod shapes;
mod source;
mod sparql;
mod terms;
mod validate;
mod value;

pub use path::Path;
pub use report::{ShapeResult, ShapesReport};
pub use shapes::Shapes;
pub use validate::validate;
