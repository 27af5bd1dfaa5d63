//! Which terms of a query are told to exist nowhere.
use super::{Known, unknown_terms, unknown_value};
use crate::ask::dataset::{Dataset, DatasetBuilder};
use crate::ask::sparql::Query;
use crate::ontology::Ontology;
use crate::rdf::quads::{LiteralKind, QuadSink};
use crate::term::prefixes::Prefixes;
use oxrdf::{Literal, NamedNode, Term, Variable};

const BASE: &str = "https://example.org/article-facts/";

fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new();
    builder.subject("https://example.org/g", "https://example.org/article-facts/entity/cepej");
    builder.iri(
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "https://w3id.org/article-facts#Organization",
    );
    builder.literal("http://www.w3.org/2000/01/rdf-schema#label", "Kazakhstan", LiteralKind::Lang("en"));
    builder.literal("http://www.w3.org/2000/01/rdf-schema#label", "plain", LiteralKind::Plain);
    builder.literal("http://www.w3.org/ns/oa#exact", "Kazakhstan", LiteralKind::Plain);
    builder.literal(
        "https://w3id.org/article-facts#earliest",
        "2018-07-01",
        LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#date"),
    );
    builder.literal(
        "http://www.w3.org/ns/oa#start",
        "0",
        LiteralKind::Typed("http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
    );
    builder.iri("https://w3id.org/article-facts#modality", "https://w3id.org/article-facts#realized");
    builder.iri("http://example.com/own", "http://example.com/thing");
    for fact in ["f1", "f2"] {
        builder.subject("https://example.org/g", &format!("{BASE}article/a/fact/{fact}"));
        builder.iri("https://w3id.org/article-facts#predicate", "https://w3id.org/article-facts#affects");
    }
    builder.iri("https://w3id.org/article-facts#predicate", "https://w3id.org/article-facts#place");
    builder.iri("https://w3id.org/article-facts#place", "http://example.com/thing");
    builder.finish()
}

fn prefixes() -> Prefixes {
    let mut prefixes = Prefixes::predeclared();
    prefixes.insert("ent", "https://example.org/article-facts/entity/");
    prefixes
}

/// The text at each warning's place, its message and help.
fn warnings(text: &str) -> Vec<(String, String, String)> {
    let (dataset, core) = (dataset(), Ontology::core());
    let query = Query::parse(text, &prefixes(), Some(BASE)).expect(text);
    let known = Known { dataset: Some(&dataset), is_part: false, ontologies: &[&core], bases: &[BASE] };
    unknown_terms(&query, known)
        .into_iter()
        .map(|w| {
            let place = text[w.span.start as usize..w.span.end as usize].to_owned();
            (place, w.message, w.help.unwrap_or_default())
        })
        .collect()
}

