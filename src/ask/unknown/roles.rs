//! Where terms stand in a query, as far as it tells what they are taken for.
use oxrdf::vocab::{rdf, xsd};
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};

use super::needed::{Choice, choices};
use crate::ask::sparql::Query;
use crate::ask::walk::{Part, walk};

/// Literals as N-Triples writes them, with the properties that they are values of; none for any other path.
pub(super) type Objects = BTreeMap<String, BTreeSet<Option<String>>>;

/// Where terms stand in a query.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) properties: BTreeSet<String>,
    pub(super) classes: BTreeSet<String>,
    /// Texts without a tag that are objects.
    pub(super) texts: Objects,
    /// Texts without a tag, and numbers, of which each row of the answer needs one as an object, and no data have any.
    pub(super) missing: Objects,
    /// Those of which each row of the answer needs one.
    pub(super) choices: Vec<Choice>,
    /// Graphs of FROM, FROM NAMED and GRAPH.
    pub(super) graphs: BTreeSet<String>,
    /// Variables of triples.
    pub(super) variables: BTreeSet<String>,
}

impl Roles {
    pub(super) fn of(query: &Query) -> Self {
        let mut roles = Self::default();
        let (spargebra::Query::Select { dataset, .. }
        | spargebra::Query::Ask { dataset, .. }
        | spargebra::Query::Construct { dataset, .. }
        | spargebra::Query::Describe { dataset, .. }) = query.algebra();
        if let Some(graphs) = dataset {
            let named = graphs.named.iter().flatten();
            roles.graphs.extend(graphs.default.iter().chain(named).map(|graph| graph.as_str().to_owned()));
        }
        walk(&mut query.pattern().clone(), &mut |part| match part {
            Part::Pattern(GraphPattern::Bgp { patterns }) => {
                patterns.iter().for_each(|triple| roles.triple(triple));
            }
            Part::Pattern(GraphPattern::Path { subject, path, object }) => {
                roles.path(path);
                roles.object(object, None);
                roles.variable(subject);
            }
            Part::Pattern(GraphPattern::Graph { name: NamedNodePattern::NamedNode(graph), .. }) => {
                roles.graphs.insert(graph.as_str().to_owned());
            }
            _ => {}
        });
        roles.choices = choices(query.pattern());
        roles
    }

    fn triple(&mut self, triple: &TriplePattern) {
        match &triple.predicate {
            NamedNodePattern::NamedNode(node) => {
                self.properties.insert(node.as_str().to_owned());
                if *node == rdf::TYPE
                    && let TermPattern::NamedNode(class) = &triple.object
                {
                    self.classes.insert(class.as_str().to_owned());
                }
            }
            NamedNodePattern::Variable(variable) => {
                self.variables.insert(variable.as_str().to_owned());
            }
        }
        self.variable(&triple.subject);
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(node) => Some(node.as_str()),
            NamedNodePattern::Variable(_) => None,
        };
        self.object(&triple.object, predicate);
        for term in [&triple.subject, &triple.object] {
            if let TermPattern::Triple(inner) = term {
                self.triple(inner);
            }
        }
    }

    fn variable(&mut self, term: &TermPattern) {
        if let TermPattern::Variable(variable) = term {
            self.variables.insert(variable.as_str().to_owned());
        }
    }

    fn object(&mut self, term: &TermPattern, predicate: Option<&str>) {
        self.variable(term);
        if let TermPattern::Literal(literal) = term
            && literal.datatype() == xsd::STRING
        {
            let predicates = self.texts.entry(literal.to_string()).or_default();
            predicates.insert(predicate.map(str::to_owned));
        }
    }

    fn path(&mut self, path: &spargebra::algebra::PropertyPathExpression) {
        use spargebra::algebra::PropertyPathExpression as Path;
        match path {
            Path::NamedNode(node) => {
                self.properties.insert(node.as_str().to_owned());
            }
            Path::Reverse(inner)
            | Path::ZeroOrMore(inner)
            | Path::OneOrMore(inner)
            | Path::ZeroOrOne(inner) => {
                self.path(inner);
            }
            Path::Sequence(one, other) | Path::Alternative(one, other) => {
                self.path(one);
                self.path(other);
            }
            // What must not be is nowhere all the more.
            Path::NegatedPropertySet(_) => {}
        }
    }
}
