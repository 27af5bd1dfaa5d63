//! What docs/receipts.md shows is what the program says.
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_examples_of_the_documentation_are_real() {
    let page = fs::read_to_string("docs/receipts.md").unwrap();
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
    assert!(examples >= 5, "{examples}");
}
