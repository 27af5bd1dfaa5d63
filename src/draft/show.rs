//! Drafts as a person sees them before deciding: the sentence, the fact in words, what speaks against it.
use super::decide::{Desk, Refusal};
use super::file::{self, Answer, Draft, Drafts, Origin};
use super::item::Item;
use super::label::{Labels, object_label};
use super::merge::merge;
use super::thing::Things;
use crate::check::model::Modality;
use crate::check::resolve::{Buffers, resolve};
use crate::check::support::Judge;
use crate::diagnostic::{Code, Severity};
use crate::document::sentence::sentences;
use crate::term::vocab::{AF, PREDECLARED};
use std::ops::Range;

/// A draft to be decided.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The draft.
    pub draft: Draft,
    /// Where it comes from.
    pub origin: Origin,
    /// The sentences that it quotes; empty where its quote is not in the text.
    pub sentence: String,
    /// The quote's bytes within them.
    pub marks: Vec<Range<usize>>,
    /// What it says, in words.
    pub words: String,
    /// How well its quotes support it, from 0 to 1; none where it does not pass the checks.
    pub grade: Option<f64>,
    /// What speaks against it: doubts, or the errors that it has.
    pub reasons: Vec<String>,
    /// What an audit answered, and by which model.
    pub audit: Option<(Answer, String)>,
}

/// What the checks say of one draft.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// How well it is supported; none where it has errors.
    pub(super) grade: Option<f64>,
    /// What speaks against it.
    pub(super) reasons: Vec<(Code, String)>,
    /// The bytes of its quotes.
    pub(super) quotes: Vec<Range<usize>>,
}

