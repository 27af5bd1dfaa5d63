use super::{ClassSet, Loader, MisfitReason, Ontology, PropertyId, PropertyKind};
use crate::term::vocab::{AF, SCHEMA, SCHEMA_HTTPS, XSD, af, xsd};
use oxrdf::TripleRef;
use proptest::prelude::{ProptestConfig, prop_assert, proptest};

mod published;

const HEAD: &str = "@prefix : <http://e.example/> . @prefix af: <https://w3id.org/article-facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix schema: <http://schema.org/> . @prefix schemas: <https://schema.org/> .
";

fn load(turtle: &str) -> (Ontology, Vec<String>) {
    let text = [HEAD, turtle].concat();
    let mut loader = Loader::new();
    loader.add("e.ttl", &text).unwrap();
    let (ontology, warnings) = loader.finish();
    (ontology, warnings.into_iter().map(|(_, warning)| warning.message).collect())
}
fn name(local: &str) -> String {
    match local.split_once(':') {
        Some(("af", local)) => [AF, local].concat(),
        Some(("xsd", local)) => [XSD, local].concat(),
        Some(("schema", local)) => [SCHEMA, local].concat(),
        Some(("schemas", local)) => [SCHEMA_HTTPS, local].concat(),
        Some(("foaf", local)) => ["http://xmlns.com/foaf/0.1/", local].concat(),
        Some(("org", local)) => ["http://www.w3.org/ns/org#", local].concat(),
        _ => ["http://e.example/", local].concat(),
    }
}
fn set(ontology: &Ontology, classes: &str) -> ClassSet {
    let classes: Vec<_> = classes.split(' ').map(|class| ontology.class(&name(class)).unwrap()).collect();
    ontology.class_set(&classes)
}
fn property(ontology: &Ontology, local: &str) -> PropertyId {
    ontology.property(&name(local)).unwrap()
}
fn domain(ontology: &Ontology, local: &str, classes: &str) -> bool {
    ontology.domain_misfit(property(ontology, local), &set(ontology, classes)).is_none()
}
fn range(ontology: &Ontology, local: &str, classes: &str) -> bool {
    ontology.range_misfit(property(ontology, local), Some(&set(ontology, classes))).is_none()
}
fn value(ontology: &Ontology, local: &str, text: &str, datatype: &str) -> bool {
    ontology.value_misfit(property(ontology, local), text, &name(datatype), None).is_none()
}

#[test]
fn the_core_is_strict_turtle_and_has_nothing_to_warn_of() {
    let mut loader = Loader::new();
    loader.add("again.ttl", super::CORE).unwrap();
    let (ontology, warnings) = loader.finish();
    assert_eq!(warnings, []);
    assert_eq!(ontology.classes().len(), Ontology::core().classes().len());
}

#[test]
fn the_core_checks_its_own_terms() {
    let core = Ontology::core();
    assert!(domain(&core, "af:memberOf", "af:Person") && !domain(&core, "af:memberOf", "af:Place"));
    assert!(range(&core, "af:memberOf", "af:Organization") && !range(&core, "af:memberOf", "af:Person"));
    assert!(domain(&core, "af:memberOf", "af:Country") && range(&core, "af:place", "af:Country"));
    assert!(
        core.range_is_time(property(&core, "af:when")) && !core.range_is_time(property(&core, "af:place"))
    );
    assert!(!core.range_is_quantity(property(&core, "af:place")));
    assert_eq!(core.transitive_above(property(&core, "af:bodyOf")), [property(&core, "af:partOf")]);
    assert!(core.transitive_above(property(&core, "af:memberOf")).is_empty());
    assert!(core.is_below(property(&core, "af:speaker"), property(&core, "af:participant")));
    let concept = core.class(crate::term::vocab::skos::CONCEPT).unwrap();
    let value = core.individual(&name("af:directSpeech")).unwrap();
    assert_eq!(value.classes(), [concept]);
    assert!(core.range_misfit(property(&core, "af:speechMode"), Some(&value)).is_none());
    assert!(core.individual(&name("af:memberOf")).is_none() && core.individual(&name("af:Person")).is_none());
    let controlled: Vec<&str> =
        core.individuals(concept).into_iter().filter_map(|iri| iri.strip_prefix(AF)).collect();
    assert_eq!(controlled, crate::term::vocab::CONTROLLED);
    assert_eq!(core.label(af::TIME_SPAN).unwrap().value(), "Time span");
    assert!(core.comment(af::TIME_SPAN).is_some());
    assert_eq!(core.label(&name("af:underway")).unwrap().value(), "under way");
    assert_eq!(core.class_in(AF, "Person"), core.class(&name("af:Person")));
    assert_eq!(core.property_in(AF, "Person"), None);
    assert_eq!(core.property_in(&"x".repeat(300), "y"), None);
}

