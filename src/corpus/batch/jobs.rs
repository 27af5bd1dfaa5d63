//! The input in pieces: files, and blocks of whole lines.
use crate::corpus::compressed::{self, Compression};
use crate::corpus::error::OpenError;
use crate::corpus::input::{Found, Input};
use crate::document::Notation;
use std::fs::File;
use std::io::{self, Read, Seek};

/// About how many bytes of lines make a job.
const BLOCK: usize = 256 << 10;
/// The longest line that is read: a document.
pub(super) const LINE: usize = 64 << 20;

/// A piece of the input.
pub(super) struct Job {
    pub(super) number: u64,
    /// How many bytes of the files were read up to here.
    pub(super) read: u64,
    /// The file it is from: an index.
    pub(super) document: usize,
    /// Its bytes; of a file, none yet.
    pub(super) bytes: Vec<u8>,
    /// The number of its first line.
    pub(super) first_line: u64,
    /// Where it begins in its file.
    pub(super) first_byte: u64,
    /// Why the input ends here.
    pub(super) error: Option<OpenError>,
}

pub(super) struct Jobs {
    pub(super) next: u64,
    /// Bytes of the files of lines that are read, compressed as they are.
    pub(super) read: u64,
    pub(super) document: usize,
    pub(super) lines: Option<Lines>,
    pub(super) stop: bool,
}

/// An open file of lines.
pub(super) struct Lines {
    reader: Box<dyn Read + Send>,
    /// The file once more, which tells how far it is read.
    file: Option<File>,
    rest: Vec<u8>,
    line: u64,
    byte: u64,
    end: bool,
}

impl Jobs {
    /// The next job, in a buffer to reuse.
    pub(super) fn take(&mut self, input: &Input, mut bytes: Vec<u8>) -> Option<Job> {
        loop {
            if self.stop {
                return None;
            }
            let found = input.documents.get(self.document)?;
            let mut job = Job {
                number: self.next,
                read: self.read,
                document: self.document,
                bytes: Vec::new(),
                first_line: 1,
                first_byte: 0,
                error: None,
            };
            if found.notation != Notation::Lines {
                self.document += 1;
                self.next += 1;
                return Some(job);
            }
            let mut lines = match self.lines.take() {
                Some(lines) => lines,
                None => match Lines::open(found) {
                    Ok(lines) => lines,
                    Err(error) => {
                        self.stop = true;
                        job.error = Some(error);
                        return Some(job);
                    }
                },
            };
            job.first_line = lines.line;
            job.first_byte = lines.byte;
            match lines.block(&mut bytes) {
                Ok(true) => {
                    job.read += lines.position();
                    self.lines = Some(lines);
                    self.next += 1;
                    job.bytes = bytes;
                    return Some(job);
                }
                // This file is at its end: the next one.
                Ok(false) => {
                    self.read += lines.position();
                    self.document += 1;
                }
                Err(error) => {
                    self.stop = true;
                    job.error = Some(OpenError::io(error, format!("cannot read `{}`", found.name)));
                    return Some(job);
                }
            }
        }
    }
}

impl Lines {
    fn open(found: &Found) -> Result<Self, OpenError> {
        let (reader, file): (Box<dyn Read + Send>, _) = match &found.path {
            None => (Box::new(io::stdin()), None),
            Some(path) => {
                let file = File::open(path)
                    .map_err(|error| OpenError::io(error, format!("cannot read `{}`", found.name)))?;
                let again = file.try_clone().ok();
                let reader = match Compression::of(path) {
                    Some(compression) => compressed::reader(file, compression),
                    None => Box::new(file),
                };
                (reader, again)
            }
        };
        Ok(Self { reader, file, rest: Vec::new(), line: 1, byte: 0, end: false })
    }

    /// How many bytes of the file are read; 0 for standard input and for pipes.
    fn position(&mut self) -> u64 {
        self.file.as_mut().and_then(|file| file.stream_position().ok()).unwrap_or(0)
    }

    /// Whole lines, about a block of them; false at the end.
    fn block(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        into.clear();
        into.append(&mut self.rest);
        while !self.end {
            let at = into.len();
            self.end = self.reader.by_ref().take(BLOCK as u64).read_to_end(into)? == 0;
            if let Some(last) = memchr::memrchr(b'\n', &into[at..]) {
                self.rest.extend_from_slice(&into[at + last + 1..]);
                into.truncate(at + last + 1);
                break;
            }
            if into.len() > LINE {
                // The line is refused as too large: its rest is passed over.
                self.skip_line(into)?;
                break;
            }
        }
        self.line += memchr::memchr_iter(b'\n', into).count() as u64;
        self.byte += into.len() as u64;
        Ok(!into.is_empty())
    }

    /// Passes over the rest of a line; what follows it is kept.
    fn skip_line(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        let mut chunk = vec![0; BLOCK];
        loop {
            let read = self.reader.read(&mut chunk)?;
            if read == 0 {
                self.end = true;
                return Ok(());
            }
            if let Some(at) = memchr::memchr(b'\n', &chunk[..read]) {
                into.push(b'\n');
                self.rest.extend_from_slice(&chunk[at + 1..read]);
                return Ok(());
            }
        }
    }
}
