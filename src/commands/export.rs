//! `groundwire export`
use super::batch::{self, Good, Options, Sink, Work};
use super::input::{Input, Notation};
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome, input};
use crate::cli::{Export, RdfFormat, Voice};
use crate::corpus::Corpus;
use crate::dataset::{Dataset, DatasetBuilder};
use crate::diagnostic::Diagnostic;
use crate::iri;
use crate::mapping::Mapper;
use crate::nquads::{self, NQuads};
use crate::quads::QuadSink;
use crate::record::{self, Recorder};
use crate::turtle::{self, Prefixes, Version};
use oxrdf::{GraphNameRef, NamedNodeRef, QuadRef};
use std::io::{self, Write};

/// Writes the facts of documents as RDF.
pub fn run(args: &Export) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = input::find(&args.paths, &args.common, &mut reporter)?;
    let mut options = Options::new(&args.common);
    let lines = input.documents.iter().any(|found| found.notation == Notation::Lines);
    if args.rejects.is_some() && !lines {
        return Err(Failure::Usage(
            "`--rejects` keeps refused lines of JSON Lines, and there are none here: refused documents of folders stay where they are"
                .to_owned(),
        ));
    }
    let rejects = args.rejects.as_deref().map(|path| Output::open(Some(path))).transpose()?;
    options.keep_going |= rejects.is_some();
    let format = args.format.unwrap_or_else(|| format_of_name(args));
    let export = Exporter {
        input: &input,
        format,
        attributed: args.voice != Some(Voice::Article),
        prefixes: prefixes(&input),
        with_ontology: args.with_ontology,
    };
    let streamed = match format {
        RdfFormat::Nq | RdfFormat::Nt | RdfFormat::Trig => true,
        RdfFormat::Ttl => lines,
        RdfFormat::Rdf | RdfFormat::Jsonld => false,
    };
    let output = Output::open(args.output.as_deref())?;
    let (outcome, output) = if streamed {
        let mut sink = Stream { output, rejects };
        sink.deliver(&export.head()?)?;
        let work = StreamWork { export: &export };
        let (outcome, _) = batch::run(&input, options, &work, &mut sink, &mut reporter)?;
        finish_rejects(sink.rejects)?;
        (outcome, sink.output)
    } else {
        let mut sink = Whole { builder: export.builder(), rejects };
        let work = RecordWork { export: &export };
        let (outcome, _) = batch::run(&input, options, &work, &mut sink, &mut reporter)?;
        finish_rejects(sink.rejects)?;
        let mut output = output;
        if outcome == Outcome::Fine || options.keep_going {
            export.whole(&sink.builder.finish(), &mut output).map_err(|error| output.failure(&error))?;
        }
        (outcome, output)
    };
    if outcome == Outcome::Fine || options.keep_going || args.output.is_none() {
        output.finish()?;
    }
    Ok(outcome)
}

/// The format that the output's name asks for; Turtle where it says nothing.
fn format_of_name(args: &Export) -> RdfFormat {
    let Some(path) = &args.output else { return RdfFormat::Ttl };
    let name = path.to_string_lossy();
    let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    match bare.rsplit_once('.').map(|(_, ending)| ending) {
        Some("nq") => RdfFormat::Nq,
        Some("nt") => RdfFormat::Nt,
        Some("trig") => RdfFormat::Trig,
        Some("rdf" | "xml" | "owl") => RdfFormat::Rdf,
        Some("jsonld" | "json") => RdfFormat::Jsonld,
        _ => RdfFormat::Ttl,
    }
}

/// The prefixes of an input: the usual ones, and those of its corpora.
pub(super) fn prefixes(input: &Input) -> Prefixes {
    let base = input.corpora.first().map_or(iri::DEFAULT_BASE, |loaded| &loaded.corpus.base);
    let mut prefixes = Prefixes::corpus(base, None);
    for loaded in &input.corpora {
        for (prefix, namespace) in &loaded.corpus.prefixes {
            prefixes.declare(prefix, namespace);
        }
    }
    prefixes
}

/// The name of a corpus's graph of ontologies.
pub(super) fn ontology_graph(corpus: &Corpus) -> String {
    let mut graph = String::new();
    iri::ontology_graph(&corpus.base, &mut graph);
    graph
}

/// The ontologies' triples as quads of named graphs.
pub(super) fn ontology_quads<'q>(graphs: &'q [(String, &Corpus)]) -> Vec<QuadRef<'q>> {
    let of_one = |(graph, corpus): &'q (String, &Corpus)| {
        let graph = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(graph));
        corpus.ontology.triples().iter().map(move |triple| triple.as_ref().in_graph(graph))
    };
    graphs.iter().flat_map(of_one).collect()
}

struct Exporter<'i> {
    input: &'i Input,
    format: RdfFormat,
    attributed: bool,
    prefixes: Prefixes,
    with_ontology: bool,
}

impl<'i> Exporter<'i> {
    fn mapper(&self, corpus: &'i Corpus) -> Mapper<'i> {
        Mapper::new(&corpus.base, &corpus.ontology).with_attributed(self.attributed)
    }

    fn mappers(&self) -> Vec<Mapper<'i>> {
        self.input.corpora.iter().map(|loaded| self.mapper(&loaded.corpus)).collect()
    }

