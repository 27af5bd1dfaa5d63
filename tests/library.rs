//! The library as an outside crate uses it: documents in and out of an archive, answers as data, limits.
use groundwire::archive::{ExplainError, NameError};
use groundwire::ask::explain::Filter;
use groundwire::{
    Answer, AnswerFormat, Archive, Ask, AskError, Checked, Corpus, CorpusError, ExportFormat, Snapshot,
    TriplesFormat, Voice, Written,
};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

fn corpus() -> Corpus {
    let text = "base: https://news.example/\nentities:\n  oslo: {type: Place, label: Oslo}\n";
    Corpus::from_text(text, &[]).unwrap()
}

fn document(corpus: &Corpus, id: &str, who: &str, when: &str) -> Checked {
    let article = format!("{who} joined the board of Acme in Oslo on {when}. Acme said it is happy.");
    let facts = format!(
        "article: {{id: {id}, title: Board, language: en}}\n\
         entities:\n  who: {{type: Person, label: {who}}}\n  board: {{type: Organization, label: board of Acme}}\n  \
         acme: {{type: Organization, label: Acme}}\n  mood: {{type: Concept, label: happy}}\n\
         facts:\n  - {{id: f1, subject: who, predicate: memberOf, object: board, when: {when}, \
         quote: '{who} joined the board of Acme in Oslo on {when}'}}\n  \
         - {{id: f2, subject: acme, predicate: topic, object: mood, according-to: acme, quote: Acme said it is happy}}\n"
    );
    let report = corpus.check(&Written::yaml(facts.clone()).article(article));
    let shown = report.render(&Written::yaml(facts), "facts.yaml");
    report.document.unwrap_or_else(|| panic!("{shown}"))
}

