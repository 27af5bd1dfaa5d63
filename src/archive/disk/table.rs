//! Numbers by hashes, in a file that is not read whole.
//!
//! It begins with where the table begins, and how many entries that has. Something else may follow, then the table, sorted: a
//! hash and a number. What was added later is behind it.
use super::error::broken;
use super::marked::whole;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The length of the head.
pub(super) const HEAD: usize = LENGTH;
/// The length of an entry.
const LENGTH: usize = 16;
/// So many entries are read at once.
const ENTRIES: u64 = 256;

/// A hash and a number.
pub(super) type Entry = [u64; 2];

/// An entry as the file has it.
pub(super) fn bytes(entry: &Entry) -> [u8; 16] {
    (u128::from(entry[0]) | u128::from(entry[1]) << 64).to_le_bytes()
}

/// An entry from its bytes.
pub(super) fn entry(bytes: &[u8; 16]) -> Entry {
    let both = u128::from_le_bytes(*bytes);
    [both as u64, (both >> 64) as u64]
}

/// Writes the table and the head of a file whose other contents end at `end`, and waits until all is on the disk.
pub(super) fn write(mut file: File, end: u64, entries: &mut Vec<Entry>) -> io::Result<()> {
    entries.sort_unstable();
    entries.dedup();
    // Hashes and entries can follow it.
    let begin = end.next_multiple_of(LENGTH as u64);
    file.seek(SeekFrom::Start(begin))?;
    let mut out = BufWriter::new(&file);
    for entry in &*entries {
        out.write_all(&bytes(entry))?;
    }
    out.flush()?;
    drop(out);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&bytes(&[begin, entries.len() as u64]))?;
    // Where there are none, nothing was written so far.
    if entries.is_empty() {
        file.set_len(begin)?;
    }
    file.sync_all()
}

/// Writes a new file that has a table alone.
pub(super) fn create(path: &Path, entries: &mut Vec<Entry>) -> io::Result<()> {
    write(File::create_new(path)?, HEAD as u64, entries)
}

/// Adds entries behind the table.
pub(super) fn append<'e>(path: &Path, entries: impl IntoIterator<Item = &'e Entry>) -> io::Result<()> {
    let entries: Vec<u8> = entries.into_iter().flat_map(bytes).collect();
    if entries.is_empty() {
        return Ok(());
    }
    let mut file = whole(path, LENGTH as u64)?;
    file.write_all(&entries)?;
    file.sync_all()
}

/// A table, to be read.
#[derive(Debug)]
pub(super) struct Table {
    file: Mutex<File>,
    begin: u64,
    count: u64,
}

impl Table {
    /// Opens a file. Gives what is behind the table, too.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<u8>)> {
        let mut file = File::open(path)?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head)?;
        let [begin, count] = entry(&head);
        let end = count.checked_mul(LENGTH as u64).and_then(|length| length.checked_add(begin));
        let end =
            end.filter(|end| file.metadata().is_ok_and(|file| *end <= file.len())).ok_or_else(broken)?;
        file.seek(SeekFrom::Start(end))?;
        let mut added = Vec::new();
        file.read_to_end(&mut added)?;
        Ok((Self { file: Mutex::new(file), begin, count }, added))
    }

    /// Where it begins.
    pub(super) fn begin(&self) -> u64 {
        self.begin
    }

    /// Bytes of the file, at most so many.
    pub(super) fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(length);
        (&*file).take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn entries(&self, from: u64, count: u64) -> io::Result<Vec<Entry>> {
        let bytes = self.read(self.begin + from * LENGTH as u64, count as usize * LENGTH)?;
        let entries = bytes.as_chunks::<LENGTH>().0;
        if entries.len() as u64 == count { Ok(entries.iter().map(entry).collect()) } else { Err(broken()) }
    }

    /// Entries that begin at the first one with a hash, or before, and the number of the first of them. Hashes are spread evenly,
    /// so that one tells about where it is; where they are not, every second look halves what is left.
    fn about(&self, hash: u64) -> io::Result<(u64, Vec<Entry>)> {
        let (mut from, mut to) = (0, self.count);
        let (mut least, mut most) = (0, u64::MAX);
        let mut halves = false;
        while to - from > ENTRIES {
            let share = u128::from(hash - least) * u128::from(to - from) / (u128::from(most - least) + 1);
            let about = if halves { (to - from) / 2 } else { share as u64 };
            let begin = (from + about).saturating_sub(ENTRIES / 2).clamp(from, to - ENTRIES);
            let entries = self.entries(begin, ENTRIES)?;
            let [first, last] = [entries[0][0], entries[entries.len() - 1][0]];
            if hash <= first {
                (to, most) = (begin, first);
            } else if hash > last {
                (from, least) = (begin + ENTRIES, last);
            } else {
                return Ok((begin, entries));
            }
            halves = !halves;
        }
        Ok((from, self.entries(from, to - from)?))
    }

    /// The numbers of a hash, in order.
    pub(super) fn find(&self, hash: u64) -> io::Result<Vec<u64>> {
        let (mut from, mut entries) = self.about(hash)?;
        let mut found = Vec::new();
        loop {
            found.extend(entries.iter().filter(|[other, _]| *other == hash).map(|[_, number]| *number));
            from += entries.len() as u64;
            if from == self.count || entries.last().is_some_and(|[last, _]| *last > hash) {
                break;
            }
            entries = self.entries(from, ENTRIES.min(self.count - from))?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_was_written_is_found(
            seeds in prop::collection::vec(any::<u64>(), 0..3_000),
            spread in prop::sample::select(vec![u64::MAX, 1 << 40, 40, 1]),
        ) {
            let hashes: Vec<u64> = seeds.iter().map(|seed| seed % spread).collect();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("table");
            let mut entries: Vec<Entry> = hashes.iter().copied().zip(0..).map(|(hash, number)| [hash, number]).collect();
            let expected = entries.clone();
            create(&path, &mut entries).unwrap();
            let (table, added) = Table::open(&path).unwrap();
            prop_assert!(added.is_empty());
            for sought in hashes.iter().copied().take(50).chain([0, 7, u64::MAX]) {
                let numbers: Vec<u64> = expected.iter().filter(|[hash, _]| *hash == sought).map(|[_, number]| *number).collect();
                prop_assert_eq!(table.find(sought).unwrap(), numbers);
            }
        }
    }
}
