//! `/applications`: each website and app, and what opens it for whoever asks; then what each type opens in general.

use identity::{
    Unexpected,
    application::{
        Application, list,
        opens::{self, Held, Opening},
    },
    assurance::{AssuranceLevel, Kind},
    session::{SessionKind, SignedIn},
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{Card, HeadingLevel, Size, Table, TableRow},
    pages::authenticators,
    web::{Answer, Page, Request},
};

/// What can be opened first, then the rest.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let (applications, mine) = list::with_mine(request.service(), me).await?;
    let held: Vec<Held> = mine.iter().map(Held::from).collect();
    let (open, shut): (Vec<_>, Vec<_>) = applications
        .into_iter()
        .map(|application| (opens::opening(application.details.minimum_level(), &held), application))
        .partition(|(opening, _)| !opening.now.is_empty());
    let none = (open.is_empty() && shut.is_empty()).then(|| {
        view! { <p>{text::NONE} " " {request.app.support.to_string()}</p> }
    });
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::APPLICATIONS}</h1>
        <p>{text::APPLICATIONS_IS}</p>
        {none}
        {group(text::OPEN, open, me, &request)}
        {group(text::SHUT, shut, me, &request)}
        {in_general()}
        <p>{text::YOURS_MAY_BE_LOWER}</p>
        <ul class="nhsuk-list">
            <li>
                <a href="/profile#authenticators">{text::YOUR_AUTHENTICATORS}</a>
            </li>
            <li>
                <a href="/help/choose-an-authenticator">{text::HELP_ME_CHOOSE}</a>
            </li>
        </ul>
    };
    Ok(Answer::Page(Page::new(text::APPLICATIONS, body).back("/")))
}

/// Some of the applications, under a heading.
fn group(
    heading: &'static str,
    members: Vec<(Opening, Application)>,
    me: &SignedIn,
    request: &Request,
) -> Option<AnyView> {
    if members.is_empty() {
        return None;
    }
    let support = request.app.support.to_string();
    let cards = members.into_iter().map(|(opening, application)| card(&opening, &application, me, &support));
    let view = view! {
        <h2 class="nhsuk-heading-m">{heading}</h2>
        {cards.collect_view()}
    };
    Some(view.into_any())
}

fn card(opening: &Opening, application: &Application, me: &SignedIn, support: &str) -> impl IntoView + use<> {
    let details = &application.details;
    let how = if opening.now.is_empty() {
        what_first(opening, details.minimum_level(), me, support).into_any()
    } else {
        let words = text::open_with(&opening.now);
        view! { <p class="nhsuk-u-margin-bottom-0"><strong>{words}</strong></p> }.into_any()
    };
    let needs = text::needs(details.minimum_level());
    let (name, address) = (details.name().to_owned(), details.address().to_string());
    let description = details.description().to_owned();
    view! {
        <Card heading=name size=Some(Size::S) level=HeadingLevel::Three href=address>
            <p>{description}</p>
            <p>{needs}</p>
            {how}
        </Card>
    }
}

/// What somebody can do who holds nothing that opens it, in a session that can add what does, or cannot.
fn what_first(opening: &Opening, minimum: AssuranceLevel, me: &SignedIn, support: &str) -> impl IntoView + use<> {
    let can_add = opens::lets_add(me.session.level, minimum);
    let by_link = me.session.kind == SessionKind::Enrolment;
    let Opening { suspended, too_low, to_add, .. } = opening;
    let nothing = suspended.is_empty() && too_low.is_empty() && to_add.is_empty();
    let is_to_do = !too_low.is_empty() || !to_add.is_empty();
    let nothing = nothing.then(|| format!("{} {support}", text::NOTHING_OPENS));
    let suspended = suspended.iter().map(|kind| {
        view! {
            <p>
                {text::suspended(*kind)} " "
                <a href="/profile#authenticators">{text::YOUR_AUTHENTICATORS}</a>
            </p>
        }
    });
    let too_low = too_low.iter().map(|kind| {
        let replace = match (can_add, by_link) {
            (false, _) => None,
            (true, true) => Some(text::REPLACED_BY_RA.into_any()),
            (true, false) => Some(view! { <a href=authenticators::path(*kind)>{text::replace(*kind)}</a> }.into_any()),
        };
        view! { <p>{text::too_low(*kind)} " " {replace}</p> }
    });
    let first = (!can_add && is_to_do).then(|| view! { <p>{text::STRONGER_FIRST}</p> });
    let to_add = kinds_first(to_add, can_add);
    view! {
        {suspended.collect_view()}
        {too_low.collect_view()}
        {first}
        {to_add}
        {nothing.map(|words| view! { <p class="nhsuk-u-margin-bottom-0">{words}</p> })}
    }
}

/// What would open it: to add here, or to ask for where nothing that is added in this session would do.
fn kinds_first(kinds: &[Kind], can_add: bool) -> Option<AnyView> {
    let words = match (kinds.len(), can_add) {
        (0, _) => return None,
        (1, true) => text::ADD_FIRST_ONE,
        (_, true) => text::ADD_FIRST,
        (1, false) => text::THEN_ADD_ONE,
        (_, false) => text::THEN_ADD,
    };
    let items = kinds.iter().map(|kind| {
        let name = match can_add {
            true => view! { <a href=authenticators::path(*kind)>{kind.name()}</a> }.into_any(),
            false => kind.name().into_any(),
        };
        view! { <li>{name}</li> }
    });
    let view = view! {
        <p>{words}</p>
        <ul class="nhsuk-list nhsuk-list--bullet nhsuk-u-margin-bottom-0">{items.collect_view()}</ul>
    };
    Some(view.into_any())
}

/// For anybody: what each type can open at its best.
fn in_general() -> impl IntoView {
    const LEVELS: [AssuranceLevel; 2] = [AssuranceLevel::Aal2, AssuranceLevel::Aal3];
    let columns = std::iter::once(text::TYPE.to_owned()).chain(LEVELS.map(text::level_heading)).collect();
    let row = |kind: Kind| {
        LEVELS.into_iter().fold(TableRow::new().cell(kind.name()), |row, level| {
            row.cell(if opens::kinds_that_open(level).contains(&kind) { text::YES } else { text::NO })
        })
    };
    let rows: Vec<TableRow> = Kind::ALL.into_iter().map(row).collect();
    view! {
        <Table
            caption=text::IN_GENERAL
            caption_size=Some(Size::M)
            columns=columns
            rows=rows
            first_cell_is_header=true
        />
    }
}
