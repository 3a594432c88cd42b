//! Failure 6: the network of a request, as the pages behind see it.

use axum::{Extension, Router, routing::get as route};
use http::Request;
use server::{config::Mode, web::ClientNetwork};

use crate::app::{TestApp, from_peer, with};

#[tokio::test]
async fn only_a_trusted_proxy_says_from_where_a_request_comes() {
    let app = TestApp::with(Mode::Service, &[("TRUSTED_PROXIES", "10.0.0.0/8")]).await;
    for (peer, forwarded, network) in [
        ("203.0.113.9:1", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1:1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1:1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("[2001:db8:1:2:3::4]:1", "198.51.100.1", "2001:db8:1:2::/64"),
    ] {
        let routes = Router::new()
            .route("/", route(async |Extension(ClientNetwork(network)): Extension<ClientNetwork>| network));
        let request = from_peer(with(Request::get("/"), &[("x-forwarded-for", forwarded)]), peer);
        assert_eq!(app.ask_routes(routes, request).await.text(), network);
    }
}