#[test]
fn a_term_exists_where_it_is_declared_or_used() {
    let (ontology, _) = load(
        ":p rdfs:domain :D ; rdfs:range :R . :q rdfs:subPropertyOf :above . :Sub rdfs:subClassOf :Super .
         :i a owl:NamedIndividual . :j a :Super . :r rdfs:range xsd:date ; rdfs:seeAlso :Elsewhere .
         :s schema:domainIncludes :DI ; schemas:rangeIncludes :RI . :f a owl:FunctionalProperty .
         :u rdfs:domain [ owl:unionOf ( :A :B ) ] .",
    );
    for class in ["D", "R", "Sub", "Super", "DI", "RI", "A", "B"] {
        assert!(ontology.class(&name(class)).is_some(), "{class}");
        assert!(ontology.property(&name(class)).is_none(), "{class}");
    }
    for property in ["p", "q", "above", "r", "s", "f", "u"] {
        assert!(ontology.property(&name(property)).is_some(), "{property}");
        assert!(ontology.class(&name(property)).is_none(), "{property}");
    }
    for neither in ["i", "j", "Elsewhere", "xsd:date", "nope"] {
        assert!(ontology.class(&name(neither)).is_none(), "{neither}");
        assert!(ontology.property(&name(neither)).is_none(), "{neither}");
    }
    assert!(ontology.class(crate::term::vocab::owl::THING).is_some());
    assert!(ontology.class(crate::term::vocab::owl::CLASS).is_none());
}

#[test]
fn hierarchies_unions_and_equivalents_are_followed() {
    let (ontology, warnings) = load(
        ":Firm a owl:Class ; rdfs:subClassOf :Body . :Body a rdfs:Class ; rdfs:subClassOf af:Organization .
         :Bank a owl:Class ; rdfs:subClassOf :Firm . :Boat a owl:Class ; owl:equivalentClass :Ship . :Ship a owl:Class .
         :Both a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:unionOf ( :Ship :Firm ) ] .
         :Wet a owl:Class . :WetShip a owl:Class ; owl:equivalentClass [ owl:intersectionOf ( :Ship :Wet ) ] .
         :firm a owl:ObjectProperty ; rdfs:domain :Firm ; rdfs:range :Firm .
         :either a owl:ObjectProperty ; rdfs:domain [ owl:unionOf ( :Ship :Firm ) ] .
         :both a owl:ObjectProperty ; rdfs:domain :Both . :top a owl:ObjectProperty ; rdfs:domain owl:Thing .
         :sails a owl:ObjectProperty ; rdfs:domain :Ship . :sub a owl:ObjectProperty ; rdfs:subPropertyOf :sails .
         :wetly a owl:ObjectProperty ; rdfs:domain :WetShip . :odd a owl:ObjectProperty ;
           rdfs:domain [ a owl:Restriction ; owl:onProperty :firm ; owl:someValuesFrom :Firm ] .
         :some a owl:ObjectProperty ; schema:domainIncludes :Firm , :Ship ; rdfs:subPropertyOf :other .
         :other a owl:ObjectProperty ; schema:domainIncludes :Wet .",
    );
    assert_eq!(warnings, [] as [&str; 0]);
    assert!(range(&ontology, "af:memberOf", "Bank") && !range(&ontology, "firm", "af:Organization"));
    assert!(domain(&ontology, "either", "Boat") && domain(&ontology, "either", "Bank"));
    assert!(!domain(&ontology, "either", "Wet"));
    assert!(domain(&ontology, "both", "Bank") && !domain(&ontology, "both", "af:Person"));
    assert!(domain(&ontology, "top", "Wet") && domain(&ontology, "odd", "Wet"));
    assert!(domain(&ontology, "sub", "Boat") && !domain(&ontology, "sub", "Bank"));
    assert!(domain(&ontology, "wetly", "Wet Boat") && !domain(&ontology, "wetly", "Boat"));
    assert!(domain(&ontology, "wetly", "WetShip") && domain(&ontology, "sails", "WetShip"));
    assert!(domain(&ontology, "some", "Bank") && !domain(&ontology, "some", "Wet"));
    let misfit = ontology.domain_misfit(property(&ontology, "sub"), &set(&ontology, "Bank")).unwrap();
    assert_eq!((misfit.reason, misfit.stated_by), (MisfitReason::Class, property(&ontology, "sails")));
    assert_eq!(misfit.wanted, ["http://e.example/Ship"]);
    let misfit = ontology.domain_misfit(property(&ontology, "either"), &set(&ontology, "Wet")).unwrap();
    assert_eq!(misfit.wanted, ["http://e.example/Firm", "http://e.example/Ship"]);
    assert!(ontology.is_a(&set(&ontology, "Bank"), ontology.class(af::AGENT).unwrap()));
}

