//! SHACL: our own cases in `tests/shacl/`, and the working group's test suite where it is at hand.
use groundwire::ask::dataset::{Dataset, DatasetBuilder};
use groundwire::diagnostic::Diagnostic;
use groundwire::shacl::{Shapes, ShapesReport, validate};
use oxrdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const SH: &str = "http://www.w3.org/ns/shacl#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// A graph in the order of its file, its blank nodes numbered as a dataset numbers them.
struct Triples(Vec<Triple>);

impl Triples {
    fn parse(base: &str, text: &str) -> Self {
        let parser = TurtleParser::new().with_base_iri(base).unwrap().for_slice(text);
        let triples = parser.map(|triple| triple.unwrap_or_else(|error| panic!("{base}: {error}")));
        let mut labels = HashMap::new();
        let mut label = |node: &BlankNode| {
            let next = labels.len() + 1;
            let number = *labels.entry(node.clone()).or_insert(next);
            BlankNode::new_unchecked(format!("b{number}"))
        };
        let renamed = triples.map(|mut triple| {
            if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
                triple.subject = label(node).into();
            }
            if let Term::BlankNode(node) = &triple.object {
                triple.object = label(node).into();
            }
            triple
        });
        Self(renamed.collect())
    }

    fn read(file: &Path) -> Self {
        Self::parse(&url(file), &fs::read_to_string(file).unwrap())
    }

    fn objects(&self, subject: &Term, predicate: &str) -> Vec<&Term> {
        let about = self.0.iter().filter(|t| Term::from(t.subject.clone()) == *subject);
        about.filter(|t| t.predicate.as_str() == predicate).map(|t| &t.object).collect()
    }

    fn object(&self, subject: &Term, predicate: &str) -> Option<&Term> {
        self.objects(subject, predicate).first().copied()
    }

    fn list(&self, head: &Term) -> Vec<&Term> {
        let mut members = Vec::new();
        let mut head = Some(head);
        while let Some(node) = head {
            members.extend(self.object(node, &format!("{RDF}first")));
            head = self.object(node, &format!("{RDF}rest"));
        }
        members
    }

    fn dataset(&self) -> Dataset {
        let mut builder = DatasetBuilder::new();
        for triple in &self.0 {
            builder.insert_quad(triple.clone().in_graph(GraphName::DefaultGraph).as_ref());
        }
        builder.finish()
    }

    /// A node as text; blank nodes by what they are made of, to a depth that paths need.
    fn show(&self, node: &Term, depth: usize) -> String {
        if !matches!(node, Term::BlankNode(_)) || depth == 0 {
            return node.to_string();
        }
        let mut parts: Vec<String> = Vec::new();
        for triple in self.0.iter().filter(|t| Term::from(t.subject.clone()) == *node) {
            parts.push(format!("{} {}", triple.predicate, self.show(&triple.object, depth - 1)));
        }
        parts.sort();
        format!("[{}]", parts.join("; "))
    }

    /// The results of the report at a node.
    fn results(&self, report: &Term) -> Vec<Expected> {
        let results = self.objects(report, &format!("{SH}result"));
        let one = |node: &Term, local: &str| self.object(node, &format!("{SH}{local}")).cloned();
        results
            .into_iter()
            .map(|node| Expected {
                fields: ["focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "value"]
                    .map(|local| one(node, local)),
                constraint: one(node, "sourceConstraint"),
                // A list with more on its node (a strange path of the suite) is the list.
                path: one(node, "resultPath").map(|path| {
                    let members = self.list(&path);
                    if members.is_empty() {
                        self.show(&path, 9)
                    } else {
                        members.iter().map(|member| self.show(member, 9)).collect::<Vec<_>>().join(" / ")
                    }
                }),
                messages: self.objects(node, &format!("{SH}resultMessage")).into_iter().cloned().collect(),
            })
            .collect()
    }
}

