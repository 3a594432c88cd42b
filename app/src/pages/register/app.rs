//! The QR code for the authenticator app, and the key for those who cannot scan it.

use identity::{
    Unexpected,
    registration::{confirm_code, current::Step},
};
use leptos::prelude::*;
use secrecy::ExposeSecret as _;

use super::{qr, text};
use crate::{
    components::{ButtonLink, Details, KeyInGroups, QrFigure},
    islands::copy_button::CopyButton,
    web::{Answer, Page, Request},
};

/// The code to scan.
///
/// # Errors
/// When the database refuses, or the secret does not open.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((browser, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    if view.step != Step::SetUpApp {
        return Ok(Answer::Go(super::path(&view)));
    }
    let Some(set_up) = confirm_code::set_up(request.service(), &browser, &view.id).await? else {
        return Ok(super::over());
    };
    let code = qr::svg(set_up.otpauth_url.expose_secret())?;
    let key: String = set_up.key.expose_secret().split_whitespace().collect();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::APP}</h1>
        <p>{text::APP_IS}</p>
        <QrFigure label=text::QR>{code}</QrFigure>
        <Details summary=text::MOBILE>
            <p>
                <a href=set_up.otpauth_url.expose_secret().to_owned()>{text::OPEN_APP}</a>
            </p>
            <p>{text::KEY_IS}</p>
            <KeyInGroups key=key id="app-key" />
            <CopyButton of="app-key".to_owned() what=text::KEY.to_owned() />
        </Details>
        <ButtonLink text=text::NEXT href=format!("/register/{}/code", view.id) />
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(text::APP, body)))
}