#[test]
fn two_domains_are_both_needed() {
    let (ontology, warnings) = load(
        ":A a owl:Class . :B a owl:Class . :C a owl:Class ; rdfs:subClassOf :D , :E . :D a owl:Class . :E a owl:Class .
         :p a owl:ObjectProperty ; rdfs:domain :A , :B . :q a owl:ObjectProperty ; rdfs:domain :D , :E ; rdfs:range :D .",
    );
    assert!(domain(&ontology, "p", "A B") && !domain(&ontology, "p", "A") && domain(&ontology, "q", "C"));
    assert_eq!(
        warnings,
        [
            "`http://e.example/p` has 2 domains, and a subject must belong to all of them: `http://e.example/A` and `http://e.example/B`"
        ]
    );
}

#[test]
fn values_are_held_against_ranges() {
    let (ontology, _) = load(
        ":date a owl:DatatypeProperty ; rdfs:range xsd:date . :int a owl:DatatypeProperty ; rdfs:range xsd:integer .
         :lit a rdf:Property ; rdfs:range rdfs:Literal . :any a rdf:Property . :v a owl:DatatypeProperty .
         :inc a owl:DatatypeProperty ; schema:rangeIncludes xsd:date , xsd:integer .
         :some schema:rangeIncludes :Firm , af:Person . :mixed schema:rangeIncludes schema:Text , :Firm .
         schema:Text a schema:DataType . schema:URL rdfs:subClassOf schema:Text . :Firm a owl:Class .
         :url schema:rangeIncludes schema:URL . :Firm rdfs:subClassOf schema:Thing .
         :size a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:oneOf ( \"S\" \"M\" 1 ) ] .
         :Percent a rdfs:Datatype ; owl:equivalentClass [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ] .
         :share a owl:DatatypeProperty ; rdfs:range :Percent . :own a owl:DatatypeProperty ; rdfs:range :Type .
         :union a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:unionOf ( xsd:date xsd:gYear ) ] .
         :below rdfs:subPropertyOf :int . :time a owl:ObjectProperty ; rdfs:range af:TimeSpan .
         :object a owl:ObjectProperty . :resource a rdf:Property ; rdfs:range rdfs:Resource .",
    );
    let fits = |property: &str, text: &str, datatype: &str| value(&ontology, property, text, datatype);
    for (property, text, datatype) in [
        ("date", "2019-03-26", "xsd:date"),
        ("int", "5.0", "xsd:decimal"),
        ("lit", "5", "xsd:integer"),
        ("any", "5", "xsd:integer"),
        ("inc", "5", "xsd:integer"),
        ("mixed", "x", "xsd:string"),
        ("url", "https://e.example/", "xsd:string"),
        ("size", "M", "xsd:string"),
        ("share", "5", "xsd:integer"),
        ("own", "x", "Type"),
        ("union", "2019", "xsd:gYear"),
        ("below", "5", "xsd:integer"),
        ("resource", "5", "xsd:integer"),
    ] {
        assert!(fits(property, text, datatype), "{property} {text}");
    }
    for (property, text, datatype) in [
        ("date", "2019-03-26", "xsd:string"),
        ("int", "5.5", "xsd:decimal"),
        ("inc", "x", "xsd:string"),
        ("some", "x", "xsd:string"),
        ("size", "L", "xsd:string"),
        ("share", "x", "xsd:string"),
        ("own", "x", "xsd:string"),
        ("union", "x", "xsd:string"),
        ("below", "x", "xsd:string"),
        ("object", "x", "xsd:string"),
        ("af:memberOf", "x", "xsd:string"),
    ] {
        assert!(!fits(property, text, datatype), "{property} {text}");
    }
    assert!(range(&ontology, "mixed", "Firm") && !range(&ontology, "mixed", "af:Person"));
    assert!(
        !range(&ontology, "lit", "Firm") && !range(&ontology, "v", "Firm") && range(&ontology, "any", "Firm")
    );
    assert!(range(&ontology, "resource", "Firm"));
    assert!(ontology.range_misfit(property(&ontology, "lit"), None).is_some());
    assert!(ontology.range_misfit(property(&ontology, "some"), None).is_none());
    assert!(ontology.range_is_time(property(&ontology, "time")));
    assert!(ontology.class(&name("schema:Text")).is_none() && ontology.class(&name("schema:URL")).is_none());
    assert_eq!(ontology.kind(property(&ontology, "some")), PropertyKind::Object);
    assert_eq!(ontology.kind(property(&ontology, "mixed")), PropertyKind::Either);
    let misfit = ontology.value_misfit(property(&ontology, "int"), "x", xsd::STRING, None).unwrap();
    assert_eq!((misfit.reason, misfit.wanted), (MisfitReason::Value, vec![xsd::INTEGER]));
    let misfit = ontology.value_misfit(property(&ontology, "af:memberOf"), "x", xsd::STRING, None).unwrap();
    assert_eq!(misfit.reason, MisfitReason::TakesThings);
}

