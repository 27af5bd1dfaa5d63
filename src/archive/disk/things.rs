//! What the index says of things for the store itself: where the record of an article is, which other names a thing has, and
//! what it is denied. Each answer of the index is in blocks of its own, which are read and unpacked for it: to ask it would
//! take most of the time of citing.
//!
//! The file `things` of a generation has what is said of things, and a [table](Table): the hash of a thing, and where
//! something begins that is said of it, with what it is. Last are the hashes of things of which something was said or taken
//! back later: of those the index alone tells. They are written before what they tell of counts.
use super::error::broken;
use super::hash::hash;
use super::index::{self, HIDDEN};
use super::table::{self, Table};
use crate::term::vocab::owl;
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The length of what is before the texts of something said: their lengths.
const HEAD: usize = 8;
/// So much is read at once of what is said: most is not longer.
const SAID: usize = 512;

/// What is said of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// Of an article: where its record is.
    Record = 1,
    /// A name that it is said to have.
    SameAs = 2,
    /// A name that is said to have it as another one.
    SameOf = 3,
    /// A property that it is denied, a space, and the fact that does so.
    Denied = 4,
}

/// How many numbers there are for what can be said.
const WHATS: u64 = 8;

/// What a quad of the index says of things.
fn said(quad: &Quad) -> Vec<(&str, What, &str)> {
    let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return Vec::new() };
    let subject = subject.as_str();
    match (&quad.graph_name, &quad.object) {
        (GraphName::DefaultGraph, Term::NamedNode(other)) if quad.predicate.as_str() == owl::SAME_AS => {
            vec![(subject, What::SameAs, other.as_str()), (other.as_str(), What::SameOf, subject)]
        }
        (GraphName::NamedNode(graph), Term::Literal(text)) if graph.as_ref() == HIDDEN => {
            let what = match quad.predicate.as_ref() {
                predicate if predicate == index::Kind::Article.predicate() => What::Record,
                predicate if predicate == index::DENIED => What::Denied,
                _ => return Vec::new(),
            };
            vec![(subject, what, text.value())]
        }
        _ => Vec::new(),
    }
}

/// Adds the hashes of the things of which a quad of the index says something.
pub(super) fn add(quad: &Quad, hashes: &mut Vec<u64>) {
    hashes.extend(said(quad).into_iter().map(|(thing, ..)| hash(thing)));
}

/// A new file.
pub(super) struct Saying {
    file: BufWriter<File>,
    /// What was said and is not written yet.
    bytes: Vec<u8>,
    /// Where it will begin.
    at: u64,
    table: Vec<[u64; 2]>,
}

impl Saying {
    /// Begins one.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::new(File::create_new(path)?);
        Ok(Self { file, bytes: vec![0; table::HEAD], at: 0, table: Vec::new() })
    }

    /// Adds what a quad of the index says.
    pub(super) fn add(&mut self, quad: &Quad) {
        for (thing, what, text) in said(quad) {
            let at = self.at + self.bytes.len() as u64;
            self.table.push([hash(thing), at * WHATS + what as u64]);
            for text in [thing, text] {
                // No document has a text of 4 GiB.
                self.bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
            }
            self.bytes.extend_from_slice(thing.as_bytes());
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// Writes what was added.
    pub(super) fn write(&mut self) -> io::Result<()> {
        self.file.write_all(&self.bytes)?;
        self.at += self.bytes.len() as u64;
        self.bytes.clear();
        Ok(())
    }

    /// Writes the table, and waits until all is on the disk.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write()?;
        table::write(self.file.into_inner()?, self.at, &mut self.table)
    }
}

/// What is said of things, to be read.
#[derive(Debug)]
pub(super) struct Things {
    table: Table,
    /// The hashes of things of which the index alone tells.
    changed: FxHashSet<u64>,
}

