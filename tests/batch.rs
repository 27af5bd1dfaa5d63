//! Many documents at once: exactly the bad ones are refused, each for its reason and at its line; the good ones'
//! output is what they give alone; and the ways in and out (threads, pipes, compression, a full disk) change nothing.
//!
//! `GROUNDWIRE_BATCH=10000 cargo test batch` takes that many documents instead of a few hundred.
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// One document in twenty has an error.
const EVERY: usize = 20;

/// Documents where the number does not matter.
const FEW: usize = 120;

/// A document without errors; each has words of its own.
fn document(number: usize) -> Value {
    let members = 40 + number;
    let text = format!(
        "OSLO – Acme, which has {members} members, will open an office in Oslo in May 2024. \
         “We are glad,” said its chair, Ann Berg. Acme is a part of the Northern Group. \
         About 7.{number:05} percent of its members live in Oslo; others don’t. It is glad of that."
    );
    json!({
        "article": {
            "id": format!("a{number}"), "title": "Acme opens in Oslo", "published": "2024-03-02", "language": "en",
            "source": format!("https://news.example/{number}"), "publisher": "paper", "text": text,
        },
        "prefixes": {"ex": "https://x.example/terms#"},
        "entities": {
            "paper": {"type": "Organization", "label": "The Paper"},
            "acme": {"type": "Organization", "label": {"en": "Acme", "nb": "Akme"}, "same-as": "ex:acme"},
            "group": {"type": "Organization", "label": "Northern Group"},
            "oslo": {"type": "Place", "label": "Oslo", "kind": "city"},
            "office": {"type": "Organization", "label": "Office of Acme in Oslo"},
            "ann-berg": {"type": "Person", "label": "Ann Berg"},
            "chair": {"type": "Position", "label": "Chair of Acme"},
            "remark": {"type": "Utterance", "label": "Ann Berg's remark"},
        },
        "facts": [
            {"id": "f10", "subject": "office", "predicate": "place", "object": "oslo", "modality": "planned",
             "when": "2024-05", "quote": "will open an office in Oslo in May 2024"},
            {"id": "f2", "subject": "acme", "predicate": "bodyOf", "object": "group",
             "quote": {"exact": "part of the Northern Group", "prefix": "Acme is a"}},
            {"id": "f3", "subject": "ann-berg", "predicate": "holdsPosition", "object": "chair",
             "modality": "ongoing", "quote": "its chair, Ann Berg"},
            {"id": "f4", "subject": "remark", "predicate": "speaker", "object": "ann-berg",
             "quote": "\"We are glad,\" said … Ann Berg"},
            {"id": "f5", "subject": "acme", "predicate": "skos:altLabel", "value": {"value": "Acme", "lang": "en"},
             "stated-in": "remark", "quote": format!("Acme, which has {members} members")},
            {"id": "f6", "subject": "acme", "predicate": "share", "note": "of its members",
             "quantity": {"number": 7, "unit": "percent", "about": true},
             "quote": format!("About 7.{number:05} percent of its members live in Oslo; others don't")},
        ],
    })
}

