//! Pages that are mostly words: sections, lists and tables, written as plain texts and made into a page here.
//!
//! In a text `[words](/path)` is a link, `**words**` stands out, and `{service}`, `{support}` and `{site}` are what the
//! installation says of itself. What the installation says is put in after the marks were read, so it is never a mark.

use leptos::prelude::*;

use super::text;
use crate::{
    components::{Table, TableRow},
    web::{Page, Request},
};

/// The words of a page.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Its heading and title.
    pub title: &'static str,
    /// The paragraphs below the heading.
    pub opening: &'static [&'static str],
    /// What follows, each with an entry in the list of contents.
    pub sections: &'static [Section],
}

/// A part of a page that can be linked to.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// What stands after the `#` of a link to it.
    pub id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// Its words.
    pub blocks: &'static [Block],
}

/// A piece of a section.
#[derive(Clone, Copy, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(&'static str),
    /// A heading below the section's.
    Heading(&'static str),
    /// A list in any order.
    List(&'static [&'static str]),
    /// A list to follow from the first to the last.
    Steps(&'static [&'static str]),
    /// Rows and columns. The first cell of a row names it.
    Rows {
        /// What it shows.
        caption: &'static str,
        /// The columns' headings.
        columns: &'static [&'static str],
        /// The rows, each with as many cells as there are columns.
        rows: &'static [&'static [&'static str]],
    },
}

/// What an installation says of itself.
#[derive(Clone, Debug)]
pub struct Names {
    service: String,
    support: String,
    site: String,
}

impl Names {
    /// Of the installation that answers.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let policy = &request.service().policy;
        Self {
            service: policy.service_name.clone(),
            support: request.app.support.to_string(),
            site: policy.base_url.clone(),
        }
    }

    /// Puts the names into a text.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let parts = text.split('{').enumerate().map(|(place, part)| match part.split_once('}') {
            _ if place == 0 => part.to_owned(),
            Some(("service", rest)) => format!("{}{rest}", self.service),
            Some(("support", rest)) => format!("{}{rest}", self.support),
            Some(("site", rest)) => format!("{}{rest}", self.site),
            _ => format!("{{{part}"),
        });
        parts.collect()
    }
}

/// The whole page, with a list of its contents.
#[must_use]
pub fn page(request: &Request, words: &Words) -> Page {
    page_with(request, words, None)
}

/// The same, with something for whoever asks after the last section.
#[must_use]
pub fn page_with(request: &Request, words: &Words, last: Option<AnyView>) -> Page {
    let names = Names::of(request);
    Page::new(names.fill(words.title), body(words, &names, last)).back("/")
}

fn body(words: &Words, names: &Names, last: Option<AnyView>) -> impl IntoView + use<> {
    view! {
        <h1 class="nhsuk-heading-l">{names.fill(words.title)}</h1>
        {words.opening.iter().map(|text| view! { <p>{inline(text, names)}</p> }).collect_view()}
        {contents(words.sections, names)}
        {words.sections.iter().map(|part| section(part, names)).collect_view()}
        {last}
    }
}

fn contents(sections: &[Section], names: &Names) -> impl IntoView + use<> {
    let items = sections.iter().map(|section| {
        let heading = names.fill(section.heading);
        view! {
            <li>
                <a href=format!("#{}", section.id)>{heading}</a>
            </li>
        }
    });
    view! {
        <nav aria-label=text::CONTENTS>
            <ul class="nhsuk-list nhsuk-list--bullet">{items.collect_view()}</ul>
        </nav>
    }
}

fn section(section: &Section, names: &Names) -> impl IntoView + use<> {
    view! {
        <h2 class="nhsuk-heading-m" id=section.id>
            {names.fill(section.heading)}
        </h2>
        {section.blocks.iter().map(|piece| block(piece, names)).collect_view()}
    }
}

fn block(block: &Block, names: &Names) -> AnyView {
    let items = |texts: &'static [&'static str]| {
        texts.iter().map(|text| view! { <li>{inline(text, names)}</li> }).collect_view()
    };
    match *block {
        Block::Paragraph(text) => view! { <p>{inline(text, names)}</p> }.into_any(),
        Block::Heading(text) => view! { <h3 class="nhsuk-heading-s">{names.fill(text)}</h3> }.into_any(),
        Block::List(texts) => view! { <ul class="nhsuk-list nhsuk-list--bullet">{items(texts)}</ul> }.into_any(),
        Block::Steps(texts) => view! { <ol class="nhsuk-list nhsuk-list--number">{items(texts)}</ol> }.into_any(),
        Block::Rows { caption, columns, rows } => {
            let columns = columns.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            let row =
                |cells: &[&'static str]| cells.iter().fold(TableRow::new(), |row, text| row.cell(inline(text, names)));
            let rows: Vec<TableRow> = rows.iter().map(|cells| row(cells)).collect();
            view! { <Table caption=caption columns=columns rows=rows first_cell_is_header=true /> }.into_any()
        }
    }
}

fn inline(text: &'static str, names: &Names) -> AnyView {
    let parts = parts(text).into_iter().map(|part| match part {
        Part::Plain(words) => names.fill(words).into_any(),
        Part::Strong(words) => view! { <strong>{names.fill(words)}</strong> }.into_any(),
        Part::Link { words, href } => view! { <a href=href>{names.fill(words)}</a> }.into_any(),
    });
    parts.collect_view().into_any()
}

/// A piece of a text, by its marks.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Plain(&'a str),
    Strong(&'a str),
    Link { words: &'a str, href: &'a str },
}

/// Reads the marks of a text. A mark that does not end is words.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut plain, mut rest) = (0, 0);
    while let Some(found) = text[rest..].find(['[', '*']) {
        let at = rest + found;
        match strong(&text[at..]).or_else(|| link(&text[at..])) {
            Some((part, length)) => {
                if at > plain {
                    parts.push(Part::Plain(&text[plain..at]));
                }
                parts.push(part);
                (plain, rest) = (at + length, at + length);
            }
            None => rest = at + 1,
        }
    }
    if plain < text.len() {
        parts.push(Part::Plain(&text[plain..]));
    }
    parts
}

fn strong(text: &str) -> Option<(Part<'_>, usize)> {
    let (words, _) = text.strip_prefix("**")?.split_once("**")?;
    Some((Part::Strong(words), words.len() + 4))
}

fn link(text: &str) -> Option<(Part<'_>, usize)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (href, _) = rest.split_once(')')?;
    Some((Part::Link { words, href }, words.len() + href.len() + 4))
}

#[cfg(test)]
mod tests;
