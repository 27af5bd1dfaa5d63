//! Shapes, read and checked.
use super::constraint::{Bound, Check, Constraint, NodeKind, ShapeId};
use super::path::Path;
use super::pattern;
use super::source::{Names, Source, Statement, as_node};
use super::sparql::{Component, Custom, Parameter, SparqlConstraint, Text, Validator, is_variable};
use super::terms;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::tree::Span;
use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use rustc_hash::{FxHashMap, FxHashSet};

/// How deep shapes may be nested.
const DEPTH: usize = 64;

/// `owl:Class`, which is a class wherever it is used, declared as one or not.
const OWL_CLASS: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#Class");

/// `owl:imports`, which is not followed.
const OWL_IMPORTS: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#imports");

/// A checked shapes graph. Everything in it is understood: what is not supported or ill-formed is
/// refused when it is read.
pub struct Shapes {
    pub(super) shapes: Vec<Shape>,
    pub(super) names: Names,
    warnings: Vec<Diagnostic>,
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
}

/// Where a shape's focus nodes come from.
pub(super) enum Target {
    Node(Term),
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

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

    /// What has no effect although someone wrote it.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// How many shapes have targets, and so can meet a node.
    pub fn with_targets(&self) -> usize {
        self.shapes.iter().filter(|shape| !shape.targets.is_empty()).count()
    }
}

