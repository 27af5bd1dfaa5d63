//! Which request goes where.
use super::reply::{self, finish, refusal, set, whole};
use super::site::Site;
use super::target::{HTML, Target, missing, parameters};
use super::{Shared, asset, desk, distant, guard, page, sparql, suggest};
use crate::ask::watchdog::Held;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode, header};
use axum::routing::any;
use percent_encoding::percent_decode_str;
use std::sync::Arc;

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
        path => {
            if let Some((_, kind, text)) = asset::find(path) {
                return whole(headers, kind, env!("CARGO_PKG_VERSION"), (*text).to_owned());
            }
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
