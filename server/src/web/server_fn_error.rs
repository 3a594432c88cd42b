//! A form whose fields cannot be read makes `server_fn` redirect to the page before, with the error in the address (without a
//! page before: to `/`, and nothing is said). Addresses reach histories and logs, so that answer becomes the error page for a bad
//! request. Expected outcomes never come this way: they are redirects of our own.

use axum::response::Response;
use http::header::LOCATION;

/// Put by `server_fn` on every such answer, whoever asks.
const MARK: &str = "serverfnerror";

/// Whether an answer is such a redirect.
#[must_use]
pub fn is_leak(response: &Response) -> bool {
    let headers = response.headers();
    let location = headers.get(LOCATION).map_or(&b""[..], http::HeaderValue::as_bytes);
    headers.contains_key(MARK) || location.windows(6).any(|part| part == b"__err=")
}
