//! Holding the values of a shape against one constraint.
use super::constraint::{Bound, Check, ShapeId};
use super::path::Path;
use super::report::ShapeResult;
use super::validate::{Place, Run, failure};
use super::{data, terms, value};
use crate::diagnostic::Diagnostic;
use crate::term::literal;
use oxrdf::{NamedNode, NamedNodeRef, Term, TermRef};
use rustc_hash::FxHashSet;

impl<'a> Run<'a> {
    /// Holds one constraint against the values, and adds what is wrong.
    pub(super) fn constraint(
        &self,
        place: Place<'_, 'a>,
        out: &mut Vec<ShapeResult>,
    ) -> Result<(), Box<Diagnostic>> {
        let values = place.values;
        let count = u64::try_from(values.len()).unwrap_or(u64::MAX);
        let mut each = |holds: &dyn Fn(TermRef<'a>) -> bool, say: &dyn Fn(&str) -> String| {
            for value in values.iter().filter(|value| !holds(**value)) {
                let message = say(&self.show(*value));
                out.push(self.result(place, Some(*value), message));
            }
        };
        match &place.constraint.check {
            Check::Class(class) => each(&|node| self.is_instance(node, class), &|value| {
                format!("expected an instance of `{}`, found {value}", self.iri(class))
            }),
            Check::Datatype(datatype) => {
                for value in values {
                    if let Some(message) = self.datatype(*value, datatype) {
                        out.push(self.result(place, Some(*value), message));
                    }
                }
            }
            Check::NodeKind(kind) => {
                each(&|node| kind.holds(node), &|value| format!("expected {}, found {value}", kind.words()));
            }
            Check::MinCount(min) => {
                if count < *min {
                    let message = format!("expected at least {}, found {}", plural(*min), found(count));
                    out.push(self.result(place, None, message));
                }
            }
            Check::MaxCount(max) => {
                if count > *max {
                    let message = format!("expected at most {}, found {count}", plural(*max));
                    out.push(self.result(place, None, message));
                }
            }
            Check::Bound(bound, limit) => {
                each(&|node| bound.holds(value::compare(node, limit.into())), &|value| {
                    format!("expected a value {} {}, found {value}", bound.words(), self.show(limit.into()))
                });
            }
            Check::MinLength(min) => {
                each(&|node| length(node).is_some_and(|length| length >= *min), &|value| {
                    format!("expected at least {min} characters, found {value}")
                })
            }
            Check::MaxLength(max) => {
                each(&|node| length(node).is_some_and(|length| length <= *max), &|value| {
                    format!("expected at most {max} characters, found {value}")
                })
            }
            Check::Pattern { regex, written } => {
                each(&|node| text(node).is_some_and(|text| regex.is_match(text)), &|value| {
                    format!("expected text that matches `{written}`, found {value}")
                });
            }
            Check::LanguageIn(tags) => each(&|node| is_in_languages(node, tags), &|value| {
                format!("expected a text in one of the languages `{}`, found {value}", tags.join("`, `"))
            }),
            Check::UniqueLang => self.unique_lang(place, out),
            Check::Equals(property) => self.equals(place, property, out),
            Check::Disjoint(property) => {
                let others: FxHashSet<_> = data::objects(self.data, place.focus, property.as_ref()).collect();
                each(&|node| !others.contains(&node), &|value| {
                    format!("expected no value of `{}`, found {value}", self.iri(property))
                });
            }
            Check::LessThan(property) => self.less_than(place, property, Bound::MaxExclusive, out),
            Check::LessThanOrEquals(property) => self.less_than(place, property, Bound::MaxInclusive, out),
            Check::Not(id) => {
                for value in values {
                    if self.fits(*id, *value)? {
                        let message = format!(
                            "expected no node that conforms to `{}`, found {}",
                            self.name(*id),
                            self.show(*value)
                        );
                        out.push(self.result(place, Some(*value), message));
                    }
                }
            }
            Check::And(ids) => {
                for value in values {
                    let mut misfits = Vec::new();
                    for id in ids {
                        misfits.extend_from_slice(&self.misfits(*id, *value)?);
                    }
                    if !misfits.is_empty() {
                        let message = format!(
                            "{} does not conform to all of its shapes: {}",
                            self.show(*value),
                            self.reasons(&misfits)
                        );
                        out.push(self.result(place, Some(*value), message));
                    }
                }
            }
            Check::Or(ids) => {
                for value in values {
                    let mut misfits = Vec::new();
                    let mut any = false;
                    for id in ids {
                        let found = self.misfits(*id, *value)?;
                        if found.is_empty() {
                            any = true;
                            break;
                        }
                        misfits.extend_from_slice(&found);
                    }
                    if !any {
                        let message = format!(
                            "{} conforms to none of {} alternatives: {}",
                            self.show(*value),
                            ids.len(),
                            self.reasons(&misfits)
                        );
                        out.push(self.result(place, Some(*value), message));
                    }
                }
            }
            Check::Xone(ids) => {
                for value in values {
                    let mut misfits = Vec::new();
                    let mut fitting = 0usize;
                    for id in ids {
                        let found = self.misfits(*id, *value)?;
                        fitting += usize::from(found.is_empty());
                        misfits.extend_from_slice(&found);
                    }
                    if fitting != 1 {
                        let mut message = format!(
                            "{} conforms to {fitting} of {} alternatives, expected exactly one",
                            self.show(*value),
                            ids.len()
                        );
                        if fitting == 0 {
                            message = format!("{message}: {}", self.reasons(&misfits));
                        }
                        out.push(self.result(place, Some(*value), message));
                    }
                }
            }
            Check::Node(id) => {
                for value in values {
                    let misfits = self.misfits(*id, *value)?;
                    if !misfits.is_empty() {
                        let message = format!(
                            "{} does not conform to `{}`: {}",
                            self.show(*value),
                            self.name(*id),
                            self.reasons(&misfits)
                        );
                        out.push(self.result(place, Some(*value), message));
                    }
                }
            }
            Check::Property(id) => {
                for value in values {
                    if self.shapes.shapes[*id].shared {
                        out.extend_from_slice(&self.misfits(*id, *value)?);
                    } else {
                        self.check(*id, *value, out)?;
                    }
                }
            }
            Check::Qualified { shape, min, max, siblings } => {
                self.qualified(place, (*shape, siblings), (*min, *max), out)?;
            }
            Check::Closed(allowed) => {
                for value in values {
                    for (property, object) in data::properties(self.data, *value) {
                        let Term::NamedNode(property) = property.into_owned() else { continue };
                        if !allowed.contains(&property) {
                            let message = format!(
                                "expected no property `{}` (the shape is closed), found {}",
                                self.iri(&property),
                                self.show(object)
                            );
                            let mut result = self.result(place, Some(object), message);
                            result.path = Some(Path::Predicate(property));
                            out.push(result);
                        }
                    }
                }
            }
            Check::HasValue(wanted) => {
                let wanted = data::as_written(self.data, wanted.as_ref());
                if !values.contains(&wanted) {
                    let message =
                        format!("expected the value {}, found {}", self.show(wanted), self.list(values));
                    out.push(self.result(place, None, message));
                }
            }
            Check::In(allowed) => {
                let written = |term: &'a Term| data::as_written(self.data, term.as_ref());
                let allowed: Vec<_> = allowed.iter().map(written).collect();
                each(&|node| allowed.contains(&node), &|value| {
                    format!("expected one of {}, found {value}", self.list(&allowed))
                });
            }
            Check::Sparql(sparql) => {
                let findings = sparql
                    .findings(self.data, &self.shapes.names, place.focus, &place.shape.node)
                    .map_err(|error| failure(place.shape, place.constraint, &error))?;
                out.extend(findings.iter().map(|finding| self.of_query(place, sparql, finding)));
            }
            Check::Custom(custom) => {
                let names = &self.shapes.names;
                let mut findings = Vec::new();
                if custom.ask {
                    for value in values {
                        let found =
                            custom.finding(self.data, names, (place.focus, *value), &place.shape.node);
                        findings
                            .extend(found.map_err(|error| failure(place.shape, place.constraint, &error))?);
                    }
                } else {
                    let found = custom.findings(self.data, names, place.focus, &place.shape.node);
                    findings = found.map_err(|error| failure(place.shape, place.constraint, &error))?;
                }
                let otherwise = format!("constraint `{}` is violated", self.iri(&custom.component));
                out.extend(findings.iter().map(|finding| self.finding(place, finding, &otherwise)));
            }
        }
        Ok(())
    }

