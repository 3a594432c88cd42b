//! `/sign-in/microsoft-authenticator`: e-mail address and password.

use identity::{
    Unexpected,
    sign_in::password::{self, SubmitPassword},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{Wish, device, over, shared_here, text, wait};
use crate::{
    components::{Button, Input, PasswordInput},
    web::{Answer, Flash, Next, Page, Request, Secret, act, cookies},
};

/// The page of this method.
pub const PAGE: &str = "/sign-in/microsoft-authenticator";

/// The page to sign in.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let wish = Wish::of(&request);
    if request.me().is_some() {
        return Ok(Answer::Go(wish.to));
    }
    let flash = request.flash().await?;
    let email = flash.value_of("email");
    let body = view! {
        {over(&request)}
        <h1 class="nhsuk-heading-l">{text::SIGN_IN}</h1>
        <p>{text::SIGN_IN_IS}</p>
        {form(&flash, email, &wish, PAGE)}
        {request.service().policy.relying_party.is_some().then(|| device::beside_field(&wish, PAGE))}
        {device::forget(&request, &flash)}
        {shared_here(&request, &wish, PAGE)}
        {forgot()}
        <p>
            <a href=wish.page("/sign-in?choose=yes")>{text::ANOTHER}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::SIGN_IN, body).back(wish.page("/sign-in?choose=yes")).flash(flash)))
}

/// The way out for who does not know the password that the form asks for.
pub fn forgot() -> impl IntoView + use<> {
    view! {
        <p>
            <a href="/forgot-password">{text::FORGOT}</a>
        </p>
    }
}

/// The form for address and password, on `page`.
pub fn form(flash: &Flash, email: Option<String>, wish: &Wish, page: &'static str) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/api/sign-in" novalidate>
            {wish.fields()}
            <input type="hidden" name="page" value=page />
            <Input
                name="email"
                label=text::EMAIL
                kind="email"
                autocomplete="username webauthn"
                spellcheck=Some(false)
                value=email
                error=flash.error_of("email")
            />
            <PasswordInput name="password" label=text::PASSWORD error=flash.error_of("password") />
            <p class="nhsuk-body-s">{text::BY_CONTINUING} " " <a href="/help/terms">{text::TERMS}</a> "."</p>
            <Button text=text::CONTINUE />
        </form>
    }
}

/// Checks address and password, and goes on to the code.
#[server(endpoint = "sign-in")]
pub async fn post_sign_in(
    #[server(default)] email: String,
    #[server(default)] password: Secret,
    #[server(default)] to: String,
    #[server(default)] level: String,
    #[server(default)] shared: String,
    #[server(default)] page: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let wish = Wish::read(Some(&to), Some(&level), Some(&shared));
        let page = wish.page(super::page_of(&request, &page));
        let password = password.into_inner();
        let refused = |flash: Flash| Ok(Next::back(&page, flash.keep("email", &email)));
        if let Some(flash) = empty(&email, &password) {
            return refused(flash);
        }
        let browser = request.browser().await?;
        let place = (wish.computer(), wish.to.as_str());
        let (service, origin) = (request.service(), request.origin());
        let outcome = password::submit(service, request.me(), origin, &browser, &email, password, place).await?;
        match outcome {
            SubmitPassword::EnterCode(id) => {
                if wish.shared {
                    cookies::clear_method(&request);
                }
                Ok(Next::go(format!("/sign-in/code/{id}")))
            }
            SubmitPassword::SomebodyElse => refused(Flash::error("email", text::SIGNED_IN_MEANWHILE)),
            SubmitPassword::Wrong => refused(Flash::error("email", text::WRONG)),
            SubmitPassword::Wait(until) => {
                refused(Flash::error("email", text::wait(&wait(request.service().now(), until))))
            }
            SubmitPassword::Disabled => refused(Flash::error("email", text::DISABLED)),
            SubmitPassword::NoAuthenticator => refused(Flash::error("email", text::NO_AUTHENTICATOR)),
        }
    })
    .await
}

/// What is not filled in. Whether an address is well-formed is not said: a wrong one answers as a right one.
fn empty(email: &str, password: &secrecy::SecretString) -> Option<Flash> {
    use secrecy::ExposeSecret as _;
    let mut flash = None;
    if email.trim().is_empty() {
        flash = Some(Flash::error("email", text::ENTER_EMAIL));
    }
    if password.expose_secret().is_empty() {
        flash = Some(flash.unwrap_or_default().and_error("password", text::ENTER_PASSWORD));
    }
    flash
}
