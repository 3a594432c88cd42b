//! A whole application in a folder of its own, asked in process.

use std::{net::SocketAddr, path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use identity::{
    mail::Mail,
    password::hash::Parameters,
    time::{Clock, Timestamp},
};
use server::{
    config::{Config, Mode, Sources},
    router::{router, with_layers},
    start::compose,
    state::AppState,
    web::assets::Assets,
};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The application.
pub struct TestApp {
    pub state: AppState,
    pub folder: TempDir,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }
}

/// Settings for a folder, with others on top.
pub fn config(folder: &Path, mode: Mode, settings: &[(&str, &str)]) -> Config {
    let mut flags = vec![("DATA_DIR".to_owned(), folder.join("data").display().to_string())];
    flags.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Config::load(&Sources { flags, ..Sources::default() }, mode).unwrap()
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(Mode::Service, &[]).await
    }

    pub async fn with(mode: Mode, settings: &[(&str, &str)]) -> Self {
        Self::with_assets(mode, settings, Assets::none()).await
    }

    pub async fn with_assets(mode: Mode, settings: &[(&str, &str)], assets: Assets) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), mode, settings);
        let state = compose(config, assets, Parameters::insecurely_fast_for_tests())
            .await
            .map_err(|failure| failure.words)
            .unwrap();
        Self { state, folder }
    }

    /// Asks the application as it is served.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        ask(router(self.state.clone()), request).await
    }

    /// Asks routes of the test's own, behind everything that requests pass through.
    pub async fn ask_routes(&self, routes: Router<Arc<AppState>>, request: Request<Body>) -> Answer {
        ask(with_layers(routes, Arc::new(self.state.clone())), request).await
    }

    /// Puts a mail into the outbox.
    pub async fn post(&self, to: &str) {
        let mail = Mail::compose(to, "Your code", "Care Identity", &[identity::mail::paragraph("Hello")]);
        let mut repository = self.state.service.write().await.unwrap();
        mail.post(&self.state.service, &mut *repository).await.unwrap();
        repository.commit().await.unwrap();
    }
}

async fn ask(app: Router, request: Request<Body>) -> Answer {
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

/// A GET as a browser navigates.
pub fn get(path: &str) -> Request<Body> {
    with(Request::get(path), &[("accept", "text/html,*/*;q=0.8")])
}

pub fn with(builder: http::request::Builder, headers: &[(&str, &str)]) -> Request<Body> {
    headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value)).body(Body::empty()).unwrap()
}

/// The request, as if it came from there.
pub fn from_peer(mut request: Request<Body>, peer: &str) -> Request<Body> {
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

/// A clock that stands until it is moved.
pub struct TestClock(std::sync::Mutex<Timestamp>);

impl TestClock {
    /// Stands at the present instant.
    pub fn of(state: &mut AppState) -> Arc<Self> {
        let clock = Arc::new(Self(std::sync::Mutex::new(state.service.now())));
        state.service.clock = Arc::clone(&clock) as _;
        clock
    }

    pub fn advance(&self, by: std::time::Duration) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus(by);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
