//! Nothing is changed on the word of another site (failure 24). An unsafe request must come from a page of ours: browsers
//! say so by `Sec-Fetch-Site: same-origin`; older ones, and any browser where the address is neither https nor this machine,
//! by an `Origin` that equals the base URL. With neither it is refused. It holds for every route, so that a new one is never
//! forgotten. (OWASP Cross-Site Request Forgery Prevention; ASVS 3.5.1)

use http::{HeaderMap, Method};

use crate::config::BaseUrl;

/// Whether a request may change something.
#[must_use]
pub fn is_allowed(method: &Method, headers: &HeaderMap, base_url: &BaseUrl) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    if headers.contains_key("sec-fetch-site") {
        return all_equal(headers, "sec-fetch-site", "same-origin");
    }
    all_equal(headers, "origin", base_url.as_str())
}

/// Present, and the same however often it is sent.
fn all_equal(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.contains_key(name) && headers.get_all(name).iter().all(|sent| sent == value)
}
