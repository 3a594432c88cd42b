//! Signing in and out: a method is chosen, then each has its page.

pub mod again;
pub mod choose;
pub mod code;
pub mod device;
pub mod link;
pub mod password;
pub mod sign_out;
pub mod smartcard;
pub mod text;
pub mod wish;

use std::time::Duration;

use identity::{
    assurance::Kind,
    random::Token,
    session::Computer,
    time::{Timestamp, length_for_people},
};
use leptos::prelude::*;

pub use self::wish::Wish;
use crate::{
    components::{Checkboxes, Choice, InsetText},
    web::{Request, cookies},
};

/// "Wait 30 seconds": how long from now until then.
#[must_use]
pub fn wait(now: Timestamp, until: Timestamp) -> String {
    let length: Duration = now.until(until);
    length_for_people(length)
}

/// The page of a method.
#[must_use]
pub fn path(kind: Kind) -> String {
    format!("/sign-in/{}", kind.slug())
}

/// Why somebody who was signed in is asked to sign in.
fn over(request: &Request) -> impl IntoView + use<> {
    request.visitor.over.is_some().then(|| view! { <InsetText><p>{text::OVER}</p></InsetText> })
}

/// Gives the browser its session. On a shared computer it forgets how somebody signed in before: whatever ends the session, the
/// next person is asked.
fn set_session(request: &Request, token: &Token, computer: Computer) {
    if computer.is_shared() {
        cookies::clear_method(request);
    }
    cookies::set_session(request, token);
}

/// "This is a shared computer" on the page of a method, where [`choose`] did not ask because the browser remembers the method.
fn shared_here(request: &Request, wish: &Wish, page: &str) -> Option<AnyView> {
    if wish.shared {
        let view = view! {
            <InsetText>
                <p>{text::SHARED} ". " {text::SHARED_IS}</p>
            </InsetText>
        };
        return Some(view.into_any());
    }
    request.visitor.remembered_method?;
    let shared = Wish { shared: true, ..wish.clone() }.page(page);
    let view =
        view! { <p>{text::SHARED_HERE} " " <a href=shared>{text::SHARED_HERE_LINK}</a> ". " {text::SHARED_IS}</p> };
    Some(view.into_any())
}

/// "This is a shared computer", for a form that opens a session.
fn shared_computer(checked: bool) -> impl IntoView {
    let choice = Choice::new("yes", text::SHARED).hint(text::SHARED_IS).checked(checked);
    view! { <Checkboxes name="shared" choices=vec![choice] small=true /> }
}

/// The page that a form says it stands on, when it is one of these. Whoever is signed in, by another tab perhaps, sees none of
/// them but the step-up: the others lead on, and would not show what went wrong.
fn page_of<'a>(request: &Request, page: &'a str) -> &'a str {
    if request.me().is_some() {
        return again::PAGE;
    }
    let is_ours = page == again::PAGE || Kind::ALL.into_iter().any(|kind| page == path(kind));
    if is_ours { page } else { password::PAGE }
}
