//! `groundwire diff`
use super::output::Output;
use super::query::terminal_width;
use super::report::{Reporter, wants_color};
use super::{Failure, Outcome};
use crate::archive::inside_cli;
use crate::ask::dataset::DatasetBuilder;
use crate::ask::explain::Namer;
use crate::cli::arguments::{Diff, ExplainFormat};
use crate::corpus::Listener;
use crate::corpus::compressed::{self, Compression};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::LineEnds;
use crate::diagnostic::source::Source;
use crate::diff::{self, Change, CorpusNames, Difference, Items, Key, Kind};
use crate::document::facts;
use crate::document::json;
use crate::document::tree::Node;
use crate::document::yaml;
use crate::term::iri::DEFAULT_BASE;
use crate::term::prefixes::Prefixes;
use crate::text::digest::sha256;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

/// Compares two documents, folders or exports.
pub(crate) fn run(args: &Diff) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let pair = pair(args)?;
    let Some((old, new, title)) = pair else {
        // git says of a path in conflict no more than its name.
        reporter.say(&format!("{}: not merged", args.paths[0].display()));
        return Ok(Outcome::Fine);
    };
    for side in [&old, &new] {
        if side.path != Path::new("/dev/null") && !side.path.exists() {
            return Err(Failure::Usage(format!("no file or folder `{}` exists", side.called.display())));
        }
    }
    let folders = [&old, &new].map(|side| side.path.is_dir());
    let absent = [&old, &new].map(|side| side.path == Path::new("/dev/null"));
    if folders[0] != folders[1] && !absent.contains(&true) {
        return Err(Failure::Usage("expected two files or two folders, not one of each".to_owned()));
    }
    let is_graph = |side: &Side| !side.path.is_dir() && form(&side.called) == Form::Graph;
    if is_graph(&old) != is_graph(&new) && !absent.contains(&true) {
        return Err(Failure::Usage(
            "cannot compare a document with an RDF file: export the document first".to_owned(),
        ));
    }
    let article = article_name(&old, &new);
    let (before, after) = (
        read(&old, &new.called, &article, args, &mut reporter)?,
        read(&new, &old.called, &article, args, &mut reporter)?,
    );
    if reporter.errors > 0 {
        return Err(Failure::Said);
    }
    let (before, after) = same_article(before, after, &old, &new);
    let differences = diff::compare(&before, &after);
    let mut output = Output::open(None)?;
    let color = wants_color(args.common.color, &io::stdout());
    let written = match args.format {
        ExplainFormat::Json => serde_json::to_writer_pretty(&mut output, &diff::json(&differences))
            .map_err(io::Error::from)
            .and_then(|()| writeln!(output)),
        ExplainFormat::Text if differences.is_empty() => Ok(()),
        ExplainFormat::Text => title
            .map_or(Ok(()), |title| writeln!(output, "{title}"))
            .and_then(|()| diff::text(&differences, terminal_width(), color, &mut output)),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    if !args.git {
        reporter.say(&summary(&differences));
    }
    Ok(if differences.is_empty() || args.git { Outcome::Fine } else { Outcome::Wrong })
}

/// A side: where it lies, and the path by which people know it.
struct Side {
    path: PathBuf,
    called: PathBuf,
}

/// The two sides, and a title where git asks.
fn pair(args: &Diff) -> Result<Option<(Side, Side, Option<String>)>, Failure> {
    let side = |path: &PathBuf, called: &PathBuf| Side { path: path.clone(), called: called.clone() };
    match (&args.paths[..], args.git) {
        ([old, new], false) => Ok(Some((side(old, old), side(new, new), None))),
        ([_], true) => Ok(None),
        // path old-file old-hex old-mode new-file new-hex new-mode [new-path what]
        ([called, old, _, _, new, _, _, rest @ ..], true) if rest.is_empty() || rest.len() == 2 => {
            let renamed = rest.first().unwrap_or(called);
            let title = if rest.is_empty() {
                format!("groundwire diff {}", called.display())
            } else {
                format!("groundwire diff {} {}", called.display(), renamed.display())
            };
            Ok(Some((side(old, called), side(new, renamed), Some(crate::text::visible(&title)))))
        }
        (_, true) => {
            Err(Failure::Usage("`--git` expects the seven or nine arguments that git passes".to_owned()))
        }
        (_, false) => Err(Failure::Usage("expected two paths: the old one and the new one".to_owned())),
    }
}

