//! `/authenticators/link/ID`: the registration link, to be opened here or in another browser within 3 minutes.

use identity::{
    Unexpected,
    assurance::Kind,
    registration::{
        RegistrationId,
        open::{self, ShowLink},
    },
    time::Timestamp,
};
use leptos::prelude::*;

use super::{list, text};
use crate::{
    components::{Button, ButtonLink, Details, QrFigure},
    islands::{copy_button::CopyButton, countdown::Countdown},
    pages::{register::qr, text::NEW_LINK},
    web::{Answer, Page, Request},
};

/// The link and the time that it has left.
///
/// # Errors
/// When the database refuses, or the sealed link does not open.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let id = RegistrationId::from_text(request.param("id"));
    Ok(match open::show_link(request.service(), me, &id).await? {
        ShowLink::Unknown => Answer::Missing,
        ShowLink::Over(kind) => over(kind),
        ShowLink::Opened(kind) => opened(kind),
        ShowLink::Done(kind) => done(kind),
        ShowLink::Usable { url, token, kind, expires_at } => usable(&request, url, token, (kind, &id), expires_at)?,
    })
}

fn usable(
    request: &Request,
    url: String,
    token: String,
    (kind, id): (Kind, &RegistrationId),
    expires_at: Timestamp,
) -> Result<Answer, Unexpected> {
    let left = u32::try_from(request.service().now().until(expires_at).as_secs()).unwrap_or(0);
    let renew = super::path(kind);
    let code = qr::svg(&url)?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK}</h1>
        <p>{text::open_by(expires_at)}</p>
        <Countdown seconds=left renew=renew.clone() />
        <form method="post" action="/api/register/open" novalidate>
            <input type="hidden" name="token" value=token />
            <Button text=text::OPEN_HERE />
        </form>
        <Details summary=text::OPEN_ELSEWHERE>
            <p>{text::OPEN_ELSEWHERE_IS}</p>
            <QrFigure label=text::LINK_QR>{code}</QrFigure>
            <p>
                <code class="ci-copy__text" id="registration-link">{url}</code>
            </p>
            <CopyButton of="registration-link".to_owned() what=text::LINK_NOUN.to_owned() />
        </Details>
        <p>{text::OPENED_ELSEWHERE} " " <a href=page(id)>{text::LOAD_AGAIN}</a> "."</p>
        <p>{text::RAN_OUT} " " <a href=renew>{NEW_LINK}</a> ". " {text::RAN_OUT_KEEPS}</p>
    };
    Ok(Answer::Page(Page::new(text::LINK, body).back(super::path(kind))))
}

/// The page of a link.
fn page(id: &RegistrationId) -> String {
    format!("/authenticators/link/{id}")
}

fn over(kind: Kind) -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK_OVER}</h1>
        <p>{text::LINK_OVER_IS}</p>
        <ButtonLink text=NEW_LINK href=super::path(kind) />
    };
    Answer::Page(Page::new(text::LINK_OVER, body).back("/authenticators/add"))
}

fn opened(kind: Kind) -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK_OPENED}</h1>
        <p>{text::LINK_OPENED_IS}</p>
        <p>{text::LINK_OPENED_NOT_YOU}</p>
        <ButtonLink text=NEW_LINK href=super::path(kind) />
    };
    Answer::Page(Page::new(text::LINK_OPENED, body).back("/profile"))
}

fn done(kind: Kind) -> Answer {
    let heading = text::is_registered(kind);
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading.clone()}</h1>
        <p>{text::IS_REGISTERED}</p>
        <ButtonLink text=text::SEE_YOURS href=list::PAGE />
    };
    Answer::Page(Page::new(heading, body).back("/profile"))
}
