//! `groundwire explain`
use super::answer::terminal_width;
use super::endpoint::{self, Endpoint};
use super::output::Output;
use super::report::{Reporter, wants_color};
use super::store::Stored;
use super::{Failure, Outcome, load};
use crate::archive::remote::ExplainTarget;
use crate::archive::{ExplainError, NameError, Snapshot};
use crate::ask::explain::{self, Chains, Filter, Page, Paper};
use crate::cli::arguments::{Explain, ExplainFormat, Voice};
use crate::corpus::find;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Says all that documents say of a thing or a triple, or how they connect two things.
pub(crate) fn run(args: &Explain) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let (things, paths) = things_and_paths(args);
    if things.len() > 3 {
        return Err(Failure::Usage(format!(
            "`{}` is one thing too many: name a thing, two things, or a subject, predicate and object; then files or folders",
            things[3]
        )));
    }
    if let Some(url) = &args.endpoint.url {
        let corpus = endpoint::corpus(&args.common.corpus_options(), &mut reporter)?;
        let endpoint = Endpoint::open(&args.endpoint, url, corpus, None, &reporter)?;
        let mut snapshot = endpoint.about(wanted(&things, filter(args)))?;
        if let [name] = &things[..]
            && snapshot.thing(name).is_err()
            && let words = terms(name)
            && words.len() == 3
        {
            snapshot = endpoint.about(wanted(&words, filter(args)))?;
        }
        return explain(args, &things, &snapshot, Outcome::Fine);
    }
    if let Some(store) = &args.store {
        return explain(args, &things, &stored(args, &things, &Stored::open(store)?)?, Outcome::Fine);
    }
    let input = find::find(&paths, &args.common.corpus_options(), &mut reporter)?;
    let (outcome, snapshot) = load::snapshot(&input, args.common.batch(), &[], &mut reporter)?;
    let Some(snapshot) = snapshot else { return Ok(outcome) };
    explain(args, &things, &snapshot, outcome)
}

/// The things, and the files and folders behind them; these are searched in place of `data`.
fn things_and_paths(args: &Explain) -> (Vec<String>, Vec<PathBuf>) {
    let document = |name: &str| {
        let path = Path::new(name);
        let ending = path.extension().and_then(|ending| ending.to_str());
        let file = matches!(ending, Some("yaml" | "yml" | "json" | "jsonl" | "ndjson" | "gz" | "zst"));
        path.is_dir() || file && path.is_file()
    };
    let mut things = args.things.clone();
    let behind = things.iter().skip(1).rev().take_while(|name| document(name)).count();
    let named: Vec<PathBuf> = things.drain(things.len() - behind..).map(PathBuf::from).collect();
    if named.is_empty() || args.store.is_some() {
        return (args.things.clone(), args.paths.clone());
    }
    let given = args.paths.iter().filter(|path| path.as_os_str() != "data").cloned();
    (things, given.chain(named).collect())
}

/// What a store knows of what the arguments ask for.
fn stored(args: &Explain, things: &[String], store: &Stored) -> Result<Snapshot, Failure> {
    if let Some(part) = store.about(wanted(things, filter(args)))? {
        return Ok(part);
    }
    if let [name] = things
        && let words = terms(name)
        && words.len() == 3
        && let Some(part) = store.about(wanted(&words, filter(args)))?
    {
        return Ok(part);
    }
    load::stored(store, &[])
}

/// What the arguments ask for.
fn wanted(things: &[String], filter: Filter) -> ExplainTarget<'_> {
    match things {
        [one, other] => ExplainTarget::Chain([one, other], filter),
        [subject, predicate, object] => {
            let parts = [subject, predicate, object];
            ExplainTarget::Triple(parts.map(|part| (part != "?").then_some(part.as_str())))
        }
        things => ExplainTarget::Thing(things.first().map_or("", String::as_str)),
    }
}

/// Writes an explanation by a snapshot.
fn explain(
    args: &Explain,
    things: &[String],
    snapshot: &Snapshot,
    outcome: Outcome,
) -> Result<Outcome, Failure> {
    let found = match things {
        [one, other] => {
            let chains = snapshot
                .chains(one, other, filter(args), args.most.get())
                .map_err(|error| failure(error, things))?;
            write_chains(args, snapshot, &chains, [one, other])?
        }
        things => {
            let page = page(things, snapshot, filter(args)).map_err(|error| failure(error, things))?;
            write_page(args, snapshot, &page)?
        }
    };
    Ok(if found { outcome } else { Outcome::Wrong })
}

fn filter(args: &Explain) -> Filter {
    Filter { realized: args.realized, own_voice: args.voice == Some(Voice::Article) }
}

/// The page about a thing, or about a triple in one argument or three.
pub(super) fn page<'s>(
    things: &[String],
    snapshot: &'s Snapshot,
    filter: Filter,
) -> Result<Page<'s>, ExplainError> {
    let triple = |parts: [&str; 3]| {
        let [subject, predicate, object] = parts.map(|part| (part != "?").then_some(part));
        snapshot.explain_triple(subject, predicate, object, filter)
    };
    match things {
        [name] => snapshot.explain(name, filter).or_else(|error| match &terms(name)[..] {
            [subject, predicate, object] => triple([subject, predicate, object]),
            _ => Err(error),
        }),
        [subject, predicate, object] => triple([subject, predicate, object]),
        _ => Err(ExplainError::Everything),
    }
}

/// What stopped it; a folder given as a thing is told of.
fn failure(error: ExplainError, things: &[String]) -> Failure {
    let message = error.to_string();
    let ExplainError::Name(
        NameError::Unknown { name, .. } | NameError::Several { name, .. } | NameError::Silent { name, .. },
    ) = error
    else {
        return Failure::Usage(message);
    };
    if things.contains(&name) && Path::new(&name).exists() {
        return Failure::Usage(format!("{message}; to name the documents to search, use `--in {name}`"));
    }
    Failure::Usage(message)
}

/// The words of a triple: what is between spaces; in double quotes or pointed brackets spaces count.
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

/// Writes a page; whether it says anything.
fn write_page(args: &Explain, snapshot: &Snapshot, page: &Page<'_>) -> Result<bool, Failure> {
    let mut output = Output::open(None)?;
    let written = match args.format {
        ExplainFormat::Json => write_json(&explain::page_json(page, snapshot.namer()), &mut output),
        ExplainFormat::Text => paper(args, snapshot, &mut output).page(page),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(!page.facts.is_empty() || page.about.is_some())
}

/// Writes chains; whether there is one.
fn write_chains(
    args: &Explain,
    snapshot: &Snapshot,
    chains: &Chains<'_>,
    ends: [&String; 2],
) -> Result<bool, Failure> {
    let mut output = Output::open(None)?;
    let found = !chains.chains.is_empty();
    let written = match (args.format, found) {
        (ExplainFormat::Json, _) => write_json(&explain::chains_json(chains, snapshot.namer()), &mut output),
        (ExplainFormat::Text, true) => paper(args, snapshot, &mut output).chains(chains),
        (ExplainFormat::Text, false) => {
            let label =
                |name: &String| snapshot.thing(name).map_or_else(|_| name.clone(), |thing| thing.label);
            let [one, other] = ends.map(label);
            writeln!(output, "No chain of facts connects {one} and {other}.")
        }
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(found)
}

fn paper<'n, W: Write>(args: &Explain, snapshot: &'n Snapshot, out: W) -> Paper<'n, W> {
    Paper {
        namer: snapshot.namer(),
        width: terminal_width(),
        color: wants_color(args.common.shown.color, &io::stdout()),
        out,
    }
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
