//! A store that is changed: documents loaded into it and taken out of it.
use super::build::Building;
use super::error::{DiskError, StoreProblem};
use super::folder::{Generation, Writing};
use super::index::{self, Kind};
use super::record::{Packer, Record, Records};
use super::update::{Change, apply, apply_alone};
use crate::archive::builder::{ontology_graph, ontology_quads};
use crate::archive::open::RecordWork;
use crate::corpus::batch::{Good, Work};
use crate::corpus::{Checked, Corpus};
use crate::diagnostic::Diagnostic;
use crate::rdf::mapping::Mapper;
use crate::rdf::nquads;
use crate::rdf::record::Recorder;
use crate::term::iri::{self, nearest};
use oxigraph::store::Store;
use oxrdf::{Quad, QuadRef};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;

/// Up to how many bytes of packed records are changed in place; more build a new generation. A transaction of so much
/// takes a few seconds and some hundred megabytes.
const IN_PLACE: usize = 1 << 20;

/// A store that this process alone may change, as long as this lives.
#[derive(Debug)]
pub struct DiskWriter(Writing);

impl DiskWriter {
    /// Opens the store of a folder to change it; makes one where the folder is empty or not there.
    ///
    /// # Errors
    /// Where the folder holds something else, or a store of another format, or another process changes it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, DiskError> {
        Writing::open(path.as_ref()).map(Self)
    }

    /// Begins to load documents: none is there for readers until [`DiskLoad::commit`], and then all.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub fn load(&self) -> Result<DiskLoad<'_>, DiskError> {
        DiskLoad::begin(&self.0)
    }

    /// Takes out articles, by id or IRI: all of them, or none where one is not in the store.
    ///
    /// # Errors
    /// Where an article is not in the store, or a reader is at it, or it cannot be changed.
    pub fn remove<A: AsRef<str>>(&self, articles: &[A]) -> Result<(), DiskError> {
        let store = &self.0;
        let nothing = || DiskError::new(store.path(), StoreProblem::Empty);
        let generation = store.current()?.ok_or_else(nothing)?;
        let mut change = Change::default();
        {
            let _alone = store.alone(&generation)?;
            let wrong = |error: io::Error| store.failed(error);
            let index = Store::open_read_only(generation.index()).map_err(|error| wrong(error.into()))?;
            for article in articles {
                let found = find(&index, article.as_ref()).map_err(wrong)?;
                change.retracted.push(found.map_err(|problem| DiskError::new(store.path(), problem))?);
            }
        }
        apply(store, &generation, &change)
    }
}

/// The IRI of an article of a store, which is named by its id or its IRI.
fn find(index: &Store, name: &str) -> io::Result<Result<String, StoreProblem>> {
    let bare = name.trim_start_matches('<').trim_end_matches('>');
    for (base, _) in index::places(index, Kind::Corpus)? {
        let mut article = String::new();
        iri::article(&base, name, &mut article);
        if index::place(index, Kind::Article, &article)?.is_some() {
            return Ok(Ok(article));
        }
    }
    if index::place(index, Kind::Article, bare)?.is_some() {
        return Ok(Ok(bare.to_owned()));
    }
    let known = index::places(index, Kind::Article)?;
    let ids = known.iter().map(|(key, _)| iri::last_part(key));
    let near = nearest(name, ids).map(str::to_owned);
    Ok(Err(StoreProblem::NoArticle { article: name.to_owned(), near }))
}

/// Packs each document's quads into a record.
pub(crate) struct PackWork<'i> {
    record: RecordWork<'i>,
}

impl<'i> PackWork<'i> {
    /// Of documents of some corpora.
    pub(crate) fn new(corpora: &'i [Corpus]) -> Self {
        Self { record: RecordWork { corpora, attributed: true } }
    }
}

impl<'i> Work for PackWork<'i> {
    type Worker = (<RecordWork<'i> as Work>::Worker, Vec<u8>, String, Packer);

    fn worker(&self) -> Self::Worker {
        (self.record.worker(), Vec::new(), String::new(), Packer::default())
    }

    fn document(
        &self,
        (mappers, raw, key, packer): &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        warnings: &mut Vec<Diagnostic>,
    ) -> u64 {
        raw.clear();
        key.clear();
        let quads = self.record.document(mappers, good, raw, warnings);
        iri::article(good.corpus.base(), good.document.article.id, key);
        // A document is far smaller than what does not fit, and writing into memory does not fail.
        let _ = packer.pack(key, raw, payload);
        quads
    }
}

/// What becomes of the records.
enum State {
    /// They are gathered, to be put in place by one transaction.
    Gathering(Vec<u8>),
    /// They go into a new generation.
    Building(Box<Building>),
}

/// Documents on their way into a store. Dropped before [`commit`](Self::commit) it leaves the store as it was.
pub struct DiskLoad<'s> {
    store: &'s Writing,
    /// The generation that counts.
    old: Option<Generation>,
    /// The articles met, where an old generation has others.
    met: FxHashSet<String>,
    /// Hashes of the articles that went into a new generation.
    built: FxHashSet<u64>,
    /// Records of articles that the new generation has already, one after another: they take the place of those.
    again: Vec<u8>,
    state: State,
    /// The corpora of the documents that were put one by one.
    corpora: Vec<Corpus>,
}

