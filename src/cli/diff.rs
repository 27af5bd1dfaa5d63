//! `groundwire diff`
use super::answer::terminal_width;
use super::output::Output;
use super::report::{Reporter, wants_color};
use super::{Failure, Outcome};
use crate::archive::inside_cli;
use crate::ask::dataset::DatasetBuilder;
use crate::ask::explain::Namer;
use crate::cli::arguments::{Diff, ExplainFormat};
use crate::corpus::find::{self, Found, Input};
use crate::corpus::{Corpus, CorpusOptions, FileReport};
use crate::diff::{self, Change, CorpusNames, Difference, Items, Key, Kind};
use crate::document::Notation;
use crate::term::prefixes::Prefixes;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// Compares two documents, folders or exports.
pub(crate) fn run(args: &Diff) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::plain(&args.shown);
    let pair = pair(args)?;
    let Some((old, new, title)) = pair else {
        // git says of a path in conflict no more than its name.
        reporter.say(&format!("{}: not merged", args.paths[0].display()));
        return Ok(Outcome::Fine);
    };
    let options = args.corpus_options();
    find::check_options(&options)?;
    let contents = contents(&old, &new, &options)?;
    let article = article_name(&old, &new);
    let [before, after] = &contents;
    let (mut before, mut after) = (
        read(&old, before, after, &article, &mut reporter)?,
        read(&new, after, before, &article, &mut reporter)?,
    );
    if reporter.errors > 0 {
        return Err(Failure::Said);
    }
    if contents.iter().all(Content::is_one_article) {
        (before, after) = same_article(before, after);
    }
    let differences = diff::compare(&before, &after);
    let mut output = Output::open(None)?;
    let color = wants_color(args.shown.color, &io::stdout());
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

/// A side: where it lies, and the path by which people know it, which differs where git passes a temporary file.
struct Side {
    path: PathBuf,
    called: PathBuf,
    is_from_git: bool,
}

impl Side {
    fn is_nothing(&self) -> bool {
        self.path == Path::new("/dev/null")
    }

    fn is_stdin(&self) -> bool {
        !self.is_from_git && self.path.as_os_str() == "-"
    }
}

