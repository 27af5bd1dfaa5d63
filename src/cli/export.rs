//! `groundwire export`
use super::output::Output;
use super::rejects::Rejects;
use super::report::Reporter;
use super::store::Stored;
use super::{Failure, Outcome};
use crate::archive::inside_cli::{self, ontology_graph, ontology_quads};
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::check::model::Digest;
use crate::cli::arguments::{Export, RdfFormat, RdfVersion, ViewName, Voice};
use crate::corpus::Corpus;
use crate::corpus::batch::{self, Good, Sink, Work};
use crate::corpus::find::{self, Input};
use crate::diagnostic::Diagnostic;
use crate::document::facts;
use crate::rdf::csv;
use crate::rdf::jsonld;
use crate::rdf::mapping::Mapper;
use crate::rdf::nodes::Shared;
use crate::rdf::nquads::{self, NQuads};
use crate::rdf::rdfxml;
use crate::rdf::recast::{self, Recast};
use crate::rdf::record::{self, Recorder};
use crate::rdf::reify;
use crate::rdf::turtle::{self, TurtleNames, Version};
use crate::rdf::view::{self, View};
use crate::term::iri;
use crate::term::vocab::{self, af, rdf};
use oxrdf::{GraphNameRef, NamedOrBlankNodeRef, Quad, QuadRef, TermRef};
use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Writes the facts of documents as RDF.
pub(crate) fn run(args: &Export) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let stored = args.store.as_deref().map(Stored::open).transpose()?;
    let input = match &stored {
        Some(stored) => stored.input()?,
        None => find::find(&args.paths, &args.common.corpus_options(), &mut reporter)?,
    };
    let mut options = args.common.batch();
    let lines = stored.is_some() || input.has_lines();
    let rejects = Rejects::open(args.rejects.as_deref(), &input)?;
    options.keep_going |= rejects.are_kept();
    let format = match args.format {
        Some(format) => format,
        None => format_of_name(args)?,
    };
    let export = Exporter {
        input: &input,
        format,
        graphs: args.graphs || args.view == ViewName::Nanopub,
        attributed: args.voice != Some(Voice::Article),
        prefixes: prefixes_of_view(&input, args.view),
        with_ontology: args.with_ontology,
        view: args.view,
        no_text: args.no_text,
        reified: args.rdf == RdfVersion::V12,
        corpora: stored.as_ref().map(Stored::declared).transpose()?,
        shared: OnceLock::new(),
        refused: Mutex::default(),
    };
    export.check(args)?;
    let whole = args.article.is_some() || args.about.is_some() || args.view == ViewName::SchemaOrg;
    let streamed = !whole
        && match format {
            RdfFormat::Nq | RdfFormat::Nt | RdfFormat::Trig | RdfFormat::Csv | RdfFormat::Jsonl => true,
            RdfFormat::Ttl | RdfFormat::Rdf | RdfFormat::Jsonld => lines,
        };
    let output = Output::open(args.output.as_deref())?;
    let (outcome, output) = if let Some(stored) = &stored {
        (Outcome::Fine, export.stored(stored, streamed, args, output)?)
    } else if streamed {
        let (head, begun) = export.head()?;
        let mut sink = Stream { output, rejects, format, joined: Joined { comma: begun } };
        sink.output.write_all(&head).map_err(|error| sink.output.failure(&error))?;
        let work = StreamWork { export: &export };
        let outcome = Outcome::of(&batch::run(&input, options, &work, &mut sink, &mut reporter)?)?;
        sink.rejects.finish()?;
        let mut output = sink.output;
        export.all_written()?;
        // What was cut off must not look whole.
        if outcome == Outcome::Fine || options.keep_going {
            export.tail(&mut output).map_err(|error| output.failure(&error))?;
        }
        (outcome, output)
    } else {
        let mut sink = Whole { builder: export.builder(), rejects };
        let work = inside_cli::RecordWork { corpora: &input.corpora, attributed: export.attributed };
        let outcome = Outcome::of(&batch::run(&input, options, &work, &mut sink, &mut reporter)?)?;
        sink.rejects.finish()?;
        let mut output = output;
        if outcome == Outcome::Fine || options.keep_going {
            export.whole(&sink.builder.finish(), args, &mut output)?;
        }
        (outcome, output)
    };
    if outcome == Outcome::Fine || options.keep_going || args.output.is_none() {
        output.finish()?;
    }
    let notes = [default_base_note(args, &input), voice_note(args, format)];
    for note in notes.into_iter().flatten().filter(|_| outcome == Outcome::Fine) {
        reporter.say(note);
    }
    Ok(outcome)
}

