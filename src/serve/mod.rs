//! The page, the SPARQL endpoint and linked data over HTTP: on loopback and read-only unless told otherwise.
//!
//! A [`Site`] is what is shown: a snapshot with what belongs to it. A [`Server`] answers requests from the site that holds
//! at the moment; a new one is [put in its place](Replacer::replace) while the old goes on serving who asked it.
mod accept;
#[cfg(feature = "mcp")]
mod agent;
mod asset;
mod cache;
mod contents;
mod data;
mod desk;
mod distant;
#[cfg(feature = "endpoint")]
mod endpoint;
mod feed;
mod guard;
mod labels;
mod page;
mod picture;
mod publish;
mod reply;
mod route;
mod site;
mod source;
mod sparql;
#[cfg(feature = "disk")]
mod store;
mod stream;
mod suggest;
mod target;
mod workers;

pub use desk::Writer;
#[cfg(feature = "endpoint")]
pub use endpoint::Endpoint;
pub use feed::{Documents, Feed};
pub use publish::{PublishOptions, Published};
pub use site::Site;
pub use source::{ArchiveSource, Output};
#[cfg(feature = "disk")]
pub use store::Store;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// How a server answers.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// The address to listen on; port 0 for any that is free.
    pub bind: SocketAddr,
    /// How long a query may take.
    pub deadline: Duration,
    /// The most rows of an answer.
    pub most_rows: u64,
    /// How large the body of a request may be, in bytes.
    pub most_bytes: usize,
    /// How many queries are answered at the same time, and how many pages are made; more wait, and a hundred times as many are
    /// turned away.
    pub at_once: usize,
    /// The token that each request needs, where the server is not on loopback alone.
    pub token: Option<String>,
    /// What lets it write; none where it only reads.
    pub writer: Option<Writer>,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 8487)),
            deadline: Duration::from_secs(10),
            most_rows: 100_000,
            most_bytes: 1 << 20,
            at_once: 4 * std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            token: None,
            writer: None,
        }
    }
}

/// How long a request may take to arrive: its head, and its body.
const ARRIVAL: Duration = Duration::from_secs(30);
/// How long an answer may go on once the server is to close.
const CLOSING: Duration = Duration::from_secs(5);

/// What all requests share.
pub(crate) struct Shared {
    site: RwLock<Arc<Site>>,
    options: ServeOptions,
    /// The address that it listens on.
    address: SocketAddr,
    /// The turns of those who ask queries.
    queries: Arc<Semaphore>,
    /// Answer the queries.
    workers: workers::Workers,
    /// The same turns for pages that need no query.
    pages: Arc<Semaphore>,
    /// How many wait for a query or a page to end.
    waiting: std::sync::atomic::AtomicUsize,
    /// Answers agents; made when the first one asks.
    #[cfg(feature = "mcp")]
    agents: std::sync::OnceLock<crate::mcp::http::Http>,
}

impl Shared {
    /// The site that holds now.
    pub(crate) fn site(&self) -> Arc<Site> {
        Arc::clone(&self.site.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A server that listens.
pub struct Server {
    shared: Arc<Shared>,
    listener: std::net::TcpListener,
}

/// A handle to put another site in the place of a server's.
#[derive(Clone)]
pub struct Replacer(Arc<Shared>);

impl Replacer {
    /// Puts another site in the place of the one that is served.
    pub fn replace(&self, site: Site) {
        let site = site.writable(self.0.options.writer.is_some());
        *self.0.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(site);
    }

    /// The site that is served.
    #[must_use]
    pub fn site(&self) -> Arc<Site> {
        self.0.site()
    }
}

impl Server {
    /// Listens.
    ///
    /// # Errors
    /// Where the address is taken, or not one of this machine.
    pub fn bind(site: Site, options: ServeOptions) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(options.bind)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let turns = || Arc::new(Semaphore::new(options.at_once.max(1)));
        let (queries, pages) = (turns(), turns());
        let workers = workers::Workers::new(options.at_once.max(1));
        let shared = Shared {
            site: RwLock::new(Arc::new(site.writable(options.writer.is_some()))),
            options,
            address,
            queries,
            workers,
            pages,
            waiting: std::sync::atomic::AtomicUsize::new(0),
            #[cfg(feature = "mcp")]
            agents: std::sync::OnceLock::new(),
        };
        Ok(Self { shared: Arc::new(shared), listener })
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// A handle to put another site in the place of the one that is served.
    #[must_use]
    pub fn replacer(&self) -> Replacer {
        Replacer(Arc::clone(&self.shared))
    }

    /// Answers requests until `stop` is done, then lets those that have begun end.
    ///
    /// # Errors
    /// Where no thread or no event loop can be made.
    pub fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async move {
            let listener = TcpListener::from_std(self.listener)?;
            let router = route::router(&self.shared);
            let (closing, closed) = watch::channel(());
            let mut stop = std::pin::pin!(stop);
            loop {
                tokio::select! {
                    () = &mut stop => break,
                    accepted = listener.accept() => match accepted {
                        Ok((stream, _)) => {
                            tokio::spawn(connection(stream, router.clone(), closed.clone()));
                        }
                        // Too many open files, say: wait for some to close.
                        Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                    }
                }
            }
            drop(closed);
            let _ = closing.send(());
            let _ = tokio::time::timeout(CLOSING, closing.closed()).await;
            Ok(())
        })
    }
}

/// Serves one connection.
async fn connection(stream: TcpStream, router: Router, mut closed: watch::Receiver<()>) {
    let _ = stream.set_nodelay(true);
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(ARRIVAL).max_buf_size(64 << 10);
    let service = TowerToHyperService::new(router);
    let serving = http.serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        // A client that goes away, or sends nonsense, does not concern others.
        _ = serving.as_mut() => return,
        _ = closed.changed() => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}
