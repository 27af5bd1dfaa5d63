//! Quads of corpora, documents and other files, gathered for a snapshot.
use super::rdf_file::{self, RdfFileError};
use super::snapshot::Snapshot;
use crate::ask::dataset::DatasetBuilder;
use crate::corpus::{Corpus, State};
use crate::rdf::mapping::Mapper;
use crate::rdf::quads::QuadSink;
use crate::rdf::record;
use crate::term::iri;
use oxrdf::{GraphNameRef, NamedNodeRef, QuadRef, Term};
use std::path::Path;

/// Gathers what a [`Snapshot`] holds.
pub struct SnapshotBuilder {
    corpora: Vec<Corpus>,
    dataset: DatasetBuilder,
    /// Whether the ontologies are in it.
    has_ontologies: bool,
    /// The graphs of other files, each with the file's name as it was given.
    files: Vec<(Term, String)>,
}

impl SnapshotBuilder {
    /// With what some corpora declare.
    #[must_use]
    pub fn new(corpora: &[Corpus]) -> Self {
        let mut dataset = DatasetBuilder::new();
        declare(corpora, &mut dataset);
        Self { corpora: corpora.to_vec(), dataset, has_ontologies: false, files: Vec::new() }
    }

    /// With all that another archive holds, the ontologies included.
    #[cfg(any(feature = "cli", feature = "disk", feature = "endpoint"))]
    pub(crate) fn of_dataset(corpora: &[Corpus], dataset: DatasetBuilder) -> Self {
        Self { corpora: corpora.to_vec(), dataset, has_ontologies: true, files: Vec::new() }
    }

    /// With all that another archive holds but the ontologies.
    #[cfg(any(feature = "cli", feature = "disk", feature = "endpoint"))]
    pub(crate) fn without_ontology(corpora: &[Corpus], dataset: DatasetBuilder) -> Self {
        Self { has_ontologies: false, ..Self::of_dataset(corpora, dataset) }
    }

    /// Adds the recorded quads of one document, or of several one after another.
    pub(crate) fn record(&mut self, bytes: &[u8]) {
        record::replay(bytes, &mut self.dataset);
    }

    /// Adds one quad of a document.
    pub(super) fn quad(&mut self, quad: QuadRef<'_>) {
        self.dataset.insert_quad(quad);
    }

    /// Adds what a file of RDF says, in a graph of its own that is named by the file's path.
    ///
    /// # Errors
    /// Where the file cannot be read, or is not in the format that its name says.
    pub fn rdf_file(&mut self, path: &Path) -> Result<(), RdfFileError> {
        self.dataset.next_file();
        rdf_file::read(path, path, &mut self.dataset)?;
        self.files.push((rdf_file::graph(path).into(), path.display().to_string()));
        Ok(())
    }

    /// Adds the files that another snapshot has beside its documents, and all that it holds.
    #[cfg(feature = "disk")]
    pub(crate) fn add_files(&mut self, other: &Snapshot) {
        self.dataset.next_file();
        other.dataset().quads().for_each(|quad| self.dataset.insert_quad(quad));
        self.files.extend_from_slice(other.files());
    }

    /// Ends the gathering: adds the ontologies and indexes it all.
    #[must_use]
    pub fn finish(mut self) -> Snapshot {
        if !self.has_ontologies {
            self.dataset.next_file();
            add_ontologies(&self.corpora, &mut self.dataset);
        }
        Snapshot::new(self.corpora, self.dataset.finish(), self.files)
    }
}

/// Writes what the good ones among some corpora declare.
pub(crate) fn declare(corpora: &[Corpus], sink: &mut impl QuadSink) {
    for corpus in corpora.iter().filter(|corpus| corpus.state() == State::Good) {
        let shared = corpus.shared();
        let kinds = shared.kinds.iter().map(String::as_str);
        Mapper::new(&shared.base, &shared.ontology).shared(shared.entities(), kinds, sink);
    }
}

/// Adds the ontologies of corpora, each in the corpus's graph for it.
pub(crate) fn add_ontologies(corpora: &[Corpus], builder: &mut DatasetBuilder) {
    let graphs: Vec<(String, &Corpus)> =
        corpora.iter().map(|corpus| (ontology_graph(corpus), corpus)).collect();
    for quad in ontology_quads(&graphs) {
        builder.insert_quad(quad);
    }
}

/// The name of a corpus's graph of ontologies.
pub(crate) fn ontology_graph(corpus: &Corpus) -> String {
    let mut graph = String::new();
    iri::ontology_graph(corpus.base(), &mut graph);
    graph
}

/// The ontologies' triples as quads of named graphs.
pub(crate) fn ontology_quads<'q>(graphs: &'q [(String, &Corpus)]) -> impl Iterator<Item = QuadRef<'q>> {
    let of_one = |(graph, corpus): &'q (String, &Corpus)| {
        let graph = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(graph));
        corpus.ontology().triples().map(move |triple| triple.in_graph(graph))
    };
    graphs.iter().flat_map(of_one)
}
