//! `/ra/people/IDENTIFIER/smartcard/issue`: a smartcard for somebody who is there. Their keys are made on the card; it is theirs when
//! it has signed with both.

use identity::{
    Unexpected,
    assurance::Kind,
    ra::{take_over::Sort, target::Target, view::Profile},
    smartcard::prepare::{self, AllowCard, Prepare, Refused, Wish},
    webauthn::ceremony::CeremonyId,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{AtTheReader, is_here, presence};
use crate::{
    components::{Checkboxes, Choice, Radios, Size},
    pages::{
        help::smartcard::Here,
        ra::{
            enter_to_let_in, enter_with_profile,
            fields::{self, ActionForm},
            form::case,
            text,
        },
        smartcard::{self, Reader},
    },
    web::{Answer, Flash, Next, Request, Turn, act},
};

const REST: &str = "smartcard/issue";
const BLANK: &str = "blank";
const OWN: &str = "own";

const READER: AtTheReader =
    AtTheReader { title: text::ISSUE_CARD, rest: REST, what: text::ISSUE_CARD_WHAT, steps: text::ISSUE_CARD_STEPS };

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_to_let_in(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let before = fields::standing(&request, &desk, (&profile, Sort::IssueCard)).await?;
    let fields = view! {
        <p>{text::ISSUE_CARD_IS}</p>
        {Reader::Desk.advice(&flash)}
        {which(&profile, &flash)}
        {replace(&profile, &flash)}
        {presence(&flash)}
    };
    let form = ActionForm {
        title: text::ISSUE_CARD,
        action: "/api/ra/smartcard/issue",
        fields: fields.into_any(),
        button: text::GO_ON,
        is_warning: false,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

/// Which card, where there is a choice.
fn which(profile: &Profile, flash: &Flash) -> Option<AnyView> {
    let card = profile.card.as_ref().filter(|card| card.can_be_prepared)?;
    let chosen = flash.value_of("which").unwrap_or_else(|| BLANK.to_owned());
    let own = text::own_card(card.serial.as_str());
    let choices = vec![
        Choice::new(BLANK, text::BLANK_CARD).checked(chosen == BLANK),
        Choice::new(OWN, own).hint(text::OWN_CARD_HINT).checked(chosen == OWN),
    ];
    let error = flash.error_of("which");
    Some(
        view! { <Radios name="which" legend=text::WHICH_CARD legend_size=Some(Size::S) choices=choices error=error /> }
            .into_any(),
    )
}

/// That the card which they have ends.
fn replace(profile: &Profile, flash: &Flash) -> Option<AnyView> {
    let is_held = profile.authenticators.iter().any(|held| held.kind == Kind::Smartcard);
    let ticked = flash.value_of("replace").is_some_and(|value| value == "yes");
    is_held.then(|| {
        let choices = vec![Choice::new("yes", text::REPLACE_CARD).checked(ticked)];
        view! { <Checkboxes name="replace" choices=choices error=flash.error_of("replace") /> }.into_any()
    })
}

/// Allows it, in this browser, for 15 minutes.
#[server(endpoint = "ra/smartcard/issue")]
pub async fn post_ra_issue_card(
    #[server(default)] person: String,
    #[server(default)] which: String,
    #[server(default)] replace: String,
    #[server(default)] presence: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("which", &which).keep("replace", &replace);
        let typed = typed.keep("presence", &presence).keep("reason", &reason);
        let mut case = match case(&request, &person, REST, typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let is_here = is_here(&presence, &mut case);
        let reason = case.reason(&reason);
        let (true, Some(reason)) = (is_here, reason) else { return Ok(case.back()) };
        let wish = Wish { own: which == OWN, replace: replace == "yes" };
        let (service, by, browser) = (request.service(), (request.origin(), &reason), request.browser().await?);
        Ok(match prepare::allow(service, &case.desk, by, &browser, (&case.person.id, wish)).await? {
            Ok(AllowCard::Allowed) => Next::go(format!("{}/card", case.page)),
            Ok(AllowCard::AlreadyHeld) => case.wrong("replace", text::REPLACE_CARD_WRONG),
            Ok(AllowCard::NeedsBlank) => case.wrong("which", text::NEEDS_BLANK),
            Err(refusal) => {
                case.refused_for(&Target::Authenticator { kind: Kind::Smartcard, replace: wish.replace }, refusal)
            }
        })
    })
    .await
}

/// The page that talks to the agent.
///
/// # Errors
/// When the database refuses.
pub async fn show_card(request: Request) -> Result<Answer, Unexpected> {
    match enter_with_profile(&request).await? {
        Ok((_, profile)) => READER.page(&request, &profile.person).await,
        Err(answer) => Ok(answer),
    }
}

/// What the relay of the page is told.
///
/// # Errors
/// When the authority or the database refuses.
pub async fn turn(request: Request, answer: String) -> Result<Turn, Unexpected> {
    let case = match READER.case(&request).await? {
        Ok(case) => case,
        Err(turn) => return Ok(turn),
    };
    let browser = request.browser().await?;
    let (service, here, person) = (request.service(), (request.origin(), &browser), &case.person.id);
    let outcome = if answer.is_empty() {
        prepare::begin(service, &case.desk, here, person).await?
    } else {
        let ceremony = CeremonyId::from_text(request.query("ceremony").unwrap_or_default());
        prepare::advance(service, &case.desk, here, person, (&ceremony, &answer)).await?
    };
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(refusal) => return Ok(READER.refused(&case, refusal)),
    };
    let back = |flash| Turn::Go(Next::back(case.page.clone(), flash));
    Ok(match outcome {
        Prepare::Ask(step, challenge) => Turn::Ask { step, about: None, to: READER.relay_of(&case.person), challenge },
        Prepare::Issued { until } => Turn::Go(case.done(text::card_issued(until))),
        Prepare::Fault(fault, passcode) => READER.failed(&case, fault, passcode),
        Prepare::Refused(Refused::NotAsked) => back(smartcard::flash(Here::NotAsked)),
        Prepare::Refused(Refused::BadRequests(_) | Refused::KeyKnown) => back(smartcard::flash(Here::BadNewKeys)),
        Prepare::Wait(until) => back(smartcard::wait(&request, until)),
        Prepare::AlreadyHeld => READER.begin_again(&case, text::HELD_MEANWHILE),
        Prepare::OtherCard => READER.begin_again(&case, text::CARD_OF_ANOTHER),
        Prepare::Over => READER.begin_again(&case, text::CARD_OVER),
    })
}