#[test]
fn disjoint_classes_are_found_through_the_hierarchy() {
    let (ontology, warnings) = load(
        ":Bank a owl:Class ; rdfs:subClassOf af:Organization . :Wet a owl:Class ; owl:disjointWith :Dry .
         :Dry a owl:Class . :Damp a owl:Class ; rdfs:subClassOf :Wet . :Odd a owl:Class ; rdfs:subClassOf :Wet , :Dry .
         :All a owl:Class ; owl:disjointUnionOf ( :One :Two ) . :One a owl:Class . :Two a owl:Class .
         :No a owl:Class ; owl:complementOf :Dry .",
    );
    let clash = |classes: &str| {
        ontology.disjoint(&set(&ontology, classes)).map(|clash| {
            [clash.classes.0, clash.classes.1, clash.declared.0, clash.declared.1]
                .map(|class| ontology.class_iri(class).rsplit(['/', '#']).next().unwrap().to_owned())
        })
    };
    let four = |names: &str| names.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for (classes, found) in [
        ("af:Person af:Position", "Person Position Agent Position"),
        ("Bank af:Person", "Bank Person Organization Person"),
        ("Dry Damp", "Dry Damp Dry Wet"),
        ("Odd", "Odd Odd Wet Dry"),
        ("One Two", "One Two One Two"),
        ("Dry No", "Dry No Dry No"),
    ] {
        let mut expected = four(found);
        let mut found = clash(classes).unwrap().to_vec();
        if classes == "Odd" {
            expected[2..].sort();
            found[2..].sort();
        }
        assert_eq!(found, expected, "{classes}");
    }
    for classes in ["af:Person af:Place", "Damp Wet", "af:Country", "One All"] {
        assert_eq!(clash(classes), None, "{classes}");
    }
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].starts_with("the class `http://e.example/Odd` cannot have instances"));
    assert!(ontology.is_a(&set(&ontology, "One"), ontology.class(&name("All")).unwrap()));
}

