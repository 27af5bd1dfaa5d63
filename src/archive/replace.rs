//! Snapshots made of another one and of the articles that have changed since.
use super::builder::{SnapshotBuilder, ontology_graph};
use super::snapshot::Snapshot;
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::corpus::Corpus;
use crate::rdf::nodes::put;
use crate::rdf::quads::QuadSink;
use crate::rdf::record::{self, Recorder};
use crate::term::iri::{self, ArticleGraph};
use oxrdf::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef};
use std::collections::{BTreeMap, HashSet};

/// By article: its quads, recorded; none where it was removed.
type Changed = BTreeMap<String, Option<Vec<u8>>>;

impl Snapshot {
    /// The same with some articles replaced or removed: neither is another one's document read, nor are its terms looked up.
    pub(super) fn changed(&self, changed: &Changed) -> Self {
        let mut builder = DatasetBuilder::over(self.dataset());
        for record in changed.values().flatten() {
            record::replay(record, &mut builder);
        }
        let gone: Vec<String> = changed.keys().flat_map(|article| graphs(article)).collect();
        let dataset = builder.finish_over(self.dataset(), &gone);
        Self::new(self.corpora().to_vec(), dataset, self.files().to_vec())
    }
}

/// A snapshot that is loaded as a whole: what corpora declare, the articles of another snapshot, and what has changed.
pub(super) fn whole(corpora: &[Corpus], last: Option<&Snapshot>, changed: &Changed) -> Snapshot {
    let mut builder = SnapshotBuilder::new(corpora);
    if let Some(last) = last {
        let mut gone: HashSet<String> = changed.keys().flat_map(|article| graphs(article)).collect();
        for corpus in last.corpora() {
            let mut shared = String::new();
            iri::shared_graph(corpus.base(), &mut shared);
            gone.extend([shared, ontology_graph(corpus)]);
        }
        let stays = |quad: &QuadRef<'_>| match quad.graph_name {
            GraphNameRef::NamedNode(graph) => !gone.contains(graph.as_str()),
            GraphNameRef::BlankNode(_) | GraphNameRef::DefaultGraph => true,
        };
        last.dataset().quads().filter(stays).for_each(|quad| builder.quad(quad));
    }
    changed.values().flatten().for_each(|record| builder.record(record));
    builder.finish()
}

/// The names of an article's graphs.
fn graphs(article: &str) -> impl Iterator<Item = String> {
    ArticleGraph::ALL.into_iter().map(move |graph| iri::graph_of(article, graph))
}

/// The quads of an article that a dataset holds, recorded.
pub(super) fn record_of(dataset: &Dataset, article: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut recorder = Recorder::new(&mut bytes);
    for graph in graphs(article) {
        let mut subject = None;
        for quad in dataset.quads_in(GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(&graph))) {
            let NamedOrBlankNodeRef::NamedNode(node) = quad.subject else { continue };
            if subject != Some(node) {
                recorder.subject(&graph, node.as_str());
                subject = Some(node);
            }
            put(quad.predicate.as_str(), quad.object, &mut recorder);
        }
    }
    bytes
}
