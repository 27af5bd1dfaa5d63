//! Terms of a query that exist nowhere: no ontology declares them and no data have them, so that the answer is empty for
//! a reason that nobody sees.
mod literals;
mod needed;
mod roles;

use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, Term, TermRef, Variable};
use std::collections::BTreeSet;

use crate::ask::dataset::Dataset;
use crate::ask::sparql::{Mention, Query};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ontology::Ontology;
use crate::rdf::fact::Role;
use crate::term::iri::nearest;
use crate::term::vocab::rdf;
#[cfg(feature = "disk")]
pub(crate) use literals::other_forms;
use roles::Roles;

/// What is known when a query is asked.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The data; none where they are not in memory: then only classes and properties are looked at.
    pub dataset: Option<&'a Dataset>,
    /// Whether there are more data than those: then what is not in them may exist all the same.
    pub is_part: bool,
    /// The ontologies.
    pub ontologies: &'a [&'a Ontology],
    /// The bases of the corpora: what is below them is an entity, a document or a part of one.
    pub bases: &'a [&'a str],
}

/// Vocabularies whose terms no ontology needs to declare.
const BUILT_IN: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2002/07/owl#",
];

/// Warnings about terms of a query that exist nowhere, in the order in which the query names them. Their spans are places
/// in the query's text.
#[must_use]
pub(crate) fn unknown_terms(query: &Query, known: Known<'_>) -> Vec<Diagnostic> {
    let roles = known.settled(Roles::of(query));
    let mut seen = BTreeSet::new();
    let mut warnings = Vec::new();
    for Mention { span, written, term } in query.mentions() {
        let warning = match term {
            Term::NamedNode(node) if seen.insert(node.as_str()) => {
                known.iri(node.as_str(), written, *span, &roles)
            }
            Term::Literal(literal) => known.literal_in(&roles, literal, (written, *span), query.mentions()),
            Term::NamedNode(_) | Term::BlankNode(_) | Term::Triple(_) => None,
        };
        warnings.extend(warning);
    }
    warnings
}

/// A warning about a value that a variable of the query was given and that no data have. The span is that of the value
/// in `text`, which is written as `variable=value`.
#[must_use]
pub(crate) fn unknown_value(
    query: &Query,
    variable: &Variable,
    term: &Term,
    text: &str,
    known: Known<'_>,
) -> Option<Diagnostic> {
    if !Roles::of(query).variables.contains(variable.as_str()) || known.has(term.as_ref()) {
        return None;
    }
    let start = text.find('=').map_or(0, |at| at + 1);
    let value = text.get(start..)?;
    let span = Span { start: start as u32, end: text.len() as u32 };
    match term {
        Term::NamedNode(node) => known.iri(node.as_str(), value, span, &Roles::default()),
        Term::Literal(literal) if literal.datatype() == oxrdf::vocab::xsd::STRING => {
            if let Some(warning) = known.text(literal.value(), None, value, span) {
                return Some(warning);
            }
            known.whole()?;
            let keys: Vec<String> =
                known.bases.iter().flat_map(|base| known.below(&format!("{base}entity/"))).collect();
            let warning = Diagnostic::warning(
                Code::Query,
                span,
                format!("`{value}` is not the key of a shared entity, and no text in the data"),
            );
            Some(meant(warning, nearest(value, keys.iter().map(String::as_str)).map(str::to_owned)))
        }
        _ => None,
    }
}

/// The part of an IRI up to its last `#` or `/`, or where it has neither its last colon.
fn namespace(iri: &str) -> &str {
    &iri[..iri.rfind(['#', '/']).or_else(|| iri.rfind(':')).map_or(0, |at| at + 1)]
}

