//! Stores on disk: arguments and output of what the [library](crate::archive::disk) does.
use super::answer::{Formats, finished, with_warnings};
use super::output::Output;
use super::rejects::Rejects;
use super::report::{Reporter, say};
use super::{Failure, Outcome};
use crate::archive::disk::{
    Difference, DiskArchive, DiskError, DiskLoad, DiskWriter, PackWork, StoreProblem, StoreReport,
};
use crate::archive::remote::ExplainTarget;
use crate::archive::{Ask, QueryWarning, Snapshot, SnapshotBuilder};
use crate::ask::dataset::DatasetBuilder;
use crate::ask::sparql::Query;
use crate::cli::arguments::{self, ReportFormat};
use crate::corpus::batch::{self, Sink};
use crate::corpus::find::{self, Input};
use crate::text::{visible, visible_lines};
use oxrdf::Quad;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        match error {
            DiskError::Ask(error) => error.into(),
            DiskError::Store(_, StoreProblem::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                Failure::Closed
            }
            error => Failure::Usage(error.to_string()),
        }
    }
}

/// Loads documents into a store.
pub(crate) fn load(args: &arguments::Load, path: &Path) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?;
    let writer = DiskWriter::open(path)?;
    let rejects = Rejects::open(args.rejects.as_deref(), &input)?;
    let mut options = args.common.batch();
    options.keep_going |= rejects.are_kept();
    let mut loading = Loading { load: writer.load()?, rejects };
    let work = PackWork::new(&input.corpora);
    let ended = batch::run(&input, options, &work, &mut loading, &mut reporter)?;
    let outcome = Outcome::of(&ended)?;
    if outcome == Outcome::Wrong && !options.keep_going {
        return Ok(outcome);
    }
    loading.load.commit_with(&input.corpora)?;
    loading.rejects.finish()?;
    let good = ended.count.good;
    let documents = if good == 1 { "1 document".to_owned() } else { format!("{good} documents") };
    reporter.say(&format!("{documents} loaded into `{}`", path.display()));
    Ok(outcome)
}

/// Takes articles out of a store; its name.
pub(crate) fn retract(args: &arguments::Retract, path: &Path) -> Result<String, Failure> {
    DiskWriter::open(path)?.remove(&args.articles)?;
    Ok(visible(&path.display().to_string()))
}

/// A site of what a store holds. The saved questions are those of the corpus that is named, whose base is then that of the
/// pages.
///
/// # Errors
/// Where there is none, where it cannot be read, where the corpus has errors.
#[cfg(feature = "serve")]
pub(crate) fn served(
    args: &arguments::Serve,
    path: &Path,
    limit: std::time::Duration,
    reporter: &mut Reporter,
) -> Result<crate::serve::Site, Failure> {
    let store = crate::serve::Store::new(DiskArchive::open(path)?, visible(&path.to_string_lossy()), limit)?;
    let mut corpora = store.corpora().to_vec();
    if args.common.vocabulary.corpus.file.is_some() {
        let named = find::corpus_named(&args.common.corpus_options(), reporter)?;
        if named.state() != crate::corpus::State::Good {
            return Err(Failure::Usage("the corpus has errors; fix them first".to_owned()));
        }
        corpora.retain(|corpus| corpus.base() != named.base());
        corpora.insert(0, named);
    }
    Ok(crate::serve::Site::distant(&corpora, std::sync::Arc::new(store)))
}

/// Compares a store with what its documents say.
pub(crate) fn check(args: &arguments::StoreCheck) -> Result<Outcome, Failure> {
    let report = DiskArchive::open(&args.store)?.check()?;
    let mut output = Output::open(None)?;
    let written = match args.format {
        ReportFormat::Json => write_json(&report, &mut output),
        ReportFormat::Text => report
            .differences
            .iter()
            .try_for_each(|difference| writeln!(output, "{}", visible(&difference.to_string()))),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    if args.format == ReportFormat::Text {
        let count = |number: u64, of: &str| match number {
            1 => format!("1 {of}"),
            number => format!("{number} {of}s"),
        };
        let found = count(report.differences.len() as u64, "difference");
        let (documents, quads) = (count(report.documents, "document"), count(report.quads, "quad"));
        say(&format!("{documents}, {quads}: {found}"));
    }
    Ok(if report.differences.is_empty() { Outcome::Fine } else { Outcome::Wrong })
}

fn write_json(report: &StoreReport, output: &mut Output) -> io::Result<()> {
    let difference = |difference: &Difference| {
        json!({
            "kind": difference.kind.code(),
            "document": difference.document,
            "byte": difference.byte,
            "quad": difference.kind.quad(),
            "message": difference.kind.to_string(),
        })
    };
    let differences: Vec<Value> = report.differences.iter().map(difference).collect();
    let report = json!({"documents": report.documents, "quads": report.quads, "differences": differences});
    serde_json::to_writer_pretty(&mut *output, &report)?;
    writeln!(output)
}

/// Takes the records of documents in input order.
struct Loading<'s> {
    load: DiskLoad<'s>,
    rejects: Rejects,
}

