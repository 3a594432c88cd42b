//! `/sign-in/again`: a step-up. A change asks for a sign-in that is fresh, or of a higher level: with one of the person's own
//! authenticators that gives it, and back to what was being done.

use identity::{
    Unexpected,
    assurance::{AssuranceLevel, Kind},
    authenticator::Authenticator,
    email::address::EmailAddress,
    notice,
    session::SessionKind,
};
use leptos::prelude::*;

use super::{Wish, device, password, smartcard, text};
use crate::{
    components::{ButtonLink, ButtonVariant},
    pages::profile,
    web::{Answer, Flash, Page, Request, paths},
};

/// The page.
pub const PAGE: &str = "/sign-in/again";

/// The form of the authenticator that is to be shown, or the choice among several.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let wish = Wish::of(&request);
    let Some(me) = request.me() else {
        return Ok(Answer::Go(wish.page("/sign-in")));
    };
    let mut repository = request.service().read().await?;
    let held = repository.list_active_authenticators(&me.person.id).await?;
    let addresses = notice::addresses(&mut *repository, &me.person.id).await?;
    drop(repository);
    let flash = request.flash().await?;
    let enough = enough(&held, wish.level);
    // What gives less than this session has would leave it with less: it is offered, and not taken for granted. The level of a sign-in
    // link is that of what it sets up.
    let by_link = me.session.kind == SessionKind::Enrolment;
    let lowers = |kind: Kind| !by_link && !enough.iter().any(|of| of.kind == kind && of.level >= me.session.level);
    let (lower, as_high): (Vec<Kind>, Vec<Kind>) = enough.iter().map(|of| of.kind).partition(|kind| lowers(*kind));
    let asked = request.query("with").and_then(|slug| Kind::from_slug(&slug));
    let asked = asked.filter(|kind| as_high.contains(kind) || lower.contains(kind));
    let remembered = request.visitor.remembered_method.filter(|kind| as_high.contains(kind));
    let chosen = asked.or(remembered).or(match as_high[..] {
        [only] => Some(only),
        _ => None,
    });
    let chosen_lowers = chosen.is_some_and(lowers).then(|| view! { <p>{text::AGAIN_LOWERS}</p> });
    // A sign-in link sets up what it takes to go on: it need not be asked for again.
    let add_first = by_link && enough.is_empty() && wish.level.is_none_or(|level| me.session.level >= level);
    let why = match (by_link, add_first) {
        (_, true) => text::ADD_FIRST,
        (true, _) => text::AGAIN_ENROLMENT,
        _ => text::AGAIN_IS,
    };
    let email = flash.value_of("email").or_else(|| addresses.first().map(EmailAddress::for_people));
    let form = match chosen {
        Some(Kind::Smartcard) => view! {
            <p>{text::device_is(Kind::Smartcard)}</p>
            {smartcard::ask(&request, &wish, PAGE, &flash)}
        }
        .into_any(),
        Some(kind) => with(kind, &wish, &flash, email),
        None if add_first => {
            view! { <ButtonLink text=profile::text::ADD_AUTHENTICATOR href="/authenticators/add" /> }.into_any()
        }
        None if enough.is_empty() => none(wish.level),
        None => ().into_any(),
    };
    let others = |kinds: Vec<Kind>| {
        let others = kinds.into_iter().filter(|kind| Some(*kind) != chosen).map(|kind| other(kind, &wish));
        others.collect::<Vec<_>>()
    };
    let (as_high, lower) = (others(as_high), others(lower));
    let lower = (!lower.is_empty()).then(|| {
        let words = chosen_lowers.is_none().then(|| view! { <p>{text::AGAIN_LOWERS}</p> });
        view! { {words} {lower} }
    });
    let stronger = wish.level.filter(|level| *level > AssuranceLevel::Aal2 && !enough.is_empty());
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::AGAIN}</h1>
        <p>{why}</p>
        {stronger.map(|_| view! { <p>{text::AGAIN_STRONGER}</p> })}
        {chosen_lowers}
        {form}
        {as_high}
        {lower}
    };
    let page = Page::new(text::AGAIN, body).back("/profile").flash(flash);
    Ok(Answer::Page(if chosen == Some(Kind::Smartcard) { page.talks_to_agent() } else { page }))
}

/// A kind that signs in, and the level that it reaches.
struct Enough {
    kind: Kind,
    level: AssuranceLevel,
}

/// The kinds that are held, sign in, and reach the level: each once, though one may wait to take another's place.
fn enough(held: &[Authenticator], level: Option<AssuranceLevel>) -> Vec<Enough> {
    let usable = held.iter().filter(|held| held.is_usable());
    let reach = usable.filter(|held| level.is_none_or(|level| held.level >= level));
    reach.fold(Vec::new(), |mut kinds: Vec<Enough>, held| {
        match kinds.iter_mut().find(|of| of.kind == held.kind) {
            Some(of) => of.level = of.level.max(held.level),
            None => kinds.push(Enough { kind: held.kind, level: held.level }),
        }
        kinds
    })
}

fn with(kind: Kind, wish: &Wish, flash: &Flash, email: Option<String>) -> AnyView {
    if kind.is_webauthn() {
        view! {
            <p>{text::device_is(kind)}</p>
            {device::ask(kind, wish, PAGE)}
        }
        .into_any()
    } else {
        view! {
            {password::form(flash, email, wish, PAGE)}
            {password::forgot()}
        }
        .into_any()
    }
}

fn other(kind: Kind, wish: &Wish) -> AnyView {
    let href = paths::with(&wish.page(PAGE), "with", kind.slug());
    view! { <p><ButtonLink text=text::sign_in_with(kind) href=href variant=ButtonVariant::Secondary /></p> }.into_any()
}

fn none(level: Option<AssuranceLevel>) -> AnyView {
    let words = if level.is_some_and(|level| level > AssuranceLevel::Aal2) { text::NONE_STRONGER } else { text::NONE };
    view! { <p>{words}</p> }.into_any()
}
