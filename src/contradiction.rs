//! Facts that cannot both hold. Both are kept: which of them is right is not ours to say.
//!
//! The rules come from the ontology: what is denied and what is asserted, properties with one object
//! ([functional](https://www.w3.org/TR/owl2-syntax/#Functional_Object_Properties)) or one subject, those that never hold
//! both ways or of a thing with itself, and classes that share no thing. A plan contradicts nothing but its own denial:
//! what is underway in one article and completed in another is development. So is what differs at times that do not
//! overlap; a fact without a time may hold at any.
use crate::dataset::{Dataset, TermId};
use crate::literal;
use crate::ontology::{ClassId, Ontology, PropertyId};
use crate::sameness::Sameness;
use crate::time::{Date, Edtf};
use crate::vocab::{AF, REALIZED, af, rdf, xsd};
use oxrdf::{LiteralRef, NamedNodeRef, TermRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Two facts, or two descriptions of one thing, that cannot both hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contradiction {
    /// The one met first.
    pub first: TermId,
    /// The other; the same where a fact contradicts itself.
    pub second: TermId,
    /// Why.
    pub rule: Rule,
}

/// Why two facts cannot both hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// One says so, the other that it is not so.
    Denied,
    /// The property, by its IRI, has one object at a time, and here are two.
    OneObject(String),
    /// The property has one subject at a time, and here are two.
    OneSubject(String),
    /// The property never holds in both directions.
    OneWay(String),
    /// The property never holds of a thing with itself.
    NotItself(String),
    /// Things that are the same are of classes, by their IRIs, that share no thing.
    Disjoint(String, String),
}

/// The facts that each fact contradicts.
#[must_use]
pub fn by_fact(contradictions: &[Contradiction]) -> FxHashMap<TermId, Vec<TermId>> {
    let mut others: FxHashMap<TermId, Vec<TermId>> = FxHashMap::default();
    for Contradiction { first, second, rule } in contradictions {
        if matches!(rule, Rule::Disjoint(..)) {
            continue;
        }
        for (one, other) in [(first, second), (second, first)] {
            let known = others.entry(*one).or_default();
            if !known.contains(other) {
                known.push(*other);
            }
        }
    }
    others
}

/// All contradictions of a dataset under some ontologies, in its order.
#[must_use]
pub fn find(dataset: &Dataset, ontologies: &[&Ontology], same: &Sameness) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for ontology in ontologies {
        Search { dataset, ontology, same, found: &mut found }.run();
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The facts that each of some facts contradicts: all that [`find`] would find of them, without a look at the rest.
#[must_use]
pub fn near(dataset: &Dataset, ontologies: &[&Ontology], facts: &[TermId]) -> FxHashMap<TermId, Vec<TermId>> {
    let id = |iri| dataset.id(NamedNodeRef::new_unchecked(iri).into());
    let roles = [af::SUBJECT, af::OBJECT].map(id);
    let ends = |facts: &[TermId]| -> Vec<TermId> {
        let pairs = facts.iter().flat_map(|&fact| roles.iter().flatten().map(move |&role| (fact, role)));
        pairs
            .flat_map(|(fact, role)| dataset.matching(Some(fact), Some(role), None))
            .map(|[_, _, end]| end)
            .collect()
    };
    let about = ends(facts);
    let same = Sameness::around(dataset, about.iter().copied());
    let things: FxHashSet<TermId> = about.into_iter().flat_map(|thing| same.all(thing)).collect();
    let pairs = things.into_iter().flat_map(|thing| roles.iter().flatten().map(move |&role| (role, thing)));
    let mut candidates: Vec<TermId> = pairs
        .flat_map(|(role, thing)| dataset.matching(None, Some(role), Some(thing)))
        .map(|[fact, ..]| fact)
        .collect();
    candidates.sort_unstable();
    candidates.dedup();
    let same = Sameness::around(dataset, ends(&candidates));
    let mut found = Vec::new();
    for ontology in ontologies {
        let mut search = Search { dataset, ontology, same: &same, found: &mut found };
        let claims: Vec<Claim> = candidates.iter().filter_map(|&fact| search.claim_of(fact)).collect();
        search.rules(&claims);
    }
    found.sort_unstable();
    found.dedup();
    by_fact(&found)
}

/// A fact as far as it can contradict others.
struct Claim {
    fact: TermId,
    subject: TermId,
    property: PropertyId,
    object: Object,
    span: Span,
    /// Its modality where it is not realized.
    unreal: Option<TermId>,
    negated: bool,
}

/// From when to when; none where that is open or not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Span {
    earliest: Option<Date>,
    latest: Option<Date>,
}

