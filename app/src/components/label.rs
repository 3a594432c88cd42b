//! What a field is called.

use leptos::prelude::*;

use super::{MaybeText, Size, size::classes};

/// A field's label; on a page with one question it is the page's heading as well.
#[component]
pub fn Label(
    /// The question or the name.
    #[prop(into)]
    text: String,
    /// The id of the field.
    #[prop(optional, into)]
    for_id: MaybeText,
    /// How large it is set; nothing for body text.
    #[prop(optional_no_strip, into)]
    size: Option<Size>,
    /// Whether it is the page's heading.
    #[prop(optional)]
    page_heading: bool,
) -> impl IntoView {
    let size = size.map(|size| match size {
        Size::S => "nhsuk-label--s",
        Size::M => "nhsuk-label--m",
        Size::L => "nhsuk-label--l",
        Size::Xl => "nhsuk-label--xl",
    });
    let label = view! {
        <label class=classes([Some("nhsuk-label"), size]) for=for_id.get()>
            {text}
        </label>
    };
    if page_heading { view! { <h1 class="nhsuk-label-wrapper">{label}</h1> }.into_any() } else { label.into_any() }
}
