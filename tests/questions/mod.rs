//! The saved questions over the shipped corpus: each gives the answer that is kept beside this file.
use std::fs;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The names of the files with an extension in a folder, without it.
fn names(folder: &str, extension: &str) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(format!("{ROOT}/{folder}")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|found| found == extension) {
            names.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    names.sort();
    names
}

#[test]
fn every_saved_question_gives_its_answer() {
    let questions = names("data/questions", "rq");
    assert!(questions.len() >= 25);
    assert_eq!(questions, names("tests/questions", "csv"));
    for name in questions {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundwire"));
        command.args(["query", &name, "data", "--format", "csv"]).current_dir(ROOT);
        for parameter in
            fs::read_to_string(format!("{ROOT}/tests/questions/{name}.params")).unwrap_or_default().lines()
        {
            command.args(["--set", parameter]);
        }
        let done = command.output().unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        let answer = String::from_utf8(done.stdout).unwrap().replace("\r\n", "\n");
        let expected = fs::read_to_string(format!("{ROOT}/tests/questions/{name}.csv")).unwrap();
        assert_eq!(answer, expected, "{name}");
    }
}

fn run(args: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(ROOT).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn the_saved_questions_are_listed_with_their_parameters() {
    let (code, out, err) = run(&["questions"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for name in names("data/questions", "rq") {
        assert!(out.contains(&format!("{name}\n  ")), "{name}");
    }
    assert!(out.contains(
        "membership\n  Is a state a member of the Council of Europe according to the article, and which words say so?\n  \
         --set state=…  the state, such as ent:kazakhstan\n"
    ));
    let (_, out, _) = run(&["questions", "data", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(all.as_array().unwrap().iter().all(|one| one["title"] != ""), "each has a title");
}

#[test]
fn a_parameter_is_a_value_and_not_a_piece_of_the_question() {
    let with = |value: &str| run(&["query", "membership", "--format", "csv", "--set", value]).1;
    let rows = with("state=kazakhstan");
    assert_eq!(rows, with("state=ent:kazakhstan"));
    assert!(rows.lines().count() > 1);
    assert_eq!(with("state=\"x } UNION { ?a ?b ?c\"").lines().count(), 1);
}

#[test]
fn a_parameter_that_is_not_given_is_free_and_said() {
    let (code, out, err) = run(&["query", "membership", "--format", "csv"]);
    assert_eq!(code, 0);
    assert!(out.lines().count() > 1);
    assert_eq!(
        err,
        "unset parameters match any value: state (the state, such as ent:kazakhstan); use `--set name=value` to set one\n"
    );
    assert_eq!(run(&["query", "membership", "--format", "csv", "--quiet"]).2, "");
    let (code, out, err) = run(&["query", "membership", "--set", "sate=kazakhstan"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("did you mean `?state`?") && err.contains("its parameters: state (the state"),
        "{err}"
    );
}
