//! groundwire as a library: checks a text, asks a question, prints the receipts. No file is read or written.
//!
//!     cargo run --example embed
use groundwire::{Answer, Archive, Ask, Corpus, Written};
use std::error::Error;

const ARTICLE: &str = "Ann Berg, the mayor of Oslo, joined the board of Acme on 26 March 2019. \
                       Acme said it plans to open an office in Bergen.";

const FACTS: &str = r#"
article:
  id: acme-board
  title: Mayor joins the board of Acme
  language: en
entities:
  ann: {type: Person, label: Ann Berg}
  acme: {type: Organization, label: Acme}
  acme-board: {type: Organization, label: board of Acme}
facts:
  - id: f1
    subject: ann
    predicate: memberOf
    object: acme-board
    when: 2019-03-26
    quote: Ann Berg, the mayor of Oslo, joined the board of Acme on 26 March 2019
"#;

const QUESTION: &str = "SELECT ?who ?body { ?who af:memberOf ?body }";

fn main() -> Result<(), Box<dyn Error>> {
    // What documents share: here nothing but the core ontology.
    let corpus = Corpus::from_text("base: https://news.example/\n", &[])?;

    // A document is checked against its article: all errors in one run, each with its location.
    let written = Written::yaml(FACTS).article(ARTICLE);
    let report = corpus.check(&written);
    print!("{}", report.render(&written, "facts.yaml"));
    let document = report.document.ok_or("the document was refused")?;
    println!("{}: {} fact", document.title(), document.fact_count());

    // An archive takes checked documents; a snapshot of it answers questions.
    let mut archive = Archive::in_memory(corpus);
    archive.put(&document);
    let snapshot = archive.snapshot();
    let ask = Ask { cite: true, ..Ask::default() };
    let Answer::Rows(answer) = snapshot.query(QUESTION, &ask)? else {
        return Err("a SELECT gives rows".into());
    };
    let receipts = answer.receipts.as_ref().ok_or("citations were asked for")?;
    for (number, row) in answer.rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().flatten().map(|term| snapshot.namer().name(term.as_ref())).collect();
        println!("\n{}", cells.join(" | "));
        for fact in receipts.of_row(number) {
            for quote in &fact.quotes {
                println!("  “{}” ({}, code points {} to {})", quote.exact, fact.fact, quote.start, quote.end);
            }
        }
    }
    Ok(())
}
