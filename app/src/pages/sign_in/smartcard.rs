//! `/sign-in/smartcard`: a card signs, and its certificate says whose it is. Needs script, and the smartcard agent.

use card_protocol::Ask;
use identity::{
    Unexpected,
    assurance::{AssuranceLevel, Kind},
    session::Need,
    smartcard::sign_in::{self, BeginSignIn, FinishSignIn, Named, Readers},
    webauthn::ceremony::CeremonyId,
};
use leptos::prelude::*;

use super::{Wish, over, set_session, shared_here, text};
use crate::{
    components::{Choice, InsetText, Radios, Size},
    pages::{
        help::smartcard::{self as help, Here},
        smartcard::{
            self,
            relay::{Before, relay_after},
        },
    },
    web::{Answer, Flash, Next, Page, Request, Turn, paths},
};

const RELAY: &str = "/sign-in/smartcard/relay";

/// The card that was chosen, in the address of the relay: the choice's name, too.
const CHOSEN: &str = "card";

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
        {shared_here(&request, &wish, &super::path(kind))}
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
    let choices = choices(flash);
    let mut address = paths::with(&wish.page(RELAY), "page", page);
    if !choices.is_empty() {
        address = paths::with(&address, "choose", "yes");
    }
    let choice = (!choices.is_empty()).then(|| {
        let error = flash.error_of(CHOSEN);
        view! {
            <Radios name=CHOSEN legend=text::WHICH_CARD legend_size=Some(Size::M) choices=choices error=error />
        }
        .into_any()
    });
    // Whose card it must be is known where somebody is signed in.
    let before = Before { ask: request.me().is_none().then_some(Ask::Cards), choice, ..Before::default() };
    view! {
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
            </InsetText>
        </noscript>
        {smartcard::advice(flash)}
        {relay_after(request, before, address, text::sign_in_with(Kind::Smartcard), &[])}
        <p class="nhsuk-body-s">{text::BY_CONTINUING} " " <a href="/help/terms">{text::TERMS}</a> "."</p>
    }
}

/// The cards of which one is to be chosen, as [`choose`] left them.
fn choices(flash: &Flash) -> Vec<Choice> {
    let kept = (0..).map_while(|number| flash.value_of(&place(number)));
    let choice = |kept: String| {
        let (serial, label) = kept.split_once(' ')?;
        let number = text::card_number(serial);
        Some(match label {
            "" => Choice::new(serial, number),
            label => Choice::new(serial, label).hint(number),
        })
    };
    kept.filter_map(choice).collect()
}

/// Where a card of several is kept for the page: its serial number, which has no space in it, and its label.
fn place(number: usize) -> String {
    format!("{CHOSEN}-{number}")
}

/// What the page is to show when several cards are there.
fn choose(request: &Request, cards: &[Named]) -> Flash {
    let asked_before = request.query("choose").is_some();
    let flash = if asked_before { Flash::error(CHOSEN, text::CHOOSE_CARD) } else { Flash::default() };
    cards.iter().enumerate().fold(flash, |flash, (number, card)| {
        flash.keep(&place(number), &format!("{} {}", card.serial.as_str(), card.label))
    })
}

/// What the relay of the page is told. A page that was not asked yet brings which cards are there, unless somebody is signed in.
///
/// # Errors
/// When the database refuses.
pub async fn turn(request: Request, answer: String) -> Result<Turn, Unexpected> {
    let wish = Wish::of(&request);
    let page = wish.page(super::page_of(&request, &request.query("page").unwrap_or_default()));
    match request.query("ceremony") {
        None => begin(&request, &wish, page, &answer).await,
        Some(_) => finish(&request, &wish, page, &answer).await,
    }
}

async fn begin(request: &Request, wish: &Wish, page: String, cards: &str) -> Result<Turn, Unexpected> {
    let browser = request.browser().await?;
    let (service, origin) = (request.service(), request.origin());
    let begun = match request.me() {
        Some(me) => {
            let need = Need { level: wish.level.unwrap_or(AssuranceLevel::Aal1), fresh: true };
            sign_in::begin_step_up(service, me, origin, &browser, need, &wish.to).await?
        }
        // A page of somebody who was signed out meanwhile asks of nothing before.
        None if cards.is_empty() => return Ok(back(page, smartcard::flash(Here::Stale))),
        None => {
            let chosen = request.query(CHOSEN);
            let readers = Readers { said: cards, chosen: chosen.as_deref() };
            sign_in::begin(service, origin, &browser, (wish.computer(), &wish.to), readers).await?
        }
    };
    Ok(match begun {
        BeginSignIn::Ready { challenge, card } => {
            let about = smartcard::text::named(&card.label, card.serial.as_str());
            Turn::Ask { step: "passcode", about: Some(about), to: this(request), challenge }
        }
        BeginSignIn::Choose(cards) => back(page, choose(request, &cards)),
        BeginSignIn::Fault(fault, passcode) => back(page, smartcard::flash_of(fault, passcode)),
        BeginSignIn::NoCard => back(page, Flash::error("", text::NO_CARD)),
        BeginSignIn::Wait(until) => back(page, smartcard::wait(request, until)),
    })
}

async fn finish(request: &Request, wish: &Wish, page: String, answer: &str) -> Result<Turn, Unexpected> {
    let browser = request.browser().await?;
    let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
    let (service, origin) = (request.service(), request.origin());
    let outcome = match request.me() {
        Some(me) => sign_in::finish_step_up(service, me, origin, &browser, &ceremony, answer).await?,
        None => sign_in::finish(service, origin, &browser, None, &ceremony, answer).await?,
    };
    Ok(match outcome {
        FinishSignIn::SignedIn { token, return_to } => {
            set_session(request, &token, wish.computer());
            Turn::Go(Next::go(return_to))
        }
        FinishSignIn::Again(challenge) => Turn::Ask { step: "passcode", about: None, to: this(request), challenge },
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