/// The format that the output's name asks for. On stdout, in a device and in a file whose name has no ending it is Turtle,
/// or what the view is read in.
fn format_of_name(args: &Export) -> Result<RdfFormat, Failure> {
    if args.view == ViewName::SchemaOrg {
        return Ok(RdfFormat::Jsonld);
    }
    let usual = match args.view {
        ViewName::Annotation => RdfFormat::Jsonld,
        ViewName::Nanopub => RdfFormat::Trig,
        _ => RdfFormat::Ttl,
    };
    let Some(path) = &args.output else { return Ok(usual) };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    Ok(match bare.rsplit_once('.').map(|(_, ending)| ending) {
        None => usual,
        Some("ttl" | "turtle" | "n3") => RdfFormat::Ttl,
        Some("nq") => RdfFormat::Nq,
        Some("nt") => RdfFormat::Nt,
        Some("trig") => RdfFormat::Trig,
        Some("rdf" | "xml" | "owl") => RdfFormat::Rdf,
        Some("jsonld" | "json") => RdfFormat::Jsonld,
        Some("csv") => RdfFormat::Csv,
        Some("jsonl" | "ndjson") => RdfFormat::Jsonl,
        Some(ending) => {
            return Err(Failure::Usage(format!(
                "`{}`: unknown ending `.{ending}`; use .ttl, .trig, .nt, .nq, .rdf, .jsonld, .csv or .jsonl, or name \
                 the format with `--format`",
                path.display()
            )));
        }
    })
}

/// What to say of an export of IRIs that nobody owns: other corpora have the same ones. Where a pipe goes on from here
/// there is nobody to read it.
fn default_base_note(args: &Export, input: &Input) -> Option<&'static str> {
    let default =
        input.corpora.iter().any(|corpus| !corpus.shared().names_base && corpus.base() == iri::DEFAULT_BASE);
    (default && is_read(args) && args.common.base.is_none() && args.store.is_none() && args.view != ViewName::SchemaOrg).then_some(
        "the IRIs begin with the default base `https://example.org/article-facts/`, which other corpora share; set \
         `base` in corpus.yaml or use `--base`",
    )
}

/// What to say of plain triples in a format that cannot mark whose they are.
fn voice_note(args: &Export, format: RdfFormat) -> Option<&'static str> {
    let marked = match format {
        RdfFormat::Trig | RdfFormat::Nq => true,
        RdfFormat::Jsonld => args.graphs,
        _ => false,
    };
    (args.view == ViewName::Plain && args.voice.is_none() && !marked && is_read(args)).then_some(
        "the plain triples include what articles only attribute to someone, and this format does not mark them; use \
         `--voice article` to leave them out, `--voice all` to keep them, or a format with named graphs",
    )
}

/// Whether somebody reads what is said: not where a pipe goes on from here.
fn is_read(args: &Export) -> bool {
    args.output.is_some() || io::IsTerminal::is_terminal(&io::stderr())
}

/// The prefixes of an input: the usual ones, and those of its corpora.
pub(super) fn prefixes(input: &Input) -> TurtleNames {
    let base = input.corpora.first().map_or(iri::DEFAULT_BASE, |corpus| corpus.base());
    let mut prefixes = TurtleNames::corpus(base, None);
    for loaded in &input.corpora {
        for (prefix, namespace) in loaded.prefixes() {
            prefixes.declare(prefix, namespace);
        }
    }
    prefixes
}

/// Those, and the prefixes of the vocabularies that a view is written in.
fn prefixes_of_view(input: &Input, view: ViewName) -> TurtleNames {
    let mut prefixes = prefixes(input);
    let more: &[(&str, &str)] = match view {
        ViewName::Annotation => {
            &[("as", vocab::AS), ("dc", vocab::DC), ("dctypes", vocab::DCTYPES), ("foaf", vocab::FOAF)]
        }
        ViewName::Nanopub => &[("np", vocab::NP)],
        _ => &[],
    };
    for (prefix, namespace) in more {
        prefixes.declare(prefix, namespace);
    }
    prefixes
}