impl<'a> Known<'a> {
    /// The data, where these are all.
    fn whole(&self) -> Option<&'a Dataset> {
        self.dataset.filter(|_| !self.is_part)
    }

    fn has(&self, term: TermRef<'_>) -> bool {
        self.dataset.is_some_and(|dataset| dataset.id(term).is_some_and(|id| dataset.occurs(id)))
    }

    /// The rest of the IRIs in the data that begin so.
    fn below(&self, start: &str) -> Vec<String> {
        let Some(dataset) = self.dataset else { return Vec::new() };
        let below = |iri: &&str| iri.starts_with(start) && dataset.has_iri(iri);
        dataset.iris().filter(below).map(|iri| iri[start.len()..].to_owned()).collect()
    }

    fn iri(&self, iri: &str, written: &str, span: Span, roles: &Roles) -> Option<Diagnostic> {
        if roles.graphs.contains(iri) {
            return self.graph(iri, written, span);
        }
        let node = NamedNodeRef::new_unchecked(iri);
        if let Some(base) = self.bases.iter().find(|base| iri.starts_with(**base)) {
            self.whole()?;
            return if self.has(node.into()) { None } else { Some(self.entity(iri, base, written, span)) };
        }
        let space = namespace(iri);
        let (is_property, is_class) = (roles.properties.contains(iri), roles.classes.contains(iri));
        let declared = self.ontologies.iter().any(|ontology| {
            let class = ontology.class(iri).is_some();
            let property = ontology.property(iri).is_some();
            (is_property && property)
                || (is_class && class)
                || (!is_property && !is_class && (class || property || ontology.individual(iri).is_some()))
        });
        let used = self.dataset.is_some_and(|dataset| match dataset.iri(iri) {
            Some(id) if is_property => dataset.count(None, Some(id), None) > 0,
            id => id.is_some(),
        });
        if is_property && declared && !used {
            return self.only_otherwise(iri, written, span);
        }
        if declared || used {
            return None;
        }
        let of = |list: Vec<&str>| -> BTreeSet<String> {
            list.into_iter().filter_map(|known| known.strip_prefix(space)).map(str::to_owned).collect()
        };
        let mut classes = BTreeSet::new();
        let mut properties = BTreeSet::new();
        for ontology in self.ontologies {
            classes.extend(of(ontology.classes().iter().map(|&class| ontology.class_iri(class)).collect()));
            properties.extend(of(ontology
                .properties()
                .iter()
                .map(|&property| ontology.property_iri(property))
                .collect()));
        }
        // What else the ontologies' own namespaces have can be told, of other vocabularies only what the data use.
        if classes.is_empty() && properties.is_empty() || BUILT_IN.contains(&space) {
            return if is_property || is_class { self.unused(iri, is_property, written, span) } else { None };
        }
        let (kind, candidates): (&str, Vec<String>) = match (is_property, is_class) {
            (true, _) => ("property", properties.into_iter().collect()),
            (false, true) => ("class", classes.into_iter().collect()),
            (false, false) => {
                let individuals = self.ontologies.iter().flat_map(|ontology| {
                    let all = ontology.classes().into_iter().flat_map(|class| ontology.individuals(class));
                    of(all.collect())
                });
                ("term", individuals.chain(classes).chain(properties).collect())
            }
        };
        let near = nearest(&iri[space.len()..], candidates.iter().map(String::as_str));
        let warning = Diagnostic::warning(
            Code::Query,
            span,
            format!("unknown {kind} `{written}`: no ontology declares it and no data use it"),
        );
        Some(meant(warning, near.map(|near| renamed(written, iri, space, near))))
    }

    /// A property or class of a vocabulary that no ontology declares, and that no data use.
    fn unused(&self, iri: &str, is_property: bool, written: &str, span: Span) -> Option<Diagnostic> {
        // What facts are reifiers of is not among the triples that are stored.
        if iri == rdf::REIFIES {
            return None;
        }
        let dataset = self.whole()?;
        let space = namespace(iri);
        let is_used = |other: &str| match is_property {
            true => dataset.iri(other).is_some_and(|id| dataset.count(None, Some(id), None) > 0),
            false => dataset.of_class(other).next().is_some(),
        };
        let mut others = self.below(space);
        others.retain(|local| is_used(&format!("{space}{local}")));
        let kind = if is_property { "property" } else { "class" };
        let message = format!("no data use the {kind} `{written}`");
        let near = nearest(&iri[space.len()..], others.iter().map(String::as_str));
        let warning = Diagnostic::warning(Code::Query, span, message);
        Some(meant(warning, near.map(|near| renamed(written, iri, space, near))))
    }

    /// A property that facts have, but none of those that give plain triples.
    fn only_otherwise(&self, iri: &str, written: &str, span: Span) -> Option<Diagnostic> {
        let dataset = self.whole()?;
        let facts = dataset.count(None, Some(dataset.role(Role::Predicate)?), Some(dataset.iri(iri)?));
        let (facts, have) = match facts {
            0 => return None,
            1 => {
                ("the only fact with it is".to_owned(), "a plan, a possibility, a denial or what others say")
            }
            _ => {
                (format!("the {facts} facts with it are"), "plans, possibilities, denials or what others say")
            }
        };
        let message = format!("no plain triple has `{written}`: {facts} {have}");
        let help = format!(
            "ask for facts: `?fact af:subject ?s ; af:predicate {written} ; af:object ?o ; af:modality ?how`"
        );
        Some(Diagnostic::warning(Code::Query, span, message).help(help))
    }

    /// A graph that the data do not have.
    fn graph(&self, iri: &str, written: &str, span: Span) -> Option<Diagnostic> {
        let names: Vec<String> = self
            .whole()?
            .graph_names()
            .filter_map(|name| match name {
                NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str().to_owned()),
                NamedOrBlankNodeRef::BlankNode(_) => None,
            })
            .collect();
        if names.iter().any(|name| name == iri) {
            return None;
        }
        let message = format!("unknown graph `{written}`: no data have it");
        let warning = Diagnostic::warning(Code::Query, span, message);
        let near = nearest(iri, names.iter().map(String::as_str));
        Some(meant(warning, near.map(|near| format!("<{near}>"))))
    }

    /// An IRI of the corpus that the data do not have.
    fn entity(&self, iri: &str, base: &str, written: &str, span: Span) -> Diagnostic {
        let space = namespace(iri);
        let what = if space.ends_with("/entity/") {
            "entity"
        } else if space.strip_prefix(base) == Some("article/") {
            "article"
        } else {
            "IRI"
        };
        let warning =
            Diagnostic::warning(Code::Query, span, format!("unknown {what} `{written}`: no data have it"));
        let others = self.below(space);
        let local = |other: &&String| !other.contains('/');
        let near = nearest(&iri[space.len()..], others.iter().filter(local).map(String::as_str));
        meant(warning, near.map(|near| renamed(written, iri, space, near)))
    }
}

/// A warning with what was probably meant, where something is near.
fn meant(warning: Diagnostic, near: Option<String>) -> Diagnostic {
    match near {
        Some(near) => warning.help(format!("did you mean `{near}`?")),
        None => warning,
    }
}

/// The term as it is written, with another local name.
fn renamed(written: &str, iri: &str, space: &str, near: &str) -> String {
    match written.strip_suffix(&iri[space.len()..]) {
        Some(start) => format!("{start}{near}"),
        None if written.starts_with('<') => format!("<{space}{near}>"),
        None => near.to_owned(),
    }
}

#[cfg(test)]
mod tests;
