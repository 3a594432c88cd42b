//! A planned outage on the next Saturday, so that home's banner is seen.

use std::time::Duration;

use identity::{
    actor::Actor,
    service::Service,
    settings::{MaintenanceBanner, set_maintenance_banner},
};
use time::{Date, Weekday};

use crate::failure::Failure;

/// Announces it, unless an outage that is still to come is announced.
///
/// # Errors
/// When the database refuses.
pub async fn announce(service: &Service) -> Result<(), Failure> {
    let now = service.now();
    let known = service.read().await?.lookup_setting("maintenance-banner").await?;
    let known = known.and_then(|text| serde_json::from_str::<MaintenanceBanner>(&text).ok());
    if known.is_some_and(|banner| banner.until_micros > now.micros()) {
        return Ok(());
    }
    let today = now.uk_date();
    let Some((saturday, days)) = next_saturday(today) else {
        return Ok(());
    };
    let banner = MaintenanceBanner {
        services: "Care Identity Management and self-service smartcard unlock".into(),
        window: format!("9:00am to 7:00pm on {} {} {}", saturday.weekday(), saturday.day(), saturday.month()),
        reason: "while we perform system upgrades".into(),
        until_micros: now.plus(Duration::from_secs(days * 24 * 60 * 60)).micros(),
    };
    set_maintenance_banner(service, &Actor::System, Some(&banner)).await?;
    Ok(())
}

/// The next one after `today`, and in how many days that is.
fn next_saturday(today: Date) -> Option<(Date, u64)> {
    let (mut day, mut days) = (today.next_day()?, 1);
    while day.weekday() != Weekday::Saturday {
        (day, days) = (day.next_day()?, days + 1);
    }
    Some((day, days))
}
