//! Documents in, results out: read, checked and mapped on all cores, delivered in input order, in memory
//! that does not grow with their number.
//!
//! The input is cut into jobs: a file, or a block of whole lines. Threads take jobs and make of each
//! document a payload of bytes; what they made is looked at in input order, one job after another: two
//! documents of one id are found there, mistakes are said there, and payloads are delivered there.
use super::compressed::{self, Compression};
use super::input::{Found, Input, LoadedCorpus, Notation, State, below, not_utf8, unreadable};
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::check::model::Document;
use crate::check::resolve::{self, Context, resolve};
use crate::cli::arguments::Common;
use crate::diagnostic::Span;
use crate::diagnostic::source::Source;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::facts;
use crate::document::json;
use crate::document::yaml;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::mem;
use std::num::NonZero;
use std::ops::Range;
use std::path::Path;
use std::str::Utf8Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// About how many bytes of lines make a job.
const BLOCK: usize = 256 << 10;
/// The longest line that is read: a document.
const LINE: usize = 64 << 20;

/// How documents are taken.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether mistakes of domain, range and property kind are only warnings.
    pub lenient: bool,
    /// Whether good documents go on where one is refused.
    pub keep_going: bool,
    /// How many threads work; all cores where none is given.
    pub threads: Option<NonZero<usize>>,
}

impl Options {
    /// As the command line wants it.
    pub fn new(common: &Common) -> Self {
        Self { lenient: common.lenient, keep_going: common.keep_going, threads: common.threads }
    }
}

/// A good document, for whoever makes a payload of it.
#[derive(Clone, Copy, Debug)]
pub struct Good<'a> {
    /// As checked.
    pub document: &'a Document<'a>,
    /// As written.
    pub written: &'a facts::Document<'a>,
    /// Its corpus.
    pub corpus: &'a LoadedCorpus,
    /// The number of its corpus in the input.
    pub corpus_index: usize,
    /// The number of its file in the input.
    pub found_index: usize,
    /// The number of its first line in that file.
    pub first_line: u64,
}

/// What is done with documents.
pub trait Work: Sync {
    /// What one thread keeps from document to document.
    type Worker;

    /// A thread's own worker.
    fn worker(&self) -> Self::Worker;

    /// Appends a good document's payload, and says how many quads that are. Further warnings go to
    /// `mistakes`.
    fn document(
        &self,
        worker: &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        mistakes: &mut Vec<Diagnostic>,
    ) -> u64;
}

/// What takes payloads in input order.
pub trait Sink: Send {
    /// Takes the payload of a document, or of several one after another.
    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure>;