/// An error, planted in a document or in its line.
enum Plant {
    /// A value put instead of what a JSON pointer names, or added there.
    Put(&'static str, Value),
    /// Words of the line and what they become.
    Words(&'static str, &'static str),
}

/// Errors by the code under which they must be refused.
fn diagnostics() -> Vec<(&'static str, Plant)> {
    use Plant::{Put, Words};
    vec![
        ("syntax", Words("\"facts\":[", "\"facts\":[,")),
        ("duplicate-key", Words("\"facts\":", "\"facts\":[],\"facts\":")),
        ("unknown-key", Put("/facts/0/subjekt", json!("office"))),
        ("missing-key", Words("\"title\":\"Acme opens in Oslo\",", "")),
        ("null", Put("/facts/1/when", Value::Null)),
        ("wrong-type", Put("/article/published", json!(["2024"]))),
        ("bad-key", Put("/facts/2/id", json!("f 3"))),
        ("duplicate-id", Put("/facts/2/id", json!("f10"))),
        ("duplicate-document", Put("/article/id", json!("a0"))),
        ("unknown-entity", Put("/facts/0/subject", json!("ofice"))),
        ("unknown-class", Put("/entities/oslo/type", json!("Plaice"))),
        ("unknown-property", Put("/facts/0/predicate", json!("plaice"))),
        ("unknown-prefix", Put("/entities/acme/same-as", json!("xe:acme"))),
        ("bad-iri", Put("/article/source", json!("https://news.example/a b"))),
        ("bad-time", Put("/facts/0/when", json!("2024-13"))),
        ("bad-value", Put("/facts/4/value", json!({"value": "many", "datatype": "xsd:integer"}))),
        ("bad-quantity", Put("/facts/5/quantity", json!({"from": 8, "to": 7, "unit": "percent"}))),
        ("bad-modality", Put("/facts/3/modality", json!("certain"))),
        ("domain", Put("/facts/2/subject", json!("remark"))),
        ("range", Put("/facts/0/object", json!("ann-berg"))),
        ("not-an-agent", Put("/facts/2/according-to", json!("oslo"))),
        ("not-an-utterance", Put("/facts/2/stated-in", json!("oslo"))),
        ("not-a-concept", Put("/facts/5/quantity/unit", json!("oslo"))),
        ("inferred-note", Put("/facts/2/inferred", json!(true))),
        ("disjoint", Put("/entities/group/type", json!(["Organization", "Person"]))),
        ("cycle", Put("/facts/1/object", json!("acme"))),
        ("quote-not-found", Put("/facts/2/quote", json!("its chair, Anna Berg"))),
        ("quote-ambiguous", Put("/facts/2/quote", json!("glad"))),
        ("text-changed", Put("/article/sha256", json!("0".repeat(64)))),
    ]
}

/// Lines, and for each that has an error the code.
struct Corpus {
    folder: TempDir,
    lines: Vec<String>,
    bad: BTreeMap<usize, &'static str>,
}

impl Corpus {
    fn new(count: usize) -> Self {
        let diagnostics = diagnostics();
        let mut lines = Vec::with_capacity(count);
        let mut bad = BTreeMap::new();
        for number in 0..count {
            let mut document = document(number);
            // Spread over the blocks, and never the first document.
            if number % EVERY != EVERY / 2 {
                lines.push(document.to_string());
                continue;
            }
            let (code, plant) = &diagnostics[number / EVERY % diagnostics.len()];
            bad.insert(number, *code);
            match plant {
                Plant::Put(pointer, value) => {
                    let (parent, key) = pointer.rsplit_once('/').unwrap();
                    document.pointer_mut(parent).unwrap()[key] = value.clone();
                    lines.push(document.to_string());
                }
                Plant::Words(words, others) => {
                    let line = document.to_string();
                    assert_eq!(line.matches(words).count(), 1, "{words}");
                    lines.push(line.replace(words, others));
                }
            }
        }
        let folder = TempDir::new().unwrap();
        let corpus = Self { folder, lines, bad };
        fs::write(corpus.path("all.jsonl"), corpus.text(|_| true)).unwrap();
        fs::write(corpus.path("good.jsonl"), corpus.text(|line| !corpus.bad.contains_key(&line))).unwrap();
        corpus
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// The lines that are wanted.
    fn text(&self, wanted: impl Fn(usize) -> bool) -> String {
        let lines = self.lines.iter().enumerate().filter(|(line, _)| wanted(*line));
        lines.map(|(_, line)| format!("{line}\n")).collect()
    }

    /// Runs `groundwire export` in the corpus's folder.
    fn export(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundwire"));
        command.arg("export").args(arguments.split_whitespace()).args(["--color", "never"]);
        command.current_dir(self.folder.path());
        command
    }

    /// Runs it with lines on stdin.
    fn pipe(&self, arguments: &str, input: Vec<u8>) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        output
    }
}

/// Enough for a few blocks, and for an error of each kind.
fn count() -> usize {
    std::env::var("GROUNDWIRE_BATCH").ok().and_then(|count| count.parse().ok()).unwrap_or(600)
}

/// The codes said on stderr, by line (from 0): `error[bad-time]: …`, and below it ` --> all.jsonl:11:5`.
fn said(stderr: &[u8]) -> BTreeMap<usize, Vec<String>> {
    let mut said: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut lines = std::str::from_utf8(stderr).unwrap().lines();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("error[") else { continue };
        let place = lines.next().unwrap().trim_start().strip_prefix("--> ").unwrap();
        let number: usize = place.split(':').nth(1).unwrap().parse().unwrap();
        said.entry(number - 1).or_default().push(rest.split_once(']').unwrap().0.to_owned());
    }
    said
}

#[test]
fn exactly_the_bad_documents_are_refused() {
    let corpus = Corpus::new(count());
    let output = corpus.export("all.jsonl -k --format nq --threads 2 --rejects rejects.jsonl");
    assert_eq!(output.status.code(), Some(1));
    let expected: BTreeMap<usize, Vec<String>> =
        corpus.bad.iter().map(|(line, code)| (*line, vec![(*code).to_owned()])).collect();
    assert_eq!(said(&output.stderr), expected);
    let refused = corpus.text(|line| corpus.bad.contains_key(&line));
    assert_eq!(fs::read_to_string(corpus.path("rejects.jsonl")).unwrap(), refused);

    let good = corpus.export("good.jsonl --format nq");
    assert_eq!(good.status.code(), Some(0), "{}", String::from_utf8_lossy(&good.stderr));
    assert!(good.stdout == output.stdout, "the bad documents change what the good ones give");

    // And a document gives the same quads alone.
    let whole = String::from_utf8(output.stdout).unwrap();
    for line in
        (0..corpus.lines.len()).filter(|line| !corpus.bad.contains_key(line)).step_by(corpus.lines.len() / 12)
    {
        let alone = corpus.pipe("- --format nq", corpus.text(|one| one == line).into_bytes());
        let alone = String::from_utf8(alone.stdout).unwrap();
        assert!(alone.lines().count() > 50 && whole.contains(&alone), "line {line}");
    }
}

