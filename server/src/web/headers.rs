//! Headers that protect whoever reads a page (OWASP Secure Headers; ASVS 3.4).

use std::sync::LazyLock;

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

use super::{CspNonce, RequestId};

/// Where the smartcard agent listens, for pages that talk to it.
static AGENT: LazyLock<String> =
    LazyLock::new(|| card_protocol::PORTS.map(|port| format!(" http://127.0.0.1:{port}")).collect());

/// Where a response says which request it answers.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The same for every response.
const ALWAYS: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), \
         publickey-credentials-create=(self), publickey-credentials-get=(self), clipboard-write=(self)",
    ),
];

/// Sets them. What a handler set itself about caching stays: only assets may be kept. `agent`: whether it is a page that talks to
/// the smartcard agent.
pub fn protect(headers: &mut HeaderMap, (id, nonce): (&RequestId, &CspNonce), https: bool, agent: bool) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let html = headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let policy = if html { page_policy(nonce, agent) } else { "default-src 'none'; frame-ancestors 'none'".to_owned() };
    for (name, value) in [(CONTENT_SECURITY_POLICY, policy.as_str()), (REQUEST_ID, id.as_str())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}

/// No script without the nonce, no inline style, no frame, no other host; this computer only where a page talks to its agent.
fn page_policy(nonce: &CspNonce, agent: bool) -> String {
    let agent = if agent { AGENT.as_str() } else { "" };
    format!(
        "default-src 'self'; script-src 'nonce-{}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'{agent}; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        nonce.as_str()
    )
}
