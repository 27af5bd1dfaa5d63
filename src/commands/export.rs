//! `groundwire export`
use super::batch::{self, Good, Options, Sink, Work};
use super::input::{Input, LoadedCorpus};
use super::output::Output;
use super::report::Reporter;
use super::{Failure, Outcome, input};
use crate::cli::{Export, RdfFormat};
use crate::diagnostic::Diagnostic;
use crate::mapping::Mapper;
use crate::nquads::NQuads;
use std::io::Write;

/// Writes the facts of documents as RDF.
pub fn run(args: &Export) -> Result<Outcome, Failure> {
    let mut reporter = Reporter::new(&args.common);
    let input = input::find(&args.paths, &args.common, &mut reporter)?;
    let _ = RdfFormat::Nq;
    let mut sink = Lines { output: Output::open(args.output.as_deref())? };
    let mut shared = Vec::new();
    for loaded in &input.corpora {
        write_shared(loaded, &mut shared);
    }
    sink.deliver(&shared)?;
    let work = LineWriter { input: &input };
    let (outcome, _) = batch::run(&input, Options::new(&args.common), &work, &mut sink, &mut reporter)?;
    if outcome == Outcome::Fine || args.common.keep_going || args.output.is_none() {
        sink.output.finish()?;
    }
    Ok(outcome)
}

fn write_shared(loaded: &LoadedCorpus, out: &mut Vec<u8>) {
    let corpus = &loaded.corpus;
    let mut mapper = Mapper::new(&corpus.base, &corpus.ontology);
    let mut lines = NQuads::new();
    mapper.shared(corpus.entities(), corpus.kinds.iter().map(String::as_str), &mut lines);
    out.extend_from_slice(lines.text());
}

struct LineWriter<'i> {
    input: &'i Input,
}

impl<'i> Work for LineWriter<'i> {
    type Worker = (Vec<Mapper<'i>>, NQuads);

    fn worker(&self) -> Self::Worker {
        let mappers = self
            .input
            .corpora
            .iter()
            .map(|loaded| Mapper::new(&loaded.corpus.base, &loaded.corpus.ontology))
            .collect();
        (mappers, NQuads::new())
    }

    fn document(
        &self,
        (mappers, lines): &mut Self::Worker,
        good: Good<'_>,
        payload: &mut Vec<u8>,
        _: &mut Vec<Diagnostic>,
    ) {
        if let Some(mapper) = mappers.get_mut(good.corpus_index) {
            lines.swap(payload);
            mapper.document(good.document, lines);
            lines.swap(payload);
        }
    }
}

struct Lines {
    output: Output,
}

impl Sink for Lines {
    fn deliver(&mut self, payload: &[u8]) -> Result<(), Failure> {
        self.output.write_all(payload).map_err(|error| self.output.failure(&error))
    }
}
