//! Holding the values of a shape against one constraint.
use super::constraint::{Bound, Check, ShapeId};
use super::path::Path;
use super::report::ShapeResult;
use super::sparql::Custom;
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
        match &place.constraint.check {
            Check::MinCount(_) | Check::MaxCount(_) | Check::HasValue(_) => {
                out.extend(self.lack(place).map(|message| self.result(place, None, message)));
            }
            Check::UniqueLang => self.unique_lang(place, out),
            Check::Equals(property) => self.equals(place, property, out),
            Check::Disjoint(property) => self.disjoint(place, property, out),
            Check::LessThan(property) => self.less_than(place, property, Bound::MaxExclusive, out),
            Check::LessThanOrEquals(property) => self.less_than(place, property, Bound::MaxInclusive, out),
            Check::In(allowed) => self.within(place, allowed, out),
            Check::Closed(allowed) => self.closed(place, allowed, out),
            Check::Property(id) => self.property(place, *id, out)?,
            Check::Qualified { shape, min, max, siblings } => {
                self.qualified(place, (*shape, siblings), (*min, *max), out)?;
            }
            Check::Sparql(sparql) => {
                let findings = sparql
                    .findings(self.data, &self.shapes.names, place.focus, &place.shape.node)
                    .map_err(|error| failure(place.shape, place.constraint, &error))?;
                out.extend(findings.iter().map(|finding| self.of_query(place, sparql, finding)));
            }
            Check::Custom(custom) => self.custom(place, custom, out)?,
            check => {
                for value in place.values {
                    let misfit = match self.of_shapes(check, *value)? {
                        None => self.misfit(check, *value),
                        found => found,
                    };
                    out.extend(misfit.map(|message| self.result(place, Some(*value), message)));
                }
            }
        }
        Ok(())
    }

    /// What is wrong with the values as a whole.
    fn lack(&self, place: Place<'_, 'a>) -> Option<String> {
        let count = u64::try_from(place.values.len()).unwrap_or(u64::MAX);
        match &place.constraint.check {
            Check::MinCount(min) if count < *min => {
                Some(format!("expected at least {}, found {}", plural(*min), found(count)))
            }
            Check::MaxCount(max) if count > *max => {
                Some(format!("expected at most {}, found {count}", plural(*max)))
            }
            Check::HasValue(wanted) => {
                let wanted = data::as_written(self.data, wanted.as_ref());
                let has = place.values.contains(&wanted);
                (!has).then(|| {
                    format!("expected the value {}, found {}", self.show(wanted), self.list(place.values))
                })
            }
            _ => None,
        }
    }

    /// What is wrong with one value, by itself.
    fn misfit(&self, check: &'a Check, node: TermRef<'a>) -> Option<String> {
        let (holds, expected) = match check {
            Check::Datatype(datatype) => return self.datatype(node, datatype),
            Check::Class(class) => {
                (self.is_instance(node, class), format!("an instance of `{}`", self.iri(class)))
            }
            Check::NodeKind(kind) => (kind.holds(node), kind.words()),
            Check::Bound(bound, limit) => (
                bound.holds(value::compare(node, limit.into())),
                format!("a value {} {}", bound.words(), self.show(limit.into())),
            ),
            Check::MinLength(min) => {
                (length(node).is_some_and(|length| length >= *min), format!("at least {min} characters"))
            }
            Check::MaxLength(max) => {
                (length(node).is_some_and(|length| length <= *max), format!("at most {max} characters"))
            }
            Check::Pattern { regex, written } => (
                text(node).is_some_and(|text| regex.is_match(text)),
                format!("text that matches `{written}`"),
            ),
            Check::LanguageIn(tags) => (
                is_in_languages(node, tags),
                format!("a text in one of the languages `{}`", tags.join("`, `")),
            ),
            _ => return None,
        };
        (!holds).then(|| format!("expected {expected}, found {}", self.show(node)))
    }

    /// What is wrong with a value that is held against other shapes.
    fn of_shapes(&self, check: &Check, node: TermRef<'a>) -> Result<Option<String>, Box<Diagnostic>> {
        let (ids, most) = match check {
            Check::Not(id) => {
                let fits = self.fits(*id, node)?;
                return Ok(fits.then(|| {
                    let (name, shown) = (self.name(*id), self.show(node));
                    format!("expected no node that conforms to `{name}`, found {shown}")
                }));
            }
            Check::Node(id) => (std::slice::from_ref(id), 1),
            Check::And(ids) => (&ids[..], ids.len()),
            // The first alternative that fits is enough.
            Check::Or(ids) => (&ids[..], 1),
            Check::Xone(ids) => (&ids[..], ids.len()),
            _ => return Ok(None),
        };
        let mut misfits = Vec::new();
        let mut fitting = 0usize;
        for id in ids {
            let found = self.misfits(*id, node)?;
            fitting += usize::from(found.is_empty());
            if fitting == most {
                break;
            }
            misfits.extend_from_slice(&found);
        }
        let (shown, alternatives) = (self.show(node), ids.len());
        let reasons = || self.reasons(&misfits);
        Ok(match check {
            Check::Node(id) if fitting == 0 => {
                Some(format!("{shown} does not conform to `{}`: {}", self.name(*id), reasons()))
            }
            Check::And(_) if !misfits.is_empty() => {
                Some(format!("{shown} does not conform to all of its shapes: {}", reasons()))
            }
            Check::Or(_) if fitting == 0 => {
                Some(format!("{shown} conforms to none of {alternatives} alternatives: {}", reasons()))
            }
            Check::Xone(_) if fitting != 1 => {
                let why = if fitting == 0 { format!(": {}", reasons()) } else { String::new() };
                Some(format!(
                    "{shown} conforms to {fitting} of {alternatives} alternatives, expected exactly one{why}"
                ))
            }
            _ => None,
        })
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

    fn disjoint(&self, place: Place<'_, 'a>, property: &NamedNode, out: &mut Vec<ShapeResult>) {
        let others: FxHashSet<_> = data::objects(self.data, place.focus, property.as_ref()).collect();
        for value in place.values.iter().filter(|value| others.contains(*value)) {
            let message =
                format!("expected no value of `{}`, found {}", self.iri(property), self.show(*value));
            out.push(self.result(place, Some(*value), message));
        }
    }

    fn within(&self, place: Place<'_, 'a>, allowed: &'a [Term], out: &mut Vec<ShapeResult>) {
        let written = |term: &'a Term| data::as_written(self.data, term.as_ref());
        let allowed: Vec<_> = allowed.iter().map(written).collect();
        for value in place.values.iter().filter(|value| !allowed.contains(value)) {
            let message = format!("expected one of {}, found {}", self.list(&allowed), self.show(*value));
            out.push(self.result(place, Some(*value), message));
        }
    }

    fn closed(&self, place: Place<'_, 'a>, allowed: &FxHashSet<NamedNode>, out: &mut Vec<ShapeResult>) {
        for value in place.values {
            for (property, object) in data::properties(self.data, *value) {
                let Term::NamedNode(property) = property.into_owned() else { continue };
                if allowed.contains(&property) {
                    continue;
                }
                let (name, shown) = (self.iri(&property), self.show(object));
                let message = format!("expected no property `{name}` (the shape is closed), found {shown}");
                let mut result = self.result(place, Some(object), message);
                result.path = Some(Path::Predicate(property));
                out.push(result);
            }
        }
    }

    fn property(
        &self,
        place: Place<'_, 'a>,
        id: ShapeId,
        out: &mut Vec<ShapeResult>,
    ) -> Result<(), Box<Diagnostic>> {
        for value in place.values {
            if self.shapes.shapes[id].shared {
                out.extend_from_slice(&self.misfits(id, *value)?);
            } else {
                self.check(id, *value, out)?;
            }
        }
        Ok(())
    }

    fn custom(
        &self,
        place: Place<'_, 'a>,
        custom: &Custom,
        out: &mut Vec<ShapeResult>,
    ) -> Result<(), Box<Diagnostic>> {
        let names = &self.shapes.names;
        let mut findings = Vec::new();
        if custom.ask {
            for value in place.values {
                let found = custom.finding(self.data, names, (place.focus, *value), &place.shape.node);
                findings.extend(found.map_err(|error| failure(place.shape, place.constraint, &error))?);
            }
        } else {
            let found = custom.findings(self.data, names, place.focus, &place.shape.node);
            findings = found.map_err(|error| failure(place.shape, place.constraint, &error))?;
        }
        let otherwise = format!("constraint `{}` is violated", self.iri(&custom.component));
        out.extend(findings.iter().map(|finding| self.finding(place, finding, &otherwise)));
        Ok(())
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
