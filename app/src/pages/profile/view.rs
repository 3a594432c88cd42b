//! `/profile`: everything that is known about a person, with ways to change it.

use identity::{
    Unexpected,
    application::{Application, opens::Held},
    assurance::Kind,
    authenticator::Authenticator,
    email::Email,
    person::{
        Position,
        profile::{self, Profile},
    },
    smartcard::expiry::{self, Standing},
    telephone::MobileNumber,
    time::{Timestamp, day_for_people},
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{ButtonLink, ButtonVariant, Details, SummaryList, SummaryRow, Tag, TagColour},
    pages::{applications::text as opening, authenticators, frozen, smartcard},
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
    let card = match authenticators.iter().any(|held| held.kind == Kind::Smartcard) {
        true => expiry::look(request.service(), me).await?.map(|mine| mine.standing),
        false => None,
    };
    let contact_of_card = match card {
        Some(standing) => smartcard::contact(&request, standing).await?,
        None => None,
    };
    let person = &me.person;
    let personal = vec![
        SummaryRow::new(text::IDENTIFIER, person.identifier.for_people()),
        SummaryRow::new(text::NAME, person.name.full()),
        SummaryRow::new(text::BIRTH_DATE, day_for_people(person.birth_date)),
    ];
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::PROFILE}</h1>
        {frozen::notice(&request)}
        <h2 class="nhsuk-heading-m" id="personal">{text::PERSONAL}</h2>
        <SummaryList rows=personal />
        <p class="nhsuk-body-s">{text::PERSONAL_WRONG}</p>
        <h2 class="nhsuk-heading-m" id="contact">{text::CONTACT}</h2>
        <SummaryList rows=contact(&emails, mobile.as_deref()) />
        <h2 class="nhsuk-heading-m" id="positions">{text::POSITIONS}</h2>
        {positions_view(positions, now)}
        <h2 class="nhsuk-heading-m" id="authenticators">{text::AUTHENTICATORS}</h2>
        {authenticators_view(authenticators, &applications, card.map(|standing| (standing, now)))}
        {contact_of_card}
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
        0 => SummaryRow::new(text::EMAIL, text::NONE_YET).action("/profile/email/add", text::ADD, text::AN_EMAIL),
        held => SummaryRow::new(text::EMAIL_ROW, text::addresses(held)).action(
            "/profile/email",
            text::ADD_OR_REMOVE,
            text::EMAIL_ROW_HIDDEN,
        ),
    });
    rows.push(match mobile {
        Some(mobile) => {
            let shown = MobileNumber::parse(mobile).map_or_else(|_| mobile.to_owned(), |mobile| mobile.for_people());
            SummaryRow::new(text::MOBILE_ROW, shown).action("/profile/mobile", text::CHANGE, text::MOBILE_ROW_HIDDEN)
        }
        None => SummaryRow::new(text::MOBILE_ROW, text::NONE_YET).action("/profile/mobile", text::ADD, text::A_MOBILE),
    });
    rows
}

fn password_row(set_at: Timestamp) -> SummaryRow {
    SummaryRow::new(text::PASSWORD, text::password_set(set_at)).action(
        "/profile/password",
        text::CHANGE,
        text::PASSWORD_HIDDEN,
    )
}

fn email_row(email: &Email) -> SummaryRow {
    let address = email.address.for_people();
    let tag = tag(email);
    let row = SummaryRow::new(
        text::EMAIL,
        view! { <span class="nhsuk-u-text-break-word">{address.clone()}</span> " " {tag} },
    );
    if email.verified_at.is_some() {
        row.action(format!("/profile/email/change/{}", email.id), text::CHANGE, text::email_hidden(&address))
    } else {
        row.action("/profile/email", text::VERIFY, text::email_hidden(&address))
    }
}

/// Whether an address is verified, in a word.
pub(super) fn tag(email: &Email) -> impl IntoView + use<> {
    match email.verified_at {
        Some(_) => view! { <Tag text=text::VERIFIED_TAG colour=TagColour::Green /> }.into_any(),
        None => view! { <Tag text=text::NOT_VERIFIED_TAG colour=TagColour::Yellow /> }.into_any(),
    }
}

fn positions_view(positions: Vec<Position>, now: Timestamp) -> AnyView {
    let today = now.uk_date();
    let (open, over): (Vec<_>, Vec<_>) =
        positions.into_iter().partition(|position| position.is_open(today) || position.starts_on > today);
    let open = if open.is_empty() {
        view! { <p>{text::NO_POSITION}</p> }.into_any()
    } else {
        view! { <SummaryList rows=position_rows(&open) /> }.into_any()
    };
    let over = (!over.is_empty()).then(|| {
        view! {
            <Details summary=text::ENDED_POSITIONS>
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
    let dates = text::held(position);
    let organisation = format!("{} ({})", position.organisation_name, position.organisation_code);
    SummaryRow::new(position.role_name.clone(), view! { {organisation} <br /> {dates} })
}

fn authenticators_view(
    authenticators: Vec<Authenticator>,
    applications: &[Application],
    card: Option<(Standing, Timestamp)>,
) -> AnyView {
    if authenticators.is_empty() {
        return view! {
            <p>{text::NO_AUTHENTICATOR}</p>
            <p>
                <a href="/help/choose-an-authenticator">{opening::HELP_ME_CHOOSE}</a>
            </p>
            <ButtonLink text=text::ADD_AUTHENTICATOR href="/authenticators/add" />
        }
        .into_any();
    }
    let rows: Vec<SummaryRow> = authenticators.iter().map(|held| authenticator_row(held, applications, card)).collect();
    view! {
        <SummaryList rows=rows />
        <p>
            <a href="/applications">{opening::APPLICATIONS}</a>
        </p>
        <p><a href="/authenticators">{text::LOOK_AFTER}</a></p>
        <ButtonLink text=authenticators::text::ADD href="/authenticators/add" variant=ButtonVariant::Secondary />
    }
    .into_any()
}

/// `card`: where a smartcard stands now.
fn authenticator_row(
    held: &Authenticator,
    applications: &[Application],
    card: Option<(Standing, Timestamp)>,
) -> SummaryRow {
    let used = held.last_used_at.map_or_else(|| authenticators::text::NOT_USED.to_owned(), text::last_used);
    let opens = opens(held, applications).map(|words| view! { <br /> {words} });
    let tag = authenticators::list::tag(held).map(|tag| view! { {tag} <br /> });
    let (level, added) = (text::level(held.level), text::added(held.added_at));
    let card = card.filter(|_| held.kind == Kind::Smartcard && held.is_usable());
    let card = card.map(|(standing, now)| view! { <br /> {smartcard::sentence(standing, now)} });
    let value = view! { {tag} {level} {card} {opens} <br /> {added} <br /> {used} };
    let name = held.name.as_str();
    SummaryRow::new(name, value).action(authenticators::path(held.kind), authenticators::renewing(held.kind), name)
}

/// What an authenticator opens, where anything is listed.
pub(in crate::pages) fn opens(authenticator: &Authenticator, applications: &[Application]) -> Option<String> {
    let held = Held::from(authenticator);
    let opens = |application: &&Application| held.opens(application.details.minimum_level());
    let opened: Vec<&Application> = applications.iter().filter(opens).collect();
    (!applications.is_empty()).then(|| opening::opens(&opened, applications.len()))
}
