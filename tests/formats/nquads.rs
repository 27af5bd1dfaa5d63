use super::{nasty, refs};
use groundwire::rdf::nquads::{NQuads, write, write_triples};
use groundwire::rdf::quads::{LiteralKind, QuadSink};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, NTriplesParser};
use proptest::prelude::{prop_assert_eq, proptest};

fn read(text: &[u8]) -> Vec<Quad> {
    NQuadsParser::new().for_slice(text).collect::<Result<_, _>>().unwrap()
}

/// The quads as the mapping would hand them over.
fn pour(quads: &[Quad], sink: &mut impl QuadSink) {
    for quad in quads {
        let (GraphName::NamedNode(graph), NamedOrBlankNode::NamedNode(subject)) =
            (&quad.graph_name, &quad.subject)
        else {
            continue;
        };
        sink.subject(graph.as_str(), subject.as_str());
        match &quad.object {
            Term::NamedNode(object) => sink.iri(quad.predicate.as_str(), object.as_str()),
            Term::Literal(literal) => {
                let kind = match literal.language() {
                    Some(tag) => LiteralKind::Lang(tag),
                    None if literal.datatype() == oxrdf::vocab::xsd::STRING => LiteralKind::Plain,
                    None => LiteralKind::Typed(literal.datatype().as_str()),
                };
                sink.literal(quad.predicate.as_str(), literal.value(), kind);
            }
            _ => unreachable!("none of the generated quads has one"),
        }
    }
}

proptest! {
    #[test]
    fn quads_read_back_in_order(quads in nasty::quads()) {
        let mut text = Vec::new();
        write(&refs(&quads), &mut text).unwrap();
        prop_assert_eq!(read(&text), quads);
    }

    #[test]
    fn triples_read_back_in_order(quads in nasty::quads()) {
        let mut text = Vec::new();
        write_triples(&refs(&quads), &mut text).unwrap();
        let read: Vec<_> = NTriplesParser::new().for_slice(&text).collect::<Result<_, _>>().unwrap();
        let triples: Vec<_> = quads.into_iter().map(oxrdf::Triple::from).collect();
        prop_assert_eq!(read, triples);
    }

    #[test]
    fn blank_nodes_keep_their_labels(quads in nasty::blank_quads()) {
        let mut text = Vec::new();
        write(&refs(&quads), &mut text).unwrap();
        prop_assert_eq!(read(&text), quads);
    }

    #[test]
    fn the_sink_writes_the_same_bytes(quads in nasty::quads()) {
        let named: Vec<_> =
            quads.into_iter().filter(|quad| quad.graph_name != GraphName::DefaultGraph).collect();
        for (mut sink, triples) in [(NQuads::new(), false), (NQuads::triples(), true)] {
            pour(&named, &mut sink);
            prop_assert_eq!(sink.quads(), named.len() as u64);
            let mut text = Vec::new();
            if triples {
                write_triples(&refs(&named), &mut text).unwrap();
            } else {
                write(&refs(&named), &mut text).unwrap();
            }
            prop_assert_eq!(sink.text(), &text[..]);
            prop_assert_eq!(sink.take(), text);
            prop_assert_eq!(sink.text(), b"");
        }
    }

    #[test]
    fn every_escape_at_every_place(before in "[a-zé]{0,70}", after in "[a-zé]{0,70}", special in "[\u{0}-\u{1F}\"\\\\\u{7F}]") {
        let text = format!("{before}{special}{after}");
        let mut sink = NQuads::new();
        sink.subject("urn:g", "urn:a");
        sink.literal("urn:p", &text, LiteralKind::Plain);
        let quads = read(sink.text());
        prop_assert_eq!(&quads[0].object, &Term::from(oxrdf::Literal::new_simple_literal(text)));
    }
}

#[test]
fn language_tags_keep_their_case() {
    let label = oxrdf::Literal::new_language_tagged_literal_unchecked("x", "en-GB");
    let quad = Quad::new(oxrdf::vocab::rdf::NIL, oxrdf::vocab::rdfs::LABEL, label, GraphName::DefaultGraph);
    let mut text = Vec::new();
    write(&refs(&[quad]), &mut text).unwrap();
    assert!(text.ends_with(b"\"x\"@en-GB .\n"));
}

#[test]
fn a_cleared_sink_begins_anew() {
    let mut sink = NQuads::new();
    sink.subject("urn:g", "urn:a");
    sink.iri("urn:p", "urn:b");
    sink.clear();
    sink.subject("urn:g", "urn:c");
    sink.subject("urn:h", "urn:d");
    sink.iri("urn:p", "urn:b");
    assert_eq!(sink.text(), b"<urn:d> <urn:p> <urn:b> <urn:h> .\n");
    assert_eq!(sink.quads(), 2);
}
