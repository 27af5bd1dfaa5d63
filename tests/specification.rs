//! The written specification is true: its documents are accepted or refused as it says, and every diagnostic has its section.
use groundwire::diagnostic::Code;
use std::fs;
use std::path::Path;
use std::process::Command;

const SPECIFICATION: &str = include_str!("../docs/format.md");
const DIAGNOSTICS: &str = include_str!("../docs/diagnostics.md");

/// The fenced blocks whose info string begins with `yaml good` or `yaml bad`: what it goes on with, and the document.
fn documents(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n```yaml ").skip(1).filter_map(|rest| {
        let (info, rest) = rest.split_once('\n')?;
        let (document, _) = rest.split_once("```")?;
        Some((info, document))
    })
}

/// The status and the standard error of `groundwire check` over one document.
fn check(document: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("doc");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("facts.yaml"), document).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_groundwire"))
        .args(["check", "doc"])
        .current_dir(&folder)
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn good_documents_are_accepted_and_the_first_without_a_word_of_warning() {
    let mut tried = 0;
    for (_, document) in documents(SPECIFICATION).filter(|(info, _)| *info == "good") {
        let (status, said) = check(document);
        // The others show one thing each: that a sentence has no fact is no wonder there.
        assert!(status == Some(0) && (tried > 0 || !said.contains("warning")), "{document}\n{said}");
        tried += 1;
    }
    assert!(tried >= 6, "only {tried} good documents were found");
}

#[test]
fn bad_documents_are_refused_with_their_one_error() {
    let mut tried = 0;
    for (code, document) in
        documents(SPECIFICATION).filter_map(|(info, d)| Some((info.strip_prefix("bad ")?, d)))
    {
        let (status, said) = check(document);
        let diagnostics: Vec<_> = said.lines().filter(|line| line.starts_with("error")).collect();
        assert_eq!(status, Some(1), "{document}\n{said}");
        assert!(
            matches!(diagnostics[..], [one] if one.starts_with(&format!("error[{code}]:"))),
            "{code} was due:\n{document}\n{said}"
        );
        tried += 1;
    }
    assert!(tried >= 30, "only {tried} bad documents were found");
}

#[test]
fn every_diagnostic_has_its_section_and_no_other_is_there() {
    let mut sections: Vec<_> = DIAGNOSTICS.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
    sections.sort_unstable();
    codes.sort_unstable();
    assert_eq!(sections, codes);
}

#[test]
fn the_links_between_the_pages_lead_somewhere() {
    for (page, text) in [("docs", SPECIFICATION), ("docs", DIAGNOSTICS)] {
        for target in
            text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
        {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains(':') {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page).join(file);
                assert!(path.exists(), "{page}: {target}");
            }
        }
    }
}
