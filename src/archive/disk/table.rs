//! Numbers by hashes, in a file that is not read whole.
//!
//! It begins with where the table begins, and how many entries that has. Something else may follow, then the table, sorted: a
//! hash and a number; then the first entry of each block of the table once more. What was added later is behind it.
use super::bytes::Bytes;
use super::error::broken;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

/// The length of the head.
pub(super) const HEAD: usize = LENGTH;
/// The length of an entry.
pub(super) const LENGTH: usize = 16;
/// How many entries a block has, which is read at once.
const BLOCK: usize = 128;

/// A hash and a number.
pub(super) type Entry = [u64; 2];

/// An entry as the file has it.
pub(super) fn bytes(entry: &Entry) -> [u8; LENGTH] {
    (u128::from(entry[0]) | u128::from(entry[1]) << 64).to_le_bytes()
}

/// An entry from its bytes.
pub(super) fn entry(bytes: &[u8; LENGTH]) -> Entry {
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
    for entry in entries.iter().chain(entries.iter().step_by(BLOCK)) {
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
    add(path, whole::<LENGTH>, entries.into_iter().flat_map(bytes).collect())
}

/// Adds entries behind the first `end` bytes of a file; what followed these is cut off.
pub(super) fn append_behind<'e>(
    path: &Path,
    end: u64,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> io::Result<()> {
    add(path, |_| end, entries.into_iter().flat_map(bytes).collect())
}

/// Adds hashes behind the table, each once.
pub(super) fn append_hashes(path: &Path, mut hashes: Vec<u64>) -> io::Result<()> {
    hashes.sort_unstable();
    hashes.dedup();
    add(path, whole::<{ size_of::<u64>() }>, hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect())
}

/// Where the last whole item of a length ends: a killed process may have left a part of one.
fn whole<const ITEM: usize>(length: u64) -> u64 {
    length - length % ITEM as u64
}

/// Adds bytes to a file, whose length tells where; what followed is cut off.
fn add(path: &Path, end: impl FnOnce(u64) -> u64, bytes: Vec<u8>) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(path)?;
    let length = file.metadata()?.len();
    let end = end(length);
    if bytes.is_empty() && end == length {
        return Ok(());
    }
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    file.write_all(&bytes)?;
    file.sync_all()
}

/// A table, to be read.
#[derive(Debug)]
pub(super) struct Table {
    file: Bytes,
    begin: u64,
    count: u64,
    /// The first hash of each block.
    firsts: Vec<u64>,
}

impl Table {
    /// Opens a file. Gives what is behind the table, too.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<u8>)> {
        let file = Bytes::open(path)?;
        let mut head = [0; HEAD];
        file.read(0, &mut head)?;
        let [begin, count] = entry(&head);
        let end = count.checked_mul(LENGTH as u64).and_then(|length| length.checked_add(begin));
        let rest = end.and_then(|end| file.len().ok()?.checked_sub(end)).ok_or_else(broken)?;
        let blocks = count.div_ceil(BLOCK as u64) as usize;
        let mut bytes = vec![0; rest as usize];
        file.read(begin + count * LENGTH as u64, &mut bytes)?;
        let (firsts, added) = bytes.split_at_checked(blocks * LENGTH).ok_or_else(broken)?;
        let firsts = firsts.as_chunks().0.iter().map(|first| entry(first)[0]).collect();
        Ok((Self { file, begin, count, firsts }, added.to_vec()))
    }

    /// Where it begins.
    pub(super) fn begin(&self) -> u64 {
        self.begin
    }

    /// Where what was added later begins.
    pub(super) fn end(&self) -> u64 {
        self.begin + (self.count + self.firsts.len() as u64) * LENGTH as u64
    }

    /// Fills a buffer with bytes that are before the table, as far as they are. Gives how many they are.
    pub(super) fn read(&self, at: u64, into: &mut [u8]) -> io::Result<usize> {
        let length = self.begin.saturating_sub(at).min(into.len() as u64) as usize;
        self.file.read(at, &mut into[..length])?;
        Ok(length)
    }

    /// The numbers of a hash, in order.
    pub(super) fn find(&self, hash: u64) -> io::Result<Vec<u64>> {
        let mut found = Vec::new();
        let mut bytes = [0; BLOCK * LENGTH];
        // It may begin in the block before the first one that begins with it, or with more.
        let mut block = self.firsts.partition_point(|first| *first < hash).saturating_sub(1);
        while self.firsts.get(block).is_some_and(|first| *first <= hash) {
            let from = (block * BLOCK) as u64;
            let bytes = &mut bytes[..(self.count - from).min(BLOCK as u64) as usize * LENGTH];
            self.file.read(self.begin + from * LENGTH as u64, bytes)?;
            let entries = bytes.as_chunks().0.iter().map(entry);
            found.extend(entries.filter(|[other, _]| *other == hash).map(|[_, number]| number));
            block += 1;
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
