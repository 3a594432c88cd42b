//! What a page sends to the smartcard agent: without a pairing it learns that there is an agent, and nothing else; and only a page of the
//! agent's origin does.
#![no_main]

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{Request, StatusCode, header::ACCESS_CONTROL_ALLOW_ORIGIN},
};
use card_protocol::{ABOUT, ASK, PAIR, Statement, WATCH};
use libfuzzer_sys::fuzz_target;
use smartcard::{
    agent::Agent,
    ask,
    config::Config,
    web::{listen::Peer, router},
};
use tower::ServiceExt as _;

const ORIGIN: &str = "https://id.example";
const PORT: u16 = 47_110;

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_at_checked(2) else { return };
    if let Some(asked) = ask::parse(rest) {
        let text = serde_json::to_vec(&asked).unwrap();
        assert_eq!(ask::parse(&text), Some(asked));
    }
    if let Ok(text) = std::str::from_utf8(rest)
        && let Ok(statement) = text.parse::<Statement>()
    {
        assert_eq!(statement.to_string(), text);
    }
    request(choice, rest);
});

fn request(choice: &[u8], rest: &[u8]) {
    let is = |place: usize, bit: u8| choice[place] & (1 << bit) != 0;
    let path = [ABOUT, PAIR, ASK, WATCH][usize::from(choice[1] & 3)];
    if path == PAIR && rest.is_empty() {
        // The one request that asks a person, and there is none.
        return;
    }
    let words: String = rest.iter().take(40).map(|&byte| char::from(b' ' + byte % 95)).collect();
    let origin = if is(0, 0) { ORIGIN } else { words.as_str() };
    let host = if is(0, 1) { format!("127.0.0.1:{PORT}") } else { words.clone() };
    let mut builder = Request::builder().method(if is(0, 2) { "GET" } else { "POST" }).uri(path);
    builder = builder.header("origin", origin).header("host", &host);
    if is(0, 3) {
        builder = builder.header("content-type", "application/json");
    }
    if is(0, 4) {
        builder = builder.header("authorization", format!("Bearer {words}"));
    }
    let Ok(mut request) = builder.body(Body::from(rest.to_vec())) else { return };
    let stranger = is(0, 5);
    request.extensions_mut().insert(Peer { user: Some(u32::from(stranger)), port: PORT });

    let config = Config {
        origins: vec![ORIGIN.to_owned()],
        modules: Vec::new(),
        pinentry: None,
        patience: Duration::from_secs(1),
        keep: Duration::ZERO,
    };
    let agent = Agent::of(0, &config, Path::new("/nonexistent"), Path::new("/nonexistent"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let response = runtime.block_on(router(Arc::new(agent)).oneshot(request)).unwrap();

    let ours = origin == ORIGIN;
    assert_eq!(response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN), ours);
    if response.status() == StatusCode::OK {
        let host = host == format!("127.0.0.1:{PORT}") || host == format!("localhost:{PORT}");
        assert!(ours && host && !stranger && path == ABOUT && is(0, 2));
    }
}