struct Exporter<'i> {
    input: &'i Input,
    format: RdfFormat,
    /// Whether JSON-LD keeps the named graphs.
    graphs: bool,
    attributed: bool,
    prefixes: TurtleNames,
    with_ontology: bool,
    view: ViewName,
    no_text: bool,
    reified: bool,
    /// What the corpora of a store declare, and their ontologies, where a store is exported.
    corpora: Option<(Vec<Quad>, Vec<Quad>)>,
    /// What documents share, for a table or another shape: labels and classes of shared entities and of terms.
    shared: OnceLock<Shared>,
    /// Why documents of a stream were not written.
    refused: Mutex<Vec<String>>,
}

impl<'i> Exporter<'i> {
    /// What cannot go together.
    fn check(&self, args: &Export) -> Result<(), Failure> {
        let usage = |message: &str| Err(Failure::Usage(message.to_owned()));
        if self.reified && matches!(self.format, RdfFormat::Rdf | RdfFormat::Jsonld) {
            return usage(
                "RDF/XML and JSON-LD do not support triple terms: use `--rdf 1.2` with ttl, trig, nt or nq",
            );
        }
        if self.view == ViewName::SchemaOrg && args.format.is_some_and(|format| format != RdfFormat::Jsonld) {
            return usage("`--view schema.org` writes JSON-LD: remove `--format`");
        }
        let table = matches!(self.format, RdfFormat::Csv | RdfFormat::Jsonl);
        if args.graphs && (self.format != RdfFormat::Jsonld || self.view == ViewName::SchemaOrg) {
            return usage("`--graphs` goes with JSON-LD: `--format jsonld --graphs`");
        }
        if table
            && (self.reified
                || self.with_ontology
                || self.no_text
                || self.view != ViewName::Everything
                || args.about.is_some()
                || args.article.is_some()
                || args.voice.is_some())
        {
            return usage(
                "csv and jsonl are written whole: leave `--view`, `--article`, `--about`, `--voice`, `--no-text`, \
                 `--rdf` and `--with-ontology` out",
            );
        }
        let of_facts = table || self.view.recast().is_some() || self.view == ViewName::SchemaOrg;
        if of_facts && args.common.drafts {
            return usage(
                "csv, jsonl and the views annotation, nanopub and schema.org hold facts that somebody has accepted: leave \
                 `--drafts` out, or write RDF, where drafts have a graph of their own",
            );
        }
        if let Some(recast) = self.view.recast() {
            self.check_recast(recast, args)?;
        }
        if self.format == RdfFormat::Jsonl && args.store.is_some() {
            return usage("a store keeps no documents: `--format jsonl` needs the documents themselves");
        }
        if self.view == ViewName::SchemaOrg && args.about.is_some() {
            return usage(
                "`--view schema.org` describes an article: use `--article ID` instead of `--about`",
            );
        }
        Ok(())
    }

    /// What cannot go together with a shape of others.
    fn check_recast(&self, recast: Recast, args: &Export) -> Result<(), Failure> {
        let usage = |message: &str| Err(Failure::Usage(message.to_owned()));
        if self.reified || self.with_ontology {
            return usage(
                "`--view annotation` and `--view nanopub` write facts in a shape that others defined: leave `--rdf` and \
                 `--with-ontology` out",
            );
        }
        match recast {
            Recast::Annotation if args.graphs => usage(
                "`--view annotation` writes one page of annotations in JSON-LD: remove `--graphs`, or use trig or nq for \
                 named graphs",
            ),
            Recast::Nanopub
                if !matches!(self.format, RdfFormat::Trig | RdfFormat::Nq | RdfFormat::Jsonld) =>
            {
                usage(
                    "a nanopublication consists of named graphs: use `--view nanopub` with trig, nq or jsonld",
                )
            }
            _ => Ok(()),
        }
    }

    /// Whether quads are written as they are mapped.
    fn is_simple(&self) -> bool {
        self.view == ViewName::Everything && !self.no_text && !self.reified
    }