/// What a file holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Yaml,
    Json,
    Lines,
    Graph,
}

fn form(called: &Path) -> Form {
    let bare = if Compression::of(called).is_some() { called.with_extension("") } else { called.to_owned() };
    match bare.extension().and_then(|ending| ending.to_str()) {
        Some("yaml" | "yml") => Form::Yaml,
        Some("json") => Form::Json,
        Some("jsonl") => Form::Lines,
        _ => Form::Graph,
    }
}

/// The id of the article of a single document that gives none: the name of its folder, the same for both sides.
fn article_name(old: &Side, new: &Side) -> String {
    let folder = |side: &Side| {
        let normal = |part: Component<'_>| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        };
        side.called.parent()?.components().next_back().and_then(normal)
    };
    folder(new).or_else(|| folder(old)).unwrap_or_else(|| "article".to_owned())
}

/// Of two single documents whose articles have two ids and differ otherwise, too, the id is a part that changed: the
/// facts are still those of one article.
fn same_article(mut before: Items, mut after: Items, old: &Side, new: &Side) -> (Items, Items) {
    let single = |side: &Side| !side.path.is_dir() && matches!(form(&side.called), Form::Yaml | Form::Json);
    let article = |items: &Items| {
        let found = items.iter().find(|(key, _)| key.kind == Kind::Article);
        found.map(|(key, item)| (key.id.clone(), item.parts.clone()))
    };
    if let (true, true, Some((one, was)), Some((other, is))) =
        (single(old), single(new), article(&before), article(&after))
        && one != other
        && was != is
    {
        let move_to = |items: Items, name: &str, id: &str| -> Items {
            let named = |mut key: Key| {
                key.article = name.to_owned();
                if key.kind == Kind::Article {
                    key.id = name.to_owned();
                }
                key
            };
            let mut items: Items = items.into_iter().map(|(key, item)| (named(key), item)).collect();
            for (key, item) in &mut items {
                if key.kind == Kind::Article {
                    item.add("id", diff::Value::plain(id));
                }
            }
            items
        };
        before = move_to(before, &other, &one);
        after = move_to(after, &other, &other);
    }
    (before, after)
}

fn read(
    side: &Side,
    other: &Path,
    article: &str,
    args: &Diff,
    reporter: &mut Reporter,
) -> Result<Items, Failure> {
    let mut items = Items::new();
    let path = &side.path;
    if path == Path::new("/dev/null") {
        return Ok(items);
    }
    if path.is_dir() {
        let mut files = Vec::new();
        walk(path, &mut files)?;
        for file in files {
            read_file(&file, &file, &file, None, args, reporter, &mut items)?;
        }
        return Ok(items);
    }
    if form(&side.called) != Form::Graph {
        read_file(path, &side.called, other, Some(article), args, reporter, &mut items)?;
        return Ok(items);
    }
    let mut builder = DatasetBuilder::new();
    inside_cli::read_rdf(path, &side.called, &mut builder)?;
    let dataset = builder.finish();
    let prefixes = Prefixes::predeclared();
    diff::items_of_graph(Namer { dataset: &dataset, prefixes: &prefixes }, &mut items);
    Ok(items)
}

