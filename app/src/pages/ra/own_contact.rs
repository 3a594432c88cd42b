//! `/ra/contact`: how staff reach the Registration Authorities of the desk; a manager changes it.

use identity::{
    Unexpected,
    email::address::EmailAddress,
    organisation::OrganisationCode,
    ra::{
        Rank, Seat,
        contact::{self, Contact, WrongContact},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{HOME, contact::rows, enter, fields, form, text};
use crate::{
    components::{Button, Input, Size, SummaryList},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// Of all that the desk is of; each has its form below it.
pub const PAGE: &str = "/ra/contact";

/// What staff see, of each.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let own = contact::own(request.service(), &desk).await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::OWN_CONTACT}</h1>
        <p>{text::OWN_CONTACT_IS}</p>
        {own.iter().map(|(seat, contact)| part(seat, contact.as_ref())).collect_view()}
    };
    Ok(Answer::Page(Page::new(text::OWN_CONTACT, body).back(HOME).flash(request.flash().await?)))
}

fn part(seat: &Seat, contact: Option<&Contact>) -> AnyView {
    let shown = match contact {
        Some(contact) => view! { <SummaryList rows=rows(contact) /> }.into_any(),
        None => view! { <p>{text::NO_CONTACT}</p> }.into_any(),
    };
    let href = path(&seat.organisation);
    let hidden = format!(": {}", seat.name);
    let change = (seat.rank == Rank::Manager).then(|| {
        view! {
            <p>
                <a href=href>{text::CHANGE_CONTACT} <span class="nhsuk-u-visually-hidden">{hidden}</span></a>
            </p>
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">{text::seat(seat)}</h2>
        {shown}
        {change}
    }
    .into_any()
}

fn path(organisation: &OrganisationCode) -> String {
    format!("{PAGE}/{organisation}")
}

/// The form of one.
///
/// # Errors
/// When the database refuses.
pub async fn show_one(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let wanted = request.param("organisation");
    let own = contact::own(request.service(), &desk).await?;
    let of_this =
        |(seat, _): &(Seat, Option<Contact>)| seat.organisation.as_str() == wanted && seat.rank == Rank::Manager;
    let Some((seat, contact)) = own.into_iter().find(of_this) else { return Ok(Answer::Missing) };
    let flash = request.flash().await?;
    let body = view! {
        <p class="nhsuk-caption-l nhsuk-u-text-break-word nhsuk-u-margin-bottom-2">{text::seat(&seat)}</p>
        <h1 class="nhsuk-heading-l">{text::CHANGE_CONTACT}</h1>
        <form method="post" action="/api/ra/contact" novalidate>
            <input type="hidden" name="organisation" value=wanted />
            {contact_fields(&flash, contact.as_ref())}
            {fields::reason(&flash)}
            <Button text=text::SAVE />
        </form>
        <p>
            <a href=PAGE>{text::CANCEL}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::CHANGE_CONTACT, body).back(PAGE).flash(flash)))
}

fn contact_fields(flash: &Flash, known: Option<&Contact>) -> AnyView {
    let value = |field: &str, known: Option<&str>| flash.value_of(field).or_else(|| known.map(str::to_owned));
    let email = known.and_then(|contact| contact.email.as_ref()).map(EmailAddress::for_people);
    view! {
        <Input
            name="name"
            label=text::OFFICE
            label_size=Some(Size::S)
            hint=text::OFFICE_HINT
            autocomplete="off"
            value=value("name", known.map(|contact| contact.name.as_str()))
            error=flash.error_of("name")
        />
        <Input
            name="telephone"
            label=text::OFFICE_TELEPHONE
            label_size=Some(Size::S)
            kind="tel"
            autocomplete="off"
            value=value("telephone", known.and_then(|contact| contact.telephone.as_deref()))
            error=flash.error_of("telephone")
        />
        <Input
            name="email"
            label=text::OFFICE_EMAIL
            label_size=Some(Size::S)
            kind="email"
            autocomplete="off"
            spellcheck=Some(false)
            value=value("email", email.as_deref())
            error=flash.error_of("email")
        />
        <Input
            name="opening"
            label=text::OFFICE_OPENING
            label_size=Some(Size::S)
            hint=text::OFFICE_OPENING_HINT
            autocomplete="off"
            value=value("opening", known.map(|contact| contact.opening.as_str()))
            error=flash.error_of("opening")
        />
    }
    .into_any()
}

const fn wrong(what: WrongContact) -> (&'static str, &'static str) {
    match what {
        WrongContact::Name => ("name", text::OFFICE_WRONG),
        WrongContact::Email => ("email", text::OFFICE_EMAIL_WRONG),
        WrongContact::Telephone => ("telephone", text::OFFICE_TELEPHONE_WRONG),
        WrongContact::Opening => ("opening", text::OFFICE_OPENING_WRONG),
        WrongContact::NoWay => ("telephone", text::NO_WAY),
    }
}

/// Saves it.
#[server(endpoint = "ra/contact")]
pub async fn post_ra_contact(
    #[server(default)] organisation: String,
    #[server(default)] name: String,
    #[server(default)] telephone: String,
    #[server(default)] email: String,
    #[server(default)] opening: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let code = OrganisationCode::parse(&organisation);
        let page = code.as_ref().map_or_else(|| PAGE.to_owned(), path);
        let typed = [("name", &name), ("telephone", &telephone), ("email", &email), ("opening", &opening)];
        let typed = typed.into_iter().fold(Flash::default(), |flash, (field, value)| flash.keep(field, value));
        let desk = match form::enter(&request, &page, &typed.clone().keep("reason", &reason)).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        let Some(code) = code else { return Ok(Next::Missing) };
        let (contact, flash) = match Contact::parse(code, [&name, &email, &telephone, &opening]) {
            Ok(contact) => (Some(contact), typed),
            Err(what) => {
                let (field, words) = wrong(what);
                (None, typed.and_error(field, words))
            }
        };
        let (reason, flash) = form::reason(&reason, flash);
        let (Some(contact), Some(reason)) = (contact, reason) else { return Ok(Next::back(page, flash)) };
        let by = (request.origin(), &reason);
        Ok(match contact::set(request.service(), &desk, by, &contact).await? {
            Ok(()) => Next::done(PAGE, text::CONTACT_SAVED),
            Err(refusal) => form::refused(page, flash, refusal),
        })
    })
    .await
}