impl Span {
    fn overlaps(self, other: Self) -> bool {
        let before = |one: Option<Date>, other: Option<Date>| one.zip(other).is_none_or(|(a, b)| a <= b);
        before(self.earliest, other.latest) && before(other.earliest, self.latest)
    }
}

/// An object by what it means: equal ones are one object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Object {
    Thing(TermId),
    Time(Span, String),
    Number(String),
    Text { value: String, datatype: String, language: Option<String> },
    Quantity { least: Option<String>, most: Option<String>, unit: Option<TermId>, about: bool },
}

impl Object {
    /// Whether one thing cannot have both as its only value. Where it is a matter of precision it can.
    fn excludes(&self, other: &Self) -> bool {
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
                let below = |one: &Option<String>, other: &Option<String>| {
                    one.as_deref()
                        .zip(other.as_deref())
                        .is_some_and(|(one, other)| literal::compare(one, other) == Some(Ordering::Less))
                };
                unit == other_unit && (below(most, other_least) || below(other_most, least))
            }
            _ => false,
        }
    }
}

/// The claims about one thing and one property by their other end, in the order of the dataset.
#[derive(Default)]
struct Ends<'c> {
    index: FxHashMap<Object, usize>,
    claims: Vec<(Object, Vec<&'c Claim>)>,
}

impl<'c> Ends<'c> {
    fn add(&mut self, end: Object, claim: &'c Claim) {
        match self.index.get(&end).and_then(|at| self.claims.get_mut(*at)) {
            Some((_, claims)) => claims.push(claim),
            None => {
                self.index.insert(end.clone(), self.claims.len());
                self.claims.push((end, vec![claim]));
            }
        }
    }
}

struct Search<'s> {
    dataset: &'s Dataset,
    ontology: &'s Ontology,
    same: &'s Sameness,
    found: &'s mut Vec<Contradiction>,
}

