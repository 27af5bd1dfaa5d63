//! The server, asked over a socket: pages, data, the SPARQL protocol, and requests that mean harm.
use groundwire::serve::{Documents, Feed, PublishOptions, Replacer, ServeOptions, Server, Site, Writer};
use groundwire::{CorpusOptions, Snapshot};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

/// A server over the shipped data that goes on until the tests end.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(|| start(ServeOptions::default()));

fn start(options: ServeOptions) -> SocketAddr {
    serve(site_of(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("data")]), options).0
}

/// Begins a server at a free port of this machine; it goes on until the tests end.
fn serve(site: Site, options: ServeOptions) -> (SocketAddr, Replacer) {
    let bind = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::bind(site, ServeOptions { bind, ..options }).unwrap();
    let (address, replacer) = (server.address(), server.replacer());
    std::thread::spawn(move || server.run(std::future::pending()));
    (address, replacer)
}

struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends bytes and reads until the server closes.
fn send_to(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Reply { status, head, body: bytes[end..].to_vec() }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text.push_str("Host: localhost\r\n");
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    send_to(*SERVER, text.as_bytes())
}

fn get(path: &str, accept: &str) -> Reply {
    request("GET", path, &[("Accept", accept)], "")
}

const ASK: &str = "/sparql?query=ASK%20%7B%7D";

#[test]
fn every_page_is_there_and_keeps_to_the_policy() {
    for path in [
        "/",
        "/article/kazakhstan-council-of-europe",
        "/article/kazakhstan-council-of-europe?uncovered=1",
        "/article/kazakhstan-council-of-europe/fact/f01a",
        "/entity/kazakhstan",
        "/entity/kazakhstan.html",
        "/questions/",
        "/questions/observer-status?body=cepej",
        "/sparql",
        "/ontology",
        "/search?q=convention",
        "/connect?from=kazakhstan&to=strasbourg",
        "/?modality=none",
    ] {
        let reply = get(path, "text/html");
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.header("content-security-policy").unwrap().contains("default-src 'none'"), "{path}");
        let text = reply.text();
        assert!(text.contains("<main id=\"main\""), "{path}");
        // Nothing in the page itself acts, and nothing is loaded from elsewhere.
        assert!(!text.contains("<style") && !text.contains(" style=") && !text.contains("onclick"), "{path}");
        let scripts = text.matches("<script").count();
        let data = text.matches("<script type=\"application/ld+json\">").count();
        let own = 1 + usize::from(path == "/sparql");
        assert_eq!(text.matches("<script src=\"/assets/").count(), own, "{path}");
        assert_eq!(scripts - data, own, "{path}");
    }
    for (typed, term) in
        [("kaz", "ent:kazakhstan"), ("ent:KAZ", "ent:kazakhstan"), ("observera", "af:observerAt")]
    {
        let reply = get(&format!("/suggest?q={typed}"), "*/*");
        assert!(reply.text().contains(&format!("\"term\":\"{term}\"")), "{typed}: {}", reply.text());
    }
    for nothing in ["", "q=", "q=af:", "q=%22%3C", "q=nosuchprefix:kaz"] {
        assert_eq!(get(&format!("/suggest?{nothing}"), "*/*").text(), "[]\n", "{nothing}");
    }
    assert_eq!(get("/nowhere", "text/html").status, 404);
    assert_eq!(get("/questions/nowhere", "text/html").status, 404);
    assert_eq!(get("/questions/../../Cargo.toml", "text/html").status, 404);
}

#[test]
fn a_things_address_gives_the_form_that_is_asked_for() {
    let thing = "/entity/kazakhstan";
    for (accept, kind) in [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/json", "application/json"),
        ("text/html;q=0.5, text/turtle", "text/turtle"),
        ("*/*", "text/html; charset=utf-8"),
    ] {
        let reply = get(thing, accept);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)), "{accept}");
        assert!(reply.header("vary").unwrap().contains("Accept"));
    }
    assert_eq!(get(thing, "image/png").status, 406);
    for (suffix, kind) in
        [(".ttl", "text/turtle"), (".jsonld", "application/ld+json"), (".json", "application/json")]
    {
        assert_eq!(get(&format!("{thing}{suffix}"), "text/html").header("content-type"), Some(kind));
    }
    let fact = get("/article/kazakhstan-council-of-europe/fact/f01a", "text/turtle");
    assert!(fact.text().contains("af:Fact"), "{}", fact.text());
    assert_eq!(get("/entity/nowhere.ttl", "*/*").status, 404);
}

#[test]
fn an_article_has_a_page_of_annotations() {
    let article = "/article/kazakhstan-council-of-europe";
    for suffix in ["", ".jsonld"] {
        let reply = get(&format!("{article}/annotations{suffix}"), "*/*");
        let kind = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
        let page: serde_json::Value = serde_json::from_str(&reply.text()).unwrap();
        assert!(page["id"].as_str().unwrap().ends_with(&format!("{article}/annotations")), "{}", page["id"]);
        assert!(page["items"].as_array().unwrap().len() > 100);
    }
    assert!(get(article, "text/html").text().contains(&format!("{article}/annotations.jsonld")));
    assert_eq!(get("/entity/kazakhstan/annotations", "*/*").status, 404);
    assert_eq!(get("/article/nowhere/annotations", "*/*").status, 404);
}

#[test]
fn facts_and_answers_are_there_as_tables() {
    for (path, accept) in
        [("/article/kazakhstan-council-of-europe.csv", "*/*"), ("/entity/kazakhstan", "text/csv")]
    {
        let reply = get(path, accept);
        assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"), "{path}");
        let text = reply.text();
        assert!(text.starts_with("fact,article,subject,subject-label,"), "{path}");
        assert!(
            text.contains(",Kazakhstan,https://w3id.org/article-facts#observerAt,observer at,"),
            "{path}"
        );
    }
    let query = "/sparql?query=SELECT%20%3Fwho%20%7B%20%3Fwho%20af%3AobserverAt%20%3Fwhere%20%7D&format=";
    assert!(get(&format!("{query}csv"), "text/html").text().starts_with("who\r\n"));
    assert!(get(&format!("{query}json&cite=1"), "text/html").text().contains("\"citations\""));
    assert_eq!(get(&format!("{query}docx"), "text/html").status, 400);
}

#[test]
fn a_browser_shows_what_is_wrong_with_a_query_on_the_page() {
    let wrong = get("/sparql?query=SELECT%20%2A%20%7B", "text/html,application/xhtml+xml,*/*;q=0.8");
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("<h2>The query is wrong</h2>"));
    let plain = get("/sparql?query=SELECT%20%2A%20%7B", "*/*");
    assert_eq!((plain.status, plain.header("content-type")), (400, Some("text/plain; charset=utf-8")));
}

#[test]
fn an_answer_that_is_known_is_not_sent_again() {
    let first = get("/entity/kazakhstan", "text/html");
    let tag = first.header("etag").unwrap().to_owned();
    let again = request("GET", "/entity/kazakhstan", &[("Accept", "text/html"), ("If-None-Match", &tag)], "");
    assert_eq!((again.status, again.body.len()), (304, 0));
    let packed =
        request("GET", "/entity/kazakhstan", &[("Accept", "text/html"), ("Accept-Encoding", "gzip")], "");
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_ne!(packed.header("etag"), Some(tag.as_str()));
    assert!(packed.body.len() < first.body.len() / 2);
}

