//! The SPARQL endpoint ([SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/)): queries, never updates.
use super::Shared;
use super::accept::{self, best};
use super::page;
use super::reply::{self, refusal, set, whole};
use super::site::Site;
use super::stream::{Lent, Pipe, Sent, WAITING, sent};
use crate::archive::{AnswerFormat, Ask, AskError, TriplesFormat};
use crate::ask::results::WithMember;
use crate::ask::sparql::{Form, Query};
use crate::ask::watchdog::Held;
use crate::diagnostic::machine;
use crate::diagnostic::render::{Style, render};
use crate::diagnostic::source::{Source, SourceMap};
use crate::text::digest::hex;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Response, StatusCode, Version, header};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};

const JSON: &str = "application/sparql-results+json";
const XML: &str = "application/sparql-results+xml";
const CSV: &str = "text/csv";
const TSV: &str = "text/tab-separated-values";
const TURTLE: &str = "text/turtle";
const N_TRIPLES: &str = "application/n-triples";
const RDF_XML: &str = "application/rdf+xml";
const JSON_LD: &str = "application/ld+json";
const HTML: &str = "text/html";

/// The forms of rows that `format` can ask for.
const FORMATS: [(&str, &str); 4] = [("csv", CSV), ("tsv", TSV), ("json", JSON), ("xml", XML)];

/// How long a query waits for others to end before it is turned away.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a request asks.
#[derive(Default)]
pub(super) struct Asked {
    query: Option<String>,
    ask: Ask,
    /// Whether the answer is to be cited, as the request says it.
    cite: Option<String>,
    /// The media type that a link asks for, which can set no header.
    kind: Option<&'static str>,
}

impl Asked {
    /// Takes the parameters of an address or of a form.
    fn take(&mut self, text: &str) -> Result<(), &'static str> {
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "query" if self.query.is_some() => return Err("`query` is given more than once"),
                "query" => self.query = Some(value.into_owned()),
                "default-graph-uri" => self.ask.default_graphs.push(value.into_owned()),
                "named-graph-uri" => self.ask.named_graphs.push(value.into_owned()),
                "cite" => self.cite = Some(value.into_owned()),
                "format" => {
                    let known = FORMATS.iter().find(|(name, _)| *name == value);
                    self.kind = Some(known.ok_or("`format` is csv, tsv, json or xml")?.1);
                }
                "update" | "using-graph-uri" | "using-named-graph-uri" => return Err("update"),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Answers a request for the endpoint.
pub(super) async fn answer(shared: Arc<Shared>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let (method, headers, version) = (parts.method, parts.headers, parts.version);
    let mut asked = Asked::default();
    if let Err(wrong) = asked.take(parts.uri.query().unwrap_or_default()) {
        return refused_parameter(wrong);
    }
    match method {
        Method::GET | Method::HEAD => {}
        Method::POST => {
            if let Err(response) = take_body(&shared, &headers, body, &mut asked).await {
                return response;
            }
        }
        _ => {
            let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, "ask with GET or POST\n");
            set(&mut response, header::ALLOW, "GET, HEAD, POST, OPTIONS");
            return response;
        }
    }
    let site = shared.site();
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let accept = asked.kind.or(accept).map(str::to_owned);
    let Some(query) = asked.query.take() else {
        return no_query(&site, &headers, accept.as_deref());
    };
    asked.ask.deadline = Some(shared.options.deadline);
    asked.ask.most_rows = Some(shared.options.most_rows);
    run(&shared, site, &headers, accept, query, asked, version).await
}

/// Adds what the body of a POST says.
async fn take_body(
    shared: &Shared,
    headers: &HeaderMap,
    body: Body,
    asked: &mut Asked,
) -> Result<(), Response<Body>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let kind = kind.trim().to_ascii_lowercase();
    let wrong = |message: &str| Err(refusal(StatusCode::BAD_REQUEST, format!("{message}\n")));
    match kind.as_str() {
        "application/sparql-update" => {
            return Err(refusal(StatusCode::FORBIDDEN, "this endpoint takes no updates\n"));
        }
        "application/sparql-query" | "application/x-www-form-urlencoded" => {}
        _ => {
            return Err(refusal(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send `application/sparql-query` or `application/x-www-form-urlencoded`\n",
            ));
        }
    }
    let charset = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("charset="));
    if charset.is_some_and(|charset| !charset.trim_matches('"').eq_ignore_ascii_case("utf-8")) {
        return Err(refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send UTF-8\n"));
    }
    let text = read_body(shared, body).await?;
    if kind == "application/sparql-query" {
        if asked.query.is_some() {
            return wrong("the query is given in the address and in the body: give it once");
        }
        asked.query = Some(text);
        return Ok(());
    }
    let before = asked.query.is_some();
    if before && form_urlencoded::parse(text.as_bytes()).any(|(name, _)| name == "query") {
        return wrong("the query is given in the address and in the body: give it once");
    }
    asked.take(&text).map_err(refused_parameter)
}

