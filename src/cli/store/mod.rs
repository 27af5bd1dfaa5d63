//! A store on disk: documents loaded once, to be asked and exported many times.
mod answer;
mod around;
mod ask;
mod build;
mod folder;
mod index;
mod load;
mod read;
mod record;
mod slice;
mod update;

pub(super) use read::Stored;

use super::{Failure, Outcome};
use crate::cli::arguments;
use std::path::Path;

/// Loads documents into a store.
pub fn load(args: &arguments::Load, path: &Path) -> Result<Outcome, Failure> {
    load::load(args, path)
}

/// Takes articles out of a store.
pub fn retract(args: &arguments::Retract, path: &Path) -> Result<Outcome, Failure> {
    load::retract(args, path)
}
