//! `groundwire export`: each format says the same, streams are read by other parsers, and what cannot be is refused.
use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, Quad};
use oxrdfxml::RdfXmlParser;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// What a command gives that ends well and has nothing to say.
fn given(folder: &Path, args: &[&str]) -> String {
    let quiet: Vec<&str> = args.iter().copied().chain(["--quiet"]).collect();
    let (code, out, err) = run(folder, &quiet);
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    out
}

const LINES: &str = r#"{"article": {"id": "a", "title": "A", "text": "Ann leads Acme. Bo said so."}, "prefixes": {"odd": "http://odd.example/x?"}, "entities": {"ann": {"type": "Person", "label": "Ann", "same-as": ["<odd:1>", "<my:2>"]}, "bo": {"type": "Person", "label": "Bo"}}, "facts": [{"id": "f1", "subject": "ann", "predicate": "memberOf", "object": "acme", "when": "2018/..", "quote": "Ann leads Acme"}, {"id": "f2", "subject": "ann", "predicate": "my:12", "object": "acme", "according-to": "bo", "negated": true, "quote": ["Ann leads Acme", "Bo said so"]}]}
{"article": {"id": "b", "title": "B, \"b\"", "text": "Acme has 3.20 members."}, "facts": [{"id": "f1", "subject": "acme", "predicate": "my:13", "value": 3.20, "quote": "Acme has 3.20 members"}]}
"#;

/// A corpus with a prefix that is a scheme in its data, and documents as JSON Lines.
fn lines() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let corpus = "base: https://news.example/\nontology: [more.ttl]\nprefixes: {my: 'http://my.example/p'}\n\
        entities: {acme: {type: Organization, label: Acme}}\n";
    fs::write(folder.path().join("corpus.yaml"), corpus).unwrap();
    let ontology = "<http://my.example/p12> a <http://www.w3.org/2002/07/owl#ObjectProperty> .\n\
        <http://my.example/p13> a <http://www.w3.org/2002/07/owl#DatatypeProperty> .\n";
    fs::write(folder.path().join("more.ttl"), ontology).unwrap();
    fs::write(folder.path().join("news.jsonl"), LINES).unwrap();
    folder
}

fn nquads(text: &str) -> BTreeSet<String> {
    oxttl::NQuadsParser::new().for_slice(text).map(|quad| quad.unwrap().to_string()).collect()
}

/// The triples without their graphs.
fn triples(quads: impl IntoIterator<Item = Quad>) -> BTreeSet<String> {
    quads.into_iter().map(|quad| Quad { graph_name: GraphName::DefaultGraph, ..quad }.to_string()).collect()
}

fn all(folder: &Path) -> Vec<Quad> {
    let text = given(folder, &["export", "news.jsonl", "--format", "nq"]);
    oxttl::NQuadsParser::new().for_slice(&text).map(Result::unwrap).collect()
}

#[test]
fn streamed_json_ld_holds_the_same_triples() {
    let folder = lines();
    let text = given(folder.path(), &["export", "news.jsonl", "--format", "jsonld"]);
    let quads = JsonLdParser::new().for_slice(&text).map(Result::unwrap);
    assert_eq!(triples(quads), triples(all(folder.path())), "{text}");
    // Nothing is gathered: each document is on lines of its own.
    let document: Value = serde_json::from_str(&text).unwrap();
    assert!(document["@graph"].as_array().unwrap().len() > 3);
}

