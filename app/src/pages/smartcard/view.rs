//! `/smartcard`: the card of whoever asks, until when it works, and what they can do about it themselves.

use identity::{
    Unexpected,
    smartcard::{
        certificate::CertificatePurpose,
        expiry::{self, MyCard},
    },
    time::Timestamp,
};
use leptos::prelude::*;

use super::{renew, text};
use crate::{
    components::{ButtonLink, ButtonVariant, InsetText, SummaryList, SummaryRow},
    pages::{authenticators, frozen, help, ra},
    web::{Answer, Page, Request},
};

/// The page.
pub const PAGE: &str = "/smartcard";

/// The card, or how to get one.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let Some(mine) = expiry::look(request.service(), me).await? else {
        return none(&request, text::CARD, "/").await;
    };
    let now = request.service().now();
    let held = &mine.held;
    let used = held
        .authenticator
        .last_used_at
        .map_or_else(|| authenticators::text::NOT_USED.to_owned(), Timestamp::for_people);
    let renewed = held.active(CertificatePurpose::Authentication).filter(|active| active.renewal.is_some());
    let renewed = renewed.map(|active| SummaryRow::new(text::RENEWED_ON, active.not_before.day_for_people()));
    let mut rows = vec![
        SummaryRow::new(text::LABEL, held.card.label.clone()),
        SummaryRow::new(text::SERIAL, held.card.serial.as_str().to_owned()),
        SummaryRow::new(text::WORKS, text::works(mine.standing, now)),
        SummaryRow::new(text::ISSUED, held.card.issued_at.day_for_people()),
        SummaryRow::new(text::USED, used),
    ];
    rows.extend(renewed);
    let suspended = held.authenticator.suspended_at.is_some();
    let todo = if suspended { view! { <p>{text::SUSPENDED}</p> }.into_any() } else { todo(&mine, now) };
    let contact = super::contact(&request, mine.standing).await?;
    let works = (!suspended).then(|| {
        let lost = format!("/authenticators/{}/lost", held.authenticator.id);
        view! {
            <li><a href=super::passcode::PAGE>{text::CHANGE}</a></li>
            <li><a href=super::unblock::PAGE>{text::UNBLOCK}</a></li>
            <li><a href=lost>{authenticators::text::REPORT}</a></li>
        }
    });
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CARD}</h1>
        {frozen::notice(&request)}
        <SummaryList rows=rows />
        {todo}
        {contact}
        <ul class="nhsuk-list ci-actions">
            {works}
            <li><a href=help::smartcard::PAGE>{help::smartcard::text::TITLE}</a></li>
        </ul>
    };
    Ok(Answer::Page(Page::new(text::CARD, body).back("/profile").flash(request.flash().await?)))
}

/// What is due.
fn todo(mine: &MyCard, now: Timestamp) -> AnyView {
    let words = text::renewable(mine.standing, now);
    let is_due = mine.is_due();
    let goes_on = mine.renewal.filter(|_| is_due);
    let goes_on = goes_on.map(|state| view! { <InsetText><p>{text::goes_on(state)}</p></InsetText> });
    let button = is_due.then(|| {
        let button = if mine.renewal.is_some() { text::GO_ON } else { text::RENEW };
        view! { <ButtonLink text=button href=renew::PAGE variant=ButtonVariant::Primary /> }
    });
    view! {
        <p>{words}</p>
        {goes_on}
        {button}
    }
    .into_any()
}

/// The page of somebody without a card: who gives them one, and what else there is.
///
/// # Errors
/// When the database refuses.
pub async fn none(request: &Request, heading: &'static str, back: &str) -> Result<Answer, Unexpected> {
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        <p>{text::NONE}</p>
        <p>{text::NONE_IS}</p>
        <p>
            <a href="/authenticators/add">{text::ALTERNATIVES}</a>
        </p>
        {ra::contact::mine(request).await?}
    };
    Ok(Answer::Page(Page::new(heading, body).back(back).flash(request.flash().await?)))
}
