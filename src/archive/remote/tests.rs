//! Answers over an endpoint are those from memory, citations included.
use super::{AskSparql, Remote, RemoteError, RemoteNote, RemoteOptions, RemoteRows, Select, Tells, Union};
use crate::archive::{Answer, Archive, Ask, CitedFact, Snapshot, Voice};
use crate::corpus::{Corpus, CorpusOptions, Written};
use oxrdf::{Literal, Term};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};

static SHIPPED: LazyLock<Snapshot> = LazyLock::new(|| {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    Snapshot::open(&[data], &CorpusOptions::default(), &mut Vec::new()).unwrap()
});

type Distort = Box<dyn Fn(&mut RemoteRows) + Send + Sync>;

/// An endpoint in this process.
#[derive(Default)]
struct Local {
    requests: AtomicU64,
    /// The most rows that it returns.
    cap: Option<usize>,
    /// How its default graph is asked for as the union.
    union: Option<Union>,
    /// What it makes of its rows.
    distort: Option<Distort>,
    queries: Mutex<Vec<String>>,
}

impl AskSparql for Local {
    fn select(&self, select: &Select<'_>) -> Result<RemoteRows, RemoteError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.queries.lock().unwrap().push(select.query.to_owned());
        let mut ask = Ask::default();
        if self.union.is_some_and(|union| union != select.union) {
            ask.default_graphs = vec!["tag:example,2026:empty".to_owned()];
            let names = SHIPPED.dataset().graph_names().map(|name| name.to_string());
            ask.named_graphs = names.map(|name| name.trim_matches(['<', '>']).to_owned()).collect();
        }
        let answer = SHIPPED.query(select.query, &ask);
        let Answer::Rows(rows) = answer.map_err(|error| RemoteError::Malformed(error.to_string()))? else {
            return Err(RemoteError::Malformed("no rows".to_owned()));
        };
        let places: Vec<Option<usize>> =
            select.columns.iter().map(|name| rows.variables.iter().position(|other| other == name)).collect();
        let mut found: RemoteRows = rows
            .rows
            .iter()
            .map(|row| places.iter().map(|place| place.and_then(|at| row[at].clone())).collect())
            .collect();
        if let Some(distort) = &self.distort {
            distort(&mut found);
        }
        found.truncate(self.cap.unwrap_or(usize::MAX));
        Ok(found)
    }
}

type Row = (Vec<Option<Term>>, Vec<CitedFact>);

/// Rows with what they cite, in an order of their own.
fn rows(answer: Answer) -> Vec<String> {
    let fact = |fact: &CitedFact| {
        let mut fact = fact.clone();
        fact.contradicted_by.sort();
        fact
    };
    let rows: Vec<Row> = match answer {
        Answer::Rows(rows) => rows
            .rows
            .iter()
            .enumerate()
            .map(|(number, row)| {
                let facts = rows.receipts.iter().flat_map(|all| all.of_row(number)).map(fact).collect();
                (row.clone(), facts)
            })
            .collect(),
        Answer::Boolean { value, receipts } => {
            let facts = receipts.iter().flat_map(|all| all.of_row(0)).map(fact).collect();
            vec![(vec![Some(Literal::from(value).into())], facts)]
        }
        Answer::Triples(triples) => {
            return triples.iter().map(ToString::to_string).collect();
        }
    };
    let mut rows: Vec<String> = rows
        .into_iter()
        .map(|(row, mut facts)| {
            facts.sort_by(|one, other| one.fact.cmp(&other.fact));
            format!("{row:?} {facts:?}")
        })
        .collect();
    rows.sort();
    rows
}

fn remote(local: Local) -> Remote<Local> {
    Remote::open(local, SHIPPED.corpora()[0].clone(), RemoteOptions::default()).unwrap()
}

fn over(remote: &Remote<Local>, text: &str, ask: &Ask) -> Result<Vec<String>, RemoteError> {
    let query = SHIPPED.parse(text, ask).unwrap();
    let snapshot = remote.snapshot(&query, ask, Tells::Contradictions)?;
    Ok(rows(snapshot.query(text, ask).unwrap()))
}

