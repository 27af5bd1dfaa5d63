//! Bytes that a thread writes and a client reads.
use super::workers::Running;
use crate::archive::AskError;
use crate::ask::memory::give_away;
use bytes::Bytes;
use futures_core::Stream;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
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
        give_away(self.piece.capacity());
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

/// An output that is lent to who gives back no more than an output.
pub(super) struct Lent<W>(Arc<Mutex<Option<W>>>);

impl<W> Clone for Lent<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W> Lent<W> {
    pub(super) fn new(out: W) -> Self {
        Self(Arc::new(Mutex::new(Some(out))))
    }

    /// The output.
    ///
    /// # Errors
    /// Where it was given back already.
    pub(super) fn back(&self) -> io::Result<W> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }
}

impl<W: Write> Write for Lent<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(out) => out.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An answer as it is sent.
pub(super) enum Sent {
    /// What fits into a piece: with its length and its tag, packed.
    Whole(Vec<u8>),
    /// The beginning of what has more.
    Begun(Pieces),
}

/// The writing of an answer, which gives what was not sent of it.
type Writing = Running<Result<Vec<u8>, AskError>>;

/// Waits until an answer, which has so long, is there, or, where it may be sent in pieces, the first of them.
pub(super) async fn sent(
    mut running: Writing,
    limit: Duration,
    mut receiver: mpsc::Receiver<io::Result<Bytes>>,
    sender: mpsc::Sender<io::Result<Bytes>>,
    in_pieces: bool,
) -> Result<Sent, AskError> {
    let mut body: Vec<u8> = Vec::new();
    let rest = loop {
        tokio::select! {
            biased;
            Some(Ok(piece)) = receiver.recv() => {
                if in_pieces {
                    tokio::spawn(see_to(running, sender));
                    return Ok(Sent::Begun(Pieces { first: Some(piece), rest: receiver }));
                }
                body.extend_from_slice(&piece);
            }
            ended = running.wait() => break ended.map_err(|unfinished| unfinished.error(limit))??,
        }
    };
    while let Ok(Ok(piece)) = receiver.try_recv() {
        body.extend_from_slice(&piece);
    }
    body.extend_from_slice(&rest);
    Ok(Sent::Whole(body))
}

/// Waits for the end of an answer that has begun, and sends its last piece.
async fn see_to(mut running: Writing, sender: mpsc::Sender<io::Result<Bytes>>) {
    let last = tokio::select! {
        ended = running.wait() => match ended {
            Ok(Ok(rest)) if rest.is_empty() => return,
            Ok(Ok(rest)) => Ok(Bytes::from(rest)),
            // Whoever reads on must not take what there is for the whole.
            _ => Err(io::Error::other("the answer broke off")),
        },
        () = sender.closed() => return,
    };
    let _ = sender.send(last).await;
}

/// Pieces of an answer whose end is not known when it begins: where it breaks off, the connection does.
pub(super) struct Pieces {
    first: Option<Bytes>,
    rest: mpsc::Receiver<io::Result<Bytes>>,
}

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.first.take() {
            Some(piece) => Poll::Ready(Some(Ok(piece))),
            None => self.rest.poll_recv(context),
        }
    }
}
