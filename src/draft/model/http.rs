//! The wire: HTTP to one address, without redirects, within limits of time and size.
use super::client::{ClientError, Reply, Wire};
use std::fmt;
use std::net::IpAddr;
use std::thread::sleep;
use std::time::Duration;
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};

/// The address of a model's server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    url: String,
    host: String,
    is_loopback: bool,
}

/// Why an address is not one that requests are sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadAddress {
    /// It is not `http://…` or `https://…`.
    NotHttp,
    /// It holds a user name or a password.
    Credentials,
    /// It is another machine, and not `https`.
    NotSecure(String),
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadAddress::NotHttp => f.write_str(
                "the address must be `http://` or `https://` with a host, such as `http://localhost:11434/v1`",
            ),
            BadAddress::Credentials => f.write_str(
                "the address must not hold a user name or a password: put a key into a variable and name it with `--key-env`",
            ),
            BadAddress::NotSecure(host) => {
                write!(f, "`{host}` is another machine: use `https://`, so that nobody on the way reads the article")
            }
        }
    }
}

impl std::error::Error for BadAddress {}

impl Address {
    /// Reads an address: that of the interface, up to `/v1`.
    ///
    /// # Errors
    /// Why it is not one.
    pub(crate) fn new(url: &str) -> Result<Self, BadAddress> {
        let uri: ureq::http::Uri = url.parse().map_err(|_| BadAddress::NotHttp)?;
        let authority = uri.authority().ok_or(BadAddress::NotHttp)?;
        if authority.as_str().contains('@') {
            return Err(BadAddress::Credentials);
        }
        let host = authority.host().to_owned();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = bare.eq_ignore_ascii_case("localhost")
            || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback => {}
            Some("http") => return Err(BadAddress::NotSecure(host)),
            _ => return Err(BadAddress::NotHttp),
        }
        if host.is_empty() || url.contains('#') || url.contains('?') {
            return Err(BadAddress::NotHttp);
        }
        let url = format!("{}/chat/completions", url.trim_end_matches('/'));
        Ok(Self { url, host, is_loopback })
    }

    /// The host.
    #[must_use]
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is this machine.
    #[must_use]
    pub(crate) fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

/// How requests are sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HttpLimits {
    /// How long one call may take.
    pub seconds: u64,
    /// How many bytes an answer may have.
    pub bytes: u64,
    /// How often a busy or failing server is asked again.
    pub tries: u32,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self { seconds: 120, bytes: 1 << 20, tries: 3 }
    }
}

/// A connection to a server.
pub(crate) struct Http {
    agent: Agent,
    address: Address,
    key: Option<String>,
    limits: HttpLimits,
}

impl fmt::Debug for Http {
    // Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("address", &self.address)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// A connection. The key, if any, is sent as a bearer token to this address alone.
    #[must_use]
    pub(crate) fn new(address: Address, key: Option<String>, limits: HttpLimits) -> Self {
        let limit = Some(Duration::from_secs(limits.seconds));
        let mut config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .https_only(!address.is_loopback)
            .user_agent(concat!("groundwire/", env!("CARGO_PKG_VERSION")))
            .timeout_global(limit)
            .timeout_await_100(None);
        if address.is_loopback {
            // What stays on the machine goes through nobody else.
            config = config.proxy(None);
        }
        Self { agent: config.build().new_agent(), address, key, limits }
    }

    fn once(&self, body: &str) -> Result<(Reply, Option<u64>), ClientError> {
        let mut request = self.agent.post(&self.address.url).header(CONTENT_TYPE, "application/json");
        if let Some(key) = &self.key {
            request = request.header(AUTHORIZATION, format!("Bearer {key}"));
        }
        let failed = |error: ureq::Error| match error {
            ureq::Error::Timeout(_) => ClientError::Timeout(self.limits.seconds),
            ureq::Error::BodyExceedsLimit(_) => ClientError::TooLarge(self.limits.bytes),
            ureq::Error::Io(error) => ClientError::Connection(self.without_key(&error.to_string())),
            error => ClientError::Connection(self.without_key(&error.to_string())),
        };
        let mut response = request.send(body).map_err(failed)?;
        let status = response.status().as_u16();
        let after = response.headers().get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
        let bytes =
            response.body_mut().with_config().limit(self.limits.bytes).read_to_vec().map_err(failed)?;
        let body = self.without_key(&String::from_utf8_lossy(&bytes));
        Ok((Reply { status, body }, after))
    }

    /// A server may repeat the key: it is written nowhere.
    fn without_key(&self, text: &str) -> String {
        match &self.key {
            Some(key) if !key.is_empty() => text.replace(key.as_str(), "[key]"),
            _ => text.to_owned(),
        }
    }
}

impl Wire for Http {
    fn send(&mut self, body: &str) -> Result<Reply, ClientError> {
        let mut tries = 0;
        loop {
            let (reply, after) = self.once(body)?;
            match reply.status {
                300..=399 => return Err(ClientError::Redirect(reply.status)),
                401 | 403 => return Err(ClientError::Denied(reply.status)),
                429 | 500 | 502 | 503 | 504 | 529 if tries < self.limits.tries => {
                    tries += 1;
                    let wait = after.unwrap_or(0).min(60) * 1000;
                    sleep(Duration::from_millis(wait.max(250 << tries)));
                }
                429 | 500 | 502..=599 => return Err(ClientError::Failing(reply.status)),
                _ => return Ok(reply),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_are_asked_over_https_alone() {
        let host = |url: &str| Address::new(url).map(|address| (address.host.clone(), address.is_loopback));
        for url in ["http://localhost:11434/v1", "http://127.0.0.1:8080/v1/", "http://[::1]/v1"] {
            assert!(host(url).unwrap().1, "{url}");
        }
        assert_eq!(host("https://api.example.org/v1"), Ok(("api.example.org".to_owned(), false)));
        assert_eq!(Address::new("https://e.org/v1/").unwrap().url, "https://e.org/v1/chat/completions");
        assert!(matches!(host("http://api.example.org/v1"), Err(BadAddress::NotSecure(_))));
        assert!(matches!(host("http://localhost.example.org/v1"), Err(BadAddress::NotSecure(_))));
        assert_eq!(host("http://127.0.0.1@evil.org/v1"), Err(BadAddress::Credentials));
        for url in ["", "localhost:11434", "ftp://localhost/", "file:///etc/passwd", "https://e.org/?a=b"] {
            assert!(host(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        let http = Http::new(
            Address::new("http://localhost/v1").unwrap(),
            Some("sk-1".into()),
            HttpLimits::default(),
        );
        assert!(!format!("{http:?}").contains("sk-1"));
        assert_eq!(http.without_key("bad key sk-1!"), "bad key [key]!");
    }
}
