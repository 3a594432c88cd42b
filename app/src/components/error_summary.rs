//! All that is wrong with a form, at the top of the page.

use leptos::prelude::*;

use super::{MaybeText, text};

/// One mistake in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// What is wrong, in the words that also stand beside the field.
    pub text: String,
    /// The id of the field, without `#`; nothing when no one field is at fault.
    pub field: Option<String>,
}

/// Takes focus when the page loads (upstream's script does that) and links to each field. Without
/// errors it renders nothing, so that a page can always hold it.
#[component]
pub fn ErrorSummary(
    /// The mistakes, in the order of the fields.
    errors: Vec<FormError>,
    /// The heading.
    #[prop(into, default = text::PROBLEM.to_owned())]
    heading: String,
    /// A sentence between heading and list.
    #[prop(optional, into)]
    description: MaybeText,
) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let items = errors
            .into_iter()
            .map(|FormError { text, field }| match field {
                Some(id) => view! {
                    <li>
                        <a href=format!("#{id}")>{text}</a>
                    </li>
                }
                .into_any(),
                None => view! { <li>{text}</li> }.into_any(),
            })
            .collect_view();
        view! {
            <div class="nhsuk-error-summary" data-module="nhsuk-error-summary">
                <div role="alert">
                    <h2 class="nhsuk-error-summary__heading">{heading}</h2>
                    <div class="nhsuk-error-summary__body">
                        {description.get().map(|text| view! { <p>{text}</p> })}
                        <ul class="nhsuk-list nhsuk-error-summary__list">{items}</ul>
                    </div>
                </div>
            </div>
        }
    })
}
