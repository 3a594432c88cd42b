//! `/ra/reach`: what a Registration Authority looks after. A manager confirms what is proposed, and ends what is confirmed.

use identity::{
    Unexpected,
    organisation::OrganisationCode,
    ra::{
        Rank,
        reach::{self, ChangeReach, Reach, ReachState},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{HOME, enter, fields, form, text};
use crate::{
    components::{Choice, SummaryList, SummaryRow, Table, TableRow, Tag, TagColour},
    web::{Answer, Flash, Next, Page, Request, act},
};

const PAGE: &str = "/ra/reach";

/// What is proposed, confirmed and ended.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let service = request.service();
    let (words, table) = if desk.rank() == Rank::Manager {
        (text::REACH_IS, managed(&reach::managed(service, &desk).await?))
    } else {
        let mine = reach::mine(service, &desk).await?;
        let rows = mine.into_iter().map(|reached| TableRow::new().cell(reached.name).cell(reached.code.to_string()));
        (text::REACH_IS_SET, table(&[text::ORGANISATION, text::CODE], rows.collect()))
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::REACH}</h1>
        <p>{words}</p>
        {table}
    };
    Ok(Answer::Page(Page::new(text::REACH, body).back(HOME).wide().flash(request.flash().await?)))
}

fn managed(reaches: &[Reach]) -> AnyView {
    let row = |reach: &Reach| {
        let (colour, words) = match reach.state {
            ReachState::Proposed => (TagColour::Yellow, text::PROPOSED),
            ReachState::Confirmed => (TagColour::Green, text::CONFIRMED),
            ReachState::Ended => (TagColour::Grey, text::ENDED),
        };
        let href = path(&reach.ra, &reach.organisation);
        let hidden = format!(" {}", reach.name);
        let decide = (reach.state != ReachState::Ended).then(|| {
            view! {
                <a href=href>
                    {text::DECIDE} <span class="nhsuk-u-visually-hidden">{hidden}</span>
                </a>
            }
        });
        TableRow::new()
            .cell(text::with_code(&reach.name, reach.organisation.as_str()))
            .cell(reach.ra.to_string())
            .cell(view! { <Tag text=words colour=colour /> })
            .cell(decide)
    };
    let columns = [text::ORGANISATION, text::SEEN_THROUGH, text::STATE, text::DECISION];
    table(&columns, reaches.iter().map(row).collect())
}

fn table(columns: &[&str], rows: Vec<TableRow>) -> AnyView {
    if rows.is_empty() {
        return view! { <p>{text::NO_REACH}</p> }.into_any();
    }
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    view! { <Table caption=text::REACH caption_hidden=true columns=columns rows=rows first_cell_is_header=true /> }
        .into_any()
}

fn path(ra: &OrganisationCode, organisation: &OrganisationCode) -> String {
    format!("{PAGE}/{ra}/{organisation}")
}

/// One of them, and the form.
///
/// # Errors
/// When the database refuses.
pub async fn show_one(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let (ra, of) = (request.param("ra"), request.param("organisation"));
    let found = match OrganisationCode::parse(&ra).zip(OrganisationCode::parse(&of)) {
        Some((ra, of)) => reach::find_managed(request.service(), &desk, (&ra, &of)).await?,
        None => None,
    };
    let Some(reach) = found.filter(|reach| reach.state != ReachState::Ended) else { return Ok(Answer::Missing) };
    if !desk.is_fresh(request.service()) {
        return Ok(Answer::sign_in_stronger(&request.visitor.path));
    }
    let flash = request.flash().await?;
    let rows = vec![
        SummaryRow::new(text::ORGANISATION, text::with_code(&reach.name, &of)),
        SummaryRow::new(text::SEEN_THROUGH, ra.clone()),
    ];
    let mut choices = vec![Choice::new("end", text::END_REACH)];
    if reach.state == ReachState::Proposed {
        choices.insert(0, Choice::new("confirm", text::CONFIRM_REACH));
    }
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::DECIDE_REACH}</h1>
        <p>{text::DECIDE_REACH_IS}</p>
        <SummaryList rows=rows />
        <form method="post" action="/api/ra/reach" novalidate>
            <input type="hidden" name="ra" value=ra />
            <input type="hidden" name="organisation" value=of />
            {fields::decision(&flash, choices)}
        </form>
        <p>
            <a href=PAGE>{text::CANCEL}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::DECIDE_REACH, body).back(PAGE).flash(flash)))
}

/// Decides.
#[server(endpoint = "ra/reach")]
pub async fn post_ra_reach(
    #[server(default)] ra: String,
    #[server(default)] organisation: String,
    #[server(default)] decision: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let pair = OrganisationCode::parse(&ra).zip(OrganisationCode::parse(&organisation));
        let page = pair.as_ref().map_or_else(|| PAGE.to_owned(), |(ra, of)| path(ra, of));
        let typed = Flash::default().keep("reason", &reason);
        let desk = match form::enter(&request, &page, &typed).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        let Some((ra, of)) = pair else { return Ok(Next::Missing) };
        let confirmed = match decision.as_str() {
            "confirm" => Some(true),
            "end" => Some(false),
            _ => None,
        };
        let flash = if confirmed.is_none() { typed.and_error("decision", text::REACH_WRONG) } else { typed };
        let (reason, flash) = form::reason(&reason, flash);
        let (Some(confirmed), Some(reason)) = (confirmed, reason) else { return Ok(Next::back(page, flash)) };
        let by = (request.origin(), &reason);
        Ok(match reach::decide(request.service(), &desk, by, (&ra, &of), confirmed).await? {
            Ok(ChangeReach::Done) => Next::done(PAGE, text::REACH_CHANGED),
            Ok(ChangeReach::NotPossible | ChangeReach::NoSuchOrganisation) => {
                Next::back(PAGE, Flash::error("", text::DECIDED_ALREADY))
            }
            Err(refusal) => form::refused(page, flash, refusal),
        })
    })
    .await
}
