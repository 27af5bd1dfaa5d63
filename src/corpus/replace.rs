//! Files that are replaced together, or not at all.
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file as it was read: its bytes, and where it lies once links are followed.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    path: PathBuf,
    bytes: Option<Vec<u8>>,
}

impl Held {
    /// Reads a file, which may be absent.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, ReplaceError> {
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
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes; none where it is absent.
    #[must_use]
    pub(crate) fn bytes(&self) -> &[u8] {
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
pub(crate) enum ReplaceError {
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
pub(crate) fn replace(files: &[(&Held, &[u8])]) -> Result<(), ReplaceError> {
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
    let mut prepared = Prepared::new(files)?;
    if let Some((changed, _)) = files.iter().find(|(held, _)| !held.is_unchanged()) {
        return Err(ReplaceError::Changed(changed.path.clone()));
    }
    prepared.swap(files)
}

/// The new contents on the disk, and a way back for each file.
struct Prepared {
    new: Vec<Beside>,
    old: Vec<Option<Beside>>,
}

impl Prepared {
    fn new(files: &[(&Held, &[u8])]) -> Result<Self, ReplaceError> {
        let (mut new, mut old) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for (held, bytes) in files {
            let io = |error| ReplaceError::Io { path: held.path.clone(), error };
            new.push(Beside::write(held, "part", bytes).map_err(io)?);
            let Some(before) = &held.bytes else {
                old.push(None);
                continue;
            };
            let back = Beside::of(held, "back");
            let _ = fs::remove_file(&back.path);
            old.push(Some(match fs::hard_link(&held.path, &back.path) {
                Ok(()) => back,
                Err(_) => Beside::write(held, "back", before).map_err(io)?,
            }));
        }
        Ok(Self { new, old })
    }

    /// Puts each in its place; where one cannot be, those before it go back.
    fn swap(&mut self, files: &[(&Held, &[u8])]) -> Result<(), ReplaceError> {
        for (at, (held, _)) in files.iter().enumerate() {
            let Err(error) = fs::rename(&self.new[at].path, &held.path) else {
                self.new[at].kept = true;
                continue;
            };
            for (done, (before, _)) in files[..at].iter().enumerate().rev() {
                match &mut self.old[done] {
                    Some(back) => back.kept = fs::rename(&back.path, &before.path).is_ok(),
                    None => _ = fs::remove_file(&before.path),
                }
            }
            return Err(ReplaceError::Io { path: held.path.clone(), error });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        fs::write(&one, "1").unwrap();
        let (first, second) = (Held::read(&one).unwrap(), Held::read(&two).unwrap());
        // It was written again, or it is there now.
        for changed in [&one, &two] {
            fs::write(changed, "mine").unwrap();
            let result = replace(&[(&first, b"new"), (&second, b"new")]);
            assert!(matches!(result, Err(ReplaceError::Changed(_))), "{result:?}");
            assert_eq!(fs::read_to_string(changed).unwrap(), "mine");
            fs::write(&one, "1").unwrap();
            let _ = fs::remove_file(&two);
        }
        assert_eq!(names(folder.path()), ["one"]);
        replace(&[(&first, b"new"), (&second, b"new")]).unwrap();
        assert_eq!(names(folder.path()), ["one", "two"]);
        assert_eq!(fs::read_to_string(&two).unwrap(), "new");
    }

    #[test]
    fn the_first_is_put_back_where_the_last_cannot_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let one = folder.path().join("one");
        fs::write(&one, "1").unwrap();
        let first = Held::read(&one).unwrap();
        let second = Held::read(&folder.path().join("two")).unwrap();
        // A folder that came in the way after the comparison.
        let third = Held { path: folder.path().join("three"), bytes: None };
        fs::create_dir(&third.path).unwrap();
        fs::write(third.path.join("full"), "").unwrap();
        let files: [(&Held, &[u8]); 3] = [(&first, b"new"), (&second, b"new"), (&third, b"new")];
        let result = Prepared::new(&files).and_then(|mut prepared| prepared.swap(&files));
        assert!(matches!(result, Err(ReplaceError::Io { .. })), "{result:?}");
        assert_eq!(fs::read_to_string(&one).unwrap(), "1");
        assert_eq!(names(folder.path()), ["one", "three"]);
    }
}
