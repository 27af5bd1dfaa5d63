//! Reading the components that a shapes graph declares, and the constraints that shapes make with them.
use super::constraint::{Check, Constraint};
use super::path::Path;
use super::reader::Reader;
use super::source::{Statement, as_node};
use super::sparql::{Component, Custom, Parameter, Text, Validator, is_variable};
use super::terms;
use crate::diagnostic::Span;
use oxrdf::{NamedNodeRef, NamedOrBlankNode, Term};

impl<'s> Reader<'s> {
    /// The components that the shapes graph declares.
    pub(super) fn read_components(&mut self) {
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
                format!("the parameter `{variable}` of `{component}` is not a valid variable name"),
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
    pub(super) fn custom(
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
                                self.error(span, format!("`{component}` of `{name}`: {error}"));
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
    #[expect(clippy::type_complexity, reason = "used once; its parts are named where it is destructured")]
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
