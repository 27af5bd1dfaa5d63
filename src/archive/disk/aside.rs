//! What is known of things beside the index: files of a generation, each opened once somebody asks for it.
use super::folder::Generation;
use super::pairs::Paired;
use super::record::Records;
use super::sayers::Sayers;
use super::things::Things;
use std::io;
use std::sync::OnceLock;

/// The files.
#[derive(Debug)]
pub(super) struct Aside {
    generation: Generation,
    /// Where the records end.
    end: u64,
    pairs: OnceLock<Paired>,
    sayers: OnceLock<Sayers>,
    things: OnceLock<Things>,
}

impl Aside {
    /// Those of a generation whose records end at `end`.
    pub(super) fn of(generation: Generation, end: u64) -> Self {
        Self { generation, end, pairs: OnceLock::new(), sayers: OnceLock::new(), things: OnceLock::new() }
    }

    /// Which facts could contradict each other.
    pub(super) fn pairs(&self) -> io::Result<&Paired> {
        read_once(&self.pairs, || Paired::open(&self.generation.pairs()))
    }

    /// Which records say a triple.
    pub(super) fn sayers(&self) -> io::Result<&Sayers> {
        read_once(&self.sayers, || Sayers::open(&self.generation.sayers(), self.end))
    }

    /// The records.
    pub(super) fn records(&self) -> io::Result<Records> {
        Records::open(&self.generation.documents())
    }

    /// What is said of things.
    pub(super) fn things(&self) -> io::Result<&Things> {
        read_once(&self.things, || Things::open(&self.generation.things()))
    }
}

/// What is in a cell; read where nothing is in it yet.
pub(super) fn read_once<T>(cell: &OnceLock<T>, read: impl FnOnce() -> io::Result<T>) -> io::Result<&T> {
    if let Some(value) = cell.get() {
        return Ok(value);
    }
    let value = read()?;
    Ok(cell.get_or_init(|| value))
}
