//! Buttons, boxes and lines of text.

use app::components as c;
use leptos::{prelude::*, serde_json::Value};

use crate::{
    check,
    options::{body, flag, maybe_text, only, text},
    rendered, size,
};

#[test]
fn the_skip_link_is_upstreams() {
    check("skip-link", 3, 0, |options| {
        only(options, &["text", "href"])?;
        let words = text(&options["text"])?;
        let href = options["href"].as_str().unwrap_or("#maincontent").to_owned();
        Ok(rendered(|| view! { <c::SkipLink text=words href=href /> }))
    });
}

#[test]
fn the_back_link_is_upstreams() {
    check("back-link", 1, 6, |options| {
        only(options, &["text", "href"])?;
        let words = text(&options["text"])?;
        let href = options["href"].as_str().ok_or("no address")?.to_owned();
        Ok(rendered(|| view! { <c::BackLink text=words href=href /> }))
    });
}

#[test]
fn the_button_is_upstreams() {
    check("button", 35, 31, |options| {
        only(
            options,
            &["text", "href", "variant", "small", "disabled", "preventDoubleClick", "type", "name", "value"],
        )?;
        let words = text(&options["text"])?;
        let small = flag(&options["small"]);
        let variant = match options["variant"].as_str() {
            None => c::ButtonVariant::Primary,
            Some("secondary") => c::ButtonVariant::Secondary,
            Some("warning") => c::ButtonVariant::Warning,
            Some("reverse") => c::ButtonVariant::Reverse,
            Some("login") => c::ButtonVariant::Login,
            Some(other) => return Err(format!("variant {other}")),
        };
        if let Some(href) = options["href"].as_str().map(str::to_owned) {
            return Ok(rendered(|| {
                view! { <c::ButtonLink text=words href=href variant=variant small=small /> }
            }));
        }
        // Upstream can turn the protection off by an attribute; ours leaves the attribute out.
        if options["preventDoubleClick"] == Value::Bool(false) {
            return Err("protection against double clicks explicitly off".to_owned());
        }
        Ok(rendered(|| {
            view! {
                <c::Button
                    text=words
                    variant=variant
                    small=small
                    disabled=flag(&options["disabled"])
                    prevent_double_click=flag(&options["preventDoubleClick"])
                />
            }
        }))
    });
}

#[test]
fn the_card_is_upstreams() {
    check("card", 13, 37, |options| {
        only(options, &["heading", "href", "clickable", "description", "callBlock"])?;
        let heading = &options["heading"];
        only(heading, &["text", "size", "level"])?;
        let level = match heading["level"].as_u64() {
            None => c::HeadingLevel::Two,
            Some(3) => c::HeadingLevel::Three,
            Some(other) => return Err(format!("a heading of level {other}")),
        };
        let size = heading["size"].as_str().map(size).transpose()?;
        let heading = heading.as_str().or(heading["text"].as_str()).ok_or("no heading")?.to_owned();
        let href = maybe_text(&options["href"])?;
        let description = maybe_text(&options["description"])?;
        let body = match &options["callBlock"] {
            Value::Null => None,
            _ => Some(body(options)?),
        };
        Ok(rendered(|| {
            view! {
                <c::Card
                    heading=heading
                    size=size
                    level=level
                    href=href
                    clickable=flag(&options["clickable"])
                    description=description
                >
                    {body}
                </c::Card>
            }
        }))
    });
}

#[test]
fn the_details_are_upstreams() {
    check("details", 6, 6, |options| {
        only(options, &["summary", "text", "html", "callBlock", "open"])?;
        let summary = text(&options["summary"])?;
        let words = body(options)?;
        let open = flag(&options["open"]);
        Ok(rendered(|| view! { <c::Details summary=summary open=open>{words}</c::Details> }))
    });
}

#[test]
fn the_inset_text_is_upstreams() {
    check("inset-text", 3, 0, |options| {
        only(options, &["text", "html", "callBlock"])?;
        let words = match options["text"].as_str().map(str::to_owned) {
            Some(text) => view! { <p>{text}</p> }.into_any(),
            None => body(options)?,
        };
        Ok(rendered(|| view! { <c::InsetText>{words}</c::InsetText> }))
    });
}

#[test]
fn the_notification_banner_is_upstreams() {
    check("notification-banner", 5, 12, |options| {
        only(options, &["text", "variant", "title"])?;
        let words = text(&options["text"])?;
        let title = maybe_text(&options["title"])?;
        let success = options["variant"].as_str() == Some("success");
        Ok(rendered(|| {
            view! { <c::NotificationBanner text=words success=success title=title /> }
        }))
    });
}

#[test]
fn the_panel_is_upstreams() {
    check("panel", 4, 11, |options| {
        only(options, &["heading", "text", "html", "callBlock"])?;
        let heading = text(&options["heading"])?;
        let words = body(options)?;
        Ok(rendered(|| view! { <c::Panel heading=heading>{words}</c::Panel> }))
    });
}

#[test]
fn the_tag_is_upstreams() {
    check("tag", 9, 19, |options| {
        only(options, &["text", "colour"])?;
        let words = text(&options["text"])?;
        if options["colour"].is_boolean() {
            return Err("no colour at all".to_owned());
        }
        let colour = match options["colour"].as_str() {
            None => c::TagColour::Plain,
            Some("white") => c::TagColour::White,
            Some("grey") => c::TagColour::Grey,
            Some("green") => c::TagColour::Green,
            Some("blue") => c::TagColour::Blue,
            Some("red") => c::TagColour::Red,
            Some("orange") => c::TagColour::Orange,
            Some("yellow") => c::TagColour::Yellow,
            Some(other) => return Err(format!("colour {other}")),
        };
        Ok(rendered(|| view! { <c::Tag text=words colour=colour /> }))
    });
}

#[test]
fn the_warning_callout_is_upstreams() {
    check("warning-callout", 5, 1, |options| {
        only(options, &["heading", "text", "html", "callBlock"])?;
        let heading = text(&options["heading"])?;
        let words = maybe_text(&options["text"])?;
        let body = match words {
            Some(_) => None,
            None => Some(body(options)?),
        };
        Ok(rendered(|| {
            view! { <c::WarningCallout heading=heading text=words>{body}</c::WarningCallout> }
        }))
    });
}