    /// Takes the line of a refused document of JSON Lines, without its line end.
    fn reject(&mut self, _document: &[u8]) -> Result<(), Failure> {
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
    /// Quads made of the good ones.
    pub quads: u64,
}

/// Takes all documents of an input. Where one is refused the outcome is wrong; from the first refused one
/// on nothing is delivered, unless the good ones are to go on.
pub fn run<W: Work, S: Sink>(
    input: &Input,
    options: Options,
    work: &W,
    sink: &mut S,
    reporter: &mut Reporter,
) -> Result<(Outcome, Count), Failure> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let threads = options.threads.map_or(cores, NonZero::get).max(1);
    let small =
        input.documents.len() == 1 && input.documents.iter().all(|found| found.notation != Notation::Lines);
    let threads = if small { 1 } else { threads };
    reporter.start_progress(input);
    let stage = Stage {
        input,
        sink,
        reporter,
        keep_going: options.keep_going,
        stopped: input.corpora.iter().any(|corpus| corpus.state != State::Good) && !options.keep_going,
        seen: FxHashMap::default(),
        count: Count::default(),
    };
    let shared = Shared {
        input,
        options,
        work,
        threads,
        jobs: Mutex::new(Jobs { next: 0, read: Arc::default(), document: 0, lines: None, stop: false }),
        delivery: Mutex::new(Delivery {
            next: 0,
            waiting: BTreeMap::new(),
            stage: Some(stage),
            spare: Vec::new(),
            failure: None,
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
    let Delivery { stage, failure, .. } =
        shared.delivery.into_inner().unwrap_or_else(PoisonError::into_inner);
    let count = stage.map(|stage| stage.count).unwrap_or_default();
    reporter.end_progress();
    if let Some(failure) = failure {
        return Err(failure);
    }
    let wrong = count.refused > 0 || input.corpora.iter().any(|corpus| corpus.state != State::Good);
    Ok((if wrong { Outcome::Wrong } else { Outcome::Fine }, count))
}

/// A piece of the input.
struct Job {
    number: u64,
    /// How many bytes of the files were read up to here.
    read: u64,
    /// The file it is from: an index.
    document: usize,
    /// Its bytes; of a file, none yet.
    bytes: Vec<u8>,
    /// The number of its first line.
    first_line: u64,
    /// Where it begins in its file.
    first_byte: u64,
    /// Why the input ends here.
    error: Option<Failure>,
}

/// What a thread made of a job.
struct Done {
    document: usize,
    read: u64,
    /// Where its input begins in its file.
    first_byte: u64,
    input: Vec<u8>,
    payload: Vec<u8>,
    documents: Vec<Checked>,
    failure: Option<Failure>,
}

/// What a thread made of a document.
struct Checked {
    /// Its bytes in the job's input.
    input: Range<usize>,
    first_line: u64,
    /// Its id, where it is good.
    id: Option<String>,
    id_span: Span,
    facts: u64,
    quads: u64,
    payload: Range<usize>,
    mistakes: Vec<Diagnostic>,
}

struct Jobs {
    next: u64,
    /// Bytes read of files of lines, compressed as they are.
    read: Arc<AtomicU64>,
    document: usize,
    lines: Option<Lines>,
    stop: bool,
}

/// An open file of lines.
struct Lines {
    reader: Box<dyn Read + Send>,
    rest: Vec<u8>,
    line: u64,
    byte: u64,
    end: bool,
}

struct Delivery<'s, S> {
    next: u64,
    waiting: BTreeMap<u64, Done>,
    /// Away while a thread is at it.
    stage: Option<Stage<'s, S>>,
    spare: Vec<Vec<u8>>,
    failure: Option<Failure>,
}

struct Shared<'s, W, S> {
    input: &'s Input,
    options: Options,
    work: &'s W,
    threads: usize,
    jobs: Mutex<Jobs>,
    delivery: Mutex<Delivery<'s, S>>,
    room: Condvar,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<W: Work, S: Sink> Shared<'_, W, S> {
    /// Takes jobs until there are none.
    fn work(&self) {
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
                failure: job.error,
            };
            done.payload.clear();
            self.job(job.first_line, &mut worker, &mut buffers, &mut done);
            spare = self.hand_over(number, done);
            if ended || lock(&self.delivery).failure.is_some() {
                lock(&self.jobs).stop = true;
                self.room.notify_all();
                return;
            }
        }
    }

    /// Puts what was made in line, and takes care of all whose turn it is. Buffers to reuse come back.
    fn hand_over(&self, number: u64, done: Done) -> (Vec<u8>, Vec<u8>) {
        let mut delivery = lock(&self.delivery);
        while delivery.waiting.len() >= 2 * self.threads
            && delivery.next != number
            && delivery.failure.is_none()
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
            if let Err(failure) = outcome {
                delivery.failure.get_or_insert(failure);
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
            match read_file(path) {
                Ok(bytes) => done.input = bytes,
                Err(failure) => {
                    done.failure = Some(failure);
                    return;
                }
            }
            let whole = 0..done.input.len();
            let text = std::str::from_utf8(&done.input);
            let checked =
                self.document((found, done.document), text, whole, 1, worker, buffers, &mut done.payload);
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
                let checked = self.document(
                    (found, done.document),
                    text,
                    range,
                    line,
                    worker,
                    buffers,
                    &mut done.payload,
                );
                done.documents.push(checked);
            }
            start = end + 1;
            line += 1;
        }
    }

    /// Makes what can be made of a document.
    #[expect(
        clippy::too_many_arguments,
        reason = "the pieces of one job, apart so that they can be borrowed apart"
    )]
    fn document(
        &self,
        (found, found_index): (&Found, usize),
        text: Result<&str, Utf8Error>,
        range: Range<usize>,
        first_line: u64,
        worker: &mut W::Worker,
        buffers: &mut resolve::Buffers,
        payload: &mut Vec<u8>,
    ) -> Checked {
        let start = payload.len();
        let mut checked = Checked {
            input: range.clone(),
            first_line,
            id: None,
            id_span: Span::default(),
            facts: 0,
            quads: 0,
            payload: start..start,
            mistakes: Vec::new(),
        };
        let mistakes = &mut checked.mistakes;
        if range.len() > LINE {
            mistakes.push(
                Diagnostic::error(Code::TooLarge, Span::default(), "the document is larger than 64 MiB")
                    .help("split it into articles"),
            );
            return checked;
        }
        let text = match text {
            Ok(text) => text,
            Err(error) => {
                mistakes.push(not_utf8(&error));
                return checked;
            }
        };
        let parsed = match found.notation {
            Notation::Yaml => yaml::parse(text),
            Notation::Json | Notation::Lines => json::parse(text),
        };
        let root = match parsed {
            Ok(root) => root,
            Err(found) => {
                mistakes.extend(found);
                return checked;
            }
        };
        let written = facts::read(root, mistakes);
        let Some(corpus) = self.input.corpora.get(found.corpus) else { return checked };
        if let Some(other) = &found.beside {
            mistakes.push(
                Diagnostic::error(
                    Code::DuplicateDocument,
                    Span::default(),
                    format!("there are two documents in one folder: this one and `{other}`"),
                )
                .help("keep one of them, or move one to a folder of its own"),
            );
        }
        let file = if written.article.text.is_some() { None } else { text_file(found, &written, mistakes) };
        let inline = written.article.text.as_deref();
        let source = inline.or(file.as_deref()).map(resolve::Source::new);
        let folder = match (&found.path, found.notation) {
            (Some(path), Notation::Yaml | Notation::Json) => Some(folder_name(path)),
            _ => None,
        };
        if corpus.state == State::Unreadable {
            return checked;
        }
        let context =
            Context { corpus: &corpus.corpus, lenient: self.options.lenient, default_id: folder.as_deref() };
        let resolved = resolve(&written, source, context, buffers, mistakes);
        let Some(document) = resolved.filter(|_| corpus.state == State::Good) else { return checked };
        let good = Good {
            document: &document,
            written: &written,
            corpus,
            corpus_index: found.corpus,
            found_index,
            first_line,
        };
        checked.quads = self.work.document(worker, good, payload, mistakes);
        checked.id = Some(document.article.id.to_owned());
        checked.id_span = written.article.id.as_ref().map_or(written.article.span, |id| id.span);
        checked.facts = document.facts.len() as u64;
        checked.payload = start..payload.len();
        checked
    }
}

