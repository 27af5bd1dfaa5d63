//! Reading shapes: which nodes are shapes, and what each says beside its constraints.
use super::constraint::ShapeId;
use super::path::Path;
use super::shapes::{Shape, Shapes, Target};
use super::source::{Source, Statement, as_node};
use super::sparql::Component;
use super::terms;
use crate::diagnostic::Span;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::term::iri::nearest;
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deep shapes may be nested.
pub(super) const DEPTH: usize = 64;

/// `owl:Class`, which is a class wherever it is used, declared as one or not.
const OWL_CLASS: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");

impl Shapes {
    /// Reads a shapes graph in Turtle. `base` resolves relative IRIs and may be empty.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place: syntax, ill-formed shapes, and what is not supported
    /// (recursive shapes and whatever the [SHACL notes](https://www.w3.org/TR/shacl-af/) add to the
    /// recommendation).
    pub fn parse(base: &str, turtle: &str) -> Result<Self, Vec<Diagnostic>> {
        Reader::read(&Source::parse(base, turtle)?)
    }

    /// Takes a shapes graph that the caller has read. Its diagnostics have no places.
    ///
    /// # Errors
    /// As [`Shapes::parse`].
    pub fn from_triples(triples: impl IntoIterator<Item = Triple>) -> Result<Self, Vec<Diagnostic>> {
        Reader::read(&Source::from_triples(triples))
    }
}

