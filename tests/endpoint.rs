//! Queries over a SPARQL endpoint, and endpoints that go wrong: whatever they do, no answer is cited that is not whole.
use groundwire::archive::SnapshotBuilder;
use groundwire::{AnswerFormat, Ask, CorpusOptions, Snapshot, TriplesFormat};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

static SHIPPED: LazyLock<Snapshot> = LazyLock::new(|| {
    let data = Path::new(ROOT).join("data");
    Snapshot::open(&[data], &CorpusOptions::default(), &mut Vec::new()).unwrap()
});

/// What a client sends.
#[derive(Clone, Debug, Default)]
struct Request {
    method: String,
    target: String,
    head: String,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn query(&self) -> String {
        let mut pairs = form_urlencoded::parse(&self.body);
        pairs.find(|(name, _)| name == "query").map(|(_, query)| query.into_owned()).unwrap_or_default()
    }

    fn graph(&self) -> String {
        let parameters = self.target.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let mut pairs = form_urlencoded::parse(parameters.as_bytes());
        pairs.find(|(name, _)| name == "graph").map(|(_, graph)| graph.into_owned()).unwrap_or_default()
    }
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 1 << 16];
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut first = head.split(' ').map(str::to_owned);
    let mut request =
        Request { method: first.next()?, target: first.next()?, body: bytes[end..].to_vec(), head };
    let length: usize = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    while request.body.len() < length {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(count) => request.body.extend_from_slice(&buffer[..count]),
        }
    }
    Some(request)
}

fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len())
            .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

const JSON: &str = "Content-Type: application/sparql-results+json\r\n";

/// What an endpoint over the shipped data answers.
fn answer(request: &Request) -> Vec<u8> {
    answer_in(AnswerFormat::Json, request)
}

fn answer_in(format: AnswerFormat, request: &Request) -> Vec<u8> {
    answer_of(&SHIPPED, format, request)
}

fn answer_of(snapshot: &Snapshot, format: AnswerFormat, request: &Request) -> Vec<u8> {
    let written =
        snapshot.write(&request.query(), &Ask::default(), format, TriplesFormat::NTriples, Vec::new());
    written.unwrap_or_else(|error| panic!("{error}\n{}", request.query())).1
}

/// A server that hands each request, with its number from 0, to a function which writes the answer.
fn serve(handle: impl Fn(usize, &Request, &mut TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (handle, number) = (Arc::new(handle), Arc::new(AtomicUsize::new(0)));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (handle, number) = (Arc::clone(&handle), Arc::clone(&number));
            thread::spawn(move || {
                let Ok(mut stream) = stream else { return };
                if let Some(request) = read(&mut stream) {
                    handle(number.fetch_add(1, Ordering::SeqCst), &request, &mut stream);
                }
            });
        }
    });
    address
}

fn groundwire(args: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundwire"));
    for name in ["GROUNDWIRE_ENDPOINT_USER", "GROUNDWIRE_ENDPOINT_PASSWORD", "GROUNDWIRE_ENDPOINT_TOKEN"] {
        command.env_remove(name);
    }
    command.current_dir(ROOT).args(args).envs(environment.iter().copied()).output().unwrap()
}

const QUERY: &str = "SELECT ?s ?o { ?s af:observerAt ?o } ORDER BY ?o";

fn ask(address: SocketAddr, more: &[&str], environment: &[(&str, &str)]) -> Output {
    let url = format!("http://{address}/sparql");
    let mut args =
        vec!["query", QUERY, "--endpoint", &url, "--cite", "--format", "json", "--connections", "1"];
    args.extend(more);
    groundwire(&args, environment)
}

