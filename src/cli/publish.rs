//! `groundwire publish`
use super::report::Reporter;
use super::{Failure, Outcome, load};
use crate::cli::arguments::Publish;
use crate::corpus::find;
use crate::serve::{PublishOptions, Site};

/// Writes the pages of documents as a static site; nothing where a document is refused, unless the good ones go on.
pub(crate) fn run(args: &Publish) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    if args.output.is_file() {
        return Err(Failure::Usage(format!("cannot write to `{}`: it is a file", args.output.display())));
    }
    let input = find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?;
    let (outcome, snapshot) = load::snapshot(&input, args.common.batch(), &[], &mut reporter)?;
    let Some(snapshot) = snapshot else { return Ok(outcome) };
    let options = PublishOptions { without_text: args.no_text, address: args.address.clone() };
    let published = Site::new(snapshot, Vec::new())
        .publish(&args.output, &options)
        .map_err(|error| Failure::io(&error, format!("cannot publish into `{}`", args.output.display())))?;
    reporter.say(&format!(
        "{} files in `{}`, {} of them written",
        published.files,
        args.output.display(),
        published.written
    ));
    Ok(outcome)
}