#[test]
fn json_ld_keeps_the_graphs_where_asked() {
    let folder = lines();
    let quads = |text: &str| -> BTreeSet<String> {
        JsonLdParser::new().for_slice(text).map(|quad| quad.unwrap().to_string()).collect()
    };
    let wanted: BTreeSet<String> = all(folder.path()).iter().map(Quad::to_string).collect();
    let streamed = given(folder.path(), &["export", "news.jsonl", "--format", "jsonld", "--graphs"]);
    assert_eq!(quads(&streamed), wanted, "{streamed}");
    let args = ["export", "news.jsonl", "--format", "jsonld", "--graphs", "--article", "b"];
    let whole = given(folder.path(), &args);
    assert!(quads(&whole).is_subset(&wanted) && whole.contains("article/b/graph/facts"), "{whole}");
    let (code, out, err) = run(folder.path(), &["export", "news.jsonl", "--format", "ttl", "--graphs"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("--graphs"), "{err}");
}

#[test]
fn streamed_rdf_xml_holds_the_same_triples() {
    let folder = lines();
    // A property that XML has no name for is refused in words, and the file is not written.
    let args = ["export", "news.jsonl", "-o", "out.rdf"];
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    let text = fs::read_to_string(folder.path().join("out.rdf")).unwrap();
    let read = RdfXmlParser::new().for_slice(&text).map(|triple| {
        let triple: oxrdf::Triple = triple.unwrap();
        triple.in_graph(GraphName::DefaultGraph)
    });
    assert_eq!(triples(read), triples(all(folder.path())), "{text}");
    let odd = LINES.replace("my:12", "<http://my.example/12>").replace("\"negated\": true, ", "");
    fs::write(folder.path().join("odd.jsonl"), odd).unwrap();
    let more = "<http://my.example/12> a <http://www.w3.org/2002/07/owl#ObjectProperty> .\n\
        <http://my.example/p13> a <http://www.w3.org/2002/07/owl#DatatypeProperty> .\n";
    fs::write(folder.path().join("more.ttl"), more).unwrap();
    let (code, _, err) = run(folder.path(), &["export", "odd.jsonl", "-o", "odd.rdf"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("http://my.example/12") && !folder.path().join("odd.rdf").exists(), "{err}");
}

#[test]
fn what_is_cut_off_does_not_look_whole() {
    let folder = lines();
    fs::write(folder.path().join("bad.jsonl"), format!("{LINES}{{\"article\": {{}}}}\n")).unwrap();
    for (format, end) in [("rdf", "</rdf:RDF>"), ("jsonld", "]\n}")] {
        let (code, out, _) = run(folder.path(), &["export", "bad.jsonl", "--format", format]);
        assert_eq!(code, 1);
        assert!(!out.trim_end().ends_with(end), "{out}");
        let (code, out, _) = run(folder.path(), &["export", "bad.jsonl", "--format", format, "-k"]);
        assert_eq!(code, 1);
        assert!(out.trim_end().ends_with(end), "{out}");
    }
}

#[test]
fn documents_as_lines_give_the_same_quads() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let folder = tempfile::tempdir().unwrap();
    let path = |path: &Path| path.display().to_string();
    let written = given(&data, &["export", ".", "--format", "jsonl"]);
    let lines = folder.path().join("all.jsonl");
    fs::write(&lines, &written).unwrap();
    assert_eq!(written.lines().count(), 6);
    let corpus = path(&data.join("corpus.yaml"));
    let again = given(&data, &["export", &path(&lines), "--corpus", &corpus, "--format", "nq"]);
    let first = given(&data, &["export", ".", "--format", "nq"]);
    assert_eq!(nquads(&again), nquads(&first));
    // And a second time the very same bytes.
    assert_eq!(given(&data, &["export", &path(&lines), "--corpus", &corpus, "--format", "jsonl"]), written);
}

#[test]
fn a_text_with_a_byte_order_mark_keeps_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("news");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("article.txt"), "\u{feff}Ann leads Acme.\r\n").unwrap();
    fs::write(place.join("facts.yaml"), "article: {title: T}\nfacts: []\n").unwrap();
    let lines = given(folder.path(), &["export", "news", "--format", "jsonl"]);
    fs::write(folder.path().join("news.jsonl"), lines).unwrap();
    let quads = |input: &str| nquads(&given(folder.path(), &["export", input, "--format", "nq"]));
    assert_eq!(quads("news.jsonl"), quads("news"));
}

#[test]
fn a_table_has_a_row_per_fact() {
    let folder = lines();
    let table = given(folder.path(), &["export", "news.jsonl", "--format", "csv"]);
    let rows: Vec<&str> = table.split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 4, "{table}");
    assert_eq!(
        rows[2],
        "https://news.example/article/a/fact/f2,https://news.example/article/a,\
         https://news.example/article/a/entity/ann,Ann,http://my.example/p12,,https://news.example/entity/acme,Acme,,\
         realized,true,,,,https://news.example/article/a/entity/bo,Bo,,Ann leads Acme | Bo said so,0 | 16,14 | 26"
    );
    assert!(rows[1].contains(",member of,") && rows[1].contains(",2018/..,2018-01-01,,"), "{}", rows[1]);
    assert!(rows[3].contains(",3.20,realized,false,"), "{}", rows[3]);
}

