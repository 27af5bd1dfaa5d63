//! `groundwire new`
mod template;

use super::Outcome;
use super::report::Reporter;
use super::{Failure, reason};
use crate::check::corpus::CheckedCorpus;
use crate::check::model::Entity;
use crate::check::schema::{Of, schema};
use crate::cli::arguments::New;
use crate::corpus::find::corpus_of;
use crate::corpus::path::not_utf8;
use crate::document::html::is_page;
use crate::language::fold::is_han;
use crate::language::{Language, Reading, date};
use crate::term::iri::check_key;
use crate::term::time::Edtf;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use template::Template;

/// The name of the schema file that editors are pointed to.
const SCHEMA: &str = "facts.schema.json";

/// Makes the folder of a new document: the text, and a `facts.yaml` to fill by hand, with an example.
pub(crate) fn run(args: &New) -> Result<Outcome, Failure> {
    make(args, true)
}

/// Makes the folder of a new document; a fact that is there as an `example` is for a person who writes the others.
pub(super) fn make(args: &New, example: bool) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::plain(&args.shown);
    let Start { bytes, about, notes } = match (&args.article.from, &args.article.text) {
        (Some(page), _) => from_page(page)?,
        (None, Some(text)) => from_text(text)?,
        (None, None) => return Err(Failure::Usage("give the article with `--text` or `--from`".to_owned())),
    };
    let text = String::from_utf8_lossy(&bytes);
    let body = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let folder = folder(args);
    let slug = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if let Err(bad) = check_key(&slug) {
        let fix = bad.corrected.as_ref().map(|corrected| format!("; use `{corrected}`")).unwrap_or_default();
        return Err(Failure::Usage(format!("`{slug}` cannot be an article's id: {bad}{fix}")));
    }
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above.to_owned(),
        _ => PathBuf::from("."),
    };
    let loaded = corpus_of(&above, &args.vocabulary.corpus_options(), &mut reporter)?;
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::io(&error, format!("cannot create the folder `{}`", folder.display())))?;
    let named = named(body, loaded.shared());
    let facts = template::document(&Template {
        slug: &slug,
        bytes: &bytes,
        body,
        about: &about,
        named: &named,
        corpus: loaded.shared(),
        example,
    });
    write_new(&folder.join("article.txt"), &bytes)?;
    write_new(&folder.join("facts.yaml"), facts.as_bytes())?;
    let schema_path = above.join(SCHEMA);
    let mut notes = notes;
    if !schema_path.exists() {
        let schema = schema(Of::Document, loaded.ontology(), loaded.prefixes());
        write_new(&schema_path, format!("{schema:#}\n").as_bytes())?;
        notes.push(format!("created {} for editors", schema_path.display()));
    }
    if !named.is_empty() {
        let keys: Vec<&str> = named.iter().map(|(key, _)| key.as_str()).collect();
        notes.push(format!("shared entities that the text names: {}", keys.join(", ")));
    }
    let shown = folder.display();
    let mut said = format!("created {shown}/article.txt and {shown}/facts.yaml\n");
    for note in notes {
        said.push_str(&note);
        said.push('\n');
    }
    if example {
        said.push_str(&format!(
            "write facts for the sentences in facts.yaml, then run: groundwire check {shown}"
        ));
    }
    reporter.say(said.trim_end());
    Ok(Outcome::Fine)
}

/// What a new document begins with.
struct Start {
    /// The text, as it will be stored.
    bytes: Vec<u8>,
    about: About,
    /// What to tell the user.
    notes: Vec<String>,
}

/// What is known of an article beside its text.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) language: Option<String>,
    pub(super) source: Option<String>,
}

fn from_text(path: &Path) -> Result<Start, Failure> {
    let bytes = read_bytes(path)?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = not_utf8(&error).span.start;
            return Err(Failure::Usage(format!("the text is not UTF-8 (from byte {at}): save it as UTF-8")));
        }
    };
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    if body.trim().is_empty() {
        return Err(Failure::Usage("the text is empty".to_owned()));
    }
    let name = path.display();
    if is_page(body) {
        return Err(Failure::Usage(format!(
            "`{name}` is a web page, not a text; use `--from {name}` to take the article's text from it"
        )));
    }
    let published = date_line(body);
    let notes = published.iter().map(|date| format!("published: {date}, from the date line")).collect();
    Ok(Start { about: About { published, ..About::default() }, bytes, notes })
}

#[cfg(not(feature = "page"))]
fn from_page(_: &Path) -> Result<Start, Failure> {
    Err(Failure::Usage("this build reads no web pages: it was made without the feature `page`".to_owned()))
}

