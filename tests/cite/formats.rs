//! Citations in each format, by the program itself.
use serde_json::Value;
use std::fs;
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_groundwire"))
        .arg("query")
        .args(args)
        .args(["--cite", "--quiet", "--color", "never"])
        .output()
        .unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
    serde_json::from_str(&stdout(&args)).unwrap()
}

#[test]
fn a_table_has_footnotes() {
    let found = stdout(&["SELECT ?body { ent:kazakhstan af:observerAt ?body FILTER(?body = ent:ccpe) }"]);
    assert_eq!(
        found,
        "\
┌──────────┬───────┐
│ body     │ cited │
├──────────┼───────┤
│ ent:ccpe │ 1     │
└──────────┴───────┘
[1] “in 2015 Kazakhstan received the observer status at the Consultative Council of European
    Prosecutors (CCPE)”
    Kazakhstan and Council of Europe discuss new phase of cooperation, 2726–2832, fact f13a; ongoing
"
    );
}

#[test]
fn a_fact_has_one_number_and_many_facts_are_counted() {
    let found =
        stdout(&["SELECT ?m (COUNT(?f) AS ?n) { ?f af:modality ?m } GROUP BY ?m ORDER BY ?n LIMIT 1"]);
    assert!(found.contains("│ af:underway │ 1 │ 1     │"), "{found}");
    let found = stdout(&["SELECT (COUNT(?f) AS ?n) { ?f af:modality af:ongoing }"]);
    assert!(found.contains("│ 1 2 3 4 5 +"), "{found}");
    assert!(found.contains("[5] ") && !found.contains("[6] "), "{found}");
    assert!(found.contains("+n: n more facts"), "{found}");
}

#[test]
fn a_row_without_a_fact_is_marked_and_says_what_it_rests_on() {
    let found = stdout(&["SELECT ?l { ent:kazakhstan rdfs:label ?l }"]);
    assert!(found.contains("│ Kazakhstan │ –     │"), "{found}");
    assert!(
        found.ends_with("– no fact to cite for the row; it depends on declarations in the documents\n"),
        "{found}"
    );
    let found = json(&["SELECT ?l { ent:kazakhstan rdfs:label ?l }"]);
    assert_eq!(found["citations"], serde_json::json!([[]]));
    assert_eq!(found["citationNotes"]["rows"]["0"], serde_json::json!({"uncited": true, "declared": true}));
}

#[test]
fn json_stays_the_answer_with_citations_beside_it() {
    let query = "SELECT ?s ?n { ?s af:memberCount ?n } ORDER BY ?n ?s";
    let found = json(&[query, "data/benin-nigeria-afcfta"]);
    let rows = found["results"]["bindings"].as_array().unwrap();
    let citations = found["citations"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows.len(), citations.len());
    let first = &citations[0][0];
    assert_eq!(first["fact"], "https://example.org/article-facts/article/benin-nigeria-afcfta/fact/f19a");
    assert_eq!(first["article"], "https://example.org/article-facts/article/benin-nigeria-afcfta");
    assert_eq!(first["modality"], "https://w3id.org/article-facts#completed");
    assert_eq!(first["predicate"], "https://w3id.org/article-facts#memberCount");
    assert_eq!(first["value"]["value"], "7");
    assert!(
        first.get("negated").is_none() && first.get("object").is_none() && first.get("accordingTo").is_none()
    );
    let text = fs::read_to_string("data/benin-nigeria-afcfta/article.txt").unwrap();
    let text: Vec<char> = text.chars().collect();
    for citation in citations.iter().flat_map(|row| row.as_array().unwrap()) {
        for quote in citation["quotes"].as_array().unwrap() {
            let place = |name: &str| usize::try_from(quote[name].as_u64().unwrap()).unwrap();
            let words: String = text[place("start")..place("end")].iter().collect();
            assert_eq!(quote["exact"], words.as_str());
        }
    }
    // Without `--cite` the same answer comes, and nothing else.
    let plain = Command::new(env!("CARGO_BIN_EXE_groundwire"))
        .args(["query", query, "data/benin-nigeria-afcfta", "--format", "json", "--quiet"])
        .output()
        .unwrap();
    let plain: Value = serde_json::from_slice(&plain.stdout).unwrap();
    assert_eq!(plain["results"], found["results"]);
    assert!(plain.get("citations").is_none());
}

#[test]
fn who_says_so_and_what_is_denied_is_in_json() {
    let found =
        json(&["SELECT ?o { ?f af:subject ent:kazakhstan ; af:predicate af:memberOf ; af:object ?o }"]);
    let citation = &found["citations"][0][0];
    assert_eq!(citation["negated"], true);
    assert_eq!(citation["accordingTo"][0], "https://example.org/article-facts/entity/roman-vassilenko");
    assert!(citation["statedIn"].as_str().unwrap().ends_with("/entity/vassilenko-speech"));
}

