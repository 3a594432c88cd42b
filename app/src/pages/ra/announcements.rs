//! `/ra/announcements`: what those who work at an organisation read on their home page for a time.

use std::time::Duration;

use identity::{
    Unexpected,
    organisation::OrganisationCode,
    ra::{
        Desk,
        announcement::{self, Announce, Announcement, AnnouncementId},
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{HOME, enter, fields, form, text};
use crate::{
    components::{Button, ButtonVariant, Card, Input, Select, SelectOption, Size},
    web::{Answer, Flash, Next, Page, Request, act},
};

const PAGE: &str = "/ra/announcements";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is announced, each with a way to end it, and the form for another.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let shown = announcement::in_reach(request.service(), &desk).await?;
    let none = shown.is_empty().then(|| view! { <p>{text::NONE_ANNOUNCED}</p> });
    let shown = shown.iter().map(|announcement| part(announcement, &flash)).collect_view();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::ANNOUNCEMENTS}</h1>
        <p>{text::ANNOUNCEMENTS_ARE}</p>
        {none}
        {shown}
        <h2 class="nhsuk-heading-m">{text::ANNOUNCE}</h2>
        {announce_form(&flash, &desk)}
    };
    Ok(Answer::Page(Page::new(text::ANNOUNCEMENTS, body).back(HOME).flash(flash)))
}

fn part(announcement: &Announcement, flash: &Flash) -> AnyView {
    let until = text::announced(announcement.organisation.as_str(), announcement.starts_at, announcement.ends_at);
    let (id, words) = (announcement.id.to_string(), announcement.text.clone());
    let field = format!("reason-{id}");
    let (typed, error) = (flash.value_of(&field), flash.error_of(&field));
    view! {
        <Card heading=until size=Some(Size::S)>
            <p class="nhsuk-u-text-break-word">{words}</p>
            <form method="post" action="/api/ra/announcements/end" novalidate>
                <input type="hidden" name="id" value=id />
                <Input name="reason" id=field label=text::REASON_TO_END autocomplete="off" value=typed error=error />
                <Button text=text::END_ANNOUNCEMENT variant=ButtonVariant::Secondary small=true />
            </form>
        </Card>
    }
    .into_any()
}

fn announce_form(flash: &Flash, desk: &Desk) -> AnyView {
    let days = text::DAYS.map(|(days, words)| SelectOption { value: days.to_string(), text: words.to_owned() });
    view! {
        <form method="post" action="/api/ra/announcements/new" novalidate>
            <p>{text::ANNOUNCE_TO_ALL}</p>
            {fields::organisation(flash, desk)}
            <Input
                name="words"
                label=text::WORDS
                label_size=Some(Size::S)
                hint=text::WORDS_HINT
                autocomplete="off"
                value=flash.value_of("words")
                error=flash.error_of("words")
            />
            <Select
                name="days"
                label=text::HOW_LONG
                label_size=Some(Size::S)
                options=days.to_vec()
                value=flash.value_of("days")
                error=flash.error_of("days")
            />
            {fields::reason(flash)}
            <Button text=text::ANNOUNCE />
        </form>
    }
    .into_any()
}

/// Announces it from now on.
#[server(endpoint = "ra/announcements/new")]
pub async fn post_ra_announce(
    #[server(default)] organisation: String,
    #[server(default)] words: String,
    #[server(default)] days: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("organisation", &organisation).keep("words", &words).keep("days", &days);
        let desk = match form::enter(&request, PAGE, &typed.clone().keep("reason", &reason)).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        let code = OrganisationCode::parse(&organisation);
        let flash = if code.is_none() { typed.and_error("organisation", text::ORGANISATION_WRONG) } else { typed };
        let flash = if words.trim().is_empty() { flash.and_error("words", text::WORDS_WRONG) } else { flash };
        let days = text::DAYS.into_iter().map(|(known, _)| known).find(|known| known.to_string() == days);
        let flash = if days.is_none() { flash.and_error("days", text::HOW_LONG_WRONG) } else { flash };
        let (reason, flash) = form::reason(&reason, flash);
        let (Some(code), Some(days), Some(reason)) = (code, days, reason) else { return Ok(Next::back(PAGE, flash)) };
        let (service, now) = (request.service(), request.service().now());
        let (by, time) = ((request.origin(), &reason), (now, now.plus(DAY * days)));
        Ok(match announcement::announce(service, &desk, by, (&code, &words), time).await? {
            Ok(Announce::Announced(_)) => {
                request.app.board.forget();
                Next::done(PAGE, text::IS_ANNOUNCED)
            }
            Ok(Announce::WrongText) => Next::back(PAGE, flash.and_error("words", text::WORDS_WRONG)),
            Ok(Announce::WrongTime) => Next::back(PAGE, flash.and_error("days", text::HOW_LONG_WRONG)),
            Ok(Announce::NotInReach) => Next::back(PAGE, flash.and_error("organisation", text::NOT_IN_REACH)),
            Err(refusal) => form::refused(PAGE.to_owned(), flash, refusal),
        })
    })
    .await
}

/// Ends it at once.
#[server(endpoint = "ra/announcements/end")]
pub async fn post_ra_end_announcement(
    #[server(default)] id: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = AnnouncementId::from_text(id);
        // The page has one such field for each announcement.
        let field = format!("reason-{id}");
        let typed = Flash::typed(&field, &reason);
        let desk = match form::enter(&request, PAGE, &typed).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        let (Some(reason), _) = form::reason(&reason, Flash::default()) else {
            return Ok(Next::back(PAGE, typed.and_error(&field, text::REASON_WRONG)));
        };
        Ok(match announcement::end(request.service(), &desk, (request.origin(), &reason), &id).await? {
            Ok(true) => Next::done(PAGE, text::ANNOUNCEMENT_ENDED),
            Ok(false) => Next::back(PAGE, Flash::error("", text::NOT_THERE)),
            Err(refusal) => form::refused(PAGE.to_owned(), typed, refusal),
        })
    })
    .await
}
