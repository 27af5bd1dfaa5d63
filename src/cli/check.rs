//! `groundwire check`
use super::fix::{self, Mode};
use super::output::Output;
use super::report::{Form, Reporter};
use super::{Failure, Outcome, across, shapes};
use crate::archive::SnapshotBuilder;
use crate::archive::inside_cli::Gather;
use crate::check::quote;
use crate::check::support;
use crate::cli::arguments::{Check, CheckFormat};
use crate::corpus::batch::{self, BatchOptions, Count, Good, Sink, Work};
use crate::corpus::find::{self, Input};
use crate::corpus::read;
use crate::diagnostic::{Code, Diagnostic};
use crate::term::iri::nearest;
use crate::text::visible;
use std::io::Write;

/// Checks documents; says every error, then how many documents there are.
pub(crate) fn run(args: &Check) -> Result<Outcome, Failure> {
    if let Some(code) = &args.explain {
        return explain(code);
    }
    let mut reporter = Reporter::new(&args.common);
    match args.format {
        CheckFormat::Text => {}
        // With `--support` stdout holds the grades.
        CheckFormat::Json if args.support => {}
        CheckFormat::Json => reporter.for_machines(Form::Json),
        CheckFormat::Sarif => reporter.for_machines(Form::Sarif),
    }
    let result = fixed_and_checked(args, &mut reporter);
    // What was found is written also where the run ended early, and so is what ended it.
    let stopped = result.as_ref().err().and_then(Failure::message);
    if let Some(text) = reporter.machine_text(stopped) {
        let mut output = Output::open(None)?;
        output.write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
        output.finish()?;
    }
    let Some((outcome, summary)) = result? else { return Ok(Outcome::Wrong) };
    reporter.say(&summary);
    Ok(outcome)
}

/// The same with the fixes that are to be made first.
fn fixed_and_checked(args: &Check, reporter: &mut Reporter) -> Result<Option<(Outcome, String)>, Failure> {
    if args.format != CheckFormat::Text && (args.coverage || args.diff) {
        return Err(Failure::Usage(
            "`--coverage` and `--diff` are for people: leave `--format` out, or leave them out".to_owned(),
        ));
    }
    if args.fix && !args.diff {
        fix_first(args)?;
    }
    if args.diff {
        reporter.gather_fixes();
    }
    checked(args, reporter)
}

/// Checks documents; the outcome and the summary, or nothing where shapes cannot be read.
fn checked(args: &Check, reporter: &mut Reporter) -> Result<Option<(Outcome, String)>, Failure> {
    let input = find::find(&args.paths, &args.common.corpus_options(), reporter)?;
    if (args.fix || args.diff || args.pin) && input.has_lines() {
        return Err(lines_cannot_change());
    }
    let shapes = match shapes::read(&args.shapes, reporter)? {
        Some(shapes) => shapes,
        None => return Ok(None),
    };
    let places = (!shapes.is_empty() || args.across).then(shapes::Places::default);
    let checker = Checker {
        typography: reporter.wants_fixes(),
        coverage: args.coverage,
        support: args.support.then_some(args.format),
        places: places.as_ref(),
    };
    let options = args.common.batch();
    let result = if let Some(places) = &places {
        let mut gather = Gather(SnapshotBuilder::new(&input.corpora));
        // Good documents are held against shapes also where others are refused.
        let options = BatchOptions { keep_going: true, ..options };
        batch::run(&input, options, &checker, &mut gather, reporter).map_err(Failure::from).and_then(
            |ended| {
                let outcome = Outcome::of(&ended)?;
                let snapshot = gather.0.finish();
                if args.across {
                    across::report(&snapshot, places, &input, reporter)?;
                }
                let held = shapes::hold(&shapes, snapshot.dataset(), places, &input, reporter)?;
                Ok((if held == Outcome::Wrong { held } else { outcome }, ended.count))
            },
        )
    } else {
        let mut sink = Shown { output: Output::open(None)? };
        let result = batch::run(&input, options, &checker, &mut sink, reporter);
        sink.output.finish()?;
        result.and_then(|ended| Ok((Outcome::of(&ended)?, ended.count)))
    };
    let (outcome, count) = result?;
    if args.diff {
        let said = reporter.take_fixes().apply(Mode::Show)?;
        reporter.say(&said);
    }
    if args.pin {
        pin(&input, reporter)?;
    }
    Ok(Some((outcome, summary(count, reporter))))
}

