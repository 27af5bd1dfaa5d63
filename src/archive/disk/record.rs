//! What a store keeps of a document: its quads as they were written, packed, in a file that only grows.
//!
//! RocksDB knows where each record is; what follows the last known one was never loaded.
use super::bytes::Bytes;
use super::content::{Content, Encoder};
use super::error::broken;
use crate::rdf::record::{self, Recorder};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc, Decompress, FlushDecompress, Status};
use lz4_flex::block;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

/// Bytes before the key: five lengths and a sum.
const HEAD: usize = 24;
/// The first byte of a record whose quads are a [`Content`], before them.
const QUADS: u8 = 1;
/// The first byte of a record of other bytes.
const BYTES: u8 = 0;
/// By how much packing shortens at most: no byte of DEFLATE stands for more, and none of LZ4.
const MOST: usize = 1032;
/// How texts are packed: the fastest way whose codes fit the text.
const TEXT: Compression = Compression::new(2);
/// So many records are unpacked by whoever takes them: a thread of their own would cost more than it saves.
const FEW: usize = 256;
/// How many unpacked records may wait.
const WAITING: usize = 16;

/// One record, as threads hand it on and as written in the file: the lengths of the key, of the packed and of the unpacked
/// quads, of what is [kept apart](Content), packed and unpacked; the CRC-32 of the packed quads; the key; the packed quads;
/// what is kept apart, packed.
///
/// Quads are packed with LZ4, which takes less time to unpack, as citing unpacks many records for few facts; texts with zlib.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'b> {
    /// The IRI of the article, or the base of the corpus.
    pub(super) key: &'b str,
    /// All its bytes.
    pub(super) bytes: &'b [u8],
    quads: Packed<'b>,
    sum: u32,
    apart: Packed<'b>,
}

/// Bytes that are packed, and how many they are.
#[derive(Clone, Copy, Debug)]
struct Packed<'b> {
    bytes: &'b [u8],
    length: u32,
}

impl Packed<'_> {
    fn is_empty(self) -> bool {
        self.bytes.is_empty() && self.length == 0
    }

    /// How long it is when it is unpacked. A damaged length must not take the memory for it.
    fn unpacked(self) -> io::Result<usize> {
        let length = self.length as usize;
        if length / MOST > self.bytes.len() { Err(broken()) } else { Ok(length) }
    }

    fn unpack_quads(self, sum: u32, out: &mut Vec<u8>) -> io::Result<()> {
        let length = self.unpacked()?;
        let mut crc = Crc::new();
        crc.update(self.bytes);
        if crc.sum() != sum {
            return Err(broken());
        }
        out.clear();
        out.resize(length, 0);
        let filled = block::decompress_into(self.bytes, out).map_err(|_| broken())?;
        if filled == length { Ok(()) } else { Err(broken()) }
    }

    fn unpack_text(self, out: &mut Vec<u8>) -> io::Result<()> {
        out.clear();
        let length = self.unpacked()?;
        // One more than there should be, so that too much is seen.
        out.reserve_exact(length + 1);
        let mut decompress = Decompress::new(true);
        let status =
            decompress.decompress_vec(self.bytes, out, FlushDecompress::Finish).map_err(|_| broken())?;
        if status == Status::StreamEnd && out.len() == length { Ok(()) } else { Err(broken()) }
    }
}

fn length(length: usize) -> io::Result<[u8; 4]> {
    let too_long =
        |_| io::Error::new(io::ErrorKind::InvalidData, "a document produces more than 4 GiB of quads");
    Ok(u32::try_from(length).map_err(too_long)?.to_le_bytes())
}

impl<'b> Record<'b> {
    /// Appends a record of a document's quads, which were recorded, to a buffer.
    pub(super) fn pack(key: &str, recorded: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        Packer::default().pack(key, recorded, out)
    }

    /// Appends a record of bytes.
    pub(super) fn pack_bytes(key: &str, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        pack_parts(key, &[&[BYTES], bytes].concat(), &[], out)
    }

