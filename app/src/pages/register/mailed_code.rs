//! The forms about a code that was mailed: here, on the profile, and for a forgotten password.

use identity::{email::proof::ProofView, time::Timestamp};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{Button, ButtonVariant, Input, InputWidth},
    pages::profile,
    web::{Flash, Request},
};

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

/// The form for the code, and the button to send another.
pub fn code_form(request: &Request, flash: &Flash, code: MailedCode) -> impl IntoView + use<> {
    view! {
        {where_and_how_long(&code)}
        <form method="post" action=code.action novalidate>
            {fields(&code)}
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
        {resend_form(&code, request.service().now())}
    }
}

fn where_and_how_long(code: &MailedCode) -> impl IntoView + use<> {
    let life = if code.is_open { text::code_lives(code.expires_at) } else { text::CODE_DEAD.to_owned() };
    let to = code.to;
    let to = code.address.clone().map(|address| {
        view! { {to} " " <strong class="nhsuk-u-text-break-word">{address}</strong> ". " }
    });
    view! { <p>{to} {life}</p> }
}

/// What both forms send along.
fn fields(code: &MailedCode) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="id" value=code.id.clone() />
        <input type="hidden" name="address" value=code.address.clone().unwrap_or_default() />
    }
}

fn resend_form(code: &MailedCode, now: Timestamp) -> Option<AnyView> {
    let from = code.next_send_at?;
    let early = (now < from).then(|| view! { <p class="nhsuk-body-s">{text::next_code(from)}</p> });
    let form = view! {
        <form method="post" action=code.resend_action novalidate>
            {fields(code)}
            <p>{text::CODE_LATE}</p>
            {early}
            <Button text=text::SEND_AGAIN variant=ButtonVariant::Secondary small=true />
        </form>
    };
    Some(form.into_any())
}