/// Reads shapes one by one, each once.
struct Reader<'s> {
    source: &'s Source,
    shapes: Vec<Option<Shape>>,
    ids: FxHashMap<NamedOrBlankNode, ShapeId>,
    /// The shapes that are being read, the outermost first.
    open: Vec<(NamedOrBlankNode, String)>,
    components: Vec<Component>,
    /// The shapes that have a node as `sh:property`.
    parents: FxHashMap<&'s Term, Vec<&'s NamedOrBlankNode>>,
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
                    NamedOrBlankNode::BlankNode(_) => "a shape without a name".to_owned(),
                };
                reader.shape(node, &name, source.place(node));
            }
        }
        if reader.shapes.is_empty() && reader.errors.is_empty() {
            let warning = Diagnostic::warning(Code::BadShapes, Span::default(), "there is no shape here");
            reader
                .warnings
                .push(warning.help(format!("shapes are written with terms of <{}>", terms::NAMESPACE)));
        }
        if !reader.errors.is_empty() {
            reader.errors.sort_by_key(|error| (error.span, error.message.clone()));
            reader.errors.dedup();
            return Err(reader.errors);
        }
        // Every shape that was begun was finished, or there would be errors.
        let shapes = reader.shapes.into_iter().flatten().collect();
        Ok(Shapes { shapes, names: source.names.clone(), warnings: reader.warnings })
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(Diagnostic::error(Code::BadShapes, span, message));
    }

    fn warn(&mut self, span: Span, message: impl Into<String>) {
        self.warnings.push(Diagnostic::warning(Code::BadShapes, span, message));
    }

    /// Terms of the SHACL namespace that are misspelt, or not supported.
    fn refuse_unknown(&mut self) {
        for (node, statement) in self.source.all() {
            let predicate = &statement.predicate;
            if predicate.as_ref() == terms::ENTAILMENT {
                self.error(
                    statement.span,
                    "`sh:entailment` is not supported: the data graph is checked as it is",
                );
            } else if predicate.as_ref() == OWL_IMPORTS {
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
                format!("`sh:{local}` is not supported: SHACL Core and SPARQL constraints are"),
            );
        } else if !known.contains(&local) {
            let near = nearest(local, &known);
            let message = format!("SHACL has no `sh:{local}`");
            let mut diagnostic = Diagnostic::error(Code::BadShapes, statement.span, message);
            if let Some(near) = near {
                diagnostic = diagnostic.help(format!("did you mean `sh:{near}`?"));
            } else if !self.is_shape(node) {
                // Data may stand in the same file, and say what they like.
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
    fn shape(&mut self, node: &NamedOrBlankNode, name: &str, span: Span) -> Option<ShapeId> {
        if let Some(id) = self.ids.get(node) {
            return Some(*id);
        }
        if self.open.len() >= DEPTH {
            self.error(span, format!("shapes are nested more than {DEPTH} deep"));
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
                            format!("the path of `{name}` is a list and something else: the list is used"),
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
                format!("`{name}` is a node shape and has a `sh:path`; a property shape has one"),
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
        Some(Shape { node: node.clone(), name, path, targets, constraints, severity, messages, deactivated })
    }

    /// The one value of a predicate; more are an error.
    fn at_most_one(
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

    fn severity(&mut self, node: &NamedOrBlankNode, name: &str) -> Option<NamedNode> {
        let statement = self.at_most_one(node, terms::SEVERITY, name)?;
        match &statement.object {
            Term::NamedNode(severity) => {
                let known = [terms::INFO, terms::WARNING, terms::VIOLATION];
                if severity.as_str().starts_with(terms::NAMESPACE) && !known.contains(&severity.as_ref()) {
                    let severity = self.source.names.iri(severity.as_ref());
                    self.error(
                        statement.span,
                        format!("`{severity}` is no severity; there are `sh:Info`, `sh:Warning` and `sh:Violation`"),
                    );
                }
                Some(severity.clone())
            }
            _ => {
                self.error(statement.span, format!("`sh:severity` of `{name}` is no IRI"));
                None
            }
        }
    }

    fn messages(&mut self, node: &NamedOrBlankNode, name: &str) -> Vec<Literal> {
        let mut messages = Vec::new();
        for statement in self.source.with(node, terms::MESSAGE) {
            match &statement.object {
                Term::Literal(message)
                    if message.datatype() == xsd::STRING || message.datatype() == rdf::LANG_STRING =>
                {
                    messages.push(message.clone());
                }
                _ => self.error(statement.span, format!("`sh:message` of `{name}` is no string")),
            }
        }
        messages
    }

    /// A boolean parameter, false where it is missing. Only `true` itself turns it on, as the working
    /// group's test suite has it; `"1"^^xsd:boolean` does not.
    fn flag(&mut self, node: &NamedOrBlankNode, predicate: NamedNodeRef<'s>, name: &str) -> bool {
        let Some(statement) = self.at_most_one(node, predicate, name) else { return false };
        let shown = self.source.names.iri(predicate);
        match &statement.object {
            Term::Literal(flag) if flag.datatype() == xsd::BOOLEAN => match flag.value() {
                "true" => true,
                "false" => false,
                other => {
                    let message =
                        format!("`{shown}` of `{name}` is `{other}`, which has no effect: `true` would have");
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
                    self.error(statement.span, format!("`{predicate}` of `{name}` is no IRI"));
                    continue;
                }
                _ => continue,
            };
            targets.push(target);
        }
        targets
    }

    /// The constraints of a shape, in the order of their parameters.
    fn constraints(&mut self, node: &NamedOrBlankNode, name: &str, path: Option<&Path>) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        let mut done = FxHashSet::default();
        for statement in self.source.about(node) {
            let predicate = statement.predicate.as_ref();
            if path.is_none() && ONLY_ON_PROPERTIES.contains(&predicate) {
                let predicate = self.source.names.iri(predicate);
                self.error(statement.span, format!("`{predicate}` needs a `sh:path`, and `{name}` has none"));
                continue;
            }
            if ONCE.contains(&predicate) && !done.insert(predicate) {
                let predicate = self.source.names.iri(predicate);
                self.error(statement.span, format!("`{name}` has more than one `{predicate}`"));
                continue;
            }
            if let Some(check) = self.check(node, name, path, statement) {
                constraints.push(Constraint { check, span: statement.span });
            }
        }
        self.custom(node, name, path, &mut constraints);
        constraints
    }

    /// The constraint that a statement makes; `None` where it makes none by itself, or is an error.
    fn check(
        &mut self,
        node: &NamedOrBlankNode,
        name: &str,
        path: Option<&Path>,
        statement: &'s Statement,
    ) -> Option<Check> {
        let object = &statement.object;
        let check = match statement.predicate.as_ref() {
            terms::CLASS => Check::Class(self.iri(statement, name)?),
            terms::DATATYPE => Check::Datatype(self.iri(statement, name)?),
            terms::NODE_KIND => match NodeKind::from_term(object.as_ref()) {
                Some(kind) => Check::NodeKind(kind),
                None => {
                    let shown = self.source.names.term(object.as_ref());
                    self.error(
                        statement.span,
                        format!("`{shown}` is no node kind (`sh:IRI`, `sh:Literal`, `sh:BlankNode`, …)"),
                    );
                    return None;
                }
            },
            terms::MIN_COUNT => Check::MinCount(self.count(statement, name)?),
            terms::MAX_COUNT => Check::MaxCount(self.count(statement, name)?),
            terms::MIN_EXCLUSIVE => Check::Bound(Bound::MinExclusive, self.literal(statement, name)?),
            terms::MIN_INCLUSIVE => Check::Bound(Bound::MinInclusive, self.literal(statement, name)?),
            terms::MAX_EXCLUSIVE => Check::Bound(Bound::MaxExclusive, self.literal(statement, name)?),
            terms::MAX_INCLUSIVE => Check::Bound(Bound::MaxInclusive, self.literal(statement, name)?),
            terms::MIN_LENGTH => Check::MinLength(self.count(statement, name)?),
            terms::MAX_LENGTH => Check::MaxLength(self.count(statement, name)?),
            terms::PATTERN => return self.pattern(node, name, statement),
            terms::LANGUAGE_IN => {
                let members = self.members(statement, name)?;
                let tag = |term: &Term| match term {
                    Term::Literal(tag) if tag.datatype() == xsd::STRING => Some(tag.value().to_owned()),
                    _ => None,
                };
                match members.into_iter().map(tag).collect() {
                    Some(tags) => Check::LanguageIn(tags),
                    None => {
                        self.error(
                            statement.span,
                            format!("`sh:languageIn` of `{name}` lists something else than strings"),
                        );
                        return None;
                    }
                }
            }
            terms::UNIQUE_LANG => self.flag(node, terms::UNIQUE_LANG, name).then_some(Check::UniqueLang)?,
            terms::EQUALS => Check::Equals(self.iri(statement, name)?),
            terms::DISJOINT => Check::Disjoint(self.iri(statement, name)?),
            terms::LESS_THAN => Check::LessThan(self.iri(statement, name)?),
            terms::LESS_THAN_OR_EQUALS => Check::LessThanOrEquals(self.iri(statement, name)?),
            terms::NOT => Check::Not(self.referred(statement, name, "sh:not")?),
            terms::AND => Check::And(self.listed(statement, name, "sh:and")?),
            terms::OR => Check::Or(self.listed(statement, name, "sh:or")?),
            terms::XONE => Check::Xone(self.listed(statement, name, "sh:xone")?),
            terms::NODE => Check::Node(self.node(statement, name)?),
            terms::PROPERTY => Check::Property(self.property(statement, name)?),
            terms::QUALIFIED_VALUE_SHAPE => return self.qualified(node, name, statement),
            terms::QUALIFIED_MIN_COUNT
            | terms::QUALIFIED_MAX_COUNT
            | terms::QUALIFIED_VALUE_SHAPES_DISJOINT => {
                if self.source.with(node, terms::QUALIFIED_VALUE_SHAPE).next().is_none() {
                    let predicate = self.source.names.iri(statement.predicate.as_ref());
                    self.warn(
                        statement.span,
                        format!("`{predicate}` of `{name}` has no effect without `sh:qualifiedValueShape`"),
                    );
                }
                return None;
            }
            terms::CLOSED => return self.closed(node, name),
            terms::IGNORED_PROPERTIES => {
                if self.source.with(node, terms::CLOSED).next().is_none() {
                    self.warn(
                        statement.span,
                        format!("`sh:ignoredProperties` of `{name}` has no effect without `sh:closed`"),
                    );
                }
                return None;
            }
            terms::FLAGS => {
                if self.source.with(node, terms::PATTERN).next().is_none() {
                    self.warn(
                        statement.span,
                        format!("`sh:flags` of `{name}` has no effect without `sh:pattern`"),
                    );
                }
                return None;
            }
            terms::HAS_VALUE => Check::HasValue(object.clone()),
            terms::IN => Check::In(self.members(statement, name)?.into_iter().cloned().collect()),
            terms::SPARQL => return self.sparql(name, path, statement),
            _ => return None,
        };
        Some(check)
    }

    fn iri(&mut self, statement: &Statement, name: &str) -> Option<NamedNode> {
        if let Term::NamedNode(iri) = &statement.object {
            return Some(iri.clone());
        }
        let predicate = self.source.names.iri(statement.predicate.as_ref());
        self.error(statement.span, format!("`{predicate}` of `{name}` is no IRI"));
        None
    }

    fn literal(&mut self, statement: &Statement, name: &str) -> Option<Literal> {
        if let Term::Literal(literal) = &statement.object {
            return Some(literal.clone());
        }
        let predicate = self.source.names.iri(statement.predicate.as_ref());
        self.error(statement.span, format!("`{predicate}` of `{name}` is no literal"));
        None
    }

    fn count(&mut self, statement: &Statement, name: &str) -> Option<u64> {
        if let Term::Literal(literal) = &statement.object
            && literal.datatype() == xsd::INTEGER
            && let Ok(count) = literal.value().parse()
        {
            return Some(count);
        }
        let predicate = self.source.names.iri(statement.predicate.as_ref());
        let shown = self.source.names.term(statement.object.as_ref());
        self.error(
            statement.span,
            format!("`{predicate}` of `{name}` is {shown}, not an integer of 0 or more"),
        );
        None
    }

    fn members(&mut self, statement: &'s Statement, name: &str) -> Option<Vec<&'s Term>> {
        match self.source.list(&statement.object) {
            Ok(members) => Some(members),
            Err(error) => {
                let predicate = self.source.names.iri(statement.predicate.as_ref());
                self.error(statement.span, format!("`{predicate}` of `{name}`: {error}"));
                None
            }
        }
    }

    fn pattern(&mut self, node: &NamedOrBlankNode, name: &str, statement: &Statement) -> Option<Check> {
        let flags = self.at_most_one(node, terms::FLAGS, name).map(|flags| &flags.object);
        let flags = match flags {
            None => "",
            Some(Term::Literal(flags)) if flags.datatype() == xsd::STRING => flags.value(),
            Some(_) => {
                self.error(statement.span, format!("`sh:flags` of `{name}` is no string"));
                return None;
            }
        };
        match &statement.object {
            Term::Literal(written) if written.datatype() == xsd::STRING => {
                match pattern::compile(written.value(), flags) {
                    Ok(regex) => Some(Check::Pattern { regex, written: written.value().to_owned() }),
                    Err(error) => {
                        self.error(statement.span, format!("`sh:pattern` of `{name}`: {error}"));
                        None
                    }
                }
            }
            _ => {
                self.error(statement.span, format!("`sh:pattern` of `{name}` is no string"));
                None
            }
        }
    }

    /// A shape that another refers to.
    fn referred(&mut self, statement: &Statement, name: &str, by: &str) -> Option<ShapeId> {
        self.inner(&statement.object, statement.span, name, by)
    }

    fn inner(&mut self, term: &Term, span: Span, name: &str, by: &str) -> Option<ShapeId> {
        let Some(node) = as_node(term) else {
            let shown = self.source.names.term(term.as_ref());
            self.error(span, format!("`{by}` of `{name}` is {shown}, not a shape"));
            return None;
        };
        // Nothing is known about it: in SHACL a shape without constraints, for a person a slip.
        if self.source.about(&node).is_empty() {
            let shown = self.source.names.term(term.as_ref());
            self.error(span, format!("`{by}` of `{name}` is `{shown}`, which is not described here"));
            return None;
        }
        if let Some(at) = self.open.iter().position(|(open, _)| *open == node) {
            let mut through: Vec<_> = self.open[at..].iter().map(|(_, name)| name.as_str()).collect();
            through.dedup();
            let through = through.join("` → `");
            self.error(
                span,
                format!("recursive shapes are not supported: `{by}` leads `{through}` back to itself"),
            );
            return None;
        }
        match &node {
            NamedOrBlankNode::NamedNode(iri) => {
                let inner = self.source.names.iri(iri.as_ref());
                self.shape(&node, &inner, self.source.place(&node))
            }
            NamedOrBlankNode::BlankNode(_) if by == "sh:property" => self.shape(&node, name, span),
            NamedOrBlankNode::BlankNode(_) => self.shape(&node, &format!("{name}, {by}"), span),
        }
    }

    fn listed(&mut self, statement: &'s Statement, name: &str, by: &str) -> Option<Vec<ShapeId>> {
        let members = self.members(statement, name)?;
        let shapes: Vec<_> = members
            .into_iter()
            .enumerate()
            .map(|(at, member)| self.inner(member, statement.span, name, &format!("{by} {}", at + 1)))
            .collect();
        shapes.into_iter().collect()
    }

    fn node(&mut self, statement: &Statement, name: &str) -> Option<ShapeId> {
        if let Some(node) = as_node(&statement.object)
            && self.source.with(&node, terms::PATH).next().is_some()
        {
            let message = format!("`sh:node` of `{name}` is a property shape; `sh:property` takes those");
            self.error(statement.span, message);
            return None;
        }
        self.referred(statement, name, "sh:node")
    }

    fn property(&mut self, statement: &Statement, name: &str) -> Option<ShapeId> {
        if let Some(node) = as_node(&statement.object)
            && !self.source.about(&node).is_empty()
            && self.source.with(&node, terms::PATH).next().is_none()
        {
            self.error(statement.span, format!("a `sh:property` of `{name}` has no `sh:path`"));
            return None;
        }
        self.referred(statement, name, "sh:property")
    }

    fn qualified(&mut self, node: &NamedOrBlankNode, name: &str, statement: &'s Statement) -> Option<Check> {
        let min = self.at_most_one(node, terms::QUALIFIED_MIN_COUNT, name);
        let max = self.at_most_one(node, terms::QUALIFIED_MAX_COUNT, name);
        let min = min.map(|min| self.count(min, name));
        let max = max.map(|max| self.count(max, name));
        if min.is_none() && max.is_none() {
            self.warn(
                statement.span,
                format!("`sh:qualifiedValueShape` of `{name}` has no effect without a count (`sh:qualifiedMinCount`)"),
            );
        }
        let shape = self.referred(statement, name, "sh:qualifiedValueShape")?;
        let mut siblings = Vec::new();
        if self.flag(node, terms::QUALIFIED_VALUE_SHAPES_DISJOINT, name) {
            for sibling in self.siblings(node, &statement.object) {
                siblings.push(self.referred(sibling, name, "sh:qualifiedValueShape")?);
            }
        }
        Some(Check::Qualified { shape, min: min.unwrap_or(None), max: max.unwrap_or(None), siblings })
    }

    /// The other qualified shapes among the properties of this property's parents.
    fn siblings(&self, node: &NamedOrBlankNode, own: &Term) -> Vec<&'s Statement> {
        let source = self.source;
        let mut siblings: Vec<&Statement> = Vec::new();
        for parent in self.parents.get(&Term::from(node.clone())).into_iter().flatten() {
            for property in source.with(parent, terms::PROPERTY).filter_map(|s| as_node(&s.object)) {
                for qualified in source.with(&property, terms::QUALIFIED_VALUE_SHAPE) {
                    if qualified.object != *own && !siblings.iter().any(|s| s.object == qualified.object) {
                        siblings.push(qualified);
                    }
                }
            }
        }
        siblings
    }

    fn closed(&mut self, node: &NamedOrBlankNode, name: &str) -> Option<Check> {
        let closed = self.flag(node, terms::CLOSED, name);
        let mut allowed = FxHashSet::default();
        if let Some(statement) = self.at_most_one(node, terms::IGNORED_PROPERTIES, name) {
            for member in self.members(statement, name)? {
                if let Term::NamedNode(property) = member {
                    allowed.insert(property.clone());
                } else {
                    self.error(
                        statement.span,
                        format!("`sh:ignoredProperties` of `{name}` lists something else than IRIs"),
                    );
                }
            }
        }
        for property in self.source.with(node, terms::PROPERTY).filter_map(|s| as_node(&s.object)) {
            for path in self.source.with(&property, terms::PATH) {
                if let Term::NamedNode(property) = &path.object {
                    allowed.insert(property.clone());
                }
            }
        }
        closed.then_some(Check::Closed(allowed))
    }

    fn sparql(&mut self, name: &str, path: Option<&Path>, statement: &Statement) -> Option<Check> {
        let Some(node) = as_node(&statement.object) else {
            self.error(statement.span, format!("`sh:sparql` of `{name}` is a literal, not a constraint"));
            return None;
        };
        let text = match Text::read(self.source, &node, false, &[], path) {
            Ok(text) => text,
            Err(error) => {
                self.error(statement.span, format!("`sh:sparql` of `{name}`: {error}"));
                return None;
            }
        };
        let own_name = format!("{name}, sh:sparql");
        if self.flag(&node, terms::DEACTIVATED, &own_name) {
            return None;
        }
        let messages = self.messages(&node, &own_name);
        let severity = self.severity(&node, &own_name);
        Some(Check::Sparql(Box::new(SparqlConstraint { node, text, messages, severity })))
    }

    /// The components that the shapes graph declares.
    fn read_components(&mut self) {
        let source = self.source;
        for node in &source.subjects {
            // Subclasses of the class of components are classes, not components.
            if !source.has_type(node, &[terms::CONSTRAINT_COMPONENT]) {
                continue;
            }
            let span = source.place(node);
            let NamedOrBlankNode::NamedNode(name) = node else {
                self.error(span, "a `sh:ConstraintComponent` has no IRI");
                continue;
            };
            let shown = source.names.iri(name.as_ref());
            let mut parameters = Vec::new();
            for statement in source.with(node, terms::PARAMETER) {
                if let Some(parameter) = self.parameter(statement, &shown) {
                    parameters.push(parameter);
                }
            }
            if parameters.iter().all(|parameter| parameter.optional) {
                self.error(span, format!("the component `{shown}` has no parameter that is required"));
            }
            let component = Component {
                name: name.clone(),
                parameters,
                for_nodes: self.validator(node, terms::NODE_VALIDATOR, &shown),
                for_properties: self.validator(node, terms::PROPERTY_VALIDATOR, &shown),
                for_both: self.validator(node, terms::VALIDATOR, &shown),
            };
            if component.for_nodes.is_none()
                && component.for_properties.is_none()
                && component.for_both.is_none()
            {
                self.error(span, format!("the component `{shown}` has no validator"));
            }
            self.components.push(component);
        }
    }

    fn parameter(&mut self, statement: &Statement, component: &str) -> Option<Parameter> {
        let node = as_node(&statement.object)?;
        let Some(Term::NamedNode(path)) =
            self.at_most_one(&node, terms::PATH, component).map(|statement| &statement.object)
        else {
            self.error(statement.span, format!("a parameter of `{component}` has no IRI as its `sh:path`"));
            return None;
        };
        let iri = path.as_str();
        let variable = iri.rfind(['#', '/']).map_or(iri, |at| &iri[at + 1..]).to_owned();
        let taken = ["this", "shapesGraph", "currentShape", "path", "PATH", "value"];
        if !is_variable(&variable) || taken.contains(&variable.as_str()) {
            self.error(
                statement.span,
                format!("the parameter `{variable}` of `{component}` cannot be a variable of a query"),
            );
            return None;
        }
        let optional = self.flag(&node, terms::OPTIONAL, component);
        Some(Parameter { path: path.clone(), variable, optional })
    }

    fn validator(
        &mut self,
        node: &NamedOrBlankNode,
        predicate: NamedNodeRef<'s>,
        component: &str,
    ) -> Option<Validator> {
        let statement = self.at_most_one(node, predicate, component)?;
        let shown = self.source.names.iri(predicate);
        let Some(node) = as_node(&statement.object) else {
            self.error(statement.span, format!("`{shown}` of `{component}` is a literal"));
            return None;
        };
        let ask = self.source.with(&node, terms::ASK).next().is_some();
        if !ask && (predicate == terms::VALIDATOR || self.source.with(&node, terms::SELECT).next().is_none())
        {
            let needed = if predicate == terms::VALIDATOR { "`sh:ask`" } else { "`sh:ask` or `sh:select`" };
            self.error(statement.span, format!("`{shown}` of `{component}` has no {needed}"));
            return None;
        }
        Some(Validator { node, ask })
    }

    /// The constraints of components that the shapes graph declares.
    fn custom(
        &mut self,
        node: &NamedOrBlankNode,
        name: &str,
        path: Option<&Path>,
        constraints: &mut Vec<Constraint>,
    ) {
        let components = std::mem::take(&mut self.components);
        for component in &components {
            match self.custom_values(node, name, component) {
                Ok(Some((span, all))) => {
                    for parameters in all {
                        match self.custom_constraint(component, path, parameters) {
                            Ok(custom) => {
                                constraints.push(Constraint { check: Check::Custom(Box::new(custom)), span });
                            }
                            Err(error) => {
                                let component = self.source.names.iri(component.name.as_ref());
                                self.error(span, format!("`{component}` at `{name}`: {error}"));
                            }
                        }
                    }
                }
                Ok(None) => {}
                Err((span, error)) => self.error(span, error),
            }
        }
        self.components = components;
    }

    /// The values of a component's parameters at a shape: one set a constraint. `None` where a required
    /// one is missing.
    #[expect(
        clippy::type_complexity,
        reason = "used once, and its parts have names where they are taken apart"
    )]
    fn custom_values(
        &self,
        node: &NamedOrBlankNode,
        name: &str,
        component: &Component,
    ) -> Result<Option<(Span, Vec<Vec<(String, Term)>>)>, (Span, String)> {
        let mut span = Span::default();
        let mut single = Vec::new();
        let mut several = Vec::new();
        for parameter in &component.parameters {
            let values: Vec<_> = self.source.with(node, parameter.path.as_ref()).collect();
            match values[..] {
                [] if parameter.optional => {}
                [] => return Ok(None),
                [first, ..] => {
                    span = first.span;
                    if let [_, second, ..] = values[..]
                        && component.parameters.len() > 1
                    {
                        let path = self.source.names.iri(parameter.path.as_ref());
                        return Err((second.span, format!("`{name}` has more than one `{path}`")));
                    }
                    let named = |s: &&Statement| (parameter.variable.clone(), s.object.clone());
                    if component.parameters.len() > 1 {
                        single.push(named(&first));
                    } else {
                        several.extend(values.iter().map(|value| vec![named(value)]));
                    }
                }
            }
        }
        Ok(Some((span, if several.is_empty() { vec![single] } else { several })))
    }

    fn custom_constraint(
        &mut self,
        component: &Component,
        path: Option<&Path>,
        parameters: Vec<(String, Term)>,
    ) -> Result<Custom, String> {
        let own = if path.is_some() { &component.for_properties } else { &component.for_nodes };
        let validator = own.as_ref().or(component.for_both.as_ref()).ok_or_else(|| {
            format!("it has no validator for {} shapes", if path.is_some() { "property" } else { "node" })
        })?;
        let mut bound: Vec<&str> = component.parameters.iter().map(|p| p.variable.as_str()).collect();
        if validator.ask {
            bound.push("value");
        }
        let path = path.filter(|_| !validator.ask);
        let text = Text::read(self.source, &validator.node, validator.ask, &bound, path)?;
        let shown = self.source.names.iri(component.name.as_ref());
        let mut messages = self.messages(&validator.node, &shown);
        if messages.is_empty() {
            messages = self.messages(&component.name.clone().into(), &shown);
        }
        Ok(Custom { component: component.name.clone(), ask: validator.ask, text, messages, parameters })
    }
}

/// Parameters that a node shape cannot have.
const ONLY_ON_PROPERTIES: &[NamedNodeRef<'_>] =
    &[terms::MIN_COUNT, terms::MAX_COUNT, terms::UNIQUE_LANG, terms::LESS_THAN, terms::LESS_THAN_OR_EQUALS];

/// Parameters that a shape has once at most.
const ONCE: &[NamedNodeRef<'_>] = &[
    terms::CLOSED,
    terms::DATATYPE,
    terms::FLAGS,
    terms::IGNORED_PROPERTIES,
    terms::IN,
    terms::LANGUAGE_IN,
    terms::MAX_COUNT,
    terms::MAX_EXCLUSIVE,
    terms::MAX_INCLUSIVE,
    terms::MAX_LENGTH,
    terms::MIN_COUNT,
    terms::MIN_EXCLUSIVE,
    terms::MIN_INCLUSIVE,
    terms::MIN_LENGTH,
    terms::NODE_KIND,
    terms::PATTERN,
    terms::QUALIFIED_MAX_COUNT,
    terms::QUALIFIED_MIN_COUNT,
    terms::QUALIFIED_VALUE_SHAPE,
    terms::QUALIFIED_VALUE_SHAPES_DISJOINT,
    terms::UNIQUE_LANG,
];

/// The known name that is most like a given one, if any is like it.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = name.to_lowercase();
    known
        .iter()
        .map(|other| (distance(&lower, &other.to_lowercase()), *other))
        .filter(|(distance, _)| *distance <= 1 + name.len() / 5)
        .min()
        .map(|(_, other)| other)
}

/// Levenshtein's distance in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(l != *r)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[right.len()]
}
