//! `drafts.yaml`: what a program proposes and no person has decided yet.
//!
//! The file has four keys: `entities` and `facts` as in a document, each fact with its `origin`, `audits`, what a second
//! model said of them, and `rejected`, what a person did not want and what is not proposed again.
use super::item::Item;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::facts;
use crate::document::tree::{Entry, Node, Scalar, Value};
use crate::document::yaml;
use crate::text::digest::sha256;
use std::borrow::Cow;
use std::fmt::Write as _;

pub(crate) use crate::document::facts::{By, Origin};

/// An origin as it is written.
pub(crate) fn origin_item(origin: &Origin) -> Item {
    let mut entries = vec![
        ("by".to_owned(), Item::text(origin.by.name())),
        ("name".to_owned(), Item::text(origin.name.clone())),
    ];
    if let Some(digest) = &origin.prompt_sha256 {
        entries.push(("prompt-sha256".to_owned(), Item::text(digest.clone())));
    }
    entries.push(("article-sha256".to_owned(), Item::text(origin.article_sha256.clone())));
    entries.push(("at".to_owned(), Item::text(origin.at.clone())));
    Item::Map(entries)
}

/// A proposed fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Its id.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its other keys in their order: `subject`, `predicate`, … as in a document.
    pub entries: Vec<(String, Item)>,
}

impl Draft {
    /// The value of a key other than `id` and `origin`.
    pub(crate) fn get(&self, key: &str) -> Option<&Item> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The characters of a key's scalar.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Item::as_str)
    }

    /// Its confidence, where it has one.
    pub(crate) fn confidence(&self) -> Option<f64> {
        self.text("confidence")?.parse().ok()
    }

    /// The keys of entities that it may name: subject, object, speakers, utterance, topics, unit.
    pub(crate) fn names(&self) -> Vec<&str> {
        let lists = ["subject", "object", "according-to", "stated-in", "topic"];
        let mut names: Vec<&str> =
            lists.iter().filter_map(|key| self.get(key)).flat_map(Item::texts).collect();
        names.extend(self.get("quantity").and_then(|quantity| quantity.get("unit")).and_then(Item::as_str));
        names
    }
}

/// What a person did not want: the sentence, and the fact by its labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rejected {
    /// The [digest](sentence_digest) of the first sentence that it quotes.
    pub sentence: String,
    /// The subject's label.
    pub subject: String,
    /// The property, as a document names it.
    pub predicate: String,
    /// The object's label, the value as written, the EDTF text or the quantity's label.
    pub object: String,
}

/// A drafts file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drafts {
    /// What the drafts name and the document does not declare, by key.
    pub entities: Vec<(String, Item)>,
    /// The undecided drafts.
    pub facts: Vec<Draft>,
    /// What was rejected.
    pub rejected: Vec<Rejected>,
    /// What an audit said of undecided drafts.
    pub audits: Vec<Audit>,
}

/// What a model answered that saw nothing but a draft and its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Audit {
    /// The draft's id.
    pub id: String,
    /// Whether the words say it.
    pub answer: Answer,
    /// The model's name.
    pub name: String,
    /// When: an xsd:dateTime.
    pub at: String,
}

/// Whether the words of a quote say what a draft says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// They do.
    Yes,
    /// They do not.
    No,
    /// The model could not tell, or did not answer.
    Unclear,
}

impl Answer {
    /// Its name in the file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Unclear => "unclear",
        }
    }

    /// The one of this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Answer::Yes, Answer::No, Answer::Unclear].into_iter().find(|answer| answer.name() == name)
    }
}

impl Drafts {
    /// Removes the entities that no draft names any more, and the audits of drafts that are gone.
    pub(crate) fn drop_unused_entities(&mut self) {
        let used: Vec<String> = self.entities_of(&self.facts).into_iter().map(|(key, _)| key).collect();
        self.entities.retain(|(key, _)| used.contains(key));
        self.audits.retain(|audit| self.facts.iter().any(|draft| draft.id == audit.id));
    }

    /// Puts entities in the order of their keys and drafts in that of their sentences.
    pub(super) fn sort(&mut self) {
        self.entities.sort_by(|a, b| a.0.cmp(&b.0));
        self.facts.sort_by(|a, b| {
            (sentence_of(&a.id), a.id.len(), &a.id).cmp(&(sentence_of(&b.id), b.id.len(), &b.id))
        });
    }

