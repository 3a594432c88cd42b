//! "Create a password"; or the password there is.

use identity::{
    Unexpected,
    registration::{
        RegistrationId,
        current::Step,
        renew_password,
        set_password::{self, SetPassword},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::text;
use crate::{
    components::{Button, Details, PasswordInput},
    islands::password_strength::PasswordStrength,
    pages::{forgot, sign_in},
    web::{Answer, Flash, Next, Page, Request, Secret, act, cookies},
};

/// The form that is due.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((browser, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    let renews = renew_password::may(request.service(), request.me(), (&browser, &view.id)).await?;
    let flash = request.flash().await?;
    let id = view.id.to_string();
    let address = view.address.clone().unwrap_or_default();
    let (title, body) = match view.step {
        Step::CreatePassword => (text::CREATE_PASSWORD, create_form(&flash, id, address).into_any()),
        Step::EnterPassword if renews && request.query("new").is_some() => {
            (text::RENEW_PASSWORD, renew_form(&flash, id, address).into_any())
        }
        Step::EnterPassword => {
            let help = if renews { renew_link(&id).into_any() } else { forgot(&request).into_any() };
            let form = enter_form(&flash, id, address);
            (text::ENTER_PASSWORD, view! { {form} {help} }.into_any())
        }
        _ => return Ok(Answer::Go(super::path(&view))),
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{title}</h1>
        {body}
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(title, body).flash(flash)))
}

fn create_form(flash: &Flash, id: String, address: String) -> impl IntoView + use<> {
    new_form("/api/register/password/create", flash, id, address)
}

fn new_form(action: &'static str, flash: &Flash, id: String, address: String) -> impl IntoView + use<> {
    view! {
        {password_rules()}
        <form method="post" action=action novalidate>
            <input type="hidden" name="id" value=id />
            {username(address)}
            {new_password(flash)}
            <Button text=text::CONTINUE />
        </form>
    }
}

/// What a good password is.
pub fn password_rules() -> impl IntoView {
    view! {
        <p>{text::PASSWORD_RULE}</p>
        <p>{text::PASSWORD_ADVICE}</p>
    }
}

/// The fields of a new password: `password`, and `again`.
pub fn new_password(flash: &Flash) -> impl IntoView + use<> {
    view! {
        <PasswordInput name="password" label=text::PASSWORD new=true error=flash.error_of("password") />
        <PasswordStrength of="password".to_owned() />
        <PasswordInput name="again" label=text::CONFIRM_PASSWORD new=true error=flash.error_of("again") />
    }
}

/// The address beside the password, for password managers only.
pub fn username(address: String) -> impl IntoView {
    view! { <input type="text" name="username" autocomplete="username" value=address readonly hidden /> }
}

fn enter_form(flash: &Flash, id: String, address: String) -> impl IntoView + use<> {
    view! {
        <p>{text::ENTER_PASSWORD_IS}</p>
        <form method="post" action="/api/register/password/enter" novalidate>
            <input type="hidden" name="id" value=id />
            {username(address)}
            <PasswordInput name="password" label=text::PASSWORD error=flash.error_of("password") />
            <Button text=text::CONTINUE />
        </form>
    }
}

/// For whoever may choose a new password here.
fn renew_link(id: &str) -> impl IntoView + use<> {
    view! { <p><a href=renew_page(id)>{sign_in::text::FORGOT}</a></p> }
}

/// For everybody else: what else helps.
fn forgot(request: &Request) -> impl IntoView + use<> {
    let with_another = forgot::with_another(request);
    view! {
        <Details summary=sign_in::text::FORGOT>
            <p>{text::FORGOT_APP} " " <a href=forgot::PAGE>{text::FORGOT_APP_LINK}</a> "."</p>
            <p>
                {text::FORGOT_SIGN_IN}
                " "
                <a href=with_another>{text::FORGOT_SIGN_IN_LINK}</a>
                ". "
                {text::FORGOT_SIGN_IN_THEN}
            </p>
            <p>{text::FORGOT_LINK}</p>
        </Details>
    }
}

fn renew_page(id: &str) -> String {
    format!("/register/{id}/password?new=yes")
}

fn renew_form(flash: &Flash, id: String, address: String) -> impl IntoView + use<> {
    view! {
        <p>{text::RENEW_PASSWORD_IS}</p>
        {new_form("/api/register/password/renew", flash, id, address)}
    }
}

/// Puts a new password in the place of the one that was forgotten.
#[server(endpoint = "register/password/renew")]
pub async fn post_renew_password(
    #[server(default)] id: String,
    #[server(default)] password: Secret,
    #[server(default)] again: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let browser = request.browser().await?;
        let Some(me) = request.me() else {
            return Ok(Next::go(super::next(&request, &id).await?));
        };
        let (place, password, again) = ((&browser, &id), password.into_inner(), again.into_inner());
        let outcome = renew_password::renew(request.service(), me, request.origin(), place, password, &again).await?;
        answer(&request, &renew_page(id.as_str()), &id, outcome).await
    })
    .await
}

/// Creates the password.
#[server(endpoint = "register/password/create")]
pub async fn post_create_password(
    #[server(default)] id: String,
    #[server(default)] password: Secret,
    #[server(default)] again: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let browser = request.browser().await?;
        let (password, again) = (password.into_inner(), again.into_inner());
        let place = (&browser, &id);
        let outcome =
            set_password::create(request.service(), request.me(), request.origin(), place, password, again).await?;
        answer(&request, &page(&id), &id, outcome).await
    })
    .await
}

/// Checks the password.
#[server(endpoint = "register/password/enter")]
pub async fn post_enter_password(
    #[server(default)] id: String,
    #[server(default)] password: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let browser = request.browser().await?;
        let password = password.into_inner();
        if password.expose_secret().is_empty() {
            return Ok(Next::back(page(&id), Flash::error("password", sign_in::text::ENTER_PASSWORD)));
        }
        let outcome = set_password::confirm(request.service(), request.origin(), (&browser, &id), password).await?;
        answer(&request, &page(&id), &id, outcome).await
    })
    .await
}

fn page(id: &RegistrationId) -> String {
    format!("/register/{id}/password")
}

async fn answer(request: &Request, page: &str, id: &RegistrationId, outcome: SetPassword) -> Result<Next, Unexpected> {
    let refused = |field: &str, words: String| Next::back(page, Flash::error(field, words));
    Ok(match outcome {
        SetPassword::Done(token) => {
            if let Some(token) = token {
                cookies::set_session(request, &token);
            }
            Next::go(super::next(request, id).await?)
        }
        SetPassword::Over => Next::go(super::next(request, id).await?),
        SetPassword::Refused(refusal) => refused("password", text::refused(refusal).into()),
        SetPassword::Different => refused("again", text::DIFFERENT.into()),
        SetPassword::Wrong => refused("password", text::PASSWORD_WRONG.into()),
        SetPassword::Wait(until) => {
            refused("password", sign_in::text::wait(&sign_in::wait(request.service().now(), until)))
        }
        SetPassword::Disabled => refused("password", text::DISABLED.into()),
    })
}
