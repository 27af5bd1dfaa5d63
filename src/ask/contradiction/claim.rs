//! Facts as far as they can contradict others.
use super::{End, rivals};
use crate::ask::dataset::{Dataset, TermId};
use crate::ask::sameness::Sameness;
use crate::ontology::{Ontology, PropertyId};
use crate::rdf::fact::{Facts, Role, text};
use crate::term::literal;
use crate::term::time::{Date, Edtf};
use crate::term::vocab::xsd;
use oxrdf::{LiteralRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// A fact at first sight: whether it is worth a [`Claim`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Brief {
    pub(super) fact: TermId,
    pub(super) subject: TermId,
    /// The thing, quantity or time that it has as its object; none where that is a literal.
    object: Option<TermId>,
    pub(super) property: PropertyId,
    /// Whether the property has a rule of its own: it is functional, say.
    pub(super) ruled: bool,
    pub(super) negated: bool,
}

/// A fact as far as it can contradict others.
pub(super) struct Claim {
    pub(super) fact: TermId,
    pub(super) subject: TermId,
    pub(super) property: PropertyId,
    pub(super) object: Object,
    pub(super) span: Span,
    /// Its modality where it is not realized.
    pub(super) unreal: Option<TermId>,
    pub(super) negated: bool,
}

/// From when to when; none where that is open or not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Span {
    earliest: Option<Date>,
    latest: Option<Date>,
}

impl Span {
    pub(super) fn overlaps(self, other: Self) -> bool {
        let before = |one: Option<Date>, other: Option<Date>| one.zip(other).is_none_or(|(a, b)| a <= b);
        before(self.earliest, other.latest) && before(other.earliest, self.latest)
    }
}

/// An object by what it means: equal ones are one object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Object {
    Thing(TermId),
    Time(Span, String),
    Number(String),
    Text { value: String, datatype: String, language: Option<String> },
    Quantity { least: Option<Bound>, most: Option<Bound>, unit: Option<TermId>, about: bool },
}

/// One end of a range of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Bound {
    number: String,
    /// Whether the number itself lies outside.
    excluded: bool,
}

impl Bound {
    /// Whether nothing up to this upper bound reaches a lower one.
    fn ends_before(&self, lower: &Self) -> bool {
        match literal::compare(&self.number, &lower.number) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => self.excluded || lower.excluded,
            _ => false,
        }
    }
}

impl Object {
    /// Whether one thing cannot have both as its only value. Where it is a matter of precision it can.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Object::Thing(one), Object::Thing(other)) => one != other,
            (Object::Time(one, _), Object::Time(other, _)) => !one.overlaps(*other),
            (Object::Number(one), Object::Number(other)) => one != other,
            (
                Object::Text { value, datatype, language },
                Object::Text { value: other, datatype: other_datatype, language: other_language },
            ) => value != other && datatype == other_datatype && language == other_language,
            (
                Object::Quantity { least, most, unit, about: false },
                Object::Quantity { least: other_least, most: other_most, unit: other_unit, about: false },
            ) => {
                let below = |upper: &Option<Bound>, lower: &Option<Bound>| {
                    upper.as_ref().zip(lower.as_ref()).is_some_and(|(upper, lower)| upper.ends_before(lower))
                };
                unit == other_unit && (below(most, other_least) || below(other_most, least))
            }
            _ => false,
        }
    }
}

/// To go through that many denials takes about as long as to look for those of one thing.
const FEW: usize = 16;

