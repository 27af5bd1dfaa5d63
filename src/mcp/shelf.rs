//! The documents that an agent may see, read anew when a file has changed.
use crate::archive::{ArticleEntry, Live, Snapshot, SnapshotError};
use crate::corpus::find::Input;
use crate::corpus::{CorpusOptions, FileReport};
use crate::diagnostic::Severity;
use crate::term::iri::nearest;
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

/// The documents below some paths, as they were read last.
pub(crate) struct Files(Mutex<Live>);

/// One state of them.
pub(crate) struct Shown {
    pub(crate) snapshot: Snapshot,
    pub(crate) input: Arc<Input>,
    /// The files that have errors: what they say now is not in the snapshot.
    pub(crate) refused: Vec<Refused>,
}

/// A file with errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Its name, as it was given.
    pub(crate) file: String,
    pub(crate) errors: usize,
    /// The message of the first.
    pub(crate) first: String,
}

/// Those of some files that have errors.
pub(crate) fn refused<'r>(reports: impl IntoIterator<Item = &'r FileReport>) -> Vec<Refused> {
    let mut refused: Vec<Refused> = Vec::new();
    for report in reports {
        let mut errors = report.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let Some(first) = errors.next() else { continue };
        let errors = 1 + errors.count();
        match refused.iter_mut().find(|known| known.file == report.name) {
            Some(known) => known.errors += errors,
            None => refused.push(Refused { file: report.name.clone(), errors, first: first.message.clone() }),
        }
    }
    refused
}

/// The article with an id, or that there is none.
pub(super) fn by_id(snapshot: &Snapshot, id: &str) -> Result<ArticleEntry, String> {
    let articles = snapshot.articles();
    let ids: Vec<String> = articles.iter().map(|article| article.id.clone()).collect();
    articles.into_iter().find(|article| article.id == id).ok_or_else(|| {
        let near = nearest(id, ids.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("no document has the id `{id}`{near}")
    })
}

impl Shelf {
    pub(super) fn open(paths: Vec<PathBuf>, options: CorpusOptions) -> Result<Self, SnapshotError> {
        Ok(Self::Files(Box::new(Files(Mutex::new(Live::open(paths, options)?)))))
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
    /// What has changed is read again; a document with errors stays as it was.
    fn shown(&self) -> Arc<Shown> {
        let mut live = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        live.refresh();
        let refused = refused(live.each_report());
        Arc::new(Shown { snapshot: live.snapshot(), input: live.input(), refused })
    }
}
