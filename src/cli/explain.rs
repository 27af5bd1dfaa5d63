//! `groundwire explain`
use super::batch::Options;
use super::input::{self, Input};
use super::output::Output;
use super::query::{prefixes, terminal_width};
use super::report::{Reporter, wants_color};
use super::store::Stored;
use super::{Failure, Outcome, load, thing};
use crate::ask::contradiction;
use crate::ask::dataset::{Dataset, DatasetBuilder, TermId};
use crate::ask::explain::{self, Contradicted, Filter, Namer, Paper, Pattern};
use crate::ask::sameness::Sameness;
use crate::cli::arguments::{Explain, ExplainFormat, Voice};
use crate::ontology::Ontology;
use crate::term::vocab::af;
use oxrdf::TermRef;
use std::io::{self, Write};
use std::path::Path;

/// Says all that documents say of a thing or a triple, or how they connect two things.
pub fn run(args: &Explain) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let stored = args.store.as_deref().map(Stored::open).transpose()?;
    let input = match &stored {
        Some(stored) => stored.input(true)?,
        None => input::find(&args.paths, &args.common, &mut reporter)?,
    };
    let none: [&str; 0] = [];
    let options = Options::new(&args.common);
    let builder = DatasetBuilder::new();
    let (outcome, dataset) = match &stored {
        Some(stored) => (Outcome::Fine, Some(load::stored(stored, builder, &none)?)),
        None => load::dataset(&input, options, builder, &none, &mut reporter)?,
    };
    let Some(dataset) = dataset else { return Ok(outcome) };
    let same = Sameness::new(&dataset);
    let ontologies: Vec<&Ontology> = input.corpora.iter().map(|loaded| &loaded.corpus.ontology).collect();
    let contradicted = contradiction::by_fact(&contradiction::find(&dataset, &ontologies, &same));
    let prefixes = prefixes(&input);
    let namer = Namer { dataset: &dataset, prefixes: &prefixes };
    let filter = Filter { realized: args.realized, own_voice: args.voice == Some(Voice::Article) };
    let asked = asked(&args.things, &dataset, &input)?;
    let mut output = Output::open(None)?;
    let json = args.format == ExplainFormat::Json;
    let paper = |out| Paper {
        namer,
        width: terminal_width(),
        color: wants_color(args.common.color, &io::stdout()),
        out,
    };
    let (written, found) = match asked {
        Asked::Page(pattern) => {
            let page = explain::page(&dataset, &pattern, filter, &same, &contradicted);
            let found = !page.facts.is_empty() || page.about.is_some();
            let written = match json {
                true => write_json(&explain::page_json(&page, namer), &mut output),
                false => paper(&mut output).page(&page),
            };
            (written, found)
        }
        Asked::Ends(ends) => ends_answer(args, &dataset, ends, filter, &same, &contradicted, |chains| {
            let found = !chains.chains.is_empty();
            let written = match (json, found) {
                (true, _) => write_json(&explain::chains_json(chains, namer), &mut output),
                (false, true) => paper(&mut output).chains(chains),
                (false, false) => {
                    let [one, other] = ends.map(|end| namer.name(dataset.term(end)));
                    writeln!(output, "No chain of facts connects {one} and {other}.")
                }
            };
            (written, found)
        })?,
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(if found { outcome } else { Outcome::Wrong })
}

/// What the words of the command line ask.
enum Asked {
    Page(Pattern),
    Ends([TermId; 2]),
}

fn asked(things: &[String], dataset: &Dataset, input: &Input) -> Result<Asked, Failure> {
    let thing = |name: &str| -> Result<TermId, Failure> {
        let iri = thing::find(name, dataset, input).map_err(|failure| match failure {
            Failure::Usage(message) if Path::new(name).exists() => {
                Failure::Usage(format!("{message}; documents to look in are given with `--in {name}`"))
            }
            failure => failure,
        })?;
        dataset.iri(&iri).ok_or_else(|| Failure::Usage(format!("the corpus says nothing of `{name}`")))
    };
    match things {
        [name] => match thing(name) {
            Ok(thing) => Ok(Asked::Page(Pattern::Thing(thing))),
            Err(failure) => match &terms(name)[..] {
                [subject, predicate, object] => triple([subject, predicate, object], dataset, thing),
                _ => Err(failure),
            },
        },
        [one, other] => {
            let ends = [thing(one)?, thing(other)?];
            if ends[0] == ends[1] {
                return Err(Failure::Usage(format!("`{one}` and `{other}` are one thing: name two")));
            }
            Ok(Asked::Ends(ends))
        }
        [subject, predicate, object] => triple([subject, predicate, object], dataset, thing),
        _ => {
            Err(Failure::Usage("one thing, two things, or subject, predicate and object are due".to_owned()))
        }
    }
}

