//! What a thread does with a piece of the input.
use super::done::{Done, Stop, Taken};
use super::jobs::{Jobs, LINE};
use super::stage::Stage;
use super::{Good, Sink, Work};
use crate::check::quote;
use crate::check::resolve::{self, Context, resolve};
use crate::check::support;
use crate::corpus::State;
use crate::corpus::drafts::Drafts;
use crate::corpus::input::{Found, Input};
use crate::corpus::path::not_utf8;
use crate::corpus::read::{beside, folder_name, read_file, text_file};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::{self, Notation};
use std::collections::BTreeMap;
use std::mem;
use std::ops::Range;
use std::str::Utf8Error;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A document to look at: all of a file, or a line.
struct Piece<'p> {
    found: &'p Found,
    found_index: usize,
    text: Result<&'p str, Utf8Error>,
    /// Its bytes in the job's input.
    range: Range<usize>,
    first_line: u64,
    drafts: Option<&'p Drafts>,
}

pub(super) struct Delivery<'s, S: Sink> {
    pub(super) next: u64,
    pub(super) waiting: BTreeMap<u64, Done>,
    /// Away while a thread is at it.
    pub(super) stage: Option<Stage<'s, S>>,
    pub(super) spare: Vec<Vec<u8>>,
    pub(super) stop: Option<Stop<S::Error>>,
}