    /// The quads that are wanted; those that are made for them go into `made`.
    fn wanted<'q>(&self, quads: Vec<QuadRef<'q>>, view: &View<'_>, made: &'q mut Made) -> Vec<QuadRef<'q>> {
        if let Some(recast) = self.view.recast() {
            let shared = self.shared.get_or_init(Shared::default);
            recast::write(&quads, recast, shared, self.attributed, &mut Recorder::new(&mut made.recast));
            return record::quads(&made.recast);
        }
        let mut quads = if *view == View::Everything { quads } else { view::select(&quads, view) };
        if self.no_text {
            quads = view::without_text(&quads);
        }
        if self.reified {
            made.reified = reify::reifiers(&quads);
            quads.extend(made.reified.iter().map(Quad::as_ref));
        }
        quads
    }

    /// The view of a stream.
    fn stream_view(&self) -> View<'static> {
        match self.view {
            ViewName::Plain => View::Plain,
            ViewName::Facts => View::Facts,
            ViewName::Everything | ViewName::SchemaOrg | ViewName::Annotation | ViewName::Nanopub => {
                View::Everything
            }
        }
    }

    /// The labels and classes of what the corpora share, and of their ontologies' terms.
    fn shared(&self, entities: &[QuadRef<'_>]) -> Shared {
        let terms = self.input.corpora.iter().flat_map(|corpus| corpus.ontology().triples());
        let terms = terms.map(|triple| triple.in_graph(GraphNameRef::DefaultGraph));
        let stored = self.corpora.iter().flat_map(|(_, ontologies)| ontologies.iter().map(Quad::as_ref));
        Shared::new(entities.iter().copied().chain(terms).chain(stored))
    }

    /// The IRI of a page of annotations: below the only article, or else below the base.
    fn page(&self, article: Option<&str>) -> String {
        let base = self.input.corpora.first().map_or(iri::DEFAULT_BASE, |corpus| corpus.base());
        article.map_or_else(|| format!("{base}annotations"), |article| format!("{article}/annotations"))
    }

    /// Whether what is written is a page of annotations.
    fn is_page(&self) -> bool {
        self.view == ViewName::Annotation && self.format == RdfFormat::Jsonld
    }

    fn mapper(&self, corpus: &'i Corpus) -> Mapper<'i> {
        Mapper::new(corpus.base(), corpus.ontology()).with_attributed(self.attributed)
    }

    fn mappers(&self) -> Vec<Mapper<'i>> {
        self.input.corpora.iter().map(|corpus| self.mapper(corpus)).collect()
    }

    /// The corpora whose ontologies are to be written, with the names of the graphs.
    fn ontologies(&self) -> Vec<(String, &'i Corpus)> {
        let corpora = self.input.corpora.iter().filter(|_| self.with_ontology && self.corpora.is_none());
        corpora.map(|corpus| (ontology_graph(corpus), corpus)).collect()
    }

    /// What a store knows of corpora: their shared entities, and their ontologies where they are wanted.
    fn stored_corpora(&self) -> (&[Quad], &[Quad]) {
        match &self.corpora {
            Some((entities, ontologies)) => (entities, if self.with_ontology { ontologies } else { &[] }),
            None => (&[], &[]),
        }
    }

    /// What a stream begins with, and whether a document is in it already.
    fn head(&self) -> Result<(Vec<u8>, bool), Failure> {
        let mut head = Vec::new();
        let ontologies = self.ontologies();
        let (stored_entities, stored_ontologies) = self.stored_corpora();
        let mut ontology: Vec<QuadRef<'_>> = ontology_quads(&ontologies).collect();
        ontology.extend(stored_ontologies.iter().map(Quad::as_ref));
        let mut recorded = Vec::new();
        inside_cli::declare(&self.input.corpora, &mut Recorder::new(&mut recorded));
        let mut made = Made::default();
        let mut shared = record::quads(&recorded);
        shared.extend(stored_entities.iter().map(Quad::as_ref));
        if self.format == RdfFormat::Csv || self.view.recast().is_some() {
            let _ = self.shared.set(self.shared(&shared));
        }
        let shared = self.wanted(shared, &self.stream_view(), &mut made);
        let version = if self.reified { Version::Rdf12 } else { Version::Rdf11 };
        let begun = match self.format {
            RdfFormat::Nq | RdfFormat::Nt | RdfFormat::Jsonl => Ok(()),
            RdfFormat::Csv => {
                csv::write_head(&mut head);
                return Ok((head, false));
            }
            RdfFormat::Rdf => rdfxml::write_head(&self.prefixes, &mut head),
            RdfFormat::Jsonld if self.is_page() => jsonld::write_page_head(&self.page(None), &mut head),
            RdfFormat::Jsonld => jsonld::write_head(&self.prefixes, &mut head),
            _ => turtle::write_head(&self.prefixes, version, &mut head),
        };
        begun.map_err(|error| Failure::io(&error, "cannot write"))?;
        let mut documents = Vec::new();
        if self.format != RdfFormat::Jsonl {
            self.document(&ontology, &mut documents);
            self.document(&shared, &mut documents);
        }
        self.all_written()?;
        let mut joined = Joined { comma: false };
        head.extend_from_slice(joined.next(self.format, &documents));
        Ok((head, joined.comma))
    }

    /// What a stream ends with.
    fn tail(&self, out: &mut impl Write) -> io::Result<()> {
        match self.format {
            RdfFormat::Rdf => rdfxml::write_tail(out),
            RdfFormat::Jsonld => jsonld::write_tail(out),
            _ => Ok(()),
        }
    }

    /// An error where a document of a stream could not be written: the first by its words.
    fn all_written(&self) -> Result<(), Failure> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.iter().min().map_or(Ok(()), |reason| Err(Failure::Usage(reason.clone())))
    }

    fn refuse(&self, reason: String) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).push(reason);
    }

    fn lines(&self) -> NQuads {
        if self.format == RdfFormat::Nt { NQuads::triples() } else { NQuads::new() }
    }

    /// A document of a stream. Where the format cannot hold it, nothing is written and the reason is kept.
    fn document(&self, quads: &[QuadRef<'_>], out: &mut Vec<u8>) {
        if quads.is_empty() {
            return;
        }
        let prefixes = &self.prefixes;
        // Writing into memory does not fail, but for what a format cannot hold.
        let refused = match self.format {
            RdfFormat::Nq => nquads::write(quads, out).err().map(|error| error.to_string()),
            RdfFormat::Nt => nquads::write_triples(quads, out).err().map(|error| error.to_string()),
            RdfFormat::Trig => {
                turtle::write_trig_document(quads, prefixes, out).err().map(|error| error.to_string())
            }
            RdfFormat::Rdf => {
                rdfxml::write_document(quads, prefixes, out).err().map(|error| error.to_string())
            }
            RdfFormat::Jsonld if self.is_page() => {
                jsonld::write_page_items(quads, out).err().map(|error| error.to_string())
            }
            RdfFormat::Jsonld => {
                jsonld::write_document(quads, prefixes, self.graphs, out).err().map(|error| error.to_string())
            }
            RdfFormat::Csv => {
                csv::write(quads, self.shared.get_or_init(Shared::default), out);
                None
            }
            RdfFormat::Ttl | RdfFormat::Jsonl => {
                turtle::write_document(quads, prefixes, out).err().map(|error| error.to_string())
            }
        };
        if let Some(reason) = refused {
            self.refuse(reason);
        }
    }

    /// For what is written as a whole: with what the corpora and the ontologies say.
    fn builder(&self) -> DatasetBuilder {
        let mut builder = DatasetBuilder::new();
        inside_cli::declare(&self.input.corpora, &mut builder);
        if self.with_ontology {
            inside_cli::add_ontologies(&self.input.corpora, &mut builder);
        }
        let (entities, ontologies) = self.stored_corpora();
        for quad in entities.iter().chain(ontologies) {
            builder.insert_quad(quad.as_ref());
        }
        builder
    }

    /// Writes a store.
    fn stored(
        &self,
        stored: &Stored,
        streamed: bool,
        args: &Export,
        mut output: Output,
    ) -> Result<Output, Failure> {
        if !streamed {
            let mut builder = self.builder();
            if !self.attributed {
                builder = builder.without_attributed();
            }
            stored.articles(|raw| {
                record::replay(raw, &mut builder);
                Ok(())
            })?;
            self.whole(&builder.finish(), args, &mut output)?;
            return Ok(output);
        }
        let (head, begun) = self.head()?;
        let mut joined = Joined { comma: begun };
        output.write_all(&head).map_err(|error| output.failure(&error))?;
        let mut document = Vec::new();
        stored.articles(|raw| {
            let mut quads = record::quads(raw);
            if !self.attributed {
                quads.retain(|quad| !view::is_attributed(quad));
            }
            let mut made = Made::default();
            let quads = self.wanted(quads, &self.stream_view(), &mut made);
            document.clear();
            self.document(&quads, &mut document);
            output.write_all(joined.next(self.format, &document)).map_err(|error| output.failure(&error))
        })?;
        self.all_written()?;
        self.tail(&mut output).map_err(|error| output.failure(&error))?;
        Ok(output)
    }

    /// Writes what is written as a whole.
    fn whole(&self, dataset: &Dataset, args: &Export, output: &mut Output) -> Result<(), Failure> {
        let quads: Vec<QuadRef<'_>> = dataset.quads().collect();
        let article = match &args.article {
            Some(id) => Some(article(id, &quads, self.input)?),
            None if self.view == ViewName::SchemaOrg => Some(only_article(&quads)?),
            None => None,
        };
        let about = args
            .about
            .as_ref()
            .map(|name| inside_cli::find_thing(name, dataset, &self.input.corpora))
            .transpose()?;
        let quads = match (&article, &about) {
            (Some(article), _) => view::select(&quads, &View::Article(article)),
            (None, Some(thing)) => view::select(&quads, &View::About(thing)),
            (None, None) => quads,
        };
        let mut made = Made::default();
        if self.view.recast().is_some() {
            let _ = self.shared.set(self.shared(&[]));
        }
        let quads = self.wanted(quads, &self.stream_view(), &mut made);
        let prefixes = &self.prefixes;
        if let (ViewName::SchemaOrg, Some(article)) = (self.view, &article) {
            let written = jsonld::write_schema_org(&quads, article, output);
            return written.map(|_| ()).map_err(|error| output.failure(&error));
        }
        if self.is_page() {
            let page = self.page(article.as_deref());
            return jsonld::write_page(&page, &quads, output).map_err(|error| refusal(error, output));
        }
        match self.format {
            RdfFormat::Ttl => turtle::write(&quads, prefixes, output),
            RdfFormat::Trig => turtle::write_trig(&quads, prefixes, output),
            RdfFormat::Nq => nquads::write(&quads, output),
            RdfFormat::Nt => nquads::write_triples(&quads, output),
            RdfFormat::Rdf => match rdfxml::write(&quads, prefixes, output) {
                Err(rdfxml::RdfXmlError::Io(error)) => Err(error),
                Err(error) => return Err(Failure::Usage(error.to_string())),
                Ok(()) => Ok(()),
            },
            // These are streams always.
            RdfFormat::Csv | RdfFormat::Jsonl => Ok(()),
            RdfFormat::Jsonld => match if self.graphs {
                jsonld::write_graphs(&quads, prefixes, output)
            } else {
                jsonld::write(&quads, prefixes, output)
            } {
                Err(error) => return Err(refusal(error, output)),
                Ok(()) => Ok(()),
            },
        }
        .map_err(|error| output.failure(&error))
    }
}