/// The bytes of an article's text, and the mistakes of its document: one that is no line of many.
pub fn examine(
    input: &Input,
    found: &Found,
    path: &Path,
) -> Result<(Option<Vec<u8>>, Vec<Diagnostic>), Failure> {
    let bytes = read_file(path)?;
    let mut mistakes = Vec::new();
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return Ok((None, vec![not_utf8(&error)])),
    };
    let parsed = match found.notation {
        Notation::Yaml => yaml::parse(text),
        Notation::Json | Notation::Lines => json::parse(text),
    };
    let root = match parsed {
        Ok(root) => root,
        Err(found) => return Ok((None, found)),
    };
    let written = facts::read(root, &mut mistakes);
    let Some(loaded) = input.corpora.get(found.corpus) else { return Ok((None, mistakes)) };
    let file = match &written.article.text {
        Some(text) => Some(text.to_string()),
        None => text_file(found, &written, &mut mistakes),
    };
    let folder = folder_name(path);
    let context = Context { corpus: &loaded.corpus, lenient: true, default_id: Some(&folder) };
    let source = file.as_deref().map(resolve::Source::new);
    resolve(&written, source, context, &mut resolve::Buffers::default(), &mut mistakes);
    Ok((file.map(String::into_bytes), mistakes))
}

/// The whole of a file, which must not be larger than places in it can be told.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::io(&error, format!("cannot read `{}`", path.display())))
}