static EXPECTED: LazyLock<Vec<u8>> =
    LazyLock::new(|| groundwire(&["query", QUERY, "data", "--cite", "--format", "json"], &[]).stdout);

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_endpoint_gives_the_same_bytes_as_the_documents() {
    let address = serve(|_, request, stream| {
        let _ = stream.write_all(&reply("200 OK", JSON, &answer(request)));
    });
    let output = ask(address, &[], &[]);
    assert_eq!((output.status.code(), &output.stdout), (Some(0), &*EXPECTED), "{}", stderr(&output));
    let url = format!("http://{address}/sparql");
    for args in [
        vec!["explain", "kazakhstan"],
        vec!["explain", "Kazakhstan", "--format", "json"],
        vec!["explain", "kazakhstan observerAt cepej"],
        vec!["explain", "Roman Vassilenko", "strasbourg"],
        vec!["explain", "nigeria", "afcfta", "--format", "json"],
        vec!["query", "accessions", "--cite"],
        vec!["query", "observer-quotes", "--format", "csv"],
        vec!["query", "goals", "--cite", "--format", "json", "--set", "of=afcfta"],
    ] {
        let with = |more: &[&str]| groundwire(&[&args[..], more].concat(), &[]);
        let documents: &[&str] = if args[0] == "explain" { &["--in", "data"] } else { &["data"] };
        let (here, there) = (with(documents), with(&["--endpoint", &url, "--corpus", "data/corpus.yaml"]));
        assert_eq!(
            (there.status.code(), String::from_utf8_lossy(&there.stdout)),
            (here.status.code(), String::from_utf8_lossy(&here.stdout)),
            "{args:?} {}",
            stderr(&there)
        );
    }
}

/// Data of others may tell of each fact that it is not negated.
#[test]
fn facts_that_are_told_not_to_be_negated_connect_things() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.nq");
    let mut quads = String::from_utf8(groundwire(&["export", "data", "--format", "nq"], &[]).stdout).unwrap();
    let facts = quads.clone();
    let facts = facts
        .lines()
        .filter(|line| line.contains("22-rdf-syntax-ns#type> <https://w3id.org/article-facts#Fact>"));
    for fact in facts {
        let told =
            "<https://w3id.org/article-facts#negated> \"false\"^^<http://www.w3.org/2001/XMLSchema#boolean>";
        let parts: Vec<&str> = fact.split(' ').collect();
        quads.push_str(&format!("{} {told} {} .\n", parts[0], parts[3]));
    }
    std::fs::write(&file, quads).unwrap();
    let mut builder = SnapshotBuilder::new(SHIPPED.corpora());
    builder.rdf_file(&file).unwrap();
    let snapshot = builder.finish();
    let address = serve(move |_, request, stream| {
        let _ = stream.write_all(&reply("200 OK", JSON, &answer_of(&snapshot, AnswerFormat::Json, request)));
    });
    let url = format!("http://{address}/sparql");
    let explain = ["explain", "nigeria", "afcfta"];
    let there =
        groundwire(&[&explain[..], &["--endpoint", &url, "--corpus", "data/corpus.yaml"]].concat(), &[]);
    let here = groundwire(&[&explain[..], &["--in", "data"]].concat(), &[]);
    assert!(!here.stdout.is_empty());
    assert_eq!(
        String::from_utf8_lossy(&there.stdout),
        String::from_utf8_lossy(&here.stdout),
        "{}",
        stderr(&there)
    );
}

#[test]
fn a_property_that_no_ontology_has_is_warned_about() {
    let address = serve(|_, request, stream| {
        let _ = stream.write_all(&reply("200 OK", JSON, &answer(request)));
    });
    let url = format!("http://{address}/sparql");
    let query = "SELECT ?f { ?f af:acordingTo ent:kazakhstn }";
    let output = groundwire(&["query", query, "--endpoint", &url, "--format", "json"], &[]);
    assert!(stderr(&output).contains("did you mean `af:accordingTo`?"), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"warnings\""));
}