    /// What is wrong with a value that is to have a datatype.
    fn datatype(&self, node: TermRef<'a>, datatype: &NamedNode) -> Option<String> {
        let wanted = self.iri(datatype);
        let TermRef::Literal(literal) = node else {
            return Some(format!("expected a literal of type `{wanted}`, found {}", self.show(node)));
        };
        if literal.datatype() != datatype.as_ref() {
            return Some(format!("expected a literal of type `{wanted}`, found {}", self.show(node)));
        }
        if literal.language().is_some() {
            return None;
        }
        let invalid = literal::valid(literal.value(), datatype.as_str()).err()?;
        Some(format!("expected {} (`{wanted}`), found {}", invalid.wants, self.show(node)))
    }

    fn unique_lang(&self, place: Place<'_, 'a>, out: &mut Vec<ShapeResult>) {
        let mut tags: Vec<String> = place
            .values
            .iter()
            .filter_map(|value| match value {
                TermRef::Literal(literal) => literal.language().map(str::to_lowercase),
                _ => None,
            })
            .collect();
        tags.sort_unstable();
        for same in tags.chunk_by(|left, right| left == right).filter(|same| same.len() > 1) {
            let message =
                format!("expected at most one value in the language `{}`, found {}", same[0], same.len());
            out.push(self.result(place, None, message));
        }
    }