fn check(remote: &Remote<Local>, text: &str, ask: &Ask) {
    let expected = rows(SHIPPED.query(text, ask).unwrap());
    let found = over(remote, text, ask).unwrap_or_else(|error| panic!("{text}\n{error}"));
    assert_eq!(found, expected, "{text}");
}

fn cited() -> Ask {
    Ask { cite: true, ..Ask::default() }
}

const QUERIES: &[&str] = &[
    "SELECT ?s ?o { ?s af:observerAt ?o }",
    "SELECT DISTINCT ?s { ?s ?p ent:cepej }",
    "SELECT ?f ?q { ?f af:subject ent:kazakhstan ; af:evidence/oa:exact ?q }",
    "SELECT ?l ?when { ?f af:predicate af:observerAt ; af:object/rdfs:label ?l OPTIONAL { ?f af:when/af:edtf ?when } }",
    "SELECT ?s (COUNT(?o) AS ?n) { ?s af:observerAt ?o } GROUP BY ?s",
    "SELECT (COUNT(*) AS ?n) (MIN(?d) AS ?first) { ?f a af:Fact OPTIONAL { ?f af:when/af:date ?d } }",
    "SELECT ?f { ?f af:predicate af:signatoryTo MINUS { ?f af:negated true } }",
    "SELECT ?f { ?f af:predicate af:signatoryTo FILTER NOT EXISTS { ?f af:when ?w } }",
    "SELECT ?f { ?f a af:Fact FILTER EXISTS { ?f af:object/a af:Quantity } }",
    "SELECT ?x ?l { { ?x a af:Organization } UNION { ?x a af:Person } ?x rdfs:label ?l FILTER(CONTAINS(LCASE(STR(?l)), \"council\")) }",
    "SELECT ?m { ?m skos:broader* af:realized }",
    "SELECT ?f ?m { ?f af:modality ?m . ?m skos:broader? af:realized } ORDER BY ?f LIMIT 20",
    "SELECT ?f ?p { ?f af:predicate ?p . ?p rdfs:subPropertyOf+ ?above FILTER(?above != ?p) }",
    "SELECT ?g ?s { GRAPH ?g { ?s af:observerAt ?o } }",
    "SELECT ?s ?n { { SELECT ?s (COUNT(?f) AS ?n) { ?f af:subject ?s } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 3 } }",
    "SELECT ?s ?l { { SELECT ?s { ?f af:subject ?s } GROUP BY ?s ORDER BY DESC(COUNT(?f)) ?s LIMIT 3 } ?s rdfs:label ?l }",
    "SELECT ?x ?y { ?x af:observerAt ?z BIND(STR(?z) AS ?y) }",
    "SELECT ?x { VALUES ?x { ent:kazakhstan ent:nigeria ent:nobody } ?f af:subject ?x }",
    "ASK { ent:kazakhstan af:observerAt ent:cepej }",
    "ASK { ent:nigeria af:observerAt ent:cepej }",
    "CONSTRUCT { ?s af:observerAt ?o } { ?s af:observerAt ?o }",
    "DESCRIBE ent:cepej",
    "SELECT ?f { ?f rdf:reifies <<( ent:kazakhstan af:observerAt ?o )>> }",
    "SELECT ?a ?b { ?a af:subject ?s . ?b af:subject ?s ; af:negated true FILTER(?a != ?b) }",
    "SELECT ?s ?p { ?s ?p ent:council-of-europe . FILTER(?p IN (af:memberOf, af:partOf, af:observerAt)) }",
    "SELECT ?t ?f { ?t a af:TimeSpan ; af:edtf ?e . ?f af:when ?t } ORDER BY ?t ?f LIMIT 30",
    "SELECT ?e { ?t a af:TimeSpan ; af:edtf ?e }",
    "SELECT ?x { ?q a af:Quantity ; af:number ?x FILTER(?x > 10) }",
    "SELECT ?title { ?a a af:Article ; dcterms:title ?title }",
    "SELECT ?a ?n { ?a a af:Article OPTIONAL { SELECT ?a (COUNT(?q) AS ?n) { ?q af:inArticle ?a } GROUP BY ?a } }",
    "SELECT ?s ?o { ?s !(af:subject|af:object) ?o FILTER(?s = ent:kazakhstan) }",
    "SELECT ?f ?o { ?f (af:object|af:value) ?o ; af:subject ent:kazakhstan }",
    "SELECT ?x ?c { ?x owl:sameAs ?c }",
    "SELECT * { ?f af:subject ?s ; af:object ?o ; af:topic ?t } LIMIT 0",
    "SELECT ?f { }",
];

