//! How long queries take with and without citations, in one process over one dataset.
//!
//!     cargo run --release --example cite_speed -- CORPUS ROUNDS QUERY.rq...
//!
//! Prints, for each query and format: rows, facts cited, the least time in milliseconds of the query and its answer, of
//! the same with citations, and the ratio; and of the latter in that least time: finding what supports the rows, looking
//! for contradictions, writing.
use groundwire::ask::cite::{cite, told, write};
use groundwire::ask::contradiction;
use groundwire::ask::results::{Format, write_solutions};
use groundwire::ask::sparql::{Query, QueryResult, Scope};
use groundwire::ask::table::TableStyle;
use groundwire::ontology::Ontology;
use groundwire::term::prefixes::Prefixes;
use groundwire::{CorpusOptions, Snapshot};
use spareval::CancellationToken;
use std::collections::BTreeSet;
use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: cite_speed CORPUS ROUNDS QUERY.rq...";
    let corpus = args.next().ok_or(usage)?;
    let rounds: usize = args.next().ok_or(usage)?.parse()?;
    let snapshot = Snapshot::open(&[PathBuf::from(corpus)], &CorpusOptions::default(), &mut Vec::new())?;
    let dataset = snapshot.dataset();
    println!("{} quads", dataset.len());
    let ontology = Ontology::core();
    println!(
        "query                  format   rows    facts    query ms     cite ms  ratio   find   near  write"
    );
    let mut prefixes = Prefixes::predeclared();
    prefixes.insert("ent", "https://example.org/article-facts/entity/");
    for path in args {
        let text = std::fs::read_to_string(&path)?;
        let query =
            Query::parse(&text, &prefixes, None).map_err(|diagnostic| format!("{path}: {diagnostic:?}"))?;
        let style = TableStyle { prefixes: &prefixes, labels: None, width: None, color: false };
        for (name, format) in [("table", Format::Table(style)), ("json", Format::Json)] {
            let (mut plain, mut cited) = (f64::INFINITY, f64::INFINITY);
            let mut parts = [0.0; 3];
            let (mut rows, mut facts) = (0, 0);
            for _ in 0..rounds {
                let begun = Instant::now();
                let source = Scope::new(dataset, &query);
                if let QueryResult::Solutions(solutions) =
                    query.evaluate(&source, &CancellationToken::new())?
                {
                    write_solutions(solutions, format, &mut io::sink())?;
                }
                plain = plain.min(since(begun));
                let begun = Instant::now();
                let mut answer = cite(&query, &source, &[], &CancellationToken::new())?;
                let found = since(begun);
                answer.contradicted = contradiction::near(dataset, &[&ontology], &told(&answer, format));
                let compared = since(begun);
                write(&answer, format, &mut io::sink())?;
                let all = since(begun);
                if all < cited {
                    cited = all;
                    parts = [found, compared - found, all - compared];
                }
                rows = answer.rows.len();
                facts = (0..rows).flat_map(|row| &answer.receipt(row).facts).collect::<BTreeSet<_>>().len();
            }
            let name_of = PathBuf::from(&path);
            let shown = name_of.file_stem().unwrap_or_default().to_string_lossy();
            let over = if cited > 3.0 * plain + 10.0 { "  over" } else { "" };
            let [found, compared, written] = parts;
            println!(
                "{shown:<22} {name:<6} {rows:>6} {facts:>8} {plain:>11.3} {cited:>11.3} {:>6.2} {found:>6.1} {compared:>6.1} {written:>6.1}{over}",
                cited / plain
            );
        }
    }
    Ok(())
}

/// Milliseconds since a moment.
fn since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e3
}
