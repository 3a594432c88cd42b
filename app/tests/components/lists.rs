//! Lists, tables, pages and the footer.

use app::components as c;
use leptos::prelude::*;

use crate::{
    check,
    options::{body, flag, maybe_text, only, text},
    rendered, size,
};

#[test]
fn the_summary_list_is_upstreams() {
    check("summary-list", 6, 22, |options| {
        only(options, &["rows"])?;
        let mut rows = Vec::new();
        for row in options["rows"].as_array().ok_or("no rows")? {
            only(row, &["key", "value", "actions"])?;
            only(&row["value"], &["text", "html"])?;
            let (key, value) = (text(&row["key"])?, body(&row["value"])?);
            let actions = &row["actions"];
            only(actions, &["items"])?;
            let actions = actions.as_array().or(actions["items"].as_array());
            let mut ours = c::SummaryRow::new(key, value);
            for action in actions.into_iter().flatten() {
                only(action, &["href", "text", "visuallyHiddenText"])?;
                let part = |key: &str| action[key].as_str().map(str::to_owned).ok_or(format!("no {key}"));
                ours = ours.action(part("href")?, part("text")?, part("visuallyHiddenText")?);
            }
            rows.push(ours);
        }
        Ok(rendered(|| view! { <c::SummaryList rows=rows /> }))
    });
}

#[test]
fn the_table_is_upstreams() {
    check("tables", 5, 15, |options| {
        only(options, &["caption", "firstCellIsHeader", "head", "rows", "responsive"])?;
        let caption = &options["caption"];
        only(caption, &["text", "size"])?;
        let size = caption["size"].as_str().map(size).transpose()?;
        let caption = caption.as_str().or(caption["text"].as_str()).ok_or("no caption")?.to_owned();
        let mut columns = Vec::new();
        for column in options["head"].as_array().ok_or("no head")? {
            columns.push(text(column)?);
        }
        let mut rows = Vec::new();
        for cells in options["rows"].as_array().ok_or("no rows")? {
            let mut row = c::TableRow::new();
            for cell in cells.as_array().ok_or("no cells")? {
                only(cell, &["text", "html"])?;
                row = row.cell(body(cell)?);
            }
            rows.push(row);
        }
        Ok(rendered(|| {
            view! {
                <c::Table
                    caption=caption
                    caption_size=size
                    columns=columns
                    rows=rows
                    first_cell_is_header=flag(&options["firstCellIsHeader"])
                    responsive=flag(&options["responsive"])
                />
            }
        }))
    });
}

#[test]
fn the_pagination_is_upstreams() {
    check("pagination", 4, 7, |options| {
        only(options, &["previous", "next", "items"])?;
        only(&options["previous"], &["href"])?;
        only(&options["next"], &["href"])?;
        let (mut pages, mut current) = (Vec::new(), 0);
        for item in options["items"].as_array().ok_or("no numbers")? {
            only(item, &["number", "href", "current", "ellipsis"])?;
            if flag(&item["ellipsis"]) {
                pages.push(c::PageLink::Gap);
                continue;
            }
            let number = item["number"].as_u64().ok_or("no number")?;
            let number = usize::try_from(number).expect("a small number");
            if flag(&item["current"]) {
                current = number;
            }
            let href = item["href"].as_str().ok_or("no address")?.to_owned();
            pages.push(c::PageLink::Page { number, href });
        }
        let previous = options["previous"]["href"].as_str().map(str::to_owned);
        let next = options["next"]["href"].as_str().map(str::to_owned);
        Ok(rendered(|| {
            view! { <c::Pagination pages=pages current=current previous=previous next=next /> }
        }))
    });
}

#[test]
fn the_footer_is_upstreams() {
    check("footer", 8, 10, |options| {
        only(options, &["meta", "copyright"])?;
        let meta = &options["meta"];
        only(meta, &["items", "text"])?;
        let words = maybe_text(if meta.is_string() { meta } else { &meta["text"] })?;
        let mut links = Vec::new();
        for item in meta["items"].as_array().into_iter().flatten() {
            only(item, &["href", "text"])?;
            links.push(c::FooterLink {
                text: item["text"].as_str().ok_or("no text")?.to_owned(),
                href: item["href"].as_str().ok_or("no address")?.to_owned(),
            });
        }
        // Upstream has a name of its own when none is given; ours is always told.
        let copyright = maybe_text(&options["copyright"])?.unwrap_or_else(|| "© NHS England".to_owned());
        Ok(rendered(|| {
            view! { <c::Footer links=links text=words copyright=copyright /> }
        }))
    });
}