    /// The first record of some bytes, and the bytes behind it.
    pub(super) fn first(bytes: &'b [u8]) -> io::Result<(Self, &'b [u8])> {
        let number = |at: usize| -> io::Result<u32> {
            let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).ok_or_else(broken)?;
            Ok(u32::from_le_bytes(four))
        };
        let (key, packed, apart) = (number(0)? as usize, number(4)? as usize, number(12)? as usize);
        let (record, rest) = bytes.split_at_checked(HEAD + key + packed + apart).ok_or_else(broken)?;
        let (key, body) = record[HEAD..].split_at(key);
        let (packed, apart) = body.split_at(packed);
        let quads = Packed { bytes: packed, length: number(8)? };
        let apart = Packed { bytes: apart, length: number(16)? };
        let key = std::str::from_utf8(key).map_err(|_| broken())?;
        Ok((Self { key, bytes: record, quads, sum: number(20)?, apart }, rest))
    }

    /// What it holds. Without what is kept apart an article's own text is empty.
    pub(super) fn open(&self, with_apart: bool) -> io::Result<Unpacked> {
        let mut unpacked = Unpacked::default();
        self.open_into(with_apart, &mut unpacked)?;
        Ok(unpacked)
    }

    fn open_into(&self, with_apart: bool, unpacked: &mut Unpacked) -> io::Result<()> {
        self.quads.unpack_quads(self.sum, &mut unpacked.quads)?;
        unpacked.apart.clear();
        if with_apart && !self.apart.is_empty() {
            self.apart.unpack_text(&mut unpacked.apart)?;
        }
        Ok(())
    }

    /// Its quads as they were recorded, or its bytes.
    pub(super) fn unpack(&self, out: &mut Vec<u8>) -> io::Result<()> {
        self.open(true)?.restore(out)
    }
}

/// What a record holds.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    quads: Vec<u8>,
    apart: Vec<u8>,
}

impl Unpacked {
    /// The quads of a document.
    pub(super) fn content(&self) -> io::Result<Content<'_>> {
        match self.quads.split_first() {
            Some((&QUADS, quads)) => Content::read(quads, &self.apart),
            _ => Err(broken()),
        }
    }

    /// The quads as they were recorded, or the bytes.
    pub(super) fn restore(&self, out: &mut Vec<u8>) -> io::Result<()> {
        out.clear();
        match self.quads.split_first() {
            Some((&BYTES, bytes)) => out.extend_from_slice(bytes),
            _ => self.content()?.replay(&mut Recorder::new(out)),
        }
        Ok(())
    }
}

/// Makes records; keeps its memory from one to the next.
#[derive(Default)]
pub(crate) struct Packer {
    encoder: Encoder,
    quads: Vec<u8>,
    apart: Vec<u8>,
}

impl Packer {
    /// Appends a record of a document's quads, which were recorded, to a buffer.
    pub(super) fn pack(&mut self, key: &str, recorded: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        self.quads.clear();
        self.apart.clear();
        record::replay(recorded, &mut self.encoder);
        self.quads.push(QUADS);
        self.encoder.finish(&mut self.quads, &mut self.apart);
        pack_parts(key, &self.quads, &self.apart, out)
    }
}

fn pack_parts(key: &str, quads: &[u8], apart: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let start = out.len();
    out.extend_from_slice(&[0; HEAD]);
    out.extend_from_slice(key.as_bytes());
    let body = out.len();
    out.resize(body + block::get_maximum_output_size(quads.len()), 0);
    let packed = block::compress_into(quads, &mut out[body..]).map_err(io::Error::other)?;
    out.truncate(body + packed);
    let mut sum = Crc::new();
    sum.update(&out[body..]);
    if !apart.is_empty() {
        let mut encoder = ZlibEncoder::new(&mut *out, TEXT);
        encoder.write_all(apart)?;
        encoder.finish()?;
    }
    let apart_packed = out.len() - body - packed;
    let lengths = [key.len(), packed, quads.len(), apart_packed, apart.len()];
    for (at, number) in lengths.into_iter().enumerate() {
        out[start + 4 * at..][..4].copy_from_slice(&length(number)?);
    }
    out[start + HEAD - 4..start + HEAD].copy_from_slice(&sum.sum().to_le_bytes());
    Ok(())
}

