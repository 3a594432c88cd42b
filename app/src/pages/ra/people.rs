//! `/ra/people`: "Find an existing user", among those in sight. The address holds the whole question.

use identity::{
    Unexpected,
    organisation::OrganisationCode,
    person::{PersonState, UserIdentifier},
    ra::{
        Desk,
        find::{self, Find, Found, LONGEST, MOST_PAGES, ON_A_PAGE, Question},
        reach,
    },
    time::Date,
};
use leptos::prelude::*;

use super::{HOME, enter, link_to, text};
use crate::{
    components::{Button, ButtonVariant, Input, Size, Table, TableRow, Tag, TagColour},
    pages::sign_in::wait,
    web::{Answer, Page, Request, paths},
};

/// With `q` for what was typed and `page` from 1.
pub const PAGE: &str = "/ra/people";
/// Organisations that a search with many results offers to be narrowed to.
const MOST_NARROWER: usize = 5;

/// The box, and whom it finds.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let typed: String = request.query("q").unwrap_or_default().chars().take(LONGEST).collect();
    let mut question = question(&typed, &desk);
    question.page = request.query("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let service = request.service();
    let results = if typed.trim().is_empty() {
        ().into_any()
    } else {
        match find::find(service, &desk, request.origin(), &question).await? {
            Find::People { people, more } => {
                let narrow = if more { Some(narrow(&request, &desk, &question).await?) } else { None };
                let page = question.page.clamp(1, MOST_PAGES);
                let shown = results(&typed, page, &people, more, service.now().uk_date());
                view! { {shown} {narrow} }.into_any()
            }
            Find::NothingAsked => nothing(),
            Find::Wait(until) => {
                view! { <p role="alert">{text::search_later(&wait(service.now(), until))}</p> }.into_any()
            }
        }
    };
    let body = view! {
        {form(&typed, true)}
        {results}
    };
    Ok(Answer::Page(Page::new(text::found_title(&typed), body).back(HOME).wide().flash(request.flash().await?)))
}

/// The box. Its label may be the heading of the page.
pub fn form(typed: &str, page_heading: bool) -> AnyView {
    let size = if page_heading { Size::L } else { Size::M };
    view! {
        <form method="get" action=PAGE role="search" novalidate>
            <Input
                name="q"
                label=text::FIND
                label_size=Some(size)
                page_heading=page_heading
                hint=text::FIND_HINT
                kind="search"
                autocomplete="off"
                spellcheck=Some(false)
                value=typed.to_owned()
            />
            <Button text=text::SEARCH variant=ButtonVariant::Secondary />
        </form>
    }
    .into_any()
}

/// What is asked for: a word that is a code narrows the rest to an organisation.
fn question(typed: &str, desk: &Desk) -> Question {
    if UserIdentifier::parse(typed).is_some() || typed.contains('@') {
        return Question { text: typed.to_owned(), ..Question::default() };
    }
    let (mut words, mut organisation) = (Vec::new(), None);
    for word in typed.split_whitespace() {
        match OrganisationCode::parse(word).filter(|code| is_code(code, desk)) {
            Some(code) => organisation = Some(code),
            None => words.push(word),
        }
    }
    Question { text: words.join(" "), organisation, page: 1 }
}

fn results(typed: &str, page: u32, people: &[Found], more: bool, today: Date) -> AnyView {
    if people.is_empty() {
        return nothing();
    }
    let columns = [text::NAME, text::IDENTIFIER, text::POSITIONS, text::STATE].map(str::to_owned).to_vec();
    let rows = people.iter().map(|found| row(found, today)).collect();
    let to = |page: u32| paths::with(&paths::with(PAGE, "q", typed), "page", &page.to_string());
    let before = (page as usize - 1) * ON_A_PAGE as usize;
    let next = (more && page < MOST_PAGES).then(|| view! { <p><a href=to(page + 1)>{text::NEXT_PAGE}</a></p> });
    let first = (page > 1).then(|| view! { <p><a href=to(1)>{text::FIRST_PAGE}</a></p> });
    view! {
        <Table
            caption=text::found((before + 1, before + people.len()), more)
            caption_size=Some(Size::M)
            columns=columns
            rows=rows
            first_cell_is_header=true
        />
        {next}
        {first}
    }
    .into_any()
}

/// Ways to ask for fewer people: more words, or one of the first organisations of the desk.
async fn narrow(request: &Request, desk: &Desk, asked: &Question) -> Result<AnyView, Unexpected> {
    let reached = match asked.organisation {
        None => reach::mine(request.service(), desk).await?,
        Some(_) => Vec::new(),
    };
    let narrower = reached.iter().filter(|reached| is_code(&reached.code, desk)).take(MOST_NARROWER).map(|reached| {
        let typed = format!("{} {}", asked.text, reached.code);
        let href = paths::with(PAGE, "q", &typed);
        view! { <li><a href=href>{text::only_at(&reached.name, reached.code.as_str())}</a></li> }
    });
    let narrower: Vec<_> = narrower.collect();
    let list = (!narrower.is_empty()).then(|| view! { <ul class="nhsuk-list">{narrower}</ul> });
    Ok(view! { <p>{text::NARROW}</p> {list} }.into_any())
}

/// Whether a word is taken for a code and not for a part of a name: names have no digits, and codes of a few letters are known
/// only as those of the desk itself.
fn is_code(code: &OrganisationCode, desk: &Desk) -> bool {
    code.as_str().bytes().any(|byte| byte.is_ascii_digit())
        || desk.seats().iter().any(|seat| seat.organisation == *code)
}

fn row(found: &Found, today: Date) -> TableRow {
    let open = found.positions.iter().filter(|held| held.position.is_open(today));
    let positions = open.map(|held| view! { <div>{text::position(&held.position)}</div> }).collect_view();
    let person = &found.person;
    let state = match (person.state, person.frozen) {
        (PersonState::Closed, _) => view! { <Tag text=text::CLOSED_TAG colour=TagColour::Grey /> }.into_any(),
        (PersonState::Open, Some(_)) => view! { <Tag text=text::STOPPED_TAG colour=TagColour::Red /> }.into_any(),
        (PersonState::Open, None) => view! { <Tag text=text::OPEN_TAG colour=TagColour::Green /> }.into_any(),
    };
    TableRow::new()
        .cell(link_to(person))
        .cell(person.identifier.for_people())
        .cell(view! { <div>{positions}</div> })
        .cell(state)
}

fn nothing() -> AnyView {
    let tries = text::FIND_TRIES.map(|words| view! { <li>{words}</li> });
    view! {
        <h2 class="nhsuk-heading-m">{text::NOBODY}</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">{tries.collect_view()}</ul>
        <p>
            <a href=format!("{HOME}/people/new")>{text::CREATE}</a>
        </p>
    }
    .into_any()
}
