//! A store that is asked or exported.
use super::around;
use super::folder::{self, Reading};
use super::index::{self, Kind};
use super::record::{Record, Records, each_unpacked};
use super::slice::Slice;
use crate::archive::SnapshotBuilder;
use crate::ask::cite::{Citation, Cited, Uncited};
use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
use crate::ask::sparql::{Answer, EvaluationError, Plan, Query};
use crate::check::corpus::Corpus as Shared;
use crate::cli::{Failure, reason};
use crate::corpus::Corpus;
use crate::corpus::find::Input;
use crate::ontology::{Loader, Ontology};
use crate::rdf::record;
use oxigraph::store::Store;
use oxrdf::{Quad, QuadRef, Triple};
use rustc_hash::{FxHashMap, FxHashSet};
use spareval::CancellationToken;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Where an answer rests on more than so many bytes of documents, and on more than one in [`PART`], reading all takes less
/// time than finding out what else could contradict it.
const LARGE: u64 = 4 << 20;
const PART: u64 = 3;

/// A store, open for reading: nobody changes it meanwhile.
pub struct Stored {
    path: PathBuf,
    reading: Reading,
    index: Store,
    /// Language tags as they were first written, by their lower case.
    tags: FxHashMap<String, String>,
}

impl Stored {
    /// Opens a store.
    ///
    /// # Errors
    /// Where there is none, where it is of another format, where it is being changed.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let reading = Reading::open(path)?;
        let open = || -> io::Result<_> {
            let index = Store::open_read_only(reading.generation.index())?;
            let tags = index::tags(&index)?.into_forms();
            Ok((index, tags))
        };
        let (index, tags) = open().map_err(|error| folder::failed(path, &error))?;
        Ok(Self { path: path.to_owned(), reading, index, tags })
    }

    fn failed(&self, error: &io::Error) -> Failure {
        folder::failed(&self.path, error)
    }

    /// The corpora whose documents were loaded, with their base, their prefixes and, where that is wanted, their
    /// ontology, and no document.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn input(&self, with_ontologies: bool) -> Result<Input, Failure> {
        let read = || -> io::Result<Vec<Corpus>> {
            let mut prefixes = index::prefixes(&self.index)?;
            let mut corpora = Vec::new();
            let mut records = Records::open(&self.reading.generation.documents())?;
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
        };
        Ok(Input { corpora: read().map_err(|error| self.failed(&error))?, documents: Vec::new() })
    }

    /// What the corpora declare: the shared entities, and the ontologies.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn corpora(&self) -> Result<(Vec<Quad>, Vec<Quad>), Failure> {
        self.declared().map_err(|error| self.failed(&error))
    }

    fn declared(&self) -> io::Result<(Vec<Quad>, Vec<Quad>)> {
        let (mut entities, mut ontologies) = (Vec::new(), Vec::new());
        self.records(
            Kind::Corpus,
            |error| error,
            |raw| {
                let (own, ontology) = index::corpus_parts(raw)?;
                entities.extend(record::quads(own).into_iter().map(QuadRef::into_owned));
                for quad in index::ontology_quads(ontology) {
                    ontologies.push(quad?);
                }
                Ok(())
            },
        )?;
        Ok((entities, ontologies))
    }

    /// Takes each document's recorded quads, in the order in which they were loaded.
    ///
    /// # Errors
    /// Where the store cannot be read, and those of `take`.
    pub fn articles(&self, take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        self.records(Kind::Article, |error| self.failed(&error), take)
    }

    fn records<E>(
        &self,
        kind: Kind,
        wrong: impl Fn(io::Error) -> E,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let places = index::places(&self.index, kind).map_err(&wrong)?;
        let places = places.into_iter().map(|(_, place)| place);
        each_unpacked(&self.reading.generation.documents(), places, wrong, |_, raw| take(raw))
    }

    /// All that was loaded, in memory, as the documents wrote it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn snapshot(&self, input: &Input) -> Result<SnapshotBuilder, Failure> {
        let dataset = self.everything(DatasetBuilder::new()).map_err(|error| self.failed(&error))?;
        Ok(SnapshotBuilder::of_dataset(&input.corpora, dataset))
    }

    fn everything(&self, mut builder: DatasetBuilder) -> io::Result<DatasetBuilder> {
        let (entities, ontologies) = self.declared()?;
        for quad in &entities {
            builder.insert_quad(quad.as_ref());
        }
        self.records(
            Kind::Article,
            |error| error,
            |raw| {
                record::replay(raw, &mut builder);
                Ok(())
            },
        )?;
        builder.next_file();
        for quad in &ontologies {
            builder.insert_quad(quad.as_ref());
        }
        Ok(builder)
    }

    /// Whether the index can answer a query: it knows the union of all graphs, but not which graph holds what.
    #[must_use]
    pub fn can_answer(&self, query: &Query) -> bool {
        query.asks_the_union_alone() && !query.mentions_reifiers()
    }

    /// Answers a query from the index.
    ///
    /// # Errors
    /// Where the answer could not begin, or, for triples, not end.
    pub fn answer(
        &self,
        query: &Query,
        token: &CancellationToken,
    ) -> Result<Answer<'static>, EvaluationError> {
        query.evaluate_in_store(&self.index, &self.tags, token)
    }

    /// Answers a query from the index and tells how.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub fn explain(
        &self,
        query: &Query,
        token: &CancellationToken,
    ) -> Result<(Answer<'static>, Plan), EvaluationError> {
        query.explain_in_store(&self.index, &self.tags, token)
    }

    /// Answers a SELECT or an ASK from the index, with the facts that prove each row, and hands that on. `told` says of which
    /// facts it must be known what contradicts them.
    ///
    /// # Errors
    /// Where the evaluation breaks off, or the store cannot be read.
    pub fn cite<R>(
        &self,
        query: &Query,
        ontologies: &[&Ontology],
        told: impl Fn(&Cited<'_>) -> Vec<TermId>,
        token: &CancellationToken,
        then: impl FnOnce(Cited<'_>) -> R,
    ) -> Result<R, EvaluationError> {
        let failed = |error: io::Error| {
            EvaluationError::Other(format!("the store `{}`: {}", self.path.display(), reason(&error)))
        };
        let answer = Uncited::new(query, &self.index, &self.tags, token)?;
        let dataset = self.slice(&answer, ontologies, told).map_err(failed)?;
        Ok(then(answer.cite(&dataset)))
    }

    /// The articles that an answer rests on, and those that could contradict what is told of it.
    fn slice(
        &self,
        answer: &Uncited,
        ontologies: &[&Ontology],
        told: impl Fn(&Cited<'_>) -> Vec<TermId>,
    ) -> io::Result<Dataset> {
        let documents = self.reading.generation.documents();
        let mut slice = Slice::new(&self.index);
        slice.add_answer(answer)?;
        if slice.length() > LARGE.max(index::read_end(&self.index)? / PART) {
            return self.everything(DatasetBuilder::new()).map(DatasetBuilder::finish);
        }
        let dataset = slice.dataset(&documents)?;
        let size = slice.size();
        let cited = answer.cite(&dataset);
        let facts: Vec<Citation<'_>> = told(&cited).into_iter().map(|fact| cited.citation(fact)).collect();
        // Who says so, and how real it is, is told by name.
        let named = facts.iter().flat_map(|fact| fact.according_to.iter().copied().chain(fact.modality));
        slice.add_labels(named.collect::<BTreeSet<_>>())?;
        around::add(&mut slice, &facts, ontologies)?;
        if slice.size() == size { Ok(dataset) } else { slice.dataset(&documents) }
    }
}

/// An ontology with the triples of N-Quads. They were good when they were loaded; where a newer core disagrees with them
/// the core alone counts.
fn with_triples(core: Ontology, lines: &[u8]) -> io::Result<Ontology> {
    let known: FxHashSet<&Triple> = core.triples().iter().collect();
    let mut text = String::new();
    for quad in index::ontology_quads(lines) {
        let triple = Triple::from(quad?);
        if !known.contains(&triple) {
            text.push_str(&triple.to_string());
            text.push_str(" .\n");
        }
    }
    let mut loader = Loader::new();
    Ok(if loader.add("ontology", &text).is_ok() { loader.finish().0 } else { core })
}