    /// Writes what the corpora declare.
    fn shared(&self, sink: &mut impl QuadSink) {
        for loaded in &self.input.corpora {
            let kinds = loaded.corpus.kinds.iter().map(String::as_str);
            self.mapper(&loaded.corpus).shared(loaded.corpus.entities(), kinds, sink);
        }
    }

    /// The corpora whose ontologies are to be written, with the names of the graphs.
    fn ontologies(&self) -> Vec<(String, &'i Corpus)> {
        let corpora = self.input.corpora.iter().filter(|_| self.with_ontology);
        corpora.map(|loaded| (ontology_graph(&loaded.corpus), &loaded.corpus)).collect()
    }

    /// What a stream begins with.
    fn head(&self) -> Result<Vec<u8>, Failure> {
        let mut head = Vec::new();
        let ontologies = self.ontologies();
        let ontology: Vec<QuadRef<'_>> = ontology_quads(&ontologies);
        let mut recorded = Vec::new();
        self.shared(&mut Recorder::new(&mut recorded));
        let written = match self.format {
            RdfFormat::Nq | RdfFormat::Nt => {
                let mut lines = self.lines();
                record::replay(&recorded, &mut lines);
                head.extend_from_slice(lines.text());
                match self.format {
                    RdfFormat::Nq => nquads::write(&ontology, &mut head),
                    _ => nquads::write_triples(&ontology, &mut head),
                }
            }
            _ => turtle::write_head(&self.prefixes, Version::Rdf11, &mut head).and_then(|()| {
                self.document(&ontology, &mut head)?;
                self.document(&record::quads(&recorded), &mut head)
            }),
        };
        written.map_err(|error| Failure::io(&error, "cannot write"))?;
        Ok(head)
    }

    fn lines(&self) -> NQuads {
        if self.format == RdfFormat::Nt { NQuads::triples() } else { NQuads::new() }
    }

    /// A document of a stream of Turtle or TriG.
    fn document(&self, quads: &[QuadRef<'_>], out: &mut Vec<u8>) -> io::Result<()> {
        if quads.is_empty() {
            return Ok(());
        }
        match self.format {
            RdfFormat::Trig => turtle::write_trig_document(quads, &self.prefixes, out),
            _ => turtle::write_document(quads, &self.prefixes, out),
        }
    }

    /// For what is written as a whole: with what the corpora and the ontologies say.
    fn builder(&self) -> DatasetBuilder {
        let mut builder = DatasetBuilder::new();
        self.shared(&mut builder);
        for quad in ontology_quads(&self.ontologies()) {
            builder.insert_quad(quad);
        }
        builder
    }

    fn whole(&self, dataset: &Dataset, out: &mut impl Write) -> io::Result<()> {
        let quads: Vec<QuadRef<'_>> = dataset.quads().collect();
        match self.format {
            RdfFormat::Ttl => turtle::write(&quads, &self.prefixes, out),
            _ => Err(io::Error::other("this format is not there yet")),
        }
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
            RdfFormat::Nq | RdfFormat::Nt => {
                let before = lines.quads();
                lines.swap(payload);
                mapper.document(good.document, lines);
                lines.swap(payload);
                lines.quads() - before
            }
            _ => {
                recorded.clear();
                mapper.document(good.document, &mut Recorder::new(recorded));
                let quads = record::quads(recorded);
                // Writing into memory does not fail.
                let _ = self.export.document(&quads, payload);
                quads.len() as u64
            }
        }
    }
}

fn finish_rejects(rejects: Option<Output>) -> Result<(), Failure> {
    rejects.map_or(Ok(()), Output::finish)
}

/// Keeps a refused line.
fn reject(rejects: Option<&mut Output>, line: &[u8]) -> Result<(), Failure> {
    let Some(output) = rejects else { return Ok(()) };
    let written = output.write_all(line).and_then(|()| output.write_all(b"\n"));
    written.map_err(|error| output.failure(&error))
}

struct Stream {
    output: Output,
    rejects: Option<Output>,
}

impl Sink for Stream {
    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        self.output.write_all(payload).map_err(|error| self.output.failure(&error))
    }

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        reject(self.rejects.as_mut(), line)
    }
}

/// Records each document's quads.
struct RecordWork<'e, 'i> {
    export: &'e Exporter<'i>,
}

impl<'i> Work for RecordWork<'_, 'i> {
    type Worker = Vec<Mapper<'i>>;

    fn worker(&self) -> Self::Worker {
        self.export.mappers()
    }

    fn document(
        &self,
        mappers: &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        _: &mut Vec<Diagnostic>,
    ) -> u64 {
        let Some(mapper) = mappers.get_mut(good.corpus_index) else { return 0 };
        let mut recorder = Recorder::new(payload);
        mapper.document(good.document, &mut recorder);
        recorder.quads()
    }
}

/// Gathers all quads.
struct Whole {
    builder: DatasetBuilder,
    rejects: Option<Output>,
}

impl Sink for Whole {
    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        record::replay(payload, &mut self.builder);
        Ok(())
    }

    fn reject(&mut self, line: &[u8]) -> Result<(), Failure> {
        reject(self.rejects.as_mut(), line)
    }
}
