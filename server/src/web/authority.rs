//! What whoever trusts smartcards of this installation fetches: the root of its certificate authority, and its list of revoked
//! certificates (RFC 5280, 4.2.1.13).

use std::sync::Arc;

use app::web::Fault;
use axum::{
    Router,
    extract::{Extension, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use identity::{Unexpected, smartcard::authority::StoredAuthority};

use super::error_page::ForPrograms;
use crate::state::AppState;

/// The routes.
pub fn routes() -> Router<Arc<AppState>> {
    Router::new().route("/ca/root.der", get(root)).route("/ca/crl.der", get(list))
}

async fn root(State(state): State<Arc<AppState>>) -> Response {
    answer(&state, "application/pkix-cert", |authority| Some(authority.root)).await
}

/// As it was published last: a job does it every few minutes, so that nobody can have lists signed by asking for them.
async fn list(State(state): State<Arc<AppState>>) -> Response {
    answer(&state, "application/pkix-crl", |authority| authority.list.map(|list| list.der)).await
}

async fn answer(state: &AppState, kind: &'static str, of: impl FnOnce(StoredAuthority) -> Option<Vec<u8>>) -> Response {
    match lookup(state).await {
        Ok(authority) => match authority.and_then(of) {
            Some(der) => {
                let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300")];
                (Extension(ForPrograms), headers, der).into_response()
            }
            None => Fault::Missing.into_response(),
        },
        Err(error) => Fault::of(&error).into_response(),
    }
}

async fn lookup(state: &AppState) -> Result<Option<StoredAuthority>, Unexpected> {
    Ok(state.service.read().await?.lookup_authority().await?)
}