impl Drop for DiskLoad<'_> {
    fn drop(&mut self) {
        if let State::Building(building) = std::mem::replace(&mut self.state, State::Gathering(Vec::new())) {
            building.abandon(self.store);
        }
    }
}

impl<'s> DiskLoad<'s> {
    fn begin(store: &'s Writing) -> Result<Self, DiskError> {
        let old = store.current()?;
        let state = match old {
            Some(_) => State::Gathering(Vec::new()),
            None => State::Building(Box::new(Building::begin(store)?)),
        };
        Ok(Self {
            store,
            old,
            met: FxHashSet::default(),
            built: FxHashSet::default(),
            again: Vec::new(),
            state,
            corpora: Vec::new(),
        })
    }

    /// Puts a document in the place of the one with the same article, if there is one. What its corpus declares comes
    /// along.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn put(&mut self, document: &Checked) -> Result<(), DiskError> {
        if !self.corpora.iter().any(|corpus| corpus.is_same(document.corpus())) {
            self.corpora.push(document.corpus().clone());
        }
        let mut packed = Vec::new();
        Record::pack(&document.iri(), &document.record(), &mut packed)
            .map_err(|error| self.store.failed(error))?;
        self.put_packed(&packed)
    }

    /// Puts documents that are [packed](PackWork), one after another; of two with one article the later one counts.
    pub(crate) fn put_packed(&mut self, packed: &[u8]) -> Result<(), DiskError> {
        if let State::Gathering(gathered) = &mut self.state {
            gathered.extend_from_slice(packed);
            if gathered.len() <= IN_PLACE {
                return Ok(());
            }
            let gathered = std::mem::take(gathered);
            self.state = State::Building(Box::new(Building::begin(self.store)?));
            return self.add(&gathered).map_err(|error| self.store.failed(error));
        }
        self.add(packed).map_err(|error| self.store.failed(error))
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        let State::Building(building) = &mut self.state else { return Ok(()) };
        let (mut rest, mut from) = (bytes, 0);
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            let (record, behind) = Record::first(rest)?;
            rest = behind;
            if self.old.is_some() {
                self.met.insert(record.key.to_owned());
            }
            let mut hasher = DefaultHasher::new();
            record.key.hash(&mut hasher);
            // Where two have one hash the second just goes in by the longer way.
            if !self.built.insert(hasher.finish()) {
                self.again.extend_from_slice(record.bytes);
                building.add(Kind::Article, &bytes[from..at])?;
                from = at + record.bytes.len();
            }
        }
        building.add(Kind::Article, &bytes[from..])
    }

    /// Ends the loading: from here on the store holds everything, also if the machine fails.
    ///
    /// # Errors
    /// Where the store cannot be written, or a reader is at it; then it is as it was.
    pub fn commit(mut self) -> Result<(), DiskError> {
        let corpora = std::mem::take(&mut self.corpora);
        self.commit_with(&corpora)
    }

    /// The same, with what some corpora declare.
    pub(crate) fn commit_with(mut self, corpora: &[Corpus]) -> Result<(), DiskError> {
        let store = self.store;
        let stored = match &self.old {
            Some(old) => Stored::read(old).map_err(|error| store.failed(error))?,
            None => Stored::default(),
        };
        let corpora = gather_corpora(corpora, &stored).map_err(|error| store.failed(error))?;
        let mut records = Vec::new();
        let mut added: Vec<Quad> = Vec::new();
        let mut removed: Vec<Quad> = Vec::new();
        for (base, corpus) in &corpora {
            Record::pack_bytes(base, &corpus.raw, &mut records).map_err(|error| store.failed(error))?;
            if let Some(prefixes) = &corpus.prefixes {
                let of = |prefixes: &[(String, String)]| -> Vec<Quad> {
                    prefixes.iter().map(|(name, iri)| index::prefix(base, name, iri)).collect()
                };
                removed.extend(stored.prefixes.get(base).map(|known| of(known)).unwrap_or_default());
                added.extend(of(prefixes));
            }
        }
        let state = std::mem::replace(&mut self.state, State::Gathering(Vec::new()));
        let (mut building, old) = match (state, &self.old) {
            (State::Gathering(articles), Some(old)) => {
                let change = Change { articles, corpora: records, added, removed, retracted: Vec::new() };
                return apply(store, old, &change);
            }
            (State::Gathering(_), None) => return Ok(()),
            (State::Building(building), old) => (building, old),
        };
        let built = || -> io::Result<Generation> {
            if let Some(old) = old {
                keep(old, &self.met, &corpora, &stored, &mut building)?;
            }
            building.add(Kind::Corpus, &records)?;
            building.add_quads(added)?;
            let generation = building.finish()?;
            if !self.again.is_empty() {
                let articles = std::mem::take(&mut self.again);
                apply_alone(&generation, &Change { articles, ..Change::default() })?;
            }
            Ok(generation)
        };
        let built = built();
        if built.is_err() {
            // A full disk should not stay full; what cannot be removed now is removed by the next load.
            let _ = store.clean();
        }
        let generation = built.map_err(|error| store.failed(error))?;
        store.switch(&generation)
    }
}

