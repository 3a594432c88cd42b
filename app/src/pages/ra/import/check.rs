//! `/ra/import/check`: what the file would change and what stands in its way, line by line, and the form that applies it.

use identity::{
    Unexpected,
    ra::bulk::{self, Apply, Change, DryRun, Fault, ImportId, Line, Plan, Whom},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{CHECKED, PAGE};
use crate::{
    components::{Button, HeadingLevel, InsetText, Size, Table, TableRow, WarningCallout},
    pages::ra::{HOME, email, enter, fields, form, link_to, text},
    web::{Answer, Flash, Next, Page, Request, act},
};

/// The dry run.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let Some(run) = bulk::dry_run(request.service(), &desk).await? else {
        return Ok(Answer::Go(PAGE.to_owned()));
    };
    // Only a fresh sign-in applies it: it is asked for before anything is typed.
    if !desk.is_fresh(request.service()) {
        return Ok(Answer::sign_in_stronger(&request.visitor.path));
    }
    let flash = request.flash().await?;
    let plan = &run.plan;
    let would_change = plan.creates() + plan.positions() > 0;
    let apply = if !plan.faults.is_empty() {
        faults(&plan.faults)
    } else if would_change {
        apply_form(&run, &flash)
    } else {
        view! { <InsetText><p>{text::CHANGES_NOTHING}</p></InsetText> }.into_any()
    };
    let changes = (!plan.changes.is_empty()).then(|| changes(plan));
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::DRY_RUN}</h1>
        <p>{text::DRY_RUN_IS}</p>
        <p>{text::would(plan.creates(), plan.positions(), plan.faulty_lines())}</p>
        {apply}
        {changes}
        <p>
            <a href=PAGE>{text::ANOTHER_FILE}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::DRY_RUN, body).back(PAGE).wide().flash(flash)))
}

fn faults(faults: &[(u64, Fault)]) -> AnyView {
    let rows = faults.iter().map(|(line, fault)| TableRow::new().cell(line.to_string()).cell(text::fault(*fault)));
    let columns = [text::LINE, text::WHAT_IS_WRONG].map(str::to_owned).to_vec();
    view! {
        <WarningCallout heading=text::FAULTS level=HeadingLevel::Two>
            <p>{text::FAULTS_ARE}</p>
        </WarningCallout>
        <Table
            caption=text::FAULTS_BY_LINE
            caption_size=Some(Size::M)
            columns=columns
            rows=rows.collect()
            first_cell_is_header=true
        />
    }
    .into_any()
}

fn changes(plan: &Plan) -> AnyView {
    let columns = [text::LINE, text::PERSON, text::WHAT, text::POSITION].map(str::to_owned).to_vec();
    let rows = plan.changes.iter().map(|(line, change)| row(line, change)).collect();
    view! {
        <Table
            caption=text::CHANGES_BY_LINE
            caption_size=Some(Size::M)
            columns=columns
            rows=rows
            first_cell_is_header=true
        />
    }
    .into_any()
}

fn row(line: &Line, change: &Change) -> TableRow {
    let (who, what) = match (change, &line.whom) {
        (Change::Create, Whom::New { name, birth_date, email }) => {
            (text::new_person(name, *birth_date, email.as_ref()).into_any(), text::IS_CREATED)
        }
        (Change::AddPosition(person), _) => (link_to(person), text::GETS_POSITION),
        (Change::Nothing(person), _) => (link_to(person), text::HAS_POSITION),
        (Change::Create, Whom::Known(identifier)) => (identifier.for_people().into_any(), text::IS_CREATED),
    };
    TableRow::new().cell(line.number.to_string()).cell(who).cell(what).cell(text::new_position(&line.position))
}

fn apply_form(run: &DryRun, flash: &Flash) -> AnyView {
    let documents = (run.plan.creates() > 0).then(|| fields::documents(flash));
    view! {
        <h2 class="nhsuk-heading-m">{text::APPLY}</h2>
        <p>{text::apply_is(run.until)}</p>
        <form method="post" action="/api/ra/import/apply" novalidate>
            <input type="hidden" name="id" value=run.id.to_string() />
            <input type="hidden" name="mark" value=run.mark.clone() />
            {documents}
            {fields::reason(flash)}
            <Button text=text::APPLY />
        </form>
    }
    .into_any()
}

/// Applies it.
#[server(endpoint = "ra/import/apply")]
pub async fn post_ra_apply_import(
    #[server(default)] id: String,
    #[server(default)] mark: String,
    #[server(default)] documents: Vec<String>,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("documents", &documents.join(" ")).keep("reason", &reason);
        let desk = match form::enter(&request, CHECKED, &typed).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        // Whether any are needed, the plan knows.
        let (check, _) = email::read_documents(&documents, Flash::default());
        let (reason, flash) = form::reason(&reason, typed);
        let Some(reason) = reason else { return Ok(Next::back(CHECKED, flash)) };
        let (by, what) = ((request.origin(), &reason), (&ImportId::from_text(id), mark.as_str()));
        Ok(match bulk::apply(request.service(), &desk, by, check.as_ref(), what).await? {
            Ok(Apply::Done { created, positions }) => Next::done(HOME, text::applied(created, positions)),
            Ok(Apply::Changed) => Next::back(CHECKED, flash.and_error("", text::PLAN_CHANGED)),
            Ok(Apply::NeedsCheck) => Next::back(CHECKED, flash.and_error("documents", text::DOCUMENTS_WRONG)),
            Ok(Apply::NotThere) => Next::back(PAGE, Flash::error("", text::FILE_GONE)),
            Err(refusal) => form::refused(CHECKED.to_owned(), flash, refusal),
        })
    })
    .await
}
