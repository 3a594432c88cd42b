//! The list, page by page.

use identity::{
    Unexpected,
    activity::{Activity, Cursor, page},
};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{Table, TableRow},
    web::{Answer, Page, Request, paths},
};

/// A page of events, from the newest or from the place that the address names.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let from = request.query("before").and_then(|text| Cursor::parse(&text));
    let is_first = from.is_none();
    let shown = page::page(request.service(), me, &from.unwrap_or_else(Cursor::newest)).await?;
    let older = shown.next.map(|next| {
        view! { <p><a href=paths::with("/activity", "before", &next.text())>{text::OLDER}</a></p> }
    });
    let newest = (!is_first).then(|| view! { <p><a href="/activity">{text::NEWEST}</a></p> });
    let events = if shown.events.is_empty() {
        view! { <p>{text::NOTHING}</p> }.into_any()
    } else {
        let columns = [text::WHEN, text::WHAT, text::WHO, text::WHERE].map(str::to_owned).to_vec();
        let rows = shown.events.iter().map(row).collect();
        view! { <Table caption=text::ACTIVITY columns=columns rows=rows /> }.into_any()
    };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::ACTIVITY}</h1>
        <p>{text::ACTIVITY_IS}</p>
        {events}
        {older}
        {newest}
        <h2 class="nhsuk-heading-m">{text::DOWNLOAD}</h2>
        <p>{text::DOWNLOAD_IS}</p>
        <ul class="nhsuk-list">
            <li><a href="/activity/activity.csv">{text::CSV}</a></li>
            <li><a href="/activity/activity.json">{text::JSON}</a></li>
        </ul>
    };
    Ok(Answer::Page(Page::new(text::ACTIVITY, body).back("/").wide().flash(request.flash().await?)))
}

fn row(activity: &Activity) -> TableRow {
    let of = |wanted: &str| activity.details.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| value);
    let failed = text::what_failed(activity.event, of("where"), of("factor"));
    // Words of their own say both already.
    let details = activity.details.iter().filter(|(name, _)| failed.is_none() || !["where", "factor"].contains(name));
    let details = details.map(|(name, value)| text::detail(name, value)).collect::<Vec<_>>();
    let what = failed.unwrap_or_else(|| text::what(activity.event));
    let details =
        (!details.is_empty()).then(|| view! { <br /> <span class="nhsuk-body-s">{details.join(", ")}</span> });
    let network = activity.network_name.clone().unwrap_or_else(|| activity.network.clone());
    TableRow::new()
        .cell(activity.at.for_people())
        .cell(view! { <div class="nhsuk-u-text-break-word">{what} {details}</div> })
        .cell(text::who(activity.who))
        .cell(network)
}
