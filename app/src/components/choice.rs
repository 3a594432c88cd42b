//! What radios and checkboxes share: the group around them and its error.

use leptos::prelude::*;

use super::{
    ErrorMessage, Fieldset, Hint, MaybeText, Size,
    size::{classes, described_by},
};

/// One answer among several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub text: String,
    /// A sentence that says more.
    pub hint: Option<String>,
    /// Whether it is chosen when the page loads.
    pub checked: bool,
    /// Shown but not to be had.
    pub disabled: bool,
    /// A word such as "or" before this choice.
    pub divider: Option<String>,
}

impl Choice {
    /// A choice that is not chosen yet.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }

    /// The same, with a sentence that says more.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, chosen when `checked`.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }
}

/// The class names that differ between the two kinds.
pub(super) struct Kind {
    pub(super) input_type: &'static str,
    pub(super) group: &'static str,
    pub(super) group_small: &'static str,
    pub(super) module: &'static str,
    pub(super) item: &'static str,
    pub(super) input: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) divider: &'static str,
}

/// What a page says about the group as a whole.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) legend: MaybeText,
    pub(super) legend_size: Option<Size>,
    pub(super) page_heading: bool,
    pub(super) hint: MaybeText,
    pub(super) error: MaybeText,
    pub(super) small: bool,
    pub(super) choices: Vec<Choice>,
}

/// The whole group. The first choice bears the group's id, so that the error summary can lead to it.
pub(super) fn group(kind: &'static Kind, group: Group) -> impl IntoView {
    let id = group.id.unwrap_or_else(|| group.name.clone());
    let has_error = group.error.is_some();
    let describes = described_by(&id, group.hint.is_some(), has_error);
    let name = group.name;
    // Upstream counts a divider as a place in the list.
    let mut place = 0;
    let mut items = Vec::new();
    for mut choice in group.choices {
        if let Some(divider) = choice.divider.take() {
            place += 1;
            items.push(view! { <div class=kind.divider>{divider}</div> }.into_any());
        }
        place += 1;
        let id = if place == 1 { id.clone() } else { format!("{id}-{place}") };
        items.push(item(kind, id, name.clone(), choice).into_any());
    }
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let body = view! {
        {group.hint.get().map(|text| view! { <Hint text=text id=hint_id /> })}
        {group.error.get().map(|text| view! { <ErrorMessage text=text id=error_id /> })}
        <div
            class=classes([Some(kind.group), group.small.then_some(kind.group_small)])
            data-module=kind.module
        >
            {items}
        </div>
    };
    let body = match group.legend.get() {
        Some(legend) => view! {
            <Fieldset
                legend=legend
                size=group.legend_size
                page_heading=group.page_heading
                described_by=describes
            >
                {body}
            </Fieldset>
        }
        .into_any(),
        None => body.into_any(),
    };
    let class = classes([Some("nhsuk-form-group"), has_error.then_some("nhsuk-form-group--error")]);
    view! { <div class=class>{body}</div> }
}

fn item(kind: &'static Kind, id: String, name: String, choice: Choice) -> impl IntoView {
    let hint_id = choice.hint.is_some().then(|| format!("{id}-item-hint"));
    view! {
        <div class=kind.item>
            <input
                class=kind.input
                id=id.clone()
                name=name
                type=kind.input_type
                value=choice.value
                checked=choice.checked
                disabled=choice.disabled
                aria-describedby=hint_id.clone()
            />
            <label class=kind.label for=id>
                {choice.text}
            </label>
            {choice
                .hint
                .map(|text| {
                    view! {
                        <div class=kind.hint id=hint_id>
                            {text}
                        </div>
                    }
                })}
        </div>
    }
}
