//! How long the N-Quads writer takes: `cargo run --profile quick --example nquads_speed FILE.nq [QUADS]`.
//!
//! Reads the file, takes its first quads (445 where no number is given: an article of usual length) and writes
//! them over and over.
use groundwire::rdf::nquads::NQuads;
use groundwire::rdf::quads::{LiteralKind, QuadSink};
use std::error::Error;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("name a file of N-Quads")?;
    let number: usize = arguments.next().map_or(Ok(445), |text| text.parse())?;
    let quads = oxttl::NQuadsParser::new()
        .for_reader(std::fs::File::open(file)?)
        .take(number)
        .collect::<Result<Vec<_>, _>>()?;
    let mut sink = NQuads::new();
    let mut best = Duration::MAX;
    for _ in 0..2000 {
        let start = Instant::now();
        sink.clear();
        write(&quads, &mut sink);
        best = best.min(start.elapsed());
    }
    println!("{} quads, {} bytes in {:.1} µs", quads.len(), sink.text().len(), best.as_secs_f64() * 1e6);
    Ok(())
}

fn write(quads: &[oxrdf::Quad], sink: &mut impl QuadSink) {
    let mut last = None;
    for quad in quads {
        if last != Some((&quad.graph_name, &quad.subject)) {
            last = Some((&quad.graph_name, &quad.subject));
            let (oxrdf::GraphName::NamedNode(graph), oxrdf::NamedOrBlankNode::NamedNode(subject)) =
                (&quad.graph_name, &quad.subject)
            else {
                continue;
            };
            sink.subject(graph.as_str(), subject.as_str());
        }
        match &quad.object {
            oxrdf::Term::NamedNode(object) => sink.iri(quad.predicate.as_str(), object.as_str()),
            oxrdf::Term::Literal(literal) => {
                let kind = match literal.language() {
                    Some(tag) => LiteralKind::Lang(tag),
                    None if literal.datatype() == oxrdf::vocab::xsd::STRING => LiteralKind::Plain,
                    None => LiteralKind::Typed(literal.datatype().as_str()),
                };
                sink.literal(quad.predicate.as_str(), literal.value(), kind);
            }
            _ => {}
        }
    }
}
