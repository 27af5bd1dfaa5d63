//! Facts as far as they can contradict others.
use super::{End, rivals};
use crate::ask::dataset::{Dataset, TermId};
use crate::ask::sameness::Sameness;
use crate::ontology::{Ontology, PropertyId};
use crate::term::literal;
use crate::term::time::{Date, Edtf};
use crate::term::vocab::{BASE_NUMBERS, NUMBERS, REALIZED, af, xsd};
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

/// The predicates by which facts, times and quantities are described; none where the dataset does not have one.
struct Names {
    subject: Option<TermId>,
    predicate: Option<TermId>,
    object: Option<TermId>,
    value: Option<TermId>,
    modality: Option<TermId>,
    negated: Option<TermId>,
    when: Option<TermId>,
    edtf: Option<TermId>,
    unit: Option<TermId>,
    numbers: Numbers,
    base_unit: Option<TermId>,
    base_numbers: Numbers,
    approximate: Option<TermId>,
}

/// The predicates of a quantity's number and bounds, in its own unit or in the base unit.
struct Numbers {
    number: Option<TermId>,
    least: Option<TermId>,
    most: Option<TermId>,
    above: Option<TermId>,
    below: Option<TermId>,
}

impl Numbers {
    fn new(dataset: &Dataset, [number, least, most, above, below]: [&str; 5]) -> Self {
        let id = |iri| dataset.iri(iri);
        Self { number: id(number), least: id(least), most: id(most), above: id(above), below: id(below) }
    }
}

impl Names {
    fn new(dataset: &Dataset) -> Self {
        let id = |iri| dataset.iri(iri);
        Self {
            subject: id(af::SUBJECT),
            predicate: id(af::PREDICATE),
            object: id(af::OBJECT),
            value: id(af::VALUE),
            modality: id(af::MODALITY),
            negated: id(af::NEGATED),
            when: id(af::WHEN),
            edtf: id(af::EDTF),
            unit: id(af::UNIT),
            numbers: Numbers::new(dataset, NUMBERS),
            base_unit: id(af::BASE_UNIT),
            base_numbers: Numbers::new(dataset, BASE_NUMBERS),
            approximate: id(af::APPROXIMATE),
        }
    }
}

fn one(dataset: &Dataset, subject: TermId, predicate: Option<TermId>) -> Option<TermId> {
    dataset.matching(Some(subject), Some(predicate?), None).map(|[_, _, object]| object).next()
}

/// To go through that many denials takes about as long as to look for those of one thing.
const FEW: usize = 16;

