//! What can go wrong with an endpoint.
use crate::ask::fragment::Unsupported;
use std::fmt;
use std::time::Duration;

/// Why an endpoint could not be asked, or its answer not be relied on.
#[derive(Clone, Debug, PartialEq)]
pub enum RemoteError {
    /// No answer in time.
    Timeout(Duration),
    /// No connection, or one that broke off.
    Transport(String),
    /// A status that is not 200, with the beginning of what the endpoint says.
    Status(u16, String),
    /// A redirect that is not followed: to another host, to a less safe scheme, or one too many.
    Redirect(String),
    /// An answer of a media type other than SPARQL results, and its beginning.
    Media(String, String),
    /// An answer that is not what its media type says, or only a part of it.
    Malformed(String),
    /// An answer of more bytes than are read.
    TooLarge(u64),
    /// More solutions than are fetched.
    TooMany(u64),
    /// Fewer rows than the endpoint itself counts: it cuts answers off.
    Short {
        /// How many rows there are.
        counted: u64,
        /// How many came.
        came: u64,
    },
    /// Rows that do not belong to what was asked for.
    Foreign(String),
    /// A success in answer to a request to write which is wrong.
    Heedless,
    /// A default graph that is not the union of the named graphs.
    DefaultGraph,
    /// Facts, but none in a named graph.
    NoGraphs,
    /// A query that needs all the data at hand.
    Unsupported(Unsupported),
    /// A name that cannot be looked up.
    Name(String),
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(limit) => write!(f, "no answer within {} s", limit.as_secs_f64()),
            Self::Transport(message) => f.write_str(message),
            Self::Status(401 | 403, _) => f.write_str(
                "access was refused (status 401 or 403); set GROUNDWIRE_ENDPOINT_USER and GROUNDWIRE_ENDPOINT_PASSWORD, or GROUNDWIRE_ENDPOINT_TOKEN",
            ),
            Self::Status(status, text) if text.is_empty() => write!(f, "status {status}"),
            Self::Status(status, text) => write!(f, "status {status}: {text}"),
            Self::Redirect(to) => {
                write!(f, "it redirects to `{to}`, which is not followed; name that address if it is the right one")
            }
            Self::Media(media, text) => {
                write!(f, "expected SPARQL results, found `{media}`")?;
                if text.is_empty() { Ok(()) } else { write!(f, ": {text}") }
            }
            Self::Malformed(message) => write!(f, "its answer is cut off or malformed: {message}"),
            Self::TooLarge(most) => write!(f, "its answer is larger than {} MiB; ask for less", most >> 20),
            Self::TooMany(most) => write!(
                f,
                "the query depends on more than {most} solutions there, too many to fetch; make it more selective"
            ),
            Self::Short { counted, came } => write!(
                f,
                "it counts {counted} rows and returned {came}: it limits its answers, so nothing is cited; raise its row limit, or make the query more selective"
            ),
            Self::Foreign(what) => write!(f, "its answer to a look-up does not fit: {what}"),
            Self::Heedless => f.write_str(
                "it calls even a wrong request a success, so it cannot be known what it writes; name the address for updates, or that of the graph store",
            ),
            Self::DefaultGraph => f.write_str(
                "its default graph is not the union of its named graphs, and it offers no way to ask for that; change the setting (`--union-default-graph` for oxigraph, `tdb2:unionDefaultGraph true` for Fuseki)",
            ),
            Self::NoGraphs => f.write_str(
                "it holds facts, but not in named graphs, which citations need; load an export in TriG or N-Quads",
            ),
            Self::Unsupported(error) => error.fmt(f),
            Self::Name(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for RemoteError {}

impl From<Unsupported> for RemoteError {
    fn from(error: Unsupported) -> Self {
        Self::Unsupported(error)
    }
}
