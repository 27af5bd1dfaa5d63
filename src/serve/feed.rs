//! The documents that are served, kept up to date.
use super::{Replacer, Site};
use crate::archive::{Live, Refreshed, SnapshotError};
use crate::corpus::CorpusOptions;
use crate::corpus::find::Input;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};

/// The documents that a server serves, and that it may change.
#[derive(Clone, Debug)]
pub struct Documents {
    /// Documents, folders of documents, or files of JSON Lines.
    pub paths: Vec<PathBuf>,
    /// How their corpora are read.
    pub options: CorpusOptions,
}

impl Documents {
    /// Reads and checks them all.
    ///
    /// # Errors
    /// Where a path leads to no document, or a file cannot be read.
    pub fn open(&self) -> Result<Feed, SnapshotError> {
        let live = Live::open(self.paths.clone(), self.options.clone())?;
        let digest = live.snapshot().dataset().digest();
        let input = Arc::new(RwLock::new(live.input()));
        Ok(Feed { kept: Arc::new(Mutex::new(Kept { live, digest })), input })
    }
}

/// Documents as they were read last. A clone is another handle to the same.
#[derive(Clone, Debug)]
pub struct Feed {
    kept: Arc<Mutex<Kept>>,
    /// The files that were found last: whoever asks for them does not wait for what is being read.
    input: Arc<RwLock<Arc<Input>>>,
}

#[derive(Debug)]
struct Kept {
    live: Live,
    /// Tells what was held when all documents were read.
    digest: [u8; 32],
}

impl Feed {
    /// What is to be served.
    #[must_use]
    pub fn site(&self) -> Site {
        let kept = self.kept();
        Site::of_live(&kept.live, &kept.digest)
    }

    /// Reads again what has changed, and puts it in the place of what is served; none where nothing has changed.
    ///
    /// What cannot be read, or has errors, leaves what was served last; the page says so.
    pub fn refresh(&self, replacer: &Replacer) -> Option<Refreshed> {
        self.refresh_kept(&mut self.kept(), replacer)
    }

    /// The same where nobody is reading already: who does sees the change when they look next.
    pub(super) fn refresh_unless_busy(&self, replacer: &Replacer) {
        match self.kept.try_lock() {
            Ok(mut kept) => {
                let _ = self.refresh_kept(&mut kept, replacer);
            }
            Err(TryLockError::Poisoned(poisoned)) => {
                let _ = self.refresh_kept(&mut poisoned.into_inner(), replacer);
            }
            Err(TryLockError::WouldBlock) => {}
        }
    }

    fn refresh_kept(&self, kept: &mut Kept, replacer: &Replacer) -> Option<Refreshed> {
        let refreshed = kept.live.refresh()?;
        *self.input.write().unwrap_or_else(PoisonError::into_inner) = kept.live.input();
        if refreshed.is_whole {
            kept.digest = kept.live.snapshot().dataset().digest();
        }
        replacer.replace(Site::of_live(&kept.live, &kept.digest));
        Some(refreshed)
    }

    /// Why the documents could not be read when they changed last.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.kept().live.problem().map(str::to_owned)
    }

    /// The files that were found.
    pub(super) fn input(&self) -> Arc<Input> {
        Arc::clone(&self.input.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Documents;
    use crate::corpus::CorpusOptions;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn whoever_asks_for_the_files_does_not_wait_for_what_is_read() {
        let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let documents = Documents { paths: vec![data], options: CorpusOptions::default() };
        let feed = documents.open().unwrap();
        // As while a reload runs.
        let reading = feed.kept();
        let (sender, receiver) = mpsc::channel();
        let other = feed.clone();
        std::thread::spawn(move || sender.send(other.input().documents.len()));
        assert!(receiver.recv_timeout(Duration::from_secs(20)).unwrap() > 0);
        drop(reading);
    }
}
