//! The same over HTTP, for the server of the pages: one request, one answer, no sessions. Reading only.
//!
//! Who may ask at all is for the server to decide before a request comes here.
use super::Agent;
use super::shelf::{Shelf, Shown};
use axum::body::Body;
use axum::http::{Request, Response};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use std::sync::Arc;

/// Answers agents over HTTP.
pub(crate) struct Http(StreamableHttpService<Agent, NeverSessionManager>);

impl Http {
    /// Answers from the documents that a function gives, as they are at each request.
    pub(crate) fn new(current: impl Fn() -> Shown + Send + Sync + 'static) -> Self {
        let agent = Agent { shelf: Arc::new(Shelf::Live(Box::new(current))), allow_drafts: false };
        let config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(false)
            .with_json_response(true)
            .disable_allowed_hosts();
        Self(StreamableHttpService::new(
            move || Ok(agent.clone()),
            Arc::new(NeverSessionManager::default()),
            config,
        ))
    }

    /// Answers a request.
    pub(crate) async fn answer(&self, request: Request<Body>) -> Response<Body> {
        self.0.handle(request).await.map(Body::new)
    }
}