/// Why JSON-LD was not written.
fn refusal(error: jsonld::JsonLdError, output: &Output) -> Failure {
    match error {
        jsonld::JsonLdError::Io(error) => output.failure(&error),
        error => Failure::Usage(error.to_string()),
    }
}

/// Quads that are made for an export, as against those that the data holds.
#[derive(Default)]
struct Made {
    /// What reifies facts.
    reified: Vec<Quad>,
    /// Facts in another shape, as recorded quads.
    recast: Vec<u8>,
}

/// The IRIs of the articles among quads.
fn articles<'q>(quads: &[QuadRef<'q>]) -> Vec<&'q str> {
    let is_article = |quad: &&QuadRef<'_>| {
        quad.predicate.as_str() == rdf::TYPE
            && matches!(quad.object, TermRef::NamedNode(class) if class.as_str() == af::ARTICLE)
    };
    let iri = |quad: &QuadRef<'q>| match quad.subject {
        NamedOrBlankNodeRef::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNodeRef::BlankNode(_) => None,
    };
    quads.iter().filter(is_article).filter_map(iri).collect()
}

/// The IRI of the article with this id (or IRI).
fn article(id: &str, quads: &[QuadRef<'_>], input: &Input) -> Result<String, Failure> {
    let articles = articles(quads);
    let own = |corpus: &Corpus| format!("{}article/{id}", corpus.base());
    let bare = id.trim_start_matches('<').trim_end_matches('>');
    let names = input.corpora.iter().map(own).chain([bare.to_owned()]);
    for name in names {
        if articles.contains(&name.as_str()) {
            return Ok(name);
        }
    }
    let ids = articles.iter().filter_map(|iri| iri.rsplit_once('/').map(|(_, id)| id));
    let near = iri::nearest(id, ids).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Failure::Usage(format!("no article `{id}` exists{near}")))
}

