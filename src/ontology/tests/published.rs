//! Pieces in the manner of published ontologies: what they declare, and how loosely.
use super::{domain, name, property, range, set, value};
use crate::ontology::{Loader, Ontology, PropertyKind};

const FOAF: &str = r#"
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> . @prefix dct: <http://purl.org/dc/terms/> .
foaf:Agent a rdfs:Class , owl:Class ; owl:equivalentClass dct:Agent ; rdfs:label "Agent" .
foaf:Person a rdfs:Class , owl:Class ; rdfs:subClassOf foaf:Agent , geo:SpatialThing ;
  owl:disjointWith foaf:Organization , foaf:Project ; rdfs:label "Person" .
foaf:Organization a rdfs:Class , owl:Class ; rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Person , foaf:Document .
foaf:Group a rdfs:Class , owl:Class ; rdfs:subClassOf foaf:Agent .
foaf:Document a rdfs:Class , owl:Class ; owl:disjointWith foaf:Organization , foaf:Project .
foaf:Project a rdfs:Class , owl:Class .
foaf:name a rdf:Property , owl:DatatypeProperty ; rdfs:domain owl:Thing ; rdfs:range rdfs:Literal ; rdfs:subPropertyOf rdfs:label .
foaf:knows a rdf:Property , owl:ObjectProperty ; rdfs:domain foaf:Person ; rdfs:range foaf:Person .
foaf:mbox a rdf:Property , owl:InverseFunctionalProperty , owl:ObjectProperty ; rdfs:domain foaf:Agent ; rdfs:range owl:Thing .
foaf:page a rdf:Property , owl:ObjectProperty ; rdfs:domain owl:Thing ; rdfs:range foaf:Document .
foaf:homepage a rdf:Property , owl:ObjectProperty , owl:InverseFunctionalProperty ; rdfs:domain owl:Thing ;
  rdfs:range foaf:Document ; rdfs:subPropertyOf foaf:page , foaf:isPrimaryTopicOf .
foaf:member a rdf:Property , owl:ObjectProperty ; rdfs:domain foaf:Group ; rdfs:range foaf:Agent .
"#;

const ORG: &str = r#"
@prefix org: <http://www.w3.org/ns/org#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<http://www.w3.org/ns/org#> a owl:Ontology .
org:Organization a owl:Class , rdfs:Class ; rdfs:subClassOf foaf:Agent ; owl:equivalentClass foaf:Organization ;
  owl:disjointWith org:Role , org:Membership , org:Site .
org:FormalOrganization a owl:Class , rdfs:Class ; rdfs:subClassOf org:Organization , foaf:Organization .
org:Post a owl:Class , rdfs:Class . org:Role a owl:Class , rdfs:Class . org:Site a owl:Class , rdfs:Class .
org:Membership a owl:Class , rdfs:Class .
org:subOrganizationOf a owl:ObjectProperty , rdf:Property , owl:TransitiveProperty ; rdfs:domain org:Organization ; rdfs:range org:Organization .
org:role a owl:ObjectProperty , rdf:Property ; rdfs:range org:Role ;
  rdfs:domain [ a owl:Class ; owl:unionOf ( [ a owl:Class ; owl:unionOf ( org:Membership org:Post ) ] org:Site ) ] .
org:memberOf a owl:ObjectProperty , rdf:Property ; rdfs:range org:Organization ;
  rdfs:domain [ a owl:Class ; owl:unionOf ( foaf:Agent org:Organization ) ] .
"#;

