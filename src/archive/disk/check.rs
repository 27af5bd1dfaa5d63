//! Whether a store holds just what its documents say.
//!
//! What counts are the records: each document's quads as they were written. The index must hold the union of them, the
//! graphs that articles share, and where each record is; nothing more and nothing less.
use super::error::DiskError;
use super::index::{self, HIDDEN, Kind, Tags};
use super::names;
use super::pairs::Pairs;
use super::read::{DiskArchive, Inner};
use super::record::{Place, Record, Records, Unpacked};
use super::sayers::{Sayer, of_triple};
use super::table::Entry;
use crate::term::iri::{ArticleGraph, articles_of, is_in_article_of};
use oxrdf::{GraphName, NamedOrBlankNode, Quad};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

/// What checking a store found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreReport {
    /// How many documents it holds.
    pub documents: u64,
    /// How many quads its index holds, those that it keeps for itself included.
    pub quads: u64,
    /// Where it differs from what its documents say.
    pub differences: Vec<Difference>,
}

/// A place at which a store is not what its documents say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The IRI of the article, or the base of the corpus, where it is about one.
    pub document: Option<String>,
    /// Where its record begins in the file `documents`, in bytes.
    pub byte: Option<u64>,
    /// What is wrong.
    pub kind: DifferenceKind,
}

/// What is wrong at a place of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The record ends behind the end of the file.
    CutOff,
    /// The record is damaged: its lengths do not fit, or its checksum does not.
    Damaged,
    /// The record is that of another document, which is named.
    Other(String),
    /// No corpus with the document's base is there.
    NoCorpus,
    /// The file `things` lacks what a quad of the document says of a thing.
    Untold(Box<Quad>),
    /// The file `pairs` lacks names that stand for one thing, or pairs of things of which facts could contradict each
    /// other.
    Unpaired,
    /// The file `sayers` lacks a triple that the document says.
    Unsaid,
    /// The file `names` lacks a name that the document gives to a thing.
    Unnamed,
    /// The index lacks a quad that the document says.
    Missing(Box<Quad>),
    /// The index holds a quad that no document says.
    Extra(Box<Quad>),
    /// The index holds more or fewer quads than it should, though none was found that is wrong: how many it should hold.
    Count(u64),
}

impl DifferenceKind {
    /// One word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CutOff => "cut-off",
            Self::Damaged => "damaged",
            Self::Other(_) => "other-document",
            Self::NoCorpus => "no-corpus",
            Self::Untold(_) | Self::Unsaid | Self::Unpaired => "missing-mark",
            Self::Unnamed => "missing-name",
            Self::Missing(_) => "missing-quad",
            Self::Extra(_) => "extra-quad",
            Self::Count(_) => "count",
        }
    }

    /// The quad that it is about, in N-Quads.
    #[must_use]
    pub fn quad(&self) -> Option<String> {
        match self {
            Self::Untold(quad) | Self::Missing(quad) | Self::Extra(quad) => {
                Some(index::as_said(quad).to_string())
            }
            _ => None,
        }
    }
}

impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutOff => f.write_str("the record is cut off"),
            Self::Damaged => f.write_str("the record is damaged"),
            Self::Other(key) => write!(f, "the record is that of <{key}>"),
            Self::NoCorpus => f.write_str("the store has no corpus with the base of this document"),
            Self::Untold(_) => write!(f, "`things` lacks {}", self.quad().unwrap_or_default()),
            Self::Unpaired => f.write_str("`pairs` lacks what tells which facts could contradict each other"),
            Self::Unsaid => f.write_str("`sayers` lacks a triple of the document"),
            Self::Unnamed => f.write_str("`names` lacks a name of the document"),
            Self::Missing(_) => write!(f, "the index lacks {}", self.quad().unwrap_or_default()),
            Self::Extra(_) => write!(f, "no document says {}", self.quad().unwrap_or_default()),
            Self::Count(count) => write!(f, "the index should hold {count} quads"),
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(document) = &self.document {
            write!(f, "<{document}>: ")?;
        }
        if let Some(byte) = self.byte {
            write!(f, "byte {byte} of `documents`: ")?;
        }
        self.kind.fmt(f)
    }
}

impl DiskArchive {
    /// Compares the index with the records of the documents, and reads each record.
    ///
    /// # Errors
    /// Where the index or the file of the records cannot be read at all.
    pub fn check(&self) -> Result<StoreReport, DiskError> {
        check(self.inner()).map_err(|error| self.failed(error))
    }
}

