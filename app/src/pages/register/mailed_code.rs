//! The forms about a code that was mailed: here, on the profile, and for a forgotten password.

use identity::{email::proof::ProofView, time::Timestamp};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{Button, ButtonLink, ButtonVariant, Input, InputWidth},
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
    /// How all begins anew, when this sends no more.
    pub anew: Anew,
}

/// How another code is asked for when no more are sent in place of the last.
pub enum Anew {
    /// A form that asks for one at the same address: what takes it, and what it sends along.
    Form(&'static str, Vec<(&'static str, String)>),
    /// The page that asks for the address.
    Page(&'static str),
}

impl MailedCode {
    /// The code of a proof of an address.
    pub fn of(proof: ProofView, id: &str, (action, resend_action): (&'static str, &'static str), anew: Anew) -> Self {
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
            anew,
        }
    }
}

/// A wrong code. After the last try there is no field that the error could stand beside.
pub fn wrong(tries_left: i64) -> Flash {
    let field = if tries_left == 0 { "" } else { "code" };
    Flash::error(field, profile::text::code_wrong(tries_left))
}

/// The form for the code while it can be entered, and the button to send another.
pub fn code_form(request: &Request, flash: &Flash, code: MailedCode) -> impl IntoView + use<> {
    view! {
        {where_and_how_long(&code)}
        {code.is_open.then(|| field(flash, &code))}
        {another(&code, request.service().now())}
    }
}

fn field(flash: &Flash, code: &MailedCode) -> AnyView {
    view! {
        <form method="post" action=code.action novalidate>
            {fields(code)}
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
    }
    .into_any()
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

fn another(code: &MailedCode, now: Timestamp) -> AnyView {
    match (code.next_send_at, &code.anew) {
        (Some(from), _) => {
            let early = (now < from).then(|| view! { <p class="nhsuk-body-s">{text::next_code(from)}</p> });
            sending(code, code.resend_action, (fields(code), early))
        }
        (None, Anew::Form(action, fields)) => {
            let fields = fields.iter().map(|(name, value)| {
                view! { <input type="hidden" name=*name value=value.clone() /> }
            });
            sending(code, action, fields.collect_view())
        }
        (None, Anew::Page(page)) => view! { <ButtonLink text=text::SEND_AGAIN href=*page /> }.into_any(),
    }
}

/// The button that sends another: the one thing to do when the last can no longer be entered.
fn sending(code: &MailedCode, action: &'static str, fields: impl IntoAny) -> AnyView {
    let late = code.is_open.then(|| view! { <p>{text::CODE_LATE}</p> });
    let variant = if code.is_open { ButtonVariant::Secondary } else { ButtonVariant::Primary };
    view! {
        <form method="post" action=action novalidate>
            {fields.into_any()}
            {late}
            <Button text=text::SEND_AGAIN variant=variant small=code.is_open />
        </form>
    }
    .into_any()
}
