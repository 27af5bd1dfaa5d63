//! A store that is asked or exported.
use super::around;
use super::aside::{Aside, read_once};
use super::error::DiskError;
use super::folder::Reading;
use super::index::{self, Kind};
use super::pairs::{Roots, could_contradict};
use super::record::{Record, Records, Unpacked, each_unpacked};
use super::slice::Slice;
use crate::archive::{ExportError, ExportFormat, Snapshot, SnapshotBuilder};
use crate::ask::cite::{Citation, Cited, Uncited};
use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
use crate::check::corpus::CheckedCorpus as Shared;
use crate::corpus::Corpus;
use crate::ontology::{Loader, Ontology};
use crate::rdf::record;
use crate::term::iri::own;
use oxigraph::store::Store;
use oxrdf::{Quad, QuadRef, Triple, TripleRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Where an answer rests on more than so many bytes of documents, and on more than one in [`PART`], reading all takes less
/// time than finding out what else could contradict it.
const LARGE: u64 = 4 << 20;
const PART: u64 = 3;
/// To find the facts of a triple that an answer rests on takes as long as to read so many bytes of documents.
const PREMISE: u64 = 2 << 10;

/// A store, open for reading: nobody changes it meanwhile. A clone is another handle to it.
#[derive(Clone)]
pub struct DiskArchive(Arc<Inner>);

pub(super) struct Inner {
    reading: Reading,
    pub(super) index: Store,
    /// Where the records end.
    pub(super) end: u64,
    /// Language tags as they were first written, by their lower case.
    pub(super) tags: FxHashMap<String, String>,
    pub(super) aside: Aside,
    /// The corpora with their ontologies, once somebody asked for them.
    corpora: OnceLock<Vec<Corpus>>,
}

impl fmt::Debug for DiskArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskArchive").field("store", &self.path()).finish()
    }
}

impl DiskArchive {
    /// Opens the store of a folder.
    ///
    /// # Errors
    /// Where there is none, where it is of another format, where it is being changed.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DiskError> {
        let path = path.as_ref();
        let reading = Reading::open(path)?;
        let open = || -> io::Result<_> {
            let index = Store::open_read_only(reading.generation.index())?;
            let tags = index::tags(&index)?.into_forms();
            let end = index::read_end(&index)?;
            Ok((index, tags, end))
        };
        let (index, tags, end) = open().map_err(|error| DiskError::io(path, error))?;
        let aside = Aside::of(reading.generation.clone(), end);
        Ok(Self(Arc::new(Inner { reading, index, end, tags, aside, corpora: OnceLock::new() })))
    }

    /// The folder of the store.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.reading.path()
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(super) fn failed(&self, error: io::Error) -> DiskError {
        DiskError::io(self.path(), error)
    }

    /// The corpora whose documents were loaded, with their base, their prefixes and their ontology.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn corpora(&self) -> Result<Vec<Corpus>, DiskError> {
        self.0.corpora(true).map_err(|error| self.failed(error))
    }

    /// The same with the core ontology alone, which takes less time.
    pub(crate) fn named_corpora(&self) -> Result<Vec<Corpus>, DiskError> {
        self.0.corpora(false).map_err(|error| self.failed(error))
    }

    /// The IRIs of its articles, in the order in which they were loaded.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn articles(&self) -> Result<Vec<String>, DiskError> {
        let places = index::places(&self.0.index, Kind::Article).map_err(|error| self.failed(error))?;
        Ok(places.into_iter().map(|(key, _)| key).collect())
    }

    /// What the corpora declare: the shared entities, and the ontologies.
    pub(crate) fn declared(&self) -> Result<(Vec<Quad>, Vec<Quad>), DiskError> {
        self.0.declared().map_err(|error| self.failed(error))
    }

    /// Takes each document's recorded quads, in the order in which they were loaded. `failed` makes an error of what is
    /// wrong with the store.
    pub(crate) fn each_article<E>(
        &self,
        failed: impl Fn(DiskError) -> E,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let wrong = |error| failed(self.failed(error));
        let mut raw = Vec::new();
        self.0.records(Kind::Article, wrong, |unpacked| {
            unpacked.restore(&mut raw).map_err(wrong)?;
            take(&raw)
        })
    }

    /// All that was loaded, in memory, as the documents wrote it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot, DiskError> {
        Ok(self.builder()?.finish())
    }

    /// The same, to add other files to.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn builder(&self) -> Result<SnapshotBuilder, DiskError> {
        let dataset = self.0.everything(DatasetBuilder::new()).map_err(|error| self.failed(error))?;
        Ok(SnapshotBuilder::of_dataset(&self.corpora()?, dataset))
    }

    /// Writes all that the documents say and the corpora declare, without the ontologies. In N-Quads and N-Triples one
    /// document after another, in memory that does not grow with their number (N-Triples may then repeat a line); in
    /// the other formats as [`Snapshot::export`] does.
    ///
    /// # Errors
    /// Where the store cannot be read, and those of the output.
    pub fn export(&self, format: ExportFormat, out: &mut impl Write) -> Result<(), DiskExportError> {
        let lines = match format {
            ExportFormat::NQuads => write_quads,
            ExportFormat::NTriples => write_triples,
            _ => return Ok(self.snapshot()?.export(format, out)?),
        };
        let mut buffer = Vec::new();
        let mut write = |quads: &[QuadRef<'_>]| -> Result<(), DiskExportError> {
            buffer.clear();
            lines(quads, &mut buffer)?;
            Ok(out.write_all(&buffer).map_err(ExportError::from)?)
        };
        let (entities, _) = self.declared()?;
        write(&entities.iter().map(Quad::as_ref).collect::<Vec<_>>())?;
        self.each_article(DiskExportError::Store, |raw| write(&record::quads(raw)))
    }
}