/// The two sides, and a title where git asks.
fn pair(args: &Diff) -> Result<Option<(Side, Side, Option<String>)>, Failure> {
    let side = |path: &PathBuf, called: &PathBuf| Side {
        path: path.clone(),
        called: called.clone(),
        is_from_git: args.git,
    };
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

/// What is found on a side.
enum Content {
    /// `/dev/null`: nothing.
    Nothing,
    /// The documents below a folder.
    Folder { input: Input, has_own_corpora: bool },
    /// A file of one document or of many.
    File(Input),
    /// A `corpus.yaml`, with the corpus that holds where it lies.
    Corpus(Corpus),
    /// A file of RDF.
    Graph,
}

impl Content {
    fn is_one_article(&self) -> bool {
        matches!(self, Self::File(input) if !input.has_lines())
    }

    /// The corpus of a file, where a `corpus.yaml` holds for it.
    fn corpus(&self) -> Option<&Corpus> {
        let corpus = match self {
            Self::File(input) => input.corpora.first(),
            Self::Corpus(corpus) => Some(corpus),
            Self::Nothing | Self::Folder { .. } | Self::Graph => None,
        };
        corpus.filter(|corpus| corpus.folder().is_some())
    }
}

/// What is found on both sides, which must go together.
fn contents(old: &Side, new: &Side, options: &CorpusOptions) -> Result<[Content; 2], Failure> {
    if old.is_stdin() && new.is_stdin() {
        return Err(Failure::Usage("standard input can be given only once".to_owned()));
    }
    for side in [old, new] {
        if !side.is_nothing() && !side.is_stdin() && !side.path.exists() {
            return Err(Failure::Usage(format!("no file or folder `{}` exists", side.called.display())));
        }
    }
    let contents = [content(old, options)?, content(new, options)?];
    if contents.iter().any(|content| matches!(content, Content::Nothing)) {
        return Ok(contents);
    }
    let differ = |is: fn(&Content) -> bool| is(&contents[0]) != is(&contents[1]);
    if differ(|content| matches!(content, Content::Folder { .. })) {
        return Err(Failure::Usage("expected two files or two folders, not one of each".to_owned()));
    }
    if differ(|content| matches!(content, Content::Graph)) {
        return Err(Failure::Usage(
            "cannot compare a document with an RDF file: export the document first".to_owned(),
        ));
    }
    Ok(contents)
}

fn content(side: &Side, options: &CorpusOptions) -> Result<Content, Failure> {
    // Errors of a corpus are for `check` to report.
    let listener = &mut Vec::<FileReport>::new();
    let Side { path, called, .. } = side;
    Ok(if side.is_nothing() {
        Content::Nothing
    } else if side.is_stdin() {
        Content::File(find::find(std::slice::from_ref(path), options, listener)?)
    } else if path.is_dir() {
        let input = find::find(std::slice::from_ref(path), options, listener)?;
        Content::Folder { input, has_own_corpora: options.corpus.is_none() }
    } else if find::is_corpus(called) {
        let folder = called.parent().filter(|folder| !folder.as_os_str().is_empty());
        Content::Corpus(find::corpus_of(folder.unwrap_or(Path::new(".")), options, listener)?)
    } else if find::notation(called).is_some() {
        Content::File(find::find_called(path, called, options, listener)?)
    } else if inside_cli::is_rdf(called) {
        Content::Graph
    } else {
        return Err(Failure::Usage(format!(
            "`{}` is neither a document nor RDF: its name must end in `.yaml`, `.json` or `.jsonl` (for RDF in `.ttl`, \
             `.trig`, `.nt`, `.nq`, `.rdf` or `.jsonld`)",
            called.display()
        )));
    })
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
fn same_article(mut before: Items, mut after: Items) -> (Items, Items) {
    let article = |items: &Items| {
        let found = items.iter().find(|(key, _)| key.kind == Kind::Article);
        found.map(|(key, item)| (key.id.clone(), item.parts.clone()))
    };
    if let (Some((one, was)), Some((other, is))) = (article(&before), article(&after))
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

/// The items of a side. A file without a `corpus.yaml` uses the other side's prefixes and base.
fn read(
    side: &Side,
    content: &Content,
    other: &Content,
    article: &str,
    reporter: &mut Reporter,
) -> Result<Items, Failure> {
    let mut items = Items::new();
    let nearest = |own: &Corpus| CorpusNames::of(content.corpus().or(other.corpus()).unwrap_or(own));
    match content {
        Content::Nothing => {}
        Content::Graph => {
            let mut builder = DatasetBuilder::new();
            inside_cli::read_rdf(&side.path, &side.called, &mut builder)?;
            let dataset = builder.finish();
            let prefixes = Prefixes::predeclared();
            diff::items_of_graph(Namer { dataset: &dataset, prefixes: &prefixes }, &mut items);
        }
        Content::Corpus(own) => {
            diff::items_of_corpus(&side.path, &side.called, &nearest(own), reporter, &mut items)?;
        }
        Content::File(input) => {
            for (found, own) in with_corpora(input) {
                let article = (found.notation != Notation::Lines).then_some(article);
                diff::items_of_documents(found, &nearest(own), article, reporter, &mut items)?;
            }
        }
        Content::Folder { input, has_own_corpora } => {
            for corpus in input.corpora.iter().filter(|_| *has_own_corpora) {
                // Entities of a corpus above the folder are not part of what is compared.
                if let Some(folder) = corpus.folder().filter(|folder| folder.starts_with(&side.path)) {
                    let file = folder.join("corpus.yaml");
                    diff::items_of_corpus(&file, &file, &CorpusNames::of(corpus), reporter, &mut items)?;
                }
            }
            for (found, own) in with_corpora(input) {
                diff::items_of_documents(found, &CorpusNames::of(own), None, reporter, &mut items)?;
            }
        }
    }
    Ok(items)
}

/// The documents that were found, each with its corpus.
fn with_corpora(input: &Input) -> impl Iterator<Item = (&Found, &Corpus)> {
    input.documents.iter().filter_map(|found| Some((found, input.corpora.get(found.corpus)?)))
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
