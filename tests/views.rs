//! `groundwire export --view annotation` and `--view nanopub`: each fact once, its words where they stand, in shapes that
//! others defined.
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const AF: &str = "https://w3id.org/article-facts#";
const OA: &str = "http://www.w3.org/ns/oa#";
const NP: &str = "http://www.nanopub.org/nschema#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_groundwire")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn export(folder: &Path, args: &[&str]) -> String {
    let args: Vec<&str> =
        ["export", "."].into_iter().chain(args.iter().copied()).chain(["--quiet"]).collect();
    let (code, out, err) = run(folder, &args);
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    out
}

fn quads(text: &str) -> Vec<Quad> {
    oxttl::NQuadsParser::new().for_slice(text).map(Result::unwrap).collect()
}

fn iri(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        term => panic!("{term} is not an IRI"),
    }
}

fn subject(quad: &Quad) -> &str {
    match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => node.as_str(),
    }
}

fn value(term: &Term) -> &str {
    match term {
        Term::Literal(literal) => literal.value(),
        term => panic!("{term} is not a literal"),
    }
}

/// The objects that a subject has for a predicate.
fn objects<'q>(quads: &'q [Quad], of: &str, predicate: &str) -> Vec<&'q Term> {
    let found = quads.iter().filter(|quad| subject(quad) == of && quad.predicate.as_str() == predicate);
    found.map(|quad| &quad.object).collect()
}

/// The subjects of a class.
fn of_class<'q>(quads: &'q [Quad], class: &str) -> Vec<&'q str> {
    let is_it = |quad: &&Quad| {
        quad.predicate.as_str() == TYPE
            && matches!(&quad.object, Term::NamedNode(node) if node.as_str() == class)
    };
    quads.iter().filter(is_it).map(subject).collect()
}

/// The facts of the shipped corpus, by their IRIs.
fn facts() -> BTreeSet<String> {
    let all = quads(&export(&data(), &["--format", "nq"]));
    let facts: BTreeSet<String> =
        of_class(&all, &format!("{AF}Fact")).into_iter().map(str::to_owned).collect();
    assert!(facts.len() > 500, "{}", facts.len());
    facts
}