pub(super) struct Shared<'s, W, S: Sink> {
    pub(super) input: &'s Input,
    pub(super) work: &'s W,
    pub(super) threads: usize,
    pub(super) jobs: Mutex<Jobs>,
    pub(super) delivery: Mutex<Delivery<'s, S>>,
    pub(super) room: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<W: Work, S: Sink> Shared<'_, W, S> {
    /// Takes jobs until there are none.
    pub(super) fn work(&self) {
        let mut worker = self.work.worker();
        let mut buffers = resolve::Buffers::default();
        let mut spare = (Vec::new(), Vec::new());
        loop {
            let job = lock(&self.jobs).take(self.input, mem::take(&mut spare.0));
            let Some(job) = job else { return };
            let (number, ended) = (job.number, job.error.is_some());
            let mut done = Done {
                document: job.document,
                read: job.read,
                first_byte: job.first_byte,
                input: job.bytes,
                payload: mem::take(&mut spare.1),
                documents: Vec::new(),
                drafts: None,
                error: job.error,
            };
            done.payload.clear();
            self.job(job.first_line, &mut worker, &mut buffers, &mut done);
            spare = self.hand_over(number, done);
            if ended || lock(&self.delivery).stop.is_some() {
                lock(&self.jobs).stop = true;
                self.room.notify_all();
                return;
            }
        }
    }

    /// Puts what was made in line, and takes care of all whose turn it is. Buffers to reuse come back.
    fn hand_over(&self, number: u64, done: Done) -> (Vec<u8>, Vec<u8>) {
        let mut delivery = lock(&self.delivery);
        while delivery.waiting.len() >= 2 * self.threads && delivery.next != number && delivery.stop.is_none()
        {
            delivery = self.room.wait(delivery).unwrap_or_else(PoisonError::into_inner);
        }
        delivery.waiting.insert(number, done);
        while let Some(mut stage) = delivery.stage.take() {
            let next = delivery.next;
            let Some(done) = delivery.waiting.remove(&next) else {
                delivery.stage = Some(stage);
                break;
            };
            drop(delivery);
            let (outcome, done) = stage.job(done);
            delivery = lock(&self.delivery);
            delivery.stage = Some(stage);
            delivery.next += 1;
            if let Err(stop) = outcome {
                delivery.stop.get_or_insert(stop);
            }
            delivery.spare.push(done.input);
            delivery.spare.push(done.payload);
            self.room.notify_all();
        }
        (delivery.spare.pop().unwrap_or_default(), delivery.spare.pop().unwrap_or_default())
    }

    /// Makes what can be made of a job.
    fn job(&self, first_line: u64, worker: &mut W::Worker, buffers: &mut resolve::Buffers, done: &mut Done) {
        let Some(found) = self.input.documents.get(done.document) else { return };
        if found.notation != Notation::Lines {
            let Some(path) = &found.path else { return };
            match read_file(path).and_then(|bytes| Ok((bytes, Drafts::of(found)?))) {
                Ok((bytes, drafts)) => (done.input, done.drafts) = (bytes, drafts),
                Err(error) => {
                    done.error = Some(error);
                    return;
                }
            }
            let piece = Piece {
                found,
                found_index: done.document,
                text: std::str::from_utf8(&done.input),
                range: 0..done.input.len(),
                first_line: 1,
                drafts: done.drafts.as_ref(),
            };
            let checked = self.document(piece, worker, buffers, &mut done.payload);
            done.documents.push(checked);
            return;
        }
        // All lines at once; only where one of them is not UTF-8 does each say for itself.
        let whole = simdutf8::basic::from_utf8(&done.input).ok();
        let mut line = first_line;
        let mut start = 0;
        while start < done.input.len() {
            let end = memchr::memchr(b'\n', &done.input[start..]).map_or(done.input.len(), |at| start + at);
            let mut range = start..end;
            if line == 1 && done.input.starts_with(b"\xef\xbb\xbf") {
                range.start = 3;
            }
            if !done.input[range.clone()].iter().all(u8::is_ascii_whitespace) {
                let text = match whole {
                    Some(whole) => Ok(&whole[range.clone()]),
                    None => std::str::from_utf8(&done.input[range.clone()]),
                };
                let (found_index, first_line) = (done.document, line);
                let piece = Piece { found, found_index, text, range, first_line, drafts: None };
                let checked = self.document(piece, worker, buffers, &mut done.payload);
                done.documents.push(checked);
            }
            start = end + 1;
            line += 1;
        }
    }

    /// Makes what can be made of a document.
    fn document(
        &self,
        piece: Piece<'_>,
        worker: &mut W::Worker,
        buffers: &mut resolve::Buffers,
        payload: &mut Vec<u8>,
    ) -> Taken {
        let Piece { found, found_index, text, range, first_line, drafts } = piece;
        let start = payload.len();
        let mut checked = Taken {
            input: range.clone(),
            first_line,
            id: None,
            id_span: Span::default(),
            facts: 0,
            drafts: 0,
            quads: 0,
            payload: start..start,
            diagnostics: Vec::new(),
            merged: None,
        };
        let found_here = &mut checked.diagnostics;
        if range.len() > LINE {
            found_here.push(
                Diagnostic::error(Code::TooLarge, Span::default(), "the document is larger than 64 MiB")
                    .help("split it into articles"),
            );
            return checked;
        }
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                found_here.push(not_utf8(&error));
                return checked;
            }
        };
        let Some(mut written) = document::read(text, found.notation, found_here) else { return checked };
        // Behind the last place that an error of the document can have.
        let base = u32::try_from(text.len() + 1).unwrap_or(u32::MAX);
        checked.merged = drafts.map(|drafts| drafts.merge_into(&mut written, base, found_here));
        let Some(corpus) = self.input.corpora.get(found.corpus) else { return checked };
        found_here.extend(beside(found));
        let file = if written.article.text.is_some() { None } else { text_file(found, &written, found_here) };
        let inline = written.article.text.as_deref();
        let source = inline.or(file.as_deref()).map(resolve::FoundText::new);
        let folder = match (&found.path, found.notation) {
            (Some(path), Notation::Yaml | Notation::Json) => Some(folder_name(path)),
            _ => None,
        };
        if corpus.state() == State::Unreadable {
            return checked;
        }
        let context =
            Context { corpus: corpus.shared(), lenient: corpus.is_lenient(), default_id: folder.as_deref() };
        let resolved = resolve(&written, source, context, buffers, found_here);
        let Some(document) = resolved.filter(|_| corpus.state() == State::Good) else { return checked };
        let good = Good {
            document: &document,
            written: &written,
            corpus,
            corpus_index: found.corpus,
            found_index,
            first_line,
        };
        checked.quads = self.work.document(worker, good, payload, found_here);
        if corpus.policy().is_strict() && !self.work.warns() {
            found_here.extend(support::warnings(
                &document,
                &written,
                corpus.shared(),
                &mut quote::QuoteBuffers::default(),
            ));
        }
        checked.id = Some(document.article.id.to_owned());
        checked.id_span = written.article.id.as_ref().map_or(written.article.span, |id| id.span);
        checked.drafts = document.facts.iter().filter(|fact| fact.is_draft).count() as u64;
        checked.facts = document.facts.len() as u64 - checked.drafts;
        checked.payload = start..payload.len();
        checked
    }
}