#[test]
fn answers_and_citations_are_those_from_memory() {
    let remote = remote(Local::default());
    let (ask, plain) = (cited(), Ask::default());
    for text in QUERIES {
        let can_be_cited = SHIPPED.parse(text, &ask).unwrap().form().has_rows();
        check(&remote, text, if can_be_cited { &ask } else { &plain });
    }
    check(&remote, QUERIES[0], &Ask { voice: Voice::Article, ..cited() });
    check(&remote, QUERIES[3], &Ask { voice: Voice::Article, ..Ask::default() });
}

/// Numbers that are as good as random, and the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'c>(&mut self, of: &[&'c str]) -> &'c str {
        of[self.roll(of.len())]
    }
}

/// A query made of pieces that fit each other: about facts `?f`, things `?s`, and what they have.
fn generated(dice: &mut Dice) -> String {
    const FIRST: &[&str] = &[
        "?f af:subject ?s .",
        "?f af:subject ?s ; af:predicate af:observerAt .",
        "?f af:subject ?s ; af:predicate af:signatoryTo .",
        "?f af:subject ?s ; af:accordingTo ?who .",
        "?f af:subject ?s ; af:topic ?t .",
        "?s a af:Organization . ?f af:object ?s .",
        "?s a af:Person . ?f af:subject ?s .",
        "?f af:object ?s . ?s a af:Quantity .",
        "?s af:observerAt|af:memberOf ?f .",
        "?f af:modality af:planned ; af:subject ?s .",
    ];
    const MORE: &[&str] = &[
        "",
        "?s rdfs:label ?l .",
        "?f af:evidence ?q . ?q oa:start ?start .",
        "?f af:when/af:edtf ?when .",
        "?f af:modality/skos:broader? af:realized .",
        "{ ?f af:object ?o } UNION { ?f af:value ?o }",
        "OPTIONAL { ?f af:when ?w . ?w af:earliest ?d }",
        "OPTIONAL { ?f af:statedIn ?u OPTIONAL { ?u rdfs:label ?ul } }",
        "OPTIONAL { ?s af:partOf ?whole FILTER(?whole != ?s) }",
        "MINUS { ?f af:negated true }",
        "MINUS { ?f af:when ?never }",
        "FILTER NOT EXISTS { ?f af:inferred true }",
        "FILTER EXISTS { ?f af:evidence ?e . ?e oa:prefix ?before }",
        "FILTER(STRSTARTS(STR(?s), \"https://example.org/article-facts/entity/k\"))",
        "{ SELECT ?s (COUNT(?x) AS ?n) { ?x af:subject ?s } GROUP BY ?s }",
        "BIND(STRLEN(STR(?s)) AS ?length)",
        "?s dcterms:type/skos:broader* ?kind .",
        "VALUES ?s { ent:kazakhstan ent:nigeria ent:benin }",
        "GRAPH ?g { ?f af:predicate ?p }",
        "FILTER(?s IN (ent:kazakhstan, ent:cepej, ent:afcfta))",
    ];
    const HEADS: &[(&str, &str)] = &[
        ("SELECT *", ""),
        ("SELECT DISTINCT ?s", ""),
        ("SELECT ?f ?s", ""),
        ("SELECT (COUNT(*) AS ?all)", ""),
        ("SELECT ?s (COUNT(DISTINCT ?f) AS ?number)", "GROUP BY ?s"),
        ("SELECT ?s (MAX(STR(?f)) AS ?last)", "GROUP BY ?s HAVING(COUNT(?f) > 1)"),
        ("SELECT ?f ?s", "ORDER BY ?s ?f LIMIT 5"),
        ("SELECT DISTINCT ?f", "ORDER BY ?f OFFSET 2 LIMIT 4"),
        ("ASK", ""),
    ];
    let (head, tail) = HEADS[dice.roll(HEADS.len())];
    let mut text = format!("{head} {{ {}", dice.one(FIRST));
    for _ in 0..dice.roll(4) {
        text.push(' ');
        text.push_str(dice.one(MORE));
    }
    text.push_str(&format!(" }} {tail}"));
    text
}

