//! `/ra`: the desk of a Registration Authority. Whoever does not sit at one is told that there is no such page.

pub mod account;
pub mod announcements;
pub mod approvals;
pub mod ask;
pub mod authenticator;
pub mod card;
pub mod contact;
pub mod create;
pub mod decide;
pub mod download;
pub mod email;
pub mod fields;
pub mod form;
pub mod home;
pub mod import;
pub mod issue;
pub mod link;
pub mod lists;
pub mod name;
pub mod own_contact;
pub mod people;
pub mod person;
pub mod position;
pub mod reach;
pub mod sign_in_link;
pub mod text;

use identity::{
    Unexpected,
    person::{Person, UserIdentifier},
    ra::{
        self, Desk, Entrance,
        take_over::TakeOver,
        view::{self, Look, Profile},
    },
};
use leptos::prelude::*;

use crate::{
    pages::sign_in::wait,
    web::{Answer, Page, Request},
};

/// The desk's home.
pub const HOME: &str = "/ra";

/// The page of somebody.
#[must_use]
pub fn page_of(identifier: &UserIdentifier) -> String {
    format!("{HOME}/people/{}", identifier.as_str())
}

/// Their page, by their name.
fn link_to(person: &Person) -> AnyView {
    view! { <a href=page_of(&person.identifier)>{person.name.full()}</a> }.into_any()
}

/// The desk of whoever asks for a page, or what the page answers without one.
async fn enter(request: &Request) -> Result<Result<Box<Desk>, Answer>, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Err(Answer::sign_in(request)));
    };
    // Their positions came with the session: whoever has none costs no question more.
    if !me.has_desk(request.service().now().uk_date()) {
        return Ok(Err(Answer::Missing));
    }
    Ok(match ra::open(request.service(), me).await? {
        Entrance::Open(desk) => Ok(desk),
        Entrance::NotAnRa => Err(Answer::Missing),
        Entrance::SignInStronger => Err(Answer::sign_in_stronger(&request.visitor.path)),
        Entrance::Frozen => Err(Answer::Go("/changes-stopped".into())),
    })
}

/// The desk, and whom the page is about.
async fn enter_with_profile(request: &Request) -> Result<Result<(Box<Desk>, Profile), Answer>, Unexpected> {
    let desk = match enter(request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(Err(answer)),
    };
    let Some(identifier) = UserIdentifier::parse(&request.param("identifier")) else { return Ok(Err(Answer::Missing)) };
    Ok(match view::look(request.service(), &desk, request.origin(), &identifier).await? {
        Look::Seen(profile) => Ok((desk, *profile)),
        Look::NotInSight => Err(Answer::Missing),
        Look::Wait(until) => Err(later(&wait(request.service().now(), until))),
    })
}

/// They looked at very many people.
fn later(wait: &str) -> Answer {
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::LOOK_LATER}</h1>
        <p>{text::search_later(wait)}</p>
    };
    Answer::Page(Page::new(text::LOOK_LATER, body).back(HOME))
}

/// The same for a form that takes something away, where whoever looks may: the person's page says why not.
async fn enter_to_take(request: &Request) -> Result<Result<(Box<Desk>, Profile), Answer>, Unexpected> {
    enter_if(request, Profile::may_be_taken_from, false).await
}

/// The same for a form that gives a way in, which takes a fresh sign-in.
async fn enter_to_let_in(request: &Request) -> Result<Result<(Box<Desk>, Profile), Answer>, Unexpected> {
    enter_if(request, Profile::may_be_let_in, true).await
}

/// The same for a form that only a fresh sign-in sends: it is asked for before anything is typed.
async fn enter_fresh(request: &Request) -> Result<Result<(Box<Desk>, Profile), Answer>, Unexpected> {
    enter_if(request, |_| true, true).await
}

async fn enter_if(
    request: &Request,
    may: impl Fn(&Profile) -> bool,
    takes_fresh: bool,
) -> Result<Result<(Box<Desk>, Profile), Answer>, Unexpected> {
    let (desk, profile) = match enter_with_profile(request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(Err(answer)),
    };
    Ok(if !may(&profile) {
        Err(Answer::Go(page_of(&profile.person.identifier)))
    } else if takes_fresh && !desk.is_fresh(request.service()) {
        Err(Answer::sign_in_stronger(&request.visitor.path))
    } else {
        Ok((desk, profile))
    })
}

/// The page where an approval is asked for.
fn ask_path(person: &Person, action: TakeOver) -> String {
    format!("{}/approval/{}", page_of(&person.identifier), action.slug())
}
