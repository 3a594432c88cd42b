//! `/profile/email/remove/ID`: remove an address.

use identity::{
    Unexpected,
    email::{
        Email, EmailId,
        remove::{self, RemoveEmail},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{
    super::text,
    add::{ADD, change_page},
};
use crate::{
    components::{Button, ButtonLink, ButtonVariant},
    pages::frozen,
    web::{Answer, Flash, Next, Page, Request, act},
};

/// Asks once more.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let id = EmailId::from_text(request.param("id"));
    let mine = request.service().read().await?.list_emails(&me.person.id).await?;
    let Some(email) = mine.into_iter().find(|email| email.id == id) else {
        return Ok(Answer::Missing);
    };
    if remove::is_last_one(request.service(), me, &id).await? {
        return Ok(Answer::Page(last_one(&email)));
    }
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::REMOVE_EMAIL}</h1>
        <p>
            <strong class="nhsuk-u-text-break-word">{email.address.for_people()}</strong>
        </p>
        <p>{if email.verified_at.is_some() { text::REMOVE_EMAIL_IS } else { text::REMOVE_PENDING_IS }}</p>
        <form method="post" action="/api/profile/email/remove" novalidate>
            <input type="hidden" name="id" value=id.to_string() />
            <Button text=text::REMOVE variant=ButtonVariant::Warning />
        </form>
        <p>
            <a href="/profile/email">{text::KEEP}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::REMOVE_EMAIL, body).back("/profile/email").flash(request.flash().await?)))
}

/// It stays: what to do first.
fn last_one(email: &Email) -> Page {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LAST_EMAIL}</h1>
        <p>
            <strong class="nhsuk-u-text-break-word">{email.address.for_people()}</strong>
        </p>
        <p>{text::LAST_ONE}</p>
        <ButtonLink text=text::ADD_EMAIL href=ADD />
        <p>
            <a href=change_page(&email.id)>{text::CHANGE_IT}</a>
        </p>
    };
    Page::new(text::LAST_EMAIL, body).back("/profile/email")
}

/// Removes it.
#[server(endpoint = "profile/email/remove")]
pub async fn post_remove_email(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = EmailId::from_text(id);
        let page = format!("/profile/email/remove/{id}");
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(&page));
        };
        Ok(match remove::remove(request.service(), me, request.origin(), &id).await? {
            RemoveEmail::Removed => Next::done("/profile/email", text::REMOVED),
            RemoveEmail::NotThere => Next::go("/profile/email"),
            RemoveEmail::LastOne => Next::back("/profile/email", Flash::error("", text::LAST_ONE)),
            RemoveEmail::Frozen => frozen::refused(),
            RemoveEmail::SignInAgain => Next::sign_in_again(&page),
        })
    })
    .await
}
