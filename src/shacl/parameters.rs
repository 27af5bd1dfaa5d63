//! Reading constraints from the parameters of a shape.
use super::constraint::{Bound, Check, Constraint, NodeKind, ShapeId};
use super::path::Path;
use super::pattern;
use super::reader::Reader;
use super::source::{Statement, as_node};
use super::sparql::{SparqlConstraint, Text};
use super::terms;
use crate::diagnostic::Span;
use oxrdf::vocab::xsd;
use oxrdf::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use rustc_hash::FxHashSet;

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

impl<'s> Reader<'s> {
    /// The constraints of a shape, in the order of their parameters.
    pub(super) fn constraints(
        &mut self,
        node: &NamedOrBlankNode,
        name: &str,
        path: Option<&Path>,
    ) -> Vec<Constraint> {
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
            terms::NODE_KIND => Check::NodeKind(self.node_kind(statement)?),
            terms::MIN_COUNT => Check::MinCount(self.count(statement, name)?),
            terms::MAX_COUNT => Check::MaxCount(self.count(statement, name)?),
            terms::MIN_EXCLUSIVE => Check::Bound(Bound::MinExclusive, self.literal(statement, name)?),
            terms::MIN_INCLUSIVE => Check::Bound(Bound::MinInclusive, self.literal(statement, name)?),
            terms::MAX_EXCLUSIVE => Check::Bound(Bound::MaxExclusive, self.literal(statement, name)?),
            terms::MAX_INCLUSIVE => Check::Bound(Bound::MaxInclusive, self.literal(statement, name)?),
            terms::MIN_LENGTH => Check::MinLength(self.count(statement, name)?),
            terms::MAX_LENGTH => Check::MaxLength(self.count(statement, name)?),
            terms::PATTERN => return self.pattern(node, name, statement),
            terms::LANGUAGE_IN => Check::LanguageIn(self.languages(statement, name)?),
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
                return self.only_with(node, name, statement, terms::QUALIFIED_VALUE_SHAPE);
            }
            terms::CLOSED => return self.closed(node, name),
            terms::IGNORED_PROPERTIES => return self.only_with(node, name, statement, terms::CLOSED),
            terms::FLAGS => return self.only_with(node, name, statement, terms::PATTERN),
            terms::HAS_VALUE => Check::HasValue(object.clone()),
            terms::IN => Check::In(self.members(statement, name)?.into_iter().cloned().collect()),
            terms::SPARQL => return self.sparql(name, path, statement),
            _ => return None,
        };
        Some(check)
    }

    fn node_kind(&mut self, statement: &Statement) -> Option<NodeKind> {
        let kind = NodeKind::from_term(statement.object.as_ref());
        if kind.is_none() {
            let shown = self.source.names.term(statement.object.as_ref());
            self.error(
                statement.span,
                format!("`{shown}` is not a node kind (`sh:IRI`, `sh:Literal`, `sh:BlankNode`, …)"),
            );
        }
        kind
    }

    fn languages(&mut self, statement: &'s Statement, name: &str) -> Option<Vec<String>> {
        let tag = |term: &Term| match term {
            Term::Literal(tag) if tag.datatype() == xsd::STRING => Some(tag.value().to_owned()),
            _ => None,
        };
        let tags: Option<Vec<String>> = self.members(statement, name)?.into_iter().map(tag).collect();
        if tags.is_none() {
            let message = format!("`sh:languageIn` of `{name}` lists something that is not a string");
            self.error(statement.span, message);
        }
        tags
    }

    /// Warns of a parameter that says nothing by itself. It makes no constraint.
    fn only_with(
        &mut self,
        node: &NamedOrBlankNode,
        name: &str,
        statement: &Statement,
        wanted: NamedNodeRef<'static>,
    ) -> Option<Check> {
        if self.source.with(node, wanted).next().is_none() {
            let names = &self.source.names;
            let (predicate, wanted) = (names.iri(statement.predicate.as_ref()), names.iri(wanted));
            self.warn(statement.span, format!("`{predicate}` of `{name}` has no effect without `{wanted}`"));
        }
        None
    }

    fn iri(&mut self, statement: &Statement, name: &str) -> Option<NamedNode> {
        if let Term::NamedNode(iri) = &statement.object {
            return Some(iri.clone());
        }
        let predicate = self.source.names.iri(statement.predicate.as_ref());
        self.error(statement.span, format!("`{predicate}` of `{name}` is not an IRI"));
        None
    }

    fn literal(&mut self, statement: &Statement, name: &str) -> Option<Literal> {
        if let Term::Literal(literal) = &statement.object {
            return Some(literal.clone());
        }
        let predicate = self.source.names.iri(statement.predicate.as_ref());
        self.error(statement.span, format!("`{predicate}` of `{name}` is not a literal"));
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
                self.error(statement.span, format!("`sh:flags` of `{name}` is not a string"));
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
                self.error(statement.span, format!("`sh:pattern` of `{name}` is not a string"));
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
            self.error(span, format!("`{by}` of `{name}` is `{shown}`, which is not defined in the file"));
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
        *self.references.entry(node.clone()).or_default() += 1;
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
            let message = format!("`sh:node` of `{name}` is a property shape; use `sh:property` for it");
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
                        format!("`sh:ignoredProperties` of `{name}` lists something that is not an IRI"),
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
}
