use super::{alike, nasty, refs, renamed, turtle_quads, union};
use groundwire::rdf::turtle::{
    TurtleNames, Version, write, write_document, write_head, write_trig, write_trig_document,
};
use oxrdf::{BlankNode, Quad};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};

fn prefixes() -> TurtleNames {
    TurtleNames::corpus("https://x.org/c/", Some("a"))
}

fn turtle(quads: &[Quad]) -> String {
    let mut text = Vec::new();
    write(&refs(quads), &prefixes(), &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn trig(quads: &[Quad]) -> String {
    let mut text = Vec::new();
    write_trig(&refs(quads), &prefixes(), &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// The list, and the same in another order.
fn shuffled(quads: impl Strategy<Value = Vec<Quad>>) -> impl Strategy<Value = (Vec<Quad>, Vec<Quad>)> {
    quads.prop_flat_map(|quads| (Just(quads.clone()), Just(quads).prop_shuffle()))
}

fn other_label(node: &BlankNode) -> BlankNode {
    BlankNode::new_unchecked(format!("z{}", 9 - node.as_str()[1..].parse::<u8>().unwrap()))
}

proptest! {
    #[test]
    fn turtle_reads_back((quads, other) in shuffled(nasty::quads())) {
        let text = turtle(&quads);
        let read = turtle_quads(&text);
        prop_assert!(alike(read.clone(), union(&quads)), "{}", text);
        prop_assert_eq!(turtle(&read), text.clone());
        prop_assert_eq!(turtle(&other), text);
    }

    #[test]
    fn trig_reads_back((quads, other) in shuffled(nasty::quads())) {
        let text = trig(&quads);
        let read = turtle_quads(&text);
        prop_assert!(alike(read.clone(), quads), "{}", text);
        prop_assert_eq!(trig(&read), text.clone());
        prop_assert_eq!(trig(&other), text);
    }

    #[test]
    fn blank_nodes_in_turtle((quads, other) in shuffled(nasty::blank_quads())) {
        let text = turtle(&quads);
        let read = turtle_quads(&text);
        prop_assert!(alike(read.clone(), union(&quads)), "{}", text);
        prop_assert_eq!(turtle(&read), text.clone());
        prop_assert_eq!(turtle(&other), text.clone());
        prop_assert_eq!(turtle(&renamed(&quads, other_label)), text);
    }

    #[test]
    fn blank_nodes_in_trig((quads, other) in shuffled(nasty::blank_quads())) {
        let text = trig(&quads);
        let read = turtle_quads(&text);
        prop_assert!(alike(read.clone(), quads.clone()), "{}", text);
        prop_assert_eq!(trig(&read), text.clone());
        prop_assert_eq!(trig(&other), text.clone());
        prop_assert_eq!(trig(&renamed(&quads, other_label)), text);
    }

    #[test]
    fn a_stream_reads_back(documents in proptest::collection::vec(nasty::quads(), 0..4), graphs in any::<bool>()) {
        let mut text = Vec::new();
        write_head(&prefixes(), Version::Rdf11, &mut text).unwrap();
        for quads in &documents {
            if graphs {
                write_trig_document(&refs(quads), &prefixes(), &mut text).unwrap();
            } else {
                write_document(&refs(quads), &prefixes(), &mut text).unwrap();
            }
        }
        let all = documents.concat();
        let wanted = if graphs { all } else { union(&all) };
        prop_assert!(alike(turtle_quads(&String::from_utf8(text).unwrap()), wanted));
    }
}

#[test]
fn how_it_looks() {
    let quads = turtle_quads(
        r#"
        @prefix af: <https://w3id.org/article-facts#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <https://x.org/c/article/a> dcterms:title "T" ; <http://schema.org/articleBody> "one\n\"two\"" ;
            dcterms:creator <https://x.org/c/entity/z>, <https://x.org/c/entity/b> ; a af:Article .
        <https://x.org/c/article/a/fact/f10> af:value 3.20, 3.2, +5, 5, 1e3, true .
        <https://x.org/c/article/a/fact/f2> a af:Fact ; af:object <https://x.org/c/entity/a.b> ;
            af:subject <https://x.org/c/entity/z> ; af:evidence <https://x.org/c/article/a/quote/1000-1001>,
            <https://x.org/c/article/a/quote/20-30>, <https://x.org/c/article/a/quote/300-310>,
            <https://x.org/c/article/a/quote/4-5>, <https://x.org/c/article/a/quote/5000-5001>,
            <https://x.org/c/article/a/quote/6-7>, <https://x.org/c/article/a/quote/60000-70000> .
        "#,
    );
    let wanted = r#"@base <https://x.org/c/> .
@prefix af: <https://w3id.org/article-facts#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ent: <https://x.org/c/entity/> .
@prefix fact: <https://x.org/c/article/a/fact/> .
@prefix quote: <https://x.org/c/article/a/quote/> .
@prefix schema: <http://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<article/a> a af:Article ;
    dcterms:title "T" ;
    dcterms:creator ent:b, ent:z ;
    schema:articleBody """one
"two\"""" .

fact:f2 a af:Fact ;
    af:subject ent:z ;
    af:object <entity/a.b> ;
    af:evidence
        quote:4-5,
        quote:6-7,
        quote:20-30,
        quote:300-310,
        quote:1000-1001,
        quote:5000-5001,
        quote:60000-70000 .

fact:f10 af:value "+5"^^xsd:integer, "1e3"^^xsd:double, 3.2, "3.20"^^xsd:decimal, 5, true .
"#;
    assert_eq!(turtle(&quads), wanted);
}

#[test]
fn language_tags_keep_their_case() {
    let label = oxrdf::Literal::new_language_tagged_literal_unchecked("x", "en-GB");
    let predicate = oxrdf::vocab::rdfs::LABEL;
    let quad = Quad::new(oxrdf::vocab::rdf::NIL, predicate, label, oxrdf::GraphName::DefaultGraph);
    assert!(turtle(&[quad]).ends_with("rdf:nil rdfs:label \"x\"@en-GB .\n"));
}

#[test]
fn nodes_without_names() {
    let quads = turtle_quads(
        r#"
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix : <urn:x:> .
        [] a owl:AllDisjointClasses ; owl:members ( :b :a ) .
        :a owl:equivalentClass [ owl:unionOf ( :b [ owl:onProperty :p ; owl:hasValue 5 ] ) ] ; :q [], () .
        :b :shared _:s . :c :shared _:s . _:s :p "x" .
        _:x :p _:y . _:y :p _:x .
        "#,
    );
    let wanted = r#"@prefix owl: <http://www.w3.org/2002/07/owl#> .

<urn:x:a> owl:equivalentClass [
        owl:unionOf (
            <urn:x:b>
            [
                owl:hasValue 5 ;
                owl:onProperty <urn:x:p>
            ]
        )
    ] ;
    <urn:x:q> (), [] .

<urn:x:b> <urn:x:shared> _:b0 .

<urn:x:c> <urn:x:shared> _:b0 .

_:b0 <urn:x:p> "x" .

_:b1 <urn:x:p> _:b2 .

_:b2 <urn:x:p> _:b1 .

[] a owl:AllDisjointClasses ;
    owl:members ( <urn:x:b> <urn:x:a> ) .
"#;
    assert_eq!(turtle(&quads), wanted);
}

#[test]
fn a_graph_with_braces() {
    let quads = turtle_quads("<urn:b> { <urn:a> a <urn:c> . <urn:d> <urn:p> \"x\\ny\" } <urn:a> <urn:p> 5 .");
    let wanted = "<urn:a> <urn:p> 5 .

<urn:b> {
    <urn:a> a <urn:c> .

    <urn:d> <urn:p> \"\"\"x
y\"\"\" .
}
";
    assert_eq!(trig(&quads), wanted);
}

#[test]
fn annotations_of_rdf_1_2() {
    let quads = turtle_quads(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX : <https://x.org/c/article/a/fact/>
        <urn:a> <urn:p> <urn:b>, \"c\" . :f2 rdf:reifies <<( <urn:a> <urn:p> <urn:b> )>> ; <urn:q> 5 .
        :f10 rdf:reifies <<( <urn:a> <urn:p> <urn:b> )>>, <<( <urn:a> <urn:p> <urn:d> )>> .",
    );
    let wanted = "VERSION \"1.2\"
@prefix fact: <https://x.org/c/article/a/fact/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

fact:f2 <urn:q> 5 .

fact:f10 rdf:reifies <<( <urn:a> <urn:p> <urn:d> )>> .

<urn:a> <urn:p> <urn:b> ~ fact:f2 ~ fact:f10, \"c\" .
";
    let text = turtle(&quads);
    assert_eq!(text, wanted);
    assert!(alike(turtle_quads(&text), quads), "{text}");
}

#[test]
fn deep_and_long_blank_nodes_do_not_overflow() {
    use std::fmt::Write;
    let mut text = String::from("_:n0 <urn:p> 1 . <urn:l> <urn:p> _:l0 .\n");
    for number in 0..4_000 {
        writeln!(text, "_:n{} <urn:p> _:n{number} .", number + 1).unwrap();
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        writeln!(text, "_:l{number} <{rdf}first> {number} ; <{rdf}rest> _:l{} .", number + 1).unwrap();
    }
    writeln!(text, "_:l4000 a <urn:odd> .").unwrap();
    let quads = turtle_quads(&text);
    let text = turtle(&quads);
    let read = turtle_quads(&text);
    assert_eq!(read.len(), quads.len());
}
