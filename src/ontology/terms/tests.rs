use super::{Kind, Takes, Terms, json, list, page, text};
use crate::ontology::{Loader, Ontology};

fn names(found: &[&super::Term]) -> Vec<String> {
    found.iter().map(|term| term.name.clone()).collect()
}

#[test]
fn a_word_finds_terms_by_name_label_and_synonym() {
    let core = Ontology::core();
    let terms = core.terms();
    for (word, first) in [
        ("memberOf", "memberOf"),
        ("member-of", "memberOf"),
        ("MEMBER OF", "memberOf"),
        ("Treaty", "LegalInstrument"),
        ("City", "Place"),
        ("chairs", "chairs"),
        ("Mitglied von", "memberOf"),
        ("статья", "Article"),
        ("might", "possible"),
    ] {
        assert_eq!(terms.find(word).first().map(|term| term.name.as_str()), Some(first), "{word}");
    }
    assert!(names(&terms.find("speech")).contains(&"directSpeech".to_owned()));
    assert_eq!(names(&terms.find("xyzzy")), Vec::<String>::new());
    assert_eq!(names(&terms.find("")), Vec::<String>::new());
    assert_eq!(terms.nearest("Treatty").map(|term| term.name.as_str()), Some("LegalInstrument"));
}

#[test]
fn suggestions_are_of_the_kind_that_is_asked_for() {
    let core = Ontology::core();
    let terms = core.terms();
    assert_eq!(names(&terms.called(Kind::Class, "Treaty")), ["LegalInstrument"]);
    assert_eq!(names(&terms.called(Kind::Property, "Treaty")), Vec::<String>::new());
    assert_eq!(names(&terms.called(Kind::Property, "schema:location"))[0], "place");
    assert!(names(&terms.alike(Kind::Value, "direct")).contains(&"directSpeech".to_owned()));
}

#[test]
fn a_term_says_what_it_takes_and_what_is_around_it() {
    let core = Ontology::core();
    let terms = core.terms();
    let term = |name: &str| terms.named(name).unwrap();
    assert_eq!((term("place").takes, term("when").takes), (Some(Takes::Object), Some(Takes::Time)));
    assert_eq!((term("cost").takes, term("score").takes), (Some(Takes::Quantity), Some(Takes::Value)));
    // What holds of the property above holds too.
    assert_eq!(term("speaker").domain, ["Utterance", "Event"]);
    assert_eq!(term("memberOf").range_includes, ["Organization", "Group"]);
    assert!(term("Agent").below.contains(&"Person".to_owned()));
    assert!(term("Utterance").properties.contains(&"speaker".to_owned()));
    assert!(term("status").values.contains(&"planned".to_owned()));
    assert_eq!(term("directSpeech").value_of, ["speechMode"]);
    assert!(term("Person").alignments.iter().any(|alignment| alignment.other == "foaf:Person"));
    assert_eq!(terms.of(Kind::Value).count(), crate::term::vocab::CONTROLLED.len());
}

#[test]
fn a_users_terms_are_named_by_prefix_and_their_markup_is_escaped() {
    let mut loader = Loader::new();
    let turtle = "@prefix x: <https://x.org/#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        x:leads a owl:ObjectProperty ; rdfs:comment \"<script>alert(1)</script>\" ; rdfs:domain [ owl:unionOf ( x:A x:B ) ] .
        x:A a owl:Class . x:B a owl:Class ; rdfs:subClassOf x:C . x:C a owl:Class ; rdfs:subClassOf x:B .";
    loader.add("terms.ttl", turtle).unwrap();
    let ontology = loader.finish().0;
    let terms = Terms::new(&ontology, &[("x".to_owned(), "https://x.org/#".to_owned())]);
    assert_eq!(terms.named("x:leads").unwrap().domain, ["x:A", "x:B"]);
    assert!(names(&terms.called(Kind::Property, "Leads")).contains(&"x:leads".to_owned()));
    let page = page(&terms, "A & B");
    assert!(
        page.contains("<title>A &amp; B</title>")
            && page.contains("&lt;script&gt;")
            && !page.contains("<script>")
    );
    // Classes in a circle are listed all the same.
    assert!(page.contains("id=\"x_C\"") && list(&terms).contains("x:C"));
}

#[test]
fn the_page_has_each_term_once_and_no_link_that_leads_nowhere() {
    let core = Ontology::core();
    let page = page(core.terms(), "Article Facts");
    let ids: Vec<&str> =
        page.split("<article id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.len(), core.terms().all().len());
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "two terms have one anchor");
    for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

#[test]
fn text_and_json_say_the_same() {
    let core = Ontology::core();
    let terms = core.terms();
    let place = terms.named("place").unwrap();
    let words = text(&[place]);
    assert!(words.starts_with("place (property)") && words.contains("\n  range     Place\n"), "{words}");
    let object = &json([place])[0];
    assert_eq!((object["kind"].as_str(), object["range"][0].as_str()), (Some("property"), Some("Place")));
    assert_eq!(terms.json().as_array().map(Vec::len), Some(terms.all().len()));
    assert!(list(terms).contains("\n    Person "));
}
