//! A SPARQL endpoint over HTTP: the [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/), by POST of a form.
use super::error::RemoteError;
use super::lookup::{AskSparql, RemoteRows, Select};
use crate::text::visible;
use memchr::memmem;
use oxiri::Iri;
use oxrdf::Variable;
use sparesults::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use std::fmt;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::{Response, Uri, header};

/// The most bytes of an answer that are read.
const MOST_BYTES: u64 = 256 << 20;
/// The most bytes of an error that are read.
const MOST_ERROR: u64 = 16 << 10;
/// How often a request is sent that the endpoint puts off.
const TRIES: u32 = 4;
/// The longest time that an endpoint may ask to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How many redirects are followed.
const REDIRECTS: usize = 3;
/// The formats that are read, the smaller one first.
const JSON_FIRST: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.8";
/// Virtuoso takes three to seven times as long to write JSON.
const XML_FIRST: &str = "application/sparql-results+xml, application/sparql-results+json;q=0.8";

/// Who asks.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Nobody in particular.
    #[default]
    None,
    /// A user with a password ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617)).
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).
    Bearer(String),
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Basic { .. } => "Basic",
            Self::Bearer(_) => "Bearer",
        })
    }
}

impl Credentials {
    fn header(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Basic { user, password } => {
                Some(format!("Basic {}", base64(&format!("{user}:{password}"))))
            }
            Self::Bearer(token) => Some(format!("Bearer {token}")),
        }
    }
}

/// Text in base64 ([RFC 4648, 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)).
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= three.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// What was sent and received so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// How many requests were sent.
    pub requests: u64,
    /// How many bytes of bodies were sent.
    pub sent: u64,
    /// How many bytes of bodies were received.
    pub received: u64,
    /// The time of all requests, one after another.
    pub time: Duration,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// One request with its answer.
    pub request: Duration,
    /// Everything.
    pub all: Option<Duration>,
}

impl Default for Patience {
    fn default() -> Self {
        Self { request: Duration::from_secs(120), all: None }
    }
}

/// An endpoint.
pub struct HttpEndpoint {
    agent: Agent,
    url: Uri,
    credentials: Credentials,
    patience: Patience,
    started: Instant,
    traffic: Mutex<Traffic>,
    /// Whether an answer said that it comes from Virtuoso. Those who ask the same endpoint learn it together.
    is_virtuoso: Arc<AtomicBool>,
}

impl fmt::Debug for HttpEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpEndpoint").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A request.
pub(super) struct Message<'m> {
    pub(super) method: &'static str,
    pub(super) content_type: &'static str,
    pub(super) accept: &'static str,
    pub(super) body: &'m [u8],
}