/// Applies the safe fixes; what remains is then reported as ever.
fn fix_first(args: &Check) -> Result<(), Failure> {
    let mut reporter = Reporter::new(&args.common);
    reporter.silence();
    reporter.gather_fixes();
    let input = find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?;
    if input.has_lines() {
        return Err(lines_cannot_change());
    }
    let checker = Checker { typography: true, coverage: false, support: None, places: None };
    let options = BatchOptions { keep_going: true, ..args.common.batch() };
    let mut sink = Shown { output: Output::open(None)? };
    batch::run(&input, options, &checker, &mut sink, &mut reporter)?;
    let said = reporter.take_fixes().apply(Mode::Write)?;
    reporter.say(&said);
    Ok(())
}

fn lines_cannot_change() -> Failure {
    Failure::Usage("`--fix`, `--diff` and `--pin` work on documents in folders, not on JSON Lines".to_owned())
}

fn explain(name: &str) -> Result<Outcome, Failure> {
    let Some(code) = Code::from_name(name) else {
        let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
        let fix = near.map_or_else(
            || "; codes are shown in brackets, as in `error[quote-not-found]`".to_owned(),
            |near| format!("; did you mean `{near}`?"),
        );
        return Err(Failure::Usage(format!("unknown code `{name}`{fix}")));
    };
    let mut output = Output::open(None)?;
    let text = format!("{}\n\n{}\n", code.name(), code.explanation());
    output.write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Outcome::Fine)
}

fn summary(count: Count, reporter: &Reporter) -> String {
    let of = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut summary = of(count.good + count.refused, "document");
    if count.refused > 0 {
        summary.push_str(&format!(", {} refused", count.refused));
    }
    summary.push_str(&format!(
        ": {}{}, {}",
        of(count.facts, if count.refused > 0 { "valid fact" } else { "fact" }),
        if count.drafts > 0 { format!(", {}", of(count.drafts, "draft")) } else { String::new() },
        if reporter.errors == 0 { "no errors".to_owned() } else { of(reporter.errors, "error") }
    ));
    if reporter.warnings > 0 {
        summary.push_str(&format!(", {}", of(reporter.warnings, "warning")));
    }
    if reporter.fixable > 0 {
        summary.push_str(&format!("; `--fix` can correct {}", reporter.fixable));
    }
    summary
}

/// Pins the texts of all documents that are good.
fn pin(input: &Input, reporter: &mut Reporter) -> Result<(), Failure> {
    let mut pinned = 0;
    for found in &input.documents {
        let Some(path) = &found.path else { continue };
        let (text, diagnostics) = read::examine(input, found, path)?;
        let Some(text) = text else { continue };
        if fix::pin(&found.name, &text, &diagnostics)? {
            pinned += 1;
            reporter.say(&format!("pinned the text of {}", found.name));
        }
    }
    if pinned == 0 {
        reporter.say("no text to pin: each text is pinned already, or its document has errors to fix first");
    }
    Ok(())
}

struct Checker<'p> {
    /// Where the places of nodes are kept, for shapes.
    places: Option<&'p shapes::Places>,
    /// Whether quotes that the article has in other typography get a fix.
    typography: bool,
    /// Whether the coverage of each article is shown.
    coverage: bool,
    /// In which format the grades of facts are shown.
    support: Option<CheckFormat>,
}