#[test]
fn what_exists_nowhere_is_named_with_the_nearest() {
    for (text, place, message, help) in [
        ("SELECT * { ?x af:acordingTo ?y }", "af:acordingTo", "unknown property", "`af:accordingTo`"),
        ("SELECT * { ?x af:evidenc/af:inArticle ?y }", "af:evidenc", "unknown property", "`af:evidence`"),
        ("SELECT * { ?x a af:Fcat }", "af:Fcat", "unknown class", "`af:Fact`"),
        (
            "SELECT * { ?x a <https://w3id.org/article-facts#Fcat> }",
            "<https://w3id.org/article-facts#Fcat>",
            "unknown class",
            "`<https://w3id.org/article-facts#Fact>`",
        ),
        ("SELECT * { ?x af:subject ent:cepejj }", "ent:cepejj", "unknown entity", "`ent:cepej`"),
        (
            "SELECT * { ?x rdfs:label \"Kazakhstan\" }",
            "\"Kazakhstan\"",
            "without a language tag",
            "\"Kazakhstan\"@en",
        ),
        ("SELECT * { ?x ?p ?o FILTER(?p = af:quoet) }", "af:quoet", "unknown term", ""),
        ("SELECT * { ?x af:modality af:realised }", "af:realised", "unknown term", "`af:realized`"),
        (
            "SELECT * { GRAPH <https://example.org/h> { ?x ?p ?o } }",
            "<https://example.org/h>",
            "unknown graph",
            "`<https://example.org/g>`",
        ),
        (
            "SELECT * FROM <https://example.org/gg> { ?x ?p ?o }",
            "<https://example.org/gg>",
            "unknown graph",
            "`<https://example.org/g>`",
        ),
        (
            "SELECT * { ?x rdfs:label ?l FILTER(?l = \"Kazakhstan\") }",
            "\"Kazakhstan\"",
            "without a language tag",
            "\"Kazakhstan\"@en",
        ),
        (
            "SELECT ?x (COUNT(*) AS ?n) { ?x a af:Organization { ?x rdfs:label ?l } FILTER(\"Kazakhstan\" = ?l) } GROUP BY ?x",
            "\"Kazakhstan\"",
            "without a language tag",
            "\"Kazakhstan\"@en",
        ),
        (
            "SELECT * { ?x rdfs:label ?l FILTER(?l IN (\"Kazakhstan\", \"nowhere\")) }",
            "\"Kazakhstan\"",
            "without a language tag",
            "\"Kazakhstan\"@en",
        ),
        (
            "SELECT * { ?x rdfs:label ?l FILTER(?l = \"nowhere\" || ?l = \"Kazakhstan\") }",
            "\"Kazakhstan\"",
            "without a language tag",
            "\"Kazakhstan\"@en",
        ),
        (
            "SELECT * { VALUES ?l { \"Kazakhstan\" } ?x rdfs:label ?l }",
            "\"Kazakhstan\"",
            "without a language tag",
            "\"Kazakhstan\"@en",
        ),
        (
            "SELECT * { ?f af:modality \"completed\" }",
            "\"completed\"",
            "the values of `af:modality` are IRIs",
            "`af:completed`",
        ),
        (
            "SELECT * { ?f af:modality ?m FILTER(?m = \"Realised\") }",
            "\"Realised\"",
            "the values of `af:modality` are IRIs",
            "`af:realized`",
        ),
        (
            "SELECT * { ?x <http://elsewhere.example/p> ?y }",
            "<http://elsewhere.example/p>",
            "no data use the property",
            "",
        ),
        ("SELECT * { ?x a <urn:x:C> }", "<urn:x:C>", "no data use the class", ""),
        ("SELECT * { ?x rdfs:lable ?y }", "rdfs:lable", "no data use the property", "`rdfs:label`"),
        ("SELECT * { ?x rdfs:seeAlso ?y }", "rdfs:seeAlso", "no data use the property", ""),
        (
            "SELECT * { ?x <http://example.com/owm> ?y }",
            "<http://example.com/owm>",
            "no data use the property",
            "`<http://example.com/own>`",
        ),
        ("SELECT * { ?q oa:start 0 }", "0", "0 as xsd:integer", "`FILTER(?number = 0)`"),
        (
            "SELECT * { ?x af:earliest \"2018-07-01\" }",
            "\"2018-07-01\"",
            "they have \"2018-07-01\"^^xsd:date",
            "^^xsd:date",
        ),
    ] {
        let found = warnings(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].0, place, "{text}");
        assert!(found[0].1.contains(message), "{text}: {}", found[0].1);
        assert!(found[0].2.contains(help), "{text}: {}", found[0].2);
    }
}