/// The name of the folder that a document lies in.
fn folder_name(path: &Path) -> String {
    let folder = match path.parent() {
        Some(folder) if folder.file_name().is_some() => folder.to_owned(),
        Some(folder) if folder.as_os_str().is_empty() => fs::canonicalize(".").unwrap_or_default(),
        Some(folder) => fs::canonicalize(folder).unwrap_or_default(),
        None => return String::new(),
    };
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The article's text from its file.
fn text_file(found: &Found, written: &facts::Document<'_>, mistakes: &mut Vec<Diagnostic>) -> Option<String> {
    if found.notation == Notation::Lines {
        mistakes.push(
            Diagnostic::error(Code::MissingKey, written.article.span, "the article has no `text`")
                .help("in JSON Lines each article holds its text"),
        );
        return None;
    }
    let folder = found.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let default = facts::Text { text: "article.txt".into(), span: written.article.span };
    let named = written.article.text_file.as_ref().unwrap_or(&default);
    let path = below(&found.root, folder, named, Code::TextMissing, mistakes)?;
    match fs::read(path) {
        Err(error) => {
            mistakes.push(unreadable(named, &error, Code::TextMissing));
            None
        }
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                mistakes.push(
                    Diagnostic::error(
                        Code::TextMissing,
                        named.span,
                        format!("the text `{}` is not UTF-8 (byte {at} and after)", &**named),
                    )
                    .help("save it as UTF-8"),
                );
                None
            }
        },
    }
}

impl Jobs {
    /// The next job, in a buffer to reuse.
    fn take(&mut self, input: &Input, mut bytes: Vec<u8>) -> Option<Job> {
        loop {
            if self.stop {
                return None;
            }
            let found = input.documents.get(self.document)?;
            let mut job = Job {
                number: self.next,
                read: self.read.load(Ordering::Relaxed),
                document: self.document,
                bytes: Vec::new(),
                first_line: 1,
                first_byte: 0,
                error: None,
            };
            if found.notation != Notation::Lines {
                self.document += 1;
                self.next += 1;
                return Some(job);
            }
            let mut lines = match self.lines.take() {
                Some(lines) => lines,
                None => match Lines::open(found, &self.read) {
                    Ok(lines) => lines,
                    Err(failure) => {
                        self.stop = true;
                        job.error = Some(failure);
                        return Some(job);
                    }
                },
            };
            job.first_line = lines.line;
            job.first_byte = lines.byte;
            match lines.block(&mut bytes) {
                Ok(true) => {
                    self.lines = Some(lines);
                    self.next += 1;
                    job.bytes = bytes;
                    return Some(job);
                }
                // This file is at its end: the next one.
                Ok(false) => self.document += 1,
                Err(error) => {
                    self.stop = true;
                    job.error = Some(Failure::io(&error, format!("cannot read `{}`", found.name)));
                    return Some(job);
                }
            }
        }
    }
}

/// A file whose bytes are counted as they are read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl Lines {
    fn open(found: &Found, read: &Arc<AtomicU64>) -> Result<Self, Failure> {
        let reader: Box<dyn Read + Send> = match &found.path {
            None => Box::new(io::stdin()),
            Some(path) => {
                let failed = |error: &io::Error| Failure::io(error, format!("cannot read `{}`", found.name));
                let file = File::open(path).map_err(|error| failed(&error))?;
                let file = Counted { file, read: Arc::clone(read) };
                match Compression::of(path) {
                    Some(compression) => compressed::reader(file, compression),
                    None => Box::new(file),
                }
            }
        };
        Ok(Self { reader, rest: Vec::new(), line: 1, byte: 0, end: false })
    }

    /// Whole lines, about a block of them; false at the end.
    fn block(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        into.clear();
        into.append(&mut self.rest);
        while !self.end {
            let at = into.len();
            self.end = self.reader.by_ref().take(BLOCK as u64).read_to_end(into)? == 0;
            if let Some(last) = memchr::memrchr(b'\n', &into[at..]) {
                self.rest.extend_from_slice(&into[at + last + 1..]);
                into.truncate(at + last + 1);
                break;
            }
            if into.len() > LINE {
                // The line is refused as too large: its rest is passed over.
                self.skip_line(into)?;
                break;
            }
        }
        self.line += memchr::memchr_iter(b'\n', into).count() as u64;
        self.byte += into.len() as u64;
        Ok(!into.is_empty())
    }

    /// Passes over the rest of a line; what follows it is kept.
    fn skip_line(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        let mut chunk = vec![0; BLOCK];
        loop {
            let read = self.reader.read(&mut chunk)?;
            if read == 0 {
                self.end = true;
                return Ok(());
            }
            if let Some(at) = memchr::memchr(b'\n', &chunk[..read]) {
                into.push(b'\n');
                self.rest.extend_from_slice(&chunk[at + 1..read]);
                return Ok(());
            }
        }
    }
}

