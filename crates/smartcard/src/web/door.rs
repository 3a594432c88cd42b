//! Who may come in. Every page that somebody has open can reach 127.0.0.1; only pages of configured origins, in a browser of this
//! person, get an answer that they can read.
//!
//! - The peer is this person (terminal servers share 127.0.0.1).
//! - `Host` is ours: a name that somebody points at 127.0.0.1 (DNS rebinding) is not.
//! - `Origin` is one of the configured, letter by letter. Browsers set it, and pages cannot. A request without it is not a page's.
//! - Few requests at a time.
//! - What asks for something has the content type JSON or an `Authorization`, so that a browser asks us first (Fetch, 4.8,
//!   CORS-preflight).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use card_protocol::Fault;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, HOST, HeaderName, ORIGIN, VARY,
        X_CONTENT_TYPE_OPTIONS,
    },
};

use super::{endpoints::Refusal, listen::Peer};
use crate::agent::Agent;

/// Private Network Access, the older form of Local Network Access: browsers of that time ask for a yes of its own.
const REQUEST_PRIVATE: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// What lines about refused pages are counted as: no origin is called so.
const REFUSED: &str = "refused";

/// The origin of the page that asks: one of the configured.
#[derive(Clone, Debug)]
pub struct Origin(pub String);

/// The middleware.
pub async fn door(State(agent): State<Arc<Agent>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let headers = request.headers();
    let origin = origin(headers).filter(|origin| agent.origins.contains(origin));
    let refused = match (&origin, peer) {
        _ if !peer.is_some_and(|peer| is_host(headers, peer.port)) => Some(Fault::OriginRefused),
        (None, _) => Some(Fault::OriginRefused),
        (Some(_), Some(peer)) if peer.user != Some(agent.user) => Some(Fault::OtherUser),
        (Some(origin), _) if !agent.rates.allow(origin) => Some(Fault::TooMany),
        _ => None,
    };
    let preflight = (request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD))
        .then(|| headers.contains_key(REQUEST_PRIVATE));

    let mut response = match (refused, &origin, preflight) {
        (Some(fault), ..) => {
            // A page that floods must not fill the log either.
            if agent.rates.allow(REFUSED) {
                tracing::warn!("{}: refused a page of {:?}", fault.code(), headers.get(ORIGIN));
            }
            Refusal(fault).into_response()
        }
        (None, Some(_), Some(private)) => preflight_answer(private),
        (None, Some(origin), None) => {
            request.extensions_mut().insert(Origin(origin.clone()));
            next.run(request).await
        }
        (None, None, _) => Refusal(Fault::OriginRefused).into_response(),
    };
    dress(response.headers_mut(), origin.as_deref());
    response
}

fn origin(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(ORIGIN).iter();
    let one = all.next()?.to_str().ok()?;
    all.next().is_none().then(|| one.to_owned())
}

/// Whether the browser meant us, and not a name that leads here.
fn is_host(headers: &HeaderMap, port: u16) -> bool {
    let mut all = headers.get_all(HOST).iter();
    let one = all.next().and_then(|host| host.to_str().ok());
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    all.next().is_none() && one.is_some_and(|host| ours.iter().any(|our| our == host))
}

fn preflight_answer(private: bool) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if private {
        headers.insert(ALLOW_PRIVATE, HeaderValue::from_static("true"));
    }
    response
}

/// Only a page of an allowed origin may read the answer, whatever it is.
fn dress(headers: &mut HeaderMap, origin: Option<&str>) {
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(VARY, HeaderValue::from_static("origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
