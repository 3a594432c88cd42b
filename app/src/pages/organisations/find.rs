//! `/organisations`: the search. Its address holds the whole query, so that it can be kept and sent on.

use identity::{
    Unexpected,
    organisation::{
        Status,
        query::{Filters, Query},
        role::{self, REGIONS, ROLES, most_telling, name_of_role},
        search::{Results, search},
        store::Found,
    },
};
use leptos::prelude::*;

use super::{path, text};
use crate::{
    components::{
        Button, ButtonVariant, Details, Input, InsetText, PageLink, Pagination, Select, SelectOption, Size, Table,
        TableRow, Tag, TagColour,
    },
    islands::suggestions::Suggestions,
    web::{Answer, Page, Request, paths},
};

const PATH: &str = "/organisations";
/// Results of a page.
const A_PAGE: usize = 20;

/// The box, and what it finds.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let asked = |name: &str| request.query(name).unwrap_or_default();
    let filters = Filters::parse(&asked("type"), &asked("status"), &asked("region"));
    let query = Query::parse(&asked("q"), filters);
    let is_asked = !query.is_empty();
    let (title, results) = if is_asked {
        let results = search(request.service(), &me.person.id, &query).await?;
        let page = asked("page").parse().unwrap_or(1);
        (text::title(results.total, query.typed()), Some(self::results(&query, &results, page)))
    } else {
        (text::FIND.to_owned(), None)
    };
    let types = role::in_use(request.service()).await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::FIND}</h1>
        {(!is_asked).then(|| view! { <p>{text::FIND_IS}</p> })}
        {form(&query, &types)}
        {results}
    };
    Ok(Answer::Page(Page::new(title, body).back("/").wide()))
}

/// `types` are those that something is of: another would find nothing.
fn form(query: &Query, types: &[(&str, &str)]) -> impl IntoView + use<> {
    let filters = query.filters();
    let listed = |all: &'static str, list: &[(&str, &str)]| {
        let option = |value: &str, text: &str| SelectOption { value: value.to_owned(), text: text.to_owned() };
        let rest = list.iter().map(|(value, text)| option(value, text));
        std::iter::once(option("", all)).chain(rest).collect::<Vec<_>>()
    };
    let (typed, is_narrowed) = (query.typed().to_owned(), !filters.is_none());
    let statuses = [("open", text::OPEN_ONLY), ("closed", text::CLOSED_ONLY)];
    let type_ = filters.role().unwrap_or_default();
    // What somebody kept in an address stays what it narrows to.
    let kept = ROLES.iter().filter(|(id, _)| *id == type_ || types.iter().any(|(used, _)| used == id));
    let types = listed(text::ALL_TYPES, &kept.copied().collect::<Vec<_>>());
    let (statuses, status) = (listed(text::ANY_STATUS, &statuses), status_of(filters));
    let (regions, region) = (listed(text::ALL_REGIONS, &REGIONS), filters.region().unwrap_or_default());
    view! {
        <form method="get" action=PATH role="search" novalidate>
            <div class="ci-suggestions">
                <Input
                    name="q"
                    label=text::WHAT
                    label_size=Some(Size::S)
                    hint=text::WHAT_HINT
                    kind="search"
                    autocomplete="off"
                    spellcheck=Some(false)
                    value=typed
                />
                <Suggestions field="q".to_owned() />
            </div>
            <Details summary=text::NARROW open=is_narrowed>
                <Select name="type" label=text::TYPE options=types value=type_ />
                <Select name="status" label=text::STATUS options=statuses value=status />
                <Select name="region" label=text::REGION options=regions value=region />
            </Details>
            <Button text=text::SEARCH variant=ButtonVariant::Secondary />
        </form>
    }
}

fn status_of(filters: &Filters) -> &'static str {
    filters.is_open().map_or("", |is_open| if is_open { "open" } else { "closed" })
}

/// The address of a query, with its filters unless they are left out.
fn address(query: &Query, filters: &Filters) -> String {
    let parts = [
        ("q", query.typed()),
        ("type", filters.role().unwrap_or_default()),
        ("status", status_of(filters)),
        ("region", filters.region().unwrap_or_default()),
    ];
    let given = parts.iter().filter(|(_, value)| !value.is_empty());
    given.fold(PATH.to_owned(), |address, (name, value)| paths::with(&address, name, value))
}

