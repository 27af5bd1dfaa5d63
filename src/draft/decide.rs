//! Decisions on drafts: accepted ones move into the document, rejected ones are remembered.
//!
//! Everything here is text to text. A decision gives both files anew, checked together; who writes them, and whether they
//! changed meanwhile, is for the caller to see to.
use super::file::{self, Draft, Drafts, Rejected, origin_item, sentence_digest, sentence_of};
use super::insert::{insert, loose};
use super::item::Item;
use super::label::{Labels, object_label};
use super::merge::merge;
use super::thing::{Things, free_key};
use crate::check::quote;
use crate::check::resolve::{Buffers, Context, FoundText, resolve};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::sentence::sentences;
use crate::document::tree::Value;
use crate::document::{self, Notation, facts, json, yaml};
use crate::term::iri::nearest;
use crate::term::slug::slug;
use std::collections::BTreeSet;
use std::fmt;

/// A document with its drafts, to decide on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Desk<'d> {
    /// The document's source.
    pub source: &'d str,
    /// Its notation.
    pub notation: Notation,
    /// The drafts' source.
    pub drafts: &'d str,
    /// The article's text.
    pub text: FoundText<'d>,
    /// What it is checked against.
    pub context: Context<'d>,
}

/// What a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The draft becomes a fact.
    Accepted,
    /// It is not wanted.
    Rejected,
}

impl Decision {
    /// Its name in the output.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Decision::Accepted => "accepted",
            Decision::Rejected => "rejected",
        }
    }
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The draft's id.
    pub id: String,
    /// What was decided.
    pub decision: Decision,
    /// The id of the fact, where it had to be another one.
    pub renamed: Option<String>,
    /// Who accepted it: an entity's key.
    pub by: Option<String>,
}

/// What came of a decision: the files as they are to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decided {
    /// The document's source; none where it stays as it is.
    pub source: Option<String>,
    /// The drafts' source.
    pub drafts: String,
    /// The decisions, in the order of the drafts.
    pub verdicts: Vec<Verdict>,
}

/// A draft that cannot be accepted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refused {
    /// Its id.
    pub id: String,
    /// Why, with places in the drafts' source.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why nothing was decided.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refusal {
    /// The document has errors.
    Document(Vec<Diagnostic>),
    /// The drafts file has errors.
    Drafts(Vec<Diagnostic>),
    /// Drafts do not pass the checks.
    Refused(Vec<Refused>),
    /// There are no drafts of these ids; with the nearest one.
    Unknown(Vec<(String, Option<String>)>),
    /// Nobody says who accepts.
    Nobody,
    /// Who accepts is not a person whom the document or the corpus declares.
    NotAPerson(String),
    /// The document's source has no place for what is to be added.
    Layout,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Document(_) => f.write_str("the document has errors; run `groundwire check`"),
            Refusal::Drafts(_) => f.write_str("the drafts file has errors"),
            Refusal::Refused(refused) => {
                let ids: Vec<&str> = refused.iter().map(|one| one.id.as_str()).collect();
                write!(f, "refused: {}", ids.join(", "))
            }
            Refusal::Unknown(ids) => {
                for (index, (id, near)) in ids.iter().enumerate() {
                    write!(f, "{}no draft has the id `{id}`", if index == 0 { "" } else { "; " })?;
                    if let Some(near) = near {
                        write!(f, " (did you mean `{near}`?)")?;
                    }
                }
                Ok(())
            }
            Refusal::Nobody => f.write_str(
                "who accepts is not known: name a person (`--by \"Ann Berg\"`, or the field “Recorded by” of a page), or one under `recorded-by` of the article",
            ),
            Refusal::NotAPerson(key) => write!(
                f,
                "`{key}` is not a person that the document or the corpus declares; declare it with `type: Person`, or give the full name, as in `--by \"Ann Berg\"`"
            ),
            Refusal::Layout => f.write_str(
                "the document has no place where facts can be added without changing its layout: write `facts` as a list of its own",
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// The keys of a draft that was written by hand: a YAML map.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn entries(text: &str) -> Result<Vec<(String, Item)>, Vec<Diagnostic>> {
    let node = yaml::parse(text)?;
    match Item::from(&node) {
        Item::Map(entries) => Ok(entries),
        _ => Err(vec![Diagnostic::error(Code::WrongType, node.span, "expected the keys of a fact")]),
    }
}