impl Search<'_> {
    fn run(mut self) {
        let claims = self.claims();
        self.rules(&claims);
        self.classes();
    }

    fn rules(&mut self, claims: &[Claim]) {
        self.denials(claims);
        self.single_values(claims);
        self.directions(claims);
    }

    /// A fact's claim, if its property is known.
    fn claim_of(&self, fact: TermId) -> Option<Claim> {
        let property = self.property(self.one(fact, af::PREDICATE)?)?;
        self.claim(fact, self.same.of(self.one(fact, af::SUBJECT)?), property)
    }

    fn id(&self, iri: &str) -> Option<TermId> {
        self.dataset.id(NamedNodeRef::new_unchecked(iri).into())
    }

    fn one(&self, subject: TermId, predicate: &str) -> Option<TermId> {
        let predicate = self.id(predicate)?;
        self.dataset.matching(Some(subject), Some(predicate), None).map(|[_, _, object]| object).next()
    }

    /// The claims that a rule could speak of: those with a property that has one, and those near a denial.
    fn claims(&self) -> Vec<Claim> {
        let (Some(predicate), Some(subject)) = (self.id(af::PREDICATE), self.id(af::SUBJECT)) else {
            return Vec::new();
        };
        // What is denied: the properties, and the things at either end.
        let mut denied_properties: FxHashSet<PropertyId> = FxHashSet::default();
        let mut near: FxHashSet<TermId> = FxHashSet::default();
        if let Some(negated) = self.id(af::NEGATED) {
            for [fact, _, _] in self.dataset.matching(None, Some(negated), None) {
                denied_properties.extend(self.one(fact, af::PREDICATE).and_then(|id| self.property(id)));
                near.extend(self.one(fact, af::SUBJECT).map(|id| self.same.of(id)));
                near.extend(self.one(fact, af::OBJECT).map(|id| self.same.of(id)));
            }
        }
        let mut claims = Vec::new();
        for property in self.ontology.properties() {
            let ontology = self.ontology;
            let ruled = ontology.is_functional(property)
                || ontology.is_inverse_functional(property)
                || ontology.is_irreflexive(property);
            let denied = ontology.properties_above(property).any(|above| denied_properties.contains(&above));
            if !ruled && !denied {
                continue;
            }
            let Some(iri) = self.id(ontology.property_iri(property)) else { continue };
            for [fact, _, _] in self.dataset.matching(None, Some(predicate), Some(iri)) {
                let about = self.dataset.matching(Some(fact), Some(subject), None).next();
                let Some([_, _, about]) = about else { continue };
                let about = self.same.of(about);
                if ruled || near.contains(&about) {
                    claims.extend(self.claim(fact, about, property));
                }
            }
        }
        claims.sort_by_key(|claim| claim.fact);
        claims
    }

    fn property(&self, id: TermId) -> Option<PropertyId> {
        match self.dataset.term(id) {
            TermRef::NamedNode(node) => self.ontology.property(node.as_str()),
            _ => None,
        }
    }

    fn claim(&self, fact: TermId, subject: TermId, property: PropertyId) -> Option<Claim> {
        let object = match self.one(fact, af::OBJECT) {
            Some(object) => self.object(object),
            None => match self.dataset.term(self.one(fact, af::VALUE)?) {
                TermRef::Literal(literal) => value(literal),
                _ => return None,
            },
        };
        let modality = self.one(fact, af::MODALITY);
        let realized = modality.is_none_or(|modality| match self.dataset.term(modality) {
            TermRef::NamedNode(node) => {
                node.as_str().strip_prefix(AF).is_some_and(|name| REALIZED.contains(&name))
            }
            _ => false,
        });
        Some(Claim {
            fact,
            subject,
            property,
            object,
            span: self.one(fact, af::WHEN).map(|time| self.span(time)).unwrap_or_default(),
            unreal: modality.filter(|_| !realized),
            negated: self.one(fact, af::NEGATED).is_some(),
        })
    }

    fn text(&self, subject: TermId, predicate: &str) -> Option<String> {
        match self.dataset.term(self.one(subject, predicate)?) {
            TermRef::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }
    }

    fn span(&self, time: TermId) -> Span {
        let edtf = self.text(time, af::EDTF).and_then(|text| Edtf::parse(&text).ok());
        edtf.map(|edtf| Span { earliest: edtf.earliest(), latest: edtf.latest() }).unwrap_or_default()
    }

    fn object(&self, object: TermId) -> Object {
        if let Some(unit) = self.one(object, af::UNIT) {
            let number = |predicate| self.text(object, predicate).map(|text| canonical(&text));
            let single = number(af::NUMBER);
            return Object::Quantity {
                least: single.clone().or_else(|| number(af::LEAST)),
                most: single.or_else(|| number(af::MOST)),
                unit: Some(self.same.of(unit)),
                about: self.one(object, af::APPROXIMATE).is_some(),
            };
        }
        match self.text(object, af::EDTF) {
            Some(edtf) => Object::Time(self.span(object), edtf),
            None => Object::Thing(self.same.of(object)),
        }
    }

    /// What is asserted and denied: of the property or one below it, and of a symmetric one either way round.
    fn denials(&mut self, claims: &[Claim]) {
        type Key = (TermId, PropertyId, Object, Option<TermId>);
        // By what is said, the denials and the assertions.
        let mut sides: FxHashMap<Key, [Vec<&Claim>; 2]> = FxHashMap::default();
        for claim in claims.iter().filter(|claim| claim.negated) {
            let key = (claim.subject, claim.property, claim.object.clone(), claim.unreal);
            sides.entry(key).or_default()[0].push(claim);
        }
        for claim in claims.iter().filter(|claim| !claim.negated) {
            for above in self.ontology.properties_above(claim.property) {
                let mut ways = vec![(claim.subject, claim.object.clone())];
                if let Object::Thing(object) = claim.object
                    && self.ontology.is_symmetric(above)
                {
                    ways.push((object, Object::Thing(claim.subject)));
                }
                for (subject, object) in ways {
                    if let Some([_, asserted]) = sides.get_mut(&(subject, above, object, claim.unreal)) {
                        asserted.push(claim);
                    }
                }
            }
        }
        for [denied, asserted] in sides.values() {
            self.pair(denied, asserted, &Rule::Denied);
        }
    }

    /// Two objects where a subject has one, two subjects where an object has one.
    fn single_values(&mut self, claims: &[Claim]) {
        let mut objects: BTreeMap<(PropertyId, TermId), Ends<'_>> = BTreeMap::new();
        let mut subjects: BTreeMap<(PropertyId, TermId), Ends<'_>> = BTreeMap::new();
        for claim in claims.iter().filter(|claim| !claim.negated && claim.unreal.is_none()) {
            for above in self.ontology.properties_above(claim.property) {
                if self.ontology.is_functional(above) {
                    objects.entry((above, claim.subject)).or_default().add(claim.object.clone(), claim);
                }
                if let Object::Thing(object) = claim.object
                    && self.ontology.is_inverse_functional(above)
                {
                    let ends = subjects.entry((above, object)).or_default();
                    ends.add(Object::Thing(claim.subject), claim);
                }
            }
        }
        for ((property, _), ends) in &objects {
            self.ends(ends, &Rule::OneObject(self.ontology.property_iri(*property).to_owned()));
        }
        for ((property, _), ends) in &subjects {
            self.ends(ends, &Rule::OneSubject(self.ontology.property_iri(*property).to_owned()));
        }
    }

    /// Pairs each claim with the first of another end that it cannot hold beside.
    fn ends(&mut self, ends: &Ends<'_>, rule: &Rule) {
        for (end, ones) in &ends.claims {
            for one in ones {
                let against = ends.claims.iter().filter(|(other, _)| end.excludes(other));
                let mut others = against.flat_map(|(_, others)| others);
                if let Some(other) = others.find(|other| other.span.overlaps(one.span)) {
                    self.add(one, other, rule.clone());
                }
            }
        }
    }

    /// Pairs each claim of either side with the first of the other side that it cannot hold beside: what many articles
    /// say is not listed once for each pair of articles.
    fn pair(&mut self, ones: &[&Claim], others: &[&Claim], rule: &Rule) {
        let mut met: FxHashSet<TermId> = FxHashSet::default();
        for one in ones {
            if let Some(other) = others.iter().find(|other| other.span.overlaps(one.span)) {
                met.insert(other.fact);
                self.add(one, other, rule.clone());
            }
        }
        for other in others.iter().filter(|other| !met.contains(&other.fact)) {
            if let Some(one) = ones.iter().find(|one| one.span.overlaps(other.span)) {
                self.add(one, other, rule.clone());
            }
        }
    }

    /// What holds both ways, or of a thing with itself, and must not.
    fn directions(&mut self, claims: &[Claim]) {
        let mut seen: FxHashMap<(PropertyId, TermId, TermId), Vec<&Claim>> = FxHashMap::default();
        for claim in claims.iter().filter(|claim| !claim.negated && claim.unreal.is_none()) {
            let Object::Thing(object) = claim.object else { continue };
            let iri = || self.ontology.property_iri(claim.property).to_owned();
            if object == claim.subject {
                if self.ontology.is_irreflexive(claim.property) {
                    let rule = Rule::NotItself(iri());
                    self.add(claim, claim, rule);
                }
                continue;
            }
            let above = self.ontology.properties_above(claim.property);
            for asymmetric in above.filter(|above| self.ontology.is_asymmetric(*above)) {
                for other in seen.get(&(asymmetric, object, claim.subject)).into_iter().flatten() {
                    if claim.span.overlaps(other.span) {
                        let rule = Rule::OneWay(self.ontology.property_iri(asymmetric).to_owned());
                        self.add(other, claim, rule);
                    }
                }
                seen.entry((asymmetric, claim.subject, object)).or_default().push(claim);
            }
        }
    }

    /// Things that are the same and cannot be.
    fn classes(&mut self) {
        for group in self.same.groups() {
            // The first thing with each set of classes: a country may be described in every document.
            let mut classes: Vec<(TermId, Vec<ClassId>)> = Vec::new();
            for &thing in group {
                let mut own = self.classes_of(thing);
                own.sort_unstable();
                if !own.is_empty() && classes.iter().all(|(_, known)| *known != own) {
                    classes.push((thing, own));
                }
            }
            for (at, (one, of_one)) in classes.iter().enumerate() {
                for (other, of_other) in &classes[at + 1..] {
                    // A clash within one description was refused where it was made.
                    let both: Vec<ClassId> = of_one.iter().chain(of_other).copied().collect();
                    let Some(clash) = self.ontology.disjoint(&self.ontology.class_set(&both)) else {
                        continue;
                    };
                    let (a, b) = clash.classes;
                    let iri = |class| self.ontology.class_iri(class).to_owned();
                    self.found.push(Contradiction {
                        first: *one,
                        second: *other,
                        rule: Rule::Disjoint(iri(a), iri(b)),
                    });
                }
            }
        }
    }

    fn classes_of(&self, thing: TermId) -> Vec<ClassId> {
        let Some(is_a) = self.id(rdf::TYPE) else { return Vec::new() };
        let classes = self.dataset.matching(Some(thing), Some(is_a), None);
        classes
            .filter_map(|[_, _, class]| match self.dataset.term(class) {
                TermRef::NamedNode(node) => self.ontology.class(node.as_str()),
                _ => None,
            })
            .collect()
    }

    fn add(&mut self, one: &Claim, other: &Claim, rule: Rule) {
        let (first, second) = (one.fact.min(other.fact), one.fact.max(other.fact));
        self.found.push(Contradiction { first, second, rule });
    }
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
fn canonical(text: &str) -> String {
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
