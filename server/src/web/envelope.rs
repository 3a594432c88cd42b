//! What surrounds every request: its name, its client's network, its nonce; afterwards the error page where one is due, the
//! headers, the access log and the figures.
//!
//! The log names the matched route and never the path or query: links carry secrets.

use std::sync::Arc;

use app::web::TalksToAgent;
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::Method;
use identity::random;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{ClientNetwork, CspNonce, RequestId, error_page, headers, metrics, nonce, request_id};
use crate::state::AppState;

/// The middleware.
#[expect(clippy::disallowed_methods, reason = "how long an answer took is for the figures; no rule reads it")]
pub async fn envelope(State(state): State<Arc<AppState>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (id, nonce) = fresh(&*state.service.random);
    let network = ClientNetwork::of(&request, &state.config.trusted_proxies);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let wants = error_page::Wants::of(&request);
    let extensions = request.extensions_mut();
    extensions.insert(id.clone());
    extensions.insert(nonce.clone());
    extensions.insert(network);

    // At the highest level, so that no filter of log lines takes the id from the lines that it lets through.
    let span = tracing::error_span!("request", id = id.as_str());
    async {
        let response = next.run(request).await;
        let mut response = error_page::dress(response, wants, &id, &nonce, &state);
        let agent = response.extensions().get::<TalksToAgent>().is_some();
        headers::protect(response.headers_mut(), (&id, &nonce), state.config.base_url.is_https(), agent);
        let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
        report(&method, route, &response, started);
        response
    }
    .instrument(span)
    .await
}

/// One call for both: each costs a call of the operating system.
fn fresh(random: &dyn random::Random) -> (RequestId, CspNonce) {
    let bytes: [u8; request_id::BYTES + nonce::BYTES] = random::bytes(random);
    let (mut id, mut nonce) = ([0; request_id::BYTES], [0; nonce::BYTES]);
    id.copy_from_slice(&bytes[..request_id::BYTES]);
    nonce.copy_from_slice(&bytes[request_id::BYTES..]);
    (RequestId::new(id), CspNonce::new(&nonce))
}

fn report(method: &Method, route: &str, response: &Response, started: Instant) {
    let took = started.elapsed();
    let status = response.status().as_u16();
    metrics::request(method, route, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if metrics::is_quiet(route) {
        tracing::debug!(%method, route, status, micros, "answered");
    } else {
        tracing::info!(%method, route, status, micros, "answered");
    }
}
