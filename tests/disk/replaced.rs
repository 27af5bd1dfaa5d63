//! Documents that are loaded again or retracted.
use super::Place;

#[test]
fn a_document_that_is_loaded_again_takes_the_place_of_the_old_one() {
    let place = Place::new();
    place.write("first.jsonl", &[("a", "ann"), ("b", "ann"), ("c", "bea")]);
    place.fine(&["load", "--store", "store", "first.jsonl"]);
    place.assert_holds(&["first.jsonl"]);
    place.write("again.jsonl", &[("a", "bea"), ("d", "bea")]);
    place.fine(&["load", "--store", "store", "again.jsonl"]);
    place.write("rest.jsonl", &[("b", "ann"), ("c", "bea")]);
    place.assert_holds(&["again.jsonl", "rest.jsonl"]);
    // And once more: nothing changes.
    place.fine(&["load", "--store", "store", "again.jsonl"]);
    place.assert_holds(&["again.jsonl", "rest.jsonl"]);
}

#[test]
fn a_plain_triple_stays_while_an_article_says_it() {
    let place = Place::new();
    place.write("all.jsonl", &[("a", "ann"), ("b", "ann"), ("c", "bea")]);
    place.fine(&["load", "--store", "store", "all.jsonl"]);
    let ask = |who: &str| {
        let query = format!(
            "ASK {{ <https://example.org/article-facts/entity/{who}> af:memberOf <https://example.org/article-facts/entity/acme> }}"
        );
        let answer = place.fine(&["query", &query, "--format", "csv", "--store", "store"]);
        super::text(&answer).contains("true")
    };
    assert!(ask("ann") && ask("bea"));
    place.fine(&["retract", "--store", "store", "a"]);
    assert!(ask("ann") && ask("bea"));
    place.write("rest.jsonl", &[("b", "ann"), ("c", "bea")]);
    place.assert_holds(&["rest.jsonl"]);
    place.fine(&["retract", "--store", "store", "https://example.org/article-facts/article/b"]);
    assert!(!ask("ann") && ask("bea"));
    place.write("rest.jsonl", &[("c", "bea")]);
    place.assert_holds(&["rest.jsonl"]);
}

#[test]
fn a_corpus_that_is_loaded_again_takes_the_place_of_the_old_one() {
    let place = Place::new();
    place.write("a.jsonl", &[("a", "ann")]);
    place.fine(&["load", "--store", "store", "a.jsonl"]);
    let corpus =
        std::fs::read_to_string(place.path("corpus.yaml")).unwrap().replace("label: Ann", "label: Anna");
    std::fs::write(place.path("corpus.yaml"), corpus).unwrap();
    place.write("b.jsonl", &[("b", "bea")]);
    place.fine(&["load", "--store", "store", "b.jsonl"]);
    place.assert_holds(&["a.jsonl", "b.jsonl"]);
}

#[test]
fn many_documents_beside_many_are_loaded_as_few_are() {
    let place = Place::new();
    let name = |number: usize| format!("a{number}");
    let names: Vec<String> = (0..3000).map(name).collect();
    let documents = |range: std::ops::Range<usize>, who: &'static str| -> Vec<(&str, &'static str)> {
        names[range].iter().map(|id| (id.as_str(), who)).collect()
    };
    place.write("few.jsonl", &documents(0..20, "ann"));
    place.fine(&["load", "--store", "store", "few.jsonl"]);
    // So many that a new generation is built.
    place.write("many.jsonl", &documents(10..3000, "bea"));
    place.fine(&["load", "--store", "store", "many.jsonl"]);
    place.write("rest.jsonl", &documents(0..10, "ann"));
    place.assert_holds(&["rest.jsonl", "many.jsonl"]);
    let generations = std::fs::read_dir(place.path("store"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("gen-"));
    assert_eq!(generations.count(), 1);
}
