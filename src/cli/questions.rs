//! `groundwire questions`
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome, input};
use crate::ask::question::Question;
use crate::cli::arguments::{ExplainFormat, Questions};
use crate::text::visible;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Lists the saved questions of corpora.
pub fn run(args: &Questions) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = input::find(&args.paths, &args.common, &mut reporter)?;
    let mut found: Vec<(String, Question)> = Vec::new();
    for folder in input.corpora.iter().filter_map(|loaded| loaded.questions.as_deref()) {
        for name in saved(folder) {
            // Of two of one name, `query` asks the first.
            if found.iter().any(|(known, _)| *known == name) {
                continue;
            }
            let path = folder.join(format!("{name}.rq"));
            let text = fs::read_to_string(&path)
                .map_err(|error| Failure::io(&error, format!("cannot read `{}`", path.display())))?;
            found.push((name, Question::read(&text)));
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
        reporter.say("there is no saved question: they are files `*.rq` in the folder `questions` beside `corpus.yaml`");
    }
    Ok(Outcome::Fine)
}

/// The names of the questions in a folder, sorted.
pub fn saved(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".rq")?.to_owned()))
        .collect();
    names.sort();
    names
}
