//! `/changes-stopped`: after somebody said that a change was not theirs. Changes go on once the person has shown who they
//! are: to the Registration Authority, or by a sign-in that whoever made the change cannot have.

use identity::{
    Unexpected,
    person::{
        freeze::Freeze,
        unfreeze::{self, Unfreeze},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use crate::{
    components::{Button, WarningCallout},
    web::{Answer, Flash, Next, Page, Request, act},
};

const PAGE: &str = "/changes-stopped";

pub const STOPPED: &str = "Changes are stopped";
const WHY: &str = "You, or somebody who reads your mail, told us that a change was not yours. Until we know that it is you, your password, your contact details and your authenticators stay as they are. Signing in works as before.";
const ASK: &str = "Ask your Registration Authority";
const ALONE: &str = "Or show it yourself";
const ALONE_IS: &str = "If you have a security key or Windows Hello that gives very high confidence, and that you had before the change, sign in with it. Then changes are possible again.";
const ALLOW: &str = "Allow changes again";
const TOO_NEW: &str = "The authenticator that you signed in with was added at the time of that change, or later, so it does not show that it is you. Use an older one, or ask your Registration Authority.";
const DONE: &str = "Changes are possible again. Check your contact details and authenticators";
const MORE: &str = "What happened, and what to do";

/// Why, since when, and the two ways out.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let Some(Freeze { at, .. }) = me.person.frozen else {
        return Ok(Answer::Go("/".into()));
    };
    let support = request.app.support.to_string();
    let body = view! {
        <h1 class="nhsuk-heading-l">{STOPPED}</h1>
        <p>{format!("Since {}.", at.for_people())} " " {WHY}</p>
        <p><a href="/activity">"See what was changed, and when"</a></p>
        <h2 class="nhsuk-heading-m">{ASK}</h2>
        <p>{format!("They check who you are and look at your profile together with you. {support}")}</p>
        <h2 class="nhsuk-heading-m">{ALONE}</h2>
        <p>{ALONE_IS}</p>
        <form method="post" action="/api/changes-stopped/allow" novalidate>
            <Button text=ALLOW />
        </form>
    };
    Ok(Answer::Page(Page::new(STOPPED, body).back("/").flash(request.flash().await?)))
}

/// That changes are stopped, for the pages where somebody would make one.
pub fn notice(request: &Request) -> Option<AnyView> {
    request.me()?.person.frozen?;
    Some(
        view! {
            <WarningCallout heading=STOPPED>
                <p>{WHY}</p>
                <p><a href=PAGE>{MORE}</a></p>
            </WarningCallout>
        }
        .into_any(),
    )
}

/// What a form says that would change something.
pub fn words(request: &Request) -> String {
    format!(
        "Changes are stopped, because you or somebody who reads your mail told us that a change was not yours. {}",
        request.app.support
    )
}

/// Back to the page of such a form.
pub fn refused(request: &Request, page: &str) -> Next {
    Next::back(page, Flash::error("", words(request)))
}

/// Lifts the freeze, for a sign-in that shows who it is.
#[server(endpoint = "changes-stopped/allow")]
pub async fn post_allow_changes() -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(PAGE));
        };
        Ok(match unfreeze::by_oneself(request.service(), me, request.origin()).await? {
            Unfreeze::Done => Next::done("/profile", DONE),
            Unfreeze::NotFrozen => Next::go("/"),
            Unfreeze::LevelTooLow | Unfreeze::SignInAgain => Next::sign_in_stronger(PAGE),
            Unfreeze::TooNew => Next::back(PAGE, Flash::error("", TOO_NEW)),
        })
    })
    .await
}