impl Things {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (table, changed) = Table::open(path)?;
        let changed = changed.as_chunks::<8>().0.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
        Ok(Self { table, changed })
    }

    /// What is said of a thing, as far as it is one of these, each once; none where the index alone tells.
    pub(super) fn said(&self, thing: &str, whats: &[What]) -> io::Result<Option<Vec<(What, String)>>> {
        let hash = hash(thing);
        if self.changed.contains(&hash) {
            return Ok(None);
        }
        let mut found = Vec::new();
        let mut room = [0; SAID];
        for number in self.table.find(hash)? {
            if let Some(what) = whats.iter().find(|what| **what as u64 == number % WHATS)
                && let Some(text) = self.text(number / WHATS, thing, &mut room)?
            {
                found.push((*what, text));
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }

    /// Whether it has what a quad of the index says, or the index alone tells of it.
    pub(super) fn has_all(&self, quad: &Quad) -> io::Result<bool> {
        for (thing, what, text) in said(quad) {
            if self.said(thing, &[what])?.is_some_and(|known| known.iter().all(|(_, known)| known != text)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The text that is said somewhere, where it is of a thing. `room` is to read it into.
    fn text(&self, at: u64, thing: &str, room: &mut [u8; SAID]) -> io::Result<Option<String>> {
        let read = self.table.read(at, room)?;
        let mut bytes = &room[..read];
        let (lengths, _) = bytes.split_first_chunk::<HEAD>().ok_or_else(broken)?;
        let [begin, text] = lengths.as_chunks().0 else { return Err(broken()) };
        let [begin, text] = [begin, text].map(|length| u32::from_le_bytes(*length) as usize);
        let (begin, end) = (HEAD + begin, HEAD + begin + text);
        let mut longer = Vec::new();
        if end > read {
            // A damaged length must not take the memory for it.
            if at + end as u64 > self.table.begin() {
                return Err(broken());
            }
            longer.resize(end, 0);
            self.table.read(at, &mut longer)?;
            bytes = &longer;
        }
        if bytes[HEAD..begin] != *thing.as_bytes() {
            return Ok(None);
        }
        String::from_utf8(bytes[begin..end].to_vec()).map(Some).map_err(|_| broken())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::disk::index::Kind;
    use crate::archive::disk::pairs::tests::same;
    use crate::archive::disk::record::Place;

    #[test]
    fn what_was_said_is_told_until_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("things");
        let mut saying = Saying::create(&path).unwrap();
        let long = format!("http://{}", "long".repeat(SAID));
        for number in 0..1_000 {
            saying.add(&same(&format!("http://{number}"), "http://hub"));
            saying.write().unwrap();
        }
        saying.add(&same("http://1", &long));
        saying.add(&same("http://1", &long));
        saying.add(&index::entry(Kind::Article, "http://a", Place { start: 1, length: 2 }));
        saying.finish().unwrap();
        let things = Things::open(&path).unwrap();
        let told = |thing: &str, whats: &[What]| {
            let told = things.said(thing, whats).unwrap().unwrap();
            told.into_iter().map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(told("http://1", &[What::SameAs]), ["http://hub", &long]);
        assert_eq!(told("http://1", &[What::SameOf, What::Record]), [""; 0]);
        assert_eq!(told("http://hub", &[What::SameAs, What::SameOf]).len(), 1_000);
        assert_eq!(
            things.said(&long, &[What::SameAs, What::SameOf]).unwrap().unwrap(),
            [(What::SameOf, "http://1".to_owned())]
        );
        assert_eq!(told("http://a", &[What::Record]), ["1 2"]);
        assert_eq!(told("http://none", &[What::Denied]), [""; 0]);
        assert!(things.has_all(&same("http://999", "http://hub")).unwrap());
        assert!(!things.has_all(&same("http://999", "http://1")).unwrap());
        // Behind half a hash that a killed process left.
        std::fs::write(&path, [std::fs::read(&path).unwrap(), vec![1, 2, 3]].concat()).unwrap();
        let mut hashes = Vec::new();
        add(&same("http://999", "http://1"), &mut hashes);
        table::append_hashes(&path, hashes).unwrap();
        let things = Things::open(&path).unwrap();
        assert_eq!(things.said("http://1", &[What::SameAs]).unwrap(), None);
        assert!(things.has_all(&same("http://999", "http://1")).unwrap());
        assert_eq!(things.said("http://a", &[What::Record]).unwrap().unwrap().len(), 1);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        Things::open(&path).unwrap_err();
    }

    #[test]
    fn a_file_without_things_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("things");
        Saying::create(&path).unwrap().finish().unwrap();
        assert_eq!(Things::open(&path).unwrap().said("http://a", &[What::Record]).unwrap(), Some(Vec::new()));
    }
}
