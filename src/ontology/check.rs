//! Whether subjects, objects and values fit a property.
use super::flags::Flags;
use super::property::Seen;
use super::{ClassSet, Ontology, PropertyId, PropertyKind};
use crate::term::literal;
use crate::term::vocab::{SCHEMA, SCHEMA_HTTPS, rdf, rdfs, xsd};
use oxrdf::LiteralRef;
use rustc_hash::{FxHashMap, FxHashSet};

/// Why something does not fit a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit<'a> {
    /// In which way.
    pub reason: MisfitReason,
    /// The property that asks for it: the one that was asked about, or one above it.
    pub stated_by: PropertyId,
    /// The IRIs of the classes or datatypes that would fit. Any one of them, unless `all` is set. Empty where
    /// the ontology names none.
    pub wanted: Vec<&'a str>,
    /// Whether all of `wanted` are needed together.
    pub all: bool,
}

/// In which way something does not fit a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MisfitReason {
    /// It is of other classes than the property asks for.
    Class,
    /// It is a literal that the property's range does not hold.
    Value,
    /// It is a literal, and the property takes things.
    TakesThings,
    /// It is a thing, and the property takes literals.
    TakesLiterals,
}

/// A literal's parts.
#[derive(Clone, Copy)]
struct Value<'a> {
    text: &'a str,
    datatype: &'a str,
    language: Option<&'a str>,
}

