//! Checking a data graph against shapes.
use super::constraint::{Check, Constraint, ShapeId};
use super::data;
use super::path::Path;
use super::report::{ShapeResult, ShapesReport};
use super::shapes::{Shape, Shapes, Target};
use super::sparql::{Finding, SparqlConstraint};
use crate::ask::dataset::Dataset;
use crate::diagnostic::{Code, Diagnostic};
use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, NamedNodeRef, Term, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::rc::Rc;

/// After so many results of one shape the validation ends: nobody reads them, and shapes that refer to
/// shapes can make them without bound.
const MOST_RESULTS: usize = 1_000_000;

/// Checks a data graph against shapes.
///
/// # Errors
/// A query of a shape that cannot be evaluated, with its place in the shapes file.
pub fn validate(data: &Dataset, shapes: &Shapes) -> Result<ShapesReport, Box<Diagnostic>> {
    let run = Run { data, shapes, classes: classes(data, shapes), known: RefCell::default() };
    let mut met: FxHashSet<TermRef<'_>> = FxHashSet::default();
    let mut results = Vec::new();
    for (id, shape) in shapes.shapes.iter().enumerate() {
        if shape.deactivated {
            continue;
        }
        let focus_nodes = run.focus_nodes(shape);
        met.extend(focus_nodes.iter().copied());
        let mut of_shape = Vec::new();
        let answers = run.ask(shape, &focus_nodes)?;
        for focus in focus_nodes {
            run.check_with(id, focus, &answers, &mut of_shape)?;
        }
        sort(&mut of_shape);
        results.append(&mut of_shape);
    }
    Ok(ShapesReport { conforms: results.is_empty(), results, focus_nodes: met.len() })
}

/// Results of one shape in an order that does not depend on the graph's.
fn sort(results: &mut [ShapeResult]) {
    let value = |result: &ShapeResult| result.value.as_ref().map(ToString::to_string);
    results.sort_by_cached_key(|r| (r.focus_node.to_string(), r.span, value(r), r.message().to_owned()));
}

/// The subclasses of each class that the shapes name.
fn classes<'a>(data: &'a Dataset, shapes: &'a Shapes) -> FxHashMap<NamedNodeRef<'a>, FxHashSet<TermRef<'a>>> {
    let targets = shapes.shapes.iter().flat_map(|shape| &shape.targets).filter_map(|target| match target {
        Target::Class(class) => Some(class.as_ref()),
        _ => None,
    });
    let constraints = shapes.shapes.iter().flat_map(|shape| &shape.constraints);
    let checked = constraints.filter_map(|constraint| match &constraint.check {
        Check::Class(class) => Some(class.as_ref()),
        _ => None,
    });
    targets.chain(checked).map(|class| (class, data::subclasses(data, class))).collect()
}

/// For each constraint of a shape that is a query: what it finds, by focus node.
type Answers = Vec<Option<FxHashMap<Term, Vec<Finding>>>>;

/// What keeps nodes from fitting the shapes that several others refer to.
type Known<'a> = FxHashMap<(ShapeId, TermRef<'a>), Rc<[ShapeResult]>>;

/// One validation.
pub(super) struct Run<'a> {
    pub(super) data: &'a Dataset,
    pub(super) shapes: &'a Shapes,
    classes: FxHashMap<NamedNodeRef<'a>, FxHashSet<TermRef<'a>>>,
    known: RefCell<Known<'a>>,
}

/// What a constraint is checked on.
#[derive(Clone, Copy)]
pub(super) struct Place<'r, 'a> {
    pub(super) shape: &'a Shape,
    pub(super) constraint: &'a Constraint,
    pub(super) focus: TermRef<'a>,
    pub(super) values: &'r [TermRef<'a>],
}