#[test]
fn generated_queries_are_answered_as_from_memory() {
    let remote = remote(Local::default());
    let mut dice = Dice(20_261_127);
    let (mut asked, mut with_rows) = (0, 0);
    for _ in 0..25 {
        let text = generated(&mut dice);
        // Some are no SPARQL, such as one that binds a name twice.
        let Ok(_) = SHIPPED.parse(&text, &cited()) else { continue };
        check(&remote, &text, &cited());
        asked += 1;
        with_rows += usize::from(!rows(SHIPPED.query(&text, &Ask::default()).unwrap()).is_empty());
    }
    assert!(asked > 15 && with_rows > 8, "{asked} asked, {with_rows} with rows");
}

#[test]
fn few_requests_cite_many_rows() {
    let remote = remote(Local::default());
    check(&remote, "SELECT ?f { ?f af:subject ent:kazakhstan }", &cited());
    let requests = remote.asker().requests.load(Ordering::Relaxed);
    assert!(requests <= 5, "{requests} requests");
}

/// An endpoint of its own data, which counts the rows that it returns.
struct Counting(Snapshot, AtomicU64);

impl AskSparql for Counting {
    fn select(&self, select: &Select<'_>) -> Result<RemoteRows, RemoteError> {
        let Ok(Answer::Rows(rows)) = self.0.query(select.query, &Ask::default()) else {
            return Err(RemoteError::Malformed(select.query.to_owned()));
        };
        self.1.fetch_add(rows.rows.len() as u64, Ordering::Relaxed);
        let place = |name: &String| rows.variables.iter().position(|other| other == name);
        let places: Vec<Option<usize>> = select.columns.iter().map(place).collect();
        let shown = |row: &Vec<Option<Term>>| places.iter().map(|place| row[(*place)?].clone()).collect();
        Ok(rows.rows.iter().map(shown).collect())
    }
}

#[test]
fn a_name_that_many_share_costs_a_row_for_each() {
    let fetched = |count: usize| {
        let corpus = Corpus::from_text("base: https://example.com/", &[]).unwrap();
        let mut archive = Archive::in_memory(corpus.clone());
        for number in 0..count {
            let document = format!(
                "article: {{id: a{number}, title: T, text: Ann joined Acme.}}\n\
                 entities: {{ann: {{type: Person, label: Ann, same-as: 'https://example.net/ann'}}, acme: {{type: Organization, label: Acme}}}}\n\
                 facts: [{{id: f1, subject: ann, predicate: memberOf, object: acme, quote: Ann joined Acme}}]"
            );
            archive.put(&corpus.check(&Written::yaml(document)).document.unwrap());
        }
        let remote =
            Remote::open(Counting(archive.snapshot(), AtomicU64::new(0)), corpus, RemoteOptions::default())
                .unwrap();
        let text = "SELECT ?f { ?f af:predicate af:memberOf }";
        let query = remote.asker().0.parse(text, &cited()).unwrap();
        let snapshot = remote.snapshot(&query, &cited(), Tells::Contradictions).unwrap();
        let expected = rows(remote.asker().0.query(text, &cited()).unwrap());
        assert_eq!(rows(snapshot.query(text, &cited()).unwrap()), expected);
        remote.asker().1.load(Ordering::Relaxed)
    };
    let (few, many) = (fetched(20), fetched(80));
    assert!(many < 5 * few, "{few} rows for 20 articles, {many} for 80");
}

