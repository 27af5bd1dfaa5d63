//! Which request goes where.
use super::accept::best;
use super::cache::{CachedAnswer, Packed};
use super::page::overview;
use super::reply::{self, finish, refusal, set, whole};
use super::site::Site;
use super::{Shared, data, desk, distant, guard, page, sparql, suggest};
use crate::archive::TriplesFormat;
use crate::ask::explain::{self, Filter};
use crate::ask::watchdog::Held;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use axum::routing::any;
use percent_encoding::percent_decode_str;
use std::sync::Arc;

pub(super) const STYLE: &str = include_str!("assets/style.css");
pub(super) const SCRIPT: &str = include_str!("assets/script.js");
const REVIEW: &str = include_str!("assets/review.js");
const QUERY: &str = include_str!("assets/query.js");
const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
pub(super) const ICON: &str = include_str!("assets/icon.svg");

/// The routes.
pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new().fallback(any(entry)).with_state(Arc::clone(shared))
}

/// Every request comes in here.
async fn entry(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let is_head = request.method() == Method::HEAD;
    let mut response = match guard::check(&shared, request.headers()) {
        Ok(()) => dispatch(shared, request).await,
        Err((status, message)) => refusal(status, message),
    };
    finish(&mut response);
    if is_head {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn dispatch(shared: Arc<Shared>, request: Request) -> Response<Body> {
    if request.method() == Method::OPTIONS {
        return preflight(request.uri().path());
    }
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return refusal(StatusCode::BAD_REQUEST, "the path is not UTF-8\n");
    };
    if path == "/sparql" || path == "/sparql/" {
        return sparql::answer(shared, request).await;
    }
    #[cfg(feature = "mcp")]
    if path == "/mcp" {
        return super::agent::answer(shared, request).await;
    }
    if path == "/api" || path.starts_with("/api/") {
        let path = path.into_owned();
        return desk::answer(shared, path, request).await;
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, "this is read with GET\n");
        set(&mut response, header::ALLOW, "GET, HEAD, OPTIONS");
        return response;
    }
    let path = path.into_owned();
    let site = shared.site();
    let target = Target::of(&site, &path, &request);
    if let Some(response) = target.kept(&site, request.headers()) {
        return response;
    }
    let permit = match turn(&shared, &site, &path).await {
        Ok(permit) => permit,
        Err(response) => return response,
    };
    // Pages are made from the data at hand: some milliseconds at most, but not on the threads that listen.
    let made =
        tokio::task::spawn_blocking(move || permit.during(|| read(&shared, &site, &path, target, &request)));
    made.await.unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made\n"))
}

/// Waits for a turn to make a page. Those that ask queries wait with the queries, so that these do not keep the others.
async fn turn(shared: &Shared, site: &Site, path: &str) -> Result<Held, Response<Body>> {
    let asks = site.source().is_some() && !path.starts_with("/assets/")
        || path.strip_prefix("/questions/").is_some_and(|name| !name.is_empty());
    if asks { sparql::turn(shared).await } else { sparql::turn_among(shared, &shared.pages).await }
}