fn check(store: &Inner) -> io::Result<StoreReport> {
    let mut checking = Checking::new(store)?;
    for (number, (kind, key, place)) in checking.entries.clone().into_iter().enumerate() {
        checking.record(number, kind, &key, place)?;
    }
    // What the index holds for itself beside the records.
    let expected = checking.expected + checking.own_quads()? - checking.counted_twice()?;
    let quads = store.index.len()? as u64;
    if quads != expected || !checking.differences.is_empty() {
        checking.find_extra()?;
    }
    let documents = checking.entries.iter().filter(|(kind, ..)| *kind == Kind::Article).count() as u64;
    let mut differences = checking.differences;
    if !checking.pairs.are_known(store.aside.pairs()?)? {
        differences.push(Difference { document: None, byte: None, kind: DifferenceKind::Unpaired });
    }
    if quads != expected && differences.is_empty() {
        differences.push(Difference { document: None, byte: None, kind: DifferenceKind::Count(expected) });
    }
    Ok(StoreReport { documents, quads, differences })
}

/// A store on its way through the check.
struct Checking<'s> {
    store: &'s Inner,
    /// The records, in the order of the file.
    entries: Vec<(Kind, String, Place)>,
    records: Records,
    /// How long the file of the records is.
    length: u64,
    tags: Tags,
    bytes: Vec<u8>,
    unpacked: Unpacked,
    names: FxHashSet<Entry>,
    pairs: Pairs,
    /// What the record says of triples that others may say, too.
    said: Vec<(u64, Option<ArticleGraph>)>,
    /// The numbers of the records that cannot be read.
    unread: FxHashSet<usize>,
    /// How many different quads the records want in the index.
    expected: u64,
    /// Those that several records may want, as hashes.
    shared: FxHashSet<u64>,
    /// Those of them about a thing that is an article's own, each with where the article's record is.
    of_others: Vec<(Place, Quad)>,
    differences: Vec<Difference>,
}

fn hash(quad: &Quad) -> u64 {
    let mut hasher = DefaultHasher::new();
    quad.hash(&mut hasher);
    hasher.finish()
}

impl<'s> Checking<'s> {
    fn new(store: &'s Inner) -> io::Result<Self> {
        let mut entries = Vec::new();
        for kind in [Kind::Corpus, Kind::Article] {
            let found = index::places(&store.index, kind)?;
            entries.extend(found.into_iter().map(|(key, place)| (kind, key, place)));
        }
        entries.sort_by_key(|(.., place)| *place);
        Ok(Self {
            store,
            entries,
            records: Records::open(&store.documents())?,
            length: File::open(store.documents())?.metadata()?.len(),
            tags: index::tags(&store.index)?,
            bytes: Vec::new(),
            unpacked: Unpacked::default(),
            names: names::entries(&store.names(), store.end)?.into_iter().collect(),
            pairs: Pairs::default(),
            said: Vec::new(),
            unread: FxHashSet::default(),
            expected: 0,
            shared: FxHashSet::default(),
            of_others: Vec::new(),
            differences: Vec::new(),
        })
    }

    fn report(&mut self, key: &str, place: Place, kind: DifferenceKind) {
        self.differences.push(Difference { document: Some(key.to_owned()), byte: Some(place.start), kind });
    }

    /// Reads and unpacks a record; what is wrong with it where it cannot be read.
    fn read(&mut self, key: &str, place: Place) -> io::Result<Result<(), DifferenceKind>> {
        if place.start.saturating_add(place.length) > self.length {
            return Ok(Err(DifferenceKind::CutOff));
        }
        self.records.read(place, &mut self.bytes)?;
        let Ok((record, _)) = Record::first(&self.bytes) else { return Ok(Err(DifferenceKind::Damaged)) };
        match record.open(true) {
            Ok(unpacked) => self.unpacked = unpacked,
            Err(_) => return Ok(Err(DifferenceKind::Damaged)),
        }
        if record.key != key {
            return Ok(Err(DifferenceKind::Other(record.key.to_owned())));
        }
        Ok(Ok(()))
    }

    /// The quads that a record wants in the index, each once; none where it cannot be read.
    fn quads(&mut self, kind: Kind, key: &str) -> Option<Vec<Quad>> {
        let mut seen = FxHashSet::default();
        let mut quads = Vec::new();
        let mut take = |quad| {
            if seen.insert(hash(&quad)) {
                quads.push(quad);
            }
        };
        self.said.clear();
        let mut say = |triple: &_, graph| self.said.push((of_triple(triple), graph));
        let taken = index::quads(kind, key, &self.unpacked, &mut self.tags, &mut take, &mut say);
        taken.ok().map(|()| quads)
    }

