//! A key to be typed by hand.

use leptos::prelude::*;

/// The key in groups of four, which is how people copy it without losing their place. The groups are
/// boxes and not spaces: what is copied is the key alone.
#[component]
pub fn KeyInGroups(
    /// The key.
    #[prop(into)]
    key: String,
    /// The element's id, for a copy button.
    #[prop(into, default = "key".to_owned())]
    id: String,
) -> impl IntoView {
    let mut groups = Vec::new();
    let mut rest = key;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(4).map_or(rest.len(), |(at, _)| at);
        let after = rest.split_off(end);
        groups.push(view! { <span class="ci-key__group">{rest}</span> });
        rest = after;
    }
    view! {
        <code class="ci-key" id=id translate="no">
            {groups}
        </code>
    }
}