impl Desk<'_> {
    /// All undecided drafts, in the file's order.
    ///
    /// # Errors
    /// What is wrong with the document or the drafts file.
    pub(crate) fn show(&self) -> Result<Vec<Shown>, Refusal> {
        self.stands()?;
        let written = self.written()?;
        let drafts = self.read()?;
        let (things, _) = Things::new(self.context.corpus, &written, &drafts);
        let labels = Labels::of(&things);
        let judged = self.judge(&drafts)?;
        let text = self.text.text;
        let sentences = sentences(text);
        let shown = |(draft, judged): (&Draft, Judged)| {
            let touched = |range: &&Range<usize>| {
                judged.quotes.iter().any(|quote| quote.start < range.end && range.start < quote.end)
            };
            let around = sentences.iter().filter(touched);
            let around = around.fold(None, |whole: Option<Range<usize>>, range| match whole {
                Some(whole) => Some(whole.start..range.end),
                None => Some(range.clone()),
            });
            let around = around.unwrap_or(0..0);
            let within = |quote: &Range<usize>| {
                quote.start.max(around.start) - around.start..quote.end.min(around.end) - around.start
            };
            let audit = drafts.audits.iter().find(|audit| audit.id == draft.id);
            Shown {
                draft: draft.clone(),
                origin: draft.origin.clone(),
                sentence: text[around.clone()].to_owned(),
                marks: judged.quotes.iter().map(within).collect(),
                words: self.words(draft, &labels),
                grade: judged.grade,
                reasons: judged.reasons.into_iter().map(|(_, message)| message).collect(),
                audit: audit.map(|audit| (audit.answer, audit.name.clone())),
            }
        };
        Ok(drafts.facts.iter().zip(judged).map(shown).collect())
    }

    /// The entities that a fact may name, the drafts' own included: keys and labels, sorted by key.
    ///
    /// # Errors
    /// What is wrong with the document or the drafts file.
    pub(crate) fn entities(&self) -> Result<Vec<(String, String)>, Refusal> {
        let written = self.written()?;
        let drafts = self.read()?;
        let (things, _) = Things::new(self.context.corpus, &written, &drafts);
        let mut entities: Vec<(String, String)> =
            things.all().map(|thing| (thing.key.clone(), thing.label.clone())).collect();
        entities.sort();
        entities.dedup();
        Ok(entities)
    }

    /// What the checks say of each draft. One that does not pass is left out and the others are checked again.
    pub(super) fn judge(&self, drafts: &Drafts) -> Result<Vec<Judged>, Refusal> {
        let mut judged: Vec<Judged> = drafts.facts.iter().map(|_| Judged::default()).collect();
        let mut open: Vec<usize> = (0..drafts.facts.len()).collect();
        let base = u32::try_from(self.source.len()).unwrap_or(u32::MAX / 2);
        for _ in 0..8 {
            let part: Vec<Draft> = open.iter().map(|at| drafts.facts[*at].clone()).collect();
            let part = Drafts { entities: drafts.entities_of(&part), facts: part, ..Drafts::default() };
            let text = part.write();
            let mut written = self.written()?;
            let mut found = Vec::new();
            let read = file::read(&text, base, &mut found);
            let starts: Vec<u32> = read.facts.iter().map(|fact| fact.span.start).collect();
            let merged = merge(&mut written, read, base, &mut found);
            let document =
                resolve(&written, Some(self.text), self.context, &mut Buffers::default(), &mut found);
            if let Some(document) = document {
                let judge = Judge::new(&document, self.context.corpus);
                for fact in &document.facts {
                    let Some(at) = fact.index.checked_sub(merged.first_draft) else { continue };
                    let Some(one) = open.get(at).and_then(|at| judged.get_mut(*at)) else { continue };
                    let grade = judge.grade(fact);
                    one.grade = Some(grade.value);
                    one.reasons =
                        grade.reasons.iter().map(|doubt| (doubt.code, doubt.message.clone())).collect();
                    let quotes =
                        fact.evidence.iter().filter_map(|quote| document.quotes.get(*quote as usize));
                    one.quotes = quotes.map(|quote| quote.bytes.clone()).collect();
                }
                return Ok(judged);
            }
            found.retain(|one| one.severity == Severity::Error);
            let mut wrong: Vec<usize> = Vec::new();
            for error in &found {
                let index = starts.partition_point(|start| *start <= error.span.start).checked_sub(1);
                // What is not about one fact is about an entity or the whole: nothing more can be said then.
                let Some(index) = index.filter(|_| error.span.start >= base) else { return Ok(judged) };
                judged[open[index]].reasons.push((error.code, error.message.clone()));
                wrong.push(index);
            }
            let mut index = 0;
            open.retain(|_| {
                index += 1;
                !wrong.contains(&(index - 1))
            });
        }
        Ok(judged)
    }

    /// A draft in words: `Roman Vassilenko · holds position · Deputy Minister (planned, 2019, according to Ann Lee)`.
    fn words(&self, draft: &Draft, labels: &Labels<'_, '_>) -> String {
        let text = |key: &str| draft.text(key).unwrap_or_default();
        let subject = match text("subject") {
            "article" => "the article".to_owned(),
            subject => labels.label(subject),
        };
        let mut details: Vec<String> = Vec::new();
        if text("negated") == "true" {
            details.push("not so".to_owned());
        }
        details.extend(
            draft.text("modality").filter(|name| *name != Modality::Realized.name()).map(str::to_owned),
        );
        details.extend(draft.text("when").map(str::to_owned));
        if let Some(speaker) = draft.text("according-to") {
            details.push(format!("according to {}", labels.label(speaker)));
        }
        if let Some(utterance) = draft.text("stated-in") {
            details.push(format!("stated in {}", labels.label(utterance)));
        }
        for topic in draft.get("topic").map(Item::texts).unwrap_or_default() {
            details.push(format!("topic: {}", labels.label(topic)));
        }
        if text("inferred") == "true" {
            details.push("inferred".to_owned());
        }
        let mut words =
            format!("{subject} · {} · {}", self.property(text("predicate")), object_label(draft, labels));
        if !details.is_empty() {
            words.push_str(&format!(" ({})", details.join(", ")));
        }
        words
    }

    /// The label of a property.
    fn property(&self, name: &str) -> String {
        let corpus = self.context.corpus;
        let iri = match name.split_once(':') {
            Some((prefix, local)) => {
                let known = PREDECLARED.iter().find(|(known, _)| *known == prefix).map(|(_, iri)| *iri);
                corpus.namespace(prefix).or(known).map(|namespace| format!("{namespace}{local}"))
            }
            None => Some(format!("{AF}{name}")),
        };
        let label = iri.as_deref().and_then(|iri| corpus.ontology.label(iri));
        label.map_or_else(|| name.to_owned(), |label| label.value().to_owned())
    }
}
