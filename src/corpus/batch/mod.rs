//! Documents in, results out: read, checked and mapped on all cores, delivered in input order, in memory
//! that does not grow with their number.
//!
//! The input is cut into jobs: a file, or a block of whole lines. Threads take jobs and make of each
//! document a payload of bytes; what they made is looked at in input order (`stage`), one job after another: two
//! documents of one id are found there, errors are reported there, and payloads are delivered there.
mod done;
mod jobs;
mod stage;
mod work;

use super::error::OpenError;
use super::input::Input;
use super::listen::Listener;
use super::{Corpus, State};
use crate::check::model::Document;
use crate::diagnostic::Diagnostic;
use crate::document::{Notation, facts};
use done::Stop;
use jobs::Jobs;
use rustc_hash::FxHashMap;
use stage::Stage;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, PoisonError};
use work::{Delivery, Shared};

/// How documents are taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BatchOptions {
    /// Whether good documents go on where one is refused.
    pub keep_going: bool,
    /// How many threads work; all cores where none is given.
    pub threads: Option<NonZero<usize>>,
}

/// A good document, for whoever makes a payload of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Good<'a> {
    /// As checked.
    pub document: &'a Document<'a>,
    /// As written.
    pub written: &'a facts::RawDocument<'a>,
    /// Its corpus.
    pub corpus: &'a Corpus,
    /// The number of its corpus in the input.
    pub corpus_index: usize,
    /// The number of its file in the input.
    pub found_index: usize,
    /// The number of its first line in that file.
    pub first_line: u64,
}

/// What is done with documents.
pub(crate) trait Work: Sync {
    /// What one thread keeps from document to document.
    type Worker;

    /// A thread's own worker.
    fn worker(&self) -> Self::Worker;

    /// Appends a good document's payload, and says how many quads that are. Further warnings go to
    /// `errors`.
    fn document(
        &self,
        worker: &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> u64;

    /// Whether it adds the warnings about quotes that support a fact poorly. Where it does not, they are looked for only
    /// where a policy makes errors of warnings.
    fn warns(&self) -> bool {
        false
    }
}

/// What takes payloads in input order.
pub(crate) trait Sink: Send {
    /// Why it can take no more.
    type Error: From<OpenError> + Send;

    /// Takes the payload of a document, or of several one after another.
    fn deliver(&mut self, payload: &[u8]) -> Result<(), Self::Error>;

    /// Takes the line of a refused document of JSON Lines, without its line end.
    fn reject(&mut self, _document: &[u8]) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// How many documents there were.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Good ones.
    pub good: u64,
    /// Refused ones.
    pub refused: u64,
    /// Facts of the good ones.
    pub facts: u64,
    /// Drafts beside the good ones.
    pub drafts: u64,
    /// Quads made of the good ones.
    pub quads: u64,
}

/// How a run over documents ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    /// How many documents there were.
    pub count: Count,
    /// Whether a document or a corpus was refused.
    pub is_wrong: bool,
    /// Whether the run stopped because the listener had enough.
    pub is_full: bool,
}

/// Takes all documents of an input. Where one is refused the run ended wrong; from the first refused one
/// on nothing is delivered, unless the good ones are to go on.
///
/// # Errors
/// Where a file cannot be read, or the sink takes no more.
pub(crate) fn run<W: Work, S: Sink>(
    input: &Input,
    options: BatchOptions,
    work: &W,
    sink: &mut S,
    listener: &mut dyn Listener,
) -> Result<Ended, S::Error> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = options.threads.map_or(cores, NonZero::get).max(1);
    let small =
        input.documents.len() == 1 && input.documents.iter().all(|found| found.notation != Notation::Lines);
    let threads = if small { 1 } else { threads };
    listener.start(input);
    let stage = Stage {
        input,
        sink,
        listener: &mut *listener,
        keep_going: options.keep_going,
        stopped: input.corpora.iter().any(|corpus| corpus.state() != State::Good) && !options.keep_going,
        seen: FxHashMap::default(),
        count: Count::default(),
    };
    let shared = Shared {
        input,
        work,
        threads,
        jobs: Mutex::new(Jobs { next: 0, read: 0, document: 0, lines: None, stop: false }),
        delivery: Mutex::new(Delivery {
            next: 0,
            waiting: BTreeMap::new(),
            stage: Some(stage),
            spare: Vec::new(),
            stop: None,
        }),
        room: Condvar::new(),
    };
    if threads == 1 {
        shared.work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| shared.work());
            }
        });
    }
    let Delivery { stage, stop, .. } = shared.delivery.into_inner().unwrap_or_else(PoisonError::into_inner);
    let count = stage.map(|stage| stage.count).unwrap_or_default();
    listener.end();
    match stop {
        Some(Stop::Failed(error)) => return Err(error),
        Some(Stop::Full) => return Ok(Ended { count, is_wrong: true, is_full: true }),
        None => {}
    }
    let is_wrong = count.refused > 0 || input.corpora.iter().any(|corpus| corpus.state() != State::Good);
    Ok(Ended { count, is_wrong, is_full: false })
}