/// Virtuoso takes several times as long to write JSON.
#[test]
fn virtuoso_is_asked_for_xml() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let address = serve(move |_, request, stream| {
        let is_xml = request.header("accept").unwrap().starts_with("application/sparql-results+xml");
        log.lock().unwrap().push(is_xml);
        let (media, body) = match is_xml {
            true => ("xml", answer_in(AnswerFormat::Xml, request)),
            false => ("json", answer(request)),
        };
        let head = format!(
            "Server: Virtuoso/07.20.3229 (Linux)\r\nContent-Type: application/sparql-results+{media}\r\n"
        );
        let _ = stream.write_all(&reply("200 OK", &head, &body));
    });
    let output = ask(address, &[], &[]);
    assert_eq!((output.status.code(), &output.stdout), (Some(0), &*EXPECTED), "{}", stderr(&output));
    let asked = asked.lock().unwrap();
    assert!(!asked[0], "nobody has said yet that it is Virtuoso");
    assert!(asked[1..].iter().all(|is_xml| *is_xml), "{asked:?}");
}

/// What goes wrong.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Cut,
    Media,
    Half,
    HalfWhole,
    ErrorText,
    Elsewhere,
    Status,
    Boolean,
    OtherFact,
    LostRows,
    OtherColumns,
}

fn fail(fault: Fault, request: &Request, stream: &mut TcpStream) {
    let good = answer(request);
    let text = String::from_utf8_lossy(&good).into_owned();
    let bytes = match fault {
        Fault::Cut => {
            let mut bytes = reply("200 OK", JSON, &good);
            bytes.truncate(bytes.len() - good.len() / 2 - 1);
            bytes
        }
        Fault::Media => reply("200 OK", "Content-Type: text/html\r\n", &good),
        // Half of it, as if that were all.
        Fault::Half => reply("200 OK", JSON, &good[..good.len() / 2]),
        // Well-formed, but half of the rows.
        Fault::HalfWhole => {
            let mut json: serde_json::Value = serde_json::from_slice(&good).unwrap();
            let rows = json["results"]["bindings"].as_array_mut().unwrap();
            rows.truncate(rows.len() / 2);
            reply("200 OK", JSON, json.to_string().as_bytes())
        }
        Fault::ErrorText => {
            reply("200 OK", "Content-Type: text/plain\r\n", b"Virtuoso S1T00 Error: transaction timed out")
        }
        Fault::Elsewhere => reply("307 Temporary Redirect", "Location: http://localhost:9/sparql\r\n", b""),
        Fault::Status => reply("500 Internal Server Error", "Content-Type: text/plain\r\n", b"out of memory"),
        Fault::Boolean => reply("200 OK", JSON, b"{\"head\":{},\"boolean\":true}"),
        Fault::OtherFact => reply("200 OK", JSON, text.replace("/fact/f13a\"", "/fact/f01a\"").as_bytes()),
        Fault::LostRows => {
            let mut json: serde_json::Value = serde_json::from_slice(&good).unwrap();
            let rows = json["results"]["bindings"].as_array_mut().unwrap();
            rows.retain(|row| !row.to_string().contains("/fact/f13b"));
            reply("200 OK", JSON, json.to_string().as_bytes())
        }
        Fault::OtherColumns => {
            reply("200 OK", JSON, text.replace("\"v0\"", "\"x0\"").replace("\"s\"", "\"z\"").as_bytes())
        }
    };
    let _ = stream.write_all(&bytes);
}

#[test]
fn no_fault_leads_to_a_wrong_citation() {
    for (fault, words) in [
        (Fault::Cut, "broke off"),
        (Fault::Media, "found `text/html`"),
        (Fault::Half, "cut off or malformed"),
        (Fault::HalfWhole, ""),
        (Fault::ErrorText, "transaction timed out"),
        (Fault::Elsewhere, "redirects to `http://localhost:9/sparql`"),
        (Fault::Status, "status 500: out of memory"),
        (Fault::Boolean, "found a boolean"),
        (Fault::OtherFact, ""),
        (Fault::LostRows, ""),
        (Fault::OtherColumns, ""),
    ] {
        // From the first request on, from the second, and so on: at the first look, in the query, in a look-up.
        for from in 0..6 {
            let address = serve(move |number, request, stream| match number >= from {
                true => fail(fault, request, stream),
                false => {
                    let _ = stream.write_all(&reply("200 OK", JSON, &answer(request)));
                }
            });
            let output = ask(address, &[], &[]);
            let said = stderr(&output);
            if output.status.code() == Some(0) {
                // It was not met, or went without harm.
                assert_eq!(output.stdout, *EXPECTED, "{fault:?} from {from}: {said}");
                assert!(from > 2 || words.is_empty(), "{fault:?} from {from}");
                continue;
            }
            assert_eq!(output.status.code(), Some(2), "{fault:?} from {from}: {said}");
            assert!(said.contains(words), "{fault:?} from {from}: {said}");
            let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
            assert!(shown["results"].is_null(), "{fault:?} from {from}: {shown}");
            assert!(said.contains("the endpoint `http://127.0.0.1"), "{said}");
        }
    }
}

