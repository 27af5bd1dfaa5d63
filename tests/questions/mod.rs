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
    assert!(questions.len() >= 10);
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
