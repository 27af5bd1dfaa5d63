//! Stores on disk: what comes out is what went in, a change is made whole or not at all, and whatever is wrong is said.
//!
//! `GROUNDWIRE_KILLS` says how many times each test of killed processes kills one (5 by default).
mod alike;
mod checked;
mod cited;
mod drafts;
mod killed;
mod library;
mod numbers;
mod parts;
mod refused;
mod replaced;

use oxigraph::io::{RdfFormat, RdfParser};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder with a corpus, files of documents and a store.
struct Place {
    folder: TempDir,
}

/// A command to be run in a folder.
fn groundwire(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundwire"));
    command.args(arguments).current_dir(folder);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// That two outputs have the same lines, in whatever order.
fn assert_same(left: &[u8], right: &[u8], of: &str) {
    let (left, right) = (sorted(left), sorted(right));
    if left != right {
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|line| !those.contains(line)).take(5).cloned().collect()
        };
        panic!("{of}: only left {:#?}, only right {:#?}", only(&left, &right), only(&right, &left));
    }
}

/// The triples of a document in RDF/XML.
fn triples(bytes: &[u8]) -> BTreeSet<String> {
    let parser = RdfParser::from_format(RdfFormat::RdfXml);
    parser.for_slice(bytes).map(|triple| triple.unwrap().to_string()).collect()
}

/// The lines, sorted.
fn sorted(bytes: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = text(bytes).lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: TempDir::new().unwrap() };
        let corpus = "entities:\n  ann: {type: Person, label: Ann}\n  bea: {type: Person, label: {en-GB: Bea}}\n  \
                      acme: {type: Organization, label: Acme, kind: company}\n";
        fs::write(place.path("corpus.yaml"), corpus).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        groundwire(self.folder.path(), arguments).output().unwrap()
    }

    /// Runs what must succeed.
    fn fine(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        output.stdout
    }

    /// Runs what must fail with exit code 2, and gives what it says.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stderr)
    }

    /// Writes documents: an id, who is a member of Acme, and how the quantity of its members is written.
    fn write(&self, name: &str, documents: &[(&str, &str)]) {
        let lines: String = documents.iter().map(|(id, who)| line(id, who)).collect();
        fs::write(self.path(name), lines).unwrap();
    }

    /// That the store holds just what the files hold together.
    fn assert_holds(&self, files: &[&str]) {
        self.assert_answers(files, "SELECT ?s ?p ?o { ?s ?p ?o FILTER (!isBlank(?s) && !isBlank(?o)) }");
        self.assert_answers(
            files,
            "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o FILTER (!isBlank(?s) && !isBlank(?o)) } }",
        );
        let mut export = vec!["export", "--format", "nq"];
        let stored = self.fine(&[&export[..], &["--store", "store"]].concat());
        export.extend(files);
        assert_same(&stored, &self.fine(&export), "export");
        self.fine(&["store", "check", "store"]);
    }

    fn assert_answers(&self, files: &[&str], query: &str) {
        let mut direct = vec!["query", query, "--format", "csv"];
        let stored = self.fine(&[&direct[..], &["--store", "store"]].concat());
        direct.extend(files);
        assert_same(&stored, &self.fine(&direct), query);
    }
}

/// A document, as a line.
fn line(id: &str, who: &str) -> String {
    format!(
        r#"{{"article":{{"id":"{id}","title":"On {id}","language":"en","text":"{who} is with Acme since 2018. Acme says so."}},"entities":{{"hall":{{"type":"Place","label":"Hall {id}"}}}},"facts":[{{"id":"f1","subject":"{who}","predicate":"memberOf","object":"acme","when":"2018/..","quote":"{who} is with Acme"}}]}}"#
    ) + "\n"
}

#[test]
fn what_comes_out_of_a_store_is_what_went_in() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    place.assert_holds(&[&data]);
    for query in [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?who ?where { ?who af:observerAt ?where }",
        "SELECT ?f ?w { ?f a af:Fact ; af:evidence/oa:exact ?w }",
        "SELECT ?f ?who { ?f a af:Fact FILTER NOT EXISTS { ?f af:accordingTo ?who ; af:predicate af:observerAt } }",
        "ASK { ?s rdfs:label \"Kazakhstan\"@EN }",
        "SELECT ?s FROM <https://example.org/article-facts/graph/entities> { ?s a af:Country }",
        "SELECT ?s ?t { ?f rdf:reifies <<( ?s af:observerAt ?t )>> }",
    ] {
        place.assert_answers(&[&data], query);
    }
    for more in [&["--voice", "article"][..], &["--cite"], &["--with", "other.ttl"]] {
        fs::write(place.path("other.ttl"), "<x:a> <x:b> <x:c> .").unwrap();
        let query = "SELECT ?who ?where { ?who af:observerAt ?where }";
        let arguments = [&["query", query, "--format", "csv"], more].concat();
        let stored = place.fine(&[&arguments[..], &["--store", "store"]].concat());
        let direct = place.fine(&[&arguments[..], &[&data]].concat());
        assert_same(&stored, &direct, &more.join(" "));
    }
    for thing in [&["kazakhstan"][..], &["kazakhstan", "cepej"]] {
        let explain = [&["explain"], thing].concat();
        let stored = place.fine(&[&explain[..], &["--store", "store"]].concat());
        assert_eq!(text(&stored), text(&place.fine(&[&explain[..], &["--in", &data]].concat())));
    }
}

#[test]
fn an_export_of_a_store_is_one_of_its_documents() {
    let place = Place::new();
    let data = format!("{ROOT}/data");
    place.fine(&["load", "--store", "store", &data]);
    for options in [
        &["--format", "nt", "--with-ontology"][..],
        &["--format", "nq", "--voice", "article"],
        &["--format", "nq", "--view", "plain"],
        &["--format", "nq", "--rdf", "1.2"],
        &["--format", "nq", "--article", "kazakhstan-council-of-europe"],
        &["--format", "nq", "--about", "kazakhstan"],
        &["--format", "rdf"],
    ] {
        let stored = place.fine(&[&["export", "--store", "store"], options].concat());
        let direct = place.fine(&[&["export", &data], options].concat());
        if options.ends_with(&["rdf"]) {
            // A stream describes what documents share with each of them, so that the triples are compared.
            assert_eq!(triples(&stored), triples(&direct));
        } else {
            assert_same(&stored, &direct, &options.join(" "));
        }
    }
    // The numbers are those that the documents write, though RocksDB's are not.
    place.write("a.jsonl", &[("a", "ann")]);
    let document = fs::read_to_string(place.path("a.jsonl")).unwrap();
    let number =
        r#""subject":"acme","predicate":"https://example.org/n","value":3.20,"quote":"Acme says so""#;
    let document = document.replace("\"facts\":[", &format!("\"facts\":[{{\"id\":\"f0\",{number}}},"));
    fs::write(place.path("a.jsonl"), document).unwrap();
    let ontology =
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . <https://example.org/n> a owl:DatatypeProperty .";
    fs::write(place.path("n.ttl"), ontology).unwrap();
    let checked = place.run(&["load", "--store", "numbers", "a.jsonl", "--ontology", "n.ttl"]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    assert!(text(&place.fine(&["export", "--store", "numbers", "--format", "nq"])).contains("\"3.20\""));
}