#[test]
fn what_never_ends_is_stopped() {
    let endless = serve(|_, _, stream| {
        let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{JSON}\r\n{{\"head\":{{\"vars\":[]}},");
        let blank = [b' '; 1 << 16];
        let mut going = stream.write_all(head.as_bytes()).is_ok();
        while going {
            going = stream.write_all(&blank).is_ok();
        }
    });
    let output = ask(endless, &[], &[]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("larger than"), "{}", stderr(&output));
    for drip in [true, false] {
        let slow = serve(move |_, _, stream| {
            let _ =
                stream.write_all(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{JSON}\r\n").as_bytes());
            for _ in 0..100 {
                if drip && stream.write_all(b" ").is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(100));
            }
        });
        let output = ask(slow, &["--timeout", "1"], &[]);
        assert_eq!(output.status.code(), Some(124), "{}", stderr(&output));
    }
    // Nobody listens there.
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let output = ask(address, &[], &[]);
    assert!(stderr(&output).contains("connection was refused"), "{}", stderr(&output));
}

#[test]
fn who_asks_to_wait_is_asked_again() {
    let busy = serve(|number, request, stream| {
        let bytes = match number % 3 {
            0 => reply("429 Too Many Requests", "Retry-After: 0\r\n", b""),
            1 => reply("503 Service Unavailable", "", b""),
            _ => reply("200 OK", JSON, &answer(request)),
        };
        let _ = stream.write_all(&bytes);
    });
    let output = ask(busy, &[], &[]);
    assert_eq!((output.status.code(), &output.stdout), (Some(0), &*EXPECTED), "{}", stderr(&output));
    let never = serve(|_, _, stream| {
        let _ = stream.write_all(&reply("503 Service Unavailable", "Retry-After: 0\r\n", b"down"));
    });
    let output = ask(never, &[], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("status 503: down"), "{}", stderr(&output));
    let long = serve(|_, _, stream| {
        let _ = stream.write_all(&reply("429 Too Many Requests", "Retry-After: 30\r\n", b""));
    });
    assert_eq!(ask(long, &["--timeout", "2"], &[]).status.code(), Some(124));
}

#[test]
fn credentials_come_from_the_environment_and_stay_on_the_host() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let known = Arc::clone(&seen);
    let address = serve(move |_, request, stream| {
        let given = request.header("authorization").unwrap_or_default().to_owned();
        known.lock().unwrap().push(given.clone());
        let bytes = match given.as_str() {
            "Basic bWU6czNjcmV0" | "Bearer t0ken" if request.target == "/sparql/" => {
                reply("200 OK", JSON, &answer(request))
            }
            "Basic bWU6czNjcmV0" | "Bearer t0ken" => reply("301 Moved", "Location: /sparql/\r\n", b""),
            _ => reply("401 Unauthorized", "WWW-Authenticate: Basic\r\n", b""),
        };
        let _ = stream.write_all(&bytes);
    });
    let output = ask(address, &[], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("GROUNDWIRE_ENDPOINT_TOKEN"), "{}", stderr(&output));
    let basic: &[(&str, &str)] =
        &[("GROUNDWIRE_ENDPOINT_USER", "me"), ("GROUNDWIRE_ENDPOINT_PASSWORD", "s3cret")];
    let bearer: &[(&str, &str)] = &[("GROUNDWIRE_ENDPOINT_TOKEN", "t0ken")];
    for environment in [basic, bearer] {
        let output = ask(address, &[], environment);
        assert_eq!((output.status.code(), &output.stdout), (Some(0), &*EXPECTED), "{}", stderr(&output));
        assert!(!stderr(&output).contains("s3cret") && !stderr(&output).contains("t0ken"));
    }
    // A host that it is sent to learns nothing.
    let other = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&other);
    let elsewhere = serve(move |_, _, _| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let away = serve(move |_, _, stream| {
        let to = format!("Location: http://{elsewhere}/sparql\r\n");
        let _ = stream.write_all(&reply("307 Temporary Redirect", &to, b""));
    });
    assert_eq!(ask(away, &[], bearer).status.code(), Some(2));
    assert_eq!(other.load(Ordering::SeqCst), 0);
    let output = groundwire(&["query", QUERY, "--endpoint", "http://me:s3cret@localhost/", "--cite"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!stderr(&output).contains("s3cret"), "{}", stderr(&output));
}

#[test]
fn what_does_not_go_together_is_refused() {
    for args in [
        vec!["query", QUERY, "data", "--endpoint", "http://127.0.0.1:9/"],
        vec!["query", QUERY, "--endpoint", "127.0.0.1:9"],
        vec!["query", QUERY, "--endpoint", "http://127.0.0.1:9/", "--with", "README.md"],
        vec!["query", QUERY, "--connections", "2"],
        vec!["load", "data", "--store", "x", "--endpoint", "http://127.0.0.1:9/"],
        vec!["load", "data"],
    ] {
        assert_eq!(groundwire(&args, &[]).status.code(), Some(2), "{args:?}");
    }
}

/// A graph store: what is put into its graphs.
type Graphs = Arc<Mutex<BTreeMap<String, String>>>;

fn graph_store(graphs: &Graphs, most: usize) -> SocketAddr {
    let graphs = Arc::clone(graphs);
    serve(move |number, request, stream| {
        let mut graphs = graphs.lock().unwrap();
        let bytes = match request.method.as_str() {
            _ if number >= most => reply("500 Internal Server Error", "", b"disk full"),
            "PUT" => {
                graphs.insert(request.graph(), String::from_utf8(request.body.clone()).unwrap());
                reply("204 No Content", "", b"")
            }
            "DELETE" if graphs.remove(&request.graph()).is_some() => reply("204 No Content", "", b""),
            "DELETE" | "GET" => reply("404 Not Found", "", b""),
            _ => reply("405 Method Not Allowed", "", b"no updates here"),
        };
        let _ = stream.write_all(&bytes);
    })
}

/// The graphs of an export.
fn exported() -> BTreeMap<String, Vec<String>> {
    let lines = groundwire(&["export", "data", "--format", "nq", "--with-ontology"], &[]).stdout;
    let mut graphs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8(lines).unwrap().lines() {
        let (triple, graph) = line.strip_suffix("> .").unwrap().rsplit_once(" <").unwrap();
        graphs.entry(graph.to_owned()).or_default().push(format!("{triple} ."));
    }
    graphs.values_mut().for_each(|lines| lines.sort());
    graphs
}

fn sorted(graphs: &Graphs) -> BTreeMap<String, Vec<String>> {
    let graphs = graphs.lock().unwrap();
    let lines = |text: &String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines.dedup();
        lines
    };
    graphs.iter().map(|(graph, text)| (graph.clone(), lines(text))).collect()
}