/// A result as a report states it.
#[derive(Debug)]
struct Expected {
    fields: [Option<Term>; 5],
    path: Option<String>,
    /// Compared where it is given.
    constraint: Option<Term>,
    /// Compared where there are any.
    messages: Vec<Term>,
}

impl Expected {
    /// Whether a result is the expected one; `exact` where the blank nodes of both are the same file's.
    fn is(&self, found: &Expected, exact: bool) -> bool {
        let same = |left: &Option<Term>, right: &Option<Term>| match (left, right) {
            (Some(Term::BlankNode(_)), Some(Term::BlankNode(_))) if !exact => true,
            (left, right) => left == right,
        };
        let messages = |expected: &Self| {
            let mut messages: Vec<_> = expected.messages.iter().map(ToString::to_string).collect();
            messages.sort();
            messages
        };
        self.fields.iter().zip(&found.fields).all(|(left, right)| same(left, right))
            && self.path == found.path
            && (self.constraint.is_none() || same(&self.constraint, &found.constraint))
            && (self.messages.is_empty() || messages(self) == messages(found))
    }
}

/// What differs between a report and what was expected, or nothing.
fn difference(report: &ShapesReport, expected: &Triples, node: &Term, exact: bool) -> String {
    let found = report.to_graph();
    let found = Triples(found.iter().map(Into::into).collect());
    let root = Term::from(BlankNode::new_unchecked("report0"));
    let mut found_results = found.results(&root);
    let mut out = String::new();
    let conforms = format!("{SH}conforms");
    if found.object(&root, &conforms) != expected.object(node, &conforms) {
        writeln!(out, "  conforms: {}", report.conforms).unwrap();
    }
    for wanted in expected.results(node) {
        match found_results.iter().position(|result| wanted.is(result, exact)) {
            Some(at) => drop(found_results.remove(at)),
            None => writeln!(out, "  not found: {wanted:?}").unwrap(),
        }
    }
    for result in found_results {
        writeln!(out, "  not expected: {result:?}").unwrap();
    }
    out
}

fn url(file: &Path) -> String {
    format!("file://{}", file.canonicalize().unwrap().display())
}

fn show(diagnostics: &[Diagnostic]) -> String {
    let messages: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
    messages.join("; ")
}

/// One test of the suite: nothing, or what went wrong.
fn suite_test(manifest: &Triples, file: &Path, test: &Term) -> Result<(), String> {
    let action = manifest.object(test, &format!("{MF}action")).expect("an action");
    let graph = |local: &str| -> PathBuf {
        let Some(Term::NamedNode(graph)) = manifest.object(action, &format!("{SHT}{local}")) else {
            panic!("no {local}")
        };
        PathBuf::from(graph.as_str().strip_prefix("file://").expect("a file"))
    };
    let (data_file, shapes_file) = (graph("dataGraph"), graph("shapesGraph"));
    let expected = manifest.object(test, &format!("{MF}result")).expect("a result");
    let failure = Term::from(NamedNode::new_unchecked(format!("{SHT}Failure")));
    let report = Shapes::from_triples(Triples::read(&shapes_file).0)
        .map_err(|errors| show(&errors))
        .and_then(|shapes| validate(&Triples::read(&data_file).dataset(), &shapes).map_err(|e| e.message));
    match report {
        Err(_) if *expected == failure => Ok(()),
        Err(error) => Err(format!("  refused: {error}")),
        Ok(_) if *expected == failure => Err("  a failure was expected".to_owned()),
        Ok(report) => {
            let exact = data_file == shapes_file && data_file == file.canonicalize().unwrap();
            let difference = difference(&report, manifest, expected, exact);
            if difference.is_empty() { Ok(()) } else { Err(difference) }
        }
    }
}

