//! Bytes that a thread writes and a client reads.
use bytes::Bytes;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

/// How many bytes go to the client at once.
const PIECE: usize = 32 << 10;
/// What has no more bytes is not sent in pieces.
const WHOLE: usize = 2 * PIECE;
/// How many pieces may wait for the client.
pub(super) const WAITING: usize = 8;
/// How long it is waited before it is looked whether the client has read.
const PAUSE: Duration = Duration::from_millis(1);

/// Writes into a channel; a client that is gone is a broken pipe, and one that does not read is not waited for beyond the time.
pub(super) struct Pipe {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
    has_begun: bool,
    end: Instant,
}

impl Pipe {
    pub(super) fn new(sender: mpsc::Sender<io::Result<Bytes>>, end: Instant) -> Self {
        Self { sender, piece: Vec::new(), has_begun: false, end }
    }

    /// What was written and not sent.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.piece)
    }

    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        self.has_begun = true;
        let mut piece = Ok(Bytes::from(std::mem::take(&mut self.piece)));
        loop {
            piece = match self.sender.try_send(piece) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
                Err(TrySendError::Full(_)) if Instant::now() >= self.end => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                Err(TrySendError::Full(piece)) => piece,
            };
            sleep(PAUSE);
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= if self.has_begun { PIECE } else { WHOLE } {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// Sends nothing: what is left is taken as the [rest](Self::rest).
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A pipe that is lent to who gives back no more than an output.
#[derive(Clone)]
pub(super) struct Lent(Arc<Mutex<Pipe>>);

impl Lent {
    pub(super) fn new(pipe: Pipe) -> Self {
        Self(Arc::new(Mutex::new(pipe)))
    }

    /// What was written and not sent.
    pub(super) fn rest(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).rest()
    }
}

impl Write for Lent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
