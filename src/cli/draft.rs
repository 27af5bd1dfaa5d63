//! `groundwire draft`
use super::model::Model;
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome, new};
use crate::check::resolve::{Buffers, Context, Source as ArticleText};
use crate::cli::arguments::{Draft, New};
use crate::corpus::find::{self, Found, Input, corpus_of};
use crate::corpus::replace::{Held, replace};
use crate::corpus::review::DRAFTS;
use crate::corpus::{Corpus, Listener, read};
use crate::diagnostic::source::Source;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Notation;
use crate::draft::file::{Drafts, read as read_drafts};
use crate::draft::item::Item;
use crate::draft::mention;
use crate::draft::propose::{Drafter, Options, Subject};
use crate::draft::scan::date::Day;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Proposes facts for documents, or for the lines of an archive.
pub fn run(args: &Draft) -> Result<Outcome, Failure> {
    let name = args.path.to_string_lossy();
    let lines = args.path.as_os_str() == "-" || name.ends_with(".jsonl") || name.ends_with(".ndjson");
    if lines {
        if args.model.is_some() || args.audit.is_some() {
            return Err(Failure::Usage(
                "an archive is drafted by rules alone: `--model` and `--audit` take a document".to_owned(),
            ));
        }
        return archive(args);
    }
    if args.output.is_some() || args.rejects.is_some() || args.resume && args.model.is_none() {
        return Err(Failure::Usage(
            "`-o`, `--rejects` and `--resume` go with an archive in JSON Lines; the drafts of a document are written to `drafts.yaml` beside it"
                .to_owned(),
        ));
    }
    let path = match &args.new {
        Some(slug) => {
            let new = New {
                slug: slug.clone(),
                text: Some(args.path.clone()),
                from: None,
                common: args.common.clone(),
            };
            new::make(&new, false)?;
            new::folder(&new)
        }
        None if args.path.extension().is_some_and(|ending| ending == "txt" || ending == "md") => {
            return Err(Failure::Usage(format!(
                "`{name}` is a text, not a document: add `--new SLUG` to make a document of it"
            )));
        }
        None => args.path.clone(),
    };
    documents(args, &path)
}

/// Documents in folders: their drafts go beside them.
fn documents(args: &Draft, path: &Path) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = find::find(&[path.to_owned()], &args.common.corpus_options(), &mut reporter)?;
    let at = now();
    let mut outcome = Outcome::Fine;
    let model = if args.mentions.is_none() { Model::of(args)? } else { None };
    let mut seen = match &args.mentions {
        Some(path) => Some(Output::open((path.as_os_str() != "-").then_some(path))?),
        None => None,
    };
    for found in &input.documents {
        let Some(path) = &found.path else { continue };
        if !document(args, &input, found, path, &at, (seen.as_mut(), model.as_ref()), &mut reporter)? {
            outcome = Outcome::Wrong;
        }
    }
    if let Some(seen) = seen {
        seen.finish()?;
    }
    Ok(outcome)
}

