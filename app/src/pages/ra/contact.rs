//! How people reach the Registration Authority that serves an organisation, or that looks after themselves.

use identity::{
    Unexpected,
    organisation::OrganisationCode,
    ra::{
        contact::{self, Contact, Serving},
        store::Reached,
    },
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{SummaryList, SummaryRow},
    pages::organisations,
    web::Request,
};

/// Of so many positions at the most.
const MOST: usize = 5;

/// The one that serves an organisation, or whom to ask for it.
///
/// # Errors
/// When the database refuses.
pub async fn of(request: &Request, organisation: &OrganisationCode) -> Result<AnyView, Unexpected> {
    let serving = contact::serving(request.service(), organisation).await?;
    let nobody = text::nobody_serves(&request.app.support);
    Ok(part(text::SERVED_BY, serving.as_slice(), nobody))
}

/// Those that look after whoever asks, or whom to ask for them. Nothing for a stranger.
///
/// # Errors
/// When the database refuses.
pub async fn mine(request: &Request) -> Result<Option<AnyView>, Unexpected> {
    let Some(me) = request.me() else { return Ok(None) };
    let service = request.service();
    let today = service.now().uk_date();
    let held = service.read().await?.list_positions(&me.person.id).await?;
    let open = held.into_iter().filter(|position| position.is_open(today)).take(MOST);
    let mut all: Vec<Serving> = Vec::new();
    for code in open.filter_map(|position| OrganisationCode::parse(&position.organisation_code)) {
        let serving = contact::serving(service, &code).await?;
        all.extend(serving.filter(|serving| !all.contains(serving)));
    }
    Ok(Some(part(text::YOUR_RA, &all, text::NO_RA_KNOWN.to_owned())))
}

fn part(heading: &'static str, all: &[Serving], nobody: String) -> AnyView {
    let rows = |serving: &Serving| match serving {
        Serving::Office(contact) => rows(contact),
        Serving::Silent(ra) => silent(ra),
    };
    let lists = all.iter().map(|serving| view! { <SummaryList rows=rows(serving) /> }).collect_view();
    view! {
        <h2 class="nhsuk-heading-m">{heading}</h2>
        {lists}
        {all.is_empty().then(|| view! { <p>{nobody}</p> })}
    }
    .into_any()
}

/// One that has not said how it is reached.
fn silent(ra: &Reached) -> Vec<SummaryRow> {
    let words = text::with_code(&ra.name, ra.code.as_str());
    let name = view! { <a class="nhsuk-u-text-break-word" href=organisations::path(&ra.code)>{words}</a> };
    vec![SummaryRow::new(text::NAME, name), SummaryRow::new(text::CONTACT, text::SILENT_RA)]
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
