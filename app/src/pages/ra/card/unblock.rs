//! `/ra/people/IDENTIFIER/smartcard/unblock`: a new passcode for somebody's blocked card. The person types it, in a window of the
//! agent.

use identity::{
    Unexpected,
    person::Person,
    ra::{
        take_over::{Sort, TakeOver},
        view::SeenCard,
    },
    smartcard::{
        expiry::Standing,
        unblock::{
            Unblock,
            desk::{self, AllowUnblocking, NotAllowed},
        },
    },
    webauthn::ceremony::CeremonyId,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{AtTheReader, is_here, presence};
use crate::{
    components::ButtonLink,
    pages::{
        help::smartcard::Here,
        ra::{
            enter_to_let_in, enter_with_profile,
            fields::{self, ActionForm},
            form::case,
            page_of, text,
        },
        smartcard::{self, Reader},
    },
    web::{Answer, Flash, Next, Page, Request, Turn, act},
};

const REST: &str = "smartcard/unblock";

const READER: AtTheReader = AtTheReader {
    title: text::UNBLOCK_CARD,
    rest: REST,
    what: text::UNBLOCK_CARD_WHAT,
    steps: text::UNBLOCK_CARD_STEPS,
};

/// The form, or why the card cannot be unblocked.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_to_let_in(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let Some(card) = &profile.card else {
        return Ok(Answer::Go(page_of(&profile.person.identifier)));
    };
    let flash = request.flash().await?;
    if !card.can_be_unblocked {
        return Ok(not_this_one(&profile.person, card, flash));
    }
    let before = fields::standing(&request, &desk, (&profile, Sort::Of(TakeOver::UnblockCard))).await?;
    let fields = view! {
        <p>{text::UNBLOCK_CARD_IS}</p>
        {Reader::Desk.advice(&flash)}
        <p>{text::card_number(card.serial.as_str())}</p>
        {presence(&flash)}
    };
    let form = ActionForm {
        title: text::UNBLOCK_CARD,
        action: "/api/ra/smartcard/unblock",
        fields: fields.into_any(),
        button: text::GO_ON,
        is_warning: false,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

/// Why this card is not unblocked, and what helps in its place.
fn not_this_one(person: &Person, card: &SeenCard, flash: Flash) -> Answer {
    let page = page_of(&person.identifier);
    let (why, issue) = match card.standing {
        Standing::Expired { .. } | Standing::Revoked => (text::UNBLOCK_EXPIRED, true),
        _ if !card.can_be_prepared => (text::UNBLOCK_NO_KEY, true),
        _ => (text::UNBLOCK_LOCKED, false),
    };
    let issue = issue.then(|| {
        let href = format!("{page}/smartcard/issue");
        view! { <ButtonLink text=text::ISSUE_CARD href=href /> }
    });
    let body = view! {
        {fields::heading(text::UNBLOCK_CARD, person)}
        <p>{why}</p>
        {issue}
    };
    Answer::Page(Page::new(text::UNBLOCK_CARD, body).back(page).flash(flash))
}

/// Allows it, in this browser, for 15 minutes.
#[server(endpoint = "ra/smartcard/unblock")]
pub async fn post_ra_unblock_card(
    #[server(default)] person: String,
    #[server(default)] presence: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("presence", &presence).keep("reason", &reason);
        let mut case = match case(&request, &person, REST, typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let is_here = is_here(&presence, &mut case);
        let reason = case.reason(&reason);
        let (true, Some(reason)) = (is_here, reason) else { return Ok(case.back()) };
        let (service, by, browser) = (request.service(), (request.origin(), &reason), request.browser().await?);
        Ok(match desk::allow(service, &case.desk, by, &browser, &case.person.id).await? {
            Ok(AllowUnblocking::Allowed) => Next::go(format!("{}/card", case.page)),
            // The page says why.
            Ok(AllowUnblocking::NoCard | AllowUnblocking::Expired | AllowUnblocking::NoKey) => Next::go(case.page),
            Err(NotAllowed { refusal, target: Some(target) }) => case.refused_for(&target, refusal),
            Err(NotAllowed { refusal, target: None }) => case.refused(refusal),
        })
    })
    .await
}

/// The page that talks to the agent.
///
/// # Errors
/// When the database refuses.
pub async fn show_card(request: Request) -> Result<Answer, Unexpected> {
    let (_, profile) = match enter_with_profile(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    if !profile.card.as_ref().is_some_and(|card| card.can_be_unblocked) {
        return Ok(Answer::Go(READER.form_of(&profile.person)));
    }
    READER.page(&request, &profile.person).await
}

/// What the relay of the page is told.
///
/// # Errors
/// When the database refuses.
pub async fn turn(request: Request, answer: String) -> Result<Turn, Unexpected> {
    let case = match READER.case(&request).await? {
        Ok(case) => case,
        Err(turn) => return Ok(turn),
    };
    let browser = request.browser().await?;
    let (service, here, person) = (request.service(), (request.origin(), &browser), &case.person.id);
    let outcome = if answer.is_empty() {
        desk::begin(service, &case.desk, here, person).await?
    } else {
        let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
        desk::advance(service, &case.desk, here, person, (&ceremony, &answer)).await?
    };
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(refusal) => return Ok(READER.refused(&case, refusal)),
    };
    let back = |flash| Turn::Go(Next::back(case.page.clone(), flash));
    Ok(match outcome {
        Unblock::Ask(challenge) => {
            let step = if answer.is_empty() { "offer" } else { "unblock" };
            Turn::Ask { step, about: None, to: READER.relay_of(&case.person), challenge }
        }
        Unblock::Unblocked => Turn::Go(case.done(text::CARD_UNBLOCKED)),
        Unblock::Fault(fault, passcode) => READER.failed(&case, fault, passcode),
        Unblock::Refused => back(smartcard::flash(Here::NotAsked)),
        Unblock::Wait(until) => back(smartcard::wait(&request, until)),
        Unblock::Over => READER.begin_again(&case, text::CARD_OVER),
        // The form says why. Nobody is asked for another authenticator here, and a freeze is refused before.
        Unblock::NoCard | Unblock::Expired | Unblock::NoKey | Unblock::SignInWithAnother | Unblock::Frozen => {
            Turn::Go(Next::go(READER.form_of(&case.person)))
        }
    })
}