/// Only errors.
fn errors(diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
    diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect()
}

impl<'d> Desk<'d> {
    /// The document as written.
    pub(super) fn written(&self) -> Result<facts::RawDocument<'d>, Refusal> {
        let mut found = Vec::new();
        let written = document::read(self.source, self.notation, &mut found);
        let wrong = errors(&found);
        written.filter(|_| wrong.is_empty()).ok_or(Refusal::Document(wrong))
    }

    /// The drafts.
    ///
    /// # Errors
    /// What is wrong with the drafts file.
    pub(crate) fn read(&self) -> Result<Drafts, Refusal> {
        let mut found = Vec::new();
        let drafts = file::read(self.drafts, 0, &mut found).drafts;
        let wrong = errors(&found);
        if wrong.is_empty() { Ok(drafts) } else { Err(Refusal::Drafts(wrong)) }
    }

    /// The facts of the document as they are written, by key.
    fn fact_items(&self) -> Vec<Item> {
        let root = match self.notation {
            Notation::Yaml => yaml::parse(self.source),
            Notation::Json | Notation::Lines => json::parse(self.source),
        };
        let Ok(root) = root else { return Vec::new() };
        let Value::Map(entries) = &root.value else { return Vec::new() };
        let list = entries.iter().find(|entry| entry.key == "facts").map(|entry| &entry.value.value);
        let Some(Value::List(items)) = list else { return Vec::new() };
        items.iter().map(Item::from).collect()
    }

    /// Accepts drafts: all of them or none. `by` is the key of the person, or the full name, which is declared where nobody
    /// has it yet; where it is not given, the person who recorded the article.
    ///
    /// # Errors
    /// Why nothing was accepted.
    pub(crate) fn accept(&self, ids: &[&str], by: Option<&str>) -> Result<Decided, Refusal> {
        let written = self.written()?;
        let mut drafts = self.read()?;
        known(&drafts, ids)?;
        let wanted: BTreeSet<&str> = ids.iter().copied().collect();
        let there = self.fact_items();
        let mut chosen: Vec<Draft> = Vec::new();
        let mut verdicts = Vec::new();
        let corpus = self.context.corpus;
        let (things, _) = Things::new(corpus, &written, &Drafts::default());
        let (person, new_person) = person(&written, by, &things, &drafts)?;
        let mut taken: BTreeSet<String> =
            written.facts.iter().filter_map(|fact| fact.id.as_ref().map(|id| id.to_string())).collect();
        for draft in drafts.facts.iter().filter(|draft| wanted.contains(&*draft.id)) {
            let mut verdict = Verdict {
                id: draft.id.clone(),
                decision: Decision::Accepted,
                renamed: None,
                by: Some(person.clone()),
            };
            // What an interrupted run left in both files is in the document already.
            if let Some(same) = there.iter().find(|fact| is_same(fact, draft)) {
                let id = same.get("id").and_then(Item::as_str).unwrap_or_default();
                verdict.renamed = (id != draft.id).then(|| id.to_owned());
                verdicts.push(verdict);
                continue;
            }
            let mut draft = draft.clone();
            let undecided = |id: &str| drafts.facts.iter().any(|other| other.id == id);
            if taken.contains(&draft.id) {
                draft.id = free_key(&draft.id, |id| taken.contains(id) || undecided(id));
                verdict.renamed = Some(draft.id.clone());
            }
            taken.insert(draft.id.clone());
            verdicts.push(verdict);
            chosen.push(draft);
        }
        let renamed: Vec<(String, String)> = verdicts
            .iter()
            .filter_map(|verdict| Some((verdict.id.clone(), verdict.renamed.clone()?)))
            .collect();
        let kept: Vec<&str> = chosen.iter().map(|draft| draft.id.as_str()).collect();
        self.check(self.drafts, &renamed, &kept)?;
        let declared = |key: &str| things.by_key(key).is_some();
        let mut entities: Vec<(String, Item)> =
            drafts.entities_of(&chosen).into_iter().filter(|(key, _)| !declared(key)).collect();
        entities.extend(new_person);
        let mut new_facts = Vec::with_capacity(chosen.len());
        for draft in &chosen {
            let software = software(&draft.origin.name, &things, &drafts, &mut entities);
            new_facts.push(fact(draft, &person, &software));
        }
        let source = if new_facts.is_empty() {
            None
        } else {
            let source = insert(self.source, self.notation, &entities, &new_facts).ok_or(Refusal::Layout)?;
            let after = Desk { source: &source, ..*self };
            after.stands()?;
            Some(source)
        };
        drafts
            .facts
            .retain(|draft| !wanted.contains(&*draft.id) && !there.iter().any(|fact| is_same(fact, draft)));
        drafts.entities.retain(|(key, _)| !entities.iter().any(|(moved, _)| moved == key));
        drafts.drop_unused_entities();
        Ok(Decided { source, drafts: drafts.write(), verdicts })
    }

    /// Adds a fact that a person wrote; its id is chosen where it has none. `by` as for [`accept`](Self::accept).
    ///
    /// # Errors
    /// Why it was not added.
    pub(crate) fn add(&self, entries: Vec<(String, Item)>, by: Option<&str>) -> Result<Decided, Refusal> {
        let written = self.written()?;
        let mut drafts = self.read()?;
        let corpus = self.context.corpus;
        let (things, _) = Things::new(corpus, &written, &Drafts::default());
        let (person, new_person) = person(&written, by, &things, &drafts)?;
        let given = entries.iter().find(|(key, _)| key == "id").and_then(|(_, id)| id.as_str());
        let id = given.map_or_else(|| self.free_id(&written, &drafts, &entries), str::to_owned);
        let own = |key: &str| matches!(key, "id" | "origin" | "recorded-by");
        let mut fact = vec![("id".to_owned(), Item::text(id.clone()))];
        fact.extend(entries.into_iter().filter(|(key, _)| !own(key)));
        if written.article.recorded_by.iter().all(|key| **key != *person) {
            fact.push(("recorded-by".to_owned(), Item::text(person.clone())));
        }
        // What only drafts declare comes along.
        let names: Vec<&str> = fact.iter().flat_map(|(_, value)| value.texts()).collect();
        let entities: Vec<(String, Item)> = drafts
            .entities
            .iter()
            .filter(|(key, _)| names.contains(&key.as_str()) && things.by_key(key).is_none())
            .cloned()
            .chain(new_person)
            .collect();
        let source =
            insert(self.source, self.notation, &entities, &[Item::Map(fact)]).ok_or(Refusal::Layout)?;
        Desk { source: &source, ..*self }.stands().map_err(|refusal| match refusal {
            Refusal::Document(diagnostics) => Refusal::Refused(vec![Refused { id: id.clone(), diagnostics }]),
            other => other,
        })?;
        drafts.entities.retain(|(key, _)| !entities.iter().any(|(moved, _)| moved == key));
        let verdict = Verdict { id, decision: Decision::Accepted, renamed: None, by: Some(person) };
        let drafts = if entities.is_empty() { self.drafts.to_owned() } else { drafts.write() };
        Ok(Decided { source: Some(source), drafts, verdicts: vec![verdict] })
    }

    /// An id for a new fact: `f`, the number of its sentence, and the first letter that is free.
    fn free_id(
        &self,
        written: &facts::RawDocument<'_>,
        drafts: &Drafts,
        entries: &[(String, Item)],
    ) -> String {
        let quote = entries.iter().find(|(key, _)| key == "quote").map(|(_, quote)| quote.texts());
        let quote = quote.and_then(|quotes| quotes.first().copied()).unwrap_or_default();
        let at = self.text.text.find(quote).unwrap_or_default();
        let sentence = sentences(self.text.text).iter().position(|range| range.end > at).unwrap_or_default();
        let stem = format!("f{:02}", sentence + 1);
        let is_free = |id: &String| {
            !written.facts.iter().any(|fact| fact.id.as_deref() == Some(id))
                && !drafts.facts.iter().any(|draft| draft.id == *id)
        };
        let letters = ('a'..='z').map(|letter| format!("{stem}{letter}"));
        let more = (2..).map(|number| format!("{stem}z{number}"));
        letters.chain(more).find(is_free).unwrap_or(stem)
    }

    /// Rejects drafts: they are taken away and remembered, so that they are not proposed again.
    ///
    /// # Errors
    /// Why nothing was rejected.
    pub(crate) fn reject(&self, ids: &[&str]) -> Result<Decided, Refusal> {
        let written = self.written()?;
        let mut drafts = self.read()?;
        known(&drafts, ids)?;
        let (things, _) = Things::new(self.context.corpus, &written, &drafts);
        let sentences = sentences(self.text.text);
        let mut buffers = quote::QuoteBuffers::default();
        let text = quote::ArticleText::new(self.text.text, &mut buffers);
        let wanted: BTreeSet<&str> = ids.iter().copied().collect();
        let mut verdicts = Vec::new();
        let mut rejected = Vec::new();
        for draft in drafts.facts.iter().filter(|draft| wanted.contains(&*draft.id)) {
            let first = first_quote(draft, &text);
            let range = match first {
                Some(at) => sentences.iter().find(|range| range.end > at),
                None => sentence_of(&draft.id).checked_sub(1).and_then(|index| sentences.get(index)),
            };
            let sentence = range.map_or("", |range| &self.text.text[range.clone()]);
            let labels = Labels::of(&things);
            rejected.push(Rejected {
                sentence: sentence_digest(sentence),
                subject: labels.label(draft.text("subject").unwrap_or_default()),
                predicate: draft.text("predicate").unwrap_or_default().to_owned(),
                object: object_label(draft, &labels),
            });
            verdicts.push(Verdict {
                id: draft.id.clone(),
                decision: Decision::Rejected,
                renamed: None,
                by: None,
            });
        }
        let there = self.fact_items();
        drafts
            .facts
            .retain(|draft| !wanted.contains(&*draft.id) && !there.iter().any(|fact| is_same(fact, draft)));
        rejected.retain(|one| !drafts.rejected.contains(one));
        drafts.rejected.append(&mut rejected);
        drafts.drop_unused_entities();
        Ok(Decided { source: None, drafts: drafts.write(), verdicts })
    }

    /// Gives a draft other content; its id and its origin stay. It must pass the checks.
    ///
    /// # Errors
    /// Why it stays as it was.
    pub(crate) fn edit(&self, id: &str, entries: Vec<(String, Item)>) -> Result<Decided, Refusal> {
        self.written()?;
        let mut drafts = self.read()?;
        known(&drafts, &[id])?;
        if let Some(draft) = drafts.facts.iter_mut().find(|draft| draft.id == id) {
            let own = |key: &str| key == "id" || key == "origin";
            // What is not changed stays as it is written: whoever edits knows of texts alone, and a number is none.
            let kept = |(key, value): (String, Item)| {
                let is_same = |(old, before): &&(String, Item)| {
                    *old == key && before.texts_in_json() == value.texts_in_json()
                };
                let before = draft.entries.iter().find(is_same);
                before.cloned().unwrap_or((key, value))
            };
            draft.entries = entries.into_iter().filter(|(key, _)| !own(key)).map(kept).collect();
        }
        drafts.drop_unused_entities();
        let text = drafts.write();
        self.check(&text, &[], &[id])?;
        Ok(Decided { source: None, drafts: text, verdicts: Vec::new() })
    }

    /// Checks some of the drafts together with the document. `kept` are ids after renaming.
    fn check(&self, drafts: &str, renamed: &[(String, String)], kept: &[&str]) -> Result<(), Refusal> {
        if kept.is_empty() {
            return Ok(());
        }
        let mut written = self.written()?;
        let base = u32::try_from(self.source.len()).unwrap_or(u32::MAX / 2);
        let mut found = Vec::new();
        let mut read = file::read(drafts, base, &mut found);
        if !errors(&found).is_empty() {
            return Err(Refusal::Drafts(errors(&found)));
        }
        let mut starts: Vec<(u32, String)> = Vec::new();
        for fact in &mut read.facts {
            let Some(id) = &mut fact.id else { continue };
            starts.push((fact.span.start, id.to_string()));
            if let Some((_, new)) = renamed.iter().find(|(old, _)| *old == **id) {
                id.text = new.clone().into();
            }
        }
        let of = |fact: &facts::RawFact<'_>| fact.id.as_deref().is_some_and(|id| kept.contains(&id));
        read.facts.retain(of);
        let chosen: Vec<Draft> = {
            let old = |id: &str| {
                let found = renamed.iter().find(|(_, new)| new == id);
                found.map_or_else(|| id.to_owned(), |(old, _)| old.clone())
            };
            let ids: Vec<String> = kept.iter().map(|id| old(id)).collect();
            read.drafts.facts.iter().filter(|draft| ids.contains(&draft.id)).cloned().collect()
        };
        let needed: Vec<String> = read.drafts.entities_of(&chosen).into_iter().map(|(key, _)| key).collect();
        let entities: Vec<(u32, String)> =
            read.entities.iter().map(|entity| (entity.key.span.start, entity.key.to_string())).collect();
        read.entities.retain(|entity| needed.contains(&entity.key.to_string()));
        let merged = merge(&mut written, read, base, &mut found);
        resolve(&written, Some(self.text), self.context, &mut Buffers::default(), &mut found);
        let (own, theirs) = merged.split(errors(&found));
        if theirs.is_empty() {
            return if own.is_empty() { Ok(()) } else { self.blame(own, &chosen) };
        }
        let mut refused: Vec<Refused> = Vec::new();
        for error in theirs {
            let at = error.span.start + base;
            let near = |list: &[(u32, String)]| {
                list.iter().filter(|(start, _)| *start <= at).max_by_key(|(start, _)| *start).cloned()
            };
            let ids: Vec<String> = match (near(&starts), near(&entities)) {
                (Some((fact, _)), Some((entity, key))) if entity > fact => naming(&chosen, &key),
                (Some((_, id)), _) => vec![id],
                (None, Some((_, key))) => naming(&chosen, &key),
                (None, None) => Vec::new(),
            };
            for id in ids {
                match refused.iter_mut().find(|one| one.id == id) {
                    Some(one) => one.diagnostics.push(error.clone()),
                    None => refused.push(Refused { id, diagnostics: vec![error.clone()] }),
                }
            }
        }
        Err(Refusal::Refused(refused))
    }

    /// An error of the document: its own, or one that the drafts make, such as a cycle.
    fn blame(&self, own: Vec<Diagnostic>, chosen: &[Draft]) -> Result<(), Refusal> {
        self.stands()?;
        let one = |draft: &Draft| Refused { id: draft.id.clone(), diagnostics: own.clone() };
        Err(Refusal::Refused(chosen.iter().map(one).collect()))
    }

    /// Whether the document passes the checks.
    pub(super) fn stands(&self) -> Result<(), Refusal> {
        let written = self.written()?;
        let mut found = Vec::new();
        resolve(&written, Some(self.text), self.context, &mut Buffers::default(), &mut found);
        let wrong = errors(&found);
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::Document(wrong)) }
    }
}

