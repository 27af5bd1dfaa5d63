use super::{alike, nasty, refs, turtle_quads, union};
use groundwire::rdf::rdfxml::{RdfXmlError, write};
use groundwire::rdf::turtle::TurtleNames;
use oxrdf::{GraphName, Literal, NamedNode, Quad, Term, Triple};
use oxrdfxml::RdfXmlParser;
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, proptest};

fn written(quads: &[Quad]) -> Result<String, RdfXmlError> {
    let mut text = Vec::new();
    write(&refs(quads), &TurtleNames::corpus("https://x.org/c/", Some("a")), &mut text)?;
    Ok(String::from_utf8(text).unwrap())
}

fn read(text: &str) -> Vec<Quad> {
    RdfXmlParser::new()
        .for_slice(text)
        .map(|triple: Result<Triple, _>| triple.unwrap().in_graph(GraphName::DefaultGraph))
        .collect()
}

fn is_xml(quad: &Quad) -> bool {
    let Term::Literal(literal) = &quad.object else { return true };
    literal.value().chars().all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..))
}

proptest! {
    #[test]
    fn reads_back((quads, other) in nasty::quads().prop_flat_map(|quads| (Just(quads.clone()), Just(quads).prop_shuffle()))) {
        match written(&quads) {
            Ok(text) => {
                prop_assert!(alike(read(&text), union(&quads)), "{}", text);
                prop_assert_eq!(written(&other).unwrap(), text);
            }
            Err(error) => {
                let refused = matches!(error, RdfXmlError::Character { .. });
                prop_assert!(refused);
                prop_assert!(!quads.iter().all(is_xml));
            }
        }
    }

    #[test]
    fn blank_nodes_read_back(quads in nasty::blank_quads()) {
        let quads: Vec<_> = quads.into_iter().filter(is_xml).collect();
        let text = written(&quads).unwrap();
        prop_assert!(alike(read(&text), union(&quads)), "{}", text);
    }
}

#[test]
fn how_it_looks() {
    let quads = turtle_quads(
        "PREFIX af: <https://w3id.org/article-facts#> PREFIX f: <https://x.org/c/article/a/fact/>
        f:f1 a af:Fact, <urn:x:C> ; af:value \"<a & \\\"b\\\">\\r\\n\", 3.20 ; <urn:x:p> <urn:x:o?a=1&b=2>, _:o .
        _:o <http://www.w3.org/2000/01/rdf-schema#label> \"x\"@en .",
    );
    let wanted = r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
    xmlns:af="https://w3id.org/article-facts#"
    xmlns:ns1="urn:x:"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">

  <af:Fact rdf:about="https://x.org/c/article/a/fact/f1">
    <rdf:type rdf:resource="urn:x:C"/>
    <af:value rdf:datatype="http://www.w3.org/2001/XMLSchema#decimal">3.20</af:value>
    <af:value>&lt;a &amp; &quot;b&quot;&gt;&#xD;
</af:value>
    <ns1:p rdf:resource="urn:x:o?a=1&amp;b=2"/>
    <ns1:p rdf:nodeID="b0"/>
  </af:Fact>

  <rdf:Description rdf:nodeID="b0">
    <rdfs:label xml:lang="en">x</rdfs:label>
  </rdf:Description>
</rdf:RDF>
"#;
    assert_eq!(written(&quads).unwrap(), wanted);
}

#[test]
fn language_tags_keep_their_case() {
    let label = Literal::new_language_tagged_literal_unchecked("x", "en-GB");
    let quad = Quad::new(oxrdf::vocab::rdf::NIL, oxrdf::vocab::rdfs::LABEL, label, GraphName::DefaultGraph);
    assert!(written(&[quad]).unwrap().contains(r#"<rdfs:label xml:lang="en-GB">x</rdfs:label>"#));
}

fn one(predicate: &str, object: impl Into<Term>) -> String {
    let subject = NamedNode::new_unchecked("urn:x:s");
    let quad = Quad::new(subject, NamedNode::new_unchecked(predicate), object, GraphName::DefaultGraph);
    written(&[quad]).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_written() {
    assert_eq!(
        one("urn:x:1", Literal::new_simple_literal("")),
        "RDF/XML has no name for the property `urn:x:1`, because the part after its last `/`, `#` or `:` is not an \
         XML name; choose another format, such as Turtle"
    );
    assert!(one("http://www.w3.org/1999/02/22-rdf-syntax-ns#li", Literal::from(1)).contains("#li`"));
    assert_eq!(
        one(
            "urn:x:p",
            Literal::new_simple_literal("the price was never given in any of the papers\u{1} that")
        ),
        "XML does not allow the character U+0001 in the literal `in any of the papers\\u{1} that` (`urn:x:p` of \
         `urn:x:s`); remove it, or choose another format, such as Turtle"
    );
    let triple = Triple::new(oxrdf::vocab::rdf::NIL, oxrdf::vocab::rdf::TYPE, oxrdf::vocab::rdf::NIL);
    assert!(one("urn:x:p", triple).contains("RDF 1.2"));
}