impl<'a> Run<'a> {
    /// The nodes that a shape's targets name, each once.
    fn focus_nodes(&self, shape: &'a Shape) -> Vec<TermRef<'a>> {
        let mut nodes = Vec::new();
        for target in &shape.targets {
            match target {
                Target::Node(node) => nodes.push(data::as_written(self.data, node.as_ref())),
                Target::Class(class) => {
                    for class in self.subclasses(class) {
                        nodes.extend(data::subjects(self.data, rdf::TYPE, *class));
                    }
                }
                Target::SubjectsOf(property) => {
                    nodes.extend(data::pairs(self.data, property.as_ref()).map(|(subject, _)| subject));
                }
                Target::ObjectsOf(property) => {
                    nodes.extend(data::pairs(self.data, property.as_ref()).map(|(_, object)| object));
                }
            }
        }
        let mut seen = FxHashSet::default();
        nodes.retain(|node| seen.insert(*node));
        nodes
    }

    fn subclasses(&self, class: &'a NamedNode) -> impl Iterator<Item = &TermRef<'a>> {
        self.classes.get(&class.as_ref()).into_iter().flatten()
    }

    pub(super) fn is_instance(&self, node: TermRef<'a>, class: &'a NamedNode) -> bool {
        self.classes.get(&class.as_ref()).is_some_and(|classes| data::is_instance(self.data, node, classes))
    }

    /// Asks the queries of a shape's own constraints about all its focus nodes at once.
    fn ask(&self, shape: &'a Shape, focus_nodes: &[TermRef<'a>]) -> Result<Answers, Box<Diagnostic>> {
        let ask = |constraint: &'a Constraint| match &constraint.check {
            Check::Sparql(sparql) => {
                let found = sparql.findings_of_each(self.data, &self.shapes.names, focus_nodes, &shape.node);
                found.map_err(|error| failure(shape, constraint, &error))
            }
            _ => Ok(None),
        };
        shape.constraints.iter().map(ask).collect()
    }

    /// Checks a node against a shape and adds what is wrong with it.
    pub(super) fn check(
        &self,
        id: ShapeId,
        focus: TermRef<'a>,
        out: &mut Vec<ShapeResult>,
    ) -> Result<(), Box<Diagnostic>> {
        self.check_with(id, focus, &Vec::new(), out)
    }

    /// The same with queries answered already.
    fn check_with(
        &self,
        id: ShapeId,
        focus: TermRef<'a>,
        answers: &Answers,
        out: &mut Vec<ShapeResult>,
    ) -> Result<(), Box<Diagnostic>> {
        let shape = &self.shapes.shapes[id];
        if shape.deactivated {
            return Ok(());
        }
        let values = match &shape.path {
            None => vec![focus],
            Some(path) => path.follow(self.data, focus),
        };
        for (at, constraint) in shape.constraints.iter().enumerate() {
            let place = Place { shape, constraint, focus, values: &values };
            match (&constraint.check, answers.get(at)) {
                (Check::Sparql(sparql), Some(Some(answers))) => {
                    let findings = answers.get(&focus.into_owned()).into_iter().flatten();
                    out.extend(findings.map(|finding| self.of_query(place, sparql, finding)));
                }
                _ => self.constraint(place, out)?,
            }
            if out.len() > MOST_RESULTS {
                let message = format!("more than {MOST_RESULTS} results; the last are from `{}`", shape.name);
                return Err(Box::new(Diagnostic::error(Code::TooLarge, constraint.span, message)));
            }
        }
        Ok(())
    }

    /// What keeps a node from fitting a shape; nothing where it fits. Shapes that several others refer to are
    /// asked once a node, so that shapes of shapes of shapes take no time beyond measure.
    pub(super) fn misfits(
        &self,
        id: ShapeId,
        node: TermRef<'a>,
    ) -> Result<Rc<[ShapeResult]>, Box<Diagnostic>> {
        let shared = self.shapes.shapes[id].shared;
        if shared && let Some(known) = self.known.borrow().get(&(id, node)) {
            return Ok(Rc::clone(known));
        }
        let mut results = Vec::new();
        self.check(id, node, &mut results)?;
        let results = Rc::from(results);
        if shared {
            self.known.borrow_mut().insert((id, node), Rc::clone(&results));
        }
        Ok(results)
    }