fn known(drafts: &Drafts, ids: &[&str]) -> Result<(), Refusal> {
    let has = |id: &&&str| !drafts.facts.iter().any(|draft| draft.id == **id);
    let all = || drafts.facts.iter().map(|draft| draft.id.as_str());
    let unknown: Vec<(String, Option<String>)> = ids
        .iter()
        .filter(has)
        .map(|id| ((*id).to_owned(), nearest(id, all()).map(|near| near.to_string())))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(Refusal::Unknown(unknown)) }
}

/// The drafts that need an entity.
fn naming(chosen: &[Draft], key: &str) -> Vec<String> {
    let naming: Vec<String> =
        chosen.iter().filter(|draft| draft.names().contains(&key)).map(|draft| draft.id.clone()).collect();
    if naming.is_empty() { chosen.iter().map(|draft| draft.id.clone()).collect() } else { naming }
}

/// The key of who accepts, and the entity to add where it is given by a full name that nobody has yet.
fn person(
    written: &facts::RawDocument<'_>,
    by: Option<&str>,
    things: &Things<'_>,
    drafts: &Drafts,
) -> Result<(String, Option<(String, Item)>), Refusal> {
    let is_person = |key: &str| things.by_key(key).is_some_and(|thing| things.is_a(thing, "Person"));
    match (by.map(str::trim), written.article.recorded_by.as_slice()) {
        (Some(by), _) if is_person(by) => Ok((by.to_owned(), None)),
        (Some(by), _) => match things.by_label(by).filter(|thing| things.is_a(*thing, "Person")) {
            Some(thing) => Ok((things.get(thing).key.clone(), None)),
            // A key has no space.
            None if by.contains(' ') => {
                let is_taken =
                    |key: &str| things.is_taken(key) || drafts.entities.iter().any(|(other, _)| other == key);
                let person = declared(by, "Person", is_taken);
                Ok((person.0.clone(), Some(person)))
            }
            None => Err(Refusal::NotAPerson(by.to_owned())),
        },
        (None, [one]) if is_person(one) => Ok((one.to_string(), None)),
        (None, _) => Err(Refusal::Nobody),
    }
}

