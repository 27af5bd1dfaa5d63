//! From an article to drafts with a model: it chooses, the checks decide.
use super::answer::objects;
use super::chunk::{chunks, halves};
use super::client::{Client, ClientError, Said, Tally};
use super::fact::{AnsweredFact, Piece, Reason, reason};
use super::prompt::{NONSENSE, Page};
use super::schema::{self, Choices, NEW};
use crate::diagnostic::Code;
use crate::document::facts;
use crate::draft::decide::{Desk, Refusal};
use crate::draft::file::{By, Draft, Drafts, Origin, Rejected, sentence_digest};
use crate::draft::id::Ids;
use crate::draft::item::Item;
use crate::draft::label::{Labels, object_label};
use crate::draft::propose::{key_of_draft, key_of_fact, published};
use crate::draft::scan::Scan;
use crate::draft::scan::lexicon::Lexicon;
use crate::draft::thing::{Ref, Things, core_class};
use crate::draft::view::View;
use crate::ontology::terms::{Takes, Term};
use crate::text::digest::sha256;
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use std::fmt;
use std::ops::Range;

/// What is asked of a model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task<'d> {
    /// The document; its own drafts are not read.
    pub desk: Desk<'d>,
    /// The drafts that there are, those of the rules among them.
    pub drafts: &'d Drafts,
    /// The time of drafting: an xsd:dateTime.
    pub at: &'d str,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    /// Pieces that are done.
    pub done: usize,
    /// All pieces, as far as is known.
    pub all: usize,
    /// What was asked.
    pub tally: Tally,
    /// Drafts that pass the checks.
    pub accepted: usize,
    /// Proposals that were refused.
    pub refused: usize,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The drafts, the old ones and the new.
    pub drafts: Drafts,
    /// How many are new.
    pub new: usize,
    /// What was refused, with the reasons: objects.
    pub refused: Vec<Value>,
    /// The limit at which it stopped, before all pieces were asked about.
    pub stopped: Option<ClientError>,
}

/// Why nothing came of it.
#[derive(Debug)]
pub(crate) enum ProposeError {
    /// The document has errors.
    Document(Refusal),
    /// The model cannot be asked.
    Client(ClientError),
}

