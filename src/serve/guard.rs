//! Who may ask at all: the host that a request names, and the token.
//!
//! A page elsewhere can make a browser ask a server on this machine by a name of its own ("DNS rebinding"); it cannot make
//! it send another `Host` than that name.
use super::Shared;
use axum::http::{HeaderMap, StatusCode, header};
use std::net::IpAddr;

/// Why a request is turned away: status and words.
pub(super) type Refusal = (StatusCode, String);

/// Holds a request against the host that it names and, where there is one, the token.
pub(super) fn check(shared: &Shared, headers: &HeaderMap) -> Result<(), Refusal> {
    let host = headers.get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    if !host.is_none_or(|host| is_allowed(host, shared)) {
        let message = format!(
            "the host `{}` is not allowed; ask for localhost, 127.0.0.1 or {}\n",
            host.unwrap_or_default(),
            shared.address
        );
        return Err((StatusCode::FORBIDDEN, message));
    }
    let Some(token) = &shared.options.token else { return Ok(()) };
    if has_token(headers, token) {
        return Ok(());
    }
    Err((StatusCode::UNAUTHORIZED, "no token, or a wrong one: send `Authorization: Bearer …`\n".to_owned()))
}

/// Holds a request against the page that makes it: only one of this machine may use what a person's browser can reach.
#[cfg(feature = "mcp")]
pub(super) fn check_machine(shared: &Shared, headers: &HeaderMap) -> Result<(), Refusal> {
    check_page(headers, |host| is_allowed(host, shared))
}

/// The same, more strictly: only a page of this very server, as another program of this machine may serve anything.
pub(super) fn check_origin(shared: &Shared, headers: &HeaderMap) -> Result<(), Refusal> {
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    check_page(headers, |host| own == Some(host) && is_allowed(host, shared))
}

fn check_page(headers: &HeaderMap, fits: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    let is_from_here = match headers.get(header::ORIGIN) {
        Some(origin) => {
            let host = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
            host.is_some_and(|(_, host)| fits(host))
        }
        None => headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site"),
    };
    if is_from_here {
        return Ok(());
    }
    Err((StatusCode::FORBIDDEN, "pages of other sites may not ask here\n".to_owned()))
}

/// Whether a request sends a token.
pub(super) fn has_token(headers: &HeaderMap, token: &str) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    given.is_some_and(|given| is_same(given.as_bytes(), token.as_bytes()))
}

/// Whether a host is one of this server's names.
pub(super) fn is_allowed(host: &str, shared: &Shared) -> bool {
    if host == shared.address.to_string() || host == shared.options.bind.to_string() {
        return true;
    }
    let Some(name) = without_port(host) else { return false };
    name.eq_ignore_ascii_case("localhost")
        || name == "127.0.0.1"
        || name == "::1"
        || name.parse::<IpAddr>().is_ok_and(|ip| ip == shared.address.ip() && !ip.is_unspecified())
}

/// The name in a `Host` header; none where what follows it is not a port.
fn without_port(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, rest) = rest.split_once(']')?;
            (name, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port))),
    };
    port.is_none_or(|port| port.bytes().all(|digit| digit.is_ascii_digit())).then_some(name)
}

/// Whether two texts are the same, in a time that tells nothing of where they differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
