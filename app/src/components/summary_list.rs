//! What is known about somebody or something, row by row, each with a way to change it.

use leptos::prelude::*;

/// A link at the end of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryAction {
    /// Where it goes.
    pub href: String,
    /// What it says, such as "Change".
    pub text: String,
    /// What it changes: read out after the text, so that no two links on a page sound alike.
    pub hidden_text: String,
}

/// One row.
pub struct SummaryRow {
    key: String,
    value: AnyView,
    actions: Vec<SummaryAction>,
}

impl SummaryRow {
    /// A row without a link. The value is a text or a view: `"Ada"` or `view! { .. }`.
    pub fn new(key: impl Into<String>, value: impl IntoAny) -> Self {
        Self { key: key.into(), value: value.into_any(), actions: Vec::new() }
    }

    /// The same, with one more link; `hidden_text` says what the link is about.
    #[must_use]
    pub fn action(mut self, href: impl Into<String>, text: impl Into<String>, hidden_text: impl Into<String>) -> Self {
        self.actions.push(SummaryAction { href: href.into(), text: text.into(), hidden_text: hidden_text.into() });
        self
    }
}

fn link(action: SummaryAction) -> impl IntoView {
    view! {
        <a class="nhsuk-link" href=action.href>
            {action.text}
            <span class="nhsuk-u-visually-hidden">{format!(" {}", action.hidden_text)}</span>
        </a>
    }
}

/// One link stands alone, several make a list.
fn links(mut actions: Vec<SummaryAction>) -> Option<AnyView> {
    if actions.len() < 2 {
        let action = actions.pop()?;
        return Some(view! { <dd class="nhsuk-summary-list__actions">{link(action)}</dd> }.into_any());
    }
    let items = actions
        .into_iter()
        .map(|action| {
            view! { <li class="nhsuk-summary-list__actions-list-item">{link(action)}</li> }
        })
        .collect_view();
    Some(
        view! {
            <dd class="nhsuk-summary-list__actions">
                <ul class="nhsuk-summary-list__actions-list">{items}</ul>
            </dd>
        }
        .into_any(),
    )
}

/// The list.
#[component]
pub fn SummaryList(
    /// The rows, in order.
    rows: Vec<SummaryRow>,
) -> impl IntoView {
    let any_links = rows.iter().any(|row| !row.actions.is_empty());
    let rows = rows
        .into_iter()
        .map(|SummaryRow { key, value, actions }| {
            // Keeps the line under the row as wide as under those that have a link.
            let class = if any_links && actions.is_empty() {
                "nhsuk-summary-list__row nhsuk-summary-list__row--no-actions"
            } else {
                "nhsuk-summary-list__row"
            };
            view! {
                <div class=class>
                    <dt class="nhsuk-summary-list__key">{key}</dt>
                    <dd class="nhsuk-summary-list__value">{value}</dd>
                    {links(actions)}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="nhsuk-summary-list">{rows}</dl> }
}
