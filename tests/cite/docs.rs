//! What some pages of the documentation show is what the program says.
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_examples_of_the_documentation_are_real() {
    for (page, most) in [("receipts", 5), ("explain", 5), ("diff", 1)] {
        let examples = run(&format!("docs/{page}.md"));
        assert!(examples >= most, "{page}: {examples}");
    }
}

/// Runs the examples of a page; gives their number.
fn run(page: &str) -> usize {
    let page = fs::read_to_string(page).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_groundwire"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut examples = 0;
    for block in page.split("```console\n$ ").skip(1) {
        let block = block.split("\n```").next().unwrap();
        let (command, expected) = block.split_once('\n').unwrap();
        let output = Command::new("sh").args(["-c", command]).env("PATH", &path).output().unwrap();
        let found = String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n");
        assert_eq!(found.trim_end_matches('\n'), expected, "{command}");
        examples += 1;
    }
    examples
}
