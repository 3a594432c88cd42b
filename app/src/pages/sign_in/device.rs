//! `/sign-in/KIND`: a device signs, and says itself whose it is. Needs script.

use identity::{
    Unexpected,
    assurance::{AssuranceLevel, Kind},
    session::Need,
    sign_in::device::{
        self, BeginSignIn,
        finish::{self, FinishSignIn},
    },
    webauthn::ceremony::{CeremonyId, Challenge},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{Wish, over, set_session, shared_here, text};
use crate::{
    components::InsetText,
    islands::device::{Device, Task, beside_field::DeviceBesideField, forget::ForgetKey},
    web::{Answer, Fault, Flash, Next, Page, Request, act},
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
        {shared_here(&request, &wish, &super::path(kind))}
        {forget(&request, &flash)}
        <p>
            <a href=another.clone()>{text::ANOTHER}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(heading, body).back(another).flash(flash)))
}

/// Keys that the browser offers beside the e-mail address of another method's page.
pub fn beside_field(wish: &Wish, page: &str) -> impl IntoView + use<> {
    view! {
        {answer_form(wish, page)}
        <DeviceBesideField begin=challenge_of(Kind::Passkey, wish) form="device".to_owned() />
    }
}

/// Lets the browser forget the key of an authenticator that ended, once it was tried in vain.
pub fn forget(request: &Request, flash: &Flash) -> impl IntoView + use<> {
    let place = request.service().policy.relying_party.as_ref().map(|relying_party| relying_party.id().to_owned());
    flash.value_of("ended").zip(place).map(|(key, place)| view! { <ForgetKey place=place key=key /> })
}

fn challenge_of(kind: Kind, wish: &Wish) -> String {
    wish.page(&format!("{}/challenge", super::path(kind)))
}

/// The form that a device's answer is sent with.
fn answer_form(wish: &Wish, page: &str) -> impl IntoView + use<> {
    view! {
        <form id="device" method="post" action="/api/sign-in/device">
            {wish.fields()}
            <input type="hidden" name="page" value=page.to_owned() />
            <input type="hidden" name="ceremony" />
            <input type="hidden" name="credential" />
        </form>
    }
}

/// The button that asks the device, and the form that its answer is sent with.
pub fn ask(kind: Kind, wish: &Wish, page: &str) -> impl IntoView + use<> {
    view! {
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
            </InsetText>
        </noscript>
        {answer_form(wish, page)}
        <Device
            task=Task::Sign
            begin=challenge_of(kind, wish)
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
    let wish = Wish::of(&request);
    let browser = request.browser().await?;
    let (service, origin) = (request.service(), request.origin());
    let begun = match request.me() {
        Some(me) => {
            let need = Need { level: wish.level.unwrap_or(AssuranceLevel::Aal1), fresh: true };
            device::begin_step_up(service, me, origin, &browser, need, &wish.to).await?
        }
        None => device::begin(service, origin, &browser, Some(kind), (wish.computer(), &wish.to)).await?,
    };
    Ok(match begun {
        BeginSignIn::Ready(challenge) => Ok(challenge),
        BeginSignIn::Wait(_) => Err(Fault::TooMany),
        BeginSignIn::NoDevice => Err(Fault::Missing),
        BeginSignIn::NotHere => Err(Fault::Forbidden),
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
        let meanwhile = request.me().is_some() && page != super::again::PAGE;
        let page = wish.page(super::page_of(&request, &page));
        let browser = request.browser().await?;
        let ceremony = CeremonyId::from_text(ceremony);
        let (service, origin) = (request.service(), request.origin());
        let outcome = match request.me() {
            Some(me) => finish::step_up(service, me, origin, &browser, &ceremony, &credential).await?,
            None => finish::sign_in(service, origin, &browser, None, &ceremony, &credential).await?,
        };
        let refused = |words: &str| Next::back(page.clone(), Flash::error("", words));
        Ok(match outcome {
            FinishSignIn::SignedIn { token, return_to } => {
                set_session(&request, &token, wish.computer());
                Next::go(return_to)
            }
            FinishSignIn::Refused | FinishSignIn::Over if meanwhile => refused(text::SIGNED_IN_MEANWHILE),
            FinishSignIn::Refused => refused(text::DEVICE_WRONG),
            FinishSignIn::Ended(key) => {
                Next::back(page.clone(), Flash::error("", text::DEVICE_WRONG).keep("ended", key.as_str()))
            }
            FinishSignIn::NotVerified => refused(text::DEVICE_NOT_VERIFIED),
            FinishSignIn::Wait(until) => refused(&text::wait(&super::wait(service.now(), until))),
            FinishSignIn::Disabled => refused(text::DISABLED),
            FinishSignIn::Over => refused(text::DEVICE_OVER),
        })
    })
    .await
}
