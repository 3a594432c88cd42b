//! `/healthz`, `/readyz` and `/metrics`.

use http::{Request, StatusCode};

use crate::app::{TestApp, from_peer, get, with};

#[tokio::test]
async fn ready_until_the_shutdown_begins() {
    let app = TestApp::new().await;
    assert_eq!(app.ask(get("/healthz")).await.text(), "ok\n");
    assert_eq!(app.ask(get("/readyz")).await.status, StatusCode::OK);
    app.state.drain();
    assert_eq!(app.ask(get("/readyz")).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(app.ask(get("/healthz")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn not_ready_while_the_database_is_away() {
    let app = TestApp::new().await;
    app.state.database.handle().close().await;
    let answer = app.ask(get("/readyz")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("database"));
}

#[tokio::test]
async fn figures_name_routes_and_never_paths() {
    server::web::metrics::start().unwrap();
    let app = TestApp::new().await;
    app.post("accept@example.org").await;
    app.ask(get("/sign-in/link/secret-of-a-link")).await;
    app.ask(get("/nowhere/secret-path")).await;
    let figures = app.ask(from_peer(get("/metrics"), "127.0.0.1:1")).await.text();
    assert!(figures.contains("care_identity_http_requests_total"), "{figures}");
    assert!(figures.contains("care_identity_outbox_pending"), "{figures}");
    assert!(!figures.contains("secret"), "{figures}");
}

#[tokio::test]
async fn strangers_find_no_figures() {
    let app = TestApp::new().await;
    assert_eq!(app.ask(from_peer(get("/metrics"), "203.0.113.9:1")).await.status, StatusCode::NOT_FOUND);
    let by_proxy = with(Request::get("/metrics"), &[("x-forwarded-for", "203.0.113.9")]);
    assert_eq!(app.ask(from_peer(by_proxy, "127.0.0.1:1")).await.status, StatusCode::NOT_FOUND);
}