/// A new entity of a class with a label, and a key for it that is free.
fn declared(label: &str, class: &str, is_taken: impl Fn(&str) -> bool) -> (String, Item) {
    let plain = match slug(label) {
        slug if slug.is_empty() || slug == "article" => class.to_lowercase(),
        slug => slug,
    };
    let entity = vec![("type".to_owned(), Item::text(class)), ("label".to_owned(), Item::text(label))];
    (free_key(&plain, is_taken), Item::Map(entity))
}

/// The key of the program as an entity: one that there is, or a new one that is added to the entities.
fn software(name: &str, things: &Things<'_>, drafts: &Drafts, entities: &mut Vec<(String, Item)>) -> String {
    let label = Item::text(name);
    let is_it = |entity: &Item| {
        entity.get("type").and_then(Item::as_str) == Some("Software") && entity.get("label") == Some(&label)
    };
    if let Some((key, _)) = entities.iter().find(|(_, entity)| is_it(entity)) {
        return key.clone();
    }
    if let Some(thing) = things.by_label(name).filter(|thing| things.is_a(*thing, "Software")) {
        return things.get(thing).key.clone();
    }
    let program = declared(name, "Software", |key| {
        things.is_taken(key) || entities.iter().chain(&drafts.entities).any(|(other, _)| other == key)
    });
    let key = program.0.clone();
    entities.push(program);
    key
}

