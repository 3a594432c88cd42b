//! How people reach the Registration Authority that serves an organisation, or that looks after themselves.

use identity::{
    Unexpected,
    organisation::OrganisationCode,
    ra::contact::{self, Contact},
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{SummaryList, SummaryRow},
    web::Request,
};

/// Of so many positions at the most.
const MOST: usize = 5;

/// The one that serves an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn of(request: &Request, organisation: &OrganisationCode) -> Result<Option<AnyView>, Unexpected> {
    let contact = contact::of(request.service(), organisation).await?;
    Ok(contact.map(|contact| part(text::SERVED_BY, &[contact])))
}

/// Those that look after whoever asks, where they have a position.
///
/// # Errors
/// When the database refuses.
pub async fn mine(request: &Request) -> Result<Option<AnyView>, Unexpected> {
    let Some(me) = request.me() else { return Ok(None) };
    let service = request.service();
    let today = service.now().uk_date();
    let held = service.read().await?.list_positions(&me.person.id).await?;
    let open = held.into_iter().filter(|position| position.is_open(today)).take(MOST);
    let mut contacts: Vec<Contact> = Vec::new();
    for code in open.filter_map(|position| OrganisationCode::parse(&position.organisation_code)) {
        let contact = contact::of(service, &code).await?;
        contacts.extend(contact.filter(|contact| !contacts.contains(contact)));
    }
    Ok((!contacts.is_empty()).then(|| part(text::YOUR_RA, &contacts)))
}

fn part(heading: &'static str, contacts: &[Contact]) -> AnyView {
    let lists = contacts.iter().map(|contact| view! { <SummaryList rows=rows(contact) /> }).collect_view();
    view! {
        <h2 class="nhsuk-heading-m">{heading}</h2>
        {lists}
    }
    .into_any()
}

pub(super) fn rows(contact: &Contact) -> Vec<SummaryRow> {
    let mut rows = vec![SummaryRow::new(text::NAME, contact.name.clone())];
    rows.extend(contact.telephone.as_ref().map(|number| {
        let digits: String = number.chars().filter(|one| one.is_ascii_digit() || *one == '+').collect();
        SummaryRow::new(text::TELEPHONE, view! { <a href=format!("tel:{digits}")>{number.clone()}</a> })
    }));
    rows.extend(contact.email.as_ref().map(|email| {
        let link = format!("mailto:{}", email.as_str());
        let link = view! { <a class="nhsuk-u-text-break-word" href=link>{email.for_people()}</a> };
        SummaryRow::new(text::EMAIL, link)
    }));
    if !contact.opening.is_empty() {
        rows.push(SummaryRow::new(text::OPENING, contact.opening.clone()));
    }
    rows
}