#[test]
fn unknown_endings_are_refused() {
    let folder = lines();
    for (name, known) in [
        ("x.html", false),
        ("x.txt.gz", false),
        ("x.csv", true),
        ("x.jsonl.gz", true),
        ("x.ttl.zst", true),
        ("x", true),
    ] {
        let (code, _, err) = run(folder.path(), &["export", "news.jsonl", "-o", name]);
        assert_eq!(code, if known { 0 } else { 2 }, "{name}: {err}");
        assert_eq!(folder.path().join(name).exists(), known, "{name}");
        if !known {
            assert!(err.contains("unknown ending") && err.contains("--format"), "{err}");
        }
    }
    let (code, ..) = run(folder.path(), &["export", "news.jsonl", "-o", "y.html", "--format", "ttl"]);
    assert_eq!(code, 0);
}

#[test]
fn the_default_base_is_told_once() {
    let folder = lines();
    fs::write(folder.path().join("corpus.yaml"), "").unwrap();
    let plain = r#"{"article": {"id": "a", "title": "A", "text": "x"}, "facts": []}"#;
    fs::write(folder.path().join("news.jsonl"), plain).unwrap();
    let (code, _, err) = run(folder.path(), &["export", "news.jsonl", "-o", "x.nq"]);
    assert_eq!((code, err.matches("default base").count()), (0, 1), "{err}");
    let (_, _, err) =
        run(folder.path(), &["export", "news.jsonl", "-o", "x.nq", "--base", "https://own.example/"]);
    assert_eq!(err, "");
}

#[test]
fn every_reader_resolves_a_base_alike() {
    let folder = lines();
    for base in [
        "https://site.example/#/",
        "https://site.example/app?p=/",
        "urn:gw/",
        "https://site.example/a//",
        "HTTPS://site.example/a/",
        "https://Site.example/a/",
    ] {
        let names = |format: &str| -> BTreeSet<String> {
            let text = given(folder.path(), &["export", "news.jsonl", "--format", format, "--base", base]);
            match format {
                "ttl" => triples(oxttl::TriGParser::new().for_slice(&text).map(Result::unwrap)),
                "jsonld" => triples(JsonLdParser::new().for_slice(&text).map(Result::unwrap)),
                _ => triples(oxttl::NQuadsParser::new().for_slice(&text).map(Result::unwrap)),
            }
        };
        let wanted = names("nq");
        assert!(wanted.iter().any(|triple| triple.contains(&format!("<{base}article/a>"))), "{base}");
        for format in ["ttl", "jsonld"] {
            assert_eq!(names(format), wanted, "{base} {format}");
            let text = given(folder.path(), &["export", "news.jsonl", "--format", format, "--base", base]);
            assert!(!text.contains("@base"), "{text}");
        }
    }
    let (code, _, err) =
        run(folder.path(), &["export", "news.jsonl", "--base", "https://site.example/a/../b/"]);
    assert_eq!(code, 2);
    assert!(err.contains("`..`"), "{err}");
    fs::write(folder.path().join("corpus.yaml"), "base: https://site.example/./b/\n").unwrap();
    let (code, _, err) = run(folder.path(), &["check", "news.jsonl"]);
    assert_eq!(code, 1);
    assert!(err.contains("bad-base") && err.contains("corpus.yaml:1:7"), "{err}");
}

#[test]
fn byte_order_marks_are_no_part_of_a_file() {
    let folder = lines();
    let at = |name: &str| folder.path().join(name);
    for (name, text) in [
        ("more.ttl", fs::read_to_string(at("more.ttl")).unwrap()),
        ("ask.rq", "SELECT ?s { ?s a <urn:c> }".to_owned()),
        ("with.ttl", "<urn:s> a <urn:c> .\n".to_owned()),
        ("with.nt", "<urn:t> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:c> .\n".to_owned()),
        (
            "shapes.ttl",
            "@prefix sh: <http://www.w3.org/ns/shacl#> . [] a sh:NodeShape ; sh:targetClass <urn:none> .\n"
                .to_owned(),
        ),
    ] {
        fs::write(at(name), format!("\u{feff}{text}")).unwrap();
    }
    let args =
        ["query", "ask.rq", "news.jsonl", "--with", "with.ttl", "--with", "with.nt", "--format", "csv"];
    assert_eq!(given(folder.path(), &args), "s\r\nurn:s\r\nurn:t\r\n");
    let (code, _, err) = run(folder.path(), &["check", "news.jsonl", "--shapes", "shapes.ttl", "-q"]);
    assert_eq!(code, 0, "{err}");
    fs::write(at("bare.ttl"), "<urn:s> a <urn:c> .\n").unwrap();
    assert_eq!(given(folder.path(), &["diff", "with.ttl", "bare.ttl"]), "");
}

