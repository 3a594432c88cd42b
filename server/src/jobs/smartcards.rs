//! Publishes the list of revoked smartcard certificates every few minutes, and reminds people every hour whose smartcards end; in
//! one instance.

use std::{sync::Arc, time::Duration};

use identity::{
    service::{Service, Unexpected},
    smartcard::{authority::revocation, remind},
};

use super::{Stop, rest};

const EVERY: Duration = Duration::from_secs(5 * 60);
/// Rounds from one look for reminders to the next: an hour.
const REMIND_EACH: u32 = 12;

/// Until told to stop.
pub async fn run(service: Service, holder: Arc<str>, mut stop: Stop) {
    // Who holds a lease gets it again: the instance that does the work counts its own rounds.
    for round in 0_u32.. {
        if let Err(error) = publish(&service, &holder).await {
            tracing::warn!(%error, "the list of revoked certificates was not published; it is tried again in 5 minutes");
        }
        let due = if round % REMIND_EACH == 0 { remind(&service, &holder).await } else { Ok(0) };
        match due {
            Ok(sent) if sent > 0 => tracing::info!(sent, "reminded people whose smartcards end"),
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "reminding people of their smartcards failed; it is tried again in an hour");
            }
        }
        if !rest(&mut stop, EVERY).await {
            return;
        }
    }
}

async fn publish(service: &Service, holder: &str) -> Result<(), Unexpected> {
    if lease(service, holder, ("smartcards", EVERY)).await? {
        revocation::publish(service).await?;
    }
    Ok(())
}

async fn remind(service: &Service, holder: &str) -> Result<u64, Unexpected> {
    if lease(service, holder, ("card-reminders", EVERY)).await? { remind::remind(service).await } else { Ok(0) }
}

/// For a little less than the interval, so that the next round may be anybody's.
async fn lease(service: &Service, holder: &str, (name, every): (&str, Duration)) -> Result<bool, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let mine = repository.take_lease(name, holder, now, now.plus(every - Duration::from_secs(5))).await?;
    repository.commit().await?;
    Ok(mine)
}
