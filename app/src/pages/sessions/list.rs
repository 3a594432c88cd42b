//! The list, and the buttons that end.

use identity::{
    Unexpected,
    session::{
        SessionId,
        end::{self, EndSession},
        list::{self, SessionView},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::{Button, ButtonVariant, SummaryList, SummaryRow, Tag},
    web::{Answer, Flash, Next, Page, Request, act, cookies},
};

const PAGE: &str = "/sessions";

/// This session first, then the others.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let sessions = list::list(request.service(), me).await?;
    let has_others = sessions.iter().any(|session| !session.is_this);
    let others = if has_others {
        view! {
            <form method="post" action="/api/sessions/end-others">
                <Button text=text::END_OTHERS variant=ButtonVariant::Secondary />
            </form>
        }
        .into_any()
    } else {
        view! { <p>{text::NO_OTHERS}</p> }.into_any()
    };
    let cards = sessions.into_iter().map(card).collect::<Vec<_>>();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::SESSIONS}</h1>
        <p>{text::SESSIONS_ARE} " " <a href="/activity">{text::ACTIVITY}</a></p>
        {others}
        {cards}
    };
    Ok(Answer::Page(Page::new(text::SESSIONS, body).back("/").flash(request.flash().await?)))
}

fn card(session: SessionView) -> AnyView {
    let rows = vec![
        SummaryRow::new(text::WITH, text::with(session.kind, &session.factors, session.level)),
        SummaryRow::new(text::NETWORK, session.network),
        SummaryRow::new(text::SINCE, session.since.for_people()),
        SummaryRow::new(text::USED, session.last_used_at.for_people()),
        SummaryRow::new(text::ENDS, session.ends_at.for_people()),
    ];
    let this = session.is_this.then(|| view! { " " <Tag text=text::THIS /> });
    let shared = session.computer.is_shared().then(|| view! { " " <Tag text=text::SHARED /> });
    let browser = session.browser.clone();
    let end = if session.is_this {
        view! {
            <form method="post" action="/api/sign-out">
                <Button text=text::SIGN_OUT variant=ButtonVariant::Secondary small=true />
            </form>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action="/api/sessions/end">
                <input type="hidden" name="id" value=session.id.to_string() />
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">
                    {text::END} <span class="nhsuk-u-visually-hidden">{format!(": {browser}")}</span>
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="nhsuk-u-margin-bottom-6">
            <h2 class="nhsuk-heading-m">{session.browser} {this} {shared}</h2>
            <SummaryList rows=rows />
            {end}
        </section>
    }
    .into_any()
}

/// Ends one session.
#[server(endpoint = "sessions/end")]
pub async fn post_end_session(#[server(default)] id: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(PAGE));
        };
        Ok(match end::end_one(request.service(), me, request.origin(), &SessionId::from_text(id)).await? {
            EndSession::Ended => Next::done(PAGE, text::ENDED),
            EndSession::NotThere => Next::back(PAGE, Flash::error("", text::NOT_THERE)),
            EndSession::SignedOut => {
                cookies::clear_session(&request);
                Next::go("/signed-out")
            }
        })
    })
    .await
}

/// Ends all but this.
#[server(endpoint = "sessions/end-others")]
pub async fn post_end_other_sessions() -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::sign_in(PAGE));
        };
        let count = end::end_others(request.service(), me, request.origin()).await?;
        Ok(Next::done(PAGE, text::others_ended(count)))
    })
    .await
}
