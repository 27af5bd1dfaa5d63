//! Agents over HTTP: [`mcp`](crate::mcp) behind the checks of the other routes, and for no page elsewhere.
use super::reply::refusal;
use super::sparql::{read_body, turn};
use super::{Shared, guard};
use crate::mcp::http::Http;
use crate::mcp::shelf::{Shown, refused};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use std::sync::Arc;

/// Answers an agent.
pub(super) async fn answer(shared: Arc<Shared>, request: Request) -> Response<Body> {
    if let Err((status, message)) = guard::check_machine(&shared, request.headers()) {
        return refusal(status, message);
    }
    if shared.site().source().is_some() {
        let message = "agents are answered only where the documents themselves are served\n";
        return refusal(StatusCode::NOT_FOUND, message);
    }
    let (mut parts, body) = request.into_parts();
    let body = match read_body(&shared, body).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let permit = match turn(&shared).await {
        Ok(permit) => permit,
        Err(response) => return response,
    };
    let agents = shared.agents.get_or_init(|| {
        // The server owns what answers agents: that one must not own the server.
        let server = Arc::downgrade(&shared);
        let last = shared.site();
        Http::new(move || {
            let site = server.upgrade().map_or_else(|| Arc::clone(&last), |server| server.site());
            let refused = refused(site.reports());
            Shown { snapshot: site.snapshot().clone(), input: site.input(), refused }
        })
    });
    // Whoever calls a tool finds it there.
    parts.extensions.insert(permit);
    agents.answer(Request::from_parts(parts, Body::from(body))).await
}