/// The words of a triple: what stands between spaces; in double quotes or pointed brackets spaces count.
fn terms(text: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let mut until = None;
    for c in text.chars() {
        match (until, c) {
            (Some(end), c) if c == end => {
                until = None;
                push(&mut terms, c);
            }
            (None, '"') => {
                until = Some('"');
                push(&mut terms, c);
            }
            (None, '<') => {
                until = Some('>');
                push(&mut terms, c);
            }
            (None, c) if c.is_whitespace() => terms.push(String::new()),
            (_, c) => push(&mut terms, c),
        }
    }
    terms.retain(|term| !term.is_empty());
    let bare = |term: String| match term.strip_prefix('"').and_then(|term| term.strip_suffix('"')) {
        Some(inside) => inside.to_owned(),
        None => term,
    };
    terms.into_iter().map(bare).collect()
}

fn push(terms: &mut [String], c: char) {
    if let Some(last) = terms.last_mut() {
        last.push(c);
    }
}

fn triple(
    [subject, predicate, object]: [&String; 3],
    dataset: &Dataset,
    thing: impl Fn(&str) -> Result<TermId, Failure>,
) -> Result<Asked, Failure> {
    let one = |name: &String| if name == "?" { Ok(None) } else { thing(name).map(Some) };
    let (subject, predicate) = (one(subject)?, one(predicate)?);
    let object = if object == "?" {
        None
    } else {
        // What reads like a value may be a thing's name as well.
        let mut objects = values(object, dataset);
        match thing(object) {
            Ok(thing) => objects.push(thing),
            Err(failure) if objects.is_empty() => return Err(failure),
            Err(_) => {}
        }
        Some(objects)
    };
    if subject.is_none() && predicate.is_none() && object.is_none() {
        return Err(Failure::Usage(
            "`? ? ?` asks for every fact: name a subject, predicate or object".to_owned(),
        ));
    }
    Ok(Asked::Page(Pattern::Triple(subject, predicate, object)))
}

/// The values of facts that read like this.
fn values(text: &str, dataset: &Dataset) -> Vec<TermId> {
    let Some(value) = dataset.iri(af::VALUE) else { return Vec::new() };
    let mut values: Vec<TermId> = dataset
        .matching(None, Some(value), None)
        .map(|[_, _, value]| value)
        .filter(|value| matches!(dataset.term(*value), TermRef::Literal(literal) if literal.value() == text))
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// Finds chains and gives them to whoever writes them.
fn ends_answer<T>(
    args: &Explain,
    dataset: &Dataset,
    ends: [TermId; 2],
    filter: Filter,
    same: &Sameness,
    contradicted: &Contradicted,
    answer: impl FnOnce(&explain::Chains<'_>) -> T,
) -> Result<T, Failure> {
    if same.first(ends[0]) == same.first(ends[1]) {
        return Err(Failure::Usage("the two are the same thing, by `same-as`: name two".to_owned()));
    }
    Ok(answer(&explain::chains(dataset, ends, filter, args.most.get(), same, contradicted)))
}

fn write_json(value: &serde_json::Value, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::terms;

    #[test]
    fn a_triple_is_three_words() {
        assert_eq!(terms("kazakhstan  observerAt cepej"), ["kazakhstan", "observerAt", "cepej"]);
        assert_eq!(terms(r#"cepej label "European Commission""#), ["cepej", "label", "European Commission"]);
        assert_eq!(terms("<http://e/a b> p ?"), ["<http://e/a b>", "p", "?"]);
    }
}
