//! Choosing one of several.

use leptos::prelude::*;

use super::{
    Choice, MaybeText, Size,
    choice::{Group, Kind, group},
};

static KIND: Kind = Kind {
    input_type: "radio",
    group: "nhsuk-radios",
    group_small: "nhsuk-radios--small",
    module: "nhsuk-radios",
    item: "nhsuk-radios__item",
    input: "nhsuk-radios__input",
    label: "nhsuk-label nhsuk-radios__label",
    hint: "nhsuk-hint nhsuk-radios__hint",
    divider: "nhsuk-radios__divider",
};

/// A question with one answer. Nothing is chosen to begin with, unless the answer is known.
#[component]
pub fn Radios(
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
