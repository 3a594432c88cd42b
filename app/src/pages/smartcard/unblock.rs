//! `/smartcard/unblock`: a new passcode for a blocked card, for whoever shows another authenticator of very high confidence.

use identity::{
    Unexpected,
    assurance::Kind,
    smartcard::{
        own::HeldCard,
        unblock::{self, Unblock, Way},
    },
    webauthn::ceremony::CeremonyId,
};
use leptos::prelude::*;

use super::{relay::relay, text, view};
use crate::{
    components::ButtonLink,
    pages::{frozen, help::smartcard::Here, ra},
    web::{Answer, Flash, Next, Page, Request, Turn, paths},
};

/// The page.
pub const PAGE: &str = "/smartcard/unblock";
const RELAY: &str = "/smartcard/unblock/relay";

/// What it takes, and the button that begins; or whom to ask.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let browser = request.origin().browser.as_ref();
    let Some((held, way)) = unblock::look(request.service(), me, browser).await? else {
        return view::none(&request, text::UNBLOCK, view::PAGE).await;
    };
    let flash = request.flash().await?;
    let is_possible = matches!(way, Way::Open | Way::SignIn(_));
    let part = match way {
        Way::Open => {
            let begin = relay(&request, RELAY.to_owned(), text::UNBLOCK.to_owned(), text::UNBLOCK_STEPS);
            possible(&flash, &held, begin).into_any()
        }
        Way::SignIn(kinds) => {
            let href = sign_in_path(&kinds);
            possible(&flash, &held, view! { <ButtonLink text=text::SIGN_IN_WITH_ANOTHER href=href /> }).into_any()
        }
        Way::NoOther => not_here(text::UNBLOCK_NO_OTHER),
        Way::Suspended => not_here(text::SUSPENDED),
        Way::NoKey => not_here(text::NO_KEY),
        Way::Expired => not_here(text::UNBLOCK_NOT),
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::UNBLOCK}</h1>
        {part}
        <p>{if is_possible { text::UNBLOCK_RA } else { text::UNBLOCK_ASK }}</p>
        {ra::contact::mine(&request).await?}
    };
    Ok(Answer::Page(Page::new(text::UNBLOCK, body).back(view::PAGE).flash(flash).talks_to_agent()))
}

/// What it takes, and how it begins.
fn possible(flash: &Flash, held: &HeldCard, begin: impl IntoView) -> impl IntoView {
    let rules = text::RULES.iter().map(|words| view! { <li>{*words}</li> }).collect_view();
    view! {
        <p>{text::UNBLOCK_IS}</p>
        <p>{text::PASSCODE_MUST}</p>
        <ul class="nhsuk-list nhsuk-list--bullet">{rules}</ul>
        {super::named(held)}
        {super::advice(flash)}
        {super::no_script()}
        {begin}
    }
}

/// Why they cannot do it themselves.
fn not_here(why: &'static str) -> AnyView {
    view! { <p>{why}</p> }.into_any()
}

/// To a sign-in with one that is not the card, and back.
fn sign_in_path(kinds: &[Kind]) -> String {
    let path = paths::sign_in_stronger(PAGE);
    kinds.first().map_or_else(|| path.clone(), |kind| paths::with(&path, "with", kind.slug()))
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
    let outcome = if answer.is_empty() {
        unblock::begin(service, me, origin, &browser).await?
    } else {
        let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
        unblock::advance(service, me, origin, &browser, &ceremony, &answer).await?
    };
    let back = |flash| Turn::Go(Next::back(PAGE, flash));
    Ok(match outcome {
        Unblock::Ask(challenge) => {
            let step = if answer.is_empty() { "offer" } else { "unblock" };
            Turn::Ask { step, about: None, to: RELAY.to_owned(), challenge }
        }
        Unblock::Unblocked => Turn::Go(Next::done(view::PAGE, text::UNBLOCKED)),
        Unblock::Fault(fault, passcode) => back(super::flash_of(fault, passcode)),
        Unblock::Refused => back(super::flash(Here::NotAsked)),
        // The page says why, and with what to sign in.
        Unblock::NoCard | Unblock::Expired | Unblock::NoKey | Unblock::SignInWithAnother => Turn::Go(Next::go(PAGE)),
        Unblock::Frozen => Turn::Go(frozen::refused()),
        Unblock::Wait(until) => back(super::wait(&request, until)),
        Unblock::Over => back(Flash::error("", text::OVER)),
    })
}