#[test]
fn what_exists_is_left_alone() {
    for text in [
        "SELECT * { ?x a af:Fact ; af:evidence ?q }",
        "SELECT * { ?x a af:Organization ; rdfs:label \"plain\", \"Kazakhstan\"@en, \"nowhere\" }",
        "SELECT * { ent:cepej <http://example.com/own> ?y }",
        "SELECT * { ?x ?p <http://elsewhere.example/thing> FILTER(?p != <http://elsewhere.example/p>) }",
        "SELECT * { ?x af:modality af:realized FILTER(DATATYPE(?x) = xsd:date) }",
        "SELECT * { ?x oa:exact \"Kazakhstan\" }",
        "SELECT * { ?x rdfs:label ?l FILTER(?l != \"Kazakhstan\") }",
        "SELECT * { ?x rdfs:label ?l FILTER(?l NOT IN (\"Kazakhstan\")) }",
        "SELECT * { ?x rdfs:label ?l FILTER(STR(?l) = \"Kazakhstan\") }",
        "SELECT * { ?x rdfs:label ?l FILTER(?l IN (\"Kazakhstan\", \"plain\")) }",
        "SELECT * { ?x rdfs:label ?l FILTER(?l = \"Kazakhstan\" || ?x = ent:cepej) }",
        "SELECT * { ?x a ?c OPTIONAL { ?x rdfs:label ?l FILTER(?l = \"Kazakhstan\") } }",
        "SELECT * { ?x a ?c MINUS { ?x rdfs:label ?l FILTER(?l = \"Kazakhstan\") } }",
        "SELECT * { { ?x rdfs:label ?l FILTER(?l = \"Kazakhstan\") } UNION { ?x a ?c } }",
        "SELECT * { { ?x rdfs:label ?l } UNION { ?x oa:exact ?l } FILTER(?l = \"Kazakhstan\") }",
        "SELECT * { VALUES ?l { \"Kazakhstan\" UNDEF } ?x rdfs:label ?l }",
        "SELECT * { VALUES ?l { \"Kazakhstan\" \"Kazakhstan\"@en } ?x rdfs:label ?l }",
        "SELECT * { ?x oa:exact ?l FILTER(?l = \"Kazakhstan\") }",
        "SELECT * { ?q oa:start ?n FILTER(?n = 0) } LIMIT 0",
        "SELECT * { ?q oa:start 7 }",
        "SELECT * { ?f rdf:reifies ?t }",
        "SELECT * { { ?q oa:start 0 } UNION { ?q oa:start ?n FILTER(?n = 0) } }",
        "SELECT * { ?f a ?c OPTIONAL { ?f af:modality \"completed\" } }",
        "SELECT * FROM NAMED <https://example.org/g> { GRAPH <https://example.org/g> { ?x ?p ?o } }",
        "SELECT * { ?x af:earliest \"2018-07-01\"^^xsd:date }",
        "PREFIX x: <https://w3id.org/article-facts#nothing> SELECT * { ?x ?p ?o FILTER(?o = \"Kazakhstan\") }",
    ] {
        assert_eq!(warnings(text), [], "{text}");
    }
}

#[test]
fn a_value_that_names_nothing_is_told() {
    let (dataset, core) = (dataset(), Ontology::core());
    let known = Known { dataset: Some(&dataset), is_part: false, ontologies: &[&core], bases: &[BASE] };
    let query = Query::parse("SELECT * { ?f af:subject ?body FILTER(?n > ?min) }", &prefixes(), None)
        .expect("a query");
    let told = |name: &str, term: Term, text: &str| {
        let found = unknown_value(&query, &Variable::new_unchecked(name), &term, text, known);
        found.map(|w| (text[w.span.start as usize..].to_owned(), w.message, w.help.unwrap_or_default()))
    };
    let text = |text: &str| Term::from(Literal::new_simple_literal(text));
    let (place, message, help) = told("body", text("cepejj"), "body=cepejj").expect("a warning");
    assert_eq!((place.as_str(), help.as_str()), ("cepejj", "did you mean `cepej`?"));
    assert!(message.contains("not the key"), "{message}");
    let iri = |iri: &str| Term::from(NamedNode::new_unchecked(iri));
    let unknown = told("body", iri("https://example.org/article-facts/entity/cepjj"), "body=ent:cepjj");
    assert_eq!(unknown.expect("a warning").2, "did you mean `ent:cepej`?");
    assert!(told("body", text("plain"), "body=plain").is_none());
    assert!(told("min", text("5x"), "min=5x").is_none());
}

#[test]
fn a_property_that_is_only_planned_or_denied_is_told() {
    let found = warnings("SELECT * { ?x af:affects ?y ; af:place ?z }");
    let [(place, message, help)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(place, "af:affects");
    assert!(message.contains("the 2 facts with it"), "{message}");
    assert!(help.contains("af:predicate af:affects"), "{help}");
    assert!(warnings("SELECT * { ?f af:predicate af:affects }").is_empty());
}
