//! A group of fields that answer one question.

use leptos::prelude::*;

use super::{MaybeText, Size, size::classes};

/// The question that a group of fields answers.
#[component]
pub fn Legend(
    /// The question.
    #[prop(into)]
    text: String,
    /// How large it is set; nothing for body text.
    #[prop(optional_no_strip, into)]
    size: Option<Size>,
    /// Whether it is the page's heading.
    #[prop(optional)]
    page_heading: bool,
) -> impl IntoView {
    let size = size.map(|size| match size {
        Size::S => "nhsuk-fieldset__legend--s",
        Size::M => "nhsuk-fieldset__legend--m",
        Size::L => "nhsuk-fieldset__legend--l",
        Size::Xl => "nhsuk-fieldset__legend--xl",
    });
    let text = if page_heading {
        view! { <h1 class="nhsuk-fieldset__heading">{text}</h1> }.into_any()
    } else {
        text.into_any()
    };
    view! { <legend class=classes([Some("nhsuk-fieldset__legend"), size])>{text}</legend> }
}

/// The group. Radios and checkboxes bring their own.
#[component]
pub fn Fieldset(
    /// The question.
    #[prop(into)]
    legend: String,
    /// How large the question is set.
    #[prop(optional_no_strip, into)]
    size: Option<Size>,
    /// Whether the question is the page's heading.
    #[prop(optional)]
    page_heading: bool,
    /// The ids of hint and error, separated by a space.
    #[prop(optional, into)]
    described_by: MaybeText,
    /// Whether it is named as a group, for fields that are parts of one answer.
    #[prop(optional)]
    group: bool,
    /// The fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <fieldset class="nhsuk-fieldset" role=group.then_some("group") aria-describedby=described_by.get()>
            <Legend text=legend size=size page_heading=page_heading />
            {children.map(|children| children())}
        </fieldset>
    }
}