/// The documents and corpora below a folder, by path.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::io(error, format!("cannot read `{}`", folder.display()));
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        entries.push(entry.map_err(|error| failed(&error))?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(|error| failed(&error))?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            walk(&path, files)?;
        } else if matches!(&*name, "facts.yaml" | "facts.json" | "corpus.yaml") || form(&path) == Form::Lines
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Adds what a file says; `article` is the id where the document gives none and is not a folder's.
fn read_file(
    path: &Path,
    called: &Path,
    other: &Path,
    article: Option<&str>,
    args: &Diff,
    reporter: &mut Reporter,
    items: &mut Items,
) -> Result<(), Failure> {
    let text = text(path)?;
    let corpus = corpus_of(called, other, args);
    let name = called.display().to_string();
    let is_corpus = called.file_name().is_some_and(|name| name == "corpus.yaml");
    if form(called) == Form::Lines {
        for (number, line) in text.split('\n').enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let first_line = number as u64 + 1;
            let source = Source { path: &name, text: line, first_line, first_byte: 0, ends: LineEnds::Lf };
            let Some(root) = parsed(json::parse(line), &source, reporter) else { continue };
            let document = facts::read(root, &mut Vec::new());
            let digest = document.article.text.as_ref().map(|text| sha256(text.as_bytes()));
            diff::items_of_document(&document, &corpus, &format!("line {}", number + 1), digest, items);
        }
        return Ok(());
    }
    let (root, ends) = match form(called) {
        Form::Json => (json::parse(&text), LineEnds::Lf),
        _ => (yaml::parse(&text), LineEnds::Any),
    };
    let shown = Source { path: &name, text: &text, first_line: 1, first_byte: 0, ends };
    let Some(root) = parsed(root, &shown, reporter) else { return Ok(()) };
    if is_corpus {
        let file = facts::read_corpus(root, &mut Vec::new());
        diff::items_of_corpus(&file.entities, &corpus, items);
        return Ok(());
    }
    let document = facts::read(root, &mut Vec::new());
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let article = article.map(str::to_owned).or(folder).unwrap_or_else(|| "article".to_owned());
    let digest = match &document.article.text {
        Some(text) => Some(sha256(text.as_bytes())),
        None => {
            let file = document.article.text_file.as_deref().unwrap_or("article.txt");
            let beside = Path::new(file);
            // A temporary file of git's has no text beside it.
            let stays =
                beside.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
            let text = path.parent().filter(|_| stays).map(|folder| fs::read(folder.join(beside)));
            text.and_then(Result::ok).map(|bytes| sha256(&bytes))
        }
    };
    diff::items_of_document(&document, &corpus, &article, digest, items);
    Ok(())
}

/// A tree, or the errors that keep it from being one.
fn parsed<'a>(
    result: Result<Node<'a>, Vec<Diagnostic>>,
    source: &Source<'_>,
    reporter: &mut Reporter,
) -> Option<Node<'a>> {
    result.map_err(|diagnostics| reporter.report(source, &diagnostics)).ok()
}

fn text(path: &Path) -> Result<String, Failure> {
    let failed = |error: &io::Error| Failure::io(error, format!("cannot read `{}`", path.display()));
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut reader: Box<dyn Read> = match Compression::of(path) {
        Some(compression) => compressed::reader(file, compression),
        None => Box::new(file),
    };
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|error| failed(&error))?;
    Ok(text)
}

/// What the nearest corpus gives to names, the other side's where there is none. One that cannot be read gives nothing: that is for `check` to say.
fn corpus_of(called: &Path, other: &Path, args: &Diff) -> CorpusNames {
    let mut names = CorpusNames { base: DEFAULT_BASE.to_owned(), prefixes: Vec::new() };
    let above = |path: &Path| {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut files = whole.ancestors().skip(1).map(|folder| folder.join("corpus.yaml"));
        files.find(|path| path.is_file())
    };
    let nearest = args.common.corpus.clone().or_else(|| above(called)).or_else(|| above(other));
    if let Some(text) = nearest.and_then(|path| fs::read_to_string(path).ok())
        && let Ok(root) = yaml::parse(&text)
    {
        let file = facts::read_corpus(root, &mut Vec::new());
        if let Some(base) = &file.base {
            names.base = base.to_string();
        }
        names.prefixes =
            file.prefixes.iter().map(|(prefix, iri)| (prefix.to_string(), iri.to_string())).collect();
    }
    if let Some(base) = &args.common.base {
        names.base.clone_from(base);
    }
    names
}

fn summary(differences: &[Difference]) -> String {
    let count = |of: fn(&Change) -> bool| differences.iter().filter(|one| of(&one.change)).count();
    let counts = [
        (count(|change| matches!(change, Change::Added)), "added"),
        (count(|change| matches!(change, Change::Removed)), "removed"),
        (count(|change| matches!(change, Change::Renamed(..))), "renamed"),
        (count(|change| matches!(change, Change::Changed(_))), "changed"),
    ];
    let said: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if said.is_empty() { "no difference".to_owned() } else { said.join(", ") }
}
