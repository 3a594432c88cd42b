//! `/authenticators/add/KIND`: what is needed, the tick box, and the button that issues the link.

use identity::{
    Unexpected,
    assurance::Kind,
    authenticator::Authenticator,
    notice,
    registration::start::{self, Start, Wish},
    session::SessionKind,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::{Button, ButtonLink, Checkboxes, Choice, InsetText, WarningCallout},
    pages::{frozen, ra},
    web::{Answer, Flash, Next, Page, Request, act, paths},
};

/// Where a type is chosen.
const SELECT: &str = "/authenticators/add";

/// The set-up page of a type.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(kind) = Kind::from_slug(&request.param("kind")).filter(|kind| kind.is_registered()) else {
        return Ok(Answer::Missing);
    };
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let mut repository = request.service().read().await?;
    let mut held = repository.list_active_authenticators(&me.person.id).await?;
    let emails = notice::addresses(&mut *repository, &me.person.id).await?;
    drop(repository);
    held.retain(|held| held.kind == kind);
    let heading = text::register(kind);
    let page = super::path(kind);
    let level = held.iter().map(|held| held.level).max();
    if me.session.kind == SessionKind::Enrolment && held.iter().any(Authenticator::is_usable) {
        let again = paths::sign_in_at(&page, level.unwrap_or(me.session.level));
        let body = view! {
            <h1 class="nhsuk-heading-l">{heading.clone()}</h1>
            <p>{text::HELD_BY_LINK}</p>
            <ButtonLink text=text::SIGN_IN_FIRST href=again />
            {ra::contact::mine(&request).await?}
        };
        return Ok(Answer::Page(Page::new(heading, body).back(SELECT).flash(request.flash().await?)));
    }
    // To replace what gives more, they sign in with as much first.
    if level.is_some_and(|level| level > me.session.level) {
        return Ok(Answer::sign_in_stronger(&page));
    }
    let flash = request.flash().await?;
    let list = &request.service().policy.allow_list;
    let has_email = emails.iter().any(|email| list.accepts(email));
    // Oldest first: one that waits for its first use gives way as the one before it does.
    let replaces = held.first().map(|held| {
        let words = text::replaces(held);
        view! { <InsetText><p>{words}</p></InsetText> }
    });
    let next = match has_email {
        true => form(kind, !held.is_empty(), &flash).into_any(),
        false => needs_email(kind).into_any(),
    };
    let needed = text::needed(kind).iter().map(|line| view! { <li>{*line}</li> }).collect::<Vec<_>>();
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading.clone()}</h1>
        <p>{text::gives(kind, me.session.level)}</p>
        {replaces}
        {kind.is_webauthn().then(no_script)}
        <h2 class="nhsuk-heading-m">{text::SET_UP_DEVICE}</h2>
        <p>
            {text::GUIDANCE} " "
            <a href=text::guidance_at(kind) target="_blank" rel="noopener">
                {text::guidance_of(kind)}
            </a> "."
        </p>
        <h2 class="nhsuk-heading-m">{text::REGISTER_DEVICE}</h2>
        <p>{text::WHEN_READY}</p>
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li>{text::CHECK_EMAIL}</li>
            {needed}
            <li>{text::browsers(kind)}</li>
            <li>{text::FOLLOW}</li>
        </ul>
        {next}
    };
    Ok(Answer::Page(Page::new(heading, body).back(SELECT).flash(flash)))
}

fn form(kind: Kind, replace: bool, flash: &Flash) -> impl IntoView + use<> {
    let ticked = flash.value_of("confirm").is_some_and(|confirm| confirm == "yes");
    view! {
        <h2 class="nhsuk-heading-m">{text::LINK}</h2>
        <p>{text::LINK_LIFE}</p>
        <form method="post" action="/api/authenticators/register" novalidate>
            <input type="hidden" name="kind" value=kind.slug() />
            <input type="hidden" name="replace" value=if replace { "yes" } else { "" } />
            <Checkboxes
                name="confirm"
                choices=vec![Choice::new("yes", text::confirm(kind)).checked(ticked)]
                error=flash.error_of("confirm")
            />
            <Button text=text::button(kind) />
        </form>
    }
}

/// For whom the link would be opened in vain. The device on which it is opened may be another.
fn no_script() -> impl IntoView {
    view! {
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
                <p>
                    <a href=super::path(Kind::MicrosoftAuthenticator)>{text::NO_SCRIPT_FOR_APP}</a>
                </p>
            </InsetText>
        </noscript>
    }
}

fn needs_email(kind: Kind) -> impl IntoView {
    view! {
        <WarningCallout heading=text::EMAIL_FIRST>
            <p>{text::email_first_is(kind)}</p>
        </WarningCallout>
        <ButtonLink text=text::ADD_EMAIL href="/profile/email" />
    }
}

/// Issues the registration link.
#[server(endpoint = "authenticators/register")]
pub async fn post_start_registration(
    #[server(default)] kind: String,
    #[server(default)] confirm: String,
    #[server(default)] replace: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(kind) = Kind::from_slug(&kind).filter(|kind| kind.is_registered()) else {
            return Ok(Next::go(SELECT));
        };
        let page = super::path(kind);
        let Some(me) = request.me() else {
            return Ok(Next::SignIn(page, Flash::typed("confirm", &confirm)));
        };
        let wish = Wish { kind, confirmed: confirm == "yes", replace: replace == "yes" };
        Ok(match start::start(request.service(), me, request.origin(), wish).await? {
            Start::Issued(id) => Next::go(format!("/authenticators/link/{id}")),
            Start::NotConfirmed => Next::back(page, Flash::error("confirm", text::MUST_CONFIRM)),
            // The page says so itself: there is one already, or the e-mail address comes first.
            Start::AlreadyHeld | Start::NeedsEmail => Next::go(page),
            Start::Frozen => frozen::refused(),
            Start::SignInAgain => Next::Again(page, Flash::typed("confirm", &confirm)),
            Start::LevelTooLow => Next::Stronger(page, Flash::typed("confirm", &confirm)),
        })
    })
    .await
}