#[test]
fn programs_get_json_and_nothing_else() {
    let folder = lines();
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:s> a sh:NodeShape ; sh:targetClass <urn:c> ;\n\
        sh:property [ sh:path <urn:p> ; sh:minCount \"9\" ] .\n";
    fs::write(folder.path().join("shapes.ttl"), shapes).unwrap();
    for format in ["json", "sarif"] {
        let (code, out, _) =
            run(folder.path(), &["check", "news.jsonl", "--shapes", "shapes.ttl", "--format", format]);
        let found: Value = serde_json::from_str(&out).unwrap();
        let first =
            if format == "json" { &found[0]["code"] } else { &found["runs"][0]["results"][0]["ruleId"] };
        assert_eq!((code, first.as_str()), (1, Some("bad-shapes")), "{out}");
        for prose in ["--coverage", "--diff"] {
            let (code, out, err) = run(folder.path(), &["check", "news.jsonl", prose, "--format", format]);
            let found: Value = serde_json::from_str(&out).unwrap();
            let invocation = &found["runs"][0]["invocations"][0];
            let message = if format == "json" {
                &found[0]["message"]
            } else {
                &invocation["toolExecutionNotifications"][0]["message"]["text"]
            };
            assert_eq!(code, 2, "{err}");
            assert!(err.contains("--coverage") && message.as_str().unwrap().contains("--coverage"), "{out}");
        }
    }
}

#[test]
fn receipts_name_the_right_file_of_many() {
    let folder = lines();
    let mut args = vec!["query".to_owned(), "SELECT ?s { ?s a <urn:c> }".to_owned(), "news.jsonl".to_owned()];
    args.extend(["--cite", "--format", "json"].map(str::to_owned));
    for number in 0..70 {
        let name = format!("f{number:02}.ttl");
        fs::write(folder.path().join(&name), format!("<urn:s{number:02}> a <urn:c> .\n")).unwrap();
        args.extend(["--with".to_owned(), name]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let found: Value = serde_json::from_str(&given(folder.path(), &args)).unwrap();
    let text = found.to_string();
    assert_eq!(found["results"]["bindings"].as_array().unwrap().len(), 70);
    for number in 0..70 {
        assert_eq!(text.matches(&format!("f{number:02}.ttl")).count(), 1, "{number}: {text}");
    }
}

#[test]
fn empty_titles_and_labels_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let lines = r#"{"article": {"id": "a", "title": " ", "text": "x"}, "entities": {"k": {"type": "Person", "label": {"en": ""}, "alt-label": ["ok", "\t"]}}, "facts": []}"#;
    fs::write(folder.path().join("x.jsonl"), lines).unwrap();
    let (code, out, _) = run(folder.path(), &["check", "x.jsonl", "--format", "json"]);
    let found: Vec<Value> = serde_json::from_str(&out).unwrap();
    let told: Vec<_> =
        found.iter().map(|one| (one["code"].as_str().unwrap(), one["message"].as_str().unwrap())).collect();
    assert_eq!(code, 1);
    assert_eq!(
        told,
        [
            ("missing-key", "the article's `title` is empty"),
            ("missing-key", "`label` is empty"),
            ("missing-key", "`alt-label` is empty")
        ]
    );
}

#[test]
fn a_diff_of_what_does_not_exist_says_so() {
    let folder = lines();
    let (code, _, err) = run(folder.path(), &["diff", "a", "news.jsonl"]);
    assert_eq!(code, 2);
    assert!(err.contains("no file or folder `a` exists"), "{err}");
}

/// The files of RDF beside the documents whose errors the library's parsers do not place.
#[test]
fn errors_in_other_files_have_a_place() {
    let folder = lines();
    let rdf = |line: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\">\n \
             <rdf:Description rdf:about=\"http://x\">\n  {line}\n </rdf:Description>\n</rdf:RDF>\n"
        )
    };
    for (name, text, found) in [
        ("iri.rdf", rdf("<e:q>1</e:q><e:p rdf:resource=\"http://a b\"/>"), "iri.rdf:4:15: "),
        ("end.rdf", rdf("<e:p>1</e:q>"), "end.rdf:4:9: "),
        ("text.rdf", rdf("no"), "text.rdf:4:3: "),
        ("mark.rdf", format!("\u{feff}{}", rdf("<e:p rdf:nodeID='1'/>")), "mark.rdf:4:3: "),
        (
            "type.jsonld",
            "{\n \"@id\": \"http://x\",\n \"http://e/p\": [1, {\"@value\": {}}]\n}\n".to_owned(),
            "type.jsonld:3:20: ",
        ),
        (
            "remote.jsonld",
            "{\n \"@context\": \"https://schema.org/\",\n \"e\": 1\n}\n".to_owned(),
            "remote.jsonld:2:2: ",
        ),
        ("comma.jsonld", "{\n \"@id\": \"http://x\",\n}\n".to_owned(), "comma.jsonld:3:"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let (code, out, err) = run(folder.path(), &["query", "ASK {}", "news.jsonl", "--with", name]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        assert!(err.contains(found), "{name}: {err}");
    }
}

/// What the library's parsers read differently from the specifications is read right, or refused.
#[test]
fn other_files_are_read_as_the_specifications_say() {
    let folder = lines();
    let ask = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).unwrap();
        let query = "SELECT ?o { ?s <http://e/p> ?o }";
        run(folder.path(), &["query", query, "news.jsonl", "--with", name, "--format", "tsv", "--quiet"])
    };
    let literal = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e/\">\
        <rdf:Description rdf:about=\"http://x\"><e:p rdf:parseType=\"Literal\"><br /></e:p></rdf:Description></rdf:RDF>";
    let (code, out, err) = ask("canonical.rdf", literal);
    let canonical = "\"<br></br>\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>";
    assert_eq!((code, out.as_str()), (0, format!("?o\n{canonical}\n").as_str()), "{err}");
    let base = "http://a/b/./c";
    for (name, text) in [
        (
            "base.jsonld",
            format!("{{\"@context\": {{\"@base\": \"{base}\"}}, \"@id\": \"d\", \"http://e/p\": 1}}"),
        ),
        ("base.ttl", format!("@base <{base}> .\n<d> <http://e/p> 1 .\n")),
        ("base.rdf", literal.replace("<rdf:RDF", &format!("<rdf:RDF xml:base=\"{base}\""))),
    ] {
        let (code, out, err) = ask(name, &text);
        assert_eq!((code, out.as_str()), (2, ""), "{name}");
        assert!(err.contains(&format!("the base `{base}` has a path segment")), "{name}: {err}");
    }
    // Behind `//` the parser keeps the segments that are to be removed (W3C test e062).
    let reference = |end: &str| {
        format!("{{\"@context\": {{\"@base\": \"http://e/a\"}}, \"@id\": \"b\", \"http://e/p\": {{{end}}}}}")
    };
    for end in ["\"@id\": \"//e/../c\"", "\"@id\": \"\\/\\/e/../c\""] {
        let (code, out, err) = ask("reference.jsonld", &reference(end));
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains("the relative IRI `//e/../c` has a path segment"), "{err}");
    }
    for end in ["\"@id\": \"//e/c\"", "\"@value\": \"//e/../c\""] {
        let (code, _, err) = ask("reference.jsonld", &reference(end));
        assert_eq!(code, 0, "{err}");
    }
    // A map by type whose type has a context, which the parser forgets in the nodes below.
    let map = |node: &str| {
        format!(
            "{{\"@context\": {{\"m\": {{\"@id\": \"http://e/p\", \"@container\": \"@type\"}}, \"q\": \"http://e/q\", \
             \"T\": {{\"@id\": \"http://e/T\", \"@context\": {{\"q\": \"http://e/inner\"}}}}}}, \"m\": {{\"T\": {node}}}}}"
        )
    };
    let (code, _, err) = ask("map.jsonld", &map("{\"q\": 1}"));
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = ask("deep.jsonld", &map("{\"q\": [{\"q\": 1}]}"));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("`m` is a map by type") && err.contains("`T`"), "{err}");
}