fn only_article(quads: &[QuadRef<'_>]) -> Result<String, Failure> {
    match articles(quads).as_slice() {
        [one] => Ok((*one).to_owned()),
        all => Err(Failure::Usage(format!(
            "`--view schema.org` describes one article, but there are {}: choose one with `--article ID`",
            all.len()
        ))),
    }
}

/// Writes each document as it comes.
struct StreamWork<'e, 'i> {
    export: &'e Exporter<'i>,
}

impl<'i> Work for StreamWork<'_, 'i> {
    type Worker = (Vec<Mapper<'i>>, NQuads, Vec<u8>);

    fn worker(&self) -> Self::Worker {
        (self.export.mappers(), self.export.lines(), Vec::new())
    }

    fn document(
        &self,
        (mappers, lines, recorded): &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        _: &mut Vec<Diagnostic>,
    ) -> u64 {
        let Some(mapper) = mappers.get_mut(good.corpus_index) else { return 0 };
        match self.export.format {
            RdfFormat::Nq | RdfFormat::Nt if self.export.is_simple() => {
                let before = lines.quads();
                lines.swap(payload);
                mapper.document(good.document, lines);
                lines.swap(payload);
                lines.quads() - before
            }
            RdfFormat::Jsonl => {
                let document = good.document;
                // A byte order mark counts in the digest alone.
                let text = document.article.text;
                let plain = Digest::of(text.as_bytes()) == document.article.sha256;
                let marked = if plain { Cow::Borrowed(text) } else { Cow::Owned(format!("\u{feff}{text}")) };
                if let Err(number) = facts::write(good.written, document.article.id, &marked, payload) {
                    self.export.refuse(format!(
                        "article `{}`: JSON has no number `{}`; write it in the document as JSON does",
                        document.article.id, number.0
                    ));
                }
                0
            }
            _ => {
                recorded.clear();
                mapper.document(good.document, &mut Recorder::new(recorded));
                let mut made = Made::default();
                let view = self.export.stream_view();
                let quads = self.export.wanted(record::quads(recorded), &view, &mut made);
                self.export.document(&quads, payload);
                quads.len() as u64
            }
        }
    }
}

struct Stream {
    output: Output,
    rejects: Rejects,
    format: RdfFormat,
    joined: Joined,
}

/// Documents of a stream put together.
struct Joined {
    /// Whether a comma is wanted before the next one.
    comma: bool,
}

impl Joined {
    /// The next documents: in JSON-LD each begins with a comma, and the first one's is left out.
    fn next<'t>(&mut self, format: RdfFormat, documents: &'t [u8]) -> &'t [u8] {
        let first = !self.comma;
        self.comma |= !documents.is_empty();
        if format == RdfFormat::Jsonld && first { documents.get(1..).unwrap_or_default() } else { documents }
    }
}

impl Sink for Stream {
    type Error = Failure;

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        let payload = self.joined.next(self.format, payload);
        self.output.write_all(payload).map_err(|error| self.output.failure(&error))
    }

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.rejects.keep(line)
    }
}

/// Gathers all quads.
struct Whole {
    builder: DatasetBuilder,
    rejects: Rejects,
}

impl Sink for Whole {
    type Error = Failure;

    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        record::replay(payload, &mut self.builder);
        Ok(())
    }

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        self.rejects.keep(line)
    }
}
