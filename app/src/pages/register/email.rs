//! "What is your Care Identity email address?"

use identity::{
    Unexpected,
    email::address::EmailAddress,
    notice,
    registration::{
        RegistrationId,
        current::Step,
        prove_email::{self, SendCode},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::{Button, Input, Size},
    pages::{profile, sign_in::wait},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// The question. Filled in when this browser is signed in as the person.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((_, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    if view.step != Step::EnterEmail {
        return Ok(Answer::Go(super::path(&view)));
    }
    let flash = request.flash().await?;
    let known = match request.me() {
        // Opening the link made sure that nobody else is signed in here.
        Some(me) => notice::addresses(&mut *request.service().read().await?, &me.person.id).await?,
        None => Vec::new(),
    };
    let value = flash.value_of("email").or_else(|| known.first().map(EmailAddress::for_people));
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::EMAIL_QUESTION}</h1>
        <p>{text::EMAIL_INTRO}</p>
        <p>{text::EMAIL_HINT}</p>
        <form method="post" action="/api/register/email" novalidate>
            <input type="hidden" name="id" value=view.id.to_string() />
            <Input
                name="email"
                label=text::EMAIL
                label_size=Some(Size::S)
                kind="email"
                autocomplete="email"
                spellcheck=Some(false)
                value=value
                error=flash.error_of("email")
            />
            <Button text=text::SEND />
        </form>
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(text::EMAIL_QUESTION, body).flash(flash)))
}

/// Sends the code, if the address is the person's; the answer is the same if not.
#[server(endpoint = "register/email")]
pub async fn post_send_code(
    #[server(default)] id: String,
    #[server(default)] email: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let browser = request.browser().await?;
        let outcome = prove_email::send(request.service(), request.origin(), &browser, &id, &email).await?;
        // The address is asked for, or another code for the one that was given.
        let page = super::next(&request, &id).await?;
        let refused = |field: &str, words: String| Next::back(&page, Flash::error(field, words).keep("email", &email));
        Ok(match outcome {
            SendCode::Sent | SendCode::Over => Next::go(page),
            SendCode::NotAnAddress(error) => refused("email", profile::text::not_an_address(error)),
            SendCode::Wait(until) => refused("", profile::text::wait(&wait(request.service().now(), until))),
        })
    })
    .await
}