    fn equals(&self, place: Place<'_, 'a>, property: &NamedNode, out: &mut Vec<ShapeResult>) {
        let shown = self.iri(property);
        let others: FxHashSet<_> = data::objects(self.data, place.focus, property.as_ref()).collect();
        let values: FxHashSet<_> = place.values.iter().copied().collect();
        for value in place.values.iter().filter(|value| !others.contains(*value)) {
            let message =
                format!("expected the same values as `{shown}`, which does not have {}", self.show(*value));
            out.push(self.result(place, Some(*value), message));
        }
        for value in others.into_iter().filter(|value| !values.contains(value)) {
            let message =
                format!("expected the same values as `{shown}`, which also has {}", self.show(value));
            out.push(self.result(place, Some(value), message));
        }
    }

    fn less_than(
        &self,
        place: Place<'_, 'a>,
        property: &NamedNode,
        bound: Bound,
        out: &mut Vec<ShapeResult>,
    ) {
        let others: Vec<_> = data::objects(self.data, place.focus, property.as_ref()).collect();
        for value in place.values {
            for other in &others {
                let order = value::compare(*value, *other);
                if !bound.holds(order) {
                    let shown = self.iri(property);
                    let detail = if order.is_none() { ", which cannot be compared with it" } else { "" };
                    let message = format!(
                        "expected a value {} {} of `{shown}`, found {}{detail}",
                        bound.words(),
                        self.show(*other),
                        self.show(*value)
                    );
                    out.push(self.result(place, Some(*value), message));
                }
            }
        }
    }

    fn qualified(
        &self,
        place: Place<'_, 'a>,
        (shape, siblings): (ShapeId, &[ShapeId]),
        (min, max): (Option<u64>, Option<u64>),
        out: &mut Vec<ShapeResult>,
    ) -> Result<(), Box<Diagnostic>> {
        let mut count = 0u64;
        for value in place.values {
            let mut counts = self.fits(shape, *value)?;
            for sibling in siblings {
                counts = counts && !self.fits(*sibling, *value)?;
            }
            count += u64::from(counts);
        }
        let name = self.name(shape);
        let mut push = |component: NamedNodeRef<'_>, message: String| {
            let mut result = self.result(place, None, message);
            result.component = component.into_owned();
            out.push(result);
        };
        if let Some(min) = min.filter(|min| count < *min) {
            let message =
                format!("expected at least {} that conform to `{name}`, found {}", plural(min), found(count));
            push(terms::QUALIFIED_MIN_COUNT_COMPONENT, message);
        }
        if let Some(max) = max.filter(|max| count > *max) {
            let message = format!("expected at most {} that conform to `{name}`, found {count}", plural(max));
            push(terms::QUALIFIED_MAX_COUNT_COMPONENT, message);
        }
        Ok(())
    }
}

/// `1 value`, `2 values`.
fn plural(count: u64) -> String {
    if count == 1 { "1 value".to_owned() } else { format!("{count} values") }
}

/// A number, or `none`.
fn found(count: u64) -> String {
    if count == 0 { "none".to_owned() } else { count.to_string() }
}

/// The text of a node by SPARQL's `str`; blank nodes have none.
fn text(node: TermRef<'_>) -> Option<&str> {
    match node {
        TermRef::NamedNode(node) => Some(node.as_str()),
        TermRef::Literal(literal) => Some(literal.value()),
        _ => None,
    }
}

/// The length of a node's text in characters.
fn length(node: TermRef<'_>) -> Option<u64> {
    u64::try_from(text(node)?.chars().count()).ok()
}

/// Whether a literal's language is one of the ranges, by SPARQL's `langMatches`.
fn is_in_languages(node: TermRef<'_>, ranges: &[String]) -> bool {
    let TermRef::Literal(literal) = node else { return false };
    let Some(language) = literal.language() else { return false };
    ranges.iter().any(|range| {
        range == "*"
            || language.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
                && matches!(language.as_bytes().get(range.len()), None | Some(b'-'))
    })
}
