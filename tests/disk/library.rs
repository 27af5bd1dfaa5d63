//! The archive on disk as a program uses it.
use groundwire::archive::disk::{DiskArchive, DiskError, DiskWriter, StoreProblem};
use groundwire::archive::remote::ExplainTarget;
use groundwire::ask::explain::Filter;
use groundwire::{Answer, Archive, Ask, Checked, Corpus, ExportFormat, Written};
use tempfile::TempDir;

const BASE: &str = "https://news.example/";

fn document(corpus: &Corpus, id: &str, board: &str) -> Checked {
    let text = format!("Ann Berg joined the {board} on 26 March 2019.");
    let facts = format!(
        "article: {{id: {id}, title: On {board}, language: en}}\n\
         entities: {{board: {{type: Organization, label: {board}}}}}\n\
         facts: [{{id: f1, subject: ann, predicate: memberOf, object: board, when: 2019-03-26, quote: Ann Berg joined the {board}}}]\n"
    );
    corpus.check(&Written::yaml(facts).article(text)).document.unwrap()
}

fn corpus() -> Corpus {
    let corpus = format!("base: {BASE}\nentities: {{ann: {{type: Person, label: Ann Berg}}}}\n");
    Corpus::from_text(&corpus, &[]).unwrap()
}

#[test]
fn of_two_documents_of_one_article_the_later_counts() {
    let corpus = corpus();
    let others: Vec<Checked> =
        (0..3).map(|number| document(&corpus, &format!("other{number}"), "board of Cora")).collect();
    let twice = ["Acme", "Bora"].map(|name| document(&corpus, "twice", &format!("board of {name}")));
    let mut memory = Archive::in_memory(corpus);
    let folder = TempDir::new().unwrap();
    let writer = DiskWriter::open(folder.path()).unwrap();
    // Into a new store, and then into one that has documents.
    for more in [&others[..2], &others[2..]] {
        let mut load = writer.load().unwrap();
        for document in [&twice[0], &more[0], &twice[1]].into_iter().chain(&more[1..]) {
            memory.put(document);
            load.put(document).unwrap();
        }
        load.commit().unwrap();
        let snapshot = memory.snapshot();
        let archive = DiskArchive::open(folder.path()).unwrap();
        let report = archive.check().unwrap();
        assert!(report.differences.is_empty(), "{:?}", report.differences);
        assert_eq!(archive.articles().unwrap().len(), snapshot.articles().len());
        let ask = Ask::default();
        let query =
            "SELECT ?body ?label { ?who af:memberOf ?body . ?body rdfs:label ?label } ORDER BY ?label ?body";
        let of_disk = archive.query(query, &ask).unwrap();
        assert_eq!(of_disk, snapshot.query(query, &ask).unwrap());
        let Answer::Rows(rows) = of_disk else { panic!("a SELECT gives rows") };
        assert!(!rows.rows.is_empty() && !format!("{:?}", rows.rows).contains("Acme"));
    }
}

#[test]
fn an_archive_on_disk_gives_what_one_in_memory_gives() {
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    let documents = [document(&corpus, "acme", "board of Acme"), document(&corpus, "bora", "board of Bora")];
    let mut memory = Archive::in_memory(corpus);
    let writer = DiskWriter::open(folder.path()).unwrap();
    let mut load = writer.load().unwrap();
    for document in &documents {
        memory.put(document);
        load.put(document).unwrap();
    }
    load.commit().unwrap();
    let snapshot = memory.snapshot();
    let archive = DiskArchive::open(folder.path()).unwrap();
    assert_eq!(archive.articles().unwrap(), ["acme", "bora"].map(|id| format!("{BASE}article/{id}")));
    let ask = Ask { cite: true, ..Ask::default() };
    let graph = format!("<{BASE}article/acme/graph/stated>");
    for query in [
        "SELECT ?who ?body { ?who af:memberOf ?body } ORDER BY ?body".to_owned(),
        "ASK { ent:ann af:memberOf ?body }".to_owned(),
        format!("SELECT ?who {{ GRAPH {graph} {{ ?who af:memberOf ?body }} }}"),
    ] {
        let of_disk = archive.query(&query, &ask).unwrap();
        assert_eq!(of_disk, snapshot.query(&query, &ask).unwrap(), "{query}");
        let receipts = match of_disk {
            Answer::Rows(rows) => rows.receipts,
            Answer::Boolean { receipts, .. } => receipts,
            Answer::Triples(_) => None,
        };
        assert!(receipts.unwrap().facts[0].quotes[0].exact.starts_with("Ann Berg joined the board"));
    }
    let part = archive.about(ExplainTarget::Thing("board of bora")).unwrap();
    assert_eq!(part.explain("board of bora", Filter::default()).unwrap().facts.len(), 1);
    assert_eq!(part.article_text(&format!("{BASE}article/acme")), None);
    for format in [ExportFormat::NQuads, ExportFormat::Turtle] {
        let (mut of_disk, mut of_memory) = (Vec::new(), Vec::new());
        archive.export(format, &mut of_disk).unwrap();
        snapshot.export(format, &mut of_memory).unwrap();
        super::assert_same(&of_disk, &of_memory, "export");
    }
    assert_eq!(archive.check().unwrap().differences, []);
}

#[test]
fn what_is_not_committed_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let corpus = corpus();
    let writer = DiskWriter::open(folder.path()).unwrap();
    let mut load = writer.load().unwrap();
    load.put(&document(&corpus, "acme", "board of Acme")).unwrap();
    drop(load);
    let problem = |result: Result<DiskArchive, DiskError>| match result {
        Err(DiskError::Store(_, problem)) => problem,
        other => panic!("{other:?}"),
    };
    assert!(matches!(problem(DiskArchive::open(folder.path())), StoreProblem::Empty));
    let mut load = writer.load().unwrap();
    load.put(&document(&corpus, "acme", "board of Acme")).unwrap();
    load.commit().unwrap();
    assert!(matches!(
        writer.remove(&["acme", "nobody"]),
        Err(DiskError::Store(_, StoreProblem::NoArticle { .. }))
    ));
    assert_eq!(DiskArchive::open(folder.path()).unwrap().articles().unwrap().len(), 1);
    writer.remove(&["acme"]).unwrap();
    assert!(DiskArchive::open(folder.path()).unwrap().articles().unwrap().is_empty());
    assert!(matches!(problem(DiskArchive::open(folder.path().join("none"))), StoreProblem::Missing));
}
