//! Choosing any of several, or confirming one thing.

use leptos::prelude::*;

use super::{
    Choice, MaybeText, Size,
    choice::{Group, Kind, group},
};

static KIND: Kind = Kind {
    input_type: "checkbox",
    group: "nhsuk-checkboxes",
    group_small: "nhsuk-checkboxes--small",
    module: "nhsuk-checkboxes",
    item: "nhsuk-checkboxes__item",
    input: "nhsuk-checkboxes__input",
    label: "nhsuk-label nhsuk-checkboxes__label",
    hint: "nhsuk-hint nhsuk-checkboxes__hint",
    divider: "nhsuk-checkboxes__divider",
};

/// A question with any number of answers, or one thing to confirm.
#[component]
pub fn Checkboxes(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The question; nothing when something around the group asks it.
    #[prop(optional, into)]
    legend: MaybeText,
    /// The answers, in order.
    choices: Vec<Choice>,
    /// The id of the first answer; the name when absent.
    #[prop(optional, into)]
    id: MaybeText,
    /// How large the question is set.
    #[prop(optional_no_strip, into)]
    legend_size: Option<Size>,
    /// Whether the question is the page's heading.
    #[prop(optional)]
    page_heading: bool,
    /// Help before choosing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeText,
    /// Smaller, for lists that filter.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    group(&KIND, Group { name, id: id.get(), legend, legend_size, page_heading, hint, error, small, choices })
}
