//! Listening on 127.0.0.1: the first free port of those that pages try, a bounded number of connections, and for each the user
//! behind it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Extension, Router};
use card_protocol::PORTS;
use hyper::server::conn::http1::Builder;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};

use crate::{failure::Failure, system};

/// How long a client may take to send the head of a request, or may rest between two.
const LONGEST_HEAD: Duration = Duration::from_secs(30);
/// Connections at a time.
const MOST_CONNECTIONS: usize = 128;
/// Connections of other people at a time: they are told whose agent this is, and must not take the places of its person.
const MOST_OF_OTHERS: usize = 16;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Whose it is; `None` when the system does not say.
    pub user: Option<u32>,
    /// The port that it reached.
    pub port: u16,
}

/// The first free port of those that pages try, or `only` (0: any).
///
/// # Errors
/// When none is free.
pub async fn bind(only: Option<u16>) -> Result<TcpListener, Failure> {
    if let Some(port) = only {
        let bound = TcpListener::bind(("127.0.0.1", port)).await;
        return bound.map_err(|error| Failure::failed(format!("port {port} of 127.0.0.1: {error}")));
    }
    for port in PORTS {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
            return Ok(listener);
        }
    }
    let (first, last) = PORTS.into_inner();
    Err(Failure::failed(format!("no port of 127.0.0.1 from {first} to {last} is free. `ss -ltnp` shows who has them.")))
}

/// Serves `user` until it is dropped.
pub async fn serve(listener: TcpListener, app: Router, user: u32) {
    let (places, of_others) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), Arc::new(Semaphore::new(MOST_OF_OTHERS)));
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD);
    loop {
        let accepted = listener.accept().await.and_then(|(stream, peer)| Ok((stream.local_addr()?, peer, stream)));
        let (local, peer, stream) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let peer = known(peer, local);
        let place = if peer.user == Some(user) { &places } else { &of_others };
        // One too many is closed at once: its page tries again.
        let Ok(place) = Arc::clone(place).try_acquire_owned() else { continue };
        let service = TowerToHyperService::new(app.clone().layer(Extension(peer)));
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
}

fn known(peer: SocketAddr, local: SocketAddr) -> Peer {
    Peer { user: system::user_behind(peer, local), port: local.port() }
}