/// Where a record is in the file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    /// Where it begins.
    pub(super) start: u64,
    /// How long it is.
    pub(super) length: u64,
}

impl Place {
    /// As text, for the index.
    pub(super) fn text(self) -> String {
        format!("{} {}", self.start, self.length)
    }

    /// From text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (start, length) = text.split_once(' ')?;
        Some(Self { start: start.parse().ok()?, length: length.parse().ok()? })
    }
}

/// The file of records, to append to.
#[derive(Debug)]
pub(super) struct Appending {
    writer: BufWriter<File>,
    end: u64,
}

impl Appending {
    /// A new file.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { writer: BufWriter::with_capacity(1 << 18, File::create_new(path)?), end: 0 })
    }

    /// A file whose records end at `end`; what follows that is cut off.
    pub(super) fn open(path: &Path, end: u64) -> io::Result<Self> {
        let mut file = File::options().read(true).write(true).open(path)?;
        if file.metadata()?.len() < end {
            return Err(broken());
        }
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        Ok(Self { writer: BufWriter::with_capacity(1 << 18, file), end })
    }

    /// Where the next record begins.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Appends a record.
    pub(super) fn append(&mut self, record: &[u8]) -> io::Result<Place> {
        self.writer.write_all(record)?;
        let place = Place { start: self.end, length: record.len() as u64 };
        self.end += place.length;
        Ok(place)
    }

    /// Hands all to the system, so that it can be read.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }

    /// Waits until all is on the disk.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.writer.get_ref().sync_all()
    }
}

/// The file of records, to read from.
#[derive(Debug)]
pub(super) struct Records(Bytes);

impl Records {
    /// Opens the file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(Bytes::open(path)?))
    }

    /// The key of the record that begins at a byte.
    pub(super) fn key_at(&self, start: u64) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.read(Place { start, length: 4 }, &mut bytes)?;
        let length = bytes.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
        self.read(Place { start: start + HEAD as u64, length: length.into() }, &mut bytes)?;
        String::from_utf8(bytes).map_err(|_| broken())
    }

    /// Reads the bytes of the record that begins at a byte.
    pub(super) fn read_at(&self, start: u64, into: &mut Vec<u8>) -> io::Result<()> {
        self.read(Place { start, length: HEAD as u64 }, into)?;
        let number = |at: usize| u32::from_le_bytes([into[at], into[at + 1], into[at + 2], into[at + 3]]);
        let length = HEAD as u64 + [0, 4, 12].iter().map(|&at| u64::from(number(at))).sum::<u64>();
        self.read(Place { start, length }, into)
    }

    /// Reads the bytes of the record at a place.
    pub(super) fn read(&self, place: Place, into: &mut Vec<u8>) -> io::Result<()> {
        // A damaged length must not take the memory for it.
        if place.start.saturating_add(place.length) > self.0.len()? {
            return Err(broken());
        }
        into.resize(place.length as usize, 0);
        self.0.read(place.start, into)
    }
}