#[test]
fn csv_and_tsv_have_one_more_column() {
    let query = "SELECT ?who { ?who af:signatoryTo ?what ; a af:Group }";
    let who = "https://example.org/article-facts/article/benin-nigeria-afcfta/entity/signatories";
    let both = "https://example.org/article-facts/article/benin-nigeria-afcfta/fact/f09b \
                https://example.org/article-facts/article/benin-nigeria-afcfta/fact/f11g";
    assert_eq!(stdout(&[query, "--format", "csv"]), format!("who,citations\r\n{who},{both}\r\n"));
    assert_eq!(stdout(&[query, "--format", "tsv"]), format!("?who\t?citations\n<{who}>\t\"{both}\"\n"));
    let xml = stdout(&[query, "--format", "xml"]);
    assert!(
        xml.contains(&format!("<binding name=\"citations\"><literal>{both}</literal></binding>")),
        "{xml}"
    );
    let clash = stdout(&["SELECT ?citations { ?citations af:largestEconomyIn ?where }", "--format", "csv"]);
    assert!(clash.starts_with("citations,citations_\r\n"), "{clash}");
}

#[test]
fn the_articles_own_voice_cites_no_one_else() {
    let query = "SELECT ?what { ent:kazakhstan af:partyTo ?what } ORDER BY ?what";
    let all = json(&[query]);
    assert_eq!(all["citations"].as_array().unwrap().len(), 4);
    let own = json(&[query, "--voice", "article"]);
    let citations = own["citations"].as_array().unwrap();
    assert_eq!(citations.len(), 3);
    for citation in citations.iter().flat_map(|row| row.as_array().unwrap()) {
        assert!(citation.get("accordingTo").is_none(), "{citation}");
    }
}

#[test]
fn another_file_is_cited_as_that_file_never_as_a_fact() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.ttl");
    // What says of itself that it is a fact of the corpus is none.
    fs::write(
        &path,
        "@prefix af: <https://w3id.org/article-facts#> . @prefix ent: <https://example.org/article-facts/entity/> .
        ent:ghana af:observerAt ent:cepej .
        ent:kazakhstan af:observerAt ent:ccpe .
        <https://example.org/article-facts/article/x/fact/f1> a af:Fact ; af:subject ent:ghana ;
            af:predicate af:observerAt ; af:object ent:cepej ; af:modality af:ongoing .",
    )
    .unwrap();
    let path = path.to_str().unwrap();
    let query = "SELECT ?s ?o { ?s af:observerAt ?o FILTER(?o != ent:ccje) } ORDER BY ?s ?o";
    let found = json(&[query, "--with", path]);
    let citations = found["citations"].as_array().unwrap();
    let counts: Vec<usize> = citations.iter().map(|row| row.as_array().unwrap().len()).collect();
    assert_eq!(counts, [0, 1, 1], "{found}");
    let rows = &found["citationNotes"]["rows"];
    assert_eq!(rows["0"], serde_json::json!({"files": [path], "uncited": true}));
    // The article says it as well as the file.
    assert_eq!(rows["1"], serde_json::json!({"files": [path], "alsoWithout": true}));
    assert!(rows.get("2").is_none(), "{rows}");
    let table = stdout(&[query, "--with", path]);
    assert!(table.contains("other.ttl *"), "{table}");
}

#[test]
fn triples_have_no_row_to_stand_beside() {
    let output = run(&["CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`--cite` works only with SELECT and ASK"));
}

#[test]
fn a_yes_is_cited() {
    let found = json(&["ASK { ent:kazakhstan af:observerAt ent:cepej }"]);
    assert_eq!(found["boolean"], true);
    assert_eq!(found["citations"].as_array().unwrap().len(), 1);
    assert!(found["citations"][0][0]["fact"].as_str().unwrap().ends_with("/f13b"));
    let found = json(&["ASK { ent:kazakhstan af:memberOf ent:council-of-europe }"]);
    assert_eq!(found["boolean"], false);
    assert_eq!(found["citations"], serde_json::json!([]));
}

#[test]
fn control_characters_of_a_document_never_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let document = serde_json::json!({
        "article": {"id": "a", "title": "T\u{1b}[31m\u{202e}", "text": "Ann \u{1b}[2J met Bo."},
        "entities": {"ann": {"type": "Person", "label": "Ann"}, "m": {"type": "Meeting", "label": "M"}},
        "facts": [{"id": "f", "subject": "m", "predicate": "participant", "object": "ann", "quote": "Ann \u{1b}[2J met Bo."}],
    });
    let path = folder.path().join("d.jsonl");
    fs::write(&path, document.to_string()).unwrap();
    let found = stdout(&["SELECT ?x { ?m af:participant ?x }", path.to_str().unwrap()]);
    assert!(found.contains("met Bo.”"), "{found}");
    assert!(!found.contains(['\u{1b}', '\u{202e}']), "{found:?}");
}
