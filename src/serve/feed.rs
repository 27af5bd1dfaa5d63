//! The documents that are served, kept up to date.
use super::{Replacer, Site};
use crate::archive::{Live, Refreshed, SnapshotError};
use crate::corpus::CorpusOptions;
use crate::corpus::find::Input;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
        Ok(Feed(Arc::new(Mutex::new(Kept { live, digest }))))
    }
}

/// Documents as they were read last. A clone is another handle to the same.
#[derive(Clone, Debug)]
pub struct Feed(Arc<Mutex<Kept>>);

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
        let mut kept = self.kept();
        let refreshed = kept.live.refresh()?;
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
        self.kept().live.input()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
