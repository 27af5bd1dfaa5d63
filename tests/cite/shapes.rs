//! Queries of all shapes, each a file.
use super::corpus::Shipped;
use super::{Faults, Figures, answer, hold, rows};
use groundwire::ask::sparql::Query;
use std::collections::BTreeSet;
use std::fs;

struct Shape {
    name: String,
    query: Query,
    text: String,
}

impl Shape {
    /// The rest of each comment that begins with a word.
    fn said(&self, word: &str) -> Vec<&str> {
        self.text.lines().filter_map(|line| line.strip_prefix("# ")?.strip_prefix(word)).collect()
    }
}

fn shapes() -> Vec<Shape> {
    let mut paths: Vec<_> = fs::read_dir("tests/cite")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rq"))
        .collect();
    paths.sort();
    let prefixes = Shipped::prefixes();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let query = Query::parse(&text, &prefixes, None)
                .unwrap_or_else(|diagnostic| panic!("{name}: {diagnostic:?}"));
            Shape { name, query, text }
        })
        .collect()
}

/// A fact's IRI as the files write it: `k/f01a`, `b/f01a`.
fn short(fact: &str) -> String {
    let (article, key) = fact.rsplit_once("/fact/").unwrap();
    let article = article.rsplit('/').next().unwrap();
    format!("{}/{key}", &article[..1])
}

#[test]
fn without_its_facts_a_row_is_gone_and_with_them_alone_it_is_there() {
    let shapes = shapes();
    assert!(shapes.len() >= 60);
    // Two threads, each with documents of its own.
    let halves: Vec<Faults> = std::thread::scope(|scope| {
        let work = |first: usize| {
            let shapes = &shapes;
            move || {
                let mut shipped = Shipped::load();
                let mut all = Faults { figures: Figures::default(), faults: Vec::new() };
                for shape in shapes.iter().skip(first).step_by(2) {
                    let found =
                        hold(&shape.name, &shape.query, shape.said("except: ").is_empty(), &mut shipped);
                    all.figures.add(&found.figures);
                    all.faults.extend(found.faults);
                }
                all
            }
        };
        let threads = [scope.spawn(work(0)), scope.spawn(work(1))];
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut figures = Figures::default();
    let mut faults = Vec::new();
    for half in halves {
        figures.add(&half.figures);
        faults.extend(half.faults);
    }
    println!("{figures:#?}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_citations_worked_out_by_hand() {
    let mut shipped = Shipped::load();
    let mut files = 0;
    let mut faults = Vec::new();
    for shape in shapes() {
        let expected = shape.said("row ");
        if expected.is_empty() {
            continue;
        }
        files += 1;
        let dataset = shipped.dataset(shape.query.mentions_reifiers(), |_| true);
        let found: Vec<String> = answer(&shape.query, &dataset)
            .rows
            .iter()
            .enumerate()
            .map(|(number, proved)| {
                let facts: BTreeSet<String> = proved.facts.iter().map(|fact| short(fact)).collect();
                format!("{}: {}", number + 1, facts.into_iter().collect::<Vec<_>>().join(" "))
            })
            .collect();
        let expected: Vec<String> = expected
            .into_iter()
            .map(|line| {
                let (number, facts) = line.split_once(": ").unwrap();
                let facts: BTreeSet<&str> = facts.split(' ').collect();
                format!("{number}: {}", facts.into_iter().collect::<Vec<_>>().join(" "))
            })
            .collect();
        if found != expected {
            faults.push(format!("{}\n  found    {found:?}\n  expected {expected:?}", shape.name));
        }
    }
    assert!(files >= 25, "{files}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_row_is_left_uncited_only_where_its_file_says_why() {
    let mut shipped = Shipped::load();
    let mut faults = Vec::new();
    for shape in shapes() {
        let dataset = shipped.dataset(shape.query.mentions_reifiers(), |_| true);
        let answered = answer(&shape.query, &dataset);
        let uncited = answered.rows.iter().filter(|proved| proved.facts.is_empty()).count();
        if (uncited > 0) == shape.said("uncited: ").is_empty() {
            faults.push(format!("{}: {uncited} of {} rows cite nothing", shape.name, answered.rows.len()));
        }
        for (word, note) in [
            ("minus", groundwire::ask::cite::Note::Minus),
            ("not exists", groundwire::ask::cite::Note::NotExists),
            ("shortest path", groundwire::ask::cite::Note::ShortestPath),
        ] {
            if answered.notes.contains(&note) != shape.said("note: ").contains(&word) {
                faults.push(format!("{}: says of itself {:?}", shape.name, answered.notes));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A fact without which a row is gone must be cited, whatever the query is like: held for each `step`th fact.
fn hold_needed(step: usize) {
    let shapes = shapes();
    let work = |first: usize| {
        let shapes = &shapes;
        move || {
            let mut shipped = Shipped::load();
            let whole = [shipped.dataset(false, |_| true), shipped.dataset(true, |_| true)];
            let answers: Vec<_> = shapes
                .iter()
                .map(|shape| answer(&shape.query, &whole[usize::from(shape.query.mentions_reifiers())]))
                .collect();
            let mut faults = Vec::new();
            for fact in shipped.facts().into_iter().skip(first).step_by(2 * step) {
                let dataset = shipped.dataset(false, |other| other != fact);
                for (shape, answered) in shapes.iter().zip(&answers) {
                    if shape.query.mentions_reifiers() || !shape.said("except: ").is_empty() {
                        continue;
                    }
                    let left = rows(&shape.query, &dataset);
                    for proved in &answered.rows {
                        if !left.contains(&proved.row) && !proved.facts.contains(&fact) {
                            faults.push(format!("{}: {:?} needs {fact}", shape.name, proved.row));
                        }
                    }
                }
            }
            faults
        }
    };
    let faults: Vec<String> = std::thread::scope(|scope| {
        let threads = [scope.spawn(work(0)), scope.spawn(work(step))];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_fact_that_a_row_cannot_do_without_is_cited() {
    hold_needed(7);
}

#[test]
#[ignore = "takes a minute"]
fn each_fact_that_a_row_cannot_do_without_is_cited() {
    hold_needed(1);
}