/// Reads facts under one ontology.
pub(super) struct Reader<'s> {
    pub(super) dataset: &'s Dataset,
    pub(super) ontology: &'s Ontology,
    pub(super) same: &'s Sameness,
    /// The properties that occur, and whether they have a rule of their own.
    properties: FxHashMap<TermId, (PropertyId, bool)>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(dataset: &'s Dataset, ontology: &'s Ontology, same: &'s Sameness) -> Self {
        let properties = ontology.properties().into_iter().filter_map(|property| {
            let ruled = ontology.is_functional(property)
                || ontology.is_inverse_functional(property)
                || ontology.is_irreflexive(property);
            Some((dataset.iri(ontology.property_iri(property))?, (property, ruled)))
        });
        Self { dataset, ontology, same, properties: properties.collect() }
    }

    /// All facts whose property is known, sorted.
    pub(super) fn all(&self) -> Vec<Brief> {
        let Some(predicate) = self.dataset.role(Role::Predicate) else { return Vec::new() };
        let facts = self.dataset.matching(None, Some(predicate), None);
        sorted(facts.filter_map(|[fact, ..]| self.brief(fact)).collect())
    }

    /// Some facts, and all that a rule could set against one of them, sorted. Of most facts it is all there are.
    pub(super) fn around(&self, facts: &[TermId]) -> Vec<Brief> {
        if self
            .dataset
            .role(Role::Predicate)
            .is_some_and(|p| self.dataset.count(None, Some(p), None) < 4 * facts.len())
        {
            return self.all();
        }
        let mut briefs: Vec<Brief> = facts.iter().filter_map(|&fact| self.brief(fact)).collect();
        let asserted = briefs.iter().filter(|brief| !brief.negated);
        let denials = self.denials(&asserted.flat_map(|brief| self.implied(brief)).collect());
        let denied = briefs.iter().filter(|brief| brief.negated);
        let asserted: Vec<Brief> = denied.flat_map(|brief| self.denied(brief)).collect();
        let ruled = briefs.iter().filter(|brief| brief.ruled);
        let ends: FxHashSet<(TermId, Role)> = ruled.flat_map(|brief| self.rivals(brief)).collect();
        let beside = ends.into_iter().flat_map(|(end, role)| self.about(end, role));
        let beside = beside.filter_map(|fact| self.brief(fact));
        let beside: Vec<Brief> = beside.filter(|brief| brief.ruled).collect();
        briefs.extend(denials.into_iter().chain(asserted).chain(beside));
        sorted(briefs)
    }

    /// Where a fact is that a rule of the property sets against this one: the role that a thing has in it.
    fn rivals(&self, brief: &Brief) -> impl Iterator<Item = (TermId, Role)> {
        let Brief { subject, object, property, .. } = *brief;
        rivals(self.ontology, property).filter_map(move |(own, other)| {
            let thing = match own {
                End::Subject => subject,
                End::Object => object?,
            };
            let role = match other {
                End::Subject => Role::Subject,
                End::Object => Role::Object,
            };
            Some((thing, role))
        })
    }

    /// What a fact says, as what would have to be denied: its subject (of a symmetric property either end) with its
    /// property and each above.
    pub(super) fn implied(&self, brief: &Brief) -> impl Iterator<Item = (TermId, PropertyId)> {
        let Brief { subject, object, property, .. } = *brief;
        self.ontology.properties_above(property).flat_map(move |above| {
            let other = object.filter(|_| self.ontology.is_symmetric(above));
            [Some((subject, above)), other.map(|object| (object, above))].into_iter().flatten()
        })
    }

    /// The facts that deny a property of a thing, for some of both.
    fn denials(&self, of: &FxHashSet<(TermId, PropertyId)>) -> Vec<Brief> {
        let (Some(negated), Some(_)) = (self.dataset.role(Role::Negated), of.iter().next()) else {
            return Vec::new();
        };
        let denials: Vec<TermId> =
            self.dataset.matching(None, Some(negated), None).map(|[fact, ..]| fact).collect();
        let denies = |brief: &Brief| brief.negated && of.contains(&(brief.subject, brief.property));
        if denials.len() < FEW * of.len() {
            return denials.into_iter().filter_map(|fact| self.brief(fact)).filter(denies).collect();
        }
        let things: FxHashSet<TermId> = of.iter().map(|&(thing, _)| thing).collect();
        things
            .into_iter()
            .flat_map(|thing| self.about(thing, Role::Subject))
            .filter(|fact| denials.binary_search(fact).is_ok())
            .filter_map(|fact| self.brief(fact))
            .filter(denies)
            .collect()
    }

    /// The facts that say what a fact denies, or of the same subject at least.
    fn denied(&self, denial: &Brief) -> Vec<Brief> {
        let symmetric = self.ontology.is_symmetric(denial.property);
        let ways = [(Role::Subject, Role::Object), (Role::Object, Role::Subject)];
        // Things alone are equal by name.
        let thing = denial.object.filter(|&end| !self.dataset.is_measure(end));
        let count = |role, end| self.dataset.count(None, self.dataset.role(role), Some(end));
        let mut found = Vec::new();
        for (role, other) in ways.into_iter().take(1 + usize::from(symmetric)) {
            let (mut end, mut role) = (denial.subject, role);
            if let Some(thing) = thing
                && count(other, thing) < count(role, end)
            {
                (end, role) = (thing, other);
            }
            let facts = self.about(end, role).filter_map(|fact| self.brief(fact));
            found.extend(
                facts.filter(|brief| {
                    !brief.negated && self.ontology.is_below(brief.property, denial.property)
                }),
            );
        }
        found
    }

    /// The facts in which a thing, by any of its names, has a role.
    fn about(&self, thing: TermId, role: Role) -> impl Iterator<Item = TermId> {
        self.same.all(thing).into_iter().flat_map(move |name| self.dataset.with(role, name))
    }

    /// A fact at first sight, if its property is known.
    fn brief(&self, fact: TermId) -> Option<Brief> {
        let parts = self.dataset.parts(fact);
        let (property, ruled) = *self.properties.get(&parts.get(Role::Predicate)?)?;
        let first = |role| parts.get(role).map(|thing| self.same.first(thing));
        let (subject, object) = (first(Role::Subject)?, first(Role::Object));
        Some(Brief { fact, subject, object, property, ruled, negated: parts.is_negated() })
    }

    /// A fact's claim, if it has an object.
    pub(super) fn claim(&self, brief: &Brief) -> Option<Claim> {
        let Brief { fact, subject, property, negated, .. } = *brief;
        let parts = self.dataset.parts(fact);
        let object = match parts.get(Role::Object) {
            Some(object) => self.object(object),
            None => match self.dataset.term(parts.get(Role::Value)?) {
                TermRef::Literal(literal) => value(literal),
                _ => return None,
            },
        };
        let unreal = parts.get(Role::Modality).filter(|_| !self.dataset.is_realized(&parts));
        let span = parts.get(Role::When).map(|time| self.span(time)).unwrap_or_default();
        Some(Claim { fact, subject, property, object, span, unreal, negated })
    }

    fn text(&self, subject: TermId, role: Role) -> Option<&'s str> {
        self.dataset.one(subject, role).map(|term| text(self.dataset.term(term)))
    }

    fn span(&self, time: TermId) -> Span {
        let edtf = self.text(time, Role::Edtf).and_then(|text| Edtf::parse(text).ok());
        edtf.map(|edtf| Span { earliest: edtf.earliest(), latest: edtf.latest() }).unwrap_or_default()
    }

    fn object(&self, object: TermId) -> Object {
        if let Some(unit) = self.dataset.one(object, Role::Unit) {
            let parts = self.dataset.parts(object);
            // Millions and billions compare in their base unit.
            let (unit, [number, least, most, above, below]) = match parts.get(Role::BaseUnit) {
                Some(base) => (base, Role::BASE_NUMBERS),
                None => (unit, Role::NUMBERS),
            };
            let bound = |role, excluded| {
                Some(Bound { number: canonical(text(self.dataset.term(parts.get(role)?))), excluded })
            };
            let single = bound(number, false);
            return Object::Quantity {
                least: single.clone().or_else(|| bound(least, false)).or_else(|| bound(above, true)),
                most: single.or_else(|| bound(most, false)).or_else(|| bound(below, true)),
                unit: Some(self.same.first(unit)),
                about: parts.get(Role::Approximate).is_some(),
            };
        }
        match self.text(object, Role::Edtf) {
            Some(edtf) => Object::Time(self.span(object), edtf.to_owned()),
            None => Object::Thing(self.same.first(object)),
        }
    }
}

