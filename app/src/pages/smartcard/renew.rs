//! `/smartcard/renew`: new keys and certificates for the card of whoever asks. What was begun and broken off goes on here.

use identity::{
    Unexpected,
    smartcard::{
        expiry::{self, MyCard},
        renew::{self, Refused, Renew},
        renewal::RenewalState,
    },
    webauthn::ceremony::CeremonyId,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{relay::relay, text, view};
use crate::{
    components::{Button, ButtonVariant, Details, InsetText},
    pages::{frozen, help::smartcard::Here},
    web::{Answer, Flash, Next, Page, Request, Turn, act, cookies},
};

/// The page.
pub const PAGE: &str = "/smartcard/renew";
const RELAY: &str = "/smartcard/renew/relay";

/// What happens, and the button that begins; or why it cannot be renewed now.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let Some(mine) = expiry::look(request.service(), me).await? else {
        return view::none(&request, text::RENEW_OWN, "/").await;
    };
    let now = request.service().now();
    let is_usable = mine.held.authenticator.is_usable();
    let is_due = mine.is_due();
    let can = is_due && is_usable;
    let flash = request.flash().await?;
    let (part, contact) = if can {
        (steps(&request, &mine, &flash), None)
    } else {
        (().into_any(), super::contact(&request, mine.standing).await?)
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::RENEW_OWN}</h1>
        <p>{if is_usable { text::renewable(mine.standing, now) } else { text::SUSPENDED.to_owned() }}</p>
        {part}
        {contact}
    };
    Ok(Answer::Page(Page::new(text::RENEW_OWN, body).back(view::PAGE).flash(flash).talks_to_agent()))
}

fn steps(request: &Request, mine: &MyCard, flash: &Flash) -> AnyView {
    let goes_on = mine.renewal.map(|state| view! { <InsetText><p>{text::goes_on(state)}</p></InsetText> });
    let list = text::RENEWAL.iter().map(|words| view! { <li>{*words}</li> }).collect_view();
    let button = if mine.renewal.is_some() { text::GO_ON } else { text::RENEW };
    let begin = if super::is_signed_in_with(request, &mine.held) {
        relay(request, RELAY.to_owned(), button.to_owned(), text::RENEWAL_STEPS).into_any()
    } else {
        super::sign_in_with_card(PAGE)
    };
    let give_up = mine.renewal.filter(|state| *state != RenewalState::Used).map(|_| {
        view! {
            <Details summary=text::GIVE_UP>
                <p>{text::GIVE_UP_IS}</p>
                <form method="post" action="/api/smartcard/give-up">
                    <Button text=text::GIVE_UP variant=ButtonVariant::Secondary small=true />
                </form>
            </Details>
        }
    });
    view! {
        {super::advice(flash)}
        {goes_on}
        <p>{text::RENEWAL_IS}</p>
        <ol class="nhsuk-list nhsuk-list--number">{list}</ol>
        <p>{text::LEAVE_IN}</p>
        {super::named(&mine.held)}
        {super::no_script()}
        {begin}
        {give_up}
    }
    .into_any()
}

/// What the relay of the page is told.
///
/// # Errors
/// When the authority or the database refuses.
pub async fn turn(request: Request, answer: String) -> Result<Turn, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Turn::Go(Next::sign_in(PAGE)));
    };
    let browser = request.browser().await?;
    let (service, origin) = (request.service(), request.origin());
    let outcome = if answer.is_empty() {
        renew::begin(service, me, origin, &browser).await?
    } else {
        let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
        renew::advance(service, me, origin, &browser, &ceremony, &answer).await?
    };
    let back = |flash| Turn::Go(Next::back(PAGE, flash));
    Ok(match outcome {
        Renew::Ask(next) => {
            if let Some(token) = &next.token {
                cookies::set_session(&request, token);
            }
            Turn::Ask { step: next.step.as_str(), about: None, to: RELAY.to_owned(), challenge: next.challenge }
        }
        Renew::Renewed { until } => Turn::Go(Next::done(view::PAGE, text::renewed(until))),
        Renew::Fault(fault, passcode) => back(super::flash_of(fault, passcode)),
        Renew::Refused(Refused::ClockWrong) => back(super::flash(Here::Clock)),
        Renew::Refused(Refused::NotAsked) => back(super::flash(Here::NotAsked)),
        Renew::Refused(Refused::BadRequests(_) | Refused::KeyKnown) => back(super::flash(Here::BadKeys)),
        // The page says why.
        Renew::NotYet(_) | Renew::Expired | Renew::NoCard => Turn::Go(Next::go(PAGE)),
        Renew::SignInWithCard => Turn::Go(Next::go(super::sign_in_path(PAGE))),
        Renew::Frozen => Turn::Go(frozen::refused()),
        Renew::Wait(until, token) => {
            // The step before is done, and with it the session has another token.
            if let Some(token) = &token {
                cookies::set_session(&request, token);
            }
            back(super::wait(&request, until))
        }
        Renew::Over => back(Flash::error("", text::OVER)),
    })
}

/// Gives up a renewal that was begun.
#[server(endpoint = "smartcard/give-up")]
pub async fn post_give_up_renewal() -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(PAGE));
        };
        let given_up = renew::give_up(request.service(), me, request.origin()).await?;
        Ok(if given_up { Next::done(view::PAGE, text::GIVEN_UP) } else { Next::go(super::sign_in_path(PAGE)) })
    })
    .await
}
