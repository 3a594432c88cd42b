//! Publishes the list of revoked smartcard certificates, every few minutes, in one instance.

use std::{sync::Arc, time::Duration};

use identity::{
    service::{Service, Unexpected},
    smartcard::authority::revocation,
};

use super::{Stop, rest};

const EVERY: Duration = Duration::from_secs(5 * 60);

/// Until told to stop.
pub async fn run(service: Service, holder: Arc<str>, mut stop: Stop) {
    loop {
        if let Err(error) = once(&service, &holder).await {
            tracing::warn!(%error, "the list of revoked certificates was not published; it is tried again in 5 minutes");
        }
        if !rest(&mut stop, EVERY).await {
            return;
        }
    }
}

async fn once(service: &Service, holder: &str) -> Result<(), Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    // A little less than the interval, so that the next round may be anybody's.
    let mine = repository.take_lease("smartcards", holder, now, now.plus(EVERY - Duration::from_secs(5))).await?;
    repository.commit().await?;
    if mine {
        revocation::publish(service).await?;
    }
    Ok(())
}
