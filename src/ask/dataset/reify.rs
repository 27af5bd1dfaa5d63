//! Facts as [reifiers](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification) of the triples they state.
use oxrdf::{NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};
use std::sync::Arc;

use super::Dataset;
use super::index::{Index, Row};
use crate::term::vocab::{af, rdf};

/// The dataset and, for each fact, `fact rdf:reifies <<( subject predicate object )>>` in each graph that says that it
/// is a fact.
pub(super) fn with_reifiers(mut dataset: Dataset) -> Dataset {
    let mut rows: Vec<Row> = dataset.rows().collect();
    let stated: Vec<(u32, Triple, Vec<u32>)> = stated(&dataset);
    // The dataset was made just now: nobody shares its terms, and nothing is copied.
    let terms = Arc::make_mut(&mut dataset.terms);
    let reifies = terms.iri(rdf::REIFIES);
    for (fact, triple, graphs) in stated {
        let object = terms.add(TermRef::Triple(&triple));
        rows.extend(graphs.into_iter().map(|graph| Row { subject: fact, predicate: reifies, object, graph }));
    }
    dataset.index = Index::new(rows, dataset.terms.len());
    dataset
}

/// Each fact with the triple that it states and the graphs in which it is a fact.
fn stated(dataset: &Dataset) -> Vec<(u32, Triple, Vec<u32>)> {
    let known = |iri: &str| dataset.terms.get(NamedNodeRef::new_unchecked(iri).into());
    let (Some(a), Some(class)) = (known(rdf::TYPE), known(af::FACT)) else { return Vec::new() };
    let [subject, predicate, object, value] = [af::SUBJECT, af::PREDICATE, af::OBJECT, af::VALUE].map(known);
    let one = |fact: u32, property: Option<u32>| {
        let [_, _, object] = dataset.index.matching(Some(fact), Some(property?), None).next()?;
        Some(dataset.terms.term(object))
    };
    let triple = |fact: u32| {
        let subject = match one(fact, subject)? {
            TermRef::NamedNode(node) => NamedOrBlankNodeRef::from(node),
            TermRef::BlankNode(node) => node.into(),
            TermRef::Literal(_) | TermRef::Triple(_) => return None,
        };
        let TermRef::NamedNode(predicate) = one(fact, predicate)? else { return None };
        let object = one(fact, object).or_else(|| one(fact, value))?;
        Some(Triple::new(subject, predicate, object))
    };
    dataset
        .index
        .matching(None, Some(a), Some(class))
        .filter_map(|[fact, ..]| {
            Some((fact, triple(fact)?, dataset.index.graphs_of([fact, a, class]).to_vec()))
        })
        .collect()
}
