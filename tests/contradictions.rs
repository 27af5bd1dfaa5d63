//! Facts that cannot both hold: which are found, which are not, and where they are shown.
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const TERMS: &str = "\
@prefix m: <http://more.example/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
m:capital a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:label \"capital\"@en .
m:seat a owl:ObjectProperty ; rdfs:subPropertyOf m:capital ; rdfs:label \"seat\"@en .
m:leads a owl:ObjectProperty , owl:InverseFunctionalProperty ; rdfs:label \"leads\"@en .
m:size a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:label \"size\"@en .
m:area a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:label \"area\"@en ;
  rdfs:range <https://w3id.org/article-facts#Quantity> .
m:founded a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:label \"founded\"@en ;
  rdfs:range <https://w3id.org/article-facts#TimeSpan> .
m:precedes a owl:ObjectProperty , owl:AsymmetricProperty ; rdfs:label \"precedes\"@en .
m:near a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label \"near\"@en .
";

/// A corpus of documents, each with the facts that are given, one a line of flow YAML.
pub(crate) fn corpus(documents: &[&[&str]]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("terms.ttl", TERMS);
    put(
        "corpus.yaml",
        "ontology: [terms.ttl]\nprefixes: {m: 'http://more.example/', w: 'http://w.example/'}\nentities:\n  \
         a: {type: Place, label: A, same-as: 'w:1'}\n  a2: {type: Place, label: A2, same-as: 'w:1'}\n  \
         b: {type: Place, label: B}\n  c: {type: Place, label: C}\n  u: {type: Concept, label: km}\n",
    );
    for (number, facts) in documents.iter().enumerate() {
        put(&format!("d{number}/article.txt"), "Words that say it.\n");
        let mut text = format!("article: {{title: Document {number}}}\nfacts:\n");
        for (id, fact) in facts.iter().enumerate() {
            writeln!(text, "  - {{id: f{id}, quote: Words, {fact}}}").unwrap();
        }
        put(&format!("d{number}/facts.yaml"), &text);
    }
    folder
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// The messages of the contradictions among facts, each in a document of its own.
fn found(facts: &[&str]) -> Vec<String> {
    let documents: Vec<&[&str]> = facts.iter().map(std::slice::from_ref).collect();
    let folder = corpus(&documents);
    let (code, out, err) = run(folder.path(), &["check", "--across", "--format", "json", "."]);
    assert_eq!(code, 0, "{out}{err}");
    let found: Vec<Value> = serde_json::from_str(&out).unwrap();
    let found = found.iter().filter(|one| one["code"] == "contradiction");
    found.map(|one| one["message"].as_str().unwrap().to_owned()).collect()
}

const YES: &str = "subject: a, predicate: partOf, object: b";
const NO: &str = "subject: a, predicate: partOf, object: b, negated: true";
const DENIED: &str = "one fact states it, another negates it";

#[test]
fn what_one_asserts_and_another_denies() {
    assert_eq!(found(&[YES, NO]), [DENIED]);
    assert_eq!(found(&[NO, YES]), [DENIED]);
    // The same thing by another name.
    assert_eq!(found(&[YES, "subject: a2, predicate: partOf, object: b, negated: true"]), [DENIED]);
    // A superproperty is denied, its subproperty asserted; not the other way round.
    let seat = |negated| format!("subject: a, predicate: m:seat, object: b, negated: {negated}");
    let capital = |negated| format!("subject: a, predicate: m:capital, object: b, negated: {negated}");
    assert_eq!(found(&[&seat(false), &capital(true)]), [DENIED]);
    assert_eq!(found(&[&seat(true), &capital(false)]), [""; 0]);
    // A symmetric property either way round.
    assert_eq!(
        found(&[
            "subject: a, predicate: m:near, object: b",
            "subject: b, predicate: m:near, object: a, negated: true"
        ]),
        [DENIED]
    );
    for (yes, no) in [("3.20", "3.2"), ("+5", "5")] {
        let size =
            |value, negated| format!("subject: a, predicate: m:size, value: {value}, negated: {negated}");
        assert_eq!(found(&[&size(yes, false), &size(no, true)]), [DENIED]);
    }
}

#[test]
fn times_that_do_not_overlap_are_no_contradiction() {
    let at = |fact: &str, when: &str| format!("{fact}, when: {when}");
    assert_eq!(found(&[&at(YES, "2018"), &at(NO, "2019")]), [""; 0]);
    assert_eq!(found(&[&at(YES, "2018/.."), &at(NO, "2019")]), [DENIED]);
    assert_eq!(found(&[&at(YES, "2019-03"), &at(NO, "2019")]), [DENIED]);
    assert_eq!(found(&[YES, &at(NO, "2019")]), [DENIED]);
}

#[test]
fn development_is_no_contradiction() {
    let underway = format!("{YES}, modality: underway");
    assert_eq!(found(&[YES, &underway]), [""; 0]);
    assert_eq!(found(&[&underway, NO]), [""; 0]);
    let planned = format!("{YES}, modality: planned");
    let not_planned = format!("{NO}, modality: planned");
    assert_eq!(found(&[YES, &not_planned]), [""; 0]);
    assert_eq!(found(&[&planned, &not_planned]), [DENIED]);
}

#[test]
fn one_object_or_subject_at_a_time() {
    let capital = |object| format!("subject: a, predicate: m:capital, object: {object}");
    let two = "two objects of `capital`, which can have only one at a time";
    assert_eq!(found(&[&capital("b"), &capital("c")]), [two]);
    assert_eq!(found(&[&capital("b"), &capital("b")]), [""; 0]);
    assert_eq!(found(&[&capital("b"), "subject: a2, predicate: m:capital, object: c"]), [two]);
    assert_eq!(
        found(&[&format!("{}, when: ../2000", capital("b")), &format!("{}, when: 2001/..", capital("c"))]),
        [""; 0]
    );
    assert_eq!(found(&[&capital("b"), &format!("{}, modality: planned", capital("c"))]), [""; 0]);
    let size = |value| format!("subject: a, predicate: m:size, value: {value}");
    assert_eq!(found(&[&size("1.0"), &size("1"), &size("01.00")]), [""; 0]);
    assert_eq!(found(&[&size("1.0"), &size("2")]).len(), 1);
    assert_eq!(
        found(&["subject: a, predicate: m:leads, object: c", "subject: b, predicate: m:leads, object: c"]),
        ["two subjects of `leads`, which can have only one at a time"]
    );
    // What differs in precision alone does not contradict.
    let founded = |when| format!("subject: a, predicate: m:founded, object: {when}");
    assert_eq!(found(&[&founded("2018"), &founded("2018-03")]), [""; 0]);
    assert_eq!(found(&[&founded("2018"), &founded("2019-03")]).len(), 1);
    let area = |quantity| format!("subject: a, predicate: m:area, quantity: {{{quantity}, unit: u}}");
    assert_eq!(found(&[&area("number: 5"), &area("from: 4, to: 6")]), [""; 0]);
    assert_eq!(found(&[&area("number: 5"), &area("from: 6")]).len(), 1);
    assert_eq!(found(&[&area("number: 5"), &area("number: 6, about: true")]), [""; 0]);
}

#[test]
fn directions() {
    let way = |from, to| format!("subject: {from}, predicate: m:precedes, object: {to}");
    assert_eq!(found(&[&way("b", "c"), &way("c", "b")]), ["`precedes` cannot hold in both directions"]);
    assert_eq!(found(&[&way("b", "c"), &way("b", "c")]), [""; 0]);
    assert_eq!(found(&[&way("a", "a2")]), ["`precedes` cannot relate a thing to itself"]);
}

#[test]
fn classes_of_what_is_the_same() {
    let folder = corpus(&[&[YES], &[]]);
    fs::write(
        folder.path().join("d1/facts.yaml"),
        "article: {title: T}\nentities: {p: {type: Person, label: P, same-as: 'w:1'}, \
         o: {type: Organization, label: O, same-as: 'w:7'}, q: {type: Person, label: Q, same-as: 'w:7'}}\nfacts: []\n",
    )
    .unwrap();
    let (code, out, err) = run(folder.path(), &["check", "--across", "--format", "json", "."]);
    assert_eq!(code, 0, "{out}{err}");
    let found: Vec<Value> = serde_json::from_str(&out).unwrap();
    let found: Vec<&Value> = found.iter().filter(|one| one["code"] == "contradiction").collect();
    assert_eq!(found.len(), 1, "{out}");
    assert_eq!(
        found[0]["message"],
        "the same thing has the classes `Organization` and `Person`, which are disjoint"
    );
    assert_eq!(found[0]["path"], "./d1/facts.yaml");
}

#[test]
fn both_facts_are_named_with_their_places_and_both_are_kept() {
    let folder = corpus(&[&[YES], &["subject: b, predicate: partOf, object: c", NO]]);
    let (code, out, err) = run(folder.path(), &["check", "--across", "."]);
    assert_eq!((code, out.as_str()), (0, ""));
    let expected = "\
warning[contradiction]: one fact states it, another negates it
 --> ./d1/facts.yaml:4:10
  |
4 |   - {id: f1, quote: Words, subject: a, predicate: partOf, object: b, negated: true}
  |          ^^
  = note: here: A — not part of → B, no time stated
          “Words”
          Document 1, fact f1
  = note: there: A — part of → B, no time stated
          “Words”
          Document 0, fact f0
          ./d0/facts.yaml:3:10
  = help: both are kept; if one followed the other, add `when`

";
    assert!(err.contains(expected), "{err}");
    // Without being asked, nothing is said.
    assert!(!run(folder.path(), &["check", "."]).2.contains("contradiction"));
    let (_, out, _) = run(folder.path(), &["explain", "a partOf b", "--in", "."]);
    assert_eq!(out.matches("! contradicted: ").count(), 2, "{out}");
    let query = "SELECT * { ?f af:subject ent:a ; af:object ent:b ; af:negated true }";
    let (code, out, err) =
        run(folder.path(), &["query", &query.replace("ent:", "entity:"), ".", "--cite", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("contradictedBy"), "{out}");
}
