//! Whether a request names our host. Nothing is made from `Host`, so in service it need not be checked: a proxy may put any
//! name there. A demonstration shows mail and links without a sign-in; there a name of somebody else's that leads to this
//! machine (DNS rebinding) is refused.

use http::{HeaderMap, Uri, header::HOST};

use crate::config::Config;

/// Whether the request may be answered.
#[must_use]
pub fn is_allowed(headers: &HeaderMap, uri: &Uri, config: &Config) -> bool {
    if !config.demonstration {
        return true;
    }
    let sent = headers
        .get(HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| uri.authority().map(http::uri::Authority::as_str));
    // HTTP/1.0 and in-process requests may have none; no browser is without.
    let Some(sent) = sent else { return true };
    let Ok(authority) = sent.parse::<http::uri::Authority>() else {
        return false;
    };
    let host = authority.host();
    host.eq_ignore_ascii_case(config.base_url.host()) || matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}
