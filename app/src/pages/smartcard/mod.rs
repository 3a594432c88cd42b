//! A person's own smartcard. What its pages have in common: a part that carries what is asked between server and agent, and the
//! words for what went wrong on the way.

pub mod passcode;
pub mod relay;
pub mod renew;
pub mod text;
pub mod unblock;
pub mod view;

use card_protocol::{Fault, Passcode};
use identity::{
    Unexpected,
    assurance::Kind,
    smartcard::{expiry::Standing, own::HeldCard},
    time::Timestamp,
};
use leptos::prelude::*;

use super::{
    help::smartcard::{Trouble, text as help},
    ra, sign_in,
};
use crate::{
    components::{ButtonLink, InsetText},
    web::{Flash, Request, paths},
};

/// Who reads what went wrong with a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// Whose card it is.
    #[default]
    Holder,
    /// Who helps them at the desk.
    Desk,
}

impl Reader {
    /// What a page shows after something went wrong.
    pub fn flash(self, trouble: impl Into<Trouble>) -> Flash {
        let trouble = trouble.into();
        Flash::error("", self.words(trouble).0).keep("code", trouble.code())
    }

    /// The same for what the agent says, with what the card says of its passcode after it.
    pub fn flash_of(self, fault: Fault, passcode: Option<Passcode>) -> Flash {
        // The last wrong passcode: what helps now is another thing than to try again.
        if passcode == Some(Passcode::Locked) && matches!(fault, Fault::PasscodeWrong | Fault::PasscodeLocked) {
            return self.flash(Fault::PasscodeLocked);
        }
        match passcode.and_then(text::tries) {
            Some(tries) => {
                let words = format!("{}. {tries}", self.words(fault.into()).0);
                Flash::error("", words).keep("code", fault.code())
            }
            None => self.flash(fault),
        }
    }

    /// What to do about what [`Self::flash`] left for the page.
    pub fn advice(self, flash: &Flash) -> Option<AnyView> {
        let trouble = flash.value_of("code").and_then(|code| Trouble::find(&code))?;
        let (_, next) = self.words(trouble);
        Some(
            view! {
                <div data-card-advice>
                    <InsetText>{explained(trouble, next)}</InsetText>
                </div>
            }
            .into_any(),
        )
    }

    /// What happened, and what to do next.
    fn words(self, trouble: Trouble) -> (&'static str, &'static str) {
        let at_the_desk = match (self, trouble) {
            (Self::Desk, Trouble::Card(fault)) => ra::text::card_fault(fault),
            _ => None,
        };
        at_the_desk.unwrap_or_else(|| (trouble.words().heading, trouble.words().next))
    }
}

/// What a page of the holder shows after something went wrong.
pub fn flash(trouble: impl Into<Trouble>) -> Flash {
    Reader::Holder.flash(trouble)
}

/// The same for what the agent says.
pub fn flash_of(fault: Fault, passcode: Option<Passcode>) -> Flash {
    Reader::Holder.flash_of(fault, passcode)
}

/// Too much was asked for.
pub fn wait(request: &Request, until: Timestamp) -> Flash {
    Flash::error("", sign_in::text::wait(&sign_in::wait(request.service().now(), until)))
}

/// What to do about what [`flash`] left for the page.
pub fn advice(flash: &Flash) -> Option<AnyView> {
    Reader::Holder.advice(flash)
}

/// What to do, the code, and where all is told.
fn explained(trouble: Trouble, next: &'static str) -> impl IntoView {
    view! {
        <p>{next}</p>
        <p>
            {help::CODE} " " <strong>{trouble.code()}</strong> ". "
            <a href=trouble.path()>{if trouble.words().it.is_some() { help::MORE } else { help::MEANING }}</a>
        </p>
    }
}

/// Which card a page is about: several may be in readers.
fn named(held: &HeldCard) -> impl IntoView + use<> {
    view! { <p class="nhsuk-u-text-break-word">{text::named(&held.card.label, held.card.serial.as_str())}</p> }
}

/// Whether whoever asks signed in with this very card, a short while ago.
fn is_signed_in_with(request: &Request, held: &HeldCard) -> bool {
    request.me().is_some_and(|me| {
        me.session.authenticator.as_ref() == Some(&held.authenticator.id)
            && me.session.is_fresh(request.service().now())
    })
}

/// Until when a card works and who renews it, in a sentence, with the way to do it or to see the card.
pub fn sentence(standing: Standing, now: Timestamp) -> AnyView {
    let (href, link) = match standing {
        Standing::Due { .. } => (renew::PAGE, text::RENEW_OWN),
        _ => (view::PAGE, text::CARD),
    };
    view! { {text::home(standing, now)} " " <a href=href>{link}</a> }.into_any()
}

/// How to reach the Registration Authority, for a card that only it can help with.
///
/// # Errors
/// When the database refuses.
pub async fn contact(request: &Request, standing: Standing) -> Result<Option<AnyView>, Unexpected> {
    if standing.works() { Ok(None) } else { ra::contact::mine(request).await }
}

/// To a sign-in with the card, and back.
fn sign_in_path(back: &str) -> String {
    paths::with(&paths::sign_in_again(back), "with", Kind::Smartcard.slug())
}

/// The way to a sign-in with the card.
fn sign_in_with_card(back: &str) -> AnyView {
    view! {
        <p>{text::SIGN_IN_FIRST}</p>
        <ButtonLink text=sign_in::text::sign_in_with(Kind::Smartcard) href=sign_in_path(back) />
    }
    .into_any()
}

/// For browsers that run no script.
pub fn no_script() -> impl IntoView {
    view! {
        <noscript>
            <InsetText>
                <p>{text::NEEDS_SCRIPT}</p>
            </InsetText>
        </noscript>
    }
}
