//! Listening: connections, their limits, and an orderly end.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::ConnectInfo,
    response::Response,
};
use http::Request;
use hyper::server::conn::http1::Builder;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
};
use tower::Service;

use crate::state::AppState;

/// How long requests under way may take to end after SIGTERM.
pub const LONGEST_DRAIN: Duration = Duration::from_secs(20);

/// How long a client may take to send the head of a request, or may rest between two. Without it, a few thousand silent
/// connections would keep everybody else out.
const LONGEST_HEAD: Duration = Duration::from_secs(30);

/// Connections at a time: each costs some 20 kB. More wait to be accepted.
const MOST_CONNECTIONS: usize = 4096;

/// Listens where the settings say.
///
/// # Errors
/// When the address is taken or not ours, with what to do.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!(
                "another program listens on {address}. Stop it, or choose another port, for example --listen {}:{}",
                address.ip(),
                address.port() ^ 1
            )
        }
        io::ErrorKind::PermissionDenied => format!(
            "this user may not listen on {address}. Choose a port above 1023, for example --listen {}:3000",
            address.ip()
        ),
        _ => format!("cannot listen on {address}: {error}"),
    })
}

/// Serves until SIGTERM or SIGINT; then takes nobody new, ends what is under way and returns.
///
/// # Errors
/// When the operating system gives no signals.
pub async fn serve(listener: TcpListener, app: Router, state: AppState) -> io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD);
    if state.service.policy.relying_party.is_none() {
        tracing::warn!(
            "{} takes no security keys or passkeys: browsers want a name there, and https",
            state.config.base_url.as_str()
        );
    }

    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or a client that has gone again: others may fare better in a moment.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let connection =
            builder.serve_connection(prepared(stream), TowerToHyperService::new(WithPeer { app: app.clone(), peer }));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }

    tracing::info!("shutting down: no new requests; those under way have {} seconds", LONGEST_DRAIN.as_secs());
    state.drain();
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => tracing::info!("every request has ended"),
        () = tokio::time::sleep(LONGEST_DRAIN) => tracing::warn!("some requests did not end in time and are cut off"),
        _ = interrupt.recv() => tracing::warn!("asked again: requests under way are cut off"),
    }
    Ok(())
}

/// Pages are small: waiting to fill a packet only delays them.
fn prepared(stream: TcpStream) -> TokioIo<TcpStream> {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY is not set");
    }
    TokioIo::new(stream)
}

/// The application, told from where its requests come.
#[derive(Clone)]
struct WithPeer {
    app: Router,
    peer: SocketAddr,
}

impl<B> Service<Request<B>> for WithPeer
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = <Router as Service<Request<Body>>>::Future;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // A router is always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        Service::<Request<Body>>::call(&mut self.app, request)
    }
}
