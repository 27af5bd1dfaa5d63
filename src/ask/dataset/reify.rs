//! Facts as [reifiers](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification) of the triples they state.
use oxrdf::{TermRef, Triple};
use std::sync::Arc;

use super::index::{Index, Row};
use super::{Dataset, TermId};
use crate::rdf::fact::{Facts, Role};
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
    let Some((a, class)) = dataset.role(Role::Type).zip(dataset.iri(af::FACT)) else { return Vec::new() };
    let triple = |fact| {
        let parts = dataset.parts(fact);
        let subject = dataset.node(parts.get(Role::Subject)?.0)?;
        let TermRef::NamedNode(predicate) = dataset.term(parts.get(Role::Predicate)?) else { return None };
        Some(Triple::new(subject, predicate, dataset.term(parts.object()?)))
    };
    let graphs = |fact: TermId| dataset.index.graphs_of([fact, a, class].map(|id| id.0)).to_vec();
    dataset.facts().filter_map(|fact| Some((fact.0, triple(fact)?, graphs(fact)))).collect()
}