/// Takes over from the old generation what was not loaded anew.
fn keep(
    old: &Generation,
    met: &FxHashSet<String>,
    corpora: &BTreeMap<String, CorpusContent>,
    stored: &Stored,
    building: &mut Building,
) -> io::Result<()> {
    let index = Store::open_read_only(old.index())?;
    let records = Records::open(&old.documents())?;
    let mut bytes = Vec::new();
    for (kind, anew) in [(Kind::Article, true), (Kind::Corpus, false)] {
        for (key, place) in index::places(&index, kind)? {
            if if anew { met.contains(&key) } else { corpora.contains_key(&key) } {
                continue;
            }
            records.read(place, &mut bytes)?;
            building.add(kind, &bytes)?;
        }
    }
    let mut prefixes = Vec::new();
    for (base, known) in &stored.prefixes {
        if corpora.get(base).is_none_or(|corpus| corpus.prefixes.is_none()) {
            prefixes.extend(known.iter().map(|(name, iri)| index::prefix(base, name, iri)));
        }
    }
    building.add_quads(prefixes)
}

/// What an old generation knows of corpora.
#[derive(Default)]
struct Stored {
    /// What is kept of them, by base.
    raw: BTreeMap<String, Vec<u8>>,
    prefixes: BTreeMap<String, Vec<(String, String)>>,
}

impl Stored {
    fn read(generation: &Generation) -> io::Result<Self> {
        let index = Store::open_read_only(generation.index())?;
        let records = Records::open(&generation.documents())?;
        let mut corpora = BTreeMap::new();
        let mut bytes = Vec::new();
        for (key, place) in index::places(&index, Kind::Corpus)? {
            records.read(place, &mut bytes)?;
            let mut raw = Vec::new();
            Record::first(&bytes)?.0.unpack(&mut raw)?;
            corpora.insert(key, raw);
        }
        Ok(Self { raw: corpora, prefixes: index::prefixes(&index)? })
    }
}

/// What is to be kept of the corpora of one base.
struct CorpusContent {
    /// What is kept of them.
    raw: Vec<u8>,
    /// Its prefixes, where they are to replace others.
    prefixes: Option<Vec<(String, String)>>,
}

/// What some corpora declare. One that declares something replaces what the store has under its base; another adds its
/// ontology.
fn gather_corpora(given: &[Corpus], stored: &Stored) -> io::Result<BTreeMap<String, CorpusContent>> {
    let mut corpora = BTreeMap::new();
    let mut bases: Vec<&str> = given.iter().map(Corpus::base).collect();
    bases.sort_unstable();
    bases.dedup();
    for base in bases {
        let own = || given.iter().filter(|loaded| loaded.base() == base);
        let replaces =
            own().any(|loaded| loaded.folder().is_some() || loaded.shared().entities().next().is_some());
        let mut recorded = Vec::new();
        let mut ontologies = Vec::new();
        let mut prefixes = Vec::new();
        for loaded in own() {
            let corpus = loaded.shared();
            let kinds = corpus.kinds.iter().map(String::as_str);
            Mapper::new(base, &corpus.ontology).shared(
                corpus.entities(),
                kinds,
                &mut Recorder::new(&mut recorded),
            );
            ontologies.push((ontology_graph(loaded), loaded));
            prefixes.extend(corpus.prefixes.iter().cloned());
        }
        let known =
            stored.raw.get(base).filter(|_| !replaces).map(|raw| index::corpus_parts(raw)).transpose()?;
        let mut ontology: Vec<Quad> = match known {
            Some((_, lines)) => index::ontology_quads(lines).collect::<io::Result<_>>()?,
            None => Vec::new(),
        };
        ontology.extend(ontology_quads(&ontologies).map(QuadRef::into_owned));
        let mut seen = FxHashSet::default();
        let quads: Vec<QuadRef<'_>> =
            ontology.iter().map(Quad::as_ref).filter(|quad| seen.insert(*quad)).collect();
        let mut lines = Vec::new();
        nquads::write(&quads, &mut lines)?;
        // Where nothing is declared, what was declared before stays.
        let entities = known.map_or(recorded.as_slice(), |(entities, _)| entities);
        let raw = index::corpus(entities, &lines);
        corpora.insert(base.to_owned(), CorpusContent { raw, prefixes: replaces.then_some(prefixes) });
    }
    Ok(corpora)
}