    /// The entities that some drafts name, and those that these name, in the file's order.
    pub(crate) fn entities_of(&self, drafts: &[Draft]) -> Vec<(String, Item)> {
        let mut used: Vec<String> = drafts.iter().flat_map(Draft::names).map(str::to_owned).collect();
        let mut at = 0;
        // A kind or unit is named by an entity, not by a fact.
        while let Some(name) = used.get(at).cloned() {
            if let Some((_, entity)) = self.entities.iter().find(|(key, _)| *key == name) {
                for key in ["kind", "base-unit"] {
                    let more = entity.get(key).map(Item::texts).unwrap_or_default();
                    let more: Vec<String> = more.into_iter().map(str::to_owned).collect();
                    used.extend(more.into_iter().filter(|name| !used.contains(name)).collect::<Vec<_>>());
                }
            }
            at += 1;
        }
        self.entities.iter().filter(|(key, _)| used.contains(key)).cloned().collect()
    }

    /// The file: sorted as it is, so that the same drafts give the same bytes.
    pub(crate) fn write(&self) -> String {
        let mut out = String::from(
            "# Proposed by a program and not decided yet. `groundwire accept` and `groundwire reject` decide.\n",
        );
        if !self.entities.is_empty() {
            out.push_str("entities:\n");
            for (key, entity) in &self.entities {
                let _ = write!(out, "  {key}: ");
                entity.write_flow(&mut out);
                out.push('\n');
            }
            out.push('\n');
        }
        out.push_str(if self.facts.is_empty() { "facts: []\n" } else { "facts:\n" });
        for draft in &self.facts {
            let _ = writeln!(out, "  - id: {}", draft.id);
            let origin = ("origin".to_owned(), origin_item(&draft.origin));
            for (key, value) in draft.entries.iter().chain([&origin]) {
                let _ = write!(out, "    {key}: ");
                value.write_flow(&mut out);
                out.push('\n');
            }
        }
        if !self.audits.is_empty() {
            out.push_str("\naudits:\n");
            for audit in &self.audits {
                out.push_str("  - ");
                let entries = [
                    ("id", audit.id.as_str()),
                    ("answer", audit.answer.name()),
                    ("name", &audit.name),
                    ("at", &audit.at),
                ];
                let map = entries.map(|(key, value)| (key.to_owned(), Item::text(value)));
                Item::Map(map.to_vec()).write_flow(&mut out);
                out.push('\n');
            }
        }
        if !self.rejected.is_empty() {
            out.push_str("\nrejected:\n");
            for rejected in &self.rejected {
                out.push_str("  - ");
                let entries = [
                    ("sentence", &rejected.sentence),
                    ("subject", &rejected.subject),
                    ("predicate", &rejected.predicate),
                    ("object", &rejected.object),
                ];
                let map = entries.map(|(key, value)| (key.to_owned(), Item::text(value.clone())));
                Item::Map(map.to_vec()).write_flow(&mut out);
                out.push('\n');
            }
        }
        out
    }
}

/// The sentence number in a draft's id.
pub(super) fn sentence_of(id: &str) -> usize {
    let digits = id.strip_prefix('f').unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().unwrap_or_default()
}

/// The SHA-256 of a sentence with its white space made plain, in hexadecimal digits.
pub(crate) fn sentence_digest(sentence: &str) -> String {
    let plain = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    sha256(plain.as_bytes())
}

/// A drafts file as read: for the checks, with locations, and for writing it anew.
#[derive(Debug, Default)]
pub(crate) struct Read<'a> {
    /// Its entities, as a document's.
    pub entities: Vec<facts::RawEntity<'a>>,
    /// Its facts, as a document's; parallel to those of `drafts` where nothing is wrong.
    pub facts: Vec<facts::RawFact<'a>>,
    /// All of it.
    pub drafts: Drafts,
}

/// Reads a drafts file. `base` is added to all its locations: the length of the text of another file that it
/// is checked together with, so that a location tells which of the two it is in, or 0.
pub(crate) fn read<'a>(text: &'a str, base: u32, diagnostics: &mut Vec<Diagnostic>) -> Read<'a> {
    let before = diagnostics.len();
    let mut read = Read::default();
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return read;
    }
    match yaml::parse(text) {
        Ok(root) => read = sections(root, diagnostics),
        Err(found) => diagnostics.extend(found),
    }
    if base > 0 {
        for diagnostic in &mut diagnostics[before..] {
            super::shift::shift(diagnostic, |span| Span { start: span.start + base, end: span.end + base });
        }
        super::shift::shift_facts(&mut read.entities, &mut read.facts, base);
    }
    read
}