/// The address of an endpoint, where it is one.
fn address(url: &str) -> Result<Uri, RemoteError> {
    let wrong = |why: &str| RemoteError::Name(format!("invalid address `{}`: {why}", visible(url)));
    let uri: Uri = url.parse().map_err(|_| wrong("expected an http or https URL"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(wrong("expected an http or https URL"));
    }
    match uri.authority() {
        None => Err(wrong("it names no host")),
        Some(authority) if authority.as_str().contains('@') => Err(RemoteError::Name(
            "an address must not hold a user or a password; set GROUNDWIRE_ENDPOINT_USER and GROUNDWIRE_ENDPOINT_PASSWORD".to_owned(),
        )),
        Some(_) => Ok(uri),
    }
}

impl HttpEndpoint {
    /// An endpoint at an address.
    ///
    /// # Errors
    /// Where the address is not one, or holds a password.
    pub fn new(url: &str, credentials: Credentials, patience: Patience) -> Result<Self, RemoteError> {
        let url = address(url)?;
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("groundwire/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(Duration::from_secs(10)))
            .build()
            .new_agent();
        let (started, traffic, is_virtuoso) = (Instant::now(), Mutex::default(), Arc::default());
        Ok(Self { agent, url, credentials, patience, started, traffic, is_virtuoso })
    }

    /// The same endpoint for other work: its time begins now, and may be limited to `all`.
    #[must_use]
    pub fn begin(&self, all: Option<Duration>) -> Self {
        Self {
            agent: self.agent.clone(),
            url: self.url.clone(),
            credentials: self.credentials.clone(),
            patience: Patience { all, ..self.patience },
            started: Instant::now(),
            traffic: Mutex::default(),
            is_virtuoso: Arc::clone(&self.is_virtuoso),
        }
    }

    /// What was sent and received so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        *self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the next request may take, and the limit to name where that is over.
    fn limit(&self) -> Result<(Duration, Duration), RemoteError> {
        let Some(all) = self.patience.all else { return Ok((self.patience.request, self.patience.request)) };
        let left = all.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            return Err(RemoteError::Timeout(all));
        }
        if left < self.patience.request {
            Ok((left, all))
        } else {
            Ok((self.patience.request, self.patience.request))
        }
    }

    /// Sends a message, again where the endpoint asks to wait, and to where it is redirected on its own host. Gives the
    /// status, the media type and the body.
    ///
    /// A graph is named in the address, as the Graph Store Protocol has it.
    pub(super) fn send(
        &self,
        message: &Message<'_>,
        graph: Option<&str>,
    ) -> Result<(u16, String, Vec<u8>), RemoteError> {
        let mut url = self.url.clone();
        if let Some(graph) = graph {
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("graph", graph).finish();
            let mark = if url.query().is_some() { '&' } else { '?' };
            let whole = format!("{url}{mark}{form}");
            url = whole.parse().map_err(|_| RemoteError::Name(format!("invalid address `{whole}`")))?;
        }
        let (mut tries, mut redirects) = (0, 0);
        loop {
            let (limit, named) = self.limit()?;
            let began = Instant::now();
            let answer = self.once(&url, message, limit);
            {
                let mut traffic = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
                traffic.requests += 1;
                traffic.sent += message.body.len() as u64;
                traffic.time += began.elapsed();
                if let Ok((_, body)) = &answer {
                    traffic.received += body.len() as u64;
                }
            }
            let (response, body) = answer.map_err(|error| self.fault(error, named))?;
            let status = response.status().as_u16();
            let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
            match status {
                301 | 302 | 307 | 308 => {
                    let to = header(header::LOCATION).unwrap_or_default();
                    url = redirected(&url, to)
                        .filter(|_| redirects < REDIRECTS)
                        .ok_or_else(|| RemoteError::Redirect(visible(to)))?;
                    redirects += 1;
                }
                303 => {
                    let to = header(header::LOCATION).unwrap_or_default();
                    return Err(RemoteError::Redirect(visible(to)));
                }
                429 | 503 if tries + 1 < TRIES => {
                    let asked = header(header::RETRY_AFTER).and_then(|text| text.trim().parse().ok());
                    let wait = asked.map_or(Duration::from_millis(250 << tries), Duration::from_secs);
                    if wait > LONGEST_WAIT {
                        return Err(RemoteError::Status(status, start_of(&body)));
                    }
                    let (left, named) = self.limit()?;
                    if self.patience.all.is_some() && wait >= left {
                        return Err(RemoteError::Timeout(named));
                    }
                    thread::sleep(wait);
                    tries += 1;
                }
                _ => {
                    // Virtuoso says so where its time was up.
                    if let Some(state) = response.headers().get("x-sql-state").filter(|_| status == 200) {
                        let state = state.to_str().unwrap_or_default();
                        let problem = format!("it says that its answer is not whole: X-SQL-State {state}");
                        return Err(RemoteError::Foreign(problem));
                    }
                    if header(header::SERVER).is_some_and(|name| name.starts_with("Virtuoso")) {
                        self.is_virtuoso.store(true, Ordering::Relaxed);
                    }
                    let media = header(header::CONTENT_TYPE).unwrap_or_default();
                    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                    return Ok((status, media, body));
                }
            }
        }
    }

    fn once(
        &self,
        url: &Uri,
        message: &Message<'_>,
        limit: Duration,
    ) -> Result<(Response<()>, Vec<u8>), ureq::Error> {
        let mut request = ureq::http::Request::builder()
            .method(message.method)
            .uri(url)
            .header(header::CONTENT_TYPE, message.content_type)
            .header(header::ACCEPT, message.accept);
        if let Some(credentials) = self.credentials.header() {
            request = request.header(header::AUTHORIZATION, credentials);
        }
        let request = request.body(message.body)?;
        let request = self.agent.configure_request(request).timeout_global(Some(limit)).build();
        let (parts, body) = self.agent.run(request)?.into_parts();
        let body = if parts.status.is_success() {
            body.into_with_config().limit(MOST_BYTES).read_to_vec()?
        } else {
            // Of an error the beginning is enough, and what of it came.
            let mut start = Vec::new();
            let _ = body.into_with_config().reader().take(MOST_ERROR).read_to_end(&mut start);
            start
        };
        Ok((Response::from_parts(parts, ()), body))
    }

    fn fault(&self, error: ureq::Error, named: Duration) -> RemoteError {
        match error {
            ureq::Error::Timeout(_) => RemoteError::Timeout(named),
            ureq::Error::BodyExceedsLimit(_) => RemoteError::TooLarge(MOST_BYTES),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => {
                RemoteError::Timeout(named)
            }
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                RemoteError::Transport("the connection was refused; is the server running?".to_owned())
            }
            ureq::Error::HostNotFound => RemoteError::Transport("its host is not known".to_owned()),
            error => RemoteError::Transport(format!("the connection broke off: {error}")),
        }
    }
}

