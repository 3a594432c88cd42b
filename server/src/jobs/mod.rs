//! What the server does by itself: sends mail, chains the audit log, sweeps. Any instance may run each; leases in the
//! database see to it that one does at a time.

pub mod audit_sealer;
pub mod outbox;
pub mod smartcards;
pub mod sweeper;
pub mod upkeep;

use std::{sync::Arc, time::Duration};

use identity::random;
use tokio::{sync::watch, task::JoinSet};

use crate::{mail::Transport, state::AppState};

/// Workers that send mail: while one waits for a slow mail server, the others go on.
const SENDERS: usize = 2;

/// The jobs that run.
pub struct Jobs {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
}

/// Tells a job to end.
pub type Stop = watch::Receiver<bool>;

/// Starts all jobs.
#[must_use]
pub fn start(state: &AppState, transport: Transport) -> Jobs {
    let (stop, stopped) = watch::channel(false);
    let holder: Arc<str> = random::encode(&random::bytes::<12>(&*state.service.random)).into();
    let transport = Arc::new(transport);
    let mut running = JoinSet::new();
    for _ in 0..SENDERS {
        running.spawn(outbox::run(outbox::Sender::new(state, Arc::clone(&transport)), stopped.clone()));
    }
    running.spawn(audit_sealer::run(state.service.clone(), Arc::clone(&holder), stopped.clone()));
    running.spawn(sweeper::run(state.service.clone(), Arc::clone(&holder), stopped.clone()));
    running.spawn(smartcards::run(state.service.clone(), holder, stopped.clone()));
    running.spawn(upkeep::run(stopped));
    Jobs { stop, running }
}

impl Jobs {
    /// Lets each job end what it is at, for at most `patience`. A mail that is cut off is sent again by its lease.
    pub async fn stop(mut self, patience: Duration) {
        let _ = self.stop.send(true);
        let ended = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, ended).await.is_err() {
            tracing::warn!("a job did not end in time and is cut off");
        }
    }
}

/// Waits; `false` when it is time to end.
async fn rest(stop: &mut Stop, length: Duration) -> bool {
    if *stop.borrow() {
        return false;
    }
    tokio::select! {
        _ = stop.changed() => false,
        () = tokio::time::sleep(length) => true,
    }
}
