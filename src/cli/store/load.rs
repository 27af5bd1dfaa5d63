//! `groundwire load` and `groundwire retract`
use super::build::Building;
use super::folder::{Generation, Writing};
use super::index::{self, Kind};
use super::record::{Record, Records};
use super::update::{Change, apply};
use crate::archive::inside_cli::{RecordWork, ontology_graph, ontology_quads};
use crate::cli::arguments;
use crate::cli::rejects::Rejects;
use crate::cli::report::Reporter;
use crate::cli::{Failure, Outcome};
use crate::corpus::batch::{self, Good, Sink, Work};
use crate::corpus::find;
use crate::corpus::find::Input;
use crate::diagnostic::Diagnostic;
use crate::rdf::mapping::Mapper;
use crate::rdf::nquads;
use crate::rdf::record::Recorder;
use crate::term::iri::{self, nearest};
use oxigraph::store::Store;
use oxrdf::{Quad, QuadRef};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Up to how many bytes of packed records are changed in place; more build a new generation. A transaction of so much
/// takes a few seconds and some hundred megabytes.
const IN_PLACE: usize = 1 << 20;

/// Loads documents into a store.
pub(super) fn load(args: &arguments::Load, path: &Path) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?;
    let store = Writing::open(path)?;
    let rejects = Rejects::open(args.rejects.as_deref(), &input)?;
    let mut options = args.common.batch();
    options.keep_going |= rejects.are_kept();
    let mut loading = Loading::begin(&store, rejects)?;
    let done = batch::run(
        &input,
        options,
        &PackWork { record: RecordWork { corpora: &input.corpora, attributed: true } },
        &mut loading,
        &mut reporter,
    );
    let done = done.and_then(|ended| Ok((Outcome::of(&ended)?, ended.count)));
    let (outcome, count) = match done {
        Ok((outcome, count)) if outcome == Outcome::Fine || options.keep_going => (outcome, count),
        Ok((outcome, _)) => {
            loading.abandon();
            return Ok(outcome);
        }
        Err(failure) => {
            loading.abandon();
            return Err(failure);
        }
    };
    loading.finish(&input)?;
    let documents =
        if count.good == 1 { "1 document".to_owned() } else { format!("{} documents", count.good) };
    reporter.say(&format!("{documents} loaded into `{}`", path.display()));
    Ok(outcome)
}

/// Takes articles out of a store.
pub(super) fn retract(args: &arguments::Retract, path: &Path) -> Result<Outcome, Failure> {
    let store = Writing::open(path)?;
    let wrong = |error: io::Error| store.failed(&error);
    let nothing =
        || Failure::Usage(format!("the store `{}` is empty: there is no article to retract", path.display()));
    let generation = store.current()?.ok_or_else(nothing)?;
    let mut change = Change::default();
    {
        let _alone = store.alone(&generation)?;
        let index = Store::open_read_only(generation.index()).map_err(|error| wrong(error.into()))?;
        let bases = index::places(&index, Kind::Corpus).map_err(wrong)?;
        for name in &args.articles {
            let bare = name.trim_start_matches('<').trim_end_matches('>');
            let own = bases.iter().map(|(base, _)| {
                let mut article = String::new();
                iri::article(base, name, &mut article);
                article
            });
            let mut found = None;
            for key in own.chain([bare.to_owned()]) {
                if found.is_none() && index::place(&index, Kind::Article, &key).map_err(wrong)?.is_some() {
                    found = Some(key);
                }
            }
            let Some(key) = found else {
                let known = index::places(&index, Kind::Article).map_err(wrong)?;
                let ids = known.iter().filter_map(|(key, _)| key.rsplit_once('/').map(|(_, id)| id));
                let near =
                    nearest(name, ids).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(Failure::Usage(format!(
                    "no article `{name}` exists in the store `{}`{near}",
                    path.display()
                )));
            };
            change.retracted.push(key);
        }
    }
    apply(&store, &generation, &change)?;
    Ok(Outcome::Fine)
}

/// Packs each document's quads into a record.
struct PackWork<'i> {
    record: RecordWork<'i>,
}

