//! By which names the documents and corpora call things: labels, whatever their letter case, and the keys of an article's
//! own entities.
//!
//! The file `names` of a generation has an entry for each name of each record: a hash of the name, and where the record
//! begins. It may have more than counts, as those of records that were replaced stay in it, but never fewer: it is
//! written before what it tells of counts. So what it leads to is looked up in the record, if that one counts. Entries of
//! records behind the last one that counts are what a killed process left: they are ignored, and cut off by the next change.
use super::hash::hash;
use super::index::{self, Kind};
use super::read::Inner;
use super::record::{Place, Record, Records, Unpacked};
use super::table::{self, Entry};
use crate::rdf::record;
use crate::term::iri::{Own, own};
use crate::term::vocab::{rdf, rdfs, skos};
use oxrdf::{NamedOrBlankNodeRef, QuadRef, TermRef};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The length of an entry: a hash, and where a record begins.
const LENGTH: u64 = table::LENGTH as u64;

/// The predicates whose objects are what people call a thing.
const LABELS: [&str; 3] = [rdfs::LABEL, skos::PREF_LABEL, skos::ALT_LABEL];

/// A name of a thing.
enum Name<'n> {
    /// A label.
    Label(&'n str),
    /// The key of an article's own entity.
    Key(&'n str),
}

impl Name<'_> {
    fn hash(&self) -> u64 {
        match self {
            Self::Label(label) => hash(&format!("label {}", label.to_lowercase())),
            Self::Key(key) => hash(&format!("key {key}")),
        }
    }
}

/// What a quad says of how its subject is called. `article` is whose own that may be.
fn name<'q>(quad: QuadRef<'q>, article: &str) -> Option<(&'q str, Name<'q>)> {
    let NamedOrBlankNodeRef::NamedNode(subject) = quad.subject else { return None };
    let subject = subject.as_str();
    match quad.object {
        TermRef::Literal(label) if LABELS.contains(&quad.predicate.as_str()) => {
            Some((subject, Name::Label(label.value())))
        }
        TermRef::NamedNode(_) if quad.predicate.as_str() == rdf::TYPE => {
            let Some(Own::Entity(key)) = own(subject, article) else { return None };
            Some((subject, Name::Key(key)))
        }
        _ => None,
    }
}

/// Calls a function with each name that a record gives to a thing.
fn each(kind: Kind, key: &str, unpacked: &Unpacked, mut take: impl FnMut(&str, &Name<'_>)) -> io::Result<()> {
    let mut of = |quad: QuadRef<'_>| {
        if let Some((thing, name)) = name(quad, key) {
            take(thing, &name);
        }
    };
    match kind {
        Kind::Article => unpacked.content()?.quads().for_each(of),
        Kind::Corpus => {
            let mut raw = Vec::new();
            unpacked.restore(&mut raw)?;
            let (entities, ontology) = index::corpus_parts(&raw)?;
            record::quads(entities).into_iter().for_each(&mut of);
            for quad in index::ontology_quads(ontology) {
                of(quad?.as_ref());
            }
        }
    }
    Ok(())
}

/// The hashes of the names of a record.
pub(super) fn hashes(kind: Kind, key: &str, unpacked: &Unpacked) -> io::Result<BTreeSet<u64>> {
    let mut hashes = BTreeSet::new();
    each(kind, key, unpacked, |_, name| {
        hashes.insert(name.hash());
    })?;
    Ok(hashes)
}

/// The file, to be added to.
pub(super) struct Naming(BufWriter<File>);

impl Naming {
    /// A new file.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self(BufWriter::new(File::create_new(path)?)))
    }

    /// A file that has entries; `end` is where the records end.
    pub(super) fn open(path: &Path, end: u64) -> io::Result<Self> {
        let mut file = File::options().read(true).write(true).open(path)?;
        // A killed process may have left a part of one.
        let mut length = file.metadata()?.len() / LENGTH * LENGTH;
        // The entries are in the order of the records.
        while let Some(before) = length.checked_sub(LENGTH) {
            let mut entry = [0; table::LENGTH];
            file.seek(SeekFrom::Start(before))?;
            file.read_exact(&mut entry)?;
            if table::entry(&entry)[1] < end {
                break;
            }
            length = before;
        }
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        Ok(Self(BufWriter::new(file)))
    }

    /// Adds the names of a record.
    pub(super) fn add(&mut self, kind: Kind, key: &str, unpacked: &Unpacked, place: Place) -> io::Result<()> {
        for hash in hashes(kind, key, unpacked)? {
            self.0.write_all(&table::bytes(&[hash, place.start]))?;
        }
        Ok(())
    }

    /// Waits until all is on the disk.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}

/// All entries: a hash, and where a record begins; `end` is where the records end.
pub(super) fn entries(path: &Path, end: u64) -> io::Result<Vec<Entry>> {
    let bytes = std::fs::read(path)?;
    let entries = bytes.as_chunks().0.iter().map(table::entry);
    Ok(entries.filter(|[_, start]| *start < end).collect())
}

/// The things that are called so, by their key in an article.
pub(super) fn with_key(store: &Inner, key: &str) -> io::Result<BTreeSet<String>> {
    called(store, &Name::Key(key), |name| matches!(name, Name::Key(other) if *other == key))
}

/// The things with a label, whatever its letter case.
pub(super) fn labelled(store: &Inner, label: &str) -> io::Result<BTreeSet<String>> {
    let lower = label.to_lowercase();
    called(
        store,
        &Name::Label(label),
        |name| matches!(name, Name::Label(other) if other.to_lowercase() == lower),
    )
}

fn called(store: &Inner, name: &Name<'_>, is_it: impl Fn(&Name<'_>) -> bool) -> io::Result<BTreeSet<String>> {
    let hash = name.hash();
    let starts: BTreeSet<u64> = entries(&store.names(), store.end)?
        .into_iter()
        .filter(|[other, _]| *other == hash)
        .map(|[_, start]| start)
        .collect();
    let mut found = BTreeSet::new();
    if starts.is_empty() {
        return Ok(found);
    }
    let records = Records::open(&store.documents())?;
    let mut bytes = Vec::new();
    for start in starts {
        records.read_at(start, &mut bytes)?;
        let (record, _) = Record::first(&bytes)?;
        for kind in [Kind::Article, Kind::Corpus] {
            if index::place(&store.index, kind, record.key)?.is_some_and(|place| place.start == start) {
                each(kind, record.key, &record.open(false)?, |thing, name| {
                    if is_it(name) && !found.contains(thing) {
                        found.insert(thing.to_owned());
                    }
                })?;
            }
        }
    }
    Ok(found)
}