fn write_quads(quads: &[QuadRef<'_>], out: &mut Vec<u8>) -> Result<(), ExportError> {
    Ok(crate::rdf::nquads::write(quads, out)?)
}

fn write_triples(quads: &[QuadRef<'_>], out: &mut Vec<u8>) -> Result<(), ExportError> {
    Ok(crate::rdf::nquads::write_triples(quads, out)?)
}

/// Why an export of a store was not written.
#[derive(Debug)]
pub enum DiskExportError {
    /// The store could not be read.
    Store(DiskError),
    /// The output could not be written.
    Export(ExportError),
}

impl fmt::Display for DiskExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Export(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DiskExportError {}

impl From<DiskError> for DiskExportError {
    fn from(error: DiskError) -> Self {
        Self::Store(error)
    }
}

impl From<ExportError> for DiskExportError {
    fn from(error: ExportError) -> Self {
        Self::Export(error)
    }
}

impl Inner {
    pub(super) fn documents(&self) -> std::path::PathBuf {
        self.reading.generation.documents()
    }

    pub(super) fn names(&self) -> std::path::PathBuf {
        self.reading.generation.names()
    }

    /// The corpora, with their ontology where that is wanted.
    pub(super) fn corpora(&self, with_ontologies: bool) -> io::Result<Vec<Corpus>> {
        if !with_ontologies {
            return self.read_corpora(false);
        }
        read_once(&self.corpora, || self.read_corpora(true)).cloned()
    }

    fn read_corpora(&self, with_ontologies: bool) -> io::Result<Vec<Corpus>> {
        let mut prefixes = index::prefixes(&self.index)?;
        let mut corpora = Vec::new();
        let records = Records::open(&self.documents())?;
        let (mut bytes, mut raw) = (Vec::new(), Vec::new());
        for (base, place) in index::places(&self.index, Kind::Corpus)? {
            let mut ontology = Ontology::core();
            if with_ontologies {
                records.read(place, &mut bytes)?;
                Record::first(&bytes)?.0.unpack(&mut raw)?;
                ontology = with_triples(ontology, index::corpus_parts(&raw)?.1)?;
            }
            let own = prefixes.remove(&base).unwrap_or_default();
            let mut shared = Shared::empty(base, ontology);
            shared.prefixes = own;
            corpora.push(Corpus::without_file(shared));
        }
        Ok(corpora)
    }

    pub(super) fn declared(&self) -> io::Result<(Vec<Quad>, Vec<Quad>)> {
        let (mut entities, mut ontologies) = (Vec::new(), Vec::new());
        let mut raw = Vec::new();
        self.records(
            Kind::Corpus,
            |error| error,
            |unpacked| {
                unpacked.restore(&mut raw)?;
                let (own, ontology) = index::corpus_parts(&raw)?;
                entities.extend(record::quads(own).into_iter().map(QuadRef::into_owned));
                for quad in index::ontology_quads(ontology) {
                    ontologies.push(quad?);
                }
                Ok(())
            },
        )?;
        Ok((entities, ontologies))
    }

    fn records<E>(
        &self,
        kind: Kind,
        wrong: impl Fn(io::Error) -> E,
        mut take: impl FnMut(&Unpacked) -> Result<(), E>,
    ) -> Result<(), E> {
        let places = index::places(&self.index, kind).map_err(&wrong)?;
        let places = places.into_iter().map(|(_, place)| place);
        each_unpacked(&self.documents(), places, |_| true, wrong, |_, unpacked| take(unpacked))
    }

    /// A part of the documents, with what the corpora declare, in memory.
    pub(super) fn part(&self, corpora: &[Corpus], slice: &Slice<'_>) -> io::Result<SnapshotBuilder> {
        let (entities, ontologies) = self.declared()?;
        let mut builder = DatasetBuilder::new();
        for quad in &entities {
            builder.insert_quad(quad.as_ref());
        }
        let mut builder = slice.write(&self.documents(), builder)?;
        builder.next_file();
        for quad in &ontologies {
            builder.insert_quad(quad.as_ref());
        }
        Ok(SnapshotBuilder::of_dataset(corpora, builder))
    }

    /// Whether reading all takes less time than finding out what else a part depends on.
    pub(super) fn is_large(&self, slice: &Slice<'_>) -> bool {
        slice.length() > LARGE.max(self.end / PART)
    }

    pub(super) fn everything(&self, mut builder: DatasetBuilder) -> io::Result<DatasetBuilder> {
        let (entities, ontologies) = self.declared()?;
        for quad in &entities {
            builder.insert_quad(quad.as_ref());
        }
        self.records(
            Kind::Article,
            |error| error,
            |unpacked| {
                unpacked.content()?.replay(&mut builder);
                Ok(())
            },
        )?;
        builder.next_file();
        for quad in &ontologies {
            builder.insert_quad(quad.as_ref());
        }
        Ok(builder)
    }

    /// The articles that an answer rests on, and those that could contradict what is told of it. `told` says of which
    /// facts it must be known what contradicts them. Gives those of them, where they are few, that could contradict others.
    pub(super) fn slice(
        &self,
        answer: &Uncited,
        ontologies: &[&Ontology],
        told: impl Fn(&Cited<'_>) -> Vec<TermId>,
    ) -> io::Result<(Dataset, Option<FxHashSet<String>>)> {
        if answer.premise_count() as u64 * PREMISE > LARGE.max(self.end) {
            let everything = self.everything(DatasetBuilder::new())?;
            return Ok((everything.finish(), None));
        }
        let documents = self.documents();
        let mut slice = Slice::new(&self.index, &self.aside).with_names();
        slice.add_answer(answer)?;
        let dataset = slice.dataset(&documents)?;
        let mut further = slice.further();
        let cited = answer.cite(&dataset);
        let facts: Vec<Citation<'_>> = told(&cited).into_iter().map(|fact| cited.citation(fact)).collect();
        // Who says so, in what, and how real it is, is told by name. What is the article's own has its labels there.
        let named = facts.iter().flat_map(|fact| {
            let all = fact.according_to.iter().copied().chain(fact.stated_in).chain(fact.modality);
            all.filter(|named| fact.article.is_none_or(|article| own(named, article).is_none()))
        });
        further.add_labels(named, None)?;
        let facts = self.open(facts, &dataset, ontologies)?;
        around::add(&mut further, &facts, ontologies)?;
        let open = Some(facts.iter().map(|fact| fact.fact.to_owned()).collect());
        if further.has_blank_nodes() {
            slice.absorb(further);
            return Ok((slice.dataset(&documents)?, open));
        }
        let builder = further.write(&documents, DatasetBuilder::over(&dataset))?;
        Ok((builder.finish_over(&dataset, &[]), open))
    }

    /// Those of some facts that could contradict others.
    fn open<'f>(
        &self,
        facts: Vec<Citation<'f>>,
        dataset: &Dataset,
        ontologies: &[&Ontology],
    ) -> io::Result<Vec<Citation<'f>>> {
        if facts.is_empty() {
            return Ok(facts);
        }
        let mut roots = Roots::new(self.aside.pairs()?);
        let mut open = Vec::with_capacity(facts.len());
        for fact in facts {
            if could_contradict(&fact, dataset, ontologies, &mut roots)? {
                open.push(fact);
            }
        }
        Ok(open)
    }
}

/// An ontology with the triples of N-Quads. They were good when they were loaded; where a newer core disagrees with them
/// the core alone counts.
fn with_triples(core: Ontology, lines: &[u8]) -> io::Result<Ontology> {
    let known: FxHashSet<TripleRef<'_>> = core.triples().collect();
    let mut text = String::new();
    for quad in index::ontology_quads(lines) {
        let triple = Triple::from(quad?);
        if !known.contains(&triple.as_ref()) {
            text.push_str(&triple.to_string());
            text.push_str(" .\n");
        }
    }
    let mut loader = Loader::new();
    Ok(if loader.add("ontology", &text).is_ok() { loader.finish().0 } else { core })
}
