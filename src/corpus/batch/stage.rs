//! What is done in input order: documents of one id are found, errors reported, payloads delivered.
use super::done::{Done, Stop, Taken};
use super::{Count, Sink};
use crate::corpus::drafts::Drafts;
use crate::corpus::input::{Found, Input};
use crate::corpus::listen::Listener;
use crate::corpus::path::valid_part;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Notation;
use rustc_hash::FxHashMap;
use std::mem;

/// What is done in input order.
pub(super) struct Stage<'s, S> {
    pub(super) input: &'s Input,
    pub(super) sink: &'s mut S,
    pub(super) listener: &'s mut dyn Listener,
    pub(super) keep_going: bool,
    /// Whether nothing more is delivered.
    pub(super) stopped: bool,
    /// Where each article's id is first: the base's length tells corpora apart, and what is
    /// there is a document and its line.
    pub(super) seen: FxHashMap<(usize, String), (usize, u64)>,
    pub(super) count: Count,
}

impl<S: Sink> Stage<'_, S> {
    pub(super) fn job(&mut self, mut done: Done) -> (Result<(), Stop<S::Error>>, Done) {
        if let Some(error) = done.error.take() {
            return (Err(Stop::Failed(error.into())), done);
        }
        let result = self.documents(&mut done);
        self.listener.progress(done.read, self.count);
        (result, done)
    }

    fn documents(&mut self, done: &mut Done) -> Result<(), Stop<S::Error>> {
        let Some(found) = self.input.documents.get(done.document) else { return Ok(()) };
        // Payloads that follow one another are delivered at once.
        let mut ready = 0..0;
        for mut checked in mem::take(&mut done.documents) {
            self.find_twin(found, done.document, &mut checked);
            if let Some(corpus) = self.input.corpora.get(found.corpus) {
                corpus.policy().apply(&mut checked.diagnostics);
            }
            let refused = checked.id.is_none()
                || checked.diagnostics.iter().any(|found| found.severity == Severity::Error);
            if !checked.diagnostics.is_empty() {
                self.report(found, done, &checked);
            }
            if refused {
                self.count.refused += 1;
                self.deliver(&done.payload[mem::take(&mut ready)])?;
                if found.notation == Notation::Lines {
                    self.sink.reject(&done.input[checked.input]).map_err(Stop::Failed)?;
                }
                self.stopped |= !self.keep_going;
                if self.listener.is_full() {
                    return Err(Stop::Full);
                }
                continue;
            }
            self.count.good += 1;
            self.count.facts += checked.facts;
            self.count.drafts += checked.drafts;
            self.count.quads += checked.quads;
            if self.stopped {
                continue;
            }
            if ready.end != checked.payload.start {
                self.deliver(&done.payload[mem::take(&mut ready)])?;
                ready.start = checked.payload.start;
            }
            ready.end = checked.payload.end;
        }
        self.deliver(&done.payload[ready])
    }

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Stop<S::Error>> {
        self.sink.deliver(payload).map_err(Stop::Failed)
    }

    /// Of two documents with one id the second is refused.
    fn find_twin(&mut self, found: &Found, document: usize, checked: &mut Taken) {
        let Some(id) = &checked.id else { return };
        let base = self.input.corpora.iter().position(|corpus| {
            self.input.corpora.get(found.corpus).is_some_and(|own| own.base() == corpus.base())
        });
        let key = (base.unwrap_or_default(), id.clone());
        let Some((first, line)) = self.seen.get(&key).copied() else {
            self.seen.insert(key, (document, checked.first_line));
            return;
        };
        let Some(first) = self.input.documents.get(first) else { return };
        let place = match first.notation {
            Notation::Lines => format!("`{}`, line {line}", first.name),
            _ => format!("`{}`", first.name),
        };
        checked.diagnostics.push(
            Diagnostic::error(
                Code::DuplicateDocument,
                checked.id_span,
                format!("the article id `{id}` is already used by another document: {place}"),
            )
            .help("give one of them another `id`; it is part of every IRI"),
        );
    }

    fn report(&mut self, found: &Found, done: &Done, checked: &Taken) {
        let bytes = &done.input[checked.input.clone()];
        let text = valid_part(bytes);
        let ends = found.notation.line_ends();
        let first_byte = done.first_byte + checked.input.start as u64;
        let source = Source { path: &found.name, text, first_line: checked.first_line, first_byte, ends };
        let found = checked.diagnostics.clone();
        let (own, of_drafts) = match &checked.merged {
            Some(merged) => merged.split(found),
            None => (found, Vec::new()),
        };
        for (source, mut found) in
            [(Some(source), own), (done.drafts.as_ref().map(Drafts::source), of_drafts)]
        {
            found.sort_by_key(|found| (found.span, found.code));
            if let Some(source) = source.filter(|_| !found.is_empty()) {
                self.listener.report(&source, &found);
            }
        }
    }
}