#[test]
fn each_form_of_a_thing_has_a_tag_of_its_own() {
    const RDF: [&str; 4] =
        ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"];
    for (path, other) in [("/entity/kazakhstan", "application/json"), ("/sparql", "text/html")] {
        let kinds = [&RDF[..], &[other]].concat();
        let tags: std::collections::BTreeSet<String> =
            kinds.iter().map(|kind| get(path, kind).header("etag").unwrap().to_owned()).collect();
        assert_eq!(tags.len(), kinds.len(), "{path}: {tags:?}");
    }
}

#[test]
fn the_endpoint_speaks_the_protocol() {
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let direct = ("Content-Type", "application/sparql-query");
    assert_eq!(get(ASK, "*/*").text().trim(), r#"{"head":{},"boolean":true}"#);
    assert_eq!(request("POST", "/sparql", &[form], "query=ASK%20%7B%7D").status, 200);
    assert_eq!(request("POST", "/sparql/", &[direct], "ASK {}").status, 200);
    assert_eq!(
        request("POST", "/sparql", &[("Content-Type", "application/sparql-query; charset=utf-8")], "ASK {}")
            .status,
        200
    );
    for (accept, kind) in [
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
    ] {
        let reply = get("/sparql?query=SELECT%20(1%20AS%20%3Fn)%20%7B%7D", accept);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)));
    }
    let construct =
        get("/sparql?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20af%3AobserverAt%20%3Fo%20%7D", "text/turtle");
    assert!(construct.status == 200 && construct.text().contains("af:observerAt"), "{}", construct.text());
    // Queries that are wrong, and how they are.
    for (reply, status) in [
        (get("/sparql?query=SELECT", "*/*"), 400),
        (get("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "*/*"), 400),
        (get(ASK, "image/png"), 406),
        (request("POST", "/sparql", &[direct, ("Content-Length", "0")], ""), 400),
        (request("POST", "/sparql?query=ASK%20%7B%7D", &[direct], "ASK {}"), 400),
        (request("POST", "/sparql", &[("Content-Type", "text/plain")], "ASK {}"), 415),
        (request("POST", "/sparql", &[], "ASK {}"), 415),
        (request("POST", "/sparql", &[form], "update=DROP%20ALL"), 403),
        (request("POST", "/sparql", &[("Content-Type", "application/sparql-update")], "DROP ALL"), 403),
        (get("/sparql?update=DROP%20ALL", "*/*"), 403),
        (request("PUT", "/sparql", &[form], "query=ASK%20%7B%7D"), 405),
        (get("/sparql?query=ASK%20%7B%20SERVICE%20%3Chttp%3A%2F%2Fe.example%3E%20%7B%7D%20%7D", "*/*"), 400),
        (get(&format!("{ASK}&cite=2"), "*/*"), 400),
        (get(&format!("{ASK}&cite=1"), "text/csv"), 400),
    ] {
        assert_eq!(reply.status, status, "{}{}", reply.head, reply.text());
    }
    let described = get("/sparql", "*/*");
    assert_eq!(described.header("content-type"), Some("text/turtle"));
    assert!(described.text().contains("sparql-service-description#Service"));
    assert!(described.text().contains("SPARQLExecutable"));
}

#[test]
fn receipts_come_with_the_answer() {
    let reply = get(
        "/sparql?cite=1&query=SELECT%20%3Fb%20%7B%20ent%3Akazakhstan%20af%3AobserverAt%20%3Fb%20%7D",
        "*/*",
    );
    let answer: serde_json::Value = serde_json::from_str(&reply.text()).unwrap();
    let rows = answer["results"]["bindings"].as_array().unwrap().len();
    assert!(rows > 0);
    assert_eq!(answer["citations"].as_array().unwrap().len(), rows);
    assert!(answer["citations"][0][0]["quotes"][0]["exact"].is_string());
}

#[test]
fn names_that_exist_nowhere_are_warned_about() {
    for query in [
        "SELECT%20%2A%20%7B%20%3Fa%20af%3AobserverAtt%20%3Fb%20%7D",
        "SELECT%20%2A%20%7B%20ent%3Akazakhstan%20af%3AobserverAtt%20%3Fb%20%7D",
        "ASK%20%7B%20%3Fa%20af%3AobserverAtt%20%3Fb%20%7D",
    ] {
        let json = "application/sparql-results+json";
        let reply = get(&format!("/sparql?query={query}&cite=1"), json);
        let answer: serde_json::Value = serde_json::from_str(&reply.text()).unwrap();
        assert!(answer["warnings"][0]["message"].as_str().unwrap().contains("observerAtt"), "{answer}");
        // The plain format has no place for them.
        assert!(!get(&format!("/sparql?query={query}"), json).text().contains("warnings"));
    }
    let known = "/sparql?query=SELECT%20%2A%20%7B%20%3Fa%20af%3AobserverAt%20%3Fb%20%7D&cite=1";
    assert!(!get(known, "*/*").text().contains("warnings"));
    // A page has them above the answer.
    let shown = |path: &str| get(path, "text/html").text().contains("<h2>Unknown names</h2>");
    let unknown = "/sparql?query=SELECT%20%2A%20%7B%20%3Fa%20af%3AobserverAtt%20%3Fb%20%7D";
    assert!(shown(unknown) && get(unknown, "text/html").text().contains("did you mean `af:observerAt`?"));
    assert!(!shown(known) && !shown("/questions/observer-status?body=cepej"));
    let given = "/questions/observer-status?body=nobody-at-all";
    assert!(shown(given) && get(given, "text/html").text().contains("body=nobody-at-all"));
}

#[test]
fn the_graphs_of_the_protocol_go_before_those_of_the_query() {
    let graph = "https%3A%2F%2Fexample.org%2Farticle-facts%2Fgraph%2Fentities";
    let count = |parameters: &str| {
        let reply = get(
            &format!(
                "/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D{parameters}"
            ),
            "text/csv",
        );
        reply.text().lines().nth(1).unwrap_or_default().parse::<u64>().unwrap()
    };
    let (all, one) = (count(""), count(&format!("&default-graph-uri={graph}")));
    assert!(one > 0 && one < all);
    assert_eq!(count("&named-graph-uri=https%3A%2F%2Fe.example%2Fnone"), 0);
}

#[test]
fn whoever_asks_under_another_name_is_turned_away() {
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:80",
        "[::2]",
        "",
        "localhost@evil.example",
        "localhost:80@evil.example",
        "[::1]evil.example",
        "[::1]:80.evil.example",
        "localhost:evil.example:80",
        "0.0.0.0",
        "[::1",
    ] {
        assert_eq!(request("GET", ASK, &[("Host", host)], "").status, 403, "{host}");
    }
    for host in ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:99", "[::1]:8487"] {
        assert_eq!(request("GET", ASK, &[("Host", host)], "").status, 200, "{host}");
    }
}

#[test]
fn a_token_is_needed_where_there_is_one() {
    let address = start(ServeOptions { token: Some("secret".to_owned()), ..ServeOptions::default() });
    let ask = |header: &str| {
        send_to(
            address,
            format!("GET {ASK} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n").as_bytes(),
        )
    };
    assert_eq!(ask("").status, 401);
    assert_eq!(ask("Authorization: Bearer wrong!\r\n").status, 401);
    assert_eq!(ask("Authorization: Bearer secret\r\n").status, 200);
}

