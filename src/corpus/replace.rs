//! Files that are replaced together, or not at all.
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file as it was read: its bytes, and where it lies once links are followed.
#[derive(Clone, Debug)]
pub struct Held {
    path: PathBuf,
    bytes: Option<Vec<u8>>,
}

impl Held {
    /// Reads a file, which may be absent.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn read(path: &Path) -> Result<Self, ReplaceError> {
        // A link keeps being one: what it leads to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::read(&path) {
            Ok(bytes) => Ok(Self { path, bytes: Some(bytes) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self { path, bytes: None }),
            Err(error) => Err(ReplaceError::Io { path, error }),
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes; none where it is absent.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }

    /// Whether it is still as it was read.
    fn is_unchanged(&self) -> bool {
        match (fs::read(&self.path), &self.bytes) {
            (Ok(now), Some(then)) => now == *then,
            (Err(error), None) => error.kind() == io::ErrorKind::NotFound,
            _ => false,
        }
    }
}

/// Why files were not replaced. Each of them is as it was.
#[derive(Debug)]
pub enum ReplaceError {
    /// A file is not what it was when it was read.
    Changed(PathBuf),
    /// A file may not be written.
    ReadOnly(PathBuf),
    /// A file cannot be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for ReplaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplaceError::Changed(path) => {
                write!(f, "`{}` changed meanwhile; nothing was written", path.display())
            }
            ReplaceError::ReadOnly(path) => {
                write!(f, "`{}` may not be written; nothing was written", path.display())
            }
            ReplaceError::Io { path, error } => {
                write!(f, "cannot write to `{}`: {}", path.display(), super::error::reason(error))
            }
        }
    }
}

impl std::error::Error for ReplaceError {}

/// A file beside another one, removed again unless it took its place.
struct Beside {
    path: PathBuf,
    kept: bool,
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Beside {
    fn of(held: &Held, ending: &str) -> Self {
        let name = held.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = held.path.with_file_name(format!(".{name}.{}.{ending}", std::process::id()));
        Self { path, kept: false }
    }

    /// Writes it whole, down to the disk: where that is full, it shows here, before anything was replaced.
    fn write(held: &Held, ending: &str, bytes: &[u8]) -> io::Result<Self> {
        let beside = Self::of(held, ending);
        let mut file = File::create(&beside.path)?;
        if let Ok(found) = fs::metadata(&held.path) {
            file.set_permissions(found.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(beside)
    }
}

/// Replaces files one after another. All new contents are on the disk before the first takes its place, and the files are
/// compared with what was read right before; if one cannot be replaced, those before it are put back.
///
/// # Errors
/// Why nothing was replaced.
pub fn replace(files: &[(&Held, &[u8])]) -> Result<(), ReplaceError> {
    let io = |held: &Held| {
        let path = held.path.clone();
        move |error| ReplaceError::Io { path, error }
    };
    for (held, _) in files {
        if held.bytes.is_none() {
            continue;
        }
        let read_only = fs::metadata(&held.path).is_ok_and(|found| found.permissions().readonly());
        match File::options().write(true).open(&held.path) {
            _ if read_only => return Err(ReplaceError::ReadOnly(held.path.clone())),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                return Err(ReplaceError::ReadOnly(held.path.clone()));
            }
            _ => {}
        }
    }
    let mut new = Vec::with_capacity(files.len());
    let mut old = Vec::with_capacity(files.len());
    for (held, bytes) in files {
        new.push(Beside::write(held, "part", bytes).map_err(io(held))?);
        let Some(before) = &held.bytes else {
            old.push(None);
            continue;
        };
        let back = Beside::of(held, "back");
        let _ = fs::remove_file(&back.path);
        old.push(Some(match fs::hard_link(&held.path, &back.path) {
            Ok(()) => back,
            Err(_) => Beside::write(held, "back", before).map_err(io(held))?,
        }));
    }
    if let Some((changed, _)) = files.iter().find(|(held, _)| !held.is_unchanged()) {
        return Err(ReplaceError::Changed(changed.path.clone()));
    }
    for (at, (held, _)) in files.iter().enumerate() {
        let Err(error) = fs::rename(&new[at].path, &held.path) else {
            new[at].kept = true;
            continue;
        };
        for (done, (before, _)) in files[..at].iter().enumerate().rev() {
            match &mut old[done] {
                Some(back) => back.kept = fs::rename(&back.path, &before.path).is_ok(),
                None => _ = fs::remove_file(&before.path),
            }
        }
        return Err(ReplaceError::Io { path: held.path.clone(), error });
    }
    Ok(())
}
