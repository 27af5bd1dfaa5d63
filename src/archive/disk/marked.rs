//! Of which things it is worth asking the index whether they have other names, or are denied something: most have neither,
//! and to find that out in the index would take most of the time of citing.
//!
//! The file `marked` of a generation has a hash of each that does, and of [pairs](super::pairs) of things. It may have more
//! than the index does, as those of documents that were taken out stay in it, but never fewer: it is written before what it
//! tells of counts.
use super::index::DENIED;
use crate::term::vocab::owl;
use oxrdf::{NamedOrBlankNode, Quad, Term};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// The length of a hash.
const LENGTH: u64 = 8;

/// The hash of a thing: [FNV-1a](https://www.rfc-editor.org/rfc/rfc9923), which is the same for every version.
pub(super) fn hash(thing: &str) -> u64 {
    hash_on(0xcbf2_9ce4_8422_2325, thing.as_bytes())
}

/// The same of what begins with something that is hashed already.
pub(super) fn hash_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Adds the hashes of what a quad of the index marks.
pub(super) fn add(quad: &Quad, hashes: &mut Vec<u64>) {
    let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return };
    if quad.predicate.as_str() == owl::SAME_AS {
        hashes.push(hash(subject.as_str()));
        if let Term::NamedNode(object) = &quad.object {
            hashes.push(hash(object.as_str()));
        }
    } else if quad.predicate == DENIED {
        hashes.push(hash(subject.as_str()));
    }
}

/// Writes a new file.
pub(super) fn write(path: &Path, hashes: &mut Vec<u64>) -> io::Result<()> {
    sort(hashes);
    put(&mut File::create_new(path)?, &*hashes)
}

/// Adds to a file.
pub(super) fn append(path: &Path, hashes: &mut Vec<u64>) -> io::Result<()> {
    sort(hashes);
    if hashes.is_empty() {
        return Ok(());
    }
    put(&mut whole(path, LENGTH)?, &*hashes)
}

/// A file of entries of one length, opened to write behind its last whole entry: a killed process may have left a part of one.
pub(super) fn whole(path: &Path, length: u64) -> io::Result<File> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let end = file.metadata()?.len() / length * length;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    Ok(file)
}

fn sort(hashes: &mut Vec<u64>) {
    hashes.sort_unstable();
    hashes.dedup();
}

/// Writes hashes to a file, so that they are on the disk.
fn put<'h>(file: &mut File, hashes: impl IntoIterator<Item = &'h u64>) -> io::Result<()> {
    file.write_all(&bytes(hashes))?;
    file.sync_all()
}

/// Hashes as files have them.
fn bytes<'h>(hashes: impl IntoIterator<Item = &'h u64>) -> Vec<u8> {
    hashes.into_iter().flat_map(|hash| hash.to_le_bytes()).collect()
}

/// The things that are marked.
#[derive(Debug)]
pub(super) struct Marked(Vec<u64>);

impl Marked {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(path)?;
        let mut hashes: Vec<u64> =
            bytes.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
        if !hashes.is_sorted() {
            sort(&mut hashes);
        }
        Ok(Self(hashes))
    }

    /// Whether a thing may have another name, or be denied something.
    pub(super) fn has(&self, thing: &str) -> bool {
        self.has_hash(hash(thing))
    }

    /// Whether it has a hash.
    pub(super) fn has_hash(&self, hash: u64) -> bool {
        self.0.binary_search(&hash).is_ok()
    }

    /// Whether it has all that a quad of the index marks.
    pub(super) fn has_all(&self, quad: &Quad) -> bool {
        let mut hashes = Vec::new();
        add(quad, &mut hashes);
        hashes.iter().all(|hash| self.has_hash(*hash))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use oxrdf::{GraphName, NamedNode};

    /// That two things are the same.
    pub(in crate::archive::disk) fn same(one: &str, other: &str) -> Quad {
        let [one, other, same] = [one, other, owl::SAME_AS].map(NamedNode::new_unchecked);
        Quad::new(one, same, other, GraphName::DefaultGraph)
    }

    #[test]
    fn what_is_added_is_there_even_behind_half_a_hash() {
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("marked");
        let of = |quad: Quad| {
            let mut hashes = Vec::new();
            add(&quad, &mut hashes);
            hashes
        };
        write(&path, &mut of(same("http://b", "http://a"))).unwrap();
        std::fs::write(&path, [std::fs::read(&path).unwrap(), vec![1, 2, 3]].concat()).unwrap();
        append(&path, &mut of(same("http://d", "http://c"))).unwrap();
        let marked = Marked::read(&path).unwrap();
        for thing in ["http://a", "http://b", "http://c", "http://d"] {
            assert!(marked.has(thing), "{thing}");
        }
        assert!(!marked.has("http://e"));
        assert!(
            marked.has_all(&same("http://a", "http://d")) && !marked.has_all(&same("http://a", "http://e"))
        );
    }
}
