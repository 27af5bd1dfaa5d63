//! A store gives the same rows and citations as the documents in memory: for every saved question, for queries that look at
//! no data, and for queries made at random, as they are, in one voice, and in each graph.
//!
//! `GROUNDWIRE_QUERIES` says how many queries are made at random (12 by default, 2,000 for all).
use super::{Place, ROOT};
use crate::cite::corpus::Shipped;
use crate::cite::generated::{each_query, said};
use groundwire::archive::disk::DiskArchive;
use groundwire::archive::{AskError, Receipts, Voice};
use groundwire::{Answer, Ask, Snapshot};
use oxrdf::Term;
use proptest::prop_assert_eq;
use rustc_hash::FxHasher;
use std::fmt::{self, Write};
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How many seconds memory may take, and how many a store. A few queries at random multiply rows beyond that.
const SHORT: u64 = 5;
const LONG: u64 = 240;

/// The shipped documents in a store and in memory.
struct Both {
    disk: DiskArchive,
    memory: Snapshot,
    _place: Place,
}

impl Both {
    fn new() -> Self {
        let place = Place::new();
        let data = Path::new(ROOT).join("data");
        place.fine(&["load", "--store", "store", data.to_str().unwrap()]);
        let disk = DiskArchive::open(place.path("store")).unwrap();
        let mut reports: Vec<groundwire::FileReport> = Vec::new();
        let memory = Snapshot::open(&[data], &groundwire::CorpusOptions::default(), &mut reports).unwrap();
        assert!(disk.articles().unwrap().len() > 4);
        Self { disk, memory, _place: place }
    }

    /// The answers of both; none from either where memory takes too long.
    fn answers(&self, query: &str, ask: &Ask) -> [Vec<String>; 2] {
        let within = |seconds| Ask { deadline: Some(Duration::from_secs(seconds)), ..ask.clone() };
        let of_memory = match self.memory.query(query, &within(SHORT)) {
            Err(AskError::Deadline(_)) => return Default::default(),
            answer => answer.map_err(|error| error.to_string()),
        };
        let of_disk = self.disk.query(query, &within(LONG)).map_err(|error| error.to_string());
        [rows(query, of_disk), rows(query, of_memory)]
    }
}

/// Of an answer with more rows than this a hash of each is held: each row's text names all facts that prove it.
const MANY: usize = 1000;

/// The rows of an answer, sorted: values, and what proves them.
fn rows(query: &str, answer: Result<Answer, String>) -> Vec<String> {
    let mut rows = match answer {
        Err(error) => vec![format!("error: {error}")],
        Ok(Answer::Triples(triples)) => triples.iter().map(ToString::to_string).collect(),
        Ok(Answer::Boolean { value, receipts }) => {
            let mut text = format!("{value} ");
            prove(receipts.as_ref(), 0, &mut text);
            vec![text]
        }
        Ok(Answer::Rows(rows)) => {
            let receipts = rows.receipts.as_ref();
            let shown = |(number, row): (usize, &Vec<Option<Term>>)| {
                let values: Vec<String> = row.iter().map(|term| value(query, term.as_ref())).collect();
                let mut text =
                    Text { hash: (rows.rows.len() > MANY).then(FxHasher::default), whole: String::new() };
                write!(text, "{} ", values.join(" ")).unwrap();
                prove(receipts, number, &mut text);
                text.finish()
            };
            rows.rows.iter().enumerate().map(shown).collect()
        }
    };
    rows.sort();
    rows
}

fn value(query: &str, term: Option<&Term>) -> String {
    match term {
        // Whatever its label.
        Some(Term::BlankNode(_)) => "_:".to_owned(),
        // The words of a group may come in any order.
        Some(term) if query.contains("GROUP_CONCAT") => {
            let term = term.to_string();
            let mut words: Vec<&str> = term.split([' ', '"', '|', ',', ';']).collect();
            words.sort_unstable();
            words.join(" ")
        }
        Some(term) => term.to_string(),
        None => "-".to_owned(),
    }
}

/// What is written of a row: all of it, or its hash.
struct Text {
    hash: Option<FxHasher>,
    whole: String,
}

impl Text {
    fn finish(self) -> String {
        self.hash.map_or(self.whole, |hash| format!("{:016x}", hash.finish()))
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match &mut self.hash {
            // A byte at a time: the pieces in which a text comes do not matter.
            Some(hash) => text.bytes().for_each(|byte| hash.write_u8(byte)),
            None => self.whole.push_str(text),
        }
        Ok(())
    }
}

fn prove(receipts: Option<&Receipts>, row: usize, text: &mut impl Write) {
    let Some(receipts) = receipts else { return };
    for fact in receipts.of_row(row) {
        write!(text, "{fact:?} ").unwrap();
    }
    let more = receipts.rows.get(row).map(|receipt| (&receipt.grounds, receipt.also_without));
    write!(text, "{more:?} {:?}", receipts.notes).unwrap();
}

fn ask(voice: Voice, cite: bool) -> Ask {
    Ask { voice, cite, ..Ask::default() }
}

