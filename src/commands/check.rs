//! `groundwire check`
use super::batch::{self, Good, Options, Sink, Work};
use super::report::Reporter;
use super::{Failure, Outcome, input};
use crate::cli::Check;
use crate::diagnostic::Diagnostic;

/// Checks documents; says every mistake, then how many documents there are.
pub fn run(args: &Check) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = input::find(&args.paths, &args.common, &mut reporter)?;
    let options = Options::new(&args.common);
    let (outcome, count) = batch::run(&input, options, &Checker, &mut Nothing, &mut reporter)?;
    let of = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let mut summary = format!("{}, {}", of(count.good + count.refused, "document"), of(count.facts, "fact"));
    match (count.refused, reporter.errors) {
        (0, 0) => summary.push_str(": no mistakes"),
        (refused, errors) => {
            summary.push_str(&format!(" in good ones: {}, {refused} refused", of(errors, "mistake")))
        }
    }
    if reporter.warnings > 0 {
        summary.push_str(&format!(", {}", of(reporter.warnings, "warning")));
    }
    reporter.say(&summary);
    Ok(outcome)
}

struct Checker;

impl Work for Checker {
    type Worker = ();

    fn worker(&self) {}

    fn document(&self, (): &mut (), _: Good<'_>, _: &mut Vec<u8>, _: &mut Vec<Diagnostic>) -> u64 {
        0
    }
}

struct Nothing;

impl Sink for Nothing {
    fn deliver(&mut self, _: &[u8]) -> Result<(), Failure> {
        Ok(())
    }
}
