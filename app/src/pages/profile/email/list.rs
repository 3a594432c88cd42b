//! `/profile/email`: the addresses.

use identity::{Unexpected, email::Email};
use leptos::prelude::*;

use super::super::{text, view::tag};
use crate::{
    components::{Button, ButtonLink, ButtonVariant, Card, Size},
    pages::frozen,
    web::{Answer, Page, Request},
};

/// The addresses, and what can be done with each.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let emails = request.service().read().await?.list_emails(&me.person.id).await?;
    let none = emails.is_empty().then(|| view! { <p>{text::NO_EMAIL}</p> });
    let cards = emails.iter().map(|email| card(email, &emails)).collect_view();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::EMAILS}</h1>
        {frozen::notice(&request)}
        {none}
        {cards}
        <ButtonLink text=text::ADD_EMAIL href="/profile/email/add" />
        <p>
            <a href="/help/email-domains">{text::ACCEPTED}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::EMAILS, body).back("/profile").flash(request.flash().await?)))
}

/// `all`: among them is the address that a pending one takes the place of.
fn card(email: &Email, all: &[Email]) -> impl IntoView + use<> {
    let id = email.id.to_string();
    let address = email.address.for_people();
    let hidden = format!(" {address}");
    let old = all.iter().find(|old| email.verified_at.is_none() && email.replaces.as_ref() == Some(&old.id));
    let replaces = old.map(|old| {
        view! { <p class="nhsuk-u-text-break-word">{text::takes_the_place_of(&old.address.for_people())}</p> }
    });
    let pending = email.verified_at.is_none().then(|| {
        view! {
            <form method="post" action="/api/profile/email/verify-pending" novalidate>
                <input type="hidden" name="id" value=id.clone() />
                <Button text=text::SEND variant=ButtonVariant::Secondary small=true />
            </form>
        }
    });
    let change = email.verified_at.is_some().then(|| {
        view! {
            <a href=format!("/profile/email/change/{id}")>
                {text::CHANGE} <span class="nhsuk-u-visually-hidden">{hidden.clone()}</span>
            </a>
            " "
        }
    });
    let tag = tag(email);
    view! {
        <Card heading=address size=Some(Size::S)>
            <p>{tag}</p>
            {replaces}
            {pending}
            <p>
                {change}
                <a href=format!("/profile/email/remove/{id}")>
                    {text::REMOVE} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </a>
            </p>
        </Card>
    }
}