/// Where a redirect leads, if that is on the same host: credentials go nowhere else.
fn redirected(from: &Uri, to: &str) -> Option<Uri> {
    let to: Uri = Iri::parse(from.to_string()).ok()?.resolve(to).ok()?.as_str().parse().ok()?;
    let scheme = |uri: &Uri| uri.scheme_str().map(str::to_owned);
    let port = |uri: &Uri| uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    let is_same = scheme(from) == scheme(&to) && port(from) == port(&to);
    let is_safer = scheme(from).as_deref() == Some("http")
        && scheme(&to).as_deref() == Some("https")
        && (port(from), port(&to)) == (80, 443);
    (from.host() == to.host() && (is_same || is_safer)).then_some(to)
}

/// The beginning of a text in one line.
pub(super) fn start_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    if let Some((end, _)) = text.char_indices().nth(300) {
        text.truncate(end);
        text.push('…');
    }
    visible(&text)
}

impl AskSparql for HttpEndpoint {
    fn select(&self, select: &Select<'_>) -> Result<RemoteRows, RemoteError> {
        let is_virtuoso = self.is_virtuoso.load(Ordering::Relaxed);
        let (format, body) = self.answer(select, if is_virtuoso { XML_FIRST } else { JSON_FIRST })?;
        match format {
            QueryResultsFormat::Xml if is_virtuoso => rows(&referenced(&body), format, select),
            _ => rows(&body, format, select),
        }
    }
}

impl HttpEndpoint {
    /// The answer to a SELECT, with its format.
    fn answer(
        &self,
        select: &Select<'_>,
        accept: &'static str,
    ) -> Result<(QueryResultsFormat, Vec<u8>), RemoteError> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("query", select.query);
        if let Some((name, value)) = select.union.parameter() {
            form.append_pair(name, value);
        }
        let body = form.finish();
        let content_type = "application/x-www-form-urlencoded";
        let message = Message { method: "POST", content_type, accept, body: body.as_bytes() };
        let (status, media, body) = self.send(&message, None)?;
        if status != 200 {
            return Err(RemoteError::Status(status, start_of(&body)));
        }
        match media.as_str() {
            "application/sparql-results+json" | "application/json" => Ok((QueryResultsFormat::Json, body)),
            "application/sparql-results+xml" | "application/xml" | "text/xml" => {
                Ok((QueryResultsFormat::Xml, body))
            }
            _ => Err(RemoteError::Media(visible(&media), start_of(&body))),
        }
    }
}

