//! Documents, and what their corpora and ontologies say, in one dataset.
use super::batch::{self, Good, Options, Sink, Work};
use super::export::{ontology_graph, ontology_quads};
use super::input::{Input, State};
use super::report::Reporter;
use super::store::Stored;
use super::{Failure, Outcome, reason};
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::check::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::rdf::mapping::Mapper;
use crate::rdf::quads::QuadSink;
use crate::rdf::record::{self, Recorder};
use oxigraph::io::{RdfFormat, RdfParser};
use oxrdf::{NamedNode, QuadRef, Term};
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;

/// Checks all documents of an input and puts the good ones into a dataset, with the shared entities, the ontologies and
/// other RDF files. The dataset is none where a document was refused and the good ones are not to go on.
pub fn dataset(
    input: &Input,
    options: Options,
    mut builder: DatasetBuilder,
    with: &[impl AsRef<Path>],
    reporter: &mut Reporter,
) -> Result<(Outcome, Option<Dataset>), Failure> {
    shared(input, &mut builder);
    let mut gather = Gather { builder };
    let (outcome, _) =
        batch::run(input, options, &RecordWork { input, attributed: true }, &mut gather, reporter)?;
    if outcome == Outcome::Wrong && !options.keep_going {
        return Ok((outcome, None));
    }
    let mut builder = gather.builder;
    ontologies(input, &mut builder);
    for path in with {
        builder.next_file();
        read_rdf(path.as_ref(), &mut builder)?;
    }
    Ok((outcome, Some(builder.finish())))
}

/// Writes what the good corpora declare.
pub(super) fn shared(input: &Input, sink: &mut impl QuadSink) {
    for loaded in input.corpora.iter().filter(|loaded| loaded.state == State::Good) {
        let corpus = &loaded.corpus;
        let kinds = corpus.kinds.iter().map(String::as_str);
        Mapper::new(&corpus.base, &corpus.ontology).shared(corpus.entities(), kinds, sink);
    }
}

/// Adds the ontologies of the corpora.
pub(super) fn ontologies(input: &Input, builder: &mut DatasetBuilder) {
    let graphs: Vec<(String, &Corpus)> =
        input.corpora.iter().map(|loaded| (ontology_graph(&loaded.corpus), &loaded.corpus)).collect();
    for quad in ontology_quads(&graphs) {
        builder.insert_quad(quad);
    }
}

/// All that a store holds, and other RDF files, in one dataset.
pub fn stored(
    stored: &Stored,
    builder: DatasetBuilder,
    with: &[impl AsRef<Path>],
) -> Result<Dataset, Failure> {
    let mut builder = stored.dataset(builder)?;
    for path in with {
        builder.next_file();
        read_rdf(path.as_ref(), &mut builder)?;
    }
    Ok(builder.finish())
}

/// The graphs of files beside the documents, each with the file's name as it was given.
pub fn file_graphs(with: &[impl AsRef<Path>]) -> Vec<(Term, String)> {
    let graphs = with.iter().map(AsRef::as_ref);
    graphs.map(|path| (file_graph(path).into(), path.display().to_string())).collect()
}

/// The graph that holds what a file says, whatever graphs the file itself names: its path as an IRI.
fn file_graph(path: &Path) -> NamedNode {
    let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut iri = "file://".to_owned();
    for byte in whole.to_string_lossy().bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            let _ = write!(iri, "%{byte:02X}");
        }
    }
    NamedNode::new_unchecked(iri)
}

/// Reads a file of RDF, in the format that its name says, into a graph of its own.
fn read_rdf(path: &Path, builder: &mut DatasetBuilder) -> Result<(), Failure> {
    read_rdf_as(path, path, builder)
}

/// The same of a file whose format another name tells.
pub fn read_rdf_as(path: &Path, called: &Path, builder: &mut DatasetBuilder) -> Result<(), Failure> {
    let name = path.display();
    let ending = called.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let format = RdfFormat::from_extension(ending).ok_or_else(|| {
        Failure::Usage(format!(
            "`{name}`: what RDF that is should show in its name: `.ttl`, `.trig`, `.nt`, `.nq`, `.rdf` or `.jsonld`"
        ))
    })?;
    let file = File::open(path).map_err(|error| Failure::io(&error, format!("cannot read `{name}`")))?;
    let graph = file_graph(path);
    let mut parser = RdfParser::from_format(format);
    if let Ok(based) = parser.clone().with_base_iri(graph.as_str()) {
        parser = based;
    }
    for quad in parser.for_reader(file) {
        let quad = quad.map_err(|error| match error {
            oxigraph::io::RdfParseError::Io(error) => {
                Failure::Usage(format!("cannot read `{name}`: {}", reason(&error)))
            }
            oxigraph::io::RdfParseError::Syntax(error) => {
                let place = error.location().map_or_else(String::new, |range| {
                    format!(":{}:{}", range.start.line + 1, range.start.column + 1)
                });
                let message = error.to_string();
                // The library says the place too, in front.
                let message = match message.split_once(": ") {
                    Some((front, rest)) if front.starts_with("Parser error") => rest,
                    _ => &message,
                };
                Failure::Usage(format!("{name}{place}: {message}"))
            }
        })?;
        builder.insert_quad(QuadRef { graph_name: graph.as_ref().into(), ..quad.as_ref() });
    }
    Ok(())
}

/// Records each document's quads.
pub(super) struct RecordWork<'i> {
    pub(super) input: &'i Input,
    /// Whether plain triples that someone in an article says are recorded, too.
    pub(super) attributed: bool,
}

impl<'i> Work for RecordWork<'i> {
    type Worker = Vec<Mapper<'i>>;

    fn worker(&self) -> Self::Worker {
        let corpora = self.input.corpora.iter().map(|loaded| &loaded.corpus);
        let mapper = |corpus: &'i Corpus| Mapper::new(&corpus.base, &corpus.ontology);
        corpora.map(|corpus| mapper(corpus).with_attributed(self.attributed)).collect()
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
pub(super) struct Gather {
    pub(super) builder: DatasetBuilder,
}

impl Sink for Gather {
    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        record::replay(payload, &mut self.builder);
        Ok(())
    }
}
