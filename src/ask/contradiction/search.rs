//! The rules by which claims contradict each other.
use super::claim::{Brief, Claim, Object, Reader};
use super::{Contradiction, Rule};
use crate::ask::dataset::TermId;
use crate::ontology::{ClassId, PropertyId};
use crate::term::vocab::rdf;
use oxrdf::TermRef;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

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

/// How many facts are named at most that contradict one of the facts that a search is about, for each rule.
const NAMED: usize = 100;

/// A search under one ontology.
pub(super) struct Search<'s> {
    pub(super) reader: Reader<'s>,
    /// The facts that it is about, sorted, each of which is to be known with all that contradict it; where there are none,
    /// it is about all, and each is known with the first.
    pub(super) about: Option<&'s [TermId]>,
    pub(super) found: Vec<Contradiction>,
}

impl Search<'_> {
    /// The claims of those facts that a rule could mention: those with a property that has one, those that are denials,
    /// and those of which something is denied. The facts are sorted.
    pub(super) fn claims(&self, briefs: Vec<Brief>) -> Vec<Claim> {
        let denied: FxHashSet<(TermId, PropertyId)> = briefs
            .iter()
            .filter(|brief| brief.negated)
            .map(|brief| (brief.subject, brief.property))
            .collect();
        briefs
            .into_iter()
            .filter(|brief| {
                brief.ruled || brief.negated || self.reader.implied(brief).any(|key| denied.contains(&key))
            })
            .filter_map(|brief| self.reader.claim(&brief))
            .collect()
    }

    /// Finds what contradicts each other among some claims.
    pub(super) fn rules(&mut self, claims: &[Claim]) {
        self.denials(claims);
        self.single_values(claims);
        self.directions(claims);
    }

    /// What is asserted and denied: of the property or one below it, and of a symmetric one either way round.
    fn denials(&mut self, claims: &[Claim]) {
        let ontology = self.reader.ontology;
        type Key = (TermId, PropertyId, Object, Option<TermId>);
        // By what is said, the denials and the assertions.
        let mut sides: FxHashMap<Key, [Vec<&Claim>; 2]> = FxHashMap::default();
        for claim in claims.iter().filter(|claim| claim.negated) {
            let key = (claim.subject, claim.property, claim.object.clone(), claim.unreal);
            sides.entry(key).or_default()[0].push(claim);
        }
        for claim in claims.iter().filter(|claim| !claim.negated) {
            for above in ontology.properties_above(claim.property) {
                let mut ways = vec![(claim.subject, claim.object.clone())];
                if let Object::Thing(object) = claim.object
                    && ontology.is_symmetric(above)
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
        let ontology = self.reader.ontology;
        let mut objects: BTreeMap<(PropertyId, TermId), Ends<'_>> = BTreeMap::new();
        let mut subjects: BTreeMap<(PropertyId, TermId), Ends<'_>> = BTreeMap::new();
        for claim in claims.iter().filter(|claim| !claim.negated && claim.unreal.is_none()) {
            for above in ontology.properties_above(claim.property) {
                if ontology.is_functional(above) {
                    objects.entry((above, claim.subject)).or_default().add(claim.object.clone(), claim);
                }
                if let Object::Thing(object) = claim.object
                    && ontology.is_inverse_functional(above)
                {
                    let ends = subjects.entry((above, object)).or_default();
                    ends.add(Object::Thing(claim.subject), claim);
                }
            }
        }
        for ((property, _), ends) in &objects {
            self.ends(ends, &Rule::OneObject(ontology.property_iri(*property).to_owned()));
        }
        for ((property, _), ends) in &subjects {
            self.ends(ends, &Rule::OneSubject(ontology.property_iri(*property).to_owned()));
        }
    }

    /// How many that contradict it are looked for of a fact.
    fn wanted(&self, fact: TermId) -> usize {
        match self.about {
            None => 1,
            Some(facts) if facts.binary_search(&fact).is_ok() => NAMED,
            Some(_) => 0,
        }
    }

    /// Pairs each claim with those of another end that it cannot hold beside.
    fn ends(&mut self, ends: &Ends<'_>, rule: &Rule) {
        for (end, ones) in &ends.claims {
            for one in ones {
                let against = ends.claims.iter().filter(|(other, _)| end.excludes(other));
                let others = against.flat_map(|(_, others)| others);
                let others = others.filter(|other| other.span.overlaps(one.span));
                others.take(self.wanted(one.fact)).for_each(|other| self.add(one, other, rule.clone()));
            }
        }
    }

    /// Pairs each claim of either side with those of the other side that it cannot hold beside. Where it is about all, what
    /// many articles say is not listed once for each pair of articles.
    fn pair(&mut self, ones: &[&Claim], others: &[&Claim], rule: &Rule) {
        let mut met: FxHashSet<TermId> = FxHashSet::default();
        for one in ones {
            let against = others.iter().filter(|other| other.span.overlaps(one.span));
            for other in against.take(self.wanted(one.fact)) {
                met.insert(other.fact);
                self.add(one, other, rule.clone());
            }
        }
        let about_all = self.about.is_none();
        for other in others.iter().filter(|other| !(about_all && met.contains(&other.fact))) {
            let against = ones.iter().filter(|one| one.span.overlaps(other.span));
            against.take(self.wanted(other.fact)).for_each(|one| self.add(one, other, rule.clone()));
        }
    }

    /// What holds both ways, or of a thing with itself, and must not.
    fn directions(&mut self, claims: &[Claim]) {
        let ontology = self.reader.ontology;
        let mut seen: FxHashMap<(PropertyId, TermId, TermId), Vec<&Claim>> = FxHashMap::default();
        for claim in claims.iter().filter(|claim| !claim.negated && claim.unreal.is_none()) {
            let Object::Thing(object) = claim.object else { continue };
            let iri = || ontology.property_iri(claim.property).to_owned();
            if object == claim.subject {
                if ontology.is_irreflexive(claim.property) {
                    let rule = Rule::NotItself(iri());
                    self.add(claim, claim, rule);
                }
                continue;
            }
            let above = ontology.properties_above(claim.property);
            for asymmetric in above.filter(|above| ontology.is_asymmetric(*above)) {
                for other in seen.get(&(asymmetric, object, claim.subject)).into_iter().flatten() {
                    if claim.span.overlaps(other.span) {
                        let rule = Rule::OneWay(ontology.property_iri(asymmetric).to_owned());
                        self.add(other, claim, rule);
                    }
                }
                seen.entry((asymmetric, claim.subject, object)).or_default().push(claim);
            }
        }
    }

    /// Things that are the same and cannot be.
    pub(super) fn classes(&mut self) {
        let (ontology, same) = (self.reader.ontology, self.reader.same);
        for group in same.groups() {
            // The first thing with each set of classes: a country may be described in every document.
            let mut classes: Vec<(TermId, Vec<ClassId>)> = Vec::new();
            for thing in group {
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
                    let Some(clash) = ontology.disjoint(&ontology.class_set(&both)) else {
                        continue;
                    };
                    let (a, b) = clash.classes;
                    let iri = |class| ontology.class_iri(class).to_owned();
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
        let Reader { dataset, ontology, .. } = self.reader;
        let Some(is_a) = dataset.iri(rdf::TYPE) else { return Vec::new() };
        let classes = dataset.matching(Some(thing), Some(is_a), None);
        classes
            .filter_map(|[_, _, class]| match dataset.term(class) {
                TermRef::NamedNode(node) => ontology.class(node.as_str()),
                _ => None,
            })
            .collect()
    }

    fn add(&mut self, one: &Claim, other: &Claim, rule: Rule) {
        let (first, second) = (one.fact.min(other.fact), one.fact.max(other.fact));
        self.found.push(Contradiction { first, second, rule });
    }
}