/// Reads facts under one ontology.
pub(super) struct Reader<'s> {
    pub(super) dataset: &'s Dataset,
    pub(super) ontology: &'s Ontology,
    pub(super) same: &'s Sameness,
    names: Names,
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
        Self { dataset, ontology, same, names: Names::new(dataset), properties: properties.collect() }
    }

    /// All facts whose property is known, sorted.
    pub(super) fn all(&self) -> Vec<Brief> {
        let Some(predicate) = self.names.predicate else { return Vec::new() };
        let facts = self.dataset.matching(None, Some(predicate), None);
        sorted(facts.filter_map(|[fact, ..]| self.brief(fact)).collect())
    }

    /// Some facts, and all that a rule could set against one of them, sorted. Of most facts it is all there are.
    pub(super) fn around(&self, facts: &[TermId]) -> Vec<Brief> {
        if self.names.predicate.is_some_and(|p| self.dataset.count(None, Some(p), None) < 4 * facts.len()) {
            return self.all();
        }
        let mut briefs: Vec<Brief> = facts.iter().filter_map(|&fact| self.brief(fact)).collect();
        let asserted = briefs.iter().filter(|brief| !brief.negated);
        let denials = self.denials(&asserted.flat_map(|brief| self.implied(brief)).collect());
        let denied = briefs.iter().filter(|brief| brief.negated);
        let asserted: Vec<Brief> = denied.flat_map(|brief| self.denied(brief)).collect();
        let ruled = briefs.iter().filter(|brief| brief.ruled);
        let ends: FxHashSet<(TermId, Option<TermId>)> = ruled.flat_map(|brief| self.rivals(brief)).collect();
        let beside = ends.into_iter().flat_map(|(end, role)| self.about(end, [role, None]));
        let beside = beside.filter_map(|fact| self.brief(fact));
        let beside: Vec<Brief> = beside.filter(|brief| brief.ruled).collect();
        briefs.extend(denials.into_iter().chain(asserted).chain(beside));
        sorted(briefs)
    }

    /// Where a fact is that a rule of the property sets against this one: the role that a thing has in it.
    fn rivals(&self, brief: &Brief) -> impl Iterator<Item = (TermId, Option<TermId>)> {
        let Brief { subject, object, property, .. } = *brief;
        rivals(self.ontology, property).filter_map(move |(own, other)| {
            let thing = match own {
                End::Subject => subject,
                End::Object => object?,
            };
            let role = match other {
                End::Subject => self.names.subject,
                End::Object => self.names.object,
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
        let (Some(negated), Some(_)) = (self.names.negated, of.iter().next()) else { return Vec::new() };
        let denials: Vec<TermId> =
            self.dataset.matching(None, Some(negated), None).map(|[fact, ..]| fact).collect();
        let denies = |brief: &Brief| of.contains(&(brief.subject, brief.property));
        if denials.len() < FEW * of.len() {
            return denials.into_iter().filter_map(|fact| self.brief(fact)).filter(denies).collect();
        }
        let things: FxHashSet<TermId> = of.iter().map(|&(thing, _)| thing).collect();
        things
            .into_iter()
            .flat_map(|thing| self.about(thing, [self.names.subject, None]))
            .filter(|fact| denials.binary_search(fact).is_ok())
            .filter_map(|fact| self.brief(fact))
            .filter(denies)
            .collect()
    }

    /// The facts that say what a fact denies, or of the same subject at least.
    fn denied(&self, denial: &Brief) -> Vec<Brief> {
        let Names { subject, object, edtf, unit, .. } = self.names;
        let symmetric = self.ontology.is_symmetric(denial.property);
        let ways = [(subject, object), (object.filter(|_| symmetric), subject)];
        // Things alone are equal by name.
        let thing = denial.object.filter(|&end| self.one(end, edtf).or(self.one(end, unit)).is_none());
        let mut found = Vec::new();
        for (role, other) in ways.into_iter().filter(|(role, _)| role.is_some()) {
            let (mut end, mut role) = (denial.subject, role);
            if let Some(thing) = thing
                && self.dataset.count(None, other, Some(thing)) < self.dataset.count(None, role, Some(end))
            {
                (end, role) = (thing, other);
            }
            let facts = self.about(end, [role, None]).filter_map(|fact| self.brief(fact));
            found.extend(
                facts.filter(|brief| {
                    !brief.negated && self.ontology.is_below(brief.property, denial.property)
                }),
            );
        }
        found
    }

    /// The facts in which a thing, by any of its names, has one of some roles.
    fn about(&self, thing: TermId, roles: [Option<TermId>; 2]) -> impl Iterator<Item = TermId> {
        let names = self.same.all(thing).into_iter();
        let pairs = names.flat_map(move |name| roles.into_iter().flatten().map(move |role| (role, name)));
        pairs
            .flat_map(|(role, name)| self.dataset.matching(None, Some(role), Some(name)))
            .map(|[fact, ..]| fact)
    }

    /// A fact at first sight, if its property is known.
    fn brief(&self, fact: TermId) -> Option<Brief> {
        let names = &self.names;
        let (mut subject, mut object, mut property, mut negated) = (None, None, None, false);
        for [_, predicate, term] in self.dataset.matching(Some(fact), None, None) {
            let predicate = Some(predicate);
            if predicate == names.subject {
                subject = subject.or(Some(term));
            } else if predicate == names.predicate {
                property = property.or(Some(term));
            } else if predicate == names.object {
                object = object.or(Some(term));
            } else if predicate == names.negated {
                negated = true;
            }
        }
        let (property, ruled) = *self.properties.get(&property?)?;
        let (subject, object) = (self.same.first(subject?), object.map(|object| self.same.first(object)));
        Some(Brief { fact, subject, object, property, ruled, negated })
    }

    /// A fact's claim, if it has an object.
    pub(super) fn claim(&self, brief: &Brief) -> Option<Claim> {
        let Brief { fact, subject, property, negated, .. } = *brief;
        let names = &self.names;
        let object = match self.one(fact, names.object) {
            Some(object) => self.object(object),
            None => match self.dataset.term(self.one(fact, names.value)?) {
                TermRef::Literal(literal) => value(literal),
                _ => return None,
            },
        };
        let modality = self.one(fact, names.modality);
        let realized = modality.is_none_or(|modality| match self.dataset.term(modality) {
            TermRef::NamedNode(node) => REALIZED.contains(&node.as_str()),
            _ => false,
        });
        let span = self.one(fact, names.when).map(|time| self.span(time)).unwrap_or_default();
        Some(Claim { fact, subject, property, object, span, unreal: modality.filter(|_| !realized), negated })
    }

    fn one(&self, subject: TermId, predicate: Option<TermId>) -> Option<TermId> {
        one(self.dataset, subject, predicate)
    }

    fn text(&self, subject: TermId, predicate: Option<TermId>) -> Option<&'s str> {
        match self.dataset.term(self.one(subject, predicate)?) {
            TermRef::Literal(literal) => Some(literal.value()),
            _ => None,
        }
    }

    fn span(&self, time: TermId) -> Span {
        let edtf = self.text(time, self.names.edtf).and_then(|text| Edtf::parse(text).ok());
        edtf.map(|edtf| Span { earliest: edtf.earliest(), latest: edtf.latest() }).unwrap_or_default()
    }

    fn object(&self, object: TermId) -> Object {
        let names = &self.names;
        if let Some(unit) = self.one(object, names.unit) {
            // Millions and billions compare in their base unit.
            let (unit, numbers) = match self.one(object, names.base_unit) {
                Some(base) => (base, &names.base_numbers),
                None => (unit, &names.numbers),
            };
            let bound = |predicate, excluded| {
                Some(Bound { number: canonical(self.text(object, predicate)?), excluded })
            };
            let single = bound(numbers.number, false);
            return Object::Quantity {
                least: single
                    .clone()
                    .or_else(|| bound(numbers.least, false))
                    .or_else(|| bound(numbers.above, true)),
                most: single.or_else(|| bound(numbers.most, false)).or_else(|| bound(numbers.below, true)),
                unit: Some(self.same.first(unit)),
                about: self.one(object, names.approximate).is_some(),
            };
        }
        match self.text(object, names.edtf) {
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
