//! For whoever watches the service: `/healthz` (the process answers), `/readyz` (it can serve: the database answers and has
//! this version's schema, and no shutdown is under way), `/metrics`.
//!
//! `/metrics` is for your own machines only: it is answered when the connection comes from this machine or a trusted network,
//! and no proxy says that it asks for somebody else. To everybody else there is no such page.

use std::{net::SocketAddr, sync::Arc};

use app::web::Fault;
use axum::{
    Router,
    extract::{ConnectInfo, Extension, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{
    HeaderMap, StatusCode,
    header::{CONTENT_TYPE, FORWARDED},
};

use super::{error_page::ForPrograms, metrics};
use crate::{config::Networks, state::AppState};

/// Outside of sessions and pages: whoever watches has no browser.
pub fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/healthz", get(async || plain(StatusCode::OK, "ok\n")))
        .route("/readyz", get(readyz))
        .route("/metrics", get(show_metrics))
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, Extension(ForPrograms), [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn readyz(State(state): State<Arc<AppState>>) -> Response {
    if state.is_draining() {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "not ready: the server is shutting down\n");
    }
    match state.database.is_ready().await {
        Ok(()) => plain(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "not ready: the database does not answer, or has another version's schema\n",
            )
        }
    }
}

async fn show_metrics(
    State(state): State<Arc<AppState>>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Response {
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer);
    if !may_read_metrics(peer, &headers, &state.config.trusted_proxies) {
        return Fault::Missing.into_response();
    }
    refresh(&state).await;
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::render()).into_response()
}

fn may_read_metrics(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &Networks) -> bool {
    let for_somebody_else = headers.contains_key("x-forwarded-for") || headers.contains_key(FORWARDED);
    let ours = peer.is_some_and(|peer| peer.ip().to_canonical().is_loopback() || trusted.contains(peer.ip()));
    ours && !for_somebody_else
}

/// Figures that are asked for rather than counted.
async fn refresh(state: &AppState) {
    metrics::gauge("care_identity_hashing_waiting", i64::try_from(state.hashing.waiting()).unwrap_or(i64::MAX));
    let counted = async { Ok::<_, identity::Unexpected>(state.service.read().await?.count_mail().await?) };
    match counted.await {
        Ok(counts) => {
            let age =
                counts.oldest_pending.map_or(0, |written| (state.service.now().micros() - written).max(0) / 1_000_000);
            metrics::gauge("care_identity_outbox_pending", counts.pending);
            metrics::gauge("care_identity_outbox_dead", counts.dead);
            metrics::gauge("care_identity_outbox_oldest_pending_seconds", age);
        }
        Err(error) => tracing::warn!(%error, "the outbox could not be counted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_for_our_own_machines() {
        let trusted = Networks::parse("10.0.0.0/8").unwrap();
        let forwarded =
            HeaderMap::from_iter([(http::HeaderName::from_static("x-forwarded-for"), "203.0.113.9".parse().unwrap())]);
        for (peer, headers, may) in [
            ("127.0.0.1:1", &HeaderMap::new(), true),
            ("[::1]:1", &HeaderMap::new(), true),
            ("10.1.1.1:1", &HeaderMap::new(), true),
            ("203.0.113.9:1", &HeaderMap::new(), false),
            ("127.0.0.1:1", &forwarded, false),
            ("10.1.1.1:1", &forwarded, false),
        ] {
            assert_eq!(may_read_metrics(peer.parse().ok(), headers, &trusted), may, "{peer}");
        }
        assert!(!may_read_metrics(None, &HeaderMap::new(), &trusted));
    }
}
