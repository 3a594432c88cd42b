//! The lists of the desk page by page, as home shows their first rows and an export all of them.

use crate::{
    person::Person,
    ra::{
        Desk,
        approval::{Asked, Waiting},
        home::{CardEnding, Ending, Few, last_day, last_instant},
    },
    service::{Service, Unexpected},
    time::Timestamp,
};

/// Rows of a page. Each list answers one more when there is a next page.
pub const ON_A_PAGE: u32 = 50;

/// What others ask to be approved, oldest first, after the one of this time and row.
///
/// # Errors
/// When the database refuses.
pub async fn approvals(
    service: &Service,
    desk: &Desk,
    after: Option<(Timestamp, &str)>,
) -> Result<Vec<Asked>, Unexpected> {
    let (scope, now) = (desk.scope(service), service.now());
    let wanted = Waiting { after, ..Waiting::default() };
    Ok(service.read().await?.list_waiting_approvals(&scope, now, wanted, ON_A_PAGE + 1).await?)
}

/// People whose changes stand still, after the one of this identifier.
///
/// # Errors
/// When the database refuses.
pub async fn reports(service: &Service, desk: &Desk, after: &str) -> Result<Vec<Person>, Unexpected> {
    Ok(service.read().await?.list_frozen_in_sight(&desk.scope(service), after, ON_A_PAGE + 1).await?)
}

/// Positions that end soon, after the one of this last day and row.
///
/// # Errors
/// When the database refuses.
pub async fn ending(service: &Service, desk: &Desk, after: (&str, &str)) -> Result<Vec<Ending>, Unexpected> {
    let (scope, until) = (desk.scope(service), last_day(service));
    Ok(service.read().await?.list_ending_in_reach(&scope, until, after, ON_A_PAGE + 1).await?)
}

/// People with less than two authenticators, after the one of this identifier.
///
/// # Errors
/// When the database refuses.
pub async fn few(service: &Service, desk: &Desk, after: &str) -> Result<Vec<Few>, Unexpected> {
    Ok(service.read().await?.list_with_few_authenticators(&desk.scope(service), after, ON_A_PAGE + 1).await?)
}

/// Smartcards that end within 90 days or have ended, after the one of this end and certificate.
///
/// # Errors
/// When the database refuses.
pub async fn cards(service: &Service, desk: &Desk, after: (Timestamp, &str)) -> Result<Vec<CardEnding>, Unexpected> {
    let (scope, until) = (desk.scope(service), last_instant(service));
    Ok(service.read().await?.list_cards_ending_in_sight(&scope, until, after, ON_A_PAGE + 1).await?)
}
