//! What people see when something goes wrong.

use std::{sync::Arc, time::Duration};

use app::web::Fault;
use axum::{
    Router,
    body::Body,
    routing::{get as route, post},
};
use http::{Request, StatusCode};
use identity::{Unexpected, store::StoreError};
use server::state::AppState;

use crate::app::{TestApp, get, with};

const FROM_US: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn an_error_is_a_page_with_the_id_that_the_log_has() {
    let app = TestApp::new().await;
    let answer = app.ask(get("/nowhere")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let text = answer.text();
    assert!(text.contains("Page not found") && text.contains(answer.header("x-request-id")), "{text}");
}

#[tokio::test]
async fn a_script_gets_a_line_of_text() {
    let app = TestApp::new().await;
    let answer = app.ask(with(Request::get("/nowhere"), &[("accept", "application/json")])).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::NOT_FOUND, "text/plain; charset=utf-8"));
    assert!(answer.text().ends_with(&format!("Error Response ID: {}\n", answer.header("x-request-id"))));
}

#[tokio::test]
async fn the_database_away_is_told_from_our_own_fault() {
    let app = TestApp::new().await;
    for (error, status) in [
        (Unexpected::Store(StoreError::Away("gone".into())), StatusCode::SERVICE_UNAVAILABLE),
        (Unexpected::Other("secret cause".into()), StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let kind = Fault::of(&error);
        let answer = app.ask_routes(Router::new().route("/", route(async move || kind)), get("/")).await;
        assert_eq!(answer.status, status);
        assert!(!answer.text().contains("secret cause"));
    }
}

#[tokio::test]
async fn a_panic_is_a_page_and_the_next_request_is_answered() {
    let app = TestApp::new().await;
    let routes: Router<Arc<AppState>> = Router::new().route("/", route(panics)).route("/fine", route(async || "fine"));
    let answer = app.ask_routes(routes.clone(), get("/")).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.text().contains("there is a problem with the service"));
    assert_eq!(app.ask_routes(routes, get("/fine")).await.status, StatusCode::OK);
}

async fn panics() -> &'static str {
    panic!("on purpose");
}

#[tokio::test]
async fn what_takes_too_long_is_ended() {
    let app = TestApp::new().await;
    let routes = Router::new().route("/", route(async || tokio::time::sleep(Duration::from_secs(60)).await));
    tokio::time::pause();
    let answer = app.ask_routes(routes, get("/")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
    assert!(answer.text().contains("took too long"));
}

#[tokio::test]
async fn a_body_of_more_than_64_kib_is_refused_announced_or_not() {
    let app = TestApp::new().await;
    let routes = || Router::new().route("/", post(async |body: String| body.len().to_string()));
    for (length, announced, status) in
        [(65_536, true, 200), (65_537, true, 413), (65_536, false, 200), (65_537, false, 413)]
    {
        let bytes = vec![b'a'; length];
        let body = if announced {
            Body::from(bytes)
        } else {
            let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
                bytes.chunks(1000).map(|piece| Ok(piece.to_vec())).collect();
            Body::from_stream(tokio_stream(pieces))
        };
        let mut request = Request::post("/").header(FROM_US.0, FROM_US.1).header("accept", "text/html");
        if announced {
            request = request.header("content-length", length);
        }
        let answer = app.ask_routes(routes(), request.body(body).unwrap()).await;
        assert_eq!(answer.status, status, "{length} announced: {announced}");
    }
}

/// A stream of what is there already.
fn tokio_stream<T: Send + 'static>(items: Vec<T>) -> impl futures_util::Stream<Item = T> + Send + 'static {
    futures_util::stream::iter(items)
}

#[tokio::test]
async fn another_method_is_refused_with_a_page() {
    let app = TestApp::new().await;
    let routes = || Router::new().route("/only-get", route(async || "x"));
    let answer = app.ask_routes(routes(), with(Request::post("/only-get"), &[FROM_US])).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.text().contains("cannot be used in this way"));
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_page_is_read_only_and_a_form_is_sent_only() {
    let app = TestApp::new().await;
    for (method, path, allow) in [("POST", "/sign-in", "GET,HEAD"), ("GET", "/api/sign-in", "POST")] {
        let request = Request::builder().method(method).uri(path).header(FROM_US.0, FROM_US.1);
        let answer = app.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, allow), "{path}");
        assert!(answer.text().contains("cannot be used in this way"), "{path}");
    }
}

#[tokio::test]
async fn the_head_of_a_page_is_that_of_the_page() {
    let app = TestApp::new().await;
    let whole = app.ask(get("/sign-in")).await;
    let head = app.ask(with(Request::head("/sign-in"), &[("accept", "text/html")])).await;
    assert_eq!((head.status, head.body.len()), (whole.status, 0));
    for name in ["content-type", "content-length", "cache-control"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    assert_eq!(whole.header("content-length"), whole.body.len().to_string());
}

#[tokio::test]
async fn a_form_error_never_travels_in_an_address() {
    let app = TestApp::new().await;
    let form = Request::post("/api/sign-in")
        .header(FROM_US.0, FROM_US.1)
        .header("accept", "text/html")
        .header("referer", "http://localhost:3000/profile")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("email=one&email=another"));
    let answer = app.ask(form.unwrap()).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::BAD_REQUEST, ""));
}

#[tokio::test]
async fn a_page_of_ones_own_stays() {
    let app = TestApp::new().await;
    let routes =
        Router::new().route("/", route(async || (StatusCode::FORBIDDEN, axum::response::Html("<p>my own</p>"))));
    assert_eq!(app.ask_routes(routes, get("/")).await.text(), "<p>my own</p>");
}
