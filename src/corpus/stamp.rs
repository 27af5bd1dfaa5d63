//! Whether files have changed since they were read.
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The files below some paths, each with the time of its last change and its length.
pub(crate) type Stamps = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// The files below some paths as they are now. Names that begin with a dot are passed over.
#[must_use]
pub(crate) fn stamps(paths: &[PathBuf]) -> Stamps {
    let mut found = Vec::new();
    for path in paths {
        gather(path, &mut found);
    }
    found.sort();
    found
}

fn gather(path: &Path, found: &mut Stamps) {
    let Ok(meta) = std::fs::metadata(path) else { return };
    if !meta.is_dir() {
        found.push((path.to_owned(), meta.modified().ok(), meta.len()));
        return;
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with('.') {
            gather(&entry.path(), found);
        }
    }
}