impl Work for Checker<'_> {
    type Worker = quote::QuoteBuffers;

    fn worker(&self) -> quote::QuoteBuffers {
        quote::QuoteBuffers::default()
    }

    fn warns(&self) -> bool {
        !self.coverage
    }

    fn document(
        &self,
        buffers: &mut quote::QuoteBuffers,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> u64 {
        // Who asks what is not covered has seen the warnings; a strict corpus has them reported all the same.
        if self.warns() {
            diagnostics.extend(support::warnings(good.document, good.written, good.corpus.shared(), buffers));
        }
        if self.typography {
            typography(good, buffers, diagnostics);
        }
        if let Some(places) = self.places {
            places.record(good, payload);
        } else if self.coverage {
            show_coverage(good, payload);
        } else if let Some(format) = self.support {
            show_support(good, format, payload);
        }
        0
    }
}

/// Fixes for quotes that are in the article in other typography: the article's own.
fn typography(good: Good<'_>, buffers: &mut quote::QuoteBuffers, diagnostics: &mut Vec<Diagnostic>) {
    let text = quote::ArticleText::new(good.document.article.text, buffers);
    for written in good.written.facts.iter().flat_map(|fact| &fact.quotes) {
        let Ok(spans) = text.find(&written.claim()) else { continue };
        if !text.differs(&written.exact, &spans) {
            continue;
        }
        let own = text.own_words(&spans);
        let mut diagnostic = Diagnostic::warning(
            Code::OtherTypography,
            written.exact.span,
            "the article's typography differs here",
        );
        diagnostic = diagnostic.help(format!("the article's own words: {own}"));
        diagnostics.push(diagnostic.rename(written.exact.span, own));
    }
}

/// How much of an article its quotes cover, and what they do not.
fn show_coverage(good: Good<'_>, out: &mut Vec<u8>) {
    let coverage = support::coverage(good.document);
    let text = good.document.article.text;
    let (within, all) = coverage.letters;
    let percent = if all == 0 { 100.0 } else { within as f64 * 100.0 / all as f64 };
    let mut shown = format!(
        "{}: {} of {} sentences have a fact; quotes cover {percent:.1} % of the letters\n",
        good.document.article.id, coverage.covered, coverage.sentences
    );
    for gap in coverage.gaps {
        let start = text[..gap.start].chars().count();
        let words = text[gap].split_whitespace().collect::<Vec<_>>().join(" ");
        shown.push_str(&format!("  {start:>6}  {}\n", visible(&words)));
    }
    out.extend_from_slice(shown.as_bytes());
}

/// The facts from the least supported one, with the reasons: a line for each fact, or a JSON object.
fn show_support(good: Good<'_>, format: CheckFormat, out: &mut Vec<u8>) {
    let judge = support::Judge::new(good.document, good.corpus.shared());
    let mut facts: Vec<_> = good.document.facts.iter().map(|fact| (judge.grade(fact), fact)).collect();
    facts.sort_by(|(one, _), (other, _)| one.value.total_cmp(&other.value));
    let article = good.document.article.id;
    for (grade, fact) in facts {
        let mut shown = if format == CheckFormat::Text {
            let mut shown = format!("{:.2}  {article} {}", grade.value, fact.id);
            for doubt in &grade.reasons {
                shown.push_str(&format!("\n      {}: {}", doubt.code.name(), visible(&doubt.message)));
            }
            shown
        } else {
            let reasons: Vec<_> = grade.reasons.iter().map(|doubt| {
                serde_json::json!({"code": doubt.code.name(), "message": doubt.message, "help": doubt.help})
            }).collect();
            serde_json::json!({"article": article, "fact": fact.id, "grade": grade.value, "reasons": reasons})
                .to_string()
        };
        shown.push('\n');
        out.extend_from_slice(shown.as_bytes());
    }
}

/// Writes what is shown to stdout.
struct Shown {
    output: Output,
}

impl Sink for Shown {
    type Error = Failure;

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        self.output.write_all(payload).map_err(|error| self.output.failure(&error))
    }
}
