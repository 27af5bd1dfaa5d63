//! `groundwire questions`
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::ask::question::Question;
use crate::cli::arguments::{ExplainFormat, Questions};
use crate::corpus::find;
use crate::text::visible;
use serde_json::json;
use std::io::Write;

/// Lists the saved questions of corpora.
pub(crate) fn run(args: &Questions) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::plain(&args.shown);
    let input = find::find(&args.paths, &args.corpus.corpus_options(), &mut reporter)?;
    let mut found: Vec<(String, Question)> = Vec::new();
    for corpus in &input.corpora {
        for name in corpus.question_names() {
            // Of two of one name, `query` asks the first.
            if found.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let Some(saved) = corpus.question(&name)? else { continue };
            found.push((name, Question::read(&saved.text)));
        }
    }
    let mut output = Output::open(None)?;
    let mut text = String::new();
    if args.format == ExplainFormat::Json {
        let all: Vec<serde_json::Value> = found
            .iter()
            .map(|(name, question)| {
                let parameters: Vec<serde_json::Value> = question
                    .parameters
                    .iter()
                    .map(|parameter| json!({"name": parameter.name, "about": parameter.about}))
                    .collect();
                json!({"name": name, "title": question.title, "parameters": parameters})
            })
            .collect();
        text = format!("{:#}\n", serde_json::Value::from(all));
    } else {
        for (name, question) in &found {
            text.push_str(&format!("{}\n  {}\n", visible(name), visible(&question.title)));
            for parameter in &question.parameters {
                text.push_str(&format!(
                    "  --set {}=…  {}\n",
                    visible(&parameter.name),
                    visible(&parameter.about)
                ));
            }
        }
    }
    output.write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()?;
    if found.is_empty() {
        reporter
            .say("no saved questions: they are `.rq` files in the folder `questions` beside `corpus.yaml`");
    }
    Ok(Outcome::Fine)
}