fn sections<'a>(root: Node<'a>, diagnostics: &mut Vec<Diagnostic>) -> Read<'a> {
    let Value::Map(entries) = root.value else {
        diagnostics.push(
            Diagnostic::error(Code::WrongType, root.span, "a drafts file is a map with the key `facts`")
                .help("delete the file to begin anew, or run `groundwire draft` to write it"),
        );
        return Read::default();
    };
    let mut drafts = Drafts::default();
    let mut document: Vec<Entry<'a>> = vec![article()];
    let mut raws: Vec<Raw> = Vec::new();
    for entry in entries {
        match &*entry.key {
            "entities" => {
                if let Item::Map(entities) = Item::from(&entry.value) {
                    drafts.entities = entities;
                }
                document.push(entry);
            }
            "facts" => {
                if let Value::List(facts) = &entry.value.value {
                    raws.extend(facts.iter().filter_map(raw));
                }
                document.push(entry);
            }
            "rejected" => drafts.rejected = rejected(&entry, diagnostics),
            "audits" => drafts.audits = audits(&entry, diagnostics),
            other => diagnostics.push(
                Diagnostic::error(
                    Code::UnknownKey,
                    entry.key_span,
                    format!("unknown key `{other}` in a drafts file"),
                )
                .help("the keys of a drafts file are `entities`, `facts`, `audits` and `rejected`"),
            ),
        }
    }
    let mut document = facts::read(Node { span: root.span, value: Value::Map(document) }, diagnostics);
    document.entities.iter_mut().for_each(|entity| entity.is_draft = true);
    document.facts.iter_mut().for_each(|fact| fact.is_draft = true);
    for (raw, fact) in raws.into_iter().zip(&document.facts) {
        if !raw.has_origin {
            let name = raw.id.as_deref().unwrap_or_default();
            diagnostics.push(
                Diagnostic::error(Code::MissingKey, raw.span, format!("the draft `{name}` has no `origin`"))
                    .help(
                        "a draft says which program proposed it; a fact without one belongs in `facts.yaml`",
                    ),
            );
        }
        if let (Some(id), Some(origin)) = (raw.id, &fact.origin) {
            drafts.facts.push(Draft { id, origin: origin.clone(), entries: raw.entries });
        }
    }
    Read { entities: document.entities, facts: document.facts, drafts }
}

/// The article that the reader of documents asks for; a drafts file has none of its own.
fn article<'a>() -> Entry<'a> {
    let scalar = |text: &'static str| Value::Scalar(Scalar { text: Cow::Borrowed(text), plain: false });
    let entry = |key: &'static str, value| Entry {
        key_span: Span::default(),
        key: Cow::Borrowed(key),
        value: Node { span: Span::default(), value },
    };
    entry("article", Value::Map(vec![entry("title", scalar("drafts"))]))
}

/// The keys of a draft other than its id and its origin, and whether it has an origin.
struct Raw {
    id: Option<String>,
    span: Span,
    entries: Vec<(String, Item)>,
    has_origin: bool,
}

fn raw(node: &Node<'_>) -> Option<Raw> {
    let Value::Map(entries) = &node.value else { return None };
    let span = entries.first().map_or(node.span, |entry| entry.key_span);
    let id = entries.iter().find(|entry| entry.key == "id").map(|entry| Item::from(&entry.value));
    let rest = entries.iter().filter(|entry| entry.key != "id" && entry.key != "origin");
    Some(Raw {
        id: id.as_ref().and_then(Item::as_str).map(str::to_owned),
        span,
        entries: rest.map(|entry| (entry.key.clone().into_owned(), Item::from(&entry.value))).collect(),
        has_origin: entries.iter().any(|entry| entry.key == "origin"),
    })
}