/// The terms of Web Annotation's context that we write, as its specification defines them.
fn context() -> String {
    let oa = |name: &str| format!("{OA}{name}");
    let id = |iri: &str| serde_json::json!({"@id": iri, "@type": "@id"});
    let word = |iri: &str| serde_json::json!({"@id": iri, "@type": "@vocab"});
    let number = |iri: &str| serde_json::json!({"@id": iri, "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"});
    let terms = serde_json::json!({
        "id": "@id", "type": "@type",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": "http://www.w3.org/2001/XMLSchema#",
        "Annotation": oa("Annotation"), "TextualBody": oa("TextualBody"), "SpecificResource": oa("SpecificResource"),
        "TextQuoteSelector": oa("TextQuoteSelector"), "TextPositionSelector": oa("TextPositionSelector"),
        "Dataset": "http://purl.org/dc/dcmitype/Dataset", "describing": oa("describing"),
        "Person": "http://xmlns.com/foaf/0.1/Person", "Organization": "http://xmlns.com/foaf/0.1/Organization",
        "Software": "http://www.w3.org/ns/activitystreams#Application",
        "AnnotationPage": "http://www.w3.org/ns/activitystreams#OrderedCollectionPage",
        "items": {"@id": "http://www.w3.org/ns/activitystreams#items", "@type": "@id", "@container": "@list"},
        "body": id(&oa("hasBody")), "target": id(&oa("hasTarget")), "source": id(&oa("hasSource")),
        "selector": id(&oa("hasSelector")), "creator": id("http://purl.org/dc/terms/creator"),
        "rights": id("http://purl.org/dc/terms/rights"), "motivation": word(&oa("motivatedBy")),
        "purpose": word(&oa("hasPurpose")), "start": number(&oa("start")), "end": number(&oa("end")),
        "exact": oa("exact"), "prefix": oa("prefix"), "suffix": oa("suffix"),
        "created": {"@id": "http://purl.org/dc/terms/created", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
        "format": "http://purl.org/dc/elements/1.1/format", "language": "http://purl.org/dc/elements/1.1/language",
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value", "name": "http://xmlns.com/foaf/0.1/name",
        "label": "http://www.w3.org/2000/01/rdf-schema#label",
    });
    serde_json::json!({ "@context": terms }).to_string()
}

/// The triples of annotations in JSON-LD, without the page around them.
fn annotations(page: &str) -> BTreeSet<String> {
    let read = JsonLdParser::new().for_slice(page).with_load_document_callback(|url, _| {
        assert_eq!(url, "http://www.w3.org/ns/anno.jsonld");
        Ok(JsonLdRemoteDocument { document: context().into_bytes(), document_url: url.to_owned() })
    });
    let read = read.map(Result::unwrap);
    let of_page = |quad: &Quad| {
        subject(quad).ends_with("annotations")
            || matches!(quad.subject, NamedOrBlankNode::BlankNode(_)) && quad.predicate.as_str() != TYPE
    };
    triples(&read.filter(|quad| !of_page(quad)).collect::<Vec<_>>())
}

fn triples(quads: &[Quad]) -> BTreeSet<String> {
    let triple = |quad: &Quad| Quad { graph_name: GraphName::DefaultGraph, ..quad.clone() }.to_string();
    quads.iter().map(triple).collect()
}

#[test]
fn each_fact_is_an_annotation_of_its_words() {
    let found = quads(&export(&data(), &["--view", "annotation", "--format", "nq"]));
    let facts = facts();
    let mut texts: BTreeMap<String, Vec<char>> = BTreeMap::new();
    for entry in fs::read_dir(data()).unwrap() {
        let folder = entry.unwrap().path();
        if let Ok(text) = fs::read_to_string(folder.join("article.txt")) {
            texts.insert(folder.file_name().unwrap().to_string_lossy().into_owned(), text.chars().collect());
        }
    }
    let one = |of: &str, local: &str| {
        let found = objects(&found, of, &format!("{OA}{local}"));
        assert_eq!(found.len(), 1, "{of} {local}");
        found[0]
    };
    let annotations = of_class(&found, &format!("{OA}Annotation"));
    assert_eq!(annotations.len(), facts.len());
    let mut annotated = BTreeSet::new();
    for annotation in annotations {
        let bodies = objects(&found, annotation, &format!("{OA}hasBody"));
        let bodies: BTreeSet<&str> = bodies.into_iter().map(iri).collect();
        let fact = annotation.strip_suffix("/annotation").unwrap();
        assert!(bodies.contains(fact) && bodies.len() == 2, "{annotation} {bodies:?}");
        let text = objects(
            &found,
            &format!("{annotation}/text"),
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        );
        assert!(value(text[0]).contains(" → ") && !value(text[0]).contains("http"), "{}", value(text[0]));
        annotated.insert(fact.to_owned());
        let targets = objects(&found, annotation, &format!("{OA}hasTarget"));
        assert!(!targets.is_empty(), "{annotation}");
        for target in targets {
            let source = iri(one(iri(target), "hasSource"));
            let text = &texts[source.rsplit_once('/').unwrap().1];
            let quote = iri(target).strip_suffix("/target").unwrap();
            let (words, place) = (format!("{quote}/exact"), format!("{quote}/position"));
            let offset = |local| value(one(&place, local)).parse::<usize>().unwrap();
            let (start, end) = (offset("start"), offset("end"));
            let at = |from: usize, to: usize| text[from..to].iter().collect::<String>();
            assert_eq!(value(one(&words, "exact")), at(start, end));
            // Where the text begins or ends there is nothing around the words.
            let around = |local: &str| {
                let found = objects(&found, &words, &format!("{OA}{local}"));
                found.first().map(|text| value(text)).unwrap_or_default().to_owned()
            };
            assert_eq!(around("prefix"), at(start.saturating_sub(32), start));
            assert_eq!(around("suffix"), at(end, text.len().min(end + 32)));
        }
    }
    assert_eq!(annotated, facts);
}

#[test]
fn a_page_of_annotations_is_what_a_client_reads() {
    let page = export(&data(), &["--view", "annotation"]);
    let all = quads(&export(&data(), &["--view", "annotation", "--format", "nq"]));
    assert_eq!(annotations(&page), triples(&all));
    let json: Value = serde_json::from_str(&page).unwrap();
    assert_eq!(json["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(json["type"], "AnnotationPage");
    let items = json["items"].as_array().unwrap();
    assert_eq!(items.len(), facts().len());
    for item in items {
        // What @recogito/text-annotator and others look at: words first, offsets as numbers, one selector of each kind.
        assert_eq!(item["type"], "Annotation");
        assert_eq!(item["body"][0]["type"], "TextualBody", "{item}");
        assert_eq!(item["body"][1]["type"], serde_json::json!(["Dataset", "af:Fact"]), "{item}");
        let targets = item["target"].as_array().cloned().unwrap_or_else(|| vec![item["target"].clone()]);
        for target in targets {
            assert!(target["source"].is_string(), "{target}");
            assert_eq!(target["selector"][0]["type"], "TextQuoteSelector");
            assert_eq!(target["selector"][1]["type"], "TextPositionSelector");
            assert!(target["selector"][1]["start"].is_u64(), "{target}");
        }
    }
    // The other formats hold the same.
    let union = triples(&quads(&export(&data(), &["--view", "annotation", "--format", "nt"])));
    assert_eq!(union, triples(&all));
    let turtle = export(&data(), &["--view", "annotation", "--format", "ttl"]);
    let turtle = oxttl::TurtleParser::new()
        .for_slice(&turtle)
        .map(|triple| triple.unwrap().in_graph(GraphName::DefaultGraph));
    assert_eq!(triples(&turtle.collect::<Vec<_>>()), union);
}

#[test]
fn each_fact_is_a_nanopublication() {
    let all = quads(&export(&data(), &["--view", "nanopub", "--format", "nq"]));
    let facts = facts();
    let plain = triples(&quads(&export(&data(), &["--view", "plain", "--format", "nt"])));
    let mut graphs: BTreeMap<&str, Vec<&Quad>> = BTreeMap::new();
    for quad in &all {
        match &quad.graph_name {
            GraphName::NamedNode(name) => graphs.entry(name.as_str()).or_default().push(quad),
            other => panic!("{other}"),
        }
    }
    assert_eq!(graphs.len(), 4 * facts.len());
    let mut asserted = BTreeSet::new();
    for fact in &facts {
        let nanopub = format!("{fact}/nanopub");
        let head: BTreeSet<String> = graphs[format!("{nanopub}/head").as_str()]
            .iter()
            .map(|quad| format!("{} {} {}", subject(quad), quad.predicate.as_str(), iri(&quad.object)))
            .collect();
        let wanted: BTreeSet<String> = [
            (TYPE.to_owned(), format!("{NP}Nanopublication")),
            (format!("{NP}hasAssertion"), format!("{nanopub}/assertion")),
            (format!("{NP}hasProvenance"), format!("{nanopub}/provenance")),
            (format!("{NP}hasPublicationInfo"), format!("{nanopub}/pubinfo")),
        ]
        .iter()
        .map(|(predicate, object)| format!("{nanopub} {predicate} {object}"))
        .collect();
        assert_eq!(head, wanted);
        let assertion = format!("{nanopub}/assertion");
        let refers = |graph: &str, to: &str| {
            graphs[format!("{nanopub}/{graph}").as_str()].iter().any(|quad| subject(quad) == to)
        };
        assert!(refers("provenance", &assertion), "{nanopub}");
        assert!(refers("pubinfo", &nanopub), "{nanopub}");
        // Beside the fact, its time and its quantity, an assertion holds the plain triple, where there is one.
        let beside: Vec<Quad> = graphs[assertion.as_str()]
            .iter()
            .filter(|quad| {
                let subject = subject(quad);
                subject != fact.as_str() && !subject.contains("/time/") && !subject.ends_with("/quantity")
            })
            .map(|quad| (*quad).clone())
            .collect();
        assert!(beside.len() <= 1, "{beside:?}");
        let modality = objects(&all, fact, &format!("{AF}modality"));
        let real = ["realized", "completed", "ongoing"]
            .iter()
            .any(|name| iri(modality[0]).ends_with(&format!("#{name}")));
        let negated = !objects(&all, fact, &format!("{AF}negated")).is_empty();
        assert_eq!(beside.len() == 1, real && !negated, "{fact}");
        asserted.extend(triples(&beside));
    }
    assert_eq!(asserted, plain);
    // TriG and JSON-LD hold the same graphs.
    let set = |quads: Vec<Quad>| quads.iter().map(Quad::to_string).collect::<BTreeSet<_>>();
    let trig = export(&data(), &["--view", "nanopub"]);
    assert!(trig.contains("@prefix np: <http://www.nanopub.org/nschema#>"), "{}", &trig[..400]);
    let wanted = set(all.clone());
    assert_eq!(set(oxttl::TriGParser::new().for_slice(&trig).map(Result::unwrap).collect()), wanted);
    let json = export(&data(), &["--view", "nanopub", "--format", "jsonld"]);
    assert_eq!(set(JsonLdParser::new().for_slice(&json).map(Result::unwrap).collect()), wanted);
}

/// A document with a speaker, a recorder, a proposal by a program, a quantity and what is not so.
fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("news");
    fs::create_dir(&place).unwrap();
    fs::write(folder.path().join("corpus.yaml"), "base: https://news.example/\n").unwrap();
    fs::write(place.join("article.txt"), "🙂 Ann leads Acme. It has 30 members, Bo said. Cy will join.")
        .unwrap();
    let facts = "\
article: {title: News, license: 'https://creativecommons.org/licenses/by/2.5/', recorded-by: eve}
entities:
  ann: {type: Person, label: {en: Ann, ru: Анна}}
  acme: {type: Organization, label: Acme}
  bo: {type: Person, label: Bo}
  cy: {type: Person, label: Cy}
  eve: {type: Person, label: Eve}
  rules: {type: Software, label: rules}
facts:
  - {id: f1, subject: ann, predicate: chairs, object: acme, quote: Ann leads Acme, when: 2019}
  - {id: f2, subject: acme, predicate: amount, quantity: {number: 30, unit: people}, according-to: bo, quote: ['It has 30 members', Bo said]}
  - {id: f3, subject: cy, predicate: memberOf, object: acme, modality: planned, quote: Cy will join, inferred: true, note: of Acme, confidence: 0.9, recorded-by: [eve, rules], origin: {by: rules, name: rules, article-sha256: SHA, at: '2026-11-27T10:00:00Z'}}
";
    let sha = "0".repeat(64);
    fs::write(place.join("facts.yaml"), facts.replace("SHA", &sha)).unwrap();
    folder
}

#[test]
fn an_annotation_in_full() {
    let folder = small();
    let page: Value =
        serde_json::from_str(&export(folder.path(), &["--view", "annotation", "--article", "news"])).unwrap();
    assert_eq!(page["id"], "https://news.example/article/news/annotations");
    let items = page["items"].as_array().unwrap();
    let news = "https://news.example/article/news";
    let target = |start: u32, end: u32, exact: &str, prefix: &str, suffix: &str| {
        serde_json::json!({
            "id": format!("{news}/quote/{start}-{end}/target"), "type": "SpecificResource", "source": news,
            "selector": [
                {"id": format!("{news}/quote/{start}-{end}/exact"), "type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix},
                {"id": format!("{news}/quote/{start}-{end}/position"), "type": "TextPositionSelector", "start": start, "end": end},
            ],
        })
    };
    let eve = serde_json::json!({"id": format!("{news}/entity/eve"), "type": "Person", "name": "Eve"});
    assert_eq!(
        items[0],
        serde_json::json!({
            "id": format!("{news}/fact/f1/annotation"), "type": "Annotation", "motivation": "describing",
            "creator": eve, "rights": "https://creativecommons.org/licenses/by/2.5/",
            "body": [
                {"id": format!("{news}/fact/f1/annotation/text"), "type": "TextualBody", "purpose": "describing",
                 "format": "text/plain", "language": "en", "value": "Ann — chairs → Acme, 2019"},
                {"id": format!("{news}/fact/f1"), "type": ["Dataset", "af:Fact"],
                 "af:subject": {"id": format!("{news}/entity/ann"), "label": {"@value": "Ann", "@language": "en"}},
                 "af:predicate": {"id": format!("{AF}chairs")},
                 "af:object": {"id": format!("{news}/entity/acme"), "label": "Acme"},
                 "af:modality": {"id": format!("{AF}realized")},
                 "af:when": {"id": "https://news.example/time/2019", "type": "af:TimeSpan",
                    "label": {"@value": "2019", "@language": "en"}, "af:edtf": "2019",
                    "af:date": {"@value": "2019", "@type": "xsd:gYear"},
                    "af:earliest": {"@value": "2019-01-01", "@type": "xsd:date"},
                    "af:latest": {"@value": "2019-12-31", "@type": "xsd:date"}}},
            ],
            "target": target(2, 16, "Ann leads Acme", "🙂 ", ". It has 30 members, Bo said. Cy"),
        })
    );
    assert_eq!(items[1]["body"][0]["value"], "Acme — amount → 30 people, according to Bo");
    assert_eq!(items[1]["target"].as_array().unwrap().len(), 2);
    assert_eq!(items[2]["body"][0]["value"], "Cy — member of → Acme, planned");
    assert_eq!(items[2]["created"], "2026-11-27T10:00:00Z");
    assert_eq!(
        items[2]["creator"],
        serde_json::json!([eve, {"id": format!("{news}/entity/rules"), "type": "Software", "name": "rules"}])
    );
}

#[test]
fn a_nanopublication_in_full() {
    let folder = small();
    let trig = export(folder.path(), &["--view", "nanopub"]);
    let all: Vec<Quad> = oxttl::TriGParser::new().for_slice(&trig).map(Result::unwrap).collect();
    let short = |iri: &str| {
        let below = iri.replace("https://news.example/article/news/", "");
        below.rsplit(['#']).next().unwrap().rsplit("/terms/").next().unwrap().to_owned()
    };
    let graph = |fact: &str, name: &str| -> BTreeSet<String> {
        let name = format!("<https://news.example/article/news/fact/{fact}/nanopub/{name}>");
        let term = |term: &Term| match term {
            Term::NamedNode(node) => short(node.as_str()),
            Term::Literal(literal) => format!("“{}”", literal.value()),
            term => term.to_string(),
        };
        all.iter()
            .filter(|quad| quad.graph_name.to_string() == name)
            .map(|quad| {
                format!("{} {} {}", short(subject(quad)), short(quad.predicate.as_str()), term(&quad.object))
            })
            .collect()
    };
    let holds = |fact: &str, name: &str, line: &str| {
        let lines = graph(fact, name);
        assert!(lines.contains(line), "{line}\n{lines:#?}");
    };
    // Who says it is a matter of provenance, who wrote it down one of publication.
    holds("f1", "assertion", "entity/ann chairs entity/acme");
    holds("f2", "assertion", "entity/acme amount fact/f2/quantity");
    holds("f2", "assertion", "fact/f2/quantity number “30”");
    holds("f2", "provenance", "fact/f2/nanopub/assertion wasAttributedTo entity/bo");
    holds("f2", "provenance", "fact/f2 accordingTo entity/bo");
    holds("f2", "provenance", "quote/37-44 exact “Bo said”");
    holds("f2", "pubinfo", "fact/f2/nanopub creator entity/eve");
    holds("f2", "pubinfo", "fact/f2/nanopub license https://creativecommons.org/licenses/by/2.5/");
    holds("f3", "pubinfo", "fact/f3/nanopub created “2026-11-27T10:00:00Z”");
    // What is only planned is not asserted as if it were so.
    let planned = graph("f3", "assertion");
    let wanted =
        ["type Fact", "subject entity/cy", "predicate memberOf", "object entity/acme", "modality planned"];
    assert_eq!(planned, wanted.iter().map(|line| format!("fact/f3 {line}")).collect::<BTreeSet<_>>());
    holds("f3", "provenance", "fact/f3 inferred “true”");
    // The text of the article is nowhere.
    assert!(!trig.contains("articleBody"), "{trig}");
}

#[test]
fn streams_stores_and_voices_agree() {
    let folder = small();
    let lines = export(folder.path(), &["--format", "jsonl"]);
    fs::create_dir(folder.path().join("lines")).unwrap();
    fs::write(folder.path().join("lines/corpus.yaml"), "base: https://news.example/\n").unwrap();
    fs::write(folder.path().join("lines/news.jsonl"), lines).unwrap();
    for (view, format) in
        [("annotation", "nq"), ("annotation", "jsonld"), ("nanopub", "nq"), ("nanopub", "trig")]
    {
        let from = |paths: &str| {
            let (code, out, err) =
                run(folder.path(), &["export", paths, "--view", view, "--format", format, "-q"]);
            assert_eq!((code, err.as_str()), (0, ""), "{view} {format}");
            out
        };
        let (whole, streamed) = (from("news"), from("lines/news.jsonl"));
        match format {
            "jsonld" => assert_eq!(annotations(&whole), annotations(&streamed)),
            "trig" => {
                let read = |text: &str| -> BTreeSet<String> {
                    oxttl::TriGParser::new().for_slice(text).map(|quad| quad.unwrap().to_string()).collect()
                };
                assert_eq!(read(&whole), read(&streamed));
            }
            _ => assert_eq!(whole, streamed, "{view}"),
        }
    }
    // In the article's own voice.
    let count = |args: &[&str]| {
        let args: Vec<&str> =
            ["export", "news", "--view", "annotation", "-q"].iter().chain(args).copied().collect();
        let (code, out, err) = run(folder.path(), &args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
        let page: Value = serde_json::from_str(&out).unwrap();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count(&[]), 3);
    assert_eq!(count(&["--voice", "article"]), 2);
    assert_eq!(count(&["--about", "cy"]), 1);
}

#[test]
fn what_a_view_cannot_be_is_refused() {
    let folder = small();
    for (args, wanted) in [
        (&["--view", "nanopub", "--format", "ttl"] as &[&str], "named graphs"),
        (&["--view", "nanopub", "-o", "x.rdf"], "named graphs"),
        (&["--view", "nanopub", "--with-ontology"], "--with-ontology"),
        (&["--view", "annotation", "--rdf", "1.2", "--format", "nt"], "--rdf"),
        (&["--view", "annotation", "--graphs"], "--graphs"),
        (&["--view", "annotation", "--format", "csv"], "--view"),
    ] {
        let args: Vec<&str> = ["export", "news"].into_iter().chain(args.iter().copied()).collect();
        let (code, out, err) = run(folder.path(), &args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?} {err}");
        assert!(err.contains(wanted), "{args:?} {err}");
        assert!(!folder.path().join("x.rdf").exists());
    }
    // An IRI that the context of Web Annotation would read as an abbreviation; other formats hold it.
    let facts = fs::read_to_string(folder.path().join("news/facts.yaml")).unwrap();
    fs::write(folder.path().join("news/facts.yaml"), facts.replace("object: acme,", "object: <as:1>,"))
        .unwrap();
    let (code, out, err) = run(folder.path(), &["export", "news", "--view", "annotation"]);
    assert_eq!((code, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("`as:1`"), "{err}");
    assert_eq!(run(folder.path(), &["export", "news", "--view", "annotation", "--format", "ttl"]).0, 0);
}

#[cfg(feature = "serve")]
#[test]
fn a_published_article_has_the_same_annotations() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site").display().to_string();
    let (code, _, err) = run(&data(), &["publish", "kosgei-chicago-marathon", "-o", &site, "-q"]);
    assert_eq!(code, 0, "{err}");
    let published =
        fs::read_to_string(Path::new(&site).join("article/kosgei-chicago-marathon/annotations.jsonld"));
    let exported = export(&data(), &["--view", "annotation", "--article", "kosgei-chicago-marathon"]);
    assert_eq!(published.unwrap(), exported);
}

#[test]
fn every_predicate_of_the_shipped_corpus_has_a_label() {
    let all = quads(&export(&data(), &["--format", "nq", "--with-ontology"]));
    let is_predicate = |quad: &&Quad| quad.predicate.as_str() == format!("{AF}predicate");
    let predicates: BTreeSet<&str> = all.iter().filter(is_predicate).map(|quad| iri(&quad.object)).collect();
    assert!(
        predicates.contains("http://purl.org/dc/terms/publisher") && predicates.len() > 60,
        "{predicates:?}"
    );
    let in_english = |predicate: &&str| {
        let labels = objects(&all, predicate, "http://www.w3.org/2000/01/rdf-schema#label");
        labels.iter().any(|label| matches!(label, Term::Literal(label) if label.language() == Some("en")))
    };
    let without: Vec<&str> = predicates.into_iter().filter(|predicate| !in_english(predicate)).collect();
    assert_eq!(without, [] as [&str; 0]);
}
