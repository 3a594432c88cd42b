//! Headers of every answer, and the nonce.

use axum::{Router, response::Html, routing::get as route};
use server::config::Mode;

use crate::app::{TestApp, get, with};

fn nonce_of(policy: &str) -> &str {
    policy.split_once("'nonce-").unwrap().1.split_once('\'').unwrap().0
}

#[tokio::test]
async fn a_page_is_protected_and_never_kept() {
    let app = TestApp::new().await;
    let routes = Router::new().route("/", route(async || Html("<p>x</p>")));
    let answer = app.ask_routes(routes, get("/")).await;
    let headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| {
            format!(
                "{name}: {}",
                value.to_str().unwrap().replace(nonce_of(answer.header("content-security-policy")), "NONCE")
            )
        })
        .collect();
    insta::assert_snapshot!(headers.join("\n"), @r"
    content-type: text/html; charset=utf-8
    x-content-type-options: nosniff
    x-frame-options: DENY
    referrer-policy: same-origin
    cross-origin-opener-policy: same-origin
    cross-origin-resource-policy: same-origin
    permissions-policy: camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), clipboard-write=(self)
    cache-control: no-store
    content-security-policy: default-src 'self'; script-src 'nonce-NONCE' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'
    content-length: 8
    ");
}

#[tokio::test]
async fn only_https_is_pinned() {
    assert_eq!(TestApp::new().await.ask(get("/nowhere")).await.header("strict-transport-security"), "");
    let https = TestApp::with(Mode::Service, &[("BASE_URL", "https://identity.example.org")]).await;
    assert_eq!(
        https.ask(get("/nowhere")).await.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
}

#[tokio::test]
async fn every_answer_has_a_nonce_and_a_name_of_its_own() {
    let app = TestApp::new().await;
    let (first, second) = (app.ask(get("/nowhere")).await, app.ask(get("/nowhere")).await);
    assert_ne!(nonce_of(first.header("content-security-policy")), nonce_of(second.header("content-security-policy")));
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}

#[tokio::test]
async fn the_name_of_a_request_is_ours_alone() {
    let app = TestApp::new().await;
    let request = with(http::Request::get("/healthz"), &[("x-request-id", "forged")]);
    let answer = app.ask(request).await;
    assert_ne!(answer.header("x-request-id"), "forged");
    assert_eq!(answer.header("x-request-id").len(), 11);
}

#[tokio::test]
async fn every_script_of_a_page_bears_the_nonce_of_its_header() {
    let app = TestApp::new().await;
    for path in ["/sign-in", "/nowhere"] {
        let answer = app.ask(get(path)).await;
        let expected = format!("nonce=\"{}\"", nonce_of(answer.header("content-security-policy")));
        let text = answer.text();
        assert!(text.contains("<script"), "{path}");
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&expected), "{path}: {tag}");
        }
        assert!(!text.contains("style=\""), "{path}: an inline style");
    }
}

#[tokio::test]
async fn only_a_page_that_talks_to_the_smartcard_agent_may_reach_this_computer() {
    let app = TestApp::new().await;
    let policy = app.ask(get("/sign-in/smartcard")).await.header("content-security-policy").to_owned();
    assert!(policy.contains("connect-src 'self' http://127.0.0.1:47110 http://127.0.0.1:47111 "), "{policy}");
    assert!(policy.contains(" http://127.0.0.1:47117; "), "{policy}");
    for path in ["/sign-in", "/help/smartcard", "/nowhere"] {
        let policy = app.ask(get(path)).await.header("content-security-policy").to_owned();
        assert!(policy.contains("connect-src 'self'; "), "{path}: {policy}");
    }
}