fn rejected(entry: &Entry<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Rejected> {
    let Value::List(items) = &entry.value.value else {
        diagnostics.push(Diagnostic::error(
            Code::WrongType,
            entry.value.span,
            "expected a list under `rejected`",
        ));
        return Vec::new();
    };
    let mut all = Vec::with_capacity(items.len());
    for node in items {
        let item = Item::from(node);
        let part = |key: &str| item.get(key).and_then(Item::as_str).map(str::to_owned);
        match (part("sentence"), part("subject"), part("predicate"), part("object")) {
            (Some(sentence), Some(subject), Some(predicate), Some(object)) => {
                all.push(Rejected { sentence, subject, predicate, object });
            }
            _ => diagnostics.push(
                Diagnostic::error(Code::MissingKey, node.span, "a rejected draft lacks a part")
                    .help("it has `sentence`, `subject`, `predicate` and `object`"),
            ),
        }
    }
    all
}

fn audits(entry: &Entry<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Audit> {
    let Value::List(items) = &entry.value.value else {
        let message = "expected a list under `audits`";
        diagnostics.push(Diagnostic::error(Code::WrongType, entry.value.span, message));
        return Vec::new();
    };
    let mut all = Vec::with_capacity(items.len());
    for node in items {
        let item = Item::from(node);
        let part = |key: &str| item.get(key).and_then(Item::as_str).map(str::to_owned);
        let answer = part("answer").as_deref().and_then(Answer::from_name);
        match (part("id"), answer, part("name"), part("at")) {
            (Some(id), Some(answer), Some(name), Some(at)) => all.push(Audit { id, answer, name, at }),
            _ => diagnostics.push(
                Diagnostic::error(Code::MissingKey, node.span, "an audit lacks a part")
                    .help("it has `id`, `answer` (`yes`, `no` or `unclear`), `name` and `at`"),
            ),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "dc72b4e09a16f588653ed6778853d1b544def8f12236c93844911b5b486d14f9";

    fn one() -> Drafts {
        let origin = Origin {
            by: By::Rules,
            name: "groundwire rules".to_owned(),
            prompt_sha256: None,
            article_sha256: DIGEST.to_owned(),
            at: "2026-11-27T08:00:00Z".to_owned(),
        };
        let entry = |key: &str, value: &str| (key.to_owned(), Item::text(value));
        Drafts {
            entities: vec![
                ("ann".to_owned(), Item::Map(vec![entry("type", "Person"), entry("label", "Ann: “O’B”")])),
                ("unused".to_owned(), Item::Map(vec![entry("type", "Person"), entry("label", "No")])),
            ],
            facts: vec![Draft {
                id: "f1a".to_owned(),
                origin,
                entries: vec![
                    entry("subject", "ann"),
                    entry("predicate", "place"),
                    entry("object", "paris"),
                    entry("quote", "Ann: \"is\" in Paris, it's said"),
                    ("confidence".to_owned(), Item::Plain("0.80".to_owned())),
                ],
            }],
            rejected: vec![Rejected {
                sentence: sentence_digest("A b."),
                subject: "a".to_owned(),
                predicate: "place".to_owned(),
                object: "2018".to_owned(),
            }],
            audits: vec![Audit {
                id: "f1a".to_owned(),
                answer: Answer::No,
                name: "a model: x".to_owned(),
                at: "2026-11-27T08:00:00Z".to_owned(),
            }],
        }
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let mut drafts = one();
        let text = drafts.write();
        let mut diagnostics = Vec::new();
        let found = read(&text, 0, &mut diagnostics);
        assert_eq!(diagnostics, []);
        assert_eq!(found.drafts, drafts);
        assert_eq!(found.facts.len(), 1);
        assert_eq!(found.drafts.facts[0].confidence(), Some(0.8));
        drafts.drop_unused_entities();
        assert_eq!(drafts.entities.len(), 1);
        let empty = Drafts::default();
        assert_eq!(read(&empty.write(), 0, &mut diagnostics).drafts, empty);
        assert_eq!(read("", 0, &mut diagnostics).drafts, empty);
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn what_is_wrong_is_reported_with_its_location() {
        let wrong = [
            ("facts: [{id: f1, subject: a, predicate: b, object: c, quote: d}]", Code::MissingKey, "origin"),
            ("fact: []\nfacts: []", Code::UnknownKey, "`fact`"),
            ("[]", Code::WrongType, "map"),
            ("facts: []\nrejected: [{sentence: x}]", Code::MissingKey, "lacks a part"),
            (
                "facts: [{id: f1, subject: a, predicate: b, object: c, quote: d, origin: {by: cat, name: x, article-sha256: 00, at: now}}]",
                Code::BadValue,
                "`cat`",
            ),
            (
                "facts: [{id: f1, subject: a, predicate: b, object: c, quote: d, origin: {by: model, name: x}}]",
                Code::MissingKey,
                "prompt-sha256",
            ),
        ];
        for (text, code, words) in wrong {
            let mut diagnostics = Vec::new();
            read(text, 100, &mut diagnostics);
            let found = diagnostics.iter().any(|found| found.code == code && found.message.contains(words));
            assert!(found, "{text}: {diagnostics:?}");
            assert!(diagnostics.iter().all(|diagnostic| diagnostic.span.start >= 100), "{diagnostics:?}");
        }
    }

    #[test]
    fn white_space_does_not_change_a_sentence() {
        assert_eq!(sentence_digest("One  two\nthree."), sentence_digest(" One two three. "));
        assert_ne!(sentence_digest("One two."), sentence_digest("One Two."));
    }
}
