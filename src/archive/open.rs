//! A snapshot of the documents in files.
use super::builder::SnapshotBuilder;
use super::rdf_file::RdfFileError;
use super::snapshot::Snapshot;
use crate::corpus::batch::{self, BatchOptions, Ended, Good, Sink, Work};
use crate::corpus::find::{self, Input};
use crate::corpus::{Corpus, CorpusOptions, Listener, OpenError};
use crate::diagnostic::Diagnostic;
use crate::rdf::mapping::Mapper;
use crate::rdf::record::Recorder;
use std::fmt;
use std::path::PathBuf;

/// Why documents could not be put into a snapshot at all.
#[derive(Debug)]
pub enum SnapshotError {
    /// A document or a corpus could not be read.
    Open(OpenError),
    /// Another file of RDF could not be taken.
    RdfFile(RdfFileError),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::RdfFile(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SnapshotError {}

impl From<OpenError> for SnapshotError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<RdfFileError> for SnapshotError {
    fn from(error: RdfFileError) -> Self {
        Self::RdfFile(error)
    }
}

impl Snapshot {
    /// Finds, reads and checks the documents below some paths, on all cores, and takes the good ones. What is found goes
    /// to the listener (a `Vec` of [reports](crate::FileReport) keeps it); refused documents are left out.
    ///
    /// # Errors
    /// Where a path leads to no document, or a file cannot be read.
    pub fn open(
        paths: &[PathBuf],
        options: &CorpusOptions,
        listener: &mut dyn Listener,
    ) -> Result<Self, SnapshotError> {
        Ok(Self::of_input(&find::find(paths, options, listener)?, listener)?)
    }

    /// The same of documents that are found already.
    pub(crate) fn of_input(input: &Input, listener: &mut dyn Listener) -> Result<Self, OpenError> {
        let batch = BatchOptions { keep_going: true, ..BatchOptions::default() };
        let (_, builder) = gather(input, batch, listener)?;
        Ok(builder.finish())
    }
}

/// Checks all documents of an input and gathers the good ones, with what their corpora declare.
pub(crate) fn gather(
    input: &Input,
    options: BatchOptions,
    listener: &mut dyn Listener,
) -> Result<(Ended, SnapshotBuilder), OpenError> {
    let mut gather = Gather(SnapshotBuilder::new(&input.corpora));
    let work = RecordWork { corpora: &input.corpora, attributed: true };
    let ended = batch::run(input, options, &work, &mut gather, listener)?;
    Ok((ended, gather.0))
}

/// Records each document's quads.
pub(crate) struct RecordWork<'i> {
    pub(crate) corpora: &'i [Corpus],
    /// Whether plain triples that someone in an article says are recorded, too.
    pub(crate) attributed: bool,
}

impl<'i> Work for RecordWork<'i> {
    type Worker = Vec<Mapper<'i>>;

    fn worker(&self) -> Self::Worker {
        let mapper = |corpus: &'i Corpus| Mapper::new(corpus.base(), corpus.ontology());
        self.corpora.iter().map(|corpus| mapper(corpus).with_attributed(self.attributed)).collect()
    }

    fn document(
        &self,
        mappers: &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        _: &mut Vec<Diagnostic>,
    ) -> u64 {
        let Some(mapper) = mappers.get_mut(good.corpus_index) else { return 0 };
        let mut recorder = Recorder::new(payload);
        mapper.document(good.document, &mut recorder);
        recorder.quads()
    }
}

/// Gathers all quads for a snapshot.
pub(crate) struct Gather(pub(crate) SnapshotBuilder);

impl Sink for Gather {
    type Error = OpenError;

    fn deliver(&mut self, payload: &[u8]) -> Result<(), OpenError> {
        self.0.record(payload);
        Ok(())
    }
}
