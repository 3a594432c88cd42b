//! `/help/email-domains`: which e-mail addresses are accepted, with a search that needs no script.

use identity::Unexpected;
use leptos::prelude::*;

use super::{
    domain_search::{Found, Rule, Verdict, search},
    prose::Names,
    text,
};
use crate::{
    components::{Button, ButtonVariant, Input, InsetText, Size, Table, TableRow},
    pages::profile::text::not_an_address,
    web::{Answer, Flash, Page, Request, paths},
};

const PATH: &str = "/help/email-domains";

/// The list, or the part of it that is searched for.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let names = Names::of(&request);
    let heading = names.fill(text::DOMAINS);
    let found = search(&request.service().policy.allow_list, &request.query("q").unwrap_or_default());
    let flash = match found.verdict {
        Verdict::NotAnAddress(error) => Flash::error("q", not_an_address(error)),
        _ => Flash::default(),
    };
    // Whoever hears the title knows the answer before anything else.
    let title = match found.verdict {
        Verdict::Accepted(_) => format!("{}: {heading}", text::TITLE_ACCEPTED),
        Verdict::NotAccepted { .. } => format!("{}: {heading}", text::TITLE_NOT_ACCEPTED),
        Verdict::NotAsked | Verdict::NotAnAddress(_) => heading.clone(),
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{heading}</h1>
        <p>{text::DOMAINS_IS}</p>
        <form method="get" action=PATH novalidate>
            <Input
                name="q"
                label=text::SEARCH
                label_size=Some(Size::S)
                hint=text::SEARCH_HINT
                kind="search"
                autocomplete="email"
                spellcheck=Some(false)
                value=found.typed.clone()
                error=flash.error_of("q")
            />
            <Button text=text::SEARCH_BUTTON variant=ButtonVariant::Secondary />
        </form>
        {verdict(&found.verdict)}
        {list(&found)}
        <h2 class="nhsuk-heading-m" id="missing">{text::DOMAIN_MISSING}</h2>
        <p>{text::USE_ANOTHER}</p>
        <p>{names.fill(text::ASK_FOR_DOMAIN)}</p>
    };
    Ok(Answer::Page(Page::new(title, body).back("/help").flash(flash)))
}

fn verdict(verdict: &Verdict) -> Option<AnyView> {
    let (words, nearest) = match verdict {
        Verdict::Accepted(what) => (text::accepted(what), None),
        Verdict::NotAccepted { what, nearest } => (text::not_accepted(what), nearest.clone()),
        Verdict::NotAsked | Verdict::NotAnAddress(_) => return None,
    };
    let nearest = nearest.map(|nearest| {
        let href = paths::with(PATH, "q", &nearest);
        view! {
            <p class="nhsuk-u-text-break-word">
                {text::DID_YOU_MEAN} " " <a href=href>{nearest}</a> "?"
            </p>
        }
    });
    let view = view! {
        <InsetText prefix=text::ANSWER>
            <p class="nhsuk-u-text-break-word">
                <strong>{words}</strong>
            </p>
            {nearest}
        </InsetText>
    };
    Some(view.into_any())
}

fn list(found: &Found) -> impl IntoView + use<> {
    let searched = !found.typed.is_empty() && !matches!(found.verdict, Verdict::NotAnAddress(_));
    let count = searched.then(|| {
        view! {
            <p class="nhsuk-u-text-break-word">
                {text::found(found.rules.len(), &found.typed)} " " <a href=PATH>{text::SHOW_ALL}</a>
            </p>
        }
    });
    let rows: Vec<TableRow> = found.rules.iter().map(row).collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = vec![text::DOMAIN.to_owned(), text::HOW_FAR.to_owned()];
        view! { <Table caption=text::ACCEPTED caption_size=Some(Size::M) columns=columns rows=rows first_cell_is_header=true /> }
    });
    view! { {count} {table} }
}

fn row(rule: &Rule) -> TableRow {
    let domain = rule.domain.clone();
    let how_far = if rule.and_below { text::AND_BELOW } else { text::EXACTLY };
    TableRow::new().cell(view! { <span class="nhsuk-u-text-break-word">{domain}</span> }).cell(how_far)
}
