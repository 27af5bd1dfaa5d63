//! Answers with the headers that belong to them.
use super::accept::takes_gzip;
use super::cache::Packed;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

/// What the pages may load and do: nothing from elsewhere, no script or style in the page itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A whole answer with its entity tag; packed where the request takes it, and empty where it has it already.
pub(super) fn whole(headers: &HeaderMap, kind: &str, tag: &str, body: String) -> Response<Body> {
    if takes_packed(headers) {
        return kept(headers, kind, tag, &Packed::new(body));
    }
    answer(headers, kind, tag, None, || Body::from(body))
}

/// The same of a body that is packed already.
pub(super) fn kept(headers: &HeaderMap, kind: &str, tag: &str, body: &Packed) -> Response<Body> {
    let packs = body.is_packed() && takes_packed(headers);
    let coding = packs.then_some("gzip");
    answer(headers, kind, tag, coding, || Body::from(if packs { body.bytes() } else { body.unpacked() }))
}

fn takes_packed(headers: &HeaderMap) -> bool {
    takes_gzip(headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()))
}

fn answer(
    headers: &HeaderMap,
    kind: &str,
    tag: &str,
    coding: Option<&'static str>,
    body: impl FnOnce() -> Body,
) -> Response<Body> {
    // Each form of a resource has a tag of its own (RFC 9110, 8.8.3).
    let form = kind.split(';').next().unwrap_or_default();
    let tag = match coding {
        Some(coding) => format!("\"{tag}-{form}-{coding}\""),
        None => format!("\"{tag}-{form}\""),
    };
    let mut response = if has(headers, &tag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let mut response = Response::new(body());
        if let Some(coding) = coding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    };
    set(&mut response, header::CONTENT_TYPE, kind);
    set(&mut response, header::ETAG, &tag);
    set(&mut response, header::CACHE_CONTROL, "no-cache");
    response
}

/// A page that says that something could not be had: it has no entity tag, so that nobody keeps it for the thing itself.
pub(super) fn page(status: StatusCode, body: maud::Markup) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into_string()));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "text/html; charset=utf-8");
    response
}

/// Whether the request has this very answer already.
fn has(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    known.is_some_and(|known| {
        known.trim() == "*" || known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
    })
}

/// A short answer that says what is wrong, as text.
pub(super) fn refusal(status: StatusCode, message: impl Into<String>) -> Response<Body> {
    let mut response = Response::new(Body::from(message.into()));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "text/plain; charset=utf-8");
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        set(&mut response, header::RETRY_AFTER, "1");
    }
    if status == StatusCode::UNAUTHORIZED {
        set(&mut response, header::WWW_AUTHENTICATE, "Bearer");
    }
    response
}

/// Sets a header; one that cannot be written is left out.
pub(super) fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Adds what every answer carries.
pub(super) fn finish(response: &mut Response<Body>) {
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::VARY).or_insert(HeaderValue::from_static("Accept, Accept-Encoding"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, Retry-After"));
}
