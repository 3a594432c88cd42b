//! `/help/smartcard`: what can go wrong with a smartcard, found by its code; and a page for each.

pub mod text;
pub mod trouble;

use identity::Unexpected;
use leptos::prelude::*;

pub use self::trouble::{Here, Trouble};
use crate::{
    components::{Button, ButtonVariant, Input, Table, TableRow},
    pages::ra,
    web::{Answer, Page, Request},
};

/// The page.
pub const PAGE: &str = "/help/smartcard";

/// More than any code or message has; the rest is not looked at, nor shown again.
const MOST_CHARACTERS: usize = 100;

/// The list, or the part of it that is searched for. A code leads straight to its page.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let typed: String = request.query("q").unwrap_or_default().trim().chars().take(MOST_CHARACTERS).collect();
    if let Some(trouble) = Trouble::find(&typed) {
        return Ok(Answer::Go(trouble.path()));
    }
    let found: Vec<Trouble> = Trouble::all().filter(|trouble| holds(*trouble, &typed)).collect();
    let count = (!typed.is_empty()).then(|| {
        view! {
            <p class="nhsuk-u-text-break-word">
                {text::found(found.len(), &typed)} " " <a href=PAGE>{text::SHOW_ALL}</a>
            </p>
        }
    });
    let rows: Vec<TableRow> = found.into_iter().map(row).collect();
    let table = (!rows.is_empty()).then(|| {
        let columns = vec![text::CODE.to_owned(), text::WHAT.to_owned()];
        view! { <Table caption=text::ALL columns=columns rows=rows first_cell_is_header=true /> }
    });
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::TITLE}</h1>
        <p>{text::OPENING}</p>
        <form method="get" action=PAGE>
            <Input name="q" label=text::SEARCH hint=text::SEARCH_HINT value=typed spellcheck=Some(false) />
            <Button text=text::SEARCH_BUTTON variant=ButtonVariant::Secondary />
        </form>
        {count}
        {table}
        {ra::contact::mine(&request).await?}
    };
    Ok(Answer::Page(Page::new(text::TITLE, body).back("/help")))
}

/// What people say, and what these pages call it.
const SAID: [(&str, &str); 2] = [("pin", "passcode"), ("agent", "smartcard software")];
/// Words that tell nothing apart.
const FILLERS: [&str; 8] = ["a", "the", "my", "is", "out", "not", "error", "code"];

/// Whether its words or codes hold every word that was typed.
fn holds(trouble: Trouble, typed: &str) -> bool {
    let words = trouble.words();
    let parts = [trouble.code(), words.heading, words.cause].into_iter().chain(words.known_as.iter().copied());
    let text = parts.collect::<Vec<_>>().join(" ").to_lowercase();
    let is_said =
        |word: &str| text.contains(word) || SAID.iter().any(|(said, here)| *said == word && text.contains(here));
    let typed = typed.to_lowercase();
    let (fillers, telling): (Vec<&str>, Vec<&str>) = typed.split_whitespace().partition(|word| FILLERS.contains(word));
    if telling.is_empty() { fillers.into_iter().all(is_said) } else { telling.into_iter().all(is_said) }
}

fn row(trouble: Trouble) -> TableRow {
    let words = trouble.words();
    let known_as = (!words.known_as.is_empty()).then(|| view! { <br /> {words.known_as.join(", ")} });
    TableRow::new()
        .cell(view! { {trouble.code()} {known_as} })
        .cell(view! { <a href=trouble.path()>{words.heading}</a> })
}

/// One of them: why, what to do, and what the IT team must do.
///
/// # Errors
/// When the database refuses.
pub async fn show_one(request: Request) -> Result<Answer, Unexpected> {
    let asked = request.param("code");
    let Some(trouble) = Trouble::find(&asked) else {
        return Ok(Answer::Missing);
    };
    if asked != trouble.code() {
        return Ok(Answer::Go(trouble.path()));
    }
    let words = trouble.words();
    let known_as = (!words.known_as.is_empty()).then(|| {
        view! { <p class="nhsuk-body-s">{text::KNOWN_AS} ": " {words.known_as.join(", ")}</p> }
    });
    let it = words.it.map(|it| {
        view! {
            <h2 class="nhsuk-heading-m">{text::FOR_IT}</h2>
            <p class="nhsuk-u-text-break-word">{it}</p>
        }
    });
    let body = view! {
        <h1 class="nhsuk-heading-l">{words.heading}</h1>
        <p>{text::CODE} " " <strong>{trouble.code()}</strong></p>
        {known_as}
        <h2 class="nhsuk-heading-m">{text::CAUSE}</h2>
        <p>{words.cause}</p>
        <h2 class="nhsuk-heading-m">{text::NEXT}</h2>
        <p>{words.next}</p>
        {it}
        <h2 class="nhsuk-heading-m">{text::STILL}</h2>
        <p>{text::STILL_IS}</p>
        {ra::contact::mine(&request).await?}
    };
    Ok(Answer::Page(Page::new(words.heading, body).back(PAGE)))
}
