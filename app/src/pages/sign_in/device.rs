//! `/sign-in/KIND`: a device signs, and says itself whose it is. Needs script.

use identity::{
    Unexpected,
    assurance::Kind,
    sign_in::device::{self, Begin, Purpose, SubmitDevice},
    webauthn::CeremonyId,
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{Wish, over, text};
use crate::{
    components::InsetText,
    islands::device::{Device, Task},
    web::{Answer, Challenge, Fault, Flash, Next, Page, Request, act, cookies},
};

/// The page to sign in with a device.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(kind) = kind(&request.param("method")) else {
        return Ok(Answer::Missing);
    };
    let wish = Wish::of(&request);
    if request.me().is_some() {
        return Ok(Answer::Go(wish.to));
    }
    let flash = request.flash().await?;
    let heading = text::sign_in_with(kind);
    let another = wish.page("/sign-in?choose=yes");
    let body = view! {
        {over(&request)}
        <h1 class="nhsuk-heading-l">{heading.clone()}</h1>
        <p>{text::device_is(kind)}</p>
        {ask(kind, &wish, &super::path(kind))}
        <p>
            <a href=another.clone()>{text::ANOTHER}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(heading, body).back(another).flash(flash)))
}

/// The form that a device's answer is sent with, and the button that asks the device.
pub fn ask(kind: Kind, wish: &Wish, page: &str) -> impl IntoView + use<> {
    let shared = wish.shared.then(|| view! { <input type="hidden" name="shared" value="yes" /> });
    view! {
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
            </InsetText>
        </noscript>
        <form id="device" method="post" action="/api/sign-in/device">
            {wish.fields()}
            {shared}
            <input type="hidden" name="page" value=page.to_owned() />
            <input type="hidden" name="ceremony" />
            <input type="hidden" name="credential" />
        </form>
        <Device
            task=Task::Sign
            begin=format!("/sign-in/{}/challenge", kind.slug())
            form="device".to_owned()
            button=text::sign_in_with(kind)
        />
        <p class="nhsuk-body-s">{text::BY_CONTINUING} " " <a href="/help/terms">{text::TERMS}</a> "."</p>
    }
}

/// A kind that signs by itself.
pub(super) fn kind(slug: &str) -> Option<Kind> {
    Kind::from_slug(slug).filter(|kind| kind.is_webauthn())
}

/// A challenge: for whoever holds a key, or for the person who is signed in and is to show theirs again.
///
/// # Errors
/// When the database refuses.
pub async fn challenge(request: Request) -> Result<Result<Challenge, Fault>, Unexpected> {
    let Some(kind) = kind(&request.param("method")) else {
        return Ok(Err(Fault::Missing));
    };
    let browser = request.browser().await?;
    let purpose = request.me().map_or(Purpose::SignIn, Purpose::StepUp);
    Ok(match device::begin(request.service(), request.origin(), &browser, purpose, Some(kind)).await? {
        Begin::Begun(begun) => Ok(Challenge { ceremony: begun.ceremony.to_string(), options: begun.options }),
        Begin::Wait(_) => Err(Fault::TooMany),
    })
}

/// Takes what the device signed, and signs in.
#[server(endpoint = "sign-in/device")]
pub async fn post_sign_in_device(
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
    #[server(default)] to: String,
    #[server(default)] level: String,
    #[server(default)] shared: String,
    #[server(default)] page: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let wish = Wish::read(Some(&to), Some(&level), Some(&shared));
        let page = wish.page(super::page_of(&page));
        let browser = request.browser().await?;
        let ceremony = CeremonyId::from_text(ceremony);
        let outcome = device::finish(
            request.service(),
            request.origin(),
            &browser,
            request.me(),
            &ceremony,
            &credential,
        )
        .await?;
        let refused = |words: String| Next::back(page.clone(), Flash::error("", words));
        Ok(match outcome {
            SubmitDevice::SignedIn { token } => {
                cookies::set_session(&request, &token);
                Next::go(wish.to)
            }
            SubmitDevice::Refused => refused(text::DEVICE_WRONG.to_owned()),
            SubmitDevice::NotVerified => refused(text::DEVICE_NOT_VERIFIED.to_owned()),
            SubmitDevice::Wait(until) => refused(text::wait(&super::wait(request.service().now(), until))),
            SubmitDevice::Over => refused(text::DEVICE_OVER.to_owned()),
        })
    })
    .await
}