fn results(query: &Query, results: &Results, page: usize) -> AnyView {
    let notes = results.taken.iter().map(text::taken);
    let notes: Vec<_> = notes.map(|words| view! { <p class="nhsuk-u-text-break-word">{words}</p> }).collect();
    let notes = (!notes.is_empty()).then(|| view! { <InsetText>{notes}</InsetText> });
    if results.total == 0 {
        return view! { {nothing(query, results)} {notes} {nearest(&results.nearest)} }.into_any();
    }
    let pages = results.found.len().div_ceil(A_PAGE).max(1);
    let page = page.clamp(1, pages);
    let first = (page - 1) * A_PAGE;
    let shown: Vec<&Found> = results.found.iter().skip(first).take(A_PAGE).collect();
    let words = text::shown(first + 1, first + shown.len(), results.total);
    let words = (results.total > A_PAGE).then(|| view! { <p>{words}</p> });
    view! {
        {notes}
        {table(text::count(results.total), &shown)}
        {words}
        {(pages > 1).then(|| pagination(query, page, pages))}
    }
    .into_any()
}

fn pagination(query: &Query, current: usize, pages: usize) -> impl IntoView + use<> {
    let base = address(query, query.filters());
    let href = |number: usize| paths::with(&base, "page", &number.to_string());
    let links = (1..=pages).map(|number| PageLink::Page { number, href: href(number) }).collect();
    let previous = (current > 1).then(|| href(current - 1));
    let next = (current < pages).then(|| href(current + 1));
    view! { <Pagination pages=links current=current previous=previous next=next /> }
}

fn table(caption: String, found: &[&Found]) -> impl IntoView + use<> {
    let columns = [text::NAME, text::CODE, text::TYPE, text::PLACE, text::STATUS].map(str::to_owned).to_vec();
    let rows: Vec<TableRow> = found.iter().map(|found| row(found)).collect();
    view! { <Table caption=caption caption_size=Some(Size::M) columns=columns rows=rows first_cell_is_header=true /> }
}

fn row(found: &Found) -> TableRow {
    let (href, name) = (path(&found.code), found.name.clone());
    let town = found.address.iter().skip(1).rfind(|line| !line.is_empty()).cloned();
    let place = town.into_iter().chain(found.postcode.clone()).collect::<Vec<_>>().join(", ");
    TableRow::new()
        .cell(view! { <a href=href>{name}</a> })
        .cell(found.code.as_str().to_owned())
        .cell(most_telling(&found.roles).map(text::role).unwrap_or_default())
        .cell(place)
        .cell(status(found.status))
}

/// The status in a coloured word.
pub(super) fn status(status: Status) -> impl IntoView {
    let colour = match status {
        Status::Active => TagColour::Green,
        Status::Closed => TagColour::Grey,
        Status::Dormant => TagColour::Yellow,
        Status::Proposed => TagColour::Blue,
    };
    view! { <Tag text=text::status(status) colour=colour /> }
}

/// What was searched, and what to try.
fn nothing(query: &Query, results: &Results) -> impl IntoView + use<> {
    let filters = query.filters();
    let region = filters.region().map(|code| text::place(code, None));
    let status = filters.is_open().map(|is_open| if is_open { text::OPEN_ONLY } else { text::CLOSED_ONLY });
    let narrowed: Vec<&str> =
        filters.role().map(name_of_role).into_iter().chain(status).chain(region.as_deref()).collect();
    let words = text::searched(query.typed(), &narrowed);
    let others = (results.without_filters > 0).then(|| {
        let href = address(query, &Filters::default());
        view! { <li><a href=href>{text::without_filters(results.without_filters)}</a></li> }
    });
    let tries = text::TRY.map(|words| view! { <li>{words}</li> });
    view! {
        <h2 class="nhsuk-heading-m">{text::NONE_FOUND}</h2>
        <p class="nhsuk-u-text-break-word">{words}</p>
        <h3 class="nhsuk-heading-s">{text::WHAT_TO_TRY}</h3>
        <ul class="nhsuk-list nhsuk-list--bullet">{others} {tries.collect_view()}</ul>
    }
}

fn nearest(found: &[Found]) -> Option<AnyView> {
    let found: Vec<&Found> = found.iter().collect();
    (!found.is_empty()).then(|| table(text::NEAREST.to_owned(), &found).into_any())
}
