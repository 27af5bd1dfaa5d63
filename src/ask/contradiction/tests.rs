//! What is found near some facts is what is found in all, on generated facts.
use super::{by_fact, find, near};
use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
use crate::ask::sameness::Sameness;
use crate::ontology::{Loader, Ontology};
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::vocab::{af, owl, rdf, xsd};
use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

const TERMS: &str = "\
@prefix m: <http://m/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
m:one a owl:ObjectProperty , owl:FunctionalProperty .
m:below a owl:ObjectProperty ; rdfs:subPropertyOf m:one .
m:leads a owl:ObjectProperty , owl:InverseFunctionalProperty .
m:before a owl:ObjectProperty , owl:AsymmetricProperty .
m:near a owl:ObjectProperty , owl:SymmetricProperty .
m:other a owl:ObjectProperty .
";
const PROPERTIES: [&str; 6] = [
    "http://m/one",
    "http://m/below",
    "http://m/leads",
    "http://m/before",
    "http://m/near",
    "http://m/other",
];
const YEARS: [&str; 4] = ["2000", "2001", "1999/2000", "2001/.."];

/// A fact: subject, property and object by number, whether it is denied, only planned, and when.
type Fact = (u8, usize, u8, bool, bool, Option<usize>);

fn fact() -> impl Strategy<Value = Fact> {
    let rarely = || prop::bool::weighted(0.3);
    (0..5_u8, 0..PROPERTIES.len(), 0..5_u8, rarely(), rarely(), prop::option::of(0..YEARS.len()))
}

fn ontology() -> Ontology {
    let mut loader = Loader::new();
    loader.add("terms.ttl", TERMS).unwrap();
    loader.finish().0
}

fn dataset(facts: &[(usize, Fact)], same: &[(u8, u8)]) -> Dataset {
    let mut builder = DatasetBuilder::new();
    for (one, other) in same {
        builder.subject("g:e", &format!("e:{one}"));
        builder.iri(owl::SAME_AS, &format!("e:{other}"));
    }
    for (year, text) in YEARS.iter().enumerate() {
        builder.subject("g:t", &format!("t:{year}"));
        builder.literal(af::EDTF, text, LiteralKind::Plain);
    }
    for (number, (subject, property, object, negated, planned, year)) in facts {
        builder.subject("g:f", &format!("f:{number}"));
        builder.iri(rdf::TYPE, af::FACT);
        builder.iri(af::SUBJECT, &format!("e:{subject}"));
        builder.iri(af::PREDICATE, PROPERTIES[*property]);
        builder.iri(af::OBJECT, &format!("e:{object}"));
        builder.iri(af::MODALITY, if *planned { af::PLANNED } else { af::REALIZED });
        // Others write `false` where we write nothing.
        if *negated || number % 2 == 1 {
            let value = if *negated { "true" } else { "false" };
            builder.literal(af::NEGATED, value, LiteralKind::Typed(xsd::BOOLEAN));
        }
        if let Some(year) = year {
            builder.iri(af::WHEN, &format!("t:{year}"));
        }
    }
    builder.finish()
}

fn id(dataset: &Dataset, number: usize) -> TermId {
    dataset.iri(&format!("f:{number}")).unwrap()
}

proptest! {
    #[test]
    fn near_finds_what_all_has(
        facts in prop::collection::vec(fact(), 1..40),
        same in prop::collection::vec((0..5_u8, 0..5_u8), 0..3),
        cited in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let numbered: Vec<(usize, Fact)> = facts.iter().copied().enumerate().collect();
        let ontology = ontology();
        let all = dataset(&numbered, &same);
        let found = by_fact(&find(&all, &[&ontology], &Sameness::new(&all)));
        let mut cited: Vec<usize> = cited.iter().map(|cited| cited.index(facts.len())).collect();
        cited.sort_unstable();
        cited.dedup();
        let ids: Vec<TermId> = cited.iter().map(|&number| id(&all, number)).collect();
        let near = near(&all, &[&ontology], &ids);
        for (&number, fact) in cited.iter().zip(&ids) {
            let others = near.get(fact).cloned().unwrap_or_default();
            for other in found.get(fact).into_iter().flatten() {
                prop_assert!(others.contains(other), "{fact:?} {other:?}");
            }
            // They are those that the fact contradicts were there no other.
            for other in 0..facts.len() {
                let pair = if other == number { vec![numbered[number]] } else { vec![numbered[number], numbered[other]] };
                let two = dataset(&pair, &same);
                let alone = by_fact(&find(&two, &[&ontology], &Sameness::new(&two)));
                let clash = alone.get(&id(&two, number)).is_some_and(|with| with.contains(&id(&two, other)));
                prop_assert_eq!(others.contains(&id(&all, other)), clash, "{} {}", number, other);
            }
            prop_assert_eq!(near.contains_key(fact), found.contains_key(fact));
        }
    }
}
