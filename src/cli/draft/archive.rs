//! An archive in JSON Lines, drafted line by line: by the rules, and by a model where one is named.
use super::sink::Sink;
use super::{errors, now};
use crate::check::resolve::{Buffers, Context};
use crate::cli::arguments::Draft;
use crate::cli::model::{Model, counted, proposed, sent};
use crate::cli::output::Output;
use crate::cli::report::Reporter;
use crate::cli::{Failure, Outcome};
use crate::corpus::State;
use crate::corpus::find::corpus_of;
use crate::diagnostic::Diagnostic;
use crate::document::sentence::sentences;
use crate::draft::file::Drafts;
use crate::draft::line::Line;
use crate::draft::mention;
use crate::draft::model::client::Client;
use crate::draft::model::propose::ProposeError;
use crate::draft::propose::{Drafter, Options};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Drafts an archive.
pub(super) fn archive(args: &Draft) -> Result<Outcome, Failure> {
    if args.new.is_some() {
        return Err(Failure::Usage("`--new` makes a document of one text, not of an archive".to_owned()));
    }
    if args.audit.is_some() {
        return Err(Failure::Usage("`--audit` takes a document, not an archive".to_owned()));
    }
    let model = if args.mentions.is_none() { Model::of(args)? } else { None };
    if model.is_some() && args.output.is_none() && !args.dry_run {
        return Err(Failure::Usage(
            "a model drafts an archive into a file, beside which its calls are kept: name it with `-o`"
                .to_owned(),
        ));
    }
    let mut reporter = Reporter::new(&args.common);
    let folder = match args.path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let corpus = corpus_of(&folder, &args.common.corpus_options(), &mut reporter)?;
    if corpus.state() != State::Good {
        return Ok(Outcome::Wrong);
    }
    let mut lines = Lines {
        drafter: Drafter::new(corpus.ontology()),
        context: Context { corpus: corpus.shared(), lenient: args.common.lenient, default_id: None },
        args,
        at: now(),
        none: Drafts::default(),
        ids: HashSet::new(),
        counts: Counts::default(),
    };
    if let Some(model) = model.as_ref().filter(|_| args.dry_run) {
        return lines.print(model, &mut reporter);
    }
    let mut sink = Sink::open(args)?;
    let outcome = match model.as_ref().and_then(|model| Some((model, model.name()?))) {
        None => lines.run(&mut sink, None, &mut reporter),
        Some((model, name)) => {
            model.consent(|| to_be_sent(&args.path, &sink.before))?;
            let beside = args.output.as_deref().unwrap_or(&args.path);
            let mut calls = model.calls(named(beside, "calls"))?;
            let mut refused = Refused::new(named(beside, "rejected"), args.resume)?;
            model.with_client(name, &mut calls, |client| {
                let outcome = lines.run(&mut sink, Some((client, &mut refused)), &mut reporter);
                let (asked, counts) = (counted(client.tally), &lines.counts);
                reporter.say(&format!(
                    "{name}: {asked}, {} accepted, {} refused",
                    counts.accepted, counts.proposals_refused
                ));
                outcome
            })
        }
    };
    // What was written so far is there, whatever stopped the run.
    sink.finish()?;
    if args.mentions.is_none() {
        let Counts { drafted, refused, .. } = lines.counts;
        let plural = if drafted == 1 { "" } else { "s" };
        let refusals = if refused == 0 { String::new() } else { format!(", {refused} refused") };
        reporter.say(&format!("{drafted} article{plural} drafted{refusals}"));
    }
    outcome?;
    Ok(if lines.counts.refused > 0 { Outcome::Wrong } else { Outcome::Fine })
}

