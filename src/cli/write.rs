//! `groundwire load --endpoint` and `groundwire retract --endpoint`
use super::reach::{self, shown};
use super::rejects::Rejects;
use super::report::Reporter;
use super::{Failure, Outcome};
use crate::archive::inside_cli::{RecordWork, declare, ontology_graph, ontology_quads};
use crate::archive::remote::{EndpointWriter, Protocol, RemoteError, Replacement};
use crate::cli::arguments::{self, WriteProtocol};
use crate::corpus::Corpus;
use crate::corpus::batch::{self, Count, Ended, Good, Sink, Work};
use crate::corpus::find::{self, Input};
use crate::corpus::listen::Listener;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::source::Source;
use crate::rdf::record::{self, Recorder};
use crate::term::iri;
use std::collections::BTreeMap;

/// Loads documents into the endpoint at an address.
pub(super) fn load(args: &arguments::Load, url: &str) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?;
    let rejects = Rejects::open(args.rejects.as_deref(), &input)?;
    let mut options = args.common.batch();
    options.keep_going |= rejects.are_kept();
    let is_stream = args.paths.iter().any(|path| path.as_os_str() == "-");
    if is_stream && !options.keep_going && !args.dry_run {
        return Err(Failure::Usage(
            "documents on stdin cannot be checked before the first one is written; use a file, or `--keep-going`"
                .to_owned(),
        ));
    }
    let work = ArticleWork { record: RecordWork { corpora: &input.corpora, attributed: true } };
    if !options.keep_going || args.dry_run {
        // Nothing is written before everything is known to be good.
        let ended = batch::run(&input, options, &work, &mut Nowhere, &mut reporter)?;
        let outcome = Outcome::of(&ended)?;
        if args.dry_run {
            reporter.say(&format!("{} would be written to `{}`", counted(ended.count), shown(url)));
            return Ok(outcome);
        }
        if outcome != Outcome::Fine {
            return Ok(outcome);
        }
    }
    let wrong = |error| reach::failure(&shown(url), error);
    let writer = EndpointWriter::new(reach::http(url, None)?, protocol(args.protocol)).map_err(wrong)?;
    for replacement in declarations(&input.corpora) {
        writer.replace(&replacement).map_err(wrong)?;
    }
    let mut loading =
        Loading { writer: &writer, rejects, after: args.after.clone(), last: None, written: 0, passed: 0 };
    let done = if options.keep_going {
        batch::run(&input, options, &work, &mut loading, &mut reporter)
    } else {
        batch::run(&input, options, &work, &mut loading, &mut Silent(&mut reporter))
    };
    let ended = match done {
        Ok(ended) => ended,
        Err(stop) => return Err(loading.stopped(stop, url)),
    };
    loading.finish(ended, url, &reporter)
}

fn protocol(wanted: WriteProtocol) -> Option<Protocol> {
    match wanted {
        WriteProtocol::Auto => None,
        WriteProtocol::Update => Some(Protocol::Update),
        WriteProtocol::GraphStore => Some(Protocol::GraphStore),
    }
}

fn counted(count: Count) -> String {
    let documents = if count.good == 1 { "document" } else { "documents" };
    format!("{} {documents} with {} facts ({} quads)", count.good, count.facts, count.quads)
}

/// Takes articles out of the endpoint at an address, as it may be shown: that comes back.
pub(super) fn retract(args: &arguments::Retract, url: &str) -> Result<String, Failure> {
    let base = args.base.clone().unwrap_or_else(|| iri::DEFAULT_BASE.to_owned());
    let articles = args.articles.iter().map(|name| {
        let bare = name.trim_start_matches('<').trim_end_matches('>');
        if iri::is_in_article(bare) {
            return Ok(bare.to_owned());
        }
        iri::check_key(name).map_err(|error| Failure::Usage(format!("invalid article `{name}`: {error}")))?;
        let mut article = String::new();
        iri::article(&base, name, &mut article);
        Ok(article)
    });
    let articles: Vec<String> = articles.collect::<Result<_, Failure>>()?;
    let wrong = |error| reach::failure(&shown(url), error);
    if args.dry_run {
        for article in &articles {
            eprintln!("the graphs of <{article}> would be removed from `{}`", shown(url));
        }
        return Ok(shown(url));
    }
    let writer = EndpointWriter::new(reach::http(url, None)?, protocol(args.protocol)).map_err(wrong)?;
    for article in &articles {
        if !writer.remove(article).map_err(wrong)? {
            return Err(Failure::Usage(format!("no article <{article}> exists at `{}`", shown(url))));
        }
    }
    Ok(shown(url))
}

/// What the corpora declare, by base. Where one has a file, that replaces what the endpoint has.
fn declarations(corpora: &[Corpus]) -> Vec<Replacement> {
    let mut bases: BTreeMap<&str, Vec<Corpus>> = BTreeMap::new();
    for corpus in corpora {
        bases.entry(corpus.base()).or_default().push(corpus.clone());
    }
    let of_base = |(base, own): (&str, Vec<Corpus>)| {
        let mut names = [String::new(), String::new()];
        iri::shared_graph(base, &mut names[0]);
        iri::ontology_graph(base, &mut names[1]);
        let replaces = own.iter().any(|corpus| corpus.folder().is_some());
        let mut replacement = if replaces { Replacement::of_graphs(&names) } else { Replacement::addition() };
        let mut recorded = Vec::new();
        declare(&own, &mut Recorder::new(&mut recorded));
        record::quads(&recorded).into_iter().for_each(|quad| replacement.add(quad));
        let graphs: Vec<(String, &Corpus)> =
            own.iter().map(|corpus| (ontology_graph(corpus), corpus)).collect();
        ontology_quads(&graphs).for_each(|quad| replacement.add(quad));
        replacement
    };
    bases.into_iter().map(of_base).collect()
}