#[test]
fn characteristics_go_down_where_they_hold_below() {
    let (ontology, _) = load(
        ":p a owl:ObjectProperty , owl:FunctionalProperty , owl:AsymmetricProperty , owl:TransitiveProperty .
         :q rdfs:subPropertyOf :p . :s a owl:SymmetricProperty . :r owl:equivalentProperty :p .",
    );
    let q = property(&ontology, "q");
    assert!(ontology.is_functional(q) && ontology.is_asymmetric(q) && ontology.is_irreflexive(q));
    assert!(!ontology.is_transitive(q) && !ontology.is_symmetric(q) && !ontology.is_inverse_functional(q));
    assert_eq!(ontology.transitive_above(q), [property(&ontology, "p")]);
    assert_eq!(ontology.kind(q), PropertyKind::Object);
    assert!(ontology.is_symmetric(property(&ontology, "s")));
    assert!(ontology.properties_above(q).any(|above| above == property(&ontology, "r")));
}

#[test]
fn sloppy_ontologies_are_told_once_a_term() {
    let (ontology, warnings) = load(
        "<http://e.example/> a owl:Ontology ; owl:imports <http://other.example/> .
         :title a owl:ObjectProperty ; rdfs:range xsd:string . :knows a owl:DatatypeProperty ; rdfs:range :Person .
         :Person a owl:Class ; rdfs:subClassOf :Human . :Human a owl:Class ; rdfs:subClassOf :Person .
         :two a owl:ObjectProperty , owl:DatatypeProperty . :used rdfs:domain :Undeclared , :Undeclared .
         :used rdfs:range :Undeclared . :Person rdfs:subClassOf <http://foreign.example/Agent> .",
    );
    let starts = [
        "`owl:imports` is not followed: `http://other.example/`",
        "`http://e.example/title` is declared an owl:ObjectProperty, but its range is",
        "`http://e.example/knows` is declared an owl:DatatypeProperty, but its range is the class",
        "rdfs:subClassOf has a cycle: `http://e.example/Person` below `http://e.example/Human`",
        "`http://e.example/two` is declared both an object property and a datatype property",
        "the property `http://e.example/used` is used but not declared",
        "the class `http://e.example/Undeclared` is used but not declared",
    ];
    assert_eq!(warnings.len(), starts.len(), "{warnings:#?}");
    for start in starts {
        assert!(warnings.iter().any(|warning| warning.starts_with(start)), "{start} in {warnings:#?}");
    }
    assert!(value(&ontology, "title", "x", "xsd:string") && range(&ontology, "knows", "Human"));
    assert!(range(&ontology, "two", "Person") && value(&ontology, "two", "x", "xsd:string"));
    assert!(set(&ontology, "Human").classes().len() == 1);
}

#[test]
fn warnings_have_the_place_and_the_file() {
    let (a, b) = ([HEAD, ":A a owl:Class ."].concat(), [HEAD, ":b rdfs:domain :C ."].concat());
    let mut loader = Loader::new();
    loader.add("a.ttl", &a).unwrap();
    loader.add("b.ttl", &b).unwrap();
    let warnings = loader.finish().1;
    let places: Vec<(&str, &str)> = warnings
        .iter()
        .map(|(name, warning)| (*name, &b[warning.span.start as usize..warning.span.end as usize]))
        .collect();
    assert_eq!(places, [("b.ttl", ":b"), ("b.ttl", ":C")]);
}