/// Drafts one document; false where it has errors.
fn document(
    args: &Draft,
    input: &Input,
    found: &Found,
    path: &Path,
    at: &str,
    (seen, model): (Option<&mut Output>, Option<&Model>),
    reporter: &mut Reporter,
) -> Result<bool, Failure> {
    let Some(corpus) = input.corpora.get(found.corpus) else { return Ok(false) };
    if corpus.state() != crate::corpus::State::Good {
        return Ok(false);
    }
    let bytes =
        fs::read(path).map_err(|error| Failure::io(&error, format!("cannot read `{}`", found.name)))?;
    let source = String::from_utf8_lossy(&bytes);
    let (text, diagnostics) = read::examine(input, found, path)?;
    let shown = |text| Source {
        path: &found.name,
        text,
        first_line: 1,
        first_byte: 0,
        ends: found.notation.line_ends(),
    };
    let Some(text) = text else {
        reporter.report(&shown(&source), &errors(diagnostics));
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&text);
    let beside = path.with_file_name(DRAFTS);
    let held = Held::read(&beside).map_err(|error| Failure::Usage(error.to_string()))?;
    let Some(drafts) = existing(&beside, &held, reporter)? else { return Ok(false) };
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let subject = Subject {
        source: &source,
        notation: found.notation,
        text: ArticleText::new(&text),
        context: Context { corpus: corpus.shared(), lenient: args.common.lenient, default_id: Some(&folder) },
        drafts: &drafts,
    };
    let drafter = Drafter::new(corpus.ontology());
    if let Some(seen) = seen {
        return match drafter.scan(&subject) {
            Ok(scan) => {
                let mut out = String::new();
                mention::write(&scan, (input.documents.len() > 1).then_some(&*folder), &mut out);
                seen.write_all(out.as_bytes()).map_err(|error| seen.failure(&error))?;
                Ok(true)
            }
            Err(diagnostics) => {
                reporter.report(&shown(&source), &errors(diagnostics));
                Ok(false)
            }
        };
    }
    match drafter.draft(&subject, Options { all: args.all, at }, &mut Buffers::default()) {
        Ok(mut drafted) => {
            if let Some(model) = model {
                let done = model.draft(&subject, drafted.drafts, at, path, reporter)?;
                let Some(done) = done else { return Ok(!model.refused()) };
                drafted.new += done.new;
                drafted.drafts = done.drafts;
            }
            let text = drafted.drafts.write();
            replace(&[(&held, text.as_bytes())]).map_err(|error| Failure::Usage(error.to_string()))?;
            let weak = match drafted.weak {
                0 => String::new(),
                weak => format!("; {weak} weak ones left out (--all keeps them)"),
            };
            reporter.say(&format!(
                "{}: {} new, {} undecided{weak}",
                beside.display(),
                drafted.new,
                drafted.drafts.facts.len()
            ));
            Ok(true)
        }
        Err(diagnostics) => {
            reporter.report(&shown(&source), &errors(diagnostics));
            Ok(false)
        }
    }
}

/// Only errors: what a reader should look at in a good document is for `check` to report.
pub(super) fn errors(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect()
}

/// The drafts that there are; none where their file has errors, which are reported.
fn existing(path: &Path, held: &Held, reporter: &mut Reporter) -> Result<Option<Drafts>, Failure> {
    let text = std::str::from_utf8(held.bytes())
        .map_err(|_| Failure::Usage(format!("`{}` is not UTF-8", path.display())))?;
    let mut diagnostics = Vec::new();
    let drafts = read_drafts(text, 0, &mut diagnostics).drafts;
    let diagnostics = errors(diagnostics);
    if diagnostics.is_empty() {
        return Ok(Some(drafts));
    }
    let name = path.display().to_string();
    let source = Source::whole(&name, text);
    reporter.report(&source, &diagnostics);
    Ok(None)
}

/// An archive in JSON Lines: texts with `id`, `title`, `text` and `date`, or documents.
fn archive(args: &Draft) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    if args.new.is_some() {
        return Err(Failure::Usage("`--new` makes a document of one text, not of an archive".to_owned()));
    }
    let folder = match args.path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let corpus = corpus_of(&folder, &args.common.corpus_options(), &mut reporter)?;
    if corpus.state() != crate::corpus::State::Good {
        return Ok(Outcome::Wrong);
    }
    let mut lines = Lines {
        drafter: Drafter::new(corpus.ontology()),
        corpus: &corpus,
        args,
        at: now(),
        buffers: Buffers::default(),
        drafts: Drafts::default(),
        drafted: 0,
        refused: 0,
    };
    let mut sink = Sink::open(args)?;
    let name =
        if args.path.as_os_str() == "-" { "<stdin>".to_owned() } else { args.path.display().to_string() };
    let mut reader = open(&args.path)?;
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line);
        if read.map_err(|error| Failure::io(&error, format!("cannot read `{name}`")))? == 0 {
            break;
        }
        number += 1;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match lines.line(&line, &sink.done) {
            Ok(Some((id, text))) => sink.write(id, &text)?,
            Ok(None) => {}
            Err(reason) => {
                lines.refused += 1;
                reporter.say(&format!("{name}:{number}: {reason}"));
                sink.reject(&line)?;
            }
        }
    }
    sink.finish()?;
    let (drafted, refused) = (lines.drafted, lines.refused);
    if args.mentions.is_none() {
        let plural = if drafted == 1 { "" } else { "s" };
        let refusals = if refused == 0 { String::new() } else { format!(", {refused} refused") };
        reporter.say(&format!("{drafted} article{plural} drafted{refusals}"));
    }
    Ok(if refused > 0 { Outcome::Wrong } else { Outcome::Fine })
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file =
        File::open(path).map_err(|error| Failure::io(&error, format!("cannot read `{}`", path.display())))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}

