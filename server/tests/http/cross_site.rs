//! Failure 24: nothing changes on the word of another site.

use axum::{Router, routing::any};
use http::{Method, Request, StatusCode};
use server::config::Mode;

use crate::app::{TestApp, with};

/// A method, headers, and whether they may change something.
type Case = (&'static str, &'static [(&'static str, &'static str)], bool);

const OURS: &str = "https://identity.example.org";

#[tokio::test]
async fn an_unsafe_request_must_come_from_a_page_of_ours() {
    let app = TestApp::with(Mode::Service, &[("BASE_URL", OURS)]).await;
    let table: &[Case] = &[
        ("GET", &[], true),
        ("GET", &[("sec-fetch-site", "cross-site")], true),
        ("HEAD", &[("origin", "https://evil.example")], true),
        ("POST", &[("sec-fetch-site", "same-origin")], true),
        ("POST", &[("sec-fetch-site", "same-site")], false),
        ("POST", &[("sec-fetch-site", "cross-site")], false),
        ("POST", &[("sec-fetch-site", "none")], false),
        ("POST", &[("sec-fetch-site", "")], false),
        ("POST", &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false),
        // What the browser says of the site outweighs what else is sent.
        ("POST", &[("sec-fetch-site", "cross-site"), ("origin", OURS)], false),
        ("POST", &[("origin", OURS)], true),
        ("POST", &[("origin", "null")], false),
        ("POST", &[("origin", "http://identity.example.org")], false),
        ("POST", &[("origin", "https://identity.example.org.evil.example")], false),
        ("POST", &[("origin", "https://identity.example.org:8443")], false),
        ("POST", &[("origin", OURS), ("origin", "https://evil.example")], false),
        ("POST", &[("referer", "https://identity.example.org/sign-in")], false),
        ("POST", &[], false),
        ("PUT", &[], false),
        ("PATCH", &[], false),
        ("DELETE", &[], false),
        ("BREW", &[], false),
    ];
    for (method, headers, allowed) in table {
        let routes = Router::new().route("/change", any(async || "done"));
        let request =
            with(Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri("/change"), headers);
        let status = app.ask_routes(routes, request).await.status;
        assert_eq!(status, if *allowed { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{method} {headers:?}");
    }
}

#[tokio::test]
async fn it_holds_for_addresses_that_no_route_knows() {
    let app = TestApp::new().await;
    for path in ["/nowhere", "/healthz", "/pkg/x", "/api/x"] {
        assert_eq!(app.ask(with(Request::post(path), &[])).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_demonstration_answers_to_no_name_of_somebody_else() {
    let app = TestApp::with(Mode::Demonstration, &[]).await;
    for (host, status) in [
        ("localhost:3000", 200),
        ("127.0.0.1:3000", 200),
        ("[::1]:3000", 200),
        ("evil.example", 400),
        ("localhost.evil.example:3000", 400),
    ] {
        let answer = app.ask(with(Request::get("/healthz"), &[("host", host)])).await;
        assert_eq!(answer.status, status, "{host}");
    }
}