#[test]
fn requests_that_mean_harm_get_an_answer_or_a_closed_connection() {
    for path in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../Cargo.toml",
        "/entity/..%2f..%2fcorpus.yaml",
        "/article/%00",
        "/entity/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/questions/..%2F..%2FCargo",
        "/questions/%2e%2e%2fobserver-status",
        "/questions//etc/passwd",
        "/review/..%2f..%2fCargo.toml",
        "/article/..%5c..%5ccorpus.yaml",
        "/%ff%fe",
        "/entity/kazakhstan%00.ttl",
        "/entity/kazakhstan%0d%0aSet-Cookie:%20a=b",
        "//evil.example/entity/kazakhstan",
        "/.git/config",
    ] {
        let reply = get(path, "text/html");
        assert!(reply.header("set-cookie").is_none(), "{path}");
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.status);
        assert!(!reply.text().contains("<script>alert"), "{path}");
    }
    let echoed = get("/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E&x=%22%3E", "text/html");
    assert!(echoed.status == 200 && !echoed.text().contains("<script>alert"));
    let long = "x".repeat(200_000);
    assert!(matches!(get(&format!("/{long}"), "*/*").status, 414 | 431 | 400 | 0));
    let large = format!("query={}", "x".repeat(2 << 20));
    let reply = request("POST", "/sparql", &[("Content-Type", "application/x-www-form-urlencoded")], &large);
    assert!(matches!(reply.status, 413 | 0), "{}", reply.status);
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        // What two programs in a row could take for one request and for two.
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n X-Folded: a\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let reply = send_to(*SERVER, bytes);
        assert!(matches!(reply.status, 0 | 400 | 403 | 413 | 505), "{}", reply.status);
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "MOVE"] {
        assert_eq!(request(method, "/entity/kazakhstan", &[], "").status, 405, "{method}");
        assert_eq!(
            request(method, "/api/kazakhstan-council-of-europe/accept", &[], "").status,
            404,
            "{method}"
        );
    }
    let preflight = request("OPTIONS", "/sparql", &[("Origin", "https://elsewhere.example")], "");
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")));
    // After all of that it still answers.
    assert_eq!(get(ASK, "*/*").status, 200);
}

#[test]
fn an_answer_that_breaks_off_never_looks_whole() {
    let few = ServeOptions { most_rows: 50, deadline: Duration::from_millis(300), ..ServeOptions::default() };
    let address = start(few);
    let ask = |query: &str, version: &str| {
        send_to(
            address,
            format!(
                "GET /sparql?query={query} HTTP/{version}\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            .as_bytes(),
        )
    };
    let all = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D";
    let reply = ask(all, "1.1");
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert!(reply.text().contains("more than 50 rows"), "{}", reply.text());
    let endless = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fa%20%3Fb%20%3Fc%20.%20%3Fd%20%3Fe%20%3Ff%20.%20%3Fg%20%3Fh%20%3Fi%20%7D";
    let reply = ask(endless, "1.1");
    assert_eq!((reply.status, reply.header("retry-after")), (503, Some("1")));
    // Rows by the thousand, then the end of the time: the connection breaks, and no last bracket comes.
    let many = "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20.%20%3Ft%20%3Fq%20%3Fr%20%7D";
    let slow = start(ServeOptions {
        deadline: Duration::from_millis(300),
        most_rows: u64::MAX,
        ..ServeOptions::default()
    });
    let reply = send_to(
        slow,
        format!("GET /sparql?query={many} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    );
    assert!(!reply.text().ends_with("0\r\n\r\n"), "the last chunk came");
    let reply =
        send_to(slow, format!("GET /sparql?query={many} HTTP/1.0\r\nHost: localhost\r\n\r\n").as_bytes());
    assert!(reply.status != 200, "{}", reply.status);
}

#[test]
fn another_site_takes_the_place_of_the_one_that_is_served() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let one = site_of(&[data.join("kazakhstan-council-of-europe")]);
    let (address, replacer) = serve(one, ServeOptions::default());
    let page = || get_from(address, "/", "");
    let before = page();
    replacer.replace(site_of(&[data]));
    let after = page();
    assert_ne!(before.header("etag"), after.header("etag"));
    assert!(after.text().len() > before.text().len());
}

/// A document in a folder of its own, served as it changes.
struct Changing {
    folder: tempfile::TempDir,
    feed: Feed,
    address: SocketAddr,
    replacer: Replacer,
}

impl Changing {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_news(folder.path(), "First", "Ann leads");
        write_corpus(folder.path(), "base: https://example.com/\n");
        let paths = vec![folder.path().join("news")];
        let feed = Documents { paths, options: CorpusOptions::default() }.open().unwrap();
        let (address, replacer) = serve(feed.site(), ServeOptions::default());
        Self { folder, feed, address, replacer }
    }

    /// Reads what has changed: how many documents that were, if any file has.
    fn refresh(&self) -> Option<usize> {
        self.feed.refresh(&self.replacer).map(|refreshed| refreshed.documents)
    }
}

fn write_news(folder: &Path, title: &str, quote: &str) {
    let text = format!(
        "article: {{title: {title}, text: Ann leads Acme.}}\nentities: {{ann: {{type: Person, label: Ann}}, acme: {{type: Organization, label: Acme}}}}\n\
         facts: [{{id: f1, subject: ann, predicate: chairs, object: acme, quote: {quote}}}]\n"
    );
    std::fs::create_dir_all(folder.join("news")).unwrap();
    std::fs::write(folder.join("news/facts.yaml"), text).unwrap();
}

fn write_corpus(folder: &Path, text: &str) {
    std::fs::write(folder.join("corpus.yaml"), text).unwrap();
}

#[test]
fn what_changes_is_served_and_what_has_errors_stays_as_it_was() {
    let served = Changing::new();
    let facts = |title: &str, quote: &str| write_news(served.folder.path(), title, quote);
    let page = |path: &str| get_from(served.address, path, "");
    let first = page("/article/news");
    assert!(first.text().contains("First") && !first.text().contains("has errors now"));
    facts("The second title", "Ann leads");
    assert_eq!(served.refresh(), Some(1));
    let second = page("/article/news");
    assert!(second.text().contains("The second title"));
    assert_ne!(first.header("etag"), second.header("etag"));
    assert!(served.refresh().is_none());
    // With an error the last valid version stays, and both pages say so.
    facts("A third title", "Ann owns");
    served.refresh().unwrap();
    let third = page("/article/news");
    assert!(third.text().contains("The second title") && third.text().contains("has errors now"));
    assert!(page("/").text().contains("quote-not-found"));
    write_corpus(served.folder.path(), "base: nowhere at all\n");
    served.refresh().unwrap();
    assert!(page("/").text().contains("Not reloaded"));
    assert!(page("/article/news").text().contains("The second title"));
    write_corpus(served.folder.path(), "base: https://example.com/\n# again\n");
    facts("The fourth title", "Ann leads");
    served.refresh().unwrap();
    let fourth = page("/article/news");
    assert!(fourth.text().contains("The fourth title") && !fourth.text().contains("has errors now"));
    assert!(!page("/").text().contains("Not reloaded"));
}

/// A server over an endpoint, which is another server of ours.
#[cfg(feature = "endpoint")]
fn distant(endpoint: SocketAddr) -> SocketAddr {
    use groundwire::archive::remote::{Credentials, HttpEndpoint, Patience, Remote, RemoteOptions};
    use groundwire::serve::Endpoint;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let corpus = groundwire::Corpus::open(data, &CorpusOptions::default()).unwrap();
    let url = format!("http://{endpoint}/sparql");
    let http = HttpEndpoint::new(&url, Credentials::None, Patience::default()).unwrap();
    let remote = Remote::open(http, corpus.clone(), RemoteOptions::default()).unwrap();
    let source = Endpoint::new(remote, url, Duration::from_secs(60));
    let options = ServeOptions { deadline: Duration::from_secs(60), ..ServeOptions::default() };
    serve(Site::distant(&[corpus], std::sync::Arc::new(source)), options).0
}

#[cfg(feature = "endpoint")]
#[test]
fn an_endpoint_is_served_with_the_same_answers_and_receipts() {
    let address = distant(*SERVER);
    let there = |path: &str, accept: &str| {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: {accept}\r\n\r\n"
        );
        send_to(address, request.as_bytes())
    };
    let query = "/sparql?cite=1&query=SELECT%20%3Fwho%20%3Fb%20%7B%20%3Fwho%20af%3AobserverAt%20%3Fb%20%7D%20ORDER%20BY%20%3Fwho%20%3Fb";
    let json = "application/sparql-results+json";
    let (near, far) = (get(query, json), there(query, json));
    assert_eq!((far.status, far.text()), (200, near.text()));
    assert!(far.text().contains("\"exact\""));
    let unknown = "/sparql?cite=1&query=SELECT%20%2A%20%7B%20%3Fa%20af%3AobserverAtt%20%3Fb%20%7D";
    assert!(there(unknown, json).text().contains("\"warnings\""));
    assert_eq!(there(unknown, json).text(), get(unknown, json).text());
    // The pages have the same facts and words; the article's text comes from the endpoint, too.
    for path in ["/article/kazakhstan-council-of-europe", "/entity/kazakhstan"] {
        let (near, far) = (get(path, "text/html").text(), there(path, "text/html").text());
        let quotes = |page: &str| -> Vec<String> {
            let mut quotes: Vec<String> = page
                .split("<blockquote")
                .skip(1)
                .map(|rest| rest.split("</blockquote>").next().unwrap().to_owned())
                .collect();
            quotes.sort();
            quotes
        };
        assert_eq!(quotes(&far), quotes(&near), "{path}");
        assert_eq!(far.matches("class=\"q ").count(), near.matches("class=\"q ").count(), "{path}");
    }
    let thing = there("/entity/kazakhstan.json", "*/*");
    let as_json = |reply: &Reply| serde_json::from_str::<serde_json::Value>(&reply.text()).unwrap();
    assert!(as_json(&thing)["facts"].as_array().is_some_and(|facts| !facts.is_empty()));
    assert_eq!(as_json(&thing)["facts"], as_json(&get("/entity/kazakhstan.json", "*/*"))["facts"]);
    assert!(there("/entity/kazakhstan", "text/turtle").text().contains("af:observerAt"));
    let question = "/questions/observer-status?body=cepej";
    let rows = |page: String| page.matches("<tbody").count();
    assert!(rows(get(question, "text/html").text()) > 0);
    assert_eq!(rows(there(question, "text/html").text()), rows(get(question, "text/html").text()));
    assert!(there("/search?q=kazakhst", "text/html").text().contains("href=\"/entity/kazakhstan\""));
    assert!(
        there("/connect?from=kazakhstan&to=strasbourg", "text/html").text().contains("ol class=\"chain\"")
    );
    assert!(there("/", "text/html").text().contains("behind"));
    for nothing in ["/entity/nowhere", "/nowhere.ttl", "/questions/nowhere", "/entity/%3Cscript%3E"] {
        assert_eq!(there(nothing, "text/html").status, 404, "{nothing}");
    }
    assert_eq!(there("/sparql?update=DROP%20ALL", "*/*").status, 403);
    assert_eq!(there("/ontology", "text/html").status, 200);
}

