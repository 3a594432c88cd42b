//! The device itself signs: the last step for Windows Hello, a security key, an iPad or a passkey. Needs script.

use identity::{
    Unexpected,
    assurance::Kind,
    registration::{
        RegistrationId,
        current::Step,
        use_device::{self, BeginDevice, UseDevice},
    },
    webauthn::{
        Refusal,
        body::Created,
        ceremony::{CeremonyId, Challenge},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::{ButtonLink, ButtonVariant, InsetText},
    islands::device::{Device, Task},
    pages::{authenticators, sign_in},
    web::{Answer, Fault, Flash, Next, Page, Request, act, cookies},
};

/// What the browser is about to ask, and the button that lets it.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some((_, view)) = super::find(&request).await? else {
        return Ok(super::over());
    };
    if view.step != Step::UseDevice {
        return Ok(Answer::Go(super::path(&view)));
    }
    let flash = request.flash().await?;
    let heading = text::device(view.kind);
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        {fitting(&request, &flash)}
        <p>{text::device_is(view.kind)}</p>
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
            </InsetText>
        </noscript>
        <form id="device" method="post" action="/api/register/device">
            <input type="hidden" name="id" value=view.id.to_string() />
            <input type="hidden" name="ceremony" />
            <input type="hidden" name="credential" />
        </form>
        <Device
            task=if view.kind == Kind::WindowsHello { Task::RegisterHere } else { Task::Register }
            begin=format!("/register/{}/challenge", view.id)
            form="device".to_owned()
            button=authenticators::text::button(view.kind)
        />
        {sign_in::device::forget(&request, &flash)}
        {request.me().is_some().then(|| view! { <p><a href="/authenticators/add">{text::OTHER_TYPE}</a></p> })}
        {super::finish_by(&view)}
    };
    Ok(Answer::Page(Page::new(heading, body).flash(flash)))
}

/// The type that a refused device would fit: one click away where its person is signed in. On another device nobody is, and the
/// way on begins where the code was shown.
fn fitting(request: &Request, flash: &Flash) -> impl IntoView + use<> {
    let fits = flash.value_of("fits").and_then(|slug| Kind::from_slug(&slug));
    let is_here = request.me().is_some();
    fits.map(|kind| {
        let on = match is_here {
            true => view! {
                <ButtonLink text=text::register_as(kind) href=authenticators::path(kind) variant=ButtonVariant::Secondary small=true />
            }
            .into_any(),
            false => view! { <p>{text::register_there(kind)}</p> }.into_any(),
        };
        view! {
            <InsetText>
                <p>{text::fits(kind)}</p>
                {on}
            </InsetText>
        }
    })
}

/// A challenge for the device.
///
/// # Errors
/// When the database refuses.
pub async fn challenge(request: Request) -> Result<Result<Challenge, Fault>, Unexpected> {
    let Some(browser) = request.origin().browser.clone() else {
        return Ok(Err(Fault::Missing));
    };
    let id = RegistrationId::from_text(request.param("id"));
    Ok(match use_device::begin(request.service(), request.origin(), &browser, &id).await? {
        BeginDevice::Ready(challenge) => Ok(challenge),
        BeginDevice::Wait(_) => Err(Fault::TooMany),
        BeginDevice::NotHere => Err(Fault::Forbidden),
        BeginDevice::Over => Err(Fault::Missing),
    })
}

/// Takes what the device signed; what fits makes the authenticator.
#[server(endpoint = "register/device")]
pub async fn post_register_device(
    #[server(default)] id: String,
    #[server(default)] ceremony: String,
    #[server(default)] credential: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = RegistrationId::from_text(id);
        let page = format!("/register/{id}/device");
        let browser = request.browser().await?;
        let ceremony = CeremonyId::from_text(ceremony);
        let place = (&browser, &id);
        let outcome =
            use_device::finish(request.service(), request.me(), request.origin(), place, &ceremony, &credential)
                .await?;
        Ok(match outcome {
            UseDevice::Done(new) => {
                if let Some(token) = new.token {
                    cookies::set_session(&request, &token);
                }
                Next::go(format!("/register/{id}/done"))
            }
            UseDevice::DoneBefore => Next::go(format!("/register/{id}/done")),
            UseDevice::Refused(refusal) => Next::back(page, refused(&refusal, &credential)),
            UseDevice::AlreadyHeld => Next::back(page, Flash::error("", text::ALREADY_HELD)),
            // Its challenge is over, or another page of this registration was faster: either way this device is not registered.
            UseDevice::Over => Next::back(super::next(&request, &id).await?, Flash::error("", text::DEVICE_OVER)),
        })
    })
    .await
}

fn refused(refusal: &Refusal, credential: &str) -> Flash {
    let flash = Flash::error("", text::device_refused(refusal));
    // The device has a key now that nobody knows: the browser may forget it, unless it is one that is known.
    let is_new = matches!(refusal, Refusal::DoesNotFit { .. } | Refusal::NotVerified | Refusal::AlgorithmNotOffered);
    let flash = match Created::parse(credential).filter(|_| is_new) {
        Some(created) => flash.keep("ended", created.id().as_str()),
        None => flash,
    };
    match refusal {
        Refusal::DoesNotFit { fits, .. } => match fits.first() {
            Some(kind) => flash.keep("fits", kind.slug()),
            None => flash,
        },
        _ => flash,
    }
}