/// The file beside an output that keeps something of it: `drafted.calls.jsonl`.
fn named(output: &Path, what: &str) -> PathBuf {
    let stem = output.file_stem().unwrap_or_default().to_string_lossy();
    output.with_file_name(format!("{stem}.{what}.jsonl"))
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file =
        File::open(path).map_err(|error| Failure::io(&error, format!("cannot read `{}`", path.display())))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

fn name_of(path: &Path) -> String {
    if path.as_os_str() == "-" { "<stdin>".to_owned() } else { path.display().to_string() }
}

/// Hands on the lines of an archive with their numbers, without line ends and without empty ones.
fn each_line(path: &Path, mut take: impl FnMut(u64, &[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut reader = open(path)?;
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::io(&error, format!("cannot read `{}`", name_of(path))))? == 0 {
            return Ok(());
        }
        number += 1;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        if !line.iter().all(u8::is_ascii_whitespace) {
            take(number, &line)?;
        }
    }
}

/// How much of an archive would be sent: of stdin nobody knows.
fn to_be_sent(path: &Path, done: &HashSet<String>) -> Result<String, Failure> {
    if path.as_os_str() == "-" {
        return Ok("every article of standard input".to_owned());
    }
    let (mut count, mut bytes) = (0, 0);
    each_line(path, |_, line| {
        if let Ok(line) = Line::read(line)
            && !done.contains(line.id())
        {
            count += sentences(line.text()).len();
            bytes += line.text().len();
        }
        Ok(())
    })?;
    Ok(sent(count, bytes, &path.display()))
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Lines that were drafted.
    drafted: u64,
    /// Lines that were refused.
    refused: u64,
    /// Facts of the model that passed.
    accepted: usize,
    /// Facts of the model that did not.
    proposals_refused: usize,
}

/// Why nothing came of a line.
enum Stop {
    /// The line has an error; the next one may be good.
    Line(String),
    /// The run cannot go on.
    Run(Failure),
}

/// The model's part of a run: whom to ask, and where its refused facts go.
type Asked<'r, 'c> = (&'r mut Client<'c>, &'r mut Refused);

/// A line that is read and not drafted yet.
struct Waiting {
    number: u64,
    bytes: Vec<u8>,
    line: Option<Line>,
    /// What is written for it.
    written: Option<Result<String, Stop>>,
}

/// How many lines a thread drafts before they are written.
const BATCH: usize = 16;

/// The lines of an archive, drafted in their order.
struct Lines<'a> {
    drafter: Drafter,
    context: Context<'a>,
    args: &'a Draft,
    at: String,
    /// No line has drafts yet.
    none: Drafts,
    /// The ids of the lines so far.
    ids: HashSet<String>,
    counts: Counts,
}

impl Lines<'_> {
    fn run(
        &mut self,
        sink: &mut Sink,
        asked: Option<Asked<'_, '_>>,
        reporter: &mut Reporter,
    ) -> Result<(), Failure> {
        let path = &self.args.path;
        let Some((client, refused)) = asked else { return self.by_rules(sink, reporter) };
        let mut buffers = Buffers::default();
        each_line(path, |number, bytes| {
            let Some(line) = self.read(bytes, sink) else { return Ok(()) };
            let written = line.and_then(|line| {
                let drafts = self.drafts(&line, &mut buffers)?;
                let drafts = self.asked(&line, drafts, client, refused, reporter)?;
                Ok(line.written(&drafts))
            });
            self.put(number, bytes, written, sink, reporter)
        })
    }

    /// Without a model: many lines at once.
    fn by_rules(&mut self, sink: &mut Sink, reporter: &mut Reporter) -> Result<(), Failure> {
        let args = self.args;
        let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = args.common.threads.map_or_else(cores, NonZero::get);
        let mut batch: Vec<Waiting> = Vec::new();
        each_line(&args.path, |number, bytes| {
            let Some(line) = self.read(bytes, sink) else { return Ok(()) };
            let (line, written) = match line {
                Ok(line) => (Some(line), None),
                Err(stop) => (None, Some(Err(stop))),
            };
            batch.push(Waiting { number, bytes: bytes.to_vec(), line, written });
            if batch.len() < threads * BATCH {
                return Ok(());
            }
            self.write(std::mem::take(&mut batch), threads, sink, reporter)
        })?;
        self.write(batch, threads, sink, reporter)
    }

    /// Drafts lines on several threads and writes them in their order.
    fn write(
        &mut self,
        mut batch: Vec<Waiting>,
        threads: usize,
        sink: &mut Sink,
        reporter: &mut Reporter,
    ) -> Result<(), Failure> {
        let lines = &*self;
        let queue = Mutex::new(batch.iter_mut());
        let work = || {
            let mut buffers = Buffers::default();
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(waiting) = next else { return };
                if let Some(line) = waiting.line.take() {
                    waiting.written = Some(lines.rules(line, &mut buffers));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        for Waiting { number, bytes, written, .. } in batch {
            if let Some(written) = written {
                self.put(number, &bytes, written, sink, reporter)?;
            }
        }
        Ok(())
    }

    /// Reads a line; nothing where an earlier run drafted it.
    fn read(&mut self, bytes: &[u8], sink: &Sink) -> Option<Result<Line, Stop>> {
        let line = match Line::read(bytes) {
            Ok(line) => line,
            Err(error) => return Some(Err(Stop::Line(error.to_string()))),
        };
        if sink.before.contains(line.id()) {
            return None;
        }
        if !self.ids.insert(line.id().to_owned()) {
            return Some(Err(Stop::Line(format!("an earlier line has the id `{}`, too", line.id()))));
        }
        Some(Ok(line))
    }

    /// Writes what a line gave, or says why it is refused.
    fn put(
        &mut self,
        number: u64,
        bytes: &[u8],
        written: Result<String, Stop>,
        sink: &mut Sink,
        reporter: &mut Reporter,
    ) -> Result<(), Failure> {
        match written {
            Ok(text) => {
                self.counts.drafted += 1;
                sink.write(&text)
            }
            Err(Stop::Run(failure)) => Err(failure),
            Err(Stop::Line(reason)) => {
                self.counts.refused += 1;
                reporter.say(&format!("{}:{number}: {reason}", name_of(&self.args.path)));
                sink.reject(bytes)
            }
        }
    }

    /// What is written for a line by the rules alone.
    fn rules(&self, line: Line, buffers: &mut Buffers) -> Result<String, Stop> {
        if self.args.mentions.is_some() {
            let scan = self.drafter.scan(&line.subject(self.context, &self.none)).map_err(first)?;
            let mut out = String::new();
            mention::write(&scan, Some(line.id()), &mut out);
            return Ok(out);
        }
        let drafts = self.drafts(&line, buffers)?;
        Ok(line.written(&drafts))
    }

    /// The drafts of the rules.
    fn drafts(&self, line: &Line, buffers: &mut Buffers) -> Result<Drafts, Stop> {
        let options = Options { all: self.args.all, at: &self.at };
        let subject = line.subject(self.context, &self.none);
        Ok(self.drafter.draft(&subject, options, buffers).map_err(first)?.drafts)
    }

    /// The drafts with those of the model.
    fn asked(
        &mut self,
        line: &Line,
        drafts: Drafts,
        client: &mut Client<'_>,
        refused: &mut Refused,
        reporter: &mut Reporter,
    ) -> Result<Drafts, Stop> {
        let id = line.id();
        let subject = line.subject(self.context, &self.none);
        let outcome = proposed(&subject, &drafts, &self.at, client, &format!("{id}: "), reporter);
        let outcome = outcome.map_err(|error| match error {
            ProposeError::Document(refusal) => Stop::Line(refusal.to_string()),
            ProposeError::Client(error) => Stop::Run(Failure::Usage(stopped(id, &error))),
        })?;
        if let Some(limit) = &outcome.stopped {
            return Err(Stop::Run(Failure::Usage(stopped(id, limit))));
        }
        self.counts.accepted += outcome.new;
        self.counts.proposals_refused += outcome.refused.len();
        refused.write(id, outcome.refused).map_err(Stop::Run)?;
        Ok(outcome.drafts)
    }

    /// Prints the requests of all lines.
    fn print(&mut self, model: &Model, reporter: &mut Reporter) -> Result<Outcome, Failure> {
        let args = self.args;
        let mut output = Output::open(None)?;
        each_line(&args.path, |number, bytes| {
            let printed = Line::read(bytes).map_err(|error| Stop::Line(error.to_string())).and_then(|line| {
                let drafts = self.drafts(&line, &mut Buffers::default())?;
                let subject = line.subject(self.context, &self.none);
                model.print(&subject, &drafts, &self.at, &mut output).map_err(Stop::Run)
            });
            match printed {
                Ok(()) => Ok(()),
                Err(Stop::Run(failure)) => Err(failure),
                Err(Stop::Line(reason)) => {
                    self.counts.refused += 1;
                    reporter.say(&format!("{}:{number}: {reason}", name_of(&args.path)));
                    Ok(())
                }
            }
        })?;
        output.finish()?;
        Ok(if self.counts.refused > 0 { Outcome::Wrong } else { Outcome::Fine })
    }
}

/// The first error of a line.
fn first(found: Vec<Diagnostic>) -> Stop {
    let error = errors(found).into_iter().next();
    Stop::Line(error.map_or_else(|| "the document has an error".to_owned(), |error| error.message))
}

/// What is said where a run cannot go on.
fn stopped(id: &str, error: &dyn std::fmt::Display) -> String {
    format!("{error}; `{id}` and the articles after it are not drafted, and `--resume` goes on with them")
}

/// The facts of the model that were refused, with the ids of their articles.
struct Refused {
    path: PathBuf,
    file: Option<File>,
}

impl Refused {
    /// Those of an earlier run stay where this one goes on.
    fn new(path: PathBuf, resumes: bool) -> Result<Self, Failure> {
        if !resumes
            && let Err(error) = std::fs::remove_file(&path)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(Failure::io(&error, format!("cannot remove `{}`", path.display())));
        }
        Ok(Self { path, file: None })
    }

    fn write(&mut self, id: &str, refused: Vec<serde_json::Value>) -> Result<(), Failure> {
        if refused.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        for mut one in refused {
            one["article"] = serde_json::Value::from(id);
            lines.push_str(&format!("{one}\n"));
        }
        let written = match &mut self.file {
            Some(file) => file.write_all(lines.as_bytes()),
            None => File::options().create(true).append(true).open(&self.path).and_then(|mut file| {
                file.write_all(lines.as_bytes())?;
                self.file = Some(file);
                Ok(())
            }),
        };
        written.map_err(|error| Failure::io(&error, format!("cannot write to `{}`", self.path.display())))
    }
}
