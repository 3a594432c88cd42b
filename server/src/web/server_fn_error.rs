//! A form whose fields cannot be read makes `server_fn` redirect to the page before, with the error in the address. Addresses
//! reach histories and logs, so that answer becomes the error page for a bad request. Expected outcomes never come this way:
//! they are redirects of our own.

use axum::response::Response;
use http::header::LOCATION;

/// Whether an answer is such a redirect.
#[must_use]
pub fn is_leak(response: &Response) -> bool {
    let location = response.headers().get(LOCATION);
    location.is_some_and(|value| value.as_bytes().windows(6).any(|part| part == b"__err="))
}