#[test]
fn facts_of_rows_that_a_limit_leaves_out_are_not_fetched() {
    let fetched = |count: usize| {
        let corpus = Corpus::from_text("base: https://example.com/", &[]).unwrap();
        let mut archive = Archive::in_memory(corpus.clone());
        for number in 100..100 + count {
            let document = format!(
                "article: {{id: a{number}, title: T, text: Ann joined Acme.}}\n\
                 entities: {{ann: {{type: Person, label: Ann {number}}}, acme: {{type: Organization, label: Acme}}}}\n\
                 facts: [{{id: f1, subject: ann, predicate: memberOf, object: acme, quote: Ann joined Acme}}]"
            );
            archive.put(&corpus.check(&Written::yaml(document)).document.unwrap());
        }
        let remote =
            Remote::open(Counting(archive.snapshot(), AtomicU64::new(0)), corpus, RemoteOptions::default())
                .unwrap();
        let texts = [
            "SELECT ?s ?o { ?s af:memberOf ?o } ORDER BY ?s LIMIT 3",
            // Which rows it leaves does not follow from the query.
            "SELECT ?o { ?s af:memberOf ?o } LIMIT 3",
            "SELECT ?s { ?s af:memberOf ?o FILTER(CONTAINS(STR(?s), \"a101\")) }",
        ];
        texts.map(|text| {
            let of = |ask: &Ask| {
                let query = remote.asker().0.parse(text, ask).unwrap();
                let before = remote.asker().1.load(Ordering::Relaxed);
                let snapshot = remote.snapshot(&query, ask, Tells::Contradictions).unwrap();
                let answer = rows(snapshot.query(text, ask).unwrap());
                assert!(!ask.cite || answer.iter().all(|row| row.contains("/fact/f1")), "{answer:?}");
                if text != texts[1] {
                    assert_eq!(answer, rows(remote.asker().0.query(text, ask).unwrap()));
                }
                remote.asker().1.load(Ordering::Relaxed) - before
            };
            of(&cited()) - of(&Ask::default())
        })
    };
    assert_eq!(fetched(20), fetched(80));
}

#[test]
fn each_fact_that_contradicts_a_cited_one_is_told() {
    const ONE: &str = "@prefix af: <https://w3id.org/article-facts#> . @prefix t: <https://example.com/terms#> .\n\
        @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
        t:seat a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:domain af:Agent ; rdfs:range af:Place ; rdfs:label \"seat\" .\n\
        t:mainSeat a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:subPropertyOf t:seat ; rdfs:domain af:Agent ;\n\
        rdfs:range af:Place ; rdfs:label \"main seat\" .\n\
        t:near a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label \"near\" .\n\
        t:over a owl:ObjectProperty , owl:AsymmetricProperty ; rdfs:label \"over\" .";
    let corpus = Corpus::from_text(
        "base: https://example.com/\nprefixes: {t: 'https://example.com/terms#'}",
        &[("one.ttl", ONE)],
    )
    .unwrap();
    let mut archive = Archive::in_memory(corpus.clone());
    let facts = [
        ("acme, predicate: 't:seat', object: rome", "2019"),
        ("acme, predicate: 't:seat', object: oslo", "2019"),
        ("acme, predicate: 't:seat', object: rome", "2019"),
        ("acme, predicate: 't:mainSeat', object: oslo", "2019"),
        ("acme, predicate: 't:seat', object: rome, negated: true", "2019"),
        ("acme, predicate: 't:seat', object: oslo", "2001"),
        ("acme, predicate: 't:seat', object: oslo, modality: planned", "2019"),
        ("acme, predicate: 't:near', object: rome", "2019"),
        ("rome, predicate: 't:near', object: acme, negated: true", "2019"),
        ("acme, predicate: 't:near', object: rome, negated: true", "2019"),
        ("acme, predicate: 't:near', object: rome, negated: true, modality: planned", "2019"),
        ("acme, predicate: 't:near', object: rome, modality: planned", "2019"),
        ("acme, predicate: 't:over', object: oslo", "2019"),
        ("oslo, predicate: 't:over', object: acme", "2019"),
    ];
    for (number, (fact, year)) in (1..).zip(facts) {
        let document = format!(
            "article: {{id: a{number}, title: T, text: 'Acme is in Rome or Oslo in {year}.'}}\n\
             entities: {{acme: {{type: Organization, label: Acme, same-as: 'https://example.net/acme'}}, rome: {{type: Place, \
             label: Rome, same-as: 'https://example.net/rome'}}, oslo: {{type: Place, label: Oslo, same-as: 'https://example.net/oslo'}}}}\n\
             facts: [{{id: f1, subject: {fact}, when: '{year}', quote: 'Acme is in Rome or Oslo in {year}'}}]"
        );
        archive.put(&corpus.check(&Written::yaml(document)).document.unwrap());
    }
    let remote =
        Remote::open(Counting(archive.snapshot(), AtomicU64::new(0)), corpus, RemoteOptions::default())
            .unwrap();
    let mut texts =
        vec!["SELECT ?f { ?f a af:Fact }".to_owned(), "SELECT ?f { ?f af:predicate t:mainSeat }".to_owned()];
    for number in 1..=facts.len() {
        texts.push(format!("SELECT ?f {{ ?f a af:Fact FILTER(CONTAINS(STR(?f), \"a{number}/\")) }}"));
        texts.push(format!("SELECT ?f {{ ?f a af:Fact FILTER(!CONTAINS(STR(?f), \"a{number}/\")) }}"));
    }
    let mut contradicted = 0;
    for text in &texts {
        let query = remote.asker().0.parse(text, &cited()).unwrap();
        let snapshot = remote.snapshot(&query, &cited(), Tells::Contradictions).unwrap();
        let expected = rows(remote.asker().0.query(text, &cited()).unwrap());
        assert_eq!(rows(snapshot.query(text, &cited()).unwrap()), expected, "{text}");
        contradicted += expected.iter().filter(|row| !row.contains("contradicted_by: []")).count();
    }
    assert!(contradicted > facts.len(), "{contradicted}");
}

