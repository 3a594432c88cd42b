//! The cookies: the session, which proves a sign-in; the browser, which proves nothing; and the method that a browser signs
//! in with, which says nothing of a person.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use identity::{assurance, cookie::pairs, random::Token};

use super::Request;

/// How long a browser and its method stay known: 400 days, as long as browsers keep a cookie at the most.
const BROWSER_LIFE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// The name of a cookie: with the prefix that binds it to this host, to https and to `/` (RFC 6265bis, 4.1.3.2),
/// where there is https.
const fn name(secure: bool, kind: Kind) -> &'static str {
    match (secure, kind) {
        (true, Kind::Session) => "__Host-session",
        (false, Kind::Session) => "session",
        (true, Kind::Browser) => "__Host-browser",
        (false, Kind::Browser) => "browser",
        (true, Kind::Method) => "__Host-method",
        (false, Kind::Method) => "method",
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Session,
    Browser,
    Method,
}

/// What a request brings.
#[derive(Default)]
pub struct Tokens {
    /// Whether it still counts, the database says.
    pub session: Option<Token>,
    /// It says nothing of who sits there.
    pub browser: Option<Token>,
    /// How this browser signs in.
    pub method: Option<assurance::Kind>,
}

/// Reads the cookies of a request. Anything that is not ours is passed over.
#[must_use]
pub fn read(headers: &HeaderMap, secure: bool) -> Tokens {
    let mut tokens = Tokens::default();
    // Another application's cookie may hold anything: it takes nothing from ours.
    let texts: Vec<_> =
        headers.get_all(header::COOKIE).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    for (key, value) in texts.iter().flat_map(|text| pairs(text)) {
        if key == name(secure, Kind::Session) && tokens.session.is_none() {
            tokens.session = Token::parse(value);
        } else if key == name(secure, Kind::Browser) && tokens.browser.is_none() {
            tokens.browser = Token::parse(value);
        } else if key == name(secure, Kind::Method) && tokens.method.is_none() {
            tokens.method = assurance::Kind::from_slug(value);
        }
    }
    tokens
}

/// Gives the browser its cookie.
pub fn set_browser(request: &Request, token: &Token) {
    set(request, Kind::Browser, token.reveal(), Some(BROWSER_LIFE_SECONDS));
}

/// Gives the browser a session. It goes when the browser is closed; the server ends it sooner.
pub fn set_session(request: &Request, token: &Token) {
    set(request, Kind::Session, token.reveal(), None);
}

/// Takes the session away.
pub fn clear_session(request: &Request) {
    set(request, Kind::Session, "", Some(0));
}

/// The answer, with the cookies that were set on the way to it.
pub(super) fn with(request: &Request, mut response: Response) -> Response {
    for cookie in request.take_cookies() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Lets the browser remember how it signs in.
pub fn set_method(request: &Request, method: assurance::Kind) {
    set(request, Kind::Method, method.slug(), Some(BROWSER_LIFE_SECONDS));
}

/// Lets it forget.
pub fn clear_method(request: &Request) {
    set(request, Kind::Method, "", Some(0));
}

fn set(request: &Request, kind: Kind, value: &str, max_age: Option<u32>) {
    let secure = request.app.secure;
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let https = if secure { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{https}{age}", name(secure, kind));
    if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
        cookie.set_sensitive(true);
        request.add_cookie(cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_only_cookies_bound_to_this_host_count() {
        let mut headers = HeaderMap::new();
        let token = "A".repeat(43);
        headers.insert(header::COOKIE, format!("session={token}; browser={token}").parse().unwrap());
        assert!(read(&headers, true).session.is_none());
        assert!(read(&headers, false).session.is_some() && read(&headers, false).browser.is_some());
        headers.insert(header::COOKIE, format!("x=1;__Host-session={token}").parse().unwrap());
        assert!(read(&headers, true).session.is_some());
    }
}
