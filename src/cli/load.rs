//! Documents, or a store, with other RDF files, as a snapshot.
use super::report::Reporter;
use super::store::Stored;
use super::{Failure, Outcome};
use crate::archive::inside_cli;
use crate::archive::{Snapshot, SnapshotBuilder};
use crate::corpus::batch::BatchOptions;
use crate::corpus::find::Input;
use std::path::PathBuf;

/// Checks all documents of an input and puts the good ones into a snapshot, with other RDF files. It is none where a
/// document was refused and the good ones are not to go on.
pub fn snapshot(
    input: &Input,
    options: BatchOptions,
    with: &[PathBuf],
    reporter: &mut Reporter,
) -> Result<(Outcome, Option<Snapshot>), Failure> {
    let (ended, builder) = inside_cli::gather(input, options, reporter)?;
    let outcome = Outcome::of(&ended)?;
    if outcome == Outcome::Wrong && !options.keep_going {
        return Ok((outcome, None));
    }
    Ok((outcome, Some(with_files(builder, with)?)))
}

/// All that a store holds, and other RDF files, in one snapshot.
pub fn stored(stored: &Stored, input: &Input, with: &[PathBuf]) -> Result<Snapshot, Failure> {
    with_files(stored.snapshot(input)?, with)
}

fn with_files(mut builder: SnapshotBuilder, with: &[PathBuf]) -> Result<Snapshot, Failure> {
    for path in with {
        builder.rdf_file(path)?;
    }
    Ok(builder.finish())
}
