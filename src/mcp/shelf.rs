//! The documents that an agent may see, read anew when a file has changed.
use crate::archive::{Snapshot, SnapshotError};
use crate::corpus::find::{self, Input};
use crate::corpus::stamp::{Stamps, stamps};
use crate::corpus::{CorpusOptions, FileReport};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The documents, from where they come.
pub(crate) enum Shelf {
    /// Those below some paths.
    Files(Box<Files>),
    /// Those that someone else keeps up to date.
    #[cfg(feature = "serve")]
    Live(Box<dyn Fn() -> Shown + Send + Sync>),
}

/// The documents below some paths.
pub(crate) struct Files {
    paths: Vec<PathBuf>,
    options: CorpusOptions,
    state: Mutex<(Stamps, Arc<Shown>)>,
}

/// One state of them.
pub(crate) struct Shown {
    pub(crate) snapshot: Snapshot,
    pub(crate) input: Arc<Input>,
}

impl Shelf {
    pub(super) fn open(paths: Vec<PathBuf>, options: CorpusOptions) -> Result<Self, SnapshotError> {
        let known = stamps(&paths);
        let shown = Arc::new(read(&paths, &options)?);
        Ok(Self::Files(Box::new(Files { paths, options, state: Mutex::new((known, shown)) })))
    }

    /// The documents as they are now; where they cannot be read, as they were.
    pub(super) fn shown(&self) -> Arc<Shown> {
        match self {
            Self::Files(files) => files.shown(),
            #[cfg(feature = "serve")]
            Self::Live(current) => Arc::new(current()),
        }
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.shown().snapshot.clone()
    }
}

impl Files {
    fn shown(&self) -> Arc<Shown> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = stamps(&self.paths);
        if now != state.0 {
            if let Ok(shown) = read(&self.paths, &self.options) {
                state.1 = Arc::new(shown);
            }
            state.0 = now;
        }
        Arc::clone(&state.1)
    }
}

fn read(paths: &[PathBuf], options: &CorpusOptions) -> Result<Shown, SnapshotError> {
    let mut reports: Vec<FileReport> = Vec::new();
    let input = find::find(paths, options, &mut reports)?;
    Ok(Shown { snapshot: Snapshot::of_input(&input, &mut reports)?, input: Arc::new(input) })
}