fn run_manifest(file: &Path, tests: &mut Vec<(String, Result<(), String>)>) {
    let manifest = Triples::read(file);
    let root = Term::from(NamedNode::new_unchecked(url(file)));
    for included in manifest.objects(&root, &format!("{MF}include")) {
        let Term::NamedNode(included) = included else { panic!("a manifest includes {included}") };
        run_manifest(Path::new(included.as_str().strip_prefix("file://").expect("a file")), tests);
    }
    for entries in manifest.objects(&root, &format!("{MF}entries")) {
        for test in manifest.list(entries) {
            tests.push((test.to_string(), suite_test(&manifest, file, test)));
        }
    }
}

/// Tests of the suite that do not pass, by the end of their IRI, and why.
const NOT_PASSED: &[(&str, &str)] = &[
    // `$shapesGraph` is optional in the recommendation and refused here.
    ("pre-binding/shapesGraph-001", "shapesGraph"),
];

/// The suite is not ours to copy: `GROUNDWIRE_SHACL_SUITE` names its folder, the one with `core` and
/// `sparql`.
#[test]
fn working_group_suite() {
    let Some(folder) = std::env::var_os("GROUNDWIRE_SHACL_SUITE") else {
        eprintln!("SHACL suite: not run, GROUNDWIRE_SHACL_SUITE names no folder");
        return;
    };
    let mut wrong = String::new();
    for part in ["core", "sparql"] {
        let mut tests = Vec::new();
        run_manifest(&Path::new(&folder).join(part).join("manifest.ttl"), &mut tests);
        let passed = tests.iter().filter(|(_, result)| result.is_ok()).count();
        eprintln!("SHACL suite, {part}: {passed} of {} passed", tests.len());
        for (test, result) in tests {
            let known = NOT_PASSED.iter().find(|(end, _)| test.ends_with(&format!("{end}>")));
            match (result, known) {
                (Ok(()), None) => {}
                (Ok(()), Some(_)) => writeln!(wrong, "{test} passes and is listed as not passed").unwrap(),
                (Err(error), Some((_, reason))) if error.contains(reason) => {}
                (Err(error), _) => writeln!(wrong, "{test}\n{error}").unwrap(),
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The folder of a test's files.
fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shacl").join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// `tests/shacl/README.md`: data, shapes and the report in one file.
#[test]
fn reports() {
    let mut wrong = String::new();
    for file in cases("reports") {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().display();
        let graph = Triples::parse("https://example.org/", &text);
        let report = Shapes::parse("https://example.org/", &text)
            .map_err(|errors| show(&errors))
            .and_then(|shapes| validate(&graph.dataset(), &shapes).map_err(|e| e.message));
        match report {
            Err(error) => writeln!(wrong, "{name}: {error}").unwrap(),
            Ok(report) => {
                let root = Term::from(NamedNode::new_unchecked("https://example.org/"));
                let difference = difference(&report, &graph, &root, false);
                if !difference.is_empty() {
                    writeln!(wrong, "{name}:\n{difference}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// `tests/shacl/README.md`: each file is refused for the reason that its first line gives, at the line
/// that the reason names.
#[test]
fn refused() {
    let mut wrong = String::new();
    for file in cases("refused") {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap().trim_start_matches("# ");
        let found: Vec<String> = match Shapes::parse("https://example.org/", &text) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|error| at_line(&text, error)).collect(),
        };
        if found.join(" | ") != first {
            writeln!(wrong, "{}: {}", file.display(), found.join(" | ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// `tests/shacl/README.md`: each file is read, with the warnings that its first line gives.
#[test]
fn warned() {
    let mut wrong = String::new();
    for file in cases("warned") {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap().trim_start_matches("# ");
        let found: Vec<String> = match Shapes::parse("https://example.org/", &text) {
            Ok(shapes) => shapes.warnings().iter().map(|warning| at_line(&text, warning)).collect(),
            Err(errors) => errors.iter().map(|error| format!("refused: {}", error.message)).collect(),
        };
        if found.join(" | ") != first {
            writeln!(wrong, "{}: {}", file.display(), found.join(" | ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn at_line(text: &str, diagnostic: &Diagnostic) -> String {
    let line = text[..diagnostic.span.start as usize].matches('\n').count() + 1;
    let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
    format!("line {line}: {}{help}", diagnostic.message)
}

/// The shapes that we ship are all understood.
#[test]
fn shipped_shapes_load() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/shapes.ttl");
    let shapes =
        Shapes::parse("", &fs::read_to_string(file).unwrap()).unwrap_or_else(|e| panic!("{}", show(&e)));
    assert!(shapes.with_targets() > 5);
    assert!(shapes.warnings().is_empty(), "{}", show(shapes.warnings()));
}

/// A run in which no shape met a node is told from one in which all was well.
#[test]
fn focus_nodes_are_counted() {
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:targetSubjectsOf ex:p ; sh:nodeKind sh:IRI .";
    let shapes = Shapes::parse("", shapes).unwrap();
    for (data, met) in [
        ("ex:a a ex:D .", 0),
        ("ex:a a ex:C ; ex:p ex:b .", 1),
        ("ex:a a ex:C . ex:b ex:p ex:a . ex:c ex:p ex:a .", 3),
    ] {
        let data =
            Triples::parse("https://example.org/", &format!("@prefix ex: <https://example.org/> . {data}"));
        let report = validate(&data.dataset(), &shapes).unwrap();
        assert!(report.conforms);
        assert_eq!(report.focus_nodes, met);
    }
}

/// Shapes that refer to shapes that refer to shapes, each twice, are still asked once a node; those that
/// are nested too deep are refused, and so are lists and paths that come back to themselves.
#[test]
fn hostile_shapes_take_no_time() {
    const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . ";
    let data =
        Triples::parse("https://example.org/", "@prefix ex: <https://example.org/> . ex:a ex:p ex:a .");
    let chain = |by: &dyn Fn(usize) -> String| {
        let shapes: Vec<_> = (0..30).map(|at| format!("ex:S{at} {} .", by(at + 1))).collect();
        format!("{PREFIXES} ex:S0 sh:targetNode ex:a . ex:S30 sh:in ( ex:a ) . {}", shapes.join("\n"))
    };
    let both = chain(&|next| format!("sh:and ( ex:S{next} ex:S{next} )"));
    let neither = chain(&|next| format!("sh:not [ sh:or ( ex:S{next} ex:S{next} ) ]"));
    for shapes in [both, neither] {
        let shapes = Shapes::parse("", &shapes).unwrap_or_else(|errors| panic!("{}", show(&errors)));
        assert_eq!(validate(&data.dataset(), &shapes).unwrap().focus_nodes, 1);
    }
    let deep =
        format!("ex:S sh:targetNode ex:a ; {} sh:in ( ) {} .", "sh:not [".repeat(5000), "]".repeat(5000));
    let path = format!(
        "ex:S sh:targetNode ex:a ; sh:path {} ex:p {} .",
        "[ sh:inversePath ".repeat(5000),
        "]".repeat(5000)
    );
    let query =
        format!("ex:S sh:sparql [ sh:select \"SELECT $this {}{}\" ] .", "{".repeat(5000), "}".repeat(5000));
    let list = "ex:S sh:in _:l . _:l rdf:first ex:a ; rdf:rest _:l .".to_owned();
    let round = "ex:S sh:targetNode ex:a ; sh:path _:p . _:p sh:inversePath _:p .".to_owned();
    for (shapes, reason) in [
        (deep, "shapes are nested more than"),
        (path, "a path is nested more than"),
        (query, "the query nests brackets more than"),
        (list, "the list contains itself"),
        (round, "a path is nested more than"),
    ] {
        let errors = Shapes::parse("", &format!("{PREFIXES}{shapes}")).err().unwrap();
        assert!(show(&errors).contains(reason), "{}", show(&errors));
    }
}
