//! "Check your inbox": the 8-digit code, here and on the profile.

use identity::{
    Unexpected,
    email::{
        EmailProofId,
        proof::{self, ProofView},
        verify::ProveEmail,
    },
    registration::{RegistrationId, current::Step, prove_email},
    time::Timestamp,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::text;
use crate::{
    components::{Button, ButtonVariant, Input, InputWidth},
    pages::{profile, sign_in::wait},
    web::{Answer, Flash, Next, Page, Request, Secret, act},
};

/// To which address the code went, how long it lives, and how to correct a slip.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((browser, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    let Step::EnterEmailCode(proof_id) = view.step.clone() else {
        return Ok(Answer::Go(super::path(&view)));
    };
    let Some(proof) = proof::view(request.service(), &browser, &proof_id).await? else {
        return Ok(super::over());
    };
    let flash = request.flash().await?;
    let code = MailedCode::of(proof, view.id.as_str(), "/api/register/inbox", "/api/register/resend");
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::INBOX}</h1>
        <p>{text::INBOX_IS}</p>
        {code_form(&request, &flash, code)}
        <form method="post" action="/api/register/change-email" novalidate>
            <input type="hidden" name="id" value=view.id.to_string() />
            <p>"Is the address wrong, or was it not the one on your profile? Then no email will come."</p>
            <Button text="Use another email address" variant=ButtonVariant::Secondary small=true />
        </form>
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(text::INBOX, body).flash(flash)))
}

/// A code that was mailed, and the forms about it.
pub struct MailedCode {
    /// What it is for, in its form.
    pub id: String,
    /// Where it went, when that is known still.
    pub address: Option<String>,
    /// What is said before the address.
    pub to: &'static str,
    /// When it ends.
    pub expires_at: Timestamp,
    /// From when another may be asked for; `None` when no more are sent.
    pub next_send_at: Option<Timestamp>,
    /// Whether it can be entered at this moment.
    pub is_open: bool,
    /// What takes it.
    pub action: &'static str,
    /// What sends another.
    pub resend_action: &'static str,
}

impl MailedCode {
    /// The code of a proof of an address.
    pub fn of(proof: ProofView, id: &str, action: &'static str, resend_action: &'static str) -> Self {
        let ProofView { address, expires_at, next_send_at, is_open, .. } = proof;
        Self {
            id: id.to_owned(),
            address: Some(address),
            to: text::SENT_TO,
            expires_at,
            next_send_at,
            is_open,
            action,
            resend_action,
        }
    }
}

/// The form for a code that was sent by e-mail, and the button to send another.
pub fn code_form(request: &Request, flash: &Flash, mailed: MailedCode) -> impl IntoView + use<> {
    let MailedCode { id, address, to, expires_at, next_send_at, is_open, action, resend_action } = mailed;
    let now = request.service().now();
    let life = if is_open {
        format!("It works until {}.", expires_at.clock_for_people())
    } else {
        "It no longer works. Send a new one.".to_owned()
    };
    let to = match address.clone() {
        Some(address) => view! { {to} " " <strong class="nhsuk-u-text-break-word">{address}</strong> ". " }.into_any(),
        None => ().into_any(),
    };
    let fields = move || {
        view! {
            <input type="hidden" name="id" value=id.clone() />
            <input type="hidden" name="address" value=address.clone().unwrap_or_default() />
        }
    };
    let resend = next_send_at.map(|from| {
        let early = (now < from).then(|| {
            view! { <p class="nhsuk-body-s">{format!("You can ask for a new one from {} on.", clock_with_seconds(from))}</p> }
        });
        view! {
            <form method="post" action=resend_action novalidate>
                {fields()}
                <p>"Did it not arrive? Look in your junk folder first."</p>
                {early}
                <Button text="Send a new One Time Password" variant=ButtonVariant::Secondary small=true />
            </form>
        }
    });
    view! {
        <p>{to} {life}</p>
        <form method="post" action=action novalidate>
            {fields()}
            <Input
                name="code"
                label=profile::text::CODE
                inputmode="numeric"
                autocomplete="one-time-code"
                spellcheck=Some(false)
                code=true
                width=Some(InputWidth::Ten)
                error=flash.error_of("code")
            />
            <Button text=text::CONTINUE />
        </form>
        {resend}
    }
}

fn clock_with_seconds(at: Timestamp) -> String {
    let clock = at.clock_for_people();
    let seconds = at.seconds().rem_euclid(60);
    match clock.split_at_checked(clock.len().saturating_sub(2)) {
        Some((time, half)) => format!("{time}:{seconds:02}{half}"),
        None => clock,
    }
}

/// Checks the code.
#[server(endpoint = "register/inbox")]
pub async fn post_check_code(
    #[server(default)] id: String,
    #[server(default)] code: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let page = format!("/register/{id}/inbox");
        let code = code.into_inner();
        if code.expose_secret().trim().is_empty() {
            return Ok(Next::back(page, Flash::error("code", profile::text::CODE_EMPTY)));
        }
        let browser = request.browser().await?;
        let outcome =
            prove_email::prove(request.service(), request.origin(), &browser, &id, code.expose_secret()).await?;
        Ok(match outcome {
            ProveEmail::Verified | ProveEmail::NoLongerPossible | ProveEmail::Frozen => {
                Next::go(super::next(&request, &id).await?)
            }
            ProveEmail::Wrong { tries_left } => {
                Next::back(page, Flash::error("code", profile::text::code_wrong(tries_left)))
            }
            ProveEmail::Disabled => Next::back(page, Flash::error("code", text::DISABLED)),
            ProveEmail::Over => Next::back(page, Flash::error("code", profile::text::CODE_OVER)),
            ProveEmail::Wait(until) => {
                Next::back(page, Flash::error("code", profile::text::wait(&wait(request.service().now(), until))))
            }
        })
    })
    .await
}

/// Sends another code.
#[server(endpoint = "register/resend")]
pub async fn post_resend_registration_code(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        match due_proof(&request, &id).await? {
            Some(proof) => {
                let (page, start_again) = (format!("/register/{id}/inbox"), format!("/register/{id}/email"));
                profile::email::verify::resend(&request, &page, &start_again, &proof).await
            }
            None => Ok(Next::go(super::next(&request, &id).await?)),
        }
    })
    .await
}

async fn due_proof(request: &Request, id: &RegistrationId) -> Result<Option<EmailProofId>, Unexpected> {
    let browser = request.browser().await?;
    let view = identity::registration::current::view(request.service(), &browser, id).await?;
    Ok(view.and_then(|view| match view.step {
        Step::EnterEmailCode(proof) => Some(proof),
        _ => None,
    }))
}

/// Back to the address, to correct it.
#[server(endpoint = "register/change-email")]
pub async fn post_change_address(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let browser = request.browser().await?;
        prove_email::change_address(request.service(), &browser, &id).await?;
        Ok(Next::go(super::next(&request, &id).await?))
    })
    .await
}