fn rows(snapshot: &Snapshot, query: &str) -> Vec<Vec<String>> {
    let Answer::Rows(rows) = snapshot.query(query, &Ask::default()).unwrap() else { panic!("no rows") };
    let cell = |term: &Option<oxrdf::Term>| {
        term.as_ref().map(|term| snapshot.namer().name(term.as_ref())).unwrap_or_default()
    };
    rows.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

const WHO: &str = "SELECT ?who { ?who af:memberOf ?body } ORDER BY ?who";

#[test]
fn checked_documents_and_snapshots_pass_between_threads() {
    fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Checked>();
    is_shared::<Corpus>();
    is_shared::<Snapshot>();
    is_shared::<Archive>();
}

#[test]
fn an_archive_replaces_and_forgets_articles_one_by_one() {
    let corpus = corpus();
    let mut archive = Archive::in_memory(corpus.clone());
    assert!(archive.is_empty());
    assert!(!archive.put(&document(&corpus, "a", "Ann Berg", "2019-03-26")));
    assert!(!archive.put(&document(&corpus, "b", "Bob Dahl", "2019-03-27")));
    let before = archive.snapshot();
    assert_eq!(rows(&before, WHO), [["Ann Berg"], ["Bob Dahl"]]);
    assert!(archive.put(&document(&corpus, "a", "Cai Holm", "2019-03-28")));
    let after = archive.snapshot();
    assert_eq!(rows(&after, WHO), [["Cai Holm"], ["Bob Dahl"]]);
    // A snapshot never changes.
    assert_eq!(rows(&before, WHO), [["Ann Berg"], ["Bob Dahl"]]);
    assert!(archive.remove("a"));
    assert!(!archive.remove("a"));
    assert!(archive.remove("https://news.example/article/b"));
    assert_eq!((archive.len(), archive.fact_count()), (0, 0));
    assert_eq!(rows(&archive.snapshot(), WHO), Vec::<Vec<String>>::new());
}

#[test]
fn a_row_has_its_receipt_as_data() {
    let corpus = corpus();
    let mut archive = Archive::in_memory(corpus.clone());
    archive.put(&document(&corpus, "a", "Ann Berg", "2019-03-26"));
    let ask = Ask { cite: true, ..Ask::default() };
    let Answer::Rows(answer) = archive.snapshot().query(WHO, &ask).unwrap() else { panic!("no rows") };
    let receipts = answer.receipts.unwrap();
    let facts: Vec<_> = receipts.of_row(0).collect();
    assert_eq!(facts[0].fact, "https://news.example/article/a/fact/f1");
    assert_eq!(facts[0].quotes[0].exact, "Ann Berg joined the board of Acme in Oslo on 2019-03-26");
    assert_eq!((facts[0].quotes[0].start, facts[0].quotes[0].end), (0, 55));
    assert_eq!(receipts.of_row(1).count(), 0);
    let Answer::Boolean { value, receipts } =
        archive.snapshot().query("ASK { ?who af:memberOf ?body }", &ask).unwrap()
    else {
        panic!("no yes")
    };
    assert!(value && receipts.unwrap().of_row(0).count() == 1);
}

#[test]
fn each_way_to_go_wrong_has_its_error() {
    let corpus = corpus();
    let mut archive = Archive::in_memory(corpus.clone());
    archive.put(&document(&corpus, "a", "Ann Berg", "2019-03-26"));
    let snapshot = archive.snapshot();
    let ask = |ask: Ask, query: &str| snapshot.query(query, &ask).unwrap_err();
    assert!(matches!(ask(Ask::default(), "SELECT ?x {"), AskError::Query(_)));
    let set = Ask { set: vec![("nobody".to_owned(), "oslo".to_owned())], ..Ask::default() };
    assert!(matches!(ask(set, WHO), AskError::Set { .. }));
    let cite = Ask { cite: true, ..Ask::default() };
    assert!(matches!(ask(cite, "CONSTRUCT WHERE { ?s ?p ?o }"), AskError::NoRows));
    let few = Ask { most_rows: Some(3), ..Ask::default() };
    assert!(matches!(ask(few.clone(), "SELECT * { ?s ?p ?o }"), AskError::TooManyRows(3)));
    let written =
        snapshot.write("SELECT * { ?s ?p ?o }", &few, AnswerFormat::Csv, TriplesFormat::Turtle, Vec::new());
    assert!(matches!(written, Err(AskError::TooManyRows(3))));
    assert!(matches!(
        snapshot.explain("nowhere", Filter::default()),
        Err(ExplainError::Name(NameError::Unknown { .. }))
    ));
    assert!(matches!(
        snapshot.chains("oslo", "Oslo", Filter::default(), 3),
        Err(ExplainError::SameThing(..))
    ));
    assert!(matches!(Corpus::from_text("base: nowhere", &[]), Err(CorpusError::Refused(_))));
    assert!(matches!(Corpus::from_text("ontology: [own.ttl]", &[]), Err(CorpusError::Refused(_))));
    let own =
        "@prefix ex: <https://e.example/> . ex:leads a <http://www.w3.org/2002/07/owl#ObjectProperty> .";
    assert!(Corpus::from_text("ontology: [own.ttl]", &[("own.ttl", own)]).is_ok());
    let refused = corpus.check(&Written::yaml("article: {id: x, title: X}\nfacts: []\n"));
    assert!(refused.is_refused() && !refused.diagnostics.is_empty());
}

#[test]
fn a_query_ends_when_its_time_is_up() {
    let corpus = corpus();
    let mut archive = Archive::in_memory(corpus.clone());
    archive.put(&document(&corpus, "a", "Ann Berg", "2019-03-26"));
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    let ask = Ask { deadline: Some(Duration::from_millis(50)), ..Ask::default() };
    let begun = Instant::now();
    let error = archive.snapshot().query(endless, &ask).unwrap_err();
    assert!(matches!(error, AskError::Deadline(limit) if limit == Duration::from_millis(50)));
    assert!(begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_voice_of_the_article_alone_leaves_out_what_others_say() {
    let corpus = corpus();
    let mut archive = Archive::in_memory(corpus.clone());
    archive.put(&document(&corpus, "a", "Ann Berg", "2019-03-26"));
    let snapshot = archive.snapshot();
    let topics = "ASK { ?who af:topic ?what . FILTER NOT EXISTS { ?who a af:Fact } }";
    let says = |voice| {
        let ask = Ask { voice, ..Ask::default() };
        matches!(snapshot.query(topics, &ask).unwrap(), Answer::Boolean { value: true, .. })
    };
    assert!(says(Voice::All));
    assert!(!says(Voice::Article));
}

#[test]
fn what_an_archive_exports_is_what_the_command_line_does() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let snapshot =
        Snapshot::open(std::slice::from_ref(&data), &groundwire::CorpusOptions::default(), &mut Vec::new())
            .unwrap();
    let mut quads = Vec::new();
    snapshot.export(ExportFormat::NQuads, &mut quads).unwrap();
    let given = Command::new(env!("CARGO_BIN_EXE_groundwire"))
        .args(["export", "--format", "nq"])
        .arg(&data)
        .output()
        .unwrap();
    let sorted = |bytes: &[u8]| {
        let mut lines: Vec<String> = String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&quads), sorted(&given.stdout));
    assert!(snapshot.articles().len() >= 2);
    assert!(snapshot.find("kaz", 5).iter().any(|thing| thing.label == "Kazakhstan"));
}

#[test]
fn the_example_of_embedding_prints_a_receipt() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--locked", "--example", "embed"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Ann Berg | board of Acme"), "{text}");
    assert!(text.contains("code points 0 to 70"), "{text}");
}
