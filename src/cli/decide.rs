//! `groundwire accept`, `groundwire reject` and `groundwire undo`
use super::output::Output;
use super::refusal::refuse;
use super::report::Reporter;
use super::review;
use super::{Failure, Outcome};
use crate::cli::arguments::{Accept, Common, DecisionFormat, Reject, Undo};
use crate::corpus::State;
use crate::corpus::find::{self, Input};
use crate::corpus::review::{Planned, Review, ReviewError};
use crate::draft::decide::Verdict;
use crate::draft::file::Draft;
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Accepts drafts.
pub(crate) fn accept(args: &Accept) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let Some(input) = documents(&args.path, &args.common, &mut reporter)? else { return Ok(Outcome::Wrong) };
    let reviews = reviews(&input)?;
    if args.ids.is_empty() && !args.all && args.min_confidence.is_none() {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(Failure::Usage(
                "name the drafts to accept, or add `--all` or `--min-confidence N`; on a terminal one draft after another is shown"
                    .to_owned(),
            ));
        }
        return review::run(&reviews, args.by.as_deref(), &args.common);
    }
    let wanted = |draft: &Draft| match args.min_confidence {
        Some(least) => draft.confidence().is_some_and(|confidence| confidence >= least),
        None => true,
    };
    let by = args.by.as_deref();
    decide(&reviews, &args.ids, &wanted, args.format, &mut reporter, |review, ids| {
        review.plan_accept(ids, by)
    })
}

/// Rejects drafts.
pub(crate) fn reject(args: &Reject) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let Some(input) = documents(&args.path, &args.common, &mut reporter)? else { return Ok(Outcome::Wrong) };
    let reviews = reviews(&input)?;
    if args.ids.is_empty() && !args.all {
        return Err(Failure::Usage("name the drafts to reject, or add `--all`".to_owned()));
    }
    decide(&reviews, &args.ids, &|_| true, args.format, &mut reporter, |review, ids| review.plan_reject(ids))
}

/// Takes back the last decision.
pub(crate) fn undo(args: &Undo) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let Some(input) = documents(&args.path, &args.common, &mut reporter)? else { return Ok(Outcome::Wrong) };
    let reviews = reviews(&input)?;
    let [(review, _)] = reviews.as_slice() else {
        return Err(Failure::Usage("name the folder of one document".to_owned()));
    };
    let what = review.undo().map_err(|error| Failure::Usage(error.to_string()))?;
    let mut output = Output::open(None)?;
    writeln!(output, "took back: {what}").map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Outcome::Fine)
}

/// The documents of a path; none where a corpus has errors.
fn documents(path: &Path, common: &Common, reporter: &mut Reporter) -> Result<Option<Input>, Failure> {
    let input = find::find(&[path.to_owned()], &common.corpus_options(), reporter)?;
    let good = input.corpora.iter().all(|corpus| corpus.state() == State::Good);
    Ok(good.then_some(input))
}

/// The documents whose drafts are decided on, each with its name.
fn reviews(input: &Input) -> Result<Vec<(Review<'_>, &str)>, Failure> {
    let mut reviews = Vec::with_capacity(input.documents.len());
    for found in &input.documents {
        let Some(corpus) = input.corpora.get(found.corpus) else { continue };
        let review = Review::open(found, corpus).map_err(|error| Failure::Usage(error.to_string()))?;
        reviews.push((review, found.name.as_str()));
    }
    Ok(reviews)
}

/// Decides: all is planned before anything is written.
fn decide<'c>(
    reviews: &[(Review<'c>, &str)],
    ids: &[String],
    wanted: &dyn Fn(&Draft) -> bool,
    format: DecisionFormat,
    reporter: &mut Reporter,
    plan: impl Fn(&Review<'c>, &[&str]) -> Result<Planned, ReviewError>,
) -> Result<Outcome, Failure> {
    if !ids.is_empty() && reviews.len() > 1 {
        return Err(Failure::Usage("ids are those of one document: name its folder".to_owned()));
    }
    let mut planned = Vec::new();
    let mut refused = Vec::new();
    let mut outcome = Outcome::Fine;
    for (review, name) in reviews {
        let drafts = match review.drafts() {
            Ok(drafts) => drafts,
            Err(error) => {
                refuse(review, name, error, reporter)?;
                outcome = Outcome::Wrong;
                continue;
            }
        };
        let chosen: Vec<&str> = match ids {
            [] => drafts.facts.iter().filter(|draft| wanted(draft)).map(|draft| draft.id.as_str()).collect(),
            ids => ids.iter().map(String::as_str).collect(),
        };
        if chosen.is_empty() {
            continue;
        }
        match plan(review, &chosen) {
            Ok(plan) => planned.push((review, *name, plan)),
            Err(error) => {
                refused.extend(refuse(review, name, error, reporter)?.into_iter().map(|id| (id, *name)));
                outcome = Outcome::Wrong;
            }
        }
    }
    let mut output = Output::open(None)?;
    if outcome == Outcome::Wrong {
        for (id, name) in refused {
            let line = match format {
                DecisionFormat::Text => format!("refused {id}"),
                DecisionFormat::Json => {
                    json!({"id": id, "decision": "refused", "document": name}).to_string()
                }
            };
            writeln!(output, "{line}").map_err(|error| output.failure(&error))?;
        }
        output.finish()?;
        return Ok(outcome);
    }
    for (review, name, plan) in planned {
        let verdicts = review.write(plan, None).map_err(|error| Failure::Usage(error.to_string()))?;
        for verdict in &verdicts {
            if let Some(renamed) = &verdict.renamed {
                reporter.say(&format!("the id `{}` is taken: the fact is `{renamed}`", verdict.id));
            }
            let line = line(verdict, name, format);
            writeln!(output, "{line}").map_err(|error| output.failure(&error))?;
        }
    }
    output.finish()?;
    Ok(Outcome::Fine)
}

/// A decision as a line.
fn line(verdict: &Verdict, name: &str, format: DecisionFormat) -> String {
    let decision = verdict.decision.name();
    match format {
        DecisionFormat::Text => format!("{decision} {}", verdict.id),
        DecisionFormat::Json => {
            let mut object = json!({"id": verdict.id, "decision": decision});
            if let Some(renamed) = &verdict.renamed {
                object["as"] = json!(renamed);
            }
            if let Some(by) = &verdict.by {
                object["by"] = json!(by);
            }
            object["document"] = json!(name);
            object.to_string()
        }
    }
}
