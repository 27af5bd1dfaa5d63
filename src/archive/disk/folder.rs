//! The folder of a store: what it is, who may change it, and which of its generations counts.
//!
//! ```text
//! DIR/groundwire-store   what this folder is: the format's name and version
//! DIR/lock               locked by whoever changes the store
//! DIR/CURRENT            the name of the generation that counts; replaced by renaming
//! DIR/gen-N/lock         locked shared by readers, alone by whoever changes the generation in place
//! DIR/gen-N/documents    what the documents said: their quads, as they were written
//! DIR/gen-N/pairs        hashes of the names that stand for one thing, and of pairs of things whose facts could contradict each other
//! DIR/gen-N/sayers       hashes of triples that articles may share, each with where the records begin that say it
//! DIR/gen-N/things       other names of things, what they are denied, and where each document is
//! DIR/gen-N/names        hashes of labels and keys, each with where the record begins that has it
//! DIR/gen-N/index        RocksDB, through oxigraph: the same to be queried, and where each document is
//! ```
//!
//! A generation that `CURRENT` does not name is what an interrupted load left behind: it is removed by the next one.
use super::error::{DiskError, StoreProblem, VERSION};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

const MARKER: &str = "groundwire-store";
const FORMAT: &str = "groundwire store ";
const CURRENT: &str = "CURRENT";
const LOCK: &str = "lock";
/// What a generation's name begins with; its number follows.
const GENERATION: &str = "gen-";
/// What files are called until they are renamed.
const NEW: &str = ".new";

/// One state of a store, in a folder of its own.
#[derive(Clone, Debug)]
pub(super) struct Generation {
    path: PathBuf,
}

impl Generation {
    /// The folder of RocksDB.
    pub(super) fn index(&self) -> PathBuf {
        self.path.join("index")
    }

    /// The file of the documents' quads.
    pub(super) fn documents(&self) -> PathBuf {
        self.path.join("documents")
    }

    /// The file of what tells which facts could contradict each other.
    pub(super) fn pairs(&self) -> PathBuf {
        self.path.join("pairs")
    }

    /// The file of what is said of things.
    pub(super) fn things(&self) -> PathBuf {
        self.path.join("things")
    }

    /// The file of what says triples.
    pub(super) fn sayers(&self) -> PathBuf {
        self.path.join("sayers")
    }

    /// The file of names.
    pub(super) fn names(&self) -> PathBuf {
        self.path.join("names")
    }

    fn lock_file(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(self.path.join(LOCK))
    }
}

/// A store that this process alone may change, as long as this lives.
#[derive(Debug)]
pub(super) struct Writing {
    path: PathBuf,
    _lock: File,
}

/// A generation to read, which nobody changes or removes as long as this lives.
#[derive(Debug)]
pub(super) struct Reading {
    path: PathBuf,
    pub(super) generation: Generation,
    _lock: File,
}

/// Tries to lock for a moment. A lock that was given up is held on by a process that another thread starts just then, until it
/// runs its own program.
fn patiently(lock: impl Fn() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
    for _ in 0..10 {
        match lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
            locked => return locked,
        }
    }
    lock()
}

/// What the marker says about a folder.
fn check_marker(path: &Path, text: &[u8]) -> Result<(), DiskError> {
    let text = String::from_utf8_lossy(text);
    let problem = match text.strip_prefix(FORMAT).map(str::trim_end) {
        Some(VERSION) => return Ok(()),
        Some(version) => StoreProblem::Format(version.to_owned()),
        None => StoreProblem::Foreign,
    };
    Err(DiskError::new(path, problem))
}

