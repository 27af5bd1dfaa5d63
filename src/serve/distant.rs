//! Pages of archives that are not in memory.
use super::reply::{self, set, whole};
use super::site::Site;
use super::target::{self, HTML, SUFFIXES};
use super::{ArchiveSource, Shared, data, page, sparql, suggest};
use crate::archive::{Ask, AskError};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};

/// How many articles a page lists.
const LISTED: usize = 100;
/// How many things a search shows.
const MOST: usize = 50;

/// Answers a GET for what depends on the data; none for what does not, which is as it is elsewhere.
pub(super) fn read(
    shared: &Shared,
    site: &Site,
    source: &dyn ArchiveSource,
    path: &str,
    request: &Request,
    query: &[(String, String)],
) -> Option<Response<Body>> {
    let headers = request.headers();
    let parameter = |name: &str| {
        query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let shown = |site: &Site, made: maud::Markup| whole(headers, HTML, site.tag(), made.into_string());
    let done = match path {
        "/ontology" | "/questions" | "/questions/" => return None,
        path if path.starts_with("/assets/") => return None,
        "/" => home(site, source, parameter("page"), shown),
        "/suggest" => {
            Ok(whole(headers, "application/json", site.tag(), suggest::suggestions(site, parameter("q"))))
        }
        "/search" => source.find(parameter("q"), MOST).map(|things| {
            let made = page::distant::found(site, parameter("q"), &things);
            reply::page(StatusCode::OK, made)
        }),
        "/connect" => between(site, source, [parameter("from"), parameter("to")])
            .map(|(site, ends)| shown(&site, page::connect::page(&site, ends))),
        path => match path.strip_prefix("/questions/") {
            Some(name) => question(shared, site, source, name, query),
            None => thing(site, source, path, request),
        },
    };
    Some(done.unwrap_or_else(|error| failed(site, &error)))
}

/// The first page; with a list of articles where the source has one. Then it has no tag: it may change unseen.
fn home(
    site: &Site,
    source: &dyn ArchiveSource,
    page: &str,
    shown: impl Fn(&Site, maud::Markup) -> Response<Body>,
) -> Result<Response<Body>, AskError> {
    let wanted = page.parse().unwrap_or(1).max(1);
    let from = |page: usize| (page - 1).saturating_mul(LISTED);
    let Some((count, mut articles)) = source.articles(from(wanted), LISTED)? else {
        return Ok(shown(site, page::distant::home(site, source.name(), None)));
    };
    let pages = count.div_ceil(LISTED).max(1);
    let number = wanted.min(pages);
    if number != wanted {
        articles = source.articles(from(number), LISTED)?.map(|(_, articles)| articles).unwrap_or_default();
    }
    let list = page::distant::List { articles: &articles, count, number, pages };
    Ok(reply::page(StatusCode::OK, page::distant::home(site, source.name(), Some(list))))
}

fn between<'n>(
    site: &Site,
    source: &dyn ArchiveSource,
    ends: [&'n str; 2],
) -> Result<(Site, [&'n str; 2]), AskError> {
    let is_whole = ends.iter().all(|end| !end.trim().is_empty());
    let snapshot = if is_whole { source.between(ends)? } else { site.snapshot().clone() };
    Ok((site.with(snapshot), ends))
}

/// A saved question; what its answer depends on is fetched for the parameters that are given.
fn question(
    shared: &Shared,
    site: &Site,
    source: &dyn ArchiveSource,
    name: &str,
    query: &[(String, String)],
) -> Result<Response<Body>, AskError> {
    let asking = |parsed, ask: &Ask| source.answer(parsed, ask).map(|(answer, near)| (answer, Some(near)));
    let missing = || reply::page(StatusCode::NOT_FOUND, page::missing(site, &format!("/questions/{name}")));
    let Some((status, body)) = page::question::page_from(site, name, query, &shared.options, &asking) else {
        return Ok(missing());
    };
    Ok(reply::page(status, body))
}

/// What is said of a thing, in the form that is asked for.
fn thing(
    site: &Site,
    source: &dyn ArchiveSource,
    path: &str,
    request: &Request,
) -> Result<Response<Body>, AskError> {
    // An exact name goes before one with a suffix: names may hold dots.
    let bare = SUFFIXES.iter().filter_map(|(suffix, _)| path.strip_suffix(suffix));
    for path_of in [path].into_iter().chain(bare) {
        let iri = format!("{}{}", site.base(), path_of.trim_start_matches('/'));
        if site.base().is_empty() || crate::term::iri::check(&iri).is_err() {
            continue;
        }
        let near = site.with(source.about(&format!("<{iri}>"))?);
        if data::is_known(&near, &iri) {
            return Ok(target::thing(&near, path, request));
        }
    }
    Ok(reply::page(StatusCode::NOT_FOUND, page::missing(site, path)))
}

/// Says why the data could not be had.
fn failed(site: &Site, error: &AskError) -> Response<Body> {
    let status = sparql::status(error);
    let mut response = reply::page(status, page::distant::failed(site, error));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        set(&mut response, header::RETRY_AFTER, "1");
    }
    response
}
