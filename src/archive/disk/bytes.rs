//! A file of which parts are read, by several threads at once.
use super::error::broken;
use std::fs::File;
use std::io;
use std::path::Path;

/// A file, open for reading.
#[derive(Debug)]
pub(super) struct Bytes(File);

impl Bytes {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(File::open(path)?))
    }

    /// How many bytes it has now.
    pub(super) fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    /// Fills a buffer with the bytes that begin at one.
    ///
    /// # Errors
    /// Where the file ends before, or cannot be read.
    #[cfg(unix)]
    pub(super) fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, into, at).map_err(cut_off)
    }

    /// Fills a buffer with the bytes that begin at one.
    ///
    /// # Errors
    /// Where the file ends before, or cannot be read.
    #[cfg(windows)]
    pub(super) fn read(&self, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.0, into, at) {
                Ok(0) => return Err(broken()),
                Ok(read) => {
                    at += read as u64;
                    into = &mut into[read..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn cut_off(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::UnexpectedEof { broken() } else { error }
}
