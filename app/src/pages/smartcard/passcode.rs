//! `/smartcard/passcode`: another passcode for the card of whoever asks. The agent asks for the old and the new one; the server learns
//! only that it was changed.

use card_protocol::Fault;
use identity::{
    Unexpected,
    smartcard::{
        expiry,
        passcode::{self, BeginChange, FinishChange},
    },
    webauthn::ceremony::CeremonyId,
};
use leptos::prelude::*;

use super::{relay::relay, text, view};
use crate::{
    pages::{authenticators, help::smartcard::Here},
    web::{Answer, Flash, Next, Page, Request, Turn},
};

/// The page.
pub const PAGE: &str = "/smartcard/passcode";
const RELAY: &str = "/smartcard/passcode/relay";

/// What a passcode must be, and the button that begins.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let Some(mine) = expiry::look(request.service(), me).await? else {
        return view::none(&request, text::CHANGE, "/").await;
    };
    if !mine.held.authenticator.is_usable() {
        return Ok(lost(request.flash().await?));
    }
    let flash = request.flash().await?;
    let rules =
        text::RULES.iter().chain([&text::RULE_OF_CHANGE]).map(|words| view! { <li>{*words}</li> }).collect_view();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CHANGE}</h1>
        <p>{text::CHANGE_IS}</p>
        <p>{text::PASSCODE_MUST}</p>
        <ul class="nhsuk-list nhsuk-list--bullet">{rules}</ul>
        <p>{text::TRIES}</p>
        {super::named(&mine.held)}
        {super::advice(&flash)}
        {super::no_script()}
        {relay(&request, RELAY.to_owned(), text::CHANGE.to_owned(), text::PASSCODE_STEPS)}
        <p>
            <a href=super::unblock::PAGE>{text::FORGOT}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::CHANGE, body).back(view::PAGE).flash(flash).talks_to_agent()))
}

/// A card that was reported lost is in other hands, as far as is known: what those do with it is not told as its holder's doing.
fn lost(flash: Flash) -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CHANGE}</h1>
        <p>{text::SUSPENDED}</p>
        <p>
            <a href=authenticators::list::PAGE>{authenticators::text::YOURS}</a>
        </p>
    };
    Answer::Page(Page::new(text::CHANGE, body).back(view::PAGE).flash(flash))
}

/// What the relay of the page is told.
///
/// # Errors
/// When the database refuses.
pub async fn turn(request: Request, answer: String) -> Result<Turn, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Turn::Go(Next::sign_in(PAGE)));
    };
    let browser = request.browser().await?;
    let (service, origin) = (request.service(), request.origin());
    let back = |flash| Turn::Go(Next::back(PAGE, flash));
    if answer.is_empty() {
        return Ok(match passcode::begin(service, me, origin, &browser).await? {
            BeginChange::Ready(challenge) => Turn::Ask { step: "change", about: None, to: RELAY.to_owned(), challenge },
            // The page says so.
            BeginChange::NoCard => Turn::Go(Next::go(PAGE)),
            BeginChange::Wait(until) => back(super::wait(&request, until)),
        });
    }
    let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
    Ok(match passcode::finish(service, me, origin, &browser, &ceremony, &answer).await? {
        FinishChange::Changed => Turn::Go(Next::done(view::PAGE, text::CHANGED)),
        FinishChange::Uncertain => back(super::flash(Fault::PasscodeUncertain)),
        FinishChange::Fault(fault, tries) => back(super::flash_of(fault, tries)),
        FinishChange::Refused => back(super::flash(Here::NotAsked)),
        FinishChange::Over => back(Flash::error("", text::OVER)),
    })
}