#[test]
fn a_row_cap_is_noticed() {
    let text = "SELECT ?f ?s { ?f af:subject ?s }";
    for cap in [1, 2, 7, 100] {
        // Page by page all comes, or it is an error.
        let remote = Remote::open(
            Local { cap: Some(cap), ..Local::default() },
            SHIPPED.corpora()[0].clone(),
            RemoteOptions::default(),
        );
        let Ok(remote) = remote else { continue };
        assert!(!remote.notes().contains(&RemoteNote::NoFacts), "{cap}");
        if let Ok(found) = over(&remote, "SELECT ?s ?o { ?s af:observerAt ?o }", &cited()) {
            assert_eq!(found, rows(SHIPPED.query("SELECT ?s ?o { ?s af:observerAt ?o }", &cited()).unwrap()));
        }
    }
    // Neither the answer nor its pages are whole, and it has shown before that it leaves rows out.
    let lacks_one = |rows: &mut RemoteRows| {
        rows.retain(|row| !row.iter().flatten().any(|term| term.to_string().ends_with("/fact/f13a>")));
        if let Some(empty) = rows.iter().position(|row| row.iter().all(Option::is_none)) {
            rows.remove(empty);
        }
    };
    let remote = remote(Local { distort: Some(Box::new(lacks_one)), ..Local::default() });
    let error = over(&remote, text, &cited()).unwrap_err();
    assert!(matches!(error, RemoteError::Short { .. }), "{error}");
}

#[test]
fn rows_are_counted_where_a_cap_could_have_cut_them_off() {
    let text = "SELECT ?f ?g ?p ?o { ?f a af:Fact ; ?p ?o . ?f af:evidence/af:inArticle ?g }";
    let expected = rows(SHIPPED.query(text, &Ask::default()).unwrap());
    assert!(expected.len() > 10_000);
    for cap in [None, Some(9500), Some(4000)] {
        let remote = remote(Local { cap, ..Local::default() });
        assert!(over(&remote, text, &Ask::default()).unwrap() == expected, "{cap:?}");
        let queries = remote.asker().queries.lock().unwrap();
        assert!(queries.iter().any(|query| query.contains("COUNT(*)")), "{cap:?}");
    }
    let remote = remote(Local::default());
    over(&remote, "SELECT ?f ?s { ?f af:subject ?s } ORDER BY ?f LIMIT 100", &cited()).unwrap();
    assert!(!remote.asker().queries.lock().unwrap().iter().any(|query| query.contains("COUNT(*)")));
}

