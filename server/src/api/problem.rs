//! What went wrong, for programs (RFC 9457).

use app::web::Fault;
use http::StatusCode;
use serde_json::json;

/// Of a problem (RFC 9457, 3).
pub const MEDIA_TYPE: &str = "application/problem+json";

/// The body. `about:blank` says that the status says it all; the instance leads to the log.
#[must_use]
pub fn body(fault: Fault, status: StatusCode, reference: &str) -> String {
    let problem = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": detail(fault),
        "instance": format!("urn:error-response-id:{reference}"),
    });
    problem.to_string()
}

const fn detail(fault: Fault) -> &'static str {
    match fault {
        Fault::SignedOut => "Nobody is signed in. Send the session cookie of somebody who is.",
        Fault::BadRequest => "A parameter has a value that /api/openapi.json does not describe.",
        Fault::Forbidden | Fault::CrossSite => "The request is not allowed to whoever asks.",
        Fault::Missing => "There is nothing at this address, or no organisation with this code.",
        Fault::WrongMethod => "Only GET and HEAD are answered here.",
        Fault::TooLarge => "The request is larger than any that is answered.",
        Fault::TooMany => "Too many requests in a minute. Retry-After says how many seconds to wait.",
        Fault::Unexpected => "Something went wrong on our side.",
        Fault::DatabaseAway | Fault::TimedOut => {
            "The service is not available for a moment. Try again after Retry-After."
        }
    }
}