/// What is done in input order.
struct Stage<'s, S> {
    input: &'s Input,
    sink: &'s mut S,
    reporter: &'s mut Reporter,
    keep_going: bool,
    /// Whether nothing more is delivered.
    stopped: bool,
    /// Where each article's id stands first: the base's length tells corpora apart, and what stands
    /// there is a document and its line.
    seen: FxHashMap<(usize, String), (usize, u64)>,
    count: Count,
}

impl<S: Sink> Stage<'_, S> {
    fn job(&mut self, mut done: Done) -> (Result<(), Failure>, Done) {
        if let Some(failure) = done.failure.take() {
            return (Err(failure), done);
        }
        let result = self.documents(&mut done);
        self.reporter.progress(done.read, self.count);
        (result, done)
    }

    fn documents(&mut self, done: &mut Done) -> Result<(), Failure> {
        let Some(found) = self.input.documents.get(done.document) else { return Ok(()) };
        // Payloads that follow one another are delivered at once.
        let mut ready = 0..0;
        for mut checked in mem::take(&mut done.documents) {
            self.find_twin(found, done.document, &mut checked);
            let refused = checked.id.is_none()
                || checked.mistakes.iter().any(|mistake| mistake.severity == Severity::Error);
            if !checked.mistakes.is_empty() {
                self.say(found, done, &checked);
            }
            if refused {
                self.count.refused += 1;
                self.sink.deliver(&done.payload[mem::take(&mut ready)])?;
                if found.notation == Notation::Lines {
                    self.sink.reject(&done.input[checked.input])?;
                }
                self.stopped |= !self.keep_going;
                if self.reporter.is_full() {
                    return Err(Failure::Enough);
                }
                continue;
            }
            self.count.good += 1;
            self.count.facts += checked.facts;
            self.count.quads += checked.quads;
            if self.stopped {
                continue;
            }
            if ready.end != checked.payload.start {
                self.sink.deliver(&done.payload[mem::take(&mut ready)])?;
                ready.start = checked.payload.start;
            }
            ready.end = checked.payload.end;
        }
        self.sink.deliver(&done.payload[ready])
    }

    /// Of two documents with one id the second is refused.
    fn find_twin(&mut self, found: &Found, document: usize, checked: &mut Checked) {
        let Some(id) = &checked.id else { return };
        let base = self.input.corpora.iter().position(|corpus| {
            self.input.corpora.get(found.corpus).is_some_and(|own| own.corpus.base == corpus.corpus.base)
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
        checked.mistakes.push(
            Diagnostic::error(
                Code::DuplicateDocument,
                checked.id_span,
                format!("the article id `{id}` is taken by another document: {place}"),
            )
            .help("give one of them another `id`: it is a part of every IRI"),
        );
    }

    fn say(&mut self, found: &Found, done: &Done, checked: &Checked) {
        let bytes = &done.input[checked.input.clone()];
        // Up to where it is UTF-8: no mistake has a place behind that.
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        };
        let ends = found.notation.line_ends();
        let first_byte = done.first_byte + checked.input.start as u64;
        let source = Source { path: &found.name, text, first_line: checked.first_line, first_byte, ends };
        let mut sorted: Vec<&Diagnostic> = checked.mistakes.iter().collect();
        sorted.sort_by_key(|mistake| (mistake.span, mistake.code));
        let sorted: Vec<Diagnostic> = sorted.into_iter().cloned().collect();
        self.reporter.report(&source, &sorted);
    }
}
