//! Requests in JSON Lines on standard input: an answer for each, on a line of its own.
use crate::cases::copy;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

struct Session {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Session {
    fn start(data: &Path, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_groundwire"))
            .arg("session")
            .arg(data)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, stdin, stdout }
    }

    fn ask(&mut self, request: impl ToString) -> Value {
        writeln!(self.stdin, "{}", request.to_string()).unwrap();
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn data() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), &data);
    (folder, data)
}

#[test]
fn every_request_gets_one_answer() {
    let (_folder, data) = data();
    let mut session = Session::start(&data, &[]);
    let asked = session
        .ask(json!({"do": "query", "query": "observer-status", "set": {"body": "cepej"}, "cite": true}));
    assert_eq!(asked["answer"]["results"]["bindings"][0]["observer"]["value"], "Kazakhstan", "{asked}");
    assert!(asked["answer"]["citations"][0][0]["quotes"][0]["exact"].is_string(), "{asked}");
    let multi = session.ask(json!({"do": "query", "query": "SELECT ?x {\n VALUES ?x { 'a\\nb' }\n}"}));
    assert_eq!(multi["answer"]["results"]["bindings"][0]["x"]["value"], "a\nb", "{multi}");
    let triples = session.ask(
        json!({"do": "query", "query": "CONSTRUCT { ?a af:observerAt ?b } { ?a af:observerAt ?b }", "cite": true}),
    );
    assert_eq!(triples["triples"].as_str().unwrap().lines().count(), 3, "{triples}");
    let warned = session.ask(json!({"do": "query", "query": "ASK { ?a af:obsrverAt ?b }"}));
    assert_eq!(
        (&warned["answer"]["boolean"], warned["warnings"][0]["line"].as_u64()),
        (&json!(false), Some(1))
    );
    let page = session.ask(json!({"do": "explain", "things": ["kazakhstan"]}));
    assert_eq!(page["page"]["name"], "Kazakhstan");
    let chains = session.ask(json!({"do": "explain", "things": ["kazakhstan", "strasbourg"], "most": 1}));
    assert_eq!(chains["chains"]["chains"].as_array().unwrap().len(), 1, "{chains}");
    let iri = page["page"]["thing"].as_str().unwrap();
    assert_eq!(session.ask(json!({"do": "names", "iris": [iri]}))["names"][iri], "Kazakhstan");
    // An IRI with spaces comes from a program that mixed something up: it is not to end the session.
    assert!(session.ask(json!({"do": "names", "iris": ["not an IRI", ""]}))["names"].is_object());
}

#[test]
fn a_wrong_request_is_answered_and_the_session_goes_on() {
    let (_folder, data) = data();
    let mut session = Session::start(&data, &[]);
    for (request, kind) in [
        ("x".to_owned(), "request"),
        (String::new(), "request"),
        (json!({"do": "nothing"}).to_string(), "request"),
        (json!({"do": "query"}).to_string(), "request"),
        (json!({"do": "query", "query": "ASK {}", "timeout": -1}).to_string(), "request"),
        (json!({"do": "query", "query": "ASK {}", "more": 1}).to_string(), "request"),
        (json!({"do": "query", "query": "ASK {"}).to_string(), "query"),
        (json!({"do": "query", "query": "no-such-question"}).to_string(), "query"),
        (json!({"do": "query", "query": "nowhere.rq"}).to_string(), "query"),
        (json!({"do": "query", "query": "ASK {}", "set": {"x": "1"}}).to_string(), "query"),
        (json!({"do": "explain", "things": []}).to_string(), "name"),
        (json!({"do": "explain", "things": ["nobody"]}).to_string(), "name"),
    ] {
        let answer = session.ask(&request);
        assert_eq!(answer["error"]["kind"], kind, "{request}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
    // Standard input holds the requests, not a query.
    assert_eq!(session.ask(json!({"do": "query", "query": "-"}))["error"]["kind"], "query");
    assert_eq!(
        session.ask(json!({"do": "query", "query": "ASK { ?a af:observerAt ?b }"}))["answer"]["boolean"],
        true
    );
}

#[test]
fn documents_with_errors_stop_the_answers_until_they_are_right() {
    let (_folder, data) = data();
    let ask = json!({"do": "query", "query": "ASK { ?a af:observerAt ?b }"});
    let facts = data.join("tesco-poland-sale/facts.yaml");
    let before = fs::read_to_string(&facts).unwrap();
    let mut session = Session::start(&data, &[]);
    assert_eq!(session.ask(&ask)["answer"]["boolean"], true);
    fs::write(&facts, format!("{before}\nwrong: true\n")).unwrap();
    let refused = session.ask(&ask);
    assert_eq!(refused["error"]["kind"], "data", "{refused}");
    assert!(refused["error"]["diagnostics"][0]["path"].as_str().unwrap().ends_with("facts.yaml"));
    assert_eq!(Session::start(&data, &["--keep-going"]).ask(&ask)["answer"]["boolean"], true);
    fs::write(&facts, before).unwrap();
    assert_eq!(session.ask(&ask)["answer"]["boolean"], true);
}

#[test]
fn a_corpus_file_above_the_path_is_watched_too() {
    let (_folder, data) = data();
    let mut session = Session::start(&data.join("tesco-poland-sale"), &[]);
    let name = |session: &mut Session| {
        session.ask(json!({"do": "query", "query": "ASK { ent:added-later rdfs:label ?l }"}))["answer"]["boolean"].clone()
    };
    assert_eq!(name(&mut session), false);
    let corpus = data.join("corpus.yaml");
    let text = fs::read_to_string(&corpus).unwrap();
    let text = text.replacen(
        "\nentities:\n",
        "\nentities:\n  added-later: {type: Organization, label: Added later}\n",
        1,
    );
    fs::write(&corpus, text).unwrap();
    assert_eq!(name(&mut session), true);
}