/// Lines drafted one after another.
struct Lines<'a> {
    drafter: Drafter,
    corpus: &'a Corpus,
    args: &'a Draft,
    at: String,
    buffers: Buffers,
    drafts: Drafts,
    drafted: u64,
    refused: u64,
}

impl Lines<'_> {
    /// The id of a line and what is written for it; nothing where it is done already.
    fn line(&mut self, line: &[u8], done: &HashSet<String>) -> Result<Option<(String, String)>, String> {
        let line = std::str::from_utf8(line).map_err(|error| format!("not UTF-8: {error}"))?;
        let value: Value = serde_json::from_str(line).map_err(|error| format!("not JSON: {error}"))?;
        let Value::Object(mut map) = value else { return Err("expected a JSON object".to_owned()) };
        let is_document = map.contains_key("article");
        let article = if is_document { map.remove("article") } else { Some(article(&map)?) };
        let Some(Value::Object(article)) = article else {
            return Err("expected a map under `article`".to_owned());
        };
        let id = text_of(&article, "id").ok_or("the article has no `id`")?;
        if done.contains(&id) {
            return Ok(None);
        }
        let Some(Value::String(text)) = article.get("text").cloned() else {
            return Err(format!("the article `{id}` has no `text`"));
        };
        let facts = map.remove("facts").filter(|_| is_document).unwrap_or_else(|| Value::Array(Vec::new()));
        let mut document = Map::new();
        document.insert("article".to_owned(), Value::Object(article));
        for key in ["prefixes", "entities"] {
            if let Some(value) = map.remove(key).filter(|_| is_document) {
                document.insert(key.to_owned(), value);
            }
        }
        document.insert("facts".to_owned(), facts);
        let source = Value::Object(document.clone()).to_string();
        let subject = Subject {
            source: &source,
            notation: Notation::Json,
            text: ArticleText::new(&text),
            context: Context {
                corpus: self.corpus.shared(),
                lenient: self.args.common.lenient,
                default_id: None,
            },
            drafts: &self.drafts,
        };
        let first = |found: Vec<Diagnostic>| {
            let error = errors(found).into_iter().next();
            error.map_or_else(|| "the document has an error".to_owned(), |error| error.message)
        };
        if self.args.mentions.is_some() {
            let scan = self.drafter.scan(&subject).map_err(first)?;
            let mut out = String::new();
            mention::write(&scan, Some(&id), &mut out);
            return Ok(Some((id, out)));
        }
        let options = Options { all: self.args.all, at: &self.at };
        let outcome = self.drafter.draft(&subject, options, &mut self.buffers).map_err(first)?;
        self.drafted += 1;
        Ok(Some((id, written(&mut document, &outcome.drafts))))
    }
}

/// The article of a line with a text alone.
fn article(map: &Map<String, Value>) -> Result<Value, String> {
    let id = text_of(map, "id").ok_or("the line has no `id`")?;
    let mut article = Map::new();
    article.insert("id".to_owned(), Value::String(id.clone()));
    let title = text_of(map, "title").unwrap_or(id);
    article.insert("title".to_owned(), Value::String(title));
    for (key, name) in
        [("date", "published"), ("published", "published"), ("language", "language"), ("source", "source")]
    {
        if let Some(text) = text_of(map, key) {
            article.insert(name.to_owned(), Value::String(text));
        }
    }
    let text = map.get("text").cloned().ok_or("the line has no `text`")?;
    article.insert("text".to_owned(), text);
    Ok(Value::Object(article))
}