/// The same query of each graph by itself.
fn in_each_graph(query: &str) -> Option<String> {
    let (from, to) = (query.find('{')?, query.rfind('}')?);
    Some(format!("{}{{ GRAPH ?graph {}}} }}{}", &query[..from], &query[from..to], &query[to + 1..]))
}

fn queries(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "rq")).collect();
    paths.sort();
    paths
}

#[test]
fn saved_questions_are_answered_alike() {
    let both = Both::new();
    let mut asked = 0;
    for path in ["data/questions", "tests/cite", "tests/questions"].into_iter().flat_map(queries) {
        let text = fs::read_to_string(&path).unwrap();
        let cites = !text.contains("CONSTRUCT") && !text.contains("DESCRIBE");
        for voice in [Voice::All, Voice::Article] {
            let [of_disk, of_memory] = both.answers(&text, &ask(voice, cites));
            assert_eq!(of_disk, of_memory, "{} {voice:?}", path.display());
        }
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn queries_that_look_at_no_data_are_answered_alike() {
    let both = Both::new();
    let text = fs::read_to_string(Path::new(ROOT).join("tests/disk/without-data.txt")).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() > 100, "{}", lines.len());
    for line in lines {
        let query = if line.starts_with("SELECT") || line.starts_with("ASK") {
            line.to_owned()
        } else {
            format!("SELECT ({line} AS ?value) {{}}")
        };
        let [of_disk, of_memory] = both.answers(&query, &ask(Voice::All, false));
        assert_eq!(of_disk, of_memory, "{query}");
        assert!(!of_disk.iter().any(|row| row.starts_with("error")), "{query}: {of_disk:?}");
    }
}

#[test]
fn generated_queries_are_answered_alike() {
    let both = Both::new();
    let cases = std::env::var("GROUNDWIRE_QUERIES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    each_query(&said(&mut Shipped::load()), cases, |query| {
        let graphs = in_each_graph(query).unwrap_or_default();
        for (query, voice) in [(query, Voice::All), (query, Voice::Article), (&graphs, Voice::All)] {
            let [of_disk, of_memory] = both.answers(query, &ask(voice, true));
            prop_assert_eq!(of_disk, of_memory, "{} {:?}", query, voice);
        }
        Ok(())
    });
}

/// What names nothing is told with the nearest name, as from memory.
#[test]
fn warnings_are_those_from_memory() {
    let both = Both::new();
    let set = |pair: Option<(&str, &str)>| Ask {
        set: pair.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        ..Ask::default()
    };
    let mut told = 0;
    for (query, given) in [
        ("SELECT * { ?f af:acordingTo ent:kazakhstn ; rdfs:label \"Kazakhstan\" }", None),
        ("SELECT * { ?f af:accordingTo ent:kazakhstan ; rdfs:label \"Kazakhstan\"@en }", None),
        ("SELECT * { ?x a af:Fcat ; af:modality af:realised }", None),
        ("SELECT * { ?s rdfs:label \"Nowhere\" }", None),
        ("SELECT * { ?s ?p \"Kazakhstan\" }", None),
        ("SELECT * { ?t af:earliest \"2018-07-01\" }", None),
        ("SELECT * { ?q oa:start 0 }", None),
        ("SELECT * { ?q oa:start ?n FILTER(?n > 0) }", None),
        ("SELECT * { ?f af:modality \"planned\" }", None),
        ("SELECT * { ?f af:predicate \"memberOf\" }", None),
        ("SELECT * { ?a dcterms:language \"eng\" }", None),
        ("SELECT * { ?what af:goalOf ?whose }", None),
        ("SELECT * { ?s <http://elsewhere.example/p> ?o }", None),
        ("SELECT * { <https://example.org/article-facts/article/nowhere> ?p ?o }", None),
        ("SELECT * { ?s a schema:Person }", None),
        ("SELECT * { ?f af:subject ?who }", Some(("who", "kazakhstn"))),
        ("SELECT * { ?f af:subject ?who }", Some(("who", "ent:kazakhstn"))),
        ("SELECT * { ?f af:subject ?who }", Some(("who", "kazakhstan"))),
        ("SELECT * { ?s rdfs:label ?label }", Some(("label", "Kazakhstan"))),
        ("SELECT * { ?s rdfs:label ?label }", Some(("label", "\"Kazakhstan\"@en"))),
    ] {
        let ask = set(given);
        let of_memory = both.memory.warnings(query, &ask).unwrap();
        assert_eq!(both.disk.warnings(query, &ask).unwrap(), of_memory, "{query} {given:?}");
        told += of_memory.len();
    }
    assert!(told > 10, "{told}");
    // Of an article's own things the others are not looked at.
    let query = "SELECT * { kazakhstan-council-of-europe:cooperation-plan ?p ?o }";
    let [of_disk, of_memory] = [
        both.disk.warnings(query, &Ask::default()).unwrap(),
        both.memory.warnings(query, &Ask::default()).unwrap(),
    ];
    assert_eq!(of_disk.len(), 1);
    assert_eq!(of_disk[0].diagnostic.message, of_memory[0].diagnostic.message);
}
