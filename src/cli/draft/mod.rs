//! `groundwire draft`
mod archive;
mod sink;

use super::model::Model;
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome, new};
use crate::check::resolve::{Buffers, Context, FoundText as ArticleText};
use crate::cli::arguments::{ArticleFile, Draft, New};
use crate::corpus::drafts::DRAFTS;
use crate::corpus::find::{self, Found, Input};
use crate::corpus::replace::{Held, replace};
use crate::corpus::{Listener, read};
use crate::diagnostic::source::Source;
use crate::diagnostic::{Diagnostic, Severity};
use crate::draft::file::{Drafts, read as read_drafts};
use crate::draft::mention;
use crate::draft::propose::{Drafter, Options, Outcome as Drafted, Subject};
use crate::draft::scan::Scan;
use crate::draft::scan::date::Day;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Proposes facts for documents, or for the lines of an archive.
pub(crate) fn run(args: &Draft) -> Result<Outcome, Failure> {
    let name = args.path.to_string_lossy();
    let lines = args.path.as_os_str() == "-" || name.ends_with(".jsonl") || name.ends_with(".ndjson");
    if lines {
        return archive::archive(args);
    }
    if args.output.is_some() || args.rejects.is_some() || args.resume && args.model.is_none() {
        return Err(Failure::Usage(
            "`-o`, `--rejects` and `--resume` go with an archive in JSON Lines; the drafts of a document are written to `drafts.yaml` beside it"
                .to_owned(),
        ));
    }
    let path = match &args.new {
        Some(slug) => {
            let new = New {
                slug: slug.clone(),
                article: ArticleFile { text: Some(args.path.clone()), from: None },
                vocabulary: args.common.vocabulary.clone(),
                shown: args.common.shown.clone(),
            };
            new::make(&new, false)?;
            new::folder(&new)
        }
        None if args.path.extension().is_some_and(|ending| ending == "txt" || ending == "md") => {
            return Err(Failure::Usage(format!(
                "`{name}` is a text, not a document: add `--new SLUG` to make a document of it"
            )));
        }
        None => args.path.clone(),
    };
    documents(args, &path)
}

/// Documents in folders: their drafts go beside them.
fn documents(args: &Draft, path: &Path) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = find::find(&[path.to_owned()], &args.common.corpus_options(), &mut reporter)?;
    let at = now();
    let mut outcome = Outcome::Fine;
    let model = if args.mentions.is_none() { Model::of(args)? } else { None };
    let mut seen = match &args.mentions {
        Some(path) => Some(Output::open((path.as_os_str() != "-").then_some(path))?),
        None => None,
    };
    for found in &input.documents {
        let Some(path) = &found.path else { continue };
        if !document(args, &input, found, path, &at, (seen.as_mut(), model.as_ref()), &mut reporter)? {
            outcome = Outcome::Wrong;
        }
    }
    if let Some(seen) = seen {
        seen.finish()?;
    }
    Ok(outcome)
}

/// Drafts one document; false where it has errors.
fn document(
    args: &Draft,
    input: &Input,
    found: &Found,
    path: &Path,
    at: &str,
    (seen, model): (Option<&mut Output>, Option<&Model>),
    reporter: &mut Reporter,
) -> Result<bool, Failure> {
    let Some(corpus) = input.corpora.get(found.corpus) else { return Ok(false) };
    if corpus.state() != crate::corpus::State::Good {
        return Ok(false);
    }
    let bytes =
        fs::read(path).map_err(|error| Failure::io(&error, format!("cannot read `{}`", found.name)))?;
    let source = String::from_utf8_lossy(&bytes);
    let (text, diagnostics) = read::examine(input, found, path)?;
    let shown = |text| Source {
        path: &found.name,
        text,
        first_line: 1,
        first_byte: 0,
        ends: found.notation.line_ends(),
    };
    let Some(text) = text else {
        reporter.report(&shown(&source), &errors(diagnostics));
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&text);
    let beside = path.with_file_name(DRAFTS);
    let held = Held::read(&beside).map_err(|error| Failure::Usage(error.to_string()))?;
    let Some(drafts) = existing(&beside, &held, reporter)? else { return Ok(false) };
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let subject = Subject {
        source: &source,
        notation: found.notation,
        text: ArticleText::new(&text),
        context: Context { corpus: corpus.shared(), lenient: args.common.lenient, default_id: Some(&folder) },
        drafts: &drafts,
    };
    let drafter = Drafter::new(corpus.ontology());
    let diagnostics = if let Some(seen) = seen {
        match drafter.scan(&subject) {
            Ok(scan) => {
                let article = (input.documents.len() > 1).then_some(&*folder);
                return write_mentions(&scan, article, seen).map(|()| true);
            }
            Err(diagnostics) => diagnostics,
        }
    } else {
        match drafter.draft(&subject, Options { all: args.all, at }, &mut Buffers::default()) {
            Ok(drafted) => return keep(drafted, model, &subject, at, (path, &held), reporter),
            Err(diagnostics) => diagnostics,
        }
    };
    reporter.report(&shown(&source), &errors(diagnostics));
    Ok(false)
}

/// Writes what was seen in an article; of one among several with its name.
fn write_mentions(scan: &Scan<'_>, article: Option<&str>, seen: &mut Output) -> Result<(), Failure> {
    let mut out = String::new();
    mention::write(scan, article, &mut out);
    seen.write_all(out.as_bytes()).map_err(|error| seen.failure(&error))
}

/// Asks the model too, where one is named, and writes the drafts beside their document; false where the model's are refused.
fn keep(
    mut drafted: Drafted,
    model: Option<&Model>,
    subject: &Subject<'_>,
    at: &str,
    (path, held): (&Path, &Held),
    reporter: &mut Reporter,
) -> Result<bool, Failure> {
    if let Some(model) = model {
        let done = model.draft(subject, drafted.drafts, at, path, reporter)?;
        let Some(done) = done else { return Ok(!model.refused()) };
        drafted.new += done.new;
        drafted.drafts = done.drafts;
    }
    let text = drafted.drafts.write();
    replace(&[(held, text.as_bytes())]).map_err(|error| Failure::Usage(error.to_string()))?;
    let weak = match drafted.weak {
        0 => String::new(),
        weak => format!("; {weak} weak ones left out (--all keeps them)"),
    };
    reporter.say(&format!(
        "{}: {} new, {} undecided{weak}",
        path.with_file_name(DRAFTS).display(),
        drafted.new,
        drafted.drafts.facts.len()
    ));
    Ok(true)
}

/// Only errors: what a reader should look at in a good document is for `check` to report.
pub(super) fn errors(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
}

/// The drafts that there are; none where their file has errors, which are reported.
fn existing(path: &Path, held: &Held, reporter: &mut Reporter) -> Result<Option<Drafts>, Failure> {
    let text = std::str::from_utf8(held.bytes())
        .map_err(|_| Failure::Usage(format!("`{}` is not UTF-8", path.display())))?;
    let mut diagnostics = Vec::new();
    let drafts = read_drafts(text, 0, &mut diagnostics).drafts;
    let diagnostics = errors(diagnostics);
    if diagnostics.is_empty() {
        return Ok(Some(drafts));
    }
    let name = path.display().to_string();
    let source = Source::whole(&name, text);
    reporter.report(&source, &diagnostics);
    Ok(None)
}

/// The time as an xsd:dateTime in UTC. `SOURCE_DATE_EPOCH` sets it, so that a run can be repeated byte by byte.
fn now() -> String {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seconds = given.unwrap_or_else(now);
    let day = Day::since_1970(i64::try_from(seconds / 86_400).unwrap_or_default());
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{day}T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}