/// Takes the unpacked records at some places, in order; what is kept apart of those alone of which `with_apart` says so.
/// Where they are many, they are read and unpacked on a thread of their own. `wrong` makes an error of what the file does
/// wrong.
pub(super) fn each_unpacked<E>(
    documents: &Path,
    places: impl IntoIterator<Item = Place>,
    with_apart: impl Fn(Place) -> bool + Send,
    wrong: impl Fn(io::Error) -> E,
    mut take: impl FnMut(Place, &Unpacked) -> Result<(), E>,
) -> Result<(), E> {
    let places: Vec<Place> = places.into_iter().collect();
    let records = Records::open(documents).map_err(&wrong)?;
    let mut bytes = Vec::new();
    let mut open = move |place, unpacked: &mut Unpacked| {
        records.read(place, &mut bytes)?;
        Record::first(&bytes)?.0.open_into(with_apart(place), unpacked)
    };
    if places.len() <= FEW {
        let mut unpacked = Unpacked::default();
        return places.into_iter().try_for_each(|place| {
            open(place, &mut unpacked).map_err(&wrong)?;
            take(place, &unpacked)
        });
    }
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        scope.spawn(move || {
            for place in places {
                let mut unpacked = Unpacked::default();
                let opened = open(place, &mut unpacked).map(|()| (place, unpacked));
                let is_last = opened.is_err();
                if sender.send(opened).is_err() || is_last {
                    return;
                }
            }
        });
        receiver.into_iter().try_for_each(|record| {
            let (place, unpacked) = record.map_err(&wrong)?;
            take(place, &unpacked)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::quads::{LiteralKind, QuadSink};
    use crate::term::vocab::{af, rdf, schema};

    #[test]
    fn what_is_unpacked_is_what_was_packed() {
        let mut bytes = Vec::new();
        Record::pack_bytes("http://a", b"one one one", &mut bytes).unwrap();
        Record::pack_bytes("http://b", b"", &mut bytes).unwrap();
        let (first, rest) = Record::first(&bytes).unwrap();
        let (second, rest) = Record::first(rest).unwrap();
        assert!(rest.is_empty());
        assert_eq!((first.key, second.key), ("http://a", "http://b"));
        let mut raw = Vec::new();
        first.unpack(&mut raw).unwrap();
        assert_eq!(raw, b"one one one");
        second.unpack(&mut raw).unwrap();
        assert!(raw.is_empty());
    }

    /// Reads a record each of whose bytes is damaged in turn.
    fn assert_every_damage_is_seen(bytes: &[u8]) {
        let unpack = |bytes: &[u8]| {
            let mut raw = Vec::new();
            let key = Record::first(bytes)
                .and_then(|(record, _)| record.unpack(&mut raw).map(|()| record.key.to_owned()));
            key.map(|key| (key, raw))
        };
        let (key, raw) = unpack(bytes).unwrap();
        for end in 0..bytes.len() {
            assert!(Record::first(&bytes[..end]).is_err(), "{end}");
        }
        for at in 0..bytes.len() {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= 0x55;
            if let Ok(read) = unpack(&damaged) {
                // The key is not summed; whoever looks for it sees that it is another.
                assert!(read.0 != key && read.1 == raw, "{at}");
            }
        }
    }

    #[test]
    fn every_damage_is_an_error() {
        let mut bytes = Vec::new();
        Record::pack_bytes("http://a", b"one one one", &mut bytes).unwrap();
        assert_every_damage_is_seen(&bytes);
        // With a text of so many bytes that its damaged length is none.
        let mut recorded = Vec::new();
        let mut recorder = Recorder::new(&mut recorded);
        recorder.subject("http://g", "http://a");
        recorder.iri(rdf::TYPE, af::ARTICLE);
        recorder.literal(schema::ARTICLE_BODY, &"a".repeat(0x55), LiteralKind::Plain);
        bytes.clear();
        Record::pack("http://a", &recorded, &mut bytes).unwrap();
        assert_every_damage_is_seen(&bytes);
    }

    #[test]
    fn a_length_that_cannot_be_is_refused_before_memory_is_taken() {
        let mut bytes = Vec::new();
        Record::pack_bytes("http://a", b"one one one", &mut bytes).unwrap();
        bytes[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        let (record, _) = Record::first(&bytes).unwrap();
        let mut unpacked = Unpacked::default();
        assert!(record.open_into(true, &mut unpacked).is_err());
        assert_eq!(unpacked.quads.capacity(), 0);
    }
}
