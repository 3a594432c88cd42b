//! `/organisations/CODE`: everything that is known of an organisation.

use identity::{
    Unexpected,
    organisation::{
        Organisation, OrganisationCode, Role, Status,
        look_up::{Looked, look_up},
        role::name_of_region,
    },
    time::{Timestamp, day_for_people},
};
use leptos::prelude::*;

use super::{find, path, relations, text};
use crate::{
    components::{InsetText, SummaryList, SummaryRow},
    islands::copy_button::CopyButton,
    pages::ra,
    web::{Answer, Page, Request},
};

/// The page.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    if request.me().is_none() {
        return Ok(Answer::sign_in(&request));
    }
    let typed = request.param("code");
    let Some(code) = OrganisationCode::parse(&typed) else { return Ok(Answer::Missing) };
    if code.as_str() != typed {
        return Ok(Answer::Go(path(&code)));
    }
    let Some(looked) = look_up(request.service(), &code).await? else { return Ok(Answer::Missing) };
    let name = looked.held.organisation.name.clone();
    let served = ra::contact::of(&request, &code).await?;
    let body = view! {
        <h1 class="nhsuk-heading-l nhsuk-u-text-break-word">{name.clone()}</h1>
        {closed(&looked)}
        <SummaryList rows=rows(&looked) />
        {served}
        {relations::view(&looked)}
        <p class="ci-screen-only">
            <a href="/organisations">{text::SEARCH_AGAIN}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(name, body).back("/organisations").wide()))
}

/// That it is closed, and who came after it.
fn closed(looked: &Looked) -> Option<AnyView> {
    if looked.held.organisation.status != Status::Closed {
        return None;
    }
    let after = relations::followed_by(looked).into_iter().map(|(code, name)| {
        view! {
            <p>
                {text::FOLLOWED_BY} " " <a href=path(&code)>{name}</a> "."
            </p>
        }
    });
    let view = view! {
        <InsetText prefix=text::IMPORTANT>
            <p>
                <strong>{text::IS_CLOSED}</strong>
            </p>
            {after.collect_view()}
        </InsetText>
    };
    Some(view.into_any())
}

fn rows(looked: &Looked) -> Vec<SummaryRow> {
    let it = &looked.held.organisation;
    let code = it.code.as_str().to_owned();
    let code = view! {
        <span id="organisation-code">{code}</span>
        <CopyButton of="organisation-code".to_owned() what=text::CODE_NOUN.to_owned() />
    };
    let mut rows = vec![SummaryRow::new(text::CODE, code)];
    if !it.roles.is_empty() {
        rows.push(SummaryRow::new(text::TYPE, lines(it.roles.iter().map(role))));
    }
    rows.push(SummaryRow::new(text::STATUS, find::status(it.status)));
    let closes = if it.status == Status::Closed { text::CLOSED } else { text::CLOSES };
    for (what, day) in [(text::OPENED, it.opened_on), (closes, it.closed_on)] {
        rows.extend(day.map(|day| SummaryRow::new(what, day_for_people(day))));
    }
    let address = it.address.iter().cloned().chain(it.postcode.clone());
    rows.push(SummaryRow::new(text::ADDRESS, lines(address)));
    rows.push(SummaryRow::new(text::TELEPHONE, telephone(it)));
    for (what, code) in [(text::REGION, &it.region), (text::GEOGRAPHY, &it.geography)] {
        rows.extend(code.as_ref().map(|code| SummaryRow::new(what, place(looked, code))));
    }
    let since = looked.held.imported_at.map(Timestamp::day_for_people);
    let source = std::iter::once(text::source(it.source).to_owned()).chain(since.map(|day| text::imported(&day)));
    rows.push(SummaryRow::new(text::SOURCE, lines(source)));
    rows
}

fn role(role: &Role) -> String {
    text::role_in_time(&role.id, role.starts_on, role.ends_on)
}

fn telephone(organisation: &Organisation) -> AnyView {
    match &organisation.telephone {
        None => text::NOT_TOLD.into_any(),
        Some(number) => {
            let digits: String =
                number.chars().filter(|character| character.is_ascii_digit() || *character == '+').collect();
            view! { <a href=format!("tel:{digits}")>{number.clone()}</a> }.into_any()
        }
    }
}

/// A link where there is a page to link to.
fn place(looked: &Looked, code: &OrganisationCode) -> AnyView {
    let name = looked.names.iter().find(|(known, _)| known == code).map(|(_, name)| name.as_str());
    let words = text::place(code.as_str(), name_of_region(code.as_str()).or(name));
    match name {
        Some(_) => view! { <a href=path(code)>{words}</a> }.into_any(),
        None => words.into_any(),
    }
}

fn lines(lines: impl Iterator<Item = String>) -> AnyView {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return text::NOT_TOLD.into_any();
    }
    lines.into_iter().map(|line| view! { <div>{line}</div> }).collect_view().into_any()
}