impl Writing {
    /// Opens a store to change it; makes one where the folder is empty or not there. What an interrupted load left
    /// behind is removed.
    pub(super) fn open(path: &Path) -> Result<Self, DiskError> {
        let wrong = |error: io::Error| DiskError::io(path, error);
        fs::create_dir_all(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                DiskError::new(path, StoreProblem::NotAFolder)
            }
            _ => wrong(error),
        })?;
        let marker = path.join(MARKER);
        let known = marker.is_file();
        if !known {
            // What a store begins with, where its making was interrupted.
            let begun = [LOCK.to_owned(), format!("{MARKER}{NEW}")];
            for entry in fs::read_dir(path).map_err(wrong)? {
                let name = entry.map_err(wrong)?.file_name();
                if !begun.iter().any(|begun| name == begun.as_str()) {
                    return Err(DiskError::new(path, StoreProblem::Foreign));
                }
            }
        } else {
            check_marker(path, &fs::read(&marker).map_err(wrong)?)?;
        }
        let lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path.join(LOCK))
            .map_err(wrong)?;
        match patiently(|| lock.try_lock()) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(DiskError::new(path, StoreProblem::Changing));
            }
            Err(TryLockError::Error(error)) => return Err(wrong(error)),
        }
        let store = Self { path: path.to_owned(), _lock: lock };
        if !known {
            store.put(MARKER, &format!("{FORMAT}{VERSION}\n")).map_err(wrong)?;
        }
        store.clean()?;
        Ok(store)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What happened to it.
    pub(super) fn failed(&self, error: io::Error) -> DiskError {
        DiskError::io(&self.path, error)
    }

    /// The generation that counts, if something was loaded.
    pub(super) fn current(&self) -> Result<Option<Generation>, DiskError> {
        current(&self.path)
    }

    /// The folder of a new generation, which counts from [`switch`](Self::switch) on.
    pub(super) fn begin(&self) -> Result<Generation, DiskError> {
        let number = self.current()?.and_then(|generation| {
            let name = generation.path.file_name()?.to_str()?.strip_prefix(GENERATION)?.to_owned();
            name.parse::<u64>().ok()
        });
        // One that readers still hold may be there; it is never the new one.
        let mut number = number.unwrap_or(0) + 1;
        let path = loop {
            let path = self.path.join(format!("{GENERATION}{number}"));
            if !path.exists() {
                break path;
            }
            number += 1;
        };
        fs::create_dir(&path).map_err(|error| self.failed(error))?;
        let generation = Generation { path };
        generation.lock_file().map_err(|error| self.failed(error))?;
        Ok(generation)
    }

    /// Makes a generation the one that counts, all at once, and removes the others.
    pub(super) fn switch(&self, generation: &Generation) -> Result<(), DiskError> {
        let name = generation.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let wrong = |error: io::Error| self.failed(error);
        File::open(&generation.path).and_then(|folder| folder.sync_all()).map_err(wrong)?;
        self.put(CURRENT, &format!("{name}\n")).map_err(wrong)?;
        // What cannot be removed now is removed by the next load.
        let _ = self.clean();
        Ok(())
    }

    /// Removes a generation that was not to be.
    pub(super) fn abandon(&self, generation: &Generation) {
        let _ = fs::remove_dir_all(&generation.path);
    }

    /// Locks a generation to change it in place.
    pub(super) fn alone(&self, generation: &Generation) -> Result<File, DiskError> {
        let lock = generation.lock_file().map_err(|error| self.failed(error))?;
        match patiently(|| lock.try_lock()) {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => Err(DiskError::new(&self.path, StoreProblem::Reading)),
            Err(TryLockError::Error(error)) => Err(self.failed(error)),
        }
    }

    /// Writes a small file, whole or not at all.
    fn put(&self, name: &str, text: &str) -> io::Result<()> {
        let beside = self.path.join(format!("{name}{NEW}"));
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, self.path.join(name))?;
        File::open(&self.path)?.sync_all()
    }

    /// Removes what interrupted loads left behind; nothing where it is not known which generation counts.
    pub(super) fn clean(&self) -> Result<(), DiskError> {
        let current = self.current()?;
        self.remove_beside(current.as_ref()).map_err(|error| self.failed(error))
    }

    /// Removes what interrupted loads left behind beside and in the generation that counts.
    fn remove_beside(&self, current: Option<&Generation>) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let is_current = current.is_some_and(|current| current.path == entry.path());
            if name.starts_with(GENERATION) && !is_current {
                let generation = Generation { path: entry.path() };
                // Readers may still be at it.
                if let Ok(lock) = generation.lock_file()
                    && lock.try_lock().is_ok()
                {
                    fs::remove_dir_all(&generation.path)?;
                }
            } else if name.ends_with(NEW) {
                fs::remove_file(entry.path())?;
            }
        }
        if let Some(current) = current {
            for entry in fs::read_dir(current.index())? {
                let entry = entry?;
                let name = entry.file_name();
                // Oxigraph's bulk loader writes these, to be taken over by RocksDB.
                if name.to_str().is_some_and(|name| name.starts_with("bulk-") && name.ends_with(".sst")) {
                    fs::remove_file(entry.path())?;
                }
            }
        }
        Ok(())
    }
}

impl Reading {
    /// Where the store is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a store to read it.
    pub(super) fn open(path: &Path) -> Result<Self, DiskError> {
        let wrong = |error: io::Error| DiskError::io(path, error);
        if !path.is_dir() {
            return Err(DiskError::new(path, StoreProblem::Missing));
        }
        match fs::read(path.join(MARKER)) {
            Ok(text) => check_marker(path, &text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(DiskError::new(path, StoreProblem::Foreign));
            }
            Err(error) => return Err(wrong(error)),
        }
        loop {
            let Some(generation) = current(path)? else {
                return Err(DiskError::new(path, StoreProblem::Empty));
            };
            let lock = match File::open(generation.path.join(LOCK)) {
                Ok(lock) => lock,
                // Replaced just now.
                Err(error) if error.kind() == io::ErrorKind::NotFound && moved_on(path, &generation) => {
                    continue;
                }
                Err(error) => return Err(wrong(error)),
            };
            match patiently(|| lock.try_lock_shared()) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if moved_on(path, &generation) => continue,
                Err(TryLockError::WouldBlock) => {
                    return Err(DiskError::new(path, StoreProblem::Changing));
                }
                Err(TryLockError::Error(error)) => return Err(wrong(error)),
            }
            if !moved_on(path, &generation) {
                return Ok(Self { path: path.to_owned(), generation, _lock: lock });
            }
        }
    }
}

/// Whether another generation counts by now.
fn moved_on(path: &Path, generation: &Generation) -> bool {
    current_name(path).ok().flatten().is_none_or(|name| path.join(name) != generation.path)
}

fn current_name(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path.join(CURRENT)) {
        Ok(name) => Ok(Some(name.trim_end().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn current(path: &Path) -> Result<Option<Generation>, DiskError> {
    let Some(name) = current_name(path).map_err(|error| DiskError::io(path, error))? else { return Ok(None) };
    let well_named = name.strip_prefix(GENERATION).is_some_and(|number| number.parse::<u64>().is_ok());
    if !well_named || !path.join(&name).is_dir() {
        return Err(DiskError::new(path, StoreProblem::Lost(name)));
    }
    Ok(Some(Generation { path: path.join(name) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_lock_that_is_given_up_in_a_moment_is_waited_for() {
        let held = Cell::new(3);
        let lock = || match held.get() {
            0 => Ok(()),
            left => {
                held.set(left - 1);
                Err(TryLockError::WouldBlock)
            }
        };
        patiently(lock).unwrap();
        held.set(100);
        assert!(matches!(patiently(lock), Err(TryLockError::WouldBlock)));
    }
}
