//! `/profile/email/add` and `/profile/email/change/ID`: a new address, beside the others or in the place of one.

use identity::{
    Unexpected,
    email::{
        EmailId,
        add::{self, AddEmail},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::super::text;
use crate::{
    components::{Button, Input, InsetText, Size},
    pages::{frozen, sign_in::wait},
    web::{Answer, Flash, Next, Page, Request, act},
};

const LIST: &str = "/profile/email";
pub(super) const ADD: &str = "/profile/email/add";

pub(super) fn change_page(id: &EmailId) -> String {
    format!("/profile/email/change/{id}")
}

/// The form to add an address: for a sign-in that is fresh where the answer needs one, so that nobody types for nothing.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let mine = request.service().read().await?.list_emails(&me.person.id).await?;
    if add::needs_sign_in(me, &mine, request.service().now()) {
        return Ok(Answer::sign_in_again(ADD));
    }
    let flash = request.flash().await?;
    let body = form(&flash, "", None);
    Ok(Answer::Page(Page::new(text::ADD_EMAIL, body).back("/profile/email").flash(flash)))
}

/// The form to change an address, for a sign-in that is fresh.
///
/// # Errors
/// When the database refuses.
pub async fn change(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let id = EmailId::from_text(request.param("id"));
    let mine = request.service().read().await?.list_emails(&me.person.id).await?;
    let needs_sign_in = add::needs_sign_in(me, &mine, request.service().now());
    let Some(old) = mine.into_iter().find(|email| email.id == id) else {
        return Ok(Answer::Missing);
    };
    if needs_sign_in {
        return Ok(Answer::sign_in_again(&change_page(&id)));
    }
    let flash = request.flash().await?;
    let old = view! {
        <InsetText>
            <p>
                {text::CHANGING} " " <strong class="nhsuk-u-text-break-word">{old.address.for_people()}</strong>
                ". " {text::CHANGING_IS}
            </p>
        </InsetText>
    };
    let body = form(&flash, id.as_str(), Some(old.into_any()));
    Ok(Answer::Page(Page::new(text::CHANGE_EMAIL, body).back("/profile/email").flash(flash)))
}

fn form(flash: &Flash, replaces: &str, old: Option<AnyView>) -> impl IntoView + use<> {
    let list = flash.error_of("email").map(|_| {
        view! {
            <p>
                <a href="/help/email-domains">{text::SEE_ACCEPTED}</a>
            </p>
        }
    });
    let heading = if replaces.is_empty() { text::ADD_EMAIL } else { text::CHANGE_EMAIL };
    view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        <form method="post" action="/api/profile/email/add" novalidate>
            {old}
            <input type="hidden" name="replaces" value=replaces.to_owned() />
            <Input
                name="email"
                label=text::EMAIL
                label_size=Some(Size::S)
                hint=text::EMAIL_HINT
                kind="email"
                autocomplete="email"
                spellcheck=Some(false)
                value=flash.value_of("email")
                error=flash.error_of("email")
            />
            {list}
            <Button text=text::SEND />
        </form>
    }
}

/// Adds the address and sends its code.
#[server(endpoint = "profile/email/add")]
pub async fn post_add_email(
    #[server(default)] email: String,
    #[server(default)] replaces: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let replaces = (!replaces.is_empty()).then(|| EmailId::from_text(replaces));
        let page = replaces.as_ref().map_or_else(|| ADD.into(), change_page);
        let Some(me) = request.me() else {
            return Ok(Next::SignIn(page, Flash::typed("email", &email)));
        };
        let browser = request.browser().await?;
        let outcome = add::add(request.service(), me, request.origin(), &browser, &email, replaces.as_ref()).await?;
        Ok(answer(&request, &page, outcome, &email))
    })
    .await
}

/// Sends a code for an address that waits for it.
#[server(endpoint = "profile/email/verify-pending")]
pub async fn post_verify_pending(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let page = LIST;
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(page));
        };
        let browser = request.browser().await?;
        let id = EmailId::from_text(id);
        let outcome = add::verify_pending(request.service(), me, request.origin(), &browser, &id).await?;
        Ok(match outcome {
            Some(outcome) => answer(&request, page, outcome, ""),
            None => Next::go(page),
        })
    })
    .await
}

fn answer(request: &Request, page: &str, outcome: AddEmail, typed: &str) -> Next {
    // The list has no field that an error could stand beside.
    let field = if page == LIST { "" } else { "email" };
    let refused = |words: String| Next::back(page, Flash::error(field, words).keep("email", typed));
    match outcome {
        AddEmail::CodeSent(proof) => Next::go(format!("/profile/email/code/{proof}")),
        AddEmail::SignInAgain => Next::Again(page.into(), Flash::typed("email", typed)),
        AddEmail::NotAnAddress(error) => refused(text::not_an_address(error)),
        AddEmail::DomainNotAccepted { domain, nearest } => {
            refused(text::domain_not_accepted(&domain, nearest.as_deref()))
        }
        AddEmail::AlreadyYours => refused(text::ALREADY_YOURS.into()),
        AddEmail::Frozen => frozen::refused(),
        AddEmail::TooMany => refused(text::TOO_MANY.into()),
        AddEmail::Wait(until) => refused(text::wait(&wait(request.service().now(), until))),
    }
}
