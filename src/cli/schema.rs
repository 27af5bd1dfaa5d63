//! `groundwire schema`
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::check::schema::{Of, schema};
use crate::cli::arguments::{Schema, SchemaFor, SchemaOf};
use crate::corpus::State;
use crate::corpus::find::corpus_of;
use crate::draft::model::schema::for_model;
use std::io::Write;
use std::path::Path;

/// Writes the JSON Schema of documents, with the terms of the corpus's ontology.
pub(crate) fn run(args: &Schema) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::plain(&args.shown);
    let loaded = corpus_of(
        args.path.as_deref().unwrap_or(Path::new(".")),
        &args.vocabulary.corpus_options(),
        &mut reporter,
    )?;
    if loaded.state() != State::Good {
        return Ok(Outcome::Wrong);
    }
    let of = match args.of {
        SchemaOf::Document => Of::Document,
        SchemaOf::Line => Of::Line,
        SchemaOf::Corpus => Of::Corpus,
    };
    let schema = match args.reader {
        Some(SchemaFor::Model) => for_model(loaded.ontology()),
        None => schema(of, loaded.ontology(), loaded.prefixes()),
    };
    let mut output = Output::open(args.output.as_deref())?;
    writeln!(output, "{schema:#}").map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Outcome::Fine)
}