fn text_of(map: &Map<String, Value>, key: &str) -> Option<String> {
    match map.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The document with its drafts as facts, each with its confidence and origin.
fn written(document: &mut Map<String, Value>, drafts: &Drafts) -> String {
    let value = |item: &Item| {
        let mut text = String::new();
        item.write_json(&mut text);
        serde_json::from_str::<Value>(&text).unwrap_or(Value::Null)
    };
    if !drafts.entities.is_empty() {
        let entities = document.entry("entities").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(entities) = entities {
            for (key, entity) in &drafts.entities {
                entities.insert(key.clone(), value(entity));
            }
        }
    }
    if let Some(Value::Array(facts)) = document.get_mut("facts") {
        for draft in &drafts.facts {
            let mut fact = Map::new();
            fact.insert("id".to_owned(), Value::String(draft.id.clone()));
            for (key, item) in &draft.entries {
                fact.insert(key.clone(), value(item));
            }
            fact.insert("origin".to_owned(), value(&crate::draft::file::origin_item(&draft.origin)));
            facts.push(Value::Object(fact));
        }
    }
    let mut line = Value::Object(std::mem::take(document)).to_string();
    line.push('\n');
    line
}

/// Where lines go: line by line, so that what is done stays done.
struct Sink {
    output: Box<dyn Write>,
    name: String,
    rejects: Option<File>,
    /// The ids that an earlier run drafted.
    done: HashSet<String>,
}

impl Sink {
    fn open(args: &Draft) -> Result<Self, Failure> {
        let rejects =
            match &args.rejects {
                Some(path) => {
                    let file = File::options()
                        .create(true)
                        .append(args.resume)
                        .write(true)
                        .truncate(!args.resume)
                        .open(path);
                    Some(file.map_err(|error| {
                        Failure::io(&error, format!("cannot write to `{}`", path.display()))
                    })?)
                }
                None => None,
            };
        let target = args.mentions.as_ref().filter(|path| path.as_os_str() != "-").or(args.output.as_ref());
        let Some(path) = target else {
            if args.resume {
                return Err(Failure::Usage("`--resume` continues the file that `-o` names".to_owned()));
            }
            let output = Box::new(io::BufWriter::new(io::stdout()));
            return Ok(Self { output, name: "standard output".to_owned(), rejects, done: HashSet::new() });
        };
        let name = format!("`{}`", path.display());
        let failed = |error: &io::Error| Failure::io(error, format!("cannot write to {name}"));
        let mut done = HashSet::new();
        let there = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > 0);
        if there && !args.resume && args.mentions.is_none() {
            return Err(Failure::Usage(format!(
                "{name} is there already: add `--resume` to continue it, or name another file"
            )));
        }
        let mut whole = 0;
        if there && args.resume {
            whole = drafted(path, &mut done).map_err(|error| failed(&error))?;
        }
        let file = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(path)
            .map_err(|error| failed(&error))?;
        if fs::metadata(path).is_ok_and(|found| found.is_file()) {
            // A line that was cut off is drafted again.
            file.set_len(whole).map_err(|error| failed(&error))?;
        }
        let mut file = file;
        io::Seek::seek(&mut file, io::SeekFrom::End(0)).ok();
        Ok(Self { output: Box::new(file), name, rejects, done })
    }

    fn write(&mut self, id: String, text: &str) -> Result<(), Failure> {
        self.done.insert(id);
        let written = self.output.write_all(text.as_bytes());
        written.map_err(|error| Failure::io(&error, format!("cannot write to {}", self.name)))
    }

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        let Some(rejects) = &mut self.rejects else { return Ok(()) };
        let written = rejects.write_all(&[line, b"\n"].concat());
        written.map_err(|error| Failure::io(&error, "cannot write the refused lines"))
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.output.flush().map_err(|error| Failure::io(&error, format!("cannot write to {}", self.name)))
    }
}

/// The ids of the whole lines of an output, and how many bytes those are.
fn drafted(path: &Path, done: &mut HashSet<String>) -> io::Result<u64> {
    let mut reader = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    let mut whole = 0;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(whole);
        }
        let id = serde_json::from_slice::<Value>(&line).ok();
        let id = id.as_ref().and_then(|line| line.get("article")?.get("id")?.as_str()).map(str::to_owned);
        match id {
            Some(id) => _ = done.insert(id),
            None => return Ok(whole),
        }
        whole += read as u64;
    }
}

/// The time as an xsd:dateTime in UTC. `SOURCE_DATE_EPOCH` sets it, so that a run can be repeated byte by byte.
fn now() -> String {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seconds = given.unwrap_or_else(now);
    let day = Day::since_1970(i64::try_from(seconds / 86_400).unwrap_or_default());
    let (hours, minutes) = (seconds / 3600 % 24, seconds / 60 % 60);
    format!("{day}T{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
}
