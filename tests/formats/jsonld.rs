use super::{alike, nasty, refs, turtle_quads, union};
use groundwire::rdf::jsonld::{JsonLdError, write, write_graphs};
use groundwire::rdf::turtle::TurtleNames;
use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, NamedNode, Quad, Triple};
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, proptest};

fn prefixes() -> TurtleNames {
    let mut prefixes = TurtleNames::corpus("https://x.org/c/", Some("a"));
    prefixes.declare("my", "https://x.org/my#");
    prefixes.declare("place", "https://x.org/my/");
    prefixes.declare("urn", "urn:x:");
    prefixes
}

fn written(quads: &[Quad]) -> String {
    let mut text = Vec::new();
    write(&refs(quads), &prefixes(), &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn graphs(quads: &[Quad]) -> String {
    let mut text = Vec::new();
    write_graphs(&refs(quads), &prefixes(), &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn read(text: &str) -> Vec<Quad> {
    JsonLdParser::new().for_slice(text).collect::<Result<_, _>>().unwrap()
}

proptest! {
    #[test]
    fn reads_back((quads, other) in nasty::quads().prop_flat_map(|quads| (Just(quads.clone()), Just(quads).prop_shuffle()))) {
        let text = written(&quads);
        prop_assert!(alike(read(&text), union(&quads)), "{}", text);
        prop_assert_eq!(written(&other), text);
        let text = graphs(&quads);
        prop_assert!(alike(read(&text), quads), "{}", text);
        prop_assert_eq!(graphs(&other), text);
    }

    #[test]
    fn blank_nodes_read_back(quads in nasty::blank_quads()) {
        let text = written(&quads);
        prop_assert!(alike(read(&text), union(&quads)), "{}", text);
        let text = graphs(&quads);
        prop_assert!(alike(read(&text), quads), "{}", text);
    }

    #[test]
    fn our_shape_reads_back(quads in nasty::shaped_quads()) {
        let text = written(&quads);
        prop_assert!(alike(read(&text), union(&quads)), "{}", text);
    }
}

#[test]
fn how_it_looks() {
    let quads = turtle_quads(
        r#"
        @prefix af: <https://w3id.org/article-facts#> .
        @prefix oa: <http://www.w3.org/ns/oa#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix : <https://x.org/c/article/a/> .
        @base <https://x.org/c/> .
        <article/a> a af:Article ; <http://purl.org/dc/terms/title> "T" ; <http://schema.org/articleBody> "one\n" .
        <article/a/fact/f1> a af:Fact ; af:subject <entity/k> ; af:predicate af:partyTo ; af:object <entity/c> ;
            af:modality af:planned ; af:negated true ; af:evidence <article/a/quote/1-2> ; af:when <time/2018> .
        <article/a/fact/f2> a af:Fact ; af:subject <entity/k> ; af:predicate <https://x.org/my#p> ; af:value 3.20 ;
            af:evidence <article/a/quote/1-2>, <article/a/quote/3-4> .
        <article/a/quote/1-2> a af:Quote ; af:inArticle <article/a> ; oa:exact "n" ;
            oa:start "1"^^xsd:nonNegativeInteger .
        <article/a/quote/3-4> a af:Quote ; af:inArticle <article/a> ; oa:exact "x" .
        <entity/k> a af:Country ; <http://www.w3.org/2000/01/rdf-schema#label> "Kazakhstan"@en-GB, "KZ" ;
            <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q232> .
        <time/2018> a af:TimeSpan ; af:earliest "2018-01-01"^^xsd:date .
        "#,
    );
    let wanted = r#"{
  "@context": {
    "@version": 1.1,
    "@base": "https://x.org/c/",
    "af": "https://w3id.org/article-facts#",
    "oa": "http://www.w3.org/ns/oa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "my": "https://x.org/my#",
    "id": "@id",
    "type": "@type",
    "articles": "@included",
    "facts": "@included",
    "entities": "@included",
    "times": "@included",
    "Article": "af:Article",
    "Country": "af:Country",
    "Fact": "af:Fact",
    "Quote": "af:Quote",
    "TimeSpan": "af:TimeSpan",
    "planned": "af:planned",
    "earliest": {"@id": "af:earliest", "@type": "xsd:date"},
    "evidence": {"@id": "af:evidence", "@type": "@id"},
    "exact": "oa:exact",
    "inArticle": {"@id": "af:inArticle", "@type": "@id"},
    "label": "rdfs:label",
    "modality": {"@id": "af:modality", "@type": "@vocab"},
    "negated": {"@id": "af:negated", "@type": "xsd:boolean"},
    "object": {"@id": "af:object", "@type": "@id"},
    "partyTo": {"@id": "af:partyTo", "@type": "@id"},
    "predicate": {"@id": "af:predicate", "@type": "@vocab"},
    "sameAs": {"@id": "owl:sameAs", "@type": "@id"},
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "subject": {"@id": "af:subject", "@type": "@id"},
    "text": "schema:articleBody",
    "title": "dcterms:title",
    "value": "af:value",
    "when": {"@id": "af:when", "@type": "@id"}
  },
  "articles": [
    {
      "id": "article/a",
      "type": "Article",
      "title": "T",
      "text": "one\n",
      "facts": [
        {
          "id": "article/a/fact/f1",
          "type": "Fact",
          "subject": "entity/k",
          "predicate": "partyTo",
          "object": "entity/c",
          "evidence": {
            "id": "article/a/quote/1-2",
            "type": "Quote",
            "exact": "n",
            "start": "1",
            "inArticle": "article/a"
          },
          "modality": "planned",
          "negated": true,
          "when": "time/2018"
        },
        {
          "id": "article/a/fact/f2",
          "type": "Fact",
          "subject": "entity/k",
          "predicate": "my:p",
          "value": {"@value": "3.20", "@type": "xsd:decimal"},
          "evidence": [
            "article/a/quote/1-2",
            {"id": "article/a/quote/3-4", "type": "Quote", "exact": "x", "inArticle": "article/a"}
          ]
        }
      ]
    }
  ],
  "entities": [
    {
      "id": "entity/k",
      "type": "Country",
      "label": ["KZ", {"@value": "Kazakhstan", "@language": "en-gb"}],
      "sameAs": "http://www.wikidata.org/entity/Q232"
    }
  ],
  "times": [{"id": "time/2018", "type": "TimeSpan", "earliest": "2018-01-01"}]
}
"#;
    assert_eq!(written(&quads), wanted);
}

#[test]
fn language_tags_keep_their_case() {
    let label = oxrdf::Literal::new_language_tagged_literal_unchecked("x", "en-GB");
    let quad = Quad::new(oxrdf::vocab::rdf::NIL, oxrdf::vocab::rdfs::LABEL, label, GraphName::DefaultGraph);
    assert!(written(&[quad]).contains(r#""label": {"@value": "x", "@language": "en-GB"}"#));
}

#[test]
fn triple_terms_cannot_be_written() {
    let triple = Triple::new(oxrdf::vocab::rdf::NIL, oxrdf::vocab::rdf::TYPE, oxrdf::vocab::rdf::NIL);
    let quad = Quad::new(
        NamedNode::new_unchecked("urn:x:s"),
        NamedNode::new_unchecked("urn:x:p"),
        triple,
        GraphName::DefaultGraph,
    );
    let error = write(&refs(&[quad]), &prefixes(), &mut Vec::new()).unwrap_err();
    assert!(matches!(error, JsonLdError::TripleTerm(..)));
    assert_eq!(
        error.to_string(),
        "JSON-LD does not support the triple term that is `urn:x:p` of `urn:x:s`; choose another format, such as Turtle"
    );
}

/// The shipped context has a term for every class, property and value of the core, and for nothing else of `af:`.
#[test]
fn the_context_names_the_core() {
    let ontology = include_str!("../../ontology/article-facts.ttl");
    let namespace = "https://w3id.org/article-facts#";
    let mut core: Vec<String> = oxttl::TurtleParser::new()
        .for_slice(ontology)
        .map(Result::unwrap)
        .filter(|triple| triple.predicate == oxrdf::vocab::rdf::TYPE)
        .filter(|triple| !triple.object.to_string().contains("ConceptScheme"))
        .filter_map(|triple| {
            Some(format!(
                "af:{}",
                triple.subject.to_string().strip_prefix('<')?.strip_suffix('>')?.strip_prefix(namespace)?
            ))
        })
        .collect();
    core.sort();
    core.dedup();
    let context: serde_json::Value =
        serde_json::from_str(include_str!("../../ontology/context.jsonld")).unwrap();
    let mut terms: Vec<String> = context["@context"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|definition| definition.as_str().or_else(|| definition["@id"].as_str()))
        .filter(|iri| iri.starts_with("af:"))
        .map(str::to_owned)
        .collect();
    terms.sort();
    assert_eq!(terms, core);
}
