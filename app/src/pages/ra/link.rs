//! `/ra/people/IDENTIFIER/links/ID`: the registration link that was issued for somebody: 3 minutes, once.

use identity::{
    Unexpected,
    assurance::Kind,
    person::Person,
    ra::authenticator,
    registration::{RegistrationId, open::ShowLink},
    time::Timestamp,
};
use leptos::prelude::*;

use super::{enter_with_profile, fields::heading, page_of, text};
use crate::{
    components::{ButtonLink, QrFigure},
    islands::{copy_button::CopyButton, countdown::Countdown},
    pages::{authenticators, register::qr, text::NEW_LINK},
    web::{Answer, Page, Request},
};

/// The link and the time that it has left.
///
/// # Errors
/// When the database refuses, or the sealed link does not open.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_with_profile(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let id = RegistrationId::from_text(request.param("id"));
    let person = &profile.person;
    Ok(match authenticator::show_link(request.service(), &desk, &person.id, &id).await? {
        ShowLink::Unknown => Answer::Missing,
        ShowLink::Over(_) => told(person, authenticators::text::LINK_OVER, text::LINK_OVER_IS),
        ShowLink::Opened(_) => told(person, authenticators::text::LINK_OPENED, text::LINK_OPENED_IS),
        ShowLink::Done(_) => done(person),
        ShowLink::Usable { url, kind, expires_at, .. } => {
            let left = u32::try_from(request.service().now().until(expires_at).as_secs()).unwrap_or(0);
            usable(person, &url, kind, (left, expires_at))?
        }
    })
}

fn usable(person: &Person, url: &str, kind: Kind, (left, until): (u32, Timestamp)) -> Result<Answer, Unexpected> {
    let renew = format!("{}/authenticators/add", page_of(&person.identifier));
    let body = view! {
        {heading(text::REGISTRATION_LINK, person)}
        <p>{text::link_for(kind)} " " {authenticators::text::open_by(until)}</p>
        <Countdown seconds=left renew=renew.clone() />
        {handed_over(url, authenticators::text::LINK_QR)?}
        <p>
            <a href=renew>{NEW_LINK}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::REGISTRATION_LINK, body).back(page_of(&person.identifier))))
}

/// A link as text, to copy, and to scan.
///
/// # Errors
/// When it is too long for a QR code.
pub fn handed_over(url: &str, label: &'static str) -> Result<AnyView, Unexpected> {
    let code = qr::svg(url)?;
    Ok(view! {
        <p>{text::HAND_OVER}</p>
        <p>
            <code class="ci-copy__text" id="handed-over">{url.to_owned()}</code>
        </p>
        <CopyButton of="handed-over".to_owned() what=authenticators::text::LINK_NOUN.to_owned() />
        <QrFigure label=label>{code}</QrFigure>
    }
    .into_any())
}

fn told(person: &Person, title: &'static str, words: &'static str) -> Answer {
    let page = page_of(&person.identifier);
    let body = view! {
        {heading(title, person)}
        <p>{words}</p>
        <ButtonLink text=NEW_LINK href=format!("{page}/authenticators/add") />
    };
    Answer::Page(Page::new(title, body).back(page))
}

fn done(person: &Person) -> Answer {
    let page = page_of(&person.identifier);
    let body = view! {
        {heading(text::LINK_DONE, person)}
        <p>{text::LINK_DONE_IS}</p>
        <ButtonLink text=text::SEE_THEM href=page.clone() />
    };
    Answer::Page(Page::new(text::LINK_DONE, body).back(page))
}
