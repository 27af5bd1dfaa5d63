//! The `facts.yaml` of a new document.
use super::{About, SCHEMA, is_date_line};
use crate::check::corpus::CheckedCorpus;
use crate::check::quote::{self, Claim};
use crate::document::sentence::sentences;
use crate::term::iri::check_key;
use crate::term::slug::slug;
use crate::text::digest::sha256;
use std::fmt::Write as _;
use std::ops::Range;

/// What a `facts.yaml` is made of.
pub(super) struct Template<'t> {
    pub(super) slug: &'t str,
    /// The text as it is stored.
    pub(super) bytes: &'t [u8],
    /// The text without a byte order mark.
    pub(super) body: &'t str,
    pub(super) about: &'t About,
    /// The shared entities that the text names: key and label.
    pub(super) named: &'t [(String, String)],
    pub(super) corpus: &'t CheckedCorpus,
    /// Whether an example fact shows how to write one.
    pub(super) example: bool,
}

/// A `facts.yaml` that passes the checks as it is: each sentence as a comment.
pub(super) fn document(of: &Template<'_>) -> String {
    let sentences = sentences(of.body);
    let mut out = format!("# yaml-language-server: $schema=../{SCHEMA}\narticle:\n");
    let mut declared: Vec<(String, String)> = Vec::new();
    head(of, &sentences, &mut declared, &mut out);
    out.push_str(
        "\n# The things that the facts mention. Classes: Person, Organization, Group, Country, Place, Position,\n# LegalInstrument, Artifact, Event, Meeting, Utterance, Programme, Concept.\n",
    );
    if !of.named.is_empty() {
        out.push_str("# Shared entities that the text names; facts can use their keys as they are:\n");
        for (key, label) in of.named {
            let _ = writeln!(out, "#   {key}: {}", label.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    if of.example {
        declared.push(("example-topic".to_owned(), "{type: Concept, label: example topic}".to_owned()));
    }
    out.push_str(if declared.is_empty() { "entities: {}\n" } else { "entities:\n" });
    for (key, entity) in &declared {
        let _ = writeln!(out, "  {key}: {entity}");
    }
    out.push_str(
        "  # ann: {type: Person, label: Ann Berg}\n\n# One fact for each statement of the article. Properties: place, topic, participant, organizedBy, speaker,\n# addressee, speechMode, partOf, status, goal, resultsIn, affects, basedOn, uses, bodyOf, memberOf, observerAt,\n# holdsPosition, positionIn, represents, cooperatesWith, supports, hosts, beneficiary, signatoryTo, partyTo,\n# amends, memberCount, amount, population, share, cost, worth; facts.schema.json lists all.\n# The sentences of the article:\n",
    );
    out.push_str(if of.example { "facts:\n" } else { "facts: []\n" });
    for (number, range) in sentences.iter().enumerate() {
        let words: Vec<&str> = of.body[range.clone()].split_whitespace().collect();
        let _ = writeln!(out, "  # {}. {}", number + 1, words.join(" "));
        if number == 0 && of.example {
            let _ = write!(
                out,
                "  - id: f1a\n    subject: article\n    predicate: topic\n    object: example-topic\n    quote: {}\n\n",
                example_quote(of.body, range.clone())
            );
        }
    }
    out
}

/// The keys of the article; publisher and authors that no shared entity is are declared.
fn head(
    of: &Template<'_>,
    sentences: &[Range<usize>],
    declared: &mut Vec<(String, String)>,
    out: &mut String,
) {
    let mut lines =
        sentences.iter().map(|range| &of.body[range.clone()]).skip_while(|line| is_date_line(line));
    let first = lines.next().unwrap_or_default();
    let headline = lines.next().is_some() && !first.ends_with(['.', '!', '?', '…', '"', '”']);
    let slug_title = || of.slug.replace(['-', '_'], " ");
    let own = || if headline { first.to_owned() } else { slug_title() };
    let title = of.about.title.clone().unwrap_or_else(own);
    let _ = writeln!(out, "  title: {}", yaml(&title));
    if let Some(name) = &of.about.publisher {
        let key = agent(of.corpus, name, "Organization", "publisher", declared);
        let _ = writeln!(out, "  publisher: {key}");
    }
    let authors: Vec<String> =
        of.about.authors.iter().map(|name| agent(of.corpus, name, "Person", "author", declared)).collect();
    match authors.as_slice() {
        [] => {}
        [one] => {
            let _ = writeln!(out, "  author: {one}");
        }
        many => {
            let _ = writeln!(out, "  author: [{}]", many.join(", "));
        }
    }
    let mut line = |key: &str, value: &Option<String>, hint: &str| match value {
        Some(value) => {
            let _ = writeln!(out, "  {key}: {}", yaml(value));
        }
        None => {
            let _ = writeln!(out, "  # {hint}");
        }
    };
    line("source", &of.about.source, "source: https://…      where it was published");
    line("published", &of.about.published, "published: 2026-01-31  when, if the article says so");
    line("language", &of.about.language, "language: en");
    let _ = writeln!(out, "  sha256: {}", sha256(of.bytes));
}

/// The key of an agent: a shared entity of that label, or a new one.
fn agent(
    corpus: &CheckedCorpus,
    name: &str,
    class: &str,
    other: &str,
    declared: &mut Vec<(String, String)>,
) -> String {
    let entity = format!("{{type: {class}, label: {}}}", yaml(name));
    let is_it = |label: &str| label.to_lowercase() == name.to_lowercase();
    let shared = corpus
        .entities()
        .find(|entity| entity.labels.iter().chain(&entity.alt_labels).any(|label| is_it(&label.text)));
    if let Some(shared) = shared {
        return shared.key.to_string();
    }
    let known = |key: &str, declared: &[(String, String)]| {
        corpus.entity(key).is_some() || key == "article" || declared.iter().any(|(one, _)| one == key)
    };
    let plain = slug(name);
    let stem = if check_key(&plain).is_ok() { plain } else { other.to_owned() };
    let mut key = stem.clone();
    for number in 2.. {
        if declared.iter().any(|(one, text)| *one == key && *text == entity) {
            return key;
        }
        if !known(&key, declared) {
            break;
        }
        key = format!("{stem}-{number}");
    }
    declared.push((key.clone(), entity));
    key
}

/// A quote of a sentence's first words that is in one place, or is told by its start.
fn example_quote(body: &str, sentence: Range<usize>) -> String {
    let mut buffers = quote::QuoteBuffers::default();
    let text = quote::ArticleText::new(body, &mut buffers);
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
