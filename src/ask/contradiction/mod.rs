//! Facts that cannot both hold. Both are kept: which of them is right is not ours to say.
//!
//! The rules come from the ontology: what is denied and what is asserted, properties with one object
//! ([functional](https://www.w3.org/TR/owl2-syntax/#Functional_Object_Properties)) or one subject, those that never hold
//! both ways or of a thing with itself, and classes that share no thing. A plan contradicts nothing but its own denial:
//! what is underway in one article and completed in another is development. So is what differs at times that do not
//! overlap; a fact without a time may hold at any.
mod claim;
mod search;
#[cfg(test)]
mod tests;

use crate::ask::dataset::{Dataset, TermId};
use crate::ask::sameness::Sameness;
use crate::ontology::{Ontology, PropertyId};
use claim::Reader;
#[cfg(feature = "disk")]
pub(crate) use claim::canonical;
use rustc_hash::FxHashMap;
use search::Search;

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

/// An end of what a fact says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum End {
    /// What it is about.
    Subject,
    /// What that is related to.
    Object,
}

/// Where the rules of a property set a fact against another: by an end of the one, and the end at which the other has the
/// same thing.
pub(crate) fn rivals(ontology: &Ontology, property: PropertyId) -> impl Iterator<Item = (End, End)> + use<> {
    [
        (ontology.is_functional(property), (End::Subject, End::Subject)),
        (ontology.is_inverse_functional(property), (End::Object, End::Object)),
        (ontology.is_asymmetric(property), (End::Object, End::Subject)),
    ]
    .into_iter()
    .filter_map(|(is_so, ends)| is_so.then_some(ends))
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
    search(dataset, ontologies, same, None, |search| {
        let all = search.reader.all();
        search.rules(&search.claims(all));
        search.classes();
    })
}

/// The facts that each of some facts, which are sorted, contradicts, without a look at the rest. Where many say the same
/// [`find`] names the first of them, and this names each up to a hundred: whatever else the dataset has.
#[must_use]
pub fn near(dataset: &Dataset, ontologies: &[&Ontology], facts: &[TermId]) -> FxHashMap<TermId, Vec<TermId>> {
    if facts.is_empty() {
        return FxHashMap::default();
    }
    let same = Sameness::new(dataset);
    let found = search(dataset, ontologies, &same, Some(facts), |search| {
        let around = search.reader.around(facts);
        search.rules(&search.claims(around));
    });
    let mut others = by_fact(&found);
    others.retain(|fact, _| facts.binary_search(fact).is_ok());
    others
}

/// What a search finds under each of some ontologies, in the order of the dataset.
fn search<'s>(
    dataset: &'s Dataset,
    ontologies: &[&'s Ontology],
    same: &'s Sameness,
    about: Option<&'s [TermId]>,
    each: impl Fn(&mut Search<'s>),
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for ontology in ontologies {
        let mut search = Search { reader: Reader::new(dataset, ontology, same), about, found };
        each(&mut search);
        found = search.found;
    }
    found.sort_unstable();
    found.dedup();
    found
}
