//! `groundwire load`, `groundwire retract`, and documents or a store, with other RDF files, as a snapshot.
use super::report::{Reporter, say};
use super::store::{self, Stored};
use super::{Failure, Outcome, endpoint};
use crate::archive::inside_cli;
use crate::archive::{Snapshot, SnapshotBuilder};
use crate::cli::arguments::{self, Load, Retract, StoreCommand};
use crate::corpus::batch::BatchOptions;
use crate::corpus::find::Input;
use std::path::PathBuf;

/// Loads documents into a store, or into what an endpoint holds.
pub(crate) fn run(args: &Load) -> Result<Outcome, Failure> {
    match (&args.endpoint, &args.store) {
        (Some(url), _) => endpoint::load(args, url),
        (None, Some(store)) => store::load(args, store),
        (None, None) => Err(unnamed()),
    }
}

fn unnamed() -> Failure {
    Failure::Usage("name a store by `--store`, or an endpoint by `--endpoint`".to_owned())
}

/// Takes articles out of a store, or out of what an endpoint holds.
pub(crate) fn retract(args: &Retract) -> Result<Outcome, Failure> {
    let from = match (&args.endpoint, &args.store) {
        (Some(url), _) => endpoint::retract(args, url)?,
        (None, Some(store)) => store::retract(args, store)?,
        (None, None) => return Err(unnamed()),
    };
    if !args.dry_run {
        let articles = if args.articles.len() == 1 { "article" } else { "articles" };
        say(&format!("{} {articles} removed from `{from}`", args.articles.len()));
    }
    Ok(Outcome::Fine)
}

/// Looks after a store.
pub(crate) fn store(args: &arguments::Store) -> Result<Outcome, Failure> {
    match &args.command {
        StoreCommand::Check(args) => store::check(args),
    }
}

/// Checks all documents of an input and puts the good ones into a snapshot, with other RDF files. It is none where a
/// document was refused and the good ones are not to go on.
pub(crate) fn snapshot(
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
pub(crate) fn stored(stored: &Stored, with: &[PathBuf]) -> Result<Snapshot, Failure> {
    with_files(stored.builder()?, with)
}

fn with_files(mut builder: SnapshotBuilder, with: &[PathBuf]) -> Result<Snapshot, Failure> {
    for path in with {
        builder.rdf_file(path)?;
    }
    Ok(builder.finish())
}
