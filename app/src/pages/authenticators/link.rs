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

use super::text;
use crate::{
    components::{Button, ButtonLink, Details, QrFigure},
    islands::{copy_button::CopyButton, countdown::Countdown},
    pages::register::qr,
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
        ShowLink::Usable { url, token, kind, expires_at } => usable(&request, url, token, kind, expires_at)?,
    })
}

fn usable(
    request: &Request,
    url: String,
    token: String,
    kind: Kind,
    expires_at: Timestamp,
) -> Result<Answer, Unexpected> {
    let left = u32::try_from(request.service().now().until(expires_at).as_secs()).unwrap_or(0);
    let renew = super::path(kind);
    let code = qr::svg(&url)?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK}</h1>
        <p>{format!("Open it by {}. It works once.", expires_at.clock_for_people())}</p>
        <Countdown seconds=left renew=renew.clone() />
        <form method="post" action="/api/register/open" novalidate>
            <input type="hidden" name="token" value=token />
            <Button text="Open the link on this device" />
        </form>
        <Details summary="Open it on another device or in another browser">
            <p>"Scan this code with the other device, or copy the link. Do not send it to anybody."</p>
            <QrFigure label="QR code of the registration link">{code}</QrFigure>
            <p>
                <code class="ci-copy__text" id="registration-link">{url}</code>
            </p>
            <CopyButton of="registration-link".to_owned() what="link".to_owned() />
        </Details>
        <p>
            "Did it run out? "<a href=renew>"Get a new link"</a>". Your email address and password are kept."
        </p>
    };
    Ok(Answer::Page(Page::new(text::LINK, body).back(super::path(kind))))
}

fn over(kind: Kind) -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK_OVER}</h1>
        <p>"A registration link works for 3 minutes, and a newer one takes its place. Nothing else is lost: your email address and password are kept."</p>
        <ButtonLink text="Get a new link" href=super::path(kind) />
    };
    Answer::Page(Page::new(text::LINK_OVER, body).back("/authenticators/add"))
}

fn opened(kind: Kind) -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LINK_OPENED}</h1>
        <p>"Go on in the browser where it was opened. It must be finished within 15 minutes."</p>
        <p>"If it was not you who opened it, get a new link: the one before stops working then."</p>
        <ButtonLink text="Get a new link" href=super::path(kind) />
    };
    Answer::Page(Page::new(text::LINK_OPENED, body).back("/profile"))
}