/// Facts in the order of the dataset, each once.
fn sorted(mut briefs: Vec<Brief>) -> Vec<Brief> {
    briefs.sort_unstable_by_key(|brief| brief.fact);
    briefs.dedup_by_key(|brief| brief.fact);
    briefs
}

fn value(literal: LiteralRef<'_>) -> Object {
    let datatype = literal.datatype().as_str();
    let text = literal.value();
    if matches!(datatype, xsd::INTEGER | xsd::DECIMAL | xsd::NON_NEGATIVE_INTEGER) {
        return Object::Number(canonical(text));
    }
    Object::Text {
        value: text.to_owned(),
        datatype: datatype.to_owned(),
        language: literal.language().map(str::to_lowercase),
    }
}

/// A number without signs and zeros that mean nothing; anything else as it is.
pub(crate) fn canonical(text: &str) -> String {
    if !matches!(literal::kind_of(text), literal::Kind::Integer | literal::Kind::Decimal) {
        return text.to_owned();
    }
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    match (whole, fraction) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{minus}{whole}"),
        ("", fraction) => format!("{minus}0.{fraction}"),
        (whole, fraction) => format!("{minus}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn equal_numbers_are_written_alike() {
        for (text, same) in [
            ("+5", "5"),
            ("007", "7"),
            ("3.20", "3.2"),
            ("-0.0", "0"),
            (".5", "0.5"),
            ("1e3", "1e3"),
            ("x", "x"),
        ] {
            assert_eq!(canonical(text), same);
        }
    }
}
