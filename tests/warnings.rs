//! Warnings about terms that exist nowhere: on standard error for people, in a member `warnings` for programs, and never
//! anything else on standard output.
use serde_json::Value;
use std::process::{Command, Output};

fn ask(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundwire"));
    command.arg("query").args(arguments).arg("data").current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().unwrap()
}

const WRONG: &str = "SELECT ?f { ?f af:acordingTo ent:kazakhstn ; rdfs:label \"Kazakhstan\" }";

#[test]
fn people_read_them_on_standard_error() {
    let done = ask(&[WRONG, "--format", "csv"]);
    assert_eq!((done.stdout.as_slice(), done.status.code()), (b"f\r\n".as_slice(), Some(0)));
    let said = String::from_utf8(done.stderr).unwrap();
    for part in [
        "did you mean `af:accordingTo`?",
        "did you mean `ent:kazakhstan`?",
        "\"Kazakhstan\"@en",
        "<query>:1:16",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(ask(&[WRONG, "--format", "csv", "-q"]).stderr.is_empty());
    assert_eq!(ask(&[WRONG, "--exit-status", "-q"]).status.code(), Some(1));
}

#[test]
fn programs_read_them_in_a_member() {
    for cite in [&[][..], &["--cite"][..]] {
        let done = ask(&[&[WRONG, "--format", "json"][..], cite].concat());
        let answer: Value = serde_json::from_slice(&done.stdout).unwrap();
        let warnings = answer["warnings"].as_array().unwrap();
        assert_eq!(warnings.len(), 3, "{answer}");
        assert_eq!((&warnings[0]["line"], &warnings[0]["column"]), (&Value::from(1), &Value::from(16)));
        assert_eq!(answer["results"]["bindings"], Value::Array(Vec::new()));
    }
    let fine = ask(&["ASK { ?f a af:Fact }", "--format", "json"]);
    assert_eq!(String::from_utf8(fine.stdout).unwrap(), "{\"head\":{},\"boolean\":true}\n");
}

#[test]
fn a_value_that_names_nothing_is_told() {
    let done = ask(&["observer-quotes", "--set", "body=cepejj", "--format", "json"]);
    let answer: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(answer["warnings"][0]["help"], "did you mean `cepej`?");
    assert_eq!(answer["warnings"][0]["path"], "--set");
}