#[test]
fn a_text_that_is_no_turtle_is_left_out() {
    let mut loader = Loader::new();
    let text = [HEAD, ":A a owl:Class .\n:B a owl:Class ,, .\n"].concat();
    let errors = loader.add("bad.ttl", &text).unwrap_err();
    assert!(text[..errors[0].span.start as usize].ends_with(":B a owl:Class ,"), "{errors:?}");
    assert!(loader.add("words.ttl", "this is not Turtle").is_err());
    assert!(loader.add("relative.ttl", "<A> a <B> .").unwrap_err()[0].help.is_some());
    let (ontology, warnings) = loader.finish();
    assert!(warnings.is_empty() && ontology.class(&name("A")).is_none());
    assert_eq!(ontology.triples().count(), Ontology::core().triples().count());
}

#[test]
fn the_same_files_give_the_same_triples() {
    let text = [HEAD, ":p rdfs:domain [ owl:unionOf ( :A [ owl:complementOf :B ] ) ] . _:x a _:y ."].concat();
    let read = || {
        let mut loader = Loader::new();
        loader.add("a.ttl", &text).unwrap();
        loader.add("b.ttl", &text).unwrap();
        loader.finish().0.triples().map(TripleRef::into_owned).collect::<Vec<_>>()
    };
    assert_eq!(read(), read());
}

#[test]
fn circles_everywhere_end() {
    let (ontology, _) = load(
        "_:l rdf:first :A ; rdf:rest _:l . :U owl:unionOf _:l . :A rdfs:subClassOf :U . _:u owl:unionOf ( _:u :A ) .
         :I owl:intersectionOf ( :I :A ) . :p rdfs:domain _:u , :U , :I ; rdfs:range _:u ; rdfs:subPropertyOf :q .
         :q rdfs:subPropertyOf :p . :D a rdfs:Datatype ; owl:equivalentClass :D ; rdfs:subClassOf :D .
         :d a owl:DatatypeProperty ; rdfs:range :D .",
    );
    domain(&ontology, "p", "A");
    range(&ontology, "p", "A");
    value(&ontology, "d", "x", "xsd:string");
}

#[test]
fn a_list_that_many_share_is_refused_and_not_multiplied() {
    let members: String =
        (0..1500).map(|at| format!("_:l{at} rdf:first :c{at} ; rdf:rest _:l{} .\n", at + 1)).collect();
    let unions: String = (0..1500).map(|at| format!(":u{at} owl:unionOf _:l0 .\n")).collect();
    let (_, warnings) = load(&(members + &unions));
    assert_eq!(warnings, ["too many expressions share long lists"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_terms_in_any_relation_are_read(
        lines in proptest::collection::vec((0usize..6, 0usize..12, 0usize..6), 0..24),
    ) {
        let relations = ["a owl:Class ; rdfs:subClassOf", "owl:equivalentClass", "owl:disjointWith", "rdfs:domain",
            "rdfs:range", "rdfs:subPropertyOf", "schema:domainIncludes", "schema:rangeIncludes",
            "a owl:ObjectProperty ; rdfs:range", "a owl:DatatypeProperty ; rdfs:range", "owl:unionOf", "owl:onDatatype"];
        let names = [":a", ":b", "_:c", "xsd:date", "( :a _:c )", "af:Person"];
        let turtle: String = lines.iter().filter(|(s, ..)| *s != 4)
            .map(|&(s, r, o)| format!("{} {} {} .\n", names[s], relations[r], names[o])).collect();
        let (ontology, _) = load(&turtle);
        let own = |iri: &str| iri.starts_with("http://e.example/");
        let classes: Vec<_> = ontology.classes().into_iter().filter(|&class| own(ontology.class_iri(class))).collect();
        // What is of all classes fits all domains that something fits.
        let all = ontology.class_set(&ontology.classes());
        for property in ontology.properties() {
            for &class in &classes {
                let set = ontology.class_set(&[class]);
                if ontology.domain_misfit(property, &set).is_none() {
                    prop_assert!(ontology.domain_misfit(property, &all).is_none());
                }
                ontology.range_misfit(property, Some(&set));
                ontology.disjoint(&set);
            }
            ontology.value_misfit(property, "x", xsd::STRING, None);
        }
    }
}