impl fmt::Display for ProposeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProposeError::Document(refusal) => refusal.fmt(f),
            ProposeError::Client(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ProposeError {}

impl From<Refusal> for ProposeError {
    fn from(refusal: Refusal) -> Self {
        ProposeError::Document(refusal)
    }
}

impl From<ClientError> for ProposeError {
    fn from(error: ClientError) -> Self {
        ProposeError::Client(error)
    }
}

/// A fact of an answer, as far as it can be read.
struct Proposal {
    given: Value,
    draft: Result<Draft, Vec<Reason>>,
}

struct Work<'w, 'd> {
    task: &'w Task<'d>,
    view: &'w View<'d>,
    things: Things<'d>,
    page: Page<'w>,
    seen: FxHashSet<(String, String, String)>,
    rejected: FxHashSet<&'w Rejected>,
    /// The drafts that pass, each with its confidence; their ids are still to be given.
    kept: Vec<(Draft, f64)>,
    refused: Vec<Value>,
    digest: String,
}

/// Proposes facts.
///
/// # Errors
/// What is wrong with the document, or why the model cannot be asked. At a limit, what came before it comes back.
pub(crate) fn propose(
    task: &Task<'_>,
    client: &mut Client<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, ProposeError> {
    task.desk.stands()?;
    let written = task.desk.written()?;
    let (view, things) = see(task, &written);
    let mut work = Work::new(task, &written, &view, things);
    let mut open: Vec<Range<usize>> = chunks(&view.scan.sentences);
    open.reverse();
    let (mut done, mut stopped) = (0, None);
    while let Some(chunk) = open.pop() {
        match work.piece(chunk, client) {
            Ok(more) => open.extend(more.into_iter().rev()),
            Err(error @ ClientError::Limit(..)) => {
                stopped = Some(error);
                break;
            }
            Err(error) => return Err(error.into()),
        }
        done += 1;
        progress(Progress {
            done,
            all: done + open.len(),
            tally: client.tally,
            accepted: work.kept.len(),
            refused: work.refused.len(),
        });
    }
    work.finish(&written, stopped)
}

/// The bodies of the requests that would be sent first: for the entities of each piece, and for its facts as far as they
/// do not depend on the answer.
///
/// # Errors
/// What is wrong with the document.
pub(crate) fn requests(task: &Task<'_>, client: &Client<'_>) -> Result<Vec<String>, Refusal> {
    task.desk.stands()?;
    let written = task.desk.written()?;
    let (view, things) = see(task, &written);
    let work = Work::new(task, &written, &view, things);
    let classes = schema::classes(&task.desk.context.corpus.ontology);
    let mut bodies = Vec::new();
    for chunk in chunks(&view.scan.sentences) {
        let known: Vec<String> = work.candidates(&chunk).into_iter().map(|(name, _)| name).collect();
        let prompt = work.page.entities(&chunk, &known, &classes);
        bodies.push(client.body(&prompt, &schema::entities(&classes)));
        let piece = work.prepare(chunk, Vec::new());
        if !piece.choices.properties.is_empty() {
            let prompt = work.page.facts(&piece.chunk, &piece.choices, &[]);
            bodies.push(client.body(&prompt, &schema::facts(&piece.choices)));
        }
    }
    Ok(bodies)
}

fn see<'d>(task: &Task<'d>, written: &facts::RawDocument<'_>) -> (View<'d>, Things<'d>) {
    let corpus = task.desk.context.corpus;
    // Not the drafts' entities: drafting again is to ask the same questions.
    let (mut things, known) = Things::new(corpus, written, &Drafts::default());
    let lexicon = Lexicon::english();
    let scan = Scan::new(task.desk.text.text, lexicon, &known, published(written));
    let view = View::new(scan, lexicon, &mut things);
    (view, things)
}

impl<'w, 'd> Work<'w, 'd> {
    fn new(
        task: &'w Task<'d>,
        written: &facts::RawDocument<'_>,
        view: &'w View<'d>,
        things: Things<'d>,
    ) -> Self {
        let mut seen: FxHashSet<(String, String, String)> =
            written.facts.iter().filter_map(key_of_fact).collect();
        seen.extend(task.drafts.facts.iter().map(key_of_draft));
        Self {
            task,
            view,
            things,
            page: Page::new(view.scan.text, &view.scan.sentences),
            seen,
            rejected: task.drafts.rejected.iter().collect(),
            kept: Vec::new(),
            refused: Vec::new(),
            digest: sha256(task.desk.text.bytes),
        }
    }

    /// Asks about a piece. What of it is to be asked about once more, in halves, comes back.
    fn piece(
        &mut self,
        chunk: Range<usize>,
        client: &mut Client<'_>,
    ) -> Result<Vec<Range<usize>>, ClientError> {
        let new = self.entities(&chunk, client)?;
        let piece = self.prepare(chunk, new);
        if piece.choices.properties.is_empty() {
            return Ok(Vec::new());
        }
        let names = piece.things.iter().filter(|(name, _)| NEW.contains(&&**name));
        let names: Vec<(String, String)> =
            names.map(|(name, thing)| (name.clone(), self.things.get(*thing).label.clone())).collect();
        let prompt = self.page.facts(&piece.chunk, &piece.choices, &names);
        let schema = schema::facts(&piece.choices);
        let mut said = client.ask(&prompt, &schema)?;
        if said.is_refused {
            self.note(&piece.chunk, Value::Null, &[reason("refusal", "the model refused to answer")]);
            return Ok(Vec::new());
        }
        let mut found = objects(&said.text, "facts");
        let mut may_repair = true;
        if !found.is_whole && !said.is_cut {
            // Not JSON at all: asked once more, in place of a repair.
            may_repair = false;
            said = client.ask(&Page::again(&prompt), &schema)?;
            found = objects(&said.text, "facts");
            if !found.is_whole {
                self.note(
                    &piece.chunk,
                    Value::Null,
                    &[reason("not-json", "the answer is not the JSON that was asked for")],
                );
            }
        }
        let is_cut = said.is_cut;
        let mut refused = self.take(&piece, found.items, &said, client.most_facts());
        if may_repair && !is_cut && !refused.is_empty() {
            let list: Vec<(Value, Vec<String>)> = refused
                .iter()
                .map(|(given, reasons)| {
                    (given.clone(), reasons.iter().map(|(code, words)| format!("{code}: {words}")).collect())
                })
                .collect();
            let said = client.ask(&Page::repair(&prompt, &list), &schema)?;
            let second = objects(&said.text, "facts").items;
            let again = self.take(&piece, second.clone(), &said, list.len());
            // A fact that the repair corrects is not refused, one that it omits is. One that it repeats, and that is refused
            // again, is reported once.
            let is_again = |given: &Value| again.iter().any(|(other, _)| other == given);
            let is_mended = |given: &Value| {
                let same = |other: &Value, part: &&str| given.get(*part) == other.get(*part);
                let parts = ["subject", "predicate", "object"];
                let is_it = |other: &Value| parts.iter().filter(|part| same(other, part)).count() >= 2;
                second.iter().any(|other| !is_again(other) && is_it(other))
            };
            refused.retain(|(given, _)| !is_again(given) && !is_mended(given));
            refused.extend(again);
        }
        for (given, reasons) in refused {
            self.note(&piece.chunk, given, &reasons);
        }
        Ok(if is_cut { halves(&piece.chunk).map(Vec::from).unwrap_or_default() } else { Vec::new() })
    }

    /// Keeps a refusal.
    fn note(&mut self, chunk: &Range<usize>, given: Value, reasons: &[Reason]) {
        let codes: Vec<&str> = reasons.iter().map(|(code, _)| code.as_str()).collect();
        let words: Vec<&str> = reasons.iter().map(|(_, words)| words.as_str()).collect();
        self.refused.push(json!({
            "sentences": [chunk.start + 1, chunk.end], "fact": given, "codes": codes, "messages": words,
        }));
    }

    /// The names of a piece's sentences and of the one before, as the model may call them.
    fn candidates(&self, chunk: &Range<usize>) -> Vec<(String, Ref)> {
        let around = chunk.start.saturating_sub(1)..chunk.end;
        let mut found: Vec<(String, Ref)> = Vec::new();
        for mention in &self.view.mentions {
            let sentence = self.view.token(mention.tokens.start).map_or(0, |token| token.sentence as usize);
            let Some(thing) = mention.thing.filter(|_| around.contains(&sentence)) else { continue };
            if found.len() >= 60 || found.iter().any(|(_, other)| *other == thing) {
                continue;
            }
            let (label, key) = (&self.things.get(thing).label, &self.things.get(thing).key);
            let is_taken = found.iter().any(|(name, _)| name == label) || label.is_empty();
            found.push((if is_taken { format!("{label} ({key})") } else { label.clone() }, thing));
        }
        found
    }

    /// Asks for entities of a piece and mints them.
    fn entities(&mut self, chunk: &Range<usize>, client: &mut Client<'_>) -> Result<Vec<Ref>, ClientError> {
        let ontology = &self.task.desk.context.corpus.ontology;
        let classes = schema::classes(ontology);
        let known: Vec<String> = self.candidates(chunk).into_iter().map(|(name, _)| name).collect();
        let prompt = self.page.entities(chunk, &known, &classes);
        let said = client.ask(&prompt, &schema::entities(&classes))?;
        let text = self.plain(chunk);
        let mut new = Vec::new();
        for given in objects(&said.text, "entities").items {
            let part = |key: &str| given.get(key).and_then(Value::as_str).unwrap_or_default();
            let words = part("words").split_whitespace().collect::<Vec<_>>().join(" ");
            let class = classes.iter().find(|term| term.name == part("type"));
            let minted = if new.len() >= NEW.len() {
                Err(reason("too-many", "more entities than were asked for"))
            } else if self.is_example(&given) {
                Err(reason("example", "a name of the prompt's example"))
            } else if words.is_empty() || words.len() > 120 || !text.contains(&words) {
                Err(reason("quote-not-found", "the words are not in these sentences"))
            } else {
                let class = class.and_then(|term| {
                    let id = ontology.class(&term.iri)?;
                    match core_class(ontology, &term.name) {
                        Some(_) => self.things.mint(&words, &term.name),
                        None => self.things.mint_class(&words, id, &term.name),
                    }
                });
                class.ok_or_else(|| reason("not-in-list", "no such type, or a known thing of another type"))
            };
            match minted {
                Ok(thing) if new.contains(&thing) => {}
                Ok(thing) => new.push(thing),
                Err(reason) => self.note(chunk, given, &[reason]),
            }
        }
        Ok(new)
    }

    /// The text of a piece, its white space made plain.
    fn plain(&self, chunk: &Range<usize>) -> String {
        let sentences = &self.view.scan.sentences[chunk.clone()];
        let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else { return String::new() };
        self.view.scan.text[first.start..last.end].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether something holds a name of the prompt's examples that the article does not have.
    fn is_example(&self, given: &Value) -> bool {
        let given = given.to_string();
        NONSENSE.iter().any(|name| given.contains(name) && !self.view.scan.text.contains(name))
    }

    fn prepare(&self, chunk: Range<usize>, new: Vec<Ref>) -> Piece<'d> {
        let ontology = &self.task.desk.context.corpus.ontology;
        let mut things = self.candidates(&chunk);
        let new = new.into_iter().filter(|thing| !things.iter().any(|(_, other)| other == thing));
        let new: Vec<(String, Ref)> = new.zip(NEW).map(|(thing, name)| (name.to_owned(), thing)).collect();
        things.extend(new);
        let fits = |term: &&Term| {
            let Some(property) = ontology.property(&term.iri) else { return false };
            let classes = || things.iter().map(|(_, thing)| &self.things.get(*thing).classes);
            let subject = classes().any(|set| ontology.domain_misfit(property, set).is_none());
            let object = term.takes != Some(Takes::Object)
                || !term.values.is_empty()
                || classes().any(|set| ontology.range_misfit(property, Some(set)).is_none());
            subject && object
        };
        let mut properties: Vec<&Term> = schema::properties(ontology).into_iter().filter(fits).collect();
        properties.truncate(80);
        let speakers = things.iter().filter(|(_, thing)| self.things.is_a(*thing, "Agent"));
        let choices = Choices {
            sentences: (chunk.start + 1..=chunk.end).collect(),
            speakers: speakers.map(|(name, _)| name.clone()).collect(),
            things: things.iter().map(|(name, _)| name.clone()).collect(),
            properties,
        };
        Piece { chunk, things, choices }
    }

    /// Takes the facts of an answer: those that pass are kept, the others come back with the reasons.
    fn take(
        &mut self,
        piece: &Piece<'_>,
        given: Vec<Value>,
        said: &Said,
        most: usize,
    ) -> Vec<(Value, Vec<Reason>)> {
        let mut proposals: Vec<Proposal> = Vec::new();
        let mut refused: Vec<(Value, Vec<Reason>)> = Vec::new();
        for (number, given) in given.into_iter().enumerate() {
            if number >= most {
                let rest = reason("too-many", "more facts than one answer may have; the rest is left out");
                self.note(&piece.chunk, Value::Null, &[rest]);
                break;
            }
            let draft = self.draft(piece, &given, said, number);
            if let Ok(draft) = &draft
                && (!self.seen.insert(key_of_draft(draft)) || self.was_rejected(draft))
            {
                continue;
            }
            proposals.push(Proposal { given, draft });
        }
        let drafts: Vec<Draft> =
            proposals.iter().filter_map(|proposal| proposal.draft.as_ref().ok()).cloned().collect();
        let judged = self.task.desk.judge(&self.file(&drafts)).unwrap_or_default();
        let mut judged = judged.into_iter();
        for Proposal { given, draft } in proposals {
            let draft = match draft {
                Ok(draft) => draft,
                Err(reasons) => {
                    refused.push((given, reasons));
                    continue;
                }
            };
            let judged = judged.next().unwrap_or_default();
            match judged.grade {
                Some(grade) if judged.reasons.is_empty() => self.kept.push((draft, grade)),
                _ => {
                    // It may be said better once.
                    self.seen.remove(&key_of_draft(&draft));
                    let named = |(code, words): (Code, String)| (code.name().to_owned(), words);
                    let mut reasons: Vec<Reason> = judged.reasons.into_iter().map(named).collect();
                    if reasons.is_empty() {
                        reasons.push(reason("refused", "the fact does not pass the checks"));
                    }
                    refused.push((given, reasons));
                }
            }
        }
        refused
    }

    /// A drafts file of some drafts with the entities that they name.
    fn file(&self, drafts: &[Draft]) -> Drafts {
        let mut keys: Vec<&str> = drafts.iter().flat_map(Draft::names).collect();
        keys.sort_unstable();
        keys.dedup();
        let declared = |key: &&str| {
            let thing = self.things.get(self.things.by_key(key)?);
            Some(((*key).to_owned(), Item::Map(thing.declared.clone()?)))
        };
        Drafts {
            entities: keys.iter().filter_map(declared).collect(),
            facts: drafts.to_vec(),
            ..Drafts::default()
        }
    }

    /// Whether a person did not want this.
    fn was_rejected(&self, draft: &Draft) -> bool {
        if self.rejected.is_empty() {
            return false;
        }
        let sentence = crate::draft::file::sentence_of(&draft.id).saturating_sub(1);
        let range = self.view.scan.sentences.get(sentence).cloned().unwrap_or(0..0);
        let labels = Labels::of(&self.things);
        self.rejected.contains(&Rejected {
            sentence: sentence_digest(&self.view.scan.text[range]),
            subject: labels.label(draft.text("subject").unwrap_or_default()),
            predicate: draft.text("predicate").unwrap_or_default().to_owned(),
            object: object_label(draft, &labels),
        })
    }

    /// A fact of an answer as a draft.
    fn draft(
        &self,
        piece: &Piece<'_>,
        given: &Value,
        said: &Said,
        number: usize,
    ) -> Result<Draft, Vec<Reason>> {
        if self.is_example(given) {
            return Err(vec![reason(
                "example",
                "a name of the prompt's example, which the article does not have",
            )]);
        }
        let origin = Origin {
            by: By::Model,
            name: said.model.clone(),
            prompt_sha256: Some(said.request.clone()),
            article_sha256: self.digest.clone(),
            at: self.task.at.to_owned(),
        };
        let fact = AnsweredFact { given, piece, scan: &self.view.scan, things: &self.things };
        fact.draft(origin, number)
    }

    /// The old drafts and the new ones, with ids; an entity that an earlier draft declares is that one.
    fn finish(
        self,
        written: &facts::RawDocument<'_>,
        stopped: Option<ClientError>,
    ) -> Result<Outcome, ProposeError> {
        let old = self.task.drafts;
        let mut drafts = old.clone();
        let mut ids = Ids::new(old, written);
        let mut new = Vec::new();
        for (mut draft, grade) in self.kept.iter().cloned() {
            let own = self.file(std::slice::from_ref(&draft)).entities;
            for (key, entity) in own {
                let label = entity.get("label");
                let same = drafts.entities.iter().find(|(_, other)| other.get("label") == label);
                let free = match same {
                    Some((other, _)) => other.clone(),
                    None => {
                        let is_free = |key: &String| !drafts.entities.iter().any(|(other, _)| other == key);
                        let other = (2..).map(|number| format!("{key}-{number}"));
                        let free =
                            std::iter::once(key.clone()).chain(other).find(is_free).unwrap_or_default();
                        drafts.entities.push((free.clone(), entity.clone()));
                        free
                    }
                };
                if free != key {
                    draft.entries.iter_mut().for_each(|(name, item)| rename(name, item, &key, &free));
                }
            }
            let sentence = crate::draft::file::sentence_of(&draft.id);
            let range = self.view.scan.sentences.get(sentence.saturating_sub(1)).cloned().unwrap_or(0..0);
            draft.id = ids.next(sentence, &self.view.scan.text[range]);
            draft.entries.push(("confidence".to_owned(), Item::Plain(format!("{grade:.2}"))));
            new.push(draft.id.clone());
            drafts.facts.push(draft);
        }
        // Together with the old ones they must pass, too.
        let judged = self.task.desk.judge(&drafts)?;
        let fails: Vec<String> = drafts
            .facts
            .iter()
            .zip(&judged)
            .filter(|(draft, judged)| judged.grade.is_none() && new.contains(&draft.id))
            .map(|(draft, _)| draft.id.clone())
            .collect();
        drafts.facts.retain(|draft| !fails.contains(&draft.id));
        drafts.sort();
        drafts.drop_unused_entities();
        Ok(Outcome { drafts, new: new.len() - fails.len(), refused: self.refused, stopped })
    }
}

/// Another key for an entity, where an entry of a draft names it.
fn rename(name: &str, item: &mut Item, old: &str, new: &str) {
    match item {
        Item::Text(text) if text == old && matches!(name, "subject" | "object" | "according-to" | "unit") => {
            new.clone_into(text);
        }
        Item::Map(entries) if name == "quantity" => {
            entries.iter_mut().for_each(|(name, item)| rename(name, item, old, new));
        }
        _ => {}
    }
}
