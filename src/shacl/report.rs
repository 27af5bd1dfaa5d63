//! What a validation found.
use super::path::Path;
use super::terms;
use crate::diagnostic::Span;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{BlankNode, Graph, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

/// A [validation report](https://www.w3.org/TR/shacl/#validation-report).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapesReport {
    /// Whether there are no results of any severity.
    pub conforms: bool,
    /// The results by shape, in the order of the shapes file, then by focus node.
    pub results: Vec<ShapeResult>,
    /// How many nodes any shape met. 0 means that nothing was checked.
    pub focus_nodes: usize,
}

/// One [validation result](https://www.w3.org/TR/shacl/#results-validation-result).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeResult {
    /// The node that was checked.
    pub focus_node: Term,
    /// From the focus node to the value, where a property shape found it.
    pub path: Option<Path>,
    /// The offending value, where there is one.
    pub value: Option<Term>,
    /// The shape.
    pub source_shape: NamedOrBlankNode,
    /// What people call the shape: `af:Fact, property af:evidence`.
    pub shape_name: String,
    /// The node of a `sh:sparql` constraint.
    pub source_constraint: Option<NamedOrBlankNode>,
    /// The constraint component: `sh:MinCountConstraintComponent`.
    pub component: NamedNode,
    /// `sh:Violation`, `sh:Warning`, `sh:Info`, or one of the shapes' own.
    pub severity: NamedNode,
    /// The shape's messages, or one in our words: what was expected and what was found.
    pub messages: Vec<Literal>,
    /// Where the constraint is written in the shapes file.
    pub span: Span,
}

impl ShapeResult {
    /// The message to show: the first without a language, else the first in English, else the first.
    pub fn message(&self) -> &str {
        let messages = &self.messages;
        let plain = messages.iter().find(|message| message.language().is_none());
        let english = || messages.iter().find(|m| m.language().is_some_and(|l| l.starts_with("en")));
        plain.or_else(english).or(messages.first()).map_or("", Literal::value)
    }

    /// Whether the severity is `sh:Violation`, or one that SHACL does not know.
    pub fn is_violation(&self) -> bool {
        self.severity.as_ref() != terms::WARNING && self.severity.as_ref() != terms::INFO
    }
}

impl ShapesReport {
    /// The report as a graph, its blank nodes numbered from `_:report0`.
    pub fn to_graph(&self) -> Graph {
        let mut made = 0usize;
        let mut fresh = || {
            let node = BlankNode::new_unchecked(format!("report{made}"));
            made += 1;
            node
        };
        let mut triples = Vec::new();
        let report = fresh();
        let conforms = Literal::new_typed_literal(self.conforms.to_string(), xsd::BOOLEAN);
        triples.push(Triple::new(report.clone(), rdf::TYPE, terms::VALIDATION_REPORT));
        triples.push(Triple::new(report.clone(), terms::CONFORMS, conforms));
        for result in &self.results {
            let node = fresh();
            triples.push(Triple::new(report.clone(), terms::RESULT, node.clone()));
            let mut say =
                |predicate, object: Term| triples.push(Triple::new(node.clone(), predicate, object));
            say(rdf::TYPE, terms::VALIDATION_RESULT.into());
            say(terms::FOCUS_NODE, result.focus_node.clone());
            say(terms::RESULT_SEVERITY, result.severity.clone().into());
            say(terms::SOURCE_CONSTRAINT_COMPONENT, result.component.clone().into());
            say(terms::SOURCE_SHAPE, result.source_shape.clone().into());
            if let Some(constraint) = &result.source_constraint {
                say(terms::SOURCE_CONSTRAINT, constraint.clone().into());
            }
            if let Some(value) = &result.value {
                say(terms::VALUE, value.clone());
            }
            for message in &result.messages {
                say(terms::RESULT_MESSAGE, message.clone().into());
            }
            if let Some(path) = &result.path {
                let path = path.write(&mut fresh, &mut triples);
                triples.push(Triple::new(node, terms::RESULT_PATH, path));
            }
        }
        triples.iter().collect()
    }
}
