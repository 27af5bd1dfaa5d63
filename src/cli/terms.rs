//! `groundwire terms`
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::cli::arguments::{Terms, TermsFormat};
use crate::corpus::State;
use crate::corpus::find::corpus_of;
use crate::ontology::terms;
use crate::text::visible;
use std::io::Write;
use std::path::Path;

/// The title of the page about the core ontology and what a corpus adds to it.
const TITLE: &str = "Article Facts";

/// Writes the classes, properties and controlled values of the corpus's ontology, or those that a word finds.
pub(crate) fn run(args: &Terms) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::plain(&args.shown);
    let folder = args.within.as_deref().unwrap_or(Path::new("."));
    let loaded = corpus_of(folder, &args.vocabulary.corpus_options(), &mut reporter)?;
    if loaded.state() != State::Good {
        return Ok(Outcome::Wrong);
    }
    let all = terms::Terms::new(loaded.ontology(), loaded.prefixes());
    let found: Option<Vec<_>> = args.word.as_deref().map(|word| all.find(word));
    if let (Some([]), Some(word)) = (found.as_deref(), args.word.as_deref()) {
        let near = all.nearest(word).map(|term| format!("; did you mean `{}`?", visible(&term.name)));
        eprintln!(
            "groundwire: no class, property or value is called `{}`{}",
            visible(word),
            near.unwrap_or_default()
        );
    }
    let text = match (args.format, &found) {
        (TermsFormat::Text, None) => terms::list(&all),
        (TermsFormat::Text, Some(found)) => terms::text(found),
        (TermsFormat::Json, None) => format!("{:#}\n", all.json()),
        (TermsFormat::Json, Some(found)) => format!("{:#}\n", terms::json(found.iter().copied())),
        (TermsFormat::Html, None) => terms::page(&all, TITLE),
        (TermsFormat::Html, Some(_)) => {
            return Err(Failure::Usage("the page is of all terms: leave the word out".to_owned()));
        }
    };
    let mut output = Output::open(args.output.as_deref())?;
    output.write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(if found.is_some_and(|found| found.is_empty()) { Outcome::Wrong } else { Outcome::Fine })
}