#[test]
fn a_graph_store_holds_what_an_export_holds() {
    let graphs = Graphs::default();
    let url = format!("http://{}/store", graph_store(&graphs, usize::MAX));
    let load = |more: &[&str]| groundwire(&[&["load", "data", "--endpoint", &url], more].concat(), &[]);
    let output = load(&["--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(graphs.lock().unwrap().is_empty() && stderr(&output).contains("would be written"));
    for _ in 0..2 {
        let output = load(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let (found, expected) = (sorted(&graphs), exported());
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (graph, lines) in expected {
            // Blank nodes of the ontology have labels of their own.
            if !graph.ends_with("graph/ontology") {
                assert_eq!(found[&graph], lines, "{graph}");
            }
        }
    }
    let retract = |article: &str| groundwire(&["retract", article, "--endpoint", &url], &[]);
    let base = "https://example.org/article-facts/article/tesco-poland-sale";
    let of_it = || graphs.lock().unwrap().keys().filter(|graph| graph.starts_with(base)).count();
    assert!(of_it() > 2);
    let output = retract("tesco-poland-sale");
    assert_eq!((output.status.code(), of_it()), (Some(0), 0), "{}", stderr(&output));
    assert_eq!(stderr(&output), format!("1 article removed from `{url}`\n"));
    let output = retract("tesco-poland-sale");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no article"), "{}", stderr(&output));
}

#[test]
fn an_interrupted_load_goes_on() {
    let graphs = Graphs::default();
    let url = format!("http://{}/store", graph_store(&graphs, 14));
    let output = groundwire(&["load", "data", "--endpoint", &url, "--protocol", "graph-store"], &[]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let (_, after) = said.split_once("--after ").unwrap();
    let after = after.trim_end().trim_end_matches('`');
    let url = format!("http://{}/store", graph_store(&graphs, usize::MAX));
    let output = groundwire(&["load", "data", "--endpoint", &url, "--after", after], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(sorted(&graphs).len(), exported().len());
    let output = groundwire(&["load", "data", "--endpoint", &url, "--after", "nothing"], &[]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_refused_document_writes_nothing() {
    let count = Arc::new(AtomicUsize::new(0));
    let met = Arc::clone(&count);
    let address = serve(move |_, request, stream| {
        met.fetch_add(1, Ordering::SeqCst);
        let is_wrong = request.body.ends_with(b"wrong");
        let status = if is_wrong { "400 Bad Request" } else { "204 No Content" };
        let _ = stream.write_all(&reply(status, "", b""));
    });
    let folder = tempfile::tempdir().unwrap();
    let good = r#"{"article": {"id": "a", "title": "A", "text": "Ann met Bob."}, "entities": {"ann": {"type": "Person", "label": "Ann"}, "bob": {"type": "Organization", "label": "Bob"}}, "facts": [{"id": "f1", "subject": "ann", "predicate": "memberOf", "object": "bob", "quote": "Ann met Bob"}]}"#;
    let bad =
        good.replace("\"a\"", "\"b\"").replace("\"quote\": \"Ann met Bob\"", "\"quote\": \"Bob met Ann\"");
    let path = folder.path().join("documents.jsonl");
    std::fs::write(&path, format!("{good}\n{bad}\n")).unwrap();
    let url = format!("http://{address}/update");
    let path = path.to_str().unwrap();
    let output = groundwire(&["load", path, "--endpoint", &url], &[]);
    assert_eq!((output.status.code(), count.load(Ordering::SeqCst)), (Some(1), 0), "{}", stderr(&output));
    let output = groundwire(&["load", path, "--endpoint", &url, "--keep-going"], &[]);
    let said = stderr(&output);
    assert!(output.status.code() == Some(1) && said.contains("1 article written"), "{said}");
}

#[test]
fn an_endpoint_that_calls_everything_a_success_is_not_believed() {
    let address = serve(|_, _, stream| {
        let _ = stream.write_all(&reply("200 OK", "Content-Type: text/plain\r\n", b"Error: read-only"));
    });
    let url = format!("http://{address}/update");
    for protocol in [&[][..], &["--protocol", "update"], &["--protocol", "graph-store"]] {
        for args in [["load", "data"], ["retract", "tesco-poland-sale"]] {
            let output = groundwire(&[&args[..], &["--endpoint", &url], protocol].concat(), &[]);
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains("a wrong request a success") && !said.contains("written to"), "{said}");
        }
    }
}
