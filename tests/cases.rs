//! Cases as folders: `tests/bad`, `good`, `pretty`, `streams` and `commands`. Each folder's README states its promise.
//!
//! A case holds the files that a user has, the shell command `cmd` that they type, and what it must give, byte for
//! byte: `stdout` and `stderr` (absent: nothing) and `status` (absent: 0). It runs in a copy of its folder.
//! `GROUNDWIRE_BLESS=1 cargo test cases` writes what the program gives now; read the difference before you keep it.
use groundwire::diagnostic::Code;
use groundwire::rdf::turtle;
use oxrdf::GraphNameRef;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that are not part of what the user has.
const EXPECTED: [&str; 3] = ["stdout", "stderr", "status"];

/// What a command gave.
struct Given {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    status: i32,
}

/// Runs a shell command in a folder, `groundwire` being the one under test and nothing of the user's surroundings
/// having a say.
pub(crate) fn shell(command: &str, folder: &Path) -> (Vec<u8>, Vec<u8>, i32) {
    let binary = Path::new(env!("CARGO_BIN_EXE_groundwire")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(binary.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = Command::new("bash")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path.unwrap())
        .env("LC_ALL", "C.UTF-8")
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    (output.stdout, output.stderr, output.status.code().unwrap_or(-1))
}

/// The folders of a suite, by name.
fn cases(suite: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(suite);
    let mut found: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.is_dir());
    found.sort();
    found
}

/// Copies a case's input.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs a case in a copy of its folder.
fn run(case: &Path) -> Given {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join(case.file_name().unwrap());
    copy(case, &folder);
    for name in EXPECTED.into_iter().chain(["cmd"]) {
        let _ = fs::remove_file(folder.join(name));
    }
    let command = fs::read_to_string(case.join("cmd")).unwrap();
    let (stdout, stderr, status) = shell(&command, &folder);
    Given { stdout, stderr, status }
}

/// Writes an expected file, or takes it away where there is nothing to expect.
fn bless(path: PathBuf, content: &[u8]) {
    if content.is_empty() {
        let _ = fs::remove_file(path);
    } else {
        fs::write(path, content).unwrap();
    }
}

/// Runs all cases of a suite; the number of them.
fn hold(suite: &str) -> usize {
    let blessing = std::env::var_os("GROUNDWIRE_BLESS").is_some();
    let mut wrong = Vec::new();
    let cases = cases(suite);
    for case in &cases {
        let given = run(case);
        let status = if given.status == 0 { String::new() } else { format!("{}\n", given.status) };
        for (name, content) in EXPECTED.into_iter().zip([&given.stdout, &given.stderr, status.as_bytes()]) {
            if blessing {
                bless(case.join(name), content);
                continue;
            }
            let due = fs::read(case.join(name)).unwrap_or_default();
            if due != *content {
                let (due, content) = (String::from_utf8_lossy(&due), String::from_utf8_lossy(content));
                let difference = similar::TextDiff::from_lines(&*due, &*content);
                let difference = difference.unified_diff().header("due", "given").to_string();
                wrong.push(format!("{}: {name}\n{difference}", case.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    cases.len()
}

/// What all cases of the suites must say on a stream.
fn expected(suites: &[&str], stream: &str) -> Vec<(PathBuf, String)> {
    let paths = suites.iter().flat_map(|suite| cases(suite)).map(|case| case.join(stream));
    paths.filter(|path| path.exists()).map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_error_is_reported_with_its_location_and_its_fix() {
    let tried = hold("bad");
    assert!(tried >= 60, "only {tried} bad cases were found");
}

#[test]
fn what_is_good_is_accepted() {
    let tried = hold("good");
    assert!(tried >= 10, "only {tried} good cases were found");
}

#[test]
fn files_streams_and_statuses_are_as_they_should() {
    let tried = hold("streams");
    assert!(tried >= 20, "only {tried} cases of streams were found");
}

#[test]
fn commands_and_options_do_what_they_say() {
    let tried = hold("commands");
    assert!(tried >= 10, "only {tried} cases of commands were found");
}

#[test]
fn turtle_is_pretty_and_the_same_bytes_when_written_again() {
    hold("pretty");
    for (path, text) in expected(&["pretty"], "stdout") {
        let mut parser = oxttl::TurtleParser::new().for_slice(&text);
        let triples: Vec<_> = parser.by_ref().map(Result::unwrap).collect();
        let quads: Vec<_> =
            triples.iter().map(|triple| triple.as_ref().in_graph(GraphNameRef::DefaultGraph)).collect();
        let base = parser.base_iri().unwrap_or_default().to_owned();
        let mut written = Vec::new();
        turtle::write(&quads, &turtle::TurtleNames::corpus(&base, None), &mut written).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), text, "{}", path.display());
    }
}

#[test]
fn every_bad_case_has_one_error_and_fails() {
    for case in cases("bad") {
        let status = fs::read_to_string(case.join("status")).unwrap_or_default();
        assert!(matches!(status.trim(), "1" | "2"), "{}: status {status}", case.display());
        let said = fs::read_to_string(case.join("stderr")).unwrap();
        let diagnostics =
            said.lines().filter(|line| line.starts_with("error") || line.starts_with("groundwire: ")).count();
        assert_eq!(diagnostics, 1, "{}:\n{said}", case.display());
    }
}

#[test]
fn nothing_that_a_terminal_obeys_reaches_stderr() {
    for (path, said) in expected(&["bad", "good", "streams", "commands"], "stderr") {
        let raw = said.chars().find(|c| (c.is_control() && *c != '\n') || groundwire::text::is_direction(*c));
        assert_eq!(raw, None, "{}", path.display());
    }
}

#[test]
fn every_code_has_a_case() {
    // Of several documents, or of an entity that has another name elsewhere: with the tests of what finds them.
    const ELSEWHERE: [Code; 2] = [Code::Contradiction, Code::OtherLabel];
    let suites = ["bad", "good"];
    let said = ["stderr", "stdout"].map(|stream| expected(&suites, stream)).concat();
    let said: String = said.into_iter().map(|(_, said)| said).collect();
    let is_said = |name: &str| said.contains(&format!("[{name}]")) || said.contains(&format!("\"{name}\""));
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !ELSEWHERE.contains(code) && !is_said(code.name()))
        .map(|code| code.name())
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}