/// The text of a request's body, within the limits of size and time.
pub(super) async fn read_body(shared: &Shared, body: Body) -> Result<String, Response<Body>> {
    let read = tokio::time::timeout(super::ARRIVAL, to_bytes(body, shared.options.most_bytes)).await;
    let bytes = match read {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => {
            let most = shared.options.most_bytes;
            let message = format!("the body is larger than {most} bytes, or broke off\n");
            return Err(refusal(StatusCode::PAYLOAD_TOO_LARGE, message));
        }
        Err(_) => return Err(refusal(StatusCode::REQUEST_TIMEOUT, "the body did not arrive in time\n")),
    };
    String::from_utf8(bytes.into()).map_err(|_| refusal(StatusCode::BAD_REQUEST, "the body is not UTF-8\n"))
}

fn refused_parameter(wrong: &str) -> Response<Body> {
    match wrong {
        "update" => refusal(StatusCode::FORBIDDEN, "this endpoint takes no updates\n"),
        wrong => refusal(StatusCode::BAD_REQUEST, format!("{wrong}\n")),
    }
}

/// Without a query: the form for people, the service description for programs.
fn no_query(site: &Site, headers: &HeaderMap, accept: Option<&str>) -> Response<Body> {
    let offered = [TURTLE, N_TRIPLES, RDF_XML, JSON_LD, HTML];
    let Some(kind) = best(accept, &offered) else { return not_acceptable(&offered) };
    if kind == HTML && !accept::is_any(accept) {
        let body = page::ask::form(site, "", None, &[]).into_string();
        return whole(headers, "text/html; charset=utf-8", site.tag(), body);
    }
    let format = match kind {
        N_TRIPLES => TriplesFormat::NTriples,
        RDF_XML => TriplesFormat::RdfXml,
        JSON_LD => TriplesFormat::JsonLd,
        _ => TriplesFormat::Turtle,
    };
    match super::data::description(site, format) {
        Ok(body) => whole(headers, kind, site.tag(), body),
        Err(error) => refusal(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
    }
}

fn not_acceptable(offered: &[&str]) -> Response<Body> {
    refusal(StatusCode::NOT_ACCEPTABLE, format!("no acceptable form; there is {}\n", offered.join(", ")))
}

/// The forms of an answer: how it is written, and what it is called.
enum Shape {
    Rows(AnswerFormat, &'static str),
    Triples(TriplesFormat, &'static str),
    Page,
}

fn shape(form: Form, accept: Option<&str>) -> Result<Shape, Response<Body>> {
    if !form.has_rows() {
        let offered = [TURTLE, N_TRIPLES, RDF_XML, JSON_LD, HTML];
        return Ok(match best(accept, &offered) {
            Some(TURTLE) => Shape::Triples(TriplesFormat::Turtle, TURTLE),
            Some(N_TRIPLES) => Shape::Triples(TriplesFormat::NTriples, N_TRIPLES),
            Some(RDF_XML) => Shape::Triples(TriplesFormat::RdfXml, RDF_XML),
            Some(JSON_LD) => Shape::Triples(TriplesFormat::JsonLd, JSON_LD),
            Some(_) => Shape::Page,
            None => return Err(not_acceptable(&offered)),
        });
    }
    let offered = [JSON, XML, CSV, TSV, "application/json", HTML];
    Ok(match best(accept, &offered) {
        Some(JSON) => Shape::Rows(AnswerFormat::Json, JSON),
        Some(XML) => Shape::Rows(AnswerFormat::Xml, XML),
        Some(CSV) => Shape::Rows(AnswerFormat::Csv, "text/csv; charset=utf-8"),
        Some(TSV) => Shape::Rows(AnswerFormat::Tsv, "text/tab-separated-values; charset=utf-8"),
        Some("application/json") => Shape::Rows(AnswerFormat::Json, "application/json"),
        Some(_) => Shape::Page,
        None => return Err(not_acceptable(&offered)),
    })
}

/// Whether a person asks, with a browser: then what is wrong is shown on the page.
fn is_person(accept: Option<&str>) -> bool {
    !accept::is_any(accept) && best(accept, &[JSON, "application/json", "text/plain", HTML]) == Some(HTML)
}

/// Answers a query.
async fn run(
    shared: &Arc<Shared>,
    site: Arc<Site>,
    headers: &HeaderMap,
    accept: Option<String>,
    query: String,
    mut asked: Asked,
    version: Version,
) -> Response<Body> {
    let wants_json = accept.as_deref().is_some_and(|accept| accept.contains("json"));
    let parsed = match site.snapshot().parse(&query, &asked.ask) {
        Ok(parsed) => parsed,
        Err(error) if is_person(accept.as_deref()) => {
            return reply::page(status(&error), page::ask::form(&site, &query, Some(Err(error)), &[]));
        }
        Err(error) => return wrong(&error, &query, wants_json),
    };
    let shape = match shape(parsed.form(), accept.as_deref()) {
        Ok(shape) => shape,
        Err(response) => return response,
    };
    let rows_as_json = matches!(shape, Shape::Rows(AnswerFormat::Json, _));
    match asked.cite.as_deref() {
        None | Some("0") => {}
        Some("1") if rows_as_json || matches!(shape, Shape::Page) => asked.ask.cite = true,
        Some("1") => return refusal(StatusCode::BAD_REQUEST, "`cite=1` goes with SELECT and ASK in JSON\n"),
        Some(_) => return refusal(StatusCode::BAD_REQUEST, "`cite` is 1 or left out\n"),
    }
    if let Shape::Rows(rows, kind) = shape
        && site.source().is_none()
        && let Some(body) = site.snapshot().glance(&parsed, &asked.ask, rows)
        && let Ok(body) = String::from_utf8(body)
    {
        return whole(headers, kind, &tag(&site, &query, &asked.ask, kind), body);
    }
    let permit = match turn(shared).await {
        Ok(permit) => permit,
        Err(response) => return response,
    };
    let form = match shape {
        Shape::Rows(rows, kind) => (rows, TriplesFormat::Turtle, kind),
        Shape::Triples(triples, kind) => (AnswerFormat::Json, triples, kind),
        Shape::Page => return page(shared, site, query, parsed, asked.ask, permit).await,
    };
    let kind = form.2;
    let tag = tag(&site, &query, &asked.ask, kind);
    let limit = shared.options.deadline;
    let is_distant = site.source().is_some();
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(WAITING);
    let pipe = Pipe::new(sender.clone(), Instant::now() + limit);
    let (ask, text) = (asked.ask, query.clone());
    let begun =
        shared.workers.begin(permit, limit, move || written(&site, (parsed, &text), &ask, form, pipe));
    let sent = match begun {
        Ok(running) => sent(running, limit, receiver, sender, version != Version::HTTP_10).await,
        Err(error) => Err(AskError::Thread(error)),
    };
    match sent {
        Ok(Sent::Whole(body)) => match String::from_utf8(body) {
            // Data elsewhere may change unseen: their answers have the tag of what they say.
            Ok(body) if is_distant => whole(headers, kind, &hex(&Sha256::digest(&body)[..12]), body),
            Ok(body) => whole(headers, kind, &tag, body),
            Err(_) => refusal(StatusCode::INTERNAL_SERVER_ERROR, "the answer is not UTF-8\n"),
        },
        Ok(Sent::Begun(pieces)) => {
            let mut response = Response::new(Body::from_stream(pieces));
            set(&mut response, header::CONTENT_TYPE, kind);
            response
        }
        Err(error) => wrong(&error, &query, wants_json),
    }
}

/// Writes an answer; what was not sent of it comes back.
fn written(
    site: &Site,
    (query, text): (Query, &str),
    ask: &Ask,
    (rows, triples, _): (AnswerFormat, TriplesFormat, &str),
    pipe: Pipe,
) -> Result<Vec<u8>, AskError> {
    // Readers of the plain format may refuse other members than its own.
    let warnings = ask.cite.then(|| warnings(site, text, ask)).flatten();
    let mut out = WithMember::new(pipe, warnings);
    if let Some(source) = site.source() {
        let lent = Lent::new(out);
        source.write(query, ask, (rows, triples), Box::new(lent.clone()))?;
        out = lent.back().map_err(AskError::Output)?;
    } else {
        (_, out) = site.snapshot().write_parsed(query, ask, rows, triples, out)?;
    }
    Ok(out.finish().map_err(AskError::Output)?.rest())
}

/// The member of an answer in JSON that warns about names in the query that exist nowhere.
fn warnings(site: &Site, text: &str, ask: &Ask) -> Option<(&'static str, String)> {
    let found = site.warnings(text, ask);
    let map = SourceMap::new(Source::whole("query", text));
    let objects: Vec<_> = found.iter().map(|warning| machine::object(&warning.diagnostic, &map)).collect();
    (!found.is_empty()).then(|| ("warnings", serde_json::Value::from(objects).to_string()))
}

/// What tells an answer from every other.
fn tag(site: &Site, query: &str, ask: &Ask, kind: &str) -> String {
    let mut digest = Sha256::new();
    for text in [site.tag(), query, kind, &format!("{ask:?}")] {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    hex(&digest.finalize()[..12])
}

/// Waits for a turn. A query that was stopped and still runs keeps its turn: without end they would take all that there is.
pub(super) async fn turn(shared: &Shared) -> Result<Held, Response<Body>> {
    turn_among(shared, &shared.queries).await
}

/// Waits for a turn among those that share it.
pub(super) async fn turn_among(shared: &Shared, turns: &Arc<Semaphore>) -> Result<Held, Response<Body>> {
    if shared.waiting.fetch_add(1, Ordering::Relaxed) >= 100 * shared.options.at_once {
        shared.waiting.fetch_sub(1, Ordering::Relaxed);
        return Err(busy());
    }
    let permit = tokio::time::timeout(PATIENCE, Arc::clone(turns).acquire_owned()).await;
    shared.waiting.fetch_sub(1, Ordering::Relaxed);
    match permit {
        Ok(Ok(permit)) => Ok(Held::new(permit)),
        _ => Err(busy()),
    }
}

fn busy() -> Response<Body> {
    refusal(StatusCode::TOO_MANY_REQUESTS, "too many requests at once; ask again\n")
}

/// The answer on a page.
async fn page(
    shared: &Shared,
    site: Arc<Site>,
    query: String,
    parsed: Query,
    mut ask: Ask,
    permit: Held,
) -> Response<Body> {
    ask.cite = parsed.form().has_rows();
    let limit = shared.options.deadline;
    let (here, text) = (Arc::clone(&site), query.clone());
    let begun = shared.workers.begin(permit, limit, move || {
        let (answer, known) = match here.source() {
            // What rows name is known where they come from.
            Some(source) => match source.answer(parsed, &ask) {
                Ok((answer, near)) => (Ok(answer), Some(here.with(near))),
                Err(error) => (Err(error), None),
            },
            None => (here.snapshot().query_parsed(parsed, &ask), None),
        };
        let status = answer.as_ref().err().map_or(StatusCode::OK, status);
        let warnings = if answer.is_ok() { here.warnings(&text, &ask) } else { Vec::new() };
        (status, page::ask::form(known.as_ref().unwrap_or(&here), &text, Some(answer), &warnings))
    });
    let error = match begun {
        Ok(mut running) => match running.wait().await {
            Ok((status, body)) => return reply::page(status, body),
            Err(unfinished) => unfinished.error(limit),
        },
        Err(error) => AskError::Thread(error),
    };
    reply::page(status(&error), page::ask::form(&site, &query, Some(Err(error)), &[]))
}

/// The status of a query that has no answer.
pub(super) fn status(error: &AskError) -> StatusCode {
    match error {
        AskError::Deadline(_) => StatusCode::SERVICE_UNAVAILABLE,
        AskError::Source(_) => StatusCode::BAD_GATEWAY,
        AskError::Output(_) | AskError::Thread(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Says what is wrong with a query, at its place.
fn wrong(error: &AskError, query: &str, as_json: bool) -> Response<Body> {
    let status = status(error);
    let source = Source::whole("query", query);
    let AskError::Query(diagnostic) = error else { return refusal(status, format!("{error}\n")) };
    if as_json {
        let object = machine::object(diagnostic, &SourceMap::new(source));
        let mut response = refusal(status, format!("{object}\n"));
        set(&mut response, header::CONTENT_TYPE, "application/json");
        return response;
    }
    refusal(status, render(diagnostic, &SourceMap::new(source), Style::default()))
}