    /// Checks a record, and whether the index holds what it says.
    fn record(&mut self, number: usize, kind: Kind, key: &str, place: Place) -> io::Result<()> {
        // Its entry is there: it led here.
        self.expected += 1;
        let entry = index::entry(kind, key, place);
        if !self.store.aside.things()?.has_all(&entry)? {
            self.report(key, place, DifferenceKind::Untold(Box::new(entry)));
        }
        if let Err(wrong) = self.read(key, place)? {
            self.unread.insert(number);
            self.report(key, place, wrong);
            return Ok(());
        }
        let Some(quads) = self.quads(kind, key) else {
            self.unread.insert(number);
            self.report(key, place, DifferenceKind::Damaged);
            return Ok(());
        };
        if kind == Kind::Article {
            self.pairs.add_facts(&self.unpacked.content()?);
            let has_corpus = |(kind, base, _): &(Kind, String, Place)| {
                *kind == Kind::Corpus && is_in_article_of(key, base)
            };
            if !self.entries.iter().any(has_corpus) {
                self.report(key, place, DifferenceKind::NoCorpus);
            }
        }
        let hashes = names::hashes(kind, key, &self.unpacked)?;
        if hashes.iter().any(|hash| !self.names.contains(&[*hash, place.start])) {
            self.report(key, place, DifferenceKind::Unnamed);
        }
        for &(triple, graph) in &self.said {
            if !self.store.aside.sayers()?.has(triple, Sayer { start: place.start, graph })? {
                self.report(key, place, DifferenceKind::Unsaid);
                break;
            }
        }
        for quad in quads {
            self.pairs.add(&quad);
            let is_own = kind == Kind::Article && index::is_own(quad.subject.as_ref(), key);
            if is_own {
                self.expected += 1;
            } else if self.shared.insert(hash(&quad)) {
                self.expected += 1;
                if quad.graph_name.is_default_graph()
                    && let Some((_, place)) = index::owner(&self.store.index, quad.subject.as_ref(), key)?
                {
                    self.of_others.push((place, quad.clone()));
                }
            }
            if !self.store.aside.things()?.has_all(&quad)? {
                self.report(key, place, DifferenceKind::Untold(Box::new(quad.clone())));
            }
            if !self.store.index.contains(&quad)? {
                self.report(key, place, DifferenceKind::Missing(Box::new(quad)));
            }
        }
        Ok(())
    }

    /// How many quads about its own things an article says that another record says, too.
    fn counted_twice(&mut self) -> io::Result<u64> {
        let mut of_others = std::mem::take(&mut self.of_others);
        of_others.sort_by_key(|(place, _)| *place);
        let mut count = 0;
        for others in of_others.chunk_by(|one, other| one.0 == other.0) {
            let place = others[0].0;
            // They are in the order of the file.
            let Ok(entry) = self.entries.binary_search_by_key(&place, |(.., place)| *place) else { continue };
            let key = self.entries[entry].1.clone();
            // What cannot be read was not counted.
            if self.read(&key, place)?.is_ok()
                && let Some(own) = self.quads(Kind::Article, &key)
            {
                let own: FxHashSet<&Quad> = own.iter().collect();
                count += others.iter().filter(|(_, quad)| own.contains(quad)).count() as u64;
            }
        }
        Ok(count)
    }

    /// How many quads the index holds for itself, beside where the records are.
    fn own_quads(&self) -> io::Result<u64> {
        let mut count = 0;
        for quad in self.store.index.quads_for_pattern(None, None, None, Some(HIDDEN.into())) {
            count += u64::from(index::is_for_itself(&quad?));
        }
        Ok(count)
    }

    /// Finds what the index holds that no record says. Where a record cannot be read, it is not known what it said.
    fn find_extra(&mut self) -> io::Result<()> {
        let mut known: FxHashSet<u64> = FxHashSet::default();
        let entries = std::mem::take(&mut self.entries);
        let mut unread = FxHashMap::default();
        for (number, (kind, key, place)) in entries.iter().enumerate() {
            known.insert(hash(&index::entry(*kind, key, *place)));
            if self.unread.contains(&number) {
                unread.insert(key.as_str(), *place);
            } else if self.read(key, *place)?.is_ok() {
                known.extend(self.quads(*kind, key).into_iter().flatten().map(|quad| hash(&quad)));
            }
        }
        let places: FxHashMap<&str, Place> =
            entries.iter().map(|(_, key, place)| (key.as_str(), *place)).collect();
        for quad in self.store.index.iter() {
            let quad = quad?;
            if known.contains(&hash(&quad)) || index::is_for_itself(&quad) {
                continue;
            }
            let owner = owner(&quad, &places);
            if unread.is_empty() || owner.is_some_and(|owner| !unread.contains_key(owner)) {
                self.differences.push(Difference {
                    document: owner.map(str::to_owned),
                    byte: owner.map(|owner| places[owner].start),
                    kind: DifferenceKind::Extra(Box::new(quad)),
                });
            }
        }
        self.entries = entries;
        Ok(())
    }
}

/// The article that alone could say a quad.
fn owner<'k>(quad: &Quad, places: &FxHashMap<&'k str, Place>) -> Option<&'k str> {
    let own = |iri: &str| {
        let mut keys = articles_of(iri);
        keys.find_map(|key| places.get_key_value(key).map(|(key, _)| *key))
    };
    let of_subject = match &quad.subject {
        NamedOrBlankNode::NamedNode(subject) => own(subject.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    of_subject.or_else(|| match &quad.graph_name {
        GraphName::NamedNode(graph) => own(graph.as_str()),
        _ => None,
    })
}