impl<'i> Work for PackWork<'i> {
    type Worker = (<RecordWork<'i> as Work>::Worker, Vec<u8>, String);

    fn worker(&self) -> Self::Worker {
        (self.record.worker(), Vec::new(), String::new())
    }

    fn document(
        &self,
        (mappers, raw, key): &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        warnings: &mut Vec<Diagnostic>,
    ) -> u64 {
        raw.clear();
        key.clear();
        let quads = self.record.document(mappers, good, raw, warnings);
        iri::article(good.corpus.base(), good.document.article.id, key);
        // A document is far smaller than what does not fit, and writing into memory does not fail.
        let _ = Record::pack(key, raw, payload);
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

/// Takes the records of documents in input order.
struct Loading<'s> {
    store: &'s Writing,
    /// The generation that counts.
    old: Option<Generation>,
    /// The articles met, where an old generation has others.
    met: FxHashSet<String>,
    state: State,
    rejects: Rejects,
}

impl<'s> Loading<'s> {
    fn begin(store: &'s Writing, rejects: Rejects) -> Result<Self, Failure> {
        let old = store.current()?;
        let state = match old {
            Some(_) => State::Gathering(Vec::new()),
            None => State::Building(Box::new(Building::begin(store)?)),
        };
        Ok(Self { store, old, met: FxHashSet::default(), state, rejects })
    }

    fn abandon(self) {
        if let State::Building(building) = self.state {
            building.abandon(self.store);
        }
    }

    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let State::Building(building) = &mut self.state {
            if self.old.is_some() {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let (record, behind) = Record::first(rest)?;
                    rest = behind;
                    self.met.insert(record.key.to_owned());
                }
            }
            building.add(Kind::Article, bytes)?;
        }
        Ok(())
    }

    /// Ends the loading: from here on the store holds everything.
    fn finish(mut self, input: &Input) -> Result<(), Failure> {
        self.put_in_place(input)?;
        self.rejects.finish()
    }

    fn put_in_place(&mut self, input: &Input) -> Result<(), Failure> {
        let store = self.store;
        let mut corpora = BTreeMap::new();
        let stored = match &self.old {
            Some(old) => Stored::read(old).map_err(|error| store.failed(&error))?,
            None => Stored::default(),
        };
        gather_corpora(input, &stored, &mut corpora).map_err(|error| store.failed(&error))?;
        let mut records = Vec::new();
        let mut added: Vec<Quad> = Vec::new();
        let mut removed: Vec<Quad> = Vec::new();
        for (base, corpus) in &corpora {
            Record::pack(base, &corpus.raw, &mut records).map_err(|error| store.failed(&error))?;
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
            building.finish()
        };
        let built = built();
        if built.is_err() {
            // A full disk should not stay full; what cannot be removed now is removed by the next load.
            let _ = store.clean();
        }
        let generation = built.map_err(|error| store.failed(&error))?;
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
    let mut records = Records::open(&old.documents())?;
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
        let mut records = Records::open(&generation.documents())?;
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

/// What the corpora of an input declare. One with a file replaces what the store has under its base; one without adds its
/// ontology.
fn gather_corpora(
    input: &Input,
    stored: &Stored,
    corpora: &mut BTreeMap<String, CorpusContent>,
) -> io::Result<()> {
    let mut bases: Vec<&str> = input.corpora.iter().map(|loaded| loaded.base()).collect();
    bases.sort_unstable();
    bases.dedup();
    for base in bases {
        let own = || input.corpora.iter().filter(|loaded| loaded.base() == base);
        let replaces = own().any(|loaded| loaded.folder().is_some());
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
        ontology.extend(ontology_quads(&ontologies).into_iter().map(QuadRef::into_owned));
        let mut seen = FxHashSet::default();
        let quads: Vec<QuadRef<'_>> =
            ontology.iter().map(Quad::as_ref).filter(|quad| seen.insert(*quad)).collect();
        let mut lines = Vec::new();
        nquads::write(&quads, &mut lines)?;
        // A corpus without a file declares nothing: what one with a file declared stays.
        let entities = known.map_or(recorded.as_slice(), |(entities, _)| entities);
        let raw = index::corpus(entities, &lines);
        corpora.insert(base.to_owned(), CorpusContent { raw, prefixes: replaces.then_some(prefixes) });
    }
    Ok(())
}

impl Sink for Loading<'_> {
    type Error = Failure;

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.rejects.keep(line)
    }

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        if let State::Gathering(gathered) = &mut self.state {
            gathered.extend_from_slice(payload);
            if gathered.len() <= IN_PLACE {
                return Ok(());
            }
            let gathered = std::mem::take(gathered);
            self.state = State::Building(Box::new(Building::begin(self.store)?));
            return self.add(&gathered).map_err(|error| self.store.failed(&error));
        }
        self.add(payload).map_err(|error| self.store.failed(&error))
    }
}
