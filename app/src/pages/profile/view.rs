//! `/profile`: everything that is known about a person, with ways to change it.

use identity::{
    Unexpected,
    application::{Application, opens::Held},
    authenticator::Authenticator,
    email::Email,
    person::{
        Position,
        profile::{self, Profile},
    },
    telephone::MobileNumber,
    time::{Timestamp, day_for_people},
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{ButtonLink, ButtonVariant, Details, SummaryList, SummaryRow, Tag, TagColour},
    pages::{applications::text as opening, authenticators, frozen, level_in_words},
    web::{Answer, Page, Request},
};

/// The profile.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let Profile { positions, emails, mobile, password_set_at, authenticators, applications } =
        profile::view(request.service(), me).await?;
    let now = request.service().now();
    let person = &me.person;
    let personal = vec![
        SummaryRow::new("User identifier", person.identifier.for_people()),
        SummaryRow::new("Name", person.name.full()),
        SummaryRow::new("Date of birth", day_for_people(person.birth_date)),
    ];
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::PROFILE}</h1>
        {frozen::notice(&request)}
        <h2 class="nhsuk-heading-m" id="personal">"Personal details"</h2>
        <SummaryList rows=personal />
        <p class="nhsuk-body-s">"If your name or date of birth is wrong, ask your Registration Authority to correct it."</p>
        <h2 class="nhsuk-heading-m" id="contact">"Contact details"</h2>
        <SummaryList rows=contact(&emails, mobile.as_deref()) />
        <h2 class="nhsuk-heading-m" id="positions">"Positions"</h2>
        {positions_view(positions, now)}
        <h2 class="nhsuk-heading-m" id="authenticators">"Authenticators"</h2>
        {authenticators_view(authenticators, &applications)}
        <h2 class="nhsuk-heading-m" id="safety">{text::SAFETY}</h2>
        {password_set_at.map(|at| view! { <SummaryList rows=vec![password_row(at)] /> })}
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li><a href="/sessions">{text::SESSIONS}</a> ": " {text::SESSIONS_ARE}</li>
            <li><a href="/activity">{text::ACTIVITY}</a> ": " {text::ACTIVITY_IS}</li>
        </ul>
    };
    Ok(Answer::Page(Page::new(text::PROFILE, body).back("/").flash(request.flash().await?)))
}

fn contact(emails: &[Email], mobile: Option<&str>) -> Vec<SummaryRow> {
    let mut rows: Vec<SummaryRow> = emails.iter().map(email_row).collect();
    rows.push(match emails.len() {
        0 => SummaryRow::new("Email address", "None yet").action("/profile/email/add", "Add", "an email address"),
        _ => SummaryRow::new("Email addresses", "").action("/profile/email", "Add or remove", "email addresses"),
    });
    rows.push(match mobile {
        Some(mobile) => {
            let shown = MobileNumber::parse(mobile).map_or_else(|_| mobile.to_owned(), |mobile| mobile.for_people());
            SummaryRow::new("Mobile number", shown).action("/profile/mobile", "Change", "mobile number")
        }
        None => SummaryRow::new("Mobile number", "None yet").action("/profile/mobile", "Add", "a mobile number"),
    });
    rows
}

fn password_row(set_at: Timestamp) -> SummaryRow {
    let since = format!("Set {}", set_at.for_people());
    SummaryRow::new(text::PASSWORD, since).action("/profile/password", "Change", "password")
}

fn email_row(email: &Email) -> SummaryRow {
    let address = email.address.as_str().to_owned();
    let tag = tag(email);
    let row = SummaryRow::new(
        "Email address",
        view! { <span class="nhsuk-u-text-break-word">{address.clone()}</span> " " {tag} },
    );
    if email.verified_at.is_some() {
        row.action(format!("/profile/email/change/{}", email.id), "Change", format!("email address {address}"))
    } else {
        row.action("/profile/email", "Verify", format!("email address {address}"))
    }
}

/// Whether an address is verified, in a word.
pub(super) fn tag(email: &Email) -> impl IntoView + use<> {
    match email.verified_at {
        Some(_) => view! { <Tag text="Verified" colour=TagColour::Green /> }.into_any(),
        None => view! { <Tag text="Not verified yet" colour=TagColour::Yellow /> }.into_any(),
    }
}

fn positions_view(positions: Vec<Position>, now: Timestamp) -> AnyView {
    let today = now.uk_date();
    let (open, over): (Vec<_>, Vec<_>) =
        positions.into_iter().partition(|position| position.is_open(today) || position.starts_on > today);
    let open = if open.is_empty() {
        view! { <p>"You have no position at the moment. Your Registration Authority adds positions."</p> }.into_any()
    } else {
        view! { <SummaryList rows=position_rows(&open) /> }.into_any()
    };
    let over = (!over.is_empty()).then(|| {
        view! {
            <Details summary="Positions that have ended">
                <SummaryList rows=position_rows(&over) />
            </Details>
        }
    });
    view! { {open} {over} }.into_any()
}

fn position_rows(positions: &[Position]) -> Vec<SummaryRow> {
    positions.iter().map(position_row).collect()
}

fn position_row(position: &Position) -> SummaryRow {
    let dates = match position.ends_on {
        Some(end) => format!("{} to {}", day_for_people(position.starts_on), day_for_people(end)),
        None => format!("Since {}", day_for_people(position.starts_on)),
    };
    let organisation = format!("{} ({})", position.organisation_name, position.organisation_code);
    SummaryRow::new(position.role_name.clone(), view! { {organisation} <br /> {dates} })
}

fn authenticators_view(authenticators: Vec<Authenticator>, applications: &[Application]) -> AnyView {
    if authenticators.is_empty() {
        return view! {
            <p>"You have no authenticator yet. Add one, so that you can sign in without a link."</p>
            <p>
                <a href="/help/choose-an-authenticator">{opening::HELP_ME_CHOOSE}</a>
            </p>
            <ButtonLink text="Add authenticator" href="/authenticators/add" />
        }
        .into_any();
    }
    let rows = authenticators.into_iter().map(|authenticator| {
        let used = authenticator
            .last_used_at
            .map_or_else(|| "Not used yet".to_owned(), |at| format!("Last used {}", at.for_people()));
        let level = format!("Level: {}", level_in_words(authenticator.level));
        let opens = opens(&authenticator, applications).map(|words| view! { <br /> {words} });
        let added = format!("Added {}", authenticator.added_at.for_people());
        let tag = authenticators::list::tag(&authenticator).map(|tag| view! { {tag} <br /> });
        let name = authenticator.name.as_str().to_owned();
        let value = view! { {tag} {level} {opens} <br /> {added} <br /> {used} };
        SummaryRow::new(name.clone(), value).action(authenticators::path(authenticator.kind), "Replace", name)
    });
    let rows: Vec<SummaryRow> = rows.collect();
    view! {
        <SummaryList rows=rows />
        <p>
            <a href="/applications">{opening::APPLICATIONS}</a>
        </p>
        <p><a href="/authenticators">{text::LOOK_AFTER}</a></p>
        <ButtonLink text="Add other authenticators" href="/authenticators/add" variant=ButtonVariant::Secondary />
    }
    .into_any()
}

/// What an authenticator opens, where anything is listed.
fn opens(authenticator: &Authenticator, applications: &[Application]) -> Option<String> {
    let held = Held::from(authenticator);
    let opens = |application: &&Application| held.opens(application.details.minimum_level());
    let opened: Vec<&Application> = applications.iter().filter(opens).collect();
    (!applications.is_empty()).then(|| opening::opens(&opened, applications.len()))
}
