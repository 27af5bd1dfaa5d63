//! Compressed files, told by their names: `.gz` and `.zst`, read and written.
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use ruzstd::encoding::{CompressionLevel, compress};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    /// [gzip](https://www.rfc-editor.org/rfc/rfc1952)
    Gzip,
    /// [Zstandard](https://www.rfc-editor.org/rfc/rfc8878)
    Zstd,
}

impl Compression {
    /// By a file's name; none for others.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "gz" => Some(Compression::Gzip),
            "zst" => Some(Compression::Zstd),
            _ => None,
        }
    }
}

/// Opens a file, compressed or not as the name says by which people know it.
pub(crate) fn open(path: &Path, called: &Path) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    Ok(match Compression::of(called) {
        Some(compression) => reader(file, compression),
        None => Box::new(file),
    })
}

/// Reads what a compressed file holds.
pub(crate) fn reader(file: impl Read + Send + 'static, compression: Compression) -> Box<dyn Read + Send> {
    match compression {
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zstd => Box::new(Frames { frame: Frame::Between(BufReader::new(file)) }),
    }
}

/// The frames of a Zstandard file, one after another.
struct Frames<R: Read> {
    frame: Frame<R>,
}

enum Frame<R: Read> {
    Between(BufReader<R>),
    In(Box<StreamingDecoder<BufReader<R>, FrameDecoder>>),
    End,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.frame, Frame::End) {
                Frame::End => return Ok(0),
                Frame::In(mut decoder) => {
                    let read = decoder.read(into)?;
                    self.frame =
                        if read == 0 { Frame::Between(decoder.into_inner()) } else { Frame::In(decoder) };
                    if read > 0 {
                        return Ok(read);
                    }
                }
                Frame::Between(mut source) => {
                    let begin = source.fill_buf()?;
                    if begin.is_empty() {
                        return Ok(0);
                    }
                    // A skippable frame: a magic number of sixteen, a length, and as many bytes.
                    if let [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] = begin {
                        let mut head = [0; 8];
                        source.read_exact(&mut head)?;
                        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
                        io::copy(&mut source.by_ref().take(length.into()), &mut io::sink())?;
                        self.frame = Frame::Between(source);
                        continue;
                    }
                    let decoder = StreamingDecoder::new(source);
                    let decoder = decoder
                        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
                    self.frame = Frame::In(Box::new(decoder));
                }
            }
        }
    }
}

/// Compresses what is written.
#[derive(Debug)]
pub(crate) enum Writer<W: Write> {
    /// As gzip.
    Gzip(Box<GzEncoder<W>>),
    /// As Zstandard: a frame a megabyte or so.
    Zstd {
        /// Where the frames go.
        to: W,
        /// What the next frame will hold.
        waiting: Vec<u8>,
    },
}

/// How much a frame of Zstandard holds.
const FRAME: usize = 1 << 20;

impl<W: Write> Writer<W> {
    /// Writes compressed to something.
    pub(crate) fn new(to: W, compression: Compression) -> Self {
        match compression {
            Compression::Gzip => Writer::Gzip(Box::new(GzEncoder::new(to, flate2::Compression::fast()))),
            Compression::Zstd => Writer::Zstd { to, waiting: Vec::with_capacity(FRAME) },
        }
    }

    /// Writes all that is left; what was written to comes back.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Writer::Gzip(encoder) => encoder.finish(),
            Writer::Zstd { mut to, waiting } => {
                write_frame(&waiting, &mut to)?;
                Ok(to)
            }
        }
    }
}

fn write_frame(bytes: &[u8], to: &mut impl Write) -> io::Result<()> {
    let mut frame = Vec::with_capacity(bytes.len() / 4);
    compress(bytes, &mut frame, CompressionLevel::Fastest);
    to.write_all(&frame)
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Writer::Gzip(encoder) => encoder.write(bytes),
            Writer::Zstd { to, waiting } => {
                waiting.extend_from_slice(bytes);
                if waiting.len() >= FRAME {
                    write_frame(waiting, to)?;
                    waiting.clear();
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Writer::Gzip(encoder) => encoder.flush(),
            Writer::Zstd { to, .. } => to.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let text: Vec<u8> = (0u32..700_000).flat_map(|n| (n / 7).to_le_bytes()).collect();
        for compression in [Compression::Gzip, Compression::Zstd] {
            let mut writer = Writer::new(Vec::new(), compression);
            for chunk in text.chunks(100_000) {
                writer.write_all(chunk).expect("memory takes it");
            }
            let packed = writer.finish().expect("memory takes it");
            assert!(packed.len() < text.len(), "{compression:?}");
            let mut read = Vec::new();
            reader(io::Cursor::new(packed), compression).read_to_end(&mut read).expect("it was just written");
            assert!(read == text, "{compression:?}");
        }
    }

    #[test]
    fn an_empty_file_is_empty() {
        for compression in [Compression::Gzip, Compression::Zstd] {
            let packed = Writer::new(Vec::new(), compression).finish().expect("memory takes it");
            let mut read = Vec::new();
            reader(io::Cursor::new(packed), compression).read_to_end(&mut read).expect("it was just written");
            assert_eq!(read, b"");
        }
    }
}