/// Reads shapes one by one, each once.
pub(super) struct Reader<'s> {
    pub(super) source: &'s Source,
    shapes: Vec<Option<Shape>>,
    ids: FxHashMap<NamedOrBlankNode, ShapeId>,
    /// The shapes that are being read, the outermost first.
    pub(super) open: Vec<(NamedOrBlankNode, String)>,
    pub(super) components: Vec<Component>,
    /// The shapes that have a node as `sh:property`.
    pub(super) parents: FxHashMap<&'s Term, Vec<&'s NamedOrBlankNode>>,
    /// How often shapes refer to a shape.
    pub(super) references: FxHashMap<NamedOrBlankNode, usize>,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl<'s> Reader<'s> {
    fn read(source: &'s Source) -> Result<Shapes, Vec<Diagnostic>> {
        let mut parents = FxHashMap::<_, Vec<_>>::default();
        for (node, statement) in source.all() {
            if statement.predicate.as_ref() == terms::PROPERTY {
                parents.entry(&statement.object).or_default().push(node);
            }
        }
        let mut reader = Self {
            source,
            shapes: Vec::new(),
            ids: FxHashMap::default(),
            open: Vec::new(),
            components: Vec::new(),
            parents,
            references: FxHashMap::default(),
            errors: Vec::new(),
            warnings: Vec::new(),
        };
        reader.refuse_unknown();
        reader.read_components();
        // Shapes with a name go first, so that those in them are called after them.
        let inside: FxHashSet<_> =
            source.all().filter_map(|(_, statement)| as_node(&statement.object)).collect();
        let is_named = |node: &&NamedOrBlankNode| matches!(node, NamedOrBlankNode::NamedNode(_));
        let (named, blank): (Vec<_>, Vec<_>) = source.subjects.iter().partition(is_named);
        for node in named.into_iter().chain(blank) {
            let alone = is_named(&node) || !inside.contains(node) || reader.has(node, terms::TARGETS);
            if alone && reader.is_shape(node) {
                let name = match node {
                    NamedOrBlankNode::NamedNode(iri) => source.names.iri(iri.as_ref()),
                    NamedOrBlankNode::BlankNode(_) => "an unnamed shape".to_owned(),
                };
                reader.shape(node, &name, source.place(node));
            }
        }
        if reader.shapes.is_empty() && reader.errors.is_empty() {
            let warning =
                Diagnostic::warning(Code::BadShapes, Span::default(), "the file contains no shapes");
            reader.warnings.push(warning.help(format!("shapes use the terms of <{}>", terms::NAMESPACE)));
        }
        if !reader.errors.is_empty() {
            reader.errors.sort_by_key(|error| (error.span, error.message.clone()));
            reader.errors.dedup();
            return Err(reader.errors);
        }
        // Every shape that was begun was finished, or there would be errors.
        let mut shapes: Vec<Shape> = reader.shapes.into_iter().flatten().collect();
        for shape in &mut shapes {
            shape.shared = reader.references.get(&shape.node).is_some_and(|references| *references > 1);
        }
        Ok(Shapes { shapes, names: source.names.clone(), warnings: reader.warnings })
    }

    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(Diagnostic::error(Code::BadShapes, span, message));
    }

    pub(super) fn warn(&mut self, span: Span, message: impl Into<String>) {
        self.warnings.push(Diagnostic::warning(Code::BadShapes, span, message));
    }

    /// Terms of the SHACL namespace that are misspelt, or not supported.
    fn refuse_unknown(&mut self) {
        for (node, statement) in self.source.all() {
            let predicate = &statement.predicate;
            if predicate.as_ref() == terms::ENTAILMENT {
                self.error(
                    statement.span,
                    "`sh:entailment` is not supported: the data graph is validated without inference",
                );
            } else if predicate.as_ref() == terms::OWL_IMPORTS {
                if let Some(node) = as_node(&statement.object)
                    && self.source.about(&node).is_empty()
                {
                    let imported = self.source.names.term(statement.object.as_ref());
                    self.warn(statement.span, format!("`owl:imports` of `{imported}` is not followed"));
                }
            } else if let Some(local) = predicate.as_str().strip_prefix(terms::NAMESPACE) {
                self.refuse_unknown_predicate(local, node, statement);
            }
            if predicate.as_ref() == rdf::TYPE
                && let Term::NamedNode(class) = &statement.object
                && let Some(local) = class.as_str().strip_prefix(terms::NAMESPACE)
                && terms::UNSUPPORTED_CLASSES.contains(&local)
            {
                self.error(statement.span, format!("`sh:{local}` is not supported"));
            }
        }
    }

    fn refuse_unknown_predicate(&mut self, local: &str, node: &NamedOrBlankNode, statement: &Statement) {
        let of_shapes = terms::PARAMETERS.iter().chain(terms::TARGETS).map(|term| term.as_str());
        let mut known: Vec<&str> = of_shapes.filter_map(|iri| iri.strip_prefix(terms::NAMESPACE)).collect();
        known.extend_from_slice(terms::ON_SHAPES);
        known.extend_from_slice(terms::ELSEWHERE);
        if terms::UNSUPPORTED.contains(&local) {
            self.error(
                statement.span,
                format!("`sh:{local}` is not supported: only SHACL Core and SPARQL constraints are"),
            );
        } else if !known.contains(&local) {
            let near = nearest(local, known.iter().copied());
            let message = format!("SHACL has no `sh:{local}`");
            let mut diagnostic = Diagnostic::error(Code::BadShapes, statement.span, message);
            if let Some(near) = near {
                diagnostic = diagnostic.help(format!("did you mean `sh:{near}`?"));
            } else if !self.is_shape(node) {
                // The same file may also hold data, which is not checked here.
                diagnostic.severity = Severity::Warning;
                return self.warnings.push(diagnostic);
            }
            self.errors.push(diagnostic);
        }
    }

    /// Whether a node is a shape by itself: by type, by a target or by a parameter.
    fn is_shape(&self, node: &NamedOrBlankNode) -> bool {
        self.source.has_type(node, &[terms::NODE_SHAPE, terms::PROPERTY_SHAPE])
            || self.has(node, terms::TARGETS)
            || self.has(node, terms::PARAMETERS) && !self.is_parameter(node)
    }

    fn has(&self, node: &NamedOrBlankNode, predicates: &[NamedNodeRef<'_>]) -> bool {
        let mut statements = self.source.about(node).iter();
        statements.any(|statement| predicates.contains(&statement.predicate.as_ref()))
    }

    /// The parameters of components are written like property shapes, and are none that checks data.
    fn is_parameter(&self, node: &NamedOrBlankNode) -> bool {
        self.source.has_type(node, &[terms::PARAMETER_CLASS])
            || self.components.iter().any(|c| {
                self.source
                    .with(&c.name.clone().into(), terms::PARAMETER)
                    .any(|s| as_node(&s.object).as_ref() == Some(node))
            })
    }

    /// Reads a shape, or finds it among those that were read. `None` where it cannot be read.
    pub(super) fn shape(&mut self, node: &NamedOrBlankNode, name: &str, span: Span) -> Option<ShapeId> {
        if let Some(id) = self.ids.get(node) {
            return Some(*id);
        }
        if self.open.len() >= DEPTH {
            self.error(span, format!("shapes are nested more than {DEPTH} levels deep"));
            return None;
        }
        let id = self.shapes.len();
        self.ids.insert(node.clone(), id);
        self.shapes.push(None);
        self.open.push((node.clone(), name.to_owned()));
        let shape = self.read_shape(node, name, span);
        self.open.pop();
        self.shapes[id] = shape;
        Some(id)
    }

    fn read_shape(&mut self, node: &NamedOrBlankNode, name: &str, span: Span) -> Option<Shape> {
        let source = self.source;
        let paths: Vec<_> = source.with(node, terms::PATH).collect();
        let path = match paths[..] {
            [] => None,
            [path] => match Path::read(source, &path.object) {
                Ok(read) => {
                    if Path::is_ambiguous(source, &path.object) {
                        self.warn(
                            path.span,
                            format!("the path of `{name}` is both a list and another path: the list is used"),
                        );
                    }
                    Some(read)
                }
                Err(error) => {
                    self.error(path.span, format!("`{name}`: {error}"));
                    return None;
                }
            },
            [_, second, ..] => {
                self.error(second.span, format!("`{name}` has more than one `sh:path`"));
                return None;
            }
        };
        if path.is_none() && source.has_type(node, &[terms::PROPERTY_SHAPE]) {
            self.error(span, format!("the property shape `{name}` has no `sh:path`"));
            return None;
        }
        if path.is_some() && source.has_type(node, &[terms::NODE_SHAPE]) {
            self.error(
                span,
                format!("`{name}` is a node shape but has a `sh:path`; only property shapes have one"),
            );
            return None;
        }
        // A name that leads people from the named shape to the property in it.
        let name = match &path {
            Some(path) if matches!(node, NamedOrBlankNode::BlankNode(_)) => {
                format!("{name}, property {}", path.show(&source.names))
            }
            _ => name.to_owned(),
        };
        let severity = self.severity(node, &name).unwrap_or_else(|| terms::VIOLATION.into_owned());
        let messages = self.messages(node, &name);
        let deactivated = self.flag(node, terms::DEACTIVATED, &name);
        let targets = self.targets(node, &name);
        let constraints = self.constraints(node, &name, path.as_ref());
        Some(Shape {
            node: node.clone(),
            name,
            path,
            targets,
            constraints,
            severity,
            messages,
            deactivated,
            shared: false,
        })
    }

    /// The one value of a predicate; more are an error.
    pub(super) fn at_most_one(
        &mut self,
        node: &NamedOrBlankNode,
        predicate: NamedNodeRef<'s>,
        name: &str,
    ) -> Option<&'s Statement> {
        let mut values = self.source.with(node, predicate);
        let first = values.next()?;
        if let Some(second) = values.next() {
            let predicate = self.source.names.iri(predicate);
            self.error(second.span, format!("`{name}` has more than one `{predicate}`"));
        }
        Some(first)
    }

    pub(super) fn severity(&mut self, node: &NamedOrBlankNode, name: &str) -> Option<NamedNode> {
        let statement = self.at_most_one(node, terms::SEVERITY, name)?;
        match &statement.object {
            Term::NamedNode(severity) => {
                let known = [terms::INFO, terms::WARNING, terms::VIOLATION];
                if severity.as_str().starts_with(terms::NAMESPACE) && !known.contains(&severity.as_ref()) {
                    let severity = self.source.names.iri(severity.as_ref());
                    self.error(
                        statement.span,
                        format!("`{severity}` is not a severity; the severities are `sh:Info`, `sh:Warning` and `sh:Violation`"),
                    );
                }
                Some(severity.clone())
            }
            _ => {
                self.error(statement.span, format!("`sh:severity` of `{name}` is not an IRI"));
                None
            }
        }
    }

    pub(super) fn messages(&mut self, node: &NamedOrBlankNode, name: &str) -> Vec<Literal> {
        let mut messages = Vec::new();
        for statement in self.source.with(node, terms::MESSAGE) {
            match &statement.object {
                Term::Literal(message)
                    if message.datatype() == xsd::STRING || message.datatype() == rdf::LANG_STRING =>
                {
                    messages.push(message.clone());
                }
                _ => self.error(statement.span, format!("`sh:message` of `{name}` is not a string")),
            }
        }
        messages
    }

    /// A boolean parameter, false where it is missing. Only `true` itself turns it on, as the working
    /// group's test suite has it; `"1"^^xsd:boolean` does not.
    pub(super) fn flag(&mut self, node: &NamedOrBlankNode, predicate: NamedNodeRef<'s>, name: &str) -> bool {
        let Some(statement) = self.at_most_one(node, predicate, name) else { return false };
        let shown = self.source.names.iri(predicate);
        match &statement.object {
            Term::Literal(flag) if flag.datatype() == xsd::BOOLEAN => match flag.value() {
                "true" => true,
                "false" => false,
                other => {
                    let message =
                        format!("`{shown}` of `{name}` is `{other}`, which has no effect; only `true` has");
                    self.warn(statement.span, message);
                    false
                }
            },
            _ => {
                self.error(statement.span, format!("`{shown}` of `{name}` is neither `true` nor `false`"));
                false
            }
        }
    }

    fn targets(&mut self, node: &NamedOrBlankNode, name: &str) -> Vec<Target> {
        let mut targets = Vec::new();
        if let NamedOrBlankNode::NamedNode(class) = node
            && self.source.has_type(node, &[terms::NODE_SHAPE, terms::PROPERTY_SHAPE])
            && self.source.has_type(node, &[rdfs::CLASS, OWL_CLASS])
        {
            targets.push(Target::Class(class.clone()));
        }
        for statement in self.source.about(node) {
            let target = match (statement.predicate.as_ref(), &statement.object) {
                (terms::TARGET_NODE, node @ (Term::NamedNode(_) | Term::Literal(_))) => {
                    Target::Node(node.clone())
                }
                (terms::TARGET_CLASS, Term::NamedNode(class)) => Target::Class(class.clone()),
                (terms::TARGET_SUBJECTS_OF, Term::NamedNode(property)) => {
                    Target::SubjectsOf(property.clone())
                }
                (terms::TARGET_OBJECTS_OF, Term::NamedNode(property)) => Target::ObjectsOf(property.clone()),
                (predicate, _) if terms::TARGETS.contains(&predicate) => {
                    let predicate = self.source.names.iri(predicate);
                    self.error(statement.span, format!("`{predicate}` of `{name}` is not an IRI"));
                    continue;
                }
                _ => continue,
            };
            targets.push(target);
        }
        targets
    }
}