const SCHEMA: &str = r#"
@prefix schema: <https://schema.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
schema:Thing a rdfs:Class . schema:Organization a rdfs:Class ; rdfs:subClassOf schema:Thing .
schema:Person a rdfs:Class ; rdfs:subClassOf schema:Thing . schema:DataType a rdfs:Class ; rdfs:subClassOf rdfs:Class .
schema:Text a rdfs:Class , schema:DataType . schema:Date a schema:DataType , rdfs:Class .
schema:Number a schema:DataType , rdfs:Class . schema:Integer a rdfs:Class ; rdfs:subClassOf schema:Number .
schema:URL a rdfs:Class ; rdfs:subClassOf schema:Text .
schema:name a rdf:Property ; schema:domainIncludes schema:Thing ; schema:rangeIncludes schema:Text .
schema:founder a rdf:Property ; schema:domainIncludes schema:Organization ; schema:rangeIncludes schema:Organization , schema:Person .
schema:author a rdf:Property ; schema:domainIncludes schema:Thing ; schema:rangeIncludes schema:Person , schema:Text .
schema:foundingDate a rdf:Property ; schema:domainIncludes schema:Organization ; schema:rangeIncludes schema:Date .
schema:numberOfEmployees a rdf:Property ; schema:domainIncludes schema:Organization ; schema:rangeIncludes schema:Integer .
"#;

fn load() -> (Ontology, Vec<String>) {
    let mut loader = Loader::new();
    for (name, turtle) in [("foaf.ttl", FOAF), ("org.ttl", ORG), ("schema.ttl", SCHEMA)] {
        loader.add(name, turtle).unwrap();
    }
    let (ontology, warnings) = loader.finish();
    (ontology, warnings.into_iter().map(|(file, warning)| format!("{file}: {}", warning.message)).collect())
}

#[test]
fn foaf_org_and_schema_org_work_together() {
    let (ontology, warnings) = load();
    assert_eq!(warnings, [] as [&str; 0]);
    for (property, class) in [
        ("foaf:knows", "foaf:Person"),
        ("foaf:name", "org:Site"),
        ("org:memberOf", "foaf:Person"),
        ("org:memberOf", "org:FormalOrganization"),
        ("org:role", "org:Post"),
        ("org:role", "org:Site"),
        ("schemas:name", "schemas:Person"),
        ("schemas:founder", "schemas:Organization"),
    ] {
        assert!(domain(&ontology, property, class), "{property} {class}");
    }
    for (property, class) in [
        ("foaf:knows", "foaf:Organization"),
        ("org:role", "foaf:Person"),
        ("foaf:member", "foaf:Person"),
        ("schemas:founder", "schemas:Person"),
    ] {
        assert!(!domain(&ontology, property, class), "{property} {class}");
    }
    assert!(range(&ontology, "org:subOrganizationOf", "foaf:Organization"));
    assert!(range(&ontology, "foaf:mbox", "org:Site") && !range(&ontology, "foaf:homepage", "foaf:Person"));
    assert!(ontology.disjoint(&set(&ontology, "foaf:Person org:FormalOrganization")).is_some());
    assert!(ontology.is_inverse_functional(property(&ontology, "foaf:homepage")));
    assert_eq!(ontology.transitive_above(property(&ontology, "org:subOrganizationOf")).len(), 1);
}

#[test]
fn schema_org_takes_text_things_or_both() {
    let (ontology, _) = load();
    let kind = |local: &str| ontology.kind(property(&ontology, local));
    assert_eq!(kind("schemas:name"), PropertyKind::Datatype);
    assert_eq!(kind("schemas:founder"), PropertyKind::Object);
    assert_eq!(kind("schemas:author"), PropertyKind::Either);
    for (property, text, datatype, fits) in [
        ("schemas:name", "x", "xsd:string", true),
        ("schemas:author", "x", "xsd:string", true),
        ("schemas:founder", "x", "xsd:string", false),
        ("schemas:foundingDate", "1949", "xsd:gYear", true),
        ("schemas:foundingDate", "1949", "xsd:string", false),
        ("schemas:numberOfEmployees", "40", "xsd:integer", true),
        ("schemas:numberOfEmployees", "4.5", "xsd:decimal", false),
    ] {
        assert_eq!(value(&ontology, property, text, datatype), fits, "{property} {text}");
    }
    assert!(range(&ontology, "schemas:author", "schemas:Person"));
    assert!(!range(&ontology, "schemas:author", "schemas:Organization"));
    assert!(ontology.class(&name("schemas:Integer")).is_none());
}