#[test]
fn the_union_is_asked_for() {
    for union in [Union::Already, Union::Parameter, Union::Graph] {
        let remote = remote(Local { union: Some(union), ..Local::default() });
        check(&remote, QUERIES[0], &cited());
        assert_eq!(remote.notes().contains(&RemoteNote::Union(union)), union != Union::Already);
    }
    #[derive(Debug)]
    struct Never;
    impl AskSparql for Never {
        fn select(&self, select: &Select<'_>) -> Result<RemoteRows, RemoteError> {
            let apart = Local { union: Some(Union::Already), ..Local::default() };
            apart.select(&Select { union: Union::Parameter, ..*select })
        }
    }
    let error = Remote::open(Never, SHIPPED.corpora()[0].clone(), RemoteOptions::default()).unwrap_err();
    assert_eq!(error, RemoteError::DefaultGraph);
}

#[test]
fn wrong_rows_are_never_cited() {
    let text = "SELECT ?s ?o { ?s af:observerAt ?o }";
    let expected = rows(SHIPPED.query(text, &cited()).unwrap());
    let swap = |from: &'static str, to: &'static str| {
        move |rows: &mut RemoteRows| {
            for term in rows.iter_mut().flatten().flatten() {
                if let Term::NamedNode(node) = term
                    && node.as_str().ends_with(from)
                {
                    *term = oxrdf::NamedNode::new_unchecked(node.as_str().replace(from, to)).into();
                }
            }
        }
    };
    for (from, to) in
        [("/fact/f13a", "/fact/f13b"), ("/entity/cepej", "/entity/ccpe"), ("#ongoing", "#planned")]
    {
        let remote = remote(Local { distort: Some(Box::new(swap(from, to))), ..Local::default() });
        if let Ok(found) = over(&remote, text, &cited()) {
            // What an endpoint says of its data throughout cannot be known to be wrong; a fact must then still be whole.
            assert!(found != expected || from == "/nothing", "{from}");
            assert!(!found.iter().any(|row| row.contains("/fact/f13a") && row.contains("CEPEJ")), "{from}");
        }
    }
}

#[test]
fn a_quote_that_is_not_as_long_as_its_offsets_say_is_never_cited() {
    let text = "SELECT ?s ?o { ?s af:observerAt ?o }";
    type IsWrong = fn(&Literal) -> bool;
    let number: IsWrong =
        |literal| literal.value().len() > 1 && literal.value().bytes().all(|byte| byte.is_ascii_digit());
    let words: IsWrong = |literal| literal.language().is_none() && literal.value().contains(' ');
    for (wrong, is_wrong) in
        [(Literal::from(-5), number), (Literal::from(7), number), (Literal::from("other words"), words)]
    {
        let distort = move |rows: &mut RemoteRows| {
            for term in rows.iter_mut().flatten().flatten() {
                if matches!(term, Term::Literal(literal) if is_wrong(literal)) {
                    *term = wrong.clone().into();
                }
            }
        };
        let remote = remote(Local { distort: Some(Box::new(distort)), ..Local::default() });
        let error = over(&remote, text, &cited()).unwrap_err().to_string();
        assert!(error.contains("not as long as its offsets say"), "{error}");
    }
}

#[test]
fn what_cannot_be_asked_is_said() {
    let remote = remote(Local::default());
    for (text, part) in [
        ("SELECT * { ?a af:partOf* ?b }", "bind one end"),
        // It leads to itself, whatever the endpoint holds.
        ("SELECT * { VALUES ?a { ent:kazakhstan } ?a af:memberOf* ?b }", "bind one end"),
        (
            "SELECT * { ?p a af:Person FILTER EXISTS { VALUES ?a { ent:kazakhstan } ?a af:memberOf* ?b } }",
            "bind one end",
        ),
        ("SELECT * { GRAPH ?g {} }", "write a triple"),
    ] {
        let error = over(&remote, text, &Ask::default()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}