#[test]
fn threads_change_nothing() {
    let corpus = Corpus::new(count());
    for format in ["nq", "ttl"] {
        let one = corpus.export(&format!("all.jsonl -k --format {format} --threads 1"));
        assert!(one.stdout.len() > 1000);
        for threads in [2, 3] {
            let many = corpus.export(&format!("all.jsonl -k --format {format} --threads {threads}"));
            assert!(many.stdout == one.stdout, "{format}, {threads} threads");
            assert!(
                many.stderr == one.stderr,
                "{format}, {threads} threads: {}",
                String::from_utf8_lossy(&many.stderr)
            );
        }
    }
}

#[test]
fn a_refused_document_stops_the_data() {
    let corpus = Corpus::new(FEW);
    let first = *corpus.bad.keys().next().unwrap();
    fs::write(corpus.path("before.jsonl"), corpus.text(|line| line < first)).unwrap();
    let before = corpus.export("before.jsonl --format nq");
    for threads in [1, 3] {
        let output = corpus.export(&format!("all.jsonl --format nq --threads {threads}"));
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout == before.stdout);
        // All others are checked and reported all the same.
        assert_eq!(said(&output.stderr).len(), corpus.bad.len());
    }
    fs::write(corpus.path("out.nq"), "old").unwrap();
    assert_eq!(corpus.export("all.jsonl -o out.nq").status.code(), Some(1));
    assert_eq!(fs::read_to_string(corpus.path("out.nq")).unwrap(), "old");
    assert_eq!(corpus.export("good.jsonl -o out.nq").status.code(), Some(0));
    assert!(fs::read(corpus.path("out.nq")).unwrap().starts_with(&before.stdout));
}

#[test]
fn as_many_errors_as_asked_for() {
    let corpus = Corpus::new(FEW);
    for threads in [1, 2] {
        let output = corpus.export(&format!("all.jsonl -k --format nq --max-errors 3 --threads {threads}"));
        assert_eq!(output.status.code(), Some(1));
        let expected: Vec<usize> = corpus.bad.keys().copied().take(3).collect();
        assert_eq!(said(&output.stderr).into_keys().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn pipes_and_compressed_files_hold_the_same() {
    let corpus = Corpus::new(FEW);
    let plain = corpus.export("all.jsonl -k --format nq");
    let text = corpus.text(|_| true).into_bytes();
    let piped = corpus.pipe("- -k --format nq", text.clone());
    assert!(piped.stdout == plain.stdout);
    assert_eq!(said(&piped.stderr), said(&plain.stderr));

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&text).unwrap();
    fs::write(corpus.path("all.jsonl.gz"), gzip.finish().unwrap()).unwrap();
    fs::write(corpus.path("all.jsonl.zst"), compress_to_vec(&*text, CompressionLevel::Fastest)).unwrap();
    for name in ["all.jsonl.gz", "all.jsonl.zst"] {
        let output = corpus.export(&format!("{name} -k --format nq"));
        assert!(output.stdout == plain.stdout, "{name}");
        assert_eq!(said(&output.stderr), said(&plain.stderr), "{name}");
    }
    let read = |name: &str, decode: &dyn Fn(fs::File) -> Vec<u8>| {
        assert_eq!(corpus.export(&format!("good.jsonl -o {name}")).status.code(), Some(0));
        assert!(decode(fs::File::open(corpus.path(name)).unwrap()) == plain.stdout, "{name}");
    };
    read("out.nq.gz", &|file| whole(flate2::read::MultiGzDecoder::new(file)));
    read("out.nq.zst", &|file| whole(ruzstd::decoding::StreamingDecoder::new(file).unwrap()));
}

fn whole(mut reader: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_line_that_is_not_utf_8_refuses_no_other() {
    let corpus = Corpus::new(EVERY / 2);
    let mut bytes = corpus.text(|_| true).into_bytes();
    let third = bytes.split_inclusive(|byte| *byte == b'\n').take(2).map(<[u8]>::len).sum::<usize>();
    bytes[third + 1000] = 0xff;
    fs::write(corpus.path("bytes.jsonl"), &bytes).unwrap();
    let output = corpus.export("bytes.jsonl --format nq --rejects out.jsonl");
    assert_eq!(said(&output.stderr), BTreeMap::from([(2, vec!["syntax".to_owned()])]));
    fs::write(corpus.path("others.jsonl"), corpus.text(|line| line != 2)).unwrap();
    assert!(corpus.export("others.jsonl --format nq").stdout == output.stdout);
    let line = bytes.split_inclusive(|byte| *byte == b'\n').nth(2).unwrap();
    assert!(fs::read(corpus.path("out.jsonl")).unwrap() == line);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let corpus = Corpus::new(count());
    let mut child = corpus
        .command("good.jsonl --format nq")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_full_disk_is_said() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let corpus = Corpus::new(EVERY / 2);
    for arguments in ["good.jsonl --format nq -o /dev/full", "all.jsonl --format ttl -o /dev/full"] {
        let output = corpus.export(arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("/dev/full") && said.contains("No space left"), "{said}");
    }
}
