//! Folds the samples of the figures together, so that they take no more memory when nobody scrapes them.

use std::time::Duration;

use super::{Stop, rest};
use crate::web::metrics;

/// Until told to stop.
pub async fn run(mut stop: Stop) {
    while rest(&mut stop, Duration::from_secs(5)).await {
        metrics::upkeep();
    }
}