#[cfg(feature = "page")]
fn from_page(path: &Path) -> Result<Start, Failure> {
    use crate::document::web::{self, Stated};
    let bytes = read_bytes(path)?;
    let name = path.display();
    let page = web::read(&bytes).map_err(|error| {
        Failure::Usage(format!("`{name}`: {error}; save the article's text yourself and use --text"))
    })?;
    let said = page.metadata;
    let mut notes = vec![format!(
        "the text: {} paragraphs of the page ({})",
        page.text.matches("\n\n").count() + 1,
        page.encoding
    )];
    let mut missing = Vec::new();
    let mut take = |what: &str, stated: &Option<Stated>| {
        match stated {
            Some(stated) => notes.push(format!("{what}: {}, from {}", stated.value, stated.from)),
            None => missing.push(what.to_owned()),
        }
        stated.as_ref().map(|stated| stated.value.clone())
    };
    let mut about = About {
        title: take("title", &said.title),
        publisher: take("publisher", &said.publisher),
        published: take("published", &said.published),
        language: take("language", &said.language),
        source: take("source", &said.source),
        authors: said.authors.iter().map(|author| author.value.clone()).collect(),
    };
    if about.authors.is_empty() {
        missing.push("author".to_owned());
    }
    for author in &said.authors {
        notes.push(format!("author: {}, from {}", author.value, author.from));
    }
    if about.published.is_none() {
        about.published = date_line(&page.text);
        if let Some(date) = &about.published {
            notes.push(format!("published: {date}, from the date line"));
            missing.retain(|what| what != "published");
        }
    }
    if !missing.is_empty() {
        notes.push(format!("the page does not say: {}", missing.join(", ")));
    }
    Ok(Start { bytes: page.text.into_bytes(), about, notes })
}

/// The date of an article's date line: a whole date in one of its first short lines, or before the dash of the first sentence.
fn date_line(body: &str) -> Option<String> {
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty()).take(3);
    let heads = lines.filter_map(|line| {
        if line.chars().count() <= 60 {
            return Some(line);
        }
        let dash = line.find(['—', '–']).or_else(|| line.find(" - "))?;
        (dash <= 80).then(|| &line[..dash])
    });
    heads.into_iter().find_map(|head| {
        std::iter::once(None).chain(Language::all().map(Some)).find_map(|language| {
            let dates = date::dates(&Reading::new(head, language));
            let mut whole = dates.iter().filter(|date| date.day.is_some() && !date.either_order);
            whole.find_map(|date| date.edtf().filter(|text| Edtf::parse(text).is_ok()))
        })
    })
}

/// Whether a line holds a whole date and, beside dates and names of days, at most one word: no headline.
fn is_date_line(line: &str) -> bool {
    std::iter::once(None).chain(Language::all().map(Some)).any(|language| {
        let dates = date::dates(&Reading::new(line, language));
        let within = |at: usize| dates.iter().any(|date| date.span.contains(&at));
        let rest: String = line
            .char_indices()
            .map(|(at, c)| if within(at) || !c.is_alphanumeric() { ' ' } else { c })
            .collect();
        dates.iter().any(|date| date.day.is_some()) && rest.split_whitespace().count() <= 1
    })
}

/// The shared entities that a text names, with their labels.
fn named(body: &str, corpus: &CheckedCorpus) -> Vec<(String, String)> {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    let is_in = |name: &str| {
        let mut places = body.match_indices(name);
        name.chars().count() > 1
            && places.any(|(at, _)| {
                let (before, after) =
                    (body[..at].chars().next_back(), body[at + name.len()..].chars().next());
                !(joins(before) && joins(name.chars().next())
                    || joins(after) && joins(name.chars().next_back()))
            })
    };
    let names =
        |entity: &&Entity<'_>| entity.labels.iter().chain(&entity.alt_labels).any(|label| is_in(&label.text));
    corpus
        .entities()
        .filter(names)
        .map(|entity| (entity.key.to_string(), entity.label().to_owned()))
        .collect()
}

/// A bare name goes into `data` where there is such a folder: that is where commands look by default.
pub(super) fn folder(args: &New) -> PathBuf {
    let bare = args.slug.components().count() == 1;
    if bare && Path::new("data").is_dir() { Path::new("data").join(&args.slug) } else { args.slug.clone() }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::io(&error, "cannot read standard input"))?;
        return Ok(bytes);
    }
    fs::read(path).map_err(|error| Failure::io(&error, format!("cannot read `{}`", path.display())))
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.display();
    let mut file = File::create_new(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::Usage(format!("`{name}` already exists and was not changed"))
        }
        _ => Failure::Usage(format!("cannot write to `{name}`: {}", reason(&error))),
    })?;
    file.write_all(bytes).map_err(|error| Failure::io(&error, format!("cannot write to `{name}`")))
}
