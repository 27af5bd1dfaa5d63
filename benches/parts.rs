//! How long the parts of the straight line take, over one document of usual length (`document.json`: 11 kB, 20 facts;
//! made by `bench/documents.py 1`).
//!
//! `cargo bench`; a part alone: `cargo bench -- resolve`.
#![allow(missing_docs, reason = "what criterion's macros make cannot be documented")]
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use groundwire::ask::dataset::DatasetBuilder;
use groundwire::ask::sparql::{Query, QueryResult, Scope};
use groundwire::check::corpus::CheckedCorpus;
use groundwire::check::model::Document;
use groundwire::check::quote;
use groundwire::check::resolve::{self, Buffers, Context, resolve};
use groundwire::document::facts;
use groundwire::document::json;
use groundwire::ontology::Ontology;
use groundwire::rdf::mapping::Mapper;
use groundwire::rdf::nquads::NQuads;
use groundwire::rdf::record::{self, Recorder};
use groundwire::rdf::turtle::{self, TurtleNames};
use groundwire::term::iri::DEFAULT_BASE;
use groundwire::term::prefixes;
use spareval::CancellationToken;
use std::hint::black_box;

const TEXT: &str = include_str!("document.json");

fn written() -> facts::RawDocument<'static> {
    let root = json::parse(TEXT).expect("the document is JSON");
    facts::read(root, &mut Vec::new())
}

/// Calls back with the checked document.
fn checked(corpus: &CheckedCorpus, written: &facts::RawDocument<'_>, take: impl FnOnce(&Document<'_>)) {
    let source = written.article.text.as_deref().map(resolve::FoundText::new);
    let context = Context { corpus, lenient: false, default_id: None };
    let document = resolve(written, source, context, &mut Buffers::default(), &mut Vec::new());
    take(&document.expect("the document has no mistake"));
}

fn claim<'q>(quote: &'q facts::RawQuote<'_>) -> quote::Claim<'q> {
    quote::Claim {
        exact: &quote.exact,
        prefix: quote.prefix.as_deref(),
        suffix: quote.suffix.as_deref(),
        start: None,
    }
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(TEXT.len() as u64));
    group.bench_function("json to tree", |bencher| bencher.iter(|| json::parse(black_box(TEXT))));
    group.bench_function("tree to facts", |bencher| {
        let parse = || json::parse(TEXT).expect("the document is JSON");
        bencher.iter_batched(
            parse,
            |root| facts::read(root, &mut Vec::new()),
            criterion::BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn checking(criterion: &mut Criterion) {
    let corpus = CheckedCorpus::empty(DEFAULT_BASE.to_owned(), Ontology::core());
    let written = written();
    let text = written.article.text.as_deref().expect("the article has a text");
    let quotes = || written.facts.iter().flat_map(|fact| &fact.quotes);
    let mut buffers = quote::QuoteBuffers::default();
    criterion.bench_function("quotes/prepare the text", |bencher| {
        bencher.iter(|| quote::ArticleText::new(black_box(text), &mut buffers).body().len());
    });
    let prepared = quote::ArticleText::new(text, &mut buffers);
    criterion.bench_function("quotes/find all", |bencher| {
        bencher.iter(|| quotes().filter(|quote| prepared.find(&claim(black_box(quote))).is_ok()).count());
    });
    criterion.bench_function("resolve/document", |bencher| {
        let mut buffers = Buffers::default();
        let source = resolve::FoundText::new(text);
        let context = Context { corpus: &corpus, lenient: false, default_id: None };
        bencher.iter(|| resolve(black_box(&written), Some(source), context, &mut buffers, &mut Vec::new()));
    });
}

fn writing(criterion: &mut Criterion) {
    let corpus = CheckedCorpus::empty(DEFAULT_BASE.to_owned(), Ontology::core());
    let mut mapper = Mapper::new(&corpus.base, &corpus.ontology);
    let mut recorded = Vec::new();
    checked(&corpus, &written(), |document| {
        mapper.document(document, &mut Recorder::new(&mut recorded));
        let mut group = criterion.benchmark_group("writing");
        group.throughput(Throughput::Elements(record::quads(&recorded).len() as u64));
        let mut lines = NQuads::new();
        group.bench_function("mapping to N-Quads", |bencher| {
            bencher.iter(|| {
                lines.clear();
                mapper.document(black_box(document), &mut lines);
                lines.text().len()
            });
        });
        group.bench_function("N-Quads alone", |bencher| {
            bencher.iter(|| {
                lines.clear();
                record::replay(black_box(&recorded), &mut lines);
                lines.text().len()
            });
        });
        let (quads, prefixes) = (record::quads(&recorded), TurtleNames::corpus(DEFAULT_BASE, None));
        group.bench_function("Turtle", |bencher| {
            bencher.iter(|| {
                let mut out = Vec::new();
                turtle::write(black_box(&quads), &prefixes, &mut out).expect("memory takes it");
                out.len()
            });
        });
        group.finish();
    });
}

fn asking(criterion: &mut Criterion) {
    let corpus = CheckedCorpus::empty(DEFAULT_BASE.to_owned(), Ontology::core());
    let mut mapper = Mapper::new(&corpus.base, &corpus.ontology);
    let mut recorded = Vec::new();
    checked(&corpus, &written(), |document| {
        mapper.document(document, &mut Recorder::new(&mut recorded));
    });
    let load = || {
        let mut builder = DatasetBuilder::new();
        record::replay(&recorded, &mut builder);
        builder.finish()
    };
    criterion.bench_function("dataset/load", |bencher| bencher.iter(|| load().len()));
    let dataset = load();
    let text = "SELECT ?fact ?words { ?fact af:predicate af:memberOf ; af:evidence/oa:exact ?words }";
    let prefixes = prefixes::Prefixes::predeclared();
    criterion.bench_function("query/parse, evaluate, all rows", |bencher| {
        bencher.iter(|| {
            let query = Query::parse(black_box(text), &prefixes, None).expect("the query is right");
            let source = Scope::new(&dataset, &query);
            let answer = query.evaluate(&source, &CancellationToken::new());
            match answer.expect("the query has an answer") {
                QueryResult::Solutions(rows) => rows.count(),
                QueryResult::Boolean(_) | QueryResult::Triples(_) => 0,
            }
        });
    });
}

criterion_group!(benches, reading, checking, writing, asking);
criterion_main!(benches);