#[cfg(feature = "endpoint")]
#[test]
fn an_endpoint_that_is_gone_is_said_to_be() {
    // Answers the first request, which finds out what it holds, and nothing after.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut bytes = [0; 1 << 16];
        // The whole form, which names the query's columns last.
        while !String::from_utf8_lossy(&request).contains("query=") || !request.ends_with(b"%7D") {
            match stream.read(&mut bytes) {
                Ok(0) | Err(_) => break,
                Ok(count) => request.extend_from_slice(&bytes[..count]),
            }
        }
        let row = |what: &str| format!("{{\"what\":{{\"type\":\"literal\",\"value\":\"{what}\"}}}}");
        let body = format!(
            "{{\"head\":{{\"vars\":[\"what\"]}},\"results\":{{\"bindings\":[{},{}]}}}}",
            row("graphs"),
            row("default")
        );
        let head =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/sparql-results+json\r\n";
        let _ = stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    });
    let address = distant(endpoint);
    for path in
        ["/entity/kazakhstan", "/search?q=a", ASK, "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fo%20%7D"]
    {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let reply = send_to(address, request.as_bytes());
        // A query that needs nothing of the data has an answer all the same.
        let due = if path == ASK { 200 } else { 502 };
        assert_eq!(reply.status, due, "{path}: {}", reply.text());
    }
}

/// A folder of one document with one saved question.
fn with_question(folder: &Path, question: &str) -> Site {
    std::fs::create_dir_all(folder.join("news")).unwrap();
    std::fs::create_dir_all(folder.join("questions")).unwrap();
    std::fs::write(folder.join("corpus.yaml"), "base: https://example.com/\n").unwrap();
    let facts = "article: {title: T, text: Ann leads Acme.}\nentities: {ann: {type: Person, label: Ann}}\n\
                 facts: [{id: f1, subject: ann, predicate: 'skos:altLabel', value: Ann, quote: Ann leads}]\n";
    std::fs::write(folder.join("news/facts.yaml"), facts).unwrap();
    std::fs::write(folder.join("questions/who.rq"), question).unwrap();
    site_of(&[folder.to_owned()])
}

#[test]
fn a_changed_question_is_sent_again() {
    let folder = std::env::temp_dir().join(format!("groundwire-serve-question-{}", std::process::id()));
    let site = with_question(&folder, "# First\nSELECT * { ?s a af:Person }");
    let (address, replacer) = serve(site, ServeOptions::default());
    let ask = |tag: &str| get_from(address, "/questions/who", &format!("If-None-Match: {tag}\r\n"));
    let first = ask("\"none\"");
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!((first.status, ask(&tag).status), (200, 304));
    replacer.replace(with_question(&folder, "# Second\nSELECT * { ?s a af:Person }"));
    let second = ask(&tag);
    assert_eq!(second.status, 200);
    assert!(second.text().contains("Second"));
    // A page that says what went wrong is never taken for the thing itself.
    replacer.replace(with_question(&folder, "SELECT * {"));
    let wrong = ask("*");
    assert_eq!((wrong.status, wrong.header("etag")), (400, None));
    std::fs::remove_dir_all(folder).unwrap();
}

