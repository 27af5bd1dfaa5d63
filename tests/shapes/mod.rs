//! The shipped shapes over what the program exports; `.ci/shapes.py` does the same, and more, with pySHACL.
use groundwire::ask::dataset::{Dataset, DatasetBuilder};
use groundwire::shacl::{Shapes, validate};
use oxrdf::GraphName;
use oxttl::{NQuadsParser, TurtleParser};
use std::fs;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const FACT: &str = "<https://example.org/article-facts/article/kazakhstan-council-of-europe/fact/f13a>";
const ENTITY: &str = "https://example.org/article-facts/entity";
const AF: &str = "https://w3id.org/article-facts#";

fn read(path: &str) -> String {
    fs::read_to_string(format!("{ROOT}/{path}")).unwrap()
}

/// What the program exports of a folder, as N-Quads.
fn export(folder: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundwire"));
    let done = command.args(["export", folder, "--format", "nq"]).current_dir(ROOT).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

fn dataset(quads: &str, ontologies: &[String]) -> Dataset {
    let mut builder = DatasetBuilder::new();
    for quad in NQuadsParser::new().for_slice(quads) {
        builder.insert_quad(quad.unwrap().as_ref());
    }
    for turtle in ontologies {
        builder.next_file();
        for triple in TurtleParser::new().for_slice(turtle) {
            builder.insert_quad(triple.unwrap().in_graph(GraphName::DefaultGraph).as_ref());
        }
    }
    builder.finish()
}

/// What the shipped shapes have to say, one result a line.
fn results(quads: &str, ontologies: &[String]) -> Vec<String> {
    let shapes = Shapes::parse("file:///ontology/shapes.ttl", &read("ontology/shapes.ttl")).unwrap();
    let report = validate(&dataset(quads, ontologies), &shapes).unwrap();
    assert!(report.focus_nodes > 0);
    report.results.iter().map(|result| format!("{}: {}", result.focus_node, result.message())).collect()
}

#[test]
fn what_is_exported_conforms_with_the_ontology_and_without() {
    let core = read("ontology/article-facts.ttl");
    let corpora = [
        ("data", vec![core.clone()]),
        ("tests/shapes/allowed", vec![core, read("tests/shapes/allowed/terms.ttl")]),
    ];
    for (folder, ontologies) in corpora {
        let quads = export(folder);
        assert_eq!(results(&quads, &[]), Vec::<String>::new(), "{folder}");
        assert_eq!(results(&quads, &ontologies), Vec::<String>::new(), "{folder}, with its ontology");
    }
}

#[test]
fn planted_errors_are_found() {
    let (quads, core) = (export("data/kazakhstan-council-of-europe"), [read("ontology/article-facts.ttl")]);
    let swap = |from: &str, to: &str| {
        assert!(quads.contains(from), "{from}");
        quads.replace(from, to)
    };
    let mistakes = [
        (
            swap(&format!("{FACT} <{AF}evidence>"), &format!("{FACT} <{AF}topic>")),
            "a fact needs evidence: a quote of the article",
        ),
        (
            swap(&format!("{FACT} <{AF}object>"), &format!("{FACT} <{AF}accordingTo>")),
            "a fact needs one object, an IRI, or one value, a literal",
        ),
        (
            swap(
                &format!("{FACT} <{AF}modality> <{AF}ongoing>"),
                &format!("{FACT} <{AF}modality> <{AF}imagined>"),
            ),
            "a fact needs one modality of the nine",
        ),
        (
            swap(
                &format!("{FACT} <{AF}subject> <{ENTITY}/kazakhstan>"),
                &format!("{FACT} <{AF}subject> <{ENTITY}/strasbourg>"),
            ),
            "the subject or object of the fact does not fit the domain or range of its predicate",
        ),
        (
            swap("exact> \"in 2015 Kazakhstan", "exact> \"in 2016 Kazakhstan"),
            "the quote, or what stands around it, is not the text of the article at its offsets",
        ),
        (
            format!("{quads}<{ENTITY}/kazakhstan> <{AF}memberOf> <{ENTITY}/council-of-europe> .\n"),
            "a fact that is negated or not realized is also asserted as a plain triple",
        ),
    ];
    for (broken, message) in mistakes {
        let found = results(&broken, &core);
        assert!(found.iter().any(|result| result.ends_with(message)), "{message}: {found:?}");
    }
}