impl Ontology {
    /// Why a subject with these classes does not fit a property: it must be of each `rdfs:domain`, those of the
    /// properties above too, and of one of the property's own `schema:domainIncludes`, if any (those are no
    /// promises that a property below would inherit).
    pub fn domain_misfit(&self, property: PropertyId, subject: &ClassSet) -> Option<Misfit<'_>> {
        let (facts, closure) = (self.facts(property), self.set_closure(subject));
        if let Some(&(class, by)) = facts.domains.iter().find(|&&(class, _)| !closure.has(class)) {
            return Some(self.misfit(MisfitReason::Class, by, &[class]));
        }
        let includes = &facts.domain_includes;
        (!includes.is_empty() && !includes.iter().any(|&class| closure.has(class)))
            .then(|| self.misfit(MisfitReason::Class, property.0, includes))
    }

    /// Why a thing does not fit a property as its object. None for its classes means that they are not known:
    /// then only the property's kind is checked.
    pub fn range_misfit(&self, property: PropertyId, object: Option<&ClassSet>) -> Option<Misfit<'_>> {
        let facts = self.facts(property);
        if self.kind(property) == PropertyKind::Datatype {
            return Some(self.wrong_kind(MisfitReason::TakesLiterals, property));
        }
        let closure = self.set_closure(object?);
        let fits = |range: u32| closure.has(range) || self.fits_all(range);
        if let Some(&(range, by)) = facts.ranges.iter().find(|&&(range, _)| !fits(range)) {
            return Some(self.misfit(MisfitReason::Class, by, &[range]));
        }
        let includes = &facts.range_includes;
        (!includes.is_empty() && !includes.iter().any(|&range| fits(range)))
            .then(|| self.misfit(MisfitReason::Class, property.0, includes))
    }

    /// Why a literal does not fit a property as its value. A literal fits a datatype by its value, see
    /// `literal::fits`; whether its own datatype allows it is `literal::valid`'s to say.
    pub fn value_misfit(
        &self,
        property: PropertyId,
        text: &str,
        datatype: &str,
        language: Option<&str>,
    ) -> Option<Misfit<'_>> {
        let facts = self.facts(property);
        if self.kind(property) == PropertyKind::Object {
            return Some(self.wrong_kind(MisfitReason::TakesThings, property));
        }
        let value = Value { text, datatype, language };
        if let Some(&(range, by)) = facts.ranges.iter().find(|&&(range, _)| !self.holds(range, value)) {
            return Some(self.misfit(MisfitReason::Value, by, &[range]));
        }
        let includes = &facts.range_includes;
        (!includes.is_empty() && !includes.iter().any(|&range| self.holds(range, value)))
            .then(|| self.misfit(MisfitReason::Value, property.0, includes))
    }

    /// Whether a range holds a literal.
    fn holds(&self, range: u32, value: Value<'_>) -> bool {
        self.holds_seen(range, value, &mut FxHashMap::default())
    }
    fn holds_seen(&self, range: u32, value: Value<'_>, seen: &mut Seen<bool>) -> bool {
        let (name, flags) = (&*self.names[range as usize], self.flags(range));
        if name == rdfs::RESOURCE || name == value.datatype {
            return true;
        }
        if flags.has(Flags::BUILT_IN) {
            return literal::fits(value.text, value.datatype, value.language, name);
        }
        if let Some(&known) = seen.get(&range) {
            return known;
        }
        seen.insert(range, false);
        let holds = self.holds_defined(range, value, seen);
        seen.insert(range, holds);
        holds
    }
    /// The same for a range that an ontology describes.
    fn holds_defined(&self, range: u32, value: Value<'_>, seen: &mut Seen<bool>) -> bool {
        let (name, flags) = (&*self.names[range as usize], self.flags(range));
        let mut members = self.members.of(range);
        if flags.has(Flags::UNION) {
            return members.any(|member| self.holds_seen(member, value, seen));
        }
        if flags.has(Flags::INTERSECTION) {
            return members.all(|member| self.holds_seen(member, value, seen));
        }
        let mut allowed = self.enumerations.of(range).filter_map(|at| self.literal_at(at)).peekable();
        if allowed.peek().is_some() {
            return allowed.any(|literal| value.is(literal));
        }
        // A datatype below the range is one of its datatypes.
        if self.index.get(value.datatype).is_some_and(|&own| self.closure(own).has(range)) {
            return true;
        }
        if let Some(local) = name.strip_prefix(SCHEMA).or_else(|| name.strip_prefix(SCHEMA_HTTPS)) {
            return holds_schema(local, value);
        }
        let mut narrowed = self.narrows.of(range).peekable();
        if !flags.has(Flags::DATATYPE) && narrowed.peek().is_none() {
            return false;
        }
        // A datatype that is defined holds what its definition or a datatype above it does; the facets that
        // narrow it (bounds, patterns) are not followed. One that is only named holds its own literals alone,
        // and one that is neither cannot be decided.
        let above = self.up.of(range).filter(|&above| self.takes(above).1);
        let mut wider = narrowed.chain(above).peekable();
        if wider.peek().is_none() {
            return flags.has(Flags::BLANK);
        }
        wider.any(|wider| self.holds_seen(wider, value, seen))
    }

    fn wrong_kind(&self, reason: MisfitReason, property: PropertyId) -> Misfit<'_> {
        let facts = self.facts(property);
        match facts.ranges.first() {
            Some(&(range, by)) => self.misfit(reason, by, &[range]),
            None => self.misfit(reason, property.0, &facts.range_includes),
        }
    }

    fn misfit(&self, reason: MisfitReason, stated_by: u32, expressions: &[u32]) -> Misfit<'_> {
        let (mut wanted, mut seen) = (Vec::new(), FxHashSet::default());
        let mut open = expressions.to_vec();
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            if self.flags(node).has(Flags::BLANK) {
                open.extend(self.members.of(node).chain(self.narrows.of(node)));
            } else {
                wanted.push(&*self.names[node as usize]);
            }
        }
        wanted.sort_unstable();
        let all = matches!(expressions, [one] if self.flags(*one).has(Flags::INTERSECTION));
        Misfit { reason, stated_by: PropertyId(stated_by), wanted, all }
    }
}

impl Value<'_> {
    fn is(self, literal: LiteralRef<'_>) -> bool {
        literal.value() == self.text
            && match (literal.language(), self.language) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                (None, None) => literal.datatype().as_str() == self.datatype,
                _ => false,
            }
    }
}

/// Whether one of schema.org's datatypes holds a literal.
fn holds_schema(local: &str, value: Value<'_>) -> bool {
    let any = |ranges: &[&str]| {
        ranges.iter().any(|range| literal::fits(value.text, value.datatype, value.language, range))
    };
    match local {
        "Text" | "CssSelectorType" | "PronounceableText" | "XPathType" => {
            any(&[xsd::STRING, rdf::LANG_STRING])
        }
        "URL" => any(&[xsd::ANY_URI, xsd::STRING]),
        "Number" | "Float" => any(&[xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT]),
        "Integer" => any(&[xsd::INTEGER]),
        "Boolean" => any(&[xsd::BOOLEAN]),
        "Date" => any(&[xsd::DATE, xsd::G_YEAR, xsd::G_YEAR_MONTH]),
        "DateTime" => any(&[xsd::DATE_TIME, xsd::DATE]),
        "Time" => any(&[xsd::TIME, xsd::DATE_TIME]),
        _ => false,
    }
}