/// A document with two drafts in a folder of its own, served by a server that may write.
fn with_drafts(name: &str) -> (std::path::PathBuf, SocketAddr) {
    let folder = std::env::temp_dir().join(format!("groundwire-serve-{name}-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("news")).unwrap();
    std::fs::write(folder.join("corpus.yaml"), "base: https://example.com/\n").unwrap();
    let facts = "# by hand\narticle: {title: T, language: en, text: Ann leads Acme. Ann owns Acme., recorded-by: ann}\n\
                 entities:\n  ann: {type: Person, label: Ann}\n  acme: {type: Organization, label: Acme}\nfacts: []\n";
    std::fs::write(folder.join("news/facts.yaml"), facts).unwrap();
    let draft = |id: &str, predicate: &str, quote: &str| {
        format!(
            "  - id: {id}\n    subject: ann\n    predicate: {predicate}\n    object: acme\n    quote: {quote}\n    \
             origin: {{by: rules, name: test, article-sha256: {}, at: 2024-01-01T00:00:00Z}}\n",
            "0".repeat(64)
        )
    };
    let drafts = format!(
        "facts:\n{}{}",
        draft("f01a", "chairs", "Ann leads Acme"),
        draft("f02a", "owns", "Ann owns Acme")
    );
    std::fs::write(folder.join("news/drafts.yaml"), drafts).unwrap();
    let documents = Documents { paths: vec![folder.clone()], options: CorpusOptions::default() };
    let feed = documents.open().unwrap();
    let writer = Some(Writer::new(feed.clone(), "secret".to_owned()));
    let (address, _) = serve(feed.site(), ServeOptions { writer, ..ServeOptions::default() });
    (folder, address)
}

fn post(address: SocketAddr, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut text = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    send_to(address, format!("{text}\r\n{body}").as_bytes())
}

const WRITES: [(&str, &str); 2] = [("Authorization", "Bearer secret"), ("Content-Type", "application/json")];

#[test]
fn drafts_are_decided_on_over_http() {
    let (folder, address) = with_drafts("decide");
    let read = |name: &str| std::fs::read_to_string(folder.join("news").join(name)).unwrap();
    let before = (read("facts.yaml"), read("drafts.yaml"));
    let page = |path: &str| {
        send_to(
            address,
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
        )
    };
    let shown = page("/review/news");
    assert_eq!(shown.status, 200);
    assert!(
        shown.text().contains("data-draft=\"f01a\"") && shown.text().contains("<mark>Ann owns Acme</mark>")
    );
    assert!(page("/review/").text().contains("2 drafts"));
    assert_eq!(page("/review/none").status, 404);

    let accepted = post(address, "/api/news/accept", &WRITES, r#"{"ids": ["f01a"]}"#);
    assert_eq!(accepted.status, 200, "{}", accepted.text());
    assert!(read("facts.yaml").contains("id: f01a") && read("facts.yaml").starts_with("# by hand\n"));
    assert!(!read("drafts.yaml").contains("f01a"));
    // What was accepted is served at once.
    assert!(page("/article/news").text().contains("fact-f01a"));
    let rejected = post(address, "/api/news/reject", &WRITES, r#"{"ids": ["f02a"]}"#);
    assert_eq!(rejected.status, 200, "{}", rejected.text());
    for _ in 0..2 {
        assert_eq!(post(address, "/api/news/undo", &WRITES, "{}").status, 200);
    }
    assert_eq!((read("facts.yaml"), read("drafts.yaml")), before);
    assert_eq!(post(address, "/api/news/undo", &WRITES, "{}").status, 400);

    let fact =
        r#"{"fact": {"subject": "ann", "predicate": "owns", "object": "acme", "quote": "Ann owns Acme"}}"#;
    let added = post(address, "/api/news/add", &WRITES, fact);
    assert_eq!(added.status, 200, "{}", added.text());
    assert!(read("facts.yaml").contains("id: f02b"), "{}", read("facts.yaml"));
    let wrong = post(address, "/api/news/add", &WRITES, &fact.replace("Ann owns Acme", "Ann sold Acme"));
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("quote-not-found"), "{}", wrong.text());
    // Programs tell refusals by their codes.
    let code = |path: &str, body: &str| -> String {
        let reply = post(address, path, &WRITES, body);
        let answer: serde_json::Value = serde_json::from_str(&reply.text()).unwrap();
        answer["code"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(code("/api/news/accept", r#"{"ids": ["f99"]}"#), "no-such-draft");
    assert_eq!(code("/api/news/accept", r#"{"ids": ["f01a"], "by": "acme"}"#), "who-accepts-not-a-person");
    assert_eq!(code("/api/none/accept", r#"{"ids": ["f01a"]}"#), "no-such-document");
    assert_eq!(code("/api/news/accept", "[]"), "bad-body");
    assert_eq!(code("/api/news/accept", r#"{"ids": ["f01a"], "state": "old"}"#), "changed-meanwhile");
    let edit = r#"{"id": "f01a", "fact": {"subject": "ann", "predicate": "owns", "object": "acme", "modality": "planned", "quote": "Ann owns Acme"}}"#;
    assert_eq!(post(address, "/api/news/edit", &WRITES, edit).status, 200);
    assert!(read("drafts.yaml").contains("modality: planned"));
    // A page knows of texts alone: a number that is not changed stays one.
    let drafts = read("drafts.yaml").replace("modality: planned", "modality: planned\n    confidence: 0.50");
    std::fs::write(folder.join("news/drafts.yaml"), drafts).unwrap();
    let again = edit.replace("\"quote\"", "\"note\": \"Read twice.\", \"confidence\": \"0.50\", \"quote\"");
    assert_eq!(post(address, "/api/news/edit", &WRITES, &again).status, 200);
    assert!(read("drafts.yaml").contains("confidence: 0.50") && read("drafts.yaml").contains("Read twice."));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nobody_writes_without_the_token_or_from_another_page() {
    let (folder, address) = with_drafts("guard");
    let before = std::fs::read(folder.join("news/drafts.yaml")).unwrap();
    let body = r#"{"ids": ["f01a"]}"#;
    let with = |more: &[(&str, &str)]| -> u16 {
        let mut headers: Vec<(&str, &str)> = WRITES.to_vec();
        for &(name, value) in more {
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value));
        }
        post(address, "/api/news/accept", &headers, body).status
    };
    let own = format!("http://{address}");
    assert_eq!(with(&[("Authorization", "Bearer wrong")]), 401);
    assert_eq!(post(address, "/api/news/accept", &WRITES[1..], body).status, 401);
    assert_eq!(with(&[("Origin", "http://evil.example")]), 403);
    assert_eq!(with(&[("Origin", "null")]), 403);
    assert_eq!(with(&[("Origin", "http://localhost:1")]), 403);
    assert_eq!(with(&[("Sec-Fetch-Site", "cross-site")]), 403);
    assert_eq!(with(&[("Content-Type", "text/plain")]), 415);
    let to = |path: &str, body: &str| post(address, path, &WRITES, body).status;
    assert_eq!(to("/api/news/accept", "{"), 400);
    assert_eq!(to("/api/news/accept", "[]"), 400);
    assert_eq!(to("/api/news/accept", "{}"), 400);
    assert_eq!(to("/api/news/accept", r#"{"ids": [1]}"#), 400);
    assert_eq!(to("/api/news/accept", r#"{"ids": ["f99"]}"#), 404);
    assert_eq!(to("/api/other/accept", body), 404);
    assert_eq!(to("/api/..%2Fnews/accept", body), 404);
    assert_eq!(to("/api/news/delete", body), 404);
    assert_eq!(to("/api/news/accept", r#"{"ids": ["f01a"], "state": "old"}"#), 409);
    assert_eq!(std::fs::read(folder.join("news/drafts.yaml")).unwrap(), before);
    // A server that only reads has none of these routes.
    assert_eq!(request("POST", "/api/news/accept", &WRITES, body).status, 404);
    assert_eq!(get("/review/kazakhstan-council-of-europe", "text/html").status, 404);
    assert_eq!(with(&[("Origin", &own)]), 200);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_published_site_holds_together_and_changes_only_where_the_data_do() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join("kosgei-chicago-marathon");
    let mut reports = Vec::new();
    let snapshot = Snapshot::open(&[data], &CorpusOptions::default(), &mut reports).unwrap();
    let site = Site::new(snapshot, reports);
    let folder = tempfile::tempdir().unwrap();
    let first = site.publish(folder.path(), &PublishOptions::default()).unwrap();
    assert_eq!(first.files, first.written);
    assert_eq!(site.publish(folder.path(), &PublishOptions::default()).unwrap().written, 0);
    let mut pages = Vec::new();
    gather(folder.path(), &mut pages);
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "html"));
    assert!(pages.len() > 10, "{} pages", pages.len());
    let mut links = 0;
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        assert!(!text.contains("<form"), "{}", page.display());
        for target in text.split("href=\"").chain(text.split("src=\"")).skip(1) {
            let target = target.split('"').next().unwrap();
            let path = target.split('#').next().unwrap();
            if path.is_empty() || path.contains("://") || path.starts_with('<') {
                continue;
            }
            assert!(page.parent().unwrap().join(path).is_file(), "{}: {target}", page.display());
            links += 1;
        }
    }
    assert!(links > 100, "{links} links");
    for name in ["dump.nq", "void.ttl", "sitemap.xml", "robots.txt", ".htaccess", "nginx.conf", "_redirects"]
    {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
    // Without the texts the quotes stay.
    let bare = tempfile::tempdir().unwrap();
    site.publish(bare.path(), &PublishOptions { without_text: true, address: None }).unwrap();
    let dump = std::fs::read_to_string(bare.path().join("dump.nq")).unwrap();
    assert!(!dump.contains("articleBody") && dump.contains("oa#exact"));
    let page = std::fs::read_to_string(bare.path().join("article/kosgei-chicago-marathon.html")).unwrap();
    assert!(!page.contains("articleBody") && page.contains("blockquote"));
}

fn gather(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Asks as an agent does.
#[cfg(feature = "mcp")]
fn ask_agent(headers: &[(&str, &str)], method: &str, params: serde_json::Value) -> Reply {
    let usual = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
    let headers: Vec<_> = usual.into_iter().chain(headers.iter().copied()).collect();
    let body = serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    request("POST", "/mcp", &headers, &body.to_string())
}

#[cfg(feature = "mcp")]
#[test]
fn agents_ask_over_http_in_both_eras() {
    use serde_json::{Value, json};
    let client = json!({"name": "test", "version": "1"});
    let old = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
    let hello = ask_agent(&[], "initialize", old);
    assert_eq!(hello.status, 200, "{}", hello.text());
    assert!(hello.text().contains("\"groundwire\""), "{}", hello.text());
    let query = "SELECT ?b { ent:kazakhstan af:observerAt ?b }";
    let call = json!({"name": "query", "arguments": {"sparql": query}});
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": client,
    });
    let mut new_call = call.clone();
    new_call["_meta"] = meta;
    let new_headers =
        [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "query")];
    for reply in [
        ask_agent(&[("MCP-Protocol-Version", "2025-06-18")], "tools/call", call),
        ask_agent(&new_headers, "tools/call", new_call),
    ] {
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(reply.header("content-type"), Some("application/json"));
        let answer: Value = serde_json::from_slice(&reply.body).unwrap();
        let rows: Value =
            serde_json::from_str(answer["result"]["content"][0]["text"].as_str().unwrap()).unwrap();
        assert!(rows["rows"][0]["citations"][0]["quotes"][0]["exact"].is_string(), "{rows}");
    }
    let tools = ask_agent(&[], "tools/list", json!({}));
    assert!(tools.body.len() < 6_000 && !tools.text().contains("propose_facts"), "{}", tools.text());
}

#[cfg(feature = "mcp")]
#[test]
fn agents_pass_the_same_guards_and_pages_elsewhere_do_not() {
    use serde_json::json;
    let status = |headers: &[(&str, &str)]| ask_agent(headers, "tools/list", json!({})).status;
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[("Origin", "http://localhost:3000")]), 200);
    assert_eq!(status(&[("Sec-Fetch-Site", "same-origin")]), 200);
    assert_eq!(status(&[("Host", "evil.example")]), 403);
    for origin in ["https://evil.example", "null", "http://localhost.evil.example", "localhost"] {
        assert_eq!(status(&[("Origin", origin)]), 403, "{origin}");
    }
    assert_eq!(status(&[("Sec-Fetch-Site", "cross-site")]), 403);
    let preflight = request("OPTIONS", "/mcp", &[("Origin", "https://evil.example")], "");
    assert!(!preflight.header("access-control-allow-methods").unwrap().contains("POST"));
    assert_eq!(request("GET", "/mcp", &[("Accept", "text/event-stream")], "").status, 405);
    assert_eq!(request("DELETE", "/mcp", &[], "").status, 405);
    assert_eq!(request("POST", "/mcp", &[("Content-Type", "text/plain")], "{}").status, 406);
    let large = "x".repeat((1 << 20) + 1);
    assert_eq!(request("POST", "/mcp", &[("Content-Type", "application/json")], &large).status, 413);
    let guarded = start(ServeOptions { token: Some("secret".to_owned()), ..ServeOptions::default() });
    let asked = |header: &str| {
        let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}"#;
        let text = format!(
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\n{header}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        send_to(guarded, text.as_bytes()).status
    };
    assert_eq!((asked(""), asked("Authorization: Bearer wrong\r\n")), (401, 401));
    assert_eq!(asked("Authorization: Bearer secret\r\n"), 200);
}

/// So many documents, a day apart, as a file of JSON Lines.
fn many(folder: &Path, count: usize) -> std::path::PathBuf {
    let document = |number: usize| {
        serde_json::json!({
            "article": {
                "id": format!("a{number:04}"), "title": format!("Title {number:04}"), "language": "en",
                "published": format!("20{:02}-{:02}-{:02}", 10 + number / 336, number / 28 % 12 + 1, number % 28 + 1),
                "text": format!("Ann{number} leads Acme{number}. Nothing else happened that day."),
            },
            "entities": {
                "ann": {"type": "Person", "label": format!("Ann{number}")},
                "acme": {"type": "Organization", "label": format!("Acme{number}")},
            },
            "facts": [{"id": "f1", "subject": "ann", "predicate": "chairs", "object": "acme", "quote": format!("Ann{number} leads")}],
        })
    };
    let path = folder.join("many.jsonl");
    let lines: Vec<String> = (0..count).map(|number| document(number).to_string()).collect();
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    path
}

fn site_of(paths: &[std::path::PathBuf]) -> Site {
    let mut reports = Vec::new();
    let snapshot = Snapshot::open(paths, &CorpusOptions::default(), &mut reports).unwrap();
    Site::new(snapshot, reports)
}

fn served(site: Site) -> SocketAddr {
    serve(site, ServeOptions::default()).0
}

fn get_from(address: SocketAddr, path: &str, headers: &str) -> Reply {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    send_to(address, request.as_bytes())
}

/// The titles that a page lists, in order.
fn titles(text: &str) -> Vec<usize> {
    let pieces = text.split(">Title ").skip(1);
    pieces.filter_map(|piece| piece.split('<').next()?.parse().ok()).collect()
}

#[test]
fn many_articles_are_listed_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let address = served(site_of(&[many(folder.path(), 450)]));
    let page = |path: &str| get_from(address, path, "").text();
    let first = page("/");
    assert_eq!(titles(&first), (350..450).rev().collect::<Vec<_>>());
    assert!(first.contains("450 of 450 articles, page 1 of 5"), "{first}");
    assert!(first.contains("href=\"/?page=2\"") && !first.contains("rel=\"prev\""));
    assert_eq!(titles(&page("/?page=5")), (0..50).rev().collect::<Vec<_>>());
    // Beyond the last page is the last one; what is no number is the first.
    assert!(page("/?page=99") == page("/?page=5"));
    assert!(page("/?page=x") == first);
    // What narrows the list goes on over its pages.
    let narrowed = page("/?year=2010&page=2");
    assert!(narrowed.contains("336 of 450 articles, page 2 of 4"), "{narrowed}");
    assert!(
        narrowed.contains("href=\"/?year=2010&amp;page=3\"") && narrowed.contains("href=\"/?year=2010\"")
    );
    assert_eq!(titles(&narrowed), (136..236).rev().collect::<Vec<_>>());
    // The words of all texts are searched, newest first, some articles on a page.
    let found = page("/search?q=nothing+ELSE");
    assert_eq!(titles(&found), (400..450).rev().collect::<Vec<_>>());
    assert!(
        found.contains("<mark>Nothing else</mark>")
            && found.contains("href=\"/search?q=nothing+ELSE&amp;page=2\"")
    );
    assert_eq!(titles(&page("/search?q=nothing+else&page=9")), (0..50).rev().collect::<Vec<_>>());
    assert!(page("/search?q=nothing+else&page=10").contains("Nothing was found"));
    let one = page("/search?q=ann17+leads");
    assert_eq!(titles(&one), [17]);
    assert!(!one.contains("rel=\"next\""));
    assert!(page("/search?q=acme44").contains(">Acme44</a>"));
}

#[test]
fn a_site_of_many_files_lists_them_page_by_page_and_a_new_one_changes_few() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let publish = |count: usize| {
        let site = site_of(&[many(folder.path(), count)]);
        site.publish(out.path(), &PublishOptions::default()).unwrap()
    };
    publish(350);
    let read = |name: &str| std::fs::read_to_string(out.path().join(name)).unwrap();
    assert_eq!(titles(&read("index.html")), (200..350).rev().collect::<Vec<_>>());
    assert_eq!(titles(&read("articles/2.html")), (100..200).rev().collect::<Vec<_>>());
    assert_eq!(titles(&read("articles/1.html")), (0..100).rev().collect::<Vec<_>>());
    assert!(read("index.html").contains("href=\"articles/2.html\""));
    assert!(read("articles/2.html").contains("href=\"../index.html\""));
    assert!(read("articles/1.html").contains("href=\"../articles/2.html\""));
    let before = [read("articles/1.html"), read("articles/2.html")];
    publish(351);
    assert!(before == [read("articles/1.html"), read("articles/2.html")]);
    assert_eq!(titles(&read("index.html")).len(), 151);
}

#[test]
fn a_page_is_the_same_when_it_was_made_already_in_every_form_and_coding() {
    let served = Changing::new();
    let address = served.address;
    let paths = [
        "/",
        "/article/news",
        "/article/news?uncovered=1",
        "/article/news.ttl",
        "/article/news.json",
        "/ontology",
    ];
    for path in paths {
        let first = get_from(address, path, "");
        let again = get_from(address, path, "");
        assert_eq!((first.status, &first.body), (200, &again.body), "{path}");
        assert_eq!(first.header("content-type"), again.header("content-type"), "{path}");
        let packed = get_from(address, path, "Accept-Encoding: gzip\r\n");
        if packed.header("content-encoding") == Some("gzip") {
            let mut body = Vec::new();
            flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut body).unwrap();
            assert_eq!(body, first.body, "{path}");
            assert_ne!(packed.header("etag"), first.header("etag"), "{path}");
        }
        let tag = packed.header("etag").unwrap();
        let known = get_from(address, path, &format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n"));
        assert_eq!((known.status, known.body.len()), (304, 0), "{path}");
    }
    // A mark that is asked for is not lost, and what the form is called is not the other form.
    assert_ne!(get_from(address, paths[1], "").text(), get_from(address, paths[2], "").text());
    assert!(get_from(address, paths[1], "Accept: text/turtle\r\n").text().contains("@prefix"));
    let before = get_from(address, "/article/news", "");
    write_news(served.folder.path(), "The second title", "Ann leads");
    served.refresh().unwrap();
    let after = get_from(address, "/article/news", "");
    assert!(before.text().contains("First") && after.text().contains("The second title"));
    assert!(get_from(address, "/", "").text().contains("The second title"));
}

/// Holds nothing. Before it says so it does what it is told to.
struct Nothing {
    answering: Box<dyn Fn() + Send + Sync>,
    about: Box<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for Nothing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nothing")
    }
}

impl Nothing {
    fn error() -> groundwire::AskError {
        groundwire::AskError::Source("nothing".to_owned())
    }

    fn site(self) -> Site {
        let corpus = groundwire::Corpus::from_text("base: https://example.com/", &[]).unwrap();
        Site::distant(&[corpus], std::sync::Arc::new(self))
    }
}

impl groundwire::serve::ArchiveSource for Nothing {
    fn name(&self) -> &str {
        "nothing"
    }

    fn answering(
        &self,
        _: &groundwire::ask::sparql::Query,
        _: &groundwire::Ask,
    ) -> Result<Snapshot, groundwire::AskError> {
        (self.answering)();
        Err(Self::error())
    }

    fn about(&self, _: &str) -> Result<Snapshot, groundwire::AskError> {
        (self.about)();
        Err(Self::error())
    }

    fn between(&self, _: [&str; 2]) -> Result<Snapshot, groundwire::AskError> {
        Err(Self::error())
    }

    fn find(&self, _: &str, _: usize) -> Result<Vec<groundwire::archive::Thing>, groundwire::AskError> {
        Ok(Vec::new())
    }
}

#[test]
fn pages_of_data_elsewhere_wait_for_their_turn() {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    let count = std::sync::Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let counted = std::sync::Arc::clone(&count);
    let about = move || {
        let (at_once, most) = &*counted;
        most.fetch_max(at_once.fetch_add(1, SeqCst) + 1, SeqCst);
        std::thread::sleep(Duration::from_millis(100));
        at_once.fetch_sub(1, SeqCst);
    };
    let site = Nothing { answering: Box::new(|| ()), about: Box::new(about) }.site();
    let (address, _) = serve(site, ServeOptions { at_once: 2, ..ServeOptions::default() });
    let ask = move || get_from(address, "/entity/ann", "").status;
    let clients: Vec<_> = (0..10).map(|_| std::thread::spawn(ask)).collect();
    for client in clients {
        // On a slow machine a turn may come too late.
        assert!(matches!(client.join().unwrap(), 502 | 429));
    }
    let most = count.1.load(SeqCst);
    assert!(matches!(most, 1 | 2), "{most}");
}

#[test]
fn what_goes_on_beyond_its_time_is_not_waited_for_and_keeps_its_turn_in_its_own_server() {
    let (go_on, stuck) = std::sync::mpsc::channel::<()>();
    let stuck = std::sync::Mutex::new(stuck);
    let answering = move || {
        let _ = stuck.lock().unwrap().recv();
    };
    let site = Nothing { answering: Box::new(answering), about: Box::new(|| ()) }.site();
    let deadline = Duration::from_millis(300);
    let (address, _) = serve(site, ServeOptions { at_once: 1, deadline, ..ServeOptions::default() });
    let other = start(ServeOptions { at_once: 1, ..ServeOptions::default() });
    let began = std::time::Instant::now();
    let late = get_from(address, ASK, "");
    assert_eq!((late.status, late.header("retry-after")), (503, Some("1")));
    // Its time, half a second, and what a busy machine adds.
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(800) && took < Duration::from_secs(20), "{took:?}");
    assert_eq!(get_from(address, ASK, "").status, 429);
    assert_eq!(get_from(other, ASK, "").status, 200);
    drop(go_on);
    assert_eq!(get_from(address, ASK, "").status, 502);
}

/// Sends a request and reads nothing.
fn begin(address: SocketAddr, query: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

#[test]
fn a_client_that_goes_away_stops_its_query() {
    let deadline = Duration::from_secs(600);
    let address = start(ServeOptions { at_once: 1, deadline, ..ServeOptions::default() });
    // Each triple is looked up for those before it, and between two of them it is seen that the query is to stop.
    let endless = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fa%20%3Fp%20%3Fb%20.%20%3Fc%20%3Fp%20%3Fd%20.%20%3Fe%20%3Fp%20%3Ff%20.%20%3Fg%20%3Fp%20%3Fh%20%7D";
    let stream = begin(address, endless);
    let is_asked = (0..60).any(|_| get_from(address, ASK, "").status == 429);
    assert!(is_asked);
    drop(stream);
    assert_eq!(get_from(address, ASK, "").status, 200);
}

#[test]
fn a_client_that_does_not_read_keeps_its_turn_no_longer_than_its_time() {
    let deadline = Duration::from_millis(300);
    let options = ServeOptions { at_once: 1, deadline, most_rows: u64::MAX, ..ServeOptions::default() };
    let address = start(options);
    let mut stream = begin(address, "SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20.%20%3Ft%20%3Fq%20%3Fr%20%7D");
    assert_eq!(get_from(address, ASK, "").status, 200);
    // What it reads after all does not look whole.
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    assert!(bytes.len() > 64 << 10 && !bytes.ends_with(b"0\r\n\r\n"));
}

/// A server over a store of the shipped data.
#[cfg(feature = "disk")]
fn over_a_store(folder: &Path) -> SocketAddr {
    use groundwire::archive::disk::DiskArchive;
    let store = folder.join("store");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let loaded = std::process::Command::new(env!("CARGO_BIN_EXE_groundwire"))
        .args([Path::new("load"), Path::new("--store"), &store, &data])
        .output()
        .unwrap();
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
    let archive = DiskArchive::open(&store).unwrap();
    let source = groundwire::serve::Store::new(archive, "store".to_owned(), Duration::from_secs(60)).unwrap();
    // The saved questions are those of a corpus.
    let corpus = groundwire::Corpus::open(data, &CorpusOptions::default()).unwrap();
    served(Site::distant(&[corpus], std::sync::Arc::new(source)))
}

#[cfg(feature = "disk")]
#[test]
fn a_store_is_served_with_the_same_pages_answers_and_receipts() {
    let folder = tempfile::tempdir().unwrap();
    let address = over_a_store(folder.path());
    let main = |text: &str| {
        let start = text.find("<main").unwrap();
        text[start..text.find("</main>").unwrap()].to_owned()
    };
    // Pages of things, facts and articles; those of an article have no annotations.
    for path in [
        "/entity/kazakhstan",
        "/article/kazakhstan-council-of-europe/fact/f01a",
        "/article/kazakhstan-council-of-europe",
    ] {
        let (here, there) = (get(path, "text/html"), get_from(address, path, "Accept: text/html\r\n"));
        assert_eq!((here.status, there.status), (200, 200), "{path}");
        let annotations =
            "<a href=\"/article/kazakhstan-council-of-europe/annotations.jsonld\">Annotations</a> ";
        assert_eq!(main(&here.text()).replace(annotations, ""), main(&there.text()), "{path}");
    }
    assert_eq!(
        get("/entity/kazakhstan", "text/turtle").text(),
        get_from(address, "/entity/kazakhstan.ttl", "").text()
    );
    for nowhere in ["/entity/nowhere", "/article/nowhere", "/nowhere", "/questions/nowhere"] {
        assert_eq!(get_from(address, nowhere, "").status, 404, "{nowhere}");
    }
    // Answers with their receipts.
    let query = "/sparql?cite=1&query=SELECT%20%3Fs%20%3Fo%20%7B%20%3Fs%20af:observerAt%20%3Fo%20%7D%20ORDER%20BY%20%3Fs%20%3Fo";
    let json = |text: String| -> serde_json::Value { serde_json::from_str(&text).unwrap() };
    let accept = "Accept: application/sparql-results+json\r\n";
    let there = json(get_from(address, query, accept).text());
    assert_eq!(json(get(query, "application/sparql-results+json").text()), there);
    assert!(there["citations"][0][0]["fact"].is_string());
    let unknown = "/sparql?cite=1&query=ASK%20%7B%20ent:kazakhstann%20?a%20?b%20%7D";
    let there = json(get_from(address, unknown, accept).text());
    assert_eq!(json(get(unknown, "application/sparql-results+json").text()), there);
    assert!(there["warnings"][0]["message"].is_string());
    let question = "/questions/observer-status?body=cepej";
    assert_eq!(main(&get(question, "text/html").text()), main(&get_from(address, question, "").text()));
    assert!(
        get_from(address, &query.replace("cite=1&", ""), "Accept: text/html\r\n")
            .text()
            .contains(">Kazakhstan</a>")
    );
    // The list of articles, and a search over names.
    let home = get_from(address, "/", "").text();
    assert!(
        home.contains("/article/kazakhstan-council-of-europe\">") && home.contains(" articles"),
        "{home}"
    );
    assert!(get_from(address, "/search?q=KAZAKH", "").text().contains("/entity/kazakhstan\">Kazakhstan</a>"));
    let path = "/connect?from=kazakhstan&to=strasbourg";
    assert_eq!(main(&get(path, "text/html").text()), main(&get_from(address, path, "").text()));
}

#[cfg(not(feature = "disk"))]
#[test]
fn without_stores_the_program_says_what_it_needs() {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_groundwire"))
        .args(["serve", "--store", "nowhere", "--bind", "127.0.0.1:0"])
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("--features disk"), "{told}");
}