    pub(super) fn fits(&self, id: ShapeId, node: TermRef<'a>) -> Result<bool, Box<Diagnostic>> {
        Ok(self.misfits(id, node)?.is_empty())
    }

    /// A result with the shape's messages, or else the one given, which gets the path before it.
    pub(super) fn result(
        &self,
        place: Place<'_, 'a>,
        value: Option<TermRef<'a>>,
        message: String,
    ) -> ShapeResult {
        let shape = place.shape;
        let messages = if shape.messages.is_empty() {
            let message = match &shape.path {
                Some(path) => format!("`{}`: {message}", path.show(&self.shapes.names)),
                None => message,
            };
            vec![Literal::new_simple_literal(message)]
        } else {
            shape.messages.clone()
        };
        ShapeResult {
            focus_node: place.focus.into_owned(),
            path: shape.path.clone(),
            value: value.map(TermRef::into_owned),
            source_shape: shape.node.clone(),
            shape_name: shape.name.clone(),
            source_constraint: None,
            component: place.constraint.check.component().into_owned(),
            severity: shape.severity.clone(),
            messages,
            span: place.constraint.span,
        }
    }

    /// A result of `sh:sparql`.
    pub(super) fn of_query(
        &self,
        place: Place<'_, 'a>,
        sparql: &SparqlConstraint,
        finding: &Finding,
    ) -> ShapeResult {
        let mut result = self.finding(place, finding, "this node violates the query of `sh:sparql`");
        result.source_constraint = Some(sparql.node.clone());
        if let Some(severity) = &sparql.severity {
            result.severity = severity.clone();
        }
        result
    }

    /// A result of a query.
    pub(super) fn finding(&self, place: Place<'_, 'a>, finding: &Finding, otherwise: &str) -> ShapeResult {
        let mut result = self.result(place, None, otherwise.to_owned());
        if !finding.messages.is_empty() {
            result.messages.clone_from(&finding.messages);
        }
        if let Some(path) = &finding.path {
            result.path = Some(Path::Predicate(path.clone()));
        }
        // A node shape checks the focus node itself.
        result.value =
            finding.value.clone().or_else(|| place.shape.path.is_none().then(|| place.focus.into_owned()));
        result
    }

    pub(super) fn name(&self, id: ShapeId) -> &'a str {
        &self.shapes.shapes[id].name
    }

    pub(super) fn iri(&self, iri: &NamedNode) -> String {
        self.shapes.names.iri(iri.as_ref())
    }

    pub(super) fn show(&self, term: TermRef<'_>) -> String {
        let shown = self.shapes.names.term(term);
        if matches!(term, TermRef::Literal(_)) { shown } else { format!("`{shown}`") }
    }

    /// A few terms in words.
    pub(super) fn list(&self, terms: &[TermRef<'_>]) -> String {
        const FEW: usize = 8;
        let mut shown: Vec<_> = terms.iter().take(FEW).map(|term| self.show(*term)).collect();
        match terms.len() {
            0 => "none".to_owned(),
            1 => shown.remove(0),
            len if len > FEW => format!("{} and {} more", shown.join(", "), len - FEW),
            _ => {
                let last = shown.pop().unwrap_or_default();
                format!("{} and {last}", shown.join(", "))
            }
        }
    }

    /// Why a node does not conform: the first messages.
    pub(super) fn reasons(&self, misfits: &[ShapeResult]) -> String {
        const FEW: usize = 3;
        let shown: Vec<_> = misfits.iter().take(FEW).map(ShapeResult::message).collect();
        let more = misfits.len().saturating_sub(FEW);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        format!("{}{more}", shown.join("; "))
    }
}

/// A query that cannot be evaluated.
pub(super) fn failure(shape: &Shape, constraint: &Constraint, error: &str) -> Box<Diagnostic> {
    let message = format!("cannot check `{}`: {error}", shape.name);
    Box::new(Diagnostic::error(Code::BadShapes, constraint.span, message))
}