/// An accepted draft as a fact.
fn fact(draft: &Draft, person: &str, software: &str) -> Item {
    let mut entries = vec![("id".to_owned(), Item::text(draft.id.clone()))];
    let last = |key: &str| matches!(key, "recorded-by" | "confidence");
    entries.extend(draft.entries.iter().filter(|(key, _)| !last(key)).cloned());
    let recorders = Item::List(vec![Item::text(person), Item::text(software)]);
    entries.push(("recorded-by".to_owned(), recorders));
    entries.extend(draft.entries.iter().filter(|(key, _)| key == "confidence").cloned());
    entries.push(("origin".to_owned(), origin_item(&draft.origin)));
    Item::Map(entries)
}

/// Whether a fact of the document is this draft, accepted.
fn is_same(fact: &Item, draft: &Draft) -> bool {
    let part = |entries: &[(String, Item)]| -> Vec<(String, Item)> {
        let mut part: Vec<(String, Item)> = entries
            .iter()
            .filter(|(key, _)| !matches!(&**key, "id" | "recorded-by" | "origin"))
            .map(|(key, value)| (key.clone(), loose(value)))
            .collect();
        part.sort_by(|a, b| a.0.cmp(&b.0));
        part
    };
    let Item::Map(entries) = fact else { return false };
    let origin = fact.get("origin").map(loose);
    origin.is_some_and(|origin| origin == loose(&origin_item(&draft.origin)))
        && part(entries) == part(&draft.entries)
}

/// Where the first of a draft's quotes begins in the text.
fn first_quote(draft: &Draft, text: &quote::ArticleText<'_, '_>) -> Option<usize> {
    let one = |item: &Item| {
        let part = |key: &str| item.get(key).and_then(Item::as_str);
        let claim = quote::Claim {
            exact: item.as_str().or_else(|| part("exact"))?,
            prefix: part("prefix"),
            suffix: part("suffix"),
            start: part("start").and_then(|start| start.parse().ok()),
        };
        let spans = text.find(&claim).ok()?;
        spans.as_slice().first().map(|span| span.start)
    };
    match draft.get("quote")? {
        Item::List(quotes) => quotes.iter().filter_map(one).min(),
        quote => one(quote),
    }
}
