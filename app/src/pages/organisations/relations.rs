//! How an organisation stands to others, both ways, with links.

use identity::{
    organisation::{OrganisationCode, RelationKind, Status, look_up::Looked, store::Link},
    time::day_for_people,
};
use leptos::prelude::*;

use super::{path, text};
use crate::components::{Size, Table, TableRow};

/// Rows of a table. An operator of many pharmacies has more; each of them links back.
const MOST: usize = 200;

/// Who came after it: by its own word or by theirs.
pub(super) fn followed_by(looked: &Looked) -> Vec<(OrganisationCode, String)> {
    let named =
        |code: &OrganisationCode, link: &Link| (code.clone(), link.name.clone().unwrap_or_else(|| code.to_string()));
    let is = |link: &&Link, kind: &str| link.relation.kind.as_str() == kind;
    let own =
        looked.from.iter().filter(|link| is(link, RelationKind::SUCCESSOR)).map(|link| named(&link.relation.to, link));
    let theirs =
        looked.to.iter().filter(|link| is(link, RelationKind::PREDECESSOR)).map(|link| named(&link.from, link));
    let mut all: Vec<(OrganisationCode, String)> = Vec::new();
    for (code, name) in own.chain(theirs) {
        if !all.iter().any(|(known, _)| *known == code) {
            all.push((code, name));
        }
    }
    all
}

/// A table of those that it stands to now or stood to, and one of those before and after it.
pub(super) fn view(looked: &Looked) -> impl IntoView + use<> {
    let own = looked.from.iter().map(|link| Shown {
        how: text::relation(&link.relation.kind),
        code: link.relation.to.clone(),
        link,
    });
    let theirs = looked.to.iter().map(|link| Shown {
        how: text::relation_to(&link.relation.kind),
        code: link.from.clone(),
        link,
    });
    let (mut before_and_after, others): (Vec<Shown<'_>>, Vec<Shown<'_>>) =
        own.chain(theirs).partition(|shown| shown.link.relation.kind.is_succession());
    // Two who tell of the same succession tell of it once.
    before_and_after.sort_by(|one, other| (&one.how, &one.code).cmp(&(&other.how, &other.code)));
    before_and_after.dedup_by(|one, other| one.how == other.how && one.code == other.code);
    view! { {table(text::HISTORY, &before_and_after)} {table(text::RELATIONS, &others)} }
}

struct Shown<'a> {
    how: String,
    code: OrganisationCode,
    link: &'a Link,
}

fn table(caption: &'static str, shown: &[Shown<'_>]) -> Option<AnyView> {
    if shown.is_empty() {
        return None;
    }
    let columns = [text::HOW, text::ORGANISATION, text::FROM, text::UNTIL].map(str::to_owned).to_vec();
    let rows: Vec<TableRow> = shown.iter().take(MOST).map(row).collect();
    let more = (shown.len() > MOST).then(|| view! { <p>{text::only_first(MOST)}</p> });
    let view = view! {
        <Table caption=caption caption_size=Some(Size::M) columns=columns rows=rows />
        {more}
    };
    Some(view.into_any())
}

fn row(shown: &Shown<'_>) -> TableRow {
    let Shown { how, code, link } = shown;
    let organisation = match &link.name {
        Some(name) => {
            let closed = (link.status == Some(Status::Closed))
                .then(|| format!(" ({})", text::status(Status::Closed).to_lowercase()));
            view! { <div><a href=path(code)>{format!("{name} ({code})")}</a> {closed}</div> }.into_any()
        }
        None => code.to_string().into_any(),
    };
    let day = |day: Option<_>| day.map_or_else(|| text::NO_DAY.to_owned(), day_for_people);
    TableRow::new()
        .cell(how.clone())
        .cell(organisation)
        .cell(day(link.relation.starts_on))
        .cell(day(link.relation.ends_on))
}
