//! Which request goes where.
use super::accept::best;
use super::reply::{self, finish, refusal, set, whole};
use super::site::Site;
use super::{Shared, data, desk, distant, guard, page, sparql, suggest};
use crate::archive::TriplesFormat;
use crate::ask::explain::{self, Filter};
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
    // Pages are made from the data at hand: some milliseconds at most, but not on the threads that listen.
    tokio::task::spawn_blocking(move || read(&shared, &path, &request))
        .await
        .unwrap_or_else(|_| refusal(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made\n"))
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

/// Answers a GET.
fn read(shared: &Shared, path: &str, request: &Request) -> Response<Body> {
    let site = shared.site();
    let headers = request.headers();
    let html =
        |body: maud::Markup| whole(headers, "text/html; charset=utf-8", site.tag(), body.into_string());
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let parameter =
        |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if let Some(source) = site.source()
        && let Some(response) = distant::read(shared, &site, source, path, request, &query)
    {
        return response;
    }
    match path {
        "/" => html(page::overview::page(&site, &query)),
        "/search" => html(page::search::page(&site, parameter("q").unwrap_or_default())),
        "/suggest" => {
            let found = suggest::suggestions(&site, parameter("q").unwrap_or_default());
            whole(headers, "application/json", site.tag(), found)
        }
        "/connect" => {
            let ends = [parameter("from").unwrap_or_default(), parameter("to").unwrap_or_default()];
            html(page::connect::page(&site, ends))
        }
        "/ontology" => html(page::ontology::page(&site)),
        "/questions" | "/questions/" => html(page::question::list(&site)),
        "/assets/style.css" => asset(headers, "text/css; charset=utf-8", STYLE),
        "/assets/script.js" => asset(headers, JAVASCRIPT, SCRIPT),
        "/assets/review.js" => asset(headers, JAVASCRIPT, REVIEW),
        "/assets/query.js" => asset(headers, JAVASCRIPT, QUERY),
        "/assets/icon.svg" => asset(headers, "image/svg+xml", ICON),
        path => match path.strip_prefix("/questions/") {
            Some(name) => match page::question::page(&site, name, &query, &shared.options) {
                Some((StatusCode::OK, body)) => html(body),
                Some((status, body)) => reply::page(status, body),
                None => missing(&site, path),
            },
            None => match path.strip_prefix("/review/") {
                Some(id) => review(shared, &site, id),
                None => thing(&site, path, request, &query),
            },
        },
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
#[derive(Clone, Copy, PartialEq, Eq)]
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

/// The forms by suffix.
pub(super) const SUFFIXES: [(&str, Form); 5] = [
    (".html", Form::Html),
    (".ttl", Form::Rdf(TriplesFormat::Turtle)),
    (".jsonld", Form::Rdf(TriplesFormat::JsonLd)),
    (".json", Form::Json),
    (".csv", Form::Table),
];

/// The page, or the data, at the address of something that the data speak of.
pub(super) fn thing(
    site: &Site,
    path: &str,
    request: &Request,
    query: &[(String, String)],
) -> Response<Body> {
    let iri = |path: &str| format!("{}{}", site.base(), path.trim_start_matches('/'));
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    // An exact name goes before one with a suffix: names may hold dots.
    let (iri, form) = if data::is_known(site, &iri(path)) {
        let kinds: Vec<&str> = FORMS.iter().map(|(kind, _)| *kind).collect();
        let Some(kind) = best(accepted, &kinds) else {
            return refusal(
                StatusCode::NOT_ACCEPTABLE,
                format!("no acceptable form; there is {}\n", kinds.join(", ")),
            );
        };
        let form = FORMS.iter().find(|(known, _)| *known == kind).map_or(Form::Html, |(_, form)| *form);
        (iri(path), form)
    } else {
        let with_suffix = SUFFIXES.iter().find_map(|(suffix, form)| {
            let bare = iri(path.strip_suffix(suffix)?);
            data::is_known(site, &bare).then_some((bare, *form))
        });
        match with_suffix {
            Some(found) => found,
            None => return annotations(site, path, request).unwrap_or_else(|| missing(site, path)),
        }
    };
    shown(site, &iri, form, request, query)
}

fn shown(
    site: &Site,
    iri: &str,
    form: Form,
    request: &Request,
    query: &[(String, String)],
) -> Response<Body> {
    let headers = request.headers();
    match form {
        Form::Html => {
            let body = page::thing::any(site, iri, query);
            whole(headers, "text/html; charset=utf-8", site.tag(), body.into_string())
        }
        Form::Json => {
            let page = site.snapshot().explain(&format!("<{iri}>"), Filter::default());
            match page {
                Ok(page) => {
                    let value = explain::page_json(&page, site.snapshot().namer());
                    whole(headers, "application/json", site.tag(), format!("{value:#}\n"))
                }
                Err(error) => refusal(StatusCode::NOT_FOUND, format!("{error}\n")),
            }
        }
        Form::Table => whole(headers, "text/csv; charset=utf-8", site.tag(), data::table(site, iri)),
        Form::Rdf(format) => {
            let kind =
                FORMS.iter().find(|(_, known)| *known == form).map_or("text/turtle", |(kind, _)| *kind);
            match data::rdf(site, iri, format) {
                Ok(body) => whole(headers, kind, site.tag(), body),
                Err(error) => refusal(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
            }
        }
    }
}

/// The media type of Web Annotations, as their
/// [protocol](https://www.w3.org/TR/annotation-protocol/#annotation-retrieval) names it.
const ANNOTATIONS: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// The annotations of an article, at `article/{id}/annotations`, with or without `.jsonld`.
fn annotations(site: &Site, path: &str, request: &Request) -> Option<Response<Body>> {
    let path = path.strip_suffix(".jsonld").unwrap_or(path).strip_suffix("/annotations")?;
    let iri = format!("{}{}", site.base(), path.trim_start_matches('/'));
    if !page::article::is_article(site, &iri) {
        return None;
    }
    Some(match data::annotations(site, &iri) {
        Ok(body) => whole(request.headers(), ANNOTATIONS, site.tag(), body),
        Err(error) => refusal(StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
    })
}

fn missing(site: &Site, path: &str) -> Response<Body> {
    reply::page(StatusCode::NOT_FOUND, page::missing(site, path))
}
