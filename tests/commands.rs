//! Options whose output is for programs: SARIF.
use crate::cases::shell;
use serde_json::Value;
use std::fs;

const DOCUMENT: &str = "\
article: {id: t, title: T, text: 'Ann leads Acme, since 2018.'}
entities: {ann: {type: Person, label: Ann}, acme: {type: Organization, label: Acmé}}
facts:
  - {id: f1, subject: ann, predicate: reprezents, object: acme, quote: Ann leads Acme}
  - {id: f2, subject: ann, predicate: represents, object: acme, when: 2019, quote: Ann leads Acme}
";

/// What a command gives in a folder that holds the document.
fn given(command: &str) -> (String, String, i32) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("facts.yaml"), DOCUMENT).unwrap();
    let (out, err, status) = shell(command, folder.path());
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), status)
}

#[test]
fn what_stops_a_check_is_in_its_output_for_programs() {
    let run = |arguments: &str| {
        let (out, _, status) = given(&format!("groundwire check {arguments} nowhere-at-all"));
        assert_eq!(status, 2, "{arguments}");
        serde_json::from_str::<Value>(&out).unwrap()
    };
    let message = "no file or folder `nowhere-at-all` exists";
    let json = run("--format json");
    assert_eq!(json, serde_json::json!([{"severity": "error", "message": message}]));
    let sarif = run("--format sarif");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"][0]["message"]["text"], message);
    let json = run("--format json --coverage");
    assert!(json[0]["message"].as_str().unwrap().contains("`--coverage`"), "{json}");
}

#[test]
fn what_stops_a_command_is_in_its_output_for_programs() {
    let run = |command: &str, expected: i32| {
        let (out, err, status) = given(&format!("groundwire {command} --format json"));
        assert_eq!(status, expected, "{command}: {err}");
        assert!(!err.is_empty(), "{command}");
        serde_json::from_str::<Value>(&out).unwrap_or_else(|error| panic!("{command}: {error}: {out:?}"))
    };
    for (command, message) in [
        ("query 'ASK {}' missing", "no file or folder `missing` exists"),
        ("explain nothing-here --in missing", "no file or folder `missing` exists"),
        ("diff missing other", "no file or folder `missing` exists"),
        ("questions missing", "no file or folder `missing` exists"),
        ("query 'ASK {}' facts.yaml --set x", "has no `=`"),
        ("query 'ASK {}' facts.yaml --nothing-like-it", "unexpected argument '--nothing-like-it' found"),
    ] {
        let json = run(command, 2);
        let error = &json["errors"][0];
        assert_eq!(error["severity"], "error", "{command}: {json}");
        assert!(error["message"].as_str().unwrap().contains(message), "{command}: {json}");
    }
    assert!(run("store check missing", 2)["errors"][0]["message"].is_string());
    // A wrong query and wrong documents, with their places.
    let json = run("query 'SELEC' facts.yaml", 2);
    assert!(json["errors"][0]["message"].as_str().unwrap().contains("no saved question `SELEC`"), "{json}");
    let json = run("query 'SELEC * {}' facts.yaml", 2);
    let error = &json["errors"][0];
    assert_eq!((&error["code"], &error["line"], &error["column"]), (&"query".into(), &1.into(), &1.into()));
    assert_eq!(error["help"], "did you mean SELECT?");
    let json = run("query 'ASK {}' facts.yaml", 1);
    let (checked, _, _) = given("groundwire check --format json facts.yaml");
    let checked: Value = serde_json::from_str(&checked).unwrap();
    let mut refused = checked.as_array().unwrap().iter().filter(|found| found["severity"] == "error");
    assert_eq!(json["errors"].as_array().unwrap().first(), refused.next());
    // `check` writes an array, whatever stops it.
    let json = run("check facts.yaml --deny nope", 2);
    assert!(json[0]["message"].as_str().unwrap().contains("nope"), "{json}");
    // Who does not ask for JSON, or gets an answer, gets no more.
    assert_eq!(given("groundwire query 'SELEC * {}' facts.yaml").0, "");
    let (out, _, status) = given("groundwire query 'ASK {}' facts.yaml --keep-going --format=json");
    assert_eq!((out.as_str(), status), ("{\"head\":{},\"boolean\":true}\n", 1));
}

#[test]
fn sarif_has_the_errors_of_the_text_report_with_their_regions_and_rules() {
    let (out, err, status) = given("groundwire check --format sarif facts.yaml");
    assert_eq!(
        (err.as_str(), status),
        ("1 document, 1 refused: 0 valid facts, 1 error; `--fix` can correct 1\n", 1)
    );
    let log: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "groundwire");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();

    let (_, text, _) = given("groundwire check facts.yaml");
    let reported: Vec<&str> =
        text.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning[")).collect();
    assert_eq!(results.len(), reported.len(), "{text}");
    for result in results {
        let (code, level) = (result["ruleId"].as_str().unwrap(), result["level"].as_str().unwrap());
        let title = format!("{level}[{code}]: {}", result["message"]["text"].as_str().unwrap());
        assert!(reported.contains(&title.lines().next().unwrap()), "{title}");
        assert!(rules.iter().any(|rule| rule["id"] == code && rule["help"]["text"] != ""), "{code}");
        // The region in lines and columns is the region in bytes.
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "facts.yaml");
        let region = |name: &str| usize::try_from(location["region"][name].as_u64().unwrap()).unwrap();
        let (start, length) = (region("byteOffset"), region("byteLength"));
        let at = |line: usize, column: usize| {
            let (before, text): (usize, &str) = DOCUMENT
                .split_inclusive('\n')
                .take(line)
                .fold((0, ""), |(end, last), text| (end + last.len(), text));
            before + text.chars().take(column - 1).map(char::len_utf8).sum::<usize>()
        };
        assert_eq!(at(region("startLine"), region("startColumn")), start, "{location}");
        assert_eq!(at(region("endLine"), region("endColumn")), start + length, "{location}");
    }
    let wrong = results.iter().find(|result| result["ruleId"] == "unknown-property").unwrap();
    let start = wrong["locations"][0]["physicalLocation"]["region"]["byteOffset"].as_u64().unwrap();
    assert!(DOCUMENT[usize::try_from(start).unwrap()..].starts_with("reprezents"));
}