/// XML of Virtuoso's with the white space of literals as references: it writes all as it is, and a reader leaves out white
/// space at the ends of a text and takes carriage returns for line ends.
fn referenced(xml: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(xml.len() + xml.len() / 16);
    let mut rest = xml;
    while let Some(begin) = memmem::find(rest, b"<literal") {
        let Some(open) = memchr::memchr(b'>', &rest[begin..]).map(|at| begin + at + 1) else { break };
        let Some(text) = memchr::memchr(b'<', &rest[open..]).map(|length| &rest[open..open + length]) else {
            break;
        };
        out.extend_from_slice(&rest[..open]);
        rest = &rest[open..];
        if out.ends_with(b"/>") {
            continue;
        }
        for (at, &byte) in text.iter().enumerate() {
            let is_end = at == 0 || at + 1 == text.len();
            if byte == b'\r' || is_end && byte.is_ascii_whitespace() {
                out.extend_from_slice(format!("&#{byte};").as_bytes());
            } else {
                out.push(byte);
            }
        }
        rest = &rest[text.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// The rows of an answer.
fn rows(body: &[u8], format: QueryResultsFormat, select: &Select<'_>) -> Result<RemoteRows, RemoteError> {
    let wrong = |error: &dyn fmt::Display| RemoteError::Malformed(start_of(error.to_string().as_bytes()));
    let parser = QueryResultsParser::from_format(format);
    let solutions = match parser.for_slice(body).map_err(|error| wrong(&error))? {
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions,
        SliceQueryResultsParserOutput::Boolean(_) => {
            return Err(RemoteError::Malformed("expected rows, found a boolean".to_owned()));
        }
    };
    let columns: Vec<Variable> =
        select.columns.iter().map(|column| Variable::new_unchecked(column.as_str())).collect();
    let mut found = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(|error| wrong(&error))?;
        if found.len() as u64 > select.most {
            return Err(RemoteError::TooMany(select.most));
        }
        found.push(columns.iter().map(|column| solution.get(column).cloned()).collect());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::lookup::{Select, Union};
    use super::{Credentials, address, base64, redirected, referenced, rows};
    use oxrdf::Term;
    use sparesults::QueryResultsFormat;
    use ureq::http::Uri;

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("ä:ö", "w6Q6w7Y="),
        ];
        for (text, encoded) in cases {
            assert_eq!(base64(text), encoded, "{text}");
        }
    }

    #[test]
    fn literals_in_xml_keep_their_white_space() {
        let columns = ["x".to_owned()];
        let select = Select { query: "", columns: &columns, union: Union::Already, most: 99 };
        let literals = [
            "",
            " ",
            "  ",
            " a  b ",
            "a\r\nb",
            "\r",
            "\n\ta\n",
            "&lt;&amp;&#39;",
            " &#1; ",
            "ü𝒳\u{a0}\u{2028}",
        ];
        let results: String = literals
            .iter()
            .map(|text| format!("<result>\n <binding name=\"x\"><literal xml:lang=\"en\">{text}</literal></binding>\n</result>"))
            .collect();
        let xml = format!(
            "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n<head><variable name=\"x\"/></head>\n<results>{results}</results>\n</sparql>"
        );
        let rows = rows(&referenced(xml.as_bytes()), QueryResultsFormat::Xml, &select).unwrap();
        let said: Vec<&str> = rows
            .iter()
            .map(|row| match &row[0] {
                Some(Term::Literal(literal)) => literal.value(),
                other => panic!("{other:?}"),
            })
            .collect();
        let meant =
            ["", " ", "  ", " a  b ", "a\r\nb", "\r", "\n\ta\n", "<&'", " \u{1} ", "ü𝒳\u{a0}\u{2028}"];
        assert_eq!(said, meant);
    }

    #[test]
    fn what_is_not_xml_is_left_as_it_is() {
        for text in
            ["", "<literal", "<literal>", "<literal>a", "<literal/>\r<b/>", "<literal></literal", "\r<a> <b>"]
        {
            assert!(referenced(text.as_bytes()).starts_with(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn redirects_stay_on_the_host() {
        let from: Uri = "http://data.example/sparql".parse().unwrap();
        let to = |to: &str| redirected(&from, to).map(|uri| uri.to_string());
        assert_eq!(to("/sparql/").as_deref(), Some("http://data.example/sparql/"));
        assert_eq!(to("https://data.example/sparql").as_deref(), Some("https://data.example/sparql"));
        for elsewhere in [
            "http://other.example/sparql",
            "http://data.example:8080/sparql",
            "//other.example/",
            "",
            "file:///etc/passwd",
        ] {
            assert!(to(elsewhere).is_none() || elsewhere.is_empty(), "{elsewhere}");
        }
        let safe: Uri = "https://data.example/sparql".parse().unwrap();
        assert_eq!(redirected(&safe, "http://data.example/sparql"), None);
    }

    #[test]
    fn addresses_hold_no_password() {
        assert!(address("https://data.example/sparql?graph=x").is_ok());
        for wrong in ["data.example", "ftp://data.example/", "http://user:secret@data.example/", "/sparql"] {
            let error = address(wrong).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let debug = format!("{:?}", Credentials::Basic { user: "me".into(), password: "secret".into() });
        assert!(!debug.contains("secret"));
    }
}
