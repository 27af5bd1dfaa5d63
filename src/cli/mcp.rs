//! `groundwire mcp`
use super::{Failure, Outcome};
use crate::cli::arguments::Mcp;
use crate::mcp::{McpOptions, serve};

/// Answers an agent over standard input and output until it goes away.
pub(crate) fn run(args: &Mcp) -> Result<Outcome, Failure> {
    let options = McpOptions {
        paths: args.paths.clone(),
        corpus: args.common.corpus_options(),
        allow_drafts: args.allow_drafts,
    };
    serve(&options).map_err(|error| Failure::io(&error, "cannot serve"))?;
    Ok(Outcome::Fine)
}
