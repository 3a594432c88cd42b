//! `/ra/lists/LIST`: the lists of the desk's home, page by page, and their tables.

use identity::{
    Unexpected,
    person::Person,
    ra::{
        Desk,
        approval::Asked,
        export::List,
        home::{CardEnding, Ending, Few},
        lists::{self, ON_A_PAGE},
    },
    time::{Date, Timestamp, date_text, day_for_people},
};
use leptos::prelude::*;

use super::{HOME, enter, link_to, text};
use crate::{
    components::{Table, TableRow, Tag, TagColour},
    web::{Answer, Page, Request, paths},
};

/// The page of a list.
#[must_use]
pub fn path(list: List) -> String {
    format!("{HOME}/lists/{}", list.slug())
}

/// The file of a list.
#[must_use]
pub fn download(list: List) -> String {
    format!("{HOME}/download/{}", list.slug())
}

/// A list from the row that the address names.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let Some(list) = List::from_slug(&request.param("list")) else { return Ok(Answer::Missing) };
    if list == List::Approvals {
        return Ok(Answer::Go(format!("{HOME}/approvals")));
    }
    let after = request.query("after").unwrap_or_default();
    let (table, next) = rows(&request, &desk, list, &after).await?;
    let next = next.map(|next| {
        let href = paths::with(&path(list), "after", &next);
        view! { <p><a href=href>{text::NEXT_PAGE}</a></p> }
    });
    let first = (!after.is_empty()).then(|| view! { <p><a href=path(list)>{text::FIRST_PAGE}</a></p> });
    let title = text::list_title(list);
    let body = view! {
        <h1 class="nhsuk-heading-l">{title}</h1>
        <p>{text::list_is(list)}</p>
        {table.unwrap_or_else(|| view! { <p>{text::list_empty(list)}</p> }.into_any())}
        {next}
        {first}
        <p>
            <a href=download(list)>{text::CSV}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(title, body).back(HOME).wide()))
}

/// The table of a page, unless it is empty, and where the next page begins.
async fn rows(
    request: &Request,
    desk: &Desk,
    list: List,
    after: &str,
) -> Result<(Option<AnyView>, Option<String>), Unexpected> {
    let service = request.service();
    let key = |person: &Person| person.identifier.as_str().to_owned();
    Ok(match list {
        List::Reports => {
            let (rows, last) = page(lists::reports(service, desk, after).await?);
            ((!rows.is_empty()).then(|| reports(&rows)), last.then(|| rows.last().map(key)).flatten())
        }
        List::FewAuthenticators => {
            let (rows, last) = page(lists::few(service, desk, after).await?);
            let last = last.then(|| rows.last().map(|few| key(&few.person))).flatten();
            ((!rows.is_empty()).then(|| few(&rows)), last)
        }
        List::Ending => {
            let after = after.split_once('_').unwrap_or_default();
            let (rows, last) = page(lists::ending(service, desk, after).await?);
            let place = |ending: &Ending| {
                let day = ending.held.position.ends_on.map(date_text).unwrap_or_default();
                format!("{day}_{}", ending.held.id)
            };
            let last = last.then(|| rows.last().map(place)).flatten();
            ((!rows.is_empty()).then(|| ending(&rows, service.now().uk_date())), last)
        }
        List::Cards => {
            let (at, serial) = after.split_once('_').unwrap_or_default();
            let after = (Timestamp::from_micros(at.parse().unwrap_or_default()), serial);
            let (rows, last) = page(lists::cards(service, desk, after).await?);
            let place = |card: &CardEnding| format!("{}_{}", card.until.micros(), card.certificate);
            let last = last.then(|| rows.last().map(place)).flatten();
            ((!rows.is_empty()).then(|| cards(&rows, service.now())), last)
        }
        List::Approvals => (None, None),
    })
}

/// The rows of a page, and whether more come after them.
pub fn page<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let more = rows.len() > ON_A_PAGE as usize;
    rows.truncate(ON_A_PAGE as usize);
    (rows, more)
}

/// What others ask to be approved.
pub fn approvals(rows: &[Asked]) -> AnyView {
    let row = |asked: &Asked| {
        let approval = &asked.approval;
        let decide = format!("{HOME}/approvals/{}", approval.id);
        let hidden = text::for_whom(&asked.person);
        TableRow::new()
            .cell(link_to(&asked.person))
            .cell(text::take_over(approval.target.action()))
            .cell(asked.asker.clone())
            .cell(approval.asked_at.for_people())
            .cell(view! {
                <a href=decide>
                    {text::DECIDE} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </a>
            })
    };
    let columns = [text::PERSON, text::WHAT, text::ASKED_BY, text::ASKED_AT, text::DECISION];
    table(List::Approvals, &columns, rows.iter().map(row).collect())
}

/// People whose changes stand still.
pub fn reports(rows: &[Person]) -> AnyView {
    let row = |person: &Person| {
        let since = person.frozen.map(|freeze| Timestamp::for_people(freeze.at)).unwrap_or_default();
        TableRow::new().cell(link_to(person)).cell(person.identifier.for_people()).cell(since)
    };
    table(List::Reports, &[text::PERSON, text::IDENTIFIER, text::STOPPED_AT], rows.iter().map(row).collect())
}

/// Positions that end soon.
pub fn ending(rows: &[Ending], today: Date) -> AnyView {
    let row = |ending: &Ending| {
        let position = &ending.held.position;
        let last = position.ends_on.map(|day| {
            let left = (day - today).whole_days();
            let soon = (left <= 14).then(|| view! { " " <Tag text=text::days_left(left) colour=TagColour::Orange /> });
            view! { <div>{day_for_people(day)} {soon}</div> }
        });
        TableRow::new()
            .cell(link_to(&ending.person))
            .cell(position.role_name.clone())
            .cell(text::at(position))
            .cell(last)
    };
    let columns = [text::PERSON, text::ROLE, text::ORGANISATION, text::LAST_DAY];
    table(List::Ending, &columns, rows.iter().map(row).collect())
}

/// People with less than two authenticators.
pub fn few(rows: &[Few]) -> AnyView {
    let row = |few: &Few| {
        let held = if few.authenticators == 0 { text::HAS_NONE } else { text::HAS_ONE };
        TableRow::new().cell(link_to(&few.person)).cell(few.person.identifier.for_people()).cell(held)
    };
    let columns = [text::PERSON, text::IDENTIFIER, text::AUTHENTICATORS];
    table(List::FewAuthenticators, &columns, rows.iter().map(row).collect())
}

/// Smartcards that end soon or have ended.
pub fn cards(rows: &[CardEnding], now: Timestamp) -> AnyView {
    let row = |card: &CardEnding| {
        let left = (card.until.uk_date() - now.uk_date()).whole_days();
        let tag = if card.until < now {
            Some(view! { " " <Tag text=text::HAS_ENDED.to_owned() colour=TagColour::Red /> }.into_any())
        } else {
            let soon = || view! { " " <Tag text=text::days_left(left) colour=TagColour::Orange /> }.into_any();
            (left <= 14).then(soon)
        };
        TableRow::new()
            .cell(link_to(&card.person))
            .cell(card.person.identifier.for_people())
            .cell(view! { <div>{card.until.day_for_people()} {tag}</div> })
    };
    let columns = [text::PERSON, text::IDENTIFIER, text::CARD_ENDS];
    table(List::Cards, &columns, rows.iter().map(row).collect())
}

fn table(list: List, columns: &[&str], rows: Vec<TableRow>) -> AnyView {
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    view! { <Table caption=text::list_title(list) caption_hidden=true columns=columns rows=rows first_cell_is_header=true /> }.into_any()
}
