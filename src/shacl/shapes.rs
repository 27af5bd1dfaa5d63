//! Shapes, as they were read and checked.
use super::constraint::Constraint;
use super::path::Path;
use super::source::Names;
use crate::diagnostic::Diagnostic;
use oxrdf::{Literal, NamedNode, NamedOrBlankNode, Term};

/// A checked shapes graph. Everything in it is understood: what is not supported or ill-formed is
/// refused when it is read.
pub struct Shapes {
    pub(super) shapes: Vec<Shape>,
    pub(super) names: Names,
    pub(super) warnings: Vec<Diagnostic>,
}

/// One shape.
pub(super) struct Shape {
    pub(super) node: NamedOrBlankNode,
    /// What people call it: `af:Fact`, or its place in a named shape.
    pub(super) name: String,
    pub(super) path: Option<Path>,
    pub(super) targets: Vec<Target>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) severity: NamedNode,
    pub(super) messages: Vec<Literal>,
    pub(super) deactivated: bool,
    /// Whether more than one shape refers to it.
    pub(super) shared: bool,
}

/// Where a shape's focus nodes come from.
pub(super) enum Target {
    Node(Term),
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

impl Shapes {
    /// What has no effect although someone wrote it.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// How many shapes have targets, and so can meet a node.
    pub fn with_targets(&self) -> usize {
        self.shapes.iter().filter(|shape| !shape.targets.is_empty()).count()
    }
}
