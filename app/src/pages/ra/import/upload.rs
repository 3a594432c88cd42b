//! `/ra/import`: choose or paste a file, with help on how it is written.

use axum::response::{IntoResponse as _, Redirect, Response};
use http::header;
use identity::{
    Unexpected,
    ra::{
        Desk,
        bulk::{self, COLUMNS, Keep, MOST_BYTES},
    },
};
use leptos::prelude::*;

use super::{CHECKED, PAGE, UPLOAD};
use crate::{
    components::{Button, Details, FileUpload, Size, Table, TableRow, Textarea},
    pages::{
        ra::{HOME, enter, form, text},
        sign_in::wait,
    },
    web::{Answer, Fault, Flash, Next, Page, Request, Upload},
};

/// What was pasted is kept up to here for the next try: a longer text comes back from where it was copied.
const KEPT: usize = 1000;

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    if let Err(answer) = enter(&request).await? {
        return Ok(answer);
    }
    let flash = request.flash().await?;
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::IMPORT}</h1>
        <p>{text::IMPORT_IS}</p>
        {help()}
        <form method="post" action=UPLOAD enctype="multipart/form-data" novalidate>
            <FileUpload
                name="file"
                label=text::FILE
                label_size=Some(Size::S)
                hint=text::FILE_HINT
                accept=".csv,text/csv"
                error=flash.error_of("file")
            />
            <Textarea
                name="lines"
                label=text::PASTE
                label_size=Some(Size::S)
                hint=text::PASTE_HINT
                autocomplete="off"
                rows=8
                value=flash.value_of("lines")
                error=flash.error_of("lines")
            />
            <Button text=text::CHECK_FILE />
        </form>
        <p>
            <a href=HOME>{text::CANCEL}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::IMPORT, body).back(HOME).flash(flash)))
}

fn help() -> AnyView {
    let rows = COLUMNS.iter().zip(text::COLUMNS_ARE).map(|(name, words)| TableRow::new().cell(*name).cell(words));
    let columns = [text::COLUMN, text::COLUMN_HOLDS].map(str::to_owned).to_vec();
    view! {
        <p>
            <a href=format!("{PAGE}/example.csv")>{text::EXAMPLE_FILE}</a>
        </p>
        <Details summary=text::FORMAT>
            <p>{text::FORMAT_IS}</p>
            <Table
                caption=text::FORMAT
                caption_hidden=true
                columns=columns
                rows=rows.collect()
                first_cell_is_header=true
            />
        </Details>
    }
    .into_any()
}

/// A file to begin with, for the organisation of the desk.
pub async fn example(request: Request) -> Response {
    let desk = match enter(&request).await {
        Ok(Ok(desk)) => desk,
        Ok(Err(Answer::Go(path))) => return Redirect::to(&path).into_response(),
        Ok(Err(_)) => return Fault::Missing.into_response(),
        Err(error) => return Fault::of(&error).into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"people.csv\""),
    ];
    (headers, example_of(&desk)).into_response()
}

fn example_of(desk: &Desk) -> String {
    let organisation = desk.seats().first().map_or(text::EXAMPLE_ORGANISATION, |seat| seat.organisation.as_str());
    let lines = text::EXAMPLE_LINES.iter().map(|line| line.replace("CODE", organisation));
    std::iter::once(COLUMNS.join(",")).chain(lines).map(|line| line + "\r\n").collect()
}

/// Keeps what was sent, and leads to its dry run.
///
/// # Errors
/// When the database refuses.
pub async fn check(request: Request, sent: Upload) -> Result<Next, Unexpected> {
    let desk = match form::enter(&request, PAGE, &Flash::default()).await? {
        Ok(desk) => desk,
        Err(next) => return Ok(next),
    };
    let Ok([file, lines]) = sent.read(["file", "lines"], MOST_BYTES).await else {
        return Ok(Next::back(PAGE, Flash::error("file", text::NOT_SENT)));
    };
    let (field, chosen) = if file.length == 0 { ("lines", &lines) } else { ("file", &file) };
    let typed = match std::str::from_utf8(&lines.bytes) {
        Ok(lines) if lines.chars().count() <= KEPT => Flash::default().keep("lines", lines),
        _ => Flash::default(),
    };
    if chosen.length > MOST_BYTES {
        return Ok(Next::back(PAGE, typed.and_error(field, text::too_large(chosen.name.as_deref(), chosen.length))));
    }
    let bytes = &chosen.bytes;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Next::back(PAGE, typed.and_error("file", text::NO_FILE)));
    }
    Ok(match bulk::keep(request.service(), &desk, request.origin(), bytes).await? {
        Ok(Keep::Kept) => Next::go(CHECKED),
        Ok(Keep::NotRead(why)) => Next::back(PAGE, typed.and_error(field, text::not_read(why))),
        Ok(Keep::Wait(until)) => {
            let words = text::check_later(&wait(request.service().now(), until));
            Next::back(PAGE, typed.and_error(field, words))
        }
        Err(refusal) => form::refused(PAGE.to_owned(), typed, refusal),
    })
}
