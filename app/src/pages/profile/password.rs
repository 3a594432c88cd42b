//! `/profile/password`: change the password, with the one there is (failure 17), or without it after a sign-in that stands in for
//! it.

use identity::{
    Unexpected,
    password::{
        change::{self, ChangePassword, Entries},
        renew,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};
use secrecy::ExposeSecret as _;

use super::text;
use crate::{
    components::{Button, PasswordInput},
    pages::{frozen, register, sign_in},
    web::{Answer, Flash, Next, Page, Request, Secret, act, cookies},
};

/// Where it is.
pub const PAGE: &str = "/profile/password";

/// The form: for a sign-in that is fresh, as the answer needs one, and nobody should type three passwords for nothing.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    if !me.session.is_fresh(request.service().now()) {
        return Ok(Answer::sign_in_again(PAGE));
    }
    let mut repository = request.service().read().await?;
    if repository.password_set_at(&me.person.id).await?.is_none() {
        return Ok(Answer::Go("/profile".into()));
    }
    let emails = repository.list_emails(&me.person.id).await?;
    drop(repository);
    let renews = renew::may(request.service(), me).await?;
    let flash = request.flash().await?;
    let address = emails.into_iter().find(|email| email.verified_at.is_some());
    let address = address.map(|email| email.address.for_people()).unwrap_or_default();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CHANGE_PASSWORD}</h1>
        <p>{if renews { text::RENEW_PASSWORD_IS } else { text::CHANGE_PASSWORD_IS }}</p>
        {register::password::password_rules()}
        <form method="post" action="/api/profile/password" novalidate>
            {register::password::username(address)}
            {(!renews).then(|| view! {
                <PasswordInput name="current" label=text::CURRENT_PASSWORD error=flash.error_of("current") />
            })}
            {register::password::new_password(&flash)}
            <Button text=text::CHANGE_PASSWORD />
        </form>
        {(!renews).then(|| view! { <p><a href="/forgot-password">{sign_in::text::FORGOT}</a></p> })}
    };
    Ok(Answer::Page(Page::new(text::CHANGE_PASSWORD, body).back("/profile").flash(flash)))
}

/// Changes it.
#[server(endpoint = "profile/password")]
pub async fn post_change_password(
    #[server(default)] current: Secret,
    #[server(default)] password: Secret,
    #[server(default)] again: Secret,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(PAGE));
        };
        let refused = |field: &str, words: &str| Next::back(PAGE, Flash::error(field, words));
        let entries = Entries { current: current.into_inner(), new: password.into_inner(), again: again.into_inner() };
        let (service, origin) = (request.service(), request.origin());
        let outcome = if !entries.current.expose_secret().is_empty() {
            change::change(service, me, origin, entries).await?
        } else if renew::may(service, me).await? {
            renew::renew(service, me, origin, entries.new, &entries.again).await?
        } else {
            return Ok(refused("current", text::ENTER_CURRENT));
        };
        Ok(match outcome {
            ChangePassword::Done(token) => {
                cookies::set_session(&request, &token);
                Next::done("/profile", text::PASSWORD_CHANGED)
            }
            ChangePassword::Refused(refusal) => refused("password", register::text::refused(refusal)),
            ChangePassword::Different => refused("again", register::text::DIFFERENT),
            ChangePassword::Same => refused("password", text::SAME_PASSWORD),
            ChangePassword::Wrong => refused("current", text::CURRENT_WRONG),
            ChangePassword::Wait(until) => {
                refused("current", &sign_in::text::wait(&sign_in::wait(request.service().now(), until)))
            }
            ChangePassword::Disabled => refused("current", register::text::DISABLED),
            ChangePassword::SignInAgain => Next::sign_in_again(PAGE),
            ChangePassword::NoPassword => Next::back("/profile", Flash::error("", text::NO_PASSWORD_YET)),
            ChangePassword::Frozen => frozen::refused(),
        })
    })
    .await
}