impl Sink for Loading<'_> {
    type Error = Failure;

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.rejects.keep(line)
    }

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        Ok(self.load.put_packed(payload)?)
    }
}

/// A store that is asked or exported.
pub(crate) struct Stored(DiskArchive);

impl Stored {
    /// Opens a store.
    ///
    /// # Errors
    /// Where there is none, where it is of another format, where it is being changed.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        Ok(Self(DiskArchive::open(path)?))
    }

    /// The corpora whose documents were loaded, and no document.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn input(&self) -> Result<Input, Failure> {
        Ok(Input { corpora: self.0.named_corpora()?, documents: Vec::new() })
    }

    /// Whether it says anything of an IRI.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn has(&self, iri: &str) -> Result<bool, Failure> {
        Ok(self.0.has(iri)?)
    }

    /// What the corpora declare: the shared entities, and the ontologies.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn declared(&self) -> Result<(Vec<Quad>, Vec<Quad>), Failure> {
        Ok(self.0.declared()?)
    }

    /// Takes each document's recorded quads, in the order in which they were loaded.
    ///
    /// # Errors
    /// Where the store cannot be read, and those of `take`.
    pub(crate) fn articles(&self, take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
        self.0.each_article(Failure::from, take)
    }

    /// All that was loaded, in memory, as the documents wrote it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn builder(&self) -> Result<SnapshotBuilder, Failure> {
        Ok(self.0.builder()?)
    }

    /// What a query depends on beside what some files say, with them, and how it is then to be asked.
    ///
    /// # Errors
    /// Where the store or a file cannot be read, or the time is up.
    pub(crate) fn beside(
        &self,
        query: &Query,
        ask: &Ask,
        with: &[PathBuf],
    ) -> Result<(Snapshot, Ask), Failure> {
        let mut files = SnapshotBuilder::of_dataset(&self.0.named_corpora()?, DatasetBuilder::new());
        for path in with {
            files.rdf_file(path)?;
        }
        Ok(self.0.beside(query, ask, &files.finish())?)
    }

    /// What an explanation depends on, where the index tells.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub(crate) fn about(&self, about: ExplainTarget<'_>) -> Result<Option<Snapshot>, Failure> {
        Ok(self.0.part_about(about)?)
    }

    /// Warnings about the classes and properties of a query that no ontology of the store has.
    ///
    /// # Errors
    /// Where the query is wrong, or the store cannot be read.
    pub(crate) fn warnings(&self, text: &str, ask: &Ask) -> Result<Vec<QueryWarning>, Failure> {
        Ok(self.0.warnings(text, ask)?)
    }

    /// Answers a query, whose text is given where its plan is wanted instead; gives the number of rows or triples, of a
    /// yes 1, of a no 0.
    ///
    /// # Errors
    /// Where the evaluation or the output breaks off, or the time is up.
    pub(crate) fn ask(
        &self,
        query: Query,
        ask: &Ask,
        plan: Option<&str>,
        (rows, triples): Formats,
        warnings: Vec<Value>,
    ) -> Result<u64, Failure> {
        if let Some(text) = plan {
            let mut output = Output::open(None)?;
            let (plan, count) = self.0.plan(text, ask)?;
            output.write_all(visible_lines(&plan).as_bytes()).map_err(|error| output.failure(&error))?;
            output.finish()?;
            return Ok(count);
        }
        let output = with_warnings(Output::open(None)?, rows, warnings);
        let (count, output) = self.0.write_parsed(query, ask, rows, triples, output)?;
        finished(output)?;
        Ok(count)
    }
}
