//! `/sign-in/smartcard`: a card signs, and its certificate says whose it is. Needs script, and the smartcard agent.

use identity::{
    Unexpected,
    assurance::{AssuranceLevel, Kind},
    session::Need,
    smartcard::sign_in::{self, BeginSignIn, FinishSignIn},
    webauthn::ceremony::CeremonyId,
};
use leptos::prelude::*;

use super::{Wish, over, text};
use crate::{
    components::InsetText,
    pages::{
        help::smartcard::{self as help, Here},
        smartcard::{self, relay::relay},
    },
    web::{Answer, Flash, Next, Page, Request, Turn, cookies, paths},
};

const RELAY: &str = "/sign-in/smartcard/relay";

/// The page to sign in with a smartcard.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let wish = Wish::of(&request);
    if request.me().is_some() {
        return Ok(Answer::Go(wish.to));
    }
    let flash = request.flash().await?;
    let kind = Kind::Smartcard;
    let heading = text::sign_in_with(kind);
    let another = wish.page("/sign-in?choose=yes");
    let body = view! {
        {over(&request)}
        <h1 class="nhsuk-heading-l">{heading.clone()}</h1>
        <p>{text::device_is(kind)}</p>
        {ask(&request, &wish, &super::path(kind), &flash)}
        <p>
            <a href=help::PAGE>{text::CARD_HELP}</a>
        </p>
        <p>
            <a href=another.clone()>{text::ANOTHER}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(heading, body).back(another).flash(flash).talks_to_agent()))
}

/// The button that asks the card, for a page that talks to the agent; and what to do when it failed before.
pub fn ask(request: &Request, wish: &Wish, page: &str, flash: &Flash) -> impl IntoView + use<> {
    let address = paths::with(&wish.page(RELAY), "page", page);
    view! {
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
            </InsetText>
        </noscript>
        {smartcard::advice(flash)}
        {relay(request, address, text::sign_in_with(Kind::Smartcard), &[])}
        <p class="nhsuk-body-s">{text::BY_CONTINUING} " " <a href="/help/terms">{text::TERMS}</a> "."</p>
    }
}

/// What the relay of the page is told.
///
/// # Errors
/// When the database refuses.
pub async fn turn(request: Request, answer: String) -> Result<Turn, Unexpected> {
    let wish = Wish::of(&request);
    let page = wish.page(super::page_of(&request.query("page").unwrap_or_default()));
    if answer.is_empty() { begin(&request, &wish, page).await } else { finish(&request, page, &answer).await }
}

async fn begin(request: &Request, wish: &Wish, page: String) -> Result<Turn, Unexpected> {
    let browser = request.browser().await?;
    let (service, origin) = (request.service(), request.origin());
    let begun = match request.me() {
        Some(me) => {
            let need = Need { level: wish.level.unwrap_or(AssuranceLevel::Aal1), fresh: true };
            sign_in::begin_step_up(service, me, origin, &browser, need, &wish.to).await?
        }
        None => sign_in::begin(service, origin, &browser, (wish.computer(), &wish.to)).await?,
    };
    Ok(match begun {
        BeginSignIn::Ready(challenge) => Turn::Ask { step: "passcode", to: this(request), challenge },
        BeginSignIn::NoCard => back(page, Flash::error("", text::NO_CARD)),
        BeginSignIn::Wait(until) => back(page, smartcard::wait(request, until)),
    })
}

async fn finish(request: &Request, page: String, answer: &str) -> Result<Turn, Unexpected> {
    let browser = request.browser().await?;
    let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
    let (service, origin) = (request.service(), request.origin());
    let outcome = match request.me() {
        Some(me) => sign_in::finish_step_up(service, me, origin, &browser, &ceremony, answer).await?,
        None => sign_in::finish(service, origin, &browser, None, &ceremony, answer).await?,
    };
    Ok(match outcome {
        FinishSignIn::SignedIn { token, return_to } => {
            cookies::set_session(request, &token);
            Turn::Go(Next::go(return_to))
        }
        FinishSignIn::Again(challenge) => Turn::Ask { step: "passcode", to: this(request), challenge },
        FinishSignIn::Fault(fault, passcode) => back(page, smartcard::flash_of(fault, passcode)),
        FinishSignIn::Refused => back(page, smartcard::flash(Here::Refused)),
        FinishSignIn::Expired => back(page, smartcard::flash(Here::Expired)),
        FinishSignIn::ClockWrong => back(page, smartcard::flash(Here::Clock)),
        FinishSignIn::Wait(until) => back(page, smartcard::wait(request, until)),
        FinishSignIn::Disabled => back(page, Flash::error("", text::DISABLED)),
        FinishSignIn::Over => back(page, Flash::error("", text::DEVICE_OVER)),
    })
}

/// The address that was asked, for the answer to the next thing that is asked.
fn this(request: &Request) -> String {
    request.visitor.path.clone()
}

fn back(page: String, flash: Flash) -> Turn {
    Turn::Go(Next::back(page, flash))
}