/// Records each document's quads behind the IRI of its article.
struct ArticleWork<'i> {
    record: RecordWork<'i>,
}

/// The lengths before a record: of the article's IRI, and of the quads.
const HEAD: usize = 16;

impl<'i> Work for ArticleWork<'i> {
    type Worker = <RecordWork<'i> as Work>::Worker;

    fn worker(&self) -> Self::Worker {
        self.record.worker()
    }

    fn document(
        &self,
        worker: &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        warnings: &mut Vec<Diagnostic>,
    ) -> u64 {
        let mut article = String::new();
        iri::article(good.corpus.base(), good.document.article.id, &mut article);
        let start = payload.len();
        payload.extend_from_slice(&[0; HEAD]);
        payload.extend_from_slice(article.as_bytes());
        let body = payload.len();
        let quads = self.record.document(worker, good, payload, warnings);
        let length = (payload.len() - body) as u64;
        payload[start..start + 8].copy_from_slice(&(article.len() as u64).to_le_bytes());
        payload[start + 8..start + HEAD].copy_from_slice(&length.to_le_bytes());
        quads
    }
}

/// The first record of some bytes: the article, its quads, and the bytes behind it.
fn first(bytes: &[u8]) -> Option<(&str, &[u8], &[u8])> {
    let (article, rest) = bytes.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let (article, rest) = rest.split_at_checked(u64::from_le_bytes(*article) as usize)?;
    let (quads, rest) = rest.split_at_checked(u64::from_le_bytes(*length) as usize)?;
    Some((std::str::from_utf8(article).ok()?, quads, rest))
}

/// Takes documents that are only checked.
struct Nowhere;

impl Sink for Nowhere {
    type Error = Failure;

    fn deliver(&mut self, _: &[u8]) -> Result<(), Failure> {
        Ok(())
    }
}

/// Shows progress alone: what is wrong was said before.
struct Silent<'r>(&'r mut Reporter);

impl Listener for Silent<'_> {
    fn report(&mut self, _: &Source<'_>, _: &[Diagnostic]) {}

    fn start(&mut self, input: &Input) {
        self.0.start(input);
    }

    fn progress(&mut self, read: u64, count: Count) {
        self.0.progress(read, count);
    }

    fn end(&mut self) {
        self.0.end();
    }
}

/// Why the writing stopped.
enum Stop {
    Endpoint(RemoteError),
    Other(Failure),
}

impl From<crate::corpus::OpenError> for Stop {
    fn from(error: crate::corpus::OpenError) -> Self {
        Self::Other(error.into())
    }
}

/// Writes articles in the order of the input.
struct Loading<'w> {
    writer: &'w EndpointWriter,
    rejects: Rejects,
    /// The article behind which it begins.
    after: Option<String>,
    /// The last article that was written.
    last: Option<String>,
    written: u64,
    passed: u64,
}

impl Loading<'_> {
    fn stopped(self, stop: Stop, url: &str) -> Failure {
        let failure = match stop {
            Stop::Endpoint(error) => reach::failure(&shown(url), error),
            Stop::Other(failure) => failure,
        };
        match (failure, &self.last) {
            (Failure::Usage(message), Some(last)) => Failure::Usage(format!(
                "{message}\n{} articles were written before; run the command again to replace them, or go on with `--after {last}`",
                self.written
            )),
            (failure, _) => failure,
        }
    }

    fn finish(self, ended: Ended, url: &str, reporter: &Reporter) -> Result<Outcome, Failure> {
        let outcome = Outcome::of(&ended)?;
        if let Some(after) = &self.after {
            return Err(Failure::Usage(format!(
                "no article `{after}` is among the documents (`--after`): nothing was written"
            )));
        }
        let articles = if self.written == 1 { "article" } else { "articles" };
        let by = match self.writer.protocol() {
            Protocol::Update => "SPARQL Update",
            Protocol::GraphStore => "the Graph Store Protocol",
        };
        reporter.say(&format!("{} {articles} written to `{}` by {by}", self.written, shown(url)));
        self.rejects.finish()?;
        Ok(outcome)
    }
}

impl Sink for Loading<'_> {
    type Error = Stop;

    fn reject(&mut self, line: &[u8]) -> Result<(), Stop> {
        self.rejects.keep(line).map_err(Stop::Other)
    }

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Stop> {
        let mut rest = payload;
        while let Some((article, quads, behind)) = first(rest) {
            rest = behind;
            let id = iri::last_part(article);
            if let Some(after) = &self.after {
                self.passed += 1;
                if id == after || article == after {
                    self.after = None;
                }
                continue;
            }
            let mut replacement = Replacement::of_article(article);
            record::quads(quads).into_iter().for_each(|quad| replacement.add(quad));
            self.writer.replace(&replacement).map_err(Stop::Endpoint)?;
            self.written += 1;
            self.last = Some(id.to_owned());
        }
        Ok(())
    }
}