fn preflight(path: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let methods = if path.starts_with("/sparql") { "GET, HEAD, POST, OPTIONS" } else { "GET, HEAD, OPTIONS" };
    set(&mut response, header::ALLOW, methods);
    set(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    set(&mut response, header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Authorization, Content-Type");
    set(&mut response, header::ACCESS_CONTROL_MAX_AGE, "86400");
    response
}

/// What a path leads to, where that is made of the data at hand alone.
enum Target {
    Overview(overview::Filter),
    Ontology,
    Questions,
    /// Something that the data speak of, in a form.
    Thing {
        iri: String,
        form: Form,
        uncovered: bool,
    },
    /// The annotations of an article.
    Annotations(String),
    /// It has none of the forms that the request takes.
    NotAcceptable,
    /// Something else, or nothing.
    Other,
}

impl Target {
    fn of(site: &Site, path: &str, request: &Request) -> Self {
        if site.source().is_some() {
            return Self::Other;
        }
        match path {
            "/" => Self::Overview(overview::Filter::new(&parameters(request))),
            "/ontology" => Self::Ontology,
            "/questions" | "/questions/" => Self::Questions,
            path if FIXED.iter().any(|fixed| path.starts_with(fixed)) => Self::Other,
            path => Self::of_thing(site, path, request),
        }
    }

    /// The page, or the data, at the address of something that the data speak of.
    fn of_thing(site: &Site, path: &str, request: &Request) -> Self {
        let iri = |path: &str| format!("{}{}", site.base(), path.trim_start_matches('/'));
        let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let uncovered =
            || parameters(request).iter().any(|(name, value)| name == "uncovered" && value == "1");
        let whole = iri(path);
        // An exact name goes before one with a suffix: names may hold dots.
        if data::is_known(site, &whole) {
            let kinds = FORMS.map(|(kind, _)| kind);
            let Some(kind) = best(accepted, &kinds) else { return Self::NotAcceptable };
            let form = FORMS.iter().find(|(known, _)| *known == kind).map_or(Form::Html, |(_, form)| *form);
            return Self::Thing { iri: whole, form, uncovered: uncovered() };
        }
        let with_suffix = SUFFIXES.iter().find_map(|(suffix, form)| {
            let bare = iri(path.strip_suffix(suffix)?);
            data::is_known(site, &bare).then_some((bare, *form))
        });
        if let Some((iri, form)) = with_suffix {
            return Self::Thing { iri, form, uncovered: uncovered() };
        }
        let annotated = path.strip_suffix(".jsonld").unwrap_or(path).strip_suffix("/annotations").map(iri);
        match annotated {
            Some(iri) if page::article::is_article(site, &iri) => Self::Annotations(iri),
            _ => Self::Other,
        }
    }

    /// What tells its answer from others; none where it is not kept.
    fn name(&self) -> Option<String> {
        Some(match self {
            Self::Overview(filter) => format!("/{filter}"),
            Self::Ontology => "/ontology".to_owned(),
            Self::Questions => "/questions/".to_owned(),
            Self::Thing { iri, form, uncovered } => format!("{form:?} {} {iri}", u8::from(*uncovered)),
            Self::Annotations(iri) => format!("annotations {iri}"),
            Self::NotAcceptable | Self::Other => return None,
        })
    }

    /// The answer, where it was made already.
    fn kept(&self, site: &Site, headers: &HeaderMap) -> Option<Response<Body>> {
        let answer = site.cache().get(&self.name()?)?;
        Some(reply::kept(headers, answer.kind, site.tag(), &answer.body))
    }

    /// Its media type and its text; none where it is [something else](Self::Other).
    fn made(&self, site: &Site) -> Option<Result<(&'static str, String), Response<Body>>> {
        let html = |body: maud::Markup| Ok((HTML, body.into_string()));
        Some(match self {
            Self::Overview(filter) => html(overview::page(site, filter)),
            Self::Ontology => html(page::ontology::page(site)),
            Self::Questions => html(page::question::list(site)),
            Self::Thing { iri, form, uncovered } => shown(site, iri, *form, *uncovered),
            Self::Annotations(iri) => {
                data::annotations(site, iri).map(|body| (ANNOTATIONS, body)).map_err(failed)
            }
            Self::NotAcceptable => {
                let kinds = FORMS.map(|(kind, _)| kind).join(", ");
                Err(refusal(StatusCode::NOT_ACCEPTABLE, format!("no acceptable form; there is {kinds}\n")))
            }
            Self::Other => return None,
        })
    }

    /// The answer, which is kept for whoever asks next.
    fn answer(&self, site: &Site, headers: &HeaderMap) -> Option<Response<Body>> {
        let (kind, text) = match self.made(site)? {
            Ok(made) => made,
            Err(response) => return Some(response),
        };
        let Some(name) = self.name() else { return Some(whole(headers, kind, site.tag(), text)) };
        let body = Packed::new(text);
        let response = reply::kept(headers, kind, site.tag(), &body);
        site.cache().put(name, CachedAnswer { kind, body });
        Some(response)
    }
}

/// The parameters of an address.
fn parameters(request: &Request) -> Vec<(String, String)> {
    form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn failed(error: impl std::fmt::Display) -> Response<Body> {
    refusal(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n"))
}

/// Answers a GET.
fn read(shared: &Shared, site: &Site, path: &str, target: Target, request: &Request) -> Response<Body> {
    let headers = request.headers();
    let query = parameters(request);
    let html = |body: maud::Markup| whole(headers, HTML, site.tag(), body.into_string());
    let parameter = |name: &str| {
        query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    if let Some(response) = target.answer(site, headers) {
        return response;
    }
    if let Some(source) = site.source()
        && let Some(response) = distant::read(shared, site, source, path, request, &query)
    {
        return response;
    }
    match path {
        "/search" => html(page::search::page(site, parameter("q"), parameter("page"))),
        "/suggest" => {
            let found = suggest::suggestions(site, parameter("q"));
            whole(headers, "application/json", site.tag(), found)
        }
        "/connect" => html(page::connect::page(site, [parameter("from"), parameter("to")])),
        // Of an archive elsewhere, these are made of what is at hand.
        "/ontology" => html(page::ontology::page(site)),
        "/questions" | "/questions/" => html(page::question::list(site)),
        "/assets/style.css" => asset(headers, "text/css; charset=utf-8", STYLE),
        "/assets/script.js" => asset(headers, JAVASCRIPT, SCRIPT),
        "/assets/review.js" => asset(headers, JAVASCRIPT, REVIEW),
        "/assets/query.js" => asset(headers, JAVASCRIPT, QUERY),
        "/assets/icon.svg" => asset(headers, "image/svg+xml", ICON),
        path => {
            if let Some(name) = path.strip_prefix("/questions/") {
                return match page::question::page(site, name, &query, &shared.options) {
                    Some((StatusCode::OK, body)) => html(body),
                    Some((status, body)) => reply::page(status, body),
                    None => missing(site, path),
                };
            }
            match path.strip_prefix("/review/") {
                Some(id) => review(shared, site, id),
                None => missing(site, path),
            }
        }
    }
}

/// A file of the program's own, which changes with its version alone.
fn asset(headers: &HeaderMap, kind: &'static str, text: &str) -> Response<Body> {
    whole(headers, kind, env!("CARGO_PKG_VERSION"), text.to_owned())
}

/// The drafts of a document, where the server may write.
fn review(shared: &Shared, site: &Site, id: &str) -> Response<Body> {
    let writer = shared.options.writer.as_ref();
    if let Some(writer) = writer.filter(|_| id.is_empty()) {
        let articles = site.snapshot().articles();
        let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
        return reply::page(StatusCode::OK, page::review::list(site, writer.waiting(&ids)));
    }
    let made = writer.and_then(|writer| writer.with(id, |review| page::review::page(site, id, review)));
    match made {
        None => missing(site, &format!("/review/{id}")),
        Some(Ok(body)) => {
            let mut response = reply::page(StatusCode::OK, body);
            set(&mut response, header::CACHE_CONTROL, "no-store");
            response
        }
        Some(Err(error)) => refusal(StatusCode::CONFLICT, format!("{error}\n")),
    }
}

/// A form in which a thing can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Html,
    Json,
    Table,
    Rdf(TriplesFormat),
}

/// The forms by media type, the page first.
const FORMS: [(&str, Form); 7] = [
    ("text/html", Form::Html),
    ("text/turtle", Form::Rdf(TriplesFormat::Turtle)),
    ("application/ld+json", Form::Rdf(TriplesFormat::JsonLd)),
    ("application/n-triples", Form::Rdf(TriplesFormat::NTriples)),
    ("application/rdf+xml", Form::Rdf(TriplesFormat::RdfXml)),
    ("application/json", Form::Json),
    ("text/csv", Form::Table),
];

/// What begins so is never something that the data speak of.
const FIXED: [&str; 6] = ["/search", "/suggest", "/connect", "/questions/", "/assets/", "/review/"];

/// The forms by suffix.
pub(super) const SUFFIXES: [(&str, Form); 5] = [
    (".html", Form::Html),
    (".ttl", Form::Rdf(TriplesFormat::Turtle)),
    (".jsonld", Form::Rdf(TriplesFormat::JsonLd)),
    (".json", Form::Json),
    (".csv", Form::Table),
];

/// The page, or the data, at the address of something that the data of a site speak of, which is made for this request.
pub(super) fn thing(site: &Site, path: &str, request: &Request) -> Response<Body> {
    match Target::of_thing(site, path, request).made(site) {
        Some(Ok((kind, text))) => whole(request.headers(), kind, site.tag(), text),
        Some(Err(response)) => response,
        None => missing(site, path),
    }
}

fn shown(
    site: &Site,
    iri: &str,
    form: Form,
    uncovered: bool,
) -> Result<(&'static str, String), Response<Body>> {
    match form {
        Form::Html => Ok((HTML, page::thing::any(site, iri, uncovered).into_string())),
        Form::Json => {
            let page = site.snapshot().explain(&format!("<{iri}>"), Filter::default());
            let page = page.map_err(|error| refusal(StatusCode::NOT_FOUND, format!("{error}\n")))?;
            let value = explain::page_json(&page, site.snapshot().namer());
            Ok(("application/json", format!("{value:#}\n")))
        }
        Form::Table => Ok(("text/csv; charset=utf-8", data::table(site, iri))),
        Form::Rdf(format) => {
            let kind =
                FORMS.iter().find(|(_, known)| *known == form).map_or("text/turtle", |(kind, _)| *kind);
            data::rdf(site, iri, format).map(|body| (kind, body)).map_err(failed)
        }
    }
}

/// The media type of Web Annotations, as their
/// [protocol](https://www.w3.org/TR/annotation-protocol/#annotation-retrieval) names it.
const ANNOTATIONS: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

fn missing(site: &Site, path: &str) -> Response<Body> {
    reply::page(StatusCode::NOT_FOUND, page::missing(site, path))
}
