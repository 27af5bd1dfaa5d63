//! `groundwire new`
use super::Outcome;
use super::report::Reporter;
use super::{Failure, reason};
use crate::check::quote::{self, Claim};
use crate::check::schema::{Of, schema};
use crate::cli::arguments::New;
use crate::corpus::find::corpus_of;
use crate::corpus::path::not_utf8;
use crate::document::sentence::sentences;
use crate::term::iri::check_key;
use crate::text::digest::sha256;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The name of the schema file that editors are pointed to.
const SCHEMA: &str = "facts.schema.json";

/// Makes the folder of a new document: the text as it came, and a `facts.yaml` to fill.
pub fn run(args: &New) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let bytes = read_text(&args.text)?;
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
    let folder = folder(args);
    let slug = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if let Err(bad) = check_key(&slug) {
        let mend = bad.mended.as_ref().map(|mended| format!("; use `{mended}`")).unwrap_or_default();
        return Err(Failure::Usage(format!("`{slug}` cannot be an article's id: {bad}{mend}")));
    }
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above.to_owned(),
        _ => PathBuf::from("."),
    };
    let loaded = corpus_of(&above, &args.common.corpus_options(), &mut reporter)?;
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::io(&error, format!("cannot create the folder `{}`", folder.display())))?;
    let facts = document(&slug, &bytes, body);
    write_new(&folder.join("article.txt"), &bytes)?;
    write_new(&folder.join("facts.yaml"), facts.as_bytes())?;
    let schema_path = above.join(SCHEMA);
    if !schema_path.exists() {
        let schema = schema(Of::Document, loaded.ontology(), loaded.prefixes());
        write_new(&schema_path, format!("{schema:#}\n").as_bytes())?;
    }
    let shown = folder.display();
    reporter.say(&format!(
        "created {shown}/article.txt and {shown}/facts.yaml\nwrite facts for the sentences in facts.yaml, then run: groundwire check {shown}"
    ));
    Ok(Outcome::Fine)
}

/// A bare name goes into `data` where there is such a folder: that is where commands look by default.
pub(super) fn folder(args: &New) -> PathBuf {
    let bare = args.slug.components().count() == 1;
    if bare && Path::new("data").is_dir() { Path::new("data").join(&args.slug) } else { args.slug.clone() }
}

fn read_text(path: &Path) -> Result<Vec<u8>, Failure> {
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

/// A `facts.yaml` that passes the checks as it is: each sentence as a comment, and one example fact.
fn document(slug: &str, bytes: &[u8], body: &str) -> String {
    let sentences = sentences(body);
    let first = sentences.first().map_or("", |range| &body[range.clone()]);
    let headline = sentences.len() > 1 && !first.ends_with(['.', '!', '?', '…', '"', '”']);
    let title = if headline { first.to_owned() } else { slug.replace(['-', '_'], " ") };
    let mut out = format!("# yaml-language-server: $schema=../{SCHEMA}\n");
    let digest = sha256(bytes);
    let _ = write!(
        out,
        "article:\n  title: {}\n  # source: https://…      where it was published\n  # published: 2026-01-31  when, if the article says so\n  # language: en\n  sha256: {digest}\n\n",
        yaml(&title)
    );
    out.push_str(
        "# The things that the facts mention. Classes: Person, Organization, Group, Country, Place, Position,\n# LegalInstrument, Artifact, Event, Meeting, Utterance, Programme, Concept.\nentities:\n  example-topic: {type: Concept, label: example topic}\n  # ann: {type: Person, label: Ann Berg}\n\n# One fact for each statement of the article. Properties: place, topic, participant, organizedBy, speaker,\n# addressee, speechMode, partOf, status, goal, resultsIn, affects, basedOn, uses, bodyOf, memberOf, observerAt,\n# holdsPosition, positionIn, represents, cooperatesWith, supports, hosts, beneficiary, signatoryTo, partyTo,\n# amends, memberCount, amount, population, share, cost, worth; facts.schema.json lists all.\n# The sentences of the article:\nfacts:\n",
    );
    for (number, range) in sentences.iter().enumerate() {
        let words: Vec<&str> = body[range.clone()].split_whitespace().collect();
        let _ = writeln!(out, "  # {}. {}", number + 1, words.join(" "));
        if number == 0 {
            let _ = write!(
                out,
                "  - id: f1a\n    subject: article\n    predicate: topic\n    object: example-topic\n    quote: {}\n\n",
                example_quote(body, range.clone())
            );
        }
    }
    out
}

/// A quote of a sentence's first words that is in one place, or is told by its start.
fn example_quote(body: &str, sentence: std::ops::Range<usize>) -> String {
    let mut buffers = quote::Buffers::default();
    let text = quote::Text::new(body, &mut buffers);
    let words = &body[sentence.clone()];
    let ends = words.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).skip(4);
    for end in ends.take(20).chain([words.len()]) {
        let exact = words[..end].trim_end();
        let claim = Claim { exact, prefix: None, suffix: None, start: None };
        if text.find(&claim).is_ok_and(|spans| spans.as_slice().len() == 1) {
            return yaml(exact);
        }
    }
    format!("{{exact: {}, start: {}}}", yaml(words), text.code_points(sentence.start))
}

/// A text as a YAML scalar on one line.
fn yaml(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains(['\\', '\'']) || text.chars().any(char::is_control) {
        return serde_json::Value::String(text).to_string();
    }
    format!("'{text}'")
}
