//! Chains the audit log, a batch every two seconds, and writes the head of the chain to the log: kept elsewhere, it shows when the end was cut off.

use std::{sync::Arc, time::Duration};

use identity::{audit::chain, service::Service};

use super::{Stop, rest};
use crate::web::metrics;

const EVERY: Duration = Duration::from_secs(2);

/// After an error, so that a database that is away is not asked all the time.
const AFTER_ERROR: Duration = Duration::from_secs(15);

/// Until told to stop.
pub async fn run(service: Service, holder: Arc<str>, mut stop: Stop) {
    loop {
        let pause = match chain::seal(&service, &holder).await {
            Ok(Some(sealed)) if sealed.entries > 0 => {
                // A full batch means that more wait. Less than that can wait: each batch is a transaction of its own.
                let is_full = sealed.entries >= chain::BATCH as usize;
                sealed.events.iter().for_each(|event| metrics::event(event));
                if let Some((position, mac)) = sealed.head {
                    tracing::info!(entries = sealed.entries, position, head = mac, "audit log chained");
                }
                if is_full { Duration::ZERO } else { EVERY }
            }
            Ok(_) => EVERY,
            Err(error) => {
                tracing::warn!(%error, "the audit log could not be chained; it is tried again");
                AFTER_ERROR
            }
        };
        if !rest(&mut stop, pause).await {
            break;
        }
    } // Another instance goes on at once, and a rotation of the keys sees that this one is gone.
    if let Err(error) = chain::release(&service, &holder).await {
        tracing::debug!(%error, "the place at the audit log runs out by itself");
    }
}
