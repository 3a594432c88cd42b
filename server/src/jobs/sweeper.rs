//! Sweeps what is over, and closes organisations whose last day has come: once a minute, in one instance.

use std::{sync::Arc, time::Duration};

use identity::{
    organisation::closing,
    service::{Service, Unexpected},
    sweep,
};

use super::{Stop, rest};

const EVERY: Duration = Duration::from_secs(60);

/// Until told to stop.
pub async fn run(service: Service, holder: Arc<str>, mut stop: Stop) {
    loop {
        match once(&service, &holder).await {
            Ok(rows) if rows > 0 => tracing::info!(rows, "swept away what is over"),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "sweeping failed; it is tried again in a minute"),
        }
        if !rest(&mut stop, EVERY).await {
            return;
        }
    }
}

async fn once(service: &Service, holder: &str) -> Result<u64, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    // A little less than the interval, so that the next round may be anybody's.
    let mine = repository.take_lease("sweeper", holder, now, now.plus(EVERY - Duration::from_secs(5))).await?;
    repository.commit().await?;
    if !mine {
        return Ok(0);
    }
    let swept = sweep::sweep(service).await?;
    let closed = closing::close(service).await?;
    if closed > 0 {
        tracing::info!(closed, "organisations are closed whose last day has come");
    }
    Ok(swept)
}
