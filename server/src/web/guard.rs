//! What no page should see is refused before any page: changes asked by other sites, foreign hosts in a demonstration, large
//! bodies. What takes too long is ended.

use std::{sync::Arc, time::Duration};

use app::{pages::ra::import::UPLOAD, web::Fault};
use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{header::CONTENT_LENGTH, uri::PathAndQuery};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::{cross_site, host};
use crate::state::AppState;

/// The longest body: no form of ours comes near.
pub const LONGEST_BODY: usize = 64 * 1024;

/// The longest body at the one address that takes files. It is much more than the longest file: whoever takes it keeps no more of
/// it than that, and can say so on the page only when the browser was heard out.
pub const LONGEST_FILE: usize = 32 * 1024 * 1024;

/// The longest that a request may take, reading its body included.
pub const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// The middleware.
pub async fn guard(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !host::is_allowed(headers, request.uri(), &state.config) {
        tracing::warn!("refused: the host is not ours");
        return Fault::BadRequest.into_response();
    }
    if !cross_site::is_allowed(request.method(), headers, &state.config.base_url) {
        tracing::warn!("refused: a change asked by another site, or by a client that does not say from where");
        return Fault::CrossSite.into_response();
    }
    let answered = tokio::time::timeout(LONGEST_REQUEST, async {
        match bounded(request).await {
            Ok(request) => next.run(request).await,
            Err(kind) => kind.into_response(),
        }
    });
    let Ok(response) = answered.await else {
        tracing::error!("ended: it took longer than {LONGEST_REQUEST:?}");
        return Fault::TimedOut.into_response();
    };
    response
}

/// Whether there is a NUL character in it: no page or form of ours has one, and PostgreSQL refuses texts with it.
fn has_nul(text: &[u8]) -> bool {
    text.contains(&0) || text.windows(3).any(|character| character == b"%00")
}

/// Reads the body whole, so that nothing behind this meets one that is too long, broken off or slow. A file is not read here, but
/// bounded: whoever takes it asks first who sends it.
async fn bounded(request: Request) -> Result<Request, Fault> {
    let (parts, body) = request.into_parts();
    let takes_files = parts.uri.path() == UPLOAD;
    let longest = if takes_files { LONGEST_FILE } else { LONGEST_BODY };
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > longest) {
        return Err(Fault::TooLarge);
    }
    let path = parts.uri.path_and_query().map_or("", PathAndQuery::as_str);
    if has_nul(path.as_bytes()) {
        return Err(Fault::BadRequest);
    }
    if takes_files {
        return Ok(Request::from_parts(parts, Body::new(Limited::new(body, longest))));
    }
    match Limited::new(body, LONGEST_BODY).collect().await {
        Ok(body) => {
            let body = body.to_bytes();
            if has_nul(&body) {
                return Err(Fault::BadRequest);
            }
            Ok(Request::from_parts(parts, Body::from(body)))
        }
        Err(error) if error.is::<LengthLimitError>() => Err(Fault::TooLarge),
        Err(_) => Err(Fault::BadRequest),
    }
}
